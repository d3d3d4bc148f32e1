/*
 * bytes.c - memcpy, memmove and strlen for the release, whose C library (musl) has plain ones: a request copies hundreds of short pieces,
 * and `rep movsq` takes longer to begin than most of them take to copy. Any thread.
 *
 * They take the standard names where the C library is not glibc, which chooses good ones itself. Loads from both ends before the stores
 * serve every length of a range without a loop over single bytes.
 */
#include "core/bytes.h"
#include <stdint.h>
#include <string.h>

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-tree-loop-distribute-patterns") /* else a loop of these may become a call of the function that it is in */
#endif

#if defined(__SSE2__)
#include <emmintrin.h>
typedef __m128i piece;
static piece load(const char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}
static void store(char *p, piece v)
{
    _mm_storeu_si128((__m128i *)(void *)p, v);
}
#else
typedef struct {
    uint64_t half[2];
} piece;
static piece load(const char *p)
{
    piece v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
}
static void store(char *p, piece v)
{
    __builtin_memcpy(p, &v, sizeof v);
}
#endif

#define PIECE sizeof(piece)
#define LONG  1024 /* from here the processor's own copy is best */

static void move_short(char *d, const char *s, size_t n)
{
    if (n >= 8) {
        uint64_t a, b;
        __builtin_memcpy(&a, s, 8);
        __builtin_memcpy(&b, s + n - 8, 8);
        __builtin_memcpy(d, &a, 8);
        __builtin_memcpy(d + n - 8, &b, 8);
    } else if (n >= 4) {
        uint32_t a, b;
        __builtin_memcpy(&a, s, 4);
        __builtin_memcpy(&b, s + n - 4, 4);
        __builtin_memcpy(d, &a, 4);
        __builtin_memcpy(d + n - 4, &b, 4);
    } else if (n > 0) {
        char a = s[0], b = s[n / 2], c = s[n - 1];
        d[0] = a;
        d[n / 2] = b;
        d[n - 1] = c;
    }
}

static void forward(char *d, const char *s, size_t n)
{
    piece tail = load(s + n - PIECE);
#if defined(__x86_64__)
    if (n > LONG) {
        __asm__ volatile("rep movsb" : "+D"(d), "+S"(s), "+c"(n) : : "memory");
        return;
    }
#endif
    for (size_t i = 0; i + PIECE < n; i += PIECE)
        store(d + i, load(s + i));
    store(d + n - PIECE, tail);
}

void *bytes_copy(void *restrict to, const void *restrict from, size_t n)
{
    if (n < PIECE)
        move_short(to, from, n);
    else
        forward(to, from, n);
    return to;
}

void *bytes_move(void *to, const void *from, size_t n)
{
    char *d = to;
    const char *s = from;
    if (n < PIECE) {
        move_short(d, s, n);
    } else if ((uintptr_t)d - (uintptr_t)s >= n) { /* apart, or to the front: what a store hits was loaded before */
        forward(d, s, n);
    } else {
        piece head = load(s);
        for (size_t i = n; i > PIECE; i -= PIECE)
            store(d + i - PIECE, load(s + i - PIECE));
        store(d, head);
    }
    return to;
}

/* Aligned pieces: such a load never reaches into a page that the text does not. */
__attribute__((no_sanitize("address"))) size_t bytes_length(const char *s)
{
#if defined(__SSE2__)
    const __m128i zero = _mm_setzero_si128();
    const char *at = (const char *)((uintptr_t)s & ~(uintptr_t)(PIECE - 1));
    unsigned found = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(*(const __m128i *)(const void *)at, zero)) & ~0u << (s - at);
    while (!found) {
        at += PIECE;
        found = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(*(const __m128i *)(const void *)at, zero));
    }
    return (size_t)(at + __builtin_ctz(found) - s);
#else
    const char *p = s;
    while (*p)
        p++;
    return (size_t)(p - s);
#endif
}

#if !defined(__GLIBC__)
void *memcpy(void *restrict to, const void *restrict from, size_t n) __attribute__((alias("bytes_copy")));
void *memmove(void *to, const void *from, size_t n) __attribute__((alias("bytes_move")));
size_t strlen(const char *s) __attribute__((alias("bytes_length")));
#endif
