/*
 * notify_api.c - /api/v1/alerts/channels and /api/v1/alerts/deliveries. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "notify/notify_api.h"
#include "core/str.h"
#include "iam/perm.h"
#include "notify/channel.h"
#include "notify/channels.h"
#include <string.h>

#define CHANNEL_JSON_MAX (256 * 1024)

static const char *const severities[] = { "info", "warning", "critical", NULL };
static const char *const delivery_states[] = { "pending", "delivered", "dead", "withdrawn", NULL };

/* ---- fields ---- */

static const struct field last_delivery_out[] = {
    { .name = "at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = delivery_states },
    { 0 }
};
static const struct field channel_out[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "channel_type", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "config", .type = F_OBJECT, .flags = FIELD_REQUIRED, .doc = "Secrets as {\"set\": true|false}" },
    { .name = "problem",
      .type = F_STRING,
      .flags = FIELD_REQUIRED | FIELD_NULLABLE,
      .doc = "Why it cannot send, for example secrets that were sealed by another box" },
    { .name = "enabled", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "min_severity", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = severities },
    { .name = "send_resolved", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "version", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "updated_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "last_delivery", .type = F_OBJECT, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .fields = last_delivery_out },
    { 0 },
};
static const struct field test_out[] = {
    { .name = "success", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "channel", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "message", .type = F_STRING, .doc = "On success" },
    { .name = "error", .type = F_STRING, .doc = "Otherwise: what went wrong" },
    { .name = "status_code",
      .type = F_INT,
      .flags = FIELD_REQUIRED | FIELD_NULLABLE,
      .doc = "The receiver's HTTP status; null when it did not answer" },
    { .name = "duration_ms", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field type_row[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "title", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "doc", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "schema", .type = F_OBJECT, .flags = FIELD_REQUIRED, .doc = "JSON Schema of config" },
    { 0 },
};
static const struct field type_rows[] = { { .name = "", .type = F_OBJECT, .fields = type_row }, { 0 } };
static const struct field types_out[] = { { .name = "items", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = type_rows }, { 0 } };
static const struct field deliveries_query[] = {
    { .name = "status", .type = F_STRING, .one_of = delivery_states, .doc = "Only these" },
    { .name = "channel_id", .type = F_STRING, .flags = FIELD_UUID, .doc = "Only of this channel" },
    { .name = "alert_id", .type = F_STRING, .flags = FIELD_UUID, .doc = "Only about this alert" },
    { 0 },
};
static const struct field delivery_out[] = {
    { .name = "id",
      .type = F_STRING,
      .flags = FIELD_REQUIRED | FIELD_UUID,
      .doc = "What the receiver sees as webhook-id, on every attempt" },
    { .name = "channel_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "channel_name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "alert_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "event", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "status",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .one_of = delivery_states,
      .doc = "withdrawn: explained or over before anybody was told" },
    { .name = "attempts", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "next_attempt_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "last_error", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "last_status_code", .type = F_INT, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "last_duration_ms", .type = F_INT, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "delivered_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { 0 },
};

/* ---- channels ---- */

static void report(void *arg, const char *path, const char *message)
{
    (void)request_field_error(arg, path, "%s", message);
}

static enum err answer_channel(struct notify *n, struct request *rq, const char *id)
{
    int64_t version;
    enum err e = channels_write(n, request_arena(rq), request_tenant(rq), id, response_json(rq), &version);
    if (e == OK)
        response_etag(rq, version);
    return e;
}

static enum err channel_list(struct request *rq, void *ctx)
{
    const char *next;
    int64_t total = 0;
    struct json_out *o = response_list_begin(rq);
    enum err e = channels_list(ctx, request_arena(rq), request_tenant(rq), request_cursor(rq), request_limit(rq), o, &next, &total);
    if (e != OK)
        return e;
    response_next_cursor(rq, next);
    response_total(rq, total);
    response_list_end(rq);
    return OK;
}

static enum err channel_create(struct request *rq, void *ctx)
{
    struct channel_input in;
    char id[ID_SIZE];
    channel_input_read(request_json(rq), &in);
    if (!in.channel_type)
        in.channel_type = "webhook";
    enum err e = channels_create(ctx, request_arena(rq), request_tenant(rq), &in, report, rq, id);
    if (e != OK)
        return e;
    response_header(rq, "Location", arena_printf(request_arena(rq), "/api/v1/alerts/channels/%s", id));
    return answer_channel(ctx, rq, id);
}

static enum err channel_get(struct request *rq, void *ctx)
{
    return answer_channel(ctx, rq, request_path_param(rq, "id"));
}

static enum err channel_put(struct request *rq, void *ctx)
{
    struct notify *n = ctx;
    struct channel_input in;
    const char *id = request_path_param(rq, "id");
    struct buf scratch;
    struct json_out o;
    int64_t version;
    channel_input_read(request_json(rq), &in);
    buf_init(&scratch, CHANNEL_JSON_MAX);
    jo_init(&o, &scratch);
    enum err e = channels_write(n, request_arena(rq), request_tenant(rq), id, &o, &version);
    buf_free(&scratch);
    if (e == OK)
        e = request_if_match(rq, version);
    if (e == OK)
        e = channels_update(n, request_arena(rq), request_tenant(rq), id, &in, request_header(rq, "If-Match") ? version : -1, report, rq);
    if (e != OK)
        return e;
    return answer_channel(n, rq, id);
}

static enum err channel_delete(struct request *rq, void *ctx)
{
    return channels_delete(ctx, request_tenant(rq), request_path_param(rq, "id"));
}

static enum err channel_test(struct request *rq, void *ctx)
{
    struct channel_test t;
    const char *id = request_path_param(rq, "id");
    enum err e = channels_test(ctx, request_arena(rq), request_tenant(rq), id, &t);
    if (e != OK)
        return e;
    request_audit(rq, "channel", id, NULL, NULL);
    request_audit_name(rq, t.channel);
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_bool(o, "success", t.success);
    jo_kv_string(o, "channel", t.channel);
    if (t.success)
        jo_kv_string(o, "message", "The receiver took the test notification.");
    else
        jo_kv_string(o, "error", t.error);
    jo_key(o, "status_code");
    if (t.status_code)
        jo_int(o, t.status_code);
    else
        jo_null(o);
    jo_kv_int(o, "duration_ms", t.duration_ms);
    jo_object_end(o);
    return OK;
}

static enum err channel_type_list(struct request *rq, void *ctx)
{
    (void)ctx;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "items");
    jo_array(o);
    for (size_t i = 0; i < channel_type_count; i++) {
        jo_object(o);
        jo_kv_string(o, "name", channel_types[i]->name);
        jo_kv_string(o, "title", channel_types[i]->title);
        jo_kv_string(o, "doc", channel_types[i]->doc);
        jo_key(o, "schema");
        field_json_schema(o, channel_types[i]->config, false);
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_object_end(o);
    return OK;
}

/* ---- deliveries ---- */

static enum err delivery_list(struct request *rq, void *ctx)
{
    int64_t before = 0, next = 0;
    const char *cursor = request_cursor(rq);
    if (cursor && !str_to_i64(cursor, &before))
        return err_set(ERR_MALFORMED, "the cursor is not one of this list");
    struct deliveries_filter f = { .status = request_query(rq, "status"),
                                   .channel_id = request_query(rq, "channel_id"),
                                   .alert_id = request_query(rq, "alert_id"),
                                   .before = before };
    struct json_out *o = response_list_begin(rq);
    enum err e = deliveries_list(ctx, request_arena(rq), request_tenant(rq), &f, request_limit(rq), o, &next);
    if (e != OK)
        return e;
    response_next_cursor(rq, next ? arena_printf(request_arena(rq), "%lld", (long long)next) : NULL);
    response_list_end(rq);
    return OK;
}

static enum err delivery_replay(struct request *rq, void *ctx)
{
    const char *id = request_path_param(rq, "id");
    enum err e = deliveries_replay(ctx, request_tenant(rq), id);
    if (e != OK)
        return e;
    return deliveries_write(ctx, request_arena(rq), request_tenant(rq), id, response_json(rq));
}

/* ---- routes ---- */

static const struct route routes[] = {
    { GET, "/api/v1/alerts/channels", channel_list, .perm = PERM_ALERT_READ, .out = channel_out, .list = true, .rate = RATE_READ,
      .tag = "alerts", .doc = "List notification channels" },
    { POST, "/api/v1/alerts/channels", channel_create, .perm = PERM_ALERT_CONFIG, .in = channel_fields, .out = channel_out,
      .rate = RATE_WRITE, .flags = ROUTE_OK_201, .audit = "channel.create", .tag = "alerts", .doc = "Add a notification channel" },
    { GET, "/api/v1/alerts/channels/types", channel_type_list, .perm = PERM_ALERT_READ, .out = types_out, .rate = RATE_READ,
      .tag = "alerts", .doc = "List the channel types with the schemas of their settings" },
    { GET, "/api/v1/alerts/channels/{id}", channel_get, .perm = PERM_ALERT_READ, .out = channel_out, .rate = RATE_READ, .tag = "alerts",
      .doc = "Read a notification channel" },
    { PUT, "/api/v1/alerts/channels/{id}", channel_put, .perm = PERM_ALERT_CONFIG, .in = channel_fields, .out = channel_out,
      .rate = RATE_WRITE, .audit = "channel.update", .tag = "alerts", .doc = "Replace a notification channel's settings" },
    { DELETE, "/api/v1/alerts/channels/{id}", channel_delete, .perm = PERM_ALERT_CONFIG, .rate = RATE_WRITE, .flags = ROUTE_OK_204,
      .audit = "channel.delete", .tag = "alerts", .doc = "Delete a notification channel" },
    { POST, "/api/v1/alerts/channels/{id}/test", channel_test, .perm = PERM_ALERT_CONFIG, .out = test_out, .rate = RATE_EXPENSIVE,
      .audit = "channel.test", .tag = "alerts", .doc = "Send a test notification and say what came of it" },
    { GET, "/api/v1/alerts/deliveries", delivery_list, .perm = PERM_ALERT_READ, .query = deliveries_query, .out = delivery_out,
      .list = true, .rate = RATE_READ, .tag = "alerts", .doc = "List notifications, newest first" },
    { POST, "/api/v1/alerts/deliveries/{id}/replay", delivery_replay, .perm = PERM_ALERT_CONFIG, .out = delivery_out, .rate = RATE_WRITE,
      .audit = "delivery.replay", .tag = "alerts", .doc = "Send a dead letter again" },
};

enum err notify_routes(struct notify *n, struct server *s)
{
    enum err e = server_routes(s, routes, sizeof routes / sizeof *routes, n);
    return e == OK ? server_topic(s, "deliveries", PERM_ALERT_READ, "A notification was sent, failed or was queued again") : e;
}
