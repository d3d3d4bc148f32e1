/*
 * cli_commands.c - user, token, job, apply, export: what they do on an open box. Main thread, or the control thread of a box that serves.
 */
#include "box.h"
#include "core/str.h"
#include "provision.h"
#include <string.h>

#define PROBLEMS_MAX (1u << 20)
#define JOBS_TEXT    (16u << 20)
#define JOBS_LISTED  1000

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

/* ---- job ---- */

struct job_call {
    const struct command *cmd;
    struct arena *a;
    const char *tenant, *verb, *id; /* id: or a type's name */
};

static const char *text_of(const struct json *row, const char *name)
{
    const char *s = json_string(json_get(row, name));
    return s ? s : "";
}

static long long number_of(const struct json *row, const char *name)
{
    int64_t n;
    return json_int(json_get(row, name), &n) ? n : 0;
}

static enum err job_list(const struct job_call *c)
{
    const struct cli *cli = c->cmd->cli;
    struct jobs_filter f = { .type = cli_get(cli, OPT_TYPE), .state = cli_get(cli, OPT_STATE), .q = cli_get(cli, OPT_TEXT) };
    struct jo_text t;
    struct json *rows = NULL;
    int64_t limit, next = 0;
    if (!str_to_i64(cli_get(cli, OPT_LIMIT), &limit) || limit < 1 || limit > JOBS_LISTED)
        return err_set(ERR_INVALID, "--limit is a number from 1 to %d", JOBS_LISTED);
    if (f.state && !str_eq(f.state, "SCHEDULED") && !str_eq(f.state, "PENDING") && !str_eq(f.state, "RUNNING") &&
        !str_eq(f.state, "COMPLETED") && !str_eq(f.state, "FAILED") && !str_eq(f.state, "CANCELLED"))
        return err_set(ERR_INVALID, "--state is SCHEDULED, PENDING, RUNNING, COMPLETED, FAILED or CANCELLED");
    struct json_out *o = jo_text_begin(&t, JOBS_TEXT);
    jo_array(o);
    enum err e = jobs_list(c->cmd->box->jobs, c->a, c->tenant, &f, limit, o, &next);
    jo_array_end(o);
    const char *text = jo_text_end(&t, c->a);
    if (e == OK && cli_on(cli, OPT_JSON)) {
        buf_printf(c->cmd->out, "%s\n", text);
        return OK;
    }
    if (e == OK)
        e = json_parse(c->a, text, strlen(text), &rows);
    for (const struct json *r = e == OK ? json_first(rows) : NULL; r; r = json_next(r))
        buf_printf(c->cmd->out, "%s %-9s %-20s %2lld/%-2lld %3lld%% %s %s\n", text_of(r, "id"), text_of(r, "state"), text_of(r, "type"),
                   number_of(r, "attempt"), number_of(r, "max_attempts"), number_of(r, "progress"), text_of(r, "created_at"),
                   text_of(r, "error"));
    if (e == OK && next)
        buf_puts(c->cmd->err, f.q ? "there may be more: only the newest jobs were looked through\n" : "there are more\n");
    return e;
}

/* Everything of one job, its newest attempts with their logs last. */
static enum err job_show(const struct job_call *c)
{
    struct jo_text t;
    struct json *rows = NULL;
    int64_t version, next;
    struct jobs *j = c->cmd->box->jobs;
    struct json_out *o = jo_text_begin(&t, JOBS_TEXT);
    jo_object(o);
    jo_key(o, "job");
    enum err e = jobs_write(j, c->a, c->tenant, c->id, o, &version);
    if (e == OK) {
        jo_key(o, "attempts");
        jo_array(o);
        e = jobs_attempts(j, c->a, c->tenant, c->id, 0, 20, o, &next);
        jo_array_end(o);
    }
    jo_object_end(o);
    const char *text = jo_text_end(&t, c->a);
    if (e == OK && cli_on(c->cmd->cli, OPT_JSON)) {
        buf_printf(c->cmd->out, "%s\n", text);
        return OK;
    }
    if (e == OK)
        e = json_parse(c->a, text, strlen(text), &rows);
    if (e != OK)
        return e;
    for (const struct json *m = json_first(json_get(rows, "job")); m; m = json_next(m)) {
        const char *s = json_string(m);
        bool empty = json_type(m) == JSON_NULL || (s && !*s) || (json_type(m) == JSON_ARRAY && json_size(m) == 0);
        if (!empty)
            buf_printf(c->cmd->out, "%-14s %s\n", json_key(m), s ? s : json_print(c->a, m));
    }
    for (const struct json *r = json_first(json_get(rows, "attempts")); r; r = json_next(r))
        buf_printf(c->cmd->out, "\nattempt %lld: %s, from %s%s%s by %s%s%s\n%s", number_of(r, "number"), text_of(r, "outcome"),
                   text_of(r, "started_at"), *text_of(r, "finished_at") ? " to " : "", text_of(r, "finished_at"), text_of(r, "worker"),
                   *text_of(r, "error") ? ": " : "", text_of(r, "error"), text_of(r, "log"));
    return OK;
}

static enum err job_types(const struct job_call *c)
{
    struct jo_text t;
    struct json *rows = NULL;
    struct json_out *o = jo_text_begin(&t, JOBS_TEXT);
    jo_array(o);
    enum err e = jobs_types_write(c->cmd->box->jobs, c->a, c->tenant, o);
    jo_array_end(o);
    const char *text = jo_text_end(&t, c->a);
    if (e == OK && cli_on(c->cmd->cli, OPT_JSON)) {
        buf_printf(c->cmd->out, "%s\n", text);
        return OK;
    }
    if (e == OK)
        e = json_parse(c->a, text, strlen(text), &rows);
    for (const struct json *r = e == OK ? json_first(rows) : NULL; r; r = json_next(r)) {
        bool paused = false;
        buf_printf(c->cmd->out, "%-20s %-10s %-7s %4lld pending %4lld running  %s\n", text_of(r, "name"), text_of(r, "queue"),
                   json_bool(json_get(r, "paused"), &paused) && paused ? "paused" : "", number_of(r, "pending"), number_of(r, "running"),
                   text_of(r, "doc"));
    }
    return e;
}

static void job_problem(void *arg, const char *path, const char *message)
{
    const struct job_call *c = arg;
    buf_printf(c->cmd->err, "%s: %s\n", path, message);
}

static enum err job_enter(const struct job_call *c)
{
    char id[ID_SIZE];
    bool existing = false;
    struct json *input = NULL;
    const char *given = c->cmd->cli->operands[2], *text = str_eq(given, "-") ? c->cmd->input : given;
    enum err e = text ? json_parse(c->a, text, strlen(text), &input) : OK;
    if (e != OK)
        return err_set(ERR_INVALID, "the input is not JSON: %s", arena_strdup(c->a, err_detail()));
    struct job_new in = { .tenant_id = c->tenant, .type = c->id, .input = input, .priority = -1, .by = "console" };
    e = jobs_add(c->cmd->box->jobs, c->a, &in, job_problem, (void *)c, id, &existing);
    if (e == OK)
        buf_printf(c->cmd->out, "%s%s\n", id, existing ? " (was open already)" : "");
    return e;
}

static enum err job_acted(const struct job_call *c, enum job_action x)
{
    static const char *const said[] = {
        [JOB_RETRY] = "is to be tried again", [JOB_CANCEL] = "is cancelled", [JOB_RUN_NOW] = "begins as soon as there is room"
    };
    enum err e = jobs_act(c->cmd->box->jobs, c->tenant, c->id, x);
    if (e == OK)
        buf_printf(c->cmd->out, "%s %s\n", c->id, said[x]);
    return e;
}

static enum err job_retry(const struct job_call *c)
{
    return job_acted(c, JOB_RETRY);
}

static enum err job_cancel(const struct job_call *c)
{
    return job_acted(c, JOB_CANCEL);
}

static enum err job_run_now(const struct job_call *c)
{
    return job_acted(c, JOB_RUN_NOW);
}

static enum err job_paused(const struct job_call *c)
{
    bool pause = str_eq(c->verb, "pause");
    enum err e = jobs_pause(c->cmd->box->jobs, c->tenant, "type", c->id, pause, "console");
    if (e == OK)
        buf_printf(c->cmd->out, "%s is %s\n", c->id, pause ? "paused: what runs goes on, nothing more begins" : "resumed");
    return e;
}

/* A box that serves has its engine; of one that does not, this one only writes down what is asked for. */
static enum err engine_at_hand(struct box *b)
{
    if (b->jobs)
        return OK;
    struct jobs_deps d = { .store = b->store, .clock = b->clock, .settings = b->settings };
    memcpy(d.key, b->key, sizeof d.key);
    enum err e = jobs_new(&d, &b->jobs);
    crypto_wipe(d.key, sizeof d.key);
    return e == OK ? box_jobs_register(b) : e;
}

static int run_job(const struct command *cmd, struct arena *a)
{
    static const struct {
        const char *verb, *action, *object;
        enum err (*run)(const struct job_call *c);
        int least, most; /* operands after the verb */
    } verbs[] = {
        { "list", NULL, NULL, job_list, 0, 0 },
        { "show", NULL, NULL, job_show, 1, 1 },
        { "types", NULL, NULL, job_types, 0, 0 },
        { "enter", "JOB_CREATED", "job", job_enter, 1, 2 },
        { "retry", "JOB_RETRY", "job", job_retry, 1, 1 },
        { "cancel", "JOB_CANCELLED", "job", job_cancel, 1, 1 },
        { "run", "JOB_FORCE_RUN", "job", job_run_now, 1, 1 },
        { "pause", "JOB_TYPE_PAUSED", "job_type", job_paused, 1, 1 },
        { "resume", "JOB_TYPE_RESUMED", "job_type", job_paused, 1, 1 },
    };
    struct job_call c = { .cmd = cmd, .a = a, .verb = cmd->cli->operands[0], .id = cmd->cli->operands[1] };
    struct acting who;
    size_t i = 0;
    int given = 0;
    bool created;
    while (given < CLI_OPERANDS && cmd->cli->operands[given])
        given++;
    while (i < sizeof verbs / sizeof *verbs && !str_eq(verbs[i].verb, c.verb))
        i++;
    if (i == sizeof verbs / sizeof *verbs)
        return usage(cmd, "there is no such verb: see `binnacle job --help`");
    if (given - 1 < verbs[i].least || given - 1 > verbs[i].most)
        return usage(cmd, "too few or too many words: see `binnacle job --help`");
    if (iam_tenant_by_name(cmd->box->iam, a, cli_get(cmd->cli, OPT_TENANT), false, &c.tenant, &created) || engine_at_hand(cmd->box))
        return failed(cmd);
    if (verbs[i].action) {
        act(cmd, &who, verbs[i].action, verbs[i].object, c.id);
        who.tenant_id = c.tenant;
    }
    enum err e = verbs[i].run(&c);
    if (verbs[i].action)
        audit_act_end(&who.actor);
    return e == OK ? 0 : e == ERR_INVALID ? usage(cmd, err_detail()) : failed(cmd);
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
        [CMD_USER] = run_user, [CMD_TOKEN] = run_token, [CMD_JOB] = run_job, [CMD_APPLY] = run_apply, [CMD_EXPORT] = run_export
    };
    struct arena *a = arena_new(0);
    int code = run[cmd->cli->command] ? run[cmd->cli->command](cmd, a) : usage(cmd, "not a command for a running box");
    arena_free(a);
    return code;
}
