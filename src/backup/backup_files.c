/*
 * backup_files.c - the rows and files of backups: shown, opened, deleted, matched with each other at start, uploaded, restored.
 *
 * Any thread. What always holds: a file is named by us and lies in DATA/backups/; nothing that a client sends becomes part of a path.
 */
#include "backup/backup.h"
#include "backup/backup_private.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "sql/backup.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOTE_MAX  4096
#define NOTE_NAME "restore.json" /* in DATA/backups/: who asked for the restore that the next start carries out */

/* ---- showing ---- */

struct shown {
    const char *id, *kind, *status, *error, *created_by, *file_name;
    int64_t full, bytes, created_at;
    struct sql_int finished_at, proven_at;
};

static void write_row(struct json_out *o, const struct shown *r)
{
    jo_object(o);
    jo_kv_string(o, "id", r->id);
    jo_kv_string(o, "kind", r->kind);
    jo_kv_bool(o, "full", r->full);
    jo_kv_int(o, "bytes", r->bytes);
    jo_kv_string(o, "status", r->status);
    jo_kv_string(o, "error", r->error);
    jo_kv_time(o, "created_at", r->created_at);
    jo_kv_string(o, "created_by", *r->created_by ? r->created_by : NULL);
    jo_kv_time(o, "finished_at", r->finished_at.set ? r->finished_at.v : 0);
    jo_kv_time(o, "proven_at", r->proven_at.set ? r->proven_at.v : 0);
    jo_kv_string(o, "file_name", r->file_name);
    jo_object_end(o);
}

#define SHOWN(r)                                                                                                                           \
    (&(struct shown){ .id = (r)->id,                                                                                                       \
                      .kind = (r)->kind,                                                                                                   \
                      .status = (r)->status,                                                                                               \
                      .error = (r)->error,                                                                                                 \
                      .created_by = (r)->created_by,                                                                                       \
                      .file_name = (r)->file_name,                                                                                         \
                      .full = (r)->is_full,                                                                                                \
                      .bytes = (r)->bytes,                                                                                                 \
                      .created_at = (r)->created_at,                                                                                       \
                      .finished_at = (r)->finished_at,                                                                                     \
                      .proven_at = (r)->proven_at })

enum err backup_write(struct backup *b, struct arena *a, const char *id, struct json_out *o)
{
    struct sql_backup_by_id_row row;
    enum err e = sql_backup_by_id(store_reader(b->d.store), a, &(struct sql_backup_by_id_in){ .id = id }, &row);
    if (e == OK)
        write_row(o, SHOWN(&row));
    return e;
}

enum err backup_list(struct backup *b, struct arena *a, int64_t limit, const char *before_id, struct json_out *o, const char **next,
                     int64_t *total)
{
    struct db *db = store_reader(b->d.store);
    struct sql_backup_page_row *rows;
    struct sql_backup_count_row counted;
    size_t count;
    *next = NULL;
    enum err e =
        sql_backup_page(db, a, &(struct sql_backup_page_in){ .before = before_id ? before_id : "", .limit = limit + 1 }, &rows, &count);
    if (e == OK)
        e = sql_backup_count(db, a, NULL, &counted);
    if (e != OK)
        return e;
    *total = counted.total;
    if ((int64_t)count > limit) {
        count = (size_t)limit;
        *next = rows[count - 1].id;
    }
    for (size_t i = 0; i < count; i++)
        write_row(o, SHOWN(&rows[i]));
    return OK;
}

enum err backup_last(struct backup *b, struct backup_last *out)
{
    struct arena *a = arena_new(0);
    struct db *db = store_reader(b->d.store);
    struct sql_backup_last_finished_row last;
    struct sql_backup_last_proven_row proven;
    *out = (struct backup_last){ 0 };
    enum err e = sql_backup_last_finished(db, a, NULL, &last);
    if (e == OK) {
        out->last_at = last.finished_at.v;
        out->last_ok = str_eq(last.status, "ok");
    }
    if (e == OK || e == ERR_NOT_FOUND)
        e = sql_backup_last_proven(db, a, NULL, &proven);
    if (e == OK && proven.at.set)
        out->proven_at = proven.at.v;
    arena_free(a);
    return e;
}

/* ---- opening, proving, deleting ---- */

static enum err find(struct backup *b, struct arena *a, const char *id, struct sql_backup_by_id_row *row)
{
    return sql_backup_by_id(store_reader(b->d.store), a, &(struct sql_backup_by_id_in){ .id = id }, row);
}

enum err backup_open_file(struct backup *b, struct arena *a, const char *id, int *fd, int64_t *bytes, const char **name)
{
    struct sql_backup_by_id_row row;
    char path[BACKUP_PATH_SIZE];
    struct stat st;
    enum err e = find(b, a, id, &row);
    if (e == OK && !str_eq(row.status, "ok"))
        e = err_set(ERR_CONFLICT, "this backup is not usable: it is %s", row.status);
    if (e == OK)
        e = backup_path(b, row.file_name, path);
    if (e != OK)
        return e;
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (*fd < 0)
        return errno == ENOENT ? err_set(ERR_NOT_FOUND, "the backup's file is gone") : err_errno(ERR_IO, "cannot open the backup");
    if (fstat(*fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(*fd);
        return err_set(ERR_IO, "the backup is not a file");
    }
    *bytes = st.st_size;
    *name = row.file_name;
    return OK;
}

enum err backup_prove(struct backup *b, const char *id)
{
    struct arena *a = arena_new(0);
    struct sql_backup_by_id_row row;
    struct backup_job job = { .prove = true };
    enum err e = find(b, a, id, &row);
    if (e == OK && str_eq(row.status, "running"))
        e = err_set(ERR_CONFLICT, "the backup is still being made");
    if (e == OK) {
        str_copy(job.id, sizeof job.id, row.id);
        str_copy(job.file_name, sizeof job.file_name, row.file_name);
        job.proven_at = row.proven_at.set ? row.proven_at.v : 0;
        e = backup_push(b, &job);
    }
    arena_free(a);
    return e;
}

struct removal {
    struct backup *backup;
    const char *id, *file_name;
};

static enum err write_delete(struct tx *tx, void *arg)
{
    const struct removal *r = arg;
    const char *before = backup_text(r->backup, tx_arena(tx), r->id);
    enum err e = sql_backup_delete(tx, &(struct sql_backup_delete_in){ .id = r->id });
    if (e == OK && tx_changes(tx) == 0)
        return err_set(ERR_NOT_FOUND, "there is no such backup");
    if (e == OK)
        tx_change(tx, &(struct tx_change){
                          .type = "backup", .id = r->id, .name = r->file_name, .before = before, .default_action = "backup.delete" });
    return e;
}

/* The row first: a file without a row is found again at the next start, a row without a file would lie. */
static enum err delete_one(struct backup *b, const char *id, const char *file_name)
{
    char path[BACKUP_PATH_SIZE], key[ID_SIZE];
    str_copy(key, sizeof key, id);
    enum err e = backup_path(b, file_name, path);
    if (e == OK)
        e = store_write_essential(b->d.store, write_delete, &(struct removal){ b, key, file_name });
    if (e == OK && unlink(path) != 0 && errno != ENOENT)
        e = err_errno(ERR_IO, "cannot delete the backup's file");
    if (e == OK)
        backup_publish(b, id, "deleted", NULL);
    return e;
}

enum err backup_delete(struct backup *b, const char *id)
{
    struct arena *a = arena_new(0);
    struct sql_backup_by_id_row row;
    enum err e = find(b, a, id, &row);
    pthread_mutex_lock(&b->lock);
    if (e == OK && (str_eq(row.status, "running") || str_eq(b->running, id)))
        e = err_set(ERR_CONFLICT, "the backup is at work; wait until it has ended");
    pthread_mutex_unlock(&b->lock);
    if (e == OK)
        e = delete_one(b, id, row.file_name);
    arena_free(a);
    return e;
}

enum err backup_drop_surplus(struct backup *b, const char *kind, int64_t keep)
{
    struct arena *a = arena_new(0);
    struct sql_backup_surplus_row *rows;
    size_t count = 0;
    enum err e =
        sql_backup_surplus(store_reader(b->d.store), a,
                           &(struct sql_backup_surplus_in){ .kind = kind, .keep = keep, .limit = BACKUP_FILES_MAX }, &rows, &count);
    for (size_t i = 0; i < count && e == OK; i++)
        e = delete_one(b, rows[i].id, rows[i].file_name);
    arena_free(a);
    return e;
}

/* ---- restoring ---- */

static enum err write_restore(struct tx *tx, void *arg)
{
    const struct sql_backup_restore_insert_in *r = arg;
    bool done = str_eq(r->status, "done");
    enum err e = sql_backup_restore_insert(tx, r);
    if (e == OK)
        tx_change(tx, &(struct tx_change){ .type = "backup",
                                           .name = r->file_name,
                                           .email = done ? r->actor : NULL, /* the one who asked for it, before the restart */
                                           .after = done ? "{\"restored\":true}" : "{\"staged\":true}",
                                           .default_action = done ? "backup.restored" : "backup.restore" });
    return e;
}
static enum err write_row_end(struct tx *tx, void *arg)
{
    return sql_backup_finish(tx, arg);
}

/* Small file, whole or not at all. */
static enum err write_file(const char *path, const char *text, size_t n)
{
    char part[BACKUP_PATH_SIZE + 8];
    snprintf(part, sizeof part, "%s.part", path);
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_errno(ERR_IO, "cannot write the note about the restore");
    bool ok = write(fd, text, n) == (ssize_t)n && fsync(fd) == 0;
    ok = close(fd) == 0 && ok && rename(part, path) == 0;
    return ok ? OK : err_errno(ERR_IO, "cannot write the note about the restore");
}

/* Leaves word for the restored state, which knows nothing of it, and a row here that is still there if nothing comes of it. */
static enum err note_restore(struct backup *b, const char *file_name, const char *by)
{
    char id[ID_SIZE], path[BACKUP_PATH_SIZE];
    int64_t now = clock_wall_us(b->d.clock);
    struct sql_backup_restore_insert_in row = {
        .id = id_new(b->d.clock, id), .at = now, .actor = by, .file_name = file_name, .status = "staged"
    };
    enum err e = store_write(b->d.store, write_restore, &row);
    if (e == OK)
        e = backup_path(b, NOTE_NAME, path);
    if (e != OK)
        return e;
    struct buf out;
    struct json_out o;
    buf_init(&out, NOTE_MAX);
    jo_init(&o, &out);
    jo_object(&o);
    jo_kv_string(&o, "id", id);
    jo_kv_int(&o, "at_us", now);
    jo_kv_string(&o, "actor", by);
    jo_kv_string(&o, "file_name", file_name);
    jo_object_end(&o);
    e = out.overflow ? err_set(ERR_TOO_LARGE, "the note about the restore is too long") : write_file(path, out.data, out.len);
    buf_free(&out);
    return e;
}

/* Verifies and stages. A damaged file is the client's mistake, not ours. */
static enum err stage(struct backup *b, const char *path, const char *file_name, const char *by, struct backup_info *info)
{
    enum err e = store_restore_stage(b->d.store, path, info);
    if (e == ERR_CORRUPT) {
        char why[512];
        str_copy(why, sizeof why, err_detail());
        return err_set(ERR_INVALID, "this file cannot be restored: %.400s", why);
    }
    return e == OK ? note_restore(b, file_name, by) : e;
}

enum err backup_restore(struct backup *b, const char *id, const char *by)
{
    struct arena *a = arena_new(0);
    struct sql_backup_by_id_row row;
    struct backup_info info;
    char path[BACKUP_PATH_SIZE];
    enum err e = find(b, a, id, &row);
    if (e == OK && !str_eq(row.status, "ok"))
        e = err_set(ERR_CONFLICT, "this backup is not usable: it is %s", row.status);
    if (e == OK)
        e = backup_path(b, row.file_name, path);
    if (e == OK)
        e = stage(b, path, row.file_name, by, &info);
    arena_free(a);
    return e;
}

enum err backup_upload_begin(struct backup *b, struct backup_upload *u)
{
    *u = (struct backup_upload){ .fd = -1 };
    id_new(b->d.clock, u->id);
    backup_file_name(u->name, clock_wall_us(b->d.clock), "upload", false, u->id);
    if (mkdir(b->dir, 0700) != 0 && errno != EEXIST)
        return err_errno(ERR_IO, "cannot make the folder backups/");
    int n = snprintf(u->path, sizeof u->path, "%s/%s.part", b->dir, u->name);
    if (n < 0 || (size_t)n >= sizeof u->path)
        return err_set(ERR_INVALID, "the data directory's path is too long");
    u->fd = open(u->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return u->fd >= 0 ? OK : err_errno(ERR_IO, "cannot write the upload");
}

void backup_upload_drop(struct backup *b, struct backup_upload *u)
{
    (void)b;
    if (u->fd < 0)
        return;
    close(u->fd);
    u->fd = -1;
    if (unlink(u->path) != 0)
        log_warn("an upload that was given up stays", "file", u->name, NULL);
}

enum err backup_upload_restore(struct backup *b, struct backup_upload *u, const char *by)
{
    char path[BACKUP_PATH_SIZE];
    struct backup_info info;
    int64_t now = clock_wall_us(b->d.clock);
    enum err e = fsync(u->fd) == 0 ? OK : err_errno(ERR_IO, "cannot write the upload");
    if (e == OK)
        e = backup_path(b, u->name, path);
    if (e == OK)
        e = store_backup_verify(u->path, &info);
    if (e == ERR_CORRUPT) {
        char why[512];
        str_copy(why, sizeof why, err_detail());
        e = err_set(ERR_INVALID, "this file cannot be restored: %.400s", why);
    }
    if (e != OK) {
        backup_upload_drop(b, u);
        return e;
    }
    close(u->fd);
    u->fd = -1;
    if (rename(u->path, path) != 0)
        return err_errno(ERR_IO, "cannot keep the upload");
    struct backup_row row = { .backup = b,
                              .action = "backup.upload",
                              .in = { .id = u->id,
                                      .kind = "upload",
                                      .is_full = info.full,
                                      .bytes = info.bytes,
                                      .status = "ok",
                                      .created_at = now,
                                      .created_by = by,
                                      .finished_at = { .set = true, .v = now },
                                      .proven_at = { .set = true, .v = now },
                                      .file_name = u->name } };
    e = store_write(b->d.store, backup_write_row, &row);
    return e == OK ? stage(b, path, u->name, by, &info) : e;
}

/* ---- at start ---- */

/* What a file of ours says about itself by its name. */
static bool parse_name(const char *name, const char **kind, bool *full)
{
    static const char *const kinds[] = { "manual", "scheduled", "upload" };
    *full = strstr(name, "-full-") != NULL;
    if (!str_ends(name, ".db") || strlen(name) >= BACKUP_NAME_SIZE)
        return false;
    if (str_starts(name, "pre-migration-")) {
        *kind = "pre_migration";
        return true;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && str_starts(name, "binnacle-"); i++) {
        char part[24];
        snprintf(part, sizeof part, "-%s-", kinds[i]);
        *kind = kinds[i];
        if (strstr(name, part))
            return true;
    }
    return false;
}

/* A file that no row knows: it was made after the state that was restored. Its proof comes on the backup thread. */
static enum err adopt(struct backup *b, const char *name, const char *path)
{
    struct stat st;
    struct backup_job job = { .prove = true };
    const char *kind;
    bool full;
    if (!parse_name(name, &kind, &full) || lstat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return OK;
    int64_t made = (int64_t)st.st_mtim.tv_sec * US_PER_S + st.st_mtim.tv_nsec / 1000;
    id_new(b->d.clock, job.id);
    str_copy(job.file_name, sizeof job.file_name, name);
    struct backup_row row = { .backup = b,
                              .action = "backup.found",
                              .in = { .id = job.id,
                                      .kind = kind,
                                      .is_full = full,
                                      .bytes = st.st_size,
                                      .status = "ok",
                                      .created_at = made,
                                      .created_by = "",
                                      .finished_at = { .set = true, .v = made },
                                      .file_name = job.file_name } };
    enum err e = store_write(b->d.store, backup_write_row, &row);
    if (e != OK)
        return e;
    log_info("took in a backup that the state did not know", "file", name, NULL);
    e = backup_push(b, &job);
    return e == ERR_BUSY ? OK : e; /* more than can wait: proven when somebody asks */
}

static bool known(const struct sql_backup_all_files_row *rows, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(rows[i].file_name, name))
            return true;
    return false;
}

static enum err write_interrupted(struct tx *tx, void *arg)
{
    return sql_backup_interrupted(tx, arg);
}

/* Rows that say `running` at start. The file has its name only once it is whole: then only the note of its end is missing (as in every
 * state that was restored from the very backup that was being made). Without it the backup was interrupted. */
static enum err end_running(struct backup *b, struct arena *a, int64_t now)
{
    struct sql_backup_all_files_row *rows;
    size_t count = 0;
    char path[BACKUP_PATH_SIZE];
    struct stat st;
    enum err e =
        sql_backup_all_files(store_reader(b->d.store), a, &(struct sql_backup_all_files_in){ .limit = BACKUP_FILES_MAX }, &rows, &count);
    for (size_t i = 0; i < count && e == OK; i++) {
        if (!str_eq(rows[i].status, "running") || backup_path(b, rows[i].file_name, path) != OK || lstat(path, &st) != 0 ||
            !S_ISREG(st.st_mode))
            continue;
        struct backup_job job = { .prove = true };
        str_copy(job.id, sizeof job.id, rows[i].id);
        str_copy(job.file_name, sizeof job.file_name, rows[i].file_name);
        struct sql_backup_finish_in done = { .id = rows[i].id,
                                             .status = "ok",
                                             .bytes = st.st_size,
                                             .is_full = rows[i].is_full,
                                             .finished_at = { .set = true,
                                                              .v = (int64_t)st.st_mtim.tv_sec * US_PER_S + st.st_mtim.tv_nsec / 1000 } };
        e = store_write(b->d.store, write_row_end, &done);
        if (e == OK && backup_push(b, &job) != OK)
            log_info("a backup waits for its proof", "file", rows[i].file_name, NULL);
    }
    struct sql_backup_interrupted_in in = { .error = "Binnacle stopped while it was being made", .finished_at = { .set = true, .v = now } };
    return e == OK ? store_write(b->d.store, write_interrupted, &in) : e;
}

static enum err match_files(struct backup *b, struct arena *a)
{
    struct sql_backup_all_files_row *rows;
    size_t count = 0;
    char path[BACKUP_PATH_SIZE];
    enum err e =
        sql_backup_all_files(store_reader(b->d.store), a, &(struct sql_backup_all_files_in){ .limit = BACKUP_FILES_MAX }, &rows, &count);
    for (size_t i = 0; i < count && e == OK; i++) {
        if (!str_eq(rows[i].status, "ok") || backup_path(b, rows[i].file_name, path) != OK || access(path, F_OK) == 0)
            continue;
        if (str_eq(rows[i].kind, "pre_migration")) { /* the store deletes old ones itself */
            e = delete_one(b, rows[i].id, rows[i].file_name);
            continue;
        }
        struct sql_backup_finish_in gone = { .id = rows[i].id,
                                             .status = "failed",
                                             .error = "the file is gone",
                                             .finished_at = { .set = true, .v = clock_wall_us(b->d.clock) } };
        e = store_write(b->d.store, write_row_end, &gone);
    }
    DIR *dir = e == OK ? opendir(b->dir) : NULL;
    for (const struct dirent *d; dir && e == OK && (d = readdir(dir));) {
        if (backup_path(b, d->d_name, path) != OK)
            continue;
        if (str_ends(d->d_name, ".part") || str_ends(d->d_name, ".day") || str_ends(d->d_name, ".part-journal")) {
            if (unlink(path) != 0)
                log_warn("a half-made file stays in backups/", "file", d->d_name, NULL);
        } else if (!known(rows, count, d->d_name)) {
            e = adopt(b, d->d_name, path);
        }
    }
    if (dir)
        closedir(dir);
    return e;
}

static enum err write_begin(struct tx *tx, void *arg)
{
    return sql_backup_schedule_begin(tx, arg);
}
static enum err write_restore_end(struct tx *tx, void *arg)
{
    return sql_backup_restore_set(tx, arg);
}

/* Restores that were staged by this very state did not happen: a restored one would not know of them. */
static enum err end_staged(struct backup *b, struct arena *a)
{
    struct sql_backup_restore_staged_row *rows;
    size_t count = 0;
    enum err e =
        sql_backup_restore_staged(store_reader(b->d.store), a, &(struct sql_backup_restore_staged_in){ .limit = 100 }, &rows, &count);
    for (size_t i = 0; i < count && e == OK; i++) {
        struct sql_backup_restore_set_in in = { .id = rows[i].id, .status = "failed" };
        log_error("a restore that was asked for did not happen; the state is as it was", "file", rows[i].file_name, NULL);
        e = store_write(b->d.store, write_restore_end, &in);
    }
    return e;
}

/* The note that the state before the restore left: writes down who restored what. */
static enum err read_note(struct backup *b, struct arena *a)
{
    char path[BACKUP_PATH_SIZE], text[NOTE_MAX];
    struct json *v;
    enum err e = backup_path(b, NOTE_NAME, path);
    if (e != OK)
        return e;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? OK : err_errno(ERR_IO, "cannot read the note about a restore");
    ssize_t n = read(fd, text, sizeof text);
    close(fd);
    if (n > 0 && json_parse(a, text, (size_t)n, &v) == OK && json_string(json_get(v, "id"))) {
        int64_t at = 0;
        json_int(json_get(v, "at_us"), &at);
        const char *actor = json_string(json_get(v, "actor")), *file = json_string(json_get(v, "file_name"));
        struct sql_backup_restore_insert_in row = {
            .id = json_string(json_get(v, "id")), .at = at, .actor = actor ? actor : "", .file_name = file ? file : "", .status = "done"
        };
        e = store_write(b->d.store, write_restore, &row);
        if (e == OK)
            log_warn("this state was restored from a backup", "file", row.file_name, "by", row.actor, NULL);
        if (e == OK)
            e = inbox_post_now(b->d.inbox, &(struct inbox_notice){ .user_email = row.actor,
                                                                   .kind = "work.done",
                                                                   .title = "The restore is done: this is the state of the backup",
                                                                   .body = row.file_name,
                                                                   .object_type = "backup" });
        if (e == ERR_CONFLICT)
            e = OK; /* the state that asked for it: see end_staged */
    }
    if (e == OK && unlink(path) != 0)
        e = err_errno(ERR_IO, "cannot delete the note about a restore");
    return e;
}

enum err backup_reconcile(struct backup *b)
{
    struct arena *a = arena_new(0);
    int64_t now = clock_wall_us(b->d.clock);
    struct sql_backup_schedule_begin_in begin = { .updated_at = now };
    enum err e = end_running(b, a, now);
    if (e == OK)
        e = store_write(b->d.store, write_begin, &begin);
    if (e == OK)
        e = end_staged(b, a);
    if (e == OK)
        e = read_note(b, a);
    if (e == OK)
        e = match_files(b, a);
    if (e == ERR_DISK_FULL) {
        log_warn("backups could not be matched with their files: the disk is full", NULL);
        e = OK;
    }
    arena_free(a);
    return e;
}
