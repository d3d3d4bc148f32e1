/*
 * exchange.c - one connection on a worker: parse, dispatch, answer, and again while requests keep coming; then back to the front.
 *
 * Threads: a worker. After an answer the connection goes to the busy ones (hot.h), because the next request of a keep-alive client usually
 * comes at once, and the worker takes the next of them; under pressure it goes back to the front immediately.
 */
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "http/private.h"
#include <stdio.h>
#include <string.h>

#define SLOW_US        (500 * US_PER_MS)
#define LINES_A_SECOND 50
#define KEEP_BUF       (256 * 1024) /* a worker's answer buffer over this is given back */

void *exchange_worker_begin(void *server)
{
    (void)server;
    struct worker_state *w = mem_alloc(sizeof *w);
    w->request = mem_alloc(sizeof *w->request);
    w->civet = civet_new();
    w->arena = arena_new(0);
    w->date_second = -1;
    buf_init(&w->head, 64 * 1024);
    buf_init(&w->body, ANSWER_MAX);
    return w;
}

void exchange_worker_end(void *server, void *worker)
{
    (void)server;
    struct worker_state *w = worker;
    mem_free(w->request);
    civet_free(w->civet);
    arena_free(w->arena);
    buf_free(&w->head);
    buf_free(&w->body);
    mem_free(w);
}

/* Whether a successful read gets its own line: the first of each second do, and those whose caller gave an id. Changes, errors and slow
 * answers always do. Under load the log stays readable, and the log's writer does not become the load. */
static bool read_worth_a_line(struct server *s, const struct request *rq, int64_t took_us)
{
    if (rq->id_given || took_us > SLOW_US)
        return true;
    int64_t second = rq->started_us / US_PER_S, seen = atomic_load(&s->log_second);
    if (second != seen && atomic_compare_exchange_strong(&s->log_second, &seen, second)) {
        atomic_store(&s->log_lines, 0);
        int skipped = atomic_exchange(&s->log_skipped, 0);
        char text[16];
        snprintf(text, sizeof text, "%d", skipped);
        if (skipped > 0)
            log_info("successful reads without a line of their own", "requests", text, NULL);
    }
    if (atomic_fetch_add(&s->log_lines, 1) < LINES_A_SECOND)
        return true;
    atomic_fetch_add(&s->log_skipped, 1);
    return false;
}

static void log_request(const struct request *rq, int64_t took_us)
{
    char status[12], ms[24];
    bool plain_read = rq->route && rq->route->row->method == GET && rq->sent_status < 400;
    bool quiet = !rq->route || rq->route->row->rate == RATE_NONE;
    if (plain_read && !quiet && !read_worth_a_line(rq->server, rq, took_us))
        return;
    snprintf(status, sizeof status, "%d", rq->sent_status);
    snprintf(ms, sizeof ms, "%lld.%03lld", (long long)(took_us / 1000), (long long)(took_us % 1000));
    enum log_level level = rq->sent_status >= 500 ? LOG_WARN : quiet && rq->sent_status < 400 ? LOG_DEBUG : LOG_INFO;
    log_event(level, "request", "method", rq->head.method ? rq->head.method : "-", "path", rq->path, "status", status, "duration_ms", ms,
              "remote", rq->wire ? rq->wire->remote : "-", "user", rq->who.email[0] ? rq->who.email : NULL, NULL);
}

static int64_t meter(struct request *rq)
{
    struct server *s = rq->server;
    int64_t now = clock_mono_us(s->clock), took = now - rq->started_us;
    int class = rq->sent_status / 100;
    atomic_fetch_add(&s->requests, 1);
    atomic_fetch_add(&s->bytes_out, rq->sent_bytes);
    metric_add(s->bytes_metric, rq->sent_bytes);
    metric_add(s->by_class[class >= 1 && class <= 5 ? class : 5], 1);
    if (rq->route)
        metric_observe_us(rq->route->seconds, took);
    log_request(rq, took);
    return now;
}

/* Fault builds: the switch of tests/fault/test_allocations.py. The n-th allocation that may fail does, while this request is answered. */
static void torture(struct request *rq)
{
#ifdef BINNACLE_FAULTS
    const char *text = civet_header(rq->worker->civet, "X-Fault-Allocation");
    int64_t n;
    rq->torture = text && str_to_i64(text, &n) && n > 0;
    if (rq->torture)
        mem_fail_at((unsigned long)n);
#endif
    (void)rq;
}

/* Answers the request at the start of w->in and says when it was done. What is left to do with the connection is in the request. */
static int64_t answer(struct server *s, struct worker_state *k, struct wire *w, struct request *rq)
{
    *rq = (struct request){ .server = s, .worker = k, .wire = w, .arena = k->arena, .is_tls = w->ssl != NULL, .path = "-", .tenant = "" };
    rq->started_us = clock_mono_us(s->clock);
    atomic_fetch_add(&s->active, 1);
    err_clear();
    enum err e = civet_parse(k->civet, w->fd, w->ssl, w->in, w->in_cap, w->in_len, &rq->head);
    request_make_ids(rq);
    log_correlation(rq->id);
    if (e != OK) {
        rq->broken = true;
        rq->head.method = "-";
        response_problem(rq, ERR_MALFORMED, err_detail());
    } else {
        torture(rq);
        dispatch_request(rq);
    }
    if (!rq->detached) {
        if (!rq->answered)
            response_send(rq);
        else if (rq->streaming)
            response_stream_end(rq);
    }
    if (rq->torture)
        mem_fail_at(0);
    request_release(rq);
    int64_t now = meter(rq);
    log_correlation("");
    atomic_fetch_sub(&s->active, 1);
    arena_reset(k->arena);
    if (k->body.cap > KEEP_BUF)
        buf_free(&k->body);
    return now;
}

static void drop_used(struct wire *w, size_t used)
{
    w->in_len -= used;
    if (w->in_len > 0)
        memmove(w->in, w->in + used, w->in_len);
    w->want = w->scanned = 0;
    w->requests++;
}

static void close_now(struct server *s, struct wire *w)
{
    hot_leave(s->hot, w);
    front_drop(s->front, w);
}

/* True: the next request is in w->in. False: w waits, or has ended, and is somebody else's. */
static bool next_request(struct server *s, struct wire *w, int64_t now)
{
    for (;;) {
        enum wire_input input = w->in_len > 0 ? wire_input(w) : WIRE_MORE;
        if (input == WIRE_READY)
            return true;
        enum hot_kept kept = HOT_FULL;
        if (w->more && input == WIRE_MORE)
            kept = HOT_AGAIN;
        else if (w->in_len == 0 && !http_pool_pressed(s->pool))
            kept = hot_keep(s->hot, w, now);
        if (kept == HOT_KEPT)
            return false;
        if (kept == HOT_FULL) { /* half a request waits at the front, too */
            hot_leave(s->hot, w);
            front_park(s->front, w);
            return false;
        }
        if (wire_fill(w) < 0) {
            close_now(s, w);
            return false;
        }
    }
}

/* Answers the requests that are there. Then w is somebody else's. */
static void serve_ready(struct server *s, struct worker_state *k, struct wire *w)
{
    struct request *rq = k->request;
    int64_t now;
    do {
        if (w->in[0] != 'G' && w->in[0] != 'H') /* a change waits for the disk */
            hot_cover(s->hot);
        now = answer(s, k, w, rq);
        if (rq->detached)
            return;
        if (rq->pending && !rq->broken) {
            char *p = rq->pending;
            bool keep = rq->keep;
            drop_used(w, keep ? rq->used : 0);
            hot_leave(s->hot, w);
            front_flush(s->front, w, p, rq->pending_len, rq->pending_off, rq->pending_static, keep);
            return;
        }
        if (rq->pending && !rq->pending_static)
            mem_free(rq->pending);
        if (!rq->keep || rq->broken) {
            hot_leave(s->hot, w);
            if (rq->answered && !rq->streaming)
                front_linger(s->front, w);
            else
                front_drop(s->front, w);
            return;
        }
        drop_used(w, rq->used);
    } while (next_request(s, w, now));
}

/* A connection of the busy ones has something to read, or has ended. */
static void serve_hot(struct server *s, struct worker_state *k, struct wire *w)
{
    if (wire_fill(w) < 0)
        close_now(s, w);
    else if (next_request(s, w, 0))
        serve_ready(s, k, w);
}

void exchange_serve(void *server, void *worker, struct wire *w)
{
    struct server *s = server;
    struct worker_state *k = worker;
    if (w->slot)
        serve_hot(s, k, w);
    else if (w != &s->hot_call)
        serve_ready(s, k, w);
    for (bool first = true; (w = hot_next(s->hot, first)) != NULL; first = false)
        serve_hot(s, k, w);
}
