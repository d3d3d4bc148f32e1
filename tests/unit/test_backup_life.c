/* backup/: made and proven, scheduled and kept in number, failing loudly, matched with their files at start, restored. */
#include "backup/backup.h"
#include "backup/backup_private.h"
#include "boxtest.h"
#include "core/mem.h"
#include "core/str.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct life {
    struct box *box;
    struct backup *backup;
    int restarts;
};

static void restart(void *ctx)
{
    (*(int *)ctx)++;
}

static void begin(struct life *l)
{
    struct box *b = l->box;
    struct backup_deps d = {
        .store = b->store, .clock = b->clock, .alerts = b->alerts, .data_dir = b->dir, .restart = restart, .restart_ctx = &l->restarts
    };
    assert_int_equal(backup_new(&d, &l->backup), OK);
    assert_int_equal(backup_reconcile(l->backup), OK);
}

static void end(struct life *l)
{
    backup_free(l->backup);
    l->backup = NULL;
}

static int setup(void **state)
{
    struct life *l = mem_alloc(sizeof *l);
    l->box = box_open();
    begin(l);
    *state = l;
    return 0;
}

static int teardown(void **state)
{
    struct life *l = *state;
    end(l);
    box_close(l->box);
    mem_free(l);
    return 0;
}

static void work(struct life *l)
{
    while (backup_step(l->backup))
        continue;
}

static const struct json *list(struct life *l)
{
    struct buf out;
    struct json_out o;
    const char *next;
    int64_t total;
    struct json *v;
    buf_init(&out, 1 << 20);
    jo_init(&o, &out);
    jo_array(&o);
    assert_int_equal(backup_list(l->backup, l->box->arena, 100, NULL, &o, &next, &total), OK);
    jo_array_end(&o);
    assert_int_equal(json_parse(l->box->arena, out.data, out.len, &v), OK);
    assert_int_equal(json_size(v), total);
    buf_free(&out);
    return v;
}

static const char *text(const struct json *v, const char *key)
{
    const char *s = json_string(json_get(v, key));
    return s ? s : "";
}

static void path_of(struct life *l, const struct json *row, char path[600])
{
    snprintf(path, 600, "%s/backups/%s", l->box->dir, text(row, "file_name"));
}

static void damage(const char *path)
{
    char c;
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0 && pread(fd, &c, 1, 5000) == 1);
    c ^= 1;
    assert_int_equal(pwrite(fd, &c, 1, 5000), 1);
    close(fd);
}

/* ---- making ---- */

static void test_made_and_proven(void **state)
{
    struct life *l = *state;
    char id[ID_SIZE], path[600];
    assert_int_equal(backup_make(l->backup, false, "root@box", id), OK);
    assert_string_equal(text(json_first(list(l)), "status"), "running");
    assert_int_equal(backup_delete(l->backup, id), ERR_CONFLICT);
    work(l);
    const struct json *row = json_first(list(l));
    assert_string_equal(text(row, "id"), id);
    assert_string_equal(text(row, "status"), "ok");
    assert_string_equal(text(row, "kind"), "manual");
    assert_string_equal(text(row, "created_by"), "root@box");
    assert_string_equal(text(row, "proven_at"), "2026-02-08T09:00:00.000Z");
    path_of(l, row, path);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 077, 0);
    int64_t bytes = 0;
    assert_true(json_int(json_get(row, "bytes"), &bytes));
    assert_int_equal(bytes, st.st_size);
    struct backup_last last;
    assert_int_equal(backup_last(l->backup, &last), OK);
    assert_true(last.last_ok && last.proven_at == BOX_START && last.last_at == BOX_START);
    int fd;
    const char *name;
    assert_int_equal(backup_open_file(l->backup, l->box->arena, id, &fd, &bytes, &name), OK);
    close(fd);
    assert_int_equal(backup_delete(l->backup, id), OK);
    assert_int_equal(stat(path, &st), -1);
    assert_int_equal(json_size(list(l)), 0);
    assert_int_equal(backup_delete(l->backup, id), ERR_NOT_FOUND);
}

static void test_queue_is_bounded(void **state)
{
    struct life *l = *state;
    char id[ID_SIZE];
    for (int i = 0; i < BACKUP_QUEUE_MAX; i++)
        assert_int_equal(backup_make(l->backup, false, "", id), OK);
    assert_int_equal(backup_make(l->backup, false, "", id), ERR_BUSY);
    work(l);
    int ok = 0, failed = 0;
    for (const struct json *r = json_first(list(l)); r; r = json_next(r))
        str_eq(text(r, "status"), "ok") ? ok++ : failed++;
    assert_int_equal(ok, BACKUP_QUEUE_MAX);
    assert_int_equal(failed, 1); /* the one that was refused says so */
}

static void test_failure_is_an_alert(void **state)
{
    struct life *l = *state;
    char id[ID_SIZE], dir[400];
    box_channel(l->box, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    snprintf(dir, sizeof dir, "%s/backups", l->box->dir);
    rmdir(dir);
    int fd = open(dir, O_CREAT | O_WRONLY, 0600); /* a file where the folder must be */
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(backup_make(l->backup, false, "", id), OK);
    work(l);
    const struct json *row = json_first(list(l));
    assert_string_equal(text(row, "status"), "failed");
    assert_true(*text(row, "error"));
    box_send(l->box);
    assert_int_equal(box_count(l->box, "alert.firing", NULL), 1);
    assert_non_null(strstr(l->box->sent[0].body, "BACKUP_FAILED"));
    assert_int_equal(unlink(dir), 0);
    assert_int_equal(backup_make(l->backup, false, "", id), OK);
    work(l);
    box_send(l->box);
    assert_int_equal(box_count(l->box, "alert.resolved", NULL), 1);
}

static void test_proof_finds_damage(void **state)
{
    struct life *l = *state;
    char id[ID_SIZE], path[600];
    assert_int_equal(backup_make(l->backup, false, "", id), OK);
    work(l);
    clock_fake_advance(l->box->clock, US_PER_HOUR);
    assert_int_equal(backup_prove(l->backup, id), OK);
    work(l);
    assert_string_equal(text(json_first(list(l)), "proven_at"), "2026-02-08T10:00:00.000Z");
    path_of(l, json_first(list(l)), path);
    damage(path);
    assert_int_equal(backup_prove(l->backup, id), OK);
    work(l);
    const struct json *row = json_first(list(l));
    assert_string_equal(text(row, "status"), "failed");
    assert_string_equal(text(row, "proven_at"), "2026-02-08T10:00:00.000Z");
    assert_int_equal(json_size(box_alerts(l->box, "firing")), 1);
    int fd;
    int64_t bytes;
    const char *name;
    assert_int_equal(backup_open_file(l->backup, l->box->arena, id, &fd, &bytes, &name), ERR_CONFLICT);
    assert_int_equal(backup_restore(l->backup, id, "a@b.c"), ERR_CONFLICT);
}

/* ---- schedule ---- */

static void test_next_at(void **state)
{
    (void)state;
    int64_t day = time_day_start(BOX_START);
    assert_int_equal(backup_next_at(day, 0), day + US_PER_DAY);
    assert_int_equal(backup_next_at(day - 1, 0), day);
    assert_int_equal(backup_next_at(day + 150 * US_PER_MIN - 1, 150), day + 150 * US_PER_MIN);
    assert_int_equal(backup_next_at(day + 150 * US_PER_MIN, 150), day + US_PER_DAY + 150 * US_PER_MIN);
}

static void test_schedule(void **state)
{
    struct life *l = *state;
    struct backup_schedule s = { .enabled = true, .minute = 570, .keep = 2 }, got;
    char id[ID_SIZE];
    const char *status, *error, *path, *newest;
    assert_int_equal(backup_newest_ok(l->backup, l->box->arena, &newest, &path), ERR_NOT_FOUND);
    assert_int_equal(backup_schedule_put(l->backup, &s), OK);
    assert_int_equal(backup_schedule_get(l->backup, &got), OK);
    assert_int_equal(got.next_at, BOX_START + 30 * US_PER_MIN);
    for (int day = 0; day < 4; day++) {
        clock_fake_advance(l->box->clock, day == 0 ? 31 * US_PER_MIN : US_PER_DAY);
        assert_int_equal(backup_make_scheduled(l->backup, id), OK);
        work(l);
        assert_int_equal(backup_status(l->backup, l->box->arena, id, &status, &error), OK);
        assert_string_equal(status, "ok");
        assert_int_equal(json_size(list(l)), day < 1 ? 1 : 2); /* two are kept */
    }
    assert_int_equal(backup_schedule_get(l->backup, &got), OK);
    assert_int_equal(got.next_at, BOX_START + 30 * US_PER_MIN + 4 * US_PER_DAY);
    assert_int_equal(backup_newest_ok(l->backup, l->box->arena, &newest, &path), OK);
    assert_string_equal(newest, id);
    s.enabled = false;
    assert_int_equal(backup_schedule_put(l->backup, &s), OK);
    assert_int_equal(backup_make_scheduled(l->backup, id), ERR_CONFLICT);
    assert_int_equal(backup_schedule_get(l->backup, &got), OK);
    assert_int_equal(got.next_at, 0);
}

/* ---- start, restore ---- */

static void test_interrupted_and_strays(void **state)
{
    struct life *l = *state;
    char id[ID_SIZE], path[600];
    assert_int_equal(backup_make(l->backup, false, "", id), OK);
    work(l);
    path_of(l, json_first(list(l)), path);
    assert_int_equal(backup_make(l->backup, true, "", id), OK); /* still waits when the process dies */
    end(l);
    box_crash(l->box);
    char half[700];
    snprintf(half, sizeof half, "%s.part", path);
    close(open(half, O_CREAT | O_WRONLY, 0600));
    begin(l);
    struct stat st;
    assert_int_equal(stat(half, &st), -1);
    int failed = 0;
    for (const struct json *r = json_first(list(l)); r; r = json_next(r)) {
        failed += str_eq(text(r, "status"), "failed");
        if (str_eq(text(r, "status"), "failed"))
            assert_string_equal(text(r, "error"), "Binnacle stopped while it was being made");
    }
    assert_int_equal(failed, 1);
    end(l);
    assert_int_equal(unlink(path), 0);
    begin(l);
    failed = 0;
    for (const struct json *r = json_first(list(l)); r; r = json_next(r))
        failed += str_eq(text(r, "error"), "the file is gone");
    assert_int_equal(failed, 1);
}

static void test_restore(void **state)
{
    struct life *l = *state;
    char older[ID_SIZE], newer[ID_SIZE], name[BACKUP_NAME_SIZE];
    assert_int_equal(backup_make(l->backup, false, "", older), OK);
    work(l);
    box_channel(l->box, "made after the backup", "{\"url\":\"http://hook.test/\"}", "info");
    assert_int_equal(backup_make(l->backup, false, "", newer), OK);
    work(l);
    str_copy(name, sizeof name, text(json_first(list(l)), "file_name"));
    assert_int_equal(backup_restore(l->backup, older, "root@box"), OK);
    backup_restart(l->backup);
    end(l);
    box_crash(l->box); /* the next start swaps the state in */
    begin(l);
    work(l);
    struct buf out;
    struct json_out o;
    const char *next;
    int64_t total;
    buf_init(&out, 65536);
    jo_init(&o, &out);
    jo_array(&o);
    assert_int_equal(channels_list(l->box->notify, l->box->arena, BOX_TENANT, NULL, 10, &o, &next, &total), OK);
    assert_int_equal(total, 0);
    buf_free(&out);
    bool found = false;
    for (const struct json *r = json_first(list(l)); r; r = json_next(r)) {
        assert_string_equal(text(r, "status"), "ok"); /* the restored state remembers its own backup as running */
        if (!str_eq(text(r, "file_name"), name))
            continue;
        found = true; /* made after the restored state: taken in and proven again */
        assert_string_equal(text(r, "status"), "ok");
        assert_true(*text(r, "proven_at"));
    }
    assert_true(found);
}

static void test_upload(void **state)
{
    struct life *l = *state;
    struct backup_upload u;
    char id[ID_SIZE];
    assert_int_equal(backup_upload_begin(l->backup, &u), OK);
    assert_int_equal(write(u.fd, "not a backup", 12), 12);
    assert_int_equal(backup_upload_restore(l->backup, &u, "root@box"), ERR_INVALID);
    assert_int_equal(json_size(list(l)), 0);
    assert_int_equal(backup_make(l->backup, false, "", id), OK);
    work(l);
    int fd;
    int64_t bytes;
    const char *name;
    char chunk[65536];
    ssize_t n;
    assert_int_equal(backup_open_file(l->backup, l->box->arena, id, &fd, &bytes, &name), OK);
    assert_int_equal(backup_upload_begin(l->backup, &u), OK);
    while ((n = read(fd, chunk, sizeof chunk)) > 0)
        assert_int_equal(write(u.fd, chunk, (size_t)n), n);
    close(fd);
    assert_int_equal(backup_upload_restore(l->backup, &u, "root@box"), OK);
    assert_int_equal(json_size(list(l)), 2);
    int files = 0;
    char dir[400];
    snprintf(dir, sizeof dir, "%s/backups", l->box->dir);
    DIR *d = opendir(dir);
    for (const struct dirent *e; (e = readdir(d));)
        files += str_ends(e->d_name, ".db") || str_ends(e->d_name, ".part");
    closedir(d);
    assert_int_equal(files, 2); /* nothing of the bad one is left */
}

static void test_names_stay_inside(void **state)
{
    struct life *l = *state;
    char path[BACKUP_PATH_SIZE];
    assert_int_equal(backup_path(l->backup, "../secret.key", path), ERR_INVALID);
    assert_int_equal(backup_path(l->backup, "..", path), ERR_INVALID);
    assert_int_equal(backup_path(l->backup, "", path), ERR_INVALID);
    assert_int_equal(backup_path(l->backup, "a/b", path), ERR_INVALID);
    assert_int_equal(backup_path(l->backup, "binnacle-x.db", path), OK);
}

#define T(name, f)                                                                                                                         \
    {                                                                                                                                      \
        name, f, setup, teardown, NULL                                                                                                     \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        T("made, proven, listed, opened, deleted", test_made_and_proven),
        T("the queue is bounded", test_queue_is_bounded),
        T("a failure is an alert until the next success", test_failure_is_an_alert),
        T("a proof finds damage", test_proof_finds_damage),
        T("the next time of a schedule", test_next_at),
        T("the schedule: so many kept, off is off", test_schedule),
        T("interrupted ones, half files, lost files", test_interrupted_and_strays),
        T("a restore brings the state back and keeps newer backups", test_restore),
        T("an upload is verified before it counts", test_upload),
        T("names stay inside the folder", test_names_stay_inside),
    };
    return cmocka_run_group_tests_name("backup_life", tests, NULL, NULL);
}
