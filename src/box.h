/*
 * box.h - the whole box as one object: every domain, built in the order in which they depend on each other. Made by main.c for `serve` and
 * by the commands that need the store of a box that does not run.
 */
#ifndef BINNACLE_BOX_H
#define BINNACLE_BOX_H
#include "alerts/alerts.h"
#include "audit/audit.h"
#include "backup/backup.h"
#include "cli.h"
#include "core/crypto.h"
#include "http/server.h"
#include "iam/iam.h"
#include "inbox/inbox.h"
#include "jobs/jobs.h"
#include "mail/mail.h"
#include "monitor/monitor.h"
#include "notify/notify.h"
#include "ops/ops.h"
#include "outgoing/outgoing.h"
#include "prefs/prefs.h"
#include "settings/settings.h"
#include "sso/sso.h"
#include "tenants/tenants.h"
#include "vitals/vitals.h"
#include "workers/workers.h"

struct box {
    const char *dir;
    struct clock *clock;
    unsigned char key[CRYPTO_KEY_SIZE];
    struct store *store;
    struct net *net;
    struct server *server; /* NULL: a command, nothing is served */
    struct self *self;
    struct prefs *prefs;
    struct inbox *inbox;
    struct iam *iam;
    struct audit *audit;
    struct settings *settings;
    struct outgoing *outgoing;
    struct mail *mail;
    struct sso *sso;
    struct notify *notify;
    struct alerts *alerts;
    struct monitor *monitor;
    struct workers *workers;
    struct tenants *tenants;
    struct backup *backup;
    struct jobs *jobs;
    struct ops *ops;
    struct vitals *vitals;
    bool started;
};

/* Opens the store and builds the domains. serve: with network and server, not started yet. */
MUST_CHECK enum err box_open(struct box *b, const struct cli *c, bool serve);
MUST_CHECK enum err box_start(struct box *b);
/* Stops what was started and frees everything, in the opposite order; for half-built boxes too. */
void box_close(struct box *b);

/* ---- what the box does by itself, as jobs (box_jobs.c) ---- */
MUST_CHECK enum err box_jobs_register(struct box *b);  /* the types; before jobs_start */
MUST_CHECK enum err box_exports_register(struct box *b); /* those of box_exports.c, a part of the above */
MUST_CHECK enum err box_jobs_schedules(struct box *b); /* their schedules */
enum check_status box_jobs_part(void *jobs, char *message, size_t n); /* how the queue is, for self_add */
void box_backup_schedule_changed(void *box);           /* the page of backups has set another time */

/* ---- the parts that watch themselves (box_parts.c), for b->self ---- */
MUST_CHECK enum err box_parts_register(struct box *b);

/* What http/ tells the audit trail; h->ctx is a struct box. */
void box_audit_hooks(struct http_hooks *h);
/* The heads in every file of --audit-dir and in every --audit-head. */
MUST_CHECK enum err box_kept_heads(struct audit *t, struct arena *a, const struct cli *c, struct audit_known **all, size_t *count);

/* ---- commands that work on an open box, in this process or in the one that serves ---- */
struct command {
    struct box *box;
    const struct cli *cli;
    const char *input; /* what came on standard input, or the password that was typed; "" when nothing */
    struct buf *out, *err;
};
/* user, token, job, apply, export. Returns the exit code. */
int command_run(const struct command *cmd);

/* ---- the socket DATA/control.sock, over which a command reaches the box that runs ---- */
struct control;
MUST_CHECK enum err control_start(struct box *b, struct control **out);
void control_stop(struct control *c);
/* Hands argv to the box that serves `dir`. False: none does (run the command here). */
bool control_call(const char *dir, int argc, char **argv, const char *input, struct buf *out, struct buf *err, int *code);

#endif
