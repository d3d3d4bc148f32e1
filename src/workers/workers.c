/*
 * workers.c - workers by type and instance: a view of the monitor's services of type `worker`.
 *
 * Threads: HTTP workers. Nothing is kept here: the monitor's table is the cache, and how old its entries are is part of the answer.
 */
#include "workers/workers.h"
#include "core/mem.h"
#include "core/str.h"
#include "workers/workers_impl.h"
#include <stdlib.h>
#include <string.h>

enum err workers_new(const struct workers_deps *d, struct workers **out)
{
    struct workers *w = mem_alloc(sizeof *w);
    w->d = *d;
    pthread_mutex_init(&w->lock, NULL);
    pthread_mutex_init(&w->running, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&w->wake, &attr);
    pthread_condattr_destroy(&attr);
    *out = w;
    enum err e = workers_discovery_load(w);
    if (e != OK) {
        workers_free(w);
        *out = NULL;
    }
    return e;
}

void workers_free(struct workers *w)
{
    if (!w)
        return;
    workers_discovery_unload(w);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    pthread_mutex_destroy(&w->running);
    mem_free(w);
}

int64_t workers_ttl(struct workers *w)
{
    return settings_int(w->d.settings, "worker_cache_ttl_seconds");
}

/* ---- the view ---- */

static int by_type_then_instance(const void *a, const void *b)
{
    const struct monitor_health *x = a, *y = b;
    int c = strcmp(x->worker_type, y->worker_type);
    if (c == 0)
        c = strcmp(x->instance_id, y->instance_id);
    return c ? c : strcmp(x->id, y->id);
}

/* How one of the two endpoints was, from the components of the last check; NULL: not known. */
static const char *component_status(struct arena *a, const char *components, const char *name)
{
    struct json *list;
    if (!*components || json_parse(a, components, strlen(components), &list) != OK)
        return NULL;
    for (const struct json *c = json_first(list); c; c = json_next(c))
        if (str_eq(json_string(json_get(c, "name")), name))
            return json_string(json_get(c, "status"));
    return NULL;
}

static void write_item(struct arena *a, struct json_out *o, const struct monitor_health *h, int64_t now, int64_t ttl)
{
    int64_t fresh_us = (ttl > h->interval_seconds ? ttl : h->interval_seconds) * US_PER_S + h->timeout_ms * US_PER_MS;
    jo_object(o);
    jo_kv_string(o, "worker_type", h->worker_type);
    jo_kv_string(o, "instance_id", h->instance_id);
    jo_kv_string(o, "service_id", h->id);
    jo_kv_string(o, "name", h->name);
    jo_kv_string(o, "target", h->target);
    jo_kv_string(o, "status", service_status_name(h->status));
    jo_kv_time(o, "since", h->since);
    jo_kv_time(o, "last_check", h->last_check);
    jo_key(o, "age_seconds");
    if (h->last_check)
        jo_double(o, (double)((now - h->last_check) / US_PER_MS) / 1000.0);
    else
        jo_null(o);
    jo_kv_bool(o, "stale", !h->last_check || now - h->last_check > fresh_us);
    jo_key(o, "response_time");
    if (h->latency_us < 0)
        jo_null(o);
    else
        jo_double(o, (double)h->latency_us / 1000.0);
    jo_kv_string(o, "message", h->message);
    jo_kv_string(o, "healthz", component_status(a, h->components, "healthz"));
    jo_kv_string(o, "readyz", component_status(a, h->components, "readyz"));
    jo_kv_int(o, "consecutive_failures", h->failures);
    jo_kv_string(o, "discovery_id", h->discovery_id);
    jo_object_end(o);
}

static void write_counts(struct json_out *o, const struct monitor_health *items, size_t n)
{
    int64_t counts[SERVICE_STATUS_COUNT] = { 0 };
    for (size_t i = 0; i < n; i++)
        counts[items[i].status]++;
    jo_kv_int(o, "total", (int64_t)n);
    for (int i = 0; i < SERVICE_STATUS_COUNT; i++)
        jo_kv_int(o, service_status_name((enum service_status)i), counts[i]);
}

enum err workers_health_write(struct workers *w, struct arena *a, const char *tenant_id, const char *worker_type, struct json_out *o)
{
    struct monitor_health_filter f = { .status = -1, .worker = 1, .sort = MONITOR_SORT_NAME };
    struct monitor_health *items;
    size_t n, kept = 0;
    int64_t total, now = clock_wall_us(w->d.clock), ttl = workers_ttl(w);
    const char *next;
    enum err e = monitor_alive(w->d.monitor);
    if (e == OK)
        e = monitor_health_list(w->d.monitor, a, tenant_id, &f, MONITOR_MAX_SERVICES, &items, &n, &total, &next);
    if (e != OK)
        return e;
    for (size_t i = 0; i < n; i++)
        if (!worker_type || str_eq(items[i].worker_type, worker_type))
            items[kept++] = items[i];
    qsort(items, kept, sizeof *items, by_type_then_instance);

    jo_object(o);
    jo_key(o, "items");
    jo_array(o);
    for (size_t i = 0; i < kept; i++)
        write_item(a, o, &items[i], now, ttl);
    jo_array_end(o);
    jo_key(o, "summary");
    jo_object(o);
    write_counts(o, items, kept);
    jo_object_end(o);
    jo_key(o, "types");
    jo_array(o);
    for (size_t i = 0; i < kept;) {
        size_t end = i;
        while (end < kept && str_eq(items[end].worker_type, items[i].worker_type))
            end++;
        jo_object(o);
        jo_kv_string(o, "worker_type", items[i].worker_type);
        write_counts(o, items + i, end - i);
        jo_object_end(o);
        i = end;
    }
    jo_array_end(o);
    jo_kv_int(o, "cache_ttl_seconds", ttl);
    jo_kv_time(o, "generated_at", now);
    jo_object_end(o);
    return OK;
}
