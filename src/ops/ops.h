/*
 * ops.h - the operations home: what happened lately, how the box itself is, and the housekeeping that keeps it so.
 *
 * Threads: one, "ops", looks at disk and write-ahead log every half minute; the rest may be called from any thread.
 */
#ifndef BINNACLE_OPS_OPS_H
#define BINNACLE_OPS_OPS_H
#include "alerts/alerts.h"
#include "backup/backup.h"
#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/json.h"
#include "monitor/monitor.h"
#include "notify/notify.h"
#include "settings/settings.h"
#include "store/store.h"

struct ops;
struct ops_deps {
    struct store *store;
    struct clock *clock;
    struct alerts *alerts;
    struct notify *notify;
    struct settings *settings;
    struct backup *backup;
    struct monitor *monitor;
    const char *data_dir; /* copied */
};
MUST_CHECK enum err ops_new(const struct ops_deps *d, struct ops **out);
MUST_CHECK enum err ops_start(struct ops *o);
void ops_stop(struct ops *o);
void ops_free(struct ops *o);

/* One round of looking at disk and log. */
MUST_CHECK enum err ops_look(struct ops *o);
/* Deletes alerts, notifications and telemetry past their retention (the job "retention"). stopping: asked between steps; may be NULL. */
MUST_CHECK enum err ops_prune(struct ops *o, bool (*stopping)(void *arg), void *arg);

/* NULL: enough room; else the severity of DISK_LOW. percent: the setting; was_low: an alert is open, which ends only two percent above.
 * Pure. */
const char *ops_disk_severity(int64_t free_bytes, int64_t total_bytes, int64_t percent, bool was_low);

/* Up to limit lines of the activity feed before the instant (0: from now), newest first, as the elements of an array. *next: the instant to
 * go on before, 0 at the end. */
MUST_CHECK enum err ops_write_activity(struct ops *o, struct arena *a, const char *tenant_id, int64_t before, int64_t limit,
                                       struct json_out *out, int64_t *next);
/* cpu, memory, disk, store, as one JSON object. sockets: live sockets open now. */
void ops_write_vitals(struct ops *o, int64_t sockets, struct json_out *out);
/* The whole of GET /ops/overview. */
MUST_CHECK enum err ops_write_overview(struct ops *o, struct arena *a, const char *tenant_id, int64_t sockets, struct json_out *out);
int64_t ops_started_at(const struct ops *o); /* wall, µs */

#endif
