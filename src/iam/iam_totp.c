/*
 * iam_totp.c - see iam_totp.h.
 */
#include "iam/iam_totp.h"
#include "core/clock.h"
#include "core/crypto.h"
#include <stdio.h>
#include <string.h>

#define DRIFT 1 /* steps either way: clocks differ, and people type slowly */

int64_t totp_step(int64_t wall_us)
{
    return wall_us / (TOTP_STEP_SECONDS * US_PER_S);
}

void totp_code(const unsigned char *secret, size_t n, int64_t step, int digits, char out[9])
{
    unsigned char counter[8], mac[CRYPTO_SHA1_SIZE];
    uint32_t modulus = 1;
    for (int i = 7; i >= 0; i--, step >>= 8)
        counter[i] = (unsigned char)step;
    crypto_hmac_sha1(secret, n, counter, sizeof counter, mac);
    /* RFC 4226 §5.3: four bytes from where the last four bits point. */
    const unsigned char *p = mac + (mac[sizeof mac - 1] & 15);
    uint32_t value = (uint32_t)(p[0] & 0x7f) << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    for (int i = 0; i < digits; i++)
        modulus *= 10;
    snprintf(out, 9, "%0*u", digits, value % modulus);
}

bool totp_match(const unsigned char *secret, size_t n, int64_t now_us, int64_t last_step, const char *given, int64_t *step)
{
    int64_t now = totp_step(now_us);
    bool found = false;
    if (strlen(given) != TOTP_DIGITS)
        return false;
    for (int64_t s = now - DRIFT; s <= now + DRIFT; s++) {
        char code[9];
        totp_code(secret, n, s, TOTP_DIGITS, code);
        if (crypto_equal(code, given, TOTP_DIGITS) && s > last_step) {
            found = true;
            *step = s;
        }
    }
    return found;
}
