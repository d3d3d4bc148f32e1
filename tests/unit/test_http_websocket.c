/*
 * test_http_websocket.c - RFC 6455 frames of clients, good and bad, whole and in pieces; and the frames that we send.
 */
#include "core/str.h"
#include "http/websocket.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MASK 0xA5, 0x5A, 0x3C, 0xC3

/* A masked client frame. */
static size_t frame(unsigned char *out, unsigned first, const char *payload, size_t n)
{
    static const unsigned char mask[4] = {MASK};
    size_t k = 0;
    out[k++] = (unsigned char)first;
    if (n < 126) {
        out[k++] = (unsigned char)(0x80 | n);
    } else {
        out[k++] = 0xFE;
        out[k++] = (unsigned char)(n >> 8);
        out[k++] = (unsigned char)n;
    }
    memcpy(out + k, mask, 4);
    k += 4;
    for (size_t i = 0; i < n; i++) out[k++] = (unsigned char)payload[i] ^ mask[i & 3];
    return k;
}

static void a_message_byte_by_byte(void **state)
{
    (void)state;
    unsigned char bytes[600];
    char text[401];
    memset(text, 'x', 400);
    text[400] = '\0';
    size_t n = frame(bytes, 0x81, text, 400);
    struct ws_reader r;
    struct ws_event e;
    ws_reader_init(&r);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(ws_next(&r, &e), 0);
        ws_feed(&r, bytes + i, 1);
        if (i == 0) assert_true(ws_reader_partial(&r));
    }
    assert_int_equal(ws_next(&r, &e), 1);
    assert_int_equal(e.opcode, WS_TEXT);
    assert_int_equal(e.len, 400);
    assert_memory_equal(e.data, text, 400);
    assert_int_equal(ws_next(&r, &e), 0);
    assert_false(ws_reader_partial(&r));
    ws_reader_free(&r);
}

static void fragments_with_a_ping_between(void **state)
{
    (void)state;
    unsigned char bytes[100];
    size_t n = frame(bytes, 0x01, "Hel", 3);
    n += frame(bytes + n, 0x89, "now", 3);
    n += frame(bytes + n, 0x00, "lo", 2);
    n += frame(bytes + n, 0x80, "!", 1);
    n += frame(bytes + n, 0x81, "", 0);
    struct ws_reader r;
    struct ws_event e;
    ws_reader_init(&r);
    ws_feed(&r, bytes, n);
    assert_int_equal(ws_next(&r, &e), 1);
    assert_int_equal(e.opcode, WS_PING);
    assert_memory_equal(e.data, "now", 3);
    assert_int_equal(ws_next(&r, &e), 1);
    assert_int_equal(e.opcode, WS_TEXT);
    assert_int_equal(e.len, 6);
    assert_memory_equal(e.data, "Hello!", 6);
    assert_int_equal(ws_next(&r, &e), 1);
    assert_int_equal(e.len, 0);
    assert_int_equal(ws_next(&r, &e), 0);
    ws_reader_free(&r);
}

static void refused(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        unsigned char bytes[16];
        size_t n;
        int status;
    } table[] = {
        {"not masked", {0x81, 0x01, 'x'}, 3, WS_PROTOCOL},
        {"a reserved bit", {0xC1, 0x80, MASK}, 6, WS_PROTOCOL},
        {"opcode 3", {0x83, 0x80, MASK}, 6, WS_PROTOCOL},
        {"opcode 11", {0x8B, 0x80, MASK}, 6, WS_PROTOCOL},
        {"a ping in fragments", {0x09, 0x80, MASK}, 6, WS_PROTOCOL},
        {"a ping over 125 bytes", {0x89, 0xFE, 0, 200}, 4, WS_PROTOCOL},
        {"a continuation of nothing", {0x80, 0x80, MASK}, 6, WS_PROTOCOL},
        {"binary", {0x82, 0x80, MASK}, 6, WS_UNSUPPORTED},
        {"2 GB announced", {0x81, 0xFF, 0, 0, 0, 0, 0x80, 0, 0, 0}, 10, WS_TOO_BIG},
        {"2^63 announced", {0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0}, 10, WS_TOO_BIG},
        {"16 KiB and one", {0x81, 0xFE, 0x40, 0x01}, 4, WS_TOO_BIG},
        {"not the shortest length", {0x81, 0xFE, 0, 5}, 4, WS_PROTOCOL},
        {"not the shortest 64-bit length", {0x81, 0xFF, 0, 0, 0, 0, 0, 0, 1, 0}, 10, WS_PROTOCOL},
        {"invalid UTF-8", {0x81, 0x82, 0, 0, 0, 0, 0xC0, 0xAF}, 8, WS_BAD_TEXT},
        {"a close with one byte", {0x88, 0x81, 0, 0, 0, 0, 3}, 7, WS_PROTOCOL},
        {"a close with status 1005", {0x88, 0x82, 0, 0, 0, 0, 0x03, 0xED}, 8, WS_PROTOCOL},
        {"a close with status 5000", {0x88, 0x82, 0, 0, 0, 0, 0x13, 0x88}, 8, WS_PROTOCOL},
        {"a close whose reason is not UTF-8", {0x88, 0x83, 0, 0, 0, 0, 0x03, 0xE8, 0xFF}, 9, WS_BAD_TEXT},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct ws_reader r;
        struct ws_event e;
        ws_reader_init(&r);
        ws_feed(&r, table[i].bytes, table[i].n);
        int got = ws_next(&r, &e);
        if (got != -table[i].status) print_error("%s: %d\n", table[i].what, got);
        assert_int_equal(got, -table[i].status);
        ws_reader_free(&r);
    }
}

static void fragments_are_bounded_together(void **state)
{
    (void)state;
    static unsigned char bytes[WS_MESSAGE_MAX];
    static char text[10000];
    memset(text, 'y', sizeof text);
    struct ws_reader r;
    struct ws_event e;
    ws_reader_init(&r);
    ws_feed(&r, bytes, frame(bytes, 0x01, text, sizeof text));
    assert_int_equal(ws_next(&r, &e), 0);
    ws_feed(&r, bytes, frame(bytes, 0x00, text, sizeof text));
    assert_int_equal(ws_next(&r, &e), -WS_TOO_BIG);
    ws_reader_free(&r);
    ws_reader_init(&r); /* a new message inside a fragmented one */
    ws_feed(&r, bytes, frame(bytes, 0x01, "a", 1));
    ws_feed(&r, bytes, frame(bytes, 0x81, "b", 1));
    assert_int_equal(ws_next(&r, &e), -WS_PROTOCOL);
    ws_reader_free(&r);
}

static void a_proper_close(void **state)
{
    (void)state;
    unsigned char bytes[32];
    struct ws_reader r;
    struct ws_event e;
    ws_reader_init(&r);
    ws_feed(&r, bytes, frame(bytes, 0x88, "\x03\xE8" "bye", 5));
    assert_int_equal(ws_next(&r, &e), 1);
    assert_int_equal(e.opcode, WS_CLOSE);
    assert_int_equal(e.close_status, 1000);
    ws_feed(&r, bytes, frame(bytes, 0x88, "", 0));
    assert_int_equal(ws_next(&r, &e), 1);
    assert_int_equal(e.close_status, 1005);
    ws_reader_free(&r);
}

static void what_we_send(void **state)
{
    (void)state;
    unsigned char out[128];
    assert_int_equal(ws_header(out, WS_TEXT, 125), 2);
    assert_int_equal(out[1], 125);
    assert_int_equal(ws_header(out, WS_TEXT, 126), 4);
    assert_int_equal(out[1], 126);
    assert_int_equal(out[3], 126);
    assert_int_equal(ws_header(out, WS_TEXT, 65535), 4);
    assert_int_equal(ws_header(out, WS_TEXT, 65536), 10);
    assert_int_equal(out[7], 1);
    size_t n = ws_close_frame(out, 4401, "not signed in");
    assert_int_equal(n, 4 + 13);
    assert_int_equal(out[0], 0x88);
    assert_int_equal(out[2] << 8 | out[3], 4401);
    struct arena *a = arena_new(0);
    /* the example of RFC 6455 §1.3 */
    assert_string_equal(ws_accept(a, "dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assert_null(ws_accept(a, "dGhlIHNhbXBsZSBub25j"));
    assert_null(ws_accept(a, "!!!!IHNhbXBsZSBub25jZQ=="));
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_message_byte_by_byte), cmocka_unit_test(fragments_with_a_ping_between), cmocka_unit_test(refused),
                                       cmocka_unit_test(fragments_are_bounded_together), cmocka_unit_test(a_proper_close), cmocka_unit_test(what_we_send)};
    return cmocka_run_group_tests_name("http_websocket", tests, NULL, NULL);
}
