/*
 * resolve.c - asks SQLite what a query reads, writes, takes and gives, and refuses what breaks the rules of the store.
 *
 * Facts come from preparing the statement under an authorizer; only what SQLite does not tell (outer joins, LIMIT, scalar subqueries) is
 * read from the query's tokens, and then on the safe side: a column that might be NULL is taken as nullable.
 */
#include "sqlgen.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct access { /* a table that the statement touches */
    const char *table;
    bool tenant_id; /* its tenant_id column is read */
    bool written;
};

struct touched {
    struct access *at;
    int count;
    const char *refused; /* why, when the authorizer said no */
};

static enum type decltype_of(const char *declared)
{
    if (!declared)
        return TYPE_NONE;
    if (strcasecmp(declared, "INTEGER") == 0 || strcasecmp(declared, "INT") == 0)
        return TYPE_INT;
    if (strcasecmp(declared, "REAL") == 0)
        return TYPE_REAL;
    if (strcasecmp(declared, "TEXT") == 0)
        return TYPE_TEXT;
    if (strcasecmp(declared, "BLOB") == 0)
        return TYPE_BLOB;
    return TYPE_NONE;
}

static const char *type_name(enum type t)
{
    static const char *const names[] = { "?", "int", "real", "text", "blob" };
    return names[t];
}

static sqlite3_stmt *prepare_own(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *st;
    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
        fail("sqlgen", 0, "%s: %s", sql, sqlite3_errmsg(db));
    return st;
}

void resolve_schema(const struct schema *schema, const char *which)
{
    sqlite3_stmt *st = prepare_own(schema->db, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict "
                                               "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
    if (sqlite3_step(st) == SQLITE_ROW)
        fail(which, 0, "table %s is not STRICT", sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
}

/* ---- what the statement touches ---- */

static struct access *touch(struct touched *t, const char *table)
{
    for (int i = 0; i < t->count; i++)
        if (strcmp(t->at[i].table, table) == 0)
            return &t->at[i];
    t->at = grow(t->at, (size_t)t->count, sizeof *t->at);
    t->at[t->count].table = text("%s", table);
    return &t->at[t->count++];
}

static int authorize(void *arg, int action, const char *a, const char *b, const char *database, const char *trigger)
{
    struct touched *t = arg;
    (void)database;
    if (trigger)
        return SQLITE_OK; /* what a trigger does is the schema's matter */
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_READ:
        if (a && *a) {
            struct access *acc = touch(t, a);
            acc->tenant_id = acc->tenant_id || (b && strcmp(b, "tenant_id") == 0);
        }
        return SQLITE_OK;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        touch(t, a)->written = true;
        return SQLITE_OK;
    default:
        t->refused = "only SELECT, INSERT, UPDATE and DELETE are for query files";
        return SQLITE_DENY;
    }
}

static bool has_column(sqlite3 *db, const char *table, const char *column)
{
    return sqlite3_table_column_metadata(db, "main", table, column, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK;
}

static void check_tenant(sqlite3 *db, const struct query *q, sqlite3_stmt *st, const struct touched *t)
{
    const char *owned = NULL;
    bool held = false;
    for (int i = 0; i < t->count; i++) {
        if (!has_column(db, t->at[i].table, "tenant_id"))
            continue;
        owned = owned ? owned : t->at[i].table;
        held = held || t->at[i].tenant_id || t->at[i].written;
    }
    if (!owned)
        return;
    if (q->tenant == TENANT_UNSAID)
        fail(q->file, q->line, "query %s touches the tenants' table %s: say '-- tenant: bound' or '-- tenant: global WHY'", q->name, owned);
    if (q->tenant == TENANT_BOUND && (!sqlite3_bind_parameter_index(st, ":tenant_id") || !held))
        fail(q->file, q->line, "query %s touches the tenants' table %s and does not bind :tenant_id to its tenant_id", q->name, owned);
}

static void check_kind(const struct query *q, sqlite3_stmt *st)
{
    bool reading = sqlite3_stmt_readonly(st) != 0;
    int columns = sqlite3_column_count(st);
    if (q->kind == KIND_EXEC && reading)
        fail(q->file, q->line, "query %s writes nothing: it is not :exec", q->name);
    if (q->kind == KIND_EXEC && columns)
        fail(q->file, q->line, "query %s is :exec and cannot return rows", q->name);
    if (q->kind != KIND_EXEC && !reading)
        fail(q->file, q->line, "query %s writes: only :exec may", q->name);
    if (q->kind != KIND_EXEC && !columns)
        fail(q->file, q->line, "query %s gives no columns", q->name);
    if (q->kind != KIND_MANY)
        return;
    int depth = 0;
    for (const char *p = q->sql;;) {
        struct token tok = token_next(&p, &depth);
        if (tok.kind == TOKEN_END)
            break;
        if (tok.depth == 0 && token_is(&tok, "LIMIT"))
            return;
    }
    fail(q->file, q->line, "query %s is :many and has no LIMIT", q->name);
}

/* ---- result columns ---- */

struct shape {      /* of the outermost SELECT */
    bool *subquery; /* by item of the select list: it may be a scalar subquery, whose origin says nothing about NULL */
    int items;
    bool compound;
    bool all_outer;    /* RIGHT or FULL join: any column may be NULL */
    const char *outer; /* the text from the first LEFT JOIN on, or NULL */
};

static struct shape shape_of(const char *sql)
{
    struct shape s = { 0 };
    enum { BEFORE, ITEM_START, ITEM, AFTER } state = BEFORE;
    int depth = 0;
    for (const char *p = sql;;) {
        struct token t = token_next(&p, &depth);
        if (t.kind == TOKEN_END)
            break;
        if (token_is(&t, "LEFT") && !s.outer)
            s.outer = p;
        if (token_is(&t, "RIGHT") || token_is(&t, "FULL"))
            s.all_outer = true;
        if (t.depth == 0 && (token_is(&t, "UNION") || token_is(&t, "EXCEPT") || token_is(&t, "INTERSECT")))
            s.compound = true;
        if (state == BEFORE && t.depth == 0 && token_is(&t, "SELECT")) {
            state = ITEM_START;
        } else if (state == ITEM_START) {
            if (token_is(&t, "DISTINCT") || token_is(&t, "ALL"))
                continue;
            s.subquery = grow(s.subquery, (size_t)s.items, sizeof *s.subquery);
            s.subquery[s.items++] = *t.start == '(' || t.kind == TOKEN_OTHER;
            state = ITEM;
        } else if (state == ITEM && t.depth == 0) {
            if (*t.start == ',')
                state = ITEM_START;
            else if (token_is(&t, "FROM"))
                state = AFTER;
        }
    }
    return s;
}

static bool names_word(const char *sql, const char *word)
{
    int depth = 0;
    for (const char *p = sql;;) {
        struct token t = token_next(&p, &depth);
        if (t.kind == TOKEN_END)
            return false;
        if (token_is(&t, word))
            return true;
    }
}

static struct slot *find_slot(struct slots *slots, const char *name)
{
    for (int i = 0; i < slots->count; i++)
        if (strcmp(slots->at[i].name, name) == 0)
            return &slots->at[i];
    return NULL;
}

static void check_c_name(const struct query *q, const char *what, const char *name)
{
    static const char *const keywords[] = { "auto",    "break",  "case",     "char",   "const",    "continue", "default",
                                            "do",      "double", "else",     "enum",   "extern",   "float",    "for",
                                            "goto",    "if",     "inline",   "int",    "long",     "register", "restrict",
                                            "return",  "short",  "signed",   "sizeof", "static",   "struct",   "switch",
                                            "typedef", "union",  "unsigned", "void",   "volatile", "while",    "bool" };
    bool good = islower((unsigned char)name[0]) != 0;
    for (const char *s = name; *s; s++)
        good = good && (islower((unsigned char)*s) || isdigit((unsigned char)*s) || *s == '_');
    if (!good)
        fail(q->file, q->line, "query %s: %s '%s' is no lower-case name: give it one with AS", q->name, what, name);
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strcmp(keywords[i], name) == 0)
            fail(q->file, q->line, "query %s: %s '%s' is a keyword of C: name it otherwise", q->name, what, name);
}

static void add_slot(struct slots *slots, struct slot s)
{
    slots->at = grow(slots->at, (size_t)slots->count, sizeof *slots->at);
    slots->at[slots->count++] = s;
}

static void resolve_columns(sqlite3 *db, struct query *q, sqlite3_stmt *st)
{
    struct shape shape = shape_of(q->sql);
    int n = sqlite3_column_count(st);
    for (int i = 0; i < n; i++) {
        struct slot c = { .name = text("%s", sqlite3_column_name(st, i)) };
        check_c_name(q, "column", c.name);
        if (find_slot(&q->cols, c.name))
            fail(q->file, q->line, "query %s has two columns '%s': name one with AS", q->name, c.name);
        struct slot *said = find_slot(&q->said_cols, c.name);
        const char *table = sqlite3_column_table_name(st, i), *origin = sqlite3_column_origin_name(st, i);
        enum type declared = decltype_of(sqlite3_column_decltype(st, i));
        if (said) {
            said->used = true;
            c.type = said->type;
            c.nullable = said->nullable;
            if (declared != TYPE_NONE && declared != c.type)
                fail(q->file, said->line, "query %s: column %s is declared %s in table %s", q->name, c.name, type_name(declared), table);
        } else if (table && origin && declared != TYPE_NONE) {
            int not_null = 0, primary = 0;
            sqlite3_table_column_metadata(db, "main", table, origin, NULL, NULL, &not_null, &primary, NULL);
            bool sure = shape.items == n && !shape.subquery[i] && !shape.compound && !shape.all_outer &&
                        !(shape.outer && names_word(shape.outer, table));
            c.type = declared;
            c.nullable = !(not_null || (primary && declared == TYPE_INT)) || !sure;
        } else {
            fail(q->file, q->line, "query %s: the type of column '%s' is not known: say '-- col: %s TYPE'", q->name, c.name, c.name);
        }
        add_slot(&q->cols, c);
    }
}

/* ---- parameters ---- */

/* The type of the columns called `name` in the given tables (all of the schema when t is NULL). False when there is none. */
static bool column_type(sqlite3 *db, const char *name, const struct touched *t, struct slot *out, const char **disagree)
{
    sqlite3_stmt *st = prepare_own(
        db,
        "SELECT l.name, c.type, c.\"notnull\" OR (c.pk AND upper(c.type) = 'INTEGER') FROM pragma_table_list l, pragma_table_info(l.name) c"
        " WHERE l.schema = 'main' AND l.type = 'table' AND c.name = ?1 ORDER BY l.name");
    sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
    bool found = false;
    while (sqlite3_step(st) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(st, 0);
        enum type type = decltype_of((const char *)sqlite3_column_text(st, 1));
        bool nullable = !sqlite3_column_int(st, 2), in = !t;
        for (int i = 0; t && i < t->count; i++)
            in = in || strcmp(t->at[i].table, table) == 0;
        if (!in || type == TYPE_NONE)
            continue;
        if (found && (out->type != type || out->nullable != nullable))
            *disagree = text("%s", table);
        out->type = type;
        out->nullable = nullable;
        found = true;
    }
    sqlite3_finalize(st);
    return found;
}

static void resolve_params(sqlite3 *db, struct query *q, sqlite3_stmt *st, const struct touched *t)
{
    int n = sqlite3_bind_parameter_count(st);
    for (int i = 1; i <= n; i++) {
        const char *name = sqlite3_bind_parameter_name(st, i);
        if (!name || name[0] != ':')
            fail(q->file, q->line, "query %s: parameters are written :name", q->name);
        struct slot p = { .name = text("%s", name + 1) };
        check_c_name(q, "parameter", p.name);
        struct slot *said = find_slot(&q->said_params, p.name);
        const char *disagree = NULL;
        if (said) {
            said->used = true;
            p.type = said->type;
            p.nullable = said->nullable;
        } else if (strcmp(p.name, "limit") == 0) {
            p.type = TYPE_INT;
        } else if (!column_type(db, p.name, t, &p, &disagree) && !column_type(db, p.name, NULL, &p, &disagree)) {
            fail(q->file, q->line, "query %s: the type of :%s is not known: say '-- param: %s TYPE'", q->name, p.name, p.name);
        } else if (disagree) {
            fail(q->file, q->line, "query %s: tables disagree on the type of %s (see %s): say '-- param: %s TYPE'", q->name, p.name,
                 disagree, p.name);
        }
        add_slot(&q->params, p);
    }
}

void resolve_query(sqlite3 *db, struct query *q)
{
    struct touched touched = { 0 };
    sqlite3_stmt *st = NULL;
    const char *tail = NULL;
    sqlite3_set_authorizer(db, authorize, &touched);
    int rc = sqlite3_prepare_v2(db, q->sql, -1, &st, &tail);
    sqlite3_set_authorizer(db, NULL, NULL);
    if (touched.refused)
        fail(q->file, q->sql_line, "query %s: %s", q->name, touched.refused);
    if (rc != SQLITE_OK) {
        int offset = sqlite3_error_offset(db), line = q->sql_line;
        for (int i = 0; i < offset; i++)
            line += q->sql[i] == '\n';
        fail(q->file, line, "query %s: %s", q->name, sqlite3_errmsg(db));
    }
    int depth = 0;
    struct token rest = token_next(&tail, &depth);
    if (!st || rest.kind != TOKEN_END)
        fail(q->file, q->sql_line, "query %s must be one statement", q->name);

    check_kind(q, st);
    check_tenant(db, q, st, &touched);
    resolve_columns(db, q, st);
    resolve_params(db, q, st, &touched);
    for (int i = 0; i < q->said_cols.count; i++)
        if (!q->said_cols.at[i].used)
            fail(q->file, q->said_cols.at[i].line, "query %s has no column '%s'", q->name, q->said_cols.at[i].name);
    for (int i = 0; i < q->said_params.count; i++)
        if (!q->said_params.at[i].used)
            fail(q->file, q->said_params.at[i].line, "query %s has no parameter ':%s'", q->name, q->said_params.at[i].name);
    sqlite3_finalize(st);
}
