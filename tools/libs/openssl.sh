# Everything that TLS 1.2 and 1.3, certificates and hashes do not need is off: it is the largest library.
./Configure linux-"$(uname -m)" --prefix=/usr --libdir=lib --openssldir=/etc/ssl \
    no-shared no-tests no-apps no-docs no-engine no-dso no-module no-legacy no-makedepend \
    no-afalgeng no-capieng no-padlockeng no-loadereng no-async no-comp no-zlib no-quic no-dtls no-sctp no-srp no-srtp \
    no-ssl3 no-tls1 no-tls1_1 no-weak-ssl-ciphers no-nextprotoneg no-psk \
    no-aria no-bf no-blake2 no-camellia no-cast no-des no-dsa no-gost no-idea no-md4 no-mdc2 no-rc2 no-rc4 no-rc5 \
    no-rmd160 no-scrypt no-seed no-siphash no-siv no-sm2 no-sm3 no-sm4 no-whirlpool no-ec2m no-ocb \
    no-argon2 no-cmp no-cms no-ct no-ts no-rfc3779 no-slh-dsa no-ssl-trace no-ui-console \
    no-integrity-only-ciphers \
    CC="$CC" AR="$AR" RANLIB="$RANLIB" CFLAGS="$CFLAGS"
make -s -j"$JOBS" build_generated
perl util/mkbuildinf.pl cc linux-"$(uname -m)" >crypto/buildinf.h # else the compiler's path and flags are in the binary
make -s -j"$JOBS" libcrypto.a libssl.a
# A static library shows its inner names too ("tls_free"); all but the public ones get a prefix, so that they cannot meet ours.
awk '{ print $1 }' util/libcrypto.num util/libssl.num | LC_ALL=C sort -u >public
nm -g --defined-only libcrypto.a libssl.a 2>/dev/null | awk 'NF == 3 { print $3 }' | LC_ALL=C sort -u | LC_ALL=C comm -23 - public |
    awk '{ print $1, "openssl_inner_" $1 }' >rename
for a in libcrypto.a libssl.a; do objcopy --redefine-syms=rename $a; done
cp libcrypto.a libssl.a "$OUT/lib/"
cp -r include/openssl "$OUT/include/"
