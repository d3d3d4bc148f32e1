/*
 * err.c - error names and the detail buffer of each thread.
 *
 * Threads: any. The detail is thread-local, so that recording one needs no lock and no allocation.
 */
#include "core/err.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static _Thread_local char detail[512];

static const char *const names[ERR_COUNT] = {
    [OK] = "ok",
    [ERR_MALFORMED] = "malformed",
    [ERR_INVALID] = "invalid",
    [ERR_UNAUTHENTICATED] = "unauthenticated",
    [ERR_FORBIDDEN] = "forbidden",
    [ERR_NOT_FOUND] = "not_found",
    [ERR_CONFLICT] = "conflict",
    [ERR_PRECONDITION] = "precondition",
    [ERR_TOO_LARGE] = "too_large",
    [ERR_RATE_LIMITED] = "rate_limited",
    [ERR_BUSY] = "busy",
    [ERR_UPSTREAM] = "upstream",
    [ERR_UNREACHABLE] = "unreachable",
    [ERR_TIMEOUT] = "timeout",
    [ERR_DISK_FULL] = "disk_full",
    [ERR_IO] = "io",
    [ERR_CORRUPT] = "corrupt",
    [ERR_INTERNAL] = "internal",
};

const char *err_name(enum err e)
{
    if ((int)e < 0 || e >= ERR_COUNT)
        return "internal";
    return names[e];
}

enum err err_set(enum err e, const char *fmt, ...)
{
    /* The arguments may point into the old detail ("...: %s", err_detail()), so format beside it. */
    char text[sizeof detail];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    memcpy(detail, text, sizeof detail);
    return e;
}

enum err err_errno(enum err e, const char *fmt, ...)
{
    int saved = errno;
    char text[sizeof detail];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n >= 0 && (size_t)n < sizeof text - 1) {
        snprintf(text + n, sizeof text - (size_t)n, ": %s", strerror(saved));
    }
    memcpy(detail, text, sizeof detail);
    errno = saved;
    return e;
}

const char *err_detail(void)
{
    return detail;
}

void err_clear(void)
{
    detail[0] = '\0';
}
