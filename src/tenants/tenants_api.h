/* tenants_api.h - the routes of tenants/. */
#ifndef BINNACLE_TENANTS_API_H
#define BINNACLE_TENANTS_API_H
#include "http/server.h"
#include "tenants/tenants.h"

MUST_CHECK enum err tenants_routes(struct tenants *t, struct server *s);

#endif
