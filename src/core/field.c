/*
 * field.c - validation, JSON Schema and masking from tables of fields. Pure functions.
 *
 * Validation descends as deep as the tables do; JSON itself is at most JSON_MAX_DEPTH deep. Reporting stops after PROBLEMS_MAX.
 */
#include "core/field.h"
#include "core/clock.h"
#include "core/ids.h"
#include "core/str.h"
#include <stdio.h>
#include <string.h>

#define PROBLEMS_MAX 50
#define STRING_MAX   1024
#define COUNT_MAX    1000
#define PATH_SIZE    512

struct run {
    field_report report;
    void *arg;
    int problems;
    char path[PATH_SIZE];
};

static void problem(struct run *r, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void problem(struct run *r, const char *fmt, ...)
{
    if (r->problems >= PROBLEMS_MAX)
        return;
    char text[256];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    r->problems++;
    if (r->report)
        r->report(r->arg, r->path, text);
}

/* Appends a member's name or [n] and returns the old length for path_cut. */
static size_t path_add(struct run *r, const char *name)
{
    size_t n = strlen(r->path);
    snprintf(r->path + n, sizeof r->path - n, "%s%s", n && name[0] != '[' ? "." : "", name);
    return n;
}

static void path_cut(struct run *r, size_t n)
{
    r->path[n] = '\0';
}

static int64_t string_max(const struct field *f)
{
    return f->max ? f->max : STRING_MAX;
}
static int64_t count_max(const struct field *f)
{
    return f->max ? f->max : COUNT_MAX;
}

/* ---- texts ---- */

static bool control_free(const char *s, bool multiline)
{
    for (const unsigned char *p = (const unsigned char *)s; *p; p++) {
        if (*p == 0x7F || (*p == 0xC2 && p[1] < 0xA0))
            return false;
        if (*p < 0x20 && !(multiline && (*p == '\t' || *p == '\n' || *p == '\r')))
            return false;
    }
    return true;
}

/* What the Internet accepts as an address, not all of RFC 5322: local@domain, no quotes, no white space, at most 254 bytes. */
static bool is_email(const char *s)
{
    const char *at = strchr(s, '@');
    if (!at || at == s || at - s > 64 || strchr(at + 1, '@') || strlen(s) > 254)
        return false;
    if (*s == '.' || at[-1] == '.' || strstr(s, "..") || strpbrk(s, " \"(),:;<>[\\]"))
        return false;
    const char *domain = at + 1;
    if (!*domain || *domain == '-' || *domain == '.' || str_ends(domain, "-") || str_ends(domain, "."))
        return false;
    return true;
}

static bool is_url(const char *s)
{
    const char *host = str_starts(s, "http://") ? s + 7 : str_starts(s, "https://") ? s + 8 : NULL;
    if (!host || strpbrk(s, " \"<>\\^`{|}"))
        return false;
    size_t n = strcspn(host, "/?#");
    const char *at = memrchr(host, '@', n); /* user:password@ is allowed by the grammar; the host follows it */
    if (at)
        n -= (size_t)(at + 1 - host), host = at + 1;
    if (n == 0 || *host == ':')
        return false;
    const char *port;
    if (*host == '[') {
        const char *close = memchr(host, ']', n);
        if (!close || close == host + 1)
            return false;
        if (close + 1 < host + n && close[1] != ':')
            return false;
        port = close + 1 < host + n ? close + 2 : NULL;
    } else {
        const char *colon = memchr(host, ':', n);
        port = colon ? colon + 1 : NULL;
    }
    if (!port)
        return true;
    int v = 0;
    for (const char *p = port; p < host + n; p++) {
        if (*p < '0' || *p > '9' || p - port > 4)
            return false;
        v = v * 10 + (*p - '0');
    }
    return v > 0 && v <= 65535;
}

static void check_one_of(struct run *r, const struct field *f, const char *s)
{
    char list[160] = "";
    for (size_t i = 0; f->one_of[i]; i++) {
        if (str_eq(f->one_of[i], s))
            return;
        size_t n = strlen(list);
        snprintf(list + n, sizeof list - n, "%s%s", n ? ", " : "", f->one_of[i]);
    }
    problem(r, "must be one of %s", list);
}

static void check_string(struct run *r, const struct field *f, const char *s)
{
    int64_t n = (int64_t)str_chars(s);
    if (f->one_of) {
        check_one_of(r, f, s);
        return;
    }
    if (n == 0 && f->min > 0)
        problem(r, "must not be empty");
    else if (n < f->min)
        problem(r, "must have at least %lld characters", (long long)f->min);
    else if (n > string_max(f))
        problem(r, "must have at most %lld characters", (long long)string_max(f));
    else if (!control_free(s, f->flags & FIELD_MULTILINE))
        problem(r, "must not contain control characters");
    else if ((f->flags & FIELD_UUID) && !id_valid(s))
        problem(r, "must be a UUID");
    else if ((f->flags & FIELD_EMAIL) && !is_email(s))
        problem(r, "must be an e-mail address");
    else if ((f->flags & FIELD_URL) && !(n == 0 && !(f->flags & FIELD_REQUIRED)) && !is_url(s))
        problem(r, "must be an http:// or https:// URL");
}

static void check_range(struct run *r, const struct field *f, double v)
{
    if (f->min == 0 && f->max == 0)
        return;
    if (v < (double)f->min || v > (double)f->max)
        problem(r, "must be between %lld and %lld", (long long)f->min, (long long)f->max);
}

/* ---- validation ---- */

static void check_value(struct run *r, const struct field *f, const struct json *v);

static void check_members(struct run *r, const struct field *fields, const struct json *object, bool partial)
{
    for (const struct json *m = json_first(object); m; m = json_next(m)) {
        const struct field *f = fields;
        while (f->name && !str_eq(f->name, json_key(m)))
            f++;
        if (f->name && !(f->flags & FIELD_READ_ONLY))
            continue;
        size_t n = path_add(r, json_key(m));
        problem(r, f->name ? "is read-only" : "is not a known field");
        path_cut(r, n);
    }
    for (const struct field *f = fields; f->name; f++) {
        if (f->flags & FIELD_READ_ONLY)
            continue;
        const struct json *v = json_get(object, f->name);
        size_t n = path_add(r, f->name);
        if (v)
            check_value(r, f, v);
        else if ((f->flags & FIELD_REQUIRED) && !partial)
            problem(r, "is required");
        path_cut(r, n);
    }
}

static void check_elements(struct run *r, const struct field *f, const struct json *v)
{
    bool map = f->type == F_MAP;
    int64_t count = (int64_t)json_size(v);
    if (count < f->min)
        problem(r, "must have at least %lld entries", (long long)f->min);
    if (count > count_max(f)) {
        problem(r, "must have at most %lld entries", (long long)count_max(f));
        return;
    }
    int64_t i = 0;
    for (const struct json *c = json_first(v); c; c = json_next(c), i++) {
        char index[24];
        snprintf(index, sizeof index, "[%lld]", (long long)i);
        if (map && (!json_key(c)[0] || strlen(json_key(c)) > 256 || !control_free(json_key(c), false))) {
            problem(r, "has a name that is empty, too long or has control characters");
            continue;
        }
        size_t n = path_add(r, map ? json_key(c) : index);
        if (f->fields)
            check_value(r, f->fields, c);
        path_cut(r, n);
    }
}

static void check_value(struct run *r, const struct field *f, const struct json *v)
{
    int64_t i, us;
    double d;
    bool b;
    if (f->type == F_ANY)
        return;
    if (json_type(v) == JSON_NULL) {
        if (!(f->flags & FIELD_NULLABLE))
            problem(r, "must not be null");
        return;
    }
    switch (f->type) {
    case F_STRING:
        if (json_string(v))
            check_string(r, f, json_string(v));
        else
            problem(r, "must be a string");
        break;
    case F_INT:
        if (json_int(v, &i))
            check_range(r, f, (double)i);
        else
            problem(r, "must be a whole number");
        break;
    case F_NUMBER:
        if (json_double(v, &d))
            check_range(r, f, d);
        else
            problem(r, "must be a number");
        break;
    case F_BOOL:
        if (!json_bool(v, &b))
            problem(r, "must be true or false");
        break;
    case F_TIME:
        if (!json_string(v) || !time_parse(json_string(v), &us))
            problem(r, "must be an RFC 3339 time, such as 2026-02-08T09:30:00Z");
        break;
    case F_OBJECT:
        if (json_type(v) != JSON_OBJECT)
            problem(r, "must be an object");
        else if (f->fields)
            check_members(r, f->fields, v, false);
        break;
    case F_MAP:
        if (json_type(v) != JSON_OBJECT)
            problem(r, "must be an object");
        else
            check_elements(r, f, v);
        break;
    case F_ARRAY:
        if (json_type(v) != JSON_ARRAY)
            problem(r, "must be an array");
        else
            check_elements(r, f, v);
        break;
    case F_ANY:
        break;
    }
}

int field_validate(const struct field *fields, const struct json *object, bool partial, field_report report, void *arg)
{
    struct run r = { .report = report, .arg = arg };
    if (json_type(object) != JSON_OBJECT)
        problem(&r, "must be an object");
    else
        check_members(&r, fields, object, partial);
    return r.problems;
}

/* ---- JSON Schema ---- */

static void schema_type(struct json_out *o, const struct field *f, const char *type)
{
    jo_key(o, "type");
    if (f->flags & FIELD_NULLABLE) {
        jo_array(o);
        jo_string(o, type);
        jo_string(o, "null");
        jo_array_end(o);
    } else {
        jo_string(o, type);
    }
}

static void schema_members(struct json_out *o, const struct field *fields, bool for_answer);
static void schema_value(struct json_out *o, const struct field *f, bool for_answer);

static void schema_string(struct json_out *o, const struct field *f)
{
    schema_type(o, f, "string");
    if (f->one_of) {
        jo_key(o, "enum");
        jo_array(o);
        for (size_t i = 0; f->one_of[i]; i++)
            jo_string(o, f->one_of[i]);
        if (f->flags & FIELD_NULLABLE)
            jo_null(o);
        jo_array_end(o);
        return;
    }
    if (f->flags & FIELD_UUID)
        jo_kv_string(o, "format", "uuid");
    else if (f->flags & FIELD_EMAIL)
        jo_kv_string(o, "format", "email");
    else if ((f->flags & FIELD_URL) && (f->flags & FIELD_REQUIRED))
        jo_kv_string(o, "format", "uri");
    else if (f->flags & FIELD_URL) /* none is as good as an empty one */
        jo_kv_string(o, "pattern", "^(https?://.+)?$");
    if (f->min > 0)
        jo_kv_int(o, "minLength", f->min);
    jo_kv_int(o, "maxLength", string_max(f));
}

static void schema_number(struct json_out *o, const struct field *f, const char *type)
{
    schema_type(o, f, type);
    if (f->min == 0 && f->max == 0)
        return;
    jo_kv_int(o, "minimum", f->min);
    jo_kv_int(o, "maximum", f->max);
}

static void schema_count(struct json_out *o, const struct field *f, const char *min, const char *max, bool for_answer)
{
    if (f->min > 0)
        jo_kv_int(o, min, f->min);
    if (!for_answer || f->max)
        jo_kv_int(o, max, count_max(f));
}

static void schema_body(struct json_out *o, const struct field *f, bool for_answer)
{
    if (for_answer && (f->flags & FIELD_SECRET)) {
        schema_type(o, f, "object");
        jo_kv_raw(o, "properties", "{\"set\":{\"type\":\"boolean\"}}");
        jo_kv_raw(o, "required", "[\"set\"]");
        jo_kv_bool(o, "additionalProperties", false);
        return;
    }
    switch (f->type) {
    case F_STRING:
        schema_string(o, f);
        break;
    case F_INT:
        schema_number(o, f, "integer");
        break;
    case F_NUMBER:
        schema_number(o, f, "number");
        break;
    case F_BOOL:
        schema_type(o, f, "boolean");
        break;
    case F_TIME:
        schema_type(o, f, "string");
        jo_kv_string(o, "format", "date-time");
        break;
    case F_OBJECT:
        schema_type(o, f, "object");
        if (f->fields)
            schema_members(o, f->fields, for_answer);
        break;
    case F_MAP:
        schema_type(o, f, "object");
        if (f->fields) {
            jo_key(o, "additionalProperties");
            schema_value(o, f->fields, for_answer);
        }
        schema_count(o, f, "minProperties", "maxProperties", for_answer);
        break;
    case F_ARRAY:
        schema_type(o, f, "array");
        if (f->fields) {
            jo_key(o, "items");
            schema_value(o, f->fields, for_answer);
        }
        schema_count(o, f, "minItems", "maxItems", for_answer);
        break;
    case F_ANY:
        break;
    }
}

static void schema_value(struct json_out *o, const struct field *f, bool for_answer)
{
    jo_object(o);
    schema_body(o, f, for_answer);
    if (f->title)
        jo_kv_string(o, "title", f->title);
    if (f->doc)
        jo_kv_string(o, "description", f->doc);
    if (f->fallback)
        jo_kv_raw(o, "default", f->fallback);
    if (f->example) {
        jo_key(o, "examples");
        jo_array(o);
        jo_raw(o, f->example, strlen(f->example));
        jo_array_end(o);
    }
    if (f->flags & FIELD_SECRET) {
        jo_kv_bool(o, "x-secret", true);
        if (!for_answer)
            jo_kv_bool(o, "writeOnly", true);
    }
    if (f->flags & FIELD_MULTILINE)
        jo_kv_bool(o, "x-multiline", true);
    if (f->flags & FIELD_READ_ONLY)
        jo_kv_bool(o, "readOnly", true);
    jo_object_end(o);
}

/* properties, required and additionalProperties of an object that is already open. */
static void schema_members(struct json_out *o, const struct field *fields, bool for_answer)
{
    bool required = false;
    jo_key(o, "properties");
    jo_object(o);
    for (const struct field *f = fields; f->name; f++) {
        if (!for_answer && (f->flags & FIELD_READ_ONLY))
            continue;
        jo_key(o, f->name);
        schema_value(o, f, for_answer);
        required |= (f->flags & FIELD_REQUIRED) != 0;
    }
    jo_object_end(o);
    if (required) {
        jo_key(o, "required");
        jo_array(o);
        for (const struct field *f = fields; f->name; f++)
            if ((f->flags & FIELD_REQUIRED) && (for_answer || !(f->flags & FIELD_READ_ONLY)))
                jo_string(o, f->name);
        jo_array_end(o);
    }
    jo_kv_bool(o, "additionalProperties", false);
}

void field_json_schema(struct json_out *o, const struct field *fields, bool for_answer)
{
    jo_object(o);
    jo_kv_string(o, "type", "object");
    schema_members(o, fields, for_answer);
    jo_object_end(o);
}

/* ---- masking ---- */

static void print_masked(struct json_out *o, const struct field *f, const struct json *v)
{
    if (f && (f->flags & FIELD_SECRET)) {
        const char *s = json_string(v);
        bool set = s ? s[0] != '\0' : json_type(v) != JSON_NULL;
        bool said;
        if (json_bool(json_get(v, "set"), &said))
            set = said; /* masked before */
        jo_object(o);
        jo_kv_bool(o, "set", set);
        jo_object_end(o);
    } else if (f && f->fields && f->type == F_OBJECT && json_type(v) == JSON_OBJECT) {
        field_print_masked(o, f->fields, v);
    } else if (f && f->fields && f->type == F_MAP && json_type(v) == JSON_OBJECT) {
        jo_object(o);
        for (const struct json *c = json_first(v); c; c = json_next(c)) {
            jo_key(o, json_key(c));
            print_masked(o, f->fields, c);
        }
        jo_object_end(o);
    } else if (f && f->fields && f->type == F_ARRAY && json_type(v) == JSON_ARRAY) {
        jo_array(o);
        for (const struct json *c = json_first(v); c; c = json_next(c))
            print_masked(o, f->fields, c);
        jo_array_end(o);
    } else {
        jo_json(o, v);
    }
}

void field_print_masked(struct json_out *o, const struct field *fields, const struct json *object)
{
    jo_object(o);
    for (const struct json *m = json_first(object); m; m = json_next(m)) {
        const struct field *f = fields;
        while (f->name && !str_eq(f->name, json_key(m)))
            f++;
        jo_key(o, json_key(m));
        print_masked(o, f->name ? f : NULL, m);
    }
    jo_object_end(o);
}
