/*
 * monitor.h - watched services: what they are, how they are, and how they were.
 *
 * One scheduler thread runs every check (monitor_sched.c); the table of services in memory is what pages read, so that no page waits for
 * the store or for a watched system. State changes are committed together with their alerts before they are shown; every result goes to
 * telemetry; uptime is kept by the hour and by the day from elapsed (monotonic) time.
 *
 * Threads: everything here may be called from any thread unless it says otherwise. Nothing returned points into the table: results live in
 * the arena.
 */
#ifndef BINNACLE_MONITOR_MONITOR_H
#define BINNACLE_MONITOR_MONITOR_H
#include "alerts/alerts.h"
#include "core/arena.h"
#include "core/clock.h"
#include "core/crypto.h"
#include "core/err.h"
#include "core/field.h"
#include "core/json.h"
#include "core/live.h"
#include "monitor/monitor_state.h"
#include "monitor/self.h"
#include "net/net.h"
#include "outgoing/outgoing.h"
#include "store/store.h"

#define MONITOR_DEFAULT_TENANT   "00000000-0000-7000-8000-000000000001"
#define MONITOR_MAX_SERVICES     10000 /* of all tenants together */
#define MONITOR_MAX_TAGS         20
#define MONITOR_MAX_DEPENDENCIES 50   /* of one service */
#define MONITOR_MAX_WINDOWS      1000 /* maintenance windows that have not ended, of all tenants */
#define MONITOR_HISTORY_DAYS     30
#define MONITOR_RECENT           30 /* latencies kept for the grid */

struct monitor;
struct monitor_deps {
    struct store *store;
    struct clock *clock;
    const struct live *live;   /* may be NULL */
    struct net *net;           /* may be NULL: nothing is checked (tests, command line) */
    struct outgoing *outgoing; /* may be NULL: no policy */
    struct alerts *alerts;     /* may be NULL: nobody is told */
    struct self *self;         /* may be NULL */
    const unsigned char *key;  /* the box key, CRYPTO_KEY_SIZE bytes; copied */
    int max_running;           /* checks at once; 0 = 2048 */
};
/* Reads the services and catches up with what telemetry saw after the last flush. The always-present service `Binnacle` is made when it is
 * missing. */
MUST_CHECK enum err monitor_new(const struct monitor_deps *d, struct monitor **out);
/* Starts the scheduler thread. */
MUST_CHECK enum err monitor_start(struct monitor *m);
/* Stops it and writes what is not written yet; before net_free and store_close. Returns within 3 s. */
void monitor_stop(struct monitor *m);
/* After net_free: checks that still ran have reported by then. */
void monitor_free(struct monitor *m);
/* Gives p (of core/mem.h) to the monitor: freed by monitor_free. Start-up only. */
void monitor_keep(struct monitor *m, void *p);
/* One turn of the scheduler without its thread, for tests with a fake clock. Returns the monotonic time of the next thing to do. */
int64_t monitor_step(struct monitor *m);

/* ---- tenants ---- */
/* While a tenant is suspended its services are shown as paused, nothing of it is checked, and its heartbeats are those of nobody. */
void monitor_tenant_suspend(struct monitor *m, const char *tenant_id, bool suspended);
bool monitor_tenant_suspended(struct monitor *m, const char *tenant_id);
/* Takes a tenant's services and maintenance windows out of memory, for good; the rows are the caller's to delete. */
void monitor_tenant_drop(struct monitor *m, const char *tenant_id);

/* ---- definitions ---- */

/* The fields of a service in a request body, an import or a provisioning file. `config` is described by its check type. */
extern const struct field monitor_service_fields[];
/* The fields of a service in an answer. */
extern const struct field monitor_service_out[];

/* Where a function takes a field_report, problems of the body go there and the result is ERR_INVALID; report may be NULL.
 * show_push_url: the heartbeat's URL is a secret of those who may configure services. */

/* Writes the service as JSON into o. ERR_NOT_FOUND. */
MUST_CHECK enum err monitor_service_write(struct monitor *m, struct arena *a, const char *tenant_id, const char *id, bool show_push_url,
                                          struct json_out *o, int64_t *version);
MUST_CHECK enum err monitor_service_create(struct monitor *m, struct arena *a, const char *tenant_id, const struct json *body,
                                           field_report report, void *report_arg, char **id);
/* partial: absent members stay (PATCH); else they get their defaults (PUT). version < 0: whatever it is now; else ERR_PRECONDITION when
 * another. Secrets that are absent or
 * {"set": true} stay, unless the target's host or port changed. ERR_CONFLICT: a name twice, a circle of dependencies, or the box's own
 * service. */
MUST_CHECK enum err monitor_service_update(struct monitor *m, struct arena *a, const char *tenant_id, const char *id,
                                           const struct json *body, bool partial, int64_t version, field_report report, void *report_arg);
MUST_CHECK enum err monitor_service_enable(struct monitor *m, const char *tenant_id, const char *id, bool enabled);
/* With its history. The box's own service stays (ERR_CONFLICT). version as above. */
MUST_CHECK enum err monitor_service_delete(struct monitor *m, const char *tenant_id, const char *id, int64_t version, const char *reason);

struct monitor_service_filter {
    const char *type, *tag, *q;
    int enabled; /* -1 any, 0, 1 */
};
/* By name. cursor NULL: from the first; *next NULL: no more. */
MUST_CHECK enum err monitor_service_list(struct monitor *m, struct arena *a, const char *tenant_id, const struct monitor_service_filter *f,
                                         int64_t limit, const char *cursor, bool show_push_url, struct json_out *o, const char **next,
                                         int64_t *total);

/* Creates and updates by name, all in one transaction; a bad row is reported and left out. Members as in monitor_service_fields; depends_on
 * takes names too, of services of the same list as well. dry_run: says what it would do. discovery_id: these were found by that discovery
 * (NULL: no). */
struct monitor_import_error {
    int64_t index;
    const char *field, *message;
};
struct monitor_import {
    int64_t created, updated, unchanged;
    struct monitor_import_error *errors;
    size_t error_count;
    char *outcomes; /* one a row, in the arena: '+' created, '~' updated, '=' as it was, '!' refused */
};
MUST_CHECK enum err monitor_import(struct monitor *m, struct arena *a, const char *tenant_id, const struct json *items, bool dry_run,
                                   const char *discovery_id, struct monitor_import *out);
/* The seven default workers of 127.0.0.1, ports 9001 to 9007; those whose name or target is there already stay as they are and count as
 * unchanged. */
MUST_CHECK enum err monitor_add_default_workers(struct monitor *m, struct arena *a, const char *tenant_id, struct monitor_import *out);
/* `binnacle export`: the services as they would be imported (secrets are left out), the box's own service not. Writes an array. */
MUST_CHECK enum err monitor_export(struct monitor *m, struct arena *a, const char *tenant_id, struct json_out *o);

/* ---- checks by hand ---- */

struct monitor_check {
    enum check_status status;
    int64_t checked_at, latency_us;              /* µs */
    const char *message, *evidence, *components; /* evidence {} and components [] at least */
};
/* Checks now and waits for the result, at most 5 s (ERR_TIMEOUT). Joins a check that runs already. ERR_BUSY: too many wait, or the
 * scheduler stands. */
MUST_CHECK enum err monitor_check_now(struct monitor *m, struct arena *a, const char *tenant_id, const char *id, struct monitor_check *out);
/* Tries a definition without saving it; id (or NULL) is the service whose secrets fill in what the body leaves out. */
MUST_CHECK enum err monitor_check_definition(struct monitor *m, struct arena *a, const char *tenant_id, const struct json *body,
                                             const char *id, field_report report, void *report_arg, struct monitor_check *out);
void monitor_check_write(const struct monitor_check *c, struct json_out *o);
/* A heartbeat for the push service with this token. ERR_NOT_FOUND. status NULL: healthy; latency_us < 0: none. */
MUST_CHECK enum err monitor_push(struct monitor *m, const char *token, const char *status, const char *message, int64_t latency_us);

/* ---- maintenance windows ---- */
MUST_CHECK enum err monitor_window_create(struct monitor *m, struct arena *a, const char *tenant_id, const struct json *body,
                                          const char *by, field_report report, void *report_arg, char **id);
MUST_CHECK enum err monitor_window_delete(struct monitor *m, const char *tenant_id, const char *id);
/* Current and coming ones, and those that ended less than 30 days ago. Writes an array's elements. */
MUST_CHECK enum err monitor_window_list(struct monitor *m, struct arena *a, const char *tenant_id, const char *id, struct json_out *o);

/* ---- health ---- */

struct monitor_counts {
    int64_t by_status[SERVICE_STATUS_COUNT];
    int64_t total;
};
/* worker_only: services of type worker; else all. */
void monitor_counts(struct monitor *m, const char *tenant_id, bool worker_only, struct monitor_counts *out);
void monitor_counts_write(struct monitor *m, const char *tenant_id, bool worker_only, struct json_out *o); /* {counts: {…}, total} */

/* Checks that ended since the start, of all tenants, and those that found their service unhealthy. Counters only. */
void monitor_checks_done(const struct monitor *m, int64_t *done, int64_t *failed);

/* The tenant's services as OpenMetrics gauges, without the end mark. What /metrics tells everybody names no service. */
void monitor_metrics_write(struct monitor *m, const char *tenant_id, struct buf *out);

/* OK while the scheduler moves; ERR_BUSY (503) with the reason when it has not for 10 s. */
MUST_CHECK enum err monitor_alive(struct monitor *m);
int64_t monitor_uptime_seconds(struct monitor *m); /* since monitor_new */

/* One service as pages show it. Lives in the arena. */
struct monitor_ref {
    const char *id, *name;
    enum service_status status;
};
struct monitor_health {
    const char *id, *tenant_id, *name, *type, *target, *worker_type, *instance_id, *discovery_id;
    enum service_status status;
    int64_t since, last_check, next_check;    /* µs; 0: never */
    int64_t latency_us;                       /* -1: none */
    double uptime_pct;                        /* of the last 30 days; -1: nothing known */
    double uptime_days[MONITOR_HISTORY_DAYS]; /* oldest first, today last; -1: nothing known */
    int32_t latency_recent[MONITOR_RECENT];   /* µs, oldest first; -1: no answer */
    int latency_recent_count;
    int failures; /* consecutive */
    const char *message, *evidence, *components;
    const char *const *tags;
    size_t tag_count;
    const struct monitor_ref *dependencies;
    size_t dependency_count;
    const struct monitor_ref *affected_by; /* the dependencies at the root of trouble */
    size_t affected_count;
    bool enabled;
    int interval_seconds, timeout_ms;
    int64_t last_failure_at;
    const char *last_failure_message, *last_failure_evidence;
    int64_t version;
};
enum monitor_sort { MONITOR_SORT_FAILED_FIRST, MONITOR_SORT_NAME, MONITOR_SORT_STATUS, MONITOR_SORT_LATENCY, MONITOR_SORT_UPTIME };
struct monitor_health_filter {
    const char *type, *tag, *q; /* NULL: any; q: part of name or target, ASCII case ignored */
    int status;                 /* -1: any */
    int worker;                 /* -1 any, 0 no workers, 1 workers only */
    enum monitor_sort sort;
    bool descending;
    const char *after; /* cursor */
};
/* A page of at most limit. *total counts what matches, *next is the next cursor or NULL. */
MUST_CHECK enum err monitor_health_list(struct monitor *m, struct arena *a, const char *tenant_id, const struct monitor_health_filter *f,
                                        size_t limit, struct monitor_health **items, size_t *count, int64_t *total, const char **next);
MUST_CHECK enum err monitor_health_get(struct monitor *m, struct arena *a, const char *tenant_id, const char *id,
                                       struct monitor_health *out);
/* {service_id, days: [{date, …}], changes: [{…}]}, newest change first; days 1 to 400. */
MUST_CHECK enum err monitor_history_write(struct monitor *m, struct arena *a, const char *tenant_id, const char *id, int days,
                                          struct json_out *o);
/* {points: [{at, ms, status}]}, at most 1,000: of a longer series each point stands for several results (mean latency, worst status). */
MUST_CHECK enum err monitor_latency_write(struct monitor *m, struct arena *a, const char *tenant_id, const char *id, int64_t from,
                                          int64_t to, struct json_out *o);
/* Grows with everything that a page could show; never the same after a restart. */
int64_t monitor_generation(struct monitor *m);

/* ---- for workers/ ---- */
struct monitor_discovered {
    const char *id, *target;
    int64_t missing_since;
};
/* The services that this discovery made. */
MUST_CHECK enum err monitor_discovered(struct monitor *m, struct arena *a, const char *discovery_id, struct monitor_discovered **items,
                                       size_t *count);
/* They stay, as if made by hand. Before the discovery itself is deleted. */
MUST_CHECK enum err monitor_release_discovery(struct monitor *m, const char *tenant_id, const char *discovery_id);
/* missing_since 0: it is there again. */
MUST_CHECK enum err monitor_set_missing(struct monitor *m, const char *tenant_id, const char *id, int64_t missing_since);

#endif
