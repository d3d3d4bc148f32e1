/*
 * audit_prune.c - deleting the oldest rows, in the open. Any thread; it waits for a verification that runs, and one for it.
 *
 * What always holds: the chain verifies at every moment in between. Each step takes some rows and moves the beginning that the head vouches
 * for, in one transaction; the row that says how many and up to which hash is in the first.
 */
#include "audit/audit_private.h"
#include "core/str.h"
#include <string.h>

#define STEP 2000 /* rows of one transaction: others wait for milliseconds */

enum err audit_prune_preview(struct audit *t, int64_t before, int64_t *rows, int64_t *until)
{
    struct arena *a = arena_new(0);
    struct sql_audit_head_row head;
    struct sql_audit_first_since_row first;
    struct db *db = store_reader(t->d.store);
    *rows = *until = 0;
    if (before > clock_wall_us(t->d.clock) - AUDIT_PRUNE_MIN_DAYS * US_PER_DAY) {
        arena_free(a);
        return err_set(ERR_INVALID, "rows younger than %d days stay", AUDIT_PRUNE_MIN_DAYS);
    }
    enum err e = sql_audit_head(db, a, NULL, &head);
    if (!e)
        e = sql_audit_first_since(db, a, &(struct sql_audit_first_since_in){ .since = before }, &first);
    if (e == ERR_NOT_FOUND) {
        first.seq = head.seq; /* the newest row stays in any case: the chain has an end to hold on to */
        e = OK;
    }
    if (!e && first.seq > head.base_seq + 1) {
        *until = first.seq - 1;
        *rows = *until - head.base_seq;
    }
    arena_free(a);
    return e;
}

struct step {
    struct audit *audit;
    int64_t until, last, rows, before; /* until: of this step; last: of the whole */
    bool first;
};

static enum err write_step(struct tx *tx, void *arg)
{
    const struct step *s = arg;
    struct audit *t = s->audit;
    struct arena *a = tx_arena(tx);
    struct sql_audit_head_row head;
    struct sql_audit_hash_row gone, whole;
    struct sql_blob last;
    unsigned char end[CRYPTO_HASH_SIZE];
    char at[TIME_TEXT_SIZE];
    enum err e = sql_audit_hash(tx_db(tx), a, &(struct sql_audit_hash_in){ .seq = s->last }, &whole);
    if (!e && s->first)
        tx_change(tx, &(struct tx_change){ .type = "audit",
                                           .name = "audit trail",
                                           .tenant_id = t->tenant,
                                           .default_action = "audit.prune",
                                           .after = arena_printf(a, "{\"rows\":%lld,\"before\":\"%s\",\"until\":%lld,\"hash\":\"%s\"}",
                                                                 (long long)s->rows, time_format(s->before, at), (long long)s->last,
                                                                 str_hex(a, whole.hash.p, whole.hash.n)) });
    if (!e)
        e = audit_read_head(tx_db(tx), a, &head, &last);
    if (!e)
        e = sql_audit_hash(tx_db(tx), a, &(struct sql_audit_hash_in){ .seq = s->until }, &gone);
    if (e)
        return e;
    if (!audit_head_good(t, &head, last.p, last.n))
        return err_set(ERR_CONFLICT, "the chain is broken: nothing is pruned from it");
    head.base_seq = s->until;
    head.base_hash = gone.hash;
    audit_head_hash(t, &head, last.p, last.n, end);
    e = sql_audit_prune_step(tx, &(struct sql_audit_prune_step_in){ .until = s->until });
    return e ? e
             : sql_audit_base_set(
                   tx, &(struct sql_audit_base_set_in){ .base_seq = s->until, .base_hash = gone.hash, .hash = { end, sizeof end } });
}

enum err audit_prune(struct audit *t, int64_t before, int64_t rows, int64_t until)
{
    int64_t now_rows, now_until;
    struct audit_verdict v;
    enum err e = audit_prune_preview(t, before, &now_rows, &now_until);
    if (!e && (now_rows != rows || now_until != until || rows <= 0))
        e = err_set(ERR_CONFLICT, "it would be %lld rows now: look again", (long long)now_rows);
    if (!e && audit_verify(t, &(struct audit_verify_options){ 0 }, &v))
        e = err_set(ERR_CONFLICT, "the chain is broken: nothing is pruned from it");
    if (e)
        return e;
    pthread_mutex_lock(&t->one_walk);
    int64_t from = until - rows;
    bool first = true;
    while (!e && from < until) {
        from = until - from > STEP ? from + STEP : until;
        struct step s = { .audit = t, .until = from, .last = until, .rows = rows, .before = before, .first = first };
        void *actor = store_actor();
        if (!first)
            store_act_for(NULL); /* the row is there */
        e = store_write_essential(t->d.store, write_step, &s);
        store_act_for(actor);
        first = false;
    }
    pthread_mutex_unlock(&t->one_walk);
    return e;
}
