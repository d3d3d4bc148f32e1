/*
 * workers_discovery.c - runs the discoveries: asks each source at its interval, makes services of what it names, removes what it no longer
 * names.
 *
 * Threads: one, "discovery", asks the sources one after the other, each with a deadline; editing happens on HTTP workers under `lock`.
 * Always: a source that fails removes nothing; only an answer that lacks a worker starts its grace period.
 */
#include "core/buf.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "sql/workers.h"
#include "workers/workers_impl.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define ASK_TIMEOUT_MS 5000
#define ANSWER_MAX     (1024 * 1024)
#define IDLE_US        (60 * US_PER_S)

static const char *const kinds[] = { "registry", "dns_srv", NULL };
const struct field workers_discovery_fields[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 64, .doc = "Unique in the tenant" },
    { .name = "kind",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .one_of = kinds,
      .doc = "registry: a URL that answers with a JSON list; dns_srv: SRV records" },
    { .name = "url", .type = F_STRING, .flags = FIELD_URL | FIELD_NULLABLE, .max = 512, .doc = "Of the registry" },
    { .name = "srv_name", .type = F_STRING, .flags = FIELD_NULLABLE, .max = 253, .doc = "Such as _worker._tcp.example.org" },
    { .name = "server",
      .type = F_STRING,
      .flags = FIELD_NULLABLE,
      .max = 64,
      .doc = "Resolver for SRV records, address or address:port; default: the system's" },
    { .name = "interval_seconds", .type = F_INT, .min = 1, .max = 86400, .fallback = "60", .doc = "Time between two looks" },
    { .name = "grace_seconds",
      .type = F_INT,
      .min = 0,
      .max = 604800,
      .fallback = "300",
      .doc = "How long a worker may be missing before it is removed" },
    { .name = "worker_type", .type = F_STRING, .flags = FIELD_NULLABLE, .max = 64, .doc = "For entries that do not say theirs" },
    { 0 },
};

/* ---- the list ---- */

static struct worker_source *source_new(const char *id, const char *tenant_id, const char *name, const char *kind, const char *source,
                                        const char *server, const char *worker_type)
{
    struct arena *a = arena_new(512);
    struct worker_source *s = arena_alloc(a, sizeof *s);
    *s = (struct worker_source){ .arena = a,
                                 .id = arena_strdup(a, id),
                                 .tenant_id = arena_strdup(a, tenant_id),
                                 .name = arena_strdup(a, name),
                                 .kind = arena_strdup(a, kind),
                                 .source = arena_strdup(a, source),
                                 .server = arena_strdup(a, server),
                                 .worker_type = arena_strdup(a, worker_type) };
    return s;
}

static void list_add(struct workers *w, struct worker_source *s)
{
    w->sources = mem_resize(w->sources, (w->count + 1) * sizeof *w->sources);
    w->sources[w->count++] = s;
}

static struct worker_source *find(struct workers *w, const char *tenant_id, const char *id)
{
    for (size_t i = 0; i < w->count; i++)
        if (str_eq(w->sources[i]->id, id) && str_eq(w->sources[i]->tenant_id, tenant_id))
            return w->sources[i];
    return NULL;
}

static enum err on_row(void *arg, const struct sql_worker_discovery_all_row *r)
{
    struct workers *w = arg;
    struct worker_source *s = source_new(r->id, r->tenant_id, r->name, r->kind, r->source, r->server, r->worker_type);
    s->interval_seconds = r->interval_seconds;
    s->grace_seconds = r->grace_seconds;
    s->created_at = r->created_at;
    s->last_run_at = r->last_run_at.set ? r->last_run_at.v : 0;
    s->found = r->found;
    str_copy(s->problem, sizeof s->problem, r->problem);
    list_add(w, s);
    return OK;
}

enum err workers_discovery_load(struct workers *w)
{
    return sql_worker_discovery_all_each(store_reader(w->d.store), NULL, on_row, w);
}

void workers_discovery_unload(struct workers *w)
{
    for (size_t i = 0; i < w->count; i++) {
        struct worker_source *s = w->sources[i];
        arena_free(s->arena);
    }
    mem_free(w->sources);
    w->sources = NULL;
    w->count = 0;
}

/* ---- asking ---- */

struct srv_answer {
    pthread_mutex_t lock;
    pthread_cond_t cond;
    struct arena *arena;
    bool done;
    enum err err;
    const char *detail, *rcode;
    const char **records;
    size_t count;
};

static void srv_done(void *arg, const struct net_dns_result *r)
{
    struct srv_answer *s = arg;
    pthread_mutex_lock(&s->lock);
    s->err = r->err;
    s->detail = arena_strdup(s->arena, r->detail ? r->detail : "");
    s->rcode = arena_strdup(s->arena, r->rcode ? r->rcode : "");
    s->records = arena_array(s->arena, r->record_count + 1, sizeof *s->records);
    for (size_t i = 0; i < r->record_count; i++)
        s->records[s->count++] = arena_strdup(s->arena, r->records[i]);
    s->done = true;
    pthread_cond_signal(&s->cond);
    pthread_mutex_unlock(&s->lock);
}

static enum err ask_srv(struct workers *w, struct arena *a, const struct worker_source *s, struct net_policy *policy,
                        struct workers_found **found, size_t *count)
{
    struct srv_answer answer = { .arena = a };
    pthread_mutex_init(&answer.lock, NULL);
    pthread_cond_init(&answer.cond, NULL);
    struct net_dns_request rq = {
        .name = s->source, .type = "SRV", .server = *s->server ? s->server : NULL, .timeout_ms = ASK_TIMEOUT_MS, .policy = policy
    };
    enum err e = net_dns(w->d.net, &rq, srv_done, &answer);
    if (e == OK) {
        /* It ends by its own deadline, or when the network stops. */
        pthread_mutex_lock(&answer.lock);
        while (!answer.done)
            pthread_cond_wait(&answer.cond, &answer.lock);
        pthread_mutex_unlock(&answer.lock);
        if (answer.err != OK)
            e = err_set(answer.err, "%s", answer.detail);
        else if (*answer.rcode && !str_eq(answer.rcode, "NOERROR"))
            e = err_set(ERR_UPSTREAM, "the name server answered %s", answer.rcode);
        else
            e = workers_parse_srv(a, answer.records, answer.count, s->worker_type, found, count);
    }
    pthread_cond_destroy(&answer.cond);
    pthread_mutex_destroy(&answer.lock);
    return e;
}

static enum err ask_registry(struct workers *w, struct arena *a, const struct worker_source *s, struct net_policy *policy,
                             struct workers_found **found, size_t *count)
{
    static const struct net_header accept[] = { { "Accept", "application/json" } };
    struct net_http_request rq = { .method = "GET",
                                   .url = s->source,
                                   .headers = accept,
                                   .header_count = 1,
                                   .timeout_ms = ASK_TIMEOUT_MS,
                                   .max_body = ANSWER_MAX,
                                   .policy = policy };
    struct net_http_result r;
    enum err e = net_http_wait(w->d.net, a, &rq, &r);
    if (e == OK && r.err != OK)
        e = err_set(r.err, "%s", r.detail);
    if (e != OK)
        return e;
    if (r.status != 200)
        return err_set(ERR_UPSTREAM, "the registry answered HTTP %d", r.status);
    if (r.body_cut)
        return err_set(ERR_UPSTREAM, "the registry's answer is larger than 1 MiB");
    return workers_parse_registry(a, r.body, r.body_len, s->worker_type, found, count);
}

/* ---- acting on it ---- */

static enum err import_found(struct workers *w, struct arena *a, const struct worker_source *s, const struct workers_found *found,
                             size_t count)
{
    struct buf b;
    struct json_out o;
    struct json *items;
    struct monitor_import r;
    struct monitor_discovered *known;
    size_t n;
    int64_t ttl = workers_ttl(w);
    enum err e = monitor_discovered(w->d.monitor, a, s->id, &known, &n);
    if (e != OK)
        return e;
    buf_init(&b, 4 * 1024 * 1024);
    jo_init(&o, &b);
    jo_array(&o);
    for (size_t i = 0; i < count; i++) {
        char name[129]; /* what a service's name may have */
        snprintf(name, sizeof name, "%s %s", found[i].worker_type, found[i].instance_id);
        bool is_new = true;
        for (size_t k = 0; k < n && is_new; k++)
            is_new = !str_eq(known[k].target, found[i].url);
        jo_object(&o);
        jo_kv_string(&o, "name", name);
        jo_kv_string(&o, "type", "worker");
        jo_kv_string(&o, "target", found[i].url);
        if (is_new)
            jo_kv_int(&o, "interval_seconds", ttl); /* afterwards it is the operator's */
        jo_kv_string(&o, "worker_type", found[i].worker_type);
        jo_kv_string(&o, "instance_id", found[i].instance_id);
        jo_object_end(&o);
    }
    jo_array_end(&o);
    e = json_parse(a, b.data, b.len, &items);
    buf_free(&b);
    if (e == OK)
        e = monitor_import(w->d.monitor, a, s->tenant_id, items, false, s->id, &r);
    if (e == OK && r.error_count)
        e = err_set(ERR_CONFLICT, "%zu of %zu workers could not be added: %s", r.error_count, count, r.errors[0].message);
    if (e == OK && r.created + r.updated)
        log_info("workers discovered", "source", s->name, "new", r.created ? "yes" : "no", NULL);
    return e;
}

/* What the source does not name any more: its grace period starts, or is over. */
static enum err drop_missing(struct workers *w, struct arena *a, const struct worker_source *s, const struct workers_found *found,
                             size_t count)
{
    struct monitor_discovered *known;
    size_t n;
    int64_t now = clock_wall_us(w->d.clock);
    enum err e = monitor_discovered(w->d.monitor, a, s->id, &known, &n);
    for (size_t i = 0; i < n && e == OK; i++) {
        bool there = false;
        for (size_t k = 0; k < count && !there; k++)
            there = str_eq(found[k].url, known[i].target);
        if (there)
            e = monitor_set_missing(w->d.monitor, s->tenant_id, known[i].id, 0);
        else if (!known[i].missing_since || known[i].missing_since > now)
            e = monitor_set_missing(w->d.monitor, s->tenant_id, known[i].id, now);
        else if (now - known[i].missing_since >= s->grace_seconds * US_PER_S)
            e = monitor_service_delete(w->d.monitor, s->tenant_id, known[i].id, -1, "Its discovery no longer lists the worker");
        if (e == ERR_NOT_FOUND)
            e = OK; /* somebody deleted it meanwhile */
    }
    return e;
}

static enum err ran(struct tx *tx, void *arg)
{
    return sql_worker_discovery_ran(tx, arg);
}

/* One at a time: its thread and a job do not import the same worker side by side. Returns how many it named; problem "" when it went well.
 */
static int64_t run_source(struct workers *w, const struct worker_source *s, char problem[sizeof s->problem])
{
    *problem = '\0';
    pthread_mutex_lock(&w->running);
    pthread_mutex_lock(&w->lock);
    bool gone = !find(w, s->tenant_id, s->id);
    pthread_mutex_unlock(&w->lock);
    if (gone) { /* deleted while another was asked */
        pthread_mutex_unlock(&w->running);
        return 0;
    }
    struct arena *a = arena_new(0);
    struct net_policy *policy = w->d.outgoing ? outgoing_policy_for(w->d.outgoing, s->tenant_id) : NULL;
    struct workers_found *found = NULL;
    size_t count = 0;
    enum err e = str_eq(s->kind, "registry") ? ask_registry(w, a, s, policy, &found, &count) : ask_srv(w, a, s, policy, &found, &count);
    bool answered = e == OK;
    if (answered)
        e = import_found(w, a, s, found, count);
    if (e != OK)
        str_copy(problem, sizeof s->problem, err_detail());
    if (answered && (e = drop_missing(w, a, s, found, count)) != OK)
        str_copy(problem, sizeof s->problem, err_detail());
    if (policy)
        net_policy_unref(policy);

    /* Written down when it tells something new; the time of an uneventful run is kept in memory. */
    bool news = !str_eq(problem, s->problem) || (int64_t)count != s->found || !s->last_run_at;
    struct sql_worker_discovery_ran_in in = { .last_run_at = { true, clock_wall_us(w->d.clock) },
                                              .problem = problem,
                                              .found = answered ? (int64_t)count : s->found,
                                              .tenant_id = s->tenant_id,
                                              .id = s->id };
    if (news && *problem)
        log_warn("a discovery failed", "source", s->name, "error", problem, NULL);
    if (news && store_write(w->d.store, ran, &in) != OK)
        log_warn("a discovery's result could not be recorded", "source", s->name, "error", err_detail(), NULL);
    pthread_mutex_lock(&w->lock);
    struct worker_source *kept = find(w, s->tenant_id, s->id);
    if (kept) {
        kept->last_run_at = in.last_run_at.v;
        kept->found = in.found;
        str_copy(kept->problem, sizeof kept->problem, problem);
        kept->next_run = clock_mono_us(w->d.clock) + kept->interval_seconds * US_PER_S;
    }
    pthread_mutex_unlock(&w->lock);
    pthread_mutex_unlock(&w->running);
    arena_free(a);
    return in.found;
}

static struct worker_source *source_copy(const struct worker_source *s)
{
    struct worker_source *c = source_new(s->id, s->tenant_id, s->name, s->kind, s->source, s->server, s->worker_type);
    c->interval_seconds = s->interval_seconds;
    c->grace_seconds = s->grace_seconds;
    c->last_run_at = s->last_run_at;
    c->found = s->found;
    str_copy(c->problem, sizeof c->problem, s->problem);
    return c;
}

static void postpone(struct workers *w, const struct worker_source *s)
{
    pthread_mutex_lock(&w->lock);
    struct worker_source *kept = find(w, s->tenant_id, s->id);
    if (kept)
        kept->next_run = clock_mono_us(w->d.clock) + kept->interval_seconds * US_PER_S;
    pthread_mutex_unlock(&w->lock);
}

void workers_tenant_drop(struct workers *w, const char *tenant_id)
{
    pthread_mutex_lock(&w->lock);
    for (size_t i = w->count; i-- > 0;) {
        struct worker_source *s = w->sources[i];
        if (!str_eq(s->tenant_id, tenant_id))
            continue;
        w->sources[i] = w->sources[--w->count];
        arena_free(s->arena);
    }
    pthread_mutex_unlock(&w->lock);
}

static void *run(void *arg)
{
    struct workers *w = arg;
    pthread_setname_np(pthread_self(), "discovery");
    pthread_mutex_lock(&w->lock);
    while (!w->stop) {
        int64_t now = clock_mono_us(w->d.clock), next = now + IDLE_US;
        struct worker_source *due = NULL;
        for (size_t i = 0; i < w->count; i++) {
            if (w->sources[i]->next_run < next)
                next = w->sources[i]->next_run;
            if (w->sources[i]->next_run <= now && (!due || w->sources[i]->next_run < due->next_run))
                due = w->sources[i];
        }
        if (due) {
            char problem[sizeof due->problem];
            due = source_copy(due);
            pthread_mutex_unlock(&w->lock);
            if (monitor_tenant_suspended(w->d.monitor, due->tenant_id))
                postpone(w, due);
            else
                (void)run_source(w, due, problem);
            arena_free(due->arena);
            pthread_mutex_lock(&w->lock);
            continue;
        }
        struct timespec until = clock_deadline(next - now);
        pthread_cond_timedwait(&w->wake, &w->lock, &until);
    }
    pthread_mutex_unlock(&w->lock);
    store_reader_release(w->d.store);
    return NULL;
}

enum err workers_start(struct workers *w)
{
    int rc = pthread_create(&w->thread, NULL, run, w);
    if (rc) {
        errno = rc;
        return err_errno(ERR_IO, "the discovery thread cannot be started");
    }
    w->started = true;
    return OK;
}

void workers_stop(struct workers *w)
{
    if (!w->started)
        return;
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    w->started = false;
}

void workers_discovery_now(struct workers *w, const char *tenant_id,
                           bool (*told)(void *arg, const char *source, size_t done, size_t of, int64_t found, const char *problem),
                           void *arg)
{
    struct worker_source *mine[WORKERS_MAX_SOURCES];
    size_t n = 0;
    bool go_on = true;
    pthread_mutex_lock(&w->lock);
    for (size_t i = 0; i < w->count && n < WORKERS_MAX_SOURCES; i++)
        if (str_eq(w->sources[i]->tenant_id, tenant_id))
            mine[n++] = source_copy(w->sources[i]);
    pthread_mutex_unlock(&w->lock);
    for (size_t i = 0; i < n; i++) {
        char problem[sizeof mine[i]->problem];
        if (go_on) {
            int64_t found = run_source(w, mine[i], problem);
            go_on = told(arg, mine[i]->name, i + 1, n, found, problem);
        }
        arena_free(mine[i]->arena);
    }
}

/* ---- editing ---- */

static char *as_text(struct arena *a, const struct sql_worker_discovery_insert_in *d)
{
    struct jo_text t;
    struct json_out *o = jo_text_begin(&t, 65536);
    jo_object(o);
    jo_kv_string(o, "name", d->name);
    jo_kv_string(o, "kind", d->kind);
    jo_kv_string(o, "source", d->source);
    jo_kv_string(o, "server", d->server);
    jo_kv_int(o, "interval_seconds", d->interval_seconds);
    jo_kv_int(o, "grace_seconds", d->grace_seconds);
    jo_kv_string(o, "worker_type", d->worker_type);
    jo_object_end(o);
    return jo_text_end(&t, a);
}

static enum err insert(struct tx *tx, void *arg)
{
    const struct sql_worker_discovery_insert_in *d = arg;
    enum err e = sql_worker_discovery_insert(tx, d);
    if (e == OK)
        tx_change(tx, &(struct tx_change){ .type = "worker_discovery", .id = d->id, .name = d->name, .after = as_text(tx_arena(tx), d) });
    return e;
}

static int64_t number(const struct json *body, const char *name, int64_t fallback)
{
    int64_t v;
    return json_int(json_get(body, name), &v) ? v : fallback;
}

enum err workers_discovery_create(struct workers *w, struct arena *a, const char *tenant_id, const struct json *body, field_report report,
                                  void *report_arg, char **id)
{
    const char *kind = json_string(json_get(body, "kind")), *name = json_string(json_get(body, "name")),
               *type = json_string(json_get(body, "worker_type"));
    const char *url = json_string(json_get(body, "url")), *srv = json_string(json_get(body, "srv_name")),
               *server = json_string(json_get(body, "server"));
    bool registry = str_eq(kind, "registry");
    const char *source = registry ? url : srv;
    if (!source || !*source) {
        report(report_arg, registry ? "url" : "srv_name", "is required for this kind");
        return err_set(ERR_INVALID, "the discovery names no source");
    }
    pthread_mutex_lock(&w->lock);
    bool full = w->count >= WORKERS_MAX_SOURCES;
    pthread_mutex_unlock(&w->lock);
    if (full)
        return err_set(ERR_CONFLICT, "there are %d discoveries already", WORKERS_MAX_SOURCES);

    *id = arena_alloc(a, ID_SIZE);
    id_new(w->d.clock, *id);
    struct sql_worker_discovery_insert_in in = {
        .id = *id,
        .tenant_id = tenant_id,
        .name = name,
        .kind = kind,
        .source = source,
        .server = !registry && server ? server : "",
        .interval_seconds = number(body, "interval_seconds", 60),
        .grace_seconds = number(body, "grace_seconds", 300),
        .worker_type = type ? type : "",
        .created_at = clock_wall_us(w->d.clock),
    };
    enum err e = store_write(w->d.store, insert, &in);
    if (e == ERR_CONFLICT)
        return err_set(ERR_CONFLICT, "another discovery is called \"%s\"", name);
    if (e != OK)
        return e;
    struct worker_source *s = source_new(in.id, tenant_id, name, kind, source, in.server, in.worker_type);
    s->interval_seconds = in.interval_seconds;
    s->grace_seconds = in.grace_seconds;
    s->created_at = in.created_at;
    pthread_mutex_lock(&w->lock);
    list_add(w, s);
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    return OK;
}

struct removal {
    const char *tenant_id, *id, *name, *before;
};

/* What is about to go, as it is known here. */
static void look_at(struct workers *w, struct arena *a, struct removal *r)
{
    pthread_mutex_lock(&w->lock);
    for (size_t i = 0; i < w->count; i++) {
        const struct worker_source *s = w->sources[i];
        if (!str_eq(s->id, r->id))
            continue;
        r->name = arena_strdup(a, s->name);
        r->before = as_text(a, &(struct sql_worker_discovery_insert_in){ .name = s->name,
                                                                         .kind = s->kind,
                                                                         .source = s->source,
                                                                         .server = s->server,
                                                                         .interval_seconds = s->interval_seconds,
                                                                         .grace_seconds = s->grace_seconds,
                                                                         .worker_type = s->worker_type });
    }
    pthread_mutex_unlock(&w->lock);
}

static enum err delete_row(struct tx *tx, void *arg)
{
    const struct removal *r = arg;
    enum err e = sql_worker_discovery_delete(tx, &(struct sql_worker_discovery_delete_in){ .tenant_id = r->tenant_id, .id = r->id });
    if (e == OK && !tx_changes(tx))
        return err_set(ERR_NOT_FOUND, "no discovery with this id");
    if (e == OK)
        tx_change(tx, &(struct tx_change){ .type = "worker_discovery", .id = r->id, .name = r->name, .before = r->before });
    return e;
}

enum err workers_discovery_delete(struct workers *w, const char *tenant_id, const char *id)
{
    struct removal gone = { .tenant_id = tenant_id, .id = id };
    struct arena *a = arena_new(0);
    look_at(w, a, &gone);
    enum err e = monitor_release_discovery(w->d.monitor, tenant_id, id);
    if (e == OK)
        e = store_write_essential(w->d.store, delete_row, &gone);
    arena_free(a);
    if (e != OK)
        return e;
    pthread_mutex_lock(&w->lock);
    for (size_t i = 0; i < w->count; i++) {
        struct worker_source *s = w->sources[i];
        if (!str_eq(s->id, id))
            continue;
        w->sources[i] = w->sources[--w->count];
        arena_free(s->arena);
        break;
    }
    pthread_mutex_unlock(&w->lock);
    return OK;
}

static void write_source(struct json_out *o, const struct worker_source *s)
{
    bool registry = str_eq(s->kind, "registry");
    jo_object(o);
    jo_kv_string(o, "id", s->id);
    jo_kv_string(o, "name", s->name);
    jo_kv_string(o, "kind", s->kind);
    jo_kv_string(o, "url", registry ? s->source : NULL);
    jo_kv_string(o, "srv_name", registry ? NULL : s->source);
    jo_kv_string(o, "server", *s->server ? s->server : NULL);
    jo_kv_int(o, "interval_seconds", s->interval_seconds);
    jo_kv_int(o, "grace_seconds", s->grace_seconds);
    jo_kv_string(o, "worker_type", *s->worker_type ? s->worker_type : NULL);
    jo_kv_time(o, "last_run_at", s->last_run_at);
    jo_kv_string(o, "last_error", *s->problem ? s->problem : NULL);
    jo_kv_int(o, "found", s->found);
    jo_kv_time(o, "created_at", s->created_at);
    jo_object_end(o);
}

enum err workers_discovery_write(struct workers *w, struct arena *a, const char *tenant_id, const char *id, struct json_out *o)
{
    (void)a;
    bool any = false;
    pthread_mutex_lock(&w->lock);
    for (size_t i = 0; i < w->count; i++) {
        if (!str_eq(w->sources[i]->tenant_id, tenant_id) || (id && !str_eq(w->sources[i]->id, id)))
            continue;
        write_source(o, w->sources[i]);
        any = true;
    }
    pthread_mutex_unlock(&w->lock);
    return any || !id ? OK : err_set(ERR_NOT_FOUND, "no discovery with this id");
}
