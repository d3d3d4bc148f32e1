/*
 * openapi.h - what the two files that write the OpenAPI document share: openapi.c (paths and schemas, from the rows) and openapi_parts.c
 * (what is the same for every operation).
 */
#ifndef BINNACLE_HTTP_OPENAPI_H
#define BINNACLE_HTTP_OPENAPI_H
#include "http/private.h"

void openapi_ref(struct json_out *o, const char *kind, const char *name); /* {"$ref": "#/components/KIND/NAME"} */
/* Members of the root and of components, each written into an open object. */
void openapi_info(struct json_out *o, const char *version);
void openapi_tags(struct json_out *o, const struct server *s);
void openapi_security_schemes(struct json_out *o, bool tokens);
void openapi_shared_parameters(struct json_out *o);
void openapi_shared_headers(struct json_out *o);
void openapi_problem_answers(struct json_out *o);
void openapi_problem_schema(struct json_out *o);
/* "404": a reference to the shared answer of that status. */
void openapi_problem(struct json_out *o, int status);
/* The ways to sign in, as "security" has them. changes: the cookie alone is not enough. */
void openapi_security(struct json_out *o, bool changes, bool tokens);

#endif
