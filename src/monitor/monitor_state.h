/*
 * monitor_state.h - from single results to a service's status. Pure: no clock, no store, no threads.
 *
 * One failed check is not an outage and one good check is not a recovery: a service goes down after `failures_before_down` consecutive
 * failed checks and up again after `recoveries_before_up` consecutive good ones. What the checks say (`observed`) is followed under a pause
 * and a maintenance window as well; those only cover what is shown.
 */
#ifndef BINNACLE_MONITOR_STATE_H
#define BINNACLE_MONITOR_STATE_H
#include "monitor/check.h"
#include <stdbool.h>

enum service_status {
    SERVICE_HEALTHY,
    SERVICE_DEGRADED,
    SERVICE_UNHEALTHY,
    SERVICE_UNKNOWN, /* the values of enum check_status */
    SERVICE_MAINTENANCE,
    SERVICE_PAUSED,
    SERVICE_STATUS_COUNT
};
const char *service_status_name(enum service_status s); /* "healthy" */
bool service_status_parse(const char *s, enum service_status *out);
/* For sorting failed first: unhealthy 0, degraded, unknown, maintenance, paused, healthy 5. */
int service_status_rank(enum service_status s);

struct state {
    enum service_status observed;      /* healthy degraded unhealthy unknown */
    int failures, successes, unknowns; /* consecutive results of that kind; capped, never wrap */
};
struct state_rules {
    int failures_before_down, recoveries_before_up;
};

void state_init(struct state *s);
/* Takes one result in. Returns true when `observed` changed. */
bool state_result(struct state *s, const struct state_rules *r, enum check_status result);
/* What is shown. */
enum service_status state_shown(const struct state *s, bool enabled, bool in_maintenance);

/* After a bad result that has not brought the service down yet (or a good one that has not brought it up), the next check comes sooner:
 * a tenth of the interval, 1 s to 10 s, never more than the interval. Otherwise the interval. µs. */
int64_t state_next_interval_us(const struct state *s, const struct state_rules *r, int64_t interval_us);

#endif
