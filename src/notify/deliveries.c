/*
 * deliveries.c - the outbox as people see it: lists, replays of dead letters, and the test message of a channel.
 *
 * Any thread but the network loop (channels_test waits for an answer).
 */
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "notify/channels.h"
#include "notify/notify_private.h"
#include "sql/notify.h"
#include "store/query.h"
#include <string.h>
#include <time.h>

#define OF_ALERT_MAX     200
#define TEST_DEADLINE_MS 9000 /* the answer to the person takes at most ten seconds */

/* ---- showing ---- */

struct shown {
    const char *id, *channel_id, *channel_name, *alert_id, *event, *status, *last_error;
    int64_t attempts, next_attempt_at, created_at;
    struct sql_int last_status_code, last_duration_ms, delivered_at;
};

static void write_delivery(struct json_out *o, const struct shown *d)
{
    jo_object(o);
    jo_kv_string(o, "id", d->id);
    jo_kv_string(o, "channel_id", d->channel_id);
    jo_kv_string(o, "channel_name", d->channel_name);
    jo_kv_string(o, "alert_id", *d->alert_id ? d->alert_id : NULL);
    jo_kv_string(o, "event", d->event);
    jo_kv_string(o, "status", d->status);
    jo_kv_int(o, "attempts", d->attempts);
    jo_kv_time(o, "next_attempt_at", str_eq(d->status, "pending") ? d->next_attempt_at : 0);
    jo_kv_string(o, "last_error", d->last_error);
    jo_key(o, "last_status_code");
    if (d->last_status_code.set)
        jo_int(o, d->last_status_code.v);
    else
        jo_null(o);
    jo_key(o, "last_duration_ms");
    if (d->last_duration_ms.set)
        jo_int(o, d->last_duration_ms.v);
    else
        jo_null(o);
    jo_kv_time(o, "created_at", d->created_at);
    jo_kv_time(o, "delivered_at", d->delivered_at.set ? d->delivered_at.v : 0);
    jo_object_end(o);
}

#define SHOWN(r)                                                                                                                           \
    (&(struct shown){ .id = (r)->id,                                                                                                       \
                      .channel_id = (r)->channel_id,                                                                                       \
                      .channel_name = (r)->channel_name,                                                                                   \
                      .alert_id = (r)->alert_id,                                                                                           \
                      .event = (r)->event,                                                                                                 \
                      .status = (r)->status,                                                                                               \
                      .last_error = (r)->last_error,                                                                                       \
                      .attempts = (r)->attempts,                                                                                           \
                      .next_attempt_at = (r)->next_attempt_at,                                                                             \
                      .created_at = (r)->created_at,                                                                                       \
                      .last_status_code = (r)->last_status_code,                                                                           \
                      .last_duration_ms = (r)->last_duration_ms,                                                                           \
                      .delivered_at = (r)->delivered_at })

enum err deliveries_write(struct notify *n, struct arena *a, const char *tenant_id, const char *id, struct json_out *o)
{
    struct sql_outbox_by_id_row row;
    enum err e = sql_outbox_by_id(store_reader(n->d.store), a, &(struct sql_outbox_by_id_in){ .tenant_id = tenant_id, .id = id }, &row);
    if (e == OK)
        write_delivery(o, SHOWN(&row));
    return e;
}

enum err notify_write_deliveries(struct notify *n, struct arena *a, const char *tenant_id, const char *alert_id, struct json_out *o)
{
    struct sql_outbox_of_alert_row *rows;
    size_t count;
    enum err e = sql_outbox_of_alert(
        store_reader(n->d.store), a,
        &(struct sql_outbox_of_alert_in){ .tenant_id = tenant_id, .alert_id = alert_id, .limit = OF_ALERT_MAX }, &rows, &count);
    for (size_t i = 0; i < count && e == OK; i++)
        write_delivery(o, SHOWN(&rows[i]));
    return e;
}

static struct sql_int nullable(struct query *q, int col)
{
    return query_col_null(q, col) ? (struct sql_int){ 0 } : (struct sql_int){ .set = true, .v = query_col_int(q, col) };
}

enum err deliveries_list(struct notify *n, struct arena *a, const char *tenant_id, const struct deliveries_filter *f, int64_t limit,
                         struct json_out *o, int64_t *next)
{
    struct query q;
    int64_t shown = 0, last = 0;
    bool row = false;
    enum err e;
    *next = 0;
    /* "+" keeps the planner from walking all of the tenant's rows where the alert or the channel leads straight to the few. */
    query_init(&q, a,
               "SELECT seq, id, channel_id, channel_name, alert_id, event, status, last_error, attempts, next_attempt_at, created_at, "
               "last_status_code, last_duration_ms, delivered_at FROM notify_outbox");
    query_append(&q, f->alert_id || f->channel_id ? " WHERE +tenant_id = ?" : " WHERE tenant_id = ?");
    query_bind_text(&q, tenant_id);
    if (f->before > 0)
        query_and_int(&q, "seq < ?", f->before);
    if (f->status)
        query_and_text(&q, "status = ?", f->status);
    if (str_eq(f->status, "dead"))
        query_append(&q, " AND status = 'dead'"); /* by the index of those alone */
    if (f->channel_id)
        query_and_text(&q, "channel_id = ?", f->channel_id);
    if (f->alert_id)
        query_and_text(&q, "alert_id = ?", f->alert_id);
    query_append(&q, " ORDER BY seq DESC LIMIT ?");
    query_bind_int(&q, limit + 1);
    while ((e = query_step(&q, store_reader(n->d.store), &row)) == OK && row) {
        if (++shown > limit) {
            *next = last;
            break;
        }
        last = query_col_int(&q, 0);
        write_delivery(o, &(struct shown){ .id = query_col_text(&q, 1),
                                           .channel_id = query_col_text(&q, 2),
                                           .channel_name = query_col_text(&q, 3),
                                           .alert_id = query_col_text(&q, 4),
                                           .event = query_col_text(&q, 5),
                                           .status = query_col_text(&q, 6),
                                           .last_error = query_col_text(&q, 7),
                                           .attempts = query_col_int(&q, 8),
                                           .next_attempt_at = query_col_int(&q, 9),
                                           .created_at = query_col_int(&q, 10),
                                           .last_status_code = nullable(&q, 11),
                                           .last_duration_ms = nullable(&q, 12),
                                           .delivered_at = nullable(&q, 13) });
    }
    query_done(&q);
    return e;
}

/* ---- replay ---- */

struct replay {
    struct notify *notify;
    const char *tenant_id, *id;
};

static void wake_after_commit(void *arg)
{
    notify_wake(arg);
}

static enum err write_replay(struct tx *tx, void *arg)
{
    const struct replay *r = arg;
    struct arena *a = tx_arena(tx);
    struct sql_outbox_by_id_row row;
    struct sql_channel_by_id_row channel;
    int64_t now = clock_wall_us(r->notify->d.clock);
    enum err e = sql_outbox_by_id(tx_db(tx), a, &(struct sql_outbox_by_id_in){ .tenant_id = r->tenant_id, .id = r->id }, &row);
    if (e != OK)
        return e;
    if (!str_eq(row.status, "dead"))
        return err_set(ERR_CONFLICT, "only a dead letter can be sent again; this one is %s", row.status);
    e = sql_channel_by_id(tx_db(tx), a, &(struct sql_channel_by_id_in){ .tenant_id = r->tenant_id, .id = row.channel_id }, &channel);
    if (e == ERR_NOT_FOUND)
        return err_set(ERR_CONFLICT, "the channel '%s' does not exist any more", row.channel_name);
    if (e != OK)
        return e;
    tx_after_commit(tx, wake_after_commit, r->notify);
    tx_change(tx, &(struct tx_change){ .type = "delivery",
                                       .id = r->id,
                                       .name = row.channel_name,
                                       .before = "{\"status\":\"dead\"}",
                                       .after = "{\"status\":\"pending\"}" });
    return sql_outbox_replay(
        tx, &(struct sql_outbox_replay_in){ .tenant_id = r->tenant_id, .id = r->id, .now = now, .expires_at = now + NOTIFY_MAX_AGE_US });
}

enum err deliveries_replay(struct notify *n, const char *tenant_id, const char *id)
{
    struct replay r = { .notify = n, .tenant_id = tenant_id, .id = id };
    enum err e = store_write(n->d.store, write_replay, &r);
    if (e == OK)
        notify_publish(n, tenant_id, id, "pending");
    return e;
}

/* ---- the test message ---- */

/* On the stack of the one who waits: the callback comes exactly once, and the wait ends only with it. */
struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool done;
    struct channel_result result;
    char error[NOTIFY_ERROR_SIZE];
};

static void test_answered(void *arg, const struct channel_result *r)
{
    struct waiting *w = arg;
    pthread_mutex_lock(&w->lock);
    w->result = *r;
    str_copy(w->error, sizeof w->error, r->error ? r->error : "");
    w->done = true;
    pthread_cond_signal(&w->ended);
    pthread_mutex_unlock(&w->lock);
}

/* Sends and waits; the operation has its own deadline and ends exactly once. */
static void send_and_wait(struct notify *n, struct arena *a, const struct channel_type *type, const struct channel_target *to,
                          const struct channel_message *m, struct waiting *w)
{
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->ended, NULL);
    enum err e = type->send(&n->env, a, to, m, test_answered, w);
    pthread_mutex_lock(&w->lock);
    if (e != OK)
        str_copy(w->error, sizeof w->error, *err_detail() ? err_detail() : err_name(e));
    while (e == OK && !w->done)
        pthread_cond_wait(&w->ended, &w->lock);
    pthread_mutex_unlock(&w->lock);
    pthread_cond_destroy(&w->ended);
    pthread_mutex_destroy(&w->lock);
}

struct test_row {
    const char *id, *tenant_id, *channel_id, *channel_name, *data;
    int64_t at, now;
    const struct waiting *w;
};

static enum err write_test(struct tx *tx, void *arg)
{
    const struct test_row *t = arg;
    struct sql_notify_event_next_row next;
    const struct channel_result *r = &t->w->result;
    enum err e = sql_notify_event_next(tx_db(tx), tx_arena(tx), NULL, &next);
    if (e == OK)
        e = sql_notify_event_insert(
            tx, &(struct sql_notify_event_insert_in){
                    .seq = next.next, .tenant_id = t->tenant_id, .alert_id = "", .event = "test", .data = t->data, .created_at = t->at });
    if (e == OK)
        e = sql_outbox_insert(tx, &(struct sql_outbox_insert_in){ .id = t->id,
                                                                  .tenant_id = t->tenant_id,
                                                                  .channel_id = t->channel_id,
                                                                  .channel_name = t->channel_name,
                                                                  .event_seq = next.next,
                                                                  .alert_id = "",
                                                                  .event = "test",
                                                                  .status = r->delivered ? "delivered" : "dead",
                                                                  .attempts = 1,
                                                                  .next_attempt_at = t->now,
                                                                  .expires_at = t->now,
                                                                  .last_error = r->delivered ? NULL : t->w->error,
                                                                  .last_status_code = { .set = r->status_code != 0, .v = r->status_code },
                                                                  .last_duration_ms = { .set = true, .v = r->duration_us / US_PER_MS },
                                                                  .created_at = t->at,
                                                                  .delivered_at = { .set = r->delivered, .v = t->now } });
    return e;
}

static char *test_data(struct arena *a, const char *id, const char *channel_name, int64_t at)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, 8192);
    jo_init(&o, &b);
    jo_object(&o);
    jo_key(&o, "alert");
    jo_object(&o);
    jo_kv_string(&o, "id", id);
    jo_kv_string(&o, "alert_type", "TEST");
    jo_kv_string(&o, "severity", "info");
    jo_kv_string(&o, "status", "firing");
    jo_kv_string(&o, "title", "Test notification");
    jo_kv_string(&o, "message", arena_printf(a, "This is a test of the channel %s. Nothing is wrong.", channel_name));
    jo_kv_string(&o, "source_type", "box");
    jo_kv_string(&o, "source_id", "test");
    jo_kv_string(&o, "source_name", "Binnacle");
    jo_kv_string(&o, "correlation_id", id);
    jo_kv_time(&o, "opened_at", at);
    jo_kv_time(&o, "acknowledged_at", 0);
    jo_kv_string(&o, "acknowledged_by", NULL);
    jo_kv_time(&o, "resolved_at", 0);
    jo_kv_int(&o, "duration_seconds", 0);
    jo_key(&o, "affected");
    jo_array(&o);
    jo_array_end(&o);
    jo_object_end(&o);
    jo_key(&o, "service");
    jo_null(&o);
    jo_object_end(&o);
    char *text = arena_strndup(a, b.data, b.len);
    buf_free(&b);
    return text;
}

enum err channels_test(struct notify *n, struct arena *a, const char *tenant_id, const char *id, struct channel_test *out)
{
    struct sql_channel_by_id_row row;
    char message_id[ID_SIZE];
    struct waiting w = { 0 };
    enum err e = sql_channel_by_id(store_reader(n->d.store), a, &(struct sql_channel_by_id_in){ .tenant_id = tenant_id, .id = id }, &row);
    if (e != OK)
        return e;
    const struct channel_type *type = channel_type_find(row.channel_type);
    if (!type)
        return err_set(ERR_CONFLICT, "this version of Binnacle does not know channels of type '%s'", row.channel_type);
    struct channel_target to = { .timeout_ms = TEST_DEADLINE_MS };
    id_new(n->d.clock, message_id);
    int64_t at = clock_wall_us(n->d.clock);
    struct channel_message m = { .id = message_id,
                                 .event = "test",
                                 .at = at,
                                 .data = test_data(a, message_id, row.name, at),
                                 .public_url = settings_string(n->d.settings, a, "public_url") };
    if (notify_open_channel(n, a, row.id, row.config, row.secrets.p, row.secrets.n, &to.config, &to.secrets) == OK) {
        to.policy = outgoing_policy_for(n->d.outgoing, tenant_id);
        send_and_wait(n, a, type, &to, &m, &w);
        net_policy_unref(to.policy);
    } else {
        str_copy(w.error, sizeof w.error, err_detail());
    }
    *out = (struct channel_test){ .success = w.result.delivered,
                                  .channel = row.name,
                                  .error = arena_strdup(a, w.error),
                                  .status_code = w.result.status_code,
                                  .duration_ms = w.result.duration_us / US_PER_MS };
    struct test_row t = { .id = message_id,
                          .tenant_id = tenant_id,
                          .channel_id = row.id,
                          .channel_name = row.name,
                          .data = m.data,
                          .at = at,
                          .now = clock_wall_us(n->d.clock),
                          .w = &w };
    if (store_write(n->d.store, write_test, &t) != OK)
        log_warn("the test's delivery could not be recorded", "error", err_detail(), NULL); /* the answer is still true */
    else
        notify_publish(n, tenant_id, message_id, out->success ? "delivered" : "dead");
    return OK;
}
