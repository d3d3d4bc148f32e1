/*
 * iam_session.c - signing in and out, the claim of a fresh box, passwords and links.
 *
 * Any thread. What always holds: a wrong password, an unknown and a disabled account cost the same work and get the same answer.
 */
#include "core/ids.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/iam.h"
#include <string.h>

#define ACCOUNT_TRIES 5  /* failures of one account before it has to wait */
#define ADDRESS_TRIES 30 /* of one address: several people may sit behind it */
#define HASH_WAIT_MS  10000

static const char bad_link[] = "the link is wrong, used or expired";
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

struct start {
    struct sql_session_insert_in row;
    const char *email;
    int64_t now;
};

static enum err write_session(struct tx *tx, void *arg)
{
    const struct start *s = arg;
    enum err e = sql_session_insert(tx, &s->row);
    if (!e) /* until now nobody was signed in: it is the account that acts */
        tx_change(tx, &(struct tx_change){ .type = "user",
                                           .id = s->row.user_id,
                                           .name = s->email,
                                           .default_action = "auth.login",
                                           .tenant_id = s->row.tenant_id,
                                           .user_id = s->row.user_id,
                                           .email = s->email });
    return e ? e : sql_user_set_login(tx, &(struct sql_user_set_login_in){ .id = s->row.user_id, .last_login_at = { true, s->now } });
}

enum err session_start(struct iam *i, const char *user_id, const char *tenant_id, const char *remote, struct iam_login *out)
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    struct arena *a = arena_new(0);
    *out = (struct iam_login){ .created_at = clock_wall_us(i->d.clock) };
    enum err e = iam_identity_load(i, a, user_id, tenant_id, &out->who);
    arena_free(a);
    if (e)
        return e;
    out->who.ends_at = out->created_at + i->absolute_us;
    id_new(i->d.clock, out->who.session_id);
    token_new(out->token);
    char csrf[IAM_TOKEN_SIZE];
    token_new(csrf);
    str_copy(out->who.csrf, sizeof out->who.csrf, csrf);
    token_hash(out->token, hash);
    struct start s = { .now = out->created_at,
                       .email = out->who.email,
                       .row = { .id = out->who.session_id,
                                .token_hash = { hash, sizeof hash },
                                .tenant_id = out->who.tenant_id,
                                .user_id = out->who.user_id,
                                .csrf = out->who.csrf,
                                .created_at = out->created_at,
                                .remote = remote ? remote : "" } };
    return store_write_essential(i->d.store, write_session, &s);
}

/* The tries of an address. Seconds to wait, 0: go on. */
static int address_try(struct iam *i, const char *remote)
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

static enum err check_account(struct iam *i, struct arena *a, const char *email, const char *password, struct sql_user_by_email_row *u)
{
    enum err e = sql_user_by_email(store_reader(i->d.store), a, &(struct sql_user_by_email_in){ .email = email }, u);
    if (e && e != ERR_NOT_FOUND)
        return e;
    bool usable = e == OK && u->enabled;
    e = crypto_password_verify(usable ? u->password_hash : NULL, strlen(password) <= IAM_PASSWORD_MAX ? password : "", HASH_WAIT_MS);
    return e == ERR_UNAUTHENTICATED ? err_set(e, "%s", wrong_text) : e;
}

enum err iam_login(struct iam *i, const char *email, const char *password, const char *remote, struct iam_login *out, int *retry_seconds)
{
    struct arena *a = arena_new(0);
    struct sql_user_by_email_row u = { 0 };
    struct try try;
    enum err e;
    *retry_seconds = try_begin(i, a, email, remote, &try);
    if (*retry_seconds) {
        e = err_set(ERR_RATE_LIMITED, "too many wrong tries: wait %d s", *retry_seconds);
        goto out;
    }
    e = check_account(i, a, email, password, &u);
    if (e != ERR_UNAUTHENTICATED)
        try_forgive(i, &try, e == OK);
    if (e)
        goto out;
    e = session_start(i, u.id, NULL, remote, out);
    if (!e)
        throttle_know(i->throttle, email, remote);
out:
    arena_free(a);
    return e;
}

static enum err delete_session(struct tx *tx, void *arg)
{
    return sql_session_delete(tx, arg);
}

enum err iam_logout(struct iam *i, const char *session_id)
{
    enum err e = store_write_essential(i->d.store, delete_session, &(struct sql_session_delete_in){ .id = session_id });
    if (e == OK)
        iam_forget(i, NULL, session_id, NULL);
    return e;
}

/* ---- the first user ---- */

static enum err count_users(struct db *db, int64_t *n)
{
    struct sql_user_count_all_row row;
    struct arena *a = arena_new(256);
    enum err e = sql_user_count_all(db, a, NULL, &row);
    *n = e ? 0 : row.total;
    arena_free(a);
    return e;
}

enum err iam_claimed(struct iam *i, bool *claimed)
{
    int64_t n;
    enum err e = count_users(store_reader(i->d.store), &n);
    *claimed = n > 0;
    return e;
}

static enum err write_link(struct tx *tx, void *arg)
{
    const struct sql_one_time_token_insert_in *row = arg;
    int64_t users = 0;
    enum err e = OK;
    if (str_eq(row->purpose, "claim") && (e = count_users(tx_db(tx), &users)) == OK && users > 0)
        e = err_set(ERR_CONFLICT, "this box is claimed already");
    if (!e)
        e = sql_one_time_token_clear(tx, &(struct sql_one_time_token_clear_in){ .now = row->expires_at - IAM_LINK_SECONDS * US_PER_S,
                                                                                .purpose = row->purpose,
                                                                                .user_id = row->user_id });
    return e ? e : sql_one_time_token_insert(tx, row);
}

static enum err make_link(struct iam *i, const char *purpose, const char *user_id, char token[IAM_TOKEN_SIZE], int64_t *expires_at)
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    token_new(token);
    token_hash(token, hash);
    *expires_at = clock_wall_us(i->d.clock) + IAM_LINK_SECONDS * US_PER_S;
    struct sql_one_time_token_insert_in row = {
        .token_hash = { hash, sizeof hash }, .purpose = purpose, .user_id = user_id, .expires_at = *expires_at
    };
    return store_write(i->d.store, write_link, &row);
}

enum err iam_claim_token(struct iam *i, char token[IAM_TOKEN_SIZE])
{
    int64_t expires_at;
    return make_link(i, "claim", NULL, token, &expires_at);
}

struct use_link {
    const char *purpose;
    unsigned char hash[CRYPTO_HASH_SIZE];
    int64_t now;
    const char *password_hash;
    char user_id[40];               /* reset: whose it is; claim: the new one's */
    struct sql_user_insert_in user; /* claim */
};

/* Takes the link and does what it is for, in one transaction: a link works once. */
static enum err use_link(struct tx *tx, void *arg)
{
    struct use_link *u = arg;
    struct sql_one_time_token_get_row row;
    struct arena *a = tx_arena(tx);
    enum err e =
        sql_one_time_token_get(tx_db(tx), a, &(struct sql_one_time_token_get_in){ .token_hash = { u->hash, sizeof u->hash } }, &row);
    if (e == ERR_NOT_FOUND || (e == OK && (!str_eq(row.purpose, u->purpose) || row.expires_at <= u->now)))
        return err_set(ERR_UNAUTHENTICATED, "%s", bad_link);
    if (e)
        return e;
    e = sql_one_time_token_delete(tx, &(struct sql_one_time_token_delete_in){ .token_hash = { u->hash, sizeof u->hash } });
    if (e)
        return e;
    if (str_eq(u->purpose, "claim")) {
        int64_t users;
        if ((e = count_users(tx_db(tx), &users)))
            return e;
        if (users > 0)
            return err_set(ERR_CONFLICT, "this box is claimed already");
        struct grant g;
        e = grant_by_name(tx_db(tx), a, u->user.tenant_id, iam_role_name(ROLE_SUPERADMIN), &g);
        return e ? e : user_insert(tx, &u->user, &g);
    }
    str_copy(u->user_id, sizeof u->user_id, row.user_id);
    struct sql_user_by_id_global_row owner;
    e = sql_user_by_id_global(tx_db(tx), a, &(struct sql_user_by_id_global_in){ .id = u->user_id }, &owner);
    if (e)
        return e;
    tx_change(tx, &(struct tx_change){ .type = "user",
                                       .id = owner.id,
                                       .name = owner.email,
                                       .default_action = "auth.reset",
                                       .tenant_id = owner.tenant_id,
                                       .user_id = owner.id,
                                       .email = owner.email });
    e = sql_user_set_password(
        tx, &(struct sql_user_set_password_in){ .id = u->user_id, .password_hash = u->password_hash, .updated_at = u->now });
    return e ? e : sql_session_delete_of_user(tx, &(struct sql_session_delete_of_user_in){ .user_id = u->user_id, .except = "" });
}

/* Is there such a link? Asked before a password is hashed for it: hashing is dear, and anybody may send a link. */
static enum err look_at_link(struct iam *i, const struct use_link *u)
{
    struct sql_one_time_token_get_row row;
    struct arena *a = arena_new(512);
    enum err e = sql_one_time_token_get(store_reader(i->d.store), a,
                                        &(struct sql_one_time_token_get_in){ .token_hash = { u->hash, sizeof u->hash } }, &row);
    if (e == ERR_NOT_FOUND || (e == OK && (!str_eq(row.purpose, u->purpose) || row.expires_at <= u->now)))
        e = err_set(ERR_UNAUTHENTICATED, "%s", bad_link);
    arena_free(a);
    return e;
}

/* Checks the link, hashes the password, uses the link. Wrong links count against the address. */
static enum err redeem(struct iam *i, struct use_link *u, const char *token, const char *password, const char *remote)
{
    char hash[CRYPTO_PASSWORD_SIZE] = "";
    if (address_try(i, remote))
        return err_set(ERR_RATE_LIMITED, "too many wrong tries");
    u->now = clock_wall_us(i->d.clock);
    token_hash(token, u->hash);
    enum err e = look_at_link(i, u);
    if (!e)
        e = crypto_password_hash(password, HASH_WAIT_MS, hash);
    u->password_hash = u->user.password_hash = hash;
    if (!e)
        e = store_write(i->d.store, use_link, u);
    if (e != ERR_UNAUTHENTICATED)
        throttle_refund(i->throttle, 'r', remote);
    u->password_hash = u->user.password_hash = NULL;
    crypto_wipe(hash, sizeof hash);
    return e;
}

enum err iam_claim(struct iam *i, const char *token, const char *email, const char *name, const char *password, const char *remote,
                   struct iam_login *out)
{
    struct use_link u = { .purpose = "claim" };
    enum err e = iam_email_check(email);
    if (!e)
        e = iam_password_check(password);
    if (e)
        return e;
    id_new(i->d.clock, u.user_id);
    u.user = (struct sql_user_insert_in){
        .id = u.user_id, .tenant_id = IAM_DEFAULT_TENANT, .email = email, .name = name ? name : "", .created_at = clock_wall_us(i->d.clock)
    };
    e = redeem(i, &u, token, password, remote);
    if (!e)
        e = session_start(i, u.user_id, IAM_DEFAULT_TENANT, remote, out);
    if (!e)
        throttle_know(i->throttle, email, remote);
    return e;
}

/* ---- passwords ---- */

struct set_password {
    struct sql_user_set_password_in row;
    const char *but_session;
};

static enum err write_password(struct tx *tx, void *arg)
{
    const struct set_password *s = arg;
    enum err e = sql_user_set_password(tx, &s->row);
    if (!e)
        e = sql_session_delete_of_user(tx, &(struct sql_session_delete_of_user_in){ .user_id = s->row.id, .except = s->but_session });
    if (!e) /* a reset link that is still about must not undo it */
        e = sql_one_time_token_delete_of_user(tx, &(struct sql_one_time_token_delete_of_user_in){ .user_id = s->row.id });
    return e;
}

enum err iam_password_change(struct iam *i, const struct iam_identity *who, const char *old_password, const char *new_password)
{
    char hash[CRYPTO_PASSWORD_SIZE] = "";
    struct sql_user_by_id_global_row u;
    /* A count of its own: who guesses at the sign-in does not keep the owner from changing the password. */
    if (throttle_try(i->throttle, 'p', who->user_id, ACCOUNT_TRIES))
        return err_set(ERR_RATE_LIMITED, "too many wrong tries");
    struct arena *a = arena_new(0);
    enum err e = iam_password_check(new_password);
    if (!e)
        e = sql_user_by_id_global(store_reader(i->d.store), a, &(struct sql_user_by_id_global_in){ .id = who->user_id }, &u);
    if (!e)
        e = crypto_password_verify(u.password_hash, strlen(old_password) <= IAM_PASSWORD_MAX ? old_password : "", HASH_WAIT_MS);
    if (e != ERR_UNAUTHENTICATED)
        throttle_refund(i->throttle, 'p', who->user_id);
    if (!e)
        e = crypto_password_hash(new_password, HASH_WAIT_MS, hash);
    if (!e) {
        struct set_password s = { .row = { .id = who->user_id, .password_hash = hash, .updated_at = clock_wall_us(i->d.clock) },
                                  .but_session = who->session_id };
        e = store_write(i->d.store, write_password, &s);
        if (!e)
            iam_forget(i, who->user_id, NULL, who->session_id);
    }
    crypto_wipe(hash, sizeof hash);
    arena_free(a);
    return e;
}

enum err iam_reset_link(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id, char token[IAM_TOKEN_SIZE],
                        int64_t *expires_at)
{
    struct arena *a = arena_new(0);
    struct sql_user_by_id_row u;
    struct grant g;
    enum err e = sql_user_by_id(store_reader(i->d.store), a, &(struct sql_user_by_id_in){ .tenant_id = tenant_id, .id = id }, &u);
    if (e == ERR_NOT_FOUND)
        e = err_set(e, "there is no such user");
    if (!e)
        e = grant_of_row(a, u.superadmin != 0, u.role, u.role_id, u.role_name, u.permissions, &g);
    if (!e && !str_eq(u.home_id, tenant_id))
        e = err_set(ERR_FORBIDDEN, "the account is managed by another tenant");
    if (!e && !iam_may_rule(actor, &g))
        e = err_set(ERR_FORBIDDEN, "the user's role is above yours");
    if (!e)
        e = make_link(i, "reset", id, token, expires_at);
    arena_free(a);
    return e;
}

enum err iam_reset(struct iam *i, const char *token, const char *password, const char *remote)
{
    struct use_link u = { .purpose = "reset" };
    enum err e = iam_password_check(password);
    if (!e)
        e = redeem(i, &u, token, password, remote);
    if (!e)
        iam_forget(i, u.user_id, NULL, NULL);
    return e;
}
