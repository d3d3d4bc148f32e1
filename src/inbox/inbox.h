/*
 * inbox.h - what people are told inside Binnacle: the notice centre behind the bell.
 *
 * To tell something, in the transaction of its cause (or with inbox_post_now in one of its own):
 *
 *   e = inbox_post(inbox, tx, &(struct inbox_notice){ .user_id = id, .kind = "security.account", .title = "Your password was changed" });
 *
 * A notice is for one person, or for everybody of a tenant whose permissions cover its kind (one row, however many people), or for
 * everybody of the box. Kinds are rows of inbox_kinds: name, permission, whether people may mute it. Muted kinds are left out when the
 * inbox is read, so muting and unmuting hold at once. Bounded: INBOX_KEEP per person and per tenant, INBOX_KEEP_DAYS.
 *
 * After the commit the topic me.inbox says that there is something new; it never says what, since not everybody who hears it may read it.
 * Functions with a struct tx run on the writer thread; the others on any.
 */
#ifndef BINNACLE_INBOX_INBOX_H
#define BINNACLE_INBOX_INBOX_H
#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/json.h"
#include "core/live.h"
#include "prefs/prefs.h"
#include "store/store.h"
#include <stdbool.h>
#include <stdint.h>

#define INBOX_KEEP      1000
#define INBOX_KEEP_DAYS 90
#define INBOX_COUNT_MAX 100 /* unread notices are counted up to this */

struct inbox;
struct inbox_deps {
    struct store *store;
    struct clock *clock;
    const struct live *live; /* may be NULL */
    struct prefs *prefs;     /* what is muted */
};
MUST_CHECK enum err inbox_new(const struct inbox_deps *d, struct inbox **out);
void inbox_free(struct inbox *x);

struct inbox_kind {
    const char *name, *title, *doc;
    int perm; /* who sees one that is for a whole tenant */
    bool mutable;
};
extern const struct inbox_kind inbox_kinds[]; /* name NULL ends it */

/* ---- telling ---- */
struct inbox_notice {
    const char *tenant_id;               /* NULL: shown in every tenant (of one's own account; of the whole box) */
    const char *user_id;                 /* NULL: everybody who may see the kind */
    const char *user_email;              /* instead of user_id; nobody has it: nobody is told */
    const char *kind;                    /* a row of inbox_kinds */
    const char *severity;                /* info (NULL), warning, critical */
    const char *title, *body;            /* cut at 200 and 1000 bytes; body NULL: none */
    const char *object_type, *object_id; /* what it leads to: alert, service, backup, api_key …; NULL: nothing */
    int64_t at;                          /* µs; 0: now; later: shown from then on, unless withdrawn */
    int64_t until;                       /* µs; 0: until it is old */
    const char *after_kind;              /* only when this kind was told about the same object; NULL: in any case */
};
/* x NULL: does nothing, for tests and commands without an inbox. */
MUST_CHECK enum err inbox_post(struct inbox *x, struct tx *tx, const struct inbox_notice *n);
/* In a write of its own; not on the writer thread. */
MUST_CHECK enum err inbox_post_now(struct inbox *x, const struct inbox_notice *n);
/* Takes back what waits to be shown about an object. */
MUST_CHECK enum err inbox_withdraw(struct inbox *x, struct tx *tx, const char *tenant_id, const char *object_id);

/* Somebody signed in to the account: remembers the address (INBOX_ADDRESSES of each account), and tells the owner when it is a new one.
 * The very first sign-in tells nothing. address: as text. */
#define INBOX_ADDRESSES 50
MUST_CHECK enum err inbox_signed_in(struct inbox *x, struct tx *tx, const char *user_id, const char *address);

/* ---- reading ---- */
struct inbox_reader {
    const char *user_id, *tenant_id;
    uint64_t perms[2]; /* bit set of enum perm */
};
struct inbox_filter {
    bool unread;
    const char *kind;  /* NULL: all */
    int64_t before_at; /* of the last one seen; 0: from the newest */
    const char *before_id;
};
struct inbox_item {
    const char *id, *kind, *severity, *title, *body, *object_type, *object_id;
    int64_t at;
    bool read, personal;
};
/* Newest first. */
MUST_CHECK enum err inbox_list(struct inbox *x, struct arena *a, const struct inbox_reader *who, const struct inbox_filter *f,
                               int64_t limit, struct inbox_item **out, size_t *count);
struct inbox_unread {
    int64_t unread, important; /* important: warning or critical; both counted up to INBOX_COUNT_MAX */
    const char *newest_id;     /* of the unread ones; NULL: none */
};
MUST_CHECK enum err inbox_count(struct inbox *x, struct arena *a, const struct inbox_reader *who, struct inbox_unread *out);

/* ERR_NOT_FOUND when the person may not see it. */
enum inbox_mark { INBOX_READ, INBOX_UNREAD, INBOX_HIDE };
MUST_CHECK enum err inbox_mark(struct inbox *x, const struct inbox_reader *who, const char *id, enum inbox_mark mark);
/* Everything that is shown, or that of a kind (NULL: all). *marked: how many. */
MUST_CHECK enum err inbox_mark_all(struct inbox *x, const struct inbox_reader *who, const char *kind, int64_t *marked);
MUST_CHECK enum err inbox_delete_announcement(struct inbox *x, const char *id);

/* By the job "cleanup": prunes, and tells the owners of API keys that end within a week. */
MUST_CHECK enum err inbox_housekeep(struct inbox *x);

#endif
