/*
 * audit_refused.c - refusals: the first few of a kind have a row each, the rest are counted and summed up.
 *
 * Any thread; one lock, never held across a write. Bounded: KINDS kinds are told apart, what comes beyond is counted together; a box that
 * is hammered from everywhere writes at most KINDS * FIRST + KINDS rows in WINDOW.
 */
#include "audit/audit_private.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include <stdio.h>
#include <string.h>

#define KINDS     64
#define FIRST     10
#define WINDOW_US (10 * US_PER_MIN)

struct kind {
    char tenant_id[40], action[64], remote[64];
    int status;
    int seen;
    int64_t since_us, since_wall; /* 0: free */
};

struct refusals {
    pthread_mutex_t lock;
    struct kind kinds[KINDS + 1]; /* the last one: everything else */
};

struct refusals *refusals_new(void)
{
    struct refusals *r = mem_alloc(sizeof *r);
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

void refusals_free(struct refusals *r)
{
    pthread_mutex_destroy(&r->lock);
    mem_free(r);
}

static void begin(struct kind *k, const struct audit_entry *g, int64_t mono, int64_t wall)
{
    *k = (struct kind){ .status = g->status, .since_us = mono, .since_wall = wall };
    str_copy(k->tenant_id, sizeof k->tenant_id, g->tenant_id ? g->tenant_id : "");
    str_copy(k->action, sizeof k->action, g->action ? g->action : "");
    str_copy(k->remote, sizeof k->remote, g->remote ? g->remote : "");
}

static bool same(const struct kind *k, const struct audit_entry *g)
{
    return k->status == g->status && str_eq(k->action, g->action ? g->action : "") && str_eq(k->remote, g->remote ? g->remote : "") &&
           str_eq(k->tenant_id, g->tenant_id ? g->tenant_id : "");
}

/* Whether this one gets a row of its own. */
static bool admit(struct audit *t, const struct audit_entry *g)
{
    struct refusals *r = t->refusals;
    struct kind *k = NULL, *open = NULL;
    int64_t mono = clock_mono_us(t->d.clock), wall = clock_wall_us(t->d.clock);
    pthread_mutex_lock(&r->lock);
    for (size_t i = 0; i < KINDS && !k; i++) {
        if (r->kinds[i].since_wall && same(&r->kinds[i], g))
            k = &r->kinds[i];
        else if (!open && !r->kinds[i].since_wall)
            open = &r->kinds[i];
    }
    if (!k && open)
        begin(k = open, g, mono, wall);
    bool others = !k;
    if (others) {
        k = &r->kinds[KINDS];
        if (!k->since_wall)
            begin(k, &(struct audit_entry){ .action = "auth.refused", .status = 429 }, mono, wall);
    }
    bool yes = ++k->seen <= FIRST && !others;
    pthread_mutex_unlock(&r->lock);
    return yes;
}

enum err audit_refused(struct audit *t, const struct audit_entry *g)
{
    return admit(t, g) ? audit_write(t, g) : OK;
}

static void summarise(struct audit *t, const struct kind *k, bool others)
{
    char after[160], since[TIME_TEXT_SIZE];
    int more = others ? k->seen : k->seen - FIRST;
    if (more <= 0)
        return;
    snprintf(after, sizeof after, "{\"repeated\":%d,\"since\":\"%s\"}", more, time_format(k->since_wall, since));
    if (audit_write(t, &(struct audit_entry){ .tenant_id = k->tenant_id,
                                              .credential = "system:audit",
                                              .action = k->action,
                                              .object_type = "refusals",
                                              .after = after,
                                              .status = k->status,
                                              .remote = k->remote }))
        log_error("refusals were not summed up in the audit trail", "action", k->action, "why", err_detail(), NULL);
}

void audit_refused_flush(struct audit *t, bool all)
{
    struct refusals *r = t->refusals;
    for (size_t i = 0; i <= KINDS; i++) {
        pthread_mutex_lock(&r->lock);
        struct kind k = r->kinds[i];
        bool due = k.since_wall && (all || clock_mono_us(t->d.clock) - k.since_us >= WINDOW_US);
        if (due)
            r->kinds[i] = (struct kind){ 0 };
        pthread_mutex_unlock(&r->lock);
        if (due)
            summarise(t, &k, i == KINDS);
    }
}
