/*
 * audit_private.h - what the files of audit/ share.
 */
#ifndef BINNACLE_AUDIT_PRIVATE_H
#define BINNACLE_AUDIT_PRIVATE_H
#include "audit/audit.h"
#include "sql/audit.h"
#include <pthread.h>

#define AUDIT_RECEIPTS_MAX 20000
#define AUDIT_FORMAT       2 /* of the rows that this version writes */

struct refusals; /* audit_refused.c */

struct audit {
    struct audit_deps d;
    unsigned char key[CRYPTO_KEY_SIZE];
    char key_id[17]; /* tells keys apart, tells nothing of them */
    char tenant[40]; /* d.default_tenant */
    struct refusals *refusals;
    unsigned char seal_key[CRYPTO_KEY_SIZE]; /* for sinks' secrets */
    /* the thread, audit_run.c */
    pthread_mutex_t lock, one_walk; /* one_walk: a prune and a verification do not run at once */
    pthread_cond_t wake;
    pthread_t thread;
    bool started, stopping, wanted, wanted_full, running;
    int64_t done, total;
};

/* ---- audit.c: the hashes ---- */
/* Of a row, over the hash of the one before; r->hash is not looked at. */
void audit_row_hash(const struct audit *t, const void *before, size_t before_n, const struct sql_audit_insert_in *r,
                    unsigned char out[CRYPTO_HASH_SIZE]);
bool audit_head_good(const struct audit *t, const struct sql_audit_head_row *head, const void *last, size_t last_n);

/* The head as it is now and the hash of the row that it names (no bytes when there is none). */
/* An array of what differs between two JSON objects, by path. Nothing is kept of what is in the arena. */
void audit_write_changes(struct json_out *o, struct arena *a, const char *before, size_t before_len, const char *after, size_t after_len);
MUST_CHECK enum err audit_read_head(struct db *db, struct arena *a, struct sql_audit_head_row *head, struct sql_blob *last);
void audit_head_hash(const struct audit *t, const struct sql_audit_head_row *head, const void *last, size_t last_n,
                     unsigned char out[CRYPTO_HASH_SIZE]);
/* HMAC over a word, two numbers and bytes: for marks and heads that are written out. */
void audit_seal(const struct audit *t, const char *what, int64_t a, int64_t b, const void *p, size_t n,
                unsigned char out[CRYPTO_HASH_SIZE]);

/* ---- audit_run.c ---- */
bool audit_is_stopping(struct audit *t);

/* ---- audit_refused.c ---- */
struct refusals *refusals_new(void);
void refusals_free(struct refusals *r);

#endif
