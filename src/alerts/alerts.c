/*
 * alerts.c - opening, changing and resolving alerts, and queueing what people are told about it.
 *
 * Threads: functions with a struct tx run on the writer thread; alerts_raise_now, alerts_clear_now and alerts_act on any other.
 * What always holds: the alert, its event and its outbox rows are one transaction. An alert that is explained by its cause has told nobody,
 * or had told before the cause was known; once the cause is gone it tells after its settling time, unless it is over by then.
 */
#include "alerts/alerts.h"
#include "alerts/alerts_private.h"
#include "alerts/alerts_state.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/metrics.h"
#include "core/str.h"
#include <stdio.h>
#include <string.h>

#define OPEN_OF_SOURCE_MAX 20
#define EFFECTS_MAX        1000
#define DATA_MAX           (64 * 1024)
#define TITLE_SIZE         400
#define MESSAGE_SIZE       2000
#define HOLD_MAX_US        (2 * US_PER_MIN)
#define SETTLE_DEFAULT_US  US_PER_MIN
#define SETTLE_MIN_US      (15 * US_PER_S) /* what depends on something reconnects, not at once */
#define SETTLE_MAX_US      (10 * US_PER_MIN)

enum err alerts_new(const struct alerts_deps *d, struct alerts **out)
{
    struct alerts *al = mem_alloc(sizeof *al);
    al->d = *d;
    al->m_opened = metric_counter("binnacle_alerts_opened", "", "", "Alerts opened");
    al->m_resolved = metric_counter("binnacle_alerts_resolved", "", "", "Alerts resolved");
    *out = al;
    return OK;
}

void alerts_free(struct alerts *al)
{
    mem_free(al);
}

int64_t alerts_now(struct alerts *al)
{
    return clock_wall_us(al->d.clock);
}

/* ---- telling ---- */

struct publish {
    struct alerts *alerts;
    const char *tenant_id, *id, *status, *severity, *title, *source_id, *kind;
    int64_t at;
};

/* After the commit: a hint for pages, and a line of the activity feed. */
static void publish(void *arg)
{
    const struct publish *p = arg;
    struct buf b;
    struct json_out o;
    buf_init(&b, 8192);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_string(&o, "id", p->id);
    jo_kv_string(&o, "status", p->status);
    jo_kv_string(&o, "severity", p->severity);
    jo_kv_string(&o, "title", p->title);
    jo_kv_string(&o, "source_id", p->source_id);
    jo_object_end(&o);
    live_publish(p->alerts->d.live, p->tenant_id, "alerts", b.data, b.len);
    buf_clear(&b);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_time(&o, "at", p->at);
    jo_kv_string(&o, "kind", p->kind);
    jo_kv_string(&o, "title", p->title);
    jo_kv_string(&o, "object_type", "alert");
    jo_kv_string(&o, "object_id", p->id);
    jo_kv_string(&o, "severity", str_eq(p->status, "resolved") ? "info" : p->severity);
    jo_object_end(&o);
    live_publish(p->alerts->d.live, p->tenant_id, "ops.activity", b.data, b.len);
    buf_free(&b);
}

/* Records what happened to the alert and lets pages know. */
static enum err happened(struct alerts *al, struct tx *tx, const char *tenant_id, const struct alert *alert, const char *event,
                         const char *actor, const char *note, int64_t at)
{
    struct arena *a = tx_arena(tx);
    struct publish *p = arena_alloc(a, sizeof *p);
    *p = (struct publish){ .alerts = al,
                           .tenant_id = arena_strdup(a, tenant_id),
                           .id = alert->id,
                           .status = alert->status,
                           .severity = alert->severity,
                           .title = alert->title,
                           .source_id = alert->source_id,
                           .kind = arena_printf(a, "alert.%s", event),
                           .at = at };
    tx_after_commit(tx, publish, p);
    return sql_alert_event_insert(
        tx, &(struct sql_alert_event_insert_in){
                .tenant_id = tenant_id, .alert_id = alert->id, .at = at, .event = event, .actor = actor, .note = note });
}

/* {"alert": …, "service": …|null} */
static enum err make_data(struct tx *tx, const char *tenant_id, const struct alert *alert, int64_t now, char **out)
{
    struct arena *a = tx_arena(tx);
    struct buf b;
    struct json_out o;
    buf_init(&b, DATA_MAX);
    jo_init(&o, &b);
    jo_object(&o);
    jo_key(&o, "alert");
    jo_object(&o);
    enum err e = alerts_write_members(a, tx_db(tx), tenant_id, alert, now, &o);
    jo_object_end(&o);
    jo_key(&o, "service");
    if (str_eq(alert->source_type, "box")) {
        jo_null(&o);
    } else {
        jo_object(&o);
        jo_kv_string(&o, "id", alert->source_id);
        jo_kv_string(&o, "name", alert->source_name);
        jo_kv_string(&o, "type", alert->source_kind);
        jo_kv_string(&o, "target", alert->source_target);
        jo_object_end(&o);
    }
    jo_object_end(&o);
    if (e == OK && b.overflow)
        e = err_set(ERR_TOO_LARGE, "the alert is larger than %d bytes", DATA_MAX);
    if (e == OK)
        *out = arena_strndup(a, b.data, b.len);
    buf_free(&b);
    return e;
}

/* The people of the tenant hear it inside Binnacle; that it is over only if they heard of it. */
static enum err tell_inbox(struct alerts *al, struct tx *tx, const char *tenant_id, const struct alert *alert, const char *event,
                           int64_t at)
{
    bool over = str_eq(event, "alert.resolved");
    struct inbox_notice n = { .tenant_id = tenant_id,
                              .kind = over ? "alert.resolved" : "alert.firing",
                              .severity = over ? "info" : alert->severity,
                              .title = over ? arena_printf(tx_arena(tx), "Resolved: %s", alert->title) : alert->title,
                              .body = alert->message,
                              .object_type = "alert",
                              .object_id = alert->id,
                              .at = at,
                              .after_kind = over ? "alert.firing" : NULL };
    return inbox_post(al->d.inbox, tx, &n);
}

static enum err tell(struct alerts *al, struct tx *tx, const char *tenant_id, const struct alert *alert, const char *event, int64_t at,
                     int64_t not_before)
{
    char *data;
    int64_t rows;
    enum err e = tell_inbox(al, tx, tenant_id, alert, event, at > not_before ? at : not_before);
    if (e != OK || !al->d.notify)
        return e;
    e = make_data(tx, tenant_id, alert, at, &data);
    if (e != OK)
        return e;
    return notify_enqueue(al->d.notify, tx,
                          &(struct notify_event){ .tenant_id = tenant_id,
                                                  .alert_id = alert->id,
                                                  .event = event,
                                                  .severity = alert->severity,
                                                  .data = data,
                                                  .at = at,
                                                  .not_before = not_before },
                          &rows);
}

static enum err withdraw(struct alerts *al, struct tx *tx, const char *tenant_id, const char *alert_id, int64_t at)
{
    enum err e = inbox_withdraw(al->d.inbox, tx, tenant_id, alert_id);
    return e != OK || !al->d.notify ? e : notify_withdraw(al->d.notify, tx, tenant_id, alert_id, at);
}

/* ---- resolving ---- */

/* The cause is over: what it explained and still is in trouble speaks for itself after its settling time. */
static enum err detach_effects(struct alerts *al, struct tx *tx, const char *tenant_id, const struct alert *cause, int64_t at)
{
    struct arena *a = tx_arena(tx);
    struct sql_alert_explained_by_row *rows;
    size_t count;
    enum err e = sql_alert_explained_by(
        tx_db(tx), a, &(struct sql_alert_explained_by_in){ .tenant_id = tenant_id, .cause = cause->id, .limit = EFFECTS_MAX }, &rows,
        &count);
    for (size_t i = 0; i < count && e == OK; i++) {
        struct sql_alert_by_id_row row;
        bool told = false;
        e = sql_alert_set_cause(
            tx, &(struct sql_alert_set_cause_in){ .tenant_id = tenant_id, .id = rows[i].id, .cause_alert_id = cause->id, .explained = 0 });
        if (e == OK)
            e = sql_alert_by_id(tx_db(tx), a, &(struct sql_alert_by_id_in){ .tenant_id = tenant_id, .id = rows[i].id }, &row);
        if (e != OK)
            break;
        struct alert effect = ALERT_OF_ROW(&row);
        e = happened(al, tx, tenant_id, &effect, "detached", "", arena_printf(a, "%s is over", cause->title), at);
        if (e == OK && al->d.notify)
            e = notify_was_told(al->d.notify, tx, tenant_id, effect.id, &told);
        if (e == OK && !told && str_eq(effect.status, "firing"))
            e = tell(al, tx, tenant_id, &effect, "alert.firing", at, at + effect.settle_us);
    }
    return e;
}

static enum err resolve(struct alerts *al, struct tx *tx, const char *tenant_id, struct alert *alert, const char *actor, const char *note,
                        int64_t at)
{
    enum alert_state next;
    if (!alert_next(alert_state_parse(alert->status), ALERT_RESOLVE, &next))
        return err_set(ERR_CONFLICT, "the alert is %s already", alert->status);
    alert->status = alert_state_name(next);
    alert->resolved_at = (struct sql_int){ .set = true, .v = at > alert->opened_at ? at : alert->opened_at };
    alert->version++;
    enum err e = sql_alert_set_status(tx, &(struct sql_alert_set_status_in){ .tenant_id = tenant_id,
                                                                             .id = alert->id,
                                                                             .status = alert->status,
                                                                             .acknowledged_at = alert->acknowledged_at,
                                                                             .acknowledged_by = alert->acknowledged_by,
                                                                             .resolved_at = alert->resolved_at });
    if (e == OK)
        e = happened(al, tx, tenant_id, alert, "resolved", actor, note, at);
    if (e == OK)
        e = withdraw(al, tx, tenant_id, alert->id, at);
    if (e == OK)
        e = tell(al, tx, tenant_id, alert, "alert.resolved", at, 0);
    if (e == OK)
        e = detach_effects(al, tx, tenant_id, alert, at);
    if (e == OK)
        metric_add(al->m_resolved, 1);
    return e;
}

/* ---- opening and changing ---- */

/* What a source's trouble is right now. */
struct trouble {
    const char *tenant_id, *alert_type, *severity, *title, *message;
    struct alerts_source source;
    int64_t at, hold_us, settle_us;
    const struct alert *cause; /* NULL: none */
};

static char *clip(struct arena *a, const char *s, size_t max)
{
    size_t n = s ? strlen(s) : 0;
    if (n < max)
        return arena_strndup(a, s ? s : "", n);
    n = max - 4;
    while (n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80)
        n--; /* not within a character */
    return arena_printf(a, "%.*s…", (int)n, s);
}

static char *make_title(struct arena *a, const struct alert_type *type, const char *severity, const struct alerts_source *source)
{
    if (str_eq(type->name, "WORKER_UNHEALTHY") && !str_eq(severity, "critical"))
        return clip(a, arena_printf(a, "Worker %s is not ready", source->name), TITLE_SIZE);
    const char *mark = strstr(type->title, "%s");
    if (!mark)
        return arena_strdup(a, type->title);
    return clip(a, arena_printf(a, "%.*s%s%s", (int)(mark - type->title), type->title, source->name, mark + 2), TITLE_SIZE);
}

static enum err open_alert(struct alerts *al, struct tx *tx, const struct trouble *t, struct alert *out)
{
    struct arena *a = tx_arena(tx);
    char *id = arena_alloc(a, ID_SIZE), *correlation = arena_alloc(a, ID_SIZE);
    int64_t settle = t->settle_us == 0 ? SETTLE_DEFAULT_US : t->settle_us > SETTLE_MIN_US ? t->settle_us : SETTLE_MIN_US;
    *out = (struct alert){ .id = id_new(al->d.clock, id),
                           .correlation_id = id_new(al->d.clock, correlation),
                           .alert_type = t->alert_type,
                           .severity = t->severity,
                           .status = "firing",
                           .title = t->title,
                           .message = t->message,
                           .source_type = t->source.type,
                           .source_id = t->source.id,
                           .source_name = t->source.name,
                           .source_kind = t->source.kind ? t->source.kind : "",
                           .source_target = t->source.target ? t->source.target : "",
                           .cause_alert_id = t->cause ? t->cause->id : NULL,
                           .explained = t->cause != NULL,
                           .opened_at = t->at,
                           .settle_us = settle < SETTLE_MAX_US ? settle : SETTLE_MAX_US,
                           .version = 1 };
    enum err e = sql_alert_insert(tx, &(struct sql_alert_insert_in){ .id = out->id,
                                                                     .tenant_id = t->tenant_id,
                                                                     .alert_type = out->alert_type,
                                                                     .severity = out->severity,
                                                                     .title = out->title,
                                                                     .message = out->message,
                                                                     .source_type = out->source_type,
                                                                     .source_id = out->source_id,
                                                                     .source_name = out->source_name,
                                                                     .source_kind = out->source_kind,
                                                                     .source_target = out->source_target,
                                                                     .correlation_id = out->correlation_id,
                                                                     .cause_alert_id = out->cause_alert_id,
                                                                     .explained = out->explained,
                                                                     .opened_at = out->opened_at,
                                                                     .settle_us = out->settle_us });
    if (e == OK)
        e = happened(al, tx, t->tenant_id, out, "opened", "", t->message, t->at);
    if (e == OK && t->cause)
        e = happened(al, tx, t->tenant_id, out, "attached", "", arena_printf(a, "explained by: %s", t->cause->title), t->at);
    int64_t hold = t->hold_us < HOLD_MAX_US ? t->hold_us : HOLD_MAX_US;
    if (e == OK && !out->explained)
        e = tell(al, tx, t->tenant_id, out, "alert.firing", t->at, hold > 0 ? t->at + hold : 0);
    if (e == OK)
        metric_add(al->m_opened, 1);
    return e;
}

/* An alert that is open already: a new severity is noted (a higher one is told), a new message kept. */
static enum err update_alert(struct alerts *al, struct tx *tx, const struct trouble *t, struct alert *alert)
{
    int change = alert_severity_rank(t->severity) - alert_severity_rank(alert->severity);
    if (change == 0 && str_eq(alert->message, t->message))
        return OK;
    alert->severity = t->severity;
    alert->title = t->title;
    alert->message = t->message;
    alert->version++;
    enum err e = sql_alert_set_trouble(
        tx, &(struct sql_alert_set_trouble_in){
                .tenant_id = t->tenant_id, .id = alert->id, .severity = t->severity, .title = t->title, .message = t->message });
    if (e == OK && change != 0)
        e = happened(al, tx, t->tenant_id, alert, change > 0 ? "escalated" : "lowered", "", t->message, t->at);
    if (e == OK && change > 0 && !alert->explained)
        e = tell(al, tx, t->tenant_id, alert, "alert.firing", t->at, 0);
    return e;
}

/* Puts an open alert under its cause. */
static enum err attach(struct alerts *al, struct tx *tx, const char *tenant_id, struct alert *effect, const struct alert *cause, int64_t at)
{
    if (effect->explained || str_eq(effect->id, cause->id))
        return OK;
    effect->explained = true;
    effect->cause_alert_id = cause->id;
    effect->version++;
    enum err e = sql_alert_set_cause(
        tx, &(struct sql_alert_set_cause_in){ .tenant_id = tenant_id, .id = effect->id, .cause_alert_id = cause->id, .explained = 1 });
    if (e == OK)
        e = happened(al, tx, tenant_id, effect, "attached", "", arena_printf(tx_arena(tx), "explained by: %s", cause->title), at);
    return e == OK ? withdraw(al, tx, tenant_id, effect->id, at) : e;
}

static bool follows_state(const struct alert *alert)
{
    const struct alert_type *type = alert_type_find(alert->alert_type);
    return type && type->of_state;
}

static enum err open_of_source(struct tx *tx, const char *tenant_id, const char *source_id, struct alert **out, size_t *count)
{
    struct arena *a = tx_arena(tx);
    struct sql_alert_open_of_source_row *rows;
    enum err e = sql_alert_open_of_source(
        tx_db(tx), a, &(struct sql_alert_open_of_source_in){ .tenant_id = tenant_id, .source_id = source_id, .limit = OPEN_OF_SOURCE_MAX },
        &rows, count);
    if (e != OK)
        return e;
    *out = arena_array(a, *count + 1, sizeof **out);
    for (size_t i = 0; i < *count; i++)
        (*out)[i] = ALERT_OF_ROW(&rows[i]);
    return OK;
}

/* The open alert of the cause that this change names, or of that one's own cause. NULL: there is none (a person resolved it). */
static enum err find_cause(struct tx *tx, const struct alerts_change *c, struct alert **cause)
{
    struct alert *open;
    size_t count;
    *cause = NULL;
    if (!c->cause_id || str_eq(c->cause_id, c->source.id))
        return OK;
    enum err e = open_of_source(tx, c->tenant_id, c->cause_id, &open, &count);
    for (size_t i = 0; i < count && e == OK && !*cause; i++)
        if (follows_state(&open[i]) && alert_severity_rank(open[i].severity) == 2)
            *cause = &open[i];
    if (e != OK || !*cause || !(*cause)->explained || !(*cause)->cause_alert_id)
        return e;
    struct sql_alert_by_id_row row;
    e = sql_alert_by_id(tx_db(tx), tx_arena(tx), &(struct sql_alert_by_id_in){ .tenant_id = c->tenant_id, .id = (*cause)->cause_alert_id },
                        &row);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK && !str_eq(row.status, "resolved") && !str_eq(row.source_id, c->source.id))
        **cause = ALERT_OF_ROW(&row);
    return e;
}

/* Those that depend on this one and fired before it did. */
static enum err attach_dependants(struct alerts *al, struct tx *tx, const struct alerts_change *c, const struct alert *cause)
{
    enum err e = OK;
    for (size_t i = 0; i < c->dependant_count && i < EFFECTS_MAX && e == OK; i++) {
        struct alert *open;
        size_t count = 0;
        e = open_of_source(tx, c->tenant_id, c->dependant_ids[i], &open, &count);
        for (size_t k = 0; k < count && e == OK; k++)
            if (follows_state(&open[k]))
                e = attach(al, tx, c->tenant_id, &open[k], cause, c->at);
    }
    return e;
}

/* ---- a service's status changed ---- */

/* What this status means: the type and severity to be open, *type NULL for none. False: the status says nothing about trouble. */
static bool meaning(const struct alerts_change *c, const char **type, const char **severity)
{
    bool worker = str_eq(c->source.type, "worker"), down = str_eq(c->to, "unhealthy"), degraded = str_eq(c->to, "degraded");
    *type = *severity = NULL;
    if (down || degraded) {
        *type = worker ? "WORKER_UNHEALTHY" : down ? "SERVICE_UNHEALTHY" : "SERVICE_DEGRADED";
        *severity = down ? "critical" : "warning";
        return true;
    }
    return str_eq(c->to, "healthy") || str_eq(c->to, "paused");
}

static struct alerts_source copy_source(struct arena *a, const struct alerts_source *s)
{
    return (struct alerts_source){ .type = arena_strdup(a, s->type),
                                   .id = arena_strdup(a, s->id),
                                   .name = clip(a, s->name, TITLE_SIZE),
                                   .kind = arena_strdup(a, s->kind ? s->kind : ""),
                                   .target = clip(a, s->target, MESSAGE_SIZE) };
}

enum err alerts_service_changed(struct alerts *al, struct tx *tx, const struct alerts_change *c)
{
    struct arena *a = tx_arena(tx);
    const char *type, *severity;
    struct alert *open, *cause = NULL, *same = NULL, opened;
    size_t count;
    if (!meaning(c, &type, &severity))
        return OK;
    enum err e = open_of_source(tx, c->tenant_id, c->source.id, &open, &count);
    if (e == OK && type)
        e = find_cause(tx, c, &cause);
    if (e != OK)
        return e;
    for (size_t i = 0; i < count; i++)
        if (type && str_eq(open[i].alert_type, type))
            same = &open[i];
    struct trouble t = { .tenant_id = arena_strdup(a, c->tenant_id),
                         .alert_type = type,
                         .severity = severity,
                         .message = clip(a, c->message, MESSAGE_SIZE),
                         .source = copy_source(a, &c->source),
                         .at = c->at,
                         .hold_us = c->hold_us,
                         .settle_us = c->settle_us,
                         .cause = cause };
    if (type)
        t.title = make_title(a, alert_type_find(type), severity, &t.source);
    if (type && same) {
        if (cause)
            e = attach(al, tx, c->tenant_id, same, cause, c->at);
        if (e == OK)
            e = update_alert(al, tx, &t, same);
    } else if (type) {
        e = open_alert(al, tx, &t, &opened);
        same = &opened;
    }
    const char *note = str_eq(c->to, "paused") ? "watching was paused" : type ? arena_printf(a, "now %s", c->to) : t.message;
    for (size_t i = 0; i < count && e == OK; i++)
        if (&open[i] != same && follows_state(&open[i]))
            e = resolve(al, tx, c->tenant_id, &open[i], "", note, c->at);
    if (e == OK && same && str_eq(c->to, "unhealthy"))
        e = attach_dependants(al, tx, c, cause ? cause : same);
    return e;
}

enum err alerts_source_gone(struct alerts *al, struct tx *tx, const char *tenant_id, const char *source_id, const char *reason)
{
    struct alert *open;
    size_t count = 0;
    enum err e = open_of_source(tx, tenant_id, source_id, &open, &count);
    for (size_t i = 0; i < count && e == OK; i++)
        e = resolve(al, tx, tenant_id, &open[i], "", reason, clock_wall_us(al->d.clock));
    return e;
}

/* ---- alerts of the box itself ---- */

static enum err open_by_type(struct db *db, struct arena *a, const char *tenant_id, const char *source_id, const char *alert_type,
                             struct alert *out)
{
    struct sql_alert_open_by_type_row row;
    enum err e = sql_alert_open_by_type(
        db, a, &(struct sql_alert_open_by_type_in){ .tenant_id = tenant_id, .source_id = source_id, .alert_type = alert_type }, &row);
    if (e == OK)
        *out = ALERT_OF_ROW(&row);
    return e;
}

static const char *severity_of(const struct alerts_raise *r)
{
    const struct alert_type *type = alert_type_find(r->alert_type);
    return r->severity ? r->severity : type ? type->severity : "warning";
}

enum err alerts_raise(struct alerts *al, struct tx *tx, const struct alerts_raise *r)
{
    struct arena *a = tx_arena(tx);
    const struct alert_type *type = alert_type_find(r->alert_type);
    struct alert alert;
    if (!type)
        return err_set(ERR_INTERNAL, "there is no alert type %s", r->alert_type);
    struct trouble t = { .tenant_id = arena_strdup(a, r->tenant_id),
                         .alert_type = type->name,
                         .severity = severity_of(r),
                         .message = clip(a, r->message, MESSAGE_SIZE),
                         .source = copy_source(a, &r->source),
                         .at = r->at };
    t.title = r->title ? clip(a, r->title, TITLE_SIZE) : make_title(a, type, t.severity, &t.source);
    enum err e = open_by_type(tx_db(tx), a, r->tenant_id, r->source.id, r->alert_type, &alert);
    if (e == OK)
        return update_alert(al, tx, &t, &alert);
    return e == ERR_NOT_FOUND ? open_alert(al, tx, &t, &alert) : e;
}

enum err alerts_clear(struct alerts *al, struct tx *tx, const char *tenant_id, const char *alert_type, const char *source_id,
                      const char *message, int64_t at)
{
    struct alert alert;
    enum err e = open_by_type(tx_db(tx), tx_arena(tx), tenant_id, source_id, alert_type, &alert);
    if (e == ERR_NOT_FOUND)
        return OK;
    return e == OK ? resolve(al, tx, tenant_id, &alert, "", message, at) : e;
}

struct now {
    struct alerts *alerts;
    const struct alerts_raise *raise;
    const char *tenant_id, *alert_type, *source_id, *message;
    int64_t at;
};

static enum err write_raise(struct tx *tx, void *arg)
{
    const struct now *n = arg;
    return alerts_raise(n->alerts, tx, n->raise);
}

static enum err write_clear(struct tx *tx, void *arg)
{
    const struct now *n = arg;
    return alerts_clear(n->alerts, tx, n->tenant_id, n->alert_type, n->source_id, n->message, n->at);
}

enum err alerts_raise_now(struct alerts *al, const struct alerts_raise *r)
{
    struct arena *a = arena_new(0);
    struct alert alert;
    struct now n = { .alerts = al, .raise = r };
    enum err e = open_by_type(store_reader(al->d.store), a, r->tenant_id, r->source.id, r->alert_type, &alert);
    /* The message alone is not worth a write: it holds figures that move all the time. */
    if (e == OK && str_eq(alert.severity, severity_of(r)))
        goto out;
    if (e == OK || e == ERR_NOT_FOUND)
        e = store_write(al->d.store, write_raise, &n);
out:
    arena_free(a);
    return e;
}

enum err alerts_clear_now(struct alerts *al, const char *tenant_id, const char *alert_type, const char *source_id, const char *message)
{
    struct arena *a = arena_new(0);
    struct alert alert;
    struct now n = { .alerts = al,
                     .tenant_id = tenant_id,
                     .alert_type = alert_type,
                     .source_id = source_id,
                     .message = message,
                     .at = clock_wall_us(al->d.clock) };
    enum err e = open_by_type(store_reader(al->d.store), a, tenant_id, source_id, alert_type, &alert);
    arena_free(a);
    if (e == ERR_NOT_FOUND)
        return OK;
    return e == OK ? store_write(al->d.store, write_clear, &n) : e;
}

/* ---- acts of people ---- */

struct act {
    struct alerts *alerts;
    const char *tenant_id, *id, *by, *note;
    enum alerts_act act;
};

static enum err perform(struct tx *tx, const struct act *act)
{
    static const enum alert_input inputs[] = { ALERT_ACKNOWLEDGE, ALERT_UNACKNOWLEDGE, ALERT_RESOLVE };
    struct arena *a = tx_arena(tx);
    struct sql_alert_by_id_row row;
    enum alert_state next;
    struct alerts *al = act->alerts;
    int64_t now = clock_wall_us(al->d.clock);
    enum err e = sql_alert_by_id(tx_db(tx), a, &(struct sql_alert_by_id_in){ .tenant_id = act->tenant_id, .id = act->id }, &row);
    if (e != OK)
        return e;
    struct alert alert = ALERT_OF_ROW(&row);
    const char *tenant_id = arena_strdup(a, act->tenant_id), *note = clip(a, act->note, MESSAGE_SIZE);
    if (act->act == ALERTS_RESOLVE)
        return resolve(al, tx, tenant_id, &alert, act->by, note, now);
    if (!alert_next(alert_state_parse(alert.status), inputs[act->act], &next))
        return err_set(ERR_CONFLICT, "the alert is %s", alert.status);
    bool ack = act->act == ALERTS_ACKNOWLEDGE;
    alert.status = alert_state_name(next);
    alert.acknowledged_at = (struct sql_int){ .set = ack, .v = now };
    alert.acknowledged_by = ack ? act->by : NULL;
    alert.version++;
    e = sql_alert_set_status(tx, &(struct sql_alert_set_status_in){ .tenant_id = tenant_id,
                                                                    .id = alert.id,
                                                                    .status = alert.status,
                                                                    .acknowledged_at = alert.acknowledged_at,
                                                                    .acknowledged_by = alert.acknowledged_by,
                                                                    .resolved_at = alert.resolved_at });
    if (e == OK)
        e = happened(al, tx, tenant_id, &alert, ack ? "acknowledged" : "unacknowledged", act->by, note, now);
    if (e == OK && ack)
        e = tell(al, tx, tenant_id, &alert, "alert.acknowledged", now, 0);
    return e;
}

/* As it is in the transaction, for the audit trail. */
static char *as_text(const struct act *act, struct arena *a)
{
    struct jo_text t;
    int64_t version;
    bool there = alerts_write(act->alerts, a, act->tenant_id, act->id, false, jo_text_begin(&t, DATA_MAX), &version) == OK;
    char *text = jo_text_end(&t, a);
    return there ? text : NULL;
}

static enum err write_act(struct tx *tx, void *arg)
{
    const struct act *act = arg;
    struct sql_alert_by_id_row row;
    struct arena *a = tx_arena(tx);
    const char *before = as_text(act, a);
    enum err e = perform(tx, act);
    if (e == OK)
        e = sql_alert_by_id(tx_db(tx), a, &(struct sql_alert_by_id_in){ .tenant_id = act->tenant_id, .id = act->id }, &row);
    if (e == OK)
        tx_change(tx, &(struct tx_change){ .type = "alert", .id = act->id, .name = row.title, .before = before, .after = as_text(act, a) });
    return e;
}

enum err alerts_act(struct alerts *al, const char *tenant_id, const char *id, enum alerts_act act, const char *by, const char *note)
{
    struct act what = { .alerts = al, .tenant_id = tenant_id, .id = id, .by = by, .note = note, .act = act };
    return store_write(al->d.store, write_act, &what);
}

/* ---- retention ---- */

struct prune {
    int64_t before, deleted;
};

static enum err write_prune(struct tx *tx, void *arg)
{
    struct prune *p = arg;
    enum err e = sql_alert_prune(tx, &(struct sql_alert_prune_in){ .before = p->before });
    p->deleted = e == OK ? tx_changes(tx) : 0;
    if (p->deleted)
        tx_change(tx, &(struct tx_change){ .type = "alert",
                                           .default_action = "alert.prune",
                                           .after = arena_printf(tx_arena(tx), "{\"deleted\":%lld}", (long long)p->deleted) });
    return e;
}

enum err alerts_prune(struct alerts *al, int64_t before, int64_t *deleted)
{
    struct prune p = { .before = before };
    enum err e = store_write_essential(al->d.store, write_prune, &p);
    *deleted = e == OK ? p.deleted : 0;
    return e;
}
