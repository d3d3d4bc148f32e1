/*
 * monitor_state.c - the state machine of one service. Pure functions on their arguments; any thread.
 */
#include "monitor/monitor_state.h"
#include "core/str.h"
#include <stddef.h>

#define COUNT_CAP 1000000

static const char *const names[SERVICE_STATUS_COUNT] = { "healthy", "degraded", "unhealthy", "unknown", "maintenance", "paused" };

_Static_assert((int)SERVICE_HEALTHY == (int)CHECK_HEALTHY && (int)SERVICE_DEGRADED == (int)CHECK_DEGRADED &&
                   (int)SERVICE_UNHEALTHY == (int)CHECK_UNHEALTHY && (int)SERVICE_UNKNOWN == (int)CHECK_UNKNOWN,
               "a result's status is a service's status");

const char *service_status_name(enum service_status s)
{
    return (unsigned)s < SERVICE_STATUS_COUNT ? names[s] : "unknown";
}

bool service_status_parse(const char *s, enum service_status *out)
{
    for (int i = 0; i < SERVICE_STATUS_COUNT; i++)
        if (str_eq(s, names[i])) {
            *out = (enum service_status)i;
            return true;
        }
    return false;
}

int service_status_rank(enum service_status s)
{
    switch (s) {
    case SERVICE_UNHEALTHY:
        return 0;
    case SERVICE_DEGRADED:
        return 1;
    case SERVICE_UNKNOWN:
        return 2;
    case SERVICE_MAINTENANCE:
        return 3;
    case SERVICE_PAUSED:
        return 4;
    case SERVICE_HEALTHY:
    case SERVICE_STATUS_COUNT:
        break;
    }
    return 5;
}

static void bump(int *n)
{
    if (*n < COUNT_CAP)
        ++*n;
}

void state_init(struct state *s)
{
    *s = (struct state){ .observed = SERVICE_UNKNOWN };
}

bool state_result(struct state *s, const struct state_rules *r, enum check_status result)
{
    enum service_status before = s->observed;
    switch (result) {
    case CHECK_UNHEALTHY:
        bump(&s->failures);
        s->successes = s->unknowns = 0;
        if (s->failures >= r->failures_before_down)
            s->observed = SERVICE_UNHEALTHY;
        break;
    case CHECK_UNKNOWN:
        /* The check could not be made: neither a failure nor a success. Only when that lasts is the status no longer known. */
        bump(&s->unknowns);
        s->successes = 0;
        if (s->unknowns >= r->failures_before_down)
            s->observed = SERVICE_UNKNOWN;
        break;
    case CHECK_HEALTHY:
    case CHECK_DEGRADED:
        bump(&s->successes);
        s->failures = s->unknowns = 0;
        if (s->observed != SERVICE_UNHEALTHY || s->successes >= r->recoveries_before_up)
            s->observed = (enum service_status)result;
        break;
    }
    return s->observed != before;
}

enum service_status state_shown(const struct state *s, bool enabled, bool in_maintenance)
{
    if (!enabled)
        return SERVICE_PAUSED;
    return in_maintenance ? SERVICE_MAINTENANCE : s->observed;
}

int64_t state_next_interval_us(const struct state *s, const struct state_rules *r, int64_t interval_us)
{
    bool going_down = s->observed != SERVICE_UNHEALTHY && s->failures > 0 && s->failures < r->failures_before_down;
    bool going_up = s->observed == SERVICE_UNHEALTHY && s->successes > 0 && s->successes < r->recoveries_before_up;
    if (!going_down && !going_up)
        return interval_us;
    int64_t soon = interval_us / 10;
    if (soon < US_PER_S)
        soon = US_PER_S;
    if (soon > 10 * US_PER_S)
        soon = 10 * US_PER_S;
    return soon < interval_us ? soon : interval_us;
}
