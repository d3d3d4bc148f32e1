/*
 * check_self.c - Binnacle itself: each part of the program says how it is (monitor/self.h).
 *
 * Threads: start on the scheduler's, the parts are asked on a pool thread, so that the scheduler never waits for one of its own.
 */
#include "core/mem.h"
#include "monitor/check_outcome.h"
#include "monitor/self.h"

static const struct field fields[] = { { 0 } };

struct run {
    struct self *self;
    check_done done;
    void *arg;
    struct self_report report;
    int64_t took_us;
};

static enum err ask_parts(void *arg)
{
    struct run *run = arg;
    int64_t started = clock_mono_us(clock_system());
    if (run->self)
        self_report(run->self, &run->report);
    run->took_us = clock_mono_us(clock_system()) - started;
    return OK;
}

static void ended(void *arg, enum err e)
{
    struct run *run = arg;
    struct outcome o;
    outcome_init(&o);
    if (e == OK) {
        const struct self_report *r = &run->report;
        size_t bad = 0;
        const struct self_part *worst = NULL;
        for (size_t i = 0; i < r->count; i++) {
            const struct self_part *p = &r->parts[i];
            outcome_component(&o, p->name, p->status, "%s", p->message);
            if (p->status == CHECK_HEALTHY)
                continue;
            bad++;
            if (p->status == r->status && !worst)
                worst = p;
        }
        o.latency_us = run->took_us;
        jo_kv_int(&o.evidence, "parts", (int64_t)r->count);
        jo_kv_int(&o.evidence, "parts_not_healthy", (int64_t)bad);
        if (r->status != CHECK_HEALTHY)
            outcome_worsen(&o, r->status, "%s: %s", worst ? worst->name : "a part",
                           worst && worst->message[0] ? worst->message : check_status_name(r->status));
        outcome_say(&o, "All %zu parts are healthy", r->count);
    } else if (e == ERR_TIMEOUT) {
        outcome_worsen(&o, CHECK_UNHEALTHY, "A part of the program does not answer");
    } else {
        outcome_net_error(&o, e, "no thread was free in time");
    }
    outcome_send(&o, run->done, run->arg);
}

static enum err self_start(const struct check_env *env, const struct check_spec *spec, check_done done, void *arg)
{
    struct run *run = mem_alloc(sizeof *run);
    run->self = env->self;
    run->done = done;
    run->arg = arg;
    enum err e = net_pool(env->net, spec->timeout_ms, ask_parts, ended, mem_free, run);
    if (e != OK)
        mem_free(run);
    return e;
}

const struct check_type check_self = {
    .name = "self",
    .title = "Binnacle itself",
    .doc = "The parts of this program: store, scheduler, notifier, live hub and the rest.",
    .config = fields,
    .default_interval_seconds = 30,
    .default_timeout_ms = 5000,
    .start = self_start,
};
