/*
 * iam_sessions.c - the sessions of one account: looking at them, ending them. Any thread.
 */
#include "core/str.h"
#include "iam/iam_accounts.h"
#include "iam/iam_private.h"
#include "sql/accounts.h"

#define SESSIONS_MAX 200 /* the newest ones are shown */

/* Requests of the last minute are in the cache alone. */
static int64_t seen_lately(struct iam *i, const char *session_id, int64_t stored)
{
    int64_t at = stored;
    pthread_mutex_lock(&i->lock);
    for (size_t b = 0; b < CACHE_BUCKETS; b++)
        for (const struct cached *c = i->buckets[b]; c; c = c->next)
            if (str_eq(c->who.session_id, session_id) && c->seen_us > at)
                at = c->seen_us;
    pthread_mutex_unlock(&i->lock);
    return at;
}

enum err iam_session_list(struct iam *i, struct arena *a, const struct iam_identity *who, struct iam_session **out, size_t *count)
{
    struct sql_session_of_user_row *rows;
    size_t n, k = 0;
    int64_t now = clock_wall_us(i->d.clock);
    enum err e = sql_session_of_user(store_reader(i->d.store), a,
                                     &(struct sql_session_of_user_in){ .user_id = who->user_id, .limit = SESSIONS_MAX }, &rows, &n);
    if (e)
        return e;
    *out = arena_array(a, n + 1, sizeof **out);
    for (size_t r = 0; r < n; r++) {
        bool program = str_eq(rows[r].kind, "token");
        int64_t seen = seen_lately(i, rows[r].id, rows[r].last_seen_at);
        int64_t ends = rows[r].created_at + (program ? IAM_REFRESH_SECONDS * US_PER_S : i->absolute_us);
        if (now >= ends || (!program && now - seen >= i->idle_us))
            continue; /* over, and not swept up yet */
        (*out)[k++] = (struct iam_session){ .id = rows[r].id,
                                            .program = program,
                                            .remote = rows[r].remote,
                                            .user_agent = rows[r].user_agent,
                                            .tenant_name = rows[r].tenant_name,
                                            .created_at = rows[r].created_at,
                                            .last_seen_at = seen,
                                            .ends_at = ends };
    }
    *count = k;
    return OK;
}

static enum err delete_own(struct tx *tx, void *arg)
{
    const struct sql_session_delete_own_in *in = arg;
    enum err e = sql_session_delete_own(tx, in);
    if (!e && tx_changes(tx) != 1)
        e = err_set(ERR_NOT_FOUND, "there is no such session");
    if (!e)
        tx_change(tx, &(struct tx_change){ .type = "session", .id = in->id });
    return e;
}

enum err iam_session_end(struct iam *i, const struct iam_identity *who, const char *session_id)
{
    enum err e =
        store_write_essential(i->d.store, delete_own, &(struct sql_session_delete_own_in){ .id = session_id, .user_id = who->user_id });
    if (!e)
        iam_forget(i, NULL, session_id, NULL);
    return e;
}

enum err iam_session_end_others(struct iam *i, const struct iam_identity *who)
{
    struct sql_session_of_user_row *rows;
    size_t n;
    struct arena *a = arena_new(0);
    enum err e = sql_session_of_user(store_reader(i->d.store), a,
                                     &(struct sql_session_of_user_in){ .user_id = who->user_id, .limit = SESSIONS_MAX }, &rows, &n);
    /* One by one first, so that the live sockets of the others close and those of the session at hand do not. */
    for (size_t k = 0; k < n && !e; k++)
        if (!str_eq(rows[k].id, who->session_id) && (e = iam_session_end(i, who, rows[k].id)) == ERR_NOT_FOUND)
            e = OK;
    if (!e && n == SESSIONS_MAX)
        e = end_sessions(i, who->user_id, who->session_id);
    arena_free(a);
    return e;
}
