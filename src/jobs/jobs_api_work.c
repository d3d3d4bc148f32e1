/*
 * jobs_api_work.c - what workers outside of the box call: lease, heartbeat, complete, fail. A worker signs in with an API key of its own
 * that holds the scope job.work; each lease has an id that only its holder knows.
 */
#include "core/str.h"
#include "iam/perm.h"
#include "jobs/jobs_api.h"
#include <string.h>

#define NULLABLE (FIELD_REQUIRED | FIELD_NULLABLE)

static const struct field name_rows[] = { { .name = "", .type = F_STRING, .min = 1, .max = 63 }, { 0 } };
static const struct field lease_in[] = {
    { .name = "worker", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 100, .doc = "Its name, for people" },
    { .name = "types",
      .type = F_ARRAY,
      .flags = FIELD_REQUIRED,
      .min = 1,
      .max = 20,
      .fields = name_rows,
      .doc = "What it can do, wanted most first" },
    { .name = "count", .type = F_INT, .min = 1, .max = 100, .fallback = "1", .doc = "At most so many" },
    { 0 },
};
static const struct field leased_row[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "type", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "lease_id", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Say it with heartbeats and at the end" },
    { .name = "lease_until", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "input", .type = F_OBJECT, .flags = FIELD_REQUIRED, .doc = "With its secrets" },
    { .name = "attempt", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "max_attempts", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "subject_type", .type = F_STRING, .flags = NULLABLE },
    { .name = "subject_id", .type = F_STRING, .flags = NULLABLE },
    { 0 },
};
static const struct field leased_rows[] = { { .name = "", .type = F_OBJECT, .fields = leased_row }, { 0 } };
static const struct field lease_out[] = { { .name = "items", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = leased_rows }, { 0 } };
#define LEASE_ID                                                                                                                           \
    {                                                                                                                                      \
        .name = "lease_id", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 64                                                 \
    }
static const struct field beat_in[] = {
    LEASE_ID,
    { .name = "progress", .type = F_INT, .max = 100, .doc = "Percent" },
    { .name = "progress_text", .type = F_STRING, .max = 250 },
    { 0 },
};
static const struct field beat_out[] = { { .name = "lease_until", .type = F_TIME, .flags = FIELD_REQUIRED }, { 0 } };
static const struct field complete_in[] = {
    LEASE_ID,
    { .name = "result", .type = F_ANY, .doc = "At most 256 KB" },
    { .name = "log", .type = F_STRING, .flags = FIELD_MULTILINE, .max = 65536 },
    { 0 },
};
static const struct field fail_in[] = {
    LEASE_ID,
    { .name = "error", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_MULTILINE, .min = 1, .max = 4000 },
    { .name = "for_good", .type = F_BOOL, .doc = "A further attempt would fail as well" },
    { .name = "log", .type = F_STRING, .flags = FIELD_MULTILINE, .max = 65536 },
    { 0 },
};
static const struct field done_out[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "recorded", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { 0 },
};

static enum err lease(struct request *rq, void *ctx)
{
    const struct json *body = request_json(rq), *list = json_get(body, "types");
    const char **types = arena_array(request_arena(rq), json_size(list) + 1, sizeof *types);
    size_t n = 0;
    int64_t count = 1, leased;
    for (const struct json *v = json_first(list); v; v = json_next(v))
        types[n++] = json_string(v);
    if (!json_int(json_get(body, "count"), &count))
        count = 1;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "items");
    jo_array(o);
    enum err e = jobs_lease(ctx, request_arena(rq), request_tenant(rq), json_string(json_get(body, "worker")), types, n, count, o, &leased);
    jo_array_end(o);
    jo_object_end(o);
    return e;
}

static enum err heartbeat(struct request *rq, void *ctx)
{
    const struct json *body = request_json(rq);
    int64_t percent = -1, until;
    if (!json_int(json_get(body, "progress"), &percent))
        percent = -1;
    enum err e =
        jobs_heartbeat(ctx, request_arena(rq), request_tenant(rq), request_path_param(rq, "id"), json_string(json_get(body, "lease_id")),
                       (int)percent, json_string(json_get(body, "progress_text")), &until);
    if (e != OK)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_time(o, "lease_until", until);
    jo_object_end(o);
    return OK;
}

static enum err finish(struct request *rq, struct jobs *j, const struct jobs_outcome *x)
{
    const char *id = request_path_param(rq, "id");
    enum err e = jobs_outcome(j, request_arena(rq), request_tenant(rq), id, json_string(json_get(request_json(rq), "lease_id")), x);
    if (e != OK)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "id", id);
    jo_kv_bool(o, "recorded", true);
    jo_object_end(o);
    return OK;
}

static enum err complete(struct request *rq, void *ctx)
{
    const struct json *body = request_json(rq), *result = json_get(body, "result");
    struct jobs_outcome x = { .ok = true, .log = json_string(json_get(body, "log")) };
    x.result = result ? json_print(request_arena(rq), result) : NULL;
    if (x.result && strlen(x.result) > JOBS_RESULT_MAX)
        return request_field_error(rq, "result", "is larger than %d bytes", JOBS_RESULT_MAX);
    return finish(rq, ctx, &x);
}

static enum err fail(struct request *rq, void *ctx)
{
    const struct json *body = request_json(rq);
    struct jobs_outcome x = { .error = json_string(json_get(body, "error")), .log = json_string(json_get(body, "log")) };
    if (!json_bool(json_get(body, "for_good"), &x.for_good))
        x.for_good = false;
    return finish(rq, ctx, &x);
}

static const struct route routes[] = {
    { POST, "/api/v1/jobs/lease", lease, .perm = PERM_JOB_WORK, .in = lease_in, .out = lease_out, .rate = RATE_INGEST,
      .flags = ROUTE_NO_AUDIT, .tag = "jobs", .doc = "Take jobs to do, each under a lease" },
    { POST, "/api/v1/jobs/{id}/heartbeat", heartbeat, .perm = PERM_JOB_WORK, .in = beat_in, .out = beat_out, .rate = RATE_INGEST,
      .flags = ROUTE_NO_AUDIT | ROUTE_NO_IDEMPOTENCY, .tag = "jobs", .doc = "Keep a lease, and tell the progress" },
    { POST, "/api/v1/jobs/{id}/complete", complete, .perm = PERM_JOB_WORK, .in = complete_in, .out = done_out, .rate = RATE_INGEST,
      .flags = ROUTE_NO_AUDIT, .tag = "jobs", .doc = "Say that a leased job is done (409 when the lease has ended)" },
    { POST, "/api/v1/jobs/{id}/fail", fail, .perm = PERM_JOB_WORK, .in = fail_in, .out = done_out, .rate = RATE_INGEST,
      .flags = ROUTE_NO_AUDIT, .tag = "jobs", .doc = "Say that a leased job failed (409 when the lease has ended)" },
};

enum err jobs_routes_work(struct jobs *j, struct server *s)
{
    return server_routes(s, routes, sizeof routes / sizeof *routes, j);
}
