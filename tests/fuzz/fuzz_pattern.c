/*
 * fuzz_pattern.c - any text as a pattern and any text to search: it ends, within its bounds. The first line is the pattern.
 */
#include "core/pattern.h"
#include "core/str.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new(0);
    const uint8_t *line = memchr(data, '\n', size);
    size_t n = line ? (size_t)(line - data) : size;
    char *text = arena_strndup(a, (const char *)data, n);
    struct pattern *p;
    bool found;
    if (pattern_compile(a, text, &p) == OK) {
        enum err e = pattern_search(p, line ? (const char *)line + 1 : "", line ? size - n - 1 : 0, &found);
        (void)e;
    }
    str_glob(text, line ? arena_strndup(a, (const char *)line + 1, size - n - 1) : "");
    arena_free(a);
    return 0;
}
