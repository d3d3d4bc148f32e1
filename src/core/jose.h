/*
 * jose.h - JSON Web Signatures in compact form (RFC 7515), claims (RFC 7519) and JSON Web Keys (RFC 7517, 7518, 8037).
 *
 * The key decides the algorithm, never the token: an Ed25519 key verifies EdDSA and nothing else. What names a key or changes the rules
 * from within the token (jwk, jku, x5u, crit, b64, zip) makes it unreadable (RFC 8725 §3.1, §3.10). Pure; thread-safe on different arenas;
 * a set of keys is read-only once made.
 */
#ifndef BINNACLE_CORE_JOSE_H
#define BINNACLE_CORE_JOSE_H
#include "core/crypto.h"
#include "core/json.h"

#define JOSE_TOKEN_MAX 16384 /* bytes of a compact token */
#define JOSE_KID_MAX   256
#define JOSE_KEYS_MAX  64

struct jose {
    const struct json *header, *claims; /* objects */
    const char *alg, *kid, *typ;        /* of the header; kid and typ NULL when absent */
    const char *input;                  /* what is signed: the first two parts as they stand */
    size_t input_len;
    const unsigned char *signature;
    size_t signature_len;
};
/* Takes the token apart; nothing in it is proven yet. ERR_MALFORMED: too long, not three parts of canonical base64url, not JSON objects, or
 * a header that the text above refuses. */
MUST_CHECK enum err jose_parse(struct arena *a, const char *token, size_t n, struct jose *out);

/* The token of these two JSON texts with an Ed25519 signature (EdDSA). */
char *jose_sign(struct arena *a, const unsigned char seed[CRYPTO_KEY_SIZE], const char *header, const char *claims);
/* Whether the token says EdDSA and the key signed it. */
bool jose_signed_by(const struct jose *t, const unsigned char public_key[CRYPTO_KEY_SIZE]);

/* ---- somebody else's keys ---- */
struct jose_keys;
/* Reads a JWK Set. Keys of other uses, types, curves and sizes than RSA 2048-8192 (RS256), P-256 (ES256) and Ed25519 (EdDSA) are passed
 * over; symmetric ones always. ERR_MALFORMED: not a set, or more than JOSE_KEYS_MAX keys. The caller frees. */
MUST_CHECK enum err jose_keys_parse(const char *text, size_t n, struct jose_keys **out);
void jose_keys_free(struct jose_keys *k); /* k may be NULL */
size_t jose_keys_count(const struct jose_keys *k);
/* "RS256", the i-th key's algorithm, and its id ("" without one). */
const char *jose_keys_alg(const struct jose_keys *k, size_t i);
const char *jose_keys_kid(const struct jose_keys *k, size_t i);
/* ERR_NOT_FOUND: none of the keys can be the one meant (unknown kid); ERR_UNAUTHENTICATED: wrong signature or algorithm. Without a kid
 * every key of the algorithm is tried. */
MUST_CHECK enum err jose_keys_verify(const struct jose_keys *k, const struct jose *t);

#endif
