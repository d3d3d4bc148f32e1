/* notify/: body templates, the Standard Webhooks signature, the pauses between attempts. Pure parts, no store. */
#include "core/clock.h"
#include "core/crypto.h"
#include "core/str.h"
#include "notify/notify_private.h"
#include "notify/template.h"
#include "core/webhook_sign.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int setup(void **state)
{
    *state = arena_new(0);
    return crypto_init() == OK ? 0 : -1;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

/* ---- templates ---- */

static const char body_text[] = "{\"type\":\"alert.firing\",\"timestamp\":\"2026-02-08T09:00:00.000Z\",\"alert\":{\"title\":\"\\\"web\\\" "
                                "is down\\n\\\\o/\",\"severity\":\"critical\",\"duration_seconds\":12,"
                                "\"acknowledged_by\":null,\"affected\":[{\"id\":\"a\"}]},\"service\":null,\"box\":{}}";

static const char *fill(struct arena *a, const char *template)
{
    struct json *body;
    struct buf out;
    buf_init(&out, 65536);
    assert_int_equal(json_parse(a, body_text, strlen(body_text), &body), OK);
    assert_int_equal(template_check(a, template), OK);
    assert_int_equal(template_fill(a, template, body, &out), OK);
    struct json *parsed;
    assert_int_equal(json_parse(a, out.data, out.len, &parsed), OK); /* whatever was filled in, it is JSON */
    char *text = arena_strndup(a, out.data, out.len);
    buf_free(&out);
    return text;
}

static void test_values_are_escaped(void **state)
{
    assert_string_equal(fill(*state, "{\"text\": \"{{alert.severity}}: {{alert.title}}!\"}"),
                        "{\"text\":\"critical: \\\"web\\\" is down\\n\\\\o/!\"}");
}

static void test_types_are_kept(void **state)
{
    assert_string_equal(
        fill(
            *state,
            "{\"n\":\"{{alert.duration_seconds}}\",\"t\":\"{{ alert.duration_seconds }} s\",\"a\":[\"{{alert.affected}}\",1.5,true,null]}"),
        "{\"n\":12,\"t\":\"12 s\",\"a\":[[{\"id\":\"a\"}],1.5,true,null]}");
}

static void test_absent_values(void **state)
{
    assert_string_equal(fill(*state, "{\"who\":\"{{alert.acknowledged_by}}\",\"by\":\"by "
                                     "{{alert.acknowledged_by}}.\",\"s\":\"{{service.name}}\",\"u\":\"{{box.url}}/x\"}"),
                        "{\"who\":null,\"by\":\"by .\",\"s\":null,\"u\":\"/x\"}");
}

static void test_a_brace_alone_is_text(void **state)
{
    assert_string_equal(fill(*state, "{\"a\":\"{ {} }} {\"}"), "{\"a\":\"{ {} }} {\"}");
}

static void test_bad_templates(void **state)
{
    static const char *const bad[] = {
        "",
        "text",
        "\"{{alert.title}}\"",
        "{{alert}}",
        "{\"a\": {{alert.title}}}",
        "{\"a\": \"{{alert.title\"}",
        "{\"a\": \"{{alert.secret}}\"}",
        "{\"a\": \"{{}}\"}",
        "{\"a\": [{\"b\": \"{{config.url}}\"}]}",
        "{\"a\": \"{{alert.title}}\",}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(template_check(*state, bad[i]), ERR_INVALID);
        assert_true(*err_detail());
    }
    char *long_one = arena_alloc(*state, TEMPLATE_MAX + 10);
    memset(long_one, ' ', TEMPLATE_MAX + 5);
    memcpy(long_one, "{}", 2);
    assert_int_equal(template_check(*state, long_one), ERR_INVALID);
}

/* ---- signature ---- */

/* The example of the Standard Webhooks specification's reference libraries: secret, id, timestamp and payload; the signature was computed
 * with Python's hmac and openssl dgst. */
static void test_known_signature(void **state)
{
    const unsigned char *key;
    size_t n;
    assert_int_equal(webhook_key(*state, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", &key, &n), OK);
    assert_int_equal(n, 24);
    static const char body[] = "{\"test\": 2432232314}";
    assert_string_equal(webhook_sign(*state, key, n, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, strlen(body)),
                        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assert_string_not_equal(webhook_sign(*state, key, n, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265331, body, strlen(body)),
                            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void test_secrets(void **state)
{
    const unsigned char *key;
    size_t n;
    assert_int_equal(webhook_key(*state, "plain text", &key, &n), OK);
    assert_int_equal(n, 10);
    assert_memory_equal(key, "plain text", 10);
    assert_int_equal(webhook_key(*state, "whsec_c2hvcnQ=", &key, &n), ERR_INVALID);
    assert_int_equal(webhook_key(*state, "whsec_not base64!", &key, &n), ERR_INVALID);
    assert_int_equal(webhook_key(*state, "", &key, &n), ERR_INVALID);
}

/* ---- backoff ---- */

static void test_backoff_bounds(void **state)
{
    (void)state;
    int64_t full = 5 * US_PER_S;
    for (int64_t attempt = 1; attempt <= 40; attempt++) {
        int64_t least = INT64_MAX, most = 0;
        for (int i = 0; i < 200; i++) {
            int64_t pause = notify_backoff_us(attempt);
            assert_true(pause >= full / 2 && pause <= full);
            if (pause < least)
                least = pause;
            if (pause > most)
                most = pause;
        }
        assert_true(most - least > full / 10); /* jitter: not all at one instant */
        full = full * 2 < US_PER_HOUR ? full * 2 : US_PER_HOUR;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values_are_escaped, setup, teardown),
        cmocka_unit_test_setup_teardown(test_types_are_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(test_absent_values, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_brace_alone_is_text, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bad_templates, setup, teardown),
        { "[P10-8.4] a webhook is signed as Standard Webhooks says", test_known_signature, setup, teardown, NULL },
        cmocka_unit_test_setup_teardown(test_secrets, setup, teardown),
        { "[P10-8.5] retries pause exponentially, with jitter, at most an hour", test_backoff_bounds, setup, teardown, NULL },
    };
    return cmocka_run_group_tests_name("notify_template", tests, NULL, NULL);
}
