/* Tests of core/str.h and core/csv.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/csv.h"
#include "core/str.h"
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

static void compare_and_copy(void **state)
{
    (void)state;
    assert_true(str_eq(NULL, NULL));
    assert_false(str_eq(NULL, ""));
    assert_true(str_eq_nocase("Content-TYPE", "content-type"));
    assert_false(str_eq_nocase("abc", "abcd"));
    assert_false(str_eq_nocase("[", "{")); /* differ by the case bit only */
    assert_true(str_ends("a.json", ".json"));
    assert_false(str_ends("n", "json"));
    char dst[4];
    assert_int_equal(str_copy(dst, sizeof dst, "abcdef"), 6);
    assert_string_equal(dst, "abc");
    assert_int_equal(str_copy(dst, sizeof dst, ""), 0);
    assert_string_equal(dst, "");
    assert_string_equal(str_trim(a, " \t x y\r\n"), "x y");
    assert_string_equal(str_trim(a, "  "), "");
    assert_string_equal(str_lower(a, "AbÇ"), "abÇ");
}

static void split(void **state)
{
    (void)state;
    char **p;
    assert_int_equal(str_split(a, " a, ,b ,,c", ',', &p, 10), 3);
    assert_string_equal(p[0], "a");
    assert_string_equal(p[2], "c");
    assert_int_equal(str_split(a, "a,b,c,d", ',', &p, 2), 2);
    assert_int_equal(str_split(a, "", ',', &p, 2), 0);
    assert_int_equal(str_split(a, "a", ',', &p, 0), 0);
}

static void numbers_are_strict(void **state)
{
    (void)state;
    int64_t v;
    assert_true(str_to_i64("-9223372036854775808", &v) && v == INT64_MIN);
    assert_true(str_to_i64("9223372036854775807", &v) && v == INT64_MAX);
    const char *bad[] = { "9223372036854775808", "-9223372036854775809", "", "-", "+1", " 1", "1 ", "0x10", "1e3", "--1" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(str_to_i64(bad[i], &v));
    assert_false(str_to_i64(NULL, &v));
    double d;
    assert_true(str_to_double("-1.5e3", &d) && d == -1500);
    const char *bad_doubles[] = { "", "nan", "inf", "1e999", "0x1p3", "1.5x", " 1", "+1", "-inf" };
    for (size_t i = 0; i < sizeof bad_doubles / sizeof *bad_doubles; i++)
        assert_false(str_to_double(bad_doubles[i], &d));
}

static void durations(void **state)
{
    (void)state;
    int64_t us;
    assert_true(str_to_duration_us("500ms", &us) && us == 500000);
    assert_true(str_to_duration_us("90d", &us) && us == 90LL * 86400 * 1000000);
    assert_true(str_to_duration_us("2w", &us) && us == 14LL * 86400 * 1000000);
    const char *bad[] = { "",          "5", "0s", "-5s", "s", "1.5h", "5 s", "5y", "5S", "99999999999999999999s", "9223372036854775807s",
                          "15250285w1" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(str_to_duration_us(bad[i], &us));
}

static void utf8(void **state)
{
    (void)state;
    assert_true(str_utf8_valid("", 0));
    const char *text = "gr\xC3\xBC\xC3\x9F \xE2\x82\xAC \xF0\x9F\x98\x80 plain ascii text";
    assert_true(str_utf8_valid(text, strlen(text)));
    static const struct {
        const char *s;
        size_t n;
    } bad[] = {
        { "\xC0\x80", 2 },
        { "\xC1\xBF", 2 },
        { "\xE0\x80\xAF", 3 },
        { "\xED\xA0\x80", 3 },
        { "\xF0\x80\x80\x80", 4 },
        { "\xF4\x90\x80\x80", 4 },
        { "\xF5\x80\x80\x80", 4 },
        { "\x80", 1 },
        { "\xE2\x82", 2 },
        { "abc\0def", 7 },
        { "12345678\0", 9 },
        { "12345678\xFF", 9 },
        { "\xFE", 1 },
        { "\xC3(", 2 },
        { "1234567\0"
          "90",
          10 },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(str_utf8_valid(bad[i].s, bad[i].n));
    assert_true(str_printable("na\xC3\xAFve"));
    assert_false(str_printable("a\nb"));
    assert_false(str_printable("a\x7F"));
    assert_false(str_printable("a\xC2\x85")); /* NEL, a C1 control */
    assert_true(str_printable("a\xC2\xA0"));
    assert_false(str_printable("\xFF"));
}

static void url(void **state)
{
    (void)state;
    assert_string_equal(str_url_decode(a, "a%20b+c", 7, true), "a b c");
    assert_string_equal(str_url_decode(a, "a+b", 3, false), "a+b");
    assert_null(str_url_decode(a, "%", 1, false));
    assert_null(str_url_decode(a, "%4", 2, false));
    assert_null(str_url_decode(a, "%zz", 3, false));
    assert_null(str_url_decode(a, "%00", 3, false));
    assert_null(str_url_decode(a, "%ff", 3, false));
    assert_string_equal(str_url_encode(a, "a b/\xC3\xBC~"), "a%20b%2F%C3%BC~");
}

static void base64(void **state)
{
    (void)state;
    /* RFC 4648 §10 */
    static const struct {
        const char *plain, *coded;
    } v[] = { { "", "" },
              { "f", "Zg==" },
              { "fo", "Zm8=" },
              { "foo", "Zm9v" },
              { "foob", "Zm9vYg==" },
              { "fooba", "Zm9vYmE=" },
              { "foobar", "Zm9vYmFy" } };
    unsigned char *out;
    size_t n;
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        assert_string_equal(str_base64(a, v[i].plain, strlen(v[i].plain)), v[i].coded);
        assert_true(str_base64_decode(a, v[i].coded, strlen(v[i].coded), &out, &n));
        assert_int_equal(n, strlen(v[i].plain));
        assert_memory_equal(out, v[i].plain, n);
    }
    assert_string_equal(str_base64url(a, "\xFB\xFF\xFE", 3), "-__-");
    assert_string_equal(str_base64url(a, "f", 1), "Zg");
    assert_true(str_base64_decode(a, "-__-", 4, &out, &n) && n == 3);
    assert_true(str_base64_decode(a, "Zg", 2, &out, &n) && n == 1);
    const char *bad[] = { "Z",
                          "Zg=",
                          "Zg===",
                          "Z===",
                          "Zm9v=",
                          "Z g=",
                          "Zh==",
                          "Zm9=",
                          "====",
                          "Zg=="
                          "Zg==" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(str_base64_decode(a, bad[i], strlen(bad[i]), &out, &n));
}

static void hex(void **state)
{
    (void)state;
    unsigned char *out;
    size_t n;
    assert_string_equal(str_hex(a, "\x00\xAB\xFF", 3), "00abff");
    assert_true(str_hex_decode(a, "00aBfF", 6, &out, &n) && n == 3 && out[1] == 0xAB);
    assert_false(str_hex_decode(a, "0", 1, &out, &n));
    assert_false(str_hex_decode(a, "0g", 2, &out, &n));
}

static void glob(void **state)
{
    (void)state;
    assert_true(str_glob("*", ""));
    assert_true(str_glob("a*c?", "abbbcd"));
    assert_true(str_glob("a*b*c", "a-b-b-c"));
    assert_false(str_glob("a*b", "a-b-c"));
    assert_false(str_glob("", "a"));
    assert_true(str_glob("", ""));
    assert_false(str_glob("?", ""));
    assert_true(str_glob("services.*", "services.state"));
    assert_true(str_glob("*?", "x"));
    char many[4001], pattern[] = "*a*a*a*a*a*a*a*a*b"; /* exponential in a naive matcher */
    memset(many, 'a', 4000);
    many[4000] = '\0';
    assert_false(str_glob(pattern, many));
}

static void csv(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1000);
    csv_cell(&b, true, "plain");
    csv_cell(&b, false, "a,\"b\"");
    csv_cell(&b, false, NULL);
    csv_cell_int(&b, false, -5);
    csv_end(&b);
    assert_string_equal(b.data, "plain,\"a,\"\"b\"\"\",,-5\r\n");
    static const struct {
        const char *in, *out;
    } cells[] = {
        { "=1+1", "'=1+1" },
        { "+x", "'+x" },
        { "-x", "'-x" },
        { "-12.5", "-12.5" },
        { "@SUM(A1)", "'@SUM(A1)" },
        { "\tx", "'\tx" },
        { "\r=1", "\"'\r=1\"" },
        { "two\nlines", "\"two\nlines\"" },
        { "=\"a\"", "\"'=\"\"a\"\"\"" },
        { "", "" },
        { " lead", "\" lead\"" },
        { "a\xFFz", "a\xEF\xBF\xBDz" },
        { "\xC3\xBC\x80\xE2\x82\xAC", "\xC3\xBC\xEF\xBF\xBD\xE2\x82\xAC" },
        { "\xC3", "\xEF\xBF\xBD" },
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        buf_clear(&b);
        buf_puts(&b, "");
        csv_cell(&b, true, cells[i].in);
        assert_string_equal(b.data, cells[i].out);
    }
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compare_and_copy),
        cmocka_unit_test(split),
        cmocka_unit_test(numbers_are_strict),
        cmocka_unit_test(durations),
        cmocka_unit_test(utf8),
        cmocka_unit_test(url),
        cmocka_unit_test(base64),
        cmocka_unit_test(hex),
        cmocka_unit_test(glob),
        cmocka_unit_test(csv),
    };
    return cmocka_run_group_tests_name("core: strings", tests, setup, teardown);
}
