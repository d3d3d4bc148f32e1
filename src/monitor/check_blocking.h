/*
 * check_blocking.h - what checks share whose probe blocks (client libraries: Redis, Kafka): it runs on net's pool, with a deadline.
 *
 * Threads: blocking_start on the scheduler's; probe on a pool thread; judge on a pool thread or the pool's deadline thread.
 * The probe may outlive the verdict, and with it the spec: what the probe uses is copied into the arena.
 */
#ifndef BINNACLE_MONITOR_CHECK_BLOCKING_H
#define BINNACLE_MONITOR_CHECK_BLOCKING_H
#include "monitor/check_outcome.h"
#include <stdatomic.h>

struct blocking {
    struct check_spec spec;
    check_done done;
    void *arg;
    struct arena *arena; /* as long as the probe */
    struct net_policy *policy;
    enum err (*probe)(struct blocking *b);
    void (*judge)(struct blocking *b, struct outcome *o); /* only of a probe that ended well and in time */
    char detail[400];                                     /* of the probe's failure */
    atomic_bool finished;                                 /* the probe has written all that it will write */
};

/* Memory of size bytes (a struct that begins with a struct blocking), zeroed, with the members up to policy set. */
void *blocking_new(size_t size, const struct check_spec *spec, check_done done, void *arg);
/* Runs the probe; it must end by itself within the spec's time, the pool gives up grace_ms later. Owns b, also when it fails. */
MUST_CHECK enum err blocking_start(struct blocking *b, struct net *net, int grace_ms);

#endif
