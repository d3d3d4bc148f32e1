/*
 * channel_webhook.c - channel type `webhook`: a JSON POST, signed as Standard Webhooks asks. No redirects are followed; any 2xx is a
 * delivery.
 *
 * Threads: as channel.h says. The body is made anew for each attempt from what the event recorded, so every attempt says the same.
 */
#include "core/mem.h"
#include "core/str.h"
#include "notify/channel.h"
#include "notify/template.h"
#include "core/webhook_sign.h"
#include <stdio.h>
#include <string.h>

#define BODY_MAX    (256 * 1024)
#define ANSWER_MAX  1024
#define HEADERS_MAX 20

static const struct field header_value[] = { { .name = "", .type = F_STRING, .max = 2048, .doc = "Value of the header" }, { 0 } };
static const struct field config_fields[] = {
    { .name = "url",
      .type = F_STRING,
      .flags = FIELD_REQUIRED | FIELD_URL,
      .max = 2000,
      .doc = "Where the JSON is posted to",
      .example = "\"https://hooks.example.org/binnacle\"",
      .title = "URL" },
    { .name = "secret",
      .type = F_STRING,
      .flags = FIELD_SECRET | FIELD_NULLABLE,
      .max = 200,
      .doc = "Signs every request (Standard Webhooks). whsec_ and base64, as the receiver's library gives it, or any text, of which the "
             "bytes are the key",
      .title = "Signing secret" },
    { .name = "headers",
      .type = F_MAP,
      .flags = FIELD_SECRET | FIELD_NULLABLE,
      .max = HEADERS_MAX,
      .fields = header_value,
      .doc = "Further request headers, for example Authorization",
      .example = "{\"Authorization\": \"Bearer abc\"}" },
    { .name = "template",
      .type = F_STRING,
      .flags = FIELD_MULTILINE | FIELD_NULLABLE,
      .max = TEMPLATE_MAX,
      .doc = "The body as JSON with placeholders inside its strings, such as {{alert.title}}; empty sends the standard body",
      .example = "\"{\\\"text\\\": \\\"{{alert.title}}\\\"}\"",
      .title = "Body template" },
    { 0 },
};

/* ---- validation ---- */

/* RFC 9110 §5.6.2 token. */
static bool is_token(const char *s)
{
    if (!*s)
        return false;
    for (; *s; s++)
        if (!((*s >= '0' && *s <= '9') || ((*s | 32) >= 'a' && (*s | 32) <= 'z') || strchr("!#$%&'*+-.^_`|~", *s)))
            return false;
    return true;
}

/* What the request needs for itself, or what would change who is spoken to. */
static bool header_is_ours(const char *name)
{
    static const char *const ours[] = { "host", "content-length", "content-type", "connection", "transfer-encoding", "upgrade",
                                        "te",   "trailer",        "expect",       "user-agent" };
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (str_eq_nocase(name, ours[i]))
            return true;
    return strncasecmp(name, "webhook-", 8) == 0 || strncasecmp(name, "proxy-", 6) == 0;
}

static int validate(struct arena *a, const struct json *config, field_report report, void *arg)
{
    int problems = 0;
    const char *url = json_string(json_get(config, "url"));
    const char *secret = json_string(json_get(config, "secret")), *template = json_string(json_get(config, "template"));
    const unsigned char *key;
    size_t n;
    if (url) {
        const char *host = strstr(url, "://") + 3;
        if (memchr(host, '@', strcspn(host, "/?#")))
            problems++, report(arg, "config.url", "must not hold a user name or password: use a header");
    }
    if (secret && *secret && webhook_key(a, secret, &key, &n) != OK)
        problems++, report(arg, "config.secret", err_detail());
    if (template && *template && template_check(a, template) != OK)
        problems++, report(arg, "config.template", err_detail());
    for (const struct json *h = json_first(json_get(config, "headers")); h; h = json_next(h)) {
        char path[300];
        snprintf(path, sizeof path, "config.headers.%s", json_key(h));
        if (!is_token(json_key(h)))
            problems++, report(arg, path, "is not a header name");
        else if (header_is_ours(json_key(h)))
            problems++, report(arg, path, "is set by Binnacle");
    }
    return problems;
}

static char *destination(struct arena *a, const struct json *config)
{
    const char *url = json_string(json_get(config, "url"));
    const char *host = url ? strstr(url, "://") : NULL;
    if (!host)
        return arena_strdup(a, "");
    return str_lower(a, arena_strndup(a, url, (size_t)(host + 3 - url) + strcspn(host + 3, "/?#")));
}

/* ---- sending ---- */

struct sending {
    channel_done done;
    void *arg;
};

/* RFC 9110 §10.2.3, the form in seconds (a date is not worth trusting the receiver's clock for). */
static int64_t retry_after_us(const struct net_http_result *r)
{
    int64_t seconds;
    if (r->err != OK || (r->status != 429 && r->status != 503))
        return 0;
    for (size_t i = 0; i < r->header_count; i++)
        if (str_eq_nocase(r->headers[i].name, "Retry-After") && str_to_i64(r->headers[i].value, &seconds) && seconds > 0)
            return (seconds < 3600 ? seconds : 3600) * US_PER_S;
    return 0;
}

static void finished(void *arg, const struct net_http_result *r)
{
    struct sending *s = arg;
    char error[400] = "";
    bool ok = r->err == OK && r->status >= 200 && r->status <= 299;
    if (r->err != OK)
        snprintf(error, sizeof error, "%s", r->detail && *r->detail ? r->detail : err_name(r->err));
    else if (r->status >= 300 && r->status <= 399)
        snprintf(error, sizeof error, "answered %d, a redirect; redirects are not followed", r->status);
    else if (!ok)
        snprintf(error, sizeof error, "answered %d", r->status);
    struct channel_result out = { .delivered = ok,
                                  .status_code = r->err == OK ? r->status : 0,
                                  .error = error,
                                  .duration_us = r->timing.total_us,
                                  .retry_after_us = retry_after_us(r) };
    channel_done done = s->done;
    void *done_arg = s->arg;
    mem_free(s);
    done(done_arg, &out);
}

/* {type, timestamp, data: {alert, service, box}}, or the template filled from {type, timestamp, alert, service, box}. */
static enum err make_body(struct arena *a, const struct channel_target *to, const struct channel_message *m, struct buf *out)
{
    struct json *data;
    enum err e = json_parse(a, m->data, strlen(m->data), &data);
    if (e != OK)
        return e;
    const char *template = json_string(json_get(to->config, "template"));
    bool own = template && *template;
    struct buf standard;
    buf_init(&standard, BODY_MAX);
    struct json_out o;
    jo_init(&o, own ? &standard : out);
    jo_object(&o);
    jo_kv_string(&o, "type", m->event);
    jo_kv_time(&o, "timestamp", m->at);
    if (!own) {
        jo_key(&o, "data");
        jo_object(&o);
    }
    for (const struct json *c = json_first(data); c; c = json_next(c))
        jo_kv_raw(&o, json_key(c), json_print(a, c));
    jo_key(&o, "box");
    jo_object(&o);
    if (*m->public_url)
        jo_kv_string(&o, "url", m->public_url);
    jo_object_end(&o);
    if (!own)
        jo_object_end(&o);
    jo_object_end(&o);
    if (own) {
        struct json *body = NULL;
        e = standard.overflow ? err_set(ERR_TOO_LARGE, "the body is larger than %d bytes", BODY_MAX)
                              : json_parse(a, standard.data, standard.len, &body);
        if (e == OK)
            e = template_fill(a, template, body, out);
    } else if (out->overflow) {
        e = err_set(ERR_TOO_LARGE, "the body is larger than %d bytes", BODY_MAX);
    }
    buf_free(&standard);
    return e;
}

static enum err post(const struct channel_env *env, struct arena *a, const struct channel_target *to, const struct channel_message *m,
                     channel_done done, void *arg)
{
    struct net_header headers[HEADERS_MAX + 5];
    size_t count = 0;
    struct sending *s = NULL;
    struct buf body;
    buf_init(&body, BODY_MAX);
    enum err e = make_body(a, to, m, &body);
    if (e != OK)
        goto out;
    int64_t now = clock_wall_us(env->clock) / US_PER_S;
    headers[count++] = (struct net_header){ "Content-Type", "application/json" };
    headers[count++] = (struct net_header){ "User-Agent", "Binnacle" };
    headers[count++] = (struct net_header){ "webhook-id", m->id };
    headers[count++] = (struct net_header){ "webhook-timestamp", arena_printf(a, "%lld", (long long)now) };
    const char *secret = json_string(json_get(to->secrets, "secret"));
    if (secret && *secret) {
        const unsigned char *key;
        size_t key_n;
        e = webhook_key(a, secret, &key, &key_n);
        if (e != OK)
            goto out;
        headers[count++] = (struct net_header){ "webhook-signature", webhook_sign(a, key, key_n, m->id, now, body.data, body.len) };
    }
    for (const struct json *h = json_first(json_get(to->secrets, "headers")); h && count < sizeof headers / sizeof *headers;
         h = json_next(h))
        if (json_string(h))
            headers[count++] = (struct net_header){ json_key(h), json_string(h) };
    s = mem_alloc(sizeof *s);
    *s = (struct sending){ .done = done, .arg = arg };
    struct net_http_request rq = {
        .method = "POST",
        .url = json_string(json_get(to->config, "url")),
        .headers = headers,
        .header_count = count,
        .body = body.data,
        .body_len = body.len,
        .timeout_ms = to->timeout_ms,
        .max_body = ANSWER_MAX,
        .policy = to->policy,
    };
    e = env->http(env->http_ctx, &rq, finished, s);
    if (e != OK)
        mem_free(s);
out:
    buf_free(&body);
    return e;
}

const struct channel_type channel_webhook = {
    .name = "webhook",
    .title = "Webhook",
    .doc = "Posts JSON to a URL, signed as Standard Webhooks asks",
    .config = config_fields,
    .validate = validate,
    .destination = destination,
    .send = post,
};
