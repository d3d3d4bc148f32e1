/*
 * audit_private.h - what the files of audit/ share.
 */
#ifndef BINNACLE_AUDIT_PRIVATE_H
#define BINNACLE_AUDIT_PRIVATE_H
#include "audit/audit.h"
#include "sql/audit.h"
#include <pthread.h>

#define AUDIT_FORMAT 2 /* of the rows that this version writes */

struct refusals; /* audit_refused.c */

struct audit {
    struct audit_deps d;
    unsigned char key[CRYPTO_KEY_SIZE];
    char key_id[17]; /* tells keys apart, tells nothing of them */
    char tenant[40]; /* d.default_tenant */
    struct refusals *refusals;
};

/* ---- audit.c: the hashes ---- */
/* Of a row, over the hash of the one before; r->hash is not looked at. */
void audit_row_hash(const struct audit *t, const void *before, size_t before_n, const struct sql_audit_insert_in *r,
                    unsigned char out[CRYPTO_HASH_SIZE]);
bool audit_head_good(const struct audit *t, const struct sql_audit_head_row *head, const void *last, size_t last_n);

/* ---- audit_refused.c ---- */
struct refusals *refusals_new(void);
void refusals_free(struct refusals *r);

#endif
