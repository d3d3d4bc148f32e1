/*
 * cli_control.c - DATA/control.sock: how `binnacle user`, `token`, `job`, `apply` and `export` reach the box that runs on the same data
 * directory.
 *
 * One request a connection: a JSON object {"args": [...], "input": "..."}, the sending side is shut, the answer {"code", "out", "err"}
 * comes back. The socket has mode 0600 and the peer must be the box's own user or root. One thread; one connection at a time, 10 s at most
 * for reading it.
 */
#include "box.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define MESSAGE_MAX (32u << 20)
#define DEADLINE_S  10

struct control {
    struct box *box;
    int listener, stop;
    pthread_t thread;
    char path[sizeof((struct sockaddr_un *)0)->sun_path];
};

static bool address(const char *dir, struct sockaddr_un *a)
{
    *a = (struct sockaddr_un){ .sun_family = AF_UNIX };
    int n = snprintf(a->sun_path, sizeof a->sun_path, "%s/control.sock", dir);
    return n > 0 && (size_t)n < sizeof a->sun_path;
}

static bool send_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        p += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool read_all(int fd, struct buf *b)
{
    for (;;) {
        char part[16384];
        ssize_t n = recv(fd, part, sizeof part, 0);
        if (n == 0)
            return !b->overflow;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        buf_append(b, part, (size_t)n);
    }
}

static void deadline(int fd, int seconds)
{
    struct timeval t = { .tv_sec = seconds };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
}

/* ---- the side that serves ---- */

static int run(struct control *c, struct arena *a, const struct buf *request, struct buf *out, struct buf *err)
{
    struct json *doc;
    struct cli cli;
    const char *help;
    if (json_parse(a, request->data ? request->data : "", request->len, &doc))
        return buf_printf(err, "binnacle: %s\n", err_detail()), 1;
    const struct json *args = json_get(doc, "args");
    const char *input = json_string(json_get(doc, "input"));
    char **argv = arena_array(a, json_size(args) + 2, sizeof *argv);
    int argc = 0;
    for (const struct json *s = json_first(args); s; s = json_next(s))
        argv[argc++] = arena_strdup(a, json_string(s) ? json_string(s) : "");
    if (cli_parse(a, argc, argv, &cli, &help) || help)
        return buf_printf(err, "binnacle: %s\n", err_detail()), 2;
    return command_run(&(struct command){ .box = c->box, .cli = &cli, .input = input ? input : "", .out = out, .err = err });
}

static void answer(struct control *c, int fd)
{
    struct ucred peer;
    socklen_t n = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) || (peer.uid != geteuid() && peer.uid != 0))
        return;
    struct buf request, out, err, text;
    struct json_out o;
    struct arena *a = arena_new(0);
    buf_init(&request, MESSAGE_MAX);
    buf_init(&out, MESSAGE_MAX);
    buf_init(&err, MESSAGE_MAX);
    buf_init(&text, 3 * MESSAGE_MAX);
    deadline(fd, DEADLINE_S);
    if (read_all(fd, &request)) {
        int code = run(c, a, &request, &out, &err);
        jo_init(&o, &text);
        jo_object(&o);
        jo_kv_int(&o, "code", code);
        jo_kv_string(&o, "out", out.data ? out.data : "");
        jo_kv_string(&o, "err", err.data ? err.data : "");
        jo_object_end(&o);
        send_all(fd, text.data, text.len);
    }
    if (request.data)
        crypto_wipe(request.data, request.len); /* passwords */
    buf_free(&request);
    buf_free(&out);
    buf_free(&err);
    buf_free(&text);
    arena_free(a);
}

static void *control_thread(void *arg)
{
    struct control *c = arg;
    pthread_setname_np(pthread_self(), "control");
    for (;;) {
        struct pollfd p[2] = { { .fd = c->listener, .events = POLLIN }, { .fd = c->stop, .events = POLLIN } };
        if (poll(p, 2, -1) < 0 && errno != EINTR)
            break;
        if (p[1].revents)
            break;
        if (!p[0].revents)
            continue;
        int fd = accept4(c->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        answer(c, fd);
        close(fd);
    }
    store_reader_release(c->box->store);
    return NULL;
}

enum err control_start(struct box *b, struct control **out)
{
    struct sockaddr_un a;
    *out = NULL;
    if (!address(b->dir, &a)) {
        log_warn("the data directory's path is too long for a control socket: `binnacle user` and others need the box to be stopped",
                 "directory", b->dir, NULL);
        return OK;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return err_errno(ERR_IO, "control socket");
    unlink(a.sun_path); /* of a box that was killed; the data directory is locked by us */
    /* The process creates everything 0700 at most (main.c); its umask is not touched here, other threads make directories. */
    int bound = bind(fd, (struct sockaddr *)&a, sizeof a);
    if (!bound)
        bound = chmod(a.sun_path, 0600);
    if (bound || listen(fd, 8)) {
        enum err e = err_errno(ERR_IO, "cannot listen on %s", a.sun_path);
        close(fd);
        return e;
    }
    struct control *c = mem_alloc(sizeof *c);
    c->box = b;
    c->listener = fd;
    c->stop = eventfd(0, EFD_CLOEXEC);
    str_copy(c->path, sizeof c->path, a.sun_path);
    if (c->stop < 0 || pthread_create(&c->thread, NULL, control_thread, c)) {
        close(fd);
        if (c->stop >= 0)
            close(c->stop);
        mem_free(c);
        return err_set(ERR_IO, "cannot start the control thread");
    }
    *out = c;
    return OK;
}

void control_stop(struct control *c)
{
    if (!c)
        return;
    if (eventfd_write(c->stop, 1))
        log_warn("control thread", "why", strerror(errno), NULL);
    pthread_join(c->thread, NULL);
    unlink(c->path);
    close(c->listener);
    close(c->stop);
    mem_free(c);
}

/* ---- the side that calls ---- */

bool control_call(const char *dir, int argc, char **argv, const char *input, struct buf *out, struct buf *err, int *code)
{
    struct sockaddr_un at;
    if (!address(dir, &at))
        return false;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    if (connect(fd, (struct sockaddr *)&at, sizeof at)) {
        close(fd);
        return false;
    }
    struct arena *a = arena_new(0);
    struct buf text;
    struct json_out o;
    struct json *doc = NULL;
    int64_t n = 1;
    buf_init(&text, 3 * MESSAGE_MAX);
    jo_init(&o, &text);
    jo_object(&o);
    jo_key(&o, "args");
    jo_array(&o);
    for (int i = 0; i < argc; i++)
        jo_string(&o, argv[i]);
    jo_array_end(&o);
    jo_kv_string(&o, "input", input);
    jo_object_end(&o);
    deadline(fd, 60); /* a long import; a password waits for its turn */
    bool good = send_all(fd, text.data, text.len) && shutdown(fd, SHUT_WR) == 0;
    crypto_wipe(text.data, text.len);
    buf_clear(&text);
    good = good && read_all(fd, &text) && json_parse(a, text.data ? text.data : "", text.len, &doc) == OK &&
           json_int(json_get(doc, "code"), &n);
    if (good) {
        buf_puts(out, json_string(json_get(doc, "out")));
        buf_puts(err, json_string(json_get(doc, "err")));
    } else {
        buf_puts(err, "binnacle: the box that runs on this directory did not answer\n");
    }
    *code = (int)n;
    buf_free(&text);
    arena_free(a);
    close(fd);
    return true;
}
