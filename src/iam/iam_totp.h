/*
 * iam_totp.h - time-based one-time passwords (RFC 6238 over RFC 4226): HMAC-SHA-1, six digits, steps of 30 s, which is what every
 * authenticator program knows. Pure, thread-safe.
 */
#ifndef BINNACLE_IAM_TOTP_H
#define BINNACLE_IAM_TOTP_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOTP_SECRET_BYTES 20
#define TOTP_STEP_SECONDS 30
#define TOTP_DIGITS       6

int64_t totp_step(int64_t wall_us);
/* `digits` (6 to 8) decimal digits and NUL. */
void totp_code(const unsigned char *secret, size_t n, int64_t step, int digits, char out[9]);
/* Is it the code of this step, the one before or the one after, and of none up to last_step? *step is the one that fits. Constant time. */
bool totp_match(const unsigned char *secret, size_t n, int64_t now_us, int64_t last_step, const char *given, int64_t *step);

#endif
