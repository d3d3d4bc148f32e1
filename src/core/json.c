/*
 * json.c - the JSON reader. A checker holds the text against RFC 8259 first (cJSON is more generous than that), then cJSON builds the
 * tree with an allocator that takes from the arena of the running json_parse.
 *
 * Threads: any, each with its own arena. Always: a struct json is a cJSON node in an arena and is never freed on its own.
 */
#include "core/json.h"
#include "core/str.h"
#include <cjson/cJSON.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local struct arena *parse_arena;

static void *arena_hook(size_t n)
{
    return parse_arena ? arena_alloc(parse_arena, n) : NULL;
}
static void free_hook(void *p)
{
    (void)p;
}

static void install_hooks(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){ .malloc_fn = arena_hook, .free_fn = free_hook });
}

static const cJSON *node(const struct json *v)
{
    return (const cJSON *)(const void *)v;
}
static const struct json *value(const cJSON *v)
{
    return (const struct json *)(const void *)v;
}

/* ---- the checker ---- */

struct check {
    const char *start, *p, *end;
    const char *problem;
};

static bool fail(struct check *c, const char *problem)
{
    if (!c->problem)
        c->problem = problem;
    return false;
}

static void skip_space(struct check *c)
{
    while (c->p < c->end && (*c->p == ' ' || *c->p == '\n' || *c->p == '\r' || *c->p == '\t'))
        c->p++;
}

/* Four hex digits at p as a number, -1 if they are not. */
static int hex4(const char *p, const char *end)
{
    if (end - p < 4)
        return -1;
    int v = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int d = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (d < 0)
            return -1;
        v = v * 16 + d;
    }
    return v;
}

static bool check_escape(struct check *c)
{
    if (c->p == c->end)
        return fail(c, "unfinished string");
    char e = *c->p++;
    if (e != 'u')
        return strchr("\"\\/bfnrt", e) && e ? true : fail(c, "unknown escape in a string");
    int u = hex4(c->p, c->end);
    if (u < 0)
        return fail(c, "\\u needs four hex digits");
    c->p += 4;
    if (u == 0)
        return fail(c, "NUL character in a string");
    if (u >= 0xDC00 && u <= 0xDFFF)
        return fail(c, "lone surrogate in a string");
    if (u >= 0xD800 && u <= 0xDBFF) {
        if (c->end - c->p < 6 || c->p[0] != '\\' || c->p[1] != 'u')
            return fail(c, "lone surrogate in a string");
        int low = hex4(c->p + 2, c->end);
        if (low < 0xDC00 || low > 0xDFFF)
            return fail(c, "lone surrogate in a string");
        c->p += 6;
    }
    return true;
}

static bool check_string(struct check *c)
{
    c->p++; /* the opening quote */
    while (c->p < c->end) {
        unsigned char ch = (unsigned char)*c->p++;
        if (ch == '"')
            return true;
        if (ch < 0x20)
            return fail(c, "control character in a string");
        if (ch == '\\' && !check_escape(c))
            return false;
    }
    return fail(c, "unfinished string");
}

static bool digits(struct check *c)
{
    const char *from = c->p;
    while (c->p < c->end && *c->p >= '0' && *c->p <= '9')
        c->p++;
    return c->p > from;
}

static bool check_number(struct check *c)
{
    const char *from = c->p;
    if (*c->p == '-')
        c->p++;
    if (c->p < c->end && *c->p == '0')
        c->p++;
    else if (!digits(c))
        return fail(c, "bad number");
    if (c->p < c->end && *c->p == '.') {
        c->p++;
        if (!digits(c))
            return fail(c, "bad number");
    }
    if (c->p < c->end && (*c->p == 'e' || *c->p == 'E')) {
        c->p++;
        if (c->p < c->end && (*c->p == '+' || *c->p == '-'))
            c->p++;
        if (!digits(c))
            return fail(c, "bad number");
    }
    return c->p - from <= 60 ? true : fail(c, "number with more than 60 characters"); /* cJSON cuts at 63 */
}

static bool check_word(struct check *c, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(c->end - c->p) < n || memcmp(c->p, word, n) != 0)
        return fail(c, "unexpected character");
    c->p += n;
    return true;
}

static bool check_value(struct check *c, int depth);

static bool check_members(struct check *c, int depth, char close)
{
    if (depth == JSON_MAX_DEPTH)
        return fail(c, "nested too deeply");
    c->p++;
    skip_space(c);
    if (c->p < c->end && *c->p == close) {
        c->p++;
        return true;
    }
    for (;;) {
        if (close == '}') {
            skip_space(c);
            if (c->p == c->end || *c->p != '"')
                return fail(c, "expected a member's name");
            if (!check_string(c))
                return false;
            skip_space(c);
            if (c->p == c->end || *c->p != ':')
                return fail(c, "expected ':'");
            c->p++;
        }
        if (!check_value(c, depth + 1))
            return false;
        skip_space(c);
        if (c->p == c->end)
            return fail(c, "unexpected end");
        if (*c->p == close) {
            c->p++;
            return true;
        }
        if (*c->p != ',')
            return fail(c, close == '}' ? "expected ',' or '}'" : "expected ',' or ']'");
        c->p++;
    }
}

/* Recursion is bounded by JSON_MAX_DEPTH. */
static bool check_value(struct check *c, int depth)
{
    skip_space(c);
    if (c->p == c->end)
        return fail(c, "unexpected end");
    switch (*c->p) {
    case '{':
        return check_members(c, depth, '}');
    case '[':
        return check_members(c, depth, ']');
    case '"':
        return check_string(c);
    case 't':
        return check_word(c, "true");
    case 'f':
        return check_word(c, "false");
    case 'n':
        return check_word(c, "null");
    default:
        if (*c->p == '-' || (*c->p >= '0' && *c->p <= '9'))
            return check_number(c);
        return fail(c, "unexpected character");
    }
}

/* ---- after the parse ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The first name that an object holds twice, NULL if none. */
static const char *duplicate_name(struct arena *a, const cJSON *object)
{
    size_t n = 0;
    for (const cJSON *m = object->child; m; m = m->next)
        n++;
    if (n <= 12) {
        for (const cJSON *m = object->child; m; m = m->next)
            for (const cJSON *k = m->next; k; k = k->next)
                if (strcmp(m->string, k->string) == 0)
                    return m->string;
        return NULL;
    }
    const char **names = arena_array(a, n, sizeof *names);
    size_t i = 0;
    for (const cJSON *m = object->child; m; m = m->next)
        names[i++] = m->string;
    qsort(names, n, sizeof *names, by_name);
    for (i = 1; i < n; i++)
        if (strcmp(names[i - 1], names[i]) == 0)
            return names[i];
    return NULL;
}

static enum err check_tree(struct arena *a, const cJSON *v)
{
    if (cJSON_IsNumber(v) && !isfinite(v->valuedouble))
        return err_set(ERR_MALFORMED, "JSON: a number is too large");
    if (cJSON_IsObject(v)) {
        const char *name = duplicate_name(a, v);
        if (name)
            return err_set(ERR_MALFORMED, "JSON: the member \"%.60s\" is there twice", name);
    }
    for (const cJSON *c = v->child; c; c = c->next) {
        enum err e = check_tree(a, c);
        if (e != OK)
            return e;
    }
    return OK;
}

enum err json_parse(struct arena *a, const char *text, size_t n, struct json **out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install_hooks);
    *out = NULL;
    if (!str_utf8_valid(text, n))
        return err_set(ERR_MALFORMED, "JSON: the text is not valid UTF-8 or holds a NUL byte");

    struct check c = { .start = text, .p = text, .end = text + n };
    if (check_value(&c, 0)) {
        skip_space(&c);
        if (c.p != c.end)
            fail(&c, "unexpected text after the value");
    }
    if (c.problem) {
        long line = 1, column = 1;
        for (const char *p = text; p < c.p && p < c.end; p++) {
            column++;
            if (*p == '\n')
                line++, column = 1;
        }
        return err_set(ERR_MALFORMED, "JSON: %s at line %ld, column %ld", c.problem, line, column);
    }

    size_t used = arena_used(a);
    parse_arena = a;
    cJSON *v = cJSON_ParseWithLengthOpts(text, n, NULL, false);
    parse_arena = NULL;
    if (!v)
        return err_set(ERR_MALFORMED, "JSON: cannot be read");
    if (arena_used(a) == used)
        return err_set(ERR_INTERNAL,
                       "JSON: another copy of cJSON in the program took over its allocator"); /* librdkafka has one; its names are changed
                                                                                                 when it is built */
    enum err e = check_tree(a, v);
    if (e == OK)
        *out = (struct json *)(void *)v;
    return e;
}

/* ---- reading ---- */

enum json_type json_type(const struct json *v)
{
    if (!v)
        return JSON_NULL;
    switch (node(v)->type & 0xFF) {
    case cJSON_False:
    case cJSON_True:
        return JSON_BOOL;
    case cJSON_Number:
        return JSON_NUMBER;
    case cJSON_String:
        return JSON_STRING;
    case cJSON_Array:
        return JSON_ARRAY;
    case cJSON_Object:
        return JSON_OBJECT;
    default:
        return JSON_NULL;
    }
}

const struct json *json_get(const struct json *obj, const char *key)
{
    if (json_type(obj) != JSON_OBJECT)
        return NULL;
    for (const cJSON *c = node(obj)->child; c; c = c->next)
        if (strcmp(c->string, key) == 0)
            return value(c);
    return NULL;
}

const char *json_string(const struct json *v)
{
    return json_type(v) == JSON_STRING ? node(v)->valuestring : NULL;
}

bool json_double(const struct json *v, double *out)
{
    if (json_type(v) != JSON_NUMBER)
        return false;
    *out = node(v)->valuedouble;
    return true;
}

bool json_int(const struct json *v, int64_t *out)
{
    double d;
    if (!json_double(v, &d) || fabs(d) > (double)JSON_MAX_INT || d != floor(d))
        return false;
    *out = (int64_t)d;
    return true;
}

bool json_bool(const struct json *v, bool *out)
{
    if (json_type(v) != JSON_BOOL)
        return false;
    *out = (node(v)->type & 0xFF) == cJSON_True;
    return true;
}

const struct json *json_first(const struct json *v)
{
    enum json_type t = json_type(v);
    return t == JSON_ARRAY || t == JSON_OBJECT ? value(node(v)->child) : NULL;
}

const struct json *json_next(const struct json *v)
{
    return v ? value(node(v)->next) : NULL;
}

const char *json_key(const struct json *v)
{
    return v ? node(v)->string : NULL;
}

size_t json_size(const struct json *v)
{
    size_t n = 0;
    for (const struct json *c = json_first(v); c; c = json_next(c))
        n++;
    return n;
}

void jo_json(struct json_out *o, const struct json *v)
{
    bool b = false;
    double d = 0;
    switch (json_type(v)) {
    case JSON_NULL:
        jo_null(o);
        break;
    case JSON_BOOL:
        json_bool(v, &b);
        jo_bool(o, b);
        break;
    case JSON_NUMBER:
        json_double(v, &d);
        jo_double(o, d);
        break;
    case JSON_STRING:
        jo_string(o, json_string(v));
        break;
    case JSON_ARRAY:
        jo_array(o);
        for (const struct json *c = json_first(v); c; c = json_next(c))
            jo_json(o, c);
        jo_array_end(o);
        break;
    case JSON_OBJECT:
        jo_object(o);
        for (const struct json *c = json_first(v); c; c = json_next(c)) {
            jo_key(o, json_key(c));
            jo_json(o, c);
        }
        jo_object_end(o);
        break;
    }
}

char *json_print(struct arena *a, const struct json *v)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, SIZE_MAX / 2);
    jo_init(&o, &b);
    jo_json(&o, v);
    char *text = arena_strndup(a, b.data ? b.data : "", b.len);
    buf_free(&b);
    return text;
}

const struct json *json_path(const struct json *v, const char *path)
{
    const char *p = path;
    if (*p == '$') {
        p++;
        if (*p == '.')
            p++;
        else if (*p && *p != '[')
            return NULL;
    }
    bool name_expected = *p != '[';
    while (*p && v) {
        if (*p == '[') {
            int64_t index = 0;
            const char *from = ++p;
            for (; *p >= '0' && *p <= '9'; p++)
                if (p - from < 9)
                    index = index * 10 + (*p - '0');
            if (*p != ']' || p == from || p - from > 9 || json_type(v) != JSON_ARRAY)
                return NULL;
            p++;
            for (v = json_first(v); v && index > 0; index--)
                v = json_next(v);
            name_expected = false;
            continue;
        }
        if (*p == '.') {
            if (name_expected)
                return NULL;
            p++;
        } else if (!name_expected) {
            return NULL;
        }
        size_t n = strcspn(p, ".[");
        if (n == 0 || json_type(v) != JSON_OBJECT)
            return NULL;
        const cJSON *c = node(v)->child;
        while (c && (strncmp(c->string, p, n) != 0 || c->string[n]))
            c = c->next;
        v = value(c);
        p += n;
        name_expected = false;
    }
    return v;
}
