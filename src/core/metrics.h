/*
 * metrics.h - the process's own counters, gauges and histograms, shown on /metrics in OpenMetrics text 1.0.
 * Registration at start-up only (not thread-safe); updates are atomic and lock-free; rendering walks all of them.
 */
#ifndef BINNACLE_CORE_METRICS_H
#define BINNACLE_CORE_METRICS_H
#include "core/buf.h"
#include <stdint.h>

struct metric; /* opaque, lives as long as the process */

/* name without the _total suffix; unit per OpenMetrics ("seconds", "bytes", "" for none) must end the name when given; labels is "" or
 * `k="v",k2="v2"`. */
struct metric *metric_counter(const char *name, const char *unit, const char *labels, const char *help);
struct metric *metric_gauge(const char *name, const char *unit, const char *labels, const char *help);
/* A gauge whose value is asked for when rendered. */
struct metric *metric_gauge_fn(const char *name, const char *unit, const char *labels, const char *help, double (*fn)(void *arg),
                               void *arg);
/* Fixed log-spaced buckets from 100 µs to 60 s. */
struct metric *metric_histogram_seconds(const char *name, const char *labels, const char *help);

void metric_add(struct metric *m, int64_t n);         /* counter and gauge */
void metric_set(struct metric *m, int64_t v);         /* gauge */
void metric_observe_us(struct metric *m, int64_t us); /* histogram */
int64_t metric_value(const struct metric *m);
int64_t metric_quantile_us(const struct metric *m, double q); /* histogram; upper bound of the bucket; 0 when empty */

/* A histogram's counts, added to those given: of several histograms, or of a span of time as the difference of two readings. */
#define METRIC_BUCKETS 19
void metric_buckets_add(const struct metric *m, int64_t counts[METRIC_BUCKETS]);
/* Between the bucket's bounds as if what it holds were spread evenly; -1 when there is nothing. */
double metric_buckets_quantile_us(const int64_t counts[METRIC_BUCKETS], double q);

/* Families that their owner writes itself at each rendering, TYPE lines and all, after those above. At most 16; registered again: once. */
void metric_provider(void (*fn)(struct buf *out, void *arg), void *arg);
void metric_label_escape(struct buf *out, const char *value); /* backslash, quote and line feed */

void metrics_render(struct buf *out); /* ends with "# EOF\n" */

#endif
