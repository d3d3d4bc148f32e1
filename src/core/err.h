/*
 * err.h - how a function says that it failed.
 *
 * Every fallible function returns enum err. The detail (one English sentence for a person) is recorded once, where the
 * failure happens, in a buffer of the calling thread; the boundary (router, command line, job) logs or shows it once.
 * The router alone maps enum err to HTTP status codes (http/router.c).
 */
#ifndef BINNACLE_CORE_ERR_H
#define BINNACLE_CORE_ERR_H

#define MUST_CHECK             __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

enum err {
    OK = 0,
    ERR_MALFORMED,       /* cannot be parsed (400) */
    ERR_INVALID,         /* well-formed but not acceptable (422) */
    ERR_UNAUTHENTICATED, /* not signed in (401) */
    ERR_FORBIDDEN,       /* signed in, not allowed (403) */
    ERR_NOT_FOUND,       /* absent, or another tenant's (404) */
    ERR_CONFLICT,        /* state or version conflict, duplicate (409) */
    ERR_PRECONDITION,    /* If-Match failed (412) */
    ERR_TOO_LARGE,       /* over a stated bound (413) */
    ERR_RATE_LIMITED,    /* too many (429) */
    ERR_BUSY,            /* a bounded queue or pool is full, or stopping (503) */
    ERR_UPSTREAM,        /* a watched system answered wrongly (502) */
    ERR_UNREACHABLE,     /* a watched system cannot be reached (503) */
    ERR_TIMEOUT,         /* a deadline passed (504) */
    ERR_DISK_FULL,       /* no room for the write (507) */
    ERR_IO,              /* a system call failed (500) */
    ERR_CORRUPT,         /* stored data is not what it must be (500) */
    ERR_INTERNAL,        /* a bug (500) */
    ERR_COUNT
};

/* The constant's name in lower case, e.g. "not_found". Static. */
const char *err_name(enum err e);

/* Records the detail for this thread (cut at 511 bytes) and returns e, so that `return err_set(ERR_IO, "...")` reads well. */
MUST_CHECK enum err err_set(enum err e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* As err_set, and appends ": " and strerror(errno). */
MUST_CHECK enum err err_errno(enum err e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The last recorded detail of this thread, "" if none. Valid until this thread's next err_set. */
const char *err_detail(void);
void err_clear(void);

#endif
