/*
 * hot.c - the epoll set of busy keep-alive connections and the workers that watch it.
 *
 * The set is edge-triggered, so that a connection stays registered while it is answered: no system call to take it out and none to put it
 * back. An edge that comes while somebody works on the connection is remembered in its slot (`again`). Events name slot and generation, so
 * that one that was fetched before its connection left finds nothing. Threads: see hot.h.
 */
#include "http/hot.h"
#include "core/log.h"
#include "core/mem.h"
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define SLOTS   1024
#define BATCH   8
#define TICK_MS 1
#define LINGER  (HOT_LINGER_MS * US_PER_MS)

struct hot_slot {
    struct wire *wire;            /* NULL: free */
    struct hot_slot *prev, *next; /* idle ones, the longest idle first; free ones by next */
    int64_t since_us;
    uint32_t generation;
    bool claimed, queued, again;
};

struct hot {
    struct hot_options o;
    int epoll;
    pthread_mutex_t lock;
    struct hot_slot slots[SLOTS];
    struct hot_slot *free, *first, *last;
    int count, claimed;
    struct hot_slot *ready[SLOTS]; /* a ring of what was fetched and not yet claimed */
    size_t ready_at, ready_count;
    int inside, waiting; /* workers that have not gone home, and those of them that sleep */
    int64_t now_us;      /* of the last answer: exact enough for letting go */
    uint64_t turns, turns_seen;
    bool ticking;
};

enum err hot_new(const struct hot_options *o, struct hot **out)
{
    struct hot *h = mem_alloc(sizeof *h);
    h->o = *o;
    if (h->o.watchers <= 0) {
        long cores = sysconf(_SC_NPROCESSORS_ONLN);
        h->o.watchers = cores > 0 ? (int)cores : 1;
    }
    for (size_t i = SLOTS; i-- > 0;) {
        h->slots[i].next = h->free;
        h->free = &h->slots[i];
    }
    pthread_mutex_init(&h->lock, NULL);
    h->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (h->epoll < 0) {
        enum err e = err_errno(ERR_IO, "cannot set up the connections' epoll");
        hot_free(h);
        return e;
    }
    *out = h;
    return OK;
}

void hot_free(struct hot *h)
{
    if (!h)
        return;
    if (h->epoll >= 0)
        close(h->epoll);
    pthread_mutex_destroy(&h->lock);
    mem_free(h);
}

/* ---- under h->lock ---- */

static void link_idle(struct hot *h, struct hot_slot *s)
{
    s->next = NULL;
    s->prev = h->last;
    *(h->last ? &h->last->next : &h->first) = s;
    h->last = s;
}

static void unlink_idle(struct hot *h, struct hot_slot *s)
{
    *(s->prev ? &s->prev->next : &h->first) = s->next;
    *(s->next ? &s->next->prev : &h->last) = s->prev;
}

static void claim(struct hot *h, struct hot_slot *s)
{
    unlink_idle(h, s);
    s->claimed = true;
    s->queued = s->again = false;
    h->claimed++;
}

/* Of a claimed slot. */
static void forget(struct hot *h, struct hot_slot *s)
{
    struct wire *w = s->wire;
    epoll_ctl(h->epoll, EPOLL_CTL_DEL, w->fd, NULL);
    w->slot = NULL;
    s->wire = NULL;
    s->claimed = false;
    s->generation++;
    s->next = h->free;
    h->free = s;
    h->claimed--;
    h->count--;
}

static void fetched(struct hot *h, const struct epoll_event *events, int n)
{
    for (int i = 0; i < n; i++) {
        struct hot_slot *s = &h->slots[events[i].data.u64 % SLOTS];
        if (!s->wire || s->generation != (uint32_t)(events[i].data.u64 >> 32))
            continue;
        if (s->claimed) {
            s->again = true;
        } else if (!s->queued) {
            s->queued = true;
            h->ready[(h->ready_at + h->ready_count++) % SLOTS] = s;
        }
    }
}

static struct wire *take_ready(struct hot *h)
{
    if (h->ready_count == 0)
        return NULL;
    struct hot_slot *s = h->ready[h->ready_at];
    h->ready_at = (h->ready_at + 1) % SLOTS;
    h->ready_count--;
    claim(h, s);
    return s->wire;
}

/* Back to the front with what was quiet since before `until`. */
static void let_go(struct hot *h, int64_t until)
{
    struct hot_slot *next;
    for (struct hot_slot *s = h->first; s && s->since_us <= until; s = next) {
        struct wire *w = s->wire;
        next = s->next;
        if (s->queued)
            continue;
        claim(h, s);
        forget(h, s);
        front_park(h->o.front, w);
    }
}

/* Nobody is left to watch. The front sees again what has come for those that were fetched. */
static void let_go_all(struct hot *h)
{
    for (; h->ready_count > 0; h->ready_count--) {
        h->ready[h->ready_at]->queued = false;
        h->ready_at = (h->ready_at + 1) % SLOTS;
    }
    let_go(h, INT64_MAX);
}

/* ---- workers ---- */

enum hot_kept hot_keep(struct hot *h, struct wire *w, int64_t now_us)
{
    enum hot_kept kept = HOT_KEPT;
    pthread_mutex_lock(&h->lock);
    struct hot_slot *s = w->slot;
    if (now_us > h->now_us)
        h->now_us = now_us;
    if (!s && !(s = h->free)) {
        kept = HOT_FULL;
    } else if (!w->slot) {
        struct epoll_event e = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET,
                                 .data.u64 = (uint64_t)s->generation << 32 | (uint64_t)(s - h->slots) };
        h->free = s->next;
        *s = (struct hot_slot){ .wire = w, .generation = s->generation, .since_us = h->now_us };
        w->slot = s;
        h->count++;
        link_idle(h, s);
        if (epoll_ctl(h->epoll, EPOLL_CTL_ADD, w->fd, &e) != 0) {
            claim(h, s);
            forget(h, s);
            kept = HOT_FULL;
        }
    } else if (s->again) {
        s->again = false;
        kept = HOT_AGAIN;
    } else {
        s->claimed = false;
        s->since_us = h->now_us;
        h->claimed--;
        link_idle(h, s);
    }
    pthread_mutex_unlock(&h->lock);
    return kept;
}

/* Sleeps until something comes; the lock is let go meanwhile. */
static void look(struct hot *h)
{
    struct epoll_event events[BATCH];
    /* Whoever watches alone takes several at a time; beside others one, so that they have work too. */
    int most = h->waiting++ == 0 ? BATCH : 1;
    pthread_mutex_unlock(&h->lock);
    int n = epoll_wait(h->epoll, events, most, HOT_LINGER_MS);
    int64_t now = n <= 0 ? clock_mono_us(h->o.clock) : 0;
    pthread_mutex_lock(&h->lock);
    h->waiting--;
    if (n > 0)
        fetched(h, events, n);
    else if (now > h->now_us)
        h->now_us = now;
}

struct wire *hot_next(struct hot *h, bool first)
{
    struct wire *w = NULL;
    pthread_mutex_lock(&h->lock);
    h->inside += first;
    h->turns++;
    while (!h->o.leave(h->o.ctx)) {
        let_go(h, h->now_us - LINGER);
        if ((w = take_ready(h)) || h->count == h->claimed || h->waiting >= h->o.watchers)
            break;
        look(h);
    }
    if (!w && --h->inside == 0)
        let_go_all(h);
    bool help = w && h->ready_count > 0 && h->inside < h->o.watchers;
    bool poke = !h->ticking && h->waiting == 0 && h->count > h->claimed;
    h->ticking = h->ticking || poke;
    pthread_mutex_unlock(&h->lock);
    if (help)
        h->o.help(h->o.ctx);
    if (poke)
        front_poke(h->o.front);
    return w;
}

void hot_cover(struct hot *h)
{
    pthread_mutex_lock(&h->lock);
    bool alone = h->waiting == 0 && h->count > h->claimed;
    pthread_mutex_unlock(&h->lock);
    if (alone)
        h->o.help(h->o.ctx);
}

void hot_leave(struct hot *h, struct wire *w)
{
    if (!w->slot)
        return;
    pthread_mutex_lock(&h->lock);
    forget(h, w->slot);
    pthread_mutex_unlock(&h->lock);
}

/* ---- the front's thread ---- */

int hot_tick(struct hot *h)
{
    struct wire *waiting[BATCH];
    int n = 0;
    pthread_mutex_lock(&h->lock);
    /* Nobody watches, and nobody has come back since the last look: whoever should is held up by a handler. */
    if (h->count > h->claimed && h->waiting == 0 && h->turns == h->turns_seen) {
        struct epoll_event events[BATCH];
        int got = epoll_wait(h->epoll, events, BATCH, 0);
        if (got > 0)
            fetched(h, events, got);
        while (n < BATCH && (waiting[n] = take_ready(h)) != NULL)
            n++;
        let_go(h, clock_mono_us(h->o.clock) - LINGER);
    }
    h->turns_seen = h->turns;
    h->ticking = h->count > 0;
    int again = h->ticking ? TICK_MS : -1;
    pthread_mutex_unlock(&h->lock);
    for (int i = 0; i < n; i++)
        h->o.rescue(h->o.ctx, waiting[i]);
    return again;
}
