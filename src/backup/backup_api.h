/* backup_api.h - the routes and live topics of backups. Used by main.c. */
#ifndef BINNACLE_BACKUP_BACKUP_API_H
#define BINNACLE_BACKUP_BACKUP_API_H
#include "backup/backup.h"
#include "http/server.h"

MUST_CHECK enum err backup_routes(struct backup *b, struct server *s);

#endif
