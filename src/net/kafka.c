/*
 * kafka.c - a look at a Kafka cluster through librdkafka: metadata of all topics, the controller, and whether each broker that the
 * cluster names can really be connected to.
 *
 * Threads: pool threads, one probe each; librdkafka's own threads live as long as the probe; "kafka-reaper" destroys clients, because
 * rd_kafka_destroy can block for long with the brokers gone. Always: at most CLIENTS_MAX clients exist; beyond that a probe is refused.
 */
#include "core/mem.h"
#include "core/str.h"
#include "net/internal.h"
#include <errno.h>
#include <librdkafka/rdkafka.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CLIENTS_MAX 16
#define STACK_BYTES (512 * 1024)
#define BROKERS_MAX 64

/* What librdkafka's callbacks need; lives as long as the client. */
struct context {
    struct net *net;
    int timeout_ms;
    struct net_policy *policy;
    pthread_mutex_t lock;
    char problem[240]; /* the last that librdkafka had to say */
    char denied[ADDRESS_TEXT];
};

struct grave {
    struct grave *next;
    rd_kafka_t *client;
    struct context *context;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t buried = PTHREAD_COND_INITIALIZER;
static struct grave *graves;
static int clients;
static bool reaper_runs;

static void context_free(struct context *c)
{
    net_policy_unref(c->policy);
    pthread_mutex_destroy(&c->lock);
    mem_free(c);
}

/* ---- the end of clients ---- */

static void *reaper_main(void *arg)
{
    (void)arg;
    pthread_setname_np(pthread_self(), "kafka-reaper");
    pthread_mutex_lock(&lock);
    for (;;) {
        while (!graves)
            pthread_cond_wait(&buried, &lock);
        struct grave *g = graves;
        graves = g->next;
        pthread_mutex_unlock(&lock);
        rd_kafka_destroy_flags(g->client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
        context_free(g->context);
        mem_free(g);
        pthread_mutex_lock(&lock);
        clients--;
    }
    return NULL;
}

static enum err client_slot(void)
{
    enum err e = OK;
    pthread_mutex_lock(&lock);
    if (!reaper_runs) {
        pthread_t t;
        pthread_attr_t attr;
        pthread_attr_init(&attr);
        pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
        pthread_attr_setstacksize(&attr, STACK_BYTES);
        reaper_runs = pthread_create(&t, &attr, reaper_main, NULL) == 0; /* from a pool thread: signals are blocked already */
        pthread_attr_destroy(&attr);
    }
    if (!reaper_runs)
        e = err_set(ERR_BUSY, "no thread can be started");
    else if (clients >= CLIENTS_MAX)
        e = err_set(ERR_BUSY, "%d Kafka clients are still being closed", CLIENTS_MAX);
    else
        clients++;
    pthread_mutex_unlock(&lock);
    return e;
}

static void bury(rd_kafka_t *client, struct context *c)
{
    struct grave *g = mem_alloc(sizeof *g);
    g->client = client;
    g->context = c;
    pthread_mutex_lock(&lock);
    g->next = graves;
    graves = g;
    pthread_cond_signal(&buried);
    pthread_mutex_unlock(&lock);
}

/* ---- callbacks of librdkafka, on its threads ---- */

static int connect_to(int fd, const struct sockaddr *address, int len, const char *id, void *opaque)
{
    struct context *c = opaque;
    (void)id;
    if (!policy_allows(c->policy, address)) {
        pthread_mutex_lock(&c->lock);
        address_text(address, c->denied);
        pthread_mutex_unlock(&c->lock);
        return EACCES;
    }
    if (connect(fd, address, (socklen_t)len) == 0 || errno == EINPROGRESS)
        return 0;
    return errno;
}

/* getaddrinfo's place: a name server that does not answer must not hold librdkafka's threads, and with them the client's end. */
static int resolve(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **out, void *opaque)
{
    struct context *c = opaque;
    struct address list[ADDRESSES_MAX];
    size_t count;
    int64_t port = 0;
    if (!node && !service) { /* gives back what it got from here */
        mem_free(*out);
        return 0;
    }
    (void)hints;
    if (service && !str_to_i64(service, &port))
        return EAI_SERVICE;
    if (lookup_wait(c->net, node, loop_now() + c->timeout_ms * US_PER_MS, list, &count) != OK || count == 0)
        return EAI_NONAME;
    /* One allocation for all, so that it can be given back at once. */
    struct entry {
        struct addrinfo info;
        struct address address;
    } *all = mem_array(count, sizeof *all);
    for (size_t i = 0; i < count; i++) {
        all[i].address = list[i];
        address_set_port(&all[i].address, (int)port);
        all[i].info = (struct addrinfo){ .ai_family = list[i].u.any.sa_family,
                                         .ai_socktype = SOCK_STREAM,
                                         .ai_protocol = IPPROTO_TCP,
                                         .ai_addrlen = list[i].len,
                                         .ai_addr = &all[i].address.u.any,
                                         .ai_next = i + 1 < count ? &all[i + 1].info : NULL };
    }
    *out = &all[0].info;
    return 0;
}

static void on_error(rd_kafka_t *rk, int err, const char *reason, void *opaque)
{
    struct context *c = opaque;
    (void)rk;
    pthread_mutex_lock(&c->lock);
    /* "All brokers are down" says less than what came before it. */
    if (err != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || !c->problem[0])
        str_copy(c->problem, sizeof c->problem, reason);
    pthread_mutex_unlock(&c->lock);
}

static void on_log(const rd_kafka_t *rk, int level, const char *facility, const char *text)
{
    (void)rk; /* what matters arrives as an error too */
    (void)level;
    (void)facility;
    (void)text;
}

/* ---- a probe ---- */

static enum err set(rd_kafka_conf_t *conf, const char *name, const char *value)
{
    char why[160];
    if (!value || !value[0])
        return OK;
    if (rd_kafka_conf_set(conf, name, value, why, sizeof why) == RD_KAFKA_CONF_OK)
        return OK;
    return err_set(ERR_INVALID, "Kafka: %s cannot be used", name); /* why repeats the value, which may be a password */
}

/* Where librdkafka looks for certificate authorities: as the rest of net/ does, which its own default in a static program would not. */
static const char *authorities(void)
{
    const char *asked = getenv("SSL_CERT_FILE");
    return asked && *asked ? asked : "probe";
}

static enum err client_new(const struct net_kafka_target *t, struct context *c, rd_kafka_t **out)
{
    char ms[16], why[200];
    enum err e = OK;
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    snprintf(ms, sizeof ms, "%d", t->timeout_ms < 1000 ? 1000 : t->timeout_ms);
    const struct {
        const char *name, *value;
    } settings[] = {
        { "bootstrap.servers", t->brokers },
        { "client.id", "binnacle" },
        { "socket.connection.setup.timeout.ms", ms },
        { "socket.timeout.ms", ms },
        { "topic.metadata.refresh.interval.ms", "-1" },
        { "reconnect.backoff.ms", "50" },
        { "reconnect.backoff.max.ms", "500" },
        { "enable.metrics.push", "false" },
        { "ssl.ca.location", t->security_protocol && strstr(t->security_protocol, "ssl") ? authorities() : NULL },
        { "security.protocol", t->security_protocol },
        { "sasl.mechanism", t->sasl_mechanism },
        { "sasl.username", t->username },
        { "sasl.password", t->password },
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings && e == OK; i++)
        e = set(conf, settings[i].name, settings[i].value);
    if (e != OK) {
        rd_kafka_conf_destroy(conf);
        return e;
    }
    rd_kafka_conf_set_opaque(conf, c);
    rd_kafka_conf_set_connect_cb(conf, connect_to);
    if (c->net)
        rd_kafka_conf_set_resolve_cb(conf, resolve);
    rd_kafka_conf_set_error_cb(conf, on_error);
    rd_kafka_conf_set_log_cb(conf, on_log);
    *out = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    if (*out)
        return OK;
    rd_kafka_conf_destroy(conf);
    return err_set(ERR_INVALID, "Kafka: the client cannot be set up: %s", why);
}

static int left_ms(int64_t deadline)
{
    int64_t ms = (deadline - loop_now()) / US_PER_MS;
    return ms < 1 ? 1 : (int)ms;
}

/* How many of the brokers accept a connection before the deadline. */
static int count_reachable(const struct rd_kafka_metadata *md, const struct net_kafka_target *t, int64_t deadline)
{
    int count = md->broker_cnt < BROKERS_MAX ? md->broker_cnt : BROKERS_MAX, reached = 0;
    /* One after the other, each with an even share: a cluster has few brokers, and those that answer do so at once. */
    for (int i = 0; i < count; i++) {
        int64_t now = loop_now();
        char remote[ADDRESS_TEXT];
        int fd;
        if (now >= deadline)
            break;
        if (blocking_connect(t->net, md->brokers[i].host, md->brokers[i].port, t->policy, now + (deadline - now) / (count - i), &fd,
                             remote) != OK)
            continue;
        close(fd);
        reached++;
    }
    return reached;
}

static void count_partitions(const struct rd_kafka_metadata *md, struct net_kafka_info *out)
{
    out->topics = md->topic_cnt;
    for (int i = 0; i < md->topic_cnt; i++) {
        const struct rd_kafka_metadata_topic *topic = &md->topics[i];
        out->partitions += topic->partition_cnt;
        for (int k = 0; k < topic->partition_cnt; k++) {
            const struct rd_kafka_metadata_partition *p = &topic->partitions[k];
            if (p->leader < 0)
                out->offline++;
            else if (p->isr_cnt < p->replica_cnt)
                out->under_replicated++;
        }
    }
}

static enum err metadata_error(struct context *c, rd_kafka_t *client, rd_kafka_resp_err_t code)
{
    char problem[240], denied[ADDRESS_TEXT];
    rd_kafka_poll(client, 0); /* delivers the errors that wait */
    pthread_mutex_lock(&c->lock);
    memcpy(problem, c->problem, sizeof problem);
    memcpy(denied, c->denied, sizeof denied);
    pthread_mutex_unlock(&c->lock);
    if (denied[0])
        return err_set(ERR_FORBIDDEN, "the address %s is not allowed for this tenant", denied);
    if (code == RD_KAFKA_RESP_ERR__AUTHENTICATION || strstr(problem, "uthentication"))
        return err_set(ERR_UPSTREAM, "Kafka refused the sign-in: %s", problem);
    return err_set(ERR_UNREACHABLE, "no broker answered: %s", problem[0] ? problem : rd_kafka_err2str(code));
}

enum err net_kafka_probe(struct arena *a, const struct net_kafka_target *t, struct net_kafka_info *out)
{
    (void)a;
    int64_t deadline = loop_now() + t->timeout_ms * US_PER_MS;
    const struct rd_kafka_metadata *md = NULL;
    rd_kafka_t *client = NULL;
    memset(out, 0, sizeof *out);
    out->controller_id = -1;
    enum err e = client_slot();
    if (e != OK)
        return e;
    struct context *c = mem_alloc(sizeof *c);
    pthread_mutex_init(&c->lock, NULL);
    c->net = t->net;
    c->timeout_ms = t->timeout_ms;
    c->policy = net_policy_ref(t->policy);
    e = client_new(t, c, &client);
    if (e != OK) {
        context_free(c);
        pthread_mutex_lock(&lock);
        clients--;
        pthread_mutex_unlock(&lock);
        return e;
    }
    /* A fifth of the time is kept for what comes after the metadata. */
    rd_kafka_resp_err_t code = rd_kafka_metadata(client, 1, NULL, &md, left_ms(deadline) - t->timeout_ms / 5);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        e = metadata_error(c, client, code);
    } else {
        out->brokers_known = md->broker_cnt;
        count_partitions(md, out);
        out->controller_id = rd_kafka_controllerid(client, left_ms(deadline));
        char *cluster = rd_kafka_clusterid(client, left_ms(deadline));
        if (cluster)
            str_copy(out->cluster_id, sizeof out->cluster_id, cluster);
        rd_kafka_mem_free(client, cluster);
        out->brokers_reachable = count_reachable(md, t, deadline);
        rd_kafka_metadata_destroy(md);
    }
    bury(client, c);
    return e;
}
