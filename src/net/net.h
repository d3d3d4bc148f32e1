/*
 * net.h - everything that leaves the box: one event loop for HTTP (curl multi) and raw sockets, a small pool for what blocks.
 * The only user of libcurl, hiredis, librdkafka, the resolver and child processes.
 *
 * Callbacks run on the event loop thread (net_http, net_tcp, net_tls, net_dns) or on a pool thread (net_pool): they must not block,
 * and they copy what they keep. Every operation has a deadline and ends exactly once. Requests are copied: nothing is kept of the caller's.
 * Every connection is held against the caller's policy at the address really connected to.
 */
#ifndef BINNACLE_NET_NET_H
#define BINNACLE_NET_NET_H
#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"
#include <stdbool.h>
#include <stdint.h>

struct net;
/* Deadlines are held against the system's monotonic clock whatever clock the caller lives by: the network is never faked. */
struct net_options {
    struct clock *clock;             /* of the program; may be NULL */
    int pool_threads;                /* 0 = 32; started when needed, ended when idle */
    int max_http;                    /* concurrent, 0 = 4,096; one that waits costs some 13 KB and a descriptor */
    const char *resolv_conf, *hosts; /* NULL = /etc/resolv.conf, /etc/hosts; a name server may carry a port, as 127.0.0.1:5353 */
};
MUST_CHECK enum err net_new(const struct net_options *o, struct net **out);
void net_free(struct net *n); /* aborts what runs with ERR_BUSY; returns within 3 s even with black-holed targets (blocking pool threads are
                                 then left behind, detached) */

/* Which addresses may be connected to. Text: comma-, space- or newline-separated CIDRs or addresses; a leading '!' denies and wins; a port
 * holds the entry to that port: "0.0.0.0/0, ::/0, !127.0.0.0/8:8080, ![::1/128]:8080". What no entry allows is denied. IPv4-mapped IPv6
 * counts as IPv4, 0.0.0.0 and :: as loopback (which is where a connection to them ends). At most 1,000 entries. */
struct net_policy;
MUST_CHECK enum err net_policy_parse(const char *text, struct net_policy **out); /* ERR_INVALID names the bad entry */
struct net_policy *net_policy_ref(struct net_policy *p);                         /* reference counted, immutable */
void net_policy_unref(struct net_policy *p);
bool net_policy_allows(const struct net_policy *p, const char *address, int port); /* numeric address; NULL policy allows all */

struct net_timing {
    int64_t dns_us, connect_us, tls_us, first_byte_us, total_us;
};
struct net_cert {
    char subject[256], issuer[256];
    int64_t not_before, not_after; /* µs, 0 unknown */
    char san[512];
    bool chain_ok;
    char chain_error[256];
};

struct net_header {
    const char *name, *value;
};
struct net_http_request {
    const char *method, *url;
    const struct net_header *headers;
    size_t header_count;
    const void *body;
    size_t body_len;
    int timeout_ms;    /* total deadline */
    size_t max_body;   /* bytes of the answer kept; more is cut and said */
    int max_redirects; /* 0: none followed; each hop is held against the policy again */
    bool tls_insecure; /* do not verify */
    bool want_cert;
    const char *basic_user, *basic_password; /* NULL: none */
    struct net_policy *policy;               /* referenced while it runs; NULL allows all */
    bool fresh_connection;                   /* do not reuse a kept connection */
};
struct net_http_result {
    enum err err; /* OK when an HTTP answer arrived, whatever its status; ERR_UNREACHABLE, ERR_TIMEOUT, ERR_FORBIDDEN (policy), ERR_UPSTREAM
                     (TLS, protocol) */
    const char *detail; /* a sentence; "" when OK */
    int status;
    const char *content_type; /* NULL: none */
    const struct net_header *headers;
    size_t header_count; /* of the answer, in order, at most 100 and 16 KiB */
    const char *url;     /* the last one asked, after redirects */
    int redirects;       /* followed */
    const char *body;
    size_t body_len;
    bool body_cut;
    const char *remote; /* address:port connected to */
    struct net_timing timing;
    bool has_cert;
    struct net_cert cert;
};
typedef void (*net_http_done)(void *arg, const struct net_http_result *r);
/* ERR_BUSY when max_http run already (the done callback is then not called). */
MUST_CHECK enum err net_http(struct net *n, const struct net_http_request *rq, net_http_done done, void *arg);
/* Blocking form for workers and the command line; the result lives in the arena. */
MUST_CHECK enum err net_http_wait(struct net *n, struct arena *a, const struct net_http_request *rq, struct net_http_result *out);

struct net_tcp_request {
    const char *host;
    int port;
    int timeout_ms;
    const char *send;
    const char *expect; /* substring within the first 4 KiB, NULL: connecting is enough */
    struct net_policy *policy;
};
struct net_tcp_result {
    enum err err;
    const char *detail;
    const char *remote;
    struct net_timing timing;
    const char *received;
    size_t received_len;
};
MUST_CHECK enum err net_tcp(struct net *n, const struct net_tcp_request *rq, void (*done)(void *arg, const struct net_tcp_result *r),
                            void *arg);

/* One datagram; OK says that it left, not that it arrived. Blocks for the name at most; not from a callback. */
#define NET_UDP_MAX 2048
MUST_CHECK enum err net_udp(struct net *n, const char *host, int port, int timeout_ms, struct net_policy *policy, const void *p,
                            size_t size);

/* TLS handshake on host:port with SNI; reports the certificate whether or not it verifies. */
struct net_tls_request {
    const char *host;
    int port;
    const char *sni;
    int timeout_ms;
    struct net_policy *policy;
};
struct net_tls_result {
    enum err err;
    const char *detail;
    const char *remote;
    struct net_timing timing;
    struct net_cert cert;
    const char *protocol;
};
MUST_CHECK enum err net_tls(struct net *n, const struct net_tls_request *rq, void (*done)(void *arg, const struct net_tls_result *r),
                            void *arg);

/* DNS query over UDP (TCP on truncation) to `server` ("addr" or "addr:port", NULL: the first of /etc/resolv.conf). Types A AAAA CNAME MX
 * TXT NS SRV PTR SOA. RFC 1035. */
struct net_dns_request {
    const char *name, *type, *server;
    int timeout_ms;
    struct net_policy *policy;
};
struct net_dns_result {
    enum err err;
    const char *detail;
    struct net_timing timing;
    const char *rcode;
    const char *const *records;
    size_t record_count;
};
MUST_CHECK enum err net_dns(struct net *n, const struct net_dns_request *rq, void (*done)(void *arg, const struct net_dns_result *r),
                            void *arg);

/* Blocking work: fn runs on a pool thread, then done on the same thread with fn's result. timeout_ms is the time that fn may take: when it
 * passes first, or net_free aborts (ERR_BUSY), done is called from another thread while fn may still run: it must not touch what fn writes,
 * and fn's later result is discarded. Work that no thread was free for within timeout_ms ends with ERR_BUSY and is never run. release (may
 * be NULL) is called exactly once, after done was called and fn has returned or will never run. At most pool_threads run; 1,024 wait, then
 * ERR_BUSY. */
MUST_CHECK enum err net_pool(struct net *n, int timeout_ms, enum err (*fn)(void *arg), void (*done)(void *arg, enum err e),
                             void (*release)(void *arg), void *arg);

/* Blocking calls for pool threads. */
struct net_redis_target {
    struct net *net; /* looks the host up within the deadline; NULL: the C library does, in its own time */
    const char *host;
    int port;
    const char *username, *password;
    int db;
    bool tls;
    bool tls_insecure;
    int timeout_ms;
    struct net_policy *policy;
};
struct net_redis_info {
    char role[16], version[32];
    int64_t used_memory, maxmemory, connected_clients, uptime_seconds, keys;
    char link_status[16];
    int64_t ping_us;
};
MUST_CHECK enum err net_redis_probe(struct arena *a, const struct net_redis_target *t, struct net_redis_info *out);

struct net_kafka_target {
    struct net *net; /* as above */
    const char *brokers;
    const char *security_protocol, *sasl_mechanism, *username, *password;
    int timeout_ms;
    struct net_policy *policy;
};
struct net_kafka_info {
    int brokers_known, brokers_reachable;
    int controller_id;
    int topics, partitions, under_replicated, offline;
    char cluster_id[64];
};
MUST_CHECK enum err net_kafka_probe(struct arena *a, const struct net_kafka_target *t, struct net_kafka_info *out);

/* One mail to one SMTP server (RFC 5321). Blocking, for pool threads. */
enum net_smtp_security { NET_SMTP_PLAIN, NET_SMTP_OPPORTUNISTIC /* STARTTLS where it is offered */, NET_SMTP_STARTTLS, NET_SMTP_TLS };
struct net_smtp_request {
    struct net *net; /* looks the host up within the deadline */
    const char *host;
    int port;
    enum net_smtp_security security;
    bool tls_insecure;               /* do not verify the server's certificate */
    const char *username, *password; /* NULL or "": no AUTH */
    const char *from, *to;           /* bare addresses */
    const char *message;             /* RFC 5322, lines end in CRLF */
    size_t message_len;
    int timeout_ms; /* total deadline */
    struct net_policy *policy;
};
struct net_smtp_result {
    int code;           /* the server's last reply code; 0: none */
    bool refused;       /* the recipient is refused for good: do not try again */
    const char *answer; /* the server's last line, in the arena; "" for none */
    int64_t duration_us;
};
/* OK: the server took the mail. ERR_UNREACHABLE, ERR_TIMEOUT, ERR_FORBIDDEN (policy), ERR_UPSTREAM (refused, TLS, AUTH), ERR_INVALID (an
 * address that cannot be written to). */
MUST_CHECK enum err net_smtp(struct arena *a, const struct net_smtp_request *rq, struct net_smtp_result *out);

/* Another program, as another user (never root), within limits, in a process group of its own; blocks until it and all it started are gone.
 * What it prints on either stream is kept up to max_output, the rest is read and dropped. */
struct net_child_request {
    const char *path;
    const char *const *argv; /* argv[0] is its name; NULL-terminated; no shell */
    const char *user;
    const void *input; /* its standard input */
    size_t input_len;
    int timeout_ms; /* then SIGTERM, and SIGKILL 2 s later */
    size_t max_output;
    int64_t cpu_seconds, memory_bytes, file_bytes, processes; /* 0: as it is */
    bool (*stopping)(void *arg);                              /* asked all the time; true: as at the deadline. May be NULL */
    void *arg;
};
struct net_child_result {
    int exit_code, signal; /* signal 0: it exited */
    const char *output;
    size_t output_len;
    bool cut, timed_out, stopped;
};
/* OK when it ran, whatever came of it. ERR_INVALID: no such user or program; ERR_FORBIDDEN: root, or a user that this process cannot
 * become. */
MUST_CHECK enum err net_child_run(struct arena *a, const struct net_child_request *rq, struct net_child_result *out);

struct net_stats {
    int64_t http_active, tcp_active, pool_active, pool_queued, loop_lag_max_us;
};
void net_stats(struct net *n, struct net_stats *out);

#endif
