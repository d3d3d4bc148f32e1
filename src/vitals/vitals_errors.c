/*
 * vitals_errors.c - what goes wrong in the box, told by its own log, grouped by what is the same in it.
 *
 * Threads: noted on whatever thread logs, under the lock, without blocking or logging; the rest on the thread of vitals or a request's.
 * There are at most ERRORS_KEPT groups: the one that was quiet for longest gives way.
 */
#include "core/mem.h"
#include "core/str.h"
#include "sql/vitals.h"
#include "vitals/vitals_private.h"
#include <stdlib.h>
#include <string.h>

static const char *const level_names[] = { [LOG_WARN] = "warn", [LOG_ERROR] = "error" };

/* ---- shape ---- */

static bool of_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == ':' || c == '-' ||
           c == '@' || (unsigned char)c >= 0x80;
}

/* A number, an id, an address: what differs from one error to the next. "v1" of a path does not. */
static bool differs(const char *s, size_t n)
{
    bool digit = false, at = false;
    for (size_t i = 0; i < n; i++) {
        digit = digit || (s[i] >= '0' && s[i] <= '9');
        at = at || s[i] == '@';
    }
    return at || (digit && !(n == 2 && s[0] == 'v'));
}

static size_t copy_shape(const char *s, size_t n, char *out, size_t room)
{
    size_t used = 0;
    for (size_t i = 0; i < n && used + 1 < room;) {
        size_t k = 0;
        while (i + k < n && of_word(s[i + k]))
            k++;
        while (k > 1 && (s[i + k - 1] == ':' || s[i + k - 1] == '.'))
            k--; /* of the sentence */
        if (k == 0) {
            out[used++] = s[i++];
        } else if (differs(s + i, k)) {
            out[used++] = '#';
            i += k;
        } else {
            for (size_t x = 0; x < k && used + 1 < room; x++)
                out[used++] = s[i + x];
            i += k;
        }
    }
    out[used] = '\0';
    return used;
}

/* Of key=value: the length of the value, which is quoted when it is more than a word. */
static size_t value_length(const char *s)
{
    if (*s != '"')
        return strcspn(s, " ");
    size_t n = 1;
    while (s[n] && s[n] != '"')
        n += s[n] == '\\' && s[n + 1] ? 2 : 1;
    return n + (s[n] == '"');
}

void vitals_error_shape(const char *message, const char *details, char *out, size_t n)
{
    static const char *const beside[] = { "duration_ms", "remote", "user" }; /* of whoever happened to ask */
    size_t used = copy_shape(message, strlen(message), out, n);
    for (const char *p = details; *p;) {
        size_t key = strcspn(p, "= "), value = p[key] == '=' ? value_length(p + key + 1) : 0, all = key + (p[key] == '=') + value;
        bool skip = false;
        for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
            skip = skip || (strlen(beside[i]) == key && strncmp(p, beside[i], key) == 0);
        if (!skip && used + key + 3 < n) {
            out[used++] = ' ';
            memcpy(out + used, p, key);
            used += key;
            out[used++] = '=';
            if (key == 6 && strncmp(p, "status", 6) == 0 && used + value < n) { /* 503 is another thing than 507 */
                memcpy(out + used, p + key + 1, value);
                used += value;
                out[used] = '\0';
            } else {
                used += copy_shape(p + key + 1, value, out + used, n - used);
            }
        }
        p += all;
        p += *p == ' ';
    }
}

/* ---- noting ---- */

static struct vitals_error *group_of(struct vitals_errors *es, const char *shape)
{
    struct vitals_error *quiet = &es->e[0];
    for (size_t i = 0; i < ERRORS_KEPT; i++) {
        struct vitals_error *e = &es->e[i];
        if (e->total > 0 && str_eq(e->shape, shape))
            return e;
        if (quiet->total > 0 && (e->total == 0 || e->last_at < quiet->last_at))
            quiet = e;
    }
    *quiet = (struct vitals_error){ 0 };
    str_copy(quiet->shape, sizeof quiet->shape, shape);
    return quiet;
}

void vitals_error_note(void *errors, enum log_level level, const char *message, const char *details, const char *request_id)
{
    struct vitals_errors *es = errors;
    struct vitals_error *e;
    char shape[sizeof e->shape];
    /* The line of the request, after the one that says why it failed. */
    if (str_eq(message, "request") && strstr(details, " status=500 "))
        return;
    vitals_error_shape(message, details, shape, sizeof shape);
    int64_t now = clock_wall_us(es->clock);
    pthread_mutex_lock(&es->lock);
    e = group_of(es, shape);
    if (e->total++ == 0)
        e->first_at = now;
    e->last_at = now;
    e->level = level;
    e->saved = false;
    str_copy(e->message, sizeof e->message, message);
    str_copy(e->details, sizeof e->details, details);
    str_copy(e->request_id, sizeof e->request_id, request_id);
    pthread_mutex_unlock(&es->lock);
}

/* ---- reading ---- */

static int newest_first(const void *x, const void *y)
{
    const struct vitals_error *a = x, *b = y;
    return a->last_at > b->last_at ? -1 : a->last_at < b->last_at;
}

/* Those that are there (unsaved: only what changed), newest first; the caller frees them. */
static struct vitals_error *take(struct vitals_errors *es, bool unsaved, size_t *count)
{
    struct vitals_error *all = mem_array(ERRORS_KEPT, sizeof *all);
    *count = 0;
    pthread_mutex_lock(&es->lock);
    for (size_t i = 0; i < ERRORS_KEPT; i++)
        if (es->e[i].total > 0 && !(unsaved && es->e[i].saved))
            all[(*count)++] = es->e[i];
    pthread_mutex_unlock(&es->lock);
    qsort(all, *count, sizeof *all, newest_first);
    return all;
}

void vitals_write_errors(struct vitals *v, const char *level, struct json_out *o)
{
    size_t count;
    struct vitals_error *all = take(&v->errors, false, &count);
    for (size_t i = 0; i < count; i++) {
        const struct vitals_error *e = &all[i];
        if (level && !str_eq(level, level_names[e->level]))
            continue;
        jo_object(o);
        jo_kv_string(o, "level", level_names[e->level]);
        jo_kv_string(o, "message", e->message);
        jo_kv_string(o, "shape", e->shape);
        jo_kv_int(o, "count", e->total);
        jo_kv_time(o, "first_at", e->first_at);
        jo_kv_time(o, "last_at", e->last_at);
        jo_kv_string(o, "details", e->details);
        jo_kv_string(o, "request_id", e->request_id[0] ? e->request_id : NULL);
        jo_object_end(o);
    }
    mem_free(all);
}

/* ---- keeping ---- */

struct saving {
    const struct vitals_error *all;
    size_t count;
};

static enum err write_errors(struct tx *tx, void *arg)
{
    const struct saving *s = arg;
    enum err e = OK;
    for (size_t i = 0; i < s->count && e == OK; i++) {
        const struct vitals_error *x = &s->all[i];
        e = sql_box_error_put(tx, &(struct sql_box_error_put_in){ .shape = x->shape,
                                                                  .level = level_names[x->level],
                                                                  .message = x->message,
                                                                  .details = x->details,
                                                                  .request_id = x->request_id,
                                                                  .total = x->total,
                                                                  .first_at = x->first_at,
                                                                  .last_at = x->last_at });
    }
    return e == OK ? sql_box_error_prune(tx, &(struct sql_box_error_prune_in){ .kept = ERRORS_KEPT }) : e;
}

enum err vitals_errors_save(struct vitals_errors *es, struct store *store)
{
    struct saving s;
    struct vitals_error *all = take(es, true, &s.count);
    s.all = all;
    enum err e = s.count > 0 ? store_write(store, write_errors, &s) : OK;
    pthread_mutex_lock(&es->lock);
    for (size_t i = 0; i < s.count && e == OK; i++)
        for (size_t k = 0; k < ERRORS_KEPT; k++)
            if (es->e[k].total == all[i].total && str_eq(es->e[k].shape, all[i].shape))
                es->e[k].saved = true;
    pthread_mutex_unlock(&es->lock);
    mem_free(all);
    return e;
}

enum err vitals_errors_load(struct vitals_errors *es, struct store *store)
{
    struct arena *a = arena_new(4096);
    struct sql_box_error_newest_row *rows;
    size_t n = 0;
    enum err e = sql_box_error_newest(store_reader(store), a, &(struct sql_box_error_newest_in){ .limit = ERRORS_KEPT }, &rows, &n);
    pthread_mutex_lock(&es->lock);
    for (size_t i = 0; i < n && e == OK; i++) {
        struct vitals_error *x = group_of(es, rows[i].shape);
        bool since = x->total > 0; /* it happened in this run already */
        x->total += rows[i].total;
        x->first_at = rows[i].first_at;
        x->saved = !since;
        if (since)
            continue;
        x->last_at = rows[i].last_at;
        x->level = str_eq(rows[i].level, "warn") ? LOG_WARN : LOG_ERROR;
        str_copy(x->message, sizeof x->message, rows[i].message);
        str_copy(x->details, sizeof x->details, rows[i].details);
        str_copy(x->request_id, sizeof x->request_id, rows[i].request_id);
    }
    pthread_mutex_unlock(&es->lock);
    arena_free(a);
    return e;
}
