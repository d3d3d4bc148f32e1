/*
 * webhook_sign.h - signatures of the Standard Webhooks specification, version 1 (standardwebhooks.com, "Signature scheme", symmetric v1):
 * base64(HMAC-SHA256(secret, id + "." + timestamp + "." + body)). Pure.
 */
#ifndef BINNACLE_CORE_WEBHOOK_SIGN_H
#define BINNACLE_CORE_WEBHOOK_SIGN_H
#include "core/arena.h"
#include "core/err.h"
#include <stdint.h>

/* The key's bytes: a secret that begins with "whsec_" is base64 behind it (24 to 64 bytes, as the specification asks); any other is taken
 * as it is. ERR_INVALID says what is wrong. */
MUST_CHECK enum err webhook_key(struct arena *a, const char *secret, const unsigned char **key, size_t *n);
/* The value of the header webhook-signature: "v1,<base64>". */
char *webhook_sign(struct arena *a, const unsigned char *key, size_t key_n, const char *id, int64_t unix_seconds, const void *body,
                   size_t n);

#endif
