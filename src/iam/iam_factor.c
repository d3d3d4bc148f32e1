/*
 * iam_factor.c - second factors: a TOTP secret and recovery codes.
 *
 * Any thread. What always holds: a step's code and a recovery code each count once, decided by the writer; the secret is sealed with the
 * box key, and of recovery codes only hashes are kept.
 */
#include "core/log.h"
#include "core/str.h"
#include "iam/iam_accounts.h"
#include "iam/iam_private.h"
#include "iam/iam_totp.h"
#include "sql/accounts.h"
#include "sql/iam.h"
#include <string.h>

static const char wrong_code[] = "the code is wrong, used or too old";
static const char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"; /* 32 characters that nobody mixes up */

static char *place(struct arena *a, const char *user_id)
{
    return arena_printf(a, "factor:%s", user_id);
}

static enum err open_secret(struct iam *i, struct arena *a, const char *user_id, const struct sql_factor_get_row *f, unsigned char **secret)
{
    size_t n;
    if (crypto_open(a, i->box_key, place(a, user_id), f->secret.p, f->secret.n, secret, &n) != OK || n != TOTP_SECRET_BYTES)
        return err_set(ERR_UNAUTHENTICATED, "the second factor was set up on another box: use a recovery code");
    return OK;
}

static enum err load(struct iam *i, struct arena *a, const char *user_id, struct sql_factor_get_row *f, bool *there)
{
    enum err e = sql_factor_get(store_reader(i->d.store), a, &(struct sql_factor_get_in){ .user_id = user_id }, f);
    *there = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err factor_needed(struct iam *i, const char *user_id, bool *needed)
{
    struct sql_factor_get_row f;
    struct arena *a = arena_new(512);
    bool there;
    enum err e = load(i, a, user_id, &f, &there);
    *needed = e || (there && f.confirmed_at.set);
    arena_free(a);
    return e;
}

/* ---- recovery codes ---- */

/* Letters in upper case, without what people put between them. False: that is no recovery code. */
static bool tidy(const char *given, char out[IAM_RECOVERY_SIZE])
{
    size_t n = 0;
    for (; *given; given++) {
        char c = *given >= 'a' && *given <= 'z' ? (char)(*given - 32) : *given;
        if (c == '-' || c == ' ')
            continue;
        if (!strchr(alphabet, c) || n >= 10)
            return false;
        out[n++] = c;
    }
    out[n] = '\0';
    return n == 10;
}

static void code_hash(const char *user_id, const char *tidied, unsigned char out[CRYPTO_HASH_SIZE])
{
    char text[64];
    size_t n = str_copy(text, sizeof text, user_id);
    str_copy(text + n, sizeof text - n, tidied);
    crypto_blake2b(text, strlen(text), out);
}

static void make_codes(char codes[IAM_RECOVERY_CODES][IAM_RECOVERY_SIZE])
{
    for (int k = 0; k < IAM_RECOVERY_CODES; k++) {
        unsigned char r[10];
        crypto_random(r, sizeof r);
        for (int n = 0, at = 0; n < 10; n++) {
            if (n == 5)
                codes[k][at++] = '-';
            codes[k][at++] = alphabet[r[n] & 31];
            codes[k][at] = '\0';
        }
    }
}

static enum err write_codes(struct tx *tx, const char *user_id, char codes[IAM_RECOVERY_CODES][IAM_RECOVERY_SIZE], int64_t now)
{
    enum err e = sql_recovery_clear(tx, &(struct sql_recovery_clear_in){ .user_id = user_id });
    for (int k = 0; k < IAM_RECOVERY_CODES && !e; k++) {
        unsigned char hash[CRYPTO_HASH_SIZE];
        char tidied[IAM_RECOVERY_SIZE];
        if (!tidy(codes[k], tidied))
            return err_set(ERR_INTERNAL, "a recovery code was made badly");
        code_hash(user_id, tidied, hash);
        e = sql_recovery_insert(
            tx, &(struct sql_recovery_insert_in){ .user_id = user_id, .code_hash = { hash, sizeof hash }, .created_at = now });
    }
    return e;
}

/* ---- using a code ---- */

struct use {
    const char *user_id;
    int64_t step; /* 0: a recovery code */
    unsigned char hash[CRYPTO_HASH_SIZE];
};

static enum err write_use(struct tx *tx, void *arg)
{
    const struct use *u = arg;
    enum err e =
        u->step ? sql_factor_use(tx, &(struct sql_factor_use_in){ .user_id = u->user_id, .last_step = u->step })
                : sql_recovery_use(tx, &(struct sql_recovery_use_in){ .user_id = u->user_id, .code_hash = { u->hash, sizeof u->hash } });
    if (e)
        return e;
    if (tx_changes(tx) != 1)
        return err_set(ERR_UNAUTHENTICATED, "%s", wrong_code);
    account_note(tx, u->user_id, true,
                 &(struct tx_change){ .action = "auth.totp", .after = u->step ? "{\"used\":\"code\"}" : "{\"used\":\"recovery code\"}" });
    return OK;
}

enum err factor_use(struct iam *i, const char *user_id, const char *given)
{
    struct arena *a = arena_new(1024);
    struct sql_factor_get_row f;
    struct use u = { .user_id = user_id };
    char tidied[IAM_RECOVERY_SIZE];
    unsigned char *secret = NULL;
    bool there;
    enum err e = load(i, a, user_id, &f, &there);
    if (e)
        goto out;
    if (tidy(given, tidied)) {
        code_hash(user_id, tidied, u.hash);
        e = store_write_essential(i->d.store, write_use, &u);
        if (!e)
            log_info("a recovery code was used", "user", user_id, NULL);
        goto out;
    }
    e = there ? open_secret(i, a, user_id, &f, &secret) : err_set(ERR_UNAUTHENTICATED, "%s", wrong_code);
    if (!e && !totp_match(secret, TOTP_SECRET_BYTES, clock_wall_us(i->d.clock), f.last_step, given, &u.step))
        e = err_set(ERR_UNAUTHENTICATED, "%s", wrong_code);
    if (!e)
        e = store_write_essential(i->d.store, write_use, &u);
out:
    if (secret)
        crypto_wipe(secret, TOTP_SECRET_BYTES);
    arena_free(a);
    return e;
}

/* ---- setting it up ---- */

enum err iam_factor_get(struct iam *i, const struct iam_identity *who, struct iam_factor *out)
{
    struct arena *a = arena_new(512);
    struct sql_factor_get_row f;
    struct sql_recovery_count_row n;
    bool there;
    *out = (struct iam_factor){ 0 };
    enum err e = load(i, a, who->user_id, &f, &there);
    if (!e)
        e = sql_recovery_count(store_reader(i->d.store), a, &(struct sql_recovery_count_in){ .user_id = who->user_id }, &n);
    if (!e) {
        out->enabled = there && f.confirmed_at.set;
        out->since = out->enabled ? f.confirmed_at.v : 0;
        out->codes_left = n.total;
        out->required = who->factor_missing || factor_required(i, who);
    }
    arena_free(a);
    return e;
}

static enum err put_factor(struct tx *tx, void *arg)
{
    const struct sql_factor_put_in *in = arg;
    struct sql_factor_get_row f;
    enum err e = sql_factor_get(tx_db(tx), tx_arena(tx), &(struct sql_factor_get_in){ .user_id = in->user_id }, &f);
    if (e == OK && f.confirmed_at.set)
        return err_set(ERR_CONFLICT, "there is a second factor already: remove it first");
    if (e && e != ERR_NOT_FOUND)
        return e;
    account_note(tx, in->user_id, false,
                 &(struct tx_change){ .after = "{\"second_factor\":\"begun\"}", .default_action = "account.factor_begin" });
    return sql_factor_put(tx, in);
}

enum err iam_factor_begin(struct iam *i, struct arena *a, const struct iam_identity *who, const char *password, const char **secret,
                          const char **uri)
{
    unsigned char raw[TOTP_SECRET_BYTES], *sealed;
    size_t n;
    enum err e = prove_again(i, who, password);
    if (e)
        return e;
    crypto_random(raw, sizeof raw);
    e = crypto_seal(a, i->box_key, place(a, who->user_id), raw, sizeof raw, &sealed, &n);
    if (!e)
        e = store_write(
            i->d.store, put_factor,
            &(struct sql_factor_put_in){ .user_id = who->user_id, .secret = { sealed, n }, .created_at = clock_wall_us(i->d.clock) });
    if (!e) {
        *secret = str_base32(a, raw, sizeof raw);
        *uri = arena_printf(a, "otpauth://totp/Binnacle:%s?secret=%s&issuer=Binnacle&algorithm=SHA1&digits=%d&period=%d",
                            str_url_encode(a, who->email), *secret, TOTP_DIGITS, TOTP_STEP_SECONDS);
    }
    crypto_wipe(raw, sizeof raw);
    return e;
}

struct confirm {
    struct iam *iam;
    struct sql_factor_confirm_in row;
    char (*codes)[IAM_RECOVERY_SIZE];
};

static enum err write_confirm(struct tx *tx, void *arg)
{
    const struct confirm *c = arg;
    enum err e = sql_factor_confirm(tx, &c->row);
    if (!e && tx_changes(tx) != 1)
        e = err_set(ERR_CONFLICT, "there is no second factor that waits for its first code");
    if (!e)
        account_note(tx, c->row.user_id, false,
                     &(struct tx_change){ .before = "{\"second_factor\":\"off\"}",
                                          .after = "{\"second_factor\":\"on\"}",
                                          .default_action = "account.factor_on" });
    if (!e)
        e = account_tell(c->iam, tx, c->row.user_id, "security.account", "A second factor was set up for your account");
    return e ? e : write_codes(tx, c->row.user_id, c->codes, c->row.confirmed_at.v);
}

enum err iam_factor_confirm(struct iam *i, const struct iam_identity *who, const char *code,
                            char codes[IAM_RECOVERY_CODES][IAM_RECOVERY_SIZE])
{
    struct arena *a = arena_new(1024);
    struct sql_factor_get_row f;
    unsigned char *secret = NULL;
    int64_t step = 0, now = clock_wall_us(i->d.clock);
    bool there;
    enum err e = load(i, a, who->user_id, &f, &there);
    if (!e && (!there || f.confirmed_at.set))
        e = err_set(ERR_CONFLICT, "there is no second factor that waits for its first code");
    if (!e)
        e = open_secret(i, a, who->user_id, &f, &secret);
    if (!e && !totp_match(secret, TOTP_SECRET_BYTES, now, 0, code, &step))
        e = err_set(ERR_INVALID, "%s", wrong_code);
    if (!e) {
        make_codes(codes);
        e = store_write(i->d.store, write_confirm,
                        &(struct confirm){ .iam = i,
                                           .row = { .user_id = who->user_id, .confirmed_at = { true, now }, .last_step = step },
                                           .codes = codes });
    }
    if (!e)
        iam_reload(i, who->user_id);
    if (secret)
        crypto_wipe(secret, TOTP_SECRET_BYTES);
    arena_free(a);
    return e;
}

struct renew {
    struct iam *iam;
    const char *user_id;
    char (*codes)[IAM_RECOVERY_SIZE];
    int64_t now;
};

static enum err write_renew(struct tx *tx, void *arg)
{
    const struct renew *r = arg;
    account_note(tx, r->user_id, false,
                 &(struct tx_change){ .after = "{\"recovery_codes\":{\"set\":true}}", .default_action = "account.factor_codes" });
    enum err e = account_tell(r->iam, tx, r->user_id, "security.account", "Your recovery codes were made anew");
    return e ? e : write_codes(tx, r->user_id, r->codes, r->now);
}

enum err iam_factor_codes(struct iam *i, const struct iam_identity *who, const char *password,
                          char codes[IAM_RECOVERY_CODES][IAM_RECOVERY_SIZE])
{
    bool needed;
    enum err e = prove_again(i, who, password);
    if (!e)
        e = factor_needed(i, who->user_id, &needed);
    if (!e && !needed)
        e = err_set(ERR_CONFLICT, "there is no second factor");
    if (e)
        return e;
    make_codes(codes);
    return store_write(i->d.store, write_renew, &(struct renew){ i, who->user_id, codes, clock_wall_us(i->d.clock) });
}

struct no_factor {
    struct iam *iam;
    const char *user_id;
};

static enum err delete_factor(struct tx *tx, void *arg)
{
    const struct no_factor *n = arg;
    const char *user_id = n->user_id;
    enum err e = sql_factor_delete(tx, &(struct sql_factor_delete_in){ .user_id = user_id });
    if (!e)
        e = sql_recovery_clear(tx, &(struct sql_recovery_clear_in){ .user_id = user_id });
    if (!e)
        account_note(tx, user_id, false,
                     &(struct tx_change){ .before = "{\"second_factor\":\"on\"}",
                                          .after = "{\"second_factor\":\"off\"}",
                                          .default_action = "account.factor_off" });
    return e ? e : account_tell(n->iam, tx, user_id, "security.account", "The second factor of your account was removed");
}

enum err iam_factor_remove(struct iam *i, const struct iam_identity *who, const char *password, const char *code)
{
    bool needed;
    enum err e = prove_again(i, who, password);
    if (!e)
        e = factor_needed(i, who->user_id, &needed);
    if (e)
        return e;
    if (needed) {
        if (throttle_try(i->throttle, 'o', who->user_id, 5))
            return err_set(ERR_RATE_LIMITED, "too many wrong codes");
        e = factor_use(i, who->user_id, code);
        if (e != ERR_UNAUTHENTICATED)
            throttle_refund(i->throttle, 'o', who->user_id);
    }
    if (e)
        return e == ERR_UNAUTHENTICATED ? err_set(ERR_INVALID, "%s", wrong_code) : e;
    e = store_write(i->d.store, delete_factor, &(struct no_factor){ i, who->user_id });
    if (!e)
        iam_reload(i, who->user_id);
    return e;
}

enum err iam_factor_reset(struct iam *i, const struct iam_identity *actor, const char *tenant_id, const char *id)
{
    enum err e = may_manage(i, actor, tenant_id, id);
    if (!e)
        e = store_write(i->d.store, delete_factor, &(struct no_factor){ i, id });
    return e ? e : end_sessions(i, id, "");
}
