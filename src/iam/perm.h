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
    X(PERM_USER_READ, "user.read", a, "List users of the tenant")                                                                          \
    X(PERM_USER_WRITE, "user.write", a, "Create, change, disable users of the tenant")                                                     \
    X(PERM_APIKEY_OWN, "apikey.own", v, "Make and revoke one's own API keys")                                                              \
    X(PERM_APIKEY_ALL, "apikey.all", a, "See and revoke every API key of the tenant")                                                      \
    X(PERM_AUDIT_READ, "audit.read", a, "Read the audit trail")                                                                            \
    X(PERM_SETTINGS_READ, "settings.read", a, "Read the box's settings")                                                                   \
    X(PERM_SETTINGS_WRITE, "settings.write", s, "Change the box's settings")                                                               \
    X(PERM_SYSTEM_READ, "system.read", a, "Read detailed health, versions, metrics of the box")

enum perm {
    PERM_NONE = 0,
#define X(id, name, role, doc) id,
    PERM_TABLE(X)
#undef X
        PERM_COUNT
};

#endif
