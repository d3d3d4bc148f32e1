/* inbox/: who sees what, what is read, what is muted, and what goes. */
#include "boxtest.h"
#include "core/mem.h"
#include "core/str.h"
#include "iam/perm.h"
#include "sql/iam.h"
#include <stdio.h>
#include <string.h>

#define ALICE "0190aaaa-0000-7000-8000-00000000a11c"
#define BOB   "0190aaaa-0000-7000-8000-000000000b0b"
#define OTHER "0190aaaa-0000-7000-8000-0000000000ff"

static struct inbox_reader alice = { ALICE, BOX_TENANT, { UINT64_MAX, UINT64_MAX } };
static struct inbox_reader bob = { BOB, BOX_TENANT, { UINT64_MAX, UINT64_MAX } };

static enum err add_people(struct tx *tx, void *arg)
{
    (void)arg;
    static const char *const ids[] = { ALICE, BOB };
    enum err e = sql_tenant_insert(tx, &(struct sql_tenant_insert_in){ .id = OTHER, .name = "other", .created_at = BOX_START });
    for (size_t i = 0; !e && i < 2; i++)
        e = sql_user_insert(tx, &(struct sql_user_insert_in){ .id = ids[i],
                                                              .tenant_id = BOX_TENANT,
                                                              .email = i ? "bob@example.test" : "alice@example.test",
                                                              .name = "",
                                                              .password_hash = "x",
                                                              .created_at = BOX_START });
    return e;
}

static struct box *open_with_people(void)
{
    struct box *b = box_open();
    assert_int_equal(store_write(b->store, add_people, NULL), OK);
    return b;
}

static void post(struct box *b, const char *tenant, const char *user, const char *kind, const char *title)
{
    clock_fake_advance(b->clock, US_PER_S);
    assert_int_equal(inbox_post_now(b->inbox, &(struct inbox_notice){ .tenant_id = tenant, .user_id = user, .kind = kind, .title = title }),
                     OK);
}

/* The titles, newest first, with a comma between. */
static const char *titles(struct box *b, const struct inbox_reader *who, const struct inbox_filter *f)
{
    struct inbox_item *items;
    size_t n;
    const char *out = "";
    assert_int_equal(inbox_list(b->inbox, b->arena, who, f, 100, &items, &n), OK);
    for (size_t i = 0; i < n; i++)
        out = arena_printf(b->arena, "%s%s%s", out, i ? "," : "", items[i].title);
    return out;
}
#define ALL (&(struct inbox_filter){ 0 })

static int64_t unread(struct box *b, const struct inbox_reader *who)
{
    struct inbox_unread n;
    assert_int_equal(inbox_count(b->inbox, b->arena, who, &n), OK);
    return n.unread;
}

static void test_who_sees_what(void **state)
{
    (void)state;
    struct box *b = open_with_people();
    post(b, BOX_TENANT, NULL, "alert.firing", "tenant");
    post(b, OTHER, NULL, "alert.firing", "foreign");
    post(b, NULL, NULL, "announcement", "box");
    post(b, NULL, ALICE, "security.account", "hers");
    post(b, OTHER, ALICE, "key.expiring", "hers elsewhere");
    assert_string_equal(titles(b, &alice, ALL), "hers,box,tenant");
    assert_string_equal(titles(b, &bob, ALL), "box,tenant");
    struct inbox_reader there = alice, blind = bob;
    there.tenant_id = OTHER;
    assert_string_equal(titles(b, &there, ALL), "hers elsewhere,hers,box,foreign");
    blind.perms[PERM_ALERT_READ / 64] &= ~(1ull << PERM_ALERT_READ % 64);
    assert_string_equal(titles(b, &blind, ALL), "box"); /* without alert.read no alerts */
    assert_string_equal(titles(b, &alice, &(struct inbox_filter){ .kind = "announcement" }), "box");
    box_close(b);
}

static void test_what_was_before_the_account_is_not_shown(void **state)
{
    (void)state;
    struct box *b = box_open();
    post(b, BOX_TENANT, NULL, "alert.firing", "old");
    clock_fake_advance(b->clock, US_PER_DAY);
    assert_int_equal(store_write(b->store, add_people, NULL), OK); /* created at BOX_START: sees it */
    assert_string_equal(titles(b, &alice, ALL), "old");
    assert_int_equal(inbox_post_now(b->inbox,
                                    &(struct inbox_notice){
                                        .tenant_id = BOX_TENANT, .kind = "alert.firing", .title = "older", .at = BOX_START - US_PER_DAY }),
                     OK);
    assert_string_equal(titles(b, &alice, ALL), "old");
    box_close(b);
}

static void test_reading_and_putting_away(void **state)
{
    (void)state;
    struct box *b = open_with_people();
    struct inbox_item *items;
    size_t n;
    int64_t marked;
    for (int i = 0; i < 3; i++)
        post(b, BOX_TENANT, NULL, "alert.firing", i == 0 ? "a" : i == 1 ? "b" : "c");
    assert_int_equal(unread(b, &alice), 3);
    assert_int_equal(inbox_list(b->inbox, b->arena, &alice, ALL, 10, &items, &n), OK);
    assert_int_equal(inbox_mark(b->inbox, &alice, items[1].id, INBOX_READ), OK);
    assert_int_equal(unread(b, &alice), 2);
    assert_int_equal(unread(b, &bob), 3); /* a mark is one's own */
    assert_string_equal(titles(b, &alice, &(struct inbox_filter){ .unread = true }), "c,a");
    assert_int_equal(inbox_mark(b->inbox, &alice, items[1].id, INBOX_UNREAD), OK);
    assert_int_equal(unread(b, &alice), 3);
    assert_int_equal(inbox_mark(b->inbox, &alice, items[0].id, INBOX_HIDE), OK);
    assert_string_equal(titles(b, &alice, ALL), "b,a");
    assert_int_equal(inbox_mark(b->inbox, &alice, items[0].id, INBOX_READ), OK); /* does not bring it back */
    assert_string_equal(titles(b, &alice, ALL), "b,a");
    assert_int_equal(inbox_mark_all(b->inbox, &alice, NULL, &marked), OK);
    assert_int_equal(marked, 2);
    assert_int_equal(unread(b, &alice), 0);
    assert_int_equal(inbox_mark(b->inbox, &alice, "0190aaaa-0000-7000-8000-00000000dead", INBOX_READ), ERR_NOT_FOUND);
    struct inbox_reader there = alice;
    there.tenant_id = OTHER;
    assert_int_equal(inbox_mark(b->inbox, &there, items[2].id, INBOX_READ), ERR_NOT_FOUND); /* another tenant's */
    box_close(b);
}

static void test_muting_holds_at_once(void **state)
{
    (void)state;
    struct box *b = open_with_people();
    struct json *v;
    static const char text[] = "{\"muted\":[\"alert.firing\"]}";
    struct prefs_owner who = { ALICE, BOX_TENANT };
    post(b, BOX_TENANT, NULL, "alert.firing", "alert");
    post(b, NULL, ALICE, "security.account", "account");
    assert_int_equal(json_parse(b->arena, text, strlen(text), &v), OK);
    assert_int_equal(prefs_put(b->prefs, &who, "notifications", v, false, PREFS_ANY_VERSION, NULL, NULL), OK);
    assert_string_equal(titles(b, &alice, ALL), "account");
    assert_int_equal(unread(b, &alice), 1);
    assert_string_equal(titles(b, &bob, ALL), "alert");
    assert_int_equal(prefs_reset(b->prefs, &who, NULL, 0, PREFS_ANY_VERSION), OK);
    assert_string_equal(titles(b, &alice, ALL), "account,alert");
    box_close(b);
}

static void test_an_alert_tells_that_it_fires_and_that_it_is_over(void **state)
{
    (void)state;
    struct box *b = open_with_people();
    box_change(b, "web", "healthy", "unhealthy", NULL, NULL, 0);
    assert_int_equal(unread(b, &alice), 1);
    clock_fake_advance(b->clock, US_PER_MIN);
    box_change(b, "web", "unhealthy", "healthy", NULL, NULL, 0);
    assert_int_equal(unread(b, &alice), 2);
    assert_true(str_starts(titles(b, &alice, ALL), "Resolved: "));
    box_close(b);
}

static void test_an_alert_that_waits_for_its_cause_is_not_shown_before(void **state)
{
    (void)state;
    struct box *b = open_with_people();
    box_change(b, "web", "healthy", "unhealthy", NULL, NULL, US_PER_MIN); /* held: its dependency may show itself */
    assert_int_equal(unread(b, &alice), 0);
    clock_fake_advance(b->clock, 10 * US_PER_S);
    box_change(b, "web", "unhealthy", "healthy", NULL, NULL, 0); /* over before anybody heard of it */
    clock_fake_advance(b->clock, 5 * US_PER_MIN);
    assert_string_equal(titles(b, &alice, ALL), "");
    box_change(b, "web", "healthy", "unhealthy", NULL, NULL, US_PER_MIN);
    clock_fake_advance(b->clock, 2 * US_PER_MIN);
    assert_int_equal(unread(b, &alice), 1);
    box_close(b);
}

static void test_by_address_and_to_nobody(void **state)
{
    (void)state;
    struct box *b = open_with_people();
    struct inbox_notice n = { .user_email = "ALICE@example.test", .kind = "work.done", .title = "done" };
    assert_int_equal(inbox_post_now(b->inbox, &n), OK);
    n.user_email = "nobody@example.test";
    assert_int_equal(inbox_post_now(b->inbox, &n), OK);
    assert_string_equal(titles(b, &alice, ALL), "done");
    assert_string_equal(titles(b, &bob, ALL), "");
    n.kind = "no.such.kind";
    assert_int_equal(inbox_post_now(b->inbox, &n), ERR_INTERNAL);
    box_close(b);
}

static void test_it_is_bounded(void **state)
{
    (void)state;
    struct box *b = open_with_people();
    struct inbox_item *items;
    size_t n;
    for (int i = 0; i < INBOX_KEEP + 5; i++)
        post(b, NULL, ALICE, "security.account", "more");
    post(b, BOX_TENANT, NULL, "alert.firing", "tenant");
    assert_int_equal(inbox_housekeep(b->inbox), OK);
    assert_int_equal(inbox_list(b->inbox, b->arena, &alice, ALL, 2000, &items, &n), OK);
    assert_int_equal(n, INBOX_KEEP + 1);
    clock_fake_advance(b->clock, (INBOX_KEEP_DAYS + 1) * US_PER_DAY);
    assert_int_equal(inbox_housekeep(b->inbox), OK);
    assert_int_equal(inbox_list(b->inbox, b->arena, &alice, ALL, 2000, &items, &n), OK);
    assert_int_equal(n, 0);
    char long_title[1000];
    memset(long_title, 'x', sizeof long_title - 1);
    long_title[sizeof long_title - 1] = '\0';
    post(b, NULL, ALICE, "security.account", long_title);
    assert_true(strlen(titles(b, &alice, ALL)) < 210);
    box_close(b);
}

static enum err add_key(struct tx *tx, void *arg)
{
    return sql_api_key_insert(tx, arg);
}

static void test_keys_that_end_soon_are_told_once(void **state)
{
    (void)state;
    struct box *b = open_with_people();
    struct sql_api_key_insert_in k = { .id = "0190aaaa-0000-7000-8000-00000000cafe",
                                       .tenant_id = BOX_TENANT,
                                       .user_id = ALICE,
                                       .name = "deploy",
                                       .prefix = "bnc_x",
                                       .key_hash = { "01234567890123456789012345678901", 32 },
                                       .scopes = "[]",
                                       .allowed = "[]",
                                       .created_at = BOX_START,
                                       .expires_at = { true, BOX_START + 30 * US_PER_DAY } };
    assert_int_equal(store_write(b->store, add_key, &k), OK);
    assert_int_equal(inbox_housekeep(b->inbox), OK);
    assert_int_equal(unread(b, &alice), 0);
    clock_fake_advance(b->clock, 24 * US_PER_DAY);
    assert_int_equal(inbox_housekeep(b->inbox), OK);
    assert_int_equal(inbox_housekeep(b->inbox), OK);
    assert_string_equal(titles(b, &alice, ALL), "The API key deploy ends soon");
    assert_string_equal(titles(b, &bob, ALL), "");
    box_close(b);
}

struct sign_in {
    struct box *box;
    const char *address;
};

static enum err write_sign_in(struct tx *tx, void *arg)
{
    const struct sign_in *s = arg;
    return inbox_signed_in(s->box->inbox, tx, ALICE, s->address);
}

static void sign_in(struct box *b, const char *address)
{
    clock_fake_advance(b->clock, US_PER_S);
    assert_int_equal(store_write(b->store, write_sign_in, &(struct sign_in){ b, address }), OK);
}

static void test_a_sign_in_from_a_new_address_is_told(void **state)
{
    (void)state;
    struct box *b = open_with_people();
    sign_in(b, "192.0.2.1"); /* the first ever */
    sign_in(b, "192.0.2.1");
    assert_int_equal(unread(b, &alice), 0);
    sign_in(b, "192.0.2.2");
    sign_in(b, "192.0.2.2");
    assert_string_equal(titles(b, &alice, ALL), "Sign-in from a new address: 192.0.2.2");
    assert_int_equal(unread(b, &bob), 0);
    for (int i = 0; i < INBOX_ADDRESSES + 5; i++)
        sign_in(b, arena_printf(b->arena, "198.51.100.%d", i));
    int64_t before = unread(b, &alice);
    sign_in(b, "192.0.2.1"); /* so many later it is not remembered any more */
    assert_int_equal(unread(b, &alice), before + 1);
    box_close(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_sees_what),
        cmocka_unit_test(test_what_was_before_the_account_is_not_shown),
        cmocka_unit_test(test_reading_and_putting_away),
        cmocka_unit_test(test_muting_holds_at_once),
        cmocka_unit_test(test_an_alert_tells_that_it_fires_and_that_it_is_over),
        cmocka_unit_test(test_an_alert_that_waits_for_its_cause_is_not_shown_before),
        cmocka_unit_test(test_by_address_and_to_nobody),
        cmocka_unit_test(test_it_is_bounded),
        cmocka_unit_test(test_keys_that_end_soon_are_told_once),
        cmocka_unit_test(test_a_sign_in_from_a_new_address_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
