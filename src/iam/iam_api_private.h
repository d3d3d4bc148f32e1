/*
 * iam_api_private.h - what the route files of iam/ share: who asks, the cookie, a field of the body.
 */
#ifndef BINNACLE_IAM_API_PRIVATE_H
#define BINNACLE_IAM_API_PRIVATE_H
#include "core/str.h"
#include "iam/iam_api.h"
#include <stdio.h>

/* The rows of iam_api_keys.c and iam_api_tokens.c. */
MUST_CHECK enum err iam_key_routes(struct iam *i, struct server *s);
MUST_CHECK enum err iam_token_routes(struct iam *i, struct server *s);

#define PASSWORD_FIELD(field_name, text)                                                                                                   \
    {                                                                                                                                      \
        .name = field_name, .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_SECRET, .min = 1, .max = IAM_PASSWORD_MAX, .doc = text       \
    }
#define EMAIL_FIELD                                                                                                                        \
    {                                                                                                                                      \
        .name = "email", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_EMAIL, .max = 254, .doc = "E-mail address",                     \
        .example = "\"ops@example.com\""                                                                                                   \
    }
#define TOKEN_FIELD(text)                                                                                                                  \
    {                                                                                                                                      \
        .name = "token", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_SECRET, .max = 128, .doc = text                                 \
    }

/* Who is signed in: iam_answer_signed_in's answer. */
extern const struct field iam_me_fields[];
enum err iam_answer_me(struct request *rq, struct iam *i, const struct iam_identity *who);
/* Sets the cookie, audits, answers who it is. */
enum err iam_answer_signed_in(struct request *rq, struct iam *i, const struct iam_login *l);
/* What a refused proof answers: where the password was right, the field says what is missing. */
enum err iam_answer_refusal(struct request *rq, const struct iam_proof *proof, enum err e);

extern const struct field login_in[];
static const struct field scalar_string[] = { { .name = "", .type = F_STRING }, { 0 } };

static inline const char *member(struct request *rq, const char *name)
{
    return json_string(json_get(request_json(rq), name));
}

static inline struct iam_identity identity(struct request *rq)
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
    who.factor_missing = p->limited;
    return who;
}

/* Of the body's email, password and otp, and of the request. */
static inline struct iam_credentials credentials(struct request *rq)
{
    return (struct iam_credentials){ .email = member(rq, "email"),
                                     .password = member(rq, "password"),
                                     .otp = member(rq, "otp"),
                                     .remote = request_remote(rq),
                                     .agent = request_header(rq, "User-Agent") };
}

static inline enum err good_password(struct request *rq, const char *field)
{
    enum err e = iam_password_check(member(rq, field));
    return e ? request_field_error(rq, field, "%s", err_detail()) : OK;
}

static inline const char *cookie_name(struct request *rq)
{
    return request_is_tls(rq) ? "__Host-binnacle_session" : "binnacle_session";
}

static inline void set_cookie(struct request *rq, const char *token)
{
    response_header(rq, "Set-Cookie",
                    arena_printf(request_arena(rq), "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", cookie_name(rq), token,
                                 request_is_tls(rq) ? "; Secure" : "", *token ? "" : "; Max-Age=0"));
}

static inline enum err throttled(struct request *rq, int seconds)
{
    char text[16];
    snprintf(text, sizeof text, "%d", seconds > 0 ? seconds : 1);
    response_header(rq, "Retry-After", text);
    return ERR_RATE_LIMITED;
}

/* {"email": …}: which account somebody tried to sign in to. */
static inline const char *tried(struct request *rq)
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

#endif
