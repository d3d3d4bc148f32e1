/*
 * iam_accounts.c - accounts that look after themselves: registration, confirmed addresses, forgotten passwords, the own account.
 *
 * Any thread. What always holds: what anybody may call does the same work and gives the same answer whether or not there is an account;
 * every link works once, for one purpose, and only its hash is kept here (the mail that carries it is sealed).
 */
#include "iam/iam_accounts.h"
#include "core/ids.h"
#include "core/json.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/accounts.h"
#include "sql/iam.h"
#include <stdio.h>
#include <string.h>

#define FRESH_US       (2 * US_PER_MIN) /* a link that is younger is not made again */
#define REGISTER_TRIES 10               /* registrations of one address before it has to wait */
#define FORGOT_TRIES   10

static const char bad_link[] = "the link is wrong, used or expired";
static const char no_mail[] = "this box cannot send mail: an administrator can hand the link over";

/* ---- settings ---- */

bool setting_on(struct iam *i, const char *key)
{
    return i->d.settings && settings_bool(i->d.settings, key);
}

static bool mail_works(struct iam *i)
{
    return i->d.mail && mail_ready(i->d.mail);
}

void iam_door(struct iam *i, struct iam_door *out)
{
    *out = (struct iam_door){ .mail = mail_works(i), .confirm = setting_on(i, "verify_email") };
    out->registration = setting_on(i, "registration") && (out->mail || !out->confirm);
}

bool factor_required(struct iam *i, const struct iam_identity *who)
{
    struct arena *a = arena_new(512);
    const char *policy = i->d.settings ? settings_string(i->d.settings, a, "second_factor") : "optional";
    bool required =
        who->factor_wanted || str_eq(policy, "everybody") || (str_eq(policy, "admins") && iam_perms_has(&who->perms, PERM_USER_WRITE));
    arena_free(a);
    return required;
}

enum err factor_restrict(struct iam *i, struct iam_identity *who)
{
    bool there = true;
    enum err e = factor_required(i, who) ? factor_needed(i, who->user_id, &there) : OK;
    if (e || there)
        return e;
    who->factor_missing = true;
    who->perms = (struct iam_perms){ { 1ull << PERM_ANY } };
    return OK;
}

/* ---- links ---- */

enum err link_insert(struct tx *tx, const char *purpose, const char *user_id, const char *email, const char *token, int64_t now,
                     int64_t expires_at)
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    token_hash(token, hash);
    enum err e = sql_one_time_token_clear(tx, &(struct sql_one_time_token_clear_in){ .now = now, .purpose = purpose, .user_id = user_id });
    return e ? e
             : sql_one_time_token_insert(tx, &(struct sql_one_time_token_insert_in){ .token_hash = { hash, sizeof hash },
                                                                                     .purpose = purpose,
                                                                                     .user_id = user_id,
                                                                                     .email = email,
                                                                                     .expires_at = expires_at });
}

/* The same work as a link's, for nobody. */
static enum err no_link(struct tx *tx, const char *token, int64_t now)
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    token_hash(token, hash);
    enum err e = sql_one_time_token_insert(
        tx, &(struct sql_one_time_token_insert_in){ .token_hash = { hash, sizeof hash }, .purpose = "verify", .expires_at = now });
    return e ? e : sql_one_time_token_delete(tx, &(struct sql_one_time_token_delete_in){ .token_hash = { hash, sizeof hash } });
}

static char *link_url(struct iam *i, struct arena *a, const char *page, const char *token)
{
    return arena_printf(a, "%s/%s?token=%s", mail_base_url(i->d.mail, a), page, token);
}

/* A mail that is too much for its mailbox, or for the queue, is left out: what caused it holds. */
enum err letter_post(struct iam *i, struct tx *tx, const struct mail_letter *l)
{
    enum err e = mail_enqueue(i->d.mail, tx, l);
    if (e == ERR_RATE_LIMITED || e == ERR_BUSY || e == ERR_INVALID) {
        log_warn("a mail was left out", "kind", l->kind, "why", err_detail(), NULL);
        return OK;
    }
    return e;
}

static enum err post_confirmation(struct iam *i, struct tx *tx, const char *tenant_id, const char *email, const char *token,
                                  int64_t expires_at)
{
    struct arena *a = tx_arena(tx);
    return letter_post(i, tx,
                &(struct mail_letter){ .tenant_id = tenant_id,
                                       .kind = "verify",
                                       .to = email,
                                       .subject = "Confirm your e-mail address",
                                       .paragraphs = { "An account on Binnacle was made with this address. Confirm that the address is "
                                                       "yours to sign in with it." },
                                       .action = "Confirm the address",
                                       .url = link_url(i, a, "verify", token),
                                       .note = "The link works once, for two days. If you did not ask for an account, do nothing: without "
                                               "the link nobody can use it.",
                                       .expires_at = expires_at });
}

/* ---- accounts that come in ---- */

enum err account_insert(struct tx *tx, const struct new_account *n)
{
    struct grant g;
    enum err e = grant_by_name(tx_db(tx), tx_arena(tx), n->tenant_id, n->role, &g);
    if (!e)
        e = user_insert(tx,
                        &(struct sql_user_insert_in){ .id = n->id,
                                                      .tenant_id = n->tenant_id,
                                                      .email = n->email,
                                                      .name = n->name,
                                                      .password_hash = n->password_hash,
                                                      .created_at = n->now },
                        &g, true, NULL);
    if (!e && n->unconfirmed)
        e = sql_account_unconfirmed(tx, &(struct sql_account_unconfirmed_in){ .id = n->id, .unconfirmed_since = { true, n->now } });
    return e;
}

/* Is the address's domain one of the list? */
static bool domain_allowed(struct arena *a, const char *list, const char *email)
{
    char **domains;
    const char *at = strrchr(email, '@');
    size_t n = str_split(a, list, ',', &domains, 100);
    for (size_t k = 0; k < n; k++)
        if (at && str_eq_nocase(at + 1, domains[k][0] == '@' ? domains[k] + 1 : domains[k]))
            return true;
    return n == 0;
}

struct registration {
    struct iam *iam;
    struct new_account account;
    const char *token;
    bool mail;
};

static enum err write_registration(struct tx *tx, void *arg)
{
    const struct registration *r = arg;
    struct arena *a = tx_arena(tx);
    struct sql_account_by_email_row there;
    struct sql_account_unconfirmed_count_row waiting;
    const struct new_account *n = &r->account;
    enum err e = sql_account_by_email(tx_db(tx), a, &(struct sql_account_by_email_in){ .email = n->email }, &there);
    if (e == OK) {
        e = no_link(tx, r->token, n->now);
        if (!e && r->mail)
            e = letter_post(r->iam, tx,
                     &(struct mail_letter){
                         .tenant_id = there.tenant_id,
                         .kind = "registered",
                         .to = there.email,
                         .subject = "You have an account already",
                         .paragraphs = { "Somebody, probably you, tried to make an account on Binnacle with this address. There is one "
                                         "already, and nothing about it was changed.",
                                         "Sign in with the password that you have. If you do not know it any more, ask for a new one on "
                                         "the sign-in page." },
                         .action = "Sign in",
                         .url = arena_printf(a, "%s/login", mail_base_url(r->iam->d.mail, a)),
                         .note = "If it was not you, do nothing." });
        return e;
    }
    if (e != ERR_NOT_FOUND)
        return e;
    e = sql_account_unconfirmed_count(tx_db(tx), a, NULL, &waiting);
    if (!e && waiting.total >= IAM_UNCONFIRMED_MAX)
        e = err_set(ERR_BUSY, "too many registrations wait for their confirmation: try again later");
    if (!e)
        e = account_insert(tx, n);
    int64_t expires_at = n->now + IAM_VERIFY_SECONDS * US_PER_S;
    if (!e)
        e = link_insert(tx, "verify", n->id, n->email, r->token, n->now, expires_at);
    if (!e && r->mail)
        e = post_confirmation(r->iam, tx, n->tenant_id, n->email, r->token, expires_at);
    return e;
}

enum err iam_register(struct iam *i, const char *name, const struct iam_credentials *c)
{
    char hash[CRYPTO_PASSWORD_SIZE] = "", token[IAM_TOKEN_SIZE];
    struct iam_door door;
    const char *tenant_name;
    iam_door(i, &door);
    if (!door.registration)
        return err_set(ERR_FORBIDDEN, "registration is closed: ask an administrator for an invitation");
    if (throttle_try(i->throttle, 'g', c->remote, REGISTER_TRIES))
        return err_set(ERR_RATE_LIMITED, "too many registrations from this address");
    struct arena *a = arena_new(0);
    const char *tenant = settings_string(i->d.settings, a, "registration_tenant");
    enum err e = iam_email_check(c->email);
    if (!e)
        e = mail_address_check(c->email);
    if (!e && !domain_allowed(a, settings_string(i->d.settings, a, "registration_domains"), c->email))
        e = err_set(ERR_INVALID, "addresses of this domain may not register here");
    if (!e)
        e = iam_tenant_name(i, a, tenant, &tenant_name);
    if (e == ERR_NOT_FOUND)
        e = err_set(ERR_FORBIDDEN, "registration is closed: the tenant for it is gone");
    if (!e)
        e = crypto_password_hash(c->password, HASH_WAIT_MS, hash);
    if (!e) {
        struct registration r = { .iam = i,
                                  .token = token,
                                  .mail = door.mail,
                                  .account = { .tenant_id = tenant,
                                               .email = c->email,
                                               .name = name ? name : "",
                                               .role = settings_string(i->d.settings, a, "registration_role"),
                                               .password_hash = hash,
                                               .unconfirmed = true,
                                               .now = clock_wall_us(i->d.clock) } };
        token_new(token);
        id_new(i->d.clock, r.account.id);
        e = store_write(i->d.store, write_registration, &r);
    }
    crypto_wipe(hash, sizeof hash);
    arena_free(a);
    return e;
}

/* ---- confirming ---- */

struct confirmation {
    struct iam *iam;
    const char *user_id, *token;
    int64_t now;
};

static enum err write_confirmation(struct tx *tx, void *arg)
{
    const struct confirmation *c = arg;
    struct arena *a = tx_arena(tx);
    struct sql_account_by_id_row u;
    struct sql_link_of_user_row link;
    int64_t expires_at = c->now + IAM_VERIFY_SECONDS * US_PER_S;
    enum err e = sql_account_by_id(tx_db(tx), a, &(struct sql_account_by_id_in){ .id = c->user_id }, &u);
    if (!e && !u.unconfirmed_since.set)
        e = err_set(ERR_CONFLICT, "the address is confirmed already");
    if (e)
        return e;
    e = sql_link_of_user(tx_db(tx), a, &(struct sql_link_of_user_in){ .user_id = c->user_id, .purpose = "verify" }, &link);
    if (e == OK && link.expires_at > expires_at - FRESH_US)
        return OK;
    if (e && e != ERR_NOT_FOUND)
        return e;
    account_note(tx, u.id, true, &(struct tx_change){ .action = "auth.verify_again" });
    e = link_insert(tx, "verify", u.id, u.email, c->token, c->now, expires_at);
    return e ? e : post_confirmation(c->iam, tx, u.tenant_id, u.email, c->token, expires_at);
}

enum err send_confirmation(struct iam *i, const char *user_id)
{
    char token[IAM_TOKEN_SIZE];
    if (!mail_works(i))
        return err_set(ERR_CONFLICT, "%s", no_mail);
    token_new(token);
    return store_write(i->d.store, write_confirmation, &(struct confirmation){ i, user_id, token, clock_wall_us(i->d.clock) });
}

enum err iam_verify_again(struct iam *i, const struct iam_identity *who)
{
    return send_confirmation(i, who->user_id);
}

/* One member of an account, as the trail has it. */
static const char *one_text(struct arena *a, const char *key, const char *value)
{
    struct jo_text t;
    struct json_out *o = jo_text_begin(&t, 2048);
    jo_object(o);
    jo_kv_string(o, key, value);
    jo_object_end(o);
    return jo_text_end(&t, a);
}

static const char *email_text(struct tx *tx, const char *user_id)
{
    struct sql_account_by_id_row u;
    enum err e = sql_account_by_id(tx_db(tx), tx_arena(tx), &(struct sql_account_by_id_in){ .id = user_id }, &u);
    return e ? NULL : one_text(tx_arena(tx), "email", u.email);
}

struct verify {
    struct iam *iam;
    unsigned char hash[CRYPTO_HASH_SIZE];
    int64_t now;
    char user_id[40];
    bool changed;
};

static enum err write_verify(struct tx *tx, void *arg)
{
    struct verify *v = arg;
    struct sql_one_time_token_get_row row;
    enum err e = sql_one_time_token_get(tx_db(tx), tx_arena(tx),
                                        &(struct sql_one_time_token_get_in){ .token_hash = { v->hash, sizeof v->hash } }, &row);
    bool change = e == OK && str_eq(row.purpose, "email");
    if (e == ERR_NOT_FOUND || (e == OK && ((!change && !str_eq(row.purpose, "verify")) || !row.user_id || row.expires_at <= v->now)))
        return err_set(ERR_UNAUTHENTICATED, "%s", bad_link);
    if (!e)
        e = sql_one_time_token_delete(tx, &(struct sql_one_time_token_delete_in){ .token_hash = { v->hash, sizeof v->hash } });
    if (e)
        return e;
    str_copy(v->user_id, sizeof v->user_id, row.user_id);
    v->changed = change;
    account_note(tx, v->user_id, true,
                 &(struct tx_change){ .before = change ? email_text(tx, v->user_id) : "{\"confirmed\":false}",
                                      .after = change ? one_text(tx_arena(tx), "email", row.email) : "{\"confirmed\":true}",
                                      .default_action = "auth.verify" });
    if (!change)
        return sql_account_confirm(tx, &(struct sql_account_confirm_in){ .id = row.user_id, .updated_at = v->now });
    e = sql_account_set_email(tx, &(struct sql_account_set_email_in){ .id = row.user_id, .email = row.email, .updated_at = v->now });
    if (e == ERR_CONFLICT)
        return err_set(e, "another account has this address");
    if (!e)
        e = account_tell(v->iam, tx, row.user_id, "security.account",
                         arena_printf(tx_arena(tx), "The e-mail address of your account is now %s", row.email));
    if (!e)
        e = sessions_delete(tx, row.user_id, "", true);
    if (!e) /* a reset link went to the old address */
        e = sql_one_time_token_delete_of_user(tx, &(struct sql_one_time_token_delete_of_user_in){ .user_id = row.user_id });
    return e;
}

enum err iam_verify(struct iam *i, const char *token, const char *remote, bool *changed)
{
    struct verify v = { .iam = i, .now = clock_wall_us(i->d.clock) };
    if (address_try(i, remote))
        return err_set(ERR_RATE_LIMITED, "too many wrong tries");
    token_hash(token, v.hash);
    enum err e = store_write(i->d.store, write_verify, &v);
    if (e != ERR_UNAUTHENTICATED)
        throttle_refund(i->throttle, 'r', remote);
    if (!e && v.changed)
        iam_forget(i, v.user_id, NULL, NULL);
    *changed = v.changed;
    return e;
}

/* ---- forgotten ---- */

/* Handed to the writer, which looks the account up: whoever asked has been answered by then. */
struct forgotten {
    struct iam *iam;
    char email[256], token[IAM_TOKEN_SIZE];
    int64_t now;
};

static enum err post_reset(struct iam *i, struct tx *tx, const char *user_id, const char *tenant_id, const char *email, const char *token,
                           const char *by, int64_t now)
{
    struct arena *a = tx_arena(tx);
    int64_t expires_at = now + IAM_LINK_SECONDS * US_PER_S;
    enum err e = link_insert(tx, "reset", user_id, NULL, token, now, expires_at);
    return e ? e
             : letter_post(i, tx,
                    &(struct mail_letter){ .tenant_id = tenant_id,
                                           .kind = "reset",
                                           .to = email,
                                           .subject = "Set a new password",
                                           .paragraphs = { by },
                                           .action = "Set a new password",
                                           .url = link_url(i, a, "reset", token),
                                           .note = "The link works once, for 30 minutes. If you do not want a new password, do nothing: "
                                                   "the one you have stays.",
                                           .expires_at = expires_at });
}

static enum err write_forgotten(struct tx *tx, void *arg)
{
    const struct forgotten *f = arg;
    struct arena *a = tx_arena(tx);
    struct sql_account_by_email_row u;
    struct sql_link_of_user_row link;
    enum err e = sql_account_by_email(tx_db(tx), a, &(struct sql_account_by_email_in){ .email = f->email }, &u);
    if (e == ERR_NOT_FOUND || (e == OK && !u.enabled))
        return OK;
    if (!e)
        e = sql_link_of_user(tx_db(tx), a, &(struct sql_link_of_user_in){ .user_id = u.id, .purpose = "reset" }, &link);
    if (e == OK && link.expires_at > f->now + IAM_LINK_SECONDS * US_PER_S - FRESH_US)
        return OK; /* that mail is on its way */
    if (e && e != ERR_NOT_FOUND)
        return e;
    account_note(tx, u.id, true, &(struct tx_change){ .default_action = "auth.forgot" });
    return post_reset(f->iam, tx, u.id, u.tenant_id, u.email, f->token,
                      "Somebody, probably you, asked for a new password for your account on Binnacle.", f->now);
}

static void forgotten_done(void *arg, enum err e)
{
    struct forgotten *f = arg;
    if (e)
        log_warn("a reset link was not made", "why", err_detail(), NULL);
    crypto_wipe(f, sizeof *f);
    mem_free(f);
}

enum err iam_forgot(struct iam *i, const char *email, const char *remote)
{
    if (!mail_works(i))
        return err_set(ERR_CONFLICT, "%s", no_mail);
    if (throttle_try(i->throttle, 'f', remote, FORGOT_TRIES))
        return err_set(ERR_RATE_LIMITED, "too many requests for new passwords from this address");
    struct forgotten *f = mem_alloc(sizeof *f);
    f->iam = i;
    f->now = clock_wall_us(i->d.clock);
    token_new(f->token);
    str_copy(f->email, sizeof f->email, email);
    enum err e = store_post(i->d.store, write_forgotten, f, forgotten_done);
    if (e)
        mem_free(f);
    return e;
}

/* ---- what administrators do for others ---- */

enum err may_manage(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id)
{
    struct arena *a = arena_new(0);
    struct sql_user_by_id_row u;
    struct grant g;
    enum err e = sql_user_by_id(store_reader(i->d.store), a, &(struct sql_user_by_id_in){ .tenant_id = tenant_id, .id = id }, &u);
    if (e == ERR_NOT_FOUND)
        e = err_set(e, "there is no such user");
    else if (!e && !str_eq(u.home_id, tenant_id))
        e = err_set(ERR_FORBIDDEN, "the account is managed by another tenant");
    if (!e)
        e = grant_of_row(a, tenant_id, u.superadmin != 0, u.role, u.role_id, u.role_name, u.permissions, &g);
    if (!e && !iam_may_rule(actor, &g))
        e = err_set(ERR_FORBIDDEN, "the user's role is above yours");
    arena_free(a);
    return e;
}

struct handed {
    struct iam *iam;
    const struct iam_identity *actor;
    const char *user_id, *token;
    int64_t now, expires_at;
    bool reset; /* else the confirmation of the address */
};

static enum err write_handed(struct tx *tx, void *arg)
{
    const struct handed *h = arg;
    struct arena *a = tx_arena(tx);
    struct sql_account_by_id_row u;
    enum err e = sql_account_by_id(tx_db(tx), a, &(struct sql_account_by_id_in){ .id = h->user_id }, &u);
    if (e)
        return e;
    tx_change(tx, &(struct tx_change){ .type = "user", .id = u.id, .name = u.email });
    if (h->reset)
        return post_reset(h->iam, tx, u.id, u.tenant_id, u.email, h->token,
                          arena_printf(a, "%s made a link with which you set a new password for your account on Binnacle.",
                                       h->actor ? h->actor->email : "An administrator"),
                          h->now);
    if (!u.unconfirmed_since.set)
        return err_set(ERR_CONFLICT, "the address is confirmed already");
    return link_insert(tx, "verify", u.id, u.email, h->token, h->now, h->expires_at);
}

enum err iam_verify_link(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id, char token[IAM_TOKEN_SIZE],
                         int64_t *expires_at)
{
    enum err e = may_manage(i, actor, tenant_id, id);
    if (e)
        return e;
    int64_t now = clock_wall_us(i->d.clock);
    *expires_at = now + IAM_VERIFY_SECONDS * US_PER_S;
    token_new(token);
    return store_write(i->d.store, write_handed,
                       &(struct handed){ .iam = i, .user_id = id, .token = token, .now = now, .expires_at = *expires_at });
}

enum err iam_reset_mail(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id)
{
    char token[IAM_TOKEN_SIZE];
    enum err e = may_manage(i, actor, tenant_id, id);
    if (!e && !mail_works(i))
        e = err_set(ERR_CONFLICT, "%s", no_mail);
    if (e)
        return e;
    token_new(token);
    return store_write(
        i->d.store, write_handed,
        &(struct handed){ .iam = i, .actor = actor, .user_id = id, .token = token, .now = clock_wall_us(i->d.clock), .reset = true });
}

/* ---- the own account ---- */

enum err iam_account_get(struct iam *i, struct arena *a, const struct iam_identity *who, struct iam_account *out)
{
    struct sql_account_by_id_row u;
    struct sql_link_of_user_row link;
    struct db *db = store_reader(i->d.store);
    enum err e = sql_account_by_id(db, a, &(struct sql_account_by_id_in){ .id = who->user_id }, &u);
    if (e)
        return e;
    *out =
        (struct iam_account){ .id = u.id, .email = u.email, .name = u.name, .confirmed = !u.unconfirmed_since.set, .version = u.version };
    e = sql_link_of_user(db, a, &(struct sql_link_of_user_in){ .user_id = who->user_id, .purpose = "email" }, &link);
    if (e == OK && link.expires_at > clock_wall_us(i->d.clock))
        out->new_email = link.email;
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err write_name(struct tx *tx, void *arg)
{
    const struct sql_account_set_name_in *in = arg;
    struct sql_account_by_id_row u;
    struct arena *a = tx_arena(tx);
    enum err e = sql_account_by_id(tx_db(tx), a, &(struct sql_account_by_id_in){ .id = in->id }, &u);
    if (e)
        return e;
    account_note(tx, in->id, false,
                 &(struct tx_change){
                     .before = one_text(a, "name", u.name), .after = one_text(a, "name", in->name), .default_action = "account.update" });
    return sql_account_set_name(tx, in);
}

enum err iam_account_name(struct iam *i, const struct iam_identity *who, const char *name)
{
    return store_write(i->d.store, write_name,
                       &(struct sql_account_set_name_in){ .id = who->user_id, .name = name, .updated_at = clock_wall_us(i->d.clock) });
}

struct move {
    struct iam *iam;
    const char *user_id, *email, *token;
    int64_t now;
};

static enum err write_move(struct tx *tx, void *arg)
{
    const struct move *m = arg;
    struct arena *a = tx_arena(tx);
    struct sql_account_by_id_row u;
    struct sql_account_by_email_row other;
    int64_t expires_at = m->now + IAM_VERIFY_SECONDS * US_PER_S;
    enum err e = sql_account_by_id(tx_db(tx), a, &(struct sql_account_by_id_in){ .id = m->user_id }, &u);
    if (e)
        return e;
    e = sql_account_by_email(tx_db(tx), a, &(struct sql_account_by_email_in){ .email = m->email }, &other);
    if (e && e != ERR_NOT_FOUND)
        return e;
    bool taken = e == OK && !str_eq(other.id, u.id);
    account_note(tx, u.id, false, &(struct tx_change){ .after = one_text(a, "new_email", m->email), .default_action = "account.email" });
    e = link_insert(tx, "email", u.id, m->email, m->token, m->now, expires_at);
    if (!e)
        e = letter_post(m->iam, tx,
                 &(struct mail_letter){ .tenant_id = u.tenant_id,
                                        .kind = "email-old",
                                        .to = u.email,
                                        .subject = "Your e-mail address is about to change",
                                        .paragraphs = { arena_printf(a,
                                                                     "You asked for %s to become the address of your account on "
                                                                     "Binnacle. It does once the link in the mail to the new address is "
                                                                     "opened.",
                                                                     m->email),
                                                        "If it was not you, somebody knows your password: sign in and change it now." } });
    if (e || taken) /* whoever has that address hears of nothing, and the link goes nowhere */
        return e;
    return letter_post(m->iam, tx,
                &(struct mail_letter){ .tenant_id = u.tenant_id,
                                       .kind = "email",
                                       .to = m->email,
                                       .subject = "Confirm your new e-mail address",
                                       .paragraphs = { arena_printf(a,
                                                                    "The account %s on Binnacle wants to use this address from now on. "
                                                                    "Afterwards you sign in again, with the new address.",
                                                                    u.email) },
                                       .action = "Use this address",
                                       .url = link_url(m->iam, a, "verify", m->token),
                                       .note = "The link works once, for two days. If that is not your account, do nothing.",
                                       .expires_at = expires_at });
}

enum err iam_account_email(struct iam *i, const struct iam_identity *who, const char *password, const char *email)
{
    char token[IAM_TOKEN_SIZE];
    enum err e = iam_email_check(email);
    if (!e)
        e = mail_address_check(email);
    if (!e && str_eq_nocase(email, who->email))
        e = err_set(ERR_INVALID, "is the address that you have");
    if (!e && !mail_works(i))
        e = err_set(ERR_CONFLICT, "this box cannot send mail, so a new address cannot be confirmed");
    if (!e)
        e = prove_again(i, who, password);
    if (e)
        return e;
    token_new(token);
    return store_write(i->d.store, write_move, &(struct move){ i, who->user_id, email, token, clock_wall_us(i->d.clock) });
}

struct ending {
    const struct iam_identity *who;
    bool erase;
    int64_t now;
};

static enum err write_end(struct tx *tx, void *arg)
{
    const struct ending *g = arg;
    const char *id = g->who->user_id;
    if (g->who->superadmin) {
        struct sql_user_count_superadmins_row n;
        enum err e = sql_user_count_superadmins(tx_db(tx), tx_arena(tx), NULL, &n);
        if (e)
            return e;
        if (n.total <= 1)
            return err_set(ERR_CONFLICT, "the last superadmin stays: make another one first");
    }
    account_note(tx, id, false,
                 &(struct tx_change){ .before = "{\"enabled\":true}",
                                      .after = g->erase ? NULL : "{\"enabled\":false}",
                                      .default_action = "account.disable" });
    enum err e = sessions_delete(tx, id, "", false);
    if (!e && g->erase)
        return sql_account_delete(tx, &(struct sql_account_delete_in){ .id = id });
    if (!e)
        e = sql_account_disable(tx, &(struct sql_account_disable_in){ .id = id, .updated_at = g->now });
    return e ? e : sql_one_time_token_delete_of_user(tx, &(struct sql_one_time_token_delete_of_user_in){ .user_id = id });
}

enum err iam_account_end(struct iam *i, const struct iam_identity *who, const char *password, bool erase)
{
    enum err e = prove_again(i, who, password);
    if (!e)
        e = store_write_essential(i->d.store, write_end, &(struct ending){ who, erase, clock_wall_us(i->d.clock) });
    if (!e)
        iam_forget(i, who->user_id, NULL, NULL);
    return e;
}
