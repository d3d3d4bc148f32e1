/* Tests of core/jose.h: tokens of the RFCs, and everything that a token must not get away with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/jose.h"
#include "core/str.h"
#include <string.h>

static struct arena *a;
static int setup(void **state)
{
    (void)state;
    a = arena_new(0);
    return crypto_init() == OK ? 0 : -1;
}
static int teardown(void **state)
{
    (void)state;
    arena_free(a);
    return 0;
}

static enum err parse(const char *token, struct jose *t)
{
    return jose_parse(a, token, strlen(token), t);
}

static struct jose_keys *keys(const char *text)
{
    struct jose_keys *k = NULL;
    assert_int_equal(jose_keys_parse(text, strlen(text), &k), OK);
    return k;
}

/* A token of these texts with a signature that nobody made. */
static const char *forged(const char *header, const char *claims, const char *signature)
{
    return arena_printf(a, "%s.%s.%s", str_base64url(a, header, strlen(header)), str_base64url(a, claims, strlen(claims)), signature);
}

/* RFC 8037 appendix A.4 and A.5 */
static const char ed_token[] =
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iy"
    "lGjg5BhVsPt9g7sVvpAr_MuM0KAg";
static const char ed_seed[] = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", ed_public[] = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

static unsigned char *raw(const char *text)
{
    unsigned char *p;
    size_t n;
    assert_true(str_base64_decode(a, text, strlen(text), &p, &n) && n == CRYPTO_KEY_SIZE);
    return p;
}

static void ed25519_is_that_of_the_rfc(void **state)
{
    (void)state;
    unsigned char public_key[CRYPTO_KEY_SIZE], signature[CRYPTO_SIGNATURE_SIZE], *wanted;
    size_t n;
    crypto_sign_public(raw(ed_seed), public_key);
    assert_memory_equal(public_key, raw(ed_public), sizeof public_key);
    const char *dot = strrchr(ed_token, '.');
    crypto_sign_text(raw(ed_seed), ed_token, (size_t)(dot - ed_token), signature);
    assert_true(str_base64_decode(a, dot + 1, strlen(dot + 1), &wanted, &n) && n == sizeof signature);
    assert_memory_equal(signature, wanted, n);
    assert_true(crypto_signed(public_key, ed_token, (size_t)(dot - ed_token), wanted));
    wanted[0] ^= 1;
    assert_false(crypto_signed(public_key, ed_token, (size_t)(dot - ed_token), wanted));
    struct jose t; /* its payload is a sentence: a signed text, not a token with claims */
    assert_int_equal(parse(ed_token, &t), ERR_MALFORMED);
}

static void what_was_signed_is_read_again(void **state)
{
    (void)state;
    struct jose t;
    const char *token = jose_sign(a, raw(ed_seed), "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}", "{\"sub\":\"somebody\"}");
    assert_int_equal(parse(token, &t), OK);
    assert_string_equal(t.alg, "EdDSA");
    assert_string_equal(t.typ, "at+jwt");
    assert_string_equal(t.kid, "k1");
    assert_string_equal(json_string(json_get(t.claims, "sub")), "somebody");
    assert_true(jose_signed_by(&t, raw(ed_public)));
    unsigned char other[CRYPTO_KEY_SIZE];
    crypto_random(other, sizeof other);
    crypto_sign_public(other, other);
    assert_false(jose_signed_by(&t, other));
    /* one bit anywhere */
    size_t refused = 0, n = strlen(token);
    for (size_t i = 0; i < n; i++) {
        char *bad = arena_strdup(a, token);
        bad[i] = bad[i] == 'A' ? 'B' : 'A';
        refused += parse(bad, &t) != OK || !jose_signed_by(&t, raw(ed_public));
    }
    assert_int_equal(refused, n);
}

/* RFC 7515 appendix A.2 (RS256) and A.3 (ES256): the keys and tokens as printed there. */
static const char rsa_jwk[] =
    "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-"
    "yR"
    "T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-"
    "UTo7WTBEMa2R2CapHg665xsmtdVMTBQY"
    "4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\",\"e\":\"AQAB\"}]}";
static const char rsa_token[] =
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3"
    "hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
    "nZLgrnbyTyWz"
    "O75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
    "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6Lb"
    "gGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
static const char ec_jwk[] = "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":"
                             "\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";
static const char ec_token[] =
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

static void signatures_of_the_rfcs_verify(void **state)
{
    (void)state;
    struct jose t;
    struct jose_keys *rsa = keys(rsa_jwk), *ec = keys(ec_jwk);
    struct jose_keys *ed =
        keys(arena_printf(a, "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k1\",\"x\":\"%s\"}]}", ed_public));
    assert_int_equal(parse(rsa_token, &t), OK);
    assert_int_equal(jose_keys_verify(rsa, &t), OK);
    assert_int_equal(jose_keys_verify(ec, &t), ERR_NOT_FOUND);
    assert_int_equal(parse(ec_token, &t), OK);
    assert_int_equal(jose_keys_verify(ec, &t), OK);
    ((unsigned char *)(uintptr_t)t.signature)[5] ^= 1;
    assert_int_equal(jose_keys_verify(ec, &t), ERR_UNAUTHENTICATED);
    assert_int_equal(parse(jose_sign(a, raw(ed_seed), "{\"alg\":\"EdDSA\",\"kid\":\"k1\"}", "{}"), &t), OK);
    assert_int_equal(jose_keys_verify(ed, &t), OK);
    assert_int_equal(parse(jose_sign(a, raw(ed_seed), "{\"alg\":\"EdDSA\",\"kid\":\"k2\"}", "{}"), &t), OK);
    assert_int_equal(jose_keys_verify(ed, &t), ERR_NOT_FOUND);
    jose_keys_free(rsa);
    jose_keys_free(ec);
    jose_keys_free(ed);
}

static void the_key_decides_the_algorithm(void **state)
{
    (void)state;
    struct jose t;
    struct jose_keys *rsa = keys(rsa_jwk);
    /* the public key as the secret of an HMAC: the classic confusion */
    unsigned char mac[CRYPTO_HASH_SIZE];
    const char *signed_part = forged("{\"alg\":\"HS256\"}", "{\"sub\":\"root\"}", "");
    crypto_hmac_sha256(rsa_jwk, sizeof rsa_jwk - 1, signed_part, strlen(signed_part) - 1, mac);
    assert_int_equal(parse(arena_printf(a, "%s%s", signed_part, str_base64url(a, mac, sizeof mac)), &t), OK);
    assert_int_equal(jose_keys_verify(rsa, &t), ERR_NOT_FOUND);
    assert_false(jose_signed_by(&t, raw(ed_public)));
    static const char *const nones[] = { "none", "None", "NONE", "nOnE", "" };
    for (size_t i = 0; i < sizeof nones / sizeof *nones; i++) {
        const char *header = arena_printf(a, "{\"alg\":\"%s\"}", nones[i]);
        assert_int_equal(parse(forged(header, "{\"sub\":\"root\"}", ""), &t), ERR_MALFORMED);
        assert_int_equal(parse(forged(header, "{\"sub\":\"root\"}", "AA"), &t), OK);
        assert_false(jose_signed_by(&t, raw(ed_public)));
        assert_int_equal(jose_keys_verify(rsa, &t), ERR_NOT_FOUND);
    }
    jose_keys_free(rsa);
    /* signed by the right key, but it says another algorithm */
    assert_int_equal(parse(jose_sign(a, raw(ed_seed), "{\"alg\":\"ES256\"}", "{}"), &t), OK);
    assert_false(jose_signed_by(&t, raw(ed_public)));
}

static void hostile_tokens_are_unreadable(void **state)
{
    (void)state;
    static const char *const headers[] = {
        "{\"alg\":\"EdDSA\",\"crit\":[\"exp\"]}",
        "{\"alg\":\"EdDSA\",\"jwk\":{\"kty\":\"OKP\"}}",
        "{\"alg\":\"EdDSA\",\"jku\":\"https://evil.example/keys\"}",
        "{\"alg\":\"EdDSA\",\"x5u\":\"https://evil.example/cert\"}",
        "{\"alg\":\"EdDSA\",\"b64\":false}",
        "{\"alg\":\"EdDSA\",\"zip\":\"DEF\"}",
        "{\"alg\":\"none\",\"alg\":\"EdDSA\"}", /* twice */
        "{\"alg\":1}",
        "{\"alg\":null}",
        "{\"alg\":\"EdDSA\",\"kid\":7}",
        "{\"alg\":\"EdDSA\",\"kid\":\"a\\u0000b\"}",
        "{\"alg\":\"EdDSA\",\"typ\":[]}",
        "{}",
        "[]",
        "\"EdDSA\"",
        "",
    };
    struct jose t;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        if (parse(jose_sign(a, raw(ed_seed), headers[i], "{}"), &t) != ERR_MALFORMED)
            fail_msg("taken: %s", headers[i]);
    static const char *const claims[] = { "{\"sub\":\"a\",\"sub\":\"b\"}", "[]", "null", "", "{\"exp\":1e999}}" };
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++)
        if (parse(jose_sign(a, raw(ed_seed), "{\"alg\":\"EdDSA\"}", claims[i]), &t) != ERR_MALFORMED)
            fail_msg("taken: %s", claims[i]);
    const char *good = jose_sign(a, raw(ed_seed), "{\"alg\":\"EdDSA\"}", "{}");
    static const char *const forms[] = { "%s.", ".%s", "%s.AAAA", " %s", "%s ", "%s\n", "%s=", "" };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *at = strstr(forms[i], "%s");
        const char *bad = !at ? "" : arena_printf(a, "%.*s%s%s", (int)(at - forms[i]), forms[i], good, at + 2);
        if (parse(bad, &t) != ERR_MALFORMED)
            fail_msg("taken: %s", bad);
    }
    assert_int_equal(jose_parse(a, good, strlen(good) - 87, &t), ERR_MALFORMED);
    /* another spelling of the same bytes: the last character carries four bits that mean nothing */
    char *again = arena_strdup(a, good);
    size_t last = strlen(again) - 1;
    again[last] = again[last] == 'A' ? 'B' : (char)(again[last] + 1);
    assert_true(parse(again, &t) == ERR_MALFORMED || !jose_signed_by(&t, raw(ed_public)));
    /* too long, in one part or in all */
    char *big = arena_alloc(a, JOSE_TOKEN_MAX + 2);
    memset(big, 'A', JOSE_TOKEN_MAX + 1);
    assert_int_equal(parse(big, &t), ERR_MALFORMED);
    char *deep = arena_alloc(a, 4001);
    memset(deep, '[', 4000);
    assert_int_equal(parse(jose_sign(a, raw(ed_seed), "{\"alg\":\"EdDSA\"}", arena_printf(a, "{\"a\":%s", deep)), &t), ERR_MALFORMED);
}

static void only_sane_keys_are_kept(void **state)
{
    (void)state;
    static const char *const passed_over[] = {
        "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}",
        "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}", /* a modulus of 17 bits */
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":"
        "\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"}", /* not on the curve */
        "{\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AA\",\"y\":\"AA\"}",
        "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"use\":\"enc\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"alg\":\"HS256\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
        "{}",
        "7",
    };
    for (size_t i = 0; i < sizeof passed_over / sizeof *passed_over; i++) {
        struct jose_keys *k = keys(arena_printf(a, "{\"keys\":[%s]}", passed_over[i]));
        if (jose_keys_count(k) != 0)
            fail_msg("kept: %s", passed_over[i]);
        jose_keys_free(k);
    }
    struct jose_keys *k = NULL;
    static const char *const no_sets[] = { "{}", "[]", "{\"keys\":{}}", "x" };
    for (size_t i = 0; i < sizeof no_sets / sizeof *no_sets; i++)
        assert_int_equal(jose_keys_parse(no_sets[i], strlen(no_sets[i]), &k), ERR_MALFORMED);
    struct buf many;
    buf_init(&many, 1 << 20);
    buf_puts(&many, "{\"keys\":[{}");
    for (int i = 0; i < JOSE_KEYS_MAX; i++)
        buf_puts(&many, ",{}");
    buf_puts(&many, "]}");
    assert_int_equal(jose_keys_parse(many.data, many.len, &k), ERR_MALFORMED);
    buf_free(&many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ed25519_is_that_of_the_rfc, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_signed_is_read_again, setup, teardown),
        cmocka_unit_test_setup_teardown(signatures_of_the_rfcs_verify, setup, teardown),
        cmocka_unit_test_setup_teardown(the_key_decides_the_algorithm, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_tokens_are_unreadable, setup, teardown),
        cmocka_unit_test_setup_teardown(only_sane_keys_are_kept, setup, teardown),
    };
    return cmocka_run_group_tests_name("jose", tests, NULL, NULL);
}
