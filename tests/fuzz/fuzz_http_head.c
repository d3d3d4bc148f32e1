/*
 * fuzz_http_head.c - any bytes as a request's head: what the front takes for whole is parsed or refused without waiting for more bytes, and
 * the target is split without reading outside.
 */
#include "http/private.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct civet *civet;
    static struct worker_state worker;
    if (size == 0 || size > CIVET_HEAD_MAX)
        return 0;
    if (!civet)
        worker.civet = civet = civet_new();
    struct wire w = { .fd = -1, .in = malloc(size + 1), .in_len = size, .in_cap = size + 1 };
    struct request rq = { .worker = &worker, .wire = &w, .arena = arena_new(0) };
    memcpy(w.in, data, size);
    w.in[size] = '\0';
    if (wire_input(&w) == WIRE_READY && civet_parse(civet, -1, NULL, w.in, w.in_cap, w.in_len, &rq.head) == OK) {
        const char *name, *value, *cookie;
        size_t used;
        for (int i = 0; i < rq.head.headers; i++) {
            civet_header_at(civet, i, &name, &value);
            if (civet_header_count(civet, name) < 1 || strchr(value, '\n'))
                abort();
        }
        if (rq.head.content_length < -1)
            abort();
        if (request_parse_target(&rq, rq.head.target) == OK && (rq.path[0] != '/' || strstr(rq.path, "/../")))
            abort();
        if (request_cookie(&rq, "binnacle_session", &cookie) == OK && cookie && strchr(cookie, ';'))
            abort();
        request_accepts_gzip(&rq);
        request_etag_matches(&rq, "\"1\"");
        civet_end(civet, &used);
        if (used > w.in_len)
            abort();
    }
    arena_free(rq.arena);
    free(w.in);
    return 0;
}
