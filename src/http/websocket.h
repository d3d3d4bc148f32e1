/*
 * websocket.h - RFC 6455 framing: reading a client's frames out of bytes as they come, writing ours. Pure; one thread per reader.
 */
#ifndef BINNACLE_HTTP_WEBSOCKET_H
#define BINNACLE_HTTP_WEBSOCKET_H
#include "core/arena.h"
#include "core/buf.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WS_MESSAGE_MAX (16 * 1024) /* of a client, all its fragments together */
#define WS_HEADER_MAX  10          /* of a frame that we send */

enum ws_opcode { WS_CONTINUATION = 0, WS_TEXT = 1, WS_BINARY = 2, WS_CLOSE = 8, WS_PING = 9, WS_PONG = 10 };
/* Status codes of RFC 6455 §7.4.1 that we send. */
enum ws_status { WS_OK = 1000, WS_PROTOCOL = 1002, WS_UNSUPPORTED = 1003, WS_BAD_TEXT = 1007, WS_TOO_BIG = 1009 };

struct ws_reader {
    struct buf in;      /* bytes of frames that are not whole yet */
    struct buf message; /* unmasked fragments of the message being read */
    bool fragmented;
};

struct ws_event {
    enum ws_opcode opcode; /* WS_TEXT: a whole message; WS_CLOSE, WS_PING, WS_PONG */
    const char *data;      /* valid until the next call */
    size_t len;
    int close_status; /* of WS_CLOSE; 1005 when the client gave none */
};

void ws_reader_init(struct ws_reader *r);
void ws_reader_free(struct ws_reader *r);
bool ws_reader_partial(const struct ws_reader *r); /* in the middle of a frame or message */
/* Where the next bytes go: room for n. NULL when the bound is reached, which ws_next prevents. */
void ws_feed(struct ws_reader *r, const void *p, size_t n);
/* 1: *e is filled; 0: more bytes are needed; < 0: minus the status to close with. */
int ws_next(struct ws_reader *r, struct ws_event *e);

/* Writes the header of an unmasked final frame; returns its length. */
size_t ws_header(unsigned char out[WS_HEADER_MAX], enum ws_opcode opcode, size_t len);
/* A close frame with a status and a reason of at most 120 bytes. Returns its length; out must hold 128 bytes. */
size_t ws_close_frame(unsigned char out[128], int status, const char *reason);
/* Sec-WebSocket-Accept for a Sec-WebSocket-Key; NULL when the key is not 16 bytes in base64. */
const char *ws_accept(struct arena *a, const char *key);

#endif
