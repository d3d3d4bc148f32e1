/*
 * vitals.h - how the box itself is: its figures second by second, their history up to 30 days, and what goes wrong in it.
 *
 * Nobody is asked to report: one thread, "vitals", reads what the other parts count anyway (atomics, no lock on anybody's way). The last
 * minute is kept by the second, then steps of 10 s for an hour, 5 min for a day, 30 min for a week, 2 h for 30 days; once a minute what is
 * new is written to the state database, so that history survives a restart. Memory is fixed, some 250 KB.
 *
 * Everything but vitals_new, vitals_start, vitals_stop and vitals_free may be called from any thread.
 */
#ifndef BINNACLE_VITALS_VITALS_H
#define BINNACLE_VITALS_VITALS_H
#include "alerts/alerts.h"
#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/json.h"
#include "core/live.h"
#include "core/metrics.h"
#include "jobs/jobs.h"
#include "monitor/monitor.h"
#include "store/store.h"

/* X(constant, "name", how a longer step gathers it, "what it is") */
#define VITALS_TABLE(X)                                                                                                                    \
    X(CPU_PCT, "cpu_pct", MEAN, "Of all cores of the machine")                                                                             \
    X(LOAD1, "load1", MEAN, "Load average of one minute")                                                                                  \
    X(MEMORY_USED, "memory_used_bytes", MEAN, "Of the machine")                                                                            \
    X(RSS, "rss_bytes", MEAN, "Resident memory of Binnacle")                                                                               \
    X(DISK_USED, "disk_used_bytes", MEAN, "Of the file system that holds the data")                                                        \
    X(THREADS, "threads", PEAK, "Of Binnacle")                                                                                             \
    X(OPEN_FILES, "open_files", PEAK, "Of Binnacle")                                                                                       \
    X(CONNECTIONS, "connections", PEAK, "Client connections, idle ones included")                                                          \
    X(SOCKETS, "sockets", PEAK, "Live sockets")                                                                                            \
    X(REQUESTS, "requests_per_second", MEAN, "Answers sent")                                                                               \
    X(CLIENT_ERRORS, "client_errors_per_second", MEAN, "Answers of the class 4xx")                                                         \
    X(SERVER_ERRORS, "server_errors_per_second", MEAN, "Answers of the class 5xx")                                                         \
    X(ERROR_PCT, "error_pct", MEAN, "Share of 5xx in the answers; null: no answers")                                                       \
    X(LATENCY_P50, "latency_p50_ms", MEAN, "Half of the answers took no longer; null: no answers")                                         \
    X(LATENCY_P99, "latency_p99_ms", PEAK, "99 of 100 answers took no longer; of a longer step the highest of its parts")                  \
    X(CHECKS, "checks_per_second", MEAN, "Checks of services that ended")                                                                  \
    X(FAILED_CHECKS, "failed_checks_per_second", MEAN, "Those that found their service unhealthy")                                         \
    X(JOBS, "jobs_per_second", MEAN, "Jobs that completed or failed")                                                                      \
    X(FAILED_JOBS, "failed_jobs_per_second", MEAN, "Jobs that failed")                                                                     \
    X(JOBS_PENDING, "jobs_pending", PEAK, "Jobs of all tenants that wait for their turn")                                                  \
    X(JOBS_RUNNING, "jobs_running", PEAK, "Jobs of all tenants that run")                                                                  \
    X(WRITES, "writes_per_second", MEAN, "Writes answered by the databases")                                                               \
    X(COMMITS, "commits_per_second", MEAN, "Transactions: several writes share one")                                                       \
    X(COMMIT_P50, "commit_p50_ms", MEAN, "From a write's arrival to its being on disk; null: no writes")                                   \
    X(COMMIT_P99, "commit_p99_ms", PEAK, "The same, 99 of 100 writes")                                                                     \
    X(WRITE_QUEUE, "write_queue", PEAK, "Writes that wait for the state database's writer")                                                \
    X(WAL, "wal_bytes", PEAK, "Write-ahead log of the state database")                                                                     \
    X(READERS, "readers", PEAK, "Reading connections of the state database, one a thread")                                                 \
    X(READERS_IN_USE, "readers_in_use", PEAK, "Those inside a query")                                                                      \
    X(CACHE_HIT, "cache_hit_pct", MEAN, "Share of pages that readers found in their cache; null: nothing was read")                        \
    X(DB_BYTES, "db_bytes", MEAN, "File of the state database")                                                                            \
    X(TELEMETRY_BYTES, "telemetry_bytes", MEAN, "Files of telemetry")

enum vital {
#define X(id, name, gather, doc) VITAL_##id,
    VITALS_TABLE(X)
#undef X
        VITAL_COUNT
};

struct vitals_row {
    int64_t at;           /* the start of the step, wall, µs */
    float v[VITAL_COUNT]; /* NaN: not known */
};

/* What http/ counts, which this domain does not know; asked on the thread. */
struct vitals_http {
    int64_t requests, client_errors, server_errors, connections, sockets;
    int64_t latency[METRIC_BUCKETS];
};

struct vitals;
struct vitals_deps {
    struct store *store;
    struct clock *clock;
    const struct live *live; /* topic "system"; may be NULL */
    struct jobs *jobs;
    struct monitor *monitor;
    struct alerts *alerts;
    const char *data_dir; /* copied */
};
MUST_CHECK enum err vitals_new(const struct vitals_deps *d, struct vitals **out); /* from here on warnings and errors are counted */
void vitals_set_http(struct vitals *v, void (*fn)(void *ctx, struct vitals_http *out), void *ctx); /* before vitals_start */
MUST_CHECK enum err vitals_start(struct vitals *v);
void vitals_stop(struct vitals *v); /* writes what is new */
void vitals_free(struct vitals *v);

/* The figures of the last so many seconds, at most 60. */
void vitals_now(struct vitals *v, int seconds, struct vitals_row *out);
/* The figures as members of an open object. */
void vitals_write_row(const struct vitals_row *r, struct json_out *o);

/* Ranges: "10m", "1h", "24h", "7d", "30d". The whole of GET /admin/system/history. False: there is no such range. */
extern const char *const vitals_ranges[];
bool vitals_write_history(struct vitals *v, const char *range, struct json_out *o);

/* The sizes of the tables as last looked at, as elements of an open array; *at: when, 0: not yet. */
void vitals_write_tables(struct vitals *v, struct json_out *o, int64_t *at);

/* What went wrong in the box, grouped by what is the same in it, newest first, as elements of an open array. level NULL: all. */
void vitals_write_errors(struct vitals *v, const char *level, struct json_out *o);

#endif
