/*
 * backup_private.h - what the files of backup/ share. Not for other domains.
 */
#ifndef BINNACLE_BACKUP_BACKUP_PRIVATE_H
#define BINNACLE_BACKUP_BACKUP_PRIVATE_H
#include "backup/backup.h"
#include "core/ids.h"
#include "sql/backup.h"
#include <pthread.h>

#define BACKUP_QUEUE_MAX      8
#define BACKUP_FILES_MAX      1000 /* rows that are looked at when files are matched with rows */
#define BACKUP_NAME_SIZE      96
#define BACKUP_PATH_SIZE      4096
#define BACKUP_DEFAULT_TENANT "00000000-0000-7000-8000-000000000001"

struct backup_job {
    char id[ID_SIZE];
    char file_name[BACKUP_NAME_SIZE];
    bool prove; /* only verify again */
    bool full, scheduled;
    int64_t proven_at; /* prove: as the row has it */
};

struct backup {
    struct backup_deps d;
    char dir[BACKUP_PATH_SIZE]; /* DATA/backups */
    pthread_mutex_t lock;       /* queue, running, stopping, restart_wanted */
    pthread_cond_t wake;        /* CLOCK_MONOTONIC */
    struct backup_job queue[BACKUP_QUEUE_MAX];
    size_t queued;
    char running[ID_SIZE]; /* "" when nothing runs */
    bool stopping, started, restart_wanted;
    pthread_t thread;
};

/* binnacle-20260208T093000Z[-full]-manual-1a2b3c4d.db */
void backup_file_name(char dst[BACKUP_NAME_SIZE], int64_t at, const char *kind, bool full, const char *id);
/* The first instant after `after` (µs) at this minute of a UTC day. */
int64_t backup_next_at(int64_t after, int minute);
MUST_CHECK enum err backup_path(const struct backup *b, const char *file_name,
                                char dst[BACKUP_PATH_SIZE]); /* ERR_INVALID for anything but a plain name */
/* Writes the row of a new backup and queues it. created_by "": the schedule. */
MUST_CHECK enum err backup_enqueue(struct backup *b, const char *kind, bool full, const char *by, char *id);
MUST_CHECK enum err backup_push(struct backup *b, const struct backup_job *job); /* ERR_BUSY when the queue is full */
/* The backup as JSON for the audit trail, as the transaction sees it; NULL when it is not there. */
char *backup_text(struct backup *b, struct arena *a, const char *id);
/* Inside a write: the row of a backup that is there from now on. b's, with what the audit trail says of it. */
struct backup_row {
    struct backup *backup;
    struct sql_backup_insert_in in;
    const char *action; /* where nobody asked for it */
};
MUST_CHECK enum err backup_write_row(struct tx *tx, void *backup_row);
void backup_publish(struct backup *b, const char *id, const char *status, const char *title);
/* One round of the thread: what the schedule asks for, then the first job that waits. False when there was none. */
bool backup_step(struct backup *b);
/* At start: what stopped half-way, files without rows, rows without files, restores that were staged. */
MUST_CHECK enum err backup_reconcile(struct backup *b);
/* Deletes what the schedule no longer keeps. */
MUST_CHECK enum err backup_drop_surplus(struct backup *b, const char *kind, int64_t keep);

#endif
