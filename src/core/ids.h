/*
 * ids.h - identifiers. Thread-safe.
 */
#ifndef BINNACLE_CORE_IDS_H
#define BINNACLE_CORE_IDS_H
#include "core/clock.h"
#include <stdbool.h>

#define ID_SIZE 37 /* UUID text and NUL */

/* UUIDv7 (RFC 9562 §5.7), lower case; ids made by one process within one millisecond are still in order. Returns dst. */
char *id_new(struct clock *c, char dst[ID_SIZE]);
bool id_valid(const char *s); /* any RFC 9562 UUID in lower-case canonical form */

#endif
