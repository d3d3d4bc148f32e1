/*
 * settings_api.c - /api/v1/admin/settings. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "settings/settings_api.h"
#include "iam/perm.h"

static enum err get(struct request *rq, void *ctx)
{
    settings_write(ctx, request_arena(rq), response_json(rq));
    return OK;
}

static enum err patch(struct request *rq, void *ctx)
{
    enum err e = settings_put(ctx, request_json(rq), request_principal(rq)->email);
    if (e != OK)
        return e;
    settings_write(ctx, request_arena(rq), response_json(rq));
    return OK;
}

static enum err schema(struct request *rq, void *ctx)
{
    (void)ctx;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "schema");
    field_json_schema(o, settings_fields, false);
    jo_object_end(o);
    return OK;
}

static const struct field schema_out[] = {
    { .name = "schema", .type = F_OBJECT, .flags = FIELD_REQUIRED, .doc = "JSON Schema of the settings" }, { 0 }
};

static const struct route routes[] = {
    { GET, "/api/v1/admin/settings", get, .perm = PERM_SETTINGS_READ, .out = settings_fields, .rate = RATE_READ, .tag = "system",
      .doc = "Read the box's settings" },
    { PATCH, "/api/v1/admin/settings", patch, .perm = PERM_SETTINGS_WRITE, .in = settings_fields, .out = settings_fields,
      .rate = RATE_WRITE, .audit = "settings.update", .tag = "system", .doc = "Change settings; null puts a default back" },
    { GET, "/api/v1/admin/settings/schema", schema, .perm = PERM_SETTINGS_READ, .out = schema_out, .rate = RATE_READ, .tag = "system",
      .doc = "Read the JSON Schema of the settings" },
};

enum err settings_routes(struct settings *st, struct server *s)
{
    return server_routes(s, routes, sizeof routes / sizeof *routes, st);
}
