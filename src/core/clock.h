/*
 * clock.h - the one clock. Wall time is for what is shown and stored; monotonic time for every interval and deadline.
 * Handed to whoever needs it, so that tests hand in a fake one. Thread-safe.
 */
#ifndef BINNACLE_CORE_CLOCK_H
#define BINNACLE_CORE_CLOCK_H
#include "core/arena.h"
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define US_PER_MS      1000LL
#define US_PER_S       1000000LL
#define US_PER_MIN     (60 * US_PER_S)
#define US_PER_HOUR    (3600 * US_PER_S)
#define US_PER_DAY     (86400 * US_PER_S)
#define TIME_TEXT_SIZE 32 /* bytes for time_format */

struct clock; /* opaque */

struct clock *clock_system(void);                           /* static; never freed */
struct clock *clock_fake(int64_t wall_us, int64_t mono_us); /* for tests */
void clock_fake_advance(struct clock *c, int64_t us);       /* both */
void clock_fake_jump(struct clock *c, int64_t us);          /* wall only */
void clock_fake_free(struct clock *c);

int64_t clock_wall_us(struct clock *c); /* microseconds since 1970 UTC */
int64_t clock_mono_us(struct clock *c); /* microseconds, arbitrary origin, never goes back */

/* That much from now, of the system's monotonic clock: for pthread_cond_timedwait on a condition of CLOCK_MONOTONIC. Below 0: now. */
struct timespec clock_deadline(int64_t us);

/* RFC 3339 UTC with milliseconds: 2026-02-08T09:30:00.000Z. Returns dst. */
char *time_format(int64_t us, char dst[TIME_TEXT_SIZE]);
/* RFC 3339 date-time with any offset and fraction, or a date (midnight UTC). Whole string. Years 1970-9999. */
bool time_parse(const char *s, int64_t *us);
/* YYYY-MM-DD of the UTC day; and the start of the UTC day / hour that contains us. */
char *time_day_text(int64_t us, char dst[TIME_TEXT_SIZE]);
int64_t time_day_start(int64_t us);
int64_t time_hour_start(int64_t us);

/* Five-field cron expression in UTC: next fire time strictly after `after_us`; false if the expression is invalid or never fires. */
bool time_cron_next(const char *expr, int64_t after_us, int64_t *next_us);

#endif
