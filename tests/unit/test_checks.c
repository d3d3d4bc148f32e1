/* Tests of the check types (monitor/check.h) against small real servers. Real systems are in tests/api/test_checks.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/crypto.h"
#include "core/json.h"
#include "core/str.h"
#include "monitor/check.h"
#include "net_support.h"
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct net *net;
static struct arena *a;
static sem_t ended;
static enum check_status status;
static char message[600];
static int64_t latency_us;
static const struct json *evidence, *components;
static char *evidence_text;

static int setup(void **state)
{
    (void)state;
    a = arena_new(0);
    sem_init(&ended, 0, 0);
    return net_new(&(struct net_options){ 0 }, &net) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    net_free(net);
    arena_free(a);
    return 0;
}

static const struct json *parsed(const char *text)
{
    struct json *v;
    if (json_parse(a, text, strlen(text), &v) != OK)
        fail_msg("%s: %s", err_detail(), text);
    return v;
}

static void keep(void *arg, const struct check_result *r)
{
    (void)arg;
    status = r->status;
    latency_us = r->latency_us;
    str_copy(message, sizeof message, r->message);
    evidence_text = arena_strdup(a, r->evidence);
    evidence = parsed(r->evidence[0] ? r->evidence : "{}");
    components = parsed(r->components[0] ? r->components : "[]");
    assert_true(strlen(r->evidence) <= 8192);
    assert_true(strlen(r->components) <= 4096);
    sem_post(&ended);
}

static char problems[2000];
static void collect(void *arg, const char *path, const char *text)
{
    (void)arg;
    size_t n = strlen(problems);
    snprintf(problems + n, sizeof problems - n, "%s: %s\n", path, text);
}

static enum check_status run_with(const char *type, const char *target, const char *config, int timeout_ms, struct net_policy *policy)
{
    const struct check_type *t = check_type_find(type);
    const struct json *c = parsed(config);
    problems[0] = '\0';
    if (field_validate(t->config, c, false, collect, NULL) || (t->validate && t->validate(target, c, collect, NULL)))
        fail_msg("%s %s: %s", type, target, problems);
    struct check_env env = { .net = net, .clock = clock_system() };
    struct check_spec spec = {
        .service_id = "s", .tenant_id = "t", .target = target, .config = c, .timeout_ms = timeout_ms, .policy = policy
    };
    if (t->start(&env, &spec, keep, NULL) != OK)
        fail_msg("%s", err_detail());
    sem_wait(&ended);
    return status;
}

static enum check_status run(const char *type, const char *target, const char *config)
{
    return run_with(type, target, config, 3000, NULL);
}

static int invalid(const char *type, const char *target, const char *config)
{
    const struct check_type *t = check_type_find(type);
    const struct json *c = parsed(config);
    problems[0] = '\0';
    return field_validate(t->config, c, false, collect, NULL) + (t->validate ? t->validate(target, c, collect, NULL) : 0);
}

static int64_t fact(const char *path)
{
    int64_t v;
    if (!json_int(json_path(evidence, path), &v))
        fail_msg("no number at %s in %s", path, evidence_text);
    return v;
}

static const char *text_fact(const char *path)
{
    const char *s = json_string(json_path(evidence, path));
    if (!s)
        fail_msg("no text at %s in %s", path, evidence_text);
    return s;
}

static void every_type_describes_itself(void **state)
{
    (void)state;
    static const char *const names[] = { "http", "worker", "tcp", "tls", "dns", "redis", "kafka", "neo4j", "push", "host", "self" };
    assert_int_equal(check_type_count, sizeof names / sizeof *names);
    for (size_t i = 0; i < check_type_count; i++) {
        const struct check_type *t = check_types[i];
        struct buf b;
        struct json_out o;
        assert_string_equal(t->name, names[i]);
        assert_true(t->title[0] && t->doc[0] && t->default_interval_seconds > 0 && t->default_timeout_ms > 0);
        assert_true(!t->target_required || (t->target_title && t->target_example));
        buf_init(&b, 100000);
        jo_init(&o, &b);
        field_json_schema(&o, t->config, false);
        const struct json *schema = parsed(b.data);
        for (const struct json *p = json_first(json_get(schema, "properties")); p; p = json_next(p)) {
            assert_non_null(json_string(json_get(p, "description")));
            const struct json *fallback = json_get(p, "default"), *example = json_first(json_get(p, "examples"));
            const struct json *shown[] = { fallback, example };
            for (int k = 0; k < 2; k++) { /* what the form shows as default or example is itself valid */
                if (!shown[k])
                    continue;
                char *one = arena_printf(a, "{\"%s\":%s}", json_key(p), json_print(a, shown[k]));
                problems[0] = '\0';
                if (field_validate(t->config, parsed(one), false, collect, NULL))
                    fail_msg("%s %s: %s", t->name, one, problems);
            }
        }
        if (t->target_example && t->validate && t->validate(t->target_example, parsed("{}"), collect, NULL))
            fail_msg("%s: its own example: %s", t->name, problems);
        buf_free(&b);
    }
    assert_null(check_type_find("nope"));
}

static void bad_definitions_are_named(void **state)
{
    (void)state;
    assert_int_equal(invalid("http", "ftp://x", "{}"), 1);
    assert_int_equal(invalid("http", "http://x", "{\"expected_status\":\"2xx\"}"), 1);
    assert_int_equal(invalid("http", "http://x", "{\"expected_status\":\"300-200\"}"), 1);
    assert_int_equal(invalid("http", "http://x", "{\"expected_status\":\"200,\"}"), 1);
    assert_int_equal(invalid("http", "http://x", "{\"expected_status\":\"200-299, 401\"}"), 0);
    assert_int_equal(invalid("http", "http://x", "{\"body_regex\":\"(a\"}"), 1);
    assert_non_null(strstr(problems, "config.body_regex: ( is not closed"));
    assert_int_equal(invalid("http", "http://x", "{\"json_value\":\"1\"}"), 1);
    assert_int_equal(invalid("http", "http://x", "{\"username\":\"a\",\"bearer_token\":\"b\"}"), 1);
    assert_int_equal(invalid("http", "http://x", "{\"headers\":{\"A\":1}}"), 1);
    assert_int_equal(invalid("tcp", "host", "{}"), 1);
    assert_int_equal(invalid("tcp", "host:0", "{}"), 1);
    assert_int_equal(invalid("tcp", "::1:80", "{}"), 1);
    assert_int_equal(invalid("tcp", "[::1]:80", "{\"send\":\"\\\\q\"}"), 1);
    assert_int_equal(invalid("tcp", "[::1]:80", "{\"expect\":\"\\\\x00\"}"), 1);
    assert_int_equal(invalid("tls", "https://a.example/x", "{}"), 0);
    assert_int_equal(invalid("tls", "a.example", "{\"warn_days\":3}"), 1);
    assert_int_equal(invalid("dns", "bad..name", "{}"), 1);
    assert_int_equal(invalid("dns", "http://a.example", "{}"), 1);
    assert_int_equal(invalid("dns", "a.example.", "{\"server\":\"ns.example\"}"), 1);
    assert_int_equal(invalid("dns", "a.example", "{\"server\":\"10.0.0.0/8\"}"), 1);
    assert_int_equal(invalid("dns", "a.example", "{\"server\":\"[::1]:5353\"}"), 0);
    assert_int_equal(invalid("redis", "h:70000", "{}"), 1);
    assert_int_equal(invalid("redis", "h", "{\"memory_warn_pct\":99}"), 1);
    assert_int_equal(invalid("kafka", "a:1,,b", "{}"), 0);
    assert_int_equal(invalid("kafka", "a:x", "{}"), 1);
    assert_int_equal(invalid("kafka", "a:1", "{\"security_protocol\":\"sasl_ssl\"}"), 1);
    assert_int_equal(invalid("neo4j", "bolt://x", "{}"), 1);
    assert_int_equal(invalid("push", "", "{\"cron\":\"0 0 30 2 *\"}"), 1);
    assert_int_equal(invalid("push", "", "{\"cron\":\"*/5 * * * *\",\"grace_seconds\":0}"), 0);
    assert_int_equal(invalid("host", "", "{\"disk_path\":\"relative\"}"), 1);
    assert_int_equal(invalid("host", "", "{\"cpu_warn_pct\":100}"), 1);
    assert_int_equal(invalid("worker", "127.0.0.1:9001", "{}"), 0);
    assert_int_equal(invalid("worker", "ftp://x", "{}"), 1);
}

/* ---- HTTP ---- */

static void http_judges(void **state)
{
    (void)state;
    static const char json[] = "{\"a\":[{\"up\":true,\"lag\":900,\"name\":\"ready to go\",\"none\":null}]}";
    struct peer p = { 0 };
    char reply[1000];
    peer_start(&p, peer_reply);
    const char *target = arena_printf(a, "http://127.0.0.1:%d/", p.port);
    p.reply = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\nServer: x\r\nSet-Cookie: sid=1\r\n\r\nbusy";
    assert_int_equal(run("http", target, "{}"), CHECK_UNHEALTHY);
    assert_string_equal(message, "HTTP 503 Service Unavailable, expected 200-299");
    assert_int_equal(fact("status"), 503);
    assert_string_equal(text_fact("body"), "busy");
    assert_string_equal(text_fact("headers.Server"), "x");
    assert_null(json_path(evidence, "headers.Set-Cookie"));
    assert_true(latency_us > 0);
    assert_int_equal(run("http", target, "{\"expected_status\":\"200-299, 503\"}"), CHECK_HEALTHY);
    assert_string_equal(message, "HTTP 503 Service Unavailable");
    snprintf(reply, sizeof reply, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s", sizeof json - 1, json);
    p.reply = reply;
    static const struct {
        const char *config;
        enum check_status status;
        const char *in_message;
    } v[] = {
        { "{\"body_contains\":\"ready\"}", CHECK_HEALTHY, "HTTP 200 OK" },
        { "{\"body_contains\":\"absent\"}", CHECK_UNHEALTHY, "\"absent\" is not in the body" },
        { "{\"body_regex\":\"lag\\\"?:[0-9]+\"}", CHECK_HEALTHY, "" },
        { "{\"body_regex\":\"^lag\"}", CHECK_UNHEALTHY, "matches ^lag" },
        { "{\"json_path\":\"a[0].up\",\"json_value\":\"true\"}", CHECK_HEALTHY, "" },
        { "{\"json_path\":\"$.a[0].up\",\"json_operator\":\"!=\",\"json_value\":\"true\"}", CHECK_UNHEALTHY, "expected != true" },
        { "{\"json_path\":\"a[0].lag\",\"json_operator\":\"<\",\"json_value\":\"1000.5\"}", CHECK_HEALTHY, "" },
        { "{\"json_path\":\"a[0].lag\",\"json_operator\":\"<=\",\"json_value\":\"100\"}", CHECK_UNHEALTHY,
          "a[0].lag is 900, expected <= 100" },
        { "{\"json_path\":\"a[0].lag\",\"json_operator\":\">=\",\"json_value\":\"900.0\"}", CHECK_HEALTHY, "" },
        { "{\"json_path\":\"a[0].lag\",\"json_value\":\"9e2\"}", CHECK_HEALTHY, "" },
        { "{\"json_path\":\"a[0].name\",\"json_operator\":\"contains\",\"json_value\":\"ready\"}", CHECK_HEALTHY, "" },
        { "{\"json_path\":\"a[0].name\",\"json_operator\":\">\",\"json_value\":\"1\"}", CHECK_UNHEALTHY, "expected > 1" },
        { "{\"json_path\":\"a[0].none\",\"json_value\":\"null\"}", CHECK_HEALTHY, "" },
        { "{\"json_path\":\"a[0].none\"}", CHECK_HEALTHY, "" },
        { "{\"json_path\":\"a[1].up\"}", CHECK_UNHEALTHY, "no value at a[1].up" },
    };
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        enum check_status s = run("http", target, v[i].config);
        if (s != v[i].status || !strstr(message, v[i].in_message))
            fail_msg("%s: %d %s", v[i].config, s, message);
    }
    p.reply = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<not json";
    assert_int_equal(run("http", target, "{\"json_path\":\"a\"}"), CHECK_UNHEALTHY);
    assert_non_null(strstr(message, "not JSON"));
    p.reply = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
    assert_int_equal(run("http", target, "{}"), CHECK_UNHEALTHY);
    assert_int_equal(fact("status"), 302);
    peer_stop(&p);
    assert_int_equal(run("http", target, "{}"), CHECK_UNHEALTHY);
    assert_non_null(strstr(message, "Connection refused"));
    assert_int_equal(latency_us, 0);
    struct net_policy *none;
    assert_int_equal(net_policy_parse("10.0.0.0/8", &none), OK);
    assert_int_equal(run_with("http", target, "{}", 1000, none), CHECK_UNHEALTHY);
    assert_non_null(strstr(message, "not allowed"));
    net_policy_unref(none);
}

static void echo(struct peer *p, int fd)
{
    p->reply = "";
    peer_reply(p, fd);
    char head[9000];
    int n = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nX-Echo: Bearer token-in-header\r\nContent-Length: %zu\r\n\r\n%s",
                     strlen(p->last), p->last);
    if (send(fd, head, (size_t)n, MSG_NOSIGNAL) < 0)
        return;
}

static void http_keeps_secrets_out_of_evidence(void **state)
{
    (void)state;
    struct peer p = { 0 };
    peer_start(&p, echo);
    const char *target = arena_printf(a, "http://127.0.0.1:%d/", p.port);
    assert_int_equal(run("http", target,
                         "{\"method\":\"POST\",\"body\":\"{}\",\"headers\":{\"X-Probe\":\"yes\"},\"secret_headers\":{\"X-Key\":\"hidden-"
                         "value\"},\"username\":\"u\",\"password\":\"pass-word\",\"body_contains\":\"X-Probe: yes\"}"),
                     CHECK_HEALTHY);
    assert_non_null(strstr(p.last, "hidden-value"));
    assert_non_null(strstr(p.last, "Authorization: Basic dTpwYXNzLXdvcmQ="));
    assert_non_null(strstr(evidence_text, "POST"));
    assert_non_null(strstr(evidence_text, "[secret]"));
    assert_null(strstr(evidence_text, "hidden-value"));
    assert_null(strstr(evidence_text, "dTpwYXNzLXdvcmQ="));
    assert_int_equal(run("http", target, "{\"bearer_token\":\"token-in-header\"}"), CHECK_HEALTHY);
    assert_non_null(strstr(p.last, "Bearer token-in-header"));
    assert_null(strstr(evidence_text, "token-in-header"));
    peer_stop(&p);
}

static void http_evidence_is_bounded(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 100000);
    buf_puts(&b, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 90; i++)
        buf_printf(&b, "X-H%d: %0300d\r\n", i, i);
    buf_puts(&b, "\r\n");
    for (int i = 0; i < 5000; i++)
        buf_putc(&b, (char)(i % 31 + 1)); /* every byte becomes \u00XX */
    struct peer p = { .reply = b.data };
    peer_start(&p, peer_reply);
    assert_int_equal(run("http", arena_printf(a, "http://127.0.0.1:%d/", p.port), "{}"), CHECK_HEALTHY);
    assert_int_equal(fact("status"), 200);
    assert_true(strlen(text_fact("body")) > 100);
    peer_stop(&p);
    buf_free(&b);
}

static void slow(struct peer *p, int fd)
{
    (void)p;
    usleep(120000);
    static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    if (send(fd, ok, sizeof ok - 1, MSG_NOSIGNAL) < 0)
        return;
}

static void http_slow_is_degraded(void **state)
{
    (void)state;
    struct peer p = { 0 };
    peer_start(&p, slow);
    const char *target = arena_printf(a, "http://127.0.0.1:%d/", p.port);
    assert_int_equal(run("http", target, "{\"degraded_ms\":50}"), CHECK_DEGRADED);
    assert_non_null(strstr(message, "slower than 50 ms"));
    assert_int_equal(run("http", target, "{\"degraded_ms\":2000}"), CHECK_HEALTHY);
    assert_int_equal(run_with("http", target, "{}", 60, NULL), CHECK_UNHEALTHY);
    peer_stop(&p);
}

static void serve_tls(struct peer *p, int fd)
{
    SSL *ssl = SSL_new(p->extra);
    char in[2000];
    SSL_set_fd(ssl, fd);
    static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    if (SSL_accept(ssl) == 1 && SSL_read(ssl, in, sizeof in) > 0)
        SSL_write(ssl, ok, sizeof ok - 1);
    SSL_free(ssl);
}

static void certificates(void **state)
{
    (void)state;
    static const struct {
        int days;
        const char *config;
        enum check_status tls, https;
    } v[] = {
        { 300, "{\"verify_chain\":false}", CHECK_HEALTHY, CHECK_HEALTHY },
        { 300, "{}", CHECK_UNHEALTHY, CHECK_HEALTHY },
        { 12, "{\"verify_chain\":false}", CHECK_DEGRADED, CHECK_DEGRADED },
        { 5, "{\"verify_chain\":false}", CHECK_UNHEALTHY, CHECK_DEGRADED },
        { 5, "{\"verify_chain\":false,\"warn_days\":3,\"critical_days\":2}", CHECK_HEALTHY, CHECK_DEGRADED },
        { -2, "{\"verify_chain\":false}", CHECK_UNHEALTHY, CHECK_DEGRADED },
    };
    for (size_t i = 0; i < sizeof v / sizeof *v; i++) {
        char cert[] = "/tmp/binnacle-cert-XXXXXX", key[] = "/tmp/binnacle-key-XXXXXX";
        close(mkstemp(cert));
        close(mkstemp(key));
        make_certificate("watched.test", v[i].days, cert, key);
        struct peer p = { .extra = SSL_CTX_new(TLS_server_method()) };
        SSL_CTX_use_certificate_file(p.extra, cert, SSL_FILETYPE_PEM);
        SSL_CTX_use_PrivateKey_file(p.extra, key, SSL_FILETYPE_PEM);
        peer_start(&p, serve_tls);
        if (run("tls", arena_printf(a, "127.0.0.1:%d", p.port), v[i].config) != v[i].tls)
            fail_msg("%zu: %s", i, message);
        assert_in_range(fact("days_left") + 10, v[i].days + 9, v[i].days + 10);
        assert_string_equal(text_fact("certificate.subject"), "CN=watched.test");
        if (run("http", arena_printf(a, "https://127.0.0.1:%d/", p.port), "{\"tls_verify\":false}") != v[i].https)
            fail_msg("%zu: %s", i, message);
        peer_stop(&p);
        SSL_CTX_free(p.extra);
        unlink(cert);
        unlink(key);
    }
}

/* ---- workers ---- */

static void worker_answers(struct peer *p, int fd)
{
    const char *both = p->extra; /* "200 503": of /healthz and /readyz */
    char reply[200];
    p->reply = "";
    peer_reply(p, fd);
    bool ready = strstr(p->last, "/readyz") != NULL;
    int n = snprintf(reply, sizeof reply, "HTTP/1.1 %.3s X\r\nContent-Length: 2\r\n\r\n{}", both + (ready ? 4 : 0));
    if (send(fd, reply, (size_t)n, MSG_NOSIGNAL) < 0)
        return;
}

static void worker(void **state)
{
    (void)state; /* [P10-1.2] [P10-1.3] */
    struct peer p = { .extra = "200 200" };
    peer_start(&p, worker_answers);
    const char *target = arena_printf(a, "http://127.0.0.1:%d/", p.port);
    assert_int_equal(run("worker", target, "{\"worker_type\":\"t\",\"instance_id\":\"1\"}"), CHECK_HEALTHY);
    assert_int_equal(json_size(components), 2);
    assert_int_equal(run("worker", arena_printf(a, "127.0.0.1:%d", p.port), "{}"), CHECK_HEALTHY);
    p.extra = "200 503";
    assert_int_equal(run("worker", target, "{}"), CHECK_DEGRADED);
    assert_string_equal(message, "Alive but not ready: HTTP 503 from /readyz");
    assert_string_equal(json_string(json_path(components, "[1].name")), "readyz");
    assert_string_equal(json_string(json_path(components, "[1].status")), "unhealthy");
    assert_int_equal(fact("readyz.status"), 503);
    p.extra = "500 200";
    assert_int_equal(run("worker", target, "{}"), CHECK_UNHEALTHY);
    peer_stop(&p);
    assert_int_equal(run("worker", target, "{}"), CHECK_UNHEALTHY);
    assert_non_null(strstr(message, "refused"));
}

/* ---- the others ---- */

static void tcp(void **state)
{
    (void)state;
    struct peer p = { .reply = "+PONG\r\n" };
    peer_start(&p, peer_reply);
    const char *target = arena_printf(a, "127.0.0.1:%d", p.port);
    assert_int_equal(run("tcp", target, "{}"), CHECK_HEALTHY);
    assert_int_equal(run("tcp", target, "{\"send\":\"PI\\\\x4eG\\\\r\\\\n\\r\\n\\r\\n\",\"expect\":\"+PONG\\\\r\"}"), CHECK_HEALTHY);
    assert_true(str_starts(p.last, "PING\r\n"));
    assert_string_equal(text_fact("received"), "+PONG\r\n");
    assert_int_equal(run("tcp", target, "{\"send\":\"x\\\\r\\\\n\\\\r\\\\n\",\"expect\":\"HELLO\"}"), CHECK_UNHEALTHY);
    peer_stop(&p);
}

static size_t zone(struct dns_peer *d, const unsigned char *query, size_t n, unsigned char *out, bool over_tcp)
{
    char name[256];
    (void)d;
    (void)over_tcp;
    dns_query_name(query, n, name);
    if (!str_eq_nocase(name, "two.test"))
        return dns_begin(query, n, out, 3, 0);
    size_t at = dns_begin(query, n, out, 0, 2);
    at = dns_add(out, at, 1, "\x0A\x00\x00\x01", 4);
    return dns_add(out, at, 1, "\x0A\x00\x00\x02", 4);
}

static void dns(void **state)
{
    (void)state;
    struct dns_peer d = { 0 };
    dns_peer_start(&d, zone);
    static const struct {
        const char *more;
        enum check_status status;
    } v[] = {
        { "", CHECK_HEALTHY },
        { ",\"expect\":[\"10.0.0.1\"]", CHECK_HEALTHY },
        { ",\"expect\":[\"10.0.0.1\"],\"match\":\"exact\"", CHECK_UNHEALTHY },
        { ",\"expect\":[\"10.0.0.2\",\"10.0.0.1\"],\"match\":\"exact\"", CHECK_HEALTHY },
        { ",\"expect\":[\"10.0.0.9\",\"10.0.0.1\"],\"match\":\"any\"", CHECK_HEALTHY },
        { ",\"expect\":[\"10.0.0.9\",\"10.0.0.1\"]", CHECK_UNHEALTHY },
        { ",\"expect\":[\"10.0.0.9\"],\"match\":\"any\"", CHECK_UNHEALTHY },
    };
    for (size_t i = 0; i < sizeof v / sizeof *v; i++)
        if (run("dns", "Two.Test", arena_printf(a, "{\"server\":\"127.0.0.1:%d\"%s}", d.port, v[i].more)) != v[i].status)
            fail_msg("%s: %s", v[i].more, message);
    assert_string_equal(json_string(json_path(evidence, "records[1]")), "10.0.0.2");
    assert_int_equal(run("dns", "absent.test", arena_printf(a, "{\"server\":\"127.0.0.1:%d\"}", d.port)), CHECK_UNHEALTHY);
    assert_string_equal(message, "There is no such name (NXDOMAIN)");
    dns_peer_stop(&d);
}

static void serve_redis(struct peer *p, int fd)
{
    char in[1000], out[600];
    ssize_t n;
    struct timeval tv = { .tv_sec = 2 };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    while ((n = recv(fd, in, sizeof in - 1, 0)) > 0) {
        in[n] = '\0';
        if (strstr(in, "PING"))
            snprintf(out, sizeof out, "+PONG\r\n");
        else
            snprintf(out, sizeof out, "$%zu\r\n%s\r\n", strlen(p->reply), p->reply);
        if (send(fd, out, strlen(out), MSG_NOSIGNAL) < 0)
            return;
    }
}

static void redis(void **state)
{
    (void)state;
    struct peer p = { .reply = "redis_version:7.2.1\r\nrole:master\r\nused_memory:950\r\nmaxmemory:1000\r\n" };
    peer_start(&p, serve_redis);
    const char *target = arena_printf(a, "127.0.0.1:%d", p.port);
    assert_int_equal(run("redis", target, "{}"), CHECK_DEGRADED);
    assert_string_equal(message, "95.0 % of maxmemory is used");
    assert_int_equal(fact("memory_pct"), 95);
    assert_int_equal(run("redis", target, "{\"memory_critical_pct\":92}"), CHECK_UNHEALTHY);
    assert_int_equal(run("redis", target, "{\"memory_warn_pct\":96,\"expected_role\":\"master\"}"), CHECK_HEALTHY);
    assert_string_equal(text_fact("role"), "master");
    assert_int_equal(run("redis", target, "{\"expected_role\":\"replica\"}"), CHECK_UNHEALTHY);
    p.reply = "redis_version:7.2.1\r\nrole:slave\r\nmaster_link_status:down\r\n";
    assert_int_equal(run("redis", target, "{\"expected_role\":\"replica\"}"), CHECK_DEGRADED);
    peer_stop(&p);
    assert_int_equal(run("redis", target, "{}"), CHECK_UNHEALTHY);
    assert_non_null(strstr(message, "refused"));
    struct peer silent = { 0 };
    peer_start(&silent, peer_silence);
    assert_int_equal(run_with("redis", arena_printf(a, "127.0.0.1:%d", silent.port), "{\"password\":\"very-secret\"}", 200, NULL),
                     CHECK_UNHEALTHY);
    assert_non_null(strstr(message, "in time"));
    assert_null(strstr(message, "very-secret"));
    peer_stop(&silent);
}

static void kafka_unreachable(void **state)
{
    (void)state;
    assert_int_equal(run_with("kafka", arena_printf(a, "127.0.0.1:%d", closed_port()), "{}", 1000, NULL), CHECK_UNHEALTHY);
    assert_non_null(strstr(message, "No broker answered"));
}

static void serve_neo4j(struct peer *p, int fd)
{
    char reply[400];
    p->reply = "";
    peer_reply(p, fd);
    bool statement = str_starts(p->last, "POST /db/neo4j/tx/commit "),
         signed_in = strstr(p->last, "Authorization: Basic bmVvNGo6cHc=") != NULL;
    const char *body = !statement ? "{\"neo4j_version\":\"5.26.0\",\"neo4j_edition\":\"community\"}" : "{\"results\":[],\"errors\":[]}";
    if (p->extra)
        body = p->extra;
    int n = snprintf(reply, sizeof reply, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n%s",
                     statement && !signed_in ? "401 Unauthorized" : "200 OK", strlen(body), body);
    if (send(fd, reply, (size_t)n, MSG_NOSIGNAL) < 0)
        return;
}

static void neo4j(void **state)
{
    (void)state;
    struct peer p = { 0 };
    peer_start(&p, serve_neo4j);
    const char *target = arena_printf(a, "http://127.0.0.1:%d/", p.port);
    assert_int_equal(run("neo4j", target, "{}"), CHECK_HEALTHY);
    assert_string_equal(text_fact("neo4j_version"), "5.26.0");
    assert_int_equal(run("neo4j", target, "{\"username\":\"neo4j\",\"password\":\"pw\"}"), CHECK_HEALTHY);
    assert_string_equal(message, "Neo4j 5.26.0 runs statements");
    assert_int_equal(run("neo4j", target, "{\"username\":\"neo4j\",\"password\":\"wrong\"}"), CHECK_UNHEALTHY);
    assert_string_equal(message, "Neo4j refused the sign-in (HTTP 401)");
    p.extra = "{\"hello\":1}";
    assert_int_equal(run("neo4j", target, "{}"), CHECK_UNHEALTHY);
    peer_stop(&p);
}

static void host(void **state)
{
    (void)state; /* [DHCM.2] */
    run("host", "",
        "{\"cpu_warn_pct\":100,\"cpu_critical_pct\":100,\"memory_warn_pct\":100,\"memory_critical_pct\":100,\"disk_warn_pct\":100,\"disk_"
        "critical_pct\":100,\"load_warn_pct\":9999,\"load_critical_pct\":10000}");
    assert_int_equal(status, CHECK_HEALTHY);
    static const char *const parts[] = { "cpu", "memory", "disk", "load" };
    for (int i = 0; i < 4; i++)
        assert_string_equal(json_string(json_path(components, arena_printf(a, "[%d].name", i))), parts[i]);
    assert_int_equal(run("host", "", "{\"memory_warn_pct\":1,\"memory_critical_pct\":1}"), CHECK_UNHEALTHY);
    assert_int_equal(run("host", "", "{\"disk_path\":\"/no/such/path\"}"), CHECK_UNKNOWN);
}

static void self_without_parts(void **state)
{
    (void)state;
    assert_int_equal(run("self", "", "{}"), CHECK_HEALTHY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_describes_itself),
        cmocka_unit_test(bad_definitions_are_named),
        cmocka_unit_test(http_judges),
        cmocka_unit_test(http_keeps_secrets_out_of_evidence),
        cmocka_unit_test(http_evidence_is_bounded),
        cmocka_unit_test(http_slow_is_degraded),
        cmocka_unit_test(certificates),
        { "[P10-1.2] [P10-1.3] worker", worker, NULL, NULL, NULL },
        cmocka_unit_test(tcp),
        cmocka_unit_test(dns),
        cmocka_unit_test(redis),
        cmocka_unit_test(kafka_unreachable),
        cmocka_unit_test(neo4j),
        { "[DHCM.2] host", host, NULL, NULL, NULL },
        cmocka_unit_test(self_without_parts),
    };
    if (crypto_init() != OK)
        return 1;
    return cmocka_run_group_tests_name("monitor: check types", tests, setup, teardown);
}
