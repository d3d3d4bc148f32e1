/*
 * dns_message.c - the DNS wire format. Pure functions on bytes that a stranger sent: every read is checked against the end, every
 * compression pointer must point backwards, so that no message can make the reader loop.
 */
#include "net/dns_message.h"
#include "core/str.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

enum { TYPE_A = 1, TYPE_NS = 2, TYPE_CNAME = 5, TYPE_SOA = 6, TYPE_PTR = 12, TYPE_MX = 15, TYPE_TXT = 16, TYPE_AAAA = 28, TYPE_SRV = 33 };

static const struct {
    const char *name;
    int type;
} types[] = {
    { "A", TYPE_A },   { "AAAA", TYPE_AAAA }, { "CNAME", TYPE_CNAME }, { "MX", TYPE_MX },   { "TXT", TYPE_TXT },
    { "NS", TYPE_NS }, { "SRV", TYPE_SRV },   { "PTR", TYPE_PTR },     { "SOA", TYPE_SOA },
};

int dns_type(const char *name)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_eq_nocase(name, types[i].name))
            return types[i].type;
    return 0;
}

const char *dns_rcode_name(int rcode)
{
    static const char *const names[] = { "NOERROR",  "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED",
                                         "YXDOMAIN", "YXRRSET", "NXRRSET",  "NOTAUTH",  "NOTZONE" };
    return rcode >= 0 && (size_t)rcode < sizeof names / sizeof *names ? names[rcode] : "RESERVED";
}

static void put16(unsigned char *p, unsigned v)
{
    p[0] = (unsigned char)(v >> 8);
    p[1] = (unsigned char)v;
}

size_t dns_query(unsigned char out[DNS_QUERY_MAX], uint16_t id, const char *name, int type)
{
    static const unsigned char header[12] = { [2] = 0x01 /* recursion desired */, [5] = 1 /* one question */ };
    size_t len = strlen(name), at = sizeof header;
    if (len > 0 && name[len - 1] == '.')
        len--;
    if (len == 0 || len > 253)
        return 0;
    memcpy(out, header, sizeof header);
    put16(out, id);
    for (size_t i = 0; i <= len;) {
        size_t n = 0;
        while (i + n < len && name[i + n] != '.')
            n++;
        if (n == 0 || n > 63)
            return 0;
        out[at++] = (unsigned char)n;
        for (size_t k = 0; k < n; k++) {
            unsigned char c = (unsigned char)name[i + k];
            if (c <= ' ' || c >= 0x7F)
                return 0;
            out[at++] = c;
        }
        i += n + 1;
    }
    out[at++] = 0;
    put16(out + at, (unsigned)type);
    put16(out + at + 2, 1); /* IN */
    return at + 4;
}

/* ---- reading ---- */

struct reader {
    const unsigned char *p;
    size_t n, at;
};

static bool get16(struct reader *r, unsigned *v)
{
    if (r->n - r->at < 2)
        return false;
    *v = (unsigned)r->p[r->at] << 8 | r->p[r->at + 1];
    r->at += 2;
    return true;
}

static bool get32(struct reader *r, uint32_t *v)
{
    unsigned hi, lo;
    if (!get16(r, &hi) || !get16(r, &lo))
        return false;
    *v = (uint32_t)hi << 16 | lo;
    return true;
}

/* A name as text in lower case, "." for the root; bytes that are not plain are written as \DDD (RFC 1035 §5.1). */
static bool get_name(struct reader *r, char out[DNS_NAME_SIZE])
{
    size_t at = r->at, len = 0, total = 0, limit = r->n;
    bool jumped = false;
    for (;;) {
        if (at >= r->n)
            return false;
        unsigned c = r->p[at];
        if ((c & 0xC0) == 0xC0) {
            if (at + 1 >= r->n)
                return false;
            size_t to = (size_t)(c & 0x3F) << 8 | r->p[at + 1];
            if (!jumped)
                r->at = at + 2;
            jumped = true;
            if (to >= at || to >= limit)
                return false; /* strictly backwards each time: it ends */
            limit = to;
            at = to;
            continue;
        }
        if (c & 0xC0)
            return false;
        at++;
        if (c == 0)
            break;
        total += c + 1;
        if (total > 254 || at + c > r->n)
            return false;
        if (len > 0)
            out[len++] = '.';
        for (unsigned i = 0; i < c; i++) {
            unsigned char b = r->p[at + i];
            if (len > DNS_NAME_SIZE - 8)
                return false;
            if (b > ' ' && b < 0x7F && b != '.' && b != '\\') {
                out[len++] = (char)(b >= 'A' && b <= 'Z' ? b + 32 : b);
            } else {
                len += (size_t)snprintf(out + len, 5, "\\%03u", b);
            }
        }
        at += c;
    }
    if (!jumped)
        r->at = at;
    if (len == 0)
        out[len++] = '.';
    out[len] = '\0';
    return true;
}

/* Character strings one after the other; controls and quotes are escaped, so that the text is one line. */
static const char *get_texts(struct arena *a, struct reader *r, size_t end)
{
    char *out = arena_alloc(a, (end - r->at) * 4 + 1);
    size_t len = 0;
    while (r->at < end) {
        size_t n = r->p[r->at++];
        if (n > end - r->at)
            return NULL;
        for (size_t i = 0; i < n; i++) {
            unsigned char b = r->p[r->at + i];
            if (b >= ' ' && b < 0x7F && b != '\\')
                out[len++] = (char)b;
            else
                len += (size_t)snprintf(out + len, 5, "\\%03u", b);
        }
        r->at += n;
    }
    return out;
}

/* The record's data as text; NULL when it does not fit its length. */
static const char *get_data(struct arena *a, struct reader *r, int type, size_t end, struct dns_record *rec)
{
    char name[DNS_NAME_SIZE], other[DNS_NAME_SIZE];
    unsigned x, y, z;
    const char *text = NULL;
    switch (type) {
    case TYPE_A:
    case TYPE_AAAA: {
        size_t size = type == TYPE_A ? 4 : 16;
        if (end - r->at != size)
            return NULL;
        memcpy(rec->address, r->p + r->at, size);
        inet_ntop(type == TYPE_A ? AF_INET : AF_INET6, rec->address, name, sizeof name);
        r->at = end;
        text = arena_strdup(a, name);
        break;
    }
    case TYPE_NS:
    case TYPE_CNAME:
    case TYPE_PTR:
        if (!get_name(r, name))
            return NULL;
        text = arena_strdup(a, name);
        break;
    case TYPE_MX:
        if (!get16(r, &x) || !get_name(r, name))
            return NULL;
        text = arena_printf(a, "%u %s", x, name);
        break;
    case TYPE_SRV:
        if (!get16(r, &x) || !get16(r, &y) || !get16(r, &z) || !get_name(r, name))
            return NULL;
        text = arena_printf(a, "%u %u %u %s", x, y, z, name);
        break;
    case TYPE_SOA: {
        uint32_t v[5];
        if (!get_name(r, name) || !get_name(r, other))
            return NULL;
        for (int i = 0; i < 5; i++)
            if (!get32(r, &v[i]))
                return NULL;
        text = arena_printf(a, "%s %s %u %u %u %u %u", name, other, v[0], v[1], v[2], v[3], v[4]);
        break;
    }
    case TYPE_TXT:
        text = get_texts(a, r, end);
        break;
    default:
        return NULL;
    }
    return r->at == end ? text : NULL;
}

struct raw {
    const char *owner;
    int type;
    struct dns_record record;
};

static bool get_records(struct arena *a, struct reader *r, unsigned count, int type, struct raw *raws, size_t *kept)
{
    char owner[DNS_NAME_SIZE];
    for (unsigned i = 0; i < count; i++) {
        unsigned rtype, rclass, length;
        uint32_t ttl;
        if (!get_name(r, owner) || !get16(r, &rtype) || !get16(r, &rclass) || !get32(r, &ttl) || !get16(r, &length) ||
            length > r->n - r->at)
            return false;
        size_t end = r->at + length;
        if (rclass == 1 && ((int)rtype == type || rtype == TYPE_CNAME) && *kept < DNS_RECORDS_MAX) {
            struct raw *w = &raws[*kept];
            struct reader data = { .p = r->p, .n = end, .at = r->at }; /* its names may point back, but not read on */
            w->record.text = get_data(a, &data, (int)rtype, end, &w->record);
            if (!w->record.text)
                return false;
            w->record.ttl_s = ttl > INT32_MAX ? 0 : (int64_t)ttl; /* RFC 2181 §8 */
            w->owner = arena_strdup(a, owner);
            w->type = (int)rtype;
            ++*kept;
        }
        r->at = end;
    }
    return true;
}

/* The records of the asked type at the end of the CNAME chain that starts at the asked name. */
static void choose(struct arena *a, const struct raw *raws, size_t n, int type, struct dns_answer *out)
{
    const char *name = out->canonical;
    int64_t ttl = INT32_MAX;
    for (size_t hop = 0; hop < n && type != TYPE_CNAME; hop++) {
        size_t i = 0;
        while (i < n && !(raws[i].type == TYPE_CNAME && str_eq(raws[i].owner, name)))
            i++;
        if (i == n)
            break;
        name = raws[i].record.text;
        if (raws[i].record.ttl_s < ttl)
            ttl = raws[i].record.ttl_s;
    }
    out->canonical = name;
    out->records = arena_array(a, n ? n : 1, sizeof *out->records);
    for (size_t i = 0; i < n; i++) {
        if (raws[i].type != type || !str_eq(raws[i].owner, name))
            continue;
        if (raws[i].record.ttl_s < ttl)
            ttl = raws[i].record.ttl_s;
        out->records[out->count++] = raws[i].record;
    }
    out->ttl_s = out->count ? ttl : 0;
}

enum err dns_parse(struct arena *a, const unsigned char *p, size_t n, uint16_t id, const char *name, int type, struct dns_answer *out)
{
    struct reader r = { .p = p, .n = n };
    unsigned got_id, flags, questions, answers, qtype, qclass;
    char asked[DNS_NAME_SIZE];
    memset(out, 0, sizeof *out);
    if (n < 12 || !get16(&r, &got_id) || !get16(&r, &flags) || !get16(&r, &questions) || !get16(&r, &answers))
        return err_set(ERR_NOT_FOUND, "DNS: the answer is cut short");
    r.at = 12;
    if (got_id != id || !(flags & 0x8000) || questions != 1)
        return err_set(ERR_NOT_FOUND, "DNS: not an answer to this query");
    char *wanted = str_lower(a, name);
    size_t len = strlen(wanted);
    if (len > 1 && wanted[len - 1] == '.')
        wanted[len - 1] = '\0';
    if (!get_name(&r, asked) || !get16(&r, &qtype) || !get16(&r, &qclass) || (int)qtype != type || qclass != 1 || !str_eq(asked, wanted))
        return err_set(ERR_NOT_FOUND, "DNS: the answer is to another question");
    out->rcode = (int)(flags & 15);
    out->truncated = (flags & 0x0200) != 0;
    out->canonical = wanted;
    if (out->truncated)
        return OK; /* asked again over TCP: what was cut is not looked at */
    struct raw *raws = arena_array(a, DNS_RECORDS_MAX, sizeof *raws);
    size_t kept = 0;
    if (!get_records(a, &r, answers, type, raws, &kept))
        return err_set(ERR_UPSTREAM, "DNS: the answer is malformed");
    choose(a, raws, kept, type, out);
    return OK;
}
