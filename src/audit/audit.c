/*
 * audit.c - appending to the chain: the row of a change in the change's own transaction, rows of their own, the hashes.
 *
 * Threads: rows are appended on the store's writer thread only, so the chain has one order.
 * What always holds: a change whose row cannot be written is not made.
 */
#include "audit/audit.h"
#include "audit/audit_private.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include <stdio.h>
#include <string.h>

#define ROW_MAX (64u << 20) /* far above what a request body may have */

static enum err receive(void *ctx, struct tx *tx, void *actor, const char *thread, const struct tx_change *c);

enum err audit_new(const struct audit_deps *d, struct audit **out)
{
    static const char purpose[] = "binnacle audit chain 1";
    struct audit *t = mem_alloc(sizeof *t);
    t->d = *d;
    t->d.key = NULL;
    str_copy(t->tenant, sizeof t->tenant, d->default_tenant);
    static const char naming[] = "binnacle audit key id 1", sealing[] = "binnacle audit sinks 1";
    unsigned char id[CRYPTO_HASH_SIZE];
    crypto_hmac_sha256(d->key, CRYPTO_KEY_SIZE, purpose, sizeof purpose - 1, t->key);
    crypto_hmac_sha256(d->key, CRYPTO_KEY_SIZE, naming, sizeof naming - 1, id);
    for (size_t i = 0; i < 8; i++)
        snprintf(t->key_id + 2 * i, 3, "%02x", id[i]);
    crypto_hmac_sha256(d->key, CRYPTO_KEY_SIZE, sealing, sizeof sealing - 1, t->seal_key);
    pthread_condattr_t mono;
    pthread_condattr_init(&mono);
    pthread_condattr_setclock(&mono, CLOCK_MONOTONIC);
    pthread_cond_init(&t->wake, &mono);
    pthread_condattr_destroy(&mono);
    pthread_mutex_init(&t->lock, NULL);
    pthread_mutex_init(&t->one_walk, NULL);
    t->refusals = refusals_new();
    store_on_change(d->store, receive, t);
    *out = t;
    return OK;
}

void audit_free(struct audit *t)
{
    if (!t)
        return;
    refusals_free(t->refusals);
    pthread_cond_destroy(&t->wake);
    pthread_mutex_destroy(&t->lock);
    pthread_mutex_destroy(&t->one_walk);
    crypto_wipe(t->key, sizeof t->key);
    crypto_wipe(t->seal_key, sizeof t->seal_key);
    mem_free(t);
}

void audit_set_outgoing(struct audit *t, struct outgoing *o)
{
    t->d.outgoing = o;
}

/* ---- the hashes ---- */

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

void audit_row_hash(const struct audit *t, const void *before, size_t before_n, const struct sql_audit_insert_in *r,
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
    if (r->format != 1) { /* rows of the first version have neither */
        put_int(&b, r->format);
        put(&b, r->object_name);
        put(&b, r->user_agent);
    }
    crypto_hmac_sha256(t->key, sizeof t->key, b.data, b.len, out);
    buf_free(&b);
}

/* The head vouches for both ends: without the key nobody moves them, or says that the rows before are another box's. */
void audit_head_hash(const struct audit *t, const struct sql_audit_head_row *head, const void *last, size_t last_n,
                     unsigned char out[CRYPTO_HASH_SIZE])
{
    struct buf b;
    buf_init(&b, ROW_MAX);
    put(&b, "head");
    put_int(&b, head->seq);
    put_int(&b, head->key_since);
    buf_append(&b, last, last_n);
    if (head->base_seq) {
        put(&b, "base");
        put_int(&b, head->base_seq);
        buf_append(&b, head->base_hash.p, head->base_hash.n);
    }
    crypto_hmac_sha256(t->key, sizeof t->key, b.data, b.len, out);
    buf_free(&b);
}

void audit_seal(const struct audit *t, const char *what, int64_t x, int64_t y, const void *p, size_t n, unsigned char out[CRYPTO_HASH_SIZE])
{
    struct buf b;
    buf_init(&b, ROW_MAX);
    put(&b, what);
    put_int(&b, x);
    put_int(&b, y);
    buf_append(&b, p, n);
    crypto_hmac_sha256(t->key, sizeof t->key, b.data, b.len, out);
    buf_free(&b);
}

bool audit_head_good(const struct audit *t, const struct sql_audit_head_row *head, const void *last, size_t last_n)
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    audit_head_hash(t, head, last, last_n, hash);
    return str_eq(head->key_id, t->key_id) && head->hash.n == sizeof hash && crypto_equal(head->hash.p, hash, sizeof hash);
}

/* The head, and the hash of the row that it names; no bytes when there is none. */
enum err audit_read_head(struct db *db, struct arena *a, struct sql_audit_head_row *head, struct sql_blob *last)
{
    struct sql_audit_hash_row row;
    *last = (struct sql_blob){ "", 0 };
    enum err e = sql_audit_head(db, a, NULL, head);
    if (e || head->seq == 0)
        return e;
    if (head->seq == head->base_seq) {
        *last = head->base_hash;
        return OK;
    }
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

struct news {
    const struct live *live;
    const char *tenant_id, *json;
};

static void publish(void *arg)
{
    const struct news *n = arg;
    live_publish(n->live, n->tenant_id, "audit", n->json, strlen(n->json));
}

/* Whoever looks at the trail is told that there is a row, and enough of it to know whether it is theirs. */
static void tell(struct audit *t, struct tx *tx, const struct sql_audit_insert_in *r)
{
    struct buf b;
    struct json_out o;
    struct arena *a = tx_arena(tx);
    if (!t->d.live)
        return;
    buf_init(&b, 16384);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_int(&o, "id", r->seq);
    jo_kv_string(&o, "action", r->action);
    jo_kv_string(&o, "object_type", r->object_type);
    jo_kv_string(&o, "object_id", r->object_id);
    jo_kv_string(&o, "user_email", r->user_email);
    jo_kv_int(&o, "status", r->status);
    jo_object_end(&o);
    struct news *n = arena_alloc(a, sizeof *n);
    *n = (struct news){ t->d.live, arena_strdup(a, r->tenant_id), b.overflow ? "{}" : arena_strndup(a, b.data, b.len) };
    buf_free(&b);
    tx_after_commit(tx, publish, n);
}

enum err audit_append(struct audit *t, struct tx *tx, const struct audit_entry *g)
{
    struct sql_audit_head_row head;
    struct sql_blob last;
    unsigned char hash[CRYPTO_HASH_SIZE], end[CRYPTO_HASH_SIZE];
    enum err e = audit_read_head(tx_db(tx), tx_arena(tx), &head, &last);
    if (e)
        return e;
    struct sql_audit_insert_in r = { .seq = head.seq + 1,
                                     .at = clock_wall_us(t->d.clock),
                                     .tenant_id = g->tenant_id && *g->tenant_id ? g->tenant_id : t->tenant,
                                     .user_id = text(g->user_id),
                                     .user_email = text(g->user_email),
                                     .credential = text(g->credential),
                                     .action = text(g->action),
                                     .object_type = text(g->object_type),
                                     .object_id = text(g->object_id),
                                     .object_name = text(g->object_name),
                                     .before = g->before,
                                     .after = g->after,
                                     .status = g->status,
                                     .request_id = text(g->request_id),
                                     .remote = text(g->remote),
                                     .user_agent = text(g->user_agent),
                                     .format = AUDIT_FORMAT,
                                     .hash = { hash, sizeof hash } };
    bool good = audit_head_good(t, &head, last.p, last.n);
    audit_row_hash(t, last.p, last.n, &r, hash);
    head.seq = r.seq;
    audit_head_hash(t, &head, hash, sizeof hash, end);
    /* A head that was not ours gets no new hash: appending must not cover up that the end was tampered with. */
    struct sql_blob vouched = good ? (struct sql_blob){ end, sizeof end } : (struct sql_blob){ "", 0 };
    e = sql_audit_insert(tx, &r);
    if (!e)
        e = sql_audit_head_set(tx, &(struct sql_audit_head_set_in){ .seq = r.seq, .hash = vouched });
    if (!e)
        tell(t, tx, &r);
    return e;
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
    void *actor = store_actor();
    store_act_for(NULL); /* this write is the row itself */
    enum err e = store_write_essential(t->d.store, append, &(struct append){ t, g });
    store_act_for(actor);
    return e;
}

/* ---- changes ---- */

void audit_act(struct audit_actor *a)
{
    a->rows = 0;
    store_act_for(a);
}

void audit_act_end(struct audit_actor *a)
{
    if (store_actor() == a)
        store_act_for(NULL);
}

static void count(void *arg)
{
    struct audit_actor *a = arg;
    a->rows++; /* whoever acts waits for the write, and so reads it after */
}

/* What the box does by itself: "system:<part>", the part being the thread that it runs on. */
static const char *part_of(struct arena *a, const char *thread)
{
    return arena_printf(a, "system:%s", *thread ? thread : "binnacle");
}

static enum err receive(void *ctx, struct tx *tx, void *actor, const char *thread, const struct tx_change *c)
{
    static const struct tx_change nothing;
    struct audit *t = ctx;
    struct audit_actor *who = actor;
    struct arena *a = tx_arena(tx);
    struct audit_entry g = { .status = 200 };
    if (who && who->describe)
        who->describe(who->ctx, &g);
    else
        g.credential = part_of(a, thread);
    if (!c)
        c = &nothing;
    if (c->type) { /* the object is another one than the handler could know */
        g.object_type = c->type;
        g.object_id = c->id;
        g.object_name = c->name;
        g.before = c->before;
        g.after = c->after;
    }
    if (c->action || !g.action)
        g.action = c->action ? c->action : c->default_action;
    if (!g.action) /* nobody asked, and the write says only what it changed */
        g.action = arena_printf(a, "%s.change", g.object_type ? g.object_type : "box");
    if (c->tenant_id)
        g.tenant_id = c->tenant_id;
    if (c->user_id || c->email) {
        g.user_id = c->user_id;
        g.user_email = c->email;
    }
    if (who && who->mask) {
        g.before = g.before ? who->mask(who->ctx, a, g.before) : NULL;
        g.after = g.after ? who->mask(who->ctx, a, g.after) : NULL;
    }
    enum err e = audit_append(t, tx, &g);
    if (!e && who)
        tx_after_commit(tx, count, who);
    if (e && e != ERR_DISK_FULL) {
        char why[256];
        str_copy(why, sizeof why, err_detail());
        log_error("a change was not made: its audit row could not be written", "action", g.action, "why", why, NULL);
        e = err_set(ERR_BUSY, "the change was not made, because it could not be recorded in the audit trail");
    }
    return e;
}

/* ---- the key ---- */

struct rekey {
    struct audit *audit;
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
    enum err e = audit_read_head(tx_db(tx), tx_arena(tx), &head, &last);
    r->changed = !e && !str_eq(head.key_id, t->key_id);
    if (e || !r->changed)
        return e;
    head.key_since = r->rows = head.seq;
    audit_head_hash(t, &head, last.p, last.n, end);
    e = sql_audit_head_rekey(tx,
                             &(struct sql_audit_head_rekey_in){ .key_id = t->key_id, .key_since = head.seq, .hash = { end, sizeof end } });
    if (e || head.seq == 0)
        return e;
    return audit_append(t, tx,
                        &(struct audit_entry){ .credential = "console", .action = "audit.key", .object_type = "audit", .status = 200 });
}

enum err audit_adopt_key(struct audit *t)
{
    struct rekey r = { .audit = t };
    enum err e = store_write(t->d.store, rekey, &r);
    if (!e && r.changed && r.rows)
        log_info("the audit chain goes on under this box's key", "key", t->key_id, NULL);
    return e;
}
