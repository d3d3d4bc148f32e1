/* iam/: roles, the claim, signing in, sessions and their end, users, API keys, links, remembered answers, on a real store by a fake clock.
 */
#include "core/crypto.h"
#include "core/str.h"
#include "iam/iam.h"
#include "sql/iam.h"
#include "storetest.h"
#include <stdio.h>
#include <string.h>

#define PASSWORD "correct horse battery"
#define REMOTE   "192.0.2.7"
#define START    1770541200000000LL /* 2026-02-08T09:00:00Z */

struct world {
    struct fixture *f;
    struct clock *clock;
    struct store *store;
    struct iam *iam;
    struct arena *arena;
    char ended_session[64], ended_user[64];
    int ended;
};
static struct world w;

static void ended(void *ctx, const char *session_id, const char *user_id)
{
    (void)ctx;
    w.ended++;
    str_copy(w.ended_session, sizeof w.ended_session, session_id ? session_id : "");
    str_copy(w.ended_user, sizeof w.ended_user, user_id ? user_id : "");
}

static void start(void)
{
    assert_int_equal(iam_new(&(struct iam_deps){ .store = w.store, .clock = w.clock, .ended = ended }, &w.iam), OK);
}

static void restart(void)
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

static struct iam_login sign_in(const char *email)
{
    struct iam_login l;
    int retry;
    enum err e = login(email, PASSWORD, REMOTE, &l, &retry);
    if (e)
        fail_msg("%s: %s", email, err_detail());
    return l;
}

static enum err ask(const char *cookie)
{
    struct iam_identity who;
    return iam_authenticate(w.iam, cookie, NULL, REMOTE, &who);
}

static enum err ask_key(const char *key, struct iam_identity *who)
{
    return iam_authenticate(w.iam, NULL, key, REMOTE, who);
}

static struct iam_identity actor(const char *email)
{
    struct iam_identity who;
    assert_int_equal(iam_identity_of(w.iam, w.arena, email, NULL, &who), OK);
    return who;
}

/* ---- roles ---- */

static void test_roles_include_each_other(void **state)
{
    (void)state;
    for (int r = ROLE_VIEWER; r < ROLE_SUPERADMIN; r++) {
        struct iam_perms small = iam_role_perms((enum iam_role)r), large = iam_role_perms((enum iam_role)(r + 1));
        int more = 0;
        for (int p = PERM_NONE + 1; p < PERM_COUNT; p++) {
            if (iam_perms_has(&small, p))
                assert_true(iam_perms_has(&large, p));
            more += !iam_perms_has(&small, p) && iam_perms_has(&large, p);
        }
        assert_true(more > 0);
    }
    struct iam_perms viewer = iam_role_perms(ROLE_VIEWER), editor = iam_role_perms(ROLE_EDITOR), all = iam_role_perms(ROLE_SUPERADMIN);
    assert_true(iam_perms_has(&viewer, PERM_SERVICE_READ) && !iam_perms_has(&viewer, PERM_ALERT_ACK));
    assert_true(iam_perms_has(&editor, PERM_ALERT_ACK) && !iam_perms_has(&editor, PERM_USER_WRITE));
    for (int p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        int parsed;
        assert_true(iam_perms_has(&all, p));
        assert_true(iam_perm_parse(iam_perm_name(p), &parsed) && parsed == p && *iam_perm_doc(p));
    }
    int none;
    assert_false(iam_perms_has(&all, PERM_NONE));
    assert_false(iam_perms_has(&all, PERM_COUNT));
    assert_false(iam_perm_parse("service.everything", &none));
    enum iam_role role;
    assert_false(iam_role_parse("root", &role));
    assert_true(iam_role_parse("editor", &role) && role == ROLE_EDITOR);
}

/* ---- the claim ---- */

static void test_claim_works_once(void **state)
{
    (void)state;
    char first[IAM_TOKEN_SIZE], token[IAM_TOKEN_SIZE];
    struct iam_login l;
    bool claimed = true;
    assert_int_equal(iam_claimed(w.iam, &claimed), OK);
    assert_false(claimed);
    assert_int_equal(iam_claim_token(w.iam, first), OK);
    assert_int_equal(iam_claim_token(w.iam, token), OK);
    assert_int_equal(claim_box(first, "a@example.test", PASSWORD, &l), ERR_UNAUTHENTICATED); /* replaced */
    assert_int_equal(claim_box(token, "a@example.test", "short", &l), ERR_INVALID);
    assert_int_equal(claim_box(token, "nobody", PASSWORD, &l), ERR_INVALID);
    assert_int_equal(claim_box(token, "a@example.test", PASSWORD, &l), OK);
    assert_true(l.who.superadmin);
    assert_string_equal(l.who.role, "superadmin");
    assert_int_equal(ask(l.token), OK);
    assert_int_equal(claim_box(token, "b@example.test", PASSWORD, &l), ERR_UNAUTHENTICATED);
    assert_int_equal(iam_claimed(w.iam, &claimed), OK);
    assert_true(claimed);
    assert_int_equal(iam_claim_token(w.iam, token), ERR_CONFLICT);
}

static void test_claim_link_ends(void **state)
{
    (void)state;
    char token[IAM_TOKEN_SIZE];
    struct iam_login l;
    assert_int_equal(iam_claim_token(w.iam, token), OK);
    clock_fake_advance(w.clock, IAM_LINK_SECONDS * US_PER_S);
    assert_int_equal(claim_box(token, "a@example.test", PASSWORD, &l), ERR_UNAUTHENTICATED);
}

/* ---- signing in ---- */

static void test_wrong_unknown_and_disabled_answer_alike(void **state)
{
    (void)state;
    struct iam_login l;
    int retry;
    char detail[200];
    add("root@example.test", "superadmin");
    const char *id = add("off@example.test", "viewer");
    assert_int_equal(iam_user_update(w.iam, NULL, IAM_DEFAULT_TENANT, id, &(struct iam_user_change){ .enabled = 0 }), OK);
    assert_int_equal(login("root@example.test", "wrong", REMOTE, &l, &retry), ERR_UNAUTHENTICATED);
    str_copy(detail, sizeof detail, err_detail());
    assert_int_equal(login("nobody@example.test", "wrong", REMOTE, &l, &retry), ERR_UNAUTHENTICATED);
    assert_string_equal(err_detail(), detail);
    assert_int_equal(login("off@example.test", PASSWORD, REMOTE, &l, &retry), ERR_UNAUTHENTICATED);
    assert_string_equal(err_detail(), detail);
    assert_int_equal(login("ROOT@example.test", PASSWORD, REMOTE, &l, &retry), OK);
}

static void test_guessing_waits_and_the_owner_gets_in(void **state)
{
    (void)state;
    struct iam_login l;
    int retry = 0, tries = 0;
    add("root@example.test", "superadmin");
    sign_in("root@example.test");
    while (login("root@example.test", "guess", "203.0.113.9", &l, &retry) == ERR_UNAUTHENTICATED)
        assert_true(++tries < 20);
    assert_true(retry >= 1);
    assert_int_equal(tries, 5);
    assert_int_equal(login("root@example.test", PASSWORD, "203.0.113.9", &l, &retry), ERR_RATE_LIMITED); /* right, too early */
    assert_int_equal(login("root@example.test", PASSWORD, REMOTE, &l, &retry), OK); /* from where the owner signed in before */
    clock_fake_advance(w.clock, 31 * US_PER_S);
    assert_int_equal(login("root@example.test", PASSWORD, "203.0.113.9", &l, &retry), OK);
}

/* ---- sessions ---- */

static void test_idle_end_slides(void **state)
{
    (void)state;
    add("a@example.test", "viewer");
    struct iam_login l = sign_in("a@example.test");
    for (int i = 0; i < 5; i++) {
        clock_fake_advance(w.clock, (IAM_IDLE_SECONDS - 1) * US_PER_S);
        assert_int_equal(ask(l.token), OK);
    }
    clock_fake_advance(w.clock, IAM_IDLE_SECONDS * US_PER_S);
    assert_int_equal(ask(l.token), ERR_UNAUTHENTICATED);
}

static void test_absolute_end(void **state)
{
    (void)state;
    add("a@example.test", "viewer");
    struct iam_login l = sign_in("a@example.test");
    int64_t until = START + IAM_ABSOLUTE_SECONDS * US_PER_S;
    while (clock_wall_us(w.clock) + 600 * US_PER_S < until) {
        assert_int_equal(ask(l.token), OK);
        clock_fake_advance(w.clock, 600 * US_PER_S);
    }
    assert_int_equal(ask(l.token), OK);
    struct iam_identity who;
    assert_int_equal(iam_authenticate(w.iam, l.token, NULL, REMOTE, &who), OK);
    assert_int_equal(who.ends_at, until);
    assert_int_equal(l.who.ends_at, until);
    clock_fake_advance(w.clock, 600 * US_PER_S);
    assert_int_equal(ask(l.token), ERR_UNAUTHENTICATED);
}

static void test_reads_write_nothing_until_housekeeping(void **state)
{
    (void)state;
    struct store_health before, after;
    add("a@example.test", "viewer");
    struct iam_login l = sign_in("a@example.test");
    assert_int_equal(ask(l.token), OK);
    store_health(w.store, &before);
    for (int i = 0; i < 100; i++) {
        clock_fake_advance(w.clock, US_PER_S);
        assert_int_equal(ask(l.token), OK);
    }
    store_health(w.store, &after);
    assert_int_equal(before.commits, after.commits);
    /* What was seen survives a restart once it was written, so that the session does not end early. */
    clock_fake_advance(w.clock, (IAM_IDLE_SECONDS - 60) * US_PER_S);
    assert_int_equal(ask(l.token), OK);
    iam_housekeep(w.iam);
    restart();
    clock_fake_advance(w.clock, (IAM_IDLE_SECONDS - 60) * US_PER_S);
    assert_int_equal(ask(l.token), OK);
}

static void test_housekeeping_ends_sockets_of_old_sessions(void **state)
{
    (void)state;
    add("a@example.test", "viewer");
    struct iam_login l = sign_in("a@example.test");
    assert_int_equal(ask(l.token), OK);
    iam_housekeep(w.iam);
    assert_int_equal(w.ended, 0);
    clock_fake_advance(w.clock, (IAM_IDLE_SECONDS + 120) * US_PER_S);
    iam_housekeep(w.iam);
    assert_int_equal(w.ended, 1);
    assert_string_equal(w.ended_session, l.who.session_id);
    iam_housekeep(w.iam);
    assert_int_equal(w.ended, 1);
}

static void test_logout_ends_one_session(void **state)
{
    (void)state;
    add("a@example.test", "viewer");
    struct iam_login one = sign_in("a@example.test"), two = sign_in("a@example.test");
    assert_string_not_equal(one.token, two.token);
    assert_int_equal(ask(one.token), OK);
    assert_int_equal(iam_logout(w.iam, one.who.session_id), OK);
    assert_string_equal(w.ended_session, one.who.session_id);
    assert_int_equal(ask(one.token), ERR_UNAUTHENTICATED);
    assert_int_equal(ask(two.token), OK);
}

static void test_password_change_ends_the_others(void **state)
{
    (void)state;
    add("a@example.test", "viewer");
    struct iam_login one = sign_in("a@example.test"), two = sign_in("a@example.test"), l;
    int retry;
    assert_int_equal(iam_password_change(w.iam, &one.who, "wrong", "another long password"), ERR_UNAUTHENTICATED);
    assert_int_equal(iam_password_change(w.iam, &one.who, PASSWORD, "too short"), ERR_INVALID);
    assert_int_equal(iam_password_change(w.iam, &one.who, PASSWORD, "another long password"), OK);
    assert_int_equal(ask(one.token), OK);
    assert_int_equal(ask(two.token), ERR_UNAUTHENTICATED);
    assert_int_equal(login("a@example.test", PASSWORD, REMOTE, &l, &retry), ERR_UNAUTHENTICATED);
    assert_int_equal(login("a@example.test", "another long password", REMOTE, &l, &retry), OK);
}

/* ---- users ---- */

static void test_nobody_gives_more_than_they_have(void **state)
{
    (void)state;
    char *id;
    char token[IAM_TOKEN_SIZE];
    int64_t at;
    const char *root = add("root@example.test", "superadmin"), *viewer = add("viewer@example.test", "viewer");
    add("admin@example.test", "admin");
    struct iam_identity admin = actor("admin@example.test");
    assert_int_equal(iam_user_add(w.iam, w.arena, &admin, IAM_DEFAULT_TENANT, "x@example.test", "", "superadmin", PASSWORD, &id),
                     ERR_FORBIDDEN);
    assert_int_equal(
        iam_user_update(w.iam, &admin, IAM_DEFAULT_TENANT, viewer, &(struct iam_user_change){ .role = "superadmin", .enabled = -1 }),
        ERR_FORBIDDEN);
    assert_int_equal(iam_user_update(w.iam, &admin, IAM_DEFAULT_TENANT, root, &(struct iam_user_change){ .enabled = 0 }), ERR_FORBIDDEN);
    assert_int_equal(iam_user_delete(w.iam, &admin, IAM_DEFAULT_TENANT, root), ERR_FORBIDDEN);
    assert_int_equal(iam_reset_link(w.iam, &admin, IAM_DEFAULT_TENANT, root, token, &at), ERR_FORBIDDEN);
    assert_int_equal(
        iam_user_update(w.iam, &admin, IAM_DEFAULT_TENANT, viewer, &(struct iam_user_change){ .role = "admin", .enabled = -1 }), OK);
    assert_int_equal(iam_user_add(w.iam, w.arena, &admin, IAM_DEFAULT_TENANT, "ADMIN@example.test", "", "viewer", PASSWORD, &id),
                     ERR_CONFLICT);
}

static void test_the_last_superadmin_and_oneself_stay(void **state)
{
    (void)state;
    const char *root = add("root@example.test", "superadmin");
    struct iam_identity who = actor("root@example.test");
    assert_int_equal(iam_user_update(w.iam, NULL, IAM_DEFAULT_TENANT, root, &(struct iam_user_change){ .role = "admin", .enabled = -1 }),
                     ERR_CONFLICT);
    assert_int_equal(iam_user_delete(w.iam, NULL, IAM_DEFAULT_TENANT, root), ERR_CONFLICT);
    const char *second = add("second@example.test", "superadmin");
    assert_int_equal(iam_user_update(w.iam, &who, IAM_DEFAULT_TENANT, root, &(struct iam_user_change){ .enabled = 0 }), ERR_CONFLICT);
    assert_int_equal(iam_user_delete(w.iam, &who, IAM_DEFAULT_TENANT, root), ERR_CONFLICT);
    assert_int_equal(iam_user_delete(w.iam, &who, IAM_DEFAULT_TENANT, second), OK);
}

static void test_rights_that_are_taken_are_gone_at_once(void **state)
{
    (void)state;
    struct iam_identity who;
    add("root@example.test", "superadmin");
    const char *id = add("a@example.test", "admin");
    struct iam_login l = sign_in("a@example.test");
    assert_int_equal(ask(l.token), OK);
    assert_int_equal(iam_user_update(w.iam, NULL, IAM_DEFAULT_TENANT, id, &(struct iam_user_change){ .role = "viewer", .enabled = -1 }),
                     OK);
    assert_string_equal(w.ended_user, id);
    assert_int_equal(iam_authenticate(w.iam, l.token, NULL, REMOTE, &who), OK);
    assert_string_equal(who.role, "viewer");
    assert_false(iam_perms_has(&who.perms, PERM_USER_READ));
    assert_int_equal(iam_user_update(w.iam, NULL, IAM_DEFAULT_TENANT, id, &(struct iam_user_change){ .enabled = 0 }), OK);
    assert_int_equal(ask(l.token), ERR_UNAUTHENTICATED);
}

static void test_versions(void **state)
{
    (void)state;
    struct iam_user u;
    const char *id = add("a@example.test", "viewer");
    assert_int_equal(iam_user_get(w.iam, w.arena, IAM_DEFAULT_TENANT, id, &u), OK);
    struct iam_user_change c = { .name = "A", .enabled = -1, .version = u.version };
    assert_int_equal(iam_user_update(w.iam, NULL, IAM_DEFAULT_TENANT, id, &c), OK);
    assert_int_equal(iam_user_update(w.iam, NULL, IAM_DEFAULT_TENANT, id, &c), ERR_PRECONDITION);
}

static void test_tenants_do_not_see_each_other(void **state)
{
    (void)state;
    const char *other, *again;
    char *stranger;
    bool created;
    struct iam_user u, *list;
    size_t n;
    add("root@example.test", "superadmin");
    const char *id = add("a@example.test", "admin");
    assert_int_equal(iam_tenant_by_name(w.iam, w.arena, "second", false, &other, &created), ERR_NOT_FOUND);
    assert_int_equal(iam_tenant_by_name(w.iam, w.arena, "second", true, &other, &created), OK);
    assert_true(created);
    assert_int_equal(iam_tenant_by_name(w.iam, w.arena, "SECOND", true, &again, &created), OK);
    assert_false(created);
    assert_string_equal(other, again);
    assert_int_equal(iam_user_add(w.iam, w.arena, NULL, other, "b@example.test", "", "admin", PASSWORD, &stranger), OK);
    assert_int_equal(iam_user_get(w.iam, w.arena, IAM_DEFAULT_TENANT, stranger, &u), ERR_NOT_FOUND);
    assert_int_equal(iam_user_delete(w.iam, NULL, other, id), ERR_NOT_FOUND);
    assert_int_equal(iam_user_list(w.iam, w.arena, other, NULL, 10, &list, &n), OK);
    assert_int_equal(n, 1);
    struct iam_identity admin = actor("b@example.test"), root = actor("root@example.test");
    assert_int_equal(iam_tenant_check(w.iam, &admin, other), OK);
    assert_int_equal(iam_tenant_check(w.iam, &admin, IAM_DEFAULT_TENANT), ERR_FORBIDDEN);
    assert_int_equal(iam_tenant_check(w.iam, &root, other), OK);
    assert_int_equal(iam_tenant_check(w.iam, &root, "00000000-0000-7000-8000-0000000000ff"), ERR_NOT_FOUND);
}

static void test_reset_link(void **state)
{
    (void)state;
    char token[IAM_TOKEN_SIZE];
    int64_t at;
    struct iam_login l;
    int retry;
    const char *id = add("a@example.test", "viewer");
    struct iam_login before = sign_in("a@example.test");
    assert_int_equal(iam_reset_link(w.iam, NULL, IAM_DEFAULT_TENANT, id, token, &at), OK);
    assert_int_equal(at, START + IAM_LINK_SECONDS * US_PER_S);
    assert_int_equal(iam_reset(w.iam, "no such link", "a brand new password", REMOTE), ERR_UNAUTHENTICATED);
    assert_int_equal(iam_reset(w.iam, token, "short", REMOTE), ERR_INVALID);
    assert_int_equal(iam_reset(w.iam, token, "a brand new password", REMOTE), OK);
    assert_int_equal(ask(before.token), ERR_UNAUTHENTICATED);
    assert_int_equal(iam_reset(w.iam, token, "another new password", REMOTE), ERR_UNAUTHENTICATED);
    assert_int_equal(login("a@example.test", "a brand new password", REMOTE, &l, &retry), OK);
}

/* ---- API keys ---- */

static void test_key_is_kept_as_a_hash(void **state)
{
    (void)state;
    char *id, key[IAM_KEY_SIZE];
    struct iam_identity who;
    struct iam_key k;
    add("a@example.test", "viewer");
    struct iam_identity owner = actor("a@example.test");
    assert_int_equal(iam_key_add(w.iam, w.arena, &owner, &(struct iam_key_form){ .name = "ci" }, &id, key), OK);
    assert_true(str_starts(key, "bnc_") && strlen(key) == 4 + 43);
    assert_int_equal(iam_key_get(w.iam, w.arena, IAM_DEFAULT_TENANT, id, &k), OK);
    assert_true(str_starts(key, k.prefix) && strlen(k.prefix) == 12);
    assert_int_equal(ask_key(key, &who), OK);
    assert_string_equal(who.api_key_id, id);
    assert_string_equal(who.session_id, "");
    char wrong[IAM_KEY_SIZE];
    str_copy(wrong, sizeof wrong, key);
    wrong[20] = wrong[20] == 'x' ? 'y' : 'x';
    assert_int_equal(ask_key(wrong, &who), ERR_UNAUTHENTICATED);
    assert_int_equal(ask_key("eyJhbGciOiJub25lIn0.e30.", &who), ERR_UNAUTHENTICATED);
    assert_int_equal(iam_authenticate(w.iam, key, NULL, REMOTE, &who), ERR_UNAUTHENTICATED); /* a key is no cookie */
    assert_int_equal(iam_key_delete(w.iam, IAM_DEFAULT_TENANT, id), OK);
    assert_string_equal(w.ended_session, id);
    assert_int_equal(ask_key(key, &who), ERR_UNAUTHENTICATED);
}

static void test_key_scopes(void **state)
{
    (void)state;
    char *id, key[IAM_KEY_SIZE], second[IAM_KEY_SIZE];
    struct iam_identity who;
    static const char *const reading[] = { "service.read", "user.write", "apikey.own" }, *const odd[] = { "service.everything" };
    static const char *const above[] = { "backup.write" };
    add("root@example.test", "superadmin");
    add("a@example.test", "admin");
    struct iam_identity owner = actor("a@example.test");
    assert_int_equal(iam_key_add(w.iam, w.arena, &owner, &(struct iam_key_form){ .name = "ci", .scopes = odd, .scope_count = 1 }, &id, key),
                     ERR_INVALID);
    assert_int_equal(
        iam_key_add(w.iam, w.arena, &owner, &(struct iam_key_form){ .name = "ci", .scopes = above, .scope_count = 1 }, &id, key),
        ERR_INVALID);
    assert_int_equal(
        iam_key_add(w.iam, w.arena, &owner, &(struct iam_key_form){ .name = "ci", .scopes = reading, .scope_count = 3 }, &id, key), OK);
    assert_int_equal(ask_key(key, &who), OK);
    assert_true(iam_perms_has(&who.perms, PERM_SERVICE_READ) && iam_perms_has(&who.perms, PERM_USER_WRITE));
    assert_false(iam_perms_has(&who.perms, PERM_SERVICE_WRITE) || iam_perms_has(&who.perms, PERM_ANY));
    /* No way from a small key to a large one, or to a user who may do more. */
    assert_int_equal(iam_key_add(w.iam, w.arena, &who, &(struct iam_key_form){ .name = "child" }, &id, second), OK);
    struct iam_identity child;
    assert_int_equal(ask_key(second, &child), OK);
    assert_memory_equal(&child.perms, &who.perms, sizeof who.perms);
    assert_int_equal(iam_user_add(w.iam, w.arena, &who, IAM_DEFAULT_TENANT, "b@example.test", "", "admin", PASSWORD, &id), ERR_FORBIDDEN);
    assert_int_equal(iam_user_add(w.iam, w.arena, &who, IAM_DEFAULT_TENANT, "b@example.test", "", "viewer", PASSWORD, &id), ERR_FORBIDDEN);
}

static void test_key_follows_its_owner_and_its_end(void **state)
{
    (void)state;
    char *id, key[IAM_KEY_SIZE];
    struct iam_identity who;
    add("root@example.test", "superadmin");
    const char *user = add("a@example.test", "admin");
    struct iam_identity owner = actor("a@example.test");
    assert_int_equal(iam_key_add(w.iam, w.arena, &owner, &(struct iam_key_form){ .name = "old", .expires_at = START - 1 }, &id, key),
                     ERR_INVALID);
    assert_int_equal(
        iam_key_add(w.iam, w.arena, &owner, &(struct iam_key_form){ .name = "ci", .expires_at = START + 2 * US_PER_HOUR }, &id, key), OK);
    assert_int_equal(ask_key(key, &who), OK);
    assert_true(iam_perms_has(&who.perms, PERM_SERVICE_WRITE));
    assert_int_equal(iam_user_update(w.iam, NULL, IAM_DEFAULT_TENANT, user, &(struct iam_user_change){ .role = "viewer", .enabled = -1 }),
                     OK);
    assert_int_equal(ask_key(key, &who), OK);
    assert_false(iam_perms_has(&who.perms, PERM_SERVICE_WRITE));
    clock_fake_advance(w.clock, US_PER_HOUR);
    assert_int_equal(ask_key(key, &who), OK); /* an idle key stays */
    struct iam_key k;
    iam_housekeep(w.iam);
    assert_int_equal(iam_key_get(w.iam, w.arena, IAM_DEFAULT_TENANT, id, &k), OK);
    assert_int_equal(k.last_used_at, START + US_PER_HOUR);
    clock_fake_advance(w.clock, US_PER_HOUR);
    assert_int_equal(ask_key(key, &who), ERR_UNAUTHENTICATED);
    iam_housekeep(w.iam);
    assert_string_equal(w.ended_session, id);
}

/* ---- Idempotency-Key ---- */

static enum err begin(const char *key, unsigned char body, int *status, const char **answer)
{
    unsigned char hash[32] = { body };
    return iam_idem_begin(w.iam, w.arena, IAM_DEFAULT_TENANT, "user", key, "POST /x", hash, status, answer);
}

static void test_first_answer_is_repeated(void **state)
{
    (void)state;
    int status;
    const char *answer;
    assert_int_equal(begin("k1", 1, &status, &answer), OK);
    assert_int_equal(status, 0);
    assert_int_equal(begin("k1", 1, &status, &answer), ERR_CONFLICT); /* still running */
    iam_idem_end(w.iam, IAM_DEFAULT_TENANT, "user", "k1", 201, "{\"id\":1}");
    assert_int_equal(begin("k1", 1, &status, &answer), OK);
    assert_int_equal(status, 201);
    assert_string_equal(answer, "{\"id\":1}");
    assert_int_equal(begin("k1", 2, &status, &answer), ERR_CONFLICT); /* another body */
    restart();
    assert_int_equal(begin("k1", 1, &status, &answer), OK);
    assert_int_equal(status, 201);
    assert_int_equal(begin("k2", 1, &status, &answer), OK);
    iam_idem_end(w.iam, IAM_DEFAULT_TENANT, "user", "k2", 503, "");
    assert_int_equal(begin("k2", 1, &status, &answer), OK); /* a failure of the box may be tried again */
    assert_int_equal(status, 0);
    struct sql_idempotency_get_in kept = { .tenant_id = IAM_DEFAULT_TENANT, .user_id = "user", .key = "k1" };
    struct sql_idempotency_get_row row;
    assert_int_equal(iam_prune(w.iam), OK);
    assert_int_equal(sql_idempotency_get(store_reader(w.store), w.arena, &kept, &row), OK);
    clock_fake_advance(w.clock, US_PER_DAY + US_PER_S);
    assert_int_equal(iam_prune(w.iam), OK);
    assert_int_equal(sql_idempotency_get(store_reader(w.store), w.arena, &kept, &row), ERR_NOT_FOUND);
    assert_int_equal(begin("k1", 2, &status, &answer), OK);
    assert_int_equal(status, 0);
}

int main(void)
{
#define T(name, fn)                                                                                                                        \
    {                                                                                                                                      \
        name, fn, setup, teardown, NULL                                                                                                    \
    }
    const struct CMUnitTest tests[] = {
        T("each role includes the one before", test_roles_include_each_other),
        T("the claim works once", test_claim_works_once),
        T("the claim link ends after half an hour", test_claim_link_ends),
        T("wrong, unknown and disabled answer alike", test_wrong_unknown_and_disabled_answer_alike),
        T("guessing waits, the owner gets in", test_guessing_waits_and_the_owner_gets_in),
        T("[DT018] an idle session ends, an active one goes on", test_idle_end_slides),
        T("[DT018] every session ends in the end", test_absolute_end),
        T("an authenticated read writes nothing", test_reads_write_nothing_until_housekeeping),
        T("[DT018] the live sockets of a session end with it", test_housekeeping_ends_sockets_of_old_sessions),
        T("signing out ends one session", test_logout_ends_one_session),
        T("a new password ends the other sessions", test_password_change_ends_the_others),
        T("nobody gives more than they have", test_nobody_gives_more_than_they_have),
        T("the last superadmin and oneself stay", test_the_last_superadmin_and_oneself_stay),
        T("rights that are taken are gone at once", test_rights_that_are_taken_are_gone_at_once),
        T("a stale change is refused", test_versions),
        T("tenants do not see each other", test_tenants_do_not_see_each_other),
        T("a reset link works once", test_reset_link),
        T("an API key is kept as a hash", test_key_is_kept_as_a_hash),
        T("a key does not do more than its scopes", test_key_scopes),
        T("a key follows its owner and ends", test_key_follows_its_owner_and_its_end),
        T("the first answer is repeated for a day", test_first_answer_is_repeated),
    };
    return cmocka_run_group_tests_name("iam", tests, NULL, NULL);
}
