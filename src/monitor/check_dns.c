/*
 * check_dns.c - a DNS name: it has records of a type, and the ones that are expected.
 *
 * Threads: start on the scheduler's, the answer on the network loop.
 */
#include "core/mem.h"
#include "core/str.h"
#include "monitor/check_outcome.h"
#include <string.h>

static const char *const record_types[] = { "A", "AAAA", "CNAME", "MX", "TXT", "NS", "SRV", "PTR", "SOA", NULL };
static const char *const matches[] = { "any", "all", "exact", NULL };
static const struct field expected_row[] = { { .name = "", .type = F_STRING, .min = 1, .max = 512 } };
static const struct field fields[] = {
    { .name = "record_type",
      .type = F_STRING,
      .one_of = record_types,
      .title = "Record type",
      .doc = "What is asked for.",
      .fallback = "\"A\"" },
    { .name = "server",
      .type = F_STRING,
      .max = 64,
      .title = "Name server",
      .doc = "Address of the server to ask, with :port if it is not 53; this machine's own when empty.",
      .example = "\"9.9.9.9\"" },
    { .name = "expect",
      .type = F_ARRAY,
      .max = 50,
      .fields = expected_row,
      .title = "Expected records",
      .doc = "As they are shown: 192.0.2.1, or 10 mail.example.com for MX. Without any, one record of whatever value is enough.",
      .example = "[\"192.0.2.1\"]" },
    { .name = "match",
      .type = F_STRING,
      .one_of = matches,
      .title = "Match",
      .doc = "any: one expected record is there; all: all are, others may be too; exact: they and no others.",
      .fallback = "\"all\"" },
    { 0 },
};

static int dns_validate(const char *target, const struct json *config, field_report report, void *arg)
{
    const char *server = config_string(config, "server");
    int problems = 0, port;
    char host[256];
    size_t n = strlen(target), label = 0;
    bool bad = n == 0 || n > 253;
    for (size_t i = 0; i < n && !bad; i++) { /* labels of 1-63 bytes; a dot at the end is fine */
        bool dot = target[i] == '.';
        if ((unsigned char)target[i] <= ' ' || (unsigned char)target[i] >= 0x7F || strchr("/:@", target[i]))
            bad = true;
        label = dot ? 0 : label + 1;
        if (label > 63 || (dot && (i == 0 || target[i - 1] == '.')))
            bad = true;
    }
    if (bad) {
        report(arg, "target", "must be a domain name");
        problems++;
    }
    struct net_policy *numeric = NULL; /* an address is what the policy's grammar takes for one */
    if (server && (!target_host_port(server, 53, host, &port) || strchr(host, '/') || net_policy_parse(host, &numeric) != OK)) {
        report(arg, "config.server", "must be an address, with :port if it is not 53 (IPv6 then in brackets)");
        problems++;
    }
    net_policy_unref(numeric);
    return problems;
}

struct run {
    struct check_spec spec;
    check_done done;
    void *arg;
};

/* Names compare without case and without the dot at the end; texts (TXT) exactly. */
static bool same_record(const char *type, const char *a, const char *b)
{
    if (str_eq(type, "TXT"))
        return str_eq(a, b);
    size_t n = strlen(a), m = strlen(b);
    if (n > 1 && a[n - 1] == '.')
        n--;
    if (m > 1 && b[m - 1] == '.')
        m--;
    return n == m && strncasecmp(a, b, n) == 0;
}

static void judge(struct outcome *o, const struct run *run, const struct net_dns_result *r)
{
    const struct json *config = run->spec.config, *expect = json_get(config, "expect");
    const char *type = config_string(config, "record_type"), *match = config_string(config, "match"), *missing = NULL;
    size_t present = 0, wanted = json_size(expect);
    if (!type)
        type = "A";
    if (!match)
        match = "all";
    if (!str_eq(r->rcode, "NOERROR")) {
        outcome_worsen(o, CHECK_UNHEALTHY, str_eq(r->rcode, "NXDOMAIN") ? "There is no such name (%s)" : "The name server answered %s",
                       r->rcode);
        return;
    }
    for (const struct json *e = json_first(expect); e; e = json_next(e)) {
        bool there = false;
        for (size_t i = 0; i < r->record_count && !there; i++)
            there = same_record(type, json_string(e), r->records[i]);
        present += there;
        if (!there && !missing)
            missing = json_string(e);
    }
    const char *extra = NULL;
    for (size_t i = 0; i < r->record_count && !extra; i++) {
        bool known = false;
        for (const struct json *e = json_first(expect); e && !known; e = json_next(e))
            known = same_record(type, json_string(e), r->records[i]);
        if (!known)
            extra = r->records[i];
    }
    if (r->record_count == 0)
        outcome_worsen(o, CHECK_UNHEALTHY, "No %s record", type);
    else if (wanted > 0 && str_eq(match, "any") && present == 0)
        outcome_worsen(o, CHECK_UNHEALTHY, "None of the expected %s records is there", type);
    else if (missing && !str_eq(match, "any"))
        outcome_worsen(o, CHECK_UNHEALTHY, "The %s record %.200s is missing", type, missing);
    else if (wanted > 0 && str_eq(match, "exact") && extra)
        outcome_worsen(o, CHECK_UNHEALTHY, "The %s record %.200s is not expected", type, extra);
    outcome_say(o, "%zu %s record%s", r->record_count, type, r->record_count == 1 ? "" : "s");
}

static void answered(void *arg, const struct net_dns_result *r)
{
    struct run *run = arg;
    struct outcome o;
    outcome_init(&o);
    if (r->err == OK) {
        o.latency_us = r->timing.total_us;
        jo_kv_string(&o.evidence, "rcode", r->rcode);
        jo_key(&o.evidence, "records");
        jo_array(&o.evidence);
        for (size_t i = 0; i < r->record_count && i < 20; i++)
            jo_string_n(&o.evidence, r->records[i], strnlen(r->records[i], 200));
        jo_array_end(&o.evidence);
        jo_kv_int(&o.evidence, "record_count", (int64_t)r->record_count);
        judge(&o, run, r);
    } else {
        outcome_net_error(&o, r->err, r->detail);
    }
    outcome_timing(&o, &r->timing);
    outcome_send(&o, run->done, run->arg);
    mem_free(run);
}

static enum err dns_start(const struct check_env *env, const struct check_spec *spec, check_done done, void *arg)
{
    const char *type = config_string(spec->config, "record_type");
    struct run *run = mem_alloc(sizeof *run);
    *run = (struct run){ .spec = *spec, .done = done, .arg = arg };
    struct net_dns_request rq = { .name = spec->target,
                                  .type = type ? type : "A",
                                  .server = config_string(spec->config, "server"),
                                  .timeout_ms = spec->timeout_ms,
                                  .policy = spec->policy };
    enum err e = net_dns(env->net, &rq, answered, run);
    if (e != OK)
        mem_free(run);
    return e;
}

const struct check_type check_dns = {
    .name = "dns",
    .title = "DNS record",
    .doc = "Asks a name server for a name and compares the records with the expected ones.",
    .target_title = "Domain name",
    .target_example = "www.example.com",
    .target_required = true,
    .config = fields,
    .default_interval_seconds = 300,
    .default_timeout_ms = 5000,
    .validate = dns_validate,
    .start = dns_start,
};
