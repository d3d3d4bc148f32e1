/*
 * settings.h - the box's own settings: one table of typed rows (settings.c) with their defaults, stored as JSON values by key.
 *
 * A new setting is one row of that table; the form, the validation and the docs come from it. Thread-safe; values are cached after the
 * first read.
 */
#ifndef BINNACLE_SETTINGS_SETTINGS_H
#define BINNACLE_SETTINGS_SETTINGS_H
#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/field.h"
#include "core/json.h"
#include "store/store.h"

struct settings;
struct settings_deps {
    struct store *store;
    struct clock *clock;
};
MUST_CHECK enum err settings_new(const struct settings_deps *d, struct settings **out);
void settings_free(struct settings *s);

/* The rows: name, type, bounds, default (fallback), one line of documentation. */
extern const struct field settings_fields[];

/* The value or the default. The key must be a row of the right type (else "" or 0). */
char *settings_string(struct settings *s, struct arena *a, const char *key);
int64_t settings_int(struct settings *s, const char *key);
bool settings_bool(struct settings *s, const char *key);

/* All settings as one JSON object. */
void settings_write(struct settings *s, struct arena *a, struct json_out *o);
/* Stores the given members (already validated against settings_fields). null puts the default back. */
MUST_CHECK enum err settings_put(struct settings *s, const struct json *members, const char *by);

/* How often something was changed since the start: whoever derived something from settings sees that it is old. Costs an atomic read. */
unsigned settings_changes(const struct settings *s);

#endif
