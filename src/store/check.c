/*
 * check.c - is what is stored what it must be: one database, and the whole data directory for `binnacle check`.
 *
 * Threads: any; connections of its own, reading only, so that it may run beside a server on the same directory.
 */
#include "store/internal.h"
#include <dirent.h>
#include <stdio.h>
#include <string.h>

struct budget {
    int64_t until_us; /* 0 = none */
    const atomic_bool *stop;
};

static int over_budget(void *arg)
{
    const struct budget *b = arg;
    return (b->until_us && mono_us() > b->until_us) || (b->stop && atomic_load(b->stop));
}

enum err check_integrity(sqlite3 *sqlite, bool quick, int64_t limit_us, const atomic_bool *stop)
{
    struct budget budget = { .until_us = limit_us ? mono_us() + limit_us : 0, .stop = stop };
    sqlite3_stmt *st = NULL;
    sqlite3_progress_handler(sqlite, 10000, over_budget, &budget);
    int rc = sqlite3_prepare_v2(sqlite, quick ? "PRAGMA quick_check(1)" : "PRAGMA integrity_check(1)", -1, &st, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    enum err e = OK;
    if (rc != SQLITE_ROW)
        e = db_error(sqlite, rc, "integrity check");
    else if (over_budget(&budget))
        e = err_set(ERR_TIMEOUT, "the integrity check was stopped");
    else if (strcmp((const char *)sqlite3_column_text(st, 0), "ok") != 0)
        e = err_set(ERR_CORRUPT, "%s", (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    sqlite3_progress_handler(sqlite, 0, NULL, NULL);
    return e;
}

static enum err check_references(sqlite3 *sqlite)
{
    int64_t orphans = 0;
    enum err e = db_int(sqlite, "SELECT count(*) FROM pragma_foreign_key_check", &orphans);
    if (!e && orphans)
        e = err_set(ERR_CORRUPT, "%lld rows refer to rows that do not exist", (long long)orphans);
    return e;
}

static enum err check_file(const char *path, const char *name, struct migration_set set, struct buf *out)
{
    sqlite3 *sqlite = NULL;
    int version = 0;
    enum err e = db_connect(path, DB_READER, &sqlite);
    if (!e)
        e = check_integrity(sqlite, false, 0, NULL);
    if (!e)
        e = migrate_version(sqlite, &version);
    if (!e && !version)
        e = err_set(ERR_CORRUPT, "the database is empty");
    if (!e)
        e = migrate_verify(sqlite, set);
    if (!e)
        e = migrate_compare(sqlite, set, version);
    if (!e)
        e = check_references(sqlite);
    if (e)
        buf_printf(out, "%s: %s\n", name, err_detail());
    else
        buf_printf(out, "%s: ok, schema %d, %lld bytes\n", name, version, (long long)disk_size(path));
    sqlite3_close_v2(sqlite);
    return e;
}

enum err store_check(const char *dir, struct buf *out)
{
    char path[STORE_PATH], telemetry[STORE_PATH];
    int bad = 0;
    if (strlen(dir) > STORE_DIR_MAX)
        return err_set(ERR_INVALID, "the data directory's path is too long");
    path_join(path, dir, STORE_STATE_FILE);
    if (!disk_exists(path))
        return err_set(ERR_NOT_FOUND, "%s is not there", path);
    if (check_file(path, STORE_STATE_FILE, migrations_of_state(), out) != OK)
        bad++;
    path_join(telemetry, dir, "telemetry");
    DIR *d = opendir(telemetry);
    for (struct dirent *e; d && (e = readdir(d));) {
        char name[STORE_PATH];
        size_t n = strlen(e->d_name);
        if (n != 13 || strcmp(e->d_name + 10, ".db") != 0)
            continue;
        path_join(path, telemetry, e->d_name);
        path_put(name, "telemetry/%s", e->d_name);
        if (check_file(path, name, migrations_of_telemetry(), out) != OK)
            bad++;
    }
    if (d)
        closedir(d);
    return bad ? err_set(ERR_CORRUPT, "%d of the files are damaged or not readable", bad) : OK;
}
