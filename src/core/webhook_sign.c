/*
 * webhook_sign.c - signs webhooks. See webhook_sign.h. Pure functions, any thread.
 */
#include "core/webhook_sign.h"
#include "core/buf.h"
#include "core/crypto.h"
#include "core/str.h"
#include <string.h>

#define PREFIX  "whsec_"
#define KEY_MIN 24
#define KEY_MAX 64

enum err webhook_key(struct arena *a, const char *secret, const unsigned char **key, size_t *n)
{
    if (!str_starts(secret, PREFIX)) {
        *key = (const unsigned char *)secret;
        *n = strlen(secret);
        return *n ? OK : err_set(ERR_INVALID, "must not be empty");
    }
    unsigned char *bytes;
    const char *text = secret + strlen(PREFIX);
    if (!str_base64_decode(a, text, strlen(text), &bytes, n))
        return err_set(ERR_INVALID, "must be base64 behind " PREFIX);
    if (*n < KEY_MIN || *n > KEY_MAX)
        return err_set(ERR_INVALID, "must hold %d to %d bytes behind " PREFIX, KEY_MIN, KEY_MAX);
    *key = bytes;
    return OK;
}

char *webhook_sign(struct arena *a, const unsigned char *key, size_t key_n, const char *id, int64_t unix_seconds, const void *body,
                   size_t n)
{
    unsigned char mac[CRYPTO_HASH_SIZE];
    const char *head = arena_printf(a, "%s.%lld.", id, (long long)unix_seconds);
    size_t head_n = strlen(head);
    unsigned char *signed_text = arena_alloc(a, head_n + n + 1);
    memcpy(signed_text, head, head_n);
    if (n)
        memcpy(signed_text + head_n, body, n);
    crypto_hmac_sha256(key, key_n, signed_text, head_n + n, mac);
    return arena_printf(a, "v1,%s", str_base64(a, mac, sizeof mac));
}
