/*
 * csv.h - CSV cells per RFC 4180, with what a spreadsheet would run as a formula made harmless. Pure; one thread per buffer.
 */
#ifndef BINNACLE_CORE_CSV_H
#define BINNACLE_CORE_CSV_H
#include "core/buf.h"
#include <stdbool.h>
#include <stdint.h>

/* One row is cells with `first` true on the first, then csv_end. NULL is an empty cell. Invalid UTF-8 is replaced by U+FFFD.
 * A text that starts with = + - @ TAB or CR gets a ' in front (OWASP, CSV injection), unless it is a plain number. */
void csv_cell(struct buf *b, bool first, const char *s);
void csv_cell_n(struct buf *b, bool first, const char *s, size_t n); /* of known length; a NUL follows it */
void csv_cell_int(struct buf *b, bool first, int64_t v);
void csv_end(struct buf *b); /* CR LF */

#endif
