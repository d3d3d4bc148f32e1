/* alerts/: opening, duplicates, severity, cause and effect, resolving, acts of people, retention; with the notifications that follow. */
#include "boxtest.h"
#include "core/mem.h"
#include "core/str.h"
#include <string.h>

static int setup(void **state)
{
    struct box *b = box_open();
    box_channel(b, "hook", "{\"url\":\"http://hook.test/a\"}", "info");
    *state = b;
    return 0;
}

static int teardown(void **state)
{
    box_close(*state);
    return 0;
}

static const char *text(const struct json *v, const char *path)
{
    const char *s = json_string(json_path(v, path));
    return s ? s : "(none)";
}

static struct json *parsed(struct box *b, const struct box_sent *s)
{
    struct json *v;
    assert_non_null(s);
    assert_int_equal(json_parse(b->arena, s->body, strlen(s->body), &v), OK);
    return v;
}

/* ---- one source ---- */

static void test_open_and_resolve(void **state)
{
    struct box *b = *state;
    box_change(b, "web", "healthy", "unhealthy", NULL, NULL, 0);
    const struct json *a = json_first(box_alerts(b, NULL));
    assert_string_equal(text(a, "alert_type"), "SERVICE_UNHEALTHY");
    assert_string_equal(text(a, "severity"), "critical");
    assert_string_equal(text(a, "status"), "firing");
    assert_string_equal(text(a, "title"), "web is down");
    box_wait(b, 90 * US_PER_S);
    box_change(b, "web", "unhealthy", "healthy", NULL, NULL, 0);
    box_send(b);
    const struct json *r = json_first(box_alerts(b, NULL));
    int64_t seconds;
    assert_string_equal(text(r, "status"), "resolved");
    assert_string_equal(text(r, "id"), text(a, "id"));
    assert_true(json_int(json_get(r, "duration_seconds"), &seconds));
    assert_int_equal(seconds, 90);
    assert_int_equal(box_count(b, "alert.firing", NULL), 1);
    assert_int_equal(box_count(b, "alert.resolved", NULL), 1);
    const struct json *firing = parsed(b, box_nth(b, "alert.firing", NULL, 0)),
                      *resolved = parsed(b, box_nth(b, "alert.resolved", NULL, 0));
    assert_string_equal(text(firing, "data.alert.correlation_id"), text(resolved, "data.alert.correlation_id"));
    assert_string_not_equal(text(firing, "data.alert.correlation_id"), text(firing, "data.alert.id"));
    assert_string_equal(text(firing, "data.service.type"), "http");
    assert_string_equal(text(resolved, "data.alert.status"), "resolved");
    assert_string_not_equal(box_nth(b, "alert.firing", NULL, 0)->id, box_nth(b, "alert.resolved", NULL, 0)->id);
}

static void test_duplicates_are_one_alert(void **state)
{
    struct box *b = *state;
    for (int i = 0; i < 5; i++)
        box_change(b, "web", "healthy", "unhealthy", NULL, NULL, 0);
    box_send(b);
    assert_int_equal(json_size(box_alerts(b, NULL)), 1);
    assert_int_equal(box_count(b, "alert.firing", NULL), 1);
    box_change(b, "web", "unhealthy", "healthy", NULL, NULL, 0);
    box_change(b, "web", "unhealthy", "healthy", NULL, NULL, 0);
    box_change(b, "web", "healthy", "unhealthy", NULL, NULL, 0);
    box_send(b);
    assert_int_equal(json_size(box_alerts(b, NULL)), 2); /* a new trouble is a new alert */
    assert_int_equal(json_size(box_alerts(b, "open")), 1);
    assert_int_equal(box_count(b, "alert.resolved", NULL), 1);
}

static void test_statuses_that_mean_nothing(void **state)
{
    struct box *b = *state;
    box_change(b, "web", "healthy", "unknown", NULL, NULL, 0);
    box_change(b, "web", "unknown", "maintenance", NULL, NULL, 0);
    assert_int_equal(json_size(box_alerts(b, NULL)), 0);
    box_change(b, "web", "maintenance", "unhealthy", NULL, NULL, 0);
    box_change(b, "web", "unhealthy", "unknown", NULL, NULL, 0);
    box_change(b, "web", "unknown", "maintenance", NULL, NULL, 0);
    assert_int_equal(json_size(box_alerts(b, "firing")), 1); /* not knowing is no recovery */
    box_change(b, "web", "maintenance", "paused", NULL, NULL, 0);
    assert_int_equal(json_size(box_alerts(b, "resolved")), 1);
}

static void test_degraded_service_gets_worse(void **state)
{
    struct box *b = *state;
    box_change(b, "web", "healthy", "degraded", NULL, NULL, 0);
    assert_string_equal(text(json_first(box_alerts(b, "open")), "alert_type"), "SERVICE_DEGRADED");
    assert_string_equal(text(json_first(box_alerts(b, "open")), "severity"), "warning");
    box_change(b, "web", "degraded", "unhealthy", NULL, NULL, 0);
    assert_int_equal(json_size(box_alerts(b, "open")), 1);
    assert_string_equal(text(json_first(box_alerts(b, "open")), "alert_type"), "SERVICE_UNHEALTHY");
    box_change(b, "web", "unhealthy", "healthy", NULL, NULL, 0);
    box_send(b);
    assert_int_equal(json_size(box_alerts(b, "open")), 0);
    assert_int_equal(box_count(b, "alert.firing", NULL), 2);
    assert_int_equal(box_count(b, "alert.resolved", NULL), 2);
}

static void test_worker_is_one_alert_with_rising_severity(void **state)
{
    struct box *b = *state;
    box_channel(b, "pager", "{\"url\":\"http://pager.test/\"}", "critical");
    box_change(b, "worker-1", "healthy", "degraded", NULL, NULL, 0);
    box_send(b);
    assert_string_equal(text(json_first(box_alerts(b, "open")), "alert_type"), "WORKER_UNHEALTHY");
    assert_string_equal(text(json_first(box_alerts(b, "open")), "title"), "Worker worker-1 is not ready");
    assert_int_equal(box_count(b, "", "pager"), 0); /* a warning is not for the pager */
    box_change(b, "worker-1", "degraded", "unhealthy", NULL, NULL, 0);
    box_send(b);
    assert_int_equal(json_size(box_alerts(b, NULL)), 1);
    assert_string_equal(text(json_first(box_alerts(b, "open")), "severity"), "critical");
    assert_int_equal(box_count(b, "alert.firing", "pager"), 1);
    assert_int_equal(box_count(b, "alert.firing", "hook"), 2);
    box_change(b, "worker-1", "unhealthy", "degraded", NULL, NULL, 0);
    box_change(b, "worker-1", "degraded", "healthy", NULL, NULL, 0);
    box_send(b);
    assert_int_equal(box_count(b, "alert.firing", NULL), 3); /* getting better tells nobody */
    assert_int_equal(box_count(b, "alert.resolved", "pager"), 1);
    assert_int_equal(box_count(b, "alert.resolved", "hook"), 1);
}

static enum err write_gone(struct tx *tx, void *arg)
{
    struct box *b = arg;
    return alerts_source_gone(b->alerts, tx, BOX_TENANT, "web", "the service was deleted");
}

static void test_deleted_source_resolves(void **state)
{
    struct box *b = *state;
    box_change(b, "web", "healthy", "unhealthy", NULL, NULL, 0);
    box_change(b, "db", "healthy", "unhealthy", NULL, NULL, 0);
    assert_int_equal(store_write(b->store, write_gone, b), OK);
    box_send(b);
    assert_int_equal(json_size(box_alerts(b, "open")), 1);
    assert_int_equal(box_count(b, "alert.resolved", NULL), 1);
}

/* ---- cause and effect ---- */

static void test_known_cause_suppresses(void **state)
{
    struct box *b = *state;
    box_change(b, "db", "healthy", "unhealthy", NULL, "web", 0);
    box_change(b, "web", "healthy", "unhealthy", "db", NULL, 0);
    box_wait(b, 300 * US_PER_S);
    assert_int_equal(json_size(box_alerts(b, "open")), 2);   /* both are seen */
    assert_int_equal(box_count(b, "alert.firing", NULL), 1); /* one is told */
    assert_string_equal(text(parsed(b, box_nth(b, "alert.firing", NULL, 0)), "data.alert.source_id"), "db");
    for (const struct json *a = json_first(box_alerts(b, "open")); a; a = json_next(a)) {
        if (str_eq(text(a, "source_id"), "db"))
            assert_string_equal(text(a, "affected[0].id"), "web");
        bool explained;
        assert_true(json_bool(json_get(a, "explained"), &explained));
        assert_int_equal(explained, str_eq(text(a, "source_id"), "web"));
    }
    box_change(b, "db", "unhealthy", "healthy", NULL, NULL, 0);
    box_change(b, "web", "unhealthy", "healthy", NULL, NULL, 0);
    box_wait(b, 300 * US_PER_S);
    assert_int_equal(box_count(b, "alert.firing", NULL), 1);
    assert_int_equal(box_count(b, "alert.resolved", NULL), 1); /* who was not told of the trouble is not told of its end */
}

static void test_effect_seen_first_is_held(void **state)
{
    struct box *b = *state;
    box_change(b, "web", "healthy", "unhealthy", NULL, NULL, 30 * US_PER_S);
    box_wait(b, 5 * US_PER_S);
    assert_int_equal(box_count(b, "", NULL), 0);
    box_change(b, "db", "healthy", "unhealthy", NULL, "web", 0);
    box_wait(b, 120 * US_PER_S);
    assert_int_equal(box_count(b, "alert.firing", NULL), 1);
    assert_string_equal(text(parsed(b, box_nth(b, "alert.firing", NULL, 0)), "data.alert.source_id"), "db");
    assert_int_equal(json_size(box_deliveries(b, "withdrawn")), 1);
}

static void test_hold_ends_without_cause(void **state)
{
    struct box *b = *state;
    box_change(b, "web", "healthy", "unhealthy", NULL, NULL, 30 * US_PER_S);
    box_wait(b, 29 * US_PER_S);
    assert_int_equal(box_count(b, "", NULL), 0);
    box_wait(b, 2 * US_PER_S);
    assert_int_equal(box_count(b, "alert.firing", NULL), 1);
    box_change(b, "web", "unhealthy", "healthy", NULL, NULL, 0);
    box_send(b);
    assert_int_equal(box_count(b, "alert.resolved", NULL), 1);
}

static void test_over_before_the_hold_ends(void **state)
{
    struct box *b = *state;
    box_change(b, "web", "healthy", "unhealthy", NULL, NULL, 30 * US_PER_S);
    box_wait(b, 10 * US_PER_S);
    box_change(b, "web", "unhealthy", "healthy", NULL, NULL, 0);
    box_wait(b, 120 * US_PER_S);
    assert_int_equal(box_count(b, "", NULL), 0);
}

static void test_effect_outlives_its_cause(void **state)
{
    struct box *b = *state;
    box_change(b, "db", "healthy", "unhealthy", NULL, NULL, 0);
    box_change(b, "web", "healthy", "unhealthy", "db", NULL, 0);
    box_wait(b, 60 * US_PER_S);
    box_change(b, "db", "unhealthy", "healthy", NULL, NULL, 0);
    box_wait(b, 15 * US_PER_S);
    assert_int_equal(box_count(b, "alert.firing", NULL), 1);
    box_wait(b, 10 * US_PER_S); /* its settling time of 20 s is over */
    assert_int_equal(box_count(b, "alert.firing", NULL), 2);
    assert_string_equal(text(parsed(b, box_nth(b, "alert.firing", NULL, 1)), "data.alert.source_id"), "web");
    box_change(b, "web", "unhealthy", "healthy", NULL, NULL, 0);
    box_send(b);
    assert_int_equal(box_count(b, "alert.resolved", NULL), 2);
}

static void test_told_before_the_cause_was_known_gets_its_resolve(void **state)
{
    struct box *b = *state;
    box_change(b, "web", "healthy", "unhealthy", NULL, NULL, 0);
    box_send(b);
    box_change(b, "db", "healthy", "unhealthy", NULL, "web", 0);
    box_change(b, "db", "unhealthy", "healthy", NULL, NULL, 0);
    box_wait(b, 60 * US_PER_S);
    assert_int_equal(box_count(b, "alert.firing", NULL), 2); /* web was told once, not again after db recovered */
    box_change(b, "web", "unhealthy", "healthy", NULL, NULL, 0);
    box_send(b);
    assert_int_equal(box_count(b, "alert.resolved", NULL), 2);
}

static void test_chain_leads_to_the_root(void **state)
{
    struct box *b = *state;
    box_change(b, "disk", "healthy", "unhealthy", NULL, NULL, 0);
    box_change(b, "db", "healthy", "unhealthy", "disk", NULL, 0);
    box_change(b, "web", "healthy", "unhealthy", "db", NULL, 0); /* names the nearer cause, which is an effect itself */
    box_send(b);
    assert_int_equal(box_count(b, "alert.firing", NULL), 1);
    for (const struct json *a = json_first(box_alerts(b, "open")); a; a = json_next(a))
        if (str_eq(text(a, "source_id"), "disk"))
            assert_int_equal(json_size(json_get(a, "affected")), 2);
}

/* ---- people ---- */

static const char *open_id(struct box *b)
{
    return text(json_first(box_alerts(b, "open")), "id");
}

static void test_acknowledge(void **state)
{
    struct box *b = *state;
    box_change(b, "web", "healthy", "unhealthy", NULL, NULL, 0);
    const char *id = open_id(b);
    assert_int_equal(alerts_act(b->alerts, BOX_TENANT, id, ALERTS_UNACKNOWLEDGE, "a@b.c", ""), ERR_CONFLICT);
    assert_int_equal(alerts_act(b->alerts, BOX_TENANT, id, ALERTS_ACKNOWLEDGE, "a@b.c", "on it"), OK);
    assert_int_equal(alerts_act(b->alerts, BOX_TENANT, id, ALERTS_ACKNOWLEDGE, "a@b.c", ""), ERR_CONFLICT);
    assert_string_equal(text(json_first(box_alerts(b, "acknowledged")), "acknowledged_by"), "a@b.c");
    box_change(b, "web", "unhealthy", "unhealthy", NULL, NULL, 0);
    assert_int_equal(json_size(box_alerts(b, "acknowledged")), 1);
    assert_int_equal(alerts_act(b->alerts, BOX_TENANT, id, ALERTS_UNACKNOWLEDGE, "a@b.c", ""), OK);
    assert_int_equal(alerts_act(b->alerts, BOX_TENANT, id, ALERTS_RESOLVE, "a@b.c", "replaced"), OK);
    assert_int_equal(alerts_act(b->alerts, BOX_TENANT, id, ALERTS_RESOLVE, "a@b.c", ""), ERR_CONFLICT);
    assert_int_equal(alerts_act(b->alerts, "00000000-0000-7000-8000-000000000002", id, ALERTS_RESOLVE, "a@b.c", ""), ERR_NOT_FOUND);
    box_send(b);
    assert_int_equal(box_count(b, "alert.acknowledged", NULL), 1);
    assert_int_equal(box_count(b, "alert.resolved", NULL), 1);
    struct buf out;
    struct json_out o;
    int64_t version;
    buf_init(&out, 1 << 20);
    jo_init(&o, &out);
    assert_int_equal(alerts_write(b->alerts, b->arena, BOX_TENANT, id, true, &o, &version), OK);
    struct json *v;
    assert_int_equal(json_parse(b->arena, out.data, out.len, &v), OK);
    static const char *const events[] = { "opened", "acknowledged", "unacknowledged", "resolved" };
    assert_int_equal(json_size(json_get(v, "events")), 4);
    size_t i = 0;
    for (const struct json *e = json_first(json_get(v, "events")); e; e = json_next(e))
        assert_string_equal(text(e, "event"), events[i++]);
    assert_string_equal(text(v, "events[1].note"), "on it");
    assert_string_equal(text(v, "events[3].actor"), "a@b.c");
    assert_int_equal(json_size(json_get(v, "notifications")), 3);
    buf_free(&out);
}

static void test_filters_and_pages(void **state)
{
    struct box *b = *state;
    for (int i = 0; i < 7; i++) {
        char name[16];
        name[0] = 's', name[1] = (char)('0' + i), name[2] = '\0';
        box_change(b, name, "healthy", i % 2 ? "degraded" : "unhealthy", NULL, NULL, 0);
        clock_fake_advance(b->clock, US_PER_S);
    }
    struct alerts_filter f = { .severity = "warning" };
    struct buf out;
    struct json_out o;
    const char *next = NULL;
    int64_t total, pages = 0, shown = 0;
    for (f.before = NULL; pages == 0 || next; f.before = next, pages++) {
        struct json *v;
        buf_init(&out, 1 << 20);
        jo_init(&o, &out);
        jo_array(&o);
        assert_int_equal(alerts_list(b->alerts, b->arena, BOX_TENANT, &f, 2, &o, &next, &total), OK);
        jo_array_end(&o);
        assert_int_equal(json_parse(b->arena, out.data, out.len, &v), OK);
        shown += (int64_t)json_size(v);
        buf_free(&out);
    }
    assert_int_equal(shown, 3);
    assert_int_equal(pages, 2);
    assert_int_equal(total, 3);
    f = (struct alerts_filter){ .from = BOX_START + 2 * US_PER_S, .to = BOX_START + 4 * US_PER_S };
    buf_init(&out, 1 << 20);
    jo_init(&o, &out);
    jo_array(&o);
    assert_int_equal(alerts_list(b->alerts, b->arena, BOX_TENANT, &f, 50, &o, &next, &total), OK);
    jo_array_end(&o);
    assert_int_equal(total, 2);
    buf_free(&out);
    struct alerts_counts c;
    assert_int_equal(alerts_count_open(b->alerts, BOX_TENANT, &c), OK);
    assert_int_equal(c.firing, 7);
}

/* ---- the box's own ---- */

static void test_raise_and_clear(void **state)
{
    struct box *b = *state;
    struct alerts_raise r = { .tenant_id = BOX_TENANT,
                              .alert_type = "DISK_LOW",
                              .source = { .type = "box", .id = "disk", .name = "Disk" },
                              .message = "9 % free",
                              .at = clock_wall_us(b->clock) };
    assert_int_equal(alerts_raise_now(b->alerts, &r), OK);
    r.message = "8 % free";
    assert_int_equal(alerts_raise_now(b->alerts, &r), OK);
    r.severity = "critical";
    assert_int_equal(alerts_raise_now(b->alerts, &r), OK);
    box_send(b);
    assert_int_equal(json_size(box_alerts(b, NULL)), 1);
    assert_int_equal(box_count(b, "alert.firing", NULL), 2); /* opened, got worse */
    assert_int_equal(json_type(json_path(parsed(b, box_nth(b, "alert.firing", NULL, 0)), "data.service")), JSON_NULL);
    assert_int_equal(alerts_clear_now(b->alerts, BOX_TENANT, "DISK_LOW", "disk", "40 % free"), OK);
    assert_int_equal(alerts_clear_now(b->alerts, BOX_TENANT, "DISK_LOW", "disk", "40 % free"), OK);
    box_send(b);
    assert_int_equal(box_count(b, "alert.resolved", NULL), 1);
    r.alert_type = "NOT_A_TYPE";
    assert_int_equal(alerts_raise_now(b->alerts, &r), ERR_INTERNAL);
}

static void test_prune(void **state)
{
    struct box *b = *state;
    int64_t deleted;
    box_change(b, "web", "healthy", "unhealthy", NULL, NULL, 0);
    box_change(b, "db", "healthy", "unhealthy", NULL, NULL, 0);
    box_change(b, "web", "unhealthy", "healthy", NULL, NULL, 0);
    assert_int_equal(alerts_prune(b->alerts, BOX_START, &deleted), OK);
    assert_int_equal(deleted, 0);
    assert_int_equal(alerts_prune(b->alerts, BOX_START + US_PER_DAY, &deleted), OK);
    assert_int_equal(deleted, 1);
    assert_int_equal(json_size(box_alerts(b, NULL)), 1); /* an open one stays, however old */
}

#define T(name, f)                                                                                                                         \
    {                                                                                                                                      \
        name, f, setup, teardown, NULL                                                                                                     \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        T("[P10-9.2] an outage opens one alert and its end resolves it, same correlation id", test_open_and_resolve),
        T("the same trouble again is the same alert", test_duplicates_are_one_alert),
        T("unknown, maintenance and paused", test_statuses_that_mean_nothing),
        T("a degraded service that goes down changes its alert", test_degraded_service_gets_worse),
        T("a worker keeps one alert while its severity changes", test_worker_is_one_alert_with_rising_severity),
        T("deleting the source resolves", test_deleted_source_resolves),
        T("a known cause is told, its effects are not", test_known_cause_suppresses),
        T("an effect seen before its cause is held back and withdrawn", test_effect_seen_first_is_held),
        T("a held notification goes out when no cause shows", test_hold_ends_without_cause),
        T("over before anybody was told: nobody is told", test_over_before_the_hold_ends),
        T("an effect that outlives its cause speaks for itself", test_effect_outlives_its_cause),
        T("who got the firing gets the resolve, cause or not", test_told_before_the_cause_was_known_gets_its_resolve),
        T("a chain of causes leads to its root", test_chain_leads_to_the_root),
        T("[P10-9.4] [P10-9.5] acknowledge, take back, resolve by hand", test_acknowledge),
        T("[P10-9.7] [P10-9.8] filters and pages", test_filters_and_pages),
        T("the box's own alerts", test_raise_and_clear),
        T("retention deletes resolved alerts only", test_prune),
    };
    return cmocka_run_group_tests_name("alerts_lifecycle", tests, NULL, NULL);
}
