/*
 * mail_sender.c - the sender: hands what is due to the server and records what came of it.
 *
 * Threads: one, "mail" (or a test's, calling mail_step by hand). The talk with the server runs on a pool thread of the network, so that a
 * stop never waits for a server that hangs. One mail at a time: it is one server, and its pace is its own. What always holds: a row stays
 * pending until its outcome is on disk, so a crash repeats a mail (with the same Message-ID) and never loses one.
 */
#include "core/backoff.h"
#include "core/buf.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "mail/letter.h"
#include "mail/mail_private.h"
#include "mail/mime.h"
#include "sql/mail.h"
#include <string.h>
#include <time.h>

#define MAIL_BYTES_MAX (256 * 1024)
#define IDLE_US        US_PER_S
#define PRUNE_EVERY_US US_PER_HOUR

static enum net_smtp_security security_of(const char *name)
{
    return str_eq(name, "tls")             ? NET_SMTP_TLS
           : str_eq(name, "starttls")      ? NET_SMTP_STARTTLS
           : str_eq(name, "opportunistic") ? NET_SMTP_OPPORTUNISTIC
                                           : NET_SMTP_PLAIN;
}

/* Everything about the attempt in the arena, so that a pool thread needs nothing else. The caller gives the policy back. */
static enum err prepare(struct mail *m, struct arena *a, const struct mail_config *with, const char *id, const struct mail_letter *l,
                        int timeout_ms, struct net_smtp_request *out)
{
    struct mail_config c;
    const char *password = NULL;
    struct buf message;
    enum err e = mail_config_open(m, a, &c, &password);
    if (with) { /* as in mail_config_put: the stored password goes to the stored server alone */
        bool same = e == OK && str_eq(c.host, with->host) && c.port == with->port;
        if (with->password || !same)
            password = with->password;
        c = *with;
        e = OK;
    }
    if (e != OK)
        return e;
    if ((e = mail_address_check(c.from_address)) || (e = mail_address_check(l->to)))
        return e;
    buf_init(&message, MAIL_BYTES_MAX);
    e = mime_write(a,
                   &(struct mime_mail){ .from_name = c.from_name,
                                        .from_address = c.from_address,
                                        .to = l->to,
                                        .subject = l->subject,
                                        .id = id,
                                        .date = clock_wall_us(m->d.clock),
                                        .text = letter_text(a, l),
                                        .html = letter_html(a, l) },
                   &message);
    if (e == OK)
        *out = (struct net_smtp_request){ .net = m->d.net,
                                          .host = c.host,
                                          .port = c.port,
                                          .security = security_of(c.security),
                                          .tls_insecure = !c.verify_tls,
                                          .username = c.username,
                                          .password = password,
                                          .from = c.from_address,
                                          .to = arena_strdup(a, l->to),
                                          .message = arena_strndup(a, message.data, message.len),
                                          .message_len = message.len,
                                          .timeout_ms = timeout_ms,
                                          .policy = m->d.outgoing ? outgoing_policy_for(m->d.outgoing, OUTGOING_BOX_TENANT) : NULL };
    buf_free(&message);
    return e;
}

static enum err send_here(struct mail *m, struct arena *a, const struct net_smtp_request *rq, struct net_smtp_result *out)
{
    return m->d.transport ? m->d.transport(m->d.transport_ctx, a, rq, out) : net_smtp(a, rq, out);
}

enum err mail_send(struct mail *m, struct arena *a, const struct mail_config *with, const char *id, const struct mail_letter *l,
                   int timeout_ms, struct net_smtp_result *out)
{
    struct net_smtp_request rq;
    *out = (struct net_smtp_result){ .answer = "" };
    enum err e = prepare(m, a, with, id, l, timeout_ms, &rq);
    if (e != OK)
        return e;
    e = send_here(m, a, &rq, out);
    net_policy_unref(rq.policy);
    return e;
}

/* ---- an attempt on a pool thread ---- */

struct job {
    struct mail *mail;
    struct arena *arena; /* of the request and the answer */
    struct net_smtp_request rq;
    struct net_smtp_result res;
};

/* The job whose fn ended on this thread: done may read its answer. */
static _Thread_local const struct job *ended_here;

static enum err job_run(void *arg)
{
    struct job *j = arg;
    enum err e = net_smtp(j->arena, &j->rq, &j->res);
    ended_here = j;
    return e;
}

/* Before net_free returns, so the mail domain is still there. Abandoned: fn may still write what is in the job. */
static void job_done(void *arg, enum err e)
{
    struct job *j = arg;
    struct mail *m = j->mail;
    pthread_mutex_lock(&m->lock);
    m->attempt = (struct mail_attempt){ .over = true, .result = e };
    if (ended_here == j) {
        m->attempt.code = j->res.code;
        m->attempt.refused = j->res.refused;
    }
    if (e != OK)
        str_copy(m->attempt.why, sizeof m->attempt.why, ended_here == j ? err_detail() : "the server did not answer in time");
    ended_here = NULL;
    pthread_cond_signal(&m->wake);
    pthread_mutex_unlock(&m->lock);
}

/* Maybe long after the box is gone: touches nothing but the job. */
static void job_release(void *arg)
{
    struct job *j = arg;
    net_policy_unref(j->rq.policy);
    arena_free(j->arena);
    mem_free(j);
}

/* False: the sender is to stop, and the attempt is left behind. */
static bool send_on_pool(struct mail *m, const struct sql_mail_next_row *r, const struct mail_letter *l, struct mail_attempt *out)
{
    struct job *j = mem_alloc(sizeof *j);
    j->mail = m;
    j->arena = arena_new(0);
    m->attempt = (struct mail_attempt){ 0 };
    enum err e = prepare(m, j->arena, NULL, r->id, l, MAIL_TIMEOUT_MS, &j->rq);
    if (e == OK)
        e = net_pool(m->d.net, MAIL_TIMEOUT_MS + 1000, job_run, job_done, job_release, j);
    if (e != OK) {
        *out = (struct mail_attempt){ .over = true, .result = e };
        str_copy(out->why, sizeof out->why, err_detail());
        job_release(j);
        return true;
    }
    pthread_mutex_lock(&m->lock);
    while (!m->attempt.over && !m->stopping)
        pthread_cond_wait(&m->wake, &m->lock);
    *out = m->attempt;
    pthread_mutex_unlock(&m->lock);
    return out->over;
}

/* ---- one mail ---- */

struct outcome {
    struct sql_mail_outcome_in row;
};

static enum err write_outcome(struct tx *tx, void *arg)
{
    return sql_mail_outcome(tx, &((struct outcome *)arg)->row);
}

static enum err record(struct mail *m, const struct sql_mail_next_row *r, const struct mail_attempt *t)
{
    int64_t now = clock_wall_us(m->d.clock), attempts = r->attempts + 1;
    int64_t next = now + backoff_us(attempts, MAIL_BACKOFF_FIRST_US, MAIL_BACKOFF_MAX_US);
    bool sent = t->result == OK;
    bool over = !sent && (next >= r->expires_at || t->refused || t->result == ERR_INVALID || t->result == ERR_CORRUPT);
    struct outcome o = { .row = { .id = r->id,
                                  .status = sent   ? "sent"
                                            : over ? "dead"
                                                   : "pending",
                                  .attempts = attempts,
                                  .next_attempt_at = next,
                                  .last_error = sent ? NULL : t->why,
                                  .last_code = { t->code > 0, t->code },
                                  .updated_at = now } };
    enum err e = store_write(m->d.store, write_outcome, &o);
    if (e == OK) {
        metric_add(sent ? m->m_sent : m->m_failed, 1);
        if (over)
            metric_add(m->m_dead, 1);
    }
    if (!sent)
        log_warn(over ? "a mail was given up" : "a mail was not sent; it is tried again", "mail", r->id, "kind", r->kind, "why", t->why,
                 NULL);
    return e;
}

/* The row's letter, opened. In the arena. */
static enum err open_letter(struct mail *m, struct arena *a, const struct sql_mail_next_row *r, struct mail_letter *l)
{
    unsigned char *plain;
    size_t n;
    *l = (struct mail_letter){ .kind = r->kind, .to = r->to_address, .subject = r->subject };
    if (crypto_open(a, m->d.key, arena_printf(a, "mail:%s", r->id), r->letter.p, r->letter.n, &plain, &n) != OK)
        return err_set(ERR_CORRUPT, "the mail was sealed by another box");
    return letter_unpack(a, (const char *)plain, n, l);
}

enum err mail_step(struct mail *m, bool *more)
{
    struct arena *a = arena_new(0);
    struct sql_mail_next_row r;
    struct mail_letter l;
    struct mail_attempt t = { 0 };
    enum err e = sql_mail_next(store_reader(m->d.store), a, &(struct sql_mail_next_in){ .now = clock_wall_us(m->d.clock) }, &r);
    *more = e == OK;
    if (e != OK)
        goto out;
    t.result = open_letter(m, a, &r, &l);
    if (t.result == OK && m->d.transport) {
        struct net_smtp_result res;
        t.result = mail_send(m, a, NULL, r.id, &l, MAIL_TIMEOUT_MS, &res);
        t.code = res.code;
        t.refused = res.refused;
    } else if (t.result == OK && !send_on_pool(m, &r, &l, &t)) {
        *more = false;
        goto out;
    }
    if (t.result != OK && !t.why[0])
        str_copy(t.why, sizeof t.why, err_detail());
    e = record(m, &r, &t);
out:
    arena_free(a);
    return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- the thread ---- */

static enum err prune(struct tx *tx, void *arg)
{
    return sql_mail_prune(tx, arg);
}

static void prune_sometimes(struct mail *m)
{
    int64_t mono = clock_mono_us(m->d.clock);
    if (mono < m->prune_at)
        return;
    m->prune_at = mono + PRUNE_EVERY_US;
    if (store_write_essential(m->d.store, prune, &(struct sql_mail_prune_in){ .before = clock_wall_us(m->d.clock) - MAIL_KEEP_US }))
        log_warn("old mails were not removed", "why", err_detail(), NULL);
}

/* Waits until woken or the time is over; false when stopping. */
static bool wait_for_work(struct mail *m, int64_t us)
{
    struct timespec until = clock_deadline(us);
    pthread_mutex_lock(&m->lock);
    while (us > 0 && !m->woken && !m->stopping)
        if (pthread_cond_timedwait(&m->wake, &m->lock, &until) != 0)
            break;
    m->woken = false;
    bool go_on = !m->stopping;
    pthread_mutex_unlock(&m->lock);
    return go_on;
}

static void *run(void *arg)
{
    struct mail *m = arg;
    bool more = false, store_failed = false;
    pthread_setname_np(pthread_self(), "mail");
    while (wait_for_work(m, more ? 0 : IDLE_US)) {
        more = false;
        if (!atomic_load(&m->configured)) /* mails wait until there is a server again, or their time is over */
            continue;
        enum err e = mail_step(m, &more);
        if (e != OK && !store_failed)
            log_error("the mail sender cannot use the store; trying again every second", "error", err_detail(), NULL);
        store_failed = e != OK;
        prune_sometimes(m);
    }
    store_reader_release(m->d.store);
    return NULL;
}

enum err mail_start(struct mail *m)
{
    if (pthread_create(&m->thread, NULL, run, m) != 0)
        return err_set(ERR_INTERNAL, "cannot start the mail sender's thread");
    m->started = true;
    return OK;
}

void mail_stop(struct mail *m)
{
    if (!m || !m->started)
        return;
    pthread_mutex_lock(&m->lock);
    m->stopping = true;
    pthread_cond_signal(&m->wake);
    pthread_mutex_unlock(&m->lock);
    pthread_join(m->thread, NULL);
    m->started = false;
}
