/*
 * tcp.c - net_tcp: connect, send what is to be sent, look for what is expected in the first 4 KiB.
 *
 * Threads: the loop. Always: at most RECEIVE_MAX bytes are read, whatever the other side sends.
 */
#include "core/mem.h"
#include "core/str.h"
#include "net/internal.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define RECEIVE_MAX 4096
#define SEND_MAX    65536

struct tcp_op {
    struct op op;
    struct connector connector;
    struct watch watch;
    struct timer deadline;
    char host[256];
    char *send, *expect; /* expect NULL: connecting (and sending) is enough */
    size_t send_len, sent, expect_len;
    char received[RECEIVE_MAX + 1];
    size_t received_len;
    int port, timeout_ms;
    int64_t started, first_byte_us;
    struct net_policy *policy;
    void (*done)(void *arg, const struct net_tcp_result *r);
    void *arg;
};

static void tcp_free(struct tcp_op *t)
{
    net_policy_unref(t->policy);
    mem_free(t->send);
    mem_free(t->expect);
    mem_free(t);
}

static void tcp_finish(struct tcp_op *t, enum err e, const char *detail)
{
    struct net_tcp_result r = {
        .err = e, .detail = detail ? detail : "", .remote = t->connector.remote, .received = t->received, .received_len = t->received_len
    };
    loop_timer_stop(t->op.net, &t->deadline);
    r.timing.dns_us = t->connector.dns_us;
    r.timing.connect_us = t->connector.connect_us;
    r.timing.first_byte_us = t->first_byte_us;
    r.timing.total_us = loop_now() - t->started;
    if (t->connector.net)
        connector_cancel(&t->connector);
    if (t->watch.fd >= 0) {
        loop_unwatch(t->op.net, &t->watch);
        close(t->watch.fd);
    }
    op_end(&t->op);
    t->done(t->arg, &r);
    tcp_free(t);
}

static void io_failed(struct tcp_op *t, int error)
{
    char detail[160];
    snprintf(detail, sizeof detail, "the connection to %s broke: %s", t->connector.remote, strerror(error));
    tcp_finish(t, ERR_UPSTREAM, detail);
}

static void on_io(struct watch *w, uint32_t events)
{
    struct tcp_op *t = container_of(w, struct tcp_op, watch);
    (void)events;
    if (t->sent < t->send_len) {
        ssize_t n = send(w->fd, t->send + t->sent, t->send_len - t->sent, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR) {
            io_failed(t, errno);
            return;
        }
        if (n > 0)
            t->sent += (size_t)n;
        if (t->sent < t->send_len) {
            if (!loop_watch(t->op.net, w, EPOLLOUT))
                tcp_finish(t, ERR_IO, "cannot watch a socket");
            return;
        }
    }
    if (!t->expect) {
        tcp_finish(t, OK, NULL);
        return;
    }
    ssize_t n = recv(w->fd, t->received + t->received_len, RECEIVE_MAX - t->received_len, 0);
    if (n < 0 && errno != EAGAIN && errno != EINTR) {
        io_failed(t, errno);
        return;
    }
    if (n > 0) {
        if (t->received_len == 0)
            t->first_byte_us = loop_now() - t->started;
        t->received_len += (size_t)n;
        if (memmem(t->received, t->received_len, t->expect, t->expect_len)) {
            tcp_finish(t, OK, NULL);
            return;
        }
    }
    if (n == 0)
        tcp_finish(t, ERR_UPSTREAM,
                   t->received_len ? "the connection was closed before the expected text came"
                                   : "the connection was closed without an answer");
    else if (t->received_len == RECEIVE_MAX)
        tcp_finish(t, ERR_UPSTREAM, "the expected text is not in the first 4096 bytes");
    else if (!loop_watch(t->op.net, w, EPOLLIN))
        tcp_finish(t, ERR_IO, "cannot watch a socket");
}

static void on_tcp_connected(struct connector *c, enum err e, const char *detail)
{
    struct tcp_op *t = container_of(c, struct tcp_op, connector);
    if (e != OK) {
        char copy[200];
        str_copy(copy, sizeof copy, detail);
        tcp_finish(t, e, copy);
        return;
    }
    t->watch = (struct watch){ .fd = c->fd, .fn = on_io };
    c->fd = -1;
    on_io(&t->watch, 0);
}

static void on_tcp_deadline(struct timer *timer)
{
    struct tcp_op *t = container_of(timer, struct tcp_op, deadline);
    char detail[160];
    const char *phase = t->watch.fd < 0         ? "while connecting"
                        : t->sent < t->send_len ? "while sending"
                                                : "while waiting for the expected text";
    snprintf(detail, sizeof detail, "no answer within %d ms %s", t->timeout_ms, phase);
    tcp_finish(t, ERR_TIMEOUT, detail);
}

static void tcp_begin(struct op *o)
{
    struct tcp_op *t = container_of(o, struct tcp_op, op);
    int64_t deadline = t->started + t->timeout_ms * US_PER_MS;
    loop_timer_set(o->net, &t->deadline, deadline + 1000); /* the connector's own deadline says more */
    connector_start(&t->connector, o->net, t->host, t->port, deadline, t->policy, on_tcp_connected);
}

static void tcp_abort(struct op *o)
{
    tcp_finish(container_of(o, struct tcp_op, op), ERR_BUSY, "stopping");
}

enum err net_tcp(struct net *n, const struct net_tcp_request *rq, void (*done)(void *arg, const struct net_tcp_result *r), void *arg)
{
    if (!rq->host || !rq->host[0] || strlen(rq->host) > 254 || rq->port < 1 || rq->port > 65535)
        return err_set(ERR_INVALID, "not a usable host and port");
    size_t send_len = rq->send ? strlen(rq->send) : 0, expect_len = rq->expect ? strlen(rq->expect) : 0;
    if (send_len > SEND_MAX || expect_len > RECEIVE_MAX)
        return err_set(ERR_INVALID, "the text to send or to expect is too long");
    struct tcp_op *t = mem_alloc(sizeof *t);
    t->op = (struct op){ .begin = tcp_begin, .abort = tcp_abort, .gauge = &net_gauges(n)->tcp };
    t->watch.fd = -1;
    t->deadline.fn = on_tcp_deadline;
    str_copy(t->host, sizeof t->host, rq->host);
    t->port = rq->port;
    t->timeout_ms = rq->timeout_ms > 0 ? rq->timeout_ms : 10000;
    if (send_len > 0)
        t->send = mem_strdup(rq->send);
    if (expect_len > 0)
        t->expect = mem_strdup(rq->expect);
    t->send_len = send_len;
    t->expect_len = expect_len;
    t->started = loop_now();
    t->policy = net_policy_ref(rq->policy);
    t->done = done;
    t->arg = arg;
    enum err e = op_start(n, &t->op);
    if (e != OK)
        tcp_free(t);
    return e;
}
