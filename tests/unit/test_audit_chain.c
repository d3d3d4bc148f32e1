/* audit/: rows changed, removed, moved and cut off are named, and going on does not cover it up. The rest of audit/ is in test_audit.c. */
#include "audit/audit.h"
#include "store/internal.h"
#include "storetest.h"
#include <string.h>

#define TENANT "00000000-0000-7000-8000-000000000001"

static const unsigned char box_key[CRYPTO_KEY_SIZE] = { 1, 2, 3 };
static struct store *store;
static struct audit *audit;

static void open_box(struct fixture *f)
{
    assert_int_equal(crypto_init(), OK);
    store = storetest_open(f, NULL);
    assert_int_equal(audit_new(store, clock_system(), box_key, &audit), OK);
    assert_int_equal(audit_adopt_key(audit, TENANT), OK);
}

static void close_box(void)
{
    audit_free(audit);
    store_close(store);
}

static void append(const char *action, const char *before, const char *after)
{
    assert_int_equal(audit_write(audit, &(struct audit_entry){ .tenant_id = TENANT,
                                                               .user_id = "u1",
                                                               .user_email = "a@example.test",
                                                               .credential = "session:s1",
                                                               .action = action,
                                                               .object_type = "service",
                                                               .object_id = "o1",
                                                               .before = before,
                                                               .after = after,
                                                               .status = 200,
                                                               .request_id = "r1",
                                                               .remote = "192.0.2.7" }),
                     OK);
}

static enum err check(const char *expected)
{
    struct buf out;
    buf_init(&out, 4096);
    enum err e = audit_check(audit, &out);
    if (!strstr(out.data, expected))
        fail_msg("'%s' does not say '%s'", out.data, expected);
    buf_free(&out);
    return e;
}

/* Ten rows, then what somebody with the file but without the key does, then the check. */
static void tamper(struct fixture *f, const char *sql, const char *expected)
{
    char path[512];
    sqlite3 *db = NULL;
    open_box(f);
    for (int i = 0; i < 10; i++)
        append("service.update", NULL, NULL);
    assert_int_equal(check("10 rows, chain unbroken"), OK);
    close_box();
    storetest_path(f, "binnacle.db", path);
    assert_int_equal(db_connect(path, DB_WRITER, &db), OK);
    if (db_exec(db, sql) != OK)
        fail_msg("%s: %s", sql, err_detail());
    sqlite3_close(db);
    open_box(f);
    assert_int_equal(check(expected), ERR_CORRUPT);
    append("service.update", NULL, NULL); /* going on does not cover it up */
    assert_int_equal(check(expected), ERR_CORRUPT);
    close_box();
}

static void test_changed_row(void **state)
{
    tamper(*state, "UPDATE audit SET user_email = 'b@example.test' WHERE seq = 4", "row 4 was changed");
}

static void test_moved_text_between_fields(void **state)
{
    tamper(*state, "UPDATE audit SET object_type = 'serviceo', object_id = '1' WHERE seq = 7", "row 7 was changed");
}

static void test_null_is_not_empty(void **state)
{
    tamper(*state, "UPDATE audit SET after = '' WHERE seq = 2", "row 2 was changed");
}

static void test_deleted_row(void **state)
{
    tamper(*state, "DELETE FROM audit WHERE seq = 5", "row 5 is missing");
}

static void test_deleted_row_closed_up(void **state)
{
    tamper(*state,
           "DELETE FROM audit WHERE seq = 5; UPDATE audit SET seq = seq - 1 WHERE seq > 5;"
           "UPDATE audit_head SET seq = 9",
           "row 5 was changed");
}

static void test_reordered_rows(void **state)
{
    tamper(*state,
           "UPDATE audit SET seq = 100 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 100",
           "row 3 was changed");
}

static void test_first_rows_cut_off(void **state)
{
    tamper(*state, "DELETE FROM audit WHERE seq < 4", "row 1 is missing");
}

static void test_last_rows_cut_off(void **state)
{
    struct fixture *f = *state;
    char path[512];
    sqlite3 *db = NULL;
    open_box(f);
    for (int i = 0; i < 10; i++)
        append("service.update", NULL, NULL);
    close_box();
    storetest_path(f, "binnacle.db", path);
    assert_int_equal(db_connect(path, DB_WRITER, &db), OK);
    assert_int_equal(db_exec(db, "DELETE FROM audit WHERE seq > 6"), OK);
    sqlite3_close(db);
    open_box(f);
    assert_int_equal(check("rows after 6 were cut off"), ERR_CORRUPT);
    append("service.update", NULL, NULL);
    assert_int_equal(check("row 7 is missing"), ERR_CORRUPT);
    close_box();
}

static void test_head_moved_back(void **state)
{
    tamper(*state, "DELETE FROM audit WHERE seq > 6; UPDATE audit_head SET seq = 6, hash = (SELECT hash FROM audit WHERE seq = 6)",
           "the end of the chain was changed");
}

int main(void)
{
#define T(name, fn)                                                                                                                        \
    {                                                                                                                                      \
        name, fn, storetest_setup, storetest_teardown, NULL                                                                                \
    }
    const struct CMUnitTest tests[] = {
        T("a changed row is named", test_changed_row),
        T("text moved from one field to the next", test_moved_text_between_fields),
        T("nothing is not the empty text", test_null_is_not_empty),
        T("a deleted row is named", test_deleted_row),
        T("a deleted row whose gap was closed", test_deleted_row_closed_up),
        T("rows in another order", test_reordered_rows),
        T("the first rows cut off", test_first_rows_cut_off),
        T("the last rows cut off", test_last_rows_cut_off),
        T("the last rows cut off and the head moved back", test_head_moved_back),
    };
    return cmocka_run_group_tests_name("audit_chain", tests, NULL, NULL);
}
