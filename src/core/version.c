/*
 * version.c - the version table. version_gen.h is written for each kind of build by tools/version from the libraries' manifest.
 */
#include "core/version.h"
#include "version_gen.h"

const struct version_library version_libraries[] = { VERSION_LIBRARIES };
const size_t version_library_count = sizeof version_libraries / sizeof version_libraries[0];

const char *version_text(void)
{
    return VERSION_TEXT;
}

const char *version_build(void)
{
    return VERSION_BUILD;
}
