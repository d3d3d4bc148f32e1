/*
 * sso_api.c - signing in with identity providers, and configuring them. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "sso/sso_api.h"
#include "core/str.h"
#include "iam/iam_api.h"
#include "sso/sso_private.h"
#include <string.h>

#define BASE_MAX 400

/* ---- fields ---- */

static const struct field public_row[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "What the button says" },
    { 0 },
};
static const struct field public_rows[] = { { .name = "", .type = F_OBJECT, .fields = public_row }, { 0 } };
static const struct field public_out[] = {
    { .name = "items", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = public_rows },
    { .name = "only", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Passwords are for superadmins alone" },
    { 0 },
};
static const struct field start_in[] = {
    { .name = "return_to", .type = F_STRING, .max = 1000, .doc = "Path of the box to open afterwards; anything else is /" }, { 0 }
};
static const struct field start_out[] = { { .name = "url", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Where the browser goes" },
                                          { 0 } };
#define PARAMETER(field_name, bytes, text)                                                                                                 \
    {                                                                                                                                      \
        .name = field_name, .type = F_STRING, .max = bytes, .doc = text                                                                    \
    }
static const struct field callback_in[] = {
    PARAMETER("state", 200, "As the provider gave it back"),
    PARAMETER("code", 2048, "Authorization code"),
    PARAMETER("iss", 500, "Issuer of the answer (RFC 9207)"),
    PARAMETER("error", 200, "Error code in place of a code"),
    PARAMETER("error_description", 1000, "What the provider says about it"),
    { 0 },
};
static const struct field callback_out[] = {
    { .name = "csrf_token", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "return_to", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Path of the box to open" },
    { 0 },
};
static const struct field out_out[] = {
    { .name = "url",
      .type = F_STRING,
      .flags = FIELD_REQUIRED | FIELD_NULLABLE,
      .doc = "Where the browser goes to sign out there as well; null: nowhere" },
    { 0 },
};
static const struct field set_row[] = { { .name = "set", .type = F_BOOL, .flags = FIELD_REQUIRED }, { 0 } };
static const struct field mapping_row[] = { { .name = "group", .type = F_STRING, .flags = FIELD_REQUIRED },
                                            { .name = "tenant_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
                                            { .name = "role", .type = F_STRING, .flags = FIELD_REQUIRED },
                                            { 0 } };
static const struct field mapping_rows[] = { { .name = "", .type = F_OBJECT, .fields = mapping_row }, { 0 } };
#define TEXT(field_name)                                                                                                                   \
    {                                                                                                                                      \
        .name = field_name, .type = F_STRING, .flags = FIELD_REQUIRED                                                                      \
    }
#define FLAG(field_name)                                                                                                                   \
    {                                                                                                                                      \
        .name = field_name, .type = F_BOOL, .flags = FIELD_REQUIRED                                                                        \
    }
static const struct field provider_out[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    TEXT("name"),
    TEXT("issuer"),
    TEXT("client_id"),
    { .name = "client_secret", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = set_row },
    TEXT("auth_method"),
    TEXT("scopes"),
    TEXT("groups_claim"),
    FLAG("use_userinfo"),
    FLAG("create_users"),
    FLAG("link_by_email"),
    FLAG("allow_superadmins"),
    FLAG("sign_out"),
    { .name = "default_tenant_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE | FIELD_UUID },
    TEXT("default_role"),
    { .name = "mappings", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = mapping_rows },
    FLAG("enabled"),
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "updated_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "version", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field provider_rows[] = { { .name = "", .type = F_OBJECT, .fields = provider_out }, { 0 } };
static const struct field providers_out[] = {
    { .name = "items", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = provider_rows },
    { .name = "redirect_base", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "The redirect URI of a provider is this and its id" },
    { 0 },
};
static const struct field test_in[] = {
    { .name = "issuer", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_URL, .min = 1, .max = 500, .doc = "Issuer to look at" }, { 0 }
};
#define MAYBE(field_name)                                                                                                                  \
    {                                                                                                                                      \
        .name = field_name, .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE                                                     \
    }
static const struct field found_key[] = { TEXT("kid"), TEXT("alg"), { 0 } };
static const struct field found_keys[] = { { .name = "", .type = F_OBJECT, .fields = found_key }, { 0 } };
static const struct field test_out[] = {
    FLAG("ok"),
    { .name = "detail", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "What is wrong, or that nothing is" },
    MAYBE("issuer"),
    MAYBE("authorization_endpoint"),
    MAYBE("token_endpoint"),
    MAYBE("jwks_uri"),
    MAYBE("userinfo_endpoint"),
    MAYBE("end_session_endpoint"),
    { .name = "keys", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = found_keys },
    { 0 },
};

/* ---- helpers ---- */

static const char *member(struct request *rq, const char *name)
{
    return json_string(json_get(request_json(rq), name));
}

static const char *cookie_name(struct request *rq)
{
    return request_is_tls(rq) ? "__Host-binnacle_sso" : "binnacle_sso";
}

static void set_cookie(struct request *rq, const char *value)
{
    response_header(rq, "Set-Cookie",
                    arena_printf(request_arena(rq), "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s", cookie_name(rq), value,
                                 *value ? SSO_FLOW_SECONDS : 0, request_is_tls(rq) ? "; Secure" : ""));
}

static const char *get_cookie(struct request *rq)
{
    char **parts;
    const char *all = request_header(rq, "Cookie"), *name = cookie_name(rq);
    size_t n = all ? str_split(request_arena(rq), all, ';', &parts, 50) : 0, len = strlen(name);
    for (size_t k = 0; k < n; k++)
        if (strncmp(parts[k], name, len) == 0 && parts[k][len] == '=')
            return parts[k] + len + 1;
    return NULL;
}

/* Scheme and authority of the box: as configured, else as the browser asked. A forged Host gives a redirect URI that no provider takes. */
static const char *base(struct request *rq, struct sso *s)
{
    struct arena *a = request_arena(rq);
    char *url = settings_string(s->d.settings, a, "public_url");
    size_t n = strlen(url);
    while (n > 0 && url[n - 1] == '/')
        url[--n] = '\0';
    if (n > 0)
        return url;
    const char *host = request_header(rq, "Host");
    return arena_printf(a, "%s://%.*s", request_is_tls(rq) ? "https" : "http", BASE_MAX, host ? host : "localhost");
}

static void report(void *arg, const char *path, const char *message)
{
    enum err e = request_field_error(arg, path, "%s", message);
    (void)e;
}

/* ---- signing in ---- */

static enum err public_list(struct request *rq, void *ctx)
{
    struct sso *s = ctx;
    struct sso_provider *all;
    size_t n;
    enum err e = sso_list(s, request_arena(rq), &all, &n);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "items");
    jo_array(o);
    for (size_t k = 0; k < n; k++) {
        if (!all[k].enabled)
            continue;
        jo_object(o);
        jo_kv_string(o, "id", all[k].id);
        jo_kv_string(o, "name", all[k].name);
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_kv_bool(o, "only", settings_bool(s->d.settings, "sso_only"));
    jo_object_end(o);
    return OK;
}

static enum err start(struct request *rq, void *ctx)
{
    struct sso *s = ctx;
    struct sso_start began;
    enum err e = sso_start(s, request_arena(rq), request_path_param(rq, "id"), base(rq, s), member(rq, "return_to"), &began);
    if (e)
        return e;
    set_cookie(rq, began.cookie);
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "url", began.url);
    jo_object_end(o);
    return OK;
}

/* {"email": …}: who tried, as far as it is known. */
static const char *tried(struct request *rq, const char *email)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, 4096);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_string(&o, "provider_id", request_path_param(rq, "id"));
    jo_kv_string(&o, "email", email);
    jo_object_end(&o);
    const char *text = arena_strndup(request_arena(rq), b.data, b.len);
    buf_free(&b);
    return text;
}

static enum err callback(struct request *rq, void *ctx)
{
    struct sso *s = ctx;
    struct sso_result r;
    struct sso_answer in = { .state = member(rq, "state"),
                             .code = member(rq, "code"),
                             .iss = member(rq, "iss"),
                             .error = member(rq, "error"),
                             .error_description = member(rq, "error_description"),
                             .cookie = get_cookie(rq),
                             .remote = request_remote(rq),
                             .agent = request_header(rq, "User-Agent") };
    request_audit(rq, "sso_provider", request_path_param(rq, "id"), NULL, NULL); /* until it is known who it is */
    enum err e = sso_finish(s, request_arena(rq), request_path_param(rq, "id"), &in, &r);
    request_audit(rq, "user", e ? "" : r.login.who.user_id, NULL, tried(rq, r.email));
    set_cookie(rq, "");
    if (e)
        return e;
    iam_set_cookie(rq, r.login.token);
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "csrf_token", r.login.who.csrf);
    jo_kv_string(o, "return_to", r.return_to);
    jo_object_end(o);
    return OK;
}

/* The session ends whatever the provider does. */
static enum err sign_out(struct request *rq, void *ctx)
{
    struct sso *s = ctx;
    const struct principal *p = request_principal(rq);
    const char *url = NULL;
    if (!p->session_id[0])
        return err_set(ERR_INVALID, "an API key is not signed out: delete it");
    enum err e = sso_sign_out_url(s, request_arena(rq), p->session_id, base(rq, s), &url);
    if (e)
        url = NULL;
    e = iam_logout(s->d.iam, p->session_id);
    if (e)
        return e;
    iam_set_cookie(rq, "");
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "url", url);
    jo_object_end(o);
    return OK;
}

/* ---- configuring ---- */

static enum err list(struct request *rq, void *ctx)
{
    struct sso *s = ctx;
    struct arena *a = request_arena(rq);
    struct sso_provider *all, p;
    size_t n;
    enum err e = sso_list(s, a, &all, &n);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "items");
    jo_array(o);
    for (size_t k = 0; k < n; k++)
        if (sso_get(s, a, all[k].id, &p) == OK)
            sso_write(o, &p);
    jo_array_end(o);
    jo_kv_string(o, "redirect_base", sso_redirect_uri(a, base(rq, s), ""));
    jo_object_end(o);
    return OK;
}

static enum err answer(struct request *rq, struct sso *s, const char *id)
{
    struct sso_provider p;
    enum err e = sso_get(s, request_arena(rq), id, &p);
    if (e)
        return e;
    response_etag(rq, p.version);
    sso_write(response_json(rq), &p);
    return OK;
}

static enum err get(struct request *rq, void *ctx)
{
    return answer(rq, ctx, request_path_param(rq, "id"));
}

static enum err create(struct request *rq, void *ctx)
{
    struct sso *s = ctx;
    struct sso_provider p = { 0 };
    enum err e = sso_read(s, request_arena(rq), request_json(rq), &p, report, rq);
    if (!e)
        e = sso_create(s, request_arena(rq), &p);
    if (e)
        return e;
    response_header(rq, "Location", arena_printf(request_arena(rq), "/api/v1/admin/sso/providers/%s", p.id));
    return answer(rq, s, p.id);
}

static enum err change(struct request *rq, void *ctx)
{
    struct sso *s = ctx;
    struct arena *a = request_arena(rq);
    struct sso_provider p;
    enum err e = sso_get(s, a, request_path_param(rq, "id"), &p);
    if (!e)
        e = request_if_match(rq, p.version);
    if (!e)
        e = sso_read(s, a, request_json(rq), &p, report, rq);
    if (!e)
        e = sso_update(s, a, &p);
    return e ? e : answer(rq, s, p.id);
}

static enum err forget(struct request *rq, void *ctx)
{
    struct sso *s = ctx;
    return sso_delete(s, request_path_param(rq, "id"));
}

static enum err test(struct request *rq, void *ctx)
{
    struct sso *s = ctx;
    return sso_test(s, request_arena(rq), &(struct sso_provider){ .issuer = member(rq, "issuer") }, response_json(rq));
}

/* ---- routes ---- */

#define SIGN_IN   .tag = "Single sign-on"
#define CONFIGURE .tag = "Single sign-on"
#define ADMIN     "/api/v1/admin/sso/providers"

static const struct route routes[] = {
    { GET, "/api/v1/auth/sso", public_list, .out = public_out, .rate = RATE_READ, .flags = ROUTE_PUBLIC, SIGN_IN,
      .doc = "List the identity providers that can be signed in with" },
    { POST, "/api/v1/auth/sso/{id}/start", start, .in = start_in, .out = start_out, .rate = RATE_LOGIN,
      .flags = ROUTE_PUBLIC | ROUTE_NO_IDEMPOTENCY | ROUTE_NO_AUDIT | ROUTE_UPSTREAM, SIGN_IN,
      .doc = "Start a sign-in; it is bound to the browser by a cookie" },
    { POST, "/api/v1/auth/sso/{id}/callback", callback, .in = callback_in, .out = callback_out, .rate = RATE_LOGIN,
      .flags = ROUTE_PUBLIC | ROUTE_NO_IDEMPOTENCY | ROUTE_UPSTREAM, .audit = "auth.sso", SIGN_IN,
      .doc = "Finish a sign-in with what the provider gave back, and get the session cookie" },
    { POST, "/api/v1/auth/sso/logout", sign_out, .perm = PERM_ANY, .out = out_out, .rate = RATE_WRITE, .flags = ROUTE_NO_IDEMPOTENCY,
      .audit = "auth.logout", SIGN_IN, .doc = "End the session, and tell where to sign out at its identity provider" },
    { GET, ADMIN, list, .perm = PERM_SSO_READ, .out = providers_out, .rate = RATE_READ, CONFIGURE, .doc = "List the identity providers" },
    { POST, ADMIN, create, .perm = PERM_SSO_WRITE, .in = sso_provider_fields, .out = provider_out, .rate = RATE_WRITE,
      .flags = ROUTE_OK_201, .audit = "sso_provider.create", CONFIGURE, .doc = "Add an identity provider" },
    { POST, ADMIN "/test", test, .perm = PERM_SSO_WRITE, .in = test_in, .out = test_out, .rate = RATE_EXPENSIVE,
      .flags = ROUTE_NO_IDEMPOTENCY | ROUTE_NO_AUDIT | ROUTE_UPSTREAM, CONFIGURE,
      .doc = "Look at what an issuer publishes, without keeping anything" },
    { GET, ADMIN "/{id}", get, .perm = PERM_SSO_READ, .out = provider_out, .rate = RATE_READ, CONFIGURE,
      .doc = "Read an identity provider" },
    { PATCH, ADMIN "/{id}", change, .perm = PERM_SSO_WRITE, .in = sso_provider_fields, .out = provider_out, .rate = RATE_WRITE,
      .audit = "sso_provider.update", CONFIGURE, .doc = "Change an identity provider" },
    { DELETE, ADMIN "/{id}", forget, .perm = PERM_SSO_WRITE, .rate = RATE_WRITE, .flags = ROUTE_OK_204, .audit = "sso_provider.delete",
      CONFIGURE, .doc = "Remove an identity provider; its accounts stay" },
};

enum err sso_routes(struct sso *s, struct server *server)
{
    return server_routes(server, routes, sizeof routes / sizeof *routes, s);
}
