/* jobs_api.h - the routes and the live topic of jobs. Used by main.c. */
#ifndef BINNACLE_JOBS_JOBS_API_H
#define BINNACLE_JOBS_JOBS_API_H
#include "http/server.h"
#include "jobs/jobs.h"

MUST_CHECK enum err jobs_routes(struct jobs *j, struct server *s);

/* Between the files of the API. */
MUST_CHECK enum err jobs_routes_schedules(struct jobs *j, struct server *s);
MUST_CHECK enum err jobs_routes_work(struct jobs *j, struct server *s);

#endif
