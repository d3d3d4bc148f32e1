/*
 * notify.c - making and ending the notifier, and writing its outbox.
 *
 * Threads: notify_enqueue, notify_withdraw and notify_was_told run on the writer thread; the rest on any. What always holds: an outbox row
 * is written in the transaction of its cause and wakes the sender only once that is on disk.
 */
#include "notify/notify.h"
#include "core/crypto.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "notify/notify_private.h"
#include "sql/notify.h"
#include <string.h>

static enum err through_net(void *ctx, const struct net_http_request *rq, net_http_done done, void *arg)
{
    return net_http(ctx, rq, done, arg);
}

enum err notify_new(const struct notify_deps *d, struct notify **out)
{
    struct notify *n = mem_alloc(sizeof *n);
    n->d = *d;
    n->env = (struct channel_env){ .http = d->transport ? d->transport : through_net,
                                   .http_ctx = d->transport ? d->transport_ctx : d->net,
                                   .clock = d->clock };
    n->flights = mem_array(NOTIFY_FLIGHTS, sizeof *n->flights);
    n->failing = mem_array(NOTIFY_FAILING_MAX, sizeof *n->failing);
    n->last_wall = clock_wall_us(d->clock);
    n->last_mono = n->last_step = clock_mono_us(d->clock);
    for (size_t i = 0; i < NOTIFY_FLIGHTS; i++)
        n->flights[i].notify = n;
    pthread_mutex_init(&n->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&n->wake, &attr);
    pthread_condattr_destroy(&attr);
    n->m_delivered = metric_counter("binnacle_notify_delivered", "", "", "Notifications that the receiver took");
    n->m_failed = metric_counter("binnacle_notify_failed_attempts", "", "", "Attempts to notify that failed");
    n->m_dead = metric_counter("binnacle_notify_dead", "", "", "Notifications that became dead letters");
    n->m_delay = metric_histogram_seconds("binnacle_notify_delay_seconds", "", "From the event to its delivery");
    *out = n;
    return OK;
}

void notify_free(struct notify *n)
{
    if (!n)
        return;
    pthread_cond_destroy(&n->wake);
    pthread_mutex_destroy(&n->lock);
    crypto_wipe(n->d.key, sizeof n->d.key);
    mem_free(n->flights);
    mem_free(n->failing);
    mem_free(n);
}

void notify_wake(struct notify *n)
{
    pthread_mutex_lock(&n->lock);
    n->woken = true;
    pthread_cond_signal(&n->wake);
    pthread_mutex_unlock(&n->lock);
}

static void wake_after_commit(void *arg)
{
    notify_wake(arg);
}

void notify_publish(struct notify *n, const char *tenant_id, const char *id, const char *status)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, 1024);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_string(&o, "id", id);
    jo_kv_string(&o, "status", status);
    jo_object_end(&o);
    live_publish(n->d.live, tenant_id, "deliveries", b.data, b.len);
    buf_free(&b);
}

/* ---- the outbox ---- */

static int severity_rank(const char *s)
{
    return str_eq(s, "critical") ? 2 : str_eq(s, "warning") ? 1 : 0;
}

static enum err add_event(struct arena *a, struct tx *tx, const struct notify_event *ev, int64_t *seq)
{
    struct sql_notify_event_next_row next;
    enum err e = sql_notify_event_next(tx_db(tx), a, NULL, &next);
    if (e != OK)
        return e;
    *seq = next.next;
    return sql_notify_event_insert(tx, &(struct sql_notify_event_insert_in){ .seq = next.next,
                                                                             .tenant_id = ev->tenant_id,
                                                                             .alert_id = ev->alert_id,
                                                                             .event = ev->event,
                                                                             .data = ev->data,
                                                                             .created_at = ev->at });
}

static enum err add_row(struct notify *n, struct tx *tx, const struct notify_event *ev, int64_t seq, const char *channel_id,
                        const char *channel_name)
{
    char id[ID_SIZE];
    int64_t first = ev->not_before > ev->at ? ev->not_before : ev->at;
    return sql_outbox_insert(tx, &(struct sql_outbox_insert_in){ .id = id_new(n->d.clock, id),
                                                                 .tenant_id = ev->tenant_id,
                                                                 .channel_id = channel_id,
                                                                 .channel_name = channel_name,
                                                                 .event_seq = seq,
                                                                 .alert_id = ev->alert_id,
                                                                 .event = ev->event,
                                                                 .status = "pending",
                                                                 .attempts = 0,
                                                                 .next_attempt_at = first,
                                                                 .expires_at = first + NOTIFY_MAX_AGE_US,
                                                                 .created_at = ev->at });
}

enum err notify_enqueue(struct notify *n, struct tx *tx, const struct notify_event *ev, int64_t *rows)
{
    struct arena *a = tx_arena(tx);
    bool firing = str_eq(ev->event, "alert.firing"), resolved = str_eq(ev->event, "alert.resolved");
    int64_t seq = 0;
    *rows = 0;
    struct sql_channel_enabled_row *all = NULL;
    struct sql_channel_told_row *told = NULL;
    size_t count = 0;
    enum err e = firing ? sql_channel_enabled(tx_db(tx), a,
                                              &(struct sql_channel_enabled_in){ .tenant_id = ev->tenant_id, .limit = NOTIFY_MAX_CHANNELS },
                                              &all, &count)
                        : sql_channel_told(tx_db(tx), a,
                                           &(struct sql_channel_told_in){
                                               .tenant_id = ev->tenant_id, .alert_id = ev->alert_id, .limit = NOTIFY_MAX_CHANNELS },
                                           &told, &count);
    for (size_t i = 0; i < count && e == OK; i++) {
        if (firing && severity_rank(ev->severity) < severity_rank(all[i].min_severity))
            continue;
        if (resolved && !told[i].send_resolved)
            continue;
        if (seq == 0)
            e = add_event(a, tx, ev, &seq);
        if (e == OK)
            e = add_row(n, tx, ev, seq, firing ? all[i].id : told[i].id, firing ? all[i].name : told[i].name);
        if (e == OK)
            (*rows)++;
    }
    if (e == OK && *rows > 0)
        tx_after_commit(tx, wake_after_commit, n);
    return e;
}

enum err notify_withdraw(struct notify *n, struct tx *tx, const char *tenant_id, const char *alert_id, int64_t at)
{
    /* What falls due within two seconds counts as told: the sender may have it in hand already, and the resolve must then follow it. */
    int64_t after = clock_wall_us(n->d.clock) + 2 * US_PER_S;
    return sql_outbox_withdraw(
        tx, &(struct sql_outbox_withdraw_in){ .tenant_id = tenant_id, .alert_id = alert_id, .after = after, .updated_at = at });
}

enum err notify_was_told(struct notify *n, struct tx *tx, const char *tenant_id, const char *alert_id, bool *told)
{
    (void)n;
    struct sql_outbox_told_row row;
    enum err e =
        sql_outbox_told(tx_db(tx), tx_arena(tx), &(struct sql_outbox_told_in){ .tenant_id = tenant_id, .alert_id = alert_id }, &row);
    *told = e == OK && row.told;
    return e;
}

/* ---- health and retention ---- */

enum err notify_stats(struct notify *n, struct notify_stats *out)
{
    struct db *db = store_reader(n->d.store);
    struct arena *a = arena_new(0);
    struct sql_outbox_counts_row counts;
    struct sql_outbox_dead_row dead;
    *out = (struct notify_stats){ .last_step_mono_us = __atomic_load_n(&n->last_step, __ATOMIC_RELAXED) };
    enum err e = sql_outbox_counts(db, a, &(struct sql_outbox_counts_in){ .late = clock_wall_us(n->d.clock) - US_PER_MIN }, &counts);
    if (e == OK)
        e = sql_outbox_dead(db, a, NULL, &dead);
    if (e == OK) {
        out->pending = counts.pending;
        out->due = counts.due;
        out->oldest_pending_at = counts.oldest.set ? counts.oldest.v : 0;
        out->dead = dead.dead;
    }
    pthread_mutex_lock(&n->lock);
    for (size_t i = 0; i < NOTIFY_FLIGHTS; i++)
        out->in_flight += n->flights[i].state != FLIGHT_FREE;
    pthread_mutex_unlock(&n->lock);
    arena_free(a);
    return e;
}

struct prune {
    int64_t done_before, dead_before, deleted;
};

static enum err prune_rows(struct tx *tx, void *arg)
{
    struct prune *p = arg;
    enum err e = sql_outbox_prune(tx, &(struct sql_outbox_prune_in){ .done_before = p->done_before, .dead_before = p->dead_before });
    p->deleted = e == OK ? tx_changes(tx) : 0;
    if (e == OK)
        e = sql_notify_event_prune(tx, &(struct sql_notify_event_prune_in){ .before = p->done_before });
    return e;
}

enum err notify_prune(struct notify *n, int64_t delivered_before, int64_t dead_before, int64_t *deleted)
{
    struct prune p = { .done_before = delivered_before, .dead_before = dead_before };
    enum err e = store_write_essential(n->d.store, prune_rows, &p);
    *deleted = e == OK ? p.deleted : 0;
    return e;
}
