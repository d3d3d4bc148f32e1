/*
 * check_worker.c - an instance of a service with /healthz (alive) and /readyz (ready for work), asked at the same time.
 *
 * Threads: start on the scheduler's, the answers on the network loop; the last of the two to end judges.
 */
#include "core/mem.h"
#include "core/str.h"
#include "monitor/check_outcome.h"
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define BODY_SHOWN 512

static const struct field fields[] = {
    { .name = "worker_type",
      .type = F_STRING,
      .max = 64,
      .title = "Worker type",
      .doc = "Workers of one type are counted together.",
      .example = "\"extraction\"" },
    { .name = "instance_id",
      .type = F_STRING,
      .max = 128,
      .title = "Instance",
      .doc = "Which of the workers of its type this is.",
      .example = "\"extraction-1\"" },
    { .name = "healthz_path",
      .type = F_STRING,
      .max = 256,
      .title = "Alive path",
      .doc = "Answers 200-299 while the process is alive.",
      .fallback = "\"/healthz\"" },
    { .name = "readyz_path",
      .type = F_STRING,
      .max = 256,
      .title = "Ready path",
      .doc = "Answers 200-299 while the worker takes work.",
      .fallback = "\"/readyz\"" },
    { .name = "bearer_token",
      .type = F_STRING,
      .flags = FIELD_SECRET,
      .max = 4096,
      .title = "Bearer token",
      .doc = "Sent with both requests as Authorization: Bearer …" },
    { .name = "tls_verify",
      .type = F_BOOL,
      .title = "Verify the certificate",
      .doc = "Whether an HTTPS certificate must be valid for the host and signed by a known authority.",
      .fallback = "true" },
    { 0 },
};

struct run;
struct half {
    struct run *run;
    enum err err;
    char detail[300], body[BODY_SHOWN];
    size_t body_len;
    int status;
    int64_t total_us;
};

struct run {
    struct check_spec spec;
    check_done done;
    void *arg;
    _Atomic int pending;
    struct half alive, ready;
};

static bool passed(const struct half *h)
{
    return h->err == OK && h->status >= 200 && h->status <= 299;
}

static void describe(struct outcome *o, const struct half *h, const char *name)
{
    char text[300];
    if (h->err == OK)
        snprintf(text, sizeof text, "HTTP %d", h->status);
    else
        str_copy(text, sizeof text, h->detail);
    outcome_component(o, name, passed(h) ? CHECK_HEALTHY : CHECK_UNHEALTHY, "%s", text);
    jo_key(&o->evidence, name);
    jo_object(&o->evidence);
    if (h->err == OK)
        jo_kv_int(&o->evidence, "status", h->status);
    else
        jo_kv_string(&o->evidence, "error", h->detail);
    jo_kv_double(&o->evidence, "total_ms", (double)(h->total_us / 10) / 100);
    if (h->body_len > 0)
        outcome_text(o, "body", h->body, h->body_len, BODY_SHOWN);
    jo_object_end(&o->evidence);
}

static void judge(struct run *run)
{
    const struct half *alive = &run->alive, *ready = &run->ready;
    struct outcome o;
    outcome_init(&o);
    outcome_secret(&o, config_string(run->spec.config, "bearer_token"));
    o.latency_us = alive->err == OK ? alive->total_us : 0;
    describe(&o, alive, "healthz");
    describe(&o, ready, "readyz");
    if (alive->err != OK)
        outcome_net_error(&o, alive->err, alive->detail);
    else if (!passed(alive))
        outcome_worsen(&o, CHECK_UNHEALTHY, "Not alive: HTTP %d from /healthz", alive->status);
    else if (ready->err == ERR_BUSY || ready->err == ERR_INTERNAL)
        outcome_net_error(&o, ready->err, ready->detail);
    else if (ready->err != OK)
        outcome_worsen(&o, CHECK_DEGRADED, "Alive but not ready: %s", ready->detail);
    else if (!passed(ready))
        outcome_worsen(&o, CHECK_DEGRADED, "Alive but not ready: HTTP %d from /readyz", ready->status);
    outcome_say(&o, "Alive and ready");
    outcome_send(&o, run->done, run->arg);
    mem_free(run);
}

static void half_ended(struct run *run)
{
    if (atomic_fetch_sub(&run->pending, 1) == 1)
        judge(run);
}

static void answered(void *arg, const struct net_http_result *r)
{
    struct half *h = arg;
    h->err = r->err;
    h->status = r->status;
    h->total_us = r->timing.total_us;
    str_copy(h->detail, sizeof h->detail, r->detail);
    h->body_len = r->body_len < sizeof h->body ? r->body_len : sizeof h->body;
    memcpy(h->body, r->body, h->body_len);
    half_ended(h->run);
}

static enum err ask(const struct check_env *env, struct run *run, struct half *h, const char *path)
{
    const struct json *config = run->spec.config;
    const char *token = config_string(config, "bearer_token");
    struct arena *a = arena_new(2048);
    struct net_header header = { "Authorization", token ? arena_printf(a, "Bearer %s", token) : "" };
    size_t n = strlen(run->spec.target);
    while (n > 0 && run->spec.target[n - 1] == '/')
        n--;
    h->run = run;
    struct net_http_request rq = {
        .method = "GET",
        .url = arena_printf(a, "%s%.*s%s%s", strstr(run->spec.target, "://") ? "" : "http://", (int)n, run->spec.target,
                            *path == '/' ? "" : "/", path),
        .headers = &header,
        .header_count = token ? 1 : 0,
        .timeout_ms = run->spec.timeout_ms,
        .max_body = BODY_SHOWN,
        .tls_insecure = !config_bool(config, "tls_verify", true),
        .policy = run->spec.policy,
        .fresh_connection = true,
    };
    enum err e = net_http(env->net, &rq, answered, h);
    arena_free(a);
    return e;
}

static enum err worker_start(const struct check_env *env, const struct check_spec *spec, check_done done, void *arg)
{
    struct run *run = mem_alloc(sizeof *run);
    const char *alive = config_string(spec->config, "healthz_path"), *ready = config_string(spec->config, "readyz_path");
    run->spec = *spec;
    run->done = done;
    run->arg = arg;
    atomic_store(&run->pending, 2);
    enum err e = ask(env, run, &run->alive, alive ? alive : "/healthz");
    if (e != OK) {
        mem_free(run);
        return e;
    }
    e = ask(env, run, &run->ready, ready ? ready : "/readyz");
    if (e != OK) { /* the first is under way: its end must find this one ended */
        run->ready.err = e;
        str_copy(run->ready.detail, sizeof run->ready.detail, err_detail());
        half_ended(run);
    }
    return OK;
}

static int worker_validate(const char *target, const struct json *config, field_report report, void *arg)
{
    (void)config;
    if (strstr(target, "://"))
        return validate_http_url(target, report, arg);
    return validate_host_port(target, 80, report, arg);
}

const struct check_type check_worker = {
    .name = "worker",
    .title = "Worker",
    .doc =
        "Asks a worker's /healthz and /readyz: healthy when both answer 200-299, degraded when it is alive but not ready, else unhealthy.",
    .target_title = "Base URL",
    .target_example = "http://127.0.0.1:9001",
    .target_required = true,
    .config = fields,
    .default_interval_seconds = 30,
    .default_timeout_ms = 5000,
    .validate = worker_validate,
    .start = worker_start,
};
