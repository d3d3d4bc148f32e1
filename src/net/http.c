/*
 * http.c - outgoing HTTP on the loop through curl's multi socket interface: policy at the address connected to, redirects followed
 * here so that each hop is resolved and judged again, bounded bodies, timing, the certificate.
 *
 * Threads: the loop; net_http_wait blocks its caller. Always: curl never resolves a name (it would start a thread for each): a name is
 * looked up by resolve.c and handed over with CURLOPT_RESOLVE; a transfer has at most max_body + 16 KiB of the answer in memory;
 * a connection that was made without verifying the peer is never reused.
 */
#include "core/buf.h"
#include "core/mem.h"
#include "core/str.h"
#include "net/internal.h"
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define IDLE_EASY_MAX    64
#define KEPT_CONNECTIONS 64
#define HEADER_BYTES_MAX (16 * 1024)
#define HEADER_COUNT_MAX 100
#define REDIRECTS_MAX    20

struct http_engine {
    struct net *net;
    CURLM *multi;
    struct timer timer; /* curl's */
    int max;
    CURL *idle[IDLE_EASY_MAX];
    size_t idle_count;
};

struct http {
    struct op op;
    struct arena *arena; /* the copied request */
    struct timer deadline;
    struct lookup lookup;

    const char *method, *body;
    size_t body_len, max_body;
    struct net_header *headers;
    size_t header_count;
    bool has_type, has_agent, insecure, want_cert, fresh;
    const char *basic_user, *basic_password;
    struct net_policy *policy;
    int max_redirects, hops, timeout_ms;

    char *url;    /* of the current hop */
    char *origin; /* scheme, host and port of the first: credentials go nowhere else */
    int port;
    char host[256];
    CURL *easy;
    bool added;
    struct curl_slist *header_list, *resolve_list;
    struct buf in, raw_headers;
    bool cut;
    char problem[CURL_ERROR_SIZE];
    char denied[ADDRESS_TEXT]; /* an address that the policy refused */
    char tried[ADDRESS_TEXT];  /* the last address that a socket was opened for */
    int tried_fd;
    bool starved; /* no socket could be opened: our own trouble */
    bool has_cert, saw_cert_error;
    struct net_cert cert;
    int64_t started, dns_us;

    net_http_done done;
    void *arg;
};

static void hop_start(struct http *h);

/* ---- curl's sockets and timer on the loop ---- */

static void drain(struct http_engine *g);

static void on_socket(struct watch *w, uint32_t events)
{
    struct http_engine *g = *(struct http_engine **)(void *)(w + 1);
    int mask = 0, running;
    if (events & (EPOLLIN | EPOLLHUP))
        mask |= CURL_CSELECT_IN;
    if (events & EPOLLOUT)
        mask |= CURL_CSELECT_OUT;
    if (events & EPOLLERR)
        mask |= CURL_CSELECT_ERR;
    curl_multi_socket_action(g->multi, w->fd, mask, &running);
    drain(g);
}

static int socket_changed(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket_arg)
{
    struct http_engine *g = arg;
    struct watch *w = socket_arg;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (!w)
            return 0;
        loop_unwatch(g->net, w);
        mem_free(w);
        curl_multi_assign(g->multi, fd, NULL);
        return 0;
    }
    if (!w) {
        w = mem_alloc(sizeof *w + sizeof g);
        w->fd = fd;
        w->fn = on_socket;
        memcpy(w + 1, &g, sizeof g);
        curl_multi_assign(g->multi, fd, w);
    }
    uint32_t events = (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0) | (what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0);
    return loop_watch(g->net, w, events) ? 0 : -1;
}

static void on_curl_timer(struct timer *t)
{
    struct http_engine *g = container_of(t, struct http_engine, timer);
    int running;
    curl_multi_socket_action(g->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    drain(g);
}

static int timer_changed(CURLM *multi, long ms, void *arg)
{
    struct http_engine *g = arg;
    (void)multi;
    if (ms < 0)
        loop_timer_stop(g->net, &g->timer);
    else
        loop_timer_set(g->net, &g->timer, loop_now() + ms * US_PER_MS);
    return 0;
}

struct http_engine *http_engine_new(struct net *n, int max)
{
    struct http_engine *g = mem_alloc(sizeof *g);
    g->net = n;
    g->max = max;
    g->timer.fn = on_curl_timer;
    g->multi = curl_multi_init();
    curl_multi_setopt(g->multi, CURLMOPT_SOCKETFUNCTION, socket_changed);
    curl_multi_setopt(g->multi, CURLMOPT_SOCKETDATA, g);
    curl_multi_setopt(g->multi, CURLMOPT_TIMERFUNCTION, timer_changed);
    curl_multi_setopt(g->multi, CURLMOPT_TIMERDATA, g);
    curl_multi_setopt(g->multi, CURLMOPT_MAXCONNECTS, (long)KEPT_CONNECTIONS);
    curl_multi_setopt(g->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
    return g;
}

void http_engine_free(struct http_engine *g)
{
    for (size_t i = 0; i < g->idle_count; i++)
        curl_easy_cleanup(g->idle[i]);
    curl_multi_cleanup(g->multi);
    mem_free(g);
}

/* ---- what curl calls ---- */

/* curl asks for a socket for an address: the place where the policy holds for new connections. */
static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct http *h = arg;
    (void)purpose;
    if (!policy_allows(h->policy, &address->addr)) {
        address_text(&address->addr, h->denied);
        return CURL_SOCKET_BAD;
    }
    address_text(&address->addr, h->tried);
    errno = 0;
    h->tried_fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (h->tried_fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS))
        h->starved = true;
    return h->tried_fd;
}

/* Before the request goes out, on new and on kept connections: the policy again (a kept connection may be another tenant's), and the
 * certificate. */
static int before_request(void *arg, char *remote, char *local, int remote_port, int local_port)
{
    struct http *h = arg;
    struct address a;
    (void)local;
    (void)local_port;
    if (h->policy && (!address_parse(remote, remote_port, &a) || !policy_allows(h->policy, &a.u.any))) {
        if (address_parse(remote, remote_port, &a))
            address_text(&a.u.any, h->denied);
        return CURL_PREREQFUNC_ABORT;
    }
    if (h->want_cert) {
        struct curl_tlssessioninfo *info = NULL;
        if (curl_easy_getinfo(h->easy, CURLINFO_TLS_SSL_PTR, &info) == CURLE_OK && info && info->backend == CURLSSLBACKEND_OPENSSL &&
            info->internals) {
            cert_describe(info->internals, &h->cert);
            h->has_cert = true;
        }
    }
    return CURL_PREREQFUNC_OK;
}

/* Our shared store of authorities instead of a copy for each connection; the host name is checked by curl. */
static CURLcode use_trust_store(CURL *easy, void *ssl_ctx, void *arg)
{
    struct http *h = arg;
    (void)easy;
    X509_STORE *store = trust_store();
    if (store) {
        X509_STORE_up_ref(store);
        SSL_CTX_set_cert_store(ssl_ctx, store);
    }
    SSL_CTX_set_verify(ssl_ctx, h->insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, NULL);
    return CURLE_OK;
}

static size_t take_body(char *p, size_t size, size_t count, void *arg)
{
    struct http *h = arg;
    size_t n = size * count, room = h->max_body - h->in.len;
    buf_append(&h->in, p, n < room ? n : room);
    if (n <= room)
        return n;
    h->cut = true; /* enough was seen: ending here also ends an endless answer */
    return CURL_WRITEFUNC_ERROR;
}

static size_t take_header(char *p, size_t size, size_t count, void *arg)
{
    struct http *h = arg;
    size_t n = size * count;
    if (n >= 5 && memcmp(p, "HTTP/", 5) == 0)
        buf_clear(&h->raw_headers); /* an answer after a 1xx one */
    else if (n <= h->raw_headers.max - h->raw_headers.len)
        buf_append(&h->raw_headers, p, n);
    return n;
}

/* ---- the end of a request ---- */

static void easy_release(struct http *h)
{
    struct http_engine *g = net_http_engine(h->op.net);
    if (!h->easy)
        return;
    if (h->added)
        curl_multi_remove_handle(g->multi, h->easy);
    h->added = false;
    curl_easy_reset(h->easy);
    if (g->idle_count < IDLE_EASY_MAX)
        g->idle[g->idle_count++] = h->easy;
    else
        curl_easy_cleanup(h->easy);
    h->easy = NULL;
    curl_slist_free_all(h->header_list);
    curl_slist_free_all(h->resolve_list);
    h->header_list = h->resolve_list = NULL;
}

static void http_free(struct http *h)
{
    net_policy_unref(h->policy);
    buf_free(&h->in);
    buf_free(&h->raw_headers);
    arena_free(h->arena);
    mem_free(h);
}

/* Headers as pairs that live in the arena. */
static size_t parse_headers(struct http *h, struct net_header **out)
{
    struct net_header *list = arena_array(h->arena, HEADER_COUNT_MAX, sizeof *list);
    size_t n = 0;
    const char *p = h->raw_headers.data;
    while (p && *p && n < HEADER_COUNT_MAX) {
        size_t len = strcspn(p, "\r\n"), name = strcspn(p, ":\r\n");
        if (name > 0 && name < len) {
            list[n].name = arena_strndup(h->arena, p, name);
            list[n++].value = str_trim(h->arena, arena_strndup(h->arena, p + name + 1, len - name - 1));
        }
        p += len;
        p += strspn(p, "\r\n");
    }
    *out = list;
    return n;
}

static int64_t info_us(CURL *easy, CURLINFO what)
{
    curl_off_t v = 0;
    return curl_easy_getinfo(easy, what, &v) == CURLE_OK ? (int64_t)v : 0;
}

/* curl reports a connection only after the TLS handshake; the socket knows better. */
static bool is_connected(const struct http *h)
{
    struct sockaddr_storage peer;
    socklen_t len = sizeof peer;
    char text[ADDRESS_TEXT];
    if (!h->tried[0] || getpeername(h->tried_fd, (struct sockaddr *)&peer, &len) != 0)
        return false;
    return str_eq(address_text((struct sockaddr *)&peer, text), h->tried);
}

static void fill_transport(struct http *h, struct net_http_result *r, char remote[ADDRESS_TEXT])
{
    char *ip = NULL;
    long port = 0, status = 0;
    struct address a;
    curl_easy_getinfo(h->easy, CURLINFO_PRIMARY_IP, &ip);
    curl_easy_getinfo(h->easy, CURLINFO_PRIMARY_PORT, &port);
    if (ip && *ip && address_parse(ip, (int)port, &a))
        r->remote = address_text(&a.u.any, remote);
    else if (is_connected(h))
        r->remote = h->tried;
    curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status);
    r->status = (int)status;
    int64_t connect = info_us(h->easy, CURLINFO_CONNECT_TIME_T), tls = info_us(h->easy, CURLINFO_APPCONNECT_TIME_T);
    r->timing.dns_us = h->dns_us;
    r->timing.connect_us = connect;
    r->timing.tls_us = tls > connect ? tls - connect : 0;
    r->timing.first_byte_us = info_us(h->easy, CURLINFO_STARTTRANSFER_TIME_T);
}

/* Ends the operation with what is in r; the transfer may still be set up. */
static void finish(struct http *h, struct net_http_result *r)
{
    char remote[ADDRESS_TEXT] = "";
    struct net_header *headers = NULL;
    loop_timer_stop(h->op.net, &h->deadline);
    lookup_cancel(h->op.net, &h->lookup);
    r->remote = "";
    if (h->easy)
        fill_transport(h, r, remote);
    r->timing.total_us = loop_now() - h->started;
    if (!r->detail)
        r->detail = "";
    r->url = h->url;
    r->redirects = h->hops;
    r->body = h->in.data ? h->in.data : "";
    r->body_len = h->in.len;
    r->body_cut = h->cut;
    r->header_count = parse_headers(h, &headers);
    r->headers = headers;
    for (size_t i = 0; i < r->header_count; i++)
        if (str_eq_nocase(headers[i].name, "content-type"))
            r->content_type = headers[i].value;
    r->has_cert = h->has_cert;
    if (h->has_cert)
        r->cert = h->cert;
    easy_release(h);
    op_end(&h->op);
    h->done(h->arg, r);
    http_free(h);
}

static void fail(struct http *h, enum err e, const char *detail)
{
    finish(h, &(struct net_http_result){ .err = e, .detail = detail });
}

/* What a curl failure means for whoever watches the target. */
static void fail_curl(struct http *h, CURLcode code)
{
    char detail[CURL_ERROR_SIZE + 160];
    const char *said = h->problem[0] ? h->problem : curl_easy_strerror(code);
    long os = 0;
    enum err e = ERR_UPSTREAM;
    snprintf(detail, sizeof detail, "%s", said);
    switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
        e = ERR_UNREACHABLE;
        curl_easy_getinfo(h->easy, CURLINFO_OS_ERRNO, &os);
        if (os != 0)
            snprintf(detail, sizeof detail, "cannot connect to %s port %d: %s", h->host, h->port, strerror((int)os));
        else
            snprintf(detail, sizeof detail, "cannot connect to %s port %d", h->host, h->port);
        break;
    case CURLE_OPERATION_TIMEDOUT:
        e = ERR_TIMEOUT;
        break;
    case CURLE_URL_MALFORMAT:
        e = ERR_INVALID;
        break;
    case CURLE_UNSUPPORTED_PROTOCOL:
        snprintf(detail, sizeof detail, "the answer is not HTTP/1");
        break; /* ours was judged before */
    case CURLE_OUT_OF_MEMORY:
        e = ERR_BUSY;
        break;
    case CURLE_GOT_NOTHING:
        snprintf(detail, sizeof detail, "the connection was closed without an answer");
        break;
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        snprintf(detail, sizeof detail, "the connection broke: %s", said);
        break;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
        snprintf(detail, sizeof detail, "TLS: %s%s", said, trust_store() ? "" : " (this machine has no certificate authorities installed)");
        break;
    default:
        break;
    }
    if (h->starved && code == CURLE_COULDNT_CONNECT) {
        e = ERR_BUSY;
        snprintf(detail, sizeof detail, "no socket could be opened: too many open files");
    }
    if (h->denied[0] && (code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK)) {
        e = ERR_FORBIDDEN;
        snprintf(detail, sizeof detail, "the address %s is not allowed for this tenant", h->denied);
    }
    fail(h, e, detail);
}

static void on_deadline(struct timer *t)
{
    struct http *h = container_of(t, struct http, deadline);
    char detail[160];
    const char *phase = "before the name could be resolved";
    if (h->easy) {
        bool tls = str_starts(h->url, "https:");
        if (info_us(h->easy, CURLINFO_CONNECT_TIME_T) == 0 && !is_connected(h))
            phase = "while connecting";
        else if (tls && info_us(h->easy, CURLINFO_APPCONNECT_TIME_T) == 0)
            phase = "in the TLS handshake";
        else if (info_us(h->easy, CURLINFO_STARTTRANSFER_TIME_T) == 0)
            phase = "while waiting for the answer";
        else
            phase = "while reading the answer";
    }
    snprintf(detail, sizeof detail, "no complete answer within %d ms: the time ran out %s", h->timeout_ms, phase);
    fail(h, ERR_TIMEOUT, detail);
}

static void http_abort(struct op *o)
{
    fail(container_of(o, struct http, op), ERR_BUSY, "stopping");
}

/* ---- a hop ---- */

/* Splits the URL into host and port (and origin); numeric addresses in odd notations come back in the usual one. */
static enum err read_url(struct http *h)
{
    enum err e = OK;
    char *scheme = NULL, *host = NULL, *port = NULL;
    CURLU *u = curl_url();
    int64_t number = 0;
    if (!u || curl_url_set(u, CURLUPART_URL, h->url, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK ||
        curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK || curl_url_get(u, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
        curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) != CURLUE_OK) {
        e = err_set(ERR_INVALID, "not a usable URL");
    } else if (!str_eq(scheme, "http") && !str_eq(scheme, "https")) {
        e = err_set(ERR_INVALID, "only http and https URLs can be asked for");
    } else if (strlen(host) >= sizeof h->host || !str_to_i64(port, &number)) {
        e = err_set(ERR_INVALID, "the URL's host name is too long");
    } else {
        str_copy(h->host, sizeof h->host, host);
        h->port = (int)number;
        char *origin = arena_printf(h->arena, "%s://%s:%s", scheme, host, port);
        if (!h->origin)
            h->origin = origin;
        else if (!str_eq_nocase(origin, h->origin)) { /* another party: it gets no credentials */
            size_t kept = 0;
            for (size_t i = 0; i < h->header_count; i++)
                if (!str_eq_nocase(h->headers[i].name, "authorization") && !str_eq_nocase(h->headers[i].name, "cookie"))
                    h->headers[kept++] = h->headers[i];
            h->header_count = kept;
            h->basic_user = NULL;
        }
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(u);
    return e;
}

static void add_header(struct http *h, const char *name, const char *value)
{
    char *line = *value ? arena_printf(h->arena, "%s: %s", name, value) : arena_printf(h->arena, "%s;", name);
    struct curl_slist *list = curl_slist_append(h->header_list, line);
    if (list)
        h->header_list = list;
}

static void set_method(struct http *h)
{
    if (h->body_len > 0 || str_eq(h->method, "POST")) {
        curl_easy_setopt(h->easy, CURLOPT_POSTFIELDS, h->body_len > 0 ? h->body : "");
        curl_easy_setopt(h->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)h->body_len);
        h->header_list = curl_slist_append(h->header_list, "Expect:"); /* no waiting for a 100 Continue */
        if (!h->has_type)
            h->header_list = curl_slist_append(h->header_list, "Content-Type:");
        if (!str_eq(h->method, "POST"))
            curl_easy_setopt(h->easy, CURLOPT_CUSTOMREQUEST, h->method);
    } else if (str_eq(h->method, "HEAD")) {
        curl_easy_setopt(h->easy, CURLOPT_NOBODY, 1L);
    } else if (!str_eq(h->method, "GET")) {
        curl_easy_setopt(h->easy, CURLOPT_CUSTOMREQUEST, h->method);
    }
}

static void set_options(struct http *h)
{
    CURL *c = h->easy;
    curl_easy_setopt(c, CURLOPT_URL, h->url);
    curl_easy_setopt(c, CURLOPT_PRIVATE, h);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->problem);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)h->timeout_ms);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, h);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, h);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, h);
    if (h->policy || h->want_cert) {
        curl_easy_setopt(c, CURLOPT_PREREQFUNCTION, before_request);
        curl_easy_setopt(c, CURLOPT_PREREQDATA, h);
    }
    if (str_starts(h->url, "https:")) {
        curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER,
                         0L); /* verified by use_trust_store's settings: curl would read the file of authorities again and again */
        curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, h->insecure ? 0L : 2L);
        curl_easy_setopt(c, CURLOPT_SSL_SESSIONID_CACHE, 0L); /* a resumed session is not verified */
        curl_easy_setopt(c, CURLOPT_SSL_CTX_FUNCTION, use_trust_store);
        curl_easy_setopt(c, CURLOPT_SSL_CTX_DATA, h);
    }
    if (h->fresh || h->insecure || h->want_cert) {
        curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L);
        curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L);
    }
    if (h->basic_user) {
        curl_easy_setopt(c, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        curl_easy_setopt(c, CURLOPT_USERNAME, h->basic_user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, h->basic_password ? h->basic_password : "");
    }
    if (!h->has_agent)
        curl_easy_setopt(c, CURLOPT_USERAGENT, "Binnacle");
    set_method(h);
    for (size_t i = 0; i < h->header_count; i++)
        add_header(h, h->headers[i].name, h->headers[i].value);
    if (h->header_list)
        curl_easy_setopt(c, CURLOPT_HTTPHEADER, h->header_list);
}

/* The hop's addresses are known (count 0: the host is numeric). */
static void hop_connect(struct http *h, const struct address *list, size_t count)
{
    struct http_engine *g = net_http_engine(h->op.net);
    h->easy = g->idle_count > 0 ? g->idle[--g->idle_count] : curl_easy_init();
    if (!h->easy) {
        fail(h, ERR_BUSY, "out of memory");
        return;
    }
    h->problem[0] = '\0';
    set_options(h);
    if (count > 0) {
        struct buf b;
        char text[ADDRESS_TEXT];
        buf_init(&b, 1024);
        buf_printf(&b, "+%s:%d:", h->host, h->port); /* +: the entry ages like a looked up one */
        for (size_t i = 0; i < count; i++) {
            address_text(&list[i].u.any, text);
            *strrchr(text, ':') = '\0';
            buf_printf(&b, "%s%s", i ? "," : "", text);
        }
        h->resolve_list = curl_slist_append(NULL, b.data);
        curl_easy_setopt(h->easy, CURLOPT_RESOLVE, h->resolve_list);
        buf_free(&b);
    }
    CURLMcode rc = curl_multi_add_handle(g->multi, h->easy);
    h->added = rc == CURLM_OK;
    if (rc != CURLM_OK)
        fail(h, ERR_INTERNAL, curl_multi_strerror(rc));
}

static void on_lookup(struct lookup *l, enum err e, const char *detail, const struct address *list, size_t count)
{
    struct http *h = container_of(l, struct http, lookup);
    h->dns_us = loop_now() - h->started;
    if (e != OK)
        fail(h, e, detail);
    else
        hop_connect(h, list, count);
}

static void hop_start(struct http *h)
{
    struct address numeric;
    enum err e = read_url(h);
    if (e != OK)
        fail(h, e, err_detail());
    else if (address_parse(h->host, h->port, &numeric))
        hop_connect(h, NULL, 0);
    else
        lookup_start(h->op.net, &h->lookup, h->host);
}

/* Follows where that is asked for; true when the next hop was started (or failed to start). */
static bool follow(struct http *h)
{
    long status = 0;
    char *to = NULL;
    curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &status);
    if (h->hops >= h->max_redirects || curl_easy_getinfo(h->easy, CURLINFO_REDIRECT_URL, &to) != CURLE_OK || !to)
        return false;
    h->url = arena_strdup(h->arena, to);
    h->hops++;
    /* RFC 9110 §15.4: 303 turns into GET; 301 and 302 do so for POST, as everybody does it. */
    if ((status == 303 && !str_eq(h->method, "HEAD")) || ((status == 301 || status == 302) && str_eq(h->method, "POST"))) {
        h->method = "GET";
        h->body_len = 0;
    }
    easy_release(h);
    buf_clear(&h->in);
    buf_clear(&h->raw_headers);
    h->cut = h->has_cert = false;
    h->denied[0] = h->tried[0] = '\0';
    hop_start(h);
    return true;
}

/* Picks up the transfers that have ended. */
static void drain(struct http_engine *g)
{
    CURLMsg *m;
    int left;
    while ((m = curl_multi_info_read(g->multi, &left)) != NULL) {
        if (m->msg != CURLMSG_DONE)
            continue;
        struct http *h = NULL;
        CURLcode code = m->data.result; /* m is gone once the handle is removed */
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &h);
        if (code == CURLE_WRITE_ERROR && h->cut)
            code = CURLE_OK;
        if (code != CURLE_OK)
            fail_curl(h, code);
        else if (!follow(h))
            finish(h, &(struct net_http_result){ .err = OK });
    }
}

/* ---- requests ---- */

static void http_begin(struct op *o)
{
    struct http *h = container_of(o, struct http, op);
    loop_timer_set(o->net, &h->deadline, h->started + h->timeout_ms * US_PER_MS);
    hop_start(h);
}

/* A token of RFC 9110 §5.6.2. */
static bool is_token(const char *s)
{
    if (!*s || strlen(s) > 128)
        return false;
    for (; *s; s++)
        if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9') || strchr("!#$%&'*+-.^_`|~", *s)))
            return false;
    return true;
}

static enum err check_request(const struct net_http_request *rq)
{
    if (!rq->url || strlen(rq->url) > 8192 || strpbrk(rq->url, " \r\n\t"))
        return err_set(ERR_INVALID, "not a usable URL");
    if (rq->method && !is_token(rq->method))
        return err_set(ERR_INVALID, "not a usable method");
    if (rq->header_count > HEADER_COUNT_MAX)
        return err_set(ERR_INVALID, "at most %d headers", HEADER_COUNT_MAX);
    for (size_t i = 0; i < rq->header_count; i++) {
        const char *v = rq->headers[i].value;
        if (!is_token(rq->headers[i].name) || strlen(v) > 8192 || strpbrk(v, "\r\n"))
            return err_set(ERR_INVALID, "the header \"%.60s\" cannot be sent", rq->headers[i].name);
    }
    return OK;
}

enum err net_http(struct net *n, const struct net_http_request *rq, net_http_done done, void *arg)
{
    enum err e = check_request(rq);
    if (e != OK)
        return e;
    if (atomic_load_explicit(&net_gauges(n)->http, memory_order_relaxed) >= net_http_engine(n)->max)
        return err_set(ERR_BUSY, "%d HTTP requests run already", net_http_engine(n)->max);
    if (str_starts(rq->url, "https:"))
        trust_store(); /* read once, here rather than on the loop */

    struct http *h = mem_alloc(sizeof *h);
    struct arena *a = h->arena = arena_new(2048);
    h->op = (struct op){ .begin = http_begin, .abort = http_abort, .gauge = &net_gauges(n)->http };
    h->deadline.fn = on_deadline;
    h->lookup.done = on_lookup;
    h->method = arena_strdup(a, rq->method ? rq->method : "GET");
    h->url = arena_strdup(a, rq->url);
    h->body = rq->body_len > 0 ? arena_memdup(a, rq->body, rq->body_len) : NULL;
    h->body_len = rq->body_len;
    h->headers = arena_array(a, rq->header_count + 1, sizeof *h->headers);
    for (size_t i = 0; i < rq->header_count; i++) {
        h->headers[i] = (struct net_header){ arena_strdup(a, rq->headers[i].name), str_trim(a, rq->headers[i].value) };
        h->has_type |= str_eq_nocase(rq->headers[i].name, "content-type");
        h->has_agent |= str_eq_nocase(rq->headers[i].name, "user-agent");
    }
    h->header_count = rq->header_count;
    h->timeout_ms = rq->timeout_ms > 0 ? rq->timeout_ms : 10000;
    h->max_body = rq->max_body;
    h->max_redirects = rq->max_redirects < REDIRECTS_MAX ? rq->max_redirects : REDIRECTS_MAX;
    h->insecure = rq->tls_insecure;
    h->want_cert = rq->want_cert;
    h->fresh = rq->fresh_connection;
    h->basic_user = arena_strdup(a, rq->basic_user);
    h->basic_password = arena_strdup(a, rq->basic_password);
    h->policy = net_policy_ref(rq->policy);
    h->started = loop_now();
    h->done = done;
    h->arg = arg;
    buf_init(&h->in, h->max_body);
    buf_init(&h->raw_headers, HEADER_BYTES_MAX);
    e = op_start(n, &h->op);
    if (e != OK)
        http_free(h);
    return e;
}

/* ---- the blocking form ---- */

struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool done;
    struct arena *arena;
    struct net_http_result *out;
};

static void copy_result(struct arena *a, const struct net_http_result *r, struct net_http_result *out)
{
    *out = *r;
    out->detail = arena_strdup(a, r->detail);
    out->content_type = arena_strdup(a, r->content_type);
    out->url = arena_strdup(a, r->url);
    out->remote = arena_strdup(a, r->remote);
    char *body = arena_alloc(a, r->body_len + 1);
    memcpy(body, r->body, r->body_len);
    out->body = body;
    struct net_header *headers = arena_array(a, r->header_count + 1, sizeof *headers);
    for (size_t i = 0; i < r->header_count; i++)
        headers[i] = (struct net_header){ arena_strdup(a, r->headers[i].name), arena_strdup(a, r->headers[i].value) };
    out->headers = headers;
}

static void wake_waiter(void *arg, const struct net_http_result *r)
{
    struct waiter *w = arg;
    pthread_mutex_lock(&w->lock);
    copy_result(w->arena, r, w->out); /* the arena's owner sleeps */
    w->done = true;
    pthread_cond_signal(&w->ended);
    pthread_mutex_unlock(&w->lock);
}

enum err net_http_wait(struct net *n, struct arena *a, const struct net_http_request *rq, struct net_http_result *out)
{
    if (loop_is_current(n))
        return err_set(ERR_INTERNAL, "a blocking request on the network loop");
    struct waiter w = { .lock = PTHREAD_MUTEX_INITIALIZER, .ended = PTHREAD_COND_INITIALIZER, .arena = a, .out = out };
    enum err e = net_http(n, rq, wake_waiter, &w);
    if (e != OK)
        return e;
    pthread_mutex_lock(&w.lock);
    while (!w.done)
        pthread_cond_wait(&w.ended, &w.lock);
    pthread_mutex_unlock(&w.lock);
    return out->err == OK ? OK : err_set(out->err, "%s", out->detail);
}
