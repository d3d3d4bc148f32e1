/* iam/iam_throttle.c: the waits, by a clock that stands still. */
#include "core/crypto.h"
#include "iam/iam_throttle.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define FREE_TRIES 3

static struct clock *now;

static int setup(void **state)
{
    if (crypto_init() != OK)
        return -1;
    now = clock_fake(1770541200000000LL, US_PER_HOUR);
    *state = throttle_new(now);
    return 0;
}

static int teardown(void **state)
{
    throttle_free(*state);
    clock_fake_free(now);
    return 0;
}

static void fail_freely(struct throttle *t, const char *key)
{
    for (int i = 0; i < FREE_TRIES; i++)
        assert_int_equal(throttle_try(t, 'a', key, FREE_TRIES), 0);
}

static void test_delay_doubles_to_its_limit(void **state)
{
    struct throttle *t = *state;
    static const int waits[] = { 1, 2, 4, 8, 16, 30, 30, 30 };
    fail_freely(t, "a@example.test");
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        assert_int_equal(throttle_try(t, 'a', "a@example.test", FREE_TRIES), waits[i]);
        clock_fake_advance(now, waits[i] * US_PER_S - 1);
        assert_int_equal(throttle_try(t, 'a', "a@example.test", FREE_TRIES), 1); /* asking early does not lengthen the wait */
        clock_fake_advance(now, 1);
        assert_int_equal(throttle_try(t, 'a', "a@example.test", FREE_TRIES), 0);
    }
}

static void test_a_try_counts_from_its_start(void **state)
{
    struct throttle *t = *state;
    fail_freely(t, "b@example.test"); /* none of them has ended */
    assert_int_not_equal(throttle_try(t, 'a', "b@example.test", FREE_TRIES), 0);
    throttle_refund(t, 'a', "b@example.test"); /* one was not answered */
    assert_int_equal(throttle_try(t, 'a', "b@example.test", FREE_TRIES), 0);
    throttle_clear(t, 'a', "b@example.test"); /* one was right */
    fail_freely(t, "b@example.test");
}

static void test_counts_stay_apart(void **state)
{
    struct throttle *t = *state;
    fail_freely(t, "c@example.test");
    assert_int_not_equal(throttle_try(t, 'a', "C@Example.TEST", FREE_TRIES), 0); /* the same account */
    assert_int_equal(throttle_try(t, 'a', "d@example.test", FREE_TRIES), 0);
    assert_int_equal(throttle_try(t, 'r', "c@example.test", FREE_TRIES), 0);
}

static void test_forgets_after_a_quiet_time(void **state)
{
    struct throttle *t = *state;
    fail_freely(t, "e@example.test");
    clock_fake_jump(now, US_PER_DAY); /* a clock that is set is not time that passes */
    assert_int_not_equal(throttle_try(t, 'a', "e@example.test", FREE_TRIES), 0);
    clock_fake_advance(now, 16 * US_PER_MIN);
    fail_freely(t, "e@example.test");
}

static void test_a_full_table_drops_the_oldest(void **state)
{
    struct throttle *t = *state;
    char key[32];
    for (int i = 0; i < 50000; i++) {
        snprintf(key, sizeof key, "n%d@example.test", i);
        assert_int_equal(throttle_try(t, 'a', key, FREE_TRIES), 0);
        clock_fake_advance(now, 1000);
    }
    fail_freely(t, "f@example.test");
    assert_int_not_equal(throttle_try(t, 'a', "f@example.test", FREE_TRIES), 0);
}

static void test_knows_who_was_there(void **state)
{
    struct throttle *t = *state;
    char address[32];
    assert_false(throttle_knows(t, "g@example.test", "192.0.2.1"));
    throttle_know(t, "g@example.test", "192.0.2.1");
    assert_true(throttle_knows(t, "G@example.test", "192.0.2.1"));
    assert_false(throttle_knows(t, "g@example.test", "192.0.2.2"));
    assert_false(throttle_knows(t, "h@example.test", "192.0.2.1"));
    for (int i = 0; i < 4096; i++) {
        snprintf(address, sizeof address, "198.51.100.%d", i);
        throttle_know(t, "h@example.test", address);
    }
    assert_false(throttle_knows(t, "g@example.test", "192.0.2.1"));
    assert_true(throttle_knows(t, "h@example.test", address));
}

int main(void)
{
#define T(name, fn)                                                                                                                        \
    {                                                                                                                                      \
        name, fn, setup, teardown, NULL                                                                                                    \
    }
    const struct CMUnitTest tests[] = {
        T("the wait doubles up to 30 s and never more", test_delay_doubles_to_its_limit),
        T("many tries at once are no way around", test_a_try_counts_from_its_start),
        T("accounts and addresses have their own counts", test_counts_stay_apart),
        T("a quarter of an hour without a try clears it", test_forgets_after_a_quiet_time),
        T("the table is bounded", test_a_full_table_drops_the_oldest),
        T("addresses that were signed in from", test_knows_who_was_there),
    };
    return cmocka_run_group_tests_name("iam_throttle", tests, NULL, NULL);
}
