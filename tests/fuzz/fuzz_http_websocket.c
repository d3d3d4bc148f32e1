/*
 * fuzz_http_websocket.c - any bytes as a client's frames: fed at once or in pieces, the same events come out, and none is over the bound.
 */
#include "http/websocket.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Runs all events; returns a digest of them. */
static uint64_t run(const uint8_t *data, size_t size, size_t piece)
{
    struct ws_reader r;
    struct ws_event e;
    uint64_t digest = 14695981039346656037u;
    int got = 0;
    ws_reader_init(&r);
    for (size_t at = 0; at < size && got >= 0; at += piece) {
        ws_feed(&r, data + at, size - at < piece ? size - at : piece);
        while ((got = ws_next(&r, &e)) > 0) {
            if (e.len > WS_MESSAGE_MAX)
                abort();
            digest = (digest ^ (uint64_t)e.opcode) * 1099511628211u;
            for (size_t i = 0; i < e.len; i++)
                digest = (digest ^ (unsigned char)e.data[i]) * 1099511628211u;
        }
    }
    digest = (digest ^ (uint64_t)-got) * 1099511628211u;
    ws_reader_free(&r);
    return digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || size > 60000)
        return 0;
    size_t piece = 1 + data[0] % 64u;
    if (run(data + 1, size - 1, size) != run(data + 1, size - 1, piece))
        abort();
    return 0;
}
