/*
 * monitor_windows.c - maintenance windows: planned times in which a service's state is covered and nobody is told.
 *
 * Threads: any; `edit` makes editors take turns. Windows that have not ended are in memory; the scheduler looks when one starts or ends
 * (monitor_changes.c).
 */
#include "core/ids.h"
#include "core/mem.h"
#include "core/str.h"
#include "monitor/monitor_defs.h"
#include "sql/monitor.h"
#include <stdio.h>
#include <string.h>

#define LIST_BACK_US  (30 * US_PER_DAY)
#define MAX_LENGTH_US (36600 * US_PER_DAY) /* a hundred years: "until further notice" */

enum err monitor_window_keep(struct monitor *m, const char *id, const char *tenant_id, const char *service_ids, const char *tags,
                             const char *reason, const char *created_by, int64_t starts_at, int64_t ends_at, int64_t created_at)
{
    struct arena *a = arena_new(512);
    struct json *ids, *words;
    enum err e = json_parse(a, service_ids, strlen(service_ids), &ids);
    if (e == OK)
        e = json_parse(a, tags, strlen(tags), &words);
    if (e != OK) {
        arena_free(a);
        return e;
    }
    struct window *w = arena_alloc(a, sizeof *w);
    *w = (struct window){ .arena = a,
                          .id = arena_strdup(a, id),
                          .tenant_id = arena_strdup(a, tenant_id),
                          .reason = arena_strdup(a, reason),
                          .created_by = arena_strdup(a, created_by),
                          .starts_at = starts_at,
                          .ends_at = ends_at,
                          .created_at = created_at };
    w->service_ids = string_list(a, ids, &w->service_count);
    w->tags = string_list(a, words, &w->tag_count);
    m->windows = mem_resize(m->windows, (m->window_count + 1) * sizeof *m->windows);
    m->windows[m->window_count++] = w;
    m->windows_changed = true;
    return OK;
}

static void forget(struct monitor *m, const char *id, int64_t ended_before)
{
    for (size_t i = m->window_count; i-- > 0;) {
        struct window *w = m->windows[i];
        if (id ? !str_eq(w->id, id) : w->ends_at > ended_before)
            continue;
        m->windows[i] = m->windows[--m->window_count];
        arena_free(w->arena);
        m->windows_changed = true;
    }
}

static char *window_text(struct arena *a, const char *service_ids, const char *tags, const char *reason, int64_t starts, int64_t ends)
{
    struct jo_text t;
    struct json_out *o = jo_text_begin(&t, 1 << 20);
    jo_object(o);
    jo_kv_raw(o, "service_ids", service_ids);
    jo_kv_raw(o, "tags", tags);
    jo_kv_string(o, "reason", reason);
    jo_kv_time(o, "starts_at", starts);
    jo_kv_time(o, "ends_at", ends);
    jo_object_end(o);
    return jo_text_end(&t, a);
}

static enum err insert(struct tx *tx, void *arg)
{
    const struct sql_maintenance_window_insert_in *w = arg;
    enum err e = sql_maintenance_window_insert(tx, w);
    if (e == OK)
        tx_change(tx,
                  &(struct tx_change){ .type = "maintenance",
                                       .id = w->id,
                                       .name = w->reason,
                                       .after = window_text(tx_arena(tx), w->service_ids, w->tags, w->reason, w->starts_at, w->ends_at) });
    return e;
}

static const char *array_text(struct arena *a, const struct json *v)
{
    return json_type(v) == JSON_ARRAY ? json_print(a, v) : "[]";
}

enum err monitor_window_create(struct monitor *m, struct arena *a, const char *tenant_id, const struct json *body, const char *by,
                               field_report report, void *report_arg, char **id)
{
    struct problems p = { report, report_arg, 0 };
    int64_t starts = 0, ends = 0, now = clock_wall_us(m->clock);
    const char *from = json_string(json_get(body, "starts_at")), *to = json_string(json_get(body, "ends_at")),
               *reason = json_string(json_get(body, "reason"));
    const struct json *ids = json_get(body, "service_ids"), *tags = json_get(body, "tags");
    if (!from)
        starts = now;
    else if (!time_parse(from, &starts))
        problem(&p, "starts_at", "is not a time");
    if (!to || !time_parse(to, &ends))
        problem(&p, "ends_at", "is not a time");
    else if (ends <= starts || ends <= now)
        problem(&p, "ends_at", "must be after the start and in the future");
    else if (ends - starts > MAX_LENGTH_US)
        problem(&p, "ends_at", "is too far away");
    if (json_size(ids) + json_size(tags) == 0)
        problem(&p, "service_ids", "name services or tags");
    size_t i = 0;
    pthread_mutex_lock(&m->lock);
    for (const struct json *v = json_first(ids); v; v = json_next(v), i++) {
        char path[40];
        snprintf(path, sizeof path, "service_ids[%zu]", i);
        if (!json_string(v) || !monitor_find(m, tenant_id, json_string(v)))
            problem(&p, path, "no service has this id");
    }
    pthread_mutex_unlock(&m->lock);
    if (p.count)
        return err_set(ERR_INVALID, "the window is not acceptable");

    *id = arena_alloc(a, ID_SIZE);
    id_new(m->clock, *id);
    struct sql_maintenance_window_insert_in in = {
        .id = *id,
        .tenant_id = tenant_id,
        .service_ids = array_text(a, ids),
        .tags = array_text(a, tags),
        .reason = reason ? reason : "",
        .starts_at = starts,
        .ends_at = ends,
        .created_by = by,
        .created_at = now,
    };
    pthread_mutex_lock(&m->edit);
    pthread_mutex_lock(&m->lock);
    forget(m, NULL, now);
    bool full = m->window_count >= MONITOR_MAX_WINDOWS;
    pthread_mutex_unlock(&m->lock);
    enum err e =
        full ? err_set(ERR_CONFLICT, "there are %d windows already: delete some", MONITOR_MAX_WINDOWS) : store_write(m->store, insert, &in);
    if (e == OK) {
        pthread_mutex_lock(&m->lock);
        e = monitor_window_keep(m, in.id, tenant_id, in.service_ids, in.tags, in.reason, by, starts, ends, now);
        m->next_tick = 0;
        monitor_wake(m);
        pthread_mutex_unlock(&m->lock);
    }
    pthread_mutex_unlock(&m->edit);
    return e;
}

static enum err delete_write(struct tx *tx, void *arg)
{
    const struct sql_maintenance_window_delete_in *in = arg;
    struct sql_maintenance_window_one_row w;
    enum err e = sql_maintenance_window_one(tx_db(tx), tx_arena(tx),
                                            &(struct sql_maintenance_window_one_in){ .tenant_id = in->tenant_id, .id = in->id }, &w);
    if (e == ERR_NOT_FOUND)
        return err_set(ERR_NOT_FOUND, "no maintenance window with this id");
    if (e == OK)
        e = sql_maintenance_window_delete(tx, in);
    if (e == OK)
        tx_change(tx, &(struct tx_change){ .type = "maintenance",
                                           .id = in->id,
                                           .name = w.reason,
                                           .before = window_text(tx_arena(tx), w.service_ids, w.tags, w.reason, w.starts_at, w.ends_at) });
    return e;
}

enum err monitor_window_delete(struct monitor *m, const char *tenant_id, const char *id)
{
    pthread_mutex_lock(&m->edit);
    enum err e =
        store_write_essential(m->store, delete_write, &(struct sql_maintenance_window_delete_in){ .tenant_id = tenant_id, .id = id });
    if (e == OK) {
        pthread_mutex_lock(&m->lock);
        forget(m, id, 0);
        m->next_tick = 0;
        monitor_wake(m);
        pthread_mutex_unlock(&m->lock);
    }
    pthread_mutex_unlock(&m->edit);
    return e;
}

enum err monitor_window_list(struct monitor *m, struct arena *a, const char *tenant_id, const char *id, struct json_out *o)
{
    struct sql_maintenance_window_list_row *rows;
    size_t n;
    int64_t now = clock_wall_us(m->clock);
    struct sql_maintenance_window_list_in in = { .tenant_id = tenant_id, .since = now - LIST_BACK_US, .limit = MONITOR_MAX_WINDOWS };
    enum err e = sql_maintenance_window_list(store_reader(m->store), a, &in, &rows, &n);
    for (size_t i = 0; i < n && e == OK; i++) {
        if (id && !str_eq(rows[i].id, id))
            continue;
        jo_object(o);
        jo_kv_string(o, "id", rows[i].id);
        jo_kv_raw(o, "service_ids", rows[i].service_ids);
        jo_kv_raw(o, "tags", rows[i].tags);
        jo_kv_string(o, "reason", rows[i].reason);
        jo_kv_time(o, "starts_at", rows[i].starts_at);
        jo_kv_time(o, "ends_at", rows[i].ends_at);
        jo_kv_bool(o, "active", rows[i].starts_at <= now && now < rows[i].ends_at);
        jo_kv_string(o, "created_by", rows[i].created_by);
        jo_kv_time(o, "created_at", rows[i].created_at);
        jo_object_end(o);
    }
    return e;
}
