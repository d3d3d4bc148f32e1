/*
 * iam_api_roles.c - /api/v1/roles: the built-in roles and the tenant's own. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "core/str.h"
#include "iam/iam_api.h"

static const struct field text[] = { { .name = "", .type = F_STRING }, { 0 } };
#define ROLE_FIELDS                                                                                                                        \
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE | FIELD_UUID, .doc = "null: built-in" },                    \
        { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED }, { .name = "builtin", .type = F_BOOL, .flags = FIELD_REQUIRED },     \
        { .name = "description", .type = F_STRING, .flags = FIELD_REQUIRED },                                                              \
        { .name = "permissions", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = text },                                               \
        { .name = "member_count", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "How many members of the tenant have it" },               \
        { .name = "members", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = text, .doc = "The first 50 of them, by e-mail address" }, \
        { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },                                                \
        { .name = "updated_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },                                                \
    {                                                                                                                                      \
        .name = "version", .type = F_INT, .flags = FIELD_REQUIRED                                                                          \
    }
static const struct field role_out[] = { ROLE_FIELDS, { 0 } };
static const struct field role_rows[] = { { .name = "", .type = F_OBJECT, .fields = role_out }, { 0 } };
static const struct field perm_row[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "doc", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "box", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Of the whole box: no role of a tenant can hold it" },
    { 0 },
};
static const struct field perm_rows[] = { { .name = "", .type = F_OBJECT, .fields = perm_row }, { 0 } };
static const struct field roles_out[] = {
    { .name = "items", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = role_rows },
    { .name = "permissions", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = perm_rows, .doc = "Every permission with what it allows" },
    { 0 },
};
#define PERMISSIONS_DOC "Names of GET /api/v1/roles, none that you have not yourself"
static const struct field role_in[] = {
    { .name = "name",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .min = 1,
      .max = IAM_ROLE_NAME_MAX,
      .doc = "Unique in the tenant",
      .example = "\"on call\"" },
    { .name = "description", .type = F_STRING, .max = 500, .doc = "What it is for" },
    { .name = "permissions",
      .type = F_ARRAY,
      .flags = FIELD_REQUIRED,
      .max = PERM_COUNT,
      .fields = text,
      .doc = PERMISSIONS_DOC,
      .example = "[\"service.read\", \"alert.read\", \"alert.ack\"]" },
    { 0 },
};
static const struct field role_patch[] = {
    { .name = "name", .type = F_STRING, .min = 1, .max = IAM_ROLE_NAME_MAX, .doc = "Unique in the tenant" },
    { .name = "description", .type = F_STRING, .max = 500, .doc = "What it is for" },
    { .name = "permissions", .type = F_ARRAY, .max = PERM_COUNT, .fields = text, .doc = PERMISSIONS_DOC },
    { 0 },
};

static void write_role(struct json_out *o, const struct iam_custom_role *r)
{
    jo_object(o);
    jo_kv_string(o, "id", r->id);
    jo_kv_string(o, "name", r->name);
    jo_kv_bool(o, "builtin", !r->id);
    jo_kv_string(o, "description", r->description);
    jo_key(o, "permissions");
    jo_array(o);
    for (int p = PERM_NONE + 1; p < PERM_COUNT; p++)
        if (iam_perms_has(&r->perms, p))
            jo_string(o, iam_perm_name(p));
    jo_array_end(o);
    jo_kv_int(o, "member_count", r->member_count);
    jo_key(o, "members");
    jo_array(o);
    for (size_t k = 0; k < r->shown; k++)
        jo_string(o, r->members[k]);
    jo_array_end(o);
    jo_kv_time(o, "created_at", r->created_at);
    jo_kv_time(o, "updated_at", r->updated_at);
    jo_kv_int(o, "version", r->version);
    jo_object_end(o);
}

static void write_permissions(struct json_out *o)
{
    struct iam_perms tenant = iam_role_perms(ROLE_ADMIN);
    jo_key(o, "permissions");
    jo_array(o);
    for (int p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        jo_object(o);
        jo_kv_string(o, "name", iam_perm_name(p));
        jo_kv_string(o, "doc", iam_perm_doc(p));
        jo_kv_bool(o, "box", !iam_perms_has(&tenant, p));
        jo_object_end(o);
    }
    jo_array_end(o);
}

static enum err list(struct request *rq, void *ctx)
{
    struct iam_custom_role *roles;
    size_t n;
    enum err e = iam_custom_role_list(ctx, request_arena(rq), request_tenant(rq), &roles, &n);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "items");
    jo_array(o);
    for (size_t k = 0; k < n; k++)
        write_role(o, &roles[k]);
    jo_array_end(o);
    write_permissions(o);
    jo_object_end(o);
    return OK;
}

static enum err get(struct request *rq, void *ctx)
{
    struct iam_custom_role r;
    enum err e = iam_custom_role_get(ctx, request_arena(rq), request_tenant(rq), request_path_param(rq, "id"), &r);
    if (e)
        return e;
    response_etag(rq, r.version);
    write_role(response_json(rq), &r);
    return OK;
}

static enum err answer(struct request *rq, struct iam *i, const char *id)
{
    struct iam_custom_role r;
    enum err e = iam_custom_role_get(i, request_arena(rq), request_tenant(rq), id, &r);
    if (e)
        return e;
    response_etag(rq, r.version);
    write_role(response_json(rq), &r);
    return OK;
}

/* The members of the body; perms is where c->perms points to when they are there. */
static enum err read_change(struct request *rq, struct iam_role_change *c, struct iam_perms *perms)
{
    const struct json *body = request_json(rq), *names = json_get(body, "permissions");
    size_t n = 0;
    *perms = (struct iam_perms){ 0 };
    *c = (struct iam_role_change){ .name = json_string(json_get(body, "name")), .description = json_string(json_get(body, "description")) };
    if (!names)
        return OK;
    for (const struct json *s = json_first(names); s; s = json_next(s), n++) {
        int p;
        if (!iam_perm_parse(json_string(s), &p))
            return request_field_error(rq, arena_printf(request_arena(rq), "permissions[%zu]", n), "there is no permission %s",
                                       json_string(s));
        perms->bits[p / 64] |= 1ull << p % 64;
    }
    c->perms = perms;
    return OK;
}

/* What iam says of a value names its field first. */
static enum err field_error(struct request *rq, enum err e)
{
    if (e != ERR_INVALID)
        return e;
    const char *detail = arena_strdup(request_arena(rq), err_detail());
    return str_starts(detail, "name: ")          ? request_field_error(rq, "name", "%s", detail + 6)
           : str_starts(detail, "description: ") ? request_field_error(rq, "description", "%s", detail + 13)
                                                 : e;
}

static enum err create(struct request *rq, void *ctx)
{
    struct iam_identity who = iam_request_identity(rq);
    struct iam_role_change c;
    struct iam_perms perms;
    char *id;
    enum err e = read_change(rq, &c, &perms);
    if (e)
        return e;
    e = iam_custom_role_add(ctx, request_arena(rq), &who, request_tenant(rq), &c, &id);
    if (e)
        return field_error(rq, e);
    response_header(rq, "Location", arena_printf(request_arena(rq), "/api/v1/roles/%s", id));
    return answer(rq, ctx, id);
}

static enum err change(struct request *rq, void *ctx)
{
    struct iam_identity who = iam_request_identity(rq);
    const char *id = request_path_param(rq, "id");
    struct iam_custom_role r;
    struct iam_role_change c;
    struct iam_perms perms;
    enum err e = iam_custom_role_get(ctx, request_arena(rq), request_tenant(rq), id, &r);
    if (e || (e = request_if_match(rq, r.version)) || (e = read_change(rq, &c, &perms)))
        return e;
    c.version = r.version;
    e = iam_custom_role_update(ctx, &who, request_tenant(rq), id, &c);
    return e ? field_error(rq, e) : answer(rq, ctx, id);
}

static enum err delete_it(struct request *rq, void *ctx)
{
    struct iam_identity who = iam_request_identity(rq);
    const char *id = request_path_param(rq, "id");
    struct iam_custom_role r;
    enum err e = iam_custom_role_get(ctx, request_arena(rq), request_tenant(rq), id, &r);
    if (e || (e = request_if_match(rq, r.version)))
        return e;
    return iam_custom_role_delete(ctx, &who, request_tenant(rq), id);
}

#define TAG .tag = "Users"
static const struct route routes[] = {
    { GET, "/api/v1/roles", list, .perm = PERM_USER_READ, .out = roles_out, .rate = RATE_READ, TAG,
      .doc = "List the roles with their permissions" },
    { POST, "/api/v1/roles", create, .perm = PERM_ROLE_WRITE, .in = role_in, .out = role_out, .rate = RATE_WRITE, .flags = ROUTE_OK_201,
      .audit = "role.create", TAG, .doc = "Make a role of the tenant" },
    { GET, "/api/v1/roles/{id}", get, .perm = PERM_USER_READ, .out = role_out, .rate = RATE_READ, TAG, .doc = "Read a role of the tenant" },
    { PATCH, "/api/v1/roles/{id}", change, .perm = PERM_ROLE_WRITE, .in = role_patch, .out = role_out, .rate = RATE_WRITE,
      .audit = "role.update", TAG, .doc = "Change a role; it is true at once for everybody who has it" },
    { DELETE, "/api/v1/roles/{id}", delete_it, .perm = PERM_ROLE_WRITE, .rate = RATE_WRITE, .flags = ROUTE_OK_204, .audit = "role.delete",
      TAG, .doc = "Delete a role that nobody has" },
};

enum err iam_role_routes(struct iam *i, struct server *s)
{
    return server_routes(s, routes, sizeof routes / sizeof *routes, i);
}
