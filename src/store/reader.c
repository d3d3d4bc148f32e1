/*
 * reader.c - one set of read-only connections a thread: the state database, and the telemetry days that it read last.
 *
 * Threads: any. A reader belongs to its thread; the list of all readers is under store.readers_lock, for cutting those that overstay and
 * for letting go of a day before its file is unlinked. A thread that ends without store_reader_release is cleaned up by the thread key.
 */
#include "core/log.h"
#include "core/mem.h"
#include "core/metrics.h"
#include "store/internal.h"
#include <stdio.h>

static void free_reader(struct reader *r)
{
    db_close(&r->state);
    pthread_mutex_destroy(&r->state.lock);
    for (int i = 0; i < READER_DAYS; i++) {
        db_close(&r->days[i].db);
        pthread_mutex_destroy(&r->days[i].db.lock);
    }
    mem_free(r);
}

/* Adds up what a connection did; under its lock, or when nobody else has it. */
static void read_pages(struct db *db)
{
    int now, peak;
    if (!db->sqlite)
        return;
    /* The counters start over at each reading, so that they cannot overflow. */
    if (sqlite3_db_status(db->sqlite, SQLITE_DBSTATUS_CACHE_HIT, &now, &peak, 1) == SQLITE_OK)
        db->pages_cached += now;
    if (sqlite3_db_status(db->sqlite, SQLITE_DBSTATUS_CACHE_MISS, &now, &peak, 1) == SQLITE_OK)
        db->pages_read += now;
}

void readers_stats(struct store *s, struct store_stats *out)
{
    pthread_mutex_lock(&s->readers_lock);
    out->pages_cached = s->pages_cached;
    out->pages_read = s->pages_read;
    for (struct reader *r = s->readers; r; r = r->next) {
        out->readers++;
        if (pthread_mutex_trylock(&r->state.lock) != 0) {
            out->readers_in_use++; /* its pages are read next time */
        } else {
            read_pages(&r->state);
            out->readers_in_use += r->state.open || r->state.in_tx;
            pthread_mutex_unlock(&r->state.lock);
        }
        out->pages_cached += r->state.pages_cached;
        out->pages_read += r->state.pages_read;
    }
    pthread_mutex_unlock(&s->readers_lock);
}

static void unlink_reader(struct reader *r)
{
    struct store *s = r->store;
    pthread_mutex_lock(&s->readers_lock);
    for (struct reader **at = &s->readers; *at; at = &(*at)->next) {
        if (*at != r)
            continue;
        *at = r->next;
        atomic_fetch_sub(&s->readers_open, 1);
        read_pages(&r->state);
        s->pages_cached += r->state.pages_cached;
        s->pages_read += r->state.pages_read;
        break;
    }
    pthread_mutex_unlock(&s->readers_lock);
}

static void at_thread_end(void *arg)
{
    unlink_reader(arg);
    free_reader(arg);
}

enum err readers_init(struct store *s)
{
    pthread_mutex_init(&s->readers_lock, NULL);
    if (pthread_key_create(&s->reader_key, at_thread_end) != 0)
        return err_set(ERR_IO, "no thread key for readers");
    s->key_made = true;
    return OK;
}

static struct reader *this_reader(struct store *s)
{
    struct reader *r = pthread_getspecific(s->reader_key);
    if (r)
        return r;
    r = mem_alloc(sizeof *r);
    r->store = s;
    db_init(&r->state, s->state_path, false, s->reader_max_us);
    for (int i = 0; i < READER_DAYS; i++) {
        db_init(&r->days[i].db, "", false, s->reader_max_us);
        r->days[i].day = -1;
    }
    pthread_mutex_lock(&s->readers_lock);
    r->next = s->readers;
    s->readers = r;
    atomic_fetch_add(&s->readers_open, 1);
    pthread_mutex_unlock(&s->readers_lock);
    if (pthread_setspecific(s->reader_key, r) != 0)
        log_error("no memory for a thread's reader", NULL);
    return r;
}

struct db *store_reader(struct store *s)
{
    struct db *view = writer_view(s);
    return view ? view : &this_reader(s)->state;
}

void store_reader_release(struct store *s)
{
    struct reader *r = pthread_getspecific(s->reader_key);
    if (!r)
        return;
    pthread_setspecific(s->reader_key, NULL);
    at_thread_end(r);
}

struct db *store_telemetry_reader(struct store *s, int64_t day_us)
{
    struct reader *r = this_reader(s);
    int64_t day = time_day_start(day_us);
    int oldest = 0;
    for (int i = 0; i < READER_DAYS; i++) {
        if (r->days[i].day == day && !r->days[i].db.open_error) {
            r->days[i].used = ++r->uses;
            return &r->days[i].db;
        }
        if ((int)(r->days[i].used - r->days[oldest].used) < 0)
            oldest = i;
    }
    char path[STORE_PATH];
    telemetry_path(s, day, path);
    if (disk_size(path) == 0)
        return NULL; /* absent, or its writer has not begun */
    struct db *db = &r->days[oldest].db;
    pthread_mutex_lock(&db->lock);
    db_close(db);
    path_put(db->path, "%s", path);
    db->open_error = OK;
    db->expired = false;
    r->days[oldest].day = day;
    r->days[oldest].used = ++r->uses;
    pthread_mutex_unlock(&db->lock);
    return db;
}

void readers_cut(struct store *s)
{
    int64_t now = mono_us();
    int cuts = 0;
    pthread_mutex_lock(&s->readers_lock);
    for (struct reader *r = s->readers; r; r = r->next) {
        cuts += db_cut(&r->state, now);
        for (int i = 0; i < READER_DAYS; i++)
            cuts += db_cut(&r->days[i].db, now);
    }
    pthread_mutex_unlock(&s->readers_lock);
    if (!cuts)
        return;
    metric_add(store_metrics()->cuts, cuts);
    log_warn("a read held its snapshot too long and was stopped", NULL);
}

void readers_forget_day(struct store *s, int64_t day)
{
    pthread_mutex_lock(&s->readers_lock);
    for (struct reader *r = s->readers; r; r = r->next) {
        for (int i = 0; i < READER_DAYS; i++) {
            struct db *db = &r->days[i].db;
            pthread_mutex_lock(&db->lock);
            if (r->days[i].day == day) {
                /* In the middle of a read: it ends at its next step, and the connection is closed when the place is used again. */
                for (struct db_use *use = db->open; use; use = use->next)
                    sqlite3_reset(use->stmt);
                if (!db->open)
                    db_close(db);
                db->open_error = ERR_NOT_FOUND;
            }
            pthread_mutex_unlock(&db->lock);
        }
    }
    pthread_mutex_unlock(&s->readers_lock);
}

/* The threads that own them have ended or read no more. */
void readers_close_all(struct store *s)
{
    if (s->key_made)
        pthread_key_delete(s->reader_key);
    s->key_made = false;
    pthread_mutex_lock(&s->readers_lock);
    while (s->readers) {
        struct reader *r = s->readers;
        s->readers = r->next;
        free_reader(r);
    }
    pthread_mutex_unlock(&s->readers_lock);
}
