/*
 * test_http_server.c - a whole server in this process, spoken to over raw sockets: the order of checks, hostile and slow clients, live sockets.
 *
 * Eight workers only, so that whatever could hold a worker is seen at once.
 */
#include "core/crypto.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "http/server.h"
#include "http/websocket.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { ANY = 1, READ, WRITE };
#define THREADS 8

static struct server *server;
static int port, tls_port;
static char dir[64];
static struct {
    char action[64], id[64], after[256];
    int count, status;
    bool refused, fail;
} audited;
static struct {
    char key[64], body[256];
    int status;
} idem;

/* ---- hooks and routes of the test ---- */

static const char *perm_name(int perm)
{
    return perm == ANY ? "any" : perm == READ ? "thing.read" : perm == WRITE ? "thing.write" : NULL;
}

/* The credential's text says who it is: "writer", "reader", "root". */
static enum err authenticate(void *ctx, struct arena *a, const char *cookie, const char *bearer, const char *remote, struct principal *out)
{
    (void)ctx;
    (void)a;
    (void)remote;
    const char *who = cookie ? cookie : bearer;
    memset(out, 0, sizeof *out);
    if (!str_eq(who, "writer") && !str_eq(who, "reader") && !str_eq(who, "root")) return err_set(ERR_UNAUTHENTICATED, "unknown credential");
    str_copy(out->user_id, sizeof out->user_id, who);
    str_copy(out->tenant_id, sizeof out->tenant_id, "tenant-1");
    str_copy(out->session_id, sizeof out->session_id, cookie ? "session-1" : "");
    str_copy(out->csrf, sizeof out->csrf, "the-token");
    out->superadmin = str_eq(who, "root");
    out->perms[0] = 1u << READ | (str_eq(who, "reader") ? 0 : 1u << WRITE);
    return OK;
}

static enum err tenant_check(void *ctx, const struct principal *p, const char *tenant_id)
{
    (void)ctx;
    if (!p->superadmin) return err_set(ERR_FORBIDDEN, "only one's own tenant");
    return str_eq(tenant_id, "0199c0de-0000-7000-8000-000000000002") ? OK : err_set(ERR_NOT_FOUND, "no such tenant");
}

static enum err audit_write(void *ctx, const struct http_audit *row, bool refused)
{
    (void)ctx;
    audited.count++;
    audited.refused = refused;
    audited.status = row->status;
    str_copy(audited.action, sizeof audited.action, row->action);
    str_copy(audited.id, sizeof audited.id, row->object_id ? row->object_id : "");
    str_copy(audited.after, sizeof audited.after, row->after ? row->after : "");
    return audited.fail ? err_set(ERR_BUSY, "the trail is full") : OK;
}

static enum err idem_begin(void *ctx, struct arena *a, const char *tenant_id, const char *user_id, const char *key, const char *route, const unsigned char hash[32], int *status,
                           const char **body)
{
    (void)ctx;
    (void)tenant_id;
    (void)user_id;
    (void)route;
    (void)hash;
    *status = 0;
    if (!str_eq(idem.key, key)) return OK;
    *status = idem.status;
    *body = arena_strdup(a, idem.body);
    return OK;
}

static void idem_end(void *ctx, const char *tenant_id, const char *user_id, const char *key, const char *route, int status, const char *body)
{
    (void)ctx;
    (void)tenant_id;
    (void)user_id;
    (void)route;
    str_copy(idem.key, sizeof idem.key, key);
    str_copy(idem.body, sizeof idem.body, body);
    idem.status = status;
}

static enum err thing_get(struct request *rq, void *ctx)
{
    (void)ctx;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "id", request_path_param(rq, "id"));
    jo_kv_string(o, "name", request_tenant(rq));
    jo_object_end(o);
    response_etag(rq, 7);
    return OK;
}

static enum err thing_make(struct request *rq, void *ctx)
{
    (void)ctx;
    static int made;
    char id[16];
    const char *name = json_string(json_get(request_json(rq), "name"));
    if (str_eq(name, "taken")) return request_field_error(rq, "name", "is taken");
    if (str_eq(name, "conflict")) return err_set(ERR_CONFLICT, "it is there already");
    if (str_eq(name, "broken")) return err_set(ERR_INTERNAL, "a secret of the inside");
    snprintf(id, sizeof id, "%d", ++made);
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_string(o, "id", id);
    jo_kv_string(o, "name", name);
    jo_object_end(o);
    request_audit(rq, "thing", id, NULL, json_print(request_arena(rq), request_json(rq)));
    live_publish(server_live(server), "tenant-1", "things", "{\"id\":\"7\",\"kind\":\"made\"}", 24);
    return OK;
}

static enum err thing_put(struct request *rq, void *ctx)
{
    (void)ctx;
    return request_if_match(rq, 7);
}

static enum err thing_list(struct request *rq, void *ctx)
{
    (void)ctx;
    const char *from = request_cursor(rq);
    int64_t start = 0;
    char next[16];
    if (from && !str_to_i64(from, &start)) return err_set(ERR_INTERNAL, "cursor");
    snprintf(next, sizeof next, "%d", (int)(start + request_limit(rq)));
    response_next_cursor(rq, start + request_limit(rq) < 100 ? next : NULL);
    response_total(rq, 100);
    struct json_out *o = response_list_begin(rq);
    for (int64_t i = start; i < start + request_limit(rq) && i < 100; i++) {
        jo_object(o);
        jo_kv_int(o, "n", i);
        jo_object_end(o);
    }
    response_list_end(rq);
    return OK;
}

/* A JSON answer of 1 MiB that does not compress away: nobody asks for gzip in these tests. */
static enum err thing_big(struct request *rq, void *ctx)
{
    (void)ctx;
    char text[1025];
    memset(text, 'b', 1024);
    text[1024] = '\0';
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "name");
    jo_array(o);
    for (int i = 0; i < 1024; i++) jo_string(o, text);
    jo_array_end(o);
    jo_object_end(o);
    return OK;
}

static enum err thing_upload(struct request *rq, void *ctx)
{
    (void)ctx;
    char bytes[4096];
    size_t got;
    int64_t total = 0;
    enum err e;
    while ((e = request_body_read(rq, bytes, sizeof bytes, &got)) == OK && got > 0) total += (int64_t)got;
    if (e != OK) return e;
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_kv_int(o, "n", total);
    jo_object_end(o);
    return OK;
}

static enum err thing_export(struct request *rq, void *ctx)
{
    (void)ctx;
    enum err e = response_stream_begin(rq, "text/csv", "d\xC3\xBCrr.csv");
    for (int i = 0; e == OK && i < 1000; i++) e = response_stream_write(rq, "a,b\r\n", 5);
    return e;
}

static atomic_int held, let_go; /* handlers of /held that wait, and whether they may end */

static enum err thing_held(struct request *rq, void *ctx)
{
    (void)ctx;
    atomic_fetch_add(&held, 1);
    for (int i = 0; i < 30000 && !atomic_load(&let_go); i++) usleep(1000);
    atomic_fetch_sub(&held, 1);
    return thing_get(rq, ctx);
}

static const struct field out_fields[] = {{.name = "id", .type = F_STRING}, {.name = "name", .type = F_STRING}, {0}};
static const struct field in_fields[] = {{.name = "name", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 20}, {.name = "password", .type = F_STRING, .flags = FIELD_SECRET}, {0}};
static const struct field n_fields[] = {{.name = "n", .type = F_INT}, {0}};
static const char *const sorts[] = {"name", "-name", NULL};
static const struct field query_fields[] = {{.name = "sort", .type = F_STRING, .one_of = sorts}, {.name = "since", .type = F_TIME}, {.name = "page", .type = F_INT, .min = 1, .max = 9}, {0}};
static const struct route rows[] = {
    {.method = GET, .path = "/api/v1/things/{id}", .handler = thing_get, .perm = READ, .out = out_fields, .rate = RATE_READ, .doc = "Get a thing"},
    {.method = GET, .path = "/api/v1/things", .handler = thing_list, .perm = READ, .query = query_fields, .out = n_fields, .list = true, .rate = RATE_READ, .doc = "List things"},
    {.method = POST, .path = "/api/v1/things", .handler = thing_make, .perm = WRITE, .in = in_fields, .out = out_fields, .rate = RATE_WRITE, .flags = ROUTE_OK_201, .audit = "thing.create",
     .doc = "Make a thing"},
    {.method = PUT, .path = "/api/v1/things/{id}", .handler = thing_put, .perm = WRITE, .in = in_fields, .rate = RATE_WRITE, .audit = "thing.update", .doc = "Change a thing"},
    {.method = GET, .path = "/api/v1/things/held", .handler = thing_held, .perm = READ, .out = out_fields, .rate = RATE_READ, .doc = "Wait"},
    {.method = GET, .path = "/api/v1/things/big", .handler = thing_big, .perm = ANY, .flags = ROUTE_OUT_OPEN, .out = out_fields, .rate = RATE_NONE, .doc = "Get much"},
    {.method = POST, .path = "/api/v1/things/upload", .handler = thing_upload, .perm = WRITE, .out = n_fields, .rate = RATE_NONE, .flags = ROUTE_RAW_BODY | ROUTE_NO_AUDIT, .max_body = 1 << 20,
     .doc = "Upload"},
    {.method = GET, .path = "/api/v1/things/export", .handler = thing_export, .perm = READ, .flags = ROUTE_HIDDEN_BODY, .produces = "text/csv", .rate = RATE_NONE, .doc = "Export"},
};

static const struct tag_doc tags[] = {{"box", "The box itself"}, {"nothing", "No route names it"}, {NULL, NULL}};

static int start(void **state)
{
    (void)state;
    static const struct http_hooks hooks = {.authenticate = authenticate, .tenant_check = tenant_check, .perm_name = perm_name, .audit_write = audit_write, .idem_begin = idem_begin, .idem_end = idem_end};
    static const char *const plain[] = {"127.0.0.1:0", NULL};
    static char tls_where[32];
    static const char *tls[] = {tls_where, NULL};
    snprintf(dir, sizeof dir, "/tmp/test-http-XXXXXX");
    if (!mkdtemp(dir)) return 1;
    /* A free port for TLS: only plain ports are told by server_port. */
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    if (bind(fd, (struct sockaddr *)&a, n) != 0 || getsockname(fd, (struct sockaddr *)&a, &n) != 0) return 1;
    tls_port = ntohs(a.sin_port);
    close(fd);
    snprintf(tls_where, sizeof tls_where, "127.0.0.1:%d", tls_port);
    struct server_options o = {.listen = plain, .tls_listen = tls, .data_dir = dir, .hooks = &hooks, .threads = THREADS, .version = "test", .docs_perm = READ, .tags = tags};
    if (server_new(&o, &server) != OK || server_routes(server, rows, sizeof rows / sizeof *rows, NULL) != OK || server_topic(server, "things", READ, "Things") != OK ||
        server_topic(server, "secrets", WRITE, "Secrets") != OK || server_start(server) != OK) {
        print_error("%s\n", err_detail());
        return 1;
    }
    port = server_port(server);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    char path[128];
    server_stop(server);
    server_free(server);
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/tls/%s", dir, i ? "key.pem" : "cert.pem");
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/tls", dir);
    rmdir(path);
    return rmdir(dir);
}

/* ---- a client ---- */

static int dial(int to)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)to), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval limit = {.tv_sec = 10};
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

static void say(int fd, const char *text, size_t n) { assert_int_equal(send(fd, text, n, MSG_NOSIGNAL), (ssize_t)n); }

/* Everything until the peer closes or the bytes stop for wait_ms. */
static size_t hear(int fd, char *out, size_t size, int wait_ms)
{
    size_t n = 0;
    struct pollfd p = {.fd = fd, .events = POLLIN};
    while (n + 1 < size && poll(&p, 1, wait_ms) > 0) {
        ssize_t got = recv(fd, out + n, size - 1 - n, 0);
        if (got <= 0) break;
        n += (size_t)got;
    }
    out[n] = '\0';
    return n;
}

static bool closed(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    char c;
    return poll(&p, 1, 3000) > 0 && recv(fd, &c, 1, 0) <= 0;
}

static char answer[1 << 16];

/* One exchange on a connection of its own; the status. */
static int ask(const char *method, const char *path, const char *headers, const char *body)
{
    char text[8192];
    int fd = dial(port), status = 0;
    int n = body ? snprintf(text, sizeof text, "%s %s HTTP/1.1\r\nHost: box\r\nConnection: close\r\n%sContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", method, path, headers,
                            strlen(body), body)
                 : snprintf(text, sizeof text, "%s %s HTTP/1.1\r\nHost: box\r\nConnection: close\r\n%s\r\n", method, path, headers);
    say(fd, text, (size_t)n);
    hear(fd, answer, sizeof answer, 5000);
    close(fd);
    if (sscanf(answer, "HTTP/1.1 %d", &status) != 1) return 0;
    return status;
}

#define WRITER "Authorization: Bearer writer\r\n"
#define READER "Authorization: Bearer reader\r\n"
#define ROOT "Authorization: Bearer root\r\n"

static void has(const char *what)
{
    if (!strstr(answer, what)) print_error("no '%s' in:\n%s\n", what, answer);
    assert_non_null(strstr(answer, what));
}

static int64_t now_ms(void) { return clock_mono_us(clock_system()) / 1000; }

/* ---- the order of checks ---- */

static void checks_in_order(void **state)
{
    (void)state;
    static const struct {
        const char *method, *path, *headers, *body;
        int status;
        const char *holds;
    } table[] = {
        {"GET", "/healthz", "", NULL, 200, "\"status\":\"ok\""},
        {"HEAD", "/healthz", "", NULL, 200, "Content-Length: "},
        {"GET", "/readyz", "", NULL, 200, "ready"},
        {"GET", "/nowhere", "", NULL, 404, "application/problem+json"},
        {"PATCH", "/api/v1/things/1", WRITER, "{}", 405, "Allow: GET, HEAD, PUT"},
        {"OPTIONS", "/api/v1/things", "", NULL, 405, "Allow: GET, HEAD, POST"},
        {"TRACE", "/api/v1/things", "", NULL, 405, "Allow: GET, HEAD, POST"},
        {"QUERY", "/nowhere", "", NULL, 404, ""},
        {"trace", "/api/v1/things", "", NULL, 400, ""},
        {"GET", "/healthz", "X-Note: a\tb\r\n", NULL, 200, ""},
        {"GET", "/healthz", "X-Note\t: a\r\n", NULL, 400, ""},
        {"GET", "/healthz", "X-Note: a\x01" "b\r\n", NULL, 400, ""},
        {"GET", "/healthz\t", "", NULL, 400, ""},
        {"GET", "/api/v1/things/1", "", NULL, 401, "WWW-Authenticate: Bearer"},
        {"GET", "/api/v1/things/1", "Authorization: Bearer wrong\r\n", NULL, 401, ""},
        {"GET", "/api/v1/things/1", "Authorization: Basic eDp5\r\n", NULL, 401, ""},
        {"GET", "/api/v1/things/1", "Cookie: binnacle_session=reader\r\n", NULL, 200, "\"id\":\"1\""},
        {"GET", "/api/v1/things/1", "Cookie: binnacle_session=reader; binnacle_session=root\r\n", NULL, 400, ""},
        {"GET", "/api/v1/things/1", "Cookie: xbinnacle_session=reader\r\n", NULL, 401, ""},
        {"POST", "/api/v1/things", READER, "{\"name\":\"x\"}", 403, "thing.write"},
        {"GET", "/api/v1/things/1?tenant_id=0199c0de-0000-7000-8000-000000000002", READER, NULL, 403, ""},
        {"GET", "/api/v1/things/1?tenant_id=0199c0de-0000-7000-8000-000000000002", ROOT, NULL, 200, "\"name\":\"0199c0de-0000-7000-8000-000000000002\""},
        {"GET", "/api/v1/things/1?tenant_id=0199c0de-0000-7000-8000-000000000003", ROOT, NULL, 404, ""},
        {"POST", "/api/v1/things", "Cookie: binnacle_session=writer\r\n", "{\"name\":\"x\"}", 403, "X-CSRF-Token"},
        {"POST", "/api/v1/things", "Cookie: binnacle_session=writer\r\nX-CSRF-Token: the-tokem\r\n", "{\"name\":\"x\"}", 403, "X-CSRF-Token"},
        {"POST", "/api/v1/things", "Cookie: binnacle_session=writer\r\nX-CSRF-Token: the-token\r\n", "{\"name\":\"x\"}", 201, "\"name\":\"x\""},
        {"POST", "/api/v1/things?name=x", WRITER, "{\"name\":\"x\"}", 400, "no query parameter"},
        {"POST", "/api/v1/things", WRITER, "{", 400, ""},
        {"POST", "/api/v1/things", WRITER, "[]", 400, "object"},
        {"POST", "/api/v1/things", WRITER, "{\"name\":\"x\",\"name\":\"y\"}", 400, ""},
        {"POST", "/api/v1/things", WRITER, "{\"nmae\":\"x\"}", 422, "{\"field\":\"nmae\""},
        {"POST", "/api/v1/things", WRITER, "{\"name\":17}", 422, "{\"field\":\"name\""},
        {"POST", "/api/v1/things", WRITER, "{\"name\":\"taken\"}", 422, "is taken"},
        {"POST", "/api/v1/things", WRITER, "{\"name\":\"conflict\"}", 409, "there already"},
        {"POST", "/api/v1/things", WRITER, "{\"name\":\"broken\"}", 500, "log has the reason"},
        {"PUT", "/api/v1/things/7", WRITER "If-Match: \"6\"\r\n", "{\"name\":\"x\"}", 412, "version 7"},
        {"PUT", "/api/v1/things/7", WRITER "If-Match: \"5\", \"7\"\r\n", "{\"name\":\"x\"}", 204, ""},
        {"GET", "/api/v1/things/7", WRITER "If-None-Match: W/\"7\"\r\n", NULL, 304, "ETag: \"7\""},
        {"GET", "/api/v1/things/%2e%2e", WRITER, NULL, 400, ""},
        {"GET", "/api/v1/things/a%2fb", WRITER, NULL, 400, ""},
        {"GET", "/api/v1/things/%ff", WRITER, NULL, 400, ""},
        {"GET", "/api/v1/things/caf%C3%A9", WRITER, NULL, 200, "\"id\":\"caf\xC3\xA9\""},
        {"GET", "/api/v1/things/%2541", WRITER, NULL, 200, "\"id\":\"%41\""}, /* decoded once */
        {"GET", "http://other/api/v1/things/1", WRITER, NULL, 200, "\"id\":\"1\""},
        {"GET", "/things/1", WRITER, NULL, 200, "\"id\":\"1\""}, /* the requirements' spelling */
        {"GET", "/api/things/1", WRITER, NULL, 200, "\"id\":\"1\""},
        {"GET", "/things/1", WRITER "Accept: text/html\r\n", NULL, 200, "text/html"},
        {"GET", "/api/v1/nothing", "Accept: text/html\r\n", NULL, 404, "problem"},
        {"POST", "/", "Accept: text/html\r\n", "{}", 404, ""},
        {"GET", "/metrics", "", NULL, 200, "# TYPE"},
        {"GET", "/ws", "", NULL, 400, "WebSocket"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        int status = ask(table[i].method, table[i].path, table[i].headers, table[i].body);
        if (status != table[i].status) print_error("%s %s %s: %d, expected %d\n%s\n", table[i].method, table[i].path, table[i].body ? table[i].body : "", status, table[i].status, answer);
        assert_int_equal(status, table[i].status);
        has(table[i].holds);
        assert_null(strstr(answer, "secret of the inside"));
        has("X-Content-Type-Options: nosniff");
        has("X-Request-Id: ");
        assert_null(strstr(answer, "Access-Control-Allow-Origin"));
    }
}

static void lists_and_queries(void **state)
{
    (void)state;
    assert_int_equal(ask("GET", "/api/v1/things?limit=60", READER, NULL), 200);
    has("\"total\":100");
    char cursor[256], path[300];
    const char *at = strstr(answer, "\"next_cursor\":\"");
    assert_non_null(at);
    assert_int_equal(sscanf(at, "\"next_cursor\":\"%255[^\"]", cursor), 1);
    snprintf(path, sizeof path, "/api/v1/things?limit=60&cursor=%s", cursor);
    assert_int_equal(ask("GET", path, READER, NULL), 200);
    has("{\"n\":60}");
    has("\"next_cursor\":null");
    cursor[3] = cursor[3] == 'A' ? 'B' : 'A';
    snprintf(path, sizeof path, "/api/v1/things?cursor=%s", cursor);
    assert_int_equal(ask("GET", path, READER, NULL), 400);
    static const char *const bad[] = {"limit=0", "limit=1001", "limit=x", "limit=1&limit=2", "sort=age", "since=yesterday", "page=10", "page=1.5", "what=1", "sort=%00", "sort=%c0%af", "sort=%", "cursor="};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(path, sizeof path, "/api/v1/things?%s", bad[i]);
        assert_int_equal(ask("GET", path, READER, NULL), 400);
    }
    assert_int_equal(ask("GET", "/api/v1/things?sort=-name&since=2026-01-02T03:04:05Z&page=9", READER, NULL), 200);
}

static void ids_audit_and_repeats(void **state)
{
    (void)state;
    assert_int_equal(ask("GET", "/healthz", "X-Request-Id: ticket-4711\r\n", NULL), 200);
    has("X-Request-Id: ticket-4711\r\n");
    assert_int_equal(ask("GET", "/healthz", "X-Request-Id: bad id\r\n", NULL), 200);
    assert_null(strstr(answer, "bad id"));
    audited.count = 0;
    assert_int_equal(ask("POST", "/api/v1/things", WRITER "Idempotency-Key: k1\r\n", "{\"name\":\"x\",\"password\":\"hunter2\"}"), 201);
    assert_int_equal(audited.count, 1);
    assert_int_equal(audited.status, 201);
    assert_string_equal(audited.action, "thing.create");
    assert_non_null(strstr(audited.after, "\"password\":{\"set\":true}")); /* masked whatever the handler says */
    char first[16];
    assert_int_equal(sscanf(strstr(answer, "{\"id\":\""), "{\"id\":\"%15[0-9]", first), 1);
    assert_int_equal(ask("POST", "/api/v1/things", WRITER "Idempotency-Key: k1\r\n", "{\"name\":\"x\",\"password\":\"hunter2\"}"), 201);
    has("Idempotency-Replayed: true");
    char second[16];
    assert_int_equal(sscanf(strstr(answer, "{\"id\":\""), "{\"id\":\"%15[0-9]", second), 1);
    assert_string_equal(first, second);
    assert_int_equal(audited.count, 1);
    assert_int_equal(ask("POST", "/api/v1/things", READER, "{\"name\":\"x\"}"), 403); /* who may not is recorded as well */
    assert_int_equal(audited.count, 2);
    assert_int_equal(audited.status, 403);
    assert_true(audited.refused);
    audited.fail = true; /* what has no row is not answered as done */
    assert_int_equal(ask("POST", "/api/v1/things", WRITER, "{\"name\":\"x\",\"password\":\"hunter2\"}"), 503);
    audited.fail = false;
}

/* [DT029] the length of a body is what was sent, not what lies before its first NUL. */
static void nul_in_a_body(void **state)
{
    (void)state;
    static const char *const starts[] = {"", "{\"name\":\"x\"}", "{\"name\":\"", NULL};
    static char text[8192];
    for (int i = 0; starts[i]; i++) {
        int n = snprintf(text, 512, "POST /api/v1/things HTTP/1.1\r\nHost: b\r\nConnection: close\r\n" WRITER "Content-Type: application/json\r\nContent-Length: 4096\r\n\r\n");
        memset(text + n, 0, 4096);
        memcpy(text + n, starts[i], strlen(starts[i]));
        int fd = dial(port), status = 0;
        say(fd, text, (size_t)n + 4096);
        hear(fd, answer, sizeof answer, 5000);
        close(fd);
        assert_int_equal(sscanf(answer, "HTTP/1.1 %d", &status), 1);
        assert_int_equal(status, 400);
    }
}

static void openapi_is_whole(void **state)
{
    (void)state;
    int fd = dial(port);
    static char text[1 << 20];
    assert_int_equal(ask("GET", "/api/openapi.json", "", NULL), 401);
    static const char get[] = "GET /api/openapi.json HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer reader\r\nConnection: close\r\n\r\n";
    say(fd, get, sizeof get - 1);
    size_t n = hear(fd, text, sizeof text, 5000);
    close(fd);
    const char *body = strstr(text, "\r\n\r\n");
    assert_non_null(body);
    struct arena *a = arena_new(0);
    struct json *doc;
    assert_int_equal(json_parse(a, body + 4, n - (size_t)(body + 4 - text), &doc), OK);
    assert_string_equal(json_string(json_path(doc, "openapi")), "3.1.0");
    const struct json *op = json_get(json_get(json_get(doc, "paths"), "/api/v1/things/{id}"), "get");
    assert_string_equal(json_string(json_get(op, "operationId")), "get_things_by_id");
    assert_string_equal(json_string(json_get(op, "x-permission")), "thing.read");
    assert_non_null(json_get(json_get(op, "responses"), "404"));
    assert_null(json_get(json_get(op, "responses"), "409"));
    assert_null(json_get(json_get(op, "responses"), "default"));
    assert_non_null(strstr(json_string(json_get(op, "description")), "`thing.read`"));
    assert_string_equal(json_string(json_path(doc, "tags[0].name")), "box");
    assert_int_equal(json_size(json_get(doc, "tags")), 1);
    const struct json *make = json_get(json_get(json_get(doc, "paths"), "/api/v1/things"), "post");
    assert_non_null(json_path(make, "security[0].csrf"));
    const struct json *example = json_get(json_get(json_path(make, "requestBody.content"), "application/json"), "example");
    assert_int_equal(field_validate(in_fields, example, false, NULL, NULL), 0);
    assert_null(json_get(json_get(json_get(json_get(doc, "paths"), "/healthz"), "get"), "x-permission"));
    arena_free(a);
}

/* ---- hostile bytes ---- */

static void smuggling_is_refused(void **state)
{
    (void)state;
    static const char inner[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    static const char *const forms[] = {
        "POST /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 33\r\n\r\n",
        "POST /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
        "POST /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\n{}",
        "POST /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 2 2\r\n\r\n{}",
        "GET /healthz HTTP/1.1\nHost: x\n\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: a\rb\r\n\r\n",
        "POST /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length : 2\r\n\r\n{}",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n b\r\n\r\n",
        "POST /api/v1/things HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /api/v1/things HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "POST /api/v1/things HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET /healthz HTTP/1.1\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /healthz HTTP/3.0\r\nHost: x\r\n\r\n",
        "GET  /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
        "BREW /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET healthz HTTP/1.1\r\nHost: x\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS hello",
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        int fd = dial(port), answers = 0, status = 0;
        say(fd, forms[i], strlen(forms[i]));
        if (i < 6) (void)!send(fd, inner, sizeof inner - 1, MSG_NOSIGNAL);
        hear(fd, answer, sizeof answer, 300);
        for (const char *p = answer; (p = strstr(p, "HTTP/1.1 ")) != NULL; p++) answers += p[9] >= '0' && p[9] <= '9';
        if (answers != 1 || sscanf(answer, "HTTP/1.1 %d", &status) != 1 || status < 400 || status >= 500) print_error("form %zu: %s\n", i, answer);
        assert_int_equal(answers, 1);
        assert_in_range(status, 400, 499);
        if (i < 6) assert_true(closed(fd)); /* where the length is not clear the connection ends */
        close(fd);
    }
    /* A NUL needs its length said. */
    static const char nul[] = "GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n";
    int fd = dial(port);
    say(fd, nul, sizeof nul - 1);
    hear(fd, answer, sizeof answer, 300);
    assert_int_equal(strncmp(answer, "HTTP/1.1 400", 12), 0);
    close(fd);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
    (void)state;
    static const char two[] = "GET /api/v1/things/first HTTP/1.1\r\nHost: x\r\n" READER "\r\n"
                              "POST /api/v1/things HTTP/1.1\r\nHost: x\r\n" WRITER "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"nam\r\n7;x=y\r\ne\":\"q\"}\r\n0\r\n\r\n"
                              "GET /api/v1/things/last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" READER "\r\n";
    int fd = dial(port);
    say(fd, two, sizeof two - 1);
    hear(fd, answer, sizeof answer, 3000);
    close(fd);
    const char *a = strstr(answer, "\"id\":\"first\""), *b = strstr(answer, "\"name\":\"q\""), *c = strstr(answer, "\"id\":\"last\"");
    assert_true(a && b && c && a < b && b < c);
}

static void bodies_are_bounded(void **state)
{
    (void)state;
    assert_int_equal(ask("POST", "/api/v1/things", WRITER "Content-Encoding: gzip\r\n", "{\"name\":\"x\"}"), 415);
    int fd = dial(port);
    static const char large[] = "POST /api/v1/things HTTP/1.1\r\nHost: x\r\n" WRITER "Content-Type: application/json\r\nContent-Length: 9000000\r\n\r\n{";
    say(fd, large, sizeof large - 1);
    hear(fd, answer, sizeof answer, 1000);
    assert_int_equal(strncmp(answer, "HTTP/1.1 413", 12), 0);
    close(fd);
    fd = dial(port);
    static const char text[] = "POST /api/v1/things HTTP/1.1\r\nHost: x\r\n" WRITER "Content-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    say(fd, text, sizeof text - 1);
    hear(fd, answer, sizeof answer, 1000);
    assert_int_equal(strncmp(answer, "HTTP/1.1 415", 12), 0);
    close(fd);
    fd = dial(port); /* chunks whose sum passes the bound */
    static const char chunked[] = "POST /api/v1/things/upload HTTP/1.1\r\nHost: x\r\n" WRITER "Transfer-Encoding: chunked\r\n\r\n";
    say(fd, chunked, sizeof chunked - 1);
    static char block[65536];
    for (int i = 0; i < 40; i++) {
        if (send(fd, "10000\r\n", 7, MSG_NOSIGNAL) != 7 || send(fd, block, sizeof block, MSG_NOSIGNAL) < 0 || send(fd, "\r\n", 2, MSG_NOSIGNAL) != 2) break;
    }
    hear(fd, answer, sizeof answer, 1000);
    assert_int_equal(strncmp(answer, "HTTP/1.1 413", 12), 0);
    close(fd);
    fd = dial(port); /* a head without an end */
    static const char filler[] = "X-Filler: 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567\r\n";
    say(fd, "GET / HTTP/1.1\r\n", 16);
    for (int i = 0; i < 200; i++)
        if (send(fd, filler, sizeof filler - 1, MSG_NOSIGNAL) < 0) break;
    hear(fd, answer, sizeof answer, 1000);
    assert_int_equal(strncmp(answer, "HTTP/1.1 431", 12), 0);
    close(fd);
}

static void streams(void **state)
{
    (void)state;
    assert_int_equal(ask("GET", "/api/v1/things/export", READER, NULL), 200);
    has("Transfer-Encoding: chunked");
    has("filename*=UTF-8''d%C3%BCrr.csv");
    assert_non_null(strstr(answer, "\r\n0\r\n\r\n"));
    int fd = dial(port);
    static const char old[] = "GET /api/v1/things/export HTTP/1.0\r\n" READER "\r\n";
    say(fd, old, sizeof old - 1);
    size_t n = hear(fd, answer, sizeof answer, 1000);
    assert_null(strstr(answer, "chunked"));
    const char *body = strstr(answer, "\r\n\r\n");
    assert_int_equal(n - (size_t)(body + 4 - answer), 5000);
    close(fd);
}

/* ---- slow clients ---- */

/* A healthy client's worst answer over some requests, in ms. */
static int64_t worst_of(int requests)
{
    int64_t worst = 0;
    for (int i = 0; i < requests; i++) {
        int64_t before = now_ms();
        assert_int_equal(ask("GET", "/api/v1/things/1", READER, NULL), 200);
        int64_t took = now_ms() - before;
        if (took > worst) worst = took;
    }
    return worst;
}

/* [DT029] eight times as many slow clients as workers: none of them holds one. */
static void slow_clients_hold_no_worker(void **state)
{
    (void)state;
    static const struct {
        const char *what, *first;
        int to;
    } forms[] = {
        {"half a head", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ", 0},
        {"half a body", "POST /api/v1/things HTTP/1.1\r\nHost: x\r\n" WRITER "Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{", 0},
        {"silence", "", 0},
        {"an idle keep-alive connection", "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 0},
        {"half a TLS handshake", "\x16\x03\x01\x02\x00\x01\x00", 1},
        {"a large answer that nobody reads", "GET /api/v1/things/big HTTP/1.1\r\nHost: x\r\n" READER "\r\n", 0},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        int fds[THREADS * 8];
        for (size_t k = 0; k < THREADS * 8; k++) {
            fds[k] = socket(AF_INET, SOCK_STREAM, 0);
            int small = 4096;
            setsockopt(fds[k], SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
            struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)(forms[i].to ? tls_port : port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
            assert_int_equal(connect(fds[k], (struct sockaddr *)&a, sizeof a), 0);
            if (forms[i].first[0]) say(fds[k], forms[i].first, forms[i].to ? 7 : strlen(forms[i].first));
        }
        int64_t worst = worst_of(10);
        if (worst > 3000) print_error("%s: %lld ms\n", forms[i].what, (long long)worst);
        assert_in_range(worst, 0, 3000); /* a held worker would take ten seconds and more */
        for (size_t k = 0; k < THREADS * 8; k++) close(fds[k]);
    }
}

static void next_answer(int fd)
{
    size_t n = 0;
    do {
        ssize_t got = recv(fd, answer + n, sizeof answer - 1 - n, 0);
        assert_true(got > 0);
        n += (size_t)got;
        answer[n] = '\0';
    } while (!strstr(answer, "\"name\":\"tenant-1\"}"));
    has("HTTP/1.1 200 ");
}

/* Busy connections share the workers that watch them: handlers that take long must not keep the others waiting. */
static void a_held_handler_holds_up_nobody(void **state)
{
    (void)state;
    static const char quick[] = "GET /api/v1/things/1 HTTP/1.1\r\nHost: x\r\n" READER "\r\n";
    static const char slow[] = "GET /api/v1/things/held HTTP/1.1\r\nHost: x\r\n" READER "\r\n";
    enum { ALL = 12, SLOW = 5 };
    int fds[ALL];
    for (int i = 0; i < ALL; i++) fds[i] = dial(port);
    for (int round = 0; round < 30; round++) {
        atomic_store(&let_go, 0);
        for (int i = 0; i < ALL; i++) say(fds[i], quick, sizeof quick - 1);
        for (int i = 0; i < ALL; i++) next_answer(fds[i]);
        for (int i = 0; i < SLOW; i++) say(fds[i], slow, sizeof slow - 1);
        int64_t before = now_ms();
        for (int i = SLOW; i < ALL; i++) say(fds[i], quick, sizeof quick - 1);
        for (int i = SLOW; i < ALL; i++) next_answer(fds[i]);
        while (atomic_load(&held) < SLOW && now_ms() - before < 10000) usleep(1000);
        assert_int_equal(atomic_load(&held), SLOW); /* all of them at once, each on a worker of its own */
        for (int i = SLOW; i < ALL; i++) say(fds[i], quick, sizeof quick - 1);
        for (int i = SLOW; i < ALL; i++) next_answer(fds[i]);
        assert_in_range(now_ms() - before, 0, 10000); /* the handlers wait for thirty seconds */
        atomic_store(&let_go, 1);
        for (int i = 0; i < SLOW; i++) next_answer(fds[i]);
    }
    for (int i = 0; i < ALL; i++) close(fds[i]);
}

/* Long bodies are read by workers: three eighths of them at most. */
static void uploads_leave_workers_free(void **state)
{
    (void)state;
    static const char head[] = "POST /api/v1/things/upload HTTP/1.1\r\nHost: x\r\n" WRITER "Content-Length: 200000\r\n\r\nabc";
    int fds[THREADS * 2], refused = 0;
    for (size_t i = 0; i < THREADS * 2; i++) {
        fds[i] = dial(port);
        say(fds[i], head, sizeof head - 1);
    }
    assert_in_range(worst_of(5), 0, 3000);
    for (size_t i = 0; i < THREADS * 2; i++) {
        struct pollfd p = {.fd = fds[i], .events = POLLIN};
        if (poll(&p, 1, 500) <= 0) continue;
        hear(fds[i], answer, sizeof answer, 200);
        assert_int_equal(strncmp(answer, "HTTP/1.1 503", 12), 0);
        refused++;
    }
    assert_int_equal(refused, THREADS * 2 - THREADS * 3 / 8);
    for (size_t i = 0; i < THREADS * 2; i++) close(fds[i]);
}

/* An answer that the client reads late is whole, and the connection goes on. */
static void a_late_reader_gets_everything(void **state)
{
    (void)state;
    int fd = dial(port);
    static const char big[] = "GET /api/v1/things/big HTTP/1.1\r\nHost: x\r\n" READER "\r\nGET /api/v1/things/9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" READER "\r\n";
    say(fd, big, sizeof big - 1);
    usleep(300000);
    size_t total = 0;
    char tail[8192];
    for (;;) {
        ssize_t n = recv(fd, answer, sizeof answer, 0);
        if (n <= 0) break;
        total += (size_t)n;
        size_t keep = (size_t)n < sizeof tail - 1 ? (size_t)n : sizeof tail - 1;
        memcpy(tail, answer + n - keep, keep);
        tail[keep] = '\0';
    }
    close(fd);
    assert_true(total > 1024u * 1027);
    assert_non_null(strstr(tail, "\"id\":\"9\""));
}

/* ---- live sockets ---- */

struct live_client {
    int fd;
    SSL *ssl;
    struct ws_reader reader; /* not used: server frames are not masked */
    unsigned char in[8192];
    size_t n;
};

static SSL_CTX *client_ctx;

static ssize_t live_recv(struct live_client *c, void *p, size_t n) { return c->ssl ? SSL_read(c->ssl, p, (int)n) : recv(c->fd, p, n, 0); }

static void live_send(struct live_client *c, unsigned first, const char *text)
{
    unsigned char f[600];
    size_t n = strlen(text), k = 0;
    assert_true(n < 126);
    f[k++] = (unsigned char)first;
    f[k++] = (unsigned char)(0x80 | n);
    for (int i = 0; i < 4; i++) f[k++] = 0;
    memcpy(f + k, text, n);
    k += n;
    if (c->ssl)
        assert_int_equal(SSL_write(c->ssl, f, (int)k), (int)k);
    else
        say(c->fd, (const char *)f, k);
}

/* The next frame's payload as text; *opcode. -1 at the end. */
static int live_next(struct live_client *c, char *out, size_t size, int *opcode)
{
    for (;;) {
        size_t head = c->n >= 2 && c->in[1] == 126 ? 4 : 2;
        if (c->n >= head) {
            size_t len = head == 4 ? (size_t)c->in[2] << 8 | c->in[3] : c->in[1];
            if (c->n >= head + len && len < size) {
                *opcode = c->in[0] & 15;
                memcpy(out, c->in + head, len);
                out[len] = '\0';
                memmove(c->in, c->in + head + len, c->n - head - len);
                c->n -= head + len;
                return (int)len;
            }
        }
        ssize_t got = live_recv(c, c->in + c->n, sizeof c->in - c->n);
        if (got <= 0) return -1;
        c->n += (size_t)got;
    }
}

static struct live_client *live_open(bool tls, const char *headers)
{
    struct live_client *c = mem_alloc(sizeof *c);
    char text[1024];
    c->fd = dial(tls ? tls_port : port);
    if (tls) {
        c->ssl = SSL_new(client_ctx);
        SSL_set_fd(c->ssl, c->fd);
        assert_int_equal(SSL_connect(c->ssl), 1);
    }
    int n = snprintf(text, sizeof text,
                     "GET /ws HTTP/1.1\r\nHost: box\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n",
                     headers);
    if (tls)
        assert_int_equal(SSL_write(c->ssl, text, n), n);
    else
        say(c->fd, text, (size_t)n);
    char *end = NULL;
    while (!end) {
        ssize_t got = live_recv(c, c->in + c->n, sizeof c->in - 1 - c->n);
        assert_true(got > 0);
        c->n += (size_t)got;
        end = memmem(c->in, c->n, "\r\n\r\n", 4);
    }
    assert_non_null(memmem(c->in, c->n, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", 28));
    size_t used = (size_t)(end + 4 - (char *)c->in);
    memmove(c->in, c->in + used, c->n - used);
    c->n -= used;
    return c;
}

static void live_shut(struct live_client *c)
{
    if (c->ssl) SSL_free(c->ssl);
    close(c->fd);
    mem_free(c);
}

static void expect_close(struct live_client *c, int status)
{
    char text[4096];
    int opcode = 0, n;
    while ((n = live_next(c, text, sizeof text, &opcode)) >= 0 && opcode != WS_CLOSE) continue;
    assert_int_equal(opcode, WS_CLOSE);
    assert_int_equal((unsigned char)text[0] << 8 | (unsigned char)text[1], status);
}

static void live_plain_and_tls(void **state)
{
    (void)state;
    char text[4096];
    int opcode;
    for (int tls = 0; tls < 2; tls++) {
        struct live_client *c = live_open(tls, READER);
        live_send(c, 0x81, "{\"op\":\"ping\"}");
        assert_true(live_next(c, text, sizeof text, &opcode) > 0);
        assert_string_equal(text, "{\"op\":\"pong\"}");
        live_send(c, 0x81, "{\"op\":\"subscribe\",\"topic\":\"secrets\"}");
        live_next(c, text, sizeof text, &opcode);
        assert_non_null(strstr(text, "\"error\":\"not allowed\""));
        live_send(c, 0x81, "no json");
        live_next(c, text, sizeof text, &opcode);
        assert_non_null(strstr(text, "error"));
        live_send(c, 0x01, "{\"op\":\"subscribe\","); /* in two fragments with a ping between */
        live_send(c, 0x89, "p");
        live_send(c, 0x80, "\"topic\":\"things\",\"filter\":{\"kind\":\"made\"}}");
        live_next(c, text, sizeof text, &opcode);
        assert_int_equal(opcode, WS_PONG);
        live_send(c, 0x81, "{\"op\":\"ping\"}"); /* when this is answered the subscription stands */
        live_next(c, text, sizeof text, &opcode);
        live_publish(server_live(server), "0199c0de-0000-7000-8000-000000000002", "things", "{\"id\":\"1\",\"kind\":\"made\"}", 24);
        live_publish(server_live(server), "tenant-1", "things", "{\"id\":\"2\",\"kind\":\"lost\"}", 24);
        live_publish(server_live(server), "tenant-1", "things", "{\"id\":\"3\",\"kind\":\"made\"}", 24);
        live_next(c, text, sizeof text, &opcode);
        assert_non_null(strstr(text, "\"topic\":\"things\""));
        assert_non_null(strstr(text, "\"id\":\"3\""));
        live_send(c, 0x88, "");
        expect_close(c, 1000);
        live_shut(c);
    }
}

static void live_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *headers;
        int status;
    } table[] = {
        {"", 4401},
        {"Authorization: Bearer wrong\r\n", 4401},
        {"Cookie: binnacle_session=reader\r\n", 4403}, /* no Origin */
        {"Cookie: binnacle_session=reader\r\nOrigin: http://evil.example\r\n", 4403},
        {"Cookie: binnacle_session=reader\r\nOrigin: http://box.evil.example\r\n", 4403},
        {"Cookie: binnacle_session=reader\r\nOrigin: null\r\n", 4403},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct live_client *c = live_open(false, table[i].headers);
        expect_close(c, table[i].status);
        live_shut(c);
    }
    struct live_client *c = live_open(false, "Cookie: binnacle_session=reader\r\nOrigin: http://box\r\n");
    live_send(c, 0x81, "{\"op\":\"ping\"}");
    char text[64];
    int opcode;
    live_next(c, text, sizeof text, &opcode);
    server_sockets_close(server, "another session");
    server_sockets_close(server, "session-1");
    expect_close(c, 4401);
    live_shut(c);
}

/* Many sockets on few workers; one that does not read costs the others nothing and is told what it missed. */
static void a_stalled_client_hurts_nobody(void **state)
{
    (void)state;
    enum { CLIENTS = 40, MESSAGES = 3000 };
    static char data[1001], text[8192];
    struct live_client *c[CLIENTS], *stalled;
    int opcode;
    for (int i = 0; i < CLIENTS; i++) {
        c[i] = live_open(false, ROOT);
        live_send(c[i], 0x81, "{\"op\":\"subscribe\",\"topic\":\"things\"}");
        live_send(c[i], 0x81, "{\"op\":\"ping\"}");
        live_next(c[i], text, sizeof text, &opcode);
    }
    stalled = live_open(false, ROOT);
    int small = 4096;
    setsockopt(stalled->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    live_send(stalled, 0x81, "{\"op\":\"subscribe\",\"topic\":\"things\"}");
    live_send(stalled, 0x81, "{\"op\":\"ping\"}");
    live_next(stalled, text, sizeof text, &opcode);
    memset(data, 'm', 1000);
    data[0] = data[999] = '"';
    int64_t before = now_ms();
    for (int m = 0; m < MESSAGES; m++) {
        live_publish(server_live(server), NULL, "things", data, 1000);
        if (m % 50 != 49) continue;
        for (int i = 0; i < CLIENTS; i++) /* the readers keep up */
            for (int k = 0; k < 50; k++) {
                assert_true(live_next(c[i], text, sizeof text, &opcode) > 0);
                assert_null(strstr(text, "\"dropped\""));
            }
    }
    int64_t took = now_ms() - before;
    if (took > 20000) print_error("%lld ms\n", (long long)took);
    assert_in_range(took, 0, 20000);
    assert_in_range(worst_of(5), 0, 3000);
    struct server_stats st;
    server_stats(server, &st);
    assert_true(st.sockets >= CLIENTS + 1);
    assert_true(st.sockets_dropped_messages > 0);
    int64_t received = 0, dropped = 0;
    while (received + dropped < MESSAGES && live_next(stalled, text, sizeof text, &opcode) >= 0) {
        const char *d = strstr(text, "\"dropped\":");
        if (d)
            dropped += atoll(d + 10);
        else if (strstr(text, "\"seq\""))
            received++;
    }
    assert_int_equal(received + dropped, MESSAGES);
    for (int i = 0; i < CLIENTS; i++) live_shut(c[i]);
    live_shut(stalled);
}

/* A frame that begins and stops is cut, and more than a client may say is refused. */
static void hostile_frames(void **state)
{
    (void)state;
    struct live_client *c = live_open(false, READER);
    say(c->fd, "\x82\xff\x00\x00\x00\x00\x80\x00\x00\x00", 10);
    expect_close(c, 1003);
    live_shut(c);
    c = live_open(false, READER);
    say(c->fd, "\x81\x05hello", 7);
    expect_close(c, 1002);
    live_shut(c);
    c = live_open(false, READER);
    for (int i = 0; i < 400; i++)
        if (send(c->fd, "\x81\x80\0\0\0\0", 6, MSG_NOSIGNAL) != 6) break;
    expect_close(c, 4429);
    live_shut(c);
}

int main(void)
{
    if (crypto_init() != OK) return 1;
    log_setup(LOG_ERROR, LOG_TEXT, open("/dev/null", O_WRONLY | O_CLOEXEC));
    client_ctx = SSL_CTX_new(TLS_client_method());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks_in_order),      cmocka_unit_test(lists_and_queries),
        cmocka_unit_test(ids_audit_and_repeats), cmocka_unit_test(openapi_is_whole), cmocka_unit_test(nul_in_a_body),
        cmocka_unit_test(smuggling_is_refused), cmocka_unit_test(pipelined_requests_are_answered_in_order),
        cmocka_unit_test(bodies_are_bounded),   cmocka_unit_test(streams),
        cmocka_unit_test(slow_clients_hold_no_worker), cmocka_unit_test(a_held_handler_holds_up_nobody), cmocka_unit_test(uploads_leave_workers_free),
        cmocka_unit_test(a_late_reader_gets_everything), cmocka_unit_test(live_plain_and_tls),
        cmocka_unit_test(live_refusals),        cmocka_unit_test(a_stalled_client_hurts_nobody),
        cmocka_unit_test(hostile_frames),
    };
    int failed = cmocka_run_group_tests_name("http_server", tests, start, stop);
    SSL_CTX_free(client_ctx);
    return failed;
}
