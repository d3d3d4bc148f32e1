/*
 * child.c - the one place where a child process is started: another program, as another user, within limits, with a deadline.
 *
 * Threads: any that may block. What always holds: between fork and exec only async-signal-safe calls; the child has no descriptor of ours
 * but its three, a process group of its own, and is waited for whatever happens; when net_child_run returns, its whole group is gone.
 */
#include "core/buf.h"
#include "core/str.h"
#include "net/net.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define POLL_MS  20
#define GRACE_MS 2000
#define FD_MAX   4096

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void limit(int what, int64_t value)
{
    if (value > 0)
        setrlimit(what, &(struct rlimit){ .rlim_cur = (rlim_t)value, .rlim_max = (rlim_t)value });
}

struct child_setup {
    const struct net_child_request *rq;
    uid_t uid;
    gid_t gid;
    bool change_user;
    int in, out, fail;
    sigset_t none;
};

/* In the child. */
static _Noreturn void become(const struct child_setup *s)
{
    static char *const environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/", NULL };
    setpgid(0, 0);
    dup2(s->in, 0);
    dup2(s->out, 1);
    dup2(s->out, 2);
    int fail = dup2(s->fail, 3);
    fcntl(fail, F_SETFD, FD_CLOEXEC);
#ifdef SYS_close_range
    if (syscall(SYS_close_range, 4u, ~0u, 0u) != 0)
#endif
        for (int fd = 4; fd < FD_MAX; fd++)
            close(fd);
    for (int sig = 1; sig < 32; sig++)
        signal(sig, SIG_DFL);
    sigprocmask(SIG_SETMASK, &s->none, NULL);
    limit(RLIMIT_CPU, s->rq->cpu_seconds);
    limit(RLIMIT_AS, s->rq->memory_bytes);
    limit(RLIMIT_FSIZE, s->rq->file_bytes);
    limit(RLIMIT_NOFILE, 64);
    limit(RLIMIT_CORE, 0);
    bool ok = chdir("/") == 0;
    if (ok && s->change_user)
        ok = setgroups(0, NULL) == 0 && setresgid(s->gid, s->gid, s->gid) == 0 && setresuid(s->uid, s->uid, s->uid) == 0;
    limit(RLIMIT_NPROC, s->rq->processes);
    if (ok)
        execve(s->rq->path, (char *const *)s->rq->argv, environment);
    int why = errno;
    if (write(fail, &why, sizeof why) < 0)
        _exit(126);
    _exit(127);
}

static enum err find_user(const char *name, struct child_setup *s)
{
    struct passwd pw, *found = NULL;
    char text[4096];
    if (getpwnam_r(name, &pw, text, sizeof text, &found) != 0 || !found)
        return err_set(ERR_INVALID, "there is no user \"%s\" on this machine", name);
    if (pw.pw_uid == 0)
        return err_set(ERR_FORBIDDEN, "a command is never run as root");
    s->uid = pw.pw_uid;
    s->gid = pw.pw_gid;
    s->change_user = geteuid() == 0;
    if (!s->change_user && pw.pw_uid != geteuid())
        return err_set(ERR_FORBIDDEN, "only a box that was started by root can run a command as \"%s\"", name);
    return OK;
}

static enum err set_nonblocking(int fd)
{
    return fcntl(fd, F_SETFL, O_NONBLOCK) ? err_errno(ERR_IO, "a pipe cannot be set up") : OK;
}

/* Moves bytes both ways until the child ended; kills its group at the deadline or when the caller wants to stop. */
static void attend(const struct net_child_request *rq, pid_t pid, int in, int out, struct buf *b, struct net_child_result *r)
{
    int64_t end = now_ms() + rq->timeout_ms, kill_at = 0;
    size_t sent = 0;
    int status = 0;
    bool ended = false;
    while (!ended || out >= 0) {
        struct pollfd fds[2] = { { .fd = out, .events = POLLIN }, { .fd = in, .events = POLLOUT } };
        if (in >= 0 && sent == rq->input_len) {
            close(in);
            fds[1].fd = in = -1;
        }
        poll(fds, 2, POLL_MS);
        if (in >= 0 && fds[1].revents) {
            ssize_t n = write(in, (const char *)rq->input + sent, rq->input_len - sent);
            if (n > 0)
                sent += (size_t)n;
            else if (n < 0 && errno != EAGAIN && errno != EINTR)
                sent = rq->input_len; /* it does not read */
        }
        char part[4096];
        ssize_t n = out >= 0 ? read(out, part, sizeof part) : -1;
        if (n > 0) {
            size_t room = rq->max_output > b->len ? rq->max_output - b->len : 0;
            buf_append(b, part, (size_t)n < room ? (size_t)n : room);
            r->cut |= (size_t)n > room;
        } else if (out >= 0 && (n == 0 || (errno != EAGAIN && errno != EINTR))) {
            close(out);
            out = -1;
        }
        if (!ended && waitpid(pid, &status, WNOHANG) == pid) {
            ended = true;
            kill(-pid, SIGKILL); /* what it left running */
        }
        int64_t now = now_ms();
        if (!ended && !kill_at && (now >= end || (rq->stopping && rq->stopping(rq->arg)))) {
            r->timed_out = now >= end;
            r->stopped = !r->timed_out;
            kill(-pid, SIGTERM);
            kill_at = now + GRACE_MS;
        } else if (!ended && kill_at && now >= kill_at) {
            kill(-pid, SIGKILL);
        }
        if (ended && now >= end + 2 * GRACE_MS)
            break; /* somebody outside of the group holds the pipe */
    }
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    if (WIFEXITED(status))
        r->exit_code = WEXITSTATUS(status);
    else if (WIFSIGNALED(status))
        r->signal = WTERMSIG(status);
}

enum err net_child_run(struct arena *a, const struct net_child_request *rq, struct net_child_result *out)
{
    int in[2] = { -1, -1 }, from[2] = { -1, -1 }, fail[2] = { -1, -1 };
    struct child_setup s = { .rq = rq };
    struct buf b;
    int why = 0;
    *out = (struct net_child_result){ 0 };
    buf_init(&b, rq->max_output + 4096);
    sigemptyset(&s.none);
    enum err e = find_user(rq->user, &s);
    if (e == OK && (pipe2(in, O_CLOEXEC) || pipe2(from, O_CLOEXEC) || pipe2(fail, O_CLOEXEC)))
        e = err_errno(ERR_IO, "a pipe cannot be made");
    if (e == OK)
        e = set_nonblocking(in[1]);
    if (e == OK)
        e = set_nonblocking(from[0]);
    if (e != OK)
        goto out;
    s.in = in[0];
    s.out = from[1];
    s.fail = fail[1];
    pid_t pid = fork();
    if (pid == 0)
        become(&s);
    if (pid < 0) {
        e = err_errno(ERR_IO, "a process cannot be started");
        goto out;
    }
    setpgid(pid, pid); /* both sides do it: whoever comes first */
    close(in[0]);
    close(from[1]);
    close(fail[1]);
    in[0] = from[1] = fail[1] = -1;
    ssize_t told = read(fail[0], &why, sizeof why); /* ends when exec closed it */
    attend(rq, pid, in[1], from[0], &b, out);
    in[1] = from[0] = -1;
    if (told == (ssize_t)sizeof why)
        e = err_set(ERR_INVALID, "%s cannot be run: %s", rq->path, strerror(why));
    out->output = arena_strndup(a, b.data ? b.data : "", b.len);
    out->output_len = b.len;
out:
    for (int i = 0; i < 2; i++) {
        if (in[i] >= 0)
            close(in[i]);
        if (from[i] >= 0)
            close(from[i]);
        if (fail[i] >= 0)
            close(fail[i]);
    }
    buf_free(&b);
    return e;
}
