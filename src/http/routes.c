/*
 * routes.c - the tree of path segments: compiled at start-up, where every mistake in a row stops the program; matched per request.
 *
 * Threads: built by main; matching is read-only. A match walks the literal child first and comes back for the parameter child, so the
 * depth of the path bounds the work (at most 2^params steps, params <= PATTERN_PARAMS_MAX).
 */
#include "http/routes.h"
#include "core/mem.h"
#include "core/str.h"
#include <stdio.h>
#include <string.h>

#define SEGMENTS_MAX 16

struct node {
    char *segment; /* literal; NULL for the parameter child */
    struct node *child, *sibling, *param;
    struct compiled_route *by_method[METHODS];
};

struct routes {
    struct node root;
    struct compiled_route **all;
    size_t count, cap;
};

static const char *const names[METHODS] = { [GET] = "GET", [POST] = "POST", [PUT] = "PUT", [PATCH] = "PATCH", [DELETE] = "DELETE" };

const char *method_name(enum method m)
{
    return names[m];
}

bool method_parse(const char *s, enum method *m, bool *is_head)
{
    *is_head = strcmp(s, "HEAD") == 0;
    if (*is_head) {
        *m = GET;
        return true;
    }
    for (int i = 0; i < METHODS; i++) {
        if (strcmp(s, names[i]) != 0)
            continue;
        *m = (enum method)i;
        return true;
    }
    return false;
}

struct routes *routes_new(void)
{
    return mem_alloc(sizeof(struct routes));
}

static void free_children(struct node *n)
{
    for (struct node *c = n->child; c;) {
        struct node *next = c->sibling;
        free_children(c);
        mem_free(c->segment);
        mem_free(c);
        c = next;
    }
    if (!n->param)
        return;
    free_children(n->param);
    mem_free(n->param);
}

void routes_free(struct routes *r)
{
    if (!r)
        return;
    free_children(&r->root);
    for (size_t i = 0; i < r->count; i++) {
        for (size_t k = 0; k < r->all[i]->param_count; k++)
            mem_free((void *)(uintptr_t)r->all[i]->params[k]);
        mem_free(r->all[i]);
    }
    mem_free(r->all);
    mem_free(r);
}

/* ---- compiling ---- */

struct pattern {
    const char *at[SEGMENTS_MAX];
    size_t len[SEGMENTS_MAX];
    bool param[SEGMENTS_MAX];
    size_t count;
};

static bool plain_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-_.~", c) != NULL;
}

static bool split_pattern(const char *path, struct pattern *p)
{
    memset(p, 0, sizeof *p);
    if (path[0] != '/')
        return false;
    for (const char *s = path; *s;) {
        s++;
        size_t n = strcspn(s, "/");
        if (n == 0 || p->count == SEGMENTS_MAX)
            return false;
        bool param = s[0] == '{';
        if (param && (n < 3 || s[n - 1] != '}'))
            return false;
        for (size_t i = param ? 1 : 0; i < n - (param ? 1 : 0); i++)
            if (!plain_char(s[i]))
                return false;
        p->at[p->count] = param ? s + 1 : s;
        p->len[p->count] = param ? n - 2 : n;
        p->param[p->count++] = param;
        s += n;
    }
    return p->count > 0;
}

static bool same_literal(const struct pattern *a, const struct pattern *b, size_t i)
{
    return a->len[i] == b->len[i] && memcmp(a->at[i], b->at[i], a->len[i]) == 0;
}

/* Whether some path matches both and neither is the more specific one. */
static bool ambiguous(const struct pattern *a, const struct pattern *b)
{
    bool a_wins = false, b_wins = false;
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (!a->param[i] && !b->param[i] && !same_literal(a, b, i))
            return false;
        if (!a->param[i] && b->param[i])
            a_wins = true;
        if (a->param[i] && !b->param[i])
            b_wins = true;
    }
    return a_wins == b_wins;
}

static enum err check_row(const struct routes *r, const struct route *row, const struct pattern *p, perm_name_fn perm_name)
{
    const char *m = method_name(row->method);
    bool changes = row->method != GET;
    if (!row->handler)
        return err_set(ERR_INTERNAL, "route %s %s has no handler", m, row->path);
    if (!row->doc)
        return err_set(ERR_INTERNAL, "route %s %s has no doc", m, row->path);
    if ((row->flags & ROUTE_PUBLIC) ? row->perm != 0 : row->perm == 0)
        return err_set(ERR_INTERNAL, "route %s %s: a route names a permission or is public", m, row->path);
    if (row->perm != 0 && (!perm_name || !perm_name(row->perm)))
        return err_set(ERR_INTERNAL, "route %s %s names an unknown permission", m, row->path);
    if (changes && !row->audit && !(row->flags & ROUTE_NO_AUDIT))
        return err_set(ERR_INTERNAL, "route %s %s names no audit action", m, row->path);
    if (row->in && (row->flags & ROUTE_RAW_BODY))
        return err_set(ERR_INTERNAL, "route %s %s: a raw body has no fields", m, row->path);
    if (row->list && row->method != GET)
        return err_set(ERR_INTERNAL, "route %s %s: only GET lists", m, row->path);
    if ((row->flags & ROUTE_HIDDEN_BODY) && row->out)
        return err_set(ERR_INTERNAL, "route %s %s: an answer that is not JSON has no fields", m, row->path);
    size_t params = 0;
    for (size_t i = 0; i < p->count; i++)
        params += p->param[i];
    if (params > PATTERN_PARAMS_MAX)
        return err_set(ERR_INTERNAL, "route %s %s has more than %d parameters", m, row->path, PATTERN_PARAMS_MAX);
    for (size_t i = 0; i < r->count; i++) {
        const struct route *other = r->all[i]->row;
        struct pattern q;
        if (!split_pattern(other->path, &q))
            continue;
        /* One shape has one set of names: OpenAPI knows no other. */
        if (p->count == q.count) {
            bool same = true, renamed = false;
            for (size_t k = 0; k < q.count && same; k++) {
                same = p->param[k] == q.param[k] && (p->param[k] || same_literal(p, &q, k));
                renamed = renamed || (p->param[k] && !same_literal(p, &q, k));
            }
            if (same && renamed)
                return err_set(ERR_INTERNAL, "routes %s and %s name the same parameter differently", row->path, other->path);
            if (same && other->method == row->method)
                return err_set(ERR_INTERNAL, "route %s %s is there twice", m, row->path);
        }
        if (other->method == row->method && ambiguous(p, &q))
            return err_set(ERR_INTERNAL, "routes %s %s and %s are ambiguous", m, row->path, other->path);
    }
    return OK;
}

static struct node *descend(struct node *n, const struct pattern *p, size_t i)
{
    if (p->param[i]) {
        if (!n->param)
            n->param = mem_alloc(sizeof *n->param);
        return n->param;
    }
    for (struct node *c = n->child; c; c = c->sibling)
        if (strlen(c->segment) == p->len[i] && memcmp(c->segment, p->at[i], p->len[i]) == 0)
            return c;
    struct node *c = mem_alloc(sizeof *c);
    c->segment = mem_strndup(p->at[i], p->len[i]);
    c->sibling = n->child;
    n->child = c;
    return c;
}

enum err routes_add(struct routes *r, const struct route *row, void *ctx, perm_name_fn perm_name)
{
    struct pattern p;
    if (!row->path || !split_pattern(row->path, &p))
        return err_set(ERR_INTERNAL, "route pattern '%s' cannot be read", row->path ? row->path : "");
    enum err e = check_row(r, row, &p, perm_name);
    if (e != OK)
        return e;
    struct compiled_route *c = mem_alloc(sizeof *c);
    struct node *n = &r->root;
    c->row = row;
    c->ctx = ctx;
    c->any_perm = row->perm != 0 && str_eq(perm_name(row->perm), "any");
    for (size_t i = 0; i < p.count; i++) {
        n = descend(n, &p, i);
        if (p.param[i])
            c->params[c->param_count++] = mem_strndup(p.at[i], p.len[i]);
    }
    n->by_method[row->method] = c;
    char labels[256];
    snprintf(labels, sizeof labels, "method=\"%s\",route=\"%s\"", method_name(row->method), row->path);
    c->seconds = metric_histogram_seconds("binnacle_http_request_duration_seconds", labels,
                                          "Time from a request's arrival at a worker to its answer");
    if (r->count == r->cap) {
        r->cap = r->cap ? r->cap * 2 : 64;
        r->all = mem_resize(r->all, r->cap * sizeof *r->all);
    }
    r->all[r->count++] = c;
    return OK;
}

size_t routes_count(const struct routes *r)
{
    return r->count;
}

const struct compiled_route *routes_at(const struct routes *r, size_t i)
{
    return r->all[i];
}

/* ---- matching ---- */

struct walk {
    struct route_match *out;
    enum method m;
    const char *at[SEGMENTS_MAX];
    size_t len[SEGMENTS_MAX], count;
    size_t captured[PATTERN_PARAMS_MAX], captures;
};

static bool walk_node(struct walk *w, const struct node *n, size_t i)
{
    if (i == w->count) {
        /* What the most literal path of that name has, as it is documented; its neighbours' methods are no business of it. */
        for (unsigned k = 0, first = w->out->allowed == 0; k < METHODS && first; k++)
            if (n->by_method[k])
                w->out->allowed |= 1u << k;
        w->out->route = n->by_method[w->m];
        return w->out->route != NULL;
    }
    for (const struct node *c = n->child; c; c = c->sibling)
        if (strlen(c->segment) == w->len[i] && memcmp(c->segment, w->at[i], w->len[i]) == 0 && walk_node(w, c, i + 1))
            return true;
    if (!n->param || w->captures == PATTERN_PARAMS_MAX)
        return false;
    w->captured[w->captures++] = i;
    if (walk_node(w, n->param, i + 1))
        return true;
    w->captures--;
    return false;
}

void routes_match(const struct routes *r, struct arena *a, enum method m, const char *path, struct route_match *out)
{
    struct walk w = { .out = out, .m = m };
    memset(out, 0, sizeof *out);
    for (const char *s = path; *s;) {
        if (*s != '/' || w.count == SEGMENTS_MAX)
            return;
        s++;
        size_t n = strcspn(s, "/");
        if (n == 0)
            return;
        w.at[w.count] = s;
        w.len[w.count++] = n;
        s += n;
    }
    if (w.count == 0 || !walk_node(&w, &r->root, 0))
        return;
    for (size_t i = 0; i < w.captures; i++)
        out->values[i] = arena_strndup(a, w.at[w.captured[i]], w.len[w.captured[i]]);
}
