/*
 * disk.c - files, directories, the directory's lock and the ballast.
 *
 * Threads: any; the functions keep no state. What always holds: a rename that returned OK survives a power cut (both directories are
 * synced).
 */
#include "core/log.h"
#include "store/internal.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

/* A command holds the directory for a moment, a box that stops for a little longer. */
#define LOCK_TRIES    20
#define LOCK_PAUSE_MS 50

static enum err disk_errno(const char *what, const char *path)
{
    enum err e = errno == ENOSPC || errno == EDQUOT ? ERR_DISK_FULL : ERR_IO;
    return err_errno(e, "%s %s", what, path);
}

size_t path_put(char dst[STORE_PATH], const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(dst, STORE_PATH, fmt, ap);
    va_end(ap);
    return n < 0 ? STORE_PATH : (size_t)n;
}

void path_join(char dst[STORE_PATH], const char *dir, const char *name)
{
    path_put(dst, "%s/%s", dir, name);
}

enum err disk_make_dir(const char *path)
{
    if (mkdir(path, 0700) == 0)
        return OK;
    if (errno != EEXIST)
        return disk_errno("cannot make directory", path);
    struct stat st;
    if (stat(path, &st) != 0)
        return disk_errno("cannot read", path);
    if (!S_ISDIR(st.st_mode))
        return err_set(ERR_IO, "%s is not a directory", path);
    return OK;
}

static enum err sync_path(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0)
        return disk_errno("cannot open", path);
    enum err e = OK;
    if (fsync(fd) != 0)
        e = disk_errno("cannot sync", path);
    close(fd);
    return e;
}

enum err disk_sync_dir(const char *path)
{
    return sync_path(path, O_RDONLY | O_DIRECTORY);
}

enum err disk_sync_file(const char *path)
{
    return sync_path(path, O_RDWR);
}

static enum err sync_parent(const char *path)
{
    char dir[STORE_PATH];
    const char *slash = strrchr(path, '/');
    if (!slash)
        return disk_sync_dir(".");
    path_put(dir, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    return disk_sync_dir(dir);
}

enum err disk_rename(const char *from, const char *to)
{
    if (rename(from, to) != 0)
        return disk_errno("cannot rename", from);
    enum err e = sync_parent(to);
    return e ? e : sync_parent(from);
}

bool disk_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

int64_t disk_size(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

int64_t disk_free(const char *dir)
{
    struct statvfs v;
    if (statvfs(dir, &v) != 0)
        return -1;
    return (int64_t)v.f_bavail * (int64_t)v.f_frsize;
}

static void remove_files(const char *path, int depth)
{
    DIR *d = opendir(path);
    if (!d) {
        unlink(path);
        return;
    }
    for (struct dirent *e; (e = readdir(d));) {
        char child[STORE_PATH];
        if (e->d_name[0] == '.' && (!e->d_name[1] || (e->d_name[1] == '.' && !e->d_name[2])))
            continue;
        if (path_put(child, "%s/%s", path, e->d_name) >= STORE_PATH)
            continue;
        if (unlink(child) != 0 && errno == EISDIR && depth > 0)
            remove_files(child, depth - 1);
    }
    closedir(d);
    rmdir(path);
}

void disk_remove_tree(const char *path)
{
    remove_files(path, 1);
}

enum err disk_lock_take(const char *dir, struct disk_lock *lock)
{
    char path[STORE_PATH], said[16] = "";
    *lock = (struct disk_lock){ .fd = -1 };
    path_join(path, dir, DISK_LOCK_FILE);
    lock->fresh = !disk_exists(path);
    lock->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock->fd < 0)
        return disk_errno("cannot open", path);
    int locked;
    for (int tries = 0; (locked = flock(lock->fd, LOCK_EX | LOCK_NB)) != 0 && errno == EWOULDBLOCK && tries < LOCK_TRIES; tries++)
        nanosleep(&(struct timespec){ .tv_nsec = LOCK_PAUSE_MS * 1000000L }, NULL);
    if (locked != 0) {
        enum err e = errno == EWOULDBLOCK ? err_set(ERR_CONFLICT, "another binnacle runs on %s", dir) : disk_errno("cannot lock", path);
        close(lock->fd);
        lock->fd = -1;
        return e;
    }
    ssize_t n = pread(lock->fd, said, sizeof said - 1, 0);
    lock->unclean = n > 0 && strncmp(said, "running", 7) == 0;
    return OK;
}

void disk_lock_say(const struct disk_lock *lock, bool running)
{
    const char *word = running ? "running\n" : "stopped\n"; /* the same length: nothing of the old word stays */
    if (pwrite(lock->fd, word, 8, 0) != 8 || fsync(lock->fd) != 0)
        log_warn("cannot write the lock file", NULL);
}

void disk_lock_release(struct disk_lock *lock)
{
    if (lock->fd >= 0)
        close(lock->fd);
    lock->fd = -1;
}

/* Writes zeros where the file system cannot allocate without writing. */
static int allocate(int fd, int64_t bytes)
{
    static const char zeros[65536];
    int rc = posix_fallocate(fd, 0, bytes);
    if (rc != EOPNOTSUPP && rc != EINVAL)
        return rc;
    for (int64_t at = 0; at < bytes;) {
        ssize_t n = pwrite(fd, zeros, (size_t)(bytes - at < (int64_t)sizeof zeros ? bytes - at : (int64_t)sizeof zeros), at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? errno : ENOSPC;
        at += n;
    }
    return 0;
}

enum err disk_ballast_make(const char *dir, int64_t bytes)
{
    char path[STORE_PATH];
    path_join(path, dir, DISK_BALLAST_FILE);
    if (disk_size(path) == bytes)
        return OK;
    unlink(path);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return disk_errno("cannot make", path);
    enum err e = OK;
    int rc = allocate(fd, bytes);
    if (rc == 0 && fsync(fd) != 0)
        rc = errno;
    if (rc) {
        errno = rc;
        e = disk_errno("cannot fill", path);
        unlink(path);
    }
    close(fd);
    return e;
}

bool disk_ballast_release(const char *dir)
{
    char path[STORE_PATH];
    path_join(path, dir, DISK_BALLAST_FILE);
    return unlink(path) == 0;
}
