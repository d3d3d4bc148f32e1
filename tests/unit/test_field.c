/* Tests of core/field.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/field.h"
#include "core/str.h"
#include <stdio.h>
#include <string.h>

static struct arena *a;
static int setup(void **state)
{
    (void)state;
    a = arena_new(0);
    return 0;
}
static int teardown(void **state)
{
    (void)state;
    arena_free(a);
    return 0;
}

static const char *const colours[] = { "red", "green", NULL };
static const struct field header_members[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 20 },
    { .name = "value", .type = F_STRING },
    { 0 },
};
static const struct field header_row[] = { { .name = "", .type = F_OBJECT, .fields = header_members } };
static const struct field tag_row[] = { { .name = "", .type = F_STRING, .min = 1, .max = 5 } };
static const struct field secret_row[] = { { .name = "", .type = F_STRING, .flags = FIELD_SECRET } };
static const struct field table[] = {
    { .name = "id", .type = F_STRING, .flags = FIELD_READ_ONLY | FIELD_UUID | FIELD_REQUIRED },
    { .name = "name",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .min = 1,
      .max = 10,
      .title = "Name",
      .doc = "What it is called",
      .example = "\"web\"" },
    { .name = "count", .type = F_INT, .min = 1, .max = 5, .fallback = "3" },
    { .name = "ratio", .type = F_NUMBER },
    { .name = "on", .type = F_BOOL },
    { .name = "at", .type = F_TIME, .flags = FIELD_NULLABLE },
    { .name = "colour", .type = F_STRING, .one_of = colours },
    { .name = "mail", .type = F_STRING, .flags = FIELD_EMAIL },
    { .name = "url", .type = F_STRING, .flags = FIELD_URL },
    { .name = "ref", .type = F_STRING, .flags = FIELD_UUID },
    { .name = "note", .type = F_STRING, .flags = FIELD_MULTILINE },
    { .name = "password", .type = F_STRING, .flags = FIELD_SECRET },
    { .name = "headers", .type = F_ARRAY, .max = 2, .fields = header_row },
    { .name = "tags", .type = F_ARRAY, .min = 1, .fields = tag_row },
    { .name = "env", .type = F_MAP, .max = 2, .fields = secret_row },
    { .name = "any", .type = F_ANY },
    { 0 },
};

struct seen {
    int n;
    char text[4096];
};
static void collect(void *arg, const char *path, const char *message)
{
    struct seen *s = arg;
    size_t n = strlen(s->text);
    s->n++;
    snprintf(s->text + n, sizeof s->text - n, "%s: %s\n", path, message);
}

static void check(const char *text, bool partial, const char *problems)
{
    struct json *v;
    struct seen s = { 0 };
    assert_int_equal(json_parse(a, text, strlen(text), &v), OK);
    int n = field_validate(table, v, partial, collect, &s);
    assert_int_equal(n, s.n);
    assert_string_equal(s.text, problems);
}

static void accepts_good_objects(void **state)
{
    (void)state;
    check("{\"name\":\"x\"}", false, "");
    check("{}", true, "");
    check("{\"name\":\"x\",\"count\":5,\"ratio\":-1.5,\"on\":false,\"at\":null,\"colour\":\"red\",\"mail\":\"a@b.example\",\"url\":\"https:"
          "//u:p@[::1]:8080/x?y#z\","
          "\"ref\":\"00000000-0000-7000-8000-000000000001\",\"note\":\"a\\n\\tb\",\"password\":\"p\",\"headers\":[{\"name\":\"h\"},{"
          "\"name\":\"i\",\"value\":\"\"}],\"tags\":[\"a\"],\"env\":{\"A\":\"b\"},\"any\":[{}]}",
          false, "");
}

static void names_every_problem_with_its_path(void **state)
{
    (void)state;
    check("{}", false, "name: is required\n");
    check("[]", false, ": must be an object\n");
    check("{\"name\":\"x\",\"nmae\":1}", false, "nmae: is not a known field\n");
    check("{\"name\":\"x\",\"id\":\"1\"}", false, "id: is read-only\n");
    check("{\"name\":\"\"}", false, "name: must not be empty\n");
    check("{\"name\":null}", true, "name: must not be null\n");
    check("{\"name\":\"12345678901\"}", false, "name: must have at most 10 characters\n");
    check("{\"name\":\"\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\U0001d4b3\"}", true, ""); /* characters, not bytes */
    check("{\"name\":\"\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\u00fc\"}", true, "name: must have at most 10 characters\n");
    check("{\"name\":\"a\\nb\"}", false, "name: must not contain control characters\n");
    check("{\"name\":5,\"count\":\"5\",\"on\":1,\"ratio\":\"1\"}", false,
          "name: must be a string\ncount: must be a whole number\nratio: must be a number\non: must be true or false\n");
    check("{\"name\":\"x\",\"count\":6}", false, "count: must be between 1 and 5\n");
    check("{\"name\":\"x\",\"count\":1.5}", false, "count: must be a whole number\n");
    check("{\"name\":\"x\",\"at\":\"yesterday\"}", false, "at: must be an RFC 3339 time, such as 2026-02-08T09:30:00Z\n");
    check("{\"name\":\"x\",\"colour\":\"blue\"}", false, "colour: must be one of red, green\n");
    check("{\"name\":\"x\",\"ref\":\"1\"}", false, "ref: must be a UUID\n");
    check("{\"name\":\"x\",\"headers\":[{\"name\":\"ok\"},{\"value\":1,\"x\":2}]}", false,
          "headers[1].x: is not a known field\nheaders[1].name: is required\nheaders[1].value: must be a string\n");
    check("{\"headers\":[{}]}", true, "headers[0].name: is required\n"); /* partial is for the top level only */
    check("{\"headers\":[1,2,3]}", true, "headers: must have at most 2 entries\n");
    check("{\"tags\":[]}", true, "tags: must have at least 1 entries\n");
    check("{\"tags\":[\"ok\",\"toolong\"],\"env\":{\"A\":1}}", true, "tags[1]: must have at most 5 characters\nenv.A: must be a string\n");
    check("{\"env\":{\"\":\"x\"}}", true, "env: has a name that is empty, too long or has control characters\n");
    check("{\"env\":[]}", true, "env: must be an object\n");
}

static void mails_and_urls(void **state)
{
    (void)state;
    static const char *const bad_mails[] = { "a", "@b", "a@", "a@b@c", "a b@c", ".a@b", "a.@b", "a..b@c", "a@-b", "a@b.", "<a@b>" };
    for (size_t i = 0; i < sizeof bad_mails / sizeof *bad_mails; i++)
        check(arena_printf(a, "{\"mail\":\"%s\"}", bad_mails[i]), true, "mail: must be an e-mail address\n");
    static const char *const bad_urls[] = {
        "ftp://x",    "http://",        "http:///x",   "//x",         "javascript:alert(1)", "http://a b", "http://:80",
        "http://x:0", "http://x:65536", "http://x:8a", "http://[::1", "http://[]",           "HTTP",       "http://u@"
    };
    for (size_t i = 0; i < sizeof bad_urls / sizeof *bad_urls; i++)
        check(arena_printf(a, "{\"url\":\"%s\"}", bad_urls[i]), true, "url: must be an http:// or https:// URL\n");
    check("{\"url\":\"http://host.example:8080\"}", true, "");
    check("{\"url\":\"http://[::1]\"}", true, "");
}

static void reporting_stops(void **state)
{
    (void)state;
    struct buf b;
    struct json *v;
    struct seen s = { 0 };
    buf_init(&b, 100000);
    buf_puts(&b, "{\"name\":\"x\"");
    for (int i = 0; i < 200; i++)
        buf_printf(&b, ",\"u%d\":1", i);
    buf_putc(&b, '}');
    assert_int_equal(json_parse(a, b.data, b.len, &v), OK);
    assert_int_equal(field_validate(table, v, false, collect, &s), 50);
    assert_int_equal(s.n, 50);
    buf_free(&b);
}

static const struct json *schema(bool answer)
{
    struct buf b;
    struct json_out o;
    struct json *v;
    buf_init(&b, 100000);
    jo_init(&o, &b);
    field_json_schema(&o, table, answer);
    if (json_parse(a, b.data, b.len, &v) != OK)
        fail_msg("%s", err_detail());
    buf_free(&b);
    return v;
}

static void expect_at(const struct json *v, const char *path, const char *text)
{
    const struct json *got = json_path(v, path);
    if (!got)
        fail_msg("no %s", path);
    assert_string_equal(json_print(a, got), text);
}

static void json_schema(void **state)
{
    (void)state;
    const struct json *in = schema(false), *out = schema(true);
    expect_at(in, "type", "\"object\"");
    expect_at(in, "additionalProperties", "false");
    expect_at(in, "required", "[\"name\"]");
    expect_at(out, "required", "[\"id\",\"name\"]");
    assert_null(json_path(in, "properties.id"));
    expect_at(out, "properties.id.format", "\"uuid\"");
    expect_at(in, "properties.name",
              "{\"type\":\"string\",\"minLength\":1,\"maxLength\":10,\"title\":\"Name\",\"description\":\"What it is "
              "called\",\"examples\":[\"web\"]}");
    expect_at(in, "properties.count", "{\"type\":\"integer\",\"minimum\":1,\"maximum\":5,\"default\":3}");
    expect_at(in, "properties.at", "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}");
    expect_at(in, "properties.colour.enum", "[\"red\",\"green\"]");
    expect_at(in, "properties.headers.items.required", "[\"name\"]");
    expect_at(in, "properties.headers.maxItems", "2");
    expect_at(in, "properties.tags.items.maxLength", "5");
    expect_at(in, "properties.env.additionalProperties.x-secret", "true");
    expect_at(in, "properties.password.writeOnly", "true");
    expect_at(out, "properties.password.properties.set.type", "\"boolean\"");
    expect_at(in, "properties.note.x-multiline", "true");
    expect_at(in, "properties.any", "{}");
}

static void secrets_are_masked(void **state)
{
    (void)state;
    const char *text =
        "{\"name\":\"x\",\"password\":\"hunter2\",\"env\":{\"A\":\"hunter2\",\"B\":\"\"},\"headers\":[{\"name\":\"h\"}],\"unknown\":1}";
    struct json *v;
    struct buf b;
    struct json_out o;
    buf_init(&b, 10000);
    jo_init(&o, &b);
    assert_int_equal(json_parse(a, text, strlen(text), &v), OK);
    field_print_masked(&o, table, v);
    assert_null(strstr(b.data, "hunter2"));
    assert_string_equal(b.data, "{\"name\":\"x\",\"password\":{\"set\":true},\"env\":{\"A\":{\"set\":true},\"B\":{\"set\":false}},"
                                "\"headers\":[{\"name\":\"h\"}],\"unknown\":1}");
    struct buf again; /* masking twice changes nothing */
    buf_init(&again, 10000);
    jo_init(&o, &again);
    assert_int_equal(json_parse(a, b.data, b.len, &v), OK);
    field_print_masked(&o, table, v);
    assert_string_equal(again.data, b.data);
    buf_free(&b);
    buf_free(&again);
}

static struct json *example_of(const struct field *fields, bool for_answer)
{
    struct buf b;
    struct json_out o;
    struct json *v;
    buf_init(&b, 10000);
    jo_init(&o, &b);
    field_example(&o, fields, for_answer);
    assert_int_equal(json_parse(a, b.data, b.len, &v), OK);
    buf_free(&b);
    return v;
}

static void examples_validate(void **state)
{
    (void)state;
    /* Every kind of row with nothing but its limits: whatever is made up stays within them. */
    static const struct field bare[] = {
        { .name = "tiny", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 2 },
        { .name = "long", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 60, .max = 64 },
        { .name = "email", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_EMAIL },
        { .name = "callback", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_URL },
        { .name = "ref", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },
        { .name = "password", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_SECRET, .min = 12 },
        { .name = "port", .type = F_INT, .flags = FIELD_REQUIRED, .min = 1, .max = 80 },
        { .name = "share", .type = F_NUMBER, .flags = FIELD_REQUIRED, .min = 5, .max = 9 },
        { .name = "on", .type = F_BOOL, .flags = FIELD_REQUIRED },
        { .name = "at", .type = F_TIME, .flags = FIELD_REQUIRED },
        { .name = "colour", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = colours },
        { .name = "headers", .type = F_ARRAY, .flags = FIELD_REQUIRED, .min = 2, .max = 2, .fields = header_row },
        { .name = "env", .type = F_MAP, .flags = FIELD_REQUIRED, .min = 2, .fields = tag_row },
        { .name = "any", .type = F_ANY, .flags = FIELD_REQUIRED },
        { .name = "free", .type = F_OBJECT, .flags = FIELD_REQUIRED },
        { 0 },
    };
    const struct json *v = example_of(bare, false);
    assert_int_equal(field_validate(bare, v, false, NULL, NULL), 0);
    assert_int_equal(json_size(v), 15);
    /* The row's own words come first, then its default; a body leaves out what nobody needs to send, an answer has everything. */
    v = example_of(table, false);
    assert_int_equal(field_validate(table, v, false, NULL, NULL), 0);
    assert_string_equal(json_print(a, v), "{\"name\":\"web\",\"count\":3}");
    v = example_of(table, true);
    assert_non_null(json_string(json_get(v, "id")));
    assert_string_equal(json_print(a, json_get(v, "password")), "{\"set\":true}");
    assert_non_null(json_path(v, "headers[0].value"));
    /* A change with nothing that must be sent shows its first member. */
    static const struct field change[] = { { .name = "id", .type = F_STRING, .flags = FIELD_READ_ONLY },
                                           { .name = "on", .type = F_BOOL },
                                           { .name = "off", .type = F_BOOL },
                                           { 0 } };
    assert_string_equal(json_print(a, example_of(change, false)), "{\"on\":true}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_good_objects), cmocka_unit_test(names_every_problem_with_its_path),
        cmocka_unit_test(mails_and_urls),       cmocka_unit_test(reporting_stops),
        cmocka_unit_test(json_schema),          cmocka_unit_test(secrets_are_masked),
        cmocka_unit_test(examples_validate),
    };
    return cmocka_run_group_tests_name("core: fields", tests, setup, teardown);
}
