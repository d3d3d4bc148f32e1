/*
 * query.c - dynamic filters: texts of the program put together, values bound.
 *
 * Threads: the one that owns the connection. What always holds: no value ever becomes part of the SQL text; a row is copied out before the
 * connection's lock is given back, so that a reader that is cut between two steps leaves nothing dangling.
 */
#include "store/query.h"
#include "core/mem.h"
#include "core/str.h"
#include "store/internal.h"
#include <string.h>

void query_init(struct query *q, struct arena *a, const char *sql)
{
    *q = (struct query){ .arena = a, .kept = -1 };
    query_append(q, sql);
}

void query_append(struct query *q, const char *sql)
{
    size_t n = strlen(sql);
    if (q->len + n + 1 > QUERY_MAX_SQL) {
        q->overflow = true;
        return;
    }
    if (q->len + n + 1 > q->cap) {
        size_t cap = q->cap ? q->cap : 512;
        while (cap < q->len + n + 1)
            cap *= 2;
        char *more = arena_alloc(q->arena, cap);
        if (q->len)
            memcpy(more, q->sql, q->len);
        q->sql = more;
        q->cap = cap;
    }
    memcpy(q->sql + q->len, sql, n + 1);
    q->len += n;
}

static struct query_value *next_bind(struct query *q)
{
    static _Thread_local struct query_value nowhere;
    if (q->bind_count == QUERY_MAX_BINDS) {
        q->overflow = true;
        return &nowhere;
    }
    return &q->binds[q->bind_count++];
}

void query_bind_text(struct query *q, const char *v)
{
    *next_bind(q) = (struct query_value){ .type = v ? QUERY_TEXT : QUERY_NULL, .t = v };
}

void query_bind_int(struct query *q, int64_t v)
{
    *next_bind(q) = (struct query_value){ .type = QUERY_INT, .i = v };
}

void query_bind_double(struct query *q, double v)
{
    *next_bind(q) = (struct query_value){ .type = QUERY_REAL, .d = v };
}

static void and_condition(struct query *q, const char *cond)
{
    query_append(q, " AND (");
    query_append(q, cond);
    query_append(q, ")");
}

void query_and_text(struct query *q, const char *cond, const char *v)
{
    and_condition(q, cond);
    query_bind_text(q, v);
}

void query_and_int(struct query *q, const char *cond, int64_t v)
{
    and_condition(q, cond);
    query_bind_int(q, v);
}

/* The cached statement of this text, or a new one; the oldest that is free makes room (the places are used in turn). */
static enum err take_statement(struct query *q, struct db *db, sqlite3_stmt **out)
{
    for (int i = 0; i < DB_TEXTS; i++) {
        struct db_text *t = &db->texts[i];
        if (!t->sql || t->busy || !str_eq(t->sql, q->sql))
            continue;
        t->busy = true;
        q->kept = i;
        *out = t->stmt;
        return OK;
    }
    int rc = sqlite3_prepare_v3(db->sqlite, q->sql, (int)q->len, SQLITE_PREPARE_PERSISTENT, out, NULL);
    if (rc != SQLITE_OK)
        return db_error(db->sqlite, rc, "query");
    if (!*out || !sqlite3_stmt_readonly(*out)) {
        sqlite3_finalize(*out);
        return err_set(ERR_INTERNAL, "a dynamic query must only read");
    }
    for (int n = 0; n < DB_TEXTS; n++) {
        int at = (int)(db->uses++ % DB_TEXTS);
        struct db_text *t = &db->texts[at];
        if (t->busy)
            continue;
        sqlite3_finalize(t->stmt);
        mem_free(t->sql);
        *t = (struct db_text){ .sql = mem_strdup(q->sql), .stmt = *out, .busy = true };
        q->kept = at;
        break;
    }
    return OK;
}

static enum err bind_all(struct query *q, struct db *db, sqlite3_stmt *st)
{
    if ((size_t)sqlite3_bind_parameter_count(st) != q->bind_count)
        return err_set(ERR_INTERNAL, "query has %d parameters and %zu values", sqlite3_bind_parameter_count(st), q->bind_count);
    for (size_t i = 0; i < q->bind_count; i++) {
        const struct query_value *b = &q->binds[i];
        int at = (int)i + 1, rc = SQLITE_OK;
        switch (b->type) {
        case QUERY_NULL:
            break;
        case QUERY_INT:
            rc = sqlite3_bind_int64(st, at, b->i);
            break;
        case QUERY_REAL:
            rc = sqlite3_bind_double(st, at, b->d);
            break;
        case QUERY_TEXT:
            rc = sqlite3_bind_text64(st, at, b->t, strlen(b->t), SQLITE_STATIC, SQLITE_UTF8);
            break;
        }
        if (rc != SQLITE_OK)
            return db_error(db->sqlite, rc, "query");
    }
    return OK;
}

static void give_back(struct query *q)
{
    struct db *db = q->db;
    db_use_end(db, &q->use);
    sqlite3_reset(q->use.stmt);
    sqlite3_clear_bindings(q->use.stmt);
    if (q->kept >= 0)
        db->texts[q->kept].busy = false;
    else
        sqlite3_finalize(q->use.stmt);
    q->use.stmt = NULL;
    q->db = NULL;
    q->kept = -1;
}

static enum err start(struct query *q, struct db *db)
{
    sqlite3_stmt *st = NULL;
    if (q->overflow)
        return err_set(ERR_INTERNAL, "query over its bounds");
    enum err e = take_statement(q, db, &st);
    if (e)
        return e;
    q->db = db;
    q->use.stmt = st;
    q->columns = sqlite3_column_count(st);
    db_use_start(db, &q->use);
    e = bind_all(q, db, st);
    if (e)
        give_back(q);
    return e;
}

static void copy_row(struct query *q)
{
    sqlite3_stmt *st = q->use.stmt;
    q->row = arena_array(q->arena, (size_t)q->columns, sizeof *q->row);
    for (int i = 0; i < q->columns; i++) {
        struct query_value *v = &q->row[i];
        switch (sqlite3_column_type(st, i)) {
        case SQLITE_NULL:
            v->type = QUERY_NULL;
            break;
        case SQLITE_INTEGER:
            *v = (struct query_value){ .type = QUERY_INT, .i = sqlite3_column_int64(st, i), .d = sqlite3_column_double(st, i) };
            break;
        case SQLITE_FLOAT:
            *v = (struct query_value){ .type = QUERY_REAL, .i = sqlite3_column_int64(st, i), .d = sqlite3_column_double(st, i) };
            break;
        default: {
            const char *s = (const char *)sqlite3_column_text(st, i);
            *v = (struct query_value){ .type = QUERY_TEXT, .t = s ? arena_strndup(q->arena, s, (size_t)sqlite3_column_bytes(st, i)) : "" };
        }
        }
    }
}

enum err query_each(struct query *q, struct db *db, enum err (*fn)(void *arg, struct query *q, bool *enough), void *arg)
{
    bool more = true, enough = false;
    enum err e = OK;
    q->row = NULL;
    while (!e && more && !enough) {
        e = db_enter(db);
        if (e)
            break;
        if (!q->db)
            e = start(q, db);
        if (!e)
            e = db_step(db, q->use.stmt, "query", &more);
        if (!e && more)
            e = fn(arg, q, &enough);
        db_leave(db);
    }
    query_done(q);
    return e;
}

const char *query_col_bytes(struct query *q, int col, size_t *n)
{
    const char *s = (const char *)sqlite3_column_text(q->use.stmt, col);
    *n = s ? (size_t)sqlite3_column_bytes(q->use.stmt, col) : 0;
    return s;
}

enum err query_step(struct query *q, struct db *db, bool *row)
{
    *row = false;
    q->row = NULL;
    enum err e = db_enter(db);
    if (e) {
        query_done(q);
        return e;
    }
    if (!q->db)
        e = start(q, db);
    if (!e) {
        e = db_step(db, q->use.stmt, "query", row);
        if (*row)
            copy_row(q);
        else
            give_back(q);
    }
    db_leave(db);
    return e;
}

static const struct query_value *value_at(const struct query *q, int col)
{
    static const struct query_value none = { .type = QUERY_NULL };
    return q->row && col >= 0 && col < q->columns ? &q->row[col] : &none;
}

const char *query_col_text(struct query *q, int col)
{
    const struct query_value *v = value_at(q, col);
    switch (v->type) {
    case QUERY_TEXT:
        return v->t;
    case QUERY_INT:
        return arena_printf(q->arena, "%lld", (long long)v->i);
    case QUERY_REAL:
        return arena_printf(q->arena, "%.17g", v->d);
    case QUERY_NULL:
        break;
    }
    return NULL;
}

int64_t query_col_int(struct query *q, int col)
{
    if (!q->row && q->use.stmt) /* query_each */
        return sqlite3_column_int64(q->use.stmt, col);
    return value_at(q, col)->i;
}

double query_col_double(struct query *q, int col)
{
    return value_at(q, col)->d;
}

bool query_col_null(struct query *q, int col)
{
    return value_at(q, col)->type == QUERY_NULL;
}

void query_done(struct query *q)
{
    if (!q->db)
        return;
    struct db *db = q->db;
    if (!db->writer)
        pthread_mutex_lock(&db->lock);
    give_back(q);
    db_leave(db);
}
