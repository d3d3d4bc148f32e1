/*
 * tenants.h - the life of a tenant as a whole: suspended and resumed everywhere at once, measured, exported, removed.
 *
 * Rows of tenants and memberships are iam's; here is what reaches across all domains. A removal is begun by a row, goes on in a thread of
 * its own in small steps, and after a crash goes on at the next start: nothing of the tenant is left but its part of the audit trail.
 *
 * Threads: any. Results live in the arena.
 */
#ifndef BINNACLE_TENANTS_TENANTS_H
#define BINNACLE_TENANTS_TENANTS_H
#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"
#include "iam/iam.h"
#include "monitor/monitor.h"
#include "store/store.h"
#include "workers/workers.h"

struct tenants;
struct tenants_deps {
    struct store *store;
    struct clock *clock;
    struct iam *iam;
    struct monitor *monitor;
    struct workers *workers;
};
/* Tells the monitor which tenants are suspended: before monitor_start. */
MUST_CHECK enum err tenants_new(const struct tenants_deps *d, struct tenants **out);
MUST_CHECK enum err tenants_start(struct tenants *t); /* goes on with removals that were cut off */
void tenants_stop(struct tenants *t);
void tenants_free(struct tenants *t);

struct iam *tenants_iam(struct tenants *t);

/* Sign-in, sessions, keys, sockets and heartbeats are refused, checks and notifications stop; or all of that goes on. */
MUST_CHECK enum err tenants_suspend(struct tenants *t, const char *id, bool suspended);

struct tenant_figures {
    int64_t users, services, alerts_firing;
};
MUST_CHECK enum err tenants_figures(struct tenants *t, struct arena *a, const char *id, struct tenant_figures *out);
/* An estimate of the bytes on disk: rows of the state by a sample, results of checks by their share. Counts every table: not for lists. */
MUST_CHECK enum err tenants_storage(struct tenants *t, struct arena *a, const char *id, int64_t *bytes);

/* Everything of the tenant as lines of JSON: {"export": …}, then {"table": …, "row": …}, at last {"end": true, "rows": n}. Secrets are
 * masked. A complete one counts as the export that a removal asks for. What the sink returns other than OK ends it. */
MUST_CHECK enum err tenants_export(struct tenants *t, const char *id, enum err (*sink)(void *arg, const char *text, size_t n), void *arg);

/* As iam_tenant_delete says; the rows go in the background. */
MUST_CHECK enum err tenants_delete(struct tenants *t, const char *id, const char *name);

#endif
