/*
 * live.h - where domains say "this changed" to whoever watches live. http/websocket.c is the receiver; a test may be another.
 * Publishing never blocks and never fails: a message is a hint to refresh, the store is the truth. Thread-safe.
 *
 * Topics are dotted lower-case names: services.state, alerts, jobs, ops.activity. Each topic is registered with the
 * permission of the matching REST read by the domain that publishes it (http/websocket.h).
 */
#ifndef BINNACLE_CORE_LIVE_H
#define BINNACLE_CORE_LIVE_H
#include <stddef.h>
#include <stdint.h>

#define LIVE_EVERY_MAX 60 /* seconds */

struct live {
    /* tenant_id NULL: every tenant's watchers with the permission. json is one JSON value, copied before the call returns. */
    void (*publish)(void *ctx, const char *tenant_id, const char *topic, const char *json, size_t n);
    /* To the sockets of one user alone, in whatever tenant they are. May be NULL. */
    void (*publish_user)(void *ctx, const char *user_id, const char *topic, const char *json, size_t n);
    /* Topics of figures that are gathered over an interval: which intervals somebody waits for (bit n: n seconds, 1 to LIVE_EVERY_MAX), and
     * what was gathered, to those who asked for this interval. May be NULL. */
    uint64_t (*intervals)(void *ctx, const char *topic);
    void (*publish_every)(void *ctx, const char *topic, int seconds, const char *json, size_t n);
    void *ctx;
};

static inline void live_publish(const struct live *l, const char *tenant_id, const char *topic, const char *json, size_t n)
{
    if (l && l->publish)
        l->publish(l->ctx, tenant_id, topic, json, n);
}

static inline uint64_t live_intervals(const struct live *l, const char *topic)
{
    return l && l->intervals ? l->intervals(l->ctx, topic) : 0;
}

static inline void live_publish_every(const struct live *l, const char *topic, int seconds, const char *json, size_t n)
{
    if (l && l->publish_every)
        l->publish_every(l->ctx, topic, seconds, json, n);
}

static inline void live_publish_user(const struct live *l, const char *user_id, const char *topic, const char *json, size_t n)
{
    if (l && l->publish_user)
        l->publish_user(l->ctx, user_id, topic, json, n);
}

#endif
