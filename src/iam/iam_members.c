/*
 * iam_members.c - where an account acts: its memberships, and who it is in a tenant. Any thread.
 *
 * What always holds: an identity is of one tenant; in a suspended tenant nobody is anybody.
 */
#include "core/json.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/accounts.h"
#include "sql/iam.h"

#define MEMBER_JSON_MAX 1024

static enum err starting_place(struct db *db, struct arena *a, const char *user_id, const char **tenant_id)
{
    struct sql_membership_first_row first;
    struct sql_membership_of_user_row *all;
    struct sql_user_by_id_global_row u;
    size_t n;
    enum err e = sql_membership_first(db, a, &(struct sql_membership_first_in){ .user_id = user_id }, &first);
    if (e == OK)
        *tenant_id = first.tenant_id;
    if (e != ERR_NOT_FOUND)
        return e;
    e = sql_user_by_id_global(db, a, &(struct sql_user_by_id_global_in){ .id = user_id }, &u);
    if (e && e != ERR_NOT_FOUND)
        return e;
    *tenant_id = IAM_DEFAULT_TENANT; /* which is never suspended */
    if (e == OK && u.superadmin)
        return OK;
    e = sql_membership_of_user(db, a, &(struct sql_membership_of_user_in){ .user_id = user_id, .limit = 1 }, &all, &n);
    if (e)
        return e;
    return n ? err_set(ERR_UNAUTHENTICATED, "the tenant %s is suspended: ask whoever runs this box", all[0].tenant_name)
             : err_set(ERR_UNAUTHENTICATED, "the account is of no tenant");
}

enum err iam_identity_load(struct iam *i, struct arena *a, const char *user_id, const char *tenant_id, struct iam_identity *out)
{
    struct db *db = store_reader(i->d.store);
    struct sql_identity_of_row u;
    struct grant g;
    enum err e = OK;
    if (!tenant_id || !*tenant_id)
        e = starting_place(db, a, user_id, &tenant_id);
    if (!e)
        e = sql_identity_of(db, a, &(struct sql_identity_of_in){ .tenant_id = tenant_id, .user_id = user_id }, &u);
    if (e == ERR_NOT_FOUND || (e == OK && (!u.enabled || u.deleting_at.set)))
        return err_set(ERR_UNAUTHENTICATED, "the account is disabled");
    if (e)
        return e;
    if (!u.superadmin && !u.role)
        return err_set(ERR_UNAUTHENTICATED, "the account is no member of the tenant");
    if (u.suspended_at.set)
        return err_set(ERR_UNAUTHENTICATED, "the tenant is suspended");
    if ((e = grant_of_row(a, u.tenant_id, u.superadmin != 0, u.role, NULL, u.role_name, u.permissions, &g)))
        return e;
    str_copy(out->user_id, sizeof out->user_id, u.id);
    str_copy(out->tenant_id, sizeof out->tenant_id, u.tenant_id);
    str_copy(out->email, sizeof out->email, u.email);
    str_copy(out->role, sizeof out->role, g.name);
    out->superadmin = g.superadmin;
    out->factor_wanted = u.factor_required && !g.superadmin;
    out->perms = g.perms;
    return OK;
}

enum err iam_names(struct iam *i, struct arena *a, const struct iam_identity *who, const char **user_name, const char **tenant_name)
{
    struct sql_identity_of_row u;
    enum err e = sql_identity_of(store_reader(i->d.store), a,
                                 &(struct sql_identity_of_in){ .tenant_id = who->tenant_id, .user_id = who->user_id }, &u);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no such user");
    if (e)
        return e;
    *user_name = u.name;
    *tenant_name = u.tenant_name;
    return OK;
}

/* ---- memberships ---- */

static enum err every_tenant(struct iam *i, struct arena *a, const char *home, struct iam_place **out, size_t *count)
{
    struct sql_tenant_all_row *rows;
    enum err e = sql_tenant_all(store_reader(i->d.store), a, &(struct sql_tenant_all_in){ .limit = IAM_PLACES_MAX }, &rows, count);
    if (e)
        return e;
    *out = arena_array(a, *count + 1, sizeof **out);
    for (size_t n = 0; n < *count; n++)
        (*out)[n] = (struct iam_place){ .tenant_id = rows[n].id,
                                        .tenant_name = rows[n].name,
                                        .role = iam_role_name(ROLE_SUPERADMIN),
                                        .suspended = rows[n].suspended_at.set,
                                        .home = str_eq(rows[n].id, home) };
    return OK;
}

enum err iam_places(struct iam *i, struct arena *a, const struct iam_identity *who, struct iam_place **out, size_t *count)
{
    struct db *db = store_reader(i->d.store);
    struct sql_membership_of_user_row *rows;
    struct sql_user_by_id_global_row u;
    enum err e = sql_user_by_id_global(db, a, &(struct sql_user_by_id_global_in){ .id = who->user_id }, &u);
    if (e)
        return e;
    if (u.superadmin)
        return every_tenant(i, a, u.tenant_id, out, count);
    e = sql_membership_of_user(db, a, &(struct sql_membership_of_user_in){ .user_id = who->user_id, .limit = IAM_PLACES_MAX }, &rows,
                               count);
    if (e)
        return e;
    *out = arena_array(a, *count + 1, sizeof **out);
    for (size_t n = 0; n < *count; n++)
        (*out)[n] = (struct iam_place){ .tenant_id = rows[n].tenant_id,
                                        .tenant_name = rows[n].tenant_name,
                                        .role = rows[n].role_name ? rows[n].role_name : rows[n].role,
                                        .suspended = rows[n].suspended_at.set,
                                        .home = str_eq(rows[n].tenant_id, u.tenant_id) };
    return OK;
}

/* ---- switching ---- */

static const char *acting_text(struct arena *a, const char *id, const char *name)
{
    struct jo_text t;
    struct json_out *o = jo_text_begin(&t, MEMBER_JSON_MAX);
    jo_object(o);
    jo_kv_string(o, "acts_in", name);
    jo_kv_string(o, "acts_in_id", id);
    jo_object_end(o);
    return jo_text_end(&t, a);
}

static enum err write_switch(struct tx *tx, void *arg)
{
    const struct sql_session_set_tenant_in *in = arg;
    struct sql_tenant_by_id_row t;
    struct sql_session_by_id_row s;
    struct arena *a = tx_arena(tx);
    enum err e = sql_session_by_id(tx_db(tx), a, &(struct sql_session_by_id_in){ .id = in->id }, &s);
    if (!e)
        e = sql_tenant_by_id(tx_db(tx), a, &(struct sql_tenant_by_id_in){ .id = in->tenant_id }, &t);
    if (e)
        return e == ERR_NOT_FOUND ? err_set(ERR_UNAUTHENTICATED, "the session has ended") : e;
    tx_change(tx, &(struct tx_change){ .type = "tenant",
                                       .id = in->tenant_id,
                                       .name = t.name,
                                       .before = acting_text(a, s.tenant_id, s.tenant_name),
                                       .after = acting_text(a, in->tenant_id, t.name) });
    e = sql_session_set_tenant(tx, in);
    return e == OK && tx_changes(tx) == 0 ? err_set(ERR_UNAUTHENTICATED, "the session has ended") : e;
}

enum err iam_session_switch(struct iam *i, struct iam_identity *who, const char *tenant_id)
{
    struct arena *a = arena_new(0);
    struct sql_identity_of_row u;
    enum err e =
        sql_identity_of(store_reader(i->d.store), a, &(struct sql_identity_of_in){ .tenant_id = tenant_id, .user_id = who->user_id }, &u);
    if (e == ERR_NOT_FOUND || (e == OK && ((!u.superadmin && !u.role) || u.deleting_at.set)))
        e = err_set(ERR_NOT_FOUND, "there is no such tenant");
    if (!e && u.suspended_at.set)
        e = err_set(ERR_CONFLICT, "the tenant is suspended");
    struct iam_identity then = *who;
    if (!e)
        e = iam_identity_load(i, a, who->user_id, tenant_id, &then);
    then.factor_missing = false;
    if (!e)
        e = factor_restrict(i, &then);
    if (!e)
        e = store_write(i->d.store, write_switch, &(struct sql_session_set_tenant_in){ .tenant_id = tenant_id, .id = who->session_id });
    if (!e) {
        *who = then;
        iam_forget(i, NULL, who->session_id, NULL); /* the old tenant's sockets of this session go too */
    }
    arena_free(a);
    return e;
}

/* ---- becoming a member ---- */

struct join {
    const struct iam_identity *actor;
    const char *tenant_id, *user_id, *role;
    int64_t now;
};

static const char *member_text(struct arena *a, const char *tenant_id, const char *tenant_name, const char *role)
{
    struct jo_text t;
    struct json_out *o = jo_text_begin(&t, MEMBER_JSON_MAX);
    jo_object(o);
    jo_kv_string(o, "member_of", tenant_name);
    jo_kv_string(o, "member_of_id", tenant_id);
    jo_kv_string(o, "role", role);
    jo_object_end(o);
    return jo_text_end(&t, a);
}

static enum err write_join(struct tx *tx, void *arg)
{
    const struct join *j = arg;
    struct sql_user_by_id_global_row u;
    struct sql_tenant_by_id_row t;
    struct grant g;
    enum err e = sql_tenant_by_id(tx_db(tx), tx_arena(tx), &(struct sql_tenant_by_id_in){ .id = j->tenant_id }, &t);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no such tenant");
    if (!e)
        e = sql_user_by_id_global(tx_db(tx), tx_arena(tx), &(struct sql_user_by_id_global_in){ .id = j->user_id }, &u);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no such user");
    if (!e)
        e = grant_by_name(tx_db(tx), tx_arena(tx), j->tenant_id, j->role, &g);
    if (!e && g.superadmin)
        e = err_set(ERR_INVALID, "there is no role %s of a tenant: superadmins are of the box", j->role);
    if (!e && !iam_may_rule(j->actor, &g))
        e = err_set(ERR_FORBIDDEN, "the role %s is above yours", j->role);
    if (e)
        return e;
    tx_change(tx,
              &(struct tx_change){
                  .type = "user", .id = j->user_id, .name = u.email, .after = member_text(tx_arena(tx), j->tenant_id, t.name, g.name) });
    e = sql_membership_insert(
        tx, &(struct sql_membership_insert_in){
                .tenant_id = j->tenant_id, .user_id = j->user_id, .role = g.role, .role_id = g.role_id, .created_at = j->now });
    return e == ERR_CONFLICT ? err_set(e, "the account is a member already") : e;
}

enum err iam_member_add(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *user_id, const char *role)
{
    return store_write(i->d.store, write_join, &(struct join){ actor, tenant_id, user_id, role, clock_wall_us(i->d.clock) });
}
