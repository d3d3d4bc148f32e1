/*
 * monitor_defs.c - from a JSON body to a definition, and back. Validation that the field tables cannot say, secrets, names of dependencies.
 *
 * Threads: any; one editor at a time (`edit`). Definitions are immutable once they are in the table. A configuration with secrets is stored
 * sealed as a whole, and beside it a masked copy for reading.
 */
#include "monitor/monitor_defs.h"
#include "core/ids.h"
#include "core/mem.h"
#include "core/str.h"
#include "sql/monitor.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DEFAULT_FAILURES 2
#define CONFIG_MAX       (256 * 1024)
#define TOKEN_BYTES      24

static const struct field tag_row[] = { { .name = "", .type = F_STRING, .min = 1, .max = 64 }, { 0 } };
static const struct field need_row[] = { { .name = "", .type = F_STRING, .min = 1, .max = 128 }, { 0 } };

#define DEFINITION_FIELDS                                                                                                                  \
    { .name = "name",                                                                                                                      \
      .type = F_STRING,                                                                                                                    \
      .flags = FIELD_REQUIRED,                                                                                                             \
      .min = 1,                                                                                                                            \
      .max = 128,                                                                                                                          \
      .doc = "Unique in the tenant",                                                                                                       \
      .example = "\"Order API\"" },                                                                                                        \
        { .name = "type",                                                                                                                  \
          .type = F_STRING,                                                                                                                \
          .flags = FIELD_REQUIRED,                                                                                                         \
          .min = 1,                                                                                                                        \
          .max = 32,                                                                                                                       \
          .doc = "A check type, see /api/v1/services/types",                                                                               \
          .example = "\"http\"" },                                                                                                         \
        { .name = "target",                                                                                                                \
          .type = F_STRING,                                                                                                                \
          .max = 2048,                                                                                                                     \
          .doc = "What is checked: a URL or host:port, as the type says",                                                                  \
          .example = "\"http://127.0.0.1:9001\"" },                                                                                        \
        { .name = "interval_seconds", .type = F_INT, .min = 1, .max = 86400, .doc = "Time between checks; the default is the type's" },    \
        { .name = "timeout_ms", .type = F_INT, .min = 100, .max = 60000, .doc = "Deadline of one check; the default is the type's" },      \
        { .name = "failures_before_down",                                                                                                  \
          .type = F_INT,                                                                                                                   \
          .min = 1,                                                                                                                        \
          .max = 20,                                                                                                                       \
          .doc = "Consecutive failed checks before the service is unhealthy" },                                                            \
        { .name = "recoveries_before_up",                                                                                                  \
          .type = F_INT,                                                                                                                   \
          .min = 1,                                                                                                                        \
          .max = 20,                                                                                                                       \
          .fallback = "1",                                                                                                                 \
          .doc = "Consecutive good checks before it is healthy again" },                                                                   \
        { .name = "tags", .type = F_ARRAY, .max = MONITOR_MAX_TAGS, .fields = tag_row, .doc = "Free words to group and filter by" },       \
        { .name = "depends_on",                                                                                                            \
          .type = F_ARRAY,                                                                                                                 \
          .max = MONITOR_MAX_DEPENDENCIES,                                                                                                 \
          .fields = need_row,                                                                                                              \
          .doc = "Services this one needs: ids or names" },                                                                                \
    {                                                                                                                                      \
        .name = "enabled", .type = F_BOOL, .fallback = "true", .doc = "False: paused"                                                      \
    }

const struct field monitor_service_fields[] = {
    DEFINITION_FIELDS,
    { .name = "config", .type = F_ANY, .doc = "Settings of the check type, see its schema in /api/v1/services/types" },
    { .name = "worker_type", .type = F_STRING, .flags = FIELD_NULLABLE, .max = 64, .doc = "Kind of worker" },
    { .name = "instance_id", .type = F_STRING, .flags = FIELD_NULLABLE, .max = 128, .doc = "Which of its kind" },
    { 0 },
};

const struct field monitor_service_out[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_UUID | FIELD_REQUIRED },
    DEFINITION_FIELDS,
    { .name = "config", .type = F_ANY, .flags = FIELD_REQUIRED, .doc = "Secrets say {\"set\": true}" },
    { .name = "worker_type", .type = F_STRING, .flags = FIELD_NULLABLE },
    { .name = "instance_id", .type = F_STRING, .flags = FIELD_NULLABLE },
    { .name = "discovery_id", .type = F_STRING, .flags = FIELD_NULLABLE, .doc = "The discovery that found it; null: by hand" },
    { .name = "push_url", .type = F_STRING, .doc = "Path of the heartbeat of a push service; for who may configure services" },
    { .name = "version", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "updated_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};

/* ---- problems ---- */

void problem_report(void *problems, const char *path, const char *message)
{
    struct problems *p = problems;
    p->count++;
    if (p->report)
        p->report(p->arg, path, message);
}

void problem(struct problems *p, const char *path, const char *fmt, ...)
{
    char message[256];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(message, sizeof message, fmt, ap);
    va_end(ap);
    problem_report(p, path, message);
}

static void config_problem(void *problems, const char *path, const char *message)
{
    char full[256];
    snprintf(full, sizeof full, "config.%s", path);
    problem_report(problems, full, message);
}

/* ---- configuration and secrets ---- */

static const struct field *field_find(const struct field *fields, const char *name)
{
    for (const struct field *f = fields; f && f->name; f++)
        if (str_eq(f->name, name))
            return f;
    return NULL;
}

static void write_json(struct arena *a, struct json_out *o, const struct json *v)
{
    char *text = json_print(a, v);
    jo_raw(o, text, strlen(text));
}

static const struct field *config_fields(const struct check_type *t)
{
    static const struct field none[] = { { 0 } };
    return t->config ? t->config : none;
}

/* {"set": true} as answers show a secret. */
static bool is_masked(const struct json *v)
{
    bool set;
    return json_type(v) == JSON_OBJECT && json_size(v) == 1 && json_bool(json_get(v, "set"), &set);
}

static bool is_cleared(const struct json *v)
{
    const char *s = json_string(v);
    return json_type(v) == JSON_NULL || (s && !*s);
}

struct merge {
    struct arena *arena;
    struct json_out *o;
    bool keep;
};

static void merge_secret(struct merge *g, const char *key, const struct json *in, const struct json *base)
{
    const struct json *v = in;
    if (!in || is_masked(in))
        v = g->keep ? base : NULL;
    if (!v || is_cleared(v))
        return;
    jo_key(g->o, key);
    write_json(g->arena, g->o, v);
}

/* The new configuration, with the secrets that it leaves out taken from the old one. Null members are left out. */
static void merge_object(struct merge *g, const struct field *fields, const struct json *in, const struct json *base)
{
    jo_object(g->o);
    for (const struct json *v = json_first(in); v; v = json_next(v)) {
        const struct field *f = field_find(fields, json_key(v));
        const struct json *old = json_get(base, json_key(v));
        if (f && (f->flags & FIELD_SECRET)) {
            merge_secret(g, json_key(v), v, old);
        } else if (f && f->type == F_OBJECT && f->fields && json_type(v) == JSON_OBJECT) {
            jo_key(g->o, json_key(v));
            merge_object(g, f->fields, v, old);
        } else if (f && f->type == F_MAP && f->fields && (f->fields->flags & FIELD_SECRET) && json_type(v) == JSON_OBJECT) {
            jo_key(g->o, json_key(v));
            jo_object(g->o);
            for (const struct json *e = json_first(v); e; e = json_next(e))
                merge_secret(g, json_key(e), e, json_get(old, json_key(e)));
            jo_object_end(g->o);
        } else if (json_type(v) != JSON_NULL) {
            jo_key(g->o, json_key(v));
            write_json(g->arena, g->o, v);
        }
    }
    for (const struct field *f = fields; f && f->name; f++)
        if ((f->flags & FIELD_SECRET) && !json_get(in, f->name))
            merge_secret(g, f->name, NULL, json_get(base, f->name));
    jo_object_end(g->o);
}

/* "http://user@Host:1/x" and "host:1" → "host:1": where secrets are sent to. */
static char *authority(struct arena *a, const char *target)
{
    const char *s = strstr(target, "://"), *at;
    s = s ? s + 3 : target;
    size_t n = strcspn(s, "/?#");
    if ((at = memrchr(s, '@', n))) {
        n -= (size_t)(at + 1 - s);
        s = at + 1;
    }
    return str_lower(a, arena_strndup(a, s, n));
}

/* Puts a member of the body into the configuration where the type has one of that name; the body's own comes first. */
static const struct json *lift(struct arena *a, const struct svc_def *d, const struct json *config, const struct json *body)
{
    static const char *const names[] = { "worker_type", "instance_id" };
    struct buf b;
    struct json_out o;
    bool lifted = false;
    buf_init(&b, 1024 * 1024);
    jo_init(&o, &b);
    jo_object(&o);
    for (const struct json *v = json_first(config); v; v = json_next(v)) {
        const struct json *own = json_get(body, json_key(v));
        if (own && json_string(own) && (str_eq(json_key(v), names[0]) || str_eq(json_key(v), names[1])))
            continue;
        jo_key(&o, json_key(v));
        write_json(a, &o, v);
    }
    for (size_t i = 0; i < 2; i++) {
        const char *own = json_string(json_get(body, names[i]));
        if (!own || !field_find(config_fields(d->type), names[i]))
            continue;
        jo_kv_string(&o, names[i], own);
        lifted = true;
    }
    jo_object_end(&o);
    struct json *out = NULL;
    if (lifted && (b.overflow || json_parse(a, b.data, b.len, &out) != OK))
        out = NULL;
    buf_free(&b);
    return out ? out : config;
}

const struct json *def_config_cleared(struct arena *a, const struct check_type *type, const char *shown)
{
    static const struct field none[] = { { 0 } };
    struct arena *scratch = arena_new(0);
    struct json *masked, *cleared = NULL;
    struct buf b;
    struct json_out o;
    buf_init(&b, CONFIG_MAX);
    jo_init(&o, &b);
    if (json_parse(scratch, shown, strlen(shown), &masked) == OK) {
        merge_object(&(struct merge){ scratch, &o, false }, type ? config_fields(type) : none, masked, NULL);
        if (b.overflow || json_parse(a, b.data, b.len, &cleared) != OK)
            cleared = NULL;
    }
    buf_free(&b);
    arena_free(scratch);
    return cleared;
}

static void build_config(struct svc_def *d, const struct def_source *in, struct problems *p)
{
    struct arena *scratch = arena_new(0);
    const struct json *given = json_get(in->body, "config");
    struct json *empty = NULL, *parsed = NULL;
    if (given && json_type(given) != JSON_OBJECT && json_type(given) != JSON_NULL) {
        problem(p, "config", "must be an object");
        goto out;
    }
    if (json_type(given) != JSON_OBJECT) {
        const char *text = in->partial && in->base ? in->base->config_shown : "{}";
        if (json_parse(scratch, text, strlen(text), &empty) != OK) {
            problem(p, "config", "cannot be read");
            goto out;
        }
        given = empty;
    }
    given = lift(scratch, d, given, in->body);

    bool same_host = in->base && str_eq(authority(scratch, in->base->target), authority(scratch, d->target));
    struct buf full, shown;
    struct json_out o;
    buf_init(&full, CONFIG_MAX);
    buf_init(&shown, CONFIG_MAX);
    jo_init(&o, &full);
    struct merge g = { scratch, &o, same_host };
    merge_object(&g, config_fields(d->type), given, in->base ? in->base->config : NULL);
    if (full.overflow || json_parse(d->arena, full.data, full.len, &parsed) != OK) {
        problem(p, "config", "is too large or cannot be read");
    } else {
        d->config = parsed;
        field_validate(config_fields(d->type), parsed, false, config_problem, p);
        jo_init(&o, &shown);
        field_print_masked(&o, config_fields(d->type), parsed);
        d->config_shown = arena_strdup(d->arena, shown.data);
        d->has_secrets = !str_eq(shown.data, json_print(scratch, parsed));
        if (in->base && in->base->secrets_lost && same_host && in->partial && !json_get(in->body, "config")) {
            /* Something else was changed: what cannot be opened here stays as it is. */
            d->secrets_lost = true;
            d->config_shown = arena_strdup(d->arena, in->base->config_shown);
            d->lost_secrets = arena_memdup(d->arena, in->base->lost_secrets, in->base->lost_secrets_n);
            d->lost_secrets_n = in->base->lost_secrets_n;
        }
    }
    buf_free(&full);
    buf_free(&shown);
out:
    arena_free(scratch);
}

/* ---- building ---- */

struct svc_def *svc_def_new(void)
{
    struct svc_def *d = mem_alloc(sizeof *d);
    d->refs = 1;
    d->arena = arena_new(1024);
    return d;
}

const char *const *string_list(struct arena *a, const struct json *array, size_t *count)
{
    const char **list = arena_array(a, json_size(array) + 1, sizeof *list);
    *count = 0;
    for (const struct json *v = json_first(array); v; v = json_next(v)) {
        const char *s = json_string(v);
        bool twice = !s;
        for (size_t i = 0; i < *count && !twice; i++)
            twice = str_eq(list[i], s);
        if (!twice)
            list[(*count)++] = arena_strdup(a, s);
    }
    return list;
}

static int number(const struct def_source *in, const char *name, int base, int fallback)
{
    int64_t v;
    if (json_int(json_get(in->body, name), &v))
        return (int)v;
    return in->base && in->partial ? base : fallback;
}

static struct svc_def *find_by_name(struct monitor *m, const char *tenant_id, const char *name)
{
    for (size_t i = 0; i < m->count; i++) {
        struct svc_def *d = m->services[i]->def;
        if (strcmp(d->name, name) == 0 && strcmp(d->tenant_id, tenant_id) == 0)
            return d;
    }
    return NULL;
}

static void build_needs(struct monitor *m, struct svc_def *d, const struct def_source *in, struct problems *p)
{
    const struct json *given = json_get(in->body, "depends_on");
    if (!given) {
        if (!in->base || !in->partial)
            return;
        const char **copy = arena_array(d->arena, in->base->need_count + 1, sizeof *copy);
        for (size_t i = 0; i < in->base->need_count; i++)
            copy[i] = arena_strdup(d->arena, in->base->needs[i]);
        d->needs = copy;
        d->need_count = in->base->need_count;
        return;
    }
    size_t n;
    const char *const *words = string_list(d->arena, given, &n);
    const char **needs = arena_array(d->arena, n + 1, sizeof *needs);
    for (size_t i = 0; i < n; i++) {
        const char *id = in->resolve ? in->resolve(in->resolve_arg, words[i]) : NULL;
        pthread_mutex_lock(&m->lock);
        const struct svc *s = id ? NULL : monitor_find(m, d->tenant_id, words[i]);
        const struct svc_def *named = s ? s->def : id ? NULL : find_by_name(m, d->tenant_id, words[i]);
        if (named)
            id = arena_strdup(d->arena, named->id);
        pthread_mutex_unlock(&m->lock);
        char path[40];
        snprintf(path, sizeof path, "depends_on[%zu]", i);
        if (!id)
            problem(p, path, "no service has this id or name");
        else if (str_eq(id, d->id))
            problem(p, path, "a service cannot depend on itself");
        else
            needs[d->need_count++] = arena_strdup(d->arena, id);
    }
    d->needs = needs;
}

/* What a worker calls itself is part of its configuration; the columns of the same name are copies to list by. */
static void build_worker(struct svc_def *d, const struct def_source *in)
{
    static const char *const names[] = { "worker_type", "instance_id" };
    const char **fields[] = { &d->worker_type, &d->instance_id };
    for (size_t i = 0; i < 2; i++) {
        const char *v = json_string(json_get(d->config, names[i]));
        if (!v)
            v = json_string(json_get(in->body, names[i]));
        if (!v && in->base && in->partial)
            v = i ? in->base->instance_id : in->base->worker_type;
        *fields[i] = arena_strdup(d->arena, v ? v : "");
    }
    if (!str_eq(d->type_name, "worker"))
        return;
    if (!*d->worker_type)
        d->worker_type = "worker";
    if (!*d->instance_id)
        d->instance_id = authority(d->arena, d->target);
}

struct svc_def *def_build(struct monitor *m, const struct def_source *in, struct problems *p)
{
    int before = p->count;
    const struct svc_def *base = in->base;
    struct svc_def *d = svc_def_new();
    struct arena *a = d->arena;
    char id[ID_SIZE];
    if (json_type(in->body) != JSON_OBJECT) {
        problem(p, "", "must be an object");
        goto out;
    }
    field_validate(monitor_service_fields, in->body, in->partial, problem_report, p);
    if (p->count != before)
        goto out;

    const char *name = json_string(json_get(in->body, "name")), *type = json_string(json_get(in->body, "type")),
               *target = json_string(json_get(in->body, "target"));
    d->id = base ? arena_strdup(a, base->id) : in->id ? arena_strdup(a, in->id) : arena_strdup(a, id_new(m->clock, id));
    d->num = base ? base->num : 0;
    d->tenant_id = arena_strdup(a, in->tenant_id);
    d->name = arena_strdup(a, name ? name : base->name);
    d->type_name = arena_strdup(a, type ? type : base->type_name);
    d->target = str_trim(a, target ? target : base && in->partial ? base->target : "");
    d->type = check_type_find(d->type_name);
    d->discovery_id = in->detach ? NULL : arena_strdup(a, base ? base->discovery_id : in->discovery_id);
    d->missing_since = base && !in->detach ? base->missing_since : 0;
    d->version = base ? base->version + 1 : 1;
    d->updated_at = clock_wall_us(m->clock);
    d->created_at = base ? base->created_at : d->updated_at;
    if (!d->type) {
        problem(p, "type", "is not a check type of this version");
        goto out;
    }
    bool is_self = str_eq(d->type_name, "self");
    if (base && !str_eq(base->type_name, d->type_name))
        problem(p, "type", "cannot be changed: make another service");
    else if (!base && is_self && !in->internal)
        problem(p, "type", "there is one already: the box watches itself");
    if (d->type->target_required && !*d->target)
        problem(p, "target", "is required");
    if (!d->type->target_title && *d->target)
        problem(p, "target", "must be empty: this type has no target");

    bool pushed = !d->type->start;
    d->interval_seconds = number(in, "interval_seconds", base ? base->interval_seconds : 0, d->type->default_interval_seconds);
    d->timeout_ms =
        number(in, "timeout_ms", base ? base->timeout_ms : 0, d->type->default_timeout_ms > 0 ? d->type->default_timeout_ms : 5000);
    d->rules.failures_before_down =
        number(in, "failures_before_down", base ? base->rules.failures_before_down : 0, pushed || is_self ? 1 : DEFAULT_FAILURES);
    d->rules.recoveries_before_up = number(in, "recoveries_before_up", base ? base->rules.recoveries_before_up : 0, 1);
    d->enabled = base && in->partial ? base->enabled : true;
    const struct json *enabled = json_get(in->body, "enabled");
    if (enabled && !json_bool(enabled, &d->enabled))
        problem(p, "enabled", "must be true or false");
    if (is_self && !d->enabled)
        problem(p, "enabled", "the box's own service cannot be paused");

    const struct json *tags = json_get(in->body, "tags");
    if (tags) {
        d->tags = string_list(a, tags, &d->tag_count);
    } else if (base && in->partial) {
        const char **copy = arena_array(a, base->tag_count + 1, sizeof *copy);
        for (size_t i = 0; i < base->tag_count; i++)
            copy[i] = arena_strdup(a, base->tags[i]);
        d->tags = copy;
        d->tag_count = base->tag_count;
    }
    build_needs(m, d, in, p);
    build_config(d, in, p);
    if (p->count == before && d->type->validate)
        d->type->validate(d->target, d->config, problem_report, p);
    if (p->count != before)
        goto out;
    build_worker(d, in);
    if (pushed) {
        d->is_pushed = true;
        if (base && base->lost_push && in->partial) { /* heartbeats go on; a full save makes a new token */
            d->lost_push = arena_memdup(a, base->lost_push, base->lost_push_n);
            d->lost_push_n = base->lost_push_n;
            memcpy(d->push_hash, base->push_hash, sizeof d->push_hash);
        } else {
            d->push_token = base && base->push_token ? arena_strdup(a, base->push_token) : crypto_random_token(a, TOKEN_BYTES);
            crypto_blake2b(d->push_token, strlen(d->push_token), d->push_hash);
        }
    }
out:
    if (p->count == before)
        return d;
    svc_def_unref(d);
    return NULL;
}

static bool same_list(const char *const *a, size_t an, const char *const *b, size_t bn)
{
    if (an != bn)
        return false;
    for (size_t i = 0; i < an; i++) {
        bool found = false;
        for (size_t k = 0; k < bn && !found; k++)
            found = str_eq(a[i], b[k]);
        if (!found)
            return false;
    }
    return true;
}

static bool same_config(const struct svc_def *a, const struct svc_def *b)
{
    struct arena *scratch = arena_new(0);
    bool same = str_eq(json_print(scratch, a->config), json_print(scratch, b->config));
    arena_free(scratch);
    return same;
}

bool def_checks_other(const struct svc_def *a, const struct svc_def *b)
{
    return !str_eq(a->target, b->target) || !same_config(a, b);
}

bool def_same(const struct svc_def *a, const struct svc_def *b)
{
    return str_eq(a->name, b->name) && str_eq(a->type_name, b->type_name) && a->interval_seconds == b->interval_seconds &&
           a->timeout_ms == b->timeout_ms && a->rules.failures_before_down == b->rules.failures_before_down &&
           a->rules.recoveries_before_up == b->rules.recoveries_before_up && a->enabled == b->enabled &&
           str_eq(a->worker_type, b->worker_type) && str_eq(a->instance_id, b->instance_id) &&
           same_list(a->tags, a->tag_count, b->tags, b->tag_count) && same_list(a->needs, a->need_count, b->needs, b->need_count) &&
           !def_checks_other(a, b);
}

const struct svc_def *def_find_circle(struct monitor *m, struct svc_def *const *defs, size_t count)
{
    /* The graph as it would be: the table's services with the new definitions in their place, and new ones behind. */
    pthread_mutex_lock(&m->lock);
    size_t n = m->count + count, edges = 0, added = m->count;
    const struct svc_def **node = mem_array(n + 1, sizeof *node);
    for (size_t i = 0; i < m->count; i++)
        node[i] = m->services[i]->def;
    for (size_t i = 0; i < count; i++) {
        const struct svc *s = monitor_find_id(m, defs[i]->id);
        node[s ? s->index : added++] = defs[i];
    }
    n = added;
    for (size_t i = 0; i < n; i++)
        edges += node[i]->need_count;
    uint32_t *first = mem_array(n + 1, sizeof *first), *to = mem_array(edges + 1, sizeof *to), *order = mem_array(n + 1, sizeof *order),
             *work = mem_array(n + 1, sizeof *work);
    uint32_t used = 0, circle;
    for (size_t i = 0; i < n; i++) {
        first[i] = used;
        for (size_t k = 0; k < node[i]->need_count; k++) {
            const struct svc *s = monitor_find_id(m, node[i]->needs[k]);
            size_t at = s ? s->index : m->count;
            while (!s && at < n && !str_eq(node[at]->id, node[i]->needs[k]))
                at++;
            if (at < n)
                to[used++] = (uint32_t)at;
        }
    }
    first[n] = used;
    struct graph g = { n, first, to };
    const struct svc_def *on = graph_order(&g, order, work, &circle) ? NULL : node[circle];
    pthread_mutex_unlock(&m->lock);
    mem_free(node);
    mem_free(first);
    mem_free(to);
    mem_free(order);
    mem_free(work);
    return on;
}

/* ---- into the store ---- */

char *def_text(struct arena *a, const struct svc_def *d, struct monitor *m)
{
    struct jo_text t;
    def_write(d, false, false, m, jo_text_begin(&t, 1 << 20));
    return jo_text_end(&t, a);
}

enum err def_save_prepare(struct monitor *m, struct arena *a, struct svc_def *d, bool is_new, struct def_save *out)
{
    *out = (struct def_save){ .def = d, .is_new = is_new, .after = def_text(a, d, m) };
    pthread_mutex_lock(&m->lock);
    const struct svc *s = is_new ? NULL : monitor_find_id(m, d->id);
    struct svc_def *old = s ? s->def : NULL; /* stays while `edit` is held */
    pthread_mutex_unlock(&m->lock);
    out->before = old ? def_text(a, old, m) : NULL;
    struct buf b;
    struct json_out o;
    buf_init(&b, 64 * 1024);
    jo_init(&o, &b);
    jo_array(&o);
    for (size_t i = 0; i < d->tag_count; i++)
        jo_string(&o, d->tags[i]);
    jo_array_end(&o);
    out->tags = arena_strdup(a, b.data);
    buf_free(&b);

    const char *aad = arena_printf(a, "service:%s", d->id);
    unsigned char *sealed;
    size_t n;
    if (d->secrets_lost) {
        out->secrets = (struct sql_seal){ d->lost_secrets, d->lost_secrets_n };
    } else if (d->has_secrets) {
        const char *text = json_print(a, d->config);
        enum err e = crypto_seal(a, m->key, aad, text, strlen(text), &sealed, &n);
        if (e != OK)
            return e;
        out->secrets = (struct sql_seal){ sealed, n };
    }
    if (d->push_token) {
        enum err e = crypto_seal(a, m->key, aad, d->push_token, strlen(d->push_token), &sealed, &n);
        if (e != OK)
            return e;
        out->push = (struct sql_seal){ sealed, n };
    } else if (d->lost_push) {
        out->push = (struct sql_seal){ d->lost_push, d->lost_push_n };
    }
    return OK;
}

enum err def_save_row(struct tx *tx, struct def_save *s)
{
    struct svc_def *d = s->def;
    struct sql_blob hash = { d->is_pushed ? d->push_hash : NULL, d->is_pushed ? sizeof d->push_hash : 0 };
    struct sql_blob secrets = { s->secrets.p, s->secrets.n }, push = { s->push.p, s->push.n };
    if (!s->is_new)
        return sql_service_update(tx, &(struct sql_service_update_in){ .num = d->num,
                                                                       .tenant_id = d->tenant_id,
                                                                       .name = d->name,
                                                                       .type = d->type_name,
                                                                       .target = d->target,
                                                                       .interval_seconds = d->interval_seconds,
                                                                       .timeout_ms = d->timeout_ms,
                                                                       .failures_before_down = d->rules.failures_before_down,
                                                                       .recoveries_before_up = d->rules.recoveries_before_up,
                                                                       .tags = s->tags,
                                                                       .is_enabled = d->enabled,
                                                                       .config = d->config_shown,
                                                                       .secrets = secrets,
                                                                       .worker_type = d->worker_type,
                                                                       .instance_id = d->instance_id,
                                                                       .push_hash = hash,
                                                                       .push_token = push,
                                                                       .discovery_id = d->discovery_id,
                                                                       .missing_since = { d->missing_since != 0, d->missing_since },
                                                                       .version = d->version,
                                                                       .updated_at = d->updated_at });
    enum err e = sql_service_insert(tx, &(struct sql_service_insert_in){ .id = d->id,
                                                                         .tenant_id = d->tenant_id,
                                                                         .name = d->name,
                                                                         .type = d->type_name,
                                                                         .target = d->target,
                                                                         .interval_seconds = d->interval_seconds,
                                                                         .timeout_ms = d->timeout_ms,
                                                                         .failures_before_down = d->rules.failures_before_down,
                                                                         .recoveries_before_up = d->rules.recoveries_before_up,
                                                                         .tags = s->tags,
                                                                         .is_enabled = d->enabled,
                                                                         .config = d->config_shown,
                                                                         .secrets = secrets,
                                                                         .worker_type = d->worker_type,
                                                                         .instance_id = d->instance_id,
                                                                         .push_hash = hash,
                                                                         .push_token = push,
                                                                         .discovery_id = d->discovery_id,
                                                                         .version = d->version,
                                                                         .created_at = d->created_at,
                                                                         .updated_at = d->updated_at });
    if (e != OK)
        return e;
    struct sql_service_num_of_row row;
    e = sql_service_num_of(tx_db(tx), tx_arena(tx), &(struct sql_service_num_of_in){ .tenant_id = d->tenant_id, .id = d->id }, &row);
    if (e != OK)
        return e;
    d->num = row.num;
    return sql_service_state_insert(
        tx, &(struct sql_service_state_insert_in){ .service_num = d->num,
                                                   .status = service_status_name(d->enabled ? SERVICE_UNKNOWN : SERVICE_PAUSED),
                                                   .since = d->created_at,
                                                   .accounted_until = d->created_at });
}

enum err def_save_needs(struct tx *tx, const struct def_save *s)
{
    const struct svc_def *d = s->def;
    enum err e = s->is_new ? OK : sql_service_dependency_clear(tx, &(struct sql_service_dependency_clear_in){ .service_num = d->num });
    for (size_t i = 0; i < d->need_count && e == OK; i++)
        e = sql_service_dependency_add(
            tx, &(struct sql_service_dependency_add_in){ .service_num = d->num, .tenant_id = d->tenant_id, .needs_id = d->needs[i] });
    return e;
}

void def_apply(struct monitor *m, struct svc_def *d, bool is_new)
{
    pthread_mutex_lock(&m->lock);
    struct svc *s = is_new ? monitor_add(m, d) : monitor_find_id(m, d->id);
    bool fresh = is_new;
    if (!is_new) {
        const struct svc_def *old = s->def;
        bool resumed = d->enabled && !old->enabled;
        fresh = resumed || def_checks_other(old, d) || old->interval_seconds != d->interval_seconds;
        if (resumed)
            state_init(&s->state); /* what was seen before the pause says nothing about now */
        monitor_set_def(m, s, d);
    }
    if (m->started) {
        if (fresh || !d->enabled)
            monitor_schedule(m, s, true);
        monitor_unsettle(m, s);
    }
    if (m->started) {
        char json[128];
        int n = snprintf(json, sizeof json, "{\"id\":\"%s\",\"change\":\"%s\"}", d->id, is_new ? "created" : "updated");
        live_publish(m->live, d->tenant_id, "services.config", json, (size_t)n);
    }
    pthread_mutex_unlock(&m->lock);
}

/* ---- as JSON ---- */

void def_write(const struct svc_def *d, bool show_push_url, bool for_export, struct monitor *m, struct json_out *o)
{
    jo_object(o);
    if (!for_export)
        jo_kv_string(o, "id", d->id);
    jo_kv_string(o, "name", d->name);
    jo_kv_string(o, "type", d->type_name);
    jo_kv_string(o, "target", d->target);
    jo_kv_int(o, "interval_seconds", d->interval_seconds);
    jo_kv_int(o, "timeout_ms", d->timeout_ms);
    jo_kv_int(o, "failures_before_down", d->rules.failures_before_down);
    jo_kv_int(o, "recoveries_before_up", d->rules.recoveries_before_up);
    jo_key(o, "tags");
    jo_array(o);
    for (size_t i = 0; i < d->tag_count; i++)
        jo_string(o, d->tags[i]);
    jo_array_end(o);
    jo_key(o, "depends_on");
    jo_array(o);
    pthread_mutex_lock(&m->lock);
    for (size_t i = 0; i < d->need_count; i++) {
        const struct svc *need = monitor_find(m, d->tenant_id, d->needs[i]);
        if (need)
            jo_string(o, for_export ? need->def->name : need->def->id);
    }
    pthread_mutex_unlock(&m->lock);
    jo_array_end(o);
    jo_kv_bool(o, "enabled", d->enabled);
    jo_kv_raw(o, "config", d->config_shown);
    if (!for_export) {
        if (*d->worker_type)
            jo_kv_string(o, "worker_type", d->worker_type);
        if (*d->instance_id)
            jo_kv_string(o, "instance_id", d->instance_id);
        jo_kv_string(o, "discovery_id", d->discovery_id);
        if (d->push_token && show_push_url) {
            char url[128];
            snprintf(url, sizeof url, "/api/v1/push/%s", d->push_token);
            jo_kv_string(o, "push_url", url);
        }
        jo_kv_int(o, "version", d->version);
        jo_kv_time(o, "created_at", d->created_at);
        jo_kv_time(o, "updated_at", d->updated_at);
    }
    jo_object_end(o);
}
