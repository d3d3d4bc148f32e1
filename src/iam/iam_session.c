/*
 * iam_session.c - signing in and out, the claim of a fresh box, passwords and links.
 *
 * Any thread. What always holds: a wrong password, an unknown and a disabled account cost the same work and get the same answer.
 */
#include "core/ids.h"
#include "core/json.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/iam.h"
#include <string.h>

#define AGENT_SIZE     300 /* of the User-Agent that is kept */
#define START_JSON_MAX 4096

static const char password_set[] = "{\"password\":{\"set\":true}}"; /* all that the trail says of one */
static const char bad_link[] = "the link is wrong, used or expired";

struct start {
    struct iam *iam;
    struct sql_session_insert_in row;
    const char *email, *action;
    int64_t now;
};

static const char *start_text(struct arena *a, const struct start *s)
{
    struct jo_text t;
    struct json_out *o = jo_text_begin(&t, START_JSON_MAX);
    jo_object(o);
    jo_kv_string(o, "email", s->email);
    jo_kv_string(o, "remote", s->row.remote);
    jo_kv_string(o, "user_agent", s->row.user_agent);
    jo_object_end(o);
    return jo_text_end(&t, a);
}

static enum err write_session(struct tx *tx, void *arg)
{
    const struct start *s = arg;
    struct arena *a = tx_arena(tx);
    enum err e = sql_session_insert(tx, &s->row);
    if (!e)
        tx_change(tx, &(struct tx_change){ .type = "session",
                                           .id = s->row.id,
                                           .name = s->email,
                                           .after = start_text(a, s),
                                           .action = s->action,
                                           .default_action = "auth.login",
                                           .tenant_id = s->row.tenant_id,
                                           .user_id = s->row.user_id,
                                           .email = s->email });
    if (!e)
        e = inbox_signed_in(s->iam->d.inbox, tx, s->row.user_id, s->row.remote);
    return e ? e : sql_user_set_login(tx, &(struct sql_user_set_login_in){ .id = s->row.user_id, .last_login_at = { true, s->now } });
}

enum err session_start(struct iam *i, const char *user_id, const char *tenant_id, const struct iam_credentials *c, const char *action,
                       struct iam_login *out)
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    char agent[AGENT_SIZE];
    struct arena *a = arena_new(0);
    str_copy(agent, sizeof agent, c->agent && str_printable(c->agent) ? c->agent : "");
    *out = (struct iam_login){ .created_at = clock_wall_us(i->d.clock) };
    enum err e = iam_identity_load(i, a, user_id, tenant_id, &out->who);
    if (!e)
        e = factor_restrict(i, &out->who);
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
    struct start s = { .iam = i,
                       .now = out->created_at,
                       .email = out->who.email,
                       .action = action,
                       .row = { .id = out->who.session_id,
                                .token_hash = { hash, sizeof hash },
                                .tenant_id = out->who.tenant_id,
                                .user_id = out->who.user_id,
                                .csrf = out->who.csrf,
                                .created_at = out->created_at,
                                .remote = c->remote ? c->remote : "",
                                .user_agent = agent } };
    return store_write_essential(i->d.store, write_session, &s);
}

enum err iam_login(struct iam *i, const struct iam_credentials *c, struct iam_login *out, struct iam_proof *proof)
{
    enum err e = iam_prove(i, c, proof);
    if (e)
        return e;
    e = session_start(i, proof->user_id, NULL, c, "auth.login", out);
    if (e == ERR_UNAUTHENTICATED)
        proof->missing = IAM_MISSING_TENANT;
    return e;
}

struct end {
    const char *user_id, *but_session;
};

static enum err delete_sessions(struct tx *tx, void *arg)
{
    const struct end *g = arg;
    return sessions_delete(tx, g->user_id, g->but_session, false);
}

enum err end_sessions(struct iam *i, const char *user_id, const char *but_session)
{
    struct end g = { user_id, but_session };
    enum err e = store_write_essential(i->d.store, delete_sessions, &g);
    if (e == OK)
        iam_forget(i, user_id, NULL, *but_session ? but_session : NULL);
    return e;
}

static enum err delete_session(struct tx *tx, void *arg)
{
    const struct sql_session_delete_in *in = arg;
    enum err e = session_note_end(tx, in->id, NULL, false);
    return e ? e : sql_session_delete(tx, in);
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
    if (!e && row->user_id)
        account_note(tx, row->user_id, false, &(struct tx_change){ .default_action = "user.reset_link" });
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
    struct iam *iam;
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
        return e ? e : user_insert(tx, &u->user, &g, true, NULL);
    }
    str_copy(u->user_id, sizeof u->user_id, row.user_id);
    e = sql_user_set_password(
        tx, &(struct sql_user_set_password_in){ .id = u->user_id, .password_hash = u->password_hash, .updated_at = u->now });
    if (!e)
        account_note(tx, u->user_id, true, &(struct tx_change){ .after = password_set, .default_action = "auth.reset" });
    if (!e)
        e = account_tell(u->iam, tx, u->user_id, "security.account", "Your password was set anew through a link");
    return e ? e : sessions_delete(tx, u->user_id, "", true);
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

enum err iam_claim(struct iam *i, const char *token, const char *name, const struct iam_credentials *c, struct iam_login *out)
{
    struct use_link u = { .iam = i, .purpose = "claim" };
    enum err e = iam_email_check(c->email);
    if (!e)
        e = iam_password_check(c->password);
    if (e)
        return e;
    id_new(i->d.clock, u.user_id);
    u.user = (struct sql_user_insert_in){ .id = u.user_id,
                                          .tenant_id = IAM_DEFAULT_TENANT,
                                          .email = c->email,
                                          .name = name ? name : "",
                                          .created_at = clock_wall_us(i->d.clock) };
    e = redeem(i, &u, token, c->password, c->remote);
    if (!e)
        e = session_start(i, u.user_id, IAM_DEFAULT_TENANT, c, "auth.login", out);
    if (!e)
        throttle_know(i->throttle, c->email, c->remote);
    return e;
}

/* ---- passwords ---- */

struct set_password {
    struct iam *iam;
    struct sql_user_set_password_in row;
    const char *but_session;
};

static enum err write_password(struct tx *tx, void *arg)
{
    const struct set_password *s = arg;
    enum err e = sql_user_set_password(tx, &s->row);
    if (!e)
        account_note(tx, s->row.id, false, &(struct tx_change){ .after = password_set, .default_action = "auth.password" });
    if (!e)
        e = account_tell(s->iam, tx, s->row.id, "security.account", "Your password was changed");
    if (!e)
        e = sessions_delete(tx, s->row.id, s->but_session, false);
    if (!e) /* a reset link that is still about must not undo it */
        e = sql_one_time_token_delete_of_user(tx, &(struct sql_one_time_token_delete_of_user_in){ .user_id = s->row.id });
    return e;
}

enum err iam_password_change(struct iam *i, const struct iam_identity *who, const char *old_password, const char *new_password)
{
    char hash[CRYPTO_PASSWORD_SIZE] = "";
    enum err e = iam_password_check(new_password);
    if (!e)
        e = prove_again(i, who, old_password);
    if (!e)
        e = crypto_password_hash(new_password, HASH_WAIT_MS, hash);
    if (!e) {
        struct set_password s = { .iam = i,
                                  .row = { .id = who->user_id, .password_hash = hash, .updated_at = clock_wall_us(i->d.clock) },
                                  .but_session = who->session_id };
        e = store_write(i->d.store, write_password, &s);
        if (!e)
            iam_forget(i, who->user_id, NULL, who->session_id);
    }
    crypto_wipe(hash, sizeof hash);
    return e;
}

enum err iam_reset_link(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id, char token[IAM_TOKEN_SIZE],
                        int64_t *expires_at)
{
    enum err e = may_manage(i, actor, tenant_id, id);
    return e ? e : make_link(i, "reset", id, token, expires_at);
}

enum err iam_reset(struct iam *i, const char *token, const char *password, const char *remote)
{
    struct use_link u = { .iam = i, .purpose = "reset" };
    enum err e = iam_password_check(password);
    if (!e)
        e = redeem(i, &u, token, password, remote);
    if (!e)
        iam_forget(i, u.user_id, NULL, NULL);
    return e;
}
