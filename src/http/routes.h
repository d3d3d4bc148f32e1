/*
 * routes.h - the route rows compiled into a tree of path segments. Built at start-up by one thread, read-only afterwards.
 */
#ifndef BINNACLE_HTTP_ROUTES_H
#define BINNACLE_HTTP_ROUTES_H
#include "core/arena.h"
#include "core/metrics.h"
#include "http/http.h"

#define PATTERN_PARAMS_MAX 6
#define METHODS            5

struct compiled_route {
    const struct route *row;
    void *ctx;
    struct metric *seconds; /* by template and method */
    const char *params[PATTERN_PARAMS_MAX];
    size_t param_count;
    bool any_perm; /* signed in is enough */
};

struct routes;
typedef const char *(*perm_name_fn)(int perm);

struct routes *routes_new(void);
void routes_free(struct routes *r);
/* ERR_INTERNAL with the reason: no permission, no audit action, a bad, duplicate or ambiguous pattern. */
MUST_CHECK enum err routes_add(struct routes *r, const struct route *row, void *ctx, perm_name_fn perm_name);
size_t routes_count(const struct routes *r);
const struct compiled_route *routes_at(const struct routes *r, size_t i); /* in order of registration */

struct route_match {
    const struct compiled_route *route;     /* NULL: none with this method */
    const char *values[PATTERN_PARAMS_MAX]; /* percent-encoded segments as in the path, in the arena */
    unsigned allowed;                       /* bit set of methods that other rows have for this path; 0: no such path */
};
/* path: absolute, still percent-encoded, without query. A literal segment wins over a parameter, from the left. */
void routes_match(const struct routes *r, struct arena *a, enum method m, const char *path, struct route_match *out);

const char *method_name(enum method m);
bool method_parse(const char *s, enum method *m, bool *is_head);

#endif
