/*
 * workers_sources.c - what a registry or DNS says, as a list of workers. Pure; any thread.
 *
 * What comes from outside is held against bounds and shapes before anything is made of it: one bad entry refuses the whole answer, so that
 * a garbled registry does not remove workers.
 */
#include "core/str.h"
#include "workers/workers.h"
#include <stdio.h>
#include <string.h>

#define URL_MAX  512
#define WORD_MAX 100

static bool is_http_url(const char *s)
{
    const char *host = str_starts(s, "http://") ? s + 7 : str_starts(s, "https://") ? s + 8 : NULL;
    return host && *host && *host != '/' && *host != ':' && strlen(s) <= URL_MAX && str_printable(s) && !strpbrk(s, " \"<>\\^`{|}@");
}

/* host:port of the URL, what an instance is called that does not say. */
static const char *host_port(struct arena *a, const char *url)
{
    const char *s = strstr(url, "://") + 3;
    return arena_strndup(a, s, strcspn(s, "/?#"));
}

static enum err add(struct arena *a, struct workers_found *list, size_t *count, const char *type, const char *instance, const char *url)
{
    if (!is_http_url(url))
        return err_set(ERR_UPSTREAM, "entry %zu has no usable http:// or https:// URL", *count);
    if (!instance || !*instance)
        instance = host_port(a, url);
    if (!type || !*type)
        type = "worker";
    if (strlen(type) > 64 || strlen(instance) > WORD_MAX || !str_printable(type) || !str_printable(instance))
        return err_set(ERR_UPSTREAM, "entry %zu has a type or instance that is too long or not printable", *count);
    for (size_t i = 0; i < *count; i++)
        if (str_eq(list[i].worker_type, type) && str_eq(list[i].instance_id, instance))
            return err_set(ERR_UPSTREAM, "%s %s is listed twice", type, instance);
    list[(*count)++] = (struct workers_found){ .worker_type = arena_strdup(a, type),
                                               .instance_id = arena_strdup(a, instance),
                                               .url = arena_strdup(a, url) };
    return OK;
}

enum err workers_parse_registry(struct arena *a, const char *text, size_t n, const char *default_type, struct workers_found **out,
                                size_t *count)
{
    struct json *root;
    enum err e = json_parse(a, text, n, &root);
    *count = 0;
    if (e != OK)
        return err_set(ERR_UPSTREAM, "the registry did not answer with JSON");
    const struct json *list = root;
    if (json_type(list) == JSON_OBJECT)
        list = json_get(root, "workers") ? json_get(root, "workers") : json_get(root, "items");
    if (json_type(list) != JSON_ARRAY)
        return err_set(ERR_UPSTREAM, "the registry's answer is not a list");
    if (json_size(list) > WORKERS_MAX_FOUND)
        return err_set(ERR_UPSTREAM, "the registry lists more than %d workers", WORKERS_MAX_FOUND);
    *out = arena_array(a, json_size(list) + 1, sizeof **out);
    for (const struct json *v = json_first(list); v; v = json_next(v)) {
        const char *url = json_string(v), *type = NULL, *instance = NULL;
        if (json_type(v) == JSON_OBJECT) {
            url = json_string(json_get(v, "url"));
            type = json_string(json_get(v, "worker_type"));
            instance = json_string(json_get(v, "instance_id"));
        }
        if (!url)
            return err_set(ERR_UPSTREAM, "entry %zu of the registry has no URL", *count);
        e = add(a, *out, count, type ? type : default_type, instance, url);
        if (e != OK)
            return e;
    }
    return OK;
}

enum err workers_parse_srv(struct arena *a, const char *const *records, size_t n, const char *default_type, struct workers_found **out,
                           size_t *count)
{
    *count = 0;
    if (n > WORKERS_MAX_FOUND)
        return err_set(ERR_UPSTREAM, "there are more than %d SRV records", WORKERS_MAX_FOUND);
    *out = arena_array(a, n + 1, sizeof **out);
    for (size_t i = 0; i < n; i++) {
        char **part;
        int64_t port;
        if (str_split(a, records[i], ' ', &part, 5) != 4 || !str_to_i64(part[2], &port) || port < 1 || port > 65535)
            return err_set(ERR_UPSTREAM, "\"%s\" is not an SRV record", records[i]);
        size_t len = strlen(part[3]);
        if (str_eq(part[3], "."))
            continue;
        if (len && part[3][len - 1] == '.')
            part[3][len - 1] = '\0'; /* names in records are absolute */
        enum err e = add(a, *out, count, default_type, NULL, arena_printf(a, "http://%s:%lld", part[3], (long long)port));
        if (e != OK)
            return e;
    }
    return OK;
}
