/*
 * backup.c - the backup thread: makes what is queued, by hand or for the schedule's job, proves it, tells when it failed.
 *
 * Threads: one, "backup", makes and verifies one at a time; the other functions run on any thread. What always holds: a backup counts as ok
 * only after its finished file was opened again and verified; a failure is an alert until the next one succeeds.
 */
#include "backup/backup.h"
#include "backup/backup_private.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "sql/backup.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_FIRST_US (300 * US_PER_MS) /* so that the answer to the restore is on its way before the process stops */

enum err backup_new(const struct backup_deps *d, struct backup **out)
{
    struct backup *b = mem_alloc(sizeof *b);
    b->d = *d;
    int n = snprintf(b->dir, sizeof b->dir, "%s/backups", d->data_dir);
    b->d.data_dir = NULL;
    if (n < 0 || (size_t)n >= sizeof b->dir) {
        mem_free(b);
        return err_set(ERR_INVALID, "the data directory's path is too long");
    }
    pthread_mutex_init(&b->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&b->wake, &attr);
    pthread_condattr_destroy(&attr);
    *out = b;
    return OK;
}

void backup_free(struct backup *b)
{
    if (!b)
        return;
    pthread_cond_destroy(&b->wake);
    pthread_mutex_destroy(&b->lock);
    mem_free(b);
}

/* ---- names and times ---- */

void backup_file_name(char dst[BACKUP_NAME_SIZE], int64_t at, const char *kind, bool full, const char *id)
{
    time_t s = (time_t)(at / US_PER_S);
    struct tm tm;
    char when[32];
    gmtime_r(&s, &tm);
    strftime(when, sizeof when, "%Y%m%dT%H%M%SZ", &tm);
    /* The random end of the id: two made in one second differ there. */
    snprintf(dst, BACKUP_NAME_SIZE, "binnacle-%s%s-%s-%s.db", when, full ? "-full" : "", kind, id + 28);
}

enum err backup_path(const struct backup *b, const char *file_name, char dst[BACKUP_PATH_SIZE])
{
    if (!*file_name || *file_name == '.' || strchr(file_name, '/'))
        return err_set(ERR_INVALID, "'%.60s' is not the name of a backup", file_name);
    int n = snprintf(dst, BACKUP_PATH_SIZE, "%s/%s", b->dir, file_name);
    return n > 0 && n < BACKUP_PATH_SIZE ? OK : err_set(ERR_INVALID, "the backup's path is too long");
}

int64_t backup_next_at(int64_t after, int minute)
{
    int64_t at = time_day_start(after) + minute * US_PER_MIN;
    return at > after ? at : at + US_PER_DAY;
}

void backup_publish(struct backup *b, const char *id, const char *status, const char *title)
{
    struct buf out;
    struct json_out o;
    bool failed = str_eq(status, "failed");
    buf_init(&out, 2048);
    jo_init(&o, &out);
    jo_object(&o);
    jo_kv_string(&o, "id", id);
    jo_kv_string(&o, "status", status);
    jo_object_end(&o);
    live_publish(b->d.live, BACKUP_DEFAULT_TENANT, "backups", out.data, out.len);
    if (title) {
        buf_clear(&out);
        jo_init(&o, &out);
        jo_object(&o);
        jo_kv_time(&o, "at", clock_wall_us(b->d.clock));
        jo_kv_string(&o, "kind", failed ? "backup.failed" : "backup.ok");
        jo_kv_string(&o, "title", title);
        jo_kv_string(&o, "object_type", "backup");
        jo_kv_string(&o, "object_id", id);
        jo_kv_string(&o, "severity", failed ? "critical" : "info");
        jo_object_end(&o);
        live_publish(b->d.live, BACKUP_DEFAULT_TENANT, "ops.activity", out.data, out.len);
    }
    buf_free(&out);
}

/* ---- the queue ---- */

enum err backup_push(struct backup *b, const struct backup_job *job)
{
    enum err e = OK;
    pthread_mutex_lock(&b->lock);
    if (b->stopping || b->queued == BACKUP_QUEUE_MAX)
        e = err_set(ERR_BUSY, "%s", b->stopping ? "Binnacle is stopping" : "enough backups wait already");
    else
        b->queue[b->queued++] = *job;
    pthread_cond_signal(&b->wake);
    pthread_mutex_unlock(&b->lock);
    return e;
}

char *backup_text(struct backup *b, struct arena *a, const char *id)
{
    struct jo_text t;
    bool there = backup_write(b, a, id, jo_text_begin(&t, 65536)) == OK;
    char *text = jo_text_end(&t, a);
    return there ? text : NULL;
}

enum err backup_write_row(struct tx *tx, void *arg)
{
    const struct backup_row *r = arg;
    enum err e = sql_backup_insert(tx, &r->in);
    if (e == OK)
        tx_change(tx, &(struct tx_change){ .type = "backup",
                                           .id = r->in.id,
                                           .name = r->in.file_name,
                                           .after = backup_text(r->backup, tx_arena(tx), r->in.id),
                                           .default_action = r->action });
    return e;
}
struct finish {
    const struct sql_backup_finish_in *row;
    struct inbox *inbox;
};
/* The end of a backup; who asked for it hears it. */
static enum err write_finish(struct tx *tx, void *arg)
{
    const struct finish *f = arg;
    struct sql_backup_by_id_row b;
    bool ok = str_eq(f->row->status, "ok");
    enum err e = sql_backup_finish(tx, f->row);
    if (!e)
        e = sql_backup_by_id(tx_db(tx), tx_arena(tx), &(struct sql_backup_by_id_in){ .id = f->row->id }, &b);
    if (e || !*b.created_by)
        return e;
    return inbox_post(f->inbox, tx,
                      &(struct inbox_notice){ .user_email = b.created_by,
                                              .kind = ok ? "work.done" : "work.failed",
                                              .severity = ok ? "info" : "warning",
                                              .title = ok ? "Your backup is done and proven restorable" : "Your backup failed",
                                              .body = ok ? b.file_name : f->row->error,
                                              .object_type = "backup",
                                              .object_id = f->row->id });
}
static enum err write_proof(struct tx *tx, void *arg)
{
    return sql_backup_set_proof(tx, arg);
}

static enum err note_failure(struct backup *b, const char *id, const char *why)
{
    struct sql_backup_finish_in in = {
        .id = id, .status = "failed", .error = why, .finished_at = { .set = true, .v = clock_wall_us(b->d.clock) }
    };
    return store_write(b->d.store, write_finish, &(struct finish){ &in, b->d.inbox });
}

enum err backup_enqueue(struct backup *b, const char *kind, bool full, const char *by, char *id)
{
    struct backup_job job = { .full = full, .scheduled = str_eq(kind, "scheduled") };
    int64_t now = clock_wall_us(b->d.clock);
    id_new(b->d.clock, job.id);
    str_copy(id, ID_SIZE, job.id);
    backup_file_name(job.file_name, now, kind, full, job.id);
    struct backup_row row = {
        .backup = b,
        .in = { .id = job.id,
                .kind = kind,
                .is_full = full,
                .status = "running",
                .created_at = now,
                .created_by = by,
                .file_name = job.file_name },
        .action = "backup.make",
    };
    enum err e = store_write(b->d.store, backup_write_row, &row);
    if (e != OK)
        return e;
    e = backup_push(b, &job);
    if (e != OK) {
        char why[200];
        str_copy(why, sizeof why, err_detail());
        if (note_failure(b, job.id, why) != OK)
            log_warn("a backup that could not be queued stays as running until the next start", "backup", job.id, NULL);
        return err_set(e, "%s", why);
    }
    backup_publish(b, id, "running", NULL);
    return OK;
}

enum err backup_make(struct backup *b, bool full, const char *by, char *id)
{
    return backup_enqueue(b, "manual", full, by, id);
}

/* ---- making and proving ---- */

static void raise_failed(struct backup *b, const char *why)
{
    if (!b->d.alerts)
        return;
    struct alerts_raise r = { .tenant_id = BACKUP_DEFAULT_TENANT,
                              .alert_type = "BACKUP_FAILED",
                              .source = { .type = "box", .id = "backup", .name = "Backup" },
                              .message = why,
                              .at = clock_wall_us(b->d.clock) };
    if (alerts_raise_now(b->d.alerts, &r) != OK)
        log_error("the alert about a failed backup could not be written", "error", err_detail(), NULL);
}

static void clear_failed(struct backup *b)
{
    if (!b->d.alerts)
        return;
    if (alerts_clear_now(b->d.alerts, BACKUP_DEFAULT_TENANT, "BACKUP_FAILED", "backup", "a backup was made and proven") != OK)
        log_error("the alert about a failed backup could not be resolved", "error", err_detail(), NULL);
}

static void make(struct backup *b, const struct backup_job *job)
{
    char path[BACKUP_PATH_SIZE] = "", why[512] = "";
    struct backup_info info = { 0 };
    enum err e = mkdir(b->dir, 0700) == 0 || errno == EEXIST ? OK : err_errno(ERR_IO, "cannot make the folder backups/");
    if (e == OK)
        e = backup_path(b, job->file_name, path);
    if (e == OK)
        e = store_backup(b->d.store, path, job->full, &info);
    if (e == OK)
        e = store_backup_verify(path, &info); /* the file as it lies there now, not as it was written */
    if (e != OK)
        str_copy(why, sizeof why, err_detail());
    int64_t now = clock_wall_us(b->d.clock);
    struct sql_backup_finish_in row = { .id = job->id,
                                        .status = e == OK ? "ok" : "failed",
                                        .error = e == OK ? NULL : why,
                                        .bytes = info.bytes,
                                        .is_full = job->full,
                                        .finished_at = { .set = true, .v = now },
                                        .proven_at = { .set = e == OK, .v = now } };
    enum err noted = store_write(b->d.store, write_finish, &(struct finish){ &row, b->d.inbox });
    if (noted != OK)
        log_error("the end of a backup could not be noted", "backup", job->id, "error", err_detail(), NULL);
    if (e == OK) {
        log_info("backup made and proven", "file", job->file_name, NULL);
        clear_failed(b);
        struct backup_schedule s;
        enum err dropped = backup_schedule_get(b, &s);
        if (dropped == OK && job->scheduled)
            dropped = backup_drop_surplus(b, "scheduled", s.keep);
        if (dropped != OK)
            log_warn("old backups could not be deleted", "error", err_detail(), NULL);
    } else {
        if (*path && unlink(path) != 0 && errno != ENOENT && errno != ENOTDIR)
            log_warn("a failed backup's file stays", "file", job->file_name, NULL);
        log_error("backup failed", "file", job->file_name, "error", why, NULL);
        if (e != ERR_BUSY)
            raise_failed(b, why); /* ERR_BUSY: stopping */
    }
    backup_publish(b, job->id, row.status, e == OK ? "A backup was made and proven restorable" : "A backup failed");
}

static void prove(struct backup *b, const struct backup_job *job)
{
    char path[BACKUP_PATH_SIZE], why[512] = "";
    struct backup_info info;
    enum err e = backup_path(b, job->file_name, path);
    if (e == OK)
        e = store_backup_verify(path, &info);
    if (e == ERR_BUSY)
        return; /* stopping: nothing was learnt */
    if (e != OK)
        snprintf(why, sizeof why, "does not prove restorable any more: %.400s", err_detail());
    struct sql_backup_set_proof_in row = { .id = job->id,
                                           .status = e == OK ? "ok" : "failed",
                                           .error = e == OK ? NULL : why,
                                           .proven_at = { .set = e == OK || job->proven_at > 0,
                                                          .v = e == OK ? clock_wall_us(b->d.clock) : job->proven_at } };
    if (store_write(b->d.store, write_proof, &row) != OK)
        log_error("the proof of a backup could not be noted", "backup", job->id, "error", err_detail(), NULL);
    if (e != OK)
        raise_failed(b, why);
    backup_publish(b, job->id, row.status, NULL);
}

/* ---- the schedule ---- */

enum err backup_schedule_get(struct backup *b, struct backup_schedule *out)
{
    struct arena *a = arena_new(0);
    struct sql_backup_schedule_get_row row;
    struct sql_backup_last_scheduled_row last;
    struct db *db = store_reader(b->d.store);
    enum err e = sql_backup_schedule_get(db, a, NULL, &row);
    if (e == OK)
        e = sql_backup_last_scheduled(db, a, NULL, &last);
    if (e == OK) {
        int64_t now = clock_wall_us(b->d.clock), base = last.at.set && last.at.v > row.updated_at ? last.at.v : row.updated_at;
        if (base > now || base == 0)
            base = now; /* the clock went back: from now on */
        *out = (struct backup_schedule){ .enabled = row.enabled,
                                         .minute = (int)row.at_minute,
                                         .keep = (int)row.keep,
                                         .full = row.is_full,
                                         .version = row.version,
                                         .next_at = row.enabled ? backup_next_at(base, (int)row.at_minute) : 0 };
    }
    arena_free(a);
    return e;
}

static enum err write_schedule(struct tx *tx, void *arg)
{
    return sql_backup_schedule_put(tx, arg);
}

enum err backup_schedule_put(struct backup *b, const struct backup_schedule *in)
{
    struct sql_backup_schedule_put_in row = {
        .enabled = in->enabled, .at_minute = in->minute, .keep = in->keep, .is_full = in->full, .updated_at = clock_wall_us(b->d.clock)
    };
    enum err e = store_write(b->d.store, write_schedule, &row);
    if (e == OK && b->d.scheduled)
        b->d.scheduled(b->d.scheduled_ctx);
    return e;
}

enum err backup_make_scheduled(struct backup *b, char *id)
{
    struct backup_schedule s;
    enum err e = backup_schedule_get(b, &s);
    if (e == OK && !s.enabled)
        return err_set(ERR_CONFLICT, "scheduled backups are switched off");
    if (e == OK)
        e = backup_enqueue(b, "scheduled", s.full, "", id);
    if (e != OK) {
        char why[512];
        str_copy(why, sizeof why, err_detail());
        raise_failed(b, why);
        return err_set(e, "%s", why);
    }
    return OK;
}

enum err backup_status(struct backup *b, struct arena *a, const char *id, const char **status, const char **error)
{
    struct sql_backup_by_id_row row;
    enum err e = sql_backup_by_id(store_reader(b->d.store), a, &(struct sql_backup_by_id_in){ .id = id }, &row);
    if (e == OK) {
        *status = row.status;
        *error = row.error;
    }
    return e;
}

enum err backup_newest_ok(struct backup *b, struct arena *a, const char **id, const char **path)
{
    struct sql_backup_newest_ok_row row;
    enum err e = sql_backup_newest_ok(store_reader(b->d.store), a, NULL, &row);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no proven backup yet");
    if (e == OK) {
        *id = row.id;
        *path = arena_printf(a, "%s/%s", b->dir, row.file_name);
    }
    return e;
}

/* ---- the thread ---- */

static bool take_job(struct backup *b, struct backup_job *job)
{
    pthread_mutex_lock(&b->lock);
    bool got = !b->stopping && b->queued > 0;
    if (got) {
        *job = b->queue[0];
        memmove(b->queue, b->queue + 1, --b->queued * sizeof *b->queue);
        str_copy(b->running, sizeof b->running, job->id);
    }
    pthread_mutex_unlock(&b->lock);
    return got;
}

bool backup_step(struct backup *b)
{
    struct backup_job job;
    if (!take_job(b, &job))
        return false;
    if (job.prove)
        prove(b, &job);
    else
        make(b, &job);
    pthread_mutex_lock(&b->lock);
    b->running[0] = '\0';
    pthread_mutex_unlock(&b->lock);
    return true;
}

/* Until there is a job. False when stopping. *restart: somebody restored. */
static bool wait_for_work(struct backup *b, bool *restart)
{
    pthread_mutex_lock(&b->lock);
    while (!b->stopping && !b->restart_wanted && b->queued == 0)
        pthread_cond_wait(&b->wake, &b->lock);
    bool go_on = !b->stopping;
    *restart = go_on && b->restart_wanted;
    b->restart_wanted = false;
    pthread_mutex_unlock(&b->lock);
    return go_on;
}

static void *run(void *arg)
{
    struct backup *b = arg;
    bool restart = false;
    pthread_setname_np(pthread_self(), "backup");
    do {
        if (restart && b->d.restart) {
            struct timespec pause = { .tv_nsec = ANSWER_FIRST_US * 1000 };
            nanosleep(&pause, NULL);
            b->d.restart(b->d.restart_ctx);
        }
        while (backup_step(b))
            continue;
    } while (wait_for_work(b, &restart));
    store_reader_release(b->d.store);
    return NULL;
}

enum err backup_start(struct backup *b)
{
    enum err e = backup_reconcile(b);
    if (e != OK)
        return e;
    if (pthread_create(&b->thread, NULL, run, b) != 0)
        return err_set(ERR_INTERNAL, "cannot start the backup thread");
    b->started = true;
    return OK;
}

void backup_stop(struct backup *b)
{
    if (!b || !b->started)
        return;
    pthread_mutex_lock(&b->lock);
    b->stopping = true;
    pthread_cond_signal(&b->wake);
    pthread_mutex_unlock(&b->lock);
    store_backup_cancel(b->d.store);
    pthread_join(b->thread, NULL);
    b->started = false;
}

void backup_restart(struct backup *b)
{
    pthread_mutex_lock(&b->lock);
    b->restart_wanted = true;
    pthread_cond_signal(&b->wake);
    pthread_mutex_unlock(&b->lock);
}
