/*
 * sso.c - the identity providers: life cycle, reading, writing, showing. Any thread.
 *
 * What always holds: a client secret is sealed on disk and never shown; another issuer starts without the old one's secret and people.
 */
#include "sso/sso.h"
#include "core/ids.h"
#include "core/mem.h"
#include "core/str.h"
#include "sql/sso.h"
#include "sso/sso_private.h"
#include <string.h>

#define SECRET_MAX 1024
#define JSON_MAX   (256 * 1024)

static const char *const auth_methods[] = { "client_secret_basic", "client_secret_post", "none", NULL };

static const struct field mapping_row[] = {
    { .name = "group", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 255, .doc = "Value of the claim; * is anybody" },
    { .name = "tenant_id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID, .doc = "Tenant that it gives a role in" },
    { .name = "role",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .min = 1,
      .max = 100,
      .doc = "viewer, editor, admin, or a role of the tenant" },
    { 0 },
};
static const struct field mapping_rows[] = { { .name = "", .type = F_OBJECT, .fields = mapping_row }, { 0 } };

const struct field sso_provider_fields[] = {
    { .name = "name",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .min = 1,
      .max = 60,
      .doc = "What the button says",
      .example = "\"Keycloak\"" },
    { .name = "issuer",
      .type = F_STRING,
      .flags = FIELD_REQUIRED | FIELD_URL,
      .min = 1,
      .max = 500,
      .doc = "Issuer; /.well-known/openid-configuration is read below it",
      .example = "\"https://id.example.com/realms/ops\"" },
    { .name = "client_id", .type = F_STRING, .flags = FIELD_REQUIRED, .min = 1, .max = 255, .doc = "Client id at the provider" },
    { .name = "client_secret",
      .type = F_STRING,
      .flags = FIELD_SECRET | FIELD_NULLABLE,
      .max = SECRET_MAX,
      .doc = "Absent: as it is; null or empty: none" },
    { .name = "auth_method",
      .type = F_STRING,
      .one_of = auth_methods,
      .doc = "How the client proves itself; none is a public client with PKCE",
      .fallback = "\"client_secret_basic\"" },
    { .name = "scopes",
      .type = F_STRING,
      .min = 6,
      .max = 300,
      .doc = "Scopes asked for, openid among them",
      .fallback = "\"openid email profile\"" },
    { .name = "groups_claim",
      .type = F_STRING,
      .max = 200,
      .doc = "Claim with the groups; dots go into objects (realm_access.roles)",
      .fallback = "\"groups\"" },
    { .name = "use_userinfo", .type = F_BOOL, .doc = "Ask the userinfo endpoint for what the ID token does not hold", .fallback = "false" },
    { .name = "create_users", .type = F_BOOL, .doc = "Make an account for who has none", .fallback = "true" },
    { .name = "link_by_email",
      .type = F_BOOL,
      .doc = "Link an account that has the address which the provider verified",
      .fallback = "false" },
    { .name = "allow_superadmins", .type = F_BOOL, .doc = "Superadmins may be linked and sign in with it", .fallback = "false" },
    { .name = "sign_out", .type = F_BOOL, .doc = "Signing out here signs out at the provider", .fallback = "false" },
    { .name = "default_tenant_id",
      .type = F_STRING,
      .flags = FIELD_UUID | FIELD_NULLABLE,
      .doc = "Tenant of who matches no mapping; null: refused" },
    { .name = "default_role", .type = F_STRING, .max = 100, .doc = "Role of who matches no mapping", .fallback = "\"\"" },
    { .name = "mappings",
      .type = F_ARRAY,
      .max = SSO_MAPPINGS_MAX,
      .fields = mapping_rows,
      .doc = "What groups give; in a tenant the first that matches counts" },
    { .name = "enabled", .type = F_BOOL, .doc = "Whether it can be signed in with", .fallback = "true" },
    { 0 },
};

enum err sso_new(const struct sso_deps *d, struct sso **out)
{
    static const char purpose[] = "binnacle sso 1";
    struct sso *s = mem_alloc(sizeof *s);
    s->d = *d;
    s->d.key = NULL;
    crypto_hmac_sha256(d->key, CRYPTO_KEY_SIZE, purpose, sizeof purpose - 1, s->seal);
    pthread_mutex_init(&s->lock, NULL);
    *out = s;
    return OK;
}

void sso_free(struct sso *s)
{
    if (!s)
        return;
    for (size_t n = 0; n < SSO_PROVIDERS_MAX; n++) {
        mem_free(s->known[n].discovery);
        jose_keys_free(s->known[n].keys);
    }
    pthread_mutex_destroy(&s->lock);
    crypto_wipe(s->seal, sizeof s->seal);
    mem_free(s);
}

/* ---- reading ---- */

/* By-id and list rows have the same columns, but are types of their own. */
#define PROVIDER_OF(row)                                                                                                                   \
    {                                                                                                                                      \
        .id = (row).id, .name = (row).name, .issuer = (row).issuer, .client_id = (row).client_id, .auth_method = (row).auth_method,        \
        .scopes = (row).scopes, .groups_claim = (row).groups_claim, .secret_set = (row).secret.n > 0,                                      \
        .use_userinfo = (row).use_userinfo != 0, .create_users = (row).create_users != 0, .link_by_email = (row).link_by_email != 0,       \
        .allow_superadmins = (row).allow_superadmins != 0, .sign_out = (row).sign_out != 0, .enabled = (row).enabled != 0,                 \
        .default_tenant_id = (row).default_tenant_id, .default_role = (row).default_role, .created_at = (row).created_at,                  \
        .updated_at = (row).updated_at, .version = (row).version                                                                           \
    }

enum err sso_list(struct sso *s, struct arena *a, struct sso_provider **out, size_t *count)
{
    struct sql_sso_provider_all_row *rows;
    enum err e =
        sql_sso_provider_all(store_reader(s->d.store), a, &(struct sql_sso_provider_all_in){ .limit = SSO_PROVIDERS_MAX }, &rows, count);
    if (e)
        return e;
    *out = arena_array(a, *count + 1, sizeof **out);
    for (size_t n = 0; n < *count; n++)
        (*out)[n] = (struct sso_provider)PROVIDER_OF(rows[n]);
    return OK;
}

enum err sso_get(struct sso *s, struct arena *a, const char *id, struct sso_provider *out)
{
    struct db *db = store_reader(s->d.store);
    struct sql_sso_provider_by_id_row row;
    struct sql_sso_mapping_of_row *rows;
    enum err e = sql_sso_provider_by_id(db, a, &(struct sql_sso_provider_by_id_in){ .id = id }, &row);
    if (e == ERR_NOT_FOUND)
        return err_set(e, "there is no such identity provider");
    if (e)
        return e;
    *out = (struct sso_provider)PROVIDER_OF(row);
    e = sql_sso_mapping_of(db, a, &(struct sql_sso_mapping_of_in){ .provider_id = id, .limit = SSO_MAPPINGS_MAX }, &rows,
                           &out->mapping_count);
    if (e)
        return e;
    struct sso_mapping *mappings = arena_array(a, out->mapping_count + 1, sizeof *mappings);
    for (size_t n = 0; n < out->mapping_count; n++)
        mappings[n] = (struct sso_mapping){
            .group = rows[n].group_value, .tenant_id = rows[n].tenant_id, .tenant_name = rows[n].tenant_name, .role = rows[n].role
        };
    out->mappings = mappings;
    return OK;
}

static const char *sealed_as(struct arena *a, const char *id)
{
    return arena_printf(a, "sso_provider:%s", id);
}

enum err sso_secret(struct sso *s, struct arena *a, const char *id, const char **out)
{
    struct sql_sso_provider_by_id_row row;
    unsigned char *plain;
    size_t n;
    *out = "";
    enum err e = sql_sso_provider_by_id(store_reader(s->d.store), a, &(struct sql_sso_provider_by_id_in){ .id = id }, &row);
    if (e || row.secret.n == 0)
        return e;
    e = crypto_open(a, s->seal, sealed_as(a, id), row.secret.p, row.secret.n, &plain, &n);
    *out = e ? "" : (const char *)plain;
    return e;
}

/* ---- a body over what there is ---- */

static void text(const struct json *body, const char *name, const char **to)
{
    const char *v = json_string(json_get(body, name));
    if (v)
        *to = v;
}

static enum err wrong(field_report report, void *arg, const char *path, const char *message)
{
    report(arg, path, message);
    return ERR_INVALID;
}

/* A role that a group may give: never superadmin. */
static enum err check_role(struct sso *s, struct arena *a, const char *tenant_id, const char *role)
{
    if (str_eq(role, iam_role_name(ROLE_SUPERADMIN)))
        return err_set(ERR_INVALID, "nobody becomes a superadmin by a group");
    return iam_role_check(s->d.iam, a, tenant_id, role);
}

static enum err check_places(struct sso *s, struct arena *a, const struct sso_provider *p, field_report report, void *arg)
{
    const char *name;
    for (size_t n = 0; n < p->mapping_count; n++) {
        const struct sso_mapping *m = &p->mappings[n];
        if (iam_tenant_name(s->d.iam, a, m->tenant_id, &name) != OK)
            return wrong(report, arg, arena_printf(a, "mappings[%zu].tenant_id", n), "is no tenant");
        if (check_role(s, a, m->tenant_id, m->role) != OK)
            return wrong(report, arg, arena_printf(a, "mappings[%zu].role", n), err_detail());
    }
    if (!p->default_tenant_id)
        return OK;
    if (iam_tenant_name(s->d.iam, a, p->default_tenant_id, &name) != OK)
        return wrong(report, arg, "default_tenant_id", "is no tenant");
    if (check_role(s, a, p->default_tenant_id, p->default_role) != OK)
        return wrong(report, arg, "default_role", err_detail());
    return OK;
}

static bool has_scope(struct arena *a, const char *scopes, const char *wanted)
{
    char **parts;
    size_t n = str_split(a, scopes, ' ', &parts, 50);
    for (size_t k = 0; k < n; k++)
        if (str_eq(parts[k], wanted))
            return true;
    return false;
}

enum err sso_read(struct sso *s, struct arena *a, const struct json *body, struct sso_provider *p, field_report report, void *arg)
{
    static const char *const defaults[] = { "client_secret_basic", "openid email profile", "groups" };
    bool fresh = !p->id;
    const char *old_issuer = p->issuer;
    if (fresh) {
        p->auth_method = defaults[0];
        p->scopes = defaults[1];
        p->groups_claim = defaults[2];
        p->create_users = p->enabled = true;
        p->default_role = "";
    }
    text(body, "name", &p->name);
    text(body, "issuer", &p->issuer);
    text(body, "client_id", &p->client_id);
    text(body, "auth_method", &p->auth_method);
    text(body, "scopes", &p->scopes);
    text(body, "groups_claim", &p->groups_claim);
    text(body, "default_role", &p->default_role);
    json_bool(json_get(body, "use_userinfo"), &p->use_userinfo);
    json_bool(json_get(body, "create_users"), &p->create_users);
    json_bool(json_get(body, "link_by_email"), &p->link_by_email);
    json_bool(json_get(body, "allow_superadmins"), &p->allow_superadmins);
    json_bool(json_get(body, "sign_out"), &p->sign_out);
    json_bool(json_get(body, "enabled"), &p->enabled);
    const struct json *tenant = json_get(body, "default_tenant_id"), *secret = json_get(body, "client_secret");
    if (tenant)
        p->default_tenant_id = json_string(tenant);
    p->secret = NULL;
    if (secret)
        p->secret = json_string(secret) ? json_string(secret) : "";
    else if (!fresh && !str_eq(old_issuer, p->issuer))
        p->secret = ""; /* the old issuer's is not told to the new one */
    const struct json *mappings = json_get(body, "mappings");
    if (mappings) {
        struct sso_mapping *rows = arena_array(a, json_size(mappings) + 1, sizeof *rows);
        p->mapping_count = 0;
        for (const struct json *m = json_first(mappings); m; m = json_next(m))
            rows[p->mapping_count++] = (struct sso_mapping){ .group = json_string(json_get(m, "group")),
                                                             .tenant_id = json_string(json_get(m, "tenant_id")),
                                                             .role = json_string(json_get(m, "role")) };
        p->mappings = rows;
    }
    if (sso_url_check(p->issuer, "the issuer") != OK)
        return wrong(report, arg, "issuer", err_detail());
    if (!has_scope(a, p->scopes, "openid"))
        return wrong(report, arg, "scopes", "must hold openid");
    bool set = p->secret ? *p->secret != '\0' : p->secret_set;
    if (!str_eq(p->auth_method, "none") && !set)
        return wrong(report, arg, "client_secret", "is needed; a public client has the method none");
    return check_places(s, a, p, report, arg);
}

/* ---- writing ---- */

void sso_write(struct json_out *o, const struct sso_provider *p)
{
    jo_object(o);
    jo_kv_string(o, "id", p->id);
    jo_kv_string(o, "name", p->name);
    jo_kv_string(o, "issuer", p->issuer);
    jo_kv_string(o, "client_id", p->client_id);
    jo_key(o, "client_secret");
    jo_object(o);
    jo_kv_bool(o, "set", p->secret_set);
    jo_object_end(o);
    jo_kv_string(o, "auth_method", p->auth_method);
    jo_kv_string(o, "scopes", p->scopes);
    jo_kv_string(o, "groups_claim", p->groups_claim);
    jo_kv_bool(o, "use_userinfo", p->use_userinfo);
    jo_kv_bool(o, "create_users", p->create_users);
    jo_kv_bool(o, "link_by_email", p->link_by_email);
    jo_kv_bool(o, "allow_superadmins", p->allow_superadmins);
    jo_kv_bool(o, "sign_out", p->sign_out);
    jo_kv_string(o, "default_tenant_id", p->default_tenant_id);
    jo_kv_string(o, "default_role", p->default_role);
    jo_key(o, "mappings");
    jo_array(o);
    for (size_t n = 0; n < p->mapping_count; n++) {
        jo_object(o);
        jo_kv_string(o, "group", p->mappings[n].group);
        jo_kv_string(o, "tenant_id", p->mappings[n].tenant_id);
        jo_kv_string(o, "role", p->mappings[n].role);
        jo_object_end(o);
    }
    jo_array_end(o);
    jo_kv_bool(o, "enabled", p->enabled);
    jo_kv_time(o, "created_at", p->created_at);
    jo_kv_time(o, "updated_at", p->updated_at);
    jo_kv_int(o, "version", p->version);
    jo_object_end(o);
}

/* The provider as it stands in the database, for the trail; NULL: there is none. */
static const char *shown(struct sso *s, struct arena *a, const char *id)
{
    struct sso_provider p;
    struct buf b;
    struct json_out o;
    if (sso_get(s, a, id, &p) != OK)
        return NULL;
    buf_init(&b, JSON_MAX);
    jo_init(&o, &b);
    sso_write(&o, &p);
    const char *out = arena_strndup(a, b.data, b.len);
    buf_free(&b);
    return out;
}

struct write {
    struct sso *sso;
    const struct sso_provider *p;
    struct sql_blob secret; /* to be stored */
    int64_t now;
};

static enum err write_mappings(struct tx *tx, const struct sso_provider *p)
{
    enum err e = sql_sso_mapping_clear(tx, &(struct sql_sso_mapping_clear_in){ .provider_id = p->id });
    for (size_t n = 0; !e && n < p->mapping_count; n++)
        e = sql_sso_mapping_insert(tx, &(struct sql_sso_mapping_insert_in){ .provider_id = p->id,
                                                                            .position = (int64_t)n,
                                                                            .group_value = p->mappings[n].group,
                                                                            .tenant_id = p->mappings[n].tenant_id,
                                                                            .role = p->mappings[n].role });
    return e;
}

static enum err write_create(struct tx *tx, void *arg)
{
    const struct write *w = arg;
    const struct sso_provider *p = w->p;
    struct sso_provider *all;
    size_t n;
    enum err e = sso_list(w->sso, tx_arena(tx), &all, &n);
    if (e)
        return e;
    if (n >= SSO_PROVIDERS_MAX)
        return err_set(ERR_CONFLICT, "there are %d identity providers already", SSO_PROVIDERS_MAX);
    e = sql_sso_provider_insert(tx, &(struct sql_sso_provider_insert_in){ .id = p->id,
                                                                          .name = p->name,
                                                                          .issuer = p->issuer,
                                                                          .client_id = p->client_id,
                                                                          .secret = w->secret,
                                                                          .auth_method = p->auth_method,
                                                                          .scopes = p->scopes,
                                                                          .groups_claim = p->groups_claim,
                                                                          .use_userinfo = p->use_userinfo,
                                                                          .create_users = p->create_users,
                                                                          .link_by_email = p->link_by_email,
                                                                          .allow_superadmins = p->allow_superadmins,
                                                                          .sign_out = p->sign_out,
                                                                          .default_tenant_id = p->default_tenant_id,
                                                                          .default_role = p->default_role,
                                                                          .enabled = p->enabled,
                                                                          .created_at = w->now });
    if (e == ERR_CONFLICT)
        return err_set(e, "there is an identity provider of this name");
    if (!e)
        e = write_mappings(tx, p);
    if (!e)
        tx_change(tx,
                  &(struct tx_change){ .type = "sso_provider", .id = p->id, .name = p->name, .after = shown(w->sso, tx_arena(tx), p->id) });
    return e;
}

static enum err write_update(struct tx *tx, void *arg)
{
    const struct write *w = arg;
    const struct sso_provider *p = w->p;
    struct arena *a = tx_arena(tx);
    struct sql_sso_provider_by_id_row was;
    enum err e = sql_sso_provider_by_id(tx_db(tx), a, &(struct sql_sso_provider_by_id_in){ .id = p->id }, &was);
    if (e)
        return e;
    const char *before = shown(w->sso, a, p->id);
    e = sql_sso_provider_update(tx, &(struct sql_sso_provider_update_in){ .id = p->id,
                                                                          .name = p->name,
                                                                          .issuer = p->issuer,
                                                                          .client_id = p->client_id,
                                                                          .secret = p->secret ? w->secret : was.secret,
                                                                          .auth_method = p->auth_method,
                                                                          .scopes = p->scopes,
                                                                          .groups_claim = p->groups_claim,
                                                                          .use_userinfo = p->use_userinfo,
                                                                          .create_users = p->create_users,
                                                                          .link_by_email = p->link_by_email,
                                                                          .allow_superadmins = p->allow_superadmins,
                                                                          .sign_out = p->sign_out,
                                                                          .default_tenant_id = p->default_tenant_id,
                                                                          .default_role = p->default_role,
                                                                          .enabled = p->enabled,
                                                                          .updated_at = w->now,
                                                                          .version = p->version });
    if (e == ERR_CONFLICT)
        return err_set(e, "there is an identity provider of this name");
    if (!e && tx_changes(tx) == 0)
        return err_set(ERR_PRECONDITION, "the identity provider was changed meanwhile");
    if (!e && !str_eq(was.issuer, p->issuer))
        e = sql_sso_identity_forget(tx, &(struct sql_sso_identity_forget_in){ .provider_id = p->id });
    if (!e)
        e = write_mappings(tx, p);
    if (!e)
        tx_change(tx, &(struct tx_change){
                          .type = "sso_provider", .id = p->id, .name = p->name, .before = before, .after = shown(w->sso, a, p->id) });
    return e;
}

static enum err seal(struct sso *s, struct arena *a, const struct sso_provider *p, struct sql_blob *out)
{
    unsigned char *sealed;
    *out = (struct sql_blob){ 0 };
    if (!p->secret || !*p->secret)
        return OK;
    enum err e = crypto_seal(a, s->seal, sealed_as(a, p->id), p->secret, strlen(p->secret), &sealed, &out->n);
    out->p = e ? NULL : sealed;
    return e;
}

enum err sso_create(struct sso *s, struct arena *a, struct sso_provider *p)
{
    struct write w = { .sso = s, .p = p, .now = clock_wall_us(s->d.clock) };
    p->id = id_new(s->d.clock, arena_alloc(a, ID_SIZE));
    enum err e = seal(s, a, p, &w.secret);
    return e ? e : store_write(s->d.store, write_create, &w);
}

enum err sso_update(struct sso *s, struct arena *a, const struct sso_provider *p)
{
    struct write w = { .sso = s, .p = p, .now = clock_wall_us(s->d.clock) };
    enum err e = seal(s, a, p, &w.secret);
    if (!e)
        e = store_write(s->d.store, write_update, &w);
    sso_forget(s, p->id);
    return e;
}

static enum err write_delete(struct tx *tx, void *arg)
{
    const struct write *w = arg;
    struct arena *a = tx_arena(tx);
    struct sso_provider p;
    enum err e = sso_get(w->sso, a, w->p->id, &p);
    if (e)
        return e;
    const char *before = shown(w->sso, a, p.id);
    e = sql_sso_provider_delete(tx, &(struct sql_sso_provider_delete_in){ .id = p.id });
    if (!e)
        tx_change(tx, &(struct tx_change){ .type = "sso_provider", .id = p.id, .name = p.name, .before = before });
    return e;
}

enum err sso_delete(struct sso *s, const char *id)
{
    struct write w = { .sso = s, .p = &(struct sso_provider){ .id = id } };
    enum err e = store_write_essential(s->d.store, write_delete, &w);
    sso_forget(s, id);
    return e;
}
