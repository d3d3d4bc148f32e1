/*
 * apidoc.c - the groups of the API, one row each. A test fails when a route names a group that has no row.
 */
#include "apidoc.h"
#include <stddef.h>

const struct tag_doc apidoc_tags[] = {
    { "Signing in", "Sessions of browsers, the first user of a fresh box, passwords." },
    { "Tokens", "Access tokens of programs and their refresh tokens, the keys that sign them, single sign-on." },
    { "API keys", "Credentials of programs: made, limited, listed, revoked." },
    { "Users", "The people of a tenant, their roles, and which permissions a role has." },
    { "Preferences", "How a person likes it, and what a tenant starts with." },
    { "Inbox", "Notices to people: read, dismissed, announced." },
    { "Audit", "Who changed what, when and from where; the chain that shows tampering." },
    { "services", "What is watched: definitions of services, their import, pausing, and checks by hand." },
    { "health", "How what is watched is doing: state now, history, uptime, dependencies, maintenance." },
    { "workers", "Workers that report /healthz and /readyz, and how they are discovered." },
    { "ops", "The operations home: everything at a glance, and the recent activity." },
    { "mail", "The mail server that the box writes through." },
    { "Tenants", "Tenants and who belongs to them." },
    { "alerts", "What broke and when, acknowledging it, and the channels that tell people." },
    { "backup", "Backups, their schedule, download, upload and restore." },
    { "system", "Settings of the box, where it may send requests to, versions and libraries." },
    { "box", "Liveness, readiness and metrics for load balancers and Prometheus, and this description." },
    { NULL, NULL },
};
