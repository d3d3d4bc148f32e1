/*
 * alerts_state.h - the life of an alert as a pure function, and the table of alert types.
 *
 *   (none) --fire--> firing --acknowledge--> acknowledged --unacknowledge--> firing
 *                      |  fire: the same           |  fire: the same
 *                      +---------resolve-----------+----> resolved (the end; the next fire is a new alert)
 */
#ifndef BINNACLE_ALERTS_ALERTS_STATE_H
#define BINNACLE_ALERTS_ALERTS_STATE_H
#include <stdbool.h>
#include <stddef.h>

enum alert_state { ALERT_NONE, ALERT_FIRING, ALERT_ACKNOWLEDGED, ALERT_RESOLVED };
enum alert_input { ALERT_FIRE, ALERT_ACKNOWLEDGE, ALERT_UNACKNOWLEDGE, ALERT_RESOLVE };

/* False when the state does not take the input; *next is the state afterwards, which may be the same. */
bool alert_next(enum alert_state state, enum alert_input input, enum alert_state *next);
const char *alert_state_name(enum alert_state s);     /* "firing"; "" for ALERT_NONE */
enum alert_state alert_state_parse(const char *name); /* ALERT_NONE: unknown */

/* 0 info, 1 warning, 2 critical; -1 unknown. */
int alert_severity_rank(const char *severity);

struct alert_type {
    const char *name;     /* "WORKER_UNHEALTHY" */
    const char *severity; /* unless the one who raises it says otherwise */
    const char *title;    /* "%s is down": with the source's name in place of %s */
    bool of_state;        /* follows a service's status; resolved by its recovery */
    const char *doc;
};
extern const struct alert_type alert_types[];
extern const size_t alert_type_count;
const struct alert_type *alert_type_find(const char *name); /* NULL: unknown */

#endif
