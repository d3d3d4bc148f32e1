/*
 * hub.c - topics, messages and what clients ask for. Sockets are hub_loop.c's.
 *
 * Threads: publishing and commands from any (under h->lock, never waiting for a client); the rest on the hub's own.
 */
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "http/hub_private.h"
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define MESSAGE_MAX    (256 * 1024)
#define TOPIC_NAME_MAX 128

/* ---- topics ---- */

enum err hub_topic(struct hub *h, const char *topic, int perm, bool any_perm, const char *doc)
{
    size_t n = strlen(topic);
    if (h->topic_count == TOPICS_MAX)
        return err_set(ERR_INTERNAL, "more than %d live topics", TOPICS_MAX);
    if (n == 0 || n > TOPIC_NAME_MAX)
        return err_set(ERR_INTERNAL, "live topic '%s' has no good name", topic);
    for (size_t i = 0; i < h->topic_count; i++)
        if (str_eq(h->topics[i].name, topic))
            return err_set(ERR_INTERNAL, "live topic %s is there twice", topic);
    struct topic *t = &h->topics[h->topic_count++];
    t->name = mem_strdup(topic);
    t->doc = mem_strdup(doc);
    t->prefix = str_ends(topic, ".*") ? n - 1 : 0;
    t->perm = perm;
    t->any_perm = any_perm;
    return OK;
}

void hub_topic_every(struct hub *h, const char *topic, int default_seconds)
{
    for (size_t i = 0; i < h->topic_count; i++)
        if (str_eq(h->topics[i].name, topic))
            h->topics[i].every = default_seconds;
}

size_t hub_topic_count(const struct hub *h)
{
    return h->topic_count;
}

void hub_topic_at(const struct hub *h, size_t i, const char **topic, int *perm, const char **doc)
{
    *topic = h->topics[i].name;
    *perm = h->topics[i].perm;
    *doc = h->topics[i].doc;
}

int hub_find_topic(const struct hub *h, const char *name)
{
    int prefix = -1;
    for (size_t i = 0; i < h->topic_count; i++) {
        if (str_eq(h->topics[i].name, name))
            return (int)i;
        if (h->topics[i].prefix && strncmp(h->topics[i].name, name, h->topics[i].prefix) == 0)
            prefix = (int)i;
    }
    return prefix;
}

/* ---- frames ---- */

static struct frame *frame_of(enum ws_opcode opcode, const struct buf *payload)
{
    struct frame *f = mem_alloc(sizeof *f + WS_HEADER_MAX + payload->len + 1);
    unsigned char head[WS_HEADER_MAX];
    size_t k = ws_header(head, opcode, payload->len);
    memcpy(f->bytes, head, k);
    if (payload->len)
        memcpy(f->bytes + k, payload->data, payload->len);
    f->refs = 1;
    f->topic = -1;
    f->len = k + payload->len;
    f->size = sizeof *f + WS_HEADER_MAX + payload->len + 1;
    return f;
}

struct frame *hub_frame(struct hub *h, enum ws_opcode opcode, const char *text, size_t n)
{
    struct buf b = { .data = (char *)(uintptr_t)text, .len = n };
    struct frame *f = frame_of(opcode, &b);
    h->frame_bytes += f->size;
    return f;
}

void hub_unref(struct hub *h, struct frame *f)
{
    if (--f->refs > 0)
        return;
    h->frame_bytes -= f->size;
    mem_free(f);
}

static void wake(struct hub *h)
{
    uint64_t one = 1;
    if (write(h->wake, &one, sizeof one) != (ssize_t)sizeof one && errno != EAGAIN)
        log_warn("the live hub cannot be woken", "error", strerror(errno), NULL);
}

static void send_out(struct hub *h, const char *tenant_id, const char *user_id, const char *topic, int every, const char *json, size_t n)
{
    int i = hub_find_topic(h, topic);
    if (i < 0) {
        log_debug("a message for an unknown live topic", "topic", topic, NULL);
        return;
    }
    atomic_fetch_add(&h->published, 1);
    int64_t seq = atomic_fetch_add(&h->topics[i].seq, 1) + 1;
    if (atomic_load(&h->clients_now) == 0)
        return;
    struct buf b;
    struct json_out o;
    buf_init(&b, MESSAGE_MAX + 1024);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_string(&o, "topic", topic);
    jo_kv_int(&o, "seq", seq);
    jo_kv_time(&o, "ts", clock_wall_us(h->o.clock));
    jo_key(&o, "data");
    size_t data = b.len;
    jo_raw(&o, json, n);
    size_t data_n = b.len - data;
    jo_object_end(&o);
    if (b.overflow) {
        log_warn("a live message is too large", "topic", topic, NULL);
        buf_free(&b);
        return;
    }
    struct frame *f = frame_of(WS_TEXT, &b);
    size_t head = f->len - b.len;
    buf_free(&b);
    f->topic = i;
    f->every = every;
    f->name = topic;
    f->data_off = head + data;
    f->data_len = data_n;
    str_copy(f->tenant, sizeof f->tenant, tenant_id ? tenant_id : "");
    str_copy(f->user, sizeof f->user, user_id ? user_id : "");
    pthread_mutex_lock(&h->lock);
    bool fits = h->inbox_count < INBOX_MAX;
    if (fits) {
        *(h->inbox_last ? &h->inbox_last->next : &h->inbox_first) = f;
        h->inbox_last = f;
        h->inbox_count++;
    } else {
        h->inbox_dropped[i]++;
    }
    bool first = h->inbox_count == 1;
    pthread_mutex_unlock(&h->lock);
    if (!fits)
        mem_free(f);
    else if (first)
        wake(h);
}

static void publish(void *ctx, const char *tenant_id, const char *topic, const char *json, size_t n)
{
    send_out(ctx, tenant_id, NULL, topic, 0, json, n);
}

static void publish_user(void *ctx, const char *user_id, const char *topic, const char *json, size_t n)
{
    send_out(ctx, NULL, user_id, topic, 0, json, n);
}

static void publish_every(void *ctx, const char *topic, int seconds, const char *json, size_t n)
{
    send_out(ctx, NULL, NULL, topic, seconds, json, n);
}

static uint64_t intervals(void *ctx, const char *topic)
{
    struct hub *h = ctx;
    int i = hub_find_topic(h, topic);
    return i < 0 ? 0 : atomic_load(&h->topics[i].intervals);
}

/* ---- what a client asks for ---- */

static void reply(struct hub *h, struct client *c, const char *key, const char *value, const char *topic)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, 4096);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_string(&o, key, value);
    if (topic)
        jo_kv_string(&o, "topic", topic);
    jo_object_end(&o);
    struct frame *f = hub_frame(h, WS_TEXT, b.data, b.len);
    if (!hub_enqueue(h, c, f))
        hub_close(h, c, LIVE_TOO_MANY, "answers are not read");
    hub_unref(h, f);
    buf_free(&b);
}

static bool may_see(const struct hub *h, const struct client *c, int topic)
{
    const struct topic *t = &h->topics[topic];
    return t->any_perm || (t->perm > 0 && t->perm < 128 && (c->perms[t->perm / 64] >> (t->perm % 64) & 1u));
}

/* One subscription more, or less, waits for this interval. */
static void count_interval(struct topic *t, int every, int by)
{
    if (every == 0)
        return;
    t->waiting[every] += by;
    uint64_t bit = 1ull << every, all = atomic_load(&t->intervals);
    atomic_store(&t->intervals, t->waiting[every] > 0 ? all | bit : all & ~bit);
}

static void free_sub(struct hub *h, struct sub *s)
{
    count_interval(&h->topics[s->topic], s->every, -1);
    mem_free(s->exact);
    arena_free(s->filter_arena);
}

static void unsubscribe(struct hub *h, struct client *c, const char *topic, int index, bool exact)
{
    size_t kept = 0;
    c->mask = 0;
    for (size_t i = 0; i < c->sub_count; i++) {
        struct sub *s = &c->subs[i];
        if (s->topic == index && (exact ? str_eq(s->exact, topic) : s->exact == NULL)) {
            free_sub(h, s);
            continue;
        }
        c->subs[kept++] = *s;
        c->mask |= 1ull << s->topic;
    }
    c->sub_count = kept;
}

void hub_free_subs(struct hub *h, struct client *c)
{
    for (size_t i = 0; i < c->sub_count; i++)
        free_sub(h, &c->subs[i]);
    mem_free(c->subs);
}

static void subscribe(struct hub *h, struct client *c, const char *topic, const struct json *filter, const struct json *interval)
{
    int64_t every = 0;
    int index = topic ? hub_find_topic(h, topic) : -1;
    if (index < 0) {
        reply(h, c, "error", "there is no such topic", topic);
        return;
    }
    if (!may_see(h, c, index)) {
        reply(h, c, "error", "not allowed", topic);
        return;
    }
    if (filter && json_type(filter) != JSON_OBJECT) {
        reply(h, c, "error", "filter must be an object", topic);
        return;
    }
    if (interval && h->topics[index].every == 0) {
        reply(h, c, "error", "this topic knows no interval_seconds", topic);
        return;
    }
    if (interval && (!json_int(interval, &every) || every < 1 || every > LIVE_EVERY_MAX)) {
        reply(h, c, "error", "interval_seconds is a whole number from 1 to 60", topic);
        return;
    }
    if (every == 0)
        every = h->topics[index].every;
    bool exact = !str_eq(h->topics[index].name, topic);
    unsubscribe(h, c, topic, index, exact); /* a repeat replaces filter and interval */
    if (c->sub_count == SUBS_MAX) {
        reply(h, c, "error", "too many subscriptions", topic);
        return;
    }
    struct sub s = { .topic = index, .every = (int)every, .exact = exact ? mem_strdup(topic) : NULL };
    if (filter && json_size(filter) > 0) {
        s.filter_arena = arena_new(1024);
        const char *text = json_print(s.filter_arena, filter);
        struct json *copy;
        if (json_parse(s.filter_arena, text, strlen(text), &copy) != OK) {
            s.every = 0; /* not counted yet */
            free_sub(h, &s);
            reply(h, c, "error", "the filter cannot be read", topic);
            return;
        }
        s.filter = copy;
    }
    c->subs = mem_resize(c->subs, (c->sub_count + 1) * sizeof *c->subs);
    c->subs[c->sub_count++] = s;
    count_interval(&h->topics[index], s.every, 1);
    c->mask |= 1ull << index;
}

void hub_message(struct hub *h, struct client *c, const char *text, size_t n)
{
    struct json *m;
    arena_reset(h->scratch);
    if (json_parse(h->scratch, text, n, &m) != OK || json_type(m) != JSON_OBJECT) {
        reply(h, c, "error", "a message is a JSON object", NULL);
        return;
    }
    const char *op = json_string(json_get(m, "op")), *topic = json_string(json_get(m, "topic"));
    if (topic && (strlen(topic) > TOPIC_NAME_MAX || !str_printable(topic)))
        topic = NULL;
    if (str_eq(op, "ping")) {
        reply(h, c, "op", "pong", NULL);
    } else if (str_eq(op, "subscribe")) {
        subscribe(h, c, topic, json_get(m, "filter"), json_get(m, "interval_seconds"));
    } else if (str_eq(op, "unsubscribe")) {
        int index = topic ? hub_find_topic(h, topic) : -1;
        if (index < 0)
            reply(h, c, "error", "there is no such topic", topic);
        else
            unsubscribe(h, c, topic, index, !str_eq(h->topics[index].name, topic));
    } else {
        reply(h, c, "error", "op is subscribe, unsubscribe or ping", NULL);
    }
}

/* ---- who gets a message ---- */

static bool same_value(const struct json *a, const struct json *b)
{
    double x, y;
    bool p, q;
    if (json_type(a) != json_type(b))
        return false;
    if (json_string(a))
        return str_eq(json_string(a), json_string(b));
    if (json_double(a, &x) && json_double(b, &y))
        return x == y;
    if (json_bool(a, &p) && json_bool(b, &q))
        return p == q;
    return json_type(a) == JSON_NULL;
}

/* Every member of the filter is the same in the data; an array in the filter allows any of its values. */
static bool filter_matches(const struct json *filter, const struct json *data)
{
    for (const struct json *f = json_first(filter); f; f = json_next(f)) {
        const struct json *v = json_get(data, json_key(f));
        bool any = false;
        if (!v)
            return false;
        if (json_type(f) == JSON_ARRAY) {
            for (const struct json *e = json_first(f); e && !any; e = json_next(e))
                any = same_value(e, v);
            if (!any)
                return false;
        } else if (!same_value(f, v)) {
            return false;
        }
    }
    return true;
}

/* *parsed: the message's data, read once for all clients with filters; it starts as NULL. */
bool hub_wants(struct hub *h, struct client *c, struct frame *f, struct sub **sub, struct json **parsed)
{
    if (!(c->mask >> f->topic & 1u) || c->closing_us || (f->tenant[0] && strcmp(f->tenant, c->tenant) != 0) ||
        (f->user[0] && strcmp(f->user, c->user_id) != 0))
        return false;
    for (size_t i = 0; i < c->sub_count; i++) {
        struct sub *s = &c->subs[i];
        if (s->topic != f->topic || (s->exact && !str_eq(s->exact, f->name)) || (f->every && f->every != s->every))
            continue;
        if (s->filter) {
            if (!*parsed) {
                arena_reset(h->scratch);
                if (json_parse(h->scratch, (const char *)f->bytes + f->data_off, f->data_len, parsed) != OK)
                    return false;
            }
            if (!filter_matches(s->filter, *parsed))
                continue;
        }
        *sub = s;
        return true;
    }
    return false;
}

/* ---- commands ---- */

static void post(struct hub *h, struct command *c)
{
    pthread_mutex_lock(&h->lock);
    *(h->commands_last ? &h->commands_last->next : &h->commands_first) = c;
    h->commands_last = c;
    pthread_mutex_unlock(&h->lock);
    wake(h);
}

void hub_adopt(struct hub *h, int fd, struct ssl_st *ssl, const struct principal *who, const char *tenant, const char *early,
               size_t early_n)
{
    struct command *k = mem_alloc(sizeof *k);
    struct client *c = mem_alloc(sizeof *c);
    k->kind = COMMAND_ADOPT;
    k->client = c;
    c->fd = fd;
    c->ssl = ssl;
    str_copy(c->user_id, sizeof c->user_id, who->user_id);
    str_copy(c->session_id, sizeof c->session_id, who->session_id);
    str_copy(c->api_key_id, sizeof c->api_key_id, who->api_key_id);
    str_copy(c->tenant, sizeof c->tenant, tenant);
    memcpy(c->perms, who->perms, sizeof c->perms);
    c->superadmin = who->superadmin;
    ws_reader_init(&c->reader);
    if (early_n) {
        c->early = mem_strndup(early, 0);
        c->early = mem_resize(c->early, early_n);
        memcpy(c->early, early, early_n);
        c->early_n = early_n;
    }
    post(h, k);
}

void hub_close_owner(struct hub *h, const char *id, enum live_close code)
{
    if (!id || !*id)
        return;
    struct command *k = mem_alloc(sizeof *k);
    k->kind = COMMAND_CLOSE;
    k->code = code;
    str_copy(k->id, sizeof k->id, id);
    post(h, k);
}

/* ---- life cycle ---- */

enum err hub_new(const struct hub_options *o, struct hub **out)
{
    struct hub *h = mem_alloc(sizeof *h);
    h->o = *o;
    if (h->o.max_clients == 0)
        h->o.max_clients = 12000;
    if (h->o.max_per_user == 0)
        h->o.max_per_user = 100;
    if (h->o.ping_ms == 0)
        h->o.ping_ms = 30000;
    if (h->o.idle_ms == 0)
        h->o.idle_ms = 75000;
    h->live =
        (struct live){ .publish = publish, .publish_user = publish_user, .intervals = intervals, .publish_every = publish_every, .ctx = h };
    pthread_mutex_init(&h->lock, NULL);
    h->scratch = arena_new(16 * 1024);
    h->ping = hub_frame(h, WS_PING, "", 0);
    h->epoll = epoll_create1(EPOLL_CLOEXEC);
    h->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    struct epoll_event e = { .events = EPOLLIN, .data.ptr = NULL };
    if (h->epoll < 0 || h->wake < 0 || epoll_ctl(h->epoll, EPOLL_CTL_ADD, h->wake, &e) != 0) {
        enum err failed = err_errno(ERR_IO, "cannot set up the live hub");
        hub_free(h);
        return failed;
    }
    *out = h;
    return OK;
}

enum err hub_start(struct hub *h)
{
    if (pthread_create(&h->thread, NULL, hub_run, h) != 0)
        return err_set(ERR_IO, "cannot start the live hub's thread");
    h->started = true;
    return OK;
}

void hub_stop(struct hub *h)
{
    if (!h || !h->started)
        return;
    struct command *k = mem_alloc(sizeof *k);
    k->kind = COMMAND_STOP;
    post(h, k);
    pthread_join(h->thread, NULL);
    h->started = false;
}

void hub_free(struct hub *h)
{
    if (!h)
        return;
    hub_stop(h);
    while (h->client_count > 0)
        hub_destroy_client(h, h->clients[0]);
    while (h->dead) {
        struct client *c = h->dead;
        h->dead = c->dead_next;
        mem_free(c);
    }
    while (h->inbox_first) {
        struct frame *f = h->inbox_first;
        h->inbox_first = f->next;
        mem_free(f);
    }
    while (h->commands_first) {
        struct command *k = h->commands_first;
        h->commands_first = k->next;
        if (k->client)
            hub_destroy_client(h, k->client);
        mem_free(k);
    }
    while (h->dead) {
        struct client *c = h->dead;
        h->dead = c->dead_next;
        mem_free(c);
    }
    if (h->ping)
        hub_unref(h, h->ping);
    if (h->epoll >= 0)
        close(h->epoll);
    if (h->wake >= 0)
        close(h->wake);
    for (size_t i = 0; i < h->topic_count; i++) {
        mem_free(h->topics[i].name);
        mem_free(h->topics[i].doc);
    }
    arena_free(h->scratch);
    pthread_mutex_destroy(&h->lock);
    mem_free(h->clients);
    mem_free(h);
}

const struct live *hub_live(struct hub *h)
{
    return &h->live;
}

void hub_stats(struct hub *h, struct hub_stats *out)
{
    *out = (struct hub_stats){ .clients = atomic_load(&h->clients_now),
                               .published = atomic_load(&h->published),
                               .sent = atomic_load(&h->sent),
                               .dropped = atomic_load(&h->dropped),
                               .bytes_out = atomic_load(&h->bytes_out) };
}
