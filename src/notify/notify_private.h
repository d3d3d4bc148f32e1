/*
 * notify_private.h - what the files of notify/ share. Not for other domains.
 */
#ifndef BINNACLE_NOTIFY_NOTIFY_PRIVATE_H
#define BINNACLE_NOTIFY_NOTIFY_PRIVATE_H
#include "core/ids.h"
#include "core/metrics.h"
#include "notify/channel.h"
#include "notify/notify.h"
#include <pthread.h>

#define NOTIFY_FLIGHTS          256 /* messages on their way at once */
#define NOTIFY_CHANNEL_FLIGHTS  4   /* of one channel; one while it fails, so that dead targets cannot hold all places */
#define NOTIFY_FAILING_MAX      1024
#define NOTIFY_BACKOFF_FIRST_US (5 * US_PER_S)
#define NOTIFY_BACKOFF_MAX_US   US_PER_HOUR
#define NOTIFY_HOLD_MAX_US      (10 * US_PER_MIN)
#define NOTIFY_MIN_ATTEMPTS     3 /* before a row may become a dead letter, so that a wrong clock alone never kills one */
#define NOTIFY_ERROR_SIZE       400

enum flight_state { FLIGHT_FREE, FLIGHT_SENDING, FLIGHT_DONE };

/* One message on its way. SENDING: the callback owns the outcome fields. DONE: the sender does, until the outcome is on disk. */
struct flight {
    struct notify *notify;
    enum flight_state state; /* under notify.lock */
    char id[ID_SIZE], tenant_id[ID_SIZE], channel_id[ID_SIZE];
    int64_t attempts; /* with this one */
    int64_t expires_at;
    bool delivered;
    int status_code;
    int64_t duration_us, retry_after_us;
    char error[NOTIFY_ERROR_SIZE];
};

struct notify {
    struct notify_deps d;
    struct channel_env env;
    pthread_mutex_t lock; /* flights' states, woken, stopping */
    pthread_cond_t wake;  /* CLOCK_MONOTONIC */
    bool woken, stopping, started;
    pthread_t thread;
    struct flight *flights; /* NOTIFY_FLIGHTS */
    /* The sender's own: */
    char (*failing)[ID_SIZE]; /* channels whose last attempt failed */
    size_t failing_count;
    int64_t last_wall, last_mono; /* of the last round: a jump of the wall clock shows in their difference */
    int64_t care_at;              /* monotonic */
    bool store_failed;            /* said once */
    int64_t last_step;            /* monotonic; atomic */
    struct metric *m_delivered, *m_failed, *m_dead, *m_delay;
};

/* The pause after the n-th failed attempt (n >= 1): 5 s doubled each time, at most an hour, of which the later half is random. */
int64_t notify_backoff_us(int64_t attempts);
void notify_wake(struct notify *n); /* any thread */
/* {"id", "status"} on the topic `deliveries`. */
void notify_publish(struct notify *n, const char *tenant_id, const char *id, const char *status);

/* A stored channel made ready to send: *secrets may be NULL. ERR_CORRUPT when the secrets do not open with this box's key. */
MUST_CHECK enum err notify_open_channel(struct notify *n, struct arena *a, const char *channel_id, const char *config, const void *sealed,
                                        size_t sealed_n, const struct json **config_out, const struct json **secrets_out);

#endif
