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
    int64_t deleted = 1, sum = 0;
    job_progress(r, 0, "alerts, notifications, telemetry");
    enum err e = ops_prune(b->ops, job_stopping, r);
    job_progress(r, 50, "finished jobs");
    for (int i = 0; i < PRUNE_ROUNDS && deleted > 0 && e == OK && !job_stopping(r); i++) {
        e = jobs_prune(b->jobs, &deleted);
        sum += deleted;
    }
    job_log(r, "%lld finished jobs were past their retention", (long long)sum);
    job_result(r, arena_printf(job_arena(r), "{\"jobs_deleted\":%lld}", (long long)sum));
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

struct asking {
    struct job_run *r;
    int64_t sources, found, failed;
    char first[300]; /* problem */
};

static bool asked(void *arg, const char *source, size_t done, size_t of, int64_t found, const char *problem)
{
    struct asking *x = arg;
    x->sources++;
    x->found += found;
    if (*problem) {
        job_log(x->r, "%s: %s", source, problem);
        if (!x->failed++)
            snprintf(x->first, sizeof x->first, "%.80s: %.200s", source, problem);
    } else {
        job_log(x->r, "%s: %lld workers", source, (long long)found);
    }
    job_progress(x->r, (int)(100 * done / of), "%zu of %zu sources", done, of);
    return !job_stopping(x->r);
}

static enum err discovery(struct job_run *r, void *ctx)
{
    struct box *b = ctx;
    struct asking x = { .r = r };
    workers_discovery_now(b->workers, job_tenant(r), asked, &x);
    if (job_stopping(r))
        return err_set(ERR_BUSY, "stopped");
    job_result(r, arena_printf(job_arena(r), "{\"sources\":%lld,\"found\":%lld}", (long long)x.sources, (long long)x.found));
    return x.failed ? err_set(ERR_UPSTREAM, "%lld of %lld sources failed, %s", (long long)x.failed, (long long)x.sources, x.first) : OK;
}

/* ---- what is over ---- */

static enum err cleanup(struct job_run *r, void *ctx)
{
    struct box *b = ctx;
    job_progress(r, 0, "accounts, invitations, idempotency keys");
    enum err e = iam_prune(b->iam);
    job_progress(r, 50, "notices");
    return e == OK ? inbox_housekeep(b->inbox) : e;
}

/* ---- the audit trail ---- */

static enum err audit_head(struct job_run *r, void *ctx)
{
    struct box *b = ctx;
    int sent, failed;
    enum err e = audit_heads_daily(b->audit, &sent, &failed);
    if (e != OK)
        return e;
    job_log(r, "the head was written to %d sinks, %d could not be reached", sent, failed);
    job_result(r, arena_printf(job_arena(r), "{\"sent\":%d,\"failed\":%d}", sent, failed));
    return failed ? err_set(ERR_UPSTREAM, "%d of %d sinks did not take the head: their receipts say why", failed, sent + failed) : OK;
}

static enum err audit_verification(struct job_run *r, void *ctx)
{
    struct box *b = ctx;
    struct audit_verdict v;
    enum err e = audit_verify_now(b->audit, job_stopping, r, &v);
    if (e == ERR_CONFLICT) { /* somebody has asked for one */
        job_snooze(r, 60);
        return OK;
    }
    if (e != OK && e != ERR_CORRUPT)
        return e;
    job_log(r, "%lld rows were verified, good up to %lld", (long long)v.rows, (long long)v.seq);
    job_result(r, arena_printf(job_arena(r), "{\"rows\":%lld,\"unbroken\":%s}", (long long)v.rows, v.ok ? "true" : "false"));
    return v.ok ? OK : err_set(ERR_INVALID, "%s", v.finding); /* no further attempt mends it */
}

static const struct job_type types[] = {
    { .name = "retention",
      .title = "Retention",
      .doc = "Deletes alerts, notifications, telemetry and finished jobs past their retention",
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
    { .name = "cleanup",
      .title = "Tidying up",
      .doc = "Deletes unconfirmed accounts, old invitations, idempotency keys and notices, and tells of API keys that end soon",
      .queue = "system",
      .run = cleanup,
      .concurrency = 1,
      .timeout_seconds = 300,
      .max_attempts = 3,
      .backoff_seconds = 60,
      .backoff_max_seconds = 600,
      .priority = 7,
      .flags = JOB_BOX | JOB_ONE_OPEN },
    { .name = "audit_head",
      .title = "Audit head",
      .doc = "Writes the head of the audit trail to its sinks",
      .queue = "system",
      .run = audit_head,
      .concurrency = 1,
      .timeout_seconds = 600,
      .max_attempts = 1, /* another would write to those again that took it */
      .backoff_seconds = 300,
      .backoff_max_seconds = 3600,
      .priority = 3,
      .flags = JOB_BOX | JOB_ONE_OPEN },
    { .name = "audit_verification",
      .title = "Audit verification",
      .doc = "Verifies what is new in the audit trail, and all of it once a day",
      .queue = "system",
      .run = audit_verification,
      .concurrency = 1,
      .timeout_seconds = 3600,
      .max_attempts = 3,
      .backoff_seconds = 60,
      .backoff_max_seconds = 600,
      .priority = 5,
      .flags = JOB_BOX | JOB_ONE_OPEN },
    { .name = "discovery",
      .title = "Discovery",
      .doc = "Asks every discovery source of the tenant now",
      .queue = "system",
      .run = discovery,
      .concurrency = 2,
      .timeout_seconds = 900,
      .max_attempts = 2,
      .backoff_seconds = 10,
      .backoff_max_seconds = 60,
      .priority = 5,
      .flags = JOB_ONE_OPEN },
};

enum err box_jobs_register(struct box *b)
{
    enum err e = jobs_register(b->jobs, types, sizeof types / sizeof *types, b);
    return e == OK ? box_exports_register(b) : e;
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
        { .key = "cleanup", .name = "Tidying up", .type = "cleanup", .interval_seconds = 600, .enabled = true },
        { .key = "audit_head", .name = "Audit head", .type = "audit_head", .cron = "5 0 * * *", .enabled = true },
        { .key = "audit_verification",
          .name = "Audit verification",
          .type = "audit_verification",
          .interval_seconds = 3600,
          .enabled = true },
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
