/*
 * jobs_finish.c - how an attempt and a job end. Writer thread, inside the transaction of whoever ends it.
 *
 * What always holds: an attempt gets its outcome once, and only from who holds its lease; a job that is over is counted once in its minute,
 * and whoever waited for it goes on or is cancelled in the same transaction.
 */
#include "core/ids.h"
#include "core/str.h"
#include "jobs/jobs_private.h"
#include "sql/jobs.h"
#include <string.h>

#define WAITING_MAX 1000 /* cancelled in one transaction because what they waited for failed */

int64_t job_backoff_us(const struct job_type *t, int64_t attempt)
{
    int64_t s = t->backoff_seconds > 0 ? t->backoff_seconds : 1, max = t->backoff_max_seconds > s ? t->backoff_max_seconds : s;
    unsigned char random;
    for (int64_t i = 1; i < attempt && s < max; i++)
        s *= 2;
    if (s > max)
        s = max;
    crypto_random(&random, 1);
    return s * US_PER_S * (900 + 200 * random / 255) / 1000;
}

enum err finish_count(struct tx *tx, const char *tenant_id, const char *type, enum job_state state, int64_t run_us, int64_t wait_us,
                      int64_t now)
{
    return sql_job_minute_add(tx, &(struct sql_job_minute_add_in){ .tenant_id = tenant_id,
                                                                   .minute = now / US_PER_MIN * US_PER_MIN,
                                                                   .type = type,
                                                                   .completed = state == STATE_COMPLETED,
                                                                   .failed = state == STATE_FAILED,
                                                                   .cancelled = state == STATE_CANCELLED,
                                                                   .run_us = run_us > 0 ? run_us : 0,
                                                                   .wait_us = wait_us > 0 ? wait_us : 0 });
}

static enum err cancel_waiting(struct tx *tx, const char *tenant_id, const char *id, const char *type, int64_t now)
{
    struct sql_job_state_of_row row;
    enum err e = sql_job_state_of(tx_db(tx), tx_arena(tx), &(struct sql_job_state_of_in){ .id = id, .tenant_id = tenant_id }, &row);
    if (e != OK)
        return e;
    e = sql_job_set_state(tx, &(struct sql_job_set_state_in){ .id = id,
                                                              .tenant_id = tenant_id,
                                                              .version = row.version,
                                                              .state = job_states[STATE_CANCELLED],
                                                              .run_at = row.run_at,
                                                              .attempt = row.attempt,
                                                              .error = "the job that this one waited for did not complete",
                                                              .finished_at = { .set = true, .v = now } });
    return e == OK ? finish_count(tx, tenant_id, type, STATE_CANCELLED, 0, 0, now) : e;
}

enum err finish_job(struct jobs *j, struct tx *tx, const char *tenant_id, const char *id, enum job_state state, int64_t now)
{
    const char *todo[WAITING_MAX];
    size_t count = 1;
    (void)j;
    if (state == STATE_COMPLETED)
        return sql_job_release_after(tx, &(struct sql_job_release_after_in){ .after_id = id, .tenant_id = tenant_id, .now = now });
    todo[0] = id;
    for (size_t i = 0; i < count; i++) { /* and who waits for those */
        struct sql_job_waiting_for_row *rows;
        size_t n;
        enum err e = sql_job_waiting_for(
            tx_db(tx), tx_arena(tx), &(struct sql_job_waiting_for_in){ .after_id = todo[i], .tenant_id = tenant_id, .limit = WAITING_MAX },
            &rows, &n);
        for (size_t k = 0; k < n && e == OK; k++) {
            e = cancel_waiting(tx, tenant_id, rows[k].id, rows[k].type, now);
            if (count < WAITING_MAX)
                todo[count++] = rows[k].id;
        }
        if (e != OK)
            return e;
    }
    return OK;
}

static enum err put_artefacts(struct tx *tx, const struct ending *x, int64_t now)
{
    enum err e = OK;
    for (size_t i = 0; i < x->artefact_count && e == OK; i++)
        e = sql_job_artefact_put(
            tx, &(struct sql_job_artefact_put_in){ .job_id = x->id,
                                                   .name = x->artefacts[i].name,
                                                   .tenant_id = x->tenant_id,
                                                   .content_type = x->artefacts[i].content_type,
                                                   .content = { .p = x->artefacts[i].n ? x->artefacts[i].p : "", .n = x->artefacts[i].n },
                                                   .created_at = now });
    return e;
}

enum err finish_attempt(struct jobs *j, struct tx *tx, struct ending *x, int64_t now)
{
    bool completed = str_eq(x->outcome, "completed"), cancelled = str_eq(x->outcome, "cancelled");
    int64_t run_at = now;
    x->to = STATE_FAILED;
    if (completed)
        x->to = STATE_COMPLETED;
    else if (cancelled)
        x->to = STATE_CANCELLED;
    else if (x->uncounted || (!x->for_good && x->attempt < x->max_attempts))
        x->to = x->backoff_us > 0 ? STATE_SCHEDULED : STATE_PENDING;
    if (x->to == STATE_SCHEDULED)
        run_at = now + x->backoff_us;
    bool over = x->to == STATE_COMPLETED || x->to == STATE_FAILED || x->to == STATE_CANCELLED;
    enum err e = sql_job_finish(tx, &(struct sql_job_finish_in){ .id = x->id,
                                                                 .tenant_id = x->tenant_id,
                                                                 .lease_id = x->lease_id,
                                                                 .state = job_states[x->to],
                                                                 .run_at = run_at,
                                                                 .attempt = x->uncounted && x->attempt > 0 ? x->attempt - 1 : x->attempt,
                                                                 .progress = completed ? 100 : x->progress,
                                                                 .progress_text = x->progress_text ? x->progress_text : "",
                                                                 .result = completed ? x->result : NULL,
                                                                 .error = completed || x->uncounted ? NULL : x->error,
                                                                 .finished_at = { .set = over, .v = now } });
    if (e != OK)
        return e;
    x->recorded = tx_changes(tx) > 0;
    if (!x->recorded)
        return OK; /* cancelled or lost meanwhile: its attempt has its outcome */
    e = sql_job_attempt_finish(tx, &(struct sql_job_attempt_finish_in){ .job_id = x->id,
                                                                        .number = x->number,
                                                                        .tenant_id = x->tenant_id,
                                                                        .finished_at = { .set = true, .v = now },
                                                                        .outcome = x->outcome,
                                                                        .error = x->error,
                                                                        .log = x->log ? x->log : "",
                                                                        .log_dropped = x->log_dropped });
    if (e == OK)
        e = put_artefacts(tx, x, now);
    if (e == OK && over)
        e = finish_count(tx, x->tenant_id, x->type, x->to, now - x->started_at, x->queued_us, now);
    if (e == OK && over)
        e = finish_job(j, tx, x->tenant_id, x->id, x->to, now);
    return e;
}
