/* workers/workers_sources: what registries and DNS say is taken whole or not at all. */
#include "workers/workers.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
/* needs those above */
#include <cmocka.h>

static void test_registry(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    struct workers_found *f;
    size_t n;
    static const char list[] =
        "[\"http://10.0.0.1:9001\", {\"worker_type\":\"triage\",\"instance_id\":\"t-1\",\"url\":\"https://w.example:9443/base\"}]";
    assert_int_equal(workers_parse_registry(a, list, sizeof list - 1, "intake", &f, &n), OK);
    assert_int_equal(n, 2);
    assert_string_equal(f[0].worker_type, "intake");
    assert_string_equal(f[0].instance_id, "10.0.0.1:9001");
    assert_string_equal(f[1].worker_type, "triage");
    assert_string_equal(f[1].instance_id, "t-1");
    assert_string_equal(f[1].url, "https://w.example:9443/base");
    static const char wrapped[] = "{\"workers\":[{\"url\":\"http://a:1\"}]}";
    assert_int_equal(workers_parse_registry(a, wrapped, sizeof wrapped - 1, "", &f, &n), OK);
    assert_string_equal(f[0].worker_type, "worker");
    assert_int_equal(workers_parse_registry(a, "[]", 2, "", &f, &n), OK);
    assert_int_equal(n, 0);

    static const char *const bad[] = { "",
                                       "nonsense",
                                       "{}",
                                       "42",
                                       "[1]",
                                       "[{}]",
                                       "[{\"url\":\"ftp://a\"}]",
                                       "[\"http://\"]",
                                       "[\"http://user@a:1\"]",
                                       "[\"http://a:1/\\u0000\"]",
                                       "[\"http://a:1\",\"http://a:1\"]",
                                       "[\"http://a b\"]",
                                       "[{\"url\":\"http://a:1\",\"worker_type\":\"x\\ny\"}]",
                                       "[\"file:///etc/passwd\"]" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(workers_parse_registry(a, bad[i], strlen(bad[i]), "", &f, &n), ERR_UPSTREAM);

    char *many = arena_alloc(a, 20000);
    size_t len = 0;
    for (int i = 0; i <= WORKERS_MAX_FOUND; i++)
        len += (size_t)snprintf(many + len, 20000 - len, "%c\"http://a:%d\"", i ? ',' : '[', i + 1);
    many[len++] = ']';
    assert_int_equal(workers_parse_registry(a, many, len, "", &f, &n), ERR_UPSTREAM);
    arena_free(a);
}

static void test_srv(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    struct workers_found *f;
    size_t n;
    const char *const records[] = { "10 5 9001 w1.example.", "10 5 9002 w2.example", "0 0 1 ." };
    assert_int_equal(workers_parse_srv(a, records, 3, "audit", &f, &n), OK);
    assert_int_equal(n, 2);
    assert_string_equal(f[0].url, "http://w1.example:9001");
    assert_string_equal(f[1].instance_id, "w2.example:9002");
    assert_string_equal(f[1].worker_type, "audit");
    static const char *const bad[] = { "10 5 9001", "10 5 0 a", "10 5 70000 a", "10 5 x a", "a", "10 5 80 a b" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(workers_parse_srv(a, &bad[i], 1, "", &f, &n), ERR_UPSTREAM);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "[P10-1.5] a registry's list is taken whole or not at all", test_registry, NULL, NULL, NULL },
        { "[P10-1.5] SRV records name host and port", test_srv, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests_name("workers_sources", tests, NULL, NULL);
}
