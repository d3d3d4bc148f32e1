/*
 * space.c - what takes the room: the size of every table with its indexes.
 *
 * Threads: any; each table or index is a read of its own on the thread's reader, so that no snapshot is held for long and the one that is
 * too large for a reader's time is told as unknown.
 */
#include "core/str.h"
#include "sql/store.h"
#include "store/internal.h"

#define BTREES_MAX 2000

enum err store_tables(struct store *s, struct arena *a, struct store_table **out, size_t *count)
{
    struct db *db = store_reader(s);
    struct sql_store_btrees_row *rows;
    struct sql_store_btree_bytes_row size;
    size_t n = 0, used = 0;
    enum err e = sql_store_btrees(db, a, &(struct sql_store_btrees_in){ .limit = BTREES_MAX }, &rows, &n);
    if (e != OK)
        return e;
    struct store_table *all = arena_array(a, n + 1, sizeof *all);
    for (size_t i = 0; i < n; i++) {
        if (used == 0 || !str_eq(all[used - 1].name, rows[i].tbl_name))
            all[used++] = (struct store_table){ .name = rows[i].tbl_name };
        struct store_table *t = &all[used - 1];
        int64_t *sum = rows[i].is_index ? &t->index_bytes : &t->bytes;
        e = sql_store_btree_bytes(db, a, &(struct sql_store_btree_bytes_in){ .name = rows[i].name }, &size);
        if (e != OK && e != ERR_TIMEOUT)
            return e;
        if (e == ERR_TIMEOUT || *sum < 0)
            *sum = -1;
        else
            *sum += size.bytes.v;
    }
    *out = all;
    *count = used;
    return OK;
}
