/*
 * mail.c - the server's settings and the outbox.
 *
 * Threads: mail_enqueue runs on the writer thread; the rest on any. What always holds: a mail is a row of the transaction of its cause, and
 * the sender is woken only once that is on disk; what a mail says is never in clear on the disk.
 */
#include "mail/mail.h"
#include "core/ids.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/str.h"
#include "mail/letter.h"
#include "mail/mail_private.h"
#include "sql/mail.h"
#include <string.h>

static const char *const securities[] = { "starttls", "tls", "opportunistic", "none", NULL };

const struct field mail_config_fields[] = {
    { .name = "host",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .min = 1,
      .max = 253,
      .doc = "Name or address of the SMTP server",
      .example = "\"smtp.example.org\"",
      .title = "Server" },
    { .name = "port",
      .type = F_INT,
      .flags = FIELD_REQUIRED,
      .min = 1,
      .max = 65535,
      .doc = "587 for STARTTLS, 465 for TLS, 25 between servers",
      .example = "587" },
    { .name = "security",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .one_of = securities,
      .doc = "starttls insists on it, tls encrypts from the start, opportunistic uses STARTTLS where it is offered, none never encrypts",
      .example = "\"starttls\"" },
    { .name = "verify_tls", .type = F_BOOL, .doc = "Whether the server's certificate must be good", .fallback = "true" },
    { .name = "username", .type = F_STRING, .max = 200, .doc = "Empty: no authentication", .fallback = "\"\"", .title = "User name" },
    { .name = "password",
      .type = F_STRING,
      .flags = FIELD_SECRET | FIELD_NULLABLE,
      .max = 500,
      .doc = "Absent: as it is, unless server or port change; null clears it" },
    { .name = "from_address",
      .type = F_STRING,
      .flags = FIELD_REQUIRED | FIELD_EMAIL,
      .max = 254,
      .doc = "The sender's address",
      .example = "\"binnacle@example.org\"",
      .title = "Sender address" },
    { .name = "from_name", .type = F_STRING, .max = 100, .doc = "The sender's name", .fallback = "\"Binnacle\"", .title = "Sender name" },
    { 0 },
};

static const char password_place[] = "mail:password";

enum err mail_new(const struct mail_deps *d, struct mail **out)
{
    struct mail *m = mem_alloc(sizeof *m);
    struct mail_config c;
    m->d = *d;
    pthread_mutex_init(&m->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&m->wake, &attr);
    pthread_condattr_destroy(&attr);
    m->m_sent = metric_counter("binnacle_mail_sent", "", "", "Mails that the server took");
    m->m_failed = metric_counter("binnacle_mail_failed_attempts", "", "", "Attempts to send a mail that failed");
    m->m_dead = metric_counter("binnacle_mail_dead", "", "", "Mails that were given up");
    *out = m;
    struct arena *a = arena_new(1024);
    enum err e = mail_config_get(m, a, &c);
    arena_free(a);
    atomic_store(&m->configured, e == OK);
    return e == ERR_NOT_FOUND ? OK : e;
}

void mail_free(struct mail *m)
{
    if (!m)
        return;
    pthread_cond_destroy(&m->wake);
    pthread_mutex_destroy(&m->lock);
    crypto_wipe(m->d.key, sizeof m->d.key);
    mem_free(m);
}

void mail_wake(struct mail *m)
{
    pthread_mutex_lock(&m->lock);
    m->woken = true;
    pthread_cond_signal(&m->wake);
    pthread_mutex_unlock(&m->lock);
}

static void wake_after_commit(void *arg)
{
    mail_wake(arg);
}

/* ---- settings ---- */

static void show(const struct sql_mail_config_get_row *r, struct mail_config *out)
{
    *out = (struct mail_config){ .host = r->host,
                                 .port = (int)r->port,
                                 .security = r->security,
                                 .verify_tls = r->verify_tls != 0,
                                 .username = r->username,
                                 .password_set = r->password.n > 0,
                                 .from_address = r->from_address,
                                 .from_name = r->from_name,
                                 .version = r->version,
                                 .updated_at = r->updated_at };
}

enum err mail_config_get(struct mail *m, struct arena *a, struct mail_config *out)
{
    struct sql_mail_config_get_row row;
    *out = (struct mail_config){ 0 };
    enum err e = sql_mail_config_get(store_reader(m->d.store), a, NULL, &row);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "mail is not set up");
    if (e == OK)
        show(&row, out);
    return e;
}

enum err mail_config_open(struct mail *m, struct arena *a, struct mail_config *out, const char **password)
{
    struct sql_mail_config_get_row row;
    unsigned char *plain;
    size_t n;
    *password = NULL;
    enum err e = sql_mail_config_get(store_reader(m->d.store), a, NULL, &row);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "mail is not set up");
    if (e != OK)
        return e;
    show(&row, out);
    if (row.password.n == 0)
        return OK;
    if (crypto_open(a, m->d.key, password_place, row.password.p, row.password.n, &plain, &n) != OK)
        return err_set(ERR_CORRUPT, "the mail server's password was sealed by another box: enter it again");
    *password = arena_strndup(a, (const char *)plain, n);
    return OK;
}

void mail_config_read(const struct json *body, struct mail_config *out)
{
    int64_t port = 0;
    const struct json *password = json_get(body, "password");
    *out = (struct mail_config){ .host = json_string(json_get(body, "host")),
                                 .security = json_string(json_get(body, "security")),
                                 .username = json_string(json_get(body, "username")),
                                 .from_address = json_string(json_get(body, "from_address")),
                                 .from_name = json_string(json_get(body, "from_name")),
                                 .password = json_string(password),
                                 .verify_tls = true };
    if (password && json_type(password) == JSON_NULL)
        out->password = "";
    if (!out->username)
        out->username = "";
    if (!out->from_name)
        out->from_name = "Binnacle";
    json_bool(json_get(body, "verify_tls"), &out->verify_tls);
    json_int(json_get(body, "port"), &port);
    out->port = (int)port;
}

struct put {
    struct mail *mail;
    const struct mail_config *c;
    int64_t version, now;
};

static enum err write_config(struct tx *tx, void *arg)
{
    const struct put *p = arg;
    struct arena *a = tx_arena(tx);
    struct sql_mail_config_get_row was;
    struct sql_blob password = { 0 };
    unsigned char *sealed;
    enum err e = sql_mail_config_get(tx_db(tx), a, NULL, &was);
    bool there = e == OK;
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (p->version && p->version != (there ? was.version : 0))
        return err_set(ERR_PRECONDITION, "the mail settings were changed meanwhile");
    if (p->c->password && *p->c->password) {
        if ((e = crypto_seal(a, p->mail->d.key, password_place, p->c->password, strlen(p->c->password), &sealed, &password.n)))
            return e;
        password.p = sealed;
    } else if (!p->c->password && there && str_eq(was.host, p->c->host) && was.port == p->c->port) {
        password = was.password; /* to another server it is not sent */
    }
    e = sql_mail_config_put(tx, &(struct sql_mail_config_put_in){ .host = p->c->host,
                                                                  .port = p->c->port,
                                                                  .security = p->c->security,
                                                                  .verify_tls = p->c->verify_tls,
                                                                  .username = p->c->username,
                                                                  .password = password,
                                                                  .from_address = p->c->from_address,
                                                                  .from_name = p->c->from_name,
                                                                  .updated_at = p->now });
    if (e == OK)
        e = sql_mail_pull_in(tx, &(struct sql_mail_pull_in_in){ .now = p->now });
    if (e == OK)
        tx_after_commit(tx, wake_after_commit, p->mail);
    return e;
}

enum err mail_config_put(struct mail *m, const struct mail_config *c, int64_t version)
{
    enum err e = mail_address_check(c->from_address);
    if (e == OK)
        e = store_write(m->d.store, write_config, &(struct put){ .mail = m, .c = c, .version = version, .now = clock_wall_us(m->d.clock) });
    if (e == OK)
        atomic_store(&m->configured, true);
    return e;
}

static enum err delete_config(struct tx *tx, void *arg)
{
    (void)arg;
    return sql_mail_config_delete(tx, NULL);
}

enum err mail_config_delete(struct mail *m)
{
    enum err e = store_write(m->d.store, delete_config, NULL);
    if (e == OK)
        atomic_store(&m->configured, false);
    return e;
}

const char *mail_base_url(struct mail *m, struct arena *a)
{
    char *url = settings_string(m->d.settings, a, "public_url");
    size_t n = strlen(url);
    while (n > 0 && url[n - 1] == '/')
        url[--n] = '\0';
    return url;
}

bool mail_ready(struct mail *m)
{
    if (!atomic_load(&m->configured))
        return false;
    struct arena *a = arena_new(512);
    bool ready = *mail_base_url(m, a) != '\0';
    arena_free(a);
    return ready;
}

/* ---- the outbox ---- */

/* Printable ASCII around one @, without what would end or nest the address in a header or a command. */
enum err mail_address_check(const char *address)
{
    const char *at = strchr(address, '@');
    bool good = at && at != address && at[1] && !strchr(at + 1, '@') && strlen(address) <= 254;
    for (const char *p = address; good && *p; p++)
        good = (unsigned char)*p > ' ' && (unsigned char)*p < 0x7f && !strchr("<>\\\"(),;:[]", *p);
    return good ? OK : err_set(ERR_INVALID, "mail cannot be sent to this address");
}

enum err mail_enqueue(struct mail *m, struct tx *tx, const struct mail_letter *l)
{
    char id[ID_SIZE];
    struct arena *a = tx_arena(tx);
    struct sql_mail_waiting_row waiting;
    struct sql_mail_recent_row recent;
    unsigned char *sealed;
    size_t n;
    int64_t now = clock_wall_us(m->d.clock), over = now + MAIL_MAX_AGE_US;
    enum err e = mail_address_check(l->to);
    if (e == OK)
        e = sql_mail_waiting(tx_db(tx), a, NULL, &waiting);
    if (e == OK && waiting.total >= MAIL_MAX_WAITING)
        e = err_set(ERR_BUSY, "too many mails are waiting to be sent");
    if (e == OK)
        e = sql_mail_recent(tx_db(tx), a, &(struct sql_mail_recent_in){ .to_address = l->to, .kind = l->kind, .since = now - US_PER_HOUR },
                            &recent);
    if (e == OK && recent.total >= MAIL_MAX_AN_HOUR)
        e = err_set(ERR_RATE_LIMITED, "this address got enough mails of this kind for now");
    if (e != OK)
        return e;
    id_new(m->d.clock, id);
    char *text = letter_pack(a, l);
    e = crypto_seal(a, m->d.key, arena_printf(a, "mail:%s", id), text, strlen(text), &sealed, &n);
    crypto_wipe(text, strlen(text));
    if (e == OK)
        e = sql_mail_insert(tx, &(struct sql_mail_insert_in){ .id = id,
                                                              .tenant_id = l->tenant_id,
                                                              .kind = l->kind,
                                                              .to_address = l->to,
                                                              .subject = l->subject,
                                                              .letter = { sealed, n },
                                                              .expires_at = l->expires_at && l->expires_at < over ? l->expires_at : over,
                                                              .created_at = now });
    if (e == OK)
        tx_after_commit(tx, wake_after_commit, m);
    return e;
}

enum err mail_list(struct mail *m, struct arena *a, int64_t before, int64_t limit, struct mail_item **out, size_t *count)
{
    struct sql_mail_list_row *rows;
    enum err e = sql_mail_list(store_reader(m->d.store), a,
                               &(struct sql_mail_list_in){ .before = before > 0 ? before : INT64_MAX, .limit = limit }, &rows, count);
    if (e != OK)
        return e;
    *out = arena_array(a, *count + 1, sizeof **out);
    for (size_t i = 0; i < *count; i++)
        (*out)[i] = (struct mail_item){ .id = rows[i].id,
                                        .seq = rows[i].seq,
                                        .kind = rows[i].kind,
                                        .to = rows[i].to_address,
                                        .subject = rows[i].subject,
                                        .status = rows[i].status,
                                        .attempts = rows[i].attempts,
                                        .next_attempt_at = rows[i].next_attempt_at,
                                        .last_error = rows[i].last_error,
                                        .last_code = rows[i].last_code.v,
                                        .created_at = rows[i].created_at,
                                        .updated_at = rows[i].updated_at };
    return OK;
}

static enum err write_retry(struct tx *tx, void *arg)
{
    const struct sql_mail_retry_in *in = arg;
    struct sql_mail_by_id_row row;
    enum err e = sql_mail_by_id(tx_db(tx), tx_arena(tx), &(struct sql_mail_by_id_in){ .id = in->id }, &row);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no such mail");
    if (e != OK)
        return e;
    if (!str_eq(row.status, "pending"))
        return err_set(ERR_CONFLICT, "the mail no longer waits: what it said is erased");
    tx_change(tx, &(struct tx_change){ .type = "mail", .id = in->id, .name = row.to_address });
    return sql_mail_retry(tx, in);
}

enum err mail_retry(struct mail *m, const char *id)
{
    enum err e = store_write(m->d.store, write_retry, &(struct sql_mail_retry_in){ .id = id, .now = clock_wall_us(m->d.clock) });
    if (e == OK)
        mail_wake(m);
    return e;
}

enum err mail_stats(struct mail *m, struct mail_stats *out)
{
    struct sql_mail_counts_row row;
    struct arena *a = arena_new(256);
    enum err e = sql_mail_counts(store_reader(m->d.store), a,
                                 &(struct sql_mail_counts_in){ .late = clock_wall_us(m->d.clock) - 10 * US_PER_MIN }, &row);
    *out = e == OK ? (struct mail_stats){ row.pending, row.late } : (struct mail_stats){ 0 };
    arena_free(a);
    return e;
}
