/*
 * bare_civetweb - yardstick: CivetWeb itself, as it comes, answering one constant JSON text from memory. Prints its port; ends on SIGTERM.
 *
 *   bare_civetweb [THREADS]
 *
 * Includes CivetWeb's source, so that it needs nothing but its folder: gcc -O2 -I DEPS/include -I DEPS/src bare_civetweb.c
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#define NO_FILES
#define NO_CGI
#define NO_CACHING
#define NO_SSL
#define USE_IPV6
#include "civetweb/civetweb.c"
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char answer[] =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nConnection: keep-alive\r\nContent-Length: 109\r\n\r\n"
    "{\"id\":\"0190aaaa-0000-7000-8000-000000000001\",\"name\":\"a service\",\"status\":\"healthy\",\"latency_ms\":12,\"tags\":[]}";

static int begin(struct mg_connection *conn)
{
    mg_write(conn, answer, sizeof answer - 1);
    return 200;
}

int main(int argc, char **argv)
{
    const char *options[] = {"listening_ports", "127.0.0.1:0", "num_threads", argc > 1 ? argv[1] : "128", "tcp_nodelay", "1", "enable_keep_alive", "yes",
                             "keep_alive_timeout_ms", "10000", "request_timeout_ms", "10000", NULL};
    struct mg_callbacks callbacks;
    struct mg_server_port port;
    sigset_t wait;
    int got;
    memset(&callbacks, 0, sizeof callbacks);
    callbacks.begin_request = begin;
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&wait);
    sigaddset(&wait, SIGTERM);
    sigaddset(&wait, SIGINT);
    sigprocmask(SIG_BLOCK, &wait, NULL);
    mg_init_library(0);
    struct mg_context *ctx = mg_start(&callbacks, NULL, options);
    if (!ctx || mg_get_server_ports(ctx, 1, &port) != 1) {
        fputs("bare_civetweb: cannot start\n", stderr);
        return 1;
    }
    printf("%d\n", port.port);
    fflush(stdout);
    sigwait(&wait, &got);
    mg_stop(ctx);
    return 0;
}
