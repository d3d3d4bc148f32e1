/*
 * assets.h - the UI's files inside the binary. The table is generated from www/dist by tools/mkassets, sorted by path (bytewise).
 *
 * Everything is constant and lives as long as the program; any thread may read it.
 */
#ifndef BINNACLE_HTTP_ASSETS_H
#define BINNACLE_HTTP_ASSETS_H
#include <stdbool.h>
#include <stddef.h>

struct asset {
    const char *path;          /* from the root: "/index.html", "/assets/app-1a2b3c4d.js" */
    const char *type;          /* the Content-Type, with charset for text */
    const unsigned char *data; /* what is sent: the gzip stream when gzip is set, else the file */
    unsigned len;              /* bytes of data */
    const char *etag;          /* quoted, from the SHA-256 of the file */
    bool gzip;                 /* data needs Content-Encoding: gzip */
    bool immutable;            /* the name carries a hash of the content: may be cached for ever */
};

extern const struct asset assets_table[];
extern const size_t assets_count; /* 0 in a build without the UI */

#endif
