/* jobs/: time zones, cron across daylight saving both ways, schedules, missed times, jumps of the clock, a schedule every second. */
#include "boxtest.h"
#include "core/log.h"
#include "core/str.h"
#include "jobs/jobs_private.h"
#include "jobs/jobs_zone.h"
#include "sql/jobs.h"
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TENANT BOX_TENANT

static int64_t at(const char *text)
{
    int64_t us;
    assert_true(time_parse(text, &us));
    return us;
}

static void expect(const char *zone, const char *cron, const char *after, const char *const *times)
{
    const struct zone *z;
    int64_t t = at(after);
    assert_int_equal(zone_get(zone, &z), OK);
    for (; *times; times++) {
        char got[TIME_TEXT_SIZE], want[TIME_TEXT_SIZE];
        assert_true(zone_cron_next(z, cron, t, &t));
        assert_string_equal(time_format(t, got), time_format(at(*times), want));
    }
}
#define EXPECT(zone, cron, after, ...) expect(zone, cron, after, (const char *const[]){ __VA_ARGS__, NULL })

static void test_zones(void **state)
{
    const struct zone *z;
    (void)state;
    assert_int_equal(zone_get("Europe/Berlin", &z), OK);
    assert_int_equal(zone_offset(z, at("2026-01-15T12:00:00Z")), 3600);
    assert_int_equal(zone_offset(z, at("2026-07-15T12:00:00Z")), 7200);
    assert_int_equal(zone_offset(z, at("2060-07-15T12:00:00Z")), 7200); /* by the rule of the footer */
    assert_int_equal(zone_offset(z, at("2026-03-29T00:59:59Z")), 3600);
    assert_int_equal(zone_offset(z, at("2026-03-29T01:00:00Z")), 7200);
    assert_int_equal(zone_get("Asia/Kathmandu", &z), OK);
    assert_int_equal(zone_offset(z, at("2026-01-15T12:00:00Z")), 5 * 3600 + 45 * 60);
    assert_int_equal(zone_get("Australia/Sydney", &z), OK); /* summer over the turn of the year */
    assert_int_equal(zone_offset(z, at("2050-01-15T12:00:00Z")), 11 * 3600);
    assert_int_equal(zone_offset(z, at("2050-07-15T12:00:00Z")), 10 * 3600);
    assert_int_equal(zone_get("Europe/Atlantis", &z), ERR_INVALID);
    assert_int_equal(zone_get("../../etc/passwd", &z), ERR_INVALID);
    assert_int_equal(zone_get("/etc/passwd", &z), ERR_INVALID);
}

/* A damaged file is refused, or read as some zone; never more. */
static void test_damaged(void **state)
{
    unsigned char good[4096], bad[4096];
    struct zone *z;
    (void)state;
    FILE *f = fopen("/usr/share/zoneinfo/Europe/Berlin", "re");
    assert_non_null(f);
    size_t n = fread(good, 1, sizeof good, f);
    fclose(f);
    assert_int_equal(zone_parse(good, n, &z), OK);
    zone_free(z);
    for (size_t i = 0; i < n; i++) {
        if (zone_parse(good, i, &z) == OK)
            zone_free(z);
        memcpy(bad, good, n);
        bad[i] ^= (unsigned char)(1u << i % 8);
        if (zone_parse(bad, n, &z) == OK) {
            (void)zone_offset(z, at("2026-07-15T12:00:00Z"));
            zone_free(z);
        }
    }
}

static void test_cron(void **state)
{
    (void)state;
    EXPECT("UTC", "30 2 * * *", "2026-02-08T02:30:00Z", "2026-02-09T02:30:00Z", "2026-02-10T02:30:00Z");
    EXPECT("Europe/Berlin", "0 9 * * mon", "2026-02-08T00:00:00Z", "2026-02-09T08:00:00Z", "2026-02-16T08:00:00Z");
    EXPECT("America/New_York", "0 0 1 * *", "2026-02-08T00:00:00Z", "2026-03-01T05:00:00Z", "2026-04-01T04:00:00Z");
}

/* Set forward (02:00 becomes 03:00): what would be at 02:30 is at the change; nothing is left out, nothing comes twice. */
static void test_forward(void **state)
{
    (void)state;
    EXPECT("Europe/Berlin", "30 2 * * *", "2026-03-28T00:00:00Z", "2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
    EXPECT("Europe/Berlin", "0 3 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T01:00:00Z");
    EXPECT("Europe/Berlin", "*/30 * * * *", "2026-03-29T00:29:00Z", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z");
    EXPECT("America/New_York", "15 2 * * *", "2026-03-07T12:00:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:15:00Z");
    EXPECT("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00:00Z", "2026-10-03T15:30:00Z"); /* half an hour */
}

/* Set back (03:00 becomes 02:00): 02:30 comes twice, and fires the first time; what runs every hour or minute fires in both. */
static void test_back(void **state)
{
    (void)state;
    EXPECT("Europe/Berlin", "30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    EXPECT("Europe/Berlin", "30 2 * * *", "2026-10-25T00:45:00Z", "2026-10-26T01:30:00Z"); /* between the two */
    EXPECT("Europe/Berlin", "30 2 * * *", "2026-10-25T01:15:00Z", "2026-10-26T01:30:00Z"); /* just before the second */
    EXPECT("Europe/Berlin", "0 3 * * *", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z");
    EXPECT("Europe/Berlin", "30 * * * *", "2026-10-24T23:45:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z");
    EXPECT("America/New_York", "30 1 * * *", "2026-10-31T12:00:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z");
}

/* A year of a daily time in every kind of zone: each local day once, whatever the clocks do. */
static void test_once_a_day(void **state)
{
    static const char *const zones[] = {
        "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Casablanca", "Asia/Tehran"
    };
    static const char *const crons[] = { "30 2 * * *", "0 0 * * *", "59 23 * * *", "30 1 * * *" };
    (void)state;
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        for (size_t k = 0; k < sizeof crons / sizeof *crons; k++) {
            const struct zone *z;
            assert_int_equal(zone_get(zones[i], &z), OK);
            int64_t t = at("2026-01-01T00:00:00Z"), last = 0, end = at("2027-01-01T00:00:00Z");
            int n = 0;
            while (zone_cron_next(z, crons[k], t, &t) && t < end) {
                int64_t day = (t + zone_offset(z, t) * US_PER_S) / US_PER_DAY;
                if (last)
                    assert_int_equal(day, last + 1);
                last = day;
                n++;
            }
            assert_in_range(n, 364, 366);
        }
}

/* ---- schedules ---- */

struct plan {
    struct box *box;
    struct jobs *jobs;
    atomic_int ran;
    atomic_bool hold;
};

static enum err tick(struct job_run *r, void *ctx)
{
    struct plan *p = ctx;
    while (atomic_load(&p->hold) && !job_stopping(r))
        usleep(1000);
    atomic_fetch_add(&p->ran, 1);
    return OK;
}

static const struct job_type types[] = { { .name = "tick",
                                           .title = "Tick",
                                           .doc = "",
                                           .queue = "test",
                                           .run = tick,
                                           .concurrency = 4,
                                           .timeout_seconds = 600,
                                           .max_attempts = 1,
                                           .backoff_seconds = 1,
                                           .backoff_max_seconds = 1,
                                           .priority = 5 } };

static int setup(void **state)
{
    static struct plan p;
    memset(&p, 0, sizeof p);
    log_setup(LOG_ERROR, LOG_TEXT, 2);
    p.box = box_open();
    struct jobs_deps d = { .store = p.box->store, .clock = p.box->clock, .threads = 4 };
    assert_int_equal(jobs_new(&d, &p.jobs), OK);
    assert_int_equal(jobs_register(p.jobs, types, 1, &p), OK);
    *state = &p;
    return 0;
}

static int teardown(void **state)
{
    struct plan *p = *state;
    atomic_store(&p->hold, false);
    jobs_stop(p->jobs);
    jobs_free(p->jobs);
    box_close(p->box);
    return 0;
}

static void report(void *arg, const char *path, const char *message)
{
    char *last = arg;
    (void)message;
    if (last)
        str_copy(last, 64, path);
}

static const char *plan(struct plan *p, struct job_schedule s)
{
    char *id = arena_alloc(p->box->arena, ID_SIZE);
    s.tenant_id = TENANT;
    s.type = "tick";
    s.name = s.name ? s.name : "plan";
    s.time_zone = s.time_zone ? s.time_zone : "UTC";
    s.catch_up = s.catch_up ? s.catch_up : "once";
    s.overlap = s.overlap ? s.overlap : "queue";
    s.enabled = true;
    assert_int_equal(jobs_schedule_put(p->jobs, p->box->arena, &s, "a@b.c", report, NULL, id), OK);
    return id;
}

static int64_t made(struct plan *p)
{
    int64_t n = 0, next;
    struct jo_text t;
    struct json *v;
    struct json_out *o = jo_text_begin(&t, 4 << 20);
    jo_array(o);
    assert_int_equal(jobs_list(p->jobs, p->box->arena, TENANT, &(struct jobs_filter){ 0 }, 1000, o, &next), OK);
    jo_array_end(o);
    char *text = jo_text_end(&t, p->box->arena);
    assert_int_equal(json_parse(p->box->arena, text, strlen(text), &v), OK);
    n = (int64_t)json_size(v);
    return n;
}

static struct sql_schedule_get_row row_of(struct plan *p, const char *id)
{
    struct sql_schedule_get_row row;
    assert_int_equal(
        sql_schedule_get(store_reader(p->box->store), p->box->arena, &(struct sql_schedule_get_in){ .id = id, .tenant_id = TENANT }, &row),
        OK);
    return row;
}

static void step(struct plan *p) /* without threads: the dispatcher's rounds alone; jobs are claimed, and wait */
{
    int64_t next;
    for (int i = 0; i < 3; i++)
        assert_int_equal(jobs_step(p->jobs, &next), OK);
}

static void test_fires(void **state)
{
    struct plan *p = *state;
    const char *id = plan(p, (struct job_schedule){ .interval_seconds = 60 });
    step(p);
    assert_int_equal(made(p), 0);
    for (int i = 1; i <= 5; i++) {
        clock_fake_advance(p->box->clock, 60 * US_PER_S);
        step(p);
        assert_int_equal(made(p), i);
        step(p);
        assert_int_equal(made(p), i); /* once */
    }
    assert_int_equal(row_of(p, id).next_at.v, BOX_START + 360 * US_PER_S); /* no drift */
    assert_int_equal(jobs_schedule_enable(p->jobs, p->box->arena, TENANT, id, false), OK);
    clock_fake_advance(p->box->clock, 600 * US_PER_S);
    step(p);
    assert_int_equal(made(p), 5);
    assert_int_equal(jobs_schedule_enable(p->jobs, p->box->arena, TENANT, id, true), OK);
    step(p);
    assert_int_equal(made(p), 5); /* what was missed in the pause is not caught up */
}

static void missed(struct plan *p, const char *catch_up, int64_t expected)
{
    plan(p, (struct job_schedule){ .cron = "*/10 * * * *", .catch_up = catch_up });
    step(p);
    clock_fake_advance(p->box->clock, 2 * US_PER_HOUR); /* the box was off: both clocks went on */
    p->jobs->last_mono = 0;
    step(p);
    assert_int_equal(made(p), expected);
    step(p);
    assert_int_equal(made(p), expected);
}

static void test_missed_skip(void **state)
{
    missed(*state, "skip", 0);
}

static void test_missed_once(void **state)
{
    missed(*state, "once", 1);
}

static void test_missed_all(void **state)
{
    missed(*state, "all", 12);
}

static void test_missed_bounded(void **state)
{
    struct plan *p = *state;
    plan(p, (struct job_schedule){ .interval_seconds = 1, .catch_up = "all" });
    step(p);
    clock_fake_advance(p->box->clock, US_PER_DAY);
    p->jobs->last_mono = 0;
    step(p);
    assert_int_equal(made(p), 100);
}

/* The clock jumps a day either way while the box runs: no storm of jobs, and the times go on. */
static void test_jumps(void **state)
{
    struct plan *p = *state;
    const char *cron = plan(p, (struct job_schedule){ .name = "cron", .cron = "*/10 * * * *", .catch_up = "all" });
    const char *interval = plan(p, (struct job_schedule){ .name = "interval", .interval_seconds = 600, .catch_up = "all" });
    step(p);
    clock_fake_jump(p->box->clock, US_PER_DAY);
    step(p);
    assert_int_equal(made(p), 0);
    int64_t wall = clock_wall_us(p->box->clock);
    assert_int_equal(row_of(p, cron).next_at.v, wall + 600 * US_PER_S);
    assert_int_equal(row_of(p, interval).next_at.v, wall + 600 * US_PER_S);
    clock_fake_advance(p->box->clock, 601 * US_PER_S);
    step(p);
    assert_int_equal(made(p), 2);
    clock_fake_jump(p->box->clock, -2 * US_PER_DAY);
    step(p);
    wall = clock_wall_us(p->box->clock);
    assert_true(row_of(p, cron).next_at.v <= wall + 600 * US_PER_S && row_of(p, cron).next_at.v > wall);
    assert_true(row_of(p, interval).next_at.v <= wall + 600 * US_PER_S && row_of(p, interval).next_at.v > wall);
    clock_fake_advance(p->box->clock, 601 * US_PER_S);
    step(p);
    assert_int_equal(made(p), 4);
    clock_fake_jump(p->box->clock, -30 * US_PER_MIN); /* less than three hours: what fired does not fire again */
    step(p);
    clock_fake_advance(p->box->clock, 20 * US_PER_MIN);
    step(p);
    int64_t n = made(p);
    assert_in_range(n, 5, 6); /* the interval goes on, the cron waits */
}

/* Every second, and a handler that takes for ever: one is open, the other times are counted as left out. */
static void test_slow_handler(void **state)
{
    struct plan *p = *state;
    const char *id = plan(p, (struct job_schedule){ .interval_seconds = 1, .overlap = "skip" });
    atomic_store(&p->hold, true);
    assert_int_equal(jobs_start(p->jobs), OK);
    for (int i = 0; i < 30; i++) {
        int64_t before = row_of(p, id).next_at.v;
        clock_fake_advance(p->box->clock, US_PER_S);
        for (int k = 0; k < 20000 && row_of(p, id).next_at.v == before; k++) {
            jobs_wake(p->jobs);
            usleep(1000);
        }
    }
    assert_int_equal(made(p), 1);
    assert_int_equal(row_of(p, id).skipped, 29);
    atomic_store(&p->hold, false);
    for (int k = 0; k < 20000 && atomic_load(&p->ran) < 1; k++)
        usleep(1000);
    assert_int_equal(atomic_load(&p->ran), 1);
}

static void test_refused(void **state)
{
    struct plan *p = *state;
    char field[64], id[ID_SIZE];
    struct job_schedule s = {
        .tenant_id = TENANT, .name = "x", .type = "tick", .cron = "61 * * * *", .time_zone = "UTC", .catch_up = "once", .overlap = "skip"
    };
    assert_int_equal(jobs_schedule_put(p->jobs, p->box->arena, &s, "", report, field, id), ERR_INVALID);
    assert_string_equal(field, "cron");
    s.cron = "0 0 30 2 *"; /* never */
    assert_int_equal(jobs_schedule_put(p->jobs, p->box->arena, &s, "", report, field, id), ERR_INVALID);
    assert_string_equal(field, "cron");
    s.cron = "0 0 * * *";
    s.time_zone = "Moon/Base";
    assert_int_equal(jobs_schedule_put(p->jobs, p->box->arena, &s, "", report, field, id), ERR_INVALID);
    assert_string_equal(field, "time_zone");
    s.time_zone = "UTC";
    s.type = "nothing";
    assert_int_equal(jobs_schedule_put(p->jobs, p->box->arena, &s, "", report, field, id), ERR_INVALID);
    assert_string_equal(field, "type");
    s.type = "tick";
    s.interval_seconds = 5;
    assert_int_equal(jobs_schedule_put(p->jobs, p->box->arena, &s, "", report, field, id), ERR_INVALID);
    struct job_built_in own = {
        .key = "own", .name = "Own", .type = "tick", .cron = "0 1 * * *", .managed_at = "/admin/backup", .enabled = true
    };
    struct sql_schedule_by_built_in_row row;
    assert_int_equal(jobs_schedule_built_in(p->jobs, &own), OK);
    own.cron = "0 2 * * *";
    assert_int_equal(jobs_schedule_built_in(p->jobs, &own), OK);
    assert_int_equal(sql_schedule_by_built_in(store_reader(p->box->store), p->box->arena,
                                              &(struct sql_schedule_by_built_in_in){ .built_in = "own" }, &row),
                     OK);
    assert_string_equal(row.cron, "0 2 * * *");
    assert_int_equal(jobs_schedule_delete(p->jobs, p->box->arena, TENANT, row.id), ERR_CONFLICT);
    assert_int_equal(jobs_schedule_enable(p->jobs, p->box->arena, TENANT, row.id, false), ERR_CONFLICT);
}

#define T(name, fn)                                                                                                                        \
    {                                                                                                                                      \
        name, fn, setup, teardown, NULL                                                                                                    \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zones),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_cron),
        cmocka_unit_test(test_forward),
        cmocka_unit_test(test_back),
        cmocka_unit_test(test_once_a_day),
        T("fires once, does not drift, pauses", test_fires),
        T("missed: skip", test_missed_skip),
        T("missed: once", test_missed_once),
        T("missed: all", test_missed_all),
        T("missed: at most a hundred", test_missed_bounded),
        T("the clock jumps", test_jumps),
        T("every second with a slow handler", test_slow_handler),
        T("what is refused", test_refused),
    };
    return cmocka_run_group_tests_name("jobs_schedule", tests, NULL, NULL);
}
