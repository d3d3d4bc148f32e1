/*
 * tls.c - the certificate: read, or made at the first start; its fingerprint; a new one without a restart.
 *
 * Threads: any. The SSL_CTX is replaced under a lock and reference-counted by OpenSSL, so that standing connections keep the one they began
 * with.
 */
#include "http/tls.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <limits.h>
#include <net/if.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CERT_DAYS 3650
#define SAN_SIZE  4096

struct tls {
    pthread_mutex_t lock;
    SSL_CTX *ctx;
    char fingerprint[TLS_FINGERPRINT_SIZE];
    char *cert, *key;
};

static const char *openssl_reason(void)
{
    const char *reason = ERR_reason_error_string(ERR_get_error());
    ERR_clear_error();
    return reason ? reason : "unknown";
}

/* ---- a self-signed certificate ---- */

/* "DNS:name,IP:address,…" of this host, at most SAN_SIZE. */
static void host_names(char san[SAN_SIZE])
{
    char host[256] = "";
    if (gethostname(host, sizeof host - 1) != 0)
        host[0] = '\0';
    size_t n = (size_t)snprintf(san, SAN_SIZE, "DNS:localhost,IP:127.0.0.1,IP:::1");
    bool plain = host[0] != '\0' && strlen(host) < 64;
    for (const char *p = host; *p; p++)
        if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || *p == '-' || *p == '.'))
            plain = false;
    if (plain)
        n += (size_t)snprintf(san + n, SAN_SIZE - n, ",DNS:%s", host);
    struct ifaddrs *all = NULL;
    if (getifaddrs(&all) != 0)
        return;
    for (struct ifaddrs *i = all; i; i = i->ifa_next) {
        char text[INET6_ADDRSTRLEN];
        if (!i->ifa_addr || (i->ifa_flags & IFF_LOOPBACK))
            continue;
        const void *at = NULL;
        if (i->ifa_addr->sa_family == AF_INET)
            at = &((const struct sockaddr_in *)(const void *)i->ifa_addr)->sin_addr;
        if (i->ifa_addr->sa_family == AF_INET6)
            at = &((const struct sockaddr_in6 *)(const void *)i->ifa_addr)->sin6_addr;
        if (!at || !inet_ntop(i->ifa_addr->sa_family, at, text, sizeof text) || n + sizeof text + 8 > SAN_SIZE)
            continue;
        n += (size_t)snprintf(san + n, SAN_SIZE - n, ",IP:%s", text);
    }
    freeifaddrs(all);
}

static bool add_extension(X509 *x, X509V3_CTX *v3, int nid, const char *value)
{
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, v3, nid, value);
    bool ok = e && X509_add_ext(x, e, -1) == 1;
    X509_EXTENSION_free(e);
    return ok;
}

static X509 *make_certificate(EVP_PKEY *key)
{
    char san[SAN_SIZE];
    host_names(san);
    X509 *x = X509_new();
    BIGNUM *serial = BN_new();
    if (!x || !serial || !BN_rand(serial, 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY))
        goto fail;
    X509_NAME *name = X509_get_subject_name(x);
    X509V3_CTX v3;
    X509V3_set_ctx_nodb(&v3);
    X509V3_set_ctx(&v3, x, x, NULL, NULL, 0);
    if (X509_set_version(x, 2) != 1 || !BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(x)) ||
        !X509_gmtime_adj(X509_getm_notBefore(x), -3600) || !X509_time_adj_ex(X509_getm_notAfter(x), CERT_DAYS, 0, NULL) ||
        X509_set_pubkey(x, key) != 1 ||
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"Binnacle", -1, -1, 0) != 1 ||
        X509_set_issuer_name(x, name) != 1 || !add_extension(x, &v3, NID_basic_constraints, "critical,CA:FALSE") ||
        !add_extension(x, &v3, NID_key_usage, "critical,digitalSignature") || !add_extension(x, &v3, NID_ext_key_usage, "serverAuth") ||
        !add_extension(x, &v3, NID_subject_alt_name, san) || !add_extension(x, &v3, NID_subject_key_identifier, "hash") ||
        X509_sign(x, key, EVP_sha256()) <= 0)
        goto fail;
    BN_free(serial);
    return x;
fail:
    BN_free(serial);
    X509_free(x);
    return NULL;
}

/* Writes through a temporary name, so that a crash leaves no half file. */
static enum err write_pem(const char *path, mode_t mode, X509 *x, EVP_PKEY *key)
{
    char temporary[PATH_MAX];
    if ((size_t)snprintf(temporary, sizeof temporary, "%s.new", path) >= sizeof temporary)
        return err_set(ERR_INVALID, "the path %s is too long", path);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0)
        return err_errno(ERR_IO, "cannot write %s", temporary);
    FILE *f = fdopen(fd, "w");
    if (!f) {
        close(fd);
        return err_errno(ERR_IO, "cannot write %s", temporary);
    }
    bool ok = x ? PEM_write_X509(f, x) == 1 : PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL) == 1;
    ok = fflush(f) == 0 && fsync(fd) == 0 && ok;
    ok = fclose(f) == 0 && ok;
    if (!ok || rename(temporary, path) != 0)
        return err_errno(ERR_IO, "cannot write %s", path);
    return OK;
}

static enum err make_pair(const char *cert, const char *key_path)
{
    enum err e = ERR_INTERNAL;
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x = key ? make_certificate(key) : NULL;
    if (!x) {
        e = err_set(ERR_INTERNAL, "cannot make the TLS certificate: %s", openssl_reason());
        goto out;
    }
    if ((e = write_pem(key_path, 0600, NULL, key)) != OK)
        goto out;
    e = write_pem(cert, 0644, x, NULL);
out:
    X509_free(x);
    EVP_PKEY_free(key);
    return e;
}

/* ---- the context ---- */

static int choose_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_n, const unsigned char *in, unsigned in_n, void *arg)
{
    (void)ssl;
    (void)arg;
    static const unsigned char ours[] = "\x08http/1.1";
    if (SSL_select_next_proto((unsigned char **)(uintptr_t)out, out_n, ours, sizeof ours - 1, in, in_n) == OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_OK;
    return SSL_TLSEXT_ERR_NOACK;
}

static enum err load(struct tls *t, SSL_CTX **out, char fingerprint[TLS_FINGERPRINT_SIZE])
{
    SSL_CTX *c = SSL_CTX_new(TLS_server_method());
    if (!c)
        return err_set(ERR_INTERNAL, "TLS cannot be set up: %s", openssl_reason());
    SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
    SSL_CTX_set_options(c,
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(c, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_id_context(c, (const unsigned char *)"binnacle", 8);
    SSL_CTX_set_alpn_select_cb(c, choose_alpn, NULL);
    /* Forward secrecy and AEAD only; TLS 1.3 has nothing else. */
    SSL_CTX_set_cipher_list(
        c, "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
           "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305");
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (SSL_CTX_use_certificate_chain_file(c, t->cert) != 1) {
        SSL_CTX_free(c);
        return err_set(ERR_INVALID, "cannot use the certificate in %s: %s", t->cert, openssl_reason());
    }
    if (SSL_CTX_use_PrivateKey_file(c, t->key, SSL_FILETYPE_PEM) != 1 || SSL_CTX_check_private_key(c) != 1) {
        SSL_CTX_free(c);
        return err_set(ERR_INVALID, "cannot use the key in %s with that certificate: %s", t->key, openssl_reason());
    }
    X509 *x = SSL_CTX_get0_certificate(c);
    if (!x || X509_digest(x, EVP_sha256(), digest, &n) != 1) {
        SSL_CTX_free(c);
        return err_set(ERR_INTERNAL, "the certificate has no fingerprint: %s", openssl_reason());
    }
    for (unsigned i = 0; i < n; i++)
        snprintf(fingerprint + i * 3, 4, i + 1 < n ? "%02X:" : "%02X", digest[i]);
    *out = c;
    return OK;
}

enum err tls_new(const char *cert, const char *key, const char *data_dir, struct tls **out)
{
    if (!cert != !key)
        return err_set(ERR_INVALID, "a TLS certificate and its key are given together or not at all");
    struct tls *t = mem_alloc(sizeof *t);
    pthread_mutex_init(&t->lock, NULL);
    enum err e = OK;
    if (cert) {
        t->cert = mem_strdup(cert);
        t->key = mem_strdup(key);
    } else {
        char path[PATH_MAX - 16];
        if (!data_dir || (size_t)snprintf(path, sizeof path, "%s/tls", data_dir) >= sizeof path) {
            e = err_set(ERR_INVALID, "there is no data directory for the TLS certificate");
            goto out;
        }
        if (mkdir(path, 0700) != 0 && errno != EEXIST) {
            e = err_errno(ERR_IO, "cannot make %s", path);
            goto out;
        }
        char file[PATH_MAX];
        snprintf(file, sizeof file, "%s/cert.pem", path);
        t->cert = mem_strdup(file);
        snprintf(file, sizeof file, "%s/key.pem", path);
        t->key = mem_strdup(file);
        if (access(t->cert, F_OK) != 0 || access(t->key, F_OK) != 0) {
            if ((e = make_pair(t->cert, t->key)) != OK)
                goto out;
            log_info("made a self-signed TLS certificate", "file", t->cert, NULL);
        }
    }
    e = load(t, &t->ctx, t->fingerprint);
out:
    if (e != OK) {
        tls_free(t);
        return e;
    }
    *out = t;
    return OK;
}

void tls_free(struct tls *t)
{
    if (!t)
        return;
    SSL_CTX_free(t->ctx);
    mem_free(t->cert);
    mem_free(t->key);
    pthread_mutex_destroy(&t->lock);
    mem_free(t);
}

enum err tls_reload(struct tls *t)
{
    SSL_CTX *fresh = NULL;
    char fingerprint[TLS_FINGERPRINT_SIZE];
    enum err e = load(t, &fresh, fingerprint);
    if (e != OK)
        return e;
    pthread_mutex_lock(&t->lock);
    SSL_CTX *old = t->ctx;
    t->ctx = fresh;
    str_copy(t->fingerprint, sizeof t->fingerprint, fingerprint);
    pthread_mutex_unlock(&t->lock);
    SSL_CTX_free(old);
    return OK;
}

void tls_fingerprint(struct tls *t, char out[TLS_FINGERPRINT_SIZE])
{
    pthread_mutex_lock(&t->lock);
    str_copy(out, TLS_FINGERPRINT_SIZE, t->fingerprint);
    pthread_mutex_unlock(&t->lock);
}

SSL *tls_session(struct tls *t, int fd)
{
    pthread_mutex_lock(&t->lock);
    SSL *s = SSL_new(t->ctx);
    pthread_mutex_unlock(&t->lock);
    if (!s)
        return NULL;
    if (SSL_set_fd(s, fd) != 1) {
        SSL_free(s);
        return NULL;
    }
    SSL_set_accept_state(s);
    return s;
}
