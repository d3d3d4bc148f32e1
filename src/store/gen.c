/*
 * gen.c - runs the functions that sqlgen wrote: finds the prepared statement, binds, steps, reads columns.
 *
 * Threads: the one that owns the connection. What always holds: a statement that is in use is in the connection's list of open ones, and
 * is reset and unbound before it goes back to its slot.
 */
#include "store/gen.h"
#include "core/mem.h"
#include "store/internal.h"
#include <string.h>

static _Atomic int slots_given;

static size_t slot_of(struct gen_query *q)
{
    int slot = atomic_load_explicit(&q->slot, memory_order_relaxed);
    if (!slot) {
        int mine = atomic_fetch_add(&slots_given, 1) + 1;
        if (atomic_compare_exchange_strong(&q->slot, &slot, mine))
            slot = mine; /* else another thread was first: its number is in slot */
    }
    return (size_t)slot - 1;
}

/* A reader keeps the statements that it used last; a writer keeps all. */
static void forget_oldest(struct db *db)
{
    struct db_slot *oldest = NULL;
    for (size_t i = 0; i < db->slot_count; i++) {
        struct db_slot *s = &db->slots[i];
        if (s->stmt && !s->busy && (!oldest || (int)(s->used - oldest->used) < 0))
            oldest = s;
    }
    if (!oldest)
        return;
    sqlite3_finalize(oldest->stmt);
    oldest->stmt = NULL;
    db->slots_kept--;
}

static struct db_slot *slot_at(struct db *db, size_t at)
{
    if (at >= db->slot_count) {
        size_t count = db->slot_count ? db->slot_count * 2 : 64;
        while (count <= at)
            count *= 2;
        db->slots = mem_resize(db->slots, count * sizeof *db->slots);
        memset(db->slots + db->slot_count, 0, (count - db->slot_count) * sizeof *db->slots);
        db->slot_count = count;
    }
    return &db->slots[at];
}

static enum err prepare(struct db *db, struct gen_query *q, bool reading, sqlite3_stmt **out)
{
    int rc = sqlite3_prepare_v3(db->sqlite, q->sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
    if (rc != SQLITE_OK)
        return db_error(db->sqlite, rc, q->name);
    if (!reading || sqlite3_stmt_readonly(*out))
        return OK;
    sqlite3_finalize(*out);
    *out = NULL;
    return err_set(ERR_INTERNAL, "%s writes and was called as a reading query", q->name);
}

static enum err open_statement(struct gen *g, struct db *db, struct gen_query *q, bool reading)
{
    *g = (struct gen){ .db = db, .query = q };
    enum err e = db_enter(db);
    if (e)
        return e;
    g->locked = true;
    struct db_slot *slot = slot_at(db, slot_of(q));
    sqlite3_stmt *st = NULL;
    if (slot->stmt && !slot->busy) {
        st = slot->stmt;
    } else {
        e = prepare(db, q, reading, &st);
        if (!e && !slot->stmt) { /* busy: a query inside its own callback; this second statement lives once */
            if (!db->writer && db->slots_kept >= DB_SLOTS_KEPT)
                forget_oldest(db);
            slot->stmt = st;
            db->slots_kept++;
        }
    }
    if (e) {
        db_leave(db);
        g->locked = false;
        return e;
    }
    g->cached = st == slot->stmt;
    if (g->cached) {
        slot->busy = true;
        slot->used = ++db->uses;
    }
    g->use.stmt = st;
    db_use_start(db, &g->use);
    return OK;
}

enum err gen_open(struct gen *g, struct db *db, struct gen_query *q)
{
    return open_statement(g, db, q, true);
}

enum err gen_open_write(struct gen *g, struct tx *tx, struct gen_query *q)
{
    return open_statement(g, tx->db, q, false);
}

static void bound(struct gen *g, int rc)
{
    if (rc != SQLITE_OK && !g->status)
        g->status = db_error(g->db->sqlite, rc, g->query->name);
}

void gen_bind_int(struct gen *g, int at, int64_t v)
{
    if (g->use.stmt)
        bound(g, sqlite3_bind_int64(g->use.stmt, at, v));
}

void gen_bind_int_null(struct gen *g, int at, struct sql_int v)
{
    if (v.set)
        gen_bind_int(g, at, v.v);
}

void gen_bind_real(struct gen *g, int at, double v)
{
    if (g->use.stmt)
        bound(g, sqlite3_bind_double(g->use.stmt, at, v));
}

void gen_bind_real_null(struct gen *g, int at, struct sql_real v)
{
    if (v.set)
        gen_bind_real(g, at, v.v);
}

void gen_bind_text(struct gen *g, int at, const char *v)
{
    if (g->use.stmt && v)
        bound(g, sqlite3_bind_text64(g->use.stmt, at, v, strlen(v), SQLITE_STATIC, SQLITE_UTF8));
}

void gen_bind_blob(struct gen *g, int at, struct sql_blob v)
{
    if (g->use.stmt && v.p)
        bound(g, sqlite3_bind_blob64(g->use.stmt, at, v.p, v.n, SQLITE_STATIC));
}

enum err gen_step(struct gen *g, bool *more)
{
    *more = false;
    if (g->status)
        return g->status;
    if (!g->locked) { /* after a row of :each */
        enum err e = db_enter(g->db);
        if (e)
            return e;
        g->locked = true;
    }
    return db_step(g->db, g->use.stmt, g->query->name, more);
}

enum err gen_no_row(struct gen *g)
{
    (void)g;
    return err_set(ERR_NOT_FOUND, "not found");
}

static bool is_null(struct gen *g, int col, bool allowed)
{
    if (sqlite3_column_type(g->use.stmt, col) != SQLITE_NULL)
        return false;
    if (!allowed && !g->status)
        g->status = err_set(ERR_CORRUPT, "%s: column %s is NULL", g->query->name, sqlite3_column_name(g->use.stmt, col));
    return true;
}

int64_t gen_col_int(struct gen *g, int col)
{
    return is_null(g, col, false) ? 0 : sqlite3_column_int64(g->use.stmt, col);
}

struct sql_int gen_col_int_null(struct gen *g, int col)
{
    if (is_null(g, col, true))
        return (struct sql_int){ 0 };
    return (struct sql_int){ .set = true, .v = sqlite3_column_int64(g->use.stmt, col) };
}

double gen_col_real(struct gen *g, int col)
{
    return is_null(g, col, false) ? 0 : sqlite3_column_double(g->use.stmt, col);
}

struct sql_real gen_col_real_null(struct gen *g, int col)
{
    if (is_null(g, col, true))
        return (struct sql_real){ 0 };
    return (struct sql_real){ .set = true, .v = sqlite3_column_double(g->use.stmt, col) };
}

static const char *copy_text(struct gen *g, struct arena *a, int col)
{
    const char *s = (const char *)sqlite3_column_text(g->use.stmt, col);
    return s ? arena_memdup(a, s, (size_t)sqlite3_column_bytes(g->use.stmt, col) + 1) : NULL;
}

const char *gen_col_text(struct gen *g, struct arena *a, int col)
{
    return is_null(g, col, false) ? "" : copy_text(g, a, col);
}

const char *gen_col_text_null(struct gen *g, struct arena *a, int col)
{
    return is_null(g, col, true) ? NULL : copy_text(g, a, col);
}

struct sql_blob gen_col_blob_null(struct gen *g, struct arena *a, int col)
{
    if (is_null(g, col, true))
        return (struct sql_blob){ 0 };
    size_t n = (size_t)sqlite3_column_bytes(g->use.stmt, col);
    const void *p = sqlite3_column_blob(g->use.stmt, col);
    return (struct sql_blob){ .p = p ? arena_memdup(a, p, n) : "", .n = n }; /* SQLite gives NULL for an empty blob */
}

struct sql_blob gen_col_blob(struct gen *g, struct arena *a, int col)
{
    return is_null(g, col, false) ? (struct sql_blob){ .p = "", .n = 0 } : gen_col_blob_null(g, a, col);
}

void *gen_grow(struct arena *a, void *rows, size_t count, size_t *cap, size_t size)
{
    if (count < *cap)
        return rows;
    *cap = *cap ? *cap * 2 : 16;
    void *more = arena_array(a, *cap, size);
    if (count)
        memcpy(more, rows, count * size);
    return more;
}

struct arena *gen_row_arena(struct gen *g)
{
    if (!g->row_arena)
        g->row_arena = arena_new(0);
    else
        arena_reset(g->row_arena);
    return g->row_arena;
}

enum err gen_row_done(struct gen *g)
{
    db_leave(g->db);
    g->locked = false;
    return g->status;
}

enum err gen_close(struct gen *g, enum err e)
{
    if (!e)
        e = g->status;
    if (g->use.stmt) {
        if (!g->locked && !g->db->writer)
            pthread_mutex_lock(&g->db->lock);
        db_use_end(g->db, &g->use);
        sqlite3_reset(g->use.stmt);
        sqlite3_clear_bindings(g->use.stmt);
        if (g->cached)
            g->db->slots[slot_of(g->query)].busy = false;
        else
            sqlite3_finalize(g->use.stmt);
        db_leave(g->db);
    }
    arena_free(g->row_arena);
    return e;
}
