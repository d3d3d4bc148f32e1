/*
 * jobs_work.c - workers outside of the box: they take jobs under a lease, keep it by heartbeats, and say how it ended. Any thread; each
 * call is one transaction.
 *
 * What always holds: who holds the lease's id holds the job; once a lease has ended (time, cancellation) it is never taken up again, and
 * its holder is told so (ERR_CONFLICT).
 */
#include "core/str.h"
#include "jobs/jobs_private.h"
#include "sql/jobs.h"
#include <stdio.h>
#include <string.h>

#define TYPES_MAX 20
#define LEASE_MAX 100

struct leased {
    const char *id, *lease_id, *type, *input, *subject_type, *subject_id;
    struct sql_blob secrets;
    int64_t attempt, max_attempts, until;
};
struct leasing {
    struct jobs *j;
    struct arena *a; /* the caller's, who waits */
    const char *tenant_id, *worker;
    const struct job_type **types;
    size_t type_count;
    const struct pause_row *paused;
    size_t pauses;
    int64_t max, now;
    struct leased out[LEASE_MAX];
    size_t count;
};

static enum err lease_one(struct leasing *l, struct tx *tx, const struct job_type *t, const char *id)
{
    unsigned char random[16];
    struct sql_job_claimed_row row;
    struct leased *x = &l->out[l->count];
    crypto_random(random, sizeof random);
    x->lease_id = str_hex(l->a, random, sizeof random);
    x->until = l->now + t->timeout_seconds * US_PER_S;
    enum err e = sql_job_claim(tx, &(struct sql_job_claim_in){ .id = id,
                                                               .tenant_id = l->tenant_id,
                                                               .lease_id = x->lease_id,
                                                               .worker = l->worker,
                                                               .lease_until = { .set = true, .v = x->until },
                                                               .now = l->now });
    if (e != OK || tx_changes(tx) == 0)
        return e;
    e = sql_job_claimed(tx_db(tx), l->a, &(struct sql_job_claimed_in){ .id = id, .tenant_id = l->tenant_id }, &row);
    if (e == OK)
        e = sql_job_attempt_insert(
            tx, &(struct sql_job_attempt_insert_in){
                    .job_id = id, .number = row.attempts, .tenant_id = l->tenant_id, .worker = l->worker, .started_at = l->now });
    if (e != OK)
        return e;
    x->id = row.id;
    x->type = row.type;
    x->input = row.input;
    x->secrets = row.secrets;
    x->subject_type = row.subject_type;
    x->subject_id = row.subject_id;
    x->attempt = row.attempt;
    x->max_attempts = row.max_attempts;
    l->count++;
    return OK;
}

static enum err write_lease(struct tx *tx, void *arg)
{
    struct leasing *l = arg;
    enum err e = OK;
    l->count = 0;
    for (size_t i = 0; i < l->type_count && e == OK && (int64_t)l->count < l->max; i++) {
        const struct job_type *t = l->types[i];
        struct sql_job_running_external_row running;
        struct sql_job_candidates_row *rows;
        size_t n = 0;
        if (pause_has(l->paused, l->pauses, l->tenant_id, "type", t->name) ||
            pause_has(l->paused, l->pauses, l->tenant_id, "queue", t->queue))
            continue;
        e = sql_job_running_external(tx_db(tx), l->a, &(struct sql_job_running_external_in){ .tenant_id = l->tenant_id, .type = t->name },
                                     &running);
        int64_t room = t->concurrency - running.total, wanted = l->max - (int64_t)l->count;
        if (e == OK && room > 0)
            e = sql_job_candidates(
                tx_db(tx), l->a,
                &(struct sql_job_candidates_in){ .tenant_id = l->tenant_id, .type = t->name, .limit = room < wanted ? room : wanted },
                &rows, &n);
        for (size_t k = 0; k < n && e == OK; k++)
            e = lease_one(l, tx, t, rows[k].id);
    }
    return e;
}

enum err jobs_lease(struct jobs *j, struct arena *a, const char *tenant_id, const char *worker, const char *const *types, size_t type_count,
                    int64_t max, struct json_out *o, int64_t *leased)
{
    struct leasing l = {
        .j = j, .a = a, .tenant_id = tenant_id, .worker = worker, .max = max < LEASE_MAX ? max : LEASE_MAX, .now = clock_wall_us(j->d.clock)
    };
    struct pause_row *paused;
    l.types = arena_array(a, type_count + 1, sizeof *l.types);
    for (size_t i = 0; i < type_count && i < TYPES_MAX; i++) {
        const struct job_type *t = jobs_type_find(j, a, tenant_id, types[i]);
        if (!t || !(t->flags & JOB_EXTERNAL))
            return err_set(ERR_CONFLICT, "\"%.60s\" is not a type that workers outside do", types[i]);
        l.types[l.type_count++] = t;
    }
    l.pauses = jobs_paused(j, a, &paused);
    l.paused = paused;
    enum err e = store_write(j->d.store, write_lease, &l);
    *leased = (int64_t)l.count;
    for (size_t i = 0; i < l.count && e == OK; i++) {
        const struct leased *x = &l.out[i];
        const struct json *input;
        e = jobs_open_input(j, a, x->id, x->input, x->secrets.p, x->secrets.n, &input);
        if (e != OK)
            return e;
        jo_object(o);
        jo_kv_string(o, "id", x->id);
        jo_kv_string(o, "type", x->type);
        jo_kv_string(o, "lease_id", x->lease_id);
        jo_kv_time(o, "lease_until", x->until);
        jo_key(o, "input");
        jo_json(o, input);
        jo_kv_int(o, "attempt", x->attempt);
        jo_kv_int(o, "max_attempts", x->max_attempts);
        jo_kv_string(o, "subject_type", x->subject_type);
        jo_kv_string(o, "subject_id", x->subject_id);
        jo_object_end(o);
        metric_add(j->m_started, 1);
        jobs_publish(j, tenant_id, x->id, x->type, "RUNNING");
    }
    return e;
}

/* ---- while it runs, and its end ---- */

struct beating {
    struct jobs *j;
    const char *tenant_id, *id, *lease_id, *text;
    int percent;
    int64_t now, until;
};

/* The job of this lease, or why not. */
static enum err held(struct tx *tx, const char *tenant_id, const char *id, const char *lease_id, struct sql_job_state_of_row *row)
{
    enum err e = sql_job_state_of(tx_db(tx), tx_arena(tx), &(struct sql_job_state_of_in){ .id = id, .tenant_id = tenant_id }, row);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "no job with this id");
    if (e != OK)
        return e;
    if (!str_eq(row->state, "RUNNING"))
        return err_set(ERR_CONFLICT, "the job is %s: its lease has ended", row->state);
    if (!row->external || strlen(lease_id) != strlen(row->lease_id) || !crypto_equal(lease_id, row->lease_id, strlen(row->lease_id)))
        return err_set(ERR_CONFLICT, "the lease has ended: the job was given to another");
    return OK;
}

static enum err write_beat(struct tx *tx, void *arg)
{
    struct beating *b = arg;
    struct sql_job_state_of_row row;
    enum err e = held(tx, b->tenant_id, b->id, b->lease_id, &row);
    if (e != OK)
        return e;
    const struct job_type *t = type_find_in(b->j, tx_db(tx), tx_arena(tx), b->tenant_id, row.type);
    b->until = b->now + (t ? t->timeout_seconds : 60) * US_PER_S;
    e = sql_job_heartbeat(
        tx, &(struct sql_job_heartbeat_in){
                .id = b->id, .tenant_id = b->tenant_id, .lease_id = b->lease_id, .lease_until = { .set = true, .v = b->until } });
    if (e == OK && b->percent >= 0)
        e = sql_job_progress(tx, &(struct sql_job_progress_in){ .id = b->id,
                                                                .tenant_id = b->tenant_id,
                                                                .lease_id = b->lease_id,
                                                                .progress = b->percent,
                                                                .progress_text = b->text ? b->text : "" });
    return e;
}

enum err jobs_heartbeat(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, const char *lease_id, int percent,
                        const char *progress_text, int64_t *until)
{
    struct beating b = { .j = j,
                         .tenant_id = tenant_id,
                         .id = id,
                         .lease_id = lease_id,
                         .percent = percent,
                         .text = progress_text,
                         .now = clock_wall_us(j->d.clock) };
    (void)a;
    enum err e = store_write(j->d.store, write_beat, &b);
    *until = b.until;
    return e;
}

struct ending_outside {
    struct jobs *j;
    const char *tenant_id, *id, *lease_id;
    const struct jobs_outcome *in;
    int64_t now;
    char type[64];
    enum job_state to;
};

static enum err write_outcome(struct tx *tx, void *arg)
{
    struct ending_outside *w = arg;
    struct sql_job_state_of_row row;
    enum err e = held(tx, w->tenant_id, w->id, w->lease_id, &row);
    if (e != OK)
        return e;
    const struct job_type *t = type_find_in(w->j, tx_db(tx), tx_arena(tx), w->tenant_id, row.type);
    struct ending x = { .id = w->id,
                        .tenant_id = w->tenant_id,
                        .type = row.type,
                        .lease_id = row.lease_id,
                        .number = row.attempts,
                        .attempt = row.attempt,
                        .max_attempts = row.max_attempts,
                        .started_at = row.started_at.v,
                        .queued_us = row.started_at.v - row.run_at,
                        .outcome = w->in->ok ? "completed" : "failed",
                        .error = w->in->error,
                        .result = w->in->result,
                        .log = w->in->log,
                        .for_good = w->in->for_good,
                        .backoff_us = t ? job_backoff_us(t, row.attempt) : US_PER_MIN };
    e = finish_attempt(w->j, tx, &x, w->now);
    str_copy(w->type, sizeof w->type, row.type);
    w->to = x.to;
    if (e == OK)
        tx_after_commit(tx, jobs_wake_hook, w->j);
    return e;
}

enum err jobs_outcome(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, const char *lease_id,
                      const struct jobs_outcome *in)
{
    struct ending_outside w = {
        .j = j, .tenant_id = tenant_id, .id = id, .lease_id = lease_id, .in = in, .now = clock_wall_us(j->d.clock)
    };
    (void)a;
    enum err e = store_write(j->d.store, write_outcome, &w);
    if (e != OK)
        return e;
    metric_add(w.to == STATE_COMPLETED ? j->m_completed : j->m_failed, w.to == STATE_COMPLETED || w.to == STATE_FAILED);
    jobs_publish(j, tenant_id, id, w.type, job_states[w.to]);
    return OK;
}
