/*
 * iam_throttle.c - see iam_throttle.h. Any thread; one lock. Time is monotonic, so a clock that is set changes nothing.
 */
#include "iam/iam_throttle.h"
#include "core/crypto.h"
#include "core/mem.h"
#include <pthread.h>
#include <string.h>

#define SLOTS       4096
#define PROBES      8                 /* places a key may stand in */
#define FORGET_US   (15 * US_PER_MIN) /* a key that has not failed for that long starts anew */
#define WAIT_MAX_US (30 * US_PER_S)

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

int throttle_wait(struct throttle *t, char kind, const char *key, int free_tries)
{
    int64_t now = clock_mono_us(t->clock), wait = 0;
    pthread_mutex_lock(&t->lock);
    struct slot *s = find(t, key_of(t, kind, key), false);
    if (s && now - s->failed_us > FORGET_US)
        s->failures = 0;
    if (s && s->failures >= free_tries) {
        int over = s->failures - free_tries;
        int64_t delay = over >= 5 ? WAIT_MAX_US : US_PER_S << over;
        wait = s->failed_us + delay - now;
    }
    pthread_mutex_unlock(&t->lock);
    return wait > 0 ? (int)((wait + US_PER_S - 1) / US_PER_S) : 0;
}

void throttle_failed(struct throttle *t, char kind, const char *key)
{
    pthread_mutex_lock(&t->lock);
    struct slot *s = find(t, key_of(t, kind, key), true);
    int64_t now = clock_mono_us(t->clock);
    if (now - s->failed_us > FORGET_US)
        s->failures = 0;
    if (s->failures < 1000)
        s->failures++;
    s->failed_us = now;
    pthread_mutex_unlock(&t->lock);
}

void throttle_clear(struct throttle *t, char kind, const char *key)
{
    pthread_mutex_lock(&t->lock);
    struct slot *s = find(t, key_of(t, kind, key), false);
    if (s)
        *s = (struct slot){ 0 };
    pthread_mutex_unlock(&t->lock);
}
