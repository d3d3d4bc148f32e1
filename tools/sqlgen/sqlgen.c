/*
 * sqlgen - turns sql/ into typed C functions, with the SQLite that the program links.
 *
 *   sqlgen --schema DIR --telemetry DIR --queries DIR --out DIR
 *
 * Applies the migrations (NNNN_name.sql) of both databases in memory, prepares every query of queries/<domain>.sql against them and writes
 * <domain>.h, <domain>.c and migrations.{h,c}. What SQLite refuses, and what this program's rules refuse (README, "SQL"), stops the build
 * with file and line. The output depends on nothing but the input; a file whose content would be the same is left alone.
 */
#include "sqlgen.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

_Noreturn void fail(const char *path, int line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (line > 0)
        fprintf(stderr, "%s:%d: ", path, line);
    else
        fprintf(stderr, "%s: ", path);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(1);
}

void *grow(void *p, size_t count, size_t size)
{
    char *q = realloc(p, (count + 1) * size);
    if (!q)
        fail("sqlgen", 0, "out of memory");
    memset(q + count * size, 0, size);
    return q;
}

char *text(const char *fmt, ...)
{
    va_list ap;
    char *s = NULL;
    va_start(ap, fmt);
    if (vasprintf(&s, fmt, ap) < 0)
        fail("sqlgen", 0, "out of memory");
    va_end(ap);
    return s;
}

char *text_n(const char *s, size_t n)
{
    return text("%.*s", (int)n, s);
}

static char *read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        fail(path, 0, "%s", strerror(errno));
    size_t n = 0, cap = 65536;
    char *s = grow(NULL, cap, 1);
    for (size_t got; (got = fread(s + n, 1, cap - n, f)) > 0;) {
        n += got;
        if (n == cap) {
            cap *= 2;
            s = grow(s, cap, 1);
        }
    }
    if (ferror(f))
        fail(path, 0, "cannot be read");
    fclose(f);
    s[n] = 0;
    if (strlen(s) != n)
        fail(path, 0, "contains a NUL byte");
    return s;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names in dir that end in .sql, sorted. A directory that does not exist is empty. */
static int list_sql(const char *dir, char ***out)
{
    DIR *d = opendir(dir);
    char **names = NULL;
    int n = 0;
    *out = NULL;
    if (!d && errno == ENOENT)
        return 0;
    if (!d)
        fail(dir, 0, "%s", strerror(errno));
    for (struct dirent *e; (e = readdir(d));) {
        size_t len = strlen(e->d_name);
        if (len < 5 || strcmp(e->d_name + len - 4, ".sql") != 0 || e->d_name[0] == '.')
            continue;
        names = grow(names, (size_t)n, sizeof *names);
        names[n++] = text("%s", e->d_name);
    }
    closedir(d);
    if (n)
        qsort(names, (size_t)n, sizeof *names, by_name);
    *out = names;
    return n;
}

static int line_at(const char *s, int offset)
{
    int line = 1;
    for (int i = 0; i < offset && s[i]; i++)
        line += s[i] == '\n';
    return line;
}

static void apply_migration(sqlite3 *db, const struct migration *m)
{
    const char *p = m->text;
    while (*p) {
        sqlite3_stmt *st = NULL;
        const char *tail = p;
        int rc = sqlite3_prepare_v2(db, p, -1, &st, &tail);
        int offset = rc != SQLITE_OK && sqlite3_error_offset(db) > 0 ? sqlite3_error_offset(db) : 0;
        if (rc == SQLITE_OK && st) {
            while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
            }
            if (rc == SQLITE_DONE)
                rc = SQLITE_OK;
        }
        if (rc != SQLITE_OK) {
            int at = (int)(p - m->text) + offset;
            while (!offset && m->text[at] && isspace((unsigned char)m->text[at]))
                at++;
            fail(m->path, line_at(m->text, at), "%s", sqlite3_errmsg(db));
        }
        sqlite3_finalize(st);
        p = tail;
    }
}

static void load_schema(const char *dir, struct schema *schema)
{
    char **names;
    int n = list_sql(dir, &names);
    if (sqlite3_open_v2(":memory:", &schema->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK)
        fail(dir, 0, "cannot open a database in memory");
    sqlite3_db_config(schema->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(schema->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(schema->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    for (int i = 0; i < n; i++) {
        char *path = text("%s/%s", dir, names[i]);
        bool digits = true;
        for (int k = 0; k < 4; k++)
            digits = digits && isdigit((unsigned char)names[i][k]);
        if (!digits || strlen(names[i]) < 10 || names[i][4] != '_')
            fail(path, 0, "a migration's name is NNNN_name.sql");
        schema->migrations = grow(schema->migrations, (size_t)schema->count, sizeof *schema->migrations);
        struct migration *m = &schema->migrations[schema->count++];
        m->version = (names[i][0] - '0') * 1000 + (names[i][1] - '0') * 100 + (names[i][2] - '0') * 10 + (names[i][3] - '0');
        m->name = text_n(names[i] + 5, strlen(names[i]) - 9);
        m->path = path;
        m->text = read_file(path);
        if (schema->count > 1 && m[-1].version == m->version)
            fail(path, 0, "two migrations have number %04d", m->version);
        if (m->version == 0)
            fail(path, 0, "migrations are numbered from 0001");
        apply_migration(schema->db, m);
    }
    resolve_schema(schema, dir);
}

static void write_file(const char *dir, const char *name, const char *content)
{
    char *path = text("%s/%s", dir, name);
    size_t n = strlen(content);
    struct stat st;
    if (stat(path, &st) == 0 && (size_t)st.st_size == n && strcmp(read_file(path), content) == 0)
        return;
    FILE *f = fopen(path, "wb");
    if (!f)
        fail(path, 0, "%s", strerror(errno));
    size_t done = fwrite(content, 1, n, f);
    if (fclose(f) != 0 || done != n)
        fail(path, 0, "cannot be written");
}

static void check_unique_names(const struct query_file *files, int count)
{
    for (int i = 0; i < count; i++)
        for (int k = 0; k < files[i].count; k++)
            for (int j = 0; j <= i; j++)
                for (int l = 0; l < (j == i ? k : files[j].count); l++)
                    if (strcmp(files[i].queries[k].name, files[j].queries[l].name) == 0)
                        fail(files[i].path, files[i].queries[k].line, "query %s exists already at %s:%d", files[i].queries[k].name,
                             files[j].path, files[j].queries[l].line);
}

int main(int argc, char **argv)
{
    const char *schema_dir = NULL, *telemetry_dir = NULL, *queries_dir = NULL, *out_dir = NULL;
    for (int i = 1; i + 1 < argc; i += 2) {
        const char **dst = strcmp(argv[i], "--schema") == 0      ? &schema_dir
                           : strcmp(argv[i], "--telemetry") == 0 ? &telemetry_dir
                           : strcmp(argv[i], "--queries") == 0   ? &queries_dir
                           : strcmp(argv[i], "--out") == 0       ? &out_dir
                                                                 : NULL;
        if (!dst)
            fail("sqlgen", 0, "unknown option %s", argv[i]);
        *dst = argv[i + 1];
    }
    if (argc != 9 || !schema_dir || !telemetry_dir || !queries_dir || !out_dir) {
        fprintf(stderr, "usage: sqlgen --schema DIR --telemetry DIR --queries DIR --out DIR\n");
        return 2;
    }

    struct schema state = { 0 }, telemetry = { 0 };
    load_schema(schema_dir, &state);
    load_schema(telemetry_dir, &telemetry);

    char **names;
    int count = list_sql(queries_dir, &names);
    struct query_file *files = NULL;
    for (int i = 0; i < count; i++) {
        files = grow(files, (size_t)i, sizeof *files);
        files[i].path = text("%s/%s", queries_dir, names[i]);
        files[i].domain = text_n(names[i], strlen(names[i]) - 4);
        if (strcmp(files[i].domain, "migrations") == 0)
            fail(files[i].path, 0, "this name is taken by the generated migrations.c");
        parse_queries(read_file(files[i].path), &files[i]);
        for (int k = 0; k < files[i].count; k++)
            resolve_query(files[i].telemetry ? telemetry.db : state.db, &files[i].queries[k]);
    }
    check_unique_names(files, count);

    /* Everything is known to be good before the first file is touched. */
    if (mkdir(out_dir, 0777) != 0 && errno != EEXIST)
        fail(out_dir, 0, "%s", strerror(errno));
    for (int i = 0; i < count; i++) {
        write_file(out_dir, text("%s.h", files[i].domain), emit_header(&files[i]));
        write_file(out_dir, text("%s.c", files[i].domain), emit_source(&files[i]));
    }
    write_file(out_dir, "migrations.h", emit_migrations_header());
    write_file(out_dir, "migrations.c", emit_migrations_source(&state, &telemetry));
    return 0;
}
