/*
 * check_tcp.c - a TCP port: it accepts, and answers what it should.
 *
 * Threads: start on the scheduler's, the answer on the network loop.
 */
#include "core/mem.h"
#include "core/str.h"
#include "monitor/check_outcome.h"
#include <string.h>

static const struct field fields[] = {
    { .name = "send",
      .type = F_STRING,
      .flags = FIELD_MULTILINE,
      .max = 4096,
      .title = "Send",
      .doc = "Text to send after connecting; \\r \\n \\t \\\\ and \\xHH are understood.",
      .example = "\"PING\\\\r\\\\n\"" },
    { .name = "expect",
      .type = F_STRING,
      .flags = FIELD_MULTILINE,
      .max = 1024,
      .title = "Expect",
      .doc = "Text that must come back within the first 4 KiB; the same escapes.",
      .example = "\"PONG\"" },
    { .name = "degraded_ms",
      .type = F_INT,
      .min = 0,
      .max = 300000,
      .title = "Slow after",
      .doc = "Degraded when it takes longer than this many milliseconds; 0: never.",
      .fallback = "0" },
    { 0 },
};

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* The text that the escapes stand for; NULL when one is wrong or stands for NUL. */
static char *unescape(struct arena *a, const char *s)
{
    char *out = arena_alloc(a, strlen(s) + 1), *p = out;
    for (; *s; s++) {
        if (*s != '\\') {
            *p++ = *s;
            continue;
        }
        s++;
        if (*s == 'r')
            *p++ = '\r';
        else if (*s == 'n')
            *p++ = '\n';
        else if (*s == 't')
            *p++ = '\t';
        else if (*s == '\\')
            *p++ = '\\';
        else if (*s == 'x' && hex(s[1]) >= 0 && hex(s[2]) >= 0 && (s[1] != '0' || s[2] != '0')) {
            *p++ = (char)(hex(s[1]) * 16 + hex(s[2]));
            s += 2;
        } else {
            return NULL;
        }
    }
    return out;
}

static int tcp_validate(const char *target, const struct json *config, field_report report, void *arg)
{
    static const char *const names[] = { "send", "expect" };
    int problems = validate_host_port(target, 0, report, arg);
    struct arena *a = arena_new(4096);
    for (int i = 0; i < 2; i++) {
        const char *s = config_string(config, names[i]);
        if (!s || unescape(a, s))
            continue;
        report(arg, i ? "config.expect" : "config.send", "has an unknown escape: \\r \\n \\t \\\\ and \\xHH (not \\x00) are known");
        problems++;
    }
    arena_free(a);
    return problems;
}

struct run {
    struct check_spec spec;
    check_done done;
    void *arg;
};

static void answered(void *arg, const struct net_tcp_result *r)
{
    struct run *run = arg;
    int64_t slow = config_int(run->spec.config, "degraded_ms", 0);
    struct outcome o;
    outcome_init(&o);
    if (r->remote[0])
        jo_kv_string(&o.evidence, "remote", r->remote);
    outcome_timing(&o, &r->timing);
    if (r->received_len > 0)
        outcome_text(&o, "received", r->received, r->received_len, 2048);
    if (r->err == OK) {
        o.latency_us = r->timing.total_us;
        if (slow > 0 && o.latency_us > slow * US_PER_MS)
            outcome_worsen(&o, CHECK_DEGRADED, "Answered in %lld ms, slower than %lld ms", (long long)(o.latency_us / US_PER_MS),
                           (long long)slow);
        outcome_say(&o, "%s", config_string(run->spec.config, "expect") ? "The expected text came" : "Accepts connections");
    } else {
        outcome_net_error(&o, r->err, r->detail);
    }
    outcome_send(&o, run->done, run->arg);
    mem_free(run);
}

static enum err tcp_start(const struct check_env *env, const struct check_spec *spec, check_done done, void *arg)
{
    char host[256];
    int port;
    const char *send = config_string(spec->config, "send"), *expect = config_string(spec->config, "expect");
    if (!target_host_port(spec->target, 0, host, &port))
        return err_set(ERR_INVALID, "the target is not host:port");
    struct arena *a = arena_new(2048);
    struct run *run = mem_alloc(sizeof *run);
    *run = (struct run){ .spec = *spec, .done = done, .arg = arg };
    struct net_tcp_request rq = { .host = host,
                                  .port = port,
                                  .timeout_ms = spec->timeout_ms,
                                  .send = send ? unescape(a, send) : NULL,
                                  .expect = expect ? unescape(a, expect) : NULL,
                                  .policy = spec->policy };
    enum err e = net_tcp(env->net, &rq, answered, run);
    if (e != OK)
        mem_free(run);
    arena_free(a);
    return e;
}

const struct check_type check_tcp = {
    .name = "tcp",
    .title = "TCP port",
    .doc = "Connects to a port; sends a text and looks for an expected one if asked to.",
    .target_title = "Host and port",
    .target_example = "db.example.com:5432",
    .target_required = true,
    .config = fields,
    .default_interval_seconds = 60,
    .default_timeout_ms = 5000,
    .validate = tcp_validate,
    .start = tcp_start,
};
