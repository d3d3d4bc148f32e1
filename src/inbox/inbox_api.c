/*
 * inbox_api.c - /api/v1/inbox. Handlers run on HTTP workers; nothing here keeps state. Everything is as the caller may see it.
 */
#include "inbox/inbox_api.h"
#include "core/str.h"
#include "iam/perm.h"
#include <inttypes.h>
#include <string.h>

static const char *const severities[] = { "info", "warning", "critical", NULL };
#define KINDS_MAX 32
static const char *kind_names[KINDS_MAX]; /* of inbox_kinds; filled in by inbox_routes */

static const struct field item_out[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "kind", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "severity", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = severities },
    { .name = "title", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "body", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "object_type",
      .type = F_STRING,
      .flags = FIELD_REQUIRED | FIELD_NULLABLE,
      .doc = "What it is about: alert, backup, api_key …" },
    { .name = "object_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "personal", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "For you alone" },
    { .name = "read", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field list_query[] = {
    { .name = "unread", .type = F_BOOL, .doc = "Only what was not read yet" },
    { .name = "kind", .type = F_STRING, .one_of = kind_names, .doc = "Only this kind" },
    { 0 },
};
static const struct field summary_out[] = {
    { .name = "unread", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Counted up to 100" },
    { .name = "important", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Of those the warnings and the critical ones" },
    { .name = "newest_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "The newest unread one" },
    { 0 },
};
static const struct field kind_row[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "title", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "doc", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "mutable", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "May be muted in the preferences" },
    { 0 },
};
static const struct field kind_rows[] = { { .name = "", .type = F_OBJECT, .fields = kind_row }, { 0 } };
static const struct field kinds_out[] = { { .name = "items", .type = F_ARRAY, .flags = FIELD_REQUIRED, .fields = kind_rows }, { 0 } };
static const struct field read_all_in[] = { { .name = "kind", .type = F_STRING, .one_of = kind_names, .doc = "Only this kind" }, { 0 } };
static const struct field read_all_out[] = { { .name = "marked", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "How many were unread" },
                                             { 0 } };
static const struct field announce_in[] = {
    { .name = "title",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .min = 1,
      .max = 200,
      .doc = "One sentence",
      .example = "\"Maintenance tonight from 22:00\"" },
    { .name = "body", .type = F_STRING, .flags = FIELD_MULTILINE, .max = 1000, .doc = "What people need to know" },
    { .name = "severity", .type = F_STRING, .one_of = severities, .fallback = "\"info\"" },
    { .name = "everywhere", .type = F_BOOL, .fallback = "true", .doc = "To the whole box; false: to the tenant that the request acts in" },
    { .name = "until", .type = F_TIME, .flags = FIELD_NULLABLE, .doc = "When it stops being shown; absent: after 90 days" },
    { 0 },
};

static struct inbox_reader reader(struct request *rq)
{
    const struct principal *p = request_principal(rq);
    return (struct inbox_reader){ .user_id = p->user_id, .tenant_id = request_tenant(rq), .perms = { p->perms[0], p->perms[1] } };
}

static void write_item(struct json_out *o, const struct inbox_item *n)
{
    jo_object(o);
    jo_kv_string(o, "id", n->id);
    jo_kv_string(o, "kind", n->kind);
    jo_kv_string(o, "severity", n->severity);
    jo_kv_string(o, "title", n->title);
    jo_kv_string(o, "body", n->body);
    jo_kv_string(o, "object_type", n->object_type[0] ? n->object_type : NULL);
    jo_kv_string(o, "object_id", n->object_id[0] ? n->object_id : NULL);
    jo_kv_bool(o, "personal", n->personal);
    jo_kv_bool(o, "read", n->read);
    jo_kv_time(o, "at", n->at);
    jo_object_end(o);
}

static enum err list(struct request *rq, void *ctx)
{
    struct inbox_reader who = reader(rq);
    struct inbox_filter f = { .kind = request_query(rq, "kind") };
    struct inbox_item *items;
    size_t n;
    int64_t limit = request_limit(rq);
    const char *cursor = request_cursor(rq), *slash = cursor ? strchr(cursor, '/') : NULL; /* "at/id" */
    struct arena *a = request_arena(rq);
    request_query_bool(rq, "unread", &f.unread);
    if (slash && str_to_i64(arena_strndup(a, cursor, (size_t)(slash - cursor)), &f.before_at))
        f.before_id = slash + 1;
    enum err e = inbox_list(ctx, a, &who, &f, limit + 1, &items, &n);
    if (e)
        return e;
    struct json_out *o = response_list_begin(rq);
    for (size_t k = 0; k < n && (int64_t)k < limit; k++)
        write_item(o, &items[k]);
    if ((int64_t)n > limit)
        response_next_cursor(rq, arena_printf(a, "%" PRId64 "/%s", items[limit - 1].at, items[limit - 1].id));
    response_list_end(rq);
    return OK;
}

static enum err summary(struct request *rq, void *ctx)
{
    struct inbox_reader who = reader(rq);
    struct inbox_unread n;
    enum err e = inbox_count(ctx, request_arena(rq), &who, &n);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_int(o, "unread", n.unread);
    jo_kv_int(o, "important", n.important);
    jo_kv_string(o, "newest_id", n.newest_id);
    jo_object_end(o);
    return OK;
}

static enum err kinds(struct request *rq, void *ctx)
{
    (void)ctx;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "items");
    jo_array(o);
    for (const struct inbox_kind *k = inbox_kinds; k->name; k++) {
        if (!principal_has(request_principal(rq), k->perm))
            continue;
        jo_object(o);
        jo_kv_string(o, "name", k->name);
        jo_kv_string(o, "title", k->title);
        jo_kv_string(o, "doc", k->doc);
        jo_kv_bool(o, "mutable", k->mutable);
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_object_end(o);
    return OK;
}

static enum err mark(struct request *rq, struct inbox *x, enum inbox_mark how)
{
    struct inbox_reader who = reader(rq);
    return inbox_mark(x, &who, request_path_param(rq, "id"), how);
}
static enum err mark_read(struct request *rq, void *ctx)
{
    return mark(rq, ctx, INBOX_READ);
}
static enum err mark_unread(struct request *rq, void *ctx)
{
    return mark(rq, ctx, INBOX_UNREAD);
}
static enum err put_away(struct request *rq, void *ctx)
{
    return mark(rq, ctx, INBOX_HIDE);
}

static enum err read_all(struct request *rq, void *ctx)
{
    struct inbox_reader who = reader(rq);
    int64_t marked = 0;
    enum err e = inbox_mark_all(ctx, &who, json_string(json_get(request_json(rq), "kind")), &marked);
    if (e)
        return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_int(o, "marked", marked);
    jo_object_end(o);
    return OK;
}

static enum err announce(struct request *rq, void *ctx)
{
    const struct json *in = request_json(rq);
    bool everywhere = true;
    struct inbox_notice n = { .kind = "announcement",
                              .severity = json_string(json_get(in, "severity")),
                              .title = json_string(json_get(in, "title")),
                              .body = json_string(json_get(in, "body")) };
    const char *until = json_string(json_get(in, "until"));
    json_bool(json_get(in, "everywhere"), &everywhere);
    n.tenant_id = everywhere ? NULL : request_tenant(rq);
    if (until && !time_parse(until, &n.until))
        return request_field_error(rq, "until", "is not a time");
    enum err e = inbox_post_now(ctx, &n);
    request_audit(rq, "announcement", "", NULL, json_print(request_arena(rq), in));
    return e;
}

static enum err withdraw(struct request *rq, void *ctx)
{
    const char *id = request_path_param(rq, "id");
    request_audit(rq, "announcement", id, NULL, NULL);
    return inbox_delete_announcement(ctx, id);
}

#define P   "/api/v1/inbox"
#define OWN .perm = PERM_ANY, .tag = "Inbox"
static const struct route routes[] = {
    { GET, P, list, OWN, .query = list_query, .out = item_out, .list = true, .rate = RATE_READ,
      .doc = "List the own notices and those of the tenant that one may see, newest first" },
    { GET, P "/summary", summary, OWN, .out = summary_out, .rate = RATE_READ, .doc = "Count unread notices" },
    { GET, P "/kinds", kinds, OWN, .out = kinds_out, .rate = RATE_READ, .doc = "List the kinds of notices" },
    { POST, P "/read-all", read_all, OWN, .in = read_all_in, .out = read_all_out, .rate = RATE_WRITE, .flags = ROUTE_NO_AUDIT,
      .doc = "Mark everything that is shown as read" },
    { POST, P "/{id}/read", mark_read, OWN, .rate = RATE_WRITE, .flags = ROUTE_NO_AUDIT | ROUTE_OK_204, .doc = "Mark a notice as read" },
    { POST, P "/{id}/unread", mark_unread, OWN, .rate = RATE_WRITE, .flags = ROUTE_NO_AUDIT | ROUTE_OK_204,
      .doc = "Mark a notice as unread" },
    { DELETE, P "/{id}", put_away, OWN, .rate = RATE_WRITE, .flags = ROUTE_NO_AUDIT | ROUTE_OK_204,
      .doc = "Put a notice away: it is not shown to you any more" },
    { POST, P "/announcements", announce, .perm = PERM_INBOX_ANNOUNCE, .tag = "Inbox", .in = announce_in, .rate = RATE_WRITE,
      .flags = ROUTE_OK_204, .audit = "inbox.announce", .doc = "Announce something to everybody" },
    { DELETE, P "/announcements/{id}", withdraw, .perm = PERM_INBOX_ANNOUNCE, .tag = "Inbox", .rate = RATE_WRITE, .flags = ROUTE_OK_204,
      .audit = "inbox.withdraw", .doc = "Take an announcement back, from everybody" },
};

enum err inbox_routes(struct inbox *x, struct server *s)
{
    for (size_t i = 0; inbox_kinds[i].name && i < KINDS_MAX - 1; i++)
        kind_names[i] = inbox_kinds[i].name;
    enum err e = server_routes(s, routes, sizeof routes / sizeof *routes, x);
    return e ? e : server_topic(s, "me.inbox", PERM_ANY, "Something is new in the inbox, or was read elsewhere: read it again");
}
