/*
 * notify.h - getting word to people: channels, the outbox, the sender.
 *
 * notify_enqueue writes one outbox row per matching channel inside the transaction of the cause. The sender delivers each row at least
 * once, always with the row's id as its identity (`webhook-id`), in order for one alert on one channel, retried with exponential backoff
 * and jitter until it is delivered or 24 h old; then it is a dead letter that a person can replay. Nothing but the outcome is written while
 * sending, so a crash at any point leads to a repeat with the same id, never to a loss.
 *
 * Threads: notify_enqueue and notify_settle run on the writer thread inside a store_fn; the sender is one thread of its own; the rest may
 * be called from any thread.
 */
#ifndef BINNACLE_NOTIFY_NOTIFY_H
#define BINNACLE_NOTIFY_NOTIFY_H
#include "core/arena.h"
#include "core/clock.h"
#include "core/crypto.h"
#include "core/err.h"
#include "core/field.h"
#include "core/json.h"
#include "core/live.h"
#include "net/net.h"
#include "outgoing/outgoing.h"
#include "settings/settings.h"
#include "store/store.h"

#define NOTIFY_MAX_CHANNELS 100                /* of one tenant */
#define NOTIFY_MAX_AGE_US   (24 * US_PER_HOUR) /* then a row is a dead letter */
#define NOTIFY_DEADLINE_MS  10000

struct notify;
/* How a request leaves the box: net_http in production, a recorder in tests. */
typedef enum err (*notify_transport)(void *ctx, const struct net_http_request *rq, net_http_done done, void *arg);

struct notify_deps {
    struct store *store;
    struct clock *clock;
    const struct live *live; /* may be NULL */
    struct net *net;
    struct outgoing *outgoing;
    struct settings *settings;          /* public_url */
    unsigned char key[CRYPTO_KEY_SIZE]; /* the box key; copied */
    notify_transport transport;         /* NULL: net_http on net */
    void *transport_ctx;
};
MUST_CHECK enum err notify_new(const struct notify_deps *d, struct notify **out);
MUST_CHECK enum err notify_start(struct notify *n); /* the sender thread */
void notify_stop(struct notify *n);                 /* waits for the thread; what is in flight is sent again after the next start */
void notify_free(struct notify *n);                 /* after net_free: no callback comes later */

/* ---- writing the outbox (writer thread) ---- */
struct notify_event {
    const char *tenant_id;
    const char *alert_id;
    const char *event;    /* alert.firing, alert.acknowledged or alert.resolved */
    const char *severity; /* held against each channel's min_severity (alert.firing only) */
    const char *data;     /* the webhook's `data` as JSON text: {"alert": …, "service": …} */
    int64_t at;
    int64_t not_before; /* µs; held back until then (0: at once) */
};
/* alert.firing goes to every enabled channel that takes this severity; the others go to those that were sent (or will be sent) a firing of
 * this alert, alert.resolved only where send_resolved is on. *rows is the number written. */
MUST_CHECK enum err notify_enqueue(struct notify *n, struct tx *tx, const struct notify_event *ev, int64_t *rows);
/* Withdraws what is still held back (not_before in the future, never tried) for the alert: it was explained or over before anybody was
 * told. */
MUST_CHECK enum err notify_withdraw(struct notify *n, struct tx *tx, const char *tenant_id, const char *alert_id, int64_t at);
/* For each alert: is a firing on its way or delivered anywhere? */
MUST_CHECK enum err notify_was_told(struct notify *n, struct tx *tx, const char *tenant_id, const char *alert_id, bool *told);

/* ---- reading, for the alert's detail and the box's self check ---- */
struct notify_counts {
    int64_t sent, failed;
}; /* delivered rows, dead rows */
/* The alert's deliveries as JSON objects, oldest first, inside an array of the caller's. At most 200. */
MUST_CHECK enum err notify_write_deliveries(struct notify *n, struct arena *a, const char *tenant_id, const char *alert_id,
                                            struct json_out *o);
struct notify_stats {
    int64_t pending, due, dead; /* rows; due: past their time by more than a minute */
    int64_t oldest_pending_at;  /* µs, 0: none */
    int64_t in_flight;
    int64_t last_step_mono_us; /* when the sender last went round */
};
MUST_CHECK enum err notify_stats(struct notify *n, struct notify_stats *out);

/* Deletes delivered and withdrawn rows older than `delivered_before`, dead ones older than `dead_before`. At most 2,000 a call. */
MUST_CHECK enum err notify_prune(struct notify *n, int64_t delivered_before, int64_t dead_before, int64_t *deleted);

/* ---- for tests and the thread: one round of the sender without waiting; *next_us: when to come again (µs from now, at most 1 s) ---- */
MUST_CHECK enum err notify_step(struct notify *n, int64_t *next_us);

#endif
