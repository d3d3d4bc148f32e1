/*
 * sso_token.c - what an ID token must say (OpenID Connect Core 1.0 §3.1.3.7). Pure.
 */
#include "core/str.h"
#include "sso/sso_private.h"
#include <string.h>

#define SKEW_S      120 /* how far the provider's clock may be off */
#define SUBJECT_MAX 255 /* Core §2 */
#define AT_HASH_MAX 64

static enum err wrong(const char *what)
{
    return err_set(ERR_UNAUTHENTICATED, "the identity provider's ID token is not valid: %s", what);
}

/* aud is a text or an array; of several the token must say which one it was made for. */
static bool meant_for(const struct json *claims, const char *client_id)
{
    const struct json *aud = json_get(claims, "aud"), *azp = json_get(claims, "azp");
    bool found = str_eq(json_string(aud), client_id);
    for (const struct json *v = json_type(aud) == JSON_ARRAY ? json_first(aud) : NULL; v; v = json_next(v))
        found = found || str_eq(json_string(v), client_id);
    if (json_type(aud) == JSON_ARRAY && json_size(aud) > 1 && !azp)
        return false;
    return found && (!azp || str_eq(json_string(azp), client_id));
}

/* The left half of the hash of the access token (Core §3.1.3.6), with the hash of the signature's algorithm. */
static bool hash_matches(struct arena *a, const struct jose *t, const char *access_token)
{
    unsigned char hash[64];
    size_t half = 16;
    const char *given = json_string(json_get(t->claims, "at_hash"));
    if (str_eq(t->alg, "EdDSA")) {
        crypto_sha512(access_token, strlen(access_token), hash);
        half = 32;
    } else {
        crypto_sha256(access_token, strlen(access_token), hash);
    }
    return given && str_eq(given, str_base64url(a, hash, half));
}

enum err sso_check_claims(struct arena *a, const struct jose *t, const struct sso_expect *x)
{
    int64_t now = x->now / US_PER_S, exp, iat, nbf;
    const struct json *c = t->claims;
    const char *nonce = json_string(json_get(c, "nonce")), *sub = json_string(json_get(c, "sub"));
    if (!str_eq(json_string(json_get(c, "iss")), x->issuer))
        return wrong("it is another issuer's");
    if (!meant_for(c, x->client_id))
        return wrong("it was made for another client");
    if (!json_int(json_get(c, "exp"), &exp) || now >= exp + SKEW_S)
        return wrong("it has expired");
    if (!json_int(json_get(c, "iat"), &iat) || iat > now + SKEW_S)
        return wrong("it is of the future; compare the clocks of the two machines");
    if (json_get(c, "nbf") && (!json_int(json_get(c, "nbf"), &nbf) || nbf > now + SKEW_S))
        return wrong("it is not valid yet");
    if (!nonce || strlen(nonce) != strlen(x->nonce) || !crypto_equal(nonce, x->nonce, strlen(nonce)))
        return wrong("it was made for another sign-in");
    if (!sub || !*sub || strlen(sub) > SUBJECT_MAX || !str_printable(sub))
        return wrong("it names nobody");
    if (x->access_token && json_get(c, "at_hash") && !hash_matches(a, t, x->access_token))
        return wrong("it does not belong to its access token");
    return OK;
}
