/*
 * channels.h - channels and deliveries as people see and change them. Any thread.
 *
 * A channel's secrets are sealed with the box key and bound to the channel's id; no function here gives them out: the JSON of a channel
 * says {"set": true|false} in their place.
 */
#ifndef BINNACLE_NOTIFY_CHANNELS_H
#define BINNACLE_NOTIFY_CHANNELS_H
#include "core/ids.h"
#include "notify/notify.h"

struct channel_input {
    const char *name, *channel_type, *min_severity;
    const struct json *config; /* object, secrets included */
    bool enabled, send_resolved;
};
/* The members of a channel in a body or a provisioning file; `config` is described by its type. */
extern const struct field channel_fields[];
/* Of a body that field_validate took. What it does not name has its default. Points into body. */
void channel_input_read(const struct json *body, struct channel_input *in);
/* Problems with the config go to report ("config.url"); then ERR_INVALID. ERR_CONFLICT: the name is taken, or NOTIFY_MAX_CHANNELS exist. */
MUST_CHECK enum err channels_create(struct notify *n, struct arena *a, const char *tenant_id, const struct channel_input *in,
                                    field_report report, void *arg, char id[ID_SIZE]);
/* Replaces all but the type (channel_type NULL: as it is). A secret that is absent stays, unless the destination (scheme, host, port)
 * changes; null or "" clears it. version -1: any, else ERR_PRECONDITION. */
MUST_CHECK enum err channels_update(struct notify *n, struct arena *a, const char *tenant_id, const char *id,
                                    const struct channel_input *in, int64_t version, field_report report, void *arg);
/* What was still waiting for it becomes dead letters. */
MUST_CHECK enum err channels_delete(struct notify *n, const char *tenant_id, const char *id);
MUST_CHECK enum err channels_write(struct notify *n, struct arena *a, const char *tenant_id, const char *id, struct json_out *o,
                                   int64_t *version);
/* By name; after NULL: from the first. */
MUST_CHECK enum err channels_list(struct notify *n, struct arena *a, const char *tenant_id, const char *after, int64_t limit,
                                  struct json_out *o, const char **next, int64_t *total);

struct channel_test {
    bool success;
    const char *channel, *error; /* the channel's name; what went wrong, "" when nothing */
    int status_code;             /* 0: no answer */
    int64_t duration_ms;
};
/* Sends a message of event `test` now and waits for its end, under 10 s; leaves a row among the deliveries. Not on the network loop. */
MUST_CHECK enum err channels_test(struct notify *n, struct arena *a, const char *tenant_id, const char *id, struct channel_test *out);

struct deliveries_filter {
    const char *status, *channel_id, *alert_id; /* NULL: any */
    int64_t before;                             /* seq; 0: from the newest */
};
MUST_CHECK enum err deliveries_list(struct notify *n, struct arena *a, const char *tenant_id, const struct deliveries_filter *f,
                                    int64_t limit, struct json_out *o, int64_t *next);
MUST_CHECK enum err deliveries_write(struct notify *n, struct arena *a, const char *tenant_id, const char *id, struct json_out *o);
/* A dead letter is sent again, with the same id and 24 h from now. ERR_CONFLICT when it is none, or its channel is gone. */
MUST_CHECK enum err deliveries_replay(struct notify *n, const char *tenant_id, const char *id);

#endif
