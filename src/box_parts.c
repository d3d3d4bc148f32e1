/*
 * box_parts.c - the parts of the box that watch themselves: how each is, for the service "Binnacle" and for detailed health.
 *
 * Called from any thread; nothing here blocks longer than a query.
 */
#include "box.h"
#include "core/str.h"
#include "monitor/self.h"
#include "net/host.h"
#include <stdio.h>

static enum check_status store_part(void *arg, char *message, size_t n)
{
    struct store_health h;
    store_health(arg, &h);
    snprintf(message, n, "%s, log %lld MB, commit p99 %.1f ms",
             h.disk_full  ? "the disk is full"
             : h.writable ? "writable"
                          : "cannot be written",
             (long long)(h.wal_bytes >> 20), (double)h.commit_p99_us / 1000);
    return !h.writable ? CHECK_UNHEALTHY : h.wal_bytes > 256 << 20 ? CHECK_DEGRADED : CHECK_HEALTHY;
}

static enum check_status writer_part(void *arg, char *message, size_t n)
{
    struct store_health h;
    store_health(arg, &h);
    snprintf(message, n, "%lld interactive and %lld bulk writes wait", (long long)h.queue_interactive, (long long)h.queue_bulk);
    return h.queue_interactive > 1000 || h.queue_bulk > 5000 ? CHECK_DEGRADED : CHECK_HEALTHY;
}

static enum check_status notifier_part(void *arg, char *message, size_t n)
{
    struct notify_stats s;
    if (notify_stats(arg, &s)) {
        str_copy(message, n, err_detail());
        return CHECK_UNHEALTHY;
    }
    snprintf(message, n, "%lld messages wait, %lld of them overdue, %lld dead letters", (long long)s.pending, (long long)s.due,
             (long long)s.dead);
    return s.due > 100 ? CHECK_DEGRADED : CHECK_HEALTHY;
}

static enum check_status mail_part(void *arg, char *message, size_t n)
{
    struct mail_stats s;
    if (mail_stats(arg, &s)) {
        str_copy(message, n, err_detail());
        return CHECK_UNHEALTHY;
    }
    snprintf(message, n, "%lld mails wait, %lld of them for more than ten minutes", (long long)s.pending, (long long)s.late);
    return s.late > 0 ? CHECK_DEGRADED : CHECK_HEALTHY;
}

static enum check_status audit_part(void *arg, char *message, size_t n)
{
    struct audit_verdict v;
    if (audit_last_verdict(arg, &v)) {
        str_copy(message, n, err_detail());
        return CHECK_UNHEALTHY;
    }
    if (v.ok)
        snprintf(message, n, "%lld rows, unbroken when last verified", (long long)v.head_seq);
    else
        str_copy(message, n, v.finding);
    return v.ok ? CHECK_HEALTHY : CHECK_UNHEALTHY;
}

static enum check_status hub_part(void *arg, char *message, size_t n)
{
    struct server_stats s;
    server_stats(arg, &s);
    snprintf(message, n, "%lld live sockets, %lld messages dropped for slow ones", (long long)s.sockets,
             (long long)s.sockets_dropped_messages);
    return CHECK_HEALTHY;
}

static enum check_status storage_part(void *arg, char *message, size_t n)
{
    struct box *b = arg;
    struct net_host h;
    if (net_host_read(b->dir, &h)) {
        str_copy(message, n, err_detail());
        return CHECK_UNHEALTHY;
    }
    const char *severity = ops_disk_severity(h.disk_free_bytes, h.disk_total_bytes, settings_int(b->settings, "disk_low_percent"), false);
    snprintf(message, n, "%.1f GiB of %.1f GiB are free", (double)h.disk_free_bytes / (double)(1 << 30),
             (double)h.disk_total_bytes / (double)(1 << 30));
    return !severity ? CHECK_HEALTHY : str_eq(severity, "critical") ? CHECK_UNHEALTHY : CHECK_DEGRADED;
}

enum err box_parts_register(struct box *b)
{
    const struct {
        const char *name;
        self_fn fn;
        void *arg;
    } parts[] = {
        { "store", store_part, b->store },        { "writer queue", writer_part, b->store },
        { "notifier", notifier_part, b->notify }, { "mail", mail_part, b->mail },
        { "live hub", hub_part, b->server },      { "job queue", box_jobs_part, b->jobs },
        { "audit trail", audit_part, b->audit },  { "storage", storage_part, b },
    };
    enum err e = OK;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && e == OK; i++)
        e = self_add(b->self, parts[i].name, parts[i].fn, parts[i].arg);
    return e;
}
