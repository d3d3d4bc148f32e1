/*
 * openapi.c - the OpenAPI 3.1 document, written from the route rows once at start-up. What the rows do not say is not in it.
 *
 * Threads: main, before the server starts. Extensions: x-permission, x-rate-class, x-audit on operations (the permission matrix and the UI
 * read them), x-live-topics at the root. A table of fields becomes one component, however many routes use it. An operation lists every
 * status that it can answer with: a test holds each exchange against that list, and there is no "default".
 */
#include "http/openapi.h"
#include "core/mem.h"
#include "core/str.h"
#include <stdio.h>
#include <string.h>

#define COMPONENTS_MAX 1024
#define NAME_SIZE      96

struct component {
    const struct field *fields;
    bool answer, partial;
    char name[NAME_SIZE];
};

struct writer {
    struct server *s;
    struct json_out o;
    struct component *components;
    size_t count;
    bool tokens; /* there are JWT access tokens */
};

/* ---- names ---- */

/* "/api/v1/services/{id}/check" → "services_by_id_check" */
static void path_words(const char *path, char *out, size_t size)
{
    size_t n = 0;
    if (str_starts(path, "/api/v1/"))
        path += 7;
    for (const char *p = path; *p && n + 4 < size; p++) {
        if (*p == '{') {
            n += (size_t)snprintf(out + n, size - n, "by_");
        } else if (*p != '}') {
            bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
            if (!plain && n == 0)
                continue;
            out[n++] = plain ? *p : '_';
        }
    }
    out[n] = '\0';
}

/* The last literal segment in camel case: "api-keys" → "ApiKeys". */
static void component_base(const char *path, char out[NAME_SIZE])
{
    char last[NAME_SIZE] = "";
    for (const char *p = path; *p;) {
        p += *p == '/';
        size_t n = strcspn(p, "/");
        if (n > 0 && *p != '{' && n < sizeof last) {
            memcpy(last, p, n);
            last[n] = '\0';
        }
        p += n;
    }
    size_t n = 0;
    bool upper = true;
    for (const char *p = last; *p && n + 1 < NAME_SIZE; p++) {
        bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
        if (letter)
            out[n++] = (char)(upper && *p >= 'a' && *p <= 'z' ? *p - 32 : *p);
        upper = !letter;
    }
    out[n] = '\0';
}

static bool name_taken(const struct writer *w, const char *name)
{
    for (size_t i = 0; i < w->count; i++)
        if (str_eq(w->components[i].name, name))
            return true;
    return str_eq(name, "Problem");
}

static const struct component *component_of(const struct writer *w, const struct field *fields, bool answer, bool partial)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->components[i].fields == fields && w->components[i].answer == answer && w->components[i].partial == partial)
            return &w->components[i];
    return NULL;
}

static void add_component(struct writer *w, const struct route *row, const struct field *fields, bool answer)
{
    bool partial = !answer && row->method == PATCH;
    if (!fields || w->count == COMPONENTS_MAX || component_of(w, fields, answer, partial))
        return;
    struct component *c = &w->components[w->count];
    char base[NAME_SIZE], candidate[NAME_SIZE];
    component_base(row->path, base);
    const char *suffix = answer ? "" : partial ? "Changes" : "Input";
    snprintf(candidate, sizeof candidate, "%.70s%s", base, suffix);
    for (int i = 2; name_taken(w, candidate); i++)
        snprintf(candidate, sizeof candidate, "%.70s%s%d", base, suffix, i);
    *c = (struct component){ .fields = fields, .answer = answer, .partial = partial };
    str_copy(c->name, sizeof c->name, candidate);
    w->count++;
}

/* ---- pieces ---- */

static void put_fields(struct writer *w, const struct route *row, const struct field *fields, bool answer)
{
    if (answer && (row->flags & ROUTE_OUT_OPEN)) {
        jo_object(&w->o);
        jo_kv_string(&w->o, "type", "object");
        jo_object_end(&w->o);
        return;
    }
    const struct component *c = component_of(w, fields, answer, !answer && row->method == PATCH);
    if (c)
        openapi_ref(&w->o, "schemas", c->name);
    else
        field_json_schema(&w->o, fields, answer);
}

static void put_query_schema(struct json_out *o, const struct field *f)
{
    static const char *const types[] = {
        [F_STRING] = "string", [F_INT] = "integer", [F_NUMBER] = "number", [F_BOOL] = "boolean", [F_TIME] = "string"
    };
    jo_object(o);
    if (f->type <= F_TIME)
        jo_kv_string(o, "type", types[f->type]);
    if (f->type == F_TIME)
        jo_kv_string(o, "format", "date-time");
    if (f->flags & FIELD_UUID)
        jo_kv_string(o, "format", "uuid");
    if ((f->type == F_INT || f->type == F_NUMBER) && (f->min || f->max)) {
        jo_kv_int(o, "minimum", f->min);
        jo_kv_int(o, "maximum", f->max);
    }
    if (f->type == F_STRING && !f->one_of && !(f->flags & FIELD_UUID)) {
        if (f->min > 0)
            jo_kv_int(o, "minLength", f->min);
        jo_kv_int(o, "maxLength", f->max ? f->max : 1024);
        jo_kv_string(o, "pattern", "^[^\\u0000-\\u001f\\u007f-\\u009f]*$");
    }
    if (f->one_of) {
        jo_key(o, "enum");
        jo_array(o);
        for (const char *const *v = f->one_of; *v; v++)
            jo_string(o, *v);
        jo_array_end(o);
    }
    if (f->fallback)
        jo_kv_raw(o, "default", f->fallback);
    jo_object_end(o);
    if (!f->fallback) { /* a default is the better example */
        jo_key(o, "example");
        field_example_value(o, f);
    }
}

static void open_parameter(struct json_out *o, const char *name, const char *in, bool required, const char *doc)
{
    jo_object(o);
    jo_kv_string(o, "name", name);
    jo_kv_string(o, "in", in);
    jo_kv_bool(o, "required", required);
    if (doc)
        jo_kv_string(o, "description", doc);
    jo_key(o, "schema");
}

/* Ids are UUIDs as a rule, but some objects go by a name: the schema asks for text without what no path may hold. */
static void put_path_parameter(struct json_out *o, const char *name)
{
    bool id = str_ends(name, "id");
    struct field f = { .name = name, .type = F_STRING };
    open_parameter(o, name, "path", true, id ? "The id of the object" : "The name of the object");
    jo_object(o);
    jo_kv_string(o, "type", "string");
    jo_kv_string(o, "pattern", "^[^\\u0000-\\u001f\\u007f/\\\\]+$");
    jo_object_end(o);
    jo_key(o, "example");
    field_example_value(o, &f);
    jo_object_end(o);
}

static bool heeds_if_match(const struct route *row)
{
    return row->method == PUT || row->method == PATCH || row->method == DELETE || (row->flags & ROUTE_IF_MATCH);
}

static void put_parameters(struct writer *w, const struct compiled_route *c)
{
    struct json_out *o = &w->o;
    const struct route *row = c->row;
    bool own_limit = false;
    jo_key(o, "parameters");
    jo_array(o);
    for (size_t i = 0; i < c->param_count; i++)
        put_path_parameter(o, c->params[i]);
    for (const struct field *f = row->query; f && f->name; f++) {
        own_limit |= str_eq(f->name, "limit");
        open_parameter(o, f->name, "query", (f->flags & FIELD_REQUIRED) != 0, f->doc);
        put_query_schema(o, f);
        jo_object_end(o);
    }
    if (row->list) {
        if (!own_limit)
            openapi_ref(o, "parameters", "limit");
        openapi_ref(o, "parameters", "cursor");
    }
    if (!(row->flags & ROUTE_PUBLIC))
        openapi_ref(o, "parameters", "tenant_id");
    if (row->method == POST && !(row->flags & (ROUTE_NO_IDEMPOTENCY | ROUTE_RAW_BODY | ROUTE_PUBLIC)))
        openapi_ref(o, "parameters", "idempotency_key");
    if (heeds_if_match(row))
        openapi_ref(o, "parameters", "if_match");
    openapi_ref(o, "parameters", "request_id");
    jo_array_end(o);
}

/* The table without its requirements, for a change that names some members. mem_free. */
static struct field *partial_of(const struct field *fields)
{
    size_t n = 0;
    while (fields[n].name)
        n++;
    struct field *copy = mem_array(n + 1, sizeof *copy);
    for (size_t i = 0; i < n; i++) {
        copy[i] = fields[i];
        copy[i].flags &= ~(unsigned)FIELD_REQUIRED;
    }
    return copy;
}

static void put_example(struct json_out *o, const struct field *fields, bool answer, bool partial)
{
    struct field *copy = partial ? partial_of(fields) : NULL;
    field_example(o, copy ? copy : fields, answer);
    mem_free(copy);
}

static void put_body(struct writer *w, const struct route *row)
{
    struct json_out *o = &w->o;
    if (!row->in && !(row->flags & ROUTE_RAW_BODY))
        return;
    bool required = (row->flags & ROUTE_RAW_BODY) != 0;
    for (const struct field *f = row->in; f && f->name; f++)
        required |= (f->flags & FIELD_REQUIRED) && row->method != PATCH;
    jo_key(o, "requestBody");
    jo_object(o);
    jo_kv_bool(o, "required", required);
    jo_key(o, "content");
    jo_object(o);
    jo_key(o, row->in ? "application/json" : "application/octet-stream");
    jo_object(o);
    if (row->in) {
        jo_key(o, "schema");
        put_fields(w, row, row->in, false);
        jo_key(o, "example");
        put_example(o, row->in, false, row->method == PATCH);
    }
    jo_object_end(o);
    jo_object_end(o);
    jo_object_end(o);
}

static void put_schema_of_answer(struct writer *w, const struct route *row)
{
    struct json_out *o = &w->o;
    jo_key(o, "schema");
    if (row->list) {
        jo_object(o);
        jo_kv_string(o, "type", "object");
        jo_key(o, "properties");
        jo_object(o);
        jo_key(o, "items");
        jo_object(o);
        jo_kv_string(o, "type", "array");
        jo_key(o, "items");
        put_fields(w, row, row->out, true);
        jo_object_end(o);
        jo_kv_raw(o, "next_cursor", "{\"type\":[\"string\",\"null\"]}");
        jo_kv_raw(o, "total", "{\"type\":\"integer\",\"minimum\":0}");
        jo_object_end(o);
        jo_kv_raw(o, "required", "[\"items\",\"next_cursor\"]");
        jo_kv_bool(o, "additionalProperties", false);
        jo_object_end(o);
    } else if (row->out_array) {
        jo_object(o);
        jo_kv_string(o, "type", "array");
        jo_key(o, "items");
        put_fields(w, row, row->out, true);
        jo_object_end(o);
    } else {
        put_fields(w, row, row->out, true);
    }
}

static void put_example_of_answer(struct json_out *o, const struct route *row)
{
    if (row->list) {
        jo_object(o);
        jo_key(o, "items");
    }
    if (row->list || row->out_array)
        jo_array(o);
    put_example(o, row->out, true, false);
    if (row->list || row->out_array)
        jo_array_end(o);
    if (row->list) {
        jo_kv_string(o, "next_cursor", NULL);
        jo_object_end(o);
    }
}

static void put_answer_headers(struct json_out *o, const struct route *row, bool entity)
{
    jo_key(o, "headers");
    jo_object(o);
    jo_key(o, "X-Request-Id");
    openapi_ref(o, "headers", "X-Request-Id");
    if (row->rate != RATE_NONE) {
        jo_key(o, "RateLimit");
        openapi_ref(o, "headers", "RateLimit");
        jo_key(o, "RateLimit-Policy");
        openapi_ref(o, "headers", "RateLimit-Policy");
    }
    if (entity) {
        jo_key(o, "ETag");
        openapi_ref(o, "headers", "ETag");
    }
    jo_object_end(o);
}

/* Is there a row that changes what this one reads? Then the answer has a version. */
static bool is_entity(const struct writer *w, const struct route *row)
{
    for (size_t i = 0; row->method == GET && i < routes_count(w->s->routes); i++) {
        const struct route *other = routes_at(w->s->routes, i)->row;
        if ((other->method == PUT || other->method == PATCH) && str_eq(other->path, row->path))
            return true;
    }
    return false;
}

static void put_success(struct writer *w, const struct route *row)
{
    struct json_out *o = &w->o;
    bool json = row->out != NULL, other = (row->flags & ROUTE_HIDDEN_BODY) || (row->produces && !json);
    int status = (row->flags & ROUTE_OK_201)                        ? 201
                 : (row->flags & ROUTE_OK_202)                      ? 202
                 : (row->flags & ROUTE_OK_204) || (!json && !other) ? 204
                                                                    : 200;
    char key[8];
    snprintf(key, sizeof key, "%d", status);
    jo_key(o, key);
    jo_object(o);
    jo_kv_string(o, "description", status_text(status));
    put_answer_headers(o, row, is_entity(w, row));
    if (status != 204 && (json || other)) {
        char types[128], *rest = types;
        str_copy(types, sizeof types, row->produces ? row->produces : json ? "application/json" : "application/octet-stream");
        jo_key(o, "content");
        jo_object(o);
        for (char *type; (type = strsep(&rest, ","));) {
            type += strspn(type, " ");
            type[strcspn(type, ";")] = '\0';
            jo_key(o, type);
            jo_object(o);
            if (json) {
                put_schema_of_answer(w, row);
                if (!(row->flags & ROUTE_OUT_OPEN)) {
                    jo_key(o, "example");
                    put_example_of_answer(o, row);
                }
            }
            jo_object_end(o);
        }
        jo_object_end(o);
    }
    jo_object_end(o);
    if (row->method == GET && json && !row->list)
        jo_kv_raw(o, "304", "{\"description\":\"Not Modified\"}");
}

static void put_answers(struct writer *w, const struct compiled_route *c)
{
    struct json_out *o = &w->o;
    const struct route *row = c->row;
    bool private = !(row->flags & ROUTE_PUBLIC), changes = row->method != GET, body = row->in || (row->flags & ROUTE_RAW_BODY);
    /* passwords, links, codes: who is it, and may they? */
    bool proves = row->rate == RATE_LOGIN || (row->flags & ROUTE_SIGN_IN) || (!private && changes && row->rate != RATE_INGEST);
    const struct {
        int status;
        bool when;
    } answers[] = {
        { 400, true },
        { 401, private || proves },
        { 403, (private || proves) && !(row->flags & ROUTE_PAGE) },
        { 404, private || c->param_count > 0 },
        { 408, body },
        { 409, changes },
        { 412, heeds_if_match(row) },
        { 413, body },
        { 415, body },
        { 422, changes || row->query }, /* parameters that do not fit each other */
        { 429, row->rate != RATE_NONE },
        { 500, true },
        { 502, (row->flags & ROUTE_UPSTREAM) != 0 },
        { 503, true },
        { 504, row->rate != RATE_NONE },
        { 507, changes },
    };
    jo_key(o, "responses");
    jo_object(o);
    put_success(w, row);
    if (row->flags & ROUTE_PAGE)
        jo_kv_raw(o, "303", "{\"description\":\"A browser that is not signed in: to the sign-in page\"}");
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (answers[i].when)
            openapi_problem(o, answers[i].status);
    if (row->flags & ROUTE_PAGE)
        jo_kv_raw(
            o, "403",
            "{\"description\":\"Signed in, but without the permission\",\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":"
            "\"#/components/schemas/Problem\"},\"example\":{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,"
            "\"detail\":\"This needs the permission docs.read.\",\"request_id\":\"0199c0de-5a3b-7c41-9d2e-3f6b8a1c4d50\"}},"
            "\"text/html\":{}}}");
    jo_object_end(o);
}

/* What the columns of the row mean for a caller, in sentences. */
static void put_description(struct writer *w, const struct route *row)
{
    struct buf b;
    buf_init(&b, 4096);
    if (row->flags & ROUTE_PUBLIC)
        buf_puts(&b, "Needs no sign-in.");
    else if (str_eq(w->s->o.hooks->perm_name(row->perm), "any"))
        buf_puts(&b, "Anybody who is signed in may do this.");
    else
        buf_printf(&b, "Needs the permission `%s`.", w->s->o.hooks->perm_name(row->perm));
    if (row->rate != RATE_NONE)
        buf_printf(&b, " Rate class `%s`: %lld requests a minute for each %s.", rate_class_name(row->rate),
                   (long long)rate_class_limit(row->rate), row->rate == RATE_LOGIN || (row->flags & ROUTE_PUBLIC) ? "address" : "user");
    if (row->flags & ROUTE_RAW_BODY)
        buf_printf(&b, " The body is taken as it is, up to %lld bytes.", (long long)(row->max_body ? row->max_body : 1 << 20));
    if (row->audit)
        buf_printf(&b, " Recorded in the audit trail as `%s`.", row->audit);
    jo_key(&w->o, "description");
    jo_string_n(&w->o, b.data, b.len);
    buf_free(&b);
}

static void put_operation(struct writer *w, const struct compiled_route *c)
{
    struct json_out *o = &w->o;
    const struct route *row = c->row;
    static const char *const lower[METHODS] = { [GET] = "get", [POST] = "post", [PUT] = "put", [PATCH] = "patch", [DELETE] = "delete" };
    char words[200], id[220];
    path_words(row->path, words, sizeof words);
    snprintf(id, sizeof id, "%s_%s", lower[row->method], words);
    jo_key(o, lower[row->method]);
    jo_object(o);
    jo_kv_string(o, "operationId", id);
    jo_kv_string(o, "summary", row->doc);
    put_description(w, row);
    if (row->tag) {
        jo_key(o, "tags");
        jo_array(o);
        jo_string(o, row->tag);
        jo_array_end(o);
    }
    if (row->flags & ROUTE_PUBLIC) {
        jo_key(o, "security");
        jo_array(o);
        jo_array_end(o);
    } else {
        if (row->method != GET)
            openapi_security(o, true, w->tokens);
        jo_kv_string(o, "x-permission", w->s->o.hooks->perm_name(row->perm));
    }
    jo_kv_string(o, "x-rate-class", rate_class_name(row->rate));
    if (row->audit)
        jo_kv_string(o, "x-audit", row->audit);
    put_parameters(w, c);
    put_body(w, row);
    put_answers(w, c);
    jo_object_end(o);
}

static void put_paths(struct writer *w)
{
    struct json_out *o = &w->o;
    size_t n = routes_count(w->s->routes);
    jo_key(o, "paths");
    jo_object(o);
    for (size_t i = 0; i < n; i++) {
        const char *path = routes_at(w->s->routes, i)->row->path;
        bool before = false;
        for (size_t k = 0; k < i && !before; k++)
            before = str_eq(routes_at(w->s->routes, k)->row->path, path);
        if (before)
            continue;
        jo_key(o, path);
        jo_object(o);
        for (size_t k = i; k < n; k++)
            if (str_eq(routes_at(w->s->routes, k)->row->path, path))
                put_operation(w, routes_at(w->s->routes, k));
        jo_object_end(o);
    }
    jo_object_end(o);
}

static void put_components(struct writer *w)
{
    struct json_out *o = &w->o;
    jo_key(o, "components");
    jo_object(o);
    openapi_security_schemes(o, w->tokens);
    openapi_shared_parameters(o);
    openapi_shared_headers(o);
    openapi_problem_answers(o);
    jo_key(o, "schemas");
    jo_object(o);
    openapi_problem_schema(o);
    for (size_t i = 0; i < w->count; i++) {
        jo_key(o, w->components[i].name);
        struct field *partial = w->components[i].partial ? partial_of(w->components[i].fields) : NULL;
        field_json_schema(o, partial ? partial : w->components[i].fields, w->components[i].answer);
        mem_free(partial);
    }
    jo_object_end(o);
    jo_object_end(o);
}

static void put_topics(struct writer *w)
{
    struct json_out *o = &w->o;
    jo_key(o, "x-live-topics");
    jo_array(o);
    for (size_t i = 0; i < hub_topic_count(w->s->hub); i++) {
        const char *topic, *doc;
        int perm;
        hub_topic_at(w->s->hub, i, &topic, &perm, &doc);
        jo_object(o);
        jo_kv_string(o, "topic", topic);
        jo_kv_string(o, "x-permission", w->s->o.hooks->perm_name(perm));
        jo_kv_string(o, "description", doc);
        jo_object_end(o);
    }
    jo_array_end(o);
}

void openapi_write(struct server *s, struct buf *out)
{
    struct writer w = { .s = s, .components = mem_array(COMPONENTS_MAX, sizeof(struct component)) };
    for (size_t i = 0; i < routes_count(s->routes); i++) {
        const struct route *row = routes_at(s->routes, i)->row;
        if (!(row->flags & ROUTE_OUT_OPEN))
            add_component(&w, row, row->out, true);
        add_component(&w, row, row->in, false);
        w.tokens |= str_eq(row->path, "/api/v1/auth/token");
    }
    buf_clear(out);
    jo_init(&w.o, out);
    jo_object(&w.o);
    jo_kv_string(&w.o, "openapi", "3.1.0");
    openapi_info(&w.o, s->o.version);
    openapi_tags(&w.o, s);
    openapi_security(&w.o, false, w.tokens);
    put_paths(&w);
    put_components(&w);
    put_topics(&w);
    jo_object_end(&w.o);
    mem_free(w.components);
}
