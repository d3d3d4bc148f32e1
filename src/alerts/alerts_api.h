/* alerts_api.h - the routes and live topics of alerts. Used by main.c. */
#ifndef BINNACLE_ALERTS_ALERTS_API_H
#define BINNACLE_ALERTS_ALERTS_API_H
#include "alerts/alerts.h"
#include "http/server.h"

MUST_CHECK enum err alerts_routes(struct alerts *al, struct server *s);
/* The members of an alert in an answer, for others who show alerts. */
extern const struct field alerts_out[];

#endif
