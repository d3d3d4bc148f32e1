/*
 * jobs_private.h - what the files of jobs/ share.
 */
#ifndef BINNACLE_JOBS_JOBS_PRIVATE_H
#define BINNACLE_JOBS_JOBS_PRIVATE_H
#include "core/buf.h"
#include "core/metrics.h"
#include "jobs/jobs.h"
#include <pthread.h>
#include <stdatomic.h>

#define JOBS_DEFAULT_TENANT "00000000-0000-7000-8000-000000000001"
#define JOBS_MAX_THREADS    64
#define JOBS_MAX_LEFT       64   /* handlers left behind; then nothing more is begun */
#define JOBS_FINISH_MAX     1024 /* of one transaction */
#define JOBS_AHEAD          8    /* jobs of quick types are claimed for that many times the threads */
#define JOBS_MAX_CLAIMED    (JOBS_MAX_THREADS / 2 * JOBS_AHEAD)

enum job_state { STATE_SCHEDULED, STATE_PENDING, STATE_RUNNING, STATE_COMPLETED, STATE_FAILED, STATE_CANCELLED, STATE_COUNT };
extern const char *const job_states[STATE_COUNT + 1]; /* NULL-terminated */
bool state_is_open(const char *state);                /* SCHEDULED, PENDING, RUNNING */
bool state_is_final(const char *state);

struct slot { /* a registered type */
    const struct job_type *t;
    void *ctx;
    _Atomic int running;     /* claimed and not recorded as ended, or left behind */
    _Atomic int64_t mean_us; /* how long it takes of late; -1: not known */
};

enum run_end { END_RUNNING, END_DONE, END_TIMED_OUT };
struct job_artefact_row {
    char name[80], content_type[80];
    char *p;
    size_t n;
};
/* One attempt in the pool. The dispatcher owns it until it hands it over; what the handler writes is under `lock`. */
struct job_run {
    struct jobs *j;
    struct slot *slot;
    char id[ID_SIZE], tenant_id[40], lease_id[48];
    int64_t attempt, number, max_attempts; /* attempt: of this round; number: ever */
    int64_t started_at, queued_us, mono;   /* wall; how long it waited; monotonic */
    int64_t stop_mono, hard_mono;          /* when it is asked to stop, when it is left behind; INT64_MAX: not */
    const struct json *input;
    struct arena *arena;
    atomic_bool stop;
    bool cancelled, timed_out, left; /* under jobs.lock */
    struct job_run *next;            /* of the list it is on */
    bool queued;                     /* waits for a thread; under jobs.lock */
    /* under lock */
    pthread_mutex_t lock;
    struct buf head, tail; /* the log: its first half, and a ring of its last */
    int64_t log_dropped, log_lines;
    bool log_dirty, progress_dirty;
    int progress;
    char progress_text[256];
    char *result;
    struct job_artefact_row artefacts[JOBS_ARTEFACTS_MAX];
    size_t artefact_count;
    int snooze;
    /* set when it returned */
    enum err err;
    char error[512];
};

struct pause_row {
    char tenant_id[40], kind[8], name[64];
    const char *by; /* in the arena of whoever read it */
    int64_t at;
};

struct jobs {
    struct jobs_deps d;
    struct command_list *commands;
    struct slot types[JOBS_MAX_TYPES];
    size_t type_count;
    char boot[12]; /* tells this process's leases from those of an earlier one */
    _Atomic int64_t lease_seq, added;
    pthread_mutex_t lock;
    pthread_cond_t wake, work;
    /* under lock */
    bool woken, stopping, started;
    struct job_run *ready, **ready_end; /* claimed, waits for a thread */
    struct job_run *running;            /* claimed, not recorded as ended */
    struct job_run *finished;           /* returned, to be recorded */
    int idle, threads, left;
    size_t ready_count, claimed;
    pthread_t dispatcher, pool[JOBS_MAX_THREADS];
    size_t pool_count;
    /* of the dispatcher alone */
    struct arena *arena;
    int64_t last_wall, last_mono, flush_at, next_look; /* next_look: wall, when something is due */
    bool store_failed;
    char served[8][40]; /* tenants served last, newest first */
    _Atomic int64_t last_round;
    struct metric *m_started, *m_completed, *m_failed, *m_cancelled, *m_lost, *m_wait, *m_duration, *m_running, *m_left;
};

/* ---- jobs.c ---- */
void jobs_wake(struct jobs *j);
void jobs_wake_hook(void *j); /* for tx_after_commit */
struct slot *jobs_slot(struct jobs *j, const char *type);
/* As jobs_type_find, through a view of the caller's (a transaction's). */
const struct job_type *type_find_in(struct jobs *j, struct db *db, struct arena *a, const char *tenant_id, const char *name);
struct prepared_job; /* a job that was checked, ready to be written */
MUST_CHECK enum err jobs_prepare(struct jobs *j, struct arena *a, const struct job_new *in, field_report report, void *arg,
                                 struct prepared_job **out);
/* Inside a transaction; *existing with the id of the open one that has its unique key. */
MUST_CHECK enum err jobs_insert(struct jobs *j, struct tx *tx, const struct prepared_job *p, char id[ID_SIZE], bool *existing);
/* The input with its secrets opened again. */
MUST_CHECK enum err jobs_open_input(struct jobs *j, struct arena *a, const char *id, const char *input, const void *secrets, size_t n,
                                    const struct json **out);
void jobs_publish(struct jobs *j, const char *tenant_id, const char *id, const char *type, const char *state);

/* ---- jobs_finish.c: how an attempt ends, in a transaction ---- */
struct ending {
    const char *id, *tenant_id, *type, *lease_id;
    int64_t number, attempt, max_attempts, started_at, queued_us;
    const char *outcome; /* of the attempt */
    const char *error, *result, *log;
    int64_t log_dropped;
    int progress;
    const char *progress_text;
    bool for_good;      /* no further attempt */
    bool uncounted;     /* snoozed, interrupted: the attempt does not count */
    int64_t backoff_us; /* until the next attempt */
    const struct job_artefact_row *artefacts;
    size_t artefact_count;
    bool recorded;     /* out: the lease was still there */
    enum job_state to; /* out */
};
MUST_CHECK enum err finish_attempt(struct jobs *j, struct tx *tx, struct ending *x, int64_t now);
/* The job is over (state): whoever waits for it goes on, or is cancelled. */
MUST_CHECK enum err finish_job(struct jobs *j, struct tx *tx, const char *tenant_id, const char *id, enum job_state state, int64_t now);
MUST_CHECK enum err finish_count(struct tx *tx, const char *tenant_id, const char *type, enum job_state state, int64_t run_us,
                                 int64_t wait_us, int64_t now);
int64_t job_backoff_us(const struct job_type *t, int64_t attempt);

/* ---- jobs_pool.c ---- */
struct job_run *run_new(struct jobs *j, struct slot *s, const char *tenant_id, const char *id);
void run_free(struct job_run *r);
void run_log_text(struct job_run *r, struct arena *a, const char **text, int64_t *dropped);
MUST_CHECK enum err pool_start(struct jobs *j);
void pool_spawn(struct jobs *j);                    /* under lock: one thread in place of one that was left behind */
void pool_stop_job(struct jobs *j, const char *id); /* it was cancelled: asks its handler to stop */

/* ---- jobs_read.c ---- */
/* The job as JSON for the audit trail, as the transaction sees it; NULL when it is not there. */
char *job_text(struct jobs *j, struct arena *a, const char *tenant_id, const char *id);

/* ---- jobs_engine.c ---- */
/* One round of the dispatcher; *next_us: when to come again at the latest. */
MUST_CHECK enum err jobs_step(struct jobs *j, int64_t *next_us);
MUST_CHECK enum err jobs_recover(struct jobs *j);
size_t jobs_paused(struct jobs *j, struct arena *a, struct pause_row **out);
bool pause_has(const struct pause_row *rows, size_t n, const char *tenant_id, const char *kind, const char *name);
const struct pause_row *pause_find(const struct pause_row *rows, size_t n, const char *tenant_id, const char *kind, const char *name);

/* ---- jobs_schedule.c ---- */
MUST_CHECK enum err schedules_fire(struct jobs *j, struct arena *a, int64_t now, bool *any);
MUST_CHECK enum err schedules_shift(struct jobs *j, struct arena *a, int64_t jump, int64_t now);

/* ---- jobs_commands.c, jobs_types.c ---- */
MUST_CHECK enum err commands_load(const char *file, struct command_list **out);
void commands_free(struct command_list *c);
MUST_CHECK enum err shell_command(struct job_run *r, void *ctx);
extern const struct job_type jobs_own_types[];
extern const size_t jobs_own_type_count;
extern const struct field command_input[];

#endif
