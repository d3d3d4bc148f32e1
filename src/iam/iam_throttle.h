/*
 * iam_throttle.h - slows down guessing, per account and per address, without ever locking the owner out.
 *
 * After `free_tries` failures in a row each further try has to wait: 1 s, 2 s, 4 s ... at most 30 s after the last one. A try counts as
 * failed from its start, so that many at once are no way around the wait; who got in, or was not answered for another reason, takes it
 * back. Somebody at an address from which the account was signed in to before has a count of their own there: others' guessing does not
 * touch them. Keys are hashes in tables of fixed size; when one is full the oldest goes. Thread-safe.
 */
#ifndef BINNACLE_IAM_THROTTLE_H
#define BINNACLE_IAM_THROTTLE_H
#include "core/clock.h"
#include <stdbool.h>

struct throttle;
struct throttle *throttle_new(struct clock *c);
void throttle_free(struct throttle *t);
/* One try. 0: go on, it counts as failed until one of the two below is called. Else the seconds to wait, rounded up; nothing was counted.
 * `kind` keeps counts of different things apart; letters match in either case. */
int throttle_try(struct throttle *t, char kind, const char *key, int free_tries);
void throttle_clear(struct throttle *t, char kind, const char *key);  /* it was right: the count starts anew */
void throttle_refund(struct throttle *t, char kind, const char *key); /* it was not a wrong one: as if it had not been */

/* Accounts and the addresses from which they were signed in to; the newest 4,096 pairs, until the program ends. */
void throttle_know(struct throttle *t, const char *account, const char *address);
bool throttle_knows(struct throttle *t, const char *account, const char *address);

#endif
