/*
 * owned.h - everything that belongs to a tenant, in whatever table it is: to export, to measure, to remove.
 *
 * What belongs to whom is read from the schema: the rows of a table with a column tenant_id, and the rows that refer to such rows by a
 * foreign key. A table that is added later is taken along by itself; the tests hold that nothing of a removed tenant is left.
 * `audit` is told apart: its chain is the box's evidence, it is exported and never removed. What a backup leaves out (store_ephemeral) is
 * not exported either.
 *
 * Threads: the reader's own; owned_delete_some on the writer.
 */
#ifndef BINNACLE_STORE_OWNED_H
#define BINNACLE_STORE_OWNED_H
#include "store/store.h"

/* Called with lines {"table": …, "row": {…}}, each ended by a newline. No statement is open meanwhile: it may take its time. */
typedef enum err (*owned_sink)(void *arg, const char *text, size_t n);
/* Every row of the tenant, table by table, in the order of the primary key. Secrets are masked: whatever is a hash, a token, a password or
 * sealed says {"set": true}. */
MUST_CHECK enum err owned_export(struct db *db, const char *tenant_id, owned_sink sink, void *arg, int64_t *rows);
/* Rows, and an estimate of their bytes from a sample of each table. */
MUST_CHECK enum err owned_measure(struct db *db, const char *tenant_id, int64_t *rows, int64_t *bytes);
/* Removes at most `limit` rows, those first that nothing refers to. *removed 0: there is nothing left. */
MUST_CHECK enum err owned_delete_some(struct tx *tx, const char *tenant_id, int64_t limit, int64_t *removed);

#endif
