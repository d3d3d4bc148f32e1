/*
 * sqlgen.h - the parts of tools/sqlgen: parse.c reads query files, resolve.c asks SQLite what each query means, emit.c writes C.
 *
 * A short-lived single-threaded build tool: it frees nothing and exits with a message "file:line: ..." at the first error.
 */
#ifndef SQLGEN_H
#define SQLGEN_H
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

enum kind { KIND_ONE, KIND_MANY, KIND_EACH, KIND_EXEC };
enum type { TYPE_NONE, TYPE_INT, TYPE_REAL, TYPE_TEXT, TYPE_BLOB };
enum tenant { TENANT_UNSAID, TENANT_BOUND, TENANT_GLOBAL };

struct slot { /* a result column or a parameter */
    const char *name;
    enum type type;
    bool nullable;
    int line;
    bool used; /* annotations only: something took this type */
};

struct slots {
    struct slot *at;
    int count;
};

struct query {
    const char *file; /* path as given on the command line */
    int line;         /* of "-- name:" */
    const char *name;
    enum kind kind;
    enum tenant tenant;
    const char *doc; /* plain comment lines joined by newlines, may be "" */
    const char *sql;
    int sql_line;
    struct slots said_cols, said_params; /* "-- col:" and "-- param:" */
    struct slots cols, params;           /* found by resolve */
};

struct query_file {
    const char *path;
    const char *domain; /* file name without .sql */
    bool telemetry;
    struct query *queries;
    int count;
};

struct migration {
    int version;
    const char *name; /* "store" of 0001_store.sql */
    const char *path;
    const char *text;
};

struct schema {
    struct migration *migrations;
    int count;
    sqlite3 *db; /* in memory, all migrations applied */
};

/* sqlgen.c */
_Noreturn void fail(const char *path, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void *grow(void *p, size_t count, size_t size); /* room for one more than count, new bytes zeroed */
char *text(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *text_n(const char *s, size_t n);

/* parse.c */
enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_OTHER };
struct token {
    enum token_kind kind;
    const char *start;
    size_t len;
    int depth; /* of parentheses around it */
};
/* The next token of *p, comments skipped; quoted names and strings are one TOKEN_OTHER. Start with depth 0. */
struct token token_next(const char **p, int *depth);
bool token_is(const struct token *t, const char *word); /* any case */
void parse_queries(const char *content, struct query_file *file);

/* resolve.c */
void resolve_schema(const struct schema *schema, const char *which); /* every table STRICT */
void resolve_query(sqlite3 *db, struct query *q);

/* emit.c */
char *emit_header(const struct query_file *file);
char *emit_source(const struct query_file *file);
char *emit_migrations_header(void);
char *emit_migrations_source(const struct schema *state, const struct schema *telemetry);

#endif
