/*
 * audit.h - who did what, to what, when, from where, with what result: a chain of rows that nobody can quietly change.
 *
 * HOW A CHANGE GETS ITS ROW. A domain says what it changes inside its write function, with tx_change of store/store.h:
 *
 *     tx_change(tx, &(struct tx_change){ .type = "channel", .id = id, .name = name, .before = before, .after = after });
 *
 * and audit/, which receives that, appends the row in the same savepoint: both are there or neither. Who acts comes from the thread that
 * called store_write: the router arms it for the route with `.audit`, the command line for a command; a thread that acts for nobody is the
 * box itself, `system:<thread>`. A write of an audited route that says nothing still gets a row, with the route's action and what
 * request_audit was told before. What makes no write (a failed sign-in, a download) gets a row of its own before the answer leaves;
 * refusals that come in swarms are counted and summarised (audit_refused). An event beside the action (a session that ends, a key that is
 * first used) is one more line with its own `.action`.
 *
 * THE CHAIN. Each row's hash is HMAC-SHA-256 (key made from the box key) over the row and the hash before it; the head says where the chain
 * begins and ends and carries a hash of its own. Without the key nothing can be changed, removed, moved or cut off unseen. Putting the
 * whole file back to an earlier state of itself cannot be told from inside of it: for that the head is written out (audit_heads.c).
 *
 * Every function may be called from any thread unless it says otherwise.
 */
#ifndef BINNACLE_AUDIT_AUDIT_H
#define BINNACLE_AUDIT_AUDIT_H
#include "core/arena.h"
#include "core/buf.h"
#include "core/clock.h"
#include "core/crypto.h"
#include "core/err.h"
#include "core/json.h"
#include "core/live.h"
#include "store/store.h"

struct audit;
struct audit_deps {
    struct store *store;
    struct clock *clock;
    const struct live *live;    /* topic "audit" is told of every row; NULL: nobody */
    const unsigned char *key;   /* CRYPTO_KEY_SIZE bytes, the box's; copied */
    const char *default_tenant; /* of what belongs to no tenant */
};
/* Becomes the store's receiver of changes. */
MUST_CHECK enum err audit_new(const struct audit_deps *d, struct audit **out);
void audit_free(struct audit *t);
/* Called once at start, before the first row is appended. After a restore on another box the chain goes on under this box's key: a row says
 * so (action audit.key), and audit_check from where. */
MUST_CHECK enum err audit_adopt_key(struct audit *t);

/* ---- appending ---- */
struct audit_entry {
    const char *tenant_id, *user_id, *user_email;
    const char *credential; /* "session:<id>", "key:<id>", "console", "system:<part>", "" for nobody */
    const char *action, *object_type, *object_id, *object_name;
    const char *before, *after; /* JSON, secrets masked; NULL: none */
    int status;                 /* HTTP status; 200 for what is not HTTP */
    const char *request_id, *remote, *user_agent;
};
/* Appends in a transaction of the caller, or of its own. NULL strings count as "". */
MUST_CHECK enum err audit_append(struct audit *t, struct tx *tx, const struct audit_entry *e);
MUST_CHECK enum err audit_write(struct audit *t, const struct audit_entry *e);
/* A refusal (401, 403, 429): the first few of a kind within ten minutes get a row each, the others are counted and become one row with
 * `repeated`, so that whoever hammers does not fill the disk. A kind is action, address and status. */
MUST_CHECK enum err audit_refused(struct audit *t, const struct audit_entry *e);
/* Writes the summaries that are due; all: those that are not due yet as well. Called every minute, and before the stop. */
void audit_refused_flush(struct audit *t, bool all);

/* Somebody acts on this thread, from audit_act until audit_act_end: every change that its writes make is on their account. On the caller's
 * stack or arena until the end. */
struct audit_actor {
    struct audit *audit;
    /* Fills in who and what, as known now: called on the writer's thread while the acting one waits. What tx_change says goes over it. */
    void (*describe)(void *ctx, struct audit_entry *e);
    /* Takes secrets out of JSON text; NULL: there are none. */
    const char *(*mask)(void *ctx, struct arena *a, const char *json);
    void *ctx;
    int rows; /* written and committed so far */
};
void audit_act(struct audit_actor *a);
void audit_act_end(struct audit_actor *a);

/* ---- reading ---- */
struct audit_filter {
    const char *tenant_id;       /* NULL: the whole box */
    const char *action;          /* exact, or a prefix that ends in '*' */
    const char *user_id, *actor; /* actor: an e-mail address, or a credential such as console, system:discovery, key:<id> */
    const char *object_type, *object_id, *request_id;
    const char *text;   /* within the object's name or the actor's address, in any case */
    const char *result; /* "ok", "refused" (401 403 429), "failed" (other 4xx and 5xx) */
    int64_t from, to;   /* µs; 0: unbounded */
    int64_t before_seq; /* 0: newest */
};
/* Writes one JSON object a row, newest first, into an open array; *next is the seq to go on with, 0 at the end. A filter that matches
 * little is searched for a bounded time: the page may be short, or empty, and still have a *next. */
MUST_CHECK enum err audit_list(struct audit *t, struct arena *a, const struct audit_filter *f, int64_t limit, struct json_out *o,
                               int64_t *next);
/* One row as JSON object. tenant_id NULL: any. ERR_NOT_FOUND. */
MUST_CHECK enum err audit_get(struct audit *t, struct arena *a, const char *tenant_id, int64_t seq, struct json_out *o);
/* The same rows as CSV (RFC 4180, formulas made harmless) or as one JSON array, handed to write piece by piece; memory stays flat. */
MUST_CHECK enum err audit_export(struct audit *t, const struct audit_filter *f, bool csv,
                                 enum err (*write)(void *arg, const void *p, size_t n), void *arg);

/* Walks the chain. ERR_CORRUPT with one line in out for the first row that was changed, removed, moved or cut off. */
MUST_CHECK enum err audit_check(struct audit *t, struct buf *out);

#endif
