# The nesting limit bounds the parser's recursion: 64 KB stacks would still hold it.
$CC $CFLAGS -DCJSON_NESTING_LIMIT=128 -c cJSON.c -o cJSON.o
$AR rcs "$OUT/lib/libcjson.a" cJSON.o
mkdir -p "$OUT/include/cjson"
cp cJSON.h "$OUT/include/cjson/"
