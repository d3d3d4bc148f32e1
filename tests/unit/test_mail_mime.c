/* Mails as RFC 5322 text. That other programs read them as meant is tests/api/test_mail.py's. */
#include "core/clock.h"
#include "core/crypto.h"
#include "core/str.h"
#include "mail/mime.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct mime_mail sample(void)
{
    return (struct mime_mail){ .from_name = "Binnacle",
                               .from_address = "box@example.test",
                               .to = "a@example.test",
                               .subject = "Hello",
                               .id = "0190aaaa-0000-7000-8000-000000000000",
                               .date = 1784000000LL * US_PER_S,
                               .text = "One line.\n",
                               .html = "<p>One line.</p>\n" };
}

static char *write(struct arena *a, const struct mime_mail *m, enum err *e)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    *e = mime_write(a, m, &b);
    char *text = arena_strndup(a, b.data ? b.data : "", b.len);
    buf_free(&b);
    return text;
}

static void lines_are_short_and_end_in_crlf(void **state)
{
    struct arena *a = arena_new(0);
    struct mime_mail m = sample();
    char longest[3000];
    enum err e;
    (void)state;
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    m.text = longest;
    m.subject = "Übergrößenträger mit sehr vielen Umlauten, damit die Zeile länger wird als eine Zeile sein darf: äöüÄÖÜß";
    m.from_name = "Bürö „Nord“ – Wache";
    const char *text = write(a, &m, &e);
    assert_int_equal(e, OK);
    for (const char *p = text; *p;) {
        const char *end = strstr(p, "\r\n");
        assert_non_null(end);
        assert_true(end - p <= 78);
        assert_null(memchr(p, '\n', (size_t)(end - p)));
        for (const char *c = p; c < end; c++)
            assert_true((unsigned char)*c < 0x80);
        p = end + 2;
    }
    assert_non_null(strstr(text, "Message-ID: <0190aaaa-0000-7000-8000-000000000000@example.test>\r\n"));
    assert_non_null(strstr(text, "Date: Tue, 14 Jul 2026 03:33:20 +0000\r\n"));
    arena_free(a);
}

static void no_header_is_smuggled_in(void **state)
{
    struct arena *a = arena_new(0);
    static const char *const bad[] = { "x\r\nBcc: b@example.test", "x\nBcc: b@example.test", "x\rBcc", "x\tx" };
    enum err e;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mime_mail m = sample();
        m.subject = bad[i];
        write(a, &m, &e);
        assert_int_equal(e, ERR_INVALID);
        m = sample();
        m.from_name = bad[i];
        write(a, &m, &e);
        assert_int_equal(e, ERR_INVALID);
        m = sample();
        m.to = bad[i];
        write(a, &m, &e);
        assert_int_equal(e, ERR_INVALID);
    }
    arena_free(a);
}

static void quoted_printable(void **state)
{
    struct arena *a = arena_new(0);
    struct mime_mail m = sample();
    enum err e;
    (void)state;
    m.text = "a=b\nends in a blank \n.\nschön\n";
    const char *text = write(a, &m, &e);
    assert_non_null(strstr(text, "a=3Db\r\nends in a blank=20\r\n.\r\nsch=C3=B6n\r\n"));
    arena_free(a);
}

static void html_is_escaped(void **state)
{
    struct arena *a = arena_new(0);
    (void)state;
    assert_string_equal(mime_html_escape(a, "<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(lines_are_short_and_end_in_crlf), cmocka_unit_test(no_header_is_smuggled_in),
                                        cmocka_unit_test(quoted_printable), cmocka_unit_test(html_is_escaped) };
    return crypto_init() ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
