/*
 * monitor_rollup.h - uptime and latency by the hour: elapsed time in each status, checks, a latency histogram. Pure.
 *
 * Time is added as it elapsed on the monotonic clock and laid onto UTC hours as the wall clock says at that moment, so that a jump of the
 * wall clock neither makes nor loses up- or downtime. UTC has no daylight saving; leap seconds are not counted (POSIX time).
 */
#ifndef BINNACLE_MONITOR_ROLLUP_H
#define BINNACLE_MONITOR_ROLLUP_H
#include "monitor/monitor_state.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Latency buckets: four an octave (19 % wide) from 100 µs up; the last is open. Values of one bucket are reported as its geometric middle.
 */
#define ROLLUP_BUCKETS  80
#define ROLLUP_HIST_MAX (ROLLUP_BUCKETS * 7) /* bytes of an encoded histogram at most */

/* What happened within one hour since it was last written down. */
struct rollup {
    int64_t start;                    /* of the UTC hour, µs */
    int64_t us[SERVICE_STATUS_COUNT]; /* elapsed in each status */
    int64_t checks, failures, latency_count, latency_sum_us;
    uint32_t hist[ROLLUP_BUCKETS];
};
/* Takes an hour that is over (it is not kept). */
typedef void (*rollup_emit)(void *arg, const struct rollup *r);

bool rollup_empty(const struct rollup *r);
/* Adds the time [from, to) in a status; hours that end on the way go to emit. from >= to adds nothing. */
void rollup_time(struct rollup *r, int64_t from, int64_t to, enum service_status status, rollup_emit emit, void *arg);
/* Adds one result at `at`. latency_us < 0: none. */
void rollup_check(struct rollup *r, int64_t at, bool failed, int64_t latency_us, rollup_emit emit, void *arg);
/* Adds b to a (of the same hour, or a day). */
void rollup_merge(struct rollup *a, const struct rollup *b);

size_t rollup_bucket(int64_t latency_us);
/* Pairs of (buckets skipped, count) as LEB128; returns the bytes, 0 for an empty one. */
size_t rollup_hist_encode(const uint32_t hist[ROLLUP_BUCKETS], unsigned char out[ROLLUP_HIST_MAX]);
/* Adds an encoded histogram to hist; false (and hist as it was) when it is damaged. */
bool rollup_hist_add(uint32_t hist[ROLLUP_BUCKETS], const unsigned char *p, size_t n);
/* 0 < q <= 1; -1 when empty. */
int64_t rollup_quantile_us(const uint32_t hist[ROLLUP_BUCKETS], double q);

/* Up (healthy or degraded) against up and down; maintenance, pause and what nobody saw count neither way. -1: nothing known. */
double rollup_uptime_pct(int64_t healthy, int64_t degraded, int64_t unhealthy);

#endif
