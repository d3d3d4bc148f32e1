/*
 * monitor_tenants.c - what happens to the services of a tenant that is suspended, resumed or deleted.
 *
 * Any thread, under `lock`. Always: svc.suspended is what the list of suspended tenants says of its tenant.
 */
#include "core/mem.h"
#include "core/str.h"
#include "monitor/monitor_impl.h"

bool svc_active(const struct svc *s)
{
    return s->def->enabled && !s->suspended;
}

bool monitor_is_suspended(const struct monitor *m, const char *tenant_id)
{
    for (size_t i = 0; i < m->suspended_count; i++)
        if (str_eq(m->suspended[i], tenant_id))
            return true;
    return false;
}

bool monitor_tenant_suspended(struct monitor *m, const char *tenant_id)
{
    pthread_mutex_lock(&m->lock);
    bool is = monitor_is_suspended(m, tenant_id);
    pthread_mutex_unlock(&m->lock);
    return is;
}

static void list_tenant(struct monitor *m, const char *tenant_id, bool suspended)
{
    if (suspended) {
        m->suspended = mem_resize(m->suspended, (m->suspended_count + 1) * sizeof *m->suspended);
        m->suspended[m->suspended_count++] = mem_strdup(tenant_id);
        return;
    }
    for (size_t i = 0; i < m->suspended_count; i++) {
        if (!str_eq(m->suspended[i], tenant_id))
            continue;
        mem_free(m->suspended[i]);
        m->suspended[i] = m->suspended[--m->suspended_count];
        return;
    }
}

void monitor_tenant_suspend(struct monitor *m, const char *tenant_id, bool suspended)
{
    pthread_mutex_lock(&m->lock);
    if (monitor_is_suspended(m, tenant_id) != suspended) {
        list_tenant(m, tenant_id, suspended);
        for (size_t i = 0; i < m->count; i++) {
            struct svc *s = m->services[i];
            if (!str_eq(s->def->tenant_id, tenant_id))
                continue;
            s->suspended = suspended;
            if (!suspended)
                state_init(&s->state); /* what was seen before says nothing about now */
            if (m->started)            /* the start schedules what is active */
                monitor_schedule(m, s, true);
            monitor_unsettle(m, s);
        }
        monitor_touch(m);
    }
    pthread_mutex_unlock(&m->lock);
}

void monitor_tenant_drop(struct monitor *m, const char *tenant_id)
{
    pthread_mutex_lock(&m->edit);
    pthread_mutex_lock(&m->lock);
    for (size_t i = m->count; i-- > 0;)
        if (str_eq(m->services[i]->def->tenant_id, tenant_id))
            monitor_drop(m, m->services[i]); /* puts the last one here, which was looked at */
    for (size_t i = m->window_count; i-- > 0;) {
        struct window *w = m->windows[i];
        if (!str_eq(w->tenant_id, tenant_id))
            continue;
        m->windows[i] = m->windows[--m->window_count];
        arena_free(w->arena);
    }
    list_tenant(m, tenant_id, false);
    m->windows_changed = true;
    pthread_mutex_unlock(&m->lock);
    pthread_mutex_unlock(&m->edit);
}
