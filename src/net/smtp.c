/*
 * smtp.c - one mail to one SMTP server (RFC 5321) through libcurl: STARTTLS or TLS from the start, AUTH, a deadline for all of it, the
 * address policy at the address really connected to, and what the server said.
 *
 * Threads: pool threads and whoever may block; each call has a handle of its own. Always: the name is looked up by resolve.c and handed to
 * curl; the peer is verified with our own store of authorities unless the caller says not to.
 */
#include "core/buf.h"
#include "core/str.h"
#include "net/internal.h"
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#define SAID_MAX 400

struct sending {
    const struct net_smtp_request *rq;
    size_t sent;
    char said[SAID_MAX]; /* the server's last line */
    char denied[ADDRESS_TEXT];
    char problem[CURL_ERROR_SIZE];
};

static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct sending *s = arg;
    (void)purpose;
    if (!policy_allows(s->rq->policy, &address->addr)) {
        address_text(&address->addr, s->denied);
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static CURLcode use_trust_store(CURL *easy, void *ssl_ctx, void *arg)
{
    struct sending *s = arg;
    X509_STORE *store = trust_store();
    (void)easy;
    if (store) {
        X509_STORE_up_ref(store);
        SSL_CTX_set_cert_store(ssl_ctx, store);
    }
    SSL_CTX_set_verify(ssl_ctx, s->rq->tls_insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, NULL);
    return CURLE_OK;
}

static size_t give(char *p, size_t size, size_t count, void *arg)
{
    struct sending *s = arg;
    size_t room = size * count, left = s->rq->message_len - s->sent, n = room < left ? room : left;
    memcpy(p, s->rq->message + s->sent, n);
    s->sent += n;
    return n;
}

/* curl hands every line of the server's over as a header. Only the last is kept, without what could break a log line or a page. */
static size_t take_line(char *p, size_t size, size_t count, void *arg)
{
    struct sending *s = arg;
    size_t n = size * count, k = 0;
    for (size_t i = 0; i < n && k + 1 < sizeof s->said; i++)
        if ((unsigned char)p[i] >= ' ' && (unsigned char)p[i] < 0x7f)
            s->said[k++] = p[i];
    s->said[k] = '\0';
    return n;
}

/* What may stand between the angle brackets of a command: printable ASCII without what ends or nests it. */
static bool is_path(const char *address)
{
    if (!address || !strchr(address, '@') || strlen(address) > 254)
        return false;
    for (const char *p = address; *p; p++)
        if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f || strchr("<>\\\"(),;:[]", *p))
            return false;
    return true;
}

static enum err check(const struct net_smtp_request *rq)
{
    if (!is_path(rq->from) || !is_path(rq->to))
        return err_set(ERR_INVALID, "\"%.80s\" cannot be written to by mail", is_path(rq->from) ? rq->to : rq->from);
    if (!rq->host || !*rq->host || strlen(rq->host) > 253 || strpbrk(rq->host, " /@?#\r\n\t") || rq->port < 1 || rq->port > 65535)
        return err_set(ERR_INVALID, "not a usable server name and port");
    return OK;
}

/* The host's addresses, as curl wants them. NULL: it is numeric. */
static enum err resolved(struct net *n, const char *host, int port, int64_t deadline, struct curl_slist **out)
{
    struct address list[ADDRESSES_MAX], numeric;
    size_t count = 0;
    char text[ADDRESS_TEXT];
    *out = NULL;
    if (address_parse(host, port, &numeric))
        return OK;
    enum err e = lookup_wait(n, host, deadline, list, &count);
    if (e != OK)
        return e;
    struct buf b;
    buf_init(&b, 2048);
    buf_printf(&b, "%s:%d:", host, port);
    for (size_t i = 0; i < count; i++) {
        address_text(&list[i].u.any, text);
        *strrchr(text, ':') = '\0';
        buf_printf(&b, "%s%s", i ? "," : "", text);
    }
    *out = curl_slist_append(NULL, b.data);
    buf_free(&b);
    return OK;
}

static void set_options(CURL *c, struct sending *s, const char *url, int64_t left_ms, struct curl_slist *to, struct curl_slist *hosts,
                        const char *from)
{
    const struct net_smtp_request *rq = s->rq;
    static const long use[] = { [NET_SMTP_PLAIN] = CURLUSESSL_NONE,
                                [NET_SMTP_OPPORTUNISTIC] = CURLUSESSL_TRY,
                                [NET_SMTP_STARTTLS] = CURLUSESSL_ALL,
                                [NET_SMTP_TLS] = CURLUSESSL_ALL };
    curl_easy_setopt(c, CURLOPT_URL, url);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, s->problem);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)left_ms);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)left_ms);
    curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT_MS, (long)left_ms);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, s);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_line);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, s);
    curl_easy_setopt(c, CURLOPT_USE_SSL, use[rq->security]);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 0L); /* use_trust_store verifies, as in http.c */
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, rq->tls_insecure ? 0L : 2L);
    curl_easy_setopt(c, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    curl_easy_setopt(c, CURLOPT_SSL_CTX_FUNCTION, use_trust_store);
    curl_easy_setopt(c, CURLOPT_SSL_CTX_DATA, s);
    if (rq->username && *rq->username) {
        curl_easy_setopt(c, CURLOPT_USERNAME, rq->username);
        curl_easy_setopt(c, CURLOPT_PASSWORD, rq->password ? rq->password : "");
    }
    if (hosts)
        curl_easy_setopt(c, CURLOPT_RESOLVE, hosts);
    curl_easy_setopt(c, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)rq->message_len);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(c, CURLOPT_READDATA, s);
}

/* A curl failure in the words of whoever set the server up. */
static enum err judge(CURL *c, const struct sending *s, CURLcode code, struct net_smtp_result *out)
{
    const struct net_smtp_request *rq = s->rq;
    const char *said = s->problem[0] ? s->problem : curl_easy_strerror(code);
    long os = 0;
    if (s->denied[0] && code == CURLE_COULDNT_CONNECT)
        return err_set(ERR_FORBIDDEN, "the address %s is not on the list of allowed outgoing addresses", s->denied);
    switch (code) {
    case CURLE_OK:
        return OK;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
        curl_easy_getinfo(c, CURLINFO_OS_ERRNO, &os);
        return err_set(ERR_UNREACHABLE, "cannot connect to %s port %d%s%s", rq->host, rq->port, os ? ": " : "",
                       os ? strerror((int)os) : "");
    case CURLE_OPERATION_TIMEDOUT:
        return err_set(ERR_TIMEOUT, "%s port %d did not answer in time%s%s", rq->host, rq->port, s->said[0] ? "; last: " : "", s->said);
    case CURLE_LOGIN_DENIED:
        return err_set(ERR_UPSTREAM, "the server refused user name and password: %s", s->said[0] ? s->said : said);
    case CURLE_USE_SSL_FAILED:
        return err_set(ERR_UPSTREAM, "the server does not offer STARTTLS");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
        return err_set(ERR_UPSTREAM, "no secure connection to %s: %s", rq->host, said);
    default:
        /* A recipient that is refused for good (RFC 5321 §4.2.1) is not asked for again. */
        out->refused = code == CURLE_SEND_ERROR && out->code >= 500 && str_starts(said, "RCPT failed");
        return err_set(ERR_UPSTREAM, "%s", s->said[0] ? s->said : said);
    }
}

enum err net_smtp(struct arena *a, const struct net_smtp_request *rq, struct net_smtp_result *out)
{
    struct sending s = { .rq = rq };
    struct curl_slist *hosts = NULL, *to = NULL;
    CURL *c = NULL;
    int64_t started = loop_now(), deadline = started + rq->timeout_ms * US_PER_MS;
    *out = (struct net_smtp_result){ .answer = "" };
    enum err e = check(rq);
    if (e == OK)
        e = resolved(rq->net, rq->host, rq->port, deadline, &hosts);
    if (e != OK)
        goto out;
    int64_t left = (deadline - loop_now()) / US_PER_MS;
    c = curl_easy_init();
    to = curl_slist_append(NULL, arena_printf(a, "<%s>", rq->to));
    if (!c || !to) {
        e = err_set(ERR_BUSY, "out of memory");
        goto out;
    }
    bool v6 = strchr(rq->host, ':') && rq->host[0] != '[';
    const char *url = arena_printf(a, "%s://%s%s%s:%d", rq->security == NET_SMTP_TLS ? "smtps" : "smtp", v6 ? "[" : "", rq->host,
                                   v6 ? "]" : "", rq->port);
    set_options(c, &s, url, left > 1 ? left : 1, to, hosts, arena_printf(a, "<%s>", rq->from));
    CURLcode code = curl_easy_perform(c);
    long status = 0;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    out->code = (int)status;
    e = judge(c, &s, code, out);
    out->answer = arena_strdup(a, s.said);
out:
    out->duration_us = loop_now() - started;
    curl_easy_cleanup(c);
    curl_slist_free_all(to);
    curl_slist_free_all(hosts);
    return e;
}
