/*
 * str.h - strings: parsing numbers strictly, UTF-8, encodings, patterns. All functions are pure and thread-safe.
 */
#ifndef BINNACLE_CORE_STR_H
#define BINNACLE_CORE_STR_H
#include "core/arena.h"
#include <stdbool.h>
#include <stdint.h>

bool str_eq(const char *a, const char *b);        /* NULL equals only NULL */
bool str_eq_nocase(const char *a, const char *b); /* ASCII case only */
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
size_t str_copy(char *dst, size_t size, const char *src); /* always terminates; returns strlen(src): >= size means cut */
char *str_trim(struct arena *a, const char *s);           /* ASCII white space */
char *str_lower(struct arena *a, const char *s);          /* ASCII */
size_t str_split(struct arena *a, const char *s, char sep, char ***out, size_t max); /* at most max parts, trimmed, no empty ones */

/* Whole string must be the number; no leading white space or '+'. */
bool str_to_i64(const char *s, int64_t *out);
bool str_to_double(const char *s, double *out); /* finite only */
/* "90d" "15m" "2h" "30s" "500ms" "2w" → microseconds; > 0 */
bool str_to_duration_us(const char *s, int64_t *out);

size_t str_chars(const char *s); /* code points of valid UTF-8: what a limit of characters counts, as JSON Schema does */
bool str_utf8_valid(const char *s, size_t n); /* RFC 3629; refuses NUL, overlong, surrogates */
bool str_printable(const char *s);            /* valid UTF-8 without C0/C1 controls (tab and newline included) */

char *str_url_decode(struct arena *a, const char *s, size_t n, bool plus_is_space); /* NULL: bad escape, NUL or invalid UTF-8 */
char *str_url_encode(struct arena *a, const char *s);                               /* RFC 3986 unreserved kept */
char *str_base64(struct arena *a, const void *p, size_t n);                         /* RFC 4648 §4, padded */
char *str_base64url(struct arena *a, const void *p, size_t n);                      /* §5, no padding */
bool str_base64_decode(struct arena *a, const char *s, size_t n, unsigned char **out, size_t *len); /* both alphabets, padding optional */
char *str_base32(struct arena *a, const void *p, size_t n);                         /* §6, no padding */
char *str_hex(struct arena *a, const void *p, size_t n);
bool str_hex_decode(struct arena *a, const char *s, size_t n, unsigned char **out, size_t *len);

/* '*' any run, '?' one character (bytes), everything else itself. Linear time with back-tracking to the last '*' only. */
bool str_glob(const char *pattern, const char *s);

/* One CSV cell per RFC 4180 with formula neutralisation (a leading = + - @ TAB CR gets a quote mark ') is in core/csv.h. */

#endif
