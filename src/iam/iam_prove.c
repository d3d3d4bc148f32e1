/*
 * iam_prove.c - proving who one is: password, second factor, and the throttles around them.
 *
 * Any thread. What always holds: a wrong password, an unknown and a disabled account cost the same work and get the same answer; what else
 * is missing is told only to who gave the right password.
 */
#include "core/log.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/accounts.h"
#include "sql/iam.h"
#include <string.h>

#define ACCOUNT_TRIES 5  /* failures of one account before it has to wait */
#define ADDRESS_TRIES 30 /* of one address: several people may sit behind it */
#define CODE_TRIES    5
#define STRANGERS_MAX 24 /* whose passwords are checked or wait for it; the owners at their own addresses go before those that wait */

static const char wrong_text[] = "the e-mail address or the password is wrong";

enum err iam_password_check(const char *password)
{
    size_t n = strlen(password);
    if (n < IAM_PASSWORD_MIN)
        return err_set(ERR_INVALID, "must have at least %d characters", IAM_PASSWORD_MIN);
    if (n > IAM_PASSWORD_MAX)
        return err_set(ERR_INVALID, "must have at most %d bytes", IAM_PASSWORD_MAX);
    return OK;
}

int address_try(struct iam *i, const char *remote)
{
    return throttle_try(i->throttle, 'r', remote, ADDRESS_TRIES);
}

/* One try at an account. Whoever signed in to it from that address before is held against a count of their own, and not against the
 * address's: what others behind the same proxy do is nothing to them. */
struct
try {
    bool known;
    char kind;
    const char *key, *remote;
};

/* Seconds to wait, 0: go on. */
static int try_begin(struct iam *i, struct arena *a, const char *email, const char *remote, struct try *t)
{
    t->known = throttle_knows(i->throttle, email, remote);
    t->kind = t->known ? 'k' : 'a';
    t->key = t->known ? arena_printf(a, "%s\n%s", email, remote) : email;
    t->remote = remote;
    int wait = t->known ? 0 : address_try(i, remote);
    if (wait)
        return wait;
    wait = throttle_try(i->throttle, t->kind, t->key, ACCOUNT_TRIES);
    if (wait && !t->known)
        throttle_refund(i->throttle, 'r', remote);
    return wait;
}

/* It was not a wrong password. */
static void try_forgive(struct iam *i, const struct try *t, bool right)
{
    if (!t->known)
        throttle_refund(i->throttle, 'r', t->remote);
    if (right)
        throttle_clear(i->throttle, t->kind, t->key);
    else
        throttle_refund(i->throttle, t->kind, t->key);
}

static enum err check_password(struct iam *i, struct arena *a, const struct iam_credentials *c, bool known, struct sql_user_by_email_row *u)
{
    enum err e = sql_user_by_email(store_reader(i->d.store), a, &(struct sql_user_by_email_in){ .email = c->email }, u);
    if (e && e != ERR_NOT_FOUND)
        return e;
    bool usable = e == OK && u->enabled && !str_eq(u->password_hash, IAM_NO_PASSWORD);
    if (!known && atomic_fetch_add(&i->strangers, 1) >= STRANGERS_MAX)
        e = err_set(ERR_BUSY, "too many sign-ins at once, try again in a moment");
    else
        e = crypto_password_verify(usable ? u->password_hash : NULL, strlen(c->password) <= IAM_PASSWORD_MAX ? c->password : "",
                                   HASH_WAIT_MS, known);
    if (!known)
        atomic_fetch_sub(&i->strangers, 1);
    return e == ERR_UNAUTHENTICATED ? err_set(e, "%s", wrong_text) : e;
}

/* The second factor of an account whose password was right. Wrong codes have a count of their own, for each address that the account was
 * signed in to from, so that who stole the password neither guesses the code nor keeps the owner out. */
static enum err check_code(struct iam *i, struct arena *a, const struct iam_credentials *c, const char *user_id, bool known,
                           struct iam_proof *out)
{
    bool needed;
    enum err e = factor_needed(i, user_id, &needed);
    if (e || !needed)
        return e;
    out->missing = IAM_MISSING_CODE;
    if (!c->otp || !*c->otp)
        return err_set(ERR_UNAUTHENTICATED, "a code of the second factor is needed");
    const char *key = known ? arena_printf(a, "%s\n%s", user_id, c->remote) : user_id;
    out->retry_seconds = throttle_try(i->throttle, 'o', key, CODE_TRIES);
    if (out->retry_seconds)
        return err_set(ERR_RATE_LIMITED, "too many wrong codes: wait %d s", out->retry_seconds);
    e = factor_use(i, user_id, c->otp);
    if (e == OK)
        throttle_clear(i->throttle, 'o', key);
    else if (e != ERR_UNAUTHENTICATED)
        throttle_refund(i->throttle, 'o', key);
    if (e == OK)
        out->missing = IAM_MISSING_NOTHING;
    return e;
}

/* An address that must be confirmed first. Whoever gave the right password may have the link again. */
static enum err check_confirmed(struct iam *i, struct arena *a, const char *user_id, struct iam_proof *out)
{
    struct sql_account_by_id_row u;
    if (!setting_on(i, "verify_email"))
        return OK;
    enum err e = sql_account_by_id(store_reader(i->d.store), a, &(struct sql_account_by_id_in){ .id = user_id }, &u);
    if (e || !u.unconfirmed_since.set)
        return e;
    if (send_confirmation(i, user_id))
        log_debug("the confirmation was not sent again", "why", err_detail(), NULL);
    out->missing = IAM_MISSING_CONFIRMATION;
    return err_set(ERR_FORBIDDEN, "confirm your e-mail address first: open the link that was sent to it");
}

enum err iam_prove(struct iam *i, const struct iam_credentials *c, struct iam_proof *out)
{
    struct arena *a = arena_new(0);
    struct sql_user_by_email_row u = { 0 };
    struct try try;
    *out = (struct iam_proof){ 0 };
    out->retry_seconds = try_begin(i, a, c->email, c->remote, &try);
    enum err e = out->retry_seconds ? err_set(ERR_RATE_LIMITED, "too many wrong tries: wait %d s", out->retry_seconds) : OK;
    if (e)
        goto out;
    e = check_password(i, a, c, try.known, &u);
    if (e != ERR_UNAUTHENTICATED)
        try_forgive(i, &try, e == OK);
    if (!e)
        e = check_code(i, a, c, u.id, try.known, out);
    if (!e)
        e = check_confirmed(i, a, u.id, out);
    if (!e)
        e = iam_password_door(i, u.superadmin != 0);
    if (e)
        goto out;
    str_copy(out->user_id, sizeof out->user_id, u.id);
    str_copy(out->email, sizeof out->email, u.email);
    throttle_know(i->throttle, c->email, c->remote);
out:
    arena_free(a);
    return e;
}

enum err prove_again(struct iam *i, const struct iam_identity *who, const char *password)
{
    struct sql_account_by_id_row u;
    /* A count of its own: who guesses at the sign-in does not keep the owner from changing the account. */
    if (throttle_try(i->throttle, 'p', who->user_id, ACCOUNT_TRIES))
        return err_set(ERR_RATE_LIMITED, "too many wrong tries");
    struct arena *a = arena_new(0);
    enum err e = sql_account_by_id(store_reader(i->d.store), a, &(struct sql_account_by_id_in){ .id = who->user_id }, &u);
    if (!e)
        e = crypto_password_verify(str_eq(u.password_hash, IAM_NO_PASSWORD) ? NULL : u.password_hash,
                                   strlen(password) <= IAM_PASSWORD_MAX ? password : "", HASH_WAIT_MS, true);
    if (e != ERR_UNAUTHENTICATED)
        throttle_refund(i->throttle, 'p', who->user_id);
    arena_free(a);
    return e;
}
