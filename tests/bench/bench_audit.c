/*
 * bench_audit.c - the audit trail at a million rows: appending, verifying all of it, pages by every filter, the export.
 * bench_audit [DIR [ROWS]]
 */
#include "audit/audit.h"
#include "core/log.h"
#include "store/internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define TENANT "00000000-0000-7000-8000-000000000001"
#define BATCH  5000

static struct audit *trail;

static void die(const char *what)
{
    fprintf(stderr, "bench_audit: %s: %s\n", what, err_detail());
    exit(1);
}

static enum err append_many(struct tx *tx, void *arg)
{
    const int *from = arg;
    enum err e = OK;
    for (int i = *from; i < *from + BATCH && !e; i++) {
        char user[40], email[60], object[40], name[60];
        snprintf(user, sizeof user, "user-%d", i % 50);
        snprintf(email, sizeof email, "person%d@example.test", i % 50);
        snprintf(object, sizeof object, "object-%d", i % 2000);
        snprintf(name, sizeof name, "Service number %d", i % 2000);
        e = audit_append(
            trail, tx,
            &(struct audit_entry){ .tenant_id = TENANT,
                                   .user_id = user,
                                   .user_email = email,
                                   .credential = "session:01a2107d-4443-7924-a5d5-48bb527bf32d",
                                   .action = i % 100     ? "service.update"
                                             : i % 10000 ? "auth.login"
                                                         : "user.delete",
                                   .object_type = "service",
                                   .object_id = object,
                                   .object_name = name,
                                   .before = "{\"name\":\"Service\",\"interval_seconds\":60,\"target\":\"https://example.test/\"}",
                                   .after = "{\"name\":\"Service\",\"interval_seconds\":90,\"target\":\"https://example.test/\"}",
                                   .status = i % 37 ? 200 : 403,
                                   .request_id = "01a2107d-4443-7924-a5d5-48bb527bf32d",
                                   .remote = "192.0.2.7",
                                   .user_agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36" });
    }
    return e;
}

static enum err discard(void *arg, const void *p, size_t n)
{
    (void)p;
    *(size_t *)arg += n;
    return OK;
}

static int64_t cpu_us(void) /* of this thread */
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * US_PER_S + t.tv_nsec / 1000;
}

static double page_ms(const struct audit_filter *f)
{
    struct arena *a = arena_new(0);
    int64_t worst = 0;
    for (int i = 0; i < 5; i++) {
        struct buf b;
        struct json_out o;
        int64_t next, began = mono_us();
        buf_init(&b, 16 << 20);
        jo_init(&o, &b);
        jo_array(&o);
        if (audit_list(trail, a, f, 100, &o, &next))
            die("list");
        int64_t took = mono_us() - began;
        worst = took > worst ? took : worst;
        buf_free(&b);
        arena_reset(a);
    }
    arena_free(a);
    return (double)worst / 1000;
}

int main(int argc, char **argv)
{
    char dir[256];
    static const unsigned char key[CRYPTO_KEY_SIZE] = { 1 };
    int rows = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 1000000;
    struct store *s = NULL;
    struct audit_verdict v;
    struct rusage before, after;
    size_t bytes = 0;
    log_setup(LOG_ERROR, LOG_TEXT, 2);
    snprintf(dir, sizeof dir, "%s/bench-audit-XXXXXX", argc > 1 ? argv[1] : getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    if (crypto_init() || !mkdtemp(dir) ||
        store_open(&(struct store_options){ .dir = dir, .clock = clock_system(), .version = "bench" }, &s) ||
        audit_new(&(struct audit_deps){ .store = s, .clock = clock_system(), .key = key, .default_tenant = TENANT }, &trail) ||
        audit_adopt_key(trail))
        die("open");
    int64_t began = mono_us();
    for (int i = 0; i < rows; i += BATCH)
        if (store_write(s, append_many, &i))
            die("append");
    double append = (double)(mono_us() - began) / 1e6;
    getrusage(RUSAGE_SELF, &before);
    began = mono_us();
    if (audit_verify(trail, &(struct audit_verify_options){ .full = true }, &v))
        die("verify");
    double verify = (double)(mono_us() - began) / 1e6;
    began = mono_us();
    if (audit_verify(trail, &(struct audit_verify_options){ 0 }, &v))
        die("verify what is new");
    double again = (double)(mono_us() - began) / 1e3;
    getrusage(RUSAGE_SELF, &after);
    const struct {
        const char *name;
        struct audit_filter f;
    } pages[] = {
        { "all", { .tenant_id = TENANT } },
        { "deep", { .tenant_id = TENANT, .before_seq = 1000 } },
        { "action", { .tenant_id = TENANT, .action = "user.delete" } },
        { "group", { .tenant_id = TENANT, .action = "user.*" } },
        { "actor", { .tenant_id = TENANT, .user_id = "user-7" } },
        { "object", { .tenant_id = TENANT, .object_id = "object-77" } },
        { "text", { .tenant_id = TENANT, .text = "number 77" } },
        { "text_none", { .tenant_id = TENANT, .text = "there is no such thing" } },
        { "email_none", { .tenant_id = TENANT, .actor = "nobody@example.test" } },
        { "request", { .tenant_id = TENANT, .request_id = "none" } },
        { "time", { .tenant_id = TENANT, .from = clock_wall_us(clock_system()) - US_PER_HOUR } },
        { "combined", { .tenant_id = TENANT, .action = "auth.*", .result = "failed", .text = "zzz" } },
        { "box", { 0 } },
    };
    printf("{\"name\":\"audit\",\"rows\":%d,\"append_rows_per_second\":%.0f,\"verify_seconds\":%.2f,\"verify_new_ms\":%.1f,\"verify_grew_"
           "kb\":%ld,\"pages_ms\":{",
           rows, rows / append, verify, again, after.ru_maxrss - before.ru_maxrss);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        printf("%s\"%s\":%.1f", i ? "," : "", pages[i].name, page_ms(&pages[i].f));
    printf("}");
    getrusage(RUSAGE_SELF, &before);
    for (int csv = 0; csv < 2; csv++) {
        int64_t wall = INT64_MAX, cpu = INT64_MAX; /* the best of three: one stall of the machine is no figure */
        for (int turn = 0; turn < 3; turn++) {
            int64_t cpu_began = cpu_us();
            bytes = 0;
            began = mono_us();
            if (audit_export(trail, &(struct audit_filter){ .tenant_id = TENANT }, csv, discard, &bytes))
                die("export");
            wall = mono_us() - began < wall ? mono_us() - began : wall;
            cpu = cpu_us() - cpu_began < cpu ? cpu_us() - cpu_began : cpu;
        }
        const char *form = csv ? "csv" : "json";
        printf(",\"export_%s_rows_per_second\":%.0f,\"export_%s_rows_per_cpu_second\":%.0f,\"export_%s_bytes\":%zu", form, rows * 1e6 / (double)wall,
               form, rows * 1e6 / (double)cpu, form, bytes);
    }
    getrusage(RUSAGE_SELF, &after);
    printf(",\"export_grew_kb\":%ld}\n", after.ru_maxrss - before.ru_maxrss);
    store_close(s);
    audit_free(trail);
    disk_remove_tree(dir);
    return 0;
}
