/* jobs/ under kill -9: a process that does jobs is killed again and again, hundreds in flight each time, until a thousand jobs were
 * interrupted. Each ends in exactly one final state, was done at least once, and has a history without gaps. */
#include "boxtest.h"
#include "core/crypto.h"
#include "core/log.h"
#include "core/str.h"
#include "jobs/jobs_private.h"
#include "sql/jobs.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TENANT      BOX_TENANT
#define JOBS        1500
#define INTERRUPTED 1000
#define ROUNDS_MAX  40

static struct shared {      /* with the process that is killed */
    _Atomic int done[JOBS]; /* how often each was done to its end */
    _Atomic int held;
    _Atomic bool hold;
} * shared;

static enum err work(struct job_run *r, void *ctx)
{
    int64_t n = 0;
    (void)ctx;
    if (!json_int(json_get(job_input(r), "n"), &n) || n < 0 || n >= JOBS)
        return err_set(ERR_INVALID, "no number");
    job_log(r, "number %lld", (long long)n);
    if (atomic_load(&shared->hold) && r->slot->mean_us >= 0) { /* quick ones are claimed ahead: by now hundreds are */
        atomic_fetch_add(&shared->held, 1);
        for (;;)
            pause();
    }
    atomic_fetch_add(&shared->done[n], 1);
    return OK;
}

static const struct field input[] = { { .name = "n", .type = F_INT, .flags = FIELD_REQUIRED, .max = JOBS }, { 0 } };
static const struct job_type type = { .name = "work",
                                      .title = "Work",
                                      .doc = "",
                                      .queue = "test",
                                      .input = input,
                                      .run = work,
                                      .concurrency = 256,
                                      .timeout_seconds = 600,
                                      .max_attempts = 25,
                                      .backoff_seconds = 1,
                                      .backoff_max_seconds = 1,
                                      .priority = 5 };

static void open_all(const char *dir, struct store **s, struct jobs **j)
{
    assert_int_equal(
        store_open(&(struct store_options){ .dir = dir, .clock = clock_system(), .version = "test", .ballast_bytes = 65536 }, s), OK);
    assert_int_equal(jobs_new(&(struct jobs_deps){ .store = *s, .clock = clock_system(), .threads = 32 }, j), OK);
    assert_int_equal(jobs_register(*j, &type, 1, NULL), OK);
}

/* Does jobs until it is killed. */
static void be_killed(const char *dir)
{
    struct store *s;
    struct jobs *j;
    open_all(dir, &s, &j);
    if (jobs_start(j) != OK)
        _exit(3);
    for (;;)
        pause();
}

static int64_t count(struct store *s, struct arena *a, const char *state)
{
    struct sql_job_depths_row *rows;
    size_t n;
    int64_t sum = 0;
    assert_int_equal(sql_job_depths(store_reader(s), a, &(struct sql_job_depths_in){ .tenant_id = TENANT, .limit = 100 }, &rows, &n), OK);
    for (size_t i = 0; i < n; i++)
        sum += !state || str_eq(rows[i].state, state) ? rows[i].total : 0;
    return sum;
}

/* How many running jobs the kill left behind. */
static int64_t left_running(const char *dir)
{
    struct store *s;
    struct arena *a = arena_new(0);
    assert_int_equal(
        store_open(&(struct store_options){ .dir = dir, .clock = clock_system(), .version = "test", .ballast_bytes = 65536 }, &s), OK);
    int64_t n = count(s, a, "RUNNING");
    store_reader_release(s);
    store_close(s);
    arena_free(a);
    return n;
}

static void enter_all(const char *dir, char (*ids)[ID_SIZE])
{
    struct store *s;
    struct jobs *j;
    struct arena *a = arena_new(0);
    static bool existing[JOBS];
    static struct job_new in[JOBS];
    open_all(dir, &s, &j);
    for (int i = 0; i < JOBS; i++) {
        struct json *v;
        char text[32];
        snprintf(text, sizeof text, "{\"n\":%d}", i);
        assert_int_equal(json_parse(a, text, strlen(text), &v), OK);
        in[i] = (struct job_new){ .tenant_id = TENANT, .type = "work", .input = v, .priority = -1, .by = "" };
    }
    assert_int_equal(jobs_add_many(j, a, in, JOBS, NULL, NULL, ids, existing), OK);
    jobs_free(j);
    store_reader_release(s);
    store_close(s);
    arena_free(a);
}

/* Whatever happened to it: COMPLETED, attempts numbered without a gap, each with one outcome, the last and only the last completed. True
 * when a kill had interrupted it. */
static bool whole(struct store *s, struct arena *a, const char *id, int number)
{
    struct sql_job_get_row job;
    struct sql_job_attempts_row *t;
    size_t n;
    assert_int_equal(sql_job_get(store_reader(s), a, &(struct sql_job_get_in){ .id = id, .tenant_id = TENANT }, &job), OK);
    assert_string_equal(job.state, "COMPLETED");
    assert_true(job.finished_at.set);
    assert_int_equal(sql_job_attempts(store_reader(s), a,
                                      &(struct sql_job_attempts_in){ .job_id = id, .tenant_id = TENANT, .before = INT64_MAX, .limit = 100 },
                                      &t, &n),
                     OK);
    assert_int_equal(n, job.attempts);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(t[i].number, n - i);
        assert_true(t[i].finished_at.set);
        assert_string_equal(t[i].outcome, i ? "lost" : "completed");
        assert_true(i == 0 || t[i].error != NULL);
    }
    assert_in_range(atomic_load(&shared->done[number]), 1, n);
    return n > 1;
}

static void test_kill9(void **state)
{
    static char ids[JOBS][ID_SIZE];
    char dir[] = "/tmp/binnacle-unit-XXXXXX";
    int64_t kills = 0, lost = 0;
    (void)state;
    assert_non_null(mkdtemp(dir));
    enter_all(dir, ids);
    for (; kills < ROUNDS_MAX && lost < INTERRUPTED + 200; kills++) {
        bool hold = kills % 4 != 3; /* each fourth kill comes at any moment of work at full speed */
        atomic_store(&shared->held, 0);
        atomic_store(&shared->hold, hold);
        pid_t p = fork();
        assert_true(p >= 0);
        if (p == 0) {
            be_killed(dir);
            _exit(4);
        }
        for (int i = 0; i < 60000 && hold && atomic_load(&shared->held) < 32; i++)
            usleep(1000);
        usleep(hold ? 20000 : 40000);
        int status;
        assert_int_equal(kill(p, SIGKILL), 0);
        assert_int_equal(waitpid(p, &status, 0), p);
        assert_true(WIFSIGNALED(status));
        lost += left_running(dir);
    }
    atomic_store(&shared->hold, false);
    struct store *s;
    struct jobs *j;
    struct arena *a = arena_new(0);
    open_all(dir, &s, &j);
    assert_int_equal(jobs_start(j), OK);
    for (int i = 0; i < 60000 && count(s, a, NULL) > 0; i++) {
        usleep(1000);
        arena_reset(a);
    }
    assert_int_equal(count(s, a, NULL), 0);
    int64_t interrupted = 0, completed = 0;
    for (int i = 0; i < JOBS; i++, arena_reset(a))
        interrupted += whole(s, a, ids[i], i);
    struct sql_job_minutes_row *minutes;
    size_t n;
    assert_int_equal(sql_job_minutes(store_reader(s), a,
                                     &(struct sql_job_minutes_in){ .tenant_id = TENANT, .since = 0, .width = US_PER_DAY, .limit = 10 },
                                     &minutes, &n),
                     OK);
    for (size_t i = 0; i < n; i++) {
        completed += minutes[i].completed;
        assert_int_equal(minutes[i].failed + minutes[i].cancelled, 0);
    }
    assert_int_equal(completed, JOBS); /* each counted once */
    assert_true(interrupted >= INTERRUPTED);
    print_message("%lld kills, %lld attempts lost, %lld of %d jobs interrupted\n", (long long)kills, (long long)lost,
                  (long long)interrupted, JOBS);
    jobs_stop(j);
    jobs_free(j);
    store_reader_release(s);
    store_close(s);
    arena_free(a);
    store_remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = { { "1,000 jobs interrupted by kill -9", test_kill9, NULL, NULL, NULL } };
    log_setup(LOG_ERROR, LOG_TEXT, 2);
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED || crypto_init() != OK)
        return 1;
    return cmocka_run_group_tests_name("jobs_kill9", tests, NULL, NULL);
}
