/*
 * vitals_series.c - seconds become rows, rows become rows of longer steps. Pure: no clock, no store.
 *
 * What always holds: the rows of one width are in the order of time, each begins at a multiple of its width, and there are at most as many
 * as their range needs. A clock that is set back takes away the rows that would come after the new one.
 */
#include "core/mem.h"
#include "vitals/vitals_private.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum gather { MEAN, PEAK };
static const struct {
    const char *name;
    enum gather gather;
} figures[VITAL_COUNT] = {
#define X(id, name, gather, doc) [VITAL_##id] = { name, gather },
    VITALS_TABLE(X)
#undef X
};
static const struct {
    int seconds;
    size_t rows;
} widths[VITALS_STEPS] = { { 10, 360 }, { 300, 288 }, { 1800, 336 }, { 7200, 360 } };

const char *vitals_name(size_t i)
{
    return figures[i].name;
}

void vitals_put(struct json_out *o, float v)
{
    char text[32];
    int n = snprintf(text, sizeof text, fabsf(v) < 1e6f ? "%.7g" : "%.0f", (double)v); /* what a float knows */
    if (isfinite(v))
        jo_raw(o, text, (size_t)n);
    else
        jo_null(o);
}

void vitals_write_row(const struct vitals_row *r, struct json_out *o)
{
    for (size_t i = 0; i < VITAL_COUNT; i++) {
        jo_key(o, figures[i].name);
        vitals_put(o, r->v[i]);
    }
}

static void clear(float v[VITAL_COUNT])
{
    for (size_t i = 0; i < VITAL_COUNT; i++)
        v[i] = NAN;
}

/* ---- by the second ---- */

struct vitals_tick *vitals_tick_add(struct vitals_ticks *ts)
{
    struct vitals_tick *t = &ts->t[ts->next];
    ts->next = (ts->next + 1) % TICKS_KEPT;
    if (ts->count < TICKS_KEPT)
        ts->count++;
    *t = (struct vitals_tick){ 0 };
    clear(t->gauge);
    return t;
}

static const struct vitals_tick *tick_back(const struct vitals_ticks *ts, size_t back)
{
    return &ts->t[(ts->next + 2 * TICKS_KEPT - 1 - back) % TICKS_KEPT];
}

static float share(int64_t part, int64_t all)
{
    return all > 0 ? (float)(100.0 * (double)part / (double)all) : NAN;
}

static void quantiles(const int64_t now[METRIC_BUCKETS], const int64_t then[METRIC_BUCKETS], float *p50, float *p99)
{
    int64_t d[METRIC_BUCKETS];
    for (size_t i = 0; i < METRIC_BUCKETS; i++)
        d[i] = now[i] - then[i];
    double half = metric_buckets_quantile_us(d, 0.5), most = metric_buckets_quantile_us(d, 0.99);
    *p50 = half < 0 ? NAN : (float)(half / 1000.0);
    *p99 = most < 0 ? NAN : (float)(most / 1000.0);
}

void vitals_gather(const struct vitals_ticks *ts, int seconds, struct vitals_row *out)
{
    clear(out->v);
    if (ts->count == 0)
        return;
    /* By the clock and not by the number of ticks: the thread may have been held up. Half a second is what a tick may come early. */
    int64_t since = tick_back(ts, 0)->mono - seconds * US_PER_S + US_PER_S / 2;
    size_t n = 1;
    while (n < ts->count && tick_back(ts, n)->mono > since)
        n++;
    for (size_t i = 0; i < VITAL_COUNT; i++) {
        double sum = 0;
        int known = 0;
        for (size_t k = 0; k < n; k++) {
            float g = tick_back(ts, k)->gauge[i];
            if (isnan(g))
                continue;
            sum = known > 0 && figures[i].gather == PEAK ? fmax(sum, (double)g) : sum + (double)g;
            known++;
        }
        if (known > 0)
            out->v[i] = (float)(figures[i].gather == PEAK ? sum : sum / known);
    }
    if (ts->count < 2)
        return;
    const struct vitals_tick *now = tick_back(ts, 0), *then = tick_back(ts, n < ts->count ? n : ts->count - 1);
    double took = (double)(now->mono - then->mono) / (double)US_PER_S;
    if (took <= 0)
        return;
    const struct vitals_counts *a = &now->c, *b = &then->c;
    const struct {
        enum vital figure;
        int64_t count;
    } rates[] = {
        { VITAL_REQUESTS, a->requests - b->requests },
        { VITAL_CLIENT_ERRORS, a->client_errors - b->client_errors },
        { VITAL_SERVER_ERRORS, a->server_errors - b->server_errors },
        { VITAL_CHECKS, a->checks - b->checks },
        { VITAL_FAILED_CHECKS, a->failed_checks - b->failed_checks },
        { VITAL_JOBS, a->jobs - b->jobs },
        { VITAL_FAILED_JOBS, a->failed_jobs - b->failed_jobs },
        { VITAL_WRITES, a->writes - b->writes },
        { VITAL_COMMITS, a->commits - b->commits },
    };
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        out->v[rates[i].figure] = (float)((double)rates[i].count / took);
    int64_t cached = a->pages_cached - b->pages_cached, fetched = a->pages_read - b->pages_read;
    out->v[VITAL_ERROR_PCT] = share(a->server_errors - b->server_errors, a->requests - b->requests);
    out->v[VITAL_CACHE_HIT] = share(cached, cached + fetched);
    quantiles(a->latency, b->latency, &out->v[VITAL_LATENCY_P50], &out->v[VITAL_LATENCY_P99]);
    quantiles(a->commit, b->commit, &out->v[VITAL_COMMIT_P50], &out->v[VITAL_COMMIT_P99]);
}

/* ---- history ---- */

void vitals_series_init(struct vitals_series *s)
{
    *s = (struct vitals_series){ 0 };
    for (size_t i = 0; i < VITALS_STEPS; i++) {
        s->s[i].step = widths[i].seconds * US_PER_S;
        s->s[i].room = widths[i].rows;
        s->s[i].rows = mem_array(widths[i].rows, sizeof *s->s[i].rows);
    }
}

void vitals_series_free(struct vitals_series *s)
{
    for (size_t i = 0; i < VITALS_STEPS; i++)
        mem_free(s->s[i].rows);
}

const struct vitals_row *vitals_steps_at(const struct vitals_steps *p, size_t i)
{
    return &p->rows[(p->first + i) % p->room];
}

static void push(struct vitals_steps *p, const struct vitals_row *r)
{
    while (p->count > 0 && vitals_steps_at(p, p->count - 1)->at >= r->at)
        p->count--;
    if (p->saved_at >= r->at)
        p->saved_at = r->at - 1;
    if (p->count == p->room) {
        p->first = (p->first + 1) % p->room;
        p->count--;
    }
    p->rows[(p->first + p->count++) % p->room] = *r;
}

bool vitals_steps_open(const struct vitals_steps *p, struct vitals_row *out)
{
    if (p->open.at == 0)
        return false;
    out->at = p->open.at;
    for (size_t i = 0; i < VITAL_COUNT; i++)
        out->v[i] = p->open.n[i] == 0 ? NAN : figures[i].gather == PEAK ? p->open.sum[i] : p->open.sum[i] / (float)p->open.n[i];
    return true;
}

/* A row of the finest width, into the step that it belongs to; the one before it is complete. */
static void add_to_open(struct vitals_steps *p, const struct vitals_row *r)
{
    int64_t at = r->at - r->at % p->step;
    struct vitals_row done;
    if (p->open.at != at) {
        if (vitals_steps_open(p, &done))
            push(p, &done);
        memset(&p->open, 0, sizeof p->open);
        p->open.at = at;
    }
    for (size_t i = 0; i < VITAL_COUNT; i++) {
        if (isnan(r->v[i]))
            continue;
        if (p->open.n[i]++ == 0)
            p->open.sum[i] = r->v[i];
        else if (figures[i].gather == PEAK)
            p->open.sum[i] = fmaxf(p->open.sum[i], r->v[i]);
        else
            p->open.sum[i] += r->v[i];
    }
}

void vitals_series_push(struct vitals_series *s, const struct vitals_row *r)
{
    push(&s->s[0], r);
    for (size_t i = 1; i < VITALS_STEPS; i++)
        add_to_open(&s->s[i], r);
}

void vitals_series_load(struct vitals_series *s, size_t step, const struct vitals_row *r)
{
    push(&s->s[step], r);
    s->s[step].saved_at = r->at;
}

void vitals_series_resume(struct vitals_series *s)
{
    for (size_t i = 1; i < VITALS_STEPS; i++) {
        struct vitals_steps *p = &s->s[i];
        int64_t known = p->count > 0 ? vitals_steps_at(p, p->count - 1)->at + p->step : 0;
        for (size_t k = 0; k < s->s[0].count; k++) {
            const struct vitals_row *r = vitals_steps_at(&s->s[0], k);
            if (r->at >= known)
                add_to_open(p, r);
        }
    }
}
