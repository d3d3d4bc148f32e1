/*
 * owned.c - a tenant's rows by the schema.
 *
 * Threads: see owned.h. What always holds: names in the SQL are those that the schema itself gives, quoted; the tenant is bound.
 */
#include "store/owned.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/str.h"
#include "store/internal.h"
#include <string.h>

#define TABLES_MAX   256
#define KEYS_MAX     8 /* columns of a primary key */
#define PAGE_ROWS    100
#define PAGE_BYTES   (64u << 20)
#define SAMPLE_ROWS  100
#define ROW_OVERHEAD 24 /* bytes of a row beside its values, with a share of its index entries */

struct table {
    const char *name;  /* quoted */
    const char *plain; /* as it is */
    const char *cond;  /* of the tenant's rows, ?1 bound; NULL: belongs to nobody */
    const char *keys;  /* the primary key's columns, quoted, with commas */
    size_t key_count;
    bool emitted;
};

struct schema {
    struct arena *arena;
    sqlite3 *sqlite;
    struct table at[TABLES_MAX];
    size_t count;
    struct table *order[TABLES_MAX]; /* owned ones: who refers before who is referred to */
    size_t owned;
};

/* ---- the schema ---- */

static const char *quoted(struct arena *a, const char *name)
{
    char *text = sqlite3_mprintf("\"%w\"", name);
    const char *copy = arena_strdup(a, text ? text : "\"\"");
    sqlite3_free(text);
    return copy;
}

static enum err prepare(sqlite3 *sqlite, const char *sql, sqlite3_stmt **st)
{
    int rc = sqlite3_prepare_v2(sqlite, sql, -1, st, NULL);
    return rc == SQLITE_OK ? OK : db_error(sqlite, rc, "a tenant's rows");
}

/* The rows of a query with one text parameter, by `row`. */
static enum err each(struct schema *s, const char *sql, const char *value, enum err (*row)(struct schema *, sqlite3_stmt *, void *),
                     void *arg)
{
    sqlite3_stmt *st = NULL;
    int rc = SQLITE_ROW;
    enum err e = prepare(s->sqlite, sql, &st);
    if (!e && value)
        sqlite3_bind_text(st, 1, value, -1, SQLITE_STATIC);
    while (!e && (rc = sqlite3_step(st)) == SQLITE_ROW)
        e = row(s, st, arg);
    if (!e && rc != SQLITE_DONE)
        e = db_error(s->sqlite, rc, "a tenant's rows");
    sqlite3_finalize(st);
    return e;
}

static const char *text_of(struct schema *s, sqlite3_stmt *st, int col)
{
    const char *v = (const char *)sqlite3_column_text(st, col);
    return v ? arena_strdup(s->arena, v) : NULL;
}

static enum err on_table(struct schema *s, sqlite3_stmt *st, void *arg)
{
    (void)arg;
    if (s->count == TABLES_MAX)
        return err_set(ERR_INTERNAL, "more than %d tables", TABLES_MAX);
    struct table *t = &s->at[s->count++];
    t->plain = text_of(s, st, 0);
    t->name = quoted(s->arena, t->plain);
    return OK;
}

static enum err on_column(struct schema *s, sqlite3_stmt *st, void *arg)
{
    struct table *t = arg;
    const char *name = text_of(s, st, 0);
    if (str_eq(name, "tenant_id"))
        t->cond = arena_printf(s->arena, "%s.\"tenant_id\" = ?1", t->name);
    if (sqlite3_column_int(st, 1) == 0)
        return OK;
    if (++t->key_count > KEYS_MAX)
        return err_set(ERR_INTERNAL, "the primary key of %s has more than %d columns", t->plain, KEYS_MAX);
    t->keys = t->keys ? arena_printf(s->arena, "%s, %s", t->keys, quoted(s->arena, name)) : quoted(s->arena, name);
    return OK;
}

static struct table *find(struct schema *s, const char *name)
{
    for (size_t i = 0; i < s->count; i++)
        if (str_eq(s->at[i].plain, name))
            return &s->at[i];
    return NULL;
}

/* A foreign key of one column to a table whose owner is known tells the owner. */
static enum err on_reference(struct schema *s, sqlite3_stmt *st, void *arg)
{
    struct table *t = arg;
    const struct table *to = find(s, text_of(s, st, 0));
    const char *from = text_of(s, st, 1), *column = text_of(s, st, 2);
    if (t->cond || !to || !to->cond || to == t || sqlite3_column_int(st, 3) > 1)
        return OK;
    t->cond = arena_printf(s->arena, "%s.%s IN (SELECT %s FROM %s WHERE %s)", t->name, quoted(s->arena, from),
                           column ? quoted(s->arena, column) : to->keys, to->name, to->cond);
    return OK;
}

struct referred {
    const struct table *to;
    bool found;
};

static enum err on_referrer(struct schema *s, sqlite3_stmt *st, void *arg)
{
    struct referred *r = arg;
    const char *name = text_of(s, st, 0);
    r->found = r->found || str_eq(name, r->to->plain);
    return OK;
}

/* Does a table that is not in the order yet refer to this one? */
static enum err is_referred(struct schema *s, const struct table *t, bool *found)
{
    struct referred r = { .to = t };
    enum err e = OK;
    for (size_t i = 0; !e && i < s->count && !r.found; i++)
        if (s->at[i].cond && !s->at[i].emitted && &s->at[i] != t)
            e = each(s, "SELECT \"table\" FROM pragma_foreign_key_list(?1)", s->at[i].plain, on_referrer, &r);
    *found = r.found;
    return e;
}

static enum err put_in_order(struct schema *s)
{
    enum err e = OK;
    for (bool forced = false;;) {
        size_t before = s->owned, left = 0;
        for (size_t i = 0; !e && i < s->count; i++) {
            struct table *t = &s->at[i];
            bool referred = false;
            if (!t->cond || t->emitted)
                continue;
            left++;
            if (!forced && (e = is_referred(s, t, &referred)))
                return e;
            if (referred)
                continue;
            t->emitted = true;
            s->order[s->owned++] = t;
            forced = false;
        }
        if (e || left == 0)
            return e;
        forced = s->owned == before; /* a circle: somewhere it must begin */
    }
}

static enum err schema_read(struct arena *a, sqlite3 *sqlite, struct schema *s)
{
    *s = (struct schema){ .arena = a, .sqlite = sqlite };
    enum err e = each(s,
                      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND "
                      "sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
                      NULL, on_table, NULL);
    for (size_t i = 0; !e && i < s->count; i++) {
        e = each(s, "SELECT name, pk FROM pragma_table_info(?1) ORDER BY pk", s->at[i].plain, on_column, &s->at[i]);
        if (s->at[i].key_count == 0) {
            s->at[i].keys = "rowid";
            s->at[i].key_count = 1;
        }
    }
    for (bool more = true; !e && more;) {
        more = false;
        for (size_t i = 0; !e && i < s->count; i++) {
            if (s->at[i].cond)
                continue;
            e = each(s,
                     "SELECT f.\"table\", f.\"from\", f.\"to\", (SELECT count(*) FROM pragma_foreign_key_list(?1) g WHERE g.id = f.id) "
                     "FROM pragma_foreign_key_list(?1) f ORDER BY f.id",
                     s->at[i].plain, on_reference, &s->at[i]);
            more = more || s->at[i].cond;
        }
    }
    return e ? e : put_in_order(s);
}

/* ---- exporting ---- */

/* What must not leave: hashes, tokens, what is sealed. Only a histogram is a blob that says nothing secret. */
static bool is_secret(const char *column, int type)
{
    static const char *const words[] = { "password", "secret", "token", "csrf", "hash", "seed", "recovery" };
    if (type == SQLITE_BLOB && !str_ends(column, "_hist"))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(column, words[i]))
            return type == SQLITE_BLOB || type == SQLITE_TEXT;
    return false;
}

static void write_value(struct json_out *o, struct arena *a, sqlite3_stmt *st, int col)
{
    int type = sqlite3_column_type(st, col);
    if (is_secret(sqlite3_column_name(st, col), type)) {
        jo_object(o);
        jo_kv_bool(o, "set", sqlite3_column_bytes(st, col) > 0);
        jo_object_end(o);
        return;
    }
    switch (type) {
    case SQLITE_INTEGER:
        jo_int(o, sqlite3_column_int64(st, col));
        break;
    case SQLITE_FLOAT:
        jo_double(o, sqlite3_column_double(st, col));
        break;
    case SQLITE_TEXT:
        jo_string_n(o, (const char *)sqlite3_column_text(st, col), (size_t)sqlite3_column_bytes(st, col));
        break;
    case SQLITE_BLOB:
        jo_string(o, str_base64(a, sqlite3_column_blob(st, col), (size_t)sqlite3_column_bytes(st, col)));
        break;
    default:
        jo_null(o);
    }
}

static void write_row(struct buf *b, struct arena *a, const struct table *t, sqlite3_stmt *st)
{
    struct json_out o;
    jo_init(&o, b);
    jo_object(&o);
    jo_kv_string(&o, "table", t->plain);
    jo_key(&o, "row");
    jo_object(&o);
    for (int c = (int)t->key_count; c < sqlite3_column_count(st); c++) {
        jo_key(&o, sqlite3_column_name(st, c));
        write_value(&o, a, st, c);
    }
    jo_object_end(&o);
    jo_object_end(&o);
    buf_putc(b, '\n');
}

struct page {
    sqlite3_value *last[KEYS_MAX]; /* where the next page begins; NULL: at the start */
    struct buf text;
    int rows;
};

static void forget_keys(struct page *p)
{
    for (size_t k = 0; k < KEYS_MAX; k++) {
        sqlite3_value_free(p->last[k]);
        p->last[k] = NULL;
    }
}

static enum err read_page(struct db *db, struct arena *a, const struct table *t, const char *tenant_id, struct page *p)
{
    const char *after = "";
    sqlite3_stmt *st = NULL;
    p->rows = 0;
    buf_clear(&p->text);
    if (p->last[0]) {
        const char *marks = "?2";
        for (size_t k = 1; k < t->key_count; k++)
            marks = arena_printf(a, "%s, ?%zu", marks, k + 2);
        after = arena_printf(a, " AND (%s) > (%s)", t->keys, marks);
    }
    const char *sql =
        arena_printf(a, "SELECT %s, * FROM %s WHERE %s%s ORDER BY %s LIMIT %d", t->keys, t->name, t->cond, after, t->keys, PAGE_ROWS);
    enum err e = db_enter(db);
    if (e)
        return e;
    int rc = SQLITE_ROW;
    e = prepare(db->sqlite, sql, &st);
    if (!e)
        sqlite3_bind_text(st, 1, tenant_id, -1, SQLITE_STATIC);
    for (size_t k = 0; !e && p->last[0] && k < t->key_count; k++)
        sqlite3_bind_value(st, (int)k + 2, p->last[k]);
    while (!e && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        write_row(&p->text, a, t, st);
        p->rows++;
        forget_keys(p);
        for (size_t k = 0; k < t->key_count; k++)
            p->last[k] = sqlite3_value_dup(sqlite3_column_value(st, (int)k));
    }
    if (!e && rc != SQLITE_DONE)
        e = db_error(db->sqlite, rc, "a tenant's rows");
    if (!e && p->text.overflow)
        e = err_set(ERR_TOO_LARGE, "rows of %s are too large to export", t->plain);
    sqlite3_finalize(st);
    db_leave(db);
    return e;
}

static enum err export_table(struct db *db, const struct table *t, const char *tenant_id, owned_sink sink, void *arg, int64_t *rows)
{
    struct arena *a = arena_new(0);
    struct page p = { 0 };
    enum err e;
    buf_init(&p.text, PAGE_BYTES);
    do {
        arena_reset(a);
        e = read_page(db, a, t, tenant_id, &p);
        if (!e && p.text.len)
            e = sink(arg, p.text.data, p.text.len);
        *rows += p.rows;
    } while (!e && p.rows == PAGE_ROWS);
    forget_keys(&p);
    buf_free(&p.text);
    arena_free(a);
    return e;
}

static enum err on_ephemeral(struct schema *s, sqlite3_stmt *st, void *arg)
{
    (void)arg;
    struct table *t = find(s, text_of(s, st, 0));
    if (t)
        t->cond = NULL;
    return OK;
}

/* The schema of a connection, without what a backup leaves out when `lasting`. */
static enum err schema_of(struct db *db, struct arena *a, bool lasting, struct schema **out)
{
    struct schema *s = arena_alloc(a, sizeof *s);
    enum err e = db_enter(db);
    if (e)
        return e;
    e = schema_read(a, db->sqlite, s);
    if (!e && lasting && find(s, "store_ephemeral"))
        e = each(s, "SELECT name FROM store_ephemeral", NULL, on_ephemeral, NULL);
    db_leave(db);
    *out = s;
    return e;
}

enum err owned_export(struct db *db, const char *tenant_id, owned_sink sink, void *arg, int64_t *rows)
{
    struct arena *a = arena_new(0);
    struct schema *s;
    enum err e = schema_of(db, a, true, &s);
    for (size_t i = 0; !e && i < s->count; i++)
        if (s->at[i].cond)
            e = export_table(db, &s->at[i], tenant_id, sink, arg, rows);
    arena_free(a);
    return e;
}

/* ---- measuring ---- */

struct measure {
    int64_t rows, sampled, bytes;
};

static enum err on_measure(struct schema *s, sqlite3_stmt *st, void *arg)
{
    (void)s;
    struct measure *m = arg;
    m->rows = sqlite3_column_int64(st, 0);
    return OK;
}

static enum err on_sample(struct schema *s, sqlite3_stmt *st, void *arg)
{
    (void)s;
    struct measure *m = arg;
    m->sampled++;
    m->bytes += ROW_OVERHEAD;
    for (int c = 0; c < sqlite3_column_count(st); c++)
        m->bytes += sqlite3_column_type(st, c) == SQLITE_INTEGER ? 6 : sqlite3_column_bytes(st, c) + 1;
    return OK;
}

enum err owned_measure(struct db *db, const char *tenant_id, int64_t *rows, int64_t *bytes)
{
    struct arena *a = arena_new(0);
    struct schema *s;
    *rows = *bytes = 0;
    enum err e = schema_of(db, a, false, &s);
    for (size_t i = 0; !e && i < s->count; i++) {
        const struct table *t = &s->at[i];
        struct measure m = { 0 };
        if (!t->cond || (e = db_enter(db)))
            continue;
        e = each(s, arena_printf(a, "SELECT count(*) FROM %s WHERE %s", t->name, t->cond), tenant_id, on_measure, &m);
        if (!e && m.rows)
            e = each(s, arena_printf(a, "SELECT * FROM %s WHERE %s LIMIT %d", t->name, t->cond, SAMPLE_ROWS), tenant_id, on_sample, &m);
        db_leave(db);
        *rows += m.rows;
        if (m.sampled)
            *bytes += m.rows * m.bytes / m.sampled;
    }
    arena_free(a);
    return e;
}

/* ---- removing ---- */

enum err owned_delete_some(struct tx *tx, const char *tenant_id, int64_t limit, int64_t *removed)
{
    struct arena *a = tx_arena(tx);
    struct schema *s;
    *removed = 0;
    enum err e = schema_of(tx_db(tx), a, false, &s);
    for (size_t i = 0; !e && i < s->owned && *removed == 0; i++) {
        const struct table *t = s->order[i];
        sqlite3_stmt *st = NULL;
        if (str_eq(t->plain, "audit"))
            continue;
        e = prepare(s->sqlite,
                    arena_printf(a, "DELETE FROM %s WHERE (%s) IN (SELECT %s FROM %s WHERE %s LIMIT ?2)", t->name, t->keys, t->keys,
                                 t->name, t->cond),
                    &st);
        if (e)
            break;
        sqlite3_bind_text(st, 1, tenant_id, -1, SQLITE_STATIC);
        sqlite3_bind_int64(st, 2, limit);
        int rc = sqlite3_step(st);
        if (rc != SQLITE_DONE)
            e = db_error(s->sqlite, rc, t->plain);
        else
            *removed = sqlite3_changes64(s->sqlite);
        sqlite3_finalize(st);
    }
    return e;
}
