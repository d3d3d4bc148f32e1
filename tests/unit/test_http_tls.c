/*
 * test_http_tls.c - the certificate: made at the first start, kept, reloaded, and what happens with bad files.
 */
#include "core/log.h"
#include "core/str.h"
#include "http/tls.h"
#include <fcntl.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[64], cert[128], key[128];

static int setup(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/test-tls-XXXXXX");
    if (!mkdtemp(dir)) return 1;
    snprintf(cert, sizeof cert, "%s/tls/cert.pem", dir);
    snprintf(key, sizeof key, "%s/tls/key.pem", dir);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    char path[128];
    unlink(cert);
    unlink(key);
    snprintf(path, sizeof path, "%s/tls", dir);
    rmdir(path);
    return rmdir(dir);
}

static void made_once_and_kept(void **state)
{
    (void)state;
    struct tls *t;
    char first[TLS_FINGERPRINT_SIZE], second[TLS_FINGERPRINT_SIZE];
    struct stat st;
    assert_int_equal(tls_new(NULL, NULL, dir, &t), OK);
    tls_fingerprint(t, first);
    assert_int_equal(strlen(first), 95);
    SSL *s = tls_session(t, 0);
    assert_non_null(s);
    X509 *x = SSL_get_certificate(s);
    assert_int_equal(X509_check_host(x, "localhost", 0, 0, NULL), 1);
    assert_int_equal(X509_check_ip_asc(x, "127.0.0.1", 0), 1);
    assert_int_equal(X509_check_ip_asc(x, "::1", 0), 1);
    assert_int_equal(X509_check_host(x, "example.org", 0, 0, NULL), 0);
    assert_int_equal(EVP_PKEY_get_id(X509_get0_pubkey(x)), EVP_PKEY_EC);
    SSL_free(s);
    tls_free(t);
    assert_int_equal(stat(key, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(tls_new(NULL, NULL, dir, &t), OK);
    tls_fingerprint(t, second);
    assert_string_equal(first, second);
    tls_free(t);
}

static void reloaded_or_left(void **state)
{
    (void)state;
    struct tls *t, *other;
    char first[TLS_FINGERPRINT_SIZE], second[TLS_FINGERPRINT_SIZE];
    assert_int_equal(tls_new(NULL, NULL, dir, &t), OK);
    tls_fingerprint(t, first);
    SSL *standing = tls_session(t, 0); /* keeps the certificate it began with */
    unlink(cert);
    unlink(key);
    assert_int_equal(tls_new(NULL, NULL, dir, &other), OK); /* a new pair in the same place */
    tls_free(other);
    assert_int_equal(tls_reload(t), OK);
    tls_fingerprint(t, second);
    assert_string_not_equal(first, second);
    FILE *f = fopen(cert, "w");
    fputs("not a certificate\n", f);
    fclose(f);
    assert_int_equal(tls_reload(t), ERR_INVALID);
    tls_fingerprint(t, first);
    assert_string_equal(first, second);
    SSL *s = tls_session(t, 0);
    assert_non_null(s);
    SSL_free(s);
    SSL_free(standing);
    tls_free(t);
}

static void bad_files_say_so(void **state)
{
    (void)state;
    struct tls *t = NULL;
    assert_int_equal(tls_new("/nowhere/cert.pem", "/nowhere/key.pem", dir, &t), ERR_INVALID);
    assert_non_null(strstr(err_detail(), "/nowhere/cert.pem"));
    assert_int_equal(tls_new("/nowhere/cert.pem", NULL, dir, &t), ERR_INVALID);
    assert_int_equal(tls_new(NULL, NULL, "/nowhere/at/all", &t), ERR_IO);
    assert_null(t);
}

int main(void)
{
    log_setup(LOG_ERROR, LOG_TEXT, open("/dev/null", O_WRONLY | O_CLOEXEC));
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(made_once_and_kept, setup, teardown), cmocka_unit_test_setup_teardown(reloaded_or_left, setup, teardown),
                                       cmocka_unit_test_setup_teardown(bad_files_say_so, setup, teardown)};
    return cmocka_run_group_tests_name("http_tls", tests, NULL, NULL);
}
