/*
 * check_outcome.c - results of checks, and the small readings that every check type needs.
 *
 * Threads: whichever finishes the check. Always: evidence stays under EVIDENCE_MAX, so that a long answer cannot push the facts out.
 */
#include "monitor/check_outcome.h"
#include "core/str.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define EVIDENCE_MAX   8000
#define COMPONENTS_MAX 4000

void outcome_init(struct outcome *o)
{
    memset(o, 0, sizeof *o);
    buf_init(&o->evidence_buf, EVIDENCE_MAX);
    buf_init(&o->components_buf, COMPONENTS_MAX);
    jo_init(&o->evidence, &o->evidence_buf);
    jo_init(&o->components, &o->components_buf);
    jo_object(&o->evidence);
}

void outcome_say(struct outcome *o, const char *fmt, ...)
{
    if (o->status != CHECK_HEALTHY)
        return;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(o->message, sizeof o->message, fmt, ap);
    va_end(ap);
}

void outcome_worsen(struct outcome *o, enum check_status status, const char *fmt, ...)
{
    if (status <= o->status)
        return; /* the enum is in order */
    o->status = status;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(o->message, sizeof o->message, fmt, ap);
    va_end(ap);
}

void outcome_net_error(struct outcome *o, enum err e, const char *detail)
{
    bool ours = e == ERR_BUSY || e == ERR_INTERNAL || e == ERR_IO || e == ERR_DISK_FULL;
    char text[400];
    str_copy(text, sizeof text, detail && *detail ? detail : err_name(e));
    if (text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char)(text[0] - 32);
    outcome_worsen(o, ours ? CHECK_UNKNOWN : CHECK_UNHEALTHY, "%s%s", ours ? "The check could not run: " : "", text);
    jo_kv_string(&o->evidence, "error", err_name(e));
}

const char *check_status_name(enum check_status s)
{
    static const char *const names[] = { "healthy", "degraded", "unhealthy", "unknown" };
    return (unsigned)s < 4 ? names[s] : "unknown";
}

void outcome_component(struct outcome *o, const char *name, enum check_status status, const char *fmt, ...)
{
    char message[256];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(message, sizeof message, fmt, ap);
    va_end(ap);
    if (o->components_buf.len == 0)
        jo_array(&o->components);
    jo_object(&o->components);
    jo_kv_string(&o->components, "name", name);
    jo_kv_string(&o->components, "status", check_status_name(status));
    jo_kv_string(&o->components, "message", message);
    jo_object_end(&o->components);
}

void outcome_secret(struct outcome *o, const char *secret)
{
    if (secret && strlen(secret) >= 4 && o->secret_count < OUTCOME_SECRETS_MAX)
        o->secrets[o->secret_count++] = secret;
}

/* Copies s without the secrets. */
static void scrub(const struct outcome *o, struct buf *out, const char *s, size_t n)
{
    static const char mask[] = "[secret]";
    for (size_t i = 0; i < n;) {
        size_t hit = 0;
        for (size_t k = 0; k < o->secret_count && !hit; k++) {
            size_t len = strlen(o->secrets[k]);
            if (s[i] == o->secrets[k][0] && n - i >= len && memcmp(s + i, o->secrets[k], len) == 0)
                hit = len;
        }
        if (hit)
            buf_append(out, mask, sizeof mask - 1);
        else
            buf_putc(out, s[i]);
        i += hit ? hit : 1;
    }
}

void outcome_text(struct outcome *o, const char *key, const char *s, size_t n, size_t max)
{
    struct buf clean;
    buf_init(&clean, SIZE_MAX / 2);
    buf_puts(&clean, "");
    size_t window = max + 256; /* a secret that starts before the cut is recognised whole */
    scrub(o, &clean, s, n < window ? n : window);
    struct json_out saved = o->evidence;
    size_t len = o->evidence_buf.len, keep = clean.len < max ? clean.len : max;
    for (;; keep /= 2) { /* escapes can blow a text up: take what fits, with room left for the rest */
        jo_key(&o->evidence, key);
        jo_string_n(&o->evidence, clean.data, keep);
        if (!o->evidence_buf.overflow && o->evidence_buf.len <= EVIDENCE_MAX - 500)
            break;
        o->evidence = saved;
        o->evidence_buf.len = len;
        o->evidence_buf.data[len] = '\0';
        o->evidence_buf.overflow = false;
        if (keep == 0)
            break;
    }
    buf_free(&clean);
}

static void timing(struct json_out *o, const char *key, int64_t us)
{
    if (us > 0)
        jo_kv_double(o, key, (double)(us / 10) / 100);
}

void outcome_timing(struct outcome *o, const struct net_timing *t)
{
    jo_key(&o->evidence, "timing");
    jo_object(&o->evidence);
    timing(&o->evidence, "dns_ms", t->dns_us);
    timing(&o->evidence, "connect_ms", t->connect_us);
    timing(&o->evidence, "tls_ms", t->tls_us);
    timing(&o->evidence, "first_byte_ms", t->first_byte_us);
    timing(&o->evidence, "total_ms", t->total_us);
    jo_object_end(&o->evidence);
}

void outcome_cert(struct outcome *o, const struct net_cert *c, int64_t now_us)
{
    struct json_out *e = &o->evidence;
    if (c->not_after) {
        int64_t left = c->not_after - now_us;
        jo_kv_int(e, "days_left", left >= 0 ? left / US_PER_DAY : -((-left + US_PER_DAY - 1) / US_PER_DAY));
    }
    jo_key(e, "certificate");
    jo_object(e);
    jo_kv_string(e, "subject", c->subject);
    jo_kv_string(e, "issuer", c->issuer);
    jo_kv_string(e, "san", c->san);
    jo_kv_time(e, "not_before", c->not_before);
    jo_kv_time(e, "not_after", c->not_after);
    jo_kv_bool(e, "chain_ok", c->chain_ok);
    if (!c->chain_ok)
        jo_kv_string(e, "chain_error", c->chain_error);
    jo_object_end(e);
}

void outcome_send(struct outcome *o, check_done done, void *arg)
{
    jo_object_end(&o->evidence);
    if (o->components_buf.len > 0)
        jo_array_end(&o->components);
    struct check_result r = {
        .status = o->status,
        .latency_us = o->latency_us,
        .message = o->message,
        .evidence = o->evidence_buf.overflow ? "" : o->evidence_buf.data,
        .components = o->components_buf.overflow || o->components_buf.len == 0 ? "" : o->components_buf.data,
    };
    done(arg, &r);
    buf_free(&o->evidence_buf);
    buf_free(&o->components_buf);
}

/* ---- configurations and targets ---- */

int64_t config_int(const struct json *config, const char *name, int64_t fallback)
{
    int64_t v;
    return json_int(json_get(config, name), &v) ? v : fallback;
}

bool config_bool(const struct json *config, const char *name, bool fallback)
{
    bool v;
    return json_bool(json_get(config, name), &v) ? v : fallback;
}

const char *config_string(const struct json *config, const char *name)
{
    const char *s = json_string(json_get(config, name));
    return s && *s ? s : NULL;
}

bool target_host_port(const char *target, int default_port, char host[256], int *port)
{
    size_t n;
    const char *rest;
    if (target[0] == '[') {
        const char *close = strchr(target, ']');
        if (!close)
            return false;
        n = (size_t)(close - target - 1);
        rest = close + 1;
        target++;
    } else {
        n = strcspn(target, ":");
        rest = target + n;
        if (*rest == ':' && strchr(rest + 1, ':'))
            return false; /* IPv6 needs brackets */
    }
    if (n == 0 || n > 254)
        return false;
    memcpy(host, target, n);
    host[n] = '\0';
    if (strpbrk(host, " \t/?#@") || !str_printable(host))
        return false;
    int64_t v = default_port;
    if (*rest == ':' && !str_to_i64(rest + 1, &v))
        return false;
    if ((*rest && *rest != ':') || v < 1 || v > 65535)
        return false;
    *port = (int)v;
    return true;
}

int validate_host_port(const char *target, int default_port, field_report report, void *arg)
{
    char host[256];
    int port;
    if (target_host_port(target, default_port, host, &port))
        return 0;
    report(arg, "target", default_port ? "must be host or host:port, IPv6 in brackets" : "must be host:port, IPv6 in brackets");
    return 1;
}

static void pass_url(void *arg, const char *path, const char *message)
{
    (void)path;
    *(const char **)arg = message;
}

int validate_http_url(const char *target, field_report report, void *arg)
{
    static const struct field row[] = { { .name = "target", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_URL, .min = 1, .max = 2048 },
                                        { 0 } };
    const char *problem = NULL;
    struct arena *a = arena_new(4096);
    struct buf b;
    struct json_out o;
    struct json *v;
    buf_init(&b, 1 << 20);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_string(&o, "target", target);
    jo_object_end(&o);
    int n = json_parse(a, b.data, b.len, &v) == OK ? field_validate(row, v, false, pass_url, &problem) : 1;
    if (n > 0)
        report(arg, "target", "must be an http:// or https:// URL");
    buf_free(&b);
    arena_free(a);
    return n > 0 ? 1 : 0;
}
