/*
 * pool.c - threads for what blocks (librdkafka, hiredis, reading /proc): started when needed, at most as many as
 * asked for, ended when idle.
 *
 * Threads: "net-pool" runs jobs; "net-deadline" ends those whose deadline has passed, so that a job that never returns costs its pool
 * thread and nothing else. Always: a job's done is called exactly once, outside the lock; its release once, when nothing uses arg any more.
 * The pool outlives pool_stop for as long as a stuck thread needs it: the last one to leave frees it.
 */
#include "core/mem.h"
#include "net/internal.h"
#include <errno.h>
#include <signal.h>
#include <string.h>

#define QUEUE_MAX   1024
#define IDLE_US     (30 * US_PER_S) /* a thread that has had nothing to do for so long ends */
#define STACK_BYTES (512 * 1024)

enum job_state {
    WAITING,
    RUNNING,
    ABANDONING, /* its done is being called by another thread while fn may still run */
    ABANDONED,
};

struct job {
    struct job *prev, *next; /* in `waiting` or `running`; a job whose done was or is being called is in neither */
    enum job_state state;
    int64_t timeout_us, deadline; /* to start, then to end */
    enum err (*fn)(void *arg);
    void (*done)(void *arg, enum err e);
    void (*release)(void *arg);
    void *arg;
};

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t work, change, deadline;
    struct job waiting, running; /* heads of rings */
    int64_t queued, active;      /* active: threads inside fn, abandoned jobs included */
    int limit, threads, idle;
    int calling; /* callbacks that run outside the lock */
    bool stopping, watched;
    int references; /* threads, and the owner */
};

static void ring_init(struct job *head)
{
    head->next = head->prev = head;
}

static void ring_add(struct job *head, struct job *j)
{
    j->next = head;
    j->prev = head->prev;
    j->prev->next = j;
    head->prev = j;
}

static void ring_remove(struct job *j)
{
    j->prev->next = j->next;
    j->next->prev = j->prev;
}

static struct timespec to_timespec(int64_t us)
{
    return (struct timespec){ .tv_sec = us / US_PER_S, .tv_nsec = us % US_PER_S * 1000 };
}

static void cond_init(pthread_cond_t *c)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(c, &attr);
    pthread_condattr_destroy(&attr);
}

struct pool *pool_new(int threads)
{
    struct pool *p = mem_alloc(sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    cond_init(&p->work);
    cond_init(&p->change);
    cond_init(&p->deadline);
    ring_init(&p->waiting);
    ring_init(&p->running);
    p->limit = threads;
    p->references = 1;
    return p;
}

/* With the lock held; gives it up. */
static void leave(struct pool *p)
{
    bool last = --p->references == 0;
    pthread_cond_broadcast(&p->change);
    pthread_mutex_unlock(&p->lock);
    if (!last)
        return;
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->work);
    pthread_cond_destroy(&p->change);
    pthread_cond_destroy(&p->deadline);
    mem_free(p);
}

/* With the lock held; it is given up around the callbacks. finished: fn has returned or will never run. */
static void tell(struct pool *p, struct job *j, enum err e, bool finished)
{
    p->calling++;
    pthread_mutex_unlock(&p->lock);
    j->done(j->arg, e);
    if (finished) {
        if (j->release)
            j->release(j->arg);
        mem_free(j);
    }
    pthread_mutex_lock(&p->lock);
    p->calling--;
    pthread_cond_broadcast(&p->change);
}

static void *worker_main(void *arg)
{
    struct pool *p = arg;
    pthread_setname_np(pthread_self(), "net-pool");
    pthread_mutex_lock(&p->lock);
    for (;;) {
        struct timespec until = to_timespec(loop_now() + IDLE_US);
        int rc = 0;
        p->idle++;
        while (!p->stopping && p->waiting.next == &p->waiting && rc != ETIMEDOUT)
            rc = pthread_cond_timedwait(&p->work, &p->lock, &until);
        p->idle--;
        if (p->stopping || p->waiting.next == &p->waiting)
            break;
        struct job *j = p->waiting.next;
        ring_remove(j);
        ring_add(&p->running, j);
        j->state = RUNNING;
        j->deadline = loop_now() + j->timeout_us;
        p->queued--;
        p->active++;
        pthread_mutex_unlock(&p->lock);
        enum err e = j->fn(j->arg);
        pthread_mutex_lock(&p->lock);
        p->active--;
        if (j->state == RUNNING) {
            ring_remove(j);
            tell(p, j, e, true);
        } else {
            while (j->state != ABANDONED)
                pthread_cond_wait(&p->change, &p->lock);
            pthread_mutex_unlock(&p->lock);
            if (j->release)
                j->release(j->arg);
            mem_free(j);
            pthread_mutex_lock(&p->lock);
        }
    }
    p->threads--;
    leave(p);
    return NULL;
}

/* The job of a ring whose deadline is the earliest; NULL when it is empty. At most some thousand jobs: a walk is cheap. */
static struct job *earliest(struct job *head, struct job *best)
{
    for (struct job *j = head->next; j != head; j = j->next)
        if (!best || j->deadline < best->deadline)
            best = j;
    return best;
}

/* With the lock held; it is given up around the callbacks. */
static void end_early(struct pool *p, struct job *j, enum err e)
{
    ring_remove(j);
    if (j->state == WAITING) {
        p->queued--;
        tell(p, j, e, true);
    } else {
        j->state = ABANDONING;
        tell(p, j, e, false);
        j->state = ABANDONED; /* from here on it is the worker's to free */
        pthread_cond_broadcast(&p->change);
    }
}

static void *deadline_main(void *arg)
{
    struct pool *p = arg;
    pthread_setname_np(pthread_self(), "net-deadline");
    pthread_mutex_lock(&p->lock);
    while (!p->stopping) {
        struct job *j = earliest(&p->running, earliest(&p->waiting, NULL));
        if (!j) {
            pthread_cond_wait(&p->deadline, &p->lock);
        } else if (j->deadline <= loop_now()) {
            end_early(p, j, j->state == WAITING ? ERR_BUSY : ERR_TIMEOUT);
        } else {
            struct timespec until = to_timespec(j->deadline);
            pthread_cond_timedwait(&p->deadline, &p->lock, &until);
        }
    }
    leave(p);
    return NULL;
}

/* With the lock held. */
static bool spawn(struct pool *p, void *(*main)(void *))
{
    pthread_attr_t attr;
    pthread_t t;
    sigset_t all, old;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int rc = pthread_create(&t, &attr, main, p);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_attr_destroy(&attr);
    if (rc != 0)
        return false;
    p->references++;
    return true;
}

enum err pool_submit(struct pool *p, int timeout_ms, enum err (*fn)(void *arg), void (*done)(void *arg, enum err e),
                     void (*release)(void *arg), void *arg)
{
    enum err e = OK;
    struct job *j = mem_alloc(sizeof *j);
    *j = (struct job){ .timeout_us = timeout_ms * US_PER_MS,
                       .deadline = loop_now() + timeout_ms * US_PER_MS,
                       .fn = fn,
                       .done = done,
                       .release = release,
                       .arg = arg };
    pthread_mutex_lock(&p->lock);
    if (p->stopping) {
        e = err_set(ERR_BUSY, "the pool is stopping");
    } else if (p->queued >= QUEUE_MAX) {
        e = err_set(ERR_BUSY, "%d blocking checks wait already", QUEUE_MAX);
    } else {
        if (!p->watched)
            p->watched = spawn(p, deadline_main);
        if (p->idle <= p->queued && p->threads < p->limit && spawn(p, worker_main))
            p->threads++;
        if (!p->watched || p->threads == 0)
            e = err_set(ERR_BUSY, "no thread can be started");
    }
    if (e == OK) {
        ring_add(&p->waiting, j);
        p->queued++;
        pthread_cond_signal(&p->work);
        pthread_cond_signal(&p->deadline);
    }
    pthread_mutex_unlock(&p->lock);
    if (e != OK)
        mem_free(j);
    return e;
}

void pool_counts(struct pool *p, int64_t *active, int64_t *queued)
{
    pthread_mutex_lock(&p->lock);
    *active = p->active;
    *queued = p->queued;
    pthread_mutex_unlock(&p->lock);
}

void pool_stop(struct pool *p, int wait_ms)
{
    struct timespec until = to_timespec(loop_now() + wait_ms * US_PER_MS);
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_broadcast(&p->work);
    pthread_cond_broadcast(&p->deadline);
    while (p->waiting.next != &p->waiting)
        end_early(p, p->waiting.next, ERR_BUSY);
    while (p->running.next != &p->running)
        end_early(p, p->running.next, ERR_BUSY);
    while (p->calling > 0)
        pthread_cond_wait(&p->change, &p->lock); /* callbacks are short and use what the caller frees next */
    while (p->references > 1 && pthread_cond_timedwait(&p->change, &p->lock, &until) != ETIMEDOUT) { /* threads that are not stuck leave */
    }
    leave(p);
}
