/*
 * channel.h - what a channel type is. To add one: write channel_<type>.c with a `const struct channel_type channel_<type>` and add it to
 * the table in channels.c. The form, the validation and the API's description come from the row.
 *
 * Threads: send() is called on the sender thread, or on an HTTP worker for a test, and must not block; done() may be called from any thread
 * (also before send() returns), exactly once, must not block, and copies what it keeps.
 */
#ifndef BINNACLE_NOTIFY_CHANNEL_H
#define BINNACLE_NOTIFY_CHANNEL_H
#include "core/arena.h"
#include "core/clock.h"
#include "core/field.h"
#include "net/net.h"
#include "notify/notify.h"

/* What is said. Strings stay valid until send() returns. */
struct channel_message {
    const char *id;         /* the same on every attempt */
    const char *event;      /* alert.firing alert.acknowledged alert.resolved test */
    int64_t at;             /* µs, of the event */
    const char *data;       /* JSON: {"alert": …, "service": …|null} */
    const char *public_url; /* of this box; "" when not set */
};

/* To whom. config and secrets are the members of the type's table without and with FIELD_SECRET; secrets may be NULL. */
struct channel_target {
    const struct json *config, *secrets;
    struct net_policy *policy;
    int timeout_ms;
};

struct channel_result {
    bool delivered;
    int status_code;   /* 0: no answer */
    const char *error; /* one sentence; "" when delivered */
    int64_t duration_us;
    int64_t retry_after_us; /* the receiver asked not to be called before that; 0: it did not */
};
typedef void (*channel_done)(void *arg, const struct channel_result *r);

struct channel_env {
    notify_transport http;
    void *http_ctx;
    struct clock *clock;
};

struct channel_type {
    const char *name, *title, *doc;
    const struct field *config;
    /* What the fields cannot say; paths begin with "config.". Returns the number of problems. NULL: nothing more. */
    int (*validate)(struct arena *a, const struct json *config, field_report report, void *arg);
    /* What the secrets are bound to ("https://host:port"): when it changes, secrets that are not given again are cleared. In the arena. */
    char *(*destination)(struct arena *a, const struct json *config);
    /* Any result but OK: done() is not called. ERR_BUSY: not an attempt, try again soon. */
    enum err (*send)(const struct channel_env *env, struct arena *a, const struct channel_target *to, const struct channel_message *m,
                     channel_done done, void *arg);
};

extern const struct channel_type *const channel_types[];
extern const size_t channel_type_count;
const struct channel_type *channel_type_find(const char *name); /* NULL: unknown */
extern const struct channel_type channel_webhook;

#endif
