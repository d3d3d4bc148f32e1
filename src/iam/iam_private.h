/*
 * iam_private.h - what the files of iam/ share.
 */
#ifndef BINNACLE_IAM_PRIVATE_H
#define BINNACLE_IAM_PRIVATE_H
#include "core/crypto.h"
#include "iam/iam.h"
#include "iam/iam_throttle.h"
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

struct sql_user_insert_in;

struct net_policy;

enum credential { CRED_SESSION /* a browser's cookie */, CRED_KEY /* an API key */, CRED_TOKEN /* an access token */ };

/* A credential that was looked up and found good. */
struct cached {
    struct cached *next; /* in its bucket */
    unsigned char hash[CRYPTO_HASH_SIZE];
    enum credential kind;
    struct iam_identity who;
    int64_t created_us, expires_us; /* wall; of a key 0: never */
    int64_t seen_us, flushed_us;    /* wall */
    /* of a key */
    struct net_policy *allowed;    /* addresses it may be used from; NULL: any */
    char remote[INET6_ADDRSTRLEN]; /* used last from */
    int64_t calls;                 /* since the last flush */
};
#define CACHE_BUCKETS      1024
#define CACHE_MAX          20000
#define HASH_WAIT_MS       10000
#define IAM_UNCONFIRMED_US (7 * US_PER_DAY) /* then a registration that nobody confirmed goes */

struct iam {
    struct iam_deps d;
    int64_t idle_us, absolute_us;
    pthread_mutex_t lock; /* cache */
    struct cached *buckets[CACHE_BUCKETS];
    size_t cached_count;
    uint64_t forgotten; /* how often something was forgotten: what was read before that is not kept */
    struct throttle *throttle;
    struct tokens *tokens;                  /* iam_jwt.c */
    unsigned char box_key[CRYPTO_KEY_SIZE]; /* seals second factors */
    atomic_int strangers;                   /* passwords being checked for who was not signed in to from there before */
    atomic_uint settings_seen;              /* settings_changes when the cache was last emptied for it */
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
MUST_CHECK enum err grant_of_row(struct arena *a, const char *tenant_id, bool superadmin, const char *role, const char *role_id,
                                 const char *role_name, const char *permissions, struct grant *out);
/* The same for what is cached of a tenant. */
void iam_forget_tenant(struct iam *i, const char *tenant_id);
/* May the actor give this role, or touch who has it? Not one that may more than they may (through a key: than the key may), and a
 * superadmin's only as one. actor NULL: the console. */
bool iam_may_rule(const struct iam_identity *actor, const struct grant *g);
/* The permissions that a JSON array names; ERR_CORRUPT when it is none. What is not (any longer) a permission counts for nothing. */
MUST_CHECK enum err perms_parse(struct arena *a, const char *text, struct iam_perms *out, size_t *named);
/* Who a user is in a tenant (NULL or "": where the user starts). ERR_UNAUTHENTICATED when the account is disabled, no member, or the tenant
 * is suspended. Fills everything but the credential's own members. */
MUST_CHECK enum err iam_identity_load(struct iam *i, struct arena *a, const char *user_id, const char *tenant_id, struct iam_identity *out);
/* The account and its membership of the home tenant, in one transaction. */
/* self: nobody made it but whoever it is for; action: in the trail, NULL: what was asked for. */
MUST_CHECK enum err user_insert(struct tx *tx, const struct sql_user_insert_in *row, const struct grant *g, bool self, const char *action);
/* Makes a session row and its identity, in a tenant (NULL: where the user starts). Of the credentials only address and User-Agent count.
 * action: in the trail, NULL: what was asked for. */
MUST_CHECK enum err session_start(struct iam *i, const char *user_id, const char *tenant_id, const struct iam_credentials *c,
                                  const char *action, struct iam_login *out);
/* What is cached of a user is read again; nothing ended. */
void iam_reload(struct iam *i, const char *user_id);
/* Ends the account's sessions but one ("": all), and forgets them. */
MUST_CHECK enum err end_sessions(struct iam *i, const char *user_id, const char *but_session);

/* ---- iam_sessions.c: what the audit trail says of accounts and sessions, each within the write ---- */
/* The account is the object of the change c, which says the rest. self: nobody is signed in but whoever it is about. */
void account_note(struct tx *tx, const char *user_id, bool self, const struct tx_change *c);
/* A letter in the transaction of its cause; one that cannot be written or is one too many is left out. */
MUST_CHECK enum err letter_post(struct iam *i, struct tx *tx, const struct mail_letter *l);
/* Tells the account's owner inside Binnacle of what this write does to it. kind: of inbox/inbox.h. */
MUST_CHECK enum err account_tell(struct iam *i, struct tx *tx, const char *user_id, const char *kind, const char *title);
/* A session that ends by this write: called before it is deleted. self: nobody ended it. */
MUST_CHECK enum err session_note_end(struct tx *tx, const char *session_id, const char *action, bool self);
/* Deletes every session of an account but one ("": all), a row each. self as above. */
MUST_CHECK enum err sessions_delete(struct tx *tx, const char *user_id, const char *but_session, bool self);

/* ---- iam_prove.c ---- */
/* One of the tries of an address at something that it must not guess. Seconds to wait, 0: go on; throttle_refund(…, 'r', remote) takes it
 * back. */
int address_try(struct iam *i, const char *remote);
/* The password of a signed-in account. ERR_UNAUTHENTICATED, ERR_RATE_LIMITED. */
MUST_CHECK enum err prove_again(struct iam *i, const struct iam_identity *who, const char *password);

/* ---- iam_factor.c ---- */
MUST_CHECK enum err factor_needed(struct iam *i, const char *user_id, bool *needed);
/* Uses up a code of the second factor or a recovery code. ERR_UNAUTHENTICATED. */
MUST_CHECK enum err factor_use(struct iam *i, const char *user_id, const char *given);

/* ---- iam_accounts.c ---- */
bool setting_on(struct iam *i, const char *key);
/* Does the box or the tenant want a second factor of this identity? */
bool factor_required(struct iam *i, const struct iam_identity *who);
/* Leaves a session nothing but setting up the second factor that it must have and has not. */
MUST_CHECK enum err factor_restrict(struct iam *i, struct iam_identity *who);
/* Mails the link that confirms an account's address, unless one is fresh. */
MUST_CHECK enum err send_confirmation(struct iam *i, const char *user_id);
/* May the actor manage this account of the tenant? ERR_NOT_FOUND, ERR_FORBIDDEN. */
MUST_CHECK enum err may_manage(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id);
/* A link's row, in place of older ones of the same purpose and user (NULL: none). */
MUST_CHECK enum err link_insert(struct tx *tx, const char *purpose, const char *user_id, const char *email, const char *token, int64_t now,
                                int64_t expires_at);
/* An account that comes in by itself: at home in the tenant, with that role (by name). ERR_CONFLICT when the address is taken,
 * ERR_INVALID when there is no such role any more. */
struct new_account {
    char id[40];
    const char *tenant_id, *email, *name, *role, *password_hash;
    bool unconfirmed;
    int64_t now;
};
MUST_CHECK enum err account_insert(struct tx *tx, const struct new_account *n);

/* Whether a right password is enough (setting sso_only); superadmins' always is. ERR_FORBIDDEN. */
MUST_CHECK enum err iam_password_door(struct iam *i, bool superadmin);

/* ---- access tokens (iam_jwt.c) and the sessions behind them (iam_refresh.c) ---- */
struct tokens *tokens_new(const unsigned char box_key[CRYPTO_KEY_SIZE]); /* NULL: random, so that tokens end with the process */
void tokens_free(struct tokens *t);
/* An access token of the session who->session_id, good until *expires_at. */
MUST_CHECK enum err access_token_make(struct iam *i, struct arena *a, const struct iam_identity *who, char **token, int64_t *expires_at);
struct access_claims {
    const char *user_id, *session_id, *tenant_id;
    int64_t expires_at;
};
/* Proves a token; whether its session still is there is the caller's question. ERR_UNAUTHENTICATED. */
MUST_CHECK enum err access_token_read(struct iam *i, struct arena *a, const char *token, struct access_claims *out);
/* A new signing key when the newest is old, and out with those whose last token is over. */
void signing_keys_housekeep(struct iam *i);
/* A key of this box for one purpose. */
void tokens_derive(struct iam *i, const char *purpose, unsigned char out[CRYPTO_KEY_SIZE]);
/* Looks up the session of an access token. */
MUST_CHECK enum err family_load(struct iam *i, struct arena *a, const struct access_claims *claims, struct cached *c);
/* Forgets every access token that is cached. */
void iam_forget_tokens(struct iam *i);

#endif
