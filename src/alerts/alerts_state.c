/*
 * alerts_state.c - states, severities and types of alerts as tables. Pure, any thread.
 */
#include "alerts/alerts_state.h"
#include "core/str.h"

#define NO (-1)

static const int transitions[][4] = {
    /*                       fire                acknowledge         unacknowledge  resolve */
    [ALERT_NONE] = { ALERT_FIRING, NO, NO, NO },
    [ALERT_FIRING] = { ALERT_FIRING, ALERT_ACKNOWLEDGED, NO, ALERT_RESOLVED },
    [ALERT_ACKNOWLEDGED] = { ALERT_ACKNOWLEDGED, NO, ALERT_FIRING, ALERT_RESOLVED },
    [ALERT_RESOLVED] = { NO, NO, NO, NO },
};

bool alert_next(enum alert_state state, enum alert_input input, enum alert_state *next)
{
    int to = transitions[state][input];
    if (to == NO)
        return false;
    *next = (enum alert_state)to;
    return true;
}

static const char *const state_names[] = { "", "firing", "acknowledged", "resolved" };

const char *alert_state_name(enum alert_state s)
{
    return state_names[s];
}

enum alert_state alert_state_parse(const char *name)
{
    for (int s = ALERT_FIRING; s <= ALERT_RESOLVED; s++)
        if (str_eq(state_names[s], name))
            return (enum alert_state)s;
    return ALERT_NONE;
}

int alert_severity_rank(const char *severity)
{
    static const char *const names[] = { "info", "warning", "critical" };
    for (int i = 0; i < 3; i++)
        if (str_eq(names[i], severity))
            return i;
    return -1;
}

const struct alert_type alert_types[] = {
    { "SERVICE_UNHEALTHY", "critical", "%s is down", true, "A service's checks fail" },
    { "SERVICE_DEGRADED", "warning", "%s is degraded", true, "A service works, but not as it should" },
    { "WORKER_UNHEALTHY", "critical", "Worker %s is down", true, "A worker is not alive; as a warning: alive but not ready" },
    { "BACKUP_FAILED", "critical", "A backup failed", false, "A backup could not be made, or did not prove restorable" },
    { "DISK_LOW", "warning", "Disk space is low", false, "The disk under the data directory fills up" },
    { "WAL_LARGE", "warning", "The write-ahead log is large", false,
      "A long reader keeps the write-ahead log from being folded into the database" },
};
const size_t alert_type_count = sizeof alert_types / sizeof *alert_types;

const struct alert_type *alert_type_find(const char *name)
{
    for (size_t i = 0; i < alert_type_count; i++)
        if (str_eq(alert_types[i].name, name))
            return &alert_types[i];
    return NULL;
}
