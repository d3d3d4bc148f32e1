/*
 * alerts_read.c - alerts as JSON: lists, one in detail, the figures. Any thread; alerts_write_members also on the writer thread.
 */
#include "alerts/alerts.h"
#include "alerts/alerts_private.h"
#include "core/str.h"
#include "store/query.h"

#define AFFECTED_MAX 200
#define EVENTS_MAX   500
#define COUNT_MAX    10000

static enum err write_affected(struct arena *a, struct db *db, const char *tenant_id, const char *id, struct json_out *o)
{
    struct sql_alert_affected_row *rows;
    size_t count = 0;
    enum err e = sql_alert_affected(db, a, &(struct sql_alert_affected_in){ .tenant_id = tenant_id, .cause = id, .limit = AFFECTED_MAX },
                                    &rows, &count);
    jo_key(o, "affected");
    jo_array(o);
    for (size_t i = 0; i < count && e == OK; i++) {
        jo_object(o);
        jo_kv_string(o, "id", rows[i].source_id);
        jo_kv_string(o, "name", rows[i].source_name);
        jo_object_end(o);
    }
    jo_array_end(o);
    return e;
}

enum err alerts_write_members(struct arena *a, struct db *db, const char *tenant_id, const struct alert *al, int64_t now,
                              struct json_out *o)
{
    struct sql_alert_notified_row notified = { 0 };
    int64_t until = al->resolved_at.set ? al->resolved_at.v : now;
    jo_kv_string(o, "id", al->id);
    jo_kv_string(o, "alert_type", al->alert_type);
    jo_kv_string(o, "severity", al->severity);
    jo_kv_string(o, "status", al->status);
    jo_kv_string(o, "title", al->title);
    jo_kv_string(o, "message", al->message);
    jo_kv_string(o, "source_type", al->source_type);
    jo_kv_string(o, "source_id", al->source_id);
    jo_kv_string(o, "source_name", al->source_name);
    jo_kv_string(o, "correlation_id", al->correlation_id);
    jo_kv_string(o, "cause_alert_id", al->cause_alert_id);
    jo_kv_bool(o, "explained", al->explained);
    jo_kv_time(o, "opened_at", al->opened_at);
    jo_kv_time(o, "acknowledged_at", al->acknowledged_at.set ? al->acknowledged_at.v : 0);
    jo_kv_string(o, "acknowledged_by", al->acknowledged_by);
    jo_kv_time(o, "resolved_at", al->resolved_at.set ? al->resolved_at.v : 0);
    jo_kv_int(o, "duration_seconds", until > al->opened_at ? (until - al->opened_at) / US_PER_S : 0);
    enum err e = write_affected(a, db, tenant_id, al->id, o);
    if (e == OK)
        e = sql_alert_notified(db, a, &(struct sql_alert_notified_in){ .tenant_id = tenant_id, .alert_id = al->id }, &notified);
    jo_kv_int(o, "notifications_sent", notified.sent);
    jo_kv_int(o, "notifications_failed", notified.failed);
    jo_kv_int(o, "version", al->version);
    return e;
}

static void filter(struct query *q, const struct alerts_filter *f)
{
    if (str_eq(f->status, "open"))
        query_append(q, " AND status <> 'resolved'");
    else if (f->status)
        query_and_text(q, "status = ?", f->status);
    if (f->severity)
        query_and_text(q, "severity = ?", f->severity);
    if (f->alert_type)
        query_and_text(q, "alert_type = ?", f->alert_type);
    if (f->source_id)
        query_and_text(q, "source_id = ?", f->source_id);
    if (f->from > 0)
        query_and_int(q, "opened_at >= ?", f->from);
    if (f->to > 0)
        query_and_int(q, "opened_at < ?", f->to);
}

/* As many as match, -1 when they are more than it is cheap to count. */
static enum err count_matching(struct db *db, struct arena *a, const char *tenant_id, const struct alerts_filter *f, int64_t *total)
{
    struct query q;
    bool row = false;
    query_init(&q, a, "SELECT count(*) FROM (SELECT 1 FROM alert WHERE tenant_id = ?");
    query_bind_text(&q, tenant_id);
    filter(&q, f);
    query_append(&q, " LIMIT ?)");
    query_bind_int(&q, COUNT_MAX + 1);
    enum err e = query_step(&q, db, &row);
    if (e == OK)
        *total = row && query_col_int(&q, 0) <= COUNT_MAX ? query_col_int(&q, 0) : -1;
    query_done(&q);
    return e;
}

static struct sql_int nullable(struct query *q, int col)
{
    return query_col_null(q, col) ? (struct sql_int){ 0 } : (struct sql_int){ .set = true, .v = query_col_int(q, col) };
}

static struct alert alert_of_query(struct query *q)
{
    return (struct alert){ .id = query_col_text(q, 0),
                           .alert_type = query_col_text(q, 1),
                           .severity = query_col_text(q, 2),
                           .status = query_col_text(q, 3),
                           .title = query_col_text(q, 4),
                           .message = query_col_text(q, 5),
                           .source_type = query_col_text(q, 6),
                           .source_id = query_col_text(q, 7),
                           .source_name = query_col_text(q, 8),
                           .correlation_id = query_col_text(q, 9),
                           .cause_alert_id = query_col_text(q, 10),
                           .explained = query_col_int(q, 11) != 0,
                           .opened_at = query_col_int(q, 12),
                           .acknowledged_at = nullable(q, 13),
                           .acknowledged_by = query_col_text(q, 14),
                           .resolved_at = nullable(q, 15),
                           .version = query_col_int(q, 16) };
}

enum err alerts_list(struct alerts *al, struct arena *a, const char *tenant_id, const struct alerts_filter *f, int64_t limit,
                     struct json_out *o, const char **next, int64_t *total)
{
    struct db *db = store_reader(al->d.store);
    struct query q;
    int64_t now = clock_wall_us(al->d.clock), count = 0;
    bool row = false;
    *next = NULL;
    struct alert *page = arena_array(a, (size_t)limit + 1, sizeof *page);
    enum err e = count_matching(db, a, tenant_id, f, total);
    if (e != OK)
        return e;
    query_init(&q, a,
               "SELECT id, alert_type, severity, status, title, message, source_type, source_id, source_name, correlation_id, "
               "cause_alert_id, explained, opened_at, acknowledged_at,"
               " acknowledged_by, resolved_at, version FROM alert WHERE tenant_id = ?");
    query_bind_text(&q, tenant_id);
    filter(&q, f);
    if (f->before)
        query_and_text(&q, "id < ?", f->before);
    query_append(&q, " ORDER BY id DESC LIMIT ?");
    query_bind_int(&q, limit + 1);
    while ((e = query_step(&q, db, &row)) == OK && row && count <= limit)
        page[count++] = alert_of_query(&q);
    query_done(&q);
    if (e == OK && count > limit)
        *next = page[--count - 1].id;
    for (int64_t i = 0; i < count && e == OK; i++) {
        jo_object(o);
        e = alerts_write_members(a, db, tenant_id, &page[i], now, o);
        jo_object_end(o);
    }
    return e;
}

static enum err write_events(struct arena *a, struct db *db, const char *tenant_id, const char *id, struct json_out *o)
{
    struct sql_alert_events_row *rows;
    size_t count = 0;
    enum err e = sql_alert_events(db, a, &(struct sql_alert_events_in){ .tenant_id = tenant_id, .alert_id = id, .limit = EVENTS_MAX },
                                  &rows, &count);
    jo_key(o, "events");
    jo_array(o);
    for (size_t i = 0; i < count && e == OK; i++) {
        jo_object(o);
        jo_kv_time(o, "at", rows[i].at);
        jo_kv_string(o, "event", rows[i].event);
        jo_kv_string(o, "actor", *rows[i].actor ? rows[i].actor : NULL);
        jo_kv_string(o, "note", rows[i].note);
        jo_object_end(o);
    }
    jo_array_end(o);
    return e;
}

enum err alerts_write(struct alerts *al, struct arena *a, const char *tenant_id, const char *id, bool detail, struct json_out *o,
                      int64_t *version)
{
    struct db *db = store_reader(al->d.store);
    struct sql_alert_by_id_row row;
    enum err e = sql_alert_by_id(db, a, &(struct sql_alert_by_id_in){ .tenant_id = tenant_id, .id = id }, &row);
    if (e != OK)
        return e;
    *version = row.version;
    jo_object(o);
    e = alerts_write_members(a, db, tenant_id, &ALERT_OF_ROW(&row), clock_wall_us(al->d.clock), o);
    if (e == OK && detail)
        e = write_events(a, db, tenant_id, id, o);
    if (e == OK && detail) {
        jo_key(o, "notifications");
        jo_array(o);
        if (al->d.notify)
            e = notify_write_deliveries(al->d.notify, a, tenant_id, id, o);
        jo_array_end(o);
    }
    jo_object_end(o);
    return e;
}

enum err alerts_count_open(struct alerts *al, const char *tenant_id, struct alerts_counts *out)
{
    struct arena *a = arena_new(0);
    struct sql_alert_count_open_row row;
    enum err e = sql_alert_count_open(store_reader(al->d.store), a, &(struct sql_alert_count_open_in){ .tenant_id = tenant_id }, &row);
    *out = e == OK ? (struct alerts_counts){ .firing = row.firing, .acknowledged = row.acknowledged } : (struct alerts_counts){ 0 };
    arena_free(a);
    return e;
}

enum err alerts_write_stats(struct alerts *al, struct arena *a, const char *tenant_id, int64_t since, struct json_out *o)
{
    struct sql_alert_stats_row *rows;
    size_t count = 0;
    enum err e = sql_alert_stats(store_reader(al->d.store), a,
                                 &(struct sql_alert_stats_in){ .tenant_id = tenant_id, .since = since, .limit = 1000 }, &rows, &count);
    for (size_t i = 0; i < count && e == OK; i++) {
        jo_object(o);
        jo_kv_string(o, "alert_type", rows[i].alert_type);
        jo_kv_string(o, "severity", rows[i].severity);
        jo_kv_string(o, "status", rows[i].status);
        jo_kv_int(o, "count", rows[i].total);
        jo_object_end(o);
    }
    return e;
}
