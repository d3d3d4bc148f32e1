/*
 * monitor.c - the table of services in memory, and the monitor's life: built from the store at start, stopped with everything written.
 *
 * Threads: any; the table is guarded by monitor.lock (monitor_impl.h). Always: services[i]->index == i, and every service in `services` is
 * in the hash.
 */
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "monitor/monitor_impl.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DEFAULT_RUNNING 2048 /* hundreds of black-holed targets must not keep the others waiting */

/* ---- hash of ids ---- */

static size_t hash_id(const struct monitor *m, const char *id)
{
    uint64_t h = 14695981039346656037ULL; /* FNV-1a; ids are made by us, so nobody can aim at a bucket */
    for (; *id; id++)
        h = (h ^ (unsigned char)*id) * 1099511628211ULL;
    return (size_t)(h ^ h >> 32) & (m->by_id_size - 1);
}

static void hash_grow(struct monitor *m)
{
    mem_free(m->by_id);
    m->by_id_size = m->by_id_size ? m->by_id_size * 2 : 256;
    m->by_id = mem_array(m->by_id_size, sizeof *m->by_id);
    for (size_t i = 0; i < m->count; i++) {
        size_t h = hash_id(m, m->services[i]->def->id);
        m->services[i]->hash_next = m->by_id[h];
        m->by_id[h] = m->services[i];
    }
}

struct svc *monitor_find_id(const struct monitor *m, const char *id)
{
    for (struct svc *s = m->by_id[hash_id(m, id)]; s; s = s->hash_next)
        if (strcmp(s->def->id, id) == 0)
            return s;
    return NULL;
}

struct svc *monitor_find(const struct monitor *m, const char *tenant_id, const char *id)
{
    struct svc *s = monitor_find_id(m, id);
    return s && strcmp(s->def->tenant_id, tenant_id) == 0 ? s : NULL;
}

/* ---- services ---- */

void svc_def_unref(struct svc_def *d)
{
    if (--d->refs)
        return;
    arena_free(d->arena);
    mem_free(d);
}

static void svc_free(struct svc *s)
{
    svc_free_pending(s);
    svc_def_unref(s->def);
    mem_free(s->message);
    mem_free(s->evidence);
    mem_free(s->components);
    mem_free(s->last_failure_message);
    mem_free(s->last_failure_evidence);
    mem_free(s);
}

void svc_unpin(struct svc *s)
{
    if (--s->pins == 0 && s->gone)
        svc_free(s);
}

void monitor_touch(struct monitor *m)
{
    atomic_fetch_add_explicit(&m->generation, 1, memory_order_relaxed);
}

struct svc *monitor_add(struct monitor *m, struct svc_def *def)
{
    struct svc *s = mem_alloc(sizeof *s);
    s->def = def;
    s->suspended = monitor_is_suspended(m, def->tenant_id);
    state_init(&s->state);
    s->shown = s->recorded = svc_active(s) ? SERVICE_UNKNOWN : SERVICE_PAUSED;
    s->since = s->accounted_wall = clock_wall_us(m->clock);
    s->since_mono = s->accounted_mono = s->flushed_mono = clock_mono_us(m->clock);
    s->latency_us = -1;
    s->message = mem_strdup("");
    s->evidence = mem_strdup("");
    s->components = mem_strdup("");
    s->last_failure_message = mem_strdup("");
    s->last_failure_evidence = mem_strdup("");
    if (m->count == m->cap) {
        m->cap = m->cap ? m->cap * 2 : 64;
        m->services = mem_resize(m->services, m->cap * sizeof *m->services);
    }
    s->index = m->count;
    m->services[m->count++] = s;
    if (m->count * 2 > m->by_id_size) {
        hash_grow(m);
    } else {
        size_t h = hash_id(m, def->id);
        s->hash_next = m->by_id[h];
        m->by_id[h] = s;
    }
    m->graph_stale = m->windows_changed = true;
    monitor_touch(m);
    return s;
}

static void unlink_from(struct svc **list, struct svc *s, size_t next_offset)
{
    while (*list && *list != s)
        list = (struct svc **)(void *)((char *)*list + next_offset);
    if (*list)
        *list = *(struct svc **)(void *)((char *)s + next_offset);
}

void monitor_drop(struct monitor *m, struct svc *s)
{
    unlink_from(&m->by_id[hash_id(m, s->def->id)], s, offsetof(struct svc, hash_next));
    unlink_from(&m->unsettled, s, offsetof(struct svc, unsettled_next));
    unlink_from(&m->live_list, s, offsetof(struct svc, live_next));
    if (s->ready) {
        unlink_from(&m->ready, s, offsetof(struct svc, ready_next));
        m->ready_last = &m->ready;
        while (*m->ready_last)
            m->ready_last = &(*m->ready_last)->ready_next;
    }
    sched_remove(&m->sched, &s->timer);
    struct svc *last = m->services[--m->count];
    m->services[s->index] = last;
    last->index = s->index;
    for (struct waiter *w = s->waiters; w; w = w->next) {
        w->done = true;
        w->status = CHECK_UNKNOWN;
        w->message = mem_strdup("The service was deleted while it was checked");
        pthread_cond_signal(&w->cond);
    }
    s->waiters = NULL;
    s->gone = true;
    m->graph_stale = m->windows_changed = true;
    monitor_touch(m);
    s->pins++;
    svc_unpin(s);
}

void monitor_set_def(struct monitor *m, struct svc *s, struct svc_def *def)
{
    svc_def_unref(s->def);
    s->def = def; /* the id never changes: the hash stays right */
    m->graph_stale = m->windows_changed = true;
    monitor_touch(m);
}

/* ---- the graph ---- */

static void graph_rebuild(struct monitor *m)
{
    arena_reset(m->graph_arena);
    size_t edges = 0;
    for (size_t i = 0; i < m->count; i++)
        edges += m->services[i]->def->need_count;
    uint32_t *first = arena_array(m->graph_arena, m->count + 1, sizeof *first);
    uint32_t *to = arena_array(m->graph_arena, edges + 1, sizeof *to);
    uint32_t n = 0;
    for (size_t i = 0; i < m->count; i++) {
        const struct svc_def *d = m->services[i]->def;
        first[i] = n;
        for (size_t k = 0; k < d->need_count; k++) {
            struct svc *need = monitor_find(m, d->tenant_id, d->needs[k]);
            if (need)
                to[n++] = (uint32_t)need->index; /* a dependency that was deleted is gone from the store as well */
        }
    }
    first[m->count] = n;
    m->graph = (struct graph){ .n = m->count, .first = first, .to = to };
    m->order = arena_array(m->graph_arena, m->count + 1, sizeof *m->order);
    m->causes = arena_array(m->graph_arena, m->count + 1, sizeof *m->causes);
    uint32_t *work = arena_array(m->graph_arena, m->count + 1, sizeof *work), circle;
    if (!graph_order(&m->graph, m->order, work, &circle)) {
        /* Edits refuse circles, so this is a damaged store: go on without dependencies rather than not at all. */
        log_error("the dependencies of services form a circle and are ignored", "service", m->services[circle]->def->id, NULL);
        memset(first, 0, (m->count + 1) * sizeof *first);
        for (size_t i = 0; i < m->count; i++)
            m->order[i] = (uint32_t)i;
    }
}

void monitor_graph_fresh(struct monitor *m)
{
    if (m->graph_stale)
        graph_rebuild(m);
    if (m->graph_stale || m->causes_stale) {
        bool *down = mem_array(m->count + 1, sizeof *down);
        for (size_t i = 0; i < m->count; i++)
            down[i] = m->services[i]->shown == SERVICE_UNHEALTHY;
        graph_find_causes(&m->graph, m->order, down, m->causes);
        mem_free(down);
    }
    m->graph_stale = m->causes_stale = false;
}

/* ---- life ---- */

static enum check_status self_scheduler(void *arg, char *message, size_t n)
{
    struct monitor *m = arg;
    int64_t age = clock_mono_us(m->clock) - atomic_load(&m->last_turn);
    if (monitor_alive(m) != OK) {
        snprintf(message, n, "Has not moved for %lld s", (long long)(age / US_PER_S));
        return CHECK_UNHEALTHY;
    }
    int64_t lag = metric_quantile_us(m->lag, 0.99);
    snprintf(message, n, "Lag p99 %.1f ms, %lld ticks missed", (double)lag / 1000.0, (long long)metric_value(m->missed));
    return lag > 5 * US_PER_S ? CHECK_DEGRADED : CHECK_HEALTHY;
}

enum err monitor_new(const struct monitor_deps *d, struct monitor **out)
{
    struct monitor *m = mem_alloc(sizeof *m);
    m->store = d->store;
    m->clock = d->clock;
    m->live = d->live;
    m->net = d->net;
    m->born = clock_mono_us(d->clock);
    m->outgoing = d->outgoing;
    m->alerts = d->alerts;
    m->self = d->self;
    m->env = (struct check_env){ .net = d->net, .clock = d->clock, .self = d->self };
    memcpy(m->key, d->key, sizeof m->key);
    m->max_running = d->max_running > 0 ? (size_t)d->max_running : DEFAULT_RUNNING;
    pthread_mutex_init(&m->edit, NULL);
    pthread_mutex_init(&m->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&m->wake, &attr);
    pthread_cond_init(&m->settled, &attr);
    pthread_condattr_destroy(&attr);
    m->mailbox.last = &m->mailbox.first;
    m->todo.last = &m->todo.first;
    m->ready_last = &m->ready;
    m->graph_arena = arena_new(1024);
    m->graph_stale = m->windows_changed = true;
    atomic_store(&m->generation, clock_wall_us(m->clock));
    hash_grow(m);
    monitor_metrics(m);

    enum err e = monitor_load(m);
    if (e == OK)
        e = monitor_ensure_self(m);
    if (e == OK && m->self)
        e = self_add(m->self, "scheduler", self_scheduler, m);
    if (e != OK) {
        monitor_free(m);
        return e;
    }
    *out = m;
    return OK;
}

void monitor_free(struct monitor *m)
{
    if (!m)
        return;
    /* net_free has ended all checks: what they reported is still in the mailbox. */
    for (struct msg *msg = m->mailbox.first; msg;) {
        struct msg *next = msg->next;
        msg->handle(m, msg);
        msg = next;
    }
    if (m->posts) {
        /* The store still holds work of ours and will report it back: better to leave the memory to the end of the process. */
        log_warn("the monitor is left behind: the store has not finished its work", NULL);
        return;
    }
    while (m->count)
        monitor_drop(m, m->services[m->count - 1]);
    for (size_t i = 0; i < m->window_count; i++) {
        struct window *w = m->windows[i];
        arena_free(w->arena);
    }
    for (size_t i = 0; i < m->batch_count; i++)
        mem_free(m->batch[i].message);
    mem_free(m->batch);
    for (size_t i = 0; i < m->kept_count; i++)
        mem_free(m->kept[i]);
    for (size_t i = 0; i < m->suspended_count; i++)
        mem_free(m->suspended[i]);
    mem_free(m->suspended);
    mem_free(m->windows);
    mem_free(m->services);
    mem_free(m->by_id);
    mem_free(m->checks);
    sched_free(&m->sched);
    arena_free(m->graph_arena);
    pthread_cond_destroy(&m->wake);
    pthread_cond_destroy(&m->settled);
    pthread_mutex_destroy(&m->lock);
    pthread_mutex_destroy(&m->edit);
    crypto_wipe(m->key, sizeof m->key);
    mem_free(m);
}

void monitor_keep(struct monitor *m, void *p)
{
    if (m->kept_count == sizeof m->kept / sizeof *m->kept)
        abort(); /* start-up wires a fixed number of things */
    m->kept[m->kept_count++] = p;
}

int64_t monitor_generation(struct monitor *m)
{
    return atomic_load_explicit(&m->generation, memory_order_relaxed);
}

enum err monitor_alive(struct monitor *m)
{
    int64_t last = atomic_load(&m->last_turn), now = clock_mono_us(m->clock);
    if (last && now - last < MONITOR_STALE_US)
        return OK;
    if (!last)
        return err_set(ERR_BUSY, "the monitor's scheduler does not run");
    return err_set(ERR_BUSY, "the monitor's scheduler has not moved for %lld s: what is shown would be old",
                   (long long)((now - last) / US_PER_S));
}

int64_t monitor_uptime_seconds(struct monitor *m)
{
    return (clock_mono_us(m->clock) - m->born) / US_PER_S;
}
