/*
 * exchange.c - one connection on a worker: parse, dispatch, answer, and again while requests keep coming; then back to the front.
 *
 * Threads: a worker. A worker stays with a busy connection for LINGER_MS after an answer, because the next request of a keep-alive client
 * usually comes at once; under pressure it lets go immediately.
 */
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "http/private.h"
#include <stdio.h>
#include <string.h>

#define LINGER_MS      10
#define SLOW_US        (500 * US_PER_MS)
#define LINES_A_SECOND 50
#define KEEP_BUF       (256 * 1024) /* a worker's answer buffer over this is given back */

void *exchange_worker_begin(void *server)
{
    (void)server;
    struct worker_state *w = mem_alloc(sizeof *w);
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

static void meter(struct request *rq)
{
    struct server *s = rq->server;
    int64_t took = clock_mono_us(s->clock) - rq->started_us;
    int class = rq->sent_status / 100;
    atomic_fetch_add(&s->requests, 1);
    atomic_fetch_add(&s->bytes_out, rq->sent_bytes);
    metric_add(s->bytes_metric, rq->sent_bytes);
    metric_add(s->by_class[class >= 1 && class <= 5 ? class : 5], 1);
    if (rq->route)
        metric_observe_us(rq->route->seconds, took);
    log_request(rq, took);
}

/* Answers the request at the start of w->in. What is left to do with the connection is in the request. */
static void answer(struct server *s, struct worker_state *k, struct wire *w, struct request *rq)
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
        dispatch_request(rq);
    }
    if (!rq->detached) {
        if (!rq->answered)
            response_send(rq);
        else if (rq->streaming)
            response_stream_end(rq);
    }
    request_release(rq);
    meter(rq);
    log_correlation("");
    atomic_fetch_sub(&s->active, 1);
    arena_reset(k->arena);
    if (k->body.cap > KEEP_BUF)
        buf_free(&k->body);
}

static void drop_used(struct wire *w, size_t used)
{
    w->in_len -= used;
    if (w->in_len > 0)
        memmove(w->in, w->in + used, w->in_len);
    w->want = w->scanned = 0;
    w->requests++;
}

/* The next request of the same client, if it comes soon. */
static bool next_request(struct server *s, struct wire *w)
{
    if (http_pool_pressed(s->pool) || atomic_load(&s->stopping))
        return w->in_len > 0 && wire_input(w) == WIRE_READY && !atomic_load(&s->stopping);
    if (w->in_len > 0 && wire_input(w) == WIRE_READY)
        return true;
    if (!wire_wait(w, false, LINGER_MS))
        return false;
    if (wire_fill(w) < 0)
        return false; /* the front finds out as well */
    return wire_input(w) == WIRE_READY;
}

void exchange_serve(void *server, void *worker, struct wire *w)
{
    struct server *s = server;
    struct worker_state *k = worker;
    struct request *rq = mem_alloc(sizeof *rq);
    for (;;) {
        answer(s, k, w, rq);
        if (rq->detached)
            break;
        if (rq->pending && !rq->broken) {
            char *p = rq->pending;
            bool keep = rq->keep;
            drop_used(w, keep ? rq->used : 0);
            front_flush(s->front, w, p, rq->pending_len, rq->pending_off, rq->pending_static, keep);
            break;
        }
        if (rq->pending && !rq->pending_static)
            mem_free(rq->pending);
        if (!rq->keep || rq->broken) {
            if (rq->answered && !rq->streaming)
                front_linger(s->front, w);
            else
                front_drop(s->front, w);
            break;
        }
        drop_used(w, rq->used);
        if (!next_request(s, w)) {
            front_park(s->front, w);
            break;
        }
    }
    mem_free(rq);
}
