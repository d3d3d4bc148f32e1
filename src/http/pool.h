/*
 * pool.h - the worker threads that answer requests. They are started when there is work and none is idle, and the one that became idle
 * last works first, so that a quiet box keeps a handful of warm threads, whatever the maximum.
 */
#ifndef BINNACLE_HTTP_POOL_H
#define BINNACLE_HTTP_POOL_H
#include "core/err.h"
#include "http/front.h"
#include <stdbool.h>

struct http_pool;
struct http_pool_options {
    int max_threads;                                      /* 0 = 128 */
    void *(*begin)(void *ctx);                            /* on the new thread: what a worker keeps between requests */
    void (*serve)(void *ctx, void *kept, struct wire *w); /* owns w until it hands it back to the front */
    void (*end)(void *ctx, void *kept);
    void *ctx;
};

MUST_CHECK enum err http_pool_new(const struct http_pool_options *o, struct http_pool **out);
void http_pool_submit(struct http_pool *p, struct wire *w); /* any thread; never blocks */
/* The same, but only if a thread is free or can be started. */
bool http_pool_offer(struct http_pool *p, struct wire *w);
/* Connections wait for a thread: whoever holds one without need lets go. */
bool http_pool_pressed(struct http_pool *p);
int http_pool_threads(struct http_pool *p);
int http_pool_busy(struct http_pool *p);
bool http_pool_idle(struct http_pool *p, int wait_ms); /* waits until nobody works */
void http_pool_free(struct http_pool *p);              /* joins; what is queued must be gone */

#endif
