/*
 * outgoing_api.c - /api/v1/admin/outgoing. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "outgoing/outgoing_api.h"
#include "iam/perm.h"

static const struct field entry[] = { { .name = "", .type = F_STRING, .min = 1, .max = 80 }, { 0 } };
static const struct field list_in[] = {
    { .name = "cidrs",
      .type = F_ARRAY,
      .flags = FIELD_REQUIRED,
      .min = 1,
      .max = OUTGOING_MAX_ENTRIES,
      .fields = entry,
      .doc = "CIDR blocks that may be connected to; one with ! in front denies and wins; a port may follow (10.0.0.0/8:443)",
      .example = "[\"10.0.0.0/8\", \"!10.0.0.1/32\"]" },
    { 0 },
};
static const struct field list_out[] = {
    { .name = "cidrs", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = entry },
    { .name = "is_default", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "The tenant has no list of its own" },
    { .name = "version", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "updated_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { 0 },
};

static enum err write_list(struct outgoing *o, struct request *rq, struct json_out *out, int64_t *version)
{
    struct outgoing_list list;
    enum err e = outgoing_get(o, request_arena(rq), request_tenant(rq), &list);
    if (e != OK)
        return e;
    *version = list.version;
    jo_object(out);
    jo_key(out, "cidrs");
    jo_array(out);
    for (size_t i = 0; i < list.count; i++)
        jo_string(out, list.entries[i]);
    jo_array_end(out);
    jo_kv_bool(out, "is_default", list.is_default);
    jo_kv_int(out, "version", list.version);
    jo_kv_time(out, "updated_at", list.updated_at);
    jo_object_end(out);
    return OK;
}

static enum err answer(struct outgoing *o, struct request *rq)
{
    int64_t version;
    enum err e = write_list(o, rq, response_json(rq), &version);
    if (e == OK)
        response_etag(rq, version);
    return e;
}

static enum err get(struct request *rq, void *ctx)
{
    return answer(ctx, rq);
}

static enum err current_version(struct outgoing *o, struct request *rq, int64_t *version)
{
    struct outgoing_list list;
    enum err e = outgoing_get(o, request_arena(rq), request_tenant(rq), &list);
    *version = e == OK ? list.version : 0;
    return e;
}

static enum err put(struct request *rq, void *ctx)
{
    const struct json *cidrs = json_get(request_json(rq), "cidrs");
    const char **entries = arena_array(request_arena(rq), json_size(cidrs) + 1, sizeof *entries);
    size_t count = 0;
    int64_t version = 0;
    for (const struct json *c = json_first(cidrs); c; c = json_next(c))
        entries[count++] = json_string(c);
    enum err e = current_version(ctx, rq, &version);
    if (e == OK)
        e = request_if_match(rq, version);
    if (e == OK)
        e = outgoing_put(ctx, request_tenant(rq), entries, count, request_header(rq, "If-Match") ? version : -1);
    if (e == ERR_INVALID)
        return request_field_error(rq, "cidrs", "%s", err_detail());
    if (e != OK)
        return e;
    return answer(ctx, rq);
}

static enum err reset(struct request *rq, void *ctx)
{
    return outgoing_reset(ctx, request_tenant(rq));
}

static const struct route routes[] = {
    { GET, "/api/v1/admin/outgoing", get, .perm = PERM_SETTINGS_READ, .out = list_out, .rate = RATE_READ, .tag = "system",
      .doc = "Read which addresses the tenant's checks and webhooks may reach" },
    { PUT, "/api/v1/admin/outgoing", put, .perm = PERM_SETTINGS_WRITE, .in = list_in, .out = list_out, .rate = RATE_WRITE,
      .audit = "outgoing.update", .tag = "system", .doc = "Replace the list of addresses that the tenant may reach" },
    { DELETE, "/api/v1/admin/outgoing", reset, .perm = PERM_SETTINGS_WRITE, .rate = RATE_WRITE, .flags = ROUTE_OK_204,
      .audit = "outgoing.reset", .tag = "system", .doc = "Put the default list back" },
};

enum err outgoing_routes(struct outgoing *o, struct server *s)
{
    return server_routes(s, routes, sizeof routes / sizeof *routes, o);
}
