/*
 * ops.c - housekeeping: alerts about the box's own disk and write-ahead log, and retention.
 *
 * Threads: one, "ops" (or a test's, calling ops_look). What always holds: an alert is raised and cleared by what is seen now, with some
 * distance between the two limits, so that a value that hovers does not flap; deletions are small transactions that other writes pass
 * between.
 */
#include "ops/ops.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "net/host.h"
#include "ops/ops_private.h"
#include <stdio.h>
#include <time.h>

#define LOOK_US         (30 * US_PER_S)
#define GIB             (1024LL * 1024 * 1024)
#define MIB             (1024LL * 1024)
#define DISK_ENOUGH     (10 * GIB)  /* more than this is never low, however large the disk */
#define DISK_HYSTERESIS 2           /* percent */
#define WAL_LARGE       (192 * MIB) /* the bound is 256 MiB: see docs on long readers */
#define WAL_FINE        (96 * MIB)
#define PRUNE_ROUNDS    50 /* of at most 1,000 or 2,000 rows each, then the rest waits for the next hour */

enum err ops_new(const struct ops_deps *d, struct ops **out)
{
    struct ops *o = mem_alloc(sizeof *o);
    o->d = *d;
    o->data_dir = mem_strdup(d->data_dir);
    o->started_wall = clock_wall_us(d->clock);
    o->started_mono = clock_mono_us(d->clock);
    o->disk_low = o->wal_large = true; /* not known: the first look clears what an earlier run left open */
    pthread_mutex_init(&o->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&o->wake, &attr);
    pthread_condattr_destroy(&attr);
    *out = o;
    return OK;
}

void ops_free(struct ops *o)
{
    if (!o)
        return;
    pthread_cond_destroy(&o->wake);
    pthread_mutex_destroy(&o->lock);
    mem_free(o->data_dir);
    mem_free(o);
}

int64_t ops_started_at(const struct ops *o)
{
    return o->started_wall;
}

/* ---- disk and write-ahead log ---- */

const char *ops_disk_severity(int64_t free_bytes, int64_t total_bytes, int64_t percent, bool was_low)
{
    if (total_bytes <= 0)
        return NULL;
    int64_t limit = was_low ? percent + DISK_HYSTERESIS : percent;
    double free_percent = 100.0 * (double)free_bytes / (double)total_bytes;
    if (free_bytes >= DISK_ENOUGH || free_percent >= (double)limit)
        return NULL;
    return free_percent < (double)percent / 3 ? "critical" : "warning";
}

static enum err look_at_disk(struct ops *o)
{
    struct net_host h;
    enum err e = net_host_read(o->data_dir, &h);
    if (e != OK)
        return e;
    const char *severity =
        ops_disk_severity(h.disk_free_bytes, h.disk_total_bytes, settings_int(o->d.settings, "disk_low_percent"), o->disk_low);
    char message[200];
    snprintf(message, sizeof message, "%.1f GiB of %.1f GiB are free (%.1f %%)", (double)h.disk_free_bytes / (double)GIB,
             (double)h.disk_total_bytes / (double)GIB,
             h.disk_total_bytes > 0 ? 100.0 * (double)h.disk_free_bytes / (double)h.disk_total_bytes : 0.0);
    if (severity)
        e = alerts_raise_now(o->d.alerts, &(struct alerts_raise){ .tenant_id = OPS_DEFAULT_TENANT,
                                                                  .alert_type = "DISK_LOW",
                                                                  .severity = severity,
                                                                  .source = { .type = "box", .id = "disk", .name = "Data disk" },
                                                                  .message = message,
                                                                  .at = clock_wall_us(o->d.clock) });
    else if (o->disk_low)
        e = alerts_clear_now(o->d.alerts, OPS_DEFAULT_TENANT, "DISK_LOW", "disk", message);
    if (e == OK)
        o->disk_low = severity != NULL;
    return e;
}

static enum err look_at_wal(struct ops *o)
{
    struct store_health h;
    char message[200];
    enum err e = OK;
    store_health(o->d.store, &h);
    snprintf(message, sizeof message, "the write-ahead log has %lld MiB, %lld readers are open", (long long)(h.wal_bytes / MIB),
             (long long)h.readers_open);
    if (h.wal_bytes > WAL_LARGE) {
        e = alerts_raise_now(o->d.alerts, &(struct alerts_raise){ .tenant_id = OPS_DEFAULT_TENANT,
                                                                  .alert_type = "WAL_LARGE",
                                                                  .source = { .type = "box", .id = "wal", .name = "Write-ahead log" },
                                                                  .message = message,
                                                                  .at = clock_wall_us(o->d.clock) });
        if (e == OK)
            o->wal_large = true;
    } else if (o->wal_large && h.wal_bytes < WAL_FINE) {
        e = alerts_clear_now(o->d.alerts, OPS_DEFAULT_TENANT, "WAL_LARGE", "wal", message);
        if (e == OK)
            o->wal_large = false;
    }
    return e;
}

/* ---- retention ---- */

enum err ops_prune(struct ops *o, bool (*stopping)(void *arg), void *arg)
{
    int64_t now = clock_wall_us(o->d.clock), alerts_before = now - settings_int(o->d.settings, "alert_keep_days") * US_PER_DAY;
    int64_t delivered_before = now - settings_int(o->d.settings, "delivery_keep_days") * US_PER_DAY,
            dead_before = now - settings_int(o->d.settings, "dead_letter_keep_days") * US_PER_DAY;
    int64_t deleted = 1;
    enum err e = OK;
    for (int i = 0; i < PRUNE_ROUNDS && deleted > 0 && e == OK && !(stopping && stopping(arg)); i++)
        e = alerts_prune(o->d.alerts, alerts_before, &deleted);
    deleted = 1;
    for (int i = 0; i < PRUNE_ROUNDS && deleted > 0 && e == OK && !(stopping && stopping(arg)); i++)
        e = notify_prune(o->d.notify, delivered_before, dead_before, &deleted);
    size_t days = store_telemetry_prune(o->d.store);
    if (days > 0) {
        char text[24];
        snprintf(text, sizeof text, "%zu", days);
        log_info("telemetry past its retention was deleted", "days", text, NULL);
    }
    return e;
}

enum err ops_look(struct ops *o)
{
    enum err disk = look_at_disk(o), wal = look_at_wal(o);
    return disk != OK ? disk : wal;
}

/* ---- the thread ---- */

static bool wait_for_next(struct ops *o)
{
    struct timespec until = clock_deadline(LOOK_US);
    pthread_mutex_lock(&o->lock);
    while (!o->stopping)
        if (pthread_cond_timedwait(&o->wake, &o->lock, &until) != 0)
            break;
    bool go_on = !o->stopping;
    pthread_mutex_unlock(&o->lock);
    return go_on;
}

static void *run(void *arg)
{
    struct ops *o = arg;
    pthread_setname_np(pthread_self(), "ops");
    do {
        enum err e = ops_look(o);
        if (e != OK && !o->failed)
            log_warn("housekeeping could not do all its work; trying again", "error", err_detail(), NULL);
        o->failed = e != OK;
    } while (wait_for_next(o));
    store_reader_release(o->d.store);
    return NULL;
}

enum err ops_start(struct ops *o)
{
    if (pthread_create(&o->thread, NULL, run, o) != 0)
        return err_set(ERR_INTERNAL, "cannot start the housekeeping thread");
    o->started = true;
    return OK;
}

void ops_stop(struct ops *o)
{
    if (!o || !o->started)
        return;
    pthread_mutex_lock(&o->lock);
    o->stopping = true;
    pthread_cond_signal(&o->wake);
    pthread_mutex_unlock(&o->lock);
    pthread_join(o->thread, NULL);
    o->started = false;
}
