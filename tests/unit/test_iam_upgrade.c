/* iam/: a box from before the memberships is upgraded; everybody may do what they might before, where they might. */
#include "core/crypto.h"
#include "core/str.h"
#include "iam/iam.h"
#include "store/internal.h"
#include "storetest.h"
#include <stdio.h>
#include <string.h>

#define BEFORE 7 /* the last migration without memberships */
#define SECOND "0190aaaa-0000-7000-8000-000000000002"

static const struct {
    const char *id, *email, *role, *tenant;
    bool enabled;
} people[] = {
    { "0190aaaa-0000-7000-8000-000000000011", "root@example.test", "superadmin", IAM_DEFAULT_TENANT, true },
    { "0190aaaa-0000-7000-8000-000000000012", "admin@example.test", "admin", IAM_DEFAULT_TENANT, true },
    { "0190aaaa-0000-7000-8000-000000000013", "editor@example.test", "editor", SECOND, true },
    { "0190aaaa-0000-7000-8000-000000000014", "viewer@example.test", "viewer", SECOND, true },
    { "0190aaaa-0000-7000-8000-000000000015", "off@example.test", "admin", SECOND, false },
    { "0190aaaa-0000-7000-8000-000000000016", "second-root@example.test", "superadmin", SECOND, true },
};
#define PEOPLE (sizeof people / sizeof *people)

static void run(sqlite3 *db, const char *sql)
{
    if (db_exec(db, sql) != OK)
        fail_msg("%s: %s", sql, err_detail());
}

/* The data of an old box: two tenants, people of every role, each with a key of their own. */
static void old_box(struct fixture *f)
{
    char path[512], sql[1024], key[32];
    sqlite3 *db = NULL;
    storetest_path(f, "binnacle.db", path);
    assert_int_equal(db_connect(path, DB_WRITER, &db), OK);
    struct migration_set all = migrations_of_state();
    assert_int_equal(migrate_apply(db, (struct migration_set){ all.at, BEFORE }, clock_system()), OK);
    run(db, "INSERT INTO tenant (id, name, created_at) VALUES ('" SECOND "', 'second', 5)");
    for (size_t n = 0; n < PEOPLE; n++) {
        unsigned char hash[CRYPTO_HASH_SIZE];
        char hex[2 * CRYPTO_HASH_SIZE + 1];
        snprintf(sql, sizeof sql,
                 "INSERT INTO user (id, tenant_id, email, name, role, password_hash, enabled, created_at, updated_at, version) "
                 "VALUES ('%s', '%s', '%s', 'Old', '%s', 'none', %d, 7, 7, 3)",
                 people[n].id, people[n].tenant, people[n].email, people[n].role, people[n].enabled);
        run(db, sql);
        snprintf(key, sizeof key, "bnc_%zu", n);
        crypto_blake2b(key, strlen(key), hash);
        for (size_t b = 0; b < sizeof hash; b++)
            snprintf(hex + 2 * b, 3, "%02x", hash[b]);
        snprintf(sql, sizeof sql,
                 "INSERT INTO api_key (id, tenant_id, user_id, name, prefix, key_hash, scopes, created_at) "
                 "VALUES ('key-%zu', '%s', '%s', 'old', 'bnc_', x'%s', '[]', 7)",
                 n, people[n].tenant, people[n].id, hex);
        run(db, sql);
    }
    sqlite3_close(db);
}

static void test_everybody_keeps_their_rights(void **state)
{
    struct fixture *f = *state;
    struct iam *iam;
    struct iam_user *list;
    size_t n, total = 0;
    assert_int_equal(crypto_init(), OK);
    old_box(f);
    struct store *s = storetest_open(f, NULL);
    assert_int_equal(iam_new(&(struct iam_deps){ .store = s, .clock = clock_system() }, &iam), OK);
    for (size_t p = 0; p < PEOPLE; p++) {
        struct iam_identity who;
        struct iam_user u;
        enum iam_role r;
        char key[32];
        snprintf(key, sizeof key, "bnc_%zu", p);
        assert_int_equal(iam_user_get(iam, f->arena, people[p].tenant, people[p].id, &u), OK);
        assert_string_equal(u.role, people[p].role);
        assert_string_equal(u.tenant_id, people[p].tenant);
        assert_int_equal(u.enabled, people[p].enabled);
        assert_int_equal(u.version, 3);
        enum err e = iam_authenticate(iam, NULL, key, "192.0.2.7", &who);
        if (!people[p].enabled) {
            assert_int_equal(e, ERR_UNAUTHENTICATED);
            continue;
        }
        assert_int_equal(e, OK);
        assert_true(iam_role_parse(people[p].role, &r));
        struct iam_perms before = iam_role_perms(r);
        assert_memory_equal(&before, &who.perms, sizeof before);
        assert_int_equal(who.superadmin, r == ROLE_SUPERADMIN);
        assert_string_equal(who.tenant_id, people[p].tenant);
        assert_string_equal(who.role, people[p].role);
    }
    assert_int_equal(iam_user_list(iam, f->arena, IAM_DEFAULT_TENANT, NULL, 50, &list, &n), OK);
    total += n;
    assert_int_equal(iam_user_list(iam, f->arena, SECOND, NULL, 50, &list, &n), OK);
    assert_int_equal(total + n, PEOPLE);
    iam_free(iam);
    store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_everybody_keeps_their_rights, storetest_setup, storetest_teardown),
    };
    return cmocka_run_group_tests_name("iam upgrade", tests, NULL, NULL);
}
