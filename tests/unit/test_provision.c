/* provision.c: what apply says and does for services and channels, what export writes, and where secrets stay. */
#include "boxtest.h"
#include "core/str.h"
#include "monitor/monitor.h"
#include "provision.h"
#include <string.h>

#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

static const unsigned char key[CRYPTO_KEY_SIZE] = "a key that only tests use......";

struct world {
    struct box *box;
    struct monitor *monitor;
    struct provision p;
    char *diff, *problems; /* of the last apply */
    struct provision_result result;
};
static struct world w;

static int setup(void **state)
{
    (void)state;
    w = (struct world){ .box = box_open() };
    struct monitor_deps d = { .store = w.box->store, .clock = w.box->clock, .key = key };
    if (monitor_new(&d, &w.monitor) != OK)
        return -1;
    w.p = (struct provision){ .monitor = w.monitor, .notify = w.box->notify, .tenant_id = BOX_TENANT };
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    monitor_stop(w.monitor);
    monitor_free(w.monitor);
    box_close(w.box);
    return 0;
}

static enum err try_apply(const char *text, bool dry)
{
    struct json *doc;
    struct buf diff, problems;
    assert_int_equal(json_parse(w.box->arena, text, strlen(text), &doc), OK);
    buf_init(&diff, 1 << 20);
    buf_init(&problems, 1 << 20);
    enum err e = provision_apply(&w.p, w.box->arena, doc, dry, &diff, &problems, &w.result);
    w.diff = arena_strndup(w.box->arena, diff.data ? diff.data : "", diff.len);
    w.problems = arena_strndup(w.box->arena, problems.data ? problems.data : "", problems.len);
    buf_free(&diff);
    buf_free(&problems);
    return e;
}

/* Applies it; the counts are created, changed, as they were. */
static void apply(const char *text, int created, int updated, int unchanged)
{
    enum err e = try_apply(text, false);
    if (e || w.result.refused || !w.result.applied)
        fail_msg("%s: %s: %s %s", text, err_name(e), e ? err_detail() : "", w.problems);
    if (w.result.created != created || w.result.updated != updated || w.result.unchanged != unchanged)
        fail_msg("%s: %d added, %d changed, %d as they were: %s", text, (int)w.result.created, (int)w.result.updated,
                 (int)w.result.unchanged, w.diff);
}

/* Nothing of it is done, and the problem is named. */
static void refuse(const char *text, const char *says)
{
    assert_int_equal(try_apply(text, false), OK);
    assert_false(w.result.applied);
    assert_true(w.result.refused > 0);
    if (!strstr(w.problems, says))
        fail_msg("%s: '%s' does not say '%s'", text, w.problems, says);
}

static char *export(const char *kind)
{
    const char *kinds[] = { kind, NULL };
    struct buf b;
    struct json_out o;
    buf_init(&b, 1 << 20);
    jo_init(&o, &b);
    assert_int_equal(provision_export(&w.p, w.box->arena, kinds, &o), OK);
    char *text = arena_strndup(w.box->arena, b.data, b.len);
    buf_free(&b);
    return text;
}

static const struct json *exported(const char *path)
{
    struct json *v;
    const char *text = export(NULL);
    assert_int_equal(json_parse(w.box->arena, text, strlen(text), &v), OK);
    return json_path(v, path);
}

#define HOOK(more) "{\"channels\":[{\"name\":\"hook\",\"channel_type\":\"webhook\",\"config\":{\"url\":\"http://hook.test/\"" more "}}]}"

/* ---- channels ---- */

static void test_channel_is_made_then_stays(void **state)
{
    (void)state;
    apply(HOOK(""), 1, 0, 0);
    assert_string_equal(w.diff, "+ channel hook\n");
    apply(HOOK(""), 0, 0, 1);
    assert_string_equal(w.diff, "");
    apply("{\"channels\":[{\"name\":\"HOOK\",\"config\":{\"url\":\"http://hook.test/\"}}]}", 0, 0, 1); /* the same name, its type */
    apply("{\"channels\":[{\"name\":\"hook\",\"min_severity\":\"critical\",\"config\":{\"url\":\"http://hook.test/\"}}]}", 0, 1, 0);
    assert_string_equal(w.diff, "~ channel hook\n");
    assert_int_equal(json_size(exported("channels")), 1);
    assert_string_equal(json_string(exported("channels[0].min_severity")), "critical");
    apply("{\"channels\":[]}", 0, 0, 0); /* what the file does not name stays */
    assert_int_equal(json_size(exported("channels")), 1);
}

static const char *signature(void)
{
    size_t before = w.box->sent_count;
    static int alert;
    box_change(w.box, arena_printf(w.box->arena, "00000000-0000-7000-8000-0000000001%02d", alert++), "healthy", "unhealthy", NULL, NULL, 0);
    box_send(w.box);
    assert_int_equal(w.box->sent_count, before + 1);
    return w.box->sent[before].signature;
}

static void test_secret_goes_in_and_never_out(void **state)
{
    (void)state;
    apply(HOOK(""), 1, 0, 0);
    assert_string_equal(signature(), "");
    apply(HOOK(",\"secret\":\"" SECRET "\""), 0, 1, 0); /* given: set, and a change */
    assert_true(str_starts(signature(), "v1,"));
    apply(HOOK(",\"secret\":\"" SECRET "\""), 0, 1, 0);
    assert_null(strstr(export(NULL), SECRET));
    assert_null(strstr(export(NULL), "secret"));
    apply(HOOK(""), 0, 0, 1); /* absent: as it is */
    assert_true(str_starts(signature(), "v1,"));
    apply("{\"channels\":[{\"name\":\"hook\",\"send_resolved\":false,\"config\":{\"url\":\"http://hook.test/\"}}]}", 0, 1, 0);
    assert_true(str_starts(signature(), "v1,"));
    /* Not to somebody else, though: what was bound to one host does not go to another. */
    apply("{\"channels\":[{\"name\":\"hook\",\"config\":{\"url\":\"http://other.test/\"}}]}", 0, 1, 0);
    assert_string_equal(signature(), "");
}

static void test_channels_that_are_refused(void **state)
{
    (void)state;
    apply(HOOK(""), 1, 0, 0);
    refuse("{\"channels\":[{\"name\":\"a\",\"config\":{\"url\":\"http://a/\"}},{\"name\":\"A\",\"config\":{\"url\":\"http://a/\"}}]}",
           "channel A: name: is there twice");
    refuse("{\"channels\":[{\"name\":\"a\",\"channel_type\":\"pigeon\",\"config\":{}}]}", "channel a: channel_type:");
    refuse("{\"channels\":[{\"name\":\"a\",\"config\":{}}]}", "config.url");
    refuse("{\"channels\":[{\"config\":{\"url\":\"http://a/\"}}]}", "channel number 1: name:");
    refuse("{\"channels\":[{\"name\":\"a\",\"colour\":\"red\",\"config\":{\"url\":\"http://a/\"}}]}", "colour");
    refuse("{\"channels\":[{\"name\":\"good\",\"config\":{\"url\":\"http://a/\"}},{\"name\":\"a\",\"config\":{\"secret\":\"x\"}}]}",
           "channel a:");
    assert_int_equal(json_size(exported("channels")), 1); /* not the good one either */
}

/* ---- services, both ---- */

static const char both[] = "{\"channels\":[{\"name\":\"hook\",\"config\":{\"url\":\"http://hook.test/\"}}],"
                           "\"services\":[{\"name\":\"web\",\"type\":\"tcp\",\"target\":\"127.0.0.1:9\",\"depends_on\":[\"db\"]},"
                           "{\"name\":\"db\",\"type\":\"tcp\",\"target\":\"127.0.0.1:8\"}]}";

static void test_dry_run_only_says(void **state)
{
    (void)state;
    assert_int_equal(try_apply(both, true), OK);
    assert_false(w.result.applied);
    assert_int_equal(w.result.created, 3);
    assert_string_equal(w.diff, "+ service web\n+ service db\n+ channel hook\n");
    assert_int_equal(json_size(exported("channels")), 0);
    assert_null(strstr(export(NULL), "\"web\""));
}

static void test_export_is_what_apply_takes(void **state)
{
    (void)state;
    apply(both, 3, 0, 0);
    const char *text = export(NULL);
    int64_t all = (int64_t)(json_size(exported("services")) + json_size(exported("channels")));
    assert_true(all >= 3);
    apply(text, 0, 0, (int)all);
    assert_string_equal(export(NULL), text);
    assert_null(strstr(export("services"), "\"channels\""));
    assert_null(strstr(export("channels"), "\"services\""));
}

static void test_one_wrong_service_stops_all(void **state)
{
    (void)state;
    refuse("{\"channels\":[{\"name\":\"hook\",\"config\":{\"url\":\"http://hook.test/\"}}],"
           "\"services\":[{\"name\":\"web\",\"type\":\"nothing\",\"target\":\"x\"}]}",
           "service web: type");
    assert_int_equal(json_size(exported("channels")), 0);
}

static void test_documents_of_another_form(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "[]", "1", "null", "{\"users\":[]}", "{\"services\":{}}", "{\"channels\":null}", "{\"channels\":[],\"Services\":[]}"
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(try_apply(wrong[i], false), ERR_INVALID);
    refuse("{\"channels\":[1]}", "channel number 1");
    apply("{}", 0, 0, 0);
    struct buf b;
    struct json_out o;
    buf_init(&b, 4096);
    jo_init(&o, &b);
    assert_int_equal(provision_export(&w.p, w.box->arena, (const char *const[]){ "users", NULL }, &o), ERR_INVALID);
    buf_free(&b);
}

int main(void)
{
#define T(name, fn)                                                                                                                        \
    {                                                                                                                                      \
        name, fn, setup, teardown, NULL                                                                                                    \
    }
    const struct CMUnitTest tests[] = {
        T("a channel is made, then stays as it is", test_channel_is_made_then_stays),
        T("a secret goes in and never out", test_secret_goes_in_and_never_out),
        T("channels that are refused", test_channels_that_are_refused),
        T("a dry run only says", test_dry_run_only_says),
        T("export is what apply takes", test_export_is_what_apply_takes),
        T("one wrong service stops everything", test_one_wrong_service_stops_all),
        T("documents of another form", test_documents_of_another_form),
    };
    return cmocka_run_group_tests_name("provision", tests, NULL, NULL);
}
