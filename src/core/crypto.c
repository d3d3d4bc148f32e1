/*
 * crypto.c - libsodium behind a small door.
 *
 * Threads: any. Always: at most HASHERS password hashes run at once, each of HASH_MEMORY bytes, so that a login storm costs bounded memory.
 */
#include "core/crypto.h"
#include "core/clock.h"
#include "core/str.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define HASHERS     2
#define HASH_PASSES 2
#define HASH_MEMORY (19u * 1024 * 1024) /* OWASP password storage, argon2id: 19 MiB, t=2, p=1 */

_Static_assert(CRYPTO_PASSWORD_SIZE >= crypto_pwhash_STRBYTES, "room for the encoded hash");
_Static_assert(CRYPTO_KEY_SIZE == crypto_sign_SEEDBYTES && CRYPTO_KEY_SIZE == crypto_sign_PUBLICKEYBYTES, "Ed25519 keys");
_Static_assert(CRYPTO_SIGNATURE_SIZE == crypto_sign_BYTES, "Ed25519 signature");
_Static_assert(CRYPTO_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key size");

static pthread_mutex_t hash_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t hash_free;
static int hash_running, hash_first; /* those that wait and go before the others */

static void init_condition(void)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&hash_free, &attr);
    pthread_condattr_destroy(&attr);
}

enum err crypto_init(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, init_condition);
    if (sodium_init() < 0)
        return err_set(ERR_INTERNAL, "libsodium cannot start: no source of randomness");
    return OK;
}

void crypto_random(void *p, size_t n)
{
    randombytes_buf(p, n);
}

char *crypto_random_token(struct arena *a, size_t bytes)
{
    unsigned char *p = arena_alloc(a, bytes);
    randombytes_buf(p, bytes);
    char *text = str_base64url(a, p, bytes);
    sodium_memzero(p, bytes);
    return text;
}

bool crypto_equal(const void *a, const void *b, size_t n)
{
    return sodium_memcmp(a, b, n) == 0;
}

void crypto_wipe(void *p, size_t n)
{
    sodium_memzero(p, n);
}

static bool must_wait(bool first)
{
    return hash_running >= HASHERS || (!first && hash_first > 0);
}

static enum err hasher_enter(int wait_ms, bool first)
{
    struct timespec until = clock_deadline(wait_ms * US_PER_MS);
    enum err e = OK;
    pthread_mutex_lock(&hash_lock);
    hash_first += first;
    while (must_wait(first) && e == OK)
        if (pthread_cond_timedwait(&hash_free, &hash_lock, &until) == ETIMEDOUT && must_wait(first))
            e = err_set(ERR_BUSY, "too many sign-ins at once, try again in a moment");
    hash_first -= first;
    if (e == OK)
        hash_running++;
    if (first) /* who had to let this one pass looks again */
        pthread_cond_broadcast(&hash_free);
    pthread_mutex_unlock(&hash_lock);
    return e;
}

static void hasher_leave(void)
{
    pthread_mutex_lock(&hash_lock);
    hash_running--;
    pthread_cond_broadcast(&hash_free);
    pthread_mutex_unlock(&hash_lock);
}

static enum err make_hash(const char *password, int wait_ms, bool first, char out[CRYPTO_PASSWORD_SIZE])
{
    enum err e = hasher_enter(wait_ms, first);
    if (e != OK)
        return e;
    int rc = crypto_pwhash_str_alg(out, password, strlen(password), HASH_PASSES, HASH_MEMORY, crypto_pwhash_ALG_ARGON2ID13);
    hasher_leave();
    return rc == 0 ? OK : err_set(ERR_BUSY, "not enough memory to hash a password");
}

enum err crypto_password_hash(const char *password, int wait_ms, char out[CRYPTO_PASSWORD_SIZE])
{
    return make_hash(password, wait_ms, false, out);
}

enum err crypto_password_verify(const char *hash, const char *password, int wait_ms, bool first)
{
    if (!hash) { /* making a hash costs what verifying one does */
        char scratch[CRYPTO_PASSWORD_SIZE];
        enum err e = make_hash(password, wait_ms, first, scratch);
        return e != OK ? e : err_set(ERR_UNAUTHENTICATED, "wrong e-mail address or password");
    }
    enum err e = hasher_enter(wait_ms, first);
    if (e != OK)
        return e;
    int rc = crypto_pwhash_str_verify(hash, password, strlen(password));
    hasher_leave();
    return rc == 0 ? OK : err_set(ERR_UNAUTHENTICATED, "wrong e-mail address or password");
}

void crypto_blake2b(const void *p, size_t n, unsigned char out[CRYPTO_HASH_SIZE])
{
    crypto_generichash(out, CRYPTO_HASH_SIZE, p, n, NULL, 0);
}

void crypto_sha256(const void *p, size_t n, unsigned char out[CRYPTO_HASH_SIZE])
{
    crypto_hash_sha256(out, p, n);
}

void crypto_hmac_sha1(const void *key, size_t key_n, const void *p, size_t n, unsigned char out[CRYPTO_SHA1_SIZE])
{
    unsigned len = CRYPTO_SHA1_SIZE;
    HMAC(EVP_sha1(), key, (int)key_n, p, n, out, &len);
}

void crypto_sha512(const void *p, size_t n, unsigned char out[64])
{
    crypto_hash_sha512(out, p, n);
}

void crypto_hmac_sha256(const void *key, size_t key_n, const void *p, size_t n, unsigned char out[CRYPTO_HASH_SIZE])
{
    crypto_auth_hmacsha256_state s; /* the multi-part form takes keys of any length */
    crypto_auth_hmacsha256_init(&s, key, key_n);
    crypto_auth_hmacsha256_update(&s, p, n);
    crypto_auth_hmacsha256_final(&s, out);
    sodium_memzero(&s, sizeof s);
}

void crypto_sign_public(const unsigned char seed[CRYPTO_KEY_SIZE], unsigned char public_key[CRYPTO_KEY_SIZE])
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(public_key, secret, seed);
    sodium_memzero(secret, sizeof secret);
}

void crypto_sign_text(const unsigned char seed[CRYPTO_KEY_SIZE], const void *p, size_t n, unsigned char signature[CRYPTO_SIGNATURE_SIZE])
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES], public_key[CRYPTO_KEY_SIZE];
    crypto_sign_seed_keypair(public_key, secret, seed);
    crypto_sign_detached(signature, NULL, p, n, secret);
    sodium_memzero(secret, sizeof secret);
}

bool crypto_signed(const unsigned char public_key[CRYPTO_KEY_SIZE], const void *p, size_t n,
                   const unsigned char signature[CRYPTO_SIGNATURE_SIZE])
{
    return crypto_sign_verify_detached(signature, p, n, public_key) == 0;
}

#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG   crypto_aead_xchacha20poly1305_ietf_ABYTES

enum err crypto_seal(struct arena *a, const unsigned char key[CRYPTO_KEY_SIZE], const char *aad, const void *p, size_t n,
                     unsigned char **out, size_t *out_n)
{
    unsigned char *sealed = arena_alloc(a, NONCE + n + TAG);
    unsigned long long len = 0;
    randombytes_buf(sealed, NONCE);
    if (crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE, &len, p, n, (const unsigned char *)aad, strlen(aad), NULL, sealed,
                                                   key) != 0)
        return err_set(ERR_INTERNAL, "cannot encrypt");
    *out = sealed;
    *out_n = NONCE + (size_t)len;
    return OK;
}

enum err crypto_open(struct arena *a, const unsigned char key[CRYPTO_KEY_SIZE], const char *aad, const void *p, size_t n,
                     unsigned char **out, size_t *out_n)
{
    if (n < NONCE + TAG)
        return err_set(ERR_CORRUPT, "a stored secret is cut short");
    const unsigned char *sealed = p;
    unsigned char *plain = arena_alloc(a, n - NONCE - TAG + 1); /* with a NUL after it, so that text can be used as it is */
    unsigned long long len = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &len, NULL, sealed + NONCE, n - NONCE, (const unsigned char *)aad, strlen(aad),
                                                   sealed, key) != 0)
        return err_set(ERR_CORRUPT, "a stored secret cannot be opened: it is damaged, or secret.key is not the one it was sealed with");
    *out = plain;
    *out_n = (size_t)len;
    return OK;
}

/* ---- the key file ---- */

static enum err key_read(int fd, const char *path, unsigned char key[CRYPTO_KEY_SIZE])
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_errno(ERR_IO, "cannot look at %s", path);
    if (!S_ISREG(st.st_mode))
        return err_set(ERR_CORRUPT, "%s is not a regular file", path);
    if (st.st_mode & 077)
        return err_set(ERR_FORBIDDEN, "%s can be read by others (mode %03o): chmod 600 it", path, (unsigned)(st.st_mode & 0777));
    if (st.st_size != CRYPTO_KEY_SIZE)
        return err_set(ERR_CORRUPT, "%s must be exactly %d bytes, it is %lld", path, CRYPTO_KEY_SIZE, (long long)st.st_size);
    size_t got = 0;
    while (got < CRYPTO_KEY_SIZE) {
        ssize_t r = read(fd, key + got, CRYPTO_KEY_SIZE - got);
        if (r < 0 && errno == EINTR)
            continue;
        if (r <= 0)
            return err_errno(ERR_IO, "cannot read %s", path);
        got += (size_t)r;
    }
    return OK;
}

/* Written beside it, synced, then linked into place: a crash leaves a whole key or none, and of two processes one wins. */
static enum err key_make(const char *path)
{
    enum err e = OK;
    char temp[4096], dir[4096];
    unsigned char key[CRYPTO_KEY_SIZE];
    int n = snprintf(temp, sizeof temp, "%s.new-%ld", path, (long)getpid());
    if (n < 0 || (size_t)n >= sizeof temp)
        return err_set(ERR_INVALID, "the path of the key file is too long");
    unlink(temp);
    int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return err_errno(errno == ENOSPC ? ERR_DISK_FULL : ERR_IO, "cannot create %s", temp);
    randombytes_buf(key, sizeof key);
    if (write(fd, key, sizeof key) != (ssize_t)sizeof key || fsync(fd) != 0) {
        e = err_errno(errno == ENOSPC ? ERR_DISK_FULL : ERR_IO, "cannot write %s", temp);
        goto out;
    }
    if (link(temp, path) != 0 && errno != EEXIST) {
        e = err_errno(ERR_IO, "cannot create %s", path);
        goto out;
    }
    str_copy(dir, sizeof dir, path);
    char *slash = strrchr(dir, '/');
    if (slash)
        *slash = '\0';
    int dirfd = open(slash ? (slash == dir ? "/" : dir) : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dirfd < 0 || fsync(dirfd) != 0)
        e = err_errno(ERR_IO, "cannot sync the directory of %s", path);
    if (dirfd >= 0)
        close(dirfd);
out:
    sodium_memzero(key, sizeof key);
    close(fd);
    unlink(temp);
    return e;
}

enum err crypto_key_load(const char *path, bool create, unsigned char key[CRYPTO_KEY_SIZE])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT && create) {
        enum err e = key_make(path);
        if (e != OK)
            return e;
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    }
    if (fd < 0)
        return err_errno(errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "cannot open the key file %s", path);
    enum err e = key_read(fd, path, key);
    close(fd);
    return e;
}
