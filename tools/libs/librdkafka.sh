# OPENSSL_NO_ENGINE: our OpenSSL has no engines, and the distribution's are of no use here.
# Its configure wants a C++ compiler, which the C library then does not use.
export CXX="$CC"
export CPPFLAGS="-I$DEPS/include -DOPENSSL_NO_ENGINE" LDFLAGS="-L$DEPS/lib"
./configure --prefix=/usr --enable-static --disable-gssapi --disable-curl --disable-lz4-ext --disable-zstd --disable-syslog \
    --disable-regex-ext --disable-c11threads --enable-ssl --enable-zlib --cc="$CC" --CFLAGS="$CFLAGS -DOPENSSL_NO_ENGINE"
make -s -j"$JOBS" -C src librdkafka.a
# It brings copies of cJSON, LZ4, xxHash and others whose names must not meet ours (rd_kafka_new() changes that cJSON's allocator):
# one object that shows its own interface alone.
ld -r --whole-archive src/librdkafka.a -o rdkafka.o
objcopy --wildcard --keep-global-symbol='rd_kafka_*' rdkafka.o
$AR rcs "$OUT/lib/librdkafka.a" rdkafka.o
mkdir -p "$OUT/include/librdkafka"
cp src/rdkafka.h src/rdkafka_mock.h "$OUT/include/librdkafka/"
