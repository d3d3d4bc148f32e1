/*
 * check_blocking.c - see check_blocking.h. Always: a verdict reads what the probe wrote only when the probe has ended in time.
 */
#include "monitor/check_blocking.h"
#include "core/mem.h"
#include "core/str.h"

void *blocking_new(size_t size, const struct check_spec *spec, check_done done, void *arg)
{
    struct blocking *b = mem_alloc(size);
    b->spec = *spec;
    b->done = done;
    b->arg = arg;
    b->arena = arena_new(4096);
    b->policy = net_policy_ref(spec->policy);
    return b;
}

static enum err run(void *arg)
{
    struct blocking *b = arg;
    enum err e = b->probe(b);
    if (e != OK)
        str_copy(b->detail, sizeof b->detail, err_detail());
    atomic_store(&b->finished, true);
    return e;
}

static void ended(void *arg, enum err e)
{
    struct blocking *b = arg;
    struct outcome o;
    outcome_init(&o);
    outcome_secret(&o, config_string(b->spec.config, "password"));
    if (e == OK)
        b->judge(b, &o);
    else
        outcome_net_error(&o, e,
                          atomic_load(&b->finished) ? b->detail
                          : e == ERR_TIMEOUT        ? "no answer in time"
                                                    : "no thread was free in time");
    outcome_send(&o, b->done, b->arg);
}

static void release(void *arg)
{
    struct blocking *b = arg;
    net_policy_unref(b->policy);
    arena_free(b->arena);
    mem_free(b);
}

enum err blocking_start(struct blocking *b, struct net *net, int grace_ms)
{
    enum err e = net_pool(net, b->spec.timeout_ms + grace_ms, run, ended, release, b);
    if (e != OK)
        release(b);
    return e;
}
