/*
 * vitals_api.c - /api/v1/admin/stats, /api/v1/admin/system with its history, /api/v1/admin/errors, and the same under /api/v1/dashboard.
 *
 * Handlers run on HTTP workers. What belongs to a tenant is for its readers; what belongs to the box is for who may read the system, and
 * null for others. Nothing here goes through the pages of the database: sizes are as the thread of vitals last saw them.
 */
#include "vitals/vitals_api.h"
#include "core/mem.h"
#include "iam/perm.h"
#include "jobs/jobs_api.h"
#include "net/host.h"
#include "ops/ops_api.h"
#include "vitals/vitals_private.h"

#define DEFAULT_RANGE "1h"
#define NOW_SECONDS   10
#define STATS_SECONDS 60
#define THREAD_NAMES  64

#define FIGURES                                                                                                                            \
    VITALS_TABLE(X)                                                                                                                        \
    {                                                                                                                                      \
        0                                                                                                                                  \
    }
#define X(id, text, gather, about) { .name = text, .type = F_NUMBER, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = about },
static const struct field figures_out[] = { FIGURES };
#undef X
static const struct field series_row[] = { { .name = "", .type = F_NUMBER, .flags = FIELD_NULLABLE }, { 0 } };
#define X(id, text, gather, about) { .name = text, .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = series_row, .doc = about },
static const struct field series_out[] = { FIGURES };
#undef X

static const struct field alerts_part[] = { { .name = "firing", .type = F_INT, .flags = FIELD_REQUIRED },
                                            { .name = "acknowledged", .type = F_INT, .flags = FIELD_REQUIRED },
                                            { 0 } };
static const struct field answers_out[] = {
    { .name = "requests", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Answers since the start" },
    { .name = "client_errors", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Those of the class 4xx" },
    { .name = "server_errors", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Those of the class 5xx" },
    { .name = "active", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "connections", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "workers", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Threads that answer" },
    { .name = "sockets", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Live sockets" },
    { .name = "messages_dropped", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Live messages that slow clients missed" },
    { .name = "bytes_out", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field box_part[] = {
    { .name = "uptime_seconds", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "figures", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = figures_out, .doc = "Of the last minute" },
    { .name = "answers", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = answers_out },
    { .name = "writable", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Whether the database takes writes" },
    { 0 },
};
static const struct field stats_out[] = {
    { .name = "services", .type = F_OBJECT, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .fields = ops_counted_out },
    { .name = "workers", .type = F_OBJECT, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .fields = ops_counted_out },
    { .name = "alerts", .type = F_OBJECT, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .fields = alerts_part },
    { .name = "jobs", .type = F_OBJECT, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .fields = jobs_stats_out },
    { .name = "queues", .type = F_ARRAY, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .fields = jobs_queue_rows },
    { .name = "box",
      .type = F_OBJECT,
      .flags = FIELD_REQUIRED | FIELD_NULLABLE,
      .fields = box_part,
      .doc = "Of the box as a whole: null without the permission system.read" },
    { .name = "generated_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};

static const struct field thread_row[] = { { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
                                           { .name = "count", .type = F_INT, .flags = FIELD_REQUIRED },
                                           { 0 } };
static const struct field thread_rows[] = { { .name = "", .type = F_OBJECT, .fields = thread_row }, { 0 } };
static const struct field host_out[] = {
    { .name = "cpus", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "load1", .type = F_NUMBER, .flags = FIELD_REQUIRED },
    { .name = "load5", .type = F_NUMBER, .flags = FIELD_REQUIRED },
    { .name = "load15", .type = F_NUMBER, .flags = FIELD_REQUIRED },
    { .name = "memory_total_bytes", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "memory_used_bytes", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "swap_total_bytes", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "swap_used_bytes", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "disk_total_bytes", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "disk_used_bytes", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "disk_free_bytes", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "What Binnacle can still write" },
    { .name = "uptime_seconds", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Of the machine" },
    { 0 },
};
static const struct field process_out[] = {
    { .name = "uptime_seconds", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Of Binnacle" },
    { .name = "rss_bytes", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "open_files", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "threads", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "threads_by_name", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = thread_rows },
    { 0 },
};
static const struct field file_row[] = { { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
                                         { .name = "bytes", .type = F_INT, .flags = FIELD_REQUIRED },
                                         { 0 } };
static const struct field file_rows[] = { { .name = "", .type = F_OBJECT, .fields = file_row }, { 0 } };
static const struct field table_row[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "bytes", .type = F_INT, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "Null: too large to be looked at in time" },
    { .name = "index_bytes", .type = F_INT, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { 0 },
};
static const struct field table_rows[] = { { .name = "", .type = F_OBJECT, .fields = table_row }, { 0 } };
static const struct field database_out[] = {
    { .name = "writable", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "disk_full", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "schema_version", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "writes", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Answered since the start" },
    { .name = "commits", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Transactions since the start" },
    { .name = "commit_p50_ms", .type = F_NUMBER, .flags = FIELD_REQUIRED, .doc = "Since the start" },
    { .name = "commit_p99_ms", .type = F_NUMBER, .flags = FIELD_REQUIRED, .doc = "Since the start" },
    { .name = "queue_interactive", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "queue_bulk", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "readers", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Reading connections, one a thread that has read" },
    { .name = "readers_in_use", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Those inside a query" },
    { .name = "cache_hit_pct", .type = F_NUMBER, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "Since the start" },
    { .name = "files", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = file_rows },
    { .name = "tables", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = table_rows, .doc = "As they were at `tables_at`" },
    { .name = "tables_at",
      .type = F_TIME,
      .flags = FIELD_REQUIRED | FIELD_NULLABLE,
      .doc = "Every 5 minutes; hourly from 64 MiB on, daily from 1 GiB on" },
    { 0 },
};
static const struct field system_out[] = {
    { .name = "figures", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = figures_out, .doc = "Of the last 10 s" },
    { .name = "host", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = host_out },
    { .name = "process", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = process_out },
    { .name = "answers", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = answers_out },
    { .name = "database", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = database_out },
    { .name = "generated_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field history_query[] = {
    { .name = "range", .type = F_STRING, .one_of = vitals_ranges, .fallback = "\"" DEFAULT_RANGE "\"", .doc = "How far back" }, { 0 }
};
static const struct field history_out[] = {
    { .name = "range", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = vitals_ranges },
    { .name = "step_seconds", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "from", .type = F_TIME, .flags = FIELD_REQUIRED, .doc = "When the first step begins" },
    { .name = "to", .type = F_TIME, .flags = FIELD_REQUIRED, .doc = "When the last step ends; it may go on" },
    { .name = "figures",
      .type = F_OBJECT,
      .flags = FIELD_REQUIRED,
      .fields = series_out,
      .doc = "One number a step, null where the box was off or did not know" },
    { 0 },
};

static const char *const levels[] = { "warn", "error", NULL };
static const struct field errors_query[] = { { .name = "level", .type = F_STRING, .one_of = levels, .doc = "Only these" }, { 0 } };
static const struct field error_row[] = {
    { .name = "level", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = levels },
    { .name = "message", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "shape", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "What is the same in all of them; # stands for what differs" },
    { .name = "count", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "first_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "last_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "details", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Of the last one" },
    { .name = "request_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "Of the last one; the log has its lines" },
    { 0 },
};
static const struct field error_rows[] = { { .name = "", .type = F_OBJECT, .fields = error_row }, { 0 } };
static const struct field errors_out[] = {
    { .name = "items", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = error_rows, .doc = "Newest first, at most 48" }, { 0 }
};

struct vitals_api {
    struct vitals *v;
    struct server *server;
};

static void count_http(void *ctx, struct vitals_http *out)
{
    struct server_stats s;
    server_stats(ctx, &s);
    *out = (struct vitals_http){ .requests = s.requests,
                                 .client_errors = s.client_errors,
                                 .server_errors = s.server_errors,
                                 .connections = s.connections,
                                 .sockets = s.sockets };
    server_latency(ctx, out->latency);
}

static void write_figures(struct vitals *v, int seconds, struct json_out *o)
{
    struct vitals_row r;
    vitals_now(v, seconds, &r);
    jo_key(o, "figures");
    jo_object(o);
    vitals_write_row(&r, o);
    jo_object_end(o);
}

static void write_answers(const struct server *server, struct json_out *o)
{
    struct server_stats s;
    server_stats(server, &s);
    jo_key(o, "answers");
    jo_object(o);
    jo_kv_int(o, "requests", s.requests);
    jo_kv_int(o, "client_errors", s.client_errors);
    jo_kv_int(o, "server_errors", s.server_errors);
    jo_kv_int(o, "active", s.active);
    jo_kv_int(o, "connections", s.connections);
    jo_kv_int(o, "workers", s.threads);
    jo_kv_int(o, "sockets", s.sockets);
    jo_kv_int(o, "messages_dropped", s.sockets_dropped_messages);
    jo_kv_int(o, "bytes_out", s.bytes_out);
    jo_object_end(o);
}

/* ---- stats ---- */

static void write_box(const struct vitals_api *api, struct json_out *o)
{
    struct store_health h;
    store_health(api->v->d.store, &h);
    jo_object(o);
    jo_kv_int(o, "uptime_seconds", monitor_uptime_seconds(api->v->d.monitor));
    write_figures(api->v, STATS_SECONDS, o);
    write_answers(api->server, o);
    jo_kv_bool(o, "writable", h.writable);
    jo_object_end(o);
}

static enum err stats(struct request *rq, void *ctx)
{
    const struct vitals_api *api = ctx;
    const struct vitals_deps *d = &api->v->d;
    const struct principal *who = request_principal(rq);
    const char *tenant = request_tenant(rq);
    struct json_out *o = response_json(rq);
    enum err e = OK;
    jo_object(o);
    for (int workers = 0; workers < 2; workers++) {
        jo_key(o, workers ? "workers" : "services");
        if (principal_has(who, PERM_SERVICE_READ))
            monitor_counts_write(d->monitor, tenant, workers, o);
        else
            jo_null(o);
    }
    jo_key(o, "alerts");
    if (principal_has(who, PERM_ALERT_READ)) {
        struct alerts_counts c = { 0 };
        e = alerts_count_open(d->alerts, tenant, &c);
        jo_object(o);
        jo_kv_int(o, "firing", c.firing);
        jo_kv_int(o, "acknowledged", c.acknowledged);
        jo_object_end(o);
    } else {
        jo_null(o);
    }
    bool jobs = principal_has(who, PERM_JOB_READ);
    jo_key(o, "jobs");
    if (jobs && e == OK) {
        jo_object(o);
        e = jobs_stats_write(d->jobs, request_arena(rq), tenant, 1, o);
        jo_object_end(o);
    } else {
        jo_null(o);
    }
    jo_key(o, "queues");
    if (jobs && e == OK) {
        jo_array(o);
        e = jobs_queues_write(d->jobs, request_arena(rq), tenant, o);
        jo_array_end(o);
    } else {
        jo_null(o);
    }
    jo_key(o, "box");
    if (principal_has(who, PERM_SYSTEM_READ))
        write_box(api, o);
    else
        jo_null(o);
    jo_kv_time(o, "generated_at", clock_wall_us(d->clock));
    jo_object_end(o);
    return e;
}

/* ---- system ---- */

static void write_host(const struct net_host *h, struct json_out *o)
{
    jo_key(o, "host");
    jo_object(o);
    jo_kv_int(o, "cpus", h->cpus);
    jo_kv_double(o, "load1", h->load1);
    jo_kv_double(o, "load5", h->load5);
    jo_kv_double(o, "load15", h->load15);
    jo_kv_int(o, "memory_total_bytes", h->memory_total_bytes);
    jo_kv_int(o, "memory_used_bytes", h->memory_used_bytes);
    jo_kv_int(o, "swap_total_bytes", h->swap_total_bytes);
    jo_kv_int(o, "swap_used_bytes", h->swap_used_bytes);
    jo_kv_int(o, "disk_total_bytes", h->disk_total_bytes);
    jo_kv_int(o, "disk_used_bytes", h->disk_used_bytes);
    jo_kv_int(o, "disk_free_bytes", h->disk_free_bytes);
    jo_kv_int(o, "uptime_seconds", h->uptime_seconds);
    jo_object_end(o);
}

static void write_process(const struct vitals *v, const struct net_host *h, struct json_out *o)
{
    struct net_thread threads[THREAD_NAMES];
    size_t n = net_host_threads(threads, THREAD_NAMES);
    jo_key(o, "process");
    jo_object(o);
    jo_kv_int(o, "uptime_seconds", monitor_uptime_seconds(v->d.monitor));
    jo_kv_int(o, "rss_bytes", h->rss_bytes);
    jo_kv_int(o, "open_files", h->open_files);
    jo_kv_int(o, "threads", h->threads);
    jo_key(o, "threads_by_name");
    jo_array(o);
    for (size_t i = 0; i < n; i++) {
        jo_object(o);
        jo_kv_string(o, "name", threads[i].name);
        jo_kv_int(o, "count", threads[i].count);
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_object_end(o);
}

static void write_file(struct json_out *o, const char *name, int64_t bytes)
{
    jo_object(o);
    jo_kv_string(o, "name", name);
    jo_kv_int(o, "bytes", bytes);
    jo_object_end(o);
}

static void write_database(struct vitals *v, struct json_out *o)
{
    struct store_health h;
    struct store_stats s;
    int64_t at;
    store_health(v->d.store, &h);
    store_stats(v->d.store, &s);
    jo_key(o, "database");
    jo_object(o);
    jo_kv_bool(o, "writable", h.writable);
    jo_kv_bool(o, "disk_full", h.disk_full);
    jo_kv_int(o, "schema_version", h.schema_version);
    jo_kv_int(o, "writes", s.writes);
    jo_kv_int(o, "commits", s.commits);
    jo_kv_double(o, "commit_p50_ms", (double)h.commit_p50_us / 1000.0);
    jo_kv_double(o, "commit_p99_ms", (double)h.commit_p99_us / 1000.0);
    jo_kv_int(o, "queue_interactive", h.queue_interactive);
    jo_kv_int(o, "queue_bulk", h.queue_bulk);
    jo_kv_int(o, "readers", s.readers);
    jo_kv_int(o, "readers_in_use", s.readers_in_use);
    jo_key(o, "cache_hit_pct");
    if (s.pages_cached + s.pages_read > 0)
        jo_double(o, 100.0 * (double)s.pages_cached / (double)(s.pages_cached + s.pages_read));
    else
        jo_null(o);
    jo_key(o, "files");
    jo_array(o);
    write_file(o, "binnacle.db", h.db_bytes);
    write_file(o, "binnacle.db-wal", h.wal_bytes);
    write_file(o, "telemetry", h.telemetry_bytes);
    jo_array_end(o);
    jo_key(o, "tables");
    jo_array(o);
    vitals_write_tables(v, o, &at);
    jo_array_end(o);
    jo_kv_time(o, "tables_at", at);
    jo_object_end(o);
}

static enum err system_now(struct request *rq, void *ctx)
{
    const struct vitals_api *api = ctx;
    struct net_host h = { 0 };
    struct json_out *o = response_json(rq);
    if (net_host_read(api->v->data_dir, &h) != OK)
        err_clear(); /* what cannot be read stays 0 */
    jo_object(o);
    write_figures(api->v, NOW_SECONDS, o);
    write_host(&h, o);
    write_process(api->v, &h, o);
    write_answers(api->server, o);
    write_database(api->v, o);
    jo_kv_time(o, "generated_at", clock_wall_us(api->v->d.clock));
    jo_object_end(o);
    return OK;
}

static enum err history(struct request *rq, void *ctx)
{
    const struct vitals_api *api = ctx;
    const char *range = request_query(rq, "range");
    return vitals_write_history(api->v, range ? range : DEFAULT_RANGE, response_json(rq)) ? OK : ERR_INVALID;
}

static enum err errors(struct request *rq, void *ctx)
{
    const struct vitals_api *api = ctx;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "items");
    jo_array(o);
    vitals_write_errors(api->v, request_query(rq, "level"), o);
    jo_array_end(o);
    jo_object_end(o);
    return OK;
}

#define TAG .rate = RATE_READ, .tag = "system"
static const struct route routes[] = {
    { GET, "/api/v1/admin/stats", stats, .perm = PERM_JOB_ADMIN, .out = stats_out, TAG,
      .doc = "Read the admin dashboard: services, workers, alerts, jobs, queues, and the box" },
    { GET, "/api/v1/admin/system", system_now, .perm = PERM_SYSTEM_READ, .out = system_out, TAG,
      .doc = "Read how the box is now: machine, process, answers, database" },
    { GET, "/api/v1/admin/system/history", history, .perm = PERM_SYSTEM_READ, .query = history_query, .out = history_out, TAG,
      .doc = "Read the box's figures step by step" },
    { GET, "/api/v1/admin/errors", errors, .perm = PERM_SYSTEM_READ, .query = errors_query, .out = errors_out, TAG,
      .doc = "List what went wrong in the box, grouped by what is the same in it" },
    { GET, "/api/v1/dashboard/stats", stats, .perm = PERM_OPS_READ, .out = stats_out, TAG,
      .doc = "Read the tenant's counts; each part is null for who may not read it" },
    { GET, "/api/v1/dashboard/system", system_now, .perm = PERM_SYSTEM_READ, .out = system_out, TAG,
      .doc = "Read how the box is now, as /admin/system does" },
};

enum err vitals_routes(struct vitals *v, struct server *s)
{
    struct vitals_api *api = mem_alloc(sizeof *api);
    *api = (struct vitals_api){ .v = v, .server = s };
    v->api = api;
    vitals_set_http(v, count_http, s);
    enum err e = server_routes(s, routes, sizeof routes / sizeof *routes, api);
    return e == OK ? server_topic_every(s, "system", PERM_SYSTEM_READ, 2,
                                        "The box's figures, gathered over `interval_seconds` of the subscription (1 to 60, default 2)")
                   : e;
}
