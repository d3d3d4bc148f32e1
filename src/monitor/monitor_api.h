/* monitor_api.h - the routes and live topics of services and their health. Used by main.c. */
#ifndef BINNACLE_MONITOR_MONITOR_API_H
#define BINNACLE_MONITOR_MONITOR_API_H
#include "http/server.h"
#include "monitor/monitor.h"

/* What /admin/health/detailed shows beside the monitor's own; each may be NULL. Kept, not owned. */
struct monitor_box {
    struct server *server;
    struct store *store;
    struct net *net;
    struct self *self;
    struct clock *clock;
    const char *data_dir;
};
/* All routes of this domain: services, health, heartbeats, maintenance. box is copied. */
MUST_CHECK enum err monitor_routes(struct monitor *m, struct server *s, const struct monitor_box *box);

/* Its two parts. */
MUST_CHECK enum err monitor_services_routes(struct monitor *m, struct server *s);
MUST_CHECK enum err monitor_health_routes(struct monitor *m, struct server *s, const struct monitor_box *box);
/* A check's result in an answer. */
extern const struct field monitor_check_out[];

#endif
