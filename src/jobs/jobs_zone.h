/*
 * jobs_zone.h - time zones by their IANA name, from the system's compiled files (RFC 8536), and cron times in them.
 *
 * "UTC" is always there; other names need /usr/share/zoneinfo (Debian: tzdata). Thread-safe; what is read is kept for the process.
 */
#ifndef BINNACLE_JOBS_JOBS_ZONE_H
#define BINNACLE_JOBS_JOBS_ZONE_H
#include "core/clock.h"
#include "core/err.h"

struct zone;
/* ERR_INVALID: no such zone here. The zone lives as long as the process. */
MUST_CHECK enum err zone_get(const char *name, const struct zone **out);
/* Seconds that local time is ahead of UTC at the instant. */
int64_t zone_offset(const struct zone *z, int64_t at_us);
/* A zone from the bytes of such a file, for tests; zone_free gives it back. */
MUST_CHECK enum err zone_parse(const void *p, size_t n, struct zone **out);
void zone_free(struct zone *z);

/* Next instant strictly after `after_us` at which the five-field expression fires in the zone; false when it is wrong or never fires.
 * Where clocks are set forward, a time that does not exist fires at the moment of the change; where they are set back, a time that comes
 * twice fires the first time alone. An expression whose hour is '*' follows elapsed time instead: it fires in both of the doubled hours. */
bool zone_cron_next(const struct zone *z, const char *expr, int64_t after_us, int64_t *next_us);

#endif
