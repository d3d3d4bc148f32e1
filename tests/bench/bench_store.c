/*
 * bench_store.c - durable single-row writes from 64 threads through the store, against raw SQLite with the same pragmas and one row a
 * commit, in the same directory and the same run; and the commit latency of one interactive writer while bulk rows arrive at full speed.
 *
 *   bench_store [DIR [SECONDS]]      the last line of standard output is one JSON object
 */
#include "core/log.h"
#include "core/mem.h"
#include "sql/store.h"
#include "store/internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define THREADS     64
#define ROWS_A_POST 100

static _Atomic bool stop;
static _Atomic int64_t rows_posted;

struct thread {
    struct store *store;
    int number;
    int64_t rows;
    int64_t *latency_us; /* NULL: not measured */
    size_t measured, room;
};

static void die(const char *what)
{
    fprintf(stderr, "bench_store: %s: %s\n", what, err_detail());
    exit(1);
}

static enum err put_row(struct tx *tx, void *arg)
{
    struct thread *t = arg;
    char name[48];
    snprintf(name, sizeof name, "bench-%03d-%lld", t->number, (long long)t->rows);
    return sql_store_meta_set(
        tx, &(struct sql_store_meta_set_in){ .name = name, .value = "a row of a usual length, forty bytes more", .updated_at = 1 });
}

static void *writer(void *arg)
{
    struct thread *t = arg;
    while (!atomic_load(&stop)) {
        int64_t began = mono_us();
        if (store_write(t->store, put_row, t) != OK)
            die("store_write");
        t->rows++;
        if (t->latency_us && t->measured < t->room)
            t->latency_us[t->measured++] = mono_us() - began;
    }
    return NULL;
}

static enum err put_rows(struct tx *tx, void *arg)
{
    enum err e = OK;
    int64_t first = (int64_t)(intptr_t)arg * ROWS_A_POST;
    for (int64_t i = 0; !e && i < ROWS_A_POST; i++) {
        char name[48];
        snprintf(name, sizeof name, "bulk-%lld", (long long)(first + i));
        e = sql_store_meta_set(
            tx, &(struct sql_store_meta_set_in){ .name = name, .value = "a row of a usual length, forty bytes more", .updated_at = 1 });
    }
    return e;
}

static void posted(void *arg, enum err e)
{
    (void)arg;
    if (e)
        die("store_post");
    atomic_fetch_add(&rows_posted, ROWS_A_POST);
}

static void *poster(void *arg)
{
    struct thread *t = arg;
    for (intptr_t n = 0; !atomic_load(&stop);) {
        if (store_post(t->store, put_rows, (void *)n, posted) == OK)
            n++;
        else
            usleep(500); /* the queue pushes back */
    }
    return NULL;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The p99 of one interactive writer's commits, in µs; with bulk load beside it or without. */
static int64_t interactive_p99(struct store *s, int seconds, bool with_bulk, double *bulk_rate)
{
    struct thread one = { .store = s, .number = 900 + with_bulk, .room = 1 << 20 }, bulk = { .store = s };
    pthread_t a, b;
    one.latency_us = mem_array(one.room, sizeof *one.latency_us);
    atomic_store(&stop, false);
    atomic_store(&rows_posted, 0);
    int64_t began = mono_us();
    if (pthread_create(&a, NULL, writer, &one) || (with_bulk && pthread_create(&b, NULL, poster, &bulk)))
        die("threads");
    sleep((unsigned)seconds);
    atomic_store(&stop, true);
    pthread_join(a, NULL);
    if (with_bulk)
        pthread_join(b, NULL);
    *bulk_rate = (double)atomic_load(&rows_posted) * 1e6 / (double)(mono_us() - began);
    qsort(one.latency_us, one.measured, sizeof *one.latency_us, by_value);
    int64_t p99 = one.measured ? one.latency_us[one.measured * 99 / 100] : 0;
    mem_free(one.latency_us);
    return p99;
}

static double grouped_rate(struct store *s, int seconds)
{
    struct thread t[THREADS];
    pthread_t id[THREADS];
    int64_t rows = 0, began = mono_us();
    atomic_store(&stop, false);
    for (int i = 0; i < THREADS; i++) {
        t[i] = (struct thread){ .store = s, .number = i };
        if (pthread_create(&id[i], NULL, writer, &t[i]))
            die("threads");
    }
    sleep((unsigned)seconds);
    atomic_store(&stop, true);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(id[i], NULL);
        rows += t[i].rows;
    }
    return (double)rows * 1e6 / (double)(mono_us() - began);
}

/* The yardstick: the same table, statement and pragmas, one row a transaction, checkpoints as SQLite does them. */
static double raw_rate(const char *dir, int seconds)
{
    char path[STORE_PATH];
    sqlite3 *db = NULL;
    sqlite3_stmt *st = NULL;
    int64_t rows = 0;
    path_join(path, dir, "raw.db");
    if (db_connect(path, DB_WRITER, &db) != OK || db_exec(db, "PRAGMA wal_autocheckpoint=1000") != OK ||
        db_exec(
            db,
            "CREATE TABLE store_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL, updated_at INTEGER NOT NULL) STRICT, WITHOUT ROWID") !=
            OK)
        die("raw");
    if (sqlite3_prepare_v2(db, "INSERT INTO store_meta VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET value = excluded.value", -1,
                           &st, NULL))
        die("raw statement");
    int64_t began = mono_us();
    while (mono_us() - began < seconds * US_PER_S) {
        char name[48];
        snprintf(name, sizeof name, "bench-%03d-%lld", (int)(rows % THREADS), (long long)rows);
        sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 2, "a row of a usual length, forty bytes more", -1, SQLITE_STATIC);
        sqlite3_bind_int64(st, 3, 1);
        if (sqlite3_step(st) != SQLITE_DONE || sqlite3_reset(st) != SQLITE_OK)
            die("raw write");
        rows++;
    }
    double rate = (double)rows * 1e6 / (double)(mono_us() - began);
    sqlite3_finalize(st);
    sqlite3_close(db);
    return rate;
}

int main(int argc, char **argv)
{
    char dir[256];
    int seconds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 3;
    struct store *s = NULL;
    double unused, bulk_rate;
    log_setup(LOG_ERROR, LOG_TEXT, 2);
    snprintf(dir, sizeof dir, "%s/bench-store-XXXXXX", argc > 1 ? argv[1] : getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    if (seconds < 1 || !mkdtemp(dir)) {
        fprintf(stderr, "usage: bench_store [DIR [SECONDS]]\n");
        return 2;
    }
    double raw = raw_rate(dir, seconds);
    if (store_open(&(struct store_options){ .dir = dir, .clock = clock_system(), .version = "bench" }, &s) != OK)
        die("store_open");
    double grouped = grouped_rate(s, seconds);
    int64_t alone = interactive_p99(s, seconds, false, &unused), loaded = interactive_p99(s, seconds, true, &bulk_rate);
    store_close(s);
    disk_remove_tree(dir);
    printf("{\"name\":\"durable writes\",\"clients\":%d,\"rows_per_second\":%.0f,\"raw_rows_per_second\":%.0f,\"ratio\":%.2f,"
           "\"interactive_p99_ms\":%.2f,\"interactive_p99_with_bulk_ms\":%.2f,\"bulk_rows_per_second\":%.0f}\n",
           THREADS, grouped, raw, grouped / raw, (double)alone / 1000, (double)loaded / 1000, bulk_rate);
    return 0;
}
