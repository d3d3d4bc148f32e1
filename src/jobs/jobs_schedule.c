/*
 * jobs_schedule.c - schedules: when they fire, what is done about missed times, and how they are edited.
 *
 * Threads: schedules_fire and schedules_shift belong to the dispatcher; the rest may be called from any. What always holds: the job of a
 * time and the step to the next time are one transaction, so that a time fires once; a schedule never has more than CATCH_UP_MAX jobs
 * entered for missed times.
 */
#include "core/log.h"
#include "core/str.h"
#include "jobs/jobs_private.h"
#include "jobs/jobs_zone.h"
#include "sql/jobs.h"
#include <string.h>

#define DUE_MAX       200
#define CATCH_UP_MAX  100
#define SCHEDULES_MAX 500               /* of one tenant */
#define LATE_US       (90 * US_PER_S)   /* a time that is longer ago was missed: the box was not running */
#define BACK_US       (3 * US_PER_HOUR) /* vixie-cron's bound: a clock set back by less repeats nothing */
#define NEXT_SHOWN    5

/* ---- times ---- */

/* The first time after `after`. Intervals are counted on from `last` (0: from now), so that they do not drift. */
static enum err next_time(const char *cron, int64_t interval_seconds, const char *zone_name, int64_t last, int64_t after, int64_t *out)
{
    const struct zone *z;
    if (!cron) {
        int64_t step = interval_seconds * US_PER_S;
        if (step <= 0)
            return err_set(ERR_INVALID, "a schedule has a cron expression or an interval");
        *out = last > 0 && last <= after ? last + ((after - last) / step + 1) * step : after + step;
        return OK;
    }
    enum err e = zone_get(zone_name, &z);
    if (e == OK && !zone_cron_next(z, cron, after, out))
        e = err_set(ERR_INVALID, "the cron expression is not right, or never fires");
    return e;
}

enum err jobs_schedule_times(const char *cron, int64_t interval_seconds, const char *time_zone, int64_t from, int64_t *out, size_t count,
                             size_t *got)
{
    enum err e = OK;
    int64_t at = from;
    for (*got = 0; *got < count && e == OK;) {
        e = next_time(cron, interval_seconds, time_zone, at, at, &out[*got]);
        if (e == OK)
            at = out[(*got)++];
    }
    return *got ? OK : e;
}

/* ---- firing ---- */

struct firing {
    struct jobs *j;
    const struct sql_schedule_due_row *s;
    struct prepared_job **jobs;
    size_t count;
    int64_t next_at, now;
    bool skip;
};

static enum err write_fire(struct tx *tx, void *arg)
{
    struct firing *f = arg;
    char id[ID_SIZE] = "";
    bool existing = false;
    struct sql_schedule_active_row active = { 0 };
    enum err e = OK;
    size_t entered = 0;
    if (str_eq(f->s->overlap, "skip"))
        e = sql_schedule_active(tx_db(tx), tx_arena(tx),
                                &(struct sql_schedule_active_in){ .schedule_id = f->s->id, .tenant_id = f->s->tenant_id }, &active);
    for (size_t i = 0; i < f->count && e == OK && !active.open; i++) {
        e = jobs_insert(f->j, tx, f->jobs[i], id, &existing);
        entered += e == OK && !existing;
    }
    if (e == OK)
        e = sql_schedule_fired(tx, &(struct sql_schedule_fired_in){ .id = f->s->id,
                                                                    .tenant_id = f->s->tenant_id,
                                                                    .next_at = { .set = f->next_at > 0, .v = f->next_at },
                                                                    .last_at = { .set = true, .v = f->now },
                                                                    .last_job_id = entered ? id : f->s->last_job_id,
                                                                    .skipped = entered || f->count == 0 ? 0 : 1 });
    return e;
}

static enum err fire(struct jobs *j, struct arena *a, const struct sql_schedule_due_row *s, int64_t now)
{
    struct firing f = { .j = j, .s = s, .now = now };
    bool missed = now - s->next_at.v > LATE_US;
    int64_t step = s->interval_seconds.v, at = s->next_at.v;
    size_t times = 1;
    enum err e = next_time(s->cron, step, s->time_zone, at, now, &f.next_at);
    if (e != OK) { /* its zone is gone: it stands still and says so */
        log_error("a schedule cannot go on", "schedule", s->name, "why", err_detail(), NULL);
        f.next_at = 0;
        times = 0;
        e = OK;
    } else if (missed && str_eq(s->catch_up, "skip")) {
        times = 0;
    } else if (str_eq(s->catch_up, "all")) {
        int64_t next = at;
        while (times < CATCH_UP_MAX && next_time(s->cron, step, s->time_zone, next, next, &next) == OK && next <= now)
            times++;
    }
    struct json *input = NULL;
    if (times && json_parse(a, s->input, strlen(s->input), &input) != OK)
        times = 0;
    f.jobs = arena_array(a, times + 1, sizeof *f.jobs);
    for (size_t i = 0; i < times && e == OK; i++) {
        struct job_new in = {
            .tenant_id = s->tenant_id, .type = s->type, .input = input, .priority = (int)s->priority, .schedule_id = s->id, .by = ""
        };
        e = jobs_prepare(j, a, &in, NULL, NULL, &f.jobs[f.count]);
        if (e == OK) {
            f.count++;
        } else { /* its type is gone, or takes another input now */
            log_error("a schedule's job cannot be entered", "schedule", s->name, "why", err_detail(), NULL);
            e = OK;
            break;
        }
    }
    return store_write(j->d.store, write_fire, &f);
}

enum err schedules_fire(struct jobs *j, struct arena *a, int64_t now, bool *any)
{
    struct sql_schedule_due_row *rows;
    size_t n;
    enum err e = sql_schedule_due(store_reader(j->d.store), a, &(struct sql_schedule_due_in){ .now = now, .limit = DUE_MAX }, &rows, &n);
    for (size_t i = 0; i < n && e == OK; i++) {
        e = fire(j, a, &rows[i], now);
        *any = true;
    }
    return e;
}

/* ---- a clock that was set ---- */

struct stepping {
    struct sql_schedule_set_next_in *rows;
    size_t count;
};

static enum err write_next(struct tx *tx, void *arg)
{
    struct stepping *s = arg;
    enum err e = OK;
    for (size_t i = 0; i < s->count && e == OK; i++)
        e = sql_schedule_set_next(tx, &s->rows[i]);
    return e;
}

/* Intervals keep their distance in elapsed time. Of cron times those that the clock jumped over are not caught up (nothing was missed: the
 * clock was wrong); set back by less than three hours, what fired does not fire again; by more, the times are new ones. */
enum err schedules_shift(struct jobs *j, struct arena *a, int64_t jump, int64_t now)
{
    const char *after = "";
    enum err e = OK;
    for (size_t n = 1; n > 0 && e == OK;) {
        struct sql_schedule_all_timed_row *rows;
        e = sql_schedule_all_timed(store_reader(j->d.store), a, &(struct sql_schedule_all_timed_in){ .after = after, .limit = 200 }, &rows,
                                   &n);
        struct stepping s = { .rows = arena_array(a, n + 1, sizeof *s.rows) };
        for (size_t i = 0; i < n && e == OK; i++) {
            int64_t next = rows[i].next_at.v;
            after = rows[i].id;
            if (!rows[i].next_at.set)
                continue;
            if (!rows[i].cron)
                next += jump;
            else if (jump > 0 ? next > now - jump && next < now : jump < -BACK_US)
                if (next_time(rows[i].cron, 0, rows[i].time_zone, 0, now, &next) != OK)
                    continue;
            s.rows[s.count++] = (struct sql_schedule_set_next_in){ .id = rows[i].id,
                                                                   .tenant_id = rows[i].tenant_id,
                                                                   .next_at = { .set = true, .v = next } };
        }
        if (e == OK && s.count)
            e = store_write(j->d.store, write_next, &s);
    }
    return e;
}

/* ---- editing ---- */

static char *schedule_text(struct jobs *j, struct arena *a, const char *tenant_id, const char *id);

/* One of the three, and what the audit trail says of it. */
struct editing {
    struct jobs *j;
    const char *tenant_id, *id, *name;
    const struct sql_schedule_insert_in *insert;
    const struct sql_schedule_update_in *update; /* neither: it is deleted */
    bool by_itself;                              /* the box's own: nobody asked, and nothing is told */
};

static enum err write_edit(struct tx *tx, void *arg)
{
    const struct editing *x = arg;
    char *before = schedule_text(x->j, tx_arena(tx), x->tenant_id, x->id);
    enum err e = x->insert   ? sql_schedule_insert(tx, x->insert)
                 : x->update ? sql_schedule_update(tx, x->update)
                             : sql_schedule_delete(tx, &(struct sql_schedule_delete_in){ .id = x->id, .tenant_id = x->tenant_id });
    if (e == OK && x->update && !tx_changes(tx))
        return err_set(ERR_PRECONDITION, "the schedule was changed meanwhile: read it again");
    if (e == OK && !x->by_itself)
        tx_change(tx, &(struct tx_change){ .type = "job_schedule",
                                           .id = x->id,
                                           .name = x->name,
                                           .tenant_id = x->tenant_id,
                                           .before = before,
                                           .after = schedule_text(x->j, tx_arena(tx), x->tenant_id, x->id),
                                           .default_action = x->insert ? "JOB_SCHEDULE_CREATED" : "JOB_SCHEDULE_CHANGED" });
    return e;
}

static enum err edit(struct jobs *j, const struct sql_schedule_insert_in *insert, const struct sql_schedule_update_in *update,
                     bool by_itself)
{
    struct editing x = { .j = j,
                         .insert = insert,
                         .update = update,
                         .tenant_id = insert ? insert->tenant_id : update->tenant_id,
                         .id = insert ? insert->id : update->id,

                         .by_itself = by_itself,
                         .name = insert ? insert->name : update->name };
    return store_write(j->d.store, write_edit, &x);
}

static enum err get(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, struct sql_schedule_get_row *row)
{
    enum err e = sql_schedule_get(store_reader(j->d.store), a, &(struct sql_schedule_get_in){ .id = id, .tenant_id = tenant_id }, row);
    return e == ERR_NOT_FOUND ? err_set(e, "no schedule with this id") : e;
}

struct input_report {
    field_report report;
    void *arg;
    struct arena *a;
    int count;
};

static void input_bad(void *arg, const char *path, const char *message)
{
    struct input_report *r = arg;
    r->count++;
    r->report(r->arg, arena_printf(r->a, "input.%s", path), message);
}

static bool has_secret(const struct field *f, const struct json *input)
{
    for (; f && f->name; f++)
        if (f->flags & FIELD_SECRET && json_get(input, f->name))
            return true;
    return false;
}

enum err jobs_schedule_put(struct jobs *j, struct arena *a, const struct job_schedule *s, const char *by, field_report report,
                           void *report_arg, char id[ID_SIZE])
{
    static const struct field nothing[] = { { 0 } };
    int64_t now = clock_wall_us(j->d.clock), next = 0;
    struct sql_schedule_get_row old = { 0 };
    struct sql_schedule_count_row count;
    struct input_report inputs = { .report = report, .arg = report_arg, .a = a };
    struct json *empty;
    enum err e = json_parse(a, "{}", 2, &empty);
    if (e == OK && s->id)
        e = get(j, a, s->tenant_id, s->id, &old);
    if (e == OK && !s->id)
        e = sql_schedule_count(store_reader(j->d.store), a, &(struct sql_schedule_count_in){ .tenant_id = s->tenant_id }, &count);
    if (e != OK)
        return e;
    if (!s->id && count.total >= SCHEDULES_MAX)
        return err_set(ERR_CONFLICT, "there are %d schedules already", SCHEDULES_MAX);
    if (old.managed_at)
        return err_set(ERR_CONFLICT, "this schedule is set at %s", old.managed_at);
    if (old.built_in && !str_eq(old.type, s->type))
        return err_set(ERR_CONFLICT, "the type of the box's own schedules stays");
    const struct json *input = s->input ? s->input : empty;
    const struct job_type *t = jobs_type_find(j, a, s->tenant_id, s->type);
    if (!t) {
        report(report_arg, "type", "there is no such type of job");
        inputs.count++;
    } else if (field_validate(t->input ? t->input : nothing, input, false, input_bad, &inputs) == 0 && has_secret(t->input, input)) {
        input_bad(&inputs, "", "a schedule keeps no secrets: name one that the type knows, or enter the job by the API");
    }
    if (!s->cron == !s->interval_seconds) {
        report(report_arg, "cron", "give either cron or interval_seconds");
        inputs.count++;
    } else if (next_time(s->cron, s->interval_seconds, s->time_zone, 0, now, &next) != OK) {
        const struct zone *z;
        report(report_arg, zone_get(s->time_zone, &z) == OK ? "cron" : "time_zone", arena_strdup(a, err_detail()));
        inputs.count++;
    }
    if (inputs.count)
        return err_set(ERR_INVALID, "the schedule cannot be taken");
    if (s->id) {
        str_copy(id, ID_SIZE, s->id);
        struct sql_schedule_update_in in = { .id = id,
                                             .tenant_id = s->tenant_id,
                                             .name = s->name,
                                             .type = s->type,
                                             .input = json_print(a, input),
                                             .cron = s->cron,
                                             .interval_seconds = { .set = !s->cron, .v = s->interval_seconds },
                                             .time_zone = s->time_zone,
                                             .catch_up = s->catch_up,
                                             .overlap = s->overlap,
                                             .priority = s->priority,
                                             .enabled = s->enabled,
                                             .next_at = { .set = true, .v = next },
                                             .now = now,
                                             .version = s->version >= 0 ? s->version : old.version };
        e = edit(j, NULL, &in, false);
    } else {
        id_new(j->d.clock, id);
        struct sql_schedule_insert_in in = { .id = id,
                                             .tenant_id = s->tenant_id,
                                             .name = s->name,
                                             .type = s->type,
                                             .input = json_print(a, input),
                                             .cron = s->cron,
                                             .interval_seconds = { .set = !s->cron, .v = s->interval_seconds },
                                             .time_zone = s->time_zone,
                                             .catch_up = s->catch_up,
                                             .overlap = s->overlap,
                                             .priority = s->priority,
                                             .enabled = s->enabled,
                                             .next_at = { .set = true, .v = next },
                                             .created_by = by,
                                             .now = now };
        e = edit(j, &in, NULL, false);
    }
    if (e == ERR_CONFLICT)
        return err_set(e, "another schedule is called \"%s\"", s->name);
    jobs_wake(j);
    return e;
}

enum err jobs_schedule_delete(struct jobs *j, struct arena *a, const char *tenant_id, const char *id)
{
    struct sql_schedule_get_row row;
    enum err e = get(j, a, tenant_id, id, &row);
    if (e == OK && row.built_in)
        return err_set(ERR_CONFLICT, "the box's own schedules are paused, not deleted");
    struct editing x = { .j = j, .tenant_id = tenant_id, .id = id, .name = row.name };
    return e == OK ? store_write_essential(j->d.store, write_edit, &x) : e;
}

enum err jobs_schedule_enable(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, bool enabled)
{
    struct sql_schedule_get_row r;
    int64_t now = clock_wall_us(j->d.clock), next = 0;
    enum err e = get(j, a, tenant_id, id, &r);
    if (e != OK)
        return e;
    if (r.managed_at)
        return err_set(ERR_CONFLICT, "this schedule is set at %s", r.managed_at);
    e = next_time(r.cron, r.interval_seconds.v, r.time_zone, 0, now, &next); /* what was missed in the pause is not caught up */
    struct sql_schedule_update_in in = { .id = id,
                                         .tenant_id = tenant_id,
                                         .name = r.name,
                                         .type = r.type,
                                         .input = r.input,
                                         .cron = r.cron,
                                         .interval_seconds = r.interval_seconds,
                                         .time_zone = r.time_zone,
                                         .catch_up = r.catch_up,
                                         .overlap = r.overlap,
                                         .priority = r.priority,
                                         .enabled = enabled,
                                         .next_at = { .set = true, .v = next },
                                         .now = now,
                                         .version = r.version };
    if (e == OK)
        e = edit(j, NULL, &in, false);
    jobs_wake(j);
    return e;
}

enum err jobs_schedule_run(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, const char *by, char job[ID_SIZE])
{
    struct sql_schedule_get_row r;
    struct json *input;
    bool existing;
    enum err e = get(j, a, tenant_id, id, &r);
    if (e == OK)
        e = json_parse(a, r.input, strlen(r.input), &input);
    if (e == OK)
        e = jobs_add(
            j, a,
            &(struct job_new){
                .tenant_id = tenant_id, .type = r.type, .input = input, .priority = (int)r.priority, .schedule_id = r.id, .by = by },
            NULL, NULL, job, &existing);
    return e;
}

/* ---- the box's own ---- */

enum err jobs_schedule_built_in(struct jobs *j, const struct job_built_in *b)
{
    struct arena *a = arena_new(2048);
    struct sql_schedule_by_built_in_row row;
    struct sql_schedule_get_row old;
    int64_t now = clock_wall_us(j->d.clock), next = 0;
    char id[ID_SIZE];
    enum err e = next_time(b->cron, b->interval_seconds, "UTC", 0, now, &next);
    if (e == OK)
        e = sql_schedule_by_built_in(store_reader(j->d.store), a, &(struct sql_schedule_by_built_in_in){ .built_in = b->key }, &row);
    if (e == ERR_NOT_FOUND) {
        id_new(j->d.clock, id);
        struct sql_schedule_insert_in in = { .id = id,
                                             .tenant_id = JOBS_DEFAULT_TENANT,
                                             .name = b->name,
                                             .type = b->type,
                                             .input = b->input ? b->input : "{}",
                                             .cron = b->cron,
                                             .interval_seconds = { .set = !b->cron, .v = b->interval_seconds },
                                             .time_zone = "UTC",
                                             .catch_up = b->catch_up ? b->catch_up : "once",
                                             .overlap = "skip",
                                             .priority = 5,
                                             .enabled = b->enabled,
                                             .built_in = b->key,
                                             .managed_at = b->managed_at,
                                             .next_at = { .set = true, .v = next },
                                             .created_by = "",
                                             .now = now };
        e = edit(j, &in, NULL, true);
    } else if (e == OK && b->managed_at && (row.enabled != b->enabled || !str_eq(row.cron, b->cron))) {
        e = get(j, a, row.tenant_id, row.id, &old);
        struct sql_schedule_update_in in = { .id = row.id,
                                             .tenant_id = row.tenant_id,
                                             .name = old.name,
                                             .type = old.type,
                                             .input = old.input,
                                             .cron = b->cron,
                                             .interval_seconds = { .set = !b->cron, .v = b->interval_seconds },
                                             .time_zone = old.time_zone,
                                             .catch_up = old.catch_up,
                                             .overlap = old.overlap,
                                             .priority = old.priority,
                                             .enabled = b->enabled,
                                             .next_at = { .set = true, .v = next },
                                             .now = now,
                                             .version = row.version };
        if (e == OK)
            e = edit(j, NULL, &in, true);
    }
    arena_free(a);
    jobs_wake(j);
    return e;
}

/* ---- reading ---- */

static enum err write_one(struct jobs *j, struct arena *a, const char *tenant_id, const struct sql_schedule_get_row *r, struct json_out *o)
{
    int64_t times[NEXT_SHOWN];
    size_t n = 0;
    struct sql_schedule_last_result_row *last = NULL;
    size_t lasts = 0;
    if (r->enabled && r->next_at.set) {
        times[0] = r->next_at.v;
        n = 1;
        if (jobs_schedule_times(r->cron, r->interval_seconds.v, r->time_zone, r->next_at.v, times + 1, NEXT_SHOWN - 1, &n) == OK)
            n++;
        else
            n = 1;
    }
    struct sql_schedule_last_result_in in = { .schedule_id = r->id, .tenant_id = tenant_id, .limit = 10 };
    enum err e = sql_schedule_last_result(store_reader(j->d.store), a, &in, &last, &lasts);
    if (e != OK)
        return e;
    jo_object(o);
    jo_kv_string(o, "id", r->id);
    jo_kv_string(o, "name", r->name);
    jo_kv_string(o, "type", r->type);
    jo_kv_raw(o, "input", r->input);
    jo_kv_string(o, "cron", r->cron);
    jo_key(o, "interval_seconds");
    if (r->interval_seconds.set)
        jo_int(o, r->interval_seconds.v);
    else
        jo_null(o);
    jo_kv_string(o, "time_zone", r->time_zone);
    jo_kv_string(o, "catch_up", r->catch_up);
    jo_kv_string(o, "overlap", r->overlap);
    jo_kv_int(o, "priority", r->priority);
    jo_kv_bool(o, "enabled", r->enabled);
    jo_kv_bool(o, "built_in", r->built_in != NULL);
    jo_kv_string(o, "managed_at", r->managed_at);
    jo_key(o, "next_runs");
    jo_array(o);
    for (size_t i = 0; i < n; i++)
        jo_time(o, times[i]);
    jo_array_end(o);
    jo_kv_time(o, "last_at", r->last_at.v);
    jo_kv_string(o, "last_job_id", r->last_job_id);
    jo_kv_int(o, "skipped", r->skipped);
    jo_key(o, "last_results");
    jo_array(o);
    for (size_t i = 0; i < lasts; i++) {
        jo_object(o);
        jo_kv_string(o, "id", last[i].id);
        jo_kv_string(o, "state", last[i].state);
        jo_kv_time(o, "started_at", last[i].started_at.v);
        jo_kv_time(o, "finished_at", last[i].finished_at.v);
        jo_kv_string(o, "error", last[i].error);
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_kv_string(o, "created_by", r->created_by);
    jo_kv_time(o, "created_at", r->created_at);
    jo_kv_time(o, "updated_at", r->updated_at);
    jo_kv_int(o, "version", r->version);
    jo_object_end(o);
    return OK;
}

enum err jobs_schedule_write(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, struct json_out *o, int64_t *version)
{
    struct sql_schedule_get_row row;
    enum err e = get(j, a, tenant_id, id, &row);
    if (e == OK)
        e = write_one(j, a, tenant_id, &row, o);
    if (e == OK)
        *version = row.version;
    return e;
}

static char *schedule_text(struct jobs *j, struct arena *a, const char *tenant_id, const char *id)
{
    struct jo_text t;
    int64_t version;
    if (jobs_schedule_write(j, a, tenant_id, id, jo_text_begin(&t, JOBS_INPUT_MAX + 65536), &version) == OK)
        return jo_text_end(&t, a);
    (void)jo_text_end(&t, a);
    return NULL;
}

enum err jobs_schedule_list(struct jobs *j, struct arena *a, const char *tenant_id, const char *after, int64_t limit, struct json_out *o,
                            const char **next, int64_t *total)
{
    struct sql_schedule_page_row *rows;
    struct sql_schedule_count_row count;
    size_t n;
    struct db *db = store_reader(j->d.store);
    enum err e = sql_schedule_page(
        db, a, &(struct sql_schedule_page_in){ .tenant_id = tenant_id, .after = after ? after : "", .limit = limit + 1 }, &rows, &n);
    if (e == OK)
        e = sql_schedule_count(db, a, &(struct sql_schedule_count_in){ .tenant_id = tenant_id }, &count);
    if (e != OK)
        return e;
    for (size_t i = 0; e == OK && i < n && (int64_t)i < limit; i++) {
        struct sql_schedule_get_row r;
        e = get(j, a, tenant_id, rows[i].id, &r);
        if (e == OK)
            e = write_one(j, a, tenant_id, &r, o);
        else if (e == ERR_NOT_FOUND)
            e = OK; /* deleted meanwhile */
    }
    *next = (int64_t)n > limit ? rows[limit - 1].name : NULL;
    *total = count.total;
    return e;
}
