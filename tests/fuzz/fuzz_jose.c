/*
 * fuzz_jose.c - any bytes as a token and as a key set. A token that is taken has three parts whose text is the only one of its content, and
 * no key that nobody signed with says yes to it.
 */
#include "core/jose.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char public_key[CRYPTO_KEY_SIZE] = { 7 };
    struct arena *a = arena_new(0);
    struct jose t;
    struct jose_keys *k;
    if (jose_parse(a, (const char *)data, size, &t) == OK) {
        if (!t.alg || t.signature_len == 0 || t.input_len + 1 >= size || t.input[t.input_len] != '.')
            abort();
        if (json_type(t.header) != JSON_OBJECT || json_type(t.claims) != JSON_OBJECT || jose_signed_by(&t, public_key))
            abort();
    }
    if (jose_keys_parse((const char *)data, size, &k) == OK) {
        if (jose_keys_count(k) > JOSE_KEYS_MAX)
            abort();
        jose_keys_free(k);
    }
    arena_free(a);
    return 0;
}
