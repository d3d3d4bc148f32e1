/*
 * audit_run.c - verifying and writing the head out, as the box's own jobs do it; and the thread "audit": sums up refusals every minute and
 * verifies when somebody asks.
 */
#include "audit/audit_private.h"
#include "core/log.h"
#include "core/metrics.h"
#include <string.h>
#include <time.h>

#define TICK_S       60
#define RECEIPT_DAYS 90 /* failures are kept that long */

static void progress(void *arg, int64_t done, int64_t total)
{
    struct audit *t = arg;
    pthread_mutex_lock(&t->lock);
    t->done = done;
    t->total = total;
    pthread_mutex_unlock(&t->lock);
}

/* The caller has set `running`. */
static enum err verify(struct audit *t, bool full, bool (*stopping)(void *arg), void *arg, struct audit_verdict *v)
{
    struct arena *a = arena_new(0);
    struct audit_known *known;
    size_t count;
    struct audit_verify_options o = { .full = full, .progress = progress, .arg = t, .stopping = stopping, .stopping_arg = arg };
    enum err files = audit_heads_from_files(t, a, &known, &count);
    if (files)
        log_error("the heads in a file could not be used", "why", err_detail(), NULL);
    o.known = files ? NULL : known;
    o.known_count = files ? 0 : count;
    enum err e = audit_verify(t, &o, v);
    if (e == ERR_CORRUPT)
        log_error("the audit trail is broken", "why", err_detail(), NULL);
    pthread_mutex_lock(&t->lock);
    t->running = false;
    pthread_mutex_unlock(&t->lock);
    arena_free(a);
    static const char news[] = "{\"verified\":true}";
    live_publish(t->d.live, NULL, "audit", news, sizeof news - 1);
    return e;
}

static bool begin_verifying(struct audit *t)
{
    pthread_mutex_lock(&t->lock);
    bool free = !t->running;
    if (free) {
        t->running = true;
        t->done = t->total = 0;
    }
    pthread_mutex_unlock(&t->lock);
    return free;
}

enum err audit_verify_now(struct audit *t, bool (*stopping)(void *arg), void *arg, struct audit_verdict *v)
{
    if (!begin_verifying(t))
        return err_set(ERR_CONFLICT, "a verification runs already");
    bool whole = audit_last_verdict(t, v) != OK || clock_wall_us(t->d.clock) - v->full_at > US_PER_DAY - US_PER_HOUR / 2;
    return verify(t, whole, stopping, arg, v);
}

static enum err forget_failures(struct tx *tx, void *arg)
{
    return sql_audit_receipt_prune(tx, arg);
}

enum err audit_heads_daily(struct audit *t, int *sent, int *failed)
{
    struct sql_audit_receipt_prune_in in = { .before = clock_wall_us(t->d.clock) - RECEIPT_DAYS * US_PER_DAY };
    enum err e = audit_heads_send(t, NULL, sent, failed);
    return e == OK ? store_write(t->d.store, forget_failures, &in) : e;
}

static void *run(void *arg)
{
    struct audit *t = arg;
    struct audit_verdict v;
    pthread_setname_np(pthread_self(), "audit");
    for (;;) {
        struct timespec until = clock_deadline(TICK_S * US_PER_S);
        pthread_mutex_lock(&t->lock);
        while (!t->stopping && !t->wanted)
            if (pthread_cond_timedwait(&t->wake, &t->lock, &until))
                break;
        bool stop = t->stopping, asked = t->wanted, full = t->wanted_full;
        t->wanted = t->wanted_full = false;
        pthread_mutex_unlock(&t->lock);
        if (stop)
            break;
        if (asked && begin_verifying(t) && verify(t, full, NULL, NULL, &v))
            log_warn("the audit trail was not verified to its end", "why", err_detail(), NULL);
        audit_refused_flush(t, false);
    }
    store_reader_release(t->d.store);
    return NULL;
}

enum err audit_start(struct audit *t)
{
    if (pthread_create(&t->thread, NULL, run, t))
        return err_set(ERR_IO, "cannot start the audit thread");
    t->started = true;
    return OK;
}

void audit_stop(struct audit *t)
{
    if (!t || !t->started)
        return;
    pthread_mutex_lock(&t->lock);
    t->stopping = true;
    pthread_cond_signal(&t->wake);
    pthread_mutex_unlock(&t->lock);
    pthread_join(t->thread, NULL);
    t->started = false;
    audit_refused_flush(t, true);
}

bool audit_is_stopping(struct audit *t)
{
    pthread_mutex_lock(&t->lock);
    bool stopping = t->stopping;
    pthread_mutex_unlock(&t->lock);
    return stopping;
}

enum err audit_verify_soon(struct audit *t, bool full)
{
    pthread_mutex_lock(&t->lock);
    bool busy = t->running || t->wanted;
    if (!busy) {
        t->wanted = true;
        t->wanted_full = full;
        pthread_cond_signal(&t->wake);
    }
    pthread_mutex_unlock(&t->lock);
    return busy ? err_set(ERR_CONFLICT, "a verification runs already") : OK;
}

bool audit_verifying(struct audit *t, int64_t *done, int64_t *total)
{
    pthread_mutex_lock(&t->lock);
    bool busy = t->running || t->wanted;
    *done = t->done;
    *total = t->total;
    pthread_mutex_unlock(&t->lock);
    return busy;
}
