/*
 * iam_users.c - users: add, list, change, delete. Any thread.
 *
 * What always holds: nobody gives more than they have, nobody changes who stands above them, and the box keeps one enabled superadmin.
 */
#include "core/ids.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/iam.h"
#include <string.h>

#define HASH_WAIT_MS 10000

bool iam_may_rule(const struct iam_identity *actor, enum iam_role role)
{
    if (!actor)
        return true;
    struct iam_perms of_role = iam_role_perms(role);
    return role <= actor->role && !(of_role.bits[0] & ~actor->perms.bits[0]) && !(of_role.bits[1] & ~actor->perms.bits[1]);
}

enum err iam_email_check(const char *email)
{
    const char *at = strchr(email, '@');
    if (!at || at == email || !at[1] || strlen(email) > 254 || !str_printable(email) || strchr(email, ' '))
        return err_set(ERR_INVALID, "that is not an e-mail address");
    return OK;
}

static enum err insert_user(struct tx *tx, void *arg)
{
    enum err e = sql_user_insert(tx, arg);
    return e == ERR_CONFLICT ? err_set(e, "there is a user with this e-mail address") : e;
}

enum err iam_user_add(struct iam *i, struct arena *a, const struct iam_identity *actor, const char *tenant_id, const char *email,
                      const char *name, const char *role, const char *password, char **id)
{
    enum iam_role r;
    char hash[CRYPTO_PASSWORD_SIZE];
    if (!iam_role_parse(role, &r))
        return err_set(ERR_INVALID, "there is no role %s", role);
    if (!iam_may_rule(actor, r))
        return err_set(ERR_FORBIDDEN, "the role %s is above yours", role);
    enum err e = iam_email_check(email);
    if (!e)
        e = iam_password_check(password);
    if (e || (e = crypto_password_hash(password, HASH_WAIT_MS, hash)))
        return e;
    *id = id_new(i->d.clock, arena_alloc(a, ID_SIZE));
    e = store_write(i->d.store, insert_user,
                    &(struct sql_user_insert_in){ .id = *id,
                                                  .tenant_id = tenant_id,
                                                  .email = email,
                                                  .name = name ? name : "",
                                                  .role = role,
                                                  .password_hash = hash,
                                                  .created_at = clock_wall_us(i->d.clock) });
    crypto_wipe(hash, sizeof hash);
    return e;
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
                              .tenant_id = u.tenant_id,
                              .tenant_name = u.tenant_name,
                              .email = u.email,
                              .name = u.name,
                              .role = u.role,
                              .enabled = u.enabled != 0,
                              .created_at = u.created_at,
                              .last_login_at = u.last_login_at.v,
                              .version = u.version };
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
                                       .tenant_id = tenant_id,
                                       .email = rows[n].email,
                                       .name = rows[n].name,
                                       .role = rows[n].role,
                                       .enabled = rows[n].enabled != 0,
                                       .created_at = rows[n].created_at,
                                       .last_login_at = rows[n].last_login_at.v,
                                       .version = rows[n].version };
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
                                       .role = rows[n].role,
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
                              .role = u.role,
                              .enabled = u.enabled != 0,
                              .version = u.version };
    return OK;
}

struct change {
    const struct iam_identity *actor;
    const char *tenant_id, *id;
    const struct iam_user_change *c; /* NULL: delete */
    int64_t now;
    bool rights_changed;
};

static enum err write_change(struct tx *tx, void *arg)
{
    struct change *g = arg;
    struct arena *a = tx_arena(tx);
    struct sql_user_by_id_row u;
    enum err e = sql_user_by_id(tx_db(tx), a, &(struct sql_user_by_id_in){ .tenant_id = g->tenant_id, .id = g->id }, &u);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no such user");
    if (e)
        return e;
    enum iam_role was = ROLE_SUPERADMIN, will;
    if (!iam_role_parse(u.role, &was))
        return err_set(ERR_CORRUPT, "user %s has the unknown role %s", u.id, u.role);
    will = was;
    bool enabled = u.enabled != 0, gone = !g->c;
    if (g->c && g->c->role && !iam_role_parse(g->c->role, &will))
        return err_set(ERR_INVALID, "there is no role %s", g->c->role);
    if (g->c && g->c->enabled >= 0)
        enabled = g->c->enabled != 0;
    if (!iam_may_rule(g->actor, was) || !iam_may_rule(g->actor, will))
        return err_set(ERR_FORBIDDEN, "the role is above yours");
    if (g->actor && str_eq(g->actor->user_id, u.id) && (gone || !enabled))
        return err_set(ERR_CONFLICT, "you cannot disable or delete yourself");
    if (was == ROLE_SUPERADMIN && u.enabled && (gone || !enabled || will != was)) {
        struct sql_user_count_superadmins_row n;
        if ((e = sql_user_count_superadmins(tx_db(tx), a, NULL, &n)))
            return e;
        if (n.total <= 1)
            return err_set(ERR_CONFLICT, "the last superadmin stays");
    }
    g->rights_changed = gone || will != was || enabled != (u.enabled != 0);
    if (gone)
        return sql_user_delete(tx, &(struct sql_user_delete_in){ .tenant_id = g->tenant_id, .id = g->id });
    if (g->c->version && g->c->version != u.version)
        return err_set(ERR_PRECONDITION, "the user was changed meanwhile");
    e = sql_user_update(tx, &(struct sql_user_update_in){ .name = g->c->name ? g->c->name : u.name,
                                                          .role = iam_role_name(will),
                                                          .enabled = enabled,
                                                          .updated_at = g->now,
                                                          .tenant_id = g->tenant_id,
                                                          .id = g->id,
                                                          .version = u.version });
    if (!e && !enabled)
        e = sql_session_delete_of_user(tx, &(struct sql_session_delete_of_user_in){ .user_id = g->id, .except = "" });
    if (!e && !enabled)
        e = sql_one_time_token_delete_of_user(tx, &(struct sql_one_time_token_delete_of_user_in){ .user_id = g->id });
    return e;
}

static enum err change(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id,
                       const struct iam_user_change *c)
{
    struct change g = { .actor = actor, .tenant_id = tenant_id, .id = id, .c = c, .now = clock_wall_us(i->d.clock) };
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
