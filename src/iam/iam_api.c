/*
 * iam_api.c - signing in and out, the claim, users, roles, API keys. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "iam/iam_api.h"
#include "core/str.h"
#include <stdio.h>
#include <string.h>

/* ---- fields ---- */

#define ROLE_DOC "viewer, editor, admin, superadmin, or a role of the tenant by its name"

#define PASSWORD_FIELD(field_name, text)                                                                                                   \
    {                                                                                                                                      \
        .name = field_name, .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_SECRET, .min = 1, .max = IAM_PASSWORD_MAX, .doc = text       \
    }
#define EMAIL_FIELD                                                                                                                        \
    {                                                                                                                                      \
        .name = "email", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_EMAIL, .max = 254, .doc = "E-mail address",                     \
        .example = "\"ops@example.com\""                                                                                                   \
    }

static const struct field login_in[] = {
    EMAIL_FIELD,
    PASSWORD_FIELD("password", "Password"),
    { .name = "otp",
      .type = F_STRING,
      .flags = FIELD_SECRET,
      .max = 16,
      .doc = "One-time code of the second factor, for accounts that have one" },
    { 0 },
};
static const struct field scalar_string[] = { { .name = "", .type = F_STRING }, { 0 } };
static const struct field me_user[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "email", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "role", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = ROLE_DOC },
    { .name = "superadmin", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "May everything, in every tenant" },
    { .name = "tenant_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "tenant_name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "permissions", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = scalar_string, .doc = "What this sign-in or key may do" },
    { 0 },
};
static const struct field me_session[] = {
    { .name = "idle_timeout_seconds", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "The session ends after that long without a request" },
    { .name = "expires_at", .type = F_TIME, .flags = FIELD_REQUIRED, .doc = "Its end in any case" },
    { 0 },
};
static const struct field me_out[] = {
    { .name = "user", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = me_user },
    { .name = "csrf_token",
      .type = F_STRING,
      .flags = FIELD_REQUIRED | FIELD_NULLABLE,
      .doc = "To be sent as X-CSRF-Token with every change; null for API keys" },
    { .name = "session", .type = F_OBJECT, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .fields = me_session, .doc = "null for API keys" },
    { 0 },
};
static const struct field claim_out[] = {
    { .name = "claimed", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Whether the box has a user" }, { 0 }
};
static const struct field claim_in[] = {
    { .name = "token",
      .type = F_STRING,
      .flags = FIELD_REQUIRED | FIELD_SECRET,
      .max = 128,
      .doc = "From the link that the console printed" },
    EMAIL_FIELD,
    PASSWORD_FIELD("password", "At least 12 characters"),
    { .name = "name", .type = F_STRING, .max = 100, .doc = "Name to show" },
    { 0 },
};
static const struct field password_in[] = { PASSWORD_FIELD("current_password", "The password until now"),
                                            PASSWORD_FIELD("new_password", "At least 12 characters"),
                                            { 0 } };
static const struct field reset_in[] = {
    { .name = "token", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_SECRET, .max = 128, .doc = "From the reset link" },
    PASSWORD_FIELD("password", "At least 12 characters"),
    { 0 },
};
static const struct field place_row[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "role", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = ROLE_DOC },
    { .name = "home", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Whether that tenant manages the account" },
    { .name = "current", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "suspended", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field place_rows[] = { { .name = "", .type = F_OBJECT, .fields = place_row }, { 0 } };
static const struct field places_out[] = { { .name = "items", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = place_rows }, { 0 } };
static const struct field switch_in[] = {
    { .name = "tenant_id", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 39, .doc = "One of GET /api/v1/auth/tenants" }, { 0 }
};
static const struct field user_out[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "email", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "role", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = ROLE_DOC },
    { .name = "home", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Whether this tenant manages the account; else its role here alone" },
    { .name = "enabled", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "last_login_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "version", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field user_in[] = {
    EMAIL_FIELD,
    { .name = "name", .type = F_STRING, .max = 100, .doc = "Name to show" },
    { .name = "role", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 60, .doc = ROLE_DOC ". It may do no more than you" },
    PASSWORD_FIELD("password", "At least 12 characters; the user changes it"),
    { 0 },
};
static const struct field user_patch[] = {
    { .name = "name", .type = F_STRING, .max = 100, .doc = "Name to show" },
    { .name = "role", .type = F_STRING, .min = 1, .max = 60, .doc = ROLE_DOC ". It may do no more than you" },
    { .name = "enabled", .type = F_BOOL, .doc = "A disabled user is signed out at once" },
    { 0 },
};
static const struct field link_out[] = {
    { .name = "reset_url", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Path to hand over; works once" },
    { .name = "expires_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field role_row[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "builtin", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "permissions", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = scalar_string },
    { 0 },
};
static const struct field role_rows[] = { { .name = "", .type = F_OBJECT, .fields = role_row }, { 0 } };
static const struct field perm_row[] = { { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
                                         { .name = "doc", .type = F_STRING, .flags = FIELD_REQUIRED },
                                         { 0 } };
static const struct field perm_rows[] = { { .name = "", .type = F_OBJECT, .fields = perm_row }, { 0 } };
static const struct field roles_out[] = {
    { .name = "items", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = role_rows },
    { .name = "permissions", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = perm_rows, .doc = "Every permission with what it allows" },
    { 0 },
};
static const struct field key_in[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 100, .doc = "What the key is for" },
    { .name = "scopes", .type = F_ARRAY, .max = 64, .fields = scalar_string, .doc = "Permissions it is limited to; empty: all of yours" },
    { .name = "expires_at", .type = F_TIME, .flags = FIELD_NULLABLE, .doc = "Its end; absent: never" },
    { 0 },
};
#define KEY_FIELDS                                                                                                                         \
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },                                                              \
        { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },                                                                     \
        { .name = "prefix", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Its first characters" },                                    \
        { .name = "scopes", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = scalar_string },                                           \
        { .name = "user_email", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "The owner" },                                           \
        { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },                                                                 \
        { .name = "expires_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },                                                \
    {                                                                                                                                      \
        .name = "last_used_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE                                                   \
    }
static const struct field key_out[] = { KEY_FIELDS, { 0 } };
static const struct field key_made[] = {
    KEY_FIELDS, { .name = "key", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "The key itself, told this once" }, { 0 }
};
static const struct field key_query[] = {
    { .name = "all", .type = F_BOOL, .doc = "Everybody's keys of the tenant (permission apikey.all)" }, { 0 }
};

/* ---- helpers ---- */

static const char *member(struct request *rq, const char *name)
{
    return json_string(json_get(request_json(rq), name));
}

static struct iam_identity identity(struct request *rq)
{
    const struct principal *p = request_principal(rq);
    struct iam_identity who = { .perms = { { p->perms[0], p->perms[1] } }, .ends_at = p->session_ends_at };
    str_copy(who.user_id, sizeof who.user_id, p->user_id);
    str_copy(who.tenant_id, sizeof who.tenant_id, p->tenant_id);
    str_copy(who.session_id, sizeof who.session_id, p->session_id);
    str_copy(who.api_key_id, sizeof who.api_key_id, p->api_key_id);
    str_copy(who.email, sizeof who.email, p->email);
    str_copy(who.role, sizeof who.role, p->role);
    who.superadmin = p->superadmin;
    return who;
}

static enum err good_password(struct request *rq, const char *field)
{
    enum err e = iam_password_check(member(rq, field));
    return e ? request_field_error(rq, field, "%s", err_detail()) : OK;
}

static const char *cookie_name(struct request *rq)
{
    return request_is_tls(rq) ? "__Host-binnacle_session" : "binnacle_session";
}

static void set_cookie(struct request *rq, const char *token)
{
    response_header(rq, "Set-Cookie",
                    arena_printf(request_arena(rq), "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", cookie_name(rq), token,
                                 request_is_tls(rq) ? "; Secure" : "", *token ? "" : "; Max-Age=0"));
}

static void write_perms(struct json_out *o, const struct iam_perms *perms)
{
    jo_key(o, "permissions");
    jo_array(o);
    for (int p = PERM_NONE + 1; p < PERM_COUNT; p++)
        if (iam_perms_has(perms, p))
            jo_string(o, iam_perm_name(p));
    jo_array_end(o);
}

static enum err answer_me(struct request *rq, struct iam *i, const struct iam_identity *who)
{
    const char *name, *tenant_name;
    enum err e = iam_names(i, request_arena(rq), who, &name, &tenant_name);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "user");
    jo_object(o);
    jo_kv_string(o, "id", who->user_id);
    jo_kv_string(o, "email", who->email);
    jo_kv_string(o, "name", name);
    jo_kv_string(o, "role", who->role);
    jo_kv_bool(o, "superadmin", who->superadmin);
    jo_kv_string(o, "tenant_id", who->tenant_id);
    jo_kv_string(o, "tenant_name", tenant_name);
    write_perms(o, &who->perms);
    jo_object_end(o);
    bool session = who->session_id[0] != '\0';
    jo_kv_string(o, "csrf_token", session ? who->csrf : NULL);
    jo_key(o, "session");
    if (session) {
        jo_object(o);
        jo_kv_int(o, "idle_timeout_seconds", iam_idle_seconds(i));
        jo_kv_time(o, "expires_at", who->ends_at);
        jo_object_end(o);
    } else {
        jo_null(o);
    }
    jo_object_end(o);
    return OK;
}

/* {"email": …}: which account somebody tried to sign in to. */
static const char *tried(struct request *rq)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, 4096);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_string(&o, "email", member(rq, "email"));
    jo_object_end(&o);
    const char *text = arena_strndup(request_arena(rq), b.data, b.len);
    buf_free(&b);
    return text;
}

static enum err signed_in(struct request *rq, struct iam *i, const struct iam_login *l)
{
    set_cookie(rq, l->token);
    return answer_me(rq, i, &l->who);
}

static enum err throttled(struct request *rq, int seconds)
{
    char text[16];
    snprintf(text, sizeof text, "%d", seconds > 0 ? seconds : 1);
    response_header(rq, "Retry-After", text);
    return ERR_RATE_LIMITED;
}

/* ---- signing in ---- */

static enum err login(struct request *rq, void *ctx)
{
    struct iam_login l;
    int retry = 0;
    enum err e = iam_login(ctx, member(rq, "email"), member(rq, "password"), request_remote(rq), &l, &retry);
    if (e == ERR_RATE_LIMITED)
        return throttled(rq, retry); /* not in the audit trail: whoever hammers does not fill it */
    request_audit(rq, "user", "", NULL, tried(rq));
    return e ? e : signed_in(rq, ctx, &l);
}

static enum err logout(struct request *rq, void *ctx)
{
    const struct principal *p = request_principal(rq);
    if (!p->session_id[0])
        return err_set(ERR_INVALID, "an API key is not signed out: delete it");
    request_audit(rq, "user", p->user_id, NULL, NULL);
    request_audit_name(rq, p->email);
    enum err e = iam_logout(ctx, p->session_id);
    if (!e)
        set_cookie(rq, "");
    return e;
}

static enum err me(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    str_copy(who.csrf, sizeof who.csrf, request_principal(rq)->csrf);
    return answer_me(rq, ctx, &who);
}

static enum err place_list(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    struct iam_place *places;
    size_t n;
    enum err e = iam_places(ctx, request_arena(rq), &who, &places, &n);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "items");
    jo_array(o);
    for (size_t k = 0; k < n; k++) {
        jo_object(o);
        jo_kv_string(o, "id", places[k].tenant_id);
        jo_kv_string(o, "name", places[k].tenant_name);
        jo_kv_string(o, "role", places[k].role);
        jo_kv_bool(o, "home", places[k].home);
        jo_kv_bool(o, "current", str_eq(places[k].tenant_id, who.tenant_id));
        jo_kv_bool(o, "suspended", places[k].suspended);
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_object_end(o);
    return OK;
}

static enum err switch_tenant(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    const char *tenant = member(rq, "tenant_id");
    str_copy(who.csrf, sizeof who.csrf, request_principal(rq)->csrf);
    if (!who.session_id[0])
        return err_set(ERR_INVALID, "an API key is of one tenant: make one in the other");
    request_audit(rq, "tenant", tenant, NULL, NULL);
    enum err e = iam_session_switch(ctx, &who, tenant);
    return e ? e : answer_me(rq, ctx, &who);
}

static enum err claim_state(struct request *rq, void *ctx)
{
    bool claimed;
    enum err e = iam_claimed(ctx, &claimed);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_bool(o, "claimed", claimed);
    jo_object_end(o);
    return OK;
}

static enum err claim(struct request *rq, void *ctx)
{
    struct iam_login l;
    enum err e = good_password(rq, "password");
    if (!e)
        e = iam_claim(ctx, member(rq, "token"), member(rq, "email"), member(rq, "name"), member(rq, "password"), request_remote(rq), &l);
    if (e == ERR_RATE_LIMITED)
        return throttled(rq, 30);
    return e ? e : signed_in(rq, ctx, &l);
}

static enum err change_password(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    enum err e = good_password(rq, "new_password");
    if (e)
        return e;
    request_audit(rq, "user", who.user_id, NULL, NULL);
    request_audit_name(rq, who.email);
    e = iam_password_change(ctx, &who, member(rq, "current_password"), member(rq, "new_password"));
    if (e == ERR_UNAUTHENTICATED)
        return request_field_error(rq, "current_password", "is wrong");
    return e == ERR_RATE_LIMITED ? throttled(rq, 30) : e;
}

static enum err reset(struct request *rq, void *ctx)
{
    enum err e = good_password(rq, "password");
    if (!e)
        e = iam_reset(ctx, member(rq, "token"), member(rq, "password"), request_remote(rq));
    request_audit(rq, "user", "", NULL, NULL);
    return e == ERR_RATE_LIMITED ? throttled(rq, 30) : e;
}

/* ---- users ---- */

static void write_user(struct json_out *o, const struct iam_user *u, bool home)
{
    jo_object(o);
    jo_kv_string(o, "id", u->id);
    jo_kv_string(o, "email", u->email);
    jo_kv_string(o, "name", u->name);
    jo_kv_string(o, "role", u->role);
    jo_kv_bool(o, "home", home);
    jo_kv_bool(o, "enabled", u->enabled);
    jo_kv_time(o, "created_at", u->created_at);
    jo_kv_time(o, "last_login_at", u->last_login_at);
    jo_kv_int(o, "version", u->version);
    jo_object_end(o);
}

static enum err user_list(struct request *rq, void *ctx)
{
    struct iam_user *users;
    size_t n;
    int64_t limit = request_limit(rq);
    enum err e = iam_user_list(ctx, request_arena(rq), request_tenant(rq), request_cursor(rq), limit + 1, &users, &n);
    if (e)
        return e;
    struct json_out *o = response_list_begin(rq);
    for (size_t k = 0; k < n && (int64_t)k < limit; k++)
        write_user(o, &users[k], iam_user_at_home(&users[k], request_tenant(rq)));
    if ((int64_t)n > limit)
        response_next_cursor(rq, users[limit - 1].id);
    response_list_end(rq);
    return OK;
}

static enum err user_answer(struct request *rq, struct iam *i, const char *id)
{
    struct iam_user u;
    enum err e = iam_user_get(i, request_arena(rq), request_tenant(rq), id, &u);
    if (e)
        return e;
    response_etag(rq, u.version);
    write_user(response_json(rq), &u, iam_user_at_home(&u, request_tenant(rq)));
    return OK;
}

static enum err user_get(struct request *rq, void *ctx)
{
    struct iam_user u;
    enum err e = iam_user_get(ctx, request_arena(rq), request_tenant(rq), request_path_param(rq, "id"), &u);
    if (e)
        return e;
    response_etag(rq, u.version);
    write_user(response_json(rq), &u, iam_user_at_home(&u, request_tenant(rq)));
    return OK;
}

/* A role that the tenant has not is a wrong value, whatever else was wrong was said before. */
static enum err role_error(struct request *rq, enum err e)
{
    return e == ERR_INVALID && str_starts(err_detail(), "there is no role") ? request_field_error(rq, "role", "%s", err_detail()) : e;
}

static enum err user_create(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    char *id;
    enum err e = good_password(rq, "password");
    if (!e)
        e = iam_user_add(ctx, request_arena(rq), &who, request_tenant(rq), member(rq, "email"), member(rq, "name"), member(rq, "role"),
                         member(rq, "password"), &id);
    if (e)
        return role_error(rq, e);
    response_header(rq, "Location", arena_printf(request_arena(rq), "/api/v1/users/%s", id));
    return user_answer(rq, ctx, id);
}

static enum err user_change(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    const char *id = request_path_param(rq, "id");
    struct iam_user u;
    bool enabled = true;
    enum err e = iam_user_get(ctx, request_arena(rq), request_tenant(rq), id, &u);
    if (e || (e = request_if_match(rq, u.version)))
        return e;
    struct iam_user_change c = { .name = member(rq, "name"), .role = member(rq, "role"), .enabled = -1, .version = u.version };
    if (json_bool(json_get(request_json(rq), "enabled"), &enabled))
        c.enabled = enabled;
    e = iam_user_update(ctx, &who, request_tenant(rq), id, &c);
    return e ? role_error(rq, e) : user_answer(rq, ctx, id);
}

static enum err user_delete(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    return iam_user_delete(ctx, &who, request_tenant(rq), request_path_param(rq, "id"));
}

static enum err user_reset(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    char token[IAM_TOKEN_SIZE];
    int64_t expires_at;
    const char *id = request_path_param(rq, "id");
    enum err e = iam_reset_link(ctx, &who, request_tenant(rq), id, token, &expires_at);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "reset_url", arena_printf(request_arena(rq), "/reset?token=%s", token));
    jo_kv_time(o, "expires_at", expires_at);
    jo_object_end(o);
    return OK;
}

static enum err role_list(struct request *rq, void *ctx)
{
    (void)ctx;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "items");
    jo_array(o);
    for (int r = 0; r < ROLE_COUNT; r++) {
        struct iam_perms perms = iam_role_perms((enum iam_role)r);
        jo_object(o);
        jo_kv_string(o, "name", iam_role_name((enum iam_role)r));
        jo_kv_bool(o, "builtin", true);
        write_perms(o, &perms);
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_key(o, "permissions");
    jo_array(o);
    for (int p = PERM_NONE + 1; p < PERM_COUNT; p++) {
        jo_object(o);
        jo_kv_string(o, "name", iam_perm_name(p));
        jo_kv_string(o, "doc", iam_perm_doc(p));
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_object_end(o);
    return OK;
}

/* ---- API keys ---- */

static void write_key_members(struct json_out *o, const struct iam_key *k)
{
    jo_kv_string(o, "id", k->id);
    jo_kv_string(o, "name", k->name);
    jo_kv_string(o, "prefix", k->prefix);
    jo_kv_raw(o, "scopes", k->scopes);
    jo_kv_string(o, "user_email", k->user_email);
    jo_kv_time(o, "created_at", k->created_at);
    jo_kv_time(o, "expires_at", k->expires_at);
    jo_kv_time(o, "last_used_at", k->last_used_at);
}

static enum err key_list(struct request *rq, void *ctx)
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
    for (size_t k = 0; k < n && (int64_t)k < limit; k++) {
        jo_object(o);
        write_key_members(o, &keys[k]);
        jo_object_end(o);
    }
    if ((int64_t)n > limit)
        response_next_cursor(rq, keys[limit - 1].id);
    response_list_end(rq);
    return OK;
}

static enum err key_create(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    struct arena *a = request_arena(rq);
    const struct json *given = json_get(request_json(rq), "scopes");
    const char **scopes = arena_array(a, json_size(given) + 1, sizeof *scopes);
    size_t n = 0;
    int64_t expires_at = 0;
    char *id, key[IAM_KEY_SIZE];
    struct iam_key made;
    for (const struct json *s = json_first(given); s; s = json_next(s))
        scopes[n++] = json_string(s);
    const char *end = member(rq, "expires_at");
    if (end && (!time_parse(end, &expires_at) || expires_at == 0))
        return request_field_error(rq, "expires_at", "is not a time");
    enum err e = iam_key_add(ctx, a, &who, member(rq, "name"), scopes, n, expires_at, &id, key);
    if (e == ERR_INVALID)
        return request_field_error(rq, str_starts(err_detail(), "expires_at") ? "expires_at" : "scopes", "%s", err_detail());
    if (e || (e = iam_key_get(ctx, a, who.tenant_id, id, &made)))
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    write_key_members(o, &made);
    jo_kv_string(o, "key", key);
    jo_object_end(o);
    return OK;
}

static enum err key_delete(struct request *rq, void *ctx)
{
    const struct principal *p = request_principal(rq);
    struct iam_key k;
    const char *id = request_path_param(rq, "id");
    enum err e = iam_key_get(ctx, request_arena(rq), request_tenant(rq), id, &k);
    if (e)
        return e;
    if (!str_eq(k.user_id, p->user_id) && !principal_has(p, PERM_APIKEY_ALL))
        return err_set(ERR_NOT_FOUND, "there is no such API key");
    return iam_key_delete(ctx, request_tenant(rq), id);
}

/* ---- routes ---- */

static const struct route routes[] = {
    { POST, "/api/v1/auth/login", login, .in = login_in, .out = me_out, .rate = RATE_LOGIN, .flags = ROUTE_PUBLIC | ROUTE_NO_IDEMPOTENCY,
      .audit = "auth.login", .tag = "Signing in", .doc = "Sign in and get the session cookie" },
    { POST, "/api/v1/auth/logout", logout, .perm = PERM_ANY, .rate = RATE_WRITE, .flags = ROUTE_NO_IDEMPOTENCY | ROUTE_OK_204,
      .audit = "auth.logout", .tag = "Signing in", .doc = "End the session" },
    { GET, "/api/v1/auth/me", me, .perm = PERM_ANY, .out = me_out, .rate = RATE_READ, .tag = "Signing in",
      .doc = "Tell who is signed in and what they may do" },
    { GET, "/api/v1/auth/tenants", place_list, .perm = PERM_ANY, .out = places_out, .rate = RATE_READ, .tag = "Signing in",
      .doc = "List the tenants that one may act in" },
    { POST, "/api/v1/auth/tenant", switch_tenant, .perm = PERM_ANY, .in = switch_in, .out = me_out, .rate = RATE_WRITE,
      .flags = ROUTE_NO_IDEMPOTENCY, .audit = "auth.tenant", .tag = "Signing in", .doc = "Go on in another tenant with this session" },
    { POST, "/api/v1/auth/password", change_password, .perm = PERM_ANY, .in = password_in, .rate = RATE_LOGIN,
      .flags = ROUTE_NO_IDEMPOTENCY | ROUTE_OK_204, .audit = "auth.password", .tag = "Signing in",
      .doc = "Change the own password; other sessions end" },
    { POST, "/api/v1/auth/reset", reset, .in = reset_in, .rate = RATE_LOGIN, .flags = ROUTE_PUBLIC | ROUTE_NO_IDEMPOTENCY | ROUTE_OK_204,
      .audit = "auth.reset", .tag = "Signing in", .doc = "Set a new password with a reset link" },
    { GET, "/api/v1/auth/claim", claim_state, .out = claim_out, .rate = RATE_READ, .flags = ROUTE_PUBLIC, .tag = "Signing in",
      .doc = "Tell whether the box has a first user" },
    { POST, "/api/v1/auth/claim", claim, .in = claim_in, .out = me_out, .rate = RATE_LOGIN, .flags = ROUTE_PUBLIC | ROUTE_NO_IDEMPOTENCY,
      .audit = "auth.claim", .tag = "Signing in", .doc = "Make the first user with the claim link of the console" },
    { GET, "/api/v1/users", user_list, .perm = PERM_USER_READ, .out = user_out, .list = true, .rate = RATE_READ, .tag = "Users",
      .doc = "List the users of the tenant" },
    { POST, "/api/v1/users", user_create, .perm = PERM_USER_WRITE, .in = user_in, .out = user_out, .rate = RATE_WRITE,
      .flags = ROUTE_OK_201, .audit = "user.create", .tag = "Users", .doc = "Add a user" },
    { GET, "/api/v1/users/{id}", user_get, .perm = PERM_USER_READ, .out = user_out, .rate = RATE_READ, .tag = "Users",
      .doc = "Read a user" },
    { PATCH, "/api/v1/users/{id}", user_change, .perm = PERM_USER_WRITE, .in = user_patch, .out = user_out, .rate = RATE_WRITE,
      .audit = "user.update", .tag = "Users", .doc = "Change a user's name, role or access" },
    { DELETE, "/api/v1/users/{id}", user_delete, .perm = PERM_USER_WRITE, .rate = RATE_WRITE, .flags = ROUTE_OK_204, .audit = "user.delete",
      .tag = "Users", .doc = "Delete a user" },
    { POST, "/api/v1/users/{id}/reset-password", user_reset, .perm = PERM_USER_WRITE, .out = link_out, .rate = RATE_WRITE,
      .flags = ROUTE_NO_IDEMPOTENCY, .audit = "user.reset_link", .tag = "Users",
      .doc = "Make a one-time link with which the user sets a new password" },
    { GET, "/api/v1/roles", role_list, .perm = PERM_USER_READ, .out = roles_out, .rate = RATE_READ, .tag = "Users",
      .doc = "List the roles with their permissions" },
    { GET, "/api/v1/auth/api-keys", key_list, .perm = PERM_APIKEY_OWN, .query = key_query, .out = key_out, .list = true, .rate = RATE_READ,
      .tag = "API keys", .doc = "List API keys" },
    { POST, "/api/v1/auth/api-keys", key_create, .perm = PERM_APIKEY_OWN, .in = key_in, .out = key_made, .rate = RATE_WRITE,
      .flags = ROUTE_OK_201 | ROUTE_NO_IDEMPOTENCY, .audit = "api_key.create", .tag = "API keys", .doc = "Make an API key" },
    { DELETE, "/api/v1/auth/api-keys/{id}", key_delete, .perm = PERM_APIKEY_OWN, .rate = RATE_WRITE, .flags = ROUTE_OK_204,
      .audit = "api_key.delete", .tag = "API keys", .doc = "Revoke an API key" },
};

enum err iam_routes(struct iam *i, struct server *s)
{
    return server_routes(s, routes, sizeof routes / sizeof *routes, i);
}
