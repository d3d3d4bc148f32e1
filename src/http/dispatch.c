/*
 * dispatch.c - what happens to every request, in this order: target, match, session, permission, tenant, rate limit, CSRF, query, body and
 * its validation, idempotency, handler (what its writes change has its audit row in the same transaction, audit.c). Metering, timing and
 * the log line are exchange.c's.
 *
 * Threads: the request's worker. Always: a handler runs only when everything before it agreed; every path ends in one answer.
 */
#include "core/crypto.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/str.h"
#include "http/private.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define IDEMPOTENCY_KEY_MAX 255

/* RFC 9110 §7.2: one Host of a sane form with HTTP/1.1. */
static bool host_sane(struct request *rq)
{
    const char *host = civet_header(rq->worker->civet, "Host");
    if (!host)
        return !rq->head.http_1_1;
    size_t n = strlen(host);
    if (n == 0 || n > 255)
        return false;
    for (const char *p = host; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || strchr("-._:[]", *p)))
            return false;
    return true;
}

/* ---- match ---- */

/* A browser that opens a page, as opposed to a program or a script that asks for data. */
static bool is_navigation(struct request *rq, enum method m)
{
    const char *accept = civet_header(rq->worker->civet, "Accept");
    return m == GET && accept && strcasestr(accept, "text/html") != NULL;
}

/* The requirements' own spelling of a path (spec "Paths"): /ops/dlq is /api/v1/ops/dlq, /api/admin/jobs is /api/v1/admin/jobs. NULL: as it
 * stands. */
static const char *prefixed(struct request *rq, const char *path)
{
    if (str_starts(path, "/api/v1/"))
        return NULL;
    return arena_printf(rq->arena, "/api/v1%s", str_starts(path, "/api/") ? path + 4 : path);
}

static void set_params(struct request *rq, const struct route_match *m)
{
    for (size_t i = 0; i < m->route->param_count; i++) {
        const char *v = str_url_decode(rq->arena, m->values[i], strlen(m->values[i]), false);
        rq->params[rq->param_count++] = (struct pair){ m->route->params[i], v ? v : "" };
    }
}

static void refuse_method(struct request *rq, unsigned allowed)
{
    char allow[64] = "";
    size_t n = 0;
    for (unsigned i = 0; i < METHODS; i++)
        if (allowed & 1u << i)
            n += (size_t)snprintf(allow + n, sizeof allow - n, "%s%s%s", n ? ", " : "", method_name((enum method)i),
                                  i == GET ? ", HEAD" : "");
    response_header(rq, "Allow", allow);
    response_problem_status(rq, 405, status_text(405), "This path does not have that method.");
}

/* False: the answer is there already. */
static bool match(struct request *rq)
{
    enum method m;
    struct route_match found, other;
    bool known = method_parse(rq->head.method, &m, &rq->is_head);
    if (!known)
        m = POST;
    bool page = known && is_navigation(rq, m);
    routes_match(rq->server->routes, rq->arena, m, rq->path, &found);
    if (!found.route && !found.allowed && known && m == GET) {
        if (assets_serve(rq, rq->path))
            return false;
        if (str_eq(rq->path, "/") || (page && !str_starts(rq->path, "/api/"))) {
            assets_index(rq, 200);
            return false;
        }
    }
    if (!found.route && !found.allowed) {
        const char *full = prefixed(rq, rq->path);
        if (full) {
            routes_match(rq->server->routes, rq->arena, m, full, &other);
            found = other;
        }
    }
    if (!known || (!found.route && found.allowed)) {
        if (found.allowed || found.route)
            refuse_method(rq, found.allowed);
        else
            response_problem_status(rq, 404, status_text(404), "There is nothing here.");
        return false;
    }
    if (!found.route) {
        response_problem_status(rq, 404, status_text(404), "There is nothing here.");
        return false;
    }
    rq->route = found.route;
    set_params(rq, &found);
    return true;
}

/* ---- who ---- */

static enum err find_principal(struct request *rq, const char **bearer, const char **cookie)
{
    const char *auth = civet_header(rq->worker->civet, "Authorization");
    *bearer = *cookie = NULL;
    if (auth) {
        if (civet_header_count(rq->worker->civet, "Authorization") > 1)
            return err_set(ERR_MALFORMED, "more than one Authorization header");
        if (strncasecmp(auth, "Bearer ", 7) != 0)
            return err_set(ERR_UNAUTHENTICATED, "only Bearer credentials are understood");
        auth += 7;
        while (*auth == ' ')
            auth++;
        *bearer = auth;
        return OK;
    }
    return request_cookie(rq, rq->is_tls ? "__Host-binnacle_session" : "binnacle_session", cookie);
}

static enum err authenticate(struct request *rq)
{
    const struct http_hooks *h = rq->server->o.hooks;
    const char *bearer, *cookie;
    bool public = (rq->route->row->flags & ROUTE_PUBLIC) != 0;
    enum err e = find_principal(rq, &bearer, &cookie);
    if (e == OK && (bearer || cookie) && h && h->authenticate) {
        e = h->authenticate(h->ctx, rq->arena, bearer ? NULL : cookie, bearer, rq->wire->remote, &rq->who);
        rq->who.via_cookie = e == OK && !bearer;
        rq->signed_in = e == OK && rq->who.user_id[0] != '\0';
    }
    if (public) { /* a stale credential does not keep anybody from signing in */
        if (e != OK && e != ERR_UNAUTHENTICATED && e != ERR_MALFORMED)
            return e;
        if (e != OK)
            memset(&rq->who, 0, sizeof rq->who);
        return OK;
    }
    if (e != OK)
        return e;
    if (!rq->signed_in)
        return err_set(ERR_UNAUTHENTICATED, "Sign in first.");
    return OK;
}

static enum err check_permission(struct request *rq)
{
    const struct compiled_route *c = rq->route;
    if ((c->row->flags & ROUTE_PUBLIC) || c->any_perm || principal_has(&rq->who, c->row->perm))
        return OK;
    const struct http_hooks *h = rq->server->o.hooks;
    return err_set(ERR_FORBIDDEN, "This needs the permission %s.", h->perm_name(c->row->perm));
}

static enum err check_tenant(struct request *rq)
{
    rq->tenant = rq->who.tenant_id;
    if (rq->route->row->flags & ROUTE_PUBLIC)
        return OK;
    const char *asked = request_raw_query(rq, "tenant_id");
    if (!asked || str_eq(asked, rq->who.tenant_id))
        return OK;
    const struct http_hooks *h = rq->server->o.hooks;
    if (!id_valid(asked))
        return err_set(ERR_MALFORMED, "tenant_id is not an id");
    enum err e =
        h->tenant_check ? h->tenant_check(h->ctx, &rq->who, asked) : err_set(ERR_FORBIDDEN, "Only one's own tenant can be selected.");
    if (e == OK)
        rq->tenant = asked;
    return e;
}

static enum err check_rate(struct request *rq)
{
    enum rate_class c = rq->route->row->rate;
    if (c == RATE_NONE)
        return OK;
    char who[96];
    bool by_user = rq->signed_in && c != RATE_LOGIN;
    who[0] = by_user ? 'u' : 'a';
    who[1] = ':';
    str_copy(who + 2, sizeof who - 2, by_user ? rq->who.user_id : rq->wire->remote);
    rq->has_rate = true;
    if (by_user && rq->who.superadmin) {
        rq->rate = (struct rate_state){
            .name = rate_class_name(c), .limit = rate_class_limit(c), .remaining = rate_class_limit(c), .reset_s = LIMIT_WINDOW_S
        };
        return OK;
    }
    if (limits_take(rq->server->limits, who, c, &rq->rate))
        return OK;
    return err_set(ERR_RATE_LIMITED, "More than %lld requests of this kind within a minute.", (long long)rq->rate.limit);
}

static enum err check_csrf(struct request *rq)
{
    if (rq->route->row->method == GET || !rq->who.via_cookie || (rq->route->row->flags & ROUTE_PUBLIC))
        return OK;
    const char *given = civet_header(rq->worker->civet, "X-CSRF-Token");
    size_t n = strlen(rq->who.csrf);
    if (n > 0 && given && strlen(given) == n && crypto_equal(given, rq->who.csrf, n))
        return OK;
    return err_set(ERR_FORBIDDEN, "The X-CSRF-Token header is missing or wrong.");
}

/* ---- idempotency ---- */

/* *replayed: the stored answer is in the request. */
static enum err idempotency_begin(struct request *rq, bool *replayed)
{
    const struct route *row = rq->route->row;
    const struct http_hooks *h = rq->server->o.hooks;
    const char *key = civet_header(rq->worker->civet, "Idempotency-Key");
    *replayed = false;
    if (!key || row->method != POST || (row->flags & (ROUTE_NO_IDEMPOTENCY | ROUTE_RAW_BODY | ROUTE_PUBLIC)) || !h->idem_begin)
        return OK;
    if (*key == '\0' || strlen(key) > IDEMPOTENCY_KEY_MAX || !str_printable(key))
        return err_set(ERR_MALFORMED, "Idempotency-Key is not 1 to %d printable characters", IDEMPOTENCY_KEY_MAX);
    unsigned char digest[32];
    int status = 0;
    const char *body = NULL;
    crypto_sha256(rq->body_text, rq->body_len, digest);
    /* The path as asked: an id in it is part of what was asked for. */
    enum err e = h->idem_begin(h->ctx, rq->arena, rq->tenant, rq->who.user_id, key, rq->path, digest, &status, &body);
    if (e != OK)
        return e;
    if (status == 0) {
        rq->idem_key = key;
        return OK;
    }
    *replayed = true;
    rq->status = status;
    response_header(rq, "Idempotency-Replayed", "true");
    if (body && *body)
        response_body(rq, status >= 400 ? "application/problem+json" : "application/json", body, strlen(body));
    return OK;
}

static void idempotency_end(struct request *rq)
{
    const struct http_hooks *h = rq->server->o.hooks;
    if (!rq->idem_key || !h->idem_end)
        return;
    const char *body = rq->raw ? rq->raw : rq->json_open && rq->out->data ? rq->out->data : "";
    h->idem_end(h->ctx, rq->tenant, rq->who.user_id, rq->idem_key, rq->path, rq->status ? rq->status : 200, body);
}

/* ---- all of it ---- */

int route_success(const struct route *row)
{
    if (row->flags & ROUTE_OK_201)
        return 201;
    if (row->flags & ROUTE_OK_202)
        return 202;
    if (row->flags & ROUTE_OK_204)
        return 204;
    return 200;
}

static enum err run_checks(struct request *rq)
{
    static enum err (*const steps[])(struct request *) = { authenticate, check_permission,    check_tenant,     check_rate,
                                                           check_csrf,   request_check_query, request_load_body };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        enum err e = steps[i](rq);
        if (e != OK)
            return e;
    }
    return OK;
}

static void run_handler(struct request *rq)
{
    const struct route *row = rq->route->row;
    bool replayed;
    enum err e = idempotency_begin(rq, &replayed);
    if (e != OK) {
        response_problem(rq, e, err_detail());
        return;
    }
    if (replayed)
        return;
    err_clear();
    audit_open(rq);
    e = row->handler(rq, rq->route->ctx);
    int status = e == OK ? route_success(row) : err_status(e);
    enum err settled = audit_settle(rq, e, rq->status ? rq->status : status);
    if (e == OK && settled != OK) { /* what was done has no row: it is not answered as done */
        rq->status = 0;
        e = settled;
    }
    if (e != OK) {
        response_problem(rq, e, err_detail());
    } else {
        if (!rq->status)
            rq->status = route_success(row);
        if (!rq->streaming && !rq->json_open && !rq->raw && rq->status == 200 && row->out == NULL && !row->list && !row->produces)
            rq->status = 204;
    }
    idempotency_end(rq);
}

/* A person who follows a link to a page sees a page: where to sign in, or the UI's own words that this is not for them. */
static bool refuse_page(struct request *rq, enum err e)
{
    if (!(rq->route->row->flags & ROUTE_PAGE) || !is_navigation(rq, rq->route->row->method) ||
        (e != ERR_UNAUTHENTICATED && e != ERR_FORBIDDEN))
        return false;
    if (e == ERR_UNAUTHENTICATED) {
        response_header(rq, "Location", arena_printf(rq->arena, "/login?next=%s", str_url_encode(rq->arena, rq->path)));
        response_status(rq, 303);
    } else {
        assets_index(rq, 403);
    }
    return true;
}

void dispatch_request(struct request *rq)
{
    enum err e = request_parse_target(rq, rq->head.target);
    if (e != OK || !host_sane(rq)) {
        response_problem(rq, ERR_MALFORMED, e != OK ? err_detail() : "the Host header is missing or not a host");
        return;
    }
    if (live_upgrade(rq))
        return;
    if (!match(rq))
        return;
    e = run_checks(rq);
    if (e == OK) {
        run_handler(rq);
        return;
    }
    audit_refusal(rq, e);
    if (!refuse_page(rq, e))
        response_problem(rq, e, err_detail());
}
