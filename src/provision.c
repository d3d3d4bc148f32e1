/*
 * provision.c - see provision.h. Main thread, or the control thread of a box that serves.
 */
#include "provision.h"
#include "core/str.h"
#include "notify/channel.h"
#include "notify/channels.h"
#include <string.h>

#define EXPORT_MAX (16u << 20)

struct run {
    const struct provision *p;
    struct arena *a;
    bool dry; /* only say */
    const char *noun;
    int64_t index; /* of the object at hand */
    const char *name;
    struct buf *diff, *problems;
    struct provision_result *result;
};

/* What became of the object at hand: '+' created, '~' changed, '=' as it was. */
static void outcome(struct run *r, char what)
{
    if (what == '+')
        r->result->created++;
    else if (what == '~')
        r->result->updated++;
    else
        r->result->unchanged++;
    if (r->dry && what != '=')
        buf_printf(r->diff, "%c %s %s\n", what, r->noun, r->name);
}

static void problem(void *arg, const char *path, const char *message)
{
    struct run *r = arg;
    r->result->refused++;
    if (r->name)
        buf_printf(r->problems, "%s %s: %s: %s\n", r->noun, r->name, path, message);
    else
        buf_printf(r->problems, "%s number %lld: %s: %s\n", r->noun, (long long)r->index + 1, path, message);
}

static void at(struct run *r, int64_t index, const struct json *item)
{
    r->index = index;
    r->name = json_string(json_get(item, "name"));
}

/* ---- services ---- */

static enum err write_services(const struct provision *p, struct arena *a, struct json_out *o)
{
    return monitor_export(p->monitor, a, p->tenant_id, o);
}

static enum err apply_services(struct run *r, const struct json *items)
{
    struct monitor_import im;
    const struct json *v;
    int64_t i = 0;
    enum err e = monitor_import(r->p->monitor, r->a, r->p->tenant_id, items, r->dry, NULL, &im);
    if (e)
        return e;
    for (size_t n = 0; n < im.error_count; n++) {
        for (v = json_first(items), i = 0; v && i < im.errors[n].index; v = json_next(v))
            i++;
        at(r, im.errors[n].index, v);
        problem(r, im.errors[n].field, im.errors[n].message);
    }
    for (v = json_first(items), i = 0; v; v = json_next(v), i++) {
        at(r, i, v);
        if (im.outcomes[i] != '!')
            outcome(r, im.outcomes[i]);
    }
    return OK;
}

/* ---- channels ---- */

/* The tenant's channels as the API shows them: an array. */
static enum err read_channels(const struct provision *p, struct arena *a, const struct json **out)
{
    struct buf b;
    struct json_out o;
    struct json *list = NULL;
    const char *next;
    int64_t total;
    buf_init(&b, EXPORT_MAX);
    jo_init(&o, &b);
    jo_array(&o);
    enum err e = channels_list(p->notify, a, p->tenant_id, NULL, NOTIFY_MAX_CHANNELS, &o, &next, &total);
    jo_array_end(&o);
    if (!e)
        e = json_parse(a, b.data, b.len, &list);
    *out = list;
    buf_free(&b);
    return e;
}

static bool absent(const struct json *v)
{
    return !v || json_type(v) == JSON_NULL;
}

static enum err write_channels(const struct provision *p, struct arena *a, struct json_out *o)
{
    const struct json *list;
    enum err e = read_channels(p, a, &list);
    if (e)
        return e;
    jo_array(o);
    for (const struct json *c = json_first(list); c; c = json_next(c)) {
        const struct channel_type *type = channel_type_find(json_string(json_get(c, "channel_type")));
        const struct json *config = json_get(c, "config");
        jo_object(o);
        for (const struct field *f = channel_fields; f->name; f++) {
            jo_key(o, f->name);
            if (!str_eq(f->name, "config")) {
                jo_json(o, json_get(c, f->name));
                continue;
            }
            jo_object(o);
            for (const struct field *m = type ? type->config : NULL; m && m->name; m++)
                if (!(m->flags & FIELD_SECRET) && !absent(json_get(config, m->name)))
                    jo_kv_raw(o, m->name, json_print(a, json_get(config, m->name)));
            jo_object_end(o);
        }
        jo_object_end(o);
    }
    jo_array_end(o);
    return OK;
}

/* Is the channel as the file says? A secret that is given says no. */
static bool same_channel(struct arena *a, const struct channel_type *type, const struct channel_input *in, const struct json *is)
{
    bool enabled = false, send_resolved = false;
    json_bool(json_get(is, "enabled"), &enabled);
    json_bool(json_get(is, "send_resolved"), &send_resolved);
    if (enabled != in->enabled || send_resolved != in->send_resolved ||
        !str_eq(in->min_severity, json_string(json_get(is, "min_severity"))))
        return false;
    const struct json *config = json_get(is, "config");
    for (const struct field *f = type->config; f->name; f++) {
        const struct json *want = json_get(in->config, f->name), *have = json_get(config, f->name);
        if (f->flags & FIELD_SECRET) {
            if (want)
                return false;
        } else if (absent(want) != absent(have) || (!absent(want) && !str_eq(json_print(a, want), json_print(a, have)))) {
            return false;
        }
    }
    return true;
}

static void problem_in_config(void *arg, const char *path, const char *message)
{
    struct run *r = arg;
    problem(r, arena_printf(r->a, "config.%s", path), message);
}

static enum err apply_channel(struct run *r, const struct json *item, const struct json *list)
{
    struct channel_input in;
    const struct json *is = json_first(list);
    char id[ID_SIZE];
    if (field_validate(channel_fields, item, false, problem, r))
        return OK;
    channel_input_read(item, &in);
    while (is && !str_eq_nocase(json_string(json_get(is, "name")), in.name))
        is = json_next(is);
    if (!in.channel_type)
        in.channel_type = is ? json_string(json_get(is, "channel_type")) : "webhook";
    const struct channel_type *type = channel_type_find(in.channel_type);
    if (!type)
        return problem(r, "channel_type", "is not a known channel type"), OK;
    if (is && !str_eq(type->name, json_string(json_get(is, "channel_type"))))
        return problem(r, "channel_type", "cannot be changed; make a new channel"), OK;
    if (field_validate(type->config, in.config, false, problem_in_config, r) ||
        (type->validate && type->validate(r->a, in.config, problem, r)))
        return OK;
    char what = !is ? '+' : same_channel(r->a, type, &in, is) ? '=' : '~';
    enum err e = OK;
    if (!r->dry && what == '+')
        e = channels_create(r->p->notify, r->a, r->p->tenant_id, &in, problem, r, id);
    else if (!r->dry && what == '~')
        e = channels_update(r->p->notify, r->a, r->p->tenant_id, json_string(json_get(is, "id")), &in, -1, problem, r);
    if (e == ERR_CONFLICT)
        return problem(r, "name", err_detail()), OK;
    if (!e)
        outcome(r, what);
    return e;
}

static enum err apply_channels(struct run *r, const struct json *items)
{
    const struct json *list;
    enum err e = read_channels(r->p, r->a, &list);
    int64_t i = 0;
    for (const struct json *v = json_first(items); !e && v; v = json_next(v), i++) {
        at(r, i, v);
        for (const struct json *before = json_first(items); before != v && r->name; before = json_next(before)) {
            if (!str_eq_nocase(r->name, json_string(json_get(before, "name"))))
                continue;
            problem(r, "name", "is there twice");
            break;
        }
        e = apply_channel(r, v, list);
    }
    return e;
}

/* ---- all kinds, in the order in which they are applied ---- */

static const struct kind {
    const char *name, *noun;
    enum err (*write)(const struct provision *p, struct arena *a, struct json_out *o);
    enum err (*apply)(struct run *r, const struct json *items);
} kinds[] = {
    { "services", "service", write_services, apply_services },
    { "channels", "channel", write_channels, apply_channels },
};
#define KINDS (sizeof kinds / sizeof *kinds)

static const struct kind *kind_find(const char *name)
{
    for (size_t k = 0; k < KINDS; k++)
        if (str_eq(name, kinds[k].name))
            return &kinds[k];
    return NULL;
}

static enum err unknown_kind(const char *name)
{
    return err_set(ERR_INVALID, "there is no kind %s; there are: services, channels", name);
}

enum err provision_export(const struct provision *p, struct arena *a, const char *const *wanted, struct json_out *o)
{
    enum err e = OK;
    for (size_t i = 0; wanted[i]; i++)
        if (!kind_find(wanted[i]))
            return unknown_kind(wanted[i]);
    jo_object(o);
    for (size_t k = 0; !e && k < KINDS; k++) {
        bool write = !wanted[0];
        for (size_t i = 0; wanted[i]; i++)
            write = write || str_eq(wanted[i], kinds[k].name);
        if (!write)
            continue;
        jo_key(o, kinds[k].name);
        e = kinds[k].write(p, a, o);
    }
    jo_object_end(o);
    return e;
}

enum err provision_apply(const struct provision *p, struct arena *a, const struct json *doc, bool dry_run, struct buf *diff,
                         struct buf *problems, struct provision_result *out)
{
    *out = (struct provision_result){ 0 };
    if (json_type(doc) != JSON_OBJECT)
        return err_set(ERR_INVALID, "an object with the members services, channels is expected");
    for (const struct json *m = json_first(doc); m; m = json_next(m)) {
        if (!kind_find(json_key(m)))
            return unknown_kind(json_key(m));
        if (json_type(m) != JSON_ARRAY)
            return err_set(ERR_INVALID, "%s: an array is expected", json_key(m));
    }
    for (int pass = 0; pass < (dry_run ? 1 : 2); pass++) {
        if (out->refused)
            break;
        *out = (struct provision_result){ .applied = pass == 1 };
        for (size_t k = 0; k < KINDS; k++) {
            const struct json *items = json_get(doc, kinds[k].name);
            struct run r = { .p = p, .a = a, .dry = pass == 0, .noun = kinds[k].noun, .diff = diff, .problems = problems, .result = out };
            enum err e = items ? kinds[k].apply(&r, items) : OK;
            if (e)
                return e;
        }
    }
    return OK;
}
