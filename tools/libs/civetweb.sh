# Source only: src/http compiles it by including civetweb.c.
mkdir -p "$OUT/src/civetweb"
cp include/civetweb.h "$OUT/include/"
cp src/civetweb.c src/*.inl "$OUT/src/civetweb/"
cp LICENSE.md "$OUT/src/civetweb/"
