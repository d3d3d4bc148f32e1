/* audit/: filters, pages, the rows of no other tenant, what changed, the export. */
#include "audittest.h"

static size_t count(const struct audit_filter *filter)
{
    int64_t next;
    return json_size(rows_of(filter, 100, &next));
}

static void test_filters(void **state)
{
    (void)state;
    int64_t next;
    append_as(TENANT, "u1", "service.create", "o1", NULL, "{}");
    clock_fake_advance(w.clock, US_PER_MIN);
    append_as(TENANT, "u2", "service.update", "o1", NULL, NULL);
    append_as(OTHER, "u1", "service.update", "o1", NULL, NULL);
    clock_fake_advance(w.clock, US_PER_MIN);
    append_as(TENANT, "u1", "service.update", "o2", NULL, NULL);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT }), 3);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = OTHER }), 1);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = "nobody" }), 0);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .user_id = "u1" }), 2);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .object_id = "o1" }), 2);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .action = "service.update" }), 2);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .action = "service.update", .user_id = "u1", .object_id = "o2" }),
                     1);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .action = "service.%" }), 0); /* no pattern */
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .action = "service.*" }), 3);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .action = "service.c*" }), 1);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .action = "*" }), 3);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .action = "servicf*" }), 0);
    assert_int_equal(count(&(struct audit_filter){ .action = "service.*" }), 4); /* the whole box */
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .actor = "A@example.test" }), 3);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .actor = "session:s1" }), 3);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .actor = "console" }), 0);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .object_type = "service" }), 3);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .request_id = "r1" }), 3);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .text = "WEB sh" }), 3);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .text = "example" }), 3);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .text = "%" }), 0);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .result = "ok" }), 3);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .result = "failed" }), 0);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .user_id = "u1' OR '1'='1" }), 0);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .from = START + US_PER_MIN }), 2);
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .to = START + US_PER_MIN }), 1); /* up to, without */
    assert_int_equal(count(&(struct audit_filter){ .tenant_id = TENANT, .from = START + 1, .to = START + US_PER_MIN }), 0);
    const struct json *first = json_first(rows_of(&(struct audit_filter){ .tenant_id = TENANT }, 100, &next));
    int64_t id = 0;
    assert_true(json_int(json_get(first, "id"), &id));
    assert_int_equal(id, 4); /* newest first */
    assert_string_equal(json_string(json_get(first, "at")), "2026-02-08T09:02:00.000Z");
    assert_string_equal(json_string(json_get(first, "credential")), "session:s1");
    assert_string_equal(json_string(json_get(first, "remote")), "192.0.2.7");
    assert_int_equal(json_type(json_get(first, "before")), JSON_NULL);
}

static void test_pages_meet(void **state)
{
    (void)state;
    int64_t next = 0, seen = 0, id = 0, last = INT64_MAX;
    int pages = 0;
    for (int i = 0; i < 10; i++) {
        append();
        append_as(OTHER, "u1", "x", "o", NULL, NULL); /* a foreign row between any two */
    }
    do {
        for (const struct json *r = json_first(rows_of(&(struct audit_filter){ .tenant_id = TENANT, .before_seq = next }, 5, &next)); r;
             r = json_next(r), seen++) {
            assert_true(json_int(json_get(r, "id"), &id));
            assert_true(id < last);
            last = id;
        }
        pages++;
    } while (next && pages < 10);
    assert_int_equal(seen, 10);
    assert_int_equal(pages, 2); /* no empty page at the end */
}

static const char *changes_of(const char *before, const char *after)
{
    int64_t next;
    append_as(TENANT, "u1", "x", "o", before, after);
    return json_print(w.f->arena, json_get(json_first(rows_of(&(struct audit_filter){ .tenant_id = TENANT }, 1, &next)), "changes"));
}

static void test_changes(void **state)
{
    (void)state;
    assert_string_equal(changes_of(NULL, "{\"a\":1}"), "[]"); /* made or deleted: all of it is new or gone */
    assert_string_equal(changes_of("{\"a\":1}", NULL), "[]");
    assert_string_equal(changes_of("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}"), "[]"); /* the order tells nothing */
    assert_string_equal(changes_of("{\"a\":1}", "{\"a\":\"1\"}"), "[{\"field\":\"a\",\"kind\":\"changed\",\"before\":1,\"after\":\"1\"}]");
    assert_string_equal(changes_of("{\"a\":null}", "{\"a\":false}"),
                        "[{\"field\":\"a\",\"kind\":\"changed\",\"before\":null,\"after\":false}]");
    assert_string_equal(changes_of("{\"a\":{\"b\":[1]}}", "{\"a\":{\"b\":[1,2]}}"),
                        "[{\"field\":\"a.b\",\"kind\":\"changed\",\"before\":[1],\"after\":[1,2]}]");
    assert_string_equal(changes_of("{\"a\":1}", "{\"b\":2}"), "[{\"field\":\"b\",\"kind\":\"added\",\"before\":null,\"after\":2},"
                                                              "{\"field\":\"a\",\"kind\":\"removed\",\"before\":1,\"after\":null}]");
    assert_string_equal(changes_of("[1]", "[2]"), "[]");
    /* another spelling is no other value, nor are spaces; what stands in a string is no member */
    assert_string_equal(changes_of("{\"a\":1.50,\"b\":[1]}", "{ \"b\" : [ 1 ] , \"a\" : 1.5 }"), "[]");
    assert_string_equal(changes_of("{\"a\":\"}\\\",\\\"b\\\":{\",\"c\":1}", "{\"a\":\"}\\\",\\\"b\\\":{\",\"c\":2}"),
                        "[{\"field\":\"c\",\"kind\":\"changed\",\"before\":1,\"after\":2}]");
    assert_string_equal(changes_of("{\"a\":{},\"b\":{\"c\":{\"d\":1}}}", "{\"a\":[],\"b\":{\"c\":{}}}"),
                        "[{\"field\":\"a\",\"kind\":\"changed\",\"before\":{},\"after\":[]},"
                        "{\"field\":\"b.c.d\",\"kind\":\"removed\",\"before\":1,\"after\":null}]");
    assert_string_equal(changes_of("{\"q\\\"\":1}", "{\"q\\\"\":2}"),
                        "[{\"field\":\"q\\\"\",\"kind\":\"changed\",\"before\":1,\"after\":2}]");
    assert_string_equal(changes_of("{}", "{}"), "[]");
}

/* A search that finds little gives up its page, not its place. */
static void test_short_pages_go_on(void **state)
{
    (void)state;
    int64_t next = 0, found = 0;
    int pages = 0;
    append_as(TENANT, "u1", "rare", "o1", NULL, NULL);
    exec("WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 250000)"
         "INSERT INTO audit SELECT i, at, tenant_id, user_id, user_email, credential, 'common', object_type, object_id, before, after, "
         "status,"
         " request_id, remote, hash, format, object_name, user_agent FROM audit, n WHERE seq = 1");
    do {
        found +=
            (int64_t)json_size(rows_of(&(struct audit_filter){ .tenant_id = TENANT, .action = "rare", .before_seq = next }, 10, &next));
        pages++;
    } while (next && pages < 100);
    assert_int_equal(found, 1);
    assert_int_equal(next, 0);
}

static enum err collect(void *arg, const void *p, size_t n)
{
    buf_append(arg, p, n);
    return OK;
}

static enum err largest(void *arg, const void *p, size_t n)
{
    (void)p;
    *(size_t *)arg = n > *(size_t *)arg ? n : *(size_t *)arg;
    return OK;
}

/* Memory is that of one chunk, however long the export is and however large its rows are. */
static void test_export_goes_in_chunks(void **state)
{
    (void)state;
    static char after[40000];
    memset(after, 'x', sizeof after - 1);
    memcpy(after, "{\"a\":\"", 6);
    memcpy(after + sizeof after - 3, "\"}", 2);
    for (int i = 0; i < 200; i++)
        append_as(TENANT, "u1", "service.update", "o1", NULL, after);
    for (int csv = 0; csv < 2; csv++) {
        size_t most = 0;
        assert_int_equal(audit_export(w.audit, &(struct audit_filter){ .tenant_id = TENANT }, csv, largest, &most), OK);
        assert_in_range(most, 256 * 1024, 256 * 1024 + sizeof after * 2);
    }
}

static void test_export(void **state)
{
    (void)state;
    struct buf b;
    struct json *v;
    append_as(TENANT, "u1", "service.create", "=cmd()", NULL, "{\"a\":\"x,\\\"y\"}");
    append_as(OTHER, "u1", "service.create", "foreign", NULL, NULL);
    for (int i = 0; i < 2500; i++) /* more than it reads at once */
        append_as(TENANT, "u1", "service.update", "o1", NULL, NULL);
    buf_init(&b, 64 << 20);
    assert_int_equal(audit_export(w.audit, &(struct audit_filter){ .tenant_id = TENANT }, false, collect, &b), OK);
    assert_int_equal(json_parse(w.f->arena, b.data, b.len, &v), OK);
    assert_int_equal(json_size(v), 2501);
    buf_clear(&b);
    assert_int_equal(audit_export(w.audit, &(struct audit_filter){ .tenant_id = TENANT, .action = "service.create" }, true, collect, &b),
                     OK);
    assert_true(str_starts(b.data, "id,at,tenant_id,user_email,"));
    assert_non_null(strstr(b.data, ",service,'=cmd(),Web shop,"));
    assert_null(strstr(b.data, "foreign"));
    assert_non_null(strstr(b.data, "\"{\"\"a\"\":\"\"x,\\\"\"y\"\"}\""));
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T("filters, and no row of another tenant", test_filters),
        T("pages meet without a gap", test_pages_meet),
        T("a search that finds little goes on", test_short_pages_go_on),
        T("changes between before and after", test_changes),
        T("exports", test_export),
        T("an export goes in chunks", test_export_goes_in_chunks),
    };
    return cmocka_run_group_tests_name("audit_read", tests, NULL, NULL);
}
