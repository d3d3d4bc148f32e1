/* storetest.h - a scratch data directory for a test, and the shortest writes and reads. */
#ifndef BINNACLE_STORETEST_H
#define BINNACLE_STORETEST_H
#include "core/arena.h"
#include "store/store.h"
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* needs those above */
#include <cmocka.h>

struct fixture {
    char dir[256];
    struct arena *arena;
};

int storetest_setup(void **state);
int storetest_teardown(void **state);
/* o may be NULL; dir, clock and version are filled in, the ballast is small. Fails the test when it does not open. */
struct store *storetest_open(struct fixture *f, const struct store_options *o);
enum err storetest_try_open(struct fixture *f, const struct store_options *o, struct store **out);
enum err storetest_put(struct store *s, const char *name, const char *value);
enum err storetest_put_essential(struct store *s, const char *name, const char *value);
const char *storetest_get(struct store *s, struct fixture *f, const char *name); /* NULL: not there; fails the test on an error */
void storetest_path(const struct fixture *f, const char *name, char out[512]);
void storetest_remove(const char *path); /* a file or a whole directory */
void storetest_copy(const char *from, const char *to);
void storetest_copy_dir(const char *from, const char *to); /* of a store that is closed; `to` must not be there */

#endif
