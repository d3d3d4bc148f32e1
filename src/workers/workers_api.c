/*
 * workers_api.c - /api/v1/ops/workers: health of all workers, discoveries. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "workers/workers_api.h"
#include "iam/perm.h"

static const struct field item_row[] = {
    { .name = "worker_type", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "instance_id", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "service_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "target", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "since", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "last_check", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "age_seconds", .type = F_NUMBER, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "How old the result is" },
    { .name = "stale", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Older than the cache TTL allows" },
    { .name = "response_time", .type = F_NUMBER, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "Milliseconds" },
    { .name = "message", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "healthz", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "How /healthz was; null: not known" },
    { .name = "readyz", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "How /readyz was; null: not known" },
    { .name = "consecutive_failures", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "discovery_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { 0 },
};
static const struct field item_rows[] = { { .name = "", .type = F_OBJECT, .fields = item_row }, { 0 } };
#define COUNTS                                                                                                                             \
    { .name = "total", .type = F_INT, .flags = FIELD_REQUIRED }, { .name = "healthy", .type = F_INT, .flags = FIELD_REQUIRED },            \
        { .name = "degraded", .type = F_INT, .flags = FIELD_REQUIRED }, { .name = "unhealthy", .type = F_INT, .flags = FIELD_REQUIRED },   \
        { .name = "unknown", .type = F_INT, .flags = FIELD_REQUIRED }, { .name = "maintenance", .type = F_INT, .flags = FIELD_REQUIRED },  \
        { .name = "paused", .type = F_INT, .flags = FIELD_REQUIRED },                                                                      \
    {                                                                                                                                      \
        0                                                                                                                                  \
    }
static const struct field summary_fields[] = { COUNTS };
static const struct field type_row[] = { { .name = "worker_type", .type = F_STRING, .flags = FIELD_REQUIRED }, COUNTS };
static const struct field type_rows[] = { { .name = "", .type = F_OBJECT, .fields = type_row }, { 0 } };
static const struct field health_out[] = {
    { .name = "items", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = item_rows },
    { .name = "summary", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = summary_fields },
    { .name = "types", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = type_rows },
    { .name = "cache_ttl_seconds", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Setting worker_cache_ttl_seconds" },
    { .name = "generated_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field health_query[] = { { .name = "worker_type", .type = F_STRING, .max = 64, .doc = "Only of this type" }, { 0 } };
static const struct field discovery_out[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "kind", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "url", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "srv_name", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "server", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "interval_seconds", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "grace_seconds", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "worker_type", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "last_run_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "last_error", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "found", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};

static enum err workers_health(struct request *rq, void *ctx)
{
    return workers_health_write(ctx, request_arena(rq), request_tenant(rq), request_query(rq, "worker_type"), response_json(rq));
}

static enum err discovery_list(struct request *rq, void *ctx)
{
    struct json_out *o = response_list_begin(rq);
    enum err e = workers_discovery_write(ctx, request_arena(rq), request_tenant(rq), NULL, o);
    if (e == OK)
        response_list_end(rq);
    return e;
}

static void to_request(void *rq, const char *path, const char *message)
{
    (void)request_field_error(rq, path, "%s", message);
}

static enum err discovery_create(struct request *rq, void *ctx)
{
    char *id;
    enum err e = workers_discovery_create(ctx, request_arena(rq), request_tenant(rq), request_json(rq), to_request, rq, &id);
    if (e != OK)
        return e;
    return workers_discovery_write(ctx, request_arena(rq), request_tenant(rq), id, response_json(rq));
}

static enum err discovery_delete(struct request *rq, void *ctx)
{
    const char *id = request_path_param(rq, "id");
    enum err e = workers_discovery_delete(ctx, request_tenant(rq), id);
    return e;
}

#define TAG .tag = "workers"
static const struct route routes[] = {
    { GET, "/api/v1/ops/workers/health", workers_health, .perm = PERM_SERVICE_READ, .query = health_query, .out = health_out,
      .rate = RATE_READ, TAG, .doc = "Read the health of all workers" },
    { GET, "/api/v1/ops/workers/discovery", discovery_list, .perm = PERM_SERVICE_READ, .out = discovery_out, .list = true,
      .rate = RATE_READ, TAG, .doc = "List the places where workers are looked for" },
    { POST, "/api/v1/ops/workers/discovery", discovery_create, .perm = PERM_SERVICE_WRITE, .in = workers_discovery_fields,
      .out = discovery_out, .rate = RATE_WRITE, .flags = ROUTE_OK_201, .audit = "worker_discovery.create", TAG,
      .doc = "Look for workers in a registry or in DNS" },
    { DELETE, "/api/v1/ops/workers/discovery/{id}", discovery_delete, .perm = PERM_SERVICE_WRITE, .rate = RATE_WRITE, .flags = ROUTE_OK_204,
      .audit = "worker_discovery.delete", TAG, .doc = "Stop looking there; the workers found stay" },
};

enum err workers_routes(struct workers *w, struct server *s)
{
    return server_routes(s, routes, sizeof routes / sizeof *routes, w);
}
