/*
 * jobs_read.c - what pages and programs see: one job whole, its attempts, types, queues, rates; and retention. Any thread.
 *
 * Nothing here counts finished jobs: rates come from job_minute, depths from indexes of what is open.
 */
#include "core/str.h"
#include "jobs/jobs_private.h"
#include "sql/jobs.h"
#include <string.h>

#define TYPES_SHOWN   500
#define DEPTHS_MAX    1000
#define KEEP_DAYS     30
#define KEEP_FAILED   90
#define KEEP_MINUTES  (35 * US_PER_DAY)
#define KEEP_ACTIONS  US_PER_DAY
#define RELATIVES_MAX 100
#define GROUPS_MAX    20

/* ---- one ---- */

/* Secret members are named, not shown. */
static void write_input(struct jobs *j, struct arena *a, const char *tenant_id, const struct sql_job_get_row *r, struct json_out *o)
{
    struct json *plain;
    const struct json *whole = NULL;
    const struct job_type *t = jobs_type_find(j, a, tenant_id, r->type);
    if (json_parse(a, r->input, strlen(r->input), &plain) != OK) {
        jo_raw(o, "{}", 2);
        return;
    }
    bool sealed = r->secrets.p != NULL;
    if (sealed && (jobs_open_input(j, a, r->id, r->input, r->secrets.p, r->secrets.n, &whole) != OK || !t)) {
        jo_json(o, plain);
        return;
    }
    if (sealed)
        field_print_masked(o, t->input, whole);
    else
        jo_json(o, plain);
}

static enum err write_lists(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, struct json_out *o)
{
    struct db *db = store_reader(j->d.store);
    struct sql_job_artefacts_row *files;
    struct sql_job_relatives_row *kin;
    size_t n;
    enum err e = sql_job_artefacts(
        db, a, &(struct sql_job_artefacts_in){ .job_id = id, .tenant_id = tenant_id, .limit = JOBS_ARTEFACTS_MAX }, &files, &n);
    if (e != OK)
        return e;
    jo_key(o, "artefacts");
    jo_array(o);
    for (size_t i = 0; i < n; i++) {
        jo_object(o);
        jo_kv_string(o, "name", files[i].name);
        jo_kv_string(o, "content_type", files[i].content_type);
        jo_kv_int(o, "bytes", files[i].bytes);
        jo_kv_time(o, "created_at", files[i].created_at);
        jo_object_end(o);
    }
    jo_array_end(o);
    e = sql_job_relatives(db, a, &(struct sql_job_relatives_in){ .tenant_id = tenant_id, .id = id, .limit = RELATIVES_MAX }, &kin, &n);
    if (e != OK)
        return e;
    for (int part = 0; part < 2; part++) {
        jo_key(o, part ? "retried_as" : "children");
        jo_array(o);
        for (size_t i = 0; i < n; i++) {
            if (str_eq(kin[i].retry_of, id) != (part == 1))
                continue;
            jo_object(o);
            jo_kv_string(o, "id", kin[i].id);
            jo_kv_string(o, "type", kin[i].type);
            jo_kv_string(o, "state", kin[i].state);
            jo_kv_time(o, "created_at", kin[i].created_at);
            jo_object_end(o);
        }
        jo_array_end(o);
    }
    return OK;
}

enum err jobs_write(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, struct json_out *o, int64_t *version)
{
    struct sql_job_get_row r;
    enum err e = sql_job_get(store_reader(j->d.store), a, &(struct sql_job_get_in){ .id = id, .tenant_id = tenant_id }, &r);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "no job with this id");
    if (e != OK)
        return e;
    *version = r.version;
    jo_object(o);
    jo_kv_string(o, "id", r.id);
    jo_kv_string(o, "type", r.type);
    jo_kv_string(o, "queue", r.queue);
    jo_kv_string(o, "state", r.state);
    jo_kv_int(o, "priority", r.priority);
    jo_kv_time(o, "run_at", r.run_at);
    jo_kv_int(o, "attempt", r.attempt);
    jo_kv_int(o, "attempts", r.attempts);
    jo_kv_int(o, "max_attempts", r.max_attempts);
    jo_kv_string(o, "worker", r.worker);
    jo_kv_int(o, "progress", r.progress);
    jo_kv_string(o, "progress_text", r.progress_text);
    jo_kv_string(o, "error", r.error);
    jo_kv_string(o, "created_by", r.created_by);
    jo_kv_time(o, "created_at", r.created_at);
    jo_kv_time(o, "started_at", r.started_at.v);
    jo_kv_time(o, "finished_at", r.finished_at.v);
    jo_kv_string(o, "schedule_id", r.schedule_id);
    jo_kv_string(o, "subject_type", r.subject_type);
    jo_kv_string(o, "subject_id", r.subject_id);
    jo_kv_int(o, "version", r.version);
    jo_kv_bool(o, "external", r.external);
    jo_kv_time(o, "lease_until", r.lease_until.v);
    jo_kv_string(o, "unique_key", r.unique_key);
    jo_kv_string(o, "exclusive_key", r.exclusive_key);
    jo_kv_string(o, "after", r.after_id);
    jo_kv_string(o, "parent_id", r.parent_id);
    jo_kv_string(o, "retry_of", r.retry_of);
    jo_key(o, "input");
    write_input(j, a, tenant_id, &r, o);
    jo_kv_raw(o, "result", r.result);
    e = write_lists(j, a, tenant_id, id, o);
    jo_object_end(o);
    return e;
}

char *job_text(struct jobs *j, struct arena *a, const char *tenant_id, const char *id)
{
    struct jo_text t;
    int64_t version;
    if (jobs_write(j, a, tenant_id, id, jo_text_begin(&t, JOBS_INPUT_MAX + JOBS_RESULT_MAX + 65536), &version) == OK)
        return jo_text_end(&t, a);
    (void)jo_text_end(&t, a);
    return NULL;
}

enum err jobs_attempts(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, int64_t before, int64_t limit,
                       struct json_out *o, int64_t *next)
{
    struct sql_job_state_of_row job;
    struct sql_job_attempts_row *rows;
    size_t n;
    struct db *db = store_reader(j->d.store);
    *next = 0;
    enum err e = sql_job_state_of(db, a, &(struct sql_job_state_of_in){ .id = id, .tenant_id = tenant_id }, &job);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "no job with this id");
    if (e == OK)
        e = sql_job_attempts(db, a,
                             &(struct sql_job_attempts_in){
                                 .job_id = id, .tenant_id = tenant_id, .before = before ? before : INT64_MAX, .limit = limit + 1 },
                             &rows, &n);
    for (size_t i = 0; i < n && e == OK; i++) {
        if ((int64_t)i == limit) {
            *next = rows[i - 1].number;
            break;
        }
        jo_object(o);
        jo_kv_int(o, "number", rows[i].number);
        jo_kv_string(o, "worker", rows[i].worker);
        jo_kv_time(o, "started_at", rows[i].started_at);
        jo_kv_time(o, "finished_at", rows[i].finished_at.v);
        jo_key(o, "duration_ms");
        if (rows[i].finished_at.set)
            jo_double(o, (double)(rows[i].finished_at.v - rows[i].started_at) / 1000.0);
        else
            jo_null(o);
        jo_kv_string(o, "outcome", rows[i].outcome);
        jo_kv_string(o, "error", rows[i].error);
        jo_kv_string(o, "log", rows[i].log);
        jo_kv_int(o, "log_dropped", rows[i].log_dropped);
        jo_object_end(o);
    }
    return e;
}

enum err jobs_artefact(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, const char *name, const char **content_type,
                       const void **p, size_t *n)
{
    struct sql_job_artefact_get_row row;
    enum err e = sql_job_artefact_get(store_reader(j->d.store), a,
                                      &(struct sql_job_artefact_get_in){ .job_id = id, .name = name, .tenant_id = tenant_id }, &row);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "the job left nothing of this name");
    if (e == OK) {
        *content_type = row.content_type;
        *p = row.content.p;
        *n = row.content.n;
    }
    return e;
}

/* ---- types and queues ---- */

struct figures { /* of a tenant, read once */
    struct sql_job_depths_row *depths;
    size_t depth_count;
    struct sql_job_type_minutes_row *rates;
    size_t rate_count;
    struct pause_row *paused;
    size_t pauses;
};

static enum err figures_read(struct jobs *j, struct arena *a, const char *tenant_id, struct figures *f)
{
    struct db *db = store_reader(j->d.store);
    f->pauses = jobs_paused(j, a, &f->paused);
    enum err e =
        sql_job_depths(db, a, &(struct sql_job_depths_in){ .tenant_id = tenant_id, .limit = DEPTHS_MAX }, &f->depths, &f->depth_count);
    if (e == OK)
        e = sql_job_type_minutes(db, a,
                                 &(struct sql_job_type_minutes_in){
                                     .tenant_id = tenant_id, .since = clock_wall_us(j->d.clock) - US_PER_HOUR, .limit = TYPES_SHOWN },
                                 &f->rates, &f->rate_count);
    return e;
}

static int64_t depth(const struct figures *f, const char *type, const char *queue, const char *state)
{
    int64_t n = 0;
    for (size_t i = 0; i < f->depth_count; i++)
        if ((!type || str_eq(f->depths[i].type, type)) && (!queue || str_eq(f->depths[i].queue, queue)) &&
            str_eq(f->depths[i].state, state))
            n += f->depths[i].total;
    return n;
}

static void write_depth(struct json_out *o, const struct figures *f, const char *type, const char *queue)
{
    jo_kv_int(o, "scheduled", depth(f, type, queue, "SCHEDULED"));
    jo_kv_int(o, "pending", depth(f, type, queue, "PENDING"));
    jo_kv_int(o, "running", depth(f, type, queue, "RUNNING"));
}

static void write_pause(struct json_out *o, const struct figures *f, const char *tenant_id, const char *kind, const char *name)
{
    const struct pause_row *p = pause_find(f->paused, f->pauses, tenant_id, kind, name);
    jo_kv_bool(o, "paused", p != NULL);
    jo_kv_time(o, "paused_at", p ? p->at : 0);
    jo_kv_string(o, "paused_by", p ? p->by : NULL);
}

static void write_type(struct json_out *o, const struct job_type *t, const struct figures *f, const char *tenant_id, int64_t version)
{
    int64_t completed = 0, failed = 0, us = 0;
    for (size_t i = 0; i < f->rate_count; i++)
        if (str_eq(f->rates[i].type, t->name)) {
            completed = f->rates[i].completed;
            failed = f->rates[i].failed;
            us = f->rates[i].run_us;
        }
    jo_object(o);
    jo_kv_string(o, "name", t->name);
    jo_kv_string(o, "title", t->title);
    jo_kv_string(o, "doc", t->doc);
    jo_kv_string(o, "queue", t->queue);
    jo_kv_bool(o, "external", t->flags & JOB_EXTERNAL);
    jo_kv_bool(o, "box_wide", t->flags & JOB_BOX);
    jo_kv_int(o, "concurrency", t->concurrency);
    jo_kv_int(o, "timeout_seconds", t->timeout_seconds);
    jo_kv_int(o, "max_attempts", t->max_attempts);
    jo_kv_int(o, "backoff_seconds", t->backoff_seconds);
    jo_kv_int(o, "priority", t->priority);
    write_pause(o, f, tenant_id, "type", t->name);
    write_depth(o, f, t->name, NULL);
    jo_kv_int(o, "completed_last_hour", completed);
    jo_kv_int(o, "failed_last_hour", failed);
    jo_key(o, "mean_ms");
    if (completed + failed)
        jo_double(o, (double)us / 1000.0 / (double)(completed + failed));
    else
        jo_null(o);
    jo_key(o, "schema");
    static const struct field nothing[] = { { 0 } };
    field_json_schema(o, t->input ? t->input : nothing, false);
    jo_kv_int(o, "version", version);
    jo_object_end(o);
}

enum err jobs_types_write(struct jobs *j, struct arena *a, const char *tenant_id, struct json_out *o)
{
    struct figures f;
    struct sql_job_type_page_row *rows;
    size_t n;
    enum err e = figures_read(j, a, tenant_id, &f);
    if (e == OK)
        e = sql_job_type_page(store_reader(j->d.store), a, &(struct sql_job_type_page_in){ .tenant_id = tenant_id, .limit = TYPES_SHOWN },
                              &rows, &n);
    if (e != OK)
        return e;
    for (size_t i = 0; i < j->type_count; i++)
        write_type(o, j->types[i].t, &f, tenant_id, 0);
    for (size_t i = 0; i < n; i++) {
        const struct job_type *t = jobs_type_find(j, a, tenant_id, rows[i].name);
        if (t)
            write_type(o, t, &f, tenant_id, rows[i].version);
    }
    return OK;
}

enum err jobs_queues_write(struct jobs *j, struct arena *a, const char *tenant_id, struct json_out *o)
{
    const char *names[JOBS_MAX_TYPES + 1];
    size_t count = 0;
    struct figures f;
    enum err e = figures_read(j, a, tenant_id, &f);
    if (e != OK)
        return e;
    for (size_t i = 0; i <= j->type_count; i++) {
        const char *name = i < j->type_count ? j->types[i].t->queue : "external";
        size_t k = 0;
        while (k < count && !str_eq(names[k], name))
            k++;
        if (k == count)
            names[count++] = name;
    }
    for (size_t i = 0; i < count; i++) {
        jo_object(o);
        jo_kv_string(o, "name", names[i]);
        write_pause(o, &f, tenant_id, "queue", names[i]);
        write_depth(o, &f, NULL, names[i]);
        jo_object_end(o);
    }
    return OK;
}

/* ---- rates ---- */

enum err jobs_stats_write(struct jobs *j, struct arena *a, const char *tenant_id, int hours, struct json_out *o)
{
    struct db *db = store_reader(j->d.store);
    struct figures f;
    struct sql_job_minutes_row *hour, *points;
    struct sql_job_failed_count_row failed;
    struct sql_job_oldest_pending_row oldest;
    struct sql_job_error_groups_row *groups;
    size_t n, m, g;
    int64_t now = clock_wall_us(j->d.clock), width = hours <= 2 ? US_PER_MIN : hours <= 24 ? 10 * US_PER_MIN : US_PER_HOUR;
    int64_t completed = 0, bad = 0, run = 0, wait = 0;
    enum err e = figures_read(j, a, tenant_id, &f);
    if (e == OK)
        e = sql_job_failed_count(db, a, &(struct sql_job_failed_count_in){ .tenant_id = tenant_id }, &failed);
    if (e == OK)
        e = sql_job_minutes(
            db, a, &(struct sql_job_minutes_in){ .tenant_id = tenant_id, .since = now - US_PER_HOUR, .width = US_PER_MIN, .limit = 100 },
            &hour, &n);
    if (e == OK)
        e = sql_job_minutes(
            db, a,
            &(struct sql_job_minutes_in){
                .tenant_id = tenant_id, .since = (now - hours * US_PER_HOUR) / width * width, .width = width, .limit = 1000 },
            &points, &m);
    if (e == OK)
        e = sql_job_error_groups(
            db, a, &(struct sql_job_error_groups_in){ .tenant_id = tenant_id, .since = now - US_PER_DAY, .limit = GROUPS_MAX }, &groups,
            &g);
    if (e != OK)
        return e;
    e = sql_job_oldest_pending(db, a, &(struct sql_job_oldest_pending_in){ .tenant_id = tenant_id }, &oldest);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    for (size_t i = 0; i < n; i++) {
        completed += hour[i].completed;
        bad += hour[i].failed;
        run += hour[i].run_us;
        wait += hour[i].wait_us;
    }
    write_depth(o, &f, NULL, NULL);
    jo_kv_int(o, "failed", failed.total);
    jo_key(o, "oldest_pending_seconds");
    if (e == OK && now > oldest.at)
        jo_double(o, (double)(now - oldest.at) / (double)US_PER_S);
    else
        jo_int(o, 0);
    jo_kv_int(o, "completed_last_hour", completed);
    jo_kv_int(o, "failed_last_hour", bad);
    jo_key(o, "error_rate_pct");
    if (completed + bad)
        jo_double(o, 100.0 * (double)bad / (double)(completed + bad));
    else
        jo_null(o);
    jo_kv_double(o, "per_minute", (double)(completed + bad) / 60.0);
    jo_key(o, "mean_run_ms");
    if (completed + bad)
        jo_double(o, (double)run / 1000.0 / (double)(completed + bad));
    else
        jo_null(o);
    jo_key(o, "mean_wait_ms");
    if (completed + bad)
        jo_double(o, (double)wait / 1000.0 / (double)(completed + bad));
    else
        jo_null(o);
    jo_kv_int(o, "step_seconds", width / US_PER_S);
    jo_key(o, "history");
    jo_array(o);
    for (size_t i = 0; i < m; i++) {
        jo_object(o);
        jo_kv_time(o, "at", points[i].at);
        jo_kv_int(o, "completed", points[i].completed);
        jo_kv_int(o, "failed", points[i].failed);
        jo_kv_int(o, "cancelled", points[i].cancelled);
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_key(o, "errors");
    jo_array(o);
    for (size_t i = 0; i < g; i++) {
        jo_object(o);
        jo_kv_string(o, "type", groups[i].type);
        jo_kv_string(o, "error", groups[i].message);
        jo_kv_int(o, "count", groups[i].total);
        jo_kv_time(o, "last_at", groups[i].last_at);
        jo_kv_string(o, "last_job_id", groups[i].last_id);
        jo_object_end(o);
    }
    jo_array_end(o);
    return OK;
}

void jobs_done(struct jobs *j, struct jobs_done *out)
{
    *out = (struct jobs_done){ .completed = metric_value(j->m_completed), .failed = metric_value(j->m_failed) };
}

enum err jobs_open(struct jobs *j, int64_t *pending, int64_t *running)
{
    struct sql_job_open_total_row row;
    struct arena *a = arena_new(1024);
    enum err e = sql_job_open_total(store_reader(j->d.store), a, NULL, &row);
    *pending = e == OK ? row.pending : 0;
    *running = e == OK ? row.running : 0;
    arena_free(a);
    return e;
}

/* ---- retention ---- */

struct pruning {
    int64_t done_before, failed_before, now, deleted;
};

static enum err write_prune(struct tx *tx, void *arg)
{
    struct pruning *p = arg;
    enum err e = sql_job_prune(tx, &(struct sql_job_prune_in){ .done_before = p->done_before, .failed_before = p->failed_before });
    p->deleted = tx_changes(tx);
    if (e == OK)
        e = sql_job_minute_prune(tx, &(struct sql_job_minute_prune_in){ .before = p->now - KEEP_MINUTES });
    if (e == OK)
        e = sql_job_action_prune(tx, &(struct sql_job_action_prune_in){ .before = p->now - KEEP_ACTIONS });
    return e;
}

enum err jobs_prune(struct jobs *j, int64_t *deleted)
{
    struct settings *s = j->d.settings;
    int64_t keep = s ? settings_int(s, "job_keep_days") : KEEP_DAYS,
            keep_failed = s ? settings_int(s, "failed_job_keep_days") : KEEP_FAILED;
    struct pruning p = { .now = clock_wall_us(j->d.clock) };
    p.done_before = p.now - keep * US_PER_DAY;
    p.failed_before = p.now - (keep_failed > keep ? keep_failed : keep) * US_PER_DAY;
    enum err e = store_write_essential(j->d.store, write_prune, &p);
    *deleted = p.deleted;
    return e;
}
