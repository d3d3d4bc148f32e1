/*
 * mail_api.c - /api/v1/admin/mail: the server's settings, a test, the outbox. Handlers run on HTTP workers; nothing here keeps state.
 */
#include "mail/mail_api.h"
#include "core/ids.h"
#include "core/str.h"
#include "iam/perm.h"
#include <string.h>

static const char *const states[] = { "pending", "sent", "dead", NULL };

/* ---- fields ---- */

static const struct field secret_out[] = { { .name = "set", .type = F_BOOL, .flags = FIELD_REQUIRED }, { 0 } };
static const struct field config_out[] = {
    { .name = "host", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "port", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "security", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "verify_tls", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "username", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "password", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = secret_out },
    { .name = "from_address", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "from_name", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "version", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "updated_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field state_out[] = {
    { .name = "config",
      .type = F_OBJECT,
      .flags = FIELD_REQUIRED | FIELD_NULLABLE,
      .fields = config_out,
      .doc = "null: mail is not set up" },
    { .name = "public_url", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "What the links in mails begin with; a setting of the box" },
    { .name = "ready",
      .type = F_BOOL,
      .flags = FIELD_REQUIRED,
      .doc = "Whether links can be mailed: a server is set up and the public URL is set" },
    { .name = "waiting", .type = F_INT, .flags = FIELD_REQUIRED, .doc = "Mails that are on their way" },
    { 0 },
};
static const struct field test_in[] = {
    { .name = "to", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_EMAIL, .max = 254, .doc = "Who gets the test mail" },
    { .name = "config",
      .type = F_OBJECT,
      .fields = mail_config_fields,
      .doc = "Settings to try without saving them; absent: those that are stored" },
    { 0 },
};
static const struct field test_out[] = {
    { .name = "success", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "code", .type = F_INT, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "The server's last reply code" },
    { .name = "answer", .type = F_STRING, .flags = FIELD_REQUIRED, .doc = "The server's last line" },
    { .name = "error", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "duration_ms", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};
static const struct field item_out[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
    { .name = "kind", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "to", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "subject", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = states },
    { .name = "attempts", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "next_attempt_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "last_error", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "last_code", .type = F_INT, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { .name = "updated_at", .type = F_TIME, .flags = FIELD_REQUIRED },
    { 0 },
};

/* ---- settings ---- */

static void write_config(struct json_out *o, const struct mail_config *c)
{
    jo_object(o);
    jo_kv_string(o, "host", c->host);
    jo_kv_int(o, "port", c->port);
    jo_kv_string(o, "security", c->security);
    jo_kv_bool(o, "verify_tls", c->verify_tls);
    jo_kv_string(o, "username", c->username);
    jo_key(o, "password");
    jo_object(o);
    jo_kv_bool(o, "set", c->password_set);
    jo_object_end(o);
    jo_kv_string(o, "from_address", c->from_address);
    jo_kv_string(o, "from_name", c->from_name);
    jo_kv_int(o, "version", c->version);
    jo_kv_time(o, "updated_at", c->updated_at);
    jo_object_end(o);
}

static enum err answer(struct request *rq, struct mail *m, const struct mail_config *c)
{
    struct mail_stats s;
    enum err e = mail_stats(m, &s);
    if (e != OK)
        return e;
    response_etag(rq, c->version);
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "config");
    if (c->version)
        write_config(o, c);
    else
        jo_null(o);
    jo_kv_string(o, "public_url", mail_base_url(m, request_arena(rq)));
    jo_kv_bool(o, "ready", mail_ready(m));
    jo_kv_int(o, "waiting", s.pending);
    jo_object_end(o);
    return OK;
}

static enum err stored(struct request *rq, struct mail *m, struct mail_config *c)
{
    enum err e = mail_config_get(m, request_arena(rq), c);
    return e == ERR_NOT_FOUND ? OK : e;
}

static char *snapshot(struct request *rq, const struct mail_config *c)
{
    struct buf b;
    struct json_out o;
    if (!c->version)
        return NULL;
    buf_init(&b, 16384);
    jo_init(&o, &b);
    write_config(&o, c);
    char *text = arena_strndup(request_arena(rq), b.data, b.len);
    buf_free(&b);
    return text;
}

static enum err get(struct request *rq, void *ctx)
{
    struct mail_config c;
    enum err e = stored(rq, ctx, &c);
    return e ? e : answer(rq, ctx, &c);
}

static enum err put(struct request *rq, void *ctx)
{
    struct mail_config was, c;
    enum err e = stored(rq, ctx, &was);
    if (e || (e = request_if_match(rq, was.version)))
        return e;
    mail_config_read(request_json(rq), &c);
    if (mail_address_check(c.from_address))
        return request_field_error(rq, "from_address", "%s", err_detail());
    struct mail_config will = c;
    will.version = was.version + 1;
    will.updated_at = 0;
    will.password_set = c.password ? *c.password != '\0' : was.password_set && str_eq(was.host, c.host) && was.port == c.port;
    request_audit(rq, "mail", "", snapshot(rq, &was), snapshot(rq, &will));
    request_audit_name(rq, will.host);
    if ((e = mail_config_put(ctx, &c, was.version)) || (e = stored(rq, ctx, &c)))
        return e;
    return answer(rq, ctx, &c);
}

static enum err erase(struct request *rq, void *ctx)
{
    struct mail_config was;
    enum err e = stored(rq, ctx, &was);
    if (e)
        return e;
    request_audit(rq, "mail", "", snapshot(rq, &was), NULL);
    request_audit_name(rq, was.host);
    return mail_config_delete(ctx);
}

/* The box wrote to somebody, maybe through a server that is not kept: the trail says to whom, and whether it went. */
static const char *tested(struct arena *a, const char *to, bool sent)
{
    struct jo_text t;
    struct json_out *o = jo_text_begin(&t, 4096);
    jo_object(o);
    jo_kv_string(o, "to", to);
    jo_kv_bool(o, "sent", sent);
    jo_object_end(o);
    return jo_text_end(&t, a);
}

static enum err test(struct request *rq, void *ctx)
{
    const struct json *body = request_json(rq), *given = json_get(body, "config");
    struct arena *a = request_arena(rq);
    struct mail_config with;
    struct net_smtp_result r;
    char id[ID_SIZE];
    struct mail_letter l = { .kind = "test",
                             .to = json_string(json_get(body, "to")),
                             .subject = "Binnacle can send mail",
                             .paragraphs = { "This is the test that somebody asked for on the mail page of Binnacle. It arrived, so the "
                                             "server's settings are right." },
                             .note = "You need not do anything." };
    if (mail_address_check(l.to))
        return request_field_error(rq, "to", "%s", err_detail());
    if (given)
        mail_config_read(given, &with);
    if (given && mail_address_check(with.from_address))
        return request_field_error(rq, "config.from_address", "%s", err_detail());
    enum err e = mail_send(ctx, a, given ? &with : NULL, id_new(clock_system(), id), &l, MAIL_TEST_MS, &r);
    if (e == ERR_NOT_FOUND)
        return err_set(ERR_CONFLICT, "mail is not set up");
    request_audit(rq, "mail", "", NULL, tested(a, l.to, e == OK));
    request_audit_name(rq, l.to);
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_bool(o, "success", e == OK);
    jo_key(o, "code");
    if (r.code > 0)
        jo_int(o, r.code);
    else
        jo_null(o);
    jo_kv_string(o, "answer", r.answer);
    jo_kv_string(o, "error", e ? err_detail() : NULL);
    jo_kv_int(o, "duration_ms", r.duration_us / US_PER_MS);
    jo_object_end(o);
    return OK;
}

/* ---- the outbox ---- */

static enum err outbox(struct request *rq, void *ctx)
{
    struct mail_item *items;
    size_t n;
    int64_t limit = request_limit(rq), before = 0;
    const char *cursor = request_cursor(rq);
    if (cursor && !str_to_i64(cursor, &before))
        return err_set(ERR_MALFORMED, "the cursor is not one of this list");
    enum err e = mail_list(ctx, request_arena(rq), before, limit + 1, &items, &n);
    if (e)
        return e;
    struct json_out *o = response_list_begin(rq);
    for (size_t i = 0; i < n && (int64_t)i < limit; i++) {
        const struct mail_item *m = &items[i];
        jo_object(o);
        jo_kv_string(o, "id", m->id);
        jo_kv_string(o, "kind", m->kind);
        jo_kv_string(o, "to", m->to);
        jo_kv_string(o, "subject", m->subject);
        jo_kv_string(o, "status", m->status);
        jo_kv_int(o, "attempts", m->attempts);
        jo_kv_time(o, "next_attempt_at", str_eq(m->status, "pending") ? m->next_attempt_at : 0);
        jo_kv_string(o, "last_error", m->last_error);
        jo_key(o, "last_code");
        if (m->last_code)
            jo_int(o, m->last_code);
        else
            jo_null(o);
        jo_kv_time(o, "created_at", m->created_at);
        jo_kv_time(o, "updated_at", m->updated_at);
        jo_object_end(o);
    }
    if ((int64_t)n > limit)
        response_next_cursor(rq, arena_printf(request_arena(rq), "%lld", (long long)items[limit - 1].seq));
    response_list_end(rq);
    return OK;
}

static enum err retry(struct request *rq, void *ctx)
{
    const char *id = request_path_param(rq, "id");
    return mail_retry(ctx, id);
}

static const struct route routes[] = {
    { GET, "/api/v1/admin/mail", get, .perm = PERM_MAIL_MANAGE, .out = state_out, .rate = RATE_READ, .tag = "Mail",
      .doc = "Read the mail server's settings" },
    { PUT, "/api/v1/admin/mail", put, .perm = PERM_MAIL_MANAGE, .in = mail_config_fields, .out = state_out, .rate = RATE_WRITE,
      .audit = "mail.update", .tag = "Mail", .doc = "Set the mail server; the password is kept while server and port stay" },
    { DELETE, "/api/v1/admin/mail", erase, .perm = PERM_MAIL_MANAGE, .rate = RATE_WRITE, .flags = ROUTE_OK_204, .audit = "mail.delete",
      .tag = "Mail", .doc = "Forget the mail server" },
    { POST, "/api/v1/admin/mail/test", test, .perm = PERM_MAIL_MANAGE, .in = test_in, .out = test_out, .rate = RATE_EXPENSIVE,
      .audit = "mail.test", .tag = "Mail", .doc = "Send a test mail and tell what the server said, within 10 s" },
    { GET, "/api/v1/admin/mail/outbox", outbox, .perm = PERM_MAIL_MANAGE, .out = item_out, .list = true, .rate = RATE_READ, .tag = "Mail",
      .doc = "List mails that were sent, wait or were given up, newest first" },
    { POST, "/api/v1/admin/mail/outbox/{id}/retry", retry, .perm = PERM_MAIL_MANAGE, .rate = RATE_WRITE, .flags = ROUTE_OK_204,
      .audit = "mail.retry", .tag = "Mail", .doc = "Try a waiting mail at once" },
};

enum err mail_routes(struct mail *m, struct server *s)
{
    return server_routes(s, routes, sizeof routes / sizeof *routes, m);
}
