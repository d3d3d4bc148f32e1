/*
 * server.c - puts the parts together: listeners (front), workers (pool), routes, live sockets (hub), TLS; start and stop.
 *
 * Threads: main builds, starts and stops; the rest is called by anybody. Stop order: no new connections, requests end or are cut after
 * STOP_MS, live sockets are closed with 1001, threads are joined.
 */
#include "core/crypto.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "http/private.h"
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define STOP_MS     5000
#define ABORT_MS    2000
#define OPENAPI_MAX (8u << 20)

static void on_ready(void *ctx, struct wire *w)
{
    struct server *s = ctx;
    http_pool_submit(s->pool, w);
}

static int on_tick(void *ctx)
{
    struct server *s = ctx;
    return hot_tick(s->hot);
}

static bool workers_wanted(void *ctx)
{
    struct server *s = ctx;
    return http_pool_pressed(s->pool) || atomic_load(&s->stopping);
}

static void call_watcher(void *ctx)
{
    struct server *s = ctx;
    http_pool_offer(s->pool, &s->hot_call); /* none is free: the front's thread looks in */
}

static double active_value(void *arg)
{
    return (double)atomic_load(&((struct server *)arg)->active);
}

static double threads_value(void *arg)
{
    struct server *s = arg;
    return s->pool ? http_pool_threads(s->pool) : 0;
}

static double connections_value(void *arg)
{
    struct server *s = arg;
    struct front_stats f;
    front_stats(s->front, &f);
    return (double)f.wires;
}

static double sockets_value(void *arg)
{
    struct hub_stats h;
    hub_stats(((struct server *)arg)->hub, &h);
    return (double)h.clients;
}

static double dropped_value(void *arg)
{
    struct hub_stats h;
    hub_stats(((struct server *)arg)->hub, &h);
    return (double)h.dropped;
}

static double timed_out_value(void *arg)
{
    struct front_stats f;
    front_stats(((struct server *)arg)->front, &f);
    return (double)f.timed_out;
}

static void register_metrics(struct server *s)
{
    static const char *const labels[] = { "class=\"1xx\"", "class=\"1xx\"", "class=\"2xx\"",
                                          "class=\"3xx\"", "class=\"4xx\"", "class=\"5xx\"" };
    for (int i = 1; i <= 5; i++)
        s->by_class[i] = metric_counter("binnacle_http_responses", "", labels[i], "Answers by class of status");
    s->by_class[0] = s->by_class[1];
    s->bytes_metric = metric_counter("binnacle_http_sent_bytes", "bytes", "", "Bytes of answers");
    metric_gauge_fn("binnacle_http_requests_active", "", "", "Requests being answered", active_value, s);
    metric_gauge_fn("binnacle_http_worker_threads", "", "", "Worker threads started", threads_value, s);
    metric_gauge_fn("binnacle_http_connections", "", "", "Client connections, idle ones included", connections_value, s);
    metric_gauge_fn("binnacle_http_connections_timed_out", "", "", "Connections closed because their client was too slow", timed_out_value,
                    s);
    metric_gauge_fn("binnacle_live_sockets", "", "", "Live sockets", sockets_value, s);
    metric_gauge_fn("binnacle_live_messages_dropped", "", "", "Live messages that slow clients missed", dropped_value, s);
}

enum err server_new(const struct server_options *o, struct server **out)
{
    struct server *s = mem_alloc(sizeof *s);
    enum err e;
    s->o = *o;
    s->clock = o->clock ? o->clock : clock_system();
    s->started_us = clock_mono_us(s->clock);
    s->routes = routes_new();
    s->limits = limits_new(s->clock, o->no_limits);
    s->hsts = o->tls_cert != NULL; /* a self-signed certificate must stay replaceable */
    int threads = o->threads > 0 ? o->threads : 128;
    s->slots =
        threads > 2 ? threads * 3 / 8 : 1; /* for uploads, and as many for downloads: a quarter of the workers is never held by clients */
    buf_init(&s->openapi, OPENAPI_MAX);
    signal(SIGPIPE, SIG_IGN); /* a client that went away is an error code, not a signal */
    if (o->cursor_key)
        memcpy(s->cursor_key, o->cursor_key, sizeof s->cursor_key);
    else
        crypto_random(s->cursor_key, sizeof s->cursor_key);
    crypto_random(&s->id_seed, sizeof s->id_seed);
    if ((e = front_new(&(struct front_options){ .clock = s->clock, .ready = on_ready, .tick = on_tick, .ctx = s }, &s->front)) != OK)
        goto out;
    if ((e = hot_new(
             &(struct hot_options){
                 .clock = s->clock, .front = s->front, .leave = workers_wanted, .help = call_watcher, .rescue = on_ready, .ctx = s },
             &s->hot)) != OK)
        goto out;
    if ((e = hub_new(&(struct hub_options){ .clock = s->clock }, &s->hub)) != OK)
        goto out;
    if ((e = http_pool_new(
             &(struct http_pool_options){
                 .max_threads = threads, .begin = exchange_worker_begin, .serve = exchange_serve, .end = exchange_worker_end, .ctx = s },
             &s->pool)) != OK)
        goto out;
    s->tls_fingerprint = mem_strdup("");
    if (o->tls_listen && o->tls_listen[0]) {
        if ((e = tls_new(o->tls_cert, o->tls_key, o->data_dir, &s->tls)) != OK)
            goto out;
        mem_free(s->tls_fingerprint);
        s->tls_fingerprint = mem_alloc(TLS_FINGERPRINT_SIZE);
        tls_fingerprint(s->tls, s->tls_fingerprint);
    }
    register_metrics(s);
    e = health_routes(s);
out:
    if (e != OK) {
        server_free(s);
        return e;
    }
    *out = s;
    return OK;
}

enum err server_routes(struct server *s, const struct route *rows, size_t count, void *ctx)
{
    for (size_t i = 0; i < count; i++) {
        enum err e = routes_add(s->routes, &rows[i], ctx, s->o.hooks ? s->o.hooks->perm_name : NULL);
        if (e != OK)
            return e;
    }
    return OK;
}

enum err server_topic(struct server *s, const char *topic, int perm, const char *doc)
{
    const char *name = s->o.hooks && s->o.hooks->perm_name ? s->o.hooks->perm_name(perm) : NULL;
    if (!name)
        return err_set(ERR_INTERNAL, "topic %s names no permission", topic);
    return hub_topic(s->hub, topic, perm, str_eq(name, "any"), doc);
}

enum err server_topic_every(struct server *s, const char *topic, int perm, int default_seconds, const char *doc)
{
    enum err e = server_topic(s, topic, perm, doc);
    if (e == OK)
        hub_topic_every(s->hub, topic, default_seconds);
    return e;
}

const struct live *server_live(struct server *s)
{
    return hub_live(s->hub);
}

static enum err listen_all(struct server *s, const char *const *list, struct tls *tls)
{
    for (; list && *list; list++) {
        char address[INET6_ADDRSTRLEN];
        int port;
        enum err e = front_listen(s->front, *list, tls, address, &port);
        if (e != OK)
            return e;
        if (!tls && s->port == 0)
            s->port = port;
        if (s->port_count < sizeof s->ports / sizeof *s->ports)
            s->ports[s->port_count++] = port;
        bool v6 = strchr(address, ':') != NULL;
        printf("listening on %s://%s%s%s:%d\n", tls ? "https" : "http", v6 ? "[" : "", address, v6 ? "]" : "", port);
    }
    fflush(stdout);
    return OK;
}

enum err server_start(struct server *s)
{
    unsigned char digest[CRYPTO_HASH_SIZE];
    openapi_write(s, &s->openapi);
    if (s->openapi.overflow)
        return err_set(ERR_INTERNAL, "the OpenAPI document is over %u bytes", OPENAPI_MAX);
    crypto_sha256(s->openapi.data, s->openapi.len, digest);
    snprintf(s->openapi_etag, sizeof s->openapi_etag, "\"%02x%02x%02x%02x%02x%02x%02x%02x\"", digest[0], digest[1], digest[2], digest[3],
             digest[4], digest[5], digest[6], digest[7]);
    enum err e = hub_start(s->hub);
    if (e == OK)
        e = listen_all(s, s->o.listen, NULL);
    if (e == OK && s->tls)
        e = listen_all(s, s->o.tls_listen, s->tls);
    if (e == OK)
        e = front_start(s->front);
    s->started = e == OK;
    return e;
}

int server_port(const struct server *s)
{
    return s->port;
}

size_t server_ports(const struct server *s, int *out, size_t max)
{
    size_t n = s->port_count < max ? s->port_count : max;
    memcpy(out, s->ports, n * sizeof *out);
    return n;
}

const char *server_tls_fingerprint(const struct server *s)
{
    return s->tls_fingerprint;
}

void server_reload_tls(struct server *s)
{
    if (!s->tls)
        return;
    if (tls_reload(s->tls) != OK) {
        log_error("the TLS certificate was not reloaded, the old one stays", "error", err_detail(), NULL);
        return;
    }
    char fingerprint[TLS_FINGERPRINT_SIZE];
    tls_fingerprint(s->tls, fingerprint);
    log_info("reloaded the TLS certificate", "fingerprint", fingerprint, NULL);
}

void server_sockets_close(struct server *s, const char *id)
{
    hub_close_owner(s->hub, id, LIVE_SIGNED_OUT);
}

void server_stop(struct server *s)
{
    if (!s || !s->started)
        return;
    s->started = false;
    atomic_store(&s->stopping, true);
    front_stop_listening(s->front);
    if (!http_pool_idle(s->pool, STOP_MS)) {
        log_warn("requests were cut at shutdown", NULL);
        front_abort(s->front);
        http_pool_idle(s->pool, ABORT_MS);
    }
    hub_stop(s->hub);
}

void server_free(struct server *s)
{
    if (!s)
        return;
    server_stop(s);
    http_pool_free(s->pool);
    front_free(s->front);
    hot_free(s->hot);
    hub_free(s->hub);
    tls_free(s->tls);
    routes_free(s->routes);
    limits_free(s->limits);
    buf_free(&s->openapi);
    mem_free(s->tls_fingerprint);
    mem_free(s);
}

void server_stats(const struct server *s, struct server_stats *out)
{
    struct front_stats f;
    struct hub_stats h;
    front_stats(s->front, &f);
    hub_stats(s->hub, &h);
    *out = (struct server_stats){ .requests = atomic_load(&s->requests),
                                  .active = atomic_load(&s->active),
                                  .sockets = h.clients,
                                  .sockets_dropped_messages = h.dropped,
                                  .bytes_out = atomic_load(&s->bytes_out) + h.bytes_out,
                                  .connections = (int64_t)f.wires,
                                  .threads = http_pool_threads(s->pool),
                                  .timed_out = f.timed_out,
                                  .evicted = f.evicted,
                                  .client_errors = metric_value(s->by_class[4]),
                                  .server_errors = metric_value(s->by_class[5]) };
}

void server_latency(const struct server *s, int64_t counts[METRIC_BUCKETS])
{
    memset(counts, 0, METRIC_BUCKETS * sizeof *counts);
    for (size_t i = 0; i < routes_count(s->routes); i++)
        metric_buckets_add(routes_at(s->routes, i)->seconds, counts);
}
