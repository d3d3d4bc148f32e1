/* Tests of net/dns_message.h and of net_policy in net/net.h: pure code on strangers' bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/crypto.h"
#include "net/dns_message.h"
#include "net/net.h"
#include <string.h>

static struct arena *a;
static int setup(void **state)
{
    (void)state;
    a = arena_new(0);
    return crypto_init() == OK ? 0 : -1;
}
static int teardown(void **state)
{
    (void)state;
    arena_free(a);
    return 0;
}

static void queries(void **state)
{
    (void)state;
    unsigned char q[DNS_QUERY_MAX];
    size_t n = dns_query(q, 0x1234, "www.Example.com.", dns_type("a"));
    assert_int_equal(n, 33);
    assert_memory_equal(q,
                        "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07"
                        "Example\x03"
                        "com\x00\x00\x01\x00\x01",
                        33);
    assert_int_equal(dns_type("AAAA"), 28);
    assert_int_equal(dns_type("ANY"), 0);
    char label[70], name[300];
    memset(label, 'a', 64);
    label[64] = '\0';
    assert_int_equal(dns_query(q, 0, label, 1), 0); /* 64 bytes in a label */
    memset(name, 'a', sizeof name);
    for (int i = 50; i < 253; i += 51)
        name[i] = '.';
    name[253] = '\0';
    assert_true(dns_query(q, 0, name, 1) > 0);
    name[253] = 'a';
    name[254] = '\0';
    assert_int_equal(dns_query(q, 0, name, 1), 0); /* 254 bytes */
    const char *bad[] = { "", ".", "a..b", ".a", "a b", "a\nb", "caf\xC3\xA9" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(dns_query(q, 0, bad[i], 1), 0);
}

/* A response to "a.b" type t with the given answer section. */
static size_t message(unsigned char *out, int type, int answers, const void *section, size_t n)
{
    size_t q = dns_query(out, 7, "a.b", type);
    out[2] = 0x81;
    out[3] = 0x80;
    out[7] = (unsigned char)answers;
    memcpy(out + q, section, n);
    return q + n;
}

static enum err parse(int type, int answers, const char *section, size_t n, struct dns_answer *r)
{
    unsigned char m[2000];
    size_t len = message(m, type, answers, section, n);
    return dns_parse(a, m, len, 7, "A.B.", type, r);
}

static void records_as_text(void **state)
{
    (void)state;
    struct dns_answer r;
    assert_int_equal(parse(1, 1, "\xC0\x0C\x00\x01\x00\x01\x00\x00\x00\x3C\x00\x04\x0A\x00\x00\x01", 16, &r), OK);
    assert_int_equal(r.count, 1);
    assert_string_equal(r.records[0].text, "10.0.0.1");
    assert_int_equal(r.ttl_s, 60);
    assert_int_equal(parse(28, 1, "\xC0\x0C\x00\x1C\x00\x01\x00\x00\x00\x3C\x00\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01", 28, &r), OK);
    assert_string_equal(r.records[0].text, "::1");
    assert_int_equal(parse(15, 1, "\xC0\x0C\x00\x0F\x00\x01\x00\x00\x00\x3C\x00\x09\x00\x0A\x04Mail\xC0\x0E", 21, &r), OK);
    assert_string_equal(r.records[0].text, "10 mail.b");
    assert_int_equal(parse(16, 1,
                           "\xC0\x0C\x00\x10\x00\x01\x00\x00\x00\x3C\x00\x0A\x03"
                           "abc\x05"
                           "d\"\\\x01 ",
                           22, &r),
                     OK);
    assert_string_equal(r.records[0].text, "abcd\"\\092\\001 ");
    assert_int_equal(parse(33, 1, "\xC0\x0C\x00\x21\x00\x01\x00\x00\x00\x3C\x00\x0A\x00\x01\x00\x02\x1F\x90\x01h\xC0\x0E", 22, &r), OK);
    assert_string_equal(r.records[0].text, "1 2 8080 h.b");
    assert_int_equal(parse(6, 1,
                           "\xC0\x0C\x00\x06\x00\x01\x00\x00\x00\x3C\x00\x18\xC0\x0C\xC0\x0E\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00"
                           "\x03\x00\x00\x00\x04\x00\x00\x00\x05",
                           36, &r),
                     OK);
    assert_string_equal(r.records[0].text, "a.b b 1 2 3 4 5");
}

static void cname_chains_are_followed_once(void **state)
{
    (void)state;
    struct dns_answer r;
    /* a.b CNAME c.b; c.b A 10.0.0.1; d.b A 10.0.0.9 (not on the chain) */
    static const char section[] = "\xC0\x0C\x00\x05\x00\x01\x00\x00\x00\x0A\x00\x04\x01"
                                  "c\xC0\x0E"
                                  "\x01"
                                  "c\xC0\x0E\x00\x01\x00\x01\x00\x00\x00\x3C\x00\x04\x0A\x00\x00\x01"
                                  "\x01"
                                  "d\xC0\x0E\x00\x01\x00\x01\x00\x00\x00\x3C\x00\x04\x0A\x00\x00\x09";
    assert_int_equal(parse(1, 3, section, sizeof section - 1, &r), OK);
    assert_int_equal(r.count, 1);
    assert_string_equal(r.records[0].text, "10.0.0.1");
    assert_string_equal(r.canonical, "c.b");
    assert_int_equal(r.ttl_s, 10);
    /* a.b CNAME a.b: goes round, ends */
    assert_int_equal(parse(1, 1, "\xC0\x0C\x00\x05\x00\x01\x00\x00\x00\x0A\x00\x02\xC0\x0C", 14, &r), OK);
    assert_int_equal(r.count, 0);
}

static void lies_are_refused(void **state)
{
    (void)state;
    struct dns_answer r;
    static const struct {
        const char *p;
        size_t n;
        int answers;
    } bad[] = {
        { "\xC0\x17\x00\x01\x00\x01\x00\x00\x00\x3C\x00\x04\x0A\x00\x00\x01", 16,
          1 }, /* a pointer to itself (offset 23... of this record) */
        { "\xC0\xFF\x00\x01\x00\x01\x00\x00\x00\x3C\x00\x04\x0A\x00\x00\x01", 16, 1 }, /* forwards */
        { "\xFF\xFF\x00\x01\x00\x01\x00\x00\x00\x3C\x00\x04\x0A\x00\x00\x01", 16, 1 },
        { "\x80\x00\x00\x01\x00\x01\x00\x00\x00\x3C\x00\x04\x0A\x00\x00\x01", 16, 1 },     /* reserved label type */
        { "\xC0\x0C\x00\x01\x00\x01\x00\x00\x00\x3C\x00\x05\x0A\x00\x00\x01\x00", 17, 1 }, /* A of five bytes */
        { "\xC0\x0C\x00\x01\x00\x01\x00\x00\x00\x3C\xFF\xFF\x0A\x00\x00\x01", 16, 1 },     /* longer than the message */
        { "\xC0\x0C\x00\x01\x00\x01\x00\x00\x00\x3C\x00\x04\x0A\x00\x00\x01", 16, 2 },     /* one record less than said */
        { "\xC0\x0C", 2, 1 },
        { "\xC0", 1, 1 },
        { "", 0, 1 },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(parse(1, bad[i].answers, bad[i].p, bad[i].n, &r), ERR_UPSTREAM);
    assert_int_equal(parse(16, 1, "\xC0\x0C\x00\x10\x00\x01\x00\x00\x00\x3C\x00\x02\x05x", 14, &r),
                     ERR_UPSTREAM); /* text longer than its record */
    assert_int_equal(parse(15, 1, "\xC0\x0C\x00\x0F\x00\x01\x00\x00\x00\x3C\x00\x04\x00\x0A\xC0\x27", 16, &r),
                     ERR_UPSTREAM); /* a name that points at itself */
}

static void not_the_answer(void **state)
{
    (void)state;
    unsigned char m[300];
    struct dns_answer r;
    size_t n = message(m, 1, 0, "", 0);
    assert_int_equal(dns_parse(a, m, n, 8, "a.b", 1, &r), ERR_NOT_FOUND);
    assert_int_equal(dns_parse(a, m, n, 7, "a.c", 1, &r), ERR_NOT_FOUND);
    assert_int_equal(dns_parse(a, m, n, 7, "a.b", 28, &r), ERR_NOT_FOUND);
    assert_int_equal(dns_parse(a, m, n, 7, "a.b", 1, &r), OK);
    assert_int_equal(dns_parse(a, m, 11, 7, "a.b", 1, &r), ERR_NOT_FOUND);
    m[2] = 0x01; /* a query, not a response */
    assert_int_equal(dns_parse(a, m, n, 7, "a.b", 1, &r), ERR_NOT_FOUND);
    m[2] = 0x83; /* truncated */
    assert_int_equal(dns_parse(a, m, n, 7, "a.b", 1, &r), OK);
    assert_true(r.truncated);
    assert_string_equal(dns_rcode_name(3), "NXDOMAIN");
    assert_string_equal(dns_rcode_name(15), "RESERVED");
}

static void random_bytes_are_survived(void **state)
{
    (void)state;
    unsigned char m[600];
    for (int i = 0; i < 20000; i++) {
        struct dns_answer r;
        crypto_random(m, sizeof m);
        size_t n = dns_query(m, 7, "a.b", 16);
        m[2] = 0x81;
        m[3] = 0x80;
        m[6] = 0;
        n += m[n] * 2u;
        enum err e = dns_parse(a, m, n, 7, "a.b", 16, &r);
        assert_true(e == OK || e == ERR_UPSTREAM || e == ERR_NOT_FOUND);
        if (i % 64 == 0)
            arena_reset(a);
    }
}

/* ---- policy ---- */

static void policy(void **state)
{
    (void)state;
    struct net_policy *p;
    assert_int_equal(net_policy_parse("0.0.0.0/0, ::/0\n!10.0.0.0/9 !127.0.0.0/8:8080,![::1/128]:8080, !fe80::/10", &p), OK);
    static const struct {
        const char *address;
        int port;
        bool allowed;
    } v[] = {
        { "192.0.2.1", 80, true },        { "10.127.255.255", 80, false },
        { "10.128.0.0", 80, true },       { "127.0.0.1", 8080, false },
        { "127.0.0.1", 8081, true },      { "::1", 8080, false },
        { "[::1]", 8080, false },         { "::1", 80, true },
        { "::ffff:10.0.0.1", 80, false }, { "::ffff:127.0.0.1", 8080, false },
        { "0.0.0.0", 8080, false },       { "::", 8080, false },
        { "fe80::1", 80, false },         { "2001:db8::1", 80, true },
        { "not an address", 80, false },  { "", 80, false },
        { "127.1", 80, false },
    };
    for (size_t i = 0; i < sizeof v / sizeof *v; i++)
        if (net_policy_allows(p, v[i].address, v[i].port) != v[i].allowed)
            fail_msg("%s:%d", v[i].address, v[i].port);
    net_policy_unref(net_policy_ref(p));
    assert_true(net_policy_allows(p, "192.0.2.1", 80));
    net_policy_unref(p);
    assert_true(net_policy_allows(NULL, "10.0.0.1", 1));
    assert_int_equal(net_policy_parse("", &p), OK); /* what no entry allows is denied */
    assert_false(net_policy_allows(p, "192.0.2.1", 80));
    net_policy_unref(p);
    assert_int_equal(net_policy_parse("!10.0.0.0/8", &p), OK);
    assert_false(net_policy_allows(p, "192.0.2.1", 80));
    net_policy_unref(p);
    assert_int_equal(net_policy_parse("192.0.2.7 192.0.2.0/31:443 [2001:db8::/32]:443", &p), OK);
    assert_true(net_policy_allows(p, "192.0.2.7", 1));
    assert_false(net_policy_allows(p, "192.0.2.6", 443));
    assert_true(net_policy_allows(p, "192.0.2.1", 443));
    assert_false(net_policy_allows(p, "192.0.2.1", 80));
    assert_true(net_policy_allows(p, "2001:db8:1::1", 443));
    net_policy_unref(p);
    const char *bad[] = { "10.0.0.0/33",
                          "10.0.0/8",
                          "::/129",
                          "host",
                          "10.0.0.1:0",
                          "10.0.0.1:65536",
                          "10.0.0.1:",
                          "[::1",
                          "[::1]x",
                          "10.0.0.0/-1",
                          "!",
                          "10.0.0.0/8/8",
                          "1111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (net_policy_parse(bad[i], &p) != ERR_INVALID || p)
            fail_msg("accepted %s", bad[i]);
    assert_non_null(strstr(err_detail(), "11111"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries),          cmocka_unit_test(records_as_text), cmocka_unit_test(cname_chains_are_followed_once),
        cmocka_unit_test(lies_are_refused), cmocka_unit_test(not_the_answer),  cmocka_unit_test(random_bytes_are_survived),
        cmocka_unit_test(policy),
    };
    return cmocka_run_group_tests_name("net: DNS messages and policy", tests, setup, teardown);
}
