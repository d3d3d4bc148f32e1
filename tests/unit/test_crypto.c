/* Tests of core/crypto.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/crypto.h"
#include "core/str.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena *a;
static int setup(void **state)
{
    (void)state;
    a = arena_new(0);
    return crypto_init() == OK ? 0 : -1;
}
static int teardown(void **state)
{
    (void)state;
    arena_free(a);
    return 0;
}

static void known_hashes(void **state)
{
    (void)state;
    unsigned char h[CRYPTO_HASH_SIZE];
    crypto_sha256("abc", 3, h); /* FIPS 180-2 */
    assert_string_equal(str_hex(a, h, sizeof h), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    crypto_hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, h); /* RFC 4231 case 2 */
    assert_string_equal(str_hex(a, h, sizeof h), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    crypto_blake2b("abc", 3, h);
    assert_string_equal(str_hex(a, h, sizeof h), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void sealed_opens_only_whole_and_in_its_place(void **state)
{
    (void)state;
    unsigned char key[CRYPTO_KEY_SIZE], *sealed, *plain;
    size_t n, m;
    crypto_random(key, sizeof key);
    assert_int_equal(crypto_seal(a, key, "channel:1", "secret", 6, &sealed, &n), OK);
    assert_int_equal(crypto_open(a, key, "channel:1", sealed, n, &plain, &m), OK);
    assert_int_equal(m, 6);
    assert_string_equal((char *)plain, "secret");
    assert_int_equal(crypto_open(a, key, "channel:2", sealed, n, &plain, &m), ERR_CORRUPT);
    for (size_t i = 0; i < n; i++) {
        for (int bit = 0; bit < 8; bit++) {
            sealed[i] = (unsigned char)(sealed[i] ^ (1 << bit));
            assert_int_equal(crypto_open(a, key, "channel:1", sealed, n, &plain, &m), ERR_CORRUPT);
            sealed[i] = (unsigned char)(sealed[i] ^ (1 << bit));
        }
    }
    for (size_t cut = 0; cut < n; cut++)
        assert_int_equal(crypto_open(a, key, "channel:1", sealed, cut, &plain, &m), ERR_CORRUPT);
    key[0] ^= 1;
    assert_int_equal(crypto_open(a, key, "channel:1", sealed, n, &plain, &m), ERR_CORRUPT);
    assert_int_equal(crypto_seal(a, key, "", "", 0, &sealed, &n), OK);
    assert_int_equal(crypto_open(a, key, "", sealed, n, &plain, &m), OK);
    assert_int_equal(m, 0);
}

static void passwords(void **state)
{
    (void)state;
    char one[CRYPTO_PASSWORD_SIZE], two[CRYPTO_PASSWORD_SIZE];
    assert_int_equal(crypto_password_hash("correct horse", 5000, one), OK);
    assert_int_equal(crypto_password_hash("correct horse", 5000, two), OK);
    assert_string_not_equal(one, two); /* salted */
    assert_true(str_starts(one, "$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_int_equal(crypto_password_verify(one, "correct horse", 5000, true), OK);
    assert_int_equal(crypto_password_verify(one, "correct horsf", 5000, false), ERR_UNAUTHENTICATED);
    assert_int_equal(crypto_password_verify("not a hash", "x", 5000, false), ERR_UNAUTHENTICATED);
    assert_int_equal(crypto_password_verify(NULL, "correct horse", 5000, false), ERR_UNAUTHENTICATED);
}

static void *verify_now(void *arg)
{
    *(enum err *)arg = crypto_password_verify(NULL, "x", 0, false);
    return NULL;
}

static void a_login_storm_is_refused_not_queued_for_ever(void **state)
{
    (void)state;
    enum { N = 24 };
    pthread_t t[N];
    enum err e[N];
    int busy = 0, done = 0;
    for (int i = 0; i < N; i++)
        assert_int_equal(pthread_create(&t[i], NULL, verify_now, &e[i]), 0);
    for (int i = 0; i < N; i++) {
        pthread_join(t[i], NULL);
        busy += e[i] == ERR_BUSY;
        done += e[i] == ERR_UNAUTHENTICATED;
    }
    assert_int_equal(busy + done, N);
    assert_true(done >= 1);
    assert_true(busy >= 1); /* 24 at once, two places, no waiting */
}

static struct {
    atomic_int finished;
    int first_at; /* how many strangers were done when the known one was */
} queue;

static void *verify_stranger(void *arg)
{
    *(enum err *)arg = crypto_password_verify(NULL, "x", 60000, false);
    atomic_fetch_add(&queue.finished, 1);
    return NULL;
}

static void who_is_known_goes_before_a_storm(void **state)
{
    (void)state;
    enum { N = 20 };
    pthread_t t[N];
    enum err e[N];
    for (int i = 0; i < N; i++)
        assert_int_equal(pthread_create(&t[i], NULL, verify_stranger, &e[i]), 0);
    while (atomic_load(&queue.finished) == 0)
        usleep(1000);
    assert_int_equal(crypto_password_verify(NULL, "x", 60000, true), ERR_UNAUTHENTICATED);
    queue.first_at = atomic_load(&queue.finished);
    for (int i = 0; i < N; i++) {
        pthread_join(t[i], NULL);
        assert_int_equal(e[i], ERR_UNAUTHENTICATED);
    }
    assert_int_equal(atomic_load(&queue.finished), N); /* and the others had their turn */
    assert_in_range(queue.first_at, 1, N / 2);
}

static void tokens(void **state)
{
    (void)state;
    char *one = crypto_random_token(a, 32);
    assert_int_equal(strlen(one), 43);
    assert_string_not_equal(one, crypto_random_token(a, 32));
    assert_true(crypto_equal("abc", "abc", 3));
    assert_false(crypto_equal("abc", "abd", 3));
}

static void key_file(void **state)
{
    (void)state;
    char dir[] = "/tmp/binnacle-key-XXXXXX", path[64], link_path[64];
    unsigned char key[CRYPTO_KEY_SIZE], again[CRYPTO_KEY_SIZE];
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/secret.key", dir);
    snprintf(link_path, sizeof link_path, "%s/link.key", dir);
    assert_int_equal(crypto_key_load(path, false, key), ERR_NOT_FOUND);
    assert_int_equal(crypto_key_load(path, true, key), OK);
    assert_int_equal(crypto_key_load(path, true, again), OK);
    assert_memory_equal(key, again, sizeof key);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(st.st_nlink, 1);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(crypto_key_load(path, true, again), ERR_FORBIDDEN);
    assert_int_equal(chmod(path, 0400), 0);
    assert_int_equal(crypto_key_load(path, false, again), OK);
    assert_int_equal(symlink(path, link_path), 0);
    assert_int_equal(crypto_key_load(link_path, false, again), ERR_IO);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(truncate(path, 31), 0);
    assert_int_equal(crypto_key_load(path, true, again), ERR_CORRUPT);
    unlink(link_path);
    unlink(path);
    assert_int_equal(rmdir(dir), 0); /* no temporary file was left */
    assert_int_equal(crypto_key_load("/nonexistent-dir/secret.key", true, key), ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_hashes),
        cmocka_unit_test(sealed_opens_only_whole_and_in_its_place),
        cmocka_unit_test(passwords),
        cmocka_unit_test(a_login_storm_is_refused_not_queued_for_ever),
        cmocka_unit_test(who_is_known_goes_before_a_storm),
        cmocka_unit_test(tokens),
        cmocka_unit_test(key_file),
    };
    return cmocka_run_group_tests_name("core: crypto", tests, setup, teardown);
}
