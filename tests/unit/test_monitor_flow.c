/* monitor/: services on a real store with a fake clock: checks, changes, alerts, uptime through restarts, crashes and clock jumps. */
#include "monitortest.h"

static const char web[] = "{\"name\":\"web\",\"type\":\"fake\",\"target\":\"web\",\"interval_seconds\":10,\"failures_before_down\":1}";

static const char *text(const struct json *v, const char *path)
{
    const char *s = json_string(json_path(v, path));
    return s ? s : "(none)";
}

static void near(double got, double wanted)
{
    if (got < wanted - 0.6 || got > wanted + 0.6)
        fail_msg("%f is not about %f", got, wanted);
}

static void test_down_and_up(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char *id = watch_create(w, "{\"name\":\"web\",\"type\":\"fake\",\"target\":\"web\",\"interval_seconds\":10,\"failures_before_down\":3,"
                               "\"recoveries_before_up\":2}");
    assert_int_equal(watch_health(w, id)->status, SERVICE_UNKNOWN);
    watch_pass(w, 2 * US_PER_S); /* a new service is looked at at once */
    struct monitor_health *h = watch_health(w, id);
    assert_int_equal(h->status, SERVICE_HEALTHY);
    assert_int_equal(h->latency_us, 1000);
    assert_true(h->next_check > clock_wall_us(w->box->clock) && h->next_check <= clock_wall_us(w->box->clock) + 10 * US_PER_S);
    assert_string_equal(h->evidence, "{\"seen\":1}");

    watch_answer("web", CHECK_UNHEALTHY, "HTTP 503");
    while (watch_health(w, id)->failures < 2)
        watch_pass(w, US_PER_S / 2);
    assert_int_equal(watch_health(w, id)->status, SERVICE_HEALTHY);
    watch_pass(w, 2 * US_PER_S); /* the third comes soon after, not an interval later */
    h = watch_health(w, id);
    assert_int_equal(h->status, SERVICE_UNHEALTHY);
    assert_string_equal(h->last_failure_message, "HTTP 503");
    watch_settle(w);
    const struct json *firing = box_alerts(w->box, "firing");
    assert_int_equal(json_size(firing), 1);
    assert_string_equal(text(firing, "[0].source_id"), id);

    watch_answer("web", CHECK_HEALTHY, "fine");
    watch_pass(w, 10 * US_PER_S);
    watch_pass(w, 3 * US_PER_S);
    assert_int_equal(watch_health(w, id)->status, SERVICE_HEALTHY);
    watch_settle(w);
    assert_int_equal(json_size(box_alerts(w->box, "firing")), 0);

    const struct json *history = watch_history(w, id);
    assert_int_equal(json_size(json_get(history, "changes")), 3);
    assert_string_equal(text(history, "changes[0].to"), "healthy");
    assert_string_equal(text(history, "changes[1].from"), "healthy");
    assert_string_equal(text(history, "changes[1].to"), "unhealthy");
    assert_string_equal(text(history, "changes[1].message"), "HTTP 503");
    int64_t seen;
    assert_true(json_int(json_path(history, "changes[1].evidence.seen"), &seen) && seen == 1);
    double lasted;
    assert_true(json_double(json_path(history, "changes[1].duration_seconds"), &lasted) && lasted > 1 && lasted < 14);
    assert_int_equal(json_size(json_get(history, "days")), 30);
    assert_int_equal(watch_published(w, "services.state", "\"status\":\"unhealthy\",\"previous\":\"healthy\""), 1);
    assert_true(watch_published(w, "services.result", id) > 2);
    assert_int_equal(watch_published(w, "ops.activity", "\"severity\":\"critical\""), 1);
    watch_close(w);
}

static void test_one_check_at_a_time(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char *id = watch_create(
        w,
        "{\"name\":\"slow\",\"type\":\"fake\",\"target\":\"slow\",\"interval_seconds\":1,\"timeout_ms\":60000,\"failures_before_down\":1}");
    watch_create(w, "{\"name\":\"quick\",\"type\":\"fake\",\"target\":\"quick\",\"interval_seconds\":1}");
    watch_pass(w, 2 * US_PER_S);
    int64_t missed = metric_value(w->m->missed);
    watch_hold("slow");
    watch_pass(w, 2 * US_PER_S);
    int before = watch_started("slow"), quick = watch_started("quick");
    watch_pass(w, 20 * US_PER_S);
    assert_int_equal(watch_started("slow"), before);
    assert_in_range(metric_value(w->m->missed) - missed, 19, 23);
    assert_in_range(watch_started("quick") - quick, 19, 21); /* nobody waits for the slow one */
    watch_hold(NULL);
    assert_int_equal(watch_release(CHECK_HEALTHY), 1);
    watch_pass(w, 3 * US_PER_S);
    assert_in_range(watch_started("slow") - before, 2, 4); /* the rhythm goes on, nothing is made up for */
    assert_int_equal(watch_health(w, id)->status, SERVICE_HEALTHY);
    watch_close(w);
}

static void test_a_check_that_never_ends(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char *id = watch_create(w, "{\"name\":\"stuck\",\"type\":\"fake\",\"target\":\"stuck\",\"interval_seconds\":5,\"timeout_ms\":1000,"
                               "\"failures_before_down\":1}");
    watch_pass(w, 2 * US_PER_S);
    watch_hold("stuck");
    watch_pass(w, 14 * US_PER_S); /* its turn, its second, and five more */
    struct monitor_health *h = watch_health(w, id);
    assert_int_equal(h->status, SERVICE_UNKNOWN);
    assert_string_equal(h->message, "The check did not end in time");
    assert_int_equal(watch_release(CHECK_UNHEALTHY), 1);
    watch_hold(NULL);
    watch_pass(w, 1 * US_PER_S);
    assert_int_equal(watch_health(w, id)->status, SERVICE_UNKNOWN); /* the late answer is nobody's */
    watch_pass(w, 6 * US_PER_S);
    assert_int_equal(watch_health(w, id)->status, SERVICE_HEALTHY);
    watch_close(w);
}

static void test_restart_keeps_everything(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char *id = watch_create(w, web);
    watch_pass(w, 30 * US_PER_S);
    watch_answer("web", CHECK_UNHEALTHY, "refused");
    watch_pass(w, 20 * US_PER_S);
    double up = watch_today(w, id, "healthy_seconds"), down = watch_today(w, id, "unhealthy_seconds");
    near(up + down + watch_today(w, id, "unknown_seconds"), 50);
    assert_true(down >= 9);
    double checks = watch_today(w, id, "checks"), failures = watch_today(w, id, "failures");
    int64_t since = watch_health(w, id)->since;
    watch_settle(w);

    watch_restart(w, 100 * US_PER_S);
    near(watch_today(w, id, "healthy_seconds"), up);
    near(watch_today(w, id, "unhealthy_seconds"), down);
    near(watch_today(w, id, "unknown_seconds"), 100 + 50 - up - down); /* nobody looked while the box was off */
    assert_true(watch_today(w, id, "checks") - checks < 0.5 && checks - watch_today(w, id, "checks") < 0.5);
    assert_true(watch_today(w, id, "failures") - failures < 0.5);
    struct monitor_health *h = watch_health(w, id);
    assert_int_equal(h->status, SERVICE_UNHEALTHY);
    assert_int_equal(h->since, since);
    assert_string_equal(h->last_failure_message, "refused");
    assert_int_equal(watch_changes(w, id), 2);
    assert_true(h->uptime_days[29] > 20 && h->uptime_days[29] < 80 && h->uptime_days[28] < 0);
    assert_true(h->latency_recent_count > 0);
    watch_answer("web", CHECK_HEALTHY, "fine");
    watch_pass(w, 12 * US_PER_S);
    assert_int_equal(watch_health(w, id)->status, SERVICE_HEALTHY);
    assert_int_equal(watch_changes(w, id), 3);
    watch_close(w);
}

static void test_crash_is_caught_up_with(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char *id = watch_create(w, web);
    watch_pass(w, 70 * US_PER_S); /* one flush is written, ten seconds are not */
    watch_answer("web", CHECK_UNHEALTHY, "refused");
    watch_pass(w, 35 * US_PER_S);
    watch_settle(w);
    double up = watch_today(w, id, "healthy_seconds"), down = watch_today(w, id, "unhealthy_seconds"),
           checks = watch_today(w, id, "checks");
    double failures = watch_today(w, id, "failures");
    assert_true(down > 20);
    watch_crash(w);
    /* What telemetry and the changes hold is counted again, up to the last sign of life. */
    near(watch_today(w, id, "healthy_seconds"), up);
    assert_true(watch_today(w, id, "unhealthy_seconds") <= down + 0.1 && watch_today(w, id, "unhealthy_seconds") > down - 10.1);
    near(watch_today(w, id, "checks"), checks);
    near(watch_today(w, id, "failures"), failures);
    assert_int_equal(watch_health(w, id)->status, SERVICE_UNHEALTHY);
    assert_int_equal(watch_changes(w, id), 2);
    watch_crash(w); /* and not twice */
    near(watch_today(w, id, "checks"), checks);
    near(watch_today(w, id, "healthy_seconds"), up);
    watch_close(w);
}

static void test_clock_jumps(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char *id = watch_create(w, web);
    watch_pass(w, 30 * US_PER_S);
    int before = watch_started("web");
    clock_fake_jump(w->box->clock, US_PER_DAY);
    watch_pass(w, 30 * US_PER_S);
    assert_in_range(watch_started("web") - before, 2, 4); /* no storm */
    clock_fake_jump(w->box->clock, -2 * US_PER_DAY);
    before = watch_started("web");
    watch_pass(w, 30 * US_PER_S);
    assert_in_range(watch_started("web") - before, 2, 4); /* and no silence */
    clock_fake_jump(w->box->clock, US_PER_DAY);
    watch_pass(w, US_PER_S);
    assert_int_equal(watch_changes(w, id), 1);
    /* 91 s passed, wherever the wall clock stood. */
    const struct json *history = watch_history(w, id);
    double sum = 0, v;
    for (const struct json *d = json_first(json_get(history, "days")); d; d = json_next(d)) {
        assert_true(json_double(json_get(d, "healthy_seconds"), &v));
        sum += v;
    }
    clock_fake_jump(w->box->clock, US_PER_DAY);
    assert_true(json_double(json_path(watch_history(w, id), "days[29].healthy_seconds"), &v));
    sum += v;
    if (sum < 89 || sum > 92)
        fail_msg("%f s of uptime in 91 s", sum);
    watch_close(w);
}

static void test_a_standstill_is_unknown(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char *id = watch_create(w, web);
    watch_pass(w, 20 * US_PER_S);
    double up = watch_today(w, id, "healthy_seconds");
    int before = watch_started("web");
    clock_fake_advance(w->box->clock, 600 * US_PER_S); /* the process was stopped */
    assert_int_equal(monitor_alive(w->m), ERR_BUSY);
    watch_settle(w);
    assert_int_equal(monitor_alive(w->m), OK);
    near(watch_today(w, id, "healthy_seconds"), up);
    assert_int_equal(watch_started("web") - before, 1);
    watch_close(w);
}

static void test_the_cause_is_named(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char *db = watch_create(
        w, "{\"name\":\"database\",\"type\":\"fake\",\"target\":\"database\",\"interval_seconds\":600,\"failures_before_down\":1}");
    char *api = watch_create(w, "{\"name\":\"api\",\"type\":\"fake\",\"target\":\"the "
                                "api\",\"interval_seconds\":5,\"failures_before_down\":2,\"depends_on\":[\"database\"]}");
    char *front =
        watch_create(w, "{\"name\":\"front\",\"type\":\"fake\",\"target\":\"front\",\"interval_seconds\":60,\"depends_on\":[\"api\"]}");
    watch_pass(w, 10 * US_PER_S);
    watch_answer("database", CHECK_UNHEALTHY, "refused");
    watch_answer("the api", CHECK_UNHEALTHY, "HTTP 500");
    watch_pass(w, 8 * US_PER_S);
    /* The database is looked at because the api failed, long before its own turn. */
    assert_int_equal(watch_health(w, db)->status, SERVICE_UNHEALTHY);
    assert_int_equal(watch_health(w, api)->status, SERVICE_UNHEALTHY);
    struct monitor_health *h = watch_health(w, front);
    assert_int_equal(h->status, SERVICE_HEALTHY); /* its own result is not hidden */
    assert_int_equal(h->affected_count, 1);
    assert_string_equal(h->affected_by[0].id, db);
    assert_string_equal(h->dependencies[0].id, api);
    watch_settle(w);
    const struct json *firing = box_alerts(w->box, "firing");
    int roots = 0;
    for (const struct json *al = json_first(firing); al; al = json_next(al))
        if (json_type(json_get(al, "cause_alert_id")) == JSON_NULL) {
            roots++;
            assert_string_equal(json_string(json_get(al, "source_id")), db);
        }
    assert_int_equal(roots, 1);
    assert_int_equal(json_size(firing), 2);
    watch_close(w);
}

static void test_circles_are_refused(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char field[64];
    char *a = watch_create(w, "{\"name\":\"a\",\"type\":\"fake\",\"target\":\"a\"}");
    watch_create(w, "{\"name\":\"b\",\"type\":\"fake\",\"target\":\"b\",\"depends_on\":[\"a\"]}");
    watch_create(w, "{\"name\":\"c\",\"type\":\"fake\",\"target\":\"c\",\"depends_on\":[\"b\"]}");
    assert_int_equal(watch_update(w, a, "{\"depends_on\":[\"c\"]}", true, field, sizeof field), ERR_INVALID);
    assert_string_equal(field, "depends_on");
    assert_int_equal(watch_update(w, a, "{\"depends_on\":[\"a\"]}", true, field, sizeof field), ERR_INVALID);
    assert_string_equal(field, "depends_on[0]");
    assert_int_equal(watch_update(w, a, "{\"depends_on\":[\"nobody\"]}", true, field, sizeof field), ERR_INVALID);
    assert_int_equal(watch_health(w, a)->dependency_count, 0);
    watch_close(w);
}

static void test_pause_and_windows(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char *id = watch_create(
        w, "{\"name\":\"web\",\"type\":\"fake\",\"target\":\"web\",\"interval_seconds\":5,\"failures_before_down\":1,\"tags\":[\"eu\"]}");
    watch_pass(w, 6 * US_PER_S);
    assert_int_equal(watch_update(w, id, "{\"enabled\":false}", true, NULL, 0), OK);
    watch_settle(w);
    assert_int_equal(watch_health(w, id)->status, SERVICE_PAUSED);
    assert_int_equal(watch_health(w, id)->next_check, 0);
    int before = watch_started("web");
    watch_pass(w, 30 * US_PER_S);
    assert_int_equal(watch_started("web"), before);
    near(watch_today(w, id, "paused_seconds"), 30);
    watch_answer("web", CHECK_UNHEALTHY, "refused");
    assert_int_equal(watch_update(w, id, "{\"enabled\":true}", true, NULL, 0), OK);
    watch_pass(w, 2 * US_PER_S);
    assert_int_equal(watch_health(w, id)->status, SERVICE_UNHEALTHY);

    /* A window by tag covers it; its checks go on underneath. */
    char from[TIME_TEXT_SIZE], to[TIME_TEXT_SIZE], *window;
    int64_t now = clock_wall_us(w->box->clock);
    struct json *body;
    char *json = arena_printf(w->a, "{\"tags\":[\"eu\"],\"reason\":\"move\",\"starts_at\":\"%s\",\"ends_at\":\"%s\"}",
                              time_format(now + 10 * US_PER_S, from), time_format(now + 40 * US_PER_S, to));
    assert_int_equal(json_parse(w->a, json, strlen(json), &body), OK);
    assert_int_equal(monitor_window_create(w->m, w->a, BOX_TENANT, body, "ops@example.org", NULL, NULL, &window), OK);
    watch_pass(w, 8 * US_PER_S);
    assert_int_equal(watch_health(w, id)->status, SERVICE_UNHEALTHY);
    watch_pass(w, 5 * US_PER_S);
    assert_int_equal(watch_health(w, id)->status, SERVICE_MAINTENANCE);
    before = watch_started("web");
    watch_restart(w, 0); /* the window is remembered */
    watch_pass(w, 20 * US_PER_S);
    assert_int_equal(watch_health(w, id)->status, SERVICE_MAINTENANCE);
    assert_true(watch_started("web") > before);
    watch_pass(w, 15 * US_PER_S);
    assert_int_equal(watch_health(w, id)->status, SERVICE_UNHEALTHY);
    watch_close(w);
}

static void test_heartbeats(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char *id = watch_create(w, "{\"name\":\"job\",\"type\":\"push\",\"interval_seconds\":60,\"config\":{\"grace_seconds\":30}}");
    const char *token = watch_svc(w, id)->def->push_token;
    assert_true(strlen(token) >= 32);
    token = arena_strdup(w->a, token);
    assert_int_equal(monitor_push(w->m, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", NULL, NULL, -1), ERR_NOT_FOUND);
    assert_int_equal(monitor_push(w->m, token, "splendid", NULL, -1), ERR_INVALID);
    assert_int_equal(monitor_push(w->m, token, NULL, "did 17 things", 250 * US_PER_MS), OK);
    watch_settle(w);
    assert_int_equal(watch_health(w, id)->status, SERVICE_HEALTHY);
    assert_int_equal(watch_health(w, id)->latency_us, 250 * US_PER_MS);
    watch_pass(w, 88 * US_PER_S);
    assert_int_equal(watch_health(w, id)->status, SERVICE_HEALTHY);
    watch_pass(w, 3 * US_PER_S);
    assert_int_equal(watch_health(w, id)->status, SERVICE_UNHEALTHY);
    assert_non_null(strstr(watch_health(w, id)->message, "No heartbeat since 20"));
    assert_int_equal(monitor_push(w->m, token, "degraded", "half", -1), OK);
    watch_settle(w);
    assert_int_equal(watch_health(w, id)->status, SERVICE_DEGRADED);

    /* By cron: due at the full hour, ten minutes of grace. The box started at 09:00. */
    char *nightly = watch_create(w, "{\"name\":\"hourly\",\"type\":\"push\",\"config\":{\"cron\":\"0 * * * *\",\"grace_seconds\":600}}");
    assert_int_equal(monitor_push(w->m, watch_svc(w, nightly)->def->push_token, NULL, NULL, -1), OK);
    watch_settle(w);
    clock_fake_advance(w->box->clock, 20 * US_PER_S);
    int64_t left = watch_svc(w, nightly)->timer.due - clock_mono_us(w->box->clock), wall = clock_wall_us(w->box->clock);
    assert_in_range(wall + left, BOX_START + US_PER_HOUR + 599 * US_PER_S, BOX_START + US_PER_HOUR + 601 * US_PER_S);
    clock_fake_jump(w->box->clock, 30 * US_PER_MIN); /* the only timer that means a time of day follows the clock */
    watch_settle(w);
    left = watch_svc(w, nightly)->timer.due - clock_mono_us(w->box->clock);
    assert_in_range(clock_wall_us(w->box->clock) + left, BOX_START + US_PER_HOUR + 599 * US_PER_S,
                    BOX_START + US_PER_HOUR + 601 * US_PER_S);
    watch_close(w);
}

static void test_secrets(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char *id = watch_create(w, "{\"name\":\"s\",\"type\":\"fake\",\"target\":\"http://one:80/"
                               "a\",\"config\":{\"password\":\"hunter2\",\"headers\":{\"X-Key\":\"k1\"},\"path\":\"/p\"}}");
    struct svc_def *d = watch_svc(w, id)->def;
    assert_null(strstr(d->config_shown, "hunter2"));
    assert_null(strstr(d->config_shown, "k1"));
    assert_string_equal(json_string(json_get(d->config, "password")), "hunter2");

    /* Written back as it was read, or left out: kept. */
    assert_int_equal(watch_update(w, id,
                                  "{\"name\":\"s\",\"type\":\"fake\",\"target\":\"http://one:80/"
                                  "b\",\"config\":{\"password\":{\"set\":true},\"headers\":{\"X-Key\":{\"set\":true}}}}",
                                  false, NULL, 0),
                     OK);
    d = watch_svc(w, id)->def;
    assert_string_equal(json_string(json_get(d->config, "password")), "hunter2");
    assert_string_equal(text(d->config, "headers.X-Key"), "k1");
    assert_null(json_get(d->config, "path"));
    assert_int_equal(watch_update(w, id, "{\"interval_seconds\":99}", true, NULL, 0), OK);
    watch_restart(w, 0);
    d = watch_svc(w, id)->def;
    assert_string_equal(json_string(json_get(d->config, "password")), "hunter2");
    assert_int_equal(d->interval_seconds, 99);

    /* Another host does not get them. */
    assert_int_equal(watch_update(w, id, "{\"target\":\"http://two:80/b\"}", true, NULL, 0), OK);
    d = watch_svc(w, id)->def;
    assert_null(json_get(d->config, "password"));
    assert_null(json_path(d->config, "headers.X-Key"));
    watch_close(w);
}

static void test_another_boxes_key(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char *id = watch_create(w, "{\"name\":\"s\",\"type\":\"fake\",\"target\":\"sealed\",\"failures_before_down\":1,\"config\":{"
                               "\"password\":\"hunter2\",\"path\":\"/p\"}}");
    char *job = watch_create(w, "{\"name\":\"job\",\"type\":\"push\"}");
    const char *token = arena_strdup(w->a, watch_svc(w, job)->def->push_token);
    watch_pass(w, 2 * US_PER_S);
    watch_settle(w);
    watch_key[0] ^= 1; /* the state is restored on another box */
    watch_restart(w, US_PER_MIN);
    watch_pass(w, 25 * US_PER_S);
    struct monitor_health *h = watch_health(w, id);
    assert_int_equal(h->status, SERVICE_UNKNOWN);
    assert_non_null(strstr(h->message, "enter them again"));
    assert_null(json_get(watch_svc(w, id)->def->config, "password"));
    assert_string_equal(json_string(json_get(watch_svc(w, id)->def->config, "path")), "/p");
    assert_int_equal(monitor_push(w->m, token, NULL, NULL, -1), OK); /* heartbeats need no key */
    assert_null(watch_svc(w, job)->def->push_token);

    /* Changing something else loses nothing: back on its own box all is there. */
    assert_int_equal(watch_update(w, id, "{\"interval_seconds\":15}", true, NULL, 0), OK);
    assert_int_equal(watch_update(w, job, "{\"interval_seconds\":15}", true, NULL, 0), OK);
    watch_key[0] ^= 1;
    watch_restart(w, 0);
    assert_string_equal(json_string(json_get(watch_svc(w, id)->def->config, "password")), "hunter2");
    assert_string_equal(watch_svc(w, job)->def->push_token, token);

    /* On the other one, what is entered again counts. */
    watch_key[0] ^= 1;
    watch_restart(w, 0);
    assert_int_equal(watch_update(w, id, "{\"config\":{\"password\":\"new\"}}", true, NULL, 0), OK);
    assert_int_equal(watch_update(w, job, "{\"name\":\"job\",\"type\":\"push\"}", false, NULL, 0), OK);
    assert_string_not_equal(watch_svc(w, job)->def->push_token, token);
    watch_pass(w, 2 * US_PER_S);
    assert_int_equal(watch_health(w, id)->status, SERVICE_HEALTHY);
    watch_restart(w, 0);
    assert_string_equal(json_string(json_get(watch_svc(w, id)->def->config, "password")), "new");
    watch_key[0] ^= 1;
    watch_close(w);
}

static void test_definitions_are_checked(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char field[64];
    static const struct {
        const char *json, *field;
    } bad[] = {
        { "{\"type\":\"fake\",\"target\":\"x\"}", "name" },
        { "{\"name\":\"x\",\"type\":\"ftp\"}", "type" },
        { "{\"name\":\"x\",\"type\":\"fake\"}", "target" },
        { "{\"name\":\"x\",\"type\":\"fake\",\"target\":\"nonsense\"}", "target" },
        { "{\"name\":\"x\",\"type\":\"push\",\"target\":\"x\"}", "target" },
        { "{\"name\":\"x\",\"type\":\"fake\",\"target\":\"x\",\"interval_seconds\":0}", "interval_seconds" },
        { "{\"name\":\"x\",\"type\":\"fake\",\"target\":\"x\",\"interval_seconds\":86401}", "interval_seconds" },
        { "{\"name\":\"x\",\"type\":\"fake\",\"target\":\"x\",\"colour\":\"red\"}", "colour" },
        { "{\"name\":\"x\",\"type\":\"fake\",\"target\":\"x\",\"config\":{\"colour\":\"red\"}}", "config.colour" },
        { "{\"name\":\"x\",\"type\":\"fake\",\"target\":\"x\",\"config\":7}", "config" },
        { "{\"name\":\"x\",\"type\":\"self\"}", "type" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(watch_try_create(w, bad[i].json, field, sizeof field), ERR_INVALID);
        assert_string_equal(field, bad[i].field);
    }
    char *id = watch_create(w, web);
    assert_int_equal(watch_try_create(w, web, field, sizeof field), ERR_CONFLICT);
    assert_int_equal(watch_update(w, id, "{\"type\":\"push\"}", true, field, sizeof field), ERR_INVALID);
    assert_int_equal(monitor_service_delete(w->m, "00000000-0000-7000-8000-000000000002", id, -1, ""),
                     ERR_NOT_FOUND); /* another tenant's */
    assert_int_equal(monitor_service_delete(w->m, BOX_TENANT, id, 7, ""), ERR_PRECONDITION);
    struct monitor_health *all;
    size_t n;
    int64_t total;
    const char *next;
    struct monitor_health_filter f = { .type = "self", .status = -1, .worker = -1 };
    assert_int_equal(monitor_health_list(w->m, w->a, BOX_TENANT, &f, 10, &all, &n, &total, &next), OK);
    assert_int_equal(n, 1);
    assert_string_equal(all[0].name, "Binnacle");
    assert_int_equal(monitor_service_delete(w->m, BOX_TENANT, all[0].id, -1, ""), ERR_CONFLICT);
    assert_int_equal(watch_update(w, all[0].id, "{\"enabled\":false}", true, field, sizeof field), ERR_INVALID);
    assert_int_equal(monitor_service_delete(w->m, BOX_TENANT, id, 1, "no longer needed"), OK);
    struct monitor_health h;
    assert_int_equal(monitor_health_get(w->m, w->a, BOX_TENANT, id, &h), ERR_NOT_FOUND);
    watch_restart(w, 0);
    assert_int_equal(monitor_health_get(w->m, w->a, BOX_TENANT, id, &h), ERR_NOT_FOUND);
    watch_close(w);
}

static struct monitor_import import(struct watch *w, const char *json, bool dry_run)
{
    struct monitor_import r;
    struct json *items;
    assert_int_equal(json_parse(w->a, json, strlen(json), &items), OK);
    enum err e = monitor_import(w->m, w->a, BOX_TENANT, items, dry_run, NULL, &r);
    if (e != OK)
        fail_msg("import: %s", err_detail());
    return r;
}

static void test_import(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    static const char items[] =
        "[{\"name\":\"x\",\"type\":\"fake\",\"target\":\"x\",\"depends_on\":[\"y\"]},{\"name\":\"y\",\"type\":\"fake\",\"target\":\"y\"},"
        "{\"name\":\"z\",\"type\":\"fake\",\"target\":\"nonsense\"},{\"name\":\"v\",\"type\":\"fake\",\"target\":\"v\",\"depends_on\":["
        "\"z\"]},"
        "{\"name\":\"y\",\"type\":\"fake\",\"target\":\"again\"},7,"
        "{\"name\":\"r1\",\"type\":\"fake\",\"target\":\"r\",\"depends_on\":[\"r2\"]},{\"name\":\"r2\",\"type\":\"fake\",\"target\":\"r\","
        "\"depends_on\":[\"r1\"]}]";
    struct monitor_import r = import(w, items, true);
    assert_int_equal(r.created, 2);
    assert_int_equal(w->m->count, 1); /* a dry run: the box's own and no more */
    r = import(w, items, false);
    assert_int_equal(r.created, 2);
    bool bad[8] = { false };
    for (size_t i = 0; i < r.error_count; i++)
        bad[r.errors[i].index] = true;
    for (int i = 0; i < 8; i++)
        assert_int_equal(bad[i], i >= 2);
    r = import(w, items, false);
    assert_int_equal(r.created, 0);
    assert_int_equal(r.updated, 0);
    assert_int_equal(r.unchanged, 2);
    r = import(w, "[{\"name\":\"y\",\"type\":\"fake\",\"target\":\"y2\"}]", false);
    assert_int_equal(r.updated, 1);

    struct buf b;
    struct json_out o;
    buf_init(&b, 65536);
    jo_init(&o, &b);
    assert_int_equal(monitor_export(w->m, w->a, BOX_TENANT, &o), OK);
    char *exported = arena_strdup(w->a, b.data);
    buf_free(&b);
    r = import(w, exported, false); /* export and import are each other's mirror */
    assert_int_equal(r.unchanged, 2);
    assert_int_equal(r.created + r.updated + (int64_t)r.error_count, 0);

    struct monitor_import t;
    assert_int_equal(monitor_add_default_workers(w->m, w->a, BOX_TENANT, &t), OK);
    assert_int_equal(t.created, 7);
    assert_int_equal(monitor_add_default_workers(w->m, w->a, BOX_TENANT, &t), OK);
    assert_int_equal(t.created, 0);
    assert_int_equal(t.unchanged, 7);
    watch_close(w);
}

static void test_lists_page(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    struct buf b;
    buf_init(&b, 65536);
    for (int i = 0; i < 60; i++)
        buf_printf(&b, "%c{\"name\":\"s %02d\",\"type\":\"fake\",\"target\":\"t%02d\",\"failures_before_down\":1}", i ? ',' : '[',
                   (i * 7) % 60, i);
    buf_putc(&b, ']');
    watch_answer("t13", CHECK_UNHEALTHY, "no");
    watch_answer("t31", CHECK_DEGRADED, "half");
    assert_int_equal(import(w, b.data, false).created, 60);
    buf_free(&b);
    watch_pass(w, 2 * US_PER_S);
    for (int sort = MONITOR_SORT_FAILED_FIRST; sort <= MONITOR_SORT_UPTIME; sort++)
        for (int down = 0; down < 2; down++) {
            struct monitor_health_filter f = { .status = -1, .worker = -1, .sort = (enum monitor_sort)sort, .descending = down, .q = "s " };
            bool seen[60] = { false };
            size_t pages = 0, all = 0;
            do {
                struct monitor_health *items;
                size_t n;
                int64_t total;
                assert_int_equal(monitor_health_list(w->m, w->a, BOX_TENANT, &f, 7, &items, &n, &total, &f.after), OK);
                assert_int_equal(total, 60);
                if (sort == MONITOR_SORT_FAILED_FIRST && !down && !pages) {
                    assert_int_equal(items[0].status, SERVICE_UNHEALTHY);
                    assert_int_equal(items[1].status, SERVICE_DEGRADED);
                    assert_string_equal(items[1].components, "[{\"name\":\"readyz\",\"status\":\"unhealthy\",\"message\":\"503\"}]");
                }
                for (size_t i = 0; i < n; i++) {
                    int k = (items[i].name[2] - '0') * 10 + items[i].name[3] - '0';
                    assert_false(seen[k]);
                    seen[k] = true;
                }
                all += n;
            } while (++pages < 20 && f.after);
            assert_int_equal(all, 60);
        }
    struct monitor_counts c;
    monitor_counts(w->m, BOX_TENANT, false, &c);
    assert_int_equal(c.total, 61);
    assert_int_equal(c.by_status[SERVICE_UNHEALTHY], 1);
    watch_close(w);
}

static void test_hours_and_days_turn(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char *id = watch_create(w, "{\"name\":\"long\",\"type\":\"fake\",\"target\":\"long\",\"interval_seconds\":20}");
    watch_pass(w, 5 * US_PER_S);
    /* To 23:59:30, by turns as the scheduler makes them. */
    int64_t midnight = time_day_start(BOX_START) + US_PER_DAY;
    while (clock_wall_us(w->box->clock) < midnight - 30 * US_PER_S) {
        clock_fake_advance(w->box->clock, 20 * US_PER_S);
        monitor_step(w->m);
    }
    watch_settle(w);
    watch_pass(w, 60 * US_PER_S);
    watch_settle(w);
    const struct json *history = watch_history(w, id);
    double yesterday, today;
    assert_true(json_double(json_path(history, "days[28].healthy_seconds"), &yesterday));
    assert_true(json_double(json_path(history, "days[29].healthy_seconds"), &today));
    near(today, (double)(clock_wall_us(w->box->clock) - midnight) / 1e6);
    if (yesterday < 15 * 3600 - 30 || yesterday > 15 * 3600)
        fail_msg("%f s yesterday", yesterday);
    watch_restart(w, 0);
    history = watch_history(w, id);
    double again;
    assert_true(json_double(json_path(history, "days[28].healthy_seconds"), &again));
    near(again, yesterday);
    struct monitor_health *h = watch_health(w, id);
    assert_true(h->uptime_days[28] > 99.9 && h->uptime_days[29] > 99.9 && h->uptime_pct > 99.9);
    watch_close(w);
}

static void test_deleted_while_checked(void **state)
{
    (void)state;
    struct watch *w = watch_open();
    char *id = watch_create(w, web);
    watch_pass(w, 2 * US_PER_S);
    watch_hold("web");
    watch_pass(w, 11 * US_PER_S);
    assert_int_equal(monitor_service_delete(w->m, BOX_TENANT, id, -1, "gone"), OK);
    assert_int_equal(watch_release(CHECK_UNHEALTHY), 1); /* its result is nobody's; ASan sees to the rest */
    watch_pass(w, 2 * US_PER_S);
    watch_settle(w);
    assert_int_equal(w->m->count, 1);
    watch_close(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "[E2.1.2] [E2.1.3] [F2.1.1] down after N failures, up after R recoveries, with evidence and alert", test_down_and_up, NULL, NULL,
          NULL },
        { "one check at a time; missed ticks are counted; nobody waits for a slow one", test_one_check_at_a_time, NULL, NULL, NULL },
        { "a check that never ends is given up", test_a_check_that_never_ends, NULL, NULL, NULL },
        { "[F2.1.2] history and uptime survive a restart; off is unknown", test_restart_keeps_everything, NULL, NULL, NULL },
        { "[F2.1.2] history and uptime survive a crash, nothing counts twice", test_crash_is_caught_up_with, NULL, NULL, NULL },
        { "clock jumps make no storm, no silence and no time", test_clock_jumps, NULL, NULL, NULL },
        { "[R2.1.2] a standstill is told, and its time is unknown", test_a_standstill_is_unknown, NULL, NULL, NULL },
        { "[F2.1.3] [E2.1.5] the cause is looked for, named, and raises one alert", test_the_cause_is_named, NULL, NULL, NULL },
        { "circles of dependencies are refused", test_circles_are_refused, NULL, NULL, NULL },
        { "pause and maintenance windows cover the state", test_pause_and_windows, NULL, NULL, NULL },
        { "heartbeats by interval and by cron", test_heartbeats, NULL, NULL, NULL },
        { "secrets are sealed, masked, kept, and not sent to another host", test_secrets, NULL, NULL, NULL },
        { "a state from a box with another key is watched as far as possible", test_another_boxes_key, NULL, NULL, NULL },
        { "definitions are checked field by field", test_definitions_are_checked, NULL, NULL, NULL },
        { "[P10-1.2] import, export, the seven default workers", test_import, NULL, NULL, NULL },
        { "[E2.1.1] [I2.1.4] lists page without gap, failed first", test_lists_page, NULL, NULL, NULL },
        { "[E2.1.3] hours and days turn", test_hours_and_days_turn, NULL, NULL, NULL },
        { "a service deleted while it is checked", test_deleted_while_checked, NULL, NULL, NULL },
    };
    return cmocka_run_group_tests_name("monitor_flow", tests, NULL, NULL);
}
