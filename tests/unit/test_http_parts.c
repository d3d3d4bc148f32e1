/*
 * test_http_parts.c - signed cursors, rate limits and gzip: the small parts of http/ that need no connection.
 */
#include "core/crypto.h"
#include "core/mem.h"
#include "core/str.h"
#include "http/private.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void cursors_cannot_be_made_up(void **state)
{
    (void)state;
    static const unsigned char key[32] = "a key of thirty-two bytes or so", other[32] = "another key of thirty-two bytes";
    struct arena *a = arena_new(0);
    char *c = cursor_sign(a, key, "/api/v1/services", "name:42");
    assert_string_equal(cursor_open(a, key, "/api/v1/services", c), "name:42");
    assert_null(cursor_open(a, key, "/api/v1/users", c));
    assert_null(cursor_open(a, other, "/api/v1/services", c));
    size_t n = strlen(c);
    for (size_t i = 0; i < n; i++) { /* every changed character is seen */
        char *forged = arena_strdup(a, c);
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        const char *got = cursor_open(a, key, "/api/v1/services", forged);
        if (got) assert_string_equal(got, "name:42"); /* only padding bits of the last character carry nothing */
        if (i + 1 < n) assert_null(got);
    }
    for (size_t i = 0; i < n; i++) assert_null(cursor_open(a, key, "/api/v1/services", arena_strndup(a, c, i)));
    assert_null(cursor_open(a, key, "/api/v1/services", "not base64 !"));
    assert_string_equal(cursor_open(a, key, "x", cursor_sign(a, key, "x", "")), "");
    arena_free(a);
}

static void a_window_slides(void **state)
{
    (void)state;
    struct clock *clock = clock_fake(1000 * US_PER_S, 600 * US_PER_S);
    struct limits *l = limits_new(clock, false);
    struct rate_state r;
    int64_t limit = rate_class_limit(RATE_LOGIN);
    for (int64_t i = 0; i < limit; i++) {
        assert_true(limits_take(l, "a:10.0.0.1", RATE_LOGIN, &r));
        assert_int_equal(r.remaining, limit - i - 1);
    }
    assert_false(limits_take(l, "a:10.0.0.1", RATE_LOGIN, &r));
    assert_int_equal(r.remaining, 0);
    assert_in_range(r.reset_s, 1, LIMIT_WINDOW_S);
    assert_true(limits_take(l, "a:10.0.0.2", RATE_LOGIN, &r)); /* another address, and another class */
    assert_true(limits_take(l, "a:10.0.0.1", RATE_READ, &r));
    clock_fake_advance(clock, 90 * US_PER_S); /* half of the minute before still counts */
    assert_true(limits_take(l, "a:10.0.0.1", RATE_LOGIN, &r));
    assert_in_range(r.remaining, limit / 2 - 2, limit / 2);
    clock_fake_advance(clock, 180 * US_PER_S);
    assert_true(limits_take(l, "a:10.0.0.1", RATE_LOGIN, &r));
    assert_int_equal(r.remaining, limit - 1);
    assert_true(limits_take(l, "a:10.0.0.1", RATE_NONE, &r));
    assert_int_equal(r.limit, 0);
    limits_free(l);
    clock_fake_free(clock);
}

/* Many addresses push each other out; the table does not grow and nothing breaks. */
static void the_limit_table_is_bounded(void **state)
{
    (void)state;
    struct limits *l = limits_new(clock_system(), false);
    struct rate_state r;
    char who[32];
    for (int i = 0; i < 100000; i++) {
        snprintf(who, sizeof who, "a:10.%d.%d.%d", i >> 16, (i >> 8) & 255, i & 255);
        assert_true(limits_take(l, who, RATE_LOGIN, &r));
    }
    limits_free(l);
}

static void gzip_there_and_back(void **state)
{
    (void)state;
    struct buf text, packed, back;
    buf_init(&text, 1 << 20);
    buf_init(&packed, 1 << 20);
    buf_init(&back, 1 << 20);
    for (int i = 0; i < 5000; i++) buf_printf(&text, "{\"id\":%d,\"status\":\"healthy\"},", i);
    assert_true(gzip_compress(text.data, text.len, &packed));
    assert_true(packed.len < text.len / 4);
    assert_true(gzip_expand(packed.data, packed.len, &back));
    assert_int_equal(back.len, text.len);
    assert_memory_equal(back.data, text.data, text.len);
    struct buf small;
    buf_init(&small, 1000); /* a bomb stops at the bound */
    assert_false(gzip_expand(packed.data, packed.len, &small));
    assert_false(gzip_expand("no gzip", 7, &small));
    buf_free(&small);
    buf_free(&text);
    buf_free(&packed);
    buf_free(&back);
}

int main(void)
{
    if (crypto_init() != OK) return 1;
    const struct CMUnitTest tests[] = {cmocka_unit_test(cursors_cannot_be_made_up), cmocka_unit_test(a_window_slides), cmocka_unit_test(the_limit_table_is_bounded),
                                       cmocka_unit_test(gzip_there_and_back)};
    return cmocka_run_group_tests_name("http_parts", tests, NULL, NULL);
}
