/*
 * ids.c - UUIDv7: 48 bits of milliseconds, then a 26-bit counter (RFC 9562 §6.2, method 1), then 48 random bits.
 *
 * Threads: any; one lock. Always: ids of one process ascend, unless the wall clock was set back by more than ten seconds.
 */
#include "core/ids.h"
#include "core/crypto.h"
#include <pthread.h>
#include <string.h>

#define COUNTER_MAX       ((1u << 26) - 1)
#define BACK_TOLERATED_MS 10000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t last_ms;
static uint32_t counter;

char *id_new(struct clock *c, char dst[ID_SIZE])
{
    static const char hex[] = "0123456789abcdef";
    unsigned char u[16], r[10];
    crypto_random(r, sizeof r);

    int64_t ms = clock_wall_us(c) / US_PER_MS;
    if (ms < 0)
        ms = 0;
    pthread_mutex_lock(&lock);
    if (ms > last_ms || ms < last_ms - BACK_TOLERATED_MS) {
        last_ms = ms;
        /* Starts in the lower half, so that a millisecond has room for at least 2^25 ids. */
        counter = ((uint32_t)r[6] << 16 | (uint32_t)r[7] << 8 | r[8]) & (COUNTER_MAX >> 1);
    } else if (++counter > COUNTER_MAX) {
        last_ms++;
        counter = 0;
    }
    ms = last_ms;
    uint32_t n = counter;
    pthread_mutex_unlock(&lock);

    for (int i = 0; i < 6; i++)
        u[i] = (unsigned char)(ms >> (40 - 8 * i));
    u[6] = (unsigned char)(0x70 | (n >> 22));
    u[7] = (unsigned char)(n >> 14);
    u[8] = (unsigned char)(0x80 | ((n >> 8) & 0x3f));
    u[9] = (unsigned char)n;
    memcpy(u + 10, r, 6);

    char *p = dst;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *p++ = '-';
        *p++ = hex[u[i] >> 4];
        *p++ = hex[u[i] & 15];
    }
    *p = '\0';
    return dst;
}

bool id_valid(const char *s)
{
    if (!s || strnlen(s, ID_SIZE) != ID_SIZE - 1)
        return false;
    for (int i = 0; i < ID_SIZE - 1; i++) {
        char c = s[i];
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (c != '-')
                return false;
        } else if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return false;
        }
    }
    /* Version 1-8 of the RFC's variant. */
    return s[14] >= '1' && s[14] <= '8' && strchr("89ab", s[19]) != NULL;
}
