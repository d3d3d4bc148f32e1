/*
 * check.h - what a check type is. To add one: write check_<type>.c with a `const struct check_type check_<type>`, add it to the table
 * in checks.c, write its cases (docs/checks.md says which). The form, the validation and GET /services/types come from the row.
 *
 * Threads: start() is called on the scheduler thread and must not block; done() may be called from any thread, exactly once, and copies
 * what it keeps.
 */
#ifndef BINNACLE_MONITOR_CHECK_H
#define BINNACLE_MONITOR_CHECK_H
#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/field.h"
#include "net/net.h"

enum check_status { CHECK_HEALTHY, CHECK_DEGRADED, CHECK_UNHEALTHY, CHECK_UNKNOWN };

/* What is to be checked; strings and config stay valid until done() was called. */
struct check_spec {
    const char *service_id, *tenant_id;
    const char *target;        /* as the operator wrote it */
    const struct json *config; /* validated against the type's fields; secrets opened */
    int timeout_ms;
    struct net_policy *policy; /* of the tenant; NULL allows all */
};

/* What was seen. Pointers are valid during done() only. */
struct check_result {
    enum check_status status;
    int64_t latency_us;   /* of the answer; 0 when there was none */
    const char *message;  /* one sentence: "HTTP 503 Service Unavailable, expected 200-299" */
    const char *evidence; /* JSON object: exactly what was seen (status, headers, first 2 KiB of the body, certificate, INFO fields...), no
                             secrets; "" = {} */
    const char *components; /* JSON array [{name, status, message}] of the parts behind a degraded result; "" = none */
};
typedef void (*check_done)(void *arg, const struct check_result *r);

struct check_env {
    struct net *net;
    struct clock *clock;
    void *self; /* of the `self` check: how the box's own parts report (monitor/self.h) */
};

struct check_type {
    const char *name;                          /* "http" */
    const char *title;                         /* "HTTP(S) endpoint" */
    const char *doc;                           /* what it proves, in one or two sentences */
    const char *target_title, *target_example; /* form; target_title NULL: the type has no target */
    bool target_required;
    const struct field *config; /* members of `config` */
    int default_interval_seconds, default_timeout_ms;
    /* What the fields cannot say. Reports problems with paths "target" or "config.x"; returns their number. NULL: nothing more. */
    int (*validate)(const char *target, const struct json *config, field_report report, void *arg);
    /* NULL: not polled (push). On any result but OK done() is not called. */
    enum err (*start)(const struct check_env *env, const struct check_spec *spec, check_done done, void *arg);
};

/* The table, in the order of the form. */
extern const struct check_type *const check_types[];
extern const size_t check_type_count;
const struct check_type *check_type_find(const char *name); /* NULL: unknown */

#endif
