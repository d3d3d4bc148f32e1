/*
 * str.c - strict number parsing, UTF-8, encodings and patterns. Pure functions.
 */
#include "core/str.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool str_eq(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

bool str_eq_nocase(const char *a, const char *b)
{
    if (!a || !b)
        return a == b;
    for (; *a && *b; a++, b++)
        if (lower((unsigned char)*a) != lower((unsigned char)*b))
            return false;
    return *a == *b;
}

bool str_starts(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);
    return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

size_t str_copy(char *dst, size_t size, const char *src)
{
    size_t n = strlen(src);
    if (size > 0) {
        size_t keep = n < size ? n : size - 1;
        memcpy(dst, src, keep);
        dst[keep] = '\0';
    }
    return n;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

char *str_trim(struct arena *a, const char *s)
{
    while (is_space(*s))
        s++;
    size_t n = strlen(s);
    while (n > 0 && is_space(s[n - 1]))
        n--;
    return arena_strndup(a, s, n);
}

char *str_lower(struct arena *a, const char *s)
{
    char *p = arena_strdup(a, s);
    for (char *q = p; *q; q++)
        *q = (char)lower((unsigned char)*q);
    return p;
}

size_t str_split(struct arena *a, const char *s, char sep, char ***out, size_t max)
{
    size_t parts = 1;
    for (const char *p = s; *p; p++)
        parts += *p == sep;
    if (parts > max)
        parts = max;
    char **list = arena_array(a, parts ? parts : 1, sizeof *list);
    size_t n = 0;
    while (n < max) {
        const char *end = strchrnul(s, sep);
        const char *from = s, *to = end;
        while (from < to && is_space(*from))
            from++;
        while (to > from && is_space(to[-1]))
            to--;
        if (to > from)
            list[n++] = arena_strndup(a, from, (size_t)(to - from));
        if (!*end)
            break;
        s = end + 1;
    }
    *out = list;
    return n;
}

bool str_to_i64(const char *s, int64_t *out)
{
    if (!s)
        return false;
    bool minus = *s == '-';
    if (minus)
        s++;
    if (!*s)
        return false;
    int64_t v = 0; /* kept negative: INT64_MIN has no positive twin */
    for (; *s; s++) {
        if (*s < '0' || *s > '9')
            return false;
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, *s - '0', &v))
            return false;
    }
    if (!minus && __builtin_sub_overflow((int64_t)0, v, &v))
        return false;
    *out = v;
    return true;
}

bool str_to_double(const char *s, double *out)
{
    if (!s || !((*s >= '0' && *s <= '9') || *s == '-' || *s == '.'))
        return false;
    if (strspn(s, "0123456789.eE+-") != strlen(s))
        return false; /* no hex, no inf, no nan */
    char *end;
    double v = strtod(s, &end);
    if (end == s || *end || !isfinite(v))
        return false;
    *out = v;
    return true;
}

bool str_to_duration_us(const char *s, int64_t *out)
{
    static const struct {
        const char *unit;
        int64_t us;
    } units[] = {
        { "ms", 1000LL }, { "s", 1000000LL }, { "m", 60000000LL }, { "h", 3600000000LL }, { "d", 86400000000LL }, { "w", 604800000000LL },
    };
    if (!s)
        return false;
    int64_t v = 0;
    const char *p = s;
    for (; *p >= '0' && *p <= '9'; p++)
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, *p - '0', &v))
            return false;
    if (p == s || v == 0)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(p, units[i].unit) == 0)
            return !__builtin_mul_overflow(v, units[i].us, out);
    return false;
}

/* Length of the valid sequence at s (RFC 3629), 0 if it is not one. */
static size_t utf8_sequence(const unsigned char *s, size_t n)
{
    unsigned char c = s[0];
    if (c < 0x80)
        return 1;
    if (c >= 0xC2 && c <= 0xDF)
        return n >= 2 && (s[1] & 0xC0) == 0x80 ? 2 : 0;
    if ((c & 0xF0) == 0xE0) {
        if (n < 3 || (s[1] & 0xC0) != 0x80 || (s[2] & 0xC0) != 0x80)
            return 0;
        if (c == 0xE0 && s[1] < 0xA0)
            return 0; /* overlong */
        if (c == 0xED && s[1] > 0x9F)
            return 0; /* surrogate */
        return 3;
    }
    if (c >= 0xF0 && c <= 0xF4) {
        if (n < 4 || (s[1] & 0xC0) != 0x80 || (s[2] & 0xC0) != 0x80 || (s[3] & 0xC0) != 0x80)
            return 0;
        if (c == 0xF0 && s[1] < 0x90)
            return 0; /* overlong */
        if (c == 0xF4 && s[1] > 0x8F)
            return 0; /* beyond U+10FFFF */
        return 4;
    }
    return 0;
}

size_t str_chars(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += ((unsigned char)*s & 0xC0) != 0x80;
    return n;
}

bool str_utf8_valid(const char *s, size_t n)
{
    const unsigned char *p = (const unsigned char *)s, *end = p + n;
    while (p < end) {
        while (end - p >= 8) { /* eight ASCII bytes without a NUL at a time */
            uint64_t w;
            memcpy(&w, p, 8);
            if ((w & 0x8080808080808080ULL) || ((w - 0x0101010101010101ULL) & ~w & 0x8080808080808080ULL))
                break;
            p += 8;
        }
        if (p == end)
            break;
        size_t k = utf8_sequence(p, (size_t)(end - p));
        if (k == 0 || *p == 0)
            return false;
        p += k;
    }
    return true;
}

bool str_printable(const char *s)
{
    size_t n = strlen(s);
    if (!str_utf8_valid(s, n))
        return false;
    for (const unsigned char *p = (const unsigned char *)s; *p; p++) {
        if (*p < 0x20 || *p == 0x7F)
            return false;
        if (*p == 0xC2 && p[1] < 0xA0)
            return false; /* C1 */
    }
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

char *str_url_decode(struct arena *a, const char *s, size_t n, bool plus_is_space)
{
    char *out = arena_alloc(a, n + 1);
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        char c = s[i];
        if (c == '%') {
            if (n - i < 3)
                return NULL;
            int hi = hex_digit(s[i + 1]), lo = hex_digit(s[i + 2]);
            if (hi < 0 || lo < 0)
                return NULL;
            c = (char)(hi * 16 + lo);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        out[len++] = c;
    }
    return str_utf8_valid(out, len) ? out : NULL;
}

char *str_url_encode(struct arena *a, const char *s)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = arena_alloc(a, strlen(s) * 3 + 1), *p = out;
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || strchr("-._~", c)) {
            *p++ = (char)c;
        } else {
            *p++ = '%';
            *p++ = hex[c >> 4];
            *p++ = hex[c & 15];
        }
    }
    return out;
}

static char *base64(struct arena *a, const void *data, size_t n, const char *alphabet, bool pad)
{
    const unsigned char *p = data;
    char *out = arena_alloc(a, (n + 2) / 3 * 4 + 1), *q = out;
    for (; n >= 3; p += 3, n -= 3) {
        *q++ = alphabet[p[0] >> 2];
        *q++ = alphabet[(p[0] & 3) << 4 | p[1] >> 4];
        *q++ = alphabet[(p[1] & 15) << 2 | p[2] >> 6];
        *q++ = alphabet[p[2] & 63];
    }
    if (n > 0) {
        unsigned second = n == 2 ? p[1] : 0u;
        *q++ = alphabet[p[0] >> 2];
        *q++ = alphabet[((unsigned)p[0] & 3) << 4 | second >> 4];
        if (n == 2)
            *q++ = alphabet[(second & 15) << 2];
        else if (pad)
            *q++ = '=';
        if (pad)
            *q++ = '=';
    }
    return out;
}

char *str_base64(struct arena *a, const void *p, size_t n)
{
    return base64(a, p, n, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", true);
}

char *str_base64url(struct arena *a, const void *p, size_t n)
{
    return base64(a, p, n, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", false);
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    if (c == '/' || c == '_')
        return 63;
    return -1;
}

bool str_base64_decode(struct arena *a, const char *s, size_t n, unsigned char **out, size_t *len)
{
    size_t pad = 0;
    while (n > 0 && pad < 2 && s[n - 1] == '=')
        n--, pad++;
    if (n % 4 == 1 || (pad && (n + pad) % 4 != 0))
        return false;
    unsigned char *dst = arena_alloc(a, n / 4 * 3 + 3);
    size_t k = 0;
    unsigned bits = 0, acc = 0;
    for (size_t i = 0; i < n; i++) {
        int d = base64_digit(s[i]);
        if (d < 0)
            return false;
        acc = (acc << 6 | (unsigned)d) & 0xFFFF;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            dst[k++] = (unsigned char)(acc >> bits);
        }
    }
    if (acc & ((1u << bits) - 1))
        return false; /* one text for one value: the unused bits are zero */
    *out = dst;
    *len = k;
    return true;
}

char *str_base32(struct arena *a, const void *p, size_t n)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const unsigned char *u = p;
    char *out = arena_alloc(a, (n * 8 + 4) / 5 + 1);
    size_t k = 0;
    unsigned bits = 0, acc = 0;
    for (size_t i = 0; i < n; i++) {
        acc = (acc << 8 | u[i]) & 0xFFFF;
        for (bits += 8; bits >= 5; bits -= 5)
            out[k++] = letters[acc >> (bits - 5) & 31];
    }
    if (bits)
        out[k] = letters[acc << (5 - bits) & 31];
    return out;
}

char *str_hex(struct arena *a, const void *p, size_t n)
{
    static const char hex[] = "0123456789abcdef";
    const unsigned char *u = p;
    char *out = arena_alloc(a, n * 2 + 1);
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = hex[u[i] >> 4];
        out[2 * i + 1] = hex[u[i] & 15];
    }
    return out;
}

bool str_hex_decode(struct arena *a, const char *s, size_t n, unsigned char **out, size_t *len)
{
    if (n % 2)
        return false;
    unsigned char *dst = arena_alloc(a, n / 2 + 1);
    for (size_t i = 0; i < n; i += 2) {
        int hi = hex_digit(s[i]), lo = hex_digit(s[i + 1]);
        if (hi < 0 || lo < 0)
            return false;
        dst[i / 2] = (unsigned char)(hi * 16 + lo);
    }
    *out = dst;
    *len = n / 2;
    return true;
}

bool str_glob(const char *pattern, const char *s)
{
    const char *star = NULL, *retry = NULL;
    while (*s) {
        if (*pattern == '*') {
            star = pattern++;
            retry = s;
        } else if (*pattern == '?' || *pattern == *s) {
            pattern++;
            s++;
        } else if (star) {
            pattern = star + 1;
            s = ++retry;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}
