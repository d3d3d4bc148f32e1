/*
 * audit.c - appending to the chain, reading it, checking it. Rows are appended on the writer thread only, so the chain has one order;
 * reading on any thread.
 */
#include "audit/audit.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "sql/audit.h"
#include "store/query.h"
#include <stdio.h>
#include <string.h>

#define ROW_MAX (64u << 20) /* far above what a request body may have */

struct audit {
    struct store *store;
    struct clock *clock;
    unsigned char key[CRYPTO_KEY_SIZE];
    char key_id[17]; /* tells keys apart, tells nothing of them */
};

enum err audit_new(struct store *store, struct clock *clock, const unsigned char box_key[CRYPTO_KEY_SIZE], struct audit **out)
{
    static const char purpose[] = "binnacle audit chain 1";
    struct audit *t = mem_alloc(sizeof *t);
    t->store = store;
    t->clock = clock;
    static const char naming[] = "binnacle audit key id 1";
    unsigned char id[CRYPTO_HASH_SIZE];
    crypto_hmac_sha256(box_key, CRYPTO_KEY_SIZE, purpose, sizeof purpose - 1, t->key);
    crypto_hmac_sha256(box_key, CRYPTO_KEY_SIZE, naming, sizeof naming - 1, id);
    for (size_t i = 0; i < 8; i++)
        snprintf(t->key_id + 2 * i, 3, "%02x", id[i]);
    *out = t;
    return OK;
}

void audit_free(struct audit *t)
{
    if (!t)
        return;
    crypto_wipe(t->key, sizeof t->key);
    mem_free(t);
}

/* ---- the hash ---- */

/* Length before content, so that no two rows have the same bytes. */
static void put(struct buf *b, const char *s)
{
    uint64_t n = s ? strlen(s) : UINT64_MAX;
    buf_append(b, &n, sizeof n);
    if (s)
        buf_puts(b, s);
}

static void put_int(struct buf *b, int64_t v)
{
    buf_append(b, &v, sizeof v);
}

static void row_hash(const struct audit *t, const void *before, size_t before_n, const struct sql_audit_insert_in *r,
                     unsigned char out[CRYPTO_HASH_SIZE])
{
    struct buf b;
    buf_init(&b, ROW_MAX);
    buf_append(&b, before, before_n);
    put_int(&b, r->seq);
    put_int(&b, r->at);
    put_int(&b, r->status);
    const char *const texts[] = { r->tenant_id, r->user_id, r->user_email, r->credential, r->action, r->object_type,
                                  r->object_id, r->before,  r->after,      r->request_id, r->remote };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        put(&b, texts[i]);
    crypto_hmac_sha256(t->key, sizeof t->key, b.data, b.len, out);
    buf_free(&b);
}

/* The head vouches for the end: without the key nobody moves it back to an earlier row, or says that the rows before are another box's. */
static void head_hash(const struct audit *t, int64_t seq, int64_t key_since, const void *last, size_t last_n,
                      unsigned char out[CRYPTO_HASH_SIZE])
{
    struct buf b;
    buf_init(&b, ROW_MAX);
    put(&b, "head");
    put_int(&b, seq);
    put_int(&b, key_since);
    buf_append(&b, last, last_n);
    crypto_hmac_sha256(t->key, sizeof t->key, b.data, b.len, out);
    buf_free(&b);
}

static bool head_good(const struct audit *t, const struct sql_audit_head_row *head, const void *last, size_t last_n)
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    head_hash(t, head->seq, head->key_since, last, last_n, hash);
    return str_eq(head->key_id, t->key_id) && head->hash.n == sizeof hash && crypto_equal(head->hash.p, hash, sizeof hash);
}

/* The head, and the hash of the row that it names; no bytes when there is none. */
static enum err read_head(struct db *db, struct arena *a, struct sql_audit_head_row *head, struct sql_blob *last)
{
    struct sql_audit_hash_row row;
    *last = (struct sql_blob){ "", 0 };
    enum err e = sql_audit_head(db, a, NULL, head);
    if (e || head->seq == 0)
        return e;
    e = sql_audit_hash(db, a, &(struct sql_audit_hash_in){ .seq = head->seq }, &row);
    if (e == OK)
        *last = row.hash;
    return e == ERR_NOT_FOUND ? OK : e; /* cut off: the check will say so */
}

/* ---- appending ---- */

static const char *text(const char *s)
{
    return s ? s : "";
}

enum err audit_append(struct audit *t, struct tx *tx, const struct audit_entry *g)
{
    struct sql_audit_head_row head;
    struct sql_blob last;
    unsigned char hash[CRYPTO_HASH_SIZE], end[CRYPTO_HASH_SIZE];
    enum err e = read_head(tx_db(tx), tx_arena(tx), &head, &last);
    if (e)
        return e;
    struct sql_audit_insert_in r = { .seq = head.seq + 1,
                                     .at = clock_wall_us(t->clock),
                                     .tenant_id = text(g->tenant_id),
                                     .user_id = text(g->user_id),
                                     .user_email = text(g->user_email),
                                     .credential = text(g->credential),
                                     .action = text(g->action),
                                     .object_type = text(g->object_type),
                                     .object_id = text(g->object_id),
                                     .before = g->before,
                                     .after = g->after,
                                     .status = g->status,
                                     .request_id = text(g->request_id),
                                     .remote = text(g->remote),
                                     .hash = { hash, sizeof hash } };
    row_hash(t, last.p, last.n, &r, hash);
    head_hash(t, r.seq, head.key_since, hash, sizeof hash, end);
    /* A head that was not ours gets no new hash: appending must not cover up that the end was tampered with. */
    struct sql_blob vouched = head_good(t, &head, last.p, last.n) ? (struct sql_blob){ end, sizeof end } : (struct sql_blob){ "", 0 };
    e = sql_audit_insert(tx, &r);
    return e ? e : sql_audit_head_set(tx, &(struct sql_audit_head_set_in){ .seq = r.seq, .hash = vouched });
}

struct append {
    struct audit *audit;
    const struct audit_entry *entry;
};

static enum err append(struct tx *tx, void *arg)
{
    const struct append *p = arg;
    return audit_append(p->audit, tx, p->entry);
}

enum err audit_write(struct audit *t, const struct audit_entry *g)
{
    return store_write_essential(t->store, append, &(struct append){ t, g });
}

/* ---- the key ---- */

struct rekey {
    struct audit *audit;
    const char *tenant_id;
    bool changed;
    int64_t rows; /* that another box wrote */
};

static enum err rekey(struct tx *tx, void *arg)
{
    struct rekey *r = arg;
    struct audit *t = r->audit;
    struct sql_audit_head_row head;
    struct sql_blob last;
    unsigned char end[CRYPTO_HASH_SIZE];
    enum err e = read_head(tx_db(tx), tx_arena(tx), &head, &last);
    r->changed = !e && !str_eq(head.key_id, t->key_id);
    if (e || !r->changed)
        return e;
    head_hash(t, head.seq, head.seq, last.p, last.n, end);
    r->rows = head.seq;
    e = sql_audit_head_rekey(tx,
                             &(struct sql_audit_head_rekey_in){ .key_id = t->key_id, .key_since = head.seq, .hash = { end, sizeof end } });
    if (e || head.seq == 0)
        return e;
    return audit_append(t, tx,
                        &(struct audit_entry){ .tenant_id = r->tenant_id, .credential = "console", .action = "audit.key", .status = 200 });
}

enum err audit_adopt_key(struct audit *t, const char *tenant_id)
{
    struct rekey r = { .audit = t, .tenant_id = tenant_id };
    enum err e = store_write(t->store, rekey, &r);
    if (!e && r.changed && r.rows)
        log_info("the audit chain goes on under this box's key", "key", t->key_id, NULL);
    return e;
}

/* ---- reading ---- */

static void write_change(struct json_out *o, struct arena *a, const char *field, const struct json *before, const struct json *after)
{
    jo_object(o);
    jo_kv_string(o, "field", field);
    jo_kv_raw(o, "before", before ? json_print(a, before) : NULL);
    jo_kv_raw(o, "after", after ? json_print(a, after) : NULL);
    jo_object_end(o);
}

/* The members that differ, one level deep: what a person wants to read first. */
static void write_changes(struct json_out *o, struct arena *a, const char *before_text, const char *after_text)
{
    struct json *before = NULL, *after = NULL;
    if (before_text && json_parse(a, before_text, strlen(before_text), &before) != OK)
        before = NULL;
    if (after_text && json_parse(a, after_text, strlen(after_text), &after) != OK)
        after = NULL;
    jo_key(o, "changes");
    jo_array(o);
    if (before && after) {
        for (const struct json *m = json_first(after); m; m = json_next(m)) {
            const struct json *old = json_get(before, json_key(m));
            if (!json_key(m) || (old && str_eq(json_print(a, old), json_print(a, m))))
                continue;
            write_change(o, a, json_key(m), old, m);
        }
        for (const struct json *m = json_first(before); m; m = json_next(m))
            if (json_key(m) && !json_get(after, json_key(m)))
                write_change(o, a, json_key(m), m, NULL);
    }
    jo_array_end(o);
}

enum err audit_list(struct audit *t, struct arena *a, const char *tenant_id, const struct audit_filter *f, int64_t limit,
                    struct json_out *o, int64_t *next)
{
    struct query q;
    bool row;
    enum err e;
    int64_t n = 0;
    query_init(&q, a,
               "SELECT seq, at, user_id, user_email, credential, action, object_type, object_id, before, after, status, request_id, remote "
               "FROM audit WHERE tenant_id = ?");
    query_bind_text(&q, tenant_id);
    if (f->action)
        query_and_text(&q, "action = ?", f->action);
    if (f->user_id)
        query_and_text(&q, "user_id = ?", f->user_id);
    if (f->object_id)
        query_and_text(&q, "object_id = ?", f->object_id);
    if (f->from)
        query_and_int(&q, "at >= ?", f->from);
    if (f->to)
        query_and_int(&q, "at < ?", f->to);
    if (f->before_seq)
        query_and_int(&q, "seq < ?", f->before_seq);
    query_append(&q, " ORDER BY seq DESC LIMIT ?");
    query_bind_int(&q, limit + 1);
    *next = 0;
    int64_t last = 0;
    while ((e = query_step(&q, store_reader(t->store), &row)) == OK && row) {
        if (n++ == limit) {
            *next = last;
            break;
        }
        last = query_col_int(&q, 0);
        const char *before = query_col_text(&q, 8), *after = query_col_text(&q, 9);
        jo_object(o);
        jo_kv_int(o, "id", last);
        jo_kv_time(o, "at", query_col_int(&q, 1));
        jo_kv_string(o, "user_id", query_col_text(&q, 2));
        jo_kv_string(o, "user_email", query_col_text(&q, 3));
        jo_kv_string(o, "credential", query_col_text(&q, 4));
        jo_kv_string(o, "action", query_col_text(&q, 5));
        jo_kv_string(o, "object_type", query_col_text(&q, 6));
        jo_kv_string(o, "object_id", query_col_text(&q, 7));
        jo_kv_raw(o, "before", before);
        jo_kv_raw(o, "after", after);
        write_changes(o, a, before, after);
        jo_kv_int(o, "status", query_col_int(&q, 10));
        jo_kv_string(o, "request_id", query_col_text(&q, 11));
        jo_kv_string(o, "remote", query_col_text(&q, 12));
        jo_object_end(o);
    }
    query_done(&q);
    return e;
}

/* ---- checking ---- */

struct walk {
    const struct audit *audit;
    int64_t seq, key_since; /* rows up to key_since were written under another box's key: only their order can be checked */
    unsigned char hash[CRYPTO_HASH_SIZE];
    size_t hash_n; /* 0 before the first row */
};

static enum err walk_row(void *arg, const struct sql_audit_walk_row *r)
{
    struct walk *w = arg;
    unsigned char hash[CRYPTO_HASH_SIZE];
    if (r->seq != w->seq + 1)
        return err_set(ERR_CORRUPT, "audit: row %lld is missing", (long long)(w->seq + 1));
    struct sql_audit_insert_in in = { .seq = r->seq,
                                      .at = r->at,
                                      .tenant_id = r->tenant_id,
                                      .user_id = r->user_id,
                                      .user_email = r->user_email,
                                      .credential = r->credential,
                                      .action = r->action,
                                      .object_type = r->object_type,
                                      .object_id = r->object_id,
                                      .before = r->before,
                                      .after = r->after,
                                      .status = r->status,
                                      .request_id = r->request_id,
                                      .remote = r->remote };
    row_hash(w->audit, w->hash, w->hash_n, &in, hash);
    if (r->seq <= w->key_since && r->hash.n == sizeof hash)
        memcpy(hash, r->hash.p, sizeof hash);
    if (r->hash.n != sizeof hash || !crypto_equal(hash, r->hash.p, sizeof hash))
        return err_set(ERR_CORRUPT, "audit: row %lld was changed", (long long)r->seq);
    memcpy(w->hash, hash, sizeof hash);
    w->hash_n = sizeof hash;
    w->seq = r->seq;
    return OK;
}

enum err audit_check(struct audit *t, struct buf *out)
{
    struct walk w = { .audit = t };
    struct sql_audit_head_row head;
    struct arena *a = arena_new(1024);
    struct db *db = store_reader(t->store);
    enum err e = db_begin(db); /* one moment: a box that serves goes on appending */
    if (!e)
        e = sql_audit_head(db, a, NULL, &head);
    bool ours = !e && str_eq(head.key_id, t->key_id);
    if (!e)
        w.key_since = ours ? head.key_since : head.seq;
    if (!e)
        e = sql_audit_walk_each(db, NULL, walk_row, &w);
    db_end(db);
    if (!e && w.seq < head.seq)
        e = err_set(ERR_CORRUPT, "audit: rows after %lld were cut off", (long long)w.seq);
    else if (!e && (w.seq > head.seq || (ours && !head_good(t, &head, w.hash, w.hash_n))))
        e = err_set(ERR_CORRUPT, "audit: the end of the chain was changed: rows up to %lld are there, more may have been",
                    (long long)w.seq);
    if (e)
        buf_printf(out, "%s\n", err_detail());
    else
        buf_printf(out, "audit: %lld rows, chain unbroken\n", (long long)w.seq);
    if (!e && w.key_since)
        buf_printf(out, "audit: rows 1 to %lld were written under another box's secret.key; only their order is checked\n",
                   (long long)w.key_since);
    arena_free(a);
    return e;
}
