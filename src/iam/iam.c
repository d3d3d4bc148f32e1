/*
 * iam.c - life cycle, and who a cookie or a token belongs to.
 *
 * Any thread. What was found good is kept in a bounded table by the hash of its secret, so that an authenticated read costs one hash and no
 * query, nor, for an access token, a signature. A change of a user, session or key takes its entries out before the change is answered: a
 * right that was taken is gone at once. "Last seen" is kept in the table and written at most once a minute; after a crash a session may
 * look up to a minute older, never younger.
 */
#include "sql/iam.h"
#include "core/json.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/metrics.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "net/net.h"
#include "sql/accounts.h"
#include <string.h>

#define FLUSH_US        US_PER_MIN
#define IDEMPOTENCY_MAX 20000 /* remembered answers in the whole box */
#define KEY_PREFIX      "bnc_"

void token_hash(const char *token, unsigned char out[CRYPTO_HASH_SIZE])
{
    crypto_blake2b(token, strlen(token), out);
}

void token_new(char out[IAM_TOKEN_SIZE])
{
    struct arena *a = arena_new(256);
    str_copy(out, IAM_TOKEN_SIZE, crypto_random_token(a, 32));
    arena_free(a);
}

/* The credentials' cache, of the process. */
static struct metric *hits, *misses, *entries;
static pthread_once_t registered = PTHREAD_ONCE_INIT;

static void register_metrics(void)
{
    hits = metric_counter("binnacle_credential_cache_hits", "", "", "Requests whose session or key was known without a query");
    misses = metric_counter("binnacle_credential_cache_misses", "", "", "Requests whose session or key had to be looked up");
    entries = metric_gauge("binnacle_credential_cache_entries", "", "", "Sessions and keys that are known without a query");
}

enum err iam_new(const struct iam_deps *d, struct iam **out)
{
    struct iam *i = mem_alloc(sizeof *i);
    pthread_once(&registered, register_metrics);
    i->d = *d;
    i->idle_us = (d->idle_seconds ? d->idle_seconds : IAM_IDLE_SECONDS) * US_PER_S;
    i->absolute_us = (d->absolute_seconds ? d->absolute_seconds : IAM_ABSOLUTE_SECONDS) * US_PER_S;
    pthread_mutex_init(&i->lock, NULL);
    i->throttle = throttle_new(d->clock);
    i->tokens = tokens_new(d->key);
    if (d->key)
        memcpy(i->box_key, d->key, sizeof i->box_key);
    *out = i;
    return OK;
}

void iam_free(struct iam *i)
{
    if (!i)
        return;
    for (size_t b = 0; b < CACHE_BUCKETS; b++) {
        while (i->buckets[b]) {
            struct cached *c = i->buckets[b];
            i->buckets[b] = c->next;
            net_policy_unref(c->allowed);
            mem_free(c);
        }
    }
    tokens_free(i->tokens);
    crypto_wipe(i->box_key, sizeof i->box_key);
    throttle_free(i->throttle);
    pthread_mutex_destroy(&i->lock);
    mem_free(i);
}

int iam_idle_seconds(const struct iam *i)
{
    return (int)(i->idle_us / US_PER_S);
}

/* ---- the table; the lock is held ---- */

static struct cached **bucket(struct iam *i, const unsigned char hash[CRYPTO_HASH_SIZE])
{
    return &i->buckets[(hash[0] | (unsigned)hash[1] << 8) % CACHE_BUCKETS];
}

static struct cached *lookup(struct iam *i, const unsigned char hash[CRYPTO_HASH_SIZE])
{
    struct cached *c = *bucket(i, hash);
    while (c && memcmp(c->hash, hash, CRYPTO_HASH_SIZE) != 0)
        c = c->next;
    return c;
}

/* Takes out what `drop` says, flushing nothing. */
static void sweep(struct iam *i, bool (*drop)(const struct cached *c, const void *arg), const void *arg)
{
    for (size_t b = 0; b < CACHE_BUCKETS; b++) {
        for (struct cached **at = &i->buckets[b]; *at;) {
            struct cached *c = *at;
            if (!drop(c, arg)) {
                at = &c->next;
                continue;
            }
            *at = c->next;
            net_policy_unref(c->allowed);
            crypto_wipe(c, sizeof *c);
            mem_free(c);
            i->cached_count--;
            metric_add(entries, -1);
        }
    }
}

static bool any(const struct cached *c, const void *arg)
{
    (void)c, (void)arg;
    return true;
}

static void keep(struct iam *i, const struct cached *found)
{
    if (i->cached_count >= CACHE_MAX)
        sweep(i, any, NULL); /* they come back from the store */
    struct cached **at = bucket(i, found->hash), *c = mem_alloc(sizeof *c);
    *c = *found;
    net_policy_ref(c->allowed);
    c->next = *at;
    *at = c;
    i->cached_count++;
    metric_add(entries, 1);
}

struct forget {
    const char *user_id, *credential_id, *but_session;
};

static bool forgotten(const struct cached *c, const void *arg)
{
    const struct forget *f = arg;
    if (f->but_session && str_eq(c->who.session_id, f->but_session))
        return false;
    if (f->user_id)
        return str_eq(c->who.user_id, f->user_id);
    return str_eq(c->who.session_id, f->credential_id) || str_eq(c->who.api_key_id, f->credential_id);
}

static bool is_token(const struct cached *c, const void *arg)
{
    (void)arg;
    return c->kind == CRED_TOKEN;
}

void iam_forget_tokens(struct iam *i)
{
    pthread_mutex_lock(&i->lock);
    i->forgotten++;
    sweep(i, is_token, NULL);
    pthread_mutex_unlock(&i->lock);
}

void iam_forget(struct iam *i, const char *user_id, const char *credential_id, const char *but_session)
{
    pthread_mutex_lock(&i->lock);
    i->forgotten++;
    sweep(i, forgotten, &(struct forget){ user_id, credential_id, but_session });
    pthread_mutex_unlock(&i->lock);
    if (i->d.ended)
        i->d.ended(i->d.ended_ctx, credential_id, user_id);
}

static bool of_tenant(const struct cached *c, const void *arg)
{
    return str_eq(c->who.tenant_id, arg);
}

void iam_forget_tenant(struct iam *i, const char *tenant_id)
{
    pthread_mutex_lock(&i->lock);
    i->forgotten++;
    sweep(i, of_tenant, tenant_id);
    pthread_mutex_unlock(&i->lock);
    if (i->d.ended)
        i->d.ended(i->d.ended_ctx, tenant_id, NULL);
}

void iam_reload(struct iam *i, const char *user_id)
{
    pthread_mutex_lock(&i->lock);
    i->forgotten++;
    sweep(i, forgotten, &(struct forget){ user_id, NULL, NULL });
    pthread_mutex_unlock(&i->lock);
}

/* What identities are made of may stand in settings that were changed. */
static void follow_settings(struct iam *i)
{
    unsigned now = i->d.settings ? settings_changes(i->d.settings) : 0;
    if (atomic_load_explicit(&i->settings_seen, memory_order_relaxed) == now)
        return;
    pthread_mutex_lock(&i->lock);
    atomic_store(&i->settings_seen, now);
    i->forgotten++;
    sweep(i, any, NULL);
    pthread_mutex_unlock(&i->lock);
}

/* ---- reading a credential from the store ---- */

static enum err load_session(struct iam *i, struct arena *a, struct cached *c)
{
    struct sql_session_by_token_row s;
    enum err e = sql_session_by_token(store_reader(i->d.store), a,
                                      &(struct sql_session_by_token_in){ .token_hash = { c->hash, CRYPTO_HASH_SIZE } }, &s);
    if (e == ERR_NOT_FOUND)
        return err_set(ERR_UNAUTHENTICATED, "the session has ended");
    if (e || (e = iam_identity_load(i, a, s.user_id, s.tenant_id, &c->who)))
        return e;
    str_copy(c->who.session_id, sizeof c->who.session_id, s.id);
    str_copy(c->who.csrf, sizeof c->who.csrf, s.csrf);
    if ((e = factor_restrict(i, &c->who)))
        return e;
    c->created_us = s.created_at;
    c->expires_us = c->who.ends_at = s.created_at + i->absolute_us;
    c->seen_us = c->flushed_us = s.last_seen_at;
    return OK;
}

/* The role's permissions cut down to the scopes; no scopes: all of them. */
static enum err cut_to_scopes(struct arena *a, const char *text, struct iam_perms *perms)
{
    struct iam_perms allowed;
    size_t named;
    enum err e = perms_parse(a, text, &allowed, &named);
    if (e || named == 0)
        return e;
    for (int n = 0; n < 2; n++)
        perms->bits[n] &= allowed.bits[n];
    return OK;
}

/* The addresses a key may be used from, as a policy; NULL: any. */
static enum err key_allowed(struct arena *a, const char *text, struct net_policy **out)
{
    struct json *list;
    struct buf b;
    if (str_eq(text, "[]"))
        return OK;
    enum err e = json_parse(a, text, strlen(text), &list);
    buf_init(&b, 8192);
    for (const struct json *v = e ? NULL : json_first(list); v; v = json_next(v))
        buf_printf(&b, "%s\n", json_string(v));
    if (!e)
        e = net_policy_parse(b.data ? b.data : "", out);
    buf_free(&b);
    return e ? err_set(ERR_CORRUPT, "an API key's addresses cannot be read") : OK;
}

static enum err load_key(struct iam *i, struct arena *a, struct cached *c)
{
    struct sql_api_key_by_hash_row k;
    enum err e = sql_api_key_by_hash(
        store_reader(i->d.store), a,
        &(struct sql_api_key_by_hash_in){ .hash = { c->hash, CRYPTO_HASH_SIZE }, .now = clock_wall_us(i->d.clock) }, &k);
    if (e == ERR_NOT_FOUND)
        return err_set(ERR_UNAUTHENTICATED, "the API key is not known");
    if (e || (e = iam_identity_load(i, a, k.user_id, k.tenant_id, &c->who)) || (e = cut_to_scopes(a, k.scopes, &c->who.perms)) ||
        (e = key_allowed(a, k.allowed, &c->allowed)))
        return e;
    str_copy(c->who.api_key_id, sizeof c->who.api_key_id, k.id);
    c->expires_us = k.expires_at.set ? k.expires_at.v : 0;
    if (k.is_old && (!c->expires_us || k.old_until.v < c->expires_us))
        c->expires_us = k.old_until.v;
    c->who.ends_at = c->expires_us;
    return OK;
}

static enum err load_token(struct iam *i, struct arena *a, const char *token, struct cached *c)
{
    struct access_claims claims;
    enum err e = access_token_read(i, a, token, &claims);
    return e ? e : family_load(i, a, &claims, c);
}

static enum err load(struct iam *i, struct arena *a, const char *secret, struct cached *c)
{
    switch (c->kind) {
    case CRED_SESSION:
        return load_session(i, a, c);
    case CRED_KEY:
        return load_key(i, a, c);
    case CRED_TOKEN:
        break;
    }
    return load_token(i, a, secret, c);
}

static enum err still_good(const struct iam *i, const struct cached *c, int64_t now, const char *remote)
{
    static const char *const names[] = { "the session", "the API key", "the access token" };
    if (c->expires_us && now >= c->expires_us)
        return err_set(ERR_UNAUTHENTICATED, "%s has expired", names[c->kind]);
    if (c->kind == CRED_SESSION && now - c->seen_us >= i->idle_us)
        return err_set(ERR_UNAUTHENTICATED, "the session was idle for too long");
    if (c->allowed && !net_policy_allows(c->allowed, remote, 0))
        return err_set(ERR_UNAUTHENTICATED, "the API key may not be used from this address");
    return OK;
}

static void used(struct cached *c, int64_t now, const char *remote)
{
    c->seen_us = now;
    if (c->kind != CRED_KEY)
        return;
    c->calls++;
    str_copy(c->remote, sizeof c->remote, remote);
}

enum err iam_authenticate(struct iam *i, const char *cookie, const char *bearer, const char *remote, struct iam_identity *out)
{
    struct cached found = { .kind = !bearer ? CRED_SESSION : str_starts(bearer, KEY_PREFIX) ? CRED_KEY : CRED_TOKEN };
    const char *secret = bearer ? bearer : cookie;
    follow_settings(i);
    token_hash(secret, found.hash);
    int64_t now = clock_wall_us(i->d.clock);
    pthread_mutex_lock(&i->lock);
    struct cached *c = lookup(i, found.hash);
    uint64_t forgotten_before = i->forgotten;
    enum err e = !c ? OK : still_good(i, c, now, remote);
    if (c && c->kind != found.kind)
        e = err_set(ERR_UNAUTHENTICATED, "a cookie is no bearer token, and the other way round");
    if (c && e == OK) {
        used(c, now, remote);
        *out = c->who;
    }
    pthread_mutex_unlock(&i->lock);
    metric_add(c ? hits : misses, 1);
    if (c)
        return e;

    struct arena *a = arena_new(0);
    e = load(i, a, secret, &found);
    arena_free(a);
    if (e == OK)
        e = still_good(i, &found, now, remote);
    if (e == OK) {
        used(&found, now, remote);
        *out = found.who;
        pthread_mutex_lock(&i->lock);
        if (i->forgotten == forgotten_before && !lookup(i, found.hash)) /* else a right may have been taken while it was read */
            keep(i, &found);
        pthread_mutex_unlock(&i->lock);
    }
    net_policy_unref(found.allowed);
    crypto_wipe(&found, sizeof found);
    return e;
}

enum err iam_identity_of(struct iam *i, struct arena *a, const char *email, const char *tenant_id, struct iam_identity *out)
{
    struct iam_user u;
    enum err e = iam_user_by_email(i, a, email, &u);
    *out = (struct iam_identity){ 0 };
    return e ? e : iam_identity_load(i, a, u.id, tenant_id, out);
}

/* ---- tenants ---- */

enum err iam_tenant_name(struct iam *i, struct arena *a, const char *tenant_id, const char **name)
{
    struct sql_tenant_by_id_row t;
    enum err e = sql_tenant_by_id(store_reader(i->d.store), a, &(struct sql_tenant_by_id_in){ .id = tenant_id }, &t);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no such tenant");
    if (e == OK)
        *name = t.name;
    return e;
}

enum err iam_tenant_check(struct iam *i, const struct iam_identity *who, const char *tenant_id)
{
    if (str_eq(who->tenant_id, tenant_id))
        return OK;
    if (!who->superadmin)
        return err_set(ERR_FORBIDDEN, "tenant_id may only name your own tenant");
    struct arena *a = arena_new(512);
    struct sql_tenant_by_id_row t;
    enum err e = sql_tenant_by_id(store_reader(i->d.store), a, &(struct sql_tenant_by_id_in){ .id = tenant_id }, &t);
    if (e == ERR_NOT_FOUND)
        e = err_set(e, "there is no such tenant");
    else if (!e && t.suspended_at.set)
        e = err_set(ERR_FORBIDDEN, "the tenant is suspended");
    arena_free(a);
    return e;
}

enum err iam_tenant_by_name(struct iam *i, struct arena *a, const char *name, bool create, const char **id, bool *created)
{
    struct sql_tenant_by_name_row t;
    char *made;
    *created = false;
    enum err e = sql_tenant_by_name(store_reader(i->d.store), a, &(struct sql_tenant_by_name_in){ .name = name }, &t);
    if (e == OK)
        *id = t.id;
    if (e != ERR_NOT_FOUND)
        return e;
    if (!create)
        return err_set(e, "there is no tenant %s", name);
    e = iam_tenant_add(i, a, name, &made);
    *id = made;
    *created = e == OK;
    return e;
}

/* ---- housekeeping ---- */

#define ENDED_MAX 1000 /* sessions and keys ended in one round; the rest in the next */

struct seen {
    char session_id[40], key_id[40], tenant_id[40], remote[INET6_ADDRSTRLEN];
    int64_t at, calls;
};
struct flush {
    const struct iam *iam;
    struct arena *arena;
    struct seen *rows;
    size_t count, session_count, key_count;
    struct sql_session_old_row *sessions; /* that are over and were deleted */
    struct sql_api_key_expired_row *keys; /* that have expired lately */
    int64_t now;
};

/* Somebody has the key that was made: said once. */
static void note_first_use(struct tx *tx, const struct seen *s)
{
    struct sql_api_key_by_id_row k;
    enum err e =
        sql_api_key_by_id(tx_db(tx), tx_arena(tx), &(struct sql_api_key_by_id_in){ .tenant_id = s->tenant_id, .id = s->key_id }, &k);
    if (e || k.last_used_at.set)
        return;
    char at[TIME_TEXT_SIZE];
    tx_change(tx, &(struct tx_change){
                      .type = "api_key",
                      .id = k.id,
                      .name = k.name,
                      .after = arena_printf(tx_arena(tx), "{\"remote\":\"%s\",\"at\":\"%s\"}", s->remote, time_format(s->at, at)),
                      .action = "api_key.first_use",
                      .tenant_id = s->tenant_id,
                      .user_id = k.user_id,
                      .email = k.user_email });
}

static enum err flush_rows(struct tx *tx, void *arg)
{
    struct flush *f = arg;
    enum err e = OK;
    for (size_t n = 0; !e && n < f->count; n++) {
        const struct seen *s = &f->rows[n];
        if (s->key_id[0])
            note_first_use(tx, s);
        if (s->session_id[0])
            e = sql_session_seen(tx, &(struct sql_session_seen_in){ .id = s->session_id, .last_seen_at = s->at });
        else
            e = sql_api_key_used(tx, &(struct sql_api_key_used_in){
                                         .id = s->key_id, .last_used_at = { true, s->at }, .last_remote = s->remote, .more = s->calls });
    }
    if (!e)
        e = sql_session_old(tx_db(tx), f->arena,
                            &(struct sql_session_old_in){ .created_before = f->now - f->iam->absolute_us,
                                                          .seen_before = f->now - f->iam->idle_us - FLUSH_US,
                                                          .token_created_before = f->now - IAM_REFRESH_SECONDS * US_PER_S,
                                                          .token_seen_before = f->now - IAM_REFRESH_IDLE_SECONDS * US_PER_S,
                                                          .limit = ENDED_MAX },
                            &f->sessions, &f->session_count);
    for (size_t n = 0; !e && n < f->session_count; n++)
        e = session_note_end(tx, f->sessions[n].id, "session.timeout", true);
    for (size_t n = 0; !e && n < f->session_count; n++)
        e = sql_session_delete(tx, &(struct sql_session_delete_in){ .id = f->sessions[n].id });
    return e;
}

static enum err prune_rows(struct tx *tx, void *arg)
{
    int64_t now = *(const int64_t *)arg;
    enum err e = sql_account_unconfirmed_delete(tx, &(struct sql_account_unconfirmed_delete_in){ .before = now - IAM_UNCONFIRMED_US });
    if (!e)
        e = sql_invitation_delete_old(tx, &(struct sql_invitation_delete_old_in){ .before = now });
    if (!e)
        e = sql_idempotency_delete_old(tx, &(struct sql_idempotency_delete_old_in){ .before = now - US_PER_DAY, .most = IDEMPOTENCY_MAX });
    return e;
}

enum err iam_prune(struct iam *i)
{
    int64_t now = clock_wall_us(i->d.clock);
    return store_write_essential(i->d.store, prune_rows, &now);
}

static bool over(const struct cached *c, const void *arg)
{
    const struct flush *f = arg;
    return (c->expires_us && f->now >= c->expires_us) || f->now - c->seen_us >= f->iam->idle_us;
}

/* What was seen since the last round, and out of the table with what is over. */
static void collect(struct iam *i, struct flush *f)
{
    pthread_mutex_lock(&i->lock);
    f->rows = mem_array(i->cached_count + 1, sizeof *f->rows);
    for (size_t b = 0; b < CACHE_BUCKETS; b++) {
        for (struct cached *c = i->buckets[b]; c; c = c->next) {
            if (c->seen_us == c->flushed_us)
                continue;
            struct seen *s = &f->rows[f->count++];
            str_copy(s->session_id, sizeof s->session_id, c->who.session_id);
            str_copy(s->key_id, sizeof s->key_id, c->who.api_key_id);
            str_copy(s->tenant_id, sizeof s->tenant_id, c->who.tenant_id);
            str_copy(s->remote, sizeof s->remote, c->remote);
            s->at = c->flushed_us = c->seen_us;
            s->calls = c->calls;
            c->calls = 0;
        }
    }
    sweep(i, over, f);
    pthread_mutex_unlock(&i->lock);
}

/* The write failed: the next one has everything (but the counts of calls), before old sessions are deleted by what is on disk. */
static void write_again(struct iam *i)
{
    pthread_mutex_lock(&i->lock);
    for (size_t b = 0; b < CACHE_BUCKETS; b++)
        for (struct cached *c = i->buckets[b]; c; c = c->next)
            c->flushed_us = 0;
    pthread_mutex_unlock(&i->lock);
}

void iam_housekeep(struct iam *i)
{
    struct flush f = { .iam = i, .arena = arena_new(0), .now = clock_wall_us(i->d.clock) };
    collect(i, &f);
    enum err e = store_write_essential(i->d.store, flush_rows, &f);
    if (e) {
        log_warn("last-seen times were not written", "why", err_detail(), NULL);
        write_again(i);
    }
    /* Live sockets do not ask again after their handshake: they are told. */
    for (size_t n = 0; !e && i->d.ended && n < f.session_count; n++)
        i->d.ended(i->d.ended_ctx, f.sessions[n].id, NULL);
    e = sql_api_key_expired(store_reader(i->d.store), f.arena,
                            &(struct sql_api_key_expired_in){ .from = f.now - 3 * US_PER_MIN, .now = f.now, .limit = ENDED_MAX }, &f.keys,
                            &f.key_count);
    for (size_t n = 0; !e && i->d.ended && n < f.key_count; n++)
        i->d.ended(i->d.ended_ctx, f.keys[n].id, NULL);
    mem_free(f.rows);
    arena_free(f.arena);
    signing_keys_housekeep(i);
}
