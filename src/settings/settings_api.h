/* settings_api.h - the routes of the box's settings. Used by main.c. */
#ifndef BINNACLE_SETTINGS_SETTINGS_API_H
#define BINNACLE_SETTINGS_SETTINGS_API_H
#include "http/server.h"
#include "settings/settings.h"

MUST_CHECK enum err settings_routes(struct settings *st, struct server *s);

#endif
