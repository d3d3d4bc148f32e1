/* notify_api.h - the routes and live topics of channels and deliveries. Used by main.c. */
#ifndef BINNACLE_NOTIFY_NOTIFY_API_H
#define BINNACLE_NOTIFY_NOTIFY_API_H
#include "http/server.h"
#include "notify/notify.h"

MUST_CHECK enum err notify_routes(struct notify *n, struct server *s);

#endif
