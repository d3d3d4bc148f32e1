/*
 * audit_api.c - reading the audit trail. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "audit/audit_api.h"
#include "core/str.h"
#include "iam/perm.h"

static const char *const kinds[] = { "added", "removed", "changed", NULL };
static const struct field change_row[] = {
    { .name = "field", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Path of the member", .example = "\"config.url\"" },
    { .name = "kind", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = kinds },
    { .name = "before", .type = F_ANY, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "after", .type = F_ANY, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { 0 },
};
static const struct field change_rows[] = { { .name = "", .type = F_OBJECT, .fields = change_row }, { 0 } };
static const struct field row_out[] = {
    { .name = "id", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Its number in the chain" },
    { .name = "at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "tenant_id", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "user_id", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "\"\": nobody was signed in" },
    { .name = "user_email", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "credential",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .doc = "session:<id>, key:<id>, console, or system:<part> for what the box does by itself" },
    { .name = "action", .type = F_STRING, .flags = FIELD_REQUIRED, .example = "\"service.update\"" },
    { .name = "object_type", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "object_id", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "object_name", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "What it was called then" },
    { .name = "before", .type = F_ANY, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "The object before; secrets masked" },
    { .name = "after", .type = F_ANY, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "cut",
      .type = F_BOOL,
      .flags = FIELD_REQUIRED,
      .doc = "before and after are too long for a list: GET the row alone for them" },
    { .name = "changes", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = change_rows, .doc = "Members that differ" },
    { .name = "status", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "HTTP status of the answer" },
    { .name = "request_id", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "remote", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "user_agent", .type = F_STRING, .flags = FIELD_REQUIRED },
    { 0 },
};
static const char *const results[] = { "ok", "refused", "failed", NULL };
#define FILTERS                                                                                                                            \
    {                                                                                                                                      \
        .name = "action", .type = F_STRING, .max = 100, .doc = "Only this action; a trailing * takes all that begin so, such as service.*" \
    },                                                                                                                                     \
        { .name = "actor",                                                                                                                 \
          .type = F_STRING,                                                                                                                \
          .max = 254,                                                                                                                      \
          .doc = "Only by this e-mail address or credential, such as console or system:discovery" },                                       \
        { .name = "user_id", .type = F_STRING, .max = 64, .doc = "Only by this user" },                                                    \
        { .name = "object_type", .type = F_STRING, .max = 64, .doc = "Only about this kind of object" },                                   \
        { .name = "object_id", .type = F_STRING, .max = 128, .doc = "Only about this object" },                                            \
        { .name = "request_id", .type = F_STRING, .max = 64, .doc = "Only what this request did" },                                        \
        { .name = "q", .type = F_STRING, .max = 200, .doc = "Text within the object's name or the actor's address" },                      \
        { .name = "result", .type = F_STRING, .one_of = results, .doc = "ok, refused (401, 403, 429), or failed otherwise" },              \
        { .name = "from", .type = F_TIME, .doc = "Not before" },                                                                           \
    {                                                                                                                                      \
        .name = "to", .type = F_TIME, .doc = "Before"                                                                                      \
    }

static const struct field list_query[] = { FILTERS, { 0 } };

static void read_filter(struct request *rq, struct audit_filter *f)
{
    *f = (struct audit_filter){ .tenant_id = request_tenant(rq),
                                .action = request_query(rq, "action"),
                                .actor = request_query(rq, "actor"),
                                .user_id = request_query(rq, "user_id"),
                                .object_type = request_query(rq, "object_type"),
                                .object_id = request_query(rq, "object_id"),
                                .request_id = request_query(rq, "request_id"),
                                .text = request_query(rq, "q"),
                                .result = request_query(rq, "result") };
    request_query_time(rq, "from", &f->from);
    request_query_time(rq, "to", &f->to);
}

static enum err list(struct request *rq, void *ctx)
{
    struct audit_filter f;
    int64_t next;
    read_filter(rq, &f);
    if (request_cursor(rq) && !str_to_i64(request_cursor(rq), &f.before_seq))
        return err_set(ERR_MALFORMED, "cursor: not one of this list");
    enum err e = audit_list(ctx, request_arena(rq), &f, request_limit(rq), response_list_begin(rq), &next);
    if (e)
        return e;
    if (next)
        response_next_cursor(rq, arena_printf(request_arena(rq), "%lld", (long long)next));
    response_list_end(rq);
    return OK;
}

static enum err get(struct request *rq, void *ctx)
{
    int64_t seq;
    if (!str_to_i64(request_path_param(rq, "id"), &seq))
        return err_set(ERR_NOT_FOUND, "there is no such row");
    return audit_get(ctx, request_arena(rq), request_tenant(rq), seq, response_json(rq));
}

static const struct route routes[] = {
    { GET, "/api/v1/audit", list, .perm = PERM_AUDIT_READ, .query = list_query, .out = row_out, .list = true, .rate = RATE_READ,
      .tag = "Audit", .doc = "List who did what, newest first; a page may be short, go on while there is a next_cursor" },
    { GET, "/api/v1/audit/{id}", get, .perm = PERM_AUDIT_READ, .out = row_out, .rate = RATE_READ, .tag = "Audit",
      .doc = "Read one row of the trail with the object before and after" },
};

enum err audit_routes(struct audit *t, struct server *s)
{
    enum err e = server_routes(s, routes, sizeof routes / sizeof *routes, t);
    return e ? e : server_topic(s, "audit", PERM_AUDIT_READ, "A row was appended to the audit trail");
}
