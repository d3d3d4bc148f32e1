/*
 * buf.h - a growing byte buffer with a bound. A failed append (over the bound) marks the buffer as overflowed and later
 * appends do nothing, so that a writer checks once at the end. Not thread-safe.
 */
#ifndef BINNACLE_CORE_BUF_H
#define BINNACLE_CORE_BUF_H
#include "core/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    char *data; /* NUL-terminated after every append (the NUL is not counted); NULL while empty */
    size_t len;
    size_t cap;
    size_t max; /* bytes; appends beyond it set overflow */
    bool overflow;
};

void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b);
void buf_clear(struct buf *b); /* keeps the memory */
void buf_append(struct buf *b, const void *p, size_t n);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_put_int(struct buf *b, int64_t v); /* decimal */
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
char *buf_reserve(struct buf *b, size_t n);   /* room for n more bytes, NULL when over the bound; then add to len */
char *buf_detach(struct buf *b, size_t *len); /* caller owns (mem_free); the buffer is empty afterwards */

#endif
