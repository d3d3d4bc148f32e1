/*
 * perm.h - every permission, in one table. A route row names one; a role is a set of them (iam/iam.c holds the four built-in sets).
 * X(constant, "name", lowest built-in role: v viewer, e editor, a admin, s superadmin, "what it allows")
 */
#ifndef BINNACLE_IAM_PERM_H
#define BINNACLE_IAM_PERM_H

#define PERM_TABLE(X)                                                                                                                      \
    X(PERM_ANY, "any", v, "Anything a signed-in user may do for themselves")                                                               \
    X(PERM_SERVICE_READ, "service.read", v, "See services, workers, health, history")                                                      \
    X(PERM_SERVICE_CHECK, "service.check", e, "Run a check now")                                                                           \
    X(PERM_SERVICE_WRITE, "service.write", a, "Create, change, delete, import services")                                                   \
    X(PERM_SERVICE_PAUSE, "service.pause", e, "Pause and resume services, open maintenance windows")                                       \
    X(PERM_ALERT_READ, "alert.read", v, "See alerts and their notifications")                                                              \
    X(PERM_ALERT_ACK, "alert.ack", e, "Acknowledge and resolve alerts")                                                                    \
    X(PERM_ALERT_CONFIG, "alert.config", a, "Configure channels and alert rules")                                                          \
    X(PERM_OPS_READ, "ops.read", v, "See the operations home and the box's vitals")                                                        \
    X(PERM_BACKUP_READ, "backup.read", a, "List backups")                                                                                  \
    X(PERM_BACKUP_WRITE, "backup.write", s, "Make, download, upload and restore backups")                                                  \
    X(PERM_JOB_READ, "job.read", v, "See jobs, their attempts and logs, schedules, queues")                                                \
    X(PERM_JOB_RUN, "job.run", e, "Enter jobs, run schedules now")                                                                         \
    X(PERM_JOB_CONTROL, "job.control", e, "Retry, cancel and run jobs")                                                                    \
    X(PERM_JOB_WORK, "job.work", e, "Take and finish jobs as a worker outside of the box")                                                 \
    X(PERM_JOB_ADMIN, "job.admin", a, "See the dashboard, pause types and queues, edit schedules and types of outside workers")            \
    X(PERM_JOB_BOX, "job.box", s, "Enter jobs that concern the whole box: commands, backups, retention")                                   \
    X(PERM_USER_READ, "user.read", a, "List users of the tenant")                                                                          \
    X(PERM_USER_WRITE, "user.write", a, "Create, change, disable users of the tenant")                                                     \
    X(PERM_ROLE_WRITE, "role.write", a, "Create, change, delete the tenant's own roles")                                                   \
    X(PERM_TENANT_READ, "tenant.read", s, "See every tenant of the box")                                                                   \
    X(PERM_TENANT_WRITE, "tenant.write", s, "Create, rename, suspend, export, delete tenants")                                             \
    X(PERM_APIKEY_OWN, "apikey.own", v, "Make and revoke one's own API keys")                                                              \
    X(PERM_APIKEY_ALL, "apikey.all", a, "See and revoke every API key of the tenant")                                                      \
    X(PERM_AUDIT_READ, "audit.read", a, "Read the audit trail, verify it, export it")                                                      \
    X(PERM_AUDIT_MANAGE, "audit.manage", s, "See the whole box's audit trail, set where its head is written to, prune it")                 \
    X(PERM_SETTINGS_READ, "settings.read", a, "Read the box's settings")                                                                   \
    X(PERM_SETTINGS_WRITE, "settings.write", s, "Change the box's settings")                                                               \
    X(PERM_PREFERENCE_DEFAULTS, "preference.defaults", a, "Set the tenant's default preferences")                                          \
    X(PERM_INBOX_ANNOUNCE, "inbox.announce", s, "Announce something to everybody, or to a tenant")                                         \
    X(PERM_SSO_READ, "sso.read", s, "See identity providers and the keys of access tokens")                                                \
    X(PERM_SSO_WRITE, "sso.write", s, "Configure identity providers, rotate and revoke the keys of access tokens")                         \
    X(PERM_MAIL_MANAGE, "mail.manage", s, "Set the mail server, see whether the box's mail goes out")                                      \
    X(PERM_DOCS_READ, "docs.read", a, "Read the API's description and try it out")                                                         \
    X(PERM_SYSTEM_READ, "system.read", a, "Read detailed health, versions, metrics of the box")

enum perm {
    PERM_NONE = 0,
#define X(id, name, role, doc) id,
    PERM_TABLE(X)
#undef X
        PERM_COUNT
};

#endif
