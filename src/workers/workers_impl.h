/* workers_impl.h - what the files of workers/ share. Private to this folder. */
#ifndef BINNACLE_WORKERS_IMPL_H
#define BINNACLE_WORKERS_IMPL_H
#include "workers/workers.h"
#include <pthread.h>

/* A place that names workers. Guarded by `lock`; the thread works on a copy. */
struct worker_source {
    struct arena *arena;
    const char *id, *tenant_id, *name, *kind, *source, *server, *worker_type;
    int64_t interval_seconds, grace_seconds, created_at;
    int64_t next_run; /* monotonic */
    int64_t last_run_at, found;
    char problem[256]; /* "" when the last run went well */
};

struct workers {
    struct workers_deps d;
    pthread_mutex_t running; /* held by who asks a source; taken before lock */
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    bool started, stop;
    struct worker_source **sources;
    size_t count;
};

MUST_CHECK enum err workers_discovery_load(struct workers *w);
void workers_discovery_unload(struct workers *w);

#endif
