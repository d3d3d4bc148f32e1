/*
 * csv.c - the CSV cell writer. Pure functions.
 */
#include "core/csv.h"
#include "core/str.h"
#include <string.h>

static bool runs_as_formula(const char *s)
{
    double number;
    if (!*s || !strchr("=+-@\t\r", *s))
        return false;
    return !(*s == '-' && str_to_double(s, &number));
}

/* ASCII without a control character, a quote or a comma: eight at a time, then one at a time. */
static bool is_plain(const char *s, size_t n)
{
    const uint64_t ones = 0x0101010101010101ULL, highs = 0x8080808080808080ULL;
    size_t i = 0;
    for (; n - i >= 8; i += 8) {
        uint64_t w;
        memcpy(&w, s + i, 8);
        uint64_t quote = w ^ (ones * '"'), comma = w ^ (ones * ','), control = (w - ones * 0x20) & ~w;
        if ((w | control | ((quote - ones) & ~quote) | ((comma - ones) & ~comma)) & highs)
            break;
    }
    while (i < n && (unsigned char)s[i] >= 0x20 && (unsigned char)s[i] < 0x80 && s[i] != '"' && s[i] != ',')
        i++;
    return i == n;
}

/* Text without a NUL, with each quote doubled. */
static void put_doubled(struct buf *b, const char *s, size_t n)
{
    char *p = buf_reserve(b, 2 * n);
    if (!p)
        return;
    for (size_t i = 0; i < n; i++) {
        *p++ = s[i];
        if (s[i] == '"')
            *p++ = '"';
    }
    *p = '\0';
    b->len = (size_t)(p - b->data);
}

/* The valid parts, and U+FFFD for each byte that is in none. */
static void put_repaired(struct buf *b, const char *s, size_t n)
{
    while (n > 0 && !str_utf8_valid(s, n)) {
        size_t k = 0;
        for (size_t step = 1; k + step <= n; k += step, step = 1) {
            while (step < 4 && k + step < n && !str_utf8_valid(s + k, step))
                step++;
            if (!str_utf8_valid(s + k, step))
                break;
        }
        put_doubled(b, s, k);
        buf_append(b, "\xEF\xBF\xBD", 3);
        s += k + 1;
        n -= k + 1;
    }
    put_doubled(b, s, n);
}

void csv_cell_n(struct buf *b, bool first, const char *s, size_t n)
{
    if (!first)
        buf_putc(b, ',');
    if (!s || n == 0)
        return;
    bool formula = runs_as_formula(s);
    bool edges = s[0] != ' ' && s[n - 1] != ' ';
    if (!formula && edges && is_plain(s, n)) {
        buf_append(b, s, n);
        return;
    }
    bool quoted = !edges || strcspn(s, ",\"\r\n") < n;
    if (quoted)
        buf_putc(b, '"');
    if (formula)
        buf_putc(b, '\'');
    put_repaired(b, s, n);
    if (quoted)
        buf_putc(b, '"');
}

void csv_cell(struct buf *b, bool first, const char *s)
{
    csv_cell_n(b, first, s, s ? strlen(s) : 0);
}

void csv_cell_int(struct buf *b, bool first, int64_t v)
{
    if (!first)
        buf_putc(b, ',');
    buf_put_int(b, v);
}

void csv_end(struct buf *b)
{
    buf_append(b, "\r\n", 2);
}
