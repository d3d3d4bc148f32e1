/*
 * check_kafka.c - a Kafka cluster: brokers reachable, controller, partitions without a leader or with too few replicas in sync.
 */
#include "core/str.h"
#include "monitor/check_blocking.h"
#include <string.h>

#define GRACE_MS 1000 /* the probe has its own deadline; the pool's is behind it */

static const char *const protocols[] = { "plaintext", "ssl", "sasl_plaintext", "sasl_ssl", NULL };
static const char *const mechanisms[] = { "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", NULL };
static const struct field fields[] = {
    { .name = "min_brokers",
      .type = F_INT,
      .min = 1,
      .max = 64,
      .title = "Fewest brokers",
      .doc = "Unhealthy when fewer brokers can be connected to.",
      .fallback = "1" },
    { .name = "security_protocol",
      .type = F_STRING,
      .one_of = protocols,
      .title = "Security",
      .doc = "How the brokers are spoken to.",
      .fallback = "\"plaintext\"" },
    { .name = "sasl_mechanism",
      .type = F_STRING,
      .one_of = mechanisms,
      .title = "SASL mechanism",
      .doc = "For the sasl_ protocols.",
      .fallback = "\"PLAIN\"" },
    { .name = "username", .type = F_STRING, .max = 256, .title = "User name", .doc = "For the sasl_ protocols." },
    { .name = "password", .type = F_STRING, .flags = FIELD_SECRET, .max = 1024, .title = "Password", .doc = "For the sasl_ protocols." },
    { 0 },
};

struct run {
    struct blocking b;
    struct net_kafka_target target;
    struct net_kafka_info info;
    int64_t took_us;
};

static enum err probe(struct blocking *b)
{
    struct run *run = (struct run *)b;
    int64_t started = clock_mono_us(clock_system());
    enum err e = net_kafka_probe(b->arena, &run->target, &run->info);
    run->took_us = clock_mono_us(clock_system()) - started;
    return e;
}

static void judge(struct blocking *b, struct outcome *o)
{
    const struct net_kafka_info *i = &((struct run *)b)->info;
    int64_t fewest = config_int(b->spec.config, "min_brokers", 1);
    o->latency_us = ((struct run *)b)->took_us;
    jo_kv_string(&o->evidence, "cluster_id", i->cluster_id);
    jo_kv_int(&o->evidence, "brokers_known", i->brokers_known);
    jo_kv_int(&o->evidence, "brokers_reachable", i->brokers_reachable);
    jo_kv_int(&o->evidence, "controller_id", i->controller_id);
    jo_kv_int(&o->evidence, "topics", i->topics);
    jo_kv_int(&o->evidence, "partitions", i->partitions);
    jo_kv_int(&o->evidence, "under_replicated", i->under_replicated);
    jo_kv_int(&o->evidence, "offline", i->offline);
    outcome_component(o, "brokers",
                      i->brokers_reachable < fewest             ? CHECK_UNHEALTHY
                      : i->brokers_reachable < i->brokers_known ? CHECK_DEGRADED
                                                                : CHECK_HEALTHY,
                      "%d of %d reachable", i->brokers_reachable, i->brokers_known);
    if (i->controller_id < 0)
        outcome_component(o, "controller", CHECK_UNHEALTHY, "none");
    else
        outcome_component(o, "controller", CHECK_HEALTHY, "broker %d", i->controller_id);
    outcome_component(o, "partitions",
                      i->offline > 0            ? CHECK_UNHEALTHY
                      : i->under_replicated > 0 ? CHECK_DEGRADED
                                                : CHECK_HEALTHY,
                      "%d partitions, %d offline, %d under-replicated", i->partitions, i->offline, i->under_replicated);
    if (i->brokers_reachable < fewest)
        outcome_worsen(o, CHECK_UNHEALTHY, "%d of at least %lld brokers can be reached", i->brokers_reachable, (long long)fewest);
    if (i->offline > 0)
        outcome_worsen(o, CHECK_UNHEALTHY, "%d partition%s without a leader", i->offline, i->offline == 1 ? " is" : "s are");
    if (i->controller_id < 0)
        outcome_worsen(o, CHECK_UNHEALTHY, "The cluster has no controller");
    if (i->under_replicated > 0)
        outcome_worsen(o, CHECK_DEGRADED, "%d partition%s under-replicated", i->under_replicated,
                       i->under_replicated == 1 ? " is" : "s are");
    if (i->brokers_reachable < i->brokers_known)
        outcome_worsen(o, CHECK_DEGRADED, "%d of %d brokers can be reached", i->brokers_reachable, i->brokers_known);
    outcome_say(o, "%d broker%s, %d partitions, all in sync", i->brokers_reachable, i->brokers_reachable == 1 ? "" : "s", i->partitions);
}

static enum err kafka_start(const struct check_env *env, const struct check_spec *spec, check_done done, void *arg)
{
    const struct json *config = spec->config;
    struct run *run = blocking_new(sizeof *run, spec, done, arg);
    struct arena *a = run->b.arena;
    run->b.probe = probe;
    run->b.judge = judge;
    const char *protocol = config_string(config, "security_protocol");
    bool sasl = protocol && str_starts(protocol, "sasl_");
    const char *mechanism = config_string(config, "sasl_mechanism");
    run->target = (struct net_kafka_target){
        .net = env->net,
        .brokers = arena_strdup(a, spec->target),
        .security_protocol = arena_strdup(a, protocol),
        .sasl_mechanism = sasl ? arena_strdup(a, mechanism ? mechanism : "PLAIN") : NULL,
        .username = sasl ? arena_strdup(a, config_string(config, "username")) : NULL,
        .password = sasl ? arena_strdup(a, config_string(config, "password")) : NULL,
        .timeout_ms = spec->timeout_ms,
        .policy = run->b.policy,
    };
    return blocking_start(&run->b, env->net, GRACE_MS);
}

static int kafka_validate(const char *target, const struct json *config, field_report report, void *arg)
{
    const char *protocol = config_string(config, "security_protocol");
    struct arena *a = arena_new(4096);
    char **brokers, host[256];
    int problems = 0, port;
    size_t n = str_split(a, target, ',', &brokers, 64);
    bool good = n > 0;
    for (size_t i = 0; i < n && good; i++)
        good = target_host_port(brokers[i], 9092, host, &port);
    if (!good) {
        report(arg, "target", "must be host:port of one or more brokers, with commas");
        problems++;
    }
    if (protocol && str_starts(protocol, "sasl_") && !config_string(config, "username")) {
        report(arg, "config.username", "is required with a sasl_ protocol");
        problems++;
    }
    arena_free(a);
    return problems;
}

const struct check_type check_kafka = {
    .name = "kafka",
    .title = "Kafka cluster",
    .doc =
        "Reads the cluster's metadata and connects to each broker: brokers reachable, controller, offline and under-replicated partitions.",
    .target_title = "Brokers",
    .target_example = "kafka1:9092,kafka2:9092",
    .target_required = true,
    .config = fields,
    .default_interval_seconds = 60,
    .default_timeout_ms = 10000,
    .validate = kafka_validate,
    .start = kafka_start,
};
