/*
 * main.c - the composition root: reads the command line, opens the store, builds each domain, runs, stops.
 *
 * The main thread builds everything before any other thread runs, then waits for signals and does the minute's housekeeping. Signals are
 * blocked in all threads and taken by this one. A stop is bounded: what has not ended after 10 s is left behind; everything acknowledged is
 * on disk.
 */
#include "alerts/alerts_api.h"
#include "apidoc.h"
#include "audit/audit_api.h"
#include "backup/backup_api.h"
#include "box.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/str.h"
#include "core/version.h"
#include "iam/iam_api.h"
#include "inbox/inbox_api.h"
#include "jobs/jobs_api.h"
#include "mail/mail_api.h"
#include "monitor/monitor_api.h"
#include "notify/notify_api.h"
#include "ops/ops_api.h"
#include "outgoing/outgoing_api.h"
#include "prefs/prefs_api.h"
#include "sandbox.h"
#include "settings/settings_api.h"
#include "sso/sso_api.h"
#include "tenants/tenants_api.h"
#include "vitals/vitals_api.h"
#include "workers/workers_api.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

#define INPUT_MAX      (16u << 20)
#define STOP_SECONDS   10
#define BETWEEN_TRIES  5 /* of a command, while a box starts or stops; each waits for the lock */
#define PORTS_MAX      16
#define PORTS_VARIABLE "BINNACLE_RESTART_PORTS"

static atomic_bool restart_wanted;

static int fail(const char *what)
{
    fprintf(stderr, "binnacle: %s%s%s\n", what ? what : "", what ? ": " : "", err_detail());
    return 1;
}

/* ---- what http/ asks of the identity and audit domains ---- */

static enum err authenticate(void *ctx, struct arena *a, const char *cookie, const char *bearer, const char *remote, struct principal *out)
{
    struct box *b = ctx;
    struct iam_identity who;
    (void)a;
    *out = (struct principal){ 0 };
    if (!cookie && !bearer)
        return OK;
    enum err e = iam_authenticate(b->iam, cookie, bearer, remote, &who);
    if (e)
        return e;
    str_copy(out->user_id, sizeof out->user_id, who.user_id);
    str_copy(out->tenant_id, sizeof out->tenant_id, who.tenant_id);
    str_copy(out->session_id, sizeof out->session_id, who.session_id);
    str_copy(out->api_key_id, sizeof out->api_key_id, who.api_key_id);
    str_copy(out->email, sizeof out->email, who.email);
    str_copy(out->role, sizeof out->role, who.role);
    str_copy(out->csrf, sizeof out->csrf, who.csrf);
    memcpy(out->perms, who.perms.bits, sizeof out->perms);
    out->session_ends_at = who.session_id[0] ? who.ends_at : 0;
    out->superadmin = who.superadmin;
    out->limited = who.factor_missing;
    out->via_cookie = !bearer;
    return OK;
}

static enum err tenant_check(void *ctx, const struct principal *p, const char *tenant_id)
{
    struct box *b = ctx;
    struct iam_identity who = { .superadmin = p->superadmin };
    str_copy(who.tenant_id, sizeof who.tenant_id, p->tenant_id);
    return iam_tenant_check(b->iam, &who, tenant_id);
}

static enum err idem_begin(void *ctx, struct arena *a, const char *tenant_id, const char *user_id, const char *key, const char *route,
                           const unsigned char body_hash[32], int *status, const char **body)
{
    return iam_idem_begin(((struct box *)ctx)->iam, a, tenant_id, user_id, key, route, body_hash, status, body);
}

static void idem_end(void *ctx, const char *tenant_id, const char *user_id, const char *key, const char *route, int status,
                     const char *body)
{
    (void)route;
    iam_idem_end(((struct box *)ctx)->iam, tenant_id, user_id, key, status, body);
}

static bool ready(void *ctx, char *why, size_t n)
{
    struct box *b = ctx;
    struct store_health h;
    store_health(b->store, &h);
    if (!h.writable)
        str_copy(why, n, h.disk_full ? "the disk is full" : "the store cannot be written");
    return h.writable;
}

static void session_ended(void *ctx, const char *session_id, const char *user_id)
{
    struct box *b = ctx;
    if (b->server)
        server_sockets_close(b->server, session_id ? session_id : user_id);
}

/* ---- building ---- */

static void ask_restart(void *ctx)
{
    (void)ctx;
    atomic_store(&restart_wanted, true);
}

static int number(const struct cli *c, enum cli_option o)
{
    int64_t n = 0;
    const char *text = cli_get(c, o);
    return text && str_to_i64(text, &n) ? (int)n : 0;
}

static enum err open_server(struct box *b, const struct cli *c)
{
    static struct http_hooks hooks;
    static unsigned char cursor_key[CRYPTO_HASH_SIZE];
    static const char *default_listen[2];
    crypto_hmac_sha256(b->key, sizeof b->key, "binnacle cursors 1", 18, cursor_key);
    hooks = (struct http_hooks){ .ctx = b,
                                 .authenticate = authenticate,
                                 .tenant_check = tenant_check,
                                 .perm_name = iam_perm_name,
                                 .idem_begin = idem_begin,
                                 .idem_end = idem_end,
                                 .ready = ready };
    box_audit_hooks(&hooks);
    default_listen[0] = cli_get(c, OPT_LISTEN);
    struct server_options o = { .listen = c->values[OPT_LISTEN][0] ? c->values[OPT_LISTEN] : default_listen,
                                .tls_listen = c->values[OPT_TLS_LISTEN],
                                .tls_cert = cli_get(c, OPT_TLS_CERT),
                                .tls_key = cli_get(c, OPT_TLS_KEY),
                                .data_dir = b->dir,
                                .www_dir = cli_get(c, OPT_WWW),
                                .clock = b->clock,
                                .hooks = &hooks,
                                .version = version_text(),
                                .docs_perm = PERM_DOCS_READ,
                                .tags = apidoc_tags,
                                .cursor_key = cursor_key,
                                .no_limits = str_eq(cli_get(c, OPT_RATE_LIMITS), "off") };
    return server_new(&o, &b->server);
}

static enum err add_routes(struct box *b)
{
    enum err e = iam_routes(b->iam, b->server);
    if (!e)
        e = prefs_routes(b->prefs, b->server);
    if (!e)
        e = inbox_routes(b->inbox, b->server);
    if (!e)
        e = iam_account_routes(b->iam, b->server);
    if (!e)
        e = audit_routes(b->audit, b->server);
    if (!e)
        e = settings_routes(b->settings, b->server);
    if (!e)
        e = sso_routes(b->sso, b->server);
    if (!e)
        e = outgoing_routes(b->outgoing, b->server);
    if (!e)
        e = mail_routes(b->mail, b->server);
    if (!e)
        e = notify_routes(b->notify, b->server);
    if (!e)
        e = alerts_routes(b->alerts, b->server);
    if (!e)
        e = monitor_routes(
            b->monitor, b->server,
            &(struct monitor_box){
                .server = b->server, .store = b->store, .net = b->net, .self = b->self, .clock = b->clock, .data_dir = b->dir });
    if (!e)
        e = workers_routes(b->workers, b->server);
    if (!e)
        e = tenants_routes(b->tenants, b->server);
    if (!e)
        e = backup_routes(b->backup, b->server);
    if (!e)
        e = jobs_routes(b->jobs, b->server);
    if (!e)
        e = ops_routes(b->ops, b->server);
    if (!e)
        e = vitals_routes(b->vitals, b->server);
    return e;
}

enum err box_open(struct box *b, const struct cli *c, bool serve)
{
    struct arena *a = arena_new(1024);
    const struct live *live = NULL;
    *b = (struct box){ .dir = cli_get(c, OPT_DATA), .clock = clock_system() };
    enum err e = store_open(
        &(struct store_options){
            .dir = b->dir, .clock = b->clock, .version = version_text(), .telemetry_keep_days = number(c, OPT_TELEMETRY_DAYS) },
        &b->store);
    if (!e)
        e = crypto_key_load(arena_printf(a, "%s/secret.key", b->dir), true, b->key);
    if (!e && serve)
        e = net_new(&(struct net_options){ .clock = b->clock }, &b->net);
    if (!e && serve)
        e = open_server(b, c);
    if (!e && serve)
        live = server_live(b->server);
    if (!e)
        b->self = self_new();
    if (!e)
        e = audit_new(&(struct audit_deps){ .store = b->store,
                                            .clock = b->clock,
                                            .live = live,
                                            .key = b->key,
                                            .default_tenant = IAM_DEFAULT_TENANT,
                                            .net = b->net,
                                            .head_dir = cli_get(c, OPT_AUDIT_DIR) },
                      &b->audit);
    if (!e)
        e = audit_adopt_key(b->audit);
    if (!e)
        e = prefs_new(&(struct prefs_deps){ .store = b->store, .clock = b->clock, .live = live }, &b->prefs);
    if (!e)
        e = inbox_new(&(struct inbox_deps){ .store = b->store, .clock = b->clock, .live = live, .prefs = b->prefs }, &b->inbox);
    if (!e)
        e = settings_new(&(struct settings_deps){ .store = b->store, .clock = b->clock }, &b->settings);
    if (!e)
        e = outgoing_new(&(struct outgoing_deps){ .store = b->store, .clock = b->clock }, &b->outgoing);
    if (!e)
        audit_set_outgoing(b->audit, b->outgoing);
    if (!e) {
        struct mail_deps d = { .store = b->store, .clock = b->clock, .net = b->net, .outgoing = b->outgoing, .settings = b->settings };
        memcpy(d.key, b->key, sizeof d.key);
        e = mail_new(&d, &b->mail);
    }
    if (!e) {
        struct iam_deps d = { .store = b->store,
                              .clock = b->clock,
                              .idle_seconds = number(c, OPT_SESSION_IDLE_SECONDS),
                              .absolute_seconds = number(c, OPT_SESSION_ABSOLUTE_SECONDS),
                              .ended = session_ended,
                              .ended_ctx = b,
                              .inbox = b->inbox,
                              .key = b->key,
                              .mail = b->mail,
                              .settings = b->settings };
        e = iam_new(&d, &b->iam);
    }
    if (!e && serve)
        e = sso_new(&(struct sso_deps){ .store = b->store,
                                        .clock = b->clock,
                                        .net = b->net,
                                        .outgoing = b->outgoing,
                                        .iam = b->iam,
                                        .settings = b->settings,
                                        .key = b->key },
                    &b->sso);
    if (!e) {
        struct notify_deps d = {
            .store = b->store, .clock = b->clock, .live = live, .net = b->net, .outgoing = b->outgoing, .settings = b->settings
        };
        memcpy(d.key, b->key, sizeof d.key);
        e = notify_new(&d, &b->notify);
        if (!e && serve)
            e = alerts_new(
                &(struct alerts_deps){ .store = b->store, .clock = b->clock, .live = live, .notify = b->notify, .inbox = b->inbox },
                &b->alerts);
    }
    if (!e)
        e = monitor_new(&(struct monitor_deps){ .store = b->store,
                                                .clock = b->clock,
                                                .live = live,
                                                .net = b->net,
                                                .outgoing = b->outgoing,
                                                .alerts = b->alerts,
                                                .self = b->self,
                                                .key = b->key },
                        &b->monitor);
    if (!e && serve) {
        e = workers_new(&(struct workers_deps){ .store = b->store,
                                                .clock = b->clock,
                                                .net = b->net,
                                                .outgoing = b->outgoing,
                                                .monitor = b->monitor,
                                                .settings = b->settings },
                        &b->workers);
        if (!e)
            e = tenants_new(
                &(struct tenants_deps){ .store = b->store, .clock = b->clock, .iam = b->iam, .monitor = b->monitor, .workers = b->workers },
                &b->tenants);
        if (!e)
            e = backup_new(&(struct backup_deps){ .store = b->store,
                                                  .clock = b->clock,
                                                  .live = live,
                                                  .alerts = b->alerts,
                                                  .inbox = b->inbox,
                                                  .data_dir = b->dir,
                                                  .restart = ask_restart,
                                                  .scheduled = box_backup_schedule_changed,
                                                  .scheduled_ctx = b },
                           &b->backup);
        struct jobs_deps jd = { .store = b->store,
                                .clock = b->clock,
                                .live = live,
                                .net = b->net,
                                .outgoing = b->outgoing,
                                .settings = b->settings,
                                .commands_file = cli_get(c, OPT_JOB_COMMANDS) };
        memcpy(jd.key, b->key, sizeof jd.key);
        if (!e)
            e = jobs_new(&jd, &b->jobs);
        if (!e)
            e = box_jobs_register(b);
        crypto_wipe(jd.key, sizeof jd.key);
        if (!e)
            e = ops_new(&(struct ops_deps){ .store = b->store,
                                            .clock = b->clock,
                                            .alerts = b->alerts,
                                            .notify = b->notify,
                                            .settings = b->settings,
                                            .backup = b->backup,
                                            .monitor = b->monitor,
                                            .data_dir = b->dir },
                        &b->ops);
        if (!e)
            e = vitals_new(&(struct vitals_deps){ .store = b->store,
                                                  .clock = b->clock,
                                                  .live = live,
                                                  .jobs = b->jobs,
                                                  .monitor = b->monitor,
                                                  .alerts = b->alerts,
                                                  .data_dir = b->dir },
                           &b->vitals);
        if (!e)
            e = box_parts_register(b);
        if (!e)
            e = add_routes(b);
    }
    arena_free(a);
    return e;
}

enum err box_start(struct box *b)
{
    b->started = true;
    enum err e = server_start(b->server);
    if (!e) {
        int ports[PORTS_MAX];
        outgoing_set_listeners(b->outgoing, ports, server_ports(b->server, ports, PORTS_MAX));
        e = notify_start(b->notify);
    }
    if (!e)
        e = mail_start(b->mail);
    if (!e)
        e = monitor_start(b->monitor);
    if (!e)
        e = workers_start(b->workers);
    if (!e)
        e = tenants_start(b->tenants);
    if (!e)
        e = backup_start(b->backup);
    if (!e)
        e = ops_start(b->ops);
    if (!e)
        e = jobs_start(b->jobs);
    if (!e)
        e = box_jobs_schedules(b);
    if (!e)
        e = audit_start(b->audit);
    if (!e)
        e = vitals_start(b->vitals);
    return e;
}

void box_close(struct box *b)
{
    if (b->started) {
        server_stop(b->server);
        vitals_stop(b->vitals);
        jobs_stop(b->jobs);
        audit_stop(b->audit);
        ops_stop(b->ops);
        backup_stop(b->backup);
        tenants_stop(b->tenants);
        workers_stop(b->workers);
        monitor_stop(b->monitor);
        mail_stop(b->mail);
        notify_stop(b->notify);
        iam_housekeep(b->iam);
    }
    if (b->net)
        net_free(b->net);
    vitals_free(b->vitals);
    ops_free(b->ops);
    jobs_free(b->jobs);
    backup_free(b->backup);
    tenants_free(b->tenants);
    workers_free(b->workers);
    monitor_free(b->monitor);
    alerts_free(b->alerts);
    notify_free(b->notify);
    sso_free(b->sso);
    iam_free(b->iam);
    inbox_free(b->inbox);
    prefs_free(b->prefs);
    mail_free(b->mail);
    outgoing_free(b->outgoing);
    settings_free(b->settings);
    if (b->self)
        self_free(b->self);
    server_free(b->server);
    store_close(b->store);
    audit_free(b->audit); /* what the store wrote last had its rows */
    crypto_wipe(b->key, sizeof b->key);
}

/* ---- serve ---- */

/* systemd's notification protocol, sd_notify(3): a datagram to the socket that it names. */
static void notify_systemd(const char *text)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    if (!path || str_copy(a.sun_path, sizeof a.sun_path, path) >= sizeof a.sun_path)
        return;
    if (a.sun_path[0] == '@')
        a.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    if (sendto(fd, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr *)&a,
               (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path))) < 0)
        log_warn("systemd was not told", "state", text, "why", strerror(errno), NULL);
    close(fd);
}

/* The first user: from the environment, or by a link that the console shows. */
static enum err first_user(struct box *b, struct arena *a)
{
    const char *email = getenv("BINNACLE_ADMIN_EMAIL"), *password = getenv("BINNACLE_ADMIN_PASSWORD");
    char *id;
    bool claimed;
    enum err e = iam_claimed(b->iam, &claimed);
    if (e || claimed)
        return e;
    if (!email != !password)
        return err_set(ERR_INVALID, "BINNACLE_ADMIN_EMAIL and BINNACLE_ADMIN_PASSWORD go together");
    if (email && password) {
        if (iam_email_check(email))
            return err_set(ERR_INVALID, "BINNACLE_ADMIN_EMAIL: %s", arena_strdup(a, err_detail()));
        e = iam_user_add(b->iam, a, NULL, IAM_DEFAULT_TENANT, email, "", iam_role_name(ROLE_SUPERADMIN), password, &id);
        return e == ERR_INVALID ? err_set(e, "BINNACLE_ADMIN_PASSWORD %s", arena_strdup(a, err_detail())) : e;
    }
    return OK;
}

static enum err show_claim(struct box *b, const struct cli *c)
{
    const char *listen = cli_get(c, OPT_LISTEN);
    char token[IAM_TOKEN_SIZE], host[256] = "localhost";
    bool claimed, tls = server_tls_fingerprint(b->server)[0] != '\0';
    enum err e = iam_claimed(b->iam, &claimed);
    if (e || claimed || (e = iam_claim_token(b->iam, token)))
        return e;
    const char *colon = listen ? strrchr(listen, ':') : NULL;
    if (colon && colon > listen && strncmp(listen, "0.0.0.0", 7) != 0 && strncmp(listen, "[::]", 4) != 0 &&
        (size_t)(colon - listen) < sizeof host) {
        memcpy(host, listen, (size_t)(colon - listen));
        host[colon - listen] = '\0';
    } else if (gethostname(host, sizeof host)) {
        str_copy(host, sizeof host, "localhost");
    }
    printf("claim this box within 30 minutes: http://%s:%d/claim?token=%s\n", host, server_port(b->server), token);
    if (tls) {
        printf("TLS certificate fingerprint (SHA-256): %s\n", server_tls_fingerprint(b->server));
        int ports[PORTS_MAX];
        size_t plain = 1, n = server_ports(b->server, ports, PORTS_MAX);
        while (plain < n && c->values[OPT_LISTEN][plain - 1] && c->values[OPT_LISTEN][plain])
            plain++;
        if (plain < n)
            printf("or, encrypted: https://%s:%d/claim?token=%s\n", host, ports[plain], token);
    }
    fflush(stdout);
    return OK;
}

/* A service to look at: this machine. A second start changes nothing. */
static enum err add_demo(struct box *b, struct arena *a)
{
    struct buf text;
    struct json_out o;
    struct json *items;
    struct monitor_import r;
    buf_init(&text, 16384);
    jo_init(&o, &text);
    jo_array(&o);
    jo_object(&o);
    jo_kv_string(&o, "name", "This machine");
    jo_kv_string(&o, "type", "host");
    jo_kv_int(&o, "interval_seconds", 15);
    jo_object_end(&o);
    jo_array_end(&o);
    enum err e = json_parse(a, text.data, text.len, &items);
    if (!e)
        e = monitor_import(b->monitor, a, IAM_DEFAULT_TENANT, items, false, NULL, &r);
    buf_free(&text);
    return e;
}

/* ---- a restart by a restore: whoever asked for it waits at the same ports ---- */

static void tell_ports(const struct box *b)
{
    char text[PORTS_MAX * 8] = "";
    int ports[PORTS_MAX];
    size_t count = server_ports(b->server, ports, PORTS_MAX), n = 0;
    for (size_t i = 0; i < count && n < sizeof text; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%d", i ? "," : "", ports[i]);
    setenv(PORTS_VARIABLE, text, 1);
}

/* "ADDR:0" becomes "ADDR:PORT" with the port that the process had before. */
static void keep_ports(struct arena *a, struct cli *c)
{
    static const enum cli_option lists[] = { OPT_LISTEN, OPT_TLS_LISTEN };
    char **ports;
    const char *text = getenv(PORTS_VARIABLE);
    if (!text)
        return;
    size_t count = str_split(a, text, ',', &ports, PORTS_MAX), k = 0;
    for (size_t l = 0; l < 2; l++) {
        const char **at = c->values[lists[l]];
        for (size_t i = 0; k < count && (at[i] || (l == 0 && i == 0)); i++, k++) { /* without --listen there is the default one */
            const char *colon = at[i] ? strrchr(at[i], ':') : NULL;
            if (at[i] && str_eq(colon ? colon + 1 : at[i], "0"))
                at[i] = arena_printf(a, "%.*s%s", colon ? (int)(colon + 1 - at[i]) : 0, at[i], ports[k]);
        }
    }
    unsetenv(PORTS_VARIABLE);
}

static void too_late(int sig)
{
    (void)sig;
    static const char text[] = "binnacle: something did not stop within 10 s; everything acknowledged is on disk\n";
    if (write(STDERR_FILENO, text, sizeof text - 1))
        _exit(1);
    _exit(1);
}

/* The log's level and form, as options and environment say. */
static bool set_log(const struct cli *c)
{
    enum log_level level;
    const char *format = cli_get(c, OPT_LOG_FORMAT);
    if (!log_level_parse(cli_get(c, OPT_LOG_LEVEL), &level) || (!str_eq(format, "text") && !str_eq(format, "json")))
        return false;
    log_setup(level, str_eq(format, "json") ? LOG_JSON : LOG_TEXT, STDERR_FILENO);
    return true;
}

/* SIGHUP: the TLS files, and of the config file what can change while the box runs: how it logs. */
static void reload(struct box *b, int argc, char **argv)
{
    struct arena *a = arena_new(0);
    struct cli c;
    const char *help;
    if (cli_parse(a, argc, argv, &c, &help) || !set_log(&c))
        log_error("the configuration stays as it is", "why", err_detail(), NULL);
    log_info("reading the TLS files again", NULL);
    server_reload_tls(b->server);
    arena_free(a);
}

/* Until SIGTERM, SIGINT or a restore. True: start again. */
static bool wait_for_end(struct box *b, int argc, char **argv)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    int64_t swept = clock_mono_us(b->clock);
    for (int ticks = 0;; ticks++) {
        int sig = sigtimedwait(&set, NULL, &(struct timespec){ .tv_nsec = 500000000 });
        if (sig == SIGTERM || sig == SIGINT)
            return false;
        if (atomic_load(&restart_wanted))
            return true;
        if (sig == SIGHUP) {
            reload(b, argc, argv);
        }
        if (ticks % 20 == 0)
            notify_systemd("WATCHDOG=1");
        if (clock_mono_us(b->clock) - swept < US_PER_MIN)
            continue;
        swept = clock_mono_us(b->clock);
        iam_housekeep(b->iam);
    }
}

static int serve(struct arena *a, struct cli *c, int argc, char **argv)
{
    struct box b;
    struct control *control = NULL;
    bool again = false;
    sigset_t blocked;
    if (!set_log(c)) {
        fprintf(stderr, "binnacle: --log-level is debug, info, warn or error; --log-format is text or json\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGINT);
    sigaddset(&blocked, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &blocked, NULL);
    keep_ports(a, c);
    if (!cli_on(c, OPT_NO_SANDBOX))
        sandbox_enter(cli_get(c, OPT_DATA), cli_get(c, OPT_AUDIT_DIR));
    enum err e = box_open(&b, c, true);
    if (!e)
        e = first_user(&b, a);
    if (!e)
        e = control_start(&b, &control); /* first: who sees that the box is ready may give it a command */
    if (!e)
        e = box_start(&b);
    if (!e && cli_on(c, OPT_DEMO))
        e = add_demo(&b, a);
    if (!e)
        e = show_claim(&b, c);
    if (!e) {
        notify_systemd("READY=1");
        log_info("ready", "version", version_text(), "data", b.dir, NULL);
        again = wait_for_end(&b, argc, argv);
        notify_systemd(again ? "RELOADING=1" : "STOPPING=1");
        log_info(again ? "starting again" : "stopping", NULL);
    }
    int code = e ? fail(NULL) : 0;
    if (e == ERR_INVALID)
        code = 2; /* what was asked for cannot be done: an address, a password */
    signal(SIGALRM, too_late);
    alarm(STOP_SECONDS);
    control_stop(control);
    if (again)
        tell_ports(&b);
    box_close(&b);
    alarm(0);
    if (!again)
        return code;
    pthread_sigmask(SIG_UNBLOCK, &blocked, NULL);
    execv("/proc/self/exe", argv);
    execvp(argv[0], argv);
    fprintf(stderr, "binnacle: cannot start again: %s\n", strerror(errno));
    return 1;
}

/* ---- the other commands ---- */

/* All of a stream as text; NULL with the error recorded. */
static char *read_input(struct arena *a, FILE *f, const char *name)
{
    struct buf b;
    char part[16384];
    size_t n;
    buf_init(&b, INPUT_MAX);
    while ((n = fread(part, 1, sizeof part, f)) > 0)
        buf_append(&b, part, n);
    enum err e = ferror(f)    ? err_errno(ERR_IO, "cannot read %s", name)
                 : b.overflow ? err_set(ERR_TOO_LARGE, "%s is larger than 16 MB", name)
                              : OK;
    char *text = e ? NULL : arena_strndup(a, b.data ? b.data : "", b.len);
    buf_free(&b);
    return text;
}

/* A password from the terminal, not shown. */
static char *ask_password(struct arena *a)
{
    struct termios shown, hidden;
    char line[512] = "";
    bool tty = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &shown) == 0;
    if (tty) {
        hidden = shown;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        fputs("Password: ", stderr);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    bool got = fgets(line, sizeof line, stdin) != NULL;
    if (tty) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        fputc('\n', stderr);
    }
    if (!got)
        return NULL;
    char *text = arena_strdup(a, line);
    crypto_wipe(line, sizeof line);
    return text;
}

/* user, token, job, apply, export: by the box that runs on the directory, or here. */
static int by_the_box(struct arena *a, const struct cli *c, int argc, char **argv)
{
    struct buf out, err;
    int code = 1;
    char *input = arena_strdup(a, "");
    if (c->command == CMD_USER && str_eq(c->operands[0], "add"))
        input = ask_password(a);
    else if (c->command == CMD_APPLY ? str_eq(c->operands[0], "-") : c->command == CMD_JOB && str_eq(c->operands[2], "-"))
        input = read_input(a, stdin, "standard input");
    else if (c->command == CMD_APPLY) {
        FILE *f = fopen(c->operands[0], "re");
        if (!f && err_errno(ERR_IO, "cannot read %s", c->operands[0]))
            return fail(NULL);
        input = read_input(a, f, c->operands[0]);
        fclose(f);
    }
    if (!input)
        return fail(NULL);
    buf_init(&out, 64u << 20);
    buf_init(&err, 1u << 20);
    for (int tries = 0; !control_call(cli_get(c, OPT_DATA), argc, argv, input, &out, &err, &code); tries++) {
        struct box b;
        log_setup(LOG_WARN, LOG_TEXT, STDERR_FILENO);
        enum err e = box_open(&b, c, false);
        /* A box that has the directory and does not listen is starting or stopping: a moment later it is one or the other. */
        bool between = e == ERR_CONFLICT && tries < BETWEEN_TRIES;
        if (!between)
            code = e ? fail(NULL) : command_run(&(struct command){ .box = &b, .cli = c, .input = input, .out = &out, .err = &err });
        box_close(&b);
        if (!between)
            break;
    }
    if (out.len)
        fwrite(out.data, 1, out.len, stdout);
    if (err.len)
        fwrite(err.data, 1, err.len, stderr);
    buf_free(&out);
    buf_free(&err);
    return fflush(stdout) ? 1 : code;
}

static int copy_to_stdout(const char *path)
{
    char part[65536];
    size_t n;
    FILE *f = fopen(path, "re");
    if (!f)
        return fail(NULL);
    while ((n = fread(part, 1, sizeof part, f)) > 0 && fwrite(part, 1, n, stdout) == n)
        continue;
    bool bad = ferror(f) || ferror(stdout) || fflush(stdout);
    fclose(f);
    if (bad)
        fprintf(stderr, "binnacle: the backup was not written to standard output in full\n");
    return bad;
}

static int backup(struct arena *a, const struct cli *c)
{
    struct backup_info info;
    char id[ID_SIZE];
    const char *dir = cli_get(c, OPT_DATA), *to = c->operands[0];
    bool pipe_out = str_eq(to, "-");
    if (pipe_out)
        to = arena_printf(a, "%s/stdout-%s.backup", dir, id_new(clock_system(), id));
    if (store_backup_dir(dir, to, cli_on(c, OPT_FULL), &info))
        return fail("backup");
    int code = pipe_out ? copy_to_stdout(to) : 0;
    if (pipe_out)
        unlink(to);
    else
        printf("wrote %s: %lld bytes, schema %d, checked\n", to, (long long)info.bytes, info.schema_version);
    return code;
}

static int restore(const struct cli *c)
{
    struct backup_info info;
    char at[TIME_TEXT_SIZE];
    const char *dir = cli_get(c, OPT_DATA), *from = c->operands[0];
    if (store_backup_verify(from, &info))
        return fail("restore");
    if (!cli_on(c, OPT_FORCE)) {
        char line[16] = "";
        fprintf(stderr,
                "Put the backup of %s (%lld bytes, version %s) in place of the data in %s? Type yes: ", time_format(info.created_at, at),
                (long long)info.bytes, info.version, dir);
        if (!fgets(line, sizeof line, stdin) || strcmp(line, "yes\n") != 0) {
            fprintf(stderr, "binnacle: nothing was changed\n");
            return 1;
        }
    }
    if (store_restore(from, dir, &info))
        return fail("restore");
    printf("restored the backup of %s into %s\n", time_format(info.created_at, at), dir);
    return 0;
}

static int check(const struct cli *c)
{
    struct buf out;
    struct box b = { 0 };
    const char *dir = cli_get(c, OPT_DATA);
    struct arena *a = arena_new(1024);
    buf_init(&out, 1u << 20);
    enum err e = access(dir, R_OK | X_OK) ? err_errno(ERR_NOT_FOUND, "no data directory at %s", dir) : OK;
    if (!e)
        e = crypto_key_load(arena_printf(a, "%s/secret.key", dir), false, b.key);
    if (!e)
        e = store_check(dir, &out);
    if (!e)
        e = store_open_read(&(struct store_options){ .dir = dir, .clock = clock_system(), .version = version_text() }, &b.store);
    if (!e)
        e = audit_new(
            &(struct audit_deps){
                .store = b.store, .clock = clock_system(), .key = b.key, .default_tenant = IAM_DEFAULT_TENANT, .looking = true },
            &b.audit);
    struct audit_known *known = NULL;
    size_t count = 0;
    if (!e)
        e = box_kept_heads(b.audit, a, c, &known, &count);
    if (!e)
        e = audit_check(b.audit, known, count, &out);
    audit_free(b.audit);
    store_close(b.store);
    if (out.len)
        fwrite(out.data, 1, out.len, stdout);
    int code = e ? fail("check") : 0;
    buf_free(&out);
    arena_free(a);
    return code;
}

static int version(const struct cli *c)
{
    if (!cli_on(c, OPT_JSON)) {
        printf("binnacle %s (%s)\n", version_text(), version_build());
        return 0;
    }
    struct buf b;
    struct json_out o;
    buf_init(&b, 1u << 20);
    jo_init(&o, &b);
    jo_object(&o);
    jo_kv_string(&o, "version", version_text());
    jo_kv_string(&o, "build", version_build());
    jo_key(&o, "libraries");
    jo_array(&o);
    for (size_t i = 0; i < version_library_count; i++) {
        jo_object(&o);
        jo_kv_string(&o, "name", version_libraries[i].name);
        jo_kv_string(&o, "version", version_libraries[i].version);
        jo_kv_string(&o, "licence", version_libraries[i].licence);
        jo_object_end(&o);
    }
    jo_array_end(&o);
    jo_object_end(&o);
    printf("%s\n", b.data);
    buf_free(&b);
    return 0;
}

int main(int argc, char **argv)
{
    struct arena *a = arena_new(0);
    struct cli c;
    const char *help;
    int code = 1;
    umask(0077);
    log_setup(LOG_WARN, LOG_TEXT, STDERR_FILENO);
    enum err e = cli_parse(a, argc, argv, &c, &help);
    if (e) {
        fprintf(stderr, "binnacle: %s\n", err_detail());
        if (help)
            fputs(help, stderr);
        code = 2;
    } else if (help) {
        fputs(help, stdout);
        code = 0;
    } else if (crypto_init()) {
        code = fail(NULL);
    } else {
        switch (c.command) {
        case CMD_SERVE:
            code = serve(a, &c, argc, argv);
            break;
        case CMD_BACKUP:
            code = backup(a, &c);
            break;
        case CMD_RESTORE:
            code = restore(&c);
            break;
        case CMD_CHECK:
            code = check(&c);
            break;
        case CMD_VERSION:
            code = version(&c);
            break;
        default:
            code = by_the_box(a, &c, argc, argv);
            break;
        }
    }
    arena_free(a);
    return code;
}
