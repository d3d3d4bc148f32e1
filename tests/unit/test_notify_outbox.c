/* notify/: the outbox and its sender, step by step with a fake clock: order, retries, crashes, dead letters, slow channels, secrets. */
#include "boxtest.h"
#include "core/crypto.h"
#include "core/mem.h"
#include "core/str.h"
#include "notify/notify_private.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECRET  "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define FOREIGN "00000000-0000-7000-8000-0000000000ff"

static int setup(void **state)
{
    *state = box_open();
    return 0;
}

static int teardown(void **state)
{
    box_close(*state);
    return 0;
}

static void outage(struct box *b, const char *service)
{
    box_change(b, service, "healthy", "unhealthy", NULL, NULL, 0);
}

static void recovery(struct box *b, const char *service)
{
    box_change(b, service, "unhealthy", "healthy", NULL, NULL, 0);
}

static struct json *object(struct box *b, const char *text)
{
    struct json *v;
    assert_int_equal(json_parse(b->arena, text, strlen(text), &v), OK);
    return v;
}

static const char *delivery(struct box *b, const char *status, const char *member)
{
    const char *s = json_string(json_get(json_first(box_deliveries(b, status)), member));
    return s ? s : "";
}

/* ---- the request ---- */

static void test_request(void **state)
{
    struct box *b = *state;
    box_channel(b, "hook", "{\"url\":\"http://hook.test/x\",\"secret\":\"" SECRET "\",\"headers\":{\"Authorization\":\"Bearer t0p\"}}",
                "info");
    outage(b, "web");
    box_send(b);
    const struct box_sent *s = box_nth(b, "", NULL, 0);
    unsigned char mac[CRYPTO_HASH_SIZE], *key;
    size_t n;
    assert_true(str_base64_decode(b->arena, SECRET + 6, strlen(SECRET) - 6, &key, &n));
    char *text = arena_printf(b->arena, "%s.%s.%s", s->id, s->timestamp, s->body);
    crypto_hmac_sha256(key, n, text, strlen(text), mac);
    assert_string_equal(s->signature, arena_printf(b->arena, "v1,%s", str_base64(b->arena, mac, sizeof mac)));
    assert_string_equal(s->timestamp, arena_printf(b->arena, "%lld", BOX_START / US_PER_S));
    assert_string_equal(s->authorization, "Bearer t0p");
    assert_true(s->has_policy);
    assert_string_equal(delivery(b, "delivered", "id"), s->id);
    const struct json *body = object(b, s->body);
    assert_string_equal(json_string(json_get(body, "type")), "alert.firing");
    assert_string_equal(json_string(json_get(body, "timestamp")), "2026-02-08T09:00:00.000Z");
    assert_string_equal(json_string(json_path(body, "data.alert.message")), "HTTP 503 \"busy\", expected 200");
}

static void test_template_and_public_url(void **state)
{
    struct box *b = *state;
    assert_int_equal(settings_put(b->settings, object(b, "{\"public_url\":\"https://box.example\"}"), "a@b.c"), OK);
    box_channel(b, "chat",
                "{\"url\":\"http://chat.test/\",\"template\":\"{\\\"text\\\":\\\"{{alert.title}} {{box.url}}/ops/alerts/{{type}}\\\"}\"}",
                "info");
    outage(b, "web");
    box_send(b);
    assert_string_equal(box_nth(b, "", NULL, 0)->body, "{\"text\":\"web is down https://box.example/ops/alerts/alert.firing\"}");
    assert_string_equal(box_nth(b, "", NULL, 0)->signature, ""); /* no secret, no signature */
}

/* ---- order and retries ---- */

static void test_retried_with_one_id(void **state)
{
    struct box *b = *state;
    box_channel(b, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    b->status = 500;
    outage(b, "web");
    box_send(b);
    assert_int_equal(b->sent_count, 1);
    assert_string_equal(delivery(b, "pending", "last_error"), "answered 500");
    recovery(b, "web");
    box_wait(b, 6 * US_PER_S);
    assert_int_equal(b->sent_count, 2); /* the resolve waits for the firing */
    b->status = 0;
    box_wait(b, 11 * US_PER_S);
    assert_int_equal(b->sent_count, 3);
    b->status = 204;
    box_wait(b, 21 * US_PER_S);
    assert_int_equal(b->sent_count, 5);
    for (size_t i = 1; i < 4; i++) {
        assert_string_equal(b->sent[i].id, b->sent[0].id);
        assert_string_equal(b->sent[i].body, b->sent[0].body);
        assert_string_equal(b->sent[i].type, "alert.firing");
    }
    assert_string_equal(b->sent[4].type, "alert.resolved");
    assert_int_equal(json_size(box_deliveries(b, "delivered")), 2);
}

static void test_redirect_is_a_failure(void **state)
{
    struct box *b = *state;
    box_channel(b, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    b->status = 302;
    outage(b, "web");
    box_send(b);
    assert_string_equal(delivery(b, "pending", "last_error"), "answered 302, a redirect; redirects are not followed");
}

static void test_a_slow_channel_delays_no_other(void **state)
{
    struct box *b = *state;
    box_channel(b, "slow", "{\"url\":\"http://slow.test/\"}", "info");
    box_channel(b, "fast", "{\"url\":\"http://fast.test/\"}", "info");
    b->hold = "slow";
    for (int i = 0; i < 20; i++) {
        char name[16];
        snprintf(name, sizeof name, "s%d", i);
        outage(b, name);
    }
    box_send(b);
    assert_int_equal(box_count(b, "", "fast"), 20);
    assert_int_equal(box_count(b, "", "slow"), NOTIFY_CHANNEL_FLIGHTS); /* bounded */
    box_answer(b, 500);
    box_send(b);
    assert_int_equal(box_count(b, "", "slow"), NOTIFY_CHANNEL_FLIGHTS + 1); /* one at a time while it fails */
    b->hold = NULL;
    box_answer(b, 200);
    box_send(b);
    for (int i = 0; i < 8; i++)
        box_wait(b, 6 * US_PER_S);
    assert_int_equal(json_size(box_deliveries(b, "delivered")), 40);
}

static void test_busy_network_is_no_attempt(void **state)
{
    struct box *b = *state;
    box_channel(b, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    b->refuse = ERR_BUSY;
    outage(b, "web");
    box_send(b);
    int64_t attempts = -1;
    assert_true(json_int(json_get(json_first(box_deliveries(b, "pending")), "attempts"), &attempts));
    assert_int_equal(attempts, 0);
    b->refuse = ERR_FORBIDDEN;
    box_send(b);
    assert_string_equal(delivery(b, "pending", "last_error"), "the network says no");
    b->refuse = OK;
    box_wait(b, 6 * US_PER_S);
    assert_int_equal(json_size(box_deliveries(b, "delivered")), 1);
}

static void test_retry_after(void **state)
{
    struct box *b = *state;
    box_channel(b, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    b->status = 429;
    b->retry_after = "120";
    outage(b, "web");
    box_send(b);
    box_wait(b, 110 * US_PER_S);
    assert_int_equal(b->sent_count, 1);
    b->retry_after = "Sun, 06 Nov 1994 08:49:37 GMT";
    box_wait(b, 11 * US_PER_S);
    assert_int_equal(b->sent_count, 2);
    b->status = 200;
    box_wait(b, 11 * US_PER_S); /* a date is no reason to wait */
    assert_int_equal(json_size(box_deliveries(b, "delivered")), 1);
}

/* ---- dead letters ---- */

static void test_dead_letter_and_replay(void **state)
{
    struct box *b = *state;
    box_channel(b, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    b->status = 503;
    outage(b, "web");
    for (int i = 0; i < 10; i++)
        box_wait(b, US_PER_HOUR);
    recovery(b, "web");
    for (int i = 0; i < 16; i++)
        box_wait(b, US_PER_HOUR);
    assert_int_equal(json_size(box_deliveries(b, "dead")), 1);
    assert_string_equal(delivery(b, "dead", "event"), "alert.firing");
    assert_true(b->sent_count > 20); /* tried all day */
    b->status = 200;
    box_wait(b, US_PER_HOUR);
    assert_int_equal(json_size(box_deliveries(b, "delivered")), 1); /* the resolve goes on without it */
    size_t before = b->sent_count;
    const char *id = delivery(b, "dead", "id");
    assert_int_equal(deliveries_replay(b->notify, FOREIGN, id), ERR_NOT_FOUND);
    assert_int_equal(deliveries_replay(b->notify, BOX_TENANT, id), OK);
    assert_int_equal(deliveries_replay(b->notify, BOX_TENANT, id), ERR_CONFLICT);
    box_send(b);
    assert_int_equal(b->sent_count, before + 1);
    assert_string_equal(b->sent[before].id, id);
    assert_int_equal(json_size(box_deliveries(b, "delivered")), 2);
}

static void test_wall_clock_jumps(void **state)
{
    struct box *b = *state;
    box_channel(b, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    b->status = 503;
    outage(b, "web");
    for (int i = 0; i < 4; i++)
        box_wait(b, 60 * US_PER_S);
    assert_true(b->sent_count >= NOTIFY_MIN_ATTEMPTS);
    clock_fake_jump(b->clock, 2 * US_PER_DAY);
    box_wait(b, 10 * US_PER_S);
    assert_int_equal(json_size(box_deliveries(b, "dead")), 0); /* a wrong clock makes no dead letter */
    size_t before = b->sent_count;
    clock_fake_jump(b->clock, -3 * US_PER_DAY);
    box_wait(b, 10 * US_PER_S);
    assert_true(b->sent_count > before); /* nor does anything wait for the old time to come back */
    b->status = 200;
    box_wait(b, US_PER_HOUR);
    assert_int_equal(json_size(box_deliveries(b, "delivered")), 1);
}

/* ---- crashes ---- */

static void test_crash_before_sending(void **state)
{
    struct box *b = *state;
    box_channel(b, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    outage(b, "web");
    box_crash(b); /* committed, nothing sent */
    box_send(b);
    assert_int_equal(box_count(b, "alert.firing", NULL), 1);
}

static void test_crash_while_in_flight(void **state)
{
    struct box *b = *state;
    box_channel(b, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    b->hold = "hook";
    outage(b, "web");
    recovery(b, "web");
    box_send(b);
    assert_int_equal(b->sent_count, 1);
    b->hold = NULL;
    box_crash(b); /* sent, no answer yet */
    box_send(b);
    assert_int_equal(b->sent_count, 3);
    assert_string_equal(b->sent[1].id, b->sent[0].id);
    assert_string_equal(b->sent[2].type, "alert.resolved");
    assert_int_equal(json_size(box_deliveries(b, "delivered")), 2);
}

static void test_crash_between_answer_and_record(void **state)
{
    struct box *b = *state;
    int64_t next;
    box_channel(b, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    outage(b, "web");
    assert_int_equal(notify_step(b->notify, &next), OK); /* sent and answered 200, not written down */
    assert_int_equal(b->sent_count, 1);
    box_crash(b);
    box_send(b);
    assert_int_equal(b->sent_count, 2); /* at least once, and the receiver can tell */
    assert_string_equal(b->sent[1].id, b->sent[0].id);
    box_wait(b, US_PER_HOUR);
    assert_int_equal(b->sent_count, 2);
}

/* Random crashes: every alert's firing and resolve arrive, in order, each with one id. */
static void test_random_crashes(void **state)
{
    struct box *b = *state;
    int64_t next;
    unsigned seed = 20260208;
    box_channel(b, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    for (int i = 0; i < 60; i++) {
        char name[16];
        snprintf(name, sizeof name, "s%d", i);
        b->hold = rand_r(&seed) % 3 == 0 ? "hook" : NULL;
        b->status = rand_r(&seed) % 4 == 0 ? 503 : 200;
        outage(b, name);
        if (rand_r(&seed) % 2)
            assert_int_equal(notify_step(b->notify, &next), OK);
        recovery(b, name);
        clock_fake_advance(b->clock, (int64_t)(rand_r(&seed) % 3000) * US_PER_MS);
        if (rand_r(&seed) % 2)
            assert_int_equal(notify_step(b->notify, &next), OK);
        if (rand_r(&seed) % 3 == 0)
            box_crash(b);
        else
            box_answer(b, rand_r(&seed) % 2 ? 200 : 500);
    }
    b->hold = NULL;
    b->status = 200;
    box_answer(b, 200);
    for (int i = 0; i < 40; i++)
        box_wait(b, 60 * US_PER_S);
    assert_int_equal(json_size(box_deliveries(b, "delivered")), 120);
    for (size_t i = 0; i < b->sent_count; i++) {
        const char *alert = json_string(json_path(object(b, b->sent[i].body), "data.alert.id"));
        bool resolve = str_eq(b->sent[i].type, "alert.resolved");
        for (size_t k = i + 1; k < b->sent_count; k++) {
            if (!str_eq(alert, json_string(json_path(object(b, b->sent[k].body), "data.alert.id"))))
                continue;
            assert_false(resolve && str_eq(b->sent[k].type, "alert.firing")); /* nothing fires after its resolve */
            if (str_eq(b->sent[k].type, b->sent[i].type))
                assert_string_equal(b->sent[k].id, b->sent[i].id);
        }
    }
}

/* ---- channels ---- */

static int problems;

static void count_problem(void *arg, const char *path, const char *message)
{
    (void)message;
    problems += !arg || str_eq(path, arg);
}

static void test_validation(void **state)
{
    struct box *b = *state;
    static const struct {
        const char *config, *path;
    } bad[] = {
        { "{}", "config.url" },
        { "{\"url\":\"ftp://x/\"}", "config.url" },
        { "{\"url\":\"http://user:pw@x/\"}", "config.url" },
        { "{\"url\":\"http://x/\",\"colour\":1}", "config.colour" },
        { "{\"url\":\"http://x/\",\"secret\":\"whsec_x\"}", "config.secret" },
        { "{\"url\":\"http://x/\",\"template\":\"{{alert.nothing}}\"}", "config.template" },
        { "{\"url\":\"http://x/\",\"headers\":{\"Host\":\"y\"}}", "config.headers.Host" },
        { "{\"url\":\"http://x/\",\"headers\":{\"webhook-id\":\"y\"}}", "config.headers.webhook-id" },
        { "{\"url\":\"http://x/\",\"headers\":{\"A B\":\"y\"}}", "config.headers.A B" },
        { "{\"url\":\"http://x/\",\"headers\":{\"A\":\"y\\r\\nX: z\"}}", "config.headers.A" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char id[ID_SIZE];
        struct channel_input in = {
            .name = "c", .channel_type = "webhook", .min_severity = "info", .config = object(b, bad[i].config), .enabled = true
        };
        problems = 0;
        assert_int_equal(channels_create(b->notify, b->arena, BOX_TENANT, &in, count_problem, (void *)(uintptr_t)bad[i].path, id),
                         ERR_INVALID);
        if (problems == 0)
            fail_msg("%s: no problem at %s", bad[i].config, bad[i].path);
    }
    char id[ID_SIZE];
    struct channel_input twin = {
        .name = "twin", .channel_type = "webhook", .min_severity = "info", .config = object(b, "{\"url\":\"http://x/\"}"), .enabled = true
    };
    assert_int_equal(channels_create(b->notify, b->arena, BOX_TENANT, &twin, count_problem, NULL, id), OK);
    assert_int_equal(channels_create(b->notify, b->arena, BOX_TENANT, &twin, count_problem, NULL, id), ERR_CONFLICT);
    twin.channel_type = "pigeon";
    assert_int_equal(channels_create(b->notify, b->arena, BOX_TENANT, &twin, count_problem, NULL, id), ERR_INVALID);
}

static char *shown(struct box *b, const char *id)
{
    struct buf out;
    struct json_out o;
    int64_t version;
    buf_init(&out, 1 << 20);
    jo_init(&o, &out);
    assert_int_equal(channels_write(b->notify, b->arena, BOX_TENANT, id, &o, &version), OK);
    char *text = arena_strndup(b->arena, out.data, out.len);
    buf_free(&out);
    return text;
}

static void update(struct box *b, const char *id, const char *config)
{
    struct channel_input in = {
        .name = "keeper", .min_severity = "info", .config = object(b, config), .enabled = true, .send_resolved = true
    };
    assert_int_equal(channels_update(b->notify, b->arena, BOX_TENANT, id, &in, -1, count_problem, NULL), OK);
}

static bool file_holds(struct box *b, const char *name, const char *needle)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", b->dir, name);
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    char *bytes = mem_alloc(32 << 20);
    size_t n = fread(bytes, 1, 32 << 20, f);
    fclose(f);
    bool found = memmem(bytes, n, needle, strlen(needle)) != NULL;
    mem_free(bytes);
    return found;
}

static void test_secrets_are_kept_and_never_shown(void **state)
{
    struct box *b = *state;
    char *id = box_channel(
        b, "keeper",
        "{\"url\":\"https://hook.test:8443/a\",\"secret\":\"open sesame\",\"headers\":{\"Authorization\":\"Bearer t0ps3cret\"}}", "info");
    char *text = shown(b, id);
    assert_null(strstr(text, "sesame"));
    assert_null(strstr(text, "t0ps3cret"));
    assert_non_null(strstr(text, "\"secret\":{\"set\":true},\"headers\":{\"set\":true}"));
    assert_false(file_holds(b, "binnacle.db", "sesame") || file_holds(b, "binnacle.db-wal", "sesame"));
    assert_false(file_holds(b, "binnacle.db", "t0ps3cret") || file_holds(b, "binnacle.db-wal", "t0ps3cret"));
    update(b, id, "{\"url\":\"https://HOOK.test:8443/b\"}"); /* the same place: the secrets stay */
    assert_non_null(strstr(shown(b, id), "\"secret\":{\"set\":true},\"headers\":{\"set\":true}"));
    update(b, id, "{\"url\":\"https://hook.test:8443/b\",\"headers\":null}");
    assert_non_null(strstr(shown(b, id), "\"secret\":{\"set\":true},\"headers\":{\"set\":false}"));
    update(b, id, "{\"url\":\"https://hook.test:8444/b\"}"); /* another port is another place */
    assert_non_null(strstr(shown(b, id), "\"secret\":{\"set\":false},\"headers\":{\"set\":false}"));
    update(b, id, "{\"url\":\"https://other.test/\",\"secret\":\"new\"}");
    assert_non_null(strstr(shown(b, id), "\"secret\":{\"set\":true}"));
    update(b, id, "{\"url\":\"https://other.test/\",\"secret\":\"\"}");
    assert_non_null(strstr(shown(b, id), "\"secret\":{\"set\":false}"));
}

static void test_another_key_opens_nothing(void **state)
{
    struct box *b = *state;
    char *id = box_channel(b, "keeper", "{\"url\":\"https://hook.test/\",\"secret\":\"open sesame\"}", "info");
    b->notify->d.key[0] ^= 1; /* restored on another box */
    outage(b, "web");
    box_send(b);
    assert_int_equal(b->sent_count, 0); /* rather not at all than unsigned */
    assert_non_null(strstr(delivery(b, "pending", "last_error"), "enter them again"));
    assert_non_null(strstr(shown(b, id), "\"secret\":{\"set\":false}"));
    assert_non_null(strstr(shown(b, id), "enter them again"));
    update(b, id, "{\"url\":\"https://hook.test/\",\"secret\":\"open sesame\"}");
    assert_non_null(strstr(shown(b, id), "\"problem\":null"));
    box_wait(b, 6 * US_PER_S);
    assert_int_equal(b->sent_count, 1);
}

static void test_tenants_are_apart(void **state)
{
    struct box *b = *state;
    struct json_out o;
    struct buf out;
    int64_t version;
    char *id = box_channel(b, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    struct channel_input in = {
        .name = "mine", .min_severity = "info", .config = object(b, "{\"url\":\"http://evil.test/\"}"), .enabled = true
    };
    struct channel_test t;
    buf_init(&out, 65536);
    jo_init(&o, &out);
    assert_int_equal(channels_write(b->notify, b->arena, FOREIGN, id, &o, &version), ERR_NOT_FOUND);
    assert_int_equal(channels_update(b->notify, b->arena, FOREIGN, id, &in, -1, count_problem, NULL), ERR_NOT_FOUND);
    assert_int_equal(channels_delete(b->notify, FOREIGN, id), ERR_NOT_FOUND);
    assert_int_equal(channels_test(b->notify, b->arena, FOREIGN, id, &t), ERR_NOT_FOUND);
    buf_free(&out);
    assert_int_equal(b->sent_count, 0);
}

static void test_versions(void **state)
{
    struct box *b = *state;
    char *id = box_channel(b, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    struct channel_input in = {
        .name = "hook", .min_severity = "info", .config = object(b, "{\"url\":\"http://hook.test/\"}"), .enabled = true
    };
    assert_int_equal(channels_update(b->notify, b->arena, BOX_TENANT, id, &in, 1, count_problem, NULL), OK);
    assert_int_equal(channels_update(b->notify, b->arena, BOX_TENANT, id, &in, 1, count_problem, NULL), ERR_PRECONDITION);
}

static void test_severity_switches_and_deletion(void **state)
{
    struct box *b = *state;
    char *hook = box_channel(b, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    box_channel(b, "pager", "{\"url\":\"http://pager.test/\"}", "critical");
    char *quiet = box_channel(b, "quiet", "{\"url\":\"http://quiet.test/\"}", "info");
    struct channel_input no_resolve = { .name = "quiet",
                                        .min_severity = "info",
                                        .config = object(b, "{\"url\":\"http://quiet.test/\"}"),
                                        .enabled = true,
                                        .send_resolved = false };
    assert_int_equal(channels_update(b->notify, b->arena, BOX_TENANT, quiet, &no_resolve, -1, count_problem, NULL), OK);
    box_change(b, "web", "healthy", "degraded", NULL, NULL, 0);
    box_change(b, "web", "degraded", "healthy", NULL, NULL, 0);
    box_send(b);
    assert_int_equal(box_count(b, "", "pager"), 0);
    assert_int_equal(box_count(b, "", "hook"), 2);
    assert_int_equal(box_count(b, "", "quiet"), 1);
    b->status = 500;
    outage(b, "db");
    box_send(b);
    no_resolve.enabled = false;
    assert_int_equal(channels_update(b->notify, b->arena, BOX_TENANT, quiet, &no_resolve, -1, count_problem, NULL), OK);
    assert_int_equal(channels_delete(b->notify, BOX_TENANT, hook), OK);
    assert_string_equal(delivery(b, "dead", "last_error"), "the channel was deleted");
    assert_int_equal(deliveries_replay(b->notify, BOX_TENANT, delivery(b, "dead", "id")), ERR_CONFLICT);
    size_t before = box_count(b, "", "quiet");
    box_wait(b, US_PER_HOUR);
    assert_int_equal(box_count(b, "", "quiet"), before); /* switched off: waits */
    box_wait(b, 25 * US_PER_HOUR);
    box_wait(b, US_PER_MIN);
    assert_int_equal(json_size(box_deliveries(b, "dead")), 3); /* the deleted one's, the one switched off, the pager that never answered */
}

static void test_test_message(void **state)
{
    struct box *b = *state;
    char *id = box_channel(b, "hook", "{\"url\":\"http://hook.test/\",\"secret\":\"" SECRET "\"}", "info");
    struct channel_test t;
    assert_int_equal(channels_test(b->notify, b->arena, BOX_TENANT, id, &t), OK);
    assert_true(t.success);
    assert_int_equal(t.status_code, 200);
    assert_string_equal(box_nth(b, "test", NULL, 0)->id, delivery(b, "delivered", "id"));
    b->status = 418;
    assert_int_equal(channels_test(b->notify, b->arena, BOX_TENANT, id, &t), OK);
    assert_false(t.success);
    assert_string_equal(t.error, "answered 418");
    b->refuse = ERR_UNREACHABLE;
    assert_int_equal(channels_test(b->notify, b->arena, BOX_TENANT, id, &t), OK);
    assert_false(t.success);
    assert_int_equal(t.status_code, 0);
    b->refuse = OK;
    box_wait(b, US_PER_HOUR);
    assert_int_equal(b->sent_count, 2); /* a test is not retried */
    assert_string_equal(delivery(b, "dead", "event"), "test");
}

static void test_retention(void **state)
{
    struct box *b = *state;
    int64_t deleted;
    box_channel(b, "hook", "{\"url\":\"http://hook.test/\"}", "info");
    outage(b, "web");
    box_send(b);
    b->status = 500;
    outage(b, "db");
    box_send(b);
    int64_t later = BOX_START + US_PER_DAY;
    assert_int_equal(notify_prune(b->notify, BOX_START, BOX_START, &deleted), OK);
    assert_int_equal(deleted, 0);
    assert_int_equal(notify_prune(b->notify, later, later, &deleted), OK);
    assert_int_equal(deleted, 1); /* what still waits is never pruned */
    assert_int_equal(json_size(box_deliveries(b, "pending")), 1);
    struct notify_stats s;
    assert_int_equal(notify_stats(b->notify, &s), OK);
    assert_int_equal(s.pending, 1);
    assert_int_equal(s.in_flight, 0);
}

#define T(name, f)                                                                                                                         \
    {                                                                                                                                      \
        name, f, setup, teardown, NULL                                                                                                     \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        T("[P10-8.2] [P10-8.6] the request: body, id, timestamp, signature, headers, policy", test_request),
        T("a template and the public URL", test_template_and_public_url),
        T("[P10-8.5] retried with one id and one body, the resolve after the firing", test_retried_with_one_id),
        T("a redirect is a failure", test_redirect_is_a_failure),
        T("a receiver may ask for a pause", test_retry_after),
        T("a slow channel delays no other", test_a_slow_channel_delays_no_other),
        T("a busy network is no attempt", test_busy_network_is_no_attempt),
        T("[P10-8.9] after a day a dead letter, which can be replayed", test_dead_letter_and_replay),
        T("the wall clock jumps either way", test_wall_clock_jumps),
        T("a crash before sending", test_crash_before_sending),
        T("a crash while in flight", test_crash_while_in_flight),
        T("a crash between the answer and its record", test_crash_between_answer_and_record),
        T("random crashes lose nothing and keep the order", test_random_crashes),
        T("[P10-6.11] configurations that are refused", test_validation),
        T("secrets are sealed, kept for the same place only, never shown", test_secrets_are_kept_and_never_shown),
        T("another box's key opens nothing", test_another_key_opens_nothing),
        T("tenants are apart", test_tenants_are_apart),
        T("versions", test_versions),
        T("least severity, resolves switched off, a channel switched off or deleted", test_severity_switches_and_deletion),
        T("[P10-6.8] a test message", test_test_message),
        T("retention", test_retention),
    };
    return cmocka_run_group_tests_name("notify_outbox", tests, NULL, NULL);
}
