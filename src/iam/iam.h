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
#include "inbox/inbox.h"
#include "mail/mail.h"
#include "settings/settings.h"
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
    struct inbox *inbox;                /* the owner hears of what happens to the account; may be NULL */
    int idle_seconds, absolute_seconds; /* 0 = defaults */
    struct settings *settings;          /* NULL: the defaults of what concerns accounts */
    const unsigned char *key;           /* the box's; CRYPTO_KEY_SIZE bytes, copied. NULL: access tokens end with the process */
    /* Called after a session ended or a user lost rights, so that live sockets go. Either may be NULL (not both). May be NULL itself. */
    void (*ended)(void *ctx, const char *session_id, const char *user_id);
    void *ended_ctx;
    struct mail *mail; /* NULL: no links are mailed */
};
MUST_CHECK enum err iam_new(const struct iam_deps *d, struct iam **out);
void iam_free(struct iam *i);
/* Flushes what is kept in memory (last seen, last used) and ends sessions that are over. Called every minute by main, and before the stop.
 */
void iam_housekeep(struct iam *i);
/* Deletes accounts that were never confirmed, invitations and idempotency keys that are over. By the job "cleanup". */
MUST_CHECK enum err iam_prune(struct iam *i);

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
    bool factor_wanted;     /* by the tenant, of everybody but superadmins: somebody must always get in */
    bool factor_missing;    /* a session that must set up a second factor first: it may do nothing else */
    int64_t ends_at;        /* the session's or key's absolute end, µs; 0: a key without one */
};
/* A cookie's value, or a bearer: an API key or an access token; exactly one is given. remote: the numeric address of who asks, "" for the
 * box itself. ERR_UNAUTHENTICATED for anything wrong, expired, revoked or used from where it may not. Costs no write. */
MUST_CHECK enum err iam_authenticate(struct iam *i, const char *cookie, const char *bearer, const char *remote, struct iam_identity *out);
/* May the user act in that tenant? ERR_FORBIDDEN, also when it is suspended; superadmins: ERR_NOT_FOUND when there is none. */
MUST_CHECK enum err iam_tenant_check(struct iam *i, const struct iam_identity *who, const char *tenant_id);
MUST_CHECK enum err iam_tenant_name(struct iam *i, struct arena *a, const char *tenant_id, const char **name);

/* ---- tenants ---- */
struct iam_tenant {
    const char *id, *name;
    bool factor_required;                                               /* a second factor, of everybody who acts in it */
    int64_t created_at, updated_at, suspended_at, exported_at, version; /* suspended_at, exported_at 0: not */
};
/* ERR_NOT_FOUND also while it is being deleted. */
MUST_CHECK enum err iam_tenant_get(struct iam *i, struct arena *a, const char *id, struct iam_tenant *out);
MUST_CHECK enum err iam_tenant_list(struct iam *i, struct arena *a, const char *after, int64_t limit, struct iam_tenant **out,
                                    size_t *count);
/* ERR_INVALID for a bad name, ERR_CONFLICT for one that is taken. */
MUST_CHECK enum err iam_tenant_add(struct iam *i, struct arena *a, const char *name, char **id);
/* Who acts in a tenant that wants a second factor from now on must set one up first, at once. ERR_PRECONDITION. */
MUST_CHECK enum err iam_tenant_change(struct iam *i, const char *id, const char *name, bool factor_required, int64_t version);
/* A suspended tenant's sessions end, its keys are refused until it is resumed. ERR_CONFLICT for the default tenant. */
MUST_CHECK enum err iam_tenant_suspend(struct iam *i, const char *id, bool suspended);
MUST_CHECK enum err iam_tenant_exported(struct iam *i, const char *id);
/* From here on it is absent, its members' accounts are gone (who is a member elsewhere is at home there; superadmins in the default
 * tenant), and its rows are the caller's to remove; at last iam_tenant_removed. ERR_CONFLICT unless it is suspended and was exported since,
 * within IAM_EXPORT_FRESH_SECONDS; ERR_INVALID when the name is another. */
#define IAM_EXPORT_FRESH_SECONDS 86400
MUST_CHECK enum err iam_tenant_delete(struct iam *i, const char *id, const char *name);
MUST_CHECK enum err iam_tenant_removed(struct iam *i, const char *id);
/* Ids of the suspended tenants; deleting: of those whose removal has begun and not ended. */
#define IAM_TENANTS_MAX 10000
MUST_CHECK enum err iam_tenants_stopped(struct iam *i, struct arena *a, bool deleting, const char ***ids, size_t *count);
/* Makes an account a member. The box's own (superadmins), or who redeemed an invitation of `actor`. ERR_CONFLICT when it is one already. */
MUST_CHECK enum err iam_member_add(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *user_id,
                                   const char *role);

/* ---- roles that a tenant made itself ---- */
#define IAM_ROLES_MAX      100 /* of a tenant */
#define IAM_ROLE_NAME_MAX  60
#define IAM_ROLE_SHOWN_MAX 50 /* members named in a role */
struct iam_custom_role {
    const char *id, *name, *description; /* id NULL: a built-in one */
    struct iam_perms perms;
    int64_t created_at, updated_at, version, member_count;
    const char **members; /* e-mail addresses of the first IAM_ROLE_SHOWN_MAX */
    size_t shown;
};
/* The built-in ones and the tenant's. */
MUST_CHECK enum err iam_custom_role_list(struct iam *i, struct arena *a, const char *tenant_id, struct iam_custom_role **out,
                                         size_t *count);
MUST_CHECK enum err iam_custom_role_get(struct iam *i, struct arena *a, const char *tenant_id, const char *id, struct iam_custom_role *out);
struct iam_role_change {
    const char *name, *description; /* NULL: as it is */
    const struct iam_perms *perms;  /* NULL: as it is */
    int64_t version;                /* 0: whatever it is */
};
/* ERR_FORBIDDEN when it may more than the actor (before or after), or what only a superadmin may; ERR_CONFLICT for a name that is taken. */
MUST_CHECK enum err iam_custom_role_add(struct iam *i, struct arena *a, const struct iam_identity *actor, const char *tenant_id,
                                        const struct iam_role_change *c, char **id);
/* At once true for sessions, keys and sockets of who has it. */
MUST_CHECK enum err iam_custom_role_update(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id,
                                           const struct iam_role_change *c);
/* ERR_CONFLICT names who has it. */
MUST_CHECK enum err iam_custom_role_delete(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id);

/* ---- signing in ---- */
struct iam_login {
    struct iam_identity who;
    char token[IAM_TOKEN_SIZE]; /* the cookie's value */
    int64_t created_at;         /* µs */
};
struct iam_credentials {
    const char *email, *password;
    const char *otp;    /* a code of the second factor, or a recovery code; NULL: none was given */
    const char *remote; /* the address of whoever asks */
    const char *agent;  /* the User-Agent; NULL: none */
};
/* What is missing although the password is right. */
enum iam_missing { IAM_MISSING_NOTHING, IAM_MISSING_CODE, IAM_MISSING_CONFIRMATION, IAM_MISSING_TENANT };
struct iam_proof {
    char user_id[40], email[256];
    int retry_seconds; /* ERR_RATE_LIMITED: so long */
    enum iam_missing missing;
};
/* Proves who somebody is by password and, where the account has one, second factor; throttled per account and address. OK: the account may
 * be signed in. ERR_UNAUTHENTICATED alike (in answer and work) for unknown, disabled and wrong; with IAM_MISSING_CODE: the password is
 * right, a code is missing or wrong. ERR_FORBIDDEN with IAM_MISSING_CONFIRMATION: the address must be confirmed first (a link was sent
 * again). ERR_RATE_LIMITED; ERR_BUSY when too many sign in. */
MUST_CHECK enum err iam_prove(struct iam *i, const struct iam_credentials *c, struct iam_proof *out);
/* iam_prove, then a session. ERR_UNAUTHENTICATED with IAM_MISSING_TENANT: the password is right, but every tenant of the account is
 * suspended. */
MUST_CHECK enum err iam_login(struct iam *i, const struct iam_credentials *c, struct iam_login *out, struct iam_proof *proof);
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
MUST_CHECK enum err iam_claim(struct iam *i, const char *token, const char *name, const struct iam_credentials *c, struct iam_login *out);

/* ---- users: the members of a tenant ---- */
struct iam_user {
    const char *id, *email, *name;
    const char *tenant_id; /* home: the tenant whose administrators manage the account; the others manage its membership alone */
    const char *role;      /* in the tenant asked: built-in or custom; "superadmin" for those */
    bool enabled, confirmed, second_factor;
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

/* ---- accounts that an identity provider vouches for ---- */
#define IAM_NO_PASSWORD "!" /* in place of a password's hash: there is none */
struct iam_wish {
    const char *tenant_id, *role;
};
struct iam_external {
    const char *user_id; /* known to the provider already; NULL: found by address, or made */
    const char *email, *name;
    bool email_verified, create, link, superadmins; /* what may be done: make an account, link one, let superadmins in */
    const struct iam_wish *places;                  /* memberships to have; a new account is at home in the first */
    size_t place_count;
    const char *const *lost; /* tenants whose membership goes */
    size_t lost_count;
    bool untouched; /* out: a superadmin, whose memberships stay as they are */
};
/* In a write of the caller. *changed: call iam_user_changed after it. ERR_FORBIDDEN and ERR_CONFLICT in words for the person. */
MUST_CHECK enum err iam_external_user(struct iam *i, struct tx *tx, struct iam_external *x, char user_id[40], bool *changed);
/* Rights may have been taken: they are gone at once. */
void iam_user_changed(struct iam *i, const char *user_id);
/* A session for an account that was proven otherwise than by iam_login. ERR_FORBIDDEN when it may act nowhere. */
MUST_CHECK enum err iam_session_open(struct iam *i, const char *user_id, const char *remote, const char *agent, struct iam_login *out);
/* Whether the tenant has the role; ERR_INVALID also for superadmin. */
MUST_CHECK enum err iam_role_check(struct iam *i, struct arena *a, const char *tenant_id, const char *role);

/* ---- for the command line: by address ---- */
MUST_CHECK enum err iam_user_by_email(struct iam *i, struct arena *a, const char *email, struct iam_user *out);
MUST_CHECK enum err iam_user_all(struct iam *i, struct arena *a, const char *after, int64_t limit, struct iam_user **out,
                                 size_t *count); /* tenant_id holds "tenant:role, …" */
/* The tenant's id by name; made when absent and create is true. */
MUST_CHECK enum err iam_tenant_by_name(struct iam *i, struct arena *a, const char *name, bool create, const char **id, bool *created);

/* ---- programs: access and refresh tokens ----
 * A program that signs in gets a session of its own kind. Its access tokens are signed (RFC 9068, EdDSA), live for 15 minutes and are held
 * against that session, the account and the tenant at every use, so that what was taken is gone at once. The refresh token changes with
 * every use; an old one that comes again ends the session, since then two have it. One exception: a program that did not get the answer may
 * ask once more with the token before, from the same address, within 30 s; what was lost is worthless from then on, and ends the session
 * too. */
#define IAM_ACCESS_SECONDS        900
#define IAM_REFRESH_IDLE_SECONDS  (14 * 86400)
#define IAM_REFRESH_SECONDS       (90 * 86400)
#define IAM_REFRESH_GRACE_SECONDS 30
#define IAM_REFRESH_SIZE          96
struct iam_tokens {
    struct iam_identity who; /* ends_at: of the session */
    char *access;            /* in the arena */
    char refresh[IAM_REFRESH_SIZE];
    int64_t expires_at; /* of the access token, µs */
    bool reused;        /* ERR_UNAUTHENTICATED because an old one came again: the session of `who` was ended */
};
/* For an account that was proven. */
MUST_CHECK enum err iam_tokens_start(struct iam *i, struct arena *a, const char *user_id, const char *remote, struct iam_tokens *out);
/* ERR_UNAUTHENTICATED; ERR_RATE_LIMITED for an address that tries wrong ones. */
MUST_CHECK enum err iam_tokens_refresh(struct iam *i, struct arena *a, const char *refresh, const char *remote, struct iam_tokens *out);
/* Ends the session that the refresh token belongs to, if it is its newest. OK also when there is none. */
MUST_CHECK enum err iam_tokens_end(struct iam *i, const char *refresh);

struct iam_signing_key {
    char id[40];
    unsigned char public_key[32];
    bool signs, revoked;
    int64_t created_at, retired_at, revoked_at; /* 0: not */
};
#define IAM_SIGNING_KEYS_MAX 50
/* Newest first; makes the first one when there is none. */
MUST_CHECK enum err iam_signing_keys(struct iam *i, struct arena *a, struct iam_signing_key **out, size_t *count);
/* A new key signs; the one before verifies until its last token is over. ERR_CONFLICT when there are too many. */
MUST_CHECK enum err iam_signing_key_rotate(struct iam *i, char id[40]);
/* Its tokens are refused at once; when it was the one that signs, a new one does. ERR_NOT_FOUND. */
MUST_CHECK enum err iam_signing_key_revoke(struct iam *i, const char *id);

/* ---- API keys ---- */
#define IAM_KEY_SIZE        64
#define IAM_KEY_CIDRS_MAX   32
#define IAM_KEY_GRACE_MAX_S (7 * 86400)
struct iam_key {
    const char *id, *user_id, *user_email, *name, *prefix, *last_remote;
    const char *scopes, *allowed;                                        /* JSON arrays */
    int64_t created_at, expires_at, last_used_at, rotated_at, old_until; /* 0: none */
    int64_t calls, version;                                              /* calls: up to a minute old */
};
struct iam_key_form {
    const char *name;
    const char *const *scopes; /* permission names the owner has; none: all of the owner's */
    size_t scope_count;
    const char *const *allowed; /* CIDRs or addresses it may be used from; none: any */
    size_t allowed_count;
    int64_t expires_at; /* 0: never */
};
/* The key is told once. ERR_INVALID: the detail begins with the member's name and a colon. */
MUST_CHECK enum err iam_key_add(struct iam *i, struct arena *a, const struct iam_identity *owner, const struct iam_key_form *f, char **id,
                                char key[IAM_KEY_SIZE]);
/* The whole form anew; its scopes cannot become more than the actor has. ERR_PRECONDITION when version is not the stored one. */
MUST_CHECK enum err iam_key_update(struct iam *i, struct arena *a, const struct iam_identity *actor, const char *tenant_id, const char *id,
                                   const struct iam_key_form *f, int64_t version);
/* A new secret; the one until now is good for grace_seconds more (0: not at all). */
MUST_CHECK enum err iam_key_rotate(struct iam *i, struct arena *a, const char *tenant_id, const char *id, int64_t grace_seconds,
                                   char key[IAM_KEY_SIZE]);
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
