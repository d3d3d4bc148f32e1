/*
 * cli.c - see cli.h. A flag beats the environment, the environment beats the config file, the file beats the default.
 */
#include "cli.h"
#include "core/str.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONFIG_MAX  65536
#define ON(command) (1u << (command))
#define ALL         (ON(CMD_COUNT) - 1)

static const struct {
    const char *name, *usage, *doc;
    int least, most; /* operands */
} commands[CMD_COUNT] = {
    [CMD_SERVE] = { "serve", "",
                    "Run the box: web UI, API, checks, alerts. SIGTERM stops it within 10 s and loses nothing; SIGHUP reads the TLS files "
                    "again.",
                    0, 0 },
    [CMD_USER] = { "user", "add EMAIL --role ROLE | list | disable EMAIL | reset-password EMAIL",
                   "Manage accounts, of a running or stopped box. Adding an account that is there makes it a member of --tenant. The "
                   "password is asked for or read from standard input.",
                   1, 2 },
    [CMD_TOKEN] = { "token", "create EMAIL --name NAME", "Make an API key for a user and print it, once.", 2, 2 },
    [CMD_JOB] = { "job", "list | show ID | retry ID | cancel ID | run ID | enter TYPE [JSON|-] | types | pause NAME | resume NAME",
                  "Look at the jobs of a tenant and act on them, of a running or stopped box. run: before its time. enter: a new one; '-': "
                  "its "
                  "input from standard input. pause and resume: a type.",
                  1, 3 },
    [CMD_BACKUP] = { "backup", "FILE|-",
                     "Write one file with everything, of a running or stopped box; checked after it is written. '-': to standard output.",
                     1, 1 },
    [CMD_RESTORE] = { "restore", "FILE",
                      "Check a backup, then put it in place of the data. Refused while the box runs. The old data is kept beside it.", 1,
                      1 },
    [CMD_CHECK] = { "check", "", "Check every file: integrity, schema, key, audit chain.", 0, 0 },
    [CMD_APPLY] = { "apply", "FILE|-",
                    "Create and change services and alert channels so that they are as the file says, and print what changed.", 1, 1 },
    [CMD_EXPORT] = { "export", "[KIND]...", "Print what `apply` takes. KIND: services, channels; none: all. Secrets are left out.", 0,
                     CLI_OPERANDS },
    [CMD_VERSION] = { "version", "", "Print the version; with --json the libraries inside, their versions and licences.", 0, 0 },
};

enum kind { SWITCH, ONE, MANY };
static const struct {
    const char *name, *value, *fallback, *doc;
    enum kind kind;
    unsigned commands;
} options[OPT_COUNT] = {
    [OPT_DATA] = { "data", "DIR", "./binnacle-data", "Data directory", ONE, ALL & ~ON(CMD_VERSION) },
    [OPT_CONFIG] = { "config", "FILE", NULL, "Read options from a file of `key = value` lines", ONE, ALL & ~ON(CMD_VERSION) },
    [OPT_LISTEN] = { "listen", "[ADDR:]PORT", "0.0.0.0:8080", "Listen for HTTP; may be repeated; port 0 picks a free one", MANY,
                     ON(CMD_SERVE) },
    [OPT_TLS_LISTEN] = { "tls-listen", "[ADDR:]PORT", NULL, "Listen for HTTPS", MANY, ON(CMD_SERVE) },
    [OPT_TLS_CERT] = { "tls-cert", "FILE", NULL, "Certificate chain in PEM; without it the box makes a self-signed one", ONE,
                       ON(CMD_SERVE) },
    [OPT_TLS_KEY] = { "tls-key", "FILE", NULL, "Private key of the certificate", ONE, ON(CMD_SERVE) },
    [OPT_LOG_LEVEL] = { "log-level", "LEVEL", "info", "debug, info, warn or error", ONE, ON(CMD_SERVE) },
    [OPT_LOG_FORMAT] = { "log-format", "FORMAT", "text", "text or json", ONE, ON(CMD_SERVE) },
    [OPT_WWW] = { "www", "DIR", NULL, "Serve the UI from a directory instead of the one inside (development)", ONE, ON(CMD_SERVE) },
    [OPT_DEMO] = { "demo", NULL, NULL, "Add a service to look at: this machine", SWITCH, ON(CMD_SERVE) },
    [OPT_NO_SANDBOX] = { "no-sandbox", NULL, NULL, "Do not limit what the process may write and call (Landlock, seccomp)", SWITCH,
                         ON(CMD_SERVE) },
    [OPT_RATE_LIMITS] = { "rate-limits", "on|off", "on", "Limit how often one user or address may ask", ONE, ON(CMD_SERVE) },
    [OPT_SESSION_IDLE_SECONDS] = { "session-idle-seconds", "N", "1800", "A session ends after that long without a request", ONE,
                                   ON(CMD_SERVE) },
    [OPT_SESSION_ABSOLUTE_SECONDS] = { "session-absolute-seconds", "N", "43200", "A session ends after that long in any case", ONE,
                                       ON(CMD_SERVE) },
    [OPT_TELEMETRY_DAYS] = { "telemetry-days", "N", "30", "Days of check results that are kept", ONE, ON(CMD_SERVE) },
    [OPT_AUDIT_DIR] = { "audit-dir", "DIR", NULL,
                        "Directory where file sinks append the head of the audit trail; `check` holds the chain against what is there", ONE,
                        ON(CMD_SERVE) | ON(CMD_CHECK) },
    [OPT_AUDIT_HEAD] = { "audit-head", "ID:HASH|FILE", NULL, "A head of the audit trail that was kept elsewhere; may be repeated", MANY,
                         ON(CMD_CHECK) },
    [OPT_JOB_COMMANDS] = { "job-commands", "FILE", NULL, "Programs that jobs may run, a line each: NAME USER MAX-ARGUMENTS PATH", ONE,
                           ON(CMD_SERVE) },
    [OPT_ROLE] = { "role", "ROLE", NULL, "viewer, editor, admin, superadmin, or a role of the tenant", ONE, ON(CMD_USER) },
    [OPT_TENANT] = { "tenant", "NAME", "default",
                     "Tenant, by name; `user add` makes it when there is none; of a key: where its owner starts", ONE,
                     ON(CMD_USER) | ON(CMD_TOKEN) | ON(CMD_JOB) | ON(CMD_APPLY) | ON(CMD_EXPORT) },
    [OPT_NAME] = { "name", "NAME", NULL, "What the key is for", ONE, ON(CMD_TOKEN) },
    [OPT_PASSWORD_STDIN] = { "password-stdin", NULL, NULL, "Read the password from standard input", SWITCH, ON(CMD_USER) },
    [OPT_SCOPE] = { "scope", "PERMISSION", NULL, "Limit the key to a permission; may be repeated", MANY, ON(CMD_TOKEN) },
    [OPT_EXPIRES] = { "expires", "AGE", NULL, "The key's life: 90d, 12h", ONE, ON(CMD_TOKEN) },
    [OPT_TYPE] = { "type", "NAME", NULL, "Only jobs of a type", ONE, ON(CMD_JOB) },
    [OPT_STATE] = { "state", "STATE", NULL, "Only SCHEDULED, PENDING, RUNNING, COMPLETED, FAILED or CANCELLED ones", ONE, ON(CMD_JOB) },
    [OPT_TEXT] = { "text", "TEXT", NULL, "Only jobs with a text in their input or error", ONE, ON(CMD_JOB) },
    [OPT_LIMIT] = { "limit", "N", "50", "At most so many, the newest first; up to 1000", ONE, ON(CMD_JOB) },
    [OPT_FULL] = { "full", NULL, NULL, "With telemetry: check results", SWITCH, ON(CMD_BACKUP) },
    [OPT_FORCE] = { "force", NULL, NULL, "Do not ask", SWITCH, ON(CMD_RESTORE) },
    [OPT_DRY_RUN] = { "dry-run", NULL, NULL, "Only print what would change", SWITCH, ON(CMD_APPLY) },
    [OPT_JSON] = { "json", NULL, NULL, "Print JSON", SWITCH, ON(CMD_VERSION) | ON(CMD_JOB) },
    [OPT_HELP] = { "help", NULL, NULL, "Print this", SWITCH, ALL },
};

/* ---- help ---- */

static const char *help_all(struct arena *a)
{
    struct buf b;
    buf_init(&b, CONFIG_MAX);
    buf_puts(&b, "Binnacle watches services and workers, keeps what it saw, shows it live, and says when something breaks.\n\nusage: "
                 "binnacle COMMAND [OPTION]...\n\n");
    for (int c = 0; c < CMD_COUNT; c++)
        buf_printf(&b, "  %-8s %s\n", commands[c].name, commands[c].doc);
    buf_puts(&b, "\n`binnacle COMMAND --help` tells a command's options.\nExit codes: 0 done, 1 failed (the reason is on standard error), "
                 "2 wrong usage.\n");
    const char *text = arena_strdup(a, b.data);
    buf_free(&b);
    return text;
}

static char *env_name(struct arena *a, const char *option)
{
    char *name = arena_printf(a, "BINNACLE_%s", option);
    for (char *p = name; *p; p++)
        *p = *p == '-' ? '_' : (char)(*p >= 'a' && *p <= 'z' ? *p - 32 : *p);
    return name;
}

static const char *help_command(struct arena *a, enum cli_command c)
{
    struct buf b;
    buf_init(&b, CONFIG_MAX);
    buf_printf(&b, "usage: binnacle %s%s%s [OPTION]...\n\n%s\n\n", commands[c].name, *commands[c].usage ? " " : "", commands[c].usage,
               commands[c].doc);
    for (int o = 0; o < OPT_COUNT; o++) {
        if (!(options[o].commands & ON(c)))
            continue;
        const char *left =
            arena_printf(a, "--%s%s%s", options[o].name, options[o].value ? " " : "", options[o].value ? options[o].value : "");
        buf_printf(&b, "  %-34s %s", left, options[o].doc);
        if (options[o].fallback)
            buf_printf(&b, " (default: %s)", options[o].fallback);
        buf_puts(&b, "\n");
    }
    buf_puts(&b, "\nEvery option is also an environment variable (--data is BINNACLE_DATA) and a key of the config file (data = DIR).\n");
    const char *text = arena_strdup(a, b.data);
    buf_free(&b);
    return text;
}

/* ---- values ---- */

static enum err add(struct cli *c, int o, const char *value, const char *where)
{
    size_t n = 0;
    while (c->values[o][n])
        n++;
    if (options[o].kind == SWITCH) {
        bool off = str_eq(value, "off") || str_eq(value, "false") || str_eq(value, "0") || str_eq(value, "no");
        if (!off && !str_eq(value, "on") && !str_eq(value, "true") && !str_eq(value, "1") && !str_eq(value, "yes"))
            return err_set(ERR_INVALID, "%s%s: on or off, not %s", where, options[o].name, value);
        value = off ? "off" : "on"; /* off is kept: it beats an "on" of a lower place */
    }
    if (options[o].kind != MANY && n > 0)
        return err_set(ERR_INVALID, "%s%s is given twice", where, options[o].name);
    if (n == CLI_VALUES)
        return err_set(ERR_INVALID, "%s%s is given more than %d times", where, options[o].name, CLI_VALUES);
    c->values[o][n] = value;
    return OK;
}

/* A value of the environment or the file; of a repeatable option several, separated by commas. */
static enum err add_list(struct arena *a, struct cli *c, int o, const char *value, const char *where)
{
    char **parts;
    if (options[o].kind != MANY)
        return add(c, o, value, where);
    size_t n = str_split(a, value, ',', &parts, CLI_VALUES + 1);
    enum err e = OK;
    for (size_t i = 0; !e && i < n; i++)
        e = add(c, o, parts[i], where);
    return e;
}

static int find(const char *name, size_t n)
{
    for (int o = 0; o < OPT_COUNT; o++)
        if (strlen(options[o].name) == n && strncmp(options[o].name, name, n) == 0)
            return o;
    return -1;
}

static enum err read_flags(struct cli *c, int argc, char **argv)
{
    int operands = 0;
    bool flags = true;
    enum err e = OK;
    for (int i = 0; !e && i < argc; i++) {
        if (flags && str_eq(argv[i], "--")) {
            flags = false;
        } else if (flags && str_starts(argv[i], "--")) {
            const char *name = argv[i] + 2, *equals = strchr(name, '=');
            int o = find(name, equals ? (size_t)(equals - name) : strlen(name));
            if (o < 0 || !(options[o].commands & ON(c->command)))
                return err_set(ERR_INVALID, "%s has no option %s", commands[c->command].name, argv[i]);
            if (options[o].kind == SWITCH)
                e = equals ? err_set(ERR_INVALID, "--%s takes no value", options[o].name) : add(c, o, "on", "--");
            else if (equals)
                e = add(c, o, equals + 1, "--");
            else if (i + 1 < argc)
                e = add(c, o, argv[++i], "--");
            else
                e = err_set(ERR_INVALID, "--%s needs a value: %s", options[o].name, options[o].value);
        } else if (flags && argv[i][0] == '-' && argv[i][1]) {
            e = err_set(ERR_INVALID, "%s has no option %s", commands[c->command].name, argv[i]);
        } else if (operands == CLI_OPERANDS) {
            e = err_set(ERR_INVALID, "too many arguments: %s", argv[i]);
        } else {
            c->operands[operands++] = argv[i];
        }
    }
    return e;
}

static enum err read_environment(struct arena *a, struct cli *c, const struct cli *set)
{
    enum err e = OK;
    for (int o = 0; !e && o < OPT_COUNT; o++) {
        const char *value = getenv(env_name(a, options[o].name));
        if (o != OPT_HELP && (options[o].commands & ON(c->command)) && value && !set->values[o][0])
            e = add_list(a, c, o, value, arena_printf(a, "%s: ", env_name(a, options[o].name)));
    }
    return e;
}

static enum err read_file(struct arena *a, struct cli *c, const struct cli *set, const char *path)
{
    FILE *f = fopen(path, "re");
    if (!f)
        return errno == ENOENT && c->command == CMD_SERVE
                   ? OK
                   : err_errno(ERR_INVALID, "cannot read the config file %s", path); /* the unit file names one that may be absent */
    char line[4096];
    enum err e = OK;
    for (int n = 1; !e && fgets(line, sizeof line, f); n++) {
        char *text = str_trim(a, line), *equals = strchr(text, '=');
        if (!*text || *text == '#')
            continue;
        if (!equals) {
            e = err_set(ERR_INVALID, "%s:%d: not a `key = value` line", path, n);
            break;
        }
        *equals = '\0';
        const char *key = str_trim(a, text), *where = arena_printf(a, "%s:%d: ", path, n);
        int o = find(key, strlen(key));
        if (o < 0 || o == OPT_HELP || o == OPT_CONFIG)
            e = err_set(ERR_INVALID, "%sthere is no option %s", where, key);
        else if ((options[o].commands & ON(c->command)) && !set->values[o][0])
            e = add_list(a, c, o, str_trim(a, equals + 1), where);
    }
    fclose(f);
    return e;
}

static enum err check_values(const struct cli *c)
{
    static const int numbers[] = { OPT_SESSION_IDLE_SECONDS, OPT_SESSION_ABSOLUTE_SECONDS, OPT_TELEMETRY_DAYS };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        int64_t n;
        const char *v = c->values[numbers[i]][0];
        if (v && (!str_to_i64(v, &n) || n < 1 || n > 31536000))
            return err_set(ERR_INVALID, "--%s: a number from 1 to 31536000, not %s", options[numbers[i]].name, v);
    }
    const char *limits = cli_get(c, OPT_RATE_LIMITS);
    if (c->command == CMD_SERVE && !str_eq(limits, "on") && !str_eq(limits, "off"))
        return err_set(ERR_INVALID, "--rate-limits: on or off, not %s", limits);
    if (!c->values[OPT_TLS_CERT][0] != !c->values[OPT_TLS_KEY][0])
        return err_set(ERR_INVALID, "--tls-cert and --tls-key go together");
    return OK;
}

enum err cli_parse(struct arena *a, int argc, char **argv, struct cli *out, const char **help)
{
    struct cli c = { .command = CMD_COUNT };
    *help = NULL;
    if (argc < 2 || str_eq(argv[1], "--help") || str_eq(argv[1], "-h") || str_eq(argv[1], "help")) {
        *help = help_all(a);
        return argc < 2 ? err_set(ERR_INVALID, "no command given") : OK;
    }
    if (str_eq(argv[1], "--version"))
        argv[1] = (char *)"version";
    for (int k = 0; k < CMD_COUNT; k++)
        if (str_eq(argv[1], commands[k].name))
            c.command = (enum cli_command)k;
    if (c.command == CMD_COUNT)
        return err_set(ERR_INVALID, "there is no command %s; `binnacle --help` lists them", argv[1]);
    enum err e = read_flags(&c, argc - 2, argv + 2);
    if (e)
        return e;
    if (cli_on(&c, OPT_HELP)) {
        *help = help_command(a, c.command);
        return OK;
    }
    int operands = 0;
    while (c.operands[operands])
        operands++;
    if (operands < commands[c.command].least || operands > commands[c.command].most)
        return err_set(ERR_INVALID, "usage: binnacle %s %s", commands[c.command].name, commands[c.command].usage);
    struct cli flags = c;
    if ((e = read_environment(a, &c, &flags)))
        return e;
    struct cli set = c;
    if (c.values[OPT_CONFIG][0] && (e = read_file(a, &c, &set, c.values[OPT_CONFIG][0])))
        return e;
    if ((e = check_values(&c)))
        return e;
    *out = c;
    return OK;
}

const char *cli_get(const struct cli *c, enum cli_option o)
{
    return c->values[o][0] ? c->values[o][0] : options[o].fallback;
}

bool cli_on(const struct cli *c, enum cli_option o)
{
    return str_eq(c->values[o][0], "on");
}
