/* audit/: nothing of the chain can be changed, removed, moved, cut off, forged or hidden behind another box's key; appended and checked by
 * many at once. What the rows say is test_audit_change.c's, who reads what test_audit_read.c's. */
#include "audittest.h"

#define ROWS    5
#define THREADS 4
#define EACH    25

static const unsigned char other_key[CRYPTO_KEY_SIZE] = { 9 };

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
        "object_name = 'Web'",
        "user_agent = ''",
        "format = 1",
        "format = 3",
        "object_type = 'serviceo', object_id = '1'", /* text moved from one column to the next */
        "after = ''",
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

/* Rows that go, move or are cut off; appending afterwards does not cover it up. */
static void test_rows_gone_and_moved(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *says, *later; /* later: after another row; NULL: the same */
    } cases[] = {
        { "DELETE FROM audit WHERE seq = 5", "row 5 is missing", NULL },
        { "DELETE FROM audit WHERE seq = 5; UPDATE audit SET seq = seq - 1 WHERE seq > 5; UPDATE audit_head SET seq = 9",
          "row 5 was changed", NULL },
        { "UPDATE audit SET seq = 100 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 100",
          "row 3 was changed", NULL },
        { "DELETE FROM audit WHERE seq < 4", "row 1 is missing", NULL },
        { "DELETE FROM audit WHERE seq < 4; UPDATE audit_head SET base_seq = 3, base_hash = (SELECT hash FROM kept WHERE seq = 3)",
          "the end of the chain was changed", NULL },
        { "DELETE FROM audit WHERE seq > 6", "rows after 6 were cut off", "row 7 is missing" },
        { "DELETE FROM audit WHERE seq > 6; UPDATE audit_head SET seq = 6, hash = (SELECT hash FROM audit WHERE seq = 6)",
          "the end of the chain was changed", NULL },
    };
    for (int i = 0; i < 10; i++)
        append();
    keep_aside();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        exec(cases[i].sql);
        broken(cases[i].sql, cases[i].says);
        append();
        broken(cases[i].sql, cases[i].later ? cases[i].later : cases[i].says);
        put_back();
    }
    unbroken("10 rows, chain unbroken");
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
        " request_id, remote, hash, format, object_name, user_agent FROM audit WHERE seq = 5");
    broken("a copied row", "row 6 was changed");
    put_back();
    exec(
        "INSERT INTO audit SELECT 0, at, tenant_id, user_id, user_email, credential, action, object_type, object_id, before, after, status,"
        " request_id, remote, hash, format, object_name, user_agent FROM audit WHERE seq = 1");
    broken("a row before the first", "row 0 is before the first");
}

/* Somebody with another key writes rows that are good under it. */
static void test_rows_of_another_key(void **state)
{
    (void)state;
    struct audit *forger;
    for (int i = 0; i < ROWS; i++)
        append();
    forger = new_audit(other_key);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        T("[C9.3] every column of a row counts", test_every_column_counts),
        T("rows deleted, moved and cut off are named", test_rows_gone_and_moved),
        T("a head cannot be made without the key", test_head_cannot_be_made),
        T("rows appended by hand", test_rows_appended_by_hand),
        T("rows written under another key", test_rows_of_another_key),
        T("a first start and a restart add no row", test_first_start_says_nothing),
        T("tampering after the key changed, before and behind it", test_after_the_key_changed),
        T("many append while one checks", test_many_append_while_one_checks),
        T("a row goes with its transaction", test_row_goes_with_its_transaction),
    };
    return cmocka_run_group_tests_name("audit_chain", tests, NULL, NULL);
}
