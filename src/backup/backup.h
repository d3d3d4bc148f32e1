/*
 * backup.h - backups of the running box: made by hand or by schedule (a job keeps the times), each opened and verified before it
 * counts, listed, kept in number, restored.
 *
 * Files are in DATA/backups/. The table knows them; at start files that the table does not know (it was restored from an older backup) are
 * taken in, and rows whose file is gone are marked. A backup holds no key: secrets in it stay sealed with DATA/secret.key, which is kept
 * elsewhere by the operator.
 *
 * Threads: one thread of its own makes and verifies, one backup at a time; the rest may be called from any thread.
 */
#ifndef BINNACLE_BACKUP_BACKUP_H
#define BINNACLE_BACKUP_BACKUP_H
#include "alerts/alerts.h"
#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/ids.h"
#include "core/json.h"
#include "core/live.h"
#include "inbox/inbox.h"
#include "store/store.h"

struct backup;
struct backup_deps {
    struct store *store;
    struct clock *clock;
    const struct live *live; /* may be NULL */
    struct alerts *alerts;
    struct inbox *inbox;        /* may be NULL */
    const char *data_dir;       /* copied */
    void (*restart)(void *ctx); /* asks the process to stop and start again with the same arguments (main.c); returns at once */
    void *restart_ctx;
    void (*scheduled)(void *ctx); /* the schedule was changed: whoever keeps the times reads it again; may be NULL */
    void *scheduled_ctx;
};
MUST_CHECK enum err backup_new(const struct backup_deps *d, struct backup **out);
MUST_CHECK enum err backup_start(struct backup *b);
void backup_stop(struct backup *b); /* one that is being made is given up; its row says so */
void backup_free(struct backup *b);

/* Queues one; its row is written before this returns. kind: "manual". ERR_BUSY when 8 wait. id: of ID_SIZE bytes. */
MUST_CHECK enum err backup_make(struct backup *b, bool full, const char *by, char *id);
/* The same for the schedule (kind "scheduled"), whose time has come; as full as it says. ERR_CONFLICT when it is switched off. */
MUST_CHECK enum err backup_make_scheduled(struct backup *b, char *id);
/* How one stands: "running", "ok" or "failed" with its error, in the arena. */
MUST_CHECK enum err backup_status(struct backup *b, struct arena *a, const char *id, const char **status, const char **error);
/* The path of the newest proven one. ERR_NOT_FOUND. */
MUST_CHECK enum err backup_newest_ok(struct backup *b, struct arena *a, const char **id, const char **path);
MUST_CHECK enum err backup_delete(struct backup *b, const char *id); /* ERR_CONFLICT while it runs */
/* Opens and verifies an existing one again, on the backup thread; its row says when. */
MUST_CHECK enum err backup_prove(struct backup *b, const char *id);

/* One row as a JSON object. */
MUST_CHECK enum err backup_write(struct backup *b, struct arena *a, const char *id, struct json_out *o);
/* Newest first; before: created_at cursor of the last page (0: from the newest). */
MUST_CHECK enum err backup_list(struct backup *b, struct arena *a, int64_t limit, const char *before_id, struct json_out *o,
                                const char **next, int64_t *total);
/* The file, opened for reading (the caller closes it), with the name to offer. ERR_NOT_FOUND. */
MUST_CHECK enum err backup_open_file(struct backup *b, struct arena *a, const char *id, int *fd, int64_t *bytes, const char **name);

struct backup_schedule {
    bool enabled;
    int minute; /* of the UTC day */
    int keep;   /* scheduled ones kept, 1-365 */
    bool full;
    int64_t version, next_at; /* next_at: µs, 0 when disabled */
};
MUST_CHECK enum err backup_schedule_get(struct backup *b, struct backup_schedule *out);
MUST_CHECK enum err backup_schedule_put(struct backup *b, const struct backup_schedule *in);

/* The last one that finished, the last that is proven restorable. All 0 when there is none. */
struct backup_last {
    int64_t last_at, proven_at;
    bool last_ok;
};
MUST_CHECK enum err backup_last(struct backup *b, struct backup_last *out);

/* Upload: a file inside DATA/backups/ that the caller fills and then either restores or drops. */
struct backup_upload {
    int fd;
    char path[4096];
    char name[96];
    char id[ID_SIZE];
};
MUST_CHECK enum err backup_upload_begin(struct backup *b, struct backup_upload *u);
void backup_upload_drop(struct backup *b, struct backup_upload *u);
/* Verifies and stages; the row's id is u->id. Closes the file. After OK the caller answers and then calls backup_restart. */
MUST_CHECK enum err backup_upload_restore(struct backup *b, struct backup_upload *u, const char *by);
/* The same with a backup that is here already. */
MUST_CHECK enum err backup_restore(struct backup *b, const char *id, const char *by);
void backup_restart(struct backup *b);

#endif
