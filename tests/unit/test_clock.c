/* Tests of core/clock.h and core/ids.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/clock.h"
#include "core/crypto.h"
#include "core/ids.h"
#include <string.h>

static int64_t at(const char *text)
{
    int64_t us = -1;
    assert_true(time_parse(text, &us));
    return us;
}

static void format_and_parse_agree(void **state)
{
    (void)state;
    char t[TIME_TEXT_SIZE];
    static const struct {
        int64_t us;
        const char *text;
    } v[] = {
        { 0, "1970-01-01T00:00:00.000Z" },
        { 951782400000000, "2000-02-29T00:00:00.000Z" },
        { 1770543000000000, "2026-02-08T09:30:00.000Z" },
        { 253402300799999000, "9999-12-31T23:59:59.999Z" },
        { 4107542399123000, "2100-02-28T23:59:59.123Z" },
        { 4107542400000000, "2100-03-01T00:00:00.000Z" },
    };
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        assert_string_equal(time_format(v[i].us, t), v[i].text);
        assert_int_equal(at(v[i].text), v[i].us);
    }
    assert_string_equal(time_format(-1, t), "1970-01-01T00:00:00.000Z");
    assert_string_equal(time_format(INT64_MAX, t), "9999-12-31T23:59:59.999Z");
    assert_string_equal(time_day_text(1770543000000000, t), "2026-02-08");
    assert_int_equal(time_day_start(1770543000000001), at("2026-02-08"));
    assert_int_equal(time_hour_start(1770543000000001), at("2026-02-08T09:00:00Z"));
    assert_int_equal(time_day_start(-1), -US_PER_DAY);
    for (int64_t us = 12345678; us < 200000LL * US_PER_DAY; us += 97 * US_PER_DAY + 1234567000) { /* every kind of year up to 2517 */
        int64_t back;
        assert_true(time_parse(time_format(us, t), &back));
        assert_int_equal(back, us / 1000 * 1000);
    }
}

static void parse_takes_offsets_and_fractions(void **state)
{
    (void)state;
    assert_int_equal(at("2026-02-08T10:30:00+01:00"), 1770543000000000);
    assert_int_equal(at("2026-02-08t04:00:00.000-05:30"), 1770543000000000);
    assert_int_equal(at("2026-02-08 09:30:00z"), 1770543000000000);
    assert_int_equal(at("2026-02-08T09:30:00.1234567Z"), 1770543000123456);
    assert_int_equal(at("2016-12-31T23:59:60Z"), at("2016-12-31T23:59:59Z"));
    assert_int_equal(at("1970-01-01"), 0);
}

static void parse_refuses(void **state)
{
    (void)state;
    int64_t us;
    const char *bad[] = { "",
                          "2026",
                          "2026-02-30",
                          "2025-02-29",
                          "2100-02-29",
                          "2026-13-01",
                          "2026-00-10",
                          "2026-01-00",
                          "1969-12-31",
                          "2026-02-08T",
                          "2026-02-08T09:30Z",
                          "2026-02-08T09:30:00",
                          "2026-02-08T24:00:00Z",
                          "2026-02-08T09:60:00Z",
                          "2026-02-08T09:30:61Z",
                          "2026-02-08T09:30:00.Z",
                          "2026-02-08T09:30:00+0100",
                          "2026-02-08T09:30:00Zx",
                          " 2026-02-08",
                          "2026-02-08 ",
                          "26-02-08",
                          "2026-2-8",
                          "1970-01-01T00:00:00+00:01",
                          "9999-12-31T23:59:59-00:01",
                          "2026-02-08T09:30:00.1234567890123456789Z",
                          "2026-02-08T09:30:00+24:00" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (time_parse(bad[i], &us))
            fail_msg("accepted %s", bad[i]);
    }
    assert_false(time_parse(NULL, &us));
}

static void fake_clock(void **state)
{
    (void)state;
    struct clock *c = clock_fake(1000, 50);
    clock_fake_advance(c, 10);
    assert_int_equal(clock_wall_us(c), 1010);
    assert_int_equal(clock_mono_us(c), 60);
    clock_fake_jump(c, -500);
    assert_int_equal(clock_wall_us(c), 510);
    assert_int_equal(clock_mono_us(c), 60);
    clock_fake_free(c);
    int64_t m = clock_mono_us(clock_system());
    assert_true(clock_mono_us(clock_system()) >= m);
    assert_true(clock_wall_us(clock_system()) > at("2024-01-01"));
}

static void cron_next(void **state)
{
    (void)state;
    static const struct {
        const char *expr, *after, *next;
    } v[] = {
        { "* * * * *", "2026-02-08T09:30:00Z", "2026-02-08T09:31:00Z" },
        { "* * * * *", "2026-02-08T09:30:59.999Z", "2026-02-08T09:31:00Z" },
        { "*/15 * * * *", "2026-02-08T09:30:00Z", "2026-02-08T09:45:00Z" },
        { "5/20 * * * *", "2026-02-08T09:26:00Z", "2026-02-08T09:45:00Z" },
        { "0 3 * * *", "2026-02-08T03:00:00Z", "2026-02-09T03:00:00Z" },
        { "30 4 1,15 * *", "2026-02-01T04:30:00Z", "2026-02-15T04:30:00Z" },
        { "0 0 29 2 *", "2026-02-08", "2028-02-29T00:00:00Z" },
        { "0 0 29 2 *", "2096-03-01", "2104-02-29T00:00:00Z" },
        { "0 9 * * mon-fri", "2026-02-06T09:00:00Z", "2026-02-09T09:00:00Z" },
        { "0 9 * * 7", "2026-02-08T09:00:00Z", "2026-02-15T09:00:00Z" },
        { "0 0 13 * 5", "2026-02-08", "2026-02-13T00:00:00Z" }, /* both restricted: either */
        { "0 0 20 * 5", "2026-02-13", "2026-02-20T00:00:00Z" },
        { "0 0 1 JAN *", "2026-02-08", "2027-01-01T00:00:00Z" },
        { "59 23 31 12 *", "2026-12-31T23:59:00Z", "2027-12-31T23:59:00Z" },
        { "  0 12 * * *  ", "2026-02-08", "2026-02-08T12:00:00Z" },
        { "0 0 */10 * *", "2026-02-02", "2026-02-11T00:00:00Z" },
    };
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        int64_t next = 0;
        if (!time_cron_next(v[i].expr, at(v[i].after), &next))
            fail_msg("refused %s", v[i].expr);
        char t[TIME_TEXT_SIZE], want[TIME_TEXT_SIZE];
        assert_string_equal(time_format(next, t), time_format(at(v[i].next), want));
    }
    const char *bad[] = { "",           "* * * *",     "* * * * * *",  "60 * * * *",   "* 24 * * *", "* * 0 * *",    "* * 32 * *",
                          "* * * 13 *", "* * * * 8",   "*/0 * * * *",  "5-1 * * * *",  "a * * * *",  "1,,2 * * * *", "0 0 30 2 *",
                          "-1 * * * *", "* * * foo *", "9999 * * * *", "* * * * mond", "@daily" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t next;
        if (time_cron_next(bad[i], 0, &next))
            fail_msg("accepted %s", bad[i]);
    }
}

static void ids_ascend_and_are_version_7(void **state)
{
    (void)state;
    struct clock *c = clock_fake(1770543000000000, 0);
    char last[ID_SIZE], id[ID_SIZE];
    id_new(c, last);
    for (int i = 0; i < 20000; i++) { /* all in one millisecond */
        id_new(c, id);
        assert_true(id_valid(id));
        assert_int_equal(id[14], '7');
        assert_true(strcmp(last, id) < 0);
        memcpy(last, id, sizeof id);
    }
    clock_fake_jump(c, -5 * US_PER_S); /* a small step back does not disturb the order */
    assert_true(strcmp(last, id_new(c, id)) < 0);
    clock_fake_jump(c, 7 * US_PER_S);
    memcpy(last, id, sizeof id);
    assert_true(strcmp(last, id_new(c, id)) < 0);
    clock_fake_jump(c, -US_PER_DAY); /* a day back is a wrong clock made right: the time in the id follows it */
    assert_true(strcmp(last, id_new(c, id)) > 0);
    clock_fake_free(c);
}

static void id_valid_is_strict(void **state)
{
    (void)state;
    assert_true(id_valid("00000000-0000-7000-8000-000000000001"));
    const char *bad[] = { "",
                          "00000000-0000-7000-8000-00000000000",
                          "00000000-0000-7000-8000-0000000000011",
                          "00000000-0000-7000-8000-00000000000G",
                          "0000000000000-7000-8000-000000000001",
                          "00000000-0000-7000-c000-000000000001",
                          "00000000-0000-0000-8000-000000000001",
                          "00000000-0000-7000-8000-00000000000A" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(id_valid(bad[i]));
    assert_false(id_valid(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(format_and_parse_agree),
        cmocka_unit_test(parse_takes_offsets_and_fractions),
        cmocka_unit_test(parse_refuses),
        cmocka_unit_test(fake_clock),
        cmocka_unit_test(cron_next),
        cmocka_unit_test(ids_ascend_and_are_version_7),
        cmocka_unit_test(id_valid_is_strict),
    };
    if (crypto_init() != OK)
        return 1;
    return cmocka_run_group_tests_name("core: time and ids", tests, NULL, NULL);
}
