/*
 * iam_roles.c - the permissions and the four built-in sets of them, each including the one before. Constant data; any thread.
 */
#include "core/str.h"
#include "iam/iam.h"

enum { v = ROLE_VIEWER, e = ROLE_EDITOR, a = ROLE_ADMIN, s = ROLE_SUPERADMIN };

static const struct {
    const char *name, *doc;
    enum iam_role role;
} perms[PERM_COUNT] = {
#define X(id, text, lowest, what) [id] = { text, what, (enum iam_role)lowest },
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
