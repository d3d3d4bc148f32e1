/*
 * monitor_results.c - what happens to results: counted, kept for the uptime bars, sent to telemetry, rolled up by the hour and the day.
 *
 * Threads: the scheduler under `lock`; the writes run on the writers' threads on what was handed to them. Rollups are written as
 * differences, together with the instant up to which they count (service_state.accounted_until), in one transaction a batch of services:
 * after a crash, what came later is taken from telemetry and the recorded changes (monitor_load.c), so nothing is counted twice and nothing
 * is lost.
 */
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "monitor/monitor_impl.h"
#include "sql/monitor.h"
#include "sql/telemetry_monitor.h"
#include <string.h>
#include <time.h>

#define FLUSH_BATCH        200
#define IDLE_FLUSH_US      (10 * US_PER_MIN)
#define KEEP_HOURS_US      (31 * US_PER_DAY)
#define KEEP_DAYS_US       (400 * US_PER_DAY)
#define SAME_INSTANT_TRIES 2000
#define STOP_WAIT_S        2

/* ---- accounting ---- */

void svc_rollup_closed(void *svc, const struct rollup *r)
{
    struct svc *s = svc;
    struct closed *c = mem_alloc(sizeof *c), **last = &s->closed;
    c->r = *r;
    size_t n = 0;
    while (*last)
        last = &(*last)->next, n++;
    *last = c;
    if (n >= MONITOR_CLOSED_MAX) { /* the store has not written for days: the oldest hour goes */
        c = s->closed;
        s->closed = c->next;
        mem_free(c);
    }
}

static void add_day_time(struct svc *s, int64_t from, int64_t to, enum service_status status)
{
    bool up = status == SERVICE_HEALTHY || status == SERVICE_DEGRADED, down = status == SERVICE_UNHEALTHY;
    while (from < to) {
        int64_t start = time_day_start(from), end = start + US_PER_DAY;
        if (end > to)
            end = to;
        int32_t day = (int32_t)(start / US_PER_DAY);
        struct day_cell *cell = &s->days[day & (MONITOR_DAY_RING - 1)];
        if (cell->day != day)
            *cell = (struct day_cell){ .day = day };
        uint32_t ms = (uint32_t)((end - from) / US_PER_MS);
        if (up)
            cell->up_ms += ms;
        if (down)
            cell->down_ms += ms;
        from = end;
    }
}

void svc_account(struct svc *s, int64_t mono, int64_t wall, bool observed)
{
    int64_t passed = mono - s->accounted_mono;
    if (passed <= 0)
        return;
    s->accounted_mono = mono;
    s->accounted_wall = wall;
    enum service_status status = observed ? s->shown : SERVICE_UNKNOWN;
    rollup_time(&s->delta, wall - passed, wall, status, svc_rollup_closed, s);
    add_day_time(s, wall - passed, wall, status);
}

void svc_free_pending(struct svc *s)
{
    while (s->closed) {
        struct closed *c = s->closed;
        s->closed = c->next;
        mem_free(c);
    }
}

void monitor_record(struct monitor *m, struct svc *s, enum check_status status, int64_t at, int64_t latency_us, const char *message)
{
    svc_account(s, clock_mono_us(m->clock), clock_wall_us(m->clock), true);
    rollup_check(&s->delta, at, status == CHECK_UNHEALTHY, latency_us, svc_rollup_closed, s);
    s->dirty = true;
    for (size_t i = 0; i < check_type_count; i++)
        if (check_types[i] == s->def->type)
            metric_add(m->checks[i * 4 + (size_t)status], 1);
    if (m->batch_count == MONITOR_BATCH_MAX) {
        metric_add(m->dropped, 1);
        return;
    }
    if (!m->batch)
        m->batch = mem_array(MONITOR_BATCH_MAX, sizeof *m->batch);
    /* The time is the key: keep results apart, unless the clock went back for real. */
    if (at <= m->last_result_at && m->last_result_at - at < US_PER_S)
        at = m->last_result_at + 1;
    m->last_result_at = at;
    m->batch[m->batch_count++] = (struct result_row){
        .at = at,
        .num = s->def->num,
        .latency_us = latency_us,
        .status = status,
        .message = status == CHECK_HEALTHY || !*message ? NULL : mem_strdup(message),
    };
}

/* ---- telemetry ---- */

struct batch {
    struct msg msg;
    struct monitor *m;
    int64_t day;
    size_t count;
    enum err result;
    struct result_row rows[];
};

static enum err batch_write(struct tx *tx, void *arg)
{
    struct batch *b = arg;
    for (size_t i = 0; i < b->count; i++) {
        const struct result_row *r = &b->rows[i];
        struct sql_check_result_insert_in in = { .at = r->at,
                                                 .service_num = r->num,
                                                 .result = (int64_t)r->status,
                                                 .latency_us = { r->latency_us >= 0, r->latency_us },
                                                 .message = r->message };
        for (int tries = 0; tries < SAME_INSTANT_TRIES; tries++, in.at++) {
            enum err e = sql_check_result_insert(tx, &in);
            if (e != OK)
                return e;
            if (tx_changes(tx))
                break;
        }
    }
    return OK;
}

static void batch_done(struct monitor *m, struct msg *msg)
{
    struct batch *b = (struct batch *)msg;
    m->posts--;
    if (b->result != OK)
        metric_add(m->dropped, (int64_t)b->count);
    for (size_t i = 0; i < b->count; i++)
        mem_free(b->rows[i].message);
    mem_free(b);
    pthread_cond_broadcast(&m->settled);
}

static void batch_written(void *arg, enum err e)
{
    struct batch *b = arg;
    b->result = e;
    monitor_post_mail(b->m, &b->msg);
}

static void batch_post(struct monitor *m, struct msg *msg)
{
    struct batch *b = (struct batch *)msg;
    b->msg.handle = batch_done;
    enum err e = store_post_telemetry(m->store, b->day, batch_write, b, batch_written);
    if (e != OK)
        batch_written(b, e);
}

void monitor_send_batch(struct monitor *m)
{
    /* Rows of one item belong to one day. */
    for (size_t first = 0; first < m->batch_count;) {
        int64_t day = time_day_start(m->batch[first].at);
        size_t end = first;
        while (end < m->batch_count && time_day_start(m->batch[end].at) == day)
            end++;
        struct batch *b = mem_alloc(sizeof *b + (end - first) * sizeof b->rows[0]);
        b->msg.handle = batch_post;
        b->m = m;
        b->day = day;
        b->count = end - first;
        memcpy(b->rows, m->batch + first, b->count * sizeof b->rows[0]);
        m->posts++;
        msg_push(&m->todo, &b->msg);
        first = end;
    }
    m->batch_count = 0;
}

/* ---- rollups ---- */

struct flush {
    struct msg msg;
    struct monitor *m;
    int64_t alive_at;
    size_t count;
    enum err result;
    struct flush_item items[];
};

/* The stored row and r together. Hours and days have the same columns. */
#define ROLLUP_READ(kind)                                                                                                                  \
    static enum err read_##kind(struct tx *tx, int64_t num, int64_t start, struct rollup *r)                                               \
    {                                                                                                                                      \
        struct sql_service_##kind##_get_row row;                                                                                           \
        enum err e = sql_service_##kind##_get(tx_db(tx), tx_arena(tx),                                                                     \
                                              &(struct sql_service_##kind##_get_in){ .service_num = num, .start = start }, &row);          \
        if (e == ERR_NOT_FOUND)                                                                                                            \
            return OK;                                                                                                                     \
        if (e != OK)                                                                                                                       \
            return e;                                                                                                                      \
        r->us[SERVICE_HEALTHY] += row.healthy_ms * US_PER_MS;                                                                              \
        r->us[SERVICE_DEGRADED] += row.degraded_ms * US_PER_MS;                                                                            \
        r->us[SERVICE_UNHEALTHY] += row.unhealthy_ms * US_PER_MS;                                                                          \
        r->us[SERVICE_MAINTENANCE] += row.maintenance_ms * US_PER_MS;                                                                      \
        r->us[SERVICE_PAUSED] += row.paused_ms * US_PER_MS;                                                                                \
        r->us[SERVICE_UNKNOWN] += row.unknown_ms * US_PER_MS;                                                                              \
        r->checks += row.checks;                                                                                                           \
        r->failures += row.check_failures;                                                                                                 \
        r->latency_count += row.latency_count;                                                                                             \
        r->latency_sum_us += row.latency_sum_us;                                                                                           \
        return rollup_hist_add(r->hist, row.latency_hist.p, row.latency_hist.n) ? OK                                                       \
                                                                                : err_set(ERR_CORRUPT, "a latency histogram is damaged");  \
    }
#define ROLLUP_WRITE(kind)                                                                                                                 \
    static enum err write_##kind(struct tx *tx, int64_t num, int64_t start, const struct rollup *r)                                        \
    {                                                                                                                                      \
        unsigned char hist[ROLLUP_HIST_MAX];                                                                                               \
        size_t n = rollup_hist_encode(r->hist, hist);                                                                                      \
        return sql_service_##kind##_put(tx,                                                                                                \
                                        &(struct sql_service_##kind##_put_in){ .service_num = num,                                         \
                                                                               .start = start,                                             \
                                                                               .healthy_ms = r->us[SERVICE_HEALTHY] / US_PER_MS,           \
                                                                               .degraded_ms = r->us[SERVICE_DEGRADED] / US_PER_MS,         \
                                                                               .unhealthy_ms = r->us[SERVICE_UNHEALTHY] / US_PER_MS,       \
                                                                               .maintenance_ms = r->us[SERVICE_MAINTENANCE] / US_PER_MS,   \
                                                                               .paused_ms = r->us[SERVICE_PAUSED] / US_PER_MS,             \
                                                                               .unknown_ms = r->us[SERVICE_UNKNOWN] / US_PER_MS,           \
                                                                               .checks = r->checks,                                        \
                                                                               .check_failures = r->failures,                              \
                                                                               .latency_count = r->latency_count,                          \
                                                                               .latency_sum_us = r->latency_sum_us,                        \
                                                                               .latency_hist = { hist, n } });                             \
    }
ROLLUP_READ(hour)
ROLLUP_WRITE(hour)
ROLLUP_READ(day)
ROLLUP_WRITE(day)

static enum err add_rollup(struct tx *tx, int64_t num, const struct rollup *r)
{
    if (rollup_empty(r))
        return OK;
    struct rollup sum = *r;
    enum err e = read_hour(tx, num, r->start, &sum);
    if (e == OK)
        e = write_hour(tx, num, r->start, &sum);
    int64_t day = time_day_start(r->start);
    sum = *r;
    if (e == OK)
        e = read_day(tx, num, day, &sum);
    if (e == OK)
        e = write_day(tx, num, day, &sum);
    return e;
}

static enum err prune(struct tx *tx, int64_t num, int64_t now)
{
    enum err e = sql_service_hour_prune(tx, &(struct sql_service_hour_prune_in){ .service_num = num, .before = now - KEEP_HOURS_US });
    if (e == OK)
        e = sql_service_day_prune(tx, &(struct sql_service_day_prune_in){ .service_num = num, .before = now - KEEP_DAYS_US });
    if (e == OK)
        e = sql_service_change_prune(tx, &(struct sql_service_change_prune_in){ .service_num = num, .before = now - KEEP_DAYS_US });
    return e;
}

static enum err flush_write(struct tx *tx, void *arg)
{
    struct flush *f = arg;
    for (size_t i = 0; i < f->count; i++) {
        const struct flush_item *it = &f->items[i];
        struct sql_service_flushes_row row;
        enum err e = sql_service_flushes(tx_db(tx), tx_arena(tx), &(struct sql_service_flushes_in){ .service_num = it->num }, &row);
        if (e == ERR_NOT_FOUND)
            continue; /* deleted meanwhile */
        for (const struct closed *c = it->closed; c && e == OK; c = c->next)
            e = add_rollup(tx, it->num, &c->r);
        if (e == OK)
            e = add_rollup(tx, it->num, &it->delta);
        if (e == OK)
            e = sql_service_state_flush(tx, &(struct sql_service_state_flush_in){ .service_num = it->num,
                                                                                  .observed = service_status_name(it->observed),
                                                                                  .last_check = { it->last_check != 0, it->last_check },
                                                                                  .latency_us = { it->latency_us >= 0, it->latency_us },
                                                                                  .message = it->message,
                                                                                  .failures = it->failures,
                                                                                  .successes = it->successes,
                                                                                  .accounted_until = it->accounted_until,
                                                                                  .flushes = it->flushes });
        if (e == OK && it->failure_at)
            e = sql_service_state_failure(tx, &(struct sql_service_state_failure_in){ .service_num = it->num,
                                                                                      .last_failure_at = { true, it->failure_at },
                                                                                      .last_failure_message = it->failure_message,
                                                                                      .last_failure_evidence = it->failure_evidence });
        if (e == OK && it->prune)
            e = prune(tx, it->num, it->accounted_until);
        if (e != OK)
            return e;
    }
    return sql_monitor_alive_set(tx, &(struct sql_monitor_alive_set_in){ .at = f->alive_at });
}

static void flush_done(struct monitor *m, struct msg *msg)
{
    struct flush *f = (struct flush *)msg;
    m->posts--;
    for (size_t i = 0; i < f->count; i++) {
        struct flush_item *it = &f->items[i];
        struct svc *s = it->svc;
        s->flight = NULL;
        if (f->result != OK && !s->gone) {
            /* Not written: it goes back in front of what came since. */
            struct closed **last = &it->closed;
            while (*last)
                last = &(*last)->next;
            if (!rollup_empty(&it->delta)) {
                *last = mem_alloc(sizeof **last);
                (*last)->r = it->delta;
                last = &(*last)->next;
            }
            *last = s->closed;
            s->closed = it->closed;
            it->closed = NULL;
            s->dirty = true;
            if (it->failure_at)
                s->failure_dirty = true;
        }
        while (it->closed) {
            struct closed *c = it->closed;
            it->closed = c->next;
            mem_free(c);
        }
        mem_free(it->message);
        mem_free(it->failure_message);
        mem_free(it->failure_evidence);
        svc_unpin(s);
    }
    mem_free(f);
    pthread_cond_broadcast(&m->settled);
}

static void flush_written(void *arg, enum err e)
{
    struct flush *f = arg;
    f->result = e;
    if (e != OK)
        log_warn("uptime could not be written down; it is kept and tried again", "error", err_detail(), NULL);
    monitor_post_mail(f->m, &f->msg);
}

static void flush_post(struct monitor *m, struct msg *msg)
{
    struct flush *f = (struct flush *)msg;
    f->msg.handle = flush_done;
    enum err e = store_post(m->store, flush_write, f, flush_written);
    if (e != OK)
        flush_written(f, e);
}

static void item_fill(struct svc *s, struct flush_item *it, int64_t wall)
{
    int32_t day = (int32_t)(time_day_start(wall) / US_PER_DAY);
    *it = (struct flush_item){
        .svc = s,
        .num = s->def->num,
        .delta = s->delta,
        .closed = s->closed,
        .accounted_until = s->accounted_wall,
        .flushes = ++s->flushes,
        .observed = s->state.observed,
        .failures = s->state.failures,
        .successes = s->state.successes,
        .last_check = s->last_check,
        .latency_us = s->latency_us,
        .message = mem_strdup(s->message),
        .prune = s->pruned_day != day,
    };
    s->pruned_day = day;
    if (s->failure_dirty) {
        it->failure_at = s->last_failure_at;
        it->failure_message = mem_strdup(s->last_failure_message);
        it->failure_evidence = mem_strdup(s->last_failure_evidence);
        s->failure_dirty = false;
    }
    s->pins++;
    s->flight = it;
    s->closed = NULL;
    int64_t start = s->delta.start;
    s->delta = (struct rollup){ .start = start };
    s->dirty = false;
}

void monitor_flush(struct monitor *m, bool all)
{
    int64_t now = clock_mono_us(m->clock), wall = clock_wall_us(m->clock);
    struct flush *f = NULL;
    for (size_t i = 0; i < m->count; i++) {
        struct svc *s = m->services[i];
        if (s->flight || (!all && !s->dirty && !s->closed && now - s->flushed_mono < IDLE_FLUSH_US))
            continue;
        if (!f) {
            f = mem_alloc(sizeof *f + FLUSH_BATCH * sizeof f->items[0]);
            f->msg.handle = flush_post;
            f->m = m;
            f->alive_at = wall;
        }
        svc_account(s, now, wall, true);
        s->flushed_mono = now;
        item_fill(s, &f->items[f->count++], wall);
        if (f->count == FLUSH_BATCH) {
            m->posts++;
            msg_push(&m->todo, &f->msg);
            f = NULL;
        }
    }
    if (!f)
        return;
    m->posts++;
    msg_push(&m->todo, &f->msg);
}

void monitor_flush_now(struct monitor *m)
{
    struct timespec until = clock_deadline(STOP_WAIT_S * US_PER_S);
    pthread_mutex_lock(&m->lock);
    for (bool flushed = false;;) {
        if (m->mailbox.first) {
            struct msg *msg = m->mailbox.first;
            m->mailbox = (struct msg_list){ .last = &m->mailbox.first };
            while (msg) {
                struct msg *next = msg->next;
                msg->handle(m, msg);
                msg = next;
            }
        }
        monitor_settle_all(m);
        if (!flushed && m->posts == 0 && !m->todo.first) {
            /* What was on its way has arrived; now the rest, services that were just written included. */
            monitor_send_batch(m);
            monitor_flush(m, true);
            flushed = true;
        }
        struct msg *todo = m->todo.first;
        m->todo = (struct msg_list){ .last = &m->todo.first };
        if (todo) {
            pthread_mutex_unlock(&m->lock);
            while (todo) {
                struct msg *next = todo->next;
                todo->handle(m, todo);
                todo = next;
            }
            pthread_mutex_lock(&m->lock);
        } else if (flushed && m->posts == 0) {
            break;
        } else if (!m->mailbox.first && pthread_cond_timedwait(&m->wake, &m->lock, &until) != 0) {
            log_warn("not everything could be written before the stop; it is caught up with at the next start", NULL);
            break;
        }
    }
    pthread_mutex_unlock(&m->lock);
}
