/*
 * iam_api_keys.c - API keys. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "iam/iam_api_private.h"
#include <string.h>

/* ---- fields ---- */

#define NAME_FIELD .name = "name", .type = F_STRING, .min = 1, .max = 100, .doc = "What the key is for", .example = "\"CI\""
#define SCOPES_FIELD                                                                                                                       \
    .name = "scopes", .type = F_ARRAY, .max = 128, .fields = scalar_string, .doc = "Permissions it is limited to; empty: all of its owner's"
#define ALLOWED_FIELD                                                                                                                      \
    .name = "allowed", .type = F_ARRAY, .max = IAM_KEY_CIDRS_MAX, .fields = scalar_string,                                                 \
    .doc = "Addresses and networks it may be used from; empty: anywhere", .example = "[\"192.0.2.0/24\"]"
#define EXPIRES_FIELD .name = "expires_at", .type = F_TIME, .flags = FIELD_NULLABLE, .doc = "Its end; null: never"

static const struct field key_in[] = {
    { NAME_FIELD, .flags = FIELD_REQUIRED }, { SCOPES_FIELD }, { ALLOWED_FIELD }, { EXPIRES_FIELD }, { 0 }
};
static const struct field key_patch[] = { { NAME_FIELD }, { SCOPES_FIELD }, { ALLOWED_FIELD }, { EXPIRES_FIELD }, { 0 } };
static const struct field rotate_in[] = {
    { .name = "grace_seconds",
      .type = F_INT,
      .min = 0,
      .max = IAM_KEY_GRACE_MAX_S,
      .doc = "How long the secret until now is good as well",
      .fallback = "0" },
    { 0 },
};
#define KEY_FIELDS                                                                                                                         \
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },                                                              \
        { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },                                                                     \
        { .name = "prefix", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Its first characters" },                                    \
        { .name = "scopes", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = scalar_string },                                           \
        { .name = "allowed", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = scalar_string },                                          \
        { .name = "user_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },                                                     \
        { .name = "user_email", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "The owner" },                                           \
        { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },                                                                 \
        { .name = "expires_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },                                                \
        { .name = "last_used_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "Up to a minute old" },                 \
        { .name = "last_used_from", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "The address of that use" },        \
        { .name = "calls", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "How often it was used, about; up to a minute old" },            \
        { .name = "rotated_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },                                                \
        { .name = "old_until",                                                                                                             \
          .type = F_TIME,                                                                                                                  \
          .flags = FIELD_REQUIRED | FIELD_NULLABLE,                                                                                        \
          .doc = "How long the secret before the last rotation is good" },                                                                 \
    {                                                                                                                                      \
        .name = "version", .type = F_INT, .flags = FIELD_REQUIRED                                                                          \
    }
static const struct field key_out[] = { KEY_FIELDS, { 0 } };
static const struct field key_made[] = {
    KEY_FIELDS, { .name = "key", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "The key itself, told this once" }, { 0 }
};
static const struct field key_query[] = {
    { .name = "all", .type = F_BOOL, .doc = "Everybody's keys of the tenant (permission apikey.all)" }, { 0 }
};

/* ---- helpers ---- */

static void write_members(struct json_out *o, const struct iam_key *k)
{
    jo_kv_string(o, "id", k->id);
    jo_kv_string(o, "name", k->name);
    jo_kv_string(o, "prefix", k->prefix);
    jo_kv_raw(o, "scopes", k->scopes);
    jo_kv_raw(o, "allowed", k->allowed);
    jo_kv_string(o, "user_id", k->user_id);
    jo_kv_string(o, "user_email", k->user_email);
    jo_kv_time(o, "created_at", k->created_at);
    jo_kv_time(o, "expires_at", k->expires_at);
    jo_kv_time(o, "last_used_at", k->last_used_at);
    jo_kv_string(o, "last_used_from", k->last_remote[0] ? k->last_remote : NULL);
    jo_kv_int(o, "calls", k->calls);
    jo_kv_time(o, "rotated_at", k->rotated_at);
    jo_kv_time(o, "old_until", k->old_until);
    jo_kv_int(o, "version", k->version);
}

static void write_key(struct json_out *o, const struct iam_key *k, const char *secret)
{
    jo_object(o);
    write_members(o, k);
    if (secret)
        jo_kv_string(o, "key", secret);
    jo_object_end(o);
}

static const char *const *strings(struct arena *a, const struct json *list, size_t *n)
{
    const char **out = arena_array(a, json_size(list) + 1, sizeof *out);
    *n = 0;
    for (const struct json *s = json_first(list); s; s = json_next(s))
        out[(*n)++] = json_string(s);
    return out;
}

/* The form as the body has it; of what the body does not name it keeps what `kept` says (NULL: nothing). */
static enum err read_form(struct request *rq, const struct iam_key *kept, struct iam_key_form *f)
{
    struct arena *a = request_arena(rq);
    const struct json *body = request_json(rq), *scopes = json_get(body, "scopes"), *allowed = json_get(body, "allowed");
    struct json *old;
    *f = (struct iam_key_form){ .name = member(rq, "name"), .expires_at = kept ? kept->expires_at : 0 };
    if (!f->name && kept)
        f->name = kept->name;
    if (!scopes && kept && json_parse(a, kept->scopes, strlen(kept->scopes), &old) == OK)
        scopes = old;
    if (!allowed && kept && json_parse(a, kept->allowed, strlen(kept->allowed), &old) == OK)
        allowed = old;
    f->scopes = strings(a, scopes, &f->scope_count);
    f->allowed = strings(a, allowed, &f->allowed_count);
    const struct json *end = json_get(body, "expires_at");
    if (end && json_type(end) == JSON_NULL)
        f->expires_at = 0;
    if (json_string(end) && (!time_parse(json_string(end), &f->expires_at) || f->expires_at == 0))
        return request_field_error(rq, "expires_at", "is not a time");
    return OK;
}

/* "scopes: there is no permission x" beside its field. */
static enum err form_error(struct request *rq, enum err e)
{
    const char *detail = err_detail(), *colon = strstr(detail, ": ");
    if (e != ERR_INVALID || !colon)
        return e;
    return request_field_error(rq, arena_strndup(request_arena(rq), detail, (size_t)(colon - detail)), "%s",
                               arena_strdup(request_arena(rq), colon + 2));
}

/* One's own key, or with apikey.all anybody's of the tenant. */
static enum err get_key(struct request *rq, struct iam *i, struct iam_key *k)
{
    const struct principal *p = request_principal(rq);
    enum err e = iam_key_get(i, request_arena(rq), request_tenant(rq), request_path_param(rq, "id"), k);
    if (!e && !str_eq(k->user_id, p->user_id) && !principal_has(p, PERM_APIKEY_ALL))
        e = err_set(ERR_NOT_FOUND, "there is no such API key");
    return e;
}

static enum err own_key(struct request *rq, struct iam *i, struct iam_key *k)
{
    enum err e = get_key(rq, i, k);
    if (!e && !str_eq(k->user_id, request_principal(rq)->user_id))
        e = err_set(ERR_FORBIDDEN, "only its owner changes an API key; you may revoke it");
    return e;
}

/* ---- handlers ---- */

static enum err list(struct request *rq, void *ctx)
{
    const struct principal *p = request_principal(rq);
    struct iam_key *keys;
    size_t n;
    bool all = false;
    int64_t limit = request_limit(rq);
    request_query_bool(rq, "all", &all);
    if (all && !principal_has(p, PERM_APIKEY_ALL))
        return err_set(ERR_FORBIDDEN, "seeing everybody's keys needs the permission apikey.all");
    enum err e =
        iam_key_list(ctx, request_arena(rq), request_tenant(rq), all ? NULL : p->user_id, request_cursor(rq), limit + 1, &keys, &n);
    if (e)
        return e;
    struct json_out *o = response_list_begin(rq);
    for (size_t k = 0; k < n && (int64_t)k < limit; k++)
        write_key(o, &keys[k], NULL);
    if ((int64_t)n > limit)
        response_next_cursor(rq, keys[limit - 1].id);
    response_list_end(rq);
    return OK;
}

static enum err get(struct request *rq, void *ctx)
{
    struct iam_key k;
    enum err e = get_key(rq, ctx, &k);
    if (e)
        return e;
    response_etag(rq, k.version);
    write_key(response_json(rq), &k, NULL);
    return OK;
}

/* The key as it is now. secret: told this once, or NULL. */
static enum err answer(struct request *rq, struct iam *i, const char *tenant_id, const char *id, const char *secret)
{
    struct iam_key k;
    enum err e = iam_key_get(i, request_arena(rq), tenant_id, id, &k);
    if (e)
        return e;
    response_etag(rq, k.version);
    write_key(response_json(rq), &k, secret);
    return OK;
}

static enum err create(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    struct iam_key_form f;
    char *id, key[IAM_KEY_SIZE];
    enum err e = read_form(rq, NULL, &f);
    if (!e)
        e = form_error(rq, iam_key_add(ctx, request_arena(rq), &who, &f, &id, key));
    if (e)
        return e;
    response_header(rq, "Location", arena_printf(request_arena(rq), "/api/v1/auth/api-keys/%s", id));
    return answer(rq, ctx, who.tenant_id, id, key);
}

static enum err change(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    struct iam_key_form f;
    struct iam_key k;
    enum err e = own_key(rq, ctx, &k);
    if (e || (e = request_if_match(rq, k.version)) || (e = read_form(rq, &k, &f)))
        return e;
    e = form_error(rq, iam_key_update(ctx, request_arena(rq), &who, request_tenant(rq), k.id, &f, k.version));
    return e ? e : answer(rq, ctx, request_tenant(rq), k.id, NULL);
}

static enum err rotate(struct request *rq, void *ctx)
{
    struct iam_key k;
    char key[IAM_KEY_SIZE];
    int64_t grace = 0;
    enum err e = own_key(rq, ctx, &k);
    if (e)
        return e;
    json_int(json_get(request_json(rq), "grace_seconds"), &grace);
    e = iam_key_rotate(ctx, request_arena(rq), request_tenant(rq), k.id, grace, key);
    return e ? e : answer(rq, ctx, request_tenant(rq), k.id, key);
}

static enum err revoke(struct request *rq, void *ctx)
{
    struct iam_key k;
    enum err e = get_key(rq, ctx, &k);
    return e ? e : iam_key_delete(ctx, request_tenant(rq), k.id);
}

/* ---- routes ---- */

static const struct route routes[] = {
    { GET, "/api/v1/auth/api-keys", list, .perm = PERM_APIKEY_OWN, .query = key_query, .out = key_out, .list = true, .rate = RATE_READ,
      .tag = "API keys", .doc = "List API keys" },
    { POST, "/api/v1/auth/api-keys", create, .perm = PERM_APIKEY_OWN, .in = key_in, .out = key_made, .rate = RATE_WRITE,
      .flags = ROUTE_OK_201 | ROUTE_NO_IDEMPOTENCY, .audit = "api_key.create", .tag = "API keys", .doc = "Make an API key" },
    { GET, "/api/v1/auth/api-keys/{id}", get, .perm = PERM_APIKEY_OWN, .out = key_out, .rate = RATE_READ, .tag = "API keys",
      .doc = "Read an API key" },
    { PATCH, "/api/v1/auth/api-keys/{id}", change, .perm = PERM_APIKEY_OWN, .in = key_patch, .out = key_out, .rate = RATE_WRITE,
      .audit = "api_key.update", .tag = "API keys", .doc = "Rename an own API key, change its scopes, addresses or end" },
    { POST, "/api/v1/auth/api-keys/{id}/rotate", rotate, .perm = PERM_APIKEY_OWN, .in = rotate_in, .out = key_made, .rate = RATE_WRITE,
      .flags = ROUTE_NO_IDEMPOTENCY, .audit = "api_key.rotate", .tag = "API keys",
      .doc = "Give an own API key a new secret; the old one may stay good for a while" },
    { DELETE, "/api/v1/auth/api-keys/{id}", revoke, .perm = PERM_APIKEY_OWN, .rate = RATE_WRITE, .flags = ROUTE_OK_204,
      .audit = "api_key.delete", .tag = "API keys", .doc = "Revoke an API key" },
};

enum err iam_key_routes(struct iam *i, struct server *s)
{
    return server_routes(s, routes, sizeof routes / sizeof *routes, i);
}
