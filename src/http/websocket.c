/*
 * websocket.c - frames of RFC 6455: masked from clients, never from us; control frames short and whole; text valid UTF-8.
 */
#include "http/websocket.h"
#include "core/str.h"
#include <openssl/evp.h>
#include <string.h>

void ws_reader_init(struct ws_reader *r)
{
    memset(r, 0, sizeof *r);
    buf_init(&r->in, WS_MESSAGE_MAX * 4);
    buf_init(&r->message, WS_MESSAGE_MAX + 128);
}

void ws_reader_free(struct ws_reader *r)
{
    buf_free(&r->in);
    buf_free(&r->message);
}

bool ws_reader_partial(const struct ws_reader *r)
{
    return r->in.len > 0 || r->fragmented;
}

void ws_feed(struct ws_reader *r, const void *p, size_t n)
{
    buf_append(&r->in, p, n);
}

static bool close_status_valid(int s)
{
    return (s >= 1000 && s <= 1003) || (s >= 1007 && s <= 1014) || (s >= 3000 && s <= 4999);
}

static void consume(struct ws_reader *r, size_t n)
{
    memmove(r->in.data, r->in.data + n, r->in.len - n);
    r->in.len -= n;
    if (r->in.len == 0)
        buf_free(&r->in); /* an idle client keeps no memory */
}

static int control_event(struct ws_event *e, const char *data, size_t n)
{
    e->data = data;
    e->len = n;
    if (e->opcode != WS_CLOSE)
        return 1;
    e->close_status = 1005;
    if (n == 0)
        return 1;
    if (n == 1)
        return -WS_PROTOCOL;
    e->close_status = ((unsigned char)data[0] << 8) | (unsigned char)data[1];
    if (!close_status_valid(e->close_status))
        return -WS_PROTOCOL;
    return str_utf8_valid(data + 2, n - 2) ? 1 : -WS_BAD_TEXT;
}

int ws_next(struct ws_reader *r, struct ws_event *e)
{
    for (;;) {
        if (r->in.overflow)
            return -WS_TOO_BIG;
        if (!r->fragmented) {
            if (r->message.cap > 1024)
                buf_free(&r->message);
            buf_clear(&r->message);
        }
        const unsigned char *p = (const unsigned char *)r->in.data;
        size_t have = r->in.len;
        if (have < 2)
            return 0;
        bool fin = p[0] & 0x80, control = p[0] & 0x08;
        unsigned opcode = p[0] & 0x0F;
        uint64_t len = p[1] & 0x7F;
        if (p[0] & 0x70)
            return -WS_PROTOCOL; /* no extension was agreed */
        if (!(p[1] & 0x80))
            return -WS_PROTOCOL;
        if (opcode != WS_CONTINUATION && opcode != WS_TEXT && opcode != WS_BINARY && opcode != WS_CLOSE && opcode != WS_PING &&
            opcode != WS_PONG)
            return -WS_PROTOCOL;
        if (control && (!fin || len > 125))
            return -WS_PROTOCOL;
        if (!control && (opcode == WS_CONTINUATION) != r->fragmented)
            return -WS_PROTOCOL;
        if (opcode == WS_BINARY)
            return -WS_UNSUPPORTED;
        size_t head = 2;
        if (len == 126) {
            if (have < 4)
                return 0;
            len = (uint64_t)p[2] << 8 | p[3];
            head = 4;
            if (len < 126)
                return -WS_PROTOCOL; /* not the shortest form */
        } else if (len == 127) {
            if (have < 10)
                return 0;
            len = 0;
            for (int i = 2; i < 10; i++)
                len = len << 8 | p[i];
            head = 10;
            if (len < 65536)
                return -WS_PROTOCOL;
        }
        /* Judged by what is announced, before a byte of it is kept. */
        if (len > WS_MESSAGE_MAX || (!control && r->message.len + len > WS_MESSAGE_MAX))
            return -WS_TOO_BIG;
        if (have < head + 4 + len)
            return 0;
        const unsigned char *mask = p + head;
        struct buf *to = &r->message;
        size_t from = to->len;
        char *at = buf_reserve(to, (size_t)len);
        if (!at)
            return -WS_TOO_BIG;
        for (size_t i = 0; i < len; i++)
            at[i] = (char)(p[head + 4 + i] ^ mask[i & 3]);
        at[len] = '\0';
        consume(r, head + 4 + (size_t)len);
        if (control) { /* kept behind the fragments, which stay as they are */
            e->opcode = (enum ws_opcode)opcode;
            return control_event(e, to->data + from, (size_t)len);
        }
        to->len += (size_t)len;
        r->fragmented = !fin;
        if (!fin)
            continue;
        e->opcode = WS_TEXT;
        e->data = to->data ? to->data : "";
        e->len = to->len;
        if (e->len && !str_utf8_valid(e->data, e->len))
            return -WS_BAD_TEXT;
        return 1;
    }
}

size_t ws_header(unsigned char out[WS_HEADER_MAX], enum ws_opcode opcode, size_t len)
{
    out[0] = (unsigned char)(0x80u | (unsigned)opcode);
    if (len < 126) {
        out[1] = (unsigned char)len;
        return 2;
    }
    if (len < 65536) {
        out[1] = 126;
        out[2] = (unsigned char)(len >> 8);
        out[3] = (unsigned char)len;
        return 4;
    }
    out[1] = 127;
    for (unsigned i = 0; i < 8; i++)
        out[2 + i] = (unsigned char)((uint64_t)len >> (56 - 8 * i));
    return 10;
}

size_t ws_close_frame(unsigned char out[128], int status, const char *reason)
{
    size_t n = strnlen(reason, 120);
    out[0] = 0x80 | WS_CLOSE;
    out[1] = (unsigned char)(n + 2);
    out[2] = (unsigned char)(status >> 8);
    out[3] = (unsigned char)status;
    memcpy(out + 4, reason, n);
    return n + 4;
}

const char *ws_accept(struct arena *a, const char *key)
{
    unsigned char *raw, digest[EVP_MAX_MD_SIZE];
    size_t n;
    unsigned digest_n = 0;
    if (strlen(key) != 24 || !str_base64_decode(a, key, 24, &raw, &n) || n != 16)
        return NULL;
    const char *joined = arena_printf(a, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key); /* §1.3 */
    if (EVP_Digest(joined, strlen(joined), digest, &digest_n, EVP_sha1(), NULL) != 1)
        return NULL;
    return str_base64(a, digest, digest_n);
}
