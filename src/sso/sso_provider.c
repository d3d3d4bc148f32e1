/*
 * sso_provider.c - what is said to and by a provider: discovery, keys, the token and userinfo endpoints.
 *
 * HTTP workers, which wait; at most SSO_AT_ONCE of them, so that a slow provider holds no more. What always holds: a call goes where the
 * tenant `default` may connect to, ends at its deadline, follows no redirect, and what comes back is bounded before it is read. Whatever
 * the provider does, the answer is an error in words.
 */
#include "core/mem.h"
#include "core/str.h"
#include "sso/sso_private.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define TIMEOUT_MS  8000
#define ANSWER_MAX  (256 * 1024)
#define FRESH_US    US_PER_HOUR
#define AGAIN_US    (20 * US_PER_S) /* how often unknown keys make us ask again */
#define SECRET_FORM 4096

enum err sso_talk_begin(struct sso *s)
{
    if (atomic_fetch_add(&s->talking, 1) < SSO_AT_ONCE)
        return OK;
    atomic_fetch_sub(&s->talking, 1);
    return err_set(ERR_BUSY, "too many sign-ins wait for identity providers; try again in a moment");
}

void sso_talk_end(struct sso *s)
{
    atomic_fetch_sub(&s->talking, 1);
}

/* ---- addresses ---- */

static bool on_loopback(const char *rest)
{
    static const char *const hosts[] = { "127.0.0.1", "localhost", "[::1]" };
    for (size_t n = 0; n < sizeof hosts / sizeof *hosts; n++) {
        size_t len = strlen(hosts[n]);
        if (strncasecmp(rest, hosts[n], len) == 0 && (rest[len] == '\0' || rest[len] == ':' || rest[len] == '/'))
            return true;
    }
    return false;
}

enum err sso_url_check(const char *url, const char *what)
{
    bool tls = strncasecmp(url, "https://", 8) == 0;
    if (!tls && !(strncasecmp(url, "http://", 7) == 0 && on_loopback(url + 7)))
        return err_set(ERR_INVALID, "%s must begin with https:// (http:// on this machine only)", what);
    const char *host = url + (tls ? 8 : 7);
    if (!*host || strlen(url) > 1000 || !str_printable(url) || strpbrk(url, " #\\<>\"") || memchr(host, '@', strcspn(host, "/?")))
        return err_set(ERR_INVALID, "%s is not an address that can be used", what);
    return OK;
}

/* ---- asking ---- */

static enum err ask(struct sso *s, struct arena *a, struct net_http_request *rq, const char *what, struct net_http_result *out)
{
    rq->timeout_ms = TIMEOUT_MS;
    rq->max_body = ANSWER_MAX;
    rq->policy = outgoing_policy_for(s->d.outgoing, IAM_DEFAULT_TENANT);
    enum err e = net_http_wait(s->d.net, a, rq, out);
    net_policy_unref(rq->policy);
    if (e == ERR_FORBIDDEN) /* it is the box that may not, not the person */
        return err_set(ERR_UPSTREAM, "the identity provider's %s: its address may not be connected to (outgoing addresses)", what);
    if (e)
        return err_set(e, "the identity provider's %s: %s", what, arena_strdup(a, err_detail()));
    if (out->body_cut)
        return err_set(ERR_UPSTREAM, "the identity provider's %s: the answer is larger than %d KiB", what, ANSWER_MAX / 1024);
    return OK;
}

static enum err ask_json(struct sso *s, struct arena *a, struct net_http_request *rq, const char *what, const struct json **out)
{
    struct net_http_result r;
    struct json *v;
    enum err e = ask(s, a, rq, what, &r);
    if (e)
        return e;
    if (r.status != 200)
        return err_set(ERR_UPSTREAM, "the identity provider's %s answered %d", what, r.status);
    if (json_parse(a, r.body ? r.body : "", r.body_len, &v) != OK || json_type(v) != JSON_OBJECT)
        return err_set(ERR_UPSTREAM, "the identity provider's %s is not a JSON object", what);
    *out = v;
    return OK;
}

/* ---- what is known; the lock is held ---- */

static struct sso_known *known(struct sso *s, const char *id)
{
    for (size_t n = 0; n < SSO_PROVIDERS_MAX; n++)
        if (str_eq(s->known[n].provider_id, id))
            return &s->known[n];
    return NULL;
}

static void drop(struct sso_known *k)
{
    mem_free(k->discovery);
    jose_keys_free(k->keys);
    *k = (struct sso_known){ 0 };
}

/* The place of a provider: its own, a free one, or the oldest one's. */
static struct sso_known *place(struct sso *s, const struct sso_provider *p)
{
    struct sso_known *k = known(s, p->id), *oldest = &s->known[0];
    for (size_t n = 0; !k && n < SSO_PROVIDERS_MAX; n++)
        if (!s->known[n].provider_id[0])
            k = &s->known[n];
        else if (s->known[n].discovery_at < oldest->discovery_at)
            oldest = &s->known[n];
    if (!k)
        k = oldest;
    if (!str_eq(k->provider_id, p->id) || k->version != p->version)
        drop(k);
    str_copy(k->provider_id, sizeof k->provider_id, p->id);
    k->version = p->version;
    return k;
}

void sso_forget(struct sso *s, const char *provider_id)
{
    pthread_mutex_lock(&s->lock);
    struct sso_known *k = known(s, provider_id);
    if (k)
        drop(k);
    pthread_mutex_unlock(&s->lock);
}

/* ---- discovery ---- */

static enum err endpoint(const struct json *v, const char *name, bool needed, const char **out)
{
    *out = json_string(json_get(v, name));
    if (!*out)
        return needed ? err_set(ERR_UPSTREAM, "the identity provider publishes no %s", name) : OK;
    return sso_url_check(*out, name) == OK ? OK : err_set(ERR_UPSTREAM, "the identity provider publishes an unusable %s", name);
}

static enum err read_meta(const struct json *v, const struct sso_provider *p, struct sso_meta *m)
{
    *m = (struct sso_meta){ .issuer = json_string(json_get(v, "issuer")) };
    if (!str_eq(m->issuer, p->issuer)) /* Discovery 1.0 §4.3: exactly */
        return err_set(ERR_UPSTREAM, "the identity provider calls itself %.200s, not %s", m->issuer ? m->issuer : "nothing", p->issuer);
    enum err e = endpoint(v, "authorization_endpoint", true, &m->authorization);
    if (!e)
        e = endpoint(v, "token_endpoint", true, &m->token);
    if (!e)
        e = endpoint(v, "jwks_uri", true, &m->jwks);
    if (!e)
        e = endpoint(v, "userinfo_endpoint", false, &m->userinfo);
    if (!e)
        e = endpoint(v, "end_session_endpoint", false, &m->end_session);
    json_bool(json_get(v, "authorization_response_iss_parameter_supported"), &m->iss_parameter);
    return e;
}

static enum err fetch_discovery(struct sso *s, struct arena *a, const struct sso_provider *p, struct sso_meta *m)
{
    const struct json *v;
    size_t n = strlen(p->issuer);
    const char *url = arena_printf(a, "%.*s/.well-known/openid-configuration", (int)(p->issuer[n - 1] == '/' ? n - 1 : n), p->issuer);
    struct net_http_request rq = { .method = "GET", .url = url };
    enum err e = ask_json(s, a, &rq, "discovery document", &v);
    if (!e)
        e = read_meta(v, p, m);
    if (e || !p->id)
        return e;
    pthread_mutex_lock(&s->lock);
    struct sso_known *k = place(s, p);
    mem_free(k->discovery);
    k->discovery = mem_strdup(json_print(a, v));
    k->discovery_at = clock_mono_us(s->d.clock);
    pthread_mutex_unlock(&s->lock);
    return OK;
}

enum err sso_discover(struct sso *s, struct arena *a, const struct sso_provider *p, struct sso_meta *out)
{
    struct json *v;
    const char *text = NULL;
    pthread_mutex_lock(&s->lock);
    const struct sso_known *k = known(s, p->id);
    if (k && k->discovery && k->version == p->version && clock_mono_us(s->d.clock) - k->discovery_at < FRESH_US)
        text = arena_strdup(a, k->discovery);
    pthread_mutex_unlock(&s->lock);
    if (text && json_parse(a, text, strlen(text), &v) == OK)
        return read_meta(v, p, out);
    return fetch_discovery(s, a, p, out);
}

/* ---- keys ---- */

static enum err fetch_keys(struct sso *s, struct arena *a, const struct sso_meta *m, struct jose_keys **out)
{
    struct net_http_result r;
    struct net_http_request rq = { .method = "GET", .url = m->jwks };
    enum err e = ask(s, a, &rq, "key set", &r);
    if (e)
        return e;
    if (r.status != 200)
        return err_set(ERR_UPSTREAM, "the identity provider's key set answered %d", r.status);
    if (jose_keys_parse(r.body ? r.body : "", r.body_len, out) != OK)
        return err_set(ERR_UPSTREAM, "the identity provider's key set cannot be read");
    return OK;
}

static enum err refresh_keys(struct sso *s, struct arena *a, const struct sso_provider *p, const struct sso_meta *m)
{
    struct jose_keys *keys;
    enum err e = fetch_keys(s, a, m, &keys);
    if (e)
        return e;
    pthread_mutex_lock(&s->lock);
    struct sso_known *k = place(s, p);
    jose_keys_free(k->keys);
    k->keys = keys;
    k->keys_at = clock_mono_us(s->d.clock);
    pthread_mutex_unlock(&s->lock);
    return OK;
}

/* ERR_NOT_FOUND: the keys must be asked for (again). */
static enum err verify_with_known(struct sso *s, const struct sso_provider *p, const struct jose *t, bool *may_ask)
{
    enum err e = ERR_NOT_FOUND;
    pthread_mutex_lock(&s->lock);
    const struct sso_known *k = known(s, p->id);
    int64_t age = k && k->keys && k->version == p->version ? clock_mono_us(s->d.clock) - k->keys_at : -1;
    if (age >= 0 && age < FRESH_US)
        e = jose_keys_verify(k->keys, t);
    *may_ask = age < 0 || age >= AGAIN_US;
    pthread_mutex_unlock(&s->lock);
    return e;
}

enum err sso_verify(struct sso *s, struct arena *a, const struct sso_provider *p, const struct sso_meta *m, const struct jose *t)
{
    bool may_ask;
    enum err e = verify_with_known(s, p, t, &may_ask);
    if (e == ERR_NOT_FOUND && may_ask) {
        if ((e = refresh_keys(s, a, p, m)))
            return e;
        e = verify_with_known(s, p, t, &may_ask);
    }
    return e == ERR_NOT_FOUND ? err_set(ERR_UNAUTHENTICATED, "the identity provider signed with a key that it does not publish") : e;
}

/* ---- the token endpoint ---- */

/* RFC 6749 §2.3.1: id and secret are form-encoded before they become user and password. */
static const char *form(struct arena *a, const struct sso_provider *p, const char *secret, const char *code, const char *verifier,
                        const char *redirect_uri)
{
    const char *body = arena_printf(a, "grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=%s", str_url_encode(a, code),
                                    str_url_encode(a, redirect_uri), str_url_encode(a, verifier));
    if (str_eq(p->auth_method, "client_secret_basic"))
        return body;
    body = arena_printf(a, "%s&client_id=%s", body, str_url_encode(a, p->client_id));
    return str_eq(p->auth_method, "none") ? body : arena_printf(a, "%s&client_secret=%s", body, str_url_encode(a, secret));
}

/* What a provider says went wrong, fit to be shown. */
static const char *oauth_error(struct arena *a, const struct net_http_result *r)
{
    struct json *v;
    if (json_parse(a, r->body ? r->body : "", r->body_len, &v) != OK)
        return "";
    const char *error = json_string(json_get(v, "error"));
    return error && str_printable(error) ? arena_printf(a, " (%.60s)", error) : "";
}

enum err sso_exchange(struct sso *s, struct arena *a, const struct sso_provider *p, const struct sso_meta *m, const char *code,
                      const char *verifier, const char *redirect_uri, struct sso_tokens *out)
{
    const char *secret;
    struct net_http_result r;
    struct json *v;
    enum err e = sso_secret(s, a, p->id, &secret);
    if (e)
        return e;
    const struct net_header headers[] = { { "Content-Type", "application/x-www-form-urlencoded" }, { "Accept", "application/json" } };
    const char *body = form(a, p, secret, code, verifier, redirect_uri);
    struct net_http_request rq = {
        .method = "POST", .url = m->token, .headers = headers, .header_count = 2, .body = body, .body_len = strlen(body)
    };
    if (str_eq(p->auth_method, "client_secret_basic")) {
        rq.basic_user = str_url_encode(a, p->client_id);
        rq.basic_password = str_url_encode(a, secret);
    }
    e = ask(s, a, &rq, "token endpoint", &r);
    if (e)
        return e;
    if (r.status != 200) {
        const char *why = oauth_error(a, &r);
        if (strstr(why, "invalid_grant"))
            return err_set(ERR_UNAUTHENTICATED, "the identity provider does not take this sign-in (any more); start again");
        return err_set(ERR_UPSTREAM, "the identity provider's token endpoint answered %d%s", r.status, why);
    }
    if (json_parse(a, r.body ? r.body : "", r.body_len, &v) != OK)
        return err_set(ERR_UPSTREAM, "the identity provider's token endpoint did not answer in JSON");
    *out = (struct sso_tokens){ json_string(json_get(v, "id_token")), json_string(json_get(v, "access_token")) };
    return out->id_token ? OK : err_set(ERR_UPSTREAM, "the identity provider gave no ID token");
}

enum err sso_userinfo(struct sso *s, struct arena *a, const struct sso_meta *m, const char *access_token, const struct json **out)
{
    if (!m->userinfo || !access_token || strlen(access_token) > SECRET_FORM || !str_printable(access_token))
        return err_set(ERR_UPSTREAM, "the identity provider has no userinfo endpoint, or gave no access token for it");
    const struct net_header headers[] = { { "Authorization", arena_printf(a, "Bearer %s", access_token) },
                                          { "Accept", "application/json" } };
    struct net_http_request rq = { .method = "GET", .url = m->userinfo, .headers = headers, .header_count = 2 };
    return ask_json(s, a, &rq, "userinfo endpoint", out);
}

/* ---- the test ---- */

enum err sso_test(struct sso *s, struct arena *a, const struct sso_provider *p, struct json_out *o)
{
    struct sso_meta m = { 0 };
    struct jose_keys *keys = NULL;
    enum err e = sso_talk_begin(s);
    if (e)
        return e;
    struct sso_provider unsaved = *p;
    unsaved.id = NULL; /* nothing of a test is kept */
    e = fetch_discovery(s, a, &unsaved, &m);
    if (!e)
        e = fetch_keys(s, a, &m, &keys);
    if (!e && jose_keys_count(keys) == 0)
        e = err_set(ERR_UPSTREAM, "the identity provider publishes no key that can be used (RS256, ES256, EdDSA)");
    sso_talk_end(s);
    jo_object(o);
    jo_kv_bool(o, "ok", e == OK);
    jo_kv_string(o, "detail", e ? err_detail() : "The provider can be signed in with.");
    jo_kv_string(o, "issuer", m.issuer);
    jo_kv_string(o, "authorization_endpoint", m.authorization);
    jo_kv_string(o, "token_endpoint", m.token);
    jo_kv_string(o, "jwks_uri", m.jwks);
    jo_kv_string(o, "userinfo_endpoint", m.userinfo);
    jo_kv_string(o, "end_session_endpoint", m.end_session);
    jo_key(o, "keys");
    jo_array(o);
    for (size_t n = 0; keys && n < jose_keys_count(keys); n++) {
        jo_object(o);
        jo_kv_string(o, "kid", jose_keys_kid(keys, n));
        jo_kv_string(o, "alg", jose_keys_alg(keys, n));
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_object_end(o);
    jose_keys_free(keys);
    return OK;
}
