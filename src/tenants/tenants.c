/*
 * tenants.c - suspending, measuring, exporting and removing tenants.
 *
 * Threads: any; removals run on the thread "tenants", one step of a removal is one small write. What always holds: a removal is a row
 * (tenant.deleting_at) until its last row is gone, so that a crash at any moment only delays it. Telemetry goes before the state, because
 * the services' numbers that lead to it are in the state.
 */
#include "tenants/tenants.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "sql/telemetry_tenants.h"
#include "sql/tenants.h"
#include "store/owned.h"
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define STEP_ROWS     1000
#define NUMS_MAX      10000 /* services of the box */
#define PAGE_ROWS     500
#define PAGE_BYTES    (8u << 20)
#define DAYS_MAX      4000
#define RETRY_S       5
#define EXPORT_FORMAT 1

struct tenants {
    struct tenants_deps d;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    pthread_t thread;
    bool started, stop, work;
};

struct iam *tenants_iam(struct tenants *t)
{
    return t->d.iam;
}

/* ---- suspending ---- */

enum err tenants_suspend(struct tenants *t, const char *id, bool suspended)
{
    enum err e = iam_tenant_suspend(t->d.iam, id, suspended);
    if (!e)
        monitor_tenant_suspend(t->d.monitor, id, suspended);
    return e;
}

/* ---- figures ---- */

/* The checks that are kept: of the tenant, and of all. */
static enum err kept_checks(struct tenants *t, struct arena *a, const char *id, struct sql_tenant_figures_row *f, int64_t *all)
{
    struct db *db = store_reader(t->d.store);
    struct sql_tenant_checks_all_row sum = { 0 };
    int64_t *days = arena_array(a, DAYS_MAX, sizeof *days);
    size_t n = store_telemetry_days(t->d.store, days, DAYS_MAX);
    int64_t since = n ? days[n - 1] : 0; /* the oldest day that is kept */
    enum err e = sql_tenant_figures(db, a, &(struct sql_tenant_figures_in){ .tenant_id = id, .since = since }, f);
    if (!e && all)
        e = sql_tenant_checks_all(db, a, &(struct sql_tenant_checks_all_in){ .since = since }, &sum);
    if (!e && all)
        *all = sum.checks;
    return e;
}

enum err tenants_figures(struct tenants *t, struct arena *a, const char *id, struct tenant_figures *out)
{
    struct sql_tenant_figures_row f;
    enum err e = kept_checks(t, a, id, &f, NULL);
    if (!e)
        *out = (struct tenant_figures){ .users = f.users, .services = f.services, .alerts_firing = f.alerts_firing };
    return e;
}

enum err tenants_storage(struct tenants *t, struct arena *a, const char *id, int64_t *bytes)
{
    struct sql_tenant_figures_row f;
    struct store_health h;
    int64_t rows, all;
    enum err e = kept_checks(t, a, id, &f, &all);
    if (!e)
        e = owned_measure(store_reader(t->d.store), id, &rows, bytes);
    if (e)
        return e;
    store_health(t->d.store, &h);
    if (all > 0)
        *bytes += (int64_t)((double)h.telemetry_bytes * (double)f.checks / (double)all);
    return OK;
}

/* ---- exporting ---- */

struct export
{
    enum err (*sink)(void *arg, const char *text, size_t n);
    void *arg;
    int64_t rows;
};

static enum err to_sink(void *arg, const char *text, size_t n)
{
    const struct export *x = arg;
    return x->sink(x->arg, text, n);
}

static enum err line(const struct export *x, struct buf *b)
{
    buf_putc(b, '\n');
    return x->sink(x->arg, b->data, b->len);
}

static enum err export_head(struct tenants *t, struct export *x, const struct iam_tenant *tenant)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, 8192);
    jo_init(&o, &b);
    jo_object(&o);
    jo_key(&o, "export");
    jo_object(&o);
    jo_kv_int(&o, "format", EXPORT_FORMAT);
    jo_kv_string(&o, "tenant_id", tenant->id);
    jo_kv_string(&o, "tenant_name", tenant->name);
    jo_kv_time(&o, "created_at", tenant->created_at);
    jo_kv_time(&o, "suspended_at", tenant->suspended_at);
    jo_kv_time(&o, "exported_at", clock_wall_us(t->d.clock));
    jo_object_end(&o);
    jo_object_end(&o);
    enum err e = line(x, &b);
    buf_free(&b);
    return e;
}

static enum err export_end(const struct export *x)
{
    struct buf b;
    buf_init(&b, 256);
    buf_printf(&b, "{\"end\":true,\"rows\":%lld}", (long long)x->rows);
    enum err e = line(x, &b);
    buf_free(&b);
    return e;
}

static void write_result(struct buf *b, int64_t num, const struct sql_tenant_results_page_row *r)
{
    struct json_out o;
    jo_init(&o, b);
    jo_object(&o);
    jo_kv_string(&o, "table", "check_result");
    jo_key(&o, "row");
    jo_object(&o);
    jo_kv_int(&o, "at", r->at);
    jo_kv_int(&o, "service_num", num);
    jo_kv_int(&o, "result", r->result);
    jo_key(&o, "latency_us");
    if (r->latency_us.set)
        jo_int(&o, r->latency_us.v);
    else
        jo_null(&o);
    jo_kv_string(&o, "message", r->message);
    jo_object_end(&o);
    jo_object_end(&o);
    buf_putc(b, '\n');
}

static enum err export_results(struct tenants *t, struct export *x, int64_t day, int64_t num)
{
    struct arena *a = arena_new(0);
    struct buf b;
    size_t n;
    int64_t after = -1;
    enum err e;
    buf_init(&b, PAGE_BYTES);
    do {
        struct sql_tenant_results_page_row *rows;
        struct db *db = store_telemetry_reader(t->d.store, day);
        arena_reset(a);
        buf_clear(&b);
        n = 0;
        e = !db ? OK
                : sql_tenant_results_page(
                      db, a, &(struct sql_tenant_results_page_in){ .service_num = num, .after = after, .limit = PAGE_ROWS }, &rows, &n);
        for (size_t k = 0; !e && k < n; k++)
            write_result(&b, num, &rows[k]);
        if (!e && n) {
            after = rows[n - 1].at;
            x->rows += (int64_t)n;
            e = x->sink(x->arg, b.data, b.len);
        }
    } while (!e && n == PAGE_ROWS);
    buf_free(&b);
    arena_free(a);
    return e;
}

static enum err service_nums(struct tenants *t, struct arena *a, const char *id, struct sql_tenant_service_nums_row **nums, size_t *count)
{
    return sql_tenant_service_nums(store_reader(t->d.store), a,
                                   &(struct sql_tenant_service_nums_in){ .tenant_id = id, .after = 0, .limit = NUMS_MAX }, nums, count);
}

static enum err export_telemetry(struct tenants *t, struct export *x, const char *id)
{
    struct arena *a = arena_new(0);
    int64_t *days = arena_array(a, DAYS_MAX, sizeof *days);
    size_t day_count = store_telemetry_days(t->d.store, days, DAYS_MAX), n;
    struct sql_tenant_service_nums_row *nums;
    enum err e = service_nums(t, a, id, &nums, &n);
    for (size_t d = day_count; !e && d-- > 0;) {
        for (size_t k = 0; !e && k < n; k++)
            e = export_results(t, x, days[d], nums[k].num);
        struct db *db = e ? NULL : store_telemetry_reader(t->d.store, days[d]);
        if (db)
            e = owned_export(db, id, to_sink, x, &x->rows);
    }
    arena_free(a);
    return e;
}

enum err tenants_export(struct tenants *t, const char *id, enum err (*sink)(void *arg, const char *text, size_t n), void *arg)
{
    struct arena *a = arena_new(0);
    struct export x = { .sink = sink, .arg = arg };
    struct iam_tenant tenant;
    enum err e = iam_tenant_get(t->d.iam, a, id, &tenant);
    if (!e)
        e = export_head(t, &x, &tenant);
    if (!e)
        e = owned_export(store_reader(t->d.store), id, to_sink, &x, &x.rows);
    if (!e)
        e = export_telemetry(t, &x, id);
    if (!e)
        e = iam_tenant_exported(t->d.iam, id); /* before the last line: a file with an end is one that counts */
    if (!e)
        e = export_end(&x);
    arena_free(a);
    return e;
}

/* ---- removing ---- */

static bool stopping(struct tenants *t)
{
    pthread_mutex_lock(&t->lock);
    bool stop = t->stop;
    pthread_mutex_unlock(&t->lock);
    return stop;
}

/* A write to a day's telemetry that is waited for. */
struct step {
    struct tenants *t;
    const char *tenant_id;
    int64_t num; /* < 0: what the tables say to be the tenant's */
    int64_t removed;
    enum err result;
    bool done;
    pthread_mutex_t lock;
    pthread_cond_t cond;
};

static enum err remove_some(struct tx *tx, void *arg)
{
    struct step *s = arg;
    if (s->num < 0)
        return owned_delete_some(tx, s->tenant_id, STEP_ROWS, &s->removed);
    enum err e = sql_tenant_results_delete(tx, &(struct sql_tenant_results_delete_in){ .service_num = s->num, .limit = STEP_ROWS });
    s->removed = e ? 0 : tx_changes(tx);
    return e;
}

static void step_done(void *arg, enum err e)
{
    struct step *s = arg;
    pthread_mutex_lock(&s->lock);
    s->result = e;
    s->done = true;
    pthread_cond_signal(&s->cond);
    pthread_mutex_unlock(&s->lock);
}

static enum err telemetry_step(struct tenants *t, int64_t day, struct step *s)
{
    s->done = false;
    enum err e = store_post_telemetry(t->d.store, day, remove_some, s, step_done);
    if (e)
        return e;
    pthread_mutex_lock(&s->lock);
    while (!s->done)
        pthread_cond_wait(&s->cond, &s->lock);
    e = s->result;
    pthread_mutex_unlock(&s->lock);
    return e;
}

/* Has the day anything of the tenant? Asked first: a day's writer is not started for nothing. */
static enum err day_holds(struct tenants *t, int64_t day, const struct step *s, bool *holds)
{
    struct arena *a = arena_new(0);
    struct sql_tenant_results_page_row *rows;
    struct db *db = store_telemetry_reader(t->d.store, day);
    size_t n = 0;
    int64_t owned = 0, bytes;
    enum err e = OK;
    if (db && s->num < 0)
        e = owned_measure(db, s->tenant_id, &owned, &bytes);
    else if (db)
        e = sql_tenant_results_page(db, a, &(struct sql_tenant_results_page_in){ .service_num = s->num, .after = -1, .limit = 1 }, &rows,
                                    &n);
    *holds = owned > 0 || n > 0;
    arena_free(a);
    return e;
}

/* A day outside of what is kept is unlinked by itself. */
static enum err remove_of_day(struct tenants *t, int64_t day, struct step *s)
{
    bool more;
    enum err e = day_holds(t, day, s, &more);
    while (!e && more && !stopping(t)) {
        e = telemetry_step(t, day, s);
        more = s->removed > 0;
    }
    return e == ERR_INVALID ? OK : e;
}

static enum err remove_telemetry(struct tenants *t, struct arena *a, const char *id)
{
    int64_t *days = arena_array(a, DAYS_MAX, sizeof *days);
    size_t day_count = store_telemetry_days(t->d.store, days, DAYS_MAX), n;
    struct sql_tenant_service_nums_row *nums;
    struct step s = { .t = t, .tenant_id = id, .num = -1 };
    enum err e = service_nums(t, a, id, &nums, &n);
    pthread_mutex_init(&s.lock, NULL);
    pthread_cond_init(&s.cond, NULL);
    for (size_t d = 0; !e && d < day_count && !stopping(t); d++) {
        for (size_t k = 0; !e && k < n && !stopping(t); k++) {
            s.num = nums[k].num;
            e = remove_of_day(t, days[d], &s);
        }
        s.num = -1;
        if (!e)
            e = remove_of_day(t, days[d], &s);
    }
    pthread_cond_destroy(&s.cond);
    pthread_mutex_destroy(&s.lock);
    return e;
}

static enum err remove_state(struct tenants *t, const char *id)
{
    struct step s = { .t = t, .tenant_id = id, .num = -1 };
    enum err e;
    do {
        s.removed = 0;
        e = store_write_essential(t->d.store, remove_some, &s);
    } while (!e && s.removed > 0 && !stopping(t));
    return e;
}

static void remove_tenant(struct tenants *t, const char *id)
{
    struct arena *a = arena_new(0);
    monitor_tenant_drop(t->d.monitor, id);
    workers_tenant_drop(t->d.workers, id);
    enum err e = remove_telemetry(t, a, id);
    if (!e && !stopping(t))
        e = remove_state(t, id);
    if (!e && !stopping(t))
        e = iam_tenant_removed(t->d.iam, id);
    if (e)
        log_warn("a tenant could not be removed; it is tried again", "tenant", id, "why", err_detail(), NULL);
    else if (!stopping(t))
        log_info("tenant removed", "tenant", id, NULL);
    arena_free(a);
}

/* True: something is left to do. */
static bool remove_all(struct tenants *t)
{
    struct arena *a = arena_new(0);
    const char **ids;
    size_t n = 0;
    enum err e = iam_tenants_stopped(t->d.iam, a, true, &ids, &n);
    for (size_t k = 0; !e && k < n && !stopping(t); k++)
        remove_tenant(t, ids[k]);
    if (!e && !stopping(t))
        e = iam_tenants_stopped(t->d.iam, a, true, &ids, &n);
    arena_free(a);
    return e || n > 0;
}

static void *run(void *arg)
{
    struct tenants *t = arg;
    pthread_setname_np(pthread_self(), "tenants");
    pthread_mutex_lock(&t->lock);
    while (!t->stop) {
        if (!t->work) {
            pthread_cond_wait(&t->wake, &t->lock);
            continue;
        }
        t->work = false;
        pthread_mutex_unlock(&t->lock);
        bool more = remove_all(t);
        pthread_mutex_lock(&t->lock);
        if (!more || t->stop)
            continue;
        struct timespec until = clock_deadline(RETRY_S * US_PER_S);
        pthread_cond_timedwait(&t->wake, &t->lock, &until);
        t->work = true;
    }
    pthread_mutex_unlock(&t->lock);
    store_reader_release(t->d.store);
    return NULL;
}

enum err tenants_delete(struct tenants *t, const char *id, const char *name)
{
    enum err e = iam_tenant_delete(t->d.iam, id, name);
    if (e)
        return e;
    pthread_mutex_lock(&t->lock);
    t->work = true;
    pthread_cond_signal(&t->wake);
    pthread_mutex_unlock(&t->lock);
    return OK;
}

/* ---- life ---- */

enum err tenants_new(const struct tenants_deps *d, struct tenants **out)
{
    struct arena *a = arena_new(0);
    const char **ids;
    size_t n;
    enum err e = iam_tenants_stopped(d->iam, a, false, &ids, &n);
    for (size_t k = 0; !e && k < n; k++)
        monitor_tenant_suspend(d->monitor, ids[k], true);
    arena_free(a);
    if (e)
        return e;
    struct tenants *t = mem_alloc(sizeof *t);
    pthread_condattr_t attr;
    t->d = *d;
    t->work = true; /* look once what a crash left */
    pthread_mutex_init(&t->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&t->wake, &attr);
    pthread_condattr_destroy(&attr);
    *out = t;
    return OK;
}

enum err tenants_start(struct tenants *t)
{
    int rc = pthread_create(&t->thread, NULL, run, t);
    if (rc) {
        errno = rc;
        return err_errno(ERR_IO, "the tenants' thread cannot be started");
    }
    t->started = true;
    return OK;
}

void tenants_stop(struct tenants *t)
{
    if (!t->started)
        return;
    pthread_mutex_lock(&t->lock);
    t->stop = true;
    pthread_cond_signal(&t->wake);
    pthread_mutex_unlock(&t->lock);
    pthread_join(t->thread, NULL);
    t->started = false;
}

void tenants_free(struct tenants *t)
{
    if (!t)
        return;
    pthread_cond_destroy(&t->wake);
    pthread_mutex_destroy(&t->lock);
    mem_free(t);
}
