/*
 * iam_roles.c - the permissions, the four built-in sets of them, each including the one before, and what a tenant made of them itself.
 * Any thread.
 *
 * What always holds: nobody gives, or touches whoever has, a right that they have not themselves.
 */
#include "core/json.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/iam.h"
#include <string.h>

enum { FROM_v = ROLE_VIEWER, FROM_e = ROLE_EDITOR, FROM_a = ROLE_ADMIN, FROM_s = ROLE_SUPERADMIN };

static const struct {
    const char *name, *doc;
    enum iam_role role;
} perms[PERM_COUNT] = {
#define X(id, text, lowest, what) [id] = { text, what, (enum iam_role)FROM_##lowest },
    PERM_TABLE(X)
#undef X
};

static const char *const role_names[ROLE_COUNT] = { "viewer", "editor", "admin", "superadmin" };

const char *iam_role_name(enum iam_role r)
{
    return role_names[r];
}

bool iam_role_parse(const char *text, enum iam_role *out)
{
    for (int r = 0; r < ROLE_COUNT; r++) {
        if (!str_eq(text, role_names[r]))
            continue;
        *out = (enum iam_role)r;
        return true;
    }
    return false;
}

struct iam_perms iam_role_perms(enum iam_role r)
{
    struct iam_perms set = { 0 };
    for (int p = PERM_NONE + 1; p < PERM_COUNT; p++)
        if (perms[p].role <= r)
            set.bits[p / 64] |= 1ull << p % 64;
    return set;
}

bool iam_perms_has(const struct iam_perms *p, int perm)
{
    return perm > PERM_NONE && perm < PERM_COUNT && (p->bits[perm / 64] >> perm % 64 & 1) != 0;
}

const char *iam_perm_name(int perm)
{
    return perm > PERM_NONE && perm < PERM_COUNT ? perms[perm].name : "";
}
const char *iam_perm_doc(int perm)
{
    return perm > PERM_NONE && perm < PERM_COUNT ? perms[perm].doc : "";
}

bool iam_perm_parse(const char *text, int *out)
{
    for (int p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        if (!str_eq(text, perms[p].name))
            continue;
        *out = p;
        return true;
    }
    return false;
}

enum err perms_parse(struct arena *a, const char *text, struct iam_perms *out, size_t *named)
{
    struct json *names;
    *out = (struct iam_perms){ 0 };
    *named = 0;
    if (json_parse(a, text, strlen(text), &names))
        return err_set(ERR_CORRUPT, "a list of permissions is not JSON");
    for (const struct json *s = json_first(names); s; s = json_next(s), ++*named) {
        int p;
        if (iam_perm_parse(json_string(s), &p))
            out->bits[p / 64] |= 1ull << p % 64;
    }
    return OK;
}

/* ---- roles as they are given ---- */

/* What shows the box itself is for who runs it: the default tenant's people and superadmins, not for other tenants. */
static void cut_box(const char *tenant_id, struct grant *g)
{
    static const int box[] = { PERM_BACKUP_READ, PERM_SYSTEM_READ };
    if (g->superadmin || str_eq(tenant_id, IAM_DEFAULT_TENANT))
        return;
    for (size_t n = 0; n < sizeof box / sizeof *box; n++)
        g->perms.bits[box[n] / 64] &= ~(1ull << box[n] % 64);
}

static void grant_builtin(const char *tenant_id, enum iam_role r, struct grant *out)
{
    *out = (struct grant){ .name = iam_role_name(r), .superadmin = r == ROLE_SUPERADMIN, .perms = iam_role_perms(r) };
    out->role = out->superadmin ? iam_role_name(ROLE_ADMIN) : out->name;
    cut_box(tenant_id, out);
}

static enum err grant_custom(struct arena *a, const char *tenant_id, const char *id, const char *name, const char *permissions,
                             struct grant *out)
{
    size_t named;
    *out = (struct grant){ .name = name, .role = "custom", .role_id = id };
    enum err e = perms_parse(a, permissions, &out->perms, &named);
    out->perms.bits[PERM_ANY / 64] |= 1ull << PERM_ANY % 64;
    cut_box(tenant_id, out);
    return e;
}

enum err grant_by_name(struct db *db, struct arena *a, const char *tenant_id, const char *name, struct grant *out)
{
    enum iam_role r;
    struct sql_role_by_name_row row;
    if (iam_role_parse(name, &r)) {
        grant_builtin(tenant_id, r, out);
        return OK;
    }
    enum err e = sql_role_by_name(db, a, &(struct sql_role_by_name_in){ .tenant_id = tenant_id, .name = name }, &row);
    if (e == ERR_NOT_FOUND)
        return err_set(ERR_INVALID, "there is no role %s", name);
    return e ? e : grant_custom(a, tenant_id, row.id, row.name, row.permissions, out);
}

enum err grant_of_row(struct arena *a, const char *tenant_id, bool superadmin, const char *role, const char *role_id, const char *role_name,
                      const char *permissions, struct grant *out)
{
    enum iam_role r;
    if (superadmin || iam_role_parse(role, &r)) {
        grant_builtin(tenant_id, superadmin ? ROLE_SUPERADMIN : r, out);
        if (superadmin && role) { /* what is left when the account is one no more */
            out->role = role;
            out->role_id = role_id;
        }
        return OK;
    }
    if (!role_name || !permissions)
        return err_set(ERR_CORRUPT, "a membership has the unknown role %s", role ? role : "");
    return grant_custom(a, tenant_id, role_id, role_name, permissions, out);
}

bool iam_may_rule(const struct iam_identity *actor, const struct grant *g)
{
    if (!actor)
        return true;
    if (g->superadmin && !actor->superadmin)
        return false;
    return !(g->perms.bits[0] & ~actor->perms.bits[0]) && !(g->perms.bits[1] & ~actor->perms.bits[1]);
}
