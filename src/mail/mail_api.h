/* mail_api.h - the routes of mail. Used by main.c. */
#ifndef BINNACLE_MAIL_MAIL_API_H
#define BINNACLE_MAIL_MAIL_API_H
#include "http/server.h"
#include "mail/mail.h"

MUST_CHECK enum err mail_routes(struct mail *m, struct server *s);

#endif
