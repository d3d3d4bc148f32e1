/*
 * check_outcome.h - how a check type puts its result together: a status that only gets worse, the sentence that explains it, evidence and
 * components. One thread at a time per outcome.
 */
#ifndef BINNACLE_MONITOR_CHECK_OUTCOME_H
#define BINNACLE_MONITOR_CHECK_OUTCOME_H
#include "core/buf.h"
#include "core/json.h"
#include "monitor/check.h"

#define OUTCOME_SECRETS_MAX 16

struct outcome {
    enum check_status status;
    int64_t latency_us;
    char message[500];
    struct buf evidence_buf, components_buf;
    struct json_out evidence;                 /* inside an open object */
    struct json_out components;               /* inside an open array */
    const char *secrets[OUTCOME_SECRETS_MAX]; /* what must not appear in texts that were received; not owned */
    size_t secret_count;
};

void outcome_init(struct outcome *o);
/* The sentence for a healthy result; a worse finding replaces it. */
void outcome_say(struct outcome *o, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* A finding: sets status and message when it is worse than what was found before. */
void outcome_worsen(struct outcome *o, enum check_status status, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* What an error of net/ means: unhealthy, or unknown when it was the box that could not look. */
void outcome_net_error(struct outcome *o, enum err e, const char *detail);
/* A part; degraded and unhealthy parts do not change the status: the check decides. */
void outcome_component(struct outcome *o, const char *name, enum check_status status, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* Names a secret of the configuration (NULL and very short ones are not kept: they would match by chance). */
void outcome_secret(struct outcome *o, const char *secret);
/* A member of the evidence with received text, at most max bytes, without the secrets, printable. */
void outcome_text(struct outcome *o, const char *key, const char *s, size_t n, size_t max);
void outcome_timing(struct outcome *o, const struct net_timing *t); /* evidence: timing {dns_ms, connect_ms, ...}, what is not 0 */
void outcome_cert(struct outcome *o, const struct net_cert *c, int64_t now_us); /* evidence: certificate {...}, days_left */
/* Calls done and frees what the outcome holds. */
void outcome_send(struct outcome *o, check_done done, void *arg);

const char *check_status_name(enum check_status s); /* "healthy" ... */

/* ---- reading configurations ---- */
int64_t config_int(const struct json *config, const char *name, int64_t fallback);
bool config_bool(const struct json *config, const char *name, bool fallback);
const char *config_string(const struct json *config, const char *name); /* NULL: absent or empty */

/* "host:port", "[v6]:port", "host" with a default port > 0. host has room for 256 bytes. */
bool target_host_port(const char *target, int default_port, char host[256], int *port);
int validate_host_port(const char *target, int default_port, field_report report, void *arg);
int validate_http_url(const char *target, field_report report, void *arg);

#endif
