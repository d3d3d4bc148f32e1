/* ops/: when the disk counts as low, the activity feed, retention. */
#include "boxtest.h"
#include "core/mem.h"
#include "core/str.h"
#include "ops/ops.h"
#include <string.h>

#define GIB (1024LL * 1024 * 1024)

static void test_disk_severity(void **state)
{
    (void)state;
    assert_null(ops_disk_severity(5 * GIB, 50 * GIB, 10, false));
    assert_string_equal(ops_disk_severity(5 * GIB, 50 * GIB, 10, true), "warning"); /* an open alert ends two percent above */
    assert_null(ops_disk_severity(6 * GIB, 50 * GIB, 10, true));
    assert_string_equal(ops_disk_severity(4 * GIB, 50 * GIB, 10, false), "warning");
    assert_string_equal(ops_disk_severity(GIB, 50 * GIB, 10, false), "critical");
    assert_null(ops_disk_severity(20 * GIB, 1000 * GIB, 10, false)); /* two percent of a large disk is room enough */
    assert_string_equal(ops_disk_severity(9 * GIB, 1000 * GIB, 10, false), "critical");
    assert_string_equal(ops_disk_severity(0, GIB, 1, false), "critical");
    assert_null(ops_disk_severity(0, 0, 10, false)); /* not known */
}

static struct ops *make(struct box *b)
{
    struct ops *o;
    assert_int_equal(ops_new(&(struct ops_deps){ .store = b->store,
                                                 .clock = b->clock,
                                                 .alerts = b->alerts,
                                                 .notify = b->notify,
                                                 .settings = b->settings,
                                                 .data_dir = b->dir },
                             &o),
                     OK);
    return o;
}

static const struct json *feed(struct box *b, struct ops *o, const char *tenant, int64_t before, int64_t limit, int64_t *next)
{
    struct buf out;
    struct json_out jo;
    struct json *v;
    buf_init(&out, 1 << 20);
    jo_init(&jo, &out);
    jo_array(&jo);
    assert_int_equal(ops_write_activity(o, b->arena, tenant, before, limit, &jo, next), OK);
    jo_array_end(&jo);
    assert_int_equal(json_parse(b->arena, out.data, out.len, &v), OK);
    buf_free(&out);
    return v;
}

static void test_activity_pages(void **state)
{
    (void)state;
    struct box *b = box_open();
    struct ops *o = make(b);
    for (int i = 0; i < 5; i++) {
        box_change(b, "web", "healthy", "unhealthy", NULL, NULL, 0);
        clock_fake_advance(b->clock, US_PER_S);
        box_change(b, "web", "unhealthy", "healthy", NULL, NULL, 0);
        clock_fake_advance(b->clock, US_PER_S);
    }
    int64_t next = 0;
    size_t seen = 0, pages = 0;
    char last[TIME_TEXT_SIZE] = "9";
    do {
        const struct json *page = feed(b, o, BOX_TENANT, next, 3, &next);
        for (const struct json *l = json_first(page); l; l = json_next(l)) {
            const char *at = json_string(json_get(l, "at"));
            assert_true(strcmp(at, last) < 0); /* newest first, each once */
            str_copy(last, sizeof last, at);
            seen++;
        }
    } while (next && ++pages < 20);
    assert_int_equal(seen, 10);
    const struct json *newest = json_first(feed(b, o, BOX_TENANT, 0, 1, &next));
    assert_string_equal(json_string(json_get(newest, "kind")), "alert.resolved");
    assert_string_equal(json_string(json_get(newest, "severity")), "info");
    assert_string_equal(json_string(json_get(newest, "title")), "Alert resolved: web is down");
    assert_int_equal(json_size(feed(b, o, "00000000-0000-7000-8000-0000000000ff", 0, 10, &next)), 0);
    ops_free(o);
    box_close(b);
}

static void test_retention(void **state)
{
    (void)state;
    struct box *b = box_open();
    struct ops *o = make(b);
    box_channel(b, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    box_change(b, "web", "healthy", "unhealthy", NULL, NULL, 0);
    box_change(b, "web", "unhealthy", "healthy", NULL, NULL, 0);
    box_send(b);
    clock_fake_advance(b->clock, 29 * US_PER_DAY);
    assert_int_equal(ops_prune(o, NULL, NULL), OK);
    assert_int_equal(json_size(box_deliveries(b, NULL)), 2);
    clock_fake_advance(b->clock, 2 * US_PER_DAY);
    assert_int_equal(ops_prune(o, NULL, NULL), OK);
    assert_int_equal(json_size(box_deliveries(b, NULL)), 0);
    assert_int_equal(json_size(box_alerts(b, "resolved")), 1);
    struct json *v;
    static const char shorter[] = "{\"alert_keep_days\":10}";
    assert_int_equal(json_parse(b->arena, shorter, strlen(shorter), &v), OK);
    assert_int_equal(settings_put(b->settings, v, "a@b.c"), OK);
    assert_int_equal(ops_prune(o, NULL, NULL), OK);
    assert_int_equal(json_size(box_alerts(b, "resolved")), 0);
    ops_free(o);
    box_close(b);
}

static void test_outgoing_lists(void **state)
{
    (void)state;
    struct box *b = box_open();
    const int ports[] = { 8080 };
    struct net_policy *p = outgoing_policy_for(b->outgoing, BOX_TENANT);
    assert_true(net_policy_allows(p, "127.0.0.1", 8080));
    assert_true(net_policy_allows(p, "10.1.2.3", 80));
    assert_false(net_policy_allows(p, "169.254.169.254", 80)); /* cloud metadata */
    assert_false(net_policy_allows(p, "fe80::1", 80));
    net_policy_unref(p);
    outgoing_set_listeners(b->outgoing, ports, 1);
    p = outgoing_policy_for(b->outgoing, BOX_TENANT);
    assert_false(net_policy_allows(p, "127.0.0.1", 8080));
    assert_false(net_policy_allows(p, "127.9.9.9", 8080));
    assert_false(net_policy_allows(p, "::1", 8080));
    assert_false(net_policy_allows(p, "::ffff:127.0.0.1", 8080));
    assert_true(net_policy_allows(p, "127.0.0.1", 8081));
    assert_true(net_policy_allows(p, "10.1.2.3", 8080));
    net_policy_unref(p);
    p = outgoing_policy_for(b->outgoing, "00000000-0000-7000-8000-0000000000ff");
    assert_false(net_policy_allows(p, "127.0.0.1", 80)); /* a new tenant starts without loopback */
    assert_true(net_policy_allows(p, "10.1.2.3", 80));
    net_policy_unref(p);
    static const char *const only[] = { "10.0.0.0/8:443", "!10.0.0.1/32" }, *const bad[] = { "10.0.0.0/8", "10.0.0.0/33" },
                             *const two[] = { "10.0.0.0/8, 0.0.0.0/0" };
    assert_int_equal(outgoing_put(b->outgoing, BOX_TENANT, bad, 2, -1), ERR_INVALID);
    assert_int_equal(outgoing_put(b->outgoing, BOX_TENANT, two, 1, -1), ERR_INVALID);
    assert_int_equal(outgoing_put(b->outgoing, BOX_TENANT, only, 0, -1), ERR_INVALID);
    assert_int_equal(outgoing_put(b->outgoing, BOX_TENANT, only, 2, 7), ERR_PRECONDITION);
    assert_int_equal(outgoing_put(b->outgoing, BOX_TENANT, only, 2, 0), OK);
    p = outgoing_policy_for(b->outgoing, BOX_TENANT);
    assert_true(net_policy_allows(p, "10.1.2.3", 443));
    assert_false(net_policy_allows(p, "10.1.2.3", 80));
    assert_false(net_policy_allows(p, "10.0.0.1", 443));
    assert_false(net_policy_allows(p, "8.8.8.8", 443));
    net_policy_unref(p);
    struct outgoing_list l;
    assert_int_equal(outgoing_get(b->outgoing, b->arena, BOX_TENANT, &l), OK);
    assert_true(l.count == 2 && !l.is_default && l.version == 1);
    assert_string_equal(l.entries[1], "!10.0.0.1/32");
    assert_int_equal(outgoing_reset(b->outgoing, BOX_TENANT), OK);
    assert_int_equal(outgoing_get(b->outgoing, b->arena, BOX_TENANT, &l), OK);
    assert_true(l.is_default);
    box_close(b);
}

static void test_settings(void **state)
{
    (void)state;
    struct box *b = box_open();
    struct json *v;
    static const char put[] = "{\"public_url\":\"https://box.example\",\"disk_low_percent\":5}", back[] = "{\"disk_low_percent\":null}",
                      unknown[] = "{\"colour\":1}";
    assert_int_equal(settings_int(b->settings, "disk_low_percent"), 10);
    assert_string_equal(settings_string(b->settings, b->arena, "public_url"), "");
    assert_int_equal(json_parse(b->arena, put, strlen(put), &v), OK);
    assert_int_equal(settings_put(b->settings, v, "a@b.c"), OK);
    box_crash(b);
    assert_int_equal(settings_int(b->settings, "disk_low_percent"), 5);
    assert_string_equal(settings_string(b->settings, b->arena, "public_url"), "https://box.example");
    assert_int_equal(json_parse(b->arena, back, strlen(back), &v), OK);
    assert_int_equal(settings_put(b->settings, v, "a@b.c"), OK);
    assert_int_equal(settings_int(b->settings, "disk_low_percent"), 10);
    assert_int_equal(json_parse(b->arena, unknown, strlen(unknown), &v), OK);
    assert_int_equal(settings_put(b->settings, v, "a@b.c"), ERR_INVALID);
    for (const struct field *f = settings_fields; f->name; f++) { /* every default is valid JSON of its own type */
        assert_int_equal(json_parse(b->arena, f->fallback, strlen(f->fallback), &v), OK);
        assert_int_equal(json_type(v), f->type == F_STRING ? JSON_STRING : f->type == F_BOOL ? JSON_BOOL : JSON_NUMBER);
    }
    box_close(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "when the disk counts as low", test_disk_severity, NULL, NULL, NULL },
        { "the activity feed, page by page", test_activity_pages, NULL, NULL, NULL },
        { "retention follows the settings", test_retention, NULL, NULL, NULL },
        { "allowed addresses: defaults, own listeners, own lists", test_outgoing_lists, NULL, NULL, NULL },
        { "settings: defaults, changes, restarts", test_settings, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests_name("ops_look", tests, NULL, NULL);
}
