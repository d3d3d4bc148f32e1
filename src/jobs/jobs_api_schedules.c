/*
 * jobs_api_schedules.c - /api/v1/schedules, types, queues and stats. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "core/str.h"
#include "iam/perm.h"
#include "jobs/jobs_api.h"
#include <string.h>

#define PREVIEWED 10
#define NULLABLE  (FIELD_REQUIRED | FIELD_NULLABLE)

static const char *const states[] = { "SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", NULL };
static const char *const catch_ups[] = { "skip", "once", "all", NULL };
static const char *const overlaps[] = { "skip", "queue", NULL };

/* ---- fields ---- */

static const struct field time_rows[] = { { .name = "", .type = F_TIME }, { 0 } };
static const struct field result_row[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "state", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = states },
    { .name = "started_at", .type = F_TIME, .flags = NULLABLE },
    { .name = "finished_at", .type = F_TIME, .flags = NULLABLE },
    { .name = "error", .type = F_STRING, .flags = NULLABLE },
    { 0 },
};
static const struct field result_rows[] = { { .name = "", .type = F_OBJECT, .fields = result_row }, { 0 } };
static const struct field schedule_out[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "type", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "input", .type = F_OBJECT, .flags = FIELD_REQUIRED },
    { .name = "cron", .type = F_STRING, .flags = NULLABLE },
    { .name = "interval_seconds", .type = F_INT, .flags = NULLABLE },
    { .name = "time_zone", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "catch_up", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = catch_ups },
    { .name = "overlap", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = overlaps },
    { .name = "priority", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "enabled", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "built_in", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "The box's own: it can be paused, not deleted" },
    { .name = "managed_at", .type = F_STRING, .flags = NULLABLE, .doc = "The page that sets it" },
    { .name = "next_runs", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = time_rows },
    { .name = "last_at", .type = F_TIME, .flags = NULLABLE },
    { .name = "last_job_id", .type = F_STRING, .flags = NULLABLE },
    { .name = "skipped", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Times left out because the one before was still open" },
    { .name = "last_results", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = result_rows, .doc = "The newest ten" },
    { .name = "created_by", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "updated_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "version", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field schedule_in[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 100 },
    { .name = "type", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 64 },
    { .name = "input", .type = F_OBJECT, .doc = "As the type's schema says, without secrets" },
    { .name = "cron",
      .type = F_STRING,
      .flags = FIELD_NULLABLE,
      .max = 200,
      .doc = "Minute, hour, day, month, weekday",
      .example = "\"30 2 * * *\"" },
    { .name = "interval_seconds", .type = F_INT, .flags = FIELD_NULLABLE, .min = 1, .max = 31622400, .doc = "In place of cron" },
    { .name = "time_zone", .type = F_STRING, .max = 63, .fallback = "\"UTC\"", .doc = "Of cron", .example = "\"Europe/Berlin\"" },
    { .name = "catch_up",
      .type = F_STRING,
      .one_of = catch_ups,
      .fallback = "\"once\"",
      .doc = "When the box was off at its time: nothing, one run, or each (100 at most)" },
    { .name = "overlap", .type = F_STRING, .one_of = overlaps, .fallback = "\"skip\"", .doc = "When the one before is still open" },
    { .name = "priority", .type = F_INT, .max = 9, .doc = "0 goes first; default 5" },
    { .name = "enabled", .type = F_BOOL, .fallback = "true" },
    { 0 },
};
static const struct field times_query[] = {
    { .name = "cron", .type = F_STRING, .max = 200, .doc = "When, as five fields of cron", .example = "\"30 2 * * *\"" },
    { .name = "interval_seconds", .type = F_INT, .min = 1, .max = 31622400, .doc = "Every so many seconds, instead of cron" },
    { .name = "time_zone", .type = F_STRING, .max = 63, .doc = "Of cron's hours; UTC when absent", .example = "\"Europe/Berlin\"" },
    { 0 },
};
static const struct field times_out[] = { { .name = "next_runs", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = time_rows }, { 0 } };
static const struct field run_out[] = { { .name = "job_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID }, { 0 } };

#define PAUSE_FIELDS                                                                                                                       \
    { .name = "paused", .type = F_BOOL, .flags = FIELD_REQUIRED }, { .name = "paused_at", .type = F_TIME, .flags = NULLABLE },             \
    {                                                                                                                                      \
        .name = "paused_by", .type = F_STRING, .flags = NULLABLE                                                                           \
    }
#define DEPTH_FIELDS                                                                                                                       \
    { .name = "scheduled", .type = F_INT, .flags = FIELD_REQUIRED }, { .name = "pending", .type = F_INT, .flags = FIELD_REQUIRED },        \
    {                                                                                                                                      \
        .name = "running", .type = F_INT, .flags = FIELD_REQUIRED                                                                          \
    }
static const struct field type_out[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "title", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "doc", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "queue", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "external", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "box_wide", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Needs the permission job.box" },
    { .name = "concurrency", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "timeout_seconds", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Of outside workers: the lease" },
    { .name = "max_attempts", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "backoff_seconds", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "priority", .type = F_INT, .flags = FIELD_REQUIRED },
    PAUSE_FIELDS,
    DEPTH_FIELDS,
    { .name = "completed_last_hour", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "failed_last_hour", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "mean_ms", .type = F_NUMBER, .flags = NULLABLE },
    { .name = "schema", .type = F_OBJECT, .flags = FIELD_REQUIRED, .doc = "JSON Schema of the input" },
    { .name = "version", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field type_rows[] = { { .name = "", .type = F_OBJECT, .fields = type_out }, { 0 } };
static const struct field types_out[] = { { .name = "items", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = type_rows }, { 0 } };
static const struct field queue_out[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    PAUSE_FIELDS,
    DEPTH_FIELDS,
    { 0 },
};
const struct field jobs_queue_rows[] = { { .name = "", .type = F_OBJECT, .fields = queue_out }, { 0 } };
static const struct field queues_out[] = { { .name = "items", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = jobs_queue_rows },
                                           { 0 } };

static const char *const kinds[] = { "string", "integer", "number", "boolean", "time", "any", NULL };
static const struct field field_in[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 64 },
    { .name = "type", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = kinds },
    { .name = "required", .type = F_BOOL },
    { .name = "secret", .type = F_BOOL, .doc = "Kept sealed and never shown; the worker gets it" },
    { .name = "doc", .type = F_STRING, .max = 200 },
    { 0 },
};
static const struct field field_rows[] = { { .name = "", .type = F_OBJECT, .fields = field_in }, { 0 } };
static const struct field type_in[] = {
    { .name = "title", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 100 },
    { .name = "doc", .type = F_STRING, .max = 300 },
    { .name = "fields", .type = F_ARRAY, .max = 50, .fields = field_rows, .doc = "Members of the input" },
    { .name = "concurrency", .type = F_INT, .min = 1, .max = 1000, .fallback = "10", .doc = "Leased at a time" },
    { .name = "lease_seconds",
      .type = F_INT,
      .min = 5,
      .max = 3600,
      .fallback = "60",
      .doc = "Without a heartbeat for so long the job is given to another" },
    { .name = "max_attempts", .type = F_INT, .min = 1, .max = 25, .fallback = "3" },
    { .name = "backoff_seconds", .type = F_INT, .min = 1, .max = 3600, .fallback = "10" },
    { .name = "priority", .type = F_INT, .max = 9, .fallback = "5" },
    { 0 },
};
static const struct field point_out[] = {
    { .name = "at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "completed", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "failed", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "cancelled", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field point_rows[] = { { .name = "", .type = F_OBJECT, .fields = point_out }, { 0 } };
static const struct field group_out[] = {
    { .name = "type", .type = F_STRING, .flags = FIELD_REQUIRED },        { .name = "error", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "count", .type = F_INT, .flags = FIELD_REQUIRED },          { .name = "last_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "last_job_id", .type = F_STRING, .flags = FIELD_REQUIRED }, { 0 },
};
static const struct field group_rows[] = { { .name = "", .type = F_OBJECT, .fields = group_out }, { 0 } };
const struct field jobs_stats_out[] = {
    DEPTH_FIELDS,
    { .name = "failed", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Kept ones, counted up to 10,001" },
    { .name = "oldest_pending_seconds", .type = F_NUMBER, .flags = FIELD_REQUIRED },
    { .name = "completed_last_hour", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "failed_last_hour", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "error_rate_pct", .type = F_NUMBER, .flags = NULLABLE },
    { .name = "per_minute", .type = F_NUMBER, .flags = FIELD_REQUIRED },
    { .name = "mean_run_ms", .type = F_NUMBER, .flags = NULLABLE },
    { .name = "mean_wait_ms", .type = F_NUMBER, .flags = NULLABLE },
    { .name = "step_seconds", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Of the history" },
    { .name = "history", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = point_rows },
    { .name = "errors", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = group_rows, .doc = "Failures of the last day, grouped" },
    { 0 },
};
static const struct field stats_query[] = { { .name = "hours", .type = F_INT, .min = 1, .max = 720, .doc = "Of the history; default 24" },
                                            { 0 } };

/* ---- schedules ---- */

static void report(void *arg, const char *path, const char *message)
{
    (void)request_field_error(arg, path, "%s", message);
}

static const char *text_or(const struct json *body, const char *name, const char *fallback)
{
    const char *s = json_string(json_get(body, name));
    return s && *s ? s : fallback;
}

static int number_or(const struct json *body, const char *name, int fallback)
{
    int64_t n;
    return json_int(json_get(body, name), &n) ? (int)n : fallback;
}

static enum err answer(struct jobs *j, struct request *rq, const char *id)
{
    int64_t version = 0;
    enum err e = jobs_schedule_write(j, request_arena(rq), request_tenant(rq), id, response_json(rq), &version);
    if (e == OK)
        response_etag(rq, version);
    return e;
}

static enum err schedule_list(struct request *rq, void *ctx)
{
    const char *next;
    int64_t total;
    struct json_out *o = response_list_begin(rq);
    enum err e = jobs_schedule_list(ctx, request_arena(rq), request_tenant(rq), request_cursor(rq), request_limit(rq), o, &next, &total);
    if (e != OK)
        return e;
    response_next_cursor(rq, next);
    response_total(rq, total);
    response_list_end(rq);
    return OK;
}

static enum err put(struct jobs *j, struct request *rq, const char *id, int64_t version, char out[ID_SIZE])
{
    const struct json *body = request_json(rq);
    bool enabled = true;
    struct job_schedule s = { .id = id,
                              .tenant_id = request_tenant(rq),
                              .name = json_string(json_get(body, "name")),
                              .type = json_string(json_get(body, "type")),
                              .input = json_get(body, "input"),
                              .cron = text_or(body, "cron", NULL),
                              .interval_seconds = number_or(body, "interval_seconds", 0),
                              .time_zone = text_or(body, "time_zone", "UTC"),
                              .catch_up = text_or(body, "catch_up", "once"),
                              .overlap = text_or(body, "overlap", "skip"),
                              .priority = number_or(body, "priority", 5),
                              .version = version };
    s.enabled = json_bool(json_get(body, "enabled"), &enabled) ? enabled : true;
    const struct job_type *t = jobs_type_find(j, request_arena(rq), s.tenant_id, s.type);
    enum err may = jobs_may_enter(rq, t);
    if (may != OK)
        return may;
    return jobs_schedule_put(j, request_arena(rq), &s, request_principal(rq)->email, report, rq, out);
}

static enum err schedule_create(struct request *rq, void *ctx)
{
    char id[ID_SIZE];
    enum err e = put(ctx, rq, NULL, -1, id);
    if (e != OK)
        return e;
    response_header(rq, "Location", arena_printf(request_arena(rq), "/api/v1/schedules/%s", id));
    return answer(ctx, rq, id);
}

static enum err schedule_get(struct request *rq, void *ctx)
{
    return answer(ctx, rq, request_path_param(rq, "id"));
}

static enum err schedule_put(struct request *rq, void *ctx)
{
    const char *id = request_path_param(rq, "id");
    char out[ID_SIZE];
    struct buf b;
    struct json_out o;
    int64_t version = -1;
    buf_init(&b, 1u << 20);
    jo_init(&o, &b);
    enum err e = jobs_schedule_write(ctx, request_arena(rq), request_tenant(rq), id, &o, &version);
    buf_free(&b);
    if (e == OK)
        e = request_if_match(rq, version);
    if (e == OK)
        e = put(ctx, rq, id, request_header(rq, "If-Match") ? version : -1, out);
    if (e != OK)
        return e;
    return answer(ctx, rq, id);
}

static enum err schedule_delete(struct request *rq, void *ctx)
{
    return jobs_schedule_delete(ctx, request_arena(rq), request_tenant(rq), request_path_param(rq, "id"));
}

static enum err enable(struct request *rq, struct jobs *j, bool on)
{
    const char *id = request_path_param(rq, "id");
    enum err e = jobs_schedule_enable(j, request_arena(rq), request_tenant(rq), id, on);
    if (e != OK)
        return e;
    return answer(j, rq, id);
}

static enum err schedule_pause(struct request *rq, void *ctx)
{
    return enable(rq, ctx, false);
}

static enum err schedule_resume(struct request *rq, void *ctx)
{
    return enable(rq, ctx, true);
}

static enum err schedule_run(struct request *rq, void *ctx)
{
    const char *id = request_path_param(rq, "id");
    char job[ID_SIZE];
    enum err e = jobs_schedule_run(ctx, request_arena(rq), request_tenant(rq), id, request_principal(rq)->email, job);
    if (e != OK)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "job_id", job);
    jo_object_end(o);
    return OK;
}

static enum err schedule_times(struct request *rq, void *ctx)
{
    int64_t times[PREVIEWED], interval = 0;
    size_t n = 0;
    const char *cron = request_query(rq, "cron");
    (void)ctx;
    if (!request_query_int(rq, "interval_seconds", &interval))
        interval = 0;
    if (!cron == !interval)
        return request_field_error(rq, "cron", "give either cron or interval_seconds");
    enum err e = jobs_schedule_times(cron, interval, request_query(rq, "time_zone"), clock_wall_us(clock_system()), times, PREVIEWED, &n);
    if (e != OK)
        return request_field_error(rq, "cron", "%s", err_detail());
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "next_runs");
    jo_array(o);
    for (size_t i = 0; i < n; i++)
        jo_time(o, times[i]);
    jo_array_end(o);
    jo_object_end(o);
    return OK;
}

/* ---- types, queues, figures ---- */

static enum err items(struct request *rq, struct jobs *j,
                      enum err (*write)(struct jobs *j, struct arena *a, const char *tenant_id, struct json_out *o))
{
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "items");
    jo_array(o);
    enum err e = write(j, request_arena(rq), request_tenant(rq), o);
    jo_array_end(o);
    jo_object_end(o);
    return e;
}

static enum err type_list(struct request *rq, void *ctx)
{
    return items(rq, ctx, jobs_types_write);
}

static enum err queue_list(struct request *rq, void *ctx)
{
    return items(rq, ctx, jobs_queues_write);
}

static enum err type_put(struct request *rq, void *ctx)
{
    const struct json *body = request_json(rq);
    struct job_type_def d = { .name = request_path_param(rq, "name"),
                              .title = json_string(json_get(body, "title")),
                              .doc = text_or(body, "doc", ""),
                              .fields = json_get(body, "fields"),
                              .concurrency = number_or(body, "concurrency", 10),
                              .lease_seconds = number_or(body, "lease_seconds", 60),
                              .max_attempts = number_or(body, "max_attempts", 3),
                              .backoff_seconds = number_or(body, "backoff_seconds", 10),
                              .priority = number_or(body, "priority", 5) };
    if (strlen(d.name) > 63)
        return request_field_error(rq, "name", "takes at most 63 bytes");
    enum err e = jobs_type_put(ctx, request_arena(rq), request_tenant(rq), &d, report, rq);
    return e == OK ? items(rq, ctx, jobs_types_write) : e;
}

static enum err type_delete(struct request *rq, void *ctx)
{
    return jobs_type_delete(ctx, request_arena(rq), request_tenant(rq), request_path_param(rq, "name"));
}

static enum err pause(struct request *rq, struct jobs *j, const char *kind, bool on)
{
    const char *name = request_path_param(rq, "name");
    enum err e = jobs_pause(j, request_tenant(rq), kind, name, on, request_principal(rq)->email);
    return e == OK ? items(rq, j, str_eq(kind, "type") ? jobs_types_write : jobs_queues_write) : e;
}

static enum err type_pause(struct request *rq, void *ctx)
{
    return pause(rq, ctx, "type", true);
}

static enum err type_resume(struct request *rq, void *ctx)
{
    return pause(rq, ctx, "type", false);
}

static enum err queue_pause(struct request *rq, void *ctx)
{
    return pause(rq, ctx, "queue", true);
}

static enum err queue_resume(struct request *rq, void *ctx)
{
    return pause(rq, ctx, "queue", false);
}

static enum err stats(struct request *rq, void *ctx)
{
    int64_t hours = 24;
    struct json_out *o = response_json(rq);
    if (!request_query_int(rq, "hours", &hours))
        hours = 24;
    jo_object(o);
    enum err e = jobs_stats_write(ctx, request_arena(rq), request_tenant(rq), (int)hours, o);
    jo_object_end(o);
    return e;
}

static const struct route routes[] = {
    { GET, "/api/v1/schedules", schedule_list, .perm = PERM_JOB_READ, .out = schedule_out, .list = true, .rate = RATE_READ, .tag = "jobs",
      .doc = "List schedules with their next runs and last results" },
    { POST, "/api/v1/schedules", schedule_create, .perm = PERM_JOB_ADMIN, .in = schedule_in, .out = schedule_out, .rate = RATE_WRITE,
      .flags = ROUTE_OK_201, .audit = "JOB_SCHEDULE_CREATED", .tag = "jobs", .doc = "Add a schedule" },
    { GET, "/api/v1/schedules/times", schedule_times, .perm = PERM_JOB_READ, .query = times_query, .out = times_out, .rate = RATE_READ,
      .tag = "jobs", .doc = "Say when a schedule would run, before it is saved" },
    { GET, "/api/v1/schedules/{id}", schedule_get, .perm = PERM_JOB_READ, .out = schedule_out, .rate = RATE_READ, .tag = "jobs",
      .doc = "Read a schedule" },
    { PUT, "/api/v1/schedules/{id}", schedule_put, .perm = PERM_JOB_ADMIN, .in = schedule_in, .out = schedule_out, .rate = RATE_WRITE,
      .audit = "JOB_SCHEDULE_CHANGED", .tag = "jobs", .doc = "Replace a schedule" },
    { DELETE, "/api/v1/schedules/{id}", schedule_delete, .perm = PERM_JOB_ADMIN, .rate = RATE_WRITE, .flags = ROUTE_OK_204,
      .audit = "JOB_SCHEDULE_DELETED", .tag = "jobs", .doc = "Delete a schedule (its jobs stay)" },
    { POST, "/api/v1/schedules/{id}/run", schedule_run, .perm = PERM_JOB_ADMIN, .out = run_out, .rate = RATE_WRITE,
      .audit = "JOB_FORCE_RUN", .tag = "jobs", .doc = "Run a schedule's job now" },
    { POST, "/api/v1/schedules/{id}/pause", schedule_pause, .perm = PERM_JOB_ADMIN, .out = schedule_out, .rate = RATE_WRITE,
      .audit = "JOB_SCHEDULE_PAUSED", .tag = "jobs", .doc = "Pause a schedule" },
    { POST, "/api/v1/schedules/{id}/resume", schedule_resume, .perm = PERM_JOB_ADMIN, .out = schedule_out, .rate = RATE_WRITE,
      .audit = "JOB_SCHEDULE_RESUMED", .tag = "jobs", .doc = "Resume a schedule; what it missed in the pause is not caught up" },
    { GET, "/api/v1/jobs/types", type_list, .perm = PERM_JOB_READ, .out = types_out, .rate = RATE_READ, .tag = "jobs",
      .doc = "List the types of job with the schemas of their input" },
    { PUT, "/api/v1/jobs/types/{name}", type_put, .perm = PERM_JOB_ADMIN, .in = type_in, .out = types_out, .rate = RATE_WRITE,
      .audit = "JOB_TYPE_CHANGED", .tag = "jobs", .doc = "Define a type that workers outside of the box do" },
    { DELETE, "/api/v1/jobs/types/{name}", type_delete, .perm = PERM_JOB_ADMIN, .rate = RATE_WRITE, .flags = ROUTE_OK_204,
      .audit = "JOB_TYPE_DELETED", .tag = "jobs", .doc = "Delete a type of outside workers" },
    { POST, "/api/v1/jobs/types/{name}/pause", type_pause, .perm = PERM_JOB_ADMIN, .out = types_out, .rate = RATE_WRITE,
      .audit = "JOB_TYPE_PAUSED", .tag = "jobs", .doc = "Begin no more jobs of a type" },
    { POST, "/api/v1/jobs/types/{name}/resume", type_resume, .perm = PERM_JOB_ADMIN, .out = types_out, .rate = RATE_WRITE,
      .audit = "JOB_TYPE_RESUMED", .tag = "jobs", .doc = "Begin jobs of a type again" },
    { GET, "/api/v1/jobs/queues", queue_list, .perm = PERM_JOB_READ, .out = queues_out, .rate = RATE_READ, .tag = "jobs",
      .doc = "List the queues with their depths" },
    { POST, "/api/v1/jobs/queues/{name}/pause", queue_pause, .perm = PERM_JOB_ADMIN, .out = queues_out, .rate = RATE_WRITE,
      .audit = "JOB_QUEUE_PAUSED", .tag = "jobs", .doc = "Begin no more jobs of a queue" },
    { POST, "/api/v1/jobs/queues/{name}/resume", queue_resume, .perm = PERM_JOB_ADMIN, .out = queues_out, .rate = RATE_WRITE,
      .audit = "JOB_QUEUE_RESUMED", .tag = "jobs", .doc = "Begin jobs of a queue again" },
    { GET, "/api/v1/jobs/stats", stats, .perm = PERM_JOB_READ, .query = stats_query, .out = jobs_stats_out, .rate = RATE_READ,
      .tag = "jobs", .doc = "Read depths, rates with history, and failures grouped" },
};

enum err jobs_routes_schedules(struct jobs *j, struct server *s)
{
    return server_routes(s, routes, sizeof routes / sizeof *routes, j);
}
