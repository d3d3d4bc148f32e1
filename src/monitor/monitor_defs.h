/*
 * monitor_defs.h - definitions of services: from JSON, into the store, as JSON. Private to monitor/. Callers hold `edit`.
 */
#ifndef BINNACLE_MONITOR_DEFS_H
#define BINNACLE_MONITOR_DEFS_H
#include "monitor/monitor_impl.h"

/* Where problems go, and how many there were. */
struct problems {
    field_report report;
    void *arg;
    int count;
};
void problem(struct problems *p, const char *path, const char *fmt, ...) PRINTF_LIKE(3, 4);
void problem_report(void *problems, const char *path, const char *message); /* field_report */

/* Finds the id that a name in depends_on means, beyond the table (services of the same import). NULL: none. */
typedef const char *(*def_resolve)(void *arg, const char *name);
struct def_source {
    const char *tenant_id;
    const struct json *body;
    const struct svc_def *base; /* what is changed; NULL: a new one */
    bool partial;               /* members that are absent stay as they are */
    const char *discovery_id;
    const char *id; /* of a new one; NULL: made here */
    def_resolve resolve;
    void *resolve_arg;
    bool detach;   /* no longer a discovery's */
    bool internal; /* the box's own service is made */
};
/* A new definition with one reference, or NULL when there were problems. Takes `lock` for look-ups. */
struct svc_def *def_build(struct monitor *m, const struct def_source *in, struct problems *p);
/* The configuration that an answer shows (JSON text), without what is masked in it. NULL when it cannot be read. */
const struct json *def_config_cleared(struct arena *a, const struct check_type *type, const char *shown);
/* The same but for id, num, version and times. */
bool def_same(const struct svc_def *a, const struct svc_def *b);
/* The state machine's past does not hold for what is checked now. */
bool def_checks_other(const struct svc_def *a, const struct svc_def *b);
void def_write(const struct svc_def *d, bool show_push_url, bool for_export, struct monitor *m,
               struct json_out *o); /* takes `lock` for names when for_export */

/* As JSON for the audit trail: no secrets, no push address. Takes `lock`. */
char *def_text(struct arena *a, const struct svc_def *d, struct monitor *m);

/* What the store needs of a definition, sealed before the write. */
struct def_save {
    struct svc_def *def;
    bool is_new;
    const char *tags, *before, *after; /* before, after: as JSON, for the audit trail */
    struct sql_seal {
        const void *p;
        size_t n;
    } secrets, push;
};
MUST_CHECK enum err def_save_prepare(struct monitor *m, struct arena *a, struct svc_def *d, bool is_new, struct def_save *out);
/* Inside a write: the row (a new one gets its number and its state), then the dependencies once all rows are there. */
MUST_CHECK enum err def_save_row(struct tx *tx, struct def_save *s);
MUST_CHECK enum err def_save_needs(struct tx *tx, const struct def_save *s);
/* Into the table; takes `lock` and the reference. */
void def_apply(struct monitor *m, struct svc_def *d, bool is_new);
/* Would the services form a circle with these definitions in place of theirs? Returns one on the circle, or NULL. */
const struct svc_def *def_find_circle(struct monitor *m, struct svc_def *const *defs, size_t count);

#endif
