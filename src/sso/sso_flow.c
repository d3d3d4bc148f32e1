/*
 * sso_flow.c - one sign-in: to the provider, and back. HTTP workers.
 *
 * What always holds: state, nonce, verifier, provider and redirect URI travel in a cookie that only this box can open and only the browser
 * that started has; an answer is taken once, for the provider that was asked, within ten minutes.
 */
#include "core/json.h"
#include "core/log.h"
#include "core/str.h"
#include "sql/sso.h"
#include "sso/sso_private.h"
#include <string.h>

#define RANDOM_BYTES 32
#define CODE_MAX     2048
#define TOKEN_KEPT   6144 /* an ID token larger than this is not kept as the hint for signing out */
#define GROUPS_MAX   1000
#define FLOW_AAD     "sso flow"

struct flow {
    const char *provider_id, *state, *nonce, *verifier, *redirect_uri, *return_to;
    int64_t ends_at; /* s */
};

bool sso_return_ok(const char *path)
{
    if (!path || path[0] != '/' || path[1] == '/' || strlen(path) > 1000 || !str_printable(path) || strchr(path, '\\'))
        return false;
    return !str_starts(path, "/login") && !str_starts(path, "/sso/");
}

char *sso_redirect_uri(struct arena *a, const char *base, const char *id)
{
    return arena_printf(a, "%s/sso/callback/%s", base, id);
}

/* ---- the cookie ---- */

static enum err pack(struct sso *s, struct arena *a, const struct flow *f, char **out)
{
    struct buf b;
    struct json_out o;
    unsigned char *sealed;
    size_t n;
    buf_init(&b, 8192);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_string(&o, "p", f->provider_id);
    jo_kv_string(&o, "s", f->state);
    jo_kv_string(&o, "n", f->nonce);
    jo_kv_string(&o, "v", f->verifier);
    jo_kv_string(&o, "u", f->redirect_uri);
    jo_kv_string(&o, "r", f->return_to);
    jo_kv_int(&o, "e", f->ends_at);
    jo_object_end(&o);
    enum err e = crypto_seal(a, s->seal, FLOW_AAD, b.data, b.len, &sealed, &n);
    buf_free(&b);
    if (e)
        return e;
    *out = str_base64url(a, sealed, n);
    return strlen(*out) <= SSO_COOKIE_MAX ? OK : err_set(ERR_INVALID, "the page to return to is too long");
}

static enum err no_flow(void)
{
    return err_set(ERR_UNAUTHENTICATED, "this sign-in was not started in this browser, or more than ten minutes ago; start again");
}

static enum err unpack(struct sso *s, struct arena *a, const char *cookie, struct flow *f)
{
    unsigned char *sealed, *plain;
    size_t n;
    struct json *v;
    if (!cookie || strlen(cookie) > SSO_COOKIE_MAX || !str_base64_decode(a, cookie, strlen(cookie), &sealed, &n) ||
        crypto_open(a, s->seal, FLOW_AAD, sealed, n, &plain, &n) != OK || json_parse(a, (const char *)plain, n, &v) != OK)
        return no_flow();
    *f = (struct flow){ .provider_id = json_string(json_get(v, "p")),
                        .state = json_string(json_get(v, "s")),
                        .nonce = json_string(json_get(v, "n")),
                        .verifier = json_string(json_get(v, "v")),
                        .redirect_uri = json_string(json_get(v, "u")),
                        .return_to = json_string(json_get(v, "r")) };
    return json_int(json_get(v, "e"), &f->ends_at) && clock_wall_us(s->d.clock) / US_PER_S < f->ends_at ? OK : no_flow();
}

/* A state is good once, even for who kept the cookie. */
static enum err use_once(struct sso *s, const char *state)
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    int64_t now = clock_wall_us(s->d.clock);
    bool used = false;
    crypto_blake2b(state, strlen(state), hash);
    pthread_mutex_lock(&s->lock);
    for (size_t n = 0; n < SSO_USED_MAX && !used; n++)
        used = s->used_at[n] > now - SSO_FLOW_SECONDS * US_PER_S && memcmp(s->used[n], hash, sizeof hash) == 0;
    if (!used) {
        memcpy(s->used[s->used_next], hash, sizeof hash);
        s->used_at[s->used_next] = now;
        s->used_next = (s->used_next + 1) % SSO_USED_MAX;
    }
    pthread_mutex_unlock(&s->lock);
    return used ? err_set(ERR_UNAUTHENTICATED, "this sign-in was finished already; start again") : OK;
}

/* ---- to the provider ---- */

static enum err enabled_provider(struct sso *s, struct arena *a, const char *id, struct sso_provider *p)
{
    enum err e = sso_get(s, a, id, p);
    return e == OK && !p->enabled ? err_set(ERR_NOT_FOUND, "there is no such identity provider") : e;
}

static const char *challenge(struct arena *a, const char *verifier)
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    crypto_sha256(verifier, strlen(verifier), hash);
    return str_base64url(a, hash, sizeof hash);
}

enum err sso_start(struct sso *s, struct arena *a, const char *id, const char *base, const char *return_to, struct sso_start *out)
{
    struct sso_provider p;
    struct sso_meta m;
    enum err e = enabled_provider(s, a, id, &p);
    if (e || (e = sso_talk_begin(s)))
        return e;
    e = sso_discover(s, a, &p, &m);
    sso_talk_end(s);
    if (e)
        return e;
    struct flow f = { .provider_id = p.id,
                      .state = crypto_random_token(a, RANDOM_BYTES),
                      .nonce = crypto_random_token(a, RANDOM_BYTES),
                      .verifier = crypto_random_token(a, RANDOM_BYTES),
                      .redirect_uri = sso_redirect_uri(a, base, p.id),
                      .return_to = sso_return_ok(return_to) ? return_to : "/",
                      .ends_at = clock_wall_us(s->d.clock) / US_PER_S + SSO_FLOW_SECONDS };
    out->url = arena_printf(a,
                            "%s%cresponse_type=code&client_id=%s&redirect_uri=%s&scope=%s&state=%s&nonce=%s&code_challenge=%s"
                            "&code_challenge_method=S256",
                            m.authorization, strchr(m.authorization, '?') ? '&' : '?', str_url_encode(a, p.client_id),
                            str_url_encode(a, f.redirect_uri), str_url_encode(a, p.scopes), f.state, f.nonce, challenge(a, f.verifier));
    return pack(s, a, &f, &out->cookie);
}

/* ---- and back ---- */

/* The groups of a claim: a text, or an array of them. */
static const char *const *groups(struct arena *a, const struct json *claims, const char *name, size_t *n)
{
    const struct json *v = json_get(claims, name);
    if (!v && *name)
        v = json_path(claims, name);
    const char **out = arena_array(a, GROUPS_MAX, sizeof *out);
    *n = 0;
    if (json_string(v))
        out[(*n)++] = json_string(v);
    for (const struct json *g = json_type(v) == JSON_ARRAY ? json_first(v) : NULL; g && *n < GROUPS_MAX; g = json_next(g))
        if (json_string(g))
            out[(*n)++] = json_string(g);
    return out;
}

static void read_person(struct arena *a, const struct sso_provider *p, const struct json *claims, struct sso_person *who)
{
    const char *email = json_string(json_get(claims, "email")), *name = json_string(json_get(claims, "name"));
    if (!who->email && email) {
        who->email = email;
        json_bool(json_get(claims, "email_verified"), &who->email_verified);
    }
    if (!who->name)
        who->name = name;
    if (who->group_count == 0)
        who->groups = groups(a, claims, p->groups_claim, &who->group_count);
}

static enum err refused_there(struct arena *a, const struct sso_answer *in)
{
    if (str_eq(in->error, "access_denied"))
        return err_set(ERR_FORBIDDEN, "the identity provider says that the sign-in was refused or cancelled");
    const char *more = in->error_description && str_printable(in->error_description) ? in->error_description : "";
    return err_set(ERR_FORBIDDEN, "the identity provider answered %.60s%s%.200s", str_printable(in->error) ? in->error : "an error",
                   *more ? ": " : "", arena_strdup(a, more));
}

/* The answer belongs to the sign-in that this browser started. */
static enum err check_answer(struct sso *s, struct arena *a, const char *id, const struct sso_answer *in, struct flow *f)
{
    enum err e = unpack(s, a, in->cookie, f);
    if (e)
        return e;
    size_t n = strlen(f->state);
    if (!in->state || strlen(in->state) != n || !crypto_equal(in->state, f->state, n) || !str_eq(f->provider_id, id))
        return no_flow();
    return OK;
}

static enum err check_issuer(const struct sso_meta *m, const struct sso_answer *in)
{
    if (in->iss ? !str_eq(in->iss, m->issuer) : m->iss_parameter) /* RFC 9207: the answer is another provider's */
        return err_set(ERR_UNAUTHENTICATED, "the answer is not the identity provider's that was asked");
    return OK;
}

/* Who it is, proven by the provider. */
static enum err prove(struct sso *s, struct arena *a, const struct sso_provider *p, const struct flow *f, const struct sso_answer *in,
                      struct sso_person *who, const char **id_token)
{
    struct sso_meta m;
    struct sso_tokens t;
    struct jose j;
    const struct json *more;
    enum err e = sso_discover(s, a, p, &m);
    if (!e)
        e = check_issuer(&m, in);
    if (!e)
        e = sso_exchange(s, a, p, &m, in->code, f->verifier, f->redirect_uri, &t);
    if (e)
        return e;
    if (jose_parse(a, t.id_token, strlen(t.id_token), &j) != OK)
        return err_set(ERR_UPSTREAM, "the identity provider's ID token cannot be read");
    e = sso_verify(s, a, p, &m, &j);
    if (!e)
        e = sso_check_claims(a, &j,
                             &(struct sso_expect){ .issuer = p->issuer,
                                                   .client_id = p->client_id,
                                                   .nonce = f->nonce,
                                                   .access_token = t.access_token,
                                                   .now = clock_wall_us(s->d.clock) });
    if (e)
        return e;
    *id_token = t.id_token;
    who->subject = json_string(json_get(j.claims, "sub"));
    read_person(a, p, j.claims, who);
    if (!p->use_userinfo)
        return OK;
    e = sso_userinfo(s, a, &m, t.access_token, &more);
    if (!e && !str_eq(json_string(json_get(more, "sub")), who->subject)) /* Core §5.3.2 */
        e = err_set(ERR_UPSTREAM, "the identity provider's userinfo is somebody else's");
    if (!e)
        read_person(a, p, more, who);
    return e;
}

struct hint {
    struct sql_sso_session_put_in row;
};

static enum err write_hint(struct tx *tx, void *arg)
{
    return sql_sso_session_put(tx, &((const struct hint *)arg)->row);
}

/* The ID token is the hint when the browser signs out there. Without it signing out here still works. */
static void keep_hint(struct sso *s, struct arena *a, const struct sso_provider *p, const char *session_id, const char *id_token)
{
    unsigned char *sealed;
    size_t n;
    if (!p->sign_out || strlen(id_token) > TOKEN_KEPT)
        return;
    enum err e = crypto_seal(a, s->seal, arena_printf(a, "sso_session:%s", session_id), id_token, strlen(id_token), &sealed, &n);
    if (!e)
        e = store_write_essential(s->d.store, write_hint,
                                  &(struct hint){ .row = { .session_id = session_id, .provider_id = p->id, .id_token = { sealed, n } } });
    if (e)
        log_warn("signing out at the identity provider will not be possible", "why", err_detail(), NULL);
}

enum err sso_finish(struct sso *s, struct arena *a, const char *id, const struct sso_answer *in, struct sso_result *out)
{
    struct sso_provider p;
    struct sso_person who = { 0 };
    struct flow f;
    const char *id_token = "";
    char user_id[40];
    *out = (struct sso_result){ .return_to = "/" };
    enum err e = check_answer(s, a, id, in, &f);
    if (e)
        return e;
    out->return_to = sso_return_ok(f.return_to) ? f.return_to : "/";
    if ((e = enabled_provider(s, a, id, &p)) || (e = use_once(s, f.state)))
        return e;
    if (in->error)
        return refused_there(a, in);
    if (!in->code || !*in->code || strlen(in->code) > CODE_MAX)
        return err_set(ERR_UNAUTHENTICATED, "the identity provider gave no code; start again");
    if ((e = sso_talk_begin(s)))
        return e;
    e = prove(s, a, &p, &f, in, &who, &id_token);
    sso_talk_end(s);
    out->email = who.email;
    if (!e)
        e = sso_account(s, a, &p, &who, user_id);
    if (!e)
        e = iam_session_open(s->d.iam, user_id, in->remote, in->agent, &out->login);
    if (!e)
        keep_hint(s, a, &p, out->login.who.session_id, id_token);
    return e;
}

/* ---- signing out ---- */

enum err sso_sign_out_url(struct sso *s, struct arena *a, const char *session_id, const char *base, const char **url)
{
    struct sql_sso_session_get_row row;
    struct sso_provider p;
    struct sso_meta m;
    unsigned char *token;
    size_t n;
    *url = NULL;
    enum err e = sql_sso_session_get(store_reader(s->d.store), a, &(struct sql_sso_session_get_in){ .session_id = session_id }, &row);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (!e)
        e = sso_get(s, a, row.provider_id, &p);
    if (!e)
        e = crypto_open(a, s->seal, arena_printf(a, "sso_session:%s", session_id), row.id_token.p, row.id_token.n, &token, &n);
    if (e || (e = sso_talk_begin(s)))
        return e;
    e = sso_discover(s, a, &p, &m);
    sso_talk_end(s);
    if (!e && m.end_session)
        *url = arena_printf(a, "%s%cclient_id=%s&id_token_hint=%s&post_logout_redirect_uri=%s", m.end_session,
                            strchr(m.end_session, '?') ? '&' : '?', str_url_encode(a, p.client_id), (const char *)token,
                            str_url_encode(a, arena_printf(a, "%s/login", base)));
    return e;
}
