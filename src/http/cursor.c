/*
 * cursor.c - opaque cursors of lists: the handler's text with a keyed tag, so that nobody can make one up. Pure.
 *
 * Form: base64url(tag of 16 bytes, text). The tag is HMAC-SHA-256 over the list's route and the text, cut to 128 bits.
 */
#include "core/crypto.h"
#include "core/str.h"
#include "http/private.h"
#include <string.h>

#define TAG      16
#define TEXT_MAX 1024

static void tag_of(struct arena *a, const unsigned char key[32], const char *scope, const char *text, size_t n,
                   unsigned char tag[CRYPTO_HASH_SIZE])
{
    size_t scope_n = strlen(scope) + 1; /* its NUL parts the two */
    char *joined = arena_alloc(a, scope_n + n + 1);
    memcpy(joined, scope, scope_n);
    memcpy(joined + scope_n, text, n);
    crypto_hmac_sha256(key, 32, joined, scope_n + n, tag);
}

char *cursor_sign(struct arena *a, const unsigned char key[32], const char *scope, const char *text)
{
    unsigned char tag[CRYPTO_HASH_SIZE];
    size_t n = strlen(text);
    tag_of(a, key, scope, text, n, tag);
    unsigned char *joined = arena_alloc(a, TAG + n + 1);
    memcpy(joined, tag, TAG);
    memcpy(joined + TAG, text, n);
    return str_base64url(a, joined, TAG + n);
}

const char *cursor_open(struct arena *a, const unsigned char key[32], const char *scope, const char *signed_text)
{
    unsigned char tag[CRYPTO_HASH_SIZE], *raw;
    size_t n;
    if (strlen(signed_text) > TEXT_MAX * 2 || !str_base64_decode(a, signed_text, strlen(signed_text), &raw, &n) || n < TAG)
        return NULL;
    tag_of(a, key, scope, (const char *)raw + TAG, n - TAG, tag);
    if (!crypto_equal(tag, raw, TAG) || memchr(raw + TAG, '\0', n - TAG))
        return NULL;
    return arena_strndup(a, (const char *)raw + TAG, n - TAG);
}
