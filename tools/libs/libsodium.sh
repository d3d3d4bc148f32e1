# Debian's 1.0.18 has no configure script.
[ -x configure ] || ./autogen.sh -s
./configure --host="$(gcc -dumpmachine)" --disable-shared --enable-static --disable-dependency-tracking --disable-ssp --quiet
make -s -j"$JOBS" -C src/libsodium AUTOCONF=: AUTOMAKE=: ACLOCAL=: AUTOHEADER=:
make -s -C src/libsodium install DESTDIR="$PWD/tree" prefix=/usr AUTOCONF=: AUTOMAKE=: ACLOCAL=: AUTOHEADER=:
cp tree/usr/lib/libsodium.a "$OUT/lib/"
cp -r tree/usr/include/. "$OUT/include/"
