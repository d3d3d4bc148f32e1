/*
 * iam_invite.c - invitations: a link that makes an account, or makes an account that there is a member of a tenant.
 *
 * Any thread. What always holds: nobody invites to a role that may do more than they may; an account that there is becomes a member only by
 * its owner's own session; an invitation works once.
 */
#include "core/ids.h"
#include "core/json.h"
#include "core/str.h"
#include "iam/iam_accounts.h"
#include "iam/iam_private.h"
#include "sql/accounts.h"
#include "sql/iam.h"
#include <string.h>

static const char bad_link[] = "the invitation is wrong, used or expired";

/* As a JSON string. */
static char *quoted(struct arena *a, const char *text)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, 4096);
    jo_init(&o, &b);
    jo_string(&o, text);
    char *out = arena_strndup(a, b.data ? b.data : "null", b.data ? b.len : 4);
    buf_free(&b);
    return out;
}

struct invite {
    struct iam *iam;
    const struct iam_identity *actor;
    struct sql_invitation_insert_in row;
    const char *tenant_name, *token;
    bool mailed;
};

static enum err post_invitation(struct tx *tx, const struct invite *v)
{
    struct arena *a = tx_arena(tx);
    struct mail *m = v->iam->d.mail;
    return mail_enqueue(m, tx,
                        &(struct mail_letter){ .tenant_id = v->row.tenant_id,
                                               .kind = "invite",
                                               .to = v->row.email,
                                               .subject = "You are invited to Binnacle",
                                               .paragraphs = { arena_printf(a, "%s invites you to %s on Binnacle, as %s.",
                                                                            v->row.invited_by, v->tenant_name, v->row.role),
                                                               "Binnacle watches services and says when something breaks." },
                                               .action = "Accept the invitation",
                                               .url = arena_printf(a, "%s/invite?token=%s", mail_base_url(m, a), v->token),
                                               .note = "The link works once, for seven days. If you do not know who sent it, do nothing.",
                                               .expires_at = v->row.expires_at });
}

static enum err write_invite(struct tx *tx, void *arg)
{
    const struct invite *v = arg;
    struct arena *a = tx_arena(tx);
    struct grant g;
    struct sql_invitation_count_row n;
    struct sql_account_by_email_row u;
    struct sql_user_by_id_row member;
    enum err e = grant_by_name(tx_db(tx), a, v->row.tenant_id, v->row.role, &g);
    if (!e && (g.superadmin || !iam_may_rule(v->actor, &g)))
        e = err_set(ERR_FORBIDDEN, g.superadmin ? "nobody is invited as superadmin" : "the role %s is above yours", v->row.role);
    if (!e)
        e = sql_invitation_count(tx_db(tx), a, &(struct sql_invitation_count_in){ .tenant_id = v->row.tenant_id }, &n);
    if (!e && n.total >= IAM_INVITES_MAX)
        e = err_set(ERR_CONFLICT, "there are %d open invitations already", IAM_INVITES_MAX);
    if (e)
        return e;
    e = sql_account_by_email(tx_db(tx), a, &(struct sql_account_by_email_in){ .email = v->row.email }, &u);
    if (e == OK)
        e = sql_user_by_id(tx_db(tx), a, &(struct sql_user_by_id_in){ .tenant_id = v->row.tenant_id, .id = u.id }, &member);
    if (e == OK)
        return err_set(ERR_CONFLICT, "this address is a member already");
    if (e != ERR_NOT_FOUND)
        return e;
    e = sql_invitation_insert(tx, &v->row);
    if (!e)
        tx_change(tx, &(struct tx_change){ .type = "invitation",
                                           .id = v->row.id,
                                           .name = v->row.email,
                                           .after = arena_printf(a, "{\"role\":%s}", quoted(a, v->row.role)) });
    return e || !v->mailed ? e : post_invitation(tx, v);
}

enum err iam_invite(struct iam *i, struct arena *a, const struct iam_identity *actor, const char *tenant_id, const char *email,
                    const char *role, bool mailed, struct iam_invitation *out, char token[IAM_TOKEN_SIZE])
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    const char *tenant_name;
    int64_t now = clock_wall_us(i->d.clock);
    enum err e = iam_email_check(email);
    if (!e && mailed)
        e = mail_address_check(email);
    if (!e && mailed && !(i->d.mail && mail_ready(i->d.mail)))
        e = err_set(ERR_CONFLICT, "this box cannot send mail: hand the link over yourself");
    if (!e)
        e = iam_tenant_name(i, a, tenant_id, &tenant_name);
    if (e)
        return e;
    token_new(token);
    token_hash(token, hash);
    struct invite v = { .iam = i,
                        .actor = actor,
                        .tenant_name = tenant_name,
                        .token = token,
                        .mailed = mailed,
                        .row = { .id = id_new(i->d.clock, arena_alloc(a, ID_SIZE)),
                                 .tenant_id = tenant_id,
                                 .email = email,
                                 .role = role,
                                 .token_hash = { hash, sizeof hash },
                                 .invited_by = actor->email,
                                 .created_at = now,
                                 .expires_at = now + IAM_INVITE_SECONDS * US_PER_S } };
    *out = (struct iam_invitation){ .id = v.row.id,
                                    .tenant_id = tenant_id,
                                    .tenant_name = tenant_name,
                                    .email = email,
                                    .role = role,
                                    .invited_by = actor->email,
                                    .created_at = now,
                                    .expires_at = v.row.expires_at };
    return store_write(i->d.store, write_invite, &v);
}

enum err iam_invite_list(struct iam *i, struct arena *a, const char *tenant_id, const char *after, int64_t limit,
                         struct iam_invitation **out, size_t *count)
{
    struct sql_invitation_list_row *rows;
    enum err e = sql_invitation_list(
        store_reader(i->d.store), a,
        &(struct sql_invitation_list_in){ .tenant_id = tenant_id, .after = after ? after : "", .limit = limit }, &rows, count);
    if (e)
        return e;
    *out = arena_array(a, *count + 1, sizeof **out);
    for (size_t n = 0; n < *count; n++)
        (*out)[n] = (struct iam_invitation){ .id = rows[n].id,
                                             .tenant_id = tenant_id,
                                             .email = rows[n].email,
                                             .role = rows[n].role,
                                             .invited_by = rows[n].invited_by,
                                             .created_at = rows[n].created_at,
                                             .expires_at = rows[n].expires_at };
    return OK;
}

static enum err delete_invitation(struct tx *tx, void *arg)
{
    const struct sql_invitation_delete_in *in = arg;
    struct sql_invitation_by_id_row v;
    struct arena *a = tx_arena(tx);
    enum err e = sql_invitation_by_id(tx_db(tx), a, &(struct sql_invitation_by_id_in){ .tenant_id = in->tenant_id, .id = in->id }, &v);
    if (e)
        return e == ERR_NOT_FOUND ? err_set(e, "there is no such invitation") : e;
    tx_change(tx, &(struct tx_change){
                      .type = "invitation", .id = v.id, .name = v.email, .before = arena_printf(a, "{\"role\":%s}", quoted(a, v.role)) });
    return sql_invitation_delete(tx, in);
}

enum err iam_invite_delete(struct iam *i, const char *tenant_id, const char *id)
{
    return store_write(i->d.store, delete_invitation, &(struct sql_invitation_delete_in){ .tenant_id = tenant_id, .id = id });
}

/* ---- for who holds the link ---- */

static enum err find(struct iam *i, struct db *db, struct arena *a, const char *token, struct sql_invitation_by_token_row *row)
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    token_hash(token, hash);
    enum err e = sql_invitation_by_token(db, a, &(struct sql_invitation_by_token_in){ .token_hash = { hash, sizeof hash } }, row);
    if (e == ERR_NOT_FOUND || (e == OK && row->expires_at <= clock_wall_us(i->d.clock)))
        return err_set(ERR_UNAUTHENTICATED, "%s", bad_link);
    return e;
}

static void show(const struct sql_invitation_by_token_row *row, struct iam_invitation *out)
{
    *out = (struct iam_invitation){ .id = row->id,
                                    .tenant_id = row->tenant_id,
                                    .tenant_name = row->tenant_name,
                                    .email = row->email,
                                    .role = row->role,
                                    .invited_by = row->invited_by,
                                    .created_at = row->created_at,
                                    .expires_at = row->expires_at };
}

enum err iam_invite_look(struct iam *i, struct arena *a, const char *token, const char *remote, struct iam_invitation *out,
                         bool *has_account)
{
    struct sql_invitation_by_token_row row;
    struct sql_account_by_email_row u;
    struct db *db = store_reader(i->d.store);
    if (address_try(i, remote))
        return err_set(ERR_RATE_LIMITED, "too many wrong tries");
    enum err e = find(i, db, a, token, &row);
    if (e != ERR_UNAUTHENTICATED)
        throttle_refund(i->throttle, 'r', remote);
    if (e)
        return e;
    show(&row, out);
    e = sql_account_by_email(db, a, &(struct sql_account_by_email_in){ .email = row.email }, &u);
    *has_account = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

struct accept {
    struct iam *iam;
    const char *token;
    const struct iam_identity *who; /* NULL: nobody is signed in */
    struct new_account account;     /* password_hash NULL: nothing to make one with */
    bool made;
    char user_id[40], tenant_id[40];
};

static enum err write_accept(struct tx *tx, void *arg)
{
    struct accept *c = arg;
    struct arena *a = tx_arena(tx);
    struct sql_invitation_by_token_row row;
    struct sql_account_by_email_row u;
    struct grant g;
    enum err e = find(c->iam, tx_db(tx), a, c->token, &row);
    if (e)
        return e;
    str_copy(c->tenant_id, sizeof c->tenant_id, row.tenant_id);
    e = sql_account_by_email(tx_db(tx), a, &(struct sql_account_by_email_in){ .email = row.email }, &u);
    c->made = e == ERR_NOT_FOUND;
    if (e == OK) {
        if (!c->who || !str_eq(c->who->user_id, u.id))
            return err_set(ERR_FORBIDDEN, "there is an account with the invited address: sign in to it first");
        e = grant_by_name(tx_db(tx), a, row.tenant_id, row.role, &g);
        if (!e)
            e = sql_membership_insert(
                tx, &(struct sql_membership_insert_in){
                        .tenant_id = row.tenant_id, .user_id = u.id, .role = g.role, .role_id = g.role_id, .created_at = c->account.now });
        str_copy(c->user_id, sizeof c->user_id, u.id);
        if (e == ERR_CONFLICT)
            e = err_set(e, "you are a member already");
    } else if (c->made) {
        if (!c->account.password_hash)
            return err_set(ERR_INVALID, "a password is needed");
        struct new_account n = c->account; /* the link proved the address */
        n.tenant_id = row.tenant_id;
        n.email = row.email;
        n.role = row.role;
        str_copy(c->user_id, sizeof c->user_id, n.id);
        e = account_insert(tx, &n);
    }
    if (e == ERR_INVALID)
        e = err_set(ERR_CONFLICT, "the role that the invitation is for is gone: ask for a new one");
    if (!e)
        e = sql_invitation_delete(tx, &(struct sql_invitation_delete_in){ .tenant_id = row.tenant_id, .id = row.id });
    if (!e && !c->made) /* a new account has said so itself */
        tx_change(tx, &(struct tx_change){ .type = "user",
                                           .id = c->user_id,
                                           .name = row.email,
                                           .tenant_id = c->tenant_id,
                                           .user_id = c->user_id,
                                           .email = row.email,
                                           .after = arena_printf(a, "{\"role\":%s}", quoted(a, row.role)) });
    return e ? e
             : inbox_post(c->iam->d.inbox, tx,
                          &(struct inbox_notice){ .tenant_id = row.tenant_id,
                                                  .user_email = row.invited_by,
                                                  .kind = "invitation.accepted",
                                                  .title = arena_printf(a, "%s accepted your invitation", row.email),
                                                  .body = arena_printf(a, "In %s, with the role %s.", row.tenant_name, row.role),
                                                  .object_type = "user",
                                                  .object_id = c->user_id });
}

enum err iam_invite_accept(struct iam *i, struct arena *a, const char *token, const struct iam_identity *who, const char *name,
                           const struct iam_credentials *c, bool *made, struct iam_invitation *out)
{
    char hash[CRYPTO_PASSWORD_SIZE] = "";
    bool has_account;
    enum err e = iam_invite_look(i, a, token, c->remote, out, &has_account);
    if (!e && !has_account && !c->password)
        e = err_set(ERR_INVALID, "a password is needed");
    if (!e && !has_account)
        e = crypto_password_hash(c->password, HASH_WAIT_MS, hash);
    if (e)
        return e;
    struct accept accept = { .iam = i,
                             .token = token,
                             .who = who,
                             .account = {
                                 .name = name ? name : "", .password_hash = hash[0] ? hash : NULL, .now = clock_wall_us(i->d.clock) } };
    id_new(i->d.clock, accept.account.id);
    e = store_write(i->d.store, write_accept, &accept);
    crypto_wipe(hash, sizeof hash);
    *made = accept.made;
    if (!e && !accept.made)
        iam_reload(i, accept.user_id);
    return e;
}
