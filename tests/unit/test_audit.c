/* audit/: nothing of a row can be changed, forged or hidden behind another box's key; appended and checked by many at once; who reads what.
 * See test_audit_chain.c for rows that were deleted, moved or cut off. */
#include "audit/audit.h"
#include "core/str.h"
#include "store/internal.h"
#include "storetest.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define TENANT  "00000000-0000-7000-8000-000000000001"
#define OTHER   "00000000-0000-7000-8000-000000000002"
#define START   1770541200000000LL /* 2026-02-08T09:00:00Z */
#define ROWS    5
#define THREADS 4
#define EACH    25

static const unsigned char box_key[CRYPTO_KEY_SIZE] = { 1, 2, 3 }, other_key[CRYPTO_KEY_SIZE] = { 9 };

struct world {
    struct fixture *f;
    struct clock *clock;
    struct store *store;
    struct audit *audit;
    sqlite3 *hand; /* of somebody with the file but without the key */
};
static struct world w;

static void exec(const char *sql)
{
    if (db_exec(w.hand, sql) != OK)
        fail_msg("%s: %s", sql, err_detail());
}

static void take_key(const unsigned char key[CRYPTO_KEY_SIZE])
{
    audit_free(w.audit);
    assert_int_equal(audit_new(w.store, w.clock, key, &w.audit), OK);
    assert_int_equal(audit_adopt_key(w.audit, TENANT), OK);
}

static void append_as(const char *tenant, const char *user, const char *action, const char *object, const char *before, const char *after)
{
    struct audit_entry e = { .tenant_id = tenant,
                             .user_id = user,
                             .user_email = "a@example.test",
                             .credential = "session:s1",
                             .action = action,
                             .object_type = "service",
                             .object_id = object,
                             .before = before,
                             .after = after,
                             .status = 200,
                             .request_id = "r1",
                             .remote = "192.0.2.7" };
    assert_int_equal(audit_write(w.audit, &e), OK);
}

static void append(void)
{
    append_as(TENANT, "u1", "service.update", "o1", "{\"name\":\"a\"}", "{\"name\":\"b\"}");
    clock_fake_advance(w.clock, US_PER_S);
}

static int setup(void **state)
{
    char path[512];
    if (storetest_setup(state) || crypto_init() != OK)
        return -1;
    w = (struct world){ .f = *state, .clock = clock_fake(START, US_PER_HOUR) };
    w.store = storetest_open(w.f, &(struct store_options){ .clock = w.clock });
    take_key(box_key);
    storetest_path(w.f, "binnacle.db", path);
    return db_connect(path, DB_WRITER, &w.hand) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    sqlite3_close(w.hand);
    audit_free(w.audit);
    store_close(w.store);
    clock_fake_free(w.clock);
    return storetest_teardown(state);
}

static char *say(enum err *e)
{
    struct buf out;
    buf_init(&out, 4096);
    *e = audit_check(w.audit, &out);
    char *text = arena_strdup(w.f->arena, out.data);
    buf_free(&out);
    return text;
}

static void unbroken(const char *says)
{
    enum err e;
    const char *text = say(&e);
    if (e || !strstr(text, says))
        fail_msg("%s: '%s' instead of '%s'", err_name(e), text, says);
}

static void broken(const char *sql, const char *says)
{
    enum err e;
    const char *text = say(&e);
    if (e != ERR_CORRUPT || !strstr(text, says))
        fail_msg("after %s: %s: '%s' instead of '%s'", sql, err_name(e), text, says);
}

/* What was appended stays aside, so that each tampering begins with a good chain. */
static void keep_aside(void)
{
    exec("CREATE TEMP TABLE kept AS SELECT * FROM audit; CREATE TEMP TABLE kept_head AS SELECT * FROM audit_head");
}

static void put_back(void)
{
    exec("BEGIN; DELETE FROM audit; INSERT INTO audit SELECT * FROM kept;"
         "DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM kept_head; COMMIT");
}

/* ---- tampering ---- */

static void test_every_column_counts(void **state)
{
    (void)state;
    static const char *const changes[] = {
        "at = at + 1",
        "tenant_id = '" OTHER "'",
        "user_id = 'u2'",
        "user_email = 'A@example.test'",
        "credential = 'console'",
        "action = 'x'",
        "object_type = 'Service'",
        "object_id = ''",
        "before = NULL",
        "after = '{\"name\":\"c\"}'",
        "after = after || ' '",
        "status = 403",
        "request_id = 'r2'",
        "remote = '192.0.2.8'",
        "hash = zeroblob(32)",
        "hash = x''",
        "before = after, after = before",
    };
    for (int i = 0; i < ROWS; i++)
        append();
    keep_aside();
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        static const int rows[] = { 1, 3, ROWS };
        for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
            const char *sql = arena_printf(w.f->arena, "UPDATE audit SET %s WHERE seq = %d", changes[i], rows[r]);
            exec(sql);
            broken(sql, arena_printf(w.f->arena, "row %d was changed", rows[r]));
            put_back();
        }
    }
    unbroken("5 rows, chain unbroken");
}

static void test_head_cannot_be_made(void **state)
{
    (void)state;
    static const char *const changes[] = { "hash = x''", "hash = zeroblob(32)", "key_since = 1", "key_since = 5", "seq = 4", "seq = 0" };
    for (int i = 0; i < ROWS; i++)
        append();
    keep_aside();
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const char *sql = arena_printf(w.f->arena, "UPDATE audit_head SET %s", changes[i]);
        exec(sql);
        broken(sql, "the end of the chain was changed");
        put_back();
    }
    exec("UPDATE audit_head SET seq = 6");
    broken("a head beyond the end", "rows after 5 were cut off");
    put_back();
    exec("DELETE FROM audit; UPDATE audit_head SET seq = 0, hash = x''");
    broken("everything deleted", "the end of the chain was changed");
}

static void test_rows_appended_by_hand(void **state)
{
    (void)state;
    for (int i = 0; i < ROWS; i++)
        append();
    keep_aside();
    exec(
        "INSERT INTO audit SELECT 6, at, tenant_id, user_id, user_email, credential, action, object_type, object_id, before, after, status,"
        " request_id, remote, hash FROM audit WHERE seq = 5");
    broken("a copied row", "row 6 was changed");
    put_back();
    exec(
        "INSERT INTO audit SELECT 0, at, tenant_id, user_id, user_email, credential, action, object_type, object_id, before, after, status,"
        " request_id, remote, hash FROM audit WHERE seq = 1");
    broken("a row before the first", "row 1 is missing");
}

/* Somebody with another key writes rows that are good under it. */
static void test_rows_of_another_key(void **state)
{
    (void)state;
    struct audit *forger;
    for (int i = 0; i < ROWS; i++)
        append();
    assert_int_equal(audit_new(w.store, w.clock, other_key, &forger), OK);
    assert_int_equal(audit_write(forger, &(struct audit_entry){ .tenant_id = TENANT, .action = "forged", .status = 200 }), OK);
    audit_free(forger);
    broken("a row under another key", "row 6 was changed");
}

/* ---- another box's key ---- */

static void test_first_start_says_nothing(void **state)
{
    (void)state;
    unbroken("0 rows, chain unbroken");
    append();
    take_key(box_key); /* a restart */
    unbroken("1 rows, chain unbroken");
}

static void test_after_the_key_changed(void **state)
{
    (void)state;
    for (int i = 0; i < ROWS; i++)
        append();
    take_key(other_key);
    append();
    append();
    unbroken("8 rows, chain unbroken"); /* with the one that says so */
    unbroken("rows 1 to 5 were written under another box's");
    keep_aside();
    exec("DELETE FROM audit WHERE seq = 3");
    broken("an old row deleted", "row 3 is missing");
    put_back();
    exec("UPDATE audit SET action = 'x' WHERE seq = 7");
    broken("a new row changed", "row 7 was changed");
    put_back();
    exec("UPDATE audit SET hash = zeroblob(32) WHERE seq = 5"); /* the new rows stand on the last old one */
    broken("the last old row changed", "row 6 was changed");
    put_back();
    exec("UPDATE audit_head SET key_since = 8; UPDATE audit SET action = 'x' WHERE seq = 8");
    broken("new rows said to be old", "the end of the chain was changed");
    put_back();
    take_key(box_key); /* and back home */
    unbroken("9 rows, chain unbroken");
    unbroken("rows 1 to 8 were written under another box's");
}

/* ---- many at once ---- */

static void *append_many(void *arg)
{
    (void)arg;
    for (int i = 0; i < EACH; i++)
        if (audit_write(w.audit, &(struct audit_entry){ .tenant_id = TENANT, .action = "t", .status = 200 }))
            return (void *)1;
    store_reader_release(w.store);
    return NULL;
}

static void test_many_append_while_one_checks(void **state)
{
    (void)state;
    pthread_t t[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&t[i], NULL, append_many, NULL), 0);
    for (int i = 0; i < 20; i++)
        unbroken("chain unbroken");
    for (int i = 0; i < THREADS; i++) {
        void *failed;
        pthread_join(t[i], &failed);
        assert_null(failed);
    }
    unbroken("100 rows, chain unbroken");
}

static enum err append_and_fail(struct tx *tx, void *arg)
{
    (void)arg;
    enum err e = audit_append(w.audit, tx, &(struct audit_entry){ .tenant_id = TENANT, .action = "rolled back", .status = 200 });
    return e ? e : err_set(ERR_CONFLICT, "no");
}

static void test_row_goes_with_its_transaction(void **state)
{
    (void)state;
    append();
    assert_int_equal(store_write(w.store, append_and_fail, NULL), ERR_CONFLICT);
    unbroken("1 rows, chain unbroken");
    append();
    unbroken("2 rows, chain unbroken");
}

/* ---- reading ---- */

static const struct json *rows_of(const char *tenant, const struct audit_filter *filter, int64_t limit, int64_t *next)
{
    struct buf b;
    struct json_out o;
    struct json *v;
    buf_init(&b, 1 << 20);
    jo_init(&o, &b);
    jo_array(&o);
    assert_int_equal(audit_list(w.audit, w.f->arena, tenant, filter, limit, &o, next), OK);
    jo_array_end(&o);
    assert_int_equal(json_parse(w.f->arena, b.data, b.len, &v), OK);
    buf_free(&b);
    return v;
}

static size_t count(const struct audit_filter *filter)
{
    int64_t next;
    return json_size(rows_of(TENANT, filter, 100, &next));
}

static void test_filters(void **state)
{
    (void)state;
    int64_t next;
    append_as(TENANT, "u1", "service.create", "o1", NULL, "{}");
    clock_fake_advance(w.clock, US_PER_MIN);
    append_as(TENANT, "u2", "service.update", "o1", NULL, NULL);
    append_as(OTHER, "u1", "service.update", "o1", NULL, NULL);
    clock_fake_advance(w.clock, US_PER_MIN);
    append_as(TENANT, "u1", "service.update", "o2", NULL, NULL);
    assert_int_equal(count(&(struct audit_filter){ 0 }), 3);
    assert_int_equal(json_size(rows_of(OTHER, &(struct audit_filter){ 0 }, 100, &next)), 1);
    assert_int_equal(json_size(rows_of("nobody", &(struct audit_filter){ 0 }, 100, &next)), 0);
    assert_int_equal(count(&(struct audit_filter){ .user_id = "u1" }), 2);
    assert_int_equal(count(&(struct audit_filter){ .object_id = "o1" }), 2);
    assert_int_equal(count(&(struct audit_filter){ .action = "service.update" }), 2);
    assert_int_equal(count(&(struct audit_filter){ .action = "service.update", .user_id = "u1", .object_id = "o2" }), 1);
    assert_int_equal(count(&(struct audit_filter){ .action = "service.%" }), 0); /* no pattern */
    assert_int_equal(count(&(struct audit_filter){ .user_id = "u1' OR '1'='1" }), 0);
    assert_int_equal(count(&(struct audit_filter){ .from = START + US_PER_MIN }), 2);
    assert_int_equal(count(&(struct audit_filter){ .to = START + US_PER_MIN }), 1); /* up to, without */
    assert_int_equal(count(&(struct audit_filter){ .from = START + 1, .to = START + US_PER_MIN }), 0);
    const struct json *first = json_first(rows_of(TENANT, &(struct audit_filter){ 0 }, 100, &next));
    int64_t id = 0;
    assert_true(json_int(json_get(first, "id"), &id));
    assert_int_equal(id, 4); /* newest first */
    assert_string_equal(json_string(json_get(first, "at")), "2026-02-08T09:02:00.000Z");
    assert_string_equal(json_string(json_get(first, "credential")), "session:s1");
    assert_string_equal(json_string(json_get(first, "remote")), "192.0.2.7");
    assert_int_equal(json_type(json_get(first, "before")), JSON_NULL);
}

static void test_pages_meet(void **state)
{
    (void)state;
    int64_t next = 0, seen = 0, id = 0, last = INT64_MAX;
    int pages = 0;
    for (int i = 0; i < 10; i++) {
        append();
        append_as(OTHER, "u1", "x", "o", NULL, NULL); /* a foreign row between any two */
    }
    do {
        for (const struct json *r = json_first(rows_of(TENANT, &(struct audit_filter){ .before_seq = next }, 5, &next)); r;
             r = json_next(r), seen++) {
            assert_true(json_int(json_get(r, "id"), &id));
            assert_true(id < last);
            last = id;
        }
        pages++;
    } while (next && pages < 10);
    assert_int_equal(seen, 10);
    assert_int_equal(pages, 2); /* no empty page at the end */
}

static const char *changes_of(const char *before, const char *after)
{
    int64_t next;
    append_as(TENANT, "u1", "x", "o", before, after);
    return json_print(w.f->arena, json_get(json_first(rows_of(TENANT, &(struct audit_filter){ 0 }, 1, &next)), "changes"));
}

static void test_changes(void **state)
{
    (void)state;
    assert_string_equal(changes_of(NULL, "{\"a\":1}"), "[]"); /* made or deleted: all of it is new or gone */
    assert_string_equal(changes_of("{\"a\":1}", NULL), "[]");
    assert_string_equal(changes_of("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}"), "[]"); /* the order tells nothing */
    assert_string_equal(changes_of("{\"a\":1}", "{\"a\":\"1\"}"), "[{\"field\":\"a\",\"before\":1,\"after\":\"1\"}]");
    assert_string_equal(changes_of("{\"a\":null}", "{\"a\":false}"), "[{\"field\":\"a\",\"before\":null,\"after\":false}]");
    assert_string_equal(changes_of("{\"a\":{\"b\":[1]}}", "{\"a\":{\"b\":[1,2]}}"),
                        "[{\"field\":\"a\",\"before\":{\"b\":[1]},\"after\":{\"b\":[1,2]}}]");
    assert_string_equal(changes_of("[1]", "[2]"), "[]");
}

int main(void)
{
#define T(name, fn)                                                                                                                        \
    {                                                                                                                                      \
        name, fn, setup, teardown, NULL                                                                                                    \
    }
    const struct CMUnitTest tests[] = {
        T("every column of a row counts", test_every_column_counts),
        T("a head cannot be made without the key", test_head_cannot_be_made),
        T("rows appended by hand", test_rows_appended_by_hand),
        T("rows written under another key", test_rows_of_another_key),
        T("a first start and a restart add no row", test_first_start_says_nothing),
        T("tampering after the key changed, before and behind it", test_after_the_key_changed),
        T("many append while one checks", test_many_append_while_one_checks),
        T("a row goes with its transaction", test_row_goes_with_its_transaction),
        T("filters, and no row of another tenant", test_filters),
        T("pages meet without a gap", test_pages_meet),
        T("changes between before and after", test_changes),
    };
    return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}
