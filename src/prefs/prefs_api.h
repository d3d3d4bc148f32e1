/* prefs_api.h - the routes of the preferences and the live topic me.preferences. Used by main.c. */
#ifndef BINNACLE_PREFS_PREFS_API_H
#define BINNACLE_PREFS_PREFS_API_H
#include "http/server.h"
#include "prefs/prefs.h"

MUST_CHECK enum err prefs_routes(struct prefs *p, struct server *s);

#endif
