/*
 * tenants_api.c - /api/v1/tenants: what a superadmin sees and does across tenants. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "tenants/tenants_api.h"
#include "core/str.h"
#include "iam/iam_api.h"
#include <string.h>

static const struct field tenant_out[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "second_factor_required", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Of everybody who acts in it but superadmins" },
    { .name = "is_default", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "The tenant of a fresh box: it stays" },
    { .name = "suspended_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "null: in use" },
    { .name = "exported_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "The last complete export" },
    { .name = "deletable",
      .type = F_BOOL,
      .flags = FIELD_REQUIRED,
      .doc = "Suspended, and exported since, within the last day: it may be deleted" },
    { .name = "users", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Members" },
    { .name = "services", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "alerts_firing", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "updated_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "version", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field storage_out[] = {
    { .name = "storage_bytes", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "An estimate, with its share of the telemetry" },
    { 0 },
};
static const struct field tenant_in[] = {
    { .name = "name",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .min = 1,
      .max = 100,
      .doc = "Unique in the box",
      .example = "\"team blue\"" },
    { 0 },
};
static const struct field tenant_change[] = {
    { .name = "name", .type = F_STRING, .min = 1, .max = 100, .doc = "Unique in the box", .example = "\"team blue\"" },
    { .name = "second_factor_required",
      .type = F_BOOL,
      .doc = "Who acts in it without a second factor must set one up before anything else, at once; superadmins may always act" },
    { 0 },
};
static const struct field delete_query[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED, .max = 100, .doc = "The tenant's name, typed once more" }, { 0 }
};
static const struct field member_in[] = {
    { .name = "email",
      .type = F_STRING,
      .flags = FIELD_REQUIRED | FIELD_EMAIL,
      .max = 254,
      .doc = "Of an account of the box",
      .example = "\"ops@example.com\"" },
    { .name = "role",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .min = 1,
      .max = 60,
      .doc = "viewer, editor, admin, or a role of the tenant by its name",
      .example = "\"viewer\"" },
    { 0 },
};
static const struct field member_out[] = {
    { .name = "user_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "email", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "role", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "home", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Whether the tenant manages the account" },
    { .name = "enabled", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { 0 },
};

static const char *id_of(struct request *rq)
{
    return request_path_param(rq, "id");
}

/* ---- tenants ---- */

static bool deletable(const struct iam_tenant *t, int64_t now)
{
    return t->suspended_at && t->exported_at >= t->suspended_at && now - t->exported_at <= (int64_t)IAM_EXPORT_FRESH_SECONDS * US_PER_S &&
           !str_eq(t->id, IAM_DEFAULT_TENANT);
}

static enum err write_tenant(struct tenants *ts, struct request *rq, const struct iam_tenant *t, struct json_out *o)
{
    struct tenant_figures f;
    enum err e = tenants_figures(ts, request_arena(rq), t->id, &f);
    if (e)
        return e;
    jo_object(o);
    jo_kv_string(o, "id", t->id);
    jo_kv_string(o, "name", t->name);
    jo_kv_bool(o, "second_factor_required", t->factor_required);
    jo_kv_bool(o, "is_default", str_eq(t->id, IAM_DEFAULT_TENANT));
    jo_kv_time(o, "suspended_at", t->suspended_at);
    jo_kv_time(o, "exported_at", t->exported_at);
    jo_kv_bool(o, "deletable", deletable(t, clock_wall_us(clock_system())));
    jo_kv_int(o, "users", f.users);
    jo_kv_int(o, "services", f.services);
    jo_kv_int(o, "alerts_firing", f.alerts_firing);
    jo_kv_time(o, "created_at", t->created_at);
    jo_kv_time(o, "updated_at", t->updated_at);
    jo_kv_int(o, "version", t->version);
    jo_object_end(o);
    return OK;
}

static enum err answer(struct tenants *ts, struct request *rq, const char *id)
{
    struct iam_tenant t;
    enum err e = iam_tenant_get(tenants_iam(ts), request_arena(rq), id, &t);
    if (e)
        return e;
    response_etag(rq, t.version);
    return write_tenant(ts, rq, &t, response_json(rq));
}

static enum err list(struct request *rq, void *ctx)
{
    struct iam_tenant *rows;
    size_t n;
    int64_t limit = request_limit(rq);
    enum err e = iam_tenant_list(tenants_iam(ctx), request_arena(rq), request_cursor(rq), limit + 1, &rows, &n);
    if (e)
        return e;
    struct json_out *o = response_list_begin(rq);
    for (size_t k = 0; !e && k < n && (int64_t)k < limit; k++)
        e = write_tenant(ctx, rq, &rows[k], o);
    if ((int64_t)n > limit)
        response_next_cursor(rq, rows[limit - 1].id);
    response_list_end(rq);
    return e;
}

static enum err get(struct request *rq, void *ctx)
{
    struct iam_tenant t;
    enum err e = iam_tenant_get(tenants_iam(ctx), request_arena(rq), id_of(rq), &t);
    if (e)
        return e;
    response_etag(rq, t.version);
    return write_tenant(ctx, rq, &t, response_json(rq));
}

static enum err storage(struct request *rq, void *ctx)
{
    struct iam_tenant t;
    int64_t bytes;
    enum err e = iam_tenant_get(tenants_iam(ctx), request_arena(rq), id_of(rq), &t);
    if (!e)
        e = tenants_storage(ctx, request_arena(rq), t.id, &bytes);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_int(o, "storage_bytes", bytes);
    jo_object_end(o);
    return OK;
}

static enum err create(struct request *rq, void *ctx)
{
    char *id;
    enum err e = iam_tenant_add(tenants_iam(ctx), request_arena(rq), json_string(json_get(request_json(rq), "name")), &id);
    if (e == ERR_INVALID)
        return request_field_error(rq, "name", "%s", err_detail());
    if (e)
        return e;
    response_header(rq, "Location", arena_printf(request_arena(rq), "/api/v1/tenants/%s", id));
    return answer(ctx, rq, id);
}

static enum err change_it(struct request *rq, void *ctx)
{
    struct iam_tenant t;
    enum err e = iam_tenant_get(tenants_iam(ctx), request_arena(rq), id_of(rq), &t);
    if (e || (e = request_if_match(rq, t.version)))
        return e;
    const char *name = json_string(json_get(request_json(rq), "name"));
    bool factor = t.factor_required;
    (void)json_bool(json_get(request_json(rq), "second_factor_required"), &factor); /* left out: as it is */
    e = iam_tenant_change(tenants_iam(ctx), t.id, name ? name : t.name, factor, t.version);
    if (e == ERR_INVALID)
        return request_field_error(rq, "name", "%s", err_detail());
    return e ? e : answer(ctx, rq, t.id);
}

static enum err set_suspended(struct request *rq, struct tenants *ts, bool suspended)
{
    struct iam_tenant t;
    enum err e = iam_tenant_get(tenants_iam(ts), request_arena(rq), id_of(rq), &t);
    if (!e)
        e = tenants_suspend(ts, t.id, suspended);
    return e ? e : answer(ts, rq, t.id);
}

static enum err suspend(struct request *rq, void *ctx)
{
    return set_suspended(rq, ctx, true);
}

static enum err resume(struct request *rq, void *ctx)
{
    return set_suspended(rq, ctx, false);
}

static enum err to_client(void *arg, const char *text, size_t n)
{
    return response_stream_write(arg, text, n);
}

/* A name as a part of a file's name. */
static const char *file_part(struct arena *a, const char *name)
{
    char *text = arena_strdup(a, name);
    for (char *p = text; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9')))
            *p = '-';
    return text;
}

static enum err export_it(struct request *rq, void *ctx)
{
    struct iam_tenant t;
    char day[TIME_TEXT_SIZE];
    enum err e = iam_tenant_get(tenants_iam(ctx), request_arena(rq), id_of(rq), &t);
    if (e)
        return e;
    request_audit(rq, "tenant", t.id, NULL, NULL);
    request_audit_name(rq, t.name);
    e = response_stream_begin(rq, "application/x-ndjson",
                              arena_printf(request_arena(rq), "binnacle-tenant-%s-%s.ndjson", file_part(request_arena(rq), t.name),
                                           time_day_text(clock_wall_us(clock_system()), day)));
    return e ? e : tenants_export(ctx, t.id, to_client, rq);
}

static enum err delete_it(struct request *rq, void *ctx)
{
    struct iam_tenant t;
    enum err e = iam_tenant_get(tenants_iam(ctx), request_arena(rq), id_of(rq), &t);
    if (e || (e = request_if_match(rq, t.version)))
        return e;
    if (str_eq(t.id, request_tenant(rq)))
        return err_set(ERR_CONFLICT, "you act in this tenant: switch to another first");
    request_audit(rq, "tenant", t.id, NULL, NULL);
    request_audit_name(rq, t.name);
    e = tenants_delete(ctx, t.id, request_query(rq, "name"));
    return e == ERR_INVALID ? request_field_error(rq, "name", "%s", err_detail()) : e;
}

/* ---- members, as the box's owner manages them ---- */

static void write_member(struct json_out *o, const struct iam_user *u, const char *tenant_id)
{
    jo_object(o);
    jo_kv_string(o, "user_id", u->id);
    jo_kv_string(o, "email", u->email);
    jo_kv_string(o, "name", u->name);
    jo_kv_string(o, "role", u->role);
    jo_kv_bool(o, "home", iam_user_at_home(u, tenant_id));
    jo_kv_bool(o, "enabled", u->enabled);
    jo_object_end(o);
}

static enum err member_list(struct request *rq, void *ctx)
{
    struct iam_tenant t;
    struct iam_user *users;
    size_t n;
    int64_t limit = request_limit(rq);
    enum err e = iam_tenant_get(tenants_iam(ctx), request_arena(rq), id_of(rq), &t);
    if (!e)
        e = iam_user_list(tenants_iam(ctx), request_arena(rq), t.id, request_cursor(rq), limit + 1, &users, &n);
    if (e)
        return e;
    struct json_out *o = response_list_begin(rq);
    for (size_t k = 0; k < n && (int64_t)k < limit; k++)
        write_member(o, &users[k], t.id);
    if ((int64_t)n > limit)
        response_next_cursor(rq, users[limit - 1].id);
    response_list_end(rq);
    return OK;
}

static enum err member_add(struct request *rq, void *ctx)
{
    struct iam *iam = tenants_iam(ctx);
    struct iam_identity who = iam_request_identity(rq);
    const struct json *body = request_json(rq);
    const char *role = json_string(json_get(body, "role"));
    struct iam_tenant t;
    struct iam_user u;
    enum err e = iam_tenant_get(iam, request_arena(rq), id_of(rq), &t);
    if (e)
        return e;
    e = iam_user_by_email(iam, request_arena(rq), json_string(json_get(body, "email")), &u);
    if (e == ERR_NOT_FOUND)
        return request_field_error(rq, "email", "there is no account with this address");
    if (!e)
        e = iam_member_add(iam, &who, t.id, u.id, role);
    if (e == ERR_INVALID)
        return request_field_error(rq, "role", "%s", err_detail());
    if (!e)
        e = iam_user_get(iam, request_arena(rq), t.id, u.id, &u);
    if (e)
        return e;
    write_member(response_json(rq), &u, t.id);
    return OK;
}

/* ---- routes ---- */

#define TAG .tag = "Tenants"
static const struct route routes[] = {
    { GET, "/api/v1/tenants", list, .perm = PERM_TENANT_READ, .out = tenant_out, .list = true, .rate = RATE_EXPENSIVE, TAG,
      .doc = "List the tenants of the box with their figures" },
    { POST, "/api/v1/tenants", create, .perm = PERM_TENANT_WRITE, .in = tenant_in, .out = tenant_out, .rate = RATE_WRITE,
      .flags = ROUTE_OK_201, .audit = "tenant.create", TAG, .doc = "Make a tenant" },
    { GET, "/api/v1/tenants/{id}", get, .perm = PERM_TENANT_READ, .out = tenant_out, .rate = RATE_READ, TAG, .doc = "Read a tenant" },
    { GET, "/api/v1/tenants/{id}/storage", storage, .perm = PERM_TENANT_READ, .out = storage_out, .rate = RATE_READ, TAG,
      .doc = "Estimate what a tenant's rows take on disk" },
    { PATCH, "/api/v1/tenants/{id}", change_it, .perm = PERM_TENANT_WRITE, .in = tenant_change, .out = tenant_out, .rate = RATE_WRITE,
      .audit = "tenant.change", TAG, .doc = "Rename a tenant, or want a second factor in it" },
    { POST, "/api/v1/tenants/{id}/suspend", suspend, .perm = PERM_TENANT_WRITE, .out = tenant_out, .rate = RATE_WRITE,
      .audit = "tenant.suspend", TAG, .doc = "Refuse everything of a tenant until it is resumed; checks and notifications stop" },
    { POST, "/api/v1/tenants/{id}/resume", resume, .perm = PERM_TENANT_WRITE, .out = tenant_out, .rate = RATE_WRITE,
      .audit = "tenant.resume", TAG, .doc = "Let a suspended tenant go on" },
    { GET, "/api/v1/tenants/{id}/export", export_it, .perm = PERM_TENANT_WRITE, .rate = RATE_EXPENSIVE, .flags = ROUTE_HIDDEN_BODY,
      .produces = "application/x-ndjson", .audit = "tenant.export", TAG,
      .doc = "Download everything of a tenant as lines of JSON; secrets are masked" },
    { DELETE, "/api/v1/tenants/{id}", delete_it, .perm = PERM_TENANT_WRITE, .query = delete_query, .rate = RATE_WRITE,
      .flags = ROUTE_OK_204, .audit = "tenant.delete", TAG,
      .doc = "Delete a suspended tenant that was exported since, with everything in it but its audit trail" },
    { GET, "/api/v1/tenants/{id}/members", member_list, .perm = PERM_TENANT_READ, .out = member_out, .list = true, .rate = RATE_READ, TAG,
      .doc = "List the members of a tenant" },
    { POST, "/api/v1/tenants/{id}/members", member_add, .perm = PERM_TENANT_WRITE, .in = member_in, .out = member_out, .rate = RATE_WRITE,
      .flags = ROUTE_OK_201, .audit = "tenant.member_add", TAG, .doc = "Make an account of the box a member of a tenant" },
};

enum err tenants_routes(struct tenants *t, struct server *s)
{
    return server_routes(s, routes, sizeof routes / sizeof *routes, t);
}
