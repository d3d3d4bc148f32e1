/*
 * migrate.c - brings a database to this program's schema, and tells whether a database is what its history says.
 *
 * Threads: whoever has the connection (start-up, a telemetry writer, a backup being checked). What always holds: one migration is one
 * transaction together with its row in schema_migration, so that a crash leaves it done or not begun; a migration's text never changes
 * after release, which its stored hash proves.
 */
#include "core/crypto.h"
#include "core/log.h"
#include "sql/migrations.h"
#include "store/internal.h"
#include <stdio.h>
#include <string.h>

struct migration_set migrations_of_state(void)
{
    return (struct migration_set){ migrations_state, migrations_state_count };
}

struct migration_set migrations_of_telemetry(void)
{
    return (struct migration_set){ migrations_telemetry, migrations_telemetry_count };
}

int migrations_newest(struct migration_set set)
{
    return set.count ? set.at[set.count - 1].version : 0;
}

static const struct gen_migration *find(struct migration_set set, int version)
{
    for (size_t i = 0; i < set.count; i++)
        if (set.at[i].version == version)
            return &set.at[i];
    return NULL;
}

static void hash_of(const struct gen_migration *m, unsigned char hash[CRYPTO_HASH_SIZE])
{
    crypto_blake2b(m->sql, strlen(m->sql), hash);
}

enum err migrate_version(sqlite3 *sqlite, int *version)
{
    int64_t v = 0, id = 0, tables = 0;
    *version = 0;
    enum err e = db_int(sqlite, "PRAGMA user_version", &v);
    if (!e)
        e = db_int(sqlite, "PRAGMA application_id", &id);
    if (!e)
        e = db_int(sqlite, "SELECT count(*) FROM sqlite_schema", &tables);
    if (e)
        return e;
    if (!v && !tables)
        return OK;
    if (id != STORE_APPLICATION_ID || v <= 0 || v > 9999)
        return err_set(ERR_CORRUPT, "this is not a database of Binnacle");
    *version = (int)v;
    return OK;
}

enum err migrate_verify(sqlite3 *sqlite, struct migration_set set)
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    int version = 0, last = 0;
    sqlite3_stmt *st = NULL;
    enum err e = migrate_version(sqlite, &version);
    if (e || !version)
        return e;
    if (version > migrations_newest(set))
        return err_set(ERR_CORRUPT, "the database has schema %d, made by a newer Binnacle; this one knows %d", version,
                       migrations_newest(set));
    int rc = sqlite3_prepare_v2(sqlite, "SELECT version, hash FROM schema_migration ORDER BY version", -1, &st, NULL);
    if (rc != SQLITE_OK)
        return db_error(sqlite, rc, "schema_migration");
    while (!e && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        int at = sqlite3_column_int(st, 0);
        const struct gen_migration *m = find(set, at);
        if (!m) {
            e = err_set(ERR_CORRUPT, "the database has a migration %d that this program does not know", at);
            break;
        }
        hash_of(m, hash);
        if (sqlite3_column_bytes(st, 1) != CRYPTO_HASH_SIZE || memcmp(sqlite3_column_blob(st, 1), hash, sizeof hash) != 0)
            e = err_set(ERR_CORRUPT, "migration %04d_%s is not the one that made this database", m->version, m->name);
        for (size_t i = 0; !e && i < set.count; i++)
            if (set.at[i].version > last && set.at[i].version < at)
                e = err_set(ERR_CORRUPT, "migration %04d_%s was left out in this database", set.at[i].version, set.at[i].name);
        last = at;
    }
    if (!e && rc != SQLITE_DONE)
        e = db_error(sqlite, rc, "schema_migration");
    if (!e && last != version)
        e = err_set(ERR_CORRUPT, "the database says schema %d and its migrations end at %d", version, last);
    sqlite3_finalize(st);
    return e;
}

static enum err record(sqlite3 *sqlite, const struct gen_migration *m, int64_t at_us)
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    char pragma[96];
    sqlite3_stmt *st = NULL;
    hash_of(m, hash);
    int rc =
        sqlite3_prepare_v2(sqlite, "INSERT INTO schema_migration (version, name, hash, applied_at) VALUES (?1, ?2, ?3, ?4)", -1, &st, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_bind_int(st, 1, m->version);
        sqlite3_bind_text(st, 2, m->name, -1, SQLITE_STATIC);
        sqlite3_bind_blob(st, 3, hash, sizeof hash, SQLITE_STATIC);
        sqlite3_bind_int64(st, 4, at_us);
        rc = sqlite3_step(st);
    }
    sqlite3_finalize(st);
    if (rc != SQLITE_DONE)
        return db_error(sqlite, rc, "schema_migration");
    snprintf(pragma, sizeof pragma, "PRAGMA user_version=%d; PRAGMA application_id=%d", m->version, STORE_APPLICATION_ID);
    return db_exec(sqlite, pragma);
}

static enum err apply_one(sqlite3 *sqlite, const struct gen_migration *m, struct clock *clock)
{
    int64_t orphan = 0;
    enum err e = db_exec(sqlite, "BEGIN IMMEDIATE");
    if (e)
        return e;
    e = db_exec(sqlite, m->sql);
    if (!e)
        e = record(sqlite, m, clock_wall_us(clock));
    if (!e)
        e = db_int(sqlite, "SELECT count(*) FROM pragma_foreign_key_check", &orphan);
    if (!e && orphan)
        e = err_set(ERR_CORRUPT, "%lld rows refer to nothing", (long long)orphan);
    if (!e)
        e = db_exec(sqlite, "COMMIT");
    if (!e)
        return OK;
    e = err_set(e, "migration %04d_%s: %s", m->version, m->name, err_detail());
    if (!sqlite3_get_autocommit(sqlite))
        sqlite3_exec(sqlite, "ROLLBACK", NULL, NULL, NULL);
    return e;
}

static enum err apply_to(sqlite3 *sqlite, struct migration_set set, int version, struct clock *clock)
{
    int have = 0;
    enum err e = migrate_verify(sqlite, set);
    if (!e)
        e = migrate_version(sqlite, &have);
    /* Rebuilding a table that others refer to needs this off, and it is no-op inside a transaction; each migration checks the references.
     */
    if (!e)
        e = db_exec(sqlite, "PRAGMA foreign_keys=OFF");
    for (size_t i = 0; !e && i < set.count && set.at[i].version <= version; i++)
        if (set.at[i].version > have)
            e = apply_one(sqlite, &set.at[i], clock);
    if (sqlite3_exec(sqlite, "PRAGMA foreign_keys=ON", NULL, NULL, NULL) != SQLITE_OK && !e)
        e = err_set(ERR_INTERNAL, "foreign keys cannot be switched on");
    return e;
}

enum err migrate_apply(sqlite3 *sqlite, struct migration_set set, struct clock *clock)
{
    return apply_to(sqlite, set, migrations_newest(set), clock);
}

/* Both sides in the same order; `backup_` tables are those that a backup adds. */
static const char objects_sql[] =
    "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    " AND tbl_name NOT IN ('backup_manifest', 'backup_table', 'backup_file', 'backup_chunk') ORDER BY type, name";

static bool same_row(sqlite3_stmt *a, sqlite3_stmt *b)
{
    for (int i = 0; i < 4; i++)
        if (strcmp((const char *)sqlite3_column_text(a, i), (const char *)sqlite3_column_text(b, i)) != 0)
            return false;
    return true;
}

enum err migrate_compare(sqlite3 *sqlite, struct migration_set set, int version)
{
    sqlite3 *fresh = NULL;
    sqlite3_stmt *have = NULL, *want = NULL;
    int rc =
        sqlite3_open_v2(":memory:", &fresh, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    enum err e = rc == SQLITE_OK ? OK : db_error(fresh, rc, "schema");
    if (!e)
        e = apply_to(fresh, set, version, clock_system());
    if (e)
        goto out;
    if ((rc = sqlite3_prepare_v2(fresh, objects_sql, -1, &want, NULL)) != SQLITE_OK)
        e = db_error(fresh, rc, "schema");
    else if ((rc = sqlite3_prepare_v2(sqlite, objects_sql, -1, &have, NULL)) != SQLITE_OK)
        e = db_error(sqlite, rc, "schema");
    while (!e) {
        int a = sqlite3_step(have), b = sqlite3_step(want);
        if (a != SQLITE_ROW && a != SQLITE_DONE)
            e = db_error(sqlite, a, "schema");
        else if (b != SQLITE_ROW && b != SQLITE_DONE)
            e = db_error(fresh, b, "schema");
        else if (a == SQLITE_DONE && b == SQLITE_DONE)
            break;
        else if (a != b || !same_row(have, want))
            e = err_set(ERR_CORRUPT, "the schema is not that of version %d (at %s)", version,
                        (const char *)sqlite3_column_text(a == SQLITE_ROW ? have : want, 1));
    }
out:
    sqlite3_finalize(have);
    sqlite3_finalize(want);
    sqlite3_close_v2(fresh);
    return e;
}
