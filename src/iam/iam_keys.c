/*
 * iam_keys.c - API keys: `bnc_` and 32 random bytes; only the hash is kept, the first characters are shown to tell keys apart. Any thread.
 */
#include "core/ids.h"
#include "core/json.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "net/net.h"
#include "sql/iam.h"
#include <stdio.h>
#include <string.h>

#define SHOWN 8 /* characters of the secret in the prefix */

/* The key without its secret, as the audit trail keeps it; NULL: there is none. */
static const char *shown(struct iam *i, struct arena *a, const char *tenant_id, const char *id, const char **name)
{
    struct iam_key k;
    struct buf b;
    struct json_out o;
    if (iam_key_get(i, a, tenant_id, id, &k) != OK)
        return NULL;
    *name = k.name;
    buf_init(&b, 65536);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_string(&o, "name", k.name);
    jo_kv_string(&o, "prefix", k.prefix);
    jo_kv_string(&o, "user_email", k.user_email);
    jo_kv_raw(&o, "scopes", k.scopes);
    jo_kv_raw(&o, "allowed", k.allowed);
    jo_kv_time(&o, "expires_at", k.expires_at);
    jo_kv_time(&o, "old_until", k.old_until);
    jo_object_end(&o);
    const char *text = arena_strndup(a, b.data, b.len);
    buf_free(&b);
    return text;
}

/* One change of a key, with its row in the trail: `write` does it. */
struct key_write {
    struct iam *iam;
    const char *tenant_id, *id;
    enum err (*write)(struct tx *tx, const struct key_write *k);
    enum err missed; /* when nothing was changed: another version, or no such key */
    const char *why, *default_action;
    const struct sql_api_key_insert_in *insert;
    const struct sql_api_key_update_in *update;
    const struct sql_api_key_rotate_in *rotate;
};

static enum err write_key(struct tx *tx, void *arg)
{
    const struct key_write *k = arg;
    const char *name = NULL, *before = shown(k->iam, tx_arena(tx), k->tenant_id, k->id, &name);
    enum err e = k->write(tx, k);
    if (e == OK && tx_changes(tx) == 0)
        return err_set(k->missed, "%s", k->why);
    const char *after = e ? NULL : shown(k->iam, tx_arena(tx), k->tenant_id, k->id, &name);
    if (!e)
        tx_change(
            tx, &(struct tx_change){
                    .type = "api_key", .id = k->id, .name = name, .before = before, .after = after, .default_action = k->default_action });
    if (!e && k->insert)
        e = account_tell(k->iam, tx, k->insert->user_id, "security.key",
                         arena_printf(tx_arena(tx), "The API key %s was made for your account", k->insert->name));
    return e;
}

static const char no_key[] = "there is no such API key";

static enum err insert_key(struct tx *tx, const struct key_write *k)
{
    return sql_api_key_insert(tx, k->insert);
}
static enum err update_key(struct tx *tx, const struct key_write *k)
{
    return sql_api_key_update(tx, k->update);
}
static enum err rotate_key(struct tx *tx, const struct key_write *k)
{
    return sql_api_key_rotate(tx, k->rotate);
}
static enum err delete_key(struct tx *tx, const struct key_write *k)
{
    return sql_api_key_delete(tx, &(struct sql_api_key_delete_in){ .tenant_id = k->tenant_id, .id = k->id });
}

/* The scopes as JSON: permissions that the owner has. */
static enum err scopes_text(struct arena *a, const struct iam_identity *owner, const struct iam_key_form *f, const char **out)
{
    struct buf b;
    struct json_out o;
    enum err e = OK;
    buf_init(&b, 16384);
    jo_init(&o, &b);
    jo_array(&o);
    for (size_t n = 0; !e && n < f->scope_count; n++) {
        int p;
        if (!iam_perm_parse(f->scopes[n], &p))
            e = err_set(ERR_INVALID, "scopes: there is no permission %s", f->scopes[n]);
        else if (!iam_perms_has(&owner->perms, p))
            e = err_set(ERR_INVALID, "scopes: the owner has not the permission %s", f->scopes[n]);
        jo_string(&o, f->scopes[n]);
    }
    if (f->scope_count == 0 && owner->api_key_id[0]) { /* a key that is cut to scopes does not make one that is not */
        for (int p = PERM_NONE + 1; p < PERM_COUNT; p++)
            if (iam_perms_has(&owner->perms, p))
                jo_string(&o, iam_perm_name(p));
    }
    jo_array_end(&o);
    *out = arena_strndup(a, b.data, b.len);
    buf_free(&b);
    return e;
}

/* One address or network, nothing else that a policy's text may hold. */
static bool is_network(const char *text)
{
    struct net_policy *p;
    if (!*text || strlen(text) > 64 || text[strspn(text, "0123456789abcdefABCDEF.:/")] || (strchr(text, '.') && strchr(text, ':')) ||
        net_policy_parse(text, &p) != OK)
        return false;
    net_policy_unref(p);
    return true;
}

static enum err allowed_text(struct arena *a, const struct iam_key_form *f, const char **out)
{
    struct buf b;
    struct json_out o;
    enum err e = f->allowed_count > IAM_KEY_CIDRS_MAX ? err_set(ERR_INVALID, "allowed: at most %d", IAM_KEY_CIDRS_MAX) : OK;
    buf_init(&b, 16384);
    jo_init(&o, &b);
    jo_array(&o);
    for (size_t n = 0; !e && n < f->allowed_count; n++) {
        if (!is_network(f->allowed[n]))
            e = err_set(ERR_INVALID, "allowed: '%s' is no address or network (as 192.0.2.0/24)", f->allowed[n]);
        jo_string(&o, f->allowed[n]);
    }
    jo_array_end(&o);
    *out = arena_strndup(a, b.data, b.len);
    buf_free(&b);
    return e;
}

static enum err check_form(struct iam *i, struct arena *a, const struct iam_identity *actor, const struct iam_key_form *f,
                           const char **scopes, const char **allowed)
{
    if (f->expires_at && f->expires_at <= clock_wall_us(i->d.clock))
        return err_set(ERR_INVALID, "expires_at: is in the past");
    enum err e = scopes_text(a, actor, f, scopes);
    return e ? e : allowed_text(a, f, allowed);
}

static void make_secret(char key[IAM_KEY_SIZE], unsigned char hash[CRYPTO_HASH_SIZE])
{
    char token[IAM_TOKEN_SIZE];
    token_new(token);
    snprintf(key, IAM_KEY_SIZE, "bnc_%s", token);
    token_hash(key, hash);
    crypto_wipe(token, sizeof token);
}

enum err iam_key_add(struct iam *i, struct arena *a, const struct iam_identity *owner, const struct iam_key_form *f, char **id,
                     char key[IAM_KEY_SIZE])
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    const char *scopes, *allowed;
    enum err e = check_form(i, a, owner, f, &scopes, &allowed);
    if (e)
        return e;
    make_secret(key, hash);
    *id = id_new(i->d.clock, arena_alloc(a, ID_SIZE));
    struct sql_api_key_insert_in row = { .id = *id,
                                         .tenant_id = owner->tenant_id,
                                         .user_id = owner->user_id,
                                         .name = f->name,
                                         .prefix = arena_strndup(a, key, 4 + SHOWN),
                                         .key_hash = { hash, sizeof hash },
                                         .scopes = scopes,
                                         .allowed = allowed,
                                         .created_at = clock_wall_us(i->d.clock),
                                         .expires_at = { f->expires_at != 0, f->expires_at } };
    struct key_write k = {
        .iam = i, .tenant_id = owner->tenant_id, .id = *id, .write = insert_key, .insert = &row, .default_action = "api_key.create"
    };
    return store_write(i->d.store, write_key, &k);
}

enum err iam_key_update(struct iam *i, struct arena *a, const struct iam_identity *actor, const char *tenant_id, const char *id,
                        const struct iam_key_form *f, int64_t version)
{
    const char *scopes, *allowed;
    enum err e = check_form(i, a, actor, f, &scopes, &allowed);
    struct sql_api_key_update_in row = { .name = f->name,
                                         .scopes = scopes,
                                         .allowed = allowed,
                                         .expires_at = { f->expires_at != 0, f->expires_at },
                                         .tenant_id = tenant_id,
                                         .id = id,
                                         .version = version };
    struct key_write k = { .iam = i,
                           .tenant_id = tenant_id,
                           .id = id,
                           .write = update_key,
                           .update = &row,
                           .missed = ERR_PRECONDITION,
                           .why = "the API key was changed meanwhile" };
    if (!e)
        e = store_write(i->d.store, write_key, &k);
    if (!e)
        iam_forget(i, NULL, id, NULL);
    return e;
}

enum err iam_key_rotate(struct iam *i, struct arena *a, const char *tenant_id, const char *id, int64_t grace_seconds,
                        char key[IAM_KEY_SIZE])
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    int64_t now = clock_wall_us(i->d.clock);
    make_secret(key, hash);
    struct sql_api_key_rotate_in row = { .old_until = { true, now + grace_seconds * US_PER_S },
                                         .key_hash = { hash, sizeof hash },
                                         .prefix = arena_strndup(a, key, 4 + SHOWN),
                                         .rotated_at = { true, now },
                                         .tenant_id = tenant_id,
                                         .id = id };
    struct key_write k = {
        .iam = i, .tenant_id = tenant_id, .id = id, .write = rotate_key, .rotate = &row, .missed = ERR_NOT_FOUND, .why = no_key
    };
    enum err e = store_write(i->d.store, write_key, &k);
    if (!e)
        iam_forget(i, NULL, id, NULL);
    return e;
}

#define KEY_OF(row)                                                                                                                        \
    {                                                                                                                                      \
        .id = (row).id, .user_id = (row).user_id, .user_email = (row).user_email, .name = (row).name, .prefix = (row).prefix,              \
        .scopes = (row).scopes, .allowed = (row).allowed, .created_at = (row).created_at, .expires_at = (row).expires_at.v,                \
        .last_used_at = (row).last_used_at.v, .last_remote = (row).last_remote, .calls = (row).calls, .rotated_at = (row).rotated_at.v,    \
        .old_until = (row).old_until.v, .version = (row).version                                                                           \
    }

enum err iam_key_list(struct iam *i, struct arena *a, const char *tenant_id, const char *user_id, const char *after, int64_t limit,
                      struct iam_key **out, size_t *count)
{
    struct sql_api_key_list_row *rows;
    enum err e =
        sql_api_key_list(store_reader(i->d.store), a,
                         &(struct sql_api_key_list_in){
                             .tenant_id = tenant_id, .user_id = user_id ? user_id : "", .after = after ? after : "", .limit = limit },
                         &rows, count);
    if (e)
        return e;
    *out = arena_array(a, *count + 1, sizeof **out);
    for (size_t n = 0; n < *count; n++)
        (*out)[n] = (struct iam_key)KEY_OF(rows[n]);
    return OK;
}

enum err iam_key_get(struct iam *i, struct arena *a, const char *tenant_id, const char *id, struct iam_key *out)
{
    struct sql_api_key_by_id_row k;
    enum err e = sql_api_key_by_id(store_reader(i->d.store), a, &(struct sql_api_key_by_id_in){ .tenant_id = tenant_id, .id = id }, &k);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no such API key");
    if (e)
        return e;
    *out = (struct iam_key)KEY_OF(k);
    return OK;
}

enum err iam_key_delete(struct iam *i, const char *tenant_id, const char *id)
{
    struct key_write k = { .iam = i, .tenant_id = tenant_id, .id = id, .write = delete_key, .missed = ERR_NOT_FOUND, .why = no_key };
    enum err e = store_write_essential(i->d.store, write_key, &k);
    if (!e)
        iam_forget(i, NULL, id, NULL);
    return e;
}
