/*
 * jose_keys.c - JSON Web Key Sets and signatures by their keys, with OpenSSL. Any thread; a set is read-only once made.
 *
 * What always holds: a key verifies the one algorithm of its kind, and only public keys of sane sizes are kept: what a provider publishes
 * cannot make a verification take long.
 */
#include "core/jose.h"
#include "core/mem.h"
#include "core/str.h"
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <string.h>

#define RSA_MIN_BITS 2048
#define RSA_MAX_BITS 8192
#define P256_SIZE    32 /* bytes of a coordinate, and of each half of a signature */

struct key {
    char kid[JOSE_KID_MAX + 1]; /* "" without one */
    const char *alg;
    EVP_PKEY *pkey;
};
struct jose_keys {
    struct key keys[JOSE_KEYS_MAX];
    size_t count;
};

/* ---- reading ---- */

static bool bytes(struct arena *a, const struct json *jwk, const char *member, unsigned char **p, size_t *n)
{
    const char *text = json_string(json_get(jwk, member));
    return text && *text && str_base64_decode(a, text, strlen(text), p, n) && *n > 0;
}

static EVP_PKEY *from_params(const char *type, OSSL_PARAM_BLD *build)
{
    EVP_PKEY *pkey = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    if (!ctx || !params || EVP_PKEY_fromdata_init(ctx) <= 0 || EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) <= 0)
        pkey = NULL;
    OSSL_PARAM_free(params);
    EVP_PKEY_CTX_free(ctx);
    return pkey;
}

static EVP_PKEY *rsa_key(struct arena *a, const struct json *jwk)
{
    unsigned char *n, *e;
    size_t n_len, e_len;
    if (!bytes(a, jwk, "n", &n, &n_len) || !bytes(a, jwk, "e", &e, &e_len) || n_len > RSA_MAX_BITS / 8 + 1 || e_len > 8)
        return NULL;
    BIGNUM *modulus = BN_bin2bn(n, (int)n_len, NULL), *exponent = BN_bin2bn(e, (int)e_len, NULL);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    EVP_PKEY *pkey = NULL;
    int bits = modulus ? BN_num_bits(modulus) : 0;
    if (build && exponent && bits >= RSA_MIN_BITS && bits <= RSA_MAX_BITS && BN_is_odd(exponent) && !BN_is_one(exponent) &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus) && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent))
        pkey = from_params("RSA", build);
    OSSL_PARAM_BLD_free(build);
    BN_free(modulus);
    BN_free(exponent);
    return pkey;
}

static EVP_PKEY *p256_key(struct arena *a, const struct json *jwk)
{
    unsigned char *x, *y, point[1 + 2 * P256_SIZE] = { 4 /* uncompressed */ };
    size_t x_len, y_len;
    if (!str_eq(json_string(json_get(jwk, "crv")), "P-256") || !bytes(a, jwk, "x", &x, &x_len) || !bytes(a, jwk, "y", &y, &y_len) ||
        x_len != P256_SIZE || y_len != P256_SIZE)
        return NULL;
    memcpy(point + 1, x, P256_SIZE);
    memcpy(point + 1 + P256_SIZE, y, P256_SIZE);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    EVP_PKEY *pkey = NULL;
    if (build && OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) &&
        OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point))
        pkey = from_params("EC", build);
    OSSL_PARAM_BLD_free(build);
    return pkey;
}

static EVP_PKEY *ed25519_key(struct arena *a, const struct json *jwk)
{
    unsigned char *x;
    size_t n;
    if (!str_eq(json_string(json_get(jwk, "crv")), "Ed25519") || !bytes(a, jwk, "x", &x, &n) || n != CRYPTO_KEY_SIZE)
        return NULL;
    return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, x, n);
}

static const struct kind {
    const char *kty, *alg;
    EVP_PKEY *(*read)(struct arena *a, const struct json *jwk);
} kinds[] = { { "RSA", "RS256", rsa_key }, { "EC", "ES256", p256_key }, { "OKP", "EdDSA", ed25519_key } };

static void read_key(struct arena *a, const struct json *jwk, struct jose_keys *k)
{
    const char *kty = json_string(json_get(jwk, "kty")), *use = json_string(json_get(jwk, "use"));
    const char *alg = json_string(json_get(jwk, "alg")), *kid = json_string(json_get(jwk, "kid"));
    if (use && !str_eq(use, "sig"))
        return;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!str_eq(kty, kinds[i].kty) || (alg && !str_eq(alg, kinds[i].alg)) || (kid && strlen(kid) > JOSE_KID_MAX))
            continue;
        struct key *key = &k->keys[k->count];
        key->pkey = kinds[i].read(a, jwk);
        if (!key->pkey)
            return;
        key->alg = kinds[i].alg;
        str_copy(key->kid, sizeof key->kid, kid ? kid : "");
        k->count++;
        return;
    }
}

enum err jose_keys_parse(const char *text, size_t n, struct jose_keys **out)
{
    struct arena *a = arena_new(0);
    struct json *set;
    const struct json *keys = NULL;
    enum err e = json_parse(a, text, n, &set);
    if (e == OK && json_type(keys = json_get(set, "keys")) != JSON_ARRAY)
        e = ERR_MALFORMED;
    if (e == OK && json_size(keys) > JOSE_KEYS_MAX)
        e = ERR_MALFORMED;
    if (e) {
        e = err_set(ERR_MALFORMED, "that is not a JSON Web Key Set of at most %d keys", JOSE_KEYS_MAX);
    } else {
        *out = mem_alloc(sizeof **out);
        for (const struct json *key = json_first(keys); key; key = json_next(key))
            read_key(a, key, *out);
    }
    arena_free(a);
    return e;
}

void jose_keys_free(struct jose_keys *k)
{
    for (size_t i = 0; k && i < k->count; i++)
        EVP_PKEY_free(k->keys[i].pkey);
    mem_free(k);
}

size_t jose_keys_count(const struct jose_keys *k)
{
    return k->count;
}
const char *jose_keys_alg(const struct jose_keys *k, size_t i)
{
    return k->keys[i].alg;
}
const char *jose_keys_kid(const struct jose_keys *k, size_t i)
{
    return k->keys[i].kid;
}

/* ---- verifying ---- */

/* OpenSSL wants the two halves of an ECDSA signature as DER (RFC 7518 §3.4 has them one after the other). */
static unsigned char *der(const struct jose *t, int *n)
{
    unsigned char *out = NULL;
    if (t->signature_len != 2 * P256_SIZE)
        return NULL;
    ECDSA_SIG *sig = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(t->signature, P256_SIZE, NULL), *s = BN_bin2bn(t->signature + P256_SIZE, P256_SIZE, NULL);
    if (sig && r && s && ECDSA_SIG_set0(sig, r, s)) { /* r and s are the signature's now */
        *n = i2d_ECDSA_SIG(sig, &out);
    } else {
        BN_free(r);
        BN_free(s);
    }
    ECDSA_SIG_free(sig);
    return *n > 0 ? out : NULL;
}

static bool verify(const struct key *key, const struct jose *t)
{
    const unsigned char *signature = t->signature;
    size_t n = t->signature_len;
    unsigned char *made = NULL;
    bool ec = str_eq(key->alg, "ES256");
    if (ec) {
        int len = 0;
        if (!(made = der(t, &len)))
            return false;
        signature = made;
        n = (size_t)len;
    }
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    const EVP_MD *digest = str_eq(key->alg, "EdDSA") ? NULL : EVP_sha256();
    bool good = ctx && EVP_DigestVerifyInit(ctx, NULL, digest, NULL, key->pkey) == 1 &&
                EVP_DigestVerify(ctx, signature, n, (const unsigned char *)t->input, t->input_len) == 1;
    EVP_MD_CTX_free(ctx);
    OPENSSL_free(made);
    return good;
}

enum err jose_keys_verify(const struct jose_keys *k, const struct jose *t)
{
    bool meant = false;
    for (size_t i = 0; i < k->count; i++) {
        const struct key *key = &k->keys[i];
        if (t->kid ? !str_eq(key->kid, t->kid) : !str_eq(key->alg, t->alg))
            continue;
        meant = true;
        if (str_eq(key->alg, t->alg) && verify(key, t))
            return OK;
    }
    if (!meant)
        return err_set(ERR_NOT_FOUND, "the token is signed with a key that is not published");
    return err_set(ERR_UNAUTHENTICATED, "the token's signature is wrong");
}
