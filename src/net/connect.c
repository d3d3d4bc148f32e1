/*
 * connect.c - from a name and a port to a connected socket: look the name up, try its addresses one after the other within the deadline.
 *
 * Threads: the loop; blocking_connect: any pool thread. Always: an address that the policy denies is never connected to.
 */
#include "core/str.h"
#include "net/internal.h"
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void try_next(struct connector *c);

/* Starts connecting; *fd stays open on OK. */
static enum err open_and_connect(const struct address *a, int *fd, char *problem, size_t size)
{
    char text[ADDRESS_TEXT];
    *fd = socket(a->u.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (*fd >= 0) {
        int one = 1;
        setsockopt(*fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (connect(*fd, &a->u.any, a->len) == 0 || errno == EINPROGRESS)
            return OK;
    }
    int saved = errno;
    snprintf(problem, size, "cannot connect to %s: %s", address_text(&a->u.any, text), strerror(saved));
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    return saved == EMFILE || saved == ENFILE || saved == ENOMEM ? ERR_BUSY : ERR_UNREACHABLE;
}

static void close_socket(struct connector *c)
{
    loop_timer_stop(c->net, &c->attempt);
    if (c->fd < 0)
        return;
    loop_unwatch(c->net, &c->watch);
    close(c->fd);
    c->fd = -1;
}

static void finish(struct connector *c, enum err e)
{
    if (e != OK) {
        close_socket(c);
    } else {
        loop_timer_stop(c->net, &c->attempt);
        loop_unwatch(c->net, &c->watch);
        c->connect_us = loop_now() - c->started - c->dns_us;
    }
    c->done(c, e, c->problem);
}

static void on_writable(struct watch *w, uint32_t events)
{
    struct connector *c = container_of(w, struct connector, watch);
    int error = 0;
    socklen_t len = sizeof error;
    (void)events;
    if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0)
        error = errno;
    if (error == 0) {
        finish(c, OK);
        return;
    }
    snprintf(c->problem, sizeof c->problem, "cannot connect to %s: %s", c->remote, strerror(error));
    c->problem_err = ERR_UNREACHABLE;
    close_socket(c);
    try_next(c);
}

static void on_attempt_timeout(struct timer *t)
{
    struct connector *c = container_of(t, struct connector, attempt);
    snprintf(c->problem, sizeof c->problem, "no answer from %s while connecting", c->remote);
    c->problem_err = ERR_TIMEOUT;
    close_socket(c);
    try_next(c);
}

/* Each address gets an even share of what is left, so that one black hole among several does not use up the deadline. */
static void try_next(struct connector *c)
{
    while (c->next < c->count) {
        struct address *a = &c->list[c->next++];
        int64_t now = loop_now();
        if (now >= c->deadline)
            break;
        address_text(&a->u.any, c->remote);
        if (!policy_allows(c->policy, &a->u.any)) {
            snprintf(c->problem, sizeof c->problem, "the address %s is not allowed for this tenant", c->remote);
            c->problem_err = ERR_FORBIDDEN;
            continue;
        }
        c->problem_err = open_and_connect(a, &c->fd, c->problem, sizeof c->problem);
        if (c->problem_err != OK)
            continue;
        c->watch.fd = c->fd;
        if (!loop_watch(c->net, &c->watch, EPOLLOUT)) {
            snprintf(c->problem, sizeof c->problem, "cannot watch a socket");
            c->problem_err = ERR_IO;
            close_socket(c);
            continue;
        }
        loop_timer_set(c->net, &c->attempt, now + (c->deadline - now) / (int64_t)(c->count - c->next + 1));
        return;
    }
    finish(c, c->problem_err != OK ? c->problem_err : ERR_TIMEOUT);
}

static void on_lookup(struct lookup *l, enum err e, const char *detail, const struct address *list, size_t count)
{
    struct connector *c = container_of(l, struct connector, lookup);
    c->dns_us = loop_now() - c->started;
    loop_timer_stop(c->net, &c->attempt);
    c->attempt.fn = on_attempt_timeout;
    if (e != OK) {
        str_copy(c->problem, sizeof c->problem, detail);
        finish(c, e);
        return;
    }
    c->count = count < ADDRESSES_MAX ? count : ADDRESSES_MAX;
    for (size_t i = 0; i < c->count; i++) {
        c->list[i] = list[i];
        address_set_port(&c->list[i], c->port);
    }
    try_next(c);
}

static void on_lookup_timeout(struct timer *t)
{
    struct connector *c = container_of(t, struct connector, attempt);
    lookup_cancel(c->net, &c->lookup);
    snprintf(c->problem, sizeof c->problem, "the name was not resolved in time");
    c->dns_us = loop_now() - c->started;
    finish(c, ERR_TIMEOUT);
}

void connector_start(struct connector *c, struct net *n, const char *host, int port, int64_t deadline, struct net_policy *policy,
                     void (*done)(struct connector *c, enum err e, const char *detail))
{
    memset(c, 0, sizeof *c);
    c->net = n;
    c->fd = -1;
    c->port = port;
    c->started = loop_now();
    c->deadline = deadline;
    c->policy = policy;
    c->done = done;
    c->watch.fn = on_writable;
    c->lookup.done = on_lookup;
    c->attempt.fn = on_lookup_timeout;
    loop_timer_set(n, &c->attempt, deadline);
    struct address a;
    if (address_parse(host, port, &a)) {
        on_lookup(&c->lookup, OK, "", &a, 1);
    } else {
        lookup_start(n, &c->lookup, host);
    }
}

void connector_cancel(struct connector *c)
{
    lookup_cancel(c->net, &c->lookup);
    close_socket(c);
}

/* ---- for pool threads ---- */

static enum err wait_connected(int fd, const char *remote, int64_t deadline)
{
    for (;;) {
        int64_t left = (deadline - loop_now()) / US_PER_MS;
        if (left <= 0)
            return err_set(ERR_TIMEOUT, "no answer from %s while connecting", remote);
        struct pollfd p = { .fd = fd, .events = POLLOUT };
        int rc = poll(&p, 1, left > 60000 ? 60000 : (int)left);
        if (rc < 0 && errno != EINTR)
            return err_errno(ERR_IO, "poll");
        if (rc > 0)
            break;
    }
    int error = 0;
    socklen_t len = sizeof error;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0)
        error = errno;
    if (error == 0)
        return OK;
    errno = error;
    return err_errno(ERR_UNREACHABLE, "cannot connect to %s", remote);
}

/* A lookup that a pool thread waits for. It lives on that thread's stack: the loop ends it at the deadline at the latest, or when it stops.
 */
struct waiting {
    struct op op;
    struct lookup lookup;
    struct timer timer;
    const char *host;
    int64_t deadline;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool done;
    enum err err;
    char detail[160];
    struct address *list;
    size_t count;
};

static void waiting_end(struct waiting *w, enum err e, const char *detail)
{
    loop_timer_stop(w->op.net, &w->timer);
    lookup_cancel(w->op.net, &w->lookup);
    op_end(&w->op);
    pthread_mutex_lock(&w->lock);
    w->err = e;
    str_copy(w->detail, sizeof w->detail, detail);
    w->done = true;
    pthread_cond_signal(&w->ended);
    pthread_mutex_unlock(&w->lock); /* from here on it may be gone */
}

static void waiting_looked_up(struct lookup *l, enum err e, const char *detail, const struct address *list, size_t count)
{
    struct waiting *w = container_of(l, struct waiting, lookup);
    w->count = e == OK ? count : 0;
    if (w->count > 0)
        memcpy(w->list, list, w->count * sizeof *list);
    waiting_end(w, e, detail);
}

static void waiting_timeout(struct timer *t)
{
    waiting_end(container_of(t, struct waiting, timer), ERR_TIMEOUT, "the name could not be resolved in time");
}

static void waiting_begin(struct op *o)
{
    struct waiting *w = container_of(o, struct waiting, op);
    loop_timer_set(o->net, &w->timer, w->deadline);
    lookup_start(o->net, &w->lookup, w->host);
}

static void waiting_abort(struct op *o)
{
    waiting_end(container_of(o, struct waiting, op), ERR_BUSY, "stopping");
}

static enum err lookup_libc(const char *host, struct address list[ADDRESSES_MAX], size_t *count)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found = NULL;
    int rc = getaddrinfo(host, NULL, &hints, &found);
    if (rc != 0)
        return err_set(ERR_UNREACHABLE, "cannot resolve %s: %s", host, gai_strerror(rc));
    for (struct addrinfo *i = found; i && *count < ADDRESSES_MAX; i = i->ai_next) {
        if (i->ai_addrlen > sizeof list->u)
            continue;
        list[*count].len = i->ai_addrlen;
        memcpy(&list[(*count)++].u, i->ai_addr, i->ai_addrlen);
    }
    freeaddrinfo(found);
    return OK;
}

enum err lookup_wait(struct net *n, const char *host, int64_t deadline, struct address list[ADDRESSES_MAX], size_t *count)
{
    *count = 0;
    if (address_parse(host, 0, &list[0])) {
        *count = 1;
        return OK;
    }
    if (!n)
        return lookup_libc(host, list, count);
    struct waiting w = { .op = { .begin = waiting_begin, .abort = waiting_abort },
                         .lookup = { .done = waiting_looked_up },
                         .timer = { .fn = waiting_timeout },
                         .host = host,
                         .deadline = deadline,
                         .lock = PTHREAD_MUTEX_INITIALIZER,
                         .ended = PTHREAD_COND_INITIALIZER,
                         .list = list };
    enum err e = op_start_if_alive(n, &w.op);
    if (e != OK)
        return e;
    pthread_mutex_lock(&w.lock);
    while (!w.done)
        pthread_cond_wait(&w.ended, &w.lock);
    pthread_mutex_unlock(&w.lock);
    *count = w.count;
    return w.err == OK ? OK : err_set(w.err, "%s", w.detail);
}

enum err blocking_connect(struct net *n, const char *host, int port, struct net_policy *policy, int64_t deadline, int *fd,
                          char remote[ADDRESS_TEXT])
{
    struct address list[ADDRESSES_MAX];
    size_t count;
    *fd = -1;
    enum err e = lookup_wait(n, host, deadline, list, &count);
    if (e != OK)
        return e;
    e = err_set(ERR_UNREACHABLE, "%s has no address", host);
    for (size_t i = 0; i < count; i++) {
        char problem[160];
        address_set_port(&list[i], port);
        address_text(&list[i].u.any, remote);
        if (!policy_allows(policy, &list[i].u.any)) {
            e = err_set(ERR_FORBIDDEN, "the address %s is not allowed for this tenant", remote);
            continue;
        }
        int64_t now = loop_now();
        if (now >= deadline)
            return err_set(ERR_TIMEOUT, "no answer from %s in time", host);
        e = open_and_connect(&list[i], fd, problem, sizeof problem);
        if (e != OK) {
            e = err_set(e, "%s", problem);
            continue;
        }
        e = wait_connected(*fd, remote, now + (deadline - now) / (int64_t)(count - i));
        if (e == OK)
            break;
        close(*fd);
        *fd = -1;
    }
    return e;
}
