/*
 * resolve.c - names to addresses without a thread: /etc/hosts, a cache, and the name servers of /etc/resolv.conf with its search list.
 *
 * Threads: the loop. Always: a name has at most one pair of questions (A and AAAA) under way, whoever waits for it; a name ends within
 * LOOKUP_MAX_US; the cache holds at most NAMES_MAX names. What getaddrinfo would take from other sources (nsswitch) is not asked:
 * the static binary's C library does not either.
 */
#include "core/mem.h"
#include "core/str.h"
#include "net/dns_message.h"
#include "net/internal.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define NAMES_MAX      1024
#define BUCKETS        256
#define SERVERS_MAX    3
#define SEARCH_MAX     6
#define HOSTS_MAX      10000
#define FILE_MAX_BYTES (1024 * 1024)
#define SERVER_WAIT_US (2 * US_PER_S)    /* for one server's answer, before the next is asked */
#define SLOW_AAAA_US   (300 * US_PER_MS) /* how long an AAAA answer may come after the A answer */
#define LOOKUP_MAX_US  (12 * US_PER_S)
#define ROUNDS         2 /* over all servers */
#define TTL_MAX_US     (60 * US_PER_S)
#define FAILED_TTL_US  (2 * US_PER_S)

enum { FAMILY_A, FAMILY_AAAA };

struct name {
    struct name *chain;
    struct resolver *resolver;
    char host[256];
    bool pending;
    enum err err;
    char detail[160];
    struct address list[ADDRESSES_MAX];
    size_t count;
    int64_t expires;
    struct lookup waiting; /* head of a ring */

    /* while pending */
    struct exchange ask[2];
    bool answered[2], asking[2];
    enum err failed[2];
    struct timer slow; /* for AAAA after A */
    size_t candidate, server;
    int round;
    int64_t deadline, ttl_us;
    struct address found[2][ADDRESSES_MAX];
    size_t found_count[2];
};

struct host_entry {
    char *name;
    struct address address;
};

struct file_stamp {
    dev_t dev;
    ino_t ino;
    off_t size;
    struct timespec mtime;
    bool there;
};

struct resolver {
    struct net *net;
    char *conf_path, *hosts_path;
    struct file_stamp conf_stamp, hosts_stamp;
    int64_t looked;
    struct address servers[SERVERS_MAX];
    size_t server_count;
    char search[SEARCH_MAX][256];
    size_t search_count;
    int ndots;
    struct host_entry *hosts;
    size_t host_count;
    struct name *buckets[BUCKETS];
    size_t name_count;
};

/* ---- the files ---- */

static bool changed(const char *path, struct file_stamp *stamp)
{
    struct stat st;
    struct file_stamp now = { 0 };
    if (stat(path, &st) == 0)
        now = (struct file_stamp){ st.st_dev, st.st_ino, st.st_size, st.st_mtim, true };
    bool same = now.there == stamp->there && now.dev == stamp->dev && now.ino == stamp->ino && now.size == stamp->size &&
                now.mtime.tv_sec == stamp->mtime.tv_sec && now.mtime.tv_nsec == stamp->mtime.tv_nsec;
    *stamp = now;
    return !same;
}

/* Calls line for each line without its comment; words is a copy it may change. */
static void each_line(struct resolver *r, const char *path, void (*line)(struct resolver *r, struct arena *a, char **words, size_t count))
{
    FILE *f = fopen(path, "re");
    if (!f)
        return;
    struct arena *a = arena_new(4096);
    char text[1024];
    size_t total = 0;
    while (fgets(text, sizeof text, f) && (total += strlen(text)) < FILE_MAX_BYTES) {
        char **words;
        text[strcspn(text, "#;\n")] = '\0';
        for (char *p = text; *p; p++)
            if (*p == '\t')
                *p = ' ';
        size_t n = str_split(a, text, ' ', &words, 32);
        if (n > 1)
            line(r, a, words, n);
        arena_reset(a);
    }
    arena_free(a);
    fclose(f);
}

static void conf_line(struct resolver *r, struct arena *a, char **words, size_t count)
{
    (void)a;
    if (str_eq(words[0], "nameserver")) {
        if (r->server_count < SERVERS_MAX && address_parse_port(words[1], 53, &r->servers[r->server_count]))
            r->server_count++;
    } else if (str_eq(words[0], "search") || str_eq(words[0], "domain")) {
        r->search_count = 0; /* the last line wins */
        for (size_t i = 1; i < count && r->search_count < SEARCH_MAX; i++) {
            if (str_copy(r->search[r->search_count], sizeof r->search[0], words[i]) < sizeof r->search[0] && words[i][0] != '.')
                r->search_count++;
        }
    } else if (str_eq(words[0], "options")) {
        for (size_t i = 1; i < count; i++) {
            int64_t v;
            if (str_starts(words[i], "ndots:") && str_to_i64(words[i] + 6, &v))
                r->ndots = v < 0 ? 0 : v > 15 ? 15 : (int)v;
        }
    }
}

static void hosts_line(struct resolver *r, struct arena *a, char **words, size_t count)
{
    struct address address;
    (void)a;
    if (!address_parse(words[0], 0, &address))
        return;
    for (size_t i = 1; i < count && r->host_count < HOSTS_MAX; i++) {
        if (r->host_count % 64 == 0)
            r->hosts = mem_resize(r->hosts, (r->host_count + 64) * sizeof *r->hosts);
        r->hosts[r->host_count++] = (struct host_entry){ mem_strdup(words[i]), address };
    }
}

static void forget_hosts(struct resolver *r)
{
    for (size_t i = 0; i < r->host_count; i++)
        mem_free(r->hosts[i].name);
    mem_free(r->hosts);
    r->hosts = NULL;
    r->host_count = 0;
}

static void expire_all(struct resolver *r)
{
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct name *n = r->buckets[i]; n; n = n->chain)
            n->expires = 0;
}

/* Looks at the files at most once a second. */
static void refresh(struct resolver *r)
{
    int64_t now = loop_now();
    if (r->looked && now - r->looked < US_PER_S)
        return;
    r->looked = now;
    if (changed(r->conf_path, &r->conf_stamp)) {
        r->server_count = r->search_count = 0;
        r->ndots = 1;
        each_line(r, r->conf_path, conf_line);
        if (r->server_count == 0 && address_parse("127.0.0.1", 53, &r->servers[0]))
            r->server_count = 1; /* resolv.conf(5) */
        expire_all(r);
    }
    if (changed(r->hosts_path, &r->hosts_stamp)) {
        forget_hosts(r);
        each_line(r, r->hosts_path, hosts_line);
        expire_all(r);
    }
}

bool resolver_server(struct net *n, size_t i, struct address *out)
{
    struct resolver *r = net_resolver(n);
    refresh(r);
    if (i >= r->server_count)
        return false;
    *out = r->servers[i];
    return true;
}

/* ---- the cache ---- */

static size_t bucket_of(const char *host)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    for (; *host; host++)
        h = (h ^ (unsigned char)*host) * 16777619u;
    return h % BUCKETS;
}

static void ring_remove(struct lookup *l)
{
    l->prev->next = l->next;
    l->next->prev = l->prev;
    l->name = NULL;
}

/* Drops names that nobody waits for: the expired ones, or all when that was not enough. */
static void make_room(struct resolver *r)
{
    int64_t now = loop_now();
    for (int all = 0; all < 2 && r->name_count >= NAMES_MAX; all++) {
        for (size_t i = 0; i < BUCKETS; i++) {
            for (struct name **at = &r->buckets[i]; *at;) {
                struct name *n = *at;
                if (n->pending || (!all && n->expires > now)) {
                    at = &n->chain;
                } else {
                    *at = n->chain;
                    mem_free(n);
                    r->name_count--;
                }
            }
        }
    }
}

static struct name *name_get(struct resolver *r, const char *host)
{
    struct name **bucket = &r->buckets[bucket_of(host)];
    for (struct name *n = *bucket; n; n = n->chain)
        if (str_eq(n->host, host))
            return n;
    make_room(r);
    bucket = &r->buckets[bucket_of(host)];
    struct name *n = mem_alloc(sizeof *n);
    n->resolver = r;
    n->waiting.next = n->waiting.prev = &n->waiting;
    str_copy(n->host, sizeof n->host, host);
    n->chain = *bucket;
    *bucket = n;
    r->name_count++;
    return n;
}

/* ---- asking ---- */

static void ask_next(struct name *n);

static void finish(struct name *n, enum err e, const char *detail, int64_t ttl_us)
{
    struct net *net = n->resolver->net;
    loop_timer_stop(net, &n->slow);
    for (int i = 0; i < 2; i++) {
        exchange_cancel(&n->ask[i]);
        n->asking[i] = false;
    }
    n->pending = false;
    n->err = e;
    str_copy(n->detail, sizeof n->detail, detail);
    n->expires = loop_now() + ttl_us;
    /* A callback may look the same name up again; it then finds the answer. The name cannot be dropped meanwhile: hold it as pending. */
    n->pending = true;
    while (n->waiting.next != &n->waiting) {
        struct lookup *l = n->waiting.next;
        ring_remove(l);
        l->done(l, n->err, n->detail, n->list, n->count);
    }
    n->pending = false;
}

static void found(struct name *n)
{
    n->count = 0;
    for (int family = 0; family < 2; family++)
        for (size_t i = 0; i < n->found_count[family] && n->count < ADDRESSES_MAX; i++)
            n->list[n->count++] = n->found[family][i];
    finish(n, OK, "", n->ttl_us < US_PER_S ? US_PER_S : n->ttl_us > TTL_MAX_US ? TTL_MAX_US : n->ttl_us);
}

/* The text of the candidate that is being asked: the search list comes first for names with few dots. False: no more. */
static bool candidate(const struct name *n, char dst[512])
{
    const struct resolver *r = n->resolver;
    size_t len = strlen(n->host), i = n->candidate;
    int dots = 0;
    for (const char *p = n->host; *p; p++)
        dots += *p == '.';
    bool absolute = len > 0 && n->host[len - 1] == '.';
    if (absolute || r->search_count == 0) {
        str_copy(dst, 512, n->host);
        return i == 0;
    }
    if (i > r->search_count)
        return false;
    bool plain_first = dots >= r->ndots;
    if (i == (plain_first ? 0 : r->search_count)) {
        str_copy(dst, 512, n->host);
    } else {
        snprintf(dst, 512, "%s.%s", n->host, r->search[plain_first ? i - 1 : i]);
    }
    return true;
}

static void settle(struct name *n)
{
    char detail[160];
    if (n->asking[FAMILY_A] || n->asking[FAMILY_AAAA]) {
        if (n->found_count[FAMILY_A] > 0 && n->slow.index == 0)
            loop_timer_set(n->resolver->net, &n->slow, loop_now() + SLOW_AAAA_US);
        return;
    }
    if (n->found_count[0] + n->found_count[1] > 0) {
        found(n);
    } else if (n->answered[0] && n->answered[1]) { /* this name does not exist or has no address: the next candidate */
        n->candidate++;
        n->server = 0;
        n->round = 0;
        ask_next(n);
    } else if (loop_now() >= n->deadline || (n->server + 1 >= n->resolver->server_count && n->round + 1 >= ROUNDS)) {
        snprintf(detail, sizeof detail, "cannot resolve %.90s: no name server answered", n->host);
        finish(n, ERR_UNREACHABLE, detail, FAILED_TTL_US);
    } else {
        if (++n->server >= n->resolver->server_count) {
            n->server = 0;
            n->round++;
        }
        ask_next(n);
    }
}

static void on_slow(struct timer *t)
{
    struct name *n = container_of(t, struct name, slow);
    found(n);
}

static void on_answer(struct exchange *x, enum err e, const char *detail, const struct dns_answer *answer)
{
    struct name *n =
        x->type == dns_type("A") ? container_of(x, struct name, ask[FAMILY_A]) : container_of(x, struct name, ask[FAMILY_AAAA]);
    int family = x == &n->ask[FAMILY_A] ? FAMILY_A : FAMILY_AAAA;
    (void)detail;
    n->asking[family] = false;
    if (e == OK && (answer->rcode == 0 || answer->rcode == 3)) {
        n->answered[family] = true;
        for (size_t i = 0; i < answer->count && n->found_count[family] < ADDRESSES_MAX; i++) {
            struct address *a = &n->found[family][n->found_count[family]++];
            memset(a, 0, sizeof *a);
            if (family == FAMILY_A) {
                a->u.v4.sin_family = AF_INET;
                memcpy(&a->u.v4.sin_addr, answer->records[i].address, 4);
                a->len = sizeof a->u.v4;
            } else {
                a->u.v6.sin6_family = AF_INET6;
                memcpy(&a->u.v6.sin6_addr, answer->records[i].address, 16);
                a->len = sizeof a->u.v6;
            }
        }
        if (answer->count > 0 && answer->ttl_s * US_PER_S < n->ttl_us)
            n->ttl_us = answer->ttl_s * US_PER_S;
    }
    settle(n);
}

static void ask_next(struct name *n)
{
    struct resolver *r = n->resolver;
    char host[512], detail[160];
    for (;; n->candidate++) {
        if (!candidate(n, host)) {
            snprintf(detail, sizeof detail, "cannot resolve %.110s: there is no such name", n->host);
            finish(n, ERR_UNREACHABLE, detail, FAILED_TTL_US);
            return;
        }
        unsigned char scratch[DNS_QUERY_MAX];
        if (strlen(host) < 255 && dns_query(scratch, 0, host, 1) > 0)
            break; /* a candidate that became too long is skipped */
    }
    if (n->server >= r->server_count)
        n->server = 0; /* the file changed meanwhile */
    int64_t deadline = loop_now() + SERVER_WAIT_US;
    if (deadline > n->deadline)
        deadline = n->deadline;
    for (int i = 0; i < 2; i++)
        n->answered[i] = false, n->asking[i] = true, n->found_count[i] = 0;
    struct address server = r->servers[n->server];
    /* An exchange may end before exchange_start returns; the name settles only when both have, so nothing of it changes between the two. */
    if (exchange_start(&n->ask[FAMILY_A], r->net, &server, host, dns_type("A"), deadline, SERVER_WAIT_US / 2, on_answer) != OK)
        n->asking[FAMILY_A] = false;
    if (exchange_start(&n->ask[FAMILY_AAAA], r->net, &server, host, dns_type("AAAA"), deadline, SERVER_WAIT_US / 2, on_answer) != OK) {
        n->asking[FAMILY_AAAA] = false;
        settle(n);
    }
}

/* ---- lookups ---- */

/* Is the host the special top-level name, or a name below it? */
static bool under(const char *host, const char *top)
{
    size_t n = strlen(host), m = strlen(top);
    if (n > 0 && host[n - 1] == '.')
        n--;
    return n >= m && strncasecmp(host + n - m, top, m) == 0 && (n == m || host[n - m - 1] == '.');
}

static size_t from_hosts(const struct resolver *r, const char *host, struct address *list)
{
    size_t count = 0;
    for (size_t i = 0; i < r->host_count && count < ADDRESSES_MAX; i++)
        if (str_eq_nocase(r->hosts[i].name, host))
            list[count++] = r->hosts[i].address;
    if (count == 0 && under(host, "localhost")) { /* RFC 6761 §6.3 */
        address_parse("127.0.0.1", 0, &list[0]);
        address_parse("::1", 0, &list[1]);
        count = 2;
    }
    return count;
}

void lookup_start(struct net *net, struct lookup *l, const char *host)
{
    struct resolver *r = net_resolver(net);
    struct address list[ADDRESSES_MAX];
    char lower[256];
    unsigned char scratch[DNS_QUERY_MAX];
    l->name = NULL;
    refresh(r);
    size_t count = from_hosts(r, host, list);
    if (count > 0) {
        l->done(l, OK, "", list, count);
        return;
    }
    if (under(host, "invalid")) { /* RFC 6761 §6.4 */
        snprintf(lower, sizeof lower, "cannot resolve %.110s: there is no such name", host);
        l->done(l, ERR_UNREACHABLE, lower, NULL, 0);
        return;
    }
    if (strlen(host) > 254 || dns_query(scratch, 0, host, 1) == 0) {
        l->done(l, ERR_UNREACHABLE, "the host name is not a domain name", NULL, 0);
        return;
    }
    size_t i = 0;
    for (; host[i]; i++)
        lower[i] = (char)(host[i] >= 'A' && host[i] <= 'Z' ? host[i] + 32 : host[i]);
    lower[i] = '\0';
    struct name *n = name_get(r, lower);
    if (!n->pending && n->expires > loop_now()) {
        struct address copy[ADDRESSES_MAX]; /* the callback may push the name out of the cache */
        char detail[160];
        count = n->err == OK ? n->count : 0;
        memcpy(copy, n->list, sizeof copy);
        memcpy(detail, n->detail, sizeof detail);
        l->done(l, n->err, detail, copy, count);
        return;
    }
    bool start = !n->pending;
    l->name = n;
    l->next = &n->waiting;
    l->prev = n->waiting.prev;
    l->prev->next = l;
    n->waiting.prev = l;
    if (!start)
        return;
    n->pending = true;
    n->candidate = n->server = 0;
    n->round = 0;
    n->count = 0;
    n->ttl_us = TTL_MAX_US;
    n->deadline = loop_now() + LOOKUP_MAX_US;
    n->slow.fn = on_slow;
    ask_next(n);
}

void lookup_cancel(struct net *n, struct lookup *l)
{
    (void)n;
    if (l->name)
        ring_remove(l); /* the question goes on: its answer serves the cache */
}

struct resolver *resolver_new(struct net *n, const char *resolv_conf, const char *hosts)
{
    struct resolver *r = mem_alloc(sizeof *r);
    r->net = n;
    r->conf_path = mem_strdup(resolv_conf ? resolv_conf : "/etc/resolv.conf");
    r->hosts_path = mem_strdup(hosts ? hosts : "/etc/hosts");
    r->conf_stamp.size = -1; /* unlike any file, so that the first look reads it or finds it missing */
    r->hosts_stamp.size = -1;
    r->ndots = 1;
    return r;
}

void resolver_free(struct resolver *r)
{
    for (size_t i = 0; i < BUCKETS; i++) {
        while (r->buckets[i]) {
            struct name *n = r->buckets[i];
            r->buckets[i] = n->chain;
            for (int k = 0; k < 2; k++)
                exchange_cancel(&n->ask[k]); /* the loop has ended: nobody else touches them */
            mem_free(n);
        }
    }
    forget_hosts(r);
    mem_free(r->conf_path);
    mem_free(r->hosts_path);
    mem_free(r);
}
