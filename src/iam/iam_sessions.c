/*
 * iam_sessions.c - the sessions of one account: looking at them, ending them. Any thread.
 */
#include "core/json.h"
#include "core/str.h"
#include "iam/iam_accounts.h"
#include "iam/iam_private.h"
#include "sql/accounts.h"
#include "sql/iam.h"

#define SESSIONS_MAX     200 /* the newest ones are shown */
#define SESSION_JSON_MAX 4096

/* ---- in the trail ---- */

void account_note(struct tx *tx, const char *user_id, bool self, const struct tx_change *c)
{
    struct sql_account_by_id_row u;
    struct tx_change change = *c;
    bool there = sql_account_by_id(tx_db(tx), tx_arena(tx), &(struct sql_account_by_id_in){ .id = user_id }, &u) == OK;
    change.type = "user";
    change.id = user_id;
    change.name = there ? u.email : "";
    if (self) {
        change.user_id = user_id;
        change.email = change.name;
        change.tenant_id = there ? u.tenant_id : NULL;
    }
    tx_change(tx, &change);
}

enum err account_tell(struct iam *i, struct tx *tx, const char *user_id, const char *kind, const char *title)
{
    return inbox_post(i->d.inbox, tx,
                      &(struct inbox_notice){ .user_id = user_id,
                                              .kind = kind,
                                              .severity = "warning",
                                              .title = title,
                                              .body = "If you do not know of it: change your password, sign out everywhere, and tell an "
                                                      "administrator." });
}

static const char *session_text(struct arena *a, const struct sql_session_by_id_row *s)
{
    struct jo_text t;
    struct json_out *o = jo_text_begin(&t, SESSION_JSON_MAX);
    jo_object(o);
    jo_kv_string(o, "kind", s->kind);
    jo_kv_string(o, "tenant", s->tenant_name);
    jo_kv_string(o, "remote", s->remote);
    jo_kv_string(o, "user_agent", s->user_agent);
    jo_kv_time(o, "created_at", s->created_at);
    jo_kv_time(o, "last_seen_at", s->last_seen_at);
    jo_object_end(o);
    return jo_text_end(&t, a);
}

enum err session_note_end(struct tx *tx, const char *session_id, const char *action, bool self)
{
    struct sql_session_by_id_row s;
    enum err e = sql_session_by_id(tx_db(tx), tx_arena(tx), &(struct sql_session_by_id_in){ .id = session_id }, &s);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    tx_change(tx, &(struct tx_change){ .type = "session",
                                       .id = s.id,
                                       .name = s.email,
                                       .before = session_text(tx_arena(tx), &s),
                                       .action = action,
                                       .default_action = "session.end",
                                       .tenant_id = self ? s.tenant_id : NULL,
                                       .user_id = self ? s.user_id : NULL,
                                       .email = self ? s.email : NULL });
    return OK;
}

enum err sessions_delete(struct tx *tx, const char *user_id, const char *but_session, bool self)
{
    struct sql_session_of_user_row *rows;
    size_t n = 0;
    enum err e = sql_session_of_user(tx_db(tx), tx_arena(tx), &(struct sql_session_of_user_in){ .user_id = user_id, .limit = SESSIONS_MAX },
                                     &rows, &n);
    for (size_t k = 0; !e && k < n; k++)
        if (!str_eq(rows[k].id, but_session))
            e = session_note_end(tx, rows[k].id, "session.end", self);
    return e ? e : sql_session_delete_of_user(tx, &(struct sql_session_delete_of_user_in){ .user_id = user_id, .except = but_session });
}

/* ---- looking and ending ---- */

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
    struct sql_session_by_id_row s;
    enum err e = sql_session_by_id(tx_db(tx), tx_arena(tx), &(struct sql_session_by_id_in){ .id = in->id }, &s);
    if (e == ERR_NOT_FOUND || (e == OK && !str_eq(s.user_id, in->user_id)))
        return err_set(ERR_NOT_FOUND, "there is no such session");
    if (!e)
        e = session_note_end(tx, in->id, NULL, false);
    return e ? e : sql_session_delete_own(tx, in);
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
