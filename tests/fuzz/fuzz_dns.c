/*
 * fuzz_dns.c - any bytes as a name server's answer: every record type, with a header and question that fit, so that the records are
 * reached.
 */
#include "net/dns_message.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const types[] = { "A", "AAAA", "CNAME", "MX", "TXT", "NS", "SRV", "PTR", "SOA" };
    if (size < 1 || size > 4000)
        return 0;
    unsigned char m[DNS_QUERY_MAX + 4096];
    struct arena *a = arena_new(0);
    struct dns_answer r;
    int type = dns_type(types[data[0] % 9]);
    size_t n = dns_query(m, 7, "a.b", type);
    m[2] = 0x81;
    m[3] = 0x80;
    m[7] = 200; /* more answers than fit */
    memcpy(m + n, data + 1, size - 1);
    if (dns_parse(a, m, n + size - 1, 7, "a.b", type, &r) == OK)
        for (size_t i = 0; i < r.count; i++)
            if (!r.records[i].text)
                abort();
    if (dns_parse(a, data, size, 7, "a.b", type, &r) == OK && size < 12)
        abort();
    arena_free(a);
    return 0;
}
