/*
 * audit_api.c - reading the audit trail. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "audit/audit_api.h"
#include "core/str.h"
#include "iam/perm.h"
#include <string.h>

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

static const char *const scopes[] = { "tenant", "box", NULL };
#define SCOPE                                                                                                                              \
    {                                                                                                                                      \
        .name = "scope", .type = F_STRING, .one_of = scopes, .doc = "box: every tenant's rows, for who may manage the trail",              \
        .fallback = "\"tenant\""                                                                                                           \
    }
static const struct field list_query[] = { FILTERS, SCOPE, { 0 } };
static const char *const formats[] = { "csv", "json", NULL };
static const struct field export_query[] = {
    FILTERS, SCOPE, { .name = "format", .type = F_STRING, .one_of = formats, .doc = "Default csv", .fallback = "\"csv\"" }, { 0 }
};
static const struct field progress_out[] = { { .name = "done", .type = F_INT, .flags = FIELD_REQUIRED },
                                             { .name = "total", .type = F_INT, .flags = FIELD_REQUIRED },
                                             { 0 } };
static const char *const states[] = { "unbroken", "broken", "unknown", NULL };
static const struct field integrity_out[] = {
    { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = states, .doc = "As of the last verification" },
    { .name = "finding", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "What is wrong, in words" },
    { .name = "first_bad_id", .type = F_INT, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "verified_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "fully_verified_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "From the first row on" },
    { .name = "verified_to", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "The last row that was looked at" },
    { .name = "last_id", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "The last row of the chain" },
    { .name = "pruned_to", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Rows up to here were pruned; 0: none" },
    { .name = "other_key_to", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Rows up to here are of another box's key; 0: none" },
    { .name = "running", .type = F_OBJECT, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .fields = progress_out },
    { .name = "prune_min_days", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Younger rows cannot be pruned" },
    { 0 },
};
static const struct field verify_in[] = {
    { .name = "full", .type = F_BOOL, .doc = "From the first row on, trusting no earlier verification", .fallback = "false" }, { 0 }
};
#define HEADS_FIELD                                                                                                                        \
    {                                                                                                                                      \
        .name = "heads", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_MULTILINE, .min = 1, .max = 200000,                             \
        .doc = "What a sink got: lines of JSON, or ID:HASH",                                                                               \
        .example = "\"42:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\""                                               \
    }
static const struct field heads_in[] = { HEADS_FIELD, { 0 } };
static const struct field accept_in[] = {
    HEADS_FIELD,
    { .name = "reason",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .min = 10,
      .max = 500,
      .doc = "Why the box was put back; stays in the trail" },
    { 0 },
};
static const struct field verdict_out[] = {
    { .name = "ok", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "finding", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "first_bad_id", .type = F_INT, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "rows", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Rows looked at" },
    { .name = "heads", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Written heads that fit" },
    { 0 },
};
static const struct field accepted_out[] = { { .name = "accepted", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Heads" }, { 0 } };
static const struct field head_out[] = {
    { .name = "type", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "box", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Which key wrote it; tells nothing of the key" },
    { .name = "seq", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "The last row" },
    { .name = "hash", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Its hash" },
    { .name = "at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "mac", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "Proves that this box wrote it" },
    { 0 },
};
static const struct field send_in[] = {
    { .name = "sink_id",
      .type = F_STRING,
      .flags = FIELD_UUID,
      .doc = "Only to this one, also when it is not enabled; default: every enabled one" },
    { 0 },
};
static const struct field send_out[] = { { .name = "sent", .type = F_INT, .flags = FIELD_REQUIRED },
                                         { .name = "failed", .type = F_INT, .flags = FIELD_REQUIRED },
                                         { 0 } };
static const struct field last_out[] = {
    { .name = "at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "seq", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "error", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { 0 },
};
static const struct field sink_out[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "kind", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "config", .type = F_OBJECT, .flags = FIELD_REQUIRED },
    { .name = "enabled", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "version", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "updated_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "last", .type = F_OBJECT, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .fields = last_out, .doc = "The last head sent there" },
    { 0 },
};
static const struct field receipt_out[] = {
    { .name = "id", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "sink_id", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "sink_name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "seq", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "hash", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "error", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "null: it arrived" },
    { 0 },
};
static const struct field preview_in[] = {
    { .name = "before", .type = F_TIME, .flags = FIELD_REQUIRED, .doc = "Rows older than this would go; at least 30 days ago" }, { 0 }
};
static const struct field preview_out[] = {
    { .name = "rows", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "until", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "The last row that would go; 0: none" },
    { 0 },
};
static const struct field prune_in[] = {
    { .name = "before", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "rows", .type = F_INT, .flags = FIELD_REQUIRED, .min = 1, .max = JSON_MAX_INT, .doc = "As the preview said" },
    { .name = "until", .type = F_INT, .flags = FIELD_REQUIRED, .min = 1, .max = JSON_MAX_INT, .doc = "As the preview said" },
    { .name = "confirm",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .max = 60,
      .doc = "\"prune ROWS rows\"",
      .example = "\"prune 1200 rows\"" },
    { 0 },
};

static enum err read_filter(struct request *rq, struct audit_filter *f)
{
    bool box = str_eq(request_query(rq, "scope"), "box");
    *f = (struct audit_filter){ .tenant_id = box ? NULL : request_tenant(rq),
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
    return box && !principal_has(request_principal(rq), PERM_AUDIT_MANAGE)
               ? err_set(ERR_FORBIDDEN, "The whole box's trail needs the permission audit.manage.")
               : OK;
}

static enum err list(struct request *rq, void *ctx)
{
    struct audit_filter f;
    int64_t next;
    enum err e = read_filter(rq, &f);
    if (e)
        return e;
    if (request_cursor(rq) && !str_to_i64(request_cursor(rq), &f.before_seq))
        return err_set(ERR_MALFORMED, "cursor: not one of this list");
    e = audit_list(ctx, request_arena(rq), &f, request_limit(rq), response_list_begin(rq), &next);
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
    const char *tenant = principal_has(request_principal(rq), PERM_AUDIT_MANAGE) ? NULL : request_tenant(rq);
    return audit_get(ctx, request_arena(rq), tenant, seq, response_json(rq));
}

static enum err to_stream(void *rq, const void *p, size_t n)
{
    return response_stream_write(rq, p, n);
}

static enum err export(struct request *rq, void *ctx) {
    struct audit_filter f; bool csv = !str_eq(request_query(rq, "format"), "json"); enum err e = read_filter(rq, &f);
    if (!e) e = response_stream_begin(rq, csv ? "text/csv; charset=utf-8" : "application/json", csv ? "audit.csv" : "audit.json");
    return e ? e : audit_export(ctx, &f, csv, to_stream, rq);
}

/* ---- integrity ---- */

static enum err write_integrity(struct audit *t, struct request *rq)
{
    struct audit_verdict v;
    int64_t done, total;
    enum err e = audit_last_verdict(t, &v);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "status", !v.verified_at ? "unknown" : v.ok ? "unbroken" : "broken");
    jo_kv_string(o, "finding", v.ok ? NULL : v.finding);
    jo_key(o, "first_bad_id");
    if (v.bad_seq)
        jo_int(o, v.bad_seq);
    else
        jo_null(o);
    jo_kv_time(o, "verified_at", v.verified_at);
    jo_kv_time(o, "fully_verified_at", v.full_at);
    jo_kv_int(o, "verified_to", v.seq);
    jo_kv_int(o, "last_id", v.head_seq);
    jo_kv_int(o, "pruned_to", v.base_seq);
    jo_kv_int(o, "other_key_to", v.key_since);
    jo_key(o, "running");
    if (audit_verifying(t, &done, &total)) {
        jo_object(o);
        jo_kv_int(o, "done", done);
        jo_kv_int(o, "total", total);
        jo_object_end(o);
    } else {
        jo_null(o);
    }
    jo_kv_int(o, "prune_min_days", AUDIT_PRUNE_MIN_DAYS);
    jo_object_end(o);
    return OK;
}

static enum err integrity(struct request *rq, void *ctx)
{
    return write_integrity(ctx, rq);
}

static enum err verify(struct request *rq, void *ctx)
{
    bool full = false;
    json_bool(json_get(request_json(rq), "full"), &full);
    enum err e = audit_verify_soon(ctx, full);
    return e ? e : write_integrity(ctx, rq);
}

static enum err parse_heads(struct audit *t, struct request *rq, struct audit_known **known, size_t *count)
{
    enum err e = audit_known_parse(t, request_arena(rq), json_string(json_get(request_json(rq), "heads")), "the head given", known, count);
    if (e == ERR_INVALID || e == ERR_CORRUPT)
        return request_field_error(rq, "heads", "%s", err_detail());
    if (!e && *count == 0)
        return request_field_error(rq, "heads", "none of them is of this box");
    return e;
}

static enum err check_heads(struct request *rq, void *ctx)
{
    struct audit_known *known;
    struct audit_verdict v;
    size_t count;
    enum err e = parse_heads(ctx, rq, &known, &count);
    if (e)
        return e;
    e = audit_verify(ctx, &(struct audit_verify_options){ .full = true, .by_hand = true, .known = known, .known_count = count }, &v);
    if (e && e != ERR_CORRUPT)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_bool(o, "ok", v.ok);
    jo_kv_string(o, "finding", v.ok ? NULL : v.finding);
    jo_key(o, "first_bad_id");
    if (v.bad_seq)
        jo_int(o, v.bad_seq);
    else
        jo_null(o);
    jo_kv_int(o, "rows", v.rows);
    jo_kv_int(o, "heads", v.heads);
    jo_object_end(o);
    return OK;
}

static enum err accept_heads(struct request *rq, void *ctx)
{
    struct audit_known *known;
    struct jo_text after;
    size_t count;
    struct arena *a = request_arena(rq);
    enum err e = parse_heads(ctx, rq, &known, &count);
    if (e)
        return e;
    struct json_out *o = jo_text_begin(&after, 4 << 20);
    jo_object(o);
    jo_kv_string(o, "reason", json_string(json_get(request_json(rq), "reason")));
    jo_key(o, "heads");
    jo_array(o);
    for (size_t i = 0; i < count; i++) {
        jo_object(o);
        jo_kv_int(o, "seq", known[i].seq);
        jo_kv_string(o, "hash", str_hex(a, known[i].hash, sizeof known[i].hash));
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_object_end(o);
    request_audit(rq, "audit", "", NULL, jo_text_end(&after, a)); /* the row itself is what counts */
    o = response_json(rq);
    jo_object(o);
    jo_kv_int(o, "accepted", (int64_t)count);
    jo_object_end(o);
    return OK;
}

static enum err head(struct request *rq, void *ctx)
{
    char *text;
    enum err e = audit_head_text(ctx, request_arena(rq), &text);
    if (!e)
        jo_raw(response_json(rq), text, strlen(text));
    return e;
}

static enum err send(struct request *rq, void *ctx)
{
    int sent, failed;
    enum err e = audit_heads_send(ctx, json_string(json_get(request_json(rq), "sink_id")), &sent, &failed);
    if (e)
        return e;
    request_audit(rq, "audit", "", NULL, arena_printf(request_arena(rq), "{\"sent\":%d,\"failed\":%d}", sent, failed));
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_int(o, "sent", sent);
    jo_kv_int(o, "failed", failed);
    jo_object_end(o);
    return OK;
}

static enum err receipts(struct request *rq, void *ctx)
{
    int64_t before = 0, next;
    if (request_cursor(rq) && !str_to_i64(request_cursor(rq), &before))
        return err_set(ERR_MALFORMED, "cursor: not one of this list");
    enum err e = audit_receipt_list(ctx, request_arena(rq), before, request_limit(rq), response_list_begin(rq), &next);
    if (e)
        return e;
    if (next)
        response_next_cursor(rq, arena_printf(request_arena(rq), "%lld", (long long)next));
    response_list_end(rq);
    return OK;
}

/* ---- sinks ---- */

static void to_request(void *rq, const char *path, const char *message)
{
    (void)request_field_error(rq, *path ? path : "body", "%s", message);
}

static enum err sink_list(struct request *rq, void *ctx)
{
    enum err e = audit_sink_list(ctx, request_arena(rq), response_list_begin(rq));
    if (!e)
        response_list_end(rq);
    return e;
}

static enum err answer_sink(struct request *rq, struct audit *t, const char *id)
{
    int64_t version;
    enum err e = audit_sink_write(t, request_arena(rq), id, response_json(rq), &version);
    if (!e)
        response_etag(rq, version);
    return e;
}

static enum err sink_get(struct request *rq, void *ctx)
{
    return answer_sink(rq, ctx, request_path_param(rq, "id"));
}

static enum err sink_create(struct request *rq, void *ctx)
{
    char *id;
    enum err e = audit_sink_create(ctx, request_arena(rq), request_json(rq), to_request, rq, &id);
    if (e)
        return e;
    response_header(rq, "Location", arena_printf(request_arena(rq), "/api/v1/audit/sinks/%s", id));
    return answer_sink(rq, ctx, id);
}

static enum err sink_put(struct request *rq, void *ctx)
{
    const char *id = request_path_param(rq, "id");
    struct jo_text now;
    int64_t version = -1;
    enum err e = audit_sink_write(ctx, request_arena(rq), id, jo_text_begin(&now, 65536), &version);
    (void)jo_text_end(&now, request_arena(rq));
    if (!e)
        e = request_if_match(rq, version);
    if (!e)
        e = audit_sink_update(ctx, request_arena(rq), id, request_json(rq), request_header(rq, "If-Match") ? version : -1, to_request, rq);
    return e ? e : answer_sink(rq, ctx, id);
}

static enum err sink_delete(struct request *rq, void *ctx)
{
    return audit_sink_delete(ctx, request_path_param(rq, "id"));
}

/* ---- pruning ---- */

static enum err read_before(struct request *rq, int64_t *before)
{
    return time_parse(json_string(json_get(request_json(rq), "before")), before) ? OK : request_field_error(rq, "before", "is not a time");
}

static enum err prune_preview(struct request *rq, void *ctx)
{
    int64_t before, rows, until;
    enum err e = read_before(rq, &before);
    if (!e)
        e = audit_prune_preview(ctx, before, &rows, &until);
    if (e == ERR_INVALID)
        return request_field_error(rq, "before", "%s", err_detail());
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_int(o, "rows", rows);
    jo_kv_int(o, "until", until);
    jo_object_end(o);
    return OK;
}

static enum err prune(struct request *rq, void *ctx)
{
    int64_t before, rows = 0, until = 0;
    struct arena *a = request_arena(rq);
    enum err e = read_before(rq, &before);
    json_int(json_get(request_json(rq), "rows"), &rows);
    json_int(json_get(request_json(rq), "until"), &until);
    if (!e && !str_eq(json_string(json_get(request_json(rq), "confirm")), arena_printf(a, "prune %lld rows", (long long)rows)))
        return request_field_error(rq, "confirm", "must be: prune %lld rows", (long long)rows);
    if (!e)
        e = audit_prune(ctx, before, rows, until);
    if (e == ERR_INVALID)
        return request_field_error(rq, "before", "%s", err_detail());
    return e ? e : write_integrity(ctx, rq);
}

#define A   "/api/v1/audit"
#define TAG .tag = "Audit"
static const struct route routes[] = {
    { GET, A, list, .perm = PERM_AUDIT_READ, .query = list_query, .out = row_out, .list = true, .rate = RATE_READ, TAG,
      .doc = "List who did what, newest first; a page may be short, go on while there is a next_cursor" },
    { GET, A "/export", export, .perm = PERM_AUDIT_READ, .query = export_query, .rate = RATE_EXPENSIVE, .flags = ROUTE_HIDDEN_BODY,
      .produces = "text/csv, application/json", .audit = "audit.export", TAG, .doc = "Download the rows that match as CSV or JSON" },
    { GET, A "/integrity", integrity, .perm = PERM_AUDIT_READ, .out = integrity_out, .rate = RATE_READ, TAG,
      .doc = "Read what the last verification of the chain found" },
    { POST, A "/verify", verify, .perm = PERM_AUDIT_READ, .in = verify_in, .out = integrity_out, .rate = RATE_EXPENSIVE,
      .flags = ROUTE_OK_202 | ROUTE_NO_IDEMPOTENCY, .audit = "audit.verify", TAG,
      .doc = "Verify the chain; the result is at /audit/integrity" },
    { GET, A "/head", head, .perm = PERM_AUDIT_READ, .out = head_out, .rate = RATE_READ, TAG,
      .doc = "Read the head of the chain, to keep it elsewhere" },
    { POST, A "/heads", send, .perm = PERM_AUDIT_MANAGE, .in = send_in, .out = send_out, .rate = RATE_EXPENSIVE, .audit = "audit.send_head",
      TAG, .doc = "Write the head out to the sinks now" },
    { POST, A "/heads/check", check_heads, .perm = PERM_AUDIT_MANAGE, .in = heads_in, .out = verdict_out, .rate = RATE_EXPENSIVE,
      .flags = ROUTE_NO_IDEMPOTENCY, .audit = "audit.check_head", TAG,
      .doc = "Hold the whole chain against heads that were kept elsewhere" },
    { POST, A "/heads/accept", accept_heads, .perm = PERM_AUDIT_MANAGE, .in = accept_in, .out = accepted_out, .rate = RATE_WRITE,
      .audit = "audit.accept_head", TAG, .doc = "Say that the box was put back on purpose: these heads need not fit any more" },
    { GET, A "/receipts", receipts, .perm = PERM_AUDIT_MANAGE, .out = receipt_out, .list = true, .rate = RATE_READ, TAG,
      .doc = "List the heads that were written out, newest first" },
    { GET, A "/sinks", sink_list, .perm = PERM_AUDIT_MANAGE, .out = sink_out, .list = true, .rate = RATE_READ, TAG,
      .doc = "List where the head is written to once a day" },
    { POST, A "/sinks", sink_create, .perm = PERM_AUDIT_MANAGE, .in = audit_sink_fields, .out = sink_out, .rate = RATE_WRITE,
      .flags = ROUTE_OK_201, .audit = "audit_sink.create", TAG, .doc = "Add a sink" },
    { GET, A "/sinks/{id}", sink_get, .perm = PERM_AUDIT_MANAGE, .out = sink_out, .rate = RATE_READ, TAG, .doc = "Read a sink" },
    { PUT, A "/sinks/{id}", sink_put, .perm = PERM_AUDIT_MANAGE, .in = audit_sink_fields, .out = sink_out, .rate = RATE_WRITE,
      .audit = "audit_sink.update", TAG, .doc = "Replace a sink's settings" },
    { DELETE, A "/sinks/{id}", sink_delete, .perm = PERM_AUDIT_MANAGE, .rate = RATE_WRITE, .flags = ROUTE_OK_204,
      .audit = "audit_sink.delete", TAG, .doc = "Delete a sink; its receipts stay" },
    { POST, A "/prune/preview", prune_preview, .perm = PERM_AUDIT_MANAGE, .in = preview_in, .out = preview_out, .rate = RATE_EXPENSIVE,
      .flags = ROUTE_NO_IDEMPOTENCY | ROUTE_NO_AUDIT, TAG, .doc = "Count the rows that a prune would delete" },
    { POST, A "/prune", prune, .perm = PERM_AUDIT_MANAGE, .in = prune_in, .out = integrity_out, .rate = RATE_EXPENSIVE,
      .audit = "audit.prune", TAG, .doc = "Delete the oldest rows; the chain stays verifiable" },
    { GET, A "/{id}", get, .perm = PERM_AUDIT_READ, .out = row_out, .rate = RATE_READ, TAG,
      .doc = "Read one row of the trail with the object before and after" },
};

enum err audit_routes(struct audit *t, struct server *s)
{
    enum err e = server_routes(s, routes, sizeof routes / sizeof *routes, t);
    return e ? e : server_topic(s, "audit", PERM_AUDIT_READ, "A row was appended to the audit trail, or a verification ended");
}
