/*
 * front.c - the epoll thread that holds client connections nobody works on.
 *
 * Threads: the front's own (accepts, handshakes, reads heads and small bodies, finishes slow answers, enforces deadlines); workers hand
 * connections back from theirs. The lists are under f->lock. A connection is freed by its owner only; those that the front gives up while
 * it walks a batch of events are freed at the batch's end, because a later event of the batch may name them.
 */
#include "http/front.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "http/civet.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define BATCH             128
#define LISTENERS_MAX     16
#define SWEEP_MS          250
#define OUT_MAX           (64u << 20) /* bytes of answers waiting for slow readers, all together */
#define IN_MAX            (32u << 20) /* bytes of unfinished requests, all together */
#define FLUSH_BYTES_PER_S 16384

static const int64_t state_us[WIRE_STATES] = {
    [WIRE_HANDSHAKE] = 10 * US_PER_S, [WIRE_IDLE] = 75 * US_PER_S,  [WIRE_HEAD] = 10 * US_PER_S, [WIRE_BODY] = 15 * US_PER_S,
    [WIRE_FLUSH] = 20 * US_PER_S,     [WIRE_LINGER] = 2 * US_PER_S, [WIRE_BUSY] = INT64_MAX / 2
};

struct list {
    struct wire *first, *last; /* the longest waiting one first */
    size_t count;
};

struct listener {
    struct wire wire; /* only fd and listener are used: what epoll points to */
    struct tls *tls;
};

struct front {
    struct front_options o;
    int epoll, wake;
    pthread_t thread;
    bool started;
    atomic_bool stopping, ending;
    struct listener listeners[LISTENERS_MAX];
    size_t listener_count;
    bool accept_paused;
    pthread_mutex_t lock;
    struct list lists[WIRE_STATES];
    size_t out_bytes;
    struct wire *dead;
    _Atomic int64_t accepted, timed_out, evicted;
};

/* ---- lists, under f->lock ---- */

static void unlink_wire(struct front *f, struct wire *w)
{
    struct list *l = &f->lists[w->state];
    *(w->prev ? &w->prev->next : &l->first) = w->next;
    *(w->next ? &w->next->prev : &l->last) = w->prev;
    l->count--;
}

static void link_wire(struct front *f, struct wire *w, enum wire_state state)
{
    struct list *l = &f->lists[state];
    w->state = state;
    w->next = NULL;
    w->prev = l->last;
    *(l->last ? &l->last->next : &l->first) = w;
    l->last = w;
    l->count++;
}

/* ---- states, by the front's thread or the worker that hands over ---- */

/* Under f->lock, except for listeners. */
static void watch(struct front *f, struct wire *w, uint32_t events)
{
    if (w->events == events)
        return;
    struct epoll_event e = { .events = events, .data.ptr = w };
    int op = w->events == 0 ? EPOLL_CTL_ADD : events == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;
    w->events = events;
    if (epoll_ctl(f->epoll, op, w->fd, &e) != 0 && op != EPOLL_CTL_DEL)
        log_warn("a connection cannot be watched", "error", strerror(errno), NULL);
}

/* State, deadline and events change in one step: once the lock is released a worker's connection may already be the front's. */
static void enter(struct front *f, struct wire *w, enum wire_state state, uint32_t events)
{
    int64_t now = clock_mono_us(f->o.clock);
    pthread_mutex_lock(&f->lock);
    if (state != w->state || state == WIRE_BUSY) {
        unlink_wire(f, w);
        w->deadline_us = now + state_us[state];
        if (state == WIRE_FLUSH)
            w->deadline_us += (int64_t)((w->out_len - w->out_off) / FLUSH_BYTES_PER_S) * US_PER_S;
        link_wire(f, w, state);
    }
    watch(f, w, events);
    pthread_mutex_unlock(&f->lock);
}

static void drop_out(struct front *f, struct wire *w)
{
    if (!w->out)
        return;
    if (!w->out_static) {
        pthread_mutex_lock(&f->lock);
        f->out_bytes -= w->out_len;
        pthread_mutex_unlock(&f->lock);
        mem_free(w->out);
    }
    w->out = NULL;
}

static void destroy(struct wire *w)
{
    if (w->ssl) {
        /* One attempt at close_notify; nobody waits for the answer. */
        ERR_clear_error();
        if (SSL_is_init_finished(w->ssl))
            SSL_shutdown(w->ssl);
        SSL_free(w->ssl);
    }
    if (w->fd >= 0)
        close(w->fd);
    mem_free(w->in);
    mem_free(w);
}

static void leave(struct front *f, struct wire *w)
{
    drop_out(f, w);
    pthread_mutex_lock(&f->lock);
    watch(f, w, 0);
    unlink_wire(f, w);
    pthread_mutex_unlock(&f->lock);
}

/* By the front's thread alone. */
static void bury(struct front *f, struct wire *w)
{
    if (w->dead)
        return;
    leave(f, w);
    w->dead = true;
    w->dead_next = f->dead;
    f->dead = w;
}

static void bury_all(struct front *f)
{
    while (f->dead) {
        struct wire *w = f->dead;
        f->dead = w->dead_next;
        destroy(w);
    }
}

void front_drop(struct front *f, struct wire *w)
{
    leave(f, w);
    destroy(w);
}

void front_detach(struct front *f, struct wire *w, int *fd, SSL **ssl)
{
    leave(f, w);
    *fd = w->fd;
    *ssl = w->ssl;
    w->fd = -1;
    w->ssl = NULL;
    destroy(w);
}

void front_poke(struct front *f)
{
    uint64_t one = 1;
    if (write(f->wake, &one, sizeof one) != (ssize_t)sizeof one && errno != EAGAIN)
        log_warn("the front cannot be woken", "error", strerror(errno), NULL);
}

void front_park(struct front *f, struct wire *w)
{
    if (w->in_len == 0 && w->in) { /* an idle connection keeps no buffer */
        mem_free(w->in);
        w->in = NULL;
        w->in_cap = 0;
    }
    if (atomic_load(&f->stopping)) {
        front_drop(f, w);
        return;
    }
    enter(f, w, w->in_len == 0 ? WIRE_IDLE : w->want > 0 ? WIRE_BODY : WIRE_HEAD, EPOLLIN | EPOLLRDHUP);
}

void front_flush(struct front *f, struct wire *w, char *p, size_t n, size_t off, bool is_static, bool keep)
{
    w->out = p;
    w->out_len = n;
    w->out_off = off;
    w->out_static = is_static;
    w->keep = keep;
    bool fits = true;
    if (!is_static) {
        pthread_mutex_lock(&f->lock);
        f->out_bytes += n;
        fits = f->out_bytes <= OUT_MAX;
        pthread_mutex_unlock(&f->lock);
    }
    if (!fits) {
        front_drop(f, w);
        return;
    }
    enter(f, w, WIRE_FLUSH, EPOLLOUT);
}

void front_linger(struct front *f, struct wire *w)
{
    if (w->ssl)
        SSL_shutdown(w->ssl);
    if (atomic_load(&f->stopping) || shutdown(w->fd, SHUT_WR) != 0) {
        front_drop(f, w);
        return;
    }
    enter(f, w, WIRE_LINGER, EPOLLIN | EPOLLRDHUP);
}

/* ---- the front's thread ---- */

/* An answer of the front itself; the connection ends with it. */
static void refuse(struct front *f, struct wire *w, const char *status, const char *title)
{
    char text[512];
    char body[160];
    int n = snprintf(body, sizeof body, "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%.3s}", title, status);
    int m = snprintf(text, sizeof text,
                     "HTTP/1.1 %s\r\nContent-Type: application/problem+json\r\nContent-Length: %d\r\nCache-Control: no-store\r\n"
                     "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n%s",
                     status, n, body);
    if (wire_send(w, text, (size_t)m) != m) {
        bury(f, w);
        return;
    }
    if (w->ssl)
        SSL_shutdown(w->ssl);
    shutdown(w->fd, SHUT_WR);
    enter(f, w, WIRE_LINGER, EPOLLIN | EPOLLRDHUP);
}

static void hand_over(struct front *f, struct wire *w)
{
    enter(f, w, WIRE_BUSY, 0);
    f->o.ready(f->o.ctx, w);
}

static void on_input(struct front *f, struct wire *w)
{
    size_t had = w->in_len;
    int got = wire_fill(w);
    if (got < 0) {
        bury(f, w);
        return;
    }
    enum wire_input input = wire_input(w); /* also when nothing was read: a worker may have left a full buffer */
    if (w->in_len == had && input == WIRE_MORE)
        return;
    switch (input) {
    case WIRE_READY:
        hand_over(f, w);
        return;
    case WIRE_TOO_LONG:
        refuse(f, w, "431 Request Header Fields Too Large", "the request's head is over 16 KiB");
        return;
    case WIRE_MORE:
        break;
    }
    /* The head's deadline runs from its first byte, the body's from the end of the head. */
    if (w->state == WIRE_IDLE)
        enter(f, w, WIRE_HEAD, EPOLLIN | EPOLLRDHUP);
    if (w->state == WIRE_HEAD && w->want > 0)
        enter(f, w, WIRE_BODY, EPOLLIN | EPOLLRDHUP);
}

static void on_handshake(struct front *f, struct wire *w)
{
    ERR_clear_error();
    int r = SSL_accept(w->ssl);
    if (r == 1) {
        enter(f, w, WIRE_HEAD, EPOLLIN | EPOLLRDHUP);
        on_input(f, w); /* the request may have come with the last flight */
        return;
    }
    int why = SSL_get_error(w->ssl, r);
    if (why == SSL_ERROR_WANT_READ)
        enter(f, w, WIRE_HANDSHAKE, EPOLLIN | EPOLLRDHUP);
    else if (why == SSL_ERROR_WANT_WRITE)
        enter(f, w, WIRE_HANDSHAKE, EPOLLOUT);
    else
        bury(f, w);
}

static void on_flush(struct front *f, struct wire *w)
{
    while (w->out_off < w->out_len) {
        ssize_t n = wire_send(w, w->out + w->out_off, w->out_len - w->out_off);
        if (n < 0) {
            bury(f, w);
            return;
        }
        if (n == 0)
            return;
        w->out_off += (size_t)n;
    }
    drop_out(f, w);
    if (!w->keep) {
        if (w->ssl)
            SSL_shutdown(w->ssl);
        shutdown(w->fd, SHUT_WR);
        enter(f, w, WIRE_LINGER, EPOLLIN | EPOLLRDHUP);
        return;
    }
    if (w->in_len > 0 && wire_input(w) == WIRE_READY) { /* the next request was there already */
        hand_over(f, w);
        return;
    }
    enter(f, w, w->in_len > 0 ? WIRE_HEAD : WIRE_IDLE, EPOLLIN | EPOLLRDHUP);
    if (w->ssl && SSL_pending(w->ssl) > 0)
        on_input(f, w);
}

static void on_linger(struct front *f, struct wire *w)
{
    char waste[4096];
    for (int i = 0; i < 16; i++) {
        ssize_t n = recv(w->fd, waste, sizeof waste, 0);
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
            return;
        if (n <= 0) {
            bury(f, w);
            return;
        }
    }
}

static void on_event(struct front *f, struct wire *w, uint32_t events)
{
    if (w->dead)
        return;
    pthread_mutex_lock(&f->lock); /* what the worker wrote before it handed over is seen from here on */
    enum wire_state state = w->state;
    pthread_mutex_unlock(&f->lock);
    if ((events & EPOLLERR) || ((events & EPOLLHUP) && !(events & EPOLLIN))) {
        bury(f, w);
        return;
    }
    switch (state) {
    case WIRE_HANDSHAKE:
        on_handshake(f, w);
        break;
    case WIRE_IDLE:
    case WIRE_HEAD:
    case WIRE_BODY:
        on_input(f, w);
        break;
    case WIRE_FLUSH:
        on_flush(f, w);
        break;
    case WIRE_LINGER:
        on_linger(f, w);
        break;
    case WIRE_BUSY:
    case WIRE_STATES:
        break; /* not watched */
    }
}

/* Makes room: the connection that has waited longest for its client. False when all are busy. */
static bool evict(struct front *f)
{
    static const enum wire_state order[] = { WIRE_LINGER, WIRE_HANDSHAKE, WIRE_HEAD, WIRE_BODY, WIRE_IDLE, WIRE_FLUSH };
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        pthread_mutex_lock(&f->lock);
        struct wire *w = f->lists[order[i]].first;
        pthread_mutex_unlock(&f->lock);
        if (!w)
            continue;
        bury(f, w);
        atomic_fetch_add(&f->evicted, 1);
        return true;
    }
    return false;
}

static size_t wires(struct front *f)
{
    size_t n = 0;
    pthread_mutex_lock(&f->lock);
    for (int i = 0; i < WIRE_STATES; i++)
        n += f->lists[i].count;
    pthread_mutex_unlock(&f->lock);
    return n;
}

static void adopt(struct front *f, struct listener *l, int fd, const struct sockaddr_storage *from)
{
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    struct wire *w = mem_alloc(sizeof *w);
    w->fd = fd;
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)from;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)from;
    if (from->ss_family == AF_INET) {
        inet_ntop(AF_INET, &v4->sin_addr, w->remote, sizeof w->remote);
        w->remote_port = ntohs(v4->sin_port);
    } else if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr)) {
        inet_ntop(AF_INET, &v6->sin6_addr.s6_addr[12], w->remote, sizeof w->remote);
        w->remote_port = ntohs(v6->sin6_port);
    } else {
        inet_ntop(AF_INET6, &v6->sin6_addr, w->remote, sizeof w->remote);
        w->remote_port = ntohs(v6->sin6_port);
    }
    if (l->tls && !(w->ssl = tls_session(l->tls, fd))) {
        destroy(w);
        return;
    }
    atomic_fetch_add(&f->accepted, 1);
    enum wire_state state = w->ssl ? WIRE_HANDSHAKE : WIRE_HEAD;
    pthread_mutex_lock(&f->lock);
    link_wire(f, w, state);
    w->deadline_us = clock_mono_us(f->o.clock) + state_us[state];
    watch(f, w, EPOLLIN | EPOLLRDHUP);
    pthread_mutex_unlock(&f->lock);
}

static void on_accept(struct front *f, struct listener *l)
{
    for (int i = 0; i < BATCH; i++) {
        struct sockaddr_storage from;
        socklen_t n = sizeof from;
        int fd = accept4(l->wire.fd, (struct sockaddr *)&from, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            if ((errno == EMFILE || errno == ENFILE) && evict(f)) {
                bury_all(f);
                continue;
            }
            if (errno != EAGAIN && errno != EWOULDBLOCK) {
                log_warn("accept failed", "error", strerror(errno), NULL);
                watch(f, &l->wire, 0);
                f->accept_paused = true; /* until the next sweep */
            }
            return;
        }
        if (wires(f) >= f->o.max_wires && !evict(f)) {
            close(fd);
            continue;
        }
        adopt(f, l, fd, &from);
    }
}

static void sweep(struct front *f)
{
    int64_t now = clock_mono_us(f->o.clock);
    for (int s = 0; s < WIRE_BUSY; s++) {
        for (;;) {
            pthread_mutex_lock(&f->lock);
            struct wire *w = f->lists[s].first;
            if (s == WIRE_FLUSH) /* the only state whose deadlines differ */
                while (w && w->deadline_us > now)
                    w = w->next;
            bool due = w && w->deadline_us <= now;
            pthread_mutex_unlock(&f->lock);
            if (!due)
                break;
            if (s != WIRE_LINGER && s != WIRE_IDLE)
                atomic_fetch_add(&f->timed_out, 1);
            if ((s == WIRE_HEAD && w->in_len > 0) || s == WIRE_BODY)
                refuse(f, w, "408 Request Timeout", "the request took too long to arrive");
            else
                bury(f, w);
        }
    }
    /* Bytes of unfinished requests: bounded by letting the longest waiting go. */
    size_t held = 0;
    pthread_mutex_lock(&f->lock);
    for (int s = WIRE_HEAD; s <= WIRE_BODY; s++)
        for (struct wire *w = f->lists[s].first; w; w = w->next)
            held += w->in_cap;
    pthread_mutex_unlock(&f->lock);
    while (held > IN_MAX) {
        pthread_mutex_lock(&f->lock);
        struct wire *w = f->lists[WIRE_BODY].first ? f->lists[WIRE_BODY].first : f->lists[WIRE_HEAD].first;
        pthread_mutex_unlock(&f->lock);
        if (!w)
            break;
        held -= w->in_cap < held ? w->in_cap : held;
        bury(f, w);
        atomic_fetch_add(&f->evicted, 1);
    }
    if (f->accept_paused && !atomic_load(&f->stopping)) {
        f->accept_paused = false;
        for (size_t i = 0; i < f->listener_count; i++)
            watch(f, &f->listeners[i].wire, EPOLLIN);
    }
}

static void close_waiting(struct front *f)
{
    for (size_t i = 0; i < f->listener_count; i++) {
        if (f->listeners[i].wire.fd < 0)
            continue;
        watch(f, &f->listeners[i].wire, 0);
        close(f->listeners[i].wire.fd);
        f->listeners[i].wire.fd = -1;
    }
    for (int s = 0; s < WIRE_BUSY; s++) {
        if (s == WIRE_FLUSH && !atomic_load(&f->ending))
            continue;
        for (;;) {
            pthread_mutex_lock(&f->lock);
            struct wire *w = f->lists[s].first;
            pthread_mutex_unlock(&f->lock);
            if (!w)
                break;
            bury(f, w);
        }
    }
}

static void *run(void *arg)
{
    struct front *f = arg;
    struct epoll_event events[BATCH];
    pthread_setname_np(pthread_self(), "http-front");
    int64_t next_sweep = 0;
    int tick_ms = -1;
    while (!atomic_load(&f->ending)) {
        int n = epoll_wait(f->epoll, events, BATCH, tick_ms >= 0 ? tick_ms : SWEEP_MS);
        struct listener *accepting[BATCH];
        size_t accepts = 0;
        for (int i = 0; i < n; i++) {
            struct wire *w = events[i].data.ptr;
            uint64_t count;
            if (w && w->listener)
                accepting[accepts++] = (struct listener *)(void *)w;
            else if (w)
                on_event(f, w, events[i].events); /* may hand it to a worker: nobody looks at it again here */
            else if (read(f->wake, &count, sizeof count) < 0 && errno != EAGAIN)
                log_warn("the front's wake-up is broken", "error", strerror(errno), NULL);
        }
        /* Last, because making room may free connections that the batch names. */
        for (size_t i = 0; i < accepts; i++)
            on_accept(f, accepting[i]);
        bury_all(f);
        int64_t now = clock_mono_us(f->o.clock);
        if (now >= next_sweep) {
            sweep(f);
            bury_all(f);
            next_sweep = now + SWEEP_MS * US_PER_MS;
        }
        if (f->o.tick)
            tick_ms = f->o.tick(f->o.ctx);
        if (atomic_load(&f->stopping)) {
            close_waiting(f);
            bury_all(f);
        }
    }
    return NULL;
}

/* ---- life cycle ---- */

enum err front_new(const struct front_options *o, struct front **out)
{
    struct front *f = mem_alloc(sizeof *f);
    f->o = *o;
    if (f->o.max_wires == 0)
        f->o.max_wires = 8192;
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max < 65536 ? limit.rlim_max : 65536;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
            log_warn("the number of open files cannot be raised", "error", strerror(errno), NULL);
        /* Half of the files at most: the store, the checks and the live sockets need theirs. */
        if (limit.rlim_cur / 2 < f->o.max_wires)
            f->o.max_wires = limit.rlim_cur / 2;
    }
    pthread_mutex_init(&f->lock, NULL);
    f->epoll = epoll_create1(EPOLL_CLOEXEC);
    f->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    struct epoll_event e = { .events = EPOLLIN, .data.ptr = NULL };
    if (f->epoll < 0 || f->wake < 0 || epoll_ctl(f->epoll, EPOLL_CTL_ADD, f->wake, &e) != 0) {
        enum err failed = err_errno(ERR_IO, "cannot set up the HTTP front");
        front_free(f);
        return failed;
    }
    *out = f;
    return OK;
}

/* "[ADDR:]PORT", "[v6]:PORT" → host (empty: any) and port text. */
static bool split_address(const char *where, char *host, size_t host_size, const char **port)
{
    const char *colon = strrchr(where, ':');
    host[0] = '\0';
    *port = colon ? colon + 1 : where;
    if (colon) {
        const char *from = where;
        size_t n = (size_t)(colon - where);
        if (n >= 2 && from[0] == '[' && from[n - 1] == ']') {
            from++;
            n -= 2;
        }
        if (n >= host_size)
            return false;
        memcpy(host, from, n);
        host[n] = '\0';
    }
    int64_t number;
    return str_to_i64(*port, &number) && number >= 0 && number <= 65535;
}

enum err front_listen(struct front *f, const char *where, struct tls *tls, char address[INET6_ADDRSTRLEN], int *port)
{
    char host[256];
    const char *port_text;
    if (f->listener_count == LISTENERS_MAX)
        return err_set(ERR_TOO_LARGE, "at most %d listeners", LISTENERS_MAX);
    if (!split_address(where, host, sizeof host, &port_text))
        return err_set(ERR_INVALID, "'%s' is not [ADDR:]PORT", where);
    struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV }, *all = NULL;
    if (!*host)
        hints.ai_family = AF_INET;
    int r = getaddrinfo(*host ? host : NULL, port_text, &hints, &all);
    if (r != 0)
        return err_set(ERR_INVALID, "cannot listen on %s: %s", where, gai_strerror(r));
    int on = 1;
    int fd = socket(all->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_storage bound;
    socklen_t n = sizeof bound;
    bool ok = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 && bind(fd, all->ai_addr, all->ai_addrlen) == 0 &&
              listen(fd, 4096) == 0 && getsockname(fd, (struct sockaddr *)&bound, &n) == 0;
    freeaddrinfo(all);
    if (!ok) {
        enum err e = err_errno(ERR_IO, "cannot listen on %s", where);
        if (fd >= 0)
            close(fd);
        return e;
    }
    if (bound.ss_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)&bound;
        inet_ntop(AF_INET6, &v6->sin6_addr, address, INET6_ADDRSTRLEN);
        *port = ntohs(v6->sin6_port);
    } else {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)&bound;
        inet_ntop(AF_INET, &v4->sin_addr, address, INET6_ADDRSTRLEN);
        *port = ntohs(v4->sin_port);
    }
    f->listeners[f->listener_count++] = (struct listener){ .wire = { .fd = fd, .listener = true }, .tls = tls };
    return OK;
}

enum err front_start(struct front *f)
{
    for (size_t i = 0; i < f->listener_count; i++)
        watch(f, &f->listeners[i].wire, EPOLLIN);
    if (pthread_create(&f->thread, NULL, run, f) != 0)
        return err_set(ERR_IO, "cannot start the HTTP front's thread");
    f->started = true;
    return OK;
}

void front_stop_listening(struct front *f)
{
    atomic_store(&f->stopping, true);
    front_poke(f);
}

void front_abort(struct front *f)
{
    pthread_mutex_lock(&f->lock);
    for (struct wire *w = f->lists[WIRE_BUSY].first; w; w = w->next)
        shutdown(w->fd, SHUT_RDWR);
    pthread_mutex_unlock(&f->lock);
}

void front_free(struct front *f)
{
    if (!f)
        return;
    atomic_store(&f->stopping, true);
    atomic_store(&f->ending, true);
    if (f->started) {
        front_poke(f);
        pthread_join(f->thread, NULL);
    }
    close_waiting(f);
    bury_all(f);
    if (f->epoll >= 0)
        close(f->epoll);
    if (f->wake >= 0)
        close(f->wake);
    pthread_mutex_destroy(&f->lock);
    mem_free(f);
}

void front_stats(struct front *f, struct front_stats *out)
{
    pthread_mutex_lock(&f->lock);
    *out = (struct front_stats){ .parked = f->lists[WIRE_IDLE].count + f->lists[WIRE_HEAD].count + f->lists[WIRE_BODY].count +
                                           f->lists[WIRE_HANDSHAKE].count,
                                 .busy = f->lists[WIRE_BUSY].count,
                                 .flushing = f->lists[WIRE_FLUSH].count };
    out->wires = out->parked + out->busy + out->flushing + f->lists[WIRE_LINGER].count;
    pthread_mutex_unlock(&f->lock);
    out->accepted = atomic_load(&f->accepted);
    out->timed_out = atomic_load(&f->timed_out);
    out->evicted = atomic_load(&f->evicted);
}
