/* monitor/monitor_rollup: elapsed time and latencies by the UTC hour, across hours, days and clock jumps. */
#include "monitor/monitor_rollup.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* needs those above */
#include <cmocka.h>

#define NOON 1770552000000000LL /* 2026-02-08T12:00:00Z */

struct taken {
    struct rollup r[64];
    size_t n;
};

static void take(void *arg, const struct rollup *r)
{
    struct taken *t = arg;
    assert_true(t->n < 64);
    t->r[t->n++] = *r;
}

static void test_time_splits_at_hours(void **state)
{
    (void)state;
    struct taken t = { .n = 0 };
    struct rollup r = { 0 };
    rollup_time(&r, NOON + 50 * US_PER_MIN, NOON + 130 * US_PER_MIN, SERVICE_HEALTHY, take, &t);
    rollup_time(&r, NOON + 130 * US_PER_MIN, NOON + 131 * US_PER_MIN, SERVICE_UNHEALTHY, take, &t);
    assert_int_equal(t.n, 2);
    assert_int_equal(t.r[0].start, NOON);
    assert_int_equal(t.r[0].us[SERVICE_HEALTHY], 10 * US_PER_MIN);
    assert_int_equal(t.r[1].start, NOON + US_PER_HOUR);
    assert_int_equal(t.r[1].us[SERVICE_HEALTHY], US_PER_HOUR);
    assert_int_equal(r.start, NOON + 2 * US_PER_HOUR);
    assert_int_equal(r.us[SERVICE_HEALTHY], 10 * US_PER_MIN);
    assert_int_equal(r.us[SERVICE_UNHEALTHY], US_PER_MIN);
    rollup_time(&r, NOON, NOON, SERVICE_HEALTHY, take, &t);
    rollup_time(&r, NOON + 10, NOON, SERVICE_HEALTHY, take, &t);
    assert_int_equal(t.n, 2); /* nothing elapsed, nothing added */
}

static void test_a_day_has_its_seconds(void **state)
{
    (void)state;
    /* The days of the European and American clock changes are days like any other in UTC. */
    static const int64_t days[] = { 1774742400000000LL /* 2026-03-29 */, 1772928000000000LL /* 2026-03-08 */,
                                    1792886400000000LL /* 2026-10-25 */ };
    for (size_t i = 0; i < 3; i++) {
        struct taken t = { .n = 0 };
        struct rollup r = { 0 }, day = { .start = days[i] };
        assert_int_equal(time_day_start(days[i]), days[i]);
        for (int64_t at = days[i]; at < days[i] + US_PER_DAY; at += 7 * US_PER_S) {
            int64_t end = at + 7 * US_PER_S < days[i] + US_PER_DAY ? at + 7 * US_PER_S : days[i] + US_PER_DAY;
            rollup_time(&r, at, end, SERVICE_HEALTHY, take, &t);
        }
        assert_int_equal(t.n, 23);
        for (size_t k = 0; k < t.n; k++)
            rollup_merge(&day, &t.r[k]);
        rollup_merge(&day, &r);
        assert_int_equal(day.us[SERVICE_HEALTHY], US_PER_DAY);
    }
}

static void test_clock_jumps_make_no_time(void **state)
{
    (void)state;
    struct taken t = { .n = 0 };
    struct rollup r = { 0 };
    /* Ten seconds each, laid where the wall clock stands: a day forward, then back into an hour that was there before. */
    rollup_time(&r, NOON, NOON + 10 * US_PER_S, SERVICE_HEALTHY, take, &t);
    rollup_time(&r, NOON + US_PER_DAY, NOON + US_PER_DAY + 10 * US_PER_S, SERVICE_HEALTHY, take, &t);
    rollup_time(&r, NOON + 20 * US_PER_S, NOON + 30 * US_PER_S, SERVICE_UNHEALTHY, take, &t);
    rollup_merge(&r, &t.r[0]);
    assert_int_equal(t.n, 2);
    assert_int_equal(r.us[SERVICE_HEALTHY] + t.r[1].us[SERVICE_HEALTHY], 20 * US_PER_S);
    assert_int_equal(r.us[SERVICE_UNHEALTHY], 10 * US_PER_S);
    assert_int_equal(t.r[1].start, NOON + US_PER_DAY);
}

static void test_checks_and_latencies(void **state)
{
    (void)state;
    struct taken t = { .n = 0 };
    struct rollup r = { 0 };
    for (int i = 1; i <= 100; i++)
        rollup_check(&r, NOON + i, i > 98, i <= 98 ? i * US_PER_MS : -1, take, &t);
    assert_int_equal(r.checks, 100);
    assert_int_equal(r.failures, 2);
    assert_int_equal(r.latency_count, 98);
    assert_int_equal(r.latency_sum_us, 98 * 99 / 2 * US_PER_MS);
    int64_t p95 = rollup_quantile_us(r.hist, 0.95), p50 = rollup_quantile_us(r.hist, 0.5);
    assert_in_range(p50, 43 * US_PER_MS, 56 * US_PER_MS); /* a bucket is 19 % wide */
    assert_in_range(p95, 82 * US_PER_MS, 106 * US_PER_MS);
    assert_int_equal(rollup_quantile_us((uint32_t[ROLLUP_BUCKETS]){ 0 }, 0.95), -1);
    rollup_check(&r, NOON + US_PER_HOUR, false, 5, take, &t);
    assert_int_equal(t.n, 1);
    assert_int_equal(r.checks, 1);
}

static void test_buckets_grow_with_the_value(void **state)
{
    (void)state;
    size_t last = 0;
    for (int64_t us = 0; us < 200 * US_PER_S; us += us / 50 + 1) {
        size_t b = rollup_bucket(us);
        assert_true(b >= last && b < ROLLUP_BUCKETS);
        last = b;
    }
    assert_int_equal(rollup_bucket(100), 0);
    assert_int_equal(rollup_bucket(200), 4);
    assert_int_equal(rollup_bucket(INT64_MAX), ROLLUP_BUCKETS - 1);
}

static void test_histogram_survives_storage(void **state)
{
    (void)state;
    uint32_t h[ROLLUP_BUCKETS] = { 0 }, back[ROLLUP_BUCKETS] = { 0 };
    unsigned char p[ROLLUP_HIST_MAX];
    assert_int_equal(rollup_hist_encode(h, p), 0);
    assert_true(rollup_hist_add(back, p, 0));
    h[0] = 1, h[17] = 127, h[18] = 128, h[40] = 70000, h[ROLLUP_BUCKETS - 1] = UINT32_MAX;
    size_t n = rollup_hist_encode(h, p);
    assert_in_range(n, 10, 24);
    assert_true(rollup_hist_add(back, p, n));
    assert_memory_equal(h, back, sizeof h);
    for (size_t i = 0; i < ROLLUP_BUCKETS; i++)
        h[i] = UINT32_MAX;
    assert_true(rollup_hist_encode(h, p) <= sizeof p);

    /* Damaged ones are refused and change nothing. */
    static const unsigned char bad[][8] = { { 1, 0x80 }, { 1, 0x01, 5, 0x05, 3 }, { 1, 80, 1 }, { 1, 0xff, 0xff, 0xff, 0xff, 0xff, 1 } };
    static const size_t length[] = { 2, 4, 3, 7 };
    memcpy(h, back, sizeof h);
    for (size_t i = 0; i < 4; i++) {
        assert_false(rollup_hist_add(back, bad[i] + 1, length[i] - 1));
        assert_memory_equal(h, back, sizeof h);
    }
}

static void test_uptime(void **state)
{
    (void)state;
    assert_true(rollup_uptime_pct(0, 0, 0) < 0);
    assert_true(rollup_uptime_pct(50, 49, 1) > 98.999 && rollup_uptime_pct(50, 49, 1) < 99.001);
    assert_true(rollup_uptime_pct(0, 0, 5) < 0.001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "time is split at the hour", test_time_splits_at_hours, NULL, NULL, NULL },
        { "a UTC day has 86,400 s, also when clocks change elsewhere", test_a_day_has_its_seconds, NULL, NULL, NULL },
        { "a jump of the clock makes and loses no time", test_clock_jumps_make_no_time, NULL, NULL, NULL },
        { "checks, failures, mean and percentiles", test_checks_and_latencies, NULL, NULL, NULL },
        { "latency buckets are ordered and bounded", test_buckets_grow_with_the_value, NULL, NULL, NULL },
        { "histograms survive storage, damaged ones are refused", test_histogram_survives_storage, NULL, NULL, NULL },
        { "[R2.1.1] uptime counts what was seen", test_uptime, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests_name("monitor_rollup", tests, NULL, NULL);
}
