/*
 * iam_custom_roles.c - roles that a tenant made itself: named sets of permissions. Any thread.
 *
 * What always holds: no role may more than who made or changed it, none holds a permission that is the box's (of superadmins alone), and
 * a change is true for sessions, keys and sockets before it is answered.
 */
#include "core/ids.h"
#include "core/json.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/iam.h"
#include <string.h>

#define ROLE_JSON_MAX      16384
#define PERMS_JSON_MAX     8192
#define DESCRIPTION_MAX    500
#define NAMED_IN_CONFLICT  10
#define MEMBERS_CLOSED_MAX 10000

static enum err absent(enum err e)
{
    return e == ERR_NOT_FOUND ? err_set(e, "there is no such role") : e;
}

/* ---- reading ---- */

static enum err read_members(struct db *db, struct arena *a, const char *tenant_id, const char *role, const char *role_id,
                             struct iam_custom_role *out)
{
    struct sql_role_members_row *rows;
    struct sql_role_member_count_row n;
    enum err e = sql_role_members(
        db, a, &(struct sql_role_members_in){ .tenant_id = tenant_id, .role = role, .role_id = role_id, .limit = IAM_ROLE_SHOWN_MAX },
        &rows, &out->shown);
    if (!e)
        e = sql_role_member_count(db, a, &(struct sql_role_member_count_in){ .tenant_id = tenant_id, .role = role, .role_id = role_id },
                                  &n);
    if (e)
        return e;
    out->member_count = n.total;
    out->members = arena_array(a, out->shown + 1, sizeof *out->members);
    for (size_t k = 0; k < out->shown; k++)
        out->members[k] = rows[k].email;
    return OK;
}

static enum err read_role(struct db *db, struct arena *a, const char *tenant_id, const struct sql_role_list_row *r,
                          struct iam_custom_role *out)
{
    size_t named;
    *out = (struct iam_custom_role){ .id = r->id,
                                     .name = r->name,
                                     .description = r->description,
                                     .created_at = r->created_at,
                                     .updated_at = r->updated_at,
                                     .version = r->version };
    enum err e = perms_parse(a, r->permissions, &out->perms, &named);
    return e ? e : read_members(db, a, tenant_id, "custom", r->id, out);
}

enum err iam_custom_role_list(struct iam *i, struct arena *a, const char *tenant_id, struct iam_custom_role **out, size_t *count)
{
    static const char *const docs[ROLE_COUNT] = { "Sees everything", "Acts on day-to-day things",
                                                  "Configures and manages the tenant's users", "Does everything, in every tenant" };
    struct db *db = store_reader(i->d.store);
    struct sql_role_list_row *rows;
    size_t n;
    enum err e = sql_role_list(db, a, &(struct sql_role_list_in){ .tenant_id = tenant_id, .limit = IAM_ROLES_MAX }, &rows, &n);
    if (e)
        return e;
    *out = arena_array(a, ROLE_COUNT + n, sizeof **out);
    *count = ROLE_COUNT + n;
    for (int r = 0; !e && r < ROLE_COUNT; r++) {
        struct iam_custom_role *built = &(*out)[r];
        *built = (struct iam_custom_role){
            .name = iam_role_name((enum iam_role)r), .description = docs[r], .perms = iam_role_perms((enum iam_role)r), .version = 1
        };
        if (r != ROLE_SUPERADMIN) /* who is one is told by the list of users */
            e = read_members(db, a, tenant_id, built->name, NULL, built);
    }
    for (size_t k = 0; !e && k < n; k++)
        e = read_role(db, a, tenant_id, &rows[k], &(*out)[ROLE_COUNT + k]);
    return e;
}

static enum err row_by_id(struct db *db, struct arena *a, const char *tenant_id, const char *id, struct sql_role_list_row *out)
{
    struct sql_role_by_id_row r;
    enum err e = absent(sql_role_by_id(db, a, &(struct sql_role_by_id_in){ .tenant_id = tenant_id, .id = id }, &r));
    if (!e)
        *out = (struct sql_role_list_row){ .id = r.id,
                                           .name = r.name,
                                           .description = r.description,
                                           .permissions = r.permissions,
                                           .created_at = r.created_at,
                                           .updated_at = r.updated_at,
                                           .version = r.version };
    return e;
}

enum err iam_custom_role_get(struct iam *i, struct arena *a, const char *tenant_id, const char *id, struct iam_custom_role *out)
{
    struct db *db = store_reader(i->d.store);
    struct sql_role_list_row row;
    enum err e = row_by_id(db, a, tenant_id, id, &row);
    return e ? e : read_role(db, a, tenant_id, &row, out);
}

/* ---- writing ---- */

struct edit {
    const struct iam_identity *actor;
    const char *tenant_id, *id;
    const struct iam_role_change *c; /* NULL: delete */
    int64_t now;
};

static enum err check_change(const struct iam_role_change *c)
{
    enum iam_role r;
    struct iam_perms box = iam_role_perms(ROLE_SUPERADMIN), tenant = iam_role_perms(ROLE_ADMIN);
    size_t n = c->name ? strlen(c->name) : 1;
    if (c->name &&
        (n == 0 || str_chars(c->name) > IAM_ROLE_NAME_MAX || !str_printable(c->name) || c->name[0] == ' ' || c->name[n - 1] == ' '))
        return err_set(ERR_INVALID, "name: has 1 to %d printable characters and no space at either end", IAM_ROLE_NAME_MAX);
    if (c->name && (iam_role_parse(c->name, &r) || str_eq(c->name, "custom")))
        return err_set(ERR_CONFLICT, "%s is the name of a built-in role", c->name);
    if (c->description && str_chars(c->description) > DESCRIPTION_MAX)
        return err_set(ERR_INVALID, "description: has at most %d characters", DESCRIPTION_MAX);
    for (int p = PERM_NONE + 1; c->perms && p < PERM_COUNT; p++)
        if (iam_perms_has(c->perms, p) && iam_perms_has(&box, p) && !iam_perms_has(&tenant, p))
            return err_set(ERR_FORBIDDEN, "%s is of the whole box: only superadmins have it", iam_perm_name(p));
    return OK;
}

static enum err within(const struct iam_identity *actor, const struct iam_perms *perms)
{
    for (int p = PERM_NONE + 1; actor && p < PERM_COUNT; p++)
        if (iam_perms_has(perms, p) && !iam_perms_has(&actor->perms, p))
            return err_set(ERR_FORBIDDEN, "the role may do what you may not: %s", iam_perm_name(p));
    return OK;
}

static const char *perms_text(struct arena *a, const struct iam_perms *perms)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, PERMS_JSON_MAX);
    jo_init(&o, &b);
    jo_array(&o);
    for (int p = PERM_NONE + 1; p < PERM_COUNT; p++)
        if (iam_perms_has(perms, p))
            jo_string(&o, iam_perm_name(p));
    jo_array_end(&o);
    const char *text = arena_strndup(a, b.data, b.len);
    buf_free(&b);
    return text;
}

/* What the audit trail says of a role. */
static const char *role_text(struct arena *a, const char *name, const char *description, const char *permissions)
{
    struct jo_text t;
    struct json_out *o = jo_text_begin(&t, ROLE_JSON_MAX);
    jo_object(o);
    jo_kv_string(o, "name", name);
    jo_kv_string(o, "description", description);
    jo_kv_raw(o, "permissions", permissions);
    jo_object_end(o);
    return jo_text_end(&t, a);
}

static enum err taken(enum err e, const char *name)
{
    return e == ERR_CONFLICT ? err_set(e, "there is a role %s", name) : e;
}

static enum err write_add(struct tx *tx, void *arg)
{
    const struct edit *g = arg;
    struct sql_role_count_row n;
    struct iam_perms none = { 0 };
    enum err e = sql_role_count(tx_db(tx), tx_arena(tx), &(struct sql_role_count_in){ .tenant_id = g->tenant_id }, &n);
    if (!e && n.total >= IAM_ROLES_MAX)
        e = err_set(ERR_CONFLICT, "a tenant has at most %d roles of its own", IAM_ROLES_MAX);
    if (e)
        return e;
    struct sql_role_insert_in row = { .id = g->id,
                                      .tenant_id = g->tenant_id,
                                      .name = g->c->name,
                                      .description = g->c->description ? g->c->description : "",
                                      .permissions = perms_text(tx_arena(tx), g->c->perms ? g->c->perms : &none),
                                      .created_at = g->now };
    tx_change(tx, &(struct tx_change){ .type = "role",
                                       .id = row.id,
                                       .name = row.name,
                                       .after = role_text(tx_arena(tx), row.name, row.description, row.permissions) });
    return taken(sql_role_insert(tx, &row), row.name);
}

enum err iam_custom_role_add(struct iam *i, struct arena *a, const struct iam_identity *actor, const char *tenant_id,
                             const struct iam_role_change *c, char **id)
{
    *id = id_new(i->d.clock, arena_alloc(a, ID_SIZE));
    enum err e = check_change(c);
    if (!e && c->perms)
        e = within(actor, c->perms);
    return e ? e : store_write(i->d.store, write_add, &(struct edit){ actor, tenant_id, *id, c, clock_wall_us(i->d.clock) });
}

static enum err write_update(struct tx *tx, void *arg)
{
    const struct edit *g = arg;
    struct sql_role_list_row r;
    struct iam_perms was;
    size_t named;
    enum err e = row_by_id(tx_db(tx), tx_arena(tx), g->tenant_id, g->id, &r);
    if (!e)
        e = perms_parse(tx_arena(tx), r.permissions, &was, &named);
    if (!e)
        e = within(g->actor, &was);
    if (!e && g->c->version && g->c->version != r.version)
        e = err_set(ERR_PRECONDITION, "the role was changed meanwhile");
    if (e)
        return e;
    struct sql_role_update_in row = { .id = g->id,
                                      .tenant_id = g->tenant_id,
                                      .name = g->c->name ? g->c->name : r.name,
                                      .description = g->c->description ? g->c->description : r.description,
                                      .permissions = perms_text(tx_arena(tx), g->c->perms ? g->c->perms : &was),
                                      .updated_at = g->now,
                                      .version = r.version };
    tx_change(tx, &(struct tx_change){ .type = "role",
                                       .id = r.id,
                                       .name = row.name,
                                       .before = role_text(tx_arena(tx), r.name, r.description, r.permissions),
                                       .after = role_text(tx_arena(tx), row.name, row.description, row.permissions) });
    return taken(sql_role_update(tx, &row), row.name);
}

/* What is known of who has the role is read again; sockets that were opened with the old rights end. */
static enum err forget_members(struct iam *i, const char *tenant_id, const char *id)
{
    struct arena *a = arena_new(0);
    struct sql_role_members_row *rows;
    size_t n = 0;
    enum err e = sql_role_members(
        store_reader(i->d.store), a,
        &(struct sql_role_members_in){ .tenant_id = tenant_id, .role = "custom", .role_id = id, .limit = MEMBERS_CLOSED_MAX }, &rows, &n);
    for (size_t k = 0; !e && k < n; k++)
        iam_forget(i, rows[k].id, NULL, NULL);
    arena_free(a);
    return e;
}

enum err iam_custom_role_update(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id,
                                const struct iam_role_change *c)
{
    enum err e = check_change(c);
    if (!e && c->perms)
        e = within(actor, c->perms);
    if (!e)
        e = store_write(i->d.store, write_update, &(struct edit){ actor, tenant_id, id, c, clock_wall_us(i->d.clock) });
    return e ? e : forget_members(i, tenant_id, id);
}

static enum err in_use(struct arena *a, const struct iam_custom_role *r)
{
    const char *names = r->members[0];
    for (size_t k = 1; k < r->shown && k < NAMED_IN_CONFLICT; k++)
        names = arena_printf(a, "%s, %s", names, r->members[k]);
    int64_t more = r->member_count - NAMED_IN_CONFLICT;
    return more > 0 ? err_set(ERR_CONFLICT, "the role is in use by %s and %lld more", names, (long long)more)
                    : err_set(ERR_CONFLICT, "the role is in use by %s", names);
}

static enum err write_delete(struct tx *tx, void *arg)
{
    const struct edit *g = arg;
    struct sql_role_list_row row;
    struct iam_custom_role r;
    enum err e = row_by_id(tx_db(tx), tx_arena(tx), g->tenant_id, g->id, &row);
    if (!e)
        e = read_role(tx_db(tx), tx_arena(tx), g->tenant_id, &row, &r);
    if (!e)
        e = within(g->actor, &r.perms);
    if (!e && r.member_count > 0)
        e = in_use(tx_arena(tx), &r);
    if (e)
        return e;
    tx_change(tx, &(struct tx_change){ .type = "role",
                                       .id = row.id,
                                       .name = row.name,
                                       .before = role_text(tx_arena(tx), row.name, row.description, row.permissions) });
    return sql_role_delete(tx, &(struct sql_role_delete_in){ .tenant_id = g->tenant_id, .id = g->id });
}

enum err iam_custom_role_delete(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id)
{
    return store_write_essential(i->d.store, write_delete, &(struct edit){ actor, tenant_id, id, NULL, 0 });
}
