/*
 * db.c - connections: how they are opened and hardened, how SQLite's errors become ours, and how a read that overstays is cut.
 *
 * Threads: a struct db belongs to one thread (a reader) or to a writer's thread. The one exception is db_cut, called by the state writer's
 * housekeeping: it takes db.lock, which the owner holds inside every call, and so meets the connection only between two calls.
 * What always holds: no connection checkpoints by itself; a read transaction lasts at most db.max_us.
 */
#include "core/mem.h"
#include "store/internal.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PROGRESS_OPS 5000 /* about a tenth of a millisecond */

int64_t mono_us(void)
{
    return clock_mono_us(clock_system());
}

static enum err error_of(sqlite3 *sqlite, int rc)
{
    int os = sqlite ? sqlite3_system_errno(sqlite) : 0;
    switch (rc & 0xff) {
    case SQLITE_FULL:
        return ERR_DISK_FULL;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return os == ENOSPC || os == EDQUOT ? ERR_DISK_FULL : ERR_IO;
    case SQLITE_CONSTRAINT:
        return rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY || rc == SQLITE_CONSTRAINT_ROWID ? ERR_CONFLICT
                                                                                                                     : ERR_INVALID;
    case SQLITE_MISMATCH:
        return ERR_INVALID;
    case SQLITE_TOOBIG:
        return ERR_TOO_LARGE;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_NOMEM:
        return ERR_BUSY; /* it may have memory when it is asked again */
    case SQLITE_INTERRUPT:
        return ERR_TIMEOUT;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_CORRUPT;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_NOLFS:
        return ERR_IO;
    default:
        return ERR_INTERNAL;
    }
}

enum err db_error(sqlite3 *sqlite, int rc, const char *what)
{
    enum err e = error_of(sqlite, rc);
    if (e == ERR_TIMEOUT)
        return err_set(e, "%s: took too long and was stopped", what);
    return err_set(e, "%s: %s", what, sqlite ? sqlite3_errmsg(sqlite) : sqlite3_errstr(rc));
}

enum err db_exec(sqlite3 *sqlite, const char *sql)
{
    int rc = sqlite3_exec(sqlite, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? OK : db_error(sqlite, sqlite3_extended_errcode(sqlite), "store");
}

enum err db_int(sqlite3 *sqlite, const char *sql, int64_t *out)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(sqlite, sql, -1, &st, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(st, 0);
    enum err e = rc == SQLITE_ROW ? OK : rc == SQLITE_DONE ? err_set(ERR_NOT_FOUND, "no row") : db_error(sqlite, rc, "store");
    sqlite3_finalize(st);
    return e;
}

/* ---- opening ---- */

static void set_limits(sqlite3 *sqlite, enum db_mode mode)
{
    sqlite3_limit(sqlite, SQLITE_LIMIT_LENGTH, 64 << 20);
    sqlite3_limit(sqlite, SQLITE_LIMIT_SQL_LENGTH, 1 << 20);
    sqlite3_limit(sqlite, SQLITE_LIMIT_COLUMN, 256);
    sqlite3_limit(sqlite, SQLITE_LIMIT_EXPR_DEPTH, 200);
    sqlite3_limit(sqlite, SQLITE_LIMIT_COMPOUND_SELECT, 50);
    sqlite3_limit(sqlite, SQLITE_LIMIT_FUNCTION_ARG, 100);
    sqlite3_limit(sqlite, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000);
    sqlite3_limit(sqlite, SQLITE_LIMIT_VARIABLE_NUMBER, 500);
    sqlite3_limit(sqlite, SQLITE_LIMIT_TRIGGER_DEPTH, 10);
    sqlite3_limit(sqlite, SQLITE_LIMIT_WORKER_THREADS, 0);
    sqlite3_limit(sqlite, SQLITE_LIMIT_ATTACHED, mode == DB_PLAIN || mode == DB_SOURCE ? 1 : 0); /* VACUUM attaches its target */
}

static void harden(sqlite3 *sqlite)
{
    sqlite3_extended_result_codes(sqlite, 1);
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    /* Plans do not look at bound values: else every statement with a bound LIMIT would be compiled anew at each use. */
    sqlite3_db_config(sqlite, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
}

/* SQLite would create the file for everybody to read. One that exists is not touched: closing any descriptor of a database drops the locks
 * that the process's other connections hold on it. */
static enum err make_file(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno == EEXIST ? OK : err_errno(errno == ENOSPC || errno == EDQUOT ? ERR_DISK_FULL : ERR_IO, "cannot make %s", path);
    close(fd);
    return OK;
}

enum err db_connect(const char *path, enum db_mode mode, sqlite3 **out)
{
    enum err e = OK;
    *out = NULL;
    torture_install();
    bool reads = mode == DB_READER || mode == DB_SOURCE;
    if (!reads)
        e = make_file(path);
    if (e)
        return e;
    int flags = (reads ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int rc = sqlite3_open_v2(path, out, flags, NULL);
    if (rc != SQLITE_OK) {
        e = err_set(error_of(*out, rc), "cannot open %s: %s", path, *out ? sqlite3_errmsg(*out) : sqlite3_errstr(rc));
        goto out;
    }
    harden(*out);
    set_limits(*out, mode);
    sqlite3_busy_timeout(*out, 5000);
    e = db_exec(
        *out,
        "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=0; PRAGMA mmap_size=0;");
    if (!e && mode == DB_READER)
        e = db_exec(*out, "PRAGMA query_only=ON; PRAGMA cache_size=-256;");
    if (!e && mode == DB_WRITER)
        e = db_exec(*out, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000; PRAGMA journal_size_limit=16777216;");
    if (!e && mode == DB_PLAIN)
        e = db_exec(*out, "PRAGMA synchronous=FULL; PRAGMA cache_size=-8000;");
out:
    if (e) {
        sqlite3_close_v2(*out);
        *out = NULL;
    }
    return e;
}

static int over_deadline(void *arg)
{
    const struct db *db = arg;
    int64_t deadline = atomic_load_explicit(&db->deadline_us, memory_order_relaxed);
    return deadline && mono_us() > deadline;
}

void db_init(struct db *db, const char *path, bool writer, int64_t max_us)
{
    *db = (struct db){ .writer = writer, .max_us = max_us };
    pthread_mutex_init(&db->lock, NULL);
    path_put(db->path, "%s", path);
}

enum err db_open(struct db *db, bool no_sync)
{
    if (db->sqlite)
        return OK;
    sqlite3 *sqlite = NULL;
    enum err e = db_connect(db->path, db->writer ? DB_WRITER : DB_READER, &sqlite);
    if (!e && no_sync)
        e = db_exec(sqlite, "PRAGMA synchronous=NORMAL");
    if (!e)
        db_adopt(db, sqlite);
    else
        sqlite3_close_v2(sqlite);
    return e;
}

void db_adopt(struct db *db, sqlite3 *sqlite)
{
    db->sqlite = sqlite;
    sqlite3_progress_handler(sqlite, PROGRESS_OPS, over_deadline, db);
}

static void finalize_all(struct db *db)
{
    for (size_t i = 0; i < db->slot_count; i++)
        sqlite3_finalize(db->slots[i].stmt);
    for (int i = 0; i < DB_TEXTS; i++) {
        sqlite3_finalize(db->texts[i].stmt);
        mem_free(db->texts[i].sql);
        db->texts[i] = (struct db_text){ 0 };
    }
    mem_free(db->slots);
    db->slots = NULL;
    db->slot_count = 0;
    db->slots_kept = 0;
}

/* Keeps the lock usable: a reader may be closed under its owner's feet when its day is unlinked, and says so at the next use. */
void db_close(struct db *db)
{
    finalize_all(db);
    sqlite3_close_v2(db->sqlite);
    db->sqlite = NULL;
}

/* ---- use ---- */

enum err db_enter(struct db *db)
{
    if (!db->writer)
        pthread_mutex_lock(&db->lock);
    enum err e = db->open_error;
    if (e)
        e = err_set(e, "%s is not there any more", db->path);
    else if (!db->sqlite)
        e = db_open(db, false);
    if (!e && db->expired)
        e = err_set(ERR_TIMEOUT, "a read took longer than %lld s and was stopped", (long long)(db->max_us / US_PER_S));
    if (e)
        db_leave(db);
    return e;
}

void db_leave(struct db *db)
{
    if (!db->writer)
        pthread_mutex_unlock(&db->lock);
}

void db_use_start(struct db *db, struct db_use *use)
{
    if (!db->open && !db->in_tx && !db->writer)
        atomic_store_explicit(&db->deadline_us, mono_us() + db->max_us, memory_order_relaxed);
    use->next = db->open;
    db->open = use;
}

static void become_idle(struct db *db)
{
    if (db->open || db->in_tx || db->writer)
        return;
    db->expired = false;
    atomic_store_explicit(&db->deadline_us, 0, memory_order_relaxed);
}

void db_use_end(struct db *db, struct db_use *use)
{
    for (struct db_use **at = &db->open; *at; at = &(*at)->next) {
        if (*at != use)
            continue;
        *at = use->next;
        break;
    }
    become_idle(db);
}

enum err db_step(struct db *db, sqlite3_stmt *stmt, const char *what, bool *more)
{
    *more = false;
    if (db->expired)
        return err_set(ERR_TIMEOUT, "%s: took longer than %lld s and was stopped", what, (long long)(db->max_us / US_PER_S));
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW) {
        *more = true;
        return OK;
    }
    return rc == SQLITE_DONE ? OK : db_error(db->sqlite, rc, what);
}

bool db_cut(struct db *db, int64_t now_us)
{
    int64_t deadline = atomic_load_explicit(&db->deadline_us, memory_order_relaxed);
    if (!deadline || now_us <= deadline)
        return false;
    if (pthread_mutex_trylock(&db->lock) != 0)
        return false; /* inside SQLite: the progress handler stops it */
    deadline = atomic_load_explicit(&db->deadline_us, memory_order_relaxed);
    bool cut = deadline && now_us > deadline && db->sqlite;
    if (cut) {
        for (struct db_use *use = db->open; use; use = use->next)
            sqlite3_reset(use->stmt);
        if (!sqlite3_get_autocommit(db->sqlite))
            sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
        db->expired = true;
        atomic_store_explicit(&db->deadline_us, 0, memory_order_relaxed);
    }
    pthread_mutex_unlock(&db->lock);
    return cut;
}

enum err db_begin(struct db *db)
{
    if (db->writer)
        return OK; /* a transaction is one snapshot already */
    enum err e = db_enter(db);
    if (e)
        return e;
    if (db->in_tx)
        e = err_set(ERR_INTERNAL, "db_begin inside db_begin");
    else
        e = db_exec(db->sqlite, "BEGIN");
    if (!e) {
        db->in_tx = true;
        atomic_store_explicit(&db->deadline_us, mono_us() + db->max_us, memory_order_relaxed);
    }
    db_leave(db);
    return e;
}

void db_end(struct db *db)
{
    if (db->writer)
        return;
    pthread_mutex_lock(&db->lock);
    if (db->in_tx && db->sqlite && !sqlite3_get_autocommit(db->sqlite))
        sqlite3_exec(db->sqlite, "COMMIT", NULL, NULL, NULL);
    db->in_tx = false;
    become_idle(db);
    pthread_mutex_unlock(&db->lock);
}
