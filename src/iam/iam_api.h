/*
 * iam_api.h - /api/v1/auth, /users, /roles: routes over iam/iam.h.
 */
#ifndef BINNACLE_IAM_API_H
#define BINNACLE_IAM_API_H
#include "http/server.h"
#include "iam/iam.h"

MUST_CHECK enum err iam_routes(struct iam *i, struct server *s);

#endif
