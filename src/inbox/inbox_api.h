/* inbox_api.h - the routes of the notice centre and the live topic me.inbox. Used by main.c. */
#ifndef BINNACLE_INBOX_INBOX_API_H
#define BINNACLE_INBOX_INBOX_API_H
#include "http/server.h"
#include "inbox/inbox.h"

MUST_CHECK enum err inbox_routes(struct inbox *x, struct server *s);

#endif
