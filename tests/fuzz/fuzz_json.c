/*
 * fuzz_json.c - any bytes through the JSON reader; what it takes must print to text that it takes again, and print the same.
 */
#include "core/json.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new(0);
    struct json *v, *again;
    if (json_parse(a, (const char *)data, size, &v) == OK) {
        char *text = json_print(a, v);
        if (json_parse(a, text, strlen(text), &again) != OK)
            abort();
        if (strcmp(text, json_print(a, again)) != 0)
            abort();
        json_path(v, "a[0].b");
    }
    arena_free(a);
    return 0;
}
