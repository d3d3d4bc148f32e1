/*
 * iam_throttle.h - slows down guessing, per account and per address, without ever locking the owner out for good.
 *
 * After `free` failures in a row each further try has to wait: 1 s, 2 s, 4 s ... at most 30 s after the last failure. A success clears the
 * account. Keys are hashes in a fixed table; when it is full the key that failed longest ago goes. Thread-safe.
 */
#ifndef BINNACLE_IAM_THROTTLE_H
#define BINNACLE_IAM_THROTTLE_H
#include "core/clock.h"

struct throttle;
struct throttle *throttle_new(struct clock *c);
void throttle_free(struct throttle *t);
/* Seconds to wait before the next try, rounded up; 0: go on. `kind` keeps accounts and addresses apart ('a', 'r'). */
int throttle_wait(struct throttle *t, char kind, const char *key, int free_tries);
void throttle_failed(struct throttle *t, char kind, const char *key);
void throttle_clear(struct throttle *t, char kind, const char *key);

#endif
