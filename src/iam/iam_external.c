/*
 * iam_external.c - accounts that somebody else vouches for: found, made, given their memberships. On the writer's thread, in the caller's
 * transaction.
 *
 * What always holds: an account is taken over by its address only when the address is proven on both sides; a superadmin's only where that
 * is allowed; and nobody is made one.
 */
#include "core/ids.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/accounts.h"
#include "sql/iam.h"
#include <string.h>

enum err iam_role_check(struct iam *i, struct arena *a, const char *tenant_id, const char *role)
{
    struct grant g;
    enum err e = grant_by_name(store_reader(i->d.store), a, tenant_id, role, &g);
    return e == OK && g.superadmin ? err_set(ERR_INVALID, "superadmin is no role of a tenant") : e;
}

enum err iam_password_door(struct iam *i, bool superadmin)
{
    if (superadmin || !i->d.settings || !settings_bool(i->d.settings, "sso_only"))
        return OK;
    return err_set(ERR_FORBIDDEN, "passwords are switched off here: use single sign-on");
}

void iam_user_changed(struct iam *i, const char *user_id)
{
    iam_forget(i, user_id, NULL, NULL);
}

/* The account that has the address. ERR_NOT_FOUND: none has. */
static enum err by_email(struct tx *tx, const struct iam_external *x, const char **id)
{
    struct sql_account_by_email_row u;
    struct arena *a = tx_arena(tx);
    if (!x->email || iam_email_check(x->email) != OK)
        return ERR_NOT_FOUND;
    enum err e = sql_account_by_email(tx_db(tx), a, &(struct sql_account_by_email_in){ .email = x->email }, &u);
    if (e)
        return e;
    if (u.unconfirmed_since.set) /* whoever registered it may not be its owner */
        return err_set(ERR_CONFLICT, "there is an account with the address %s, which nobody has confirmed yet", u.email);
    if (!x->link || !x->email_verified)
        return err_set(ERR_CONFLICT, "there is an account with the address %s, which %s", u.email,
                       x->link ? "the identity provider has not verified" : "is not linked to the identity provider");
    *id = u.id;
    return OK;
}

static enum err make(struct iam *i, struct tx *tx, const struct iam_external *x, const char **id)
{
    struct grant g;
    struct arena *a = tx_arena(tx);
    if (!x->create)
        return err_set(ERR_FORBIDDEN, "you have no account here; ask an administrator for one");
    if (x->place_count == 0)
        return err_set(ERR_FORBIDDEN, "your groups give you no access here; ask an administrator");
    if (!x->email || iam_email_check(x->email) != OK)
        return err_set(ERR_FORBIDDEN, "the identity provider gave no e-mail address for you");
    enum err e = grant_by_name(tx_db(tx), a, x->places[0].tenant_id, x->places[0].role, &g);
    if (e)
        return e;
    *id = id_new(i->d.clock, arena_alloc(a, ID_SIZE));
    struct sql_user_insert_in row = { .id = *id,
                                      .tenant_id = x->places[0].tenant_id,
                                      .email = x->email,
                                      .name = x->name && str_printable(x->name) && strlen(x->name) <= 100 ? x->name : "",
                                      .password_hash = IAM_NO_PASSWORD,
                                      .created_at = clock_wall_us(i->d.clock) };
    return user_insert(tx, &row, &g, true, "user.create");
}

static void note(struct tx *tx, const char *user_id, const char *email, const char *tenant_id, const char *action, const char *was,
                 const char *is)
{
    struct arena *a = tx_arena(tx);
    tx_change(tx, &(struct tx_change){ .type = "membership",
                                       .id = user_id,
                                       .name = email,
                                       .action = action,
                                       .tenant_id = tenant_id,
                                       .user_id = user_id,
                                       .email = email,
                                       .before = was ? arena_printf(a, "{\"role\":\"%s\"}", was) : NULL,
                                       .after = is ? arena_printf(a, "{\"role\":\"%s\"}", is) : NULL });
}

/* One membership as the groups have it. */
static enum err give(struct iam *i, struct tx *tx, const char *user_id, const char *email, const struct iam_wish *w, bool *changed)
{
    struct sql_identity_of_row now;
    struct grant g;
    struct arena *a = tx_arena(tx);
    enum err e = grant_by_name(tx_db(tx), a, w->tenant_id, w->role, &g);
    if (!e)
        e = sql_identity_of(tx_db(tx), a, &(struct sql_identity_of_in){ .tenant_id = w->tenant_id, .user_id = user_id }, &now);
    if (e)
        return e;
    const char *was = now.role_name ? now.role_name : now.role;
    if (str_eq(was, g.name))
        return OK;
    *changed = true;
    e = now.role ? sql_membership_update(tx,
                                         &(struct sql_membership_update_in){
                                             .tenant_id = w->tenant_id, .user_id = user_id, .role = g.role, .role_id = g.role_id })
                 : sql_membership_insert(tx, &(struct sql_membership_insert_in){ .tenant_id = w->tenant_id,
                                                                                 .user_id = user_id,
                                                                                 .role = g.role,
                                                                                 .role_id = g.role_id,
                                                                                 .created_at = clock_wall_us(i->d.clock) });
    if (!e)
        note(tx, user_id, email, w->tenant_id, was ? "member.update" : "member.add", was, g.name);
    return e;
}

static enum err take(struct tx *tx, const char *user_id, const char *email, const char *tenant_id)
{
    struct sql_identity_of_row now;
    enum err e = sql_identity_of(tx_db(tx), tx_arena(tx), &(struct sql_identity_of_in){ .tenant_id = tenant_id, .user_id = user_id }, &now);
    const char *was = e ? NULL : now.role_name ? now.role_name : now.role;
    e = sql_membership_delete(tx, &(struct sql_membership_delete_in){ .tenant_id = tenant_id, .user_id = user_id });
    if (!e)
        e = sql_session_delete_of_member(tx, &(struct sql_session_delete_of_member_in){ .tenant_id = tenant_id, .user_id = user_id });
    if (!e)
        e = sql_api_key_delete_of_member(tx, &(struct sql_api_key_delete_of_member_in){ .tenant_id = tenant_id, .user_id = user_id });
    if (!e)
        note(tx, user_id, email, tenant_id, "member.remove", was, NULL);
    return e;
}

enum err iam_external_user(struct iam *i, struct tx *tx, struct iam_external *x, char user_id[40], bool *changed)
{
    struct sql_user_by_id_global_row u;
    const char *id = x->user_id;
    enum err e = id ? OK : by_email(tx, x, &id);
    bool made = e == ERR_NOT_FOUND;
    *changed = false;
    if (made)
        e = make(i, tx, x, &id);
    if (!e)
        e = sql_user_by_id_global(tx_db(tx), tx_arena(tx), &(struct sql_user_by_id_global_in){ .id = id }, &u);
    if (e)
        return e;
    if (!u.enabled)
        return err_set(ERR_FORBIDDEN, "your account here is disabled");
    if (u.superadmin && !x->superadmins)
        return err_set(ERR_FORBIDDEN, "superadmins do not sign in with this identity provider");
    str_copy(user_id, 40, id);
    x->untouched = u.superadmin != 0;
    for (size_t n = 0; !e && !x->untouched && n < x->place_count; n++)
        e = give(i, tx, id, u.email, &x->places[n], changed);
    for (size_t n = 0; !e && !x->untouched && n < x->lost_count; n++) {
        *changed = true;
        e = take(tx, id, u.email, x->lost[n]);
    }
    return e;
}

enum err iam_session_open(struct iam *i, const char *user_id, const char *remote, const char *agent, struct iam_login *out)
{
    (void)agent;
    enum err e = session_start(i, user_id, NULL, &(struct iam_credentials){ .remote = remote }, NULL, out);
    return e == ERR_UNAUTHENTICATED ? err_set(ERR_FORBIDDEN, "your groups give you no access here; ask an administrator") : e;
}
