/*
 * jobs.h - background work: a durable queue of jobs, their schedules, the pool that does them, leases for workers outside.
 *
 * A type of job is one row (struct job_type) that its domain registers before jobs_start. A job is a row of the store; it is begun and
 * ended in transactions of its own, and every time that it is begun is one attempt, kept as history. States:
 *
 *   SCHEDULED → PENDING → RUNNING → COMPLETED
 *       ↑___________________|  ↘ FAILED → (retry by hand) PENDING        SCHEDULED, PENDING, RUNNING → CANCELLED
 *
 * Delivery is at least once: a crash between the work and its record makes the work run again. A lost lease counts as an attempt, so that a
 * job which kills the box ends as FAILED.
 *
 * Threads: "jobs" dispatches (it alone claims and records work of the pool), those named "job" run handlers; everything else may be called
 * from any thread. Times are µs since 1970 UTC. Handlers get a struct job_run that lives until they return.
 */
#ifndef BINNACLE_JOBS_JOBS_H
#define BINNACLE_JOBS_JOBS_H
#include "core/arena.h"
#include "core/clock.h"
#include "core/crypto.h"
#include "core/err.h"
#include "core/field.h"
#include "core/ids.h"
#include "core/json.h"
#include "core/live.h"
#include "net/net.h"
#include "outgoing/outgoing.h"
#include "settings/settings.h"
#include "store/store.h"

#define JOBS_MAX_TYPES     64
#define JOBS_MAX_OPEN      200000 /* SCHEDULED and PENDING of one tenant */
#define JOBS_INPUT_MAX     (64 * 1024)
#define JOBS_RESULT_MAX    (256 * 1024)
#define JOBS_LOG_MAX       (64 * 1024) /* of one attempt: the first and the last half of a flood */
#define JOBS_BULK_MAX      10000
#define JOBS_ARTEFACTS_MAX 8
#define JOBS_ARTEFACT_MAX  (1024 * 1024)
#define JOBS_UNDO_US       (10 * US_PER_S)
#define JOBS_GRACE_US      (5 * US_PER_S) /* between asking a handler to stop and going on without it */

struct jobs;

/* ---- types ---- */

struct job_run;
/* OK: completed. ERR_INVALID, ERR_FORBIDDEN, ERR_NOT_FOUND: failed for good. Anything else: failed, tried again as the type says. What
 * err_detail says is the error that people see. */
typedef enum err (*job_fn)(struct job_run *r, void *ctx);

enum job_type_flags {
    JOB_BOX = 1,      /* of the box as a whole: only a superadmin may ask for it */
    JOB_ONE_OPEN = 2, /* a second one while one is open is the same job */
    JOB_EXTERNAL = 4, /* done by workers outside (of the table job_type) */
};
struct job_type {
    const char *name, *title, *doc;
    const char *queue;         /* what is paused together: "system", "network", … */
    const struct field *input; /* members of the input; FIELD_SECRET ones are sealed. NULL: none */
    job_fn run;
    int concurrency;     /* that run at a time, of all tenants */
    int timeout_seconds; /* then it is asked to stop, and left behind after JOBS_GRACE_US */
    int max_attempts;
    int backoff_seconds, backoff_max_seconds; /* doubled each time, ±10 % */
    int priority;                             /* 0-9, 0 first */
    int cost;                                 /* what one running counts in fairness between tenants; 0 = 1 */
    unsigned flags;
    unsigned char needs[4]; /* enum perm: what who enters one must have beside the route's, because the job reads it for them */
};

struct jobs_deps {
    struct store *store;
    struct clock *clock;
    const struct live *live;   /* may be NULL */
    struct net *net;           /* may be NULL: no http_call */
    struct outgoing *outgoing; /* may be NULL */
    struct settings *settings; /* may be NULL: the defaults */
    unsigned char key[CRYPTO_KEY_SIZE];
    const char *commands_file; /* what shell_command may run, NULL: nothing; copied */
    int threads;               /* 0 = 16 */
};
MUST_CHECK enum err jobs_new(const struct jobs_deps *d, struct jobs **out);
/* Before jobs_start. The rows must stay. ERR_CONFLICT: the name is taken. */
MUST_CHECK enum err jobs_register(struct jobs *j, const struct job_type *rows, size_t count, void *ctx);
/* Takes back what was running when the process ended, then runs. */
MUST_CHECK enum err jobs_start(struct jobs *j);
/* Asks handlers to stop and waits up to 5 s; what they were doing is PENDING again and does not count as an attempt. */
void jobs_stop(struct jobs *j);
void jobs_free(struct jobs *j);

/* ---- what a handler has ---- */
struct arena *job_arena(struct job_run *r);
const char *job_id(const struct job_run *r);
const char *job_tenant(const struct job_run *r);
int job_attempt(const struct job_run *r); /* 1, 2, … */
const struct json *job_input(const struct job_run *r);
bool job_stopping(void *r); /* struct job_run *: cancelled, timed out, or the box stops. Look often. */
void job_log(struct job_run *r, const char *fmt, ...) PRINTF_LIKE(2, 3);
void job_progress(struct job_run *r, int percent, const char *fmt, ...) PRINTF_LIKE(3, 4);
void job_result(struct job_run *r, const char *json); /* copied; over JOBS_RESULT_MAX: an error takes its place */
void job_artefact(struct job_run *r, const char *name, const char *content_type, const void *p, size_t n); /* copied */
/* Then return OK: not finished, come again later; no attempt is counted. */
void job_snooze(struct job_run *r, int seconds);

/* ---- entering ---- */
struct job_new {
    const char *tenant_id, *type;
    const struct json *input;                                                                  /* NULL: {} */
    int64_t run_at;                                                                            /* 0: now */
    int priority;                                                                              /* -1: the type's */
    const char *unique_key, *exclusive_key, *after_id, *parent_id, *subject_type, *subject_id; /* NULL: none */
    const char *retry_of, *schedule_id;                                                        /* set by jobs alone */
    const char *by;                                                                            /* e-mail address, "" */
    int max_attempts;                                                                          /* 0: the type's */
};
/* ERR_INVALID after reporting each problem; ERR_CONFLICT over JOBS_MAX_OPEN. *existing: an open one with this unique key, whose id is
 * given. */
MUST_CHECK enum err jobs_add(struct jobs *j, struct arena *a, const struct job_new *in, field_report report, void *report_arg,
                             char id[ID_SIZE], bool *existing);
/* Many of one tenant in one transaction: all or none. ids: of count entries. */
MUST_CHECK enum err jobs_add_many(struct jobs *j, struct arena *a, const struct job_new *in, size_t count, field_report report,
                                  void *report_arg, char (*ids)[ID_SIZE], bool *existing);

/* ---- control: each ERR_NOT_FOUND, or ERR_CONFLICT with the state that forbids it ---- */
enum job_action { JOB_RETRY, JOB_CANCEL, JOB_RUN_NOW, JOB_ACTION_COUNT };
const char *job_action_name(enum job_action x);
MUST_CHECK enum err jobs_act(struct jobs *j, const char *tenant_id, const char *id, enum job_action x);
/* A failed one with another input: a new job, the old one stays as it is. Secrets that the input leaves out are kept, null drops one;
 * ERR_INVALID where they would be sent to another address. */
MUST_CHECK enum err jobs_retry_edited(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, const struct json *input,
                                      const char *by, field_report report, void *report_arg, char new_id[ID_SIZE]);

struct jobs_filter {
    const char *type, *state, *queue, *schedule_id, *parent_id, *subject_type, *subject_id;
    const char *q;    /* text within input or error; a page looks at the next 50,000 */
    int64_t from, to; /* created, µs; 0: unbounded */
    int64_t before;   /* seq cursor */
};
/* Freezes the ids that match now and for which the action is allowed; at most JOBS_BULK_MAX; of a text, in the newest million. */
MUST_CHECK enum err jobs_freeze(struct jobs *j, struct arena *a, const char *tenant_id, enum job_action x, const struct jobs_filter *f,
                                const char *by, char action_id[ID_SIZE], int64_t *count, bool *more);
struct jobs_bulk {
    char action_id[ID_SIZE];
    int64_t done, refused;
    int64_t undo_until; /* µs */
};
/* Of a frozen set (frozen_id) or of these ids. What cannot be done to one is told in refused and stops nothing. */
MUST_CHECK enum err jobs_bulk(struct jobs *j, struct arena *a, const char *tenant_id, enum job_action x, const char *frozen_id,
                              const char *const *ids, size_t count, const char *by, struct jobs_bulk *out);
/* Takes back what was done, of jobs that nothing happened to since. ERR_CONFLICT when the 10 s are over. */
MUST_CHECK enum err jobs_undo(struct jobs *j, struct arena *a, const char *tenant_id, const char *action_id, int64_t *undone,
                              int64_t *kept);

/* kind: "type" or "queue". Running ones go on. */
MUST_CHECK enum err jobs_pause(struct jobs *j, const char *tenant_id, const char *kind, const char *name, bool pause, const char *by);

/* ---- workers outside ---- */
struct jobs_outcome {
    bool ok;
    const char *result; /* JSON */
    const char *error;
    bool for_good; /* no further attempt */
    const char *log;
};
/* Up to `max` jobs of these types, each with its lease; written as elements of an open array. */
MUST_CHECK enum err jobs_lease(struct jobs *j, struct arena *a, const char *tenant_id, const char *worker, const char *const *types,
                               size_t type_count, int64_t max, struct json_out *o, int64_t *leased);
/* ERR_CONFLICT when the lease is gone. *cancelled is not needed: a cancelled job's lease is gone. */
MUST_CHECK enum err jobs_heartbeat(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, const char *lease_id,
                                   int percent, const char *progress_text, int64_t *until);
MUST_CHECK enum err jobs_outcome(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, const char *lease_id,
                                 const struct jobs_outcome *in);

struct job_type_def { /* a type of workers outside */
    const char *name, *title, *doc;
    const struct json *fields; /* array of {name, type, required, doc} */
    int concurrency, lease_seconds, max_attempts, backoff_seconds, priority;
};
MUST_CHECK enum err jobs_type_put(struct jobs *j, struct arena *a, const char *tenant_id, const struct job_type_def *d, field_report report,
                                  void *report_arg);
MUST_CHECK enum err jobs_type_delete(struct jobs *j, struct arena *a, const char *tenant_id, const char *name);

/* ---- schedules ---- */
struct job_schedule {
    const char *id, *tenant_id, *name, *type, *cron, *time_zone, *catch_up, *overlap; /* cron NULL: an interval */
    const struct json *input;
    int64_t interval_seconds;
    int priority;
    bool enabled;
    int64_t version;
};
MUST_CHECK enum err jobs_schedule_put(struct jobs *j, struct arena *a, const struct job_schedule *s, const char *by, field_report report,
                                      void *report_arg, char id[ID_SIZE]); /* s->id NULL: a new one */
MUST_CHECK enum err jobs_schedule_delete(struct jobs *j, struct arena *a, const char *tenant_id, const char *id);
MUST_CHECK enum err jobs_schedule_enable(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, bool enabled);
/* A job of it now, beside its times. */
MUST_CHECK enum err jobs_schedule_run(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, const char *by,
                                      char job[ID_SIZE]);
MUST_CHECK enum err jobs_schedule_write(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, struct json_out *o,
                                        int64_t *version);
MUST_CHECK enum err jobs_schedule_list(struct jobs *j, struct arena *a, const char *tenant_id, const char *after, int64_t limit,
                                       struct json_out *o, const char **next, int64_t *total);
/* The next count times after `from`, as µs. ERR_INVALID says what is wrong with cron, interval or zone. */
MUST_CHECK enum err jobs_schedule_times(const char *cron, int64_t interval_seconds, const char *time_zone, int64_t from, int64_t *out,
                                        size_t count, size_t *got);
/* The box's own (tenant default): made when absent, otherwise only its enabled and times follow when managed_at names a page. */
struct job_built_in {
    const char *key, *name, *type, *cron, *managed_at;
    int64_t interval_seconds;
    const char *input; /* JSON, NULL: {} */
    const char *catch_up;
    bool enabled;
};
MUST_CHECK enum err jobs_schedule_built_in(struct jobs *j, const struct job_built_in *b);

/* ---- reading ---- */
MUST_CHECK enum err jobs_list(struct jobs *j, struct arena *a, const char *tenant_id, const struct jobs_filter *f, int64_t limit,
                              struct json_out *o, int64_t *next);
MUST_CHECK enum err jobs_write(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, struct json_out *o,
                               int64_t *version);
MUST_CHECK enum err jobs_attempts(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, int64_t before, int64_t limit,
                                  struct json_out *o, int64_t *next);
MUST_CHECK enum err jobs_artefact(struct jobs *j, struct arena *a, const char *tenant_id, const char *id, const char *name,
                                  const char **content_type, const void **p, size_t *n);
MUST_CHECK enum err jobs_types_write(struct jobs *j, struct arena *a, const char *tenant_id, struct json_out *o);
MUST_CHECK enum err jobs_queues_write(struct jobs *j, struct arena *a, const char *tenant_id, struct json_out *o);
/* Members of an open object: depth, rates over the last hour, history of `hours`, error groups. */
MUST_CHECK enum err jobs_stats_write(struct jobs *j, struct arena *a, const char *tenant_id, int hours, struct json_out *o);
/* NULL: no such type of this tenant. In the arena when it is an external one. */
const struct job_type *jobs_type_find(struct jobs *j, struct arena *a, const char *tenant_id, const char *name);
/* Of a job; NULL: no such job, or its type is gone. */
const struct job_type *jobs_type_of(struct jobs *j, struct arena *a, const char *tenant_id, const char *id);

struct jobs_health {
    int64_t running, waiting_threads, left_behind; /* left_behind: handlers that did not stop when asked */
    int64_t oldest_pending_us;                     /* how long the oldest of the box's own tenant waits; 0: none */
    int64_t last_round_us;                         /* since the dispatcher last went round */
};
void jobs_health(struct jobs *j, struct jobs_health *out);
/* Of all tenants since the start. Counters only. */
struct jobs_done {
    int64_t completed, failed;
};
void jobs_done(struct jobs *j, struct jobs_done *out);
/* How many of all tenants wait for their turn and run, those of workers outside included. */
MUST_CHECK enum err jobs_open(struct jobs *j, int64_t *pending, int64_t *running);
/* Deletes finished ones past their retention; at most 2,000 a call. */
MUST_CHECK enum err jobs_prune(struct jobs *j, int64_t *deleted);

#endif
