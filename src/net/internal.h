/*
 * internal.h - what the files of net/ share: the loop's watches, timers and posts, operations, name lookup, connecting.
 * Nobody outside net/ includes it. Unless it says otherwise, everything here runs on the loop thread only.
 */
#ifndef BINNACLE_NET_INTERNAL_H
#define BINNACLE_NET_INTERNAL_H
#include "net/net.h"
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define ADDRESS_TEXT  64 /* "[v6]:port" and NUL */
#define ADDRESSES_MAX 8

/* ---- addresses ---- */
struct address {
    socklen_t len;
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } u;
};
bool address_parse(const char *numeric, int port, struct address *out);           /* "1.2.3.4", "::1" or "[::1]"; any thread */
bool address_parse_port(const char *text, int default_port, struct address *out); /* the same with an optional :port; any thread */
void address_set_port(struct address *a, int port);                               /* any thread */
const char *address_text(const struct sockaddr *sa, char dst[ADDRESS_TEXT]);      /* "1.2.3.4:80"; any thread */
bool policy_allows(const struct net_policy *p, const struct sockaddr *sa);        /* any thread */

/* ---- the loop (net.c) ---- */
struct watch {
    int fd;          /* -1: not watched */
    uint32_t events; /* what epoll was told; 0: not yet */
    void (*fn)(struct watch *w, uint32_t events);
};
bool loop_watch(struct net *n, struct watch *w, uint32_t events); /* adds or changes; false: epoll refused */
void loop_unwatch(struct net *n, struct watch *w);                /* before the descriptor is closed */

struct timer {
    int64_t at;
    size_t index; /* in the heap, from 1; 0: not set */
    void (*fn)(struct timer *t);
};
void loop_timer_set(struct net *n, struct timer *t, int64_t at_us); /* moves it when set already */
void loop_timer_stop(struct net *n, struct timer *t);
int64_t loop_now(void); /* µs, monotonic, of the system: the network is never faked; any thread */

/* A network operation. It is on the loop's list from op_start until op_end, so that stopping can abort it. */
struct op {
    struct op *prev, *next;
    struct net *net;
    void (*begin)(struct op *o); /* first thing on the loop thread */
    void (*abort)(struct op *o); /* ends it with ERR_BUSY */
    _Atomic int64_t *gauge;      /* counts operations of this kind; may be NULL */
};
/* Any thread. ERR_BUSY when the loop is stopping; then nothing was kept. */
MUST_CHECK enum err op_start(struct net *n, struct op *o);
/* As op_start, from a thread that net_free may have left behind: ERR_BUSY when n is gone. */
MUST_CHECK enum err op_start_if_alive(struct net *n, struct op *o);
void op_begin_here(struct net *n, struct op *o); /* the same from the loop thread, for operations inside operations: begin is not called */
void op_end(struct op *o);                       /* takes it off the list; the owner then frees it */
bool loop_is_current(const struct net *n);       /* any thread */

#define container_of(ptr, type, member) ((type *)(void *)((char *)(ptr)-offsetof(type, member)))

/* ---- names (resolve.c) ---- */
struct lookup {
    struct lookup *prev, *next; /* among those waiting for the same name */
    struct name *name;          /* NULL: not waiting */
    void (*done)(struct lookup *l, enum err e, const char *detail, const struct address *list, size_t count); /* port 0 in the addresses */
};
/* Calls done before it returns when the answer is at hand. After done or lookup_cancel the lookup is the owner's again. */
void lookup_start(struct net *n, struct lookup *l, const char *host);
void lookup_cancel(struct net *n, struct lookup *l);

/* From a pool thread, also one that was left behind: the addresses of a host (port 0), before the deadline. net NULL: asks the C library.
 */
MUST_CHECK enum err lookup_wait(struct net *n, const char *host, int64_t deadline, struct address list[ADDRESSES_MAX], size_t *count);

struct resolver;
struct resolver *resolver_new(struct net *n, const char *resolv_conf, const char *hosts);
void resolver_free(struct resolver *r);
/* The i-th name server of the system; false when there are fewer. */
bool resolver_server(struct net *n, size_t i, struct address *out);

/* ---- connecting (connect.c): name → addresses → the first that the policy allows and that accepts ---- */
struct connector {
    struct net *net;
    struct lookup lookup;
    struct watch watch;
    struct timer attempt;
    struct address list[ADDRESSES_MAX];
    size_t count, next;
    int port;
    int64_t started, deadline;
    int64_t dns_us, connect_us;
    struct net_policy *policy; /* not owned */
    int fd;                    /* connected: the owner takes it */
    char remote[ADDRESS_TEXT];
    char problem[160];
    enum err problem_err;
    void (*done)(struct connector *c, enum err e, const char *detail); /* OK: fd is connected and non-blocking */
};
void connector_start(struct connector *c, struct net *n, const char *host, int port, int64_t deadline, struct net_policy *policy,
                     void (*done)(struct connector *c, enum err e, const char *detail));
void connector_cancel(struct connector *c); /* closes what it holds; done is not called */

/* ---- one DNS question to one server (dns.c): UDP, sent again when nothing comes back, TCP when the answer was cut ---- */
struct dns_answer;
struct exchange {
    struct net *net;
    struct watch watch; /* of the UDP or the TCP socket */
    struct timer timer;
    struct connector tcp;
    struct address server;
    char name[256];
    unsigned char query[2 + 300]; /* two bytes of length in front, for TCP */
    size_t query_len;
    int type;
    uint16_t id;
    int64_t deadline, resend_us;
    bool over_tcp;
    unsigned char *in; /* TCP: the answer so far, with its length in front */
    size_t in_len, out_len;
    void (*done)(struct exchange *x, enum err e, const char *detail,
                 const struct dns_answer *answer); /* answer: valid during the call, NULL on error */
};
/* ERR_INVALID (done is not called) when the name is not one. done may be called before this returns. */
MUST_CHECK enum err exchange_start(struct exchange *x, struct net *n, const struct address *server, const char *name, int type,
                                   int64_t deadline, int64_t resend_us,
                                   void (*done)(struct exchange *x, enum err e, const char *detail, const struct dns_answer *answer));
void exchange_cancel(struct exchange *x); /* also right on one that has ended or (zeroed) was never started */

/* ---- TLS (tls.c) ---- */
/* The certificate authorities of this machine, read at first use (some 50 ms) and shared; any thread. NULL: there are none. Not owned. */
X509_STORE *trust_store(void);
/* Fills in what an established or failed handshake saw. chain_ok is the verification's result. */
void cert_describe(SSL *ssl, struct net_cert *out);
/* The text of the calling thread's last OpenSSL error, "" if none; clears the queue. */
const char *tls_error_text(char *dst, size_t size);

/* ---- blocking sockets for pool threads (redis.c, kafka.c) ---- */
/* Connects within the deadline to the first address that the policy allows. *fd is non-blocking. */
MUST_CHECK enum err blocking_connect(struct net *n, const char *host, int port, struct net_policy *policy, int64_t deadline, int *fd,
                                     char remote[ADDRESS_TEXT]);

/* ---- HTTP (http.c) ---- */
struct http_engine;
struct http_engine *http_engine_new(struct net *n, int max);
void http_engine_free(struct http_engine *h); /* after the loop has ended */
struct http_engine *net_http_engine(struct net *n);
struct resolver *net_resolver(struct net *n);

/* ---- the pool (pool.c) ---- */
struct pool;
struct pool *pool_new(int threads);
void pool_stop(struct pool *p, int wait_ms); /* any thread; afterwards p is gone for the caller */
MUST_CHECK enum err pool_submit(struct pool *p, int timeout_ms, enum err (*fn)(void *arg), void (*done)(void *arg, enum err e),
                                void (*release)(void *arg), void *arg);
void pool_counts(struct pool *p, int64_t *active, int64_t *queued);

/* Gauges, any thread. */
struct net_gauges {
    _Atomic int64_t http, tcp;
};
struct net_gauges *net_gauges(struct net *n);

#endif
