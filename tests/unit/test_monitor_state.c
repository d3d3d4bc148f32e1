/* monitor/monitor_state, monitor_sched, monitor_graph: single results become a status, timers and missed ticks, dependencies and circles.
 */
#include "monitor/monitor_graph.h"
#include "monitor/monitor_sched.h"
#include "monitor/monitor_state.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* needs those above */
#include <cmocka.h>

/* ---- state machine ---- */

static const struct state_rules three_two = { .failures_before_down = 3, .recoveries_before_up = 2 };

/* Feeds results (h d u ?) and returns what was observed after each (the same letters). */
static const char *feed(struct state *s, const struct state_rules *r, const char *results)
{
    static const char letters[] = "hdu?";
    static char seen[64];
    size_t n = strlen(results);
    for (size_t i = 0; i < n; i++) {
        state_result(s, r, (enum check_status)(strchr(letters, results[i]) - letters));
        seen[i] = letters[s->observed];
    }
    seen[n] = '\0';
    return seen;
}

static void test_results_become_states(void **state)
{
    (void)state;
    static const struct {
        const char *results, *observed;
    } rows[] = {
        { "h", "h" },               /* the first good one is enough */
        { "uuu", "??u" },           /* never healthy, not yet down */
        { "huuhuuu", "hhhhhhu" },   /* a good one in between starts the count again */
        { "huuuhuhh", "hhhuuuuh" }, /* one good one is no recovery; the next bad one starts that count again */
        { "hd", "hd" },
        { "dh", "dh" },
        { "uuudd", "??uud" }, /* degraded counts as up */
        { "h??", "hhh" },
        { "h???", "hhh?" },     /* what cannot be checked is not down, but in the end not known */
        { "h?u?uu", "hhhhhu" }, /* checks that could not be made neither count nor clear */
        { "???h", "???h" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct state s;
        state_init(&s);
        assert_string_equal(feed(&s, &three_two, rows[i].results), rows[i].observed);
    }
    struct state s;
    state_init(&s);
    assert_string_equal(feed(&s, &(struct state_rules){ 1, 1 }, "huhu"), "huhu");
}

static void test_counts_do_not_wrap(void **state)
{
    (void)state;
    struct state s = { .observed = SERVICE_UNHEALTHY, .failures = 1000000 };
    for (int i = 0; i < 10; i++)
        state_result(&s, &three_two, CHECK_UNHEALTHY);
    assert_int_equal(s.failures, 1000000);
}

static void test_pause_and_maintenance_cover(void **state)
{
    (void)state;
    struct state s = { .observed = SERVICE_UNHEALTHY };
    assert_int_equal(state_shown(&s, true, false), SERVICE_UNHEALTHY);
    assert_int_equal(state_shown(&s, true, true), SERVICE_MAINTENANCE);
    assert_int_equal(state_shown(&s, false, true), SERVICE_PAUSED);
    assert_int_equal(s.observed, SERVICE_UNHEALTHY);
}

static void test_sooner_while_undecided(void **state)
{
    (void)state;
    struct state s;
    state_init(&s);
    feed(&s, &three_two, "h");
    assert_int_equal(state_next_interval_us(&s, &three_two, 60 * US_PER_S), 60 * US_PER_S);
    feed(&s, &three_two, "u");
    assert_int_equal(state_next_interval_us(&s, &three_two, 60 * US_PER_S), 6 * US_PER_S);
    assert_int_equal(state_next_interval_us(&s, &three_two, 3600 * US_PER_S), 10 * US_PER_S);
    assert_int_equal(state_next_interval_us(&s, &three_two, 5 * US_PER_S), US_PER_S);
    assert_int_equal(state_next_interval_us(&s, &three_two, US_PER_S), US_PER_S);
    feed(&s, &three_two, "uu");
    assert_int_equal(state_next_interval_us(&s, &three_two, 60 * US_PER_S), 60 * US_PER_S); /* it is down: no hurry */
    feed(&s, &three_two, "h");
    assert_int_equal(state_next_interval_us(&s, &three_two, 60 * US_PER_S), 6 * US_PER_S);
}

static void test_words_and_ranks(void **state)
{
    (void)state;
    enum service_status s;
    for (int i = 0; i < SERVICE_STATUS_COUNT; i++) {
        assert_true(service_status_parse(service_status_name((enum service_status)i), &s));
        assert_int_equal(s, i);
    }
    assert_false(service_status_parse("fine", &s));
    assert_int_equal(service_status_rank(SERVICE_UNHEALTHY), 0);
    assert_true(service_status_rank(SERVICE_DEGRADED) < service_status_rank(SERVICE_UNKNOWN));
    assert_int_equal(service_status_rank(SERVICE_HEALTHY), 5);
}

/* ---- timers ---- */

static void test_heap_keeps_order(void **state)
{
    (void)state;
    enum { N = 2000 };
    static struct sched_item items[N];
    struct sched s = { 0 };
    uint32_t seed = 12345;
    memset(items, 0, sizeof items);
    for (int round = 0; round < 5; round++) { /* put in, then moved around */
        for (int i = 0; i < N; i++) {
            seed = seed * 1664525U + 1013904223U;
            sched_set(&s, &items[i], seed % 100000);
        }
        assert_int_equal(s.count, N);
    }
    for (int i = 0; i < N; i += 3)
        sched_remove(&s, &items[i]);
    sched_remove(&s, &items[0]); /* twice does nothing */
    int64_t last = -1;
    size_t left = 0;
    for (struct sched_item *it; (it = sched_first(&s)); left++) {
        assert_true(it->due >= last);
        last = it->due;
        assert_int_not_equal((it - items) % 3, 0);
        sched_remove(&s, it);
        assert_int_equal(it->pos, 0);
    }
    assert_int_equal(left, N - (N + 2) / 3);
    sched_free(&s);
}

static void test_missed_ticks_are_skipped(void **state)
{
    (void)state;
    int64_t missed;
    assert_int_equal(sched_next_tick(1000, 100, 1000, &missed), 1100);
    assert_int_equal(missed, 0);
    assert_int_equal(sched_next_tick(1000, 100, 1099, &missed), 1100);
    assert_int_equal(missed, 0);
    assert_int_equal(sched_next_tick(1000, 100, 1100, &missed), 1200); /* a full tick late: 1100 is lost */
    assert_int_equal(missed, 1);
    assert_int_equal(sched_next_tick(1000, 100, 1999, &missed), 2000);
    assert_int_equal(missed, 9);
    assert_int_equal(sched_next_tick(0, 20 * US_PER_S, 86400 * US_PER_S, &missed), 86420 * US_PER_S); /* a day late: one check, not 4,320 */
    assert_int_equal(missed, 4320);
}

/* ---- the graph ---- */

struct edges {
    uint32_t first[16], to[32];
    struct graph g;
};

/* "needs" as text: node i's needs are the digits of row i. */
static const struct graph *graph_of(struct edges *e, size_t n, const char *const *needs)
{
    uint32_t k = 0;
    for (size_t i = 0; i < n; i++) {
        e->first[i] = k;
        for (const char *p = needs[i]; *p; p++)
            e->to[k++] = (uint32_t)(*p - '0');
    }
    e->first[n] = k;
    e->g = (struct graph){ n, e->first, e->to };
    return &e->g;
}

static void test_order_and_circles(void **state)
{
    (void)state;
    struct edges e;
    uint32_t order[16], work[16], circle, place[16];
    const char *const fine[] = { "12", "3", "3", "", "0", "" };
    const struct graph *g = graph_of(&e, 6, fine);
    assert_true(graph_order(g, order, work, &circle));
    for (uint32_t i = 0; i < 6; i++)
        place[order[i]] = i;
    for (uint32_t i = 0; i < 6; i++)
        for (uint32_t k = g->first[i]; k < g->first[i + 1]; k++)
            assert_true(place[g->to[k]] < place[i]);

    const char *const round[] = { "1", "2", "3", "1" };
    assert_false(graph_order(graph_of(&e, 4, round), order, work, &circle));
    assert_int_not_equal(circle, 0); /* 0 leads to the circle, but is not on it */
    const char *const self[] = { "", "1" };
    assert_false(graph_order(graph_of(&e, 2, self), order, work, &circle));
    assert_int_equal(circle, 1);
    assert_true(graph_order(graph_of(&e, 0, fine), order, work, &circle));
}

static void test_causes_are_the_roots(void **state)
{
    (void)state;
    /* 0 web → 1 api → 2 database, 3 cache; 4 report → 2; 5 alone */
    const char *const needs[] = { "1", "23", "", "", "2", "" };
    struct edges e;
    uint32_t order[16], work[16], circle;
    struct graph_causes c[16];
    const struct graph *g = graph_of(&e, 6, needs);
    assert_true(graph_order(g, order, work, &circle));
    bool down[6] = { false };

    graph_find_causes(g, order, down, c);
    for (int i = 0; i < 6; i++)
        assert_int_equal(c[i].count, 0);

    down[2] = true; /* felt through the healthy api */
    graph_find_causes(g, order, down, c);
    assert_int_equal(c[0].count, 1);
    assert_int_equal(c[0].node[0], 2);
    assert_int_equal(c[4].count, 1);
    assert_int_equal(c[2].count, 0);
    assert_int_equal(c[5].count, 0);

    down[1] = true; /* the api is down because of the database: the database stays the cause */
    graph_find_causes(g, order, down, c);
    assert_int_equal(c[0].count, 1);
    assert_int_equal(c[0].node[0], 2);
    assert_int_equal(c[1].node[0], 2);

    down[2] = false; /* the api on its own account */
    graph_find_causes(g, order, down, c);
    assert_int_equal(c[0].count, 1);
    assert_int_equal(c[0].node[0], 1);
    assert_int_equal(c[1].count, 0);
    assert_int_equal(c[4].count, 0);

    down[2] = down[3] = true;
    graph_find_causes(g, order, down, c);
    assert_int_equal(c[0].count, 2);
}

static void test_dependants(void **state)
{
    (void)state;
    const char *const needs[] = { "1", "23", "", "", "2", "" };
    struct edges e;
    uint32_t order[16], work[16], circle;
    bool seen[6] = { false };
    const struct graph *g = graph_of(&e, 6, needs);
    assert_true(graph_order(g, order, work, &circle));
    assert_int_equal(graph_find_dependants(g, order, 2, seen), 3);
    assert_true(seen[0] && seen[1] && seen[4] && !seen[2] && !seen[3] && !seen[5]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "[P10-1.3] [P10-1.9] results become a status after N failures and R recoveries", test_results_become_states, NULL, NULL, NULL },
        { "consecutive counts are capped", test_counts_do_not_wrap, NULL, NULL, NULL },
        { "pause and maintenance cover what is observed, and keep it", test_pause_and_maintenance_cover, NULL, NULL, NULL },
        { "checks come sooner while a change is undecided", test_sooner_while_undecided, NULL, NULL, NULL },
        { "[I2.1.4] words go both ways and failed ranks first", test_words_and_ranks, NULL, NULL, NULL },
        { "the timer heap keeps its order through moves and removals", test_heap_keeps_order, NULL, NULL, NULL },
        { "missed ticks are skipped and counted, never piled up", test_missed_ticks_are_skipped, NULL, NULL, NULL },
        { "dependencies are ordered and circles found", test_order_and_circles, NULL, NULL, NULL },
        { "[F2.1.3] the root of the trouble is felt through what lies between", test_causes_are_the_roots, NULL, NULL, NULL },
        { "[F2.1.3] dependants are found directly and through others", test_dependants, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests_name("monitor_state", tests, NULL, NULL);
}
