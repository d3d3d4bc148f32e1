/*
 * audit_read.c - listing, one row, exporting. Any thread.
 *
 * A search goes back through the chain in stretches and stops when it has its page or its time is over: what is asked never decides how
 * long a page takes. Every filter alone is answered from an index; the rest of several is looked at row by row within the stretch.
 */
#include "audit/audit_private.h"
#include "core/csv.h"
#include "core/str.h"
#include "store/query.h"
#include <string.h>

#define STRETCH      100000            /* rows looked through by one query */
#define LIST_TIME_US (250 * US_PER_MS) /* then a page is short */
#define SHOWN_MAX    (64 * 1024)       /* before and after in a list; the row alone has them whole */
#define EXPORT_ROWS  10000             /* read at once, */
#define EXPORT_CHUNK (256 * 1024)      /* or fewer that are so many bytes */

struct text { /* p NULL: null */
    const char *p;
    size_t n;
};

struct row { /* the texts are the reader's own: valid until the visitor returns */
    int64_t seq, at, status;
    struct text tenant_id, user_id, user_email, credential, action, object_type, object_id, object_name, before, after, request_id, remote,
        user_agent;
};

static void put(struct json_out *o, const char *key, struct text v)
{
    jo_key(o, key);
    if (v.p)
        jo_string_n(o, v.p, v.n);
    else
        jo_null(o);
}

static void put_raw(struct json_out *o, const char *key, struct text v)
{
    jo_key(o, key);
    jo_raw(o, v.p, v.n);
}

static void write_row(struct json_out *o, struct arena *a, const struct row *r, bool whole)
{
    static const struct text none = { 0 };
    bool cut = !whole && r->before.n + r->after.n > SHOWN_MAX;
    const struct text *before = cut ? &none : &r->before, *after = cut ? &none : &r->after;
    jo_object(o);
    jo_kv_int(o, "id", r->seq);
    jo_kv_time(o, "at", r->at);
    put(o, "tenant_id", r->tenant_id);
    put(o, "user_id", r->user_id);
    put(o, "user_email", r->user_email);
    put(o, "credential", r->credential);
    put(o, "action", r->action);
    put(o, "object_type", r->object_type);
    put(o, "object_id", r->object_id);
    put(o, "object_name", r->object_name);
    put_raw(o, "before", *before);
    put_raw(o, "after", *after);
    jo_kv_bool(o, "cut", cut);
    jo_key(o, "changes");
    audit_write_changes(o, a, before->p, before->n, after->p, after->n);
    jo_kv_int(o, "status", r->status);
    put(o, "request_id", r->request_id);
    put(o, "remote", r->remote);
    put(o, "user_agent", r->user_agent);
    jo_object_end(o);
}

/* ---- searching ---- */

static void add_filter(struct query *q, struct arena *a, const struct audit_filter *f)
{
    size_t n = f->action ? strlen(f->action) : 0;
    if (f->tenant_id)
        query_and_text(q, "tenant_id = ?", f->tenant_id);
    if (n && f->action[n - 1] == '*') {
        char *from = arena_strndup(a, f->action, n - 1), *to = arena_strdup(a, from);
        query_and_text(q, "action >= ?", from);
        if (n > 1) {
            to[n - 2]++; /* the first text that is behind all that begin so; action names are ASCII */
            query_and_text(q, "action < ?", to);
        }
    } else if (n) {
        query_and_text(q, "action = ?", f->action);
    }
    if (f->user_id)
        query_and_text(q, "user_id = ?", f->user_id);
    if (f->actor && strchr(f->actor, '@'))
        query_and_text(q, "user_email = ? COLLATE NOCASE", f->actor);
    else if (f->actor)
        query_and_text(q, "credential = ?", f->actor);
    if (f->object_type)
        query_and_text(q, "object_type = ?", f->object_type);
    if (f->object_id)
        query_and_text(q, "object_id = ?", f->object_id);
    if (f->request_id)
        query_and_text(q, "request_id = ?", f->request_id);
    if (f->text)
        query_and_text(q, "instr(lower(object_name || char(10) || user_email), ?) > 0", str_lower(a, f->text));
    if (str_eq(f->result, "ok"))
        query_append(q, " AND (status < 400)");
    else if (str_eq(f->result, "refused"))
        query_append(q, " AND (status IN (401, 403, 429))");
    else if (str_eq(f->result, "failed"))
        query_append(q, " AND (status >= 400 AND status NOT IN (401, 403, 429))");
    if (f->from)
        query_and_int(q, "at >= ?", f->from);
    if (f->to)
        query_and_int(q, "at < ?", f->to);
}

static struct text text_at(struct query *q, int col)
{
    struct text t;
    t.p = query_col_bytes(q, col, &t.n);
    return t;
}

static void read_row(struct query *q, struct row *r)
{
    *r = (struct row){ .seq = query_col_int(q, 0),
                       .at = query_col_int(q, 1),
                       .tenant_id = text_at(q, 2),
                       .user_id = text_at(q, 3),
                       .user_email = text_at(q, 4),
                       .credential = text_at(q, 5),
                       .action = text_at(q, 6),
                       .object_type = text_at(q, 7),
                       .object_id = text_at(q, 8),
                       .object_name = text_at(q, 9),
                       .before = text_at(q, 10),
                       .after = text_at(q, 11),
                       .status = query_col_int(q, 12),
                       .request_id = text_at(q, 13),
                       .remote = text_at(q, 14),
                       .user_agent = text_at(q, 15) };
}

struct search {
    struct audit *audit;
    const struct audit_filter *filter;
    int64_t lowest, next; /* rows below lowest are too old; next: where to look further from, exclusive; 0: nowhere */
};

/* Where in the chain the search may find anything. The order of the chain is that of time but for a clock that was set: a day's slack. */
static enum err search_begin(struct search *s, struct arena *a)
{
    const struct audit_filter *f = s->filter;
    struct db *db = store_reader(s->audit->d.store);
    struct sql_audit_ends_row ends;
    struct sql_audit_first_at_row first;
    struct sql_audit_last_at_row last;
    enum err e = sql_audit_ends(db, a, NULL, &ends);
    if (e)
        return e;
    int64_t highest = ends.last.set ? ends.last.v : 0;
    s->lowest = ends.first.set ? ends.first.v : 1;
    if (f->tenant_id && f->from) {
        e = sql_audit_first_at(db, a, &(struct sql_audit_first_at_in){ .tenant_id = f->tenant_id, .from = f->from - US_PER_DAY }, &first);
        s->lowest = e == OK ? first.seq : highest + 1;
    }
    if (f->tenant_id && f->to && (!e || e == ERR_NOT_FOUND)) {
        e = sql_audit_last_at(db, a, &(struct sql_audit_last_at_in){ .tenant_id = f->tenant_id, .until = f->to + US_PER_DAY }, &last);
        highest = e == OK ? last.seq : 0;
    }
    s->next = highest + 1;
    if (f->before_seq && f->before_seq < s->next)
        s->next = f->before_seq;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* What a page has so far. */
struct page {
    int64_t limit, found, last;
    bool full; /* the next row is another page's */
    enum err (*visit)(void *arg, const struct row *r, bool *full);
    void *arg;
};

static enum err visit_row(void *arg, struct query *q, bool *enough)
{
    struct page *p = arg;
    struct row r;
    p->full = *enough = p->found == p->limit;
    if (p->full)
        return OK;
    read_row(q, &r);
    p->found++;
    p->last = r.seq;
    enum err e = p->visit(p->arg, &r, &p->full);
    *enough = p->full;
    return e;
}

/* Up to `limit` more rows, newest first, for at most time_us. s->next is 0 when there are no more. */
static enum err search_more(struct search *s, struct arena *a, int64_t limit, int64_t time_us,
                            enum err (*visit)(void *arg, const struct row *r, bool *full), void *arg)
{
    int64_t until = clock_mono_us(clock_system()) + time_us;
    struct page page = { .limit = limit, .visit = visit, .arg = arg };
    enum err e = OK;
    while (!e && !page.full && s->next > s->lowest) {
        struct query q;
        int64_t low = s->next - STRETCH < s->lowest ? s->lowest : s->next - STRETCH;
        query_init(
            &q, a,
            "SELECT seq, at, tenant_id, user_id, user_email, credential, action, object_type, object_id, object_name, before, after, "
            "status, request_id, remote, user_agent FROM audit WHERE seq < ?");
        query_bind_int(&q, s->next);
        query_and_int(&q, "seq >= ?", low);
        add_filter(&q, a, s->filter);
        query_append(&q, " ORDER BY seq DESC LIMIT ?");
        query_bind_int(&q, limit - page.found + 1);
        e = query_each(&q, store_reader(s->audit->d.store), visit_row, &page);
        s->next = page.full ? page.last : low;
        if (clock_mono_us(clock_system()) > until)
            break;
    }
    if (s->next <= s->lowest)
        s->next = 0;
    return e;
}

struct to_json {
    struct json_out *o;
    struct arena *a;
};

static enum err visit_json(void *arg, const struct row *r, bool *full)
{
    struct to_json *j = arg;
    (void)full;
    write_row(j->o, j->a, r, false);
    return OK;
}

enum err audit_list(struct audit *t, struct arena *a, const struct audit_filter *f, int64_t limit, struct json_out *o, int64_t *next)
{
    struct search s = { .audit = t, .filter = f };
    enum err e = search_begin(&s, a);
    *next = 0;
    if (!e)
        e = search_more(&s, a, limit, LIST_TIME_US, visit_json, &(struct to_json){ o, a });
    if (!e)
        *next = s.next;
    return e;
}

static struct text text(const char *s)
{
    return (struct text){ s, s ? strlen(s) : 0 };
}

enum err audit_get(struct audit *t, struct arena *a, const char *tenant_id, int64_t seq, struct json_out *o)
{
    struct sql_audit_one_row r;
    enum err e = sql_audit_one(store_reader(t->d.store), a, &(struct sql_audit_one_in){ .seq = seq, .tenant = tenant_id }, &r);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no such row");
    if (!e)
        write_row(o, a,
                  &(struct row){ .seq = r.seq,
                                 .at = r.at,
                                 .status = r.status,
                                 .tenant_id = text(r.tenant_id),
                                 .user_id = text(r.user_id),
                                 .user_email = text(r.user_email),
                                 .credential = text(r.credential),
                                 .action = text(r.action),
                                 .object_type = text(r.object_type),
                                 .object_id = text(r.object_id),
                                 .object_name = text(r.object_name),
                                 .before = text(r.before),
                                 .after = text(r.after),
                                 .request_id = text(r.request_id),
                                 .remote = text(r.remote),
                                 .user_agent = text(r.user_agent) },
                  true);
    return e;
}

/* ---- exporting ---- */

struct export
{
    struct arena *a;
    struct buf *b;
    bool csv, first;
};

static void csv_row(struct buf *b, const struct row *r)
{
    char at[TIME_TEXT_SIZE];
    csv_cell_int(b, true, r->seq);
    csv_cell(b, false, time_format(r->at, at));
    const struct text *const cells[] = { &r->tenant_id,   &r->user_email, &r->user_id,     &r->credential, &r->action,
                                         &r->object_type, &r->object_id,  &r->object_name, &r->before,     &r->after };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        csv_cell_n(b, false, cells[i]->p, cells[i]->n);
    csv_cell_int(b, false, r->status);
    csv_cell_n(b, false, r->request_id.p, r->request_id.n);
    csv_cell_n(b, false, r->remote.p, r->remote.n);
    csv_cell_n(b, false, r->user_agent.p, r->user_agent.n);
    csv_end(b);
}

static enum err visit_export(void *arg, const struct row *r, bool *full)
{
    struct export *x = arg;
    if (x->csv) {
        csv_row(x->b, r);
    } else {
        struct json_out o;
        jo_init(&o, x->b);
        buf_puts(x->b, x->first ? "" : ",\n");
        write_row(&o, x->a, r, true);
    }
    x->first = false;
    *full = x->b->len >= EXPORT_CHUNK;
    return x->b->overflow ? err_set(ERR_TOO_LARGE, "a row is larger than an export can hold") : OK;
}

enum err audit_export(struct audit *t, const struct audit_filter *f, bool csv, enum err (*write)(void *arg, const void *p, size_t n),
                      void *arg)
{
    static const char head[] = "id,at,tenant_id,user_email,user_id,credential,action,object_type,object_id,object_name,before,after,status,"
                               "request_id,remote,user_agent\r\n";
    struct buf b;
    struct arena *a = arena_new(0);
    struct search s = { .audit = t, .filter = f };
    struct export x = { .a = a, .b = &b, .csv = csv, .first = true };
    buf_init(&b, 256u << 20);
    enum err e = search_begin(&s, a);
    buf_puts(&b, csv ? head : "[");
    while (!e && s.next) {
        e = search_more(&s, a, EXPORT_ROWS, LIST_TIME_US, visit_export, &x);
        if (!e && b.len)
            e = write(arg, b.data, b.len);
        buf_clear(&b);
        arena_reset(a);
    }
    if (!e)
        e = write(arg, csv ? "" : "]\n", csv ? 0 : 2);
    buf_free(&b);
    arena_free(a);
    return e;
}
