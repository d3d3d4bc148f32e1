/*
 * emit.c - writes the C of one query file: structs for parameters and rows, and one function a query on the runtime of store/gen.h.
 */
#include "sqlgen.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct out {
    FILE *file;
    char *data;
    size_t size;
};

static void out_open(struct out *o)
{
    o->file = open_memstream(&o->data, &o->size);
    if (!o->file)
        fail("sqlgen", 0, "out of memory");
}

static char *out_close(struct out *o)
{
    if (fclose(o->file) != 0)
        fail("sqlgen", 0, "out of memory");
    return o->data;
}

__attribute__((format(printf, 2, 3))) static void put(struct out *o, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vfprintf(o->file, fmt, ap);
    va_end(ap);
}

/* A C string literal, one line of it a line of text. */
static void put_literal(struct out *o, const char *s, const char *indent)
{
    put(o, "%s\"", indent);
    for (; *s; s++) {
        if (*s == '\n')
            put(o, s[1] ? "\\n\"\n%s\"" : "\\n", indent);
        else if (*s == '"' || *s == '\\')
            put(o, "\\%c", *s);
        else if (*s == '?')
            put(o, "\\?"); /* no trigraphs */
        else if ((unsigned char)*s < 0x20 || (unsigned char)*s > 0x7e)
            put(o, "\\%03o", (unsigned)(unsigned char)*s);
        else
            put(o, "%c", *s);
    }
    put(o, "\"");
}

static char *upper(const char *s)
{
    char *u = text("%s", s);
    for (char *p = u; *p; p++)
        *p = isalnum((unsigned char)*p) ? (char)toupper((unsigned char)*p) : '_';
    return u;
}

static const char *c_type(const struct slot *s)
{
    switch (s->type) {
    case TYPE_INT:
        return s->nullable ? "struct sql_int " : "int64_t ";
    case TYPE_REAL:
        return s->nullable ? "struct sql_real " : "double ";
    case TYPE_TEXT:
        return "const char *";
    case TYPE_BLOB:
        return "struct sql_blob ";
    case TYPE_NONE:
        break;
    }
    return NULL;
}

static void put_struct(struct out *o, const char *name, const char *suffix, const struct slots *slots)
{
    put(o, "struct sql_%s_%s {\n", name, suffix);
    for (int i = 0; i < slots->count; i++) {
        const struct slot *s = &slots->at[i];
        bool said = s->nullable && (s->type == TYPE_TEXT || s->type == TYPE_BLOB);
        put(o, "    %s%s;%s\n", c_type(s), s->name, said ? " /* may be NULL */" : "");
    }
    put(o, "};\n");
}

static void put_doc(struct out *o, const struct query *q)
{
    if (*q->doc)
        put(o, "\n/* ");
    for (const char *s = q->doc; *s; s++) {
        if (*s == '\n')
            put(o, "\n * ");
        else
            put(o, "%c", *s);
    }
    put(o, *q->doc ? " */\n" : "\n");
}

static void put_signature(struct out *o, const struct query *q)
{
    const char *n = q->name;
    switch (q->kind) {
    case KIND_ONE:
        put(o, "enum err sql_%s(struct db *db, struct arena *a, const struct sql_%s_in *in, struct sql_%s_row *row)", n, n, n);
        break;
    case KIND_MANY:
        put(o, "enum err sql_%s(struct db *db, struct arena *a, const struct sql_%s_in *in, struct sql_%s_row **rows, size_t *count)", n, n,
            n);
        break;
    case KIND_EACH:
        put(o,
            "enum err sql_%s_each(struct db *db, const struct sql_%s_in *in, enum err (*fn)(void *arg, const struct sql_%s_row *row), void "
            "*arg)",
            n, n, n);
        break;
    case KIND_EXEC:
        put(o, "enum err sql_%s(struct tx *tx, const struct sql_%s_in *in)", n, n);
        break;
    }
}

char *emit_header(const struct query_file *file)
{
    struct out o;
    out_open(&o);
    put(&o,
        "/* Made by tools/sqlgen from sql/queries/%s.sql. */\n#ifndef BINNACLE_SQL_%s_H\n#define BINNACLE_SQL_%s_H\n#include "
        "\"store/gen.h\"\n",
        file->domain, upper(file->domain), upper(file->domain));
    for (int i = 0; i < file->count; i++) {
        const struct query *q = &file->queries[i];
        put_doc(&o, q);
        if (q->params.count)
            put_struct(&o, q->name, "in", &q->params);
        else
            put(&o, "struct sql_%s_in; /* no parameters: pass NULL */\n", q->name);
        if (q->kind != KIND_EXEC)
            put_struct(&o, q->name, "row", &q->cols);
        put(&o, "MUST_CHECK ");
        put_signature(&o, q);
        put(&o, ";\n");
    }
    put(&o, "\n#endif\n");
    return out_close(&o);
}

/* The ending of the runtime's gen_col_ function. */
static const char *runtime_name(const struct slot *s)
{
    switch (s->type) {
    case TYPE_INT:
        return s->nullable ? "int_null" : "int";
    case TYPE_REAL:
        return s->nullable ? "real_null" : "real";
    case TYPE_TEXT:
        return s->nullable ? "text_null" : "text";
    case TYPE_BLOB:
        return s->nullable ? "blob_null" : "blob";
    case TYPE_NONE:
        break;
    }
    return NULL;
}

static const char *bind_name(const struct slot *s)
{
    return s->type == TYPE_TEXT ? "text" : s->type == TYPE_BLOB ? "blob" : runtime_name(s);
}

static void put_bindings(struct out *o, const struct query *q)
{
    if (!q->params.count)
        put(o, "    (void)in;\n");
    for (int i = 0; i < q->params.count; i++)
        put(o, "    gen_bind_%s(&g, %d, in->%s);\n", bind_name(&q->params.at[i]), i + 1, q->params.at[i].name);
}

static void put_reader(struct out *o, const struct query *q)
{
    put(o, "\nstatic void read_%s(struct gen *g, struct arena *a, struct sql_%s_row *row)\n{\n", q->name, q->name);
    bool uses_arena = false;
    for (int i = 0; i < q->cols.count; i++) {
        const struct slot *c = &q->cols.at[i];
        bool copied = c->type == TYPE_TEXT || c->type == TYPE_BLOB;
        uses_arena = uses_arena || copied;
        put(o, "    row->%s = gen_col_%s(g, %s%d);\n", c->name, runtime_name(c), copied ? "a, " : "", i);
    }
    put(o, "%s}\n", uses_arena ? "" : "    (void)a;\n");
}

static void put_function(struct out *o, const struct query *q)
{
    const char *n = q->name;
    put(o, "\nstatic struct gen_query query_%s = {\n    .name = \"%s\",\n    .sql =\n", n, n);
    put_literal(o, q->sql, "        ");
    put(o, ",\n};\n");
    if (q->kind != KIND_EXEC)
        put_reader(o, q);
    put(o, "\n");
    put_signature(o, q);
    put(o, "\n{\n    struct gen g;\n");
    switch (q->kind) {
    case KIND_ONE:
        put(o, "    bool more = false;\n    *row = (struct sql_%s_row){ 0 };\n    enum err e = gen_open(&g, db, &query_%s);\n", n, n);
        put_bindings(o, q);
        put(o,
            "    if (!e) e = gen_step(&g, &more);\n    if (!e && !more) e = gen_no_row(&g);\n    if (!e) read_%s(&g, a, row);\n    return "
            "gen_close(&g, e);\n}\n",
            n);
        break;
    case KIND_MANY:
        put(o,
            "    bool more = false;\n    size_t cap = 0;\n    *rows = NULL;\n    *count = 0;\n    enum err e = gen_open(&g, db, "
            "&query_%s);\n",
            n);
        put_bindings(o, q);
        put(o,
            "    while (!e && !(e = gen_step(&g, &more)) && more) {\n        *rows = gen_grow(a, *rows, *count, &cap, sizeof **rows);\n    "
            "    read_%s(&g, a, &(*rows)[(*count)++]);\n    }\n"
            "    e = gen_close(&g, e);\n    if (e) *count = 0;\n    return e;\n}\n",
            n);
        break;
    case KIND_EACH:
        put(o, "    bool more = false;\n    struct sql_%s_row row;\n    enum err e = gen_open(&g, db, &query_%s);\n", n, n);
        put_bindings(o, q);
        put(o,
            "    while (!e && !(e = gen_step(&g, &more)) && more) {\n        row = (struct sql_%s_row){ 0 };\n        read_%s(&g, "
            "gen_row_arena(&g), &row);\n        e = gen_row_done(&g);\n        if (!e) e = fn(arg, &row);\n    }\n"
            "    return gen_close(&g, e);\n}\n",
            n, n);
        break;
    case KIND_EXEC:
        put(o, "    bool more = false;\n    enum err e = gen_open_write(&g, tx, &query_%s);\n", n);
        put_bindings(o, q);
        put(o, "    if (!e) e = gen_step(&g, &more);\n    return gen_close(&g, e);\n}\n");
        break;
    }
}

char *emit_source(const struct query_file *file)
{
    struct out o;
    out_open(&o);
    put(&o, "/* Made by tools/sqlgen from sql/queries/%s.sql. */\n#include \"sql/%s.h\"\n", file->domain, file->domain);
    for (int i = 0; i < file->count; i++)
        put_function(&o, &file->queries[i]);
    return out_close(&o);
}

char *emit_migrations_header(void)
{
    return text("/* Made by tools/sqlgen from sql/schema and sql/telemetry. */\n#ifndef BINNACLE_SQL_MIGRATIONS_H\n#define "
                "BINNACLE_SQL_MIGRATIONS_H\n#include \"store/gen.h\"\n\n"
                "extern const struct gen_migration migrations_state[];\nextern const size_t migrations_state_count;\n"
                "extern const struct gen_migration migrations_telemetry[];\nextern const size_t migrations_telemetry_count;\n\n#endif\n");
}

static void put_migrations(struct out *o, const char *which, const struct schema *schema)
{
    put(o, "\nconst struct gen_migration migrations_%s[] = {\n", which);
    for (int i = 0; i < schema->count; i++) {
        put(o, "    { %d, \"%s\",\n", schema->migrations[i].version, schema->migrations[i].name);
        put_literal(o, schema->migrations[i].text, "      ");
        put(o, " },\n");
    }
    put(o, "    { 0, NULL, NULL },\n};\nconst size_t migrations_%s_count = %d;\n", which, schema->count);
}

char *emit_migrations_source(const struct schema *state, const struct schema *telemetry)
{
    struct out o;
    out_open(&o);
    put(&o, "/* Made by tools/sqlgen from sql/schema and sql/telemetry. */\n#include \"sql/migrations.h\"\n");
    put_migrations(&o, "state", state);
    put_migrations(&o, "telemetry", telemetry);
    return out_close(&o);
}
