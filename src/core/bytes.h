/*
 * bytes.h - the release's memcpy, memmove and strlen under names of their own, so that tests of every build reach them (bytes.c says why).
 * Same contracts as in C17 §7.24. Nobody calls them by these names.
 */
#ifndef BINNACLE_CORE_BYTES_H
#define BINNACLE_CORE_BYTES_H
#include <stddef.h>

void *bytes_copy(void *restrict to, const void *restrict from, size_t n);
void *bytes_move(void *to, const void *from, size_t n);
size_t bytes_length(const char *s);

#endif
