/*
 * openapi_parts.c - the parts of the OpenAPI document that are the same for every operation: introduction, ways to sign in, shared
 * parameters and headers, problem answers. Constant but for the version and the tags.
 *
 * Threads: main, before the server starts.
 */
#include "core/str.h"
#include "http/openapi.h"
#include <stdio.h>
#include <string.h>

/* Markdown. docs/api.md says the same at length, with commands that run. */
static const char introduction[] =
    "Everything the user interface does goes through this API.\n\n"
    "### Signing in\n"
    "- **A program** sends `Authorization: Bearer bnc_…`: an API key from *Administer → API keys*, `POST /api/v1/auth/api-keys` or "
    "`binnacle token create`. A key acts as its owner, limited to its scopes.\n"
    "- **A browser** signs in with `POST /api/v1/auth/login`, keeps the session cookie, and sends the answer's `csrf_token` as "
    "`X-CSRF-Token` with every POST, PUT, PATCH and DELETE. On this page that happens by itself.\n\n"
    "Every operation names the permission that it needs; `GET /api/v1/roles` lists who has which.\n\n"
    "### Conventions\n"
    "- **Errors** are problem documents (RFC 9457, `application/problem+json`). A 422 lists each field that is not acceptable.\n"
    "- **Lists** answer `{items, next_cursor}`; ask again with `cursor` until `next_cursor` is null. `limit` is the size of a page.\n"
    "- **Repeats** are safe: a POST with an `Idempotency-Key` is carried out once, its answer is kept for 24 hours.\n"
    "- **Lost updates** do not happen: send an entity's `ETag` as `If-Match`; 412 says that somebody else was faster.\n"
    "- **Rates** are counted per user and class, or per address before signing in; `RateLimit` and `RateLimit-Policy` say how much is "
    "left, and a 429 carries `Retry-After`.\n"
    "- **Times** are RFC 3339 in UTC, durations end in their unit, sizes are bytes. An unknown member or parameter is refused.\n"
    "- **Live updates** come through the WebSocket `/ws`; `x-live-topics` at the end of this document lists the topics.\n";

static const struct problem_answer {
    int status;
    const char *name, *doc, *detail, *more; /* more: raw JSON members of the example */
} problems[] = {
    { 400, "BadRequest", "The request cannot be read: JSON, a parameter, a header or a cursor is not well-formed",
      "query parameter 'limit' is not a whole number", NULL },
    { 401, "Unauthorized", "Not signed in, or the credentials are wrong, expired or revoked", "Sign in first.", NULL },
    { 403, "Forbidden", "Signed in, but without the permission, with a wrong X-CSRF-Token, or for another tenant",
      "This needs the permission service.write.", NULL },
    { 404, "NotFound", "There is no such object in this tenant", "There is no service with this id.", NULL },
    { 408, "RequestTimeout", "The body took too long to arrive", "the body took too long to arrive", NULL },
    { 409, "Conflict", "The object's state forbids it, its name is taken, or a request with the same Idempotency-Key differs or still runs",
      "There is a service of this name already.", NULL },
    { 412, "PreconditionFailed", "If-Match names another version: somebody changed it meanwhile",
      "it was changed meanwhile: it is version 4 now", NULL },
    { 413, "ContentTooLarge", "The body is over this operation's limit", "the body is over 1048576 bytes", NULL },
    { 415, "UnsupportedMediaType", "The body is not of the content type named here", "the body must be application/json", NULL },
    { 422, "UnprocessableContent", "Well-formed, but some fields are not acceptable; errors names each", "Some fields are not acceptable.",
      "[{\"field\":\"name\",\"message\":\"is required\"}]" },
    { 429, "TooManyRequests", "Too many requests of this rate class; Retry-After says when to come back",
      "More than 300 requests of this kind within a minute.", NULL },
    { 500, "InternalServerError", "The box failed; its log has the reason under the request's id",
      "The box could not do this. The log has the reason under this request's id.", NULL },
    { 502, "BadGateway", "A watched system answered wrongly", "the registry answered HTTP 500", NULL },
    { 503, "ServiceUnavailable", "The box is too busy or stopping, or a watched system cannot be reached",
      "too many uploads run at the moment", NULL },
    { 504, "GatewayTimeout", "A deadline passed", "a read took longer than 30 s and was stopped", NULL },
    { 507, "InsufficientStorage", "The disk is full: reads go on, changes wait for room", "the disk is full", NULL },
};

void openapi_ref(struct json_out *o, const char *kind, const char *name)
{
    char ref[192];
    snprintf(ref, sizeof ref, "#/components/%s/%s", kind, name);
    jo_object(o);
    jo_kv_string(o, "$ref", ref);
    jo_object_end(o);
}

void openapi_info(struct json_out *o, const char *version)
{
    jo_key(o, "info");
    jo_object(o);
    jo_kv_string(o, "title", "Binnacle");
    jo_kv_string(o, "version", version ? version : "0");
    jo_kv_string(o, "summary", "An operations appliance: watches services, keeps what it saw, shows it live, says when something breaks");
    jo_kv_string(o, "description", introduction);
    jo_kv_raw(o, "license", "{\"name\":\"MIT\",\"identifier\":\"MIT\"}");
    jo_object_end(o);
    jo_kv_raw(o, "servers", "[{\"url\":\"/\",\"description\":\"This box\"}]");
}

void openapi_tags(struct json_out *o, const struct server *s)
{
    jo_key(o, "tags");
    jo_array(o);
    for (const struct tag_doc *t = s->o.tags; t && t->name; t++) {
        bool used = false;
        for (size_t i = 0; i < routes_count(s->routes) && !used; i++)
            used = str_eq(routes_at(s->routes, i)->row->tag, t->name);
        if (!used)
            continue;
        jo_object(o);
        jo_kv_string(o, "name", t->name);
        jo_kv_string(o, "description", t->doc);
        jo_object_end(o);
    }
    jo_array_end(o);
}

/* ---- signing in ---- */

void openapi_security_schemes(struct json_out *o, bool tokens)
{
    jo_key(o, "securitySchemes");
    jo_object(o);
    jo_kv_raw(o, "cookie",
              "{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"binnacle_session\",\"description\":\"The browser's session, set by "
              "POST /api/v1/auth/login; its name is __Host-binnacle_session on TLS.\"}");
    jo_kv_raw(o, "csrf",
              "{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"X-CSRF-Token\",\"description\":\"The csrf_token of POST "
              "/api/v1/auth/login or GET /api/v1/auth/me: goes with the cookie on every change. This page sends it by itself.\"}");
    jo_kv_raw(
        o, "api_key",
        "{\"type\":\"http\",\"scheme\":\"bearer\",\"bearerFormat\":\"bnc_…\",\"description\":\"An API key: acts as its owner, limited "
        "to its scopes.\"}");
    if (tokens)
        jo_kv_raw(o, "access_token",
                  "{\"type\":\"http\",\"scheme\":\"bearer\",\"bearerFormat\":\"JWT\",\"description\":\"The access_token of POST "
                  "/api/v1/auth/token; valid for 15 minutes, renewed with POST /api/v1/auth/refresh.\"}");
    jo_object_end(o);
}

void openapi_security(struct json_out *o, bool changes, bool tokens)
{
    jo_key(o, "security");
    jo_array(o);
    jo_raw(o, changes ? "{\"cookie\":[],\"csrf\":[]}" : "{\"cookie\":[]}", changes ? 23 : 13);
    jo_raw(o, "{\"api_key\":[]}", 14);
    if (tokens)
        jo_raw(o, "{\"access_token\":[]}", 19);
    jo_array_end(o);
}

/* ---- parameters and headers ---- */

void openapi_shared_parameters(struct json_out *o)
{
    static const struct {
        const char *key, *name, *in, *doc, *schema, *example;
    } shared[] = {
        { "limit", "limit", "query", "Items a page", "{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000,\"default\":50}", "50" },
        { "cursor", "cursor", "query", "The next_cursor of the page before; absent: the first page",
          "{\"type\":\"string\",\"minLength\":1}", NULL },
        { "tenant_id", "tenant_id", "query", "Act in this tenant; other than one's own for superadmins only",
          "{\"type\":\"string\",\"format\":\"uuid\"}", NULL },
        { "idempotency_key", "Idempotency-Key", "header", "A repeat with the same key gets the first answer for 24 hours",
          "{\"type\":\"string\",\"minLength\":1,\"maxLength\":255,\"pattern\":\"^[!-~]+$\"}", "\"deploy-4711-step-2\"" },
        { "if_match", "If-Match", "header", "The entity's ETag: the change is refused when it was changed meanwhile",
          "{\"type\":\"string\"}", "\"\\\"3\\\"\"" },
        { "request_id", "X-Request-Id", "header",
          "An id of the caller's, for finding this request in the log and the audit trail; absent or not usable: the box makes one",
          "{\"type\":\"string\"}", "\"ticket-4711\"" },
    };
    jo_key(o, "parameters");
    jo_object(o);
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        jo_key(o, shared[i].key);
        jo_object(o);
        jo_kv_string(o, "name", shared[i].name);
        jo_kv_string(o, "in", shared[i].in);
        jo_kv_bool(o, "required", false);
        jo_kv_string(o, "description", shared[i].doc);
        jo_kv_raw(o, "schema", shared[i].schema);
        if (shared[i].example)
            jo_kv_raw(o, "example", shared[i].example);
        jo_object_end(o);
    }
    jo_object_end(o);
}

void openapi_shared_headers(struct json_out *o)
{
    static const struct {
        const char *name, *doc, *example;
    } shared[] = {
        { "X-Request-Id", "The id of this request, as in the log", "ticket-4711" },
        { "RateLimit", "What is left of the rate class, and the seconds until it is whole again", "\"write\";r=2999;t=42" },
        { "RateLimit-Policy", "The rate class: its quota and its window in seconds", "\"write\";q=3000;w=60" },
        { "Retry-After", "Seconds to wait", "42" },
        { "ETag", "The version of the entity, for If-Match and If-None-Match", "\"3\"" },
        { "WWW-Authenticate", "How to sign in", "Bearer realm=\"binnacle\"" },
    };
    jo_key(o, "headers");
    jo_object(o);
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        jo_key(o, shared[i].name);
        jo_object(o);
        jo_kv_string(o, "description", shared[i].doc);
        jo_kv_raw(o, "schema", "{\"type\":\"string\"}");
        jo_kv_string(o, "example", shared[i].example);
        jo_object_end(o);
    }
    jo_object_end(o);
}

/* ---- problems ---- */

static void put_header(struct json_out *o, const char *name)
{
    jo_key(o, name);
    openapi_ref(o, "headers", name);
}

static void put_problem_answer(struct json_out *o, const struct problem_answer *p)
{
    jo_key(o, p->name);
    jo_object(o);
    jo_kv_string(o, "description", p->doc);
    if (p->status == 401 || p->status == 429 || p->status == 503) {
        jo_key(o, "headers");
        jo_object(o);
        put_header(o, p->status == 401 ? "WWW-Authenticate" : "Retry-After");
        if (p->status == 429) {
            put_header(o, "RateLimit");
            put_header(o, "RateLimit-Policy");
        }
        jo_object_end(o);
    }
    jo_key(o, "content");
    jo_object(o);
    jo_key(o, "application/problem+json");
    jo_object(o);
    jo_key(o, "schema");
    openapi_ref(o, "schemas", "Problem");
    jo_key(o, "example");
    jo_object(o);
    jo_kv_string(o, "type", "about:blank");
    jo_kv_string(o, "title", status_text(p->status));
    jo_kv_int(o, "status", p->status);
    jo_kv_string(o, "detail", p->detail);
    jo_kv_string(o, "request_id", "0199c0de-5a3b-7c41-9d2e-3f6b8a1c4d50");
    if (p->more)
        jo_kv_raw(o, "errors", p->more);
    jo_object_end(o);
    jo_object_end(o);
    jo_object_end(o);
    jo_object_end(o);
}

void openapi_problem_answers(struct json_out *o)
{
    jo_key(o, "responses");
    jo_object(o);
    for (size_t i = 0; i < sizeof problems / sizeof *problems; i++)
        put_problem_answer(o, &problems[i]);
    jo_object_end(o);
}

void openapi_problem(struct json_out *o, int status)
{
    char key[8];
    snprintf(key, sizeof key, "%d", status);
    for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
        if (problems[i].status != status)
            continue;
        jo_key(o, key);
        openapi_ref(o, "responses", problems[i].name);
    }
}

void openapi_problem_schema(struct json_out *o)
{
    jo_kv_raw(o, "Problem",
              "{\"type\":\"object\",\"description\":\"What went wrong (RFC 9457)\",\"required\":[\"type\",\"title\",\"status\","
              "\"request_id\"],\"properties\":{"
              "\"type\":{\"type\":\"string\",\"description\":\"Always about:blank: the status says the kind\"},"
              "\"title\":{\"type\":\"string\",\"description\":\"The status in words\"},"
              "\"status\":{\"type\":\"integer\"},"
              "\"detail\":{\"type\":\"string\",\"description\":\"One sentence for a person\"},"
              "\"request_id\":{\"type\":\"string\",\"description\":\"As in X-Request-Id\"},"
              "\"errors\":{\"type\":\"array\",\"description\":\"Of a 422: every field that is not acceptable\",\"items\":{"
              "\"type\":\"object\",\"required\":[\"field\",\"message\"],\"properties\":{"
              "\"field\":{\"type\":\"string\",\"description\":\"Path of the member, such as config.headers[2].name\"},"
              "\"message\":{\"type\":\"string\"}},\"additionalProperties\":false}}},\"additionalProperties\":false}");
}
