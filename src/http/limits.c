/*
 * limits.c - sliding-window counters: the previous minute's count fades out while this one's grows.
 *
 * Threads: any; a set of WAYS entries is under one of STRIPES locks.
 */
#include "http/limits.h"
#include "core/mem.h"
#include <pthread.h>
#include <string.h>

#define SETS    1024
#define WAYS    8
#define STRIPES 64

static const struct {
    const char *name;
    int64_t per_window;
} classes[] = { [RATE_READ] = { "read", 12000 },     [RATE_WRITE] = { "write", 3000 },        [RATE_LOGIN] = { "login", 300 },
                [RATE_INGEST] = { "ingest", 60000 }, [RATE_EXPENSIVE] = { "expensive", 300 }, [RATE_NONE] = { "none", 0 } };

struct entry {
    uint64_t key;   /* hash of who and class; 0: free */
    int64_t window; /* number of the minute */
    int32_t now, before;
};

struct limits {
    bool off;
    struct clock *clock;
    uint64_t seed;
    pthread_mutex_t locks[STRIPES];
    struct entry table[SETS][WAYS];
};

const char *rate_class_name(enum rate_class c)
{
    return classes[c].name;
}

int64_t rate_class_limit(enum rate_class c)
{
    return classes[c].per_window;
}

struct limits *limits_new(struct clock *clock, bool off)
{
    struct limits *l = mem_alloc(sizeof *l);
    l->clock = clock;
    l->off = off;
    l->seed = (uint64_t)clock_wall_us(clock) * 0x9E3779B97F4A7C15u;
    for (int i = 0; i < STRIPES; i++)
        pthread_mutex_init(&l->locks[i], NULL);
    return l;
}

void limits_free(struct limits *l)
{
    if (!l)
        return;
    for (int i = 0; i < STRIPES; i++)
        pthread_mutex_destroy(&l->locks[i]);
    mem_free(l);
}

/* FNV-1a with a start nobody outside knows, finished as in splitmix64. */
static uint64_t hash(const struct limits *l, const char *who, enum rate_class c)
{
    uint64_t h = l->seed ^ (uint64_t)c;
    for (; *who; who++)
        h = (h ^ (unsigned char)*who) * 0x100000001B3u;
    h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9u;
    h = (h ^ (h >> 27)) * 0x94D049BB133111EBu;
    h ^= h >> 31;
    return h ? h : 1;
}

bool limits_take(struct limits *l, const char *who, enum rate_class c, struct rate_state *out)
{
    int64_t limit = classes[c].per_window;
    *out = (struct rate_state){ .name = classes[c].name, .limit = limit, .remaining = limit, .reset_s = LIMIT_WINDOW_S };
    if (limit == 0 || l->off)
        return true;
    int64_t now = clock_mono_us(l->clock), length = LIMIT_WINDOW_S * US_PER_S, window = now / length, into = now % length;
    uint64_t key = hash(l, who, c);
    struct entry *set = l->table[key % SETS], *e = NULL, *oldest = set;
    pthread_mutex_t *lock = &l->locks[key % STRIPES];
    pthread_mutex_lock(lock);
    for (int i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            e = &set[i];
        if (set[i].key == 0 || (oldest->key != 0 && set[i].window < oldest->window))
            oldest = &set[i];
    }
    if (!e) {
        e = oldest;
        *e = (struct entry){ .key = key, .window = window };
    }
    if (e->window != window) {
        e->before = e->window == window - 1 ? e->now : 0;
        e->now = 0;
        e->window = window;
    }
    int64_t used = e->now + (int64_t)((double)e->before * (double)(length - into) / (double)length);
    bool allowed = used < limit;
    if (allowed) {
        e->now++;
        used++;
    }
    pthread_mutex_unlock(lock);
    out->remaining = used < limit ? limit - used : 0;
    out->reset_s = (length - into + US_PER_S - 1) / US_PER_S;
    return allowed;
}
