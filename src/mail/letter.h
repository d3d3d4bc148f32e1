/*
 * letter.h - how Binnacle's mails look: a letter as text and as HTML, and as JSON while it waits. For mail/ alone. Pure, thread-safe.
 */
#ifndef BINNACLE_MAIL_LETTER_H
#define BINNACLE_MAIL_LETTER_H
#include "mail/mail.h"

char *letter_text(struct arena *a, const struct mail_letter *l);
char *letter_html(struct arena *a, const struct mail_letter *l);
char *letter_pack(struct arena *a, const struct mail_letter *l);
/* Fills what letter_pack kept; the rest is the row's. ERR_CORRUPT. */
MUST_CHECK enum err letter_unpack(struct arena *a, const char *text, size_t n, struct mail_letter *l);

#endif
