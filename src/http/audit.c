/*
 * audit.c - what the audit trail is told of a request: who, which action, what the handler said of the object, and how it ended.
 *
 * Threads: the request's worker; request_audit_facts also the store's writer thread, while the worker waits for its write.
 * What always holds: an audited route that answers success has a row, in the transaction of its change or of its own before the answer.
 */
#include "core/log.h"
#include "core/str.h"
#include "http/private.h"
#include <string.h>

static const struct http_hooks *hooks_of(const struct request *rq)
{
    return rq->route && rq->route->row->audit ? rq->server->o.hooks : NULL;
}

void request_audit_facts(struct request *rq, struct http_audit *out)
{
    const struct route *row = rq->route->row;
    *out = (struct http_audit){ .who = &rq->who,
                                .tenant_id = rq->tenant,
                                .action = row->audit,
                                .object_type = rq->audit_type,
                                .object_id = rq->audit_id,
                                .object_name = rq->audit_name,
                                .before = rq->audit_before,
                                .after = rq->audit_after,
                                .request_id = rq->id,
                                .remote = rq->wire ? rq->wire->remote : "",
                                .user_agent = civet_header(rq->worker->civet, "User-Agent"),
                                .status = rq->status ? rq->status : route_success(row) };
    if ((!out->object_name || !*out->object_name) && str_eq(out->object_type, "user") && str_eq(out->object_id, rq->who.user_id))
        out->object_name = rq->who.email; /* the own account */
    if (!out->object_type && rq->param_count && str_eq(rq->params[0].name, "id")) {
        size_t n = strcspn(row->audit, ".");
        out->object_type = arena_strndup(rq->arena, row->audit, n);
        out->object_id = rq->params[0].value;
    }
}

const char *request_audit_mask(struct request *rq, struct arena *a, const char *text)
{
    struct json *v;
    if (!text || !rq->route->row->in || json_parse(a, text, strlen(text), &v) != OK || json_type(v) != JSON_OBJECT)
        return text;
    struct buf b;
    struct json_out o;
    buf_init(&b, 4 << 20);
    jo_init(&o, &b);
    field_print_masked(&o, rq->route->row->in, v);
    const char *out = b.overflow || !b.data ? NULL : arena_strndup(a, b.data, b.len);
    buf_free(&b);
    return out;
}

void audit_open(struct request *rq)
{
    const struct http_hooks *h = hooks_of(rq);
    if (h && h->audit_begin)
        rq->audit = h->audit_begin(h->ctx, rq->arena, rq);
}

static enum err write_own(struct request *rq, const struct http_hooks *h, int status)
{
    struct http_audit row;
    request_audit_facts(rq, &row);
    row.status = status;
    row.before = request_audit_mask(rq, rq->arena, row.before);
    row.after = request_audit_mask(rq, rq->arena, row.after);
    return h->audit_write(h->ctx, &row, status == 401 || status == 403 || status == 429);
}

/* What failed is recorded when it was refused, when the handler said what it was about, and when a part of it had been done. */
static bool deserves_row(struct request *rq, enum err outcome, int status, int rows)
{
    bool written = rq->audit_written || rows > 0;
    if (outcome == OK)
        return !written && !rq->audit_nothing;
    return written || rq->audit_type || status == 401 || status == 403 || status == 429;
}

enum err audit_settle(struct request *rq, enum err outcome, int status)
{
    const struct http_hooks *h = hooks_of(rq);
    if (!h || !h->audit_write)
        return OK;
    char words[512]; /* of the outcome: what comes now must not put others in their place */
    int rows = rq->audit ? h->audit_rows(rq->audit) : 0;
    if (rq->audit)
        h->audit_end(rq->audit);
    rq->audit = NULL;
    if (!deserves_row(rq, outcome, status, rows))
        return OK;
    str_copy(words, sizeof words, err_detail());
    enum err e = write_own(rq, h, status);
    if (e)
        log_error("an action is not in the audit trail", "action", rq->route->row->audit, "why", err_detail(), NULL);
    return outcome ? err_set(outcome, "%s", words) : e;
}

void audit_refusal(struct request *rq, enum err outcome)
{
    if (err_status(outcome) == 403)
        (void)!audit_settle(rq, outcome, 403);
}

/* What goes out as a stream has its row before the first byte. */
enum err audit_before_stream(struct request *rq)
{
    const struct http_hooks *h = hooks_of(rq);
    if (!h || !h->audit_write || rq->audit_written || (rq->audit && h->audit_rows(rq->audit) > 0))
        return OK;
    enum err e = write_own(rq, h, rq->status ? rq->status : route_success(rq->route->row));
    rq->audit_written = e == OK;
    return e;
}
