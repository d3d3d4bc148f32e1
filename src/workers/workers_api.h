/* workers_api.h - the routes of workers. Used by main.c. */
#ifndef BINNACLE_WORKERS_WORKERS_API_H
#define BINNACLE_WORKERS_WORKERS_API_H
#include "http/server.h"
#include "workers/workers.h"

MUST_CHECK enum err workers_routes(struct workers *w, struct server *s);

#endif
