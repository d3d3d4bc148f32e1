/*
 * live.c - the upgrade of /ws: who is it, from where, then the socket leaves its worker for the hub.
 *
 * Threads: the request's worker. A refusal for lack of rights is a closed socket with the code of interfaces.md, because a browser's script
 * cannot see the status of a refused upgrade; a request that is no proper upgrade gets an ordinary problem document.
 */
#include "core/str.h"
#include "http/private.h"
#include "http/websocket.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool header_has(struct request *rq, const char *name, const char *token)
{
    size_t n = strlen(token);
    for (const char *p = civet_header(rq->worker->civet, name); p && *p;) {
        while (*p == ' ' || *p == ',')
            p++;
        size_t k = strcspn(p, ",");
        size_t trimmed = k;
        while (trimmed > 0 && p[trimmed - 1] == ' ')
            trimmed--;
        if (trimmed == n && strncasecmp(p, token, n) == 0)
            return true;
        p += k;
    }
    return false;
}

/* A page of another site may not open a socket with the visitor's cookie: its Origin must be this very host. */
static bool origin_allowed(struct request *rq)
{
    const char *origin = civet_header(rq->worker->civet, "Origin"), *host = civet_header(rq->worker->civet, "Host");
    if (!origin)
        return false;
    const char *rest = str_starts(origin, "https://") ? origin + 8 : str_starts(origin, "http://") ? origin + 7 : NULL;
    return rest && host && strcasecmp(rest, host) == 0;
}

static enum live_close admit(struct request *rq)
{
    const struct http_hooks *h = rq->server->o.hooks;
    const char *auth = civet_header(rq->worker->civet, "Authorization"), *cookie = NULL, *bearer = NULL;
    if (auth && strncasecmp(auth, "Bearer ", 7) == 0)
        bearer = auth + 7;
    else if (!auth)
        bearer = request_raw_query(rq, "access_token");
    if (!bearer && request_cookie(rq, rq->is_tls ? "__Host-binnacle_session" : "binnacle_session", &cookie) != OK)
        return LIVE_SIGNED_OUT;
    if ((!bearer && !cookie) || !h || !h->authenticate)
        return LIVE_SIGNED_OUT;
    if (h->authenticate(h->ctx, rq->arena, bearer ? NULL : cookie, bearer, rq->wire->remote, &rq->who) != OK || rq->who.user_id[0] == '\0')
        return LIVE_SIGNED_OUT;
    rq->who.via_cookie = !bearer;
    if (rq->who.via_cookie && !origin_allowed(rq))
        return LIVE_FORBIDDEN;
    rq->tenant = rq->who.tenant_id;
    const char *asked = request_raw_query(rq, "tenant_id");
    if (asked && !str_eq(asked, rq->who.tenant_id)) {
        if (strlen(asked) >= sizeof rq->who.tenant_id || !h->tenant_check || h->tenant_check(h->ctx, &rq->who, asked) != OK)
            return LIVE_FORBIDDEN;
        rq->tenant = asked;
    }
    struct rate_state rate;
    char who[64];
    snprintf(who, sizeof who, "ws:%s", rq->who.user_id);
    if (!rq->who.superadmin && !limits_take(rq->server->limits, who, RATE_EXPENSIVE, &rate))
        return LIVE_TOO_MANY;
    return 0;
}

static const char *reason_of(enum live_close code)
{
    switch (code) {
    case LIVE_SIGNED_OUT:
        return "not signed in";
    case LIVE_FORBIDDEN:
        return "not allowed";
    case LIVE_TOO_MANY:
        return "too many";
    case LIVE_IDLE:
        return "idle";
    case LIVE_BY_ADMIN:
        return "disconnected by an administrator";
    case LIVE_GOING_AWAY:
        break;
    }
    return "going away";
}

bool live_upgrade(struct request *rq)
{
    if (!str_eq(rq->path, "/ws"))
        return false;
    struct civet *c = rq->worker->civet;
    const char *key = civet_header(c, "Sec-WebSocket-Key"), *version = civet_header(c, "Sec-WebSocket-Version");
    const char *accept = key ? ws_accept(rq->arena, key) : NULL;
    if (strcmp(rq->head.method, "GET") != 0 || !rq->head.http_1_1 || !header_has(rq, "Connection", "upgrade") ||
        !header_has(rq, "Upgrade", "websocket") || rq->head.content_length != 0 || !accept || !str_eq(version, "13")) {
        response_header(rq, "Upgrade", "websocket");
        response_header(rq, "Sec-WebSocket-Version", "13");
        response_problem_status(rq, 400, status_text(400), "This path takes WebSocket upgrades (RFC 6455, version 13) only.");
        return true;
    }
    enum live_close refused = admit(rq);
    char head[256];
    int n = snprintf(head, sizeof head,
                     "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                     "%s\r\nX-Request-Id: %s\r\n\r\n",
                     accept, rq->id);
    rq->answered = true;
    rq->sent_status = 101;
    rq->sent_bytes = n;
    rq->broken = true; /* no more HTTP on this connection */
    if (wire_send(rq->wire, head, (size_t)n) != n)
        return true;
    if (refused != 0) {
        unsigned char frame[128];
        size_t k = ws_close_frame(frame, (int)refused, reason_of(refused));
        if (wire_send(rq->wire, frame, k) > 0)
            rq->sent_bytes += (int64_t)k;
        return true;
    }
    int fd;
    struct ssl_st *ssl;
    size_t used, early;
    civet_end(c, &used);
    early = rq->wire->in_len - used;
    const char *bytes = early ? arena_memdup(rq->arena, rq->wire->in + used, early) : "";
    struct wire *w = rq->wire;
    rq->wire = NULL;
    rq->detached = true;
    hot_leave(rq->server->hot, w);
    front_detach(rq->server->front, w, &fd, &ssl);
    hub_adopt(rq->server->hub, fd, ssl, &rq->who, rq->tenant, bytes, early);
    return true;
}
