/*
 * redis.c - a look at a Redis: AUTH, SELECT, PING, INFO. hiredis writes the commands and reads the protocol; the socket is ours, so
 * that the address is judged, the deadline holds for the whole probe and a lying server can send no more than REPLY_MAX.
 *
 * Threads: pool threads, one probe each.
 */
#include "core/mem.h"
#include "core/str.h"
#include "net/internal.h"
#include <errno.h>
#include <hiredis/hiredis.h>
#include <openssl/err.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REPLY_MAX (1024 * 1024)

struct session {
    int fd;
    SSL *ssl;
    SSL_CTX *context;
    int64_t deadline;
    redisReader *reader;
    char remote[ADDRESS_TEXT];
};

static enum err wait_for(struct session *s, short events)
{
    for (;;) {
        int64_t left = (s->deadline - loop_now() + US_PER_MS - 1) / US_PER_MS;
        if (left <= 0)
            return err_set(ERR_TIMEOUT, "no answer from %s in time", s->remote);
        struct pollfd p = { .fd = s->fd, .events = events };
        int rc = poll(&p, 1, left > 60000 ? 60000 : (int)left);
        if (rc > 0)
            return OK;
        if (rc < 0 && errno != EINTR)
            return err_errno(ERR_IO, "poll");
    }
}

/* What to wait for after an OpenSSL call that did not finish; an error when it cannot go on. */
static enum err tls_wait(struct session *s, int rc, const char *doing)
{
    char reason[160];
    int why = SSL_get_error(s->ssl, rc);
    if (why == SSL_ERROR_WANT_READ)
        return wait_for(s, POLLIN);
    if (why == SSL_ERROR_WANT_WRITE)
        return wait_for(s, POLLOUT);
    long verify = SSL_get_verify_result(s->ssl);
    tls_error_text(reason, sizeof reason);
    if (verify != X509_V_OK && strstr(reason, "verify"))
        str_copy(reason, sizeof reason, X509_verify_cert_error_string(verify));
    return err_set(ERR_UPSTREAM, "TLS with %s broke while %s%s%s", s->remote, doing, reason[0] ? ": " : "", reason);
}

static enum err tls_start(struct session *s, const struct net_redis_target *t)
{
    struct address numeric;
    s->context = SSL_CTX_new(TLS_client_method());
    s->ssl = s->context ? SSL_new(s->context) : NULL;
    if (!s->ssl || SSL_set_fd(s->ssl, s->fd) != 1)
        return err_set(ERR_INTERNAL, "OpenSSL cannot start a session");
    X509_STORE *store = trust_store();
    if (store) {
        X509_STORE_up_ref(store);
        SSL_CTX_set_cert_store(s->context, store);
    }
    if (address_parse(t->host, 0, &numeric)) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(s->ssl), t->host);
    } else {
        SSL_set_tlsext_host_name(s->ssl, t->host);
        X509_VERIFY_PARAM_set1_host(SSL_get0_param(s->ssl), t->host, 0);
    }
    SSL_set_verify(s->ssl, t->tls_insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, NULL);
    for (;;) {
        ERR_clear_error();
        int rc = SSL_connect(s->ssl);
        if (rc == 1)
            return OK;
        enum err e = tls_wait(s, rc, "shaking hands");
        if (e != OK)
            return e;
    }
}

static enum err write_all(struct session *s, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t done;
        enum err e = OK;
        if (s->ssl) {
            ERR_clear_error();
            int rc = SSL_write(s->ssl, p, n > 16384 ? 16384 : (int)n);
            done = rc > 0 ? rc : 0;
            if (rc <= 0)
                e = tls_wait(s, rc, "sending");
        } else {
            done = send(s->fd, p, n, MSG_NOSIGNAL);
            if (done < 0 && errno == EAGAIN)
                e = wait_for(s, POLLOUT);
            else if (done < 0 && errno != EINTR)
                e = err_errno(ERR_UPSTREAM, "the connection to %s broke", s->remote);
            if (done < 0)
                done = 0;
        }
        if (e != OK)
            return e;
        p += done;
        n -= (size_t)done;
    }
    return OK;
}

/* Some bytes; *got 0: the other side closed. */
static enum err read_some(struct session *s, char *p, size_t n, size_t *got)
{
    for (;;) {
        enum err e;
        if (s->ssl) {
            ERR_clear_error();
            int rc = SSL_read(s->ssl, p, (int)n);
            if (rc > 0 || SSL_get_error(s->ssl, rc) == SSL_ERROR_ZERO_RETURN) {
                *got = rc > 0 ? (size_t)rc : 0;
                return OK;
            }
            e = tls_wait(s, rc, "reading");
        } else {
            ssize_t r = recv(s->fd, p, n, 0);
            if (r >= 0) {
                *got = (size_t)r;
                return OK;
            }
            if (errno == EINTR)
                continue;
            if (errno != EAGAIN)
                return err_errno(ERR_UPSTREAM, "the connection to %s broke", s->remote);
            e = wait_for(s, POLLIN);
        }
        if (e != OK)
            return e;
    }
}

/* Sends one command and reads its reply, which the caller frees. A reply that is an error is ERR_UPSTREAM. */
static enum err command(struct session *s, int argc, const char **argv, redisReply **out)
{
    char *line = NULL, bytes[4096];
    size_t got = 0, total = 0;
    void *reply = NULL;
    *out = NULL;
    long long n = redisFormatCommandArgv(&line, argc, argv, NULL);
    if (n < 0)
        return err_set(ERR_BUSY, "out of memory");
    enum err e = write_all(s, line, (size_t)n);
    redisFreeCommand(line);
    while (e == OK) {
        if (redisReaderGetReply(s->reader, &reply) != REDIS_OK)
            return err_set(ERR_UPSTREAM, "%s does not speak the Redis protocol: %s", s->remote, s->reader->errstr);
        if (reply)
            break;
        e = read_some(s, bytes, sizeof bytes, &got);
        if (e == OK && got == 0)
            e = err_set(ERR_UPSTREAM, "%s closed the connection", s->remote);
        if (e == OK && (total += got) > REPLY_MAX)
            e = err_set(ERR_UPSTREAM, "%s sent more than %d bytes as an answer to %s", s->remote, REPLY_MAX, argv[0]);
        if (e == OK && redisReaderFeed(s->reader, bytes, got) != REDIS_OK)
            e = err_set(ERR_UPSTREAM, "%s does not speak the Redis protocol: %s", s->remote, s->reader->errstr);
    }
    if (e != OK)
        return e;
    redisReply *r = reply;
    if (r->type == REDIS_REPLY_ERROR) {
        e = err_set(ERR_UPSTREAM, "%s: %.*s", argv[0], (int)(r->len < 200 ? r->len : 200), r->str);
        freeReplyObject(r);
        return e;
    }
    *out = r;
    return OK;
}

static enum err simple(struct session *s, int argc, const char **argv)
{
    redisReply *r;
    enum err e = command(s, argc, argv, &r);
    if (r)
        freeReplyObject(r);
    return e;
}

/* The value of "name:" in INFO's text. */
static const char *info_field(struct arena *a, const char *info, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = info; p && *p; p = strchr(p, '\n')) {
        if (*p == '\n')
            p++;
        if (strncmp(p, name, n) == 0 && p[n] == ':')
            return arena_strndup(a, p + n + 1, strcspn(p + n + 1, "\r\n"));
    }
    return NULL;
}

static int64_t info_number(struct arena *a, const char *info, const char *name)
{
    int64_t v;
    return str_to_i64(info_field(a, info, name), &v) ? v : 0;
}

static void fill(struct arena *a, const char *info, int db, struct net_redis_info *out)
{
    const char *role = info_field(a, info, "role"), *version = info_field(a, info, "redis_version"),
               *link = info_field(a, info, "master_link_status");
    char keyspace[24];
    str_copy(out->role, sizeof out->role, role ? role : "");
    str_copy(out->version, sizeof out->version, version ? version : "");
    str_copy(out->link_status, sizeof out->link_status, link ? link : "");
    out->used_memory = info_number(a, info, "used_memory");
    out->maxmemory = info_number(a, info, "maxmemory");
    out->connected_clients = info_number(a, info, "connected_clients");
    out->uptime_seconds = info_number(a, info, "uptime_in_seconds");
    snprintf(keyspace, sizeof keyspace, "db%d", db); /* "db0:keys=5,expires=0,avg_ttl=0" */
    const char *keys = info_field(a, info, keyspace);
    if (keys && str_starts(keys, "keys="))
        out->keys = strtoll(keys + 5, NULL, 10);
}

static enum err probe(struct session *s, struct arena *a, const struct net_redis_target *t, struct net_redis_info *out)
{
    enum err e = blocking_connect(t->net, t->host, t->port, t->policy, s->deadline, &s->fd, s->remote);
    if (e == OK && t->tls)
        e = tls_start(s, t);
    s->reader = redisReaderCreate();
    if (!s->reader)
        return err_set(ERR_BUSY, "out of memory");
    if (e == OK && t->password && t->password[0]) {
        const char *with_user[] = { "AUTH", t->username, t->password }, *without[] = { "AUTH", t->password };
        e = t->username && t->username[0] ? simple(s, 3, with_user) : simple(s, 2, without);
        if (e == ERR_UPSTREAM && str_starts(err_detail(), "AUTH:"))
            e = err_set(ERR_UPSTREAM, "Redis refused the password"); /* its text may repeat the user name */
    }
    char db[16];
    snprintf(db, sizeof db, "%d", t->db);
    if (e == OK && t->db != 0)
        e = simple(s, 2, (const char *[]){ "SELECT", db });
    int64_t started = loop_now();
    redisReply *r = NULL;
    if (e == OK)
        e = command(s, 1, (const char *[]){ "PING" }, &r);
    if (r) {
        if (r->type != REDIS_REPLY_STATUS || !str_eq(r->str, "PONG"))
            e = err_set(ERR_UPSTREAM, "PING was not answered with PONG");
        freeReplyObject(r);
        r = NULL;
    }
    out->ping_us = loop_now() - started;
    if (e == OK)
        e = command(s, 1, (const char *[]){ "INFO" }, &r);
    if (r) {
        if (r->type == REDIS_REPLY_STRING || r->type == REDIS_REPLY_VERB)
            fill(a, r->str, t->db, out);
        else
            e = err_set(ERR_UPSTREAM, "INFO was not answered with text");
        freeReplyObject(r);
    }
    return e;
}

enum err net_redis_probe(struct arena *a, const struct net_redis_target *t, struct net_redis_info *out)
{
    struct session s = { .fd = -1, .deadline = loop_now() + t->timeout_ms * US_PER_MS };
    memset(out, 0, sizeof *out);
    enum err e = probe(&s, a, t, out);
    if (s.reader)
        redisReaderFree(s.reader);
    SSL_free(s.ssl);
    SSL_CTX_free(s.context);
    if (s.fd >= 0)
        close(s.fd);
    return e;
}
