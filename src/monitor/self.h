/*
 * self.h - how the box watches itself: each part of the program registers one function that says how it is.
 *
 * main.c makes one `struct self`, the domains add their parts at start-up, the `self` check (check_self.c) asks all of them.
 * Registration happens before threads start; self_report may be called from any thread afterwards. A part's function must be cheap and must
 * not block.
 */
#ifndef BINNACLE_MONITOR_SELF_H
#define BINNACLE_MONITOR_SELF_H
#include "core/json.h"
#include "monitor/check.h"
#include <stddef.h>

#define SELF_MAX_PARTS    32
#define SELF_MESSAGE_SIZE 256

/* Writes one sentence into message (at most n bytes with the NUL; "" is allowed) and returns how the part is. */
typedef enum check_status (*self_fn)(void *arg, char *message, size_t n);

struct self;
struct self *self_new(void); /* never NULL */
void self_free(struct self *s);
/* name is kept, not copied ("store"). ERR_CONFLICT: the name is taken; ERR_TOO_LARGE: SELF_MAX_PARTS reached. */
MUST_CHECK enum err self_add(struct self *s, const char *name, self_fn fn, void *arg);

struct self_report {
    enum check_status status; /* the worst of the parts; unhealthy only when a part is; healthy without parts */
    size_t count;
    struct self_part {
        const char *name;
        enum check_status status;
        char message[SELF_MESSAGE_SIZE];
    } parts[SELF_MAX_PARTS];
};
void self_report(struct self *s, struct self_report *out);
/* The parts as a JSON array [{name, status, message}], the form of check_result.components. */
void self_write(const struct self_report *r, struct json_out *o);

#endif
