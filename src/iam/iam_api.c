/*
 * iam_api.c - signing in and out, the claim, users, roles. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "iam/iam_api_private.h"
#include <string.h>

/* ---- fields ---- */

#define ROLE_DOC "viewer, editor, admin, superadmin, or a role of the tenant by its name"

const struct field login_in[] = {
    EMAIL_FIELD,
    PASSWORD_FIELD("password", "Password"),
    { .name = "otp",
      .type = F_STRING,
      .flags = FIELD_SECRET,
      .max = 16,
      .doc = "One-time code of the second factor, for accounts that have one" },
    { 0 },
};
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
    { .name = "second_factor_missing",
      .type = F_BOOL,
      .flags = FIELD_REQUIRED,
      .doc = "The box wants a second factor of this account: until it is set up the session may do nothing else" },
    { 0 },
};
const struct field iam_me_fields[] = {
    { .name = "user", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = me_user },
    { .name = "csrf_token",
      .type = F_STRING,
      .flags = FIELD_REQUIRED | FIELD_NULLABLE,
      .doc = "To be sent as X-CSRF-Token with every change; null for API keys and access tokens" },
    { .name = "session",
      .type = F_OBJECT,
      .flags = FIELD_REQUIRED | FIELD_NULLABLE,
      .fields = me_session,
      .doc = "null for API keys and access tokens" },
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
    { .name = "confirmed", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Whether the address is known to be the owner's" },
    { .name = "second_factor", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Whether a code is asked for at the sign-in" },
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
static const struct field user_put[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED, .max = 100, .doc = "Name to show" },
    { .name = "role", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 60, .doc = ROLE_DOC ". It may do no more than you" },
    { .name = "enabled", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "A disabled user is signed out at once" },
    { 0 },
};
static const struct field link_out[] = {
    { .name = "reset_url", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Path to hand over; works once" },
    { .name = "expires_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};

/* ---- helpers ---- */

struct iam_identity iam_request_identity(struct request *rq)
{
    return identity(rq);
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

enum err iam_answer_me(struct request *rq, struct iam *i, const struct iam_identity *who)
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
    bool session = who->csrf[0] != '\0'; /* a browser's */
    jo_kv_string(o, "csrf_token", session ? who->csrf : NULL);
    jo_key(o, "session");
    if (session) {
        jo_object(o);
        jo_kv_int(o, "idle_timeout_seconds", iam_idle_seconds(i));
        jo_kv_time(o, "expires_at", who->ends_at);
        jo_kv_bool(o, "second_factor_missing", who->factor_missing);
        jo_object_end(o);
    } else {
        jo_null(o);
    }
    jo_object_end(o);
    return OK;
}

enum err iam_answer_refusal(struct request *rq, const struct iam_proof *proof, enum err e)
{
    if (proof->missing == IAM_MISSING_NOTHING)
        return e;
    static const struct {
        int status;
        const char *field;
    } say[] = {
        [IAM_MISSING_CODE] = { 401, "otp" },
        [IAM_MISSING_CONFIRMATION] = { 403, "email" },
        [IAM_MISSING_TENANT] = { 401, "tenant" },
    };
    response_status(rq, say[proof->missing].status);
    return request_field_error(rq, say[proof->missing].field, "%s", err_detail());
}

enum err iam_answer_signed_in(struct request *rq, struct iam *i, const struct iam_login *l)
{
    set_cookie(rq, l->token);
    return iam_answer_me(rq, i, &l->who);
}

/* ---- signing in ---- */

static enum err login(struct request *rq, void *ctx)
{
    struct iam_login l;
    struct iam_proof proof;
    struct iam_credentials c = credentials(rq);
    enum err e = iam_login(ctx, &c, &l, &proof);
    if (e == ERR_RATE_LIMITED)
        return throttled(rq, proof.retry_seconds); /* not in the audit trail: whoever hammers does not fill it */
    request_audit(rq, "user", "", NULL, tried(rq));
    return e ? iam_answer_refusal(rq, &proof, e) : iam_answer_signed_in(rq, ctx, &l);
}

static enum err logout(struct request *rq, void *ctx)
{
    const struct principal *p = request_principal(rq);
    if (!p->session_id[0])
        return err_set(ERR_INVALID, "an API key is not signed out: delete it");
    enum err e = iam_logout(ctx, p->session_id);
    request_audit(rq, "user", p->user_id, NULL, NULL);
    if (!e)
        set_cookie(rq, "");
    return e;
}

static enum err me(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    str_copy(who.csrf, sizeof who.csrf, request_principal(rq)->csrf);
    return iam_answer_me(rq, ctx, &who);
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
    const char *name;
    request_audit(rq, "tenant", tenant, NULL, NULL);
    enum err e = iam_session_switch(ctx, &who, tenant);
    if (!e && iam_tenant_name(ctx, request_arena(rq), tenant, &name) == OK)
        request_audit_name(rq, name);
    return e ? e : iam_answer_me(rq, ctx, &who);
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
    struct iam_credentials c = credentials(rq);
    enum err e = good_password(rq, "password");
    if (!e)
        e = iam_claim(ctx, member(rq, "token"), member(rq, "name"), &c, &l);
    if (e == ERR_RATE_LIMITED)
        return throttled(rq, 30);
    return e ? e : iam_answer_signed_in(rq, ctx, &l);
}

static enum err change_password(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    enum err e = good_password(rq, "new_password");
    if (!e)
        e = iam_password_change(ctx, &who, member(rq, "current_password"), member(rq, "new_password"));
    if (e == ERR_UNAUTHENTICATED)
        return request_field_error(rq, "current_password", "is wrong");
    request_audit(rq, "user", who.user_id, NULL, NULL);
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
    jo_kv_bool(o, "confirmed", u->confirmed);
    jo_kv_bool(o, "second_factor", u->second_factor);
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
    const char *id = request_path_param(rq, "id");
    struct iam_user u;
    enum err e = iam_user_get(ctx, request_arena(rq), request_tenant(rq), id, &u);
    if (e)
        return e;
    request_audit(rq, "user", id, NULL, NULL);
    request_audit_name(rq, u.email);
    return iam_user_delete(ctx, &who, request_tenant(rq), id);
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
    struct iam_user u;
    request_audit(rq, "user", id, NULL, NULL);
    if (iam_user_get(ctx, request_arena(rq), request_tenant(rq), id, &u) == OK)
        request_audit_name(rq, u.email);
    return OK;
}

/* ---- routes ---- */

static const struct route routes[] = {
    /* RATE_WRITE: guessing is slowed down by iam itself, which knows the owner at an address from who else is there. */
    { POST, "/api/v1/auth/login", login, .in = login_in, .out = iam_me_fields, .rate = RATE_WRITE,
      .flags = ROUTE_PUBLIC | ROUTE_SIGN_IN | ROUTE_NO_IDEMPOTENCY, .audit = "auth.login", .tag = "Signing in",
      .doc = "Sign in and get the session cookie" },
    { POST, "/api/v1/auth/logout", logout, .perm = PERM_ANY, .rate = RATE_WRITE, .flags = ROUTE_NO_IDEMPOTENCY | ROUTE_OK_204,
      .audit = "auth.logout", .tag = "Signing in", .doc = "End the session" },
    { GET, "/api/v1/auth/me", me, .perm = PERM_ANY, .out = iam_me_fields, .rate = RATE_READ, .tag = "Signing in",
      .doc = "Tell who is signed in and what they may do" },
    { GET, "/api/v1/auth/tenants", place_list, .perm = PERM_ANY, .out = places_out, .rate = RATE_READ, .tag = "Signing in",
      .doc = "List the tenants that one may act in" },
    { POST, "/api/v1/auth/tenant", switch_tenant, .perm = PERM_ANY, .in = switch_in, .out = iam_me_fields, .rate = RATE_WRITE,
      .flags = ROUTE_NO_IDEMPOTENCY, .audit = "auth.tenant", .tag = "Signing in", .doc = "Go on in another tenant with this session" },
    { POST, "/api/v1/auth/password", change_password, .perm = PERM_ANY, .in = password_in, .rate = RATE_LOGIN,
      .flags = ROUTE_NO_IDEMPOTENCY | ROUTE_OK_204, .audit = "auth.password", .tag = "Signing in",
      .doc = "Change the own password; other sessions end" },
    { POST, "/api/v1/auth/reset-password", reset, .in = reset_in, .rate = RATE_LOGIN,
      .flags = ROUTE_PUBLIC | ROUTE_NO_IDEMPOTENCY | ROUTE_OK_204, .audit = "auth.reset", .tag = "Signing in",
      .doc = "Set a new password with a reset link" },
    { GET, "/api/v1/auth/claim", claim_state, .out = claim_out, .rate = RATE_READ, .flags = ROUTE_PUBLIC, .tag = "Signing in",
      .doc = "Tell whether the box has a first user" },
    { POST, "/api/v1/auth/claim", claim, .in = claim_in, .out = iam_me_fields, .rate = RATE_LOGIN,
      .flags = ROUTE_PUBLIC | ROUTE_NO_IDEMPOTENCY, .audit = "auth.claim", .tag = "Signing in",
      .doc = "Make the first user with the claim link of the console" },
    { GET, "/api/v1/users", user_list, .perm = PERM_USER_READ, .out = user_out, .list = true, .rate = RATE_READ, .tag = "Users",
      .doc = "List the users of the tenant" },
    { POST, "/api/v1/users", user_create, .perm = PERM_USER_WRITE, .in = user_in, .out = user_out, .rate = RATE_WRITE,
      .flags = ROUTE_OK_201, .audit = "user.create", .tag = "Users", .doc = "Add a user" },
    { GET, "/api/v1/users/{id}", user_get, .perm = PERM_USER_READ, .out = user_out, .rate = RATE_READ, .tag = "Users",
      .doc = "Read a user" },
    { PATCH, "/api/v1/users/{id}", user_change, .perm = PERM_USER_WRITE, .in = user_patch, .out = user_out, .rate = RATE_WRITE,
      .audit = "user.update", .tag = "Users", .doc = "Change a user's name, role or access" },
    { PUT, "/api/v1/users/{id}", user_change, .perm = PERM_USER_WRITE, .in = user_put, .out = user_out, .rate = RATE_WRITE,
      .audit = "user.update", .tag = "Users", .doc = "Set a user's name, role and access" },
    { DELETE, "/api/v1/users/{id}", user_delete, .perm = PERM_USER_WRITE, .rate = RATE_WRITE, .flags = ROUTE_OK_204, .audit = "user.delete",
      .tag = "Users", .doc = "Delete a user" },
    { POST, "/api/v1/users/{id}/reset-password", user_reset, .perm = PERM_USER_WRITE, .out = link_out, .rate = RATE_WRITE,
      .flags = ROUTE_NO_IDEMPOTENCY, .audit = "user.reset_link", .tag = "Users",
      .doc = "Make a one-time link with which the user sets a new password" },
};

void iam_set_cookie(struct request *rq, const char *token)
{
    set_cookie(rq, token);
}

enum err iam_routes(struct iam *i, struct server *s)
{
    enum err e = server_routes(s, routes, sizeof routes / sizeof *routes, i);
    if (!e)
        e = iam_key_routes(i, s);
    if (!e)
        e = iam_token_routes(i, s);
    return e ? e : iam_role_routes(i, s);
}
