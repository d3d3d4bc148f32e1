/* store/: backups are whole or refused, restores happen whole or not at all. */
#include "core/crypto.h"
#include "core/str.h"
#include "sql/store.h"
#include "sql/telemetry.h"
#include "store/internal.h"
#include "storetest.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Ends the process before its n-th rename, unlink, fsync or mkdir: the crash points of a restore. The program's own definition
 * comes before the C library's. */
static int calls_left = -1;

static void crash_point(void)
{
    if (calls_left >= 0 && calls_left-- == 0)
        _exit(77);
}

int rename(const char *from, const char *to)
{
    crash_point();
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int fsync(int fd)
{
    crash_point();
    return (int)syscall(SYS_fsync, fd);
}

int mkdir(const char *path, mode_t mode)
{
    crash_point();
    return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}

int unlink(const char *path)
{
    crash_point();
    return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

static enum err add_sample(struct tx *tx, void *arg)
{
    (void)arg;
    enum err e = sql_telemetry_metric_name(tx, &(struct sql_telemetry_metric_name_in){ .num = 1, .name = "cpu" });
    return e ? e : sql_telemetry_metric_add(tx, &(struct sql_telemetry_metric_add_in){ .at = 5, .metric_num = 1, .value = 0.5 });
}

static void fill(struct store *s, int rows, const char *value)
{
    for (int i = 0; i < rows; i++) {
        char name[32];
        snprintf(name, sizeof name, "row-%d", i);
        assert_int_equal(storetest_put(s, name, value), OK);
    }
}

static void expect_backup(const char *path, bool full)
{
    struct backup_info info;
    enum err e = store_backup_verify(path, &info);
    if (e)
        fail_msg("%s: %s", path, err_detail());
    assert_int_equal(info.full, full);
    assert_int_equal(info.schema_version, migrations_newest(migrations_of_state()));
    assert_string_equal(info.version, "0.0.0-test");
    assert_int_equal(info.bytes, disk_size(path));
    assert_true(info.created_at > 0);
}

static void test_backup_and_restore(void **state)
{
    struct fixture *f = *state;
    char path[512], old[512];
    struct backup_info info;
    storetest_path(f, "one.backup", path);
    struct store *s = storetest_open(f, NULL);
    fill(s, 20, "before");
    assert_int_equal(store_backup(s, path, false, &info), OK);
    expect_backup(path, false);
    fill(s, 30, "after");
    assert_int_equal(store_restore(path, f->dir, &info), ERR_CONFLICT); /* it runs */
    assert_string_equal(storetest_get(s, f, "row-1"), "after");
    store_close(s);
    assert_int_equal(store_restore(path, f->dir, &info), OK);
    s = storetest_open(f, NULL);
    assert_string_equal(storetest_get(s, f, "row-1"), "before");
    assert_null(storetest_get(s, f, "row-29"));
    assert_int_equal(storetest_put(s, "more", "x"), OK);
    store_close(s);
    /* The old state is kept. */
    DIR *d = opendir(f->dir);
    int kept = 0;
    for (struct dirent *e; (e = readdir(d));) {
        if (!str_starts(e->d_name, "restore-"))
            continue;
        snprintf(old, sizeof old, "%s/%s", f->dir, e->d_name);
        kept++;
    }
    closedir(d);
    assert_int_equal(kept, 1);
    struct fixture there = *f;
    str_copy(there.dir, sizeof there.dir, old);
    s = storetest_open(&there, NULL);
    assert_string_equal(storetest_get(s, f, "row-29"), "after");
    store_close(s);
}

static void test_staged_restore_of_a_running_box(void **state)
{
    struct fixture *f = *state;
    char path[512];
    struct backup_info info;
    storetest_path(f, "one.backup", path);
    struct store *s = storetest_open(f, NULL);
    assert_int_equal(storetest_put(s, "a", "before"), OK);
    assert_int_equal(store_backup(s, path, false, &info), OK);
    assert_int_equal(storetest_put(s, "a", "after"), OK);
    assert_int_equal(store_restore_stage(s, path, &info), OK);
    assert_int_equal(store_restore_stage(s, path, &info), ERR_CONFLICT);
    assert_int_equal(storetest_put(s, "b", "until the restart"), OK);
    assert_string_equal(storetest_get(s, f, "a"), "after");
    store_close(s);
    s = storetest_open(f, NULL);
    assert_string_equal(storetest_get(s, f, "a"), "before");
    assert_null(storetest_get(s, f, "b"));
    store_close(s);
}

static void test_full_backup_carries_telemetry(void **state)
{
    struct fixture *f = *state;
    char path[512], dir[512];
    int64_t days[4], now = clock_wall_us(clock_system());
    struct backup_info info;
    storetest_path(f, "full.backup", path);
    struct store *s = storetest_open(f, NULL);
    assert_int_equal(store_post_telemetry(s, now, add_sample, NULL, NULL), OK);
    assert_int_equal(store_post_telemetry(s, now - US_PER_DAY, add_sample, NULL, NULL), OK);
    for (int i = 0; i < 5000 && store_telemetry_days(s, days, 4) < 2; i++)
        usleep(1000);
    store_close(s);
    s = storetest_open(f, NULL);
    assert_int_equal(storetest_put(s, "a", "1"), OK);
    assert_int_equal(store_backup(s, path, true, &info), OK);
    expect_backup(path, true);
    store_close(s);
    snprintf(dir, sizeof dir, "%s/elsewhere", f->dir);
    assert_int_equal(store_restore(path, dir, &info), OK);
    struct fixture there = *f;
    str_copy(there.dir, sizeof there.dir, dir);
    s = storetest_open(&there, NULL);
    assert_string_equal(storetest_get(s, f, "a"), "1");
    assert_int_equal(store_telemetry_days(s, days, 4), 2);
    for (int i = 0; i < 2; i++) {
        struct sql_telemetry_metric_count_row row;
        assert_int_equal(sql_telemetry_metric_count(store_telemetry_reader(s, days[i]), f->arena, NULL, &row), OK);
        assert_int_equal(row.total, 1);
    }
    store_close(s);
    struct buf out;
    buf_init(&out, 65536);
    assert_int_equal(store_check(dir, &out), OK);
    assert_non_null(strstr(out.data, "telemetry/"));
    buf_free(&out);
}

struct load {
    struct store *store;
    atomic_bool stop;
    int written;
};

static void *write_load(void *arg)
{
    struct load *l = arg;
    while (!atomic_load(&l->stop)) {
        char name[32];
        snprintf(name, sizeof name, "load-%d", l->written);
        if (storetest_put(l->store, name, "0123456789012345678901234567890123456789") != OK)
            break;
        l->written++;
    }
    return NULL;
}

static void test_backup_while_writing(void **state)
{
    struct fixture *f = *state;
    char path[512];
    struct backup_info info;
    struct store *s = storetest_open(f, NULL);
    struct load l = { .store = s };
    pthread_t t;
    fill(s, 200, "steady");
    assert_int_equal(pthread_create(&t, NULL, write_load, &l), 0);
    for (int i = 0; i < 5; i++) {
        char name[32];
        snprintf(name, sizeof name, "load-%d.backup", i);
        storetest_path(f, name, path);
        assert_int_equal(store_backup(s, path, false, &info), OK);
        expect_backup(path, false);
        usleep(20000);
    }
    atomic_store(&l.stop, true);
    pthread_join(t, NULL);
    assert_true(l.written > 5);
    assert_int_equal(store_backup_dir(f->dir, path, false, &info), OK); /* as the command line does beside a server */
    store_close(s);
    snprintf(path, sizeof path, "%s/load-4.backup", f->dir);
    assert_int_equal(store_restore(path, f->dir, &info), OK);
    s = storetest_open(f, NULL);
    assert_string_equal(storetest_get(s, f, "row-199"), "steady");
    store_close(s);
}

/* 1,000 damaged copies: cut off at 250 lengths, and one bit turned at 750 places over the whole file, the trailer included. */
static void test_damaged_backups_are_refused(void **state)
{
    struct fixture *f = *state;
    char path[512], bad[512];
    struct backup_info info;
    int accepted = 0;
    storetest_path(f, "good.backup", path);
    storetest_path(f, "bad.backup", bad);
    struct store *s = storetest_open(f, NULL);
    fill(s, 100, "a value that fills the pages a little, so that there are leaves");
    assert_int_equal(store_backup(s, path, false, &info), OK);
    store_close(s);
    int64_t size = disk_size(path), began = mono_us();
    storetest_copy(path, bad);
    expect_backup(bad, false);
    for (int i = 0; i < 750; i++) {
        int64_t at = i < 64 ? size - 1 - i : (size - 64) * (i - 64) / 686;
        unsigned char byte = 0, turned;
        int fd = open(bad, O_RDWR | O_CLOEXEC);
        assert_true(fd >= 0);
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        turned = (unsigned char)(byte ^ (1u << (i % 8)));
        assert_int_equal(pwrite(fd, &turned, 1, at), 1);
        if (store_backup_verify(bad, &info) != ERR_CORRUPT)
            accepted++;
        if (i % 50 == 0 && store_restore(bad, f->dir, &info) != ERR_CORRUPT)
            accepted++;
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
        close(fd);
    }
    expect_backup(bad, false);       /* every flip was turned back */
    for (int i = 1; i <= 250; i++) { /* shorter every time; the first 64 cuts are inside the trailer */
        assert_int_equal(truncate(bad, i <= 64 ? size - i : (size - 64) * (250 - i) / 187), 0);
        if (store_backup_verify(bad, &info) != ERR_CORRUPT)
            accepted++;
    }
    assert_int_equal(accepted, 0);
    assert_true(mono_us() - began < 60 * US_PER_S);
    s = storetest_open(f, NULL); /* the live data is untouched */
    struct store_health h;
    store_health(s, &h);
    assert_true(h.last_stop_clean);
    assert_non_null(storetest_get(s, f, "row-99"));
    store_close(s);
}

static void test_foreign_files_are_no_backups(void **state)
{
    struct fixture *f = *state;
    char path[512], state_file[512];
    struct backup_info info;
    storetest_path(f, "x.backup", path);
    storetest_path(f, "binnacle.db", state_file);
    assert_int_equal(store_backup_verify(path, &info), ERR_NOT_FOUND);
    struct store *s = storetest_open(f, NULL);
    store_close(s);
    assert_int_equal(store_backup_verify(state_file, &info), ERR_CORRUPT); /* a bare database */
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(store_backup_verify(path, &info), ERR_CORRUPT); /* empty */
    assert_int_equal(ftruncate(fd, 100000), 0);
    assert_int_equal(store_backup_verify(path, &info), ERR_CORRUPT);
    close(fd);
}

/* The trailer of backup.c over the file as it is now: damage that comes with a right checksum. The file is under 1 MiB, so one block. */
static void forge_trailer(const char *path, int64_t body)
{
    static unsigned char block[32 + (1 << 20)];
    unsigned char hash[32];
    memset(block, 0, 32);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0 && body <= 1 << 20);
    assert_int_equal(pread(fd, block + 32, (size_t)body, 0), body);
    crypto_blake2b(block, 32 + (size_t)body, hash);
    assert_int_equal(pwrite(fd, hash, sizeof hash, body + 32), (int)sizeof hash);
    close(fd);
}

static void test_right_checksum_of_wrong_content(void **state)
{
    static const struct {
        const char *sql, *said;
    } cases[] = {
        { "DELETE FROM store_meta WHERE name = 'row-3'", "rows and must have" },
        { "UPDATE backup_table SET row_count = row_count + 1 WHERE name = 'store_meta'", "rows and must have" },
        { "DELETE FROM backup_table WHERE name = 'store_meta'", "manifest names" },
        { "CREATE TRIGGER evil AFTER INSERT ON store_meta BEGIN DELETE FROM store_meta; END", "schema is not that" },
        { "DROP TABLE store_meta", "schema is not that" },
        { "UPDATE schema_migration SET hash = zeroblob(32)", "is not the one" },
        { "PRAGMA user_version = 9000", "newer Binnacle" },
        { "PRAGMA application_id = 1", "not a database of Binnacle" },
        { "INSERT INTO backup_file VALUES ('../../evil.db', 0, x'')", "no telemetry day" },
        { "INSERT INTO backup_file VALUES ('2026-02-08.db', 10, x'')", "not whole" },
        { "DELETE FROM backup_manifest", "" },
    };
    struct fixture *f = *state;
    char good[512], bad[512];
    struct backup_info info;
    storetest_path(f, "good.backup", good);
    storetest_path(f, "bad.backup", bad);
    struct store *s = storetest_open(f, NULL);
    fill(s, 20, "v");
    assert_int_equal(store_backup(s, good, false, &info), OK);
    store_close(s);
    int64_t body = disk_size(good) - 64;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned char trailer[64];
        sqlite3 *db = NULL;
        storetest_copy(good, bad);
        int fd = open(bad, O_RDWR | O_CLOEXEC);
        assert_int_equal(pread(fd, trailer, sizeof trailer, body), 64);
        assert_int_equal(ftruncate(fd, body), 0);
        close(fd);
        assert_int_equal(db_connect(bad, DB_PLAIN, &db), OK);
        if (db_exec(db, cases[i].sql) != OK)
            fail_msg("%s: %s", cases[i].sql, err_detail());
        sqlite3_close(db);
        int64_t now = disk_size(bad);
        for (int k = 0; k < 8; k++)
            trailer[16 + k] = (unsigned char)(now >> (8 * k));
        fd = open(bad, O_RDWR | O_CLOEXEC);
        assert_int_equal(pwrite(fd, trailer, sizeof trailer, now), 64);
        close(fd);
        forge_trailer(bad, now);
        enum err e = store_backup_verify(bad, &info);
        if (e == OK || !strstr(err_detail(), cases[i].said))
            fail_msg("%s: %s, %s", cases[i].sql, err_name(e), err_detail());
        assert_int_not_equal(store_restore(bad, f->dir, &info), OK);
    }
    storetest_copy(good, bad);
    forge_trailer(bad, body); /* the forging itself is right */
    expect_backup(bad, false);
}

static void test_scratch_directory_is_removed(void **state)
{
    struct fixture *f = *state;
    char path[512], dir[512], foreign[600];
    struct backup_info info;
    storetest_path(f, "one.backup", path);
    storetest_path(f, "scratch", dir);
    struct store *s = storetest_open(f, NULL);
    assert_int_equal(store_backup(s, path, true, &info), OK);
    store_close(s);
    assert_int_equal(store_restore(path, dir, &info), OK);
    store_remove_dir(dir);
    assert_false(disk_exists(dir));
    assert_int_equal(store_restore(path, dir, &info), OK);
    snprintf(foreign, sizeof foreign, "%s/notes.txt", dir);
    storetest_copy(path, foreign);
    store_remove_dir(dir);
    assert_true(disk_exists(foreign));
}

static void test_cancelled_backup_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    char path[512];
    struct backup_info info;
    storetest_path(f, "c.backup", path);
    struct store *s = storetest_open(f, NULL);
    store_backup_cancel(s);
    assert_int_equal(store_backup(s, path, false, &info), ERR_BUSY);
    assert_false(disk_exists(path));
    store_close(s);
    s = storetest_open(f, NULL);
    assert_int_equal(store_backup(s, path, false, &info), OK);
    store_backup_cancel(s);
    assert_int_equal(store_backup_verify(path, &info), ERR_BUSY);
    store_close(s);
}

/* A crash before every single file operation of a restore: the next start finds the whole old state or the whole restored one. */
static void test_restore_survives_a_crash_anywhere(void **state)
{
    struct fixture *f = *state;
    char path[512], work[512], spare[512], live[600];
    struct backup_info info;
    int old_states = 0, new_states = 0;
    storetest_path(f, "full.backup", path);
    storetest_path(f, "spare", spare);
    storetest_path(f, "work", work);
    struct fixture there = *f;
    str_copy(there.dir, sizeof there.dir, work);
    struct store *s = storetest_open(&there, NULL);
    assert_int_equal(storetest_put(s, "which", "restored"), OK);
    assert_int_equal(store_post_telemetry(s, clock_wall_us(clock_system()), add_sample, NULL, NULL), OK);
    int64_t days[4];
    for (int i = 0; i < 5000 && store_telemetry_days(s, days, 4) < 1; i++)
        usleep(1000);
    store_close(s);
    s = storetest_open(&there, NULL);
    assert_int_equal(store_backup(s, path, true, &info), OK);
    store_close(s);
    /* The old state, copied for every try. */
    storetest_remove(work);
    s = storetest_open(&there, NULL);
    assert_int_equal(storetest_put(s, "which", "old"), OK);
    store_close(s);
    snprintf(live, sizeof live, "%s/binnacle.db", work);
    storetest_copy(live, spare);
    int step = 0;
    for (bool crashed = true; crashed; step++) {
        assert_true(step < 200);
        storetest_remove(work);
        assert_int_equal(disk_make_dir(work), OK);
        storetest_copy(spare, live);
        pid_t pid = fork();
        if (pid == 0) {
            calls_left = step;
            _exit(store_restore(path, work, &info) == OK ? 0 : 1);
        }
        int status = 0;
        waitpid(pid, &status, 0);
        assert_true(WIFEXITED(status));
        crashed = WEXITSTATUS(status) == 77;
        assert_true(crashed || WEXITSTATUS(status) == 0);
        s = storetest_open(&there, NULL);
        const char *which = storetest_get(s, f, "which");
        assert_non_null(which);
        size_t n = store_telemetry_days(s, days, 4);
        if (str_eq(which, "old")) {
            old_states++;
            assert_int_equal(new_states, 0); /* once it happens, it happens at every later step */
            assert_int_equal(n, 0);
        } else {
            new_states++;
            assert_string_equal(which, "restored");
            assert_int_equal(n, 1);
        }
        store_close(s);
        char staged[600];
        snprintf(staged, sizeof staged, "%s/" STORE_STAGED_DIR, work);
        assert_false(disk_exists(staged));
    }
    assert_true(old_states > 3);
    assert_true(new_states > 3);
}

static void test_check_names_the_damage(void **state)
{
    struct fixture *f = *state;
    char path[512];
    struct buf out;
    struct store *s = storetest_open(f, NULL);
    fill(s, 100, "0123456789012345678901234567890123456789012345678901234567890123456789");
    store_close(s);
    buf_init(&out, 65536);
    assert_int_equal(store_check(f->dir, &out), OK);
    assert_non_null(strstr(out.data, "binnacle.db: ok"));
    buf_clear(&out);
    storetest_path(f, "binnacle.db", path);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    static const char junk[4096] = { 1, 2, 3 };
    int64_t size = disk_size(path);
    for (int64_t at = 4096; at < size; at += 4096)
        if (at > size / 2)
            assert_int_equal(pwrite(fd, junk, sizeof junk, at), (int)sizeof junk);
    close(fd);
    assert_int_equal(store_check(f->dir, &out), ERR_CORRUPT);
    assert_null(strstr(out.data, "ok"));
    buf_free(&out);
}

int main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, storetest_setup, storetest_teardown)
    const struct CMUnitTest tests[] = {
        T(test_backup_and_restore),
        T(test_staged_restore_of_a_running_box),
        T(test_full_backup_carries_telemetry),
        T(test_backup_while_writing),
        T(test_damaged_backups_are_refused),
        T(test_foreign_files_are_no_backups),
        T(test_right_checksum_of_wrong_content),
        T(test_scratch_directory_is_removed),
        T(test_cancelled_backup_leaves_nothing),
        T(test_restore_survives_a_crash_anywhere),
        T(test_check_names_the_damage),
    };
    return cmocka_run_group_tests_name("store backups", tests, NULL, NULL);
}
