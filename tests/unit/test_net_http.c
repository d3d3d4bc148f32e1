/* Tests of HTTP in net/net.h against small real servers: policy, redirects, bounds, deadlines, TLS, names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/buf.h"
#include "core/crypto.h"
#include "core/str.h"
#include "net_support.h"
#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct net *net;
static struct arena *a;
static struct net_http_result r;

static int setup(void **state)
{
    (void)state;
    a = arena_new(0);
    return net_new(&(struct net_options){ .max_http = 8 }, &net) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    net_free(net);
    arena_free(a);
    return 0;
}

static const char *url_of(int port, const char *path)
{
    return arena_printf(a, "http://127.0.0.1:%d%s", port, path);
}

static enum err get(const char *url)
{
    return net_http_wait(net, a, &(struct net_http_request){ .url = url, .timeout_ms = 3000, .max_body = 1000 }, &r);
}

static void answers_arrive_whole(void **state)
{
    (void)state;
    struct peer p = { .reply = "HTTP/1.1 503 Busy\r\nContent-Type: text/plain\r\nX-Two:  b \r\nContent-Length: 5\r\n\r\nhello" };
    peer_start(&p, peer_reply);
    assert_int_equal(get(url_of(p.port, "/x?y")), OK); /* any status is an answer */
    assert_int_equal(r.status, 503);
    assert_string_equal(r.body, "hello");
    assert_int_equal(r.body_len, 5);
    assert_false(r.body_cut);
    assert_string_equal(r.content_type, "text/plain");
    assert_int_equal(r.header_count, 3);
    assert_string_equal(r.headers[1].name, "X-Two");
    assert_string_equal(r.headers[1].value, "b");
    assert_string_equal(r.remote, arena_printf(a, "127.0.0.1:%d", p.port));
    assert_true(r.timing.total_us > 0 && r.timing.total_us < 2000000);
    assert_true(r.timing.first_byte_us > 0);
    assert_true(str_starts(p.last, "GET /x?y HTTP/1.1\r\n"));
    assert_non_null(strstr(p.last, "User-Agent: Binnacle\r\n"));
    peer_stop(&p);
}

static void methods_bodies_and_credentials_are_sent(void **state)
{
    (void)state;
    struct peer p = { .reply = "HTTP/1.1 204 No Content\r\n\r\n" };
    struct net_header h[] = { { "X-Empty", "" }, { "X-One", "1" }, { "Content-Type", "application/json" } };
    peer_start(&p, peer_reply);
    struct net_http_request rq = { .method = "PUT",
                                   .url = url_of(p.port, "/"),
                                   .headers = h,
                                   .header_count = 3,
                                   .body = "{\"a\":1}",
                                   .body_len = 7,
                                   .timeout_ms = 3000,
                                   .basic_user = "u",
                                   .basic_password = "p" };
    assert_int_equal(net_http_wait(net, a, &rq, &r), OK);
    assert_int_equal(r.status, 204);
    assert_true(str_starts(p.last, "PUT / HTTP/1.1\r\n"));
    assert_non_null(strstr(p.last, "Authorization: Basic dTpw\r\n"));
    assert_non_null(strstr(p.last, "X-Empty:\r\n"));
    assert_non_null(strstr(p.last, "X-One: 1\r\n"));
    assert_non_null(strstr(p.last, "Content-Type: application/json\r\n"));
    assert_null(strstr(p.last, "Expect:"));
    assert_non_null(strstr(p.last, "\r\n\r\n{\"a\":1}"));
    rq = (struct net_http_request){ .method = "POST", .url = url_of(p.port, "/"), .timeout_ms = 3000 };
    assert_int_equal(net_http_wait(net, a, &rq, &r), OK);
    assert_non_null(strstr(p.last, "Content-Length: 0\r\n"));
    assert_null(strstr(p.last, "x-www-form"));
    rq.method = "HEAD";
    assert_int_equal(net_http_wait(net, a, &rq, &r), OK);
    assert_true(str_starts(p.last, "HEAD / "));
    peer_stop(&p);
}

static void what_cannot_be_sent_is_refused(void **state)
{
    (void)state;
    struct net_header evil = { "X-A", "1\r\nX-B: 2" }, name = { "X A", "1" };
    struct net_http_request rq = { .url = "http://127.0.0.1:1/", .headers = &evil, .header_count = 1, .timeout_ms = 1000 };
    assert_int_equal(net_http_wait(net, a, &rq, &r), ERR_INVALID);
    rq.headers = &name;
    assert_int_equal(net_http_wait(net, a, &rq, &r), ERR_INVALID);
    rq.header_count = 0;
    rq.method = "GET /x HTTP/1.1\r\nX:";
    assert_int_equal(net_http_wait(net, a, &rq, &r), ERR_INVALID);
    const char *bad[] = { "http://127.0.0.1:1/ x", "file:///etc/passwd",     "gopher://127.0.0.1/", "http://",
                          "127.0.0.1:80:90",       "http://127.0.0.1:99999/" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (get(bad[i]) != ERR_INVALID)
            fail_msg("%s: %s", bad[i], err_name(r.err));
}

static void refused_and_silent_targets(void **state)
{
    (void)state;
    assert_int_equal(get(url_of(closed_port(), "/")), ERR_UNREACHABLE);
    assert_non_null(strstr(r.detail, "Connection refused"));
    struct peer p = { 0 };
    peer_start(&p, peer_silence);
    struct net_http_request rq = { .url = url_of(p.port, "/"), .timeout_ms = 200 };
    assert_int_equal(net_http_wait(net, a, &rq, &r), ERR_TIMEOUT);
    assert_non_null(strstr(r.detail, "waiting for the answer"));
    assert_in_range(r.timing.total_us, 199000, 1500000);
    assert_true(strstr(r.remote, "127.0.0.1:") != NULL);
    peer_stop(&p);
}

/* A listener whose backlog is full drops new SYNs: connecting hangs. */
static void black_hole(void **state)
{
    (void)state;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), fill[8];
    struct sockaddr_in sa = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof sa;
    assert_int_equal(bind(fd, (struct sockaddr *)&sa, sizeof sa), 0);
    assert_int_equal(listen(fd, 0), 0);
    getsockname(fd, (struct sockaddr *)&sa, &len);
    for (int i = 0; i < 8; i++) {
        fill[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (connect(fill[i], (struct sockaddr *)&sa, sizeof sa) != 0)
            continue;
    }
    usleep(20000);
    int files = open_files(), threads = thread_count();
    struct net_http_request rq = { .url = url_of(ntohs(sa.sin_port), "/"), .timeout_ms = 150 };
    for (int i = 0; i < 5; i++) {
        assert_int_equal(net_http_wait(net, a, &rq, &r), ERR_TIMEOUT);
        assert_non_null(strstr(r.detail, "connecting"));
    }
    assert_int_equal(open_files(), files); /* nothing stays behind */
    expect_threads(threads);
    for (int i = 0; i < 8; i++)
        close(fill[i]);
    close(fd);
}

static void liars(void **state)
{
    (void)state;
    static const char *const replies[] = { "",
                                           "garbage\r\n\r\n",
                                           "HTTP/1.1 abc\r\n\r\n",
                                           "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
                                           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                                           "\x16\x03\x01\x02" };
    for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
        struct peer p = { .reply = replies[i] };
        peer_start(&p, peer_reply);
        if (get(url_of(p.port, "/")) != ERR_UPSTREAM)
            fail_msg("%zu: %s %d", i, err_name(r.err), r.status);
        assert_true(r.detail[0] != '\0');
        peer_stop(&p);
    }
}

static void endless(struct peer *p, int fd)
{
    static const char head[] = "HTTP/1.1 200 OK\r\n\r\n";
    char block[4096];
    memset(block, 'x', sizeof block);
    if (send(fd, head, sizeof head - 1, MSG_NOSIGNAL) < 0)
        return;
    while (!atomic_load(&p->stop) && send(fd, block, sizeof block, MSG_NOSIGNAL) > 0) { /* until the client goes away */
    }
}

static void bodies_are_bounded(void **state)
{
    (void)state;
    struct peer p = { 0 };
    peer_start(&p, endless);
    assert_int_equal(get(url_of(p.port, "/")), OK);
    assert_int_equal(r.body_len, 1000);
    assert_true(r.body_cut);
    struct net_http_request rq = { .url = url_of(p.port, "/"), .timeout_ms = 2000, .max_body = 0 };
    assert_int_equal(net_http_wait(net, a, &rq, &r), OK);
    assert_int_equal(r.body_len, 0);
    peer_stop(&p);
}

static void headers_are_bounded(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1000000);
    buf_puts(&b, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 3000; i++)
        buf_printf(&b, "X-%d: %050d\r\n", i, i);
    buf_puts(&b, "\r\n");
    struct peer p = { .reply = b.data };
    peer_start(&p, peer_reply);
    assert_int_equal(get(url_of(p.port, "/")), OK);
    assert_int_equal(r.header_count, 100);
    peer_stop(&p);
    buf_free(&b);
}

static void redirects(void **state)
{
    (void)state;
    struct peer target = { .reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" }, first = { 0 };
    peer_start(&target, peer_reply);
    char reply[200];
    snprintf(reply, sizeof reply, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/there\r\nContent-Length: 0\r\n\r\n", target.port);
    first.reply = reply;
    peer_start(&first, peer_reply);
    assert_int_equal(get(url_of(first.port, "/")), OK); /* none followed by default */
    assert_int_equal(r.status, 302);
    assert_int_equal(atomic_load(&target.connections), 0);

    struct net_header h[] = { { "Authorization", "Bearer secret" }, { "Cookie", "a=b" }, { "X-Kept", "1" } };
    struct net_http_request rq = { .method = "POST",
                                   .url = url_of(first.port, "/"),
                                   .body = "x",
                                   .body_len = 1,
                                   .headers = h,
                                   .header_count = 3,
                                   .max_redirects = 3,
                                   .timeout_ms = 3000,
                                   .max_body = 100,
                                   .basic_user = NULL };
    assert_int_equal(net_http_wait(net, a, &rq, &r), OK);
    assert_int_equal(r.status, 200);
    assert_int_equal(r.redirects, 1);
    assert_non_null(strstr(r.url, "/there"));
    assert_true(str_starts(target.last, "GET /there "));   /* a POST becomes a GET */
    assert_null(strcasestr(target.last, "authorization")); /* another origin gets no credentials */
    assert_null(strcasestr(target.last, "cookie"));
    assert_non_null(strstr(target.last, "X-Kept: 1"));
    assert_non_null(strstr(first.last, "Bearer secret"));

    struct net_policy *only_first; /* [a redirect into a denied address] */
    assert_int_equal(net_policy_parse(arena_printf(a, "127.0.0.1:%d", first.port), &only_first), OK);
    rq = (struct net_http_request){ .url = url_of(first.port, "/"), .max_redirects = 3, .timeout_ms = 3000, .policy = only_first };
    int before = atomic_load(&target.connections);
    assert_int_equal(net_http_wait(net, a, &rq, &r), ERR_FORBIDDEN);
    assert_non_null(strstr(r.detail, arena_printf(a, "127.0.0.1:%d", target.port)));
    assert_int_equal(atomic_load(&target.connections), before);
    net_policy_unref(only_first);

    snprintf(reply, sizeof reply, "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n");
    rq = (struct net_http_request){ .url = url_of(first.port, "/"), .max_redirects = 3, .timeout_ms = 3000 };
    assert_int_equal(net_http_wait(net, a, &rq, &r), OK); /* a loop ends with the last redirect as the answer */
    assert_int_equal(r.status, 302);
    assert_int_equal(r.redirects, 3);
    snprintf(reply, sizeof reply, "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(net_http_wait(net, a, &rq, &r), ERR_INVALID);
    peer_stop(&first);
    peer_stop(&target);
}

static void keep_alive(struct peer *p, int fd)
{
    for (int i = 0; i < 10 && !atomic_load(&p->stop); i++) {
        memset(p->last, 0, sizeof p->last);
        struct timeval tv = { .tv_usec = 300000 };
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        if (recv(fd, p->last, sizeof p->last - 1, 0) <= 0)
            return;
        static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        if (send(fd, ok, sizeof ok - 1, MSG_NOSIGNAL) < 0)
            return;
    }
}

static void policy_holds_at_the_address(void **state)
{
    (void)state;
    struct peer p = { 0 };
    struct net_policy *none, *all;
    peer_start(&p, keep_alive);
    assert_int_equal(net_policy_parse("0.0.0.0/0 ::/0 !127.0.0.0/8 !::1", &none), OK);
    assert_int_equal(net_policy_parse("0.0.0.0/0", &all), OK);
    const char *urls[] = { url_of(p.port, "/"),
                           arena_printf(a, "http://localhost:%d/", p.port),
                           arena_printf(a, "http://2130706433:%d/", p.port),
                           arena_printf(a, "http://0x7f.1:%d/", p.port),
                           arena_printf(a, "http://[::ffff:127.0.0.1]:%d/", p.port),
                           arena_printf(a, "http://0:%d/", p.port) };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct net_http_request rq = { .url = urls[i], .timeout_ms = 3000, .policy = none };
        if (net_http_wait(net, a, &rq, &r) != ERR_FORBIDDEN)
            fail_msg("%s: %s %s", urls[i], err_name(r.err), r.detail);
        assert_non_null(strstr(r.detail, "not allowed"));
    }
    assert_int_equal(atomic_load(&p.connections), 0);
    /* A connection that an allowed request kept open is not lent to one that may not connect there. */
    struct net_http_request rq = { .url = urls[0], .timeout_ms = 3000, .max_body = 10, .policy = all };
    assert_int_equal(net_http_wait(net, a, &rq, &r), OK);
    assert_int_equal(net_http_wait(net, a, &rq, &r), OK);
    assert_int_equal(atomic_load(&p.connections), 1); /* it was kept */
    rq.policy = none;
    assert_int_equal(net_http_wait(net, a, &rq, &r), ERR_FORBIDDEN);
    rq.policy = all;
    rq.fresh_connection = true;
    p.last[0] = '\0';
    net_policy_unref(none);
    net_policy_unref(all);
    peer_stop(&p);
}

/* ---- TLS ---- */

static void serve_tls(struct peer *p, int fd)
{
    SSL *ssl = SSL_new(p->extra);
    SSL_set_fd(ssl, fd);
    if (SSL_accept(ssl) == 1) {
        int n = SSL_read(ssl, p->last, sizeof p->last - 1);
        p->last[n > 0 ? n : 0] = '\0';
        static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        if (n > 0)
            SSL_write(ssl, ok, sizeof ok - 1);
        SSL_shutdown(ssl);
    }
    SSL_free(ssl);
}

static void tls(void **state)
{
    (void)state;
    char cert[] = "/tmp/binnacle-cert-XXXXXX", key[] = "/tmp/binnacle-key-XXXXXX";
    close(mkstemp(cert));
    close(mkstemp(key));
    make_certificate("watched.test", 20, cert, key);
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    assert_int_equal(SSL_CTX_use_certificate_file(ctx, cert, SSL_FILETYPE_PEM), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM), 1);
    struct peer p = { .extra = ctx };
    peer_start(&p, serve_tls);
    struct net_http_request rq = {
        .url = arena_printf(a, "https://127.0.0.1:%d/", p.port), .timeout_ms = 5000, .max_body = 100, .want_cert = true
    };
    assert_int_equal(net_http_wait(net, a, &rq, &r), ERR_UPSTREAM); /* self-signed: not trusted */
    assert_non_null(strstr(r.detail, "TLS: "));
    assert_non_null(strstr(r.detail, "certificate"));
    assert_string_equal(p.last, ""); /* nothing was sent to it */
    rq.tls_insecure = true;
    assert_int_equal(net_http_wait(net, a, &rq, &r), OK);
    assert_int_equal(r.status, 200);
    assert_true(r.has_cert);
    assert_false(r.cert.chain_ok);
    assert_string_equal(r.cert.subject, "CN=watched.test");
    assert_string_equal(r.cert.san, "DNS:watched.test, IP:127.0.0.1");
    assert_in_range(r.cert.not_after / 86400000000LL, clock_wall_us(clock_system()) / 86400000000LL + 19,
                    clock_wall_us(clock_system()) / 86400000000LL + 21);
    assert_true(r.timing.tls_us > 0);
    rq.tls_insecure = rq.want_cert = false; /* an unverified connection is not reused for one that verifies */
    assert_int_equal(net_http_wait(net, a, &rq, &r), ERR_UPSTREAM);
    peer_stop(&p);
    struct peer plain = { .reply = "HTTP/1.1 200 OK\r\n\r\n" };
    peer_start(&plain, peer_reply);
    rq.url = arena_printf(a, "https://127.0.0.1:%d/", plain.port);
    assert_int_equal(net_http_wait(net, a, &rq, &r), ERR_UPSTREAM);
    peer_stop(&plain);
    struct peer silent = { 0 };
    peer_start(&silent, peer_silence);
    rq.url = arena_printf(a, "https://127.0.0.1:%d/", silent.port);
    rq.timeout_ms = 200;
    assert_int_equal(net_http_wait(net, a, &rq, &r), ERR_TIMEOUT);
    if (!strstr(r.detail, "TLS handshake"))
        fail_msg("%s remote %s connect %lld", r.detail, r.remote, (long long)r.timing.connect_us);
    peer_stop(&silent);
    SSL_CTX_free(ctx);
    unlink(cert);
    unlink(key);
}

static void write_file(char *path, const char *text)
{
    int fd = mkstemp(path);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

/* With an authority that signed the certificate: the chain verifies, and the name still has to fit. Must be the first to use TLS: the
 * authorities are read once. */
static void tls_verifies_chain_and_name(void **state)
{
    (void)state;
    char cert[] = "/tmp/binnacle-cert-XXXXXX", key[] = "/tmp/binnacle-key-XXXXXX", hosts[] = "/tmp/binnacle-hosts-XXXXXX";
    close(mkstemp(cert));
    close(mkstemp(key));
    make_certificate("watched.test", 100, cert, key);
    write_file(hosts, "127.0.0.1 watched.test other.test\n");
    setenv("SSL_CERT_FILE", cert, 1);
    struct net *own;
    assert_int_equal(net_new(&(struct net_options){ .hosts = hosts }, &own), OK);
    struct peer p = { .extra = SSL_CTX_new(TLS_server_method()) };
    SSL_CTX_use_certificate_file(p.extra, cert, SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(p.extra, key, SSL_FILETYPE_PEM);
    peer_start(&p, serve_tls);
    struct net_http_request rq = { .timeout_ms = 5000, .max_body = 10, .want_cert = true };
    static const char *const fitting[] = { "watched.test", "127.0.0.1" };
    for (int i = 0; i < 2; i++) {
        rq.url = arena_printf(a, "https://%s:%d/", fitting[i], p.port);
        if (net_http_wait(own, a, &rq, &r) != OK)
            fail_msg("%s: %s", fitting[i], r.detail);
        assert_true(r.cert.chain_ok);
    }
    static const char *const misfits[] = { "other.test", "localhost" };
    for (int i = 0; i < 2; i++) {
        p.last[0] = '\0';
        rq.url = arena_printf(a, "https://%s:%d/", misfits[i], p.port);
        assert_int_equal(net_http_wait(own, a, &rq, &r), ERR_UPSTREAM);
        assert_non_null(strstr(r.detail, "TLS: "));
        assert_string_equal(p.last, ""); /* the request was not sent */
        rq.want_cert = false;            /* nor over a connection that might be kept */
        assert_int_equal(net_http_wait(own, a, &rq, &r), ERR_UPSTREAM);
    }
    peer_stop(&p);
    SSL_CTX_free(p.extra);
    net_free(own);
    unlink(cert);
    unlink(key);
    unlink(hosts);
}

/* ---- names ---- */

static size_t name_answers(struct dns_peer *d, const unsigned char *query, size_t n, unsigned char *out, bool over_tcp)
{
    char name[256];
    (void)d;
    (void)over_tcp;
    dns_query_name(query, n, name);
    int type = dns_query_type(query, n);
    bool known = str_eq(name, "svc.test") || str_eq(name, "short.lan.test");
    if (!known)
        return dns_begin(query, n, out, 3, 0);
    if (type != 1)
        return dns_begin(query, n, out, 0, 0);
    return dns_add(out, dns_begin(query, n, out, 0, 1), 1, "\x7F\x00\x00\x01", 4);
}

static void names_are_looked_up_without_threads(void **state)
{
    (void)state;
    struct dns_peer d = { 0 };
    struct peer p = { .reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok" };
    char conf[] = "/tmp/binnacle-resolv-XXXXXX", hosts[] = "/tmp/binnacle-hosts-XXXXXX", text[200];
    struct net *own;
    dns_peer_start(&d, name_answers);
    peer_start(&p, peer_reply);
    int fd = mkstemp(conf);
    int len = snprintf(text, sizeof text, "# comment\nsearch lan.test\nnameserver 127.0.0.1:%d\n", d.port);
    assert_int_equal(write(fd, text, (size_t)len), len);
    close(fd);
    fd = mkstemp(hosts);
    assert_int_equal(write(fd, "127.0.0.1 by-file Other.Name # x\n::1\n", 37), 37);
    close(fd);
    assert_int_equal(net_new(&(struct net_options){ .resolv_conf = conf, .hosts = hosts }, &own), OK);
    int threads = thread_count();
    const char *good[] = { "svc.test", "SVC.test.", "short", "by-file", "other.name", "localhost", "a.localhost" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct net_http_request rq = { .url = arena_printf(a, "http://%s:%d/", good[i], p.port), .timeout_ms = 3000, .max_body = 10 };
        if (net_http_wait(own, a, &rq, &r) != OK)
            fail_msg("%s: %s", good[i], r.detail);
    }
    assert_non_null(strstr(p.last, "Host: a.localhost:"));
    int asked = atomic_load(&d.queries);
    struct net_http_request rq = { .url = arena_printf(a, "http://svc.test:%d/", p.port), .timeout_ms = 3000, .max_body = 10 };
    for (int i = 0; i < 5; i++)
        assert_int_equal(net_http_wait(own, a, &rq, &r), OK);
    assert_int_equal(atomic_load(&d.queries), asked); /* from the cache */
    rq.url = "http://no.such.test/";
    assert_int_equal(net_http_wait(own, a, &rq, &r), ERR_UNREACHABLE);
    assert_non_null(strstr(r.detail, "there is no such name"));
    struct net_policy *none;
    assert_int_equal(net_policy_parse("10.0.0.0/8", &none), OK);
    rq = (struct net_http_request){ .url = arena_printf(a, "http://svc.test:%d/", p.port), .timeout_ms = 3000, .policy = none };
    assert_int_equal(net_http_wait(own, a, &rq, &r), ERR_FORBIDDEN); /* a public name for a private address */
    net_policy_unref(none);
    expect_threads(threads);
    dns_peer_stop(&d);
    rq = (struct net_http_request){ .url = "http://other.test/", .timeout_ms = 3000 };
    assert_int_equal(net_http_wait(own, a, &rq, &r), ERR_UNREACHABLE); /* the name server is gone: its port refuses, so this is quick */
    assert_non_null(strstr(r.detail, "no name server answered"));
    assert_true(r.timing.total_us < 2000000);
    peer_stop(&p);
    net_free(own);
    unlink(conf);
    unlink(hosts);
}

/* ---- many, and the end ---- */

static _Atomic int ended[ERR_COUNT];
static void count_end(void *arg, const struct net_http_result *result)
{
    (void)arg;
    atomic_fetch_add(&ended[result->err], 1);
}

static void too_many_are_refused(void **state)
{
    (void)state;
    struct peer p = { 0 };
    peer_start(&p, peer_silence);
    struct net_http_request rq = { .url = url_of(p.port, "/"), .timeout_ms = 400 };
    for (int i = 0; i < 8; i++)
        assert_int_equal(net_http(net, &rq, count_end, NULL), OK);
    assert_int_equal(net_http(net, &rq, count_end, NULL), ERR_BUSY);
    struct net_stats s;
    net_stats(net, &s);
    assert_int_equal(s.http_active, 8);
    for (int i = 0; i < 200 && atomic_load(&ended[ERR_TIMEOUT]) < 8; i++)
        usleep(10000);
    assert_int_equal(atomic_load(&ended[ERR_TIMEOUT]), 8);
    net_stats(net, &s);
    assert_int_equal(s.http_active, 0);
    peer_stop(&p);
}

static void stopping_aborts_what_runs(void **state)
{
    (void)state;
    struct peer p = { 0 };
    struct net *own;
    peer_start(&p, peer_silence);
    int files = open_files(), threads = thread_count(), before = atomic_load(&ended[ERR_BUSY]);
    assert_int_equal(net_new(&(struct net_options){ 0 }, &own), OK);
    struct net_http_request rq = { .url = url_of(p.port, "/"), .timeout_ms = 60000 };
    for (int i = 0; i < 50; i++)
        assert_int_equal(net_http(own, &rq, count_end, NULL), OK);
    rq.url = "http://name-that-hangs.test/";
    for (int i = 0; i < 5; i++)
        assert_int_equal(net_http(own, &rq, count_end, NULL), OK);
    int64_t t = clock_mono_us(clock_system());
    net_free(own);
    assert_true(clock_mono_us(clock_system()) - t < 1000000);
    int rest = atomic_load(&ended[ERR_BUSY]) - before;
    assert_in_range(rest, 50, 55); /* a name server that refuses may have ended the last five */
    expect_threads(threads);
    assert_int_equal(open_files(), files);
    peer_stop(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_arrive_whole),
        cmocka_unit_test(methods_bodies_and_credentials_are_sent),
        cmocka_unit_test(what_cannot_be_sent_is_refused),
        cmocka_unit_test(refused_and_silent_targets),
        cmocka_unit_test(black_hole),
        cmocka_unit_test(liars),
        cmocka_unit_test(bodies_are_bounded),
        cmocka_unit_test(headers_are_bounded),
        cmocka_unit_test(redirects),
        cmocka_unit_test(policy_holds_at_the_address),
        cmocka_unit_test(tls_verifies_chain_and_name),
        cmocka_unit_test(tls),
        cmocka_unit_test(names_are_looked_up_without_threads),
        cmocka_unit_test(too_many_are_refused),
        cmocka_unit_test(stopping_aborts_what_runs),
    };
    if (crypto_init() != OK)
        return 1;
    return cmocka_run_group_tests_name("net: HTTP", tests, setup, teardown);
}
