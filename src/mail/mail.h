/*
 * mail.h - mail: the server's settings, an outbox, one sender.
 *
 * mail_enqueue writes one outbox row inside the transaction of its cause. The sender hands each to the SMTP server, retried with
 * exponential backoff until it was taken or its time is over; the same Message-ID on every attempt. What a mail says is sealed with the box
 * key while it waits and erased afterwards, since it holds links that open accounts.
 *
 * mail_send is the transport alone, for whoever keeps an outbox of their own.
 *
 * Threads: mail_enqueue runs on the writer thread inside a store_fn; the sender is one thread of its own; the rest may be called from any.
 */
#ifndef BINNACLE_MAIL_MAIL_H
#define BINNACLE_MAIL_MAIL_H
#include "core/arena.h"
#include "core/clock.h"
#include "core/crypto.h"
#include "core/err.h"
#include "core/field.h"
#include "net/net.h"
#include "outgoing/outgoing.h"
#include "settings/settings.h"
#include "store/store.h"

#define MAIL_MAX_AGE_US  (24 * US_PER_HOUR)
#define MAIL_MAX_WAITING 5000 /* mails on their way; more are refused */
#define MAIL_MAX_AN_HOUR 5
#define MAIL_TIMEOUT_MS  15000
#define MAIL_TEST_MS     9000 /* a test answers within 10 s */

struct mail;
/* How a mail leaves the box: net_smtp in production, a recorder in tests. */
typedef enum err (*mail_transport)(void *ctx, struct arena *a, const struct net_smtp_request *rq, struct net_smtp_result *out);

struct mail_deps {
    struct store *store;
    struct clock *clock;
    struct net *net; /* NULL: a command, nothing is sent */
    struct outgoing *outgoing;
    struct settings *settings; /* public_url */
    unsigned char key[CRYPTO_KEY_SIZE];
    mail_transport transport; /* NULL: net_smtp */
    void *transport_ctx;
};
MUST_CHECK enum err mail_new(const struct mail_deps *d, struct mail **out);
MUST_CHECK enum err mail_start(struct mail *m); /* the sender thread */
void mail_stop(struct mail *m);                 /* does not wait for a server that hangs: what is on its way is sent again */
void mail_free(struct mail *m);                 /* after net_free */

/* ---- the server's settings ---- */
extern const struct field mail_config_fields[];
struct mail_config {
    const char *host, *security, *username, *from_address, *from_name;
    const char *password; /* in: NULL keeps the stored one while host and port stay; "" clears it. Out: never */
    bool password_set, verify_tls;
    int port;
    int64_t version, updated_at; /* 0: nothing is stored */
};
/* ERR_NOT_FOUND when mail is not set up. */
MUST_CHECK enum err mail_config_get(struct mail *m, struct arena *a, struct mail_config *out);
/* From a body that was held against mail_config_fields. */
void mail_config_read(const struct json *body, struct mail_config *out);
/* ERR_PRECONDITION when version is not 0 and not the stored one. */
MUST_CHECK enum err mail_config_put(struct mail *m, const struct mail_config *c, int64_t version);
MUST_CHECK enum err mail_config_delete(struct mail *m);
/* Can links be mailed: is a server set up, and the public URL that the links begin with? */
bool mail_ready(struct mail *m);
/* The public URL without a slash at its end; "" when not set. */
const char *mail_base_url(struct mail *m, struct arena *a);

/* ---- letters ---- */
struct mail_letter {
    const char *tenant_id, *kind; /* "verify", "reset", ... */
    const char *to;
    const char *subject;       /* also the heading */
    const char *paragraphs[6]; /* plain text; NULL ends */
    const char *action, *url;  /* a button; NULL: none */
    const char *note;          /* small print; NULL: none */
    int64_t expires_at;        /* µs: pointless afterwards; 0: MAIL_MAX_AGE_US from now */
};
/* ERR_BUSY when too much waits already, ERR_INVALID for an address that cannot be written to, ERR_RATE_LIMITED when the address got
 * MAIL_MAX_AN_HOUR of this kind within the last hour: nobody's mailbox is filled by somebody else's clicks. */
MUST_CHECK enum err mail_enqueue(struct mail *m, struct tx *tx, const struct mail_letter *l);
/* Can this address be written to at all? ERR_INVALID with the reason. */
MUST_CHECK enum err mail_address_check(const char *address);

/* Sends now, blocking, with the stored settings or those given (may be NULL). */
MUST_CHECK enum err mail_send(struct mail *m, struct arena *a, const struct mail_config *with, const char *id, const struct mail_letter *l,
                              int timeout_ms, struct net_smtp_result *out);

/* ---- looking ---- */
struct mail_item {
    const char *id, *kind, *to, *subject, *status, *last_error;
    int64_t seq, attempts, next_attempt_at, created_at, updated_at, last_code; /* last_code 0: none */
};
MUST_CHECK enum err mail_list(struct mail *m, struct arena *a, int64_t before, int64_t limit, struct mail_item **out, size_t *count);
/* Tries a waiting mail at once. ERR_NOT_FOUND, ERR_CONFLICT when it no longer waits. */
MUST_CHECK enum err mail_retry(struct mail *m, const char *id);
struct mail_stats {
    int64_t pending, late; /* late: waits for more than ten minutes */
};
MUST_CHECK enum err mail_stats(struct mail *m, struct mail_stats *out);

/* ---- for tests and the thread: sends what is due, one mail; *more: there may be another ---- */
MUST_CHECK enum err mail_step(struct mail *m, bool *more);

#endif
