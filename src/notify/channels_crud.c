/*
 * channels_crud.c - making, changing, showing and deleting channels. Any thread.
 *
 * What always holds: the columns `config` and `secrets` split the members by FIELD_SECRET, so that a secret never stands in a column that
 * anything prints.
 */
#include "core/crypto.h"
#include "core/str.h"
#include "notify/channels.h"
#include "notify/notify_private.h"
#include "sql/notify.h"
#include <string.h>

#define CONFIG_MAX (64 * 1024)

static const char *const severity_names[] = { "info", "warning", "critical", NULL };
const struct field channel_fields[] = {
    { .name = "name",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .min = 1,
      .max = 100,
      .doc = "Name, unique in the tenant",
      .example = "\"On-call hook\"" },
    { .name = "channel_type",
      .type = F_STRING,
      .max = 40,
      .doc = "One of GET /alerts/channels/types; cannot be changed later",
      .example = "\"webhook\"",
      .fallback = "\"webhook\"" },
    { .name = "config",
      .type = F_OBJECT,
      .flags = FIELD_REQUIRED,
      .doc = "The type's own settings (schema: GET /alerts/channels/types). Absent secrets stay as they are; null or \"\" clears one" },
    { .name = "enabled", .type = F_BOOL, .doc = "Whether it is told anything", .fallback = "true" },
    { .name = "min_severity",
      .type = F_STRING,
      .one_of = severity_names,
      .doc = "The least severity it is told of",
      .fallback = "\"info\"" },
    { .name = "send_resolved", .type = F_BOOL, .doc = "Whether it is told when an alert it got is over", .fallback = "true" },
    { 0 },
};

void channel_input_read(const struct json *body, struct channel_input *in)
{
    *in = (struct channel_input){ .name = json_string(json_get(body, "name")),
                                  .channel_type = json_string(json_get(body, "channel_type")),
                                  .config = json_get(body, "config"),
                                  .min_severity = json_string(json_get(body, "min_severity")),
                                  .enabled = true,
                                  .send_resolved = true };
    if (!in->min_severity)
        in->min_severity = "info";
    json_bool(json_get(body, "enabled"), &in->enabled);
    json_bool(json_get(body, "send_resolved"), &in->send_resolved);
}

/* ---- secrets ---- */

static bool cleared(const struct json *v)
{
    const char *s = json_string(v);
    return json_type(v) == JSON_NULL || (s && *s == '\0') || (json_type(v) == JSON_OBJECT && json_size(v) == 0);
}

/* The type's members with FIELD_SECRET (or those without) as JSON text: from `given`, and of the secrets what `given` does not name from
 * `kept`. */
static char *members(struct arena *a, const struct channel_type *type, const struct json *given, const struct json *kept, bool secret,
                     bool *any)
{
    struct buf b;
    struct json_out o;
    buf_init(&b, CONFIG_MAX);
    jo_init(&o, &b);
    jo_object(&o);
    *any = false;
    for (const struct field *f = type->config; f->name; f++) {
        if (((f->flags & FIELD_SECRET) != 0) != secret)
            continue;
        const struct json *v = json_get(given, f->name);
        if (!v && secret)
            v = json_get(kept, f->name);
        if (!v || cleared(v))
            continue;
        jo_kv_raw(&o, f->name, json_print(a, v));
        *any = true;
    }
    jo_object_end(&o);
    char *text = b.overflow ? NULL : arena_strndup(a, b.data, b.len);
    if (b.data)
        crypto_wipe(b.data, b.len);
    buf_free(&b);
    return text;
}

static enum err seal(struct notify *n, struct arena *a, const char *id, const struct channel_type *type, const struct json *given,
                     const struct json *kept, struct sql_blob *out)
{
    bool any;
    unsigned char *sealed;
    *out = (struct sql_blob){ 0 };
    char *text = members(a, type, given, kept, true, &any);
    if (!text)
        return err_set(ERR_TOO_LARGE, "the secrets are larger than %d bytes", CONFIG_MAX);
    enum err e = any ? crypto_seal(a, n->d.key, arena_printf(a, "channel:%s", id), text, strlen(text), &sealed, &out->n) : OK;
    if (e == OK && any)
        out->p = sealed;
    crypto_wipe(text, strlen(text));
    return e;
}

struct prefixed {
    field_report report;
    void *arg;
};

static void report_in_config(void *arg, const char *path, const char *message)
{
    char full[600];
    struct prefixed *p = arg;
    str_copy(full, sizeof full, "config.");
    str_copy(full + 7, sizeof full - 7, path);
    p->report(p->arg, full, message);
}

static enum err check_config(struct arena *a, const struct channel_type *type, const struct json *config, field_report report, void *arg)
{
    struct prefixed p = { .report = report, .arg = arg };
    int problems = field_validate(type->config, config, false, report_in_config, &p);
    if (problems == 0 && type->validate)
        problems = type->validate(a, config, report, arg);
    return problems == 0 ? OK : err_set(ERR_INVALID, "the channel's configuration is not valid");
}

/* ---- making ---- */

/* The channel as it is in the transaction, without its secrets. */
static char *as_text(struct notify *n, struct arena *a, const char *tenant_id, const char *id)
{
    struct jo_text t;
    int64_t version;
    bool there = channels_write(n, a, tenant_id, id, jo_text_begin(&t, 2 * CONFIG_MAX), &version) == OK;
    char *text = jo_text_end(&t, a);
    return there ? text : NULL;
}

struct create {
    struct sql_channel_insert_in row;
    struct notify *notify;
};

static enum err write_create(struct tx *tx, void *arg)
{
    struct create *c = arg;
    struct sql_channel_count_row count;
    enum err e = sql_channel_count(tx_db(tx), tx_arena(tx), &(struct sql_channel_count_in){ .tenant_id = c->row.tenant_id }, &count);
    if (e != OK)
        return e;
    if (count.total >= NOTIFY_MAX_CHANNELS)
        return err_set(ERR_CONFLICT, "there are %d channels already, the most that a tenant may have", NOTIFY_MAX_CHANNELS);
    e = sql_channel_insert(tx, &c->row);
    if (e == OK)
        tx_change(tx, &(struct tx_change){ .type = "channel",
                                           .id = c->row.id,
                                           .name = c->row.name,
                                           .after = as_text(c->notify, tx_arena(tx), c->row.tenant_id, c->row.id),
                                           .default_action = "channel.create" });
    return e == ERR_CONFLICT ? err_set(ERR_CONFLICT, "a channel of the name '%s' exists already", c->row.name) : e;
}

enum err channels_create(struct notify *n, struct arena *a, const char *tenant_id, const struct channel_input *in, field_report report,
                         void *arg, char id[ID_SIZE])
{
    const struct channel_type *type = channel_type_find(in->channel_type);
    bool any;
    if (!type) {
        report(arg, "channel_type", "is not a known channel type");
        return err_set(ERR_INVALID, "'%s' is not a known channel type", in->channel_type);
    }
    enum err e = check_config(a, type, in->config, report, arg);
    if (e != OK)
        return e;
    struct create c = { .notify = n };
    c.row = (struct sql_channel_insert_in){ .id = id_new(n->d.clock, id),
                                            .tenant_id = tenant_id,
                                            .name = in->name,
                                            .channel_type = type->name,
                                            .config = members(a, type, in->config, NULL, false, &any),
                                            .enabled = in->enabled,
                                            .min_severity = in->min_severity,
                                            .send_resolved = in->send_resolved,
                                            .created_at = clock_wall_us(n->d.clock) };
    if (!c.row.config)
        return err_set(ERR_TOO_LARGE, "the configuration is larger than %d bytes", CONFIG_MAX);
    e = seal(n, a, id, type, in->config, NULL, &c.row.secrets);
    return e == OK ? store_write(n->d.store, write_create, &c) : e;
}

/* ---- changing ---- */

struct update {
    struct notify *notify;
    struct arena *arena;
    const char *tenant_id, *id;
    const struct channel_input *in;
    int64_t version;
    field_report report;
    void *report_arg;
};

static enum err write_update(struct tx *tx, void *arg)
{
    struct update *u = arg;
    struct arena *a = tx_arena(tx);
    struct sql_channel_by_id_row row;
    const struct json *config, *secrets;
    bool any;
    enum err e = sql_channel_by_id(tx_db(tx), a, &(struct sql_channel_by_id_in){ .tenant_id = u->tenant_id, .id = u->id }, &row);
    if (e != OK)
        return e;
    const char *before = as_text(u->notify, a, u->tenant_id, u->id);
    if (u->version >= 0 && u->version != row.version)
        return err_set(ERR_PRECONDITION, "the channel was changed meanwhile; it has version %lld now", (long long)row.version);
    const struct channel_type *type = channel_type_find(row.channel_type);
    if (!type)
        return err_set(ERR_CONFLICT, "this version of Binnacle does not know channels of type '%s'", row.channel_type);
    if (u->in->channel_type && !str_eq(type->name, u->in->channel_type)) {
        u->report(u->report_arg, "channel_type", "cannot be changed; make a new channel");
        return err_set(ERR_INVALID, "a channel's type cannot be changed");
    }
    e = check_config(a, type, u->in->config, u->report, u->report_arg);
    if (e != OK)
        return e;
    e = notify_open_channel(u->notify, a, row.id, row.config, row.secrets.p, row.secrets.n, &config, &secrets);
    if (e == ERR_CORRUPT)
        secrets = NULL, e = json_parse(a, row.config, strlen(row.config),
                                       (struct json **)&config); /* another box's key: they are lost, the rest can be mended */
    if (e != OK)
        return e;
    bool same = type->destination && str_eq(type->destination(a, config), type->destination(a, u->in->config));
    struct sql_channel_update_in up = { .tenant_id = u->tenant_id,
                                        .id = row.id,
                                        .name = u->in->name,
                                        .config = members(a, type, u->in->config, NULL, false, &any),
                                        .enabled = u->in->enabled,
                                        .min_severity = u->in->min_severity,
                                        .send_resolved = u->in->send_resolved,
                                        .version = row.version,
                                        .updated_at = clock_wall_us(u->notify->d.clock) };
    if (!up.config)
        return err_set(ERR_TOO_LARGE, "the configuration is larger than %d bytes", CONFIG_MAX);
    e = seal(u->notify, a, row.id, type, u->in->config, same ? secrets : NULL, &up.secrets);
    if (e == OK)
        e = sql_channel_update(tx, &up);
    if (e == OK)
        tx_change(tx, &(struct tx_change){ .type = "channel",
                                           .id = row.id,
                                           .name = up.name,
                                           .before = before,
                                           .after = as_text(u->notify, a, u->tenant_id, u->id),
                                           .default_action = "channel.update" });
    return e == ERR_CONFLICT ? err_set(ERR_CONFLICT, "a channel of the name '%s' exists already", u->in->name) : e;
}

enum err channels_update(struct notify *n, struct arena *a, const char *tenant_id, const char *id, const struct channel_input *in,
                         int64_t version, field_report report, void *arg)
{
    struct update u = {
        .notify = n, .arena = a, .tenant_id = tenant_id, .id = id, .in = in, .version = version, .report = report, .report_arg = arg
    };
    enum err e = store_write(n->d.store, write_update, &u);
    if (e == OK)
        notify_wake(n);
    return e;
}

struct gone {
    struct notify *notify;
    const char *tenant_id, *id;
    int64_t now;
};

static enum err write_delete(struct tx *tx, void *arg)
{
    const struct gone *g = arg;
    struct arena *a = tx_arena(tx);
    struct sql_channel_by_id_row row;
    enum err e = sql_channel_by_id(tx_db(tx), a, &(struct sql_channel_by_id_in){ .tenant_id = g->tenant_id, .id = g->id }, &row);
    if (e == ERR_NOT_FOUND)
        return err_set(ERR_NOT_FOUND, "there is no such channel");
    if (e != OK)
        return e;
    const char *before = as_text(g->notify, a, g->tenant_id, g->id);
    e = sql_outbox_channel_gone(
        tx, &(struct sql_outbox_channel_gone_in){
                .tenant_id = g->tenant_id, .channel_id = g->id, .last_error = "the channel was deleted", .updated_at = g->now });
    if (e == OK)
        e = sql_channel_delete(tx, &(struct sql_channel_delete_in){ .tenant_id = g->tenant_id, .id = g->id });
    if (e == OK)
        tx_change(tx, &(struct tx_change){ .type = "channel", .id = g->id, .name = row.name, .before = before });
    return e;
}

enum err channels_delete(struct notify *n, const char *tenant_id, const char *id)
{
    struct gone g = { .notify = n, .tenant_id = tenant_id, .id = id, .now = clock_wall_us(n->d.clock) };
    return store_write_essential(n->d.store, write_delete, &g);
}

/* ---- showing ---- */

struct shown {
    const char *id, *name, *channel_type, *config, *min_severity;
    struct sql_blob secrets;
    int64_t enabled, send_resolved, version, created_at, updated_at;
};

/* Every member of the type, secrets as {"set": …}. Returns why the channel cannot send, NULL when it can. */
static const char *write_config(struct notify *n, struct arena *a, const struct shown *c, struct json_out *o)
{
    const struct channel_type *type = channel_type_find(c->channel_type);
    const struct json *config = NULL, *secrets = NULL;
    enum err e = notify_open_channel(n, a, c->id, c->config, c->secrets.p, c->secrets.n, &config, &secrets);
    const char *problem = !type     ? "this version of Binnacle does not know the channel's type"
                          : e != OK ? arena_strdup(a, err_detail())
                                    : NULL;
    jo_object(o);
    for (const struct field *f = type ? type->config : NULL; f && f->name; f++) {
        jo_key(o, f->name);
        if (f->flags & FIELD_SECRET) {
            jo_object(o);
            jo_kv_bool(o, "set", e == OK && json_get(secrets, f->name) != NULL);
            jo_object_end(o);
        } else {
            const struct json *v = json_get(config, f->name);
            const char *text = v ? json_print(a, v) : "null";
            jo_raw(o, text, strlen(text));
        }
    }
    jo_object_end(o);
    return problem;
}

static enum err write_channel(struct notify *n, struct arena *a, struct db *db, const char *tenant_id, const struct shown *c,
                              struct json_out *o)
{
    struct sql_outbox_last_of_channel_row last;
    enum err e =
        sql_outbox_last_of_channel(db, a, &(struct sql_outbox_last_of_channel_in){ .tenant_id = tenant_id, .channel_id = c->id }, &last);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    jo_object(o);
    jo_kv_string(o, "id", c->id);
    jo_kv_string(o, "name", c->name);
    jo_kv_string(o, "channel_type", c->channel_type);
    jo_key(o, "config");
    const char *problem = write_config(n, a, c, o);
    jo_kv_string(o, "problem", problem);
    jo_kv_bool(o, "enabled", c->enabled);
    jo_kv_string(o, "min_severity", c->min_severity);
    jo_kv_bool(o, "send_resolved", c->send_resolved);
    jo_kv_int(o, "version", c->version);
    jo_kv_time(o, "created_at", c->created_at);
    jo_kv_time(o, "updated_at", c->updated_at);
    jo_key(o, "last_delivery");
    if (e == OK) {
        jo_object(o);
        jo_kv_time(o, "at", last.updated_at);
        jo_kv_string(o, "status", last.status);
        jo_object_end(o);
    } else {
        jo_null(o);
    }
    jo_object_end(o);
    return OK;
}

#define SHOWN(r)                                                                                                                           \
    (&(struct shown){ .id = (r)->id,                                                                                                       \
                      .name = (r)->name,                                                                                                   \
                      .channel_type = (r)->channel_type,                                                                                   \
                      .config = (r)->config,                                                                                               \
                      .min_severity = (r)->min_severity,                                                                                   \
                      .secrets = (r)->secrets,                                                                                             \
                      .enabled = (r)->enabled,                                                                                             \
                      .send_resolved = (r)->send_resolved,                                                                                 \
                      .version = (r)->version,                                                                                             \
                      .created_at = (r)->created_at,                                                                                       \
                      .updated_at = (r)->updated_at })

enum err channels_write(struct notify *n, struct arena *a, const char *tenant_id, const char *id, struct json_out *o, int64_t *version)
{
    struct db *db = store_reader(n->d.store);
    struct sql_channel_by_id_row row;
    enum err e = sql_channel_by_id(db, a, &(struct sql_channel_by_id_in){ .tenant_id = tenant_id, .id = id }, &row);
    if (e != OK)
        return e;
    *version = row.version;
    return write_channel(n, a, db, tenant_id, SHOWN(&row), o);
}

enum err channels_list(struct notify *n, struct arena *a, const char *tenant_id, const char *after, int64_t limit, struct json_out *o,
                       const char **next, int64_t *total)
{
    struct db *db = store_reader(n->d.store);
    struct sql_channel_page_row *rows;
    struct sql_channel_count_row count_row;
    size_t count;
    *next = NULL;
    enum err e = sql_channel_page(
        db, a, &(struct sql_channel_page_in){ .tenant_id = tenant_id, .after = after ? after : "", .limit = limit + 1 }, &rows, &count);
    if (e == OK)
        e = sql_channel_count(db, a, &(struct sql_channel_count_in){ .tenant_id = tenant_id }, &count_row);
    if (e != OK)
        return e;
    *total = count_row.total;
    if ((int64_t)count > limit) {
        count = (size_t)limit;
        *next = rows[count - 1].name;
    }
    for (size_t i = 0; i < count && e == OK; i++)
        e = write_channel(n, a, db, tenant_id, SHOWN(&rows[i]), o);
    return e;
}
