/*
 * backup_api.c - /api/v1/admin/backup and /api/v1/admin/restore. Handlers run on HTTP workers; nothing here keeps state.
 *
 * A backup holds the whole box, every tenant: reading the list is for administrators, everything else for superadmins (iam/perm.h).
 */
#include "backup/backup_api.h"
#include "core/mem.h"
#include "core/str.h"
#include "iam/perm.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define CHUNK      (64 * 1024)
#define UPLOAD_MAX (1024LL * 1024 * 1024 * 1024)
#define LEAVE_FREE (64LL * 1024 * 1024) /* bytes of the disk that an upload does not touch */
#define LOOK_EVERY (16LL * 1024 * 1024)

static const char *const kinds[] = { "manual", "scheduled", "upload", "pre_migration", NULL };
static const char *const states[] = { "running", "ok", "failed", NULL };

static const struct field make_in[] = {
    { .name = "full", .type = F_BOOL, .doc = "With telemetry: logs, metric samples, check results", .fallback = "false" }, { 0 }
};

#define BACKUP_FIELDS                                                                                                                      \
    { .name = "id", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_UUID },                                                              \
        { .name = "kind", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = kinds },                                                    \
        { .name = "full", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "With telemetry" },                                              \
        { .name = "bytes", .type = F_INT, .flags = FIELD_REQUIRED },                                                                       \
        { .name = "status", .type = F_STRING, .flags = FIELD_REQUIRED, .one_of = states },                                                 \
        { .name = "error", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE },                                                   \
        { .name = "created_at", .type = F_TIME, .flags = FIELD_REQUIRED },                                                                 \
        { .name = "created_by", .type = F_STRING, .flags = FIELD_REQUIRED | FIELD_NULLABLE, .doc = "null: the schedule" },                 \
        { .name = "finished_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },                                               \
        { .name = "proven_at",                                                                                                             \
          .type = F_TIME,                                                                                                                  \
          .flags = FIELD_REQUIRED | FIELD_NULLABLE,                                                                                        \
          .doc = "When its file was last opened and found restorable" },                                                                   \
    {                                                                                                                                      \
        .name = "file_name", .type = F_STRING, .flags = FIELD_REQUIRED                                                                     \
    }

static const struct field backup_out[] = { BACKUP_FIELDS, { 0 } };
static const struct field restore_out[] = {
    { .name = "backup", .type = F_OBJECT, .flags = FIELD_REQUIRED, .fields = backup_out },
    { .name = "restarts",
      .type = F_BOOL,
      .flags = FIELD_REQUIRED,
      .doc = "Binnacle restarts now with the restored state; sign in again then" },
    { 0 },
};
static const struct field schedule_in[] = {
    { .name = "enabled", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "at",
      .type = F_STRING,
      .flags = FIELD_REQUIRED,
      .min = 5,
      .max = 5,
      .doc = "Time of the UTC day, HH:MM",
      .example = "\"02:30\"" },
    { .name = "keep", .type = F_INT, .flags = FIELD_REQUIRED, .min = 1, .max = 365, .doc = "Scheduled backups to keep" },
    { .name = "full", .type = F_BOOL, .flags = FIELD_REQUIRED, .doc = "With telemetry" },
    { 0 },
};
static const struct field schedule_out[] = {
    { .name = "enabled", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "at", .type = F_STRING, .flags = FIELD_REQUIRED },
    { .name = "keep", .type = F_INT, .flags = FIELD_REQUIRED },
    { .name = "full", .type = F_BOOL, .flags = FIELD_REQUIRED },
    { .name = "next_at", .type = F_TIME, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
    { .name = "version", .type = F_INT, .flags = FIELD_REQUIRED },
    { 0 },
};

/* ---- making and showing ---- */

static enum err list(struct request *rq, void *ctx)
{
    const char *next;
    int64_t total = 0;
    struct json_out *o = response_list_begin(rq);
    enum err e = backup_list(ctx, request_arena(rq), request_limit(rq), request_cursor(rq), o, &next, &total);
    if (e != OK)
        return e;
    response_next_cursor(rq, next);
    response_total(rq, total);
    response_list_end(rq);
    return OK;
}

static enum err get(struct request *rq, void *ctx)
{
    return backup_write(ctx, request_arena(rq), request_path_param(rq, "id"), response_json(rq));
}

static enum err make(struct request *rq, void *ctx)
{
    bool full = false;
    char id[ID_SIZE];
    json_bool(json_get(request_json(rq), "full"), &full);
    enum err e = backup_make(ctx, full, request_principal(rq)->email, id);
    if (e != OK)
        return e;
    response_header(rq, "Location", arena_printf(request_arena(rq), "/api/v1/admin/backup/%s", id));
    return backup_write(ctx, request_arena(rq), id, response_json(rq));
}

static enum err verify(struct request *rq, void *ctx)
{
    const char *id = request_path_param(rq, "id");
    enum err e = backup_prove(ctx, id);
    if (e != OK)
        return e;
    return backup_write(ctx, request_arena(rq), id, response_json(rq));
}

static enum err delete_one(struct request *rq, void *ctx)
{
    return backup_delete(ctx, request_path_param(rq, "id"));
}

static enum err download(struct request *rq, void *ctx)
{
    int fd;
    int64_t bytes;
    const char *name;
    enum err e = backup_open_file(ctx, request_arena(rq), request_path_param(rq, "id"), &fd, &bytes, &name);
    if (e != OK)
        return e;
    char *chunk = mem_alloc(CHUNK);
    ssize_t n = 0;
    e = response_stream_begin(rq, "application/vnd.sqlite3", name);
    while (e == OK && (n = read(fd, chunk, CHUNK)) > 0)
        e = response_stream_write(rq, chunk, (size_t)n);
    if (e == OK && n < 0)
        e = err_errno(ERR_IO, "cannot read the backup");
    mem_free(chunk);
    close(fd);
    return e;
}

/* ---- schedule ---- */

static void write_schedule(struct json_out *o, const struct backup_schedule *s)
{
    char at[16];
    snprintf(at, sizeof at, "%02d:%02d", s->minute / 60, s->minute % 60);
    jo_object(o);
    jo_kv_bool(o, "enabled", s->enabled);
    jo_kv_string(o, "at", at);
    jo_kv_int(o, "keep", s->keep);
    jo_kv_bool(o, "full", s->full);
    jo_kv_time(o, "next_at", s->next_at);
    jo_kv_int(o, "version", s->version);
    jo_object_end(o);
}

static enum err schedule_get(struct request *rq, void *ctx)
{
    struct backup_schedule s;
    enum err e = backup_schedule_get(ctx, &s);
    if (e != OK)
        return e;
    write_schedule(response_json(rq), &s);
    response_etag(rq, s.version);
    return OK;
}

static bool parse_at(const char *s, int *minute)
{
    for (int i = 0; i < 5; i++)
        if (i == 2 ? s[i] != ':' : s[i] < '0' || s[i] > '9')
            return false;
    int h = (s[0] - '0') * 10 + s[1] - '0', m = (s[3] - '0') * 10 + s[4] - '0';
    *minute = h * 60 + m;
    return h < 24 && m < 60;
}

static char *schedule_text(struct request *rq, const struct backup_schedule *s)
{
    struct buf out;
    struct json_out o;
    buf_init(&out, 1024);
    jo_init(&o, &out);
    write_schedule(&o, s);
    char *text = arena_strndup(request_arena(rq), out.data, out.len);
    buf_free(&out);
    return text;
}

static enum err schedule_put(struct request *rq, void *ctx)
{
    struct backup_schedule before, s = { 0 };
    const struct json *body = request_json(rq);
    int64_t keep = 0;
    json_bool(json_get(body, "enabled"), &s.enabled);
    json_bool(json_get(body, "full"), &s.full);
    json_int(json_get(body, "keep"), &keep);
    s.keep = (int)keep;
    if (!parse_at(json_string(json_get(body, "at")), &s.minute))
        return request_field_error(rq, "at", "must be a time of day, 00:00 to 23:59");
    enum err e = backup_schedule_get(ctx, &before);
    if (e == OK)
        e = request_if_match(rq, before.version);
    if (e == OK) {
        request_audit(rq, "backup_schedule", "", schedule_text(rq, &before), schedule_text(rq, &s));
        e = backup_schedule_put(ctx, &s);
    }
    if (e == OK)
        e = backup_schedule_get(ctx, &s);
    if (e != OK)
        return e;
    write_schedule(response_json(rq), &s);
    response_etag(rq, s.version);
    return OK;
}

/* ---- restoring ---- */

static enum err confirmed(struct request *rq)
{
    return str_eq(request_header(rq, "X-Confirm"), "restore")
               ? OK
               : err_set(ERR_INVALID, "a restore replaces the whole state: confirm it with the header X-Confirm: restore");
}

static enum err answer_restore(struct backup *b, struct request *rq, const char *id)
{
    struct json_out *o = response_json(rq);
    jo_object(o);
    jo_key(o, "backup");
    enum err e = backup_write(b, request_arena(rq), id, o);
    jo_kv_bool(o, "restarts", true);
    jo_object_end(o);
    if (e == OK)
        backup_restart(b);
    return e;
}

static enum err restore_own(struct request *rq, void *ctx)
{
    const char *id = request_path_param(rq, "id");
    enum err e = confirmed(rq);
    if (e == OK)
        e = backup_restore(ctx, id, request_principal(rq)->email);
    return e == OK ? answer_restore(ctx, rq, id) : e;
}

/* Whether the disk has room for what comes next. */
static enum err room_left(int fd)
{
    struct statvfs v;
    if (fstatvfs(fd, &v) != 0)
        return err_errno(ERR_IO, "cannot tell how much room the disk has");
    return (int64_t)v.f_bavail * (int64_t)v.f_frsize > LEAVE_FREE + LOOK_EVERY
               ? OK
               : err_set(ERR_DISK_FULL, "the disk has no room for this upload");
}

static enum err write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t w = write(fd, p, n);
        if (w < 0 && errno == EINTR)
            continue;
        if (w < 0)
            return errno == ENOSPC ? err_set(ERR_DISK_FULL, "the disk is full") : err_errno(ERR_IO, "cannot write the upload");
        p += w;
        n -= (size_t)w;
    }
    return OK;
}

static enum err receive(struct request *rq, struct backup_upload *u)
{
    char *chunk = mem_alloc(CHUNK);
    int64_t looked = -LOOK_EVERY, got = 0;
    size_t n = 1;
    enum err e = OK;
    while (e == OK && n > 0) {
        if (got - looked >= LOOK_EVERY) {
            e = room_left(u->fd);
            looked = got;
        }
        if (e == OK)
            e = request_body_read(rq, chunk, CHUNK, &n);
        if (e == OK)
            e = write_all(u->fd, chunk, n);
        got += (int64_t)n;
    }
    mem_free(chunk);
    return e;
}

static enum err restore_upload(struct request *rq, void *ctx)
{
    struct backup_upload u;
    enum err e = confirmed(rq);
    if (e == OK)
        e = backup_upload_begin(ctx, &u);
    if (e != OK)
        return e;
    e = receive(rq, &u);
    if (e != OK) {
        char why[512];
        str_copy(why, sizeof why, err_detail());
        backup_upload_drop(ctx, &u);
        return err_set(e, "%s", why);
    }
    e = backup_upload_restore(ctx, &u, request_principal(rq)->email);
    return e == OK ? answer_restore(ctx, rq, u.id) : e;
}

static const struct route routes[] = {
    { GET, "/api/v1/admin/backup", list, .perm = PERM_BACKUP_READ, .out = backup_out, .list = true, .rate = RATE_READ, .tag = "backup",
      .doc = "List backups, newest first" },
    { POST, "/api/v1/admin/backup", make, .perm = PERM_BACKUP_WRITE, .in = make_in, .out = backup_out, .rate = RATE_EXPENSIVE,
      .flags = ROUTE_OK_202, .audit = "backup.make", .tag = "backup", .doc = "Make a backup; it is verified before it counts" },
    { GET, "/api/v1/admin/backup/schedule", schedule_get, .perm = PERM_BACKUP_READ, .out = schedule_out, .rate = RATE_READ, .tag = "backup",
      .doc = "Read the backup schedule" },
    { PUT, "/api/v1/admin/backup/schedule", schedule_put, .perm = PERM_BACKUP_WRITE, .in = schedule_in, .out = schedule_out,
      .rate = RATE_WRITE, .audit = "backup.schedule", .tag = "backup", .doc = "Change the backup schedule" },
    { GET, "/api/v1/admin/backup/{id}", get, .perm = PERM_BACKUP_READ, .out = backup_out, .rate = RATE_READ, .tag = "backup",
      .doc = "Read a backup's row" },
    { GET, "/api/v1/admin/backup/{id}/download", download, .perm = PERM_BACKUP_WRITE, .rate = RATE_EXPENSIVE, .flags = ROUTE_HIDDEN_BODY,
      .produces = "application/vnd.sqlite3", .audit = "backup.download", .tag = "backup", .doc = "Download a backup" },
    { POST, "/api/v1/admin/backup/{id}/verify", verify, .perm = PERM_BACKUP_WRITE, .out = backup_out, .rate = RATE_EXPENSIVE,
      .flags = ROUTE_OK_202, .audit = "backup.verify", .tag = "backup", .doc = "Open and verify a backup again" },
    { POST, "/api/v1/admin/backup/{id}/restore", restore_own, .perm = PERM_BACKUP_WRITE, .out = restore_out, .rate = RATE_EXPENSIVE,
      .audit = "backup.restore", .tag = "backup", .doc = "Restore a backup that is here and restart (needs X-Confirm: restore)" },
    { DELETE, "/api/v1/admin/backup/{id}", delete_one, .perm = PERM_BACKUP_WRITE, .rate = RATE_WRITE, .flags = ROUTE_OK_204,
      .audit = "backup.delete", .tag = "backup", .doc = "Delete a backup" },
    { POST, "/api/v1/admin/restore", restore_upload, .perm = PERM_BACKUP_WRITE, .out = restore_out, .rate = RATE_EXPENSIVE,
      .flags = ROUTE_RAW_BODY | ROUTE_NO_IDEMPOTENCY, .max_body = UPLOAD_MAX, .audit = "backup.restore", .tag = "backup",
      .doc = "Upload a backup, restore it and restart (needs X-Confirm: restore)" },
};

enum err backup_routes(struct backup *b, struct server *s)
{
    enum err e = server_routes(s, routes, sizeof routes / sizeof *routes, b);
    return e == OK ? server_topic(s, "backups", PERM_BACKUP_READ, "A backup began, ended or was deleted") : e;
}
