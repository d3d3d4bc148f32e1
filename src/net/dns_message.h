/*
 * dns_message.h - DNS messages: writing a query, reading an answer (RFC 1035, RFC 2782 SRV, RFC 3596 AAAA). Pure; the reader takes any
 * bytes.
 */
#ifndef BINNACLE_NET_DNS_MESSAGE_H
#define BINNACLE_NET_DNS_MESSAGE_H
#include "core/arena.h"
#include "core/err.h"
#include <stdbool.h>
#include <stdint.h>

#define DNS_QUERY_MAX   300
#define DNS_RECORDS_MAX 100
#define DNS_NAME_SIZE   1024 /* text of a name with escapes, and NUL */

/* The number of "A", "aaaa", ...; 0 for a type that is not supported (A AAAA CNAME MX TXT NS SRV PTR SOA). */
int dns_type(const char *name);
/* Writes a recursive query. Returns its length, 0 when the name is not a domain name (labels of 1-63 bytes, 253 in all). */
size_t dns_query(unsigned char out[DNS_QUERY_MAX], uint16_t id, const char *name, int type);

struct dns_record {
    const char *text; /* the data: "10.0.0.1", "10 mail.example.com", "0 5 8080 host.example.com" */
    int64_t ttl_s;
    unsigned char address[16]; /* A, AAAA */
};
struct dns_answer {
    int rcode;
    bool truncated;
    const char *canonical;      /* where the CNAME chain from the asked name ended */
    struct dns_record *records; /* of the asked type, for that name */
    size_t count;
    int64_t ttl_s; /* the smallest on the way, CNAMEs included; 0 without records */
};
/* ERR_NOT_FOUND when the bytes are not an answer to this query (over UDP: wait on); ERR_UPSTREAM when they are one and lie about their
 * lengths. At most DNS_RECORDS_MAX records are kept. */
MUST_CHECK enum err dns_parse(struct arena *a, const unsigned char *p, size_t n, uint16_t id, const char *name, int type,
                              struct dns_answer *out);
const char *dns_rcode_name(int rcode); /* NOERROR NXDOMAIN SERVFAIL ... */

#endif
