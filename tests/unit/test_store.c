/* store/: durability, order, isolation and back-pressure of writes; readers and their limits; opening, closing, migrations. */
#include "core/arena.h"
#include "core/mem.h"
#include "sql/store.h"
#include "sql/telemetry.h"
#include "store/query.h"
#include "store/store.h"
#include "storetest.h"
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- writing ---- */

static void test_write_is_read_back(void **state)
{
    struct store *s = storetest_open(*state, NULL);
    assert_int_equal(storetest_put(s, "a", "1"), OK);
    assert_string_equal(storetest_get(s, *state, "a"), "1");
    assert_null(storetest_get(s, *state, "b"));
    store_close(s);
    s = storetest_open(*state, NULL);
    assert_string_equal(storetest_get(s, *state, "a"), "1");
    struct store_health h;
    store_health(s, &h);
    assert_true(h.last_stop_clean);
    assert_true(h.writable);
    store_close(s);
}

static enum err put_then_fail(struct tx *tx, void *arg)
{
    (void)arg;
    enum err e = sql_store_meta_set(tx, &(struct sql_store_meta_set_in){ .name = "ghost", .value = "x", .updated_at = 1 });
    return e ? e : err_set(ERR_PRECONDITION, "on purpose %d", 42);
}

static void test_failed_item_is_rolled_back_alone(void **state)
{
    struct store *s = storetest_open(*state, NULL);
    assert_int_equal(storetest_put(s, "kept", "1"), OK);
    assert_int_equal(store_write(s, put_then_fail, NULL), ERR_PRECONDITION);
    assert_string_equal(err_detail(), "on purpose 42"); /* carried over from the writer's thread */
    assert_null(storetest_get(s, *state, "ghost"));
    assert_string_equal(storetest_get(s, *state, "kept"), "1");
    store_close(s);
}

static enum err insert_null(struct tx *tx, void *arg)
{
    (void)arg;
    return sql_store_meta_set(tx, &(struct sql_store_meta_set_in){ .name = "n", .value = NULL, .updated_at = 1 });
}

static void test_constraint_is_invalid(void **state)
{
    struct store *s = storetest_open(*state, NULL);
    assert_int_equal(store_write(s, insert_null, NULL), ERR_INVALID);
    assert_non_null(strstr(err_detail(), "NOT NULL"));
    store_close(s);
}

struct many {
    struct store *store;
    int thread, rows, failed;
};

static enum err put_many_row(struct tx *tx, void *arg)
{
    const char *const *pair = arg;
    enum err e = sql_store_meta_set(tx, &(struct sql_store_meta_set_in){ .name = pair[0], .value = pair[1], .updated_at = 1 });
    return !e && pair[2] ? err_set(ERR_CONFLICT, "chosen to fail") : e;
}

static void *many_main(void *arg)
{
    struct many *m = arg;
    for (int i = 0; i < m->rows; i++) {
        char name[32];
        snprintf(name, sizeof name, "m-%d-%d", m->thread, i);
        bool fail = i % 7 == 3;
        const char *pair[3] = { name, "v", fail ? "" : NULL };
        enum err e = store_write(m->store, put_many_row, (void *)pair);
        if (e != (fail ? ERR_CONFLICT : OK))
            m->failed++;
    }
    store_reader_release(m->store);
    return NULL;
}

static void test_group_commit_of_many_threads(void **state)
{
    enum { THREADS = 16, ROWS = 50 };
    struct store *s = storetest_open(*state, NULL);
    struct many m[THREADS];
    pthread_t t[THREADS];
    for (int i = 0; i < THREADS; i++) {
        m[i] = (struct many){ .store = s, .thread = i, .rows = ROWS };
        assert_int_equal(pthread_create(&t[i], NULL, many_main, &m[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(t[i], NULL);
        assert_int_equal(m[i].failed, 0);
    }
    for (int i = 0; i < THREADS; i++)
        for (int k = 0; k < ROWS; k++) {
            char name[32];
            snprintf(name, sizeof name, "m-%d-%d", i, k);
            const char *v = storetest_get(s, *state, name);
            if (k % 7 == 3)
                assert_null(v);
            else
                assert_string_equal(v, "v");
        }
    struct store_health h;
    store_health(s, &h);
    assert_true(h.commits < THREADS * ROWS); /* or nothing was grouped */
    assert_true(h.commit_p99_us > 0);
    store_close(s);
}

/* ---- lanes ---- */

struct gate {
    atomic_bool entered, open;
    atomic_int order, done, failed;
};

static enum err wait_at_gate(struct tx *tx, void *arg)
{
    struct gate *g = arg;
    (void)tx;
    atomic_store(&g->entered, true);
    while (!atomic_load(&g->open))
        usleep(1000);
    return OK;
}

struct ordered {
    struct gate *gate;
    int at;
};

static enum err take_number(struct tx *tx, void *arg)
{
    struct ordered *o = arg;
    (void)tx;
    o->at = atomic_fetch_add(&o->gate->order, 1) + 1;
    return OK;
}

static void count_done(void *arg, enum err e)
{
    struct ordered *o = arg;
    atomic_fetch_add(e ? &o->gate->failed : &o->gate->done, 1);
}

static void gate_done(void *arg, enum err e)
{
    struct gate *g = arg;
    if (e)
        atomic_fetch_add(&g->failed, 1);
}

struct write_arg {
    struct store *store;
    struct ordered *ordered;
    enum err result;
};

static void *write_number(void *arg)
{
    struct write_arg *w = arg;
    w->result = store_write(w->store, take_number, w->ordered);
    return NULL;
}

static void test_interactive_goes_before_bulk(void **state)
{
    struct store *s = storetest_open(*state, NULL);
    struct gate g = { 0 };
    struct ordered bulk[20], inter = { .gate = &g };
    struct write_arg w = { .store = s, .ordered = &inter };
    pthread_t t;
    assert_int_equal(store_post(s, wait_at_gate, &g, gate_done), OK);
    while (!atomic_load(&g.entered))
        usleep(1000);
    for (int i = 0; i < 20; i++) {
        bulk[i] = (struct ordered){ .gate = &g };
        assert_int_equal(store_post(s, take_number, &bulk[i], count_done), OK);
    }
    assert_int_equal(pthread_create(&t, NULL, write_number, &w), 0);
    struct store_health h;
    do {
        usleep(1000);
        store_health(s, &h);
    } while (!h.queue_interactive);
    assert_int_equal(h.queue_bulk, 20);
    atomic_store(&g.open, true);
    pthread_join(t, NULL);
    assert_int_equal(w.result, OK);
    assert_int_equal(inter.at, 1);
    store_close(s); /* drains */
    assert_int_equal(atomic_load(&g.done), 20);
    for (int i = 1; i < 20; i++)
        assert_true(bulk[i].at > bulk[i - 1].at);
}

static void test_full_queue_pushes_back(void **state)
{
    struct store *s = storetest_open(*state, &(struct store_options){ .queue_max = 8 });
    struct gate g = { 0 };
    struct ordered o = { .gate = &g };
    assert_int_equal(store_post(s, wait_at_gate, &g, gate_done), OK);
    while (!atomic_load(&g.entered))
        usleep(1000);
    for (int i = 0; i < 8; i++)
        assert_int_equal(store_post(s, take_number, &o, count_done), OK);
    assert_int_equal(store_post(s, take_number, &o, count_done), ERR_BUSY);
    atomic_store(&g.open, true);
    store_close(s);
    assert_int_equal(atomic_load(&g.done), 8);
}

/* ---- after the commit ---- */

struct told {
    struct store *store;
    char *seen;
    int times;
    bool fail;
};

static void tell(void *arg)
{
    struct told *t = *(struct told **)arg;
    t->times++;
}

static enum err put_and_tell(struct tx *tx, void *arg)
{
    struct told *t = arg;
    enum err e = sql_store_meta_set(tx, &(struct sql_store_meta_set_in){ .name = "told", .value = "x", .updated_at = 1 });
    for (int i = 0; i < 40; i++) {
        struct told **p = arena_alloc(tx_arena(tx), sizeof *p);
        *p = t;
        tx_after_commit(tx, tell, p);
    }
    if (!e && tx_changes(tx) != 1)
        return err_set(ERR_INTERNAL, "one row must have changed");
    return e || !t->fail ? e : err_set(ERR_INVALID, "rolled back");
}

static void test_after_commit_runs_only_for_what_was_committed(void **state)
{
    struct store *s = storetest_open(*state, NULL);
    struct told t = { .store = s };
    assert_int_equal(store_write(s, put_and_tell, &t), OK);
    assert_int_equal(t.times, 40); /* before store_write returned */
    t.fail = true;
    assert_int_equal(store_write(s, put_and_tell, &t), ERR_INVALID);
    assert_int_equal(t.times, 40);
    store_close(s);
}

/* ---- kill -9 ---- */

static void test_acknowledged_survives_a_kill(void **state)
{
    struct fixture *f = *state;
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct store *s = storetest_open(f, NULL);
        for (int i = 0;; i++) {
            char name[32];
            snprintf(name, sizeof name, "k-%d", i);
            if (storetest_put(s, name, "v") != OK)
                _exit(1);
            if (write(fds[1], &i, sizeof i) != (ssize_t)sizeof i)
                _exit(2);
        }
    }
    close(fds[1]);
    int last = -1;
    while (last < 100 && read(fds[0], &last, sizeof last) == (ssize_t)sizeof last) {
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    for (int more; read(fds[0], &more, sizeof more) == (ssize_t)sizeof more;)
        last = more;
    close(fds[0]);
    assert_true(last >= 100);
    struct store *s = storetest_open(f, NULL);
    struct store_health h;
    store_health(s, &h);
    assert_false(h.last_stop_clean);
    for (int i = 0; i <= last; i++) {
        char name[32];
        snprintf(name, sizeof name, "k-%d", i);
        assert_non_null(storetest_get(s, f, name));
    }
    store_close(s);
}

static void test_second_process_is_refused(void **state)
{
    struct fixture *f = *state;
    struct store *s = storetest_open(f, NULL), *again = NULL;
    struct store_options o = { .dir = f->dir, .clock = clock_system(), .version = "test" };
    assert_int_equal(store_open(&o, &again), ERR_CONFLICT);
    assert_null(again);
    store_close(s);
    struct stat st;
    char path[300];
    snprintf(path, sizeof path, "%s/binnacle.db", f->dir);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 077, 0); /* for the owner alone */
}

/* ---- readers ---- */

static void test_snapshot_holds(void **state)
{
    struct store *s = storetest_open(*state, NULL);
    assert_int_equal(storetest_put(s, "snap", "old"), OK);
    struct db *db = store_reader(s);
    assert_int_equal(db_begin(db), OK);
    assert_string_equal(storetest_get(s, *state, "snap"), "old");
    assert_int_equal(storetest_put(s, "snap", "new"), OK);
    assert_string_equal(storetest_get(s, *state, "snap"), "old");
    db_end(db);
    assert_string_equal(storetest_get(s, *state, "snap"), "new");
    store_close(s);
}

static void test_idle_snapshot_is_cut(void **state)
{
    struct fixture *f = *state;
    struct store *s = storetest_open(f, &(struct store_options){ .reader_max_ms = 200 });
    struct sql_store_meta_get_row row;
    struct db *db = store_reader(s);
    assert_int_equal(storetest_put(s, "a", "1"), OK);
    assert_int_equal(db_begin(db), OK);
    assert_string_equal(storetest_get(s, f, "a"), "1");
    usleep(1500 * 1000); /* the housekeeping comes once a second */
    assert_int_equal(sql_store_meta_get(db, f->arena, &(struct sql_store_meta_get_in){ .name = "a" }, &row), ERR_TIMEOUT);
    db_end(db);
    assert_string_equal(storetest_get(s, f, "a"), "1"); /* and the reader works again */
    store_close(s);
}

static void test_endless_read_is_cut(void **state)
{
    struct fixture *f = *state;
    struct store *s = storetest_open(f, &(struct store_options){ .reader_max_ms = 200 });
    struct query q;
    bool row = true;
    query_init(&q, f->arena, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
    assert_int_equal(query_step(&q, store_reader(s), &row), ERR_TIMEOUT);
    assert_false(row);
    query_done(&q);
    assert_null(storetest_get(s, f, "a"));
    store_close(s);
}

static enum err collect_names(void *arg, struct query *q, bool *enough)
{
    struct buf *b = arg;
    size_t n, none = 7;
    const char *name = query_col_bytes(q, 0, &n);
    assert_null(query_col_bytes(q, 2, &none));
    assert_int_equal(none, 0);
    buf_append(b, name, n);
    buf_put_int(b, query_col_int(q, 1));
    *enough = b->len >= 8;
    return b->len > 20 ? ERR_TOO_LARGE : OK;
}

/* Rows that are not copied: all of them, up to where the visitor has enough, or up to its error; each time the statement is given back. */
static void test_each_row_in_place(void **state)
{
    struct fixture *f = *state;
    struct store *s = storetest_open(f, NULL);
    struct buf b;
    buf_init(&b, 1000);
    for (char name[] = "e-1"; name[2] <= '3'; name[2]++)
        assert_int_equal(storetest_put(s, name, "v"), OK);
    for (int round = 0; round < 3; round++) {
        struct query q;
        query_init(&q, f->arena, "SELECT name, updated_at, NULL FROM store_meta WHERE name LIKE 'e-%'");
        query_append(&q, " ORDER BY name LIMIT ?");
        query_bind_int(&q, round == 0 ? 1 : 10);
        buf_clear(&b);
        if (round == 2)
            buf_puts(&b, "more than enough bytes");
        assert_int_equal(query_each(&q, store_reader(s), collect_names, &b), round == 2 ? ERR_TOO_LARGE : OK);
        if (round < 2)
            assert_string_equal(b.data, round == 0 ? "e-11" : "e-11e-21");
    }
    buf_free(&b);
    assert_string_equal(storetest_get(s, f, "e-3"), "v");
    store_close(s);
}

struct seen {
    struct store *store;
    int rows;
    int slow_ms;
};

static enum err see_row(void *arg, const struct sql_store_meta_names_row *row)
{
    struct seen *seen = arg;
    seen->rows++;
    usleep((useconds_t)seen->slow_ms * 1000);
    return row->name[0] == 'e' ? OK : err_set(ERR_INTERNAL, "unexpected row %s", row->name);
}

static void test_each_and_slow_consumer(void **state)
{
    struct fixture *f = *state;
    struct store *s = storetest_open(f, &(struct store_options){ .reader_max_ms = 200 });
    for (int i = 0; i < 10; i++) {
        char name[32];
        snprintf(name, sizeof name, "e-%d", i);
        assert_int_equal(storetest_put(s, name, "v"), OK);
    }
    struct seen seen = { .store = s };
    struct sql_store_meta_names_in in = { .prefix = "e-" };
    assert_int_equal(sql_store_meta_names_each(store_reader(s), &in, see_row, &seen), OK);
    assert_int_equal(seen.rows, 10);
    seen = (struct seen){ .store = s, .slow_ms = 1500 }; /* a stalled socket */
    assert_int_equal(sql_store_meta_names_each(store_reader(s), &in, see_row, &seen), ERR_TIMEOUT);
    assert_int_equal(seen.rows, 1);
    seen = (struct seen){ .store = s };
    assert_int_equal(sql_store_meta_names_each(store_reader(s), &in, see_row, &seen), OK);
    assert_int_equal(seen.rows, 10);
    store_close(s);
}

static enum err see_nested(void *arg, const struct sql_store_meta_names_row *row)
{
    struct seen *seen = arg, inner = { .store = seen->store };
    (void)row;
    seen->rows++;
    return seen->rows > 1
               ? OK
               : sql_store_meta_names_each(store_reader(seen->store), &(struct sql_store_meta_names_in){ .prefix = "e-" }, see_row, &inner);
}

static void test_query_inside_its_own_callback(void **state)
{
    struct store *s = storetest_open(*state, NULL);
    assert_int_equal(storetest_put(s, "e-1", "v"), OK);
    assert_int_equal(storetest_put(s, "e-2", "v"), OK);
    struct seen seen = { .store = s };
    assert_int_equal(sql_store_meta_names_each(store_reader(s), &(struct sql_store_meta_names_in){ .prefix = "e-" }, see_nested, &seen),
                     OK);
    assert_int_equal(seen.rows, 2);
    store_close(s);
}

static void test_dynamic_query(void **state)
{
    struct fixture *f = *state;
    struct store *s = storetest_open(f, NULL);
    assert_int_equal(storetest_put(s, "d-1", "it's"), OK);
    assert_int_equal(storetest_put(s, "d-2", "x' OR '1'='1"), OK);
    for (int round = 0; round < 3; round++) {
        struct query q;
        bool row = false;
        query_init(&q, f->arena, "SELECT name, value, updated_at, NULL FROM store_meta WHERE name LIKE ?");
        query_bind_text(&q, "d-%");
        query_and_text(&q, "value = ?", "x' OR '1'='1");
        query_append(&q, " ORDER BY name LIMIT ?");
        query_bind_int(&q, 10);
        assert_int_equal(query_step(&q, store_reader(s), &row), OK);
        assert_true(row);
        assert_string_equal(query_col_text(&q, 0), "d-2");
        assert_int_equal(query_col_int(&q, 2), 1);
        assert_true(query_col_null(&q, 3));
        assert_null(query_col_text(&q, 3));
        assert_int_equal(query_step(&q, store_reader(s), &row), OK);
        assert_false(row);
        query_done(&q);
        query_done(&q);
    }
    struct query q;
    bool row;
    query_init(&q, f->arena, "DELETE FROM store_meta");
    assert_int_equal(query_step(&q, store_reader(s), &row), ERR_INTERNAL);
    query_init(&q, f->arena, "SELECT ?");
    assert_int_equal(query_step(&q, store_reader(s), &row), ERR_INTERNAL); /* a value is missing */
    store_close(s);
}

static void *read_once(void *arg)
{
    struct many *m = arg;
    struct sql_store_meta_get_row row;
    struct arena *a = arena_new(0);
    if (sql_store_meta_get(store_reader(m->store), a, &(struct sql_store_meta_get_in){ .name = "x" }, &row) != ERR_NOT_FOUND)
        m->failed++;
    arena_free(a);
    return NULL; /* without store_reader_release: the thread's end gives the reader back */
}

static void test_readers_go_with_their_threads(void **state)
{
    struct store *s = storetest_open(*state, NULL);
    struct store_health h;
    for (int i = 0; i < 5; i++) {
        struct many m = { .store = s };
        pthread_t t;
        assert_int_equal(pthread_create(&t, NULL, read_once, &m), 0);
        pthread_join(t, NULL);
        assert_int_equal(m.failed, 0);
    }
    store_health(s, &h);
    assert_int_equal(h.readers_open, 0);
    store_close(s);
}

/* ---- telemetry ---- */

static enum err sample(struct tx *tx, void *arg)
{
    (void)arg;
    enum err e = sql_telemetry_metric_name(tx, &(struct sql_telemetry_metric_name_in){ .num = 1, .name = "cpu" });
    return e ? e : sql_telemetry_metric_add(tx, &(struct sql_telemetry_metric_add_in){ .at = 5, .metric_num = 1, .value = 0.5 });
}

static void test_telemetry_days_and_prune(void **state)
{
    enum { DAYS = 3 };
    struct fixture *f = *state;
    int64_t noon = 1770508800LL * US_PER_S + 12 * US_PER_HOUR; /* 2026-02-08 */
    struct clock *clock = clock_fake(noon, 0);
    struct store *s = storetest_open(f, &(struct store_options){ .clock = clock, .telemetry_keep_days = 3 });
    struct gate g = { 0 };
    struct ordered o = { .gate = &g };
    for (int i = 0; i < DAYS; i++)
        assert_int_equal(store_post_telemetry(s, noon - i * US_PER_DAY, sample, &o, count_done), OK);
    assert_int_equal(store_post_telemetry(s, noon - 3 * US_PER_DAY, sample, &o, count_done), ERR_INVALID);
    for (int i = 0; i < 5000 && atomic_load(&g.done) < DAYS; i++)
        usleep(1000);
    assert_int_equal(atomic_load(&g.done), DAYS);
    assert_int_equal(atomic_load(&g.failed), 0);
    int64_t days[10];
    assert_int_equal(store_telemetry_days(s, days, 10), DAYS);
    assert_int_equal(days[0], time_day_start(noon));
    assert_int_equal(days[2], time_day_start(noon) - 2 * US_PER_DAY);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < DAYS; i++) {
            struct db *db = store_telemetry_reader(s, noon - i * US_PER_DAY);
            struct sql_telemetry_metric_count_row row;
            assert_non_null(db);
            assert_int_equal(sql_telemetry_metric_count(db, f->arena, NULL, &row), OK);
            assert_int_equal(row.total, 1);
        }
    assert_null(store_telemetry_reader(s, noon + US_PER_DAY));
    struct db *kept = store_telemetry_reader(s, noon - 2 * US_PER_DAY);
    clock_fake_advance(clock, 2 * US_PER_DAY);
    assert_int_equal(store_telemetry_prune(s), 2);
    struct sql_telemetry_metric_count_row row;
    assert_int_equal(sql_telemetry_metric_count(kept, f->arena, NULL, &row), ERR_NOT_FOUND);
    assert_int_equal(store_telemetry_days(s, days, 10), 1);
    assert_null(store_telemetry_reader(s, noon - 2 * US_PER_DAY));
    assert_non_null(store_telemetry_reader(s, noon));
    store_close(s);
    clock_fake_free(clock);
}

int main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, storetest_setup, storetest_teardown)
    const struct CMUnitTest tests[] = {
        T(test_write_is_read_back),
        T(test_failed_item_is_rolled_back_alone),
        T(test_constraint_is_invalid),
        T(test_group_commit_of_many_threads),
        T(test_interactive_goes_before_bulk),
        T(test_full_queue_pushes_back),
        T(test_after_commit_runs_only_for_what_was_committed),
        T(test_acknowledged_survives_a_kill),
        T(test_second_process_is_refused),
        T(test_snapshot_holds),
        T(test_idle_snapshot_is_cut),
        T(test_endless_read_is_cut),
        T(test_each_row_in_place),
        T(test_each_and_slow_consumer),
        T(test_query_inside_its_own_callback),
        T(test_dynamic_query),
        T(test_readers_go_with_their_threads),
        T(test_telemetry_days_and_prune),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
