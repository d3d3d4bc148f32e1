/*
 * jobs_pool.c - the threads that run handlers, and what a handler may do. Threads: "job", many; the job_… functions are for the handler's
 * own thread, what it writes is under the run's lock, so that the dispatcher can show it meanwhile.
 *
 * What always holds: a handler that was left behind is never waited for; another thread takes its place, and what it returns is dropped.
 */
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "jobs/jobs_private.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LINE_MAX_BYTES 2000

struct job_run *run_new(struct jobs *j, struct slot *s, const char *tenant_id, const char *id)
{
    struct job_run *r = mem_alloc(sizeof *r);
    r->j = j;
    r->slot = s;
    str_copy(r->tenant_id, sizeof r->tenant_id, tenant_id);
    str_copy(r->id, sizeof r->id, id);
    r->arena = arena_new(2048);
    pthread_mutex_init(&r->lock, NULL);
    buf_init(&r->head, JOBS_LOG_MAX / 2);
    buf_init(&r->tail, JOBS_LOG_MAX);
    r->stop_mono = r->hard_mono = INT64_MAX;
    return r;
}

void run_free(struct job_run *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->artefact_count; i++)
        mem_free(r->artefacts[i].p);
    mem_free(r->result);
    buf_free(&r->head);
    buf_free(&r->tail);
    pthread_mutex_destroy(&r->lock);
    arena_free(r->arena);
    mem_free(r);
}

/* ---- what a handler has ---- */

struct arena *job_arena(struct job_run *r)
{
    return r->arena;
}

const char *job_id(const struct job_run *r)
{
    return r->id;
}

const char *job_tenant(const struct job_run *r)
{
    return r->tenant_id;
}

int job_attempt(const struct job_run *r)
{
    return (int)r->attempt;
}

const struct json *job_input(const struct job_run *r)
{
    return r->input;
}

bool job_stopping(void *arg)
{
    return atomic_load(&((struct job_run *)arg)->stop);
}

/* Half of the room keeps the first lines, half the last: of a flood one wants to see how it began and how it ended. */
static void keep_line(struct job_run *r, const char *line, size_t n)
{
    r->log_dirty = true;
    if (r->tail.len == 0 && r->head.len + n <= JOBS_LOG_MAX / 2) {
        buf_append(&r->head, line, n);
        return;
    }
    while (r->tail.len && r->tail.len + n > JOBS_LOG_MAX / 2) {
        char *end = memchr(r->tail.data, '\n', r->tail.len);
        size_t cut = end ? (size_t)(end - r->tail.data) + 1 : r->tail.len;
        /* Many at once, so that a flood does not move the buffer for each line. */
        while (cut < r->tail.len && cut < JOBS_LOG_MAX / 8) {
            r->log_dropped++;
            end = memchr(r->tail.data + cut, '\n', r->tail.len - cut);
            cut = end ? (size_t)(end - r->tail.data) + 1 : r->tail.len;
        }
        r->log_dropped++;
        memmove(r->tail.data, r->tail.data + cut, r->tail.len - cut);
        r->tail.len -= cut;
    }
    buf_append(&r->tail, line, n);
}

void job_log(struct job_run *r, const char *fmt, ...)
{
    char line[LINE_MAX_BYTES + 64], at[TIME_TEXT_SIZE];
    va_list ap;
    int n = snprintf(line, sizeof line, "%s ", time_format(clock_wall_us(r->j->d.clock), at));
    va_start(ap, fmt);
    int m = vsnprintf(line + n, LINE_MAX_BYTES, fmt, ap);
    va_end(ap);
    size_t len = (size_t)n + (m < 0 ? 0 : m < LINE_MAX_BYTES ? (size_t)m : LINE_MAX_BYTES - 1);
    for (size_t i = (size_t)n; i < len; i++)
        if ((unsigned char)line[i] < ' ' && line[i] != '\t')
            line[i] = ' '; /* one line stays one line */
    line[len++] = '\n';
    pthread_mutex_lock(&r->lock);
    r->log_lines++;
    keep_line(r, line, len);
    pthread_mutex_unlock(&r->lock);
}

void run_log_text(struct job_run *r, struct arena *a, const char **text, int64_t *dropped)
{
    struct buf b;
    pthread_mutex_lock(&r->lock);
    buf_init(&b, 2 * JOBS_LOG_MAX);
    buf_append(&b, r->head.data, r->head.len);
    if (r->log_dropped)
        buf_printf(&b, "… %lld lines were left out …\n", (long long)r->log_dropped);
    buf_append(&b, r->tail.data, r->tail.len);
    *text = arena_strndup(a, b.data ? b.data : "", b.len);
    *dropped = r->log_dropped;
    r->log_dirty = false;
    pthread_mutex_unlock(&r->lock);
    buf_free(&b);
}

void job_progress(struct job_run *r, int percent, const char *fmt, ...)
{
    va_list ap;
    pthread_mutex_lock(&r->lock);
    r->progress = percent < 0 ? 0 : percent > 100 ? 100 : percent;
    va_start(ap, fmt);
    vsnprintf(r->progress_text, sizeof r->progress_text, fmt, ap);
    va_end(ap);
    r->progress_dirty = true;
    pthread_mutex_unlock(&r->lock);
}

void job_result(struct job_run *r, const char *json)
{
    static const char too_large[] = "{\"error\":\"the result is larger than 256 KB\"}";
    pthread_mutex_lock(&r->lock);
    mem_free(r->result);
    r->result = mem_strdup(strlen(json) > JOBS_RESULT_MAX ? too_large : json);
    pthread_mutex_unlock(&r->lock);
}

void job_artefact(struct job_run *r, const char *name, const char *content_type, const void *p, size_t n)
{
    if (n > JOBS_ARTEFACT_MAX)
        n = JOBS_ARTEFACT_MAX;
    pthread_mutex_lock(&r->lock);
    if (r->artefact_count < JOBS_ARTEFACTS_MAX) {
        struct job_artefact_row *x = &r->artefacts[r->artefact_count++];
        str_copy(x->name, sizeof x->name, name);
        str_copy(x->content_type, sizeof x->content_type, content_type);
        x->p = mem_alloc(n + 1);
        memcpy(x->p, p, n);
        x->n = n;
    }
    pthread_mutex_unlock(&r->lock);
}

void job_snooze(struct job_run *r, int seconds)
{
    r->snooze = seconds < 1 ? 1 : seconds;
}

/* ---- the threads ---- */

static void done(struct jobs *j, struct job_run *r)
{
    if (r->left) { /* nobody waits for it any more */
        r->slot->running--;
        run_free(r);
    } else {
        struct job_run **at = &j->running;
        while (*at != r)
            at = &(*at)->next;
        *at = r->next;
        r->next = j->finished;
        j->finished = r;
    }
    j->woken = true;
    pthread_cond_signal(&j->wake);
}

static void *work(void *arg)
{
    struct jobs *j = arg;
    bool left = false;
    pthread_setname_np(pthread_self(), "job");
    pthread_mutex_lock(&j->lock);
    for (;;) {
        j->idle++;
        while (!j->ready && !j->stopping)
            pthread_cond_wait(&j->work, &j->lock);
        j->idle--;
        struct job_run *r = j->ready;
        if (j->stopping || !r)
            break;
        j->ready = r->next;
        if (!j->ready)
            j->ready_end = &j->ready;
        j->ready_count--;
        r->queued = false;
        r->next = j->running;
        j->running = r;
        r->mono = clock_mono_us(j->d.clock);
        r->stop_mono = r->mono + r->slot->t->timeout_seconds * US_PER_S;
        pthread_mutex_unlock(&j->lock);

        bool wanted = !job_stopping(r);                /* not cancelled before a thread was free */
        int64_t began = clock_mono_us(clock_system()); /* what it truly takes */
        log_correlation(r->id);
        err_clear();
        enum err e = wanted ? r->slot->t->run(r, r->slot->ctx) : ERR_BUSY;
        if (e != OK)
            str_copy(r->error, sizeof r->error, *err_detail() ? err_detail() : err_name(e));
        r->err = e;
        log_correlation("");

        int64_t took = clock_mono_us(clock_system()) - began;
        pthread_mutex_lock(&j->lock);
        if (wanted && !r->left)
            r->slot->mean_us = r->slot->mean_us < 0 ? took : (7 * r->slot->mean_us + took) / 8;
        left = r->left;
        done(j, r);
        if (left)
            break; /* another took this thread's place */
    }
    pthread_mutex_unlock(&j->lock);
    store_reader_release(j->d.store);
    pthread_mutex_lock(&j->lock);
    if (left) { /* it was taken out of `threads` when it was left behind */
        j->left--;
        metric_set(j->m_left, j->left);
    } else {
        j->threads--;
    }
    pthread_cond_broadcast(&j->wake);
    pthread_mutex_unlock(&j->lock); /* the last touch: who waits in jobs_stop may free all from here on */
    return NULL;
}

void pool_spawn(struct jobs *j)
{
    pthread_t t;
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&t, &attr, work, j) == 0)
        j->threads++;
    else
        log_error("a thread for jobs cannot be started", NULL);
    pthread_attr_destroy(&attr);
}

enum err pool_start(struct jobs *j)
{
    pthread_mutex_lock(&j->lock);
    for (int i = 0; i < j->d.threads; i++)
        pool_spawn(j);
    int n = j->threads;
    pthread_mutex_unlock(&j->lock);
    return n ? OK : err_set(ERR_INTERNAL, "cannot start the threads for jobs");
}

void pool_stop_job(struct jobs *j, const char *id)
{
    pthread_mutex_lock(&j->lock);
    for (int list = 0; list < 2; list++)
        for (struct job_run *r = list ? j->ready : j->running; r; r = r->next)
            if (str_eq(r->id, id)) {
                r->cancelled = true;
                atomic_store(&r->stop, true);
                r->hard_mono = clock_mono_us(j->d.clock) + JOBS_GRACE_US;
            }
    j->woken = true;
    pthread_cond_signal(&j->wake);
    pthread_mutex_unlock(&j->lock);
}
