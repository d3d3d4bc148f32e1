/*
 * net.c - the event loop: one thread, epoll, a heap of timers, a list of running operations, and the door through which other
 * threads hand operations in.
 *
 * Threads: "net-loop" runs everything but net_new, net_free, op_start and the gauges. Always: an operation that op_start took is
 * ended exactly once, by its own end, its deadline or the abort when the loop stops; no callback runs after net_free has returned.
 */
#include "net/net.h"
#include "core/mem.h"
#include "net/host.h"
#include "net/internal.h"
#include <curl/curl.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define EVENTS        64
#define STACK_BYTES   (512 * 1024)
#define LAG_WINDOW_US (30 * US_PER_S)

struct net {
    struct net *next_alive;
    int epoll, wake;
    pthread_t thread;
    pthread_mutex_t lock; /* inbox, stopping */
    struct op *inbox, **inbox_end;
    bool stopping;

    struct op running; /* head of the ring */
    struct timer **heap;
    size_t heap_count, heap_size;
    struct epoll_event *batch; /* the events being handled, so that loop_unwatch can take one out */
    int batch_count;

    struct http_engine *http;
    struct resolver *resolver;
    struct pool *pool;
    struct net_gauges gauges;
    _Atomic int64_t lag_now, lag_before;
    int64_t lag_window;
    struct watch wake_watch;
};

/* The nets that exist, for threads that may outlive theirs. */
static pthread_mutex_t alive_lock = PTHREAD_MUTEX_INITIALIZER;
static struct net *alive;

int64_t loop_now(void)
{
    return clock_mono_us(clock_system());
}

struct http_engine *net_http_engine(struct net *n)
{
    return n->http;
}
struct resolver *net_resolver(struct net *n)
{
    return n->resolver;
}
struct net_gauges *net_gauges(struct net *n)
{
    return &n->gauges;
}
bool loop_is_current(const struct net *n)
{
    return pthread_equal(pthread_self(), n->thread) != 0;
}

/* ---- watches ---- */

bool loop_watch(struct net *n, struct watch *w, uint32_t events)
{
    if (w->events == events)
        return true;
    struct epoll_event ev = { .events = events, .data.ptr = w };
    if (epoll_ctl(n->epoll, w->events ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, w->fd, &ev) != 0)
        return false;
    w->events = events;
    return true;
}

void loop_unwatch(struct net *n, struct watch *w)
{
    if (w->events == 0)
        return;
    epoll_ctl(n->epoll, EPOLL_CTL_DEL, w->fd, NULL);
    w->events = 0;
    for (int i = 0; i < n->batch_count; i++)
        if (n->batch[i].data.ptr == w)
            n->batch[i].data.ptr = NULL;
}

/* ---- timers: a binary heap, earliest first, places counted from 1 ---- */

static void heap_place(struct net *n, size_t i, struct timer *t)
{
    n->heap[i] = t;
    t->index = i;
}

static void heap_settle(struct net *n, struct timer *t)
{
    size_t i = t->index;
    while (i > 1 && n->heap[i / 2]->at > t->at) {
        heap_place(n, i, n->heap[i / 2]);
        i /= 2;
    }
    for (;;) {
        size_t child = i * 2;
        if (child > n->heap_count)
            break;
        if (child < n->heap_count && n->heap[child + 1]->at < n->heap[child]->at)
            child++;
        if (n->heap[child]->at >= t->at)
            break;
        heap_place(n, i, n->heap[child]);
        i = child;
    }
    heap_place(n, i, t);
}

void loop_timer_set(struct net *n, struct timer *t, int64_t at_us)
{
    t->at = at_us;
    if (t->index == 0) {
        if (n->heap_count + 2 > n->heap_size) {
            n->heap_size = n->heap_size ? n->heap_size * 2 : 256;
            n->heap = mem_resize(n->heap, n->heap_size * sizeof *n->heap);
        }
        heap_place(n, ++n->heap_count, t);
    }
    heap_settle(n, t);
}

void loop_timer_stop(struct net *n, struct timer *t)
{
    if (t->index == 0)
        return;
    struct timer *last = n->heap[n->heap_count--];
    if (last != t) {
        heap_place(n, t->index, last);
        heap_settle(n, last);
    }
    t->index = 0;
}

static void note_lag(struct net *n, int64_t now, int64_t lag)
{
    if (now - n->lag_window > LAG_WINDOW_US) {
        atomic_store_explicit(&n->lag_before, atomic_load_explicit(&n->lag_now, memory_order_relaxed), memory_order_relaxed);
        atomic_store_explicit(&n->lag_now, 0, memory_order_relaxed);
        n->lag_window = now;
    }
    if (lag > atomic_load_explicit(&n->lag_now, memory_order_relaxed))
        atomic_store_explicit(&n->lag_now, lag, memory_order_relaxed);
}

/* Runs what is due and returns the milliseconds until the next, -1 when there is none. */
static int run_timers(struct net *n)
{
    int64_t now = loop_now();
    while (n->heap_count > 0 && n->heap[1]->at <= now) {
        struct timer *t = n->heap[1];
        note_lag(n, now, now - t->at);
        loop_timer_stop(n, t);
        t->fn(t);
    }
    if (n->heap_count == 0)
        return -1;
    int64_t ms = (n->heap[1]->at - loop_now() + US_PER_MS - 1) / US_PER_MS;
    return ms < 0 ? 0 : ms > 60000 ? 60000 : (int)ms;
}

/* ---- operations ---- */

void op_begin_here(struct net *n, struct op *o)
{
    o->net = n;
    o->next = &n->running;
    o->prev = n->running.prev;
    o->prev->next = o;
    n->running.prev = o;
}

enum err op_start(struct net *n, struct op *o)
{
    o->net = n;
    o->next = NULL;
    pthread_mutex_lock(&n->lock);
    bool stopping = n->stopping, first = n->inbox == NULL;
    if (!stopping) {
        *n->inbox_end = o;
        n->inbox_end = &o->next;
        if (o->gauge)
            atomic_fetch_add_explicit(o->gauge, 1, memory_order_relaxed);
    }
    pthread_mutex_unlock(&n->lock);
    if (stopping)
        return err_set(ERR_BUSY, "the network loop is stopping");
    if (first && !loop_is_current(n)) {
        uint64_t one = 1;
        if (write(n->wake, &one, sizeof one) < 0) { /* full counter: the loop is awake anyway */
        }
    }
    return OK;
}

void op_end(struct op *o)
{
    o->prev->next = o->next;
    o->next->prev = o->prev;
    if (o->gauge)
        atomic_fetch_sub_explicit(o->gauge, 1, memory_order_relaxed);
}

enum err op_start_if_alive(struct net *n, struct op *o)
{
    enum err e = err_set(ERR_BUSY, "the network loop has stopped");
    pthread_mutex_lock(&alive_lock);
    for (struct net *i = alive; i; i = i->next_alive) {
        if (i != n)
            continue;
        e = op_start(n, o);
        break;
    }
    pthread_mutex_unlock(&alive_lock);
    return e;
}

/* Takes in what other threads (and callbacks) handed over. Returns false when there was nothing. */
static bool take_inbox(struct net *n)
{
    pthread_mutex_lock(&n->lock);
    struct op *o = n->inbox;
    n->inbox = NULL;
    n->inbox_end = &n->inbox;
    pthread_mutex_unlock(&n->lock);
    bool any = o != NULL;
    while (o) {
        struct op *next = o->next;
        op_begin_here(n, o);
        o->begin(o);
        o = next;
    }
    return any;
}

static bool is_stopping(struct net *n)
{
    pthread_mutex_lock(&n->lock);
    bool stopping = n->stopping;
    pthread_mutex_unlock(&n->lock);
    return stopping;
}

static void *loop_main(void *arg)
{
    struct net *n = arg;
    struct epoll_event events[EVENTS];
    pthread_setname_np(pthread_self(), "net-loop");
    while (!is_stopping(n)) {
        while (take_inbox(n)) { /* a begun operation may end and start another */
        }
        int wait_ms = run_timers(n);
        if (take_inbox(n))
            continue;
        int got = epoll_wait(n->epoll, events, EVENTS, wait_ms);
        n->batch = events;
        n->batch_count = got > 0 ? got : 0;
        for (int i = 0; i < n->batch_count; i++) {
            struct watch *w = events[i].data.ptr;
            if (w)
                w->fn(w, events[i].events);
        }
        n->batch_count = 0;
    }
    take_inbox(n);
    while (n->running.next != &n->running)
        n->running.next->abort(n->running.next);
    return NULL;
}

static void woken(struct watch *w, uint32_t events)
{
    (void)events;
    uint64_t count;
    if (read(w->fd, &count, sizeof count) < 0) { /* somebody was faster */
    }
}

/* ---- life ---- */

static void global_init(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

enum err net_new(const struct net_options *o, struct net **out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, global_init);
    struct net *n = mem_alloc(sizeof *n);
    enum err e = OK;
    sigset_t all, old;
    *out = NULL;
    pthread_mutex_init(&n->lock, NULL);
    n->inbox_end = &n->inbox;
    n->running.next = n->running.prev = &n->running;
    n->epoll = epoll_create1(EPOLL_CLOEXEC);
    n->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    n->wake_watch = (struct watch){ .fd = n->wake, .fn = woken };
    if (n->epoll < 0 || n->wake < 0 || !loop_watch(n, &n->wake_watch, EPOLLIN)) {
        e = err_errno(ERR_IO, "cannot make the network loop");
        goto out;
    }
    n->http = http_engine_new(n, o->max_http > 0 ? o->max_http : 4096);
    n->resolver = resolver_new(n, o->resolv_conf, o->hosts);
    n->pool = pool_new(o->pool_threads > 0 ? o->pool_threads : 32);
    struct net_host vitals; /* the first reading is what the next one's CPU share is measured against */
    if (net_host_read(NULL, &vitals) != OK)
        err_clear();

    sigfillset(&all); /* signals belong to main */
    pthread_sigmask(SIG_SETMASK, &all, &old);
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, STACK_BYTES); /* musl's default is too small for a TLS handshake inside curl */
    int rc = pthread_create(&n->thread, &attr, loop_main, n);
    pthread_attr_destroy(&attr);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (rc != 0) {
        errno = rc;
        e = err_errno(ERR_IO, "cannot start the network thread");
        pool_stop(n->pool, 0);
        resolver_free(n->resolver);
        http_engine_free(n->http);
    }
out:
    if (e != OK) {
        if (n->epoll >= 0)
            close(n->epoll);
        if (n->wake >= 0)
            close(n->wake);
        pthread_mutex_destroy(&n->lock);
        mem_free(n);
        return e;
    }
    pthread_mutex_lock(&alive_lock);
    n->next_alive = alive;
    alive = n;
    pthread_mutex_unlock(&alive_lock);
    *out = n;
    return OK;
}

void net_free(struct net *n)
{
    if (!n)
        return;
    pool_stop(n->pool, 2000);
    pthread_mutex_lock(&alive_lock);
    struct net **at = &alive;
    while (*at != n)
        at = &(*at)->next_alive;
    *at = n->next_alive;
    pthread_mutex_unlock(&alive_lock);
    pthread_mutex_lock(&n->lock);
    n->stopping = true;
    pthread_mutex_unlock(&n->lock);
    uint64_t one = 1;
    if (write(n->wake, &one, sizeof one) < 0) { /* full counter: the loop is awake anyway */
    }
    pthread_join(n->thread, NULL);
    http_engine_free(n->http);
    resolver_free(n->resolver);
    close(n->epoll);
    close(n->wake);
    mem_free(n->heap);
    pthread_mutex_destroy(&n->lock);
    mem_free(n);
}

enum err net_pool(struct net *n, int timeout_ms, enum err (*fn)(void *arg), void (*done)(void *arg, enum err e), void (*release)(void *arg),
                  void *arg)
{
    return pool_submit(n->pool, timeout_ms, fn, done, release, arg);
}

void net_stats(struct net *n, struct net_stats *out)
{
    out->http_active = atomic_load_explicit(&n->gauges.http, memory_order_relaxed);
    out->tcp_active = atomic_load_explicit(&n->gauges.tcp, memory_order_relaxed);
    pool_counts(n->pool, &out->pool_active, &out->pool_queued);
    int64_t now = atomic_load_explicit(&n->lag_now, memory_order_relaxed),
            before = atomic_load_explicit(&n->lag_before, memory_order_relaxed);
    out->loop_lag_max_us = now > before ? now : before;
}
