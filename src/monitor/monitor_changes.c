/*
 * monitor_changes.c - when what is shown of a service changes: the change, its alert and the stored state are one transaction, and only
 * what is durable is shown.
 *
 * Threads: everything runs on the scheduler under `lock`, but the transaction itself (writer thread) and its hand-over (scheduler, without
 * the lock). Always: at most one change of a service is on its way. While the store cannot write (disk full), the new status is shown all
 * the same and the change is recorded once it can.
 */
#include "core/ids.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "monitor/monitor_impl.h"
#include "sql/monitor.h"
#include <stdio.h>
#include <string.h>

#define RETRY_US       (5 * US_PER_S)
#define HOLD_SLACK_US  (2 * US_PER_S)
#define DEPENDANTS_MAX 1000

struct change {
    struct msg msg;
    struct monitor *m;
    struct svc *svc; /* pinned */
    struct svc_def *def;
    enum service_status from, to, observed;
    int64_t at, at_mono, duration_us;
    int failures, successes;
    int64_t last_check, latency_us;
    struct arena *arena; /* of the texts below */
    const char *message, *evidence, *components, *cause_id;
    const char **dependants;
    size_t dependant_count;
    int64_t hold_us, settle_us;
    enum err result;
    bool late; /* shown already, but not recorded yet: the store could not write */
};

/* ---- the transaction (writer thread) ---- */

static enum err change_write(struct tx *tx, void *arg)
{
    struct change *c = arg;
    const struct svc_def *d = c->def;
    enum err e = sql_service_change_insert(tx, &(struct sql_service_change_insert_in){ .tenant_id = d->tenant_id,
                                                                                       .service_num = d->num,
                                                                                       .service_id = d->id,
                                                                                       .service_name = d->name,
                                                                                       .from_status = service_status_name(c->from),
                                                                                       .to_status = service_status_name(c->to),
                                                                                       .at = c->at,
                                                                                       .duration_us = c->duration_us,
                                                                                       .message = c->message,
                                                                                       .evidence = c->evidence });
    if (e != OK)
        return e;
    e = sql_service_state_change(tx, &(struct sql_service_state_change_in){ .service_num = d->num,
                                                                            .status = service_status_name(c->to),
                                                                            .observed = service_status_name(c->observed),
                                                                            .since = c->at,
                                                                            .last_check = { c->last_check != 0, c->last_check },
                                                                            .latency_us = { c->latency_us >= 0, c->latency_us },
                                                                            .message = c->message,
                                                                            .evidence = c->evidence,
                                                                            .components = c->components,
                                                                            .failures = c->failures,
                                                                            .successes = c->successes });
    if (e != OK || !c->m->alerts)
        return e;
    return alerts_service_changed(c->m->alerts, tx,
                                  &(struct alerts_change){ .tenant_id = d->tenant_id,
                                                           .source = { .type = str_eq(d->type_name, "worker") ? "worker" : "service",
                                                                       .id = d->id,
                                                                       .name = d->name,
                                                                       .kind = d->type_name,
                                                                       .target = d->target },
                                                           .from = service_status_name(c->from),
                                                           .to = service_status_name(c->to),
                                                           .message = c->message,
                                                           .at = c->at,
                                                           .cause_id = c->cause_id,
                                                           .dependant_ids = c->dependants,
                                                           .dependant_count = c->dependant_count,
                                                           .hold_us = c->hold_us,
                                                           .settle_us = c->settle_us });
}

static void change_written(void *arg, enum err e)
{
    struct change *c = arg;
    c->result = e;
    if (e != OK && !c->late)
        log_error("a change of state could not be recorded", "service", c->def->id, "to", service_status_name(c->to), "error", err_detail(),
                  NULL);
    monitor_post_mail(c->m, &c->msg);
}

/* ---- after it (scheduler, under the lock) ---- */

static void publish_change(struct monitor *m, const struct svc *s, const struct change *c)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, 64 * 1024);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_string(&o, "id", c->def->id);
    jo_kv_string(&o, "name", c->def->name);
    jo_kv_string(&o, "status", service_status_name(c->to));
    jo_kv_string(&o, "previous", service_status_name(c->from));
    jo_kv_time(&o, "since", c->at);
    jo_kv_string(&o, "message", c->message);
    jo_key(&o, "latency_ms");
    if (s->latency_us < 0)
        jo_null(&o);
    else
        jo_double(&o, (double)s->latency_us / 1000.0);
    jo_kv_time(&o, "last_check", s->last_check);
    jo_object_end(&o);
    live_publish(m->live, c->def->tenant_id, "services.state", b.data, b.len);

    static const char *const severity[SERVICE_STATUS_COUNT] = { "info", "warning", "critical", "info", "info", "info" };
    char title[256];
    snprintf(title, sizeof title, "%s is %s", c->def->name, service_status_name(c->to));
    buf_clear(&b);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_time(&o, "at", c->at);
    jo_kv_string(&o, "kind", "service.state");
    jo_kv_string(&o, "title", title);
    jo_kv_string(&o, "object_type", "service");
    jo_kv_string(&o, "object_id", c->def->id);
    jo_kv_string(&o, "severity", severity[c->to]);
    jo_object_end(&o);
    live_publish(m->live, c->def->tenant_id, "ops.activity", b.data, b.len);
    buf_free(&b);
}

static void change_free(struct change *c)
{
    svc_def_unref(c->def);
    arena_free(c->arena);
    mem_free(c);
}

static void change_done(struct monitor *m, struct msg *msg)
{
    struct change *c = (struct change *)msg;
    struct svc *s = c->svc;
    m->posts--;
    s->committing = false;
    if (!s->gone) {
        bool shown_before = s->shown == c->to; /* a change recorded late */
        if (c->result == OK)
            s->recorded = c->to;
        else
            m->retry_at = clock_mono_us(m->clock) + RETRY_US;
        if (!shown_before) {
            svc_account(s, clock_mono_us(m->clock), clock_wall_us(m->clock), true);
            s->shown = c->to;
            s->since = c->at;
            s->since_mono = c->at_mono;
            m->causes_stale = true;
            metric_add(m->changes, 1);
            monitor_touch(m);
            publish_change(m, s, c);
            log_info("service changed", "service", c->def->id, "name", c->def->name, "from", service_status_name(c->from), "to",
                     service_status_name(c->to), "message", c->message, NULL);
        }
        if (state_shown(&s->state, svc_active(s), s->in_window) != s->shown)
            monitor_unsettle(m, s);
    }
    pthread_cond_broadcast(&m->settled);
    svc_unpin(s);
    change_free(c);
}

/* ---- before it ---- */

/* Hands the change over to the writer; scheduler, without the lock. */
static void change_post(struct monitor *m, struct msg *msg)
{
    struct change *c = (struct change *)msg;
    c->msg.handle = change_done;
    enum err e = store_post(m->store, change_write, c, change_written);
    if (e != OK)
        change_written(c, e);
}

/* The time within which a dependency that is failing as well will be known to be down: its checks run at once after the first failure here.
 */
static int64_t hold_for_needs(struct monitor *m, const struct svc *s)
{
    int64_t longest = 0;
    for (uint32_t e = m->graph.first[s->index]; e < m->graph.first[s->index + 1]; e++) {
        const struct svc *need = m->services[m->graph.to[e]];
        if (!svc_active(need))
            continue;
        int64_t interval = need->def->interval_seconds * US_PER_S, retry = interval < 10 * US_PER_S ? interval : 10 * US_PER_S;
        int64_t t =
            need->def->timeout_ms * US_PER_MS * need->def->rules.failures_before_down + retry * (need->def->rules.failures_before_down - 1);
        if (t > longest)
            longest = t;
    }
    return longest ? longest + HOLD_SLACK_US : 0;
}

static void find_dependants(struct monitor *m, const struct svc *s, struct change *c)
{
    bool *seen = mem_array(m->count + 1, sizeof *seen);
    size_t n = graph_find_dependants(&m->graph, m->order, (uint32_t)s->index, seen);
    if (n > DEPENDANTS_MAX)
        n = DEPENDANTS_MAX;
    c->dependants = arena_array(c->arena, n + 1, sizeof *c->dependants);
    for (size_t i = 0; i < m->count && c->dependant_count < n; i++)
        if (seen[i])
            c->dependants[c->dependant_count++] = arena_strdup(c->arena, m->services[i]->def->id);
    mem_free(seen);
}

static const char *message_of(const struct svc *s, enum service_status to)
{
    switch (to) {
    case SERVICE_PAUSED:
        return s->suspended ? "The tenant is suspended" : "Paused by an operator";
    case SERVICE_MAINTENANCE:
        return "In a maintenance window";
    case SERVICE_UNKNOWN:
        return s->last_check ? s->message : "Not checked yet";
    case SERVICE_HEALTHY:
    case SERVICE_DEGRADED:
    case SERVICE_UNHEALTHY:
    case SERVICE_STATUS_COUNT:
        break;
    }
    return s->message;
}

static void change_begin(struct monitor *m, struct svc *s, enum service_status to)
{
    int64_t now = clock_mono_us(m->clock);
    struct change *c = mem_alloc(sizeof *c);
    c->msg.handle = change_post;
    c->m = m;
    c->svc = s;
    s->pins++;
    c->def = s->def;
    s->def->refs++;
    c->arena = arena_new(1024);
    c->from = s->recorded;
    c->to = to;
    c->observed = s->state.observed;
    bool late = c->late = to == s->shown;
    c->at = late ? s->since : clock_wall_us(m->clock);
    c->at_mono = late ? s->since_mono : now;
    c->duration_us = late ? 0 : now - s->since_mono;
    c->failures = s->state.failures;
    c->successes = s->state.successes;
    c->last_check = s->last_check;
    c->latency_us = s->latency_us;
    c->message = arena_strdup(c->arena, message_of(s, to));
    bool seen = to < SERVICE_UNKNOWN; /* pause and maintenance were seen by nobody */
    c->evidence = arena_strdup(c->arena, seen ? s->evidence : "");
    c->components = arena_strdup(c->arena, s->components);
    c->settle_us = s->def->interval_seconds * US_PER_S * s->def->rules.recoveries_before_up + s->def->timeout_ms * US_PER_MS;
    if (to == SERVICE_UNHEALTHY || to == SERVICE_DEGRADED) {
        monitor_graph_fresh(m);
        const struct graph_causes *causes = &m->causes[s->index];
        if (causes->count)
            c->cause_id = arena_strdup(c->arena, m->services[causes->node[0]]->def->id);
        else
            c->hold_us = hold_for_needs(m, s);
        if (to == SERVICE_UNHEALTHY)
            find_dependants(m, s, c);
    }
    s->committing = true;
    m->posts++;
    msg_push(&m->todo, &c->msg);
}

void monitor_unsettle(struct monitor *m, struct svc *s)
{
    if (s->unsettled || s->gone)
        return;
    s->unsettled = true;
    s->unsettled_next = m->unsettled;
    m->unsettled = s;
    monitor_wake(m);
}

void monitor_settle_all(struct monitor *m)
{
    while (m->unsettled) {
        struct svc *s = m->unsettled;
        m->unsettled = s->unsettled_next;
        s->unsettled = false;
        if (s->committing)
            continue; /* change_done looks again */
        enum service_status to = state_shown(&s->state, svc_active(s), s->in_window);
        if (to != s->shown)
            change_begin(m, s, to);
        else if (to != s->recorded && clock_mono_us(m->clock) >= m->retry_at)
            change_begin(m, s, to);
    }
}

/* ---- maintenance windows ---- */

static bool list_has(const char *const *list, size_t n, const char *s)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i], s))
            return true;
    return false;
}

static bool window_covers(const struct window *w, const struct svc_def *d)
{
    if (!str_eq(w->tenant_id, d->tenant_id))
        return false;
    if (list_has(w->service_ids, w->service_count, d->id))
        return true;
    for (size_t i = 0; i < w->tag_count; i++)
        if (list_has(d->tags, d->tag_count, w->tags[i]))
            return true;
    return false;
}

void monitor_windows_apply(struct monitor *m, int64_t wall)
{
    m->windows_changed = false;
    m->next_boundary = INT64_MAX;
    for (size_t i = 0; i < m->window_count; i++) {
        const struct window *w = m->windows[i];
        if (w->starts_at > wall && w->starts_at < m->next_boundary)
            m->next_boundary = w->starts_at;
        if (w->ends_at > wall && w->ends_at < m->next_boundary)
            m->next_boundary = w->ends_at;
    }
    for (size_t i = 0; i < m->count; i++) {
        struct svc *s = m->services[i];
        bool inside = false;
        for (size_t k = 0; k < m->window_count && !inside; k++) {
            const struct window *w = m->windows[k];
            inside = w->starts_at <= wall && wall < w->ends_at && window_covers(w, s->def);
        }
        if (inside == s->in_window)
            continue;
        s->in_window = inside;
        monitor_unsettle(m, s);
    }
}
