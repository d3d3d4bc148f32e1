/*
 * tls.h - the server's certificate and TLS settings (TLS 1.2 and 1.3). Thread-safe.
 */
#ifndef BINNACLE_HTTP_TLS_H
#define BINNACLE_HTTP_TLS_H
#include "core/err.h"
#include <stddef.h>

struct tls;
struct ssl_st;

#define TLS_FINGERPRINT_SIZE 96 /* "AB:CD:…" of a SHA-256, and NUL */

/* cert and key are PEM files. Both NULL: DATA/tls/cert.pem and key.pem, made when absent: self-signed ECDSA P-256, ten years, for the
 * host's names and addresses. */
MUST_CHECK enum err tls_new(const char *cert, const char *key, const char *data_dir, struct tls **out);
void tls_free(struct tls *t);
/* Reads the files again; on failure the old certificate stays. Connections that stand keep theirs. */
MUST_CHECK enum err tls_reload(struct tls *t);
void tls_fingerprint(struct tls *t, char out[TLS_FINGERPRINT_SIZE]); /* SHA-256 of the certificate */
/* A server-side session on a non-blocking socket; NULL when there is no memory. */
struct ssl_st *tls_session(struct tls *t, int fd);

#endif
