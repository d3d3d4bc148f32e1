/*
 * provision.h - declarative provisioning: what `binnacle apply` takes and `binnacle export` writes, {"services": [...], "channels": [...]}.
 *
 * Objects are known by their names. What the file names is created or made so; what it does not name stays. Secrets are never written out;
 * one that is absent stays as it is, one that is given is set (and counts as a change, since nobody can be told what it was).
 * One row of a table a kind (provision.c). Any thread; every function may write to the store.
 */
#ifndef BINNACLE_PROVISION_H
#define BINNACLE_PROVISION_H
#include "core/arena.h"
#include "core/buf.h"
#include "core/json.h"
#include "monitor/monitor.h"
#include "notify/notify.h"

struct provision {
    struct monitor *monitor;
    struct notify *notify;
    const char *tenant_id;
};
struct provision_result {
    int64_t created, updated, unchanged, refused;
    bool applied; /* it came to the change itself */
};
/* Writes the kinds named (NULL-terminated; none: all) as one object. ERR_INVALID: there is no such kind. */
MUST_CHECK enum err provision_export(const struct provision *p, struct arena *a, const char *const *kinds, struct json_out *o);
/* First what would change, a line each ("+ service web", "~ channel hook") into diff; then, when nothing was refused and it is no dry run,
 * the change itself: the services in one transaction, each channel in one of its own. What is refused goes to problems, a line each, and is
 * counted. ERR_INVALID: the document is not of the form above. */
MUST_CHECK enum err provision_apply(const struct provision *p, struct arena *a, const struct json *doc, bool dry_run, struct buf *diff,
                                    struct buf *problems, struct provision_result *out);

#endif
