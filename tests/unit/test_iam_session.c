/* iam/: what several callers at once, a restart, the wrong kind of link or somebody with the file may not achieve. On a real store by a
 * fake clock; see test_iam.c for the plain stories. */
#include "core/crypto.h"
#include "core/str.h"
#include "iam/iam.h"
#include "storetest.h"
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define PASSWORD     "correct horse battery"
#define NEW_PASSWORD "a brand new password"
#define REMOTE       "192.0.2.7"
#define START        1770541200000000LL /* 2026-02-08T09:00:00Z */
#define THREADS      8

struct world {
    struct fixture *f;
    struct arena *arena;
    struct clock *clock;
    struct store *store;
    struct iam *iam;
};
static struct world w;

static void start(void)
{
    assert_int_equal(iam_new(&(struct iam_deps){ .store = w.store, .clock = w.clock }, &w.iam), OK);
}

/* Nothing that was kept in memory is left; as after kill -9 nothing was flushed. */
static void forget_everything(void)
{
    iam_free(w.iam);
    start();
}

static int setup(void **state)
{
    if (storetest_setup(state) || crypto_init() != OK)
        return -1;
    w = (struct world){ .f = *state, .clock = clock_fake(START, US_PER_HOUR) };
    w.arena = w.f->arena;
    w.store = storetest_open(w.f, &(struct store_options){ .clock = w.clock });
    start();
    return 0;
}

static int teardown(void **state)
{
    iam_free(w.iam);
    store_close(w.store);
    clock_fake_free(w.clock);
    return storetest_teardown(state);
}

static const char *add(const char *email, const char *role)
{
    char *id;
    enum err e = iam_user_add(w.iam, w.arena, NULL, IAM_DEFAULT_TENANT, email, "", role, PASSWORD, &id);
    if (e)
        fail_msg("%s: %s", email, err_detail());
    return id;
}

/* With the time to wait in *retry. */
static enum err login(const char *email, const char *password, const char *remote, struct iam_login *l, int *retry)
{
    struct iam_proof proof;
    enum err e = iam_login(w.iam, &(struct iam_credentials){ .email = email, .password = password, .remote = remote }, l, &proof);
    *retry = proof.retry_seconds;
    return e;
}

static enum err claim_box(const char *token, const char *email, const char *password, struct iam_login *l)
{
    return iam_claim(w.iam, token, NULL, &(struct iam_credentials){ .email = email, .password = password, .remote = REMOTE }, l);
}

static enum err try_login(const char *email, const char *password, struct iam_login *l)
{
    int retry;
    return login(email, password, REMOTE, l, &retry);
}

static struct iam_login sign_in(const char *email)
{
    struct iam_login l;
    enum err e = try_login(email, PASSWORD, &l);
    if (e)
        fail_msg("%s: %s", email, err_detail());
    return l;
}

static enum err ask(const char *cookie, const char *key, struct iam_identity *who)
{
    struct iam_identity ignored;
    return iam_authenticate(w.iam, cookie, key, REMOTE, who ? who : &ignored);
}

static struct iam_identity actor(const char *email)
{
    struct iam_identity who;
    assert_int_equal(iam_identity_of(w.iam, w.arena, email, NULL, &who), OK);
    return who;
}

static void pass(int64_t seconds)
{
    clock_fake_advance(w.clock, seconds * US_PER_S);
}

static enum err enable(const char *id, bool on)
{
    return iam_user_update(w.iam, NULL, IAM_DEFAULT_TENANT, id, &(struct iam_user_change){ .enabled = on });
}

/* ---- what the store gives back ---- */

static void test_session_is_the_same_from_the_store(void **state)
{
    (void)state;
    struct iam_identity kept, read;
    const char *id = add("a@example.test", "editor");
    struct iam_login l = sign_in("A@Example.Test");
    assert_string_equal(l.who.email, "a@example.test"); /* as it was given to the account */
    assert_int_equal(ask(l.token, NULL, &kept), OK);
    forget_everything();
    assert_int_equal(ask(l.token, NULL, &read), OK);
    const struct iam_identity *each[] = { &kept, &read };
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(each[i]->user_id, id);
        assert_string_equal(each[i]->session_id, l.who.session_id);
        assert_string_equal(each[i]->csrf, l.who.csrf);
        assert_string_equal(each[i]->tenant_id, IAM_DEFAULT_TENANT);
        assert_string_equal(each[i]->role, "editor");
        assert_memory_equal(&each[i]->perms, &l.who.perms, sizeof l.who.perms);
    }
    assert_true(strlen(l.token) == 43 && strlen(l.who.csrf) >= 32);
    assert_string_not_equal(l.token, l.who.csrf);
    struct iam_login second = sign_in("a@example.test");
    assert_string_not_equal(second.token, l.token);
    assert_string_not_equal(second.who.csrf, l.who.csrf);
    assert_string_not_equal(second.who.session_id, l.who.session_id);
}

/* Both ends hold for who comes back after a restart of the box, when nothing is in memory. */
static void test_both_ends_hold_after_a_restart(void **state)
{
    (void)state;
    add("a@example.test", "viewer");
    struct iam_login idle = sign_in("a@example.test"), old = sign_in("a@example.test");
    pass(IAM_IDLE_SECONDS);
    forget_everything();
    assert_int_equal(ask(idle.token, NULL, NULL), ERR_UNAUTHENTICATED);
    old = sign_in("a@example.test");
    for (int64_t at = 0; at + 1000 < IAM_ABSOLUTE_SECONDS; at += 1000) {
        assert_int_equal(ask(old.token, NULL, NULL), OK);
        iam_housekeep(w.iam);
        pass(1000);
    }
    assert_int_equal(ask(old.token, NULL, NULL), OK);
    iam_housekeep(w.iam);
    pass(1000);
    forget_everything();
    assert_int_equal(ask(old.token, NULL, NULL), ERR_UNAUTHENTICATED);
}

static void test_session_ends_are_settable(void **state)
{
    (void)state;
    iam_free(w.iam);
    assert_int_equal(iam_new(&(struct iam_deps){ .store = w.store, .clock = w.clock, .idle_seconds = 10, .absolute_seconds = 25 }, &w.iam),
                     OK);
    assert_int_equal(iam_idle_seconds(w.iam), 10);
    add("a@example.test", "viewer");
    struct iam_login idle = sign_in("a@example.test"), used = sign_in("a@example.test");
    for (int i = 0; i < 4; i++) {
        assert_int_equal(ask(used.token, NULL, NULL), OK);
        pass(6);
    }
    assert_int_equal(ask(used.token, NULL, NULL), OK); /* 24 s */
    assert_int_equal(ask(idle.token, NULL, NULL), ERR_UNAUTHENTICATED);
    pass(1);
    assert_int_equal(ask(used.token, NULL, NULL), ERR_UNAUTHENTICATED);
}

static void test_enabling_does_not_revive_sessions(void **state)
{
    (void)state;
    char *key_id, key[IAM_KEY_SIZE];
    struct iam_login l;
    const char *id = add("a@example.test", "viewer");
    struct iam_identity owner = actor("a@example.test");
    assert_int_equal(iam_key_add(w.iam, w.arena, &owner, &(struct iam_key_form){ .name = "ci" }, &key_id, key), OK);
    struct iam_login before = sign_in("a@example.test");
    assert_int_equal(ask(before.token, NULL, NULL), OK);
    assert_int_equal(ask(NULL, key, NULL), OK);
    assert_int_equal(enable(id, false), OK);
    assert_int_equal(ask(before.token, NULL, NULL), ERR_UNAUTHENTICATED);
    assert_int_equal(ask(NULL, key, NULL), ERR_UNAUTHENTICATED);
    assert_int_equal(try_login("a@example.test", PASSWORD, &l), ERR_UNAUTHENTICATED);
    assert_int_equal(enable(id, true), OK);
    assert_int_equal(ask(before.token, NULL, NULL), ERR_UNAUTHENTICATED);
    assert_int_equal(ask(NULL, key, NULL), OK);
    assert_int_equal(try_login("a@example.test", PASSWORD, &l), OK);
}

static void test_a_deleted_user_leaves_nothing(void **state)
{
    (void)state;
    char *key_id, key[IAM_KEY_SIZE], token[IAM_TOKEN_SIZE];
    int64_t at;
    struct iam_key k;
    add("root@example.test", "superadmin");
    const char *id = add("a@example.test", "viewer");
    struct iam_identity owner = actor("a@example.test");
    assert_int_equal(iam_key_add(w.iam, w.arena, &owner, &(struct iam_key_form){ .name = "ci" }, &key_id, key), OK);
    assert_int_equal(iam_reset_link(w.iam, NULL, IAM_DEFAULT_TENANT, id, token, &at), OK);
    struct iam_login l = sign_in("a@example.test");
    assert_int_equal(ask(l.token, NULL, NULL), OK);
    assert_int_equal(ask(NULL, key, NULL), OK);
    assert_int_equal(iam_user_delete(w.iam, NULL, IAM_DEFAULT_TENANT, id), OK);
    assert_int_equal(ask(l.token, NULL, NULL), ERR_UNAUTHENTICATED);
    assert_int_equal(ask(NULL, key, NULL), ERR_UNAUTHENTICATED);
    assert_int_equal(iam_key_get(w.iam, w.arena, IAM_DEFAULT_TENANT, key_id, &k), ERR_NOT_FOUND);
    assert_int_equal(iam_reset(w.iam, token, NEW_PASSWORD, REMOTE), ERR_UNAUTHENTICATED);
    add("a@example.test", "viewer"); /* the address is free again, and the old cookie is not theirs */
    assert_int_equal(ask(l.token, NULL, NULL), ERR_UNAUTHENTICATED);
}

static void test_nonsense_is_nobody(void **state)
{
    (void)state;
    char long_text[9000];
    memset(long_text, 'A', sizeof long_text);
    long_text[sizeof long_text - 1] = '\0';
    add("a@example.test", "viewer");
    struct iam_login l = sign_in("a@example.test");
    static const char *const nonsense[] = { "", " ", "x", "bnc_", "' OR 1=1 --", "\xff\xfe" };
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        assert_int_equal(ask(nonsense[i], NULL, NULL), ERR_UNAUTHENTICATED);
        assert_int_equal(ask(NULL, nonsense[i], NULL), ERR_UNAUTHENTICATED);
    }
    assert_int_equal(ask(long_text, NULL, NULL), ERR_UNAUTHENTICATED);
    assert_int_equal(ask(NULL, l.token, NULL), ERR_UNAUTHENTICATED); /* a cookie's value is no bearer token */
    assert_int_equal(ask(l.who.session_id, NULL, NULL), ERR_UNAUTHENTICATED);
    assert_int_equal(ask(arena_printf(w.arena, "%s ", l.token), NULL, NULL), ERR_UNAUTHENTICATED);
    assert_int_equal(try_login("a@example.test", long_text, &l), ERR_UNAUTHENTICATED);
    assert_int_equal(try_login("", "", &l), ERR_UNAUTHENTICATED);
}

/* ---- what is on disk ---- */

static bool file_holds(const char *path, const char *secret)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    long n = ftell(f);
    rewind(f);
    char *all = arena_alloc(w.arena, (size_t)n + 1);
    assert_int_equal(fread(all, 1, (size_t)n, f), n);
    fclose(f);
    return memmem(all, (size_t)n, secret, strlen(secret)) != NULL;
}

static bool disk_holds(const char *secret)
{
    bool found = false;
    DIR *d = opendir(w.f->dir);
    assert_non_null(d);
    for (const struct dirent *e; (e = readdir(d));) {
        char path[512];
        storetest_path(w.f, e->d_name, path);
        if (e->d_type == DT_REG)
            found |= file_holds(path, secret);
    }
    closedir(d);
    return found;
}

static void test_no_secret_is_on_disk(void **state)
{
    (void)state;
    char *id, key[IAM_KEY_SIZE], token[IAM_TOKEN_SIZE], claim[IAM_TOKEN_SIZE];
    int64_t at;
    assert_int_equal(iam_claim_token(w.iam, claim), OK);
    const char *user = add("a@example.test", "viewer");
    struct iam_identity owner = actor("a@example.test");
    struct iam_login l = sign_in("a@example.test");
    assert_int_equal(iam_key_add(w.iam, w.arena, &owner, &(struct iam_key_form){ .name = "ci" }, &id, key), OK);
    assert_int_equal(iam_reset_link(w.iam, NULL, IAM_DEFAULT_TENANT, user, token, &at), OK);
    assert_true(disk_holds("a@example.test")); /* the search finds what is there */
    assert_true(disk_holds("$argon2id$"));
    assert_false(disk_holds(PASSWORD));
    assert_false(disk_holds(l.token));
    assert_false(disk_holds(key + 12)); /* the first characters are shown in the list */
    assert_false(disk_holds(token));
    assert_false(disk_holds(claim));
}

/* ---- links ---- */

static void test_links_are_for_one_thing(void **state)
{
    (void)state;
    char claim[IAM_TOKEN_SIZE], reset[IAM_TOKEN_SIZE], newer[IAM_TOKEN_SIZE];
    int64_t at;
    struct iam_login l;
    assert_int_equal(iam_claim_token(w.iam, claim), OK);
    assert_int_equal(iam_reset(w.iam, claim, NEW_PASSWORD, REMOTE), ERR_UNAUTHENTICATED);
    const char *id = add("a@example.test", "viewer"), *other = add("b@example.test", "viewer");
    assert_int_equal(claim_box(claim, "c@example.test", PASSWORD, &l), ERR_CONFLICT); /* claimed by the console */
    assert_int_equal(iam_reset_link(w.iam, NULL, IAM_DEFAULT_TENANT, id, reset, &at), OK);
    assert_int_equal(claim_box(reset, "c@example.test", PASSWORD, &l), ERR_UNAUTHENTICATED);
    assert_int_equal(iam_reset_link(w.iam, NULL, IAM_DEFAULT_TENANT, other, newer, &at), OK); /* another user's: both are good */
    assert_int_equal(iam_reset(w.iam, newer, NEW_PASSWORD, REMOTE), OK);
    assert_int_equal(try_login("b@example.test", NEW_PASSWORD, &l), OK);
    assert_int_equal(try_login("a@example.test", PASSWORD, &l), OK);
    assert_int_equal(iam_reset_link(w.iam, NULL, IAM_DEFAULT_TENANT, id, newer, &at), OK);
    assert_int_equal(iam_reset(w.iam, reset, NEW_PASSWORD, REMOTE), ERR_UNAUTHENTICATED); /* replaced */
    pass(IAM_LINK_SECONDS);
    assert_int_equal(iam_reset(w.iam, newer, NEW_PASSWORD, REMOTE), ERR_UNAUTHENTICATED); /* over */
    assert_int_equal(try_login("a@example.test", PASSWORD, &l), OK);
}

static void test_reset_does_not_enable(void **state)
{
    (void)state;
    char token[IAM_TOKEN_SIZE];
    int64_t at;
    struct iam_login l;
    const char *id = add("a@example.test", "viewer");
    assert_int_equal(enable(id, false), OK);
    assert_int_equal(iam_reset_link(w.iam, NULL, IAM_DEFAULT_TENANT, id, token, &at), OK);
    assert_int_equal(iam_reset(w.iam, token, NEW_PASSWORD, REMOTE), OK);
    assert_int_equal(try_login("a@example.test", NEW_PASSWORD, &l), ERR_UNAUTHENTICATED);
}

static void test_wrong_links_are_slowed_down(void **state)
{
    (void)state;
    char token[IAM_TOKEN_SIZE];
    int64_t at;
    int tries = 0;
    enum err e;
    const char *id = add("a@example.test", "viewer");
    assert_int_equal(iam_reset_link(w.iam, NULL, IAM_DEFAULT_TENANT, id, token, &at), OK);
    while ((e = iam_reset(w.iam, "guess", NEW_PASSWORD, "203.0.113.9")) == ERR_UNAUTHENTICATED)
        assert_true(++tries < 100);
    assert_int_equal(e, ERR_RATE_LIMITED);
    assert_int_equal(iam_reset(w.iam, token, NEW_PASSWORD, "203.0.113.9"), ERR_RATE_LIMITED);
    assert_int_equal(iam_reset(w.iam, token, NEW_PASSWORD, REMOTE), OK); /* somebody else waits for nobody */
}

/* ---- who may do what to whom ---- */

static void test_a_disabled_superadmin_does_not_count(void **state)
{
    (void)state;
    const char *first = add("root@example.test", "superadmin"), *second = add("second@example.test", "superadmin");
    assert_int_equal(enable(second, false), OK);
    assert_int_equal(enable(first, false), ERR_CONFLICT);
    assert_int_equal(iam_user_delete(w.iam, NULL, IAM_DEFAULT_TENANT, first), ERR_CONFLICT);
    assert_int_equal(iam_user_update(w.iam, NULL, IAM_DEFAULT_TENANT, first, &(struct iam_user_change){ .role = "editor", .enabled = -1 }),
                     ERR_CONFLICT);
    assert_int_equal(iam_user_delete(w.iam, NULL, IAM_DEFAULT_TENANT, second), OK); /* the disabled one may go */
    struct iam_login l;
    assert_int_equal(try_login("root@example.test", PASSWORD, &l), OK);
}

static void test_keys_of_another_tenant(void **state)
{
    (void)state;
    const char *tenant;
    bool created;
    char *id, key[IAM_KEY_SIZE];
    struct iam_key k, *list;
    size_t n;
    add("a@example.test", "viewer");
    struct iam_identity owner = actor("a@example.test"), who;
    assert_int_equal(iam_tenant_by_name(w.iam, w.arena, "second", true, &tenant, &created), OK);
    assert_int_equal(iam_key_add(w.iam, w.arena, &owner, &(struct iam_key_form){ .name = "ci" }, &id, key), OK);
    assert_int_equal(iam_key_get(w.iam, w.arena, tenant, id, &k), ERR_NOT_FOUND);
    assert_int_equal(iam_key_delete(w.iam, tenant, id), ERR_NOT_FOUND);
    assert_int_equal(iam_key_list(w.iam, w.arena, tenant, NULL, NULL, 10, &list, &n), OK);
    assert_int_equal(n, 0);
    assert_int_equal(iam_key_list(w.iam, w.arena, IAM_DEFAULT_TENANT, "somebody else", NULL, 10, &list, &n), OK);
    assert_int_equal(n, 0);
    assert_int_equal(iam_key_list(w.iam, w.arena, IAM_DEFAULT_TENANT, owner.user_id, NULL, 10, &list, &n), OK);
    assert_int_equal(n, 1);
    assert_int_equal(ask(NULL, key, &who), OK);
}

static void test_nobody_changes_another_tenants_user(void **state)
{
    (void)state;
    const char *tenant;
    bool created;
    char token[IAM_TOKEN_SIZE];
    int64_t at;
    add("root@example.test", "superadmin");
    const char *id = add("a@example.test", "viewer");
    assert_int_equal(iam_tenant_by_name(w.iam, w.arena, "second", true, &tenant, &created), OK);
    assert_int_equal(iam_user_update(w.iam, NULL, tenant, id, &(struct iam_user_change){ .enabled = 0 }), ERR_NOT_FOUND);
    assert_int_equal(iam_reset_link(w.iam, NULL, tenant, id, token, &at), ERR_NOT_FOUND);
    struct iam_login l;
    assert_int_equal(try_login("a@example.test", PASSWORD, &l), OK);
}

/* ---- several at once ---- */

struct racer {
    pthread_t thread;
    pthread_barrier_t *gate;
    enum err (*run)(const struct racer *r);
    const char *text;
    int number;
    enum err result;
};

static void *race(void *arg)
{
    struct racer *r = arg;
    pthread_barrier_wait(r->gate);
    r->result = r->run(r);
    store_reader_release(w.store);
    return NULL;
}

/* Runs it in all threads at the same moment; how many answered `wanted`. */
static int race_all(enum err (*run)(const struct racer *r), const char *text, enum err wanted, enum err otherwise)
{
    struct racer r[THREADS];
    pthread_barrier_t gate;
    int n = 0;
    pthread_barrier_init(&gate, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        r[i] = (struct racer){ .gate = &gate, .run = run, .text = text, .number = i };
        assert_int_equal(pthread_create(&r[i].thread, NULL, race, &r[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(r[i].thread, NULL);
    for (int i = 0; i < THREADS; i++) {
        n += r[i].result == wanted;
        assert_true(r[i].result == wanted || r[i].result == otherwise);
    }
    pthread_barrier_destroy(&gate);
    return n;
}

static enum err race_claim(const struct racer *r)
{
    struct iam_login l;
    char email[64];
    snprintf(email, sizeof email, "u%d@example.test", r->number);
    enum err e = claim_box(r->text, email, PASSWORD, &l);
    return e == ERR_CONFLICT ? ERR_UNAUTHENTICATED : e;
}

static void test_one_claim_wins(void **state)
{
    (void)state;
    char token[IAM_TOKEN_SIZE];
    struct iam_user *list;
    size_t n;
    assert_int_equal(iam_claim_token(w.iam, token), OK);
    assert_int_equal(race_all(race_claim, token, OK, ERR_UNAUTHENTICATED), 1);
    assert_int_equal(iam_user_all(w.iam, w.arena, NULL, 20, &list, &n), OK);
    assert_int_equal(n, 1);
}

static enum err race_reset(const struct racer *r)
{
    return iam_reset(w.iam, r->text, NEW_PASSWORD, REMOTE);
}

static void test_one_reset_wins(void **state)
{
    (void)state;
    char token[IAM_TOKEN_SIZE];
    int64_t at;
    const char *id = add("a@example.test", "viewer");
    assert_int_equal(iam_reset_link(w.iam, NULL, IAM_DEFAULT_TENANT, id, token, &at), OK);
    assert_int_equal(race_all(race_reset, token, OK, ERR_UNAUTHENTICATED), 1);
}

static enum err race_begin(const struct racer *r)
{
    static const unsigned char hash[32] = { 7 };
    int status;
    const char *body;
    struct arena *a = arena_new(0);
    enum err e = iam_idem_begin(w.iam, a, IAM_DEFAULT_TENANT, "user", r->text, "POST /x", hash, &status, &body);
    arena_free(a);
    return e;
}

static void test_one_of_the_repeats_runs(void **state)
{
    (void)state;
    assert_int_equal(race_all(race_begin, "k", OK, ERR_CONFLICT), 1);
}

static enum err race_guess(const struct racer *r)
{
    struct iam_login l;
    int retry;
    return login(r->text, "wrong", "203.0.113.9", &l, &retry);
}

static void test_guesses_at_once_are_counted(void **state)
{
    (void)state;
    add("a@example.test", "viewer");
    assert_int_equal(race_all(race_guess, "a@example.test", ERR_UNAUTHENTICATED, ERR_RATE_LIMITED), 5);
}

#define KEYS 140 /* a slice of it for each thread but the first */

static char keys[KEYS][IAM_KEY_SIZE];

/* The first disables the user, the others ask meanwhile, each key for the first time: all of them are read from the store. */
static enum err race_ask_and_disable(const struct racer *r)
{
    if (r->number == 0)
        return iam_user_update(w.iam, NULL, IAM_DEFAULT_TENANT, r->text, &(struct iam_user_change){ .enabled = 0 });
    enum err e = OK;
    for (int i = r->number - 1; !e && i < KEYS; i += THREADS - 1)
        e = ask(NULL, keys[i], NULL);
    return e;
}

static void test_disabling_while_others_ask(void **state)
{
    (void)state;
    const char *id = add("a@example.test", "viewer");
    struct iam_identity owner = actor("a@example.test");
    char *key_id;
    for (int i = 0; i < KEYS; i++)
        assert_int_equal(iam_key_add(w.iam, w.arena, &owner, &(struct iam_key_form){ .name = "ci" }, &key_id, keys[i]), OK);
    for (int round = 0; round < 80; round++) {
        assert_int_equal(enable(id, true), OK);
        forget_everything();
        race_all(race_ask_and_disable, id, OK, ERR_UNAUTHENTICATED);
        for (int i = 0; i < KEYS; i++) /* nobody read a right before that is kept after */
            assert_int_equal(ask(NULL, keys[i], NULL), ERR_UNAUTHENTICATED);
    }
}

/* ---- Idempotency-Key ---- */

static enum err begin(const char *user, const char *key, const char *route, int *status)
{
    static const unsigned char hash[32] = { 7 };
    const char *body;
    return iam_idem_begin(w.iam, w.arena, IAM_DEFAULT_TENANT, user, key, route, hash, status, &body);
}

static void test_unanswered_is_given_up_after_a_minute(void **state)
{
    (void)state;
    int status;
    assert_int_equal(begin("u1", "k", "POST /x", &status), OK);
    pass(59);
    forget_everything(); /* a crash in the middle of it */
    assert_int_equal(begin("u1", "k", "POST /x", &status), ERR_CONFLICT);
    pass(1);
    assert_int_equal(begin("u1", "k", "POST /x", &status), OK);
    assert_int_equal(status, 0);
    assert_int_equal(begin("u1", "k", "POST /x", &status), ERR_CONFLICT); /* who took it over runs now */
}

static void test_key_belongs_to_user_and_route(void **state)
{
    (void)state;
    int status;
    assert_int_equal(begin("u1", "k", "POST /x", &status), OK);
    iam_idem_end(w.iam, IAM_DEFAULT_TENANT, "u1", "k", 201, "{}");
    assert_int_equal(begin("u1", "k", "POST /y", &status), ERR_CONFLICT);
    assert_int_equal(begin("u2", "k", "POST /x", &status), OK);
    assert_int_equal(status, 0);
    assert_int_equal(begin("u1", "k", "POST /x", &status), OK);
    assert_int_equal(status, 201);
}

static void test_answers_are_kept_for_a_day(void **state)
{
    (void)state;
    int status;
    assert_int_equal(begin("u1", "k", "POST /x", &status), OK);
    iam_idem_end(w.iam, IAM_DEFAULT_TENANT, "u1", "k", 409, "{}");
    pass(86399);
    iam_housekeep(w.iam);
    assert_int_equal(begin("u1", "k", "POST /x", &status), OK);
    assert_int_equal(status, 409); /* a refusal is an answer */
    pass(1);
    assert_int_equal(begin("u1", "k", "POST /y", &status), OK); /* over, also before it was cleaned up */
    assert_int_equal(status, 0);
}

int main(void)
{
#define T(name, fn)                                                                                                                        \
    {                                                                                                                                      \
        name, fn, setup, teardown, NULL                                                                                                    \
    }
    const struct CMUnitTest tests[] = {
        T("a session read from the store is the same", test_session_is_the_same_from_the_store),
        T("[DT018] both ends hold after a restart", test_both_ends_hold_after_a_restart),
        T("[DT018] the ends of a session are settable", test_session_ends_are_settable),
        T("enabling a user does not revive sessions", test_enabling_does_not_revive_sessions),
        T("a deleted user leaves nothing", test_a_deleted_user_leaves_nothing),
        T("nonsense is nobody", test_nonsense_is_nobody),
        T("no secret is on disk", test_no_secret_is_on_disk),
        T("a link is for one thing, and the newest counts", test_links_are_for_one_thing),
        T("a reset link does not enable an account", test_reset_does_not_enable),
        T("wrong links are slowed down", test_wrong_links_are_slowed_down),
        T("a disabled superadmin does not count", test_a_disabled_superadmin_does_not_count),
        T("keys of another tenant", test_keys_of_another_tenant),
        T("users of another tenant", test_nobody_changes_another_tenants_user),
        T("of several claims at once one wins", test_one_claim_wins),
        T("of several resets at once one wins", test_one_reset_wins),
        T("of several repeats at once one runs", test_one_of_the_repeats_runs),
        T("guesses at once are counted one by one", test_guesses_at_once_are_counted),
        T("who is disabled while asking is out", test_disabling_while_others_ask),
        T("a request without an answer is given up after a minute", test_unanswered_is_given_up_after_a_minute),
        T("a key belongs to a user and a route", test_key_belongs_to_user_and_route),
        T("an answer is kept for a day and no longer", test_answers_are_kept_for_a_day),
    };
    return cmocka_run_group_tests_name("iam_session", tests, NULL, NULL);
}
