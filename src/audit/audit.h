/*
 * audit.h - who did what, to what, when, from where, with what result: a chain of rows that nobody can quietly change.
 *
 * Each row's hash is HMAC-SHA-256 (key made from the box key) over the row and the hash before it; the head says where the chain ends and
 * carries a hash of its own. Without the key nothing can be changed, removed, moved or cut off unseen; only putting the whole file back to
 * an earlier state of itself cannot be told from inside of it.
 */
#ifndef BINNACLE_AUDIT_AUDIT_H
#define BINNACLE_AUDIT_AUDIT_H
#include "core/arena.h"
#include "core/buf.h"
#include "core/clock.h"
#include "core/crypto.h"
#include "core/err.h"
#include "core/json.h"
#include "store/store.h"

struct audit;
MUST_CHECK enum err audit_new(struct store *store, struct clock *clock, const unsigned char box_key[CRYPTO_KEY_SIZE], struct audit **out);
void audit_free(struct audit *t);
/* Called once at start, before the first row is appended. After a restore on another box the chain goes on under this box's key: a row of
 * `tenant_id` says so (action audit.key), and audit_check from where. */
MUST_CHECK enum err audit_adopt_key(struct audit *t, const char *tenant_id);

struct audit_entry {
    const char *tenant_id, *user_id, *user_email;
    const char *credential; /* "session:<id>", "key:<id>", "console" */
    const char *action, *object_type, *object_id;
    const char *before, *after; /* JSON, secrets masked; NULL: none */
    int status;                 /* HTTP status; 200 for the console */
    const char *request_id, *remote;
};
/* Appends in a transaction of the caller, or of its own. NULL strings count as "". */
MUST_CHECK enum err audit_append(struct audit *t, struct tx *tx, const struct audit_entry *e);
MUST_CHECK enum err audit_write(struct audit *t, const struct audit_entry *e);

struct audit_filter {
    const char *action, *user_id, *object_id;
    int64_t from, to;   /* µs; 0: unbounded */
    int64_t before_seq; /* 0: newest */
};
/* Writes one JSON object a row, newest first, into an open array; *next is the seq to go on with, 0 at the end. */
MUST_CHECK enum err audit_list(struct audit *t, struct arena *a, const char *tenant_id, const struct audit_filter *f, int64_t limit,
                               struct json_out *o, int64_t *next);

/* Walks the chain. ERR_CORRUPT with one line in out for the first row that was changed, removed, moved or cut off. */
MUST_CHECK enum err audit_check(struct audit *t, struct buf *out);

#endif
