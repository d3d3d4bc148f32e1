/*
 * cli_commands.c - user, token, apply, export: what they do on an open box. Main thread, or the control thread of a box that serves.
 */
#include "box.h"
#include "core/str.h"
#include "provision.h"
#include <string.h>

#define PROBLEMS_MAX (1u << 20)

static int failed(const struct command *cmd)
{
    buf_printf(cmd->err, "binnacle: %s\n", err_detail());
    return 1;
}

static int usage(const struct command *cmd, const char *what)
{
    buf_printf(cmd->err, "binnacle: %s\n", what);
    return 2;
}

/* Somebody at the console acts: what the command's writes change has its row in the same transaction. */
struct acting {
    struct audit_actor actor;
    const char *action, *object_type, *object_name, *tenant_id;
};

static void describe(void *ctx, struct audit_entry *g)
{
    const struct acting *act = ctx;
    *g = (struct audit_entry){ .tenant_id = act->tenant_id,
                               .user_email = "console",
                               .credential = "console",
                               .action = act->action,
                               .object_type = act->object_type,
                               .object_name = act->object_name,
                               .status = 200 };
}

static void act(const struct command *cmd, struct acting *who, const char *action, const char *object_type, const char *object_name)
{
    *who = (struct acting){ .action = action, .object_type = object_type, .object_name = object_name };
    who->actor = (struct audit_actor){ .audit = cmd->box->audit, .describe = describe, .ctx = who };
    audit_act(&who->actor);
}

/* ---- user ---- */

static int user_add(const struct command *cmd, struct arena *a, const char *email)
{
    const char *role = cli_get(cmd->cli, OPT_ROLE), *tenant, *name = cli_get(cmd->cli, OPT_TENANT);
    bool created;
    char *id, *password = arena_strdup(a, cmd->input);
    password[strcspn(password, "\r\n")] = '\0';
    if (!role)
        return usage(cmd, "user add needs --role viewer, editor, admin, superadmin, or a role of the tenant");
    if (!strchr(email, '@') || strlen(email) > 254 || !str_printable(email))
        return usage(cmd, "that is not an e-mail address");
    struct iam_user there;
    struct acting who;
    enum err known = iam_user_by_email(cmd->box->iam, a, email, &there);
    if (known && known != ERR_NOT_FOUND)
        return failed(cmd);
    if (known && iam_password_check(password)) {
        buf_printf(cmd->err, "binnacle: the password %s\n", err_detail());
        return 1;
    }
    act(cmd, &who, "tenant.create", "tenant", name);
    enum err e = iam_tenant_by_name(cmd->box->iam, a, name, true, &tenant, &created);
    if (!e && created)
        buf_printf(cmd->out, "made the tenant %s\n", name);
    act(cmd, &who, known ? "user.create" : "tenant.member_add", "user", email);
    who.tenant_id = e ? NULL : tenant;
    if (!e && known)
        e = iam_user_add(cmd->box->iam, a, NULL, tenant, email, "", role, password, &id);
    else if (!e) /* the account goes on as it is, in one more tenant */
        e = iam_member_add(cmd->box->iam, NULL, tenant, there.id, role);
    audit_act_end(&who.actor);
    if (e)
        return failed(cmd);
    buf_printf(cmd->out, known ? "added %s as %s of %s\n" : "%s is now also %s of %s\n", email, role, name);
    return 0;
}

static int user_list(const struct command *cmd, struct arena *a)
{
    const char *after = "";
    for (;;) {
        struct iam_user *u;
        size_t n;
        if (iam_user_all(cmd->box->iam, a, after, 200, &u, &n))
            return failed(cmd);
        for (size_t i = 0; i < n; i++) {
            char at[TIME_TEXT_SIZE] = "never";
            if (u[i].last_login_at)
                time_format(u[i].last_login_at, at);
            buf_printf(cmd->out, "%-40s %-10s %-30s %-8s last sign-in %s\n", u[i].email, u[i].role, u[i].tenant_id,
                       u[i].enabled ? "enabled" : "disabled", at);
        }
        if (n < 200)
            return 0;
        after = u[n - 1].id;
    }
}

static int run_user(const struct command *cmd, struct arena *a)
{
    const char *verb = cmd->cli->operands[0], *email = cmd->cli->operands[1];
    struct iam_user u;
    struct acting who;
    if (str_eq(verb, "list") && !email)
        return user_list(cmd, a);
    if (str_eq(verb, "add") && email)
        return user_add(cmd, a, email);
    bool disable = str_eq(verb, "disable");
    if ((!disable && !str_eq(verb, "reset-password")) || !email)
        return usage(cmd, "usage: binnacle user add EMAIL --role ROLE | list | disable EMAIL | reset-password EMAIL");
    if (iam_user_by_email(cmd->box->iam, a, email, &u))
        return failed(cmd);
    if (disable) {
        act(cmd, &who, "user.disable", "user", email);
        who.tenant_id = u.tenant_id;
        enum err e = iam_user_update(cmd->box->iam, NULL, u.tenant_id, u.id, &(struct iam_user_change){ .enabled = 0 });
        audit_act_end(&who.actor);
        if (e)
            return failed(cmd);
        buf_printf(cmd->out, "disabled %s\n", email);
        return 0;
    }
    char token[IAM_TOKEN_SIZE], at[TIME_TEXT_SIZE];
    int64_t expires_at;
    act(cmd, &who, "user.reset_link", "user", email);
    who.tenant_id = u.tenant_id;
    enum err e = iam_reset_link(cmd->box->iam, NULL, u.tenant_id, u.id, token, &expires_at);
    audit_act_end(&who.actor);
    if (e)
        return failed(cmd);
    buf_printf(cmd->out, "/reset?token=%s\nvalid until %s\n", token, time_format(expires_at, at));
    return 0;
}

/* ---- token ---- */

static int run_token(const struct command *cmd, struct arena *a)
{
    const char *const *scopes = cmd->cli->values[OPT_SCOPE], *name = cli_get(cmd->cli, OPT_NAME), *age = cli_get(cmd->cli, OPT_EXPIRES);
    const char *tenant = NULL, *tenant_name = cmd->cli->values[OPT_TENANT][0];
    struct iam_identity owner;
    size_t n = 0;
    int64_t life = 0;
    bool created;
    char *id, key[IAM_KEY_SIZE];
    if (!str_eq(cmd->cli->operands[0], "create"))
        return usage(cmd, "usage: binnacle token create EMAIL --name NAME");
    if (!name)
        return usage(cmd, "token create needs --name: what the key is for");
    if (age && !str_to_duration_us(age, &life))
        return usage(cmd, "--expires is a time such as 90d or 12h");
    while (scopes[n])
        n++;
    struct iam_key_form form = {
        .name = name, .scopes = scopes, .scope_count = n, .expires_at = life ? clock_wall_us(cmd->box->clock) + life : 0
    };
    if ((tenant_name && iam_tenant_by_name(cmd->box->iam, a, tenant_name, false, &tenant, &created)) ||
        iam_identity_of(cmd->box->iam, a, cmd->cli->operands[1], tenant, &owner))
        return failed(cmd);
    struct acting who;
    act(cmd, &who, "api_key.create", "api_key", name);
    who.tenant_id = owner.tenant_id;
    enum err e = iam_key_add(cmd->box->iam, a, &owner, &form, &id, key);
    audit_act_end(&who.actor);
    if (e)
        return failed(cmd);
    buf_printf(cmd->out, "%s\n", key);
    return 0;
}

/* ---- apply and export ---- */

static enum err provisioned(const struct command *cmd, struct arena *a, struct provision *p)
{
    bool created;
    *p = (struct provision){ .monitor = cmd->box->monitor, .notify = cmd->box->notify };
    return iam_tenant_by_name(cmd->box->iam, a, cli_get(cmd->cli, OPT_TENANT), false, &p->tenant_id, &created);
}

static int run_export(const struct command *cmd, struct arena *a)
{
    struct provision p;
    struct json_out o;
    jo_init(&o, cmd->out);
    enum err e = provisioned(cmd, a, &p);
    if (!e)
        e = provision_export(&p, a, cmd->cli->operands, &o);
    if (!e && cmd->out->overflow)
        e = err_set(ERR_TOO_LARGE, "the export is larger than %zu bytes", cmd->out->max);
    if (e) {
        buf_clear(cmd->out);
        return e == ERR_INVALID ? usage(cmd, err_detail()) : failed(cmd);
    }
    buf_putc(cmd->out, '\n');
    return 0;
}

static int run_apply(const struct command *cmd, struct arena *a)
{
    struct provision p;
    struct provision_result r;
    struct json *doc;
    struct buf problems;
    bool dry = cli_on(cmd->cli, OPT_DRY_RUN);
    if (json_parse(a, cmd->input, strlen(cmd->input), &doc) || provisioned(cmd, a, &p))
        return failed(cmd);
    buf_init(&problems, PROBLEMS_MAX);
    struct acting who;
    act(cmd, &who, "apply", "provision", NULL);
    who.tenant_id = p.tenant_id;
    enum err e = provision_apply(&p, a, doc, dry, cmd->out, &problems, &r);
    audit_act_end(&who.actor);
    if (problems.len)
        buf_puts(cmd->err, problems.data);
    buf_free(&problems);
    if (e)
        return e == ERR_INVALID ? usage(cmd, err_detail()) : failed(cmd);
    if (r.refused) {
        buf_printf(cmd->err, "binnacle: %lld problems, %s\n", (long long)r.refused,
                   r.applied ? "the rest was applied" : "nothing was changed");
        return 1;
    }
    buf_printf(cmd->out, "%s: %lld added, %lld changed, %lld as they were\n", dry ? "would be" : "applied", (long long)r.created,
               (long long)r.updated, (long long)r.unchanged);
    return 0;
}

int command_run(const struct command *cmd)
{
    static int (*const run[CMD_COUNT])(const struct command *, struct arena *) = {
        [CMD_USER] = run_user, [CMD_TOKEN] = run_token, [CMD_APPLY] = run_apply, [CMD_EXPORT] = run_export
    };
    struct arena *a = arena_new(0);
    int code = run[cmd->cli->command] ? run[cmd->cli->command](cmd, a) : usage(cmd, "not a command for a running box");
    arena_free(a);
    return code;
}
