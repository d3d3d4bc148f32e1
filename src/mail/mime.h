/*
 * mime.h - a letter as RFC 5322 text: UTF-8 headers (RFC 2047), quoted-printable text and HTML (RFC 2045, 2046). Pure, thread-safe.
 */
#ifndef BINNACLE_MAIL_MIME_H
#define BINNACLE_MAIL_MIME_H
#include "core/arena.h"
#include "core/buf.h"
#include <stdint.h>

struct mime_mail {
    const char *from_name, *from_address, *to, *subject;
    const char *id; /* unique; with the domain of from_address it is the Message-ID */
    int64_t date;   /* µs */
    const char *text, *html;
};
/* ERR_INVALID when a header would hold a control character. Lines end in CRLF and have at most 78 bytes. */
MUST_CHECK enum err mime_write(struct arena *a, const struct mime_mail *m, struct buf *out);
/* The text with &, <, > and quotes escaped. */
char *mime_html_escape(struct arena *a, const char *text);

#endif
