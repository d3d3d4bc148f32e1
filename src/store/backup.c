/*
 * backup.c - makes and proves one-file backups.
 *
 * A backup is a SQLite database: the state as VACUUM INTO wrote it, four tables that say what must be in it (backup_manifest, backup_table
 * with the rows of every table, and for full backups backup_file and backup_chunk with the telemetry days as they are), and behind the
 * last page a trailer of 64 bytes with the length and the hash of everything before it. SQLite ignores what lies behind its last page.
 *
 * Threads: any; connections of its own. What always holds: the final name appears only for a file that was verified byte by byte after
 * it was written and synced.
 */
#include "store/backup.h"
#include "core/crypto.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/version.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAGIC              "binnacle-backup\n"
#define FORMAT             1
#define HASH_BLOCK         (1 << 20)
#define PRE_MIGRATION_KEPT 3

/* Of the process, so that a proof without a store ends as well. */
static atomic_bool cancelled;
static atomic_int reading; /* snapshots being taken */

static const char tables_sql[] =
    "CREATE TABLE backup_manifest (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"
    "CREATE TABLE backup_table (name TEXT PRIMARY KEY, row_count INTEGER NOT NULL) STRICT;"
    "CREATE TABLE backup_file (name TEXT PRIMARY KEY, size INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;"
    "CREATE TABLE backup_chunk (file TEXT NOT NULL, seq INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (file, seq)) STRICT;";

static const char counted_sql[] =
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    " AND name NOT IN ('backup_manifest', 'backup_table', 'backup_file', 'backup_chunk') ORDER BY name";

/* ---- the trailer ---- */

static void put_u64(unsigned char *p, uint64_t v)
{
    for (int i = 0; i < 8; i++)
        p[i] = (unsigned char)(v >> (8 * i));
}

static uint64_t get_u64(const unsigned char *p)
{
    uint64_t v = 0;
    for (int i = 7; i >= 0; i--)
        v = v << 8 | p[i];
    return v;
}

/* A chain of BLAKE2b over blocks of 1 MiB, each hashed together with the hash before it: constant memory for any size. */
static enum err hash_file(int fd, int64_t bytes, unsigned char hash[CRYPTO_HASH_SIZE])
{
    unsigned char *block = mem_try(CRYPTO_HASH_SIZE + HASH_BLOCK);
    enum err e = OK;
    if (!block)
        return err_set(ERR_INTERNAL, "no memory to hash a backup");
    memset(block, 0, CRYPTO_HASH_SIZE);
    for (int64_t at = 0; at < bytes && !e;) {
        size_t want = bytes - at < HASH_BLOCK ? (size_t)(bytes - at) : HASH_BLOCK, have = 0;
        if (atomic_load(&cancelled)) {
            e = err_set(ERR_BUSY, "the backup was stopped");
            goto out;
        }
        while (have < want) {
            ssize_t n = pread(fd, block + CRYPTO_HASH_SIZE + have, want - have, at + (int64_t)have);
            if (n < 0 && errno == EINTR)
                continue;
            if (n <= 0) {
                e = n < 0 ? err_errno(ERR_IO, "cannot read the backup") : err_set(ERR_CORRUPT, "the backup is cut off");
                goto out;
            }
            have += (size_t)n;
        }
        unsigned char next[CRYPTO_HASH_SIZE];
        crypto_blake2b(block, CRYPTO_HASH_SIZE + want, next);
        memcpy(block, next, sizeof next);
        at += (int64_t)want;
    }
    memcpy(hash, block, CRYPTO_HASH_SIZE);
out:
    mem_free(block);
    return e;
}

static enum err write_trailer(const char *path)
{
    unsigned char t[BACKUP_TRAILER];
    int64_t bytes = disk_size(path);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return err_errno(ERR_IO, "cannot open %s", path);
    memcpy(t, MAGIC, 16);
    put_u64(t + 16, (uint64_t)bytes);
    put_u64(t + 24, FORMAT);
    enum err e = hash_file(fd, bytes, t + 32);
    if (!e && pwrite(fd, t, sizeof t, bytes) != (ssize_t)sizeof t)
        e = err_errno(errno == ENOSPC ? ERR_DISK_FULL : ERR_IO, "cannot write %s", path);
    if (!e && fsync(fd) != 0)
        e = err_errno(ERR_IO, "cannot sync %s", path);
    close(fd);
    return e;
}

static enum err check_trailer(const char *path, int64_t *body)
{
    unsigned char t[BACKUP_TRAILER], hash[CRYPTO_HASH_SIZE];
    int64_t size = disk_size(path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_errno(errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "cannot open %s", path);
    enum err e = OK;
    *body = size - BACKUP_TRAILER;
    if (*body < 512 || pread(fd, t, sizeof t, *body) != (ssize_t)sizeof t || memcmp(t, MAGIC, 16) != 0)
        e = err_set(ERR_CORRUPT, "this is not a whole backup: its end is missing or damaged");
    else if (get_u64(t + 24) != FORMAT)
        e = err_set(ERR_CORRUPT, "this backup has a format that this program does not know");
    else if (get_u64(t + 16) != (uint64_t)*body)
        e = err_set(ERR_CORRUPT, "the backup's length is %lld bytes and must be %llu", (long long)*body,
                    (unsigned long long)get_u64(t + 16));
    else
        e = hash_file(fd, *body, hash);
    if (!e && memcmp(hash, t + 32, sizeof hash) != 0)
        e = err_set(ERR_CORRUPT, "the backup is damaged: its checksum does not match");
    close(fd);
    return e;
}

/* ---- making ---- */

struct job {
    const char *state_path, *telemetry_dir; /* telemetry_dir NULL: without */
    const char *version;
    struct clock *clock;
};

static int is_cancelled(void *arg)
{
    (void)arg;
    return atomic_load(&cancelled);
}

void store_backup_cancel(struct store *s)
{
    (void)s;
    atomic_store(&cancelled, true);
}

void backup_allow(void)
{
    atomic_store(&cancelled, false);
}

bool backup_is_reading(void)
{
    return atomic_load(&reading) > 0;
}

/* Before a result leaves: what was stopped on purpose is no fault of the file. */
static enum err result_of(enum err e)
{
    return e && atomic_load(&cancelled) ? err_set(ERR_BUSY, "the backup was stopped") : e;
}

/* One consistent copy of a database that may be written to meanwhile. */
static enum err snapshot(const char *from, const char *to)
{
    sqlite3 *source = NULL;
    sqlite3_stmt *st = NULL;
    char journal[STORE_PATH];
    path_put(journal, "%s-journal", to); /* one left by a crash would be played into the new file */
    unlink(journal);
    unlink(to);
    int fd = open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600); /* VACUUM INTO takes an empty file; made here for its mode */
    if (fd < 0)
        return err_errno(errno == ENOSPC ? ERR_DISK_FULL : ERR_IO, "cannot make %s", to);
    close(fd);
    enum err e = db_connect(from, DB_SOURCE, &source);
    if (e)
        return e;
    atomic_fetch_add(&reading, 1);
    sqlite3_progress_handler(source, 10000, is_cancelled, NULL);
    int rc = sqlite3_prepare_v2(source, "VACUUM INTO ?1", -1, &st, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(st, 1, to, -1, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    if (rc != SQLITE_DONE)
        e = db_error(source, rc, "backup");
    sqlite3_finalize(st);
    sqlite3_close_v2(source);
    atomic_fetch_sub(&reading, 1);
    return e;
}

static enum err put_pair(sqlite3 *sqlite, const char *sql, const char *name, const char *text, int64_t number)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(sqlite, sql, -1, &st, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = text ? sqlite3_bind_text(st, 2, text, -1, SQLITE_STATIC) : sqlite3_bind_int64(st, 2, number);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    enum err e = rc == SQLITE_DONE ? OK : db_error(sqlite, rc, "backup manifest");
    sqlite3_finalize(st);
    return e;
}

static enum err count_rows(sqlite3 *sqlite, const char *table, int64_t *out)
{
    char *sql = sqlite3_mprintf("SELECT count(*) FROM \"%w\"", table);
    if (!sql)
        return err_set(ERR_INTERNAL, "no memory");
    enum err e = db_int(sqlite, sql, out);
    sqlite3_free(sql);
    return e;
}

/* Empties the tables that no backup carries: a session that was ended must not come back with a restore. */
static enum err forget_ephemeral(sqlite3 *sqlite)
{
    sqlite3_stmt *st = NULL;
    enum err e = OK;
    int rc = sqlite3_prepare_v2(sqlite, "SELECT name FROM store_ephemeral ORDER BY name", -1, &st, NULL);
    while (!e && rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        char *sql = sqlite3_mprintf("DELETE FROM \"%w\"", (const char *)sqlite3_column_text(st, 0));
        e = sql ? db_exec(sqlite, sql) : err_set(ERR_INTERNAL, "no memory");
        sqlite3_free(sql);
        rc = SQLITE_OK;
    }
    if (!e && rc != SQLITE_DONE)
        e = db_error(sqlite, rc, "backup");
    sqlite3_finalize(st);
    return e;
}

static enum err put_manifest(const struct job *job, sqlite3 *sqlite)
{
    char created[32];
    sqlite3_stmt *st = NULL;
    snprintf(created, sizeof created, "%lld", (long long)clock_wall_us(job->clock));
    static const char manifest_sql[] = "INSERT INTO backup_manifest (name, value) VALUES (?1, ?2)";
    enum err e = put_pair(sqlite, manifest_sql, "version", job->version, 0);
    if (!e)
        e = put_pair(sqlite, manifest_sql, "created_at", created, 0);
    if (!e)
        e = put_pair(sqlite, manifest_sql, "full", job->telemetry_dir ? "1" : "0", 0);
    if (e)
        return e;
    int rc = sqlite3_prepare_v2(sqlite, counted_sql, -1, &st, NULL);
    while (rc == SQLITE_OK || rc == SQLITE_ROW) {
        if ((rc = sqlite3_step(st)) != SQLITE_ROW)
            break;
        int64_t rows = 0;
        const char *table = (const char *)sqlite3_column_text(st, 0);
        e = count_rows(sqlite, table, &rows);
        if (!e)
            e = put_pair(sqlite, "INSERT INTO backup_table (name, row_count) VALUES (?1, ?2)", table, NULL, rows);
        if (e)
            break;
    }
    if (!e && rc != SQLITE_DONE)
        e = db_error(sqlite, rc, "backup manifest");
    sqlite3_finalize(st);
    return e;
}

static enum err put_chunk(sqlite3 *sqlite, sqlite3_stmt *st, const char *name, int seq, const void *data, size_t n)
{
    sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_int(st, 2, seq);
    sqlite3_bind_blob64(st, 3, data, n, SQLITE_STATIC);
    int rc = sqlite3_step(st);
    sqlite3_reset(st);
    return rc == SQLITE_DONE ? OK : db_error(sqlite, rc, "backup");
}

/* A telemetry day as it is: its chunks, its size and its hash. */
static enum err put_day(const struct job *job, sqlite3 *sqlite, const char *name, const char *scratch)
{
    char from[STORE_PATH];
    unsigned char hash[CRYPTO_HASH_SIZE];
    sqlite3_stmt *chunk = NULL, *file = NULL;
    unsigned char *data = NULL;
    int fd = -1, seq = 0;
    path_join(from, job->telemetry_dir, name);
    enum err e = snapshot(from, scratch);
    if (e)
        return e;
    int64_t bytes = disk_size(scratch);
    fd = open(scratch, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_errno(ERR_IO, "cannot open %s", scratch);
    e = hash_file(fd, bytes, hash);
    data = mem_try(BACKUP_CHUNK);
    if (!e && !data)
        e = err_set(ERR_INTERNAL, "no memory for a backup");
    if (!e &&
        (sqlite3_prepare_v2(sqlite, "INSERT INTO backup_chunk (file, seq, data) VALUES (?1, ?2, ?3)", -1, &chunk, NULL) != SQLITE_OK ||
         sqlite3_prepare_v2(sqlite, "INSERT INTO backup_file (name, size, hash) VALUES (?1, ?2, ?3)", -1, &file, NULL) != SQLITE_OK))
        e = db_error(sqlite, sqlite3_extended_errcode(sqlite), "backup");
    for (int64_t at = 0; !e && at < bytes;) {
        size_t want = bytes - at < BACKUP_CHUNK ? (size_t)(bytes - at) : BACKUP_CHUNK;
        ssize_t n = pread(fd, data, want, at);
        if (n != (ssize_t)want)
            e = err_errno(ERR_IO, "cannot read %s", scratch);
        else if (atomic_load(&cancelled))
            e = err_set(ERR_BUSY, "the backup was stopped");
        else
            e = put_chunk(sqlite, chunk, name, seq++, data, want);
        at += (int64_t)want;
    }
    if (!e) {
        sqlite3_bind_text(file, 1, name, -1, SQLITE_STATIC);
        sqlite3_bind_int64(file, 2, bytes);
        sqlite3_bind_blob(file, 3, hash, sizeof hash, SQLITE_STATIC);
        int rc = sqlite3_step(file);
        if (rc != SQLITE_DONE)
            e = db_error(sqlite, rc, "backup");
    }
    sqlite3_finalize(chunk);
    sqlite3_finalize(file);
    mem_free(data);
    close(fd);
    return e;
}

bool backup_day_name(const char *name)
{
    static const char shape[] = "dddd-dd-dd.db";
    if (strlen(name) != sizeof shape - 1)
        return false;
    for (size_t i = 0; shape[i]; i++)
        if (shape[i] == 'd' && i < 10 ? name[i] < '0' || name[i] > '9' : name[i] != shape[i])
            return false;
    return true;
}

static enum err put_telemetry(const struct job *job, sqlite3 *sqlite, const char *scratch)
{
    enum err e = OK;
    DIR *d = opendir(job->telemetry_dir);
    if (!d)
        return errno == ENOENT ? OK : err_errno(ERR_IO, "cannot read %s", job->telemetry_dir);
    for (struct dirent *entry; !e && (entry = readdir(d));)
        if (backup_day_name(entry->d_name))
            e = put_day(job, sqlite, entry->d_name, scratch);
    closedir(d);
    unlink(scratch);
    return e;
}

static enum err make(const struct job *job, const char *path, struct backup_info *info)
{
    char tmp[STORE_PATH], scratch[STORE_PATH], journal[STORE_PATH];
    sqlite3 *sqlite = NULL;
    int64_t need = disk_size(job->state_path);
    if (strlen(path) > STORE_DIR_MAX)
        return err_set(ERR_INVALID, "the backup's path is too long");
    path_put(tmp, "%s.part", path);
    path_put(scratch, "%s.day", path);
    path_put(journal, "%s-journal", tmp);
    if (!disk_exists(job->state_path))
        return err_set(ERR_NOT_FOUND, "%s is not there", job->state_path);
    enum err e = snapshot(job->state_path, tmp);
    if (!e)
        e = db_connect(tmp, DB_PLAIN, &sqlite);
    /* Nobody sees the file before write_trailer has synced it. */
    if (!e)
        e = db_exec(sqlite, "PRAGMA synchronous=OFF; PRAGMA secure_delete=ON; BEGIN;");
    if (!e)
        e = forget_ephemeral(sqlite);
    if (!e)
        e = db_exec(sqlite, tables_sql);
    if (!e)
        e = put_manifest(job, sqlite);
    if (!e && job->telemetry_dir)
        e = put_telemetry(job, sqlite, scratch);
    if (!e)
        e = db_exec(sqlite, "COMMIT");
    sqlite3_close_v2(sqlite);
    if (!e)
        e = write_trailer(tmp);
    if (!e)
        e = store_backup_verify(tmp, info);
    if (!e)
        e = disk_rename(tmp, path);
    if (e) {
        e = result_of(e);
        if (e == ERR_DISK_FULL)
            e = err_set(e, "no room for the backup (the state has %lld bytes)", (long long)need);
        unlink(tmp);
        unlink(scratch);
        unlink(journal);
    }
    return e;
}

enum err store_backup(struct store *s, const char *path, bool full, struct backup_info *info)
{
    if (atomic_load(&cancelled))
        return err_set(ERR_BUSY, "backups are stopped");
    struct job job = {
        .state_path = s->state_path, .telemetry_dir = full ? s->telemetry_dir : NULL, .version = s->version, .clock = s->clock
    };
    return make(&job, path, info);
}

enum err store_backup_dir(const char *dir, const char *path, bool full, struct backup_info *info)
{
    char state[STORE_PATH], telemetry[STORE_PATH];
    if (strlen(dir) > STORE_DIR_MAX)
        return err_set(ERR_INVALID, "the data directory's path is too long");
    path_join(state, dir, STORE_STATE_FILE);
    path_join(telemetry, dir, "telemetry");
    struct job job = { .state_path = state, .telemetry_dir = full ? telemetry : NULL, .version = version_text(), .clock = clock_system() };
    enum err e = crypto_init();
    return e ? e : make(&job, path, info);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Their names sort by schema, then by time: the first ones go. */
static void keep_newest(const char *dir)
{
    char *names[64], path[STORE_PATH];
    size_t n = 0;
    DIR *d = opendir(dir);
    for (struct dirent *e; d && n < 64 && (e = readdir(d));)
        if (strncmp(e->d_name, "pre-migration-", 14) == 0)
            names[n++] = mem_strdup(e->d_name);
    if (d)
        closedir(d);
    qsort(names, n, sizeof *names, by_name);
    for (size_t i = 0; i < n; i++) {
        path_join(path, dir, names[i]);
        if (i + PRE_MIGRATION_KEPT < n)
            unlink(path);
        mem_free(names[i]);
    }
}

enum err backup_before_migration(struct store *s, int from)
{
    char dir[STORE_PATH], path[STORE_PATH], stamp[TIME_TEXT_SIZE];
    struct backup_info info;
    path_join(dir, s->dir, "backups");
    enum err e = disk_make_dir(dir);
    time_format(clock_wall_us(s->clock), stamp);
    for (char *p = stamp; *p; p++)
        if (*p == ':' || *p == '.')
            *p = '-';
    path_put(path, "%s/pre-migration-%04d-%s.db", dir, from, stamp);
    if (!e)
        e = store_backup(s, path, false, &info);
    if (e)
        return err_set(e, "no backup before the migration: %s", err_detail());
    log_info("backup made before the migration", "file", path, NULL);
    keep_newest(dir);
    return OK;
}

/* ---- proving ---- */

static enum err check_rows(sqlite3 *sqlite)
{
    sqlite3_stmt *st = NULL;
    enum err e = OK;
    int64_t listed = 0, tables = 0, rows = 0;
    int rc = sqlite3_prepare_v2(sqlite, "SELECT name, row_count FROM backup_table ORDER BY name", -1, &st, NULL);
    if (rc != SQLITE_OK)
        return db_error(sqlite, rc, "backup manifest");
    while (!e && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(st, 0);
        e = count_rows(sqlite, table, &rows);
        if (!e && rows != sqlite3_column_int64(st, 1))
            e = err_set(ERR_CORRUPT, "table %s has %lld rows and must have %lld", table, (long long)rows,
                        (long long)sqlite3_column_int64(st, 1));
        listed++;
    }
    if (!e && rc != SQLITE_DONE)
        e = db_error(sqlite, rc, "backup manifest");
    sqlite3_finalize(st);
    char *sql = sqlite3_mprintf("SELECT count(*) FROM (%s)", counted_sql);
    if (!e && !sql)
        e = err_set(ERR_INTERNAL, "no memory");
    if (!e)
        e = db_int(sqlite, sql, &tables);
    sqlite3_free(sql);
    if (!e && tables != listed)
        e = err_set(ERR_CORRUPT, "the backup has %lld tables and its manifest names %lld", (long long)tables, (long long)listed);
    return e;
}

/* Names that are no days would be written elsewhere by a restore. */
static enum err check_files(sqlite3 *sqlite)
{
    sqlite3_stmt *st = NULL;
    enum err e = OK;
    int rc = sqlite3_prepare_v2(sqlite,
                                "SELECT f.name, f.size, coalesce(sum(length(c.data)), 0), count(c.seq), coalesce(max(c.seq), -1) FROM "
                                "backup_file f LEFT JOIN backup_chunk c ON c.file = f.name"
                                " GROUP BY f.name",
                                -1, &st, NULL);
    if (rc != SQLITE_OK)
        return db_error(sqlite, rc, "backup manifest");
    while (!e && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(st, 0);
        if (!backup_day_name(name))
            e = err_set(ERR_CORRUPT, "the backup names a file that is no telemetry day");
        else if (sqlite3_column_int64(st, 1) != sqlite3_column_int64(st, 2) ||
                 sqlite3_column_int64(st, 3) != sqlite3_column_int64(st, 4) + 1)
            e = err_set(ERR_CORRUPT, "telemetry day %s is not whole", name);
    }
    if (!e && rc != SQLITE_DONE)
        e = db_error(sqlite, rc, "backup manifest");
    sqlite3_finalize(st);
    return e;
}

static enum err read_info(sqlite3 *sqlite, struct backup_info *info)
{
    enum err e = db_int(sqlite, "SELECT CAST(value AS INTEGER) FROM backup_manifest WHERE name = 'created_at'", &info->created_at);
    int64_t full = 0;
    if (!e)
        e = db_int(sqlite, "SELECT CAST(value AS INTEGER) FROM backup_manifest WHERE name = 'full'", &full);
    info->full = full == 1;
    if (e)
        return e;
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(sqlite, "SELECT value FROM backup_manifest WHERE name = 'version'", -1, &st, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        snprintf(info->version, sizeof info->version, "%s", (const char *)sqlite3_column_text(st, 0));
    else
        e = err_set(ERR_CORRUPT, "the backup's manifest is not whole");
    sqlite3_finalize(st);
    return e;
}

enum err store_backup_verify(const char *path, struct backup_info *info)
{
    sqlite3 *sqlite = NULL;
    int64_t body = 0, pages = 0, orphans = 0;
    *info = (struct backup_info){ .bytes = disk_size(path) };
    enum err e = check_trailer(path, &body);
    if (e)
        return e;
    e = db_connect(path, DB_READER, &sqlite);
    if (!e)
        sqlite3_progress_handler(sqlite, 10000, is_cancelled, NULL);
    if (!e)
        e = migrate_version(sqlite, &info->schema_version);
    if (!e && !info->schema_version)
        e = err_set(ERR_CORRUPT, "the backup is empty");
    if (!e)
        e = db_int(sqlite, "PRAGMA page_count", &pages);
    if (!e && pages * STORE_PAGE != body)
        e = err_set(ERR_CORRUPT, "the backup has %lld pages in %lld bytes", (long long)pages, (long long)body);
    if (!e)
        e = check_integrity(sqlite, false, 0, &cancelled);
    if (!e) {
        sqlite3_progress_handler(sqlite, 10000, is_cancelled, NULL); /* the check had its own */
        e = migrate_verify(sqlite, migrations_of_state());
    }
    if (!e)
        e = migrate_compare(sqlite, migrations_of_state(), info->schema_version);
    if (!e)
        e = db_int(sqlite, "SELECT count(*) FROM pragma_foreign_key_check", &orphans);
    if (!e && orphans)
        e = err_set(ERR_CORRUPT, "%lld rows refer to rows that do not exist", (long long)orphans);
    if (!e)
        e = check_rows(sqlite);
    if (!e)
        e = check_files(sqlite);
    if (!e)
        e = read_info(sqlite, info);
    sqlite3_close_v2(sqlite);
    return result_of(e);
}
