/*
 * notify_sender.c - the sender: takes due rows from the outbox, sends them through their channel's type, records what came of it.
 *
 * Threads: one, "notify" (or a test's, calling notify_step by hand). Answers arrive on the network loop, which only notes them in the
 * flight and wakes the sender; the sender writes them down, many in one transaction. What always holds: a row stays pending until its
 * outcome is on disk, so a crash repeats and never loses. A message waits until the earlier ones of its alert on its channel are out of the
 * outbox. A row whose outcome could not be written stays in flight and is not sent again meanwhile.
 */
#include "core/backoff.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "notify/notify_private.h"
#include "sql/notify.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

#define CHANNELS_A_ROUND 1000
#define OUTCOMES_A_WRITE 64
#define IDLE_US          US_PER_S
#define CARE_EVERY_US    US_PER_MIN
#define JUMP_US          US_PER_MIN

int64_t notify_backoff_us(int64_t attempts)
{
    return backoff_us(attempts, NOTIFY_BACKOFF_FIRST_US, NOTIFY_BACKOFF_MAX_US);
}

/* ---- channels that fail ---- */

static size_t failing_find(const struct notify *n, const char *channel_id)
{
    size_t i = 0;
    while (i < n->failing_count && !str_eq(n->failing[i], channel_id))
        i++;
    return i;
}

static void failing_note(struct notify *n, const char *channel_id, bool fails)
{
    size_t i = failing_find(n, channel_id);
    if (fails && i == n->failing_count && i < NOTIFY_FAILING_MAX)
        str_copy(n->failing[n->failing_count++], ID_SIZE, channel_id);
    else if (!fails && i < n->failing_count)
        memmove(n->failing[i], n->failing[--n->failing_count], ID_SIZE);
}

/* ---- flights ---- */

/* Places that this channel may still take. */
static size_t places_left(struct notify *n, const char *channel_id)
{
    size_t cap = failing_find(n, channel_id) < n->failing_count ? 1 : NOTIFY_CHANNEL_FLIGHTS, used = 0;
    pthread_mutex_lock(&n->lock);
    for (size_t i = 0; i < NOTIFY_FLIGHTS; i++)
        used += n->flights[i].state != FLIGHT_FREE && str_eq(n->flights[i].channel_id, channel_id);
    pthread_mutex_unlock(&n->lock);
    return used < cap ? cap - used : 0;
}

/* A place for this row, or NULL: it is on its way already, or all places are taken. */
static struct flight *flight_take(struct notify *n, const char *id, const char *tenant_id, const char *channel_id)
{
    struct flight *free_one = NULL;
    pthread_mutex_lock(&n->lock);
    for (size_t i = 0; i < NOTIFY_FLIGHTS; i++) {
        struct flight *f = &n->flights[i];
        if (f->state == FLIGHT_FREE) {
            if (!free_one)
                free_one = f;
        } else if (str_eq(f->id, id)) {
            free_one = NULL;
            break;
        }
    }
    if (free_one) {
        str_copy(free_one->id, ID_SIZE, id);
        str_copy(free_one->tenant_id, ID_SIZE, tenant_id);
        str_copy(free_one->channel_id, ID_SIZE, channel_id);
        free_one->state = FLIGHT_SENDING;
    }
    pthread_mutex_unlock(&n->lock);
    return free_one;
}

/* Not sent after all: the place is free, and the row is taken again in a later round. */
static void flight_give_back(struct flight *f)
{
    pthread_mutex_lock(&f->notify->lock);
    f->state = FLIGHT_FREE;
    pthread_mutex_unlock(&f->notify->lock);
}

static void flight_set(struct flight *f, enum flight_state state)
{
    struct notify *n = f->notify;
    pthread_mutex_lock(&n->lock);
    f->state = state;
    n->woken = true;
    pthread_cond_signal(&n->wake);
    pthread_mutex_unlock(&n->lock);
}

/* On the network loop, or within send() for what ends at once. */
static void answered(void *arg, const struct channel_result *r)
{
    struct flight *f = arg;
    f->delivered = r->delivered;
    f->status_code = r->status_code;
    f->duration_us = r->duration_us;
    f->retry_after_us = r->retry_after_us;
    str_copy(f->error, sizeof f->error, r->error ? r->error : "");
    flight_set(f, FLIGHT_DONE);
}

static void failed_here(struct flight *f, const char *why)
{
    answered(f, &(struct channel_result){ .error = why });
}

/* ---- recording ---- */

struct outcome {
    struct flight *flight;
    const char *status;
    int64_t next_attempt_at;
};
struct record {
    struct notify *notify;
    struct outcome outcomes[OUTCOMES_A_WRITE];
    size_t count;
    int64_t now;
};

static enum err write_outcomes(struct tx *tx, void *arg)
{
    struct record *r = arg;
    for (size_t i = 0; i < r->count; i++) {
        const struct outcome *oc = &r->outcomes[i];
        const struct flight *f = oc->flight;
        enum err e =
            sql_outbox_outcome(tx, &(struct sql_outbox_outcome_in){ .id = f->id,
                                                                    .status = oc->status,
                                                                    .attempts = f->attempts,
                                                                    .next_attempt_at = oc->next_attempt_at,
                                                                    .last_error = f->delivered ? NULL : f->error,
                                                                    .last_status_code = { .set = f->status_code != 0, .v = f->status_code },
                                                                    .last_duration_ms = { .set = true, .v = f->duration_us / US_PER_MS },
                                                                    .updated_at = r->now,
                                                                    .delivered_at = { .set = f->delivered, .v = r->now } });
        if (e != OK)
            return e;
    }
    return OK;
}

static void decide(const struct record *r, struct outcome *oc)
{
    const struct flight *f = oc->flight;
    bool dead = !f->delivered && r->now >= f->expires_at && f->attempts >= NOTIFY_MIN_ATTEMPTS;
    oc->status = f->delivered ? "delivered" : dead ? "dead" : "pending";
    oc->next_attempt_at = r->now;
    if (f->delivered || dead)
        return;
    int64_t pause = notify_backoff_us(f->attempts);
    oc->next_attempt_at += pause > f->retry_after_us ? pause : f->retry_after_us;
}

static void recorded(struct notify *n, const struct record *r)
{
    for (size_t i = 0; i < r->count; i++) {
        struct flight *f = r->outcomes[i].flight;
        failing_note(n, f->channel_id, !f->delivered);
        metric_add(f->delivered ? n->m_delivered : n->m_failed, 1);
        if (str_eq(r->outcomes[i].status, "dead")) {
            metric_add(n->m_dead, 1);
            log_warn("notification is a dead letter", "delivery", f->id, "channel", f->channel_id, "error", f->error, NULL);
        }
        notify_publish(n, f->tenant_id, f->id, r->outcomes[i].status);
        flight_set(f, FLIGHT_FREE);
    }
}

/* Writes down what came back. *more: there was something. */
static enum err record_outcomes(struct notify *n, bool *more)
{
    struct record r = { .notify = n, .now = clock_wall_us(n->d.clock) };
    pthread_mutex_lock(&n->lock);
    for (size_t i = 0; i < NOTIFY_FLIGHTS && r.count < OUTCOMES_A_WRITE; i++)
        if (n->flights[i].state == FLIGHT_DONE)
            r.outcomes[r.count++].flight = &n->flights[i];
    pthread_mutex_unlock(&n->lock);
    *more = r.count > 0;
    if (r.count == 0)
        return OK;
    for (size_t i = 0; i < r.count; i++)
        decide(&r, &r.outcomes[i]);
    enum err e = store_write(n->d.store, write_outcomes, &r);
    if (e == OK)
        recorded(n, &r);
    return e;
}

/* ---- starting ---- */

enum err notify_open_channel(struct notify *n, struct arena *a, const char *channel_id, const char *config, const void *sealed,
                             size_t sealed_n, const struct json **config_out, const struct json **secrets_out)
{
    struct json *v;
    unsigned char *plain;
    size_t plain_n;
    *secrets_out = NULL;
    enum err e = json_parse(a, config, strlen(config), &v);
    if (e != OK)
        return e;
    *config_out = v;
    if (sealed_n == 0)
        return OK;
    if (crypto_open(a, n->d.key, arena_printf(a, "channel:%s", channel_id), sealed, sealed_n, &plain, &plain_n) != OK)
        return err_set(ERR_CORRUPT, "the channel's secrets do not open with this box's key; enter them again");
    e = json_parse(a, (const char *)plain, plain_n, &v);
    *secrets_out = e == OK ? v : NULL;
    crypto_wipe(plain, plain_n);
    return e;
}

static void start_one(struct notify *n, struct arena *a, const struct channel_type *type, const struct channel_target *to,
                      const char *broken, const char *public_url, const struct sql_outbox_due_row *row, struct flight *f)
{
    f->attempts = row->attempts + 1;
    f->expires_at = row->expires_at;
    if (broken) {
        failed_here(f, broken);
        return;
    }
    struct channel_message m = { .id = row->id, .event = row->event, .at = row->event_at, .data = row->data, .public_url = public_url };
    enum err e = type->send(&n->env, a, to, &m, answered, f);
    if (e == ERR_BUSY)
        flight_give_back(f);
    else if (e != OK)
        failed_here(f, arena_strdup(a, *err_detail() ? err_detail() : err_name(e)));
}

static enum err serve_channel(struct notify *n, struct arena *a, struct db *db, const struct sql_channel_due_row *c, int64_t now)
{
    size_t places = places_left(n, c->id), count = 0;
    if (places == 0)
        return OK;
    struct sql_outbox_due_row *rows;
    /* Those on their way are still pending and may be among the first. */
    enum err e = sql_outbox_due(db, a, &(struct sql_outbox_due_in){ .channel_id = c->id, .now = now, .limit = 2 * NOTIFY_CHANNEL_FLIGHTS },
                                &rows, &count);
    if (e != OK || count == 0)
        return e;
    const struct channel_type *type = channel_type_find(c->channel_type);
    struct channel_target to = { .timeout_ms = NOTIFY_DEADLINE_MS, .policy = outgoing_policy_for(n->d.outgoing, c->tenant_id) };
    const char *broken = NULL;
    if (!type)
        broken = "this version of Binnacle does not know the channel's type";
    else if (notify_open_channel(n, a, c->id, c->config, c->secrets.p, c->secrets.n, &to.config, &to.secrets) != OK)
        broken = arena_strdup(a, err_detail());
    const char *public_url = settings_string(n->d.settings, a, "public_url");
    for (size_t i = 0; i < count && places > 0; i++) {
        struct flight *f = flight_take(n, rows[i].id, rows[i].tenant_id, c->id);
        if (!f)
            continue;
        places--;
        start_one(n, a, type, &to, broken, public_url, &rows[i], f);
    }
    net_policy_unref(to.policy);
    return OK;
}

static enum err serve_due(struct notify *n, int64_t now)
{
    struct db *db = store_reader(n->d.store);
    struct arena *a = arena_new(0);
    char after[ID_SIZE] = "";
    enum err e;
    size_t count;
    do {
        struct sql_channel_due_row *channels;
        arena_reset(a);
        e = sql_channel_due(db, a, &(struct sql_channel_due_in){ .after = after, .now = now, .limit = CHANNELS_A_ROUND }, &channels,
                            &count);
        for (size_t i = 0; i < count && e == OK; i++)
            e = serve_channel(n, a, db, &channels[i], now);
        if (e == OK && count > 0)
            str_copy(after, sizeof after, channels[count - 1].id);
    } while (e == OK && count == CHANNELS_A_ROUND);
    arena_free(a);
    return e;
}

/* ---- the clock, and channels that were switched off ---- */

struct care {
    int64_t now, horizon, shift, before;
};

static enum err write_care(struct tx *tx, void *arg)
{
    const struct care *c = arg;
    enum err e = OK;
    if (c->shift > 0)
        e = sql_outbox_shift_expiry(tx, &(struct sql_outbox_shift_expiry_in){ .shift = c->shift, .before = c->before });
    if (e == OK)
        e = sql_outbox_pull_in(tx, &(struct sql_outbox_pull_in_in){ .now = c->now, .horizon = c->horizon });
    if (e == OK)
        e = sql_outbox_expire_disabled(tx, &(struct sql_outbox_expire_disabled_in){ .now = c->now });
    return e;
}

/* A wall clock that jumps forward must not make dead letters; one that jumps back must not make messages wait. */
static enum err take_care(struct notify *n, int64_t now, int64_t mono)
{
    int64_t jump = (now - n->last_wall) - (mono - n->last_mono);
    struct care c = {
        .now = now, .horizon = now + NOTIFY_BACKOFF_MAX_US + NOTIFY_HOLD_MAX_US, .shift = jump > JUMP_US ? jump : 0, .before = n->last_wall
    };
    bool jumped = jump > JUMP_US || jump < -JUMP_US;
    enum err e = OK;
    if (jumped || mono >= n->care_at) {
        struct sql_outbox_needs_care_row needs = { 0 };
        struct arena *a = arena_new(0);
        if (!jumped)
            e = sql_outbox_needs_care(store_reader(n->d.store), a, &(struct sql_outbox_needs_care_in){ .now = now, .horizon = c.horizon },
                                      &needs);
        if (e == OK && (jumped || needs.care))
            e = store_write(n->d.store, write_care, &c);
        arena_free(a);
        if (e == OK)
            n->care_at = mono + CARE_EVERY_US;
    }
    if (e == OK) {
        n->last_wall = now;
        n->last_mono = mono;
    }
    return e;
}

enum err notify_step(struct notify *n, int64_t *next_us)
{
    int64_t now = clock_wall_us(n->d.clock), mono = clock_mono_us(n->d.clock);
    bool more = false;
    *next_us = IDLE_US;
    __atomic_store_n(&n->last_step, mono, __ATOMIC_RELAXED);
    enum err recording = record_outcomes(n, &more), e = take_care(n, now, mono);
    if (e == OK)
        e = serve_due(n, now);
    if (recording == OK && more)
        *next_us = 0;
    return recording != OK ? recording : e;
}

/* ---- the thread ---- */

/* Waits until woken or the time is over; false when stopping. */
static bool wait_for_work(struct notify *n, int64_t us)
{
    struct timespec until = clock_deadline(us);
    pthread_mutex_lock(&n->lock);
    while (us > 0 && !n->woken && !n->stopping)
        if (pthread_cond_timedwait(&n->wake, &n->lock, &until) != 0)
            break;
    n->woken = false;
    bool go_on = !n->stopping;
    pthread_mutex_unlock(&n->lock);
    return go_on;
}

static void *run(void *arg)
{
    struct notify *n = arg;
    int64_t pause = 0;
    pthread_setname_np(pthread_self(), "notify");
    while (wait_for_work(n, pause)) {
        enum err e = notify_step(n, &pause);
        if (e != OK) {
            if (!n->store_failed)
                log_error("the notifier cannot use the store; trying again every second", "error", err_detail(), NULL);
            struct timespec second = { .tv_sec = 1 };
            nanosleep(&second, NULL);
        } else if (n->store_failed) {
            log_info("the notifier works again", NULL);
        }
        n->store_failed = e != OK;
    }
    store_reader_release(n->d.store);
    return NULL;
}

enum err notify_start(struct notify *n)
{
    if (pthread_create(&n->thread, NULL, run, n) != 0)
        return err_set(ERR_INTERNAL, "cannot start the notifier's thread");
    n->started = true;
    return OK;
}

void notify_stop(struct notify *n)
{
    if (!n || !n->started)
        return;
    pthread_mutex_lock(&n->lock);
    n->stopping = true;
    pthread_cond_signal(&n->wake);
    pthread_mutex_unlock(&n->lock);
    pthread_join(n->thread, NULL);
    n->started = false;
}
