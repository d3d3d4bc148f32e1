/*
 * response.c - the answer: status, headers and body in one system call; problem documents; lists; streams.
 *
 * Threads: the request's worker. Always: what the kernel does not take at once is left to the front (rq->pending), so that a slow reader
 * costs no worker; only streams wait for their client, and only so many at a time.
 */
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "http/private.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define STREAM_STALL_MS 30000

static const char security[] = "X-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\nX-Frame-Options: DENY\r\n"
                               "Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Resource-Policy: same-origin\r\n";
static const char api_policy[] = "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
static const char page_policy[] =
    "Content-Security-Policy: default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'\r\nPermissions-Policy: camera=(), geolocation=(), microphone=()\r\n";

static const struct {
    int status;
    const char *text;
} statuses[] = { { 200, "OK" },
                 { 201, "Created" },
                 { 202, "Accepted" },
                 { 204, "No Content" },
                 { 206, "Partial Content" },
                 { 301, "Moved Permanently" },
                 { 302, "Found" },
                 { 303, "See Other" },
                 { 304, "Not Modified" },
                 { 400, "Bad Request" },
                 { 401, "Unauthorized" },
                 { 403, "Forbidden" },
                 { 404, "Not Found" },
                 { 405, "Method Not Allowed" },
                 { 408, "Request Timeout" },
                 { 409, "Conflict" },
                 { 410, "Gone" },
                 { 411, "Length Required" },
                 { 412, "Precondition Failed" },
                 { 413, "Content Too Large" },
                 { 415, "Unsupported Media Type" },
                 { 422, "Unprocessable Content" },
                 { 429, "Too Many Requests" },
                 { 431, "Request Header Fields Too Large" },
                 { 500, "Internal Server Error" },
                 { 501, "Not Implemented" },
                 { 502, "Bad Gateway" },
                 { 503, "Service Unavailable" },
                 { 504, "Gateway Timeout" },
                 { 507, "Insufficient Storage" } };

const char *status_text(int status)
{
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (statuses[i].status == status)
            return statuses[i].text;
    return "Unknown";
}

int err_status(enum err e)
{
    switch (e) {
    case OK:
        return 200;
    case ERR_MALFORMED:
        return 400;
    case ERR_INVALID:
        return 422;
    case ERR_UNAUTHENTICATED:
        return 401;
    case ERR_FORBIDDEN:
        return 403;
    case ERR_NOT_FOUND:
        return 404;
    case ERR_CONFLICT:
        return 409;
    case ERR_PRECONDITION:
        return 412;
    case ERR_TOO_LARGE:
        return 413;
    case ERR_RATE_LIMITED:
        return 429;
    case ERR_BUSY:
    case ERR_UNREACHABLE:
        return 503;
    case ERR_UPSTREAM:
        return 502;
    case ERR_TIMEOUT:
        return 504;
    case ERR_DISK_FULL:
        return 507;
    case ERR_IO:
    case ERR_CORRUPT:
    case ERR_INTERNAL:
    case ERR_COUNT:
        break;
    }
    return 500;
}

/* ---- what handlers call ---- */

struct json_out *response_json(struct request *rq)
{
    if (!rq->json_open) {
        rq->out = &rq->worker->body;
        buf_clear(rq->out);
        jo_init(&rq->json_out, rq->out);
        rq->json_open = true;
    }
    return &rq->json_out;
}

void response_status(struct request *rq, int status)
{
    rq->status = status;
}

void response_header(struct request *rq, const char *name, const char *value)
{
    bool sane = value != NULL && name[0] != '\0';
    for (const char *p = value; sane && *p; p++)
        sane = (unsigned char)*p >= 0x20 && *p != 0x7F;
    if (!sane || rq->extra_count == sizeof rq->extra / sizeof *rq->extra) {
        log_error("a response header was left out", "name", name, "why", sane ? "too many" : "control characters", NULL);
        return;
    }
    rq->extra[rq->extra_count++] = arena_printf(rq->arena, "%s: %s\r\n", name, value);
}

void response_etag(struct request *rq, int64_t version)
{
    rq->etag = arena_printf(rq->arena, "\"%lld\"", (long long)version);
}

void response_next_cursor(struct request *rq, const char *opaque)
{
    rq->next_cursor = opaque ? cursor_sign(rq->arena, rq->server->cursor_key, rq->route->row->path, opaque) : NULL;
}

void response_total(struct request *rq, int64_t total)
{
    rq->total = total;
    rq->has_total = true;
}

struct json_out *response_list_begin(struct request *rq)
{
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "items");
    jo_array(o);
    rq->list_open = true;
    return o;
}

void response_list_end(struct request *rq)
{
    struct json_out *o = &rq->json_out;
    jo_array_end(o);
    jo_kv_string(o, "next_cursor", rq->next_cursor);
    if (rq->has_total)
        jo_kv_int(o, "total", rq->total);
    jo_object_end(o);
    rq->list_open = false;
}

void response_body(struct request *rq, const char *content_type, const void *p, size_t n)
{
    rq->content_type = arena_strdup(rq->arena, content_type);
    rq->raw = n ? arena_memdup(rq->arena, p, n) : "";
    rq->raw_len = n;
}

void response_static(struct request *rq, const char *content_type, const void *p, size_t n)
{
    rq->content_type = content_type;
    rq->raw = p;
    rq->raw_len = n;
    rq->raw_static = true;
}

/* ---- problems (RFC 9457) ---- */

static void forget_answer(struct request *rq)
{
    rq->json_open = rq->list_open = false;
    rq->raw = NULL;
    rq->raw_len = 0;
    rq->raw_static = false;
    rq->etag = NULL;
    rq->coding = NULL;
    rq->cache = NULL;
}

void response_problem_status(struct request *rq, int status, const char *title, const char *detail)
{
    if (rq->streaming) { /* too late for a status: the client sees a broken stream */
        rq->broken = true;
        return;
    }
    forget_answer(rq);
    rq->status = status;
    rq->content_type = "application/problem+json";
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "type", "about:blank");
    jo_kv_string(o, "title", title);
    jo_kv_int(o, "status", status);
    if (detail && *detail)
        jo_kv_string(o, "detail", detail);
    jo_kv_string(o, "request_id", rq->id);
    if (rq->error_count > 0 && status >= 400 && status < 500) {
        jo_key(o, "errors");
        jo_array(o);
        for (size_t i = 0; i < rq->error_count; i++) {
            jo_object(o);
            jo_kv_string(o, "field", rq->errors[i].field);
            jo_kv_string(o, "message", rq->errors[i].message);
            jo_object_end(o);
        }
        jo_array_end(o);
    }
    jo_object_end(o);
}

void response_problem(struct request *rq, enum err e, const char *detail)
{
    int status = rq->status >= 400 ? rq->status : err_status(e);
    if (e == ERR_IO || e == ERR_CORRUPT || e == ERR_INTERNAL) {
        log_error("a request failed", "error", err_name(e), "detail", detail, "path", rq->path, NULL);
        detail = "The box could not do this. The log has the reason under this request's id.";
    } else if (e == ERR_INVALID && rq->error_count > 0) {
        detail = "Some fields are not acceptable.";
    }
    if (status == 401)
        response_header(rq, "WWW-Authenticate", "Bearer realm=\"binnacle\"");
    if ((status == 503 || status == 429) && !rq->has_rate)
        response_header(rq, "Retry-After", "1");
    response_problem_status(rq, status, status_text(status), detail);
}

/* ---- headers ---- */

static void put_date(struct request *rq, struct buf *h)
{
    struct worker_state *w = rq->worker;
    int64_t second = clock_wall_us(rq->server->clock) / US_PER_S;
    if (second != w->date_second) {
        time_t t = (time_t)second;
        struct tm tm;
        gmtime_r(&t, &tm);
        strftime(w->date, sizeof w->date, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &tm);
        w->date_second = second;
    }
    buf_puts(h, w->date);
}

/* Has the handler set this header? name with its colon. */
static bool has_extra(struct request *rq, const char *name)
{
    for (size_t i = 0; i < rq->extra_count; i++)
        if (str_starts(rq->extra[i], name))
            return true;
    return false;
}

static void put_head(struct request *rq, struct buf *h, int status)
{
    buf_clear(h);
    if (status == 200)
        buf_puts(h, "HTTP/1.1 200 OK\r\n");
    else
        buf_printf(h, "HTTP/1.1 %d %s\r\n", status, status_text(status));
    put_date(rq, h);
    buf_puts(h, security);
    buf_puts(h, rq->page ? page_policy : api_policy);
    if (rq->is_tls && rq->server->hsts)
        buf_puts(h, "Strict-Transport-Security: max-age=31536000\r\n");
    buf_puts(h, "X-Request-Id: ");
    buf_puts(h, rq->id);
    buf_puts(h, "\r\nCache-Control: ");
    buf_puts(h, rq->cache ? rq->cache : "no-store");
    buf_puts(h, "\r\n");
    if (rq->etag) {
        buf_puts(h, "ETag: ");
        buf_puts(h, rq->etag);
        buf_puts(h, "\r\n");
    }
    if (rq->has_rate && rq->rate.limit > 0) {
        buf_puts(h, "RateLimit-Policy: \"");
        buf_puts(h, rq->rate.name);
        buf_puts(h, "\";q=");
        buf_put_int(h, rq->rate.limit);
        buf_puts(h, ";w=");
        buf_put_int(h, LIMIT_WINDOW_S);
        buf_puts(h, "\r\nRateLimit: \"");
        buf_puts(h, rq->rate.name);
        buf_puts(h, "\";r=");
        buf_put_int(h, rq->rate.remaining);
        buf_puts(h, ";t=");
        buf_put_int(h, rq->rate.reset_s);
        buf_puts(h, "\r\n");
        if (status == 429 && !has_extra(rq, "Retry-After:"))
            buf_printf(h, "Retry-After: %lld\r\n", (long long)rq->rate.reset_s);
    }
    for (size_t i = 0; i < rq->extra_count; i++)
        buf_puts(h, rq->extra[i]);
    if (rq->torture)
        buf_printf(h, "X-Fault-Left: %lu\r\n", mem_fail_left());
    buf_puts(h, rq->keep ? "Connection: keep-alive\r\n" : "Connection: close\r\n");
}

bool request_accepts_gzip(struct request *rq)
{
    const char *accept = civet_header(rq->worker->civet, "Accept-Encoding");
    for (const char *p = accept; p && *p;) {
        while (*p == ' ' || *p == ',')
            p++;
        size_t n = strcspn(p, ",");
        if (n >= 4 && strncasecmp(p, "gzip", 4) == 0 && (n == 4 || p[4] == ';' || p[4] == ' ')) {
            const char *q = memchr(p, '=', n); /* ";q=0", ";q=0.0": not wanted */
            if (!q)
                return true;
            for (q++; q < p + n; q++)
                if (*q >= '1' && *q <= '9')
                    return true;
            return false;
        }
        p += n;
    }
    return false;
}

bool request_etag_matches(struct request *rq, const char *etag)
{
    const char *given = civet_header(rq->worker->civet, "If-None-Match");
    size_t len = strlen(etag);
    for (const char *p = given; p && *p;) {
        while (*p == ' ' || *p == ',')
            p++;
        size_t n = strcspn(p, ",");
        size_t trimmed = n;
        while (trimmed > 0 && p[trimmed - 1] == ' ')
            trimmed--;
        if (trimmed == 1 && *p == '*')
            return true;
        const char *at = p;
        if (trimmed > 2 && at[0] == 'W' && at[1] == '/') {
            at += 2;
            trimmed -= 2;
        }
        if (trimmed == len && memcmp(at, etag, len) == 0)
            return true;
        p += n;
    }
    return false;
}

static void decide_keep(struct request *rq)
{
    rq->keep = civet_end(rq->worker->civet, &rq->used) && !rq->broken && !atomic_load(&rq->server->stopping);
}

/* ---- sending ---- */

static void leave_rest(struct request *rq, const char *head, size_t head_n, const char *body, size_t body_n, size_t sent)
{
    if (rq->raw_static && sent >= head_n) {
        rq->pending = (char *)(uintptr_t)body;
        rq->pending_len = body_n;
        rq->pending_off = sent - head_n;
        rq->pending_static = true;
        return;
    }
    size_t n = head_n + body_n - sent;
    rq->pending = mem_try(n);
    if (!rq->pending) {
        rq->broken = true;
        return;
    }
    size_t from_head = sent < head_n ? head_n - sent : 0;
    if (from_head)
        memcpy(rq->pending, head + sent, from_head);
    if (n > from_head)
        memcpy(rq->pending + from_head, body + (body_n - (n - from_head)), n - from_head);
    rq->pending_len = n;
}

void response_send(struct request *rq)
{
    struct buf *h = &rq->worker->head;
    struct buf packed;
    buf_init(&packed, ANSWER_MAX + 65536);
    if (rq->json_open && rq->out->overflow && rq->status < 500) {
        log_error("an answer is over 16 MiB", "path", rq->path, NULL);
        response_problem_status(rq, 500, status_text(500), "The answer is too large. Ask for a smaller page.");
    }
    int status = rq->status ? rq->status : 200;
    const char *body = "";
    size_t n = 0;
    if (rq->raw) {
        body = rq->raw;
        n = rq->raw_len;
    } else if (rq->json_open) {
        body = rq->out->data ? rq->out->data : "";
        n = rq->out->len;
    }
    if (rq->etag && status == 200 && rq->route && rq->route->row->method == GET && request_etag_matches(rq, rq->etag))
        status = 304;
    bool has_body = status != 204 && status != 304 && status >= 200;
    decide_keep(rq);
    put_head(rq, h, status);
    if (has_body) {
        const char *type = rq->content_type ? rq->content_type : "application/json";
        const char *coding = rq->coding;
        bool text = rq->json_open && !rq->raw;
        if (text && n >= GZIP_FROM && request_accepts_gzip(rq) && gzip_compress(body, n, &packed)) {
            body = packed.data;
            n = packed.len;
            coding = "gzip";
        }
        buf_puts(h, "Content-Type: ");
        buf_puts(h, type);
        buf_puts(h, "\r\n");
        if (coding)
            buf_printf(h, "Content-Encoding: %s\r\n", coding);
        if (text || rq->coding || rq->raw_static)
            buf_puts(h, "Vary: Accept-Encoding\r\n");
        buf_puts(h, "Content-Length: ");
        buf_put_int(h, (int64_t)n);
        buf_puts(h, "\r\n");
    } else if (status == 204) {
        n = 0;
    }
    buf_puts(h, "\r\n");
    if (!has_body || rq->is_head)
        n = 0;
    ssize_t sent = wire_send2(rq->wire, h->data, h->len, body, n);
    rq->sent_status = status;
    rq->sent_bytes = (int64_t)(h->len + n);
    rq->answered = true;
    if (sent < 0)
        rq->broken = true;
    else if ((size_t)sent < h->len + n)
        leave_rest(rq, h->data, h->len, body, n, (size_t)sent);
    buf_free(&packed);
}

/* ---- streams ---- */

static enum err send_all(struct request *rq, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t sent = wire_send(rq->wire, p, n);
        if (sent > 0) {
            p += sent;
            n -= (size_t)sent;
            rq->sent_bytes += sent;
            continue;
        }
        if (sent < 0 || !wire_wait(rq->wire, true, STREAM_STALL_MS)) {
            rq->broken = true;
            return err_set(ERR_IO, "the client is gone or reads too slowly");
        }
    }
    return OK;
}

enum err response_stream_begin(struct request *rq, const char *content_type, const char *download_name)
{
    if (rq->streaming)
        return err_set(ERR_INTERNAL, "the stream has begun already");
    enum err e = audit_before_stream(rq);
    if (e)
        return e;
    if (atomic_fetch_add(&rq->server->streams, 1) >= rq->server->slots) {
        atomic_fetch_sub(&rq->server->streams, 1);
        return err_set(ERR_BUSY, "too many downloads run at the moment");
    }
    rq->stream_slot = true;
    rq->streaming = true;
    rq->stream_chunked = rq->head.http_1_1;
    decide_keep(rq);
    if (!rq->stream_chunked) {
        rq->keep = false;
        rq->broken = true; /* the end of the answer is the end of the connection */
    }
    struct buf *h = &rq->worker->head;
    int status = rq->status ? rq->status : 200;
    put_head(rq, h, status);
    buf_printf(h, "Content-Type: %s\r\n", content_type);
    if (download_name) {
        /* A plain name for old clients, the exact one for the others (RFC 6266). */
        char plain[128];
        size_t k = 0;
        for (const char *p = download_name; *p && k + 1 < sizeof plain; p++)
            plain[k++] = (unsigned char)*p < 0x20 || (unsigned char)*p >= 0x7F || strchr("\"\\;%/", *p) ? '_' : *p;
        plain[k] = '\0';
        buf_printf(h, "Content-Disposition: attachment; filename=\"%s\"; filename*=UTF-8''%s\r\n", plain,
                   str_url_encode(rq->arena, download_name));
    }
    if (rq->stream_chunked)
        buf_puts(h, "Transfer-Encoding: chunked\r\n");
    buf_puts(h, "\r\n");
    rq->answered = true;
    rq->sent_status = status;
    return send_all(rq, h->data, h->len);
}

enum err response_stream_write(struct request *rq, const void *p, size_t n)
{
    if (!rq->streaming)
        return err_set(ERR_INTERNAL, "the stream has not begun");
    if (rq->is_head || n == 0)
        return OK;
    if (atomic_load(&rq->server->stopping)) {
        rq->broken = true;
        return err_set(ERR_BUSY, "the server is stopping");
    }
    if (!rq->stream_chunked)
        return send_all(rq, p, n);
    char size[24];
    int k = snprintf(size, sizeof size, "%zx\r\n", n);
    enum err e = send_all(rq, size, (size_t)k);
    if (e == OK)
        e = send_all(rq, p, n);
    if (e == OK)
        e = send_all(rq, "\r\n", 2);
    return e;
}

void response_stream_end(struct request *rq)
{
    if (!rq->stream_chunked || rq->broken || rq->is_head)
        return;
    if (send_all(rq, "0\r\n\r\n", 5) != OK)
        rq->broken = true;
}
