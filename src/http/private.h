/*
 * private.h - what the files of http/ share and nobody else sees: a request on its worker, the compiled routes, the server.
 */
#ifndef BINNACLE_HTTP_PRIVATE_H
#define BINNACLE_HTTP_PRIVATE_H
#include "core/metrics.h"
#include "http/civet.h"
#include "http/front.h"
#include "http/hot.h"
#include "http/hub.h"
#include "http/limits.h"
#include "http/pool.h"
#include "http/routes.h"
#include "http/server.h"
#include <stdatomic.h>

#define QUERY_MAX        32
#define FIELD_ERRORS_MAX 50
#define REQUEST_ID_MAX   64
#define ANSWER_MAX       (16u << 20)     /* of a JSON answer */
#define GZIP_FROM        (8 * 1024)      /* JSON answers from this size are compressed for who accepts it */
#define BODY_GRACE_US    (20 * US_PER_S) /* a body read by a worker may take this long … */
#define BODY_MIN_RATE    (32 * 1024)     /* … and a second for every so many bytes */

struct request;

/* What a worker keeps from one request to the next. */
struct worker_state {
    struct request *request;
    struct civet *civet;
    struct arena *arena;
    struct buf head, body; /* of the answer; their memory is used again */
    int64_t date_second;
    char date[48]; /* "Date: …\r\n" of that second */
};

struct pair {
    const char *name, *value;
};

struct field_error {
    const char *field, *message;
};

struct request {
    struct server *server;
    struct worker_state *worker;
    struct wire *wire;
    struct arena *arena;
    struct civet_head head;
    const struct compiled_route *route; /* NULL before it is matched, and for assets */
    const char *path;                   /* as asked, without query, percent-encoded; for logs */
    bool is_head, is_tls, secure_cookie;
    struct pair params[PATTERN_PARAMS_MAX];
    size_t param_count;
    struct pair query[QUERY_MAX];
    size_t query_count;
    struct principal who;
    bool signed_in;
    const char *tenant;
    char id[REQUEST_ID_MAX + 1];
    bool id_given;  /* by the caller, who may look for it in the log */
    char trace[56]; /* traceparent of this hop */
    int64_t started_us;
    /* body */
    const struct json *json;
    const char *body_text;
    size_t body_len;
    int64_t body_read, body_started_us;
    bool body_slot;
    /* list */
    int64_t limit;
    const char *cursor;
    /* answer */
    int status;      /* 0: the route's success */
    struct buf *out; /* JSON text */
    struct json_out json_out;
    bool json_open, list_open;
    const char *content_type; /* of raw */
    const void *raw;
    size_t raw_len;
    const char *extra[24]; /* "Name: value" */
    size_t extra_count;
    const char *etag;
    const char *next_cursor;
    int64_t total;
    bool has_total;
    struct field_error errors[FIELD_ERRORS_MAX];
    size_t error_count;
    bool streaming, stream_chunked, stream_slot, broken; /* broken: the connection must end */
    bool torture; /* fault builds: an allocation of this request fails */
    int sent_status;
    int64_t sent_bytes;
    /* audit */
    const char *audit_type, *audit_id, *audit_name, *audit_before, *audit_after;
    void *audit; /* while the handler of an audited route runs */
    bool audit_nothing, audit_written;
    bool has_rate;
    struct rate_state rate;
    /* idempotency */
    const char *idem_key;
    /* what to do with the socket afterwards */
    bool detached; /* it is somebody else's now; wire is gone */
    bool answered, keep;
    size_t used;   /* bytes of the input that belonged to this request */
    char *pending; /* what the kernel did not take; mem_free unless pending_static */
    size_t pending_len, pending_off;
    bool pending_static, raw_static, page; /* page: HTML of the UI, with the UI's security policy */
    const char *cache;                     /* Cache-Control; NULL: no-store */
    const char *coding;                    /* Content-Encoding of raw */
};

struct asset_set; /* assets.c */

struct server {
    struct server_options o;
    struct clock *clock;
    struct tls *tls;
    struct front *front;
    struct hot *hot;
    struct wire hot_call; /* stands for "come and watch the busy connections" in the pool */
    struct http_pool *pool;
    struct hub *hub;
    struct routes *routes;
    struct limits *limits;
    unsigned char cursor_key[32];
    uint64_t id_seed;           /* of request ids */
    _Atomic int64_t log_second; /* access lines of this second, see exchange.c */
    _Atomic int log_lines, log_skipped;
    char *tls_fingerprint;
    int port, ports[16]; /* bound: the first plain one; all of them */
    size_t port_count;
    bool started;
    atomic_bool stopping;
    int64_t started_us;
    _Atomic int64_t requests, active, bytes_out, slow_bodies, streams;
    int slots; /* how many workers may wait for slow bodies, and for slow streams */
    struct metric *by_class[6], *in_flight, *bytes_metric;
    struct buf openapi; /* made at start */
    char openapi_etag[40];
    struct route docs[2]; /* health.c: its rows, with the permission that the options name */
    bool hsts;
};

/* exchange.c: one connection on a worker */
void *exchange_worker_begin(void *server);
void exchange_worker_end(void *server, void *worker);
void exchange_serve(void *server, void *worker, struct wire *w);

/* dispatch.c: the order of checks; the answer is in the request afterwards, or already on its way */
void dispatch_request(struct request *rq);

/* request.c */
MUST_CHECK enum err request_parse_target(struct request *rq,
                                         const char *target); /* path segments are left to the router; query decoded once */
MUST_CHECK enum err request_check_query(struct request *rq);
MUST_CHECK enum err request_load_body(struct request *rq);
MUST_CHECK enum err request_cookie(struct request *rq, const char *name, const char **value); /* ERR_MALFORMED: twice */
const char *request_raw_query(const struct request *rq, const char *name);
void request_make_ids(struct request *rq);
void request_release(struct request *rq);

/* audit.c */
void audit_open(struct request *rq);
/* The row of an answer that is about to go out, when the handler's writes left none. Not OK: the answer must be that error. */
MUST_CHECK enum err audit_settle(struct request *rq, enum err outcome, int status);
/* Of a request that never came to its handler: a 403 is recorded. */
void audit_refusal(struct request *rq, enum err outcome);
MUST_CHECK enum err audit_before_stream(struct request *rq);
int route_success(const struct route *row); /* status */

/* response.c */
void response_problem(struct request *rq, enum err e, const char *detail); /* replaces what was written so far */
void response_problem_status(struct request *rq, int status, const char *title, const char *detail);
void response_send(struct request *rq);
int err_status(enum err e);
const char *status_text(int status);
void response_static(struct request *rq, const char *content_type, const void *p, size_t n); /* p outlives the server */
void response_stream_end(struct request *rq);
bool request_accepts_gzip(struct request *rq);
bool request_etag_matches(struct request *rq, const char *etag);

/* gzip.c */
bool gzip_compress(const void *p, size_t n, struct buf *out);
bool gzip_expand(const void *p, size_t n, struct buf *out);

/* assets.c: OK when it answered */
bool assets_serve(struct request *rq, const char *path);
void assets_index(struct request *rq, int status); /* the page that draws every page; status: as what it is answered */

/* openapi.c */
void openapi_write(struct server *s, struct buf *out);

/* cursor.c */
char *cursor_sign(struct arena *a, const unsigned char key[32], const char *scope, const char *text);
const char *cursor_open(struct arena *a, const unsigned char key[32], const char *scope, const char *signed_text); /* NULL: forged */

/* live.c: the upgrade of /ws */
bool live_upgrade(struct request *rq); /* true: answered */

/* health.c: rows of /healthz /readyz /metrics, /api/openapi.json and /api/docs/swagger */
MUST_CHECK enum err health_routes(struct server *s);

#endif
