/*
 * jobs_engine.c - the dispatcher: records what ended, begins what is due, fairly, and brings back what was lost.
 *
 * Threads: "jobs" (jobs_step); jobs_start and jobs_stop belong to who built it. One transaction a round holds every end and every beginning
 * of that round, so that the rate of jobs is not the rate of syncs. What always holds: a handler runs only after its attempt is on disk;
 * what a round could not write is kept and written by the next.
 */
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "jobs/jobs_private.h"
#include "sql/jobs.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define IDLE_US      US_PER_S
#define FLUSH_US     (500 * US_PER_MS) /* progress and log of what runs */
#define PAIRS_MAX    2000              /* (tenant, type) looked at in a round */
#define PAUSES_MAX   1000
#define PROMOTE_MAX  500
#define LOST_MAX     200
#define JUMP_US      (2 * US_PER_S)
#define STOP_WAIT_US (5 * US_PER_S)
#define QUICK_US     (2 * US_PER_MS)
#define SERVED       (sizeof((struct jobs *)0)->served / sizeof *((struct jobs *)0)->served)

/* ---- what is paused ---- */

size_t jobs_paused(struct jobs *j, struct arena *a, struct pause_row **out)
{
    struct sql_job_pause_all_row *rows;
    size_t n = 0;
    if (sql_job_pause_all(store_reader(j->d.store), a, &(struct sql_job_pause_all_in){ .limit = PAUSES_MAX }, &rows, &n) != OK)
        n = 0;
    *out = arena_array(a, n + 1, sizeof **out);
    for (size_t i = 0; i < n; i++) {
        str_copy((*out)[i].tenant_id, sizeof(*out)[i].tenant_id, rows[i].tenant_id);
        str_copy((*out)[i].kind, sizeof(*out)[i].kind, rows[i].kind);
        str_copy((*out)[i].name, sizeof(*out)[i].name, rows[i].name);
        (*out)[i].by = rows[i].paused_by;
        (*out)[i].at = rows[i].paused_at;
    }
    return n;
}

const struct pause_row *pause_find(const struct pause_row *rows, size_t n, const char *tenant_id, const char *kind, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].kind, kind) && str_eq(rows[i].name, name) && str_eq(rows[i].tenant_id, tenant_id))
            return &rows[i];
    return NULL;
}

bool pause_has(const struct pause_row *rows, size_t n, const char *tenant_id, const char *kind, const char *name)
{
    return pause_find(rows, n, tenant_id, kind, name) != NULL;
}

/* ---- choosing what begins ---- */

struct candidate {
    const char *id, *tenant_id;
    struct slot *slot;
};
struct tenant_use {
    const char *tenant_id;
    int used;
    int64_t last; /* 0: not served lately; else the larger the later */
};
struct pair { /* what waits of one tenant and type: its first few, in order */
    const char *tenant_id;
    struct slot *slot;
    struct sql_job_candidates_row *rows;
    size_t count, next;
    struct tenant_use *use;
};

static bool before(const struct pair *x, const struct pair *y)
{
    const struct sql_job_candidates_row *r = &x->rows[x->next], *s = &y->rows[y->next];
    if (r->priority != s->priority)
        return r->priority < s->priority;
    return r->run_at != s->run_at ? r->run_at < s->run_at : r->seq < s->seq;
}

/* Its jobs are claimed ahead of the threads: so many as are done within a few ms hold up nobody, and make a transaction worth its sync. */
static bool is_quick(const struct slot *s)
{
    int64_t us = s->mean_us;
    return us >= 0 && us <= QUICK_US;
}

/* How many may be claimed. Jobs of quick types wait behind slow ones no longer than half of the threads are free for them. */
static int window_of(const struct jobs *j, bool quick, int slow)
{
    return quick && 2 * slow <= j->d.threads ? j->d.threads * JOBS_AHEAD : j->d.threads;
}

static void note_served(struct jobs *j, const char *tenant_id)
{
    size_t at = 0;
    while (at < SERVED - 1 && !str_eq(j->served[at], tenant_id))
        at++;
    memmove(j->served + 1, j->served, at * sizeof *j->served);
    str_copy(j->served[0], sizeof j->served[0], tenant_id);
}

static int recency(const struct jobs *j, const char *tenant_id)
{
    for (size_t i = 0; i < SERVED; i++)
        if (str_eq(j->served[i], tenant_id))
            return (int)(SERVED - i);
    return 0;
}

static enum err tenant_rests(struct db *db, struct arena *a, const char *tenant_id, bool *rests)
{
    struct sql_job_tenant_rests_row row;
    enum err e = sql_job_tenant_rests(db, a, &(struct sql_job_tenant_rests_in){ .tenant_id = tenant_id }, &row);
    *rests = e == OK && row.rests;
    return e;
}

/* The next (tenant, type) of which something waits. ERR_NOT_FOUND: that was the last. */
static enum err next_pair(struct db *db, struct arena *a, const char **tenant, const char **type, bool *external)
{
    struct sql_job_next_type_row same;
    struct sql_job_next_tenant_row other;
    enum err e = sql_job_next_type(db, a, &(struct sql_job_next_type_in){ .tenant_id = *tenant, .after_type = *type }, &same);
    if (e == OK) {
        *type = same.type;
        *external = same.external;
    } else if (e == ERR_NOT_FOUND) {
        e = sql_job_next_tenant(db, a, &(struct sql_job_next_tenant_in){ .after_tenant = *tenant }, &other);
        if (e == OK) {
            *tenant = other.tenant_id;
            *type = other.type;
            *external = other.external;
        }
    }
    return e;
}

/* Everything that might begin: the first few of each tenant and type that are neither paused nor at their limit. */
static enum err collect(struct jobs *j, struct arena *a, const int room[2], struct pair **out, size_t *count)
{
    struct pause_row *paused;
    struct db *db = store_reader(j->d.store);
    size_t pauses = jobs_paused(j, a, &paused), n = 0, cap = 0;
    struct pair *all = NULL;
    const char *tenant = "", *type = "";
    bool rests = false; /* the tenant that is looked at */
    enum err e = OK;
    for (int i = 0; i < PAIRS_MAX; i++) {
        const char *last = tenant;
        bool external = false;
        e = next_pair(db, a, &tenant, &type, &external);
        if (e == OK && tenant != last)
            e = tenant_rests(db, a, tenant, &rests);
        if (e != OK)
            break;
        struct slot *s = rests || external ? NULL : jobs_slot(j, type);
        /* A slow one for which no thread is free is looked at all the same: when it is its turn, the quick ones wait with it. */
        int limit = s ? s->t->concurrency - s->running : 0, most = s ? room[is_quick(s)] : 0;
        if (limit > 0 && limit > most)
            limit = most > 0 ? most : 1;
        if (limit <= 0 || pause_has(paused, pauses, tenant, "type", type) || pause_has(paused, pauses, tenant, "queue", s->t->queue))
            continue;
        if (n == cap) {
            cap = 2 * n + 16;
            struct pair *more = arena_array(a, cap, sizeof *more);
            if (n)
                memcpy(more, all, n * sizeof *all);
            all = more;
        }
        all[n] = (struct pair){ .tenant_id = tenant, .slot = s };
        e = sql_job_candidates(db, a, &(struct sql_job_candidates_in){ .tenant_id = tenant, .type = type, .limit = limit }, &all[n].rows,
                               &all[n].count);
        if (e != OK)
            break;
        n++;
    }
    *out = all;
    *count = n;
    return e == ERR_NOT_FOUND ? OK : e;
}

static struct tenant_use *use_of(struct tenant_use *uses, size_t *n, struct jobs *j, const char *tenant_id)
{
    for (size_t i = 0; i < *n; i++)
        if (str_eq(uses[i].tenant_id, tenant_id))
            return &uses[i];
    uses[*n] = (struct tenant_use){ .tenant_id = tenant_id, .last = recency(j, tenant_id) };
    return &uses[(*n)++];
}

static int slow_claimed(const struct jobs *j)
{
    int n = 0;
    for (int list = 0; list < 2; list++)
        for (const struct job_run *r = list ? j->ready : j->running; r; r = r->next)
            n += !is_quick(r->slot);
    return n;
}

/* Repeatedly the best of the tenant that uses least, of equal ones of who was not served for longest; when the best finds no room, the
 * others wait with it. Under lock (running counts). */
static size_t choose(struct jobs *j, struct arena *a, struct pair *all, size_t count, size_t most, struct candidate *out)
{
    struct tenant_use *uses = arena_array(a, count + j->claimed + 1, sizeof *uses);
    size_t n = 0, chosen = 0;
    int64_t turn = SERVED;
    int slow = slow_claimed(j), *begun = arena_array(a, JOBS_MAX_TYPES, sizeof *begun);
    for (int list = 0; list < 3; list++)
        for (struct job_run *r = list == 0 ? j->running : list == 1 ? j->ready : j->finished; r; r = r->next)
            use_of(uses, &n, j, r->tenant_id)->used += r->slot->t->cost > 0 ? r->slot->t->cost : 1;
    for (size_t i = 0; i < count; i++)
        all[i].use = use_of(uses, &n, j, all[i].tenant_id);
    for (;;) {
        struct pair *best = NULL;
        for (size_t i = 0; i < count; i++) {
            struct pair *p = &all[i];
            if (p->next == p->count || p->slot->running + begun[p->slot - j->types] >= p->slot->t->concurrency)
                continue;
            int64_t less = !best ? -1 : p->use->used != best->use->used ? p->use->used - best->use->used : p->use->last - best->use->last;
            if (less < 0 || (p->use == best->use && before(p, best)))
                best = p;
        }
        bool quick = best && is_quick(best->slot);
        if (!best || chosen == most || (int)(j->claimed + chosen) >= window_of(j, quick, slow))
            break;
        slow += !quick;
        begun[best->slot - j->types]++;
        best->use->used += best->slot->t->cost > 0 ? best->slot->t->cost : 1;
        best->use->last = ++turn;
        note_served(j, best->tenant_id);
        out[chosen++] = (struct candidate){ .id = best->rows[best->next++].id, .tenant_id = best->tenant_id, .slot = best->slot };
    }
    return chosen;
}

/* ---- the round's transaction ---- */

struct beginning {
    struct candidate c;
    struct job_run *run;
    char lease_id[48];
    bool begun;
};
struct flush {
    const char *id, *tenant_id, *lease_id, *log, *progress_text;
    int64_t number, log_dropped;
    int progress;
    bool has_log, has_progress;
};
struct round {
    struct jobs *j;
    int64_t now;
    bool promote;
    struct ending *ends;
    size_t end_count;
    struct beginning *begins;
    size_t begin_count;
    struct flush *flushes;
    size_t flush_count;
    struct job_run **leave;
    size_t leave_count;
};

static enum err begin_one(struct round *w, struct tx *tx, struct beginning *b)
{
    struct jobs *j = w->j;
    struct sql_job_claimed_row row;
    b->begun = false;
    enum err e = sql_job_claim(
        tx,
        &(struct sql_job_claim_in){ .id = b->c.id, .tenant_id = b->c.tenant_id, .lease_id = b->lease_id, .worker = "box", .now = w->now });
    if (e != OK || tx_changes(tx) == 0)
        return e; /* cancelled meanwhile, or another with its exclusive key began in this round */
    e = sql_job_claimed(tx_db(tx), tx_arena(tx), &(struct sql_job_claimed_in){ .id = b->c.id, .tenant_id = b->c.tenant_id }, &row);
    if (e == OK)
        e = sql_job_attempt_insert(
            tx, &(struct sql_job_attempt_insert_in){
                    .job_id = row.id, .number = row.attempts, .tenant_id = b->c.tenant_id, .worker = "box", .started_at = w->now });
    if (e != OK)
        return e;
    struct job_run *r = b->run;
    r->attempt = row.attempt;
    r->number = row.attempts;
    r->max_attempts = row.max_attempts;
    r->started_at = w->now;
    r->queued_us = w->now - (row.run_at > row.created_at ? row.run_at : row.created_at);
    r->err = jobs_open_input(j, r->arena, row.id, row.input, row.secrets.p, row.secrets.n, &r->input);
    if (r->err != OK)
        str_copy(r->error, sizeof r->error, err_detail());
    b->begun = true;
    return OK;
}

static enum err write_round(struct tx *tx, void *arg)
{
    struct round *w = arg;
    enum err e = OK;
    for (size_t i = 0; i < w->end_count && e == OK; i++)
        e = finish_attempt(w->j, tx, &w->ends[i], w->now);
    for (size_t i = 0; i < w->flush_count && e == OK; i++) {
        struct flush *f = &w->flushes[i];
        if (f->has_log)
            e = sql_job_attempt_log(
                tx, &(struct sql_job_attempt_log_in){
                        .job_id = f->id, .number = f->number, .tenant_id = f->tenant_id, .log = f->log, .log_dropped = f->log_dropped });
        if (e == OK && f->has_progress)
            e = sql_job_progress(tx, &(struct sql_job_progress_in){ .id = f->id,
                                                                    .tenant_id = f->tenant_id,
                                                                    .lease_id = f->lease_id,
                                                                    .progress = f->progress,
                                                                    .progress_text = f->progress_text });
    }
    if (e == OK && w->promote)
        e = sql_job_promote(tx, &(struct sql_job_promote_in){ .now = w->now, .limit = PROMOTE_MAX });
    for (size_t i = 0; i < w->begin_count && e == OK; i++)
        e = begin_one(w, tx, &w->begins[i]);
    return e;
}

/* ---- ends ---- */

/* What the attempt came to; strings in the arena or in the run. */
static struct ending ending_of(struct jobs *j, struct arena *a, struct job_run *r, bool left)
{
    struct ending x = { .id = arena_strdup(a, r->id),
                        .tenant_id = arena_strdup(a, r->tenant_id),
                        .type = r->slot->t->name,
                        .lease_id = arena_strdup(a, r->lease_id),
                        .number = r->number,
                        .attempt = r->attempt,
                        .max_attempts = r->max_attempts,
                        .started_at = r->started_at,
                        .queued_us = r->queued_us };
    run_log_text(r, a, &x.log, &x.log_dropped);
    pthread_mutex_lock(&r->lock);
    x.progress = r->progress;
    x.progress_text = arena_strdup(a, r->progress_text);
    x.result = r->result ? arena_strdup(a, r->result) : NULL;
    if (r->artefact_count && !left) {
        x.artefacts = r->artefacts;
        x.artefact_count = r->artefact_count;
    }
    pthread_mutex_unlock(&r->lock);
    bool ok = !left && r->err == OK, wanted = atomic_load(&r->stop);
    if (r->cancelled) {
        x.outcome = "cancelled";
        x.error = "cancelled";
    } else if (ok && r->snooze && !wanted) {
        x.outcome = "snoozed";
        x.uncounted = true;
        x.backoff_us = r->snooze * US_PER_S;
    } else if (ok) {
        x.outcome = "completed";
    } else if (wanted && !r->timed_out) { /* the box stops */
        x.outcome = "interrupted";
        x.error = "the box was stopped";
        x.uncounted = true;
    } else {
        x.outcome = r->timed_out ? "timed_out" : "failed";
        x.error = r->timed_out ? arena_printf(a, "not done within %d s%s", r->slot->t->timeout_seconds,
                                              left ? ", and it did not stop when asked: it was left behind" : "")
                               : arena_strdup(a, r->error);
        x.for_good = !r->timed_out && (r->err == ERR_INVALID || r->err == ERR_FORBIDDEN || r->err == ERR_NOT_FOUND);
        x.backoff_us = job_backoff_us(r->slot->t, r->attempt);
    }
    (void)j;
    return x;
}

/* Under lock: whose time is over is asked to stop; who was asked long enough ago is to be left behind: its end is recorded now. */
static void watch(struct jobs *j, struct arena *a, int64_t mono, struct round *w)
{
    w->leave = arena_array(a, JOBS_MAX_THREADS, sizeof *w->leave);
    for (struct job_run *r = j->running; r; r = r->next) {
        if (mono >= r->stop_mono && !atomic_load(&r->stop)) {
            r->timed_out = true;
            r->hard_mono = mono + JOBS_GRACE_US;
            atomic_store(&r->stop, true);
        }
        if (mono < r->hard_mono || j->left + (int)w->leave_count >= JOBS_MAX_LEFT || w->leave_count == JOBS_MAX_THREADS)
            continue;
        w->ends[w->end_count++] = ending_of(j, a, r, true);
        w->leave[w->leave_count++] = r;
    }
}

/* After the commit: who has not returned meanwhile is on its own, and another thread takes its place. */
static void leave_behind(struct jobs *j, struct round *w)
{
    pthread_mutex_lock(&j->lock);
    for (size_t i = 0; i < w->leave_count; i++)
        for (struct job_run **at = &j->running, *r; (r = *at); at = &r->next)
            if (r == w->leave[i]) {
                *at = r->next;
                r->left = true;
                r->slot->mean_us = -1; /* nothing is claimed ahead of such */
                j->left++;
                j->claimed--;
                j->threads--;
                pool_spawn(j);
                metric_set(j->m_left, j->left);
                log_warn("a job did not stop when asked and was left behind", "job", r->id, "type", r->slot->t->name, NULL);
                break;
            }
    pthread_mutex_unlock(&j->lock);
}

static void collect_flushes(struct jobs *j, struct arena *a, struct round *w)
{
    size_t n = 0;
    for (struct job_run *r = j->running; r; r = r->next)
        n++;
    w->flushes = arena_array(a, n + 1, sizeof *w->flushes);
    for (struct job_run *r = j->running; r; r = r->next) {
        struct flush *f = &w->flushes[w->flush_count];
        *f = (struct flush){ .id = arena_strdup(a, r->id),
                             .tenant_id = arena_strdup(a, r->tenant_id),
                             .lease_id = arena_strdup(a, r->lease_id),
                             .number = r->number };
        pthread_mutex_lock(&r->lock);
        f->has_log = r->log_dirty;
        f->has_progress = r->progress_dirty;
        f->progress = r->progress;
        f->progress_text = f->has_progress ? arena_strdup(a, r->progress_text) : NULL;
        r->progress_dirty = false;
        pthread_mutex_unlock(&r->lock);
        if (f->has_log)
            run_log_text(r, a, &f->log, &f->log_dropped);
        if (f->has_log || f->has_progress)
            w->flush_count++;
    }
}

/* ---- what was lost ---- */

struct losing {
    struct jobs *j;
    struct ending ends[LOST_MAX];
    size_t count;
    int64_t now;
};

static enum err write_lost(struct tx *tx, void *arg)
{
    struct losing *l = arg;
    enum err e = OK;
    for (size_t i = 0; i < l->count && e == OK; i++) {
        /* What the handler said before stays. */
        e = sql_job_attempt_close(tx, &(struct sql_job_attempt_close_in){ .job_id = l->ends[i].id,
                                                                          .number = l->ends[i].number,
                                                                          .tenant_id = l->ends[i].tenant_id,
                                                                          .outcome = "lost",
                                                                          .error = l->ends[i].error,
                                                                          .finished_at = { .set = true, .v = l->now } });
        if (e == OK)
            e = finish_attempt(l->j, tx, &l->ends[i], l->now);
    }
    return e;
}

static void lost(struct losing *l, const char *id, const char *tenant_id, const char *type, const char *lease_id, int64_t number,
                 int64_t attempt, int64_t max_attempts, const char *why)
{
    struct slot *s = jobs_slot(l->j, type);
    l->ends[l->count++] = (struct ending){ .id = id,
                                           .tenant_id = tenant_id,
                                           .type = type,
                                           .lease_id = lease_id,
                                           .number = number,
                                           .attempt = attempt,
                                           .max_attempts = max_attempts,
                                           .started_at = l->now,
                                           .outcome = "lost",
                                           .error = why,
                                           .backoff_us = s && attempt > 1 ? job_backoff_us(s->t, attempt) : 0 };
}

/* As many as there are, a few hundred in a transaction. */
enum err jobs_recover(struct jobs *j)
{
    enum err e = OK;
    for (;;) {
        struct losing l = { .j = j, .now = clock_wall_us(j->d.clock) };
        struct sql_job_lost_here_row *rows;
        size_t n;
        struct arena *a = arena_new(0);
        e = sql_job_lost_here(store_reader(j->d.store), a, &(struct sql_job_lost_here_in){ .limit = LOST_MAX }, &rows, &n);
        for (size_t i = 0; i < n && e == OK; i++)
            lost(&l, rows[i].id, rows[i].tenant_id, rows[i].type, rows[i].lease_id, rows[i].attempts, rows[i].attempt, rows[i].max_attempts,
                 "the box ended while it ran");
        if (e == OK && n)
            e = store_write(j->d.store, write_lost, &l);
        metric_add(j->m_lost, (int64_t)l.count);
        arena_free(a);
        if (e != OK || n == 0)
            return e;
    }
}

static enum err take_back_leases(struct jobs *j, struct arena *a, int64_t now)
{
    struct losing l = { .j = j, .now = now };
    struct sql_job_lost_outside_row *rows;
    size_t n;
    enum err e =
        sql_job_lost_outside(store_reader(j->d.store), a, &(struct sql_job_lost_outside_in){ .now = now, .limit = LOST_MAX }, &rows, &n);
    for (size_t i = 0; i < n && e == OK; i++)
        lost(&l, rows[i].id, rows[i].tenant_id, rows[i].type, rows[i].lease_id, rows[i].attempts, rows[i].attempt, rows[i].max_attempts,
             "its worker was not heard of before the lease ended");
    if (e == OK && n)
        e = store_write(j->d.store, write_lost, &l);
    if (e == OK)
        metric_add(j->m_lost, (int64_t)l.count);
    for (size_t i = 0; i < l.count && e == OK; i++)
        jobs_publish(j, l.ends[i].tenant_id, l.ends[i].id, l.ends[i].type, job_states[l.ends[i].to]);
    return e;
}

/* ---- the clock ---- */

struct shifting {
    int64_t jump, now;
};

static enum err write_shift(struct tx *tx, void *arg)
{
    const struct shifting *s = arg;
    enum err e = sql_job_shift_leases(tx, &(struct sql_job_shift_leases_in){ .shift = s->jump });
    if (e == OK && s->jump < 0) /* who waits to be tried again must not wait for the clock to come round */
        e = sql_job_pull_in(tx, &(struct sql_job_pull_in_in){ .now = s->now, .horizon = s->now + 2 * US_PER_HOUR });
    return e;
}

static enum err watch_clock(struct jobs *j, struct arena *a, int64_t now, int64_t mono)
{
    struct shifting s = { .jump = (now - j->last_wall) - (mono - j->last_mono), .now = now };
    enum err e = OK;
    if (j->last_mono && (s.jump > JUMP_US || s.jump < -JUMP_US)) {
        e = store_write(j->d.store, write_shift, &s);
        if (e == OK)
            e = schedules_shift(j, a, s.jump, now);
        j->next_look = 0;
    }
    if (e == OK) {
        j->last_wall = now;
        j->last_mono = mono;
    }
    return e;
}

/* When the next thing is due by the clock; INT64_MAX: nothing is. */
static enum err next_due(struct jobs *j, struct arena *a, int64_t *at)
{
    struct db *db = store_reader(j->d.store);
    struct sql_job_next_due_row due;
    struct sql_schedule_next_row schedule;
    struct sql_job_next_lease_row lease;
    *at = INT64_MAX;
    enum err e = sql_job_next_due(db, a, NULL, &due);
    if (e == OK)
        e = sql_schedule_next(db, a, NULL, &schedule);
    if (e == OK)
        e = sql_job_next_lease(db, a, NULL, &lease);
    if (e != OK)
        return e;
    if (due.at.set)
        *at = due.at.v;
    if (schedule.at.set && schedule.at.v < *at)
        *at = schedule.at.v;
    if (lease.at.set && lease.at.v < *at)
        *at = lease.at.v;
    return OK;
}

/* ---- the round ---- */

static void hand_over(struct jobs *j, struct round *w)
{
    pthread_mutex_lock(&j->lock);
    for (size_t i = 0; i < w->begin_count; i++) {
        struct beginning *b = &w->begins[i];
        struct job_run *r = b->run;
        if (!b->begun) {
            r->slot->running--;
            j->claimed--;
            continue;
        }
        b->run = NULL;
        r->next = NULL;
        if (r->err != OK) { /* its input cannot be read */
            r->next = j->finished;
            j->finished = r;
            j->woken = true;
            continue;
        }
        r->queued = true;
        *j->ready_end = r;
        j->ready_end = &r->next;
        j->ready_count++;
        pthread_cond_signal(&j->work);
    }
    pthread_mutex_unlock(&j->lock);
    for (size_t i = 0; i < w->begin_count; i++)
        run_free(w->begins[i].run);
}

static void tell(struct jobs *j, struct round *w)
{
    for (size_t i = 0; i < w->end_count; i++) {
        const struct ending *x = &w->ends[i];
        if (!x->recorded)
            continue;
        metric_add(x->to == STATE_COMPLETED   ? j->m_completed
                   : x->to == STATE_CANCELLED ? j->m_cancelled
                                              : j->m_failed,
                   x->to >= STATE_COMPLETED);
        metric_observe_us(j->m_duration, w->now - x->started_at);
        if (i < 50)
            jobs_publish(j, x->tenant_id, x->id, x->type, job_states[x->to]);
    }
    for (size_t i = 0; i < w->begin_count; i++)
        if (w->begins[i].begun && w->begins[i].run) {
            metric_add(j->m_started, 1);
            metric_observe_us(j->m_wait, w->begins[i].run->queued_us);
            if (i < 50)
                jobs_publish(j, w->begins[i].c.tenant_id, w->begins[i].c.id, w->begins[i].c.slot->t->name, "RUNNING");
        }
    for (size_t i = 0; i < w->flush_count; i++)
        if (w->flushes[i].has_progress) {
            struct buf b;
            struct json_out o;
            buf_init(&b, 2048);
            jo_init(&o, &b);
            jo_object(&o);
            jo_kv_string(&o, "id", w->flushes[i].id);
            jo_kv_string(&o, "state", "RUNNING");
            jo_kv_int(&o, "progress", w->flushes[i].progress);
            jo_kv_string(&o, "progress_text", w->flushes[i].progress_text);
            jo_object_end(&o);
            live_publish(j->d.live, w->flushes[i].tenant_id, "jobs", b.data, b.len);
            buf_free(&b);
        }
}

/* Takes the runs that returned, as the round's ends. *kept: their list, given back when the round cannot be written. */
static struct job_run *take_finished(struct jobs *j, struct arena *a, struct round *w)
{
    struct job_run *kept = NULL;
    while (j->finished && w->end_count < JOBS_FINISH_MAX) {
        struct job_run *r = j->finished;
        j->finished = r->next;
        w->ends[w->end_count++] = ending_of(j, a, r, false);
        r->next = kept;
        kept = r;
    }
    return kept;
}

static enum err begin_more(struct jobs *j, struct arena *a, struct round *w)
{
    struct pair *all;
    size_t count;
    pthread_mutex_lock(&j->lock);
    int slow = slow_claimed(j), claimed = (int)j->claimed;
    bool closed = j->stopping || j->left >= JOBS_MAX_LEFT;
    pthread_mutex_unlock(&j->lock);
    const int room[2] = { window_of(j, false, slow) - claimed, window_of(j, true, slow) - claimed };
    if (closed || room[1] <= 0)
        return OK;
    enum err e = collect(j, a, room, &all, &count);
    if (e != OK || count == 0)
        return e;
    struct candidate *chosen = arena_array(a, (size_t)room[1], sizeof *chosen);
    w->begins = arena_array(a, (size_t)room[1], sizeof *w->begins);
    pthread_mutex_lock(&j->lock);
    w->begin_count = choose(j, a, all, count, (size_t)room[1], chosen);
    for (size_t i = 0; i < w->begin_count; i++) {
        chosen[i].slot->running++;
        j->claimed++;
    }
    pthread_mutex_unlock(&j->lock);
    for (size_t i = 0; i < w->begin_count; i++) {
        struct beginning *b = &w->begins[i];
        *b = (struct beginning){ .c = chosen[i], .run = run_new(j, chosen[i].slot, chosen[i].tenant_id, chosen[i].id) };
        snprintf(b->lease_id, sizeof b->lease_id, "%s-%lld", j->boot, (long long)atomic_fetch_add(&j->lease_seq, 1));
        str_copy(b->run->lease_id, sizeof b->run->lease_id, b->lease_id);
    }
    return OK;
}

static enum err dispatch(struct jobs *j, struct arena *a, int64_t now, int64_t mono, bool promote)
{
    struct round w = { .j = j, .now = now, .promote = promote };
    w.ends = arena_array(a, JOBS_FINISH_MAX + JOBS_MAX_THREADS, sizeof *w.ends);
    pthread_mutex_lock(&j->lock);
    struct job_run *returned = take_finished(j, a, &w);
    watch(j, a, mono, &w);
    if (mono >= j->flush_at) {
        collect_flushes(j, a, &w);
        j->flush_at = mono + FLUSH_US;
    }
    /* What ended frees its place at once: its successor is chosen in this very round. */
    for (struct job_run *r = returned; r; r = r->next) {
        r->slot->running--;
        j->claimed--;
    }
    pthread_mutex_unlock(&j->lock);

    enum err e = begin_more(j, a, &w);
    if (e == OK && (w.end_count || w.begin_count || w.flush_count || promote))
        e = store_write(j->d.store, write_round, &w);
    if (e != OK) {
        for (size_t i = 0; i < w.begin_count; i++)
            w.begins[i].begun = false;
        hand_over(j, &w);
        pthread_mutex_lock(&j->lock);
        for (struct job_run *r = returned, *next; r; r = next) { /* once more in the next round */
            next = r->next;
            r->next = j->finished;
            j->finished = r;
            r->slot->running++;
            j->claimed++;
        }
        pthread_mutex_unlock(&j->lock);
        return e;
    }
    tell(j, &w);
    leave_behind(j, &w);
    hand_over(j, &w);
    for (struct job_run *r = returned, *next; r; r = next) {
        next = r->next;
        run_free(r);
    }
    bool more = w.end_count > 0 || w.begin_count > 0;
    if (more) { /* what could not begin for want of room may now */
        pthread_mutex_lock(&j->lock);
        j->woken |= j->claimed < (size_t)j->d.threads;
        pthread_mutex_unlock(&j->lock);
    }
    metric_set(j->m_running, (int64_t)j->claimed);
    return OK;
}

enum err jobs_step(struct jobs *j, int64_t *next_us)
{
    int64_t now = clock_wall_us(j->d.clock), mono = clock_mono_us(j->d.clock), at = INT64_MAX;
    struct arena *a = j->arena;
    bool promote = false;
    arena_reset(a);
    *next_us = IDLE_US;
    atomic_store(&j->last_round, mono);
    enum err e = watch_clock(j, a, now, mono);
    if (e == OK)
        e = next_due(j, a, &at);
    if (e == OK && at <= now) {
        e = schedules_fire(j, a, now, &promote);
        if (e == OK)
            e = take_back_leases(j, a, now);
        promote = true;
    }
    if (e == OK)
        e = dispatch(j, a, now, mono, promote);
    if (e == OK)
        e = next_due(j, a, &at);
    if (e == OK && at != INT64_MAX) {
        int64_t us = at - clock_wall_us(j->d.clock);
        if (us < *next_us)
            *next_us = us > 0 ? us : 0;
    }
    pthread_mutex_lock(&j->lock);
    if (j->running && FLUSH_US < *next_us)
        *next_us = FLUSH_US;
    pthread_mutex_unlock(&j->lock);
    return e;
}

/* ---- the thread ---- */

static bool wait_for_work(struct jobs *j, int64_t us)
{
    struct timespec until = clock_deadline(us);
    pthread_mutex_lock(&j->lock);
    while (us > 0 && !j->woken && !j->stopping)
        if (pthread_cond_timedwait(&j->wake, &j->lock, &until) != 0)
            break;
    j->woken = false;
    bool go_on = !j->stopping;
    pthread_mutex_unlock(&j->lock);
    return go_on;
}

static void *run(void *arg)
{
    struct jobs *j = arg;
    int64_t pause = 0;
    pthread_setname_np(pthread_self(), "jobs");
    while (wait_for_work(j, pause)) {
        enum err e = jobs_step(j, &pause);
        if (e != OK) {
            if (!j->store_failed)
                log_error("the job engine cannot use the store; trying again every second", "error", err_detail(), NULL);
            struct timespec second = { .tv_sec = 1 };
            nanosleep(&second, NULL);
        } else if (j->store_failed) {
            log_info("the job engine works again", NULL);
        }
        j->store_failed = e != OK;
    }
    store_reader_release(j->d.store);
    return NULL;
}

enum err jobs_start(struct jobs *j)
{
    enum err e = jobs_recover(j);
    if (e == OK)
        e = pool_start(j);
    if (e == OK && pthread_create(&j->dispatcher, NULL, run, j) != 0)
        e = err_set(ERR_INTERNAL, "cannot start the job engine's thread");
    j->started = e == OK;
    return e;
}

void jobs_stop(struct jobs *j)
{
    if (!j || !j->started)
        return;
    struct timespec until = clock_deadline(STOP_WAIT_US);
    pthread_mutex_lock(&j->lock);
    j->stopping = true;
    for (struct job_run *r = j->running; r; r = r->next)
        atomic_store(&r->stop, true);
    pthread_cond_broadcast(&j->work);
    pthread_cond_broadcast(&j->wake);
    pthread_mutex_unlock(&j->lock);
    pthread_join(j->dispatcher, NULL);

    pthread_mutex_lock(&j->lock);
    while (j->running)
        if (pthread_cond_timedwait(&j->wake, &j->lock, &until) != 0)
            break;
    for (struct job_run *r; (r = j->ready);) { /* never begun */
        j->ready = r->next;
        atomic_store(&r->stop, true);
        r->err = ERR_BUSY;
        r->next = j->finished;
        j->finished = r;
    }
    j->ready_end = &j->ready;
    pthread_mutex_unlock(&j->lock);
    int64_t mono = clock_mono_us(j->d.clock);
    while (j->finished) {
        arena_reset(j->arena);
        if (dispatch(j, j->arena, clock_wall_us(j->d.clock), mono, false) != OK) {
            log_warn("jobs that were stopped are recorded at the next start", "error", err_detail(), NULL);
            break;
        }
    }
    for (struct job_run *r; (r = j->finished);) {
        j->finished = r->next;
        run_free(r);
    }
    pthread_mutex_lock(&j->lock);
    while (j->threads > 0 || j->left > 0) /* whoever does not stop is ended with the process: main bounds the stop */
        pthread_cond_wait(&j->wake, &j->lock);
    pthread_mutex_unlock(&j->lock);
    j->started = false;
}

void jobs_health(struct jobs *j, struct jobs_health *out)
{
    struct arena *a = arena_new(1024);
    struct sql_job_oldest_pending_row row = { 0 };
    int64_t now = clock_wall_us(j->d.clock);
    *out = (struct jobs_health){ .last_round_us = clock_mono_us(j->d.clock) - atomic_load(&j->last_round) };
    pthread_mutex_lock(&j->lock);
    out->running = (int64_t)j->claimed;
    out->left_behind = j->left;
    out->waiting_threads = j->idle;
    pthread_mutex_unlock(&j->lock);
    if (sql_job_oldest_pending(store_reader(j->d.store), a, &(struct sql_job_oldest_pending_in){ .tenant_id = JOBS_DEFAULT_TENANT },
                               &row) == OK)
        out->oldest_pending_us = now > row.at ? now - row.at : 0;
    arena_free(a);
}
