/*
 * dns.c - asking a name server: one question over UDP from a fresh socket (random port) with a random id, again when nothing comes
 * back, over TCP when the answer was truncated; and net_dns, which the dns check uses.
 *
 * Threads: the loop. Always: an answer is believed only when it comes from the asked address (connected socket) with the id and the
 * question that were sent; a name server can send what it likes, dns_message.c reads it.
 */
#include "core/crypto.h"
#include "core/mem.h"
#include "core/str.h"
#include "net/dns_message.h"
#include "net/internal.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define UDP_MAX 4096
#define TCP_MAX 65535

/* ---- one exchange ---- */

static void release(struct exchange *x)
{
    loop_timer_stop(x->net, &x->timer);
    if (x->tcp.net)
        connector_cancel(&x->tcp);
    if (x->watch.fd >= 0) {
        loop_unwatch(x->net, &x->watch);
        close(x->watch.fd);
        x->watch.fd = -1;
    }
    mem_free(x->in);
    x->in = NULL;
}

static void end(struct exchange *x, enum err e, const char *detail, const struct dns_answer *answer)
{
    char copy[200]; /* detail may be in what is released */
    str_copy(copy, sizeof copy, detail);
    release(x);
    x->done(x, e, copy, answer);
}

static void start_tcp(struct exchange *x);

/* Returns true when the exchange has ended (or moved to TCP). */
static bool take_answer(struct exchange *x, const unsigned char *p, size_t n)
{
    struct arena *a = arena_new(4096);
    struct dns_answer answer;
    enum err e = dns_parse(a, p, n, x->id, x->name, x->type, &answer);
    bool ended = true;
    if (e == ERR_NOT_FOUND && !x->over_tcp)
        ended = false; /* a stray or forged packet: the real answer may still come */
    else if (e != OK)
        end(x, ERR_UPSTREAM, err_detail(), NULL);
    else if (answer.truncated && !x->over_tcp)
        start_tcp(x);
    else
        end(x, OK, "", &answer);
    arena_free(a);
    return ended;
}

static void send_query(struct exchange *x)
{
    ssize_t r;
    do
        r = send(x->watch.fd, x->query + 2, x->query_len, MSG_NOSIGNAL);
    while (r < 0 && errno == EINTR); /* other errors: what the socket has to say comes with the read */
}

static void on_udp(struct watch *w, uint32_t events)
{
    struct exchange *x = container_of(w, struct exchange, watch);
    unsigned char packet[UDP_MAX];
    char server[ADDRESS_TEXT], text[200];
    (void)events;
    for (int i = 0; i < 32; i++) { /* a flood of forged packets does not hold the loop */
        ssize_t n = recv(w->fd, packet, sizeof packet, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n < 0) {
            int saved = errno;
            snprintf(text, sizeof text, "name server %s: %s", address_text(&x->server.u.any, server), strerror(saved));
            end(x, ERR_UNREACHABLE, text, NULL);
            return;
        }
        if (take_answer(x, packet, (size_t)n))
            return;
    }
}

static void on_timer(struct timer *t)
{
    struct exchange *x = container_of(t, struct exchange, timer);
    char server[ADDRESS_TEXT], text[200];
    int64_t now = loop_now();
    if (now >= x->deadline) {
        snprintf(text, sizeof text, "no answer from name server %s", address_text(&x->server.u.any, server));
        end(x, ERR_TIMEOUT, text, NULL);
        return;
    }
    if (!x->over_tcp)
        send_query(x);
    int64_t next = now + x->resend_us;
    loop_timer_set(x->net, t, next < x->deadline && !x->over_tcp ? next : x->deadline);
}

/* ---- TCP ---- */

static void on_tcp(struct watch *w, uint32_t events)
{
    struct exchange *x = container_of(w, struct exchange, watch);
    (void)events;
    if (x->out_len < x->query_len + 2) {
        ssize_t n = send(w->fd, x->query + x->out_len, x->query_len + 2 - x->out_len, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR) {
            end(x, ERR_UPSTREAM, "the name server closed the TCP connection", NULL);
            return;
        }
        if (n > 0)
            x->out_len += (size_t)n;
        if (x->out_len == x->query_len + 2)
            loop_watch(x->net, w, EPOLLIN);
        return;
    }
    size_t want = x->in_len < 2 ? 2 : 2 + ((size_t)x->in[0] << 8 | x->in[1]);
    ssize_t n = recv(w->fd, x->in + x->in_len, want - x->in_len, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        end(x, ERR_UPSTREAM, "the name server closed the TCP connection", NULL);
        return;
    }
    x->in_len += (size_t)n;
    if (x->in_len < 2)
        return;
    want = 2 + ((size_t)x->in[0] << 8 | x->in[1]);
    if (x->in_len == want)
        take_answer(x, x->in + 2, want - 2);
}

static void on_tcp_connected(struct connector *c, enum err e, const char *detail)
{
    struct exchange *x = container_of(c, struct exchange, tcp);
    if (e != OK) {
        end(x, e, detail, NULL);
        return;
    }
    x->watch = (struct watch){ .fd = c->fd, .fn = on_tcp };
    c->fd = -1;
    x->in = mem_alloc(2 + TCP_MAX);
    if (!loop_watch(x->net, &x->watch, EPOLLOUT))
        end(x, ERR_IO, "cannot watch a socket", NULL);
}

static void start_tcp(struct exchange *x)
{
    char host[ADDRESS_TEXT];
    loop_unwatch(x->net, &x->watch);
    close(x->watch.fd);
    x->watch.fd = -1;
    x->over_tcp = true;
    x->query[0] = (unsigned char)(x->query_len >> 8);
    x->query[1] = (unsigned char)x->query_len;
    loop_timer_set(x->net, &x->timer, x->deadline);
    address_text(&x->server.u.any, host);
    char *colon = strrchr(host, ':');
    *colon = '\0';
    int port = ntohs(x->server.u.any.sa_family == AF_INET ? x->server.u.v4.sin_port : x->server.u.v6.sin6_port);
    connector_start(&x->tcp, x->net, host, port, x->deadline, NULL, on_tcp_connected);
}

enum err exchange_start(struct exchange *x, struct net *n, const struct address *server, const char *name, int type, int64_t deadline,
                        int64_t resend_us,
                        void (*done)(struct exchange *x, enum err e, const char *detail, const struct dns_answer *answer))
{
    memset(x, 0, sizeof *x);
    x->net = n;
    x->watch = (struct watch){ .fd = -1, .fn = on_udp };
    x->timer.fn = on_timer;
    x->server = *server;
    x->type = type;
    x->deadline = deadline;
    x->resend_us = resend_us;
    x->done = done;
    crypto_random(&x->id, sizeof x->id);
    x->query_len = dns_query(x->query + 2, x->id, name, type);
    if (x->query_len == 0 || str_copy(x->name, sizeof x->name, name) >= sizeof x->name)
        return err_set(ERR_INVALID, "\"%.100s\" is not a domain name", name);

    x->watch.fd = socket(server->u.any.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (x->watch.fd < 0 || connect(x->watch.fd, &server->u.any, server->len) != 0 || !loop_watch(n, &x->watch, EPOLLIN)) {
        char text[ADDRESS_TEXT], detail[200];
        int saved = errno;
        snprintf(detail, sizeof detail, "cannot ask name server %s: %s", address_text(&server->u.any, text), strerror(saved));
        end(x, saved == EMFILE || saved == ENFILE ? ERR_BUSY : ERR_UNREACHABLE, detail, NULL);
        return OK;
    }
    send_query(x);
    int64_t next = loop_now() + resend_us;
    loop_timer_set(n, &x->timer, next < deadline ? next : deadline);
    return OK;
}

void exchange_cancel(struct exchange *x)
{
    if (!x->net)
        return;
    release(x);
}

/* ---- net_dns ---- */

struct dns_op {
    struct op op;
    struct exchange exchange;
    char name[256];
    bool system_server;
    struct address server;
    int type, timeout_ms;
    int64_t started;
    struct net_policy *policy;
    void (*done)(void *arg, const struct net_dns_result *r);
    void *arg;
};

static void dns_finish(struct dns_op *d, struct net_dns_result *r)
{
    r->timing.total_us = loop_now() - d->started;
    r->timing.dns_us = r->timing.total_us;
    if (!r->detail)
        r->detail = "";
    if (!r->rcode)
        r->rcode = "";
    op_end(&d->op);
    d->done(d->arg, r);
    net_policy_unref(d->policy);
    mem_free(d);
}

static void dns_answered(struct exchange *x, enum err e, const char *detail, const struct dns_answer *answer)
{
    struct dns_op *d = container_of(x, struct dns_op, exchange);
    const char *records[DNS_RECORDS_MAX];
    struct net_dns_result r = { .err = e, .detail = detail, .records = records };
    if (e == OK) {
        r.rcode = dns_rcode_name(answer->rcode);
        for (size_t i = 0; i < answer->count; i++)
            records[r.record_count++] = answer->records[i].text;
    }
    dns_finish(d, &r);
}

static void dns_begin(struct op *o)
{
    struct dns_op *d = container_of(o, struct dns_op, op);
    struct net_dns_result r = { 0 };
    char text[ADDRESS_TEXT], detail[160];
    if (d->system_server && !resolver_server(o->net, 0, &d->server)) {
        r.err = ERR_UNREACHABLE;
        r.detail = "this machine has no name server configured";
    } else if (!d->system_server && !policy_allows(d->policy, &d->server.u.any)) {
        snprintf(detail, sizeof detail, "the address %s is not allowed for this tenant", address_text(&d->server.u.any, text));
        r.err = ERR_FORBIDDEN;
        r.detail = detail;
    } else {
        int64_t resend = d->timeout_ms * US_PER_MS / 3;
        r.err = exchange_start(&d->exchange, o->net, &d->server, d->name, d->type, d->started + d->timeout_ms * US_PER_MS,
                               resend < 2 * US_PER_S ? resend : 2 * US_PER_S, dns_answered);
        if (r.err == OK)
            return;
        r.detail = err_detail();
    }
    dns_finish(d, &r);
}

static void dns_abort(struct op *o)
{
    struct dns_op *d = container_of(o, struct dns_op, op);
    exchange_cancel(&d->exchange);
    dns_finish(d, &(struct net_dns_result){ .err = ERR_BUSY, .detail = "stopping" });
}

enum err net_dns(struct net *n, const struct net_dns_request *rq, void (*done)(void *arg, const struct net_dns_result *r), void *arg)
{
    unsigned char scratch[DNS_QUERY_MAX];
    int type = dns_type(rq->type);
    if (type == 0)
        return err_set(ERR_INVALID, "\"%.20s\" is not a record type that can be asked for", rq->type);
    if (strlen(rq->name) > 254 || dns_query(scratch, 0, rq->name, type) == 0)
        return err_set(ERR_INVALID, "\"%.100s\" is not a domain name", rq->name);
    struct dns_op *d = mem_alloc(sizeof *d);
    d->system_server = !rq->server || !rq->server[0];
    if (!d->system_server && !address_parse_port(rq->server, 53, &d->server)) {
        mem_free(d);
        return err_set(ERR_INVALID, "\"%.60s\" is not the address of a name server", rq->server);
    }
    d->op = (struct op){ .begin = dns_begin, .abort = dns_abort, .gauge = &net_gauges(n)->tcp };
    d->exchange.watch.fd = -1;
    d->type = type;
    d->timeout_ms = rq->timeout_ms;
    d->started = loop_now();
    d->policy = net_policy_ref(rq->policy);
    d->done = done;
    d->arg = arg;
    str_copy(d->name, sizeof d->name, rq->name);
    enum err e = op_start(n, &d->op);
    if (e != OK) {
        net_policy_unref(d->policy);
        mem_free(d);
    }
    return e;
}
