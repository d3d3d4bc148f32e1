/*
 * prefs.h - how each person likes it: the preferences (one table of typed rows, prefs_table.c), custom settings (any JSON by key), and what
 * became of the widgets of each page; and the tenant's defaults.
 *
 * What holds for a person is their own choice, else the tenant's default, else the row's fallback. Preferences belong to the person and are
 * the same in every tenant; custom settings and widgets are kept per tenant, since they name its objects. A new preference is one row of
 * the table: validation, defaults, OpenAPI and the page's form follow from it (docs/preferences.md).
 *
 * A version counts up with every change, also of the tenant's defaults. After a commit the person's own live sockets hear it on the topic
 * me.preferences. Any thread; results live in the arena given.
 */
#ifndef BINNACLE_PREFS_PREFS_H
#define BINNACLE_PREFS_PREFS_H
#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/field.h"
#include "core/json.h"
#include "core/live.h"
#include "store/store.h"

#define PREFS_CUSTOM_MAX    100   /* keys of a person in a tenant */
#define PREFS_WIDGETS_MAX   500   /* widgets of a person in a tenant */
#define PREFS_VALUE_MAX     16384 /* bytes of one custom setting, or of a widget's settings, as compact JSON */
#define PREFS_NAME_MAX      64    /* bytes of a key, a page or a widget */
#define PREFS_ANY_VERSION   (-1)
#define PREFS_MUTABLE_KINDS 6

struct prefs;
struct prefs_deps {
    struct store *store;
    struct clock *clock;
    const struct live *live; /* may be NULL */
};
MUST_CHECK enum err prefs_new(const struct prefs_deps *d, struct prefs **out);
void prefs_free(struct prefs *p);

/* The sections, each a row of type F_OBJECT whose `fields` are the preferences with their fallbacks. */
extern const struct field prefs_sections[];
/* The kinds of notices that a person may mute (inbox/inbox.h); NULL-terminated. */
extern const char *const prefs_mutable_kinds[PREFS_MUTABLE_KINDS + 1];

/* Whose they are. */
struct prefs_owner {
    const char *user_id, *tenant_id;
};

/* ---- preferences ---- */
/* Called for each problem: path is "regional.time_zone", or "time_zone" when one section was given. */
typedef void (*prefs_report)(void *arg, const char *path, const char *message);

/* What holds: {"theme": {…}, …, "changed": ["theme.density"], "version", "updated_at"}; with `section` that section's members alone. */
MUST_CHECK enum err prefs_write(struct prefs *p, struct arena *a, const struct prefs_owner *who, const char *section, struct json_out *o,
                                int64_t *version);
/* Stores what is given; `whole`: what is not given goes back to its default (of the section, or of everything). Members are validated
 * against the table by the caller (the router) for form, here for meaning: ERR_INVALID, each problem reported. ERR_PRECONDITION when
 * `version` is not the present one (PREFS_ANY_VERSION: whatever it is). */
MUST_CHECK enum err prefs_put(struct prefs *p, const struct prefs_owner *who, const char *section, const struct json *members, bool whole,
                              int64_t version, prefs_report report, void *arg);
/* Back to the defaults: names of sections ("theme") or of single preferences ("theme.density"); count 0: all of it. */
MUST_CHECK enum err prefs_reset(struct prefs *p, const struct prefs_owner *who, const char *const *names, size_t count, int64_t version);
/* One value as JSON, in the arena. Never NULL for a row of the table. */
MUST_CHECK enum err prefs_get(struct prefs *p, struct arena *a, const struct prefs_owner *who, const char *section, const char *name,
                              const struct json **out);

/* ---- the tenant's defaults ---- */
MUST_CHECK enum err prefs_defaults_write(struct prefs *p, struct arena *a, const char *tenant_id, struct json_out *o, int64_t *version);
/* Replaces them; a member that is absent has the table's fallback. */
MUST_CHECK enum err prefs_defaults_put(struct prefs *p, const char *tenant_id, const struct json *members, int64_t version,
                                       prefs_report report, void *arg);

/* ---- custom settings ---- */
struct prefs_custom {
    const char *key, *value; /* value: compact JSON */
    int64_t version, updated_at;
};
/* Letters, digits, '.', '_', '-'; 1 to 64 of them. ERR_INVALID. For keys, pages and widgets. */
MUST_CHECK enum err prefs_name_check(const char *what, const char *name);
MUST_CHECK enum err prefs_custom_list(struct prefs *p, struct arena *a, const struct prefs_owner *who, const char *after, int64_t limit,
                                      struct prefs_custom **out, size_t *count);
MUST_CHECK enum err prefs_custom_get(struct prefs *p, struct arena *a, const struct prefs_owner *who, const char *key,
                                     struct prefs_custom *out);
/* ERR_TOO_LARGE over the bounds above. */
MUST_CHECK enum err prefs_custom_put(struct prefs *p, const struct prefs_owner *who, const char *key, const struct json *value,
                                     int64_t version);
MUST_CHECK enum err prefs_custom_delete(struct prefs *p, const struct prefs_owner *who, const char *key);

/* ---- widgets ---- */
struct prefs_widget {
    const char *page, *widget, *size, *settings; /* settings: a JSON object */
    bool collapsed, hidden;
    int64_t position, version, updated_at;
};
extern const char *const prefs_widget_sizes[];
/* page NULL: of all pages. after: the last one seen, NULL: from the start. */
MUST_CHECK enum err prefs_widget_list(struct prefs *p, struct arena *a, const struct prefs_owner *who, const char *page,
                                      const struct prefs_widget *after, int64_t limit, struct prefs_widget **out, size_t *count);
MUST_CHECK enum err prefs_widget_get(struct prefs *p, struct arena *a, const struct prefs_owner *who, const char *page, const char *widget,
                                     struct prefs_widget *out);
/* in->version: as above. */
MUST_CHECK enum err prefs_widget_put(struct prefs *p, const struct prefs_owner *who, const struct prefs_widget *in);
MUST_CHECK enum err prefs_widget_delete(struct prefs *p, const struct prefs_owner *who, const char *page, const char *widget);

/* ---- all of it, to take along ---- */
/* {"format": "binnacle-preferences", "preferences": {what was chosen}, "custom": {key: value}, "widgets": […]} */
MUST_CHECK enum err prefs_export(struct prefs *p, struct arena *a, const struct prefs_owner *who, struct json_out *o);
/* One transaction: preferences are replaced when given, custom settings and widgets are added to what is there. */
MUST_CHECK enum err prefs_import(struct prefs *p, const struct prefs_owner *who, const struct json *bundle, prefs_report report, void *arg);

#endif
