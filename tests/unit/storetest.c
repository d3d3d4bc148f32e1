/* storetest.c - see storetest.h. */
#include "storetest.h"
#include "core/log.h"
#include "sql/store.h"
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int storetest_setup(void **state)
{
    static struct fixture f;
    /* In memory when there is such a place: these tests sync thousands of times, and fail or kill on purpose, never by a power cut. */
    const char *base = getenv("TMPDIR") ? getenv("TMPDIR") : access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    log_setup(LOG_ERROR, LOG_TEXT, getenv("STORETEST_LOG") ? 2 : open("/dev/null", O_WRONLY | O_CLOEXEC));
    snprintf(f.dir, sizeof f.dir, "%s/binnacle-store-XXXXXX", base);
    if (!mkdtemp(f.dir))
        return -1;
    f.arena = arena_new(0);
    *state = &f;
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

void storetest_remove(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int storetest_teardown(void **state)
{
    struct fixture *f = *state;
    arena_free(f->arena);
    storetest_remove(f->dir);
    return 0;
}

enum err storetest_try_open(struct fixture *f, const struct store_options *o, struct store **out)
{
    struct store_options mine = o ? *o : (struct store_options){ 0 };
    if (!mine.dir)
        mine.dir = f->dir;
    if (!mine.clock)
        mine.clock = clock_system();
    if (!mine.ballast_bytes)
        mine.ballast_bytes = 65536;
    mine.version = "0.0.0-test";
    return store_open(&mine, out);
}

struct store *storetest_open(struct fixture *f, const struct store_options *o)
{
    struct store *s = NULL;
    enum err e = storetest_try_open(f, o, &s);
    if (e)
        fail_msg("store_open: %s: %s", err_name(e), err_detail());
    return s;
}

struct put {
    const char *name, *value;
};

static enum err put_fn(struct tx *tx, void *arg)
{
    const struct put *p = arg;
    return sql_store_meta_set(tx, &(struct sql_store_meta_set_in){ .name = p->name, .value = p->value, .updated_at = 1 });
}

enum err storetest_put(struct store *s, const char *name, const char *value)
{
    struct put p = { name, value };
    return store_write(s, put_fn, &p);
}

enum err storetest_put_essential(struct store *s, const char *name, const char *value)
{
    struct put p = { name, value };
    return store_write_essential(s, put_fn, &p);
}

const char *storetest_get(struct store *s, struct fixture *f, const char *name)
{
    struct sql_store_meta_get_row row;
    enum err e = sql_store_meta_get(store_reader(s), f->arena, &(struct sql_store_meta_get_in){ .name = name }, &row);
    if (e && e != ERR_NOT_FOUND)
        fail_msg("reading %s: %s: %s", name, err_name(e), err_detail());
    return e ? NULL : row.value;
}

void storetest_path(const struct fixture *f, const char *name, char out[512])
{
    snprintf(out, 512, "%s/%s", f->dir, name);
}

void storetest_copy(const char *from, const char *to)
{
    char block[65536];
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(in >= 0 && out >= 0);
    for (ssize_t n; (n = read(in, block, sizeof block)) > 0;)
        assert_int_equal(write(out, block, (size_t)n), n);
    close(in);
    close(out);
}

void storetest_copy_dir(const char *from, const char *to)
{
    char command[1024];
    snprintf(command, sizeof command, "cp -a '%s' '%s'", from, to);
    assert_int_equal(system(command), 0);
}
