/* faultvfs.h - a SQLite VFS for tests that wraps the system's: fails chosen calls, keeps a quota, and knows what has not been synced. */
#ifndef BINNACLE_FAULTVFS_H
#define BINNACLE_FAULTVFS_H
#include <stdbool.h>
#include <stdint.h>

enum fault { FAULT_WRITE, FAULT_SYNC, FAULT_OPEN, FAULT_TRUNCATE, FAULT_SHARED_MEMORY, FAULT_KINDS };

void faultvfs_install(void); /* becomes the default VFS; once a process */
/* The n-th call (1 = the next) of that kind fails; sticky: and all after it. A failed write has written its first half. */
void faultvfs_fail(enum fault kind, long nth, bool sticky);
void faultvfs_clear(void); /* no faults, no quota, counters 0 */
long faultvfs_hits(void);  /* calls that failed on purpose */
long faultvfs_calls(enum fault kind);
/* Writes that would make files longer fail with SQLITE_FULL once they grew by that much in all. -1 = none. */
void faultvfs_quota(int64_t bytes);
/* Writes into write-ahead logs that no sync has followed. */
long faultvfs_unsynced(void);

#endif
