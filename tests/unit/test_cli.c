/* cli.c: which of flag, environment, config file and default wins, what is wrong usage, and the help of every command. */
#include "cli.h"
#include "core/str.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ARGS_MAX 32

extern char **environ;

struct run {
    struct arena *arena;
    struct cli cli;
    const char *help;
    char path[64]; /* of the config file; "" while there is none */
};
static struct run r;

/* Nothing of the environment in which the tests run decides here. */
static void clear_environment(void)
{
    for (size_t i = 0; environ[i];) {
        char name[128];
        str_copy(name, sizeof name, environ[i]);
        name[strcspn(name, "=")] = '\0';
        if (str_starts(name, "BINNACLE_"))
            unsetenv(name);
        else
            i++;
    }
}

static int setup(void **state)
{
    (void)state;
    clear_environment();
    r = (struct run){ .arena = arena_new(0) };
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    clear_environment();
    if (r.path[0])
        unlink(r.path);
    arena_free(r.arena);
    return 0;
}

/* The words of `line` as the arguments after "binnacle". */
static enum err parse(const char *line)
{
    char *argv[ARGS_MAX + 2] = { (char *)"binnacle" }, **words;
    size_t n = str_split(r.arena, line, ' ', &words, ARGS_MAX);
    memcpy(argv + 1, words, n * sizeof *words);
    memset(&r.cli, 0, sizeof r.cli);
    err_clear();
    return cli_parse(r.arena, (int)n + 1, argv, &r.cli, &r.help);
}

static void good(const char *line)
{
    enum err e = parse(line);
    if (e)
        fail_msg("%s: %s: %s", line, err_name(e), err_detail());
}

/* Wrong usage, and the text names what is wrong. */
static void bad(const char *line, const char *says)
{
    assert_int_equal(parse(line), ERR_INVALID);
    if (!strstr(err_detail(), says))
        fail_msg("%s: '%s' does not say '%s'", line, err_detail(), says);
}

static void config(const char *text)
{
    if (!r.path[0]) {
        str_copy(r.path, sizeof r.path, "/tmp/binnacle-cli-XXXXXX");
        int fd = mkstemp(r.path);
        assert_true(fd >= 0);
        close(fd);
    }
    FILE *f = fopen(r.path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    setenv("BINNACLE_CONFIG", r.path, 1);
}

/* ---- which one wins ---- */

static void test_precedence(void **state)
{
    (void)state;
    good("serve");
    assert_string_equal(cli_get(&r.cli, OPT_DATA), "./binnacle-data");
    assert_string_equal(cli_get(&r.cli, OPT_LOG_LEVEL), "info");
    assert_null(cli_get(&r.cli, OPT_TLS_CERT));
    config("# a comment\n\n  data = /from/file  \nlog-level=warn\nlog-format = json");
    good("serve");
    assert_string_equal(cli_get(&r.cli, OPT_DATA), "/from/file");
    assert_string_equal(cli_get(&r.cli, OPT_LOG_LEVEL), "warn");
    assert_string_equal(cli_get(&r.cli, OPT_LOG_FORMAT), "json"); /* the last line has no end of line */
    setenv("BINNACLE_DATA", "/from/environment", 1);
    good("serve");
    assert_string_equal(cli_get(&r.cli, OPT_DATA), "/from/environment");
    assert_string_equal(cli_get(&r.cli, OPT_LOG_LEVEL), "warn");
    good("serve --data /from/flag");
    assert_string_equal(cli_get(&r.cli, OPT_DATA), "/from/flag");
    good("serve --data=/from/flag=2");
    assert_string_equal(cli_get(&r.cli, OPT_DATA), "/from/flag=2");
}

static void test_config_flag_beats_its_variable(void **state)
{
    (void)state;
    config("data = /from/file\n");
    setenv("BINNACLE_CONFIG", "/nowhere/at/all", 1);
    good(arena_printf(r.arena, "check --config %s", r.path));
    assert_string_equal(cli_get(&r.cli, OPT_DATA), "/from/file");
}

/* What is set at a higher place takes the place of the whole list below it. */
static void test_lists_are_replaced_not_joined(void **state)
{
    (void)state;
    config("listen = 1, 2,3\n");
    good("serve");
    assert_string_equal(r.cli.values[OPT_LISTEN][0], "1");
    assert_string_equal(r.cli.values[OPT_LISTEN][1], "2");
    assert_string_equal(r.cli.values[OPT_LISTEN][2], "3");
    assert_null(r.cli.values[OPT_LISTEN][3]);
    config("listen = 1\nlisten = 2\n");
    good("serve");
    assert_string_equal(r.cli.values[OPT_LISTEN][1], "2");
    setenv("BINNACLE_LISTEN", "127.0.0.1:4,[::1]:5", 1);
    good("serve");
    assert_string_equal(r.cli.values[OPT_LISTEN][0], "127.0.0.1:4");
    assert_string_equal(r.cli.values[OPT_LISTEN][1], "[::1]:5");
    assert_null(r.cli.values[OPT_LISTEN][2]);
    good("serve --listen 6");
    assert_string_equal(r.cli.values[OPT_LISTEN][0], "6");
    assert_null(r.cli.values[OPT_LISTEN][1]);
}

static void test_switches(void **state)
{
    (void)state;
    static const char *const on[] = { "on", "true", "1", "yes" }, *const off[] = { "off", "false", "0", "no" };
    good("serve");
    assert_false(cli_on(&r.cli, OPT_DEMO));
    good("serve --demo");
    assert_true(cli_on(&r.cli, OPT_DEMO));
    for (size_t i = 0; i < sizeof on / sizeof *on; i++) {
        setenv("BINNACLE_DEMO", on[i], 1);
        good("serve");
        assert_true(cli_on(&r.cli, OPT_DEMO));
        setenv("BINNACLE_DEMO", off[i], 1);
        good("serve");
        assert_false(cli_on(&r.cli, OPT_DEMO));
        good("serve --demo");
        assert_true(cli_on(&r.cli, OPT_DEMO));
    }
    setenv("BINNACLE_DEMO", "perhaps", 1);
    bad("serve", "BINNACLE_DEMO: demo: on or off, not perhaps");
}

/* Off in the environment is a setting too: it beats the file. */
static void test_off_beats_what_is_below(void **state)
{
    (void)state;
    config("demo = on\n");
    good("serve");
    assert_true(cli_on(&r.cli, OPT_DEMO));
    setenv("BINNACLE_DEMO", "off", 1);
    good("serve");
    assert_false(cli_on(&r.cli, OPT_DEMO));
}

/* One environment and one file serve all commands. */
static void test_other_commands_settings_are_no_error(void **state)
{
    (void)state;
    config("listen = 0\ntelemetry-days = 7\ndata = /d\n");
    setenv("BINNACLE_LOG_LEVEL", "debug", 1);
    good("check");
    assert_string_equal(cli_get(&r.cli, OPT_DATA), "/d");
    assert_null(r.cli.values[OPT_LISTEN][0]);
    assert_null(r.cli.values[OPT_LOG_LEVEL][0]);
}

/* ---- wrong usage ---- */

static void test_unknown_options(void **state)
{
    (void)state;
    bad("serve --colour red", "serve has no option --colour");
    bad("serve --dat /d", "no option --dat"); /* no abbreviations */
    bad("serve --data-dir=/d", "no option --data-dir=/d");
    bad("serve -x", "no option -x");
    bad("check --listen 1", "check has no option --listen"); /* another command's */
    bad("version --data /d", "version has no option --data");
    bad("serve --scope a", "no option --scope");
}

static void test_repeated_options(void **state)
{
    (void)state;
    bad("serve --data a --data b", "data is given twice");
    bad("serve --demo --demo", "demo is given twice");
    config("data = a\ndata = b\n");
    bad("check", "data is given twice");
    good("check --data c");
    unsetenv("BINNACLE_CONFIG");
    good("serve --listen 1 --listen 2 --listen 3 --listen 4 --listen 5 --listen 6 --listen 7 --listen 8");
    assert_string_equal(r.cli.values[OPT_LISTEN][CLI_VALUES - 1], "8");
    assert_null(r.cli.values[OPT_LISTEN][CLI_VALUES]);
    bad("serve --listen 1 --listen 2 --listen 3 --listen 4 --listen 5 --listen 6 --listen 7 --listen 8 --listen 9", "more than 8 times");
    setenv("BINNACLE_LISTEN", "1,2,3,4,5,6,7,8,9", 1);
    bad("serve", "more than 8 times");
}

static void test_values(void **state)
{
    (void)state;
    bad("serve --data", "--data needs a value: DIR");
    bad("serve --demo=on", "--demo takes no value");
    bad("serve --session-idle-seconds 0", "--session-idle-seconds: a number");
    bad("serve --session-idle-seconds 60s", "not 60s");
    bad("serve --session-absolute-seconds -1", "a number");
    bad("serve --telemetry-days 31536001", "a number");
    bad("serve --telemetry-days 99999999999999999999", "a number");
    good("serve --session-idle-seconds 1 --session-absolute-seconds 31536000");
    bad("serve --rate-limits maybe", "on or off, not maybe");
    good("serve --rate-limits off");
    bad("serve --tls-cert c.pem", "go together");
    bad("serve --tls-key k.pem", "go together");
    good("serve --tls-cert c.pem --tls-key k.pem");
    setenv("BINNACLE_SESSION_IDLE_SECONDS", "soon", 1);
    bad("serve", "not soon");
}

static void test_operands(void **state)
{
    (void)state;
    bad("backup", "usage: binnacle backup FILE|-");
    bad("backup a b", "usage: binnacle backup");
    bad("serve now", "usage: binnacle serve");
    bad("user", "usage: binnacle user");
    bad("user a b c d e", "too many arguments: e");
    bad("token create", "usage: binnacle token");
    good("backup -");
    assert_string_equal(r.cli.operands[0], "-");
    good("backup --full -- --full");
    assert_string_equal(r.cli.operands[0], "--full"); /* a file of that name */
    assert_true(cli_on(&r.cli, OPT_FULL));
    good("user add a@example.test --role viewer");
    assert_string_equal(r.cli.operands[0], "add");
    assert_string_equal(r.cli.operands[1], "a@example.test");
    assert_null(r.cli.operands[2]);
    good("export");
    assert_null(r.cli.operands[0]);
}

static void test_commands(void **state)
{
    (void)state;
    bad("", "no command given");
    assert_non_null(r.help);
    bad("server", "there is no command server");
    bad("--data /d serve", "there is no command --data");
    good("--version");
    assert_int_equal(r.cli.command, CMD_VERSION);
    assert_null(r.help);
}

static void test_config_file(void **state)
{
    (void)state;
    config("data /d\n");
    bad("check", ":1: not a `key = value` line");
    config("\n# fine\ncolour = red\n");
    bad("check", ":3: there is no option colour");
    config("help = on\n");
    bad("check", "there is no option help");
    config("config = /etc/other\n"); /* a file does not name another one */
    bad("check", "there is no option config");
    config("demo = perhaps\n");
    bad("serve", ":1: demo: on or off, not perhaps");
    config("data = a = b\n");
    good("check");
    assert_string_equal(cli_get(&r.cli, OPT_DATA), "a = b");
    /* The service unit names a file that need not be there; who names one for a command expects it. */
    setenv("BINNACLE_CONFIG", "/nowhere/at/all", 1);
    good("serve");
    bad("check", "/nowhere/at/all");
    setenv("BINNACLE_CONFIG", "/", 1); /* not a file */
    if (parse("serve") == OK)
        assert_string_equal(cli_get(&r.cli, OPT_DATA), "./binnacle-data");
}

/* ---- help ---- */

static const char *const command_names[CMD_COUNT] = { "serve",   "user",  "token", "job",    "backup",
                                                      "restore", "check", "apply", "export", "version" };

static void test_help_of_everything(void **state)
{
    (void)state;
    static const char *const forms[] = { "--help", "-h", "help" };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        good(forms[i]);
        assert_non_null(r.help);
        for (int c = 0; c < CMD_COUNT; c++)
            assert_non_null(strstr(r.help, arena_printf(r.arena, "\n  %s ", command_names[c])));
        assert_non_null(strstr(r.help, "Exit codes"));
    }
}

/* Also without the operands that the command needs; every option it tells of is one that it takes, and the reverse. */
static void test_help_of_every_command(void **state)
{
    (void)state;
    size_t told = 0;
    for (int c = 0; c < CMD_COUNT; c++) {
        good(arena_printf(r.arena, "%s --help", command_names[c]));
        assert_non_null(r.help);
        assert_true(str_starts(r.help, arena_printf(r.arena, "usage: binnacle %s", command_names[c])));
        const char *text = r.help;
        for (const char *at = text; (at = strstr(at, "\n  --")); told++) {
            char name[64];
            at += 5;
            size_t n = strcspn(at, " \n");
            assert_true(n > 0 && n < sizeof name);
            str_copy(name, n + 1, at);
            /* Known: with --help behind it, its value or the switch is accepted. */
            bool value = at[n] == ' ' && at[n + 1] != ' ';
            good(arena_printf(r.arena, "%s --%s%s%s", command_names[c], name, value ? "=x" : "", str_eq(name, "help") ? "" : " --help"));
            assert_non_null(r.help);
        }
        bool network = strstr(text, "--listen [ADDR:]PORT") != NULL;
        assert_int_equal(network, c == CMD_SERVE);
    }
    assert_true(told > 2 * CMD_COUNT);
}

static void test_help_names_defaults(void **state)
{
    (void)state;
    good("serve --help");
    assert_non_null(strstr(r.help, "(default: 0.0.0.0:8080)"));
    assert_non_null(strstr(r.help, "(default: 1800)"));
    assert_non_null(strstr(r.help, "BINNACLE_DATA"));
}

int main(void)
{
#define T(name, fn)                                                                                                                        \
    {                                                                                                                                      \
        name, fn, setup, teardown, NULL                                                                                                    \
    }
    const struct CMUnitTest tests[] = {
        T("a flag beats the environment, that the file, that the default", test_precedence),
        T("the flag --config beats its variable", test_config_flag_beats_its_variable),
        T("a list is replaced as a whole", test_lists_are_replaced_not_joined),
        T("switches and their words", test_switches),
        T("off is a setting as well", test_off_beats_what_is_below),
        T("settings of other commands are no error", test_other_commands_settings_are_no_error),
        T("unknown options", test_unknown_options),
        T("repeated options", test_repeated_options),
        T("[DT018] session times and other values are checked", test_values),
        T("operands", test_operands),
        T("commands", test_commands),
        T("the config file's errors name the line", test_config_file),
        T("help lists every command", test_help_of_everything),
        T("help of a command tells its options and no others", test_help_of_every_command),
        T("help tells defaults and the environment", test_help_names_defaults),
    };
    return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
