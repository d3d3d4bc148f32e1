# OPENSSL_NO_ENGINE: our OpenSSL has no engines, and the distribution's are of no use here.
# Its configure wants a C++ compiler, which the C library then does not use.
export CXX="$CC"
export CPPFLAGS="-I$DEPS/include -DOPENSSL_NO_ENGINE" LDFLAGS="-L$DEPS/lib"
./configure --prefix=/usr --enable-static --disable-gssapi --disable-curl --disable-lz4-ext --disable-zstd --disable-syslog \
    --disable-regex-ext --disable-c11threads --enable-ssl --enable-zlib --cc="$CC" --CFLAGS="$CFLAGS -DOPENSSL_NO_ENGINE"
make -s -j"$JOBS" -C src librdkafka.a
cp src/librdkafka.a "$OUT/lib/"
mkdir -p "$OUT/include/librdkafka"
cp src/rdkafka.h src/rdkafka_mock.h "$OUT/include/librdkafka/"
