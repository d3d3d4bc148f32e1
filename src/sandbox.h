/*
 * sandbox.h - takes from the process what it does not need, so that a hole in it gives little away. Linux; best effort: what the kernel
 * does not have is left out and said in the log.
 *
 * no_new_privs, Landlock (landlock(7): writing only inside the data directory; reading stays free, for certificates, resolv.conf and
 * /proc), seccomp(2) (no mounting, modules, tracing, clocks, namespaces and the like: EPERM). What is started by exec inherits it.
 */
#ifndef BINNACLE_SANDBOX_H
#define BINNACLE_SANDBOX_H

/* Called once, on the main thread, before any other thread is there: threads inherit it. Makes the directory when it does not exist. */
void sandbox_enter(const char *data_dir, const char *audit_dir); /* audit_dir NULL: none */

#endif
