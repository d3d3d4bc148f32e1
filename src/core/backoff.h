/*
 * backoff.h - pauses between attempts: doubled each time, the later half random, so that many who failed together do not come back
 * together. Pure but for its randomness; thread-safe.
 */
#ifndef BINNACLE_CORE_BACKOFF_H
#define BINNACLE_CORE_BACKOFF_H
#include <stdint.h>

/* The pause after the n-th failed attempt (n >= 1): `first` doubled each time, at most `most`. µs. */
int64_t backoff_us(int64_t attempts, int64_t first, int64_t most);

#endif
