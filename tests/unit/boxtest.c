/* boxtest.c - see boxtest.h. */
#include "boxtest.h"
#include "core/crypto.h"
#include "core/mem.h"
#include "core/str.h"
#include "notify/notify_private.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

/* ---- the recorder ---- */

static void answer(const struct box *b, net_http_done done, void *arg, int status)
{
    struct net_http_result r = {
        .err = status ? OK : ERR_UNREACHABLE, .detail = status ? "" : "connection refused", .status = status, .timing = { .total_us = 1500 }
    };
    const struct net_header h = { "Retry-After", b->retry_after };
    if (b->retry_after)
        r.headers = &h, r.header_count = 1;
    done(arg, &r);
}

static enum err record(void *ctx, const struct net_http_request *rq, net_http_done done, void *arg)
{
    struct box *b = ctx;
    if (b->refuse != OK)
        return err_set(b->refuse, "the network says no");
    assert_true(b->sent_count < BOX_SENT_MAX);
    struct box_sent *s = &b->sent[b->sent_count++];
    *s = (struct box_sent){ .at = clock_wall_us(b->clock), .has_policy = rq->policy != NULL };
    assert_string_equal(rq->method, "POST");
    assert_int_equal(rq->max_redirects, 0);
    assert_true(rq->timeout_ms > 0 && rq->timeout_ms <= 10000);
    str_copy(s->url, sizeof s->url, rq->url);
    for (size_t i = 0; i < rq->header_count; i++) {
        const char *n = rq->headers[i].name, *v = rq->headers[i].value;
        if (str_eq(n, "webhook-id"))
            str_copy(s->id, sizeof s->id, v);
        if (str_eq(n, "webhook-timestamp"))
            str_copy(s->timestamp, sizeof s->timestamp, v);
        if (str_eq(n, "webhook-signature"))
            str_copy(s->signature, sizeof s->signature, v);
        if (str_eq(n, "Authorization"))
            str_copy(s->authorization, sizeof s->authorization, v);
    }
    s->body = arena_strndup(b->arena, rq->body, rq->body_len);
    struct json *v;
    if (json_parse(b->arena, s->body, rq->body_len, &v) == OK && json_string(json_get(v, "type")))
        str_copy(s->type, sizeof s->type, json_string(json_get(v, "type")));
    if (b->hold && strstr(rq->url, b->hold)) {
        s->done = done;
        s->arg = arg;
    } else {
        answer(b, done, arg, b->fail && strstr(rq->url, b->fail) ? 503 : b->status);
    }
    return OK;
}

/* ---- life ---- */

static void open_parts(struct box *b)
{
    struct store_options so = { .dir = b->dir, .clock = b->clock, .version = "test", .ballast_bytes = 65536 };
    assert_int_equal(store_open(&so, &b->store), OK);
    assert_int_equal(settings_new(&(struct settings_deps){ .store = b->store, .clock = b->clock }, &b->settings), OK);
    assert_int_equal(outgoing_new(&(struct outgoing_deps){ .store = b->store, .clock = b->clock }, &b->outgoing), OK);
    struct notify_deps nd = {
        .store = b->store, .clock = b->clock, .outgoing = b->outgoing, .settings = b->settings, .transport = record, .transport_ctx = b
    };
    memset(nd.key, 7, sizeof nd.key);
    assert_int_equal(notify_new(&nd, &b->notify), OK);
    assert_int_equal(prefs_new(&(struct prefs_deps){ .store = b->store, .clock = b->clock }, &b->prefs), OK);
    assert_int_equal(inbox_new(&(struct inbox_deps){ .store = b->store, .clock = b->clock, .prefs = b->prefs }, &b->inbox), OK);
    assert_int_equal(
        alerts_new(&(struct alerts_deps){ .store = b->store, .clock = b->clock, .notify = b->notify, .inbox = b->inbox }, &b->alerts), OK);
}

static void close_parts(struct box *b)
{
    alerts_free(b->alerts);
    inbox_free(b->inbox);
    prefs_free(b->prefs);
    notify_free(b->notify);
    outgoing_free(b->outgoing);
    settings_free(b->settings);
    store_reader_release(b->store);
    store_close(b->store);
}

struct box *box_open(void)
{
    struct box *b = mem_alloc(sizeof *b);
    assert_int_equal(crypto_init(), OK);
    str_copy(b->dir, sizeof b->dir, "/tmp/binnacle-unit-XXXXXX");
    assert_non_null(mkdtemp(b->dir));
    b->clock = clock_fake(BOX_START, 5 * US_PER_HOUR);
    b->arena = arena_new(0);
    b->status = 200;
    open_parts(b);
    return b;
}

void box_close(struct box *b)
{
    close_parts(b);
    clock_fake_free(b->clock);
    arena_free(b->arena);
    nftw(b->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    mem_free(b);
}

void box_crash(struct box *b)
{
    /* What is in flight is forgotten: its callback's memory is given back here, its outcome reaches nobody. */
    for (size_t i = 0; i < b->sent_count; i++)
        if (b->sent[i].done)
            mem_free(b->sent[i].arg), b->sent[i].done = NULL;
    close_parts(b);
    open_parts(b);
}

/* ---- doing ---- */

static void unexpected(void *arg, const char *path, const char *message)
{
    (void)arg;
    fail_msg("%s %s", path, message);
}

char *box_channel(struct box *b, const char *name, const char *config, const char *min_severity)
{
    struct json *v;
    char *id = arena_alloc(b->arena, ID_SIZE);
    assert_int_equal(json_parse(b->arena, config, strlen(config), &v), OK);
    struct channel_input in = {
        .name = name, .channel_type = "webhook", .min_severity = min_severity, .config = v, .enabled = true, .send_resolved = true
    };
    assert_int_equal(channels_create(b->notify, b->arena, BOX_TENANT, &in, unexpected, NULL, id), OK);
    return id;
}

void box_send(struct box *b)
{
    /* A round that started something has its answers recorded by the next. */
    int64_t next;
    for (int i = 0, idle = 0; i < 2000 && idle < 2; i++) {
        assert_int_equal(notify_step(b->notify, &next), OK);
        idle = next > 0 ? idle + 1 : 0;
    }
}

void box_wait(struct box *b, int64_t us)
{
    clock_fake_advance(b->clock, us);
    box_send(b);
}

void box_answer(struct box *b, int status)
{
    for (size_t i = 0; i < b->sent_count; i++) {
        net_http_done done = b->sent[i].done;
        b->sent[i].done = NULL;
        if (done)
            answer(b, done, b->sent[i].arg, status);
    }
}

struct change {
    struct box *box;
    struct alerts_change change;
};

static enum err write_change(struct tx *tx, void *arg)
{
    struct change *c = arg;
    return alerts_service_changed(c->box->alerts, tx, &c->change);
}

void box_change(struct box *b, const char *service, const char *from, const char *to, const char *cause, const char *dependant,
                int64_t hold_us)
{
    const char *const dependants[] = { dependant };
    bool worker = str_starts(service, "worker");
    struct change c = { .box = b,
                        .change = { .tenant_id = BOX_TENANT,
                                    .source = { .type = worker ? "worker" : "service",
                                                .id = service,
                                                .name = service,
                                                .kind = worker ? "worker" : "http",
                                                .target = "http://127.0.0.1:9/" },
                                    .from = from,
                                    .to = to,
                                    .message = "HTTP 503 \"busy\", expected 200",
                                    .at = clock_wall_us(b->clock),
                                    .cause_id = cause,
                                    .dependant_ids = dependants,
                                    .dependant_count = dependant ? 1 : 0,
                                    .hold_us = hold_us,
                                    .settle_us = 20 * US_PER_S } };
    assert_int_equal(store_write(b->store, write_change, &c), OK);
}

/* ---- looking ---- */

struct box_sent *box_nth(struct box *b, const char *type, const char *url, size_t n)
{
    for (size_t i = 0; i < b->sent_count; i++) {
        struct box_sent *s = &b->sent[i];
        if ((!*type || str_eq(s->type, type)) && (!url || strstr(s->url, url)) && n-- == 0)
            return s;
    }
    return NULL;
}

size_t box_count(struct box *b, const char *type, const char *url)
{
    size_t n = 0;
    while (box_nth(b, type, url, n))
        n++;
    return n;
}

static const struct json *parse(struct box *b, struct buf *text)
{
    struct json *v;
    assert_int_equal(json_parse(b->arena, text->data, text->len, &v), OK);
    buf_free(text);
    return v;
}

const struct json *box_alerts(struct box *b, const char *status)
{
    struct buf text;
    struct json_out o;
    const char *next;
    int64_t total;
    struct alerts_filter f = { .status = status };
    buf_init(&text, 4 << 20);
    jo_init(&o, &text);
    jo_array(&o);
    assert_int_equal(alerts_list(b->alerts, b->arena, BOX_TENANT, &f, 1000, &o, &next, &total), OK);
    jo_array_end(&o);
    return parse(b, &text);
}

const struct json *box_deliveries(struct box *b, const char *status)
{
    struct buf text;
    struct json_out o;
    int64_t next;
    struct deliveries_filter f = { .status = status };
    buf_init(&text, 4 << 20);
    jo_init(&o, &text);
    jo_array(&o);
    assert_int_equal(deliveries_list(b->notify, b->arena, BOX_TENANT, &f, 1000, &o, &next), OK);
    jo_array_end(&o);
    return parse(b, &text);
}
