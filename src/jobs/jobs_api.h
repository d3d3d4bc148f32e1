/* jobs_api.h - the routes and the live topic of jobs. Used by main.c. */
#ifndef BINNACLE_JOBS_JOBS_API_H
#define BINNACLE_JOBS_JOBS_API_H
#include "http/server.h"
#include "jobs/jobs.h"

MUST_CHECK enum err jobs_routes(struct jobs *j, struct server *s);

/* The members of jobs_stats_write, and what jobs_queues_write gives for each queue, in an answer. */
extern const struct field jobs_stats_out[], jobs_queue_rows[];

/* Between the files of the API. */
MUST_CHECK enum err jobs_routes_schedules(struct jobs *j, struct server *s);
MUST_CHECK enum err jobs_routes_work(struct jobs *j, struct server *s);

/* ERR_FORBIDDEN when the caller may not enter jobs of this type (NULL: there is none such, which is told elsewhere). */
MUST_CHECK enum err jobs_may_enter(struct request *rq, const struct job_type *t);

#endif
