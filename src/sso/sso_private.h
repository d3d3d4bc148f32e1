/*
 * sso_private.h - what the files of sso/ share.
 */
#ifndef BINNACLE_SSO_PRIVATE_H
#define BINNACLE_SSO_PRIVATE_H
#include "core/jose.h"
#include "sso/sso.h"
#include <pthread.h>
#include <stdatomic.h>

#define SSO_AT_ONCE  8    /* conversations with providers */
#define SSO_USED_MAX 4096 /* states that were used, so that none is used twice */

/* What a provider publishes, kept for an hour. */
struct sso_known {
    char provider_id[40];
    int64_t version;               /* of the provider's row */
    char *discovery;               /* JSON text; NULL: not known */
    int64_t discovery_at, keys_at; /* monotonic */
    struct jose_keys *keys;
};

struct sso {
    struct sso_deps d;
    unsigned char seal[CRYPTO_KEY_SIZE];
    atomic_int talking;
    pthread_mutex_t lock; /* what follows */
    struct sso_known known[SSO_PROVIDERS_MAX];
    unsigned char used[SSO_USED_MAX][CRYPTO_HASH_SIZE];
    int64_t used_at[SSO_USED_MAX]; /* wall */
    size_t used_next;
};

struct sso_meta {
    const char *issuer, *authorization, *token, *jwks, *userinfo, *end_session; /* the last two NULL: none */
    bool iss_parameter;                                                         /* answers carry iss (RFC 9207) */
};

/* ---- sso.c ---- */
/* The sealed secret of a provider opened; "" when there is none. */
MUST_CHECK enum err sso_secret(struct sso *s, struct arena *a, const char *id, const char **out);

/* ---- sso_provider.c: what is said to and by a provider ---- */
MUST_CHECK enum err sso_url_check(const char *url, const char *what); /* https, or http on loopback. ERR_INVALID */
MUST_CHECK enum err sso_discover(struct sso *s, struct arena *a, const struct sso_provider *p, struct sso_meta *out);
void sso_forget(struct sso *s, const char *provider_id);
struct sso_tokens {
    const char *id_token, *access_token;
};
MUST_CHECK enum err sso_exchange(struct sso *s, struct arena *a, const struct sso_provider *p, const struct sso_meta *m, const char *code,
                                 const char *verifier, const char *redirect_uri, struct sso_tokens *out);
/* Whether a key of the provider signed it; asks for its keys again when the token names one that is not known. */
MUST_CHECK enum err sso_verify(struct sso *s, struct arena *a, const struct sso_provider *p, const struct sso_meta *m,
                               const struct jose *t);
MUST_CHECK enum err sso_userinfo(struct sso *s, struct arena *a, const struct sso_meta *m, const char *access_token,
                                 const struct json **out);
/* At most SSO_AT_ONCE conversations; ERR_BUSY. */
MUST_CHECK enum err sso_talk_begin(struct sso *s);
void sso_talk_end(struct sso *s);

/* ---- sso_account.c: whose account it is ---- */
struct sso_person {
    const char *subject, *email, *name;
    bool email_verified;
    const char *const *groups;
    size_t group_count;
};
MUST_CHECK enum err sso_account(struct sso *s, struct arena *a, const struct sso_provider *p, const struct sso_person *who,
                                char user_id[40]);

#endif
