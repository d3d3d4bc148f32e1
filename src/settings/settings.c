/*
 * settings.c - the table of settings and their cache.
 *
 * Any thread; a mutex guards the cache. What always holds: the cache is what is on disk, since it is read again after every change.
 */
#include "settings/settings.h"
#include "core/mem.h"
#include "core/str.h"
#include "sql/settings.h"
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define SETTINGS_MAX 100

static const char *const registration_roles[] = { "viewer", "editor", NULL };
static const char *const factor_policies[] = { "optional", "admins", "everybody", NULL };

const struct field settings_fields[] = {
    { .name = "public_url",
      .type = F_STRING,
      .flags = FIELD_NULLABLE | FIELD_URL,
      .max = 300,
      .doc = "The address at which people reach this box; it stands in notifications",
      .fallback = "\"\"",
      .example = "\"https://binnacle.example.org\"",
      .title = "Public URL" },
    { .name = "alert_keep_days",
      .type = F_INT,
      .flags = FIELD_NULLABLE,
      .min = 1,
      .max = 3650,
      .doc = "Days that resolved alerts are kept",
      .fallback = "400",
      .title = "Keep alerts (days)" },
    { .name = "delivery_keep_days",
      .type = F_INT,
      .flags = FIELD_NULLABLE,
      .min = 1,
      .max = 3650,
      .doc = "Days that delivered notifications are kept",
      .fallback = "30",
      .title = "Keep notifications (days)" },
    { .name = "dead_letter_keep_days",
      .type = F_INT,
      .flags = FIELD_NULLABLE,
      .min = 1,
      .max = 3650,
      .doc = "Days that notifications which could not be delivered are kept",
      .fallback = "90",
      .title = "Keep dead letters (days)" },
    { .name = "job_keep_days",
      .type = F_INT,
      .flags = FIELD_NULLABLE,
      .min = 1,
      .max = 3650,
      .doc = "Days that completed and cancelled jobs are kept",
      .fallback = "30",
      .title = "Keep jobs (days)" },
    { .name = "failed_job_keep_days",
      .type = F_INT,
      .flags = FIELD_NULLABLE,
      .min = 1,
      .max = 3650,
      .doc = "Days that failed jobs are kept",
      .fallback = "90",
      .title = "Keep failed jobs (days)" },
    { .name = "disk_low_percent",
      .type = F_INT,
      .flags = FIELD_NULLABLE,
      .min = 1,
      .max = 50,
      .doc = "Free space of the data directory's disk, in percent, under which an alert is raised",
      .fallback = "10",
      .title = "Low disk (percent)" },
    { .name = "worker_cache_ttl_seconds",
      .type = F_INT,
      .flags = FIELD_NULLABLE,
      .min = 1,
      .max = 3600,
      .doc = "How often workers of the template and of discoveries are polled; an older result is shown as stale",
      .fallback = "30",
      .title = "Worker health cache (seconds)" },
    { .name = "registration",
      .type = F_BOOL,
      .flags = FIELD_NULLABLE,
      .doc = "Whether people may make an account for themselves",
      .fallback = "false",
      .title = "Registration" },
    { .name = "registration_domains",
      .type = F_STRING,
      .flags = FIELD_NULLABLE,
      .max = 1000,
      .doc = "Domains of the e-mail addresses that may register, separated by commas; empty: any",
      .fallback = "\"\"",
      .example = "\"example.org, example.com\"",
      .title = "Domains that may register" },
    { .name = "registration_role",
      .type = F_STRING,
      .flags = FIELD_NULLABLE,
      .one_of = registration_roles,
      .doc = "The role of whoever registers",
      .fallback = "\"viewer\"",
      .title = "Role of who registers" },
    { .name = "registration_tenant",
      .type = F_STRING,
      .flags = FIELD_NULLABLE | FIELD_UUID,
      .doc = "The tenant of whoever registers",
      .fallback = "\"00000000-0000-7000-8000-000000000001\"",
      .title = "Tenant of who registers" },
    { .name = "verify_email",
      .type = F_BOOL,
      .flags = FIELD_NULLABLE,
      .doc = "Whether who registered must confirm the e-mail address before the first sign-in",
      .fallback = "true",
      .title = "Confirm addresses" },
    { .name = "second_factor",
      .type = F_STRING,
      .flags = FIELD_NULLABLE,
      .one_of = factor_policies,
      .doc = "Who must have a second factor: nobody, those with the role admin or more, everybody",
      .fallback = "\"optional\"",
      .title = "Second factor" },
    { .name = "sso_only",
      .type = F_BOOL,
      .flags = FIELD_NULLABLE,
      .doc = "Passwords are for superadmins alone; everybody else signs in with an identity provider",
      .fallback = "false",
      .title = "Single sign-on only" },
    { 0 },
};

struct settings {
    struct settings_deps d;
    pthread_mutex_t lock;
    atomic_uint changes;
    struct arena *arena;        /* of the cache */
    const struct json **values; /* one for each row of settings_fields: NULL is the default; NULL array: not read yet */
};

enum err settings_new(const struct settings_deps *d, struct settings **out)
{
    struct settings *s = mem_alloc(sizeof *s);
    s->d = *d;
    s->arena = arena_new(0);
    pthread_mutex_init(&s->lock, NULL);
    *out = s;
    return OK;
}

void settings_free(struct settings *s)
{
    if (!s)
        return;
    pthread_mutex_destroy(&s->lock);
    arena_free(s->arena);
    mem_free(s);
}

static int row_of(const char *key)
{
    for (int i = 0; settings_fields[i].name; i++)
        if (str_eq(settings_fields[i].name, key))
            return i;
    return -1;
}

/* Under the lock. When the store cannot be read the defaults hold, and the next call tries again. */
static void fill(struct settings *s)
{
    struct sql_setting_all_row *rows;
    size_t count;
    if (s->values)
        return;
    arena_reset(s->arena);
    const struct json **values = arena_array(s->arena, sizeof settings_fields / sizeof *settings_fields, sizeof *values);
    if (sql_setting_all(store_reader(s->d.store), s->arena, &(struct sql_setting_all_in){ .limit = SETTINGS_MAX }, &rows, &count) != OK)
        return;
    for (size_t i = 0; i < count; i++) {
        struct json *v;
        int row = row_of(rows[i].key);
        if (row >= 0 && json_parse(s->arena, rows[i].value, strlen(rows[i].value), &v) == OK)
            values[row] = v;
    }
    s->values = values;
}

/* The stored value, or the default, as JSON. Under the lock; the value lives until the next change. */
static const struct json *value_of(struct settings *s, struct arena *a, const char *key)
{
    struct json *v = NULL;
    int row = row_of(key);
    if (row < 0)
        return NULL;
    fill(s);
    if (s->values && s->values[row])
        return s->values[row];
    const char *text = settings_fields[row].fallback;
    return json_parse(a, text, strlen(text), &v) == OK ? v : NULL;
}

char *settings_string(struct settings *s, struct arena *a, const char *key)
{
    pthread_mutex_lock(&s->lock);
    const char *text = json_string(value_of(s, a, key));
    char *copy = arena_strdup(a, text ? text : "");
    pthread_mutex_unlock(&s->lock);
    return copy;
}

int64_t settings_int(struct settings *s, const char *key)
{
    struct arena *a = arena_new(0);
    int64_t v = 0;
    pthread_mutex_lock(&s->lock);
    json_int(value_of(s, a, key), &v);
    pthread_mutex_unlock(&s->lock);
    arena_free(a);
    return v;
}

bool settings_bool(struct settings *s, const char *key)
{
    struct arena *a = arena_new(0);
    bool v = false;
    pthread_mutex_lock(&s->lock);
    json_bool(value_of(s, a, key), &v);
    pthread_mutex_unlock(&s->lock);
    arena_free(a);
    return v;
}

void settings_write(struct settings *s, struct arena *a, struct json_out *o)
{
    jo_object(o);
    pthread_mutex_lock(&s->lock);
    for (const struct field *f = settings_fields; f->name; f++)
        jo_kv_raw(o, f->name, json_print(a, value_of(s, a, f->name)));
    pthread_mutex_unlock(&s->lock);
    jo_object_end(o);
}

struct put {
    const struct json *members;
    const char *by;
    int64_t now;
};

/* The settings named, as the transaction sees them. */
static enum err as_text(struct tx *tx, const struct json *members, char **text)
{
    struct arena *a = tx_arena(tx);
    struct sql_setting_all_row *rows;
    struct jo_text t;
    size_t n;
    enum err e = sql_setting_all(tx_db(tx), a, &(struct sql_setting_all_in){ .limit = 1000 }, &rows, &n);
    if (e != OK)
        return e;
    struct json_out *o = jo_text_begin(&t, 65536);
    jo_object(o);
    for (const struct json *m = json_first(members); m; m = json_next(m)) {
        int row = row_of(json_key(m));
        const char *value = row < 0 ? NULL : settings_fields[row].fallback;
        for (size_t i = 0; i < n; i++)
            if (str_eq(rows[i].key, json_key(m)))
                value = rows[i].value;
        jo_kv_raw(o, json_key(m), value);
    }
    jo_object_end(o);
    *text = jo_text_end(&t, a);
    return OK;
}

static enum err write_put(struct tx *tx, void *arg)
{
    const struct put *p = arg;
    char *before, *after;
    enum err e = as_text(tx, p->members, &before);
    for (const struct json *m = json_first(p->members); m && e == OK; m = json_next(m)) {
        if (row_of(json_key(m)) < 0)
            return err_set(ERR_INVALID, "there is no setting '%s'", json_key(m));
        if (json_type(m) == JSON_NULL)
            e = sql_setting_delete(tx, &(struct sql_setting_delete_in){ .key = json_key(m) });
        else
            e = sql_setting_put(tx,
                                &(struct sql_setting_put_in){
                                    .key = json_key(m), .value = json_print(tx_arena(tx), m), .updated_at = p->now, .updated_by = p->by });
    }
    if (e == OK)
        e = as_text(tx, p->members, &after);
    if (e == OK)
        tx_change(tx, &(struct tx_change){ .type = "settings", .before = before, .after = after, .default_action = "settings.update" });
    return e;
}

enum err settings_put(struct settings *s, const struct json *members, const char *by)
{
    struct put p = { .members = members, .by = by, .now = clock_wall_us(s->d.clock) };
    enum err e = store_write(s->d.store, write_put, &p);
    if (e != OK)
        return e;
    pthread_mutex_lock(&s->lock);
    s->values = NULL;
    pthread_mutex_unlock(&s->lock);
    atomic_fetch_add(&s->changes, 1);
    return OK;
}

unsigned settings_changes(const struct settings *s)
{
    return atomic_load(&s->changes);
}
