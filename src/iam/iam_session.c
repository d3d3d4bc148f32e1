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
    int64_t now;
};

static enum err write_session(struct tx *tx, void *arg)
{
    const struct start *s = arg;
    enum err e = sql_session_insert(tx, &s->row);
    return e ? e : sql_user_set_login(tx, &(struct sql_user_set_login_in){ .id = s->row.user_id, .last_login_at = { true, s->now } });
}

enum err session_start(struct iam *i, const char *user_id, const char *tenant_id, const char *email, enum iam_role role, const char *remote,
                       struct iam_login *out)
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    *out = (struct iam_login){ .who = { .role = role, .perms = iam_role_perms(role) }, .created_at = clock_wall_us(i->d.clock) };
    str_copy(out->who.user_id, sizeof out->who.user_id, user_id);
    str_copy(out->who.tenant_id, sizeof out->who.tenant_id, tenant_id);
    str_copy(out->who.email, sizeof out->who.email, email);
    id_new(i->d.clock, out->who.session_id);
    token_new(out->token);
    char csrf[IAM_TOKEN_SIZE];
    token_new(csrf);
    str_copy(out->who.csrf, sizeof out->who.csrf, csrf);
    token_hash(out->token, hash);
    struct start s = { .now = out->created_at,
                       .row = { .id = out->who.session_id,
                                .token_hash = { hash, sizeof hash },
                                .tenant_id = out->who.tenant_id,
                                .user_id = out->who.user_id,
                                .csrf = out->who.csrf,
                                .created_at = out->created_at,
                                .remote = remote ? remote : "" } };
    return store_write_essential(i->d.store, write_session, &s);
}

enum err iam_login(struct iam *i, const char *email, const char *password, const char *remote, struct iam_login *out, int *retry_seconds)
{
    int account = throttle_wait(i->throttle, 'a', email, ACCOUNT_TRIES), address = throttle_wait(i->throttle, 'r', remote, ADDRESS_TRIES);
    *retry_seconds = account > address ? account : address;
    if (*retry_seconds)
        return err_set(ERR_RATE_LIMITED, "too many wrong tries: wait %d s", *retry_seconds);
    struct arena *a = arena_new(0);
    struct sql_user_by_email_row u = { 0 };
    enum err e = sql_user_by_email(store_reader(i->d.store), a, &(struct sql_user_by_email_in){ .email = email }, &u);
    if (e && e != ERR_NOT_FOUND)
        goto out;
    bool usable = e == OK && u.enabled;
    e = crypto_password_verify(usable ? u.password_hash : NULL, strlen(password) <= IAM_PASSWORD_MAX ? password : "", HASH_WAIT_MS);
    if (e == ERR_UNAUTHENTICATED) {
        throttle_failed(i->throttle, 'a', email);
        throttle_failed(i->throttle, 'r', remote);
        e = err_set(ERR_UNAUTHENTICATED, wrong_text);
    }
    if (e)
        goto out;
    throttle_clear(i->throttle, 'a', email);
    enum iam_role role;
    e = iam_role_parse(u.role, &role) ? session_start(i, u.id, u.tenant_id, u.email, role, remote, out)
                                      : err_set(ERR_CORRUPT, "user %s has the unknown role %s", u.id, u.role);
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
        return err_set(ERR_UNAUTHENTICATED, "the link is wrong, used or expired");
    if (e)
        return e;
    e = sql_one_time_token_delete(tx, &(struct sql_one_time_token_delete_in){ .token_hash = { u->hash, sizeof u->hash } });
    if (e)
        return e;
    if (str_eq(u->purpose, "claim")) {
        int64_t users;
        if ((e = count_users(tx_db(tx), &users)))
            return e;
        return users > 0 ? err_set(ERR_CONFLICT, "this box is claimed already") : sql_user_insert(tx, &u->user);
    }
    str_copy(u->user_id, sizeof u->user_id, row.user_id);
    e = sql_user_set_password(
        tx, &(struct sql_user_set_password_in){ .id = u->user_id, .password_hash = u->password_hash, .updated_at = u->now });
    return e ? e : sql_session_delete_of_user(tx, &(struct sql_session_delete_of_user_in){ .user_id = u->user_id, .except = "" });
}

enum err iam_claim(struct iam *i, const char *token, const char *email, const char *name, const char *password, const char *remote,
                   struct iam_login *out)
{
    char hash[CRYPTO_PASSWORD_SIZE];
    if (throttle_wait(i->throttle, 'r', remote, ADDRESS_TRIES))
        return err_set(ERR_RATE_LIMITED, "too many wrong tries");
    enum err e = iam_password_check(password);
    if (e || (e = crypto_password_hash(password, HASH_WAIT_MS, hash)))
        return e;
    struct use_link u = { .purpose = "claim", .now = clock_wall_us(i->d.clock) };
    token_hash(token, u.hash);
    id_new(i->d.clock, u.user_id);
    u.user = (struct sql_user_insert_in){ .id = u.user_id,
                                          .tenant_id = IAM_DEFAULT_TENANT,
                                          .email = email,
                                          .name = name ? name : "",
                                          .role = iam_role_name(ROLE_SUPERADMIN),
                                          .password_hash = hash,
                                          .created_at = u.now };
    e = store_write(i->d.store, use_link, &u);
    if (e == ERR_UNAUTHENTICATED)
        throttle_failed(i->throttle, 'r', remote);
    crypto_wipe(hash, sizeof hash);
    return e ? e : session_start(i, u.user_id, IAM_DEFAULT_TENANT, email, ROLE_SUPERADMIN, remote, out);
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
    return e ? e
             : sql_session_delete_of_user(tx, &(struct sql_session_delete_of_user_in){ .user_id = s->row.id, .except = s->but_session });
}

enum err iam_password_change(struct iam *i, const struct iam_identity *who, const char *old_password, const char *new_password)
{
    char hash[CRYPTO_PASSWORD_SIZE];
    struct arena *a = arena_new(0);
    struct sql_user_by_id_global_row u;
    enum err e = throttle_wait(i->throttle, 'a', who->email, ACCOUNT_TRIES) ? err_set(ERR_RATE_LIMITED, "too many wrong tries") : OK;
    if (!e)
        e = sql_user_by_id_global(store_reader(i->d.store), a, &(struct sql_user_by_id_global_in){ .id = who->user_id }, &u);
    if (!e)
        e = crypto_password_verify(u.password_hash, old_password, HASH_WAIT_MS);
    if (e == ERR_UNAUTHENTICATED)
        throttle_failed(i->throttle, 'a', who->email);
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
    struct iam_user u;
    enum iam_role role = ROLE_SUPERADMIN;
    enum err e = iam_user_get(i, a, tenant_id, id, &u);
    if (!e && (!iam_role_parse(u.role, &role) || (actor && role > actor->role)))
        e = err_set(ERR_FORBIDDEN, "the user's role is above yours");
    if (!e)
        e = make_link(i, "reset", id, token, expires_at);
    arena_free(a);
    return e;
}

enum err iam_reset(struct iam *i, const char *token, const char *password)
{
    char hash[CRYPTO_PASSWORD_SIZE];
    enum err e = crypto_password_hash(password, HASH_WAIT_MS, hash);
    if (e)
        return e;
    struct use_link u = { .purpose = "reset", .now = clock_wall_us(i->d.clock), .password_hash = hash };
    token_hash(token, u.hash);
    e = store_write(i->d.store, use_link, &u);
    if (!e)
        iam_forget(i, u.user_id, NULL, NULL);
    crypto_wipe(hash, sizeof hash);
    return e;
}
