/*
 * monitor_load.c - the table built from the store at start, and what happened after the last flush taken from telemetry and the recorded
 * changes.
 *
 * Runs once, before there are other threads. Up to the last sign of life (the last flush or the last result in telemetry) each service was
 * in the status that the recorded changes say; from then until now nobody looked, and that time is left out, which makes it unknown.
 */
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "monitor/monitor_defs.h"
#include "sql/monitor.h"
#include "sql/telemetry_monitor.h"
#include <stdio.h>
#include <string.h>

#define CATCH_UP_US (2 * US_PER_DAY)  /* telemetry older than this is not looked at */
#define RECENT_US   (15 * US_PER_MIN) /* of latencies for the grid */

struct load {
    struct monitor *m;
    struct arena *scratch;
    struct svc **by_num; /* sorted by num: services are loaded in that order */
    size_t count;
    /* dependencies arrive in the order of the services */
    const char **needs;
    size_t need_count, need_cap;
    int64_t need_of;
    int64_t alive; /* the last sign of life */
    int64_t now;
    int64_t *covered; /* by service: accounted up to here */
};

static struct svc *by_num(const struct load *l, int64_t num)
{
    size_t lo = 0, hi = l->count;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int64_t n = l->by_num[mid]->def->num;
        if (n == num)
            return l->by_num[mid];
        if (n < num)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

static const char *word(struct arena *a, const char *s)
{
    return s && *s ? arena_strdup(a, s) : "";
}

static bool unseal(struct load *l, const struct svc_def *d, struct sql_blob sealed, unsigned char **opened, size_t *n)
{
    char aad[64];
    snprintf(aad, sizeof aad, "service:%s", d->id);
    if (crypto_open(l->scratch, l->m->key, aad, sealed.p, sealed.n, opened, n) == OK)
        return true;
    log_warn("a stored secret was sealed with another key: enter it again", "service", d->id, "name", d->name, NULL);
    err_clear();
    return false;
}

static enum err open_config(struct load *l, struct svc_def *d, const struct sql_service_all_row *r)
{
    unsigned char *opened;
    struct json *json;
    size_t n = strlen(r->config);
    const char *text = r->config;
    if (r->secrets.p) {
        if (!unseal(l, d, r->secrets, &opened, &n)) {
            d->secrets_lost = true;
            d->lost_secrets = arena_memdup(d->arena, r->secrets.p, r->secrets.n);
            d->lost_secrets_n = r->secrets.n;
            d->config = def_config_cleared(d->arena, d->type, r->config);
            return d->config ? OK : err_set(ERR_CORRUPT, "the configuration of service %s cannot be read", d->id);
        }
        d->has_secrets = true;
        text = (const char *)opened;
    }
    enum err e = json_parse(d->arena, text, n, &json);
    d->config = json;
    return e;
}

static void open_push(struct load *l, struct svc_def *d, const struct sql_service_all_row *r)
{
    unsigned char *opened;
    size_t n;
    d->is_pushed = true;
    memcpy(d->push_hash, r->push_hash.p, sizeof d->push_hash);
    if (r->push_token.p && unseal(l, d, r->push_token, &opened, &n)) {
        d->push_token = arena_strndup(d->arena, (const char *)opened, n);
    } else if (r->push_token.p) {
        d->lost_push = arena_memdup(d->arena, r->push_token.p, r->push_token.n);
        d->lost_push_n = r->push_token.n;
    }
}

static enum err on_service(void *arg, const struct sql_service_all_row *r)
{
    struct load *l = arg;
    struct svc_def *d = svc_def_new();
    struct arena *a = d->arena;
    d->num = r->num;
    d->id = arena_strdup(a, r->id);
    d->tenant_id = arena_strdup(a, r->tenant_id);
    d->name = arena_strdup(a, r->name);
    d->type_name = arena_strdup(a, r->type);
    d->target = arena_strdup(a, r->target);
    d->worker_type = word(a, r->worker_type);
    d->instance_id = word(a, r->instance_id);
    d->discovery_id = arena_strdup(a, r->discovery_id);
    d->type = check_type_find(d->type_name);
    d->interval_seconds = (int)r->interval_seconds;
    d->timeout_ms = (int)r->timeout_ms;
    d->rules = (struct state_rules){ (int)r->failures_before_down, (int)r->recoveries_before_up };
    d->enabled = r->is_enabled;
    d->missing_since = r->missing_since.set ? r->missing_since.v : 0;
    d->version = r->version;
    d->created_at = r->created_at;
    d->updated_at = r->updated_at;
    d->config_shown = arena_strdup(a, r->config);

    struct json *json;
    enum err e = json_parse(l->scratch, r->tags, strlen(r->tags), &json);
    if (e == OK)
        d->tags = string_list(a, json, &d->tag_count);
    if (e == OK)
        e = open_config(l, d, r);
    if (e == OK && r->push_hash.n == sizeof d->push_hash)
        open_push(l, d, r);
    arena_reset(l->scratch);
    if (e != OK) {
        log_error("a service cannot be read", "service", d->id, "name", d->name, "error", err_detail(), NULL);
        svc_def_unref(d);
        return e;
    }
    monitor_add(l->m, d);
    return OK;
}

static void needs_done(struct load *l)
{
    struct svc *s = l->need_count ? by_num(l, l->need_of) : NULL;
    if (s) {
        s->def->needs = arena_memdup(s->def->arena, l->needs, l->need_count * sizeof *l->needs);
        for (size_t i = 0; i < l->need_count; i++)
            ((const char **)(uintptr_t)s->def->needs)[i] = arena_strdup(s->def->arena, l->needs[i]);
        s->def->need_count = l->need_count;
    }
    l->need_count = 0;
    arena_reset(l->scratch);
}

static enum err on_need(void *arg, const struct sql_service_dependency_all_row *r)
{
    struct load *l = arg;
    if (l->need_count && l->need_of != r->service_num)
        needs_done(l);
    l->need_of = r->service_num;
    if (l->need_count == l->need_cap) {
        l->need_cap = l->need_cap ? l->need_cap * 2 : 64;
        l->needs = mem_resize(l->needs, l->need_cap * sizeof *l->needs);
    }
    l->needs[l->need_count++] = arena_strdup(l->scratch, r->needs_id);
    return OK;
}

static enum err on_state(void *arg, const struct sql_service_state_all_row *r)
{
    struct load *l = arg;
    struct svc *s = by_num(l, r->service_num);
    if (!s)
        return OK;
    enum service_status status;
    if (!service_status_parse(r->status, &s->shown) || !service_status_parse(r->observed, &status) || status >= SERVICE_MAINTENANCE)
        return err_set(ERR_CORRUPT, "the state of service %s is damaged", s->def->id);
    s->recorded = s->shown;
    s->state = (struct state){ .observed = status, .failures = (int)r->failures, .successes = (int)r->successes };
    s->since = r->since;
    s->since_mono = clock_mono_us(l->m->clock) - (l->now > r->since ? l->now - r->since : 0);
    s->last_check = r->last_check.set ? r->last_check.v : 0;
    s->latency_us = r->latency_us.set ? r->latency_us.v : -1;
    char **texts[] = { &s->message, &s->evidence, &s->components, &s->last_failure_message, &s->last_failure_evidence };
    const char *stored[] = { r->message, r->evidence, r->components, r->last_failure_message, r->last_failure_evidence };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        mem_free(*texts[i]);
        *texts[i] = mem_strdup(stored[i]);
    }
    s->last_failure_at = r->last_failure_at.set ? r->last_failure_at.v : 0;
    s->in_window = s->shown == SERVICE_MAINTENANCE; /* until the windows were looked at */
    s->flushes = r->flushes;
    l->covered[s->index] = r->accounted_until < l->now ? r->accounted_until : l->now; /* the clock may have gone back */
    return OK;
}

static enum err on_day(void *arg, const struct sql_service_day_since_row *r)
{
    struct load *l = arg;
    struct svc *s = by_num(l, r->service_num);
    if (!s)
        return OK;
    int32_t day = (int32_t)(r->start / US_PER_DAY);
    s->days[day & (MONITOR_DAY_RING - 1)] =
        (struct day_cell){ .day = day, .up_ms = (uint32_t)(r->healthy_ms + r->degraded_ms), .down_ms = (uint32_t)r->unhealthy_ms };
    return OK;
}

/* Adds time on the wall clock's line: there is no monotonic clock across a restart. */
static void cover(struct load *l, struct svc *s, int64_t until, enum service_status status)
{
    int64_t from = l->covered[s->index];
    if (until <= from)
        return;
    enum service_status shown = s->shown;
    s->shown = status;
    s->accounted_mono = 0;
    svc_account(s, until - from, until, true);
    s->shown = shown;
    s->dirty = true;
    l->covered[s->index] = until;
}

static enum err on_change(void *arg, const struct sql_service_change_since_row *r)
{
    struct load *l = arg;
    struct svc *s = by_num(l, r->service_num);
    enum service_status from;
    if (!s || r->at > l->now || !service_status_parse(r->from_status, &from))
        return OK;
    if (r->at > l->alive)
        l->alive = r->at; /* a change is a sign of life as well; they come in the order of time */
    cover(l, s, r->at, from);
    return OK;
}

static enum err on_result(void *arg, const struct sql_check_result_since_row *r)
{
    struct load *l = arg;
    struct svc *s = by_num(l, r->service_num);
    if (!s)
        return OK;
    int64_t latency = r->latency_us.set ? r->latency_us.v : -1;
    s->recent[s->recent_next] = latency > INT32_MAX ? INT32_MAX : (int32_t)latency;
    s->recent_next = (s->recent_next + 1) % MONITOR_RECENT;
    if (s->recent_count < MONITOR_RECENT)
        s->recent_count++;
    if (r->at > s->last_check) {
        s->last_check = r->at;
        s->latency_us = latency;
    }
    if (r->at <= l->covered[s->index])
        return OK;
    rollup_check(&s->delta, r->at, r->result == CHECK_UNHEALTHY, latency, svc_rollup_closed, s);
    s->dirty = true;
    return OK;
}

static enum err on_window(void *arg, const struct sql_maintenance_window_current_row *r)
{
    struct load *l = arg;
    return monitor_window_keep(l->m, r->id, r->tenant_id, r->service_ids, r->tags, r->reason, r->created_by, r->starts_at, r->ends_at,
                               r->created_at);
}

/* The telemetry of today and the days before, oldest first. */
static enum err catch_up(struct load *l)
{
    struct monitor *m = l->m;
    int64_t since = l->now - CATCH_UP_US, oldest = l->now;
    for (size_t i = 0; i < m->count; i++)
        if (l->covered[i] && l->covered[i] < oldest)
            oldest = l->covered[i];
    if (oldest > l->now - RECENT_US)
        oldest = l->now - RECENT_US;
    if (oldest > since)
        since = oldest;
    enum err e = OK;
    for (int64_t day = time_day_start(since); day <= l->now && e == OK; day += US_PER_DAY) {
        struct db *db = store_telemetry_reader(m->store, day);
        struct sql_check_result_newest_row newest;
        if (db && sql_check_result_newest(db, l->scratch, NULL, &newest) == OK && newest.newest.set && newest.newest.v > l->alive &&
            newest.newest.v <= l->now)
            l->alive = newest.newest.v;
    }
    for (int64_t day = time_day_start(since); day <= l->now && e == OK; day += US_PER_DAY) {
        struct db *db = store_telemetry_reader(m->store, day);
        if (db)
            e = sql_check_result_since_each(db, &(struct sql_check_result_since_in){ .since = since }, on_result, l);
    }
    if (e == OK)
        e = sql_service_change_since_each(store_reader(m->store), &(struct sql_service_change_since_in){ .since = since }, on_change, l);
    return e;
}

enum err monitor_load(struct monitor *m)
{
    struct db *db = store_reader(m->store);
    struct load l = { .m = m, .scratch = arena_new(0), .now = clock_wall_us(m->clock) };
    struct sql_monitor_alive_at_row alive;
    enum err e = sql_service_all_each(db, NULL, on_service, &l);
    if (e != OK)
        goto out;
    l.by_num = mem_array(m->count + 1, sizeof *l.by_num);
    if (m->count)
        memcpy(l.by_num, m->services, m->count * sizeof *l.by_num);
    l.count = m->count;
    l.covered = mem_array(m->count + 1, sizeof *l.covered);

    if ((e = sql_service_dependency_all_each(db, NULL, on_need, &l)) != OK)
        goto out;
    needs_done(&l);
    if ((e = sql_service_state_all_each(db, NULL, on_state, &l)) != OK)
        goto out;
    struct sql_service_day_since_in days = { .since = time_day_start(l.now) - (MONITOR_HISTORY_DAYS - 1) * US_PER_DAY };
    if ((e = sql_service_day_since_each(db, &days, on_day, &l)) != OK)
        goto out;
    if ((e = sql_maintenance_window_current_each(db, &(struct sql_maintenance_window_current_in){ .now = l.now }, on_window, &l)) != OK)
        goto out;

    e = sql_monitor_alive_at(db, l.scratch, NULL, &alive);
    if (e == OK && alive.at <= l.now)
        l.alive = alive.at;
    if (e != OK && e != ERR_NOT_FOUND)
        goto out;
    if ((e = catch_up(&l)) != OK)
        goto out;
    for (size_t i = 0; i < m->count; i++) {
        struct svc *s = m->services[i];
        if (l.covered[i])
            cover(&l, s, l.alive, s->shown);
        s->accounted_mono = s->flushed_mono = clock_mono_us(m->clock);
        s->accounted_wall = l.now;
    }
out:
    mem_free(l.by_num);
    mem_free(l.covered);
    mem_free(l.needs);
    arena_free(l.scratch);
    return e;
}
