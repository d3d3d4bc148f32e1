/*
 * monitor_services_api.c - /api/v1/services, /api/v1/services/maintenance and the heartbeats of push services.
 * Handlers run on HTTP workers; nothing here keeps state.
 */
#include "core/str.h"
#include "iam/perm.h"
#include "monitor/monitor_api.h"
#include <string.h>

#define AUDIT_MAX       (256 * 1024)
#define IMPORT_BODY_MAX (16 * 1024 * 1024)
#define IMPORT_ITEMS    5000

static const struct field any_row[] = { { .name = "", .type = F_ANY }, { 0 } };
static const struct field text_row[] = { { .name = "", .type = F_STRING, .min = 1, .max = 128 }, { 0 } };

static const struct field component_row[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "message", .type = F_STRING },
    { 0 },
};
static const struct field component_rows[] = { { .name = "", .type = F_OBJECT, .fields = component_row }, { 0 } };

const struct field monitor_check_out[] = {
    { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "healthy, degraded, unhealthy or unknown" },
    { .name = "checked_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "latency_ms", .type = F_NUMBER, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "message", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "evidence", .type = F_ANY, .flags = FIELD_REQUIRED, .doc = "Exactly what was seen" },
    { .name = "components", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = component_rows },
    { 0 },
};

static const struct field list_query[] = {
    { .name = "type", .type = F_STRING, .max = 32, .doc = "Only this check type" },
    { .name = "tag", .type = F_STRING, .max = 64, .doc = "Only with this tag" },
    { .name = "q", .type = F_STRING, .max = 200, .doc = "Part of the name or target" },
    { .name = "enabled", .type = F_BOOL, .doc = "Only running or only paused ones" },
    { 0 },
};
static const struct field import_in[] = {
    { .name = "items",
      .type = F_ARRAY,
      .flags = FIELD_REQUIRED,
      .max = IMPORT_ITEMS,
      .fields = any_row,
      .doc = "Services as in POST /services; the name decides what is updated" },
    { .name = "dry_run", .type = F_BOOL, .doc = "Only say what would happen" },
    { 0 },
};
static const struct field import_error_row[] = {
    { .name = "index", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "field", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "message", .type = F_STRING, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field import_error_rows[] = { { .name = "", .type = F_OBJECT, .fields = import_error_row }, { 0 } };
static const struct field import_out[] = {
    { .name = "created", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "updated", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "unchanged", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "errors", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = import_error_rows },
    { .name = "dry_run", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field template_out[] = {
    { .name = "created", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "unchanged", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field type_out[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "title", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "doc", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "target_title", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "null: the type has no target" },
    { .name = "target_example", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "target_required", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "default_interval_seconds", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "default_timeout_ms", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "polled", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "False: it reports by itself" },
    { .name = "creatable", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "False: the box has its own and no more" },
    { .name = "schema", .type = F_ANY, .flags = FIELD_REQUIRED, .doc = "JSON Schema of config" },
    { 0 },
};
static const struct field window_in[] = {
    { .name = "service_ids", .type = F_ARRAY, .max = 1000, .fields = text_row },
    { .name = "tags", .type = F_ARRAY, .max = MONITOR_MAX_TAGS, .fields = text_row, .doc = "Every service with one of these" },
    { .name = "reason", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 500 },
    { .name = "starts_at", .type = F_TIME, .doc = "Default: now" },
    { .name = "ends_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field window_out[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "service_ids", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = text_row },
    { .name = "tags", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = text_row },
    { .name = "reason", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "starts_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "ends_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "active", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "created_by", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field test_query[] = {
    { .name = "service_id",
      .type = F_STRING,
      .flags = FIELD_UUID,
      .doc = "The service whose stored secrets fill in what the definition leaves out" },
    { 0 },
};
#define BEAT_FIELDS                                                                                                                        \
    { .name = "status", .type = F_STRING, .max = 16, .doc = "healthy (default), degraded or unhealthy" },                                  \
        { .name = "message", .type = F_STRING, .max = 500, .doc = "What to show" },                                                        \
        { .name = "latency_ms", .type = F_NUMBER, .min = 0, .max = 86400000, .doc = "How long the job took" },                             \
    {                                                                                                                                      \
        0                                                                                                                                  \
    }
static const struct field beat_query[] = { BEAT_FIELDS };
static const struct field beat_out[] = { { .name = "ok", .type = F_BOOL, .flags = FIELD_REQUIRED }, { 0 } };

/* ---- helpers ---- */

static void to_request(void *rq, const char *path, const char *message)
{
    (void)request_field_error(rq, *path ? path : "body", "%s", message);
}

static bool may_configure(struct request *rq)
{
    return principal_has(request_principal(rq), PERM_SERVICE_WRITE);
}

static enum err answer(struct monitor *m, struct request *rq, const char *id)
{
    int64_t version;
    enum err e = monitor_service_write(m, request_arena(rq), request_tenant(rq), id, may_configure(rq), response_json(rq), &version);
    if (e == OK)
        response_etag(rq, version);
    return e;
}

/* If-Match against the version now; *version is what the change must find. -1: whatever. */
static enum err precondition(struct monitor *m, struct request *rq, const char *id, int64_t *version)
{
    struct buf b;
    struct json_out o;
    *version = -1;
    if (!request_header(rq, "If-Match"))
        return OK;
    buf_init(&b, AUDIT_MAX);
    jo_init(&o, &b);
    enum err e = monitor_service_write(m, request_arena(rq), request_tenant(rq), id, false, &o, version);
    buf_free(&b);
    return e == OK ? request_if_match(rq, *version) : e;
}

/* ---- services ---- */

static enum err service_list(struct request *rq, void *ctx)
{
    struct monitor_service_filter f = {
        .type = request_query(rq, "type"), .tag = request_query(rq, "tag"), .q = request_query(rq, "q"), .enabled = -1
    };
    bool enabled;
    if (request_query_bool(rq, "enabled", &enabled))
        f.enabled = enabled;
    const char *next;
    int64_t total;
    struct json_out *o = response_list_begin(rq);
    enum err e = monitor_service_list(ctx, request_arena(rq), request_tenant(rq), &f, request_limit(rq), request_cursor(rq),
                                      may_configure(rq), o, &next, &total);
    if (e != OK)
        return e;
    response_next_cursor(rq, next);
    response_total(rq, total);
    response_list_end(rq);
    return OK;
}

static enum err service_get(struct request *rq, void *ctx)
{
    return answer(ctx, rq, request_path_param(rq, "id"));
}

static enum err service_create(struct request *rq, void *ctx)
{
    char *id;
    enum err e = monitor_service_create(ctx, request_arena(rq), request_tenant(rq), request_json(rq), to_request, rq, &id);
    if (e != OK)
        return e;
    response_header(rq, "Location", arena_printf(request_arena(rq), "/api/v1/services/%s", id));
    return answer(ctx, rq, id);
}

static enum err change(struct request *rq, struct monitor *m, bool partial)
{
    const char *id = request_path_param(rq, "id");
    int64_t version;
    enum err e = precondition(m, rq, id, &version);
    if (e == OK)
        e = monitor_service_update(m, request_arena(rq), request_tenant(rq), id, request_json(rq), partial, version, to_request, rq);
    if (e != OK)
        return e;
    return answer(m, rq, id);
}

static enum err service_put(struct request *rq, void *ctx)
{
    return change(rq, ctx, false);
}
static enum err service_patch(struct request *rq, void *ctx)
{
    return change(rq, ctx, true);
}

static enum err service_delete(struct request *rq, void *ctx)
{
    const char *id = request_path_param(rq, "id");
    int64_t version;
    enum err e = precondition(ctx, rq, id, &version);
    if (e == OK)
        e = monitor_service_delete(ctx, request_tenant(rq), id, version, "The service was deleted");
    return e;
}

static enum err enable(struct request *rq, struct monitor *m, bool enabled)
{
    const char *id = request_path_param(rq, "id");
    enum err e = monitor_service_enable(m, request_tenant(rq), id, enabled);
    if (e != OK)
        return e;
    return answer(m, rq, id);
}

static enum err service_pause(struct request *rq, void *ctx)
{
    return enable(rq, ctx, false);
}
static enum err service_resume(struct request *rq, void *ctx)
{
    return enable(rq, ctx, true);
}

static enum err service_test(struct request *rq, void *ctx)
{
    struct monitor_check c;
    enum err e = monitor_check_definition(ctx, request_arena(rq), request_tenant(rq), request_json(rq), request_query(rq, "service_id"),
                                          to_request, rq, &c);
    if (e == OK)
        monitor_check_write(&c, response_json(rq));
    return e;
}

static enum err service_import(struct request *rq, void *ctx)
{
    struct monitor_import r;
    bool dry_run = false;
    (void)json_bool(json_get(request_json(rq), "dry_run"), &dry_run);
    enum err e = monitor_import(ctx, request_arena(rq), request_tenant(rq), json_get(request_json(rq), "items"), dry_run, NULL, &r);
    if (e != OK)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_int(o, "created", r.created);
    jo_kv_int(o, "updated", r.updated);
    jo_kv_int(o, "unchanged", r.unchanged);
    jo_key(o, "errors");
    jo_array(o);
    for (size_t i = 0; i < r.error_count; i++) {
        jo_object(o);
        jo_kv_int(o, "index", r.errors[i].index);
        jo_kv_string(o, "field", r.errors[i].field);
        jo_kv_string(o, "message", r.errors[i].message);
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_kv_bool(o, "dry_run", dry_run);
    jo_object_end(o);
    if (dry_run)
        request_audit_nothing(rq);
    else
        request_audit(rq, "service", "", NULL,
                      arena_printf(request_arena(rq), "{\"created\":%lld,\"updated\":%lld,\"unchanged\":%lld,\"refused\":%zu}",
                                   (long long)r.created, (long long)r.updated, (long long)r.unchanged, r.error_count));
    return OK;
}

static enum err service_types(struct request *rq, void *ctx)
{
    (void)ctx;
    static const struct field none[] = { { 0 } };
    struct json_out *o = response_list_begin(rq);
    for (size_t i = 0; i < check_type_count; i++) {
        const struct check_type *t = check_types[i];
        jo_object(o);
        jo_kv_string(o, "name", t->name);
        jo_kv_string(o, "title", t->title);
        jo_kv_string(o, "doc", t->doc);
        jo_kv_string(o, "target_title", t->target_title);
        jo_kv_string(o, "target_example", t->target_example);
        jo_kv_bool(o, "target_required", t->target_required);
        jo_kv_int(o, "default_interval_seconds", t->default_interval_seconds);
        jo_kv_int(o, "default_timeout_ms", t->default_timeout_ms);
        jo_kv_bool(o, "polled", t->start != NULL);
        jo_kv_bool(o, "creatable", !str_eq(t->name, "self"));
        jo_key(o, "schema");
        field_json_schema(o, t->config ? t->config : none, false);
        jo_object_end(o);
    }
    response_total(rq, (int64_t)check_type_count);
    response_list_end(rq);
    return OK;
}

static enum err template_workers(struct request *rq, void *ctx)
{
    struct monitor_import r;
    enum err e = monitor_add_default_workers(ctx, request_arena(rq), request_tenant(rq), &r);
    if (e != OK)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_int(o, "created", r.created);
    jo_kv_int(o, "unchanged", r.unchanged);
    jo_object_end(o);
    request_audit(rq, "service", "", NULL, arena_printf(request_arena(rq), "{\"created\":%lld}", (long long)r.created));
    return OK;
}

/* ---- maintenance ---- */

static enum err window_list(struct request *rq, void *ctx)
{
    struct json_out *o = response_list_begin(rq);
    enum err e = monitor_window_list(ctx, request_arena(rq), request_tenant(rq), NULL, o);
    if (e == OK)
        response_list_end(rq);
    return e;
}

static enum err window_create(struct request *rq, void *ctx)
{
    char *id;
    enum err e = monitor_window_create(ctx, request_arena(rq), request_tenant(rq), request_json(rq), request_principal(rq)->email,
                                       to_request, rq, &id);
    if (e == OK)
        e = monitor_window_list(ctx, request_arena(rq), request_tenant(rq), id, response_json(rq));
    return e;
}

static enum err window_delete(struct request *rq, void *ctx)
{
    const char *id = request_path_param(rq, "id");
    return monitor_window_delete(ctx, request_tenant(rq), id);
}

/* ---- heartbeats ---- */

static enum err beat(struct request *rq, struct monitor *m, const char *status, const char *message, double ms)
{
    enum err e = monitor_push(m, request_path_param(rq, "token"), status, message, ms >= 0 ? (int64_t)(ms * 1000.0) : -1);
    if (e == ERR_INVALID)
        return request_field_error(rq, "status", "must be healthy, degraded or unhealthy");
    if (e != OK)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_bool(o, "ok", true);
    jo_object_end(o);
    return OK;
}

static enum err beat_get(struct request *rq, void *ctx)
{
    double ms = -1;
    const char *text = request_query(rq, "latency_ms");
    if (text && !str_to_double(text, &ms))
        return request_field_error(rq, "latency_ms", "must be a number");
    return beat(rq, ctx, request_query(rq, "status"), request_query(rq, "message"), ms);
}

static enum err beat_post(struct request *rq, void *ctx)
{
    const struct json *body = request_json(rq);
    double ms = -1;
    if (!json_double(json_get(body, "latency_ms"), &ms))
        ms = -1;
    return beat(rq, ctx, json_string(json_get(body, "status")), json_string(json_get(body, "message")), ms);
}

#define TAG .tag = "services"
static const struct route routes[] = {
    { GET, "/api/v1/services", service_list, .perm = PERM_SERVICE_READ, .query = list_query, .out = monitor_service_out, .list = true,
      .rate = RATE_READ, TAG, .doc = "List services by name" },
    { POST, "/api/v1/services", service_create, .perm = PERM_SERVICE_WRITE, .in = monitor_service_fields, .out = monitor_service_out,
      .rate = RATE_WRITE, .flags = ROUTE_OK_201, .audit = "service.create", TAG, .doc = "Create a service" },
    { GET, "/api/v1/services/types", service_types, .perm = PERM_SERVICE_READ, .out = type_out, .list = true, .rate = RATE_READ, TAG,
      .doc = "List the check types with the schema of their configuration" },
    { POST, "/api/v1/services/test", service_test, .perm = PERM_SERVICE_WRITE, .query = test_query, .in = monitor_service_fields,
      .out = monitor_check_out, .rate = RATE_EXPENSIVE, .flags = ROUTE_NO_IDEMPOTENCY, .audit = "service.test", TAG,
      .doc = "Try a definition without saving it" },
    { POST, "/api/v1/services/import", service_import, .perm = PERM_SERVICE_WRITE, .in = import_in, .out = import_out, .rate = RATE_WRITE,
      .max_body = IMPORT_BODY_MAX, .audit = "service.import", TAG, .doc = "Create and update many services by name" },
    { POST, "/api/v1/services/templates/workers", template_workers, .perm = PERM_SERVICE_WRITE, .out = template_out, .rate = RATE_WRITE,
      .audit = "service.template", TAG, .doc = "Add the seven default workers, ports 9001 to 9007" },
    { GET, "/api/v1/services/maintenance", window_list, .perm = PERM_SERVICE_READ, .out = window_out, .list = true, .rate = RATE_READ, TAG,
      .doc = "List maintenance windows: coming, current and of the last 30 days" },
    { POST, "/api/v1/services/maintenance", window_create, .perm = PERM_SERVICE_PAUSE, .in = window_in, .out = window_out,
      .rate = RATE_WRITE, .flags = ROUTE_OK_201, .audit = "maintenance.create", TAG, .doc = "Open a maintenance window" },
    { DELETE, "/api/v1/services/maintenance/{id}", window_delete, .perm = PERM_SERVICE_PAUSE, .rate = RATE_WRITE, .flags = ROUTE_OK_204,
      .audit = "maintenance.delete", TAG, .doc = "End and delete a maintenance window" },
    { GET, "/api/v1/services/{id}", service_get, .perm = PERM_SERVICE_READ, .out = monitor_service_out, .rate = RATE_READ, TAG,
      .doc = "Read a service" },
    { PUT, "/api/v1/services/{id}", service_put, .perm = PERM_SERVICE_WRITE, .in = monitor_service_fields, .out = monitor_service_out,
      .rate = RATE_WRITE, .audit = "service.update", TAG, .doc = "Replace a service's definition" },
    { PATCH, "/api/v1/services/{id}", service_patch, .perm = PERM_SERVICE_WRITE, .in = monitor_service_fields, .out = monitor_service_out,
      .rate = RATE_WRITE, .audit = "service.update", TAG, .doc = "Change parts of a service's definition" },
    { DELETE, "/api/v1/services/{id}", service_delete, .perm = PERM_SERVICE_WRITE, .rate = RATE_WRITE, .flags = ROUTE_OK_204,
      .audit = "service.delete", TAG, .doc = "Delete a service with its history" },
    { POST, "/api/v1/services/{id}/pause", service_pause, .perm = PERM_SERVICE_PAUSE, .out = monitor_service_out, .rate = RATE_WRITE,
      .audit = "service.pause", TAG, .doc = "Pause a service" },
    { POST, "/api/v1/services/{id}/resume", service_resume, .perm = PERM_SERVICE_PAUSE, .out = monitor_service_out, .rate = RATE_WRITE,
      .audit = "service.resume", TAG, .doc = "Resume a paused service and check it at once" },
    { GET, "/api/v1/push/{token}", beat_get, .query = beat_query, .out = beat_out, .rate = RATE_INGEST, .flags = ROUTE_PUBLIC, TAG,
      .doc = "Send a heartbeat" },
    { POST, "/api/v1/push/{token}", beat_post, .in = beat_query, .out = beat_out, .rate = RATE_INGEST,
      .flags = ROUTE_PUBLIC | ROUTE_NO_AUDIT | ROUTE_NO_IDEMPOTENCY, TAG, .doc = "Send a heartbeat" },
};

enum err monitor_services_routes(struct monitor *m, struct server *s)
{
    enum err e = server_routes(s, routes, sizeof routes / sizeof *routes, m);
    if (e == OK)
        e = server_topic(s, "services.state", PERM_SERVICE_READ, "A service's status changed");
    if (e == OK)
        e = server_topic(s, "services.result", PERM_SERVICE_READ, "Results of the last second");
    return e == OK ? server_topic(s, "services.config", PERM_SERVICE_READ, "A service was created, changed or deleted") : e;
}
