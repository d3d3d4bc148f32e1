/*
 * json.h - JSON: a reader (cJSON inside, results in an arena) and a writer (straight into a buf).
 *
 * The reader takes RFC 8259 text only: valid UTF-8 without NUL, depth at most JSON_MAX_DEPTH, no trailing bytes, no duplicate
 * keys. Nodes live in the arena given to json_parse. Thread-safe on different arenas.
 */
#ifndef BINNACLE_CORE_JSON_H
#define BINNACLE_CORE_JSON_H
#include "core/arena.h"
#include "core/buf.h"
#include <stdbool.h>
#include <stdint.h>

#define JSON_MAX_DEPTH 32
#define JSON_MAX_INT   9007199254740991LL /* 2^53 - 1: what a double holds exactly */

struct json; /* one value; opaque */
enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* ERR_MALFORMED with the position on bad text. */
MUST_CHECK enum err json_parse(struct arena *a, const char *text, size_t n, struct json **out);

enum json_type json_type(const struct json *v);                       /* v NULL → JSON_NULL */
const struct json *json_get(const struct json *obj, const char *key); /* case-sensitive; NULL: absent or not an object */
const char *json_string(const struct json *v);                        /* NULL unless a string */
bool json_int(const struct json *v, int64_t *out);                    /* false unless an integral number within ±JSON_MAX_INT */
bool json_double(const struct json *v, double *out);
bool json_bool(const struct json *v, bool *out);
size_t json_size(const struct json *v);              /* members or elements; O(n) */
const struct json *json_first(const struct json *v); /* iterate: json_first, json_next */
const struct json *json_next(const struct json *v);
const char *json_key(const struct json *v);              /* the member's name; NULL in arrays */
char *json_print(struct arena *a, const struct json *v); /* compact text */
/* Dotted path with [n]: "data.items[0].id", "$." prefix allowed. NULL when absent. */
const struct json *json_path(const struct json *v, const char *path);

/* Writer. Commas and colons are its business; a key is given before each value inside an object. */
struct json_out {
    struct buf *buf;
    int depth;
    bool first[JSON_MAX_DEPTH + 1];
    bool after_key;
};
void jo_init(struct json_out *o, struct buf *b);
void jo_object(struct json_out *o);
void jo_object_end(struct json_out *o);
void jo_array(struct json_out *o);
void jo_array_end(struct json_out *o);
void jo_key(struct json_out *o, const char *key);
void jo_string(struct json_out *o, const char *s); /* NULL → null; invalid UTF-8 is replaced by U+FFFD */
void jo_string_n(struct json_out *o, const char *s, size_t n);
void jo_int(struct json_out *o, int64_t v);
void jo_double(struct json_out *o, double v); /* NaN and infinities → null; shortest of %.15g / %.17g that round-trips */
void jo_bool(struct json_out *o, bool v);
void jo_null(struct json_out *o);
void jo_time(struct json_out *o, int64_t us);                /* RFC 3339; 0 → null */
void jo_raw(struct json_out *o, const char *json, size_t n); /* already valid JSON text; n 0 → null */
void jo_json(struct json_out *o, const struct json *v);      /* a value that was read, or part of one */
/* One value as text in an arena: jo_text_begin, write into what it returned, jo_text_end (NULL when it grew over max). */
struct jo_text {
    struct buf buf;
    struct json_out out;
};
struct json_out *jo_text_begin(struct jo_text *t, size_t max);
char *jo_text_end(struct jo_text *t, struct arena *a);
/* key + value in one call */
void jo_kv_string(struct json_out *o, const char *key, const char *s);
void jo_kv_int(struct json_out *o, const char *key, int64_t v);
void jo_kv_double(struct json_out *o, const char *key, double v);
void jo_kv_bool(struct json_out *o, const char *key, bool v);
void jo_kv_time(struct json_out *o, const char *key, int64_t us);
void jo_kv_raw(struct json_out *o, const char *key, const char *json); /* NULL or "" → null */

#endif
