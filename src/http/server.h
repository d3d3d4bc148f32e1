/*
 * server.h - the HTTP server: listeners, router, hooks, live sockets. Used by main.c.
 */
#ifndef BINNACLE_HTTP_SERVER_H
#define BINNACLE_HTTP_SERVER_H
#include "core/clock.h"
#include "core/live.h"
#include "core/metrics.h"
#include "http/http.h"

/* What the audit trail is told of a request. */
struct http_audit {
    const struct principal *who;
    const char *tenant_id, *action, *object_type, *object_id, *object_name, *before, *after, *request_id, *remote, *user_agent;
    int status;
};
/* As known now. An action without an object names the thing that its route is about: "service.update" of {id} is service, id. */
void request_audit_facts(struct request *rq, struct http_audit *out);
/* The text without the secrets that the route's body fields name; in the arena, the text itself when there are none. */
const char *request_audit_mask(struct request *rq, struct arena *a, const char *json);

/* What http/ asks of the identity and audit domains without knowing them. main.c fills it in. All are called on workers, many at once. */
struct http_hooks {
    void *ctx;
    /* Exactly one of cookie / bearer may be NULL or both (anonymous: *out zeroed, OK). ERR_UNAUTHENTICATED when a credential is wrong,
     * expired or revoked. */
    enum err (*authenticate)(void *ctx, struct arena *a, const char *cookie, const char *bearer, const char *remote, struct principal *out);
    /* May this principal act in that tenant (?tenant_id=)? ERR_FORBIDDEN. Superadmins: any existing one, else ERR_NOT_FOUND. */
    enum err (*tenant_check)(void *ctx, const struct principal *p, const char *tenant_id);
    const char *(*perm_name)(int perm);
    /* A handler of an audited route is about to run on this thread: what its writes change is on this request's account, in the same
     * transaction, until audit_end. The handle lives in the arena; what it says of itself is asked by request_audit_facts when a row is
     * written. */
    void *(*audit_begin)(void *ctx, struct arena *a, struct request *rq);
    /* How many rows there are so far. */
    int (*audit_rows)(void *handle);
    void (*audit_end)(void *handle);
    /* A row of its own, on disk before it returns. refused: one of possibly many (401, 403, 429), which may be counted instead. */
    enum err (*audit_write)(void *ctx, const struct http_audit *row, bool refused);
    /* Idempotency-Key: begin answers OK and *status 0 (go on), or the stored answer; ERR_CONFLICT while the first still runs or the body
     * differs. */
    enum err (*idem_begin)(void *ctx, struct arena *a, const char *tenant_id, const char *user_id, const char *key, const char *route,
                           const unsigned char body_hash[32], int *status, const char **body);
    void (*idem_end)(void *ctx, const char *tenant_id, const char *user_id, const char *key, const char *route, int status,
                     const char *body);
    /* /readyz: the store is writable, migrations are done. False: why says what is missing. NULL hook: always ready. */
    bool (*ready)(void *ctx, char *why, size_t n);
};

struct tag_doc {
    const char *name, *doc;
};

struct server_options {
    const char *const *listen; /* NULL-terminated "[ADDR:]PORT"; port 0 picks one */
    const char *const *tls_listen;
    const char *tls_cert, *tls_key; /* PEM paths; NULL: DATA/tls/ self-signed, made at first start */
    const char *data_dir;           /* for the self-signed pair */
    const char *www_dir;            /* development: serve the UI from here instead of the embedded assets */
    struct clock *clock;
    const struct http_hooks *hooks;
    int threads;                     /* most workers, 0 = 128; started as needed */
    const unsigned char *cursor_key; /* 32 secret bytes that sign cursors; NULL: random, so cursors end with the process */
    const char *version;
    int docs_perm;              /* who may read the API's description and its page; 0: there is none */
    const struct tag_doc *tags; /* what the groups of the API are about; ends with a NULL name */
    bool no_limits;             /* nobody is ever asked to slow down (rate classes; throttling of sign-ins stays) */
};
struct server;

MUST_CHECK enum err server_new(const struct server_options *o, struct server **out);
/* Rows must stay valid for the server's life. ERR_INTERNAL for a missing permission, a duplicate or ambiguous pattern: start-up stops. */
MUST_CHECK enum err server_routes(struct server *s, const struct route *rows, size_t count, void *ctx);
/* Live topics: "services.state" needs perm; a trailing ".*" is a prefix. */
MUST_CHECK enum err server_topic(struct server *s, const char *topic, int perm, const char *doc);
/* A topic of figures that are gathered over an interval: a subscription may name one (interval_seconds, 1 to 60). */
MUST_CHECK enum err server_topic_every(struct server *s, const char *topic, int perm, int default_seconds, const char *doc);
/* The hub as core/live.h wants it. Usable before server_start. */
const struct live *server_live(struct server *s);
/* Binds, prints "listening on http://ADDR:PORT" per listener on standard output, serves. */
MUST_CHECK enum err server_start(struct server *s);
int server_port(const struct server *s); /* of the first plain listener */
/* Of every listener, in the order of the options, plain ones first. Returns how many; at most `max` are written. */
size_t server_ports(const struct server *s, int *out, size_t max);
const char *server_tls_fingerprint(const struct server *s); /* SHA-256, colon hex; "" without TLS */
void server_reload_tls(struct server *s);
/* Closes the live sockets of a session, an API key or a user with 4401 (signed out). Any thread; call it where the session ends. */
void server_sockets_close(struct server *s, const char *id);
/* Stops accepting, lets running requests end for up to 5 s, closes sockets with 1001. */
void server_stop(struct server *s);
void server_free(struct server *s);

struct server_stats {
    int64_t requests, active, sockets, sockets_dropped_messages, bytes_out, connections, threads, timed_out, evicted;
    int64_t client_errors, server_errors; /* answers of the classes 4xx and 5xx */
};
void server_stats(const struct server *s, struct server_stats *out);
/* How long the answers of all routes took since the start. */
void server_latency(const struct server *s, int64_t counts[METRIC_BUCKETS]);

#endif
