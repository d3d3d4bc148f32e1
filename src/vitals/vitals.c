/*
 * vitals.c - the thread that looks at the box once a second, tells the live topic "system", and keeps the history.
 *
 * Threads: "vitals"; readers of any thread take v->lock for a copy. What always holds: the second by itself reads counters only; what costs
 * more (/proc, the number of jobs) is looked at each second only while somebody watches, else every five. Nothing here waits for a reader,
 * and while the database cannot be written the history goes on in memory.
 */
#include "sql/vitals.h"
#include "core/mem.h"
#include "core/str.h"
#include "net/host.h"
#include "vitals/vitals_private.h"
#include <math.h>
#include <string.h>
#include <time.h>

#define SAVE_US        US_PER_MIN
#define LOOK_EACH      5 /* seconds between two looks at /proc while nobody watches */
#define SMALL_DATABASE (64LL << 20)
#define LARGE_DATABASE (1LL << 30)
#define LOAD_A_STEP    400

const char *const vitals_ranges[] = { "10m", "1h", "24h", "7d", "30d", NULL };
static const struct {
    size_t steps; /* of which width */
    size_t rows;  /* 0: all that are kept */
} ranges[] = { { 0, 60 }, { 0, 0 }, { 1, 0 }, { 2, 0 }, { 3, 0 } };

enum err vitals_new(const struct vitals_deps *d, struct vitals **out)
{
    struct vitals *v = mem_alloc(sizeof *v);
    v->d = *d;
    v->data_dir = mem_strdup(d->data_dir);
    vitals_series_init(&v->series);
    pthread_mutex_init(&v->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&v->wake, &attr);
    pthread_condattr_destroy(&attr);
    pthread_mutex_init(&v->errors.lock, NULL);
    v->errors.clock = d->clock;
    log_watch(vitals_error_note, &v->errors);
    *out = v;
    return OK;
}

void vitals_set_http(struct vitals *v, void (*fn)(void *ctx, struct vitals_http *out), void *ctx)
{
    v->http = fn;
    v->http_ctx = ctx;
}

void vitals_free(struct vitals *v)
{
    if (!v)
        return;
    log_watch(NULL, NULL);
    vitals_series_free(&v->series);
    arena_free(v->tables_arena);
    pthread_cond_destroy(&v->wake);
    pthread_mutex_destroy(&v->lock);
    pthread_mutex_destroy(&v->errors.lock);
    mem_free(v->api);
    mem_free(v->data_dir);
    mem_free(v);
}

/* ---- looking ---- */

static void look_at_host(struct vitals *v, struct vitals_tick *t)
{
    struct net_host h;
    struct store_health s;
    int64_t pending, running;
    if (net_host_read(v->data_dir, &h) == OK) {
        t->gauge[VITAL_CPU_PCT] = (float)h.cpu_pct;
        t->gauge[VITAL_LOAD1] = (float)h.load1;
        t->gauge[VITAL_MEMORY_USED] = (float)h.memory_used_bytes;
        t->gauge[VITAL_RSS] = (float)h.rss_bytes;
        t->gauge[VITAL_DISK_USED] = (float)h.disk_used_bytes;
        t->gauge[VITAL_THREADS] = (float)h.threads;
        t->gauge[VITAL_OPEN_FILES] = (float)h.open_files;
    }
    store_health(v->d.store, &s);
    t->gauge[VITAL_WRITE_QUEUE] = (float)(s.queue_interactive + s.queue_bulk);
    t->gauge[VITAL_WAL] = (float)s.wal_bytes;
    t->gauge[VITAL_DB_BYTES] = (float)s.db_bytes;
    t->gauge[VITAL_TELEMETRY_BYTES] = (float)s.telemetry_bytes;
    if (jobs_open(v->d.jobs, &pending, &running) == OK) {
        t->gauge[VITAL_JOBS_PENDING] = (float)pending;
        t->gauge[VITAL_JOBS_RUNNING] = (float)running;
    }
    err_clear();
}

static void look(struct vitals *v, bool closely, struct vitals_tick *t)
{
    struct store_stats s;
    struct vitals_http h = { 0 };
    struct jobs_done j;
    t->mono = clock_mono_us(v->d.clock);
    store_stats(v->d.store, &s);
    if (v->http)
        v->http(v->http_ctx, &h);
    jobs_done(v->d.jobs, &j);
    t->gauge[VITAL_READERS] = (float)s.readers;
    t->gauge[VITAL_READERS_IN_USE] = (float)s.readers_in_use;
    t->gauge[VITAL_CONNECTIONS] = (float)h.connections;
    t->gauge[VITAL_SOCKETS] = (float)h.sockets;
    t->c = (struct vitals_counts){ .requests = h.requests,
                                   .client_errors = h.client_errors,
                                   .server_errors = h.server_errors,
                                   .jobs = j.completed + j.failed,
                                   .failed_jobs = j.failed,
                                   .writes = s.writes,
                                   .commits = s.commits,
                                   .pages_cached = s.pages_cached,
                                   .pages_read = s.pages_read };
    monitor_checks_done(v->d.monitor, &t->c.checks, &t->c.failed_checks);
    memcpy(t->c.latency, h.latency, sizeof h.latency);
    memcpy(t->c.commit, s.commit_us, sizeof s.commit_us);
    if (closely)
        look_at_host(v, t);
}

/* ---- telling ---- */

static void tell(struct vitals *v, int seconds, int64_t at)
{
    struct vitals_row r;
    struct jo_text t;
    vitals_now(v, seconds, &r);
    struct json_out *o = jo_text_begin(&t, 8192);
    jo_object(o);
    jo_kv_time(o, "at", at);
    jo_kv_int(o, "interval_seconds", seconds);
    vitals_write_row(&r, o);
    jo_object_end(o);
    if (!t.buf.overflow)
        live_publish_every(v->d.live, "system", seconds, t.buf.data, t.buf.len);
    buf_free(&t.buf);
}

/* ---- keeping ---- */

struct row_text {
    int64_t at;
    char *text;
};
struct saving {
    struct arena *arena;
    const struct vitals_steps *steps[VITALS_STEPS];
    struct row_text *rows[VITALS_STEPS];
    size_t counts[VITALS_STEPS];
    int64_t before[VITALS_STEPS];
};

static char *row_text(struct arena *a, const struct vitals_row *r)
{
    struct jo_text t;
    struct json_out *o = jo_text_begin(&t, 8192);
    jo_object(o);
    for (size_t i = 0; i < VITAL_COUNT; i++) {
        if (isnan(r->v[i]))
            continue;
        jo_key(o, vitals_name(i));
        vitals_put(o, r->v[i]);
    }
    jo_object_end(o);
    return jo_text_end(&t, a);
}

static enum err write_rows(struct tx *tx, void *arg)
{
    const struct saving *s = arg;
    enum err e = OK;
    for (size_t i = 0; i < VITALS_STEPS && e == OK; i++) {
        int64_t seconds = s->steps[i]->step / US_PER_S;
        for (size_t k = 0; k < s->counts[i] && e == OK; k++)
            e = sql_vitals_put(
                tx, &(struct sql_vitals_put_in){ .step_seconds = seconds, .at = s->rows[i][k].at, .figures = s->rows[i][k].text });
        if (e == OK && s->counts[i] > 0)
            e = sql_vitals_prune(tx, &(struct sql_vitals_prune_in){ .step_seconds = seconds, .before = s->before[i] });
    }
    return e;
}

static enum err save(struct vitals *v)
{
    struct saving s = { .arena = arena_new(16384) };
    size_t all = 0;
    pthread_mutex_lock(&v->lock);
    for (size_t i = 0; i < VITALS_STEPS; i++) {
        const struct vitals_steps *p = &v->series.s[i];
        s.steps[i] = p;
        s.rows[i] = arena_array(s.arena, p->count + 1, sizeof *s.rows[i]);
        s.before[i] = p->count > 0 ? vitals_steps_at(p, 0)->at : 0;
        for (size_t k = 0; k < p->count; k++) {
            const struct vitals_row *r = vitals_steps_at(p, k);
            if (r->at > p->saved_at)
                s.rows[i][s.counts[i]++] = (struct row_text){ r->at, row_text(s.arena, r) };
        }
        all += s.counts[i];
    }
    pthread_mutex_unlock(&v->lock);
    enum err e = all > 0 ? store_write(v->d.store, write_rows, &s) : OK;
    pthread_mutex_lock(&v->lock);
    for (size_t i = 0; i < VITALS_STEPS && e == OK; i++)
        if (s.counts[i] > 0)
            v->series.s[i].saved_at = s.rows[i][s.counts[i] - 1].at;
    pthread_mutex_unlock(&v->lock);
    arena_free(s.arena);
    if (e == OK)
        e = vitals_errors_save(&v->errors, v->d.store);
    if (e != OK && !v->failed)
        log_warn("the history of the box's figures cannot be written; it goes on in memory", "error", err_detail(), NULL);
    v->failed = e != OK;
    return e;
}

static bool read_row(struct arena *a, const char *text, struct vitals_row *out)
{
    struct json *j;
    double x;
    if (json_parse(a, text, strlen(text), &j) != OK)
        return false;
    for (size_t i = 0; i < VITAL_COUNT; i++)
        out->v[i] = json_double(json_get(j, vitals_name(i)), &x) ? (float)x : NAN;
    return true;
}

static enum err load(struct vitals *v)
{
    int64_t now = clock_wall_us(v->d.clock);
    enum err e = OK;
    for (size_t i = 0; i < VITALS_STEPS && e == OK; i++) {
        struct arena *a = arena_new(65536);
        struct sql_vitals_newest_row *rows;
        struct vitals_row r;
        size_t n = 0;
        struct vitals_steps *p = &v->series.s[i];
        e = sql_vitals_newest(store_reader(v->d.store), a,
                              &(struct sql_vitals_newest_in){ .step_seconds = p->step / US_PER_S, .now = now, .limit = LOAD_A_STEP }, &rows,
                              &n);
        pthread_mutex_lock(&v->lock);
        for (size_t k = n; k > 0 && e == OK; k--) { /* oldest first */
            struct arena *one = arena_new(4096);
            r.at = rows[k - 1].at;
            if (now - r.at <= (int64_t)p->room * p->step && read_row(one, rows[k - 1].figures, &r))
                vitals_series_load(&v->series, i, &r);
            arena_free(one);
        }
        pthread_mutex_unlock(&v->lock);
        arena_free(a);
    }
    pthread_mutex_lock(&v->lock);
    vitals_series_resume(&v->series);
    pthread_mutex_unlock(&v->lock);
    return e == OK ? vitals_errors_load(&v->errors, v->d.store) : e;
}

/* ---- the room of the tables ---- */

static void look_at_tables(struct vitals *v)
{
    struct store_health h;
    struct store_table *tables;
    size_t count;
    store_health(v->d.store, &h);
    int64_t mono = clock_mono_us(v->d.clock);
    struct arena *a = arena_new(4096);
    if (store_tables(v->d.store, a, &tables, &count) == OK) {
        pthread_mutex_lock(&v->lock);
        struct arena *old = v->tables_arena;
        v->tables_arena = a;
        v->tables = tables;
        v->table_count = count;
        v->tables_at = clock_wall_us(v->d.clock);
        pthread_mutex_unlock(&v->lock);
        a = old;
    }
    arena_free(a);
    v->tables_due = mono + (h.db_bytes < SMALL_DATABASE ? 5 * US_PER_MIN : h.db_bytes < LARGE_DATABASE ? US_PER_HOUR : US_PER_DAY);
}

void vitals_write_tables(struct vitals *v, struct json_out *o, int64_t *at)
{
    pthread_mutex_lock(&v->lock);
    *at = v->tables_at;
    for (size_t i = 0; i < v->table_count; i++) {
        const struct store_table *t = &v->tables[i];
        jo_object(o);
        jo_kv_string(o, "name", t->name);
        jo_key(o, "bytes");
        if (t->bytes < 0)
            jo_null(o);
        else
            jo_int(o, t->bytes);
        jo_key(o, "index_bytes");
        if (t->index_bytes < 0)
            jo_null(o);
        else
            jo_int(o, t->index_bytes);
        jo_object_end(o);
    }
    pthread_mutex_unlock(&v->lock);
}

/* ---- reading ---- */

void vitals_now(struct vitals *v, int seconds, struct vitals_row *out)
{
    out->at = clock_wall_us(v->d.clock);
    pthread_mutex_lock(&v->lock);
    vitals_gather(&v->ticks, seconds, out);
    pthread_mutex_unlock(&v->lock);
}

bool vitals_write_history(struct vitals *v, const char *range, struct json_out *o)
{
    size_t which = 0;
    while (vitals_ranges[which] && !str_eq(vitals_ranges[which], range))
        which++;
    if (!vitals_ranges[which])
        return false;
    const struct vitals_steps *p = &v->series.s[ranges[which].steps];
    size_t count = ranges[which].rows ? ranges[which].rows : p->room;
    int64_t now = clock_wall_us(v->d.clock), to = now - now % p->step + p->step, from = to - (int64_t)count * p->step;
    struct vitals_row *rows = mem_array(count, sizeof *rows); /* one a step, those without a row unknown */
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < VITAL_COUNT; k++)
            rows[i].v[k] = NAN;
    struct vitals_row open;
    pthread_mutex_lock(&v->lock);
    for (size_t i = 0; i < p->count; i++) {
        const struct vitals_row *r = vitals_steps_at(p, i);
        if (r->at >= from && r->at < to)
            rows[(r->at - from) / p->step] = *r;
    }
    if (vitals_steps_open(p, &open) && open.at >= from && open.at < to)
        rows[(open.at - from) / p->step] = open;
    pthread_mutex_unlock(&v->lock);
    jo_object(o);
    jo_kv_string(o, "range", range);
    jo_kv_int(o, "step_seconds", p->step / US_PER_S);
    jo_kv_time(o, "from", from);
    jo_kv_time(o, "to", to);
    jo_key(o, "figures");
    jo_object(o);
    for (size_t k = 0; k < VITAL_COUNT; k++) {
        jo_key(o, vitals_name(k));
        jo_array(o);
        for (size_t i = 0; i < count; i++)
            vitals_put(o, rows[i].v[k]);
        jo_array_end(o);
    }
    jo_object_end(o);
    jo_object_end(o);
    mem_free(rows);
    return true;
}

/* ---- the thread ---- */

/* Until shortly after the next full second. */
static bool wait_for_next(struct vitals *v)
{
    int64_t left = US_PER_S - clock_wall_us(v->d.clock) % US_PER_S;
    struct timespec until = clock_deadline(left);
    pthread_mutex_lock(&v->lock);
    while (!v->stopping)
        if (pthread_cond_timedwait(&v->wake, &v->lock, &until) != 0)
            break;
    bool go_on = !v->stopping;
    pthread_mutex_unlock(&v->lock);
    return go_on;
}

static void round_of(struct vitals *v)
{
    int64_t second = clock_wall_us(v->d.clock) / US_PER_S, before = v->second, width = v->series.s[0].step / US_PER_S;
    uint64_t watched = live_intervals(v->d.live, "system");
    struct vitals_tick t = { 0 };
    for (size_t i = 0; i < VITAL_COUNT; i++)
        t.gauge[i] = NAN;
    look(v, watched != 0 || v->round++ % LOOK_EACH == 0, &t);
    pthread_mutex_lock(&v->lock);
    *vitals_tick_add(&v->ticks) = t;
    pthread_mutex_unlock(&v->lock);
    v->second = second;
    if (before == 0)
        return;
    for (int n = 1; n <= LIVE_EVERY_MAX; n++)
        if (watched >> n & 1u && second / n != before / n)
            tell(v, n, second * US_PER_S);
    if (second / width != before / width) {
        struct vitals_row r;
        vitals_now(v, (int)width, &r);
        r.at = (second / width - 1) * width * US_PER_S;
        pthread_mutex_lock(&v->lock);
        vitals_series_push(&v->series, &r);
        pthread_mutex_unlock(&v->lock);
    }
    if (t.mono >= v->tables_due)
        look_at_tables(v);
    if (t.mono - v->saved_mono >= SAVE_US && save(v) == OK)
        v->saved_mono = t.mono;
}

static void *run(void *arg)
{
    struct vitals *v = arg;
    pthread_setname_np(pthread_self(), "vitals");
    if (load(v) != OK)
        log_warn("the history of the box's figures cannot be read", "error", err_detail(), NULL);
    struct store_health h;
    store_health(v->d.store, &h);
    v->saved_mono = clock_mono_us(v->d.clock);
    v->tables_due = h.db_bytes < SMALL_DATABASE ? 0 : v->saved_mono + US_PER_MIN; /* not beside a start's own work */
    do
        round_of(v);
    while (wait_for_next(v));
    store_reader_release(v->d.store);
    return NULL;
}

enum err vitals_start(struct vitals *v)
{
    if (pthread_create(&v->thread, NULL, run, v) != 0)
        return err_set(ERR_INTERNAL, "cannot start the thread that looks at the box");
    v->started = true;
    return OK;
}

void vitals_stop(struct vitals *v)
{
    if (!v || !v->started)
        return;
    pthread_mutex_lock(&v->lock);
    v->stopping = true;
    pthread_cond_signal(&v->wake);
    pthread_mutex_unlock(&v->lock);
    pthread_join(v->thread, NULL);
    v->started = false;
    if (save(v) != OK)
        err_clear();
}
