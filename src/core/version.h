/*
 * version.h - what this program is: its version, the kind of build, the libraries inside it with their versions and licences.
 *
 * All of it is fixed when the program is built (tools/version); any thread may read it.
 */
#ifndef BINNACLE_CORE_VERSION_H
#define BINNACLE_CORE_VERSION_H
#include <stddef.h>

struct version_library {
    const char *name;
    const char *version;
    const char *licence; /* SPDX expression */
};

extern const struct version_library version_libraries[];
extern const size_t version_library_count;

/* "0.1.0" */
const char *version_text(void);
/* "dev", "asan", "release", …, followed for a release made from a repository by its commit: "release 1a2b3c4d5e6f". */
const char *version_build(void);

#endif
