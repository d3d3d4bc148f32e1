/*
 * iam.h - identity and access: tenants, users, sessions, API keys, one-time links, roles, remembered answers.
 *
 * Every function may be called from any thread. Results with strings live in the arena given or inside the struct. Passwords are hashed
 * with argon2id, two at a time (core/crypto.h); tokens are 256 random bits of which only the BLAKE2b hash is kept.
 */
#ifndef BINNACLE_IAM_IAM_H
#define BINNACLE_IAM_IAM_H
#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"
#include "iam/perm.h"
#include "store/store.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define IAM_DEFAULT_TENANT   "00000000-0000-7000-8000-000000000001"
#define IAM_IDLE_SECONDS     1800
#define IAM_ABSOLUTE_SECONDS 43200
#define IAM_LINK_SECONDS     1800 /* claim and reset links */
#define IAM_PASSWORD_MIN     12   /* bytes */
#define IAM_PASSWORD_MAX     256
#define IAM_TOKEN_SIZE       48 /* base64url of 32 bytes and NUL, rounded up */

struct iam;
struct iam_deps {
    struct store *store;
    struct clock *clock;
    int idle_seconds, absolute_seconds; /* 0 = defaults */
    /* Called after a session ended or a user lost rights, so that live sockets go. Either may be NULL (not both). May be NULL itself. */
    void (*ended)(void *ctx, const char *session_id, const char *user_id);
    void *ended_ctx;
};
MUST_CHECK enum err iam_new(const struct iam_deps *d, struct iam **out);
void iam_free(struct iam *i);
/* Flushes what is kept in memory (last seen, last used) and deletes what is over. Called every minute by main, and before the stop. */
void iam_housekeep(struct iam *i);

/* ---- roles ---- */
struct iam_perms {
    uint64_t bits[2];
};
enum iam_role { ROLE_VIEWER, ROLE_EDITOR, ROLE_ADMIN, ROLE_SUPERADMIN, ROLE_COUNT };
const char *iam_role_name(enum iam_role r);
bool iam_role_parse(const char *s, enum iam_role *out);
struct iam_perms iam_role_perms(enum iam_role r);
bool iam_perms_has(const struct iam_perms *p, int perm);
const char *iam_perm_name(int perm); /* "service.read"; "" for none */
const char *iam_perm_doc(int perm);
bool iam_perm_parse(const char *s, int *out);

/* ---- who asks ---- */
struct iam_identity {
    char user_id[40], tenant_id[40], session_id[40], api_key_id[40], email[256], csrf[64];
    char role[64];          /* in that tenant: a built-in role's name or a custom one's; "superadmin" for those */
    bool superadmin;        /* of the box: may everything, in every tenant */
    struct iam_perms perms; /* of the role, cut to the key's scopes */
    int64_t ends_at;        /* the session's or key's absolute end, µs; 0: a key without one */
};
/* Cookie value or bearer token; exactly one is given. ERR_UNAUTHENTICATED for anything wrong, expired or revoked. Costs no write. */
MUST_CHECK enum err iam_authenticate(struct iam *i, const char *cookie, const char *bearer, struct iam_identity *out);
/* May the user act in that tenant? ERR_FORBIDDEN, also when it is suspended; superadmins: ERR_NOT_FOUND when there is none. */
MUST_CHECK enum err iam_tenant_check(struct iam *i, const struct iam_identity *who, const char *tenant_id);
MUST_CHECK enum err iam_tenant_name(struct iam *i, struct arena *a, const char *tenant_id, const char **name);

/* ---- signing in ---- */
struct iam_login {
    struct iam_identity who;
    char token[IAM_TOKEN_SIZE]; /* the cookie's value */
    int64_t created_at;         /* µs */
};
/* ERR_UNAUTHENTICATED alike for unknown, disabled and wrong; ERR_RATE_LIMITED with *retry_seconds when throttled; ERR_BUSY when too many
 * sign in. */
MUST_CHECK enum err iam_login(struct iam *i, const char *email, const char *password, const char *remote, struct iam_login *out,
                              int *retry_seconds);
MUST_CHECK enum err iam_logout(struct iam *i, const char *session_id);
/* The session goes on in another tenant that the user is a member of (superadmins: in any). ERR_NOT_FOUND for others, alike whether there
 * is such a tenant; ERR_CONFLICT when it is suspended. *who is changed. */
MUST_CHECK enum err iam_session_switch(struct iam *i, struct iam_identity *who, const char *tenant_id);
int iam_idle_seconds(const struct iam *i);

/* ---- where an account may act ---- */
struct iam_place {
    const char *tenant_id, *tenant_name, *role;
    bool suspended, home;
};
#define IAM_PLACES_MAX 1000
/* The user's memberships, by the tenant's name; of a superadmin every tenant. */
MUST_CHECK enum err iam_places(struct iam *i, struct arena *a, const struct iam_identity *who, struct iam_place **out, size_t *count);
/* Name of the account, name of the tenant it acts in. */
MUST_CHECK enum err iam_names(struct iam *i, struct arena *a, const struct iam_identity *who, const char **user_name,
                              const char **tenant_name);

/* ---- the first user ---- */
MUST_CHECK enum err iam_claimed(struct iam *i, bool *claimed);
/* A new claim token, in place of an older one. ERR_CONFLICT when claimed. */
MUST_CHECK enum err iam_claim_token(struct iam *i, char token[IAM_TOKEN_SIZE]);
MUST_CHECK enum err iam_claim(struct iam *i, const char *token, const char *email, const char *name, const char *password,
                              const char *remote, struct iam_login *out);

/* ---- users: the members of a tenant ---- */
struct iam_user {
    const char *id, *email, *name;
    const char *tenant_id; /* home: the tenant whose administrators manage the account; the others manage its membership alone */
    const char *role;      /* in the tenant asked: built-in or custom; "superadmin" for those */
    bool enabled;
    int64_t created_at, last_login_at, version; /* last_login_at 0: never; version: of account and membership together */
};
/* What may be done of an account where it is not at home: the membership alone. */
static inline bool iam_user_at_home(const struct iam_user *u, const char *tenant_id)
{
    return strcmp(u->tenant_id, tenant_id) == 0;
}
/* Role: a built-in one, "superadmin", or a custom one of the tenant by name. The new account is at home in the tenant. ERR_CONFLICT when
 * the address is taken, ERR_FORBIDDEN when the role may more than the actor (actor NULL: the console), ERR_INVALID when there is no such
 * role. */
MUST_CHECK enum err iam_user_add(struct iam *i, struct arena *a, const struct iam_identity *actor, const char *tenant_id, const char *email,
                                 const char *name, const char *role, const char *password, char **id);
MUST_CHECK enum err iam_user_get(struct iam *i, struct arena *a, const char *tenant_id, const char *id, struct iam_user *out);
MUST_CHECK enum err iam_user_list(struct iam *i, struct arena *a, const char *tenant_id, const char *after, int64_t limit,
                                  struct iam_user **out, size_t *count);
struct iam_user_change {
    const char *name, *role;
    int enabled;
    int64_t version;
}; /* NULL, -1: as it is; version 0: whatever it is. Where the account is not at home: the role alone, else ERR_FORBIDDEN */
MUST_CHECK enum err iam_user_update(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id,
                                    const struct iam_user_change *c);
/* Deletes the account where it is at home; elsewhere takes the membership, with its sessions and keys in that tenant. */
MUST_CHECK enum err iam_user_delete(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id);
/* ERR_UNAUTHENTICATED when the old one is wrong. Ends the user's other sessions. */
MUST_CHECK enum err iam_password_change(struct iam *i, const struct iam_identity *who, const char *old_password, const char *new_password);
MUST_CHECK enum err iam_reset_link(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id,
                                   char token[IAM_TOKEN_SIZE], int64_t *expires_at);
MUST_CHECK enum err iam_reset(struct iam *i, const char *token, const char *password, const char *remote);

/* ---- for the command line: by address ---- */
MUST_CHECK enum err iam_user_by_email(struct iam *i, struct arena *a, const char *email, struct iam_user *out);
MUST_CHECK enum err iam_user_all(struct iam *i, struct arena *a, const char *after, int64_t limit, struct iam_user **out,
                                 size_t *count); /* tenant_id holds "tenant:role, …" */
/* The tenant's id by name; made when absent and create is true. */
MUST_CHECK enum err iam_tenant_by_name(struct iam *i, struct arena *a, const char *name, bool create, const char **id, bool *created);

/* ---- API keys ---- */
#define IAM_KEY_SIZE 64
struct iam_key {
    const char *id, *user_id, *user_email, *name, *prefix, *scopes; /* scopes: JSON array */
    int64_t created_at, expires_at, last_used_at;                   /* 0: none */
};
/* scopes: permission names the owner has; none: all of the owner's. expires_at 0: never. The key is told once. */
MUST_CHECK enum err iam_key_add(struct iam *i, struct arena *a, const struct iam_identity *owner, const char *name,
                                const char *const *scopes, size_t scope_count, int64_t expires_at, char **id, char key[IAM_KEY_SIZE]);
/* user_id NULL: everybody's of the tenant. */
MUST_CHECK enum err iam_key_list(struct iam *i, struct arena *a, const char *tenant_id, const char *user_id, const char *after,
                                 int64_t limit, struct iam_key **out, size_t *count);
MUST_CHECK enum err iam_key_get(struct iam *i, struct arena *a, const char *tenant_id, const char *id, struct iam_key *out);
MUST_CHECK enum err iam_key_delete(struct iam *i, const char *tenant_id, const char *id);
/* The identity of a user in a tenant (NULL: where the user starts) for iam_key_add on the console. */
MUST_CHECK enum err iam_identity_of(struct iam *i, struct arena *a, const char *email, const char *tenant_id, struct iam_identity *out);

/* ---- Idempotency-Key: answers are remembered for 24 h ---- */
MUST_CHECK enum err iam_idem_begin(struct iam *i, struct arena *a, const char *tenant_id, const char *user_id, const char *key,
                                   const char *route, const unsigned char body_hash[32], int *status, const char **body);
void iam_idem_end(struct iam *i, const char *tenant_id, const char *user_id, const char *key, int status, const char *body);

/* Something that looks like an e-mail address: an @ with a name before it, at most 254 printable bytes. ERR_INVALID. */
MUST_CHECK enum err iam_email_check(const char *email);
/* A password that is acceptable: length only (NIST SP 800-63B 5.1.1.2). ERR_INVALID with the reason. */
MUST_CHECK enum err iam_password_check(const char *password);

#endif
