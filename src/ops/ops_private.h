/*
 * ops_private.h - what the files of ops/ share. Not for other domains.
 */
#ifndef BINNACLE_OPS_OPS_PRIVATE_H
#define BINNACLE_OPS_OPS_PRIVATE_H
#include "ops/ops.h"
#include <pthread.h>

#define OPS_DEFAULT_TENANT "00000000-0000-7000-8000-000000000001"

struct server;

struct ops {
    struct ops_deps d;
    struct server *server; /* of ops_api.c: set once by ops_routes, before any handler runs */
    char *data_dir;
    int64_t started_wall, started_mono;
    pthread_mutex_t lock; /* stopping */
    pthread_cond_t wake;  /* CLOCK_MONOTONIC */
    bool stopping, started;
    pthread_t thread;
    /* The thread's own: */
    bool disk_low, wal_large; /* as last seen */
    bool failed;              /* said once */
};

#endif
