/*
 * limits.h - how often one principal or address may ask, by rate class: a sliding window of one minute, in memory. Thread-safe.
 *
 * The table is bounded: when it is full, the entry of its set that was used least recently goes. Defaults are generous; they stop loops and
 * guessing, not people.
 */
#ifndef BINNACLE_HTTP_LIMITS_H
#define BINNACLE_HTTP_LIMITS_H
#include "core/clock.h"
#include "http/http.h"
#include <stdbool.h>

#define LIMIT_WINDOW_S 60

struct limits;
struct rate_state {
    const char *name;                  /* of the class: "read" */
    int64_t limit, remaining, reset_s; /* requests a window; left now; seconds until more are free */
};

/* off: limits_take always agrees. */
struct limits *limits_new(struct clock *clock, bool off);
void limits_free(struct limits *l);
/* Counts one request of `who` ("u:<user>" or "a:<address>"). False: over the limit, not counted. */
bool limits_take(struct limits *l, const char *who, enum rate_class c, struct rate_state *out);
const char *rate_class_name(enum rate_class c);
int64_t rate_class_limit(enum rate_class c); /* requests a minute; 0: none */

#endif
