/*
 * iam_keys.c - API keys: `bnc_` and 32 random bytes; only the hash is kept, the first characters are shown to tell keys apart. Any thread.
 */
#include "core/ids.h"
#include "core/json.h"
#include "core/str.h"
#include "iam/iam_private.h"
#include "sql/iam.h"
#include <stdio.h>
#include <string.h>

#define SHOWN 8 /* characters of the secret in the prefix */

#define TEXT_MAX 32768

/* What the audit trail says of a key. */
static const char *key_text(struct arena *a, const char *name, const char *prefix, const char *scopes, int64_t expires_at)
{
    struct jo_text t;
    struct json_out *o = jo_text_begin(&t, TEXT_MAX);
    jo_object(o);
    jo_kv_string(o, "name", name);
    jo_kv_string(o, "prefix", prefix);
    jo_kv_raw(o, "scopes", scopes);
    jo_kv_time(o, "expires_at", expires_at);
    jo_object_end(o);
    return jo_text_end(&t, a);
}

static enum err insert_key(struct tx *tx, void *arg)
{
    const struct sql_api_key_insert_in *k = arg;
    enum err e = sql_api_key_insert(tx, k);
    if (!e)
        tx_change(tx, &(struct tx_change){ .type = "api_key",
                                           .id = k->id,
                                           .name = k->name,
                                           .after = key_text(tx_arena(tx), k->name, k->prefix, k->scopes, k->expires_at.v),
                                           .default_action = "api_key.create" });
    return e;
}

enum err iam_key_add(struct iam *i, struct arena *a, const struct iam_identity *owner, const char *name, const char *const *scopes,
                     size_t scope_count, int64_t expires_at, char **id, char key[IAM_KEY_SIZE])
{
    unsigned char hash[CRYPTO_HASH_SIZE];
    char token[IAM_TOKEN_SIZE];
    struct buf b;
    struct json_out o;
    int64_t now = clock_wall_us(i->d.clock);
    if (expires_at && expires_at <= now)
        return err_set(ERR_INVALID, "expires_at is in the past");
    buf_init(&b, 16384);
    jo_init(&o, &b);
    jo_array(&o);
    enum err e = OK;
    for (size_t n = 0; !e && n < scope_count; n++) {
        int p;
        if (!iam_perm_parse(scopes[n], &p))
            e = err_set(ERR_INVALID, "there is no permission %s", scopes[n]);
        else if (!iam_perms_has(&owner->perms, p))
            e = err_set(ERR_INVALID, "the owner has not the permission %s", scopes[n]);
        jo_string(&o, scopes[n]);
    }
    if (scope_count == 0 && owner->api_key_id[0]) { /* a key that is cut to scopes does not make one that is not */
        for (int p = PERM_NONE + 1; p < PERM_COUNT; p++)
            if (iam_perms_has(&owner->perms, p))
                jo_string(&o, iam_perm_name(p));
    }
    jo_array_end(&o);
    if (!e) {
        token_new(token);
        snprintf(key, IAM_KEY_SIZE, "bnc_%s", token);
        token_hash(key, hash);
        *id = id_new(i->d.clock, arena_alloc(a, ID_SIZE));
        e = store_write(i->d.store, insert_key,
                        &(struct sql_api_key_insert_in){ .id = *id,
                                                         .tenant_id = owner->tenant_id,
                                                         .user_id = owner->user_id,
                                                         .name = name,
                                                         .prefix = arena_strndup(a, key, 4 + SHOWN),
                                                         .key_hash = { hash, sizeof hash },
                                                         .scopes = b.data,
                                                         .created_at = now,
                                                         .expires_at = { expires_at != 0, expires_at } });
    }
    buf_free(&b);
    return e;
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
        (*out)[n] = (struct iam_key){ .id = rows[n].id,
                                      .user_id = rows[n].user_id,
                                      .user_email = rows[n].user_email,
                                      .name = rows[n].name,
                                      .prefix = rows[n].prefix,
                                      .scopes = rows[n].scopes,
                                      .created_at = rows[n].created_at,
                                      .expires_at = rows[n].expires_at.v,
                                      .last_used_at = rows[n].last_used_at.v };
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
    *out = (struct iam_key){ .id = k.id,
                             .user_id = k.user_id,
                             .user_email = k.user_email,
                             .name = k.name,
                             .prefix = k.prefix,
                             .scopes = k.scopes,
                             .created_at = k.created_at,
                             .expires_at = k.expires_at.v,
                             .last_used_at = k.last_used_at.v };
    return OK;
}

static enum err delete_key(struct tx *tx, void *arg)
{
    const struct sql_api_key_delete_in *in = arg;
    struct sql_api_key_by_id_row k;
    enum err e = sql_api_key_by_id(tx_db(tx), tx_arena(tx), &(struct sql_api_key_by_id_in){ .tenant_id = in->tenant_id, .id = in->id }, &k);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no such API key");
    if (!e)
        e = sql_api_key_delete(tx, in);
    if (!e)
        tx_change(tx, &(struct tx_change){ .type = "api_key",
                                           .id = k.id,
                                           .name = k.name,
                                           .before = key_text(tx_arena(tx), k.name, k.prefix, k.scopes, k.expires_at.v),
                                           .default_action = "api_key.delete" });
    return e;
}

enum err iam_key_delete(struct iam *i, const char *tenant_id, const char *id)
{
    enum err e = store_write_essential(i->d.store, delete_key, &(struct sql_api_key_delete_in){ .tenant_id = tenant_id, .id = id });
    if (!e)
        iam_forget(i, NULL, id, NULL);
    return e;
}
