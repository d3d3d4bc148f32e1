/*
 * iam_idem.c - Idempotency-Key: the first answer to a POST is remembered for 24 h per user and key. Any thread.
 *
 * The row is on disk before the work begins, so a repeat that comes while the first still runs, or after a crash in the middle of it, is
 * told so (409) instead of doing the work twice. A row without an answer is given up after a minute: by then the first has ended one way or
 * the other.
 */
#include "core/crypto.h"
#include "core/log.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/iam.h"
#include <string.h>

#define GIVEN_UP_US US_PER_MIN
#define BODY_MAX    (256 * 1024) /* a larger answer is not kept; its repeat is told that the work was done */

struct begin {
    struct sql_idempotency_insert_in row;
    struct arena *a;
    int status;
    const char *body;
};

static enum err begin(struct tx *tx, void *arg)
{
    struct begin *b = arg;
    struct sql_idempotency_get_row r;
    enum err e = sql_idempotency_get(
        tx_db(tx), b->a, &(struct sql_idempotency_get_in){ .tenant_id = b->row.tenant_id, .user_id = b->row.user_id, .key = b->row.key },
        &r);
    b->status = 0;
    if (e && e != ERR_NOT_FOUND)
        return e;
    if (!e) {
        bool old = b->row.created_at - r.created_at >= (r.status ? US_PER_DAY : GIVEN_UP_US);
        if (!old) {
            if (!str_eq(r.route, b->row.route) || r.body_hash.n != b->row.body_hash.n ||
                memcmp(r.body_hash.p, b->row.body_hash.p, r.body_hash.n) != 0)
                return err_set(ERR_CONFLICT, "this Idempotency-Key was used for another request");
            if (!r.status)
                return err_set(ERR_CONFLICT, "the first request with this Idempotency-Key is still running");
            b->status = (int)r.status;
            b->body = r.body;
            return OK;
        }
        e = sql_idempotency_delete(
            tx, &(struct sql_idempotency_delete_in){ .tenant_id = b->row.tenant_id, .user_id = b->row.user_id, .key = b->row.key });
        if (e)
            return e;
    }
    return sql_idempotency_insert(tx, &b->row);
}

enum err iam_idem_begin(struct iam *i, struct arena *a, const char *tenant_id, const char *user_id, const char *key, const char *route,
                        const unsigned char body_hash[32], int *status, const char **body)
{
    struct begin b = { .a = a,
                       .row = { .tenant_id = tenant_id,
                                .user_id = user_id,
                                .key = key,
                                .route = route,
                                .body_hash = { body_hash, CRYPTO_HASH_SIZE },
                                .created_at = clock_wall_us(i->d.clock) } };
    enum err e = store_write(i->d.store, begin, &b);
    *status = b.status;
    *body = b.body;
    return e;
}

static enum err finish(struct tx *tx, void *arg)
{
    return sql_idempotency_finish(tx, arg);
}
static enum err give_up(struct tx *tx, void *arg)
{
    return sql_idempotency_delete(tx, arg);
}

void iam_idem_end(struct iam *i, const char *tenant_id, const char *user_id, const char *key, int status, const char *body)
{
    enum err e;
    if (status < 500 && status != 429) /* a failure of ours, or too many, may be tried again with the same key */
        e = store_write(i->d.store, finish,
                        &(struct sql_idempotency_finish_in){ .tenant_id = tenant_id,
                                                             .user_id = user_id,
                                                             .key = key,
                                                             .status = status,
                                                             .body = body && strlen(body) <= BODY_MAX ? body : "" });
    else
        e = store_write_essential(i->d.store, give_up,
                                  &(struct sql_idempotency_delete_in){ .tenant_id = tenant_id, .user_id = user_id, .key = key });
    if (e)
        log_warn("the answer to an Idempotency-Key was not kept", "why", err_detail(), NULL);
}
