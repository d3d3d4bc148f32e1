/* Tests of core/arena.h, core/buf.h, core/mem.h and core/err.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"
#include "core/mem.h"
#include <errno.h>
#include <pthread.h>
#include <string.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

static void arena_gives_aligned_zeroed_memory(void **state)
{
    (void)state;
    struct arena *a = arena_new(64);
    for (size_t n = 0; n < 3000; n += 7) {
        unsigned char *p = arena_alloc(a, n);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xAA, n);
    }
    arena_free(a);
}

static void arena_zeroes_again_after_a_reset(void **state)
{
    (void)state;
    struct arena *a = arena_new(256);
    memset(arena_alloc(a, 200), 0xFF, 200);
    arena_reset(a);
    assert_int_equal(arena_used(a), 0);
    unsigned char *p = arena_alloc(a, 200);
    for (size_t i = 0; i < 200; i++)
        assert_int_equal(p[i], 0);
    assert_int_equal(arena_used(a), 200);
    arena_free(a);
}

static void arena_takes_large_and_small_in_any_order(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    char *kept[64];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 64; i++) {
            size_t n = i % 3 == 0 ? 700000 : 40;
            kept[i] = arena_alloc(a, n);
            memset(kept[i], i, n);
        }
        for (int i = 0; i < 64; i++) {
            assert_int_equal(kept[i][0], i);
            assert_int_equal(kept[i][39], i);
        }
        arena_reset(a);
    }
    arena_free(a);
    arena_free(NULL);
}

static void arena_strings(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    assert_null(arena_strdup(a, NULL));
    assert_string_equal(arena_strdup(a, ""), "");
    assert_string_equal(arena_strndup(a, "abcdef", 3), "abc");
    assert_string_equal(arena_strndup(a, "ab", 30), "ab");
    char *s = arena_printf(a, "%0*d", 5000, 7);
    assert_int_equal(strlen(s), 5000);
    assert_int_equal(s[4999], '7');
    assert_memory_equal(arena_memdup(a, "a\0b", 3), "a\0b", 3);
    arena_free(a);
}

#ifdef __SANITIZE_ADDRESS__
static void arena_poisons_what_it_did_not_give(void **state)
{
    (void)state;
    struct arena *a = arena_new(1024);
    char *p = arena_alloc(a, 10);
    assert_false(__asan_address_is_poisoned(p + 9));
    assert_true(__asan_address_is_poisoned(p + 16));
    char *q = arena_alloc(a, 10);
    assert_true(__asan_address_is_poisoned(q - 1));
    arena_reset(a);
    assert_true(__asan_address_is_poisoned(p));
    arena_free(a);
}
#endif

static void buf_bounds_and_says_so(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 10);
    assert_null(b.data);
    buf_puts(&b, "12345");
    buf_append(&b, "67890", 5);
    assert_false(b.overflow);
    assert_string_equal(b.data, "1234567890");
    buf_putc(&b, 'x');
    assert_true(b.overflow);
    assert_int_equal(b.len, 10);
    buf_clear(&b);
    buf_puts(&b, "ok"); /* cleared: works again */
    assert_string_equal(b.data, "ok");
    assert_null(buf_reserve(&b, 9));
    buf_puts(&b, "no"); /* after an overflow nothing is added */
    assert_string_equal(b.data, "ok");
    buf_free(&b);
}

static void buf_prints_long_text_and_hands_it_over(void **state)
{
    (void)state;
    struct buf b;
    size_t n = 0;
    buf_init(&b, 100000);
    buf_printf(&b, "%s-%0*d", "a", 3000, 1);
    assert_int_equal(b.len, 3002);
    char *p = buf_detach(&b, &n);
    assert_int_equal(n, 3002);
    assert_int_equal(strlen(p), 3002);
    assert_null(b.data);
    mem_free(p);
    p = buf_detach(&b, &n); /* of an empty one: an empty text */
    assert_string_equal(p, "");
    mem_free(p);
    buf_printf(&b, "%0*d", 200000, 1);
    assert_true(b.overflow);
    buf_free(&b);
    buf_init(&b, 0);
    buf_puts(&b, "");
    assert_false(b.overflow);
    buf_puts(&b, "x");
    assert_true(b.overflow);
    buf_free(&b);
}

static void mem_try_fails_when_told(void **state)
{
    (void)state;
    mem_fail_at(2);
    void *one = mem_try(8), *two = mem_try(8), *three = mem_try(8);
    assert_non_null(one);
    assert_null(two);
    assert_non_null(three);
    mem_free(one);
    mem_free(three);
    char *s = mem_strdup(NULL);
    assert_string_equal(s, "");
    mem_free(s);
    int *zeros = mem_array(100, sizeof *zeros);
    for (int i = 0; i < 100; i++)
        assert_int_equal(zeros[i], 0);
    mem_free(zeros);
}

static void *other_thread(void *arg)
{
    (void)arg;
    enum err e = err_set(ERR_IO, "other");
    return e == ERR_IO && strcmp(err_detail(), "other") == 0 ? NULL : (void *)1;
}

static void err_detail_belongs_to_the_thread(void **state)
{
    (void)state;
    err_clear();
    assert_string_equal(err_detail(), "");
    assert_int_equal(err_set(ERR_INVALID, "bad %d", 7), ERR_INVALID);
    pthread_t t;
    void *failed = (void *)1;
    assert_int_equal(pthread_create(&t, NULL, other_thread, NULL), 0);
    pthread_join(t, &failed);
    assert_null(failed);
    assert_string_equal(err_detail(), "bad 7");
    assert_int_equal(err_set(ERR_CORRUPT, "again: %s", err_detail()), ERR_CORRUPT); /* its own detail as an argument */
    assert_string_equal(err_detail(), "again: bad 7");
    errno = ENOENT;
    assert_int_equal(err_errno(ERR_IO, "open"), ERR_IO);
    assert_string_equal(err_detail(), "open: No such file or directory");
    char long_text[2000];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    assert_int_equal(err_set(ERR_IO, "%s", long_text), ERR_IO);
    assert_int_equal(strlen(err_detail()), 511);
    for (int e = 0; e < ERR_COUNT; e++)
        assert_non_null(err_name((enum err)e));
    assert_string_equal(err_name(ERR_NOT_FOUND), "not_found");
    assert_string_equal(err_name((enum err)999), "internal");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_gives_aligned_zeroed_memory),
        cmocka_unit_test(arena_zeroes_again_after_a_reset),
        cmocka_unit_test(arena_takes_large_and_small_in_any_order),
        cmocka_unit_test(arena_strings),
#ifdef __SANITIZE_ADDRESS__
        cmocka_unit_test(arena_poisons_what_it_did_not_give),
#endif
        cmocka_unit_test(buf_bounds_and_says_so),
        cmocka_unit_test(buf_prints_long_text_and_hands_it_over),
        cmocka_unit_test(mem_try_fails_when_told),
        cmocka_unit_test(err_detail_belongs_to_the_thread),
    };
    return cmocka_run_group_tests_name("core: memory and errors", tests, NULL, NULL);
}
