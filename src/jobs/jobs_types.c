/*
 * jobs_types.c - the types that the job engine itself brings: a call to another system, a command of this machine. Handlers run on the
 * pool.
 */
#include "core/mem.h"
#include "core/str.h"
#include "jobs/jobs_private.h"
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#define BODY_MAX (64 * 1024)

static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", NULL };
static const struct field header_value[] = { { .name = "", .type = F_STRING, .max = 2000 }, { 0 } };
static const struct field http_input[] = {
    { .name = "method", .type = F_STRING, .one_of = methods, .fallback = "\"POST\"", .doc = "Of the request" },
    { .name = "url",
      .type = F_STRING,
      .flags = FIELD_REQUIRED | FIELD_URL,
      .max = 2000,
      .doc = "Held against the tenant's allowed addresses" },
    { .name = "headers", .type = F_MAP, .max = 20, .fields = header_value, .doc = "Further headers" },
    { .name = "authorization", .type = F_STRING, .flags = FIELD_SECRET, .max = 2000, .doc = "The Authorization header; kept sealed" },
    { .name = "body", .type = F_STRING, .flags = FIELD_MULTILINE, .max = 48 * 1024, .doc = "Sent as it is" },
    { .name = "expected_status", .type = F_INT, .min = 100, .max = 599, .doc = "Anything else is a failure; without it any 2xx is right" },
    { .name = "timeout_seconds", .type = F_INT, .min = 1, .max = 300, .fallback = "30", .doc = "For the whole exchange" },
    { 0 },
};

/* The exchange belongs to the network's thread and the handler together: the last one frees it. */
struct call {
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool done;
    int refs;
    enum err err;
    char detail[512], remote[80], content_type[120];
    int status;
    struct buf body;
    bool cut;
    int64_t total_us;
};

static void call_unref(struct call *c)
{
    pthread_mutex_lock(&c->lock);
    int left = --c->refs;
    pthread_mutex_unlock(&c->lock);
    if (left)
        return;
    buf_free(&c->body);
    pthread_mutex_destroy(&c->lock);
    pthread_cond_destroy(&c->ended);
    mem_free(c);
}

static void answered(void *arg, const struct net_http_result *r)
{
    struct call *c = arg;
    pthread_mutex_lock(&c->lock);
    c->err = r->err;
    c->status = r->status;
    c->cut = r->body_cut;
    c->total_us = r->timing.total_us;
    str_copy(c->detail, sizeof c->detail, r->detail ? r->detail : "");
    str_copy(c->remote, sizeof c->remote, r->remote ? r->remote : "");
    str_copy(c->content_type, sizeof c->content_type, r->content_type ? r->content_type : "");
    buf_append(&c->body, r->body, r->body_len);
    c->done = true;
    pthread_cond_signal(&c->ended);
    pthread_mutex_unlock(&c->lock);
    call_unref(c);
}

/* False: it is to stop; the exchange ends by itself at its deadline. */
static bool wait_for_answer(struct call *c, struct job_run *r)
{
    pthread_mutex_lock(&c->lock);
    while (!c->done && !job_stopping(r)) {
        struct timespec until = clock_deadline(100 * US_PER_MS);
        pthread_cond_timedwait(&c->ended, &c->lock, &until);
    }
    bool done = c->done;
    pthread_mutex_unlock(&c->lock);
    return done;
}

static void write_result(struct job_run *r, const struct call *c)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, JOBS_RESULT_MAX);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_int(&o, "status", c->status);
    jo_kv_string(&o, "content_type", c->content_type);
    jo_kv_string(&o, "remote", c->remote);
    jo_kv_double(&o, "duration_ms", (double)c->total_us / 1000.0);
    jo_kv_int(&o, "body_bytes", (int64_t)c->body.len);
    jo_kv_bool(&o, "body_cut", c->cut);
    jo_object_end(&o);
    if (!b.overflow)
        job_result(r, b.data);
    buf_free(&b);
}

static enum err http_call(struct job_run *r, void *ctx)
{
    struct jobs *j = ctx;
    const struct json *in = job_input(r), *map = json_get(in, "headers");
    const char *method = json_string(json_get(in, "method")), *body = json_string(json_get(in, "body")),
               *authorization = json_string(json_get(in, "authorization"));
    struct net_header headers[24];
    size_t n = 0;
    int64_t seconds = 30, expected = 0;
    if (!j->d.net)
        return err_set(ERR_INVALID, "this box has no network");
    if (!json_int(json_get(in, "timeout_seconds"), &seconds))
        seconds = 30;
    bool has_expected = json_int(json_get(in, "expected_status"), &expected), typed = false;
    headers[n++] = (struct net_header){ "X-Request-Id", job_id(r) };
    for (const struct json *h = json_first(map); h && n < 22; h = json_next(h)) {
        typed |= str_eq_nocase(json_key(h), "Content-Type");
        headers[n++] = (struct net_header){ json_key(h), json_string(h) };
    }
    if (authorization)
        headers[n++] = (struct net_header){ "Authorization", authorization };
    if (body && !typed)
        headers[n++] = (struct net_header){ "Content-Type", "application/json" };
    struct call *c = mem_alloc(sizeof *c);
    c->refs = 2;
    pthread_mutex_init(&c->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&c->ended, &attr);
    pthread_condattr_destroy(&attr);
    buf_init(&c->body, BODY_MAX + 1);
    struct net_policy *policy = j->d.outgoing ? outgoing_policy_for(j->d.outgoing, job_tenant(r)) : NULL;
    struct net_http_request rq = { .method = method ? method : "POST",
                                   .url = json_string(json_get(in, "url")),
                                   .headers = headers,
                                   .header_count = n,
                                   .body = body,
                                   .body_len = body ? strlen(body) : 0,
                                   .timeout_ms = (int)seconds * 1000,
                                   .max_body = BODY_MAX,
                                   .policy = policy };
    job_log(r, "%s %s", rq.method, rq.url);
    enum err e = net_http(j->d.net, &rq, answered, c);
    net_policy_unref(policy);
    if (e != OK) { /* answered is not called */
        call_unref(c);
        call_unref(c);
        return e;
    }
    if (!wait_for_answer(c, r)) {
        call_unref(c);
        return err_set(ERR_BUSY, "it was stopped before the answer");
    }
    if (c->err != OK) {
        e = err_set(c->err == ERR_FORBIDDEN ? ERR_FORBIDDEN : ERR_UPSTREAM, "%s", c->detail);
    } else {
        job_log(r, "answered %d in %lld ms", c->status, (long long)(c->total_us / 1000));
        write_result(r, c);
        if (c->body.len)
            job_artefact(r, "answer", *c->content_type ? c->content_type : "application/octet-stream", c->body.data, c->body.len);
        bool right = has_expected ? c->status == expected : c->status >= 200 && c->status < 300;
        if (!right)
            e = has_expected ? err_set(ERR_UPSTREAM, "HTTP %d, expected %lld", c->status, (long long)expected)
                             : err_set(ERR_UPSTREAM, "HTTP %d, expected 2xx", c->status);
    }
    call_unref(c);
    return e;
}

const struct job_type jobs_own_types[] = {
    { .name = "http_call",
      .title = "HTTP call",
      .doc = "Calls another system and checks the status of its answer",
      .queue = "network",
      .input = http_input,
      .run = http_call,
      .concurrency = 8,
      .timeout_seconds = 310,
      .max_attempts = 5,
      .backoff_seconds = 10,
      .backoff_max_seconds = 3600,
      .priority = 5 },
    { .name = "shell_command",
      .title = "Command",
      .doc = "Runs a program of the machine that its administrator has put on the list of commands",
      .queue = "commands",
      .input = command_input,
      .run = shell_command,
      .concurrency = 2,
      .timeout_seconds = 3610,
      .max_attempts = 1,
      .backoff_seconds = 60,
      .backoff_max_seconds = 3600,
      .priority = 5,
      .cost = 2,
      .flags = JOB_BOX },
};
const size_t jobs_own_type_count = sizeof jobs_own_types / sizeof *jobs_own_types;
