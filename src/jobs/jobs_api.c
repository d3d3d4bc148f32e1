/*
 * jobs_api.c - /api/v1/jobs and /api/v1/admin/jobs: entering, reading and controlling jobs. Handlers run on HTTP workers; nothing here
 * keeps state.
 *
 * The family under /admin is for administrators (job.admin), the one beside it for operators (job.control); they do the same.
 */
#include "jobs/jobs_api.h"
#include "core/str.h"
#include "iam/perm.h"
#include <string.h>

#define BATCH_MAX 1000

static const char *const states[] = { "SCHEDULED", "PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", NULL };
static const char *const outcomes[] = {
    "running", "completed", "failed", "timed_out", "cancelled", "lost", "interrupted", "snoozed", NULL
};
static const char *const action_names[] = { "retry", "cancel", "run", NULL };

/* ---- fields ---- */

#define NULLABLE (FIELD_REQUIRED | FIELD_NULLABLE)
#define ITEM_FIELDS                                                                                                                        \
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },                                                              \
        { .name = "type", .type = F_STRING, .flags = FIELD_REQUIRED }, { .name = "queue", .type = F_STRING, .flags = FIELD_REQUIRED },     \
        { .name = "state", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = states },                                                  \
        { .name = "priority", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "0 goes first, 9 last" },                                     \
        { .name = "run_at", .type = F_TIME, .flags = NULLABLE, .doc = "Not before" },                                                      \
        { .name = "attempt", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Of max_attempts; a retry by hand begins at 0 again" },        \
        { .name = "attempts", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Ever made" },                                                \
        { .name = "max_attempts", .type = F_INT, .flags = FIELD_REQUIRED },                                                                \
        { .name = "worker", .type = F_STRING, .flags = NULLABLE, .doc = "Who has it or had it last; box is the box itself" },              \
        { .name = "progress", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Percent" },                                                  \
        { .name = "progress_text", .type = F_STRING, .flags = FIELD_REQUIRED }, { .name = "error", .type = F_STRING, .flags = NULLABLE },  \
        { .name = "created_by", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Empty for a schedule" },                                \
        { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED }, { .name = "started_at", .type = F_TIME, .flags = NULLABLE },    \
        { .name = "finished_at", .type = F_TIME, .flags = NULLABLE }, { .name = "schedule_id", .type = F_STRING, .flags = NULLABLE },      \
        { .name = "subject_type", .type = F_STRING, .flags = NULLABLE, .doc = "What it works on" },                                        \
        { .name = "subject_id", .type = F_STRING, .flags = NULLABLE },                                                                     \
    {                                                                                                                                      \
        .name = "version", .type = F_INT, .flags = FIELD_REQUIRED                                                                          \
    }

static const struct field item_out[] = {
    ITEM_FIELDS,
    { .name = "input_text", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "The beginning of the input as JSON, without secrets" },
    { 0 },
};
static const struct field artefact_row[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "content_type", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "bytes", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field artefact_rows[] = { { .name = "", .type = F_OBJECT, .fields = artefact_row }, { 0 } };
static const struct field kin_row[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "type", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "state", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = states },
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field kin_rows[] = { { .name = "", .type = F_OBJECT, .fields = kin_row }, { 0 } };
static const struct field job_out[] = {
    ITEM_FIELDS,
    { .name = "external", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "Done by a worker outside of the box" },
    { .name = "lease_until", .type = F_TIME, .flags = NULLABLE },
    { .name = "unique_key", .type = F_STRING, .flags = NULLABLE },
    { .name = "exclusive_key", .type = F_STRING, .flags = NULLABLE },
    { .name = "after", .type = F_STRING, .flags = NULLABLE, .doc = "The job that it waits for" },
    { .name = "parent_id", .type = F_STRING, .flags = NULLABLE },
    { .name = "retry_of", .type = F_STRING, .flags = NULLABLE, .doc = "The failed job whose input was edited" },
    { .name = "input", .type = F_OBJECT, .flags = FIELD_REQUIRED, .doc = "Secrets as {\"set\": true}" },
    { .name = "result", .type = F_ANY, .flags = NULLABLE },
    { .name = "artefacts", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = artefact_rows },
    { .name = "children", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = kin_rows },
    { .name = "retried_as", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = kin_rows },
    { 0 },
};
static const struct field attempt_out[] = {
    { .name = "number", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "worker", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "started_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "finished_at", .type = F_TIME, .flags = NULLABLE },
    { .name = "duration_ms", .type = F_NUMBER, .flags = NULLABLE },
    { .name = "outcome", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = outcomes },
    { .name = "error", .type = F_STRING, .flags = NULLABLE },
    { .name = "log", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "log_dropped", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Lines between the first and the last ones kept" },
    { 0 },
};
static const struct field list_query[] = {
    { .name = "type", .type = F_STRING, .max = 64, .doc = "Only of this type" },
    { .name = "state", .type = F_STRING, .one_of = states, .doc = "Only in this state" },
    { .name = "queue", .type = F_STRING, .max = 64, .doc = "Only of this queue" },
    { .name = "q",
      .type = F_STRING,
      .min = 1,
      .max = 200,
      .doc = "Text within input or error; an answer looks at 50,000 jobs, next_cursor goes on from there" },
    { .name = "from", .type = F_TIME, .doc = "Entered at or after" },
    { .name = "to", .type = F_TIME, .doc = "Entered before" },
    { .name = "schedule_id", .type = F_STRING, .flags = FIELD_UUID, .doc = "Only of this schedule" },
    { .name = "parent_id", .type = F_STRING, .flags = FIELD_UUID, .doc = "Only children of this job" },
    { .name = "subject_type", .type = F_STRING, .max = 64, .doc = "Only about such things" },
    { .name = "subject_id", .type = F_STRING, .max = 200, .doc = "Only about this one" },
    { 0 },
};
#define NEW_FIELDS                                                                                                                         \
    { .name = "type", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 64, .doc = "A name of /api/v1/jobs/types" },             \
        { .name = "input", .type = F_OBJECT, .doc = "As the type's schema says" },                                                         \
        { .name = "run_at", .type = F_TIME, .doc = "Not before; default at once" },                                                        \
        { .name = "priority", .type = F_INT, .max = 9, .doc = "0 goes first; default the type's" },                                        \
        { .name = "unique_key",                                                                                                            \
          .type = F_STRING,                                                                                                                \
          .min = 1,                                                                                                                        \
          .max = 200,                                                                                                                      \
          .doc = "While one with this key is open, that one is the answer" },                                                              \
        { .name = "exclusive_key", .type = F_STRING, .min = 1, .max = 200, .doc = "Of those with the same key one runs at a time" },       \
        { .name = "after", .type = F_STRING, .flags = FIELD_UUID, .doc = "Waits until that job has completed" },                           \
        { .name = "parent_id", .type = F_STRING, .flags = FIELD_UUID, .doc = "The job that this one belongs to" },                         \
        { .name = "max_attempts", .type = F_INT, .min = 1, .max = 25, .doc = "Default the type's" },                                       \
    {                                                                                                                                      \
        .name = "subject", .type = F_OBJECT, .fields = subject_in, .doc = "What it works on"                                               \
    }

static const struct field subject_in[] = {
    { .name = "type", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 64 },
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 200 },
    { 0 },
};
static const struct field new_in[] = { NEW_FIELDS, { 0 } };
static const struct field new_rows[] = { { .name = "", .type = F_OBJECT, .fields = new_in }, { 0 } };
static const struct field batch_in[] = {
    { .name = "items",
      .type = F_ARRAY,
      .flags = FIELD_REQUIRED,
      .min = 1,
      .max = BATCH_MAX,
      .fields = new_rows,
      .doc = "All are taken, or none" },
    { 0 },
};
static const struct field id_row[] = { { .name = "", .type = F_STRING, .flags = FIELD_UUID }, { 0 } };
static const struct field batch_out[] = { { .name = "ids", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = id_row },
                                          { .name = "existing", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Of these, open before" },
                                          { 0 } };
static const struct field retry_in[] = {
    { .name = "input",
      .type = F_OBJECT,
      .doc = "Edited: a new job is made with it, and the failed one stays as it is. Secrets left out are kept, null drops one; for another "
             "address they are given again" },
    { 0 },
};
static const struct field filter_in[] = {
    { .name = "type", .type = F_STRING, .max = 64 },
    { .name = "state", .type = F_STRING, .one_of = states },
    { .name = "queue", .type = F_STRING, .max = 64 },
    { .name = "q", .type = F_STRING, .max = 200 },
    { .name = "from", .type = F_TIME },
    { .name = "to", .type = F_TIME },
    { .name = "schedule_id", .type = F_STRING, .flags = FIELD_UUID },
    { .name = "parent_id", .type = F_STRING, .flags = FIELD_UUID },
    { .name = "subject_type", .type = F_STRING, .max = 64 },
    { .name = "subject_id", .type = F_STRING, .max = 200 },
    { 0 },
};
static const struct field preview_in[] = {
    { .name = "action", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = action_names },
    { .name = "filter", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = filter_in, .doc = "As the list's query" },
    { 0 },
};
static const struct field preview_out[] = {
    { .name = "selection_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID, .doc = "The jobs as they are now; for 24 hours" },
    { .name = "action", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "count", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "more",
      .type = F_BOOL,
      .flags = FIELD_REQUIRED,
      .doc = "There are more than one action takes (10,000), or than a text was looked for in (1,000,000)" },
    { 0 },
};
static const struct field ids_rows[] = { { .name = "", .type = F_STRING, .flags = FIELD_UUID }, { 0 } };
static const struct field bulk_in[] = {
    { .name = "action", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = action_names },
    { .name = "ids", .type = F_ARRAY, .min = 1, .max = 1000, .fields = ids_rows, .doc = "These jobs, or" },
    { .name = "selection_id", .type = F_STRING, .flags = FIELD_UUID, .doc = "those of a preview" },
    { 0 },
};
static const struct field bulk_out[] = {
    { .name = "action_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "action", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "done", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "refused", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Whose state forbade it, or that are gone" },
    { .name = "undo_until", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field undo_out[] = {
    { .name = "undone", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "kept", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "To which something had happened since" },
    { 0 },
};

/* ---- helpers ---- */

static void report(void *arg, const char *path, const char *message)
{
    (void)request_field_error(arg, path, "%s", message);
}

static enum err answer(struct jobs *j, struct request *rq, const char *id)
{
    int64_t version = 0;
    enum err e = jobs_write(j, request_arena(rq), request_tenant(rq), id, response_json(rq), &version);
    if (e == OK)
        response_etag(rq, version);
    return e;
}

static bool read_time(const struct json *body, const char *name, int64_t *us)
{
    return time_parse(json_string(json_get(body, name)), us);
}

static enum job_action action_of(const char *name)
{
    enum job_action x = JOB_RETRY;
    while (x < JOB_RUN_NOW && !str_eq(job_action_name(x), name))
        x++;
    return x;
}

/* ---- reading ---- */

static enum err list(struct request *rq, void *ctx)
{
    struct jobs_filter f = { .type = request_query(rq, "type"),
                             .state = request_query(rq, "state"),
                             .queue = request_query(rq, "queue"),
                             .q = request_query(rq, "q"),
                             .schedule_id = request_query(rq, "schedule_id"),
                             .parent_id = request_query(rq, "parent_id"),
                             .subject_type = request_query(rq, "subject_type"),
                             .subject_id = request_query(rq, "subject_id") };
    const char *cursor = request_cursor(rq);
    int64_t next = 0;
    if (!request_query_time(rq, "from", &f.from))
        f.from = 0;
    if (!request_query_time(rq, "to", &f.to))
        f.to = 0;
    if (cursor && !str_to_i64(cursor, &f.before))
        return err_set(ERR_MALFORMED, "the cursor is not one of this list");
    struct json_out *o = response_list_begin(rq);
    enum err e = jobs_list(ctx, request_arena(rq), request_tenant(rq), &f, request_limit(rq), o, &next);
    if (e != OK)
        return e;
    response_next_cursor(rq, next ? arena_printf(request_arena(rq), "%lld", (long long)next) : NULL);
    response_list_end(rq);
    return OK;
}

static enum err get(struct request *rq, void *ctx)
{
    return answer(ctx, rq, request_path_param(rq, "id"));
}

static enum err attempts(struct request *rq, void *ctx)
{
    const char *cursor = request_cursor(rq);
    int64_t before = 0, next = 0;
    if (cursor && !str_to_i64(cursor, &before))
        return err_set(ERR_MALFORMED, "the cursor is not one of this list");
    struct json_out *o = response_list_begin(rq);
    enum err e =
        jobs_attempts(ctx, request_arena(rq), request_tenant(rq), request_path_param(rq, "id"), before, request_limit(rq), o, &next);
    if (e != OK)
        return e;
    response_next_cursor(rq, next ? arena_printf(request_arena(rq), "%lld", (long long)next) : NULL);
    response_list_end(rq);
    return OK;
}

/* As a download of bytes: what a job left is not the box's own text and must not run in its pages. */
static enum err artefact(struct request *rq, void *ctx)
{
    const char *type, *name = request_path_param(rq, "name");
    const void *p;
    size_t n;
    enum err e = jobs_artefact(ctx, request_arena(rq), request_tenant(rq), request_path_param(rq, "id"), name, &type, &p, &n);
    if (e == OK)
        e = response_stream_begin(rq, "application/octet-stream", name);
    if (e == OK)
        e = response_stream_write(rq, p, n);
    return e;
}

/* ---- entering ---- */

enum err jobs_may_enter(struct request *rq, const struct job_type *t)
{
#define X(id, name, role, doc) [id] = name,
    static const char *const perms[] = { PERM_TABLE(X) };
#undef X
    const struct principal *who = request_principal(rq);
    if (t && t->flags & JOB_BOX && !principal_has(who, PERM_JOB_BOX))
        return err_set(ERR_FORBIDDEN, "a job of type %s concerns the whole box: it needs the permission job.box", t->name);
    for (size_t i = 0; t && i < sizeof t->needs && t->needs[i]; i++)
        if (!principal_has(who, t->needs[i]))
            return err_set(ERR_FORBIDDEN, "a job of type %s needs the permission %s as well", t->name, perms[t->needs[i]]);
    return OK;
}

static enum err read_new(struct jobs *j, struct request *rq, const struct json *body, struct job_new *in)
{
    const struct json *subject = json_get(body, "subject");
    int64_t priority = -1, most = 0;
    *in = (struct job_new){ .tenant_id = request_tenant(rq),
                            .type = json_string(json_get(body, "type")),
                            .input = json_get(body, "input"),
                            .unique_key = json_string(json_get(body, "unique_key")),
                            .exclusive_key = json_string(json_get(body, "exclusive_key")),
                            .after_id = json_string(json_get(body, "after")),
                            .parent_id = json_string(json_get(body, "parent_id")),
                            .subject_type = json_string(json_get(subject, "type")),
                            .subject_id = json_string(json_get(subject, "id")),
                            .by = request_principal(rq)->email };
    in->priority = json_int(json_get(body, "priority"), &priority) ? (int)priority : -1;
    in->max_attempts = json_int(json_get(body, "max_attempts"), &most) ? (int)most : 0;
    if (!read_time(body, "run_at", &in->run_at))
        in->run_at = 0;
    /* The route's permission is for jobs of a tenant; of which kind this one is, only the body says. */
    const struct job_type *t = jobs_type_find(j, request_arena(rq), in->tenant_id, in->type);
    return jobs_may_enter(rq, t);
}

static enum err create(struct request *rq, void *ctx)
{
    struct job_new in;
    char id[ID_SIZE];
    bool existing = false;
    enum err e = read_new(ctx, rq, request_json(rq), &in);
    if (e == OK)
        e = jobs_add(ctx, request_arena(rq), &in, report, rq, id, &existing);
    if (e != OK)
        return e;
    if (existing)
        response_header(rq, "X-Job-Existing", "true");
    response_header(rq, "Location", arena_printf(request_arena(rq), "/api/v1/jobs/%s", id));
    return answer(ctx, rq, id);
}

static enum err create_batch(struct request *rq, void *ctx)
{
    const struct json *items = json_get(request_json(rq), "items");
    struct arena *a = request_arena(rq);
    size_t n = json_size(items), i = 0;
    struct job_new *in = arena_array(a, n + 1, sizeof *in);
    char(*ids)[ID_SIZE] = arena_array(a, n + 1, sizeof *ids);
    bool *existing = arena_array(a, n + 1, sizeof *existing);
    int64_t before = 0;
    enum err e = OK;
    for (const struct json *v = json_first(items); v && e == OK; v = json_next(v))
        e = read_new(ctx, rq, v, &in[i++]);
    if (e == OK)
        e = jobs_add_many(ctx, a, in, n, report, rq, ids, existing);
    if (e != OK)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "ids");
    jo_array(o);
    for (i = 0; i < n; i++) {
        jo_string(o, ids[i]);
        before += existing[i];
    }
    jo_array_end(o);
    jo_kv_int(o, "existing", before);
    jo_object_end(o);
    return OK;
}

/* ---- control ---- */

static enum err act(struct request *rq, struct jobs *j, enum job_action x)
{
    const char *id = request_path_param(rq, "id");
    enum err e = jobs_act(j, request_tenant(rq), id, x);
    if (e != OK)
        return e;
    return answer(j, rq, id);
}

static enum err retry(struct request *rq, void *ctx)
{
    const struct json *input = json_get(request_json(rq), "input");
    const char *id = request_path_param(rq, "id");
    char made[ID_SIZE];
    if (!input)
        return act(rq, ctx, JOB_RETRY);
    struct arena *a = request_arena(rq);
    enum err e = jobs_may_enter(rq, jobs_type_of(ctx, a, request_tenant(rq), id)); /* with another input it is another job */
    if (e == OK)
        e = jobs_retry_edited(ctx, a, request_tenant(rq), id, input, request_principal(rq)->email, report, rq, made);
    if (e != OK)
        return e;
    response_header(rq, "Location", arena_printf(request_arena(rq), "/api/v1/jobs/%s", made));
    return answer(ctx, rq, made);
}

static enum err cancel(struct request *rq, void *ctx)
{
    return act(rq, ctx, JOB_CANCEL);
}

static enum err run_now(struct request *rq, void *ctx)
{
    return act(rq, ctx, JOB_RUN_NOW);
}

static enum err preview(struct request *rq, void *ctx)
{
    const struct json *body = request_json(rq), *filter = json_get(body, "filter");
    struct jobs_filter f = { .type = json_string(json_get(filter, "type")),
                             .state = json_string(json_get(filter, "state")),
                             .queue = json_string(json_get(filter, "queue")),
                             .q = json_string(json_get(filter, "q")),
                             .schedule_id = json_string(json_get(filter, "schedule_id")),
                             .parent_id = json_string(json_get(filter, "parent_id")),
                             .subject_type = json_string(json_get(filter, "subject_type")),
                             .subject_id = json_string(json_get(filter, "subject_id")) };
    const char *name = json_string(json_get(body, "action"));
    char id[ID_SIZE];
    int64_t count;
    bool more;
    if (!read_time(filter, "from", &f.from))
        f.from = 0;
    if (!read_time(filter, "to", &f.to))
        f.to = 0;
    if (f.q && !*f.q)
        f.q = NULL;
    enum err e =
        jobs_freeze(ctx, request_arena(rq), request_tenant(rq), action_of(name), &f, request_principal(rq)->email, id, &count, &more);
    if (e != OK)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "selection_id", id);
    jo_kv_string(o, "action", name);
    jo_kv_int(o, "count", count);
    jo_kv_bool(o, "more", more);
    jo_object_end(o);
    return OK;
}

static enum err bulk(struct request *rq, void *ctx)
{
    const struct json *body = request_json(rq), *list_of = json_get(body, "ids");
    const char *selection = json_string(json_get(body, "selection_id")), *name = json_string(json_get(body, "action"));
    struct arena *a = request_arena(rq);
    size_t n = json_size(list_of), i = 0;
    const char **ids = arena_array(a, n + 1, sizeof *ids);
    struct jobs_bulk done;
    if (!list_of == !selection)
        return request_field_error(rq, "ids", "give either ids or selection_id");
    for (const struct json *v = json_first(list_of); v; v = json_next(v))
        ids[i++] = json_string(v);
    enum err e = jobs_bulk(ctx, a, request_tenant(rq), action_of(name), selection, ids, n, request_principal(rq)->email, &done);
    if (e != OK)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "action_id", done.action_id);
    jo_kv_string(o, "action", name);
    jo_kv_int(o, "done", done.done);
    jo_kv_int(o, "refused", done.refused);
    jo_kv_time(o, "undo_until", done.undo_until);
    jo_object_end(o);
    return OK;
}

static enum err undo(struct request *rq, void *ctx)
{
    const char *id = request_path_param(rq, "id");
    int64_t undone, kept;
    enum err e = jobs_undo(ctx, request_arena(rq), request_tenant(rq), id, &undone, &kept);
    if (e != OK)
        return e;
    request_audit(rq, "job_action", id, NULL, NULL);
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_int(o, "undone", undone);
    jo_kv_int(o, "kept", kept);
    jo_object_end(o);
    return OK;
}

/* ---- routes ---- */

#define JOBS  "/api/v1/jobs"
#define ADMIN "/api/v1/admin/jobs"

/* What both families have; READ, CONTROL: the permissions of one. */
#define FAMILY(AT, READ, CONTROL)                                                                                                          \
    { GET,                                                                                                                                 \
      AT,                                                                                                                                  \
      list,                                                                                                                                \
      .perm = READ,                                                                                                                        \
      .query = list_query,                                                                                                                 \
      .out = item_out,                                                                                                                     \
      .list = true,                                                                                                                        \
      .rate = RATE_READ,                                                                                                                   \
      .tag = "jobs",                                                                                                                       \
      .doc = "List jobs, newest first" },                                                                                                  \
        { GET, AT "/{id}", get, .perm = READ, .out = job_out, .rate = RATE_READ, .tag = "jobs", .doc = "Read a job" },                     \
        { DELETE,                                                                                                                          \
          AT "/{id}",                                                                                                                      \
          cancel,                                                                                                                          \
          .perm = CONTROL,                                                                                                                 \
          .out = job_out,                                                                                                                  \
          .rate = RATE_WRITE,                                                                                                              \
          .audit = "JOB_CANCELLED",                                                                                                        \
          .tag = "jobs",                                                                                                                   \
          .doc = "Cancel a job (its history stays)" },                                                                                     \
        { POST,                                                                                                                            \
          AT "/{id}/retry",                                                                                                                \
          retry,                                                                                                                           \
          .perm = CONTROL,                                                                                                                 \
          .in = retry_in,                                                                                                                  \
          .out = job_out,                                                                                                                  \
          .rate = RATE_WRITE,                                                                                                              \
          .audit = "JOB_RETRY",                                                                                                            \
          .tag = "jobs",                                                                                                                   \
          .doc = "Retry a failed job, as it is or with another input" },                                                                   \
        { POST,                                                                                                                            \
          AT "/{id}/cancel",                                                                                                               \
          cancel,                                                                                                                          \
          .perm = CONTROL,                                                                                                                 \
          .out = job_out,                                                                                                                  \
          .rate = RATE_WRITE,                                                                                                              \
          .audit = "JOB_CANCELLED",                                                                                                        \
          .tag = "jobs",                                                                                                                   \
          .doc = "Cancel a job that waits or runs" },                                                                                      \
        { POST,                                                                                                                            \
          AT "/{id}/run",                                                                                                                  \
          run_now,                                                                                                                         \
          .perm = CONTROL,                                                                                                                 \
          .out = job_out,                                                                                                                  \
          .rate = RATE_WRITE,                                                                                                              \
          .audit = "JOB_FORCE_RUN",                                                                                                        \
          .tag = "jobs",                                                                                                                   \
          .doc = "Run a waiting job now, before its time" },                                                                               \
        { POST,                                                                                                                            \
          AT "/bulk",                                                                                                                      \
          bulk,                                                                                                                            \
          .perm = CONTROL,                                                                                                                 \
          .in = bulk_in,                                                                                                                   \
          .out = bulk_out,                                                                                                                 \
          .rate = RATE_WRITE,                                                                                                              \
          .audit = "JOB_BULK",                                                                                                             \
          .tag = "jobs",                                                                                                                   \
          .doc = "Retry, cancel or run many jobs" },                                                                                       \
    {                                                                                                                                      \
        POST, AT "/bulk/preview", preview, .perm = CONTROL, .in = preview_in, .out = preview_out, .rate = RATE_WRITE,                      \
                                           .flags = ROUTE_NO_AUDIT, .tag = "jobs",                                                         \
                                           .doc = "Freeze the jobs that match now, to act on exactly these"                                \
    }

static const struct route routes[] = {
    FAMILY(JOBS, PERM_JOB_READ, PERM_JOB_CONTROL),
    FAMILY(ADMIN, PERM_JOB_ADMIN, PERM_JOB_ADMIN),
    { POST, JOBS, create, .perm = PERM_JOB_RUN, .in = new_in, .out = job_out, .rate = RATE_WRITE, .flags = ROUTE_OK_201,
      .audit = "JOB_CREATED", .tag = "jobs", .doc = "Enter a job; with X-Job-Existing it is the open one that has its unique key" },
    { POST, JOBS "/batch", create_batch, .perm = PERM_JOB_RUN, .in = batch_in, .out = batch_out, .rate = RATE_INGEST, .flags = ROUTE_OK_201,
      .max_body = 4 << 20, .audit = "JOB_CREATED", .tag = "jobs", .doc = "Enter many jobs at once, all or none" },
    { GET, JOBS "/{id}/attempts", attempts, .perm = PERM_JOB_READ, .out = attempt_out, .list = true, .rate = RATE_READ, .tag = "jobs",
      .doc = "List the attempts of a job with their logs, newest first" },
    { GET, JOBS "/{id}/artefacts/{name}", artefact, .perm = PERM_JOB_READ, .rate = RATE_READ, .flags = ROUTE_HIDDEN_BODY,
      .produces = "application/octet-stream", .tag = "jobs", .doc = "Download what a job left" },
    { POST, JOBS "/actions/{id}/undo", undo, .perm = PERM_JOB_CONTROL, .out = undo_out, .rate = RATE_WRITE, .audit = "JOB_UNDO",
      .tag = "jobs", .doc = "Take back an action on many within 10 s, where nothing started" },
};

enum err jobs_routes(struct jobs *j, struct server *s)
{
    enum err e = server_routes(s, routes, sizeof routes / sizeof *routes, j);
    if (e == OK)
        e = jobs_routes_schedules(j, s);
    if (e == OK)
        e = jobs_routes_work(j, s);
    return e == OK ? server_topic(s, "jobs", PERM_JOB_READ, "A job changed its state or its progress") : e;
}
