/* vitals/: seconds become rows, rows become longer steps, errors become shapes. */
#include "core/arena.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "vitals/vitals_private.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define START 1770541200000000LL /* 2026-02-08T09:00:00Z */

static void near(float got, double wanted)
{
    if (fabs((double)got - wanted) > 1e-3 * (1 + fabs(wanted)))
        fail_msg("%g instead of %g", (double)got, wanted);
}

static void test_a_row_is_what_happened_in_its_seconds(void **state)
{
    (void)state;
    struct vitals_ticks *ts = mem_alloc(sizeof *ts);
    struct vitals_row r;
    vitals_gather(ts, 10, &r);
    assert_true(isnan(r.v[VITAL_CPU_PCT]) && isnan(r.v[VITAL_REQUESTS]));
    for (int i = 0; i < 100; i++) { /* more than are kept; four requests a second, every fourth of them fails */
        struct vitals_tick *t = vitals_tick_add(ts);
        t->mono = i * US_PER_S + (i % 2 ? 2000 : -2000);
        t->c.requests = i * 4;
        t->c.server_errors = i;
        t->c.pages_cached = i * 9;
        t->c.pages_read = i;
        t->c.latency[3] = i * 4; /* 500 µs to 1 ms */
        if (i % 5 == 0) {
            t->gauge[VITAL_CPU_PCT] = (float)i;
            t->gauge[VITAL_WRITE_QUEUE] = (float)(i % 10);
        }
        if (i == 0) {
            vitals_gather(ts, 10, &r);
            near(r.v[VITAL_CPU_PCT], 0);
            assert_true(isnan(r.v[VITAL_REQUESTS])); /* one look is no rate */
        }
    }
    vitals_gather(ts, 10, &r);
    near(r.v[VITAL_REQUESTS], 4);
    near(r.v[VITAL_SERVER_ERRORS], 1);
    near(r.v[VITAL_ERROR_PCT], 25);
    near(r.v[VITAL_CACHE_HIT], 90);
    near(r.v[VITAL_CPU_PCT], 92.5);   /* the mean of 90 and 95 */
    near(r.v[VITAL_WRITE_QUEUE], 5);  /* the highest of 0 and 5 */
    near(r.v[VITAL_LATENCY_P50], 0.75);
    near(r.v[VITAL_LATENCY_P99], 0.995);
    assert_true(isnan(r.v[VITAL_COMMIT_P50])); /* no writes */
    vitals_gather(ts, LIVE_EVERY_MAX, &r);
    near(r.v[VITAL_REQUESTS], 4);
    /* Held up for half a minute: a row of ten seconds does not take in what an earlier one did, but what came since. */
    struct vitals_tick *late = vitals_tick_add(ts);
    late->mono = 129 * US_PER_S;
    late->c.requests = 99 * 4 + 60;
    vitals_gather(ts, 10, &r);
    near(r.v[VITAL_REQUESTS], 60.0 / 30.0);
    mem_free(ts);
}

static struct vitals_row row(int64_t at, float cpu, float p99)
{
    struct vitals_row r = { .at = at };
    for (size_t i = 0; i < VITAL_COUNT; i++)
        r.v[i] = NAN;
    r.v[VITAL_CPU_PCT] = cpu;
    r.v[VITAL_LATENCY_P99] = p99;
    return r;
}

static void test_longer_steps_and_their_bounds(void **state)
{
    (void)state;
    struct vitals_series s;
    struct vitals_row r;
    vitals_series_init(&s);
    for (int i = 0; i < 12 * 360; i++) { /* twelve hours */
        r = row(START + i * 10 * US_PER_S, (float)(i % 30), i % 30 == 7 ? 50 : NAN);
        vitals_series_push(&s, &r);
    }
    assert_int_equal(s.s[0].count, 360);
    assert_int_equal(vitals_steps_at(&s.s[0], 359)->at, START + (12 * 360 - 1) * 10 * US_PER_S);
    assert_int_equal(s.s[1].count, 12 * 12 - 1); /* the last one goes on */
    for (size_t i = 0; i < s.s[1].count; i++) {
        const struct vitals_row *five = vitals_steps_at(&s.s[1], i);
        assert_int_equal(five->at % (300 * US_PER_S), 0);
        near(five->v[VITAL_CPU_PCT], 14.5);    /* the mean */
        near(five->v[VITAL_LATENCY_P99], 50);  /* the highest */
        assert_true(isnan(five->v[VITAL_RSS])); /* never known */
    }
    assert_true(vitals_steps_open(&s.s[3], &r));
    assert_int_equal(r.at % (7200 * US_PER_S), 0);

    /* The clock is set back an hour: what would come after is gone, and the order holds. */
    int64_t back = vitals_steps_at(&s.s[0], 359)->at - 3600 * US_PER_S / 2;
    r = row(back, 1, 1);
    vitals_series_push(&s, &r);
    assert_int_equal(vitals_steps_at(&s.s[0], s.s[0].count - 1)->at, back);
    for (size_t k = 0; k < VITALS_STEPS; k++)
        for (size_t i = 1; i < s.s[k].count; i++)
            assert_true(vitals_steps_at(&s.s[k], i - 1)->at < vitals_steps_at(&s.s[k], i)->at);
    vitals_series_free(&s);
}

static void test_a_start_goes_on_where_the_stop_was(void **state)
{
    (void)state;
    struct vitals_series s;
    struct vitals_row r;
    vitals_series_init(&s);
    r = row(START, 40, 4);
    vitals_series_load(&s, 1, &r); /* 09:00 to 09:05 is complete */
    for (int i = 0; i < 45; i++) { /* and ten seconds each until 09:07:30 */
        r = row(START + i * 10 * US_PER_S, i < 30 ? 40 : 80, 4);
        vitals_series_load(&s, 0, &r);
    }
    vitals_series_resume(&s);
    assert_int_equal(s.s[1].count, 1);
    assert_int_equal(s.s[1].saved_at, START);
    assert_true(vitals_steps_open(&s.s[1], &r));
    assert_int_equal(r.at, START + 300 * US_PER_S);
    near(r.v[VITAL_CPU_PCT], 80);
    for (int i = 90; i < 91; i++) { /* off until 09:15 */
        r = row(START + i * 10 * US_PER_S, 10, 4);
        vitals_series_push(&s, &r);
    }
    assert_int_equal(s.s[1].count, 2);
    assert_int_equal(vitals_steps_at(&s.s[1], 1)->at, START + 300 * US_PER_S);
    vitals_series_free(&s);
}

static void test_shapes(void **state)
{
    (void)state;
    static const struct {
        const char *message, *details, *shape;
    } table[] = {
        { "a request failed", "error=io detail=\"cannot open /var/x7/01a2-ff: No such file\" path=/api/v1/admin/backup/0190aaaa-0000/download",
          "a request failed error=io detail=\"cannot open /var/#/#: No such file\" path=/api/v1/admin/backup/#/download" },
        { "request", "method=GET path=/api/v1/things status=503 duration_ms=12.345 remote=10.0.0.7 user=a@example.test",
          "request method=GET path=/api/v1/things status=503" },
        { "mail 17 was given up", "to=somebody@example.test", "mail # was given up to=#" },
        { "quiet", "", "quiet" },
        { "an \"escaped\" one", "why=\"said \\\"7\\\" times\" n=1", "an \"escaped\" one why=\"said \\\"#\\\" times\" n=#" },
    };
    char out[200], small[12];
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        vitals_error_shape(table[i].message, table[i].details, out, sizeof out);
        assert_string_equal(out, table[i].shape);
    }
    vitals_error_shape("much longer than there is room", "and=more than=that", small, sizeof small);
    assert_int_equal(strlen(small), sizeof small - 1);
}

static void test_groups_are_bounded(void **state)
{
    (void)state;
    struct vitals_errors *es = mem_alloc(sizeof *es);
    char name[24];
    pthread_mutex_init(&es->lock, NULL);
    es->clock = clock_fake(START, 0);
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "kind %c%c", 'a' + i / 26, 'a' + i % 26);
        vitals_error_note(es, LOG_WARN, name, "n=1", "");
        vitals_error_note(es, LOG_ERROR, "always", "n=2", "request-9");
        clock_fake_advance(es->clock, US_PER_S);
    }
    vitals_error_note(es, LOG_WARN, "request", "method=GET path=/x status=500 duration_ms=1", ""); /* told with its reason already */
    size_t used = 0;
    for (size_t i = 0; i < ERRORS_KEPT; i++) {
        used += es->e[i].total > 0;
        if (str_eq(es->e[i].message, "always")) {
            assert_int_equal(es->e[i].total, 100);
            assert_int_equal(es->e[i].first_at, START);
            assert_int_equal(es->e[i].last_at, START + 99 * US_PER_S);
            assert_string_equal(es->e[i].request_id, "request-9");
        } else {
            assert_int_equal(es->e[i].total, 1);
            assert_true(es->e[i].first_at > START + 50 * US_PER_S); /* the newest ones */
            assert_false(str_eq(es->e[i].message, "request"));
        }
    }
    assert_int_equal(used, ERRORS_KEPT);
    clock_fake_free(es->clock);
    pthread_mutex_destroy(&es->lock);
    mem_free(es);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_row_is_what_happened_in_its_seconds), cmocka_unit_test(test_longer_steps_and_their_bounds),
        cmocka_unit_test(test_a_start_goes_on_where_the_stop_was),    cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_groups_are_bounded),
    };
    return cmocka_run_group_tests_name("vitals", tests, NULL, NULL);
}
