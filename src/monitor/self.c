/*
 * self.c - the list of the box's own parts and how each is.
 *
 * No thread of its own. The list only grows during start-up, so that reading it later needs no lock.
 */
#include "monitor/self.h"
#include "core/mem.h"
#include "core/str.h"

struct part {
    const char *name;
    self_fn fn;
    void *arg;
};

struct self {
    struct part parts[SELF_MAX_PARTS];
    size_t count;
};

/* From best to worst; an unknown part is worth a look, but less than one that is known to limp. */
static int severity(enum check_status s)
{
    switch (s) {
    case CHECK_HEALTHY:
        return 0;
    case CHECK_UNKNOWN:
        return 1;
    case CHECK_DEGRADED:
        return 2;
    case CHECK_UNHEALTHY:
        return 3;
    }
    return 3;
}

static const char *status_word(enum check_status s)
{
    switch (s) {
    case CHECK_HEALTHY:
        return "healthy";
    case CHECK_DEGRADED:
        return "degraded";
    case CHECK_UNHEALTHY:
        return "unhealthy";
    case CHECK_UNKNOWN:
        return "unknown";
    }
    return "unknown";
}

struct self *self_new(void)
{
    return mem_alloc(sizeof(struct self));
}

void self_free(struct self *s)
{
    mem_free(s);
}

enum err self_add(struct self *s, const char *name, self_fn fn, void *arg)
{
    for (size_t i = 0; i < s->count; i++)
        if (str_eq(s->parts[i].name, name))
            return err_set(ERR_CONFLICT, "the part %s is registered already", name);
    if (s->count == SELF_MAX_PARTS)
        return err_set(ERR_TOO_LARGE, "more than %d parts", SELF_MAX_PARTS);
    s->parts[s->count++] = (struct part){ .name = name, .fn = fn, .arg = arg };
    return OK;
}

void self_report(struct self *s, struct self_report *out)
{
    out->status = CHECK_HEALTHY;
    out->count = s->count;
    for (size_t i = 0; i < s->count; i++) {
        struct self_part *p = &out->parts[i];
        p->name = s->parts[i].name;
        p->message[0] = '\0';
        p->status = s->parts[i].fn(s->parts[i].arg, p->message, sizeof p->message);
        if (severity(p->status) > severity(out->status))
            out->status = p->status;
    }
}

void self_write(const struct self_report *r, struct json_out *o)
{
    jo_array(o);
    for (size_t i = 0; i < r->count; i++) {
        jo_object(o);
        jo_kv_string(o, "name", r->parts[i].name);
        jo_kv_string(o, "status", status_word(r->parts[i].status));
        jo_kv_string(o, "message", r->parts[i].message);
        jo_object_end(o);
    }
    jo_array_end(o);
}
