/*
 * prefs.c - what holds for a person, and changing it.
 *
 * Any thread. What always holds: stored is only what was chosen, as {"section": {"name": value}}; a stored value that the table no longer
 * allows (an older box wrote it) counts as not chosen.
 */
#include "prefs/prefs.h"
#include "core/mem.h"
#include "core/str.h"
#include "prefs/prefs_private.h"
#include "sql/prefs.h"
#include <string.h>

#define STORED_MAX 65536

enum err prefs_new(const struct prefs_deps *d, struct prefs **out)
{
    struct prefs *p = mem_alloc(sizeof *p);
    p->d = *d;
    *out = p;
    return OK;
}

void prefs_free(struct prefs *p)
{
    mem_free(p);
}

/* ---- telling ---- */

struct told {
    const struct live *live;
    const char *user_id, *what;
};

static void tell(void *arg)
{
    const struct told *t = arg;
    struct buf b;
    struct json_out o;
    buf_init(&b, 256);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_string(&o, "changed", t->what);
    jo_object_end(&o);
    live_publish_user(t->live, t->user_id, "me.preferences", b.data, b.len);
    buf_free(&b);
}

void prefs_changed(struct prefs *p, struct tx *tx, const char *user_id, const char *what)
{
    struct told *t = arena_alloc(tx_arena(tx), sizeof *t);
    *t = (struct told){ .live = p->d.live, .user_id = arena_strdup(tx_arena(tx), user_id), .what = what };
    tx_after_commit(tx, tell, t);
}

/* ---- reading ---- */

struct layers {
    const struct json *own, *defaults; /* NULL: nothing chosen */
    int64_t version, updated_at;       /* of both */
    int64_t defaults_version;
};

static const struct json *read_object(struct arena *a, const char *text)
{
    struct json *v;
    return json_parse(a, text, strlen(text), &v) == OK && json_type(v) == JSON_OBJECT ? v : NULL;
}

static enum err load(struct db *db, struct arena *a, const struct prefs_owner *who, struct layers *out)
{
    struct sql_preference_get_row own;
    struct sql_preference_default_get_row def;
    *out = (struct layers){ 0 };
    enum err e = who->user_id ? sql_preference_get(db, a, &(struct sql_preference_get_in){ .user_id = who->user_id }, &own) : ERR_NOT_FOUND;
    if (e == OK) {
        out->own = read_object(a, own.value);
        out->version = own.version;
        out->updated_at = own.updated_at;
    } else if (e != ERR_NOT_FOUND) {
        return e;
    }
    e = sql_preference_default_get(db, a, &(struct sql_preference_default_get_in){ .tenant_id = who->tenant_id }, &def);
    if (e == OK) {
        out->defaults = read_object(a, def.value);
        out->defaults_version = def.version;
        out->version += def.version;
        out->updated_at = def.updated_at > out->updated_at ? def.updated_at : out->updated_at;
    } else if (e != ERR_NOT_FOUND) {
        return e;
    }
    return OK;
}

/* Is the value one that the row allows? */
static bool allowed(struct arena *a, const struct field *f, const struct json *v)
{
    struct buf b;
    struct json_out o;
    struct json *object;
    if (!v)
        return false;
    buf_init(&b, STORED_MAX);
    jo_init(&o, &b);
    jo_object(&o);
    jo_key(&o, f->name);
    jo_json(&o, v);
    jo_object_end(&o);
    bool good = !b.overflow && json_parse(a, b.data, b.len, &object) == OK &&
                field_validate((const struct field[]){ *f, { 0 } }, object, false, NULL, NULL) == 0;
    buf_free(&b);
    return good;
}

/* What holds; *own: the person chose it. */
static const struct json *value_of(struct arena *a, const struct layers *l, const char *section, const struct field *f, bool *own)
{
    const struct json *v = json_get(json_get(l->own, section), f->name);
    struct json *fallback = NULL;
    *own = allowed(a, f, v);
    if (*own)
        return v;
    v = json_get(json_get(l->defaults, section), f->name);
    if (allowed(a, f, v))
        return v;
    return json_parse(a, f->fallback, strlen(f->fallback), &fallback) == OK ? fallback : NULL;
}

static void write_section(struct arena *a, const struct layers *l, const struct field *s, struct json_out *o)
{
    bool own;
    for (const struct field *f = s->fields; f->name; f++) {
        jo_key(o, f->name);
        jo_json(o, value_of(a, l, s->name, f, &own));
    }
}

static void write_all(struct arena *a, const struct layers *l, struct json_out *o)
{
    bool own;
    jo_object(o);
    for (const struct field *s = prefs_sections; s->name; s++) {
        jo_key(o, s->name);
        jo_object(o);
        write_section(a, l, s, o);
        jo_object_end(o);
    }
    jo_key(o, "changed");
    jo_array(o);
    for (const struct field *s = prefs_sections; s->name; s++)
        for (const struct field *f = s->fields; f->name; f++)
            if (value_of(a, l, s->name, f, &own) && own)
                jo_string(o, arena_printf(a, "%s.%s", s->name, f->name));
    jo_array_end(o);
    jo_kv_int(o, "version", l->version);
    jo_kv_time(o, "updated_at", l->updated_at);
    jo_object_end(o);
}

enum err prefs_write(struct prefs *p, struct arena *a, const struct prefs_owner *who, const char *section, struct json_out *o,
                     int64_t *version)
{
    struct layers l;
    enum err e = load(store_reader(p->d.store), a, who, &l);
    if (e)
        return e;
    *version = l.version;
    if (!section) {
        write_all(a, &l, o);
        return OK;
    }
    const struct field *s = prefs_section(section);
    if (!s)
        return err_set(ERR_NOT_FOUND, "there is no section %s", section);
    jo_object(o);
    write_section(a, &l, s, o);
    jo_object_end(o);
    return OK;
}

enum err prefs_get(struct prefs *p, struct arena *a, const struct prefs_owner *who, const char *section, const char *name,
                   const struct json **out)
{
    struct layers l;
    bool own;
    const struct field *s = prefs_section(section);
    enum err e = load(store_reader(p->d.store), a, who, &l);
    for (const struct field *f = s ? s->fields : NULL; !e && f && f->name; f++) {
        if (!str_eq(f->name, name))
            continue;
        *out = value_of(a, &l, section, f, &own);
        return OK;
    }
    return e ? e : err_set(ERR_NOT_FOUND, "there is no preference %s.%s", section, name);
}

/* ---- changing ---- */

/* The object to store: what `given` says where it does, else what was there unless `whole`. */
static void merged(struct arena *a, const struct field *s, const struct json *old, const struct json *given, bool whole, struct json_out *o)
{
    for (const struct field *f = s->fields; f->name; f++) {
        const struct json *v = json_get(given, f->name);
        if (!v && !whole)
            v = json_get(old, f->name);
        if (!allowed(a, f, v))
            continue;
        jo_key(o, f->name);
        jo_json(o, v);
    }
}

static enum err merge_all(struct arena *a, const struct json *old, const char *section, const struct json *given, bool whole, char **out)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, STORED_MAX);
    jo_init(&o, &b);
    jo_object(&o);
    for (const struct field *s = prefs_sections; s->name; s++) {
        bool touched = !section || str_eq(section, s->name);
        jo_key(&o, s->name);
        jo_object(&o);
        merged(a, s, json_get(old, s->name), !touched ? NULL : section ? given : json_get(given, s->name), whole && touched, &o);
        jo_object_end(&o);
    }
    jo_object_end(&o);
    enum err e = b.overflow ? err_set(ERR_TOO_LARGE, "the preferences are larger than %d bytes", STORED_MAX) : OK;
    if (!e)
        *out = arena_strndup(a, b.data, b.len);
    buf_free(&b);
    return e;
}

static enum err version_check(int64_t wanted, int64_t is)
{
    return wanted != PREFS_ANY_VERSION && wanted != is ? err_set(ERR_PRECONDITION, "the preferences were changed meanwhile") : OK;
}

enum err prefs_put_tx(struct tx *tx, const struct prefs_owner *who, const char *section, const struct json *members, bool whole,
                      int64_t version, int64_t now)
{
    struct layers l;
    char *text;
    struct arena *a = tx_arena(tx);
    enum err e = load(tx_db(tx), a, who, &l);
    if (!e)
        e = version_check(version, l.version);
    if (!e)
        e = merge_all(a, l.own, section, members, whole, &text);
    return e ? e : sql_preference_put(tx, &(struct sql_preference_put_in){ .user_id = who->user_id, .value = text, .updated_at = now });
}

struct put {
    struct prefs *prefs;
    const struct prefs_owner *who;
    const char *section;
    const struct json *members;
    bool whole;
    const char *const *names; /* of a reset */
    size_t count;
    int64_t version, now;
};

static enum err write_put(struct tx *tx, void *arg)
{
    const struct put *p = arg;
    enum err e = prefs_put_tx(tx, p->who, p->section, p->members, p->whole, p->version, p->now);
    if (!e)
        prefs_changed(p->prefs, tx, p->who->user_id, "preferences");
    return e;
}

enum err prefs_put(struct prefs *p, const struct prefs_owner *who, const char *section, const struct json *members, bool whole,
                   int64_t version, prefs_report report, void *arg)
{
    if (section && !prefs_section(section))
        return err_set(ERR_NOT_FOUND, "there is no section %s", section);
    if (prefs_check_meaning(section, members, report, arg))
        return err_set(ERR_INVALID, "a preference has a value that does not exist");
    struct put w = {
        .prefs = p, .who = who, .section = section, .members = members, .whole = whole, .version = version, .now = clock_wall_us(p->d.clock)
    };
    return store_write(p->d.store, write_put, &w);
}

/* Is "section.name" or its section among the names? */
static bool named(const struct put *r, const char *section, const char *name)
{
    size_t n = strlen(section);
    for (size_t i = 0; i < r->count; i++)
        if (str_eq(r->names[i], section) ||
            (strncmp(r->names[i], section, n) == 0 && r->names[i][n] == '.' && str_eq(r->names[i] + n + 1, name)))
            return true;
    return r->count == 0;
}

static enum err write_reset(struct tx *tx, void *arg)
{
    const struct put *r = arg;
    struct layers l;
    struct buf b;
    struct json_out o;
    struct arena *a = tx_arena(tx);
    enum err e = load(tx_db(tx), a, r->who, &l);
    if (!e)
        e = version_check(r->version, l.version);
    if (e)
        return e;
    buf_init(&b, STORED_MAX);
    jo_init(&o, &b);
    jo_object(&o);
    for (const struct field *s = prefs_sections; s->name; s++) {
        jo_key(&o, s->name);
        jo_object(&o);
        for (const struct field *f = s->fields; f->name; f++) {
            const struct json *v = json_get(json_get(l.own, s->name), f->name);
            if (!v || named(r, s->name, f->name))
                continue;
            jo_key(&o, f->name);
            jo_json(&o, v);
        }
        jo_object_end(&o);
    }
    jo_object_end(&o);
    e = sql_preference_put(tx, &(struct sql_preference_put_in){ .user_id = r->who->user_id, .value = b.data, .updated_at = r->now });
    buf_free(&b);
    if (!e)
        prefs_changed(r->prefs, tx, r->who->user_id, "preferences");
    return e;
}

/* "theme", or "theme.density". */
static bool name_known(const char *name)
{
    for (const struct field *s = prefs_sections; s->name; s++) {
        size_t n = strlen(s->name);
        if (str_eq(name, s->name))
            return true;
        if (strncmp(name, s->name, n) != 0 || name[n] != '.')
            continue;
        for (const struct field *f = s->fields; f->name; f++)
            if (str_eq(f->name, name + n + 1))
                return true;
    }
    return false;
}

enum err prefs_reset(struct prefs *p, const struct prefs_owner *who, const char *const *names, size_t count, int64_t version)
{
    struct put r = { .prefs = p, .who = who, .names = names, .count = count, .version = version, .now = clock_wall_us(p->d.clock) };
    for (size_t i = 0; i < count; i++)
        if (!name_known(names[i]))
            return err_set(ERR_INVALID, "there is no preference %s", names[i]);
    return store_write(p->d.store, write_reset, &r);
}

/* ---- the tenant's defaults ---- */

enum err prefs_defaults_write(struct prefs *p, struct arena *a, const char *tenant_id, struct json_out *o, int64_t *version)
{
    struct layers l;
    struct prefs_owner who = { .tenant_id = tenant_id };
    enum err e = load(store_reader(p->d.store), a, &who, &l);
    if (e)
        return e;
    l.own = l.defaults; /* what the tenant chose is what is "changed" here */
    *version = l.version;
    write_all(a, &l, o);
    return OK;
}

static enum err write_defaults(struct tx *tx, void *arg)
{
    const struct put *p = arg;
    struct layers l;
    char *text;
    enum err e = load(tx_db(tx), tx_arena(tx), p->who, &l);
    if (!e)
        e = version_check(p->version, l.version);
    if (!e)
        e = merge_all(tx_arena(tx), NULL, NULL, p->members, true, &text);
    return e ? e
             : sql_preference_default_put(
                   tx, &(struct sql_preference_default_put_in){ .tenant_id = p->who->tenant_id, .value = text, .updated_at = p->now });
}

enum err prefs_defaults_put(struct prefs *p, const char *tenant_id, const struct json *members, int64_t version, prefs_report report,
                            void *arg)
{
    struct prefs_owner who = { .tenant_id = tenant_id };
    struct put w = { .prefs = p, .who = &who, .members = members, .version = version, .now = clock_wall_us(p->d.clock) };
    if (prefs_check_meaning(NULL, members, report, arg))
        return err_set(ERR_INVALID, "a preference has a value that does not exist");
    enum err e = store_write(p->d.store, write_defaults, &w);
    if (!e) /* everybody of the tenant reads theirs again */
        live_publish(p->d.live, tenant_id, "me.preferences", "{\"changed\":\"defaults\"}", 22);
    return e;
}
