/* sandbox.c: what a process in it can and cannot do. Each case in a process of its own. */
#include "core/log.h"
#include "sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static char top[64], inside[128], outside[128];

static int setup(void **state)
{
    (void)state;
    snprintf(top, sizeof top, "/tmp/binnacle-sandbox-XXXXXX");
    if (!mkdtemp(top))
        return -1;
    snprintf(inside, sizeof inside, "%s/data", top);
    snprintf(outside, sizeof outside, "%s/other", top);
    log_setup(LOG_ERROR, LOG_TEXT, STDERR_FILENO);
    return mkdir(outside, 0700);
}

static int teardown(void **state)
{
    (void)state;
    char path[200];
    static const char *const names[] = { "data/file", "data/moved", "other/file", "data/sub", "data", "other", "." };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", top, names[i]);
        remove(i + 1 < sizeof names / sizeof *names ? path : top);
    }
    return 0;
}

static int create(const char *dir)
{
    char path[200];
    snprintf(path, sizeof path, "%s/file", dir);
    int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno;
    close(fd);
    return 0;
}

/* Runs the case in a sandboxed child; its result is the line number of what did not hold. */
static void in_the_sandbox(int (*fn)(void))
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        sandbox_enter(inside, NULL);
        _exit(fn());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status))
        fail_msg("line %d did not hold", WEXITSTATUS(status));
}
#define HOLDS(x)                                                                                                                           \
    do {                                                                                                                                   \
        if (!(x))                                                                                                                          \
            return __LINE__ & 0xff;                                                                                                        \
    } while (0)

static int files(void)
{
    char from[200], to[200];
    bool has_landlock = syscall(SYS_landlock_create_ruleset, NULL, 0, 1) >= 1;
    HOLDS(create(inside) == 0);
    snprintf(from, sizeof from, "%s/sub", inside);
    HOLDS(mkdir(from, 0700) == 0);
    snprintf(from, sizeof from, "%s/file", inside);
    snprintf(to, sizeof to, "%s/sub/file", inside);
    HOLDS(rename(from, to) == 0); /* a restore moves files between folders */
    HOLDS(rename(to, from) == 0);
    HOLDS(create(outside) == (has_landlock ? EACCES : 0));
    snprintf(to, sizeof to, "%s/file", outside);
    HOLDS(!has_landlock || rename(from, to) != 0);
    int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    HOLDS(fd >= 0 && write(fd, "x", 1) == 1);
    fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    HOLDS(fd >= 0);
    return 0;
}

static void *thread(void *arg)
{
    *(int *)arg = mount("none", "/", "tmpfs", 0, NULL) ? errno : 0;
    return NULL;
}

static int calls(void)
{
    struct timespec now;
    pthread_t t;
    int of_thread = 0;
    HOLDS(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
    HOLDS(mount("none", "/", "tmpfs", 0, NULL) != 0 && errno == EPERM);
    HOLDS(syscall(SYS_bpf, 0, NULL, 0) == -1 && errno == EPERM);
    HOLDS(syscall(SYS_keyctl, 0, 0, 0, 0, 0) == -1 && errno == EPERM);
    HOLDS(clock_gettime(CLOCK_REALTIME, &now) == 0);
    HOLDS(syscall(SYS_clock_settime, CLOCK_REALTIME, &now) == -1 && errno == EPERM);
    HOLDS(syscall(SYS_getpid | 0x40000000) == -1); /* x32 numbers are no way around; elsewhere there is no such call */
    HOLDS(pthread_create(&t, NULL, thread, &of_thread) == 0 && pthread_join(t, NULL) == 0);
    HOLDS(of_thread == EPERM);
    return 0;
}

static int again(void)
{
    for (int i = 0; i < 20; i++)
        sandbox_enter(inside, NULL); /* each restart by a restore enters once more */
    HOLDS(create(inside) == 0);
    HOLDS(mount("none", "/", "tmpfs", 0, NULL) != 0 && errno == EPERM);
    return 0;
}

static void test_files(void **state)
{
    (void)state;
    in_the_sandbox(files);
}

static void test_calls(void **state)
{
    (void)state;
    in_the_sandbox(calls);
}

static void test_again(void **state)
{
    (void)state;
    in_the_sandbox(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        { "writing only inside the data directory", test_files, setup, teardown, NULL },
        { "dangerous system calls are refused, in threads too", test_calls, setup, teardown, NULL },
        { "entering it many times", test_again, setup, teardown, NULL },
    };
    return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
