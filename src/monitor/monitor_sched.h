/*
 * monitor_sched.h - when what is due: a heap of timers on monotonic time, and the arithmetic of missed ticks. No threads, no locks: the
 * caller's.
 */
#ifndef BINNACLE_MONITOR_SCHED_H
#define BINNACLE_MONITOR_SCHED_H
#include <stddef.h>
#include <stdint.h>

#define SCHED_NEVER INT64_MAX

/* Part of whatever is timed; zeroed before its first use. */
struct sched_item {
    int64_t due; /* monotonic µs; valid while pos != 0 */
    size_t pos;  /* 1-based place in the heap; 0: not in it */
};
struct sched {
    struct sched_item **heap;
    size_t count, cap;
};
void sched_free(struct sched *s); /* the items are the caller's */
/* Puts the item in, or moves it. */
void sched_set(struct sched *s, struct sched_item *item, int64_t due);
void sched_remove(struct sched *s, struct sched_item *item); /* may not be in it */
/* The earliest, NULL when empty. */
struct sched_item *sched_first(const struct sched *s);

/* The next tick after `due` on its grid of `interval` that lies after now; *missed is the number of ticks skipped on the way (0 when the
 * scheduler is in time). */
int64_t sched_next_tick(int64_t due, int64_t interval, int64_t now, int64_t *missed);

#endif
