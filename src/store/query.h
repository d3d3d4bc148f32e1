/*
 * query.h - dynamic filters without SQL injection: a fixed SELECT, whitelisted column texts from the program's own tables, bound values
 * only.
 *
 *   struct query q;
 *   query_init(&q, arena, "SELECT id, name FROM service WHERE tenant_id = ?");
 *   query_bind_text(&q, tenant);
 *   if (type) query_and_text(&q, "type = ?", type);
 *   query_append(&q, " ORDER BY name LIMIT ?");  query_bind_int(&q, limit);
 *   while ((e = query_step(&q, db, &row)) == OK && row) ...query_col_text(&q, 0)...
 *
 * `sql` arguments must be string literals (checksrc enforces it). A statement is kept in the reader's cache by its text. Not thread-safe.
 */
#ifndef BINNACLE_STORE_QUERY_H
#define BINNACLE_STORE_QUERY_H
#include "store/gen.h"

#define QUERY_MAX_BINDS 64
#define QUERY_MAX_SQL 16384 /* bytes of the statement's text */
enum query_type { QUERY_NULL, QUERY_INT, QUERY_REAL, QUERY_TEXT };
struct query_value { enum query_type type; int64_t i; double d; const char *t; };
struct query { /* all members are private */
    struct arena *arena;
    char *sql; /* in the arena */
    size_t len, cap;
    struct query_value binds[QUERY_MAX_BINDS];
    size_t bind_count;
    bool overflow;
    struct db *db; /* while stepping */
    struct db_use use;
    int kept; /* place in the connection's cache, -1: not cached */
    struct query_value *row;
    int columns;
};
void query_init(struct query *q, struct arena *a, const char *sql);
void query_append(struct query *q, const char *sql);
void query_bind_text(struct query *q, const char *v);   /* must stay until query_done; NULL binds NULL */
void query_bind_int(struct query *q, int64_t v);
void query_bind_double(struct query *q, double v);
void query_and_text(struct query *q, const char *cond, const char *v); /* " AND (cond)" with one '?' */
void query_and_int(struct query *q, const char *cond, int64_t v);
/* Steps; *row is false at the end (the statement is given back then). The row is copied into the arena: nothing is held between two steps
 * but the snapshot, and that for at most 10 s (then ERR_TIMEOUT). ERR_INTERNAL when text or binds were over their bounds. */
MUST_CHECK enum err query_step(struct query *q, struct db *db, bool *row);
/* The rows of a long read, without copying: fn for each while the reader is held, so it keeps nothing and reads nothing else; *enough
 * ends it. Only query_col_bytes and query_col_int are for it. Gives the statement back. */
MUST_CHECK enum err query_each(struct query *q, struct db *db, enum err (*fn)(void *arg, struct query *q, bool *enough), void *arg);
const char *query_col_bytes(struct query *q, int col, size_t *n); /* SQLite's own, until fn returns; NULL for SQL NULL */
const char *query_col_text(struct query *q, int col);    /* in the arena; NULL for SQL NULL */
int64_t query_col_int(struct query *q, int col);
double query_col_double(struct query *q, int col);
bool query_col_null(struct query *q, int col);
void query_done(struct query *q);                         /* always call; safe twice */

#endif
