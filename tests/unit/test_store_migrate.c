/* store/: a database of any age becomes what a fresh one is, or is left as it was. */
#include "core/str.h"
#include "sql/store.h"
#include "store/internal.h"
#include "storetest.h"
#include <dirent.h>
#include <stdio.h>
#include <string.h>

static sqlite3 *open_file(struct fixture *f, const char *name)
{
    char path[512];
    sqlite3 *db = NULL;
    storetest_path(f, name, path);
    if (db_connect(path, DB_WRITER, &db) != OK)
        fail_msg("%s: %s", name, err_detail());
    return db;
}

static void run(sqlite3 *db, const char *sql)
{
    if (db_exec(db, sql) != OK)
        fail_msg("%s: %s", sql, err_detail());
}

static int64_t number(sqlite3 *db, const char *sql)
{
    int64_t v = 0;
    if (db_int(db, sql, &v) != OK)
        fail_msg("%s: %s", sql, err_detail());
    return v;
}

#define MIGRATION_TABLE                                                                                                                    \
    "CREATE TABLE schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL, applied_at INTEGER NOT NULL) "    \
    "STRICT;"

static const struct gen_migration small[] = {
    { 1, "base", MIGRATION_TABLE "CREATE TABLE owner (id INTEGER PRIMARY KEY) STRICT; INSERT INTO owner VALUES (1);" },
    { 2, "pets",
      "CREATE TABLE pet (id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL REFERENCES owner (id)) STRICT; INSERT INTO pet VALUES (7, 1);" },
    { 3, "rebuild",
      "CREATE TABLE owner_new (id INTEGER PRIMARY KEY, name TEXT) STRICT; INSERT INTO owner_new SELECT id, 'x' FROM owner;"
      "DROP TABLE owner; ALTER TABLE owner_new RENAME TO owner;" },
};
static const struct gen_migration broken[] = {
    { 1, "base", MIGRATION_TABLE "CREATE TABLE owner (id INTEGER PRIMARY KEY) STRICT; INSERT INTO owner VALUES (1);" },
    { 2, "half", "CREATE TABLE a (id INTEGER) STRICT; CREATE TABLE a (id INTEGER) STRICT;" },
};
static const struct gen_migration orphans[] = {
    { 1, "base", MIGRATION_TABLE "CREATE TABLE owner (id INTEGER PRIMARY KEY) STRICT; INSERT INTO owner VALUES (1);" },
    { 2, "orphan",
      "CREATE TABLE pet (id INTEGER PRIMARY KEY, owner_id INTEGER REFERENCES owner (id)) STRICT; INSERT INTO pet VALUES (1, 99);" },
};
static const struct gen_migration gap[] = {
    { 1, "base", MIGRATION_TABLE "CREATE TABLE owner (id INTEGER PRIMARY KEY) STRICT; INSERT INTO owner VALUES (1);" },
    { 3, "rebuild", "CREATE TABLE b (id INTEGER) STRICT;" },
};
#define SET(array, n) ((struct migration_set){ (array), (n) })

static void test_stepwise_equals_at_once(void **state)
{
    sqlite3 *step = open_file(*state, "step.db"), *once = open_file(*state, "once.db");
    for (size_t n = 1; n <= 3; n++) {
        assert_int_equal(migrate_apply(step, SET(small, n), clock_system()), OK);
        assert_int_equal(number(step, "PRAGMA user_version"), (int)n);
        assert_int_equal(migrate_compare(step, SET(small, n), (int)n), OK);
    }
    assert_int_equal(migrate_apply(once, SET(small, 3), clock_system()), OK);
    assert_int_equal(migrate_compare(once, SET(small, 3), 3), OK);
    assert_int_equal(number(step, "SELECT count(*) FROM pet JOIN owner ON owner.id = pet.owner_id"), 1);
    assert_int_equal(number(step, "PRAGMA foreign_keys"), 1);
    assert_int_equal(migrate_apply(once, SET(small, 3), clock_system()), OK); /* nothing to do */
    sqlite3_close(step);
    sqlite3_close(once);
}

static void test_failed_migration_leaves_nothing(void **state)
{
    sqlite3 *db = open_file(*state, "a.db");
    assert_int_not_equal(migrate_apply(db, SET(broken, 2), clock_system()), OK);
    assert_non_null(strstr(err_detail(), "0002_half"));
    assert_int_equal(number(db, "PRAGMA user_version"), 1);
    assert_int_equal(migrate_compare(db, SET(broken, 1), 1), OK);
    assert_int_equal(migrate_apply(db, SET(orphans, 2), clock_system()), ERR_CORRUPT);
    assert_int_equal(number(db, "PRAGMA user_version"), 1);
    assert_int_equal(migrate_compare(db, SET(broken, 1), 1), OK);
    sqlite3_close(db);
}

static void test_foreign_histories_are_refused(void **state)
{
    sqlite3 *db = open_file(*state, "a.db");
    assert_int_equal(migrate_apply(db, SET(small, 3), clock_system()), OK);
    assert_int_equal(migrate_verify(db, SET(small, 2)), ERR_CORRUPT); /* newer than the program */
    assert_non_null(strstr(err_detail(), "newer"));
    run(db, "UPDATE schema_migration SET hash = zeroblob(32) WHERE version = 2");
    assert_int_equal(migrate_apply(db, SET(small, 3), clock_system()), ERR_CORRUPT);
    assert_non_null(strstr(err_detail(), "0002_pets"));
    run(db, "DELETE FROM schema_migration WHERE version = 2");
    assert_int_equal(migrate_apply(db, SET(small, 3), clock_system()), ERR_CORRUPT);
    sqlite3_close(db);

    db = open_file(*state, "gap.db");
    assert_int_equal(migrate_apply(db, SET(gap, 2), clock_system()), OK);
    assert_int_equal(migrate_apply(db, SET(small, 3), clock_system()), ERR_CORRUPT);
    sqlite3_close(db);

    db = open_file(*state, "other.db");
    run(db, "CREATE TABLE theirs (x); PRAGMA user_version=1;");
    assert_int_equal(migrate_apply(db, SET(small, 3), clock_system()), ERR_CORRUPT);
    assert_non_null(strstr(err_detail(), "not a database of Binnacle"));
    sqlite3_close(db);
}

static void test_changed_schema_is_seen(void **state)
{
    static const char *const changes[] = {
        "CREATE TABLE extra (x INTEGER) STRICT",
        "DROP TABLE pet",
        "CREATE INDEX i ON pet (owner_id)",
        "CREATE TRIGGER evil AFTER INSERT ON pet BEGIN DELETE FROM owner; END",
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char name[32];
        snprintf(name, sizeof name, "c%zu.db", i);
        sqlite3 *db = open_file(*state, name);
        assert_int_equal(migrate_apply(db, SET(small, 3), clock_system()), OK);
        run(db, changes[i]);
        assert_int_equal(migrate_compare(db, SET(small, 3), 3), ERR_CORRUPT);
        sqlite3_close(db);
    }
}

static int count_files(struct fixture *f, const char *dir, const char *prefix)
{
    char path[512];
    int n = 0;
    storetest_path(f, dir, path);
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d));)
        n += str_starts(e->d_name, prefix);
    if (d)
        closedir(d);
    return n;
}

/* From every version that a box may have: the result is what a fresh one is, its rows are kept, and there is a backup of before. */
static void test_every_old_version_is_upgraded(void **state)
{
    struct fixture *f = *state;
    struct migration_set all = migrations_of_state();
    for (size_t n = 1; n <= all.count; n++) {
        sqlite3 *db = open_file(f, "binnacle.db");
        assert_int_equal(migrate_apply(db, SET(all.at, n), clock_system()), OK);
        run(db, "INSERT INTO store_meta (name, value, updated_at) VALUES ('old', 'kept', 1)");
        sqlite3_close(db);
        struct store *s = storetest_open(f, NULL);
        struct store_health h;
        store_health(s, &h);
        assert_int_equal(h.schema_version, migrations_newest(all));
        assert_string_equal(storetest_get(s, f, "old"), "kept");
        store_close(s);
        db = open_file(f, "binnacle.db");
        if (migrate_compare(db, all, migrations_newest(all)) != OK)
            fail_msg("from %zu: %s", n, err_detail());
        sqlite3_close(db);
        assert_int_equal(count_files(f, "backups", "pre-migration-"), n < all.count ? 1 : 0);
        storetest_remove(f->dir);
        assert_int_equal(disk_make_dir(f->dir), OK);
    }
}

static void test_store_refuses_a_changed_history(void **state)
{
    struct fixture *f = *state;
    struct store *s = storetest_open(f, NULL);
    assert_int_equal(storetest_put(s, "a", "1"), OK);
    store_close(s);
    sqlite3 *db = open_file(f, "binnacle.db");
    run(db, "UPDATE schema_migration SET hash = zeroblob(32) WHERE version = 1");
    sqlite3_close(db);
    assert_int_equal(storetest_try_open(f, NULL, &s), ERR_CORRUPT);
    assert_non_null(strstr(err_detail(), "0001_store"));
    db = open_file(f, "binnacle.db");
    assert_int_equal(number(db, "SELECT count(*) FROM store_meta WHERE name = 'a'"), 1);
    sqlite3_close(db);
}

static void test_telemetry_schema_is_sound(void **state)
{
    sqlite3 *db = open_file(*state, "t.db");
    struct migration_set set = migrations_of_telemetry();
    assert_true(set.count > 0);
    assert_int_equal(migrate_apply(db, set, clock_system()), OK);
    assert_int_equal(migrate_compare(db, set, migrations_newest(set)), OK);
    sqlite3_close(db);
}

int main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, storetest_setup, storetest_teardown)
    const struct CMUnitTest tests[] = {
        T(test_stepwise_equals_at_once),   T(test_failed_migration_leaves_nothing), T(test_foreign_histories_are_refused),
        T(test_changed_schema_is_seen),    T(test_every_old_version_is_upgraded),   T(test_store_refuses_a_changed_history),
        T(test_telemetry_schema_is_sound),
    };
    return cmocka_run_group_tests_name("store migrations", tests, NULL, NULL);
}
