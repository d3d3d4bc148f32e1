# One object: the linker takes its malloc before the C library's.
$CC $CFLAGS -DNDEBUG -DMI_MALLOC_OVERRIDE -DMI_LIBC_MUSL=1 -Iinclude -fvisibility=hidden -c src/static.c -o mimalloc.o
$AR rcs "$OUT/lib/libmimalloc.a" mimalloc.o
cp mimalloc.o "$OUT/lib/"
cp include/mimalloc.h "$OUT/include/"
