/*
 * monitor_run.c - the scheduler: decides when a service is checked, starts the check, takes its result in.
 *
 * One thread, "scheduler". Everything that happens elsewhere (a check ends on the network's loop, a write ends on the writer's thread)
 * comes back to it as a message, so that the life of a service is the work of one thread. A turn (monitor_step) does what is due under
 * `lock`, lets go, and then does what may not be done under it: starting checks, handing work to the store.
 *
 * Always: a service has at most one check running; a tick that finds it running, or comes too late, is counted and skipped; every check has
 * a deadline and is given up for its service when the deadline passes, whatever became of it.
 */
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "monitor/monitor_impl.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DUE_A_TURN        128
#define MANUAL_TIMEOUT_MS 4000
#define STOPPING          "Binnacle is stopping"
#define START_SPREAD_US   (30 * US_PER_S)

/* ---- messages ---- */

void msg_push(struct msg_list *l, struct msg *msg)
{
    msg->next = NULL;
    *l->last = msg;
    l->last = &msg->next;
    l->count++;
}

static struct msg *msg_take_all(struct msg_list *l)
{
    struct msg *first = l->first;
    *l = (struct msg_list){ .last = &l->first };
    return first;
}

void monitor_wake(struct monitor *m)
{
    pthread_cond_signal(&m->wake);
}

void monitor_post_mail(struct monitor *m, struct msg *msg)
{
    pthread_mutex_lock(&m->lock);
    msg_push(&m->mailbox, msg);
    monitor_wake(m);
    pthread_mutex_unlock(&m->lock);
}

/* ---- time ---- */

/* A number in [0, below), for jitter. */
static int64_t random_below(int64_t below)
{
    uint64_t r;
    crypto_random(&r, sizeof r);
    return below > 0 ? (int64_t)(r % (uint64_t)below) : 0;
}

static int64_t interval_us(const struct svc *s)
{
    return s->def->interval_seconds * US_PER_S;
}

/* How long after a heartbeat the next one is overdue. */
int64_t svc_heartbeat_patience_us(const struct svc *s, int64_t wall)
{
    int64_t grace = 60, next;
    if (json_get(s->def->config, "grace_seconds") && !json_int(json_get(s->def->config, "grace_seconds"), &grace))
        grace = 60;
    const char *cron = json_string(json_get(s->def->config, "cron"));
    if (cron && *cron && time_cron_next(cron, wall, &next))
        return next - wall + grace * US_PER_S;
    return interval_us(s) + grace * US_PER_S;
}

bool svc_is_pushed(const struct svc *s)
{
    return s->def->type && !s->def->type->start;
}

void monitor_schedule(struct monitor *m, struct svc *s, bool is_new)
{
    if (!svc_active(s) || !s->def->type) {
        sched_remove(&m->sched, &s->timer);
        return;
    }
    int64_t now = clock_mono_us(m->clock), wall = clock_wall_us(m->clock), due;
    if (svc_is_pushed(s)) {
        due = now + svc_heartbeat_patience_us(s, wall);
    } else if (is_new || !s->last_check) {
        due = now + random_below(US_PER_S / 5); /* somebody waits to see it */
        s->in_rhythm = false;
    } else {
        /* Keep the rhythm of before a restart where it is near; else start somewhere in the interval, so that thousands of services do not
         * move in step. */
        int64_t wait = s->last_check ? s->last_check + interval_us(s) - wall : -1;
        int64_t spread = interval_us(s) < START_SPREAD_US ? interval_us(s) : START_SPREAD_US;
        if (wait < 0 || wait > interval_us(s))
            wait = random_below(spread);
        due = now + wait;
        s->in_rhythm = true;
    }
    sched_set(&m->sched, &s->timer, due);
}

/* ---- jobs ---- */

static void job_free(struct job *j)
{
    if (j->policy)
        net_policy_unref(j->policy);
    svc_def_unref(j->def);
    mem_free(j->message);
    mem_free(j->evidence);
    mem_free(j->components);
    mem_free(j);
}

char *text_bounded(const char *s, size_t max, bool whole)
{
    size_t n = s ? strlen(s) : 0;
    if (n <= max)
        return mem_strndup(s ? s : "", n);
    if (whole)
        return mem_strdup("");
    while (max > 0 && ((unsigned char)s[max] & 0xC0) == 0x80)
        max--; /* not within a character */
    return mem_strndup(s, max);
}

/* check_done: any thread. */
static void job_done(void *arg, const struct check_result *r)
{
    struct job *j = arg;
    j->status = r->status;
    j->latency_us = r->latency_us > 0 ? r->latency_us : -1;
    j->message = text_bounded(r->message, MONITOR_MESSAGE_MAX, false);
    j->evidence = text_bounded(r->evidence, MONITOR_EVIDENCE_MAX, true);
    j->components = text_bounded(r->components, MONITOR_EVIDENCE_MAX, true);
    j->ended_at = clock_wall_us(j->m->clock);
    monitor_post_mail(j->m, &j->msg);
}

static void job_ended(struct monitor *m, struct msg *msg);

/* From the todo list, without the lock. */
static void job_start(struct monitor *m, struct msg *msg)
{
    struct job *j = (struct job *)msg;
    j->msg.handle = job_ended;
    if (m->outgoing)
        j->policy = outgoing_policy_for(m->outgoing, j->def->tenant_id);
    j->spec.policy = j->policy;
    char why[MONITOR_MESSAGE_MAX];
    if (!m->net) {
        str_copy(why, sizeof why, "Nothing is checked here: the network is switched off");
    } else if (j->def->secrets_lost) {
        str_copy(why, sizeof why, "Its secrets were sealed with another box's key: enter them again");
    } else {
        enum err e = j->def->type->start(&m->env, &j->spec, job_done, j);
        if (e == OK)
            return;
        snprintf(why, sizeof why, "The check could not be started: %s", err_detail());
    }
    struct check_result r = { .status = CHECK_UNKNOWN, .message = why };
    job_done(j, &r);
}

struct job *job_new(struct monitor *m, struct svc_def *def, int timeout_ms)
{
    struct job *j = mem_alloc(sizeof *j);
    j->m = m;
    j->def = def;
    def->refs++;
    j->msg.handle = job_start;
    j->spec = (struct check_spec){
        .service_id = def->id,
        .tenant_id = def->tenant_id,
        .target = def->target,
        .config = def->config,
        .timeout_ms = timeout_ms,
    };
    j->deadline = clock_mono_us(m->clock) + timeout_ms * US_PER_MS + MONITOR_OVERDUE_US;
    j->next_running = m->running_jobs;
    if (m->running_jobs)
        m->running_jobs->prev_running = j;
    m->running_jobs = j;
    m->running++;
    return j;
}

static void job_unlink(struct monitor *m, struct job *j)
{
    if (j->prev_running)
        j->prev_running->next_running = j->next_running;
    else
        m->running_jobs = j->next_running;
    if (j->next_running)
        j->next_running->prev_running = j->prev_running;
    m->running--;
}

static void begin(struct monitor *m, struct svc *s)
{
    int timeout = s->def->timeout_ms;
    if (s->waiters && timeout > MANUAL_TIMEOUT_MS)
        timeout = MANUAL_TIMEOUT_MS;
    struct job *j = job_new(m, s->def, timeout);
    j->svc = s;
    s->pins++;
    s->running = j;
    msg_push(&m->todo, &j->msg);
}

void monitor_run_soon(struct monitor *m, struct svc *s)
{
    if (s->running || s->ready || !s->def->type || svc_is_pushed(s))
        return;
    s->ready = true;
    s->ready_next = NULL;
    *m->ready_last = s;
    m->ready_last = &s->ready_next;
    monitor_wake(m);
}

static void begin_ready(struct monitor *m)
{
    while (m->ready && m->running < m->max_running) {
        struct svc *s = m->ready;
        m->ready = s->ready_next;
        if (!m->ready)
            m->ready_last = &m->ready;
        s->ready = false;
        begin(m, s);
    }
}

/* ---- results ---- */

void waiter_answer(struct waiter *w, enum check_status status, int64_t at, int64_t latency_us, const char *message, const char *evidence,
                   const char *components)
{
    w->done = true;
    w->status = status;
    w->checked_at = at;
    w->latency_us = latency_us;
    w->message = mem_strdup(message);
    w->evidence = mem_strdup(evidence);
    w->components = mem_strdup(components);
    pthread_cond_signal(&w->cond);
}

/* The first failure of a service that needs others: look at those now, so that the cause is known when the failure is certain. */
static void check_needs(struct monitor *m, const struct svc *s)
{
    monitor_graph_fresh(m);
    for (uint32_t e = m->graph.first[s->index]; e < m->graph.first[s->index + 1]; e++) {
        struct svc *need = m->services[m->graph.to[e]];
        if (svc_active(need) && need->shown != SERVICE_UNHEALTHY)
            monitor_run_soon(m, need);
    }
}

static void replace(char **field, char *text)
{
    mem_free(*field);
    *field = text;
}

void monitor_feed(struct monitor *m, struct svc *s, enum check_status status, int64_t at, int64_t latency_us, char *message, char *evidence,
                  char *components)
{
    replace(&s->message, message);
    replace(&s->evidence, evidence);
    replace(&s->components, components);
    s->last_check = at;
    s->latency_us = latency_us;
    s->recent[s->recent_next] = latency_us > INT32_MAX ? INT32_MAX : (int32_t)latency_us;
    s->recent_next = (s->recent_next + 1) % MONITOR_RECENT;
    if (s->recent_count < MONITOR_RECENT)
        s->recent_count++;
    if (status == CHECK_UNHEALTHY) {
        s->last_failure_at = at;
        replace(&s->last_failure_message, mem_strdup(message));
        replace(&s->last_failure_evidence, mem_strdup(evidence));
        s->failure_dirty = true;
        if (s->state.failures == 0 && s->def->need_count)
            check_needs(m, s);
    }
    state_result(&s->state, &s->def->rules, status);
    monitor_record(m, s, status, at, latency_us, message);
    if (!s->live_dirty) {
        s->live_dirty = true;
        s->live_next = m->live_list;
        m->live_list = s;
    }
    monitor_touch(m);
    monitor_unsettle(m, s);
}

/* From the mailbox, under the lock. */
static void job_ended(struct monitor *m, struct msg *msg)
{
    struct job *j = (struct job *)msg;
    struct svc *s = j->svc;
    job_unlink(m, j);
    if (!s) {
        if (j->trial)
            waiter_answer(j->trial, j->status, j->ended_at, j->latency_us, j->message, j->evidence, j->components);
        job_free(j);
        return;
    }
    s->running = NULL;
    bool again = s->want_again;
    s->want_again = false;
    if (!s->gone && !j->overdue) {
        if (j->def != s->def) {
            again = svc_active(s) || s->waiters; /* it was changed meanwhile: that result is of something else */
        } else {
            while (s->waiters) {
                struct waiter *w = s->waiters;
                s->waiters = w->next;
                waiter_answer(w, j->status, j->ended_at, j->latency_us, j->message, j->evidence, j->components);
            }
            if (svc_active(s)) {
                monitor_feed(m, s, j->status, j->ended_at, j->latency_us, j->message, j->evidence, j->components);
                j->message = j->evidence = j->components = NULL;
                int64_t soon = state_next_interval_us(&s->state, &s->def->rules, interval_us(s));
                int64_t due = clock_mono_us(m->clock) + soon;
                if (soon < interval_us(s) && s->timer.pos && due < s->timer.due)
                    sched_set(&m->sched, &s->timer, due);
            }
        }
    }
    if (!s->gone && again)
        monitor_run_soon(m, s);
    svc_unpin(s);
    job_free(j);
}

/* The check has not ended long after it should have: its service gets a result, the check may end when it likes. */
static void watch_overdue(struct monitor *m, int64_t now)
{
    for (struct job *j = m->running_jobs; j; j = j->next_running) {
        if (j->overdue || now < j->deadline || !j->svc || j->svc->gone)
            continue;
        j->overdue = true;
        struct svc *s = j->svc;
        log_warn("a check did not end", "service", s->def->id, "type", s->def->type_name, NULL);
        for (struct waiter *w = s->waiters; w; w = w->next)
            waiter_answer(w, CHECK_UNKNOWN, clock_wall_us(m->clock), -1, "The check did not end in time", "", "");
        s->waiters = NULL;
        if (svc_active(s) && j->def == s->def)
            monitor_feed(m, s, CHECK_UNKNOWN, clock_wall_us(m->clock), -1, mem_strdup("The check did not end in time"), mem_strdup(""),
                         mem_strdup(""));
    }
}

/* ---- turns ---- */

static void heartbeat_missing(struct monitor *m, struct svc *s)
{
    char at[TIME_TEXT_SIZE], message[128];
    if (s->heartbeat_at)
        snprintf(message, sizeof message, "No heartbeat since %s", time_format(s->heartbeat_at, at));
    else
        snprintf(message, sizeof message, "No heartbeat yet");
    monitor_feed(m, s, CHECK_UNHEALTHY, clock_wall_us(m->clock), -1, mem_strdup(message), mem_strdup(""), mem_strdup(""));
}

static void service_due(struct monitor *m, struct svc *s, int64_t now)
{
    int64_t missed, late = now - s->timer.due;
    metric_observe_us(m->lag, late > 0 ? late : 0);
    if (svc_is_pushed(s)) {
        heartbeat_missing(m, s);
        int64_t soon = state_next_interval_us(&s->state, &s->def->rules, interval_us(s));
        sched_set(&m->sched, &s->timer, now + soon);
        return;
    }
    if (s->in_rhythm) {
        sched_set(&m->sched, &s->timer, sched_next_tick(s->timer.due, interval_us(s), now, &missed));
    } else {
        /* Thousands that were imported together are looked at together once, and not again. */
        missed = 0;
        s->in_rhythm = true;
        sched_set(&m->sched, &s->timer, now + interval_us(s) / 2 + random_below(interval_us(s) / 2));
    }
    if (s->running || s->ready)
        missed++;
    else
        monitor_run_soon(m, s);
    if (missed)
        metric_add(m->missed, missed);
}

static void publish_results(struct monitor *m)
{
    while (m->live_list) {
        /* One message a tenant; what belongs to others stays on the list for the next round. */
        const char *tenant = m->live_list->def->tenant_id;
        struct svc *rest = NULL, *s = m->live_list;
        struct buf b;
        struct json_out o;
        buf_init(&b, 1024 * 1024);
        jo_init(&o, &b);
        jo_object(&o);
        jo_key(&o, "items");
        jo_array(&o);
        int64_t mono = clock_mono_us(m->clock), wall = clock_wall_us(m->clock);
        while (s) {
            struct svc *next = s->live_next;
            if (str_eq(s->def->tenant_id, tenant)) {
                s->live_dirty = false;
                jo_object(&o);
                jo_kv_string(&o, "id", s->def->id);
                jo_kv_string(&o, "status", service_status_name(s->shown));
                jo_key(&o, "latency_ms");
                if (s->latency_us < 0)
                    jo_null(&o);
                else
                    jo_double(&o, (double)s->latency_us / 1000.0);
                jo_kv_time(&o, "last_check", s->last_check);
                jo_kv_time(&o, "next_check", s->timer.pos ? wall + s->timer.due - mono : 0);
                jo_object_end(&o);
            } else {
                s->live_next = rest;
                rest = s;
            }
            s = next;
        }
        jo_array_end(&o);
        jo_object_end(&o);
        if (!b.overflow)
            live_publish(m->live, tenant, "services.result", b.data, b.len);
        buf_free(&b);
        m->live_list = rest;
    }
}

/* Nobody looked for a while (the process was stopped, or starved): that time is unknown, not whatever the status was. */
static void account_stall(struct monitor *m, int64_t now, int64_t wall)
{
    log_warn("the scheduler stood still", "seconds", "more than 30", NULL);
    for (size_t i = 0; i < m->count; i++) {
        svc_account(m->services[i], m->turn_mono, m->turn_wall, true);
        svc_account(m->services[i], now, wall, false);
    }
}

static void wall_jumped(struct monitor *m)
{
    log_warn("the wall clock was changed", NULL);
    m->windows_changed = true;
    for (size_t i = 0; i < m->count; i++) {
        struct svc *s = m->services[i];
        const char *cron = svc_is_pushed(s) ? json_string(json_get(s->def->config, "cron")) : NULL;
        if (cron && *cron && svc_active(s))
            monitor_schedule(m, s, false); /* the only timer that means a time of day */
    }
}

static void tick(struct monitor *m, int64_t now, int64_t wall)
{
    if (m->windows_changed || wall >= m->next_boundary)
        monitor_windows_apply(m, wall);
    watch_overdue(m, now);
    monitor_send_batch(m);
    publish_results(m);
    if (now >= m->retry_at) {
        for (size_t i = 0; i < m->count; i++)
            if (m->services[i]->recorded != m->services[i]->shown)
                monitor_unsettle(m, m->services[i]);
    }
    if (now >= m->next_flush) {
        monitor_flush(m, false);
        m->next_flush = now + MONITOR_FLUSH_US;
    }
    m->next_tick = now + MONITOR_TICK_US;
}

int64_t monitor_step(struct monitor *m)
{
    pthread_mutex_lock(&m->lock);
    int64_t now = clock_mono_us(m->clock), wall = clock_wall_us(m->clock);
    if (m->turn_mono) {
        int64_t passed = now - m->turn_mono, shift = wall - m->turn_wall - passed;
        if (passed > MONITOR_STALL_US)
            account_stall(m, now, wall);
        if (shift > 2 * US_PER_S || shift < -2 * US_PER_S)
            wall_jumped(m);
    } else {
        m->next_flush = now + MONITOR_FLUSH_US;
    }
    m->turn_mono = now;
    m->turn_wall = wall;
    atomic_store(&m->last_turn, now);

    for (struct msg *msg = msg_take_all(&m->mailbox); msg;) {
        struct msg *next = msg->next;
        msg->handle(m, msg);
        msg = next;
    }
    struct sched_item *due;
    for (int i = 0; i < DUE_A_TURN && (due = sched_first(&m->sched)) && due->due <= now; i++)
        service_due(m, (struct svc *)(void *)((char *)due - offsetof(struct svc, timer)), now);
    begin_ready(m);
    if (now >= m->next_tick)
        tick(m, now, wall);
    monitor_settle_all(m);

    int64_t next = m->next_tick;
    due = sched_first(&m->sched);
    if (due && due->due < next)
        next = due->due;
    struct msg *todo = msg_take_all(&m->todo);
    pthread_mutex_unlock(&m->lock);

    while (todo) {
        struct msg *following = todo->next;
        todo->handle(m, todo);
        todo = following;
    }
    return next;
}

static bool has_work(const struct monitor *m)
{
    return m->stop || m->mailbox.first || m->todo.first || m->unsettled || (m->ready && m->running < m->max_running);
}

static void *run(void *arg)
{
    struct monitor *m = arg;
    pthread_setname_np(pthread_self(), "scheduler");
    bool stop = false;
    while (!stop) {
        int64_t next = monitor_step(m);
        pthread_mutex_lock(&m->lock);
        struct timespec ts = clock_deadline(next - clock_mono_us(m->clock));
        while (!has_work(m))
            if (pthread_cond_timedwait(&m->wake, &m->lock, &ts) == ETIMEDOUT)
                break;
        stop = m->stop;
        pthread_mutex_unlock(&m->lock);
    }
    return NULL;
}

enum err monitor_start(struct monitor *m)
{
    pthread_mutex_lock(&m->lock);
    for (size_t i = 0; i < m->count; i++)
        monitor_schedule(m, m->services[i], false);
    pthread_mutex_unlock(&m->lock);
    int rc = pthread_create(&m->thread, NULL, run, m);
    if (rc) {
        errno = rc;
        return err_errno(ERR_IO, "the scheduler thread cannot be started");
    }
    m->started = true;
    return OK;
}

void monitor_stop(struct monitor *m)
{
    if (!m->started)
        return;
    pthread_mutex_lock(&m->lock);
    m->stop = true;
    monitor_wake(m);
    pthread_mutex_unlock(&m->lock);
    pthread_join(m->thread, NULL);
    m->started = false;
    atomic_store(&m->last_turn, 0);
    pthread_mutex_lock(&m->lock);
    for (struct job *j = m->running_jobs; j; j = j->next_running) {
        if (j->trial)
            waiter_answer(j->trial, CHECK_UNKNOWN, 0, -1, STOPPING, "", "");
        j->trial = NULL;
        for (struct waiter *w = j->svc ? j->svc->waiters : NULL; w; w = w->next)
            waiter_answer(w, CHECK_UNKNOWN, 0, -1, STOPPING, "", "");
        if (j->svc)
            j->svc->waiters = NULL;
    }
    pthread_mutex_unlock(&m->lock);
    monitor_flush_now(m);
}
