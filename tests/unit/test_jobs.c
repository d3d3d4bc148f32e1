/* jobs/: states and attempts, unique keys, fairness, limits, cancelling, what hangs and what floods, crashes, workers outside, bulk and
 * undo. */
#include "boxtest.h"
#include "core/crypto.h"
#include "core/log.h"
#include "core/str.h"
#include "iam/iam.h"
#include "jobs/jobs_private.h"
#include "sql/jobs.h"
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TENANT BOX_TENANT
#define OTHER  "00000000-0000-7000-8000-0000000000aa"

struct bench {
    struct box *box;
    struct jobs *jobs;
    atomic_int ran, running, peak;
    atomic_bool release, hang;
};
static struct bench *now;

/* ---- types of the test ---- */

static enum err quick(struct job_run *r, void *ctx)
{
    struct bench *b = ctx;
    (void)r;
    atomic_fetch_add(&b->ran, 1);
    return OK;
}

static enum err fails(struct job_run *r, void *ctx)
{
    struct bench *b = ctx;
    atomic_fetch_add(&b->ran, 1);
    job_log(r, "attempt %d", job_attempt(r));
    return err_set(ERR_UPSTREAM, "it does not work, attempt %d", job_attempt(r));
}

static enum err holds(struct job_run *r, void *ctx) /* until released or asked to stop */
{
    struct bench *b = ctx;
    int n = atomic_fetch_add(&b->running, 1) + 1;
    if (n > atomic_load(&b->peak))
        atomic_store(&b->peak, n);
    while (!atomic_load(&b->release) && !job_stopping(r))
        usleep(1000);
    atomic_fetch_sub(&b->running, 1);
    atomic_fetch_add(&b->ran, 1);
    return atomic_load(&b->release) ? OK : err_set(ERR_BUSY, "stopped");
}

static enum err gated(struct job_run *r, void *ctx) /* at once, or while the gate is shut until it is opened */
{
    struct bench *b = ctx;
    atomic_fetch_add(&b->running, 1);
    while (atomic_load(&b->hang) && !job_stopping(r))
        usleep(1000);
    atomic_fetch_sub(&b->running, 1);
    atomic_fetch_add(&b->ran, 1);
    return job_stopping(r) ? err_set(ERR_BUSY, "stopped") : OK;
}

static enum err hangs(struct job_run *r, void *ctx) /* does not look */
{
    struct bench *b = ctx;
    (void)r;
    while (atomic_load(&b->hang))
        usleep(1000);
    atomic_fetch_add(&b->ran, 1);
    return OK;
}

static enum err floods(struct job_run *r, void *ctx)
{
    (void)ctx;
    for (int i = 0; i < 200000; i++)
        job_log(r, "line %d of a flood\nwith a second line", i);
    job_progress(r, 40, "%s", "half way");
    job_result(r, "{\"lines\":200000}");
    job_artefact(r, "note.txt", "text/plain", "hello", 5);
    return OK;
}

static enum err snoozes(struct job_run *r, void *ctx)
{
    struct bench *b = ctx;
    if (atomic_fetch_add(&b->ran, 1) == 0)
        job_snooze(r, 60);
    return OK;
}

static const struct field secret_input[] = { { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
                                             { .name = "token", .type = F_STRING, .flags = FIELD_SECRET },
                                             { 0 } };
static enum err secret(struct job_run *r, void *ctx)
{
    struct bench *b = ctx;
    if (str_eq(json_string(json_get(job_input(r), "token")), "hunter2-hunter2"))
        atomic_fetch_add(&b->ran, 1);
    return OK;
}

#define TYPE(NAME, FN, CONCURRENCY, TIMEOUT, ATTEMPTS)                                                                                     \
    .name = NAME, .title = NAME, .doc = "", .queue = "test", .run = FN, .concurrency = CONCURRENCY, .timeout_seconds = TIMEOUT,            \
    .max_attempts = ATTEMPTS, .backoff_seconds = 10, .backoff_max_seconds = 100, .priority = 5
static const struct job_type types[] = {
    { TYPE("quick", quick, 16, 60, 3) },  { TYPE("fails", fails, 16, 60, 3) },  { TYPE("holds", holds, 4, 60, 3) },
    { TYPE("hangs", hangs, 2, 2, 1) },    { TYPE("floods", floods, 2, 60, 1) }, { TYPE("snoozes", snoozes, 1, 60, 1) },
    { TYPE("gated", gated, 256, 60, 3) }, { TYPE("single", holds, 1, 60, 3) },  { TYPE("secret", secret, 1, 60, 1), .input = secret_input },
};

/* ---- life ---- */

static void open_jobs(struct bench *b)
{
    struct jobs_deps d = { .store = b->box->store, .clock = b->box->clock, .settings = b->box->settings, .threads = 8 };
    memset(d.key, 9, sizeof d.key);
    assert_int_equal(jobs_new(&d, &b->jobs), OK);
    assert_int_equal(jobs_register(b->jobs, types, sizeof types / sizeof *types, b), OK);
}

static int setup(void **state)
{
    static struct bench b;
    memset(&b, 0, sizeof b);
    log_setup(LOG_ERROR, LOG_TEXT, 2);
    b.box = box_open();
    open_jobs(&b);
    now = *state = &b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    atomic_store(&b->release, true);
    atomic_store(&b->hang, false);
    jobs_stop(b->jobs);
    jobs_free(b->jobs);
    box_close(b->box);
    return 0;
}

static void start(struct bench *b)
{
    assert_int_equal(jobs_start(b->jobs), OK);
}

static void report_none(void *arg, const char *path, const char *message)
{
    (void)arg;
    print_message("%s %s\n", path, message);
}

static const char *add(struct bench *b, struct job_new in)
{
    char *id = arena_alloc(b->box->arena, ID_SIZE);
    bool existing;
    if (!in.tenant_id)
        in.tenant_id = TENANT;
    in.priority = in.priority ? in.priority : -1;
    assert_int_equal(jobs_add(b->jobs, b->box->arena, &in, report_none, NULL, id, &existing), OK);
    return id;
}

static struct sql_job_get_row get_of(struct bench *b, const char *tenant, const char *id)
{
    struct sql_job_get_row row;
    assert_int_equal(
        sql_job_get(store_reader(b->box->store), b->box->arena, &(struct sql_job_get_in){ .id = id, .tenant_id = tenant }, &row), OK);
    return row;
}
#define get(b, id) get_of(b, TENANT, id)

static struct sql_job_attempts_row *attempts(struct bench *b, const char *id, size_t *n)
{
    struct sql_job_attempts_row *rows;
    assert_int_equal(sql_job_attempts(store_reader(b->box->store), b->box->arena,
                                      &(struct sql_job_attempts_in){ .job_id = id, .tenant_id = TENANT, .before = INT64_MAX, .limit = 100 },
                                      &rows, n),
                     OK);
    return rows;
}

#define UNTIL(condition)                                                                                                                   \
    do {                                                                                                                                   \
        int waited = 0;                                                                                                                    \
        while (!(condition)) {                                                                                                             \
            if (waited++ > 60000)                                                                                                          \
                fail_msg("not reached within 60 s: %s", #condition);                                                                       \
            usleep(1000);                                                                                                                  \
        }                                                                                                                                  \
    } while (0)
#define UNTIL_STATE(b, id, s) UNTIL(str_eq(get(b, id).state, s))

/* ---- states ---- */

static void test_completes(void **state)
{
    struct bench *b = *state;
    const char *id = add(b, (struct job_new){ .type = "quick", .subject_type = "service", .subject_id = "x" });
    assert_string_equal(get(b, id).state, "PENDING");
    start(b);
    UNTIL_STATE(b, id, "COMPLETED");
    size_t n;
    struct sql_job_attempts_row *a = attempts(b, id, &n);
    assert_int_equal(n, 1);
    assert_string_equal(a[0].outcome, "completed");
    assert_int_equal(get(b, id).progress, 100);
    assert_int_equal(jobs_act(b->jobs, TENANT, id, JOB_RETRY), ERR_CONFLICT);
    assert_non_null(strstr(err_detail(), "COMPLETED"));
    assert_int_equal(jobs_act(b->jobs, TENANT, id, JOB_CANCEL), ERR_CONFLICT);
    assert_int_equal(jobs_act(b->jobs, TENANT, id, JOB_RUN_NOW), ERR_CONFLICT);
    assert_int_equal(jobs_act(b->jobs, OTHER, id, JOB_CANCEL), ERR_NOT_FOUND);
}

/* [C9.1, C1.1.2, C1.1.3, C1.1.4] retry: FAILED only; attempts and error are reset, the history stays */
static void test_retry(void **state)
{
    struct bench *b = *state;
    size_t n;
    start(b);
    const char *id = add(b, (struct job_new){ .type = "fails" });
    for (int attempt = 1; attempt < 3; attempt++) { /* the back-off holds it back until its time */
        UNTIL(attempts(b, id, &n) && n == (size_t)attempt && str_eq(get(b, id).state, "SCHEDULED"));
        assert_int_equal(jobs_act(b->jobs, TENANT, id, JOB_RETRY), ERR_CONFLICT);
        int64_t waits = get(b, id).run_at - clock_wall_us(b->box->clock);
        assert_true(waits >= 10 * attempt * US_PER_S * 9 / 10 - US_PER_S && waits <= 10 * attempt * US_PER_S * 11 / 10);
        clock_fake_advance(b->box->clock, 120 * US_PER_S);
        jobs_wake(b->jobs);
    }
    UNTIL_STATE(b, id, "FAILED");
    struct sql_job_get_row row = get(b, id);
    assert_string_equal(row.error, "it does not work, attempt 3");
    assert_int_equal(row.attempt, 3);
    assert_true(row.finished_at.set);
    assert_int_equal(jobs_pause(b->jobs, TENANT, "type", "fails", true, "a@b.c"), OK);
    assert_int_equal(jobs_act(b->jobs, TENANT, id, JOB_RETRY), OK);
    row = get(b, id);
    assert_string_equal(row.state, "PENDING");
    assert_null(row.error);
    assert_int_equal(row.attempt, 0);
    assert_false(row.finished_at.set);
    assert_int_equal(jobs_act(b->jobs, TENANT, id, JOB_RETRY), ERR_CONFLICT);
    assert_int_equal(jobs_pause(b->jobs, TENANT, "type", "fails", false, "a@b.c"), OK);
    struct sql_job_attempts_row *a;
    UNTIL((a = attempts(b, id, &n)) && n == 4 && str_eq(a[0].outcome, "failed"));
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(a[i].number, 4 - i);
        assert_string_equal(a[i].outcome, "failed");
        assert_non_null(strstr(a[i].log, "attempt"));
    }
    assert_string_equal(a[1].error, "it does not work, attempt 3"); /* not overwritten */
}

/* [C9.2, C1.2.2, C1.2.3, C1.2.4] cancel: what waits and what runs; the lease is given back, the handler is asked to stop */
static void test_cancel(void **state)
{
    struct bench *b = *state;
    size_t n;
    const char *waiting = add(b, (struct job_new){ .type = "quick", .run_at = clock_wall_us(b->box->clock) + US_PER_HOUR });
    const char *pending = add(b, (struct job_new){ .type = "quick" });
    assert_string_equal(get(b, waiting).state, "SCHEDULED");
    assert_int_equal(jobs_act(b->jobs, TENANT, waiting, JOB_CANCEL), OK);
    assert_int_equal(jobs_act(b->jobs, TENANT, pending, JOB_CANCEL), OK);
    assert_string_equal(get(b, pending).state, "CANCELLED");
    start(b);
    const char *id = add(b, (struct job_new){ .type = "holds" });
    UNTIL(atomic_load(&b->running) == 1);
    UNTIL_STATE(b, id, "RUNNING");
    assert_int_equal(jobs_act(b->jobs, TENANT, id, JOB_CANCEL), OK);
    assert_string_equal(get(b, id).state, "CANCELLED"); /* at once */
    struct sql_job_state_of_row s;
    assert_int_equal(
        sql_job_state_of(store_reader(b->box->store), b->box->arena, &(struct sql_job_state_of_in){ .id = id, .tenant_id = TENANT }, &s),
        OK);
    assert_null(s.lease_id);
    UNTIL(atomic_load(&b->running) == 0); /* it was asked to stop */
    UNTIL(b->jobs->claimed == 0);
    assert_string_equal(get(b, id).state, "CANCELLED");
    struct sql_job_attempts_row *a = attempts(b, id, &n);
    assert_int_equal(n, 1);
    assert_string_equal(a[0].outcome, "cancelled");
    assert_int_equal(atomic_load(&b->ran), 1); /* the two others never began */
}

/* Cancel racing completion: whichever comes first, exactly one of the two ends holds, in the job and in its attempt. */
static void test_cancel_races_completion(void **state)
{
    struct bench *b = *state;
    int cancelled = 0, completed = 0;
    start(b);
    for (int i = 0; i < 150; i++) {
        size_t n;
        const char *id = add(b, (struct job_new){ .type = "quick" });
        usleep((useconds_t)(i % 5) * 300);
        enum err e = jobs_act(b->jobs, TENANT, id, JOB_CANCEL);
        UNTIL(!state_is_open(get(b, id).state));
        bool was = str_eq(get(b, id).state, "CANCELLED");
        assert_int_equal(e, was ? OK : ERR_CONFLICT);
        struct sql_job_attempts_row *a = attempts(b, id, &n);
        assert_true(n <= 1);
        if (n)
            assert_string_equal(a[0].outcome, was ? "cancelled" : "completed");
        cancelled += was;
        completed += !was;
    }
    assert_int_equal(cancelled + completed, 150);
    UNTIL(b->jobs->claimed == 0);
}

/* A handler that does not stop: timed out, left behind after the grace, its place taken; what it returns later changes nothing. */
static void test_hangs(void **state)
{
    struct bench *b = *state;
    size_t n;
    atomic_store(&b->hang, true);
    start(b);
    const char *id = add(b, (struct job_new){ .type = "hangs" });
    UNTIL_STATE(b, id, "RUNNING");
    struct jobs_health h;
    for (int i = 0; i < 200 && str_eq(get(b, id).state, "RUNNING"); i++) {
        clock_fake_advance(b->box->clock, US_PER_S);
        jobs_wake(b->jobs);
        usleep(20000);
    }
    UNTIL_STATE(b, id, "FAILED");
    struct sql_job_attempts_row *a = attempts(b, id, &n);
    assert_string_equal(a[0].outcome, "timed_out");
    assert_non_null(strstr(a[0].error, "left behind"));
    UNTIL((jobs_health(b->jobs, &h), h.left_behind == 1));
    for (int i = 0; i < 20; i++) /* the pool still has all its threads */
        add(b, (struct job_new){ .type = "quick" });
    UNTIL(atomic_load(&b->ran) == 20);
    atomic_store(&b->hang, false);
    UNTIL((jobs_health(b->jobs, &h), h.left_behind == 0));
    assert_string_equal(get(b, id).state, "FAILED");
}

static void test_flood(void **state)
{
    struct bench *b = *state;
    size_t n, size;
    const char *type;
    const void *p;
    start(b);
    const char *id = add(b, (struct job_new){ .type = "floods" });
    UNTIL_STATE(b, id, "COMPLETED");
    struct sql_job_attempts_row *a = attempts(b, id, &n);
    assert_true(strlen(a[0].log) <= JOBS_LOG_MAX + 200);
    assert_non_null(strstr(a[0].log, " line 0 of a flood with a second line\n"));
    assert_non_null(strstr(a[0].log, " line 199999 of a flood"));
    assert_non_null(strstr(a[0].log, "lines were left out"));
    size_t lines = 0;
    for (const char *c = a[0].log; (c = strchr(c, '\n')); c++)
        lines++;
    assert_int_equal((int64_t)lines - 1 + a[0].log_dropped, 200000);
    assert_string_equal(get(b, id).result, "{\"lines\":200000}");
    assert_int_equal(jobs_artefact(b->jobs, b->box->arena, TENANT, id, "note.txt", &type, &p, &size), OK);
    assert_int_equal(size, 5);
    assert_memory_equal(p, "hello", 5);
}

static void test_snooze(void **state)
{
    struct bench *b = *state;
    size_t n;
    start(b);
    const char *id = add(b, (struct job_new){ .type = "snoozes" });
    UNTIL_STATE(b, id, "SCHEDULED");
    assert_int_equal(get(b, id).attempt, 0); /* not counted: max_attempts is 1 */
    clock_fake_advance(b->box->clock, 61 * US_PER_S);
    jobs_wake(b->jobs);
    UNTIL_STATE(b, id, "COMPLETED");
    assert_non_null(attempts(b, id, &n));
    assert_int_equal(n, 2);
}

/* ---- keys ---- */

static void *add_same(void *arg)
{
    char(*out)[ID_SIZE] = arg;
    struct arena *a = arena_new(0);
    bool existing;
    struct job_new in = { .tenant_id = TENANT, .type = "quick", .priority = -1, .unique_key = "only one" };
    if (jobs_add(now->jobs, a, &in, NULL, NULL, *out, &existing) != OK)
        (*out)[0] = '\0';
    arena_free(a);
    store_reader_release(now->box->store);
    return NULL;
}

static void test_unique(void **state)
{
    struct bench *b = *state;
    static char ids[64][ID_SIZE];
    pthread_t t[64];
    for (int i = 0; i < 64; i++)
        assert_int_equal(pthread_create(&t[i], NULL, add_same, &ids[i]), 0);
    for (int i = 0; i < 64; i++)
        pthread_join(t[i], NULL);
    for (int i = 0; i < 64; i++)
        assert_string_equal(ids[i], ids[0]);
    start(b);
    UNTIL_STATE(b, ids[0], "COMPLETED");
    assert_int_equal(atomic_load(&b->ran), 1);
    const char *again = add(b, (struct job_new){ .type = "quick", .unique_key = "only one" }); /* the first is over */
    assert_string_not_equal(again, ids[0]);
    UNTIL_STATE(b, again, "COMPLETED");
}

static void test_exclusive_and_limits(void **state)
{
    struct bench *b = *state;
    const char *ids[12];
    for (int i = 0; i < 6; i++)
        ids[i] = add(b, (struct job_new){ .type = "holds", .exclusive_key = "same" });
    start(b);
    UNTIL(atomic_load(&b->running) == 1);
    for (int i = 6; i < 12; i++)
        ids[i] = add(b, (struct job_new){ .type = "holds" });
    UNTIL(atomic_load(&b->running) == 4); /* one of the six, and three: the type's limit */
    usleep(50000);
    assert_int_equal(atomic_load(&b->peak), 4);
    int same = 0;
    for (int i = 0; i < 6; i++)
        same += str_eq(get(b, ids[i]).state, "RUNNING");
    assert_int_equal(same, 1);
    atomic_store(&b->release, true);
    for (int i = 0; i < 12; i++)
        UNTIL_STATE(b, ids[i], "COMPLETED");
}

static void test_after_and_parent(void **state)
{
    struct bench *b = *state;
    const char *first = add(b, (struct job_new){ .type = "holds" });
    const char *second = add(b, (struct job_new){ .type = "quick", .after_id = first, .parent_id = first });
    const char *third = add(b, (struct job_new){ .type = "quick", .after_id = second });
    assert_string_equal(get(b, second).state, "SCHEDULED");
    start(b);
    UNTIL(atomic_load(&b->running) == 1);
    assert_int_equal(atomic_load(&b->ran), 0);
    atomic_store(&b->release, true);
    UNTIL_STATE(b, third, "COMPLETED");
    assert_true(get(b, third).started_at.v >= get(b, second).finished_at.v);
    atomic_store(&b->release, false);
    first = add(b, (struct job_new){ .type = "holds" });
    second = add(b, (struct job_new){ .type = "quick", .after_id = first });
    third = add(b, (struct job_new){ .type = "quick", .after_id = second });
    UNTIL(atomic_load(&b->running) == 1);
    assert_int_equal(jobs_act(b->jobs, TENANT, first, JOB_CANCEL), OK);
    assert_string_equal(get(b, second).state, "CANCELLED"); /* in the same transaction, and who waits for that as well */
    assert_string_equal(get(b, third).state, "CANCELLED");
    char id[ID_SIZE];
    bool existing;
    struct job_new in = { .tenant_id = TENANT, .type = "quick", .priority = -1, .after_id = first };
    assert_int_equal(jobs_add(b->jobs, b->box->arena, &in, report_none, NULL, id, &existing), ERR_INVALID);
}

/* ---- fairness ---- */

/* A hundred of one tenant wait when one of another comes: it begins as soon as anything ends, not after the hundred. */
static void test_fair(void **state)
{
    struct bench *b = *state;
    struct iam *iam;
    const char *other;
    bool created;
    assert_int_equal(iam_new(&(struct iam_deps){ .store = b->box->store, .clock = b->box->clock }, &iam), OK);
    assert_int_equal(iam_tenant_by_name(iam, b->box->arena, "other", true, &other, &created), OK);
    for (int i = 0; i < 100; i++)
        add(b, (struct job_new){ .type = "single" });
    start(b);
    UNTIL(atomic_load(&b->running) == 1);
    const char *late = add(b, (struct job_new){ .tenant_id = other, .type = "single" });
    atomic_store(&b->release, true);
    UNTIL(str_eq(get_of(b, other, late).state, "COMPLETED"));
    assert_true(atomic_load(&b->ran) <= 20);
    iam_free(iam);
}

static int64_t running_now(struct bench *b, const char *tenant)
{
    struct sql_job_depths_row *rows;
    size_t n;
    int64_t sum = 0;
    assert_int_equal(sql_job_depths(store_reader(b->box->store), b->box->arena,
                                    &(struct sql_job_depths_in){ .tenant_id = tenant, .limit = 100 }, &rows, &n),
                     OK);
    for (size_t i = 0; i < n; i++)
        sum += str_eq(rows[i].state, "RUNNING") ? rows[i].total : 0;
    return sum;
}

/* Jobs known to be quick are begun ahead of the eight threads, eight times as many and no more; a slow one finds its thread all the same,
 * another tenant its turn, and one that is cancelled before it has a thread is never run. */
static void test_ahead(void **state)
{
    struct bench *b = *state;
    struct iam *iam;
    const char *other, *ids[150];
    bool created;
    size_t n = 0;
    assert_int_equal(iam_new(&(struct iam_deps){ .store = b->box->store, .clock = b->box->clock }, &iam), OK);
    assert_int_equal(iam_tenant_by_name(iam, b->box->arena, "other", true, &other, &created), OK);
    start(b);
    for (int i = 0; i < 100; i++)
        add(b, (struct job_new){ .type = "gated" });
    UNTIL(atomic_load(&b->ran) == 100);
    UNTIL(b->jobs->claimed == 0);
    jobs_slot(b->jobs, "gated")->mean_us = 100; /* whatever the machine was busy with */
    atomic_store(&b->hang, true);
    for (int i = 0; i < 150; i++)
        ids[i] = add(b, (struct job_new){ .type = "gated" });
    UNTIL(atomic_load(&b->running) == 8);
    UNTIL(running_now(b, TENANT) == 64);
    usleep(50000);
    assert_int_equal(running_now(b, TENANT), 64);
    assert_int_equal(atomic_load(&b->peak), 0);
    for (int i = 0; i < 150; i++)
        if (str_eq(get(b, ids[i]).state, "RUNNING"))
            n = (size_t)i;
    assert_int_equal(jobs_act(b->jobs, TENANT, ids[n], JOB_CANCEL), OK);
    const char *slow = add(b, (struct job_new){ .type = "holds", .priority = 1 }),
               *late = add(b, (struct job_new){ .tenant_id = other, .type = "gated" });
    atomic_store(&b->release, true);
    atomic_store(&b->hang, false);
    UNTIL_STATE(b, slow, "COMPLETED");
    UNTIL(str_eq(get_of(b, other, late).state, "COMPLETED"));
    for (int i = 0; i < 150; i++)
        UNTIL_STATE(b, ids[i], (size_t)i == n ? "CANCELLED" : "COMPLETED");
    UNTIL(b->jobs->claimed == 0);
    assert_int_equal(atomic_load(&b->ran), 100 + 149 + 1 + 1);
    size_t many;
    struct sql_job_attempts_row *t = attempts(b, ids[n], &many);
    assert_int_equal(many, 1);
    assert_string_equal(t[0].outcome, "cancelled");

    /* Among thousands of quick ones: none of them goes before a slow one that is due before them. */
    static struct job_new in[1000];
    static char rest[1000][ID_SIZE];
    static bool existing[1000];
    int ran = atomic_load(&b->ran);
    for (size_t i = 0; i < 1000; i++)
        in[i] = (struct job_new){ .tenant_id = TENANT, .type = "gated", .priority = -1 };
    atomic_store(&b->hang, true);
    jobs_slot(b->jobs, "gated")->mean_us = 100;
    for (int k = 0; k < 3; k++)
        assert_int_equal(jobs_add_many(b->jobs, b->box->arena, in, 1000, report_none, NULL, rest, existing), OK);
    UNTIL(running_now(b, TENANT) == 64);
    slow = add(b, (struct job_new){ .type = "fails", .priority = 1, .max_attempts = 1 });
    atomic_store(&b->hang, false);
    UNTIL_STATE(b, slow, "FAILED");
    assert_true(atomic_load(&b->ran) - ran < 1500);
    UNTIL(atomic_load(&b->ran) - ran == 3001);
    iam_free(iam);
}

static enum err write_schedule(struct tx *tx, void *arg)
{
    return sql_schedule_insert(tx, arg);
}

/* Nothing of a suspended tenant begins, by hand or by its schedules, while another's goes on; resumed, it is made up for. */
static void test_suspended(void **state)
{
    struct bench *b = *state;
    struct iam *iam;
    const char *other;
    bool created;
    assert_int_equal(iam_new(&(struct iam_deps){ .store = b->box->store, .clock = b->box->clock }, &iam), OK);
    assert_int_equal(iam_tenant_by_name(iam, b->box->arena, "other", true, &other, &created), OK);
    assert_int_equal(iam_tenant_suspend(iam, other, true), OK);
    struct sql_schedule_insert_in row = { .id = "0190aaaa-0000-7000-8000-0000000000cc",
                                          .tenant_id = other,
                                          .name = "of the suspended",
                                          .type = "quick",
                                          .input = "{}",
                                          .interval_seconds = { true, 3600 },
                                          .time_zone = "UTC",
                                          .catch_up = "once",
                                          .overlap = "queue",
                                          .priority = 5,
                                          .enabled = 1,
                                          .next_at = { true, clock_wall_us(b->box->clock) - US_PER_S },
                                          .created_by = "test",
                                          .now = clock_wall_us(b->box->clock) };
    assert_int_equal(store_write(b->box->store, write_schedule, &row), OK);
    const char *rests = add(b, (struct job_new){ .tenant_id = other, .type = "quick" });
    start(b);
    for (int i = 0; i < 5; i++) { /* whole rounds of the dispatcher pass over it */
        const char *mine = add(b, (struct job_new){ .type = "quick" });
        UNTIL_STATE(b, mine, "COMPLETED");
        assert_string_equal(get_of(b, other, rests).state, "PENDING");
    }
    assert_int_equal(atomic_load(&b->ran), 5);
    assert_int_equal(iam_tenant_suspend(iam, other, false), OK);
    UNTIL(str_eq(get_of(b, other, rests).state, "COMPLETED"));
    UNTIL(atomic_load(&b->ran) == 7); /* the schedule's one too */
    iam_free(iam);
}

/* ---- crashes ---- */

static void test_lost(void **state)
{
    struct bench *b = *state;
    size_t n;
    const char *id = add(b, (struct job_new){ .type = "holds" });
    start(b);
    UNTIL_STATE(b, id, "RUNNING");
    /* As after kill -9: a second engine on the same rows, whose process is another one. */
    struct jobs *old = b->jobs;
    open_jobs(b);
    assert_int_equal(jobs_recover(b->jobs), OK);
    assert_string_equal(get(b, id).state, "PENDING");
    struct sql_job_attempts_row *a = attempts(b, id, &n);
    assert_int_equal(n, 1);
    assert_string_equal(a[0].outcome, "lost");
    atomic_store(&b->release, true); /* the old handler ends now: too late */
    UNTIL(old->claimed == 0 || str_eq(get(b, id).state, "RUNNING") || str_eq(get(b, id).state, "COMPLETED"));
    jobs_stop(old);
    jobs_free(old);
    assert_string_equal(attempts(b, id, &n)[n - 1].outcome, "lost"); /* said once */
    start(b);
    UNTIL_STATE(b, id, "COMPLETED");
    assert_string_equal(attempts(b, id, &n)[0].outcome, "completed");
}

static void test_stop_interrupts(void **state)
{
    struct bench *b = *state;
    size_t n;
    const char *id = add(b, (struct job_new){ .type = "holds" });
    start(b);
    UNTIL_STATE(b, id, "RUNNING");
    UNTIL(atomic_load(&b->running) == 1);
    jobs_stop(b->jobs);
    jobs_free(b->jobs);
    assert_string_equal(get(b, id).state, "PENDING");
    assert_int_equal(get(b, id).attempt, 0); /* a stop is nobody's failure */
    assert_string_equal(attempts(b, id, &n)[0].outcome, "interrupted");
    open_jobs(b);
}

/* ---- secrets, input ---- */

static void test_secrets(void **state)
{
    struct bench *b = *state;
    struct json *in;
    char id[ID_SIZE];
    bool existing;
    static const char text[] = "{\"name\":\"x\",\"token\":\"hunter2-hunter2\"}";
    assert_int_equal(json_parse(b->box->arena, text, strlen(text), &in), OK);
    struct job_new j = { .tenant_id = TENANT, .type = "secret", .priority = -1, .input = in };
    assert_int_equal(jobs_add(b->jobs, b->box->arena, &j, report_none, NULL, id, &existing), OK);
    assert_null(strstr(get(b, id).input, "hunter2"));
    char *shown = job_text(b->jobs, b->box->arena, TENANT, id);
    assert_null(strstr(shown, "hunter2"));
    assert_non_null(strstr(shown, "\"token\":{\"set\":true}"));
    start(b);
    UNTIL_STATE(b, id, "COMPLETED");
    assert_int_equal(atomic_load(&b->ran), 1); /* the handler had it */
    assert_int_equal(json_parse(b->box->arena, "{\"nam\":1}", 9, &in), OK);
    j.input = in;
    assert_int_equal(jobs_add(b->jobs, b->box->arena, &j, report_none, NULL, id, &existing), ERR_INVALID);
    j.type = "nothing";
    assert_int_equal(jobs_add(b->jobs, b->box->arena, &j, report_none, NULL, id, &existing), ERR_INVALID);
}

/* ---- workers outside ---- */

static const struct json *lease(struct bench *b, const char *type, int64_t max)
{
    struct jo_text t;
    struct json *v;
    int64_t n;
    struct json_out *o = jo_text_begin(&t, 1 << 20);
    jo_array(o);
    assert_int_equal(jobs_lease(b->jobs, b->box->arena, TENANT, "w1", &type, 1, max, o, &n), OK);
    jo_array_end(o);
    char *text = jo_text_end(&t, b->box->arena);
    assert_int_equal(json_parse(b->box->arena, text, strlen(text), &v), OK);
    return v;
}

static void test_outside(void **state)
{
    struct bench *b = *state;
    size_t n;
    int64_t until;
    struct job_type_def d = { .name = "render",
                              .title = "Render",
                              .doc = "",
                              .concurrency = 2,
                              .lease_seconds = 60,
                              .max_attempts = 3,
                              .backoff_seconds = 1,
                              .priority = 5 };
    assert_int_equal(jobs_type_put(b->jobs, b->box->arena, TENANT, &d, report_none, NULL), OK);
    start(b);
    const char *ids[3];
    for (int i = 0; i < 3; i++)
        ids[i] = add(b, (struct job_new){ .type = "render" });
    const struct json *got = lease(b, "render", 10);
    assert_int_equal(json_size(got), 2); /* its limit */
    const char *id = json_string(json_get(json_first(got), "id")), *key = json_string(json_get(json_first(got), "lease_id"));
    assert_string_equal(id, ids[0]);
    assert_int_equal(jobs_heartbeat(b->jobs, b->box->arena, TENANT, id, key, 30, "on it", &until), OK);
    assert_int_equal(get(b, id).progress, 30);
    assert_int_equal(jobs_heartbeat(b->jobs, b->box->arena, TENANT, id, "another", 30, "", &until), ERR_CONFLICT);
    clock_fake_advance(b->box->clock, 61 * US_PER_S); /* not heard of: both come back, and are counted */
    jobs_wake(b->jobs);
    UNTIL(!str_eq(get(b, id).state, "RUNNING"));
    assert_string_equal(attempts(b, id, &n)[0].outcome, "lost");
    struct jobs_outcome good = { .ok = true, .result = "{}" };
    assert_int_equal(jobs_outcome(b->jobs, b->box->arena, TENANT, id, key, &good), ERR_CONFLICT); /* too late */
    UNTIL_STATE(b, id, "PENDING");
    got = lease(b, "render", 1);
    const char *second = json_string(json_get(json_first(got), "id")), *key2 = json_string(json_get(json_first(got), "lease_id"));
    assert_int_equal(jobs_outcome(b->jobs, b->box->arena, TENANT, second, key2, &good), OK);
    assert_string_equal(get(b, second).state, "COMPLETED");
    assert_int_equal(jobs_outcome(b->jobs, b->box->arena, TENANT, second, key2, &good), ERR_CONFLICT);
    got = lease(b, "render", 1);
    const char *third = json_string(json_get(json_first(got), "id"));
    clock_fake_jump(b->box->clock, US_PER_DAY); /* a clock that jumps ends no lease */
    jobs_wake(b->jobs);
    UNTIL(get(b, third).lease_until.v > clock_wall_us(b->box->clock));
    assert_string_equal(get(b, third).state, "RUNNING");
}

/* ---- many ---- */

static void test_bulk_and_undo(void **state)
{
    struct bench *b = *state;
    const char *ids[50];
    char selection[ID_SIZE];
    int64_t count, undone, kept;
    bool more;
    struct jobs_bulk done;
    for (int i = 0; i < 50; i++)
        ids[i] = add(b, (struct job_new){ .type = i % 2 ? "quick" : "fails" });
    struct jobs_filter f = { .type = "quick" };
    assert_int_equal(jobs_freeze(b->jobs, b->box->arena, TENANT, JOB_CANCEL, &f, "a@b.c", selection, &count, &more), OK);
    assert_int_equal(count, 25);
    assert_false(more);
    const char *later = add(b, (struct job_new){ .type = "quick" }); /* came after the set was frozen */
    assert_int_equal(jobs_act(b->jobs, TENANT, ids[1], JOB_CANCEL), OK);
    assert_int_equal(jobs_bulk(b->jobs, b->box->arena, TENANT, JOB_RETRY, selection, NULL, 0, "a@b.c", &done), ERR_CONFLICT);
    assert_int_equal(jobs_bulk(b->jobs, b->box->arena, OTHER, JOB_CANCEL, selection, NULL, 0, "a@b.c", &done), ERR_NOT_FOUND);
    assert_int_equal(jobs_bulk(b->jobs, b->box->arena, TENANT, JOB_CANCEL, selection, NULL, 0, "a@b.c", &done), OK);
    assert_int_equal(done.done, 24);
    assert_int_equal(done.refused, 1);
    assert_string_equal(get(b, later).state, "PENDING");
    assert_int_equal(jobs_bulk(b->jobs, b->box->arena, TENANT, JOB_CANCEL, selection, NULL, 0, "a@b.c", &done), ERR_CONFLICT); /* once */
    clock_fake_advance(b->box->clock, 9 * US_PER_S);
    assert_int_equal(jobs_undo(b->jobs, b->box->arena, TENANT, selection, &undone, &kept), OK);
    assert_int_equal(undone, 24);
    assert_string_equal(get(b, ids[3]).state, "PENDING");
    assert_string_equal(get(b, ids[1]).state, "CANCELLED"); /* was not of this action */
    assert_int_equal(jobs_undo(b->jobs, b->box->arena, TENANT, selection, &undone, &kept), ERR_CONFLICT);
    assert_int_equal(jobs_bulk(b->jobs, b->box->arena, TENANT, JOB_CANCEL, NULL, ids, 10, "a@b.c", &done), OK);
    clock_fake_advance(b->box->clock, 11 * US_PER_S);
    assert_int_equal(jobs_undo(b->jobs, b->box->arena, TENANT, done.action_id, &undone, &kept), ERR_CONFLICT); /* over */
}

static void test_prune(void **state)
{
    struct bench *b = *state;
    int64_t deleted;
    struct sql_job_get_row row;
    start(b);
    const char *good = add(b, (struct job_new){ .type = "quick" }), *bad = add(b, (struct job_new){ .type = "fails", .max_attempts = 1 });
    UNTIL_STATE(b, good, "COMPLETED");
    UNTIL_STATE(b, bad, "FAILED");
    clock_fake_advance(b->box->clock, 29 * US_PER_DAY);
    assert_int_equal(jobs_prune(b->jobs, &deleted), OK);
    assert_int_equal(deleted, 0);
    clock_fake_advance(b->box->clock, 2 * US_PER_DAY);
    assert_int_equal(jobs_prune(b->jobs, &deleted), OK);
    assert_int_equal(deleted, 1);
    assert_int_equal(
        sql_job_get(store_reader(b->box->store), b->box->arena, &(struct sql_job_get_in){ .id = good, .tenant_id = TENANT }, &row),
        ERR_NOT_FOUND);
    clock_fake_advance(b->box->clock, 60 * US_PER_DAY);
    assert_int_equal(jobs_prune(b->jobs, &deleted), OK);
    assert_int_equal(deleted, 1);
}

#define T(name, fn)                                                                                                                        \
    {                                                                                                                                      \
        name, fn, setup, teardown, NULL                                                                                                    \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        T("a job is done once and says so", test_completes),
        T("[C9.1, C1.1.2, C1.1.3, C1.1.4] retry", test_retry),
        T("[C9.2, C1.2.2, C1.2.3, C1.2.4] cancel", test_cancel),
        T("cancel racing completion", test_cancel_races_completion),
        T("a handler that hangs is left behind", test_hangs),
        T("a handler that floods its log", test_flood),
        T("come again later", test_snooze),
        T("one unique key from 64 threads", test_unique),
        T("one at a time, and a type's limit", test_exclusive_and_limits),
        T("after another, children", test_after_and_parent),
        T("fair between tenants", test_fair),
        T("quick ones are begun ahead of the threads", test_ahead),
        T("a suspended tenant's jobs and schedules rest", test_suspended),
        T("a crash: the attempt is lost, the job comes back", test_lost),
        T("a stop is not a failed attempt", test_stop_interrupts),
        T("secrets are sealed, input is checked", test_secrets),
        T("workers outside: leases", test_outside),
        T("a frozen set, done once, taken back within 10 s", test_bulk_and_undo),
        T("retention", test_prune),
    };
    return cmocka_run_group_tests_name("jobs", tests, NULL, NULL);
}
