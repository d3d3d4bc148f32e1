/*
 * audit_verify.c - walking the chain. Any thread.
 *
 * Rows never change, so the walk goes in stretches of its own short reads up to the head of the moment when it began: memory is bounded, no
 * snapshot is held, and a box that serves goes on appending.
 */
#include "audit/audit_private.h"
#include "core/str.h"
#include <string.h>

#define STRETCH 4096

struct walk {
    const struct audit *audit;
    int64_t seq, end, key_since; /* rows up to key_since were written under another box's key: only their order can be checked */
    unsigned char hash[CRYPTO_HASH_SIZE];
    size_t hash_n; /* 0 before the first row */
};

static enum err walk_row(void *arg, const struct sql_audit_walk_row *r)
{
    struct walk *w = arg;
    unsigned char hash[CRYPTO_HASH_SIZE];
    if (r->seq > w->end)
        return OK; /* appended since */
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
                                      .object_name = r->object_name,
                                      .before = r->before,
                                      .after = r->after,
                                      .status = r->status,
                                      .request_id = r->request_id,
                                      .remote = r->remote,
                                      .user_agent = r->user_agent,
                                      .format = r->format };
    audit_row_hash(w->audit, w->hash, w->hash_n, &in, hash);
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
    struct sql_audit_ends_row ends;
    struct arena *a = arena_new(1024);
    struct db *db = store_reader(t->d.store);
    enum err e = db_begin(db); /* one moment: the head and the row that it names */
    if (!e)
        e = sql_audit_head(db, a, NULL, &head);
    if (!e)
        e = sql_audit_ends(db, a, NULL, &ends);
    db_end(db);
    bool ours = !e && str_eq(head.key_id, t->key_id);
    if (!e) {
        w.key_since = ours ? head.key_since : head.seq;
        w.end = ends.last.set && ends.last.v > head.seq ? ends.last.v : head.seq;
        w.seq = head.base_seq;
        w.hash_n = head.base_hash.n < sizeof w.hash ? head.base_hash.n : sizeof w.hash;
        memcpy(w.hash, head.base_hash.p, w.hash_n);
        if (ends.first.set && ends.first.v <= head.base_seq)
            e = err_set(ERR_CORRUPT, "audit: row %lld is before the first", (long long)ends.first.v);
    }
    while (!e && w.seq < w.end) {
        int64_t from = w.seq;
        e = sql_audit_walk_each(db, &(struct sql_audit_walk_in){ .after = w.seq, .limit = STRETCH }, walk_row, &w);
        if (!e && w.seq == from)
            break;
    }
    if (!e && w.seq < head.seq)
        e = err_set(ERR_CORRUPT, "audit: rows after %lld were cut off", (long long)w.seq);
    else if (!e && (w.seq > head.seq || (ours && !audit_head_good(t, &head, w.hash, w.hash_n))))
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
