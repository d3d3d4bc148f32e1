/*
 * audit_heads.c - writing the head of the chain out of the box, so that cutting off its end, or putting the whole file back, shows: sinks
 * (webhook, append-only file, syslog), and a receipt for each head.
 *
 * Threads: any; sending blocks for its deadline. A head says the number and hash of the last row and when; `mac` proves that this box wrote
 * it. It reveals nothing of what the rows say.
 */
#include "audit/audit_private.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/str.h"
#include "core/webhook_sign.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SINKS_MAX   20
#define DEADLINE_MS 5000
#define FILE_MAX    (16 << 20) /* of a file of heads that is read back: a head a day for longer than anybody lives */

static const char *const kinds[] = { "webhook", "file", "syslog", NULL };
static const char *const protocols[] = { "udp", "tcp", NULL };
const struct field audit_sink_fields[] = {
    { .name = "name", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 100, .doc = "Name", .example = "\"Safe\"" },
    { .name = "kind", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = kinds, .doc = "How it gets there; cannot be changed later" },
    { .name = "config",
      .type = F_OBJECT,
      .flags = FIELD_REQUIRED,
      .doc = "webhook: {url, secret?}; file: {file}, a name within --audit-dir; syslog: {host, port?, protocol?}",
      .example = "{\"url\":\"https://safe.example.com/heads\"}" },
    { .name = "enabled", .type = F_BOOL, .doc = "Whether heads are written to it", .fallback = "true" },
    { 0 },
};
static const struct field webhook_config[] = {
    { .name = "url", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_URL, .max = 2000 },
    { .name = "secret", .type = F_STRING, .flags = FIELD_SECRET | FIELD_NULLABLE, .max = 200, .doc = "Signs as Standard Webhooks asks" },
    { 0 },
};
static const struct field file_config[] = { { .name = "file", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 100 }, { 0 } };
static const struct field syslog_config[] = {
    { .name = "host", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 254 },
    { .name = "port", .type = F_INT, .min = 1, .max = 65535, .fallback = "514" },
    { .name = "protocol", .type = F_STRING, .one_of = protocols, .fallback = "\"udp\"" },
    { 0 },
};

static const struct field *config_of(const char *kind)
{
    return str_eq(kind, "webhook") ? webhook_config : str_eq(kind, "file") ? file_config : syslog_config;
}

/* ---- the head ---- */

struct head {
    int64_t seq, at;
    unsigned char hash[CRYPTO_HASH_SIZE];
    char *text;
};

static enum err make_head(struct audit *t, struct arena *a, struct head *h)
{
    struct sql_audit_head_row row;
    struct sql_blob last;
    struct db *db = store_reader(t->d.store);
    unsigned char mac[CRYPTO_HASH_SIZE];
    char at[TIME_TEXT_SIZE];
    enum err e = db_begin(db);
    if (!e)
        e = audit_read_head(db, a, &row, &last);
    db_end(db);
    if (!e && (row.seq == 0 || last.n != sizeof h->hash))
        e = err_set(ERR_CONFLICT, "the trail has no row yet, or its last one is damaged");
    if (e)
        return e;
    *h = (struct head){ .seq = row.seq, .at = clock_wall_us(t->d.clock) / US_PER_MS * US_PER_MS };
    memcpy(h->hash, last.p, sizeof h->hash);
    audit_seal(t, "written head", h->seq, h->at / US_PER_MS, h->hash, sizeof h->hash, mac);
    struct jo_text out;
    struct json_out *o = jo_text_begin(&out, 4096);
    jo_object(o);
    jo_kv_string(o, "type", "binnacle.audit.head");
    jo_kv_string(o, "box", t->key_id);
    jo_kv_int(o, "seq", h->seq);
    jo_kv_string(o, "hash", str_hex(a, h->hash, sizeof h->hash));
    jo_kv_string(o, "at", time_format(h->at, at));
    jo_kv_string(o, "mac", str_hex(a, mac, sizeof mac));
    jo_object_end(o);
    h->text = jo_text_end(&out, a);
    return OK;
}

enum err audit_head_text(struct audit *t, struct arena *a, char **text)
{
    struct head h;
    enum err e = make_head(t, a, &h);
    if (!e)
        *text = h.text;
    return e;
}

/* ---- sending ---- */

static enum err send_webhook(struct audit *t, struct arena *a, const struct json *config, const char *secret, struct net_policy *policy,
                             const struct head *h)
{
    char id[ID_SIZE];
    int64_t now = clock_wall_us(t->d.clock) / US_PER_S;
    struct net_header headers[4] = { { "Content-Type", "application/json" },
                                     { "webhook-id", id_new(t->d.clock, id) },
                                     { "webhook-timestamp", arena_printf(a, "%lld", (long long)now) } };
    size_t count = 3, key_n;
    const unsigned char *key;
    struct net_http_result r;
    enum err e = secret ? webhook_key(a, secret, &key, &key_n) : OK;
    if (e)
        return e;
    if (secret)
        headers[count++] = (struct net_header){ "webhook-signature", webhook_sign(a, key, key_n, id, now, h->text, strlen(h->text)) };
    e = net_http_wait(t->d.net, a,
                      &(struct net_http_request){ .method = "POST",
                                                  .url = json_string(json_get(config, "url")),
                                                  .headers = headers,
                                                  .header_count = count,
                                                  .body = h->text,
                                                  .body_len = strlen(h->text),
                                                  .timeout_ms = DEADLINE_MS,
                                                  .max_body = 1024,
                                                  .policy = policy },
                      &r);
    if (!e && r.err)
        e = err_set(r.err, "%s", r.detail);
    if (!e && (r.status < 200 || r.status > 299))
        e = err_set(ERR_UPSTREAM, "answered %d", r.status);
    return e;
}

static char *path_of(const struct audit *t, struct arena *a, const struct json *config)
{
    return t->d.head_dir ? arena_printf(a, "%s/%s", t->d.head_dir, json_string(json_get(config, "file"))) : NULL;
}

static enum err send_file(struct audit *t, struct arena *a, const struct json *config, const struct head *h)
{
    const char *path = path_of(t, a, config);
    if (!path)
        return err_set(ERR_CONFLICT, "the box runs without --audit-dir");
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0)
        return err_errno(ERR_IO, "cannot open %s", path);
    char *line = arena_printf(a, "%s\n", h->text);
    size_t n = strlen(line);
    enum err e = write(fd, line, n) == (ssize_t)n && fsync(fd) == 0 ? OK : err_errno(ERR_IO, "cannot write %s", path);
    if (close(fd) && !e)
        e = err_errno(ERR_IO, "cannot write %s", path);
    return e;
}

struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t done;
    bool finished;
    enum err e;
    char detail[200];
};

static void sent(void *arg, const struct net_tcp_result *r)
{
    struct waiting *w = arg;
    pthread_mutex_lock(&w->lock);
    w->finished = true;
    w->e = r->err;
    str_copy(w->detail, sizeof w->detail, r->detail ? r->detail : "");
    pthread_cond_signal(&w->done);
    pthread_mutex_unlock(&w->lock);
}

/* RFC 5424; over TCP framed by octet counting (RFC 6587 §3.4.1). Facility 13 is "log audit", severity 5 "notice". */
static enum err send_syslog(struct audit *t, struct arena *a, const struct json *config, struct net_policy *policy, const struct head *h)
{
    char at[TIME_TEXT_SIZE], host[256] = "-";
    int64_t port = 514;
    if (gethostname(host, sizeof host - 1))
        str_copy(host, sizeof host, "-");
    for (char *p = host; *p; p++)
        if (!isgraph((unsigned char)*p))
            *p = '-';
    json_int(json_get(config, "port"), &port);
    const char *to = json_string(json_get(config, "host"));
    char *line =
        arena_printf(a, "<%d>1 %s %s binnacle %d audit-head - %s", 13 * 8 + 5, time_format(h->at, at), host, (int)getpid(), h->text);
    if (!str_eq(json_string(json_get(config, "protocol")), "tcp"))
        return net_udp(t->d.net, to, (int)port, DEADLINE_MS, policy, line, strlen(line));
    struct waiting w = { .lock = PTHREAD_MUTEX_INITIALIZER, .done = PTHREAD_COND_INITIALIZER };
    char *framed = arena_printf(a, "%zu %s", strlen(line), line);
    enum err e = net_tcp(
        t->d.net, &(struct net_tcp_request){ .host = to, .port = (int)port, .timeout_ms = DEADLINE_MS, .send = framed, .policy = policy },
        sent, &w);
    if (e)
        return e;
    pthread_mutex_lock(&w.lock);
    while (!w.finished)
        pthread_cond_wait(&w.done, &w.lock);
    pthread_mutex_unlock(&w.lock);
    return w.e ? err_set(w.e, "%s", w.detail) : OK;
}

static enum err write_receipt(struct tx *tx, void *arg)
{
    return sql_audit_receipt_insert(tx, arg);
}

static enum err open_secret(struct audit *t, struct arena *a, const char *id, struct sql_blob sealed, char **secret)
{
    unsigned char *p;
    size_t n;
    *secret = NULL;
    if (!sealed.n)
        return OK;
    if (crypto_open(a, t->seal_key, arena_printf(a, "audit_sink:%s", id), sealed.p, sealed.n, &p, &n))
        return err_set(ERR_CORRUPT, "the secret was sealed by another box: enter it again");
    *secret = arena_strndup(a, (const char *)p, n);
    return OK;
}

static enum err deliver(struct audit *t, struct arena *a, const struct sql_audit_sinks_row *s, const struct head *h)
{
    struct json *config;
    char *secret;
    enum err e = json_parse(a, s->config, strlen(s->config), &config);
    if (!e && str_eq(s->kind, "file"))
        return send_file(t, a, config, h);
    if (!e)
        e = open_secret(t, a, s->id, s->secret, &secret);
    if (!e && (!t->d.net || !t->d.outgoing))
        e = err_set(ERR_UNREACHABLE, "this process has no network");
    if (e)
        return e;
    struct net_policy *policy = outgoing_policy_for(t->d.outgoing, t->tenant);
    e = str_eq(s->kind, "webhook") ? send_webhook(t, a, config, secret, policy, h) : send_syslog(t, a, config, policy, h);
    net_policy_unref(policy);
    return e;
}

enum err audit_heads_send(struct audit *t, const char *sink_id, int *good, int *failed)
{
    struct arena *a = arena_new(0);
    struct sql_audit_sinks_row *rows;
    struct head h;
    size_t n = 0;
    bool found = false;
    *good = *failed = 0;
    enum err e = sql_audit_sinks(store_reader(t->d.store), a, &(struct sql_audit_sinks_in){ .limit = SINKS_MAX }, &rows, &n);
    if (!e)
        e = make_head(t, a, &h);
    for (size_t i = 0; i < n && !e; i++) {
        if (sink_id ? !str_eq(rows[i].id, sink_id) : !rows[i].enabled)
            continue;
        found = true;
        enum err outcome = deliver(t, a, &rows[i], &h);
        char why[300] = "";
        if (outcome) {
            str_copy(why, sizeof why, err_detail());
            log_warn("the head of the audit trail did not arrive", "sink", rows[i].name, "why", why, NULL);
        }
        *(outcome ? failed : good) += 1;
        struct sql_audit_receipt_insert_in in = { .at = h.at,
                                                  .sink_id = rows[i].id,
                                                  .sink_name = rows[i].name,
                                                  .seq = h.seq,
                                                  .row_hash = { h.hash, sizeof h.hash },
                                                  .error = outcome && !*why ? "failed" : why };
        void *actor = store_actor(); /* whoever asked for it has a row of their own */
        store_act_for(NULL);
        e = store_write(t->d.store, write_receipt, &in);
        store_act_for(actor);
    }
    if (!e && sink_id && !found)
        e = err_set(ERR_NOT_FOUND, "there is no such sink");
    arena_free(a);
    return e;
}

/* ---- reading heads back ---- */

static char *read_file(struct arena *a, const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return NULL;
    char *text = NULL;
    if (fstat(fd, &st) == 0 && st.st_size > 0) {
        off_t from = st.st_size > FILE_MAX ? st.st_size - FILE_MAX : 0;
        size_t size = (size_t)(st.st_size - from);
        text = arena_alloc(a, size + 1);
        ssize_t n = pread(fd, text, size, from);
        text[n > 0 ? n : 0] = '\0';
        if (from) /* the cut line */
            text += strcspn(text, "\n");
    }
    close(fd);
    return text;
}

enum err audit_heads_from_files(struct audit *t, struct arena *a, struct audit_known **out, size_t *count)
{
    struct sql_audit_sinks_row *rows;
    size_t n;
    *out = NULL;
    *count = 0;
    enum err e = sql_audit_sinks(store_reader(t->d.store), a, &(struct sql_audit_sinks_in){ .limit = SINKS_MAX }, &rows, &n);
    for (size_t i = 0; i < n && !e; i++) {
        struct json *config;
        struct audit_known *found;
        size_t more;
        if (!str_eq(rows[i].kind, "file") || json_parse(a, rows[i].config, strlen(rows[i].config), &config))
            continue;
        const char *path = path_of(t, a, config), *text = path ? read_file(a, path) : NULL;
        if (!text)
            continue;
        e = audit_known_parse(t, a, text, rows[i].name, &found, &more);
        struct audit_known *all = arena_array(a, *count + more + 1, sizeof *all);
        if (*count)
            memcpy(all, *out, *count * sizeof *all);
        if (!e && more)
            memcpy(all + *count, found, more * sizeof *all);
        *out = all;
        *count += e ? 0 : more;
    }
    return e;
}

/* ---- sinks ---- */

static void write_sink(struct audit *t, struct arena *a, const struct sql_audit_sinks_row *s, struct json_out *o)
{
    struct json *config = NULL;
    struct sql_audit_receipt_last_row last;
    enum err e = json_parse(a, s->config, strlen(s->config), &config);
    jo_object(o);
    jo_kv_string(o, "id", s->id);
    jo_kv_string(o, "name", s->name);
    jo_kv_string(o, "kind", s->kind);
    jo_key(o, "config");
    jo_object(o);
    for (const struct json *m = e ? NULL : json_first(config); m; m = json_next(m))
        jo_kv_raw(o, json_key(m), json_print(a, m));
    if (str_eq(s->kind, "webhook")) {
        jo_key(o, "secret");
        jo_object(o);
        jo_kv_bool(o, "set", s->secret.n > 0);
        jo_object_end(o);
    }
    jo_object_end(o);
    jo_kv_bool(o, "enabled", s->enabled);
    jo_kv_int(o, "version", s->version);
    jo_kv_time(o, "created_at", s->created_at);
    jo_kv_time(o, "updated_at", s->updated_at);
    jo_key(o, "last");
    if (sql_audit_receipt_last(store_reader(t->d.store), a, &(struct sql_audit_receipt_last_in){ .sink_id = s->id }, &last) == OK) {
        jo_object(o);
        jo_kv_time(o, "at", last.at);
        jo_kv_int(o, "seq", last.seq);
        jo_kv_string(o, "error", *last.error ? last.error : NULL);
        jo_object_end(o);
    } else {
        jo_null(o);
    }
    jo_object_end(o);
}

enum err audit_sink_list(struct audit *t, struct arena *a, struct json_out *o)
{
    struct sql_audit_sinks_row *rows;
    size_t n;
    enum err e = sql_audit_sinks(store_reader(t->d.store), a, &(struct sql_audit_sinks_in){ .limit = SINKS_MAX }, &rows, &n);
    for (size_t i = 0; i < n && !e; i++)
        write_sink(t, a, &rows[i], o);
    return e;
}

static enum err find_sink(struct db *db, struct arena *a, const char *id, struct sql_audit_sinks_row *out)
{
    struct sql_audit_sink_by_id_row r;
    enum err e = sql_audit_sink_by_id(db, a, &(struct sql_audit_sink_by_id_in){ .id = id }, &r);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no such sink");
    *out = (struct sql_audit_sinks_row){ 0 };
    if (!e)
        *out = (struct sql_audit_sinks_row){ r.id, r.name, r.kind, r.config, r.secret, r.enabled, r.created_at, r.updated_at, r.version };
    return e;
}

enum err audit_sink_write(struct audit *t, struct arena *a, const char *id, struct json_out *o, int64_t *version)
{
    struct sql_audit_sinks_row s;
    enum err e = find_sink(store_reader(t->d.store), a, id, &s);
    if (e)
        return e;
    *version = s.version;
    write_sink(t, a, &s, o);
    return OK;
}

static char *as_text(struct audit *t, struct arena *a, const char *id)
{
    struct jo_text out;
    int64_t version;
    bool there = audit_sink_write(t, a, id, jo_text_begin(&out, 65536), &version) == OK;
    char *text = jo_text_end(&out, a);
    return there ? text : NULL;
}

struct in_config {
    field_report report;
    void *arg;
};

static void report_config(void *arg, const char *path, const char *message)
{
    char full[300];
    struct in_config *p = arg;
    snprintf(full, sizeof full, "config.%s", path);
    p->report(p->arg, full, message);
}

/* A plain name: nobody writes anywhere else through it. */
static bool plain_name(const char *s)
{
    for (const char *p = s; *p; p++)
        if (!isalnum((unsigned char)*p) && !strchr("-_.", *p))
            return false;
    return *s && *s != '.';
}

static enum err check_config(struct audit *t, struct arena *a, const char *kind, const struct json *config, field_report report, void *arg)
{
    struct in_config p = { report, arg };
    const unsigned char *key;
    size_t n;
    int problems = field_validate(config_of(kind), config, false, report_config, &p);
    const char *file = json_string(json_get(config, "file")), *secret = json_string(json_get(config, "secret"));
    if (!problems && str_eq(kind, "file") && !t->d.head_dir)
        problems++, report(arg, "kind", "needs a box that was started with --audit-dir");
    if (!problems && str_eq(kind, "file") && !plain_name(file))
        problems++, report(arg, "config.file", "is a plain file name: letters, digits, - _ and .");
    if (!problems && secret && *secret && webhook_key(a, secret, &key, &n))
        problems++, report(arg, "config.secret", err_detail());
    return problems ? err_set(ERR_INVALID, "the sink is not acceptable") : OK;
}

/* The configuration without the secret. */
static char *public_config(struct arena *a, const struct json *config)
{
    struct jo_text out;
    struct json_out *o = jo_text_begin(&out, 65536);
    jo_object(o);
    for (const struct json *m = json_first(config); m; m = json_next(m))
        if (!str_eq(json_key(m), "secret"))
            jo_kv_raw(o, json_key(m), json_print(a, m));
    jo_object_end(o);
    return jo_text_end(&out, a);
}

static enum err seal_secret(struct audit *t, struct arena *a, const char *id, const char *secret, struct sql_blob *out)
{
    unsigned char *p;
    *out = (struct sql_blob){ 0 };
    if (!secret || !*secret)
        return OK;
    enum err e = crypto_seal(a, t->seal_key, arena_printf(a, "audit_sink:%s", id), secret, strlen(secret), &p, &out->n);
    if (!e)
        out->p = p;
    return e;
}

struct sink_write {
    struct audit *audit;
    struct sql_audit_sink_insert_in in;
    int64_t version, now;
    bool keeps_secret;
    const char *kind;
};

static enum err write_create(struct tx *tx, void *arg)
{
    const struct sink_write *w = arg;
    struct sql_audit_sinks_row *rows;
    size_t n;
    enum err e = sql_audit_sinks(tx_db(tx), tx_arena(tx), &(struct sql_audit_sinks_in){ .limit = SINKS_MAX }, &rows, &n);
    if (!e && n >= SINKS_MAX)
        e = err_set(ERR_CONFLICT, "there are %d sinks already", SINKS_MAX);
    if (!e)
        e = sql_audit_sink_insert(tx, &w->in);
    if (e == ERR_CONFLICT && n < SINKS_MAX)
        return err_set(e, "a sink of the name '%s' exists already", w->in.name);
    if (!e)
        tx_change(tx, &(struct tx_change){
                          .type = "audit_sink", .id = w->in.id, .name = w->in.name, .after = as_text(w->audit, tx_arena(tx), w->in.id) });
    return e;
}

enum err audit_sink_create(struct audit *t, struct arena *a, const struct json *body, field_report report, void *arg, char **id)
{
    const struct json *config = json_get(body, "config");
    const char *kind = json_string(json_get(body, "kind"));
    bool enabled = true;
    enum err e = check_config(t, a, kind, config, report, arg);
    if (e)
        return e;
    json_bool(json_get(body, "enabled"), &enabled);
    *id = arena_alloc(a, ID_SIZE);
    struct sink_write w = { .audit = t,
                            .in = { .id = id_new(t->d.clock, *id),
                                    .name = json_string(json_get(body, "name")),
                                    .kind = kind,
                                    .config = public_config(a, config),
                                    .enabled = enabled,
                                    .created_at = clock_wall_us(t->d.clock) } };
    e = seal_secret(t, a, *id, json_string(json_get(config, "secret")), &w.in.secret);
    return e ? e : store_write(t->d.store, write_create, &w);
}

static enum err write_update(struct tx *tx, void *arg)
{
    const struct sink_write *w = arg;
    struct arena *a = tx_arena(tx);
    struct sql_audit_sinks_row s;
    enum err e = find_sink(tx_db(tx), a, w->in.id, &s);
    if (e)
        return e;
    if (w->version >= 0 && w->version != s.version)
        return err_set(ERR_PRECONDITION, "the sink was changed meanwhile; it has version %lld now", (long long)s.version);
    const char *before = as_text(w->audit, a, w->in.id);
    /* A secret stays only with its destination: whoever can move a sink must not be able to have it sign for somewhere else. */
    bool same = str_eq(s.config, w->in.config);
    e = sql_audit_sink_update(tx, &(struct sql_audit_sink_update_in){ .name = w->in.name,
                                                                      .config = w->in.config,
                                                                      .secret = w->keeps_secret && same ? s.secret : w->in.secret,
                                                                      .enabled = w->in.enabled,
                                                                      .updated_at = w->now,
                                                                      .id = w->in.id,
                                                                      .version = s.version });
    if (e == ERR_CONFLICT)
        return err_set(e, "a sink of the name '%s' exists already", w->in.name);
    if (!e)
        tx_change(
            tx, &(struct tx_change){
                    .type = "audit_sink", .id = w->in.id, .name = w->in.name, .before = before, .after = as_text(w->audit, a, w->in.id) });
    return e;
}

enum err audit_sink_update(struct audit *t, struct arena *a, const char *id, const struct json *body, int64_t version, field_report report,
                           void *arg)
{
    const struct json *config = json_get(body, "config"), *secret = json_get(config, "secret");
    struct sql_audit_sinks_row s;
    bool enabled = true;
    enum err e = find_sink(store_reader(t->d.store), a, id, &s);
    if (!e && !str_eq(s.kind, json_string(json_get(body, "kind")))) {
        report(arg, "kind", "cannot be changed; make a new sink");
        e = err_set(ERR_INVALID, "a sink's kind cannot be changed");
    }
    if (!e)
        e = check_config(t, a, s.kind, config, report, arg);
    if (e)
        return e;
    json_bool(json_get(body, "enabled"), &enabled);
    struct sink_write w = {
        .audit = t,
        .in = { .id = s.id, .name = json_string(json_get(body, "name")), .config = public_config(a, config), .enabled = enabled },
        .version = version,
        .now = clock_wall_us(t->d.clock),
        .keeps_secret = !secret,
    };
    e = seal_secret(t, a, s.id, json_string(secret), &w.in.secret);
    return e ? e : store_write(t->d.store, write_update, &w);
}

static enum err write_delete(struct tx *tx, void *arg)
{
    const struct sink_write *w = arg;
    struct sql_audit_sinks_row s;
    enum err e = find_sink(tx_db(tx), tx_arena(tx), w->in.id, &s);
    const char *before = e ? NULL : as_text(w->audit, tx_arena(tx), w->in.id);
    if (!e)
        e = sql_audit_sink_delete(tx, &(struct sql_audit_sink_delete_in){ .id = w->in.id });
    if (!e)
        tx_change(tx, &(struct tx_change){ .type = "audit_sink", .id = w->in.id, .name = s.name, .before = before });
    return e;
}

enum err audit_sink_delete(struct audit *t, const char *id)
{
    return store_write_essential(t->d.store, write_delete, &(struct sink_write){ .audit = t, .in = { .id = id } });
}

enum err audit_receipt_list(struct audit *t, struct arena *a, int64_t before, int64_t limit, struct json_out *o, int64_t *next)
{
    struct sql_audit_receipt_page_row *rows;
    size_t n;
    *next = 0;
    enum err e =
        sql_audit_receipt_page(store_reader(t->d.store), a,
                               &(struct sql_audit_receipt_page_in){ .before = before ? before : INT64_MAX, .limit = limit + 1 }, &rows, &n);
    for (size_t i = 0; i < n && !e && (int64_t)i < limit; i++) {
        jo_object(o);
        jo_kv_int(o, "id", rows[i].num);
        jo_kv_time(o, "at", rows[i].at);
        jo_kv_string(o, "sink_id", rows[i].sink_id);
        jo_kv_string(o, "sink_name", rows[i].sink_name);
        jo_kv_int(o, "seq", rows[i].seq);
        jo_kv_string(o, "hash", str_hex(a, rows[i].row_hash.p, rows[i].row_hash.n));
        jo_kv_string(o, "error", *rows[i].error ? rows[i].error : NULL);
        jo_object_end(o);
    }
    if (!e && (int64_t)n > limit)
        *next = rows[limit - 1].num;
    return e;
}
