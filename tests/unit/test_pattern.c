/* Tests of core/pattern.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/clock.h"
#include "core/mem.h"
#include "core/pattern.h"
#include <stdio.h>
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

static bool found(const char *pattern, const char *text)
{
    struct pattern *p;
    bool yes = false;
    if (pattern_compile(a, pattern, &p) != OK)
        fail_msg("%s: %s", pattern, err_detail());
    assert_int_equal(pattern_search(p, text, strlen(text), &yes), OK);
    arena_reset(a);
    return yes;
}

static void matches(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text;
        bool yes;
    } v[] = {
        { "", "", true },
        { "", "x", true },
        { "abc", "xxabcx", true },
        { "abc", "xxabx", false },
        { "^abc", "xabc", false },
        { "^abc", "abcx", true },
        { "abc$", "xabc", true },
        { "abc$", "abcx", false },
        { "^$", "", true },
        { "^$", "x", false },
        { "a.c", "abc", true },
        { "a.c", "a\nc", false },
        { "a|b", "b", true },
        { "^(a|b|cd)+$", "abcdba", true },
        { "^(a|b|cd)+$", "abcda c", false },
        { "^a*$", "aaaa", true },
        { "^a*$", "", true },
        { "^a+$", "", false },
        { "^a+$", "aaa", true },
        { "^a?b$", "b", true },
        { "^a?b$", "aab", false },
        { "^a{3}$", "aaa", true },
        { "^a{3}$", "aa", false },
        { "^a{2,}$", "aaaa", true },
        { "^a{2,}$", "a", false },
        { "^a{2,3}$", "aa", true },
        { "^a{2,3}$", "aaaa", false },
        { "^a{0}b$", "b", true },
        { "^a{0,2}b$", "aab", true },
        { "^a{0,2}b$", "aaab", false },
        { "^(ab){2}c$", "ababc", true },
        { "^(a|bc){2,3}$", "abca", true },
        { "^(a|bc){2,3}$", "abcabc", false },
        { "[0-9]+", "queue=17", true },
        { "queue=[0-9]+", "queue=x", false },
        { "[^0-9]", "17", false },
        { "[]a]", "]", true },
        { "[a-]", "-", true },
        { "[^]]", "]", false },
        { "[\\d.]+$", "1.5", true },
        { "\\d{3}-\\w+", "555-abc_1", true },
        { "\\S\\s\\S", "a b", true },
        { "\\D", "12", false },
        { "a\\.b", "axb", false },
        { "a\\.b", "a.b", true },
        { "\\$\\^\\*", "$^*", true },
        { "(?i)HeLLo [A-C]", "hEllO b", true },
        { "HeLLo", "hello", false },
        { "[[:digit:][:upper:]]x", "Qx", true },
        { "(?:ab)+$", "abab", true },
        { "^(a|)b$", "b", true },
        { "(^a|b)c", "bc", true },
        { "(^a|b)c", "xac", false },
        { "a**", "b", true },
        { "(a*)*b", "aaaac", false },
        { "\xC3\xBC", "gr\xC3\xBC\xC3\x9F", true },
        { "^((a{2}){2}){2}$", "aaaaaaaa", true },
        { "^((a{2}){2}){2}$", "aaaaaaa", false },
        { "^(a?){3}a{3}$", "aaa", true },
        { "x*$", "y", true },
        { "^a|b|c$", "zbz", true },
        { "^(x{1,2}y?){2}$", "xxyx", true },
        { "^(x{1,2}y?){2}$", "xxyxxyx", false },
    };
    for (size_t i = 0; i < sizeof v / sizeof *v; i++)
        if (found(v[i].pattern, v[i].text) != v[i].yes)
            fail_msg("%s on %s", v[i].pattern, v[i].text);
}

static void refuses(void **state)
{
    (void)state;
    static const char *const bad[] = { "(",
                                       ")",
                                       "a)",
                                       "(a",
                                       "[a",
                                       "[",
                                       "*",
                                       "+a",
                                       "a|*",
                                       "{2}",
                                       "a{",
                                       "a{x}",
                                       "a{2,1}",
                                       "a{1001}",
                                       "a{,2}",
                                       "\\",
                                       "\\q",
                                       "\\1",
                                       "(?=a)",
                                       "(?i",
                                       "a(?i)b",
                                       "[z-a]",
                                       "[\xC3\xBC]",
                                       "[[:nope:]]",
                                       "((((((((((a{9}){9}){9}){9}){9}){9}){9}){9}){9}){9})",
                                       "(a{1000}){1000}",
                                       "[a-\\" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct pattern *p;
        if (pattern_compile(a, bad[i], &p) != ERR_INVALID || p)
            fail_msg("accepted %s", bad[i]);
    }
    char deep[4001];
    memset(deep, '(', 2000);
    memset(deep + 2000, ')', 2000);
    deep[4000] = '\0';
    struct pattern *p;
    assert_int_equal(pattern_compile(a, deep, &p), ERR_INVALID);
    memset(deep, 'a', 4000);
    assert_int_equal(pattern_compile(a, deep, &p), ERR_INVALID);
    assert_non_null(strstr(err_detail(), "too large"));
}

static void cost_is_bounded(void **state)
{
    (void)state;
    size_t n = 200000;
    char *text = mem_alloc(n + 1);
    memset(text, 'a', n);
    static const char *const nasty[] = { "(a+)+b", "(a|a)*b", "(a|aa)+b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(a?){200}a{200}b", "(.*){50}b" };
    for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++) {
        struct pattern *p;
        bool yes = true;
        assert_int_equal(pattern_compile(a, nasty[i], &p), OK);
        int64_t t = clock_mono_us(clock_system());
        enum err e = pattern_search(p, text, n, &yes);
        assert_true(e == OK || e == ERR_TOO_LARGE);
        assert_false(yes);
        assert_true(clock_mono_us(clock_system()) - t < 5 * US_PER_S); /* under sanitizers; some 50 ms without */
    }
    mem_free(text);
}

static void any_pattern_is_survived(void **state)
{
    (void)state;
    static const char alphabet[] = "ab()[]|*+?{}0123,^$.\\dws-:";
    uint32_t seed = 1;
    int compiled = 0;
    for (int i = 0; i < 20000; i++) {
        char pattern[16];
        int n = 0;
        for (; n < 15; n++) {
            seed = seed * 1664525u + 1013904223u;
            pattern[n] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
            if ((seed >> 8) % 12 == 0)
                break;
        }
        pattern[n] = '\0';
        struct pattern *p;
        bool yes;
        if (pattern_compile(a, pattern, &p) == OK) {
            compiled++;
            assert_int_equal(pattern_search(p, "ab0abba1", 8, &yes), OK);
        }
        arena_reset(a);
    }
    assert_true(compiled > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(matches), cmocka_unit_test(refuses), cmocka_unit_test(cost_is_bounded),
                                        cmocka_unit_test(any_pattern_is_survived) };
    return cmocka_run_group_tests_name("core: patterns", tests, setup, teardown);
}
