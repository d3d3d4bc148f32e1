/*
 * udp.c - one datagram to a host. Any thread but the loop's: it waits for the name.
 */
#include "net/internal.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum err net_udp(struct net *n, const char *host, int port, int timeout_ms, struct net_policy *policy, const void *p, size_t size)
{
    struct address list[ADDRESSES_MAX];
    size_t count = 0;
    char text[ADDRESS_TEXT] = "";
    if (port < 1 || port > 65535 || size == 0 || size > NET_UDP_MAX)
        return err_set(ERR_INVALID, "not a usable port or datagram");
    enum err e = lookup_wait(n, host, loop_now() + timeout_ms * US_PER_MS, list, &count);
    if (e)
        return e;
    for (size_t i = 0; i < count; i++) {
        struct address *to = &list[i];
        address_set_port(to, port);
        address_text(&to->u.any, text);
        if (!policy_allows(policy, &to->u.any)) {
            e = err_set(ERR_FORBIDDEN, "the address %s is not allowed for this tenant", text);
            continue;
        }
        int fd = socket(to->u.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (fd < 0)
            return err_errno(ERR_IO, "no socket");
        ssize_t sent = sendto(fd, p, size, MSG_NOSIGNAL, &to->u.any, to->len);
        e = sent == (ssize_t)size ? OK : err_errno(ERR_UNREACHABLE, "cannot send to %s", text);
        close(fd);
        if (!e)
            return OK;
    }
    return e ? e : err_set(ERR_UNREACHABLE, "%s has no address", host);
}
