sources='alloc async hiredis net read sds sockcompat ssl'
for s in $sources; do
    $CC $CFLAGS -std=c99 -D_GNU_SOURCE -I"$DEPS/include" -c $s.c -o $s.o
done
$AR rcs "$OUT/lib/libhiredis.a" $(printf '%s.o ' $sources)
mkdir -p "$OUT/include/hiredis/adapters"
cp alloc.h async.h hiredis.h hiredis_ssl.h net.h read.h sds.h sockcompat.h "$OUT/include/hiredis/"
