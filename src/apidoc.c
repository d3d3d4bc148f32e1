/*
 * apidoc.c - the groups of the API, one row each. A test fails when a route names a group that has no row.
 */
#include "apidoc.h"
#include <stddef.h>

const struct tag_doc apidoc_tags[] = {
    { "Signing in", "Sessions of browsers, the first user of a fresh box, passwords." },
    { "Tokens", "Access tokens of programs, their refresh tokens, and the keys that sign them." },
    { "Single sign-on", "Signing in with an identity provider (OpenID Connect) instead of a password." },
    { "Own account", "What everybody may do with their own account: e-mail, second factor, sessions." },
    { "API keys", "Credentials of programs: made, limited, listed, revoked." },
    { "Users", "The people of a tenant, their roles, and which permissions a role has." },
    { "Preferences", "How a person likes it, and what a tenant starts with." },
    { "Inbox", "Notices to people: read, dismissed, announced." },
    { "Audit", "Who changed what, when and from where; the chain that shows tampering." },
    { "services", "What is watched: definitions of services, their import, pausing, and checks by hand." },
    { "health", "How what is watched is doing: state now, history, uptime, dependencies, maintenance." },
    { "workers", "Workers that report /healthz and /readyz, and how they are discovered." },
    { "ops", "The operations home: everything at a glance, and the recent activity." },
    { "Mail", "The mail server that the box writes through." },
    { "Tenants", "Tenants and who belongs to them." },
    { "jobs", "Work that is queued, leased, retried and scheduled, and the workers that do it." },
    { "alerts", "What broke and when, acknowledging it, and the channels that tell people." },
    { "backup", "Backups, their schedule, download, upload and restore." },
    { "system", "Settings of the box, where it may send requests to, versions and libraries." },
    { "box", "Liveness, readiness and metrics for load balancers and Prometheus, and this description." },
    { NULL, NULL },
};
