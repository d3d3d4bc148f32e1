/*
 * check_tls.c - a TLS certificate: days left, chain, name.
 *
 * Threads: start on the scheduler's, the answer on the network loop.
 */
#include "core/mem.h"
#include "core/str.h"
#include "monitor/check_outcome.h"
#include <string.h>

#define WARN_DAYS     21
#define CRITICAL_DAYS 7

static const struct field fields[] = {
    { .name = "server_name",
      .type = F_STRING,
      .max = 253,
      .title = "Server name",
      .doc = "The name to ask for (SNI) and to find in the certificate; the target's host when empty.",
      .example = "\"www.example.com\"" },
    { .name = "verify_chain",
      .type = F_BOOL,
      .title = "Verify the chain",
      .doc = "Whether the certificate must be signed by a known authority and valid for the name.",
      .fallback = "true" },
    { .name = "warn_days",
      .type = F_INT,
      .min = 0,
      .max = 730,
      .title = "Warning",
      .doc = "Degraded when fewer days are left.",
      .fallback = "21" },
    { .name = "critical_days",
      .type = F_INT,
      .min = 0,
      .max = 730,
      .title = "Critical",
      .doc = "Unhealthy when fewer days are left.",
      .fallback = "7" },
    { 0 },
};

/* Takes "https://host:port/..." as well: what people have at hand. */
static bool tls_target(const char *target, char host[256], int *port)
{
    char bare[300];
    const char *from = str_starts(target, "https://") ? target + 8 : target;
    size_t n = from == target ? strlen(from) : strcspn(from, "/?#");
    if (n >= sizeof bare)
        return false;
    memcpy(bare, from, n);
    bare[n] = '\0';
    return target_host_port(bare, 443, host, port);
}

static int tls_validate(const char *target, const struct json *config, field_report report, void *arg)
{
    char host[256];
    int port, problems = 0;
    if (!tls_target(target, host, &port)) {
        report(arg, "target", "must be host or host:port, IPv6 in brackets");
        problems++;
    }
    if (config_int(config, "critical_days", CRITICAL_DAYS) > config_int(config, "warn_days", WARN_DAYS)) {
        report(arg, "config.critical_days", "must not be more than warn_days");
        problems++;
    }
    return problems;
}

struct run {
    struct check_spec spec;
    struct clock *clock;
    check_done done;
    void *arg;
};

static void answered(void *arg, const struct net_tls_result *r)
{
    struct run *run = arg;
    const struct json *config = run->spec.config;
    int64_t now = clock_wall_us(run->clock);
    struct outcome o;
    outcome_init(&o);
    if (r->remote[0])
        jo_kv_string(&o.evidence, "remote", r->remote);
    if (r->err == OK) {
        int64_t left = r->cert.not_after - now, days = left / US_PER_DAY;
        o.latency_us = r->timing.total_us;
        jo_kv_string(&o.evidence, "protocol", r->protocol);
        outcome_cert(&o, &r->cert, now);
        if (r->cert.not_after == 0)
            outcome_worsen(&o, CHECK_UNHEALTHY, "The certificate does not say when it ends");
        else if (left < 0)
            outcome_worsen(&o, CHECK_UNHEALTHY, "The certificate ended %lld day%s ago", (long long)-days, days == -1 ? "" : "s");
        else if (now < r->cert.not_before)
            outcome_worsen(&o, CHECK_UNHEALTHY, "The certificate is not valid yet");
        else if (days < config_int(config, "critical_days", CRITICAL_DAYS))
            outcome_worsen(&o, CHECK_UNHEALTHY, "The certificate ends in %lld day%s", (long long)days, days == 1 ? "" : "s");
        if (config_bool(config, "verify_chain", true) && !r->cert.chain_ok)
            outcome_worsen(&o, CHECK_UNHEALTHY, "The certificate does not verify: %s", r->cert.chain_error);
        if (days < config_int(config, "warn_days", WARN_DAYS))
            outcome_worsen(&o, CHECK_DEGRADED, "The certificate ends in %lld day%s", (long long)days, days == 1 ? "" : "s");
        outcome_say(&o, "Valid for %lld more days", (long long)days);
    } else {
        outcome_net_error(&o, r->err, r->detail);
    }
    outcome_timing(&o, &r->timing);
    outcome_send(&o, run->done, run->arg);
    mem_free(run);
}

static enum err tls_start(const struct check_env *env, const struct check_spec *spec, check_done done, void *arg)
{
    char host[256];
    int port;
    if (!tls_target(spec->target, host, &port))
        return err_set(ERR_INVALID, "the target is not host:port");
    struct run *run = mem_alloc(sizeof *run);
    *run = (struct run){ .spec = *spec, .clock = env->clock, .done = done, .arg = arg };
    struct net_tls_request rq = { .host = host,
                                  .port = port,
                                  .sni = config_string(spec->config, "server_name"),
                                  .timeout_ms = spec->timeout_ms,
                                  .policy = spec->policy };
    enum err e = net_tls(env->net, &rq, answered, run);
    if (e != OK)
        mem_free(run);
    return e;
}

const struct check_type check_tls = {
    .name = "tls",
    .title = "TLS certificate",
    .doc = "Shakes hands with a TLS server and looks at its certificate: days left, chain and name.",
    .target_title = "Host and port",
    .target_example = "www.example.com:443",
    .target_required = true,
    .config = fields,
    .default_interval_seconds = 3600,
    .default_timeout_ms = 10000,
    .validate = tls_validate,
    .start = tls_start,
};
