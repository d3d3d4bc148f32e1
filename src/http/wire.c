/*
 * wire.c - reading and writing one client connection without waiting, plain or TLS, and how much of a request has arrived.
 *
 * Threads: the connection's owner at that time (front.h).
 */
#include "core/mem.h"
#include "http/civet.h"
#include "http/front.h"
#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define IN_FIRST 2048

/* The number of a Content-Length header between p and end; 0: none or not a small plain number; -1: chunked or expecting a 100. The strict
 * reading is the parser's (civet.h): this one only decides whether to wait. */
static long awaited_body(const char *p, const char *end)
{
    long length = 0;
    for (const char *line = p; line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        if (!stop)
            break;
        size_t n = (size_t)(stop - line);
        if (n > 15 && strncasecmp(line, "Content-Length:", 15) == 0) {
            const char *d = line + 15;
            while (d < stop && (*d == ' ' || *d == '\t'))
                d++;
            for (length = 0; d < stop && *d >= '0' && *d <= '9' && length <= FRONT_BODY_MAX; d++)
                length = length * 10 + (*d - '0');
        } else if ((n > 18 && strncasecmp(line, "Transfer-Encoding:", 18) == 0) || (n > 7 && strncasecmp(line, "Expect:", 7) == 0)) {
            return -1;
        }
        line = stop + 1;
    }
    return length;
}

enum wire_input wire_input(struct wire *w)
{
    if (w->want > 0)
        return w->in_len >= w->want ? WIRE_READY : WIRE_MORE;
    /* Empty lines before a request are allowed (RFC 9112 §2.2). */
    size_t skip = 0;
    while (skip + 1 < w->in_len && w->in[skip] == '\r' && w->in[skip + 1] == '\n' && skip < 8)
        skip += 2;
    if (skip > 0) {
        memmove(w->in, w->in + skip, w->in_len - skip);
        w->in_len -= skip;
        w->scanned = 0;
    }
    for (size_t i = w->scanned; i < w->in_len; i++) {
        unsigned char c = (unsigned char)w->in[i];
        if (c >= 0x20 || c == '\t' || c == '\r')
            continue;
        /* What the parser refuses anyway is answered at once. */
        if (c != '\n' || i == 0 || w->in[i - 1] != '\r')
            return WIRE_READY;
        if (i < 3 || w->in[i - 2] != '\n')
            continue;
        long body = awaited_body(w->in, w->in + i + 1);
        w->want = i + 1 + (body > 0 && body <= FRONT_BODY_MAX ? (size_t)body : 0);
        return w->in_len >= w->want ? WIRE_READY : WIRE_MORE;
    }
    w->scanned = w->in_len;
    return w->in_len >= CIVET_HEAD_MAX ? WIRE_TOO_LONG : WIRE_MORE;
}

int wire_fill(struct wire *w)
{
    size_t bound = w->want > CIVET_HEAD_MAX ? w->want : CIVET_HEAD_MAX;
    int total = 0;
    w->more = false;
    while (w->in_len < bound) {
        if (w->in_len + 512 > w->in_cap && w->in_cap < bound + 1) {
            size_t cap = w->in_cap ? w->in_cap * 2 : IN_FIRST;
            if (cap < w->want + 1)
                cap = w->want + 1;
            if (cap > bound + 1)
                cap = bound + 1;
            w->in = mem_resize(w->in, cap);
            w->in_cap = cap;
        }
        size_t room = w->in_cap - 1 - w->in_len;
        if (room == 0)
            break;
        ssize_t n;
        if (w->ssl) {
            ERR_clear_error();
            n = SSL_read(w->ssl, w->in + w->in_len, (int)room);
            if (n <= 0) {
                int why = SSL_get_error(w->ssl, (int)n);
                if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE)
                    return total;
                return total > 0 && why == SSL_ERROR_ZERO_RETURN ? total : -1;
            }
        } else {
            n = recv(w->fd, w->in + w->in_len, room, 0);
            if (n < 0 && errno == EINTR)
                continue;
            if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
                return total;
            if (n <= 0)
                return total > 0 ? total : -1;
        }
        w->in_len += (size_t)n;
        total += (int)n;
        /* A short read of a plain socket emptied it: no second call only to hear so. */
        if (!w->ssl && (size_t)n < room)
            return total;
    }
    w->more = true;
    return total;
}

ssize_t wire_send(struct wire *w, const void *p, size_t n)
{
    if (n == 0)
        return 0;
    for (;;) {
        if (w->ssl) {
            ERR_clear_error();
            int sent = SSL_write(w->ssl, p, (int)(n > INT_MAX ? INT_MAX : n));
            if (sent > 0)
                return sent;
            int why = SSL_get_error(w->ssl, sent);
            return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? 0 : -1;
        }
        ssize_t sent = send(w->fd, p, n, MSG_NOSIGNAL);
        if (sent >= 0)
            return sent;
        if (errno == EINTR)
            continue;
        return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
    }
}

ssize_t wire_send2(struct wire *w, const void *p, size_t n, const void *q, size_t m)
{
    if (m == 0)
        return wire_send(w, p, n);
    if (w->ssl) {
        /* One TLS record for what fits into it. */
        unsigned char joined[16 * 1024];
        if (n + m <= sizeof joined) {
            memcpy(joined, p, n);
            memcpy(joined + n, q, m);
            return wire_send(w, joined, n + m);
        }
        size_t total = 0;
        for (;;) {
            const char *at = total < n ? (const char *)p + total : (const char *)q + (total - n);
            size_t left = total < n ? n - total : m - (total - n);
            ssize_t sent = wire_send(w, at, left);
            if (sent < 0)
                return -1;
            total += (size_t)sent;
            if ((size_t)sent < left || total == n + m)
                return (ssize_t)total;
        }
    }
    struct iovec parts[2] = { { (void *)(uintptr_t)p, n }, { (void *)(uintptr_t)q, m } };
    struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
    for (;;) {
        ssize_t sent = sendmsg(w->fd, &message, MSG_NOSIGNAL);
        if (sent >= 0)
            return sent;
        if (errno == EINTR)
            continue;
        return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
    }
}

bool wire_wait(struct wire *w, bool to_write, int ms)
{
    if (!to_write && w->ssl && SSL_pending(w->ssl) > 0)
        return true;
    struct pollfd p = { .fd = w->fd, .events = to_write ? POLLOUT : POLLIN };
    return poll(&p, 1, ms) > 0;
}
