/*
 * gzip.c - whole buffers compressed and expanded (RFC 1952), with a bound. Any thread.
 */
#include "core/mem.h"
#include "http/private.h"
#include <limits.h>
#include <string.h>
#include <zlib.h>

#define LEVEL       1  /* of answers made at request time: most of the gain at a fraction of the work */
#define WINDOW      14 /* 16 KiB: half the memory of the default, nearly its ratio on JSON */
#define MEMORY      7
#define GZIP_FORMAT 16

/* zlib's state is large: without memory for it the answer goes out as it is. */
static void *take(void *arg, unsigned count, unsigned size)
{
    (void)arg;
    return mem_try((size_t)count * size);
}

static void give_back(void *arg, void *p)
{
    (void)arg;
    mem_free(p);
}

bool gzip_compress(const void *p, size_t n, struct buf *out)
{
    z_stream z;
    memset(&z, 0, sizeof z);
    z.zalloc = take;
    z.zfree = give_back;
    if (n > INT_MAX || deflateInit2(&z, LEVEL, Z_DEFLATED, WINDOW + GZIP_FORMAT, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    size_t room = deflateBound(&z, (uLong)n);
    char *at = buf_reserve(out, room);
    int r = Z_MEM_ERROR;
    if (at) {
        z.next_in = (Bytef *)(uintptr_t)p;
        z.avail_in = (uInt)n;
        z.next_out = (Bytef *)at;
        z.avail_out = (uInt)room;
        r = deflate(&z, Z_FINISH);
        out->len += room - z.avail_out;
    }
    deflateEnd(&z);
    return r == Z_STREAM_END;
}

bool gzip_expand(const void *p, size_t n, struct buf *out)
{
    z_stream z;
    memset(&z, 0, sizeof z);
    z.zalloc = take;
    z.zfree = give_back;
    if (n > INT_MAX || inflateInit2(&z, MAX_WBITS + GZIP_FORMAT) != Z_OK)
        return false;
    z.next_in = (Bytef *)(uintptr_t)p;
    z.avail_in = (uInt)n;
    int r = Z_OK;
    while (r == Z_OK) {
        enum { STEP = 64 * 1024 };
        char *at = buf_reserve(out, STEP);
        if (!at)
            break;
        z.next_out = (Bytef *)at;
        z.avail_out = STEP;
        r = inflate(&z, Z_NO_FLUSH);
        out->len += STEP - z.avail_out;
    }
    inflateEnd(&z);
    return r == Z_STREAM_END;
}
