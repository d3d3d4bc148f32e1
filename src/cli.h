/*
 * cli.h - the command line: one table of commands, one of options. --help, the environment and the config file are made from the same rows.
 *
 * Main thread only, before anything else runs.
 */
#ifndef BINNACLE_CLI_H
#define BINNACLE_CLI_H
#include "core/arena.h"
#include "core/buf.h"
#include "core/err.h"
#include <stdbool.h>

enum cli_command {
    CMD_SERVE,
    CMD_USER,
    CMD_TOKEN,
    CMD_JOB,
    CMD_BACKUP,
    CMD_RESTORE,
    CMD_CHECK,
    CMD_APPLY,
    CMD_EXPORT,
    CMD_VERSION,
    CMD_COUNT
};

enum cli_option {
    OPT_DATA,
    OPT_CONFIG,
    OPT_LISTEN,
    OPT_TLS_LISTEN,
    OPT_TLS_CERT,
    OPT_TLS_KEY,
    OPT_LOG_LEVEL,
    OPT_LOG_FORMAT,
    OPT_WWW,
    OPT_DEMO,
    OPT_NO_SANDBOX,
    OPT_RATE_LIMITS,
    OPT_SESSION_IDLE_SECONDS,
    OPT_SESSION_ABSOLUTE_SECONDS,
    OPT_TELEMETRY_DAYS,
    OPT_JOB_COMMANDS,
    OPT_AUDIT_DIR,
    OPT_AUDIT_HEAD,
    OPT_ROLE,
    OPT_TENANT,
    OPT_NAME,
    OPT_PASSWORD_STDIN,
    OPT_SCOPE,
    OPT_EXPIRES,
    OPT_TYPE,
    OPT_STATE,
    OPT_TEXT,
    OPT_LIMIT,
    OPT_FULL,
    OPT_FORCE,
    OPT_DRY_RUN,
    OPT_JSON,
    OPT_HELP,
    OPT_COUNT
};

#define CLI_VALUES   8 /* of one option that may be repeated */
#define CLI_OPERANDS 4

struct cli {
    enum cli_command command;
    const char *values[OPT_COUNT][CLI_VALUES + 1]; /* NULL-terminated; of a switch "on" or "off" */
    const char *operands[CLI_OPERANDS + 1];
};

/* Reads arguments, then environment, then the config file. Strings live in the arena or in argv.
 * ERR_INVALID: wrong usage (exit 2), err_detail says what. With --help or no command, *help is the text to print and nothing else is set.
 */
MUST_CHECK enum err cli_parse(struct arena *a, int argc, char **argv, struct cli *out, const char **help);
/* The first value, or the option's default, or NULL. */
const char *cli_get(const struct cli *c, enum cli_option o);
bool cli_on(const struct cli *c, enum cli_option o);

#endif
