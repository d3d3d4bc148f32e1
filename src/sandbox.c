/*
 * sandbox.c - see sandbox.h. Main thread, before any other runs.
 *
 * What always holds: nothing here stops the start. A box without a sandbox is better than no box, and the log says which it is.
 */
#include "sandbox.h"
#include "core/log.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Newer than the oldest headers that we build with. */
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

/* ---- Landlock ---- */

#define WRITES                                                                                                                             \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |       \
     LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |             \
     LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)
#define DEVICES (LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK)

static int allow(int rules, const char *path, uint64_t access)
{
    struct landlock_path_beneath_attr at = { .allowed_access = access };
    at.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (at.parent_fd < 0)
        return -1;
    long r = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &at, 0);
    close(at.parent_fd);
    return (int)r;
}

/* NULL: on. Else why not. */
static const char *limit_files(const char *data_dir, const char *audit_dir)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1)
        return "the kernel has no Landlock";
    uint64_t handled = WRITES | (abi >= 2 ? LANDLOCK_ACCESS_FS_REFER : 0) | (abi >= 3 ? LANDLOCK_ACCESS_FS_TRUNCATE : 0);
    struct landlock_ruleset_attr attr = { .handled_access_fs = handled };
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (rules < 0)
        return strerror(errno);
    const char *why = NULL;
    if (allow(rules, data_dir, handled & ~(uint64_t)DEVICES))
        why = strerror(errno);
    else if (audit_dir && allow(rules, audit_dir, handled & (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG)))
        why = strerror(errno); /* to append: what is there cannot be removed or cut */
    else if (allow(rules, "/dev/null", handled & (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE)) && errno != ENOENT)
        why = strerror(errno); /* an empty chroot has none */
    else if (syscall(SYS_landlock_restrict_self, rules, 0))
        why = strerror(errno); /* E2BIG: the sixteenth restart by a restore, already as limited as can be */
    close(rules);
    return why;
}

/* ---- seccomp ---- */

#if defined __x86_64__
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#endif

static const int denied[] = {
#ifndef __SANITIZE_ADDRESS__ /* its search for leaks traces the process itself */
    SYS_ptrace,
#endif
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_move_mount,
    SYS_open_tree,
    SYS_fsopen,
    SYS_fsmount,
    SYS_fspick,
    SYS_fsconfig,
    SYS_setns,
    SYS_unshare,
    SYS_open_by_handle_at,
    SYS_name_to_handle_at,
    SYS_fanotify_init,
    SYS_quotactl,
    SYS_acct,
    SYS_swapon,
    SYS_swapoff,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_reboot,
    SYS_syslog,
    SYS_vhangup,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    SYS_add_key,
    SYS_request_key,
    SYS_keyctl,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_clock_adjtime,
    SYS_adjtimex,
    SYS_sethostname,
    SYS_setdomainname,
#ifdef SYS_kexec_file_load
    SYS_kexec_file_load,
#endif
#ifdef SYS_iopl
    SYS_iopl,
    SYS_ioperm,
    SYS_modify_ldt,
#endif
};
#define DENIED (sizeof denied / sizeof *denied)

static const char *limit_calls(void)
{
#ifdef NATIVE_ARCH
    struct sock_filter code[DENIED + 8];
    unsigned short n = 0;
    code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 1, 0);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM); /* calls numbered for another machine */
    code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
    code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, (uint8_t)(DENIED + 1), 0); /* the x32 numbers */
#endif
    for (size_t i = 0; i < DENIED; i++)
        code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)denied[i], (uint8_t)(DENIED - i), 0);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    struct sock_fprog program = { .len = n, .filter = code };
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) ? strerror(errno) : NULL;
#else
    return "not written for this machine";
#endif
}

void sandbox_enter(const char *data_dir, const char *audit_dir)
{
    if ((mkdir(data_dir, 0700) && errno != EEXIST) || (audit_dir && mkdir(audit_dir, 0700) && errno != EEXIST) ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) {
        log_warn("no sandbox", "why", strerror(errno), NULL);
        return;
    }
    const char *files = limit_files(data_dir, audit_dir), *calls = limit_calls();
    log_info("sandbox", "writes",
             files       ? files
             : audit_dir ? "only in the data and audit directories"
                         : "only in the data directory",
             "calls", calls ? calls : "limited", NULL);
}
