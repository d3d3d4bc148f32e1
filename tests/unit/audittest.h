/* audittest.h - a box with an audit trail for a test, a hand that has its file but not its key, and what the check says. */
#ifndef BINNACLE_AUDITTEST_H
#define BINNACLE_AUDITTEST_H
#include "audit/audit.h"
#include "core/str.h"
#include "store/internal.h"
#include "storetest.h"
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define TENANT "00000000-0000-7000-8000-000000000001"
#define OTHER  "00000000-0000-7000-8000-000000000002"
#define START  1770541200000000LL /* 2026-02-08T09:00:00Z */

static const unsigned char box_key[CRYPTO_KEY_SIZE] = { 1, 2, 3 };

struct world {
    struct fixture *f;
    struct clock *clock;
    struct store *store;
    struct audit *audit;
    sqlite3 *hand; /* of somebody with the file but without the key */
};
static struct world w;

static inline void exec(const char *sql)
{
    if (db_exec(w.hand, sql) != OK)
        fail_msg("%s: %s", sql, err_detail());
}

static inline struct audit *new_audit(const unsigned char key[CRYPTO_KEY_SIZE])
{
    struct audit *t;
    struct audit_deps d = { .store = w.store, .clock = w.clock, .key = key, .default_tenant = TENANT };
    assert_int_equal(audit_new(&d, &t), OK);
    return t;
}

static inline void take_key(const unsigned char key[CRYPTO_KEY_SIZE])
{
    audit_free(w.audit);
    w.audit = new_audit(key);
    assert_int_equal(audit_adopt_key(w.audit), OK);
}

static inline void append_as(const char *tenant, const char *user, const char *action, const char *object, const char *before,
                             const char *after)
{
    struct audit_entry e = { .tenant_id = tenant,
                             .user_id = user,
                             .user_email = "a@example.test",
                             .credential = "session:s1",
                             .action = action,
                             .object_type = "service",
                             .object_id = object,
                             .object_name = "Web shop",
                             .before = before,
                             .after = after,
                             .status = 200,
                             .request_id = "r1",
                             .remote = "192.0.2.7",
                             .user_agent = "curl/8" };
    assert_int_equal(audit_write(w.audit, &e), OK);
}

static inline void append(void)
{
    append_as(TENANT, "u1", "service.update", "o1", "{\"name\":\"a\"}", "{\"name\":\"b\"}");
    clock_fake_advance(w.clock, US_PER_S);
}

static inline int setup(void **state)
{
    char path[512];
    if (storetest_setup(state) || crypto_init() != OK)
        return -1;
    w = (struct world){ .f = *state, .clock = clock_fake(START, US_PER_HOUR) };
    w.store = storetest_open(w.f, &(struct store_options){ .clock = w.clock });
    take_key(box_key);
    storetest_path(w.f, "binnacle.db", path);
    return db_connect(path, DB_WRITER, &w.hand) == OK ? 0 : -1;
}

static inline int teardown(void **state)
{
    sqlite3_close(w.hand);
    store_close(w.store);
    audit_free(w.audit);
    clock_fake_free(w.clock);
    return storetest_teardown(state);
}

static inline char *say(enum err *e)
{
    struct buf out;
    buf_init(&out, 4096);
    *e = audit_check(w.audit, NULL, 0, &out);
    char *text = arena_strdup(w.f->arena, out.data);
    buf_free(&out);
    return text;
}

static inline void unbroken(const char *says)
{
    enum err e;
    const char *text = say(&e);
    if (e || !strstr(text, says))
        fail_msg("%s: '%s' instead of '%s'", err_name(e), text, says);
}

static inline void broken(const char *sql, const char *says)
{
    enum err e;
    const char *text = say(&e);
    if (e != ERR_CORRUPT || !strstr(text, says))
        fail_msg("after %s: %s: '%s' instead of '%s'", sql, err_name(e), text, says);
}

/* What was appended stays aside, so that each tampering begins with a good chain. */
static inline void keep_aside(void)
{
    exec("CREATE TEMP TABLE kept AS SELECT * FROM audit; CREATE TEMP TABLE kept_head AS SELECT * FROM audit_head");
}

static inline void put_back(void)
{
    exec("BEGIN; DELETE FROM audit; INSERT INTO audit SELECT * FROM kept;"
         "DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM kept_head; COMMIT");
}

static inline const struct json *rows_of(const struct audit_filter *filter, int64_t limit, int64_t *next)
{
    struct jo_text t;
    struct json *v;
    struct json_out *o = jo_text_begin(&t, 16 << 20);
    jo_array(o);
    assert_int_equal(audit_list(w.audit, w.f->arena, filter, limit, o, next), OK);
    jo_array_end(o);
    const char *text = jo_text_end(&t, w.f->arena);
    assert_int_equal(json_parse(w.f->arena, text, strlen(text), &v), OK);
    return v;
}

/* The newest row. */
static inline const struct json *newest(void)
{
    int64_t next;
    return json_first(rows_of(&(struct audit_filter){ 0 }, 1, &next));
}

static inline const char *member(const struct json *row, const char *name)
{
    const char *s = json_string(json_get(row, name));
    return s ? s : "";
}

#define T(name, fn)                                                                                                                        \
    {                                                                                                                                      \
        name, fn, setup, teardown, NULL                                                                                                    \
    }
#endif
