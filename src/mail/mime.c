/*
 * mime.c - see mime.h. What always holds: no caller's text can begin a new header or a new part; the boundary is random.
 */
#include "mail/mime.h"
#include "core/clock.h"
#include "core/crypto.h"
#include "core/str.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

#define LINE_MAX_QP 76
#define WORD_BYTES  42 /* of text in one encoded word: with "=?UTF-8?B?" and "?=" at most 68 characters, so a header line stays under 78 */

static enum err no_controls(const char *header, const char *text)
{
    return str_printable(text) ? OK : err_set(ERR_INVALID, "the %s of a mail cannot hold control characters", header);
}

static bool plain_ascii(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s < ' ' || (unsigned char)*s > '~')
            return false;
    return true;
}

/* RFC 2047 §2: base64 words of whole characters, one a line. `used`: bytes on the line so far. */
static void encoded_words(struct arena *a, struct buf *out, const char *text)
{
    size_t n = strlen(text);
    bool first = true;
    while (n > 0) {
        size_t take = n < WORD_BYTES ? n : WORD_BYTES;
        while (take < n && ((unsigned char)text[take] & 0xC0) == 0x80)
            take--;
        buf_printf(out, "%s=?UTF-8?B?%s?=", first ? "" : "\r\n ", str_base64(a, text, take));
        first = false;
        text += take;
        n -= take;
    }
}

/* Plain text where that is possible and short enough for one line; encoded words otherwise. */
static void header_text(struct arena *a, struct buf *out, const char *name, const char *text)
{
    buf_printf(out, "%s: ", name);
    if (plain_ascii(text) && !strstr(text, "=?") && strlen(name) + 2 + strlen(text) <= 76) {
        buf_puts(out, text);
    } else {
        encoded_words(a, out, text);
    }
    buf_puts(out, "\r\n");
}

/* RFC 5322 §3.4: a phrase that needs quoting is quoted, one that is not ASCII is encoded. */
static void from_header(struct arena *a, struct buf *out, const char *name, const char *address)
{
    buf_puts(out, "From: ");
    if (*name && plain_ascii(name) && strlen(name) <= 60) {
        buf_putc(out, '"');
        for (const char *p = name; *p; p++) {
            if (*p == '"' || *p == '\\')
                buf_putc(out, '\\');
            buf_putc(out, *p);
        }
        buf_puts(out, "\"\r\n ");
    } else if (*name) {
        encoded_words(a, out, name);
        buf_puts(out, "\r\n ");
    }
    buf_printf(out, "<%s>\r\n", address);
}

/* RFC 2045 §6.7. */
static void quoted_printable(struct buf *out, const char *text)
{
    size_t column = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        char piece[4];
        if (*p == '\n') {
            buf_puts(out, "\r\n");
            column = 0;
            continue;
        }
        bool blank_at_end = (*p == ' ' || *p == '\t') && (p[1] == '\n' || p[1] == '\0');
        bool plain = (*p >= '!' && *p <= '~' && *p != '=') || ((*p == ' ' || *p == '\t') && !blank_at_end);
        size_t n = (size_t)snprintf(piece, sizeof piece, plain ? "%c" : "=%02X", *p);
        if (column + n > LINE_MAX_QP - 1) {
            buf_puts(out, "=\r\n");
            column = 0;
        }
        buf_puts(out, piece);
        column += n;
    }
    if (column)
        buf_puts(out, "\r\n");
}

static void part(struct buf *out, const char *boundary, const char *type, const char *text)
{
    buf_printf(out, "--%s\r\nContent-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", boundary, type);
    quoted_printable(out, text);
}

enum err mime_write(struct arena *a, const struct mime_mail *m, struct buf *out)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    const char *at = strrchr(m->from_address, '@');
    time_t t = (time_t)(m->date / US_PER_S);
    struct tm tm;
    enum err e = no_controls("sender", m->from_name);
    if (!e)
        e = no_controls("sender", m->from_address);
    if (!e)
        e = no_controls("recipient", m->to);
    if (!e)
        e = no_controls("subject", m->subject);
    if (e)
        return e;
    gmtime_r(&t, &tm);
    const char *boundary = arena_printf(a, "=_%s", crypto_random_token(a, 18)); /* "=_" never stands in quoted-printable */
    from_header(a, out, m->from_name, m->from_address);
    buf_printf(out, "To: <%s>\r\n", m->to);
    header_text(a, out, "Subject", m->subject);
    buf_printf(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
               tm.tm_hour, tm.tm_min, tm.tm_sec);
    buf_printf(out, "Message-ID: <%s@%s>\r\n", m->id, at ? at + 1 : "localhost");
    buf_puts(out, "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nMIME-Version: 1.0\r\n");
    buf_printf(out, "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n", boundary);
    part(out, boundary, "plain", m->text);
    part(out, boundary, "html", m->html);
    buf_printf(out, "--%s--\r\n", boundary);
    return out->overflow ? err_set(ERR_TOO_LARGE, "the mail is larger than %zu bytes", out->max) : OK;
}

char *mime_html_escape(struct arena *a, const char *text)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    for (; *text; text++) {
        const char *as = *text == '&'    ? "&amp;"
                         : *text == '<'  ? "&lt;"
                         : *text == '>'  ? "&gt;"
                         : *text == '"'  ? "&quot;"
                         : *text == '\'' ? "&#39;"
                                         : NULL;
        if (as)
            buf_puts(&b, as);
        else
            buf_putc(&b, *text);
    }
    char *out = arena_strndup(a, b.data ? b.data : "", b.len);
    buf_free(&b);
    return out;
}
