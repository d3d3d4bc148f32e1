/*
 * jobs_control.c - what people do to jobs: retry, cancel, run now, one or many, and take back. Any thread; each action is one transaction.
 *
 * What always holds: an action is refused with the state that forbids it; the history of attempts is never touched by a retry; a set that
 * was frozen is acted on once; taking back changes only jobs that nothing happened to since (their version says so).
 */
#include "core/str.h"
#include "jobs/jobs_private.h"
#include "sql/jobs.h"
#include "store/query.h"
#include <string.h>

#define NAMED_MAX       1000
#define SEARCHED        50000             /* jobs whose text one answer looks at */
#define SEARCHED_FREEZE 20                /* times that for a selection */
#define CLOCK_SET_US    (3 * US_PER_HOUR) /* how far a clock set back may mix up the order of arrivals */

static const struct {
    const char *name, *refusal;
} actions[JOB_ACTION_COUNT] = {
    [JOB_RETRY] = { "retry", "only a FAILED job can be retried" },
    [JOB_CANCEL] = { "cancel", "only a SCHEDULED, PENDING or RUNNING job can be cancelled" },
    [JOB_RUN_NOW] = { "run", "only a SCHEDULED or PENDING job can be run now" },
};

const char *job_action_name(enum job_action x)
{
    return actions[x].name;
}

static bool allowed(enum job_action x, const char *state)
{
    switch (x) {
    case JOB_RETRY:
        return str_eq(state, "FAILED");
    case JOB_CANCEL:
        return state_is_open(state);
    case JOB_RUN_NOW:
        return str_eq(state, "PENDING") || str_eq(state, "SCHEDULED");
    default:
        return false;
    }
}

/* ---- one ---- */

struct acting {
    struct jobs *j;
    const char *tenant_id, *id;
    enum job_action x;
    int64_t now;
    struct sql_job_state_of_row was; /* out, in the transaction's arena */
    bool was_running;                /* out */
    char type[64];                   /* out */
    enum job_state to;               /* out */
};

/* Of one job, in a transaction. ERR_NOT_FOUND, ERR_CONFLICT. */
static enum err act(struct tx *tx, struct acting *x)
{
    enum err e =
        sql_job_state_of(tx_db(tx), tx_arena(tx), &(struct sql_job_state_of_in){ .id = x->id, .tenant_id = x->tenant_id }, &x->was);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "no job with this id");
    if (e != OK)
        return e;
    if (!allowed(x->x, x->was.state))
        return err_set(ERR_CONFLICT, "the job is %s: %s", x->was.state, actions[x->x].refusal);
    str_copy(x->type, sizeof x->type, x->was.type);
    x->was_running = str_eq(x->was.state, "RUNNING");
    x->to = x->x == JOB_CANCEL ? STATE_CANCELLED : STATE_PENDING;
    if (x->x == JOB_RETRY && x->was.unique_key) {
        struct sql_job_by_unique_row other;
        e = sql_job_by_unique(
            tx_db(tx), tx_arena(tx),
            &(struct sql_job_by_unique_in){ .tenant_id = x->tenant_id, .type = x->was.type, .unique_key = x->was.unique_key }, &other);
        if (e == OK)
            return err_set(ERR_CONFLICT, "the job is FAILED, but another with its unique key is open: %s", other.id);
        if (e != ERR_NOT_FOUND)
            return e;
    }
    e = sql_job_set_state(tx, &(struct sql_job_set_state_in){ .id = x->id,
                                                              .tenant_id = x->tenant_id,
                                                              .version = x->was.version,
                                                              .state = job_states[x->to],
                                                              .run_at = x->x == JOB_CANCEL ? x->was.run_at : x->now,
                                                              .attempt = x->x == JOB_RETRY ? 0 : x->was.attempt,
                                                              .error = x->x == JOB_RETRY    ? NULL
                                                                       : x->x == JOB_CANCEL ? "cancelled"
                                                                                            : x->was.error,
                                                              .finished_at = { .set = x->x == JOB_CANCEL, .v = x->now } });
    if (e == OK && x->was_running)
        e = sql_job_attempt_close(tx, &(struct sql_job_attempt_close_in){ .job_id = x->id,
                                                                          .number = x->was.attempts,
                                                                          .tenant_id = x->tenant_id,
                                                                          .outcome = "cancelled",
                                                                          .error = "cancelled",
                                                                          .finished_at = { .set = true, .v = x->now } });
    if (e == OK && x->x == JOB_CANCEL) {
        e = finish_count(tx, x->tenant_id, x->was.type, STATE_CANCELLED, 0, 0, x->now);
        if (e == OK)
            e = finish_job(x->j, tx, x->tenant_id, x->id, STATE_CANCELLED, x->now);
    }
    return e;
}

static enum err write_act(struct tx *tx, void *arg)
{
    static const char *const names[] = { [JOB_RETRY] = "JOB_RETRY", [JOB_CANCEL] = "JOB_CANCELLED", [JOB_RUN_NOW] = "JOB_FORCE_RUN" };
    struct acting *x = arg;
    char *before = job_text(x->j, tx_arena(tx), x->tenant_id, x->id);
    enum err e = act(tx, x);
    if (e == OK) {
        tx_change(tx, &(struct tx_change){ .type = "job",
                                           .id = x->id,
                                           .name = x->type,
                                           .tenant_id = x->tenant_id,
                                           .before = before,
                                           .after = job_text(x->j, tx_arena(tx), x->tenant_id, x->id),
                                           .default_action = names[x->x] });
        tx_after_commit(tx, jobs_wake_hook, x->j);
    }
    return e;
}

static void after_act(struct jobs *j, const struct acting *x)
{
    if (x->x == JOB_CANCEL)
        metric_add(j->m_cancelled, 1);
    if (x->was_running)
        pool_stop_job(j, x->id);
    jobs_publish(j, x->tenant_id, x->id, x->type, job_states[x->to]);
}

enum err jobs_act(struct jobs *j, const char *tenant_id, const char *id, enum job_action action)
{
    struct acting x = { .j = j, .tenant_id = tenant_id, .id = id, .x = action, .now = clock_wall_us(j->d.clock) };
    enum err e = action == JOB_CANCEL ? store_write_essential(j->d.store, write_act, &x) : store_write(j->d.store, write_act, &x);
    if (e == OK)
        after_act(j, &x);
    return e;
}

/* Of a URL: its scheme, host and port. */
static size_t origin_length(const char *url)
{
    const char *host = strstr(url, "://");
    host = host ? host + 3 : url;
    return (size_t)(host - url) + strcspn(host, "/?#\\");
}

/* Would the secrets go to where they did not go before? */
static bool sends_elsewhere(const struct job_type *t, const struct json *before, const struct json *after)
{
    for (const struct field *f = t->input; f && f->name; f++) {
        const char *was = json_string(json_get(before, f->name)), *is = json_string(json_get(after, f->name));
        if (!(f->flags & FIELD_URL) || !is)
            continue;
        size_t n = origin_length(is);
        if (!was || n != origin_length(was) || memcmp(was, is, n) != 0)
            return true;
    }
    return false;
}

/* The edited input with the failed one's secrets, which nobody was shown: those that it leaves out stay, null drops one. They stay at home:
 * for another address they are given again. */
static enum err keep_secrets(struct jobs *j, struct arena *a, const char *tenant_id, const struct sql_job_get_row *row,
                             const struct json **input, field_report report, void *report_arg)
{
    const struct job_type *t = jobs_type_find(j, a, tenant_id, row->type);
    const struct json *secrets;
    struct json *whole, *plain;
    struct buf b;
    struct json_out o;
    bool lacks = false;
    if (!row->secrets.p || !t)
        return OK;
    enum err e = jobs_open_input(j, a, row->id, "{}", row->secrets.p, row->secrets.n, &secrets);
    if (e == OK)
        e = json_parse(a, row->input, strlen(row->input), &plain);
    if (e != OK)
        return e;
    bool elsewhere = sends_elsewhere(t, plain, *input);
    for (const struct json *m = elsewhere ? json_first(secrets) : NULL; m; m = json_next(m))
        if (!json_get(*input, json_key(m))) {
            report(report_arg, arena_printf(a, "input.%s", json_key(m)), "the address is another: give it again, or null");
            lacks = true;
        }
    if (lacks)
        return err_set(ERR_INVALID, "a secret is not sent to another address");
    buf_init(&b, 2 * JOBS_INPUT_MAX);
    jo_init(&o, &b);
    jo_object(&o);
    for (const struct json *m = json_first(*input); m; m = json_next(m))
        if (json_type(m) != JSON_NULL || !json_get(secrets, json_key(m))) {
            jo_key(&o, json_key(m));
            jo_json(&o, m);
        }
    for (const struct json *m = json_first(secrets); m; m = json_next(m))
        if (!json_get(*input, json_key(m))) {
            jo_key(&o, json_key(m));
            jo_json(&o, m);
        }
    jo_object_end(&o);
    e = b.overflow ? err_set(ERR_TOO_LARGE, "the input is larger than %d bytes", JOBS_INPUT_MAX) : json_parse(a, b.data, b.len, &whole);
    if (b.data)
        crypto_wipe(b.data, b.len);
    buf_free(&b);
    if (e == OK)
        *input = whole;
    return e;
}

enum err jobs_retry_edited(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, const struct json *input, const char *by,
                           field_report report, void *report_arg, char new_id[ID_SIZE])
{
    struct sql_job_get_row row;
    bool existing;
    enum err e = sql_job_get(store_reader(j->d.store), a, &(struct sql_job_get_in){ .id = id, .tenant_id = tenant_id }, &row);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "no job with this id");
    if (e != OK)
        return e;
    if (!str_eq(row.state, "FAILED"))
        return err_set(ERR_CONFLICT, "the job is %s: %s", row.state, actions[JOB_RETRY].refusal);
    e = keep_secrets(j, a, tenant_id, &row, &input, report, report_arg);
    if (e != OK)
        return e;
    struct job_new in = { .tenant_id = tenant_id,
                          .type = row.type,
                          .input = input,
                          .priority = (int)row.priority,
                          .unique_key = row.unique_key,
                          .exclusive_key = row.exclusive_key,
                          .parent_id = row.parent_id,
                          .subject_type = row.subject_type,
                          .subject_id = row.subject_id,
                          .retry_of = row.id,
                          .max_attempts = (int)row.max_attempts,
                          .by = by };
    e = jobs_add(j, a, &in, report, report_arg, new_id, &existing);
    if (e == OK && existing)
        return err_set(ERR_CONFLICT, "another job with its unique key is open: %s", new_id);
    return e;
}

/* ---- many ---- */

/* Where a list looks: [from, to) of the order of arrival. */
struct span {
    int64_t from, to;
    bool cut; /* older ones are to be looked at as well */
};

/* The first arrival at or after a time. Arrivals follow the clock, so that halving finds it without an index. */
static enum err first_since(struct db *db, struct arena *a, int64_t us, int64_t newest, int64_t *seq)
{
    int64_t low = 1, high = newest + 1;
    enum err e = OK;
    while (low < high && e == OK) {
        struct sql_job_entered_at_row row;
        int64_t middle = low + (high - low) / 2;
        e = sql_job_entered_at(db, a, &(struct sql_job_entered_at_in){ .seq = middle }, &row);
        if (e == ERR_NOT_FOUND || (e == OK && row.created_at >= us)) {
            high = middle;
            e = OK;
        } else if (e == OK) {
            low = row.seq + 1;
        }
    }
    *seq = low;
    return e;
}

/* A text is looked for in SEARCHED jobs of the tenant at most, from the newest of the span on; the rest is for the next page. */
static enum err span_of(struct jobs *j, struct arena *a, const char *tenant_id, const struct jobs_filter *f, struct span *s)
{
    struct db *db = store_reader(j->d.store);
    struct sql_job_newest_seq_row newest;
    struct sql_job_seq_below_row below;
    enum err e = sql_job_newest_seq(db, a, NULL, &newest);
    *s = (struct span){ .from = 0, .to = f->before ? f->before : newest.seq + 1 };
    if (e == OK && f->from)
        e = first_since(db, a, f->from - CLOCK_SET_US, newest.seq, &s->from);
    if (e == OK && f->to) {
        int64_t end;
        e = first_since(db, a, f->to + CLOCK_SET_US, newest.seq, &end);
        s->to = end < s->to ? end : s->to;
    }
    if (e != OK || !f->q)
        return e;
    e = sql_job_seq_below(db, a, &(struct sql_job_seq_below_in){ .tenant_id = tenant_id, .before = s->to, .skip = SEARCHED }, &below);
    s->cut = e == OK && below.seq >= s->from;
    if (s->cut)
        s->from = below.seq + 1;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* Each has an index that leads straight to it. */
static bool is_narrow(const struct jobs_filter *f)
{
    return f->schedule_id || f->parent_id || f->subject_id;
}

/* The index that a page of the list walks, said aloud: without statistics the planner takes one that passes a million jobs by. */
static void walk(struct query *q, const struct jobs_filter *f)
{
    bool over = f->state && state_is_final(f->state);
    if (is_narrow(f))
        return;
    if (f->type && over)
        query_append(q, " INDEXED BY job_over");
    else if (f->state && !str_eq(f->state, "COMPLETED"))
        query_append(q, " INDEXED BY job_open");
    else if (f->type)
        query_append(q, " INDEXED BY job_of_type");
    else if (f->queue)
        query_append(q, " INDEXED BY job_of_queue");
    else
        query_append(q, " INDEXED BY job_newest");
}

static void filter(struct query *q, struct arena *a, const char *tenant_id, const struct jobs_filter *f, const struct span *s)
{
    query_append(q, " WHERE tenant_id = ?");
    query_bind_text(q, tenant_id);
    query_and_int(q, "seq >= ?", s->from);
    query_and_int(q, "seq < ?", s->to);
    bool few = is_narrow(f);
    if (f->state)
        query_and_text(q, "state = ?", f->state);
    if (f->state && !few && !str_eq(f->state, "COMPLETED"))
        query_append(q, " AND state <> 'COMPLETED'"); /* by the index of those alone */
    if (f->type)
        query_and_text(q, "type = ?", f->type);
    if (f->state && !few && f->type && state_is_final(f->state))
        query_append(q, " AND finished_at IS NOT NULL"); /* the same */
    if (f->queue)
        query_and_text(q, "queue = ?", f->queue);
    if (f->schedule_id)
        query_and_text(q, "schedule_id = ?", f->schedule_id);
    if (f->parent_id)
        query_and_text(q, "parent_id = ?", f->parent_id);
    if (f->subject_type)
        query_and_text(q, "subject_type = ?", f->subject_type);
    if (f->subject_id)
        query_and_text(q, "subject_id = ?", f->subject_id);
    if (f->from)
        query_and_int(q, "created_at >= ?", f->from);
    if (f->to)
        query_and_int(q, "created_at < ?", f->to);
    if (f->q)
        query_and_text(q, "instr(lower(input || char(10) || coalesce(error, '')), ?) > 0", str_lower(a, f->q));
}

struct freezing {
    const char *tenant_id, *by, *id;
    enum job_action x;
    const char **ids;
    size_t count;
    int64_t now;
};

static enum err write_freeze(struct tx *tx, void *arg)
{
    const struct freezing *f = arg;
    enum err e = sql_job_action_insert(tx, &(struct sql_job_action_insert_in){ .id = f->id,
                                                                               .tenant_id = f->tenant_id,
                                                                               .action = actions[f->x].name,
                                                                               .status = "frozen",
                                                                               .asked_by = f->by,
                                                                               .created_at = f->now });
    for (size_t i = 0; i < f->count && e == OK; i++)
        e = sql_job_action_item_put(
            tx, &(struct sql_job_action_item_put_in){ .action_id = f->id, .tenant_id = f->tenant_id, .job_id = f->ids[i] });
    return e;
}

enum err jobs_freeze(struct jobs *j, struct arena *a, const char *tenant_id, enum job_action x, const struct jobs_filter *f, const char *by,
                     char action_id[ID_SIZE], int64_t *count, bool *more)
{
    const char **ids = arena_array(a, JOBS_BULK_MAX + 1, sizeof *ids);
    size_t n = 0;
    struct jobs_filter rest = *f;
    enum err e = OK;
    bool looked = false; /* at all that is to be looked at */
    for (int i = 0; i < SEARCHED_FREEZE && !looked && n <= JOBS_BULK_MAX && e == OK; i++) {
        struct query q;
        struct span s;
        bool row = true;
        if ((e = span_of(j, a, tenant_id, &rest, &s)) != OK)
            return e;
        query_init(&q, a, "SELECT id FROM job");
        filter(&q, a, tenant_id, f, &s);
        if (x == JOB_RETRY)
            query_append(&q, " AND state = 'FAILED' AND state <> 'COMPLETED'");
        else if (x == JOB_CANCEL)
            query_append(&q, " AND state IN ('SCHEDULED', 'PENDING', 'RUNNING') AND state <> 'COMPLETED'");
        else
            query_append(&q, " AND state IN ('SCHEDULED', 'PENDING') AND state <> 'COMPLETED'");
        query_append(&q, " ORDER BY seq DESC LIMIT ?");
        query_bind_int(&q, JOBS_BULK_MAX + 1);
        while (n <= JOBS_BULK_MAX && (e = query_step(&q, store_reader(j->d.store), &row)) == OK && row)
            ids[n++] = query_col_text(&q, 0);
        query_done(&q);
        looked = !s.cut;
        rest.before = s.from;
    }
    if (e != OK)
        return e;
    *more = n > JOBS_BULK_MAX || !looked;
    if (n > JOBS_BULK_MAX)
        n = JOBS_BULK_MAX;
    *count = (int64_t)n;
    id_new(j->d.clock, action_id);
    struct freezing w = {
        .tenant_id = tenant_id, .by = by, .id = action_id, .x = x, .ids = ids, .count = n, .now = clock_wall_us(j->d.clock)
    };
    return store_write(j->d.store, write_freeze, &w);
}

struct bulk {
    struct jobs *j;
    const char *tenant_id, *by, *frozen_id;
    enum job_action x;
    const char *const *ids;
    size_t count;
    int64_t now;
    struct jobs_bulk *out;
    char stopped[JOBS_MAX_CLAIMED][ID_SIZE]; /* what ran in the pool */
    size_t stopped_count;
    char (*named)[ID_SIZE]; /* the first NAMED_MAX that it was done to */
    size_t named_count;
};

/* For the audit trail: what was done, to which (the first thousand are named). */
static char *bulk_text(const struct bulk *w, struct arena *a)
{
    struct jo_text t;
    struct json_out *o = jo_text_begin(&t, 65536);
    jo_object(o);
    jo_kv_string(o, "action", actions[w->x].name);
    jo_kv_int(o, "done", w->out->done);
    jo_kv_int(o, "refused", w->out->refused);
    jo_key(o, "jobs");
    jo_array(o);
    for (size_t i = 0; i < w->named_count; i++)
        jo_string(o, w->named[i]);
    jo_array_end(o);
    jo_object_end(o);
    return jo_text_end(&t, a);
}

static enum err act_on(struct bulk *w, struct tx *tx, const char *id)
{
    struct acting act_one = { .j = w->j, .tenant_id = w->tenant_id, .id = id, .x = w->x, .now = w->now }, *x = &act_one;
    enum err e = act(tx, x);
    if (e == ERR_NOT_FOUND || e == ERR_CONFLICT) {
        w->out->refused++;
        return OK; /* nothing was written for it: the refusal came before */
    }
    if (e != OK)
        return e;
    w->out->done++;
    if (w->named_count < NAMED_MAX)
        str_copy(w->named[w->named_count++], ID_SIZE, id);
    if (x->was_running && !x->was.external && w->stopped_count < JOBS_MAX_CLAIMED)
        str_copy(w->stopped[w->stopped_count++], ID_SIZE, id);
    return sql_job_action_item_put(tx, &(struct sql_job_action_item_put_in){ .action_id = w->out->action_id,
                                                                             .tenant_id = w->tenant_id,
                                                                             .job_id = id,
                                                                             .state = x->was.state,
                                                                             .run_at = { .set = true, .v = x->was.run_at },
                                                                             .attempt = { .set = true, .v = x->was.attempt },
                                                                             .error = x->was.error,
                                                                             .finished_at = x->was.finished_at,
                                                                             .version = { .set = true, .v = x->was.version + 1 } });
}

static enum err write_bulk(struct tx *tx, void *arg)
{
    struct bulk *w = arg;
    struct sql_job_action_get_row frozen;
    struct arena *a = tx_arena(tx);
    enum err e = OK;
    w->stopped_count = w->named_count = 0;
    w->out->done = w->out->refused = 0;
    if (!w->frozen_id) {
        e = sql_job_action_insert(tx, &(struct sql_job_action_insert_in){ .id = w->out->action_id,
                                                                          .tenant_id = w->tenant_id,
                                                                          .action = actions[w->x].name,
                                                                          .status = "done",
                                                                          .asked_by = w->by,
                                                                          .created_at = w->now,
                                                                          .done_at = { .set = true, .v = w->now } });
        for (size_t i = 0; i < w->count && e == OK; i++)
            e = act_on(w, tx, w->ids[i]);
    } else {
        e = sql_job_action_get(tx_db(tx), a, &(struct sql_job_action_get_in){ .id = w->frozen_id, .tenant_id = w->tenant_id }, &frozen);
        if (e == ERR_NOT_FOUND)
            return err_set(e, "no selection with this id");
        if (e == OK && !str_eq(frozen.action, actions[w->x].name))
            return err_set(ERR_CONFLICT, "the selection was made to %s", frozen.action);
        if (e == OK && !str_eq(frozen.status, "frozen"))
            return err_set(ERR_CONFLICT, "the selection was acted on already");
        if (e == OK)
            e = sql_job_action_set(
                tx, &(struct sql_job_action_set_in){
                        .id = w->frozen_id, .tenant_id = w->tenant_id, .status = "done", .done_at = { .set = true, .v = w->now } });
        const char *after = "";
        for (size_t n = 1; n > 0 && e == OK;) {
            struct sql_job_of_action_row *rows;
            e = sql_job_of_action(
                tx_db(tx), a,
                &(struct sql_job_of_action_in){ .action_id = w->frozen_id, .tenant_id = w->tenant_id, .job_id = after, .limit = 500 },
                &rows, &n);
            for (size_t i = 0; i < n && e == OK; i++)
                e = act_on(w, tx, rows[i].job_id);
            if (e == OK && n)
                after = rows[n - 1].job_id;
        }
    }
    if (e == OK) {
        tx_change(tx, &(struct tx_change){ .type = "job_action",
                                           .id = w->out->action_id,
                                           .name = actions[w->x].name,
                                           .tenant_id = w->tenant_id,
                                           .after = bulk_text(w, a),
                                           .default_action = "JOB_BULK" });
        tx_after_commit(tx, jobs_wake_hook, w->j);
    }
    return e;
}

enum err jobs_bulk(struct jobs *j, struct arena *a, const char *tenant_id, enum job_action x, const char *frozen_id, const char *const *ids,
                   size_t count, const char *by, struct jobs_bulk *out)
{
    struct bulk w = { .j = j,
                      .tenant_id = tenant_id,
                      .by = by,
                      .frozen_id = frozen_id,
                      .x = x,
                      .ids = ids,
                      .count = count,
                      .now = clock_wall_us(j->d.clock),
                      .out = out };
    w.named = arena_array(a, NAMED_MAX, sizeof *w.named);
    *out = (struct jobs_bulk){ .undo_until = w.now + JOBS_UNDO_US };
    if (frozen_id)
        str_copy(out->action_id, sizeof out->action_id, frozen_id);
    else
        id_new(j->d.clock, out->action_id);
    enum err e = store_write(j->d.store, write_bulk, &w);
    if (e != OK)
        return e;
    if (x == JOB_CANCEL)
        metric_add(j->m_cancelled, out->done);
    for (size_t i = 0; i < w.stopped_count; i++)
        pool_stop_job(j, w.stopped[i]);
    if (out->done) /* one message: whoever watches reads the list again */
        live_publish(j->d.live, tenant_id, "jobs", "{\"bulk\":true}", 13);
    return OK;
}

struct undoing {
    struct jobs *j;
    const char *tenant_id, *action_id;
    int64_t now, undone, kept;
};

static enum err write_undo(struct tx *tx, void *arg)
{
    struct undoing *w = arg;
    struct sql_job_action_get_row action;
    struct arena *a = tx_arena(tx);
    w->undone = w->kept = 0;
    enum err e =
        sql_job_action_get(tx_db(tx), a, &(struct sql_job_action_get_in){ .id = w->action_id, .tenant_id = w->tenant_id }, &action);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "no action with this id");
    if (e != OK)
        return e;
    if (!str_eq(action.status, "done"))
        return err_set(ERR_CONFLICT, str_eq(action.status, "undone") ? "the action was taken back already" : "the action was not done yet");
    if (w->now - action.done_at.v > JOBS_UNDO_US || w->now < action.done_at.v)
        return err_set(ERR_CONFLICT, "the 10 seconds to take it back are over");
    const char *after = "";
    for (size_t n = 1; n > 0 && e == OK;) {
        struct sql_job_of_action_row *rows;
        e = sql_job_of_action(
            tx_db(tx), a,
            &(struct sql_job_of_action_in){ .action_id = w->action_id, .tenant_id = w->tenant_id, .job_id = after, .limit = 500 }, &rows,
            &n);
        for (size_t i = 0; i < n && e == OK; i++) {
            after = rows[i].job_id;
            if (!rows[i].state ||
                str_eq(rows[i].state, "RUNNING")) { /* it was refused, or what ran was stopped: that cannot be taken back */
                w->kept += rows[i].state != NULL;
                continue;
            }
            e = sql_job_set_state(tx, &(struct sql_job_set_state_in){ .id = rows[i].job_id,
                                                                      .tenant_id = w->tenant_id,
                                                                      .version = rows[i].version.v,
                                                                      .state = rows[i].state,
                                                                      .run_at = rows[i].run_at.v,
                                                                      .attempt = rows[i].attempt.v,
                                                                      .error = rows[i].error,
                                                                      .finished_at = rows[i].finished_at });
            if (e == ERR_CONFLICT) { /* another with its unique key came meanwhile */
                w->kept++;
                e = OK;
            } else if (e == OK && tx_changes(tx) > 0) {
                w->undone++;
            } else {
                w->kept++;
            }
        }
    }
    if (e == OK)
        e = sql_job_action_set(tx, &(struct sql_job_action_set_in){
                                       .id = w->action_id, .tenant_id = w->tenant_id, .status = "undone", .done_at = action.done_at });
    if (e == OK)
        tx_after_commit(tx, jobs_wake_hook, w->j);
    return e;
}

enum err jobs_undo(struct jobs *j, struct arena *a, const char *tenant_id, const char *action_id, int64_t *undone, int64_t *kept)
{
    struct undoing w = { .j = j, .tenant_id = tenant_id, .action_id = action_id, .now = clock_wall_us(j->d.clock) };
    enum err e = store_write(j->d.store, write_undo, &w);
    (void)a;
    *undone = w.undone;
    *kept = w.kept;
    if (e == OK)
        live_publish(j->d.live, tenant_id, "jobs", "{\"bulk\":true}", 13);
    return e;
}

/* ---- stopping a type or a queue ---- */

struct pausing {
    struct jobs *j;
    struct sql_job_pause_put_in in;
    bool pause;
};

static enum err write_pause(struct tx *tx, void *arg)
{
    struct pausing *p = arg;
    tx_after_commit(tx, jobs_wake_hook, p->j);
    enum err e = p->pause ? sql_job_pause_put(tx, &p->in)
                          : sql_job_pause_delete(tx, &(struct sql_job_pause_delete_in){
                                                         .tenant_id = p->in.tenant_id, .kind = p->in.kind, .name = p->in.name });
    if (e == OK)
        tx_change(tx, &(struct tx_change){ .type = str_eq(p->in.kind, "type") ? "job_type" : "job_queue",
                                           .id = p->in.name,
                                           .name = p->in.name,
                                           .tenant_id = p->in.tenant_id,
                                           .after = p->pause ? "{\"paused\":true}" : "{\"paused\":false}" });
    return e;
}

enum err jobs_pause(struct jobs *j, const char *tenant_id, const char *kind, const char *name, bool pause, const char *by)
{
    struct arena *a = arena_new(1024);
    bool known = str_eq(kind, "type") && jobs_type_find(j, a, tenant_id, name);
    if (str_eq(kind, "queue")) {
        known = str_eq(name, "external");
        for (size_t i = 0; i < j->type_count; i++)
            known |= str_eq(j->types[i].t->queue, name);
    }
    arena_free(a);
    if (!known)
        return err_set(ERR_NOT_FOUND, "no %s of this name", kind);
    struct pausing p = {
        .j = j,
        .pause = pause,
        .in = { .tenant_id = tenant_id, .kind = kind, .name = name, .paused_at = clock_wall_us(j->d.clock), .paused_by = by }
    };
    enum err e = store_write(j->d.store, write_pause, &p);
    if (e == OK)
        live_publish(j->d.live, tenant_id, "jobs", "{\"bulk\":true}", 13);
    return e;
}

/* ---- the list, by the same filter ---- */

enum err jobs_list(struct jobs *j, struct arena *a, const char *tenant_id, const struct jobs_filter *f, int64_t limit, struct json_out *o,
                   int64_t *next)
{
    struct query q;
    struct span s;
    bool row = true;
    int64_t n = 0, seq = 0;
    *next = 0;
    enum err e = span_of(j, a, tenant_id, f, &s);
    if (e != OK)
        return e;
    query_init(
        &q, a,
        "SELECT id, type, queue, state, priority, run_at, attempt, attempts, max_attempts, worker, progress, progress_text, error, "
        "created_by, created_at, started_at, finished_at, version, seq, schedule_id, subject_type, subject_id, substr(input, 1, 200) "
        "FROM job");
    walk(&q, f);
    filter(&q, a, tenant_id, f, &s);
    query_append(&q, " ORDER BY seq DESC LIMIT ?");
    query_bind_int(&q, limit + 1);
    while ((e = query_step(&q, store_reader(j->d.store), &row)) == OK && row) {
        if (n++ == limit) {
            *next = seq;
            break;
        }
        const char *error = query_col_text(&q, 12);
        seq = query_col_int(&q, 18);
        jo_object(o);
        jo_kv_string(o, "id", query_col_text(&q, 0));
        jo_kv_string(o, "type", query_col_text(&q, 1));
        jo_kv_string(o, "queue", query_col_text(&q, 2));
        jo_kv_string(o, "state", query_col_text(&q, 3));
        jo_kv_int(o, "priority", query_col_int(&q, 4));
        jo_kv_time(o, "run_at", query_col_int(&q, 5));
        jo_kv_int(o, "attempt", query_col_int(&q, 6));
        jo_kv_int(o, "attempts", query_col_int(&q, 7));
        jo_kv_int(o, "max_attempts", query_col_int(&q, 8));
        jo_kv_string(o, "worker", query_col_text(&q, 9));
        jo_kv_int(o, "progress", query_col_int(&q, 10));
        jo_kv_string(o, "progress_text", query_col_text(&q, 11));
        jo_kv_string(o, "error", error && strlen(error) > 300 ? arena_printf(a, "%.300s…", error) : error);
        jo_kv_string(o, "created_by", query_col_text(&q, 13));
        jo_kv_time(o, "created_at", query_col_int(&q, 14));
        jo_kv_time(o, "started_at", query_col_int(&q, 15));
        jo_kv_time(o, "finished_at", query_col_int(&q, 16));
        jo_kv_string(o, "schedule_id", query_col_text(&q, 19));
        jo_kv_string(o, "subject_type", query_col_text(&q, 20));
        jo_kv_string(o, "subject_id", query_col_text(&q, 21));
        jo_kv_int(o, "version", query_col_int(&q, 17));
        jo_kv_string(o, "input_text", query_col_text(&q, 22));
        jo_object_end(o);
    }
    query_done(&q);
    if (e == OK && !*next && s.cut)
        *next = s.from;
    return e;
}
