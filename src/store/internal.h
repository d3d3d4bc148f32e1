/*
 * internal.h - what the files of store/ share. Nobody else includes it.
 *
 * Locks, in the order in which they may be taken: store.telemetry_lock → store.readers_lock → db.lock; writer.lock is taken alone.
 * Intervals are measured with the system's monotonic clock, days and stored times with the clock of the options.
 */
#ifndef BINNACLE_STORE_INTERNAL_H
#define BINNACLE_STORE_INTERNAL_H
#include "store/gen.h"
#include "store/store.h"
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>

#define STORE_PATH           4096
#define STORE_DIR_MAX        3500 /* bytes of the data directory's path, so that a joined path always fits */
#define STORE_PAGE           4096
#define STORE_APPLICATION_ID 0x426e636c /* "Bncl" in the file header */
#define STORE_STATE_FILE     "binnacle.db"
#define STORE_STAGED_DIR     "restore.staged"
#define WAL_CHECKPOINT_BYTES (4LL << 20)   /* checkpoint when that much is in the log */
#define WAL_LARGE_BYTES      (64LL << 20)  /* wait a moment for readers, so that the log starts over */
#define WAL_HOLD_BULK_BYTES  (128LL << 20) /* bulk items wait */
#define WAL_HOLD_ALL_BYTES   (192LL << 20) /* everything waits until the readers in the way have been cut */

/* ---- db.c: connections ---- */

struct db_slot {
    sqlite3_stmt *stmt;
    bool busy;
    unsigned used; /* db.uses when it was last taken */
};

struct db_text { /* statements of query.c, by their text */
    char *sql;
    sqlite3_stmt *stmt;
    bool busy;
};

struct item;
struct tx {
    struct db *db;
    struct item *item;
};
/* The view of the state database's transaction that the calling thread runs; NULL: none. */
struct db *writer_view(const struct store *s);

#define DB_SLOTS_KEPT 64 /* prepared statements a reader keeps: bounds its memory */
#define DB_TEXTS      16

struct db {
    sqlite3 *sqlite; /* NULL: not open */
    bool writer;
    pthread_mutex_t lock; /* held inside every call, so that db_cut may end a read of another thread between two calls */
    struct db_slot *slots;
    size_t slot_count;
    int slots_kept;
    unsigned uses;
    struct db_text texts[DB_TEXTS];
    struct db_use *open;         /* statements in use */
    bool in_tx;                  /* between db_begin and db_end */
    bool expired;                /* cut; cleared when nothing is open any more */
    _Atomic int64_t deadline_us; /* monotonic; 0 = none */
    int64_t max_us;
    enum err open_error;
    char path[STORE_PATH];
    int64_t pages_cached, pages_read; /* as last seen; a closed connection's stay (reader.c) */
};

enum db_mode {
    DB_WRITER,
    DB_READER,
    DB_SOURCE, /* reads; VACUUM INTO is allowed */
    DB_PLAIN,  /* reads and writes a file that nobody else has: backups being made or unpacked */
};

void db_init(struct db *db, const char *path, bool writer, int64_t max_us);
MUST_CHECK enum err db_open(struct db *db, bool no_sync);
void db_adopt(struct db *db, sqlite3 *sqlite); /* instead of db_open */
void db_close(struct db *db);
/* Ends a read that is past its deadline and not inside SQLite right now. True when it did. */
bool db_cut(struct db *db, int64_t now_us);
/* A connection with the store's limits; *out is closed again on failure. */
MUST_CHECK enum err db_connect(const char *path, enum db_mode mode, sqlite3 **out);
/* The error for a result code, with SQLite's message as the detail. */
MUST_CHECK enum err db_error(sqlite3 *sqlite, int rc, const char *what);
MUST_CHECK enum err db_exec(sqlite3 *sqlite, const char *sql);
/* First column of the first row of a query without parameters. */
MUST_CHECK enum err db_int(sqlite3 *sqlite, const char *sql, int64_t *out);

/* Statement use by gen.c and query.c; the lock is held between enter and leave. */
MUST_CHECK enum err db_enter(struct db *db);
void db_leave(struct db *db);
void db_use_start(struct db *db, struct db_use *use);
void db_use_end(struct db *db, struct db_use *use);
MUST_CHECK enum err db_step(struct db *db, sqlite3_stmt *stmt, const char *what, bool *more);

/* ---- disk.c: files and room ---- */

#define DISK_LOCK_FILE    "binnacle.lock"
#define DISK_BALLAST_FILE "ballast"

struct disk_lock {
    int fd;
    bool unclean; /* the last owner did not say goodbye */
    bool fresh;   /* there was no lock file */
};
/* Returns the length it would have had; data directories are short enough (STORE_DIR_MAX) for all names of the store. */
size_t path_put(char dst[STORE_PATH], const char *fmt, ...) PRINTF_LIKE(2, 3);
void path_join(char dst[STORE_PATH], const char *dir, const char *name);
MUST_CHECK enum err disk_make_dir(const char *path);
MUST_CHECK enum err disk_sync_dir(const char *path);
MUST_CHECK enum err disk_sync_file(const char *path);
MUST_CHECK enum err disk_rename(const char *from, const char *to);
bool disk_exists(const char *path);
int64_t disk_size(const char *path);                                         /* 0 when absent */
int64_t disk_free(const char *dir);                                          /* bytes for us; -1 unknown */
void disk_remove_tree(const char *path);                                     /* best effort, two levels: what store/ itself makes */
MUST_CHECK enum err disk_lock_take(const char *dir, struct disk_lock *lock); /* waits up to a second for another process */
void disk_lock_say(const struct disk_lock *lock, bool running);
void disk_lock_release(struct disk_lock *lock);
MUST_CHECK enum err disk_ballast_make(const char *dir, int64_t bytes);
bool disk_ballast_release(const char *dir); /* true when there was one */

/* ---- migrate.c ---- */

struct migration_set {
    const struct gen_migration *at;
    size_t count;
};
struct migration_set migrations_of_state(void);
struct migration_set migrations_of_telemetry(void);
int migrations_newest(struct migration_set set);
/* 0 for a database without tables. */
MUST_CHECK enum err migrate_version(sqlite3 *sqlite, int *version);
/* ERR_CORRUPT when a stored hash is not that of this program's migration, or the database is of a newer program. */
MUST_CHECK enum err migrate_verify(sqlite3 *sqlite, struct migration_set set);
MUST_CHECK enum err migrate_apply(sqlite3 *sqlite, struct migration_set set, struct clock *clock);
/* Compares tables, indexes, views and triggers with those that the migrations up to `version` make. */
MUST_CHECK enum err migrate_compare(sqlite3 *sqlite, struct migration_set set, int version);

/* ---- writer.c ---- */

enum lane { LANE_INTERACTIVE, LANE_BULK };

struct writer;
struct writer_kind {
    const char *name; /* thread name, at most 15 bytes */
    struct migration_set migrations;
    int64_t linger_us;    /* bulk items are gathered that long before a commit */
    int64_t idle_stop_us; /* ends itself after that much idleness; 0 = never */
    bool state;
};
/* Opens and migrates when the kind is lazy (telemetry) at the first item; else `ready` is the opened connection, which it takes. */
MUST_CHECK enum err writer_start(struct store *s, const struct writer_kind *kind, const char *path, sqlite3 *ready, struct writer **out);
MUST_CHECK enum err writer_write(struct writer *w, store_fn fn, void *arg, bool essential);
MUST_CHECK enum err writer_post(struct writer *w, store_fn fn, void *arg, void (*done)(void *arg, enum err e));
/* Drains for at most drain_us, checkpoints, joins, frees. */
void writer_stop(struct writer *w, int64_t drain_us);
bool writer_finished(struct writer *w); /* has ended itself: writer_stop will not wait */
int64_t writer_wal_bytes(const struct writer *w);
int64_t writer_queued(struct writer *w, enum lane lane);
int64_t writer_commits(const struct writer *w);
bool writer_failed(const struct writer *w);

/* ---- store.c, reader.c, telemetry.c, restore.c ---- */

#define TELEMETRY_WRITERS 4
#define READER_DAYS       2

struct reader {
    struct store *store;
    struct db state;
    struct {
        int64_t day; /* start, µs; -1 = free */
        struct db db;
        unsigned used;
    } days[READER_DAYS];
    unsigned uses;
    struct reader *next;
};

struct store {
    char dir[STORE_PATH], state_path[STORE_PATH], telemetry_dir[STORE_PATH];
    char version[32];
    struct clock *clock;
    int64_t ballast_bytes, reader_max_us;
    int keep_days, queue_max;
    bool no_sync;
    struct disk_lock lock;
    struct writer *state;

    pthread_mutex_t readers_lock;
    pthread_key_t reader_key;
    bool key_made;
    struct reader *readers;
    _Atomic int64_t readers_open;
    int64_t pages_cached, pages_read; /* of readers that have ended; under readers_lock */

    pthread_mutex_t telemetry_lock;
    struct {
        int64_t day;
        struct writer *writer;
    } days[TELEMETRY_WRITERS];

    store_change_fn on_change; /* set once, before the first write */
    void *on_change_ctx;

    atomic_bool disk_full, closing;
    _Atomic int schema_version;
    _Atomic int64_t telemetry_bytes, telemetry_counted_us;
    pthread_t checker;
    bool checking;
};

int64_t mono_us(void);
MUST_CHECK enum err readers_init(struct store *s);
void readers_stats(struct store *s, struct store_stats *out);
void readers_cut(struct store *s);                     /* ends reads past their deadline */
void readers_forget_day(struct store *s, int64_t day); /* before the day's file is unlinked */
void readers_close_all(struct store *s);
void telemetry_close(struct store *s);
int64_t telemetry_bytes(struct store *s);
void telemetry_path(const struct store *s, int64_t day, char dst[STORE_PATH]);
/* Starts over when the disk had no room: entered by a writer, left by the state writer's housekeeping. */
void store_disk_full_enter(struct store *s);
bool store_disk_full_leave(struct store *s, sqlite3 *sqlite);
/* Finishes a staged restore; nothing to do when there is none. Before anything in dir is opened. */
MUST_CHECK enum err restore_finish(const char *dir);
bool backup_is_reading(void); /* a snapshot that nobody may cut */
void backup_allow(void);      /* takes back store_backup_cancel */
/* Into DATA/backups. */
MUST_CHECK enum err backup_before_migration(struct store *s, int from);
/* quick_check or integrity_check; the first finding is the detail. limit_us 0 = none; ERR_TIMEOUT when cut. */
MUST_CHECK enum err check_integrity(sqlite3 *sqlite, bool quick, int64_t limit_us, const atomic_bool *stop);

/* ---- torture.c ---- */
void torture_install(void); /* before the first use of SQLite */

/* ---- metrics, registered once a process ---- */
struct store_metrics {
    struct metric *commit_seconds, *commits, *items, *wal_bytes, *queue_interactive, *queue_bulk, *checkpoints, *cuts, *full;
};
const struct store_metrics *store_metrics(void);

#endif
