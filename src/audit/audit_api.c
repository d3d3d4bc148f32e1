/*
 * audit_api.c - reading the audit trail. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "audit/audit_api.h"
#include "core/str.h"
#include "iam/perm.h"

static const struct field change_row[] = {
    { .name = "field", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "before", .type = F_ANY, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "after", .type = F_ANY, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { 0 },
};
static const struct field change_rows[] = { { .name = "", .type = F_OBJECT, .fields = change_row }, { 0 } };
static const struct field row_out[] = {
    { .name = "id", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Its number in the chain" },
    { .name = "at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "user_id", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "\"\": nobody was signed in" },
    { .name = "user_email", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "credential", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "session:<id>, key:<id> or console" },
    { .name = "action", .type = F_STRING, .flags = FIELD_REQUIRED, .example = "\"service.update\"" },
    { .name = "object_type", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "object_id", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "before", .type = F_ANY, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "The object before; secrets masked" },
    { .name = "after", .type = F_ANY, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "changes", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = change_rows, .doc = "Members that differ" },
    { .name = "status", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "HTTP status of the answer" },
    { .name = "request_id", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "remote", .type = F_STRING, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field query[] = {
    { .name = "action", .type = F_STRING, .max = 100, .doc = "Only this action" },
    { .name = "user_id", .type = F_STRING, .max = 64, .doc = "Only of this user" },
    { .name = "object_id", .type = F_STRING, .max = 128, .doc = "Only about this object" },
    { .name = "from", .type = F_TIME, .doc = "Not before" },
    { .name = "to", .type = F_TIME, .doc = "Before" },
    { 0 },
};

static enum err list(struct request *rq, void *ctx)
{
    struct audit_filter f = { .action = request_query(rq, "action"),
                              .user_id = request_query(rq, "user_id"),
                              .object_id = request_query(rq, "object_id") };
    int64_t next;
    request_query_time(rq, "from", &f.from);
    request_query_time(rq, "to", &f.to);
    if (request_cursor(rq) && !str_to_i64(request_cursor(rq), &f.before_seq))
        return err_set(ERR_MALFORMED, "cursor: not one of this list");
    enum err e = audit_list(ctx, request_arena(rq), request_tenant(rq), &f, request_limit(rq), response_list_begin(rq), &next);
    if (e)
        return e;
    if (next)
        response_next_cursor(rq, arena_printf(request_arena(rq), "%lld", (long long)next));
    response_list_end(rq);
    return OK;
}

static const struct route routes[] = {
    { GET, "/api/v1/audit", list, .perm = PERM_AUDIT_READ, .query = query, .out = row_out, .list = true, .rate = RATE_READ, .tag = "Audit",
      .doc = "List who did what, newest first" },
};

enum err audit_routes(struct audit *t, struct server *s)
{
    return server_routes(s, routes, sizeof routes / sizeof *routes, t);
}
