/*
 * tls.c - the shared store of certificate authorities, what a certificate says, and net_tls: a handshake on the loop that reports the
 * certificate whether or not it verifies.
 *
 * Threads: trust_store any; the rest on the loop. Always: the handshake ends with a shutdown-free close; nothing is sent over it.
 */
#include "core/mem.h"
#include "core/str.h"
#include "net/internal.h"
#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- authorities ---- */

static X509_STORE *store;

static void load_store(void)
{
    static const char *const bundles[] = { "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                           "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem" };
    const char *asked = getenv("SSL_CERT_FILE"); /* OpenSSL's own variable */
    X509_STORE *s = X509_STORE_new();
    if (!s)
        return;
    bool loaded = asked && *asked && X509_STORE_load_file(s, asked) == 1;
    for (size_t i = 0; i < sizeof bundles / sizeof *bundles && !loaded && !(asked && *asked); i++)
        loaded = access(bundles[i], R_OK) == 0 && X509_STORE_load_file(s, bundles[i]) == 1;
    ERR_clear_error();
    if (loaded)
        store = s;
    else
        X509_STORE_free(s);
}

X509_STORE *trust_store(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load_store);
    return store;
}

const char *tls_error_text(char *dst, size_t size)
{
    unsigned long code = ERR_get_error();
    const char *reason = code ? ERR_reason_error_string(code) : NULL;
    str_copy(dst, size, reason ? reason : "");
    ERR_clear_error();
    return dst;
}

/* ---- certificates ---- */

static int64_t time_of(const ASN1_TIME *t)
{
    struct tm tm;
    if (!t || ASN1_TIME_to_tm(t, &tm) != 1)
        return 0;
    char text[64];
    int64_t us;
    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
             tm.tm_sec);
    return time_parse(text, &us) ? us : 0;
}

static void name_text(const X509_NAME *name, char *dst, size_t size)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *data = NULL;
    if (!bio)
        return;
    X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
    long n = BIO_get_mem_data(bio, &data);
    size_t keep = n > 0 ? (size_t)n < size ? (size_t)n : size - 1 : 0;
    if (keep)
        memcpy(dst, data, keep);
    dst[keep] = '\0';
    BIO_free(bio);
}

/* "DNS:example.com, DNS:www.example.com, IP:10.0.0.1"; cut at a whole entry. */
static void san_text(X509 *cert, char *dst, size_t size)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
    size_t len = 0;
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *g = sk_GENERAL_NAME_value(names, i);
        char entry[300] = "", ip[ADDRESS_TEXT];
        if (g->type == GEN_DNS) {
            snprintf(entry, sizeof entry, "DNS:%.*s", ASN1_STRING_length(g->d.dNSName), (const char *)ASN1_STRING_get0_data(g->d.dNSName));
        } else if (g->type == GEN_IPADD) {
            struct address a = { 0 };
            int n = ASN1_STRING_length(g->d.iPAddress);
            a.u.any.sa_family = n == 4 ? AF_INET : AF_INET6;
            if (n == 4)
                memcpy(&a.u.v4.sin_addr, ASN1_STRING_get0_data(g->d.iPAddress), 4);
            else if (n == 16)
                memcpy(&a.u.v6.sin6_addr, ASN1_STRING_get0_data(g->d.iPAddress), 16);
            else
                continue;
            address_text(&a.u.any, ip);
            *strrchr(ip, ':') = '\0';
            snprintf(entry, sizeof entry, "IP:%s", ip);
        } else {
            continue;
        }
        if (len + strlen(entry) + 3 > size)
            break;
        len += (size_t)snprintf(dst + len, size - len, "%s%s", len ? ", " : "", entry);
    }
    GENERAL_NAMES_free(names);
}

void cert_describe(SSL *ssl, struct net_cert *out)
{
    memset(out, 0, sizeof *out);
    X509 *cert = SSL_get1_peer_certificate(ssl);
    if (!cert) {
        str_copy(out->chain_error, sizeof out->chain_error, "the server sent no certificate");
        return;
    }
    name_text(X509_get_subject_name(cert), out->subject, sizeof out->subject);
    name_text(X509_get_issuer_name(cert), out->issuer, sizeof out->issuer);
    out->not_before = time_of(X509_get0_notBefore(cert));
    out->not_after = time_of(X509_get0_notAfter(cert));
    san_text(cert, out->san, sizeof out->san);
    long result = SSL_get_verify_result(ssl);
    out->chain_ok = result == X509_V_OK;
    if (result != X509_V_OK)
        str_copy(out->chain_error, sizeof out->chain_error, X509_verify_cert_error_string(result));
    X509_free(cert);
}

/* ---- the handshake ---- */

struct tls_op {
    struct op op;
    struct connector connector;
    struct watch watch;
    struct timer deadline;
    SSL *ssl;
    char host[256], sni[256];
    int port, timeout_ms;
    int64_t started, handshake_started;
    struct net_policy *policy;
    void (*done)(void *arg, const struct net_tls_result *r);
    void *arg;
};

static SSL_CTX *client_context(void)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static SSL_CTX *context;
    pthread_mutex_lock(&lock);
    if (!context) {
        context = SSL_CTX_new(TLS_client_method());
        if (context) {
            X509_STORE *s = trust_store();
            if (s) {
                X509_STORE_up_ref(s);
                SSL_CTX_set_cert_store(context, s);
            }
            SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
        }
    }
    pthread_mutex_unlock(&lock);
    return context;
}

static void tls_finish(struct tls_op *t, enum err e, const char *detail)
{
    struct net_tls_result r = { .err = e, .detail = detail ? detail : "", .remote = t->connector.remote, .protocol = "" };
    int64_t now = loop_now();
    loop_timer_stop(t->op.net, &t->deadline);
    r.timing.dns_us = t->connector.dns_us;
    r.timing.connect_us = t->connector.connect_us;
    r.timing.tls_us = t->handshake_started ? now - t->handshake_started : 0;
    r.timing.total_us = now - t->started;
    if (t->ssl && SSL_is_init_finished(t->ssl)) {
        cert_describe(t->ssl, &r.cert);
        r.protocol = SSL_get_version(t->ssl);
    }
    if (t->connector.net)
        connector_cancel(&t->connector);
    if (t->watch.fd >= 0) {
        loop_unwatch(t->op.net, &t->watch);
        close(t->watch.fd);
    }
    op_end(&t->op);
    t->done(t->arg, &r);
    SSL_free(t->ssl);
    net_policy_unref(t->policy);
    mem_free(t);
}

static void on_handshake(struct watch *w, uint32_t events)
{
    struct tls_op *t = container_of(w, struct tls_op, watch);
    char reason[160], detail[300];
    (void)events;
    ERR_clear_error();
    int rc = SSL_connect(t->ssl);
    if (rc == 1) {
        tls_finish(t, OK, NULL);
        return;
    }
    int why = SSL_get_error(t->ssl, rc);
    if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) {
        if (loop_watch(t->op.net, w, why == SSL_ERROR_WANT_READ ? EPOLLIN : EPOLLOUT))
            return;
        tls_finish(t, ERR_IO, "cannot watch a socket");
        return;
    }
    int saved = errno;
    tls_error_text(reason, sizeof reason);
    if (reason[0])
        snprintf(detail, sizeof detail, "TLS handshake with %s failed: %s", t->connector.remote, reason);
    else if (why == SSL_ERROR_SYSCALL && saved != 0)
        snprintf(detail, sizeof detail, "TLS handshake with %s failed: %s", t->connector.remote, strerror(saved));
    else
        snprintf(detail, sizeof detail, "%s closed the connection in the TLS handshake", t->connector.remote);
    tls_finish(t, ERR_UPSTREAM, detail);
}

static void on_tls_connected(struct connector *c, enum err e, const char *detail)
{
    struct tls_op *t = container_of(c, struct tls_op, connector);
    if (e != OK) {
        char copy[200];
        str_copy(copy, sizeof copy, detail);
        tls_finish(t, e, copy);
        return;
    }
    t->watch = (struct watch){ .fd = c->fd, .fn = on_handshake };
    c->fd = -1;
    t->handshake_started = loop_now();
    const char *name = t->sni[0] ? t->sni : t->host;
    struct address numeric;
    SSL_CTX *context = client_context();
    t->ssl = context ? SSL_new(context) : NULL;
    if (!t->ssl || SSL_set_fd(t->ssl, t->watch.fd) != 1) {
        ERR_clear_error();
        tls_finish(t, ERR_INTERNAL, "OpenSSL cannot start a session");
        return;
    }
    X509_VERIFY_PARAM *param = SSL_get0_param(t->ssl);
    if (address_parse(name, 0, &numeric)) {
        char bare[ADDRESS_TEXT]; /* without brackets */
        address_text(&numeric.u.any, bare);
        *strrchr(bare, ':') = '\0';
        size_t n = strlen(bare);
        if (bare[0] == '[') {
            memmove(bare, bare + 1, n);
            bare[n - 2] = '\0';
        }
        X509_VERIFY_PARAM_set1_ip_asc(param, bare);
    } else {
        SSL_set_tlsext_host_name(t->ssl, name);
        X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        X509_VERIFY_PARAM_set1_host(param, name, 0);
    }
    SSL_set_verify(t->ssl, SSL_VERIFY_NONE, NULL); /* the verdict is reported, the handshake goes on */
    on_handshake(&t->watch, 0);
}

static void on_tls_deadline(struct timer *timer)
{
    struct tls_op *t = container_of(timer, struct tls_op, deadline);
    char detail[160];
    snprintf(detail, sizeof detail, "no answer within %d ms %s", t->timeout_ms,
             t->handshake_started ? "in the TLS handshake" : "while connecting");
    tls_finish(t, ERR_TIMEOUT, detail);
}

static void tls_begin(struct op *o)
{
    struct tls_op *t = container_of(o, struct tls_op, op);
    int64_t deadline = t->started + t->timeout_ms * US_PER_MS;
    loop_timer_set(o->net, &t->deadline, deadline + 1000); /* the connector's own deadline says more */
    connector_start(&t->connector, o->net, t->host, t->port, deadline, t->policy, on_tls_connected);
}

static void tls_abort(struct op *o)
{
    tls_finish(container_of(o, struct tls_op, op), ERR_BUSY, "stopping");
}

enum err net_tls(struct net *n, const struct net_tls_request *rq, void (*done)(void *arg, const struct net_tls_result *r), void *arg)
{
    if (!rq->host || !rq->host[0] || strlen(rq->host) > 254 || rq->port < 1 || rq->port > 65535)
        return err_set(ERR_INVALID, "not a usable host and port");
    if (rq->sni && strlen(rq->sni) > 254)
        return err_set(ERR_INVALID, "the server name is too long");
    trust_store(); /* read once, here rather than on the loop */
    struct tls_op *t = mem_alloc(sizeof *t);
    t->op = (struct op){ .begin = tls_begin, .abort = tls_abort, .gauge = &net_gauges(n)->tcp };
    t->watch.fd = -1;
    t->deadline.fn = on_tls_deadline;
    str_copy(t->host, sizeof t->host, rq->host);
    str_copy(t->sni, sizeof t->sni, rq->sni ? rq->sni : "");
    t->port = rq->port;
    t->timeout_ms = rq->timeout_ms > 0 ? rq->timeout_ms : 10000;
    t->started = loop_now();
    t->policy = net_policy_ref(rq->policy);
    t->done = done;
    t->arg = arg;
    enum err e = op_start(n, &t->op);
    if (e != OK) {
        net_policy_unref(t->policy);
        mem_free(t);
    }
    return e;
}
