/*
 * gen.h - the runtime under the functions that tools/sqlgen writes. Hand-written code does not call it.
 *
 * A `struct gen` lives on the stack of one generated function: gen_open, binds, gen_step and columns, gen_close. Every connection keeps
 * the prepared statement of a query in a slot whose number is given to the query at its first use, so that finding it is one array access.
 * Text and blobs of `in` are not copied: they must stay as they are until the function returns.
 */
#ifndef BINNACLE_STORE_GEN_H
#define BINNACLE_STORE_GEN_H
#include "store/store.h"
#include <stdatomic.h>

/* Nullable values of rows and parameters. A text that is NULL in SQL is a NULL pointer; a NULL blob has p == NULL. */
struct sql_int {
    bool set;
    int64_t v;
};
struct sql_real {
    bool set;
    double v;
};
struct sql_blob {
    const void *p;
    size_t n;
};

struct gen_migration {
    int version;
    const char *name;
    const char *sql;
};

struct gen_query {
    const char *name;
    const char *sql;
    _Atomic int slot; /* 0 = not used yet */
};

/* A statement in use, known to its connection so that a reader that overstays can be cut. */
struct db_use {
    void *stmt;
    struct db_use *next;
};

struct gen {
    struct db *db;
    struct gen_query *query;
    struct db_use use;
    struct arena *row_arena; /* :each only */
    enum err status;         /* the first failure of a bind or a column */
    bool cached;             /* the statement goes back to its slot */
    bool locked;
};

MUST_CHECK enum err gen_open(struct gen *g, struct db *db, struct gen_query *q);
MUST_CHECK enum err gen_open_write(struct gen *g, struct tx *tx, struct gen_query *q);

void gen_bind_int(struct gen *g, int at, int64_t v);
void gen_bind_int_null(struct gen *g, int at, struct sql_int v);
void gen_bind_real(struct gen *g, int at, double v);
void gen_bind_real_null(struct gen *g, int at, struct sql_real v);
void gen_bind_text(struct gen *g, int at, const char *v); /* NULL binds NULL */
void gen_bind_blob(struct gen *g, int at, struct sql_blob v);

/* *more: a row is there. */
MUST_CHECK enum err gen_step(struct gen *g, bool *more);
MUST_CHECK enum err gen_no_row(struct gen *g); /* ERR_NOT_FOUND */

/* A NULL in a column that must not have one is ERR_CORRUPT, told by gen_close (and gen_row_done). */
int64_t gen_col_int(struct gen *g, int col);
struct sql_int gen_col_int_null(struct gen *g, int col);
double gen_col_real(struct gen *g, int col);
struct sql_real gen_col_real_null(struct gen *g, int col);
const char *gen_col_text(struct gen *g, struct arena *a, int col);
const char *gen_col_text_null(struct gen *g, struct arena *a, int col);
struct sql_blob gen_col_blob(struct gen *g, struct arena *a, int col);
struct sql_blob gen_col_blob_null(struct gen *g, struct arena *a, int col);

/* The array with room for one more row. */
void *gen_grow(struct arena *a, void *rows, size_t count, size_t *cap, size_t size);

/* :each. The row is copied into an arena of its own, so that the callback may take its time: a reader that is cut meanwhile finds out at
 * the next step. */
struct arena *gen_row_arena(struct gen *g);
MUST_CHECK enum err gen_row_done(struct gen *g);

/* Gives everything back; returns e, or what gen.status kept when e is OK. */
MUST_CHECK enum err gen_close(struct gen *g, enum err e);

#endif
