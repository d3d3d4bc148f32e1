/*
 * vitals_private.h - what the files of vitals/ share. Not for other domains.
 */
#ifndef BINNACLE_VITALS_PRIVATE_H
#define BINNACLE_VITALS_PRIVATE_H
#include "core/log.h"
#include "vitals/vitals.h"
#include <pthread.h>

/* ---- vitals_series.c: pure; by the second, and the steps of history ---- */

#define TICKS_KEPT (LIVE_EVERY_MAX + 1) /* one more: a rate is the difference of two */

struct vitals_counts { /* since the start */
    int64_t requests, client_errors, server_errors, checks, failed_checks, jobs, failed_jobs, writes, commits, pages_cached, pages_read;
    int64_t latency[METRIC_BUCKETS], commit[METRIC_BUCKETS];
};
struct vitals_tick {
    int64_t mono;             /* µs */
    float gauge[VITAL_COUNT]; /* NaN: not looked at, or no gauge */
    struct vitals_counts c;
};
struct vitals_ticks {
    struct vitals_tick t[TICKS_KEPT]; /* a ring */
    size_t next, count;
};
/* The place of the next tick, its gauges unknown. */
struct vitals_tick *vitals_tick_add(struct vitals_ticks *ts);
/* The last so many seconds, or as many as there are, as one row. */
void vitals_gather(const struct vitals_ticks *ts, int seconds, struct vitals_row *out);

#define VITALS_STEPS 4
struct vitals_steps { /* rows of one width, a ring in the order of time */
    int64_t step;     /* µs */
    size_t room, first, count;
    struct vitals_row *rows;
    int64_t saved_at; /* rows after it are not in the database yet */
    struct {          /* the step that goes on, of rows of the finest width */
        int64_t at;   /* 0: none */
        float sum[VITAL_COUNT];
        int n[VITAL_COUNT];
    } open;
};
struct vitals_series {
    struct vitals_steps s[VITALS_STEPS]; /* the finest first */
};
void vitals_series_init(struct vitals_series *s);
void vitals_series_free(struct vitals_series *s);
/* A row of the finest width, and what it completes of the others. */
void vitals_series_push(struct vitals_series *s, const struct vitals_row *r);
/* A row of any width, as it was saved; oldest first. */
void vitals_series_load(struct vitals_series *s, size_t step, const struct vitals_row *r);
/* After everything is loaded: what the finest rows know of steps that were going on. */
void vitals_series_resume(struct vitals_series *s);
const struct vitals_row *vitals_steps_at(const struct vitals_steps *p, size_t i); /* 0: the oldest */
bool vitals_steps_open(const struct vitals_steps *p, struct vitals_row *out);     /* the step that goes on, so far */
const char *vitals_name(size_t i);
void vitals_put(struct json_out *o, float v);

/* ---- vitals_errors.c ---- */

#define ERRORS_KEPT 48
struct vitals_error {
    char shape[200], message[120], details[400], request_id[72];
    enum log_level level;
    int64_t total, first_at, last_at; /* total 0: free */
    bool saved;
};
struct vitals_errors {
    pthread_mutex_t lock;
    struct clock *clock;
    struct vitals_error e[ERRORS_KEPT];
};
/* What is the same in all errors of a kind: numbers, ids and addresses become #. */
void vitals_error_shape(const char *message, const char *details, char *out, size_t n);
void vitals_error_note(void *errors, enum log_level level, const char *message, const char *details, const char *request_id);
MUST_CHECK enum err vitals_errors_load(struct vitals_errors *es, struct store *store);
MUST_CHECK enum err vitals_errors_save(struct vitals_errors *es, struct store *store);

/* ---- vitals.c ---- */

struct vitals {
    struct vitals_deps d;
    char *data_dir;
    void (*http)(void *ctx, struct vitals_http *out);
    void *http_ctx;
    void *api;            /* of vitals_api.c; freed with this */
    pthread_mutex_t lock; /* all below but the thread's own */
    pthread_cond_t wake;  /* CLOCK_MONOTONIC */
    bool stopping;
    struct vitals_ticks ticks;
    struct vitals_series series;
    struct arena *tables_arena;
    struct store_table *tables;
    size_t table_count;
    int64_t tables_at; /* wall; 0: not yet */
    struct vitals_errors errors;
    /* The thread's own: */
    bool started, failed;
    pthread_t thread;
    int64_t second, saved_mono, tables_due; /* second: wall, of the last tick */
    unsigned round;
};

#endif
