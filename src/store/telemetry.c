/*
 * telemetry.c - one database file a UTC day: its writers, its names, its retention.
 *
 * Threads: any; the table of writers is under store.telemetry_lock. A day's writer starts with the first row that is posted for it and
 * ends itself after a minute without rows. What always holds: a file is unlinked only when no writer has it.
 */
#include "core/log.h"
#include "core/mem.h"
#include "store/internal.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINGER_US      (250 * US_PER_MS)
#define IDLE_STOP_US   (60 * US_PER_S)
#define COUNT_EVERY_US (10 * US_PER_S)
#define DAYS_MAX       4000

void telemetry_path(const struct store *s, int64_t day, char dst[STORE_PATH])
{
    char text[TIME_TEXT_SIZE];
    path_put(dst, "%s/%s.db", s->telemetry_dir, time_day_text(day, text));
}

static int64_t oldest_kept(const struct store *s)
{
    return time_day_start(clock_wall_us(s->clock)) - (s->keep_days - 1) * US_PER_DAY;
}

/* The running writer of the day, started when there is none. Under telemetry_lock. */
static enum err writer_of(struct store *s, int64_t day, struct writer **out)
{
    static const char *const name = "telemetry";
    int free_at = -1;
    *out = NULL;
    for (int i = 0; i < TELEMETRY_WRITERS; i++) {
        if (s->days[i].writer && writer_finished(s->days[i].writer)) {
            writer_stop(s->days[i].writer, 0);
            s->days[i].writer = NULL;
        }
        if (s->days[i].writer && s->days[i].day == day)
            *out = s->days[i].writer;
        if (!s->days[i].writer)
            free_at = i;
    }
    if (*out)
        return OK;
    if (free_at < 0)
        return err_set(ERR_BUSY, "rows for too many days at once");
    struct writer_kind kind = {
        .name = name, .migrations = migrations_of_telemetry(), .linger_us = LINGER_US, .idle_stop_us = IDLE_STOP_US
    };
    char path[STORE_PATH];
    telemetry_path(s, day, path);
    enum err e = writer_start(s, &kind, path, NULL, out);
    if (e)
        return e;
    s->days[free_at].day = day;
    s->days[free_at].writer = *out;
    return OK;
}

enum err store_post_telemetry(struct store *s, int64_t day_us, store_fn fn, void *arg, void (*done)(void *arg, enum err e))
{
    int64_t day = time_day_start(day_us), today = time_day_start(clock_wall_us(s->clock));
    struct writer *w = NULL;
    if (day < oldest_kept(s) || day > today + US_PER_DAY)
        return err_set(ERR_INVALID, "the time is outside of what is kept");
    if (atomic_load(&s->closing))
        return err_set(ERR_BUSY, "the store is stopping");
    pthread_mutex_lock(&s->telemetry_lock);
    enum err e = writer_of(s, day, &w);
    if (!e)
        e = writer_post(w, fn, arg, done);
    pthread_mutex_unlock(&s->telemetry_lock);
    return e;
}

/* "2026-02-08.db" → the start of that day. */
static bool day_of_name(const char *name, int64_t *day)
{
    char text[TIME_TEXT_SIZE], again[TIME_TEXT_SIZE];
    if (strlen(name) != 13 || strcmp(name + 10, ".db") != 0)
        return false;
    snprintf(text, sizeof text, "%.10s", name);
    return time_parse(text, day) && strcmp(time_day_text(*day, again), text) == 0;
}

static int newest_first(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x < y) - (x > y);
}

size_t store_telemetry_days(struct store *s, int64_t *out, size_t max)
{
    size_t n = 0;
    DIR *d = opendir(s->telemetry_dir);
    if (!d)
        return 0;
    int64_t *all = mem_array(DAYS_MAX, sizeof *all);
    for (struct dirent *e; n < DAYS_MAX && (e = readdir(d));)
        if (day_of_name(e->d_name, &all[n]))
            n++;
    closedir(d);
    qsort(all, n, sizeof *all, newest_first);
    if (n > max)
        n = max;
    memcpy(out, all, n * sizeof *all);
    mem_free(all);
    return n;
}

static bool remove_day(struct store *s, int64_t day)
{
    static const char *const tails[] = { "-wal", "-shm", "" }; /* the database last: without it nobody looks for the others */
    char path[STORE_PATH], file[STORE_PATH], text[TIME_TEXT_SIZE];
    for (int i = 0; i < TELEMETRY_WRITERS; i++) {
        if (!s->days[i].writer || s->days[i].day != day)
            continue;
        writer_stop(s->days[i].writer, 0);
        s->days[i].writer = NULL;
    }
    readers_forget_day(s, day);
    telemetry_path(s, day, path);
    bool gone = true;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        path_put(file, "%s%s", path, tails[i]);
        if (unlink(file) != 0 && disk_exists(file))
            gone = false;
    }
    if (gone)
        log_info("telemetry day removed", "day", time_day_text(day, text), NULL);
    else
        log_warn("telemetry day cannot be removed", "day", time_day_text(day, text), NULL);
    return gone;
}

size_t store_telemetry_prune(struct store *s)
{
    int64_t *days = mem_array(DAYS_MAX, sizeof *days), oldest = oldest_kept(s);
    size_t n = store_telemetry_days(s, days, DAYS_MAX), removed = 0;
    pthread_mutex_lock(&s->telemetry_lock);
    for (size_t i = 0; i < n; i++)
        if (days[i] < oldest && remove_day(s, days[i]))
            removed++;
    pthread_mutex_unlock(&s->telemetry_lock);
    if (removed)
        atomic_store(&s->telemetry_counted_us, 0);
    mem_free(days);
    return removed;
}

int64_t telemetry_bytes(struct store *s)
{
    int64_t now = mono_us(), counted = atomic_load(&s->telemetry_counted_us), sum = 0;
    if (counted && now - counted < COUNT_EVERY_US)
        return atomic_load(&s->telemetry_bytes);
    DIR *d = opendir(s->telemetry_dir);
    for (struct dirent *e; d && (e = readdir(d));) {
        char path[STORE_PATH];
        if (e->d_name[0] == '.')
            continue;
        path_put(path, "%s/%s", s->telemetry_dir, e->d_name);
        sum += disk_size(path);
    }
    if (d)
        closedir(d);
    atomic_store(&s->telemetry_bytes, sum);
    atomic_store(&s->telemetry_counted_us, now);
    return sum;
}

void telemetry_close(struct store *s)
{
    pthread_mutex_lock(&s->telemetry_lock);
    for (int i = 0; i < TELEMETRY_WRITERS; i++) {
        writer_stop(s->days[i].writer, 2 * US_PER_S);
        s->days[i].writer = NULL;
    }
    pthread_mutex_unlock(&s->telemetry_lock);
}
