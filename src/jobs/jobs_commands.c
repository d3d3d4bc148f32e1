/*
 * jobs_commands.c - shell_command: programs of the administrator's list, as the user that the list names.
 *
 * The list is a file of the machine, not of the API: whoever may enter jobs cannot widen it. A line is NAME USER MAX-ARGUMENTS PATH; '#'
 * begins a comment. It is read at start. Threads: start-up, then the pool reads it.
 */
#include "core/mem.h"
#include "core/str.h"
#include "jobs/jobs_private.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define COMMANDS_MAX 100
#define ARGUMENTS    16
#define OUTPUT_MAX   (256 * 1024)

struct command_row {
    char name[64], user[64], path[512];
    int arguments;
};
struct command_list {
    size_t count;
    struct command_row rows[COMMANDS_MAX];
};

static const struct field argument_row[] = { { .name = "", .type = F_STRING, .max = 4096 }, { 0 } };
const struct field command_input[] = {
    { .name = "command", .type = F_STRING, .flags = FIELD_REQUIRED, .max = 63, .doc = "A name of the box's list of commands" },
    { .name = "arguments",
      .type = F_ARRAY,
      .max = ARGUMENTS,
      .fields = argument_row,
      .doc = "Handed over as they are: there is no shell between. How many are allowed is in the list" },
    { .name = "stdin", .type = F_STRING, .flags = FIELD_MULTILINE, .max = 32768, .doc = "What it reads on standard input" },
    { .name = "timeout_seconds",
      .type = F_INT,
      .min = 1,
      .max = 3600,
      .fallback = "300",
      .doc = "Then it is asked to end, and killed 2 s later" },
    { 0 },
};

static enum err read_line(struct arena *a, char *line, int number, struct command_list *c)
{
    char **parts;
    int64_t arguments;
    char *comment = strchr(line, '#');
    if (comment)
        *comment = '\0';
    for (char *p = line; *p; p++)
        if (*p == '\t' || *p == '\n' || *p == '\r')
            *p = ' ';
    size_t n = str_split(a, line, ' ', &parts, 5);
    if (n == 0)
        return OK;
    struct command_row *r = &c->rows[c->count];
    if (n != 4 || !str_to_i64(parts[2], &arguments) || arguments < 0 || arguments > ARGUMENTS || parts[3][0] != '/' ||
        str_copy(r->name, sizeof r->name, parts[0]) >= sizeof r->name || str_copy(r->user, sizeof r->user, parts[1]) >= sizeof r->user ||
        str_copy(r->path, sizeof r->path, parts[3]) >= sizeof r->path)
        return err_set(ERR_INVALID, "line %d of the list of commands is not NAME USER MAX-ARGUMENTS /PATH", number);
    if (str_eq(r->user, "root"))
        return err_set(ERR_INVALID, "line %d of the list of commands: a command is never run as root", number);
    if (c->count + 1 == COMMANDS_MAX)
        return err_set(ERR_INVALID, "the list of commands has more than %d lines", COMMANDS_MAX - 1);
    r->arguments = (int)arguments;
    c->count++;
    return OK;
}

enum err commands_load(const char *file, struct command_list **out)
{
    struct command_list *c = mem_alloc(sizeof *c);
    struct stat st;
    char line[1024];
    *out = c;
    if (!file)
        return OK;
    FILE *f = fopen(file, "re");
    if (!f)
        return err_errno(ERR_IO, "cannot read the list of commands %s", file);
    struct arena *a = arena_new(0);
    enum err e = fstat(fileno(f), &st) ? err_errno(ERR_IO, "cannot read %s", file) : OK;
    if (e == OK && st.st_mode & 022)
        e = err_set(ERR_INVALID, "the list of commands %s may be written by others: it says what the box runs", file);
    for (int number = 1; e == OK && fgets(line, sizeof line, f); number++)
        e = read_line(a, line, number, c);
    fclose(f);
    arena_free(a);
    return e;
}

void commands_free(struct command_list *c)
{
    mem_free(c);
}

/* The program's lines as the attempt's log. */
static void log_lines(struct job_run *r, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        job_log(r, "%.*s", n > 1500 ? 1500 : (int)n, text);
        text += n + (text[n] == '\n');
    }
}

enum err shell_command(struct job_run *r, void *ctx)
{
    struct jobs *j = ctx;
    const struct json *in = job_input(r);
    const char *name = json_string(json_get(in, "command")), *input = json_string(json_get(in, "stdin")), *argv[ARGUMENTS + 2];
    const struct command_row *row = NULL;
    struct net_child_result res;
    int64_t seconds = 300;
    int n = 1;
    for (size_t i = 0; i < j->commands->count; i++)
        if (str_eq(j->commands->rows[i].name, name))
            row = &j->commands->rows[i];
    if (!row)
        return err_set(ERR_FORBIDDEN,
                       j->commands->count ? "\"%s\" is not on the box's list of commands"
                                          : "this box runs no commands (\"%s\"): it was started without a list of them",
                       name);
    if ((int)json_size(json_get(in, "arguments")) > row->arguments)
        return err_set(ERR_FORBIDDEN, "\"%s\" takes at most %d arguments", name, row->arguments);
    if (!json_int(json_get(in, "timeout_seconds"), &seconds))
        seconds = 300;
    argv[0] = row->path;
    for (const struct json *v = json_first(json_get(in, "arguments")); v; v = json_next(v))
        argv[n++] = json_string(v);
    argv[n] = NULL;
    struct net_child_request rq = { .path = row->path,
                                    .argv = argv,
                                    .user = row->user,
                                    .input = input ? input : "",
                                    .input_len = input ? strlen(input) : 0,
                                    .timeout_ms = (int)seconds * 1000,
                                    .max_output = OUTPUT_MAX,
                                    .cpu_seconds = seconds,
                                    .memory_bytes = 1LL << 30,
                                    .file_bytes = 1LL << 30,
                                    .processes = 256,
                                    .stopping = job_stopping,
                                    .arg = r };
    job_progress(r, 0, "%s runs", name);
    enum err e = net_child_run(job_arena(r), &rq, &res);
    if (e != OK)
        return e;
    log_lines(r, res.output);
    if (res.output_len)
        job_artefact(r, "output.txt", "text/plain; charset=utf-8", res.output, res.output_len);
    job_result(r, arena_printf(job_arena(r), "{\"exit_code\":%d,\"signal\":%d,\"output_bytes\":%zu,\"output_cut\":%s}", res.exit_code,
                               res.signal, res.output_len, res.cut ? "true" : "false"));
    if (res.timed_out)
        return err_set(ERR_TIMEOUT, "not done within %lld s", (long long)seconds);
    if (res.stopped)
        return err_set(ERR_BUSY, "it was stopped");
    if (res.signal)
        return err_set(ERR_UPSTREAM, "ended by signal %d", res.signal);
    return res.exit_code ? err_set(ERR_UPSTREAM, "exit code %d", res.exit_code) : OK;
}
