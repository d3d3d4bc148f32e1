/*
 * assets.c - the UI: embedded files (assets.h), or a folder while it is being developed (--www).
 *
 * Threads: the request's worker. The table is constant; nothing is cached. A file that is stored compressed is expanded for the rare client
 * that does not take gzip.
 */
#include "http/assets.h"
#include "core/mem.h"
#include "core/str.h"
#include "http/private.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX (32 << 20)

static const char no_ui[] =
    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Binnacle</title></head><body><h1>Binnacle</h1>"
    "<p>This build has no user interface, only the API.</p></body></html>\n";

static const struct asset *find(const char *path)
{
    size_t low = 0, high = assets_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(path, assets_table[middle].path);
        if (order == 0)
            return &assets_table[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static void serve_asset(struct request *rq, const struct asset *a, bool page)
{
    rq->page = page;
    rq->cache = a->immutable ? "public, max-age=31536000, immutable" : "no-cache";
    if (rq->status < 400)
        rq->etag = a->etag;
    if (rq->etag && request_etag_matches(rq, a->etag)) {
        rq->raw = "";
        rq->status = 304;
        return;
    }
    if (a->gzip && !request_accepts_gzip(rq)) {
        struct buf b;
        buf_init(&b, FILE_MAX);
        if (gzip_expand(a->data, a->len, &b)) {
            rq->content_type = a->type;
            rq->raw = arena_memdup(rq->arena, b.data, b.len);
            rq->raw_len = b.len;
            response_header(rq, "Vary", "Accept-Encoding");
        } else {
            response_problem(rq, ERR_INTERNAL, "an embedded file cannot be expanded");
        }
        buf_free(&b);
        return;
    }
    response_static(rq, a->type, a->data, a->len);
    if (a->gzip)
        rq->coding = "gzip";
}

/* ---- development: files of a folder ---- */

static const char *type_of(const char *path)
{
    static const char *const types[][2] = { { ".html", "text/html; charset=utf-8" },
                                            { ".js", "text/javascript; charset=utf-8" },
                                            { ".css", "text/css; charset=utf-8" },
                                            { ".json", "application/json" },
                                            { ".svg", "image/svg+xml" },
                                            { ".png", "image/png" },
                                            { ".ico", "image/x-icon" },
                                            { ".woff2", "font/woff2" },
                                            { ".map", "application/json" },
                                            { ".txt", "text/plain; charset=utf-8" },
                                            { ".webmanifest", "application/manifest+json" } };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_ends(path, types[i][0]))
            return types[i][1];
    return "application/octet-stream";
}

static bool serve_file(struct request *rq, const char *path, bool page)
{
    char joined[PATH_MAX], real[PATH_MAX], root[PATH_MAX];
    const char *plain = str_url_decode(rq->arena, path, strlen(path), false);
    if (!plain || (size_t)snprintf(joined, sizeof joined, "%s%s", rq->server->o.www_dir, plain) >= sizeof joined)
        return false;
    /* Links may not lead out of the folder. */
    if (!realpath(rq->server->o.www_dir, root) || !realpath(joined, real))
        return false;
    size_t n = strlen(root);
    if (strncmp(real, root, n) != 0 || real[n] != '/')
        return false;
    struct stat st;
    int fd = open(real, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= FILE_MAX;
    if (ok) {
        struct buf b;
        buf_init(&b, FILE_MAX);
        char *at = buf_reserve(&b, (size_t)st.st_size);
        ssize_t got = at ? read(fd, at, (size_t)st.st_size) : -1;
        ok = got == st.st_size;
        if (ok)
            response_body(rq, type_of(real), at, (size_t)got);
        buf_free(&b);
        rq->cache = "no-cache";
        rq->page = page;
    }
    close(fd);
    return ok;
}

/* ---- what dispatch asks for ---- */

bool assets_serve(struct request *rq, const char *path)
{
    if (rq->server->o.www_dir)
        return strlen(path) > 1 && serve_file(rq, path, str_ends(path, ".html"));
    const struct asset *a = find(path);
    if (!a)
        return false;
    serve_asset(rq, a, str_ends(path, ".html"));
    return true;
}

void assets_index(struct request *rq, int status)
{
    rq->status = status;
    if (rq->server->o.www_dir && serve_file(rq, "/index.html", true))
        return;
    const struct asset *a = find("/index.html");
    if (a) {
        serve_asset(rq, a, true);
        return;
    }
    rq->page = true;
    rq->cache = "no-cache";
    response_static(rq, "text/html; charset=utf-8", no_ui, sizeof no_ui - 1);
}
