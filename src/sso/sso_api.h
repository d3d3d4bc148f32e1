/*
 * sso_api.h - /api/v1/auth/sso and /api/v1/admin/sso: routes over sso/sso.h.
 */
#ifndef BINNACLE_SSO_API_H
#define BINNACLE_SSO_API_H
#include "http/server.h"
#include "sso/sso.h"

MUST_CHECK enum err sso_routes(struct sso *s, struct server *server);

#endif
