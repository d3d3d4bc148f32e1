/*
 * test_bytes.c - the release's memcpy, memmove and strlen against the C library's, at every length and offset that takes another way.
 */
#include "core/bytes.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
/* after those: */
#include <cmocka.h>

#define SPAN 4096

static unsigned char from[SPAN], ours[SPAN], theirs[SPAN];

static void fill(void)
{
    uint32_t v = 1;
    for (size_t i = 0; i < SPAN; i++) {
        v = v * 1664525u + 1013904223u;
        from[i] = ours[i] = theirs[i] = (unsigned char)(v >> 24);
    }
}

static size_t length_at(size_t i)
{
    return i < 300 ? i : 300 + (i - 300) * 61; /* 300 … about 3,000 */
}

static void copies(void **state)
{
    (void)state;
    for (size_t i = 0; length_at(i) < 3000; i++) {
        for (size_t offset = 0; offset < 17; offset += 3) {
            size_t n = length_at(i);
            fill();
            assert_ptr_equal(bytes_copy(ours + offset, from + 40 - offset, n), ours + offset);
            memcpy(theirs + offset, from + 40 - offset, n);
            assert_memory_equal(ours, theirs, SPAN);
        }
    }
}

static void moves_what_overlaps(void **state)
{
    (void)state;
    static const int shifts[] = { -900, -64, -17, -16, -15, -3, -1, 0, 1, 3, 15, 16, 17, 64, 900 };
    for (size_t i = 0; length_at(i) < 2000; i++) {
        for (size_t k = 0; k < sizeof shifts / sizeof *shifts; k++) {
            size_t n = length_at(i);
            fill();
            assert_ptr_equal(bytes_move(ours + 1000 + shifts[k], ours + 1000, n), ours + 1000 + shifts[k]);
            memmove(theirs + 1000 + shifts[k], theirs + 1000, n);
            assert_memory_equal(ours, theirs, SPAN);
        }
    }
}

static void lengths(void **state)
{
    (void)state;
    for (size_t n = 0; n < 200; n++) {
        for (size_t offset = 0; offset < 33; offset++) {
            memset(ours, 'x', SPAN);
            if (offset > 0)
                ours[offset - 1] = '\0'; /* before the text: does not count */
            ours[offset + n] = ours[offset + n + 1] = '\0';
            assert_int_equal(bytes_length((const char *)ours + offset), n);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(copies), cmocka_unit_test(moves_what_overlaps), cmocka_unit_test(lengths) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
