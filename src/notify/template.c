/*
 * template.c - fills {{path}} placeholders inside the strings of a JSON document. See template.h.
 *
 * The document is walked once; depth is bounded by the parser. Pure functions, any thread.
 */
#include "notify/template.h"
#include "core/str.h"
#include <string.h>

/* Every path that a template may name. Objects may be named as a whole. */
static const char *const known_paths[] = {
    "type",
    "timestamp",
    "alert",
    "alert.id",
    "alert.alert_type",
    "alert.severity",
    "alert.status",
    "alert.title",
    "alert.message",
    "alert.source_type",
    "alert.source_id",
    "alert.source_name",
    "alert.correlation_id",
    "alert.opened_at",
    "alert.acknowledged_at",
    "alert.acknowledged_by",
    "alert.resolved_at",
    "alert.duration_seconds",
    "alert.affected",
    "service",
    "service.id",
    "service.name",
    "service.type",
    "service.target",
    "box",
    "box.url",
};

static bool path_known(const char *path)
{
    for (size_t i = 0; i < sizeof known_paths / sizeof *known_paths; i++)
        if (str_eq(known_paths[i], path))
            return true;
    return false;
}

/* The placeholder at s ("{{ path }}"): its trimmed path in the arena, *end behind the braces. NULL when it is not closed. */
static char *placeholder(struct arena *a, const char *s, const char **end)
{
    const char *close = strstr(s + 2, "}}");
    if (!close)
        return NULL;
    *end = close + 2;
    return str_trim(a, arena_strndup(a, s + 2, (size_t)(close - s - 2)));
}

/* The path when the whole string is one placeholder, else NULL. */
static char *only_placeholder(struct arena *a, const char *s)
{
    const char *end = NULL;
    if (!str_starts(s, "{{"))
        return NULL;
    char *path = placeholder(a, s, &end);
    return path && *end == '\0' ? path : NULL;
}

/* ---- checking ---- */

static enum err check_string(struct arena *a, const char *s)
{
    for (const char *open; (open = strstr(s, "{{"));) {
        const char *path = placeholder(a, open, &s);
        if (!path)
            return err_set(ERR_INVALID, "a {{ is not closed by }}");
        if (!path_known(path))
            return err_set(ERR_INVALID, "{{%.60s}} is not known; there are type, timestamp, alert.…, service.… and box.url", path);
    }
    return OK;
}

static enum err check_value(struct arena *a, const struct json *v)
{
    if (json_type(v) == JSON_STRING)
        return check_string(a, json_string(v));
    if (json_type(v) != JSON_ARRAY && json_type(v) != JSON_OBJECT)
        return OK;
    for (const struct json *c = json_first(v); c; c = json_next(c)) {
        enum err e = check_value(a, c);
        if (e != OK)
            return e;
    }
    return OK;
}

enum err template_check(struct arena *a, const char *text)
{
    struct json *doc;
    if (strlen(text) > TEMPLATE_MAX)
        return err_set(ERR_INVALID, "must have at most %d bytes", TEMPLATE_MAX);
    if (json_parse(a, text, strlen(text), &doc) != OK)
        return err_set(ERR_INVALID, "is not JSON (placeholders go inside strings): %.200s", arena_strdup(a, err_detail()));
    if (json_type(doc) != JSON_OBJECT && json_type(doc) != JSON_ARRAY)
        return err_set(ERR_INVALID, "must be a JSON object or array");
    return check_value(a, doc);
}

/* ---- filling in ---- */

static void fill_string(struct arena *a, struct json_out *o, const char *s, const struct json *body)
{
    const char *whole = only_placeholder(a, s);
    if (whole) {
        const struct json *v = json_path(body, whole);
        const char *text = v ? json_print(a, v) : "null";
        jo_raw(o, text, strlen(text));
        return;
    }
    struct buf b;
    buf_init(&b, 4 * TEMPLATE_MAX);
    while (*s) {
        const char *open = strstr(s, "{{"), *end = NULL;
        char *path = open ? placeholder(a, open, &end) : NULL;
        if (!path)
            break;
        buf_append(&b, s, (size_t)(open - s));
        const struct json *v = json_path(body, path);
        if (json_string(v))
            buf_puts(&b, json_string(v));
        else if (json_type(v) != JSON_NULL)
            buf_puts(&b, json_print(a, v));
        s = end;
    }
    buf_puts(&b, s);
    jo_string_n(o, b.data ? b.data : "", b.len);
    buf_free(&b);
}

static void fill_value(struct arena *a, struct json_out *o, const struct json *v, const struct json *body)
{
    bool array = json_type(v) == JSON_ARRAY;
    if (json_type(v) == JSON_STRING) {
        fill_string(a, o, json_string(v), body);
    } else if (array || json_type(v) == JSON_OBJECT) {
        if (array)
            jo_array(o);
        else
            jo_object(o);
        for (const struct json *c = json_first(v); c; c = json_next(c)) {
            if (!array)
                jo_key(o, json_key(c));
            fill_value(a, o, c, body);
        }
        if (array)
            jo_array_end(o);
        else
            jo_object_end(o);
    } else {
        const char *text = json_print(a, v);
        jo_raw(o, text, strlen(text));
    }
}

enum err template_fill(struct arena *a, const char *text, const struct json *body, struct buf *out)
{
    struct json *doc;
    enum err e = json_parse(a, text, strlen(text), &doc);
    if (e != OK)
        return e;
    struct json_out o;
    jo_init(&o, out);
    fill_value(a, &o, doc, body);
    return out->overflow ? err_set(ERR_TOO_LARGE, "the filled-in template is larger than %zu bytes", out->max) : OK;
}
