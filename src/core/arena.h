/*
 * arena.h - a bump allocator for what lives as long as one request or one write.
 *
 * Ownership: `struct arena *` as first parameter of a function means that its result lives in that arena. Arena pointers
 * never enter a queue and never outlive the arena. Not thread-safe: one thread at a time. Under ASan freed space is poisoned.
 */
#ifndef BINNACLE_CORE_ARENA_H
#define BINNACLE_CORE_ARENA_H
#include "core/err.h"
#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(size_t first_block); /* bytes of the first block, 0 = 16 KiB; grows by doubling to 1 MiB blocks */
void arena_free(struct arena *a);            /* a may be NULL */
void arena_reset(struct arena *a);           /* everything is gone; the first block is kept */
size_t arena_used(const struct arena *a);    /* bytes handed out since the last reset */

void *arena_alloc(struct arena *a, size_t n); /* zeroed, 16-byte aligned, never NULL */
void *arena_array(struct arena *a, size_t count, size_t size);
void *arena_memdup(struct arena *a, const void *p, size_t n);
char *arena_strdup(struct arena *a, const char *s);            /* s NULL → NULL */
char *arena_strndup(struct arena *a, const char *s, size_t n); /* always NUL-terminated */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap);

#endif
