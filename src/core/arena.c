/*
 * arena.c - bump allocation in blocks that double up to 1 MiB.
 *
 * Threads: one at a time per arena. Always: every block but the current one is full or was too small for a request;
 * under ASan, bytes that were not handed out are poisoned, with a red zone after each allocation.
 */
#include "core/arena.h"
#include "core/mem.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define RED_ZONE       16
#define poison(p, n)   __asan_poison_memory_region((p), (n))
#define unpoison(p, n) __asan_unpoison_memory_region((p), (n))
#else
#define RED_ZONE       0
#define poison(p, n)   ((void)(p), (void)(n))
#define unpoison(p, n) ((void)(p), (void)(n))
#endif

#define ALIGN         16
#define FIRST_DEFAULT (16 * 1024)
#define BLOCK_MAX     (1024 * 1024)

struct block {
    struct block *next; /* older */
    size_t size, used;  /* of the bytes after this header */
};
#define BLOCK_HEAD ((sizeof(struct block) + ALIGN - 1) / ALIGN * ALIGN)

struct arena {
    struct block *top;   /* the one that allocations come from */
    struct block *first; /* kept by a reset */
    size_t next_size;
    size_t used;
};

static unsigned char *block_data(struct block *b)
{
    return (unsigned char *)b + BLOCK_HEAD;
}

static struct block *block_new(size_t size)
{
    if (size > SIZE_MAX - BLOCK_HEAD)
        size = SIZE_MAX - BLOCK_HEAD; /* mem_resize then reports out of memory */
    struct block *b = mem_resize(NULL, BLOCK_HEAD + size);
    b->next = NULL;
    b->size = size;
    b->used = 0;
    poison(block_data(b), size);
    return b;
}

static void block_free(struct block *b)
{
    unpoison(block_data(b), b->size);
    mem_free(b);
}

struct arena *arena_new(size_t first_block)
{
    struct arena *a = mem_alloc(sizeof *a);
    if (first_block == 0)
        first_block = FIRST_DEFAULT;
    a->top = a->first = block_new(first_block);
    a->next_size = first_block < BLOCK_MAX / 2 ? first_block * 2 : BLOCK_MAX;
    return a;
}

void arena_reset(struct arena *a)
{
    while (a->top != a->first) {
        struct block *b = a->top;
        a->top = b->next;
        block_free(b);
    }
    a->first->used = 0;
    a->next_size = a->first->size < BLOCK_MAX / 2 ? a->first->size * 2 : BLOCK_MAX;
    a->used = 0;
    poison(block_data(a->first), a->first->size);
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    arena_reset(a);
    block_free(a->first);
    mem_free(a);
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}

/* Not zeroed. */
static void *take(struct arena *a, size_t n)
{
    size_t need;
    if (__builtin_add_overflow(n ? n : 1, (size_t)RED_ZONE + ALIGN - 1, &need))
        need = SIZE_MAX;
    need &= ~(size_t)(ALIGN - 1);
    struct block *b = a->top;
    if (b->size - b->used < need) {
        if (need > BLOCK_MAX / 4) { /* its own block, put below the top so that the top's room stays in use */
            struct block *big = block_new(need);
            if (b == a->first) { /* the first block must stay last in the list */
                big->next = b;
                a->top = big;
            } else {
                big->next = b->next;
                b->next = big;
            }
            b = big;
        } else {
            while (a->next_size < need)
                a->next_size *= 2;
            struct block *fresh = block_new(a->next_size);
            fresh->next = a->top;
            a->top = fresh;
            if (a->next_size < BLOCK_MAX)
                a->next_size *= 2;
            b = fresh;
        }
    }
    unsigned char *p = block_data(b) + b->used;
    b->used += need;
    a->used += n;
    unpoison(p, n ? n : 1);
    return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
    void *p = take(a, n);
    memset(p, 0, n ? n : 1);
    return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n))
        n = SIZE_MAX; /* ends in out of memory */
    return arena_alloc(a, n);
}

void *arena_memdup(struct arena *a, const void *p, size_t n)
{
    void *q = take(a, n);
    if (n)
        memcpy(q, p, n);
    return q;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return s ? arena_memdup(a, s, strlen(s) + 1) : NULL;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
    n = s ? strnlen(s, n) : 0;
    char *q = take(a, n + 1);
    if (n)
        memcpy(q, s, n);
    q[n] = '\0';
    return q;
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
    char small[256];
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    char *s;
    if (n < 0) {
        s = arena_strdup(a, "");
    } else if ((size_t)n < sizeof small) {
        s = arena_memdup(a, small, (size_t)n + 1);
    } else {
        s = take(a, (size_t)n + 1);
        vsnprintf(s, (size_t)n + 1, fmt, again);
    }
    va_end(again);
    return s;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *s = arena_vprintf(a, fmt, ap);
    va_end(ap);
    return s;
}
