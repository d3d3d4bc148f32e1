/* outgoing_api.h - the routes of the tenants' allowed addresses. Used by main.c. */
#ifndef BINNACLE_OUTGOING_OUTGOING_API_H
#define BINNACLE_OUTGOING_OUTGOING_API_H
#include "http/server.h"
#include "outgoing/outgoing.h"

MUST_CHECK enum err outgoing_routes(struct outgoing *o, struct server *s);

#endif
