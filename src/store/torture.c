/*
 * torture.c - in builds for fault tests (BINNACLE_FAULTS) SQLite allocates through core/mem.h, where a test makes the n-th allocation fail
 * (tests/fault/test_allocations.py). Nothing of this is in other builds.
 *
 * Threads: installed once, before the first use of SQLite; then any.
 */
#include "store/internal.h"

#ifdef BINNACLE_FAULTS
#include "core/log.h"
#include "core/mem.h"

#define HEAD 16 /* the size lies before what SQLite gets, aligned as malloc would */

static void *take(int n)
{
    char *p = mem_try((size_t)n + HEAD);
    if (!p)
        return NULL;
    *(int *)(void *)p = n;
    return p + HEAD;
}

static void give_back(void *p)
{
    if (p)
        mem_free((char *)p - HEAD);
}

static void *resize(void *p, int n)
{
    char *q = mem_try_resize((char *)p - HEAD, (size_t)n + HEAD);
    if (!q)
        return NULL;
    *(int *)(void *)q = n;
    return q + HEAD;
}

static int size_of(void *p)
{
    return p ? *(int *)(void *)((char *)p - HEAD) : 0;
}

static int round_up(int n)
{
    return (n + 7) & ~7;
}

static int begin(void *arg)
{
    (void)arg;
    return SQLITE_OK;
}

static void end(void *arg)
{
    (void)arg;
}

static void install(void)
{
    static const struct sqlite3_mem_methods methods = { take, give_back, resize, size_of, round_up, begin, end, NULL };
    /* Without its small pools, so that every allocation can be the one that fails. */
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK || sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) != SQLITE_OK)
        log_warn("SQLite was in use before its allocator could be replaced", NULL);
}

void torture_install(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install);
}
#else
void torture_install(void)
{
}
#endif
