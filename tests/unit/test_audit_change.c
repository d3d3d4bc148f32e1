/* audit/: a change and its row are one: both or neither, whoever acts; refusals that come in swarms are counted. */
#include "audittest.h"

struct put {
    const char *id;
    int says; /* how often it says what it changes */
    bool own, fails;
};

/* The store's own small table stands for any domain's. */
static enum err put(struct tx *tx, void *arg)
{
    const struct put *p = arg;
    for (int i = 0; i < p->says; i++)
        tx_change(tx, &(struct tx_change){ .type = "thing",
                                           .id = p->id,
                                           .name = "Thing",
                                           .before = "{\"a\":1}",
                                           .after = "{\"a\":2,\"password\":\"hunter2\"}",
                                           .action = p->own ? "thing.own" : NULL,
                                           .default_action = "thing.change" });
    return p->fails ? err_set(ERR_CONFLICT, "no") : OK;
}

static void describe(void *ctx, struct audit_entry *e)
{
    *e = (struct audit_entry){ .tenant_id = OTHER,
                               .user_id = "u1",
                               .user_email = "a@example.test",
                               .credential = "session:s1",
                               .action = "thing.asked",
                               .object_type = "said",
                               .object_id = ctx,
                               .status = 201,
                               .request_id = "r9",
                               .remote = "192.0.2.1",
                               .user_agent = "curl" };
}

static const char *mask(void *ctx, struct arena *a, const char *json)
{
    (void)ctx;
    const char *at = strstr(json, "hunter2");
    return at ? arena_printf(a, "%.*s***%s", (int)(at - json), json, at + 7) : json;
}

static int act(const struct put *p, enum err expected)
{
    struct audit_actor a = { .audit = w.audit, .describe = describe, .mask = mask, .ctx = (void *)(uintptr_t) "path-id" };
    audit_act(&a);
    assert_int_equal(store_write(w.store, put, (void *)(uintptr_t)p), expected);
    audit_act_end(&a);
    return a.rows;
}

static int64_t rows(void)
{
    int64_t next;
    return (int64_t)json_size(rows_of(&(struct audit_filter){ 0 }, 1000, &next));
}

static void test_somebody_acts(void **state)
{
    (void)state;
    assert_int_equal(act(&(struct put){ .id = "t1", .says = 1 }, OK), 1);
    const struct json *r = newest();
    assert_string_equal(member(r, "action"), "thing.asked");
    assert_string_equal(member(r, "object_type"), "thing");
    assert_string_equal(member(r, "object_id"), "t1");
    assert_string_equal(member(r, "object_name"), "Thing");
    assert_string_equal(member(r, "tenant_id"), OTHER);
    assert_string_equal(member(r, "credential"), "session:s1");
    assert_string_equal(member(r, "request_id"), "r9");
    assert_string_equal(member(r, "user_agent"), "curl");
    assert_string_equal(json_print(w.f->arena, json_get(r, "after")), "{\"a\":2,\"password\":\"***\"}");
    assert_int_equal(act(&(struct put){ .id = "t1", .says = 1, .own = true }, OK), 1);
    assert_string_equal(member(newest(), "action"), "thing.own"); /* an event beside the action */
    assert_int_equal(act(&(struct put){ .id = "t1", .says = 3 }, OK), 3);
    unbroken("5 rows, chain unbroken");
}

static void test_a_write_that_says_nothing(void **state)
{
    (void)state;
    assert_int_equal(act(&(struct put){ 0 }, OK), 1);
    assert_string_equal(member(newest(), "action"), "thing.asked");
    assert_string_equal(member(newest(), "object_type"), "said");
    assert_string_equal(member(newest(), "object_id"), "path-id");
    assert_int_equal(store_write(w.store, put, &(struct put){ 0 }), OK); /* nobody acts and nothing is said: no row */
    assert_int_equal(rows(), 1);
}

static void test_the_box_itself(void **state)
{
    (void)state;
    pthread_setname_np(pthread_self(), "discovery");
    assert_int_equal(store_write(w.store, put, &(struct put){ .id = "t1", .says = 1 }), OK);
    assert_string_equal(member(newest(), "credential"), "system:discovery");
    assert_string_equal(member(newest(), "action"), "thing.change");
    assert_string_equal(member(newest(), "tenant_id"), TENANT);
}

static void test_a_write_that_fails_has_no_row(void **state)
{
    (void)state;
    assert_int_equal(act(&(struct put){ .id = "t1", .says = 1, .fails = true }, ERR_CONFLICT), 0);
    assert_int_equal(rows(), 0);
    unbroken("0 rows, chain unbroken");
}

struct real {
    const char *name;
};

/* Changes a real row: tenant 1's name stands for it. */
static enum err real_change(struct tx *tx, void *arg)
{
    const struct real *r = arg;
    sqlite3 *db = tx_db(tx)->sqlite;
    char sql[200];
    snprintf(sql, sizeof sql, "UPDATE tenant SET name = '%s'", r->name);
    enum err e = db_exec(db, sql);
    tx_change(tx, &(struct tx_change){ .type = "tenant", .id = TENANT, .default_action = "tenant.rename" });
    return e;
}

static char *tenant_name(void)
{
    sqlite3_stmt *st;
    assert_int_equal(sqlite3_prepare_v2(w.hand, "SELECT name FROM tenant", -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    char *text = arena_strdup(w.f->arena, (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    return text;
}

static void test_no_row_no_change(void **state)
{
    (void)state;
    assert_int_equal(store_write(w.store, real_change, &(struct real){ .name = "first" }), OK);
    assert_string_equal(tenant_name(), "first");
    exec("CREATE TRIGGER refuse BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the trail is full'); END");
    assert_int_equal(store_write(w.store, real_change, &(struct real){ .name = "second" }), ERR_BUSY);
    assert_non_null(strstr(err_detail(), "audit trail"));
    assert_null(strstr(err_detail(), "the trail is full")); /* inner matters are the log's */
    assert_string_equal(tenant_name(), "first");
    exec("DROP TRIGGER refuse");
    assert_int_equal(store_write(w.store, real_change, &(struct real){ .name = "third" }), OK);
    assert_string_equal(tenant_name(), "third");
    unbroken("2 rows, chain unbroken");
}

static enum err look_inside(struct tx *tx, void *arg)
{
    const char **seen = arg;
    assert_ptr_equal(store_reader(w.store), tx_db(tx)); /* what renders an answer renders the row */
    *seen = "yes";
    return OK;
}

static void test_the_view_inside(void **state)
{
    (void)state;
    const char *seen = "no";
    assert_int_equal(store_write(w.store, look_inside, &seen), OK);
    assert_string_equal(seen, "yes");
}

static void refuse(const char *remote, const char *action, int times)
{
    for (int i = 0; i < times; i++)
        assert_int_equal(
            audit_refused(w.audit, &(struct audit_entry){ .tenant_id = TENANT, .action = action, .status = 401, .remote = remote }), OK);
}

static void test_a_hammer_is_counted(void **state)
{
    (void)state;
    int64_t repeated;
    refuse("192.0.2.1", "auth.login", 500);
    assert_int_equal(rows(), 10);
    audit_refused_flush(w.audit, false); /* not due yet */
    assert_int_equal(rows(), 10);
    clock_fake_advance(w.clock, 11 * US_PER_MIN);
    audit_refused_flush(w.audit, false);
    assert_int_equal(rows(), 11);
    assert_true(json_int(json_get(json_get(newest(), "after"), "repeated"), &repeated));
    assert_int_equal(repeated, 490);
    assert_string_equal(member(newest(), "action"), "auth.login");
    assert_string_equal(member(newest(), "remote"), "192.0.2.1");
    refuse("192.0.2.1", "auth.login", 1); /* and anew */
    assert_int_equal(rows(), 12);
}

static void test_a_hammer_from_everywhere(void **state)
{
    (void)state;
    char remote[32];
    for (int i = 0; i < 2000; i++) {
        snprintf(remote, sizeof remote, "198.51.%d.%d", i / 256, i % 256);
        refuse(remote, "auth.login", 1);
    }
    assert_int_equal(rows(), 64);
    audit_refused_flush(w.audit, true);
    assert_int_equal(rows(), 65);
    assert_string_equal(member(newest(), "action"), "auth.refused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T("[C9.3] what somebody changes is on their account", test_somebody_acts),
        T("a write that says nothing still has a row", test_a_write_that_says_nothing),
        T("what the box does by itself", test_the_box_itself),
        T("a write that fails has no row", test_a_write_that_fails_has_no_row),
        T("[C9.3] a row that cannot be written takes its change back", test_no_row_no_change),
        T("inside a write readers see the transaction", test_the_view_inside),
        T("a hammer is counted", test_a_hammer_is_counted),
        T("a hammer from everywhere is counted", test_a_hammer_from_everywhere),
    };
    return cmocka_run_group_tests_name("audit_change", tests, NULL, NULL);
}
