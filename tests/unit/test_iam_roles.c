/* iam/iam_roles.c: which role may do what, written down once more, so that a right that moves is noticed. */
#include "iam/iam.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The lowest role that has it. A new permission is added here too: by hand, with a thought. */
static const struct {
    const char *name;
    enum iam_role lowest;
} expected[] = {
    { "any", ROLE_VIEWER },
    { "service.read", ROLE_VIEWER },
    { "service.check", ROLE_EDITOR },
    { "service.write", ROLE_ADMIN },
    { "service.pause", ROLE_EDITOR },
    { "alert.read", ROLE_VIEWER },
    { "alert.ack", ROLE_EDITOR },
    { "alert.config", ROLE_ADMIN },
    { "ops.read", ROLE_VIEWER },
    { "backup.read", ROLE_ADMIN },
    { "backup.write", ROLE_SUPERADMIN },
    { "user.read", ROLE_ADMIN },
    { "user.write", ROLE_ADMIN },
    { "apikey.own", ROLE_VIEWER },
    { "apikey.all", ROLE_ADMIN },
    { "audit.read", ROLE_ADMIN },
    { "audit.manage", ROLE_SUPERADMIN },
    { "settings.read", ROLE_ADMIN },
    { "settings.write", ROLE_SUPERADMIN },
    { "system.read", ROLE_ADMIN },
    { "preference.defaults", ROLE_ADMIN },
    { "inbox.announce", ROLE_SUPERADMIN },
    { "sso.read", ROLE_SUPERADMIN },
    { "sso.write", ROLE_SUPERADMIN },
    { "mail.manage", ROLE_SUPERADMIN },
    { "role.write", ROLE_ADMIN },
    { "tenant.read", ROLE_SUPERADMIN },
    { "tenant.write", ROLE_SUPERADMIN },
    { "docs.read", ROLE_ADMIN },
    { "job.read", ROLE_VIEWER },
    { "job.run", ROLE_EDITOR },
    { "job.control", ROLE_EDITOR },
    { "job.work", ROLE_EDITOR },
    { "job.admin", ROLE_ADMIN },
    { "job.box", ROLE_SUPERADMIN },
};
#define EXPECTED (sizeof expected / sizeof *expected)

static void test_every_permission_of_every_role(void **state)
{
    (void)state;
    assert_int_equal(EXPECTED, PERM_COUNT - 1);
    for (size_t n = 0; n < EXPECTED; n++) {
        int p = -1;
        if (!iam_perm_parse(expected[n].name, &p))
            fail_msg("there is no permission %s", expected[n].name);
        for (int r = 0; r < ROLE_COUNT; r++) {
            struct iam_perms has = iam_role_perms((enum iam_role)r);
            if (iam_perms_has(&has, p) != (r >= (int)expected[n].lowest))
                fail_msg("%s %s %s", iam_role_name((enum iam_role)r), iam_perms_has(&has, p) ? "has" : "has not", expected[n].name);
        }
    }
}

static void test_permissions_have_one_name_each(void **state)
{
    (void)state;
    for (int p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        int parsed = -1;
        const char *name = iam_perm_name(p);
        assert_true(strlen(name) > 0 && strlen(iam_perm_doc(p)) > 0);
        assert_true(iam_perm_parse(name, &parsed));
        assert_int_equal(parsed, p); /* the first of that name is this one: no name twice */
    }
}

static void test_what_is_no_permission(void **state)
{
    (void)state;
    static const char *const wrong[] = { "", "service", "service.", "service.READ", " service.read", "service.read ", "*", "none" };
    static const int outside[] = { PERM_NONE, PERM_COUNT, -1, PERM_COUNT + 64, 1 << 30 };
    struct iam_perms all = { { UINT64_MAX, UINT64_MAX } };
    int p = 12345;
    for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++)
        assert_false(iam_perm_parse(wrong[n], &p));
    assert_false(iam_perm_parse(NULL, &p));
    assert_int_equal(p, 12345);
    for (size_t n = 0; n < sizeof outside / sizeof *outside; n++) {
        assert_false(iam_perms_has(&all, outside[n]));
        assert_string_equal(iam_perm_name(outside[n]), "");
        assert_string_equal(iam_perm_doc(outside[n]), "");
    }
    struct iam_perms none = { { 0, 0 } };
    for (p = PERM_NONE + 1; p < PERM_COUNT; p++)
        assert_false(iam_perms_has(&none, p));
}

static void test_role_names(void **state)
{
    (void)state;
    static const char *const names[ROLE_COUNT] = { "viewer", "editor", "admin", "superadmin" }; /* lowest first */
    static const char *const wrong[] = { "", "Viewer", "ADMIN", "super", "superadmin ", "owner", "0" };
    enum iam_role r = ROLE_EDITOR;
    for (int n = 0; n < ROLE_COUNT; n++) {
        assert_string_equal(iam_role_name((enum iam_role)n), names[n]);
        assert_true(iam_role_parse(names[n], &r));
        assert_int_equal(r, n);
    }
    r = ROLE_EDITOR;
    for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++)
        assert_false(iam_role_parse(wrong[n], &r));
    assert_false(iam_role_parse(NULL, &r));
    assert_int_equal(r, ROLE_EDITOR); /* as it was */
}

int main(void)
{
#define T(name, fn)                                                                                                                        \
    {                                                                                                                                      \
        name, fn, NULL, NULL, NULL                                                                                                         \
    }
    const struct CMUnitTest tests[] = {
        T("[DT014] every permission of every role", test_every_permission_of_every_role),
        T("permissions have one name each", test_permissions_have_one_name_each),
        T("what is no permission is none", test_what_is_no_permission),
        T("[DT014] the roles and their order", test_role_names),
    };
    return cmocka_run_group_tests_name("iam_roles", tests, NULL, NULL);
}
