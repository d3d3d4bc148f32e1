/*
 * test_http_routes.c - the compiled route tree: what matches, what wins, what stops the start-up.
 */
#include "core/str.h"
#include "http/routes.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static enum err handler(struct request *rq, void *ctx)
{
    (void)rq;
    (void)ctx;
    return OK;
}

static const char *perm_name(int perm)
{
    return perm == 1 ? "any" : perm == 2 ? "thing.read" : NULL;
}

static struct route row(enum method m, const char *path)
{
    return (struct route){.method = m, .path = path, .handler = handler, .perm = 2, .audit = m == GET ? NULL : "thing.change", .doc = "Do it"};
}

static const char *const paths[] = {"/healthz",
                                    "/api/v1/services",
                                    "/api/v1/services/{id}",
                                    "/api/v1/services/types",
                                    "/api/v1/services/{id}/check",
                                    "/api/v1/services/templates/workers",
                                    "/api/v1/a/{x}/b/{y}"};

static void matches(void **state)
{
    (void)state;
    struct routes *r = routes_new();
    struct arena *a = arena_new(0);
    struct route rows[16];
    size_t n = 0;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        rows[n] = row(GET, paths[i]);
        assert_int_equal(routes_add(r, &rows[n++], NULL, perm_name), OK);
    }
    rows[n] = row(DELETE, "/api/v1/services/maintenance/{id}");
    assert_int_equal(routes_add(r, &rows[n++], NULL, perm_name), OK);
    rows[n] = row(POST, "/api/v1/services/{id}/pause");
    assert_int_equal(routes_add(r, &rows[n++], NULL, perm_name), OK);
    static const struct {
        enum method m;
        const char *path, *route, *first, *second;
        unsigned allowed;
    } table[] = {
        {GET, "/healthz", "/healthz", NULL, NULL, 1},
        {GET, "/healthz/", NULL, NULL, NULL, 0},
        {GET, "/", NULL, NULL, NULL, 0},
        {GET, "/api/v1/services", "/api/v1/services", NULL, NULL, 1},
        {POST, "/api/v1/services", NULL, NULL, NULL, 1u << GET},
        {GET, "/api/v1/services/types", "/api/v1/services/types", NULL, NULL, 1},
        {GET, "/api/v1/services/42", "/api/v1/services/{id}", "42", NULL, 1},
        {GET, "/api/v1/services//check", NULL, NULL, NULL, 0},
        {GET, "/api/v1/services/types/check", "/api/v1/services/{id}/check", "types", NULL, 1},
        {GET, "/api/v1/services/templates/workers", "/api/v1/services/templates/workers", NULL, NULL, 1},
        {GET, "/api/v1/services/templates/check", "/api/v1/services/{id}/check", "templates", NULL, 1},
        {DELETE, "/api/v1/services/maintenance/7", "/api/v1/services/maintenance/{id}", "7", NULL, 1u << DELETE},
        /* the literal branch has this path with DELETE only: the walk comes back for the parameter's POST */
        {POST, "/api/v1/services/maintenance/pause", "/api/v1/services/{id}/pause", "maintenance", NULL, 1u << DELETE},
        {GET, "/api/v1/a/1/b/2", "/api/v1/a/{x}/b/{y}", "1", "2", 1},
        {GET, "/api/v1/a/1/c/2", NULL, NULL, NULL, 0},
        {GET, "/api/v1/a/%41/b/x%2Dy", "/api/v1/a/{x}/b/{y}", "%41", "x%2Dy", 1},
        {GET, "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", NULL, NULL, NULL, 0},
        {GET, "no-slash", NULL, NULL, NULL, 0},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct route_match m;
        routes_match(r, a, table[i].m, table[i].path, &m);
        if (!table[i].route) {
            assert_null(m.route);
        } else {
            assert_non_null(m.route);
            assert_string_equal(m.route->row->path, table[i].route);
            if (table[i].first) assert_string_equal(m.values[0], table[i].first);
            if (table[i].second) assert_string_equal(m.values[1], table[i].second);
        }
        assert_int_equal(m.allowed & table[i].allowed, table[i].allowed);
        if (!table[i].allowed) assert_int_equal(m.allowed, 0);
    }
    arena_free(a);
    routes_free(r);
}

static void refuse(const struct route *first, const struct route *second, const char *why)
{
    struct routes *r = routes_new();
    enum err e = routes_add(r, first, NULL, perm_name);
    if (second) {
        assert_int_equal(e, OK);
        e = routes_add(r, second, NULL, perm_name);
    }
    assert_int_equal(e, ERR_INTERNAL);
    assert_non_null(strstr(err_detail(), why));
    routes_free(r);
}

static void mistakes_stop_the_start(void **state)
{
    (void)state;
    struct route a, b;
    a = row(GET, "/x");
    a.perm = 0;
    refuse(&a, NULL, "permission");
    a.perm = 99;
    refuse(&a, NULL, "unknown permission");
    a = row(GET, "/x");
    a.flags = ROUTE_PUBLIC;
    refuse(&a, NULL, "public");
    a = row(POST, "/x");
    a.audit = NULL;
    refuse(&a, NULL, "audit");
    a = row(GET, "/x");
    a.doc = NULL;
    refuse(&a, NULL, "doc");
    a = row(GET, "/x");
    a.handler = NULL;
    refuse(&a, NULL, "handler");
    a = row(POST, "/x");
    a.list = true;
    refuse(&a, NULL, "only GET lists");
    static const char *const bad[] = {"x", "/", "//x", "/x/", "/{}", "/{a", "/a}b{", "/a b", "/a/{x}y"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        a = row(GET, bad[i]);
        refuse(&a, NULL, "cannot be read");
    }
    a = row(GET, "/x/{id}");
    b = row(GET, "/x/{id}");
    refuse(&a, &b, "twice");
    b = row(POST, "/x/{key}");
    refuse(&a, &b, "differently");
    a = row(GET, "/x/{id}/y");
    b = row(GET, "/x/z/{id}");
    refuse(&a, &b, "ambiguous"); /* /x/z/y is both, and neither is the more specific */
}

static void other_methods_are_not_ambiguous(void **state)
{
    (void)state;
    struct routes *r = routes_new();
    struct route a = row(POST, "/x/{id}/y"), b = row(DELETE, "/x/z/{id}"), c = row(GET, "/x/{id}"), d = row(GET, "/x/new");
    assert_int_equal(routes_add(r, &a, NULL, perm_name), OK);
    assert_int_equal(routes_add(r, &b, NULL, perm_name), OK);
    assert_int_equal(routes_add(r, &c, NULL, perm_name), OK);
    assert_int_equal(routes_add(r, &d, NULL, perm_name), OK);
    assert_int_equal(routes_count(r), 4);
    routes_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(matches), cmocka_unit_test(mistakes_stop_the_start), cmocka_unit_test(other_methods_are_not_ambiguous)};
    return cmocka_run_group_tests_name("http_routes", tests, NULL, NULL);
}
