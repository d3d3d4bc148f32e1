/* iam/: access and refresh tokens, the keys that sign them, what ends them; API keys' rotation, addresses and counts. By a fake clock. */
#include "core/crypto.h"
#include "core/jose.h"
#include "core/str.h"
#include "iam/iam.h"
#include "storetest.h"
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <string.h>

#define PASSWORD "correct horse battery"
#define REMOTE   "192.0.2.7"
#define OTHER    "198.51.100.9"
#define START    1770541200000000LL /* 2026-02-08T09:00:00Z */

static const unsigned char box_key[CRYPTO_KEY_SIZE] = "thirty-two bytes of a box's key";

struct world {
    struct fixture *f;
    struct clock *clock;
    struct store *store;
    struct iam *iam;
    struct arena *arena;
    char ended_session[64];
    int ended;
    const char *user_id;
};
static struct world w;

static void ended(void *ctx, const char *session_id, const char *user_id)
{
    (void)ctx, (void)user_id;
    w.ended++;
    str_copy(w.ended_session, sizeof w.ended_session, session_id ? session_id : "");
}

static void start(const unsigned char *key)
{
    assert_int_equal(iam_new(&(struct iam_deps){ .store = w.store, .clock = w.clock, .key = key, .ended = ended }, &w.iam), OK);
}

static void restart(const unsigned char *key)
{
    iam_free(w.iam);
    start(key);
}

static int setup(void **state)
{
    if (storetest_setup(state) || crypto_init() != OK)
        return -1;
    w = (struct world){ .f = *state, .clock = clock_fake(START, US_PER_HOUR) };
    w.arena = w.f->arena;
    w.store = storetest_open(w.f, &(struct store_options){ .clock = w.clock });
    start(box_key);
    char *id;
    if (iam_user_add(w.iam, w.arena, NULL, IAM_DEFAULT_TENANT, "ed@example.test", "", "editor", PASSWORD, &id) != OK)
        return -1;
    w.user_id = id;
    return 0;
}

static int teardown(void **state)
{
    iam_free(w.iam);
    store_close(w.store);
    clock_fake_free(w.clock);
    return storetest_teardown(state);
}

/* One value of the file, as text. */
static const char *text(const char *sql)
{
    char path[512];
    sqlite3 *db;
    sqlite3_stmt *st;
    storetest_path(w.f, "binnacle.db", path);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    const char *out = arena_strdup(w.arena, (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    sqlite3_close(db);
    return out ? out : "";
}

static struct iam_tokens sign_in(void)
{
    struct iam_tokens t;
    assert_int_equal(iam_tokens_start(w.iam, w.arena, w.user_id, REMOTE, &t), OK);
    return t;
}

static enum err ask(const char *token)
{
    struct iam_identity who;
    return iam_authenticate(w.iam, NULL, token, REMOTE, &who);
}

static enum err again(const char *token, struct iam_tokens *out)
{
    return iam_tokens_refresh(w.iam, w.arena, token, REMOTE, out);
}

static enum err refused(const char *token)
{
    struct iam_tokens none;
    return again(token, &none);
}

/* ---- access tokens ---- */

static void a_token_says_who_and_for_how_long(void **state)
{
    (void)state;
    struct iam_tokens t = sign_in();
    struct iam_identity who;
    struct jose j;
    assert_int_equal(iam_authenticate(w.iam, NULL, t.access, REMOTE, &who), OK);
    assert_string_equal(who.user_id, w.user_id);
    assert_string_equal(who.tenant_id, IAM_DEFAULT_TENANT);
    assert_string_equal(who.session_id, t.who.session_id);
    assert_string_equal(who.role, "editor");
    assert_string_equal(who.csrf, "");
    assert_int_equal(jose_parse(w.arena, t.access, strlen(t.access), &j), OK);
    assert_string_equal(j.alg, "EdDSA");
    assert_string_equal(j.typ, "at+jwt");
    static const char *const members[] = { "iss", "aud", "sub", "sid", "tenant", "jti", "client_id" };
    for (size_t n = 0; n < sizeof members / sizeof *members; n++)
        if (!json_string(json_get(j.claims, members[n])))
            fail_msg("no %s", members[n]);
    int64_t iat, exp;
    assert_true(json_int(json_get(j.claims, "iat"), &iat) && json_int(json_get(j.claims, "exp"), &exp));
    assert_int_equal(exp - iat, IAM_ACCESS_SECONDS);
    clock_fake_advance(w.clock, (IAM_ACCESS_SECONDS - 1) * US_PER_S);
    assert_int_equal(ask(t.access), OK);
    clock_fake_advance(w.clock, US_PER_S);
    assert_int_equal(ask(t.access), ERR_UNAUTHENTICATED);
    restart(box_key); /* nor from the store */
    assert_int_equal(ask(t.access), ERR_UNAUTHENTICATED);
    assert_int_equal(iam_authenticate(w.iam, t.access, NULL, REMOTE, &who), ERR_UNAUTHENTICATED); /* it is no cookie */
}

static void a_refresh_token_is_neither_cookie_nor_bearer(void **state)
{
    (void)state;
    struct iam_tokens t = sign_in();
    struct iam_identity who;
    assert_int_equal(iam_authenticate(w.iam, t.refresh, NULL, REMOTE, &who), ERR_UNAUTHENTICATED);
    assert_int_equal(ask(t.refresh), ERR_UNAUTHENTICATED);
    assert_int_equal(refused(t.access), ERR_UNAUTHENTICATED);
}

/* The key of the box under test, which only the box has, to make what it never makes. */
static const char *own(const char *header, const char *claims)
{
    unsigned char seal[CRYPTO_KEY_SIZE], *seed;
    size_t n;
    struct iam_signing_key *keys;
    const char *id = NULL;
    assert_int_equal(iam_signing_keys(w.iam, w.arena, &keys, &n), OK);
    for (size_t k = 0; k < n && !id; k++)
        if (keys[k].signs)
            id = keys[k].id;
    assert_non_null(id);
    crypto_hmac_sha256(box_key, sizeof box_key, "binnacle signing keys 1", 23, seal);
    const char *hex = text(arena_printf(w.arena, "SELECT hex(seed) FROM signing_key WHERE id = '%s'", id));
    unsigned char *sealed;
    size_t sealed_n;
    assert_true(str_hex_decode(w.arena, hex, strlen(hex), &sealed, &sealed_n));
    assert_int_equal(crypto_open(w.arena, seal, arena_printf(w.arena, "signing_key:%s", id), sealed, sealed_n, &seed, &n), OK);
    const char *at = strstr(header, "KID");
    return jose_sign(w.arena, seed,
                     at ? arena_printf(w.arena, "%.*s%s%s", (int)(at - header), header, id, at + 3) : arena_strdup(w.arena, header),
                     claims);
}

/* The claims of a good token with one member put in place of another. */
static const char *claims_with(const struct iam_tokens *t, const char *name, const char *value)
{
    struct jose j;
    struct buf b;
    struct json_out o;
    assert_int_equal(jose_parse(w.arena, t->access, strlen(t->access), &j), OK);
    buf_init(&b, 4096);
    jo_init(&o, &b);
    jo_object(&o);
    for (const struct json *m = json_first(j.claims); m; m = json_next(m))
        if (!str_eq(json_key(m), name))
            jo_kv_raw(&o, json_key(m), json_print(w.arena, m));
    if (value)
        jo_kv_raw(&o, name, value);
    jo_object_end(&o);
    const char *text = arena_strndup(w.arena, b.data, b.len);
    buf_free(&b);
    return text;
}

static void only_what_the_box_means_is_taken(void **state)
{
    (void)state;
    static const char good[] = "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"KID\"}";
    struct iam_tokens t = sign_in();
    assert_int_equal(ask(own(good, claims_with(&t, "none", NULL))), OK); /* what the cases below change one thing of */
    static const char *const headers[] = {
        "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"KID\"}",
        "{\"alg\":\"EdDSA\",\"kid\":\"KID\"}",
        "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\"}",
        "{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"KID\"}",
        "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"KID\"}",
        "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"KID\"}",
        "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"../../etc/passwd\"}",
        "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"' OR 1=1 --\"}",
        "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"0190aaaa-0000-7000-8000-000000000000\"}",
        "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"KID\",\"crit\":[\"x\"]}",
        "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"KID\",\"kid\":\"KID\"}",
    };
    for (size_t n = 0; n < sizeof headers / sizeof *headers; n++)
        if (ask(own(headers[n], claims_with(&t, "none", NULL))) != ERR_UNAUTHENTICATED)
            fail_msg("taken: %s", headers[n]);
    static const struct {
        const char *name, *value;
    } claims[] = {
        { "iss", "\"urn:binnacle:0123456789abcdef0123456789abcdef\"" },
        { "iss", NULL },
        { "aud", "\"somebody-else\"" },
        { "aud", "[\"binnacle\"]" },
        { "aud", NULL },
        { "sub", "\"0190aaaa-0000-7000-8000-000000000000\"" },
        { "sub", NULL },
        { "sid", "\"0190aaaa-0000-7000-8000-000000000000\"" },
        { "sid", NULL },
        { "tenant", "\"0190aaaa-0000-7000-8000-000000000000\"" },
        { "tenant", NULL },
        { "exp", "\"1770541200\"" },
        { "exp", "1770541199" },       /* over */
        { "exp", "9007199254740991" }, /* longer than any of ours */
        { "exp", NULL },
        { "iat", "1770541400" }, /* not yet */
        { "iat", "-1" },
        { "iat", NULL },
    };
    for (size_t n = 0; n < sizeof claims / sizeof *claims; n++)
        if (ask(own(good, claims_with(&t, claims[n].name, claims[n].value))) != ERR_UNAUTHENTICATED)
            fail_msg("taken: %s %s", claims[n].name, claims[n].value ? claims[n].value : "absent");
}

static void another_boxs_token_is_nothing(void **state)
{
    (void)state;
    unsigned char other[CRYPTO_KEY_SIZE];
    struct iam_tokens t = sign_in();
    crypto_random(other, sizeof other);
    restart(other); /* as after a restore elsewhere: the rows are there, the key is not */
    assert_int_equal(ask(t.access), ERR_UNAUTHENTICATED);
    assert_int_equal(refused(t.refresh), ERR_UNAUTHENTICATED);
    struct iam_tokens here = sign_in(); /* with a signing key of its own */
    assert_int_equal(ask(here.access), OK);
}

/* ---- what was taken is gone at once ---- */

static void rights_that_were_taken_are_gone_at_once(void **state)
{
    (void)state;
    struct iam_identity who;
    struct iam_tokens t = sign_in();
    assert_int_equal(ask(t.access), OK);
    assert_int_equal(
        iam_user_update(w.iam, NULL, IAM_DEFAULT_TENANT, w.user_id, &(struct iam_user_change){ .role = "viewer", .enabled = -1 }), OK);
    assert_int_equal(iam_authenticate(w.iam, NULL, t.access, REMOTE, &who), OK);
    assert_string_equal(who.role, "viewer");
    assert_false(iam_perms_has(&who.perms, PERM_ALERT_ACK));
    assert_int_equal(iam_user_update(w.iam, NULL, IAM_DEFAULT_TENANT, w.user_id, &(struct iam_user_change){ .enabled = 0 }), OK);
    assert_int_equal(ask(t.access), ERR_UNAUTHENTICATED);
    assert_int_equal(refused(t.refresh), ERR_UNAUTHENTICATED);
    assert_int_equal(iam_user_update(w.iam, NULL, IAM_DEFAULT_TENANT, w.user_id, &(struct iam_user_change){ .enabled = 1 }), OK);
    assert_int_equal(ask(t.access), ERR_UNAUTHENTICATED); /* it does not come back */

    t = sign_in();
    assert_int_equal(ask(t.access), OK);
    w.ended = 0;
    assert_int_equal(iam_logout(w.iam, t.who.session_id), OK);
    assert_int_equal(w.ended, 1); /* its live sockets are told */
    assert_string_equal(w.ended_session, t.who.session_id);
    assert_int_equal(ask(t.access), ERR_UNAUTHENTICATED);
    assert_int_equal(refused(t.refresh), ERR_UNAUTHENTICATED);

    t = sign_in();
    assert_int_equal(iam_tokens_end(w.iam, "bnr_nonsense"), OK);
    assert_int_equal(ask(t.access), OK);
    assert_int_equal(iam_tokens_end(w.iam, t.refresh), OK);
    assert_int_equal(ask(t.access), ERR_UNAUTHENTICATED);
}

/* ---- refreshing ---- */

static void a_refresh_gives_new_ones(void **state)
{
    (void)state;
    struct iam_tokens t = sign_in(), next;
    for (int n = 0; n < 5; n++) {
        clock_fake_advance(w.clock, 10 * US_PER_MIN);
        assert_int_equal(again(t.refresh, &next), OK);
        assert_string_not_equal(next.refresh, t.refresh);
        assert_string_not_equal(next.access, t.access);
        assert_string_equal(next.who.session_id, t.who.session_id);
        assert_int_equal(ask(next.access), OK);
        assert_int_equal(ask(t.access), OK); /* until it is over */
        t = next;
    }
    const char *stored = text("SELECT group_concat(hex(token_hash)) FROM session");
    assert_null(strstr(stored, str_hex(w.arena, t.refresh, strlen(t.refresh))));
}

static void an_old_one_ends_the_session(void **state)
{
    (void)state;
    struct iam_tokens first = sign_in(), second, third;
    assert_int_equal(again(first.refresh, &second), OK);
    clock_fake_advance(w.clock, (IAM_REFRESH_GRACE_SECONDS + 1) * US_PER_S);
    assert_int_equal(ask(second.access), OK);
    assert_int_equal(again(first.refresh, &third), ERR_UNAUTHENTICATED);
    assert_true(third.reused);
    assert_string_equal(third.who.session_id, first.who.session_id);
    assert_int_equal(ask(first.access), ERR_UNAUTHENTICATED);
    assert_int_equal(ask(second.access), ERR_UNAUTHENTICATED);
    assert_int_equal(again(second.refresh, &third), ERR_UNAUTHENTICATED);
    assert_false(third.reused);
    assert_string_equal(w.ended_session, first.who.session_id);
    struct iam_tokens another = sign_in(); /* other sessions of the user go on */
    assert_int_equal(again(another.refresh, &third), OK);
}

static void a_lost_answer_may_be_asked_for_once(void **state)
{
    (void)state;
    struct iam_tokens first = sign_in(), lost, second, third;
    assert_int_equal(again(first.refresh, &lost), OK);
    assert_int_equal(again(first.refresh, &second), OK); /* from the same address, soon */
    assert_int_equal(again(second.refresh, &third), OK);
    /* what was lost is worthless, and whoever has it ends the session */
    assert_int_equal(again(lost.refresh, &second), ERR_UNAUTHENTICATED);
    assert_true(second.reused);

    first = sign_in(); /* not twice */
    assert_int_equal(again(first.refresh, &lost), OK);
    assert_int_equal(again(first.refresh, &second), OK);
    assert_int_equal(again(first.refresh, &third), ERR_UNAUTHENTICATED);
    assert_true(third.reused);

    first = sign_in(); /* not from elsewhere */
    assert_int_equal(again(first.refresh, &second), OK);
    assert_int_equal(iam_tokens_refresh(w.iam, w.arena, first.refresh, OTHER, &third), ERR_UNAUTHENTICATED);
    assert_true(third.reused);
}

static void a_made_up_one_ends_nothing(void **state)
{
    (void)state;
    struct iam_tokens t = sign_in(), out;
    size_t n = strlen(t.refresh);
    for (size_t k = 4; k < n; k += 3) {
        char bad[IAM_REFRESH_SIZE];
        str_copy(bad, sizeof bad, t.refresh);
        bad[k] = bad[k] == 'A' ? 'B' : 'A';
        enum err e = again(bad, &out);
        assert_true(e == ERR_UNAUTHENTICATED || e == ERR_RATE_LIMITED);
        assert_false(out.reused);
        clock_fake_advance(w.clock, US_PER_MIN / 2);
    }
    assert_int_equal(iam_tokens_refresh(w.iam, w.arena, t.refresh, OTHER, &out), OK);
    assert_int_equal(again("", &out), ERR_UNAUTHENTICATED);
}

static void a_session_is_over_some_day(void **state)
{
    (void)state;
    struct iam_tokens t = sign_in(), idle = sign_in();
    clock_fake_advance(w.clock, (IAM_REFRESH_IDLE_SECONDS - 60) * US_PER_S);
    iam_housekeep(w.iam);
    assert_int_equal(again(t.refresh, &t), OK);
    clock_fake_advance(w.clock, 60 * US_PER_S);
    assert_int_equal(refused(idle.refresh), ERR_UNAUTHENTICATED); /* nobody used it for too long */
    for (int64_t day = IAM_REFRESH_IDLE_SECONDS / 86400; day < IAM_REFRESH_SECONDS / 86400 - 1; day++) {
        clock_fake_advance(w.clock, US_PER_DAY);
        assert_int_equal(again(t.refresh, &t), OK);
    }
    clock_fake_advance(w.clock, US_PER_DAY);
    assert_int_equal(refused(t.refresh), ERR_UNAUTHENTICATED); /* used or not */
    iam_housekeep(w.iam);
    assert_string_equal(text("SELECT count(*) FROM session"), "0");
}

/* ---- one token, many at once: exactly one gets the next, and nobody two ---- */

struct racer {
    const char *token;
    atomic_int good;
};

static void *race(void *arg)
{
    struct racer *r = arg;
    struct arena *a = arena_new(0);
    struct iam_tokens t;
    if (iam_tokens_refresh(w.iam, a, r->token, REMOTE, &t) == OK)
        atomic_fetch_add(&r->good, 1);
    arena_free(a);
    store_reader_release(w.store);
    return NULL;
}

static void many_at_once_do_not_multiply(void **state)
{
    (void)state;
    struct iam_tokens t = sign_in();
    struct racer r = { .token = t.refresh };
    pthread_t threads[16];
    for (int n = 0; n < 16; n++)
        assert_int_equal(pthread_create(&threads[n], NULL, race, &r), 0);
    for (int n = 0; n < 16; n++)
        pthread_join(threads[n], NULL);
    assert_in_range(atomic_load(&r.good), 1, 2);                    /* and the one second try */
    assert_string_equal(text("SELECT count(*) FROM session"), "0"); /* the third was one too many */
}

/* ---- keys ---- */

static void keys_rotate_and_old_ones_verify_until_their_tokens_are_over(void **state)
{
    (void)state;
    struct iam_tokens old = sign_in(), fresh;
    struct iam_signing_key *keys;
    size_t n;
    char id[40];
    assert_int_equal(iam_signing_key_rotate(w.iam, id), OK);
    fresh = sign_in();
    restart(box_key); /* nothing of it is only in memory */
    assert_int_equal(ask(old.access), OK);
    assert_int_equal(ask(fresh.access), OK);
    assert_int_equal(iam_signing_keys(w.iam, w.arena, &keys, &n), OK);
    assert_int_equal(n, 2);
    assert_true(keys[0].signs && !keys[1].signs && keys[1].retired_at);
    assert_string_equal(keys[0].id, id);
    /* by itself after 90 days, and listed for 30 more */
    clock_fake_advance(w.clock, 91 * US_PER_DAY);
    iam_housekeep(w.iam);
    assert_int_equal(iam_signing_keys(w.iam, w.arena, &keys, &n), OK);
    assert_int_equal(n, 2);
    assert_string_not_equal(keys[0].id, id);
    clock_fake_advance(w.clock, 31 * US_PER_DAY);
    iam_housekeep(w.iam);
    assert_int_equal(iam_signing_keys(w.iam, w.arena, &keys, &n), OK);
    assert_int_equal(n, 1);
}

static void a_revoked_keys_tokens_are_refused_at_once(void **state)
{
    (void)state;
    struct iam_tokens t = sign_in();
    struct iam_signing_key *keys;
    size_t n;
    assert_int_equal(ask(t.access), OK);
    assert_int_equal(iam_signing_keys(w.iam, w.arena, &keys, &n), OK);
    w.ended = 0;
    assert_int_equal(iam_signing_key_revoke(w.iam, keys[0].id), OK);
    assert_int_equal(w.ended, 1);
    assert_int_equal(ask(t.access), ERR_UNAUTHENTICATED);
    assert_int_equal(again(t.refresh, &t), OK); /* the session itself goes on, with another key */
    assert_int_equal(ask(t.access), OK);
    assert_int_equal(iam_signing_key_revoke(w.iam, "0190aaaa-0000-7000-8000-000000000000"), ERR_NOT_FOUND);
    assert_int_equal(iam_signing_keys(w.iam, w.arena, &keys, &n), OK);
    assert_int_equal(n, 2);
    assert_true(keys[0].signs && keys[1].revoked);
}

static void private_keys_are_sealed(void **state)
{
    (void)state;
    sign_in();
    const char *seed = text("SELECT hex(seed) FROM signing_key"), *public_key = text("SELECT hex(public_key) FROM signing_key");
    unsigned char *raw, made[CRYPTO_KEY_SIZE];
    size_t n;
    assert_true(str_hex_decode(w.arena, seed, strlen(seed), &raw, &n));
    assert_true(n > CRYPTO_KEY_SIZE);
    for (size_t at = 0; at + CRYPTO_KEY_SIZE <= n; at++) { /* none of its windows is the key */
        crypto_sign_public(raw + at, made);
        assert_string_not_equal(str_hex(w.arena, made, sizeof made), str_lower(w.arena, public_key));
    }
}

/* ---- API keys ---- */

static enum err key_from(const char *key, const char *remote)
{
    struct iam_identity who;
    return iam_authenticate(w.iam, NULL, key, remote, &who);
}

static struct iam_identity owner(void)
{
    struct iam_identity who;
    assert_int_equal(iam_identity_of(w.iam, w.arena, "ed@example.test", NULL, &who), OK);
    return who;
}

static void a_key_is_good_from_where_it_may_be_used(void **state)
{
    (void)state;
    struct iam_identity who = owner();
    const char *const nets[] = { "192.0.2.0/24", "2001:db8::/32", "203.0.113.5" };
    char *id, key[IAM_KEY_SIZE];
    assert_int_equal(
        iam_key_add(w.iam, w.arena, &who, &(struct iam_key_form){ .name = "ci", .allowed = nets, .allowed_count = 3 }, &id, key), OK);
    static const char *const good[] = { "192.0.2.1", "2001:db8::7", "203.0.113.5" }, *const bad[] = { "192.0.3.1", "2001:db9::7",
                                                                                                      "203.0.113.6", "::1", "" };
    for (int round = 0; round < 2; round++) { /* from the store and from memory */
        for (size_t n = 0; n < 3; n++)
            assert_int_equal(key_from(key, good[n]), OK);
        for (size_t n = 0; n < 5; n++)
            assert_int_equal(key_from(key, bad[n]), ERR_UNAUTHENTICATED);
    }
    restart(box_key);
    assert_int_equal(key_from(key, bad[0]), ERR_UNAUTHENTICATED);
    static const char *const odd[] = {
        "", "everywhere", "192.0.2.0/33", "!192.0.2.1", "192.0.2.1:80", "192.0.2.1, 10.0.0.1", "10.0.0.0/8\n"
    };
    for (size_t n = 0; n < sizeof odd / sizeof *odd; n++)
        if (iam_key_add(w.iam, w.arena, &who, &(struct iam_key_form){ .name = "odd", .allowed = &odd[n], .allowed_count = 1 }, &id, key) !=
            ERR_INVALID)
            fail_msg("taken: %s", odd[n]);
}

static void a_key_is_rotated_with_a_grace(void **state)
{
    (void)state;
    struct iam_identity who = owner();
    char *id, first[IAM_KEY_SIZE], second[IAM_KEY_SIZE], third[IAM_KEY_SIZE];
    struct iam_key k;
    assert_int_equal(iam_key_add(w.iam, w.arena, &who, &(struct iam_key_form){ .name = "ci" }, &id, first), OK);
    assert_int_equal(key_from(first, REMOTE), OK);
    assert_int_equal(iam_key_rotate(w.iam, w.arena, IAM_DEFAULT_TENANT, id, 3600, second), OK);
    assert_int_equal(key_from(first, REMOTE), OK);
    assert_int_equal(key_from(second, REMOTE), OK);
    assert_int_equal(iam_key_get(w.iam, w.arena, IAM_DEFAULT_TENANT, id, &k), OK);
    assert_memory_equal(k.prefix, second, 12);
    assert_int_equal(k.old_until, START + US_PER_HOUR);
    clock_fake_advance(w.clock, US_PER_HOUR);
    assert_int_equal(key_from(first, REMOTE), ERR_UNAUTHENTICATED);
    assert_int_equal(key_from(second, REMOTE), OK);
    assert_int_equal(iam_key_rotate(w.iam, w.arena, IAM_DEFAULT_TENANT, id, 0, third), OK);
    assert_int_equal(key_from(second, REMOTE), ERR_UNAUTHENTICATED);
    assert_int_equal(key_from(third, REMOTE), OK);
    assert_int_equal(iam_key_rotate(w.iam, w.arena, "0190aaaa-0000-7000-8000-000000000000", id, 0, third), ERR_NOT_FOUND);
}

static void use_of_a_key_is_counted(void **state)
{
    (void)state;
    struct iam_identity who = owner();
    char *id, key[IAM_KEY_SIZE];
    struct iam_key k;
    assert_int_equal(iam_key_add(w.iam, w.arena, &who, &(struct iam_key_form){ .name = "ci" }, &id, key), OK);
    for (int n = 0; n < 7; n++)
        assert_int_equal(key_from(key, REMOTE), OK);
    assert_int_equal(key_from(key, OTHER), OK);
    iam_housekeep(w.iam);
    assert_int_equal(iam_key_get(w.iam, w.arena, IAM_DEFAULT_TENANT, id, &k), OK);
    assert_int_equal(k.calls, 8);
    assert_string_equal(k.last_remote, OTHER);
    assert_int_equal(k.last_used_at, START);
    clock_fake_advance(w.clock, US_PER_S);
    assert_int_equal(key_from(key, REMOTE), OK);
    iam_housekeep(w.iam);
    assert_int_equal(iam_key_get(w.iam, w.arena, IAM_DEFAULT_TENANT, id, &k), OK);
    assert_int_equal(k.calls, 9);
}

static void a_key_changes_in_the_version_that_was_read(void **state)
{
    (void)state;
    struct iam_identity who = owner();
    char *id, key[IAM_KEY_SIZE];
    struct iam_key k;
    const char *const less[] = { "service.read" }, *const more[] = { "user.write" };
    assert_int_equal(iam_key_add(w.iam, w.arena, &who, &(struct iam_key_form){ .name = "ci" }, &id, key), OK);
    assert_int_equal(iam_key_update(w.iam, w.arena, &who, IAM_DEFAULT_TENANT, id,
                                    &(struct iam_key_form){ .name = "cd", .scopes = less, .scope_count = 1 }, 1),
                     OK);
    assert_int_equal(iam_key_update(w.iam, w.arena, &who, IAM_DEFAULT_TENANT, id, &(struct iam_key_form){ .name = "x" }, 1),
                     ERR_PRECONDITION);
    assert_int_equal(iam_key_update(w.iam, w.arena, &who, IAM_DEFAULT_TENANT, id,
                                    &(struct iam_key_form){ .name = "x", .scopes = more, .scope_count = 1 }, 2),
                     ERR_INVALID);
    assert_int_equal(iam_key_get(w.iam, w.arena, IAM_DEFAULT_TENANT, id, &k), OK);
    assert_string_equal(k.name, "cd");
    assert_string_equal(k.scopes, "[\"service.read\"]");
    assert_int_equal(iam_authenticate(w.iam, NULL, key, REMOTE, &who), OK);
    assert_true(iam_perms_has(&who.perms, PERM_SERVICE_READ) && !iam_perms_has(&who.perms, PERM_ALERT_READ));
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_token_says_who_and_for_how_long),
        T(a_refresh_token_is_neither_cookie_nor_bearer),
        T(only_what_the_box_means_is_taken),
        T(another_boxs_token_is_nothing),
        T(rights_that_were_taken_are_gone_at_once),
        T(a_refresh_gives_new_ones),
        T(an_old_one_ends_the_session),
        T(a_lost_answer_may_be_asked_for_once),
        T(a_made_up_one_ends_nothing),
        T(a_session_is_over_some_day),
        T(many_at_once_do_not_multiply),
        T(keys_rotate_and_old_ones_verify_until_their_tokens_are_over),
        T(a_revoked_keys_tokens_are_refused_at_once),
        T(private_keys_are_sealed),
        T(a_key_is_good_from_where_it_may_be_used),
        T(a_key_is_rotated_with_a_grace),
        T(use_of_a_key_is_counted),
        T(a_key_changes_in_the_version_that_was_read),
    };
    return cmocka_run_group_tests_name("iam tokens", tests, NULL, NULL);
}
