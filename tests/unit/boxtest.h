/* boxtest.h - a store, a fake clock, channels and alerts for a test, with a recorder in place of the network. */
#ifndef BINNACLE_BOXTEST_H
#define BINNACLE_BOXTEST_H
#include "alerts/alerts.h"
#include "core/arena.h"
#include "inbox/inbox.h"
#include "notify/channels.h"
#include "notify/notify.h"
#include "outgoing/outgoing.h"
#include "settings/settings.h"
#include "store/store.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define BOX_TENANT   "00000000-0000-7000-8000-000000000001"
#define BOX_START    1770541200000000LL /* 2026-02-08T09:00:00Z */
#define BOX_SENT_MAX 4096

struct box_sent {
    char url[200], id[64], type[40], timestamp[24], signature[120], authorization[80];
    char *body;         /* in the box's arena */
    int64_t at;         /* wall, µs */
    net_http_done done; /* while the answer is held back */
    void *arg;
    bool has_policy;
};

struct box {
    char dir[128];
    struct clock *clock;
    struct store *store;
    struct settings *settings;
    struct prefs *prefs;
    struct inbox *inbox;
    struct outgoing *outgoing;
    struct notify *notify;
    struct alerts *alerts;
    struct arena *arena;
    /* the recorder */
    struct box_sent sent[BOX_SENT_MAX];
    size_t sent_count;
    int status;              /* of the answers; 0: no answer (unreachable) */
    const char *retry_after; /* header of the answers; NULL: none */
    const char *hold;        /* answers to URLs that contain this wait for box_answer; NULL: none */
    const char *fail;        /* URLs that contain this answer 503; NULL: none */
    enum err refuse;         /* what the transport itself says; OK: takes the request */
};

struct box *box_open(void);
void box_close(struct box *b);
/* As after kill -9: everything in memory is gone, the files are as they are; then a new start. */
void box_crash(struct box *b);
/* Makes an enabled webhook channel; config is its JSON. */
char *box_channel(struct box *b, const char *name, const char *config, const char *min_severity);
/* Rounds of the sender until it has nothing more to do now; the clock stands still. */
void box_send(struct box *b);
/* Lets time pass and sends. */
void box_wait(struct box *b, int64_t us);
/* Answers the held requests, oldest first. */
void box_answer(struct box *b, int status);
/* A service changes its status. cause, dependant: ids or NULL. */
void box_change(struct box *b, const char *service, const char *from, const char *to, const char *cause, const char *dependant,
                int64_t hold_us);
/* Messages of this type so far ("" any), to URLs that contain `url` (NULL any). */
size_t box_count(struct box *b, const char *type, const char *url);
/* The n-th of them. */
struct box_sent *box_nth(struct box *b, const char *type, const char *url, size_t n);
/* The JSON of open or all alerts (an array), parsed. */
const struct json *box_alerts(struct box *b, const char *status);
const struct json *box_deliveries(struct box *b, const char *status);
#endif
