/*
 * iam_jwt.c - access tokens (RFC 7519, RFC 9068) and the keys that sign them.
 *
 * Any thread; a mutex guards the keys in memory. What always holds: a token is signed with EdDSA by one of this box's own keys, named by
 * its kid, for this box alone (iss), as an access token (typ), and lives no longer than IAM_ACCESS_SECONDS; what it says of who somebody is
 * was true when it was made, so that its user, tenant and session are looked up besides. Private keys are on disk sealed with the box's
 * key: another box's, after a restore, are nothing here.
 */
#include "core/ids.h"
#include "core/jose.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/iam_tokens.h"
#include <string.h>

#define AUDIENCE   "binnacle"
#define TYPE       "at+jwt"
#define SKEW_US    (60 * US_PER_S) /* a clock that was set back */
#define ROTATE_US  (90 * US_PER_DAY)
#define KEEP_US    (30 * US_PER_DAY) /* a key that is over stays listed */
#define RETIRED_US (IAM_ACCESS_SECONDS * US_PER_S + SKEW_US)
#define ID_BYTES   16
#define CLAIMS_MAX 2048

struct signing_key {
    struct iam_signing_key k;
    unsigned char seed[CRYPTO_KEY_SIZE];
    bool ours; /* its seed could be opened */
};

struct tokens {
    unsigned char key[CRYPTO_KEY_SIZE], seal[CRYPTO_KEY_SIZE];
    char issuer[64];
    pthread_mutex_t lock; /* what follows */
    struct signing_key *keys;
    size_t count;
    bool loaded;
};

static void derive(const unsigned char key[CRYPTO_KEY_SIZE], const char *purpose, unsigned char out[CRYPTO_KEY_SIZE])
{
    crypto_hmac_sha256(key, CRYPTO_KEY_SIZE, purpose, strlen(purpose), out);
}

struct tokens *tokens_new(const unsigned char box_key[CRYPTO_KEY_SIZE])
{
    struct tokens *t = mem_alloc(sizeof *t);
    unsigned char name[CRYPTO_KEY_SIZE];
    if (box_key)
        memcpy(t->key, box_key, sizeof t->key);
    else
        crypto_random(t->key, sizeof t->key);
    derive(t->key, "binnacle signing keys 1", t->seal);
    derive(t->key, "binnacle issuer 1", name);
    struct arena *a = arena_new(256);
    str_copy(t->issuer, sizeof t->issuer, arena_printf(a, "urn:binnacle:%s", str_hex(a, name, ID_BYTES)));
    arena_free(a);
    pthread_mutex_init(&t->lock, NULL);
    t->keys = mem_array(IAM_SIGNING_KEYS_MAX, sizeof *t->keys);
    return t;
}

void tokens_free(struct tokens *t)
{
    if (!t)
        return;
    crypto_wipe(t->keys, IAM_SIGNING_KEYS_MAX * sizeof *t->keys);
    mem_free(t->keys);
    pthread_mutex_destroy(&t->lock);
    crypto_wipe(t, sizeof *t);
    mem_free(t);
}

void tokens_derive(struct iam *i, const char *purpose, unsigned char out[CRYPTO_KEY_SIZE])
{
    derive(i->tokens->key, purpose, out);
}

/* ---- keys; the lock is held ---- */

static const char *sealed_as(struct arena *a, const char *id)
{
    return arena_printf(a, "signing_key:%s", id);
}

static enum err load_keys(struct iam *i)
{
    struct tokens *t = i->tokens;
    struct sql_signing_key_all_row *rows;
    size_t n;
    if (t->loaded)
        return OK;
    struct arena *a = arena_new(0);
    enum err e =
        sql_signing_key_all(store_reader(i->d.store), a, &(struct sql_signing_key_all_in){ .limit = IAM_SIGNING_KEYS_MAX }, &rows, &n);
    t->count = 0;
    for (size_t r = 0; !e && r < n; r++) {
        struct signing_key *key = &t->keys[t->count];
        unsigned char *seed;
        size_t len;
        if (rows[r].public_key.n != sizeof key->k.public_key)
            continue;
        *key = (struct signing_key){ .k = { .revoked = rows[r].revoked_at.set,
                                            .created_at = rows[r].created_at,
                                            .retired_at = rows[r].retired_at.v,
                                            .revoked_at = rows[r].revoked_at.v } };
        str_copy(key->k.id, sizeof key->k.id, rows[r].id);
        memcpy(key->k.public_key, rows[r].public_key.p, sizeof key->k.public_key);
        if (crypto_open(a, t->seal, sealed_as(a, rows[r].id), rows[r].seed.p, rows[r].seed.n, &seed, &len) == OK &&
            len == sizeof key->seed) {
            memcpy(key->seed, seed, len);
            crypto_wipe(seed, len);
            key->ours = true;
        }
        key->k.signs = key->ours && !rows[r].retired_at.set && !rows[r].revoked_at.set;
        t->count++;
    }
    t->loaded = e == OK;
    arena_free(a);
    return e;
}

struct new_key {
    struct sql_signing_key_insert_in row;
    const char *revoke; /* this one with it; NULL: none */
    const char *action; /* NULL: what was asked for */
};

static enum err write_key(struct tx *tx, void *arg)
{
    const struct new_key *k = arg;
    enum err e = sql_signing_key_insert(tx, &k->row);
    if (!e)
        e = sql_signing_key_retire(tx, &(struct sql_signing_key_retire_in){ .retired_at = { true, k->row.created_at }, .id = k->row.id });
    if (!e && k->revoke)
        e = sql_signing_key_revoke(tx, &(struct sql_signing_key_revoke_in){ .revoked_at = { true, k->row.created_at }, .id = k->revoke });
    if (!e && k->revoke)
        tx_change(tx, &(struct tx_change){ .type = "signing_key", .id = k->revoke });
    if (!e)
        tx_change(tx, &(struct tx_change){ .type = "signing_key",
                                           .id = k->row.id,
                                           .action = k->revoke ? "signing_key.create" : k->action,
                                           .default_action = "signing_key.rotate" });
    return e;
}

static enum err make_key(struct iam *i, const char *revoke, const char *action, char id[40])
{
    struct tokens *t = i->tokens;
    unsigned char seed[CRYPTO_KEY_SIZE], public_key[CRYPTO_KEY_SIZE], *sealed;
    size_t n;
    if (t->count >= IAM_SIGNING_KEYS_MAX)
        return err_set(ERR_CONFLICT, "there are %d signing keys already; those that are over go after 30 days", IAM_SIGNING_KEYS_MAX);
    struct arena *a = arena_new(1024);
    id_new(i->d.clock, id);
    crypto_random(seed, sizeof seed);
    crypto_sign_public(seed, public_key);
    enum err e = crypto_seal(a, t->seal, sealed_as(a, id), seed, sizeof seed, &sealed, &n);
    crypto_wipe(seed, sizeof seed);
    if (!e)
        e = store_write_essential(i->d.store, write_key,
                                  &(struct new_key){ .row = { .id = id,
                                                              .public_key = { public_key, sizeof public_key },
                                                              .seed = { sealed, n },
                                                              .created_at = clock_wall_us(i->d.clock) },
                                                     .revoke = revoke,
                                                     .action = action });
    arena_free(a);
    t->loaded = false;
    return e;
}

static struct signing_key *signing(struct tokens *t)
{
    for (size_t n = 0; n < t->count; n++)
        if (t->keys[n].k.signs)
            return &t->keys[n];
    return NULL;
}

/* The keys are in memory, and one of them signs. */
static enum err ready(struct iam *i)
{
    char id[40];
    enum err e = load_keys(i);
    if (!e && !signing(i->tokens)) {
        e = make_key(i, NULL, "signing_key.create", id);
        if (!e)
            e = load_keys(i);
    }
    return e;
}

static bool verifies(const struct signing_key *key, int64_t now)
{
    return key->ours && !key->k.revoked && (!key->k.retired_at || now < key->k.retired_at + RETIRED_US);
}

/* ---- keys, for administrators ---- */

enum err iam_signing_keys(struct iam *i, struct arena *a, struct iam_signing_key **out, size_t *count)
{
    struct tokens *t = i->tokens;
    pthread_mutex_lock(&t->lock);
    enum err e = ready(i);
    *count = 0;
    *out = arena_array(a, IAM_SIGNING_KEYS_MAX, sizeof **out);
    for (size_t n = 0; !e && n < t->count; n++)
        if (t->keys[n].ours)
            (*out)[(*count)++] = t->keys[n].k;
    pthread_mutex_unlock(&t->lock);
    return e;
}

enum err iam_signing_key_rotate(struct iam *i, char id[40])
{
    pthread_mutex_lock(&i->tokens->lock);
    enum err e = load_keys(i);
    if (!e)
        e = make_key(i, NULL, NULL, id);
    pthread_mutex_unlock(&i->tokens->lock);
    return e;
}

static enum err write_revoke(struct tx *tx, void *arg)
{
    const struct sql_signing_key_revoke_in *in = arg;
    enum err e = sql_signing_key_revoke(tx, in);
    if (!e)
        tx_change(tx, &(struct tx_change){ .type = "signing_key", .id = in->id });
    return e;
}

/* Live sockets do not show their token again: all that came with one are told. They come back with a new one. */
static void close_sockets(struct iam *i)
{
    char after[40] = "";
    for (size_t n = 1; i->d.ended && n > 0;) {
        struct sql_family_all_row *rows;
        struct arena *a = arena_new(0);
        if (sql_family_all(store_reader(i->d.store), a, &(struct sql_family_all_in){ .after = after, .limit = 500 }, &rows, &n))
            n = 0;
        for (size_t k = 0; k < n; k++)
            i->d.ended(i->d.ended_ctx, rows[k].id, NULL);
        if (n > 0)
            str_copy(after, sizeof after, rows[n - 1].id);
        arena_free(a);
    }
}

enum err iam_signing_key_revoke(struct iam *i, const char *id)
{
    struct tokens *t = i->tokens;
    char made[40];
    const struct signing_key *key = NULL;
    pthread_mutex_lock(&t->lock);
    enum err e = ready(i);
    for (size_t n = 0; !e && n < t->count; n++)
        if (str_eq(t->keys[n].k.id, id) && t->keys[n].ours)
            key = &t->keys[n];
    if (!e && !key)
        e = err_set(ERR_NOT_FOUND, "there is no such signing key");
    if (!e && key->k.signs)
        e = make_key(i, id, NULL, made);
    else if (!e && !key->k.revoked)
        e = store_write_essential(i->d.store, write_revoke,
                                  &(struct sql_signing_key_revoke_in){ .revoked_at = { true, clock_wall_us(i->d.clock) }, .id = id });
    t->loaded = false;
    pthread_mutex_unlock(&t->lock);
    if (!e) {
        iam_forget_tokens(i);
        close_sockets(i);
    }
    return e;
}

static enum err write_prune(struct tx *tx, void *arg)
{
    return sql_signing_key_prune(tx, arg);
}

void signing_keys_housekeep(struct iam *i)
{
    struct tokens *t = i->tokens;
    int64_t now = clock_wall_us(i->d.clock);
    char id[40];
    bool prune = false;
    pthread_mutex_lock(&t->lock);
    enum err e = load_keys(i);
    const struct signing_key *newest = e ? NULL : signing(t);
    if (newest && now - newest->k.created_at >= ROTATE_US)
        e = make_key(i, NULL, NULL, id);
    for (size_t n = 0; n < t->count; n++)
        prune = prune || (t->keys[n].k.retired_at && t->keys[n].k.retired_at < now - KEEP_US);
    if (!e && prune) {
        e = store_write_essential(i->d.store, write_prune, &(struct sql_signing_key_prune_in){ .before = now - KEEP_US });
        t->loaded = false;
    }
    pthread_mutex_unlock(&t->lock);
    if (e)
        log_warn("the signing keys were not looked after", "why", err_detail(), NULL);
}

/* ---- tokens ---- */

static char *claims_text(struct iam *i, struct arena *a, const struct iam_identity *who, int64_t now, int64_t expires_at)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, CLAIMS_MAX);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_string(&o, "iss", i->tokens->issuer);
    jo_kv_string(&o, "aud", AUDIENCE);
    jo_kv_string(&o, "client_id", AUDIENCE);
    jo_kv_string(&o, "sub", who->user_id);
    jo_kv_string(&o, "sid", who->session_id);
    jo_kv_string(&o, "tenant", who->tenant_id);
    jo_kv_int(&o, "iat", now / US_PER_S);
    jo_kv_int(&o, "exp", expires_at / US_PER_S);
    jo_kv_string(&o, "jti", crypto_random_token(a, ID_BYTES));
    jo_object_end(&o);
    char *text = arena_strndup(a, b.data, b.len);
    buf_free(&b);
    return text;
}

enum err access_token_make(struct iam *i, struct arena *a, const struct iam_identity *who, char **token, int64_t *expires_at)
{
    struct tokens *t = i->tokens;
    int64_t now = clock_wall_us(i->d.clock);
    *expires_at = (now / US_PER_S + IAM_ACCESS_SECONDS) * US_PER_S;
    pthread_mutex_lock(&t->lock);
    enum err e = ready(i);
    if (!e) {
        const struct signing_key *key = signing(t);
        const char *header = arena_printf(a, "{\"alg\":\"EdDSA\",\"typ\":\"" TYPE "\",\"kid\":\"%s\"}", key->k.id);
        *token = jose_sign(a, key->seed, header, claims_text(i, a, who, now, *expires_at));
    }
    pthread_mutex_unlock(&t->lock);
    return e;
}

static enum err bad_token(void)
{
    return err_set(ERR_UNAUTHENTICATED, "the access token is not valid here");
}

/* Whether one of our keys, in use, signed it. */
static enum err check_signature(struct iam *i, const struct jose *t)
{
    struct tokens *own = i->tokens;
    unsigned char public_key[CRYPTO_KEY_SIZE];
    bool found = false;
    pthread_mutex_lock(&own->lock);
    enum err e = load_keys(i);
    for (size_t n = 0; !e && !found && n < own->count; n++) {
        found = str_eq(own->keys[n].k.id, t->kid) && verifies(&own->keys[n], clock_wall_us(i->d.clock));
        if (found)
            memcpy(public_key, own->keys[n].k.public_key, sizeof public_key);
    }
    pthread_mutex_unlock(&own->lock);
    if (e)
        return e;
    return found && jose_signed_by(t, public_key) ? OK : bad_token();
}

static bool seconds(const struct json *claims, const char *name, int64_t *us)
{
    int64_t s;
    if (!json_int(json_get(claims, name), &s) || s < 0 || s > INT64_MAX / US_PER_S)
        return false;
    *us = s * US_PER_S;
    return true;
}

enum err access_token_read(struct iam *i, struct arena *a, const char *token, struct access_claims *out)
{
    struct jose t;
    int64_t now = clock_wall_us(i->d.clock), issued_at;
    if (jose_parse(a, token, strlen(token), &t) != OK || !str_eq(t.typ, TYPE) || !t.kid)
        return bad_token();
    enum err e = check_signature(i, &t);
    if (e)
        return e;
    *out = (struct access_claims){ .user_id = json_string(json_get(t.claims, "sub")),
                                   .session_id = json_string(json_get(t.claims, "sid")),
                                   .tenant_id = json_string(json_get(t.claims, "tenant")) };
    if (!str_eq(json_string(json_get(t.claims, "iss")), i->tokens->issuer) || !str_eq(json_string(json_get(t.claims, "aud")), AUDIENCE) ||
        !out->user_id || !out->session_id || !out->tenant_id || !seconds(t.claims, "iat", &issued_at) ||
        !seconds(t.claims, "exp", &out->expires_at) || issued_at > now + SKEW_US ||
        out->expires_at > issued_at + IAM_ACCESS_SECONDS * US_PER_S)
        return bad_token();
    return now < out->expires_at ? OK : err_set(ERR_UNAUTHENTICATED, "the access token has expired");
}
