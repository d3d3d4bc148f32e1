/*
 * apidoc.h - what the groups of the API are about. Used by main.c; constant.
 */
#ifndef BINNACLE_APIDOC_H
#define BINNACLE_APIDOC_H
#include "http/server.h"

/* Every group that a route names, in the order of the documentation; ends with a NULL name. Groups without a route are not shown. */
extern const struct tag_doc apidoc_tags[];

#endif
