/* faultvfs.c - see faultvfs.h. Any thread; counters are atomic. */
#include "faultvfs.h"
#include <sqlite3.h>
#include <stdatomic.h>
#include <string.h>

struct faulty {
    sqlite3_file base;
    bool log;
    sqlite3_file *real; /* behind this struct */
};

static sqlite3_vfs *under;
static atomic_long calls[FAULT_KINDS], countdown[FAULT_KINDS], hits, unsynced;
static atomic_bool sticky_kind[FAULT_KINDS];
static _Atomic int64_t quota = -1;

static bool fails(enum fault kind)
{
    atomic_fetch_add(&calls[kind], 1);
    long left = atomic_load(&countdown[kind]);
    if (left <= 0)
        return false;
    if (left == 1) {
        if (!atomic_load(&sticky_kind[kind]))
            atomic_store(&countdown[kind], 0);
        atomic_fetch_add(&hits, 1);
        return true;
    }
    atomic_store(&countdown[kind], left - 1);
    return false;
}

static sqlite3_file *real_of(sqlite3_file *f)
{
    return ((struct faulty *)f)->real;
}

static int f_close(sqlite3_file *f)
{
    return real_of(f)->pMethods->xClose(real_of(f));
}

static int f_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
    return real_of(f)->pMethods->xRead(real_of(f), p, n, at);
}

static int f_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    struct faulty *file = (struct faulty *)f;
    sqlite3_int64 size = 0;
    if (fails(FAULT_WRITE)) {
        (void)real_of(f)->pMethods->xWrite(real_of(f), p, n / 2, at);
        return SQLITE_IOERR_WRITE;
    }
    int64_t room = atomic_load(&quota);
    if (room >= 0 && real_of(f)->pMethods->xFileSize(real_of(f), &size) == SQLITE_OK && at + n > size) {
        if (at + n - size > room) {
            atomic_fetch_add(&hits, 1);
            return SQLITE_FULL;
        }
        atomic_fetch_sub(&quota, at + n - size);
    }
    if (file->log)
        atomic_fetch_add(&unsynced, 1);
    return real_of(f)->pMethods->xWrite(real_of(f), p, n, at);
}

static int f_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    return fails(FAULT_TRUNCATE) ? SQLITE_IOERR_TRUNCATE : real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int f_sync(sqlite3_file *f, int flags)
{
    if (fails(FAULT_SYNC))
        return SQLITE_IOERR_FSYNC;
    int rc = real_of(f)->pMethods->xSync(real_of(f), flags);
    if (rc == SQLITE_OK && ((struct faulty *)f)->log)
        atomic_store(&unsynced, 0);
    return rc;
}

static int f_size(sqlite3_file *f, sqlite3_int64 *size)
{
    return real_of(f)->pMethods->xFileSize(real_of(f), size);
}

static int f_lock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int f_unlock(sqlite3_file *f, int level)
{
    return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int f_reserved(sqlite3_file *f, int *out)
{
    return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int f_control(sqlite3_file *f, int op, void *arg)
{
    return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int f_sector(sqlite3_file *f)
{
    return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int f_device(sqlite3_file *f)
{
    return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int f_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
    if (extend && fails(FAULT_SHARED_MEMORY))
        return SQLITE_IOERR_SHMMAP;
    return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, out);
}

static int f_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}

static void f_shm_barrier(sqlite3_file *f)
{
    real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int f_shm_unmap(sqlite3_file *f, int remove)
{
    return real_of(f)->pMethods->xShmUnmap(real_of(f), remove);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = f_close,
    .xRead = f_read,
    .xWrite = f_write,
    .xTruncate = f_truncate,
    .xSync = f_sync,
    .xFileSize = f_size,
    .xLock = f_lock,
    .xUnlock = f_unlock,
    .xCheckReservedLock = f_reserved,
    .xFileControl = f_control,
    .xSectorSize = f_sector,
    .xDeviceCharacteristics = f_device,
    .xShmMap = f_shm_map,
    .xShmLock = f_shm_lock,
    .xShmBarrier = f_shm_barrier,
    .xShmUnmap = f_shm_unmap,
};

static int v_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *f, int flags, int *out)
{
    struct faulty *file = (struct faulty *)f;
    (void)vfs;
    memset(file, 0, sizeof *file);
    file->real = (sqlite3_file *)(file + 1);
    file->log = (flags & SQLITE_OPEN_WAL) != 0;
    if (fails(FAULT_OPEN))
        return SQLITE_CANTOPEN;
    int rc = under->xOpen(under, name, file->real, flags, out);
    if (rc == SQLITE_OK)
        file->base.pMethods = &methods;
    return rc;
}

static int v_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs;
    return under->xDelete(under, name, sync);
}

static int v_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    (void)vfs;
    return under->xAccess(under, name, flags, out);
}

static int v_full(sqlite3_vfs *vfs, const char *name, int n, char *out)
{
    (void)vfs;
    return under->xFullPathname(under, name, n, out);
}

void faultvfs_install(void)
{
    static sqlite3_vfs vfs;
    if (under)
        return;
    under = sqlite3_vfs_find(NULL);
    vfs = *under; /* time, sleep, randomness as they are */
    vfs.pNext = NULL;
    vfs.zName = "fault";
    vfs.szOsFile = (int)sizeof(struct faulty) + under->szOsFile;
    vfs.xOpen = v_open;
    vfs.xDelete = v_delete;
    vfs.xAccess = v_access;
    vfs.xFullPathname = v_full;
    sqlite3_vfs_register(&vfs, 1);
}

void faultvfs_fail(enum fault kind, long nth, bool sticky)
{
    atomic_store(&sticky_kind[kind], sticky);
    atomic_store(&countdown[kind], nth);
}

void faultvfs_clear(void)
{
    for (int i = 0; i < FAULT_KINDS; i++) {
        atomic_store(&countdown[i], 0);
        atomic_store(&calls[i], 0);
    }
    atomic_store(&hits, 0);
    atomic_store(&quota, -1);
}

long faultvfs_hits(void)
{
    return atomic_load(&hits);
}

long faultvfs_calls(enum fault kind)
{
    return atomic_load(&calls[kind]);
}

void faultvfs_quota(int64_t bytes)
{
    atomic_store(&quota, bytes);
}

long faultvfs_unsynced(void)
{
    return atomic_load(&unsynced);
}
