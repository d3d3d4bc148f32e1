/*
 * hot.h - connections that were answered a moment ago and whose next request is likely to come at once: keep-alive clients at work.
 *
 * They wait in one epoll set that a few workers watch, each of which takes the next ready connection, answers it and looks again. So a
 * request of a busy client costs no hand-over between threads and no sleep of its own, and a connection that is quiet for HOT_LINGER_MS
 * goes back to the front. A handler that takes long keeps nobody waiting: before a change another worker is called to watch, and the
 * front's thread, which looks in every millisecond while connections are here, hands what nobody took to fresh workers.
 *
 * Threads: any; the set is under its own lock, which is taken before the front's and the pool's. A connection in the set is claimed by one
 * worker at a time, and nobody else touches it then.
 */
#ifndef BINNACLE_HTTP_HOT_H
#define BINNACLE_HTTP_HOT_H
#include "http/front.h"

#define HOT_LINGER_MS 10

struct hot;
struct hot_options {
    struct clock *clock;
    struct front *front;
    int watchers;                              /* most workers that watch at once; 0 = as many as the machine has cores */
    bool (*leave)(void *ctx);                  /* workers are wanted elsewhere: whoever watches goes home */
    void (*help)(void *ctx);                   /* send another worker to hot_next, if one is free */
    void (*rescue)(void *ctx, struct wire *w); /* a worker for w, which is claimed and has something to read */
    void *ctx;
};

MUST_CHECK enum err hot_new(const struct hot_options *o, struct hot **out);
void hot_free(struct hot *h); /* the set is empty by then: every watcher has gone home */

enum hot_kept { HOT_KEPT, HOT_AGAIN, HOT_FULL };
/* After an answer, at now_us (0: as late as the last one): lets go of w. HOT_AGAIN: something came meanwhile, it is still the caller's to
 * read; HOT_FULL: it was not taken. */
enum hot_kept hot_keep(struct hot *h, struct wire *w, int64_t now_us);
/* The next connection with something to read, claimed; NULL: go home. `first` on a worker's first call since it came. */
struct wire *hot_next(struct hot *h, bool first);
/* The caller is about to do what may take long: others watch meanwhile. */
void hot_cover(struct hot *h);
/* Takes a claimed connection out of the set; nothing to do for one that is not in it. */
void hot_leave(struct hot *h, struct wire *w);
/* By the front's thread. Milliseconds until it should look in again, -1: no need. */
int hot_tick(struct hot *h);

#endif
