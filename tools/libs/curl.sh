# http, https, smtp and smtps with the threaded resolver. The certificates are looked up where Debian keeps them.
ssl=$DEPS zlib=$DEPS
if [ "$TOOLCHAIN" = gcc ]; then ssl=/usr zlib=/usr; fi
export CPPFLAGS="-I$DEPS/include" LDFLAGS="-L$DEPS/lib" LIBS=-lpthread
[ "$TOOLCHAIN" = gcc ] || LDFLAGS="$LDFLAGS -static"
./configure --host="$(gcc -dumpmachine)" --quiet --disable-shared --enable-static --disable-dependency-tracking \
    --with-openssl="$ssl" --with-zlib="$zlib" --with-ca-bundle=/etc/ssl/certs/ca-certificates.crt --without-ca-path --with-ca-fallback \
    --enable-http --enable-smtp --enable-threaded-resolver --enable-ipv6 --enable-proxy --enable-unix-sockets \
    --disable-dict --disable-file --disable-ftp --disable-gopher --disable-imap --disable-ipfs --disable-ldap --disable-ldaps \
    --disable-mqtt --disable-pop3 --disable-rtsp --disable-smb --disable-telnet --disable-tftp --disable-websockets \
    --disable-ares --disable-libcurl-option --disable-manual --disable-docs --disable-ntlm --disable-kerberos-auth --disable-negotiate-auth \
    --disable-tls-srp --disable-alt-svc --disable-hsts --disable-aws --disable-netrc --disable-doh --disable-progress-meter \
    --disable-debug --disable-symbol-hiding --disable-ech --disable-openssl-auto-load-config \
    --without-brotli --without-zstd --without-libpsl --without-libssh --without-libssh2 --without-librtmp --without-libidn2 \
    --without-nghttp2 --without-nghttp3 --without-ngtcp2 --without-gssapi --without-libgsasl
make -s -j"$JOBS" -C lib libcurl.la AUTOCONF=: AUTOMAKE=: ACLOCAL=: AUTOHEADER=:
cp lib/.libs/libcurl.a "$OUT/lib/"
mkdir -p "$OUT/include/curl"
cp include/curl/*.h "$OUT/include/curl/"
