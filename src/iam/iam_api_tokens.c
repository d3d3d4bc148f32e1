/*
 * iam_api_tokens.c - access and refresh tokens of programs, the keys that sign them. Handlers run on HTTP workers; nothing here keeps
 * state.
 */
#include "iam/iam_api_private.h"
#include <string.h>

/* ---- fields ---- */

static const struct field tokens_out[] = {
    { .name = "access_token", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "To be sent as Authorization: Bearer" },
    { .name = "refresh_token", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "For POST /auth/refresh; good once" },
    { .name = "expires_in", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Seconds the access token is good for" },
    { .name = "token_type", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Bearer" },
    { .name = "session_expires_at", .type = F_TIME, .flags = FIELD_REQUIRED, .doc = "Until then it can be refreshed at most" },
    { 0 },
};
static const struct field refresh_in[] = {
    { .name = "refresh_token",
      .type = F_STRING,
      .flags = FIELD_REQUIRED | FIELD_SECRET,
      .max = 256,
      .doc = "The newest one that was given out" },
    { 0 },
};
static const struct field jwk_row[] = {
    { .name = "kty", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "crv", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "x", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "kid", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "use", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "alg", .type = F_STRING, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field jwk_rows[] = { { .name = "", .type = F_OBJECT, .fields = jwk_row }, { 0 } };
static const struct field jwks_out[] = { { .name = "keys", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = jwk_rows }, { 0 } };
static const char *const states[] = { "signing", "retired", "revoked", NULL };
static const struct field key_row[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID, .doc = "The tokens' kid" },
    { .name = "state",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .one_of = states,
      .doc = "retired: verifies until its last token is over" },
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "retired_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "revoked_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { 0 },
};
static const struct field key_rows[] = { { .name = "", .type = F_OBJECT, .fields = key_row }, { 0 } };
static const struct field keys_out[] = { { .name = "items", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = key_rows }, { 0 } };

/* ---- tokens ---- */

static enum err answer(struct request *rq, const struct iam_tokens *t)
{
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "access_token", t->access);
    jo_kv_string(o, "refresh_token", t->refresh);
    jo_kv_int(o, "expires_in", IAM_ACCESS_SECONDS);
    jo_kv_string(o, "token_type", "Bearer");
    jo_kv_time(o, "session_expires_at", t->who.ends_at);
    jo_object_end(o);
    return OK;
}

static enum err token(struct request *rq, void *ctx)
{
    struct iam_credentials c = credentials(rq);
    struct iam_proof proof;
    struct iam_tokens t;
    enum err e = iam_prove(ctx, &c, &proof);
    if (e == ERR_RATE_LIMITED)
        return throttled(rq, proof.retry_seconds); /* not in the audit trail: whoever hammers does not fill it */
    request_audit(rq, "user", e ? "" : proof.user_id, NULL, tried(rq));
    if (e)
        return iam_answer_refusal(rq, &proof, e);
    e = iam_tokens_start(ctx, request_arena(rq), proof.user_id, request_remote(rq), &t);
    return e ? e : answer(rq, &t);
}

static enum err refresh(struct request *rq, void *ctx)
{
    struct iam_tokens t;
    enum err e = iam_tokens_refresh(ctx, request_arena(rq), member(rq, "refresh_token"), request_remote(rq), &t);
    if (e == ERR_RATE_LIMITED)
        return throttled(rq, 30);
    return e ? e : answer(rq, &t);
}

static enum err revoke(struct request *rq, void *ctx)
{
    return iam_tokens_end(ctx, member(rq, "refresh_token"));
}

/* ---- keys ---- */

static enum err jwks(struct request *rq, void *ctx)
{
    struct iam_signing_key *keys;
    size_t n;
    struct arena *a = request_arena(rq);
    enum err e = iam_signing_keys(ctx, a, &keys, &n);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "keys");
    jo_array(o);
    for (size_t k = 0; k < n; k++) {
        if (keys[k].revoked)
            continue;
        jo_object(o);
        jo_kv_string(o, "kty", "OKP");
        jo_kv_string(o, "crv", "Ed25519");
        jo_kv_string(o, "x", str_base64url(a, keys[k].public_key, sizeof keys[k].public_key));
        jo_kv_string(o, "kid", keys[k].id);
        jo_kv_string(o, "use", "sig");
        jo_kv_string(o, "alg", "EdDSA");
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_object_end(o);
    return OK;
}

static enum err key_list(struct request *rq, void *ctx)
{
    struct iam_signing_key *keys;
    size_t n;
    enum err e = iam_signing_keys(ctx, request_arena(rq), &keys, &n);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "items");
    jo_array(o);
    for (size_t k = 0; k < n; k++) {
        jo_object(o);
        jo_kv_string(o, "id", keys[k].id);
        jo_kv_string(o, "state", keys[k].revoked ? states[2] : keys[k].signs ? states[0] : states[1]);
        jo_kv_time(o, "created_at", keys[k].created_at);
        jo_kv_time(o, "retired_at", keys[k].retired_at);
        jo_kv_time(o, "revoked_at", keys[k].revoked_at);
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_object_end(o);
    return OK;
}

static enum err key_rotate(struct request *rq, void *ctx)
{
    char id[40];
    enum err e = iam_signing_key_rotate(ctx, id);
    if (e)
        return e;
    return key_list(rq, ctx);
}

static enum err key_revoke(struct request *rq, void *ctx)
{
    const char *id = request_path_param(rq, "id");
    enum err e = iam_signing_key_revoke(ctx, id);
    if (e)
        return e;
    return key_list(rq, ctx);
}

/* ---- routes ---- */

static const struct route routes[] = {
    { POST, "/api/v1/auth/token", token, .in = login_in, .out = tokens_out, .rate = RATE_LOGIN,
      .flags = ROUTE_PUBLIC | ROUTE_NO_IDEMPOTENCY, .audit = "auth.token", .tag = "Tokens",
      .doc = "Sign a program in: an access token of 15 minutes and a refresh token" },
    { POST, "/api/v1/auth/refresh", refresh, .in = refresh_in, .out = tokens_out, .rate = RATE_LOGIN,
      .flags = ROUTE_PUBLIC | ROUTE_NO_IDEMPOTENCY, .audit = "auth.refresh", .tag = "Tokens",
      .doc = "Change a refresh token for new tokens; one that was used before ends its session" },
    { POST, "/api/v1/auth/revoke", revoke, .in = refresh_in, .rate = RATE_LOGIN,
      .flags = ROUTE_PUBLIC | ROUTE_NO_IDEMPOTENCY | ROUTE_OK_204, .audit = "auth.revoke", .tag = "Tokens",
      .doc = "End the session of a refresh token; the same answer for one that is unknown" },
    { GET, "/.well-known/jwks.json", jwks, .out = jwks_out, .rate = RATE_READ, .flags = ROUTE_PUBLIC, .tag = "Tokens",
      .doc = "Read the public keys that access tokens are signed with" },
    { GET, "/api/v1/admin/signing-keys", key_list, .perm = PERM_SSO_READ, .out = keys_out, .rate = RATE_READ, .tag = "Tokens",
      .doc = "List the keys that access tokens are signed with" },
    { POST, "/api/v1/admin/signing-keys/rotate", key_rotate, .perm = PERM_SSO_WRITE, .out = keys_out, .rate = RATE_WRITE,
      .audit = "signing_key.rotate", .tag = "Tokens", .doc = "Sign with a new key; tokens of the old one stay good until they are over" },
    { POST, "/api/v1/admin/signing-keys/{id}/revoke", key_revoke, .perm = PERM_SSO_WRITE, .out = keys_out, .rate = RATE_WRITE,
      .audit = "signing_key.revoke", .tag = "Tokens", .doc = "Refuse every token of a key at once" },
};

enum err iam_token_routes(struct iam *i, struct server *s)
{
    return server_routes(s, routes, sizeof routes / sizeof *routes, i);
}
