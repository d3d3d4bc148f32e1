/*
 * monitor_history.c - what was: uptime by day, changes of state, the series of latencies.
 *
 * Threads: HTTP workers. Read from the store, and what is not written down yet from memory: memory first, then the store in one snapshot,
 * whose count of flushes tells which part of memory it holds already, so that nothing is counted twice.
 */
#include "core/mem.h"
#include "core/str.h"
#include "monitor/monitor_impl.h"
#include "sql/monitor.h"
#include "sql/telemetry_monitor.h"
#include <string.h>

#define CHANGES_MAX 1000
#define POINTS_MAX  1000
#define RAW_MAX_US  (2 * US_PER_DAY) /* longer ranges are answered from the hourly rollups */

/* ---- uptime ---- */

struct memory {
    int64_t num, created_at;
    struct rollup *parts; /* not written yet, oldest first */
    size_t count, flight; /* the first `flight` of them are being written */
    int64_t flushes;      /* when the store knows of this many, it has those `flight` parts; when of more, it has all */
};

static enum err memory_take(struct monitor *m, struct arena *a, const char *tenant_id, const char *id, struct memory *out)
{
    pthread_mutex_lock(&m->lock);
    struct svc *s = monitor_find(m, tenant_id, id);
    if (s) {
        svc_account(s, clock_mono_us(m->clock), clock_wall_us(m->clock), true);
        size_t n = 1;
        for (const struct closed *c = s->closed; c; c = c->next)
            n++;
        if (s->flight)
            for (const struct closed *c = s->flight->closed; c; c = c->next)
                n++;
        *out = (struct memory){
            .num = s->def->num, .created_at = s->def->created_at, .parts = arena_array(a, n + 1, sizeof *out->parts), .flushes = s->flushes
        };
        if (s->flight) {
            for (const struct closed *c = s->flight->closed; c; c = c->next)
                out->parts[out->count++] = c->r;
            out->parts[out->count++] = s->flight->delta;
            out->flight = out->count;
        }
        for (const struct closed *c = s->closed; c; c = c->next)
            out->parts[out->count++] = c->r;
        out->parts[out->count++] = s->delta;
    }
    pthread_mutex_unlock(&m->lock);
    return s ? OK : err_set(ERR_NOT_FOUND, "no service with this id");
}

static void jo_pct(struct json_out *o, const char *key, double pct)
{
    jo_key(o, key);
    if (pct < 0)
        jo_null(o);
    else
        jo_double(o, (double)(int64_t)(pct * 10000.0 + 0.5) / 10000.0);
}

static void jo_ms(struct json_out *o, const char *key, int64_t us)
{
    jo_key(o, key);
    if (us < 0)
        jo_null(o);
    else
        jo_double(o, (double)us / 1000.0);
}

static void write_day(struct json_out *o, const struct rollup *r, int64_t seen_from, int64_t seen_to)
{
    char text[TIME_TEXT_SIZE];
    int64_t known = 0;
    for (int i = 0; i < SERVICE_STATUS_COUNT; i++)
        if (i != SERVICE_UNKNOWN)
            known += r->us[i];
    int64_t unknown = seen_to > seen_from ? seen_to - seen_from - known : 0; /* what nobody saw is not stored */
    jo_object(o);
    jo_kv_string(o, "date", time_day_text(r->start, text));
    jo_pct(o, "uptime_pct", rollup_uptime_pct(r->us[SERVICE_HEALTHY], r->us[SERVICE_DEGRADED], r->us[SERVICE_UNHEALTHY]));
    jo_kv_double(o, "healthy_seconds", (double)(r->us[SERVICE_HEALTHY] / US_PER_MS) / 1000.0);
    jo_kv_double(o, "degraded_seconds", (double)(r->us[SERVICE_DEGRADED] / US_PER_MS) / 1000.0);
    jo_kv_double(o, "unhealthy_seconds", (double)(r->us[SERVICE_UNHEALTHY] / US_PER_MS) / 1000.0);
    jo_kv_double(o, "maintenance_seconds", (double)(r->us[SERVICE_MAINTENANCE] / US_PER_MS) / 1000.0);
    jo_kv_double(o, "paused_seconds", (double)(r->us[SERVICE_PAUSED] / US_PER_MS) / 1000.0);
    jo_kv_double(o, "unknown_seconds", unknown > 0 ? (double)(unknown / US_PER_MS) / 1000.0 : 0);
    jo_kv_int(o, "checks", r->checks);
    jo_kv_int(o, "failures", r->failures);
    jo_ms(o, "latency_avg_ms", r->latency_count ? r->latency_sum_us / r->latency_count : -1);
    jo_ms(o, "latency_p95_ms", rollup_quantile_us(r->hist, 0.95));
    jo_object_end(o);
}

static enum err read_days(struct db *db, struct arena *a, int64_t num, int64_t since, struct rollup *days, size_t count)
{
    struct sql_service_days_row *rows;
    size_t n;
    enum err e =
        sql_service_days(db, a, &(struct sql_service_days_in){ .service_num = num, .since = since, .limit = (int64_t)count }, &rows, &n);
    for (size_t i = 0; i < n && e == OK; i++) {
        size_t at = (size_t)((rows[i].start - since) / US_PER_DAY);
        if (at >= count)
            continue;
        struct rollup r = { .us = { rows[i].healthy_ms * US_PER_MS, rows[i].degraded_ms * US_PER_MS, rows[i].unhealthy_ms * US_PER_MS,
                                    rows[i].unknown_ms * US_PER_MS, rows[i].maintenance_ms * US_PER_MS, rows[i].paused_ms * US_PER_MS },
                            .checks = rows[i].checks,
                            .failures = rows[i].check_failures,
                            .latency_count = rows[i].latency_count,
                            .latency_sum_us = rows[i].latency_sum_us };
        if (!rollup_hist_add(r.hist, rows[i].latency_hist.p, rows[i].latency_hist.n))
            return err_set(ERR_CORRUPT, "a latency histogram is damaged");
        rollup_merge(&days[at], &r);
    }
    return e;
}

static enum err write_changes(struct db *db, struct arena *a, const char *tenant_id, int64_t num, int64_t since, int64_t now,
                              struct json_out *o)
{
    struct sql_service_changes_row *rows;
    size_t n;
    struct sql_service_changes_in in = { .tenant_id = tenant_id, .service_num = num, .since = since, .limit = CHANGES_MAX };
    enum err e = sql_service_changes(db, a, &in, &rows, &n);
    jo_key(o, "changes");
    jo_array(o);
    for (size_t i = 0; i < n && e == OK; i++) {
        /* How long it stayed so: what the next change says it left, or until now. */
        int64_t lasted = i ? rows[i - 1].duration_us : now - rows[i].at;
        jo_object(o);
        jo_kv_string(o, "id", arena_printf(a, "%lld", (long long)rows[i].seq));
        jo_kv_string(o, "from", rows[i].from_status);
        jo_kv_string(o, "to", rows[i].to_status);
        jo_kv_time(o, "at", rows[i].at);
        jo_kv_double(o, "duration_seconds", lasted > 0 ? (double)(lasted / US_PER_MS) / 1000.0 : 0);
        jo_kv_bool(o, "ongoing", i == 0);
        jo_kv_string(o, "message", rows[i].message);
        jo_kv_raw(o, "evidence", *rows[i].evidence ? rows[i].evidence : "{}");
        jo_object_end(o);
    }
    jo_array_end(o);
    return e;
}

enum err monitor_history_write(struct monitor *m, struct arena *a, const char *tenant_id, const char *id, int days, struct json_out *o)
{
    struct memory mem = { 0 };
    enum err e = memory_take(m, a, tenant_id, id, &mem);
    if (e != OK)
        return e;
    int64_t now = clock_wall_us(m->clock), since = time_day_start(now) - (days - 1) * US_PER_DAY;
    struct rollup *sums = arena_array(a, (size_t)days, sizeof *sums);
    for (int i = 0; i < days; i++)
        sums[i].start = since + i * US_PER_DAY;
    struct db *db = store_reader(m->store);
    struct sql_service_flushes_row stored;
    if ((e = db_begin(db)) != OK)
        return e;
    e = sql_service_flushes(db, a, &(struct sql_service_flushes_in){ .service_num = mem.num }, &stored);
    if (e == OK)
        e = read_days(db, a, mem.num, since, sums, (size_t)days);
    for (size_t i = 0; i < mem.count && e == OK; i++) {
        if (stored.flushes > mem.flushes || (i < mem.flight && stored.flushes == mem.flushes))
            continue;
        int64_t at = (mem.parts[i].start - since) / US_PER_DAY;
        if (mem.parts[i].start >= since && at < days)
            rollup_merge(&sums[at], &mem.parts[i]);
    }
    if (e == OK) {
        jo_object(o);
        jo_kv_string(o, "service_id", id);
        jo_key(o, "days");
        jo_array(o);
        for (int i = 0; i < days; i++) {
            int64_t end = sums[i].start + US_PER_DAY;
            write_day(o, &sums[i], mem.created_at > sums[i].start ? mem.created_at : sums[i].start, now < end ? now : end);
        }
        jo_array_end(o);
        e = write_changes(db, a, tenant_id, mem.num, since, now, o);
        jo_object_end(o);
    }
    db_end(db);
    return e;
}

/* ---- latencies ---- */

struct point {
    int64_t at, sum, answers; /* at: of the last result in it */
    enum service_status worst;
};

/* Keeps at most POINTS_MAX points of a series of any length: when they are full, neighbours are put together and each point takes twice as
 * many results from then on. */
struct thin {
    struct point points[POINTS_MAX];
    size_t count;
    int64_t per, in_last; /* results in a full point, and in the last one */
};

static void point_merge(struct point *a, const struct point *b)
{
    a->at = b->at;
    a->sum += b->sum;
    a->answers += b->answers;
    if (service_status_rank(b->worst) < service_status_rank(a->worst))
        a->worst = b->worst;
}

static void thin_add(struct thin *t, int64_t at, int64_t sum, int64_t answers, enum service_status status)
{
    struct point p = { .at = at, .sum = sum, .answers = answers, .worst = status };
    if (t->count && t->in_last < t->per) {
        point_merge(&t->points[t->count - 1], &p);
        t->in_last++;
        return;
    }
    if (t->count == POINTS_MAX) {
        for (size_t i = 0; i < POINTS_MAX / 2; i++) {
            t->points[i] = t->points[2 * i];
            point_merge(&t->points[i], &t->points[2 * i + 1]);
        }
        t->count = POINTS_MAX / 2;
        t->per *= 2;
    }
    t->points[t->count++] = p;
    t->in_last = 1;
}

static enum err on_point(void *arg, const struct sql_check_result_of_row *r)
{
    enum service_status status = r->result >= 0 && r->result <= CHECK_UNKNOWN ? (enum service_status)r->result : SERVICE_UNKNOWN;
    thin_add(arg, r->at, r->latency_us.set ? r->latency_us.v : 0, r->latency_us.set, status);
    return OK;
}

static enum err points_raw(struct monitor *m, int64_t num, int64_t from, int64_t to, struct thin *t)
{
    enum err e = OK;
    struct sql_check_result_of_in in = { .service_num = num, .since = from, .until = to };
    for (int64_t day = time_day_start(from); day < to && e == OK; day += US_PER_DAY) {
        struct db *db = store_telemetry_reader(m->store, day);
        if (db)
            e = sql_check_result_of_each(db, &in, on_point, t);
    }
    return e;
}

static enum err points_hourly(struct monitor *m, struct arena *a, int64_t num, int64_t from, int64_t to, struct thin *t)
{
    struct sql_service_hours_row *rows;
    size_t n;
    struct sql_service_hours_in in = { .service_num = num, .since = time_hour_start(from), .until = to, .limit = 24 * 400 };
    enum err e = sql_service_hours(store_reader(m->store), a, &in, &rows, &n);
    for (size_t i = 0; i < n && e == OK; i++) {
        enum service_status worst = rows[i].unhealthy_ms  ? SERVICE_UNHEALTHY
                                    : rows[i].degraded_ms ? SERVICE_DEGRADED
                                    : rows[i].healthy_ms  ? SERVICE_HEALTHY
                                                          : SERVICE_UNKNOWN;
        thin_add(t, rows[i].start > from ? rows[i].start : from, rows[i].latency_sum_us, rows[i].latency_count, worst);
    }
    return e;
}

enum err monitor_latency_write(struct monitor *m, struct arena *a, const char *tenant_id, const char *id, int64_t from, int64_t to,
                               struct json_out *o)
{
    pthread_mutex_lock(&m->lock);
    struct svc *s = monitor_find(m, tenant_id, id);
    int64_t num = s ? s->def->num : 0;
    pthread_mutex_unlock(&m->lock);
    if (!s)
        return err_set(ERR_NOT_FOUND, "no service with this id");
    struct thin *t = arena_alloc(a, sizeof *t);
    t->per = 1;
    enum err e = to - from <= RAW_MAX_US ? points_raw(m, num, from, to, t) : points_hourly(m, a, num, from, to, t);
    jo_object(o);
    jo_key(o, "points");
    jo_array(o);
    for (size_t i = 0; i < t->count; i++) {
        const struct point *p = &t->points[i];
        jo_object(o);
        jo_kv_time(o, "at", p->at);
        jo_ms(o, "ms", p->answers ? p->sum / p->answers : -1);
        jo_kv_string(o, "status", service_status_name(p->worst));
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_object_end(o);
    return e;
}
