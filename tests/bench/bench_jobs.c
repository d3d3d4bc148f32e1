/*
 * bench_jobs.c - the job engine: jobs entered and completed durably per second against raw SQLite that does the same three steps a job, the
 * time from entering to the handler, fairness between two tenants, and every list at a thousand and at a million finished jobs.
 *
 *   bench_jobs [DIR [JOBS [FINISHED]]]      the last line of standard output is one JSON object
 */
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "iam/iam.h"
#include "jobs/jobs.h"
#include "store/internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TENANT    "00000000-0000-7000-8000-000000000001"
#define CLIENTS   64
#define BATCH     500
#define FAIR_JOBS 1000
#define LATENCIES 400
#define READS     40
#define RAW_JOBS  3000
#define FEW       1000

static struct store *store;
static struct jobs *jobs;
static _Atomic int64_t ran, other_at, began_at;

static void die(const char *what)
{
    fprintf(stderr, "bench_jobs: %s: %s\n", what, err_detail());
    exit(1);
}

/* ---- types ---- */

static enum err quick(struct job_run *r, void *ctx)
{
    (void)r, (void)ctx;
    atomic_fetch_add(&ran, 1);
    return OK;
}

static enum err timed(struct job_run *r, void *ctx)
{
    (void)r, (void)ctx;
    atomic_store(&began_at, mono_us());
    return OK;
}

static enum err works(struct job_run *r, void *ctx) /* 5 ms, as a call to a neighbour */
{
    (void)ctx;
    if (!str_eq(job_tenant(r), TENANT))
        atomic_store(&other_at, mono_us());
    usleep(5000);
    atomic_fetch_add(&ran, 1);
    return OK;
}

static const struct field note[] = { { .name = "note", .type = F_STRING }, { 0 } };
#define TYPE(NAME, FN, CONCURRENCY)                                                                                                        \
    {                                                                                                                                      \
        .name = NAME, .title = NAME, .doc = "", .queue = "bench", .input = note, .run = FN, .concurrency = CONCURRENCY,                    \
        .timeout_seconds = 60, .max_attempts = 3, .backoff_seconds = 1, .backoff_max_seconds = 1, .priority = 5                            \
    }
static const struct job_type types[] = { TYPE("quick", quick, 256), TYPE("timed", timed, 16), TYPE("works", works, 16) };

/* ---- life ---- */

static void open_all(const char *dir)
{
    if (store_open(&(struct store_options){ .dir = dir, .clock = clock_system(), .version = "bench" }, &store) ||
        jobs_new(&(struct jobs_deps){ .store = store, .clock = clock_system() }, &jobs) ||
        jobs_register(jobs, types, sizeof types / sizeof *types, NULL) || jobs_start(jobs))
        die("open");
}

static void close_all(void)
{
    jobs_stop(jobs);
    jobs_free(jobs);
    store_close(store);
}

static void until(int64_t n)
{
    while (atomic_load(&ran) < n)
        usleep(200);
    struct jobs_health h;
    do
        jobs_health(jobs, &h);
    while (h.running > 0 && usleep(200) == 0); /* and their ends are on disk */
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* ---- the rate ---- */

struct client {
    int jobs, batch;
};

static void *enters(void *arg)
{
    const struct client *c = arg;
    struct json *input;
    static const char text[] = "{\"note\":\"a job of a usual size, with a sentence in it\"}";
    char(*ids)[ID_SIZE] = mem_array((size_t)c->batch, sizeof *ids);
    bool *existing = mem_array((size_t)c->batch, sizeof *existing);
    struct arena *a = arena_new(0);
    for (int done = 0; done < c->jobs; done += c->batch) {
        struct job_new *in = arena_array(a, (size_t)c->batch, sizeof *in);
        if (json_parse(a, text, strlen(text), &input))
            die("input");
        for (int i = 0; i < c->batch; i++)
            in[i] = (struct job_new){ .tenant_id = TENANT, .type = "quick", .input = input, .priority = -1, .by = "bench@example.test" };
        if (jobs_add_many(jobs, a, in, (size_t)c->batch, NULL, NULL, ids, existing))
            die("add");
        arena_reset(a);
    }
    arena_free(a);
    mem_free(ids);
    mem_free(existing);
    store_reader_release(store);
    return NULL;
}

/* Jobs a second from the first entry until the last end is on disk. */
static double rate(int total, int clients, int batch)
{
    pthread_t t[CLIENTS];
    struct client c = { .jobs = total / clients, .batch = batch };
    atomic_store(&ran, 0);
    int64_t began = mono_us();
    for (int i = 0; i < clients; i++)
        if (pthread_create(&t[i], NULL, enters, &c))
            die("threads");
    for (int i = 0; i < clients; i++)
        pthread_join(t[i], NULL);
    until((int64_t)c.jobs * clients);
    return (double)c.jobs * clients * 1e6 / (double)(mono_us() - began);
}

/* The yardstick: the same tables, indexes and pragmas; a job is entered, begun and ended, each in a transaction of its own. */
static double raw_rate(const char *dir)
{
    static const char *const steps[] = {
        "INSERT INTO job (id, tenant_id, type, queue, state, external, priority, input, run_at, attempt, attempts, max_attempts, progress, "
        "progress_text, created_by, created_at, version) VALUES (?1, '" TENANT "', 'raw', 'bench', 'PENDING', 0, 5, "
        "'{\"note\":\"a job of a usual size, with a sentence in it\"}', ?2, 0, 0, 3, 0, '', 'bench@example.test', ?2, 1)",
        "BEGIN IMMEDIATE",
        "UPDATE job SET state = 'RUNNING', attempt = 1, attempts = 1, lease_id = 'raw', worker = 'raw', started_at = ?2, version = 2 "
        "WHERE id = ?1",
        "INSERT INTO job_attempt (job_id, number, tenant_id, worker, started_at, outcome, log, log_dropped) "
        "VALUES (?1, 1, '" TENANT "', 'raw', ?2, 'running', '', 0)",
        "COMMIT",
        "BEGIN IMMEDIATE",
        "UPDATE job SET state = 'COMPLETED', progress = 100, lease_id = NULL, finished_at = ?2, version = 3 WHERE id = ?1",
        "UPDATE job_attempt SET finished_at = ?2, outcome = 'completed' WHERE job_id = ?1 AND number = 1",
        "COMMIT",
    };
    char path[STORE_PATH];
    sqlite3 *db = NULL;
    sqlite3_stmt *st[sizeof steps / sizeof *steps];
    path_join(path, dir, STORE_STATE_FILE);
    if (db_connect(path, DB_WRITER, &db) || db_exec(db, "PRAGMA wal_autocheckpoint=1000"))
        die("raw");
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (sqlite3_prepare_v2(db, steps[i], -1, &st[i], NULL))
            die("raw statement");
    int64_t began = mono_us();
    for (int n = 0; n < RAW_JOBS; n++) {
        char id[ID_SIZE];
        id_new(clock_system(), id);
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            if (sqlite3_bind_parameter_count(st[i]) > 0) {
                sqlite3_bind_text(st[i], 1, id, -1, SQLITE_STATIC);
                sqlite3_bind_int64(st[i], 2, clock_wall_us(clock_system()));
            }
            if (sqlite3_step(st[i]) != SQLITE_DONE || sqlite3_reset(st[i]) != SQLITE_OK)
                die("raw step");
        }
    }
    double r = RAW_JOBS * 1e6 / (double)(mono_us() - began);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        sqlite3_finalize(st[i]);
    sqlite3_close(db);
    return r;
}

/* ---- latency, fairness ---- */

static void one(const char *tenant, const char *type)
{
    char id[ID_SIZE];
    bool existing;
    struct arena *a = arena_new(0);
    if (jobs_add(jobs, a, &(struct job_new){ .tenant_id = tenant, .type = type, .priority = -1, .by = "" }, NULL, NULL, id, &existing))
        die("add");
    arena_free(a);
}

/* From asking for a job to its handler, on an idle box; p50 and p99 in ms. */
static void latency(double *p50, double *p99)
{
    static int64_t us[LATENCIES];
    for (int i = 0; i < LATENCIES; i++) {
        atomic_store(&began_at, 0);
        int64_t asked = mono_us();
        one(TENANT, "timed");
        while (!atomic_load(&began_at))
            usleep(100);
        us[i] = atomic_load(&began_at) - asked;
        usleep(5000);
    }
    qsort(us, LATENCIES, sizeof *us, by_value);
    *p50 = (double)us[LATENCIES / 2] / 1000;
    *p99 = (double)us[LATENCIES * 99 / 100] / 1000;
}

/* A thousand jobs of one tenant wait; another's one comes. How long it waits, beside what the thousand take. */
static void fairness(double *waits, double *all)
{
    struct iam *iam;
    const char *other;
    bool created;
    struct arena *a = arena_new(0);
    if (iam_new(&(struct iam_deps){ .store = store, .clock = clock_system() }, &iam) ||
        iam_tenant_by_name(iam, a, "other", true, &other, &created))
        die("tenant");
    struct job_new *in = arena_array(a, FAIR_JOBS, sizeof *in);
    char(*ids)[ID_SIZE] = arena_array(a, FAIR_JOBS, sizeof *ids);
    bool *existing = arena_array(a, FAIR_JOBS, sizeof *existing);
    for (int i = 0; i < FAIR_JOBS; i++)
        in[i] = (struct job_new){ .tenant_id = TENANT, .type = "works", .priority = -1, .by = "" };
    atomic_store(&ran, 0);
    int64_t began = mono_us();
    if (jobs_add_many(jobs, a, in, FAIR_JOBS, NULL, NULL, ids, existing))
        die("add");
    while (atomic_load(&ran) < 16)
        usleep(100);
    int64_t asked = mono_us();
    one(other, "works");
    until(FAIR_JOBS + 1);
    *waits = (double)(atomic_load(&other_at) - asked) / 1000;
    *all = (double)(mono_us() - began) / 1000;
    iam_free(iam);
    arena_free(a);
}

/* ---- lists ---- */

/* Finished jobs of a month: ten types, of which one is rare, two queues, one in fifty failed, one in a hundred cancelled. */
static void fill(const char *dir, int64_t count)
{
    static const char jobs_sql[] =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1), t (now) AS (SELECT unixepoch() * 1000000) "
        "INSERT INTO job (id, tenant_id, type, queue, state, external, priority, input, run_at, attempt, attempts, max_attempts, worker, "
        "progress, progress_text, result, error, created_by, created_at, started_at, finished_at, version) "
        "SELECT printf('%08x-%04x-7000-8000-%012x', i / 65536, i % 65536, i), '" TENANT "', "
        "CASE WHEN i % 50000 = 7 THEN 'rare' ELSE 'type_' || (i % 9) END, CASE WHEN i % 50000 = 7 THEN 'seldom' ELSE 'bench' END, "
        "CASE WHEN i % 50 = 0 THEN 'FAILED' WHEN i % 100 = 1 THEN 'CANCELLED' ELSE 'COMPLETED' END, 0, 5, "
        "'{\"note\":\"a job of a usual size, with a sentence in it, number ' || i || '\"}', now - (?1 - i) * (30 * 86400 * 1000000 / ?1), "
        "1, 1, 3, 'box', 100, '', '{\"done\":true}', CASE WHEN i % 50 = 0 THEN 'HTTP 503, expected 2xx' END, 'bench@example.test', "
        "now - (?1 - i) * (30 * 86400 * 1000000 / ?1), now - (?1 - i) * (30 * 86400 * 1000000 / ?1), "
        "now - (?1 - i) * (30 * 86400 * 1000000 / ?1), 3 FROM n, t";
    char path[STORE_PATH];
    sqlite3 *db = NULL;
    sqlite3_stmt *st;
    path_join(path, dir, STORE_STATE_FILE);
    if (db_connect(path, DB_WRITER, &db) ||
        db_exec(db, "PRAGMA wal_autocheckpoint=1000; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000"))
        die("fill");
    if (sqlite3_prepare_v2(db, jobs_sql, -1, &st, NULL))
        die(sqlite3_errmsg(db));
    sqlite3_bind_int64(st, 1, count);
    if (sqlite3_step(st) != SQLITE_DONE)
        die(sqlite3_errmsg(db));
    sqlite3_finalize(st);
    if (db_exec(db,
                "INSERT INTO job_attempt (job_id, number, tenant_id, worker, started_at, finished_at, outcome, error, log, log_dropped) "
                "SELECT id, 1, tenant_id, 'box', started_at, finished_at, CASE state WHEN 'FAILED' THEN 'failed' WHEN 'CANCELLED' "
                "THEN 'cancelled' ELSE 'completed' END, error, '', 0 FROM job ORDER BY id; PRAGMA wal_checkpoint(TRUNCATE)"))
        die("fill attempts");
    sqlite3_close(db);
}

struct page {
    const char *name;
    struct jobs_filter f;
};

static enum err read_page(struct arena *a, const struct page *p, struct json_out *o)
{
    int64_t next;
    if (str_eq(p->name, "stats"))
        return jobs_stats_write(jobs, a, TENANT, 24, o);
    if (str_eq(p->name, "types"))
        return jobs_types_write(jobs, a, TENANT, o);
    return jobs_list(jobs, a, TENANT, &p->f, 50, o, &next);
}

static double page_ms(const struct page *p)
{
    int64_t us[READS];
    struct arena *a = arena_new(0);
    for (int i = 0; i < READS; i++) {
        struct jo_text t;
        int64_t began = mono_us();
        struct json_out *o = jo_text_begin(&t, 16 << 20);
        bool object = str_eq(p->name, "stats");
        object ? jo_object(o) : jo_array(o);
        if (read_page(a, p, o))
            die(p->name);
        object ? jo_object_end(o) : jo_array_end(o);
        (void)jo_text_end(&t, a);
        us[i] = mono_us() - began;
        arena_reset(a);
    }
    arena_free(a);
    qsort(us, READS, sizeof *us, by_value);
    return (double)us[READS - 1] / 1000; /* of so few the p99 is the worst */
}

static void pages(const struct page *all, size_t n, const char *dir, int64_t count, double *ms)
{
    open_all(dir);
    close_all();
    fill(dir, count);
    open_all(dir);
    for (size_t i = 0; i < n; i++)
        ms[i] = page_ms(&all[i]);
}

int main(int argc, char **argv)
{
    char base[256], dir[300];
    int total = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 64000;
    int64_t finished = argc > 3 ? strtol(argv[3], NULL, 10) : 1000000;
    double p50, p99, waits, all;
    log_setup(LOG_ERROR, LOG_TEXT, 2);
    snprintf(base, sizeof base, "%s/bench-jobs-XXXXXX", argc > 1 ? argv[1] : getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    if (crypto_init() || !mkdtemp(base))
        die("directory");
    snprintf(dir, sizeof dir, "%s/rate", base);
    open_all(dir);
    latency(&p50, &p99);
    double singly = rate(total, CLIENTS, 1), batched = rate(total, 2, BATCH);
    fairness(&waits, &all);
    close_all();
    double raw = raw_rate(dir);
    disk_remove_tree(dir);

    int64_t now = clock_wall_us(clock_system());
    const struct page lists[] = {
        { "all", { 0 } },
        { "deep", { .before = FEW / 2 } },
        { "type", { .type = "type_3" } },
        { "rare_type", { .type = "rare" } },
        { "no_type", { .type = "nothing" } },
        { "completed", { .state = "COMPLETED" } },
        { "failed", { .state = "FAILED" } },
        { "pending", { .state = "PENDING" } },
        { "type_failed", { .type = "type_3", .state = "FAILED" } },
        { "rare_failed", { .type = "rare", .state = "FAILED" } },
        { "type_cancelled", { .type = "type_2", .state = "CANCELLED" } },
        { "queue", { .queue = "bench" } },
        { "rare_queue", { .queue = "seldom" } },
        { "last_hour", { .from = now - US_PER_HOUR } },
        { "old_hour", { .from = now - 20 * US_PER_DAY, .to = now - 20 * US_PER_DAY + US_PER_HOUR } },
        { "old_day_failed", { .state = "FAILED", .from = now - 25 * US_PER_DAY, .to = now - 24 * US_PER_DAY } },
        { "schedule", { .schedule_id = "0190aaaa-0000-7000-8000-000000000000" } },
        { "subject", { .subject_type = "service", .subject_id = "nothing" } },
        { "types", { 0 } },
        { "stats", { 0 } },
        { "text", { .q = "sentence in it" } },
        { "text_failed", { .q = "503", .state = "FAILED" } },
        { "text_none", { .q = "there is no such thing" } },
    };
    size_t n = sizeof lists / sizeof *lists;
    double few[sizeof lists / sizeof *lists], many[sizeof lists / sizeof *lists];
    snprintf(dir, sizeof dir, "%s/few", base);
    pages(lists, n, dir, FEW, few);
    close_all();
    disk_remove_tree(dir);
    snprintf(dir, sizeof dir, "%s/many", base);
    pages(lists, n, dir, finished, many);
    double full = rate(total / 2, CLIENTS, 1);
    close_all();
    disk_remove_tree(dir);
    disk_remove_tree(base);
    printf("{\"name\":\"jobs\",\"jobs\":%d,\"clients\":%d,\"jobs_per_second\":%.0f,\"batched_jobs_per_second\":%.0f,\"raw_jobs_per_"
           "second\":%.0f,"
           "\"jobs_per_second_full\":%.0f,\"start_p50_ms\":%.2f,\"start_p99_ms\":%.2f,\"fair_wait_ms\":%.1f,\"fair_all_ms\":%.0f,"
           "\"finished\":%lld,\"pages\":{",
           total, CLIENTS, singly, batched, raw, full, p50, p99, waits, all, (long long)finished);
    for (size_t i = 0; i < n; i++)
        printf("%s\"%s\":[%.2f,%.2f]", i ? "," : "", lists[i].name, many[i], few[i]);
    printf("}}\n");
    return 0;
}
