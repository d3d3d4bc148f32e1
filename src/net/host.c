/*
 * host.c - the vitals of the machine and of this process.
 *
 * Threads: any. The last reading of the CPU counters is kept under a lock, because a share needs two readings some time apart.
 */
#include "net/host.h"
#include "core/clock.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define SAMPLE_US (500 * US_PER_MS)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    int64_t at, busy, total;
    double pct;
} sample;

/* The whole of a small /proc file as text. */
static bool slurp(const char *path, char *dst, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    size_t len = 0;
    ssize_t n;
    while (len < size - 1 && ((n = read(fd, dst + len, size - 1 - len)) > 0 || (n < 0 && errno == EINTR)))
        if (n > 0)
            len += (size_t)n;
    close(fd);
    dst[len] = '\0';
    return len > 0;
}

/* The number after a label at the start of a line, in the file's unit; -1 when there is none. */
static int64_t labelled(const char *text, const char *label)
{
    size_t n = strlen(label);
    for (const char *p = text; p; p = strchr(p, '\n')) {
        if (*p == '\n')
            p++;
        if (strncmp(p, label, n) == 0)
            return strtoll(p + n, NULL, 10);
    }
    return -1;
}

static void read_cpu(struct net_host *out)
{
    char text[8192];
    int64_t v[8] = { 0 }, total = 0;
    if (!slurp("/proc/stat", text, sizeof text) || strncmp(text, "cpu ", 4) != 0)
        return;
    char *p = text + 4;
    for (int i = 0; i < 8; i++) { /* user nice system idle iowait irq softirq steal */
        v[i] = strtoll(p, &p, 10);
        total += v[i];
    }
    int64_t busy = total - v[3] - v[4], now = clock_mono_us(clock_system());
    pthread_mutex_lock(&lock);
    if (sample.at == 0 || now - sample.at >= SAMPLE_US) {
        int64_t elapsed = total - sample.total; /* the first time: since boot */
        if (elapsed > 0)
            sample.pct = 100.0 * (double)(busy - sample.busy) / (double)elapsed;
        if (sample.pct < 0)
            sample.pct = 0;
        sample.at = now;
        sample.busy = busy;
        sample.total = total;
    }
    out->cpu_pct = sample.pct;
    pthread_mutex_unlock(&lock);
}

static void read_memory(struct net_host *out)
{
    char text[8192];
    if (slurp("/proc/meminfo", text, sizeof text)) {
        int64_t total = labelled(text, "MemTotal:"), available = labelled(text, "MemAvailable:"), swap = labelled(text, "SwapTotal:"),
                swap_free = labelled(text, "SwapFree:");
        if (total > 0 && available >= 0) {
            out->memory_total_bytes = total * 1024;
            out->memory_used_bytes = (total - available) * 1024;
        }
        if (swap > 0 && swap_free >= 0) {
            out->swap_total_bytes = swap * 1024;
            out->swap_used_bytes = (swap - swap_free) * 1024;
        }
    }
    if (slurp("/proc/self/status", text, sizeof text)) {
        int64_t rss = labelled(text, "VmRSS:"), threads = labelled(text, "Threads:");
        out->rss_bytes = rss > 0 ? rss * 1024 : 0;
        out->threads = threads > 0 ? threads : 0;
    }
    DIR *d = opendir("/proc/self/fd");
    if (d) {
        while (readdir(d))
            out->open_files++;
        closedir(d);
        out->open_files -= 3; /* ".", ".." and the directory's own descriptor */
    }
}

enum err net_host_read(const char *disk_path, struct net_host *out)
{
    char text[256];
    enum err e = OK;
    memset(out, 0, sizeof *out);
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    out->cpus = cpus > 0 ? (int)cpus : 1;
    if (slurp("/proc/loadavg", text, sizeof text)) {
        char *p = text;
        out->load1 = strtod(p, &p);
        out->load5 = strtod(p, &p);
        out->load15 = strtod(p, &p);
    } else {
        e = err_errno(ERR_IO, "cannot read /proc/loadavg");
    }
    if (slurp("/proc/uptime", text, sizeof text))
        out->uptime_seconds = (int64_t)strtod(text, NULL);
    read_cpu(out);
    read_memory(out);
    if (disk_path) {
        struct statvfs fs;
        if (statvfs(disk_path, &fs) != 0)
            return err_errno(ERR_IO, "cannot look at the file system of %s", disk_path);
        int64_t unit = (int64_t)(fs.f_frsize ? fs.f_frsize : fs.f_bsize);
        out->disk_total_bytes = (int64_t)fs.f_blocks * unit;
        out->disk_free_bytes = (int64_t)fs.f_bavail * unit;
        out->disk_used_bytes = (int64_t)(fs.f_blocks - fs.f_bfree) * unit;
    }
    return e;
}

static int most_first(const void *x, const void *y)
{
    const struct net_thread *a = x, *b = y;
    return a->count != b->count ? (a->count < b->count) - (a->count > b->count) : strcmp(a->name, b->name);
}

size_t net_host_threads(struct net_thread *out, size_t max)
{
    size_t n = 0;
    DIR *d = opendir("/proc/self/task");
    for (struct dirent *e; d && (e = readdir(d));) {
        char path[320], name[32];
        size_t i = 0;
        snprintf(path, sizeof path, "/proc/self/task/%s/comm", e->d_name);
        if (e->d_name[0] == '.' || !slurp(path, name, sizeof name))
            continue;
        name[strcspn(name, "\n")] = '\0';
        char *number = strrchr(name, '-'); /* "http-7" is one of "http" */
        if (number && number[1] && strspn(number + 1, "0123456789") == strlen(number + 1))
            *number = '\0';
        while (i < n && strcmp(out[i].name, name) != 0)
            i++;
        if (i == max)
            continue;
        if (i == n) {
            out[n] = (struct net_thread){ 0 };
            snprintf(out[n++].name, sizeof out[0].name, "%s", name);
        }
        out[i].count++;
    }
    if (d)
        closedir(d);
    qsort(out, n, sizeof *out, most_first);
    return n;
}
