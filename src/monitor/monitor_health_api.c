/*
 * monitor_health_api.c - /api/v1/admin/health: the grid, one service, its history, checks by hand, the dependency graph, the box in detail.
 * Handlers run on HTTP workers. Everything but history comes from memory; while the scheduler stands, the answer is 503 rather than old
 * numbers.
 */
#include "core/mem.h"
#include "core/str.h"
#include "core/version.h"
#include "iam/perm.h"
#include "monitor/monitor_api.h"
#include "net/host.h"
#include <stdlib.h>
#include <string.h>

#define DEFAULT_RANGE_US US_PER_DAY
#define GRAPH_MAX        10000
#define SUMMARY_TAGS     200

struct health_api {
    struct monitor *m;
    struct monitor_box box;
};

static const char *const status_words[] = { "healthy", "degraded", "unhealthy", "unknown", "maintenance", "paused", NULL };
static const char *const sort_words[] = { "failed_first", "-failed_first", "name",   "-name",   "status", "-status",
                                          "latency",      "-latency",      "uptime", "-uptime", NULL };

static const struct field text_row[] = { { .name = "", .type = F_STRING }, { 0 } };
static const struct field number_row[] = { { .name = "", .type = F_NUMBER, .flags = FIELD_NULLABLE }, { 0 } };
static const struct field ref_row[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = status_words },
    { 0 },
};
static const struct field ref_rows[] = { { .name = "", .type = F_OBJECT, .fields = ref_row }, { 0 } };
static const struct field component_row[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "message", .type = F_STRING },
    { 0 },
};
static const struct field component_rows[] = { { .name = "", .type = F_OBJECT, .fields = component_row }, { 0 } };

#define HEALTH_FIELDS                                                                                                                      \
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },                                                              \
        { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED }, { .name = "type", .type = F_STRING, .flags = FIELD_REQUIRED },      \
        { .name = "target", .type = F_STRING, .flags = FIELD_REQUIRED },                                                                   \
        { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = status_words },                                           \
        { .name = "since", .type = F_TIME, .flags = FIELD_REQUIRED, .doc = "When it got this status" },                                    \
        { .name = "last_check", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },                                                \
        { .name = "next_check", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },                                                \
        { .name = "latency_ms", .type = F_NUMBER, .flags = FIELD_REQUIRED | FIELD_NULLABLE },                                              \
        { .name = "uptime_pct",                                                                                                            \
          .type = F_NUMBER,                                                                                                                \
          .flags = FIELD_REQUIRED | FIELD_NULLABLE,                                                                                        \
          .doc = "Of the last 30 days; null: nothing known" },                                                                             \
        { .name = "uptime_days",                                                                                                           \
          .type = F_ARRAY,                                                                                                                 \
          .flags = FIELD_REQUIRED,                                                                                                         \
          .fields = number_row,                                                                                                            \
          .doc = "30 days, oldest first; null: nothing known" },                                                                           \
        { .name = "latency_recent",                                                                                                        \
          .type = F_ARRAY,                                                                                                                 \
          .flags = FIELD_REQUIRED,                                                                                                         \
          .fields = number_row,                                                                                                            \
          .doc = "At most 30, oldest first; null: no answer" },                                                                            \
        { .name = "message", .type = F_STRING, .flags = FIELD_REQUIRED },                                                                  \
        { .name = "tags", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = text_row },                                                  \
        { .name = "dependencies", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = ref_rows },                                          \
        { .name = "affected_by",                                                                                                           \
          .type = F_ARRAY,                                                                                                                 \
          .flags = FIELD_REQUIRED,                                                                                                         \
          .fields = ref_rows,                                                                                                              \
          .doc = "What is down below it, at the root" },                                                                                   \
        { .name = "components",                                                                                                            \
          .type = F_ARRAY,                                                                                                                 \
          .flags = FIELD_REQUIRED,                                                                                                         \
          .fields = component_rows,                                                                                                        \
          .doc = "The parts behind the status" },                                                                                          \
        { .name = "enabled", .type = F_BOOL, .flags = FIELD_REQUIRED },                                                                    \
    {                                                                                                                                      \
        .name = "interval_seconds", .type = F_INT, .flags = FIELD_REQUIRED                                                                 \
    }

static const struct field health_out[] = { HEALTH_FIELDS, { 0 } };
static const struct field failure_fields[] = {
    { .name = "at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "message", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "evidence", .type = F_ANY, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field detail_out[] = {
    HEALTH_FIELDS,
    { .name = "evidence", .type = F_ANY, .flags = FIELD_REQUIRED, .doc = "Exactly what the last check saw" },
    { .name = "last_failure", .type = F_OBJECT, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .fields = failure_fields },
    { .name = "consecutive_failures", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "timeout_ms", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "type_title", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "type_doc", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "version", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field list_query[] = {
    { .name = "status", .type = F_STRING, .one_of = status_words, .doc = "Only with this status" },
    { .name = "type", .type = F_STRING, .max = 32, .doc = "Only this check type" },
    { .name = "tag", .type = F_STRING, .max = 64, .doc = "Only with this tag" },
    { .name = "q", .type = F_STRING, .max = 200, .doc = "Part of the name or target" },
    { .name = "worker", .type = F_BOOL, .doc = "Only workers, or all but workers" },
    { .name = "sort", .type = F_STRING, .one_of = sort_words, .doc = "Default: failed first" },
    { 0 },
};
static const struct field counts_fields[] = {
    { .name = "healthy", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "degraded", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "unhealthy", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "unknown", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "maintenance", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "paused", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field tag_row[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "total", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "unhealthy", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field tag_rows[] = { { .name = "", .type = F_OBJECT, .fields = tag_row }, { 0 } };
static const struct field summary_out[] = {
    { .name = "counts", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = counts_fields },
    { .name = "total", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "tags", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = tag_rows },
    { .name = "updated_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field history_query[] = {
    { .name = "days", .type = F_INT, .min = 1, .max = 400, .fallback = "30", .doc = "How many days, today included" }, { 0 }
};
static const struct field day_row[] = {
    { .name = "date", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "uptime_pct", .type = F_NUMBER, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "healthy_seconds", .type = F_NUMBER, .flags = FIELD_REQUIRED },
    { .name = "degraded_seconds", .type = F_NUMBER, .flags = FIELD_REQUIRED },
    { .name = "unhealthy_seconds", .type = F_NUMBER, .flags = FIELD_REQUIRED },
    { .name = "maintenance_seconds", .type = F_NUMBER, .flags = FIELD_REQUIRED },
    { .name = "paused_seconds", .type = F_NUMBER, .flags = FIELD_REQUIRED },
    { .name = "unknown_seconds",
      .type = F_NUMBER,
      .flags = FIELD_REQUIRED,
      .doc = "Nobody looked: before the first check, or the box was off" },
    { .name = "checks", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "failures", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "latency_avg_ms", .type = F_NUMBER, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "latency_p95_ms", .type = F_NUMBER, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { 0 },
};
static const struct field day_rows[] = { { .name = "", .type = F_OBJECT, .fields = day_row }, { 0 } };
static const struct field change_row[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "from", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "to", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "duration_seconds", .type = F_NUMBER, .flags = FIELD_REQUIRED, .doc = "How long it stayed in `to`, or has so far" },
    { .name = "ongoing", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "message", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "evidence", .type = F_ANY, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field change_rows[] = { { .name = "", .type = F_OBJECT, .fields = change_row }, { 0 } };
static const struct field history_out[] = {
    { .name = "service_id", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "days", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = day_rows, .doc = "Oldest first" },
    { .name = "changes", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = change_rows, .doc = "Newest first, at most 1,000" },
    { 0 },
};
static const struct field range_query[] = {
    { .name = "from", .type = F_TIME, .doc = "Default: a day before `to`" },
    { .name = "to", .type = F_TIME, .doc = "Default: now" },
    { 0 },
};
static const struct field point_row[] = {
    { .name = "at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "ms", .type = F_NUMBER, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field point_rows[] = { { .name = "", .type = F_OBJECT, .fields = point_row }, { 0 } };
static const struct field latency_out[] = { { .name = "points", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = point_rows }, { 0 } };
static const struct field node_row[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "type", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = status_words },
    { .name = "affected", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Something below it is down" },
    { 0 },
};
static const struct field node_rows[] = { { .name = "", .type = F_OBJECT, .fields = node_row }, { 0 } };
static const struct field edge_row[] = {
    { .name = "from", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "The one that needs" },
    { .name = "to", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "what it needs" },
    { 0 },
};
static const struct field edge_rows[] = { { .name = "", .type = F_OBJECT, .fields = edge_row }, { 0 } };
static const struct field graph_out[] = {
    { .name = "nodes", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = node_rows },
    { .name = "edges", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = edge_rows },
    { 0 },
};
static const struct field check_row[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = status_words },
    { .name = "reason", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "What the worst of its parts says" },
    { 0 },
};
static const struct field check_rows[] = { { .name = "", .type = F_OBJECT, .fields = check_row }, { 0 } };
static const struct field part_out[] = { { .name = "", .type = F_ANY }, { 0 } };
static const struct field detailed_out[] = {
    { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "version", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "uptime_seconds", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "checks",
      .type = F_ARRAY,
      .flags = FIELD_REQUIRED,
      .fields = check_rows,
      .doc = "database, storage, queue, notifications, mail, live, audit" },
    { .name = "components", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = component_rows },
    { .name = "store", .type = F_MAP, .flags = FIELD_REQUIRED, .fields = part_out },
    { .name = "net", .type = F_MAP, .flags = FIELD_REQUIRED, .fields = part_out },
    { .name = "http", .type = F_MAP, .flags = FIELD_REQUIRED, .fields = part_out },
    { .name = "memory", .type = F_MAP, .flags = FIELD_REQUIRED, .fields = part_out },
    { .name = "cpu", .type = F_MAP, .flags = FIELD_REQUIRED, .fields = part_out },
    { .name = "disk", .type = F_MAP, .flags = FIELD_REQUIRED, .fields = part_out },
    { 0 },
};

/* ---- writing ---- */

static void jo_pct(struct json_out *o, double pct)
{
    if (pct < 0)
        jo_null(o);
    else
        jo_double(o, (double)(int64_t)(pct * 10000.0 + 0.5) / 10000.0);
}

static void jo_us(struct json_out *o, int64_t us)
{
    if (us < 0)
        jo_null(o);
    else
        jo_double(o, (double)us / 1000.0);
}

static void write_refs(struct json_out *o, const char *key, const struct monitor_ref *refs, size_t n)
{
    jo_key(o, key);
    jo_array(o);
    for (size_t i = 0; i < n; i++) {
        jo_object(o);
        jo_kv_string(o, "id", refs[i].id);
        jo_kv_string(o, "name", refs[i].name);
        jo_kv_string(o, "status", service_status_name(refs[i].status));
        jo_object_end(o);
    }
    jo_array_end(o);
}

static void write_health(struct json_out *o, const struct monitor_health *h)
{
    jo_kv_string(o, "id", h->id);
    jo_kv_string(o, "name", h->name);
    jo_kv_string(o, "type", h->type);
    jo_kv_string(o, "target", h->target);
    jo_kv_string(o, "status", service_status_name(h->status));
    jo_kv_time(o, "since", h->since);
    jo_kv_time(o, "last_check", h->last_check);
    jo_kv_time(o, "next_check", h->next_check);
    jo_key(o, "latency_ms");
    jo_us(o, h->latency_us);
    jo_key(o, "uptime_pct");
    jo_pct(o, h->uptime_pct);
    jo_key(o, "uptime_days");
    jo_array(o);
    for (int i = 0; i < MONITOR_HISTORY_DAYS; i++)
        jo_pct(o, h->uptime_days[i]);
    jo_array_end(o);
    jo_key(o, "latency_recent");
    jo_array(o);
    for (int i = 0; i < h->latency_recent_count; i++)
        jo_us(o, h->latency_recent[i]);
    jo_array_end(o);
    jo_kv_string(o, "message", h->message);
    jo_key(o, "tags");
    jo_array(o);
    for (size_t i = 0; i < h->tag_count; i++)
        jo_string(o, h->tags[i]);
    jo_array_end(o);
    write_refs(o, "dependencies", h->dependencies, h->dependency_count);
    write_refs(o, "affected_by", h->affected_by, h->affected_count);
    jo_kv_raw(o, "components", *h->components ? h->components : "[]");
    jo_kv_bool(o, "enabled", h->enabled);
    jo_kv_int(o, "interval_seconds", h->interval_seconds);
}

/* ---- handlers ---- */

static void read_sort(const char *word, struct monitor_health_filter *f)
{
    static const struct {
        const char *word;
        enum monitor_sort sort;
    } sorts[] = {
        { "failed_first", MONITOR_SORT_FAILED_FIRST }, { "name", MONITOR_SORT_NAME },     { "status", MONITOR_SORT_STATUS },
        { "latency", MONITOR_SORT_LATENCY },           { "uptime", MONITOR_SORT_UPTIME },
    };
    if (!word)
        return;
    f->descending = *word == '-';
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
        if (str_eq(word + f->descending, sorts[i].word))
            f->sort = sorts[i].sort;
}

static enum err health_list(struct request *rq, void *ctx)
{
    struct health_api *h = ctx;
    enum err e = monitor_alive(h->m);
    if (e != OK)
        return e;
    struct monitor_health_filter f = { .type = request_query(rq, "type"),
                                       .tag = request_query(rq, "tag"),
                                       .q = request_query(rq, "q"),
                                       .status = -1,
                                       .worker = -1,
                                       .after = request_cursor(rq) };
    enum service_status status;
    bool worker;
    if (request_query(rq, "status") && service_status_parse(request_query(rq, "status"), &status))
        f.status = (int)status;
    if (request_query_bool(rq, "worker", &worker))
        f.worker = worker;
    read_sort(request_query(rq, "sort"), &f);
    int64_t generation = monitor_generation(h->m), total;
    struct monitor_health *items;
    size_t n;
    const char *next;
    e = monitor_health_list(h->m, request_arena(rq), request_tenant(rq), &f, (size_t)request_limit(rq), &items, &n, &total, &next);
    if (e != OK)
        return e;
    struct json_out *o = response_list_begin(rq);
    for (size_t i = 0; i < n; i++) {
        jo_object(o);
        write_health(o, &items[i]);
        jo_object_end(o);
    }
    response_next_cursor(rq, next);
    response_total(rq, total);
    response_list_end(rq);
    response_etag(rq, generation);
    return OK;
}

static enum err health_get(struct request *rq, void *ctx)
{
    struct health_api *api = ctx;
    struct monitor_health h;
    enum err e = monitor_alive(api->m);
    if (e == OK)
        e = monitor_health_get(api->m, request_arena(rq), request_tenant(rq), request_path_param(rq, "id"), &h);
    if (e != OK)
        return e;
    const struct check_type *type = check_type_find(h.type);
    struct json_out *o = response_json(rq);
    jo_object(o);
    write_health(o, &h);
    jo_kv_raw(o, "evidence", *h.evidence ? h.evidence : "{}");
    jo_key(o, "last_failure");
    if (h.last_failure_at) {
        jo_object(o);
        jo_kv_time(o, "at", h.last_failure_at);
        jo_kv_string(o, "message", h.last_failure_message);
        jo_kv_raw(o, "evidence", *h.last_failure_evidence ? h.last_failure_evidence : "{}");
        jo_object_end(o);
    } else {
        jo_null(o);
    }
    jo_kv_int(o, "consecutive_failures", h.failures);
    jo_kv_int(o, "timeout_ms", h.timeout_ms);
    jo_kv_string(o, "type_title", type ? type->title : h.type);
    jo_kv_string(o, "type_doc", type ? type->doc : "This version of Binnacle does not know this type");
    jo_kv_int(o, "version", h.version);
    jo_object_end(o);
    return OK;
}

static enum err health_history(struct request *rq, void *ctx)
{
    struct health_api *api = ctx;
    int64_t days = MONITOR_HISTORY_DAYS;
    request_query_int(rq, "days", &days);
    return monitor_history_write(api->m, request_arena(rq), request_tenant(rq), request_path_param(rq, "id"), (int)days, response_json(rq));
}

static enum err health_latency(struct request *rq, void *ctx)
{
    struct health_api *api = ctx;
    int64_t from, to;
    if (!request_query_time(rq, "to", &to))
        to = clock_wall_us(api->box.clock);
    if (!request_query_time(rq, "from", &from))
        from = to - DEFAULT_RANGE_US;
    if (from >= to)
        return request_field_error(rq, "from", "must be before to");
    if (to - from > 400 * US_PER_DAY)
        return request_field_error(rq, "from", "at most 400 days can be shown");
    return monitor_latency_write(api->m, request_arena(rq), request_tenant(rq), request_path_param(rq, "id"), from, to, response_json(rq));
}

static enum err health_check(struct request *rq, void *ctx)
{
    struct health_api *api = ctx;
    const char *id = request_path_param(rq, "id");
    struct monitor_check c;
    enum err e = monitor_check_now(api->m, request_arena(rq), request_tenant(rq), id, &c);
    if (e != OK)
        return e;
    request_audit(rq, "service", id, NULL, NULL);
    monitor_check_write(&c, response_json(rq));
    return OK;
}

/* All services of the tenant, for the views that need every one. */
static enum err all_services(struct request *rq, struct monitor *m, struct monitor_health **items, size_t *n)
{
    struct monitor_health_filter f = { .status = -1, .worker = -1, .sort = MONITOR_SORT_NAME };
    const char *next;
    int64_t total;
    enum err e = monitor_alive(m);
    return e == OK ? monitor_health_list(m, request_arena(rq), request_tenant(rq), &f, GRAPH_MAX, items, n, &total, &next) : e;
}

static enum err health_dependencies(struct request *rq, void *ctx)
{
    struct health_api *api = ctx;
    struct monitor_health *items;
    size_t n;
    int64_t generation = monitor_generation(api->m);
    enum err e = all_services(rq, api->m, &items, &n);
    if (e != OK)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "nodes");
    jo_array(o);
    for (size_t i = 0; i < n; i++) {
        jo_object(o);
        jo_kv_string(o, "id", items[i].id);
        jo_kv_string(o, "name", items[i].name);
        jo_kv_string(o, "type", items[i].type);
        jo_kv_string(o, "status", service_status_name(items[i].status));
        jo_kv_bool(o, "affected", items[i].affected_count > 0);
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_key(o, "edges");
    jo_array(o);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < items[i].dependency_count; k++) {
            jo_object(o);
            jo_kv_string(o, "from", items[i].id);
            jo_kv_string(o, "to", items[i].dependencies[k].id);
            jo_object_end(o);
        }
    jo_array_end(o);
    jo_object_end(o);
    response_etag(rq, generation);
    return OK;
}

struct tag_count {
    const char *name;
    int64_t total, unhealthy;
};

static int tag_by_name(const void *a, const void *b)
{
    return strcmp(((const struct tag_count *)a)->name, ((const struct tag_count *)b)->name);
}

/* One entry a tag and service, sorted, then the same tags added up. */
static size_t count_tags(struct arena *a, const struct monitor_health *items, size_t n, struct tag_count **out)
{
    size_t all = 0, used = 0;
    for (size_t i = 0; i < n; i++)
        all += items[i].tag_count;
    struct tag_count *t = arena_array(a, all + 1, sizeof *t);
    all = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < items[i].tag_count; k++)
            t[all++] = (struct tag_count){ .name = items[i].tags[k], .total = 1, .unhealthy = items[i].status == SERVICE_UNHEALTHY };
    qsort(t, all, sizeof *t, tag_by_name);
    for (size_t i = 0; i < all; i++) {
        if (used && str_eq(t[used - 1].name, t[i].name)) {
            t[used - 1].total++;
            t[used - 1].unhealthy += t[i].unhealthy;
        } else {
            t[used++] = t[i];
        }
    }
    *out = t;
    return used < SUMMARY_TAGS ? used : SUMMARY_TAGS;
}

static enum err health_summary(struct request *rq, void *ctx)
{
    struct health_api *api = ctx;
    struct monitor_health *items;
    struct tag_count *tags;
    size_t n;
    enum err e = all_services(rq, api->m, &items, &n);
    if (e != OK)
        return e;
    int64_t counts[SERVICE_STATUS_COUNT] = { 0 };
    for (size_t i = 0; i < n; i++)
        counts[items[i].status]++;
    size_t tag_count = count_tags(request_arena(rq), items, n, &tags);
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "counts");
    jo_object(o);
    for (int i = 0; i < SERVICE_STATUS_COUNT; i++)
        jo_kv_int(o, service_status_name((enum service_status)i), counts[i]);
    jo_object_end(o);
    jo_kv_int(o, "total", (int64_t)n);
    jo_key(o, "tags");
    jo_array(o);
    for (size_t i = 0; i < tag_count; i++) {
        jo_object(o);
        jo_kv_string(o, "name", tags[i].name);
        jo_kv_int(o, "total", tags[i].total);
        jo_kv_int(o, "unhealthy", tags[i].unhealthy);
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_kv_time(o, "updated_at", clock_wall_us(api->box.clock));
    jo_object_end(o);
    return OK;
}

static void write_store(struct json_out *o, struct store *store)
{
    struct store_health s = { 0 };
    if (store)
        store_health(store, &s);
    jo_key(o, "store");
    jo_object(o);
    jo_kv_bool(o, "writable", s.writable);
    jo_kv_bool(o, "disk_full", s.disk_full);
    jo_kv_int(o, "schema_version", s.schema_version);
    jo_kv_int(o, "db_bytes", s.db_bytes);
    jo_kv_int(o, "wal_bytes", s.wal_bytes);
    jo_kv_int(o, "telemetry_bytes", s.telemetry_bytes);
    jo_kv_int(o, "disk_free_bytes", s.disk_free_bytes);
    jo_kv_int(o, "queue_interactive", s.queue_interactive);
    jo_kv_int(o, "queue_bulk", s.queue_bulk);
    jo_kv_int(o, "commits", s.commits);
    jo_kv_double(o, "commit_p50_ms", (double)s.commit_p50_us / 1000.0);
    jo_kv_double(o, "commit_p99_ms", (double)s.commit_p99_us / 1000.0);
    jo_kv_int(o, "readers_open", s.readers_open);
    jo_kv_bool(o, "last_stop_clean", s.last_stop_clean);
    jo_object_end(o);
}

static void write_net(struct json_out *o, struct net *net)
{
    struct net_stats s = { 0 };
    if (net)
        net_stats(net, &s);
    jo_key(o, "net");
    jo_object(o);
    jo_kv_int(o, "http_active", s.http_active);
    jo_kv_int(o, "tcp_active", s.tcp_active);
    jo_kv_int(o, "pool_active", s.pool_active);
    jo_kv_int(o, "pool_queued", s.pool_queued);
    jo_kv_double(o, "loop_lag_max_ms", (double)s.loop_lag_max_us / 1000.0);
    jo_object_end(o);
}

static void write_http(struct json_out *o, const struct server *server)
{
    struct server_stats s = { 0 };
    if (server)
        server_stats(server, &s);
    jo_key(o, "http");
    jo_object(o);
    jo_kv_int(o, "requests", s.requests);
    jo_kv_int(o, "active", s.active);
    jo_kv_int(o, "sockets", s.sockets);
    jo_kv_int(o, "sockets_dropped_messages", s.sockets_dropped_messages);
    jo_kv_int(o, "bytes_out", s.bytes_out);
    jo_object_end(o);
}

static void write_host(struct json_out *o, const char *data_dir)
{
    struct net_host h = { 0 };
    if (net_host_read(data_dir, &h) != OK)
        err_clear(); /* what cannot be read stays 0 */
    jo_key(o, "memory");
    jo_object(o);
    jo_kv_int(o, "total_bytes", h.memory_total_bytes);
    jo_kv_int(o, "used_bytes", h.memory_used_bytes);
    jo_kv_int(o, "swap_total_bytes", h.swap_total_bytes);
    jo_kv_int(o, "swap_used_bytes", h.swap_used_bytes);
    jo_kv_int(o, "rss_bytes", h.rss_bytes);
    jo_object_end(o);
    jo_key(o, "cpu");
    jo_object(o);
    jo_kv_int(o, "cpus", h.cpus);
    jo_kv_double(o, "pct", h.cpu_pct);
    jo_kv_double(o, "load1", h.load1);
    jo_kv_double(o, "load5", h.load5);
    jo_kv_double(o, "load15", h.load15);
    jo_kv_int(o, "threads", h.threads);
    jo_kv_int(o, "open_files", h.open_files);
    jo_object_end(o);
    jo_key(o, "disk");
    jo_object(o);
    jo_kv_int(o, "total_bytes", h.disk_total_bytes);
    jo_kv_int(o, "used_bytes", h.disk_used_bytes);
    jo_kv_int(o, "free_bytes", h.disk_free_bytes);
    jo_object_end(o);
}

/* The parts by what people ask about. */
static void write_checks(struct json_out *o, const struct self_report *r)
{
    static const char *const checks[][3] = {
        { "database", "store", "writer queue" },
        { "storage", "storage" },
        { "queue", "job queue" },
        { "notifications", "notifier" },
        { "mail", "mail" },
        { "live", "live hub" },
        { "audit", "audit trail" },
    };
    jo_key(o, "checks");
    jo_array(o);
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        const struct self_part *worst = NULL;
        for (size_t k = 0; k < r->count; k++)
            for (size_t p = 1; p < 3 && checks[i][p]; p++)
                if (str_eq(r->parts[k].name, checks[i][p]) && (!worst || r->parts[k].status > worst->status))
                    worst = &r->parts[k];
        jo_object(o);
        jo_kv_string(o, "name", checks[i][0]);
        jo_kv_string(o, "status", service_status_name(worst ? (enum service_status)worst->status : SERVICE_UNKNOWN));
        jo_kv_string(o, "reason", worst ? worst->message : "not watched");
        jo_object_end(o);
    }
    jo_array_end(o);
}

static enum err health_detailed(struct request *rq, void *ctx)
{
    struct health_api *api = ctx;
    struct self_report *r = arena_alloc(request_arena(rq), sizeof *r);
    if (api->box.self)
        self_report(api->box.self, r);
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "status", service_status_name((enum service_status)r->status));
    jo_kv_string(o, "version", version_text());
    jo_kv_int(o, "uptime_seconds", monitor_uptime_seconds(api->m));
    write_checks(o, r);
    jo_key(o, "components");
    self_write(r, o);
    write_store(o, api->box.store);
    write_net(o, api->box.net);
    write_http(o, api->box.server);
    write_host(o, api->box.data_dir);
    jo_object_end(o);
    return OK;
}

#define METRICS_MAX (8u << 20)

static enum err health_metrics(struct request *rq, void *ctx)
{
    const struct health_api *api = ctx;
    struct buf b;
    buf_init(&b, METRICS_MAX);
    monitor_metrics_write(api->m, request_tenant(rq), &b);
    buf_puts(&b, "# EOF\n");
    response_body(rq, "application/openmetrics-text; version=1.0.0; charset=utf-8", b.data, b.len);
    buf_free(&b);
    return OK;
}

#define TAG .tag = "health"
static const struct route routes[] = {
    { GET, "/api/v1/admin/health/services", health_list, .perm = PERM_SERVICE_READ, .query = list_query, .out = health_out, .list = true,
      .rate = RATE_READ, TAG, .doc = "List services with their health, failed first" },
    { GET, "/api/v1/admin/health/summary", health_summary, .perm = PERM_SERVICE_READ, .out = summary_out, .rate = RATE_READ, TAG,
      .doc = "Count services by status and tag" },
    { GET, "/api/v1/admin/health/metrics", health_metrics, .perm = PERM_SERVICE_READ, .rate = RATE_READ, .flags = ROUTE_HIDDEN_BODY,
      .produces = "application/openmetrics-text", TAG, .doc = "Show the tenant's services as OpenMetrics text" },
    { GET, "/api/v1/admin/health/dependencies", health_dependencies, .perm = PERM_SERVICE_READ, .out = graph_out, .rate = RATE_READ, TAG,
      .doc = "Read the dependency graph with the health of its nodes" },
    { GET, "/api/v1/admin/health/detailed", health_detailed, .perm = PERM_SYSTEM_READ, .out = detailed_out, .rate = RATE_READ, TAG,
      .doc = "Read the health of the box itself" },
    { GET, "/api/v1/admin/health/services/{id}", health_get, .perm = PERM_SERVICE_READ, .out = detail_out, .rate = RATE_READ, TAG,
      .doc = "Read the health of one service" },
    { GET, "/api/v1/admin/health/services/{id}/history", health_history, .perm = PERM_SERVICE_READ, .query = history_query,
      .out = history_out, .rate = RATE_READ, TAG, .doc = "Read uptime by day and the changes of status" },
    { GET, "/api/v1/admin/health/services/{id}/latency", health_latency, .perm = PERM_SERVICE_READ, .query = range_query,
      .out = latency_out, .rate = RATE_READ, TAG, .doc = "Read the series of latencies" },
    { POST, "/api/v1/admin/health/services/{id}/check", health_check, .perm = PERM_SERVICE_CHECK, .out = monitor_check_out,
      .rate = RATE_EXPENSIVE, .flags = ROUTE_NO_IDEMPOTENCY, .audit = "service.check", TAG, .doc = "Check a service now" },
};

enum err monitor_health_routes(struct monitor *m, struct server *s, const struct monitor_box *box)
{
    struct health_api *api = mem_alloc(sizeof *api);
    *api = (struct health_api){ .m = m, .box = *box };
    monitor_keep(m, api);
    return server_routes(s, routes, sizeof routes / sizeof *routes, api);
}

enum err monitor_routes(struct monitor *m, struct server *s, const struct monitor_box *box)
{
    enum err e = monitor_services_routes(m, s);
    return e == OK ? monitor_health_routes(m, s, box) : e;
}
