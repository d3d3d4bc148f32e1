/*
 * hub_loop.c - the hub's thread: clients' sockets, their queues, pings and deadlines.
 *
 * Threads: the hub's own. Always: a write never waits; what a socket does not take stays in the client's bounded queue, and a client that
 * died inside a batch of events is freed at the batch's end.
 */
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "http/hub_private.h"
#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define BATCH          256
#define SWEEP_US       US_PER_S
#define PARTIAL_US     (10 * US_PER_S) /* a frame or message that began must be whole by then */
#define CLOSING_US     (2 * US_PER_S)
#define READ_BYTES     (16 * 1024)
#define READS_A_TURN   4
#define MESSAGES_PER_S 20.0
#define MESSAGES_BURST 100.0
#define GATHER         32
#define SOCKET_BYTES   (64 * 1024) /* kernel memory of a client that does not read; left alone it grows to megabytes */
#define REVOKED_US     (10 * US_PER_S)

static void watch(struct hub *h, struct client *c, uint32_t events)
{
    if (c->events == events)
        return;
    struct epoll_event e = { .events = events, .data.ptr = c };
    if (epoll_ctl(h->epoll, c->events ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, c->fd, &e) != 0)
        log_warn("a live socket cannot be watched", "error", strerror(errno), NULL);
    c->events = events;
}

static void pop(struct hub *h, struct client *c)
{
    struct frame *f = c->queue[c->q_first];
    c->q_first = (c->q_first + 1) % c->q_cap;
    c->q_count--;
    c->q_bytes -= f->len;
    c->sent_off = 0;
    hub_unref(h, f);
}

static void free_queue(struct client *c)
{
    mem_free(c->queue);
    c->queue = NULL;
    c->q_cap = c->q_first = 0;
}

void hub_destroy_client(struct hub *h, struct client *c)
{
    if (c->dead)
        return;
    c->dead = true;
    while (c->q_count > 0)
        pop(h, c);
    free_queue(c);
    hub_free_subs(h, c);
    ws_reader_free(&c->reader);
    mem_free(c->early);
    if (c->ssl)
        SSL_free(c->ssl);
    if (c->fd >= 0)
        close(c->fd);
    if (h->client_count > c->index && h->clients[c->index] == c) {
        h->clients[c->index] = h->clients[--h->client_count];
        h->clients[c->index]->index = c->index;
        atomic_fetch_sub(&h->clients_now, 1);
    }
    c->dead_next = h->dead;
    h->dead = c;
}

static void mark_dirty(struct hub *h, struct client *c)
{
    if (c->dirty)
        return;
    c->dirty = true;
    c->dirty_next = h->dirty;
    h->dirty = c;
}

bool hub_enqueue(struct hub *h, struct client *c, struct frame *f)
{
    if (c->q_count >= QUEUE_FRAMES || c->q_bytes + f->len > QUEUE_BYTES)
        return false;
    if (c->q_count == c->q_cap) {
        size_t cap = c->q_cap ? c->q_cap * 2 : 4;
        struct frame **bigger = mem_array(cap, sizeof *bigger);
        for (size_t i = 0; i < c->q_count; i++)
            bigger[i] = c->queue[(c->q_first + i) % c->q_cap];
        mem_free(c->queue);
        c->queue = bigger;
        c->q_first = 0;
        c->q_cap = cap;
    }
    c->queue[(c->q_first + c->q_count++) % c->q_cap] = f;
    c->q_bytes += f->len;
    f->refs++;
    mark_dirty(h, c);
    return true;
}

/* Everything that waits but a frame already begun, which must be finished. Counts what topics lose. */
static void drop_queue(struct hub *h, struct client *c)
{
    size_t keep = c->sent_off > 0 ? 1 : 0;
    while (c->q_count > keep) {
        struct frame *f = c->queue[(c->q_first + c->q_count - 1) % c->q_cap];
        for (size_t i = 0; i < c->sub_count && f->topic >= 0; i++)
            if (c->subs[i].topic == f->topic) {
                c->subs[i].dropped++;
                atomic_fetch_add(&h->dropped, 1);
                break;
            }
        c->q_count--;
        c->q_bytes -= f->len;
        hub_unref(h, f);
    }
}

void hub_close(struct hub *h, struct client *c, int status, const char *reason)
{
    unsigned char bytes[128];
    if (c->closing_us)
        return;
    size_t n = ws_close_frame(bytes, status, reason);
    drop_queue(h, c);
    /* The frame's own header is made again by hub_frame: only the payload is given. */
    struct frame *f = hub_frame(h, WS_CLOSE, (const char *)bytes + 2, n - 2);
    if (!hub_enqueue(h, c, f))
        c->half_closed = true;
    hub_unref(h, f);
    c->closing_us = clock_mono_us(h->o.clock) + CLOSING_US;
}

/* ---- sending ---- */

/* 1: all sent; 0: the socket is full; -1: broken */
static int send_some(struct hub *h, struct client *c)
{
    while (c->q_count > 0) {
        ssize_t sent;
        if (c->ssl) {
            struct frame *f = c->queue[c->q_first];
            ERR_clear_error();
            int r = SSL_write(c->ssl, f->bytes + c->sent_off, (int)(f->len - c->sent_off));
            if (r <= 0) {
                int why = SSL_get_error(c->ssl, r);
                return why == SSL_ERROR_WANT_WRITE || why == SSL_ERROR_WANT_READ ? 0 : -1;
            }
            sent = r;
        } else {
            struct iovec parts[GATHER];
            size_t n = 0;
            for (; n < c->q_count && n < GATHER; n++) {
                struct frame *f = c->queue[(c->q_first + n) % c->q_cap];
                size_t off = n == 0 ? c->sent_off : 0;
                parts[n] = (struct iovec){ f->bytes + off, f->len - off };
            }
            struct msghdr m = { .msg_iov = parts };
            m.msg_iovlen = (__typeof__(m.msg_iovlen))n; /* int in musl, size_t in glibc */
            sent = sendmsg(c->fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent < 0) {
                if (errno == EINTR)
                    continue;
                return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
            }
        }
        atomic_fetch_add(&h->bytes_out, sent);
        for (size_t left = (size_t)sent; left > 0;) {
            size_t rest = c->queue[c->q_first]->len - c->sent_off;
            if (left < rest) {
                c->sent_off += left;
                break;
            }
            left -= rest;
            atomic_fetch_add(&h->sent, 1);
            pop(h, c);
        }
    }
    return 1;
}

/* What the client missed, once it reads again. */
static void tell_dropped(struct hub *h, struct client *c)
{
    for (size_t i = 0; i < c->sub_count; i++) {
        struct sub *s = &c->subs[i];
        if (s->dropped == 0)
            continue;
        struct buf b;
        struct json_out o;
        buf_init(&b, 1024);
        jo_init(&o, &b);
        jo_object(&o);
        jo_kv_string(&o, "topic", s->exact ? s->exact : h->topics[s->topic].name);
        jo_kv_int(&o, "dropped", s->dropped);
        jo_object_end(&o);
        struct frame *f = hub_frame(h, WS_TEXT, b.data, b.len);
        if (hub_enqueue(h, c, f))
            s->dropped = 0;
        hub_unref(h, f);
        buf_free(&b);
    }
}

static void flush(struct hub *h, struct client *c)
{
    if (c->dead)
        return;
    for (int round = 0; round < 2; round++) {
        int r = send_some(h, c);
        if (r < 0) {
            hub_destroy_client(h, c);
            return;
        }
        if (r == 0) {
            watch(h, c, EPOLLIN | EPOLLOUT | EPOLLRDHUP);
            return;
        }
        if (!c->closing_us)
            tell_dropped(h, c);
        if (c->q_count == 0)
            break;
    }
    if (c->q_count == 0)
        free_queue(c); /* an idle client keeps no ring */
    watch(h, c, c->q_count > 0 ? EPOLLIN | EPOLLOUT | EPOLLRDHUP : EPOLLIN | EPOLLRDHUP);
    if (c->closing_us && c->q_count == 0) {
        if (c->half_closed) { /* both have said goodbye */
            hub_destroy_client(h, c);
        } else {
            c->half_closed = true;
            if (c->ssl)
                SSL_shutdown(c->ssl);
            shutdown(c->fd, SHUT_WR);
        }
    }
}

static void flush_dirty(struct hub *h)
{
    while (h->dirty) {
        struct client *c = h->dirty;
        h->dirty = c->dirty_next;
        c->dirty = false;
        flush(h, c);
    }
}

/* ---- receiving ---- */

static bool take_token(struct hub *h, struct client *c)
{
    int64_t now = clock_mono_us(h->o.clock);
    c->tokens += (double)(now - c->tokens_us) / (double)US_PER_S * MESSAGES_PER_S;
    if (c->tokens > MESSAGES_BURST)
        c->tokens = MESSAGES_BURST;
    c->tokens_us = now;
    if (c->tokens < 1.0)
        return false;
    c->tokens -= 1.0;
    return true;
}

static void on_frames(struct hub *h, struct client *c)
{
    struct ws_event e;
    int r;
    while (!c->dead && !c->closing_us && (r = ws_next(&c->reader, &e)) != 0) {
        if (r < 0) {
            hub_close(h, c, -r, r == -WS_TOO_BIG ? "message too large" : "protocol error");
            return;
        }
        if (!take_token(h, c)) {
            hub_close(h, c, LIVE_TOO_MANY, "too many messages");
            return;
        }
        struct frame *f;
        switch (e.opcode) {
        case WS_TEXT:
            hub_message(h, c, e.data, e.len);
            break;
        case WS_PING:
            f = hub_frame(h, WS_PONG, e.data, e.len);
            if (!hub_enqueue(h, c, f))
                log_debug("a pong was left out: the client does not read", NULL);
            hub_unref(h, f);
            break;
        case WS_CLOSE:
            hub_close(h, c, e.close_status == 1005 ? WS_OK : e.close_status, "");
            c->half_closed = true; /* destroyed once the answer is out */
            return;
        case WS_PONG:
        case WS_CONTINUATION:
        case WS_BINARY:
            break;
        }
    }
    c->partial_us = ws_reader_partial(&c->reader) ? (c->partial_us ? c->partial_us : clock_mono_us(h->o.clock)) : 0;
}

static void on_input(struct hub *h, struct client *c)
{
    static _Thread_local char bytes[READ_BYTES];
    for (int i = 0; i < READS_A_TURN && !c->dead; i++) {
        ssize_t n;
        if (c->ssl) {
            ERR_clear_error();
            int r = SSL_read(c->ssl, bytes, sizeof bytes);
            int why = r <= 0 ? SSL_get_error(c->ssl, r) : 0;
            if (r <= 0 && (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE))
                return;
            n = r > 0 ? r : 0;
        } else {
            n = recv(c->fd, bytes, sizeof bytes, MSG_DONTWAIT);
            if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
                return;
        }
        if (n <= 0) {
            hub_destroy_client(h, c);
            return;
        }
        c->last_in_us = clock_mono_us(h->o.clock);
        if (c->closing_us)
            continue; /* drained, not read */
        ws_feed(&c->reader, bytes, (size_t)n);
        on_frames(h, c);
        if (!c->ssl && n < (ssize_t)sizeof bytes)
            return;
    }
}

/* ---- commands and messages of other threads ---- */

static bool just_revoked(struct hub *h, const struct client *c, int64_t now)
{
    for (size_t i = 0; i < REVOKED_MAX; i++) {
        if (!h->revoked[i][0] || now - h->revoked_us[i] > REVOKED_US)
            continue;
        /* Only sessions and keys: a user may have signed in again since. */
        if (str_eq(h->revoked[i], c->session_id) || str_eq(h->revoked[i], c->api_key_id))
            return true;
    }
    return false;
}

static void adopt(struct hub *h, struct client *c)
{
    int64_t now = clock_mono_us(h->o.clock);
    size_t same = 0;
    if (h->client_count == h->client_cap) {
        h->client_cap = h->client_cap ? h->client_cap * 2 : 64;
        h->clients = mem_resize(h->clients, h->client_cap * sizeof(struct client *));
    }
    for (size_t i = 0; i < h->client_count && !c->superadmin; i++)
        same += str_eq(h->clients[i]->user_id, c->user_id);
    c->index = h->client_count;
    h->clients[h->client_count++] = c;
    atomic_fetch_add(&h->clients_now, 1);
    c->last_in_us = c->last_ping_us = c->tokens_us = now;
    c->tokens = MESSAGES_BURST;
    int bytes = SOCKET_BYTES;
    setsockopt(c->fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    watch(h, c, EPOLLIN | EPOLLRDHUP);
    if (h->stop_us)
        hub_close(h, c, LIVE_GOING_AWAY, "going away");
    else if (h->client_count > h->o.max_clients || same >= h->o.max_per_user)
        hub_close(h, c, LIVE_TOO_MANY, "too many live sockets");
    else if (just_revoked(h, c, now))
        hub_close(h, c, LIVE_SIGNED_OUT, "not signed in");
    if (c->early) {
        ws_feed(&c->reader, c->early, c->early_n);
        mem_free(c->early);
        c->early = NULL;
        on_frames(h, c);
    }
    if (!c->dead && c->ssl && SSL_pending(c->ssl) > 0)
        on_input(h, c);
}

static void close_owned(struct hub *h, const struct command *k)
{
    str_copy(h->revoked[h->revoked_at], sizeof h->revoked[0], k->id);
    h->revoked_us[h->revoked_at] = clock_mono_us(h->o.clock);
    h->revoked_at = (h->revoked_at + 1) % REVOKED_MAX;
    for (size_t i = 0; i < h->client_count; i++) {
        struct client *c = h->clients[i];
        if (str_eq(k->id, c->session_id) || str_eq(k->id, c->api_key_id) || str_eq(k->id, c->user_id) || str_eq(k->id, c->tenant))
            hub_close(h, c, (int)k->code, k->code == LIVE_SIGNED_OUT ? "not signed in" : "closed");
    }
}

static void run_commands(struct hub *h, struct command *k)
{
    while (k) {
        struct command *next = k->next;
        if (k->kind == COMMAND_ADOPT) {
            adopt(h, k->client);
        } else if (k->kind == COMMAND_CLOSE) {
            close_owned(h, k);
        } else {
            h->stop_us = clock_mono_us(h->o.clock) + US_PER_S;
            for (size_t i = 0; i < h->client_count; i++)
                hub_close(h, h->clients[i], LIVE_GOING_AWAY, "going away");
        }
        mem_free(k);
        k = next;
    }
}

static void broadcast(struct hub *h, struct frame *f)
{
    struct json *parsed = NULL;
    h->frame_bytes += f->size;
    f->name = h->topics[f->topic].name;
    char name[160];
    if (h->topics[f->topic].prefix) { /* the concrete name stands at the message's start: {"topic":"…" */
        const char *at = memmem(f->bytes, f->len, "\"topic\":\"", 9);
        size_t n = at ? strcspn(at + 9, "\"") : 0;
        if (n < sizeof name) {
            memcpy(name, at ? at + 9 : "", n);
            name[n] = '\0';
            f->name = name;
        }
    }
    for (size_t i = 0; i < h->client_count; i++) {
        struct client *c = h->clients[i];
        struct sub *s;
        if (!hub_wants(h, c, f, &s, &parsed))
            continue;
        if (h->frame_bytes > FRAMES_BYTES && c->q_count > QUEUE_FRAMES / 8)
            drop_queue(h, c);
        if (!hub_enqueue(h, c, f)) {
            s->dropped++;
            atomic_fetch_add(&h->dropped, 1);
        }
    }
    hub_unref(h, f);
}

static void take_inbox(struct hub *h)
{
    uint64_t count;
    int64_t lost[TOPICS_MAX];
    if (read(h->wake, &count, sizeof count) < 0 && errno != EAGAIN)
        log_warn("the live hub's wake-up is broken", "error", strerror(errno), NULL);
    pthread_mutex_lock(&h->lock);
    struct frame *f = h->inbox_first;
    struct command *k = h->commands_first;
    h->inbox_first = h->inbox_last = NULL;
    h->commands_first = h->commands_last = NULL;
    h->inbox_count = 0;
    memcpy(lost, h->inbox_dropped, sizeof lost);
    memset(h->inbox_dropped, 0, sizeof h->inbox_dropped);
    pthread_mutex_unlock(&h->lock);
    run_commands(h, k);
    while (f) {
        struct frame *next = f->next;
        broadcast(h, f);
        f = next;
    }
    for (int t = 0; t < (int)h->topic_count; t++) {
        if (lost[t] == 0)
            continue;
        for (size_t i = 0; i < h->client_count; i++)
            for (size_t j = 0; j < h->clients[i]->sub_count; j++)
                if (h->clients[i]->subs[j].topic == t) {
                    h->clients[i]->subs[j].dropped += lost[t];
                    mark_dirty(h, h->clients[i]);
                }
    }
}

static void sweep(struct hub *h, int64_t now)
{
    for (size_t i = h->client_count; i-- > 0;) {
        struct client *c = h->clients[i];
        if (c->closing_us) {
            if (now > c->closing_us)
                hub_destroy_client(h, c);
            continue;
        }
        if (now - c->last_in_us > (int64_t)h->o.idle_ms * US_PER_MS || (c->partial_us && now - c->partial_us > PARTIAL_US)) {
            hub_close(h, c, LIVE_IDLE, "idle");
        } else if (now - c->last_ping_us > (int64_t)h->o.ping_ms * US_PER_MS) {
            c->last_ping_us = now;
            if (!hub_enqueue(h, c, h->ping))
                log_debug("a ping was left out: the client does not read", NULL);
        }
    }
}

static void bury(struct hub *h)
{
    while (h->dead) {
        struct client *c = h->dead;
        h->dead = c->dead_next;
        mem_free(c);
    }
}

void *hub_run(void *arg)
{
    struct hub *h = arg;
    struct epoll_event events[BATCH];
    int64_t next_sweep = 0;
    pthread_setname_np(pthread_self(), "http-live");
    while (!h->stop_us || (h->client_count > 0 && clock_mono_us(h->o.clock) < h->stop_us)) {
        int n = epoll_wait(h->epoll, events, BATCH, h->stop_us ? 50 : 1000);
        bool woken = false;
        for (int i = 0; i < n; i++) {
            struct client *c = events[i].data.ptr;
            if (!c) {
                woken = true;
                continue;
            }
            if (c->dead)
                continue;
            if (events[i].events & (EPOLLERR | EPOLLHUP))
                hub_destroy_client(h, c);
            else if (events[i].events & (EPOLLIN | EPOLLRDHUP))
                on_input(h, c);
            if (!c->dead && (events[i].events & EPOLLOUT))
                mark_dirty(h, c);
        }
        if (woken)
            take_inbox(h);
        int64_t now = clock_mono_us(h->o.clock);
        if (now >= next_sweep) {
            sweep(h, now);
            next_sweep = now + SWEEP_US;
        }
        flush_dirty(h);
        bury(h);
    }
    return NULL;
}
