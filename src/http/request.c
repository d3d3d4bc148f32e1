/*
 * request.c - reading a request: target and query, headers, cookies, body. Everything a client sent is checked here before a handler sees
 * it.
 *
 * Threads: the request's worker. Always: what a handler gets is valid UTF-8 without NUL, decoded once, and lives in the request's arena.
 */
#include "core/ids.h"
#include "core/mem.h"
#include "core/str.h"
#include "http/private.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- target ---- */

static bool hex_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Segments are compared and decoded by others; here only what no path may hold is refused, decoded or not. */
static bool path_sane(const char *path)
{
    for (const char *p = path; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c <= 0x20 || c >= 0x7F || c == '\\' || c == '#')
            return false;
        if (c != '%')
            continue;
        if (!hex_digit(p[1]) || !hex_digit(p[2]))
            return false;
        if (p[1] == '0' || p[1] == '1' || (p[1] == '7' && (p[2] == 'f' || p[2] == 'F')))
            return false; /* control characters */
        if (p[1] == '2' && (p[2] == 'f' || p[2] == 'F'))
            return false; /* a slash that is none */
        if (p[1] == '5' && (p[2] == 'c' || p[2] == 'C'))
            return false;
    }
    for (const char *s = path; (s = strchr(s, '/')) != NULL;) {
        s++;
        size_t n = strcspn(s, "/"), dots = 0, i = 0;
        while (i < n) {
            if (s[i] == '.')
                i++;
            else if (n - i >= 3 && s[i] == '%' && s[i + 1] == '2' && (s[i + 2] == 'e' || s[i + 2] == 'E'))
                i += 3;
            else
                break;
            dots++;
        }
        if (i == n && (dots == 1 || dots == 2))
            return false;
    }
    return true;
}

static enum err parse_query(struct request *rq, const char *text)
{
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, "&");
        const char *eq = memchr(p, '=', n);
        size_t name_n = eq ? (size_t)(eq - p) : n;
        if (n > 0) {
            if (rq->query_count == QUERY_MAX)
                return err_set(ERR_MALFORMED, "more than %d query parameters", QUERY_MAX);
            char *name = str_url_decode(rq->arena, p, name_n, true);
            char *value = eq ? str_url_decode(rq->arena, eq + 1, n - name_n - 1, true) : arena_strdup(rq->arena, "");
            if (!name || !value)
                return err_set(ERR_MALFORMED, "the query has a bad escape, a NUL or invalid UTF-8");
            for (size_t i = 0; i < rq->query_count; i++)
                if (str_eq(rq->query[i].name, name))
                    return err_set(ERR_MALFORMED, "query parameter '%s' is there twice", name);
            rq->query[rq->query_count++] = (struct pair){ name, value };
        }
        p += n;
        if (*p)
            p++;
    }
    return OK;
}

enum err request_parse_target(struct request *rq, const char *target)
{
    rq->path = "";
    /* The absolute form names the host again (RFC 9112 §3.2.2); only its path matters. */
    if (strncasecmp(target, "http://", 7) == 0 || strncasecmp(target, "https://", 8) == 0) {
        const char *slash = strchr(target + 8, '/');
        target = slash ? slash : "/";
    }
    if (target[0] != '/')
        return err_set(ERR_MALFORMED, "the request's target is not a path");
    const char *query = strchr(target, '?');
    rq->path = arena_strndup(rq->arena, target, query ? (size_t)(query - target) : strlen(target));
    if (!path_sane(rq->path))
        return err_set(ERR_MALFORMED, "the path holds what no path may: dot segments, control characters, bad escapes");
    if (!str_url_decode(rq->arena, rq->path, strlen(rq->path), false))
        return err_set(ERR_MALFORMED, "the path is not valid UTF-8");
    return query ? parse_query(rq, query + 1) : OK;
}

const char *request_raw_query(const struct request *rq, const char *name)
{
    for (size_t i = 0; i < rq->query_count; i++)
        if (str_eq(rq->query[i].name, name))
            return rq->query[i].value;
    return NULL;
}

/* ---- query against the route ---- */

static enum err check_value(const struct field *f, const char *v)
{
    int64_t n;
    double d;
    switch (f->type) {
    case F_INT:
        if (!str_to_i64(v, &n))
            return err_set(ERR_MALFORMED, "query parameter '%s' is not a whole number", f->name);
        if ((f->min || f->max) && (n < f->min || n > f->max))
            return err_set(ERR_MALFORMED, "query parameter '%s' is not between %lld and %lld", f->name, (long long)f->min,
                           (long long)f->max);
        return OK;
    case F_NUMBER:
        if (!str_to_double(v, &d))
            return err_set(ERR_MALFORMED, "query parameter '%s' is not a number", f->name);
        if ((f->min || f->max) && (d < (double)f->min || d > (double)f->max))
            return err_set(ERR_MALFORMED, "query parameter '%s' is not between %lld and %lld", f->name, (long long)f->min,
                           (long long)f->max);
        return OK;
    case F_BOOL:
        if (!str_eq(v, "true") && !str_eq(v, "false"))
            return err_set(ERR_MALFORMED, "query parameter '%s' is neither true nor false", f->name);
        return OK;
    case F_TIME:
        if (!time_parse(v, &n))
            return err_set(ERR_MALFORMED, "query parameter '%s' is not an RFC 3339 time", f->name);
        return OK;
    case F_STRING:
        break;
    case F_OBJECT:
    case F_ARRAY:
    case F_ANY:
    case F_MAP:
        return err_set(ERR_INTERNAL, "query parameter '%s' has a type that no query can have", f->name);
    }
    size_t len = strlen(v);
    if (len > (size_t)(f->max ? f->max : 1024) || len < (size_t)f->min)
        return err_set(ERR_MALFORMED, "query parameter '%s' is too long or too short", f->name);
    if (!str_printable(v))
        return err_set(ERR_MALFORMED, "query parameter '%s' holds control characters", f->name);
    if ((f->flags & FIELD_UUID) && !id_valid(v))
        return err_set(ERR_MALFORMED, "query parameter '%s' is not an id", f->name);
    if (f->one_of) {
        const char *const *o = f->one_of;
        while (*o && !str_eq(*o, v))
            o++;
        if (!*o)
            return err_set(ERR_MALFORMED, "query parameter '%s' has no value '%.64s'", f->name, v);
    }
    return OK;
}

enum err request_check_query(struct request *rq)
{
    const struct route *row = rq->route->row;
    rq->limit = 50;
    for (size_t i = 0; i < rq->query_count; i++) {
        const char *name = rq->query[i].name, *value = rq->query[i].value;
        const struct field *f = row->query;
        while (f && f->name && !str_eq(f->name, name))
            f++;
        if (f && f->name) {
            enum err e = check_value(f, value);
            if (e != OK)
                return e;
        } else if (row->list && str_eq(name, "limit")) {
            if (!str_to_i64(value, &rq->limit) || rq->limit < 1 || rq->limit > 1000)
                return err_set(ERR_MALFORMED, "limit is not between 1 and 1000");
        } else if (row->list && str_eq(name, "cursor")) {
            rq->cursor = cursor_open(rq->arena, rq->server->cursor_key, row->path, value);
            if (!rq->cursor)
                return err_set(ERR_MALFORMED, "the cursor is not one of this list");
        } else if (str_eq(name, "tenant_id") && !(row->flags & ROUTE_PUBLIC)) {
            continue; /* checked with the principal */
        } else {
            return err_set(ERR_MALFORMED, "there is no query parameter '%.64s' here", str_printable(name) ? name : "?");
        }
    }
    for (const struct field *f = row->query; f && f->name; f++) {
        if (str_eq(f->name, "limit") && row->list) {
            const char *v = request_raw_query(rq, "limit");
            if (v && !str_to_i64(v, &rq->limit))
                return err_set(ERR_MALFORMED, "limit is not a number");
            int64_t fallback;
            if (!v && f->fallback && str_to_i64(f->fallback, &fallback))
                rq->limit = fallback;
        }
        if ((f->flags & FIELD_REQUIRED) && !request_raw_query(rq, f->name))
            return err_set(ERR_MALFORMED, "query parameter '%s' is missing", f->name);
    }
    return OK;
}

/* ---- body ---- */

static enum err body_slot(struct request *rq)
{
    if (rq->body_slot || civet_body_buffered(rq->worker->civet))
        return OK;
    /* Some of the workers at most wait for bodies: the others go on serving. */
    if (atomic_fetch_add(&rq->server->slow_bodies, 1) >= rq->server->slots) {
        atomic_fetch_sub(&rq->server->slow_bodies, 1);
        rq->broken = true;
        return err_set(ERR_BUSY, "too many uploads run at the moment");
    }
    rq->body_slot = true;
    const char *expect = civet_header(rq->worker->civet, "Expect");
    if (expect && strcasecmp(expect, "100-continue") == 0) {
        static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
        if (wire_send(rq->wire, go_on, sizeof go_on - 1) != (ssize_t)(sizeof go_on - 1))
            rq->broken = true;
    }
    return OK;
}

static enum err read_some(struct request *rq, void *p, size_t n, int64_t max, size_t *got)
{
    *got = 0;
    if (rq->head.content_length > max) {
        rq->broken = true;
        return err_set(ERR_TOO_LARGE, "the body is over %lld bytes", (long long)max);
    }
    if (rq->head.content_length == 0 || n == 0)
        return OK;
    enum err e = body_slot(rq);
    if (e != OK)
        return e;
    int64_t now = clock_mono_us(rq->server->clock);
    if (rq->body_started_us == 0)
        rq->body_started_us = now;
    int64_t until = rq->body_started_us + BODY_GRACE_US + rq->body_read / BODY_MIN_RATE * US_PER_S;
    int r = civet_read(rq->worker->civet, p, n, until - now);
    if (r < 0) {
        rq->broken = true;
        if (clock_mono_us(rq->server->clock) >= until) {
            rq->status = 408; /* the client's fault, where ERR_TIMEOUT means a watched system's */
            return err_set(ERR_TIMEOUT, "the body took too long to arrive");
        }
        return err_set(ERR_MALFORMED, "the body ended early or its transfer coding is broken");
    }
    rq->body_read += r;
    if (rq->body_read > max) {
        rq->broken = true;
        return err_set(ERR_TOO_LARGE, "the body is over %lld bytes", (long long)max);
    }
    *got = (size_t)r;
    return OK;
}

static int64_t body_bound(const struct request *rq)
{
    return rq->route->row->max_body ? rq->route->row->max_body : 1 << 20;
}

enum err request_body_read(struct request *rq, void *p, size_t n, size_t *got)
{
    return read_some(rq, p, n, body_bound(rq), got);
}

static bool is_json_type(const char *type)
{
    size_t n = strcspn(type, ";");
    while (n > 0 && type[n - 1] == ' ')
        n--;
    if (!((n == 16 && strncasecmp(type, "application/json", 16) == 0) || (n > 5 && strncasecmp(type + n - 5, "+json", 5) == 0)))
        return false;
    const char *charset = strcasestr(type, "charset=");
    if (!charset)
        return true;
    charset += 8;
    if (*charset == '"')
        charset++;
    return strncasecmp(charset, "utf-8", 5) == 0;
}

static enum err read_whole(struct request *rq)
{
    int64_t max = body_bound(rq);
    if (rq->head.content_length > max) {
        rq->broken = true;
        return err_set(ERR_TOO_LARGE, "the body is over %lld bytes", (long long)max);
    }
    struct buf b;
    buf_init(&b, (size_t)max + 1);
    for (;;) {
        size_t want = rq->head.content_length > 0 ? (size_t)(rq->head.content_length - rq->body_read) : 16 * 1024, got;
        if (want > 64 * 1024)
            want = 64 * 1024;
        if (want == 0)
            break;
        char *at = buf_reserve(&b, want);
        enum err e = at ? read_some(rq, at, want, max, &got) : err_set(ERR_TOO_LARGE, "the body is over %lld bytes", (long long)max);
        if (e != OK) {
            rq->broken = true;
            buf_free(&b);
            return e;
        }
        if (got == 0)
            break;
        b.len += got;
    }
    char *text = arena_alloc(rq->arena, b.len + 1); /* not strndup: a NUL inside is for the parser to refuse */
    if (b.len > 0)
        memcpy(text, b.data, b.len);
    rq->body_text = text;
    rq->body_len = b.len;
    buf_free(&b);
    return OK;
}

static void report_field(void *arg, const char *path, const char *message)
{
    struct request *rq = arg;
    if (request_field_error(rq, path, "%s", message) == OK)
        return;
}

static enum err unsupported(struct request *rq, const char *why)
{
    rq->status = 415;
    return err_set(ERR_MALFORMED, "%s", why);
}

enum err request_load_body(struct request *rq)
{
    const struct route *row = rq->route->row;
    struct json *parsed = NULL;
    rq->body_text = "";
    if (row->flags & ROUTE_RAW_BODY)
        return OK;
    if (rq->head.content_length != 0) {
        const char *coding = civet_header(rq->worker->civet, "Content-Encoding");
        enum err e = read_whole(rq);
        if (e != OK)
            return e;
        if (rq->body_len > 0) {
            const char *type = civet_header(rq->worker->civet, "Content-Type");
            if (coding && strcasecmp(coding, "identity") != 0)
                return unsupported(rq, "bodies are not read in that content coding here");
            if (!type || !is_json_type(type))
                return unsupported(rq, "the body must be application/json");
            e = json_parse(rq->arena, rq->body_text, rq->body_len, &parsed);
            if (e != OK)
                return e;
            if (json_type(parsed) != JSON_OBJECT)
                return err_set(ERR_MALFORMED, "the body must be a JSON object");
        }
    }
    if (!parsed && !row->in)
        return OK; /* as with most reads */
    if (!parsed) {
        enum err e = json_parse(rq->arena, "{}", 2, &parsed);
        if (e != OK)
            return e;
    }
    rq->json = parsed;
    static const struct field none[] = { { 0 } };
    if (row->in || json_size(parsed) > 0)
        if (field_validate(row->in ? row->in : none, parsed, row->method == PATCH, report_field, rq) > 0)
            return ERR_INVALID;
    return OK;
}

/* ---- headers, cookies, ids ---- */

enum err request_cookie(struct request *rq, const char *name, const char **value)
{
    size_t name_n = strlen(name);
    int count = civet_header_count(rq->worker->civet, "Cookie");
    *value = NULL;
    if (count == 0)
        return OK;
    if (count > 1)
        return err_set(ERR_MALFORMED, "more than one Cookie header");
    const char *p = civet_header(rq->worker->civet, "Cookie");
    while (*p) {
        while (*p == ' ' || *p == ';')
            p++;
        size_t n = strcspn(p, ";");
        if (n > name_n && p[name_n] == '=' && memcmp(p, name, name_n) == 0) {
            if (*value)
                return err_set(ERR_MALFORMED, "the cookie %s is there twice", name);
            size_t len = n - name_n - 1;
            while (len > 0 && p[name_n + len] == ' ')
                len--;
            *value = arena_strndup(rq->arena, p + name_n + 1, len);
        }
        p += n;
    }
    return OK;
}

static bool id_text(const char *s)
{
    size_t n = strlen(s);
    if (n == 0 || n > REQUEST_ID_MAX)
        return false;
    for (; *s; s++)
        if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9') || strchr("-_.:", *s)))
            return false;
    return true;
}

/* 64 bits that repeat in no other call of this process, without a lock or a system call. Unique, not secret. */
static uint64_t unique_bits(const struct server *s)
{
    static _Atomic uint64_t last;
    uint64_t h = s->id_seed + atomic_fetch_add_explicit(&last, 0x9E3779B97F4A7C15u, memory_order_relaxed);
    h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9u;
    h = (h ^ (h >> 27)) * 0x94D049BB133111EBu;
    return h ^ (h >> 31);
}

static char *put_hex(char *at, uint64_t v, int digits)
{
    static const char hex[] = "0123456789abcdef";
    for (int i = digits - 1; i >= 0; i--)
        *at++ = hex[(v >> (4 * i)) & 15];
    return at;
}

/* The form of a UUIDv7, so that ids sort by time. core/ids.h makes better ones, at the price of a lock and a system call. */
static void make_request_id(const struct server *s, char out[ID_SIZE])
{
    uint64_t ms = (uint64_t)(clock_wall_us(s->clock) / US_PER_MS), a = unique_bits(s), b = unique_bits(s);
    char *p = put_hex(out, ms >> 16, 8);
    *p++ = '-';
    p = put_hex(p, ms & 0xFFFF, 4);
    *p++ = '-';
    p = put_hex(p, 0x7000 | (a & 0xFFF), 4);
    *p++ = '-';
    p = put_hex(p, 0x8000 | ((a >> 12) & 0x3FFF), 4);
    *p++ = '-';
    p = put_hex(p, b & 0xFFFFFFFFFFFFu, 12);
    *p = '\0';
}

/* W3C Trace Context, version 00, with a trace id. */
static bool trace_valid(const char *t)
{
    static const char digits[] = "0123456789abcdef";
    return t && strlen(t) == 55 && memcmp(t, "00-", 3) == 0 && t[35] == '-' && t[52] == '-' && strspn(t + 3, digits) == 32 &&
           strspn(t + 36, digits) == 16 && strspn(t + 53, digits) == 2 && strspn(t + 3, "0") != 32;
}

void request_make_ids(struct request *rq)
{
    const char *given = civet_header(rq->worker->civet, "X-Request-Id"), *parent = civet_header(rq->worker->civet, "traceparent");
    if (given && id_text(given)) {
        str_copy(rq->id, sizeof rq->id, given);
        rq->id_given = true;
    } else {
        make_request_id(rq->server, rq->id);
    }
    /* The caller's trace goes on with a span of ours. */
    char *p = rq->trace;
    memcpy(p, "00-", 3);
    p += 3;
    if (trace_valid(parent))
        memcpy(p, parent + 3, 32);
    else
        put_hex(put_hex(p, unique_bits(rq->server), 16), unique_bits(rq->server), 16);
    p += 32;
    *p++ = '-';
    p = put_hex(p, unique_bits(rq->server), 16);
    memcpy(p, "-01", 4);
}

void request_release(struct request *rq)
{
    if (rq->body_slot)
        atomic_fetch_sub(&rq->server->slow_bodies, 1);
    if (rq->stream_slot)
        atomic_fetch_sub(&rq->server->streams, 1);
    rq->body_slot = rq->stream_slot = false;
}

/* ---- for handlers ---- */

bool principal_has(const struct principal *p, int perm)
{
    return perm > 0 && perm < 128 && (p->perms[perm / 64] >> (perm % 64) & 1u);
}

struct arena *request_arena(struct request *rq)
{
    return rq->arena;
}
const struct principal *request_principal(struct request *rq)
{
    return &rq->who;
}
const char *request_tenant(struct request *rq)
{
    return rq->tenant;
}
const char *request_id(struct request *rq)
{
    return rq->id;
}
const char *request_trace(struct request *rq)
{
    return rq->trace;
}
const char *request_remote(struct request *rq)
{
    return rq->wire->remote;
}
const char *request_header(struct request *rq, const char *name)
{
    return civet_header(rq->worker->civet, name);
}
bool request_is_tls(struct request *rq)
{
    return rq->is_tls;
}
const struct json *request_json(struct request *rq)
{
    struct json *empty;
    if (!rq->json && json_parse(rq->arena, "{}", 2, &empty) == OK)
        rq->json = empty;
    return rq->json;
}
int64_t request_limit(struct request *rq)
{
    return rq->limit;
}
const char *request_cursor(struct request *rq)
{
    return rq->cursor;
}
const char *request_query(struct request *rq, const char *name)
{
    return request_raw_query(rq, name);
}

const char *request_path_param(struct request *rq, const char *name)
{
    for (size_t i = 0; i < rq->param_count; i++)
        if (str_eq(rq->params[i].name, name))
            return rq->params[i].value;
    return "";
}

bool request_query_int(struct request *rq, const char *name, int64_t *out)
{
    const char *v = request_raw_query(rq, name);
    return v && str_to_i64(v, out);
}

bool request_query_bool(struct request *rq, const char *name, bool *out)
{
    const char *v = request_raw_query(rq, name);
    if (!v)
        return false;
    *out = str_eq(v, "true");
    return true;
}

bool request_query_time(struct request *rq, const char *name, int64_t *us)
{
    const char *v = request_raw_query(rq, name);
    return v && time_parse(v, us);
}

enum err request_field_error(struct request *rq, const char *field, const char *fmt, ...)
{
    if (rq->error_count < FIELD_ERRORS_MAX) {
        va_list ap;
        va_start(ap, fmt);
        rq->errors[rq->error_count++] = (struct field_error){ arena_strdup(rq->arena, field), arena_vprintf(rq->arena, fmt, ap) };
        va_end(ap);
    }
    return ERR_INVALID;
}

void request_audit(struct request *rq, const char *object_type, const char *object_id, const char *before, const char *after)
{
    if (!object_type)
        object_type = "";
    rq->audit_type = arena_strdup(rq->arena, object_type);
    rq->audit_id = arena_strdup(rq->arena, object_id);
    rq->audit_before = arena_strdup(rq->arena, before);
    rq->audit_after = arena_strdup(rq->arena, after);
}

void request_audit_name(struct request *rq, const char *object_name)
{
    rq->audit_name = arena_strdup(rq->arena, object_name);
}

void request_audit_nothing(struct request *rq)
{
    rq->audit_nothing = true;
}

enum err request_if_match(struct request *rq, int64_t version)
{
    const char *given = civet_header(rq->worker->civet, "If-Match");
    if (!given || str_eq(given, "*"))
        return OK;
    char ours[40];
    snprintf(ours, sizeof ours, "\"%lld\"", (long long)version);
    for (const char *p = given; *p;) {
        while (*p == ' ' || *p == ',')
            p++;
        size_t n = strcspn(p, ",");
        size_t trimmed = n;
        while (trimmed > 0 && p[trimmed - 1] == ' ')
            trimmed--;
        if (trimmed == strlen(ours) && memcmp(p, ours, trimmed) == 0)
            return OK;
        p += n;
    }
    return err_set(ERR_PRECONDITION, "it was changed meanwhile: it is version %lld now", (long long)version);
}
