/*
 * box_audit.c - where the audit trail meets the rest: requests that act, and the heads that were kept outside of the box.
 *
 * Threads: the hooks run on HTTP workers, describe and mask on the store's writer while its worker waits; the rest on the main thread.
 */
#include "box.h"
#include "core/str.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define HEADS_MAX (16u << 20) /* of a file of heads */

/* ---- requests ---- */

static void to_entry(const struct http_audit *row, char credential[64], struct audit_entry *g)
{
    if (row->who->api_key_id[0])
        snprintf(credential, 64, "key:%s", row->who->api_key_id);
    else if (row->who->session_id[0])
        snprintf(credential, 64, "session:%s", row->who->session_id);
    *g = (struct audit_entry){ .tenant_id = row->tenant_id,
                               .user_id = row->who->user_id,
                               .user_email = row->who->email,
                               .credential = credential,
                               .action = row->action,
                               .object_type = row->object_type,
                               .object_id = row->object_id,
                               .object_name = row->object_name,
                               .before = row->before,
                               .after = row->after,
                               .status = row->status,
                               .request_id = row->request_id,
                               .remote = row->remote,
                               .user_agent = row->user_agent };
}

/* A request that acts, for as long as its handler runs. */
struct acting {
    struct audit_actor actor;
    struct request *rq;
    char credential[64];
};

static void describe_request(void *ctx, struct audit_entry *g)
{
    struct acting *act = ctx;
    struct http_audit row;
    request_audit_facts(act->rq, &row);
    to_entry(&row, act->credential, g);
}

static const char *mask_request(void *ctx, struct arena *a, const char *json)
{
    return request_audit_mask(((struct acting *)ctx)->rq, a, json);
}

static void *audit_begin(void *ctx, struct arena *a, struct request *rq)
{
    struct acting *act = arena_alloc(a, sizeof *act);
    act->rq = rq;
    act->actor =
        (struct audit_actor){ .audit = ((struct box *)ctx)->audit, .describe = describe_request, .mask = mask_request, .ctx = act };
    audit_act(&act->actor);
    return act;
}

static int audit_rows(void *handle)
{
    return ((struct acting *)handle)->actor.rows;
}

static void audit_end(void *handle)
{
    audit_act_end(&((struct acting *)handle)->actor);
}

static enum err audit_row(void *ctx, const struct http_audit *row, bool refused)
{
    struct box *b = ctx;
    struct audit_entry g;
    char credential[64] = "";
    to_entry(row, credential, &g);
    return refused ? audit_refused(b->audit, &g) : audit_write(b->audit, &g);
}

void box_audit_hooks(struct http_hooks *h)
{
    h->audit_begin = audit_begin;
    h->audit_rows = audit_rows;
    h->audit_end = audit_end;
    h->audit_write = audit_row;
}

/* ---- heads that were kept ---- */

static enum err read_file(struct arena *a, const char *path, const char **text)
{
    struct buf b;
    char part[16384];
    size_t n;
    FILE *f = fopen(path, "re");
    if (!f)
        return err_errno(ERR_IO, "cannot read %s", path);
    buf_init(&b, HEADS_MAX);
    while ((n = fread(part, 1, sizeof part, f)) > 0)
        buf_append(&b, part, n);
    enum err e = ferror(f) ? err_errno(ERR_IO, "cannot read %s", path) : b.overflow ? err_set(ERR_TOO_LARGE, "%s is too large", path) : OK;
    *text = arena_strndup(a, b.data ? b.data : "", b.len);
    buf_free(&b);
    fclose(f);
    return e;
}

/* A head given on the command line, or a file of heads. */
static enum err read_heads(struct audit *t, struct arena *a, const char *given, struct audit_known **all, size_t *count)
{
    struct audit_known *found;
    size_t n;
    const char *text = given;
    if (!strchr(given, ':') || access(given, R_OK) == 0) {
        enum err read = read_file(a, given, &text);
        if (read)
            return read;
    }
    enum err e = audit_known_parse(t, a, text, given, &found, &n);
    if (e || !n)
        return e;
    struct audit_known *more = arena_array(a, *count + n, sizeof *more);
    if (*count)
        memcpy(more, *all, *count * sizeof *more);
    memcpy(more + *count, found, n * sizeof *more);
    *all = more;
    *count += n;
    return OK;
}

/* Every file of --audit-dir, and every --audit-head. */
enum err box_kept_heads(struct audit *t, struct arena *a, const struct cli *c, struct audit_known **all, size_t *count)
{
    const char *dir = cli_get(c, OPT_AUDIT_DIR);
    enum err e = OK;
    DIR *d = dir ? opendir(dir) : NULL;
    if (dir && !d)
        return err_errno(ERR_IO, "cannot read %s", dir);
    for (const struct dirent *f; d && !e && (f = readdir(d));)
        if (*f->d_name != '.')
            e = read_heads(t, a, arena_printf(a, "%s/%s", dir, f->d_name), all, count);
    if (d)
        closedir(d);
    for (size_t i = 0; !e && c->values[OPT_AUDIT_HEAD][i]; i++)
        e = read_heads(t, a, c->values[OPT_AUDIT_HEAD][i], all, count);
    return e;
}
