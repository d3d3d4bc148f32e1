/*
 * checks.c - the table of check types. To add one: write check_<type>.c and name it here.
 */
#include "core/str.h"
#include "monitor/check.h"

extern const struct check_type check_http, check_worker, check_tcp, check_tls, check_dns, check_redis, check_kafka, check_neo4j, check_push,
    check_host, check_self;

const struct check_type *const check_types[] = {
    &check_http,  &check_worker, &check_tcp,  &check_tls,  &check_dns,  &check_redis,
    &check_kafka, &check_neo4j,  &check_push, &check_host, &check_self,
};
const size_t check_type_count = sizeof check_types / sizeof *check_types;

const struct check_type *check_type_find(const char *name)
{
    for (size_t i = 0; i < check_type_count; i++)
        if (str_eq(check_types[i]->name, name))
            return check_types[i];
    return NULL;
}
