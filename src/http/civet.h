/*
 * civet.h - CivetWeb as Binnacle uses it: the parser of request heads and the reader of request bodies. Its listeners, threads, files,
 * forms, CGI and WebSockets are not used: sockets and threads belong to front.h and pool.h, so that no slow client ever holds a thread.
 *
 * Threads: one parser belongs to one worker thread.
 */
#ifndef BINNACLE_HTTP_CIVET_H
#define BINNACLE_HTTP_CIVET_H
#include "core/err.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct civet;  /* one parser with its connection state */
struct ssl_st; /* OpenSSL's SSL */

#define CIVET_HEAD_MAX (16 * 1024) /* bytes of request line and headers */

struct civet_head {
    const char *method, *target; /* as sent; both in the buffer given to civet_parse */
    bool http_1_1;
    int headers;
    int64_t content_length; /* 0: no body; -1: chunked */
};

struct civet *civet_new(void);
void civet_free(struct civet *c);

/* Parses the head at the start of buf, which holds len of cap bytes and the whole head. The buffer is written to and must stay until
 * civet_end. ERR_MALFORMED for what two programs could read differently (RFC 9112 §2.2, §5, §6) and for unknown methods and versions. */
MUST_CHECK enum err civet_parse(struct civet *c, int fd, struct ssl_st *ssl, char *buf, size_t cap, size_t len, struct civet_head *out);
const char *civet_header(const struct civet *c, const char *name); /* the first of that name; NULL */
int civet_header_count(const struct civet *c, const char *name);
void civet_header_at(const struct civet *c, int i, const char **name, const char **value);

/* Next bytes of the body: first those in the buffer, then from the socket. Returns 0 at the end, -1 when it is broken, the client is gone
 * or left_us are over: the deadline is for the whole call, however slowly bytes trickle in. */
int civet_read(struct civet *c, void *p, size_t n, int64_t left_us);
bool civet_body_buffered(const struct civet *c); /* what is left of the body is in the buffer: reading cannot block */

/* After the answer. *used: bytes of the buffer that belong to this request. False: the connection cannot go on (body not read, HTTP/1.0,
 * "Connection: close"). */
bool civet_end(struct civet *c, size_t *used);

/* Version of the library. */
const char *civet_version(void);

#endif
