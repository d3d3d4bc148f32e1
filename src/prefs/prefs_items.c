/*
 * prefs_items.c - custom settings and widgets of a person in a tenant, and taking everything along.
 *
 * Any thread. Counts and sizes are bounded; each change is one transaction.
 */
#include "core/str.h"
#include "prefs/prefs_private.h"
#include "sql/prefs.h"
#include <ctype.h>
#include <string.h>

const char *const prefs_widget_sizes[] = { "small", "medium", "large", "full", NULL };

enum err prefs_name_check(const char *what, const char *name)
{
    size_t n = strlen(name);
    bool good = n > 0 && n <= PREFS_NAME_MAX;
    for (const char *c = name; good && *c; c++)
        good = isalnum((unsigned char)*c) || strchr("._-", *c);
    return good ? OK : err_set(ERR_INVALID, "%s: 1 to %d letters, digits, '.', '_' or '-'", what, PREFS_NAME_MAX);
}

/* Compact JSON within the bound. */
static enum err value_text(struct arena *a, const char *what, const struct json *v, char **out)
{
    *out = json_print(a, v);
    return strlen(*out) > PREFS_VALUE_MAX ? err_set(ERR_INVALID, "%s: more than %d bytes of JSON", what, PREFS_VALUE_MAX) : OK;
}

static enum err version_check(const char *what, int64_t wanted, int64_t is)
{
    return wanted != PREFS_ANY_VERSION && wanted != is ? err_set(ERR_PRECONDITION, "the %s was changed meanwhile", what) : OK;
}

/* ---- custom settings ---- */

enum err prefs_custom_list(struct prefs *p, struct arena *a, const struct prefs_owner *who, const char *after, int64_t limit,
                           struct prefs_custom **out, size_t *count)
{
    struct sql_preference_custom_list_row *rows;
    enum err e =
        sql_preference_custom_list(store_reader(p->d.store), a,
                                   &(struct sql_preference_custom_list_in){
                                       .tenant_id = who->tenant_id, .user_id = who->user_id, .after = after ? after : "", .limit = limit },
                                   &rows, count);
    if (e)
        return e;
    *out = arena_array(a, *count + 1, sizeof **out);
    for (size_t i = 0; i < *count; i++)
        (*out)[i] = (struct prefs_custom){ rows[i].key, rows[i].value, rows[i].version, rows[i].updated_at };
    return OK;
}

enum err prefs_custom_get(struct prefs *p, struct arena *a, const struct prefs_owner *who, const char *key, struct prefs_custom *out)
{
    struct sql_preference_custom_get_row r;
    enum err e = sql_preference_custom_get(
        store_reader(p->d.store), a,
        &(struct sql_preference_custom_get_in){ .tenant_id = who->tenant_id, .user_id = who->user_id, .key = key }, &r);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no setting %s", key);
    if (!e)
        *out = (struct prefs_custom){ r.key, r.value, r.version, r.updated_at };
    return e;
}

enum err prefs_custom_put_tx(struct tx *tx, const struct prefs_owner *who, const char *key, const char *value, int64_t version, int64_t now)
{
    struct sql_preference_custom_get_row old = { 0 };
    struct sql_preference_custom_count_row n;
    struct arena *a = tx_arena(tx);
    enum err e = sql_preference_custom_get(
        tx_db(tx), a, &(struct sql_preference_custom_get_in){ .tenant_id = who->tenant_id, .user_id = who->user_id, .key = key }, &old);
    bool fresh = e == ERR_NOT_FOUND;
    if (e && !fresh)
        return e;
    if ((e = version_check("setting", version, fresh ? 0 : old.version)))
        return e;
    if (fresh) {
        e = sql_preference_custom_count(
            tx_db(tx), a, &(struct sql_preference_custom_count_in){ .tenant_id = who->tenant_id, .user_id = who->user_id }, &n);
        if (!e && n.total >= PREFS_CUSTOM_MAX)
            e = err_set(ERR_CONFLICT, "there are %d custom settings already; delete one first", PREFS_CUSTOM_MAX);
    }
    return e ? e
             : sql_preference_custom_put(
                   tx, &(struct sql_preference_custom_put_in){
                           .tenant_id = who->tenant_id, .user_id = who->user_id, .key = key, .value = value, .updated_at = now });
}

struct item {
    struct prefs *prefs;
    const struct prefs_owner *who;
    const char *key, *value;
    const struct prefs_widget *widget;
    const struct json *bundle; /* of an import */
    int64_t version, now;
};

static enum err write_custom(struct tx *tx, void *arg)
{
    const struct item *i = arg;
    enum err e = prefs_custom_put_tx(tx, i->who, i->key, i->value, i->version, i->now);
    if (!e)
        prefs_changed(i->prefs, tx, i->who->user_id, "custom");
    return e;
}

enum err prefs_custom_put(struct prefs *p, const struct prefs_owner *who, const char *key, const struct json *value, int64_t version)
{
    struct arena *a = arena_new(0);
    struct item i = { .prefs = p, .who = who, .key = key, .version = version, .now = clock_wall_us(p->d.clock) };
    char *text;
    enum err e = prefs_name_check("key", key);
    if (!e)
        e = value_text(a, "value", value, &text);
    if (!e) {
        i.value = text;
        e = store_write(p->d.store, write_custom, &i);
    }
    arena_free(a);
    return e;
}

static enum err delete_custom(struct tx *tx, void *arg)
{
    const struct item *i = arg;
    enum err e = sql_preference_custom_delete(
        tx, &(struct sql_preference_custom_delete_in){ .tenant_id = i->who->tenant_id, .user_id = i->who->user_id, .key = i->key });
    if (!e && tx_changes(tx) == 0)
        return err_set(ERR_NOT_FOUND, "there is no setting %s", i->key);
    if (!e)
        prefs_changed(i->prefs, tx, i->who->user_id, "custom");
    return e;
}

enum err prefs_custom_delete(struct prefs *p, const struct prefs_owner *who, const char *key)
{
    return store_write_essential(p->d.store, delete_custom, &(struct item){ .prefs = p, .who = who, .key = key });
}

/* ---- widgets ---- */

#define WIDGET_OF_ROW(r)                                                                                                                   \
    (struct prefs_widget)                                                                                                                  \
    {                                                                                                                                      \
        .page = (r).page, .widget = (r).widget, .size = (r).size, .settings = (r).settings, .collapsed = (r).collapsed != 0,               \
        .hidden = (r).hidden != 0, .position = (r).position, .version = (r).version, .updated_at = (r).updated_at                          \
    }

enum err prefs_widget_list(struct prefs *p, struct arena *a, const struct prefs_owner *who, const char *page,
                           const struct prefs_widget *after, int64_t limit, struct prefs_widget **out, size_t *count)
{
    struct sql_preference_widget_list_row *rows;
    enum err e = sql_preference_widget_list(store_reader(p->d.store), a,
                                            &(struct sql_preference_widget_list_in){ .tenant_id = who->tenant_id,
                                                                                     .user_id = who->user_id,
                                                                                     .page = page ? page : "",
                                                                                     .after_page = after ? after->page : "",
                                                                                     .after_widget = after ? after->widget : "",
                                                                                     .limit = limit },
                                            &rows, count);
    if (e)
        return e;
    *out = arena_array(a, *count + 1, sizeof **out);
    for (size_t i = 0; i < *count; i++)
        (*out)[i] = WIDGET_OF_ROW(rows[i]);
    return OK;
}

enum err prefs_widget_get(struct prefs *p, struct arena *a, const struct prefs_owner *who, const char *page, const char *widget,
                          struct prefs_widget *out)
{
    struct sql_preference_widget_get_row r;
    enum err e = sql_preference_widget_get(
        store_reader(p->d.store), a,
        &(struct sql_preference_widget_get_in){ .tenant_id = who->tenant_id, .user_id = who->user_id, .page = page, .widget = widget }, &r);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "nothing is kept of the widget %s", widget);
    if (!e)
        *out = WIDGET_OF_ROW(r);
    return e;
}

enum err prefs_widget_put_tx(struct tx *tx, const struct prefs_owner *who, const struct prefs_widget *in, int64_t now)
{
    struct sql_preference_widget_get_row old = { 0 };
    struct sql_preference_widget_count_row n;
    struct arena *a = tx_arena(tx);
    enum err e =
        sql_preference_widget_get(tx_db(tx), a,
                                  &(struct sql_preference_widget_get_in){
                                      .tenant_id = who->tenant_id, .user_id = who->user_id, .page = in->page, .widget = in->widget },
                                  &old);
    bool fresh = e == ERR_NOT_FOUND;
    if (e && !fresh)
        return e;
    if ((e = version_check("widget", in->version, fresh ? 0 : old.version)))
        return e;
    if (fresh) {
        e = sql_preference_widget_count(
            tx_db(tx), a, &(struct sql_preference_widget_count_in){ .tenant_id = who->tenant_id, .user_id = who->user_id }, &n);
        if (!e && n.total >= PREFS_WIDGETS_MAX)
            e = err_set(ERR_CONFLICT, "%d widgets are remembered already; delete one first", PREFS_WIDGETS_MAX);
    }
    return e ? e
             : sql_preference_widget_put(tx, &(struct sql_preference_widget_put_in){ .tenant_id = who->tenant_id,
                                                                                     .user_id = who->user_id,
                                                                                     .page = in->page,
                                                                                     .widget = in->widget,
                                                                                     .collapsed = in->collapsed,
                                                                                     .hidden = in->hidden,
                                                                                     .position = in->position,
                                                                                     .size = in->size,
                                                                                     .settings = in->settings,
                                                                                     .updated_at = now });
}

static enum err write_widget(struct tx *tx, void *arg)
{
    const struct item *i = arg;
    enum err e = prefs_widget_put_tx(tx, i->who, i->widget, i->now);
    if (!e)
        prefs_changed(i->prefs, tx, i->who->user_id, "widgets");
    return e;
}

static enum err widget_check(const struct prefs_widget *w)
{
    enum err e = prefs_name_check("page", w->page);
    if (!e)
        e = prefs_name_check("widget", w->widget);
    if (!e && strlen(w->settings) > PREFS_VALUE_MAX)
        e = err_set(ERR_INVALID, "settings: more than %d bytes of JSON", PREFS_VALUE_MAX);
    return e;
}

enum err prefs_widget_put(struct prefs *p, const struct prefs_owner *who, const struct prefs_widget *in)
{
    enum err e = widget_check(in);
    return e ? e
             : store_write(p->d.store, write_widget,
                           &(struct item){ .prefs = p, .who = who, .widget = in, .now = clock_wall_us(p->d.clock) });
}

static enum err delete_widget(struct tx *tx, void *arg)
{
    const struct item *i = arg;
    enum err e = sql_preference_widget_delete(
        tx, &(struct sql_preference_widget_delete_in){
                .tenant_id = i->who->tenant_id, .user_id = i->who->user_id, .page = i->widget->page, .widget = i->widget->widget });
    if (!e && tx_changes(tx) == 0)
        return err_set(ERR_NOT_FOUND, "nothing is kept of the widget %s", i->widget->widget);
    if (!e)
        prefs_changed(i->prefs, tx, i->who->user_id, "widgets");
    return e;
}

enum err prefs_widget_delete(struct prefs *p, const struct prefs_owner *who, const char *page, const char *widget)
{
    struct prefs_widget w = { .page = page, .widget = widget };
    return store_write_essential(p->d.store, delete_widget, &(struct item){ .prefs = p, .who = who, .widget = &w });
}

/* ---- all of it ---- */

enum err prefs_export(struct prefs *p, struct arena *a, const struct prefs_owner *who, struct json_out *o)
{
    struct sql_preference_get_row own;
    struct prefs_custom *custom;
    struct prefs_widget *widgets;
    size_t customs, count;
    enum err e = sql_preference_get(store_reader(p->d.store), a, &(struct sql_preference_get_in){ .user_id = who->user_id }, &own);
    bool chosen = e == OK;
    if (e && e != ERR_NOT_FOUND)
        return e;
    e = prefs_custom_list(p, a, who, NULL, PREFS_CUSTOM_MAX, &custom, &customs);
    if (!e)
        e = prefs_widget_list(p, a, who, NULL, NULL, PREFS_WIDGETS_MAX, &widgets, &count);
    if (e)
        return e;
    jo_object(o);
    jo_kv_string(o, "format", "binnacle-preferences");
    jo_kv_raw(o, "preferences", chosen ? own.value : "{}");
    jo_key(o, "custom");
    jo_object(o);
    for (size_t i = 0; i < customs; i++)
        jo_kv_raw(o, custom[i].key, custom[i].value);
    jo_object_end(o);
    jo_key(o, "widgets");
    jo_array(o);
    for (size_t i = 0; i < count; i++) {
        jo_object(o);
        jo_kv_string(o, "page", widgets[i].page);
        jo_kv_string(o, "widget", widgets[i].widget);
        jo_kv_bool(o, "collapsed", widgets[i].collapsed);
        jo_kv_bool(o, "hidden", widgets[i].hidden);
        jo_kv_int(o, "position", widgets[i].position);
        jo_kv_string(o, "size", widgets[i].size);
        jo_kv_raw(o, "settings", widgets[i].settings);
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_object_end(o);
    return OK;
}

/* Of an import's array, already validated for form. */
static struct prefs_widget widget_of(struct arena *a, const struct json *w)
{
    struct prefs_widget out = { .page = json_string(json_get(w, "page")),
                                .widget = json_string(json_get(w, "widget")),
                                .size = json_string(json_get(w, "size")),
                                .version = PREFS_ANY_VERSION };
    const struct json *settings = json_get(w, "settings");
    json_bool(json_get(w, "collapsed"), &out.collapsed);
    json_bool(json_get(w, "hidden"), &out.hidden);
    json_int(json_get(w, "position"), &out.position);
    out.settings = settings ? json_print(a, settings) : "{}";
    if (!out.size)
        out.size = "medium";
    return out;
}

static enum err write_import(struct tx *tx, void *arg)
{
    const struct item *i = arg;
    struct arena *a = tx_arena(tx);
    const struct json *preferences = json_get(i->bundle, "preferences");
    enum err e = preferences ? prefs_put_tx(tx, i->who, NULL, preferences, true, PREFS_ANY_VERSION, i->now) : OK;
    for (const struct json *c = json_first(json_get(i->bundle, "custom")); c && !e; c = json_next(c)) {
        char *text;
        e = value_text(a, json_key(c), c, &text);
        if (!e)
            e = prefs_custom_put_tx(tx, i->who, json_key(c), text, PREFS_ANY_VERSION, i->now);
    }
    for (const struct json *w = json_first(json_get(i->bundle, "widgets")); w && !e; w = json_next(w)) {
        struct prefs_widget widget = widget_of(a, w);
        e = prefs_widget_put_tx(tx, i->who, &widget, i->now);
    }
    if (!e)
        prefs_changed(i->prefs, tx, i->who->user_id, "preferences");
    return e;
}

enum err prefs_import(struct prefs *p, const struct prefs_owner *who, const struct json *bundle, prefs_report report, void *arg)
{
    struct arena *a = arena_new(0);
    const struct json *preferences = json_get(bundle, "preferences");
    size_t at = 0;
    int problems = preferences ? prefs_check_meaning(NULL, preferences, report, arg) : 0;
    for (const struct json *c = json_first(json_get(bundle, "custom")); c; c = json_next(c)) {
        char *text;
        if (prefs_name_check("a key", json_key(c)) == OK && value_text(a, json_key(c), c, &text) == OK)
            continue;
        report(arg, "custom", err_detail());
        problems++;
    }
    for (const struct json *w = json_first(json_get(bundle, "widgets")); w; w = json_next(w), at++) {
        struct prefs_widget widget = widget_of(a, w);
        if (widget_check(&widget) == OK)
            continue;
        report(arg, arena_printf(a, "widgets[%zu]", at), err_detail());
        problems++;
    }
    arena_free(a);
    if (problems)
        return err_set(ERR_INVALID, "the file has %d problems", problems);
    return store_write(p->d.store, write_import,
                       &(struct item){ .prefs = p, .who = who, .bundle = bundle, .now = clock_wall_us(p->d.clock) });
}
