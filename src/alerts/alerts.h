/*
 * alerts.h - what is wrong now and what was: alerts, their life (firing → acknowledged → resolved), their events, and whom they are told
 * to.
 *
 * An alert is opened, changed and resolved inside the transaction of its cause (a state change, a failed backup), and the notifications it
 * needs are outbox rows of the same transaction (notify/notify.h): nothing is lost when the process dies in between, and nothing is told
 * that did not happen. There is at most one open alert per source and type (a unique partial index); the same trouble seen again is the
 * same alert.
 *
 * Cause and effect: an alert whose source depends on something that is down itself is attached to that cause's alert. It is listed there
 * under `affected` and tells nobody by itself. When the cause ends and the effect does not, the effect is told after its settling time.
 *
 * Functions that take a `struct tx` run on the writer thread inside a store_fn. All others may be called from any thread.
 */
#ifndef BINNACLE_ALERTS_ALERTS_H
#define BINNACLE_ALERTS_ALERTS_H
#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/json.h"
#include "core/live.h"
#include "inbox/inbox.h"
#include "notify/notify.h"
#include "store/store.h"

struct alerts;
struct alerts_deps {
    struct store *store;
    struct clock *clock;
    const struct live *live; /* may be NULL */
    struct notify *notify;
    struct inbox *inbox; /* may be NULL */
};
MUST_CHECK enum err alerts_new(const struct alerts_deps *d, struct alerts **out);
void alerts_free(struct alerts *al);

/* ---- causes ---- */

/* What an alert is about. */
struct alerts_source {
    const char *type;   /* "service", "worker" or "box" */
    const char *id;     /* the service's id; for the box the part's name ("backup", "disk", "wal") */
    const char *name;   /* for people */
    const char *kind;   /* the service's type ("http"); "" for the box */
    const char *target; /* "" when there is none */
};

/* A service or worker went from one status to another. Strings are copied. */
struct alerts_change {
    const char *tenant_id;
    struct alerts_source source; /* type "service" or "worker" */
    const char *from, *to;       /* healthy degraded unhealthy unknown maintenance paused */
    const char *message;         /* what was seen, one sentence */
    int64_t at;                  /* µs */
    const char *cause_id; /* the service at the root of this one's trouble: a dependency that is unhealthy now (the furthest one down);
                             NULL: none known */
    const char *const
        *dependant_ids; /* services that depend on this one, directly or not: those already firing are attached to this alert. NULL: none */
    size_t dependant_count;
    /* A service with dependencies may be seen failing before its dependency is. hold_us: how long to wait before telling anybody, so that
     * the cause has time to show itself; 0 tells at once (right for services without dependencies). Capped at 2 minutes. */
    int64_t hold_us;
    /* How long this service needs to be seen healthy again once its cause is over: about interval × recoveries_before_up + timeout. 0: 60
     * s. At least 15 s (what depends on something reconnects, not at once), at most 10 minutes. */
    int64_t settle_us;
};
/* unhealthy opens SERVICE_UNHEALTHY or WORKER_UNHEALTHY (critical); degraded opens SERVICE_DEGRADED, or WORKER_UNHEALTHY as a warning;
 * healthy and paused resolve what is open; unknown and maintenance change nothing. Idempotent. A status that a failing dependency explains
 * (cause_id) opens the alert attached to the cause's. */
MUST_CHECK enum err alerts_service_changed(struct alerts *al, struct tx *tx, const struct alerts_change *c);
/* The source is no more (deleted, worker left): resolves what is open, with this reason. */
MUST_CHECK enum err alerts_source_gone(struct alerts *al, struct tx *tx, const char *tenant_id, const char *source_id, const char *reason);

/* Alerts that something other than a service's state raises: BACKUP_FAILED, DISK_LOW, WAL_LARGE. Raising an open one again updates message
 * and severity (a higher severity is told again). */
struct alerts_raise {
    const char *tenant_id;  /* the default tenant's for the box itself */
    const char *alert_type; /* one of the table in alerts_types.c */
    const char *severity;   /* info warning critical; NULL: the type's own */
    struct alerts_source source;
    const char *title; /* NULL: made from the type and the source's name */
    const char *message;
    int64_t at;
};
MUST_CHECK enum err alerts_raise(struct alerts *al, struct tx *tx, const struct alerts_raise *r);
MUST_CHECK enum err alerts_clear(struct alerts *al, struct tx *tx, const char *tenant_id, const char *alert_type, const char *source_id,
                                 const char *message, int64_t at);
/* The same in a write of their own; they write only when something changes. Not on the writer thread. */
MUST_CHECK enum err alerts_raise_now(struct alerts *al, const struct alerts_raise *r);
MUST_CHECK enum err alerts_clear_now(struct alerts *al, const char *tenant_id, const char *alert_type, const char *source_id,
                                     const char *message);

/* ---- acts of people ---- */
enum alerts_act { ALERTS_ACKNOWLEDGE, ALERTS_UNACKNOWLEDGE, ALERTS_RESOLVE };
/* ERR_NOT_FOUND, ERR_CONFLICT when the state does not allow it. A hand-made resolve holds until the source gets worse or fails anew. */
MUST_CHECK enum err alerts_act(struct alerts *al, const char *tenant_id, const char *id, enum alerts_act act, const char *by,
                               const char *note);

/* ---- reading ---- */
struct alerts_counts {
    int64_t firing, acknowledged;
};
MUST_CHECK enum err alerts_count_open(struct alerts *al, const char *tenant_id, struct alerts_counts *out);

struct alerts_filter {
    const char *status, *severity, *alert_type, *source_id; /* NULL: any. status "open": firing or acknowledged */
    int64_t from, to;                                       /* opened_at, µs; 0: unbounded */
    const char *before;                                     /* ids below this one (older); NULL: from the newest */
};
/* Writes up to limit alerts, newest first, as JSON objects (inside an array of the caller's). *next: the id to go on before, NULL at the
 * end. *total: -1 when it is more than is cheap to count. */
MUST_CHECK enum err alerts_list(struct alerts *al, struct arena *a, const char *tenant_id, const struct alerts_filter *f, int64_t limit,
                                struct json_out *o, const char **next, int64_t *total);
/* One alert as a JSON object, with its events and notifications when `detail`. */
MUST_CHECK enum err alerts_write(struct alerts *al, struct arena *a, const char *tenant_id, const char *id, bool detail, struct json_out *o,
                                 int64_t *version);

/* How many by type, severity and status since the instant: the elements {alert_type, severity, status, count} of an array. */
MUST_CHECK enum err alerts_write_stats(struct alerts *al, struct arena *a, const char *tenant_id, int64_t since, struct json_out *o);

/* The wall time of this domain's clock, µs. */
int64_t alerts_now(struct alerts *al);

/* Deletes alerts resolved before the instant; returns the number through *deleted. At most 1,000 a call. */
MUST_CHECK enum err alerts_prune(struct alerts *al, int64_t before, int64_t *deleted);

#endif
