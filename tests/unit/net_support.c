/*
 * net_support.c - the servers of net_support.h.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net_support.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* -1: the port is taken. */
static int bound(int type, int port, int *out_port)
{
    int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0), one = 1;
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof a;
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&a, sizeof a) != 0) {
        close(fd);
        return -1;
    }
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
    *out_port = ntohs(a.sin_port);
    return fd;
}

static void *accept_loop(void *arg)
{
    struct peer *p = arg;
    while (!atomic_load(&p->stop)) {
        struct pollfd w = { .fd = p->fd, .events = POLLIN };
        if (poll(&w, 1, 20) <= 0)
            continue;
        int fd = accept4(p->fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        atomic_fetch_add(&p->connections, 1);
        p->serve(p, fd);
        close(fd);
    }
    return NULL;
}

void peer_start(struct peer *p, void (*serve)(struct peer *p, int fd))
{
    signal(SIGPIPE, SIG_IGN); /* as the program does: a peer may write to a client that has gone */
    p->serve = serve;
    p->fd = bound(SOCK_STREAM, 0, &p->port);
    assert_true(p->fd >= 0);
    assert_int_equal(listen(p->fd, 64), 0);
    assert_int_equal(pthread_create(&p->thread, NULL, accept_loop, p), 0);
}

void peer_stop(struct peer *p)
{
    atomic_store(&p->stop, true);
    pthread_join(p->thread, NULL);
    close(p->fd);
}

static void read_request(struct peer *p, int fd)
{
    size_t len = 0, want = 0;
    memset(p->last, 0, sizeof p->last);
    while (len < sizeof p->last - 1) {
        struct pollfd w = { .fd = fd, .events = POLLIN };
        if (poll(&w, 1, 800) <= 0)
            return;
        ssize_t n = read(fd, p->last + len, sizeof p->last - 1 - len);
        if (n <= 0)
            return;
        len += (size_t)n;
        const char *end = strstr(p->last, "\r\n\r\n"), *length = strcasestr(p->last, "content-length:");
        if (end)
            want = (size_t)(end + 4 - p->last) + (length && length < end ? strtoul(length + 15, NULL, 10) : 0);
        if (end && len >= want)
            return;
    }
}

void peer_reply(struct peer *p, int fd)
{
    read_request(p, fd);
    size_t n = strlen(p->reply), done = 0;
    while (done < n) {
        ssize_t w = send(fd, p->reply + done, n - done, MSG_NOSIGNAL);
        if (w <= 0)
            return;
        done += (size_t)w;
    }
}

void peer_silence(struct peer *p, int fd)
{
    char skip[256];
    while (!atomic_load(&p->stop)) {
        struct pollfd w = { .fd = fd, .events = POLLIN };
        if (poll(&w, 1, 20) > 0 && read(fd, skip, sizeof skip) <= 0)
            return;
    }
}

int closed_port(void)
{
    int port, fd = bound(SOCK_STREAM, 0, &port);
    close(fd);
    return port;
}

/* ---- DNS ---- */

static void *dns_loop(void *arg)
{
    struct dns_peer *d = arg;
    static _Thread_local unsigned char query[4096], out[70000];
    while (!atomic_load(&d->stop)) {
        struct pollfd w[2] = { { .fd = d->udp, .events = POLLIN }, { .fd = d->tcp, .events = POLLIN } };
        if (poll(w, 2, 20) <= 0)
            continue;
        if (w[0].revents & POLLIN) {
            struct sockaddr_in from;
            socklen_t len = sizeof from;
            ssize_t n = recvfrom(d->udp, query, sizeof query, 0, (struct sockaddr *)&from, &len);
            if (n <= 0)
                continue;
            atomic_fetch_add(&d->queries, 1);
            size_t m = d->answer(d, query, (size_t)n, out, false);
            if (m > 0)
                sendto(d->udp, out, m, 0, (struct sockaddr *)&from, len);
        }
        if (w[1].revents & POLLIN) {
            int fd = accept4(d->tcp, NULL, NULL, SOCK_CLOEXEC);
            if (fd < 0)
                continue;
            atomic_fetch_add(&d->tcp_queries, 1);
            ssize_t n = recv(fd, query, sizeof query, 0);
            if (n > 2) {
                size_t m = d->answer(d, query + 2, (size_t)n - 2, out + 2, true);
                out[0] = (unsigned char)(m >> 8);
                out[1] = (unsigned char)m;
                for (size_t at = 0; at < m + 2;) { /* in pieces */
                    size_t k = m + 2 - at < 7 ? m + 2 - at : 7;
                    if (send(fd, out + at, k, MSG_NOSIGNAL) <= 0)
                        break;
                    at += k;
                }
            }
            close(fd);
        }
    }
    return NULL;
}

void dns_peer_start(struct dns_peer *d,
                    size_t (*answer)(struct dns_peer *d, const unsigned char *query, size_t n, unsigned char *out, bool over_tcp))
{
    int same;
    d->answer = answer;
    for (int tries = 0; tries < 50; tries++) { /* a port that is free for both */
        d->udp = bound(SOCK_DGRAM, 0, &d->port);
        assert_true(d->udp >= 0);
        d->tcp = bound(SOCK_STREAM, d->port, &same);
        if (d->tcp >= 0)
            break;
        close(d->udp);
    }
    assert_true(d->tcp >= 0);
    assert_int_equal(listen(d->tcp, 8), 0);
    assert_int_equal(pthread_create(&d->thread, NULL, dns_loop, d), 0);
}

void dns_peer_stop(struct dns_peer *d)
{
    atomic_store(&d->stop, true);
    pthread_join(d->thread, NULL);
    close(d->udp);
    close(d->tcp);
}

static size_t question_end(const unsigned char *query, size_t n)
{
    size_t at = 12;
    while (at < n && query[at])
        at += query[at] + 1u;
    return at + 5;
}

size_t dns_begin(const unsigned char *query, size_t n, unsigned char *out, int rcode, int answers)
{
    size_t end = question_end(query, n);
    memcpy(out, query, end);
    out[2] = 0x81;
    out[3] = (unsigned char)(0x80 | rcode);
    out[6] = (unsigned char)(answers >> 8);
    out[7] = (unsigned char)answers;
    return end;
}

size_t dns_add(unsigned char *out, size_t at, int type, const void *data, size_t n)
{
    const unsigned char head[12] = { 0xC0, 12, (unsigned char)(type >> 8), (unsigned char)type, 0, 1, 0, 0,
                                     0,    30, (unsigned char)(n >> 8),    (unsigned char)n };
    memcpy(out + at, head, sizeof head);
    memcpy(out + at + sizeof head, data, n);
    return at + sizeof head + n;
}

int dns_query_type(const unsigned char *query, size_t n)
{
    size_t end = question_end(query, n);
    return query[end - 4] << 8 | query[end - 3];
}

void dns_query_name(const unsigned char *query, size_t n, char dst[256])
{
    size_t len = 0;
    for (size_t at = 12; at < n && query[at]; at += query[at] + 1u) {
        if (len)
            dst[len++] = '.';
        memcpy(dst + len, query + at + 1, query[at]);
        len += query[at];
    }
    dst[len] = '\0';
}

/* ---- certificates ---- */

void make_certificate(const char *name, int days, const char *cert_path, const char *key_path)
{
    char san[300];
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = X509_new();
    assert_non_null(key);
    assert_non_null(cert);
    X509_set_version(cert, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 7);
    X509_gmtime_adj(X509_getm_notBefore(cert), -86400L * 400);
    X509_gmtime_adj(X509_getm_notAfter(cert), 86400L * days);
    X509_set_pubkey(cert, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(cert, X509_get_subject_name(cert));
    snprintf(san, sizeof san, "DNS:%s,IP:127.0.0.1", name);
    X509_EXTENSION *ext = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, san);
    assert_non_null(ext);
    X509_add_ext(cert, ext, -1);
    X509_EXTENSION_free(ext);
    assert_true(X509_sign(cert, key, EVP_sha256()) > 0);
    FILE *f = fopen(cert_path, "w");
    assert_non_null(f);
    PEM_write_X509(f, cert);
    fclose(f);
    f = fopen(key_path, "w");
    assert_non_null(f);
    PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL);
    fclose(f);
    X509_free(cert);
    EVP_PKEY_free(key);
}

static int entries(const char *path)
{
    int n = 0;
    DIR *d = opendir(path);
    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

int thread_count(void)
{
    return entries("/proc/self/task") - 2;
}
void expect_threads(int count)
{
    for (int i = 0; i < 100 && thread_count() != count; i++)
        usleep(10000);
    assert_int_equal(thread_count(), count);
}

int open_files(void)
{
    return entries("/proc/self/fd") - 3;
}
