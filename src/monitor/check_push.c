/*
 * check_push.c - a heartbeat: somebody else calls in, and silence is what is wrong. Not polled: the monitor judges the times of the calls.
 */
#include "monitor/check_outcome.h"

static const struct field fields[] = {
    { .name = "cron",
      .type = F_STRING,
      .max = 100,
      .title = "Schedule",
      .doc = "When a call is expected, as five cron fields in UTC; without it, once in every interval of the service.",
      .example = "\"0 3 * * *\"" },
    { .name = "grace_seconds",
      .type = F_INT,
      .min = 0,
      .max = 86400,
      .title = "Grace",
      .doc = "How many seconds late a call may be.",
      .fallback = "60" },
    { 0 },
};

static int push_validate(const char *target, const struct json *config, field_report report, void *arg)
{
    const char *cron = config_string(config, "cron");
    int64_t next;
    (void)target;
    if (!cron || time_cron_next(cron, clock_wall_us(clock_system()), &next))
        return 0;
    report(arg, "config.cron", "must be five cron fields that come due some day, such as 0 3 * * *");
    return 1;
}

const struct check_type check_push = {
    .name = "push",
    .title = "Heartbeat",
    .doc = "Something else calls a secret address when it has done its work; unhealthy when the call does not come in time. For backups, "
           "cron jobs, batch runs.",
    .config = fields,
    .default_interval_seconds = 3600,
    .default_timeout_ms = 5000,
    .validate = push_validate,
};
