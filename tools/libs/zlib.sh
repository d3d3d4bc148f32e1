CHOST= ./configure --static --prefix=/usr
make -j"$JOBS" libz.a
cp libz.a "$OUT/lib/"
cp zlib.h zconf.h "$OUT/include/"
