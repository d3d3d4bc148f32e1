/*
 * check_redis.c - a Redis server: PING, INFO, role, memory, replication link.
 *
 * Threads: start on the scheduler's, the probe on a pool thread, the verdict on a pool thread or the pool's deadline thread.
 * Always: the verdict looks at the probe's result only when the probe has ended in time.
 */
#include "core/mem.h"
#include "core/str.h"
#include "monitor/check_outcome.h"
#include <stdatomic.h>
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
    struct check_spec spec;
    check_done done;
    void *arg;
    struct arena *arena;
    struct net_redis_target target;
    struct net_redis_info info;
    char detail[400];     /* of the probe's failure */
    atomic_bool finished; /* the probe has written everything above */
};

static enum err probe(void *arg)
{
    struct run *run = arg;
    enum err e = net_redis_probe(run->arena, &run->target, &run->info);
    if (e != OK)
        str_copy(run->detail, sizeof run->detail, err_detail());
    atomic_store(&run->finished, true);
    return e;
}

static void judge(struct outcome *o, const struct json *config, const struct net_redis_info *i)
{
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

static void ended(void *arg, enum err e)
{
    struct run *run = arg;
    struct outcome o;
    outcome_init(&o);
    outcome_secret(&o, config_string(run->spec.config, "password"));
    if (e == OK)
        judge(&o, run->spec.config, &run->info);
    else
        outcome_net_error(&o, e,
                          atomic_load(&run->finished) ? run->detail
                          : e == ERR_TIMEOUT          ? "no answer in time"
                                                      : "no thread was free in time");
    outcome_send(&o, run->done, run->arg);
}

/* The probe may outlive done, and with it the spec: what it uses is copied. */
static void run_free(void *arg)
{
    struct run *run = arg;
    net_policy_unref(run->target.policy);
    arena_free(run->arena);
    mem_free(run);
}

static enum err redis_start(const struct check_env *env, const struct check_spec *spec, check_done done, void *arg)
{
    const struct json *config = spec->config;
    char host[256];
    int port;
    if (!target_host_port(spec->target, 6379, host, &port))
        return err_set(ERR_INVALID, "the target is not host:port");
    struct run *run = mem_alloc(sizeof *run);
    *run = (struct run){ .spec = *spec, .done = done, .arg = arg, .arena = arena_new(4096) };
    run->target = (struct net_redis_target){
        .net = env->net,
        .host = arena_strdup(run->arena, host),
        .port = port,
        .username = arena_strdup(run->arena, config_string(config, "username")),
        .password = arena_strdup(run->arena, config_string(config, "password")),
        .db = (int)config_int(config, "db", 0),
        .tls = config_bool(config, "tls", false),
        .tls_insecure = !config_bool(config, "tls_verify", true),
        .timeout_ms = spec->timeout_ms,
        .policy = net_policy_ref(spec->policy),
    };
    enum err e = net_pool(env->net, spec->timeout_ms + GRACE_MS, probe, ended, run_free, run);
    if (e != OK)
        run_free(run);
    return e;
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
