/*
 * field_example.c - example values of tables of fields, for documentation and forms. Pure functions.
 *
 * A row's own example comes first, then its default; what neither has is made from the member's name and type, within the row's limits, so
 * that an example always passes field_validate and the schema of the same table.
 */
#include "core/field.h"
#include "core/str.h"
#include <stdio.h>
#include <string.h>

#define DEPTH_MAX  8
#define TEXT_SIZE  256
#define COUNT_MOST 3 /* entries shown where a row asks for several */

/* By the end of the member's name; the first that fits. Texts are JSON strings without quotes. */
static const struct {
    const char *end, *text;
} texts[] = {
    { "tenant_name", "default" },
    { "user_email", "ops@example.com" },
    { "email", "ops@example.com" },
    { "request_id", "0199c0de-5a3b-7c41-9d2e-3f6b8a1c4d50" },
    { "file_name", "binnacle-2026-02-08.bnc" },
    { "filename", "binnacle-2026-02-08.bnc" },
    { "name", "Orders API" },
    { "id", "0199c0de-5a3b-7c41-9d2e-3f6b8a1c4d5e" },
    { "url", "https://orders.example.com/health" },
    { "target", "https://orders.example.com/health" },
    { "password", "correct horse battery staple" },
    { "otp", "123456" },
    { "token", "q3Zk0v2mJ8t1" },
    { "secret", "whsec_c2VjcmV0" },
    { "address", "192.0.2.10" },
    { "remote", "192.0.2.10" },
    { "host", "orders.example.com" },
    { "version", "1.4.2" },
    { "cidr", "192.0.2.0/24" },
    { "path", "/health" },
    { "title", "Orders API is down" },
    { "reason", "Planned upgrade" },
    { "note", "Looking into it" },
    { "message", "connection refused" },
    { "detail", "connection refused" },
    { "error", "connection refused" },
    { "description", "Takes and keeps customers' orders" },
    { "doc", "What it does, in one line" },
    { "time_zone", "Europe/Berlin" },
    { "locale", "en-GB" },
};
static const struct {
    const char *end;
    int64_t value;
} numbers[] = {
    { "status", 200 },     { "status_code", 200 }, { "port", 443 },    { "_seconds", 60 },   { "_ms", 42 },
    { "_bytes", 1048576 }, { "_days", 30 },        { "_percent", 99 }, { "percentage", 99 }, { "total", 1 },
};

static bool named(const char *name, const char *end)
{
    size_t n = strlen(name), k = strlen(end);
    return n >= k && strcmp(name + n - k, end) == 0 && (n == k || end[0] == '_' || name[n - k - 1] == '_');
}

static void put_text(struct json_out *o, const struct field *f, const char *name)
{
    char text[TEXT_SIZE] = "text";
    size_t max = f->max > 0 && f->max < TEXT_SIZE - 1 ? (size_t)f->max : TEXT_SIZE - 1, min = f->min > 0 ? (size_t)f->min : 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!named(name, texts[i].end))
            continue;
        str_copy(text, sizeof text, texts[i].text);
        break;
    }
    if (f->flags & FIELD_UUID)
        str_copy(text, sizeof text, "0199c0de-5a3b-7c41-9d2e-3f6b8a1c4d5e");
    else if (f->flags & FIELD_EMAIL)
        str_copy(text, sizeof text, "ops@example.com");
    else if (f->flags & FIELD_URL)
        str_copy(text, sizeof text, "https://orders.example.com/health");
    size_t n = strlen(text);
    while (n < min && n < TEXT_SIZE - 1)
        text[n++] = 'x';
    jo_string_n(o, text, n > max ? max : n);
}

static int64_t whole(const struct field *f, const char *name)
{
    int64_t v = 1;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (named(name, numbers[i].end))
            v = numbers[i].value;
    if (f->min == 0 && f->max == 0)
        return v;
    return v < f->min ? f->min : v > f->max ? f->max : v;
}

static void put_value(struct json_out *o, const struct field *f, const char *name, bool for_answer, int depth);

/* A caller is shown what must be sent, and what the table itself has a value for. */
static bool shown(const struct field *f, bool for_answer)
{
    if (for_answer)
        return true;
    return !(f->flags & FIELD_READ_ONLY) && ((f->flags & FIELD_REQUIRED) || f->example || f->fallback);
}

static void put_members(struct json_out *o, const struct field *fields, bool for_answer, int depth)
{
    bool any = false;
    jo_object(o);
    for (const struct field *f = fields; f->name; f++) {
        if (!shown(f, for_answer))
            continue;
        any = true;
        jo_key(o, f->name);
        put_value(o, f, f->name, for_answer, depth);
    }
    /* A change with nothing in it shows nothing: the first member stands for all. */
    for (const struct field *f = fields; !any && depth == 0 && f->name; f++) {
        if (f->flags & FIELD_READ_ONLY)
            continue;
        any = true;
        jo_key(o, f->name);
        put_value(o, f, f->name, for_answer, depth);
    }
    jo_object_end(o);
}

static void put_entries(struct json_out *o, const struct field *f, const char *name, bool for_answer, int depth)
{
    bool map = f->type == F_MAP;
    int64_t count = f->min > 1 ? f->min : 1;
    map ? jo_object(o) : jo_array(o);
    for (int64_t i = 0; f->fields && i < count && i < COUNT_MOST; i++) {
        char key[24];
        snprintf(key, sizeof key, i ? "orders_%lld" : "orders", (long long)i + 1);
        if (map)
            jo_key(o, key);
        put_value(o, f->fields, name, for_answer, depth);
    }
    map ? jo_object_end(o) : jo_array_end(o);
}

static void put_value(struct json_out *o, const struct field *f, const char *name, bool for_answer, int depth)
{
    if (for_answer && (f->flags & FIELD_SECRET)) {
        jo_raw(o, "{\"set\":true}", 12);
        return;
    }
    const char *own = f->example ? f->example : f->fallback;
    if (own && *own) {
        jo_raw(o, own, strlen(own));
        return;
    }
    if (depth == DEPTH_MAX && (f->flags & FIELD_NULLABLE)) {
        jo_null(o);
        return;
    }
    switch (f->type) {
    case F_STRING:
        if (f->one_of && f->one_of[0])
            jo_string(o, f->one_of[0]);
        else
            put_text(o, f, name);
        break;
    case F_INT:
    case F_NUMBER:
        jo_int(o, whole(f, name));
        break;
    case F_BOOL:
        jo_bool(o, true);
        break;
    case F_TIME:
        jo_string(o, "2026-02-08T09:30:00.000Z");
        break;
    case F_OBJECT:
        if (f->fields && depth < DEPTH_MAX)
            put_members(o, f->fields, for_answer, depth + 1);
        else
            jo_raw(o, "{}", 2);
        break;
    case F_ARRAY:
    case F_MAP:
        if (depth < DEPTH_MAX)
            put_entries(o, f, name, for_answer, depth + 1);
        else
            jo_raw(o, f->type == F_MAP ? "{}" : "[]", 2);
        break;
    case F_ANY:
        jo_raw(o, "{}", 2);
        break;
    }
}

void field_example(struct json_out *o, const struct field *fields, bool for_answer)
{
    put_members(o, fields, for_answer, 0);
}

void field_example_value(struct json_out *o, const struct field *f)
{
    put_value(o, f, f->name, false, 0);
}
