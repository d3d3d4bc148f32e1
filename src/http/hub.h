/*
 * hub.h - live sockets after their handshake: one thread, one epoll, plain and TLS. A client costs about a kilobyte and never a thread.
 *
 * A broadcast is one frame in memory, reference-counted, whoever gets it. Each client has a bounded queue: what does not fit is counted and
 * told ({"topic", "dropped"}), so a stalled client costs nobody else anything. Publishing never blocks.
 */
#ifndef BINNACLE_HTTP_HUB_H
#define BINNACLE_HTTP_HUB_H
#include "core/clock.h"
#include "core/live.h"
#include "http/http.h"

struct hub;
struct ssl_st;

/* Closing codes of interfaces.md. */
enum live_close {
    LIVE_GOING_AWAY = 1001,
    LIVE_BY_ADMIN = 4000,
    LIVE_SIGNED_OUT = 4401,
    LIVE_FORBIDDEN = 4403,
    LIVE_IDLE = 4408,
    LIVE_TOO_MANY = 4429
};

struct hub_options {
    struct clock *clock;
    size_t max_clients;   /* 0 = 12000 */
    size_t max_per_user;  /* 0 = 100; superadmins have no such limit */
    int ping_ms, idle_ms; /* 0 = 30 s, 75 s: a client that sent nothing for idle_ms, not even a pong, is closed */
};

MUST_CHECK enum err hub_new(const struct hub_options *o, struct hub **out);
MUST_CHECK enum err hub_start(struct hub *h);
void hub_stop(struct hub *h); /* closes every client with 1001 within 1 s and joins the thread */
void hub_free(struct hub *h);

/* Before hub_start. A name that ends in ".*" stands for every topic below it. */
MUST_CHECK enum err hub_topic(struct hub *h, const char *topic, int perm, bool any_perm, const char *doc);
/* The topic's messages are gathered over an interval, which a subscription chooses (interval_seconds); this many seconds when it says
 * nothing.
 */
void hub_topic_every(struct hub *h, const char *topic, int default_seconds);
size_t hub_topic_count(const struct hub *h);
void hub_topic_at(const struct hub *h, size_t i, const char **topic, int *perm, const char **doc);

/* Takes the socket, whatever it answers: on a refusal it has sent the closing code. early: bytes that came behind the handshake. */
void hub_adopt(struct hub *h, int fd, struct ssl_st *ssl, const struct principal *who, const char *tenant, const char *early,
               size_t early_n);
/* Closes what belongs to this session, API key, user or tenant. Any thread. */
void hub_close_owner(struct hub *h, const char *id, enum live_close code);
const struct live *hub_live(struct hub *h);

struct hub_stats {
    int64_t clients, published, sent, dropped, bytes_out;
};
void hub_stats(struct hub *h, struct hub_stats *out);

#endif
