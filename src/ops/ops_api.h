/* ops_api.h - the routes and live topics of the operations home and of /system/about. Used by main.c. */
#ifndef BINNACLE_OPS_OPS_API_H
#define BINNACLE_OPS_OPS_API_H
#include "http/server.h"
#include "ops/ops.h"

/* Keeps the server, to tell its live sockets. */
MUST_CHECK enum err ops_routes(struct ops *o, struct server *s);

/* Services counted by status, in an answer. */
extern const struct field ops_counted_out[];

#endif
