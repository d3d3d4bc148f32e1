/*
 * parse.c - reads a file of named queries: its annotations ("-- key: value" lines) and the SQL below them.
 */
#include "sqlgen.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$';
}

struct token token_next(const char **p, int *depth)
{
    const char *s = *p;
    for (;;) {
        while (isspace((unsigned char)*s))
            s++;
        if (s[0] == '-' && s[1] == '-') {
            while (*s && *s != '\n')
                s++;
        } else if (s[0] == '/' && s[1] == '*') {
            const char *end = strstr(s + 2, "*/");
            s = end ? end + 2 : s + strlen(s);
        } else {
            break;
        }
    }
    struct token t = { .kind = TOKEN_OTHER, .start = s, .depth = *depth };
    if (!*s) {
        t.kind = TOKEN_END;
    } else if (word_char(*s)) {
        t.kind = TOKEN_WORD;
        while (word_char(*s))
            s++;
    } else if (*s == '\'' || *s == '"' || *s == '`') {
        char quote = *s++;
        while (*s && (*s != quote || s[1] == quote))
            s += *s == quote ? 2 : 1;
        if (*s)
            s++;
    } else if (*s == ':' || *s == '@') { /* a parameter is no word, so that :limit is not LIMIT */
        s++;
        while (word_char(*s))
            s++;
    } else {
        if (*s == '(')
            (*depth)++;
        if (*s == ')')
            t.depth = --(*depth);
        s++;
    }
    t.len = (size_t)(s - t.start);
    *p = s;
    return t;
}

bool token_is(const struct token *t, const char *word)
{
    return t->kind == TOKEN_WORD && t->len == strlen(word) && strncasecmp(t->start, word, t->len) == 0;
}

static bool valid_name(const char *s)
{
    if (!islower((unsigned char)s[0]))
        return false;
    for (; *s; s++)
        if (!islower((unsigned char)*s) && !isdigit((unsigned char)*s) && *s != '_')
            return false;
    return true;
}

/* Splits off the first word of *p. */
static char *take_word(const char **p)
{
    const char *s = *p;
    while (*s == ' ' || *s == '\t')
        s++;
    const char *end = s;
    while (*end && !isspace((unsigned char)*end))
        end++;
    *p = end;
    return text_n(s, (size_t)(end - s));
}

static void parse_name(struct query_file *file, int line, const char *rest)
{
    char *name = take_word(&rest), *kind = take_word(&rest), *more = take_word(&rest);
    static const char *const kinds[] = { ":one", ":many", ":each", ":exec" };
    file->queries = grow(file->queries, (size_t)file->count, sizeof *file->queries);
    struct query *q = &file->queries[file->count++];
    *q = (struct query){ .file = file->path, .line = line, .name = name, .doc = "", .sql = "" };
    if (!valid_name(name))
        fail(file->path, line, "a query's name is lower case letters, digits and _: '%s'", name);
    int k = 0;
    while (k < 4 && strcmp(kinds[k], kind) != 0)
        k++;
    if (k == 4 || *more)
        fail(file->path, line, "expected '-- name: NAME :one|:many|:each|:exec'");
    q->kind = (enum kind)k;
    size_t n = strlen(name);
    if (q->kind == KIND_EACH && n > 5 && strcmp(name + n - 5, "_each") == 0)
        fail(file->path, line, "the function gets the suffix _each by itself: leave it out of the name '%s'", name);
}

static void parse_slot(struct query *q, struct slots *slots, int line, const char *rest)
{
    static const struct {
        const char *name;
        enum type type;
    } types[] = { { "int", TYPE_INT }, { "real", TYPE_REAL }, { "text", TYPE_TEXT }, { "blob", TYPE_BLOB } };
    char *name = take_word(&rest), *type = take_word(&rest), *more = take_word(&rest);
    size_t n = strlen(type);
    struct slot s = { .name = name, .line = line };
    if (n && type[n - 1] == '?') {
        s.nullable = true;
        type[n - 1] = 0;
    }
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].name, type) == 0)
            s.type = types[i].type;
    if (s.type == TYPE_NONE || *more)
        fail(q->file, line, "expected NAME int|real|text|blob, with ? when it may be NULL");
    for (int i = 0; i < slots->count; i++)
        if (strcmp(slots->at[i].name, name) == 0)
            fail(q->file, line, "%s has a type already", name);
    slots->at = grow(slots->at, (size_t)slots->count, sizeof *slots->at);
    slots->at[slots->count++] = s;
}

static void parse_tenant(struct query *q, int line, const char *rest)
{
    char *word = take_word(&rest), *why = take_word(&rest);
    if (q->tenant != TENANT_UNSAID)
        fail(q->file, line, "a second '-- tenant:' line");
    if (strcmp(word, "bound") == 0 && !*why)
        q->tenant = TENANT_BOUND;
    else if (strcmp(word, "global") == 0 && *why)
        q->tenant = TENANT_GLOBAL;
    else
        fail(q->file, line, "expected '-- tenant: bound' or '-- tenant: global WHY'");
}

/* "-- key: value" → key, with *value behind the colon; NULL for a plain comment. */
static char *annotation_key(const char *comment, const char **value)
{
    const char *s = comment + 2;
    while (*s == ' ')
        s++;
    const char *end = s;
    while (islower((unsigned char)*end))
        end++;
    if (end == s || *end != ':')
        return NULL;
    *value = end + 1;
    return text_n(s, (size_t)(end - s));
}

static void parse_comment(struct query_file *file, int line, const char *comment)
{
    struct query *q = file->count ? &file->queries[file->count - 1] : NULL;
    const char *value = NULL;
    char *key = annotation_key(comment, &value);
    if (!key) {
        if (q && !*q->sql) {
            const char *s = comment + 2 + (comment[2] == ' ');
            if (strstr(s, "*/"))
                fail(file->path, line, "a comment must not contain */");
            q->doc = *q->doc ? text("%s\n%s", q->doc, s) : text("%s", s);
        }
        return;
    }
    if (strcmp(key, "name") == 0) {
        parse_name(file, line, value);
        return;
    }
    if (strcmp(key, "tenant") != 0 && strcmp(key, "col") != 0 && strcmp(key, "param") != 0)
        fail(file->path, line, "unknown annotation '%s:' (name, tenant, col, param)", key);
    if (!q || *q->sql)
        fail(file->path, line, "'-- %s:' belongs between '-- name:' and the SQL", key);
    if (strcmp(key, "tenant") == 0)
        parse_tenant(q, line, value);
    else
        parse_slot(q, strcmp(key, "col") == 0 ? &q->said_cols : &q->said_params, line, value);
}

void parse_queries(const char *content, struct query_file *file)
{
    int line = 0;
    for (const char *p = content; *p;) {
        const char *end = strchrnul(p, '\n');
        char *s = text_n(p, (size_t)(end - p));
        p = *end ? end + 1 : end;
        line++;
        for (size_t n = strlen(s); n && isspace((unsigned char)s[n - 1]);)
            s[--n] = 0;
        if (line == 1) {
            if (strcmp(s, "-- database: telemetry") == 0)
                file->telemetry = true;
            else if (strcmp(s, "-- database: state") != 0)
                fail(file->path, 1, "the first line is '-- database: state' or '-- database: telemetry'");
        } else if (strncmp(s, "--", 2) == 0) {
            parse_comment(file, line, s);
        } else if (*s) {
            if (!file->count)
                fail(file->path, line, "SQL before the first '-- name:'");
            struct query *q = &file->queries[file->count - 1];
            if (!*q->sql)
                q->sql_line = line;
            /* Lines keep their distance, so that an error's offset gives its line. */
            int have = q->sql_line;
            for (const char *c = q->sql; *c; c++)
                have += *c == '\n';
            char *sql = text("%s", q->sql);
            for (; have < line; have++)
                sql = text("%s\n", sql);
            q->sql = text("%s%s", sql, s);
        }
    }
    for (int i = 0; i < file->count; i++)
        if (!*file->queries[i].sql)
            fail(file->path, file->queries[i].line, "query %s has no SQL", file->queries[i].name);
}
