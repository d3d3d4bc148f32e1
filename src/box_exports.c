/*
 * box_exports.c - jobs that make files for people out of what the box knows of a tenant: the availability of its services over a period
 * (report), and its services, alerts or jobs as they are (export).
 *
 * Handlers run on the pool of jobs/. A file is an artefact, so it has at most JOBS_ARTEFACT_MAX bytes; an export goes on in further files,
 * each whole in itself, and says when it did not get to the end.
 */
#include "box.h"
#include "core/csv.h"
#include "core/str.h"
#include "iam/perm.h"
#include <stdio.h>
#include <string.h>

#define PAGE         200
#define SERVICES_MAX 5000
#define COLUMNS_MAX  64

/* ---- report ---- */

static const struct field report_input[] = {
    { .name = "days", .type = F_INT, .min = 1, .max = 366, .fallback = "30", .doc = "UTC days, today the last of them" },
    { .name = "tag", .type = F_STRING, .min = 1, .max = 64, .doc = "Only services with this tag" },
    { 0 },
};

static const char *const sums[] = { "healthy_seconds", "degraded_seconds", "unhealthy_seconds", "maintenance_seconds", "paused_seconds",
                                    "unknown_seconds", "checks",           "failures" };
enum { HEALTHY, DEGRADED, UNHEALTHY, MAINTENANCE, PAUSED, UNKNOWN, CHECKS, FAILURES, SUM_COUNT };

struct availability {
    const char *name, *type, *worst_day;
    double sum[SUM_COUNT], uptime_pct, worst_pct; /* pct -1: nothing known */
    int64_t outages;                              /* changes to unhealthy */
};

static double pct_of(const double sum[SUM_COUNT])
{
    double known = sum[HEALTHY] + sum[DEGRADED] + sum[UNHEALTHY];
    return known > 0 ? 100.0 * (sum[HEALTHY] + sum[DEGRADED]) / known : -1;
}

static enum err availability_of(struct box *b, struct arena *a, struct arena *scratch, const char *tenant, const struct monitor_health *s,
                                int days, struct availability *out)
{
    struct jo_text t;
    struct json *v;
    *out = (struct availability){ .name = arena_strdup(a, s->name), .type = arena_strdup(a, s->type), .worst_day = "", .worst_pct = -1 };
    enum err e = monitor_history_write(b->monitor, scratch, tenant, s->id, days, jo_text_begin(&t, 8u << 20));
    const char *text = jo_text_end(&t, scratch);
    if (e == OK)
        e = text ? json_parse(scratch, text, strlen(text), &v) : err_set(ERR_TOO_LARGE, "the history of %s is too large", s->name);
    if (e != OK)
        return e;
    for (const struct json *d = json_first(json_get(v, "days")); d; d = json_next(d)) {
        double pct, n;
        for (int i = 0; i < SUM_COUNT; i++)
            out->sum[i] += json_double(json_get(d, sums[i]), &n) ? n : 0;
        if (json_double(json_get(d, "uptime_pct"), &pct) && (out->worst_pct < 0 || pct < out->worst_pct)) {
            out->worst_pct = pct;
            out->worst_day = arena_strdup(a, json_string(json_get(d, "date")));
        }
    }
    for (const struct json *c = json_first(json_get(v, "changes")); c; c = json_next(c))
        out->outages += str_eq(json_string(json_get(c, "to")), "unhealthy");
    out->uptime_pct = pct_of(out->sum);
    return OK;
}

static const char *pct_text(struct arena *a, double pct)
{
    return pct < 0 ? "" : arena_printf(a, "%.4f", (double)(int64_t)(pct * 10000.0) / 10000.0); /* never rounded up to 100 */
}

static void html_text(struct buf *b, const char *s)
{
    for (; *s; s++)
        if (*s == '<')
            buf_puts(b, "&lt;");
        else if (*s == '>')
            buf_puts(b, "&gt;");
        else if (*s == '&')
            buf_puts(b, "&amp;");
        else if (*s == '"')
            buf_puts(b, "&quot;");
        else
            buf_putc(b, *s);
}

static void report_csv(struct buf *b, struct arena *a, const struct availability *rows, size_t n)
{
    static const char *const heads[] = { "service", "type", "uptime_pct", "worst_day", "worst_day_pct", "outages" };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_cell(b, i == 0, heads[i]);
    for (int i = 0; i < SUM_COUNT; i++)
        csv_cell(b, false, sums[i]);
    csv_end(b);
    for (size_t i = 0; i < n; i++) {
        csv_cell(b, true, rows[i].name);
        csv_cell(b, false, rows[i].type);
        csv_cell(b, false, pct_text(a, rows[i].uptime_pct));
        csv_cell(b, false, rows[i].worst_day);
        csv_cell(b, false, pct_text(a, rows[i].worst_pct));
        csv_cell_int(b, false, rows[i].outages);
        for (int k = 0; k < SUM_COUNT; k++)
            csv_cell(b, false, arena_printf(a, "%.0f", rows[i].sum[k]));
        csv_end(b);
    }
}

static void write_pct(struct json_out *o, const char *key, double pct)
{
    jo_key(o, key);
    if (pct < 0)
        jo_null(o);
    else
        jo_double(o, (double)(int64_t)(pct * 10000.0) / 10000.0);
}

static void report_json(struct buf *b, const char *from, const char *to, double all, const struct availability *rows, size_t n)
{
    struct json_out o;
    jo_init(&o, b);
    jo_object(&o);
    jo_kv_string(&o, "from", from);
    jo_kv_string(&o, "to", to);
    write_pct(&o, "uptime_pct", all);
    jo_key(&o, "services");
    jo_array(&o);
    for (size_t i = 0; i < n; i++) {
        jo_object(&o);
        jo_kv_string(&o, "name", rows[i].name);
        jo_kv_string(&o, "type", rows[i].type);
        write_pct(&o, "uptime_pct", rows[i].uptime_pct);
        jo_kv_string(&o, "worst_day", *rows[i].worst_day ? rows[i].worst_day : NULL);
        write_pct(&o, "worst_day_pct", rows[i].worst_pct);
        jo_kv_int(&o, "outages", rows[i].outages);
        for (int k = 0; k < SUM_COUNT; k++)
            jo_kv_int(&o, sums[k], (int64_t)(rows[i].sum[k] + 0.5));
        jo_object_end(&o);
    }
    jo_array_end(&o);
    jo_object_end(&o);
}

static void report_html(struct buf *b, struct arena *a, const char *from, const char *to, double all, const struct availability *rows,
                        size_t n)
{
    buf_printf(b,
               "<!doctype html><html lang=en><meta charset=utf-8><title>Availability %s to %s</title><style>body{font:14px/1.5 system-ui,"
               "sans-serif;margin:2rem;color:#1c2733}table{border-collapse:collapse;width:100%%}th,td{padding:.3rem .6rem;text-align:right;"
               "border-bottom:1px solid #d6dde4}th:first-child,td:first-child,th:nth-child(2),td:nth-child(2){text-align:left}"
               ".low{color:#a4001d;font-weight:600}</style><h1>Availability</h1><p>%s to %s (UTC days), %zu services, ",
               from, to, from, to, n);
    buf_printf(b, all < 0 ? "nothing known%s.</p>" : "together %s %% up.</p>", pct_text(a, all));
    buf_puts(b, "<table><thead><tr><th>Service<th>Type<th>Up, %<th>Worst day<th>Up then, %<th>Outages<th>Down, minutes<th>Unknown, "
                "hours<th>Failed checks</thead><tbody>");
    for (size_t i = 0; i < n; i++) {
        const struct availability *x = &rows[i];
        buf_puts(b, "<tr><td>");
        html_text(b, x->name);
        buf_puts(b, "<td>");
        html_text(b, x->type);
        buf_printf(b, "<td%s>%s<td>%s<td>%s<td>%lld<td>%.1f<td>%.1f<td>%.0f of %.0f",
                   x->uptime_pct >= 0 && x->uptime_pct < 99 ? " class=low" : "", x->uptime_pct < 0 ? "unknown" : pct_text(a, x->uptime_pct),
                   x->worst_day, pct_text(a, x->worst_pct), (long long)x->outages, x->sum[UNHEALTHY] / 60, x->sum[UNKNOWN] / 3600,
                   x->sum[FAILURES], x->sum[CHECKS]);
    }
    buf_puts(b, "</tbody></table></html>\n");
}

static enum err put_file(struct job_run *r, const char *name, const char *type, const struct buf *b)
{
    if (b->overflow)
        return err_set(ERR_INVALID, "%s would be larger than 1 MB: choose a tag that fewer services have", name);
    job_artefact(r, name, type, b->data ? b->data : "", b->len);
    return OK;
}

static enum err report(struct job_run *r, void *ctx)
{
    struct box *b = ctx;
    struct arena *a = job_arena(r), *scratch = arena_new(0);
    struct monitor_health_filter f = {
        .tag = json_string(json_get(job_input(r), "tag")), .status = -1, .worker = -1, .sort = MONITOR_SORT_NAME
    };
    struct availability *rows = arena_array(a, SERVICES_MAX, sizeof *rows);
    double sum[SUM_COUNT] = { 0 };
    size_t n = 0;
    int64_t days = 30, total = 0, today = time_day_start(clock_wall_us(b->clock));
    char from[TIME_TEXT_SIZE], to[TIME_TEXT_SIZE];
    enum err e = OK;
    if (!json_int(json_get(job_input(r), "days"), &days))
        days = 30;
    time_day_text(today - (days - 1) * US_PER_DAY, from);
    time_day_text(today, to);
    do {
        struct monitor_health *page;
        size_t got;
        const char *next;
        e = monitor_health_list(b->monitor, a, job_tenant(r), &f, PAGE, &page, &got, &total, &next);
        for (size_t i = 0; i < got && e == OK && n < SERVICES_MAX; i++) {
            if (job_stopping(r))
                e = err_set(ERR_BUSY, "stopped");
            else
                e = availability_of(b, a, scratch, job_tenant(r), &page[i], (int)days, &rows[n]);
            arena_reset(scratch);
            if (e == ERR_NOT_FOUND) { /* deleted meanwhile */
                e = OK;
                continue;
            }
            for (int k = 0; k < SUM_COUNT && e == OK; k++)
                sum[k] += rows[n].sum[k];
            n += e == OK;
        }
        if (e == OK)
            job_progress(r, (int)(total ? 90 * (int64_t)n / total : 90), "%zu of %lld services", n, (long long)total);
        f.after = e == OK && n < SERVICES_MAX ? next : NULL;
    } while (f.after);
    arena_free(scratch);
    if (e == OK && n == SERVICES_MAX && total > SERVICES_MAX)
        e = err_set(ERR_INVALID, "there are more than %d services: choose a tag", SERVICES_MAX);
    for (int file = 0; file < 3 && e == OK; file++) {
        struct buf text;
        buf_init(&text, JOBS_ARTEFACT_MAX);
        if (file == 0)
            report_html(&text, a, from, to, pct_of(sum), rows, n);
        else if (file == 1)
            report_csv(&text, a, rows, n);
        else
            report_json(&text, from, to, pct_of(sum), rows, n);
        e = put_file(r,
                     file == 0   ? "availability.html"
                     : file == 1 ? "availability.csv"
                                 : "availability.json",
                     file == 0   ? "text/html"
                     : file == 1 ? "text/csv"
                                 : "application/json",
                     &text);
        buf_free(&text);
    }
    if (e != OK)
        return e;
    job_log(r, "%zu services from %s to %s", n, from, to);
    job_result(r, arena_printf(a, "{\"from\":\"%s\",\"to\":\"%s\",\"services\":%zu,\"uptime_pct\":%s}", from, to, n,
                               pct_of(sum) < 0 ? "null" : pct_text(a, pct_of(sum))));
    return OK;
}

/* ---- export ---- */

static const char *const subjects[] = { "services", "alerts", "jobs", NULL }, *const formats[] = { "csv", "jsonl", NULL };
static const struct field export_input[] = {
    { .name = "what", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = subjects, .doc = "What is exported" },
    { .name = "format", .type = F_STRING, .one_of = formats, .fallback = "\"csv\"", .doc = "jsonl: a JSON object a line" },
    { .name = "from", .type = F_TIME, .doc = "Alerts opened and jobs entered at or after" },
    { .name = "to", .type = F_TIME, .doc = "… before" },
    { 0 },
};

struct exporting {
    struct job_run *r;
    struct box *b;
    const char *what;
    bool csv;
    int64_t from, to, before; /* before: of jobs */
    const char *cursor;       /* of alerts */
    const char *columns[COLUMNS_MAX];
    size_t column_count;
    struct buf part;
    int parts;
    int64_t rows;
};

/* A page as the elements of an array; *more: there is another. */
static enum err read_page(struct exporting *x, struct arena *a, struct json_out *o, bool *more)
{
    const char *tenant = job_tenant(x->r), *next = NULL;
    int64_t total;
    enum err e;
    *more = false;
    if (str_eq(x->what, "services"))
        return monitor_export(x->b->monitor, a, tenant, o);
    jo_array(o);
    if (str_eq(x->what, "alerts")) {
        struct alerts_filter f = { .from = x->from, .to = x->to, .before = x->cursor };
        e = alerts_list(x->b->alerts, a, tenant, &f, PAGE, o, &next, &total);
        if (e == OK && next)
            x->cursor = arena_strdup(job_arena(x->r), next);
        *more = next != NULL;
    } else {
        struct jobs_filter f = { .from = x->from, .to = x->to, .before = x->before };
        e = jobs_list(x->b->jobs, a, tenant, &f, PAGE, o, &x->before);
        *more = x->before != 0;
    }
    jo_array_end(o);
    return e;
}

static void name_columns(struct exporting *x, const struct json *rows)
{
    for (const struct json *row = json_first(rows); row; row = json_next(row))
        for (const struct json *m = json_first(row); m; m = json_next(m)) {
            size_t i = 0;
            while (i < x->column_count && !str_eq(x->columns[i], json_key(m)))
                i++;
            if (i == x->column_count && i < COLUMNS_MAX)
                x->columns[x->column_count++] = arena_strdup(job_arena(x->r), json_key(m));
        }
}

static void put_row(struct exporting *x, struct arena *a, const struct json *row, struct buf *line)
{
    if (!x->csv) {
        buf_puts(line, json_print(a, row));
        buf_putc(line, '\n');
        return;
    }
    for (size_t i = 0; i < x->column_count; i++) {
        const struct json *v = json_get(row, x->columns[i]);
        bool none = !v || json_type(v) == JSON_NULL;
        csv_cell(line, i == 0, none ? NULL : json_string(v) ? json_string(v) : json_print(a, v));
    }
    csv_end(line);
}

static void start_part(struct exporting *x)
{
    buf_clear(&x->part);
    for (size_t i = 0; i < x->column_count && x->csv; i++)
        csv_cell(&x->part, i == 0, x->columns[i]);
    if (x->csv)
        csv_end(&x->part);
}

static void end_part(struct exporting *x)
{
    char name[64];
    snprintf(name, sizeof name, "%s-%d.%s", x->what, ++x->parts, x->csv ? "csv" : "jsonl");
    job_artefact(x->r, name, x->csv ? "text/csv" : "application/jsonl", x->part.data ? x->part.data : "", x->part.len);
}

/* False when there is no room for it any more. */
static bool add_row(struct exporting *x, struct arena *a, const struct json *row)
{
    struct buf line;
    buf_init(&line, JOBS_ARTEFACT_MAX / 2);
    put_row(x, a, row, &line);
    bool room = !line.overflow;
    if (room && x->part.len + line.len > JOBS_ARTEFACT_MAX) {
        room = x->parts + 1 < JOBS_ARTEFACTS_MAX;
        if (room) {
            end_part(x);
            start_part(x);
        }
    }
    if (room) {
        buf_append(&x->part, line.data, line.len);
        x->rows++;
    }
    buf_free(&line);
    return room;
}

static enum err export_all(struct exporting *x, struct arena *a, bool *complete)
{
    bool more = true, room = true;
    enum err e = OK;
    for (int page = 0; more && room && e == OK; page++, arena_reset(a)) {
        struct jo_text t;
        struct json *rows = NULL;
        if (job_stopping(x->r))
            return err_set(ERR_BUSY, "stopped");
        struct json_out *o = jo_text_begin(&t, 32u << 20);
        e = read_page(x, a, o, &more);
        const char *text = jo_text_end(&t, a);
        if (e == OK)
            e = text ? json_parse(a, text, strlen(text), &rows) : err_set(ERR_INVALID, "a page of the export is too large");
        if (e == OK && page == 0) {
            name_columns(x, rows);
            start_part(x);
        }
        for (const struct json *row = e == OK ? json_first(rows) : NULL; row && room; row = json_next(row))
            room = add_row(x, a, row);
        job_progress(x->r, 50, "%lld rows", (long long)x->rows);
    }
    *complete = room && !more;
    if (e == OK)
        end_part(x);
    return e;
}

static enum err export_rows(struct job_run *r, void *ctx)
{
    const struct json *in = job_input(r);
    struct exporting x = {
        .r = r, .b = ctx, .what = json_string(json_get(in, "what")), .csv = !str_eq(json_string(json_get(in, "format")), "jsonl")
    };
    bool complete = false;
    struct arena *a = arena_new(0);
    if (!time_parse(json_string(json_get(in, "from")), &x.from))
        x.from = 0;
    if (!time_parse(json_string(json_get(in, "to")), &x.to))
        x.to = 0;
    buf_init(&x.part, JOBS_ARTEFACT_MAX);
    enum err e = export_all(&x, a, &complete);
    buf_free(&x.part);
    arena_free(a);
    if (e != OK)
        return e;
    job_log(r, "%lld rows in %d files%s", (long long)x.rows, x.parts, complete ? "" : "; the older ones found no room: choose a period");
    job_result(r, arena_printf(job_arena(r), "{\"rows\":%lld,\"files\":%d,\"complete\":%s}", (long long)x.rows, x.parts,
                               complete ? "true" : "false"));
    return OK;
}

static const struct job_type types[] = {
    { .name = "report",
      .title = "Availability report",
      .doc = "How much of a period each service of the tenant was up, as a page, CSV and JSON",
      .queue = "system",
      .input = report_input,
      .run = report,
      .concurrency = 1,
      .timeout_seconds = 600,
      .max_attempts = 2,
      .backoff_seconds = 60,
      .backoff_max_seconds = 60,
      .priority = 6,
      .needs = { PERM_SERVICE_READ } },
    { .name = "export",
      .title = "Export",
      .doc = "The tenant's services, alerts or jobs as files of CSV or JSON lines, the newest first, 8 MB at most",
      .queue = "system",
      .input = export_input,
      .run = export_rows,
      .concurrency = 1,
      .timeout_seconds = 600,
      .max_attempts = 2,
      .backoff_seconds = 60,
      .backoff_max_seconds = 60,
      .priority = 6,
      .needs = { PERM_SERVICE_READ, PERM_ALERT_READ, PERM_JOB_READ } },
};

enum err box_exports_register(struct box *b)
{
    return jobs_register(b->jobs, types, sizeof types / sizeof *types, b);
}
