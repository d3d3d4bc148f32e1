/*
 * net_support.h - small real servers on loopback, inside the test program: a thread that accepts and runs a script per connection.
 */
#ifndef BINNACLE_TESTS_NET_SUPPORT_H
#define BINNACLE_TESTS_NET_SUPPORT_H
#include "net/net.h"
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

struct peer {
    int fd, port;
    pthread_t thread;
    void (*serve)(struct peer *p, int fd); /* one connection; the caller closes fd */
    const char *reply;                     /* for peer_reply */
    char last[8192];                       /* what the last connection sent first */
    _Atomic int connections;
    atomic_bool stop;
    void *extra;
};
void peer_start(struct peer *p, void (*serve)(struct peer *p, int fd)); /* 127.0.0.1, a free port */
void peer_stop(struct peer *p);
void peer_reply(struct peer *p, int fd);   /* reads a request, sends p->reply */
void peer_silence(struct peer *p, int fd); /* reads and never answers, until stopped or closed */

int closed_port(void); /* a port that refuses */

/* A UDP socket (and a TCP one on the same port) that answers name queries with fn: it gets the query and writes the answer; returns its
 * length, 0 for silence. */
struct dns_peer {
    int udp, tcp, port;
    pthread_t thread;
    atomic_bool stop;
    _Atomic int queries, tcp_queries;
    size_t (*answer)(struct dns_peer *d, const unsigned char *query, size_t n, unsigned char *out, bool over_tcp);
};
void dns_peer_start(struct dns_peer *d,
                    size_t (*answer)(struct dns_peer *d, const unsigned char *query, size_t n, unsigned char *out, bool over_tcp));
void dns_peer_stop(struct dns_peer *d);
/* Helpers for answers: copies header and question as a response and returns the length; then adds records for the asked name. */
size_t dns_begin(const unsigned char *query, size_t n, unsigned char *out, int rcode, int answers);
size_t dns_add(unsigned char *out, size_t at, int type, const void *data, size_t n);
int dns_query_type(const unsigned char *query, size_t n);
void dns_query_name(const unsigned char *query, size_t n, char dst[256]);

/* A self-signed certificate for `name` (DNS and 127.0.0.1), valid for `days`, as PEM files; the caller unlinks them. */
void make_certificate(const char *name, int days, const char *cert_path, const char *key_path);

int thread_count(void);
void expect_threads(int count); /* waits for threads that are just ending */
int open_files(void);
#endif
