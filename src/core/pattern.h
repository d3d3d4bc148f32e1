/*
 * pattern.h - regular expressions whose cost is bounded: time grows with text × pattern, never exponentially, and memory with the pattern
 * only.
 *
 * Syntax: literals, . [abc] [^a-z] | ( ) (?: ) * + ? {m} {m,} {m,n} ^ $ (of the whole text), \d \D \w \W \s \S \t \n \r \b-less escapes of
 * punctuation,
 * [[:alpha:]]-like classes (alpha digit alnum space upper lower punct xdigit), and (?i) at the start: ASCII letters of either case. Bytes
 * are matched; in [ ] only ASCII may stand. No back-references, no look-around. Pure, thread-safe.
 */
#ifndef BINNACLE_CORE_PATTERN_H
#define BINNACLE_CORE_PATTERN_H
#include "core/arena.h"
#include <stdbool.h>

#define PATTERN_SIZE_MAX 2000 /* steps of a compiled pattern: bounds {m,n} as well */

struct pattern;

/* ERR_INVALID with the reason and the position. Lives in the arena. */
MUST_CHECK enum err pattern_compile(struct arena *a, const char *text, struct pattern **out);
/* Is there a match anywhere in s? *found is set on OK; ERR_TOO_LARGE when it would take more than some 5 million steps. */
MUST_CHECK enum err pattern_search(const struct pattern *p, const char *s, size_t n, bool *found);

#endif
