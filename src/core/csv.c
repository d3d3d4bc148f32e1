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

void csv_cell(struct buf *b, bool first, const char *s)
{
    if (!first)
        buf_putc(b, ',');
    if (!s)
        return;
    bool formula = runs_as_formula(s);
    bool quoted = strpbrk(s, ",\"\r\n") != NULL || *s == ' ' || (*s && s[strlen(s) - 1] == ' ');
    if (quoted)
        buf_putc(b, '"');
    if (formula)
        buf_putc(b, '\'');
    while (*s) {
        size_t n = strcspn(s, "\"");
        while (n > 0 && !str_utf8_valid(s, n)) { /* copy the valid part, replace one byte, go on */
            size_t k = 0;
            for (size_t step = 1; k + step <= n; k += step, step = 1) {
                while (step < 4 && k + step < n && !str_utf8_valid(s + k, step))
                    step++;
                if (!str_utf8_valid(s + k, step))
                    break;
            }
            buf_append(b, s, k);
            buf_append(b, "\xEF\xBF\xBD", 3);
            s += k + 1;
            n -= k + 1;
        }
        buf_append(b, s, n);
        s += n;
        if (*s == '"') {
            buf_append(b, "\"\"", 2);
            s++;
        }
    }
    if (quoted)
        buf_putc(b, '"');
}

void csv_cell_int(struct buf *b, bool first, int64_t v)
{
    if (!first)
        buf_putc(b, ',');
    buf_printf(b, "%lld", (long long)v);
}

void csv_end(struct buf *b)
{
    buf_append(b, "\r\n", 2);
}
