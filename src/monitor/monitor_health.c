/*
 * monitor_health.c - how services are, for pages and for /metrics: copies out of the table in memory, never a query.
 *
 * Threads: any. Under `lock` only what the asked page needs is copied.
 */
#include "core/mem.h"
#include "core/str.h"
#include "monitor/monitor_impl.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define METRIC_SERVICES 10000

static int32_t today_of(struct monitor *m)
{
    return (int32_t)(time_day_start(clock_wall_us(m->clock)) / US_PER_DAY);
}

double svc_uptime_pct(const struct svc *s, int32_t today)
{
    int64_t up = 0, down = 0;
    for (int i = 0; i < MONITOR_HISTORY_DAYS; i++) {
        const struct day_cell *c = &s->days[(today - i) & (MONITOR_DAY_RING - 1)];
        if (c->day != today - i)
            continue;
        up += c->up_ms;
        down += c->down_ms;
    }
    return rollup_uptime_pct(up, 0, down);
}

static const char *copy(struct arena *a, const char *s)
{
    return *s ? arena_strdup(a, s) : "";
}

static struct monitor_ref ref_to(struct arena *a, const struct svc *s)
{
    return (struct monitor_ref){ .id = arena_strdup(a, s->def->id), .name = arena_strdup(a, s->def->name), .status = s->shown };
}

static void fill(struct monitor *m, struct arena *a, const struct svc *s, int32_t today, bool detail, struct monitor_health *h)
{
    const struct svc_def *d = s->def;
    *h = (struct monitor_health){
        .id = arena_strdup(a, d->id),
        .tenant_id = arena_strdup(a, d->tenant_id),
        .name = arena_strdup(a, d->name),
        .type = arena_strdup(a, d->type_name),
        .target = copy(a, d->target),
        .worker_type = copy(a, d->worker_type),
        .instance_id = copy(a, d->instance_id),
        .discovery_id = arena_strdup(a, d->discovery_id),
        .status = s->shown,
        .since = s->since,
        .last_check = s->last_check,
        .latency_us = s->latency_us,
        .uptime_pct = svc_uptime_pct(s, today),
        .failures = s->state.failures,
        .message = copy(a, s->message),
        .components = copy(a, s->components),
        .enabled = d->enabled,
        .interval_seconds = d->interval_seconds,
        .timeout_ms = d->timeout_ms,
        .last_failure_at = s->last_failure_at,
        .version = d->version,
        .evidence = "",
        .last_failure_message = "",
        .last_failure_evidence = "",
    };
    if (s->timer.pos)
        h->next_check = clock_wall_us(m->clock) + s->timer.due - clock_mono_us(m->clock);
    for (int i = 0; i < MONITOR_HISTORY_DAYS; i++) {
        int32_t day = today - (MONITOR_HISTORY_DAYS - 1 - i);
        const struct day_cell *c = &s->days[day & (MONITOR_DAY_RING - 1)];
        h->uptime_days[i] = c->day == day ? rollup_uptime_pct(c->up_ms, 0, c->down_ms) : -1;
    }
    h->latency_recent_count = s->recent_count;
    for (int i = 0; i < s->recent_count; i++)
        h->latency_recent[i] = s->recent[(s->recent_next - s->recent_count + i + 2 * MONITOR_RECENT) % MONITOR_RECENT];
    const char **tags = arena_array(a, d->tag_count + 1, sizeof *tags);
    for (size_t i = 0; i < d->tag_count; i++)
        tags[i] = arena_strdup(a, d->tags[i]);
    h->tags = tags;
    h->tag_count = d->tag_count;

    uint32_t first = m->graph.first[s->index], end = m->graph.first[s->index + 1];
    struct monitor_ref *needs = arena_array(a, end - first + 1, sizeof *needs);
    for (uint32_t e = first; e < end; e++)
        needs[h->dependency_count++] = ref_to(a, m->services[m->graph.to[e]]);
    h->dependencies = needs;
    const struct graph_causes *causes = &m->causes[s->index];
    struct monitor_ref *affected = arena_array(a, causes->count + 1, sizeof *affected);
    for (uint32_t i = 0; i < causes->count; i++)
        affected[h->affected_count++] = ref_to(a, m->services[causes->node[i]]);
    h->affected_by = affected;

    if (!detail)
        return;
    h->evidence = copy(a, s->evidence);
    h->last_failure_message = copy(a, s->last_failure_message);
    h->last_failure_evidence = copy(a, s->last_failure_evidence);
}

enum err monitor_health_get(struct monitor *m, struct arena *a, const char *tenant_id, const char *id, struct monitor_health *out)
{
    pthread_mutex_lock(&m->lock);
    struct svc *s = monitor_find(m, tenant_id, id);
    if (s) {
        monitor_graph_fresh(m);
        svc_account(s, clock_mono_us(m->clock), clock_wall_us(m->clock), true);
        fill(m, a, s, today_of(m), true, out);
    }
    pthread_mutex_unlock(&m->lock);
    return s ? OK : err_set(ERR_NOT_FOUND, "no service with this id");
}

/* ---- lists ---- */

struct entry {
    const struct svc *s;
    int rank;
    double value;
};
struct order {
    enum monitor_sort sort;
    bool descending;
};

static int compare(const struct order *o, int rank_a, double value_a, const char *name_a, const char *id_a, int rank_b, double value_b,
                   const char *name_b, const char *id_b)
{
    int c = 0;
    if (rank_a != rank_b)
        c = rank_a < rank_b ? -1 : 1;
    else if (value_a < value_b || value_a > value_b)
        c = value_a < value_b ? -1 : 1;
    if (c == 0 && o->sort == MONITOR_SORT_NAME)
        c = strcasecmp(name_a, name_b);
    if (c && o->descending)
        return -c;
    if (c == 0)
        c = strcasecmp(name_a, name_b);
    if (c == 0)
        c = strcmp(id_a, id_b);
    return c;
}

static int compare_entries(const void *a, const void *b, void *order)
{
    const struct entry *x = a, *y = b;
    return compare(order, x->rank, x->value, x->s->def->name, x->s->def->id, y->rank, y->value, y->s->def->name, y->s->def->id);
}

static void key_of(const struct svc *s, const struct monitor_health_filter *f, int32_t today, int *rank, double *value)
{
    *rank = 0;
    *value = 0;
    switch (f->sort) {
    case MONITOR_SORT_FAILED_FIRST:
    case MONITOR_SORT_STATUS:
        *rank = service_status_rank(s->shown);
        break;
    case MONITOR_SORT_LATENCY:
        *rank = s->latency_us < 0;
        *value = (double)s->latency_us;
        break;
    case MONITOR_SORT_UPTIME:
        *value = svc_uptime_pct(s, today);
        *rank = *value < 0;
        break;
    case MONITOR_SORT_NAME:
        break;
    }
}

static bool matches(const struct svc *s, const char *tenant_id, const struct monitor_health_filter *f)
{
    const struct svc_def *d = s->def;
    if (!str_eq(d->tenant_id, tenant_id))
        return false;
    if (f->status >= 0 && (int)s->shown != f->status)
        return false;
    if (f->type && !str_eq(d->type_name, f->type))
        return false;
    if (f->worker >= 0 && str_eq(d->type_name, "worker") != (f->worker == 1))
        return false;
    if (f->q && !strcasestr(d->name, f->q) && !strcasestr(d->target, f->q))
        return false;
    if (!f->tag)
        return true;
    for (size_t i = 0; i < d->tag_count; i++)
        if (str_eq(d->tags[i], f->tag))
            return true;
    return false;
}

/* "rank value id name": everything that the order looks at, so that the next page starts right even when the service is gone or its state
 * has changed. */
static const char *cursor_write(struct arena *a, const struct entry *e)
{
    return arena_printf(a, "%d %.17g %s %s", e->rank, e->value, e->s->def->id, e->s->def->name);
}

static bool cursor_read(struct arena *a, const char *cursor, int *rank, double *value, const char **id, const char **name)
{
    char *copy_of = arena_strdup(a, cursor), *p[3];
    char *s = copy_of;
    for (int i = 0; i < 3; i++) {
        if (!(p[i] = strchr(s, ' ')))
            return false;
        *p[i] = '\0';
        s = p[i] + 1;
    }
    int64_t r;
    if (!str_to_i64(copy_of, &r) || !str_to_double(p[0] + 1, value))
        return false;
    *rank = (int)r;
    *id = p[1] + 1;
    *name = p[2] + 1;
    return true;
}

enum err monitor_health_list(struct monitor *m, struct arena *a, const char *tenant_id, const struct monitor_health_filter *f, size_t limit,
                             struct monitor_health **items, size_t *count, int64_t *total, const char **next)
{
    struct order order = { f->sort, f->descending };
    int rank = 0;
    double value = 0;
    const char *id = NULL, *name = NULL;
    if (f->after && !cursor_read(a, f->after, &rank, &value, &id, &name))
        return err_set(ERR_MALFORMED, "the cursor is not one of this list");

    pthread_mutex_lock(&m->lock);
    monitor_graph_fresh(m);
    int32_t today = today_of(m);
    struct entry *list = mem_array(m->count + 1, sizeof *list);
    size_t n = 0, from = 0;
    for (size_t i = 0; i < m->count; i++) {
        const struct svc *s = m->services[i];
        if (!matches(s, tenant_id, f))
            continue;
        list[n] = (struct entry){ .s = s };
        key_of(s, f, today, &list[n].rank, &list[n].value);
        n++;
    }
    qsort_r(list, n, sizeof *list, compare_entries, &order);
    if (f->after)
        while (from < n && compare(&order, list[from].rank, list[from].value, list[from].s->def->name, list[from].s->def->id, rank, value,
                                   name, id) <= 0)
            from++;
    size_t to = n - from > limit ? from + limit : n;
    *items = arena_array(a, to - from + 1, sizeof **items);
    for (size_t i = from; i < to; i++)
        fill(m, a, list[i].s, today, false, &(*items)[i - from]);
    *count = to - from;
    *total = (int64_t)n;
    *next = to < n ? cursor_write(a, &list[to - 1]) : NULL;
    pthread_mutex_unlock(&m->lock);
    mem_free(list);
    return OK;
}

void monitor_counts(struct monitor *m, const char *tenant_id, bool worker_only, struct monitor_counts *out)
{
    *out = (struct monitor_counts){ 0 };
    pthread_mutex_lock(&m->lock);
    for (size_t i = 0; i < m->count; i++) {
        const struct svc *s = m->services[i];
        if (!str_eq(s->def->tenant_id, tenant_id) || (worker_only && !str_eq(s->def->type_name, "worker")))
            continue;
        out->by_status[s->shown]++;
        out->total++;
    }
    pthread_mutex_unlock(&m->lock);
}

void monitor_counts_write(struct monitor *m, const char *tenant_id, bool worker_only, struct json_out *o)
{
    struct monitor_counts c;
    monitor_counts(m, tenant_id, worker_only, &c);
    jo_object(o);
    jo_key(o, "counts");
    jo_object(o);
    for (int s = 0; s < SERVICE_STATUS_COUNT; s++)
        jo_kv_int(o, service_status_name((enum service_status)s), c.by_status[s]);
    jo_object_end(o);
    jo_kv_int(o, "total", c.total);
    jo_object_end(o);
}

void monitor_checks_done(const struct monitor *m, int64_t *done, int64_t *failed)
{
    *done = *failed = 0;
    for (size_t i = 0; i < check_type_count; i++)
        for (size_t r = 0; r < 4; r++) {
            int64_t n = metric_value(m->checks[i * 4 + r]);
            *done += n;
            *failed += r == CHECK_UNHEALTHY ? n : 0;
        }
}

/* ---- metrics ---- */

static double count_state(struct monitor *m, enum service_status status)
{
    int64_t n = 0;
    pthread_mutex_lock(&m->lock);
    for (size_t i = 0; i < m->count; i++)
        n += m->services[i]->shown == status;
    pthread_mutex_unlock(&m->lock);
    return (double)n;
}

/* One gauge a service: 1 healthy or degraded, 0 unhealthy; what nobody knows is left out. */
void monitor_metrics_write(struct monitor *m, const char *tenant_id, struct buf *out)
{
    size_t shown = 0;
    buf_puts(out, "# TYPE binnacle_service_up gauge\n# HELP binnacle_service_up 1 while the service is healthy or degraded, 0 while it is "
                  "unhealthy\n");
    pthread_mutex_lock(&m->lock);
    for (size_t i = 0; i < m->count && shown < METRIC_SERVICES; i++) {
        const struct svc *s = m->services[i];
        if (s->shown > SERVICE_UNHEALTHY || !str_eq(s->def->tenant_id, tenant_id))
            continue;
        shown++;
        buf_puts(out, "binnacle_service_up{service=\"");
        metric_label_escape(out, s->def->name);
        buf_puts(out, "\",type=\"");
        metric_label_escape(out, s->def->type_name);
        buf_printf(out, "\",id=\"%s\"} %d\n", s->def->id, s->shown != SERVICE_UNHEALTHY);
    }
    pthread_mutex_unlock(&m->lock);
}

#define STATE_GAUGE(name, status)                                                                                                          \
    static double gauge_##name(void *arg)                                                                                                  \
    {                                                                                                                                      \
        return count_state(arg, status);                                                                                                   \
    }
STATE_GAUGE(healthy, SERVICE_HEALTHY)
STATE_GAUGE(degraded, SERVICE_DEGRADED)
STATE_GAUGE(unhealthy, SERVICE_UNHEALTHY)
STATE_GAUGE(unknown, SERVICE_UNKNOWN)
STATE_GAUGE(maintenance, SERVICE_MAINTENANCE)
STATE_GAUGE(paused, SERVICE_PAUSED)

static double gauge_running(void *arg)
{
    struct monitor *m = arg;
    pthread_mutex_lock(&m->lock);
    double n = (double)m->running;
    pthread_mutex_unlock(&m->lock);
    return n;
}

void monitor_metrics(struct monitor *m)
{
    static double (*const gauges[SERVICE_STATUS_COUNT])(void *) = { gauge_healthy, gauge_degraded,    gauge_unhealthy,
                                                                    gauge_unknown, gauge_maintenance, gauge_paused };
    static const char *const results[] = { "healthy", "degraded", "unhealthy", "unknown" };
    char labels[128];
    m->checks = mem_array(check_type_count * 4 + 1, sizeof *m->checks);
    for (size_t i = 0; i < check_type_count; i++)
        for (size_t r = 0; r < 4; r++) {
            snprintf(labels, sizeof labels, "type=\"%s\",result=\"%s\"", check_types[i]->name, results[r]);
            m->checks[i * 4 + r] = metric_counter("binnacle_checks", "", labels, "Checks by type and result");
        }
    for (int i = 0; i < SERVICE_STATUS_COUNT; i++) {
        snprintf(labels, sizeof labels, "status=\"%s\"", service_status_name((enum service_status)i));
        metric_gauge_fn("binnacle_services", "", labels, "Services by status", gauges[i], m);
    }
    m->missed = metric_counter("binnacle_scheduler_missed_ticks", "", "",
                               "Checks that were skipped because the one before still ran or the scheduler was late");
    m->lag = metric_histogram_seconds("binnacle_scheduler_lag_seconds", "", "How late checks were started");
    m->dropped = metric_counter("binnacle_results_dropped", "", "", "Results that did not reach telemetry");
    m->changes = metric_counter("binnacle_service_changes", "", "", "Changes of a service's status");
    metric_gauge_fn("binnacle_checks_running", "", "", "Checks that run now", gauge_running, m);
}
