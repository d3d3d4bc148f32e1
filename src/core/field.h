/*
 * field.h - describes JSON objects as tables of fields: one description gives validation, JSON Schema (OpenAPI, forms) and masking.
 * Used for route bodies and answers (http/), check and channel configurations, settings, provisioning files. Pure, thread-safe.
 */
#ifndef BINNACLE_CORE_FIELD_H
#define BINNACLE_CORE_FIELD_H
#include "core/json.h"

enum field_type {
    F_STRING,
    F_INT,
    F_NUMBER,
    F_BOOL,
    F_TIME /* RFC 3339 text */,
    F_OBJECT,
    F_ARRAY,
    F_ANY /* any JSON */,
    F_MAP /* object with free keys, values as the one row in `fields` */
};
enum field_flags {
    FIELD_REQUIRED = 1,  /* must be there */
    FIELD_NULLABLE = 2,  /* may be null */
    FIELD_SECRET = 4,    /* write-only: answers say {"set": true}; masked in audit and logs */
    FIELD_MULTILINE = 8, /* tab, CR and LF allowed; other control characters never are */
    FIELD_UUID = 16,
    FIELD_EMAIL = 32,
    FIELD_URL = 64 /* http or https */,
    FIELD_READ_ONLY = 128 /* in answers only; in a body it is an unknown field */
};
struct field {
    const char *name; /* NULL ends a table */
    enum field_type type;
    unsigned flags;
    int64_t min, max; /* F_INT, F_NUMBER: value, both 0 = any; F_STRING: characters, max 0 = 1024; F_ARRAY, F_MAP: count, max 0 = 1000 */
    const char *const *one_of; /* F_STRING: NULL-terminated allowed values */
    const struct field
        *fields;     /* F_OBJECT: members; F_ARRAY, F_MAP: of objects: one row of type F_OBJECT named ""; of scalars: one row named "" */
    const char *doc; /* one line for a person: becomes the form's help text */
    const char *example;  /* optional, JSON text */
    const char *fallback; /* optional, JSON text: the default shown in forms and OpenAPI; whoever reads the value applies it */
    const char *title;    /* optional form label; default: the name with spaces */
};

/* Called per problem: path is "config.headers[2].name". */
typedef void (*field_report)(void *arg, const char *path, const char *message);

/* Validates an object against a table; unknown members are problems. partial: required fields of the top level may be absent (PATCH).
 * Returns the number of problems (reporting stops after 50). */
int field_validate(const struct field *fields, const struct json *object, bool partial, field_report report, void *arg);
/* Writes the JSON Schema (2020-12) of an object with these fields: title, description, default, enum, limits; x-secret and x-multiline mark
 * those flags. */
void field_json_schema(struct json_out *o, const struct field *fields, bool for_answer);
/* Writes an example of an object with these fields, which passes field_validate: each row's example, else its default, else a value made
 * from its name and type. For a body: what is required, and what has an example or a default. field_example_value: of one row. */
void field_example(struct json_out *o, const struct field *fields, bool for_answer);
void field_example_value(struct json_out *o, const struct field *f);
/* Writes the object with every FIELD_SECRET member replaced by {"set": true|false}. */
void field_print_masked(struct json_out *o, const struct field *fields, const struct json *object);

#endif
