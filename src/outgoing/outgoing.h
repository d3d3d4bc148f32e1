/*
 * outgoing.h - which addresses Binnacle may connect to on a tenant's behalf (checks, webhooks, connectors).
 *
 * Each tenant has a list of CIDR entries in the form of net_policy_parse (net/net.h). Without a list of its own the tenant `default` may
 * reach everything but link-local addresses; any other tenant may not reach loopback either. Binnacle's own listeners are denied to
 * everybody, always: a check or a webhook must not act on the box's own API.
 *
 * Thread-safe. Policies are cached; a change is seen by the next outgoing_policy_for.
 */
#ifndef BINNACLE_OUTGOING_OUTGOING_H
#define BINNACLE_OUTGOING_OUTGOING_H
#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"
#include "net/net.h"
#include "store/store.h"

#define OUTGOING_MAX_ENTRIES 200
#define OUTGOING_BOX_TENANT  "00000000-0000-7000-8000-000000000001" /* whose list holds for what the box itself does */

struct outgoing;
struct outgoing_deps {
    struct store *store;
    struct clock *clock;
};
MUST_CHECK enum err outgoing_new(const struct outgoing_deps *d, struct outgoing **out);
void outgoing_free(struct outgoing *o);

/* The ports Binnacle itself listens on (all local addresses of the box are denied on them). Called by main once the server runs; at most 8
 * are kept. */
void outgoing_set_listeners(struct outgoing *o, const int *ports, size_t count);

/* The tenant's policy. The caller gives it back with net_policy_unref. Never NULL: when the stored list cannot be read, a policy that
 * allows nothing. */
struct net_policy *outgoing_policy_for(struct outgoing *o, const char *tenant_id);

struct outgoing_list {
    char **entries; /* as written by the operator, in order */
    size_t count;
    bool is_default; /* no list of its own is stored */
    int64_t version; /* 0 while is_default */
    int64_t updated_at;
};
MUST_CHECK enum err outgoing_get(struct outgoing *o, struct arena *a, const char *tenant_id, struct outgoing_list *out);
/* ERR_INVALID names the bad entry; ERR_PRECONDITION when version >= 0 is not the stored one. */
MUST_CHECK enum err outgoing_put(struct outgoing *o, const char *tenant_id, const char *const *entries, size_t count, int64_t version);
/* Back to the default list. */
MUST_CHECK enum err outgoing_reset(struct outgoing *o, const char *tenant_id);

#endif
