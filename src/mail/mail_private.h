/*
 * mail_private.h - what the files of mail/ share. Not for other domains.
 */
#ifndef BINNACLE_MAIL_MAIL_PRIVATE_H
#define BINNACLE_MAIL_MAIL_PRIVATE_H
#include "core/metrics.h"
#include "mail/mail.h"
#include <pthread.h>
#include <stdatomic.h>

#define MAIL_BACKOFF_FIRST_US (10 * US_PER_S)
#define MAIL_BACKOFF_MAX_US   (30 * US_PER_MIN)
#define MAIL_KEEP_US          (30 * US_PER_DAY) /* what was sent or given up is listed that long */

#define MAIL_ERROR_SIZE 400

/* What came of the attempt that a pool thread makes. */
struct mail_attempt {
    bool over, refused;
    enum err result;
    int code;
    char why[MAIL_ERROR_SIZE];
};

struct mail {
    struct mail_deps d;
    pthread_mutex_t lock; /* woken, stopping, attempt */
    pthread_cond_t wake;  /* CLOCK_MONOTONIC */
    bool woken, stopping, started;
    pthread_t thread;
    struct mail_attempt attempt;
    atomic_bool configured; /* a server is set up */
    int64_t prune_at;       /* monotonic; the sender's own */
    struct metric *m_sent, *m_failed, *m_dead;
};

void mail_wake(struct mail *m); /* any thread */
/* The stored settings with the password opened; ERR_NOT_FOUND, ERR_CORRUPT when it was sealed by another box. */
MUST_CHECK enum err mail_config_open(struct mail *m, struct arena *a, struct mail_config *out, const char **password);

#endif
