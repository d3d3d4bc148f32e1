/*
 * health.c - the server's own routes: /healthz (alive), /readyz (can it work), /metrics (OpenMetrics); the API's description and its page.
 *
 * Threads: workers. The first three are public: they say nothing about what is watched.
 */
#include "core/str.h"
#include "http/private.h"
#include <string.h>

static enum err healthz(struct request *rq, void *ctx)
{
    struct server *s = ctx;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "status", "ok");
    jo_kv_string(o, "version", s->o.version);
    jo_kv_int(o, "uptime_seconds", (clock_mono_us(s->clock) - s->started_us) / US_PER_S);
    jo_object_end(o);
    return OK;
}

static enum err readyz(struct request *rq, void *ctx)
{
    struct server *s = ctx;
    const struct http_hooks *h = s->o.hooks;
    char why[256] = "";
    if (atomic_load(&s->stopping))
        str_copy(why, sizeof why, "the box is stopping");
    if (*why == '\0' && h && h->ready && h->ready(h->ctx, why, sizeof why))
        why[0] = '\0';
    else if (*why == '\0' && h && h->ready)
        str_copy(why, sizeof why, "the box is not ready");
    if (*why)
        return err_set(ERR_BUSY, "%s", why);
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "status", "ready");
    jo_object_end(o);
    return OK;
}

static enum err metrics(struct request *rq, void *ctx)
{
    (void)ctx;
    struct buf b;
    buf_init(&b, 16 << 20);
    metrics_render(&b);
    response_body(rq, "application/openmetrics-text; version=1.0.0; charset=utf-8", b.data ? b.data : "", b.len);
    buf_free(&b);
    return OK;
}

static enum err openapi(struct request *rq, void *ctx)
{
    struct server *s = ctx;
    struct json_out *o = response_json(rq);
    rq->etag = s->openapi_etag;
    rq->cache = "no-cache";
    jo_raw(o, s->openapi.data, s->openapi.len);
    return OK;
}

static enum err docs_page(struct request *rq, void *ctx)
{
    (void)ctx;
    assets_index(rq, 200);
    return OK;
}

static const struct field healthz_out[] = {
    { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "ok", .example = "\"ok\"" },
    { .name = "version", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "Binnacle's version" },
    { .name = "uptime_seconds", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Seconds since the start" },
    { 0 }
};
static const struct field readyz_out[] = {
    { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "ready", .example = "\"ready\"" }, { 0 }
};
static const struct field openapi_out[] = { { .name = "openapi", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "3.1.0" }, { 0 } };

static const struct route rows[] = {
    { .method = GET,
      .path = "/healthz",
      .handler = healthz,
      .out = healthz_out,
      .rate = RATE_NONE,
      .flags = ROUTE_PUBLIC,
      .tag = "box",
      .doc = "Say that the process is alive" },
    { .method = GET,
      .path = "/readyz",
      .handler = readyz,
      .out = readyz_out,
      .rate = RATE_NONE,
      .flags = ROUTE_PUBLIC,
      .tag = "box",
      .doc = "Say whether the box can do its work" },
    { .method = GET,
      .path = "/metrics",
      .handler = metrics,
      .rate = RATE_NONE,
      .flags = ROUTE_PUBLIC | ROUTE_HIDDEN_BODY,
      .produces = "application/openmetrics-text",
      .tag = "box",
      .doc = "Show the box's own metrics as OpenMetrics text" },
};

/* For docs_perm of the options: what the API can do is nobody else's business. */
static const struct route docs_rows[] = {
    { .method = GET,
      .path = "/api/openapi.json",
      .handler = openapi,
      .out = openapi_out,
      .rate = RATE_READ,
      .flags = ROUTE_OUT_OPEN,
      .tag = "box",
      .doc = "Describe this API as OpenAPI 3.1" },
    { .method = GET,
      .path = "/api/docs/swagger",
      .handler = docs_page,
      .rate = RATE_READ,
      .flags = ROUTE_HIDDEN_BODY | ROUTE_PAGE,
      .produces = "text/html",
      .tag = "box",
      .doc = "Show this API as a page on which it can be tried out" },
};

enum err health_routes(struct server *s)
{
    enum err e = server_routes(s, rows, sizeof rows / sizeof *rows, s);
    if (e != OK || s->o.docs_perm == 0)
        return e;
    memcpy(s->docs, docs_rows, sizeof docs_rows);
    for (size_t i = 0; i < sizeof s->docs / sizeof *s->docs; i++)
        s->docs[i].perm = s->o.docs_perm;
    return server_routes(s, s->docs, sizeof s->docs / sizeof *s->docs, s);
}
