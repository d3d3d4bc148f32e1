/*
 * audit_verify.c - walking the chain, and holding it against the heads that were written out. Any thread.
 *
 * Rows never change, so the walk goes in stretches of its own short reads up to the head of the moment when it began: memory is bounded, no
 * snapshot is held, and a box that serves goes on appending. What was good is marked under the box's key, so that looking again reads only
 * what is new; a full verification trusts no mark.
 */
#include "audit/audit_private.h"
#include "core/str.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STRETCH      4096
#define ACCEPTED_MAX 1000

struct walk {
    struct audit *audit;
    const struct audit_verify_options *options;
    struct audit_verdict *out;
    int64_t from, seq, end, key_since; /* rows up to key_since were written under another box's key: only their order can be checked */
    unsigned char hash[CRYPTO_HASH_SIZE];
    size_t hash_n; /* 0 before the first row */
    struct audit_known *known;
    size_t known_count, known_next;
};

static const char *when(int64_t at, char text[TIME_TEXT_SIZE])
{
    return at ? time_format(at, text) : "an unknown time";
}

/* The heads that name the row where the walk stands. */
static enum err meet_heads(struct walk *w)
{
    char at[TIME_TEXT_SIZE];
    for (; w->known_next < w->known_count && w->known[w->known_next].seq <= w->seq; w->known_next++) {
        const struct audit_known *k = &w->known[w->known_next];
        if (k->seq < w->seq)
            continue; /* pruned, or verified before */
        if (w->hash_n != sizeof k->hash || !crypto_equal(w->hash, k->hash, sizeof k->hash)) {
            w->out->bad_seq = k->seq;
            return err_set(ERR_CORRUPT, "audit: row %lld is not the one whose head was written to %s at %s", (long long)k->seq, k->from,
                           when(k->at, at));
        }
        w->out->heads++;
    }
    return OK;
}

static enum err walk_row(void *arg, const struct sql_audit_walk_row *r)
{
    struct walk *w = arg;
    unsigned char hash[CRYPTO_HASH_SIZE];
    if (r->seq > w->end)
        return OK; /* appended since */
    if (r->seq != w->seq + 1) {
        w->out->bad_seq = w->seq + 1;
        return err_set(ERR_CORRUPT, "audit: row %lld is missing", (long long)(w->seq + 1));
    }
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
    if (r->hash.n != sizeof hash || !crypto_equal(hash, r->hash.p, sizeof hash)) {
        w->out->bad_seq = r->seq;
        return err_set(ERR_CORRUPT, "audit: row %lld was changed", (long long)r->seq);
    }
    memcpy(w->hash, hash, sizeof hash);
    w->hash_n = sizeof hash;
    w->seq = r->seq;
    w->out->rows++;
    return meet_heads(w);
}

/* ---- heads that were written out ---- */

static int by_seq(const void *a, const void *b)
{
    const struct audit_known *x = a, *y = b;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* A superadmin has said that the box was put back on purpose: a head of the time before need not fit. */
static bool accepted(const struct walk *w, struct arena *a, const struct audit_known *k)
{
    struct sql_audit_accepted_row *rows;
    size_t n;
    const char *hash = str_hex(a, k->hash, sizeof k->hash);
    if (sql_audit_accepted(store_reader(w->audit->d.store), a,
                           &(struct sql_audit_accepted_in){ .tenant_id = w->audit->tenant, .limit = ACCEPTED_MAX }, &rows, &n))
        return false;
    for (size_t i = 0; i < n; i++)
        if (rows[i].after && strstr(rows[i].after, hash))
            return true;
    return false;
}

static enum err gather_heads(struct walk *w, struct arena *a)
{
    struct sql_audit_receipts_good_row *rows;
    size_t n, given = w->options->known_count;
    enum err e = sql_audit_receipts_good(store_reader(w->audit->d.store), a,
                                         &(struct sql_audit_receipts_good_in){ .limit = AUDIT_RECEIPTS_MAX }, &rows, &n);
    if (e)
        return e;
    w->known = arena_array(a, n + given + 1, sizeof *w->known);
    for (size_t i = 0; i < n; i++) {
        struct audit_known *k = &w->known[w->known_count];
        if (rows[i].row_hash.n != sizeof k->hash)
            continue;
        *k = (struct audit_known){ .seq = rows[i].seq, .at = rows[i].at, .from = rows[i].sink_name };
        memcpy(k->hash, rows[i].row_hash.p, sizeof k->hash);
        w->known_count++;
    }
    for (size_t i = 0; i < given; i++)
        if (!accepted(w, a, &w->options->known[i]))
            w->known[w->known_count++] = w->options->known[i];
    qsort(w->known, w->known_count, sizeof *w->known, by_seq);
    return OK;
}

/* A head of a row that is not there (any more). */
static enum err heads_beyond(struct walk *w)
{
    char at[TIME_TEXT_SIZE];
    if (w->known_next >= w->known_count)
        return OK;
    const struct audit_known *k = &w->known[w->known_count - 1];
    return err_set(
        ERR_CORRUPT,
        "audit: the head of row %lld was written to %s at %s, but the chain ends at row %lld: the file was put back to an earlier "
        "state, or its end was cut off",
        (long long)k->seq, k->from, when(k->at, at), (long long)w->seq);
}

enum err audit_known_parse(struct audit *t, struct arena *a, const char *text, const char *from, struct audit_known **out, size_t *count)
{
    size_t cap = 16, line = 0;
    *out = arena_array(a, cap, sizeof **out);
    *count = 0;
    while (*text) {
        size_t n = strcspn(text, "\n");
        const char *s = str_trim(a, arena_strndup(a, text, n));
        struct audit_known k = { .from = from };
        struct json *v;
        unsigned char *hash = NULL, mac[CRYPTO_HASH_SIZE], *given = NULL;
        size_t hash_n = 0, given_n = 0;
        text += n + (text[n] == '\n');
        line++;
        if (!*s)
            continue;
        if (*s == '{') {
            if (json_parse(a, s, strlen(s), &v) || !json_int(json_get(v, "seq"), &k.seq) || !json_string(json_get(v, "hash")) ||
                !json_string(json_get(v, "mac")))
                return err_set(ERR_INVALID, "%s: line %zu is not a head", from, line);
            if (!str_eq(json_string(json_get(v, "box")), t->key_id))
                continue;
            const char *h = json_string(json_get(v, "hash")), *m = json_string(json_get(v, "mac")), *at = json_string(json_get(v, "at"));
            if (at && !time_parse(at, &k.at))
                k.at = 0;
            if (!str_hex_decode(a, h, strlen(h), &hash, &hash_n) || hash_n != sizeof k.hash ||
                !str_hex_decode(a, m, strlen(m), &given, &given_n) || given_n != sizeof mac)
                return err_set(ERR_INVALID, "%s: line %zu is not a head", from, line);
            audit_seal(t, "written head", k.seq, k.at / US_PER_MS, hash, hash_n, mac);
            if (!crypto_equal(mac, given, sizeof mac))
                return err_set(ERR_CORRUPT, "audit: line %zu of %s is not what this box wrote there", line, from);
        } else {
            const char *colon = strchr(s, ':');
            if (!colon || !str_to_i64(arena_strndup(a, s, (size_t)(colon - s)), &k.seq) ||
                !str_hex_decode(a, colon + 1, strlen(colon + 1), &hash, &hash_n) || hash_n != sizeof k.hash)
                return err_set(ERR_INVALID, "%s: line %zu is not a head (SEQ:HASH, or the JSON that a sink got)", from, line);
        }
        memcpy(k.hash, hash, sizeof k.hash);
        if (*count == cap) {
            struct audit_known *more = arena_array(a, cap * 2, sizeof *more);
            memcpy(more, *out, cap * sizeof *more);
            *out = more;
            cap *= 2;
        }
        (*out)[(*count)++] = k;
    }
    return OK;
}

/* ---- marks ---- */

static void mark_hash(const struct audit *t, const struct sql_audit_mark_row *m, unsigned char out[CRYPTO_HASH_SIZE])
{
    audit_seal(t, "mark", m->seq, m->verified_at, m->row_hash.p, m->row_hash.n, out);
}

/* Where to begin: behind what was found good before, if the mark is ours and the row still has that hash. */
static enum err begin_at_mark(struct walk *w, struct arena *a)
{
    struct sql_audit_mark_row m;
    struct sql_audit_hash_row row;
    unsigned char hash[CRYPTO_HASH_SIZE];
    struct db *db = store_reader(w->audit->d.store);
    enum err e = sql_audit_mark(db, a, NULL, &m);
    if (e)
        return e;
    w->out->full_at = m.full_at;
    mark_hash(w->audit, &m, hash);
    bool usable = !w->options->full && !*m.finding && m.seq > w->seq && m.seq <= w->end && m.hash.n == sizeof hash &&
                  crypto_equal(m.hash.p, hash, sizeof hash) && m.row_hash.n == sizeof w->hash;
    if (!usable)
        return OK;
    e = sql_audit_hash(db, a, &(struct sql_audit_hash_in){ .seq = m.seq }, &row);
    if (e == ERR_NOT_FOUND || (!e && (row.hash.n != sizeof w->hash || !crypto_equal(row.hash.p, m.row_hash.p, sizeof w->hash))))
        return OK; /* the full walk will name it */
    if (!e) {
        w->seq = m.seq;
        w->hash_n = sizeof w->hash;
        memcpy(w->hash, m.row_hash.p, sizeof w->hash);
    }
    return e;
}

static enum err write_mark(struct tx *tx, void *arg)
{
    return sql_audit_mark_set(tx, arg);
}

/* A mark is a convenience: a box that only looks (the command line) writes none. */
static void keep_verdict(struct walk *w)
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    const struct audit_verdict *v = w->out;
    if (w->audit->d.looking || w->options->by_hand)
        return;
    struct sql_audit_mark_row m = { .seq = v->ok ? v->seq : 0,
                                    .row_hash = { w->hash, v->ok ? w->hash_n : 0 },
                                    .verified_at = v->verified_at,
                                    .full_at = v->full_at,
                                    .finding = v->finding,
                                    .bad_seq = v->bad_seq };
    mark_hash(w->audit, &m, hash);
    struct sql_audit_mark_set_in in = { .seq = m.seq,
                                        .row_hash = m.row_hash,
                                        .verified_at = m.verified_at,
                                        .full_at = m.full_at,
                                        .finding = m.finding,
                                        .bad_seq = m.bad_seq,
                                        .hash = { hash, sizeof hash } };
    void *actor = store_actor();
    store_act_for(NULL);
    if (store_write_essential(w->audit->d.store, write_mark, &in))
        err_clear();
    store_act_for(actor);
}

enum err audit_last_verdict(struct audit *t, struct audit_verdict *out)
{
    struct arena *a = arena_new(1024);
    struct sql_audit_mark_row m;
    struct sql_audit_head_row head;
    struct db *db = store_reader(t->d.store);
    *out = (struct audit_verdict){ 0 };
    enum err e = sql_audit_mark(db, a, NULL, &m);
    if (!e)
        e = sql_audit_head(db, a, NULL, &head);
    if (!e) {
        *out = (struct audit_verdict){ .ok = !*m.finding,
                                       .seq = m.seq,
                                       .base_seq = head.base_seq,
                                       .head_seq = head.seq,
                                       .key_since = head.key_since,
                                       .bad_seq = m.bad_seq,
                                       .verified_at = m.verified_at,
                                       .full_at = m.full_at };
        str_copy(out->finding, sizeof out->finding, m.finding);
    }
    arena_free(a);
    return e;
}

/* ---- the walk ---- */

static enum err walk_all(struct walk *w, struct arena *a)
{
    struct sql_audit_head_row head;
    struct sql_audit_ends_row ends;
    struct audit *t = w->audit;
    struct db *db = store_reader(t->d.store);
    enum err e = db_begin(db); /* one moment: the head and the row that it names */
    if (!e)
        e = sql_audit_head(db, a, NULL, &head);
    if (!e)
        e = sql_audit_ends(db, a, NULL, &ends);
    db_end(db);
    if (!e)
        e = gather_heads(w, a);
    if (e)
        return e;
    bool ours = str_eq(head.key_id, t->key_id);
    w->key_since = ours ? head.key_since : head.seq;
    w->end = ends.last.set && ends.last.v > head.seq ? ends.last.v : head.seq;
    w->seq = head.base_seq;
    w->hash_n = head.base_hash.n < sizeof w->hash ? head.base_hash.n : sizeof w->hash;
    memcpy(w->hash, head.base_hash.p, w->hash_n);
    *w->out = (struct audit_verdict){ .base_seq = head.base_seq, .head_seq = head.seq, .key_since = w->key_since };
    if (ends.first.set && ends.first.v <= head.base_seq) {
        w->out->bad_seq = ends.first.v;
        return err_set(ERR_CORRUPT, "audit: row %lld is before the first", (long long)ends.first.v);
    }
    e = begin_at_mark(w, a);
    w->from = w->seq;
    if (!e)
        e = meet_heads(w);
    while (!e && w->seq < w->end) {
        int64_t from = w->seq;
        e = sql_audit_walk_each(db, &(struct sql_audit_walk_in){ .after = w->seq, .limit = STRETCH }, walk_row, w);
        if (!e && w->seq == from)
            break;
        if (!e && (audit_is_stopping(t) || (w->options->stopping && w->options->stopping(w->options->stopping_arg))))
            return err_set(ERR_BUSY, "stopping");
        if (w->options->progress)
            w->options->progress(w->options->arg, w->seq - w->from, w->end - w->from);
    }
    if (!e && w->seq < head.seq) {
        w->out->bad_seq = w->seq + 1;
        return err_set(ERR_CORRUPT, "audit: rows after %lld were cut off", (long long)w->seq);
    }
    if (!e && (w->seq > head.seq || (ours && !audit_head_good(t, &head, w->hash, w->hash_n))))
        return err_set(ERR_CORRUPT, "audit: the end of the chain was changed: rows up to %lld are there, more may have been",
                       (long long)w->seq);
    return e ? e : heads_beyond(w);
}

enum err audit_verify(struct audit *t, const struct audit_verify_options *o, struct audit_verdict *out)
{
    struct arena *a = arena_new(0);
    struct walk w = { .audit = t, .options = o, .out = out };
    *out = (struct audit_verdict){ 0 };
    pthread_mutex_lock(&t->one_walk);
    enum err e = walk_all(&w, a);
    out->ok = e == OK;
    out->seq = w.seq;
    out->verified_at = clock_wall_us(t->d.clock);
    if (e == ERR_CORRUPT)
        str_copy(out->finding, sizeof out->finding, err_detail());
    if (o->full && (!e || e == ERR_CORRUPT))
        out->full_at = out->verified_at;
    if (!e || e == ERR_CORRUPT)
        keep_verdict(&w);
    pthread_mutex_unlock(&t->one_walk);
    arena_free(a);
    return e == ERR_CORRUPT ? err_set(e, "%s", out->finding) : e;
}

enum err audit_check(struct audit *t, const struct audit_known *known, size_t known_count, struct buf *out)
{
    struct audit_verdict v;
    enum err e = audit_verify(t, &(struct audit_verify_options){ .full = true, .known = known, .known_count = known_count }, &v);
    if (e) {
        buf_printf(out, "%s\n", err_detail());
        return e;
    }
    buf_printf(out, "audit: %lld rows, chain unbroken\n", (long long)v.rows);
    if (v.base_seq)
        buf_printf(out, "audit: rows 1 to %lld were pruned; the chain begins after them\n", (long long)v.base_seq);
    if (v.heads)
        buf_printf(out, "audit: %lld heads that were written out fit\n", (long long)v.heads);
    if (v.key_since)
        buf_printf(out, "audit: rows 1 to %lld were written under another box's secret.key; only their order is checked\n",
                   (long long)v.key_since);
    return OK;
}
