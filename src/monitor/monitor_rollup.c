/*
 * monitor_rollup.c - arithmetic of uptime and latency by the hour. Pure; any thread.
 */
#include "monitor/monitor_rollup.h"
#include <math.h>
#include <string.h>

#define FIRST_BUCKET_US 100.0
#define PER_OCTAVE      4.0

bool rollup_empty(const struct rollup *r)
{
    if (r->checks)
        return false;
    for (int i = 0; i < SERVICE_STATUS_COUNT; i++)
        if (r->us[i])
            return false;
    return true;
}

/* Makes r the hour that contains `at`. */
static void turn_to(struct rollup *r, int64_t at, rollup_emit emit, void *arg)
{
    int64_t start = time_hour_start(at);
    if (r->start == start)
        return;
    if (!rollup_empty(r))
        emit(arg, r);
    *r = (struct rollup){ .start = start };
}

void rollup_time(struct rollup *r, int64_t from, int64_t to, enum service_status status, rollup_emit emit, void *arg)
{
    while (from < to) {
        turn_to(r, from, emit, arg);
        int64_t end = r->start + US_PER_HOUR;
        if (end > to)
            end = to;
        r->us[status] += end - from;
        from = end;
    }
}

void rollup_check(struct rollup *r, int64_t at, bool failed, int64_t latency_us, rollup_emit emit, void *arg)
{
    turn_to(r, at, emit, arg);
    r->checks++;
    if (failed)
        r->failures++;
    if (latency_us < 0)
        return;
    r->latency_count++;
    r->latency_sum_us += latency_us;
    r->hist[rollup_bucket(latency_us)]++;
}

void rollup_merge(struct rollup *a, const struct rollup *b)
{
    for (int i = 0; i < SERVICE_STATUS_COUNT; i++)
        a->us[i] += b->us[i];
    a->checks += b->checks;
    a->failures += b->failures;
    a->latency_count += b->latency_count;
    a->latency_sum_us += b->latency_sum_us;
    for (size_t i = 0; i < ROLLUP_BUCKETS; i++)
        a->hist[i] += b->hist[i];
}

size_t rollup_bucket(int64_t latency_us)
{
    if ((double)latency_us <= FIRST_BUCKET_US)
        return 0;
    double octaves = log2((double)latency_us / FIRST_BUCKET_US);
    size_t i = (size_t)ceil(octaves * PER_OCTAVE);
    return i < ROLLUP_BUCKETS ? i : ROLLUP_BUCKETS - 1;
}

static unsigned char *put_varint(unsigned char *p, uint32_t v)
{
    while (v >= 0x80) {
        *p++ = (unsigned char)(v | 0x80);
        v >>= 7;
    }
    *p++ = (unsigned char)v;
    return p;
}

static const unsigned char *get_varint(const unsigned char *p, const unsigned char *end, uint32_t *v)
{
    uint64_t sum = 0;
    for (int shift = 0; p < end && shift < 35; shift += 7) {
        sum |= (uint64_t)(*p & 0x7f) << shift;
        if (!(*p++ & 0x80)) {
            *v = (uint32_t)sum;
            return sum <= UINT32_MAX ? p : NULL;
        }
    }
    return NULL;
}

size_t rollup_hist_encode(const uint32_t hist[ROLLUP_BUCKETS], unsigned char out[ROLLUP_HIST_MAX])
{
    unsigned char *p = out;
    uint32_t skipped = 0;
    for (size_t i = 0; i < ROLLUP_BUCKETS; i++) {
        if (!hist[i]) {
            skipped++;
            continue;
        }
        p = put_varint(p, skipped);
        p = put_varint(p, hist[i]);
        skipped = 0;
    }
    return (size_t)(p - out);
}

bool rollup_hist_add(uint32_t hist[ROLLUP_BUCKETS], const unsigned char *p, size_t n)
{
    uint32_t sum[ROLLUP_BUCKETS];
    memcpy(sum, hist, sizeof sum);
    const unsigned char *end = p + n;
    size_t i = 0;
    while (p < end) {
        uint32_t skip, count;
        if (!(p = get_varint(p, end, &skip)) || !(p = get_varint(p, end, &count)))
            return false;
        if (skip >= ROLLUP_BUCKETS - i)
            return false;
        i += skip;
        sum[i++] += count;
        if (i == ROLLUP_BUCKETS && p < end)
            return false;
    }
    memcpy(hist, sum, sizeof sum);
    return true;
}

int64_t rollup_quantile_us(const uint32_t hist[ROLLUP_BUCKETS], double q)
{
    uint64_t total = 0, seen = 0;
    for (size_t i = 0; i < ROLLUP_BUCKETS; i++)
        total += hist[i];
    if (!total)
        return -1;
    uint64_t wanted = (uint64_t)ceil(q * (double)total);
    if (wanted < 1)
        wanted = 1;
    size_t i = 0;
    for (; i < ROLLUP_BUCKETS - 1; i++)
        if ((seen += hist[i]) >= wanted)
            break;
    return (int64_t)(FIRST_BUCKET_US * exp2(((double)i - 0.5) / PER_OCTAVE));
}

double rollup_uptime_pct(int64_t healthy, int64_t degraded, int64_t unhealthy)
{
    int64_t up = healthy + degraded, known = up + unhealthy;
    return known > 0 ? 100.0 * (double)up / (double)known : -1.0;
}
