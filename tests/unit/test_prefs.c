/* prefs/: what holds for a person, changing it, bounds, taking it along. */
#include "boxtest.h"
#include "core/mem.h"
#include "core/str.h"
#include "inbox/inbox.h"
#include "prefs/prefs.h"
#include "sql/iam.h"
#include <stdio.h>
#include <string.h>

#define ALICE "0190aaaa-0000-7000-8000-00000000a11c"
#define BOB   "0190aaaa-0000-7000-8000-000000000b0b"

static const struct prefs_owner alice = { ALICE, BOX_TENANT }, bob = { BOB, BOX_TENANT };

static enum err add_user(struct tx *tx, void *arg)
{
    return sql_user_insert(tx, arg);
}

static struct box *open_with_people(void)
{
    static const char *const ids[] = { ALICE, BOB };
    struct box *b = box_open();
    for (size_t i = 0; i < 2; i++) {
        char email[40];
        snprintf(email, sizeof email, "p%zu@example.test", i);
        assert_int_equal(store_write(b->store, add_user,
                                     &(struct sql_user_insert_in){ .id = ids[i],
                                                                   .tenant_id = BOX_TENANT,
                                                                   .email = email,
                                                                   .name = "",
                                                                   .password_hash = "x",
                                                                   .created_at = BOX_START }),
                         OK);
    }
    return b;
}

static const struct json *parse(struct box *b, const char *text)
{
    struct json *v;
    assert_int_equal(json_parse(b->arena, text, strlen(text), &v), OK);
    return v;
}

static const char *holds(struct box *b, const struct prefs_owner *who, const char *section, const char *name)
{
    const struct json *v;
    assert_int_equal(prefs_get(b->prefs, b->arena, who, section, name, &v), OK);
    return json_print(b->arena, v);
}

static enum err put(struct box *b, const struct prefs_owner *who, const char *section, const char *members, bool whole)
{
    return prefs_put(b->prefs, who, section, parse(b, members), whole, PREFS_ANY_VERSION, NULL, NULL);
}

static void test_every_row_has_a_good_default(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    for (const struct field *s = prefs_sections; s->name; s++) {
        assert_int_equal(s->type, F_OBJECT);
        for (const struct field *f = s->fields; f->name; f++) {
            struct json *v;
            if (!f->fallback || !f->doc || !f->title)
                fail_msg("%s.%s has no default, title or documentation", s->name, f->name);
            char *text = arena_printf(a, "{\"%s\":%s}", f->name, f->fallback);
            assert_int_equal(json_parse(a, text, strlen(text), &v), OK);
            assert_int_equal(field_validate((const struct field[]){ *f, { 0 } }, v, false, NULL, NULL), 0);
        }
    }
    arena_free(a);
}

static void test_own_then_tenant_then_default(void **state)
{
    (void)state;
    struct box *b = open_with_people();
    assert_string_equal(holds(b, &alice, "theme", "theme"), "\"dark\"");
    assert_int_equal(prefs_defaults_put(b->prefs, BOX_TENANT, parse(b, "{\"theme\":{\"theme\":\"light\",\"density\":\"dense\"}}"),
                                        PREFS_ANY_VERSION, NULL, NULL),
                     OK);
    assert_string_equal(holds(b, &alice, "theme", "theme"), "\"light\"");
    assert_int_equal(put(b, &alice, "theme", "{\"theme\":\"dark\"}", false), OK);
    assert_string_equal(holds(b, &alice, "theme", "theme"), "\"dark\"");
    assert_string_equal(holds(b, &alice, "theme", "density"), "\"dense\"");
    assert_string_equal(holds(b, &bob, "theme", "theme"), "\"light\"");
    assert_int_equal(prefs_reset(b->prefs, &alice, (const char *const[]){ "theme.theme" }, 1, PREFS_ANY_VERSION), OK);
    assert_string_equal(holds(b, &alice, "theme", "theme"), "\"light\"");
    box_close(b);
}

static void test_merge_and_replace(void **state)
{
    (void)state;
    struct box *b = open_with_people();
    assert_int_equal(put(b, &alice, NULL, "{\"theme\":{\"density\":\"dense\"},\"regional\":{\"time_zone\":\"Europe/Vienna\"}}", false), OK);
    assert_int_equal(put(b, &alice, "theme", "{\"theme\":\"light\"}", false), OK);
    assert_string_equal(holds(b, &alice, "theme", "density"), "\"dense\"");
    assert_int_equal(put(b, &alice, "theme", "{\"theme\":\"light\"}", true), OK); /* the section alone is replaced */
    assert_string_equal(holds(b, &alice, "theme", "density"), "\"normal\"");
    assert_string_equal(holds(b, &alice, "regional", "time_zone"), "\"Europe/Vienna\"");
    assert_int_equal(put(b, &alice, NULL, "{}", true), OK);
    assert_string_equal(holds(b, &alice, "regional", "time_zone"), "\"system\"");
    box_close(b);
}

static char reported[200];
static void note(void *arg, const char *path, const char *message)
{
    (void)arg;
    snprintf(reported, sizeof reported, "%s %s", path, message);
}

static void test_values_that_do_not_exist(void **state)
{
    (void)state;
    struct box *b = open_with_people();
    static const char *const wrong[] = {
        "{\"time_zone\":\"Europe/Atlantis\"}",
        "{\"time_zone\":\"europe/vienna\"}",
        "{\"time_zone\":\"../../etc/passwd\"}",
        "{\"locale\":\"english\"}",
        "{\"locale\":\"en_GB\"}",
        "{\"locale\":\"en-\"}",
    };
    static const char *const right[] = { "{\"time_zone\":\"UTC\"}",     "{\"time_zone\":\"Africa/Abidjan\"}",
                                         "{\"time_zone\":\"Zulu\"}",    "{\"time_zone\":\"America/Argentina/Buenos_Aires\"}",
                                         "{\"locale\":\"zh-Hant-TW\"}", "{\"locale\":\"system\"}",
                                         "{\"locale\":\"de-CH-1996\"}" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        reported[0] = '\0';
        if (prefs_put(b->prefs, &alice, "regional", parse(b, wrong[i]), false, PREFS_ANY_VERSION, note, NULL) != ERR_INVALID)
            fail_msg("%s was taken", wrong[i]);
        assert_true(str_starts(reported, "time_zone ") || str_starts(reported, "locale "));
    }
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        if (put(b, &alice, "regional", right[i], false) != OK)
            fail_msg("%s was refused", right[i]);
    static const char *const paths[] = { "//evil.example", "ops", "/ops?x=1", "/a/../b", "/ops\\\\x", "https://evil.example" };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        if (put(b, &alice, NULL, arena_printf(b->arena, "{\"dashboard\":{\"landing_page\":\"%s\"}}", paths[i]), false) != ERR_INVALID)
            fail_msg("%s was taken", paths[i]);
    box_close(b);
}

static void test_versions(void **state)
{
    (void)state;
    struct box *b = open_with_people();
    const struct json *light = parse(b, "{\"theme\":\"light\"}");
    assert_int_equal(prefs_put(b->prefs, &alice, "theme", light, false, 0, NULL, NULL), OK);
    assert_int_equal(prefs_put(b->prefs, &alice, "theme", light, false, 0, NULL, NULL), ERR_PRECONDITION);
    assert_int_equal(prefs_put(b->prefs, &alice, "theme", light, false, 1, NULL, NULL), OK);
    /* A change of the tenant's defaults is a new version as well: what was read before does not hold any more. */
    assert_int_equal(prefs_defaults_put(b->prefs, BOX_TENANT, parse(b, "{}"), 0, NULL, NULL), OK);
    assert_int_equal(prefs_put(b->prefs, &alice, "theme", light, false, 2, NULL, NULL), ERR_PRECONDITION);
    box_close(b);
}

static void test_custom_settings_are_bounded(void **state)
{
    (void)state;
    struct box *b = open_with_people();
    char key[32], big[PREFS_VALUE_MAX + 100];
    for (int i = 0; i < PREFS_CUSTOM_MAX; i++) {
        snprintf(key, sizeof key, "key.%d", i);
        assert_int_equal(prefs_custom_put(b->prefs, &alice, key, parse(b, "[1,{\"a\":null}]"), PREFS_ANY_VERSION), OK);
    }
    assert_int_equal(prefs_custom_put(b->prefs, &alice, "one-more", parse(b, "1"), PREFS_ANY_VERSION), ERR_CONFLICT);
    assert_int_equal(prefs_custom_put(b->prefs, &alice, "key.1", parse(b, "2"), PREFS_ANY_VERSION), OK); /* one that is there */
    assert_int_equal(prefs_custom_put(b->prefs, &bob, "key.1", parse(b, "3"), PREFS_ANY_VERSION), OK);
    memset(big, 'x', sizeof big);
    big[0] = '"', big[PREFS_VALUE_MAX] = '"', big[PREFS_VALUE_MAX + 1] = '\0';
    assert_int_equal(prefs_custom_put(b->prefs, &bob, "big", parse(b, big), PREFS_ANY_VERSION), ERR_INVALID);
    big[PREFS_VALUE_MAX - 1] = '"', big[PREFS_VALUE_MAX] = '\0';
    assert_int_equal(prefs_custom_put(b->prefs, &bob, "big", parse(b, big), PREFS_ANY_VERSION), OK);
    static const char *const names[] = { "", "a/b", "a b", "ä", "%00" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(prefs_custom_put(b->prefs, &bob, names[i], parse(b, "1"), PREFS_ANY_VERSION), ERR_INVALID);
    struct prefs_custom c;
    assert_int_equal(prefs_custom_get(b->prefs, b->arena, &alice, "key.1", &c), OK);
    assert_string_equal(c.value, "2");
    assert_int_equal(c.version, 2);
    assert_int_equal(prefs_custom_delete(b->prefs, &alice, "key.1"), OK);
    assert_int_equal(prefs_custom_delete(b->prefs, &alice, "key.1"), ERR_NOT_FOUND);
    assert_int_equal(prefs_custom_get(b->prefs, b->arena, &bob, "key.1", &c), OK); /* another's stays */
    box_close(b);
}

static void test_export_and_import(void **state)
{
    (void)state;
    struct box *b = open_with_people();
    struct buf out;
    struct json_out o;
    struct prefs_widget w;
    assert_int_equal(put(b, &alice, NULL, "{\"theme\":{\"theme\":\"light\"},\"notifications\":{\"muted\":[\"work.done\"]}}", true), OK);
    assert_int_equal(prefs_custom_put(b->prefs, &alice, "columns", parse(b, "[\"name\"]"), PREFS_ANY_VERSION), OK);
    assert_int_equal(prefs_widget_put(b->prefs, &alice,
                                      &(struct prefs_widget){ .page = "ops",
                                                              .widget = "vitals",
                                                              .size = "large",
                                                              .settings = "{\"a\":1}",
                                                              .collapsed = true,
                                                              .position = 3,
                                                              .version = PREFS_ANY_VERSION }),
                     OK);
    buf_init(&out, 1 << 20);
    jo_init(&o, &out);
    assert_int_equal(prefs_export(b->prefs, b->arena, &alice, &o), OK);
    assert_int_equal(prefs_import(b->prefs, &bob, parse(b, out.data), note, NULL), OK);
    assert_string_equal(holds(b, &bob, "theme", "theme"), "\"light\"");
    assert_string_equal(holds(b, &bob, "notifications", "muted"), "[\"work.done\"]");
    assert_int_equal(prefs_widget_get(b->prefs, b->arena, &bob, "ops", "vitals", &w), OK);
    assert_true(w.collapsed && w.position == 3);
    assert_string_equal(w.size, "large");
    assert_string_equal(w.settings, "{\"a\":1}");
    buf_free(&out);
    /* One thing wrong: nothing is taken. */
    assert_int_equal(prefs_import(b->prefs, &bob,
                                  parse(b, "{\"preferences\":{\"theme\":{\"theme\":\"dark\"}},\"custom\":{\"bad key\":1},\"widgets\":[]}"),
                                  note, NULL),
                     ERR_INVALID);
    assert_string_equal(holds(b, &bob, "theme", "theme"), "\"light\"");
    box_close(b);
}

static void test_mutable_kinds_are_those_of_the_inbox(void **state)
{
    (void)state;
    size_t n = 0;
    for (const struct inbox_kind *k = inbox_kinds; k->name; k++) {
        if (!k->mutable)
            continue;
        assert_true(n < PREFS_MUTABLE_KINDS);
        assert_string_equal(prefs_mutable_kinds[n++], k->name);
    }
    assert_int_equal(n, PREFS_MUTABLE_KINDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_has_a_good_default),
        cmocka_unit_test(test_own_then_tenant_then_default),
        cmocka_unit_test(test_merge_and_replace),
        cmocka_unit_test(test_values_that_do_not_exist),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_custom_settings_are_bounded),
        cmocka_unit_test(test_export_and_import),
        cmocka_unit_test(test_mutable_kinds_are_those_of_the_inbox),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
