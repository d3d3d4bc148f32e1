/*
 * iam_private.h - what the files of iam/ share.
 */
#ifndef BINNACLE_IAM_PRIVATE_H
#define BINNACLE_IAM_PRIVATE_H
#include "core/crypto.h"
#include "iam/iam.h"
#include "iam/iam_throttle.h"
#include <pthread.h>

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
/* May the actor give this role, or touch who has it? Not one above their own, and through a key cut to scopes none that may do more than
 * the key. actor NULL: the console. */
bool iam_may_rule(const struct iam_identity *actor, enum iam_role role);
/* Makes a session row and its identity. */
MUST_CHECK enum err session_start(struct iam *i, const char *user_id, const char *tenant_id, const char *email, enum iam_role role,
                                  const char *remote, struct iam_login *out);

#endif
