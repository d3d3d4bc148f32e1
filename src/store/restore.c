/*
 * restore.c - puts a backup in the place of what is there.
 *
 * In two steps. Staging unpacks the verified backup into DATA/restore.new, syncs it and renames the whole folder to DATA/restore.staged:
 * before that rename nothing has happened, after it the restore will be finished. Finishing moves the old files into DATA/restore-TIME and
 * the staged ones into their places, one rename at a time; whatever still lies in the staged folder has not been moved, so that a finish
 * that was interrupted anywhere just goes on at the next start.
 *
 * Threads: the one that holds the directory's lock, or (staging) any.
 */
#include "core/crypto.h"
#include "core/log.h"
#include "core/mem.h"
#include "store/backup.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEW_DIR    "restore.new"
#define OLD_NAME   "old" /* in the staged folder: the name of the folder for what is replaced */
#define OLD_PREFIX "restore-"
#define OLD_KEPT   3

static enum err disk_error(const char *what, const char *path)
{
    return err_errno(errno == ENOSPC || errno == EDQUOT ? ERR_DISK_FULL : ERR_IO, "%s %s", what, path);
}

static enum err write_all(int fd, const void *data, size_t n, const char *path)
{
    for (size_t done = 0; done < n;) {
        ssize_t w = write(fd, (const char *)data + done, n - done);
        if (w < 0 && errno == EINTR)
            continue;
        if (w < 0)
            return disk_error("cannot write", path);
        done += (size_t)w;
    }
    return OK;
}

/* ---- staging ---- */

static enum err copy_body(const char *from, const char *to, int64_t bytes)
{
    enum err e = OK;
    unsigned char *block = mem_try(BACKUP_CHUNK);
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (!block)
        e = err_set(ERR_INTERNAL, "no memory for a restore");
    else if (in < 0)
        e = disk_error("cannot open", from);
    else if (out < 0)
        e = disk_error("cannot make", to);
    for (int64_t left = bytes; !e && left > 0;) {
        ssize_t n = read(in, block, left < BACKUP_CHUNK ? (size_t)left : BACKUP_CHUNK);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            e = n < 0 ? disk_error("cannot read", from) : err_set(ERR_CORRUPT, "%s ends too early", from);
        else
            e = write_all(out, block, (size_t)n, to);
        left -= n;
    }
    if (!e && fsync(out) != 0)
        e = disk_error("cannot sync", to);
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    mem_free(block);
    return e;
}

static enum err unpack_day(sqlite3 *sqlite, const char *name, const char *dir)
{
    char path[STORE_PATH];
    sqlite3_stmt *st = NULL;
    path_join(path, dir, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return disk_error("cannot make", path);
    enum err e = OK;
    int rc = sqlite3_prepare_v2(sqlite, "SELECT data FROM backup_chunk WHERE file = ?1 ORDER BY seq", -1, &st, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
    if (rc != SQLITE_OK)
        e = db_error(sqlite, rc, "restore");
    while (!e && (rc = sqlite3_step(st)) == SQLITE_ROW)
        e = write_all(fd, sqlite3_column_blob(st, 0), (size_t)sqlite3_column_bytes(st, 0), path);
    if (!e && rc != SQLITE_DONE)
        e = db_error(sqlite, rc, "restore");
    if (!e && fsync(fd) != 0)
        e = disk_error("cannot sync", path);
    sqlite3_finalize(st);
    close(fd);
    return e;
}

static enum err unpack_telemetry(sqlite3 *sqlite, const char *dir)
{
    sqlite3_stmt *st = NULL;
    enum err e = disk_make_dir(dir);
    int rc = sqlite3_prepare_v2(sqlite, "SELECT name FROM backup_file ORDER BY name", -1, &st, NULL);
    if (!e && rc != SQLITE_OK)
        e = db_error(sqlite, rc, "restore");
    while (!e && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(st, 0);
        e = backup_day_name(name) ? unpack_day(sqlite, name, dir)
                                  : err_set(ERR_CORRUPT, "the backup names a file that is no telemetry day");
    }
    if (!e && rc != SQLITE_DONE)
        e = db_error(sqlite, rc, "restore");
    sqlite3_finalize(st);
    return e ? e : disk_sync_dir(dir);
}

static enum err write_old_name(const char *staging, int64_t now_us)
{
    char path[STORE_PATH], stamp[TIME_TEXT_SIZE], name[64];
    path_join(path, staging, OLD_NAME);
    time_format(now_us, stamp);
    for (char *p = stamp; *p; p++)
        if (*p == ':' || *p == '.')
            *p = '-';
    int n = snprintf(name, sizeof name, OLD_PREFIX "%s", stamp);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return disk_error("cannot make", path);
    enum err e = write_all(fd, name, (size_t)n, path);
    if (!e && fsync(fd) != 0)
        e = disk_error("cannot sync", path);
    close(fd);
    return e;
}

/* The state without what only the backup needed, in its own journal mode until the store opens it. */
static enum err unpack_state(const char *path, bool full, const char *telemetry)
{
    sqlite3 *sqlite = NULL;
    enum err e = db_connect(path, DB_PLAIN, &sqlite);
    if (!e && full)
        e = unpack_telemetry(sqlite, telemetry);
    if (!e)
        e = db_exec(sqlite,
                    "BEGIN; DROP TABLE backup_chunk; DROP TABLE backup_file; DROP TABLE backup_table; DROP TABLE backup_manifest; COMMIT;");
    if (!e && full)
        e = db_exec(sqlite, "VACUUM");
    if (!e)
        e = check_integrity(sqlite, true, 0, NULL);
    sqlite3_close_v2(sqlite);
    return e;
}

static enum err stage(const char *path, const char *dir, int64_t now_us, struct backup_info *info)
{
    char fresh[STORE_PATH], staged[STORE_PATH], state[STORE_PATH], telemetry[STORE_PATH];
    path_join(fresh, dir, NEW_DIR);
    path_join(staged, dir, STORE_STAGED_DIR);
    path_join(state, fresh, STORE_STATE_FILE);
    path_join(telemetry, fresh, "telemetry");
    if (disk_exists(staged))
        return err_set(ERR_CONFLICT, "a restore is waiting for the restart already");
    disk_remove_tree(fresh);
    enum err e = store_backup_verify(path, info);
    if (e)
        return e;
    e = disk_make_dir(fresh);
    if (!e)
        e = copy_body(path, state, info->bytes - BACKUP_TRAILER);
    if (!e)
        e = unpack_state(state, info->full, telemetry);
    if (!e)
        e = disk_sync_file(state);
    if (!e)
        e = write_old_name(fresh, now_us);
    if (!e)
        e = disk_sync_dir(fresh);
    if (!e)
        e = disk_rename(fresh, staged);
    if (e)
        disk_remove_tree(fresh);
    return e;
}

/* ---- finishing ---- */

static enum err read_old_name(const char *staged, const char *dir, char old[STORE_PATH])
{
    char path[STORE_PATH], name[64] = "";
    path_join(path, staged, OLD_NAME);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return disk_error("cannot open", path);
    ssize_t n = read(fd, name, sizeof name - 1);
    close(fd);
    if (n <= 0 || strncmp(name, OLD_PREFIX, strlen(OLD_PREFIX)) != 0 || strchr(name, '/'))
        return err_set(ERR_CORRUPT, "%s is damaged", path);
    path_join(old, dir, name);
    return OK;
}

static enum err move_if_there(const char *from_dir, const char *to_dir, const char *name)
{
    char from[STORE_PATH], to[STORE_PATH];
    path_put(from, "%s/%s", from_dir, name);
    path_put(to, "%s/%s", to_dir, name);
    return disk_exists(from) ? disk_rename(from, to) : OK;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void keep_newest(const char *dir)
{
    char *names[64], path[STORE_PATH];
    size_t n = 0;
    DIR *d = opendir(dir);
    for (struct dirent *e; d && n < 64 && (e = readdir(d));)
        if (strncmp(e->d_name, OLD_PREFIX, strlen(OLD_PREFIX)) == 0)
            names[n++] = mem_strdup(e->d_name);
    if (d)
        closedir(d);
    qsort(names, n, sizeof *names, by_name);
    for (size_t i = 0; i < n; i++) {
        path_join(path, dir, names[i]);
        if (i + OLD_KEPT < n) {
            disk_remove_tree(path);
            log_info("old state from before an earlier restore removed", "folder", names[i], NULL);
        }
        mem_free(names[i]);
    }
}

enum err restore_finish(const char *dir)
{
    char fresh[STORE_PATH], staged[STORE_PATH], old[STORE_PATH], state[STORE_PATH], telemetry[STORE_PATH], mark[STORE_PATH];
    path_join(fresh, dir, NEW_DIR);
    path_join(staged, dir, STORE_STAGED_DIR);
    disk_remove_tree(fresh); /* a staging that never became a restore */
    if (!disk_exists(staged))
        return OK;
    path_join(state, staged, STORE_STATE_FILE);
    path_join(telemetry, staged, "telemetry");
    path_join(mark, staged, OLD_NAME);
    enum err e = OK;
    if (disk_exists(mark)) {
        e = read_old_name(staged, dir, old);
        if (!e)
            e = disk_make_dir(old);
        if (!e && disk_exists(state)) { /* what is in place is still the old one; its log belongs to it */
            e = move_if_there(dir, old, STORE_STATE_FILE);
            if (!e)
                e = move_if_there(dir, old, STORE_STATE_FILE "-wal");
            if (!e)
                e = move_if_there(dir, old, STORE_STATE_FILE "-shm");
            if (!e)
                e = move_if_there(staged, dir, STORE_STATE_FILE);
        }
        if (!e && disk_exists(telemetry)) {
            e = move_if_there(dir, old, "telemetry");
            if (!e)
                e = move_if_there(staged, dir, "telemetry");
        }
        if (!e)
            rmdir(old); /* stays when something is in it */
        if (!e && unlink(mark) != 0)
            e = disk_error("cannot remove", mark);
        if (!e)
            log_info("restored a backup", "old_state", disk_exists(old) ? old : "none", NULL);
    }
    if (!e)
        disk_remove_tree(staged);
    if (!e)
        e = disk_sync_dir(dir);
    if (e)
        return err_set(e, "the restore cannot be finished: %s", err_detail());
    keep_newest(dir);
    return OK;
}

enum err store_restore(const char *path, const char *dir, struct backup_info *info)
{
    struct disk_lock lock;
    if (strlen(dir) > STORE_DIR_MAX)
        return err_set(ERR_INVALID, "the data directory's path is too long");
    enum err e = crypto_init();
    if (!e)
        e = disk_make_dir(dir);
    if (!e)
        e = disk_lock_take(dir, &lock);
    if (e)
        return e;
    e = restore_finish(dir); /* one that was interrupted comes first */
    if (!e)
        e = stage(path, dir, clock_wall_us(clock_system()), info);
    if (!e)
        e = restore_finish(dir);
    disk_lock_release(&lock);
    return e;
}

enum err store_restore_stage(struct store *s, const char *path, struct backup_info *info)
{
    return stage(path, s->dir, clock_wall_us(s->clock), info);
}

void store_remove_dir(const char *dir)
{
    static const char *const names[] = { STORE_STATE_FILE, STORE_STATE_FILE "-wal", STORE_STATE_FILE "-shm", DISK_LOCK_FILE,
                                         DISK_BALLAST_FILE };
    char path[STORE_PATH];
    if (strlen(dir) > STORE_DIR_MAX)
        return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_join(path, dir, names[i]);
        unlink(path);
    }
    path_join(path, dir, "telemetry");
    disk_remove_tree(path);
    rmdir(dir);
}
