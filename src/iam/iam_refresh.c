/*
 * iam_refresh.c - the sessions of programs: refresh tokens that change with every use.
 *
 * Any thread. A refresh token is `bnr_` and base64url of: the session's id, the generation, 24 random bytes, and a MAC over these by a key
 * made from the box's. The session's row holds the hash of the newest alone: the MAC proves that an older one was really given out, so that
 * its coming again ends the session, and nobody can end it with one that they made up. Nothing grows with the number of refreshes.
 */
#include "core/ids.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/iam.h"
#include "sql/iam_tokens.h"
#include <stdio.h>
#include <string.h>

#define PREFIX        "bnr_"
#define ID_TEXT       36
#define RANDOM_BYTES  24
#define MAC_BYTES     16
#define ADDRESS_TRIES 30

/* What the text holds. */
struct refresh {
    unsigned char id[16], generation[4], random[RANDOM_BYTES], mac[MAC_BYTES];
};
_Static_assert(sizeof(struct refresh) == 16 + 4 + RANDOM_BYTES + MAC_BYTES, "no holes");
_Static_assert(sizeof PREFIX + sizeof(struct refresh) * 4 / 3 + 2 <= IAM_REFRESH_SIZE, "room for the text");

static void seal(struct iam *i, const struct refresh *r, unsigned char mac[MAC_BYTES])
{
    unsigned char key[CRYPTO_KEY_SIZE], whole[CRYPTO_HASH_SIZE];
    tokens_derive(i, "binnacle refresh tokens 1", key);
    crypto_hmac_sha256(key, sizeof key, r, offsetof(struct refresh, mac), whole);
    memcpy(mac, whole, MAC_BYTES);
    crypto_wipe(key, sizeof key);
}

static void make(struct iam *i, struct arena *a, const char *session_id, int64_t generation, char out[IAM_REFRESH_SIZE])
{
    struct refresh r;
    unsigned char *id;
    char hex[ID_TEXT + 1];
    size_t n = 0;
    for (const char *p = session_id; *p && n < 32; p++)
        if (*p != '-')
            hex[n++] = *p;
    hex[n] = '\0';
    if (!str_hex_decode(a, hex, n, &id, &n) || n != sizeof r.id)
        memset(r.id, 0, sizeof r.id); /* no such session: the token would be worthless */
    else
        memcpy(r.id, id, sizeof r.id);
    for (int b = 0; b < 4; b++)
        r.generation[b] = (unsigned char)((uint64_t)generation >> (24 - 8 * b));
    crypto_random(r.random, sizeof r.random);
    seal(i, &r, r.mac);
    snprintf(out, IAM_REFRESH_SIZE, PREFIX "%s", str_base64url(a, &r, sizeof r));
}

/* False: nobody here made that. */
static bool take_apart(struct iam *i, struct arena *a, const char *text, char id[ID_SIZE], int64_t *generation)
{
    struct refresh r;
    unsigned char *raw, mac[MAC_BYTES];
    size_t n;
    if (!str_starts(text, PREFIX) || strlen(text) >= IAM_REFRESH_SIZE ||
        !str_base64_decode(a, text + sizeof PREFIX - 1, strlen(text) - (sizeof PREFIX - 1), &raw, &n) || n != sizeof r)
        return false;
    memcpy(&r, raw, sizeof r);
    seal(i, &r, mac);
    if (!crypto_equal(mac, r.mac, sizeof mac))
        return false;
    const char *hex = str_hex(a, r.id, sizeof r.id);
    snprintf(id, ID_SIZE, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
    *generation = (int64_t)r.generation[0] << 24 | (int64_t)r.generation[1] << 16 | (int64_t)r.generation[2] << 8 | r.generation[3];
    return true;
}

static bool is_over(const struct sql_family_by_id_row *s, int64_t now)
{
    return now >= s->created_at + IAM_REFRESH_SECONDS * US_PER_S || now >= s->last_seen_at + IAM_REFRESH_IDLE_SECONDS * US_PER_S;
}

enum err family_load(struct iam *i, struct arena *a, const struct access_claims *claims, struct cached *c)
{
    struct sql_family_by_id_row s;
    enum err e = sql_family_by_id(store_reader(i->d.store), a, &(struct sql_family_by_id_in){ .id = claims->session_id }, &s);
    if (e == ERR_NOT_FOUND || (e == OK && (is_over(&s, clock_wall_us(i->d.clock)) || !str_eq(s.user_id, claims->user_id) ||
                                           !str_eq(s.tenant_id, claims->tenant_id))))
        return err_set(ERR_UNAUTHENTICATED, "the session of the access token has ended");
    if (e || (e = iam_identity_load(i, a, s.user_id, s.tenant_id, &c->who)) || (e = factor_restrict(i, &c->who)))
        return e;
    str_copy(c->who.session_id, sizeof c->who.session_id, s.id);
    c->created_us = s.created_at;
    c->expires_us = claims->expires_at;
    c->who.ends_at = s.created_at + IAM_REFRESH_SECONDS * US_PER_S;
    c->seen_us = c->flushed_us = s.last_seen_at;
    return OK;
}

/* ---- starting ---- */

struct start {
    struct iam *iam;
    struct sql_family_insert_in row;
    const char *email;
};

static enum err write_start(struct tx *tx, void *arg)
{
    const struct start *s = arg;
    enum err e = sql_family_insert(tx, &s->row);
    if (!e)
        tx_change(tx, &(struct tx_change){ .type = "session",
                                           .id = s->row.id,
                                           .name = s->email,
                                           .tenant_id = s->row.tenant_id,
                                           .user_id = s->row.user_id,
                                           .email = s->email });
    if (!e)
        e = inbox_signed_in(s->iam->d.inbox, tx, s->row.user_id, s->row.remote);
    return e ? e
             : sql_user_set_login(tx,
                                  &(struct sql_user_set_login_in){ .id = s->row.user_id, .last_login_at = { true, s->row.created_at } });
}

enum err iam_tokens_start(struct iam *i, struct arena *a, const char *user_id, const char *remote, struct iam_tokens *out)
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    int64_t now = clock_wall_us(i->d.clock);
    *out = (struct iam_tokens){ 0 };
    enum err e = iam_identity_load(i, a, user_id, NULL, &out->who);
    if (e)
        return e;
    id_new(i->d.clock, out->who.session_id);
    out->who.ends_at = now + IAM_REFRESH_SECONDS * US_PER_S;
    make(i, a, out->who.session_id, 0, out->refresh);
    token_hash(out->refresh, hash);
    if ((e = access_token_make(i, a, &out->who, &out->access, &out->expires_at)))
        return e;
    return store_write_essential(i->d.store, write_start,
                                 &(struct start){ .iam = i,
                                                  .row = { .id = out->who.session_id,
                                                           .token_hash = { hash, sizeof hash },
                                                           .tenant_id = out->who.tenant_id,
                                                           .user_id = out->who.user_id,
                                                           .created_at = now,
                                                           .remote = remote },
                                                  .email = out->who.email });
}

/* ---- refreshing ---- */

struct rotation {
    char id[ID_SIZE], user_id[40], tenant_id[40];
    int64_t generation, now, created_at;
    unsigned char given[CRYPTO_HASH_SIZE], made[CRYPTO_HASH_SIZE];
    struct iam *iam;
    const char *remote;
    char refresh[IAM_REFRESH_SIZE];
    bool gone, reused; /* gone: there is no such session (any more) */
};

/* What befell whose session. action NULL: what was asked for. */
static void note(struct tx *tx, const struct sql_family_by_id_row *s, const char *action)
{
    struct sql_user_by_id_global_row u;
    if (sql_user_by_id_global(tx_db(tx), tx_arena(tx), &(struct sql_user_by_id_global_in){ .id = s->user_id }, &u) != OK)
        u = (struct sql_user_by_id_global_row){ .email = "" };
    tx_change(tx, &(struct tx_change){ .type = "session",
                                       .id = s->id,
                                       .name = u.email,
                                       .action = action,
                                       .tenant_id = s->tenant_id,
                                       .user_id = s->user_id,
                                       .email = u.email });
}

/* The answer to the last refresh was lost, and its asker asks again. */
static bool second_try(const struct rotation *r, const struct sql_family_by_id_row *s)
{
    return r->generation == s->generation - 1 && !s->graced && r->now - s->rotated_at <= IAM_REFRESH_GRACE_SECONDS * US_PER_S &&
           str_eq(s->remote, r->remote);
}

static enum err write_rotation(struct tx *tx, void *arg)
{
    struct rotation *r = arg;
    struct arena *a = tx_arena(tx);
    struct sql_family_by_id_row s;
    enum err e = sql_family_by_id(tx_db(tx), a, &(struct sql_family_by_id_in){ .id = r->id }, &s);
    r->gone = e == ERR_NOT_FOUND;
    r->reused = false;
    if (e)
        return r->gone ? OK : e;
    bool newest = s.token_hash.n == sizeof r->given && crypto_equal(s.token_hash.p, r->given, sizeof r->given);
    bool again = !newest && second_try(r, &s);
    r->gone = is_over(&s, r->now);
    r->reused = !r->gone && !newest && !again;
    str_copy(r->user_id, sizeof r->user_id, s.user_id);
    str_copy(r->tenant_id, sizeof r->tenant_id, s.tenant_id);
    r->created_at = s.created_at;
    note(tx, &s, r->reused ? "auth.refresh_reused" : r->gone ? "auth.session_over" : NULL);
    if (r->gone || r->reused)
        return sql_session_delete(tx, &(struct sql_session_delete_in){ .id = r->id });
    make(r->iam, a, r->id, s.generation + 1, r->refresh);
    token_hash(r->refresh, r->made);
    return sql_family_rotate(tx, &(struct sql_family_rotate_in){ .token_hash = { r->made, sizeof r->made },
                                                                 .generation = s.generation + 1,
                                                                 .rotated_at = r->now,
                                                                 .graced = again,
                                                                 .remote = r->remote,
                                                                 .id = r->id });
}

/* The new tokens of a session that was rotated, or why there are none. */
static enum err rotated(struct iam *i, struct arena *a, const struct rotation *r, struct iam_tokens *out)
{
    str_copy(out->who.session_id, sizeof out->who.session_id, r->id);
    str_copy(out->who.user_id, sizeof out->who.user_id, r->user_id);
    str_copy(out->who.tenant_id, sizeof out->who.tenant_id, r->tenant_id);
    out->reused = r->reused;
    if (r->gone || r->reused) {
        iam_forget(i, NULL, r->id, NULL);
        return err_set(ERR_UNAUTHENTICATED, "%s",
                       r->reused ? "the refresh token was used before: its session was ended, sign in again" : "the session has ended");
    }
    enum err e = iam_identity_load(i, a, r->user_id, r->tenant_id, &out->who);
    if (e)
        return e;
    str_copy(out->refresh, sizeof out->refresh, r->refresh);
    out->who.ends_at = r->created_at + IAM_REFRESH_SECONDS * US_PER_S;
    return access_token_make(i, a, &out->who, &out->access, &out->expires_at);
}

enum err iam_tokens_refresh(struct iam *i, struct arena *a, const char *refresh, const char *remote, struct iam_tokens *out)
{
    struct rotation r = { .iam = i, .remote = remote, .now = clock_wall_us(i->d.clock) };
    struct iam_tokens t = { 0 };
    enum err e;
    if (throttle_try(i->throttle, 'f', remote, ADDRESS_TRIES)) {
        e = err_set(ERR_RATE_LIMITED, "too many wrong refresh tokens");
    } else if (!take_apart(i, a, refresh, r.id, &r.generation)) {
        e = err_set(ERR_UNAUTHENTICATED, "the refresh token is not known");
    } else {
        token_hash(refresh, r.given);
        e = store_write_essential(i->d.store, write_rotation, &r);
        throttle_refund(i->throttle, 'f', remote); /* it was one of ours */
        if (!e)
            e = rotated(i, a, &r, &t);
    }
    *out = t;
    return e;
}

/* ---- ending ---- */

struct ending {
    char id[ID_SIZE];
    unsigned char given[CRYPTO_HASH_SIZE];
    bool found;
};

static enum err write_end(struct tx *tx, void *arg)
{
    struct ending *r = arg;
    struct sql_family_by_id_row s;
    enum err e = sql_family_by_id(tx_db(tx), tx_arena(tx), &(struct sql_family_by_id_in){ .id = r->id }, &s);
    r->found = e == OK && s.token_hash.n == sizeof r->given && crypto_equal(s.token_hash.p, r->given, sizeof r->given);
    if (!r->found)
        return e == ERR_NOT_FOUND ? OK : e;
    note(tx, &s, NULL);
    return sql_session_delete(tx, &(struct sql_session_delete_in){ .id = r->id });
}

enum err iam_tokens_end(struct iam *i, const char *refresh)
{
    struct ending r = { .found = false };
    int64_t generation;
    struct arena *a = arena_new(512);
    bool ours = take_apart(i, a, refresh, r.id, &generation);
    arena_free(a);
    if (!ours)
        return OK;
    token_hash(refresh, r.given);
    enum err e = store_write_essential(i->d.store, write_end, &r);
    if (!e && r.found)
        iam_forget(i, NULL, r.id, NULL);
    return e;
}
