/* Tests of core/json.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/json.h"
#include <math.h>
#include <pthread.h>
#include <string.h>

static struct arena *a;
static int setup(void **state)
{
    (void)state;
    a = arena_new(0);
    return 0;
}
static int teardown(void **state)
{
    (void)state;
    arena_free(a);
    return 0;
}

static const struct json *good(const char *text)
{
    struct json *v = NULL;
    if (json_parse(a, text, strlen(text), &v) != OK)
        fail_msg("refused %s: %s", text, err_detail());
    return v;
}

static void bad_n(const char *text, size_t n)
{
    struct json *v = NULL;
    if (json_parse(a, text, n, &v) != ERR_MALFORMED)
        fail_msg("accepted %s", text);
    assert_null(v);
}

static void reads_values(void **state)
{
    (void)state;
    const struct json *v = good(" {\"a\":[1,-2.5e3,true,false,null,\"\\u00fc\\ud83d\\ude00\\n\\/\"],\"b\":{\"c\":{}},\"\":0} ");
    int64_t i = 7;
    double d;
    bool b;
    assert_int_equal(json_type(v), JSON_OBJECT);
    assert_int_equal(json_size(v), 3);
    const struct json *e = json_first(json_get(v, "a"));
    assert_true(json_int(e, &i) && i == 1);
    assert_null(json_key(e));
    e = json_next(e);
    assert_true(json_double(e, &d) && d == -2500);
    e = json_next(e);
    assert_true(json_bool(e, &b) && b);
    e = json_next(e);
    assert_true(json_bool(e, &b) && !b);
    e = json_next(e);
    assert_int_equal(json_type(e), JSON_NULL);
    e = json_next(e);
    assert_string_equal(json_string(e), "\xC3\xBC\xF0\x9F\x98\x80\n/");
    assert_null(json_next(e));
    assert_non_null(json_get(v, ""));
    assert_null(json_get(v, "A"));
    assert_null(json_get(NULL, "a"));
    assert_null(json_get(e, "a"));
    assert_false(json_int(e, &i));
    assert_int_equal(json_size(e), 0);
    assert_string_equal(json_key(json_first(v)), "a");
}

static void ints_are_what_a_double_holds(void **state)
{
    (void)state;
    int64_t i;
    assert_true(json_int(good("9007199254740991"), &i) && i == JSON_MAX_INT);
    assert_false(json_int(good("9007199254740993"), &i));
    assert_false(json_int(good("1.5"), &i));
    assert_true(json_int(good("1e3"), &i) && i == 1000);
    assert_true(json_int(good("-0"), &i) && i == 0);
}

static void refuses_what_is_not_rfc8259(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        " ",
        "{",
        "}",
        "[1,]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "[1 2]",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "Infinity",
        "tru",
        "nulls",
        "1 2",
        "[]]",
        "\"abc",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u00zz\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"a\nb\"",
        "\"\t\"",
        "\"\\",
        "1e999",
        "-1e999",
        "\xEF\xBB\xBF{}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "[{\"x\":{\"k\":1,\"k\":1}}]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1 \"b\":2}",
        "{1:2}",
        "[,]",
        "/* */1",
        "\"\xC3\"",
        "\"\xED\xA0\x80\"",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        bad_n(bad[i], strlen(bad[i]));
    bad_n("1\0", 2);
    bad_n("\"a\0b\"", 5);
    char number[200];
    memset(number, '1', sizeof number);
    bad_n(number, sizeof number);
    struct json *v;
    assert_int_equal(json_parse(a, "{\n \"a\": x}", 10, &v), ERR_MALFORMED);
    assert_non_null(strstr(err_detail(), "line 2, column 7"));
}

static void duplicate_among_many_is_found(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 100000);
    buf_putc(&b, '{');
    for (int i = 0; i < 500; i++)
        buf_printf(&b, "\"k%d\":%d,", i, i);
    size_t n = b.len;
    buf_puts(&b, "\"last\":1}");
    good(b.data);
    b.len = n;
    buf_puts(&b, "\"k250\":1}");
    bad_n(b.data, b.len);
    assert_non_null(strstr(err_detail(), "k250"));
    buf_free(&b);
}

static void depth_is_bounded(void **state)
{
    (void)state;
    char text[2 * 100000 + 1];
    for (int depth = 30; depth <= 34; depth++) {
        memset(text, '[', (size_t)depth);
        memset(text + depth, ']', (size_t)depth);
        text[2 * depth] = '\0';
        if (depth <= JSON_MAX_DEPTH)
            assert_string_equal(json_print(a, good(text)), text);
        else
            bad_n(text, strlen(text));
    }
    memset(text, '[', 200000);
    bad_n(text, 200000);
    struct buf b;
    struct json_out o;
    buf_init(&b, 10000);
    jo_init(&o, &b);
    for (int i = 0; i < 40; i++)
        jo_array(&o);
    assert_true(b.overflow);
    buf_free(&b);
}

static void paths(void **state)
{
    (void)state;
    const struct json *v = good("{\"data\":{\"items\":[{\"id\":5},[7,8]]},\"x\":null}");
    int64_t i;
    assert_true(json_int(json_path(v, "data.items[0].id"), &i) && i == 5);
    assert_true(json_int(json_path(v, "$.data.items[1][1]"), &i) && i == 8);
    assert_ptr_equal(json_path(v, "$"), v);
    assert_ptr_equal(json_path(v, ""), v);
    assert_true(json_int(json_path(good("[3]"), "[0]"), &i) && i == 3);
    assert_true(json_int(json_path(good("[3]"), "$[0]"), &i) && i == 3);
    assert_non_null(json_path(v, "x"));
    const char *absent[] = { "y",           "data.items[2]", "data.items[]", "data.items[-1]",  "data.items[a]",
                             "data..items", ".data",         "data.",        "data.items.0",    "x.y",
                             "data[0]",     "$data",         "dat",          "data.items[0]id", "data.items[99999999999999999999]" };
    for (size_t k = 0; k < sizeof absent / sizeof *absent; k++)
        if (json_path(v, absent[k]))
            fail_msg("found %s", absent[k]);
}

static void writer(void **state)
{
    (void)state;
    struct buf b;
    struct json_out o;
    buf_init(&b, 10000);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_string(&o, "s", "q\" b\\ n\n c\x01 \x7F u\xC3\xBC bad\xFF\xC3 long plain text without escapes");
    jo_kv_string(&o, "null", NULL);
    jo_kv_int(&o, "min", INT64_MIN);
    jo_kv_int(&o, "zero", 0);
    jo_kv_double(&o, "d", 0.1);
    jo_kv_double(&o, "e", 1.0 / 3);
    jo_kv_double(&o, "nan", NAN);
    jo_kv_double(&o, "big", 1e300);
    jo_kv_bool(&o, "t", true);
    jo_kv_time(&o, "at", 1770543000000000);
    jo_kv_time(&o, "never", 0);
    jo_kv_raw(&o, "raw", "[1]");
    jo_kv_raw(&o, "none", "");
    jo_key(&o, "list");
    jo_array(&o);
    jo_int(&o, 1);
    jo_array(&o);
    jo_array_end(&o);
    jo_object(&o);
    jo_object_end(&o);
    jo_string_n(&o, "a\0b", 3);
    jo_array_end(&o);
    jo_object_end(&o);
    assert_string_equal(b.data, "{\"s\":\"q\\\" b\\\\ n\\n c\\u0001 \x7F u\xC3\xBC bad\xEF\xBF\xBD\xEF\xBF\xBD long plain text without "
                                "escapes\",\"null\":null,\"min\":-9223372036854775808,\"zero\":0,\"d\":0.1,"
                                "\"e\":0.33333333333333331,\"nan\":null,\"big\":1e+300,\"t\":true,\"at\":\"2026-02-08T09:30:00.000Z\","
                                "\"never\":null,\"raw\":[1],\"none\":null,\"list\":[1,[],{},\"a\\u0000b\"]}");
    buf_free(&b);
}

static void every_byte_in_every_place_of_a_word_survives(void **state)
{
    (void)state;
    for (int c = 1; c < 128; c++) {
        for (int at = 0; at < 17; at++) {
            char text[18] = "abcdefghijklmnopq";
            text[at] = (char)c;
            struct buf b;
            struct json_out o;
            struct json *v;
            buf_init(&b, 1000);
            jo_init(&o, &b);
            jo_string(&o, text);
            assert_int_equal(json_parse(a, b.data, b.len, &v), OK);
            assert_string_equal(json_string(v), text);
            buf_free(&b);
        }
        arena_reset(a);
    }
}

static void print_round_trips(void **state)
{
    (void)state;
    const char *text = "{\"a\":[1,2.5,\"x\\\"y\",null,true,{\"b\":[]}],\"c\":-7}";
    assert_string_equal(json_print(a, good(text)), text);
}

static void *parse_much(void *arg)
{
    (void)arg;
    struct arena *own = arena_new(0);
    void *failed = NULL;
    for (int i = 0; i < 500 && !failed; i++) {
        struct json *v;
        if (json_parse(own, "{\"k\":[1,2,{\"s\":\"text\"}]}", 24, &v) != OK || strcmp(json_string(json_path(v, "k[2].s")), "text") != 0)
            failed = own;
        arena_reset(own);
    }
    arena_free(own);
    return failed;
}

static void threads_parse_side_by_side(void **state)
{
    (void)state;
    pthread_t t[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&t[i], NULL, parse_much, NULL), 0);
    for (int i = 0; i < 4; i++) {
        void *failed;
        pthread_join(t[i], &failed);
        assert_null(failed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_values),
        cmocka_unit_test(ints_are_what_a_double_holds),
        cmocka_unit_test(refuses_what_is_not_rfc8259),
        cmocka_unit_test(duplicate_among_many_is_found),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(paths),
        cmocka_unit_test(writer),
        cmocka_unit_test(every_byte_in_every_place_of_a_word_survives),
        cmocka_unit_test(print_round_trips),
        cmocka_unit_test(threads_parse_side_by_side),
    };
    return cmocka_run_group_tests_name("core: JSON", tests, setup, teardown);
}
