/* Tests of TCP, TLS, DNS, the pool, Redis, Kafka and the host's vitals in net/ against small real servers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/crypto.h"
#include "core/str.h"
#include "net/host.h"
#include "net_support.h"
#include <arpa/inet.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct net *net;
static struct arena *a;
static sem_t ended;

/* The last result, copied. */
static enum err err;
static char detail[300], remote[64], received[5000], protocol[32], rcode[32], records[10][300];
static size_t record_count;
static struct net_timing timing;
static struct net_cert cert;

static int setup(void **state)
{
    (void)state;
    a = arena_new(0);
    sem_init(&ended, 0, 0);
    return net_new(&(struct net_options){ .pool_threads = 2 }, &net) == OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    net_free(net);
    arena_free(a);
    return 0;
}

static void tcp_done(void *arg, const struct net_tcp_result *r)
{
    (void)arg;
    err = r->err;
    timing = r->timing;
    str_copy(detail, sizeof detail, r->detail);
    str_copy(remote, sizeof remote, r->remote);
    memcpy(received, r->received, r->received_len);
    received[r->received_len] = '\0';
    sem_post(&ended);
}

static enum err tcp(struct net_tcp_request rq)
{
    enum err e = net_tcp(net, &rq, tcp_done, NULL);
    if (e != OK)
        return e;
    sem_wait(&ended);
    return err;
}

static void tcp_expectations(void **state)
{
    (void)state;
    struct peer p = { .reply = "220 ready\r\n" };
    peer_start(&p, peer_reply);
    struct net_tcp_request rq = { .host = "127.0.0.1", .port = p.port, .timeout_ms = 2000 };
    assert_int_equal(tcp(rq), OK);
    rq.send = "EHLO x\r\n\r\n";
    rq.expect = "220 ";
    assert_int_equal(tcp(rq), OK);
    assert_string_equal(received, "220 ready\r\n");
    assert_string_equal(p.last, "EHLO x\r\n\r\n");
    assert_string_equal(remote, arena_printf(a, "127.0.0.1:%d", p.port));
    assert_true(timing.connect_us > 0 && timing.first_byte_us >= timing.connect_us);
    rq.expect = "221";
    assert_int_equal(tcp(rq), ERR_UPSTREAM);
    assert_string_equal(received, "220 ready\r\n"); /* what was seen is told all the same */
    rq.host = "localhost";
    rq.expect = "ready";
    assert_int_equal(tcp(rq), OK);
    struct net_policy *none;
    assert_int_equal(net_policy_parse("10.0.0.0/8", &none), OK);
    rq.policy = none;
    int before = atomic_load(&p.connections);
    assert_int_equal(tcp(rq), ERR_FORBIDDEN);
    assert_int_equal(atomic_load(&p.connections), before);
    net_policy_unref(none);
    peer_stop(&p);
}

static void flood(struct peer *p, int fd)
{
    char block[2000];
    memset(block, 'y', sizeof block);
    while (!atomic_load(&p->stop) && send(fd, block, sizeof block, MSG_NOSIGNAL) > 0) { /* until the client goes away */
    }
}

static void tcp_bounds_and_deadlines(void **state)
{
    (void)state;
    struct peer p = { 0 }, q = { 0 };
    peer_start(&p, flood);
    peer_start(&q, peer_silence);
    assert_int_equal(tcp((struct net_tcp_request){ .host = "127.0.0.1", .port = p.port, .expect = "never", .timeout_ms = 2000 }),
                     ERR_UPSTREAM);
    assert_int_equal(strlen(received), 4096);
    assert_int_equal(tcp((struct net_tcp_request){ .host = "127.0.0.1", .port = q.port, .expect = "x", .timeout_ms = 150 }), ERR_TIMEOUT);
    assert_non_null(strstr(detail, "waiting for the expected text"));
    assert_in_range(timing.total_us, 149000, 1000000);
    assert_int_equal(tcp((struct net_tcp_request){ .host = "127.0.0.1", .port = closed_port(), .timeout_ms = 1000 }), ERR_UNREACHABLE);
    assert_non_null(strstr(detail, "Connection refused"));
    assert_int_equal(tcp((struct net_tcp_request){ .host = "", .port = 1, .timeout_ms = 1 }), ERR_INVALID);
    assert_int_equal(tcp((struct net_tcp_request){ .host = "x", .port = 70000, .timeout_ms = 1 }), ERR_INVALID);
    assert_int_equal(tcp((struct net_tcp_request){ .host = "bad name", .port = 1, .timeout_ms = 1000 }), ERR_UNREACHABLE);
    peer_stop(&p);
    peer_stop(&q);
}

/* ---- TLS ---- */

static void tls_done(void *arg, const struct net_tls_result *r)
{
    (void)arg;
    err = r->err;
    cert = r->cert;
    timing = r->timing;
    str_copy(detail, sizeof detail, r->detail);
    str_copy(protocol, sizeof protocol, r->protocol);
    sem_post(&ended);
}

static enum err tls(struct net_tls_request rq)
{
    enum err e = net_tls(net, &rq, tls_done, NULL);
    if (e != OK)
        return e;
    sem_wait(&ended);
    return err;
}

static void serve_tls(struct peer *p, int fd)
{
    SSL *ssl = SSL_new(p->extra);
    SSL_set_fd(ssl, fd);
    if (SSL_accept(ssl) == 1) {
        str_copy(p->last, sizeof p->last,
                 SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) ? SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) : "");
        char c;
        SSL_read(ssl, &c, 1);
    }
    SSL_free(ssl);
}

static void tls_reports_the_certificate(void **state)
{
    (void)state;
    char path[] = "/tmp/binnacle-cert-XXXXXX", key[] = "/tmp/binnacle-key-XXXXXX";
    close(mkstemp(path));
    close(mkstemp(key));
    make_certificate("watched.test", -3, path, key); /* expired three days ago */
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate_file(ctx, path, SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM);
    struct peer p = { .extra = ctx }, plain = { .reply = "HTTP/1.1 400 Bad Request\r\n\r\n" }, silent = { 0 };
    peer_start(&p, serve_tls);
    peer_start(&plain, peer_reply);
    peer_start(&silent, peer_silence);
    assert_int_equal(tls((struct net_tls_request){ .host = "127.0.0.1", .port = p.port, .sni = "watched.test", .timeout_ms = 3000 }), OK);
    assert_string_equal(protocol, "TLSv1.3");
    assert_string_equal(cert.subject, "CN=watched.test");
    assert_string_equal(cert.issuer, "CN=watched.test");
    assert_true(cert.not_after < clock_wall_us(clock_system()));
    assert_false(cert.chain_ok);
    assert_true(cert.chain_error[0] != '\0');
    assert_true(timing.tls_us > 0);
    assert_int_equal(tls((struct net_tls_request){ .host = "127.0.0.1", .port = plain.port, .timeout_ms = 4000 }), ERR_UPSTREAM);
    assert_int_equal(tls((struct net_tls_request){ .host = "127.0.0.1", .port = silent.port, .timeout_ms = 150 }), ERR_TIMEOUT);
    assert_non_null(strstr(detail, "handshake"));
    assert_int_equal(tls((struct net_tls_request){ .host = "127.0.0.1", .port = closed_port(), .timeout_ms = 1000 }), ERR_UNREACHABLE);
    peer_stop(&p);
    assert_string_equal(p.last, "watched.test");
    peer_stop(&plain);
    peer_stop(&silent);
    SSL_CTX_free(ctx);
    unlink(path);
    unlink(key);
}

/* ---- DNS ---- */

static void dns_done(void *arg, const struct net_dns_result *r)
{
    (void)arg;
    err = r->err;
    timing = r->timing;
    str_copy(detail, sizeof detail, r->detail);
    str_copy(rcode, sizeof rcode, r->rcode);
    record_count = r->record_count;
    for (size_t i = 0; i < r->record_count && i < 10; i++)
        str_copy(records[i], sizeof records[i], r->records[i]);
    sem_post(&ended);
}

static enum err dns(const struct dns_peer *d, const char *name, const char *type, int timeout_ms)
{
    struct net_dns_request rq = {
        .name = name, .type = type, .server = arena_printf(a, "127.0.0.1:%d", d->port), .timeout_ms = timeout_ms
    };
    enum err e = net_dns(net, &rq, dns_done, NULL);
    if (e != OK)
        return e;
    sem_wait(&ended);
    return err;
}

static size_t zone(struct dns_peer *d, const unsigned char *query, size_t n, unsigned char *out, bool over_tcp)
{
    char name[256];
    dns_query_name(query, n, name);
    size_t at;
    if (str_eq(name, "two.test")) {
        at = dns_begin(query, n, out, 0, 2);
        at = dns_add(out, at, 1, "\x0A\x00\x00\x01", 4);
        return dns_add(out, at, 1, "\x0A\x00\x00\x02", 4);
    }
    if (str_eq(name, "big.test")) {
        if (!over_tcp) {
            at = dns_begin(query, n, out, 0, 0);
            out[2] |= 2; /* truncated */
            return at;
        }
        at = dns_begin(query, n, out, 0, 90);
        for (int i = 0; i < 90; i++)
            at = dns_add(out, at, 16, "\x0Flong text recor", 16);
        return at;
    }
    if (str_eq(name, "lost.test"))
        return atomic_load(&d->queries) % 2 ? 0 : dns_begin(query, n, out, 0, 0); /* every other one is lost */
    if (str_eq(name, "garbage.test")) {
        memcpy(out, query, n);
        memset(out + 2, 0xFF, n > 40 ? 40 : n - 2);
        return n;
    }
    if (str_eq(name, "lying.test")) {
        at = dns_begin(query, n, out, 0, 1);
        memcpy(out + at, "\xC0\x0C\x00\x01\x00\x01\x00\x00\x00\x3C\xFF\xFF\x0A", 13);
        return at + 13;
    }
    if (str_eq(name, "forged.test")) {
        at = dns_begin(query, n, out, 0, 0);
        out[0] ^= 0xFF; /* another id */
        return at;
    }
    if (str_eq(name, "silent.test"))
        return 0;
    return dns_begin(query, n, out, 3, 0);
}

static void dns_questions(void **state)
{
    (void)state;
    struct dns_peer d = { 0 };
    dns_peer_start(&d, zone);
    assert_int_equal(dns(&d, "two.test", "A", 2000), OK);
    assert_string_equal(rcode, "NOERROR");
    assert_int_equal(record_count, 2);
    assert_string_equal(records[0], "10.0.0.1");
    assert_string_equal(records[1], "10.0.0.2");
    assert_int_equal(dns(&d, "none.test", "MX", 2000), OK);
    assert_string_equal(rcode, "NXDOMAIN");
    assert_int_equal(record_count, 0);
    assert_int_equal(dns(&d, "big.test", "TXT", 2000), OK);
    assert_int_equal(record_count, 90);
    assert_string_equal(records[9], "long text recor");
    assert_int_equal(atomic_load(&d.tcp_queries), 1);
    assert_int_equal(dns(&d, "lying.test", "A", 1000), ERR_UPSTREAM);
    assert_int_equal(dns(&d, "forged.test", "A", 200), ERR_TIMEOUT); /* not believed */
    assert_int_equal(dns(&d, "garbage.test", "A", 200), ERR_TIMEOUT);
    assert_int_equal(dns(&d, "silent.test", "A", 200), ERR_TIMEOUT);
    assert_in_range(timing.total_us, 199000, 1000000);
    if (atomic_load(&d.queries) % 2)
        dns(&d, "none.test", "A", 1000);
    assert_int_equal(dns(&d, "lost.test", "A", 900), OK); /* sent again */
    assert_int_equal(dns(&d, "x.test", "ANY", 100), ERR_INVALID);
    assert_int_equal(dns(&d, "bad..name", "A", 100), ERR_INVALID);
    struct net_policy *none;
    assert_int_equal(net_policy_parse("10.0.0.0/8", &none), OK);
    struct net_dns_request rq = {
        .name = "two.test", .type = "A", .server = arena_printf(a, "127.0.0.1:%d", d.port), .timeout_ms = 500, .policy = none
    };
    assert_int_equal(net_dns(net, &rq, dns_done, NULL), OK);
    sem_wait(&ended);
    assert_int_equal(err, ERR_FORBIDDEN);
    net_policy_unref(none);
    dns_peer_stop(&d);
    assert_int_equal(dns(&d, "two.test", "A", 1000), ERR_UNREACHABLE); /* nobody there: the port refuses */
}

/* ---- the pool ---- */

struct job {
    int sleep_ms;
    enum err result;
    _Atomic int ran, done, released;
    enum err got;
};

static enum err job_run(void *arg)
{
    struct job *j = arg;
    usleep((useconds_t)j->sleep_ms * 1000);
    atomic_fetch_add(&j->ran, 1);
    return j->result;
}
static void job_done(void *arg, enum err e)
{
    struct job *j = arg;
    j->got = e;
    atomic_fetch_add(&j->done, 1);
    sem_post(&ended);
}
static void job_release(void *arg)
{
    atomic_fetch_add(&((struct job *)arg)->released, 1);
}

static void wait_until(_Atomic int *what, int value)
{
    for (int i = 0; i < 500 && atomic_load(what) < value; i++)
        usleep(10000);
    assert_int_equal(atomic_load(what), value);
}

static void pool_runs_and_gives_up(void **state)
{
    (void)state;
    struct job quick = { .result = ERR_CORRUPT }, slow = { .sleep_ms = 400 }, slow2 = { .sleep_ms = 400 }, queued = { 0 };
    assert_int_equal(net_pool(net, 2000, job_run, job_done, job_release, &quick), OK);
    sem_wait(&ended);
    assert_int_equal(quick.got, ERR_CORRUPT);
    wait_until(&quick.released, 1);
    /* Two threads, both held by jobs that overrun; a third job cannot start before its deadline. */
    assert_int_equal(net_pool(net, 100, job_run, job_done, job_release, &slow), OK);
    assert_int_equal(net_pool(net, 100, job_run, job_done, job_release, &slow2), OK);
    assert_int_equal(net_pool(net, 100, job_run, job_done, job_release, &queued), OK);
    for (int i = 0; i < 3; i++)
        sem_wait(&ended);
    assert_int_equal(slow.got, ERR_TIMEOUT);
    assert_int_equal(queued.got, ERR_BUSY); /* not the target's fault */
    assert_int_equal(atomic_load(&slow.released), 0); /* it still runs */
    wait_until(&slow.released, 1);
    wait_until(&slow2.released, 1);
    assert_int_equal(atomic_load(&queued.ran), 0);
    wait_until(&queued.released, 1);
    assert_int_equal(atomic_load(&slow.done), 1);
    assert_int_equal(net_pool(net, 2000, job_run, job_done, job_release, &quick), OK); /* and the threads are back */
    sem_wait(&ended);
    wait_until(&quick.released, 2);
}

static void pool_queue_is_bounded(void **state)
{
    (void)state;
    struct net *own;
    assert_int_equal(net_new(&(struct net_options){ .pool_threads = 1 }, &own), OK);
    struct job *jobs = calloc(1200, sizeof *jobs);
    int taken = 0;
    for (int i = 0; i < 1200; i++) {
        jobs[i].sleep_ms = i == 0 ? 1500 : 0;
        if (net_pool(own, 60000, job_run, job_done, job_release, &jobs[i]) == OK)
            taken++;
    }
    assert_in_range(taken, 1024, 1025);
    int64_t t = clock_mono_us(clock_system());
    net_free(own);
    assert_true(clock_mono_us(clock_system()) - t < 3000000);
    for (int i = 0; i < taken; i++) {
        sem_wait(&ended);
        assert_int_equal(atomic_load(&jobs[i].done), 1);
        assert_int_equal(atomic_load(&jobs[i].released), 1);
    }
    free(jobs);
}

/* A name server that never answers: the deadline holds, and a thread that was left behind does not touch the net that is gone. */
static enum err probe_by_name(void *arg)
{
    struct net_redis_target t = { .net = arg, .host = "name.test", .port = 1, .timeout_ms = 300 };
    struct net_redis_info i;
    struct arena *own = arena_new(0);
    usleep(2300000);
    enum err e = net_redis_probe(own, &t, &i);
    arena_free(own);
    return e;
}

static void name_done(void *arg, enum err e)
{
    (void)arg;
    err = e;
    sem_post(&ended);
}

static _Atomic int names_released;
static void name_release(void *arg)
{
    (void)arg;
    atomic_fetch_add(&names_released, 1);
}

static void names_in_pool_threads_have_deadlines(void **state)
{
    (void)state;
    char conf[] = "/tmp/binnacle-resolv-XXXXXX", text[100];
    int udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), fd = mkstemp(conf);
    struct sockaddr_in sa = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof sa;
    assert_int_equal(bind(udp, (struct sockaddr *)&sa, sizeof sa), 0);
    getsockname(udp, (struct sockaddr *)&sa, &len);
    int n = snprintf(text, sizeof text, "nameserver 127.0.0.1:%d\n", ntohs(sa.sin_port));
    assert_int_equal(write(fd, text, (size_t)n), n);
    close(fd);
    struct net *own;
    struct net_redis_info i;
    assert_int_equal(net_new(&(struct net_options){ .resolv_conf = conf }, &own), OK);
    struct net_redis_target t = { .net = own, .host = "name.test", .port = 1, .timeout_ms = 300 };
    int64_t started = clock_mono_us(clock_system());
    assert_int_equal(net_redis_probe(a, &t, &i), ERR_TIMEOUT);
    assert_in_range(clock_mono_us(clock_system()) - started, 299000, 1000000);
    assert_int_equal(net_pool(own, 60000, probe_by_name, name_done, name_release, own), OK);
    usleep(50000);
    net_free(own);
    sem_wait(&ended);
    assert_int_equal(err, ERR_BUSY);
    wait_until(&names_released, 1);
    close(udp);
    unlink(conf);
}

static void pool_leaves_stuck_threads_behind(void **state)
{
    (void)state;
    struct net *own;
    static struct job stuck = { .sleep_ms = 2800 };
    assert_int_equal(net_new(&(struct net_options){ .pool_threads = 1 }, &own), OK);
    assert_int_equal(net_pool(own, 60000, job_run, job_done, job_release, &stuck), OK);
    usleep(50000);
    int64_t t = clock_mono_us(clock_system());
    net_free(own);
    assert_true(clock_mono_us(clock_system()) - t < 3000000);
    assert_int_equal(stuck.got, ERR_BUSY);
    sem_wait(&ended);
    wait_until(&stuck.released, 1); /* later, by the thread itself */
}

/* ---- Redis ---- */

static void serve_redis(struct peer *p, int fd)
{
    static const char info[] = "# Server\r\nredis_version:7.0.15\r\nuptime_in_seconds:12\r\n# Clients\r\nconnected_clients:3\r\n# "
                               "Memory\r\nused_memory:500\r\nmaxmemory:1000\r\n"
                               "# Replication\r\nrole:slave\r\nmaster_link_status:down\r\n# "
                               "Keyspace\r\ndb1:keys=9,expires=0,avg_ttl=0\r\ndb0:keys=5,expires=1,avg_ttl=7\r\n";
    char in[1000], out[1000];
    ssize_t n;
    bool signed_in = p->reply == NULL;
    struct timeval tv = { .tv_sec = 2 };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    while ((n = recv(fd, in, sizeof in - 1, 0)) > 0) {
        in[n] = '\0';
        if (strstr(in, "AUTH")) {
            signed_in = p->reply && strstr(in, p->reply);
            snprintf(out, sizeof out, signed_in ? "+OK\r\n" : "-WRONGPASS invalid username-password pair secretuser\r\n");
        } else if (!signed_in) {
            snprintf(out, sizeof out, "-NOAUTH Authentication required.\r\n");
        } else if (strstr(in, "PING")) {
            snprintf(out, sizeof out, "+PONG\r\n");
        } else if (strstr(in, "SELECT")) {
            snprintf(out, sizeof out, "+OK\r\n");
        } else {
            snprintf(out, sizeof out, "$%zu\r\n%s\r\n", sizeof info - 1, info);
        }
        if (send(fd, out, strlen(out), MSG_NOSIGNAL) < 0)
            return;
    }
}

static void endless_bulk(struct peer *p, int fd)
{
    char in[100];
    if (recv(fd, in, sizeof in, 0) <= 0 || send(fd, "$536870912\r\n", 12, MSG_NOSIGNAL) < 0)
        return;
    flood(p, fd);
}

static void redis(void **state)
{
    (void)state;
    struct net_redis_info i;
    struct peer open = { 0 }, locked = { .reply = "opensesame" }, silent = { 0 }, liar = { .reply = "HTTP/1.1 400 Bad Request\r\n\r\n" },
                huge = { 0 };
    peer_start(&open, serve_redis);
    peer_start(&locked, serve_redis);
    peer_start(&silent, peer_silence);
    peer_start(&huge, endless_bulk);
    struct net_redis_target t = { .host = "127.0.0.1", .port = open.port, .timeout_ms = 2000 };
    assert_int_equal(net_redis_probe(a, &t, &i), OK);
    assert_string_equal(i.role, "slave");
    assert_string_equal(i.version, "7.0.15");
    assert_string_equal(i.link_status, "down");
    assert_int_equal(i.used_memory, 500);
    assert_int_equal(i.maxmemory, 1000);
    assert_int_equal(i.keys, 5);
    assert_int_equal(i.uptime_seconds, 12);
    assert_true(i.ping_us > 0);
    t.db = 1;
    assert_int_equal(net_redis_probe(a, &t, &i), OK);
    assert_int_equal(i.keys, 9);
    t = (struct net_redis_target){ .host = "127.0.0.1", .port = locked.port, .timeout_ms = 2000 };
    assert_int_equal(net_redis_probe(a, &t, &i), ERR_UPSTREAM);
    assert_non_null(strstr(err_detail(), "NOAUTH"));
    t.password = "wrong";
    assert_int_equal(net_redis_probe(a, &t, &i), ERR_UPSTREAM);
    assert_null(strstr(err_detail(), "secretuser"));
    t.password = "opensesame";
    t.username = "u";
    assert_int_equal(net_redis_probe(a, &t, &i), OK);
    t = (struct net_redis_target){ .host = "localhost", .port = silent.port, .timeout_ms = 150 };
    int64_t started = clock_mono_us(clock_system());
    assert_int_equal(net_redis_probe(a, &t, &i), ERR_TIMEOUT);
    assert_true(clock_mono_us(clock_system()) - started < 1000000);
    t.tls = true;
    assert_int_equal(net_redis_probe(a, &t, &i), ERR_TIMEOUT);
    t = (struct net_redis_target){ .host = "127.0.0.1", .port = huge.port, .timeout_ms = 5000 };
    assert_int_equal(net_redis_probe(a, &t, &i), ERR_UPSTREAM);
    assert_non_null(strstr(err_detail(), "more than"));
    peer_start(&liar, peer_reply);
    t.port = liar.port;
    assert_int_equal(net_redis_probe(a, &t, &i), ERR_UPSTREAM);
    t.port = closed_port();
    assert_int_equal(net_redis_probe(a, &t, &i), ERR_UNREACHABLE);
    t = (struct net_redis_target){ .net = net, .host = "localhost", .port = open.port, .timeout_ms = 2000 }; /* the name through the loop */
    assert_int_equal(net_redis_probe(a, &t, &i), OK);
    t.host = "redis.invalid";
    assert_int_equal(net_redis_probe(a, &t, &i), ERR_UNREACHABLE);
    assert_non_null(strstr(err_detail(), "no such name"));
    struct net_policy *none;
    assert_int_equal(net_policy_parse("10.0.0.0/8", &none), OK);
    t.host = "127.0.0.1";
    t.policy = none;
    assert_int_equal(net_redis_probe(a, &t, &i), ERR_FORBIDDEN);
    net_policy_unref(none);
    peer_stop(&open);
    peer_stop(&locked);
    peer_stop(&silent);
    peer_stop(&liar);
    peer_stop(&huge);
}

/* ---- Kafka: librdkafka's own mock cluster; the real broker is in the API tests ---- */

static void kafka(void **state)
{
    (void)state;
    char why[200];
    struct net_kafka_info i;
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_t *host = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    assert_non_null(host);
    rd_kafka_mock_cluster_t *cluster = rd_kafka_mock_cluster_new(host, 3);
    assert_non_null(cluster);
    rd_kafka_mock_topic_create(cluster, "orders", 4, 3);
    struct net_kafka_target t = { .brokers = rd_kafka_mock_cluster_bootstraps(cluster), .timeout_ms = 4000 };
    if (net_kafka_probe(a, &t, &i) != OK)
        fail_msg("%s", err_detail());
    assert_int_equal(i.brokers_known, 3);
    assert_int_equal(i.brokers_reachable, 3);
    assert_int_equal(i.topics, 1);
    assert_int_equal(i.partitions, 4);
    assert_int_equal(i.under_replicated, 0);
    assert_int_equal(i.offline, 0);
    assert_true(i.controller_id >= 0);
    assert_true(i.cluster_id[0] != '\0');
    char *by_name = arena_printf(a, "localhost%s", strrchr(rd_kafka_mock_cluster_bootstraps(cluster), ':'));
    t = (struct net_kafka_target){ .net = net, .brokers = by_name, .timeout_ms = 4000 }; /* the name through the loop */
    if (net_kafka_probe(a, &t, &i) != OK)
        fail_msg("%s", err_detail());
    assert_int_equal(i.brokers_reachable, 3);
    t = (struct net_kafka_target){ .net = net, .brokers = "kafka.invalid:9092", .timeout_ms = 1000 };
    assert_int_equal(net_kafka_probe(a, &t, &i), ERR_UNREACHABLE);
    t = (struct net_kafka_target){ .net = net, .brokers = rd_kafka_mock_cluster_bootstraps(cluster), .timeout_ms = 4000 };
    rd_kafka_mock_partition_set_leader(cluster, "orders", 0, -1);
    assert_int_equal(net_kafka_probe(a, &t, &i), OK);
    assert_int_equal(i.offline, 1);
    struct net_policy *none;
    assert_int_equal(net_policy_parse("10.0.0.0/8", &none), OK);
    t.policy = none;
    t.timeout_ms = 1000;
    assert_int_equal(net_kafka_probe(a, &t, &i), ERR_FORBIDDEN);
    net_policy_unref(none);
    t = (struct net_kafka_target){ .brokers = arena_printf(a, "127.0.0.1:%d", closed_port()), .timeout_ms = 1000 };
    int64_t started = clock_mono_us(clock_system());
    assert_int_equal(net_kafka_probe(a, &t, &i), ERR_UNREACHABLE);
    assert_true(clock_mono_us(clock_system()) - started < 3000000);
    t.security_protocol = "ssl"; /* the settings are accepted; nobody is there */
    assert_int_equal(net_kafka_probe(a, &t, &i), ERR_UNREACHABLE);
    t.security_protocol = "nonsense";
    assert_int_equal(net_kafka_probe(a, &t, &i), ERR_INVALID);
    rd_kafka_mock_cluster_destroy(cluster);
    rd_kafka_destroy(host);
    struct peer silent = { 0 };
    peer_start(&silent, peer_silence);
    t = (struct net_kafka_target){ .brokers = arena_printf(a, "127.0.0.1:%d", silent.port), .timeout_ms = 500 };
    for (int k = 0; k < 3; k++)
        assert_int_equal(net_kafka_probe(a, &t, &i), ERR_UNREACHABLE);
    peer_stop(&silent);
    for (int k = 0; k < 300 && thread_count() > 8; k++)
        usleep(20000); /* the clients' threads end */
    assert_true(thread_count() <= 8);
}

static void host_vitals(void **state)
{
    (void)state;
    struct net_host h;
    assert_int_equal(net_host_read("/", &h), OK);
    assert_true(h.cpus >= 1);
    assert_true(h.memory_total_bytes > h.memory_used_bytes && h.memory_used_bytes > 0);
    assert_true(h.rss_bytes > 1000000);
    assert_true(h.disk_total_bytes >= h.disk_used_bytes + h.disk_free_bytes);
    assert_true(h.uptime_seconds > 0);
    assert_true(h.open_files >= 3 && h.open_files < 1000);
    int before = 0, after = -1;
    for (int k = 0; k < 300 && (before != after || h.threads != after); k++) { /* threads of the tests before may be ending */
        usleep(k ? 20000 : 0);
        before = thread_count();
        assert_int_equal(net_host_read("/", &h), OK);
        after = thread_count();
    }
    assert_int_equal(h.threads, after);
    assert_true(h.cpu_pct >= 0 && h.cpu_pct <= 100);
    assert_int_equal(net_host_read("/no/such/path", &h), ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tcp_expectations),
        cmocka_unit_test(tcp_bounds_and_deadlines),
        cmocka_unit_test(tls_reports_the_certificate),
        cmocka_unit_test(dns_questions),
        cmocka_unit_test(pool_runs_and_gives_up),
        cmocka_unit_test(pool_queue_is_bounded),
        cmocka_unit_test(pool_leaves_stuck_threads_behind),
        cmocka_unit_test(names_in_pool_threads_have_deadlines),
        cmocka_unit_test(redis),
        cmocka_unit_test(kafka),
        cmocka_unit_test(host_vitals),
    };
    if (crypto_init() != OK)
        return 1;
    return cmocka_run_group_tests_name("net: TCP, TLS, DNS, pool, Redis, Kafka, host", tests, setup, teardown);
}
