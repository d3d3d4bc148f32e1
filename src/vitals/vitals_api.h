/* vitals_api.h - the routes and the live topic of the admin dashboard and the system page. Used by main.c. */
#ifndef BINNACLE_VITALS_VITALS_API_H
#define BINNACLE_VITALS_VITALS_API_H
#include "http/server.h"
#include "vitals/vitals.h"

/* Keeps the server, whose answers it counts. Before vitals_start. */
MUST_CHECK enum err vitals_routes(struct vitals *v, struct server *s);

#endif
