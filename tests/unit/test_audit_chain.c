/* audit/: appending, reading with changes, and naming what was tampered with. */
#include "audit/audit.h"
#include "core/str.h"
#include "store/internal.h"
#include "storetest.h"
#include <string.h>

#define TENANT "00000000-0000-7000-8000-000000000001"

static const unsigned char box_key[CRYPTO_KEY_SIZE] = { 1, 2, 3 }, other_key[CRYPTO_KEY_SIZE] = { 9 };
static struct store *store;
static struct audit *audit;

static void open_box(struct fixture *f, const unsigned char *key)
{
    assert_int_equal(crypto_init(), OK);
    store = storetest_open(f, NULL);
    assert_int_equal(audit_new(store, clock_system(), key, &audit), OK);
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
    open_box(f, box_key);
    for (int i = 0; i < 10; i++)
        append("service.update", NULL, NULL);
    assert_int_equal(check("10 rows, chain unbroken"), OK);
    close_box();
    storetest_path(f, "binnacle.db", path);
    assert_int_equal(db_connect(path, DB_WRITER, &db), OK);
    if (db_exec(db, sql) != OK)
        fail_msg("%s: %s", sql, err_detail());
    sqlite3_close(db);
    open_box(f, box_key);
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
    open_box(f, box_key);
    for (int i = 0; i < 10; i++)
        append("service.update", NULL, NULL);
    close_box();
    storetest_path(f, "binnacle.db", path);
    assert_int_equal(db_connect(path, DB_WRITER, &db), OK);
    assert_int_equal(db_exec(db, "DELETE FROM audit WHERE seq > 6"), OK);
    sqlite3_close(db);
    open_box(f, box_key);
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

static void test_rows_disowned(void **state)
{
    tamper(*state, "UPDATE audit SET action = 'nothing' WHERE seq = 2; UPDATE audit_head SET key_since = 10",
           "the end of the chain was changed");
}

static void test_another_box_goes_on(void **state)
{
    struct fixture *f = *state;
    open_box(f, box_key);
    append("service.create", NULL, NULL);
    append("service.update", NULL, NULL);
    close_box();
    open_box(f, other_key);
    append("service.delete", NULL, NULL);
    assert_int_equal(check("4 rows, chain unbroken"), OK); /* and one that says that the key is another */
    assert_int_equal(check("rows 1 to 2 were written under another box's"), OK);
    close_box();
}

static const struct json *rows(struct fixture *f, const struct audit_filter *filter, int64_t limit, int64_t *next)
{
    struct buf b;
    struct json_out o;
    struct json *v;
    buf_init(&b, 1 << 20);
    jo_init(&o, &b);
    jo_array(&o);
    assert_int_equal(audit_list(audit, f->arena, TENANT, filter, limit, &o, next), OK);
    jo_array_end(&o);
    assert_int_equal(json_parse(f->arena, b.data, b.len, &v), OK);
    buf_free(&b);
    return v;
}

static void test_changes_by_field(void **state)
{
    struct fixture *f = *state;
    int64_t next;
    open_box(f, box_key);
    append("service.update", "{\"name\":\"a\",\"tags\":[1,2],\"gone\":true,\"same\":{\"x\":1}}",
           "{\"name\":\"b\",\"tags\":[1,2],\"new\":null,\"same\":{\"x\":1}}");
    const struct json *changes = json_path(rows(f, &(struct audit_filter){ 0 }, 10, &next), "[0].changes");
    assert_int_equal(json_size(changes), 3);
    assert_string_equal(json_print(f->arena, changes),
                        "[{\"field\":\"name\",\"before\":\"a\",\"after\":\"b\"},{\"field\":\"new\",\"before\":null,\"after\":null},"
                        "{\"field\":\"gone\",\"before\":true,\"after\":null}]");
    close_box();
}

static void test_pages_and_filters(void **state)
{
    struct fixture *f = *state;
    int64_t next;
    open_box(f, box_key);
    for (int i = 0; i < 7; i++)
        append(i % 2 ? "service.update" : "service.create", NULL, NULL);
    const struct json *page = rows(f, &(struct audit_filter){ 0 }, 3, &next);
    assert_int_equal(json_size(page), 3);
    assert_int_equal(next, 5);
    page = rows(f, &(struct audit_filter){ .before_seq = next }, 10, &next);
    assert_int_equal(json_size(page), 4);
    assert_int_equal(next, 0);
    assert_int_equal(json_size(rows(f, &(struct audit_filter){ .action = "service.update" }, 10, &next)), 3);
    assert_int_equal(json_size(rows(f, &(struct audit_filter){ .object_id = "o2" }, 10, &next)), 0);
    assert_int_equal(json_size(rows(f, &(struct audit_filter){ .to = clock_wall_us(clock_system()) - US_PER_HOUR }, 10, &next)), 0);
    close_box();
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
        T("rows said to be another box's", test_rows_disowned),
        T("a restored chain goes on under another key", test_another_box_goes_on),
        T("changes by field", test_changes_by_field),
        T("pages and filters", test_pages_and_filters),
    };
    return cmocka_run_group_tests_name("audit_chain", tests, NULL, NULL);
}
