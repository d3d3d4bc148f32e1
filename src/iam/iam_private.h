/*
 * iam_private.h - what the files of iam/ share.
 */
#ifndef BINNACLE_IAM_PRIVATE_H
#define BINNACLE_IAM_PRIVATE_H
#include "core/crypto.h"
#include "iam/iam.h"
#include "iam/iam_throttle.h"
#include <pthread.h>

struct sql_user_insert_in;

/* A credential that was looked up and found good: a session or an API key. */
struct cached {
    struct cached *next; /* in its bucket */
    unsigned char hash[CRYPTO_HASH_SIZE];
    struct iam_identity who;
    int64_t created_us, expires_us; /* wall; of a key 0: never */
    int64_t seen_us, flushed_us;    /* wall */
};
#define CACHE_BUCKETS 1024
#define CACHE_MAX     20000

struct iam {
    struct iam_deps d;
    int64_t idle_us, absolute_us;
    pthread_mutex_t lock; /* cache */
    struct cached *buckets[CACHE_BUCKETS];
    size_t cached_count;
    uint64_t forgotten; /* how often something was forgotten: what was read before that is not kept */
    struct throttle *throttle;
};

void token_hash(const char *token, unsigned char out[CRYPTO_HASH_SIZE]);
/* 32 random bytes as base64url. */
void token_new(char out[IAM_TOKEN_SIZE]);
/* Forgets what is cached of a user (id NULL: of a session or key with that id) and tells whoever listens. */
void iam_forget(struct iam *i, const char *user_id, const char *credential_id, const char *but_session);
/* A role as it is given to somebody in a tenant. */
struct grant {
    const char *name;    /* what is shown: built-in, custom, "superadmin" */
    bool superadmin;     /* of the box; `role` is what the membership says */
    const char *role;    /* membership.role */
    const char *role_id; /* membership.role_id; NULL unless custom */
    struct iam_perms perms;
};
/* A tenant's role by name. ERR_INVALID when there is none. */
MUST_CHECK enum err grant_by_name(struct db *db, struct arena *a, const char *tenant_id, const char *name, struct grant *out);
/* The role that a membership row names. permissions: of the custom role, else NULL. ERR_CORRUPT. */
MUST_CHECK enum err grant_of_row(struct arena *a, bool superadmin, const char *role, const char *role_id, const char *role_name,
                                 const char *permissions, struct grant *out);
/* May the actor give this role, or touch who has it? Not one that may more than they may (through a key: than the key may), and a
 * superadmin's only as one. actor NULL: the console. */
bool iam_may_rule(const struct iam_identity *actor, const struct grant *g);
/* The permissions that a JSON array names; ERR_CORRUPT when it is none. What is not (any longer) a permission counts for nothing. */
MUST_CHECK enum err perms_parse(struct arena *a, const char *text, struct iam_perms *out, size_t *named);
/* Who a user is in a tenant (NULL or "": where the user starts). ERR_UNAUTHENTICATED when the account is disabled, no member, or the tenant
 * is suspended. Fills everything but the credential's own members. */
MUST_CHECK enum err iam_identity_load(struct iam *i, struct arena *a, const char *user_id, const char *tenant_id, struct iam_identity *out);
/* The account and its membership of the home tenant, in one transaction. */
MUST_CHECK enum err user_insert(struct tx *tx, const struct sql_user_insert_in *row, const struct grant *g);
/* Makes a session row and its identity, in a tenant (NULL: where the user starts). */
MUST_CHECK enum err session_start(struct iam *i, const char *user_id, const char *tenant_id, const char *remote, struct iam_login *out);

#endif
