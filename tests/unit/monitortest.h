/*
 * monitortest.h - a monitor on a real store with a fake clock, and check types whose answers the test decides.
 *
 * Header only, for one test program: it brings its own table of check types (`fake`, `worker`, `push`, `self`) in place of checks.c, which
 * the other tests must not get. A turn of the scheduler is made by the test; writes run on the store's real threads.
 */
#ifndef BINNACLE_MONITORTEST_H
#define BINNACLE_MONITORTEST_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* needs those above */
#include "boxtest.h"
#include "core/mem.h"
#include "core/str.h"
#include "monitor/monitor_impl.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct watch {
    struct box *box;
    struct monitor *m;
    struct self *self;
    struct arena *a;
    struct buf live; /* everything that was published, one line each: topic SP json */
};

static unsigned char watch_key[CRYPTO_KEY_SIZE] = "a key that only tests use.......";

static struct watch *watch_open(void);
static void watch_close(struct watch *w);
/* kill -9 and a new start: nothing of the monitor's memory is written. */
static void watch_crash(struct watch *w);
/* An orderly stop and a new start. off_us passes between. */
static void watch_restart(struct watch *w, int64_t off_us);

/* What checks of targets that contain `part` say from now on. latency 1 ms. */
static void watch_answer(const char *part, enum check_status status, const char *message);
/* Checks of targets that contain `part` do not end by themselves; NULL: all end at once. */
static void watch_hold(const char *part);
/* Ends the held ones with a status; returns their number. */
static size_t watch_release(enum check_status status);
/* Checks started so far of targets that contain `part`. */
static int watch_started(const char *part);

/* Creates a service from JSON; returns its id. */
static char *watch_create(struct watch *w, const char *json);
static enum err watch_try_create(struct watch *w, const char *json, char *field, size_t n); /* field: of the first problem */
static enum err watch_update(struct watch *w, const char *id, const char *json, bool partial, char *field, size_t n);
/* Lets time pass in steps of a quarter of a second, with turns in between. */
static void watch_pass(struct watch *w, int64_t us);
/* Turns until nothing is on its way to the store. */
static void watch_settle(struct watch *w);
static struct monitor_health *watch_health(struct watch *w, const char *id);
static const struct json *watch_history(struct watch *w, const char *id);       /* parsed monitor_history_write */
static double watch_today(struct watch *w, const char *id, const char *member); /* of the last day of the history */
static size_t watch_changes(struct watch *w, const char *id);
/* Lines of `live` that contain both. */
static size_t watch_published(struct watch *w, const char *topic, const char *part);
static struct svc *watch_svc(struct watch *w, const char *id);

/* ---- check types ---- */

#define RULES 16
#define HELD  64

static struct {
    char part[32], message[64];
    enum check_status status;
} rules[RULES];
static size_t rule_count;
static char hold_part[32];
static struct {
    check_done done;
    void *arg;
} held[HELD];
static size_t held_count;
static struct {
    char target[64];
    int count;
} started[256];
static size_t started_count;

static void count_start(const char *target)
{
    size_t i = 0;
    while (i < started_count && !str_eq(started[i].target, target))
        i++;
    if (i == started_count) {
        assert_true(started_count < 256);
        str_copy(started[started_count++].target, 64, target);
    }
    started[i].count++;
}

static enum err fake_start(const struct check_env *env, const struct check_spec *spec, check_done done, void *arg)
{
    (void)env;
    assert_true(spec->timeout_ms > 0 && spec->service_id && spec->tenant_id && spec->config);
    count_start(spec->target);
    if (*hold_part && strstr(spec->target, hold_part)) {
        assert_true(held_count < HELD);
        held[held_count].done = done;
        held[held_count++].arg = arg;
        return OK;
    }
    struct check_result r = { .status = CHECK_HEALTHY, .latency_us = 1000, .message = "fine", .evidence = "{\"seen\":1}" };
    for (size_t i = 0; i < rule_count; i++)
        if (strstr(spec->target, rules[i].part)) {
            r.status = rules[i].status;
            r.message = rules[i].message;
        }
    if (r.status == CHECK_UNHEALTHY)
        r.latency_us = 0;
    if (r.status == CHECK_DEGRADED)
        r.components = "[{\"name\":\"readyz\",\"status\":\"unhealthy\",\"message\":\"503\"}]";
    done(arg, &r);
    return OK;
}

static enum err self_start(const struct check_env *env, const struct check_spec *spec, check_done done, void *arg)
{
    (void)spec;
    struct self_report report;
    self_report(env->self, &report);
    done(arg, &(struct check_result){ .status = CHECK_HEALTHY, .latency_us = 1, .message = "the box" });
    return OK;
}

static const struct field secret_row[] = { { .name = "", .type = F_STRING, .flags = FIELD_SECRET }, { 0 } };
static const struct field fake_config[] = {
    { .name = "password", .type = F_STRING, .flags = FIELD_SECRET },
    { .name = "headers", .type = F_MAP, .fields = secret_row },
    { .name = "path", .type = F_STRING },
    { 0 },
};
static const struct field worker_config[] = { { .name = "worker_type", .type = F_STRING },
                                              { .name = "instance_id", .type = F_STRING },
                                              { 0 } };
static const struct field push_config[] = { { .name = "cron", .type = F_STRING },
                                            { .name = "grace_seconds", .type = F_INT, .min = 0, .max = 86400 },
                                            { 0 } };
static const struct field none[] = { { 0 } };

static int fake_validate(const char *target, const struct json *config, field_report report, void *arg)
{
    (void)config;
    if (!strstr(target, "nonsense"))
        return 0;
    report(arg, "target", "is nonsense");
    return 1;
}

static const struct check_type fake = { .name = "fake",
                                        .title = "Fake",
                                        .doc = "For tests",
                                        .target_title = "Target",
                                        .target_required = true,
                                        .config = fake_config,
                                        .default_interval_seconds = 20,
                                        .default_timeout_ms = 2000,
                                        .validate = fake_validate,
                                        .start = fake_start };
static const struct check_type worker = { .name = "worker",
                                          .title = "Worker",
                                          .doc = "For tests",
                                          .target_title = "Target",
                                          .target_required = true,
                                          .config = worker_config,
                                          .default_interval_seconds = 30,
                                          .default_timeout_ms = 2000,
                                          .start = fake_start };
static const struct check_type push = {
    .name = "push", .title = "Push", .doc = "For tests", .config = push_config, .default_interval_seconds = 60, .default_timeout_ms = 1000
};
static const struct check_type self = { .name = "self",
                                        .title = "Self",
                                        .doc = "For tests",
                                        .config = none,
                                        .default_interval_seconds = 10,
                                        .default_timeout_ms = 1000,
                                        .start = self_start };
const struct check_type *const check_types[] = { &fake, &worker, &push, &self };
const size_t check_type_count = 4;

const struct check_type *check_type_find(const char *name)
{
    for (size_t i = 0; i < check_type_count; i++)
        if (str_eq(check_types[i]->name, name))
            return check_types[i];
    return NULL;
}

static void watch_answer(const char *part, enum check_status status, const char *message)
{
    size_t i = 0;
    while (i < rule_count && !str_eq(rules[i].part, part))
        i++;
    assert_true(i < RULES);
    if (i == rule_count)
        rule_count++;
    str_copy(rules[i].part, sizeof rules[i].part, part);
    str_copy(rules[i].message, sizeof rules[i].message, message);
    rules[i].status = status;
}

static void watch_hold(const char *part)
{
    str_copy(hold_part, sizeof hold_part, part ? part : "");
}

static size_t watch_release(enum check_status status)
{
    size_t n = held_count;
    for (size_t i = 0; i < n; i++)
        held[i].done(held[i].arg,
                     &(struct check_result){ .status = status, .latency_us = 2000, .message = "released", .evidence = "{\"late\":true}" });
    held_count = 0;
    return n;
}

static int watch_started(const char *part)
{
    int n = 0;
    for (size_t i = 0; i < started_count; i++)
        if (strstr(started[i].target, part))
            n += started[i].count;
    return n;
}

/* ---- life ---- */

static void publish(void *ctx, const char *tenant_id, const char *topic, const char *json, size_t n)
{
    struct watch *w = ctx;
    assert_string_equal(tenant_id, BOX_TENANT);
    buf_printf(&w->live, "%s ", topic);
    buf_append(&w->live, json, n);
    buf_putc(&w->live, '\n');
}

static struct live live = { .publish = publish };

static void start(struct watch *w)
{
    w->self = self_new();
    live.ctx = w;
    struct monitor_deps d = { .store = w->box->store,
                              .clock = w->box->clock,
                              .live = &live,
                              .net = (struct net *)w /* never looked at by the types above */,
                              .alerts = w->box->alerts,
                              .self = w->self,
                              .key = watch_key };
    enum err e = monitor_new(&d, &w->m);
    if (e != OK)
        fail_msg("monitor_new: %s", err_detail());
    pthread_mutex_lock(&w->m->lock);
    w->m->started = true; /* as monitor_start, with the test in place of the thread */
    for (size_t i = 0; i < w->m->count; i++) {
        monitor_schedule(w->m, w->m->services[i], false);
        monitor_unsettle(w->m, w->m->services[i]);
    }
    pthread_mutex_unlock(&w->m->lock);
    monitor_step(w->m);
}

static void end(struct watch *w)
{
    w->m->started = false;
    monitor_free(w->m);
    self_free(w->self);
}

static struct watch *watch_open(void)
{
    struct watch *w = mem_alloc(sizeof *w);
    rule_count = held_count = started_count = 0;
    hold_part[0] = '\0';
    assert_int_equal(crypto_init(), OK);
    w->box = box_open();
    w->a = arena_new(0);
    buf_init(&w->live, 16 * 1024 * 1024);
    start(w);
    return w;
}

static void watch_close(struct watch *w)
{
    watch_release(CHECK_HEALTHY);
    watch_settle(w);
    end(w);
    buf_free(&w->live);
    arena_free(w->a);
    box_close(w->box);
    mem_free(w);
}

static void watch_crash(struct watch *w)
{
    watch_settle(w); /* what was handed to the store is on disk; what was not is gone */
    end(w);
    box_crash(w->box);
    start(w);
}

static void watch_restart(struct watch *w, int64_t off_us)
{
    w->m->started = false;
    monitor_flush_now(w->m);
    end(w);
    clock_fake_advance(w->box->clock, off_us);
    box_crash(w->box); /* the store's own stop is not the point here */
    start(w);
}

/* ---- acting ---- */

static void watch_settle(struct watch *w)
{
    for (int i = 0; i < 5000; i++) {
        monitor_step(w->m);
        pthread_mutex_lock(&w->m->lock);
        bool busy = w->m->posts || w->m->mailbox.first || w->m->todo.first || w->m->unsettled || w->m->ready;
        pthread_mutex_unlock(&w->m->lock);
        if (!busy)
            return;
        usleep(1000);
    }
    fail_msg("the monitor does not come to rest");
}

/* Waits for what decides the state machine's next step, not for telemetry. */
static void settle_changes(struct watch *w)
{
    for (int i = 0; i < 5000; i++) {
        monitor_step(w->m);
        bool busy = false;
        pthread_mutex_lock(&w->m->lock);
        for (size_t k = 0; k < w->m->count && !busy; k++)
            busy = w->m->services[k]->committing;
        busy = busy || w->m->mailbox.first || w->m->unsettled || w->m->ready;
        pthread_mutex_unlock(&w->m->lock);
        if (!busy)
            return;
        usleep(500);
    }
    fail_msg("the monitor does not come to rest");
}

static void watch_pass(struct watch *w, int64_t us)
{
    for (int64_t done = 0; done < us; done += US_PER_S / 4) {
        clock_fake_advance(w->box->clock, us - done < US_PER_S / 4 ? us - done : US_PER_S / 4);
        settle_changes(w);
    }
}

struct first {
    char *field;
    size_t n;
    bool any;
};

static void report(void *arg, const char *path, const char *message)
{
    struct first *f = arg;
    (void)message;
    if (!f->any && f->field)
        str_copy(f->field, f->n, path);
    f->any = true;
}

static const struct json *parse(struct watch *w, const char *json)
{
    struct json *v;
    assert_int_equal(json_parse(w->a, json, strlen(json), &v), OK);
    return v;
}

static enum err watch_try_create(struct watch *w, const char *json, char *field, size_t n)
{
    char *id;
    struct first f = { field, n, false };
    if (field)
        *field = '\0';
    return monitor_service_create(w->m, w->a, BOX_TENANT, parse(w, json), report, &f, &id);
}

static char *watch_create(struct watch *w, const char *json)
{
    char *id = NULL;
    enum err e = monitor_service_create(w->m, w->a, BOX_TENANT, parse(w, json), NULL, NULL, &id);
    if (e != OK)
        fail_msg("%s: %s", json, err_detail());
    return id;
}

static enum err watch_update(struct watch *w, const char *id, const char *json, bool partial, char *field, size_t n)
{
    struct first f = { field, n, false };
    if (field)
        *field = '\0';
    return monitor_service_update(w->m, w->a, BOX_TENANT, id, parse(w, json), partial, -1, report, &f);
}

/* ---- looking ---- */

static struct monitor_health *watch_health(struct watch *w, const char *id)
{
    struct monitor_health *h = arena_alloc(w->a, sizeof *h);
    assert_int_equal(monitor_health_get(w->m, w->a, BOX_TENANT, id, h), OK);
    return h;
}

static const struct json *watch_history(struct watch *w, const char *id)
{
    struct buf b;
    struct json_out o;
    struct json *v;
    buf_init(&b, 1024 * 1024);
    jo_init(&o, &b);
    enum err e = monitor_history_write(w->m, w->a, BOX_TENANT, id, 30, &o);
    if (e != OK)
        fail_msg("history: %s", err_detail());
    assert_int_equal(json_parse(w->a, b.data, b.len, &v), OK);
    buf_free(&b);
    return v;
}

static double watch_today(struct watch *w, const char *id, const char *member)
{
    double v = -1;
    const struct json *today = json_path(watch_history(w, id), "days[29]");
    assert_non_null(today);
    if (!json_double(json_get(today, member), &v))
        return -1;
    return v;
}

static size_t watch_changes(struct watch *w, const char *id)
{
    return json_size(json_get(watch_history(w, id), "changes"));
}

static size_t watch_published(struct watch *w, const char *topic, const char *part)
{
    size_t n = 0;
    char *copy = arena_strdup(w->a, w->live.data ? w->live.data : ""), *line = copy;
    while (*line) {
        char *end_of = strchr(line, '\n');
        *end_of = '\0';
        if (str_starts(line, topic) && strstr(line, part))
            n++;
        line = end_of + 1;
    }
    return n;
}

static struct svc *watch_svc(struct watch *w, const char *id)
{
    struct svc *s = monitor_find_id(w->m, id);
    assert_non_null(s);
    return s;
}

#endif
