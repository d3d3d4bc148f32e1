/*
 * mem.c - the only calls of malloc and friends.
 *
 * Threads: any. A failed small allocation ends the process: everything acknowledged is on disk, and the supervisor restarts it.
 */
#include "core/mem.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Atomic unsigned long fail_countdown;

static _Noreturn void out_of_memory(size_t n)
{
    char line[96];
    int len = snprintf(line, sizeof line, "binnacle: out of memory (%zu bytes), stopping\n", n);
    if (len > 0 && write(STDERR_FILENO, line, (size_t)len) < 0) { /* nothing more can be said */
    }
    abort();
}

void *mem_alloc(size_t n)
{
    void *p = calloc(1, n ? n : 1);
    if (!p)
        out_of_memory(n);
    return p;
}

void *mem_array(size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n))
        out_of_memory(SIZE_MAX);
    return mem_alloc(n);
}

void *mem_resize(void *p, size_t n)
{
    void *q = realloc(p, n ? n : 1);
    if (!q)
        out_of_memory(n);
    return q;
}

static bool fails_now(void)
{
    if (atomic_load_explicit(&fail_countdown, memory_order_relaxed) == 0)
        return false;
    unsigned long left = atomic_load(&fail_countdown);
    while (left != 0 && !atomic_compare_exchange_weak(&fail_countdown, &left, left - 1)) { /* another thread counted first */
    }
    return left == 1;
}

void *mem_try(size_t n)
{
    return fails_now() ? NULL : malloc(n ? n : 1);
}

void *mem_try_resize(void *p, size_t n)
{
    return fails_now() ? NULL : realloc(p, n ? n : 1);
}

char *mem_strdup(const char *s)
{
    return s ? mem_strndup(s, strlen(s)) : mem_strndup("", 0);
}

char *mem_strndup(const char *s, size_t n)
{
    n = strnlen(s, n);
    char *p = mem_alloc(n + 1);
    memcpy(p, s, n);
    return p;
}

void mem_free(void *p)
{
    free(p);
}

void mem_fail_at(unsigned long n)
{
    atomic_store(&fail_countdown, n);
}

unsigned long mem_fail_left(void)
{
    return atomic_load(&fail_countdown);
}
