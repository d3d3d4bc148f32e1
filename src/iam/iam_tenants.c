/*
 * iam_tenants.c - tenants: make, rename, suspend, and the beginning and the end of their removal. Any thread.
 *
 * What always holds: the default tenant is in use; a tenant is removed only when it is suspended and what it held was exported since.
 */
#include "core/ids.h"
#include "core/json.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/iam.h"
#include <string.h>

#define NAME_MAX_CHARS  100
#define TENANT_JSON_MAX 1024

static enum err good_name(const char *name)
{
    size_t n = strlen(name);
    if (n == 0 || str_chars(name) > NAME_MAX_CHARS || !str_printable(name) || name[0] == ' ' || name[n - 1] == ' ')
        return err_set(ERR_INVALID, "a tenant's name has 1 to %d printable characters and no space at either end", NAME_MAX_CHARS);
    return OK;
}

static enum err absent(enum err e)
{
    return e == ERR_NOT_FOUND ? err_set(e, "there is no such tenant") : e;
}

enum err iam_tenant_get(struct iam *i, struct arena *a, const char *id, struct iam_tenant *out)
{
    struct sql_tenant_by_id_row t;
    enum err e = absent(sql_tenant_by_id(store_reader(i->d.store), a, &(struct sql_tenant_by_id_in){ .id = id }, &t));
    if (!e)
        *out = (struct iam_tenant){ .id = t.id,
                                    .name = t.name,
                                    .factor_required = t.factor_required != 0,
                                    .created_at = t.created_at,
                                    .updated_at = t.updated_at,
                                    .suspended_at = t.suspended_at.v,
                                    .exported_at = t.exported_at.v,
                                    .version = t.version };
    return e;
}

enum err iam_tenant_list(struct iam *i, struct arena *a, const char *after, int64_t limit, struct iam_tenant **out, size_t *count)
{
    struct sql_tenant_page_row *rows;
    enum err e = sql_tenant_page(store_reader(i->d.store), a, &(struct sql_tenant_page_in){ .after = after ? after : "", .limit = limit },
                                 &rows, count);
    if (e)
        return e;
    *out = arena_array(a, *count + 1, sizeof **out);
    for (size_t n = 0; n < *count; n++)
        (*out)[n] = (struct iam_tenant){ .id = rows[n].id,
                                         .name = rows[n].name,
                                         .factor_required = rows[n].factor_required != 0,
                                         .created_at = rows[n].created_at,
                                         .updated_at = rows[n].updated_at,
                                         .suspended_at = rows[n].suspended_at.v,
                                         .exported_at = rows[n].exported_at.v,
                                         .version = rows[n].version };
    return OK;
}

enum err iam_tenants_stopped(struct iam *i, struct arena *a, bool deleting, const char ***ids, size_t *count)
{
    struct sql_tenant_suspended_all_row *rows;
    size_t n;
    enum err e =
        sql_tenant_suspended_all(store_reader(i->d.store), a, &(struct sql_tenant_suspended_all_in){ .limit = IAM_TENANTS_MAX }, &rows, &n);
    *count = 0;
    if (e)
        return e;
    *ids = arena_array(a, n + 1, sizeof **ids);
    for (size_t k = 0; k < n; k++)
        if (!deleting || rows[k].deleting_at.set)
            (*ids)[(*count)++] = rows[k].id;
    return OK;
}

/* ---- making and renaming ---- */

static enum err taken(enum err e, const char *name)
{
    return e == ERR_CONFLICT ? err_set(e, "there is a tenant %s", name) : e;
}

/* What the audit trail says of a tenant. */
static const char *tenant_text(struct arena *a, const char *name, bool factor_required, int64_t suspended_at)
{
    struct jo_text t;
    struct json_out *o = jo_text_begin(&t, TENANT_JSON_MAX);
    jo_object(o);
    jo_kv_string(o, "name", name);
    jo_kv_bool(o, "second_factor_required", factor_required);
    jo_kv_time(o, "suspended_at", suspended_at);
    jo_object_end(o);
    return jo_text_end(&t, a);
}

static enum err write_add(struct tx *tx, void *arg)
{
    const struct sql_tenant_insert_in *row = arg;
    tx_change(tx, &(struct tx_change){
                      .type = "tenant", .id = row->id, .name = row->name, .after = tenant_text(tx_arena(tx), row->name, false, 0) });
    return taken(sql_tenant_insert(tx, row), row->name);
}

enum err iam_tenant_add(struct iam *i, struct arena *a, const char *name, char **id)
{
    enum err e = good_name(name);
    *id = id_new(i->d.clock, arena_alloc(a, ID_SIZE));
    if (!e)
        e = store_write(i->d.store, write_add,
                        &(struct sql_tenant_insert_in){ .id = *id, .name = name, .created_at = clock_wall_us(i->d.clock) });
    return e;
}

struct tenant_change {
    struct sql_tenant_change_in row;
    bool factor_changed;
};

static enum err write_tenant(struct tx *tx, void *arg)
{
    struct tenant_change *c = arg;
    const struct sql_tenant_change_in *row = &c->row;
    struct sql_tenant_by_id_row t;
    enum err e = absent(sql_tenant_by_id(tx_db(tx), tx_arena(tx), &(struct sql_tenant_by_id_in){ .id = row->id }, &t));
    if (!e && t.version != row->version)
        e = err_set(ERR_PRECONDITION, "the tenant was changed meanwhile");
    if (e)
        return e;
    tx_change(tx, &(struct tx_change){ .type = "tenant",
                                       .id = row->id,
                                       .name = row->name,
                                       .before = tenant_text(tx_arena(tx), t.name, t.factor_required != 0, t.suspended_at.v),
                                       .after = tenant_text(tx_arena(tx), row->name, row->factor_required != 0, t.suspended_at.v) });
    c->factor_changed = (t.factor_required != 0) != (row->factor_required != 0);
    return taken(sql_tenant_change(tx, row), row->name);
}

enum err iam_tenant_change(struct iam *i, const char *id, const char *name, bool factor_required, int64_t version)
{
    struct tenant_change c = {
        .row = { .id = id, .name = name, .factor_required = factor_required, .updated_at = clock_wall_us(i->d.clock), .version = version }
    };
    enum err e = good_name(name);
    if (!e)
        e = store_write(i->d.store, write_tenant, &c);
    if (!e && c.factor_changed)
        iam_forget_tenant(i, id);
    return e;
}

/* ---- suspending ---- */

static enum err write_suspend(struct tx *tx, void *arg)
{
    const struct sql_tenant_suspend_in *in = arg;
    struct sql_tenant_by_id_row t;
    enum err e = absent(sql_tenant_by_id(tx_db(tx), tx_arena(tx), &(struct sql_tenant_by_id_in){ .id = in->id }, &t));
    if (e || t.suspended_at.set == in->suspended_at.set)
        return e; /* as it is already */
    tx_change(tx, &(struct tx_change){ .type = "tenant",
                                       .id = in->id,
                                       .name = t.name,
                                       .before = tenant_text(tx_arena(tx), t.name, t.factor_required != 0, t.suspended_at.v),
                                       .after = tenant_text(tx_arena(tx), t.name, t.factor_required != 0, in->suspended_at.v) });
    e = sql_tenant_suspend(tx, in);
    if (!e && in->suspended_at.set)
        e = sql_session_delete_of_tenant(tx, &(struct sql_session_delete_of_tenant_in){ .tenant_id = in->id });
    return e;
}

enum err iam_tenant_suspend(struct iam *i, const char *id, bool suspended)
{
    int64_t now = clock_wall_us(i->d.clock);
    if (suspended && str_eq(id, IAM_DEFAULT_TENANT))
        return err_set(ERR_CONFLICT, "the default tenant cannot be suspended");
    enum err e = store_write_essential(
        i->d.store, write_suspend,
        &(struct sql_tenant_suspend_in){ .id = id, .suspended_at = { suspended, suspended ? now : 0 }, .updated_at = now });
    if (!e)
        iam_forget_tenant(i, id);
    return e;
}

/* ---- removing ---- */

static enum err write_exported(struct tx *tx, void *arg)
{
    return sql_tenant_exported(tx, arg);
}

enum err iam_tenant_exported(struct iam *i, const char *id)
{
    return store_write(i->d.store, write_exported,
                       &(struct sql_tenant_exported_in){ .id = id, .exported_at = { true, clock_wall_us(i->d.clock) } });
}

struct removal {
    const char *id, *name;
    int64_t now;
};

/* The members' accounts: who is a member elsewhere goes on there, a superadmin in the default tenant, the others are gone. */
static enum err part_from_members(struct tx *tx, const struct removal *r)
{
    enum err e = sql_membership_for_superadmins(
        tx, &(struct sql_membership_for_superadmins_in){ .home = IAM_DEFAULT_TENANT, .created_at = r->now, .tenant_id = r->id });
    if (!e)
        e = sql_user_rehome(tx, &(struct sql_user_rehome_in){ .tenant_id = r->id, .updated_at = r->now });
    if (!e)
        e = sql_user_delete_of_tenant(tx, &(struct sql_user_delete_of_tenant_in){ .tenant_id = r->id });
    return e ? e : sql_membership_delete_of_tenant(tx, &(struct sql_membership_delete_of_tenant_in){ .tenant_id = r->id });
}

static enum err write_delete(struct tx *tx, void *arg)
{
    const struct removal *r = arg;
    struct sql_tenant_by_id_row t;
    enum err e = absent(sql_tenant_by_id(tx_db(tx), tx_arena(tx), &(struct sql_tenant_by_id_in){ .id = r->id }, &t));
    if (e)
        return e;
    if (!str_eq(t.name, r->name))
        return err_set(ERR_INVALID, "the tenant's name is another");
    if (!t.suspended_at.set)
        return err_set(ERR_CONFLICT, "suspend the tenant first: what is exported must be all there is");
    if (!t.exported_at.set || t.exported_at.v < t.suspended_at.v || r->now - t.exported_at.v > (int64_t)IAM_EXPORT_FRESH_SECONDS * US_PER_S)
        return err_set(ERR_CONFLICT, "export the tenant first: since it was suspended, and within the last day");
    tx_change(tx, &(struct tx_change){ .type = "tenant",
                                       .id = r->id,
                                       .name = t.name,
                                       .before = tenant_text(tx_arena(tx), t.name, t.factor_required != 0, t.suspended_at.v) });
    e = sql_tenant_mark_deleting(tx, &(struct sql_tenant_mark_deleting_in){ .id = r->id, .deleting_at = { true, r->now } });
    return e ? e : part_from_members(tx, r);
}

enum err iam_tenant_delete(struct iam *i, const char *id, const char *name)
{
    if (str_eq(id, IAM_DEFAULT_TENANT))
        return err_set(ERR_CONFLICT, "the default tenant cannot be deleted");
    enum err e = store_write_essential(i->d.store, write_delete, &(struct removal){ id, name, clock_wall_us(i->d.clock) });
    if (!e)
        iam_forget_tenant(i, id);
    return e;
}

static enum err write_removed(struct tx *tx, void *arg)
{
    const struct sql_tenant_delete_in *in = arg;
    tx_change(tx,
              &(struct tx_change){ .type = "tenant", .id = in->id, .default_action = "tenant.removed", .tenant_id = IAM_DEFAULT_TENANT });
    return sql_tenant_delete(tx, in);
}

enum err iam_tenant_removed(struct iam *i, const char *id)
{
    return store_write_essential(i->d.store, write_removed, &(struct sql_tenant_delete_in){ .id = id });
}
