/*
 * sso_account.c - whose account it is that a provider vouches for, and what its groups give. HTTP workers; one transaction.
 *
 * What always holds: in each tenant the first mapping that matches counts, and from then on the provider rules that membership: it goes
 * when no mapping matches any more. Memberships that none ever matched, and superadmins', are left alone.
 */
#include "core/str.h"
#include "sql/sso.h"
#include "sso/sso_private.h"

struct account {
    struct sso *sso;
    const struct sso_provider *p;
    const struct sso_person *who;
    struct iam_external x;
    int64_t now;
    char user_id[40];
    bool changed;
};

static bool in_group(const struct sso_person *who, const char *group)
{
    if (str_eq(group, "*"))
        return true;
    for (size_t n = 0; n < who->group_count; n++)
        if (str_eq(who->groups[n], group))
            return true;
    return false;
}

static bool has_place(const struct iam_external *x, const char *tenant_id)
{
    for (size_t n = 0; n < x->place_count; n++)
        if (str_eq(x->places[n].tenant_id, tenant_id))
            return true;
    return false;
}

/* Where the groups put the person. A role that is gone meanwhile gives nothing. */
static void find_places(struct account *c, struct arena *a)
{
    const struct sso_provider *p = c->p;
    struct iam_wish *places = arena_array(a, p->mapping_count + 1, sizeof *places);
    c->x.places = places;
    for (size_t n = 0; n < p->mapping_count; n++) {
        const struct sso_mapping *m = &p->mappings[n];
        if (!has_place(&c->x, m->tenant_id) && in_group(c->who, m->group) && iam_role_check(c->sso->d.iam, a, m->tenant_id, m->role) == OK)
            places[c->x.place_count++] = (struct iam_wish){ m->tenant_id, m->role };
    }
    if (c->x.place_count == 0 && p->default_tenant_id && *p->default_role)
        places[c->x.place_count++] = (struct iam_wish){ p->default_tenant_id, p->default_role };
}

/* Memberships that the provider gave and gives no more. */
static enum err find_lost(struct account *c, struct tx *tx)
{
    struct sql_sso_membership_of_row *rows;
    size_t n;
    struct arena *a = tx_arena(tx);
    if (!c->x.user_id)
        return OK;
    enum err e = sql_sso_membership_of(
        tx_db(tx), a, &(struct sql_sso_membership_of_in){ .provider_id = c->p->id, .user_id = c->x.user_id, .limit = IAM_PLACES_MAX },
        &rows, &n);
    if (e)
        return e;
    const char **lost = arena_array(a, n + 1, sizeof *lost);
    c->x.lost = lost;
    c->x.lost_count = 0;
    for (size_t k = 0; k < n; k++)
        if (!has_place(&c->x, rows[k].tenant_id))
            lost[c->x.lost_count++] = rows[k].tenant_id;
    return OK;
}

static enum err remember_places(struct account *c, struct tx *tx)
{
    enum err e = OK;
    for (size_t n = 0; !e && n < c->x.lost_count; n++)
        e = sql_sso_membership_delete(
            tx, &(struct sql_sso_membership_delete_in){ .provider_id = c->p->id, .tenant_id = c->x.lost[n], .user_id = c->user_id });
    for (size_t n = 0; !e && n < c->x.place_count; n++)
        if (!c->x.untouched)
            e = sql_sso_membership_put(tx, &(struct sql_sso_membership_put_in){
                                               .provider_id = c->p->id, .tenant_id = c->x.places[n].tenant_id, .user_id = c->user_id });
    return e;
}

static enum err write_account(struct tx *tx, void *arg)
{
    struct account *c = arg;
    struct sql_sso_identity_get_row known;
    enum err e = sql_sso_identity_get(tx_db(tx), tx_arena(tx),
                                      &(struct sql_sso_identity_get_in){ .provider_id = c->p->id, .subject = c->who->subject }, &known);
    if (e && e != ERR_NOT_FOUND)
        return e;
    c->x.user_id = e == OK ? known.user_id : NULL;
    c->x.lost_count = 0;
    if ((e = find_lost(c, tx)) || (e = iam_external_user(c->sso->d.iam, tx, &c->x, c->user_id, &c->changed)) ||
        (e = remember_places(c, tx)))
        return e;
    return sql_sso_identity_put(tx, &(struct sql_sso_identity_put_in){ .provider_id = c->p->id,
                                                                       .subject = c->who->subject,
                                                                       .user_id = c->user_id,
                                                                       .email = c->who->email ? c->who->email : "",
                                                                       .last_login_at = c->now });
}

enum err sso_account(struct sso *s, struct arena *a, const struct sso_provider *p, const struct sso_person *who, char user_id[40])
{
    struct account c = { .sso = s, .p = p, .who = who, .now = clock_wall_us(s->d.clock) };
    c.x = (struct iam_external){ .email = who->email,
                                 .name = who->name,
                                 .email_verified = who->email_verified,
                                 .create = p->create_users,
                                 .link = p->link_by_email,
                                 .superadmins = p->allow_superadmins };
    find_places(&c, a);
    enum err e = store_write_essential(s->d.store, write_account, &c);
    if (e)
        return e;
    if (c.changed)
        iam_user_changed(s->d.iam, c.user_id);
    str_copy(user_id, 40, c.user_id);
    return OK;
}
