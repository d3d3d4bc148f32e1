/*
 * iam_api.h - /api/v1/auth, /users, /roles: routes over iam/iam.h.
 */
#ifndef BINNACLE_IAM_API_H
#define BINNACLE_IAM_API_H
#include "http/server.h"
#include "iam/iam.h"

/* The session's cookie; "" takes it away. */
void iam_set_cookie(struct request *rq, const char *token);
MUST_CHECK enum err iam_routes(struct iam *i, struct server *s);
MUST_CHECK enum err iam_role_routes(struct iam *i, struct server *s); /* called by iam_routes */
/* Who asks, for functions that take an actor. */
struct iam_identity iam_request_identity(struct request *rq);
MUST_CHECK enum err iam_account_routes(struct iam *i, struct server *s); /* iam_api_accounts.c */

#endif
