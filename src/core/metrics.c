/*
 * metrics.c - counters, gauges and histograms in one list that only grows.
 *
 * Threads: registration at start-up (locked all the same); updates from any thread without a lock; rendering takes no snapshot
 * across metrics, only each value is whole. OpenMetrics 1.0: a family's samples stand together under its TYPE, UNIT and HELP.
 */
#include "core/metrics.h"
#include "core/clock.h"
#include "core/mem.h"
#include "core/str.h"
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum kind { COUNTER, GAUGE, GAUGE_FN, HISTOGRAM };

static const int64_t bounds_us[] = { 100,    250,    500,    1000,    2500,    5000,    10000,    25000,    50000,
                                     100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000, 30000000, 60000000 };
#define BOUNDS (sizeof bounds_us / sizeof *bounds_us)
_Static_assert(BOUNDS + 1 == METRIC_BUCKETS, "a histogram has METRIC_BUCKETS buckets");

struct metric {
    struct metric *next; /* in order of registration, families together */
    enum kind kind;
    char *name, *unit, *labels, *help;
    _Atomic int64_t value; /* histogram: the sum in µs */
    _Atomic int64_t bucket[BOUNDS + 1];
    double (*fn)(void *arg);
    void *arg;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct metric *head;

#define PROVIDERS_MAX 16
static struct {
    void (*fn)(struct buf *out, void *arg);
    void *arg;
} providers[PROVIDERS_MAX];
static size_t provider_count;

static struct metric *add(enum kind kind, const char *name, const char *unit, const char *labels, const char *help, double (*fn)(void *),
                          void *arg)
{
    pthread_mutex_lock(&lock);
    struct metric **at = &head, **after_family = NULL;
    struct metric *m = NULL;
    for (; *at; at = &(*at)->next) {
        if (!str_eq((*at)->name, name))
            continue;
        after_family = &(*at)->next;
        if (str_eq((*at)->labels, labels))
            m = *at;
    }
    if (!m) {
        m = mem_alloc(sizeof *m);
        m->kind = kind;
        m->name = mem_strdup(name);
        m->unit = mem_strdup(unit);
        m->labels = mem_strdup(labels);
        m->help = mem_strdup(help);
        if (!after_family)
            after_family = at;
        m->next = *after_family;
        *after_family = m;
    }
    m->fn = fn; /* registered again, as tests do: the newest owner answers */
    m->arg = arg;
    pthread_mutex_unlock(&lock);
    return m;
}

struct metric *metric_counter(const char *name, const char *unit, const char *labels, const char *help)
{
    return add(COUNTER, name, unit, labels, help, NULL, NULL);
}

struct metric *metric_gauge(const char *name, const char *unit, const char *labels, const char *help)
{
    return add(GAUGE, name, unit, labels, help, NULL, NULL);
}

struct metric *metric_gauge_fn(const char *name, const char *unit, const char *labels, const char *help, double (*fn)(void *arg), void *arg)
{
    return add(GAUGE_FN, name, unit, labels, help, fn, arg);
}

struct metric *metric_histogram_seconds(const char *name, const char *labels, const char *help)
{
    return add(HISTOGRAM, name, "seconds", labels, help, NULL, NULL);
}

void metric_add(struct metric *m, int64_t n)
{
    atomic_fetch_add_explicit(&m->value, n, memory_order_relaxed);
}

void metric_set(struct metric *m, int64_t v)
{
    atomic_store_explicit(&m->value, v, memory_order_relaxed);
}

int64_t metric_value(const struct metric *m)
{
    return atomic_load_explicit(&m->value, memory_order_relaxed);
}

void metric_observe_us(struct metric *m, int64_t us)
{
    size_t i = 0;
    while (i < BOUNDS && us > bounds_us[i])
        i++;
    atomic_fetch_add_explicit(&m->bucket[i], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&m->value, us, memory_order_relaxed);
}

int64_t metric_quantile_us(const struct metric *m, double q)
{
    int64_t counts[BOUNDS + 1], total = 0;
    for (size_t i = 0; i <= BOUNDS; i++)
        total += counts[i] = atomic_load_explicit(&m->bucket[i], memory_order_relaxed);
    if (total == 0)
        return 0;
    double rank = q * (double)total;
    int64_t seen = 0;
    for (size_t i = 0; i < BOUNDS; i++) {
        seen += counts[i];
        if ((double)seen >= rank)
            return bounds_us[i];
    }
    return bounds_us[BOUNDS - 1];
}

void metric_buckets_add(const struct metric *m, int64_t counts[METRIC_BUCKETS])
{
    for (size_t i = 0; i < METRIC_BUCKETS; i++)
        counts[i] += atomic_load_explicit(&m->bucket[i], memory_order_relaxed);
}

double metric_buckets_quantile_us(const int64_t counts[METRIC_BUCKETS], double q)
{
    int64_t total = 0, seen = 0;
    for (size_t i = 0; i < METRIC_BUCKETS; i++)
        total += counts[i] > 0 ? counts[i] : 0;
    double rank = q * (double)total;
    for (size_t i = 0; i < BOUNDS && total > 0; i++) {
        double low = i > 0 ? (double)bounds_us[i - 1] : 0, here = (double)(counts[i] > 0 ? counts[i] : 0);
        if (here > 0 && (double)seen + here >= rank)
            return low + ((double)bounds_us[i] - low) * (rank - (double)seen) / here;
        seen += (int64_t)here;
    }
    return total > 0 ? (double)bounds_us[BOUNDS - 1] : -1;
}

static void put_double(struct buf *out, double v)
{
    if (isnan(v))
        buf_puts(out, "NaN");
    else if (isinf(v))
        buf_puts(out, v > 0 ? "+Inf" : "-Inf");
    else
        buf_printf(out, "%.15g", v);
}

static void put_name(struct buf *out, const struct metric *m, const char *suffix)
{
    buf_puts(out, m->name);
    buf_puts(out, suffix);
    if (m->labels[0])
        buf_printf(out, "{%s}", m->labels);
    buf_putc(out, ' ');
}

static void render_histogram(struct buf *out, const struct metric *m)
{
    int64_t seen = 0;
    const char *comma = m->labels[0] ? "," : "";
    for (size_t i = 0; i <= BOUNDS; i++) {
        seen += atomic_load_explicit(&m->bucket[i], memory_order_relaxed);
        buf_printf(out, "%s_bucket{%s%sle=\"", m->name, m->labels, comma);
        if (i < BOUNDS)
            buf_printf(out, "%.6g", (double)bounds_us[i] / 1e6); /* canonical floats need a point or exponent */
        else
            buf_puts(out, "+Inf");
        if (i < BOUNDS && bounds_us[i] % US_PER_S == 0)
            buf_puts(out, ".0");
        buf_printf(out, "\"} %lld\n", (long long)seen);
    }
    put_name(out, m, "_count");
    buf_printf(out, "%lld\n", (long long)seen);
    put_name(out, m, "_sum");
    put_double(out, (double)metric_value(m) / 1e6);
    buf_putc(out, '\n');
}

void metric_provider(void (*fn)(struct buf *out, void *arg), void *arg)
{
    pthread_mutex_lock(&lock);
    size_t i = 0;
    while (i < provider_count && providers[i].fn != fn)
        i++;
    if (i < PROVIDERS_MAX) {
        providers[i].fn = fn;
        providers[i].arg = arg;
        if (i == provider_count)
            provider_count++;
    }
    pthread_mutex_unlock(&lock);
}

void metric_label_escape(struct buf *out, const char *value)
{
    for (; *value; value++) {
        if (*value == '\n')
            buf_puts(out, "\\n");
        else if (*value == '\\' || *value == '"')
            buf_printf(out, "\\%c", *value);
        else
            buf_putc(out, *value);
    }
}

void metrics_render(struct buf *out)
{
    static const char *const types[] = { "counter", "gauge", "gauge", "histogram" };
    pthread_mutex_lock(&lock);
    const struct metric *m = head;
    pthread_mutex_unlock(&lock);
    const char *family = "";
    for (; m; m = m->next) {
        if (!str_eq(m->name, family)) {
            family = m->name;
            buf_printf(out, "# TYPE %s %s\n", family, types[m->kind]);
            if (m->unit[0])
                buf_printf(out, "# UNIT %s %s\n", family, m->unit);
            buf_printf(out, "# HELP %s %s\n", family, m->help);
        }
        switch (m->kind) {
        case COUNTER:
        case GAUGE:
            put_name(out, m, m->kind == COUNTER ? "_total" : "");
            buf_printf(out, "%lld\n", (long long)metric_value(m));
            break;
        case GAUGE_FN:
            put_name(out, m, "");
            put_double(out, m->fn ? m->fn(m->arg) : NAN);
            buf_putc(out, '\n');
            break;
        case HISTOGRAM:
            render_histogram(out, m);
            break;
        }
    }
    for (size_t i = 0; i < provider_count; i++)
        providers[i].fn(out, providers[i].arg);
    buf_puts(out, "# EOF\n");
}
