/*
 * outgoing.c - tenants' lists of addresses that may be connected to, made into policies and cached.
 *
 * Any thread; a mutex guards the cache. What always holds: every policy denies Binnacle's own listeners on every address that the box has.
 * A cached policy is at most a minute old, so that an address which the box got meanwhile is known soon.
 */
#include "outgoing/outgoing.h"
#include "core/ids.h"
#include "core/json.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "sql/outgoing.h"
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>

#define CACHE_MAX      256
#define CACHE_AGE_US   US_PER_MIN
#define PORTS_MAX      8
#define ADDRESSES_MAX  64
#define TEXT_MAX       (64 * 1024)

static const char default_list[] = "0.0.0.0/0\n::/0\n!169.254.0.0/16\n!fe80::/10";
static const char new_tenant_list[] = "0.0.0.0/0\n::/0\n!169.254.0.0/16\n!fe80::/10\n!127.0.0.0/8\n!::1/128";

struct cached {
    char tenant_id[ID_SIZE];
    struct net_policy *policy;
    int64_t made; /* monotonic */
};

struct outgoing {
    struct outgoing_deps d;
    pthread_mutex_t lock;
    struct cached cache[CACHE_MAX];
    size_t cached;
    int ports[PORTS_MAX];
    size_t port_count;
};

enum err outgoing_new(const struct outgoing_deps *d, struct outgoing **out)
{
    struct outgoing *o = mem_alloc(sizeof *o);
    o->d = *d;
    pthread_mutex_init(&o->lock, NULL);
    *out = o;
    return OK;
}

/* Under the lock. */
static void forget_all(struct outgoing *o)
{
    for (size_t i = 0; i < o->cached; i++) {
        net_policy_unref(o->cache[i].policy);
        o->cache[i] = (struct cached){ 0 };
    }
    o->cached = 0;
}

void outgoing_free(struct outgoing *o)
{
    if (!o)
        return;
    forget_all(o);
    pthread_mutex_destroy(&o->lock);
    mem_free(o);
}

void outgoing_set_listeners(struct outgoing *o, const int *ports, size_t count)
{
    pthread_mutex_lock(&o->lock);
    o->port_count = count < PORTS_MAX ? count : PORTS_MAX;
    for (size_t i = 0; i < o->port_count; i++)
        o->ports[i] = ports[i];
    forget_all(o);
    pthread_mutex_unlock(&o->lock);
}

/* ---- making a policy ---- */

static void deny(struct buf *b, int family, const char *address, int prefix, int port)
{
    if (family == AF_INET6)
        buf_printf(b, "\n![%s/%d]:%d", address, prefix, port);
    else
        buf_printf(b, "\n!%s/%d:%d", address, prefix, port);
}

/* Binnacle's own listeners, on loopback and on every address of the box. */
static void deny_own(struct outgoing *o, struct buf *b)
{
    struct ifaddrs *all = NULL;
    int seen = 0;
    for (size_t i = 0; i < o->port_count; i++) {
        deny(b, AF_INET, "127.0.0.0", 8, o->ports[i]);
        deny(b, AF_INET6, "::1", 128, o->ports[i]);
    }
    if (o->port_count == 0 || getifaddrs(&all) != 0)
        return;
    for (const struct ifaddrs *i = all; i && seen < ADDRESSES_MAX; i = i->ifa_next) {
        char text[INET6_ADDRSTRLEN];
        int family = i->ifa_addr ? i->ifa_addr->sa_family : AF_UNSPEC;
        const void *raw = family == AF_INET    ? (const void *)&((const struct sockaddr_in *)(const void *)i->ifa_addr)->sin_addr
                          : family == AF_INET6 ? (const void *)&((const struct sockaddr_in6 *)(const void *)i->ifa_addr)->sin6_addr
                                               : NULL;
        if (!raw || (i->ifa_flags & IFF_LOOPBACK) || !inet_ntop(family, raw, text, sizeof text))
            continue;
        for (size_t k = 0; k < o->port_count; k++)
            deny(b, family, text, family == AF_INET6 ? 128 : 32, o->ports[k]);
        seen++;
    }
    freeifaddrs(all);
}

static enum err list_of(struct outgoing *o, struct arena *a, const char *tenant_id, struct sql_outgoing_get_row *row, bool *is_default)
{
    enum err e = sql_outgoing_get(store_reader(o->d.store), a, &(struct sql_outgoing_get_in){ .tenant_id = tenant_id }, row);
    *is_default = e == ERR_NOT_FOUND;
    if (e != ERR_NOT_FOUND)
        return e;
    *row = (struct sql_outgoing_get_row){ .cidrs = str_eq(tenant_id, OUTGOING_BOX_TENANT) ? default_list : new_tenant_list };
    return OK;
}

/* Under the lock. Never NULL. */
static struct net_policy *make(struct outgoing *o, const char *tenant_id)
{
    struct arena *a = arena_new(0);
    struct sql_outgoing_get_row row;
    struct net_policy *policy = NULL;
    struct buf b;
    bool is_default;
    buf_init(&b, TEXT_MAX);
    enum err e = list_of(o, a, tenant_id, &row, &is_default);
    if (e == OK) {
        buf_puts(&b, row.cidrs);
        deny_own(o, &b);
        e = net_policy_parse(b.data, &policy);
    }
    if (e != OK) {
        log_error("a tenant's list of outgoing addresses cannot be used; nothing is allowed", "tenant", tenant_id, "error", err_detail(),
                  NULL);
        if (net_policy_parse("!0.0.0.0/0\n!::/0", &policy) != OK)
            policy = NULL;
    }
    buf_free(&b);
    arena_free(a);
    return policy;
}

struct net_policy *outgoing_policy_for(struct outgoing *o, const char *tenant_id)
{
    int64_t now = clock_mono_us(o->d.clock);
    pthread_mutex_lock(&o->lock);
    struct cached *c = NULL, *oldest = &o->cache[0];
    for (size_t i = 0; i < o->cached && !c; i++) {
        if (str_eq(o->cache[i].tenant_id, tenant_id))
            c = &o->cache[i];
        else if (o->cache[i].made < oldest->made)
            oldest = &o->cache[i];
    }
    if (!c || now - c->made > CACHE_AGE_US) {
        struct net_policy *fresh = make(o, tenant_id);
        if (!c && o->cached < CACHE_MAX)
            c = &o->cache[o->cached++];
        else if (!c)
            c = oldest;
        if (c->policy)
            net_policy_unref(c->policy);
        *c = (struct cached){ .policy = fresh, .made = now };
        str_copy(c->tenant_id, sizeof c->tenant_id, tenant_id);
    }
    struct net_policy *p = net_policy_ref(c->policy);
    pthread_mutex_unlock(&o->lock);
    return p;
}

/* ---- reading and changing ---- */

enum err outgoing_get(struct outgoing *o, struct arena *a, const char *tenant_id, struct outgoing_list *out)
{
    struct sql_outgoing_get_row row;
    bool is_default;
    enum err e = list_of(o, a, tenant_id, &row, &is_default);
    if (e != OK)
        return e;
    *out = (struct outgoing_list){ .is_default = is_default, .version = row.version, .updated_at = row.updated_at };
    out->count = str_split(a, row.cidrs, '\n', &out->entries, OUTGOING_MAX_ENTRIES);
    return OK;
}

static void forget(struct outgoing *o)
{
    pthread_mutex_lock(&o->lock);
    forget_all(o);
    pthread_mutex_unlock(&o->lock);
}

/* The list as JSON, for the audit trail; NULL: the default one. */
static char *as_text(struct arena *a, const char *cidrs)
{
    struct jo_text t;
    char **entries;
    size_t n = cidrs ? str_split(a, cidrs, '\n', &entries, OUTGOING_MAX_ENTRIES) : 0;
    struct json_out *o = jo_text_begin(&t, 2 * TEXT_MAX);
    jo_object(o);
    jo_kv_bool(o, "is_default", !cidrs);
    jo_key(o, "cidrs");
    jo_array(o);
    for (size_t i = 0; i < n; i++)
        jo_string(o, entries[i]);
    jo_array_end(o);
    jo_object_end(o);
    return jo_text_end(&t, a);
}

struct put {
    const char *tenant_id, *cidrs;
    int64_t version, now;
};

static enum err write_put(struct tx *tx, void *arg)
{
    const struct put *p = arg;
    struct sql_outgoing_get_row row = { 0 };
    enum err e = sql_outgoing_get(tx_db(tx), tx_arena(tx), &(struct sql_outgoing_get_in){ .tenant_id = p->tenant_id }, &row);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (p->version >= 0 && p->version != row.version)
        return err_set(ERR_PRECONDITION, "the list was changed meanwhile; it has version %lld now", (long long)row.version);
    tx_change(tx, &(struct tx_change){ .type = "outgoing",
                                       .id = p->tenant_id,
                                       .before = as_text(tx_arena(tx), e == OK ? row.cidrs : NULL),
                                       .after = as_text(tx_arena(tx), p->cidrs) });
    return sql_outgoing_put(tx, &(struct sql_outgoing_put_in){
                                    .tenant_id = p->tenant_id, .cidrs = p->cidrs, .version = row.version + 1, .updated_at = p->now });
}

enum err outgoing_put(struct outgoing *o, const char *tenant_id, const char *const *entries, size_t count, int64_t version)
{
    struct buf b;
    struct net_policy *policy = NULL;
    enum err e = OK;
    buf_init(&b, TEXT_MAX);
    if (count == 0 || count > OUTGOING_MAX_ENTRIES)
        e = err_set(ERR_INVALID, "give 1 to %d entries; !0.0.0.0/0 and !::/0 allow nothing", OUTGOING_MAX_ENTRIES);
    for (size_t i = 0; i < count && e == OK; i++) {
        if (!*entries[i] || strpbrk(entries[i], ",\n"))
            e = err_set(ERR_INVALID, "'%.60s' is not one entry", entries[i]);
        buf_printf(&b, "%s%s", i ? "\n" : "", entries[i]);
    }
    if (e == OK && b.overflow)
        e = err_set(ERR_TOO_LARGE, "the list is larger than %d bytes", TEXT_MAX);
    if (e == OK)
        e = net_policy_parse(b.data, &policy);
    if (e == OK) {
        net_policy_unref(policy);
        struct put p = { .tenant_id = tenant_id, .cidrs = b.data, .version = version, .now = clock_wall_us(o->d.clock) };
        e = store_write(o->d.store, write_put, &p);
    }
    if (e == OK)
        forget(o);
    buf_free(&b);
    return e;
}

static enum err write_reset(struct tx *tx, void *arg)
{
    struct sql_outgoing_get_row row;
    enum err e = sql_outgoing_get(tx_db(tx), tx_arena(tx), &(struct sql_outgoing_get_in){ .tenant_id = arg }, &row);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    tx_change(tx, &(struct tx_change){ .type = "outgoing",
                                       .id = arg,
                                       .before = as_text(tx_arena(tx), e == OK ? row.cidrs : NULL),
                                       .after = as_text(tx_arena(tx), NULL) });
    return sql_outgoing_delete(tx, &(struct sql_outgoing_delete_in){ .tenant_id = arg });
}

enum err outgoing_reset(struct outgoing *o, const char *tenant_id)
{
    char id[ID_SIZE];
    str_copy(id, sizeof id, tenant_id);
    enum err e = store_write(o->d.store, write_reset, id);
    if (e == OK)
        forget(o);
    return e;
}
