/*
 * monitor_manual.c - what happens when somebody asks: a check now, a definition on trial, a heartbeat that arrives.
 *
 * Threads: HTTP workers. They put their wish into the table under `lock`, wake the scheduler, and wait on their own condition until it has
 * answered or their patience is over; the check itself runs like any other (monitor_run.c).
 */
#include "core/mem.h"
#include "core/str.h"
#include "monitor/monitor_impl.h"
#include <errno.h>
#include <string.h>
#include <time.h>

#define MANUAL_WAIT_US   (4700 * US_PER_MS)
#define TRIAL_TIMEOUT_MS 10000
#define MAX_WAITING      64

static void waiter_init(struct waiter *w)
{
    *w = (struct waiter){ 0 };
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&w->cond, &attr);
    pthread_condattr_destroy(&attr);
}

static void waiter_take(struct arena *a, struct waiter *w, struct monitor_check *out)
{
    *out = (struct monitor_check){
        .status = w->status,
        .checked_at = w->checked_at,
        .latency_us = w->latency_us,
        .message = arena_strdup(a, w->message ? w->message : ""),
        .evidence = w->evidence && *w->evidence ? arena_strdup(a, w->evidence) : "{}",
        .components = w->components && *w->components ? arena_strdup(a, w->components) : "[]",
    };
    mem_free(w->message);
    mem_free(w->evidence);
    mem_free(w->components);
    pthread_cond_destroy(&w->cond);
}

/* Waits under the lock until the waiter has its answer. */
static bool waiter_wait(struct monitor *m, struct waiter *w, int64_t us)
{
    struct timespec ts = clock_deadline(us);
    m->waiting++;
    while (!w->done)
        if (pthread_cond_timedwait(&w->cond, &m->lock, &ts) == ETIMEDOUT)
            break;
    m->waiting--;
    return w->done;
}

enum err monitor_check_now(struct monitor *m, struct arena *a, const char *tenant_id, const char *id, struct monitor_check *out)
{
    enum err e = monitor_alive(m);
    if (e != OK)
        return e;
    struct waiter w;
    pthread_mutex_lock(&m->lock);
    struct svc *s = monitor_find(m, tenant_id, id);
    if (!s)
        e = err_set(ERR_NOT_FOUND, "no service with this id");
    else if (!s->def->type)
        e = err_set(ERR_CONFLICT, "this version of Binnacle knows no check of type %s", s->def->type_name);
    else if (m->waiting >= MAX_WAITING)
        e = err_set(ERR_BUSY, "too many people wait for checks already");
    if (e == OK)
        waiter_init(&w);
    if (e == OK && svc_is_pushed(s)) {
        waiter_answer(&w, (enum check_status)s->state.observed, s->last_check, s->latency_us,
                      s->last_check ? s->message : "No heartbeat yet", s->evidence, s->components);
        waiter_take(a, &w, out);
    } else if (e == OK) {
        w.next = s->waiters;
        s->waiters = &w;
        monitor_run_soon(m, s);
        if (!waiter_wait(m, &w, MANUAL_WAIT_US)) {
            /* s is still in the table: a service that goes answers its waiters first. */
            struct waiter **at = &s->waiters;
            while (*at && *at != &w)
                at = &(*at)->next;
            if (*at)
                *at = w.next;
            w.message = mem_strdup("The check still runs; its result will appear by itself");
            w.status = CHECK_UNKNOWN;
            w.checked_at = clock_wall_us(m->clock);
            w.latency_us = -1;
        }
        waiter_take(a, &w, out);
    }
    pthread_mutex_unlock(&m->lock);
    return e;
}

enum err monitor_trial(struct monitor *m, struct arena *a, struct svc_def *def, struct monitor_check *out)
{
    enum err e = monitor_alive(m);
    if (e == OK && !def->type->start)
        e = err_set(ERR_CONFLICT, "a service of type %s reports by itself: there is nothing to try", def->type_name);
    pthread_mutex_lock(&m->lock);
    if (e == OK && (m->waiting >= MAX_WAITING || m->running >= m->max_running))
        e = err_set(ERR_BUSY, "too many checks run already");
    if (e == OK) {
        struct waiter w;
        waiter_init(&w);
        struct job *j = job_new(m, def, def->timeout_ms < TRIAL_TIMEOUT_MS ? def->timeout_ms : TRIAL_TIMEOUT_MS);
        j->trial = &w;
        msg_push(&m->todo, &j->msg);
        monitor_wake(m);
        if (!waiter_wait(m, &w, TRIAL_TIMEOUT_MS * US_PER_MS + MONITOR_OVERDUE_US)) {
            j->trial = NULL; /* j is there as long as nobody answered */
            w.message = mem_strdup("The check did not end in time");
            w.status = CHECK_UNKNOWN;
            w.latency_us = -1;
        }
        waiter_take(a, &w, out);
    }
    svc_def_unref(def);
    pthread_mutex_unlock(&m->lock);
    return e;
}

void monitor_check_write(const struct monitor_check *c, struct json_out *o)
{
    jo_object(o);
    jo_kv_string(o, "status", service_status_name((enum service_status)c->status));
    jo_kv_time(o, "checked_at", c->checked_at);
    jo_key(o, "latency_ms");
    if (c->latency_us < 0)
        jo_null(o);
    else
        jo_double(o, (double)c->latency_us / 1000.0);
    jo_kv_string(o, "message", c->message);
    jo_kv_raw(o, "evidence", c->evidence);
    jo_kv_raw(o, "components", c->components);
    jo_object_end(o);
}

/* ---- heartbeats ---- */

enum err monitor_push(struct monitor *m, const char *token, const char *status, const char *message, int64_t latency_us)
{
    static const struct {
        const char *word;
        enum check_status status;
    } words[] = {
        { "healthy", CHECK_HEALTHY },   { "up", CHECK_HEALTHY },          { "ok", CHECK_HEALTHY },
        { "degraded", CHECK_DEGRADED }, { "unhealthy", CHECK_UNHEALTHY }, { "down", CHECK_UNHEALTHY },
    };
    enum check_status result = CHECK_HEALTHY;
    bool known = !status || !*status;
    for (size_t i = 0; i < sizeof words / sizeof *words && !known; i++) {
        known = str_eq(status, words[i].word);
        result = words[i].status;
    }
    if (!known)
        return err_set(ERR_INVALID, "the status must be healthy, degraded or unhealthy");

    /* Only the token's hash is compared, so that the time it takes says nothing about the token. */
    unsigned char hash[CRYPTO_HASH_SIZE];
    crypto_blake2b(token, strlen(token), hash);
    struct svc *s = NULL;
    pthread_mutex_lock(&m->lock);
    for (size_t i = 0; i < m->count; i++) {
        const struct svc_def *d = m->services[i]->def;
        if (d->is_pushed && crypto_equal(d->push_hash, hash, sizeof hash) && !m->services[i]->suspended)
            s = m->services[i];
    }
    if (s && svc_active(s)) {
        int64_t wall = clock_wall_us(m->clock);
        s->heartbeat_at = wall;
        char *text = text_bounded(message && *message       ? message
                                  : result == CHECK_HEALTHY ? "Heartbeat received"
                                                            : "The service says so itself",
                                  MONITOR_MESSAGE_MAX, false);
        sched_set(&m->sched, &s->timer, clock_mono_us(m->clock) + svc_heartbeat_patience_us(s, wall));
        monitor_feed(m, s, result, wall, latency_us, text, mem_strdup(""), mem_strdup(""));
        monitor_wake(m);
    }
    pthread_mutex_unlock(&m->lock);
    return s ? OK : err_set(ERR_NOT_FOUND, "no service has this heartbeat");
}
