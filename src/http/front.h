/*
 * front.h - client connections while nobody works on them: accepted, in the TLS handshake, waiting for a request, sending what the kernel
 * did not take at once. One epoll thread holds them all, so that a slow or idle client costs bytes, never a worker thread.
 *
 * A connection (struct wire) has one owner at a time: the front, or the worker that front_options.ready gave it to. The worker hands it
 * back with front_park, front_flush, front_linger or front_drop, or keeps the socket with front_detach. Everything is bounded: connections,
 * bytes waiting in each direction, and by deadlines every state.
 */
#ifndef BINNACLE_HTTP_FRONT_H
#define BINNACLE_HTTP_FRONT_H
#include "core/clock.h"
#include "core/err.h"
#include "http/tls.h"
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRONT_BODY_MAX (64 * 1024) /* a body up to this is awaited by the front, a longer one is read by the worker */

enum wire_state { WIRE_HANDSHAKE, WIRE_IDLE, WIRE_HEAD, WIRE_BODY, WIRE_FLUSH, WIRE_LINGER, WIRE_BUSY, WIRE_STATES };

struct wire {
    struct wire *prev, *next; /* list of its state */
    struct wire *dead_next;
    int fd;
    struct ssl_st *ssl; /* NULL: plain */
    enum wire_state state;
    bool dead, listener, keep; /* keep: goes on after WIRE_FLUSH */
    uint32_t events;
    int64_t deadline_us; /* monotonic */
    char *in;            /* what arrived and no request has used yet */
    size_t in_len, in_cap, want, scanned;
    char *out; /* WIRE_FLUSH: owned unless out_static */
    size_t out_len, out_off;
    bool out_static;
    char remote[INET6_ADDRSTRLEN];
    uint16_t remote_port;
    unsigned requests;
    bool more;             /* the last wire_fill stopped for want of room: there may be more to read */
    struct hot_slot *slot; /* hot.c: its place there, NULL: none */
};

struct front;
struct front_options {
    struct clock *clock;
    size_t max_wires;                         /* 0 = 8192; over it the longest waiting one goes */
    void (*ready)(void *ctx, struct wire *w); /* on the front's thread: a request is there as far as it is awaited */
    int (*tick)(
        void *ctx); /* on the front's thread, after what happened; ms until it is due again, -1: not before the next event. May be NULL */
    void *ctx;
};

MUST_CHECK enum err front_new(const struct front_options *o, struct front **out);
/* "[ADDR:]PORT"; *port: the one that was bound. tls NULL: plain. Before front_start. */
MUST_CHECK enum err front_listen(struct front *f, const char *where, struct tls *tls, char address[INET6_ADDRSTRLEN], int *port);
MUST_CHECK enum err front_start(struct front *f);
void front_stop_listening(struct front *f); /* no new connections, idle ones are closed */
void front_abort(struct front *f);          /* shuts down every socket a worker still has */
void front_free(struct front *f);           /* joins the thread, closes everything */

enum wire_input { WIRE_READY, WIRE_MORE, WIRE_TOO_LONG };
/* Whether w->in holds what a worker needs: the head, and the body up to FRONT_BODY_MAX; or something that no more bytes can make right. */
enum wire_input wire_input(struct wire *w);
/* Reads what is there into w->in. > 0 bytes, 0 none now, -1 ended or broken. */
int wire_fill(struct wire *w);
/* Sends without waiting: bytes taken by the kernel (maybe 0), -1 when the connection is broken. */
ssize_t wire_send(struct wire *w, const void *p, size_t n);
ssize_t wire_send2(struct wire *w, const void *p, size_t n, const void *q, size_t m); /* p then q; one system call on a plain connection */
/* Waits until the socket takes or has bytes; false after the time. */
bool wire_wait(struct wire *w, bool to_write, int ms);

void front_poke(struct front *f); /* any thread: the tick is due now */

void front_park(struct front *f, struct wire *w); /* wait for the next request */
/* Sends p+off..n and goes on with the connection, or closes it. The front owns p (mem_free) unless is_static. */
void front_flush(struct front *f, struct wire *w, char *p, size_t n, size_t off, bool is_static, bool keep);
void front_linger(struct front *f, struct wire *w); /* the answer is out, the rest of the request is not wanted: half-close, drain, close */
void front_drop(struct front *f, struct wire *w);   /* close now */
/* Takes the socket out of the front; w is freed. */
void front_detach(struct front *f, struct wire *w, int *fd, struct ssl_st **ssl);

struct front_stats {
    size_t wires, parked, busy, flushing;
    int64_t accepted, timed_out, evicted;
};
void front_stats(struct front *f, struct front_stats *out);

#endif
