/*
 * iam_throttle.c - see iam_throttle.h. Any thread; one lock. Time is monotonic, so a clock that is set changes nothing.
 */
#include "iam/iam_throttle.h"
#include "core/crypto.h"
#include "core/mem.h"
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#define KNOWN        4096
#define FAILURES_MAX 1000 /* more tell nothing new */
#define SLOTS        4096
#define PROBES       8                 /* places a key may stand in */
#define FORGET_US    (15 * US_PER_MIN) /* a key that has not failed for that long starts anew */
#define WAIT_MAX_US  (30 * US_PER_S)

struct slot {
    uint64_t key; /* 0: free */
    int64_t failed_us;
    int failures;
};
struct throttle {
    struct clock *clock;
    pthread_mutex_t lock;
    unsigned char seed[16]; /* so that nobody can aim at a slot */
    struct slot slots[SLOTS];
    uint64_t known[KNOWN]; /* a ring; 0: none */
    size_t known_next;
};

struct throttle *throttle_new(struct clock *c)
{
    struct throttle *t = mem_alloc(sizeof *t);
    t->clock = c;
    pthread_mutex_init(&t->lock, NULL);
    crypto_random(t->seed, sizeof t->seed);
    return t;
}

void throttle_free(struct throttle *t)
{
    if (!t)
        return;
    pthread_mutex_destroy(&t->lock);
    mem_free(t);
}

static uint64_t key_of(const struct throttle *t, char kind, const char *text)
{
    unsigned char h[CRYPTO_HASH_SIZE], in[512];
    size_t n = strnlen(text, sizeof in - sizeof t->seed - 1);
    memcpy(in, t->seed, sizeof t->seed);
    in[sizeof t->seed] = (unsigned char)kind;
    for (size_t i = 0; i < n; i++) { /* an address in other case is the same account */
        char c = text[i];
        in[sizeof t->seed + 1 + i] = (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    crypto_blake2b(in, sizeof t->seed + 1 + n, h);
    uint64_t k;
    memcpy(&k, h, sizeof k);
    return k ? k : 1;
}

/* The key's slot; with `make` the free or oldest one of its places. NULL: it is not there. */
static struct slot *find(struct throttle *t, uint64_t key, bool make)
{
    struct slot *oldest = NULL;
    for (size_t i = 0; i < PROBES; i++) {
        struct slot *s = &t->slots[(key + i) % SLOTS];
        if (s->key == key)
            return s;
        if (!oldest || (oldest->key && (!s->key || s->failed_us < oldest->failed_us)))
            oldest = s;
    }
    if (!make)
        return NULL;
    *oldest = (struct slot){ .key = key };
    return oldest;
}

/* The key's slot as of now: what failed long ago is forgotten. The lock is held. */
static struct slot *current(struct throttle *t, uint64_t key, bool make, int64_t now)
{
    struct slot *s = find(t, key, make);
    if (s && now - s->failed_us > FORGET_US)
        s->failures = 0;
    return s;
}

int throttle_try(struct throttle *t, char kind, const char *key, int free_tries)
{
    int64_t now = clock_mono_us(t->clock), wait = 0;
    pthread_mutex_lock(&t->lock);
    struct slot *s = current(t, key_of(t, kind, key), true, now);
    if (s->failures >= free_tries) {
        int over = s->failures - free_tries;
        wait = s->failed_us + (over >= 5 ? WAIT_MAX_US : US_PER_S << over) - now;
    }
    if (wait <= 0) {
        if (s->failures < FAILURES_MAX)
            s->failures++;
        s->failed_us = now;
    }
    pthread_mutex_unlock(&t->lock);
    return wait > 0 ? (int)((wait + US_PER_S - 1) / US_PER_S) : 0;
}

void throttle_clear(struct throttle *t, char kind, const char *key)
{
    pthread_mutex_lock(&t->lock);
    struct slot *s = find(t, key_of(t, kind, key), false);
    if (s)
        *s = (struct slot){ 0 };
    pthread_mutex_unlock(&t->lock);
}

void throttle_refund(struct throttle *t, char kind, const char *key)
{
    pthread_mutex_lock(&t->lock);
    struct slot *s = find(t, key_of(t, kind, key), false);
    if (s && s->failures > 0)
        s->failures--;
    pthread_mutex_unlock(&t->lock);
}

/* ---- known addresses ---- */

static uint64_t pair_of(const struct throttle *t, const char *account, const char *address)
{
    return key_of(t, 'k', account) * 31 + key_of(t, 'k', address);
}

static bool known(const struct throttle *t, uint64_t pair)
{
    for (size_t i = 0; i < KNOWN; i++)
        if (t->known[i] == pair)
            return true;
    return false;
}

void throttle_know(struct throttle *t, const char *account, const char *address)
{
    uint64_t pair = pair_of(t, account, address);
    pthread_mutex_lock(&t->lock);
    if (!known(t, pair))
        t->known[t->known_next++ % KNOWN] = pair;
    pthread_mutex_unlock(&t->lock);
}

bool throttle_knows(struct throttle *t, const char *account, const char *address)
{
    uint64_t pair = pair_of(t, account, address);
    pthread_mutex_lock(&t->lock);
    bool found = known(t, pair);
    pthread_mutex_unlock(&t->lock);
    return found;
}
