/*
 * ws_clients.c - N WebSocket clients in one thread, for the benchmark of the live hub.
 *
 *   ws_clients PORT PATH COOKIE ORIGIN SUBSCRIBE CLIENTS STALLED SECONDS
 *
 * Connects CLIENTS + STALLED sockets to 127.0.0.1:PORT, upgrades, sends SUBSCRIBE ("" for none) as a text frame. The stalled ones never read again.
 * Reads for SECONDS and prints one JSON line: messages, per_client (fewest, most), latency p50/p99/max in ms, taken from the member "ts" (RFC 3339, ms) of each message.
 * One thread, epoll; nothing is shared.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_MS 20000

struct client {
    int fd;
    int upgraded;
    size_t len;
    unsigned long messages;
    unsigned char in[4096];
};

static unsigned long histogram[MAX_MS + 1];
static unsigned long total;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t parse_ts(const char *s)
{
    struct tm tm = {0};
    int ms = 0;
    if (sscanf(s, "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &ms) != 7) return 0;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    return (int64_t)timegm(&tm) * 1000 + ms;
}

static void message(struct client *c, const unsigned char *p, size_t n)
{
    const char *ts = memmem(p, n, "\"ts\":\"", 6);
    if (!ts) return; /* an answer to the subscription, a ping */
    int64_t sent = parse_ts(ts + 6), late = now_ms() - sent;
    if (!sent) return;
    if (late < 0) late = 0;
    histogram[late > MAX_MS ? MAX_MS : late]++;
    total++;
    c->messages++;
}

/* Takes whole frames off the buffer; server frames are not masked. */
static void frames(struct client *c)
{
    size_t at = 0;
    while (c->len - at >= 2) {
        const unsigned char *p = c->in + at;
        size_t n = p[1] & 127, head = 2;
        if (n == 126) {
            if (c->len - at < 4) break;
            n = (size_t)p[2] << 8 | p[3];
            head = 4;
        } else if (n == 127) {
            fprintf(stderr, "a frame over 64 KiB\n");
            exit(1);
        }
        if (head + n > sizeof c->in) {
            fprintf(stderr, "a frame of %zu bytes\n", n);
            exit(1);
        }
        if (c->len - at < head + n) break;
        if ((p[0] & 15) == 1) message(c, p + head, n);
        at += head + n;
    }
    memmove(c->in, c->in + at, c->len - at);
    c->len -= at;
}

static void readable(struct client *c)
{
    for (;;) {
        ssize_t n = read(c->fd, c->in + c->len, sizeof c->in - c->len);
        if (n == 0) {
            fprintf(stderr, "a client was closed\n");
            exit(1);
        }
        if (n < 0) {
            if (errno == EAGAIN) return;
            die("read");
        }
        c->len += (size_t)n;
        frames(c);
    }
}

static int open_client(int port, const char *path, const char *cookie, const char *origin, const char *subscribe)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a)) die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    char text[2048];
    int n = snprintf(text, sizeof text,
                     "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: %s\r\nCookie: %s\r\n\r\n",
                     path, port, origin, cookie);
    if (write(fd, text, (size_t)n) != n) die("write");
    /* The answer, byte by byte so that no frame behind it is swallowed. */
    size_t got = 0;
    while (got < sizeof text - 1 && (got < 4 || memcmp(text + got - 4, "\r\n\r\n", 4) != 0)) {
        if (read(fd, text + got, 1) != 1) die("upgrade");
        got++;
    }
    text[got] = 0;
    if (!strstr(text, " 101 ")) {
        fprintf(stderr, "not upgraded: %.200s\n", text);
        exit(1);
    }
    size_t len = strlen(subscribe);
    if (len) {
        unsigned char frame[256] = {0x81, (unsigned char)(0x80 | len), 0, 0, 0, 0};
        if (len > 120) exit(2);
        memcpy(frame + 6, subscribe, len); /* mask of zeros */
        if (write(fd, frame, len + 6) != (ssize_t)len + 6) die("subscribe");
    }
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    return fd;
}

static long quantile(double q)
{
    unsigned long seen = 0, want = (unsigned long)((double)total * q);
    for (long i = 0; i <= MAX_MS; i++) {
        seen += histogram[i];
        if (seen > want) return i;
    }
    return MAX_MS;
}

int main(int argc, char **argv)
{
    if (argc != 9) {
        fprintf(stderr, "usage: ws_clients PORT PATH COOKIE ORIGIN SUBSCRIBE CLIENTS STALLED SECONDS\n");
        return 2;
    }
    int port = (int)strtol(argv[1], NULL, 10), seconds = (int)strtol(argv[8], NULL, 10);
    size_t count = strtoul(argv[6], NULL, 10), stalled = strtoul(argv[7], NULL, 10);
    struct rlimit files = {.rlim_cur = count + stalled + 64, .rlim_max = count + stalled + 64};
    if (setrlimit(RLIMIT_NOFILE, &files) && errno != EPERM) die("setrlimit");
    struct client *clients = calloc(count, sizeof *clients);
    int poll = epoll_create1(EPOLL_CLOEXEC);
    if (!clients || poll < 0) die("start");
    for (size_t i = 0; i < stalled; i++) {
        int fd = open_client(port, argv[2], argv[3], argv[4], argv[5]), small = 2048;
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    }
    for (size_t i = 0; i < count; i++) {
        clients[i].fd = open_client(port, argv[2], argv[3], argv[4], argv[5]);
        struct epoll_event e = {.events = EPOLLIN | EPOLLET, .data.ptr = &clients[i]};
        if (epoll_ctl(poll, EPOLL_CTL_ADD, clients[i].fd, &e)) die("epoll_ctl");
    }
    printf("{\"ready\": true}\n");
    fflush(stdout);
    for (int64_t end = now_ms() + (int64_t)seconds * 1000; now_ms() < end;) {
        struct epoll_event events[256];
        int n = epoll_wait(poll, events, 256, 50);
        for (int i = 0; i < n; i++) readable(events[i].data.ptr);
    }
    unsigned long fewest = (unsigned long)-1, most = 0;
    for (size_t i = 0; i < count; i++) {
        if (clients[i].messages < fewest) fewest = clients[i].messages;
        if (clients[i].messages > most) most = clients[i].messages;
    }
    printf("{\"messages\": %lu, \"fewest\": %lu, \"most\": %lu, \"p50_ms\": %ld, \"p99_ms\": %ld, \"max_ms\": %ld}\n", total, fewest, most, quantile(0.5), quantile(0.99), quantile(1));
    return 0;
}
