/*
 * check_redis.c - a Redis server: PING, INFO, role, memory, replication link.
 */
#include "core/str.h"
#include "monitor/check_blocking.h"
#include <string.h>

#define GRACE_MS 500 /* the probe has its own deadline; the pool's is behind it */

static const char *const roles[] = { "master", "replica", NULL };
static const struct field fields[] = {
    { .name = "username", .type = F_STRING, .max = 128, .title = "User name", .doc = "For servers with access lists (Redis 6 and later)." },
    { .name = "password", .type = F_STRING, .flags = FIELD_SECRET, .max = 1024, .title = "Password", .doc = "Sent with AUTH." },
    { .name = "db",
      .type = F_INT,
      .min = 0,
      .max = 1000,
      .title = "Database",
      .doc = "Number of the database whose keys are counted.",
      .fallback = "0" },
    { .name = "tls", .type = F_BOOL, .title = "TLS", .doc = "Connect with TLS.", .fallback = "false" },
    { .name = "tls_verify",
      .type = F_BOOL,
      .title = "Verify the certificate",
      .doc = "With TLS: whether the certificate must be valid for the host and signed by a known authority.",
      .fallback = "true" },
    { .name = "expected_role",
      .type = F_STRING,
      .one_of = roles,
      .title = "Expected role",
      .doc = "Unhealthy when the server has the other role, as after a failover." },
    { .name = "memory_warn_pct",
      .type = F_INT,
      .min = 1,
      .max = 100,
      .title = "Memory warning",
      .doc = "Degraded when more than this share of maxmemory is used; servers without maxmemory have no share.",
      .fallback = "90" },
    { .name = "memory_critical_pct",
      .type = F_INT,
      .min = 1,
      .max = 100,
      .title = "Memory critical",
      .doc = "Unhealthy when more than this share of maxmemory is used.",
      .fallback = "98" },
    { 0 },
};

struct run {
    struct blocking b;
    struct net_redis_target target;
    struct net_redis_info info;
};

static enum err probe(struct blocking *b)
{
    struct run *run = (struct run *)b;
    return net_redis_probe(b->arena, &run->target, &run->info);
}

static void judge(struct blocking *b, struct outcome *o)
{
    const struct json *config = b->spec.config;
    const struct net_redis_info *i = &((struct run *)b)->info;
    const char *role = str_eq(i->role, "slave") ? "replica" : i->role, *expected = config_string(config, "expected_role");
    int64_t warn = config_int(config, "memory_warn_pct", 90), critical = config_int(config, "memory_critical_pct", 98);
    o->latency_us = i->ping_us;
    jo_kv_string(&o->evidence, "role", role);
    jo_kv_string(&o->evidence, "version", i->version);
    jo_kv_double(&o->evidence, "ping_ms", (double)(i->ping_us / 10) / 100);
    jo_kv_int(&o->evidence, "used_memory", i->used_memory);
    jo_kv_int(&o->evidence, "maxmemory", i->maxmemory);
    jo_kv_int(&o->evidence, "connected_clients", i->connected_clients);
    jo_kv_int(&o->evidence, "uptime_seconds", i->uptime_seconds);
    jo_kv_int(&o->evidence, "keys", i->keys);
    if (i->link_status[0])
        jo_kv_string(&o->evidence, "master_link_status", i->link_status);
    if (expected && !str_eq(expected, role))
        outcome_worsen(o, CHECK_UNHEALTHY, "The role is %s, expected %s", role, expected);
    if (i->maxmemory > 0) {
        double share = 100.0 * (double)i->used_memory / (double)i->maxmemory;
        jo_kv_double(&o->evidence, "memory_pct", (double)(int64_t)(share * 10) / 10);
        enum check_status s = share > (double)critical ? CHECK_UNHEALTHY : share > (double)warn ? CHECK_DEGRADED : CHECK_HEALTHY;
        if (s != CHECK_HEALTHY)
            outcome_worsen(o, s, "%.1f %% of maxmemory is used", share);
    }
    if (str_eq(role, "replica") && i->link_status[0] && !str_eq(i->link_status, "up"))
        outcome_worsen(o, CHECK_DEGRADED, "The replica has lost its master");
    outcome_say(o, "Redis %s, %s, PING in %.1f ms", i->version, role, (double)i->ping_us / 1000);
}

static enum err redis_start(const struct check_env *env, const struct check_spec *spec, check_done done, void *arg)
{
    const struct json *config = spec->config;
    char host[256];
    int port;
    if (!target_host_port(spec->target, 6379, host, &port))
        return err_set(ERR_INVALID, "the target is not host:port");
    struct run *run = blocking_new(sizeof *run, spec, done, arg);
    run->b.probe = probe;
    run->b.judge = judge;
    run->target = (struct net_redis_target){
        .net = env->net,
        .host = arena_strdup(run->b.arena, host),
        .port = port,
        .username = arena_strdup(run->b.arena, config_string(config, "username")),
        .password = arena_strdup(run->b.arena, config_string(config, "password")),
        .db = (int)config_int(config, "db", 0),
        .tls = config_bool(config, "tls", false),
        .tls_insecure = !config_bool(config, "tls_verify", true),
        .timeout_ms = spec->timeout_ms,
        .policy = run->b.policy,
    };
    return blocking_start(&run->b, env->net, GRACE_MS);
}

static int redis_validate(const char *target, const struct json *config, field_report report, void *arg)
{
    int problems = validate_host_port(target, 6379, report, arg);
    if (config_int(config, "memory_warn_pct", 90) > config_int(config, "memory_critical_pct", 98)) {
        report(arg, "config.memory_warn_pct", "must not be more than memory_critical_pct");
        problems++;
    }
    return problems;
}

const struct check_type check_redis = {
    .name = "redis",
    .title = "Redis",
    .doc = "Signs in, sends PING and reads INFO: role, memory, replication link.",
    .target_title = "Host and port",
    .target_example = "127.0.0.1:6379",
    .target_required = true,
    .config = fields,
    .default_interval_seconds = 30,
    .default_timeout_ms = 5000,
    .validate = redis_validate,
    .start = redis_start,
};
