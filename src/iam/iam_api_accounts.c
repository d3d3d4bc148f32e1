/*
 * iam_api_accounts.c - registration, confirmation, forgotten passwords, invitations, the own account. Handlers run on HTTP workers; nothing
 * here keeps state.
 */
#include "iam/iam_accounts.h"
#include "iam/iam_api_private.h"
#include <string.h>

#define WAIT_SECONDS 30 /* told to who tried too often */

/* ---- fields ---- */

static const struct field code_list[] = { { .name = "", .type = F_STRING }, { 0 } };
static const struct field door_out[] = {
    { .name = "registration", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Whether people may make an account for themselves" },
    { .name = "confirm", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Whether they must confirm their address before they sign in" },
    { .name = "mail",
      .type = F_BOOL,
      .flags = FIELD_REQUIRED,
      .doc = "Whether the box mails links; else an administrator hands them over" },
    { 0 },
};
static const struct field register_in[] = {
    EMAIL_FIELD,
    PASSWORD_FIELD("password", "At least 12 characters"),
    { .name = "name", .type = F_STRING, .max = 100, .doc = "Name to show" },
    { 0 },
};
static const struct field register_out[] = {
    { .name = "confirm",
      .type = F_BOOL,
      .flags = FIELD_REQUIRED,
      .doc = "Whether a link in a mail must be opened before the first sign-in" },
    { 0 },
};
static const struct field forgot_in[] = { EMAIL_FIELD, { 0 } };
static const struct field verify_in[] = { TOKEN_FIELD("From the link in the mail"), { 0 } };
static const struct field verify_out[] = {
    { .name = "changed", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "It was a change of address: every session of the account ended" },
    { 0 },
};
static const struct field account_out[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "email", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "confirmed", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Whether the address is known to be the owner's" },
    { .name = "new_email", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "Waits for its confirmation" },
    { .name = "mail", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Whether the box mails links" },
    { 0 },
};
static const struct field account_in[] = { { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED, .max = 100, .doc = "Name to show" },
                                           { 0 } };
static const struct field email_in[] = { EMAIL_FIELD, PASSWORD_FIELD("password", "The account's password"), { 0 } };
static const struct field end_in[] = {
    PASSWORD_FIELD("password", "The account's password"),
    { .name = "confirm", .type = F_STRING, .flags = FIELD_REQUIRED, .max = 254, .doc = "The account's e-mail address, typed" },
    { 0 },
};
static const struct field factor_out[] = {
    { .name = "enabled", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "required", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Whether the box wants one of this account" },
    { .name = "since", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "recovery_codes_left", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field password_in[] = { PASSWORD_FIELD("password", "The account's password"), { 0 } };
static const struct field secret_out[] = {
    { .name = "secret", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Base32, to type into an authenticator program" },
    { .name = "uri", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "otpauth: address, to show as a QR code" },
    { 0 },
};
static const struct field code_in[] = {
    { .name = "code",
      .type = F_STRING,
      .flags = FIELD_REQUIRED | FIELD_SECRET,
      .min = 6,
      .max = 6,
      .doc = "Six digits of the authenticator" },
    { 0 },
};
static const struct field codes_out[] = {
    { .name = "recovery_codes", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = code_list, .doc = "Each works once; told this once" },
    { 0 },
};
static const struct field remove_in[] = {
    PASSWORD_FIELD("password", "The account's password"),
    { .name = "code",
      .type = F_STRING,
      .flags = FIELD_REQUIRED | FIELD_SECRET,
      .max = 16,
      .doc = "A code of the authenticator, or a recovery code" },
    { 0 },
};
static const struct field session_out[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "current", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Whether it is the one that asks" },
    { .name = "program", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Signed in for access and refresh tokens, without a browser" },
    { .name = "user_agent", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "remote", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "The address it was started from" },
    { .name = "tenant_name", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Where it acts" },
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "last_seen_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "expires_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};
#define INVITATION_FIELDS                                                                                                                  \
    { .name = "email", .type = F_STRING, .flags = FIELD_REQUIRED }, { .name = "role", .type = F_STRING, .flags = FIELD_REQUIRED },         \
        { .name = "invited_by", .type = F_STRING, .flags = FIELD_REQUIRED },                                                               \
    {                                                                                                                                      \
        .name = "expires_at", .type = F_TIME, .flags = FIELD_REQUIRED                                                                      \
    }
static const struct field invitation_out[] = { { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
                                               INVITATION_FIELDS,
                                               { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
                                               { 0 } };
static const struct field invitation_made[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    INVITATION_FIELDS,
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "mailed", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Whether the link was sent to the address" },
    { .name = "url", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Path to hand over; works once, told this once" },
    { 0 },
};
static const struct field invitation_in[] = {
    EMAIL_FIELD,
    { .name = "role",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .min = 1,
      .max = 60,
      .doc = "viewer, editor, admin or a role of the tenant. It may do no more than you" },
    { .name = "mail", .type = F_BOOL, .doc = "Send the link to the address", .fallback = "false" },
    { 0 },
};
static const struct field invitation_look[] = {
    INVITATION_FIELDS,
    { .name = "tenant_name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "has_account", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "The address has an account: sign in to it, then join" },
    { 0 },
};
static const struct field accept_in[] = {
    TOKEN_FIELD("From the invitation"),
    PASSWORD_FIELD("password", "At least 12 characters"),
    { .name = "name", .type = F_STRING, .max = 100, .doc = "Name to show" },
    { 0 },
};
static const struct field join_in[] = { TOKEN_FIELD("From the invitation"), { 0 } };
static const struct field join_out[] = {
    { .name = "tenant_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "tenant_name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "role", .type = F_STRING, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field link_out[] = {
    { .name = "url", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Path to hand over; works once" },
    { .name = "expires_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};

/* ---- helpers ---- */

/* Wrong passwords of a signed-in account are a wrong field, not the end of the session. */
static enum err about_password(struct request *rq, enum err e)
{
    if (e == ERR_UNAUTHENTICATED)
        return request_field_error(rq, "password", "is wrong");
    return e == ERR_RATE_LIMITED ? throttled(rq, WAIT_SECONDS) : e;
}

static enum err about_address(struct request *rq, enum err e)
{
    if (e == ERR_INVALID)
        return request_field_error(rq, "email", "%s", err_detail());
    return e;
}

/* Nobody is signed in: the row is of the address that was asked for. */
static void about_asked(struct request *rq)
{
    struct arena *a = request_arena(rq);
    request_audit(rq, "user", "", NULL, arena_printf(a, "{\"email\":%s}", json_print(a, json_get(request_json(rq), "email"))));
    request_audit_name(rq, member(rq, "email"));
}

/* ---- doors ---- */

static enum err door(struct request *rq, void *ctx)
{
    struct iam_door d;
    iam_door(ctx, &d);
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_bool(o, "registration", d.registration);
    jo_kv_bool(o, "confirm", d.confirm);
    jo_kv_bool(o, "mail", d.mail);
    jo_object_end(o);
    return OK;
}

static enum err sign_up(struct request *rq, void *ctx)
{
    struct iam_door d;
    struct iam_credentials c = credentials(rq);
    iam_door(ctx, &d);
    enum err e = good_password(rq, "password");
    if (e)
        return e;
    e = iam_register(ctx, member(rq, "name"), &c);
    if (e == ERR_RATE_LIMITED)
        return throttled(rq, WAIT_SECONDS);
    about_asked(rq);
    if (e)
        return about_address(rq, e);
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_bool(o, "confirm", d.confirm && d.mail);
    jo_object_end(o);
    return OK;
}

static enum err forgot(struct request *rq, void *ctx)
{
    enum err e = iam_forgot(ctx, member(rq, "email"), request_remote(rq));
    if (e == ERR_RATE_LIMITED)
        return throttled(rq, WAIT_SECONDS);
    about_asked(rq);
    return e;
}

static enum err verify(struct request *rq, void *ctx)
{
    bool changed = false;
    enum err e = iam_verify(ctx, member(rq, "token"), request_remote(rq), &changed);
    if (e == ERR_RATE_LIMITED)
        return throttled(rq, WAIT_SECONDS);
    request_audit(rq, "user", "", NULL, NULL);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_bool(o, "changed", changed);
    jo_object_end(o);
    return OK;
}

/* ---- the own account ---- */

static enum err account(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    struct iam_account u;
    struct iam_door d;
    enum err e = iam_account_get(ctx, request_arena(rq), &who, &u);
    if (e)
        return e;
    iam_door(ctx, &d);
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "id", u.id);
    jo_kv_string(o, "email", u.email);
    jo_kv_string(o, "name", u.name);
    jo_kv_bool(o, "confirmed", u.confirmed);
    jo_kv_string(o, "new_email", u.new_email);
    jo_kv_bool(o, "mail", d.mail);
    jo_object_end(o);
    return OK;
}

static enum err rename_account(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    request_audit(rq, "user", who.user_id, NULL, NULL);
    enum err e = iam_account_name(ctx, &who, member(rq, "name"));
    return e ? e : account(rq, ctx);
}

static enum err change_email(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    request_audit(rq, "user", who.user_id, NULL, NULL);
    enum err e = about_password(rq, iam_account_email(ctx, &who, member(rq, "password"), member(rq, "email")));
    return e == ERR_INVALID && !str_starts(err_detail(), "is wrong") ? about_address(rq, e) : e;
}

static enum err confirm_again(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    return iam_verify_again(ctx, &who);
}

static enum err end_account(struct request *rq, void *ctx, bool erase)
{
    struct iam_identity who = identity(rq);
    request_audit(rq, "user", who.user_id, NULL, NULL);
    if (!str_eq_nocase(member(rq, "confirm"), who.email))
        return request_field_error(rq, "confirm", "is not the account's address");
    return about_password(rq, iam_account_end(ctx, &who, member(rq, "password"), erase));
}

static enum err disable_account(struct request *rq, void *ctx)
{
    return end_account(rq, ctx, false);
}

static enum err delete_account(struct request *rq, void *ctx)
{
    return end_account(rq, ctx, true);
}

/* ---- the second factor ---- */

static enum err factor(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    struct iam_factor f;
    enum err e = iam_factor_get(ctx, &who, &f);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_bool(o, "enabled", f.enabled);
    jo_kv_bool(o, "required", f.required);
    jo_kv_time(o, "since", f.since);
    jo_kv_int(o, "recovery_codes_left", f.codes_left);
    jo_object_end(o);
    return OK;
}

static enum err factor_begin(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    const char *secret, *uri;
    request_audit(rq, "user", who.user_id, NULL, NULL);
    enum err e = about_password(rq, iam_factor_begin(ctx, request_arena(rq), &who, member(rq, "password"), &secret, &uri));
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "secret", secret);
    jo_kv_string(o, "uri", uri);
    jo_object_end(o);
    return OK;
}

static enum err answer_codes(struct request *rq, char codes[IAM_RECOVERY_CODES][IAM_RECOVERY_SIZE])
{
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "recovery_codes");
    jo_array(o);
    for (int k = 0; k < IAM_RECOVERY_CODES; k++)
        jo_string(o, codes[k]);
    jo_array_end(o);
    jo_object_end(o);
    crypto_wipe(codes, (size_t)IAM_RECOVERY_CODES * IAM_RECOVERY_SIZE);
    return OK;
}

static enum err factor_confirm(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    char codes[IAM_RECOVERY_CODES][IAM_RECOVERY_SIZE];
    request_audit(rq, "user", who.user_id, NULL, NULL);
    enum err e = iam_factor_confirm(ctx, &who, member(rq, "code"), codes);
    if (e == ERR_INVALID)
        return request_field_error(rq, "code", "%s", err_detail());
    return e ? e : answer_codes(rq, codes);
}

static enum err factor_codes(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    char codes[IAM_RECOVERY_CODES][IAM_RECOVERY_SIZE];
    request_audit(rq, "user", who.user_id, NULL, NULL);
    enum err e = about_password(rq, iam_factor_codes(ctx, &who, member(rq, "password"), codes));
    return e ? e : answer_codes(rq, codes);
}

static enum err factor_remove(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    request_audit(rq, "user", who.user_id, NULL, NULL);
    enum err e = iam_factor_remove(ctx, &who, member(rq, "password"), member(rq, "code"));
    if (e == ERR_INVALID)
        return request_field_error(rq, "code", "%s", err_detail());
    return about_password(rq, e);
}

/* ---- sessions ---- */

static enum err session_list(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    struct iam_session *list;
    size_t n;
    enum err e = iam_session_list(ctx, request_arena(rq), &who, &list, &n);
    if (e)
        return e;
    struct json_out *o = response_list_begin(rq);
    for (size_t k = 0; k < n; k++) {
        jo_object(o);
        jo_kv_string(o, "id", list[k].id);
        jo_kv_bool(o, "current", str_eq(list[k].id, who.session_id));
        jo_kv_bool(o, "program", list[k].program);
        jo_kv_string(o, "user_agent", list[k].user_agent);
        jo_kv_string(o, "remote", list[k].remote);
        jo_kv_string(o, "tenant_name", list[k].tenant_name);
        jo_kv_time(o, "created_at", list[k].created_at);
        jo_kv_time(o, "last_seen_at", list[k].last_seen_at);
        jo_kv_time(o, "expires_at", list[k].ends_at);
        jo_object_end(o);
    }
    response_list_end(rq);
    return OK;
}

static enum err session_end(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    const char *id = request_path_param(rq, "id");
    return iam_session_end(ctx, &who, id);
}

static enum err session_end_others(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    request_audit(rq, "user", who.user_id, NULL, NULL);
    if (!who.session_id[0])
        return err_set(ERR_INVALID, "an API key is no session");
    return iam_session_end_others(ctx, &who);
}

/* ---- invitations ---- */

static void write_invitation(struct json_out *o, const struct iam_invitation *v)
{
    jo_kv_string(o, "id", v->id);
    jo_kv_string(o, "email", v->email);
    jo_kv_string(o, "role", v->role);
    jo_kv_string(o, "invited_by", v->invited_by);
    jo_kv_time(o, "expires_at", v->expires_at);
    jo_kv_time(o, "created_at", v->created_at);
}

static enum err invitation_list(struct request *rq, void *ctx)
{
    struct iam_invitation *list;
    size_t n;
    int64_t limit = request_limit(rq);
    enum err e = iam_invite_list(ctx, request_arena(rq), request_tenant(rq), request_cursor(rq), limit + 1, &list, &n);
    if (e)
        return e;
    struct json_out *o = response_list_begin(rq);
    for (size_t k = 0; k < n && (int64_t)k < limit; k++) {
        jo_object(o);
        write_invitation(o, &list[k]);
        jo_object_end(o);
    }
    if ((int64_t)n > limit)
        response_next_cursor(rq, list[limit - 1].id);
    response_list_end(rq);
    return OK;
}

static enum err invitation_create(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    struct iam_invitation v;
    char token[IAM_TOKEN_SIZE];
    bool mailed = false;
    json_bool(json_get(request_json(rq), "mail"), &mailed);
    enum err e = iam_invite(ctx, request_arena(rq), &who, request_tenant(rq), member(rq, "email"), member(rq, "role"), mailed, &v, token);
    if (e == ERR_RATE_LIMITED)
        return throttled(rq, 3600);
    if (e == ERR_INVALID)
        return request_field_error(rq, str_starts(err_detail(), "there is no role") ? "role" : "email", "%s", err_detail());
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    write_invitation(o, &v);
    jo_kv_bool(o, "mailed", mailed);
    jo_kv_string(o, "url", arena_printf(request_arena(rq), "/invite?token=%s", token));
    jo_object_end(o);
    return OK;
}

static enum err invitation_delete(struct request *rq, void *ctx)
{
    const char *id = request_path_param(rq, "id");
    return iam_invite_delete(ctx, request_tenant(rq), id);
}

static enum err invitation_show(struct request *rq, void *ctx)
{
    struct iam_invitation v;
    bool has_account;
    enum err e = iam_invite_look(ctx, request_arena(rq), member(rq, "token"), request_remote(rq), &v, &has_account);
    if (e == ERR_RATE_LIMITED)
        return throttled(rq, WAIT_SECONDS);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "email", v.email);
    jo_kv_string(o, "role", v.role);
    jo_kv_string(o, "invited_by", v.invited_by);
    jo_kv_time(o, "expires_at", v.expires_at);
    jo_kv_string(o, "tenant_name", v.tenant_name);
    jo_kv_bool(o, "has_account", has_account);
    jo_object_end(o);
    return OK;
}

static enum err invitation_accept(struct request *rq, void *ctx)
{
    struct iam_credentials c = credentials(rq);
    struct iam_invitation v;
    struct iam_login l;
    struct iam_proof proof;
    bool made = false;
    enum err e = good_password(rq, "password");
    if (!e)
        e = iam_invite_accept(ctx, request_arena(rq), member(rq, "token"), NULL, member(rq, "name"), &c, &made, &v);
    if (e == ERR_RATE_LIMITED)
        return throttled(rq, WAIT_SECONDS);
    if (e)
        return e;
    c.email = v.email;
    e = iam_login(ctx, &c, &l, &proof);
    return e ? e : iam_answer_signed_in(rq, ctx, &l);
}

static enum err invitation_join(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    struct iam_credentials c = credentials(rq);
    struct iam_invitation v;
    bool made = false;
    enum err e = iam_invite_accept(ctx, request_arena(rq), member(rq, "token"), &who, NULL, &c, &made, &v);
    if (e == ERR_RATE_LIMITED)
        return throttled(rq, WAIT_SECONDS);
    if (e == ERR_UNAUTHENTICATED || e == ERR_INVALID) /* the session is good: it is the invitation that is not */
        return request_field_error(rq, "token", "%s", e == ERR_INVALID ? "is for somebody else" : err_detail());
    if (e == ERR_FORBIDDEN)
        return request_field_error(rq, "token", "is for somebody else: sign in with the invited address");
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "tenant_id", v.tenant_id);
    jo_kv_string(o, "tenant_name", v.tenant_name);
    jo_kv_string(o, "role", v.role);
    jo_object_end(o);
    return OK;
}

/* ---- what administrators do for others ---- */

static enum err user_reset_mail(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    const char *id = request_path_param(rq, "id");
    return iam_reset_mail(ctx, &who, request_tenant(rq), id);
}

static enum err user_factor_reset(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    const char *id = request_path_param(rq, "id");
    return iam_factor_reset(ctx, &who, request_tenant(rq), id);
}

static enum err user_confirm_link(struct request *rq, void *ctx)
{
    struct iam_identity who = identity(rq);
    const char *id = request_path_param(rq, "id");
    char token[IAM_TOKEN_SIZE];
    int64_t expires_at;
    enum err e = iam_verify_link(ctx, &who, request_tenant(rq), id, token, &expires_at);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "url", arena_printf(request_arena(rq), "/verify?token=%s", token));
    jo_kv_time(o, "expires_at", expires_at);
    jo_object_end(o);
    return OK;
}

/* ---- routes ---- */

#define OPEN   (ROUTE_PUBLIC | ROUTE_NO_IDEMPOTENCY)
#define SECRET ROUTE_NO_IDEMPOTENCY /* the answer is not remembered */

static const struct route routes[] = {
    { GET, "/api/v1/auth/options", door, .out = door_out, .rate = RATE_READ, .flags = ROUTE_PUBLIC, .tag = "Signing in",
      .doc = "Tell what the sign-in page offers" },
    { POST, "/api/v1/auth/register", sign_up, .in = register_in, .out = register_out, .rate = RATE_LOGIN, .flags = OPEN | ROUTE_OK_202,
      .audit = "auth.register", .tag = "Signing in", .doc = "Make an account; answers alike when there is one" },
    { POST, "/api/v1/auth/verify", verify, .in = verify_in, .out = verify_out, .rate = RATE_LOGIN, .flags = OPEN, .audit = "auth.verify",
      .tag = "Signing in", .doc = "Confirm an e-mail address with the link that was sent to it" },
    { POST, "/api/v1/auth/forgot-password", forgot, .in = forgot_in, .rate = RATE_LOGIN, .flags = OPEN | ROUTE_OK_202,
      .audit = "auth.forgot", .tag = "Signing in", .doc = "Ask for a reset link by mail; answers alike when there is no account" },
    { GET, "/api/v1/auth/me/account", account, .perm = PERM_ANY, .out = account_out, .rate = RATE_READ, .tag = "Own account",
      .doc = "Read the own account" },
    { PATCH, "/api/v1/auth/me/account", rename_account, .perm = PERM_ANY, .in = account_in, .out = account_out, .rate = RATE_WRITE,
      .audit = "account.update", .tag = "Own account", .doc = "Change the own name" },
    { POST, "/api/v1/auth/me/email", change_email, .perm = PERM_ANY, .in = email_in, .rate = RATE_LOGIN, .flags = SECRET | ROUTE_OK_202,
      .audit = "account.email", .tag = "Own account", .doc = "Ask for another address; it counts once its owner confirms it" },
    { POST, "/api/v1/auth/me/confirmation", confirm_again, .perm = PERM_ANY, .rate = RATE_LOGIN,
      .flags = SECRET | ROUTE_OK_202 | ROUTE_NO_AUDIT, .tag = "Own account", .doc = "Send the confirmation of the own address again" },
    { POST, "/api/v1/auth/me/disable", disable_account, .perm = PERM_ANY, .in = end_in, .rate = RATE_LOGIN, .flags = SECRET | ROUTE_OK_204,
      .audit = "account.disable", .tag = "Own account", .doc = "Disable the own account; an administrator can enable it again" },
    { POST, "/api/v1/auth/me/delete", delete_account, .perm = PERM_ANY, .in = end_in, .rate = RATE_LOGIN, .flags = SECRET | ROUTE_OK_204,
      .audit = "account.delete", .tag = "Own account", .doc = "Delete the own account" },
    { GET, "/api/v1/auth/me/second-factor", factor, .perm = PERM_ANY, .out = factor_out, .rate = RATE_READ, .tag = "Own account",
      .doc = "Tell about the own second factor" },
    { POST, "/api/v1/auth/me/second-factor", factor_begin, .perm = PERM_ANY, .in = password_in, .out = secret_out, .rate = RATE_LOGIN,
      .flags = SECRET, .audit = "account.factor_begin", .tag = "Own account", .doc = "Make a secret for an authenticator program" },
    { POST, "/api/v1/auth/me/second-factor/confirm", factor_confirm, .perm = PERM_ANY, .in = code_in, .out = codes_out, .rate = RATE_LOGIN,
      .flags = SECRET, .audit = "account.factor_on", .tag = "Own account",
      .doc = "Show a code of the authenticator: from now on it is asked for" },
    { POST, "/api/v1/auth/me/second-factor/recovery-codes", factor_codes, .perm = PERM_ANY, .in = password_in, .out = codes_out,
      .rate = RATE_LOGIN, .flags = SECRET, .audit = "account.factor_codes", .tag = "Own account",
      .doc = "Make new recovery codes in place of the old ones" },
    { POST, "/api/v1/auth/me/second-factor/remove", factor_remove, .perm = PERM_ANY, .in = remove_in, .rate = RATE_LOGIN,
      .flags = SECRET | ROUTE_OK_204, .audit = "account.factor_off", .tag = "Own account", .doc = "Remove the second factor" },
    { GET, "/api/v1/auth/me/sessions", session_list, .perm = PERM_ANY, .out = session_out, .list = true, .rate = RATE_READ,
      .tag = "Own account", .doc = "List where the own account is signed in, newest first" },
    { DELETE, "/api/v1/auth/me/sessions/{id}", session_end, .perm = PERM_ANY, .rate = RATE_WRITE, .flags = ROUTE_OK_204,
      .audit = "account.session_end", .tag = "Own account", .doc = "End one of the own sessions" },
    { POST, "/api/v1/auth/me/sessions/end-others", session_end_others, .perm = PERM_ANY, .rate = RATE_WRITE, .flags = SECRET | ROUTE_OK_204,
      .audit = "account.sessions_end", .tag = "Own account", .doc = "End every session but this one" },
    { POST, "/api/v1/auth/me/memberships", invitation_join, .perm = PERM_ANY, .in = join_in, .out = join_out, .rate = RATE_LOGIN,
      .flags = SECRET, .audit = "invitation.join", .tag = "Own account", .doc = "Accept an invitation with the account that there is" },
    { GET, "/api/v1/invitations", invitation_list, .perm = PERM_USER_READ, .out = invitation_out, .list = true, .rate = RATE_READ,
      .tag = "Users", .doc = "List the open invitations of the tenant" },
    { POST, "/api/v1/invitations", invitation_create, .perm = PERM_USER_WRITE, .in = invitation_in, .out = invitation_made,
      .rate = RATE_WRITE, .flags = SECRET | ROUTE_OK_201, .audit = "invitation.create", .tag = "Users",
      .doc = "Invite somebody to the tenant, in place of an older invitation" },
    { DELETE, "/api/v1/invitations/{id}", invitation_delete, .perm = PERM_USER_WRITE, .rate = RATE_WRITE, .flags = ROUTE_OK_204,
      .audit = "invitation.delete", .tag = "Users", .doc = "Withdraw an invitation" },
    { POST, "/api/v1/auth/invitation", invitation_show, .in = join_in, .out = invitation_look, .rate = RATE_LOGIN,
      .flags = OPEN | ROUTE_NO_AUDIT, .tag = "Signing in", .doc = "Tell what an invitation is for" },
    { POST, "/api/v1/auth/invitation/accept", invitation_accept, .in = accept_in, .out = iam_me_fields, .rate = RATE_LOGIN, .flags = OPEN,
      .audit = "invitation.accept", .tag = "Signing in", .doc = "Make the invited account and sign in to it" },
    { POST, "/api/v1/users/{id}/reset-mail", user_reset_mail, .perm = PERM_USER_WRITE, .rate = RATE_WRITE, .flags = SECRET | ROUTE_OK_202,
      .audit = "user.reset_mail", .tag = "Users", .doc = "Mail a link with which the user sets a new password" },
    { POST, "/api/v1/users/{id}/confirmation-link", user_confirm_link, .perm = PERM_USER_WRITE, .out = link_out, .rate = RATE_WRITE,
      .flags = SECRET, .audit = "user.confirm_link", .tag = "Users", .doc = "Make a link that confirms the user's address" },
    { POST, "/api/v1/users/{id}/second-factor/reset", user_factor_reset, .perm = PERM_USER_WRITE, .rate = RATE_WRITE,
      .flags = SECRET | ROUTE_OK_204, .audit = "user.factor_reset", .tag = "Users",
      .doc = "Take a lost second factor away; the user is signed out" },
};

enum err iam_account_routes(struct iam *i, struct server *s)
{
    return server_routes(s, routes, sizeof routes / sizeof *routes, i);
}
