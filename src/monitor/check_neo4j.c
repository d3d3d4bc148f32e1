/*
 * check_neo4j.c - a Neo4j over its HTTP API: the discovery document, and with credentials a statement that really runs.
 *
 * Threads: start on the scheduler's, the answers on the network loop, one after the other.
 */
#include "core/mem.h"
#include "core/str.h"
#include "monitor/check_outcome.h"
#include <string.h>

#define BODY_MAX (16 * 1024)

static const struct field fields[] = {
    { .name = "username",
      .type = F_STRING,
      .max = 128,
      .title = "User name",
      .doc = "With a user, the check also runs RETURN 1 in the database.",
      .example = "\"neo4j\"" },
    { .name = "password", .type = F_STRING, .flags = FIELD_SECRET, .max = 1024, .title = "Password", .doc = "Of that user." },
    { .name = "database", .type = F_STRING, .max = 63, .title = "Database", .doc = "Where the statement runs.", .fallback = "\"neo4j\"" },
    { .name = "tls_verify",
      .type = F_BOOL,
      .title = "Verify the certificate",
      .doc = "Whether an HTTPS certificate must be valid for the host and signed by a known authority.",
      .fallback = "true" },
    { 0 },
};

struct run {
    struct check_spec spec;
    struct net *net;
    check_done done;
    void *arg;
    struct outcome outcome;
    int64_t started;
    char version[64];
};

static void end(struct run *run)
{
    if (run->outcome.status == CHECK_HEALTHY)
        run->outcome.latency_us = clock_mono_us(clock_system()) - run->started;
    outcome_send(&run->outcome, run->done, run->arg);
    mem_free(run);
}

/* True when the answer is a 2xx with a JSON object, which is then *v. */
static bool usable(struct run *run, struct arena *a, const struct net_http_result *r, const char *what, struct json **v)
{
    struct outcome *o = &run->outcome;
    *v = NULL;
    if (r->err != OK) {
        outcome_net_error(o, r->err, r->detail);
    } else if (r->status == 401 || r->status == 403) {
        outcome_worsen(o, CHECK_UNHEALTHY, "Neo4j refused the sign-in (HTTP %d)", r->status);
    } else if (r->status < 200 || r->status > 299) {
        outcome_worsen(o, CHECK_UNHEALTHY, "HTTP %d for %s", r->status, what);
    } else if (r->body_cut || json_parse(a, r->body, r->body_len, v) != OK || json_type(*v) != JSON_OBJECT) {
        *v = NULL;
        outcome_worsen(o, CHECK_UNHEALTHY, "The answer for %s is not Neo4j's", what);
    }
    if (!*v && r->err == OK && r->body_len > 0)
        outcome_text(o, "body", r->body, r->body_len, 512);
    return *v != NULL;
}

static void statement_ran(void *arg, const struct net_http_result *r)
{
    struct run *run = arg;
    struct arena *a = arena_new(8192);
    struct json *v;
    if (usable(run, a, r, "the statement", &v)) {
        const struct json *error = json_first(json_get(v, "errors"));
        const char *code = json_string(json_get(error, "code")), *message = json_string(json_get(error, "message"));
        if (error)
            outcome_worsen(&run->outcome, CHECK_UNHEALTHY, "The statement failed: %.100s %.250s", code ? code : "", message ? message : "");
        else
            outcome_say(&run->outcome, "Neo4j %s runs statements", run->version);
        jo_kv_bool(&run->outcome.evidence, "statement_ran", error == NULL);
    }
    arena_free(a);
    end(run);
}

static enum err ask(struct run *run, const char *method, const char *path, const char *body, net_http_done done)
{
    const struct json *config = run->spec.config;
    const char *user = config_string(config, "username");
    struct net_header headers[] = { { "Accept", "application/json" }, { "Content-Type", "application/json" } };
    struct arena *a = arena_new(2048);
    size_t n = strlen(run->spec.target);
    while (n > 0 && run->spec.target[n - 1] == '/')
        n--;
    int64_t spent = (clock_mono_us(clock_system()) - run->started) / US_PER_MS, left = run->spec.timeout_ms - spent;
    struct net_http_request rq = {
        .method = method,
        .url = arena_printf(a, "%.*s%s", (int)n, run->spec.target, path),
        .headers = headers,
        .header_count = body ? 2 : 1,
        .body = body,
        .body_len = body ? strlen(body) : 0,
        .timeout_ms = left > 1 ? (int)left : 1,
        .max_body = BODY_MAX,
        .tls_insecure = !config_bool(config, "tls_verify", true),
        .basic_user = body ? user : NULL,
        .basic_password = config_string(config, "password"),
        .policy = run->spec.policy,
        .fresh_connection = true,
    };
    enum err e = net_http(run->net, &rq, done, run);
    arena_free(a);
    return e;
}

static void discovered(void *arg, const struct net_http_result *r)
{
    struct run *run = arg;
    struct outcome *o = &run->outcome;
    struct arena *a = arena_new(8192);
    struct json *v;
    bool more = false;
    if (r->remote[0])
        jo_kv_string(&o->evidence, "remote", r->remote);
    if (usable(run, a, r, "the discovery document", &v)) {
        const char *version = json_string(json_get(v, "neo4j_version")), *edition = json_string(json_get(v, "neo4j_edition"));
        if (!version) {
            outcome_worsen(o, CHECK_UNHEALTHY, "The answer does not come from Neo4j: it names no neo4j_version");
            outcome_text(o, "body", r->body, r->body_len, 512);
        } else {
            str_copy(run->version, sizeof run->version, version);
            jo_kv_string(&o->evidence, "neo4j_version", run->version);
            if (edition)
                outcome_text(o, "neo4j_edition", edition, strlen(edition), 64);
            outcome_say(o, "Neo4j %s", run->version);
            more = config_string(run->spec.config, "username") != NULL;
        }
    }
    if (more) {
        const char *database = config_string(run->spec.config, "database");
        char *path = arena_printf(a, "/db/%s/tx/commit", str_url_encode(a, database ? database : "neo4j"));
        enum err e = ask(run, "POST", path, "{\"statements\":[{\"statement\":\"RETURN 1\"}]}", statement_ran);
        if (e != OK) {
            outcome_net_error(o, e, err_detail());
            more = false;
        }
    }
    arena_free(a);
    if (!more)
        end(run);
}

static enum err neo4j_start(const struct check_env *env, const struct check_spec *spec, check_done done, void *arg)
{
    struct run *run = mem_alloc(sizeof *run);
    run->spec = *spec;
    run->net = env->net;
    run->done = done;
    run->arg = arg;
    run->started = clock_mono_us(clock_system());
    outcome_init(&run->outcome);
    outcome_secret(&run->outcome, config_string(spec->config, "password"));
    enum err e = ask(run, "GET", "/", NULL, discovered);
    if (e != OK) {
        buf_free(&run->outcome.evidence_buf);
        mem_free(run);
    }
    return e;
}

static int neo4j_validate(const char *target, const struct json *config, field_report report, void *arg)
{
    (void)config;
    return validate_http_url(target, report, arg);
}

const struct check_type check_neo4j = {
    .name = "neo4j",
    .title = "Neo4j",
    .doc = "Reads the discovery document of Neo4j's HTTP API; with a user, runs a statement as well.",
    .target_title = "URL",
    .target_example = "http://graph.example.com:7474",
    .target_required = true,
    .config = fields,
    .default_interval_seconds = 60,
    .default_timeout_ms = 10000,
    .validate = neo4j_validate,
    .start = neo4j_start,
};
