/* RFC 6238 appendix B, the steps around now, and that none counts twice. */
#include "core/clock.h"
#include "core/crypto.h"
#include "iam/iam_totp.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const unsigned char secret[] = "12345678901234567890";
#define N (sizeof secret - 1)

static void rfc_vectors(void **state)
{
    static const struct {
        int64_t at;
        const char *code;
    } rows[] = { { 59, "94287082" },         { 1111111109, "07081804" }, { 1111111111, "14050471" },
                 { 1234567890, "89005924" }, { 2000000000, "69279037" }, { 20000000000, "65353130" } };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char code[9];
        totp_code(secret, N, totp_step(rows[i].at * US_PER_S), 8, code);
        assert_string_equal(code, rows[i].code);
        totp_code(secret, N, totp_step(rows[i].at * US_PER_S), 6, code);
        assert_string_equal(code, rows[i].code + 2); /* the last six of the same number */
    }
}

static void steps_around_now(void **state)
{
    const int64_t now = 1700000000LL * US_PER_S, step = totp_step(now);
    char code[9];
    int64_t found = 0;
    (void)state;
    for (int64_t d = -3; d <= 3; d++) {
        totp_code(secret, N, step + d, 6, code);
        assert_int_equal(totp_match(secret, N, now, 0, code, &found), d >= -1 && d <= 1);
        if (d >= -1 && d <= 1)
            assert_int_equal(found, step + d);
    }
}

static void none_counts_twice(void **state)
{
    const int64_t now = 1700000000LL * US_PER_S, step = totp_step(now);
    char code[9];
    int64_t found = 0;
    (void)state;
    totp_code(secret, N, step, 6, code);
    assert_true(totp_match(secret, N, now, step - 1, code, &found));
    assert_false(totp_match(secret, N, now, step, code, &found));
    assert_false(totp_match(secret, N, now, step + 1, code, &found)); /* a later one was used: nor does an earlier one count any more */
}

static void other_texts(void **state)
{
    static const char *const bad[] = { "", "1", "12345", "1234567", "abcdef", "      ", "12345\n" };
    int64_t found;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(totp_match(secret, N, 1700000000LL * US_PER_S, 0, bad[i], &found));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(rfc_vectors), cmocka_unit_test(steps_around_now),
                                        cmocka_unit_test(none_counts_twice), cmocka_unit_test(other_texts) };
    return crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
