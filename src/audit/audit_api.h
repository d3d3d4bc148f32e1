/*
 * audit_api.h - /api/v1/audit over audit/audit.h.
 */
#ifndef BINNACLE_AUDIT_API_H
#define BINNACLE_AUDIT_API_H
#include "audit/audit.h"
#include "http/server.h"

MUST_CHECK enum err audit_routes(struct audit *t, struct server *s);

#endif
