/*
 * mem.h - the only door to the allocator. Small allocations abort on failure (a box out of memory restarts under its
 * supervisor with everything acknowledged on disk); client-sized ones are bounded by the caller first and use mem_try.
 */
#ifndef BINNACLE_CORE_MEM_H
#define BINNACLE_CORE_MEM_H
#include <stddef.h>

void *mem_alloc(size_t n);                  /* zeroed; never NULL; n > 0 */
void *mem_array(size_t count, size_t size); /* zeroed; checks the product; never NULL */
void *mem_resize(void *p, size_t n);        /* never NULL; new bytes are not zeroed */
void *mem_try(size_t n);                    /* not zeroed; NULL when there is no memory (errors are the caller's) */
void *mem_try_resize(void *p, size_t n);    /* the same with what p holds; NULL: p stays as it is */
char *mem_strdup(const char *s);            /* never NULL; s may be NULL, then "" */
char *mem_strndup(const char *s, size_t n);
void mem_free(void *p); /* p may be NULL */

/* Test hook: the n-th mem_try from now fails (0 switches it off), in whatever thread. Per process; for torture tests. */
void mem_fail_at(unsigned long n);
unsigned long mem_fail_left(void); /* what is left of n; 0: it has failed, or is off */

#endif
