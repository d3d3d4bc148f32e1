/*
 * backoff.c - see backoff.h.
 */
#include "core/backoff.h"
#include "core/crypto.h"

int64_t backoff_us(int64_t attempts, int64_t first, int64_t most)
{
    int64_t pause = first;
    for (int64_t i = 1; i < attempts && pause < most; i++)
        pause *= 2;
    if (pause > most)
        pause = most;
    uint64_t r;
    crypto_random(&r, sizeof r);
    return pause / 2 + (int64_t)(r % (uint64_t)(pause / 2 + 1));
}
