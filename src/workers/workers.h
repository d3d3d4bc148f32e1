/*
 * workers.h - the workers of a tenant: services of type `worker`, seen by type and instance, and how new ones are found.
 *
 * Health is read from the monitor's memory, never from the workers: each is polled every cache TTL (30 s unless set otherwise), and every
 * answer says how old it is. Discovery runs in a thread of its own: registries over HTTP and DNS SRV records, each at its interval; a
 * worker that its source no longer names is removed when the grace period is over.
 *
 * Threads: any.
 */
#ifndef BINNACLE_WORKERS_WORKERS_H
#define BINNACLE_WORKERS_WORKERS_H
#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/field.h"
#include "core/json.h"
#include "monitor/monitor.h"
#include "net/net.h"
#include "outgoing/outgoing.h"
#include "settings/settings.h"
#include "store/store.h"

#define WORKERS_MAX_SOURCES 100 /* of all tenants */
#define WORKERS_MAX_FOUND   500 /* entries taken from one source; more is an error */

struct workers;
struct workers_deps {
    struct store *store;
    struct clock *clock;
    struct net *net;
    struct outgoing *outgoing; /* may be NULL */
    struct monitor *monitor;
    struct settings *settings;
};
MUST_CHECK enum err workers_new(const struct workers_deps *d, struct workers **out);
MUST_CHECK enum err workers_start(struct workers *w);
void workers_stop(struct workers *w); /* before monitor_stop; returns within the deadline of a running look-up, 10 s at most */
void workers_free(struct workers *w);

/* {items, summary, types, cache_ttl_seconds, generated_at} */
MUST_CHECK enum err workers_health_write(struct workers *w, struct arena *a, const char *tenant_id, const char *worker_type,
                                         struct json_out *o);

/* The cache TTL (setting worker_cache_ttl_seconds): how often workers of the template and of discoveries are polled, and how old a result
 * may be before it counts as stale. */
int64_t workers_ttl(struct workers *w);

/* ---- discovery ---- */
extern const struct field workers_discovery_fields[];
MUST_CHECK enum err workers_discovery_create(struct workers *w, struct arena *a, const char *tenant_id, const struct json *body,
                                             field_report report, void *report_arg, char **id);
/* Its workers stay, as if made by hand. */
MUST_CHECK enum err workers_discovery_delete(struct workers *w, const char *tenant_id, const char *id);
/* Asks every source of the tenant now, on this thread, instead of at its time (the job "discovery"), and tells what came of each: problem
 * "" when it went well. False from told ends it. */
void workers_discovery_now(struct workers *w, const char *tenant_id,
                           bool (*told)(void *arg, const char *source, size_t done, size_t of, int64_t found, const char *problem),
                           void *arg);
/* Writes all of the tenant, or the one with this id (ERR_NOT_FOUND). */
MUST_CHECK enum err workers_discovery_write(struct workers *w, struct arena *a, const char *tenant_id, const char *id, struct json_out *o);

/* Takes a tenant's discoveries out of memory, for good; the rows are the caller's to delete. Those of a suspended tenant do not run. */
void workers_tenant_drop(struct workers *w, const char *tenant_id);

/* ---- pure, for tests ---- */

/* One entry of a source. */
struct workers_found {
    const char *worker_type, *instance_id, *url;
};
/* A registry's answer: a JSON array of "http://host:port" or {worker_type?, instance_id?, url}, or an object with such an array as
 * `workers` or `items`. ERR_UPSTREAM says which entry is bad: nothing is taken from an answer that is not all right. */
MUST_CHECK enum err workers_parse_registry(struct arena *a, const char *text, size_t n, const char *default_type,
                                           struct workers_found **out, size_t *count);
/* SRV records as text, "priority weight port target" (RFC 2782). A target of "." means that the service is decidedly not there. */
MUST_CHECK enum err workers_parse_srv(struct arena *a, const char *const *records, size_t n, const char *default_type,
                                      struct workers_found **out, size_t *count);

#endif
