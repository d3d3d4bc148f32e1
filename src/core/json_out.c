/*
 * json_out.c - the JSON writer: straight into a buf, no tree in between.
 *
 * Threads: one at a time per writer. Always: what was written so far is a prefix of valid JSON, whatever bytes the strings hold.
 */
#include "core/clock.h"
#include "core/json.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void jo_init(struct json_out *o, struct buf *b)
{
    memset(o, 0, sizeof *o);
    o->buf = b;
    o->first[0] = true;
}

/* The comma before a value or key, where one is due. */
static void separate(struct json_out *o)
{
    if (o->after_key) {
        o->after_key = false;
    } else if (o->first[o->depth]) {
        o->first[o->depth] = false;
    } else {
        buf_putc(o->buf, ',');
    }
}

static void open_level(struct json_out *o, char c)
{
    separate(o);
    buf_putc(o->buf, c);
    if (o->depth == JSON_MAX_DEPTH) {
        o->buf->overflow = true;
        return;
    }
    o->first[++o->depth] = true;
}

static void close_level(struct json_out *o, char c)
{
    if (o->depth > 0)
        o->depth--;
    o->after_key = false;
    buf_putc(o->buf, c);
}

void jo_object(struct json_out *o)
{
    open_level(o, '{');
}
void jo_object_end(struct json_out *o)
{
    close_level(o, '}');
}
void jo_array(struct json_out *o)
{
    open_level(o, '[');
}
void jo_array_end(struct json_out *o)
{
    close_level(o, ']');
}

/* Bytes at s that need no escape: eight at a time, then one at a time. Only ASCII counts. */
static size_t plain_run(const unsigned char *s, size_t n)
{
    const uint64_t ones = 0x0101010101010101ULL, highs = 0x8080808080808080ULL;
    size_t i = 0;
    for (; n - i >= 8; i += 8) {
        uint64_t w;
        memcpy(&w, s + i, 8);
        uint64_t quote = w ^ (ones * '"'), slash = w ^ (ones * '\\');
        uint64_t control = (w - ones * 0x20) & ~w;
        if ((w | control | ((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & highs)
            break;
    }
    while (i < n && s[i] >= 0x20 && s[i] < 0x80 && s[i] != '"' && s[i] != '\\')
        i++;
    return i;
}

/* Length of the valid UTF-8 sequence at s, which starts with a byte >= 0x80; 0 if there is none (RFC 3629). */
static size_t sequence(const unsigned char *s, size_t n)
{
    size_t k = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : s[0] >= 0xC2 ? 2 : 0;
    if (k == 0 || k > n || s[0] > 0xF4)
        return 0;
    for (size_t i = 1; i < k; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F))
        return 0;
    if ((s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F))
        return 0;
    return k;
}

static void quote(struct buf *b, const char *text, size_t n)
{
    static const char hex[] = "0123456789abcdef";
    const unsigned char *s = (const unsigned char *)text;
    size_t start = plain_run(s, n);
    if (start == n) { /* most are plain from end to end */
        char *p = buf_reserve(b, n + 2);
        if (!p)
            return;
        p[0] = p[n + 1] = '"';
        if (n)
            memcpy(p + 1, s, n);
        p[n + 2] = '\0';
        b->len += n + 2;
        return;
    }
    buf_putc(b, '"');
    buf_append(b, s, start);
    for (size_t i = start; i < n;) {
        size_t run = plain_run(s + i, n - i);
        if (run > 0) {
            buf_append(b, s + i, run);
            i += run;
            continue;
        }
        unsigned char c = s[i];
        if (c >= 0x80) {
            size_t k = sequence(s + i, n - i);
            if (k > 0) {
                buf_append(b, s + i, k);
                i += k;
            } else {
                buf_append(b, "\xEF\xBF\xBD", 3);
                i++;
            }
            continue;
        }
        char esc[6] = { '\\', 0, '0', '0', 0, 0 };
        size_t len = 2;
        switch (c) {
        case '"':
        case '\\':
            esc[1] = (char)c;
            break;
        case '\n':
            esc[1] = 'n';
            break;
        case '\r':
            esc[1] = 'r';
            break;
        case '\t':
            esc[1] = 't';
            break;
        case '\b':
            esc[1] = 'b';
            break;
        case '\f':
            esc[1] = 'f';
            break;
        default:
            esc[1] = 'u';
            esc[4] = hex[c >> 4];
            esc[5] = hex[c & 15];
            len = 6;
        }
        buf_append(b, esc, len);
        i++;
    }
    buf_putc(b, '"');
}

void jo_key(struct json_out *o, const char *key)
{
    separate(o);
    quote(o->buf, key, strlen(key));
    buf_putc(o->buf, ':');
    o->after_key = true;
}

void jo_string(struct json_out *o, const char *s)
{
    if (s)
        jo_string_n(o, s, strlen(s));
    else
        jo_null(o);
}

void jo_string_n(struct json_out *o, const char *s, size_t n)
{
    separate(o);
    quote(o->buf, s, n);
}

void jo_int(struct json_out *o, int64_t v)
{
    separate(o);
    buf_put_int(o->buf, v);
}

void jo_double(struct json_out *o, double v)
{
    if (!isfinite(v)) {
        jo_null(o);
        return;
    }
    if (fabs(v) < 1e15 && v == (double)(int64_t)v) {
        jo_int(o, (int64_t)v);
        return;
    }
    char text[40];
    int n = snprintf(text, sizeof text, "%.15g", v);
    if (strtod(text, NULL) != v)
        n = snprintf(text, sizeof text, "%.17g", v);
    separate(o);
    buf_append(o->buf, text, (size_t)n);
}

void jo_bool(struct json_out *o, bool v)
{
    separate(o);
    if (v)
        buf_append(o->buf, "true", 4);
    else
        buf_append(o->buf, "false", 5);
}

void jo_null(struct json_out *o)
{
    separate(o);
    buf_append(o->buf, "null", 4);
}

void jo_time(struct json_out *o, int64_t us)
{
    if (us == 0) {
        jo_null(o);
        return;
    }
    char text[TIME_TEXT_SIZE];
    time_format(us, text);
    separate(o);
    buf_putc(o->buf, '"');
    buf_puts(o->buf, text);
    buf_putc(o->buf, '"');
}

void jo_raw(struct json_out *o, const char *json, size_t n)
{
    if (n == 0) {
        jo_null(o);
        return;
    }
    separate(o);
    buf_append(o->buf, json, n);
}

void jo_kv_string(struct json_out *o, const char *key, const char *s)
{
    jo_key(o, key);
    jo_string(o, s);
}
void jo_kv_int(struct json_out *o, const char *key, int64_t v)
{
    jo_key(o, key);
    jo_int(o, v);
}
void jo_kv_double(struct json_out *o, const char *key, double v)
{
    jo_key(o, key);
    jo_double(o, v);
}
void jo_kv_bool(struct json_out *o, const char *key, bool v)
{
    jo_key(o, key);
    jo_bool(o, v);
}
void jo_kv_time(struct json_out *o, const char *key, int64_t us)
{
    jo_key(o, key);
    jo_time(o, us);
}
void jo_kv_raw(struct json_out *o, const char *key, const char *json)
{
    jo_key(o, key);
    jo_raw(o, json ? json : "", json ? strlen(json) : 0);
}

struct json_out *jo_text_begin(struct jo_text *t, size_t max)
{
    buf_init(&t->buf, max);
    jo_init(&t->out, &t->buf);
    return &t->out;
}

char *jo_text_end(struct jo_text *t, struct arena *a)
{
    char *text = t->buf.overflow || !t->buf.data ? NULL : arena_strndup(a, t->buf.data, t->buf.len);
    buf_free(&t->buf);
    return text;
}
