# The amalgamation, with the options that src/store counts on.
./configure --disable-tcl --disable-readline --update-limit >/dev/null
make sqlite3.c
options=(
    -DHAVE_USLEEP=1                        # else every lock wait lasts a second
    -DSQLITE_THREADSAFE=2                  # a connection belongs to one thread at a time
    -DSQLITE_DQS=0                         # "x" is a column, never a string
    -DSQLITE_DEFAULT_FOREIGN_KEYS=1
    -DSQLITE_DEFAULT_MEMSTATUS=0
    -DSQLITE_TRUSTED_SCHEMA=0
    -DSQLITE_STRICT_SUBTYPE=1
    -DSQLITE_LIKE_DOESNT_MATCH_BLOBS
    -DSQLITE_OMIT_LOAD_EXTENSION
    -DSQLITE_OMIT_DEPRECATED
    -DSQLITE_OMIT_SHARED_CACHE
    -DSQLITE_USE_ALLOCA
    -DSQLITE_ENABLE_COLUMN_METADATA        # sqlgen reads declared types
    -DSQLITE_ENABLE_DBSTAT_VTAB            # space by table
    -DSQLITE_ENABLE_FTS5
    -DSQLITE_ENABLE_MATH_FUNCTIONS
    -DSQLITE_ENABLE_STAT4
    -DSQLITE_ENABLE_UPDATE_DELETE_LIMIT    # retention deletes in small steps
)
$CC $CFLAGS "${options[@]}" -c sqlite3.c -o sqlite3.o
$AR rcs "$OUT/lib/libsqlite3.a" sqlite3.o
cp sqlite3.h "$OUT/include/"
