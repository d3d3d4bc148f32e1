/*
 * civetweb_unit.c - compiles CivetWeb into this one file and shows the few functions of civet.h.
 *
 * CivetWeb's source is included, so that its static parser can be called on a connection that our own front has accepted: get_request()
 * parses a head that is complete, mg_read() reads a body with its transfer coding and deadlines. There is no mg_start(): the context below
 * only carries the configuration that these functions look at. Threads: a parser belongs to one worker; the context is read-only.
 */
#pragma GCC diagnostic ignored "-Wunused-function" /* to the end: what we do not call is dropped */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#define NO_FILES
#define NO_CGI
#define NO_CACHING
#define NO_SSL_DL
#define OPENSSL_API_3_0
#define USE_IPV6
#define CIVETWEB_API static
#include "civetweb/civetweb.c"
#pragma GCC diagnostic pop

#include "core/mem.h"
#include "http/civet.h"

struct civet {
    struct mg_connection conn;
};

static struct mg_context context;
static pthread_once_t context_once = PTHREAD_ONCE_INIT;

/* Parse errors are answered by our router; CivetWeb's own log line says nothing more. */
static int no_log(const struct mg_connection *conn, const char *message)
{
    (void)conn;
    (void)message;
    return 1;
}

static void context_make(void)
{
    for (int i = 0; config_options[i].name; i++)
        context.dd.config[i] = (char *)(uintptr_t)config_options[i].default_value;
    context.dd.config[ENABLE_KEEP_ALIVE] = (char *)(uintptr_t) "yes";
    context.dd.config[ACCESS_CONTROL_ALLOW_ORIGIN] = (char *)(uintptr_t) "";
    context.context_type = CONTEXT_SERVER;
    context.max_request_size = CIVET_HEAD_MAX;
    context.callbacks.log_message = no_log;
    pthread_mutex_init(&context.nonce_mutex, NULL);
    pthread_mutex_init(&context.thread_mutex, NULL);
}

struct civet *civet_new(void)
{
    pthread_once(&context_once, context_make);
    struct civet *c = mem_alloc(sizeof *c);
    c->conn.phys_ctx = &context;
    c->conn.dom_ctx = &context.dd;
    c->conn.client.sock = INVALID_SOCKET;
    return c;
}

void civet_free(struct civet *c)
{
    mem_free(c);
}

/* "METHOD target version": two single spaces and no other white space (RFC 9112 §3). */
static bool request_line_strict(const char *buf, size_t len)
{
    const char *end = memchr(buf, '\r', len);
    int spaces = 0;
    if (!end || end == buf || buf[0] == ' ' || end[-1] == ' ')
        return false;
    for (const char *p = buf; p < end; p++) {
        if ((unsigned char)*p < 0x20 || (*p == ' ' && p[1] == ' '))
            return false;
        spaces += *p == ' ';
    }
    return spaces == 2;
}

enum err civet_parse(struct civet *c, int fd, SSL *ssl, char *buf, size_t cap, size_t len, struct civet_head *out)
{
    struct mg_connection *conn = &c->conn;
    char why[100];
    int status = 0;
    init_connection(conn);
    conn->must_close = 0;
    conn->client.sock = fd;
    conn->ssl = ssl;
    conn->buf = buf;
    conn->buf_size = (int)cap;
    conn->data_len = (int)len;
    conn->protocol_type = PROTOCOL_TYPE_HTTP1;
    reset_per_request_attributes(conn); /* nothing of the request before is left, even if this one is refused at once */
    if (!request_line_strict(buf, len))
        return err_set(ERR_MALFORMED, "the request line cannot be read");
    if (!get_request(conn, why, sizeof why, &status))
        return err_set(ERR_MALFORMED, "the request cannot be read: %s", why);
    const struct mg_request_info *ri = &conn->request_info;
    bool http_1_0 = !strcmp(ri->http_version, "1.0");
    if (!http_1_0 && strcmp(ri->http_version, "1.1") != 0)
        return err_set(ERR_MALFORMED, "only HTTP/1.1 and HTTP/1.0 are spoken here");
    *out = (struct civet_head){ .method = ri->request_method,
                                .target = ri->request_uri,
                                .http_1_1 = !http_1_0,
                                .headers = ri->num_headers,
                                .content_length = conn->is_chunked ? -1 : conn->content_len };
    return OK;
}

const char *civet_header(const struct civet *c, const char *name)
{
    return get_header(c->conn.request_info.http_headers, c->conn.request_info.num_headers, name);
}

int civet_header_count(const struct civet *c, const char *name)
{
    return count_header(&c->conn.request_info, name);
}

void civet_header_at(const struct civet *c, int i, const char **name, const char **value)
{
    *name = c->conn.request_info.http_headers[i].name;
    *value = c->conn.request_info.http_headers[i].value;
}

int civet_read(struct civet *c, void *p, size_t n, int64_t left_us)
{
    struct mg_connection *conn = &c->conn;
    if (left_us <= 0)
        return -1;
    conn->read_deadline = mg_get_current_time_ns() + (uint64_t)left_us * 1000u;
    int got = mg_read(conn, p, n);
    conn->read_deadline = 0;
    if (got > 0)
        return got;
    bool ended = conn->is_chunked ? conn->is_chunked == 4 : conn->consumed_content >= conn->content_len;
    return got == 0 && ended ? 0 : -1;
}

bool civet_body_buffered(const struct civet *c)
{
    const struct mg_connection *conn = &c->conn;
    return !conn->is_chunked && conn->request_len + conn->content_len <= conn->data_len;
}

bool civet_end(struct civet *c, size_t *used)
{
    struct mg_connection *conn = &c->conn;
    int64_t end = conn->request_len + conn->content_len;
    *used = (size_t)(end < conn->data_len ? end : conn->data_len);
    bool whole = conn->is_chunked ? conn->is_chunked == 4 : conn->consumed_content == conn->content_len || end <= conn->data_len;
    return conn->request_len > 0 && whole && should_keep_alive(conn);
}

const char *civet_version(void)
{
    return CIVETWEB_VERSION;
}
