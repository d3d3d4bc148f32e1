/*
 * audit_diff.c - what changed between two stored JSON objects, by scanning their text: no tree is made of what is the same. Pure.
 *
 * The texts were written by this program, so equal bytes are equal values; only what differs is parsed, to see whether it does in earnest.
 * Text that is no JSON ends the scan: what was found until then is what is told.
 */
#include "audit/audit_private.h"
#include "core/str.h"
#include <string.h>

#define CHANGES_MAX  200
#define CHANGES_DEEP 6

struct slice {
    const char *p;
    size_t n;
};

struct members {                  /* of one object */
    const char *begin, *at, *end; /* behind its '{'; the scan's place; behind the text */
};

struct changes {
    struct json_out *o;
    struct arena *a;
    int count;
};

static const char *skip_space(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
        p++;
    return p;
}

/* Behind the string that starts at p; NULL: it has no end. */
static const char *skip_string(const char *p, const char *end)
{
    for (p++; p < end; p++) {
        if (*p == '\\')
            p++;
        else if (*p == '"')
            return p + 1;
    }
    return NULL;
}

static const char *skip_value(const char *p, const char *end)
{
    int depth = 0;
    while (p && p < end) {
        if (*p == '"') {
            p = skip_string(p, end);
            if (depth == 0)
                return p;
            continue;
        }
        if (*p == '{' || *p == '[')
            depth++;
        else if ((*p == '}' || *p == ']') && --depth <= 0)
            return depth < 0 ? p : p + 1;
        else if (depth == 0 && (*p == ',' || *p == ' ' || *p == '\n'))
            return p;
        p++;
    }
    return p;
}

static bool open_object(struct slice v, struct members *m)
{
    const char *end = v.p + v.n, *p = skip_space(v.p, end);
    if (p == end || *p != '{')
        return false;
    *m = (struct members){ .begin = p + 1, .at = p + 1, .end = end };
    return true;
}

/* The next member; its key as it stands between the quotes. */
static bool next_member(struct members *m, struct slice *key, struct slice *value)
{
    const char *p = skip_space(m->at, m->end);
    if (p < m->end && *p == ',')
        p = skip_space(p + 1, m->end);
    if (p == m->end || *p != '"')
        return false;
    const char *after = skip_string(p, m->end);
    if (!after)
        return false;
    *key = (struct slice){ p + 1, (size_t)(after - p) - 2 };
    p = skip_space(after, m->end);
    if (p == m->end || *p != ':')
        return false;
    p = skip_space(p + 1, m->end);
    after = skip_value(p, m->end);
    if (!after || after == p)
        return false;
    *value = (struct slice){ p, (size_t)(after - p) };
    m->at = after;
    return true;
}

static bool same(struct slice a, struct slice b)
{
    return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

/* The member of that key. Both objects mostly have the same members in the same order: looked for from where the last one was found. */
static bool find(struct members *m, struct slice key, struct slice *value)
{
    const char *from = m->at;
    struct slice k;
    while (next_member(m, &k, value))
        if (same(k, key))
            return true;
    m->at = m->begin;
    while (m->at < from && next_member(m, &k, value))
        if (same(k, key))
            return true;
    m->at = from;
    return false;
}

static bool equal(struct changes *c, struct slice a, struct slice b)
{
    struct json *x = NULL, *y = NULL;
    if (same(a, b))
        return true;
    return json_parse(c->a, a.p, a.n, &x) == OK && json_parse(c->a, b.p, b.n, &y) == OK && str_eq(json_print(c->a, x), json_print(c->a, y));
}

static void write_change(struct changes *c, struct slice field, const struct slice *before, const struct slice *after)
{
    c->count++;
    jo_object(c->o);
    jo_key(c->o, "field");
    jo_raw(c->o, field.p - 1, field.n + 2); /* with its quotes */
    jo_kv_string(c->o, "kind", !before ? "added" : !after ? "removed" : "changed");
    jo_key(c->o, "before");
    jo_raw(c->o, before ? before->p : "", before ? before->n : 0);
    jo_key(c->o, "after");
    jo_raw(c->o, after ? after->p : "", after ? after->n : 0);
    jo_object_end(c->o);
}

/* "config.url", between quotes. */
static struct slice below(struct changes *c, struct slice path, struct slice key)
{
    if (!path.n)
        return key;
    char *p = arena_printf(c->a, "\"%.*s.%.*s\"", (int)path.n, path.p, (int)key.n, key.p);
    return (struct slice){ p + 1, path.n + 1 + key.n };
}

/* Members that differ, by their path. Arrays are compared whole. */
static void compare(struct changes *c, struct slice path, struct members before, struct members after, int depth)
{
    struct slice key, new, old;
    struct members inner_old, inner_new, all = before;
    while (c->count < CHANGES_MAX && next_member(&after, &key, &new)) {
        if (!find(&before, key, &old))
            write_change(c, below(c, path, key), NULL, &new);
        else if (same(old, new))
            continue;
        else if (depth < CHANGES_DEEP && open_object(old, &inner_old) && open_object(new, &inner_new))
            compare(c, below(c, path, key), inner_old, inner_new, depth + 1);
        else if (!equal(c, old, new))
            write_change(c, below(c, path, key), &old, &new);
    }
    after.at = after.begin;
    while (c->count < CHANGES_MAX && next_member(&all, &key, &old))
        if (!find(&after, key, &new))
            write_change(c, below(c, path, key), &old, NULL);
}

void audit_write_changes(struct json_out *o, struct arena *a, const char *before, size_t before_len, const char *after, size_t after_len)
{
    struct changes c = { .o = o, .a = a };
    struct members old, new;
    jo_array(o);
    if (before && after && open_object((struct slice){ before, before_len }, &old) && open_object((struct slice){ after, after_len }, &new))
        compare(&c, (struct slice){ NULL, 0 }, old, new, 0);
    jo_array_end(o);
}
