/*
 * monitor_impl.h - what the files of monitor/ share: the table of services in memory, jobs, changes. Private to this folder.
 *
 * One mutex, `lock`, guards everything in struct monitor and in every struct svc. It is held for microseconds: no store, no network and no
 * check under it. What needs those is put on the `todo` list under the lock and done by the scheduler thread after it let go
 * (monitor_run.c). `edit` serialises whoever changes definitions; it is taken before `lock`, and may be held across a write to the store.
 */
#ifndef BINNACLE_MONITOR_IMPL_H
#define BINNACLE_MONITOR_IMPL_H
#include "core/buf.h"
#include "core/metrics.h"
#include "monitor/monitor.h"
#include "monitor/monitor_graph.h"
#include "monitor/monitor_rollup.h"
#include "monitor/monitor_sched.h"
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#define MONITOR_TICK_US      US_PER_S
#define MONITOR_FLUSH_US     (60 * US_PER_S)
#define MONITOR_STALE_US     (10 * US_PER_S)
#define MONITOR_STALL_US     (30 * US_PER_S) /* a turn this late means that nobody looked: that time is unknown */
#define MONITOR_OVERDUE_US   (5 * US_PER_S)  /* a check that ends this long after its deadline is given up */
#define MONITOR_EVIDENCE_MAX 16384           /* bytes; more is left out */
#define MONITOR_MESSAGE_MAX  500
#define MONITOR_BATCH_MAX    4096 /* results waiting for telemetry; more are dropped and counted */
#define MONITOR_CLOSED_MAX   72   /* hours of one service that wait for a store that does not write */
#define MONITOR_DAY_RING     32   /* a power of two, at least MONITOR_HISTORY_DAYS */

/* ---- definitions: immutable, counted under `lock` ---- */
struct svc_def {
    int refs;
    struct arena *arena; /* all of it */
    int64_t num;
    const char *id, *tenant_id, *name, *type_name, *target, *worker_type, *instance_id, *discovery_id; /* discovery_id NULL: by hand */
    const struct check_type *type; /* NULL: a type that this version does not have */
    int interval_seconds, timeout_ms;
    struct state_rules rules;
    bool enabled;
    const char *const *tags;
    size_t tag_count;
    const char *const *needs; /* ids of services */
    size_t need_count;
    const struct json *config; /* with its secrets */
    const char *config_shown;  /* JSON, secrets masked */
    bool has_secrets;
    bool is_pushed;         /* push_hash is set */
    const char *push_token; /* NULL when it is not pushed, or its token cannot be opened */
    /* What was sealed with a key that this box does not have (a state restored elsewhere). It is kept until it is entered again. */
    bool secrets_lost;
    const void *lost_secrets, *lost_push;
    size_t lost_secrets_n, lost_push_n;
    unsigned char push_hash[CRYPTO_HASH_SIZE];
    int64_t missing_since, version, created_at, updated_at;
};

/* ---- work ---- */
struct msg {
    struct msg *next;
    void (*handle)(struct monitor *m, struct msg *msg); /* in the mailbox: under `lock`; on the todo list: without */
};
struct msg_list {
    struct msg *first, **last;
    size_t count;
};

struct waiter {
    struct waiter *next;
    pthread_cond_t cond;
    bool done;
    enum check_status status;
    int64_t checked_at, latency_us;
    char *message, *evidence, *components; /* owned by the waiter */
};

struct job {
    struct msg msg; /* mailbox: it ended; todo: start it */
    struct job *prev_running, *next_running;
    struct monitor *m;
    struct svc *svc; /* pinned; NULL: a definition on trial */
    struct svc_def *def;
    struct net_policy *policy;
    struct check_spec spec;
    int64_t deadline;     /* monotonic; the check itself should end before */
    bool overdue;         /* ended for its service already */
    struct waiter *trial; /* who tries a definition; NULL when nobody waits any more */
    /* the result */
    int64_t ended_at; /* wall */
    enum check_status status;
    int64_t latency_us;
    char *message, *evidence, *components;
};

struct closed {
    struct closed *next;
    struct rollup r;
};

struct svc;
struct flush_item {
    struct svc *svc; /* pinned */
    int64_t num;
    struct rollup delta;
    struct closed *closed;
    int64_t accounted_until, flushes;
    enum service_status observed;
    int failures, successes;
    int64_t last_check, latency_us;
    char *message;
    int64_t failure_at; /* 0: nothing new */
    char *failure_message, *failure_evidence;
    bool prune;
};

struct day_cell {
    int32_t day;
    uint32_t up_ms, down_ms;
};

struct svc {
    struct svc_def *def;
    struct svc *hash_next;
    size_t index; /* in monitor.services, and its node in the graph */
    struct sched_item timer;
    bool in_rhythm; /* its place within the interval was drawn */
    bool gone;      /* deleted; freed with its last pin */
    bool suspended; /* its tenant is */
    int pins;
    struct state state;
    enum service_status shown, recorded; /* what pages show; what the store knows */
    int64_t since, since_mono;
    bool in_window, committing, unsettled;
    struct svc *unsettled_next;
    struct job *running;
    bool ready, want_again;
    struct svc *ready_next;
    struct waiter *waiters;
    int64_t last_check, latency_us; /* 0 and -1: none */
    int64_t heartbeat_at;           /* of a push service: the last one since the start, 0: none */
    char *message, *evidence, *components;
    int64_t last_failure_at;
    char *last_failure_message, *last_failure_evidence;
    bool failure_dirty;
    int32_t recent[MONITOR_RECENT];
    int recent_next, recent_count;
    struct day_cell days[MONITOR_DAY_RING];
    struct rollup delta;
    struct closed *closed;
    struct flush_item *flight; /* being written */
    int64_t accounted_mono, accounted_wall;
    int64_t flushed_mono, flushes; /* flushes: how many were begun */
    int32_t pruned_day;
    bool dirty, live_dirty;
    struct svc *live_next;
};

struct window {
    struct arena *arena;
    const char *id, *tenant_id, *reason, *created_by;
    const char *const *service_ids;
    const char *const *tags;
    size_t service_count, tag_count;
    int64_t starts_at, ends_at, created_at;
};

struct result_row {
    int64_t at, num, latency_us;
    enum check_status status;
    char *message;
};

struct monitor {
    struct store *store;
    struct clock *clock;
    const struct live *live;
    struct net *net;
    struct outgoing *outgoing;
    struct alerts *alerts;
    struct self *self;
    struct check_env env;
    unsigned char key[CRYPTO_KEY_SIZE];
    size_t max_running;
    int64_t born; /* monotonic */

    pthread_mutex_t edit, lock;
    pthread_cond_t wake;    /* of the scheduler thread */
    pthread_cond_t settled; /* a change was committed, a post came back */
    pthread_t thread;
    bool started, stop;
    _Atomic int64_t last_turn; /* monotonic; 0: never */
    _Atomic int64_t generation;

    struct svc **services;
    size_t count, cap;
    struct svc **by_id; /* hash table */
    size_t by_id_size;  /* a power of two */
    char **suspended; /* ids of tenants whose services are not checked */
    size_t suspended_count;
    struct window **windows;
    size_t window_count;
    int64_t next_boundary; /* wall: when a window starts or ends */
    bool windows_changed;

    /* the graph over the indices of `services` */
    struct arena *graph_arena;
    struct graph graph;
    uint32_t *order;
    struct graph_causes *causes;
    bool graph_stale, causes_stale;

    struct sched sched;
    struct msg_list mailbox, todo;
    struct svc *ready, **ready_last;
    struct job *running_jobs;
    size_t running, waiting; /* checks; people who wait for one */
    size_t posts;            /* items handed to the store that have not come back */
    struct svc *unsettled, *live_list;
    int64_t next_tick, next_flush, retry_at;
    int64_t turn_mono, turn_wall; /* of the last turn */

    struct result_row *batch; /* results for telemetry */
    size_t batch_count;
    int64_t last_result_at; /* keeps the times of results apart */

    void *kept[4];
    size_t kept_count;

    struct metric **checks; /* by type and result */
    struct metric *missed, *lag, *dropped, *changes;
};

/* ---- monitor.c: the table (all under `lock`) ---- */
struct svc *monitor_find(const struct monitor *m, const char *tenant_id, const char *id); /* NULL: absent or another tenant's */
struct svc *monitor_find_id(const struct monitor *m, const char *id);
struct svc *monitor_add(struct monitor *m, struct svc_def *def); /* takes the reference */
void monitor_drop(struct monitor *m, struct svc *s);             /* out of the table */
void monitor_set_def(struct monitor *m, struct svc *s, struct svc_def *def);
void svc_def_unref(struct svc_def *d);
void svc_unpin(struct svc *s);
void monitor_graph_fresh(struct monitor *m); /* rebuilds the graph and the causes when they are stale */
void monitor_touch(struct monitor *m);       /* something that a page shows has changed */

/* ---- monitor_tenants.c (under `lock`) ---- */
bool monitor_is_suspended(const struct monitor *m, const char *tenant_id);
bool svc_active(const struct svc *s); /* neither paused nor of a suspended tenant */

/* ---- monitor_run.c (under `lock`) ---- */
void msg_push(struct msg_list *l, struct msg *msg);
void monitor_post_mail(struct monitor *m, struct msg *msg); /* from any thread, without `lock` */
void monitor_wake(struct monitor *m);
void monitor_schedule(struct monitor *m, struct svc *s, bool is_new); /* (re)arms the timer after a definition appeared or changed */
void monitor_run_soon(struct monitor *m, struct svc *s);              /* checks it as soon as there is room; no effect while it runs */
void monitor_feed(struct monitor *m, struct svc *s, enum check_status status, int64_t at, int64_t latency_us, char *message, char *evidence,
                  char *components); /* takes the strings */

/* Tries the definition and gives its reference back. Without `lock`. */
MUST_CHECK enum err monitor_trial(struct monitor *m, struct arena *a, struct svc_def *def, struct monitor_check *out);

/* A job in the list of those that run; its start belongs on `todo`. */
struct job *job_new(struct monitor *m, struct svc_def *def, int timeout_ms);
/* Copies the texts and wakes who waits. */
void waiter_answer(struct waiter *w, enum check_status status, int64_t at, int64_t latency_us, const char *message, const char *evidence,
                   const char *components);
bool svc_is_pushed(const struct svc *s);
int64_t svc_heartbeat_patience_us(const struct svc *s, int64_t wall); /* how long after a heartbeat the next one is overdue */
/* A copy of at most max bytes; whole: nothing rather than a part (JSON). NULL is "". */
char *text_bounded(const char *s, size_t max, bool whole);

/* ---- monitor_changes.c (under `lock`) ---- */
void monitor_unsettle(struct monitor *m, struct svc *s); /* its shown status may be out of date */
void monitor_settle_all(struct monitor *m);              /* begins the changes that are due */
void monitor_windows_apply(struct monitor *m, int64_t wall);

/* ---- monitor_results.c ---- */
void svc_account(struct svc *s, int64_t mono, int64_t wall, bool observed); /* under `lock`; not observed: the time is unknown */
void monitor_record(struct monitor *m, struct svc *s, enum check_status status, int64_t at, int64_t latency_us,
                    const char *message);        /* under `lock` */
void monitor_send_batch(struct monitor *m);      /* under `lock`: puts the posts on todo */
void monitor_flush(struct monitor *m, bool all); /* under `lock`: the same for the rollups */
void monitor_flush_now(struct monitor *m);       /* without `lock`, scheduler stopped: writes everything and waits */
void svc_free_pending(struct svc *s);
void svc_rollup_closed(void *svc, const struct rollup *r); /* rollup_emit */

/* ---- monitor_load.c ---- */
enum err monitor_load(struct monitor *m);

/* ---- monitor_services.c ---- */
struct svc_def *svc_def_new(void);
const char *const *string_list(struct arena *a, const struct json *array, size_t *count);
enum err monitor_ensure_self(struct monitor *m);

/* ---- monitor_windows.c ---- */
/* Puts a window into the table; service_ids and tags are JSON arrays. Under `lock`. */
enum err monitor_window_keep(struct monitor *m, const char *id, const char *tenant_id, const char *service_ids, const char *tags,
                             const char *reason, const char *created_by, int64_t starts_at, int64_t ends_at, int64_t created_at);

/* ---- monitor_health.c (under `lock`) ---- */
void monitor_metrics(struct monitor *m); /* registers them */
double svc_uptime_pct(const struct svc *s, int32_t today);

#endif
