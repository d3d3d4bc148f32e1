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
#include "core/field.h"
#include "core/json.h"
#include "core/live.h"
#include "net/net.h"
#include "outgoing/outgoing.h"
#include "store/store.h"

struct audit;
struct audit_deps {
    struct store *store;
    struct clock *clock;
    const struct live *live;    /* topic "audit" is told of every row; NULL: nobody */
    const unsigned char *key;   /* CRYPTO_KEY_SIZE bytes, the box's; copied */
    const char *default_tenant; /* of what belongs to no tenant */
    struct net *net;            /* NULL: no head is sent anywhere */
    struct outgoing *outgoing;  /* where heads may be sent to; set by audit_set_outgoing */
    const char *head_dir;       /* where file sinks write (--audit-dir); NULL: there are none */
    bool looking;               /* the store is open for reading alone: nothing is kept of a verification */
};
/* Becomes the store's receiver of changes. */
MUST_CHECK enum err audit_new(const struct audit_deps *d, struct audit **out);
void audit_free(struct audit *t);
void audit_set_outgoing(struct audit *t, struct outgoing *o); /* it is made later than the trail */
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

/* ---- verifying ---- */
/* A head that was written out of the box: row `seq` had this hash then. */
struct audit_known {
    int64_t seq, at;
    unsigned char hash[CRYPTO_HASH_SIZE];
    const char *from; /* where it was found, for a person */
};
/* Reads what a sink got: lines of JSON, or "SEQ:HASH" in hexadecimal. Lines of another box's key are passed over. ERR_INVALID names the
 * line that is not one, ERR_CORRUPT one that this box did not write. */
MUST_CHECK enum err audit_known_parse(struct audit *t, struct arena *a, const char *text, const char *from, struct audit_known **out,
                                      size_t *count);

struct audit_verdict {
    bool ok;
    int64_t rows;               /* walked by this verification */
    int64_t seq;                /* good up to here */
    int64_t base_seq, head_seq; /* rows up to base_seq were pruned; the last row */
    int64_t key_since;          /* rows up to here are another box's: only their order is checked */
    int64_t bad_seq;            /* the first bad row; 0: none, or not one row's matter */
    int64_t heads;              /* written heads that fit */
    int64_t verified_at, full_at;
    char finding[300]; /* "": unbroken */
};
struct audit_verify_options {
    bool full;    /* from the first row on; else from where the last verification ended */
    bool by_hand; /* heads that somebody typed: what comes of it is told, not kept as the state of the chain */
    const struct audit_known *known;
    size_t known_count;
    void (*progress)(void *arg, int64_t done, int64_t total); /* may be NULL */
    void *arg;
    bool (*stopping)(void *arg); /* looked at between stretches, then ERR_BUSY; may be NULL */
    void *stopping_arg;
};
/* Walks the chain, and holds it against every head that arrived at a sink, and those given. ERR_CORRUPT: broken, *out names the first bad
 * row; then err_detail is the finding. A million rows take seconds; memory stays flat. */
MUST_CHECK enum err audit_verify(struct audit *t, const struct audit_verify_options *o, struct audit_verdict *out);
/* What the last verification of this box found, without looking. */
MUST_CHECK enum err audit_last_verdict(struct audit *t, struct audit_verdict *out);
/* The whole chain, for the command line: a line a finding. known: as above. */
MUST_CHECK enum err audit_check(struct audit *t, const struct audit_known *known, size_t known_count, struct buf *out);

/* ---- pruning ---- */
#define AUDIT_PRUNE_MIN_DAYS 30
/* How many rows are older than the instant, and up to which one the chain would go. ERR_INVALID when it is too recent. */
MUST_CHECK enum err audit_prune_preview(struct audit *t, int64_t before, int64_t *rows, int64_t *until);
/* Deletes the rows up to `until` in steps. A row (audit.prune) with their number and the hash of the last one is in the transaction of the
 * first step; the head vouches for the new beginning. ERR_CONFLICT when the preview is not true any more, or the chain is broken. */
MUST_CHECK enum err audit_prune(struct audit *t, int64_t before, int64_t rows, int64_t until);

/* ---- heads: audit_heads.c ---- */
extern const struct field audit_sink_fields[]; /* name, kind, config, enabled */
MUST_CHECK enum err audit_sink_list(struct audit *t, struct arena *a, struct json_out *o);
MUST_CHECK enum err audit_sink_write(struct audit *t, struct arena *a, const char *id, struct json_out *o, int64_t *version);
/* version -1: whatever it is. report is told of what is wrong in the body (ERR_INVALID). */
MUST_CHECK enum err audit_sink_create(struct audit *t, struct arena *a, const struct json *body, field_report report, void *arg, char **id);
MUST_CHECK enum err audit_sink_update(struct audit *t, struct arena *a, const char *id, const struct json *body, int64_t version,
                                      field_report report, void *arg);
MUST_CHECK enum err audit_sink_delete(struct audit *t, const char *id);
/* Writes the head out to every enabled sink now (id NULL) or to one; each leaves a receipt, also of a failure. *failed: how many did. */
MUST_CHECK enum err audit_heads_send(struct audit *t, const char *sink_id, int *sent, int *failed);
MUST_CHECK enum err audit_receipt_list(struct audit *t, struct arena *a, int64_t before, int64_t limit, struct json_out *o, int64_t *next);
/* The head now, as a sink gets it; one JSON object. */
MUST_CHECK enum err audit_head_text(struct audit *t, struct arena *a, char **text);
/* The heads in the files of file sinks. */
MUST_CHECK enum err audit_heads_from_files(struct audit *t, struct arena *a, struct audit_known **out, size_t *count);

/* ---- what the box's own jobs do ---- */
/* What is new, or everything when that was last done a day ago. ERR_CONFLICT while another verification runs, else as audit_verify. */
MUST_CHECK enum err audit_verify_now(struct audit *t, bool (*stopping)(void *arg), void *arg, struct audit_verdict *v);
/* audit_heads_send to every sink; and failures that are long past are forgotten. */
MUST_CHECK enum err audit_heads_daily(struct audit *t, int *sent, int *failed);

/* ---- the thread: sums up refusals, verifies when asked ---- */
MUST_CHECK enum err audit_start(struct audit *t);
void audit_stop(struct audit *t);
/* Verifies on the thread. Answers at once; ERR_CONFLICT when one runs already. */
MUST_CHECK enum err audit_verify_soon(struct audit *t, bool full);
/* Whether one runs, and how far it is. */
bool audit_verifying(struct audit *t, int64_t *done, int64_t *total);

#endif
