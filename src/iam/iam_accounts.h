/*
 * iam_accounts.h - what accounts do for themselves and what brings them in: registration, confirmed addresses, forgotten passwords,
 * invitations, second factors, sessions, the end of an account.
 *
 * Every function may be called from any thread. Functions that anybody may call (register, forgot, verify, invitations) answer alike and do
 * the same work whether or not an account exists, and are throttled by address (ERR_RATE_LIMITED). Functions that take a password of a
 * signed-in account answer ERR_UNAUTHENTICATED when it is wrong.
 */
#ifndef BINNACLE_IAM_ACCOUNTS_H
#define BINNACLE_IAM_ACCOUNTS_H
#include "iam/iam.h"

#define IAM_VERIFY_SECONDS  (48 * 3600)     /* links that confirm an address */
#define IAM_INVITE_SECONDS  (7 * 24 * 3600) /* invitations */
#define IAM_UNCONFIRMED_MAX 1000            /* registrations that wait for their confirmation */
#define IAM_INVITES_MAX     500             /* open ones of a tenant */
#define IAM_RECOVERY_CODES  10
#define IAM_RECOVERY_SIZE   12 /* "ABCDE-FGHIJ" and NUL */

/* ---- what a door shows ---- */
struct iam_door {
    bool registration; /* is it open? */
    bool confirm;      /* must an address be confirmed before the first sign-in? */
    bool mail;         /* are links mailed? */
};
void iam_door(struct iam *i, struct iam_door *out);

/* ---- registration, confirmation, forgotten passwords ---- */
/* ERR_FORBIDDEN when registration is closed; ERR_INVALID for an address of a domain that may not register, or one that cannot be written
 * to. OK alike for a new address and one that has an account: its owner is told by mail. */
MUST_CHECK enum err iam_register(struct iam *i, const char *name, const struct iam_credentials *c);
/* Mails a reset link if there is such an account. Returns before that is known. ERR_CONFLICT when no mail can be sent at all. */
MUST_CHECK enum err iam_forgot(struct iam *i, const char *email, const char *remote);
/* Confirms an address, or makes a new one the account's. ERR_UNAUTHENTICATED for a bad link; ERR_CONFLICT when the new address was taken
 * meanwhile. *changed: it was a change of address, and every session ended. */
MUST_CHECK enum err iam_verify(struct iam *i, const char *token, const char *remote, bool *changed);
/* Mails the confirmation link of the own account again. ERR_CONFLICT when the address is confirmed already or no mail can be sent. */
MUST_CHECK enum err iam_verify_again(struct iam *i, const struct iam_identity *who);
/* A link for an administrator to hand over that confirms the account's address. ERR_CONFLICT when it is confirmed already. */
MUST_CHECK enum err iam_verify_link(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id,
                                    char token[IAM_TOKEN_SIZE], int64_t *expires_at);
/* As iam_reset_link, mailed to the user. ERR_CONFLICT when no mail can be sent. */
MUST_CHECK enum err iam_reset_mail(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id);

/* ---- the own account ---- */
struct iam_account {
    const char *id, *email, *name, *new_email; /* new_email: waits for its confirmation; NULL: none */
    bool confirmed;
    int64_t version;
};
MUST_CHECK enum err iam_account_get(struct iam *i, struct arena *a, const struct iam_identity *who, struct iam_account *out);
MUST_CHECK enum err iam_account_name(struct iam *i, const struct iam_identity *who, const char *name);
/* Mails a link to the new address and a word to the old one. OK alike when the new one is another account's. ERR_CONFLICT when no mail can
 * be sent. */
MUST_CHECK enum err iam_account_email(struct iam *i, const struct iam_identity *who, const char *password, const char *email);
/* Disables or deletes the own account and ends its sessions. ERR_CONFLICT for the last superadmin. */
MUST_CHECK enum err iam_account_end(struct iam *i, const struct iam_identity *who, const char *password, bool erase);

/* ---- the second factor ---- */
struct iam_factor {
    bool enabled, required;
    int64_t since; /* µs, 0: not enabled */
    int64_t codes_left;
};
MUST_CHECK enum err iam_factor_get(struct iam *i, const struct iam_identity *who, struct iam_factor *out);
/* A new secret (base32) and its otpauth: address, not asked for until iam_factor_confirm. ERR_CONFLICT when there is a confirmed one. */
MUST_CHECK enum err iam_factor_begin(struct iam *i, struct arena *a, const struct iam_identity *who, const char *password,
                                     const char **secret, const char **uri);
/* From now on a code is asked for. ERR_INVALID when the code is wrong, ERR_CONFLICT when nothing was begun. */
MUST_CHECK enum err iam_factor_confirm(struct iam *i, const struct iam_identity *who, const char *code,
                                       char codes[IAM_RECOVERY_CODES][IAM_RECOVERY_SIZE]);
/* New recovery codes in place of the old ones. */
MUST_CHECK enum err iam_factor_codes(struct iam *i, const struct iam_identity *who, const char *password,
                                     char codes[IAM_RECOVERY_CODES][IAM_RECOVERY_SIZE]);
/* ERR_INVALID when the code is wrong. */
MUST_CHECK enum err iam_factor_remove(struct iam *i, const struct iam_identity *who, const char *password, const char *code);
/* An administrator takes a lost factor away. The user's sessions end. */
MUST_CHECK enum err iam_factor_reset(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id);

/* ---- sessions ---- */
struct iam_session {
    const char *id, *remote, *user_agent, *tenant_name;
    bool program; /* signed in for access and refresh tokens, without a browser */
    int64_t created_at, last_seen_at, ends_at;
};
MUST_CHECK enum err iam_session_list(struct iam *i, struct arena *a, const struct iam_identity *who, struct iam_session **out,
                                     size_t *count);
/* ERR_NOT_FOUND when it is not the account's. */
MUST_CHECK enum err iam_session_end(struct iam *i, const struct iam_identity *who, const char *session_id);
/* All but the one at hand. */
MUST_CHECK enum err iam_session_end_others(struct iam *i, const struct iam_identity *who);

/* ---- invitations ---- */
struct iam_invitation {
    const char *id, *tenant_id, *tenant_name, *email, *role, *invited_by;
    int64_t created_at, expires_at;
};
/* In place of an older one of the same address. ERR_FORBIDDEN for a role above the actor's, ERR_INVALID for one that there is not,
 * ERR_CONFLICT when the address is a member already, or (mailed) when no mail can be sent. */
MUST_CHECK enum err iam_invite(struct iam *i, struct arena *a, const struct iam_identity *actor, const char *tenant_id, const char *email,
                               const char *role, bool mailed, struct iam_invitation *out, char token[IAM_TOKEN_SIZE]);
MUST_CHECK enum err iam_invite_list(struct iam *i, struct arena *a, const char *tenant_id, const char *after, int64_t limit,
                                    struct iam_invitation **out, size_t *count);
MUST_CHECK enum err iam_invite_delete(struct iam *i, const char *tenant_id, const char *id);
/* What an invitation says to who holds it. ERR_UNAUTHENTICATED for a bad token. */
MUST_CHECK enum err iam_invite_look(struct iam *i, struct arena *a, const char *token, const char *remote, struct iam_invitation *out,
                                    bool *has_account);
/* Without an account: makes it (name, password). With one: `who` must be signed in to it (ERR_FORBIDDEN), and becomes a member. *made: the
 * account is new. */
MUST_CHECK enum err iam_invite_accept(struct iam *i, struct arena *a, const char *token, const struct iam_identity *who, const char *name,
                                      const struct iam_credentials *c, bool *made, struct iam_invitation *out);

#endif
