/*
 * policy.c - which addresses may be connected to, and the text form of addresses.
 *
 * Threads: any. A policy never changes after it was parsed; it is reference-counted. Always: what no entry allows is denied.
 */
#include "core/mem.h"
#include "core/str.h"
#include "net/internal.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define ENTRIES_MAX 1000

struct entry {
    bool deny;
    unsigned char bytes[16];
    int length; /* of the address: 4 or 16 bytes */
    int prefix; /* bits */
    int port;   /* 0: every port */
};

struct net_policy {
    _Atomic int references;
    size_t count;
    struct entry entries[];
};

/* The address as the kernel will use it: IPv4 inside IPv6 is IPv4, the unspecified address is loopback. Returns the length, 0 for other
 * families. */
static int canonical(const struct sockaddr *sa, unsigned char bytes[16], int *port)
{
    static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };
    int length;
    if (sa->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const void *)sa;
        memcpy(bytes, &in->sin_addr, 4);
        *port = ntohs(in->sin_port);
        length = 4;
    } else if (sa->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const void *)sa;
        memcpy(bytes, &in6->sin6_addr, 16);
        *port = ntohs(in6->sin6_port);
        length = 16;
        if (memcmp(bytes, mapped, sizeof mapped) == 0) {
            memmove(bytes, bytes + 12, 4);
            length = 4;
        }
    } else {
        return 0;
    }
    static const unsigned char zero[16];
    if (memcmp(bytes, zero, (size_t)length) == 0) {
        if (length == 4)
            memcpy(bytes, "\x7F\x00\x00\x01", 4);
        else
            bytes[15] = 1;
    }
    return length;
}

static bool prefix_equal(const unsigned char *a, const unsigned char *b, int bits)
{
    if (memcmp(a, b, (size_t)(bits / 8)) != 0)
        return false;
    if (bits % 8 == 0)
        return true;
    unsigned mask = 0xFF00u >> (bits % 8);
    return ((a[bits / 8] ^ b[bits / 8]) & mask & 0xFF) == 0;
}

bool policy_allows(const struct net_policy *p, const struct sockaddr *sa)
{
    if (!p)
        return true;
    unsigned char bytes[16];
    int port, length = canonical(sa, bytes, &port);
    bool allowed = false;
    if (length == 0)
        return false;
    for (size_t i = 0; i < p->count; i++) {
        const struct entry *e = &p->entries[i];
        if (e->length != length || (e->port && e->port != port) || !prefix_equal(e->bytes, bytes, e->prefix))
            continue;
        if (e->deny)
            return false;
        allowed = true;
    }
    return allowed;
}

bool net_policy_allows(const struct net_policy *p, const char *address, int port)
{
    struct address a;
    if (!p)
        return true;
    return address_parse(address, port, &a) && policy_allows(p, &a.u.any);
}

static bool parse_port(const char *s, int *port)
{
    int64_t v;
    if (!str_to_i64(s, &v) || v < 1 || v > 65535)
        return false;
    *port = (int)v;
    return true;
}

/* "[!]ADDR[/BITS][:PORT]", IPv6 with a port in brackets: "[ADDR/BITS]:PORT". Changes text. */
static bool parse_entry(char *text, struct entry *e)
{
    memset(e, 0, sizeof *e);
    if (*text == '!') {
        e->deny = true;
        text++;
    }
    char *port = NULL;
    if (*text == '[') {
        char *close = strchr(text, ']');
        if (!close)
            return false;
        *close = '\0';
        if (close[1] == ':')
            port = close + 2;
        else if (close[1])
            return false;
        text++;
    } else if (strchr(text, ':') == strrchr(text, ':') && (port = strchr(text, ':'))) {
        *port++ = '\0'; /* one colon only: IPv4 with a port */
    }
    if (port && !parse_port(port, &e->port))
        return false;
    char *slash = strchr(text, '/');
    if (slash)
        *slash++ = '\0';
    if (inet_pton(AF_INET, text, e->bytes) == 1)
        e->length = 4;
    else if (inet_pton(AF_INET6, text, e->bytes) == 1)
        e->length = 16;
    else
        return false;
    int64_t bits = e->length * 8;
    if (slash && (!str_to_i64(slash, &bits) || bits < 0 || bits > e->length * 8))
        return false;
    e->prefix = (int)bits;
    return true;
}

enum err net_policy_parse(const char *text, struct net_policy **out)
{
    *out = NULL;
    struct net_policy *p = mem_alloc(sizeof *p + ENTRIES_MAX * sizeof *p->entries);
    atomic_store(&p->references, 1);
    const char *separators = ", \t\r\n";
    for (const char *s = text + strspn(text, separators); *s; s += strspn(s, separators)) {
        char word[80];
        size_t n = strcspn(s, separators);
        if (p->count == ENTRIES_MAX) {
            mem_free(p);
            return err_set(ERR_INVALID, "at most %d address ranges", ENTRIES_MAX);
        }
        if (n < sizeof word) {
            memcpy(word, s, n);
            word[n] = '\0';
        }
        if (n >= sizeof word || !parse_entry(word, &p->entries[p->count])) {
            mem_free(p);
            return err_set(ERR_INVALID, "\"%.*s\" is not an address range such as 10.0.0.0/8, !127.0.0.0/8:8080 or [::1/128]:443",
                           (int)(n < 60 ? n : 60), s);
        }
        p->count++;
        s += n;
    }
    *out = mem_resize(p, sizeof *p + p->count * sizeof *p->entries);
    return OK;
}

struct net_policy *net_policy_ref(struct net_policy *p)
{
    if (p)
        atomic_fetch_add_explicit(&p->references, 1, memory_order_relaxed);
    return p;
}

void net_policy_unref(struct net_policy *p)
{
    if (p && atomic_fetch_sub_explicit(&p->references, 1, memory_order_acq_rel) == 1)
        mem_free(p);
}

/* ---- addresses ---- */

bool address_parse(const char *numeric, int port, struct address *out)
{
    char text[INET6_ADDRSTRLEN];
    size_t n = strlen(numeric);
    memset(out, 0, sizeof *out);
    if (n >= 2 && numeric[0] == '[' && numeric[n - 1] == ']') {
        if (n - 2 >= sizeof text)
            return false;
        memcpy(text, numeric + 1, n - 2);
        text[n - 2] = '\0';
        numeric = text;
    }
    if (inet_pton(AF_INET, numeric, &out->u.v4.sin_addr) == 1) {
        out->u.v4.sin_family = AF_INET;
        out->u.v4.sin_port = htons((uint16_t)port);
        out->len = sizeof out->u.v4;
        return true;
    }
    if (inet_pton(AF_INET6, numeric, &out->u.v6.sin6_addr) == 1) {
        out->u.v6.sin6_family = AF_INET6;
        out->u.v6.sin6_port = htons((uint16_t)port);
        out->len = sizeof out->u.v6;
        return true;
    }
    return false;
}

void address_set_port(struct address *a, int port)
{
    if (a->u.any.sa_family == AF_INET)
        a->u.v4.sin_port = htons((uint16_t)port);
    else
        a->u.v6.sin6_port = htons((uint16_t)port);
}

bool address_parse_port(const char *text, int default_port, struct address *out)
{
    char host[ADDRESS_TEXT];
    if (address_parse(text, default_port, out))
        return true;
    if (str_copy(host, sizeof host, text) >= sizeof host)
        return false;
    char *colon = strrchr(host, ':');
    int port;
    if (!colon || !parse_port(colon + 1, &port))
        return false;
    *colon = '\0';
    if (strchr(host, ':') && host[0] != '[')
        return false; /* IPv6 with a port needs brackets */
    return address_parse(host, port, out);
}

const char *address_text(const struct sockaddr *sa, char dst[ADDRESS_TEXT])
{
    char host[INET6_ADDRSTRLEN] = "?";
    if (sa->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const void *)sa;
        inet_ntop(AF_INET, &in->sin_addr, host, sizeof host);
        snprintf(dst, ADDRESS_TEXT, "%s:%d", host, ntohs(in->sin_port));
    } else if (sa->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const void *)sa;
        inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof host);
        snprintf(dst, ADDRESS_TEXT, "[%s]:%d", host, ntohs(in6->sin6_port));
    } else {
        str_copy(dst, ADDRESS_TEXT, "?");
    }
    return dst;
}
