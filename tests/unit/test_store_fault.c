/* store/: disks that fail and disks that are full. */
#include "core/str.h"
#include "faultvfs.h"
#include "sql/store.h"
#include "sql/telemetry.h"
#include "store/internal.h"
#include "storetest.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The ballast is not made through SQLite: while this is set, the disk has no room for it either. */
static atomic_bool no_room;

int posix_fallocate(int fd, off_t offset, off_t len)
{
    return atomic_load(&no_room) ? ENOSPC : ftruncate(fd, offset + len) == 0 ? 0 : errno;
}

static int setup(void **state)
{
    faultvfs_install();
    faultvfs_clear();
    atomic_store(&no_room, false);
    return storetest_setup(state);
}

static int teardown(void **state)
{
    faultvfs_clear();
    return storetest_teardown(state);
}

static enum err add_sample(struct tx *tx, void *arg)
{
    (void)arg;
    enum err e = sql_telemetry_metric_name(tx, &(struct sql_telemetry_metric_name_in){ .num = 1, .name = "cpu" });
    return e ? e : sql_telemetry_metric_add(tx, &(struct sql_telemetry_metric_add_in){ .at = 5, .metric_num = 1, .value = 0.5 });
}

enum { PUTS = 12 };

static const char new_value[] = "a value of some length, so that pages fill and split after a while";

struct run {
    bool opened, acknowledged[PUTS];
    int unsynced; /* acknowledged and not on disk */
};

/* A short life of a box. Every call must return, with OK or with an error. */
static void live(struct fixture *f, struct run *r, const char *value)
{
    struct store *s = NULL;
    if (storetest_try_open(f, NULL, &s) != OK)
        return;
    r->opened = true;
    for (int i = 0; i < PUTS; i++) {
        char name[32];
        snprintf(name, sizeof name, "put-%d", i);
        r->acknowledged[i] = storetest_put(s, name, value) == OK;
        if (r->acknowledged[i] && faultvfs_unsynced())
            r->unsynced++;
        if (i == 2 && store_post_telemetry(s, clock_wall_us(clock_system()), add_sample, NULL, NULL) != OK)
            continue; /* refused, for example because the disk is full: an answer as well */
    }
    store_close(s);
}

static void expect_sound(struct fixture *f, const struct run *r, const char *what)
{
    struct buf out;
    struct store *s = NULL;
    if (storetest_try_open(f, NULL, &s) != OK)
        fail_msg("%s: does not open any more: %s", what, err_detail());
    for (int i = 0; i < PUTS; i++) {
        char name[32];
        snprintf(name, sizeof name, "put-%d", i);
        if (r->acknowledged[i] && !str_eq(storetest_get(s, f, name), new_value))
            fail_msg("%s: %s was acknowledged and is lost", what, name);
    }
    if (storetest_put(s, "again", "x") != OK)
        fail_msg("%s: cannot be written any more: %s", what, err_detail());
    store_close(s);
    buf_init(&out, 65536);
    if (store_check(f->dir, &out) != OK)
        fail_msg("%s: %s", what, out.data);
    buf_free(&out);
}

static void torture(struct fixture *f, enum fault kind, const char *name, bool sticky, bool fresh)
{
    int failures = 0, all_good = 0;
    char earlier[400]; /* what an earlier life left */
    snprintf(earlier, sizeof earlier, "%s.earlier", f->dir);
    if (!fresh) {
        struct run first = { 0 };
        live(f, &first, "the value of an earlier life, which is overwritten; long, so that pages split");
        assert_true(first.opened);
        storetest_copy_dir(f->dir, earlier);
    }
    /* Every call of the first ones, then ever larger steps: a fresh database writes as often as its schema is large. */
    for (long nth = 1;; nth += nth < 32 ? 1 : 1 + nth / 8) {
        char what[96];
        struct run r = { 0 };
        snprintf(what, sizeof what, "%s %ld%s%s", name, nth, sticky ? " and on" : "", fresh ? ", fresh" : "");
        storetest_remove(f->dir);
        if (!fresh)
            storetest_copy_dir(earlier, f->dir);
        faultvfs_clear();
        faultvfs_fail(kind, nth, sticky);
        live(f, &r, new_value);
        long hits = faultvfs_hits();
        faultvfs_clear();
        assert_int_equal(r.unsynced, 0);
        expect_sound(f, &r, what);
        for (int i = 0; i < PUTS; i++) {
            failures += !r.acknowledged[i];
            all_good += r.acknowledged[i];
        }
        if (!hits)
            break; /* past the last call of the run */
        assert_true(nth < 20000);
    }
    storetest_remove(earlier);
    assert_true(all_good > 0);
    if (kind == FAULT_WRITE || kind == FAULT_SYNC)
        assert_true(failures > 0); /* or nothing was hit that mattered */
}

static void test_nth_write_fails(void **state)
{
    torture(*state, FAULT_WRITE, "write", false, true);
    torture(*state, FAULT_WRITE, "write", false, false);
}

static void test_writes_fail_from_nth(void **state)
{
    torture(*state, FAULT_WRITE, "write", true, true);
}

static void test_nth_sync_fails(void **state)
{
    torture(*state, FAULT_SYNC, "sync", false, true);
    torture(*state, FAULT_SYNC, "sync", true, false);
}

static void test_nth_open_fails(void **state)
{
    torture(*state, FAULT_OPEN, "open", false, true);
    torture(*state, FAULT_OPEN, "open", true, false);
}

static void test_nth_truncate_fails(void **state)
{
    torture(*state, FAULT_TRUNCATE, "truncate", false, false);
    torture(*state, FAULT_TRUNCATE, "truncate", true, false);
}

static void test_nth_shared_memory_fails(void **state)
{
    torture(*state, FAULT_SHARED_MEMORY, "shared memory", false, true);
    torture(*state, FAULT_SHARED_MEMORY, "shared memory", true, false);
}

/* The control for `unsynced`: without syncing, an acknowledged write is not on disk. */
static void test_control_without_sync_would_lose(void **state)
{
    store_close(storetest_open(*state, NULL)); /* the tables leave the log here: a checkpoint would sync it */
    struct store *s = storetest_open(*state, &(struct store_options){ .no_sync = true });
    assert_int_equal(storetest_put(s, "a", "1"), OK);
    assert_true(faultvfs_unsynced() > 0);
    store_close(s);
    s = storetest_open(*state, NULL);
    assert_int_equal(storetest_put(s, "a", "2"), OK);
    assert_int_equal(faultvfs_unsynced(), 0);
    store_close(s);
}

static void wait_for_room(struct store *s)
{
    struct store_health h = { .disk_full = true };
    for (int i = 0; i < 500 && h.disk_full; i++) {
        usleep(10000);
        store_health(s, &h);
    }
    assert_false(h.disk_full);
    assert_true(h.writable);
}

static void test_disk_full_and_recovery(void **state)
{
    struct fixture *f = *state;
    char ballast[512], big[8192];
    struct store_health h;
    enum err e = OK;
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = 0;
    storetest_path(f, "ballast", ballast);
    struct store *s = storetest_open(f, NULL);
    assert_int_equal(disk_size(ballast), 65536);
    assert_int_equal(storetest_put(s, "early", "1"), OK);
    store_close(s); /* what the log holds of making the tables goes to the file now, not into the quota */
    s = storetest_open(f, NULL);

    faultvfs_quota(400000);
    int written = 0;
    for (int i = 0; i < 200 && !e; i++) {
        char name[32];
        snprintf(name, sizeof name, "big-%d", i);
        e = storetest_put(s, name, big);
        written += !e;
        if (written == 6)
            atomic_store(&no_room, true); /* not sooner: the store looks by itself how much room there is */
    }
    assert_int_equal(e, ERR_DISK_FULL);
    assert_non_null(strstr(err_detail(), "disk is full"));
    assert_true(written > 5);
    store_health(s, &h);
    assert_true(h.disk_full);
    assert_false(h.writable);
    assert_false(disk_exists(ballast));                     /* released */
    assert_string_equal(storetest_get(s, f, "early"), "1"); /* reads go on */
    assert_int_equal(storetest_put(s, "refused", "1"), ERR_DISK_FULL);
    assert_int_equal(store_post_telemetry(s, clock_wall_us(clock_system()), add_sample, NULL, NULL), ERR_DISK_FULL);

    faultvfs_quota(65536); /* what the ballast gave */
    assert_int_equal(storetest_put_essential(s, "session", "1"), OK);
    assert_int_equal(storetest_put(s, "refused", "1"), ERR_DISK_FULL);
    store_health(s, &h);
    assert_true(h.disk_full); /* until there is room for the ballast as well */

    faultvfs_quota(-1);
    atomic_store(&no_room, false);
    wait_for_room(s);
    assert_int_equal(disk_size(ballast), 65536);
    assert_int_equal(storetest_put(s, "late", "1"), OK);
    assert_null(storetest_get(s, f, "refused"));
    assert_string_equal(storetest_get(s, f, "session"), "1");
    store_close(s);
    struct buf out;
    buf_init(&out, 65536);
    assert_int_equal(store_check(f->dir, &out), OK);
    buf_free(&out);
}

static void test_starts_on_a_full_disk(void **state)
{
    struct fixture *f = *state;
    struct store_health h;
    struct store *s = storetest_open(f, NULL);
    assert_int_equal(storetest_put(s, "a", "1"), OK);
    store_close(s);
    char ballast[512];
    storetest_path(f, "ballast", ballast);
    assert_int_equal(unlink(ballast), 0);
    atomic_store(&no_room, true);
    faultvfs_quota(40000); /* opening needs the shared memory file, which is not SQLite's to write */
    s = storetest_open(f, NULL);
    store_health(s, &h);
    assert_true(h.disk_full);
    assert_string_equal(storetest_get(s, f, "a"), "1");
    assert_int_equal(storetest_put(s, "b", "1"), ERR_DISK_FULL);
    faultvfs_quota(-1);
    atomic_store(&no_room, false);
    wait_for_room(s);
    assert_int_equal(storetest_put(s, "b", "1"), OK);
    store_close(s);
}

static void test_damage_found_after_a_crash_stops_the_start(void **state)
{
    struct fixture *f = *state;
    char path[512];
    static const char junk[4096] = { 9, 9, 9 };
    struct store *s = storetest_open(f, NULL);
    for (int i = 0; i < 200; i++) {
        char name[32];
        snprintf(name, sizeof name, "row-%d", i);
        assert_int_equal(storetest_put(s, name, "0123456789012345678901234567890123456789012345678901234567890123456789"), OK);
    }
    store_close(s);
    storetest_path(f, "binnacle.lock", path);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_int_equal(pwrite(fd, "running\n", 8, 0), 8);
    close(fd);
    storetest_path(f, "binnacle.db", path);
    fd = open(path, O_RDWR | O_CLOEXEC);
    for (int64_t at = disk_size(path) / 2 / 4096 * 4096; at < disk_size(path); at += 4096)
        assert_int_equal(pwrite(fd, junk, sizeof junk, at), (int)sizeof junk);
    close(fd);
    assert_int_equal(storetest_try_open(f, NULL, &s), ERR_CORRUPT);
}

int main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_nth_write_fails),
        T(test_writes_fail_from_nth),
        T(test_nth_sync_fails),
        T(test_nth_open_fails),
        T(test_nth_truncate_fails),
        T(test_nth_shared_memory_fails),
        T(test_control_without_sync_would_lose),
        T(test_disk_full_and_recovery),
        T(test_starts_on_a_full_disk),
        T(test_damage_found_after_a_crash_stops_the_start),
    };
    return cmocka_run_group_tests_name("store faults", tests, NULL, NULL);
}
