/*
 * store.h - the data directory: binnacle.db (state) and telemetry/YYYY-MM-DD.db (one file a UTC day). The only user of SQLite.
 *
 * Writes: one writer thread per database. store_write blocks until the item's transaction is synced to disk; store_post queues
 * bulk work. What waits is committed together (group commit), each item under a savepoint: an item that returns an error is
 * rolled back alone. Interactive items go before bulk ones.
 * Reads: store_reader gives the calling thread its own read-only connection with cached statements.
 *
 * Queries are written in sql/queries/<domain>.sql and called through the C functions that tools/sqlgen generates from them
 * (#include "sql/<domain>.h"): reading queries take `struct db *`, writing ones `struct tx *`.
 */
#ifndef BINNACLE_STORE_STORE_H
#define BINNACLE_STORE_STORE_H
#include "core/arena.h"
#include "core/buf.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/metrics.h"
#include <stdbool.h>
#include <stdint.h>

struct store;
struct db; /* a read-only view: a reader connection, or a transaction's own view */
struct tx; /* a write in progress, valid only inside the write function */

struct store_options {
    const char *dir;         /* data directory; created 0700 when absent */
    struct clock *clock;     /* not owned */
    const char *version;     /* the program's version, written into backups */
    int64_t ballast_bytes;   /* 0 = default 8 MiB */
    int telemetry_keep_days; /* 0 = default 30 */
    bool no_sync;            /* tests only: the negative control that must lose data in a power cut */
    int reader_max_ms;       /* how long a reader may hold one snapshot; 0 = 10 s; shorter in tests */
    int queue_max;           /* items a lane may hold; 0 = 4096; fewer in tests */
};

/* Locks the directory (ERR_CONFLICT when another process runs on it), finishes a staged restore, checks after an unclean stop, migrates
 * (with a backup before), starts the writer. */
MUST_CHECK enum err store_open(const struct store_options *o, struct store **out);
/* For looking only (the command line), while a server may run on the directory: no lock, no check, no migration. Only store_reader and
 * store_close may be called. */
MUST_CHECK enum err store_open_read(const struct store_options *o, struct store **out);
/* Drains the queues within 5 s, checkpoints, marks the stop as clean. s may be NULL. */
void store_close(struct store *s);

/* ---- writing ---- */
/* Runs on the writer thread. It may be run again from the start when the surrounding transaction has to be repeated, so it must only
 * write through tx and its own arg. Must not block on anything but the database. Any result but OK rolls the item back. */
typedef enum err (*store_fn)(struct tx *tx, void *arg);

/* State database. Blocks until durable. ERR_DISK_FULL, ERR_BUSY (queue full for 5 s, stopping), or fn's own result (its err_detail is
 * carried over to the caller's thread). After any other failure of the commit (ERR_IO) the write may or may not be there after a crash. */
MUST_CHECK enum err store_write(struct store *s, store_fn fn, void *arg);
/* As store_write, also tried while the disk is full, in the room of the released ballast: for sign-in, sign-out, deleting and pruning
 * only. */
MUST_CHECK enum err store_write_essential(struct store *s, store_fn fn, void *arg);
/* State database, bulk lane: returns at once; done (may be NULL) is called on the writer thread after the commit or the failure, and must
 * not block. ERR_BUSY when the queue is full: the caller keeps arg and decides. */
MUST_CHECK enum err store_post(struct store *s, store_fn fn, void *arg, void (*done)(void *arg, enum err e));
/* Telemetry database of the UTC day of `day_us` (rows of one item belong to one day). Bulk only; commits are synced too, and gathered for
 * up to 250 ms. ERR_INVALID for a day outside of the retention or in the future. */
MUST_CHECK enum err store_post_telemetry(struct store *s, int64_t day_us, store_fn fn, void *arg, void (*done)(void *arg, enum err e));
/* The view of the transaction, to run reading queries inside a write. */
struct db *tx_db(struct tx *tx);
/* Rows changed by the last writing query of this tx. */
int64_t tx_changes(struct tx *tx);
/* Lives until this item's after-commit callbacks have run, or until it was rolled back. */
struct arena *tx_arena(struct tx *tx);
/* Called on the writer thread after the commit is durable (never when rolled back), before store_write returns: to publish on the live hub,
 * to wake a sender. arg must live until then: in tx_arena, in the item's own arg, or for ever. Must not block or write. */
void tx_after_commit(struct tx *tx, void (*fn)(void *arg), void *arg);

/* ---- what a write changes, and for whom: the way from a change to its row in the audit trail ---- */
struct tx_change {
    const char *type, *id, *name; /* "service", its id, what people call it; NULL: "" */
    const char *before, *after;   /* JSON text without secrets; NULL: none */
    const char *action;           /* NULL: what was asked for (the route's or the command's action) … */
    const char *default_action;   /* … and this where nobody asked: what the box does by itself */
    const char *tenant_id;        /* NULL: the one acted in */
    const char *user_id, *email;  /* of an event that befell somebody nobody acted for; NULL: whoever acts */
};
/* Inside a state database's write function: what it changes, once an object; before and after are copied or written at once. Its row is
 * part of the same savepoint: a row that cannot be written fails the write (tx_changes counts the row's own write afterwards). Any thread's
 * write may say so, store_post's too. Without a receiver it does nothing. */
void tx_change(struct tx *tx, const struct tx_change *c);
/* The receiver, one a store, set before the first write. c NULL: the write function said nothing, but its thread acts for somebody. actor:
 * what store_act_for had set on the thread that called store_write; NULL: nobody, `thread` is that thread's name. */
typedef enum err (*store_change_fn)(void *ctx, struct tx *tx, void *actor, const char *thread, const struct tx_change *c);
void store_on_change(struct store *s, store_change_fn fn, void *ctx);
/* Who the calling thread acts for from now on, in whatever store it writes to; NULL: nobody. */
void store_act_for(void *actor);
void *store_actor(void);

/* ---- reading ---- */
/* Inside a write function it is the view of the transaction, so that what renders a row for an answer renders it for the trail. Else: this
 * thread's reader of the state database; opened at first use, closed by store_reader_release, the thread's end or store_close. Never
 * NULL after a successful store_open: when the file cannot be opened, its queries say so. Each generated query is its own short read
 * transaction unless between db_begin and db_end. */
struct db *store_reader(struct store *s);
void store_reader_release(struct store *s); /* gives this thread's connections back early */
/* One snapshot for several queries. At most 10 s, then queries answer ERR_TIMEOUT (long readers starve the checkpoint). */
MUST_CHECK enum err db_begin(struct db *db);
void db_end(struct db *db);

/* This thread's reader of one telemetry day, NULL when that day has no file. Do not keep it beyond the current call. */
struct db *store_telemetry_reader(struct store *s, int64_t day_us);
/* The days that exist, newest first, as day starts in µs; returns the count (at most max). */
size_t store_telemetry_days(struct store *s, int64_t *out, size_t max);
/* Unlinks telemetry days older than the retention. Returns the days removed. */
size_t store_telemetry_prune(struct store *s);

/* ---- health (all cheap, any thread) ---- */
struct store_health {
    bool writable; /* false: disk full or failed */
    bool disk_full;
    int schema_version;
    int64_t wal_bytes, db_bytes, telemetry_bytes, disk_free_bytes;
    int64_t queue_interactive, queue_bulk;
    int64_t commits; /* since start */
    int64_t commit_p50_us, commit_p99_us;
    int64_t readers_open;
    bool last_stop_clean;
};
void store_health(struct store *s, struct store_health *out);

/* What the state database did since the start, and who reads it now. Cheap: looks at no page, waits for no reader. */
struct store_stats {
    int64_t writes, commits;           /* writes answered and transactions, of all databases */
    int64_t commit_us[METRIC_BUCKETS]; /* how long interactive writes took */
    int64_t readers, readers_in_use;   /* connections of threads; those inside a query now */
    int64_t pages_cached, pages_read;  /* pages that readers found in their cache, and those that they had to fetch */
};
void store_stats(struct store *s, struct store_stats *out);

/* The room that each table takes with its indexes, of the state database. Reads the head of every page: for a background thread, rarely. */
struct store_table {
    const char *name;
    int64_t bytes, index_bytes; /* -1: it took longer than a reader may read */
};
MUST_CHECK enum err store_tables(struct store *s, struct arena *a, struct store_table **out, size_t *count);

/* ---- backup ---- */
struct backup_info {
    char version[32];
    int schema_version;
    int64_t created_at; /* µs */
    int64_t bytes;
    bool full; /* with telemetry */
};
/* One self-contained SQLite file, written beside `path` (path.part, path.day), fsynced, verified (whole-file checksum, integrity_check,
 * schema, rows of every table), then renamed. Any thread; takes as long as the data is large, while writes go on. */
MUST_CHECK enum err store_backup(struct store *s, const char *path, bool full, struct backup_info *info);
/* The same of a directory whose server may be running (command line): opens it read-only. */
MUST_CHECK enum err store_backup_dir(const char *dir, const char *path, bool full, struct backup_info *info);
/* ERR_CORRUPT with the reason for anything but an undamaged backup of this or an older schema. Reads every byte. */
MUST_CHECK enum err store_backup_verify(const char *path, struct backup_info *info);
/* Ends running backups and proofs of this process within a second with ERR_BUSY, and refuses later ones until the next store_open. */
void store_backup_cancel(struct store *s);
/* Verifies, then swaps atomically; the old state is kept as restore-<time>/ inside dir (the newest three). Refuses (ERR_CONFLICT) while a
 * server runs on dir. Telemetry is replaced by that of a full backup and stays as it is otherwise. */
MUST_CHECK enum err store_restore(const char *path, const char *dir, struct backup_info *info);
/* Removes a scratch data directory that store_restore made: the store's own files and, when nothing else is in it, the directory. */
void store_remove_dir(const char *dir);
/* For a running box: verifies and stages the file; the next start swaps it in (the caller then restarts the process). */
MUST_CHECK enum err store_restore_stage(struct store *s, const char *path, struct backup_info *info);
/* `binnacle check`: integrity of every file, schema version and migration hashes. One line a finding to out; ERR_CORRUPT if any is bad. */
MUST_CHECK enum err store_check(const char *dir, struct buf *out);

#endif
