/*
 * backup.h - the backup file's layout, for backup.c (which makes and proves it) and restore.c (which takes it apart).
 */
#ifndef BINNACLE_STORE_BACKUP_H
#define BINNACLE_STORE_BACKUP_H
#include "store/internal.h"

#define BACKUP_TRAILER 64        /* bytes behind the last page */
#define BACKUP_CHUNK   (1 << 20) /* bytes of a telemetry file in one row of backup_chunk */

/* "2026-02-08.db": the only file names that a backup may hold. */
bool backup_day_name(const char *name);

#endif
