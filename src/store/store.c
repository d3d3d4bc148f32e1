/*
 * store.c - opening and closing the data directory, disk-full mode, health.
 *
 * Threads: store_open and store_close run on one thread, everything else on any. Besides the writers there is one short-lived thread: the
 * full check after a stop that was not clean.
 * What always holds: the lock file says "running" from before the first write until after the last checkpoint.
 */
#include "store/store.h"
#include "core/crypto.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/metrics.h"
#include "core/str.h"
#include "store/internal.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define BALLAST_DEFAULT       (8LL << 20)
#define KEEP_DAYS_DEFAULT     30
#define READER_MAX_DEFAULT_MS 10000
#define QUEUE_MAX_DEFAULT     4096
#define DRAIN_US              (5 * US_PER_S)
#define CHECK_AT_START_US     (1 * US_PER_S) /* the box is to be ready within 2 s of a crash; the rest is checked while it runs */
#define ROOM_TO_LEAVE         (4LL << 20)    /* beside the ballast, before disk-full mode ends */

static struct store_metrics metrics;
static pthread_once_t metrics_once = PTHREAD_ONCE_INIT;

static void register_metrics(void)
{
    metrics.commit_seconds =
        metric_histogram_seconds("binnacle_store_commit_seconds", "", "Time from an interactive write's arrival to its durable commit.");
    metrics.commits = metric_counter("binnacle_store_commits", "", "", "Transactions committed, all databases.");
    metrics.items = metric_counter("binnacle_store_items", "", "", "Writes answered, all databases.");
    metrics.wal_bytes = metric_gauge("binnacle_store_wal_bytes", "bytes", "", "Size of the state database's write-ahead log.");
    metrics.queue_interactive =
        metric_gauge("binnacle_store_queue_items", "", "lane=\"interactive\"", "Writes waiting for the state database's writer.");
    metrics.queue_bulk = metric_gauge("binnacle_store_queue_items", "", "lane=\"bulk\"", "Writes waiting for the state database's writer.");
    metrics.checkpoints = metric_counter("binnacle_store_checkpoints", "", "", "Checkpoints tried, all databases.");
    metrics.cuts = metric_counter("binnacle_store_readers_cut", "", "", "Reads stopped because they held a snapshot too long.");
    metrics.full = metric_gauge("binnacle_store_disk_full", "", "", "1 while writes are refused because the disk is full.");
}

const struct store_metrics *store_metrics(void)
{
    pthread_once(&metrics_once, register_metrics);
    return &metrics;
}

/* ---- disk-full mode ---- */

void store_disk_full_enter(struct store *s)
{
    char text[32];
    if (atomic_exchange(&s->disk_full, true))
        return;
    metric_set(store_metrics()->full, 1);
    bool released = disk_ballast_release(s->dir);
    snprintf(text, sizeof text, "%lld", (long long)disk_free(s->dir));
    log_error("the disk is full: writes are refused until there is room", "free_bytes", text, "ballast", released ? "released" : "none",
              NULL);
}

/* A commit of about a page: proves that writing works. */
static enum err probe(struct store *s, sqlite3 *sqlite)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(sqlite,
                                "INSERT INTO store_meta (name, value, updated_at) VALUES ('room', ?1, ?2) ON CONFLICT (name) DO UPDATE SET "
                                "value = excluded.value, updated_at = excluded.updated_at",
                                -1, &st, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_bind_text(st, 1, "there was room again", -1, SQLITE_STATIC);
        sqlite3_bind_int64(st, 2, clock_wall_us(s->clock));
        rc = sqlite3_step(st);
    }
    enum err e = rc == SQLITE_DONE ? OK : db_error(sqlite, rc, "probe");
    sqlite3_finalize(st);
    return e;
}

bool store_disk_full_leave(struct store *s, sqlite3 *sqlite)
{
    int64_t room = disk_free(s->dir);
    if (room >= 0 && room < s->ballast_bytes + ROOM_TO_LEAVE)
        return false;
    if (disk_ballast_make(s->dir, s->ballast_bytes) != OK || probe(s, sqlite) != OK) {
        disk_ballast_release(s->dir);
        return false;
    }
    atomic_store(&s->disk_full, false);
    metric_set(store_metrics()->full, 0);
    return true;
}

/* ---- after a stop that was not clean ---- */

static void *check_main(void *arg)
{
    struct store *s = arg;
    sqlite3 *sqlite = NULL;
    pthread_setname_np(pthread_self(), "store-check");
    enum err e = db_connect(s->state_path, DB_READER, &sqlite);
    /* In one long read the log could not be emptied meanwhile: it is allowed as long as any reader. */
    if (!e)
        e = check_integrity(sqlite, true, s->reader_max_us, &s->closing);
    if (e == ERR_CORRUPT)
        log_error("the database is damaged: run `binnacle check` and restore a backup", "why", err_detail(), NULL);
    else if (e == ERR_TIMEOUT)
        log_warn("the check after the unclean stop was not finished: run `binnacle check` when convenient", NULL);
    else if (e)
        log_warn("the check after the unclean stop failed", "why", err_detail(), NULL);
    else
        log_info("checked after an unclean stop: the database is sound", NULL);
    sqlite3_close_v2(sqlite);
    return NULL;
}

static enum err check_after_crash(struct store *s, sqlite3 *sqlite)
{
    log_warn("the last stop was not clean: checking the database", NULL);
    enum err e = check_integrity(sqlite, true, CHECK_AT_START_US, NULL);
    if (e == OK)
        log_info("checked after an unclean stop: the database is sound", NULL);
    if (e != ERR_TIMEOUT)
        return e;
    s->checking = true; /* large: the rest while the box runs */
    return OK;
}

/* ---- opening ---- */

static enum err open_state(struct store *s, sqlite3 **out)
{
    int have = 0;
    struct migration_set set = migrations_of_state();
    bool existed = disk_size(s->state_path) > 0;
    enum err e = db_connect(s->state_path, DB_WRITER, out);
    if (!e && s->no_sync)
        e = db_exec(*out, "PRAGMA synchronous=NORMAL");
    if (!e && existed && (s->lock.unclean || s->lock.fresh))
        e = check_after_crash(s, *out);
    if (!e)
        e = migrate_version(*out, &have);
    if (!e)
        e = migrate_verify(*out, set);
    if (!e && have && have < migrations_newest(set))
        e = backup_before_migration(s, have);
    if (!e)
        e = migrate_apply(*out, set, s->clock);
    if (!e)
        e = disk_sync_dir(s->dir);
    if (!e && have != migrations_newest(set)) {
        char from[16], to[16];
        snprintf(from, sizeof from, "%d", have);
        snprintf(to, sizeof to, "%d", migrations_newest(set));
        log_info("database schema brought up to date", "from", from, "to", to, NULL);
    }
    atomic_store(&s->schema_version, migrations_newest(set));
    return e;
}

static enum err take_options(struct store *s, const struct store_options *o)
{
    if (!o->dir || !*o->dir || strlen(o->dir) > STORE_DIR_MAX)
        return err_set(ERR_INVALID, "the data directory's path is empty or too long");
    path_put(s->dir, "%s", o->dir);
    path_join(s->state_path, s->dir, STORE_STATE_FILE);
    path_join(s->telemetry_dir, s->dir, "telemetry");
    str_copy(s->version, sizeof s->version, o->version ? o->version : "");
    s->clock = o->clock ? o->clock : clock_system();
    s->ballast_bytes = o->ballast_bytes ? o->ballast_bytes : BALLAST_DEFAULT;
    s->keep_days = o->telemetry_keep_days ? o->telemetry_keep_days : KEEP_DAYS_DEFAULT;
    s->reader_max_us = (o->reader_max_ms ? o->reader_max_ms : READER_MAX_DEFAULT_MS) * US_PER_MS;
    s->queue_max = o->queue_max ? o->queue_max : QUEUE_MAX_DEFAULT;
    s->no_sync = o->no_sync;
    return crypto_init();
}

static void start_check(struct store *s)
{
    if (!s->checking)
        return;
    s->checking = pthread_create(&s->checker, NULL, check_main, s) == 0;
}

static void free_store(struct store *s)
{
    pthread_mutex_destroy(&s->telemetry_lock);
    pthread_mutex_destroy(&s->readers_lock);
    mem_free(s);
}

enum err store_open(const struct store_options *o, struct store **out)
{
    struct store *s = mem_alloc(sizeof *s);
    sqlite3 *sqlite = NULL;
    struct writer_kind kind = { .name = "store-writer", .migrations = migrations_of_state(), .state = true };
    *out = NULL;
    s->lock.fd = -1;
    pthread_mutex_init(&s->telemetry_lock, NULL);
    store_metrics();
    backup_allow();
    enum err e = readers_init(s);
    if (!e)
        e = take_options(s, o);
    if (!e)
        e = disk_make_dir(s->dir);
    if (!e)
        e = disk_lock_take(s->dir, &s->lock);
    if (!e)
        e = restore_finish(s->dir);
    if (!e)
        e = disk_make_dir(s->telemetry_dir);
    if (e)
        goto out;
    /* On a full disk the box still starts, to be looked at and pruned. */
    disk_lock_say(&s->lock, true);
    e = disk_ballast_make(s->dir, s->ballast_bytes);
    if (e) {
        log_warn("no room for the ballast file", "why", err_detail(), NULL);
        store_disk_full_enter(s);
    }
    e = open_state(s, &sqlite);
    if (e)
        goto out;
    e = writer_start(s, &kind, s->state_path, sqlite, &s->state);
    sqlite = NULL;
    if (e)
        goto out;
    start_check(s);
    *out = s;
    return OK;
out:
    sqlite3_close_v2(sqlite);
    disk_lock_release(&s->lock); /* still says "running" when it did before: the next start checks */
    readers_close_all(s);
    free_store(s);
    return e;
}

enum err store_open_read(const struct store_options *o, struct store **out)
{
    struct store *s = mem_alloc(sizeof *s);
    *out = NULL;
    s->lock.fd = -1;
    pthread_mutex_init(&s->telemetry_lock, NULL);
    enum err e = readers_init(s);
    if (!e)
        e = take_options(s, o);
    if (e) {
        readers_close_all(s);
        free_store(s);
    } else {
        *out = s;
    }
    return e;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    if (!s->state) { /* store_open_read */
        readers_close_all(s);
        free_store(s);
        return;
    }
    atomic_store(&s->closing, true);
    if (s->checking)
        pthread_join(s->checker, NULL);
    telemetry_close(s);
    bool sound = !writer_failed(s->state);
    readers_close_all(s);
    writer_stop(s->state, DRAIN_US);
    if (sound)
        disk_lock_say(&s->lock, false);
    disk_lock_release(&s->lock);
    free_store(s);
}

/* ---- writing ---- */

enum err store_write(struct store *s, store_fn fn, void *arg)
{
    return writer_write(s->state, fn, arg, false);
}

enum err store_write_essential(struct store *s, store_fn fn, void *arg)
{
    return writer_write(s->state, fn, arg, true);
}

enum err store_post(struct store *s, store_fn fn, void *arg, void (*done)(void *arg, enum err e))
{
    return writer_post(s->state, fn, arg, done);
}

/* ---- health ---- */

void store_health(struct store *s, struct store_health *out)
{
    const struct store_metrics *m = store_metrics();
    *out = (struct store_health){
        .disk_full = atomic_load(&s->disk_full),
        .schema_version = atomic_load(&s->schema_version),
        .wal_bytes = writer_wal_bytes(s->state),
        .db_bytes = disk_size(s->state_path),
        .telemetry_bytes = telemetry_bytes(s),
        .disk_free_bytes = disk_free(s->dir),
        .queue_interactive = writer_queued(s->state, LANE_INTERACTIVE),
        .queue_bulk = writer_queued(s->state, LANE_BULK),
        .commits = writer_commits(s->state),
        .commit_p50_us = metric_quantile_us(m->commit_seconds, 0.5),
        .commit_p99_us = metric_quantile_us(m->commit_seconds, 0.99),
        .readers_open = atomic_load(&s->readers_open),
        .last_stop_clean = !s->lock.unclean,
    };
    out->writable = !out->disk_full && !writer_failed(s->state);
}

void store_stats(struct store *s, struct store_stats *out)
{
    const struct store_metrics *m = store_metrics();
    *out = (struct store_stats){ .writes = metric_value(m->items), .commits = metric_value(m->commits) };
    metric_buckets_add(m->commit_seconds, out->commit_us);
    readers_stats(s, out);
}
