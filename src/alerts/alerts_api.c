/*
 * alerts_api.c - /api/v1/alerts/history. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "alerts/alerts_api.h"
#include "alerts/alerts_state.h"
#include "core/str.h"
#include "iam/perm.h"

#define ALERT_JSON_MAX (1024 * 1024)

static const char *const states[] = { "firing", "acknowledged", "resolved", NULL };
static const char *const state_filter[] = { "firing", "acknowledged", "resolved", "open", NULL };
static const char *const severities[] = { "info", "warning", "critical", NULL };
static const char *const source_types[] = { "service", "worker", "box", NULL };

static const struct field ref_row[] = { { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED },
                                        { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
                                        { 0 } };
static const struct field ref_rows[] = { { .name = "", .type = F_OBJECT, .fields = ref_row }, { 0 } };

#define ALERT_FIELDS                                                                                                                       \
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },                                                              \
        { .name = "alert_type", .type = F_STRING, .flags = FIELD_REQUIRED, .example = "\"SERVICE_UNHEALTHY\"" },                           \
        { .name = "severity", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = severities },                                           \
        { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = states },                                                 \
        { .name = "title", .type = F_STRING, .flags = FIELD_REQUIRED }, { .name = "message", .type = F_STRING, .flags = FIELD_REQUIRED },  \
        { .name = "source_type", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = source_types },                                      \
        { .name = "source_id", .type = F_STRING, .flags = FIELD_REQUIRED },                                                                \
        { .name = "source_name", .type = F_STRING, .flags = FIELD_REQUIRED },                                                              \
        { .name = "correlation_id",                                                                                                        \
          .type = F_STRING,                                                                                                                \
          .flags = FIELD_REQUIRED,                                                                                                         \
          .doc = "The same in everything that is told about this alert" },                                                                 \
        { .name = "cause_alert_id",                                                                                                        \
          .type = F_STRING,                                                                                                                \
          .flags = FIELD_REQUIRED | FIELD_NULLABLE,                                                                                        \
          .doc = "The alert at the root of this one" },                                                                                    \
        { .name = "explained",                                                                                                             \
          .type = F_BOOL,                                                                                                                  \
          .flags = FIELD_REQUIRED,                                                                                                         \
          .doc = "The cause is still there: this alert tells nobody by itself" },                                                          \
        { .name = "opened_at", .type = F_TIME, .flags = FIELD_REQUIRED },                                                                  \
        { .name = "acknowledged_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },                                           \
        { .name = "acknowledged_by", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },                                         \
        { .name = "resolved_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },                                               \
        { .name = "duration_seconds", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Until resolved, or until now" },                     \
        { .name = "affected",                                                                                                              \
          .type = F_ARRAY,                                                                                                                 \
          .flags = FIELD_REQUIRED,                                                                                                         \
          .fields = ref_rows,                                                                                                              \
          .doc = "Services in trouble because of this" },                                                                                  \
        { .name = "notifications_sent", .type = F_INT, .flags = FIELD_REQUIRED },                                                          \
        { .name = "notifications_failed", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Dead letters" },                                 \
    {                                                                                                                                      \
        .name = "version", .type = F_INT, .flags = FIELD_REQUIRED                                                                          \
    }

const struct field alerts_out[] = { ALERT_FIELDS, { 0 } };

static const struct field event_row[] = {
    { .name = "at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "event",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .doc = "opened escalated lowered acknowledged unacknowledged attached detached resolved" },
    { .name = "actor", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "null: Binnacle itself" },
    { .name = "note", .type = F_STRING, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field event_rows[] = { { .name = "", .type = F_OBJECT, .fields = event_row }, { 0 } };
static const struct field delivery_rows[] = { { .name = "", .type = F_OBJECT }, { 0 } };
static const struct field detail_out[] = {
    ALERT_FIELDS,
    { .name = "events", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = event_rows },
    { .name = "notifications", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = delivery_rows, .doc = "As in GET /alerts/deliveries" },
    { 0 },
};
static const struct field list_query[] = {
    { .name = "status", .type = F_STRING, .one_of = state_filter, .doc = "Only these; open: firing or acknowledged" },
    { .name = "severity", .type = F_STRING, .one_of = severities, .doc = "Only these" },
    { .name = "alert_type", .type = F_STRING, .max = 60, .doc = "Only of this type" },
    { .name = "type", .type = F_STRING, .max = 60, .doc = "The same as alert_type" },
    { .name = "source_id", .type = F_STRING, .max = 100, .doc = "Only about this service, worker or part of the box" },
    { .name = "from", .type = F_TIME, .doc = "Opened at or after" },
    { .name = "to", .type = F_TIME, .doc = "Opened before" },
    { 0 },
};
static const struct field note_in[] = {
    { .name = "note", .type = F_STRING, .flags = FIELD_NULLABLE | FIELD_MULTILINE, .max = 1000, .doc = "Why; kept with the alert" }, { 0 }
};
static const struct field stats_query[] = { { .name = "from", .type = F_TIME, .doc = "Opened at or after; default: 30 days ago" }, { 0 } };
static const struct field stats_row[] = {
    { .name = "alert_type", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "severity", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "count", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field stats_rows[] = { { .name = "", .type = F_OBJECT, .fields = stats_row }, { 0 } };
static const struct field stats_out[] = { { .name = "items", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = stats_rows },
                                          { .name = "from", .type = F_TIME, .flags = FIELD_REQUIRED },
                                          { 0 } };

static enum err alert_list(struct request *rq, void *ctx)
{
    struct alerts_filter f = { .status = request_query(rq, "status"),
                               .severity = request_query(rq, "severity"),
                               .alert_type = request_query(rq, "alert_type"),
                               .source_id = request_query(rq, "source_id"),
                               .before = request_cursor(rq) };
    const char *next;
    int64_t total = -1;
    if (!f.alert_type)
        f.alert_type = request_query(rq, "type");
    request_query_time(rq, "from", &f.from);
    request_query_time(rq, "to", &f.to);
    struct json_out *o = response_list_begin(rq);
    enum err e = alerts_list(ctx, request_arena(rq), request_tenant(rq), &f, request_limit(rq), o, &next, &total);
    if (e != OK)
        return e;
    response_next_cursor(rq, next);
    if (total >= 0)
        response_total(rq, total);
    response_list_end(rq);
    return OK;
}

static enum err alert_get(struct request *rq, void *ctx)
{
    int64_t version;
    enum err e = alerts_write(ctx, request_arena(rq), request_tenant(rq), request_path_param(rq, "id"), true, response_json(rq), &version);
    return e; /* no ETag: its notifications change without its version */
}

static enum err act(struct alerts *al, struct request *rq, enum alerts_act what)
{
    const char *id = request_path_param(rq, "id"), *note = json_string(json_get(request_json(rq), "note"));
    int64_t version;
    enum err e = alerts_act(al, request_tenant(rq), id, what, request_principal(rq)->email, note ? note : "");
    if (e != OK)
        return e;
    return alerts_write(al, request_arena(rq), request_tenant(rq), id, false, response_json(rq), &version);
}

static enum err alert_acknowledge(struct request *rq, void *ctx)
{
    return act(ctx, rq, ALERTS_ACKNOWLEDGE);
}
static enum err alert_unacknowledge(struct request *rq, void *ctx)
{
    return act(ctx, rq, ALERTS_UNACKNOWLEDGE);
}
static enum err alert_resolve(struct request *rq, void *ctx)
{
    return act(ctx, rq, ALERTS_RESOLVE);
}

static enum err alert_stats(struct request *rq, void *ctx)
{
    struct alerts *al = ctx;
    int64_t from;
    if (!request_query_time(rq, "from", &from))
        from = alerts_now(al) - 30 * US_PER_DAY;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "items");
    jo_array(o);
    enum err e = alerts_write_stats(al, request_arena(rq), request_tenant(rq), from, o);
    jo_array_end(o);
    jo_kv_time(o, "from", from);
    jo_object_end(o);
    return e;
}

static const struct route routes[] = {
    { GET, "/api/v1/alerts/history", alert_list, .perm = PERM_ALERT_READ, .query = list_query, .out = alerts_out, .list = true,
      .rate = RATE_READ, .tag = "alerts", .doc = "List alerts, newest first" },
    { GET, "/api/v1/alerts/history/stats", alert_stats, .perm = PERM_ALERT_READ, .query = stats_query, .out = stats_out, .rate = RATE_READ,
      .tag = "alerts", .doc = "Count alerts by type, severity and status" },
    { GET, "/api/v1/alerts/history/{id}", alert_get, .perm = PERM_ALERT_READ, .out = detail_out, .rate = RATE_READ, .tag = "alerts",
      .doc = "Read an alert with its events and notifications" },
    { POST, "/api/v1/alerts/history/{id}/acknowledge", alert_acknowledge, .perm = PERM_ALERT_ACK, .in = note_in, .out = alerts_out,
      .rate = RATE_WRITE, .audit = "alert.acknowledge", .tag = "alerts", .doc = "Acknowledge an alert" },
    { POST, "/api/v1/alerts/history/{id}/unacknowledge", alert_unacknowledge, .perm = PERM_ALERT_ACK, .in = note_in, .out = alerts_out,
      .rate = RATE_WRITE, .audit = "alert.unacknowledge", .tag = "alerts", .doc = "Take an acknowledgement back" },
    { POST, "/api/v1/alerts/history/{id}/resolve", alert_resolve, .perm = PERM_ALERT_ACK, .in = note_in, .out = alerts_out,
      .rate = RATE_WRITE, .audit = "alert.resolve", .tag = "alerts", .doc = "Resolve an alert by hand" },
};

enum err alerts_routes(struct alerts *al, struct server *s)
{
    enum err e = server_routes(s, routes, sizeof routes / sizeof *routes, al);
    return e == OK ? server_topic(s, "alerts", PERM_ALERT_READ, "An alert was opened, changed or resolved") : e;
}
