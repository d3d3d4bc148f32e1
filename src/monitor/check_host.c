/*
 * check_host.c - the machine that Binnacle runs on: CPU, memory, disk, load.
 *
 * Threads: start on the scheduler's, the reading on a pool thread (a file system can hang), the verdict there or on the pool's deadline
 * thread.
 */
#include "core/mem.h"
#include "core/str.h"
#include "monitor/check_outcome.h"
#include "net/host.h"
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define PERCENT(field, words, limit)                                                                                                       \
    {                                                                                                                                      \
        .name = field, .type = F_INT, .min = 1, .max = 100, .doc = words, .fallback = limit                                                \
    }

static const struct field fields[] = {
    PERCENT("cpu_warn_pct", "Degraded when more of the CPU time of all cores is used.", "90"),
    PERCENT("cpu_critical_pct", "Unhealthy when more of the CPU time of all cores is used.", "99"),
    PERCENT("memory_warn_pct", "Degraded when more of the memory is used (what is available for programs counts as free).", "90"),
    PERCENT("memory_critical_pct", "Unhealthy when more of the memory is used.", "97"),
    PERCENT("disk_warn_pct", "Degraded when more of the file system is used.", "85"),
    PERCENT("disk_critical_pct", "Unhealthy when more of the file system is used.", "95"),
    { .name = "load_warn_pct",
      .type = F_INT,
      .min = 1,
      .max = 10000,
      .doc = "Degraded when the load average of five minutes is more than this share of the cores.",
      .fallback = "200" },
    { .name = "load_critical_pct",
      .type = F_INT,
      .min = 1,
      .max = 10000,
      .doc = "Unhealthy when the load average of five minutes is more than this share of the cores.",
      .fallback = "500" },
    { .name = "disk_path",
      .type = F_STRING,
      .max = 512,
      .doc = "A path on the file system that is looked at.",
      .example = "\"/var/lib/binnacle\"",
      .fallback = "\"/\"" },
    { 0 },
};

struct run {
    struct check_spec spec;
    check_done done;
    void *arg;
    char path[513];
    struct net_host host;
    int64_t took_us;
    char detail[400];
    atomic_bool finished; /* the probe has written everything above */
};

static enum err probe(void *arg)
{
    struct run *run = arg;
    int64_t started = clock_mono_us(clock_system());
    enum err e = net_host_read(run->path, &run->host);
    run->took_us = clock_mono_us(clock_system()) - started;
    if (e != OK)
        str_copy(run->detail, sizeof run->detail, err_detail());
    atomic_store(&run->finished, true);
    return e;
}

struct limit {
    const char *name, *title, *warn, *critical;
    int64_t warn_default, critical_default;
};
static const struct limit limits[] = {
    { "cpu", "CPU", "cpu_warn_pct", "cpu_critical_pct", 90, 99 },
    { "memory", "memory", "memory_warn_pct", "memory_critical_pct", 90, 97 },
    { "disk", "disk", "disk_warn_pct", "disk_critical_pct", 85, 95 },
    { "load", "load", "load_warn_pct", "load_critical_pct", 200, 500 },
};

static double share(int64_t part, int64_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

static void judge(struct outcome *o, const struct json *config, const struct net_host *h)
{
    /* The disk as df counts it: what is reserved for root is neither used nor free. */
    double pct[4] = { h->cpu_pct, share(h->memory_used_bytes, h->memory_total_bytes),
                      share(h->disk_used_bytes, h->disk_used_bytes + h->disk_free_bytes), 100.0 * h->load5 / h->cpus };
    jo_kv_int(&o->evidence, "cpus", h->cpus);
    jo_kv_double(&o->evidence, "load1", h->load1);
    jo_kv_double(&o->evidence, "load5", h->load5);
    jo_kv_double(&o->evidence, "load15", h->load15);
    jo_kv_int(&o->evidence, "memory_total_bytes", h->memory_total_bytes);
    jo_kv_int(&o->evidence, "memory_used_bytes", h->memory_used_bytes);
    jo_kv_int(&o->evidence, "swap_used_bytes", h->swap_used_bytes);
    jo_kv_int(&o->evidence, "disk_total_bytes", h->disk_total_bytes);
    jo_kv_int(&o->evidence, "disk_free_bytes", h->disk_free_bytes);
    jo_kv_int(&o->evidence, "uptime_seconds", h->uptime_seconds);
    for (size_t i = 0; i < 4; i++) {
        const struct limit *l = &limits[i];
        double critical = (double)config_int(config, l->critical, l->critical_default),
               warn = (double)config_int(config, l->warn, l->warn_default);
        enum check_status s = pct[i] > critical ? CHECK_UNHEALTHY : pct[i] > warn ? CHECK_DEGRADED : CHECK_HEALTHY;
        char key[32];
        snprintf(key, sizeof key, "%s_pct", l->name);
        jo_kv_double(&o->evidence, key, (double)(int64_t)(pct[i] * 10) / 10);
        outcome_component(o, l->name, s, "%.1f %%", pct[i]);
        if (s != CHECK_HEALTHY)
            outcome_worsen(o, s, "%.1f %% %s, the limit is %.0f %%", pct[i], l->title, s == CHECK_UNHEALTHY ? critical : warn);
    }
    outcome_say(o, "CPU %.0f %%, memory %.0f %%, disk %.0f %%, load %.2f", pct[0], pct[1], pct[2], h->load1);
}

static void ended(void *arg, enum err e)
{
    struct run *run = arg;
    struct outcome o;
    outcome_init(&o);
    if (e == OK) {
        o.latency_us = run->took_us;
        judge(&o, run->spec.config, &run->host);
    } else if (e == ERR_TIMEOUT) {
        outcome_worsen(&o, CHECK_UNHEALTHY, "Looking at the machine took too long: a file system hangs");
    } else {
        outcome_net_error(&o, e, atomic_load(&run->finished) ? run->detail : "no thread was free in time");
    }
    outcome_send(&o, run->done, run->arg);
}

static enum err host_start(const struct check_env *env, const struct check_spec *spec, check_done done, void *arg)
{
    const char *path = config_string(spec->config, "disk_path");
    struct run *run = mem_alloc(sizeof *run);
    *run = (struct run){ .spec = *spec, .done = done, .arg = arg };
    str_copy(run->path, sizeof run->path, path ? path : "/");
    enum err e = net_pool(env->net, spec->timeout_ms, probe, ended, mem_free, run);
    if (e != OK)
        mem_free(run);
    return e;
}

static int host_validate(const char *target, const struct json *config, field_report report, void *arg)
{
    int problems = 0;
    const char *path = config_string(config, "disk_path");
    (void)target;
    if (path && path[0] != '/') {
        report(arg, "config.disk_path", "must start with /");
        problems++;
    }
    for (size_t i = 0; i < 4; i++) {
        const struct limit *l = &limits[i];
        if (config_int(config, l->warn, l->warn_default) <= config_int(config, l->critical, l->critical_default))
            continue;
        struct arena *a = arena_new(256);
        report(arg, arena_printf(a, "config.%s", l->warn), "must not be more than the critical limit");
        arena_free(a);
        problems++;
    }
    return problems;
}

const struct check_type check_host = {
    .name = "host",
    .title = "This machine",
    .doc = "CPU, memory, disk and load of the machine that Binnacle runs on.",
    .config = fields,
    .default_interval_seconds = 30,
    .default_timeout_ms = 5000,
    .validate = host_validate,
    .start = host_start,
};
