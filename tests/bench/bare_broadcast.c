/*
 * bare_broadcast - yardstick: the least that can broadcast over WebSockets. One thread, one epoll, no queues, no subscriptions, no checks.
 *
 *   bare_broadcast RATE
 *
 * Prints its port. Every connection is upgraded whatever it asks for; then each gets RATE messages a second of about 250 bytes:
 * {"topic":"x","seq":n,"ts":"…","data":{…}}. What a socket does not take is lost. Ends on SIGTERM. gcc -O2 bare_broadcast.c -lcrypto
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS_MAX = 65536, BATCH = 256 };

static unsigned char upgraded[CLIENTS_MAX]; /* by descriptor */
static int highest;

static void upgrade(int fd)
{
    char in[4096], key[80], joined[128], out[256];
    unsigned char digest[EVP_MAX_MD_SIZE], text[64];
    unsigned n = 0;
    ssize_t got = recv(fd, in, sizeof in - 1, 0);
    if (got <= 0) {
        upgraded[fd] = 0;
        close(fd);
        return;
    }
    if (upgraded[fd]) return; /* whatever a client says later */
    in[got] = '\0';
    const char *at = strstr(in, "Sec-WebSocket-Key: ");
    if (!at || sscanf(at + 19, "%79[^\r\n]", key) != 1) {
        close(fd);
        return;
    }
    snprintf(joined, sizeof joined, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    EVP_Digest(joined, strlen(joined), digest, &n, EVP_sha1(), NULL);
    EVP_EncodeBlock(text, digest, (int)n);
    int k = snprintf(out, sizeof out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", (char *)text);
    if (send(fd, out, (size_t)k, MSG_NOSIGNAL) != k) {
        close(fd);
        return;
    }
    upgraded[fd] = 1;
    if (fd > highest) highest = fd;
}

static void broadcast(void)
{
    static long seq;
    char payload[512], frame[600];
    struct timespec t;
    struct tm tm;
    clock_gettime(CLOCK_REALTIME, &t);
    gmtime_r(&t.tv_sec, &tm);
    int n = snprintf(payload, sizeof payload,
                     "{\"topic\":\"x\",\"seq\":%ld,\"ts\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ\",\"data\":{\"id\":\"0190aaaa-0000-7000-8000-000000000001\",\"name\":\"payments gateway "
                     "probe\",\"status\":\"healthy\",\"previous\":\"unhealthy\",\"message\":\"200 OK in 12 ms\",\"latency_ms\":12,\"pad\":\"0123456789\"}}",
                     ++seq, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, t.tv_nsec / 1000000);
    frame[0] = (char)0x81;
    frame[1] = 126;
    frame[2] = (char)(n >> 8);
    frame[3] = (char)n;
    memcpy(frame + 4, payload, (size_t)n);
    for (int fd = 0; fd <= highest; fd++)
        if (upgraded[fd] && send(fd, frame, (size_t)n + 4, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno != EAGAIN) {
            upgraded[fd] = 0;
            close(fd);
        }
}

int main(int argc, char **argv)
{
    long rate = argc > 1 ? strtol(argv[1], NULL, 10) : 10;
    struct rlimit files;
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof a;
    if (rate < 1 || rate > 1000) return 2;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max < CLIENTS_MAX ? files.rlim_max : CLIENTS_MAX;
        if (setrlimit(RLIMIT_NOFILE, &files) != 0) perror("bare_broadcast: setrlimit");
    }
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epoll = epoll_create1(0), timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct itimerspec every = {.it_interval.tv_nsec = 1000000000 / rate % 1000000000, .it_value.tv_nsec = 1000000};
    if (rate == 1) every.it_interval = (struct timespec){.tv_sec = 1};
    struct epoll_event e = {.events = EPOLLIN, .data.fd = listener}, events[BATCH];
    if (bind(listener, (struct sockaddr *)&a, size) != 0 || listen(listener, 4096) != 0 || getsockname(listener, (struct sockaddr *)&a, &size) != 0 ||
        epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e) != 0 || timerfd_settime(timer, 0, &every, NULL) != 0) {
        perror("bare_broadcast");
        return 1;
    }
    e.data.fd = timer;
    epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &e);
    printf("%d\n", ntohs(a.sin_port));
    fflush(stdout);
    for (;;) {
        int n = epoll_wait(epoll, events, BATCH, -1);
        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd, on = 1;
            uint64_t ticks;
            if (fd == timer) {
                if (read(timer, &ticks, sizeof ticks) == (ssize_t)sizeof ticks) broadcast();
            } else if (fd == listener) {
                int c;
                while ((c = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                    if (c >= CLIENTS_MAX) {
                        close(c);
                        continue;
                    }
                    setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                    e.data.fd = c;
                    epoll_ctl(epoll, EPOLL_CTL_ADD, c, &e);
                }
            } else {
                upgrade(fd);
            }
        }
    }
}
