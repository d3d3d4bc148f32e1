/*
 * check_http.c - an HTTP or HTTPS endpoint: status, body, a value inside JSON, the certificate, the time it took.
 *
 * Threads: start on the scheduler's, the answer on the network loop. Always: what the server sent is bounded before it is looked at;
 * patterns have bounded cost; credentials of the configuration do not appear in the evidence, even if the server sends them back.
 */
#include "core/mem.h"
#include "core/pattern.h"
#include "core/str.h"
#include "monitor/check_outcome.h"
#include <stdio.h>
#include <string.h>

#define BODY_LOOKED_AT (256 * 1024)
#define BODY_SHOWN     2048
#define CERT_WARN_DAYS 14
#define HEADERS_MAX    50

static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", NULL };
static const char *const operators[] = { "==", "!=", "<", "<=", ">", ">=", "contains", NULL };
static const struct field header_value[] = { { .name = "", .type = F_STRING, .max = 4096 } };
static const struct field secret_value[] = { { .name = "", .type = F_STRING, .flags = FIELD_SECRET, .max = 4096 } };

static const struct field fields[] = {
    { .name = "method", .type = F_STRING, .one_of = methods, .title = "Method", .doc = "Request method.", .fallback = "\"GET\"" },
    { .name = "headers",
      .type = F_MAP,
      .max = 30,
      .fields = header_value,
      .title = "Headers",
      .doc = "Request headers, by name. They are shown to everybody who may see the service.",
      .example = "{\"Accept\":\"application/json\"}" },
    { .name = "secret_headers",
      .type = F_MAP,
      .max = 10,
      .fields = secret_value,
      .title = "Secret headers",
      .doc = "Request headers whose values are stored encrypted and never shown, such as X-Api-Key." },
    { .name = "body",
      .type = F_STRING,
      .flags = FIELD_MULTILINE,
      .max = 65536,
      .title = "Body",
      .doc = "Request body, sent as it is; set a Content-Type header with it." },
    { .name = "username", .type = F_STRING, .max = 256, .title = "User name", .doc = "For basic authentication." },
    { .name = "password", .type = F_STRING, .flags = FIELD_SECRET, .max = 1024, .title = "Password", .doc = "For basic authentication." },
    { .name = "bearer_token",
      .type = F_STRING,
      .flags = FIELD_SECRET,
      .max = 4096,
      .title = "Bearer token",
      .doc = "Sent as Authorization: Bearer …; instead of user name and password." },
    { .name = "expected_status",
      .type = F_STRING,
      .max = 200,
      .title = "Expected status",
      .doc = "Status codes that are healthy: codes and ranges with commas.",
      .example = "\"200-299,401\"",
      .fallback = "\"200-299\"" },
    { .name = "body_contains",
      .type = F_STRING,
      .max = 1024,
      .title = "Body contains",
      .doc = "Text that must be in the body (of the first 256 KiB)." },
    { .name = "body_regex",
      .type = F_STRING,
      .max = 500,
      .title = "Body matches",
      .doc = "Regular expression that must match somewhere in the body; no back-references.",
      .example = "\"queue=[0-9]+\"" },
    { .name = "json_path",
      .type = F_STRING,
      .max = 256,
      .title = "JSON path",
      .doc = "Where a value is in a JSON body: names with dots, elements with [n].",
      .example = "\"data.items[0].state\"" },
    { .name = "json_operator",
      .type = F_STRING,
      .one_of = operators,
      .title = "JSON comparison",
      .doc = "How the value is compared with the expected one; numbers as numbers.",
      .fallback = "\"==\"" },
    { .name = "json_value",
      .type = F_STRING,
      .max = 1024,
      .title = "JSON value",
      .doc = "The expected value as text: 100, true, ready. Without it, the value only has to be there." },
    { .name = "max_redirects",
      .type = F_INT,
      .min = 0,
      .max = 10,
      .title = "Redirects",
      .doc = "How many redirects are followed; with 0 a redirect is an answer like any other.",
      .fallback = "0" },
    { .name = "tls_verify",
      .type = F_BOOL,
      .title = "Verify the certificate",
      .doc = "Whether an HTTPS certificate must be valid for the host and signed by a known authority.",
      .fallback = "true" },
    { .name = "cert_warn_days",
      .type = F_INT,
      .min = 0,
      .max = 365,
      .title = "Certificate warning",
      .doc = "Degraded when the certificate ends in fewer days; 0: never.",
      .fallback = "14" },
    { .name = "degraded_ms",
      .type = F_INT,
      .min = 0,
      .max = 300000,
      .title = "Slow after",
      .doc = "Degraded when the answer takes longer than this many milliseconds; 0: never.",
      .fallback = "0" },
    { 0 },
};

/* Is status in a list such as "200-299,401"? *valid says whether the list could be read; it is checked to its end. */
static bool status_in(const char *list, int status, bool *valid)
{
    bool in = false;
    *valid = true;
    for (const char *p = list; *valid;) {
        int v[2] = { 0, 0 }, digits[2] = { 0, 0 }, part = 0;
        for (;; p++) {
            if (*p >= '0' && *p <= '9' && digits[part] < 3) {
                v[part] = v[part] * 10 + (*p - '0');
                digits[part]++;
            } else if (*p == '-' && part == 0) {
                part = 1;
            } else if (*p != ' ') {
                break;
            }
        }
        if (part == 0)
            v[1] = v[0], digits[1] = digits[0];
        if (digits[0] != 3 || digits[1] != 3 || v[0] < 100 || v[1] < v[0] || (*p && *p != ','))
            *valid = false;
        else if (status >= v[0] && status <= v[1])
            in = true;
        if (!*p)
            break;
        p++;
    }
    return in && *valid;
}

static int http_validate(const char *target, const struct json *config, field_report report, void *arg)
{
    int problems = validate_http_url(target, report, arg);
    const char *status = config_string(config, "expected_status"), *regex = config_string(config, "body_regex");
    bool valid;
    if (status) {
        status_in(status, 0, &valid);
        if (!valid) {
            report(arg, "config.expected_status", "must be status codes and ranges with commas, such as 200-299,401");
            problems++;
        }
    }
    if (regex) {
        struct arena *a = arena_new(4096);
        struct pattern *p;
        if (pattern_compile(a, regex, &p) != OK) {
            report(arg, "config.body_regex", err_detail());
            problems++;
        }
        arena_free(a);
    }
    if ((json_get(config, "json_value") || json_get(config, "json_operator")) && !config_string(config, "json_path")) {
        report(arg, "config.json_path", "is required with a comparison");
        problems++;
    }
    if (config_string(config, "username") && config_string(config, "bearer_token")) {
        report(arg, "config.bearer_token", "cannot be used together with a user name");
        problems++;
    }
    return problems;
}

struct run {
    struct check_spec spec;
    struct clock *clock;
    check_done done;
    void *arg;
    char *authorization; /* "Bearer ..."; NULL: none */
    char *basic;         /* base64 of user:password, to be kept out of the evidence */
};

static const char *reason_phrase(int status)
{
    static const struct {
        int status;
        const char *text;
    } phrases[] = {
        { 200, "OK" },
        { 201, "Created" },
        { 204, "No Content" },
        { 301, "Moved Permanently" },
        { 302, "Found" },
        { 303, "See Other" },
        { 304, "Not Modified" },
        { 307, "Temporary Redirect" },
        { 308, "Permanent Redirect" },
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 408, "Request Timeout" },
        { 409, "Conflict" },
        { 410, "Gone" },
        { 418, "I'm a teapot" },
        { 422, "Unprocessable Content" },
        { 429, "Too Many Requests" },
        { 500, "Internal Server Error" },
        { 501, "Not Implemented" },
        { 502, "Bad Gateway" },
        { 503, "Service Unavailable" },
        { 504, "Gateway Timeout" },
    };
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (phrases[i].status == status)
            return phrases[i].text;
    return "";
}

/* ---- the value inside JSON ---- */

static bool compare(const char *op, int order)
{
    if (str_eq(op, "=="))
        return order == 0;
    if (str_eq(op, "!="))
        return order != 0;
    if (str_eq(op, "<"))
        return order < 0;
    if (str_eq(op, "<="))
        return order <= 0;
    if (str_eq(op, ">"))
        return order > 0;
    return order >= 0;
}

static void check_json(struct outcome *o, const struct json *config, const struct net_http_result *r)
{
    const char *path = config_string(config, "json_path"), *op = config_string(config, "json_operator"),
               *wanted = json_string(json_get(config, "json_value"));
    struct json *root;
    double have_number, wanted_number;
    if (!path)
        return;
    if (!op)
        op = "==";
    struct arena *a = arena_new(16 * 1024);
    if (r->body_cut) {
        outcome_worsen(o, CHECK_UNHEALTHY, "The body is larger than 256 KiB: JSON of that size is not read");
    } else if (json_parse(a, r->body, r->body_len, &root) != OK) {
        outcome_worsen(o, CHECK_UNHEALTHY, "The body is not JSON: %.200s", err_detail());
    } else {
        const struct json *v = json_path(root, path);
        if (!v) {
            outcome_worsen(o, CHECK_UNHEALTHY, "The JSON body has no value at %s", path);
        } else {
            const char *have = json_string(v) ? json_string(v) : json_print(a, v);
            outcome_text(o, "json_value", have, strlen(have), 200);
            bool numbers = wanted && json_double(v, &have_number) && str_to_double(wanted, &wanted_number), ok = true;
            bool ordered = op[0] == '<' || op[0] == '>';
            if (!wanted)
                ok = true;
            else if (str_eq(op, "contains"))
                ok = strstr(have, wanted) != NULL;
            else if (numbers)
                ok = compare(op, (have_number > wanted_number) - (have_number < wanted_number));
            else if (!ordered)
                ok = compare(op, strcmp(have, wanted));
            else if (str_to_double(have, &have_number) && str_to_double(wanted, &wanted_number))
                ok = compare(op, (have_number > wanted_number) - (have_number < wanted_number));
            else
                ok = false;
            if (!ok)
                outcome_worsen(o, CHECK_UNHEALTHY, "%s is %.120s, expected %s %.120s", path, have, op, wanted);
        }
    }
    arena_free(a);
}

static void check_body(struct outcome *o, const struct json *config, const struct net_http_result *r)
{
    const char *text = config_string(config, "body_contains"), *regex = config_string(config, "body_regex");
    const char *where = r->body_cut ? " in the first 256 KiB of the body" : " in the body";
    if (text && !memmem(r->body, r->body_len, text, strlen(text)))
        outcome_worsen(o, CHECK_UNHEALTHY, "\"%.200s\" is not%s", text, where);
    if (regex) {
        struct arena *a = arena_new(4096);
        struct pattern *p;
        bool found = false;
        if (pattern_compile(a, regex, &p) != OK || pattern_search(p, r->body, r->body_len, &found) != OK)
            outcome_worsen(o, CHECK_UNHEALTHY, "The pattern cannot be used: %s", err_detail());
        else if (!found)
            outcome_worsen(o, CHECK_UNHEALTHY, "Nothing%s matches %.200s", where, regex);
        arena_free(a);
    }
    check_json(o, config, r);
}

/* ---- the answer ---- */

static void write_headers(struct outcome *o, const struct net_http_result *r)
{
    static const char *const hidden[] = { "set-cookie", "authorization", "cookie", "x-api-key", "authentication-info", NULL };
    char name[80];
    jo_key(&o->evidence, "headers");
    jo_object(&o->evidence);
    for (size_t i = 0; i < r->header_count && i < 25; i++) {
        bool hide = false, again = false;
        for (size_t k = 0; hidden[k]; k++)
            hide |= str_eq_nocase(r->headers[i].name, hidden[k]);
        for (size_t k = 0; k < i; k++)
            again |= str_eq_nocase(r->headers[i].name, r->headers[k].name);
        if (hide || again || str_copy(name, sizeof name, r->headers[i].name) >= sizeof name)
            continue;
        outcome_text(o, name, r->headers[i].value, strlen(r->headers[i].value), 120);
    }
    jo_object_end(&o->evidence);
}

static void judge(struct outcome *o, const struct run *run, const struct net_http_result *r)
{
    const struct json *config = run->spec.config;
    const char *list = config_string(config, "expected_status"), *phrase = reason_phrase(r->status);
    bool valid, is_https = str_starts(r->url ? r->url : "", "https:");
    int64_t now = clock_wall_us(run->clock), warn_days = config_int(config, "cert_warn_days", CERT_WARN_DAYS),
            slow = config_int(config, "degraded_ms", 0);
    if (!list)
        list = "200-299";
    jo_kv_int(&o->evidence, "status", r->status);
    if (!status_in(list, r->status, &valid))
        outcome_worsen(o, CHECK_UNHEALTHY, "HTTP %d%s%s, expected %.100s", r->status, phrase[0] ? " " : "", phrase, list);
    check_body(o, config, r);
    if (is_https && r->has_cert) {
        outcome_cert(o, &r->cert, now);
        int64_t days = (r->cert.not_after - now) / US_PER_DAY;
        if (warn_days > 0 && r->cert.not_after && days < warn_days)
            outcome_worsen(o, CHECK_DEGRADED, "The certificate ends in %lld day%s", (long long)days, days == 1 ? "" : "s");
    }
    if (slow > 0 && o->latency_us > slow * US_PER_MS)
        outcome_worsen(o, CHECK_DEGRADED, "Answered in %lld ms, slower than %lld ms", (long long)(o->latency_us / US_PER_MS),
                       (long long)slow);
    outcome_say(o, "HTTP %d%s%s", r->status, phrase[0] ? " " : "", phrase);
    write_headers(o, r);
}

static void run_free(struct run *run)
{
    mem_free(run->authorization);
    mem_free(run->basic);
    mem_free(run);
}

static void answered(void *arg, const struct net_http_result *r)
{
    struct run *run = arg;
    const struct json *config = run->spec.config;
    struct outcome o;
    outcome_init(&o);
    outcome_secret(&o, run->basic);
    outcome_secret(&o, config_string(config, "password"));
    outcome_secret(&o, config_string(config, "bearer_token"));
    for (const struct json *h = json_first(json_get(config, "secret_headers")); h; h = json_next(h))
        outcome_secret(&o, json_string(h));
    const char *method = config_string(config, "method");
    jo_kv_string(&o.evidence, "method", method ? method : "GET");
    if (r->redirects > 0) {
        jo_kv_int(&o.evidence, "redirects", r->redirects);
        outcome_text(&o, "url", r->url, strlen(r->url), 500);
    }
    if (r->remote[0])
        jo_kv_string(&o.evidence, "remote", r->remote);
    if (r->err == OK) {
        o.latency_us = r->timing.total_us;
        judge(&o, run, r);
    } else {
        outcome_net_error(&o, r->err, r->detail);
    }
    outcome_timing(&o, &r->timing);
    if (r->body_len > 0) {
        jo_kv_bool(&o.evidence, "body_cut", r->body_cut || r->body_len > BODY_SHOWN);
        outcome_text(&o, "body", r->body, r->body_len, BODY_SHOWN);
    }
    outcome_send(&o, run->done, run->arg);
    run_free(run);
}

static enum err http_start(const struct check_env *env, const struct check_spec *spec, check_done done, void *arg)
{
    const struct json *config = spec->config;
    const char *user = config_string(config, "username"), *password = config_string(config, "password"),
               *token = config_string(config, "bearer_token");
    const char *body = config_string(config, "body");
    struct run *run = mem_alloc(sizeof *run);
    struct net_header headers[HEADERS_MAX];
    size_t count = 0;
    *run = (struct run){ .spec = *spec, .clock = env->clock, .done = done, .arg = arg };
    for (int k = 0; k < 2; k++)
        for (const struct json *h = json_first(json_get(config, k ? "secret_headers" : "headers")); h && count < HEADERS_MAX - 1;
             h = json_next(h))
            headers[count++] = (struct net_header){ json_key(h), json_string(h) ? json_string(h) : "" };
    if (token) {
        size_t n = strlen(token) + 8;
        run->authorization = mem_alloc(n);
        snprintf(run->authorization, n, "Bearer %s", token);
        headers[count++] = (struct net_header){ "Authorization", run->authorization };
    }
    if (user) {
        struct arena *a = arena_new(1024);
        char *pair = arena_printf(a, "%s:%s", user, password ? password : "");
        run->basic = mem_strdup(str_base64(a, pair, strlen(pair)));
        arena_free(a);
    }
    bool looks = config_string(config, "body_contains") || config_string(config, "body_regex") || config_string(config, "json_path");
    const char *method = config_string(config, "method");
    struct net_http_request rq = {
        .method = method ? method : "GET",
        .url = spec->target,
        .headers = headers,
        .header_count = count,
        .body = body,
        .body_len = body ? strlen(body) : 0,
        .timeout_ms = spec->timeout_ms,
        .max_body = looks ? BODY_LOOKED_AT : BODY_SHOWN + 1,
        .max_redirects = (int)config_int(config, "max_redirects", 0),
        .tls_insecure = !config_bool(config, "tls_verify", true),
        .want_cert = str_starts(spec->target, "https:"),
        .basic_user = user,
        .basic_password = password,
        .policy = spec->policy,
        .fresh_connection = true, /* a kept connection proves less: it hides a full accept queue and an expired certificate */
    };
    enum err e = net_http(env->net, &rq, answered, run);
    if (e != OK)
        run_free(run);
    return e;
}

const struct check_type check_http = {
    .name = "http",
    .title = "HTTP(S) endpoint",
    .doc = "Asks a URL and looks at the status, the body, a value inside JSON, the certificate and the time it took.",
    .target_title = "URL",
    .target_example = "https://app.example.com/health",
    .target_required = true,
    .config = fields,
    .default_interval_seconds = 60,
    .default_timeout_ms = 10000,
    .validate = http_validate,
    .start = http_start,
};
