/*
 * monitor_services.c - creating, changing, listing and deleting services, and importing many at once.
 *
 * Threads: any; `edit` makes editors take turns, so that what was validated is what is written. A change is in the store before it is in
 * the table.
 */
#include "core/ids.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "monitor/monitor_defs.h"
#include "sql/monitor.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SELF_NAME         "Binnacle"
#define SETTLE_WAIT_S     2
#define IMPORT_MAX_ERRORS 1000

/* ---- writing ---- */

struct save_all {
    struct def_save *rows;
    size_t count;
};

static enum err save_all(struct tx *tx, void *arg)
{
    struct save_all *s = arg;
    enum err e = OK;
    for (size_t i = 0; i < s->count && e == OK; i++)
        e = def_save_row(tx, &s->rows[i]);
    for (size_t i = 0; i < s->count && e == OK; i++)
        e = def_save_needs(tx, &s->rows[i]);
    for (size_t i = 0; i < s->count && e == OK; i++) {
        const struct def_save *r = &s->rows[i];
        tx_change(tx, &(struct tx_change){ .type = "service",
                                           .id = r->def->id,
                                           .name = r->def->name,
                                           .tenant_id = r->def->tenant_id,
                                           .before = r->before,
                                           .after = r->after,
                                           .default_action = r->is_new ? "service.create" : "service.update" });
    }
    return e;
}

static enum err name_taken(struct monitor *m, const struct svc_def *d)
{
    bool taken = false;
    pthread_mutex_lock(&m->lock);
    for (size_t i = 0; i < m->count && !taken; i++) {
        const struct svc_def *o = m->services[i]->def;
        taken = str_eq(o->name, d->name) && str_eq(o->tenant_id, d->tenant_id) && !str_eq(o->id, d->id);
    }
    pthread_mutex_unlock(&m->lock);
    return taken ? err_set(ERR_CONFLICT, "another service is called \"%s\"", d->name) : OK;
}

/* Writes one definition and puts it into the table. Takes the reference. */
static enum err save_one(struct monitor *m, struct arena *a, struct svc_def *d, bool is_new, struct problems *p)
{
    struct def_save row;
    enum err e = name_taken(m, d);
    if (e == OK && d->need_count && def_find_circle(m, &d, 1)) {
        problem(p, "depends_on", "would close a circle: a service cannot need itself through others");
        e = err_set(ERR_INVALID, "the dependencies would form a circle");
    }
    if (e == OK)
        e = def_save_prepare(m, a, d, is_new, &row);
    if (e == OK)
        e = store_write(m->store, save_all, &(struct save_all){ &row, 1 });
    if (e == OK) {
        def_apply(m, d, is_new);
    } else {
        pthread_mutex_lock(&m->lock);
        svc_def_unref(d);
        pthread_mutex_unlock(&m->lock);
    }
    return e;
}

/* A reference to the service's definition; NULL with the error set. */
static struct svc_def *take_def(struct monitor *m, const char *tenant_id, const char *id)
{
    pthread_mutex_lock(&m->lock);
    struct svc *s = monitor_find(m, tenant_id, id);
    struct svc_def *d = s ? s->def : NULL;
    if (d)
        d->refs++;
    pthread_mutex_unlock(&m->lock);
    return d;
}

static void give_def(struct monitor *m, struct svc_def *d)
{
    pthread_mutex_lock(&m->lock);
    svc_def_unref(d);
    pthread_mutex_unlock(&m->lock);
}

static enum err absent(void)
{
    return err_set(ERR_NOT_FOUND, "no service with this id");
}

static enum err room_for(struct monitor *m, size_t more)
{
    pthread_mutex_lock(&m->lock);
    size_t n = m->count;
    pthread_mutex_unlock(&m->lock);
    return n + more <= MONITOR_MAX_SERVICES ? OK : err_set(ERR_CONFLICT, "at most %d services can be watched", MONITOR_MAX_SERVICES);
}

enum err monitor_service_create(struct monitor *m, struct arena *a, const char *tenant_id, const struct json *body, field_report report,
                                void *report_arg, char **id)
{
    struct problems p = { report, report_arg, 0 };
    struct def_source in = { .tenant_id = tenant_id, .body = body };
    pthread_mutex_lock(&m->edit);
    enum err e = room_for(m, 1);
    struct svc_def *d = e == OK ? def_build(m, &in, &p) : NULL;
    if (d) {
        *id = arena_strdup(a, d->id);
        e = save_one(m, a, d, true, &p);
    } else if (e == OK) {
        e = err_set(ERR_INVALID, "the service is not acceptable");
    }
    pthread_mutex_unlock(&m->edit);
    return e;
}

enum err monitor_service_update(struct monitor *m, struct arena *a, const char *tenant_id, const char *id, const struct json *body,
                                bool partial, int64_t version, field_report report, void *report_arg)
{
    struct problems p = { report, report_arg, 0 };
    pthread_mutex_lock(&m->edit);
    struct svc_def *base = take_def(m, tenant_id, id), *d;
    enum err e = OK;
    if (!base) {
        e = absent();
    } else if (version >= 0 && version != base->version) {
        e = err_set(ERR_PRECONDITION, "the service was changed meanwhile: it is at version %lld", (long long)base->version);
    } else {
        d = def_build(m, &(struct def_source){ .tenant_id = tenant_id, .body = body, .base = base, .partial = partial }, &p);
        if (!d)
            e = err_set(ERR_INVALID, "the service is not acceptable");
        else
            e = save_one(m, a, d, false, &p);
    }
    if (base)
        give_def(m, base);
    pthread_mutex_unlock(&m->edit);
    return e;
}

/* Waits until what is shown of the service is what it should be. */
static void wait_settled(struct monitor *m, const char *id)
{
    struct timespec until = clock_deadline(SETTLE_WAIT_S * US_PER_S);
    pthread_mutex_lock(&m->lock);
    for (struct svc *s; m->started && (s = monitor_find_id(m, id)) && (s->committing || s->unsettled);)
        if (pthread_cond_timedwait(&m->settled, &m->lock, &until) == ETIMEDOUT)
            break;
    pthread_mutex_unlock(&m->lock);
}

enum err monitor_service_enable(struct monitor *m, const char *tenant_id, const char *id, bool enabled)
{
    struct arena *a = arena_new(0);
    struct json *body;
    const char *text = enabled ? "{\"enabled\":true}" : "{\"enabled\":false}";
    pthread_mutex_lock(&m->edit);
    struct svc_def *base = take_def(m, tenant_id, id), *d;
    struct problems p = { 0 };
    enum err e = base ? json_parse(a, text, strlen(text), &body) : absent();
    if (e == OK && base->enabled != enabled) {
        d = def_build(m, &(struct def_source){ .tenant_id = tenant_id, .body = body, .base = base, .partial = true }, &p);
        if (!d)
            e = err_set(ERR_CONFLICT, "this service cannot be %s", enabled ? "resumed" : "paused");
        else
            e = save_one(m, a, d, false, &p);
    }
    if (base)
        give_def(m, base);
    pthread_mutex_unlock(&m->edit);
    arena_free(a);
    if (e == OK)
        wait_settled(m, id);
    return e;
}

struct removal {
    struct monitor *m;
    const struct svc_def *def;
    const char *reason, *before;
};

static enum err remove_write(struct tx *tx, void *arg)
{
    struct removal *r = arg;
    enum err e = r->m->alerts ? alerts_source_gone(r->m->alerts, tx, r->def->tenant_id, r->def->id, r->reason) : OK;
    if (e == OK)
        e = sql_service_delete(tx, &(struct sql_service_delete_in){ .tenant_id = r->def->tenant_id, .num = r->def->num });
    if (e == OK)
        tx_change(tx, &(struct tx_change){ .type = "service",
                                           .id = r->def->id,
                                           .name = r->def->name,
                                           .tenant_id = r->def->tenant_id,
                                           .before = r->before,
                                           .default_action = "service.delete" });
    return e;
}

enum err monitor_service_delete(struct monitor *m, const char *tenant_id, const char *id, int64_t version, const char *reason)
{
    pthread_mutex_lock(&m->edit);
    struct svc_def *d = take_def(m, tenant_id, id);
    enum err e = OK;
    if (!d)
        e = absent();
    else if (str_eq(d->type_name, "self"))
        e = err_set(ERR_CONFLICT, "the box's own service cannot be deleted");
    else if (version >= 0 && version != d->version)
        e = err_set(ERR_PRECONDITION, "the service was changed meanwhile: it is at version %lld", (long long)d->version);
    if (e == OK) {
        struct arena *a = arena_new(0);
        e = store_write_essential(m->store, remove_write, &(struct removal){ m, d, reason, def_text(a, d, m) });
        arena_free(a);
    }
    if (e == OK) {
        pthread_mutex_lock(&m->lock);
        struct svc *s = monitor_find_id(m, d->id);
        if (s)
            monitor_drop(m, s);
        char json[128];
        int n = snprintf(json, sizeof json, "{\"id\":\"%s\",\"change\":\"deleted\"}", d->id);
        live_publish(m->live, d->tenant_id, "services.config", json, (size_t)n);
        pthread_mutex_unlock(&m->lock);
    }
    if (d)
        give_def(m, d);
    pthread_mutex_unlock(&m->edit);
    return e;
}

static enum err set_missing_write(struct tx *tx, void *arg)
{
    return sql_service_set_missing(tx, arg);
}

enum err monitor_set_missing(struct monitor *m, const char *tenant_id, const char *id, int64_t missing_since)
{
    pthread_mutex_lock(&m->edit);
    struct svc_def *d = take_def(m, tenant_id, id);
    enum err e = d ? OK : absent();
    if (e == OK && d->missing_since != missing_since) {
        struct sql_service_set_missing_in in = { .missing_since = { missing_since != 0, missing_since },
                                                 .tenant_id = tenant_id,
                                                 .num = d->num };
        e = store_write(m->store, set_missing_write, &in);
        pthread_mutex_lock(&m->lock);
        if (e == OK)
            d->missing_since = missing_since; /* the one member that is not part of the definition */
        pthread_mutex_unlock(&m->lock);
    }
    if (d)
        give_def(m, d);
    pthread_mutex_unlock(&m->edit);
    return e;
}

enum err monitor_release_discovery(struct monitor *m, const char *tenant_id, const char *discovery_id)
{
    struct arena *a = arena_new(0);
    struct monitor_discovered *found;
    struct json *nothing;
    size_t n;
    enum err e = monitor_discovered(m, a, discovery_id, &found, &n);
    if (e == OK)
        e = json_parse(a, "{}", 2, &nothing);
    pthread_mutex_lock(&m->edit);
    for (size_t i = 0; i < n && e == OK; i++) {
        struct problems p = { 0 };
        struct svc_def *base = take_def(m, tenant_id, found[i].id);
        if (!base)
            continue;
        struct svc_def *d = def_build(
            m, &(struct def_source){ .tenant_id = tenant_id, .body = nothing, .base = base, .partial = true, .detach = true }, &p);
        e = d ? save_one(m, a, d, false, &p) : err_set(ERR_INTERNAL, "a discovered worker cannot be kept");
        give_def(m, base);
    }
    pthread_mutex_unlock(&m->edit);
    arena_free(a);
    return e;
}

enum err monitor_ensure_self(struct monitor *m)
{
    for (size_t i = 0; i < m->count; i++)
        if (str_eq(m->services[i]->def->type_name, "self"))
            return OK;
    struct arena *a = arena_new(0);
    struct json *body;
    static const char text[] = "{\"name\":\"" SELF_NAME "\",\"type\":\"self\",\"recoveries_before_up\":1}";
    struct problems p = { 0 };
    enum err e = json_parse(a, text, sizeof text - 1, &body);
    if (e == OK) {
        struct svc_def *d = def_build(m, &(struct def_source){ .tenant_id = MONITOR_DEFAULT_TENANT, .body = body, .internal = true }, &p);
        e = d ? save_one(m, a, d, true, &p) : err_set(ERR_INTERNAL, "the box's own service cannot be made");
    }
    arena_free(a);
    return e;
}

/* ---- reading ---- */

enum err monitor_service_write(struct monitor *m, struct arena *a, const char *tenant_id, const char *id, bool show_push_url,
                               struct json_out *o, int64_t *version)
{
    (void)a;
    struct svc_def *d = take_def(m, tenant_id, id);
    if (!d)
        return absent();
    def_write(d, show_push_url, false, m, o);
    if (version)
        *version = d->version;
    give_def(m, d);
    return OK;
}

static int by_name(const void *a, const void *b)
{
    const struct svc_def *x = *(struct svc_def *const *)a, *y = *(struct svc_def *const *)b;
    int c = strcmp(x->name, y->name);
    return c ? c : strcmp(x->id, y->id);
}

/* References to the tenant's definitions that match, by name. */
static struct svc_def **take_all(struct monitor *m, struct arena *a, const char *tenant_id, const struct monitor_service_filter *f,
                                 size_t *count)
{
    pthread_mutex_lock(&m->lock);
    struct svc_def **list = arena_array(a, m->count + 1, sizeof *list);
    *count = 0;
    for (size_t i = 0; i < m->count; i++) {
        struct svc_def *d = m->services[i]->def;
        if (!str_eq(d->tenant_id, tenant_id))
            continue;
        if (f && f->type && !str_eq(d->type_name, f->type))
            continue;
        if (f && f->enabled >= 0 && d->enabled != (f->enabled == 1))
            continue;
        if (f && f->q && !strcasestr(d->name, f->q) && !strcasestr(d->target, f->q))
            continue;
        bool tagged = !f || !f->tag;
        for (size_t k = 0; k < d->tag_count && !tagged; k++)
            tagged = str_eq(d->tags[k], f->tag);
        if (!tagged)
            continue;
        d->refs++;
        list[(*count)++] = d;
    }
    pthread_mutex_unlock(&m->lock);
    qsort(list, *count, sizeof *list, by_name);
    return list;
}

static void give_all(struct monitor *m, struct svc_def **list, size_t count)
{
    pthread_mutex_lock(&m->lock);
    for (size_t i = 0; i < count; i++)
        svc_def_unref(list[i]);
    pthread_mutex_unlock(&m->lock);
}

enum err monitor_service_list(struct monitor *m, struct arena *a, const char *tenant_id, const struct monitor_service_filter *f,
                              int64_t limit, const char *cursor, bool show_push_url, struct json_out *o, const char **next, int64_t *total)
{
    size_t count, from = 0;
    struct svc_def **list = take_all(m, a, tenant_id, f, &count);
    /* The cursor is id and name of the last one of the page before; it may be gone by now. */
    if (cursor && strlen(cursor) >= ID_SIZE - 1) {
        const char *last = cursor + ID_SIZE - 1;
        for (; from < count; from++) {
            int c = strcmp(list[from]->name, last);
            if (c > 0 || (c == 0 && strncmp(list[from]->id, cursor, ID_SIZE - 1) > 0))
                break;
        }
    }
    size_t to = from + (size_t)limit < count ? from + (size_t)limit : count;
    for (size_t i = from; i < to; i++)
        def_write(list[i], show_push_url, false, m, o);
    *total = (int64_t)count;
    *next = to < count ? arena_printf(a, "%s%s", list[to - 1]->id, list[to - 1]->name) : NULL;
    give_all(m, list, count);
    return OK;
}

enum err monitor_export(struct monitor *m, struct arena *a, const char *tenant_id, struct json_out *o)
{
    size_t count;
    struct svc_def **list = take_all(m, a, tenant_id, NULL, &count);
    jo_array(o);
    for (size_t i = 0; i < count; i++)
        if (!str_eq(list[i]->type_name, "self") && !list[i]->discovery_id)
            def_write(list[i], false, true, m, o);
    jo_array_end(o);
    give_all(m, list, count);
    return OK;
}

/* ---- trying ---- */

enum err monitor_check_definition(struct monitor *m, struct arena *a, const char *tenant_id, const struct json *body, const char *id,
                                  field_report report, void *report_arg, struct monitor_check *out)
{
    struct problems p = { report, report_arg, 0 };
    struct svc_def *base = id ? take_def(m, tenant_id, id) : NULL;
    if (id && !base)
        return absent();
    struct svc_def *d = def_build(m, &(struct def_source){ .tenant_id = tenant_id, .body = body, .base = base }, &p);
    if (base)
        give_def(m, base);
    if (!d)
        return err_set(ERR_INVALID, "the service is not acceptable");
    return monitor_trial(m, a, d, out);
}

/* ---- import ---- */

struct import_row {
    struct svc_def *def, *base; /* references; def NULL: refused */
    const char *name, *id;
    const struct json *body;
    bool twice; /* an earlier one has the same name */
};
struct import {
    struct monitor *m;
    struct arena *a;
    struct import_row *rows;
    size_t count;
    struct monitor_import *out;
    int64_t index; /* of the row that problems belong to */
};

static void import_problem(void *arg, const char *path, const char *message)
{
    struct import *im = arg;
    if (im->out->error_count == IMPORT_MAX_ERRORS)
        return;
    if (!im->out->errors)
        im->out->errors = arena_array(im->a, IMPORT_MAX_ERRORS, sizeof *im->out->errors);
    im->out->errors[im->out->error_count++] =
        (struct monitor_import_error){ .index = im->index, .field = arena_strdup(im->a, path), .message = arena_strdup(im->a, message) };
}

static int row_by_name(const void *a, const void *b)
{
    const struct import_row *x = *(struct import_row *const *)a, *y = *(struct import_row *const *)b;
    int c = strcmp(x->name, y->name);
    return c ? c : x < y ? -1 : x > y; /* rows are in one array: of the same name, the first stays */
}

struct names {
    struct import_row **sorted;
    size_t count;
};

static const char *import_resolve(void *arg, const char *name)
{
    struct names *n = arg;
    size_t lo = 0, hi = n->count;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int c = strcmp(n->sorted[mid]->name, name);
        if (c == 0)
            return n->sorted[mid]->id;
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

/* Names first: each row gets the id it has or will have, so that rows can name one another in any order. */
static void import_names(struct import *im, const char *tenant_id, const struct json *items, struct names *names)
{
    struct arena *a = im->a;
    size_t have;
    struct svc_def **existing = take_all(im->m, a, tenant_id, NULL, &have); /* by name */
    names->sorted = arena_array(a, im->count + 1, sizeof *names->sorted);
    size_t i = 0;
    for (const struct json *v = json_first(items); v; v = json_next(v), i++) {
        struct import_row *r = &im->rows[i];
        r->body = v;
        r->name = json_string(json_get(v, "name"));
        if (!r->name)
            continue;
        size_t lo = 0, hi = have;
        while (lo < hi) {
            size_t mid = (lo + hi) / 2;
            if (strcmp(existing[mid]->name, r->name) < 0)
                lo = mid + 1;
            else
                hi = mid;
        }
        if (lo < have && str_eq(existing[lo]->name, r->name)) {
            r->base = take_def(im->m, tenant_id, existing[lo]->id); /* there: `edit` is held */
            r->id = existing[lo]->id;
        } else {
            char id[ID_SIZE];
            r->id = arena_strdup(a, id_new(im->m->clock, id));
        }
        names->sorted[names->count++] = r;
    }
    for (i = 0; i < im->count; i++)
        if (im->rows[i].base)
            im->rows[i].id = arena_strdup(a, im->rows[i].id);
    give_all(im->m, existing, have);
    qsort(names->sorted, names->count, sizeof *names->sorted, row_by_name);
    for (i = 1; i < names->count; i++) {
        struct import_row *r = names->sorted[i], *first = names->sorted[i - 1];
        r->twice = strcmp(first->name, r->name) == 0;
        if (r->twice)
            r->id = first->id; /* who names it means the one that stays */
    }
}

static void import_build(struct import *im, const char *tenant_id, const char *discovery_id, struct names *names)
{
    for (size_t i = 0; i < im->count; i++) {
        struct import_row *r = &im->rows[i];
        im->index = (int64_t)i;
        struct problems p = { import_problem, im, 0 };
        if (r->twice)
            problem(&p, "name", "is used by an earlier entry");
        else if (r->base && discovery_id && !str_eq(r->base->discovery_id, discovery_id))
            problem(&p, "name", "belongs to a service that this discovery did not make");
        else
            r->def = def_build(im->m,
                               &(struct def_source){ .tenant_id = tenant_id,
                                                     .body = r->body,
                                                     .base = r->base,
                                                     .partial = discovery_id != NULL,
                                                     .id = r->id,
                                                     .discovery_id = discovery_id,
                                                     .resolve = import_resolve,
                                                     .resolve_arg = names },
                               &p);
    }
}

/* Drops rows until no circle is left, and those that need a new service that was refused. */
static void import_untangle(struct import *im)
{
    for (bool again = true; again;) {
        again = false;
        struct svc_def **defs = mem_array(im->count + 1, sizeof *defs);
        size_t n = 0;
        for (size_t i = 0; i < im->count; i++)
            if (im->rows[i].def)
                defs[n++] = im->rows[i].def;
        const struct svc_def *circle = def_find_circle(im->m, defs, n);
        mem_free(defs);
        for (size_t i = 0; i < im->count; i++) {
            struct import_row *r = &im->rows[i];
            if (!r->def)
                continue;
            bool bad = r->def == circle;
            const char *why = bad ? "would close a circle" : "needs an entry that was refused";
            for (size_t k = 0; k < im->count && !bad && r->def->need_count; k++) {
                if (im->rows[k].def || im->rows[k].base || im->rows[k].twice || !im->rows[k].id)
                    continue;
                for (size_t j = 0; j < r->def->need_count && !bad; j++)
                    bad = str_eq(r->def->needs[j], im->rows[k].id);
            }
            if (!bad)
                continue;
            im->index = (int64_t)i;
            import_problem(im, "depends_on", why);
            svc_def_unref(r->def);
            r->def = NULL;
            again = true;
        }
    }
}

enum err monitor_import(struct monitor *m, struct arena *a, const char *tenant_id, const struct json *items, bool dry_run,
                        const char *discovery_id, struct monitor_import *out)
{
    *out = (struct monitor_import){ 0 };
    struct names names = { 0 };
    struct import im = { .m = m, .a = a, .out = out, .count = json_size(items) };
    im.rows = arena_array(a, im.count + 1, sizeof *im.rows);
    struct def_save *rows = arena_array(a, im.count + 1, sizeof *rows);
    out->outcomes = arena_alloc(a, im.count + 1);
    memset(out->outcomes, '!', im.count);
    size_t writing = 0;
    pthread_mutex_lock(&m->edit);
    import_names(&im, tenant_id, items, &names);
    import_build(&im, tenant_id, discovery_id, &names);
    import_untangle(&im);
    enum err e = OK;
    for (size_t i = 0; i < im.count && e == OK; i++) {
        struct import_row *r = &im.rows[i];
        if (!r->def)
            continue;
        if (r->base && def_same(r->def, r->base)) {
            out->unchanged++;
            out->outcomes[i] = '=';
            svc_def_unref(r->def);
            r->def = NULL;
            continue;
        }
        if (r->base)
            out->updated++;
        else
            out->created++;
        out->outcomes[i] = r->base ? '~' : '+';
        e = def_save_prepare(m, a, r->def, !r->base, &rows[writing]);
        if (e == OK)
            writing++;
    }
    if (e == OK)
        e = room_for(m, (size_t)out->created);
    bool write = e == OK && !dry_run && writing;
    if (write)
        e = store_write(m->store, save_all, &(struct save_all){ rows, writing });
    for (size_t i = 0; i < im.count; i++) {
        struct import_row *r = &im.rows[i];
        if (r->def && write && e == OK)
            def_apply(m, r->def, !r->base);
        else if (r->def)
            give_def(m, r->def);
        if (r->base)
            give_def(m, r->base);
    }
    pthread_mutex_unlock(&m->edit);
    return e;
}

enum err monitor_discovered(struct monitor *m, struct arena *a, const char *discovery_id, struct monitor_discovered **items, size_t *count)
{
    pthread_mutex_lock(&m->lock);
    *items = arena_array(a, m->count + 1, sizeof **items);
    *count = 0;
    for (size_t i = 0; i < m->count; i++) {
        const struct svc_def *d = m->services[i]->def;
        if (!str_eq(d->discovery_id, discovery_id) || !d->discovery_id)
            continue;
        (*items)[(*count)++] = (struct monitor_discovered){ .id = arena_strdup(a, d->id),
                                                            .target = arena_strdup(a, d->target),
                                                            .missing_since = d->missing_since };
    }
    pthread_mutex_unlock(&m->lock);
    return OK;
}

/* ---- the template of workers ---- */

enum err monitor_add_default_workers(struct monitor *m, struct arena *a, const char *tenant_id, struct monitor_import *out)
{
    struct buf b;
    struct json_out o;
    struct json *items;
    buf_init(&b, 64 * 1024);
    jo_init(&o, &b);
    jo_array(&o);
    for (int port = 9001; port <= 9007; port++) {
        char name[32], target[64];
        snprintf(name, sizeof name, "worker-%d", port);
        snprintf(target, sizeof target, "http://127.0.0.1:%d", port);
        jo_object(&o);
        jo_kv_string(&o, "name", name);
        jo_kv_string(&o, "type", "worker");
        jo_kv_string(&o, "target", target);
        jo_kv_string(&o, "worker_type", "worker");
        jo_kv_string(&o, "instance_id", name);
        jo_object_end(&o);
    }
    jo_array_end(&o);
    enum err e = json_parse(a, b.data, b.len, &items);
    buf_free(&b);
    if (e != OK)
        return e;

    /* What is there already stays as the operator made it. */
    size_t have, kept = 0;
    struct svc_def **list = take_all(m, a, tenant_id, NULL, &have);
    struct buf rest;
    buf_init(&rest, 64 * 1024);
    jo_init(&o, &rest);
    jo_array(&o);
    for (const struct json *v = json_first(items); v; v = json_next(v)) {
        bool there = false;
        for (size_t i = 0; i < have && !there; i++)
            there = str_eq(list[i]->name, json_string(json_get(v, "name"))) || str_eq(list[i]->target, json_string(json_get(v, "target")));
        if (there)
            kept++;
        else
            jo_json(&o, v);
    }
    jo_array_end(&o);
    give_all(m, list, have);
    struct json *parsed = NULL;
    e = json_parse(a, rest.data, rest.len, &parsed);
    buf_free(&rest);
    if (e == OK)
        e = monitor_import(m, a, tenant_id, parsed, false, NULL, out);
    if (e == OK)
        out->unchanged += (int64_t)kept;
    return e;
}
