/*
 * box_jobs.c - what the box does by itself, as types of job and their schedules: seen, paused, retried and timed like everybody's.
 *
 * Handlers run on the pool of jobs/. Here and not in the domains, because a job may need several of them; what must stay a loop of its own,
 * and why, is in docs/jobs.md.
 */
#include "box.h"
#include "core/log.h"
#include "core/str.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define PRUNE_ROUNDS 500

static void pause_ms(int ms)
{
    nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L }, NULL);
}

/* ---- retention ---- */

static enum err retention(struct job_run *r, void *ctx)
{
    struct box *b = ctx;
    int64_t deleted = 1, sum = 0, told = 0;
    job_progress(r, 0, "alerts, notifications, telemetry");
    enum err e = ops_prune(b->ops, job_stopping, r);
    job_progress(r, 50, "finished jobs");
    for (int i = 0; i < PRUNE_ROUNDS && deleted > 0 && e == OK && !job_stopping(r); i++) {
        e = jobs_prune(b->jobs, &deleted);
        sum += deleted;
    }
    job_log(r, "%lld finished jobs were past their retention", (long long)sum);
    if (e == OK && !job_stopping(r)) {
        job_progress(r, 90, "API keys that end");
        e = iam_keys_warn(b->iam, &told);
    }
    job_log(r, "%lld owners of API keys that end soon were told", (long long)told);
    job_result(r, arena_printf(job_arena(r), "{\"jobs_deleted\":%lld,\"keys_warned\":%lld}", (long long)sum, (long long)told));
    return e == OK && job_stopping(r) ? err_set(ERR_BUSY, "stopped; the rest is for the next run") : e;
}

/* ---- backups ---- */

static enum err backup_now(struct job_run *r, void *ctx)
{
    struct box *b = ctx;
    char id[ID_SIZE];
    const char *status = "running", *error = NULL;
    enum err e = backup_make_scheduled(b->backup, id);
    if (e != OK)
        return e;
    job_log(r, "backup %s", id);
    job_progress(r, 10, "copying and proving");
    while (e == OK && str_eq(status, "running")) {
        if (job_stopping(r)) /* the backup itself goes on: its page shows it */
            return err_set(ERR_BUSY, "stopped before the backup was done");
        pause_ms(100);
        e = backup_status(b->backup, job_arena(r), id, &status, &error);
    }
    if (e != OK)
        return e;
    job_result(r, arena_printf(job_arena(r), "{\"backup_id\":\"%s\"}", id));
    return str_eq(status, "ok") ? OK : err_set(ERR_IO, "%s", error ? error : "the backup failed");
}

/* Restores the newest backup into a scratch directory and checks what came out: a backup is worth what it restores to. */
static enum err rehearsal(struct job_run *r, void *ctx)
{
    struct box *b = ctx;
    struct arena *a = job_arena(r);
    struct backup_info info;
    struct buf findings;
    const char *id, *path, *scratch = arena_printf(a, "%s/rehearsal-%s", b->dir, job_id(r));
    enum err e = backup_newest_ok(b->backup, a, &id, &path);
    if (e != OK)
        return e;
    buf_init(&findings, 65536);
    job_log(r, "restoring backup %s into a scratch directory", id);
    job_progress(r, 10, "restoring");
    e = store_restore(path, scratch, &info);
    if (e == OK) {
        job_progress(r, 60, "checking");
        e = store_check(scratch, &findings);
        char *line = findings.data ? findings.data : (char[]){ "" };
        while (*line) {
            size_t n = strcspn(line, "\n");
            job_log(r, "%.*s", n > 500 ? 500 : (int)n, line);
            line += n + (line[n] == '\n');
        }
    }
    if (e == OK)
        job_result(r, arena_printf(a, "{\"backup_id\":\"%s\",\"bytes\":%lld,\"schema_version\":%d}", id, (long long)info.bytes,
                                   info.schema_version));
    char why[400];
    str_copy(why, sizeof why, err_detail());
    store_remove_dir(scratch);
    buf_free(&findings);
    return e == OK ? OK : err_set(e, "%s", why);
}

/* ---- discovery ---- */

static enum err discovery(struct job_run *r, void *ctx)
{
    struct box *b = ctx;
    size_t n = workers_discovery_now(b->workers, job_tenant(r));
    job_log(r, "%zu sources are asked now", n);
    job_result(r, arena_printf(job_arena(r), "{\"sources\":%zu}", n));
    return OK;
}

static const struct job_type types[] = {
    { .name = "retention",
      .title = "Retention",
      .doc = "Deletes alerts, notifications, telemetry and finished jobs past their retention, and tells owners of API keys that end soon",
      .queue = "system",
      .run = retention,
      .concurrency = 1,
      .timeout_seconds = 1800,
      .max_attempts = 3,
      .backoff_seconds = 60,
      .backoff_max_seconds = 600,
      .priority = 7,
      .flags = JOB_BOX | JOB_ONE_OPEN },
    { .name = "backup",
      .title = "Backup",
      .doc = "Makes the scheduled backup and proves that it can be restored",
      .queue = "system",
      .run = backup_now,
      .concurrency = 1,
      .timeout_seconds = 4 * 3600,
      .max_attempts = 3,
      .backoff_seconds = 600,
      .backoff_max_seconds = 3600,
      .priority = 3,
      .flags = JOB_BOX | JOB_ONE_OPEN },
    { .name = "restore_rehearsal",
      .title = "Restore rehearsal",
      .doc = "Restores the newest backup into a scratch directory and checks what came out",
      .queue = "system",
      .run = rehearsal,
      .concurrency = 1,
      .timeout_seconds = 4 * 3600,
      .max_attempts = 2,
      .backoff_seconds = 600,
      .backoff_max_seconds = 3600,
      .priority = 7,
      .flags = JOB_BOX | JOB_ONE_OPEN },
    { .name = "discovery",
      .title = "Discovery",
      .doc = "Asks every discovery source of the tenant now",
      .queue = "system",
      .run = discovery,
      .concurrency = 2,
      .timeout_seconds = 30,
      .max_attempts = 2,
      .backoff_seconds = 10,
      .backoff_max_seconds = 60,
      .priority = 5,
      .flags = JOB_ONE_OPEN },
};

enum err box_jobs_register(struct box *b)
{
    return jobs_register(b->jobs, types, sizeof types / sizeof *types, b);
}

enum check_status box_jobs_part(void *arg, char *message, size_t n)
{
    struct jobs_health h;
    jobs_health(arg, &h);
    snprintf(message, n, "%lld jobs run, %lld handlers did not stop when asked, the oldest waits %lld s", (long long)h.running,
             (long long)h.left_behind, (long long)(h.oldest_pending_us / US_PER_S));
    return h.last_round_us > 30 * US_PER_S                      ? CHECK_UNHEALTHY
           : h.left_behind || h.oldest_pending_us > US_PER_HOUR ? CHECK_DEGRADED
                                                                : CHECK_HEALTHY;
}

static enum err backup_schedule_follow(struct box *b)
{
    struct backup_schedule s;
    char cron[32];
    enum err e = backup_schedule_get(b->backup, &s);
    if (e != OK)
        return e;
    snprintf(cron, sizeof cron, "%d %d * * *", s.minute % 60, s.minute / 60);
    return jobs_schedule_built_in(b->jobs, &(struct job_built_in){ .key = "backup",
                                                                   .name = "Backup",
                                                                   .type = "backup",
                                                                   .cron = cron,
                                                                   .managed_at = "/admin/backup",
                                                                   .catch_up = "once",
                                                                   .enabled = s.enabled });
}

enum err box_jobs_schedules(struct box *b)
{
    static const struct job_built_in own[] = {
        { .key = "retention", .name = "Retention", .type = "retention", .interval_seconds = 3600, .enabled = true },
        { .key = "rehearsal", .name = "Restore rehearsal", .type = "restore_rehearsal", .cron = "30 4 * * sun", .enabled = true },
    };
    enum err e = backup_schedule_follow(b);
    for (size_t i = 0; i < sizeof own / sizeof *own && e == OK; i++)
        e = jobs_schedule_built_in(b->jobs, &own[i]);
    return e;
}

void box_backup_schedule_changed(void *ctx)
{
    if (backup_schedule_follow(ctx) != OK)
        log_error("the schedule of backups could not be followed", "why", err_detail(), NULL);
}
