/*
 * iam_users.c - users: add, list, change, delete. Any thread.
 *
 * What always holds: nobody changes who may do more than they may, an account is managed where it is at home and is a member there, and the
 * box keeps one enabled superadmin.
 */
#include "core/ids.h"
#include "core/json.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/iam.h"
#include <string.h>

#define USER_JSON_MAX 4096

enum err iam_email_check(const char *email)
{
    const char *at = strchr(email, '@');
    if (!at || at == email || !at[1] || strlen(email) > 254 || !str_printable(email) || strchr(email, ' '))
        return err_set(ERR_INVALID, "that is not an e-mail address");
    return OK;
}

/* What the audit trail says of an account as a member. */
static const char *user_text(struct arena *a, const char *email, const char *name, const char *role, bool enabled)
{
    struct jo_text t;
    struct json_out *o = jo_text_begin(&t, USER_JSON_MAX);
    jo_object(o);
    jo_kv_string(o, "email", email);
    jo_kv_string(o, "name", name);
    jo_kv_string(o, "role", role);
    jo_kv_bool(o, "enabled", enabled);
    jo_object_end(o);
    return jo_text_end(&t, a);
}

enum err user_insert(struct tx *tx, const struct sql_user_insert_in *row, const struct grant *g, bool self, const char *action)
{
    struct sql_user_insert_in u = *row;
    u.superadmin = g->superadmin;
    tx_change(tx, &(struct tx_change){ .type = "user",
                                       .id = u.id,
                                       .name = u.email,
                                       .after = user_text(tx_arena(tx), u.email, u.name, g->name, true),
                                       .action = action,
                                       .default_action = "user.create",
                                       .tenant_id = self ? u.tenant_id : NULL,
                                       .user_id = self ? u.id : NULL,
                                       .email = self ? u.email : NULL });
    enum err e = sql_user_insert(tx, &u);
    if (e == ERR_CONFLICT)
        return err_set(e, "there is a user with this e-mail address");
    return e ? e
             : sql_membership_insert(
                   tx, &(struct sql_membership_insert_in){
                           .tenant_id = u.tenant_id, .user_id = u.id, .role = g->role, .role_id = g->role_id, .created_at = u.created_at });
}

struct add {
    struct sql_user_insert_in row;
    const struct iam_identity *actor;
    const char *role;
};

static enum err may_give(struct db *db, struct arena *a, const struct add *add, struct grant *g)
{
    enum err e = grant_by_name(db, a, add->row.tenant_id, add->role, g);
    if (!e && !iam_may_rule(add->actor, g))
        e = err_set(ERR_FORBIDDEN, "the role %s is above yours", add->role);
    return e;
}

static enum err write_add(struct tx *tx, void *arg)
{
    const struct add *add = arg;
    struct grant g;
    enum err e = may_give(tx_db(tx), tx_arena(tx), add, &g); /* again: the role may have grown while the password was hashed */
    return e ? e : user_insert(tx, &add->row, &g, false, NULL);
}

enum err iam_user_add(struct iam *i, struct arena *a, const struct iam_identity *actor, const char *tenant_id, const char *email,
                      const char *name, const char *role, const char *password, char **id)
{
    char hash[CRYPTO_PASSWORD_SIZE];
    struct grant g;
    *id = id_new(i->d.clock, arena_alloc(a, ID_SIZE));
    struct add add = { .actor = actor,
                       .role = role,
                       .row = { .id = *id,
                                .tenant_id = tenant_id,
                                .email = email,
                                .name = name ? name : "",
                                .password_hash = hash,
                                .created_at = clock_wall_us(i->d.clock) } };
    enum err e = may_give(store_reader(i->d.store), a, &add, &g);
    if (!e)
        e = iam_email_check(email);
    if (!e)
        e = iam_password_check(password);
    if (e || (e = crypto_password_hash(password, HASH_WAIT_MS, hash)))
        return e;
    e = store_write(i->d.store, write_add, &add);
    crypto_wipe(hash, sizeof hash);
    return e;
}

static const char *shown_role(bool superadmin, const char *role, const char *role_name)
{
    return superadmin ? iam_role_name(ROLE_SUPERADMIN) : role_name ? role_name : role;
}

enum err iam_user_get(struct iam *i, struct arena *a, const char *tenant_id, const char *id, struct iam_user *out)
{
    struct sql_user_by_id_row u;
    enum err e = sql_user_by_id(store_reader(i->d.store), a, &(struct sql_user_by_id_in){ .tenant_id = tenant_id, .id = id }, &u);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no such user");
    if (e)
        return e;
    *out = (struct iam_user){ .id = u.id,
                              .tenant_id = u.home_id,
                              .email = u.email,
                              .name = u.name,
                              .role = shown_role(u.superadmin != 0, u.role, u.role_name),
                              .enabled = u.enabled != 0,
                              .confirmed = u.confirmed != 0,
                              .second_factor = u.second_factor != 0,
                              .created_at = u.created_at,
                              .last_login_at = u.last_login_at.v,
                              .version = u.row_version };
    return OK;
}

enum err iam_user_list(struct iam *i, struct arena *a, const char *tenant_id, const char *after, int64_t limit, struct iam_user **out,
                       size_t *count)
{
    struct sql_user_list_row *rows;
    enum err e =
        sql_user_list(store_reader(i->d.store), a,
                      &(struct sql_user_list_in){ .tenant_id = tenant_id, .after = after ? after : "", .limit = limit }, &rows, count);
    if (e)
        return e;
    *out = arena_array(a, *count + 1, sizeof **out);
    for (size_t n = 0; n < *count; n++)
        (*out)[n] = (struct iam_user){ .id = rows[n].id,
                                       .tenant_id = rows[n].home_id,
                                       .email = rows[n].email,
                                       .name = rows[n].name,
                                       .role = shown_role(rows[n].superadmin != 0, rows[n].role, rows[n].role_name),
                                       .enabled = rows[n].enabled != 0,
                                       .confirmed = rows[n].confirmed != 0,
                                       .second_factor = rows[n].second_factor != 0,
                                       .created_at = rows[n].created_at,
                                       .last_login_at = rows[n].last_login_at.v,
                                       .version = rows[n].row_version };
    return OK;
}

enum err iam_user_all(struct iam *i, struct arena *a, const char *after, int64_t limit, struct iam_user **out, size_t *count)
{
    struct sql_user_list_all_row *rows;
    enum err e = sql_user_list_all(store_reader(i->d.store), a,
                                   &(struct sql_user_list_all_in){ .after = after ? after : "", .limit = limit }, &rows, count);
    if (e)
        return e;
    *out = arena_array(a, *count + 1, sizeof **out);
    for (size_t n = 0; n < *count; n++)
        (*out)[n] = (struct iam_user){ .id = rows[n].id,
                                       .tenant_id = rows[n].tenant,
                                       .email = rows[n].email,
                                       .name = "",
                                       .role = rows[n].superadmin ? iam_role_name(ROLE_SUPERADMIN) : "",
                                       .enabled = rows[n].enabled != 0,
                                       .last_login_at = rows[n].last_login_at.v };
    return OK;
}

enum err iam_user_by_email(struct iam *i, struct arena *a, const char *email, struct iam_user *out)
{
    struct sql_user_by_email_row u;
    enum err e = sql_user_by_email(store_reader(i->d.store), a, &(struct sql_user_by_email_in){ .email = email }, &u);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no user %s", email);
    if (e)
        return e;
    *out = (struct iam_user){ .id = u.id,
                              .tenant_id = u.tenant_id,
                              .email = u.email,
                              .name = u.name,
                              .role = u.superadmin ? iam_role_name(ROLE_SUPERADMIN) : "",
                              .enabled = u.enabled != 0,
                              .version = u.version };
    return OK;
}

struct change {
    struct iam *iam;
    const struct iam_identity *actor;
    const char *tenant_id, *id;
    const struct iam_user_change *c; /* NULL: delete */
    int64_t now;
    bool rights_changed;
};

/* Takes the membership, with what the account left in the tenant. */
static enum err leave(struct tx *tx, const struct change *g)
{
    enum err e = sql_session_delete_of_member(tx, &(struct sql_session_delete_of_member_in){ .tenant_id = g->tenant_id, .user_id = g->id });
    if (!e)
        e = sql_api_key_delete_of_member(tx, &(struct sql_api_key_delete_of_member_in){ .tenant_id = g->tenant_id, .user_id = g->id });
    return e ? e : sql_membership_delete(tx, &(struct sql_membership_delete_in){ .tenant_id = g->tenant_id, .user_id = g->id });
}

static enum err keep_a_superadmin(struct tx *tx)
{
    struct sql_user_count_superadmins_row n;
    enum err e = sql_user_count_superadmins(tx_db(tx), tx_arena(tx), NULL, &n);
    return !e && n.total <= 1 ? err_set(ERR_CONFLICT, "the last superadmin stays") : e;
}

/* What the change makes of the row, and whether the actor may. */
static enum err judge(struct tx *tx, const struct change *g, const struct sql_user_by_id_row *u, struct grant *will, bool *enabled)
{
    const struct iam_user_change *c = g->c;
    struct grant was;
    bool home = str_eq(u->home_id, g->tenant_id), gone = !c;
    enum err e = grant_of_row(tx_arena(tx), g->tenant_id, u->superadmin != 0, u->role, u->role_id, u->role_name, u->permissions, &was);
    if (e)
        return e;
    *will = was;
    *enabled = c && c->enabled >= 0 ? c->enabled != 0 : u->enabled != 0;
    if (c && c->role && (e = grant_by_name(tx_db(tx), tx_arena(tx), g->tenant_id, c->role, will)))
        return e;
    if (!iam_may_rule(g->actor, &was) || !iam_may_rule(g->actor, will))
        return err_set(ERR_FORBIDDEN, "the role is above yours");
    if (!home && c && ((c->name && !str_eq(c->name, u->name)) || *enabled != (u->enabled != 0) || will->superadmin != was.superadmin))
        return err_set(ERR_FORBIDDEN, "the account is managed by another tenant: only its role here can be changed");
    if (g->actor && str_eq(g->actor->user_id, u->id) && (gone || !*enabled))
        return err_set(ERR_CONFLICT, "you cannot disable or delete yourself");
    if (was.superadmin && u->enabled && ((gone && home) || !*enabled || !will->superadmin))
        return keep_a_superadmin(tx);
    return OK;
}

static enum err write_change(struct tx *tx, void *arg)
{
    struct change *g = arg;
    struct sql_user_by_id_row u;
    struct grant will;
    bool enabled;
    enum err e = sql_user_by_id(tx_db(tx), tx_arena(tx), &(struct sql_user_by_id_in){ .tenant_id = g->tenant_id, .id = g->id }, &u);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no such user");
    if (e || (e = judge(tx, g, &u, &will, &enabled)))
        return e;
    bool home = str_eq(u.home_id, g->tenant_id);
    bool role_changed = will.superadmin != (u.superadmin != 0) || !str_eq(will.role, u.role) || !str_eq(will.role_id, u.role_id);
    g->rights_changed = !g->c || role_changed || enabled != (u.enabled != 0);
    if (g->c && g->c->version && g->c->version != u.row_version)
        return err_set(ERR_PRECONDITION, "the user was changed meanwhile");
    tx_change(tx,
              &(struct tx_change){
                  .type = "user",
                  .id = u.id,
                  .name = u.email,
                  .before = user_text(tx_arena(tx), u.email, u.name, shown_role(u.superadmin != 0, u.role, u.role_name), u.enabled != 0),
                  .after = g->c ? user_text(tx_arena(tx), u.email, g->c->name ? g->c->name : u.name, will.name, enabled) : NULL });
    if (!g->c)
        return home ? sql_user_delete(tx, &(struct sql_user_delete_in){ .tenant_id = g->tenant_id, .id = g->id }) : leave(tx, g);
    if (home)
        e = sql_user_update(tx, &(struct sql_user_update_in){ .name = g->c->name ? g->c->name : u.name,
                                                              .superadmin = will.superadmin,
                                                              .enabled = enabled,
                                                              .updated_at = g->now,
                                                              .tenant_id = g->tenant_id,
                                                              .id = g->id });
    if (!e && role_changed)
        e = sql_membership_update(tx, &(struct sql_membership_update_in){
                                          .role = will.role, .role_id = will.role_id, .tenant_id = g->tenant_id, .user_id = g->id });
    if (!e && role_changed)
        e = inbox_post(g->iam->d.inbox, tx,
                       &(struct inbox_notice){ .tenant_id = g->tenant_id,
                                               .user_id = g->id,
                                               .kind = "security.account",
                                               .title = arena_printf(tx_arena(tx), "Your role is now %s", will.name) });
    if (!e && !enabled)
        e = sessions_delete(tx, g->id, "", false);
    if (!e && !enabled)
        e = sql_one_time_token_delete_of_user(tx, &(struct sql_one_time_token_delete_of_user_in){ .user_id = g->id });
    return e;
}

static enum err change(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id,
                       const struct iam_user_change *c)
{
    struct change g = { .iam = i, .actor = actor, .tenant_id = tenant_id, .id = id, .c = c, .now = clock_wall_us(i->d.clock) };
    enum err e = c ? store_write(i->d.store, write_change, &g) : store_write_essential(i->d.store, write_change, &g);
    if (!e && g.rights_changed)
        iam_forget(i, id, NULL, NULL);
    return e;
}

enum err iam_user_update(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id,
                         const struct iam_user_change *c)
{
    return change(i, actor, tenant_id, id, c);
}
enum err iam_user_delete(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id)
{
    return change(i, actor, tenant_id, id, NULL);
}
