/*
 * sso.h - signing in with identity providers: OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636), as RFC 9700 has it.
 *
 * The browser starts at POST …/start (which binds the sign-in to it by a sealed, short-lived cookie), goes to the provider, comes back to a
 * page of the box's own UI, and that page posts what it was given: the session cookie (SameSite=Strict) is thus set in an answer to the
 * box's own page. State, nonce and PKCE verifier are in the cookie; nothing is stored for who has not signed in.
 *
 * A local account is linked by an address only when the provider says that it is verified, never a superadmin's unless the provider is
 * allowed to; nobody becomes a superadmin by a group. Every call goes out under the tenant `default`'s list of addresses, with a deadline,
 * follows no redirects and reads a bounded answer. Any thread.
 */
#ifndef BINNACLE_SSO_SSO_H
#define BINNACLE_SSO_SSO_H
#include "core/arena.h"
#include "core/clock.h"
#include "core/crypto.h"
#include "core/err.h"
#include "core/field.h"
#include "iam/iam.h"
#include "net/net.h"
#include "outgoing/outgoing.h"
#include "settings/settings.h"
#include "store/store.h"

#define SSO_PROVIDERS_MAX 20
#define SSO_MAPPINGS_MAX  200
#define SSO_FLOW_SECONDS  600
#define SSO_COOKIE_MAX    3500 /* bytes of the flow's cookie */

struct sso;
struct sso_deps {
    struct store *store;
    struct clock *clock;
    struct net *net;
    struct outgoing *outgoing;
    struct iam *iam;
    struct settings *settings;
    const unsigned char *key; /* the box's; CRYPTO_KEY_SIZE bytes, copied */
};
MUST_CHECK enum err sso_new(const struct sso_deps *d, struct sso **out);
void sso_free(struct sso *s);

/* ---- providers ---- */
struct sso_mapping {
    const char *group, *tenant_id, *tenant_name, *role;
};
struct sso_provider {
    const char *id, *name, *issuer, *client_id, *auth_method, *scopes, *groups_claim;
    const char *secret; /* to be stored; NULL: as it is, "": none. Never read back */
    bool secret_set;
    bool use_userinfo, create_users, link_by_email, allow_superadmins, sign_out, enabled;
    const char *default_tenant_id, *default_role; /* NULL and "": who matches no mapping is refused */
    const struct sso_mapping *mappings;
    size_t mapping_count;
    int64_t created_at, updated_at, version;
};
extern const struct field sso_provider_fields[]; /* of a body */

MUST_CHECK enum err sso_list(struct sso *s, struct arena *a, struct sso_provider **out, size_t *count); /* by name, without mappings */
MUST_CHECK enum err sso_get(struct sso *s, struct arena *a, const char *id, struct sso_provider *out);
/* What the body says over what p has. ERR_INVALID was reported by field. */
MUST_CHECK enum err sso_read(struct sso *s, struct arena *a, const struct json *body, struct sso_provider *p, field_report report,
                             void *arg);
/* p->id is written. ERR_CONFLICT: the name is taken, or there are too many. */
MUST_CHECK enum err sso_create(struct sso *s, struct arena *a, struct sso_provider *p);
/* ERR_PRECONDITION when p->version is not the stored one. Another issuer forgets whose account was whose, and its secret unless given. */
MUST_CHECK enum err sso_update(struct sso *s, struct arena *a, const struct sso_provider *p);
MUST_CHECK enum err sso_delete(struct sso *s, const char *id);
/* As JSON, without secrets. */
void sso_write(struct json_out *o, const struct sso_provider *p);
/* What the provider publishes: one object {ok, detail, issuer, endpoints…, keys[]}. OK also when the provider cannot be used: `ok` says. */
MUST_CHECK enum err sso_test(struct sso *s, struct arena *a, const struct sso_provider *p, struct json_out *o);

/* ---- signing in ---- */
struct sso_start {
    char *url;    /* where the browser goes */
    char *cookie; /* value of the flow's cookie */
};
/* base: scheme and authority of the box as the browser sees it. return_to: a path of the box; anything else becomes "/". ERR_NOT_FOUND: no
 * such provider, or a disabled one; ERR_UNREACHABLE, ERR_TIMEOUT, ERR_UPSTREAM: the provider, in words. */
MUST_CHECK enum err sso_start(struct sso *s, struct arena *a, const char *id, const char *base, const char *return_to,
                              struct sso_start *out);
struct sso_answer {
    const char *state, *code, *iss, *error, *error_description; /* as the provider gave them; NULL: absent */
    const char *cookie, *remote, *agent;                        /* cookie NULL: none */
};
struct sso_result {
    struct iam_login login;
    const char *return_to;
    const char *email; /* what is known of who tried, for the trail; NULL: nothing */
};
/* ERR_FORBIDDEN, ERR_UNAUTHENTICATED, ERR_CONFLICT: refused, in words for the person; the provider's errors as above. */
MUST_CHECK enum err sso_finish(struct sso *s, struct arena *a, const char *id, const struct sso_answer *in, struct sso_result *out);
/* Where the browser goes to sign out at the provider as well; NULL: nowhere. */
MUST_CHECK enum err sso_sign_out_url(struct sso *s, struct arena *a, const char *session_id, const char *base, const char **url);
/* The address to register at the provider. */
char *sso_redirect_uri(struct arena *a, const char *base, const char *id);

/* ---- pure parts, for tests ---- */
struct jose;
struct sso_expect {
    const char *issuer, *client_id, *nonce;
    const char *access_token; /* NULL: at_hash is not looked at */
    int64_t now;              /* µs */
};
/* OpenID Connect Core §3.1.3.7 over a token whose signature is proven. ERR_UNAUTHENTICATED in words. */
MUST_CHECK enum err sso_check_claims(struct arena *a, const struct jose *t, const struct sso_expect *x);
/* Only a path of this box: no scheme, no host, no backslash, no control character. */
bool sso_return_ok(const char *path);

#endif
