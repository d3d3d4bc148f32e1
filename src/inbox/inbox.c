/*
 * inbox.c - posting, reading, marking and pruning notices.
 *
 * inbox_post runs on the writer thread; the rest on any. What always holds: whether a person may see a notice is decided when it is read,
 * from their permissions and what they muted; nothing is copied per person but the mark that it was seen.
 */
#include "inbox/inbox.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "iam/perm.h"
#include "sql/inbox.h"
#include <string.h>

#define TITLE_MAX    200
#define BODY_MAX     1000
#define KINDS_MAX    1024 /* bytes of the JSON array of kinds */
#define EXPIRING_US  (7 * US_PER_DAY)
#define EXPIRING_MAX 200 /* keys told of in one round */
#define NEWEST       INT64_MAX

const struct inbox_kind inbox_kinds[] = {
    { "alert.firing", "Alerts", "An alert began to fire", PERM_ALERT_READ, true },
    { "alert.resolved", "Alerts that are over", "An alert is resolved", PERM_ALERT_READ, true },
    { "work.done", "Work that is done", "Something long that you started is done: a backup, a restore, an import, an export", PERM_ANY,
      true },
    { "work.failed", "Work that failed", "Something long that you started failed", PERM_ANY, true },
    { "key.expiring", "API keys about to end", "One of your API keys ends within a week", PERM_ANY, true },
    { "invitation.accepted", "Invitations", "Somebody accepted an invitation of yours", PERM_ANY, true },
    { "security.sign_in", "Sign-ins from new addresses", "Somebody signed in to your account from an address not seen before", PERM_ANY,
      false },
    { "security.account", "Changes of your account", "Your password, e-mail address, second factor or rights were changed", PERM_ANY,
      false },
    { "security.key", "New API keys", "An API key was made for your account", PERM_ANY, false },
    { "announcement", "Announcements", "The people who run this box announce something", PERM_ANY, false },
    { 0 },
};

struct inbox {
    struct inbox_deps d;
};

enum err inbox_new(const struct inbox_deps *d, struct inbox **out)
{
    struct inbox *x = mem_alloc(sizeof *x);
    x->d = *d;
    *out = x;
    return OK;
}

void inbox_free(struct inbox *x)
{
    mem_free(x);
}

static const struct inbox_kind *kind_of(const char *name)
{
    for (const struct inbox_kind *k = inbox_kinds; k->name; k++)
        if (str_eq(k->name, name))
            return k;
    return NULL;
}

/* ---- telling ---- */

struct told {
    const struct live *live;
    const char *tenant_id, *user_id, *kind, *severity;
};

static void tell(void *arg)
{
    const struct told *t = arg;
    struct buf b;
    struct json_out o;
    buf_init(&b, 512);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_string(&o, "kind", t->kind);
    jo_kv_string(&o, "severity", t->severity);
    jo_object_end(&o);
    if (t->user_id)
        live_publish_user(t->live, t->user_id, "me.inbox", b.data, b.len);
    else
        live_publish(t->live, t->tenant_id, "me.inbox", b.data, b.len);
    buf_free(&b);
}

static void publish(struct inbox *x, struct tx *tx, const char *tenant_id, const char *user_id, const char *kind, const char *severity)
{
    struct arena *a = tx_arena(tx);
    struct told *t = arena_alloc(a, sizeof *t);
    *t = (struct told){ .live = x->d.live,
                        .tenant_id = arena_strdup(a, tenant_id),
                        .user_id = arena_strdup(a, user_id),
                        .kind = arena_strdup(a, kind),
                        .severity = arena_strdup(a, severity) };
    tx_after_commit(tx, tell, t);
}

static const char *clip(struct arena *a, const char *s, size_t max)
{
    size_t n = s ? strlen(s) : 0;
    if (n <= max)
        return s ? s : "";
    for (n = max; n > 0 && ((unsigned char)s[n] & 0xC0) == 0x80;)
        n--; /* not within a character */
    return arena_printf(a, "%.*s…", (int)n, s);
}

/* Whose it is: *user_id NULL is everybody. False: somebody was named whom there is not. */
static enum err addressee(struct tx *tx, const struct inbox_notice *n, const char **user_id, bool *nobody)
{
    struct sql_notice_user_by_email_row u;
    *user_id = n->user_id;
    *nobody = false;
    if (!n->user_email)
        return OK;
    enum err e = sql_notice_user_by_email(tx_db(tx), tx_arena(tx), &(struct sql_notice_user_by_email_in){ .email = n->user_email }, &u);
    if (e == OK)
        *user_id = u.id;
    *nobody = e == ERR_NOT_FOUND;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err inbox_post(struct inbox *x, struct tx *tx, const struct inbox_notice *n)
{
    if (!x)
        return OK;
    struct arena *a = tx_arena(tx);
    struct sql_notice_told_row told;
    const char *user_id;
    bool nobody;
    int64_t now = clock_wall_us(x->d.clock);
    if (!kind_of(n->kind))
        return err_set(ERR_INTERNAL, "there is no kind of notice %s", n->kind);
    enum err e = addressee(tx, n, &user_id, &nobody);
    if (e || nobody)
        return e;
    if (n->after_kind) {
        e = sql_notice_told(
            tx_db(tx), a,
            &(struct sql_notice_told_in){ .tenant_id = n->tenant_id, .object_id = n->object_id, .kind = n->after_kind, .now = now }, &told);
        if (e || told.total == 0)
            return e;
    }
    const char *severity = n->severity ? n->severity : "info";
    e = sql_notice_insert(tx, &(struct sql_notice_insert_in){ .id = id_new(x->d.clock, arena_alloc(a, ID_SIZE)),
                                                              .tenant_id = n->tenant_id,
                                                              .user_id = user_id,
                                                              .kind = n->kind,
                                                              .severity = severity,
                                                              .title = clip(a, n->title, TITLE_MAX),
                                                              .body = clip(a, n->body, BODY_MAX),
                                                              .object_type = n->object_type ? n->object_type : "",
                                                              .object_id = n->object_id ? n->object_id : "",
                                                              .at = n->at ? n->at : now,
                                                              .until = { n->until != 0, n->until } });
    if (!e)
        publish(x, tx, n->tenant_id, user_id, n->kind, severity);
    return e;
}

struct post {
    struct inbox *inbox;
    const struct inbox_notice *notice;
};

static enum err write_post(struct tx *tx, void *arg)
{
    const struct post *p = arg;
    return inbox_post(p->inbox, tx, p->notice);
}

enum err inbox_post_now(struct inbox *x, const struct inbox_notice *n)
{
    return x ? store_write(x->d.store, write_post, &(struct post){ x, n }) : OK;
}

enum err inbox_withdraw(struct inbox *x, struct tx *tx, const char *tenant_id, const char *object_id)
{
    return x ? sql_notice_withdraw(
                   tx, &(struct sql_notice_withdraw_in){ .tenant_id = tenant_id, .object_id = object_id, .now = clock_wall_us(x->d.clock) })
             : OK;
}

enum err inbox_signed_in(struct inbox *x, struct tx *tx, const char *user_id, const char *address)
{
    struct sql_sign_in_addresses_row known;
    struct arena *a = tx_arena(tx);
    if (!x || !address || !*address)
        return OK;
    enum err e = sql_sign_in_addresses(tx_db(tx), a, &(struct sql_sign_in_addresses_in){ .user_id = user_id, .address = address }, &known);
    if (!e)
        e = sql_sign_in_address_put(
            tx, &(struct sql_sign_in_address_put_in){ .user_id = user_id, .address = address, .last_at = clock_wall_us(x->d.clock) });
    if (e || known.known || known.total == 0)
        return e;
    e = sql_sign_in_address_prune(tx, &(struct sql_sign_in_address_prune_in){ .user = user_id, .most = INBOX_ADDRESSES });
    if (e)
        return e;
    return inbox_post(x, tx,
                      &(struct inbox_notice){ .user_id = user_id,
                                              .kind = "security.sign_in",
                                              .severity = "warning",
                                              .title = arena_printf(a, "Sign-in from a new address: %s", address),
                                              .body = "If that was not you: change your password and sign out everywhere." });
}

/* ---- reading ---- */

static bool muted(const struct json *list, const char *kind)
{
    for (const struct json *m = json_first(list); m; m = json_next(m))
        if (str_eq(json_string(m), kind))
            return true;
    return false;
}

/* The kinds that are shown to the person, as a JSON array. only NULL: all. */
static enum err shown_kinds(struct inbox *x, struct arena *a, const struct inbox_reader *who, const char *only, char **out)
{
    const struct json *mutes = NULL;
    struct buf b;
    struct json_out o;
    enum err e = prefs_get(x->d.prefs, a, &(struct prefs_owner){ .user_id = who->user_id, .tenant_id = who->tenant_id }, "notifications",
                           "muted", &mutes);
    if (e)
        return e;
    buf_init(&b, KINDS_MAX);
    jo_init(&o, &b);
    jo_array(&o);
    for (const struct inbox_kind *k = inbox_kinds; k->name; k++)
        if ((!only || str_eq(only, k->name)) && (who->perms[k->perm / 64] >> k->perm % 64 & 1u) && !(k->mutable && muted(mutes, k->name)))
            jo_string(&o, k->name);
    jo_array_end(&o);
    *out = arena_strndup(a, b.data, b.len);
    buf_free(&b);
    return OK;
}

enum err inbox_list(struct inbox *x, struct arena *a, const struct inbox_reader *who, const struct inbox_filter *f, int64_t limit,
                    struct inbox_item **out, size_t *count)
{
    struct sql_notice_list_row *rows;
    char *kinds;
    enum err e = shown_kinds(x, a, who, f->kind, &kinds);
    if (!e)
        e = sql_notice_list(store_reader(x->d.store), a,
                            &(struct sql_notice_list_in){ .tenant_id = who->tenant_id,
                                                          .user = who->user_id,
                                                          .kinds = kinds,
                                                          .now = clock_wall_us(x->d.clock),
                                                          .before_at = f->before_id ? f->before_at : NEWEST,
                                                          .before_id = f->before_id ? f->before_id : "",
                                                          .unread = f->unread,
                                                          .limit = limit },
                            &rows, count);
    if (e)
        return e;
    *out = arena_array(a, *count + 1, sizeof **out);
    for (size_t i = 0; i < *count; i++)
        (*out)[i] = (struct inbox_item){ .id = rows[i].id,
                                         .kind = rows[i].kind,
                                         .severity = rows[i].severity,
                                         .title = rows[i].title,
                                         .body = rows[i].body,
                                         .object_type = rows[i].object_type,
                                         .object_id = rows[i].object_id,
                                         .at = rows[i].at,
                                         .read = rows[i].seen != 0,
                                         .personal = rows[i].user_id != NULL };
    return OK;
}

static enum err unread_rows(struct inbox *x, struct arena *a, const struct inbox_reader *who, const char *kind, int64_t limit,
                            struct sql_notice_unread_row **rows, size_t *count)
{
    char *kinds;
    enum err e = shown_kinds(x, a, who, kind, &kinds);
    return e ? e
             : sql_notice_unread(store_reader(x->d.store), a,
                                 &(struct sql_notice_unread_in){ .tenant_id = who->tenant_id,
                                                                 .user = who->user_id,
                                                                 .kinds = kinds,
                                                                 .now = clock_wall_us(x->d.clock),
                                                                 .limit = limit },
                                 rows, count);
}

enum err inbox_count(struct inbox *x, struct arena *a, const struct inbox_reader *who, struct inbox_unread *out)
{
    struct sql_notice_unread_row *rows;
    size_t n;
    *out = (struct inbox_unread){ 0 };
    enum err e = unread_rows(x, a, who, NULL, INBOX_COUNT_MAX, &rows, &n);
    if (e)
        return e;
    out->unread = (int64_t)n;
    out->newest_id = n ? rows[0].id : NULL;
    for (size_t i = 0; i < n; i++)
        out->important += !str_eq(rows[i].severity, "info");
    return OK;
}

/* ---- marking ---- */

struct mark {
    struct inbox *inbox;
    const struct inbox_reader *who;
    const char *const *ids;
    size_t count;
    enum inbox_mark mark;
    int64_t now;
};

static enum err write_mark(struct tx *tx, void *arg)
{
    const struct mark *m = arg;
    enum err e = OK;
    for (size_t i = 0; !e && i < m->count; i++) {
        if (m->mark == INBOX_UNREAD)
            e = sql_notice_unsee(tx, &(struct sql_notice_unsee_in){ .user_id = m->who->user_id, .notice_id = m->ids[i] });
        else
            e = sql_notice_see(tx, &(struct sql_notice_see_in){
                                       .user_id = m->who->user_id, .notice_id = m->ids[i], .hidden = m->mark == INBOX_HIDE, .at = m->now });
    }
    if (!e && m->count)
        publish(m->inbox, tx, NULL, m->who->user_id, "", "");
    return e;
}

static enum err mark_ids(struct inbox *x, const struct inbox_reader *who, const char *const *ids, size_t count, enum inbox_mark mark)
{
    return store_write_essential(
        x->d.store, write_mark,
        &(struct mark){ .inbox = x, .who = who, .ids = ids, .count = count, .mark = mark, .now = clock_wall_us(x->d.clock) });
}

enum err inbox_mark(struct inbox *x, const struct inbox_reader *who, const char *id, enum inbox_mark mark)
{
    struct arena *a = arena_new(0);
    struct sql_notice_visible_row row;
    char *kinds;
    enum err e = shown_kinds(x, a, who, NULL, &kinds);
    if (!e)
        e = sql_notice_visible(
            store_reader(x->d.store), a,
            &(struct sql_notice_visible_in){
                .id = id, .tenant_id = who->tenant_id, .user = who->user_id, .kinds = kinds, .now = clock_wall_us(x->d.clock) },
            &row);
    if (e == ERR_NOT_FOUND)
        e = err_set(e, "there is no such notice");
    if (!e)
        e = mark_ids(x, who, &id, 1, mark);
    arena_free(a);
    return e;
}

enum err inbox_mark_all(struct inbox *x, const struct inbox_reader *who, const char *kind, int64_t *marked)
{
    struct arena *a = arena_new(0);
    struct sql_notice_unread_row *rows;
    size_t n;
    enum err e = unread_rows(x, a, who, kind, 3 * INBOX_KEEP, &rows, &n); /* theirs, the tenant's and the box's */
    if (!e) {
        const char **ids = arena_array(a, n + 1, sizeof *ids);
        for (size_t i = 0; i < n; i++)
            ids[i] = rows[i].id;
        e = mark_ids(x, who, ids, n, INBOX_READ);
        *marked = (int64_t)n;
    }
    arena_free(a);
    return e;
}

static enum err delete_announcement(struct tx *tx, void *arg)
{
    const struct post *p = arg;
    enum err e = sql_notice_delete_announcement(tx, &(struct sql_notice_delete_announcement_in){ .id = p->notice->object_id });
    if (!e && tx_changes(tx) == 0)
        return err_set(ERR_NOT_FOUND, "there is no such announcement");
    if (!e)
        publish(p->inbox, tx, NULL, NULL, "", "");
    return e;
}

enum err inbox_delete_announcement(struct inbox *x, const char *id)
{
    return store_write_essential(x->d.store, delete_announcement, &(struct post){ x, &(struct inbox_notice){ .object_id = id } });
}

/* ---- housekeeping ---- */

static enum err write_expiring(struct tx *tx, void *arg)
{
    struct inbox *x = arg;
    struct arena *a = tx_arena(tx);
    struct sql_notice_keys_expiring_row *keys;
    size_t n;
    int64_t now = clock_wall_us(x->d.clock);
    char at[TIME_TEXT_SIZE];
    enum err e = sql_notice_keys_expiring(
        tx_db(tx), a, &(struct sql_notice_keys_expiring_in){ .now = now, .until = now + EXPIRING_US, .limit = EXPIRING_MAX }, &keys, &n);
    for (size_t i = 0; !e && i < n; i++)
        e = inbox_post(x, tx,
                       &(struct inbox_notice){ .tenant_id = keys[i].tenant_id,
                                               .user_id = keys[i].user_id,
                                               .kind = "key.expiring",
                                               .severity = "warning",
                                               .title = arena_printf(a, "The API key %s ends soon", keys[i].name),
                                               .body = arena_printf(a, "It ends on %.10s. What uses it stops working then.",
                                                                    time_format(keys[i].expires_at.v, at)),
                                               .object_type = "api_key",
                                               .object_id = keys[i].id });
    return e;
}

static enum err write_prune(struct tx *tx, void *arg)
{
    struct inbox *x = arg;
    int64_t now = clock_wall_us(x->d.clock);
    return sql_notice_prune(tx,
                            &(struct sql_notice_prune_in){ .before = now - INBOX_KEEP_DAYS * US_PER_DAY, .now = now, .most = INBOX_KEEP });
}

enum err inbox_housekeep(struct inbox *x)
{
    struct arena *a = arena_new(0);
    struct sql_notice_keys_expiring_row *keys;
    size_t n = 0;
    int64_t now = clock_wall_us(x->d.clock);
    enum err e =
        sql_notice_keys_expiring(store_reader(x->d.store), a,
                                 &(struct sql_notice_keys_expiring_in){ .now = now, .until = now + EXPIRING_US, .limit = 1 }, &keys, &n);
    if (!e && n) /* a write only when there is something to tell */
        e = store_write(x->d.store, write_expiring, x);
    if (!e)
        e = store_write_essential(x->d.store, write_prune, x);
    arena_free(a);
    return e;
}
