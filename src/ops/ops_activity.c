/*
 * ops_activity.c - the activity feed and the overview, read from what the domains keep anyway; nothing is written twice.
 *
 * Any thread. Each kind of row is asked for its newest `limit`; the merge of those holds the newest `limit` of all.
 */
#include "core/mem.h"
#include "core/str.h"
#include "net/host.h"
#include "ops/ops_private.h"
#include "sql/ops.h"
#include <stdlib.h>

#define RECENT_ALERTS   5
#define RECENT_ACTIVITY 20

struct line {
    int64_t at;
    const char *kind, *title, *object_type, *object_id, *severity;
};

struct feed {
    struct arena *arena;
    struct line *lines;
    size_t count, room;
};

static void add(struct feed *f, struct line l)
{
    if (f->count < f->room)
        f->lines[f->count++] = l;
}

/* ---- the sources ---- */

static const char *severity_of_status(const char *status)
{
    return str_eq(status, "unhealthy") ? "critical" : str_eq(status, "degraded") ? "warning" : "info";
}

static enum err from_services(struct feed *f, struct db *db, const char *tenant_id, int64_t before, int64_t limit)
{
    struct sql_activity_services_row *rows;
    size_t count = 0;
    enum err e = sql_activity_services(
        db, f->arena, &(struct sql_activity_services_in){ .tenant_id = tenant_id, .before = before, .limit = limit }, &rows, &count);
    for (size_t i = 0; i < count && e == OK; i++)
        add(f, (struct line){ .at = rows[i].at,
                              .kind = "service.state",
                              .title =
                                  arena_printf(f->arena, "%s is %s (was %s)", rows[i].service_name, rows[i].to_status, rows[i].from_status),
                              .object_type = "service",
                              .object_id = rows[i].service_id,
                              .severity = severity_of_status(rows[i].to_status) });
    return e;
}

static enum err from_alerts(struct feed *f, struct db *db, const char *tenant_id, int64_t before, int64_t limit)
{
    struct sql_activity_alerts_row *rows;
    size_t count = 0;
    enum err e = sql_activity_alerts(
        db, f->arena, &(struct sql_activity_alerts_in){ .tenant_id = tenant_id, .before = before, .limit = limit }, &rows, &count);
    for (size_t i = 0; i < count && e == OK; i++) {
        const struct sql_activity_alerts_row *r = &rows[i];
        bool trouble = str_eq(r->event, "opened") || str_eq(r->event, "escalated") || str_eq(r->event, "unacknowledged");
        const char *by = *r->actor ? arena_printf(f->arena, " by %s", r->actor) : "";
        add(f, (struct line){ .at = r->at,
                              .kind = arena_printf(f->arena, "alert.%s", r->event),
                              .title = arena_printf(f->arena, "Alert %s%s: %s", r->event, by, r->title),
                              .object_type = "alert",
                              .object_id = r->alert_id,
                              .severity = trouble ? r->severity : "info" });
    }
    return e;
}

static enum err from_backups(struct feed *f, struct db *db, int64_t before, int64_t limit)
{
    struct sql_activity_backups_row *rows;
    struct sql_activity_restores_row *restores;
    size_t count = 0;
    enum err e = sql_activity_backups(db, f->arena, &(struct sql_activity_backups_in){ .before = before, .limit = limit }, &rows, &count);
    for (size_t i = 0; i < count && e == OK; i++) {
        bool ok = str_eq(rows[i].status, "ok");
        const char *what = str_eq(rows[i].kind, "upload") ? "A backup was uploaded" : "A backup was made and proven restorable";
        add(f, (struct line){ .at = rows[i].finished_at.v,
                              .kind = ok ? "backup.ok" : "backup.failed",
                              .title = ok ? what : "A backup failed",
                              .object_type = "backup",
                              .object_id = rows[i].id,
                              .severity = ok ? "info" : "critical" });
    }
    if (e == OK)
        e = sql_activity_restores(db, f->arena, &(struct sql_activity_restores_in){ .before = before, .limit = limit }, &restores, &count);
    for (size_t i = 0; i < count && e == OK; i++) {
        bool done = str_eq(restores[i].status, "done");
        add(f, (struct line){ .at = restores[i].at,
                              .kind = done ? "backup.restored" : "backup.restore_failed",
                              .title = arena_printf(f->arena, done ? "%s restored %s" : "%s asked to restore %s; it did not happen",
                                                    restores[i].actor, restores[i].file_name),
                              .object_type = "backup",
                              .object_id = NULL,
                              .severity = done ? "warning" : "critical" });
    }
    return e;
}

/* The words for what people changed; the same actions as in activity_acts (sql/queries/ops.sql). */
static const struct {
    const char *action, *words;
} acts[] = {
    { "service.create", "added the service" },
    { "service.update", "changed the service" },
    { "service.delete", "deleted the service" },
    { "service.pause", "paused the service" },
    { "service.resume", "resumed the service" },
    { "service.import", "imported services" },
    { "service.template", "added services from a template" },
    { "maintenance.create", "planned maintenance" },
    { "maintenance.delete", "ended maintenance" },
    { "worker_discovery.create", "added the worker discovery" },
    { "worker_discovery.delete", "deleted the worker discovery" },
    { "channel.create", "added the notification channel" },
    { "channel.update", "changed the notification channel" },
    { "channel.delete", "deleted the notification channel" },
    { "settings.update", "changed settings" },
    { "outgoing.update", "changed the allowed outgoing addresses" },
    { "outgoing.reset", "reset the allowed outgoing addresses" },
    { "backup.schedule", "changed the backup schedule" },
    { "backup.delete", "deleted a backup" },
};

static enum err from_acts(struct feed *f, struct db *db, const char *tenant_id, int64_t before, int64_t limit)
{
    struct sql_activity_acts_row *rows;
    size_t count = 0;
    enum err e = sql_activity_acts(db, f->arena, &(struct sql_activity_acts_in){ .tenant_id = tenant_id, .before = before, .limit = limit },
                                   &rows, &count);
    for (size_t i = 0; i < count && e == OK; i++) {
        const char *words = rows[i].action;
        for (size_t k = 0; k < sizeof acts / sizeof *acts; k++)
            if (str_eq(acts[k].action, rows[i].action))
                words = acts[k].words;
        add(f, (struct line){ .at = rows[i].at,
                              .kind = rows[i].action,
                              .title = arena_printf(f->arena, "%s %s%s%s", rows[i].user_email, words, rows[i].name ? " " : "",
                                                    rows[i].name ? rows[i].name : ""),
                              .object_type = rows[i].object_type,
                              .object_id = *rows[i].object_id ? rows[i].object_id : NULL,
                              .severity = "info" });
    }
    return e;
}

/* ---- the feed ---- */

static int newest_first(const void *x, const void *y)
{
    const struct line *a = x, *b = y;
    return a->at > b->at ? -1 : a->at < b->at;
}

static void write_line(struct json_out *o, const struct line *l)
{
    jo_object(o);
    jo_kv_time(o, "at", l->at);
    jo_kv_string(o, "kind", l->kind);
    jo_kv_string(o, "title", l->title);
    jo_kv_string(o, "object_type", l->object_type);
    jo_kv_string(o, "object_id", l->object_id);
    jo_kv_string(o, "severity", l->severity);
    jo_object_end(o);
}

enum err ops_write_activity(struct ops *o, struct arena *a, const char *tenant_id, int64_t before, int64_t limit, struct json_out *out,
                            int64_t *next)
{
    struct db *db = store_reader(o->d.store);
    struct feed f = { .arena = a, .room = (size_t)(limit + 1) * 5 };
    if (before == 0)
        before = INT64_MAX;
    *next = 0;
    f.lines = arena_array(a, f.room, sizeof *f.lines);
    enum err e = from_services(&f, db, tenant_id, before, limit + 1);
    if (e == OK)
        e = from_alerts(&f, db, tenant_id, before, limit + 1);
    if (e == OK)
        e = from_acts(&f, db, tenant_id, before, limit + 1);
    if (e == OK && str_eq(tenant_id, OPS_DEFAULT_TENANT))
        e = from_backups(&f, db, before, limit + 1);
    if (e != OK)
        return e;
    qsort(f.lines, f.count, sizeof *f.lines, newest_first);
    size_t shown = f.count;
    if ((int64_t)shown > limit) {
        shown = (size_t)limit;
        /* Lines of one instant stay on one page: the next one begins below it. */
        while (shown < f.count && f.lines[shown].at == f.lines[shown - 1].at)
            shown++;
        if (shown < f.count)
            *next = f.lines[shown - 1].at;
    }
    for (size_t i = 0; i < shown; i++)
        write_line(out, &f.lines[i]);
    return OK;
}

/* ---- the overview ---- */

void ops_write_vitals(struct ops *o, int64_t sockets, struct json_out *out)
{
    struct net_host h;
    struct store_health s;
    bool known = net_host_read(o->data_dir, &h) == OK;
    store_health(o->d.store, &s);
    jo_object(out);
    if (known) {
        jo_kv_double(out, "cpu_pct", h.cpu_pct);
        jo_kv_double(out, "load1", h.load1);
        jo_kv_int(out, "memory_used_bytes", h.memory_used_bytes);
        jo_kv_int(out, "memory_total_bytes", h.memory_total_bytes);
        jo_kv_int(out, "rss_bytes", h.rss_bytes);
        jo_kv_int(out, "disk_free_bytes", h.disk_free_bytes);
        jo_kv_int(out, "disk_total_bytes", h.disk_total_bytes);
    } else {
        static const char *const unknown[] = { "cpu_pct",   "load1",           "memory_used_bytes", "memory_total_bytes",
                                               "rss_bytes", "disk_free_bytes", "disk_total_bytes" };
        for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
            jo_kv_raw(out, unknown[i], NULL);
    }
    jo_kv_int(out, "uptime_seconds", (clock_mono_us(o->d.clock) - o->started_mono) / US_PER_S);
    jo_kv_int(out, "db_bytes", s.db_bytes);
    jo_kv_int(out, "wal_bytes", s.wal_bytes);
    jo_kv_int(out, "telemetry_bytes", s.telemetry_bytes);
    jo_kv_double(out, "commit_p99_ms", (double)s.commit_p99_us / 1000.0);
    jo_kv_int(out, "sockets", sockets);
    jo_object_end(out);
}

static enum err write_alerts(struct ops *o, struct arena *a, const char *tenant_id, struct json_out *out)
{
    struct alerts_counts c;
    struct alerts_filter all = { 0 };
    const char *next;
    int64_t total;
    enum err e = alerts_count_open(o->d.alerts, tenant_id, &c);
    if (e != OK)
        return e;
    jo_object(out);
    jo_kv_int(out, "firing", c.firing);
    jo_kv_int(out, "acknowledged", c.acknowledged);
    jo_key(out, "recent");
    jo_array(out);
    e = alerts_list(o->d.alerts, a, tenant_id, &all, RECENT_ALERTS, out, &next, &total);
    jo_array_end(out);
    jo_object_end(out);
    return e;
}

static enum err write_backup(struct ops *o, struct json_out *out)
{
    struct backup_last last;
    enum err e = backup_last(o->d.backup, &last);
    if (e != OK || (last.last_at == 0 && last.proven_at == 0)) {
        jo_null(out);
        return e;
    }
    jo_object(out);
    jo_kv_time(out, "last_at", last.last_at);
    jo_kv_bool(out, "last_ok", last.last_ok);
    jo_kv_time(out, "proven_at", last.proven_at);
    jo_object_end(out);
    return OK;
}

enum err ops_write_overview(struct ops *o, struct arena *a, const char *tenant_id, int64_t sockets, struct json_out *out)
{
    int64_t next;
    jo_object(out);
    jo_key(out, "services");
    monitor_counts_write(o->d.monitor, tenant_id, false, out);
    jo_key(out, "workers");
    monitor_counts_write(o->d.monitor, tenant_id, true, out);
    jo_key(out, "alerts");
    enum err e = write_alerts(o, a, tenant_id, out);
    if (e != OK)
        return e;
    jo_key(out, "activity");
    jo_array(out);
    e = ops_write_activity(o, a, tenant_id, 0, RECENT_ACTIVITY, out, &next);
    jo_array_end(out);
    if (e != OK)
        return e;
    jo_key(out, "vitals");
    ops_write_vitals(o, sockets, out);
    jo_key(out, "backup");
    e = write_backup(o, out);
    jo_kv_time(out, "generated_at", clock_wall_us(o->d.clock));
    jo_object_end(out);
    return e;
}
