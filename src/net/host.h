/*
 * host.h - what the machine and this process use right now, from /proc and statvfs. For the host check, /metrics and the operations page.
 */
#ifndef BINNACLE_NET_HOST_H
#define BINNACLE_NET_HOST_H
#include "core/err.h"
#include <stddef.h>
#include <stdint.h>

struct net_host {
    int cpus;
    double cpu_pct; /* 0-100 of all cores, over the time since an earlier call (at least half a second; the first time: since boot) */
    double load1, load5, load15;
    int64_t memory_total_bytes, memory_used_bytes; /* used = total - available */
    int64_t swap_total_bytes, swap_used_bytes;
    int64_t rss_bytes;           /* of this process */
    int64_t open_files, threads; /* of this process */
    int64_t disk_total_bytes, disk_used_bytes,
        disk_free_bytes;    /* of the file system that holds the path; free = what this process could still write */
    int64_t uptime_seconds; /* of the machine */
};

/* Thread-safe; some 50 µs. disk_path NULL: the disk's numbers stay 0. Values that /proc does not tell stay 0; ERR_IO when there is no /proc
 * or the path cannot be looked at. */
MUST_CHECK enum err net_host_read(const char *disk_path, struct net_host *out);

/* The threads of this process by name without their number, most of a name first. Returns how many names; at most `max`. */
struct net_thread {
    char name[16];
    int64_t count;
};
size_t net_host_threads(struct net_thread *out, size_t max);

#endif
