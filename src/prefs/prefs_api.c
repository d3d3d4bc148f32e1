/*
 * prefs_api.c - /api/v1/preferences. Handlers run on HTTP workers; nothing here keeps state. Everything is the caller's own.
 */
#include "prefs/prefs_api.h"
#include "core/str.h"
#include "iam/perm.h"
#include <string.h>

#define DEFAULTS_JSON_MAX 65536

/* ---- fields ---- */

static const struct field text[] = { { .name = "", .type = F_STRING, .max = 80 }, { 0 } };
/* prefs_sections with what an answer says beside them; filled in by prefs_routes. */
#define SECTIONS_MAX 16
static struct field all_out[SECTIONS_MAX + 4];

static const struct field reset_in[] = {
    { .name = "names",
      .type = F_ARRAY,
      .max = 50,
      .fields = text,
      .doc = "Sections (theme) or single preferences (theme.density); absent or empty: all of them",
      .example = "[\"theme\", \"regional.time_zone\"]" },
    { 0 },
};
static const struct field schema_out[] = {
    { .name = "schema", .type = F_OBJECT, .flags = FIELD_REQUIRED, .doc = "JSON Schema of the preferences" }, { 0 }
};
static const struct field custom_out[] = {
    { .name = "key", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "value", .type = F_ANY, .flags = FIELD_REQUIRED },
    { .name = "version", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "updated_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field custom_in[] = {
    { .name = "value", .type = F_ANY, .flags = FIELD_REQUIRED, .doc = "Any JSON of at most 16 KB", .example = "{\"columns\": [\"name\"]}" },
    { 0 },
};
#define WIDGET_FIELDS(required)                                                                                                            \
    { .name = "collapsed", .type = F_BOOL, .flags = required, .fallback = "false", .doc = "Only its heading is shown" },                   \
        { .name = "hidden", .type = F_BOOL, .flags = required, .fallback = "false", .doc = "It is not shown" },                            \
        { .name = "position", .type = F_INT, .flags = required, .max = 10000, .fallback = "0", .doc = "Its place on the page, from 0" },   \
        { .name = "size", .type = F_STRING, .flags = required, .one_of = prefs_widget_sizes, .fallback = "\"medium\"" },                   \
    {                                                                                                                                      \
        .name = "settings", .type = F_OBJECT, .flags = required, .fallback = "{}", .doc = "The widget's own, at most 16 KB"                \
    }
#define WIDGET_NAMES                                                                                                                       \
    { .name = "page", .type = F_STRING, .flags = FIELD_REQUIRED, .max = PREFS_NAME_MAX },                                                  \
    {                                                                                                                                      \
        .name = "widget", .type = F_STRING, .flags = FIELD_REQUIRED, .max = PREFS_NAME_MAX                                                 \
    }
static const struct field widget_in[] = { WIDGET_FIELDS(0), { 0 } };
static const struct field widget_out[] = { WIDGET_NAMES,
                                           WIDGET_FIELDS(FIELD_REQUIRED),
                                           { .name = "version", .type = F_INT, .flags = FIELD_REQUIRED },
                                           { .name = "updated_at", .type = F_TIME, .flags = FIELD_REQUIRED },
                                           { 0 } };
static const struct field widget_query[] = { { .name = "page", .type = F_STRING, .max = PREFS_NAME_MAX, .doc = "Of this page alone" },
                                             { 0 } };
static const struct field widget_row[] = { WIDGET_NAMES, WIDGET_FIELDS(0), { 0 } };
static const struct field widget_rows[] = { { .name = "", .type = F_OBJECT, .fields = widget_row }, { 0 } };
static const struct field any_row[] = { { .name = "", .type = F_ANY }, { 0 } };
static const char *const formats[] = { "binnacle-preferences", NULL };
static const struct field bundle[] = {
    { .name = "format", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = formats },
    { .name = "preferences", .type = F_OBJECT, .fields = prefs_sections, .doc = "What was chosen; the rest is at its defaults" },
    { .name = "custom", .type = F_MAP, .max = PREFS_CUSTOM_MAX, .fields = any_row, .doc = "Custom settings by key" },
    { .name = "widgets", .type = F_ARRAY, .max = PREFS_WIDGETS_MAX, .fields = widget_rows },
    { 0 },
};

/* ---- helpers ---- */

static struct prefs_owner owner(struct request *rq)
{
    return (struct prefs_owner){ .user_id = request_principal(rq)->user_id, .tenant_id = request_tenant(rq) };
}

static void report(void *arg, const char *path, const char *message)
{
    if (request_field_error(arg, path, "%s", message) != ERR_INVALID)
        return;
}

/* "value: more than …" of the domain as a field error. */
static enum err as_field(struct request *rq, enum err e)
{
    const char *why = err_detail(), *colon = strchr(why, ':');
    if (e != ERR_INVALID || !colon)
        return e;
    struct arena *a = request_arena(rq);
    return request_field_error(rq, arena_strndup(a, why, (size_t)(colon - why)), "%s", arena_strdup(a, colon + 2));
}

/* What the caller wants to change: the version of If-Match, when there is one. */
static enum err wanted_version(struct request *rq, int64_t present, int64_t *version)
{
    *version = request_header(rq, "If-Match") ? present : PREFS_ANY_VERSION;
    return request_if_match(rq, present);
}

static enum err answer(struct request *rq, struct prefs *p, const char *section)
{
    struct prefs_owner who = owner(rq);
    int64_t version;
    enum err e = prefs_write(p, request_arena(rq), &who, section, response_json(rq), &version);
    if (!e)
        response_etag(rq, version);
    return e;
}

static enum err present_version(struct request *rq, struct prefs *p, int64_t *version)
{
    struct prefs_owner who = owner(rq);
    struct buf b;
    struct json_out o;
    int64_t is = 0;
    buf_init(&b, DEFAULTS_JSON_MAX);
    jo_init(&o, &b);
    enum err e = prefs_write(p, request_arena(rq), &who, NULL, &o, &is);
    buf_free(&b);
    return e ? e : wanted_version(rq, is, version);
}

static enum err store_members(struct request *rq, struct prefs *p, const char *section, bool whole)
{
    struct prefs_owner who = owner(rq);
    int64_t version;
    enum err e = present_version(rq, p, &version);
    if (!e)
        e = prefs_put(p, &who, section, request_json(rq), whole, version, report, rq);
    return e ? e : answer(rq, p, section);
}

/* ---- preferences ---- */

static enum err get_all(struct request *rq, void *ctx)
{
    return answer(rq, ctx, NULL);
}
static enum err put_all(struct request *rq, void *ctx)
{
    return store_members(rq, ctx, NULL, true);
}
static enum err patch_all(struct request *rq, void *ctx)
{
    return store_members(rq, ctx, NULL, false);
}

/* Three handlers a section: it is not part of what the router hands over. */
#define SECTION_HANDLERS(name)                                                                                                             \
    static enum err get_##name(struct request *rq, void *ctx)                                                                              \
    {                                                                                                                                      \
        return answer(rq, ctx, #name);                                                                                                     \
    }                                                                                                                                      \
    static enum err put_##name(struct request *rq, void *ctx)                                                                              \
    {                                                                                                                                      \
        return store_members(rq, ctx, #name, true);                                                                                        \
    }                                                                                                                                      \
    static enum err patch_##name(struct request *rq, void *ctx)                                                                            \
    {                                                                                                                                      \
        return store_members(rq, ctx, #name, false);                                                                                       \
    }
SECTION_HANDLERS(theme)
SECTION_HANDLERS(accessibility)
SECTION_HANDLERS(regional)
SECTION_HANDLERS(dashboard)
SECTION_HANDLERS(notifications)
SECTION_HANDLERS(tour)

static enum err reset(struct request *rq, void *ctx)
{
    struct prefs_owner who = owner(rq);
    const struct json *given = json_get(request_json(rq), "names");
    const char **names = arena_array(request_arena(rq), json_size(given) + 1, sizeof *names);
    size_t n = 0;
    int64_t version;
    for (const struct json *v = json_first(given); v; v = json_next(v))
        names[n++] = json_string(v);
    enum err e = present_version(rq, ctx, &version);
    if (!e)
        e = prefs_reset(ctx, &who, names, n, version);
    if (e == ERR_INVALID)
        return request_field_error(rq, "names", "%s", err_detail());
    return e ? e : answer(rq, ctx, NULL);
}

static enum err schema(struct request *rq, void *ctx)
{
    (void)ctx;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "schema");
    field_json_schema(o, prefs_sections, false);
    jo_object_end(o);
    return OK;
}

/* ---- the tenant's defaults ---- */

static char *defaults_text(struct request *rq, struct prefs *p, int64_t *version)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, DEFAULTS_JSON_MAX);
    jo_init(&o, &b);
    char *out = prefs_defaults_write(p, request_arena(rq), request_tenant(rq), &o, version) == OK
                    ? arena_strndup(request_arena(rq), b.data, b.len)
                    : NULL;
    buf_free(&b);
    return out;
}

static enum err defaults_answer(struct request *rq, struct prefs *p)
{
    int64_t version;
    enum err e = prefs_defaults_write(p, request_arena(rq), request_tenant(rq), response_json(rq), &version);
    if (!e)
        response_etag(rq, version);
    return e;
}

static enum err defaults_get(struct request *rq, void *ctx)
{
    return defaults_answer(rq, ctx);
}

static enum err defaults_put(struct request *rq, void *ctx)
{
    int64_t present = 0, version;
    const char *before = defaults_text(rq, ctx, &present);
    enum err e = wanted_version(rq, present, &version);
    if (!e)
        e = prefs_defaults_put(ctx, request_tenant(rq), request_json(rq), version, report, rq);
    if (e)
        return e;
    request_audit(rq, "preferences", request_tenant(rq), before, defaults_text(rq, ctx, &present));
    return defaults_answer(rq, ctx);
}

/* ---- custom settings ---- */

static void write_custom(struct json_out *o, const struct prefs_custom *c)
{
    jo_object(o);
    jo_kv_string(o, "key", c->key);
    jo_kv_raw(o, "value", c->value);
    jo_kv_int(o, "version", c->version);
    jo_kv_time(o, "updated_at", c->updated_at);
    jo_object_end(o);
}

static enum err custom_list(struct request *rq, void *ctx)
{
    struct prefs_owner who = owner(rq);
    struct prefs_custom *rows;
    size_t n;
    int64_t limit = request_limit(rq);
    enum err e = prefs_custom_list(ctx, request_arena(rq), &who, request_cursor(rq), limit + 1, &rows, &n);
    if (e)
        return e;
    struct json_out *o = response_list_begin(rq);
    for (size_t k = 0; k < n && (int64_t)k < limit; k++)
        write_custom(o, &rows[k]);
    if ((int64_t)n > limit)
        response_next_cursor(rq, rows[limit - 1].key);
    response_list_end(rq);
    return OK;
}

static enum err custom_get(struct request *rq, void *ctx)
{
    struct prefs_owner who = owner(rq);
    struct prefs_custom c;
    enum err e = prefs_custom_get(ctx, request_arena(rq), &who, request_path_param(rq, "key"), &c);
    if (e)
        return e;
    response_etag(rq, c.version);
    write_custom(response_json(rq), &c);
    return OK;
}

static enum err custom_put(struct request *rq, void *ctx)
{
    struct prefs_owner who = owner(rq);
    struct prefs_custom c = { 0 };
    int64_t version;
    const char *key = request_path_param(rq, "key");
    enum err e = prefs_custom_get(ctx, request_arena(rq), &who, key, &c);
    if (!e || e == ERR_NOT_FOUND)
        e = wanted_version(rq, c.version, &version);
    if (!e)
        e = as_field(rq, prefs_custom_put(ctx, &who, key, json_get(request_json(rq), "value"), version));
    return e ? e : custom_get(rq, ctx);
}

static enum err custom_delete(struct request *rq, void *ctx)
{
    struct prefs_owner who = owner(rq);
    return prefs_custom_delete(ctx, &who, request_path_param(rq, "key"));
}

/* ---- widgets ---- */

static void write_widget(struct json_out *o, const struct prefs_widget *w)
{
    jo_object(o);
    jo_kv_string(o, "page", w->page);
    jo_kv_string(o, "widget", w->widget);
    jo_kv_bool(o, "collapsed", w->collapsed);
    jo_kv_bool(o, "hidden", w->hidden);
    jo_kv_int(o, "position", w->position);
    jo_kv_string(o, "size", w->size);
    jo_kv_raw(o, "settings", w->settings);
    jo_kv_int(o, "version", w->version);
    jo_kv_time(o, "updated_at", w->updated_at);
    jo_object_end(o);
}

static enum err widget_list(struct request *rq, void *ctx)
{
    struct prefs_owner who = owner(rq);
    struct prefs_widget *rows, after = { 0 };
    size_t n;
    int64_t limit = request_limit(rq);
    struct arena *a = request_arena(rq);
    const char *cursor = request_cursor(rq), *slash = cursor ? strchr(cursor, '/') : NULL; /* no name has a slash */
    if (slash) {
        after.page = arena_strndup(a, cursor, (size_t)(slash - cursor));
        after.widget = slash + 1;
    }
    enum err e = prefs_widget_list(ctx, a, &who, request_query(rq, "page"), slash ? &after : NULL, limit + 1, &rows, &n);
    if (e)
        return e;
    struct json_out *o = response_list_begin(rq);
    for (size_t k = 0; k < n && (int64_t)k < limit; k++)
        write_widget(o, &rows[k]);
    if ((int64_t)n > limit)
        response_next_cursor(rq, arena_printf(a, "%s/%s", rows[limit - 1].page, rows[limit - 1].widget));
    response_list_end(rq);
    return OK;
}

static enum err widget_get(struct request *rq, void *ctx)
{
    struct prefs_owner who = owner(rq);
    struct prefs_widget w;
    enum err e = prefs_widget_get(ctx, request_arena(rq), &who, request_path_param(rq, "page"), request_path_param(rq, "widget"), &w);
    if (e)
        return e;
    response_etag(rq, w.version);
    write_widget(response_json(rq), &w);
    return OK;
}

/* What is not given is as it was. */
static enum err widget_put(struct request *rq, void *ctx)
{
    struct prefs_owner who = owner(rq);
    const struct json *in = request_json(rq), *settings = json_get(in, "settings");
    struct prefs_widget w = { .size = "medium", .settings = "{}" };
    const char *page = request_path_param(rq, "page"), *widget = request_path_param(rq, "widget");
    enum err e = prefs_widget_get(ctx, request_arena(rq), &who, page, widget, &w);
    if (!e || e == ERR_NOT_FOUND)
        e = wanted_version(rq, w.version, &w.version);
    if (e)
        return e;
    w.page = page;
    w.widget = widget;
    json_bool(json_get(in, "collapsed"), &w.collapsed);
    json_bool(json_get(in, "hidden"), &w.hidden);
    json_int(json_get(in, "position"), &w.position);
    if (json_get(in, "size"))
        w.size = json_string(json_get(in, "size"));
    if (settings)
        w.settings = json_print(request_arena(rq), settings);
    e = as_field(rq, prefs_widget_put(ctx, &who, &w));
    return e ? e : widget_get(rq, ctx);
}

static enum err widget_delete(struct request *rq, void *ctx)
{
    struct prefs_owner who = owner(rq);
    return prefs_widget_delete(ctx, &who, request_path_param(rq, "page"), request_path_param(rq, "widget"));
}

/* ---- all of it ---- */

static enum err export(struct request *rq, void *ctx) {
    struct prefs_owner who = owner(rq); response_header(rq, "Content-Disposition", "attachment; filename=\"binnacle-preferences.json\"");
    return prefs_export(ctx, request_arena(rq), &who, response_json(rq));
}

static enum err import(struct request *rq, void *ctx)
{
    struct prefs_owner who = owner(rq);
    enum err e = prefs_import(ctx, &who, request_json(rq), report, rq);
    return e ? e : answer(rq, ctx, NULL);
}

/* ---- routes ---- */

#define P   "/api/v1/preferences"
#define OWN .perm = PERM_ANY, .tag = "Preferences"
/* The section's fields are found by its place in prefs_sections, when the routes are added. */
#define SECTION_ROUTES(section)                                                                                                            \
    { GET, P "/" #section, get_##section, OWN, .rate = RATE_READ, .doc = "Read the " #section " preferences" },                            \
        { PUT,                                                                                                                             \
          P "/" #section,                                                                                                                  \
          put_##section,                                                                                                                   \
          OWN,                                                                                                                             \
          .rate = RATE_WRITE,                                                                                                              \
          .flags = ROUTE_NO_AUDIT,                                                                                                         \
          .doc = "Replace the " #section " preferences; what is absent goes back to its default" },                                        \
    {                                                                                                                                      \
        PATCH, P "/" #section, patch_##section, OWN, .rate = RATE_WRITE, .flags = ROUTE_NO_AUDIT,                                          \
                                                     .doc = "Change some of the " #section " preferences"                                  \
    }

static struct route routes[] = {
    { GET, P, get_all, OWN, .out = all_out, .rate = RATE_READ, .doc = "Read the own preferences: what holds, and what was chosen" },
    { PUT, P, put_all, OWN, .in = prefs_sections, .out = all_out, .rate = RATE_WRITE, .flags = ROUTE_NO_AUDIT,
      .doc = "Replace the own preferences; what is absent goes back to its default" },
    { PATCH, P, patch_all, OWN, .in = prefs_sections, .out = all_out, .rate = RATE_WRITE, .flags = ROUTE_NO_AUDIT,
      .doc = "Change some of the own preferences" },
    { POST, P "/reset", reset, OWN, .in = reset_in, .out = all_out, .rate = RATE_WRITE, .flags = ROUTE_NO_AUDIT | ROUTE_IF_MATCH,
      .doc = "Put preferences back to their defaults" },
    { GET, P "/schema", schema, OWN, .out = schema_out, .rate = RATE_READ, .doc = "Read the JSON Schema of the preferences" },
    SECTION_ROUTES(theme),
    SECTION_ROUTES(accessibility),
    SECTION_ROUTES(regional),
    SECTION_ROUTES(dashboard),
    SECTION_ROUTES(notifications),
    SECTION_ROUTES(tour),
    { GET, P "/custom", custom_list, OWN, .out = custom_out, .list = true, .rate = RATE_READ, .doc = "List the own custom settings" },
    { GET, P "/custom/{key}", custom_get, OWN, .out = custom_out, .rate = RATE_READ, .doc = "Read a custom setting" },
    { PUT, P "/custom/{key}", custom_put, OWN, .in = custom_in, .out = custom_out, .rate = RATE_WRITE, .flags = ROUTE_NO_AUDIT,
      .doc = "Store a custom setting: any JSON" },
    { DELETE, P "/custom/{key}", custom_delete, OWN, .rate = RATE_WRITE, .flags = ROUTE_NO_AUDIT | ROUTE_OK_204,
      .doc = "Delete a custom setting" },
    { GET, P "/widgets", widget_list, OWN, .query = widget_query, .out = widget_out, .list = true, .rate = RATE_READ,
      .doc = "List what is kept of widgets" },
    { GET, P "/widgets/{page}/{widget}", widget_get, OWN, .out = widget_out, .rate = RATE_READ, .doc = "Read what is kept of a widget" },
    { PUT, P "/widgets/{page}/{widget}", widget_put, OWN, .in = widget_in, .out = widget_out, .rate = RATE_WRITE, .flags = ROUTE_NO_AUDIT,
      .doc = "Keep how a widget is shown; what is absent stays as it is" },
    { DELETE, P "/widgets/{page}/{widget}", widget_delete, OWN, .rate = RATE_WRITE, .flags = ROUTE_NO_AUDIT | ROUTE_OK_204,
      .doc = "Forget how a widget is shown" },
    { GET, P "/export", export, OWN, .out = bundle, .rate = RATE_READ, .doc = "Take all own preferences along as one file" },
    { POST, P "/import", import, OWN, .in = bundle, .out = all_out, .rate = RATE_WRITE, .flags = ROUTE_NO_AUDIT, .max_body = 9 << 20,
      .doc = "Take preferences in from such a file" },
    { GET, P "/defaults", defaults_get, OWN, .out = all_out, .rate = RATE_READ, .doc = "Read the tenant's defaults" },
    { PUT, P "/defaults", defaults_put, .perm = PERM_PREFERENCE_DEFAULTS, .tag = "Preferences", .in = prefs_sections, .out = all_out,
      .rate = RATE_WRITE, .audit = "preferences.defaults", .doc = "Replace the tenant's defaults, for everybody who chose nothing else" },
};

static void fill_tables(void)
{
    static const struct field more[] = {
        { .name = "changed",
          .type = F_ARRAY,
          .flags = FIELD_REQUIRED,
          .fields = text,
          .doc = "Which of them were chosen, as section.name" },
        { .name = "version", .type = F_INT, .flags = FIELD_REQUIRED },
        { .name = "updated_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    };
    size_t n = 0;
    for (const struct field *s = prefs_sections; s->name && n < SECTIONS_MAX; s++) {
        all_out[n] = *s;
        all_out[n++].flags |= FIELD_REQUIRED;
        for (size_t r = 0; r < sizeof routes / sizeof *routes; r++) {
            const char *name = routes[r].path + strlen(P);
            if (*name != '/' || !str_eq(name + 1, s->name))
                continue;
            routes[r].out = s->fields;
            if (routes[r].method != GET)
                routes[r].in = s->fields;
        }
    }
    memcpy(all_out + n, more, sizeof more);
}

enum err prefs_routes(struct prefs *p, struct server *s)
{
    fill_tables();
    enum err e = server_routes(s, routes, sizeof routes / sizeof *routes, p);
    return e ? e : server_topic(s, "me.preferences", PERM_ANY, "The own preferences were changed, here or elsewhere: read them again");
}
