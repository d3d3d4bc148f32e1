/*
 * jose.c - compact tokens: taken apart strictly, signed and verified with Ed25519. Any thread.
 */
#include "core/jose.h"
#include "core/str.h"
#include <string.h>

#define PARTS 3

static enum err malformed(const char *why)
{
    return err_set(ERR_MALFORMED, "the token cannot be read: %s", why);
}

/* Only the one spelling that an encoder makes: a token cannot be written in two ways. */
static bool decode(struct arena *a, const char *s, size_t n, unsigned char **out, size_t *len)
{
    for (size_t i = 0; i < n; i++)
        if (!((s[i] >= 'A' && s[i] <= 'Z') || (s[i] >= 'a' && s[i] <= 'z') || (s[i] >= '0' && s[i] <= '9') || s[i] == '-' || s[i] == '_'))
            return false;
    if (!str_base64_decode(a, s, n, out, len))
        return false;
    const char *again = str_base64url(a, *out, *len);
    return strlen(again) == n && memcmp(again, s, n) == 0;
}

static enum err object(struct arena *a, const char *s, size_t n, const char *what, const struct json **out)
{
    unsigned char *text;
    size_t len;
    struct json *v;
    if (n == 0 || !decode(a, s, n, &text, &len) || json_parse(a, (const char *)text, len, &v) != OK || json_type(v) != JSON_OBJECT)
        return malformed(what);
    *out = v;
    return OK;
}

/* A text member of the header; absent is fine unless it is needed. */
static bool text_member(const struct json *header, const char *name, const char **out)
{
    const struct json *v = json_get(header, name);
    *out = json_string(v);
    return !v || (*out && str_printable(*out) && strlen(*out) <= JOSE_KID_MAX);
}

enum err jose_parse(struct arena *a, const char *token, size_t n, struct jose *out)
{
    static const char *const refused[] = { "crit", "jwk", "jku", "x5u", "b64", "zip" };
    const char *part[PARTS];
    size_t len[PARTS], count = 0;
    unsigned char *signature;
    *out = (struct jose){ .input = token };
    if (n > JOSE_TOKEN_MAX)
        return malformed("it is too long");
    for (const char *s = token, *end = token + n; count < PARTS; count++) {
        const char *dot = memchr(s, '.', (size_t)(end - s));
        part[count] = s;
        len[count] = (size_t)((dot ? dot : end) - s);
        if (!dot)
            break;
        s = dot + 1;
    }
    if (count != PARTS - 1)
        return malformed("it does not have three parts");
    enum err e = object(a, part[0], len[0], "its header is not a JSON object", &out->header);
    if (e)
        return e;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (json_get(out->header, refused[i]))
            return err_set(ERR_MALFORMED, "the token cannot be read: its header has the member %s", refused[i]);
    if (!text_member(out->header, "alg", &out->alg) || !text_member(out->header, "kid", &out->kid) ||
        !text_member(out->header, "typ", &out->typ) || !out->alg)
        return malformed("its header is not one of a signed token");
    if ((e = object(a, part[1], len[1], "its claims are not a JSON object", &out->claims)))
        return e;
    if (len[2] == 0 || !decode(a, part[2], len[2], &signature, &out->signature_len))
        return malformed("it is not signed");
    out->signature = signature;
    out->input_len = len[0] + 1 + len[1];
    return OK;
}

char *jose_sign(struct arena *a, const unsigned char seed[CRYPTO_KEY_SIZE], const char *header, const char *claims)
{
    unsigned char signature[CRYPTO_SIGNATURE_SIZE];
    const char *input = arena_printf(a, "%s.%s", str_base64url(a, header, strlen(header)), str_base64url(a, claims, strlen(claims)));
    crypto_sign_text(seed, input, strlen(input), signature);
    return arena_printf(a, "%s.%s", input, str_base64url(a, signature, sizeof signature));
}

bool jose_signed_by(const struct jose *t, const unsigned char public_key[CRYPTO_KEY_SIZE])
{
    return str_eq(t->alg, "EdDSA") && t->signature_len == CRYPTO_SIGNATURE_SIZE &&
           crypto_signed(public_key, t->input, t->input_len, t->signature);
}
