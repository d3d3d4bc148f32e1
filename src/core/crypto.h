/*
 * crypto.h - the only user of libsodium (and, for HMAC-SHA-1, of OpenSSL). Call crypto_init once at start. Thread-safe.
 */
#ifndef BINNACLE_CORE_CRYPTO_H
#define BINNACLE_CORE_CRYPTO_H
#include "core/arena.h"
#include "core/err.h"
#include <stdbool.h>
#include <stdint.h>

#define CRYPTO_HASH_SIZE      32 /* BLAKE2b-256, SHA-256, HMAC-SHA-256 */
#define CRYPTO_KEY_SIZE       32
#define CRYPTO_PASSWORD_SIZE  128 /* encoded argon2id hash and NUL */
#define CRYPTO_SIGNATURE_SIZE 64  /* Ed25519 */

MUST_CHECK enum err crypto_init(void);
void crypto_random(void *p, size_t n);
char *crypto_random_token(struct arena *a, size_t bytes);  /* base64url of that many random bytes */
bool crypto_equal(const void *a, const void *b, size_t n); /* constant time */
void crypto_wipe(void *p, size_t n);

/* argon2id, 19 MiB, 2 passes (OWASP 2024). At most two run at a time, others wait up to wait_ms, then ERR_BUSY: bounds memory in a login
 * storm. */
MUST_CHECK enum err crypto_password_hash(const char *password, int wait_ms, char out[CRYPTO_PASSWORD_SIZE]);
/* ERR_UNAUTHENTICATED when it does not match. hash NULL: the same work against a dummy hash, always ERR_UNAUTHENTICATED. `first`:
 * goes before all that wait and are not, so that a storm of strangers does not delay who is known. */
MUST_CHECK enum err crypto_password_verify(const char *hash, const char *password, int wait_ms, bool first);

void crypto_blake2b(const void *p, size_t n, unsigned char out[CRYPTO_HASH_SIZE]);
void crypto_sha256(const void *p, size_t n, unsigned char out[CRYPTO_HASH_SIZE]);
/* For RFC 6238 alone, where every program that shows codes knows no other hash. */
#define CRYPTO_SHA1_SIZE 20
void crypto_hmac_sha1(const void *key, size_t key_n, const void *p, size_t n, unsigned char out[CRYPTO_SHA1_SIZE]);
void crypto_sha512(const void *p, size_t n, unsigned char out[64]);
void crypto_hmac_sha256(const void *key, size_t key_n, const void *p, size_t n, unsigned char out[CRYPTO_HASH_SIZE]);

/* Ed25519 (RFC 8032). The seed is the private key: CRYPTO_KEY_SIZE random bytes. */
void crypto_sign_public(const unsigned char seed[CRYPTO_KEY_SIZE], unsigned char public_key[CRYPTO_KEY_SIZE]);
void crypto_sign_text(const unsigned char seed[CRYPTO_KEY_SIZE], const void *p, size_t n, unsigned char signature[CRYPTO_SIGNATURE_SIZE]);
bool crypto_signed(const unsigned char public_key[CRYPTO_KEY_SIZE], const void *p, size_t n,
                   const unsigned char signature[CRYPTO_SIGNATURE_SIZE]);

/* XChaCha20-Poly1305 with a random nonce in front; aad binds it to its place ("channel:<id>"). Results in the arena. */
MUST_CHECK enum err crypto_seal(struct arena *a, const unsigned char key[CRYPTO_KEY_SIZE], const char *aad, const void *p, size_t n,
                                unsigned char **out, size_t *out_n);
MUST_CHECK enum err crypto_open(struct arena *a, const unsigned char key[CRYPTO_KEY_SIZE], const char *aad, const void *p, size_t n,
                                unsigned char **out, size_t *out_n); /* ERR_CORRUPT */

/* Reads DATA/secret.key (exactly 32 bytes, mode 0600 or stricter), or makes it when absent and create is true. */
MUST_CHECK enum err crypto_key_load(const char *path, bool create, unsigned char key[CRYPTO_KEY_SIZE]);

#endif
