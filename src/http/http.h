/*
 * http.h - what a domain's <d>_api.c needs: a table of routes, the request, the response.
 *
 * A route is one row; the router does everything that is the same for all, in this order: match, session, permission, tenant,
 * rate limit, CSRF, body limit, validation, idempotency, handler with its audit row, metering, timing. A handler holds no security code.
 * OpenAPI, validation, the permission matrix test and the UI's client are derived from the same rows.
 * Threads: handlers run on CivetWeb's workers, many at once; a request belongs to one thread.
 */
#ifndef BINNACLE_HTTP_HTTP_H
#define BINNACLE_HTTP_HTTP_H
#include "core/arena.h"
#include "core/err.h"
#include "core/field.h"
#include "core/json.h"
#include <stdbool.h>
#include <stdint.h>

/* ---- routes ---- */
enum method { GET, POST, PUT, PATCH, DELETE };
enum rate_class { RATE_READ, RATE_WRITE, RATE_LOGIN, RATE_INGEST, RATE_EXPENSIVE, RATE_NONE };
enum route_flags {
    ROUTE_PUBLIC = 1,         /* no session needed; .perm must be PERM_NONE */
    ROUTE_RAW_BODY = 2,       /* the handler reads the body itself (request_body_read): uploads, NDJSON */
    ROUTE_NO_IDEMPOTENCY = 4, /* a POST that only reads, or signs in */
    ROUTE_HIDDEN_BODY = 8,    /* answer is not JSON: out is NULL and `produces` names the type */
    ROUTE_OK_201 = 16,        /* success is 201 with Location where the handler sets it */
    ROUTE_OK_202 = 32,
    ROUTE_OK_204 = 64,
    ROUTE_NO_AUDIT = 128,  /* a change that is not audited (heartbeats, ingest, tests); else .audit is required on POST PUT PATCH DELETE */
    ROUTE_OUT_OPEN = 256,  /* the answer may have more members than `out` names (OpenAPI: additionalProperties) */
    ROUTE_PAGE = 512,      /* a page of the UI: a browser that is not signed in is sent to the sign-in page */
    ROUTE_UPSTREAM = 1024, /* asks a watched system while the caller waits: may answer 502 */
    ROUTE_SIGN_IN = 2048, /* public, but what the body holds may be refused: may answer 401 and 403 (RATE_LOGIN: goes without saying) */
    ROUTE_IF_MATCH = 4096 /* a POST that heeds If-Match; PUT, PATCH and DELETE are taken to */
};
struct request;
struct route {
    enum method method;
    const char *path; /* full, "/api/v1/services/{id}"; {name} is one segment */
    enum err (*handler)(struct request *rq, void *ctx);
    int perm; /* enum perm of iam/perm.h; a row without one (0) stops start-up unless ROUTE_PUBLIC; the one named "any" asks only for a
                 session */
    const struct field
        *query; /* allowed query parameters; NULL = none. F_STRING with one_of, F_INT, F_NUMBER, F_BOOL, F_TIME; a bad one is 400 */
    const struct field *in;  /* body members; NULL = no body */
    const struct field *out; /* answer members; see out_array */
    bool out_array;          /* the answer is a bare array of `out` objects */
    bool list;               /* answer is {items: [out], next_cursor, total?}; adds ?limit= ?cursor= */
    enum rate_class rate;
    unsigned flags;
    int64_t max_body;     /* bytes; 0 = 1 MiB */
    const char *audit;    /* "service.create" */
    const char *produces; /* default application/json; several with commas */
    const char *tag;      /* OpenAPI group */
    const char *doc;      /* one line, imperative, ends without a full stop */
};

/* ---- who asks ---- */
struct principal {
    char user_id[40], tenant_id[40], session_id[40], api_key_id[40];
    char email[256], role[64]; /* "" when anonymous */
    uint64_t perms[2];         /* bit set of enum perm */
    bool superadmin;
    bool limited;    /* a session that must set up a second factor first: its permissions are cut to that */
    bool via_cookie; /* CSRF is checked for these only */
    char csrf[64];
    int64_t session_ends_at; /* µs; 0: no session */
};
bool principal_has(const struct principal *p, int perm);

/* ---- request ---- */
struct arena *request_arena(struct request *rq); /* reset after the request */
const struct principal *request_principal(struct request *rq);
/* The tenant the request acts in: ?tenant_id= where allowed, else the principal's own. */
const char *request_tenant(struct request *rq);
const char *request_id(struct request *rq);
const char *request_trace(struct request *rq);                    /* W3C traceparent for outgoing calls: the caller's trace, or a new one */
const char *request_remote(struct request *rq);                   /* client address text */
const char *request_header(struct request *rq, const char *name); /* NULL: absent */
const char *request_path_param(struct request *rq, const char *name); /* decoded; never NULL for a declared {name} */
const char *request_query(struct request *rq, const char *name);      /* decoded, validated; NULL: absent */
bool request_query_int(struct request *rq, const char *name, int64_t *out);
bool request_query_bool(struct request *rq, const char *name, bool *out);
bool request_query_time(struct request *rq, const char *name, int64_t *us);
const struct json *request_json(struct request *rq); /* the validated body; an empty object when none was sent */
int64_t request_limit(struct request *rq);           /* of a list; 1..1000, default 50 */
const char *request_cursor(struct request *rq);      /* the text the handler gave to response_next_cursor; NULL on the first page. Signed: a
                                                        forged one is 400 before the handler runs */
bool request_is_tls(struct request *rq);
/* ROUTE_RAW_BODY: next bytes, 0 at the end; ERR_TOO_LARGE over max_body, ERR_TIMEOUT after the total body deadline. */
MUST_CHECK enum err request_body_read(struct request *rq, void *p, size_t n, size_t *got);

/* ---- response ---- */
/* The JSON writer of the answer's body (bounded at 16 MiB; larger answers page or stream). */
struct json_out *response_json(struct request *rq);
void response_status(struct request *rq,
                     int status); /* with an error result: the status of its problem document, instead of the usual one */
void response_header(struct request *rq, const char *name, const char *value); /* values are checked: no CR, LF, NUL */
void response_etag(struct request *rq, int64_t version);                       /* of an entity; If-None-Match is answered by the router */
/* Entities' optimistic lock: OK when If-Match is absent or names this version, else ERR_PRECONDITION. */
MUST_CHECK enum err request_if_match(struct request *rq, int64_t version);
void response_next_cursor(struct request *rq, const char *opaque); /* lists: NULL or not called on the last page */
void response_total(struct request *rq, int64_t total);
/* Collects a field error; the router answers 422 with all of them if any was recorded when the handler returns ERR_INVALID. Returns
 * ERR_INVALID. */
enum err request_field_error(struct request *rq, const char *field, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* What the audit row says of the object acted on: its state before and after as JSON text (NULL: none). Secrets are masked by the route's
 * fields. A change has its row in its own transaction, from what the domain says there (tx_change of store/store.h): this is for what is
 * known before the write, and for what makes none. */
void request_audit(struct request *rq, const char *object_type, const char *object_id, const char *before, const char *after);
void request_audit_name(struct request *rq, const char *object_name);
/* For a route whose flags cannot tell: this request changes and reveals nothing, so it leaves no row (a dry run). */
void request_audit_nothing(struct request *rq);
/* A whole body that is not JSON (text, CSV, SVG); copied. */
void response_body(struct request *rq, const char *content_type, const void *p, size_t n);
/* Streaming (exports, downloads): status and headers go out at the first chunk. download_name NULL: inline. ERR_IO when the client is gone
 * or too slow. */
MUST_CHECK enum err response_stream_begin(struct request *rq, const char *content_type, const char *download_name);
MUST_CHECK enum err response_stream_write(struct request *rq, const void *p, size_t n);

/* Lists in handlers:
 *   struct json_out *o = response_list_begin(rq);   // opens {"items":[
 *   ... one jo_object..jo_object_end an item ...
 *   response_list_end(rq);                          // closes, writes next_cursor (and total)
 */
struct json_out *response_list_begin(struct request *rq);
void response_list_end(struct request *rq);

#endif
