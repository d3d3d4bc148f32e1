/*
 * jobs.c - what exists: types and how jobs enter the queue. Any thread; an entry is one transaction, and the dispatcher is woken after it.
 */
#include "jobs/jobs.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "jobs/jobs_private.h"
#include "sql/jobs.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

#define KEY_MAX 200

const char *const job_states[STATE_COUNT + 1] = { "SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", NULL };

bool state_is_open(const char *s)
{
    return str_eq(s, "SCHEDULED") || str_eq(s, "PENDING") || str_eq(s, "RUNNING");
}

bool state_is_final(const char *s)
{
    return !state_is_open(s);
}

/* ---- life ---- */

enum err jobs_new(const struct jobs_deps *d, struct jobs **out)
{
    struct jobs *j = mem_alloc(sizeof *j);
    unsigned char boot[4];
    j->d = *d;
    if (j->d.threads <= 0)
        j->d.threads = 16;
    if (j->d.threads > JOBS_MAX_THREADS / 2)
        j->d.threads = JOBS_MAX_THREADS / 2;
    crypto_random(boot, sizeof boot);
    snprintf(j->boot, sizeof j->boot, "%02x%02x%02x%02x", boot[0], boot[1], boot[2], boot[3]);
    pthread_mutex_init(&j->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&j->wake, &attr);
    pthread_cond_init(&j->work, &attr);
    pthread_condattr_destroy(&attr);
    j->ready_end = &j->ready;
    j->arena = arena_new(0);
    j->m_started = metric_counter("binnacle_jobs_started", "", "", "Attempts begun");
    j->m_completed = metric_counter("binnacle_jobs_finished", "", "state=\"COMPLETED\"", "Jobs that ended");
    j->m_failed = metric_counter("binnacle_jobs_finished", "", "state=\"FAILED\"", "Jobs that ended");
    j->m_cancelled = metric_counter("binnacle_jobs_finished", "", "state=\"CANCELLED\"", "Jobs that ended");
    j->m_lost = metric_counter("binnacle_jobs_lost", "", "", "Attempts whose lease was lost");
    j->m_wait = metric_histogram_seconds("binnacle_jobs_wait_seconds", "", "From being due to being begun");
    j->m_duration = metric_histogram_seconds("binnacle_jobs_duration_seconds", "", "Of an attempt in the box's pool");
    j->m_running = metric_gauge("binnacle_jobs_running", "", "", "Attempts in the box's pool");
    j->m_left = metric_gauge("binnacle_jobs_left_behind", "", "", "Handlers that did not stop when asked");
    enum err e = commands_load(d->commands_file, &j->commands);
    j->d.commands_file = NULL;
    if (e == OK)
        e = jobs_register(j, jobs_own_types, jobs_own_type_count, j);
    if (e != OK) {
        jobs_free(j);
        return e;
    }
    *out = j;
    return OK;
}

void jobs_free(struct jobs *j)
{
    if (!j)
        return;
    for (struct job_run *r; (r = j->ready);) { /* of an engine that was stepped and never started */
        j->ready = r->next;
        run_free(r);
    }
    commands_free(j->commands);
    arena_free(j->arena);
    pthread_cond_destroy(&j->wake);
    pthread_cond_destroy(&j->work);
    pthread_mutex_destroy(&j->lock);
    mem_free(j);
}

enum err jobs_register(struct jobs *j, const struct job_type *rows, size_t count, void *ctx)
{
    for (size_t i = 0; i < count; i++) {
        if (jobs_slot(j, rows[i].name))
            return err_set(ERR_CONFLICT, "two types of job are called %s", rows[i].name);
        if (j->type_count == JOBS_MAX_TYPES)
            return err_set(ERR_TOO_LARGE, "more than %d types of job", JOBS_MAX_TYPES);
        j->types[j->type_count++] = (struct slot){ .t = &rows[i], .ctx = ctx, .mean_us = -1 };
    }
    return OK;
}

struct slot *jobs_slot(struct jobs *j, const char *type)
{
    for (size_t i = 0; i < j->type_count; i++)
        if (str_eq(j->types[i].t->name, type))
            return &j->types[i];
    return NULL;
}

void jobs_wake(struct jobs *j)
{
    pthread_mutex_lock(&j->lock);
    j->woken = true;
    pthread_cond_signal(&j->wake);
    pthread_mutex_unlock(&j->lock);
}

void jobs_wake_hook(void *arg)
{
    jobs_wake(arg);
}

void jobs_publish(struct jobs *j, const char *tenant_id, const char *id, const char *type, const char *state)
{
    char text[256];
    int n = snprintf(text, sizeof text, "{\"id\":\"%s\",\"type\":\"%s\",\"state\":\"%s\"}", id, type, state); /* names without quotes */
    if (n > 0 && (size_t)n < sizeof text)
        live_publish(j->d.live, tenant_id, "jobs", text, (size_t)n);
}

/* ---- types of workers outside ---- */

/* The fields as the program has them, out of [{name, type, required, doc}]. */
static const struct field *fields_of(struct arena *a, const char *text)
{
    static const struct {
        const char *name;
        enum field_type type;
    } kinds[] = { { "string", F_STRING }, { "integer", F_INT }, { "number", F_NUMBER },
                  { "boolean", F_BOOL },  { "time", F_TIME },   { "any", F_ANY } };
    struct json *list;
    if (json_parse(a, text, strlen(text), &list) != OK)
        return NULL;
    struct field *f = arena_array(a, json_size(list) + 1, sizeof *f);
    size_t n = 0;
    for (const struct json *v = json_first(list); v; v = json_next(v), n++) {
        bool required = false, secret = false;
        const char *type = json_string(json_get(v, "type"));
        if (!json_bool(json_get(v, "required"), &required))
            required = false;
        if (!json_bool(json_get(v, "secret"), &secret))
            secret = false;
        f[n] = (struct field){ .name = json_string(json_get(v, "name")),
                               .type = F_STRING,
                               .flags = (required ? FIELD_REQUIRED : 0u) | (secret ? FIELD_SECRET : 0u),
                               .doc = json_string(json_get(v, "doc")) };
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            if (str_eq(type, kinds[k].name))
                f[n].type = kinds[k].type;
        if (f[n].type == F_STRING) {
            f[n].max = JOBS_INPUT_MAX;
            f[n].flags |= FIELD_MULTILINE;
        }
    }
    return f;
}

const struct job_type *type_find_in(struct jobs *j, struct db *db, struct arena *a, const char *tenant_id, const char *name)
{
    struct sql_job_type_get_row row;
    struct slot *s = jobs_slot(j, name);
    if (s)
        return s->t;
    if (!name || sql_job_type_get(db, a, &(struct sql_job_type_get_in){ .tenant_id = tenant_id, .name = name }, &row) != OK)
        return NULL;
    struct job_type *t = arena_alloc(a, sizeof *t);
    *t = (struct job_type){ .name = row.name,
                            .title = row.title,
                            .doc = row.doc,
                            .queue = "external",
                            .input = fields_of(a, row.fields),
                            .concurrency = (int)row.concurrency,
                            .timeout_seconds = (int)row.lease_seconds,
                            .max_attempts = (int)row.max_attempts,
                            .backoff_seconds = (int)row.backoff_seconds,
                            .backoff_max_seconds = 3600,
                            .priority = (int)row.priority,
                            .flags = JOB_EXTERNAL };
    return t;
}

const struct job_type *jobs_type_find(struct jobs *j, struct arena *a, const char *tenant_id, const char *name)
{
    return type_find_in(j, store_reader(j->d.store), a, tenant_id, name);
}

static enum err write_type(struct tx *tx, void *arg)
{
    const struct sql_job_type_put_in *in = arg;
    enum err e = sql_job_type_put(tx, in);
    if (e == OK)
        tx_change(tx, &(struct tx_change){
                          .type = "job_type", .id = in->name, .name = in->title, .tenant_id = in->tenant_id, .after = in->fields });
    return e;
}

enum err jobs_type_put(struct jobs *j, struct arena *a, const char *tenant_id, const struct job_type_def *d, field_report report,
                       void *report_arg)
{
    bool bad = false;
    if (jobs_slot(j, d->name)) {
        report(report_arg, "name", "is a type of the box itself");
        bad = true;
    }
    for (const char *p = d->name; *p && !bad; p++)
        if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '_' || *p == '.' || *p == '-')) {
            report(report_arg, "name", "takes lower-case letters, digits, '_', '.' and '-'");
            bad = true;
        }
    for (const struct json *x = json_first(d->fields); x; x = json_next(x))
        for (const struct json *y = json_next(x); y && !bad; y = json_next(y))
            if (str_eq(json_string(json_get(x, "name")), json_string(json_get(y, "name")))) {
                report(report_arg, "fields", "names one field twice");
                bad = true;
            }
    if (bad)
        return err_set(ERR_INVALID, "the type cannot be taken");
    struct sql_job_type_put_in in = { .tenant_id = tenant_id,
                                      .name = d->name,
                                      .title = d->title,
                                      .doc = d->doc,
                                      .fields = d->fields ? json_print(a, d->fields) : "[]",
                                      .concurrency = d->concurrency,
                                      .lease_seconds = d->lease_seconds,
                                      .max_attempts = d->max_attempts,
                                      .backoff_seconds = d->backoff_seconds,
                                      .priority = d->priority,
                                      .now = clock_wall_us(j->d.clock) };
    return store_write(j->d.store, write_type, &in);
}

static enum err drop_type(struct tx *tx, void *arg)
{
    const struct sql_job_type_delete_in *in = arg;
    struct sql_job_type_open_row row;
    enum err e =
        sql_job_type_open(tx_db(tx), tx_arena(tx), &(struct sql_job_type_open_in){ .tenant_id = in->tenant_id, .type = in->name }, &row);
    if (e == OK && row.open)
        return err_set(ERR_CONFLICT, "jobs of this type are still open: cancel them first");
    if (e == OK)
        e = sql_job_type_delete(tx, in);
    if (e == OK && !tx_changes(tx))
        return err_set(ERR_NOT_FOUND, "no such type of this tenant");
    if (e == OK)
        tx_change(tx, &(struct tx_change){ .type = "job_type", .id = in->name, .name = in->name, .tenant_id = in->tenant_id });
    return e;
}

enum err jobs_type_delete(struct jobs *j, struct arena *a, const char *tenant_id, const char *name)
{
    (void)a;
    return store_write(j->d.store, drop_type, &(struct sql_job_type_delete_in){ .tenant_id = tenant_id, .name = name });
}

/* ---- entering ---- */

struct prepared_job {
    struct sql_job_insert_in row;
    char id[ID_SIZE];
};

struct problems {
    field_report report;
    void *arg;
    int count;
    const char *under; /* prefix of the paths */
    struct arena *arena;
};

static void problem(struct problems *p, const char *path, const char *message)
{
    p->count++;
    if (p->report)
        p->report(p->arg, path, message);
}

static void input_problem(void *arg, const char *path, const char *message)
{
    struct problems *p = arg;
    problem(p, arena_printf(p->arena, "input.%s", path), message);
}

/* The secret members, sealed; the rest as text. */
static enum err split_input(struct jobs *j, struct arena *a, const struct job_type *t, const struct json *input, const char *id,
                            char **plain, struct sql_blob *sealed)
{
    struct buf open, hidden;
    struct json_out o, h;
    bool any = false;
    buf_init(&open, JOBS_INPUT_MAX);
    buf_init(&hidden, JOBS_INPUT_MAX);
    jo_init(&o, &open);
    jo_init(&h, &hidden);
    jo_object(&o);
    jo_object(&h);
    for (const struct json *v = json_first(input); v; v = json_next(v)) {
        bool secret = false;
        for (const struct field *f = t->input; f && f->name; f++)
            secret |= str_eq(f->name, json_key(v)) && f->flags & FIELD_SECRET;
        any |= secret;
        jo_key(secret ? &h : &o, json_key(v));
        jo_json(secret ? &h : &o, v);
    }
    jo_object_end(&o);
    jo_object_end(&h);
    enum err e = open.overflow || hidden.overflow ? err_set(ERR_TOO_LARGE, "the input is larger than %d bytes", JOBS_INPUT_MAX) : OK;
    if (e == OK) {
        *plain = arena_strndup(a, open.data, open.len);
        *sealed = (struct sql_blob){ 0 };
    }
    if (e == OK && any) {
        unsigned char *p;
        e = crypto_seal(a, j->d.key, arena_printf(a, "job:%s", id), hidden.data, hidden.len, &p, &sealed->n);
        sealed->p = p;
    }
    if (hidden.data)
        crypto_wipe(hidden.data, hidden.len);
    buf_free(&open);
    buf_free(&hidden);
    return e;
}

enum err jobs_open_input(struct jobs *j, struct arena *a, const char *id, const char *input, const void *secrets, size_t n,
                         const struct json **out)
{
    struct json *v, *s;
    unsigned char *text;
    size_t len;
    enum err e = json_parse(a, input, strlen(input), &v);
    if (e != OK || !secrets) {
        *out = v;
        return e;
    }
    e = crypto_open(a, j->d.key, arena_printf(a, "job:%s", id), secrets, n, &text, &len);
    if (e == OK)
        e = json_parse(a, (const char *)text, len, &s);
    if (e != OK)
        return err_set(ERR_INVALID, "the secrets of the input cannot be opened: they were sealed by another box");
    struct buf b;
    struct json_out o;
    buf_init(&b, 3 * JOBS_INPUT_MAX);
    jo_init(&o, &b);
    jo_object(&o);
    for (int part = 0; part < 2; part++)
        for (const struct json *m = json_first(part ? s : v); m; m = json_next(m)) {
            jo_key(&o, json_key(m));
            jo_json(&o, m);
        }
    jo_object_end(&o);
    e = json_parse(a, b.data, b.len, &v);
    crypto_wipe(b.data, b.len);
    buf_free(&b);
    *out = v;
    return e;
}

static void check_key(struct problems *p, const char *name, const char *v)
{
    if (v && (!*v || strlen(v) > KEY_MAX || !str_printable(v)))
        problem(p, name, "takes 1 to 200 printable bytes");
}

enum err jobs_prepare(struct jobs *j, struct arena *a, const struct job_new *in, field_report report, void *report_arg,
                      struct prepared_job **out)
{
    struct problems p = { .report = report, .arg = report_arg, .arena = a };
    int64_t now = clock_wall_us(j->d.clock);
    struct json *empty;
    enum err e = json_parse(a, "{}", 2, &empty);
    if (e != OK)
        return e;
    const struct json *input = in->input ? in->input : empty;
    const struct job_type *t = jobs_type_find(j, a, in->tenant_id, in->type);
    if (!t) {
        problem(&p, "type", "there is no such type of job");
        return err_set(ERR_INVALID, "there is no type of job called \"%.60s\"", in->type ? in->type : "");
    }
    static const struct field nothing[] = { { 0 } };
    if (json_type(input) != JSON_OBJECT)
        problem(&p, "input", "must be an object");
    else
        field_validate(t->input ? t->input : nothing, input, false, input_problem, &p);
    check_key(&p, "unique_key", in->unique_key);
    check_key(&p, "exclusive_key", in->exclusive_key);
    if (in->priority > 9)
        problem(&p, "priority", "is 0 (first) to 9");
    if (in->run_at > now + 5LL * 366 * US_PER_DAY)
        problem(&p, "run_at", "is more than five years ahead");
    struct sql_job_state_of_row before = { 0 }, parent;
    struct db *db = store_reader(j->d.store);
    if (in->after_id &&
        sql_job_state_of(db, a, &(struct sql_job_state_of_in){ .tenant_id = in->tenant_id, .id = in->after_id }, &before) != OK)
        problem(&p, "after", "there is no such job");
    else if (in->after_id && (str_eq(before.state, "FAILED") || str_eq(before.state, "CANCELLED")))
        problem(&p, "after", "that job did not complete, and will not");
    if (in->parent_id &&
        sql_job_state_of(db, a, &(struct sql_job_state_of_in){ .tenant_id = in->tenant_id, .id = in->parent_id }, &parent) != OK)
        problem(&p, "parent_id", "there is no such job");
    if (p.count)
        return err_set(ERR_INVALID, "the job cannot be taken");
    struct prepared_job *job = arena_alloc(a, sizeof *job);
    char *plain = NULL;
    struct sql_blob sealed;
    id_new(j->d.clock, job->id);
    e = split_input(j, a, t, input, job->id, &plain, &sealed);
    if (e != OK)
        return e;
    bool waits = in->after_id && !str_eq(before.state, "COMPLETED");
    job->row = (struct sql_job_insert_in){
        .id = job->id,
        .tenant_id = in->tenant_id,
        .type = t->name,
        .queue = t->queue,
        .state = waits || in->run_at > now ? "SCHEDULED" : "PENDING",
        .external = !!(t->flags & JOB_EXTERNAL),
        .priority = in->priority < 0 ? t->priority : in->priority,
        .input = plain,
        .secrets = sealed,
        .unique_key = in->unique_key            ? in->unique_key
                      : t->flags & JOB_ONE_OPEN ? t->name
                                                : NULL,
        .exclusive_key = in->exclusive_key,
        .after_id = waits ? in->after_id : NULL,
        .parent_id = in->parent_id,
        .retry_of = in->retry_of,
        .schedule_id = in->schedule_id,
        .subject_type = in->subject_type,
        .subject_id = in->subject_id,
        .run_at = in->run_at > 0 ? in->run_at : now,
        .max_attempts = in->max_attempts ? in->max_attempts : t->max_attempts,
        .created_by = in->by ? in->by : "",
        .created_at = now,
    };
    *out = job;
    return OK;
}

/* Who waits for a job must not have missed its end between the check and the write. */
static enum err settle_after(struct tx *tx, struct sql_job_insert_in *row)
{
    struct sql_job_state_of_row before;
    enum err e = sql_job_state_of(tx_db(tx), tx_arena(tx),
                                  &(struct sql_job_state_of_in){ .tenant_id = row->tenant_id, .id = row->after_id }, &before);
    if (e != OK || state_is_open(before.state))
        return e;
    if (!str_eq(before.state, "COMPLETED"))
        return err_set(ERR_CONFLICT, "the job to wait for did not complete");
    row->after_id = NULL;
    if (row->run_at <= row->created_at)
        row->state = "PENDING";
    return OK;
}

enum err jobs_insert(struct jobs *j, struct tx *tx, const struct prepared_job *p, char id[ID_SIZE], bool *existing)
{
    struct sql_job_by_unique_row row;
    struct sql_job_insert_in in = p->row;
    enum err e = OK;
    *existing = false;
    str_copy(id, ID_SIZE, p->id);
    if (in.unique_key) {
        e = sql_job_by_unique(tx_db(tx), tx_arena(tx),
                              &(struct sql_job_by_unique_in){ .tenant_id = in.tenant_id, .type = in.type, .unique_key = in.unique_key },
                              &row);
        if (e == OK) {
            str_copy(id, ID_SIZE, row.id);
            *existing = true;
            return OK;
        }
        if (e != ERR_NOT_FOUND)
            return e;
    }
    e = in.after_id ? settle_after(tx, &in) : OK;
    if (e == OK)
        e = sql_job_insert(tx, &in);
    (void)j;
    return e;
}

struct adding {
    struct jobs *j;
    struct prepared_job **jobs;
    size_t count;
    char (*ids)[ID_SIZE];
    bool *existing;
};

static enum err write_jobs(struct tx *tx, void *arg)
{
    struct adding *x = arg;
    enum err e = OK;
    if (x->count == 0)
        return OK;
    for (size_t i = 0; i < x->count && e == OK; i++)
        e = jobs_insert(x->j, tx, x->jobs[i], x->ids[i], &x->existing[i]);
    if (e != OK)
        return e;
    const struct sql_job_insert_in *row = &x->jobs[0]->row;
    if (x->count == 1 && !x->existing[0])
        tx_change(tx, &(struct tx_change){ .type = "job",
                                           .id = x->ids[0],
                                           .name = row->type,
                                           .tenant_id = row->tenant_id,
                                           .before = row->retry_of ? job_text(x->j, tx_arena(tx), row->tenant_id, row->retry_of) : NULL,
                                           .after = job_text(x->j, tx_arena(tx), row->tenant_id, x->ids[0]),
                                           .default_action = "JOB_CREATED" });
    else if (x->count > 1)
        tx_change(tx, &(struct tx_change){ .type = "jobs",
                                           .id = x->ids[0],
                                           .name = row->type,
                                           .tenant_id = row->tenant_id,
                                           .after = arena_printf(tx_arena(tx), "{\"jobs\":%zu}", x->count),
                                           .default_action = "JOB_CREATED" });
    tx_after_commit(tx, jobs_wake_hook, x->j);
    return OK;
}

enum err jobs_add_many(struct jobs *j, struct arena *a, const struct job_new *in, size_t count, field_report report, void *report_arg,
                       char (*ids)[ID_SIZE], bool *existing)
{
    struct adding x = { .j = j, .jobs = arena_array(a, count + 1, sizeof *x.jobs), .count = count, .ids = ids, .existing = existing };
    struct sql_job_open_count_row open = { 0 };
    enum err e = OK;
    if (count > 1 || (count && atomic_fetch_add(&j->added, 1) % 64 == 0)) /* counting costs: the bound may be passed by a few */
        e = sql_job_open_count(store_reader(j->d.store), a, &(struct sql_job_open_count_in){ .tenant_id = in[0].tenant_id }, &open);
    if (e == OK && open.total + (int64_t)count > JOBS_MAX_OPEN)
        e = err_set(ERR_CONFLICT, "there are %d jobs waiting already", JOBS_MAX_OPEN);
    for (size_t i = 0; i < count && e == OK; i++)
        e = jobs_prepare(j, a, &in[i], report, report_arg, &x.jobs[i]);
    if (e == OK)
        e = store_write(j->d.store, write_jobs, &x);
    for (size_t i = 0; i < count && i < 20 && e == OK; i++)
        if (!existing[i])
            jobs_publish(j, in[i].tenant_id, ids[i], x.jobs[i]->row.type, x.jobs[i]->row.state);
    return e;
}

enum err jobs_add(struct jobs *j, struct arena *a, const struct job_new *in, field_report report, void *report_arg, char id[ID_SIZE],
                  bool *existing)
{
    char ids[1][ID_SIZE];
    enum err e = jobs_add_many(j, a, in, 1, report, report_arg, ids, existing);
    if (e == OK)
        str_copy(id, ID_SIZE, ids[0]);
    return e;
}
