/*
 * pool.c - worker threads, last idle first.
 *
 * Threads: any submits; each worker sleeps on its own condition, so that exactly the chosen one wakes. Everything is under p->lock.
 */
#include "http/pool.h"
#include "core/log.h"
#include "core/mem.h"
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#if defined(__SANITIZE_ADDRESS__)
#define STACK_BYTES (1024 * 1024) /* the sanitizer makes frames several times larger */
#else
#define STACK_BYTES (256 * 1024)
#endif

struct worker {
    struct http_pool *pool;
    struct worker *below; /* idle stack */
    pthread_t thread;
    pthread_cond_t wake;
    struct wire *job;
    int number;
};

struct http_pool {
    struct http_pool_options o;
    pthread_mutex_t lock;
    pthread_cond_t quiet;
    struct worker *idle;
    struct worker **workers;
    int count;
    atomic_int busy, waiting;  /* changed under the lock */
    struct wire *first, *last; /* waiting, linked by dead_next, which a live connection does not use */
    bool ending;
};

static struct wire *next_job(struct worker *me)
{
    struct http_pool *p = me->pool;
    struct wire *w = p->first;
    if (w) {
        p->first = w->dead_next;
        if (!p->first)
            p->last = NULL;
        p->waiting--;
        return w;
    }
    p->busy--;
    if (p->busy == 0)
        pthread_cond_broadcast(&p->quiet);
    me->below = p->idle;
    p->idle = me;
    while (!me->job && !p->ending)
        pthread_cond_wait(&me->wake, &p->lock);
    w = me->job;
    me->job = NULL;
    return w;
}

static void *run(void *arg)
{
    struct worker *me = arg;
    struct http_pool *p = me->pool;
    char name[16];
    snprintf(name, sizeof name, "http-%d", me->number);
    pthread_setname_np(pthread_self(), name);
    void *kept = p->o.begin(p->o.ctx);
    pthread_mutex_lock(&p->lock);
    struct wire *w = me->job;
    me->job = NULL;
    while (w) {
        pthread_mutex_unlock(&p->lock);
        p->o.serve(p->o.ctx, kept, w);
        pthread_mutex_lock(&p->lock);
        w = next_job(me);
    }
    pthread_mutex_unlock(&p->lock);
    p->o.end(p->o.ctx, kept);
    return NULL;
}

enum err http_pool_new(const struct http_pool_options *o, struct http_pool **out)
{
    struct http_pool *p = mem_alloc(sizeof *p);
    p->o = *o;
    if (p->o.max_threads <= 0)
        p->o.max_threads = 128;
    p->workers = mem_array((size_t)p->o.max_threads, sizeof *p->workers);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->quiet, NULL);
    *out = p;
    return OK;
}

/* Under p->lock. False when the system gives no thread. */
static bool start_worker(struct http_pool *p, struct wire *w)
{
    struct worker *k = mem_alloc(sizeof *k);
    pthread_attr_t a;
    k->pool = p;
    k->job = w;
    k->number = p->count + 1;
    pthread_cond_init(&k->wake, NULL);
    pthread_attr_init(&a);
    pthread_attr_setstacksize(&a, STACK_BYTES);
    bool ok = pthread_create(&k->thread, &a, run, k) == 0;
    pthread_attr_destroy(&a);
    if (!ok) {
        pthread_cond_destroy(&k->wake);
        mem_free(k);
        return false;
    }
    p->workers[p->count++] = k;
    p->busy++;
    return true;
}

/* Under p->lock. */
static bool give(struct http_pool *p, struct wire *w)
{
    struct worker *k = p->idle;
    if (!k)
        return p->count < p->o.max_threads && start_worker(p, w);
    p->idle = k->below;
    p->busy++;
    k->job = w;
    pthread_cond_signal(&k->wake);
    return true;
}

void http_pool_submit(struct http_pool *p, struct wire *w)
{
    pthread_mutex_lock(&p->lock);
    if (!give(p, w)) {
        w->dead_next = NULL;
        if (p->last)
            p->last->dead_next = w;
        else
            p->first = w;
        p->last = w;
        p->waiting++;
    }
    pthread_mutex_unlock(&p->lock);
}

bool http_pool_offer(struct http_pool *p, struct wire *w)
{
    pthread_mutex_lock(&p->lock);
    bool taken = !p->ending && give(p, w);
    pthread_mutex_unlock(&p->lock);
    return taken;
}

bool http_pool_pressed(struct http_pool *p)
{
    /* Asked after every answer: a hint is enough, a lock would be one that all workers share. */
    return atomic_load_explicit(&p->waiting, memory_order_relaxed) > 0 ||
           atomic_load_explicit(&p->busy, memory_order_relaxed) > p->o.max_threads * 3 / 4;
}

int http_pool_threads(struct http_pool *p)
{
    pthread_mutex_lock(&p->lock);
    int n = p->count;
    pthread_mutex_unlock(&p->lock);
    return n;
}

int http_pool_busy(struct http_pool *p)
{
    pthread_mutex_lock(&p->lock);
    int n = p->busy;
    pthread_mutex_unlock(&p->lock);
    return n;
}

bool http_pool_idle(struct http_pool *p, int wait_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&p->lock);
    int r = 0;
    while ((p->busy > 0 || p->first) && r != ETIMEDOUT)
        r = pthread_cond_timedwait(&p->quiet, &p->lock, &until);
    bool idle = p->busy == 0 && !p->first;
    pthread_mutex_unlock(&p->lock);
    return idle;
}

void http_pool_free(struct http_pool *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->ending = true;
    for (int i = 0; i < p->count; i++)
        pthread_cond_signal(&p->workers[i]->wake);
    pthread_mutex_unlock(&p->lock);
    for (int i = 0; i < p->count; i++) {
        pthread_join(p->workers[i]->thread, NULL);
        pthread_cond_destroy(&p->workers[i]->wake);
        mem_free(p->workers[i]);
    }
    pthread_cond_destroy(&p->quiet);
    pthread_mutex_destroy(&p->lock);
    mem_free(p->workers);
    mem_free(p);
}
