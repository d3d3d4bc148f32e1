/*
 * ops_api.c - /api/v1/ops/overview, /api/v1/ops/activity, /api/v1/system/about. Handlers run on HTTP workers; what they are given is fixed
 * before the server starts.
 */
#include "ops/ops_api.h"
#include "alerts/alerts_api.h"
#include "core/str.h"
#include "core/version.h"
#include "iam/perm.h"
#include "ops/ops_private.h"
#include <sys/utsname.h>

static const char *const severities[] = { "info", "warning", "critical", NULL };

static const struct field counts_out[] = {
    { .name = "healthy", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "degraded", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "unhealthy", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "unknown", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "maintenance", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "paused", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
const struct field ops_counted_out[] = { { .name = "counts", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = counts_out },
                                         { .name = "total", .type = F_INT, .flags = FIELD_REQUIRED },
                                         { 0 } };
static const struct field alert_rows[] = { { .name = "", .type = F_OBJECT, .fields = alerts_out }, { 0 } };
static const struct field alerts_part[] = {
    { .name = "firing", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "acknowledged", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "recent", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = alert_rows, .doc = "The newest five" },
    { 0 },
};
static const struct field activity_out[] = {
    { .name = "at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "kind", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "service.state, alert.opened, alert.resolved, backup.ok, …" },
    { .name = "title", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "object_type", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "object_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "severity", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = severities },
    { 0 },
};
static const struct field activity_rows[] = { { .name = "", .type = F_OBJECT, .fields = activity_out }, { 0 } };
static const struct field vitals_out[] = {
    { .name = "cpu_pct", .type = F_NUMBER, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "Of all cores" },
    { .name = "load1", .type = F_NUMBER, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "memory_used_bytes", .type = F_INT, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "memory_total_bytes", .type = F_INT, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "rss_bytes", .type = F_INT, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "Resident memory of Binnacle itself" },
    { .name = "disk_free_bytes", .type = F_INT, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "disk_total_bytes", .type = F_INT, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "uptime_seconds", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Of Binnacle itself" },
    { .name = "db_bytes", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "wal_bytes", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "telemetry_bytes", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "commit_p99_ms", .type = F_NUMBER, .flags = FIELD_REQUIRED },
    { .name = "sockets", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Live sockets" },
    { 0 },
};
static const struct field backup_part[] = {
    { .name = "last_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "last_ok", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "proven_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "When a backup was last proven restorable" },
    { 0 },
};
static const struct field overview_out[] = {
    { .name = "services", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = ops_counted_out },
    { .name = "workers", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = ops_counted_out },
    { .name = "alerts", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = alerts_part },
    { .name = "activity", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = activity_rows },
    { .name = "vitals", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = vitals_out },
    { .name = "backup", .type = F_OBJECT, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .fields = backup_part },
    { .name = "generated_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field library_row[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "version", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "licence", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "SPDX expression" },
    { 0 },
};
static const struct field library_rows[] = { { .name = "", .type = F_OBJECT, .fields = library_row }, { 0 } };
static const struct field about_out[] = {
    { .name = "version", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "build", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "licence", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "libraries", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = library_rows },
    { .name = "os", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "started_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};

static enum err overview(struct request *rq, void *ctx)
{
    struct ops *o = ctx;
    struct server_stats s;
    server_stats(o->server, &s);
    return ops_write_overview(o, request_arena(rq), request_tenant(rq), s.sockets, response_json(rq));
}

static enum err activity(struct request *rq, void *ctx)
{
    int64_t before = 0, next = 0;
    const char *cursor = request_cursor(rq);
    if (cursor && !str_to_i64(cursor, &before))
        return err_set(ERR_MALFORMED, "the cursor is not one of this list");
    struct json_out *o = response_list_begin(rq);
    enum err e = ops_write_activity(ctx, request_arena(rq), request_tenant(rq), before, request_limit(rq), o, &next);
    if (e != OK)
        return e;
    response_next_cursor(rq, next ? arena_printf(request_arena(rq), "%lld", (long long)next) : NULL);
    response_list_end(rq);
    return OK;
}

static enum err about(struct request *rq, void *ctx)
{
    struct utsname u;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "version", version_text());
    jo_kv_string(o, "build", version_build());
    jo_kv_string(o, "licence", "MIT");
    jo_key(o, "libraries");
    jo_array(o);
    for (size_t i = 0; i < version_library_count; i++) {
        jo_object(o);
        jo_kv_string(o, "name", version_libraries[i].name);
        jo_kv_string(o, "version", version_libraries[i].version);
        jo_kv_string(o, "licence", version_libraries[i].licence);
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_kv_string(o, "os", uname(&u) == 0 ? arena_printf(request_arena(rq), "%s %s %s", u.sysname, u.release, u.machine) : "unknown");
    jo_kv_time(o, "started_at", ops_started_at(ctx));
    jo_object_end(o);
    return OK;
}

static const struct route routes[] = {
    { GET, "/api/v1/ops/overview", overview, .perm = PERM_OPS_READ, .out = overview_out, .rate = RATE_READ, .tag = "ops",
      .doc = "Read the operations home: counts, recent alerts, activity, vitals" },
    { GET, "/api/v1/ops/activity", activity, .perm = PERM_OPS_READ, .out = activity_out, .list = true, .rate = RATE_READ, .tag = "ops",
      .doc = "List what happened, newest first" },
    { GET, "/api/v1/dashboard/activity", activity, .perm = PERM_OPS_READ, .out = activity_out, .list = true, .rate = RATE_READ,
      .tag = "ops", .doc = "List what happened, newest first, as /ops/activity does" },
    { GET, "/api/v1/system/about", about, .perm = PERM_ANY, .out = about_out, .rate = RATE_READ, .tag = "system",
      .doc = "Read the version and the libraries with their licences" },
};

enum err ops_routes(struct ops *o, struct server *s)
{
    o->server = s;
    enum err e = server_routes(s, routes, sizeof routes / sizeof *routes, o);
    return e == OK ? server_topic(s, "ops.activity", PERM_OPS_READ, "Something happened: a line of the activity feed") : e;
}
