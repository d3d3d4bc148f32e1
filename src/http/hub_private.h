/*
 * hub_private.h - what hub.c (topics, messages, commands) and hub_loop.c (sockets) share. Everything here belongs to the hub's thread,
 * except what is said to be under h->lock or atomic.
 */
#ifndef BINNACLE_HTTP_HUB_PRIVATE_H
#define BINNACLE_HTTP_HUB_PRIVATE_H
#include "http/hub.h"
#include "http/websocket.h"
#include <pthread.h>
#include <stdatomic.h>

#define TOPICS_MAX   64  /* one bit each in a client's mask */
#define SUBS_MAX     32  /* of one client */
#define QUEUE_FRAMES 256 /* waiting for one client … */
#define QUEUE_BYTES  (512 * 1024)
#define FRAMES_BYTES (16u << 20) /* all frames in memory: beyond it slow clients lose their queues */
#define INBOX_MAX    8192
#define REVOKED_MAX  64

/* A frame ready to send. Counted references, held by the inbox and by clients' queues. */
struct frame {
    struct frame *next; /* inbox */
    int refs;
    int topic;                 /* index; -1: not a broadcast */
    int every;                 /* gathered over so many seconds, for who asked for that; 0: for all */
    char tenant[40];           /* "": every tenant */
    char user[40];             /* "": everybody with the permission */
    const char *name;          /* the concrete topic, inside the frame's own memory */
    size_t data_off, data_len; /* the JSON value, for filters */
    size_t off, len;           /* the frame in bytes[] */
    size_t size;
    unsigned char bytes[];
};

struct sub {
    int topic;
    int every;   /* seconds; 0: the topic knows no intervals */
    char *exact; /* below a prefix topic; NULL: all of it */
    struct arena *filter_arena;
    const struct json *filter; /* NULL: none */
    int64_t dropped;
};

struct client {
    struct client *dirty_next, *dead_next;
    size_t index;
    int fd;
    struct ssl_st *ssl;
    bool dirty, dead, half_closed;
    uint32_t events;
    char user_id[40], session_id[40], api_key_id[40], tenant[40];
    uint64_t perms[2];
    bool superadmin;
    struct sub *subs;
    size_t sub_count;
    uint64_t mask;
    struct frame **queue;                              /* ring */
    size_t q_first, q_count, q_cap, q_bytes, sent_off; /* sent_off: of the first frame */
    struct ws_reader reader;
    char *early;
    size_t early_n;
    int64_t last_in_us, last_ping_us, partial_us, closing_us; /* closing_us: until when it may take; 0 open */
    int64_t tokens_us;
    double tokens;
};

enum command_kind { COMMAND_ADOPT, COMMAND_CLOSE, COMMAND_STOP };
struct command {
    struct command *next;
    enum command_kind kind;
    struct client *client;
    char id[40];
    enum live_close code;
};

struct topic {
    char *name, *doc;
    size_t prefix; /* bytes before the '*' of "x.*"; 0: exact */
    int perm;
    bool any_perm;
    int every;                       /* the interval of a subscription that names none; 0: it knows no intervals */
    int waiting[LIVE_EVERY_MAX + 1]; /* subscriptions by their interval */
    _Atomic uint64_t intervals;      /* the bits of those that somebody waits for */
    _Atomic int64_t seq;
};

struct hub {
    struct hub_options o;
    struct live live;
    struct topic topics[TOPICS_MAX];
    size_t topic_count;
    int epoll, wake;
    pthread_t thread;
    bool started;
    pthread_mutex_t lock;
    struct frame *inbox_first, *inbox_last; /* under lock */
    struct command *commands_first, *commands_last;
    size_t inbox_count;
    int64_t inbox_dropped[TOPICS_MAX]; /* under lock: messages that did not fit */
    struct client **clients;
    size_t client_count, client_cap;
    struct client *dirty, *dead;
    size_t frame_bytes;
    struct frame *ping;
    struct arena *scratch;
    char revoked[REVOKED_MAX][40]; /* a close may overtake the adoption that it is meant for */
    int64_t revoked_us[REVOKED_MAX];
    size_t revoked_at;
    int64_t stop_us; /* 0: running */
    _Atomic int64_t clients_now, published, sent, dropped, bytes_out;
};

/* hub.c */
int hub_find_topic(const struct hub *h, const char *name); /* -1 */
struct frame *hub_frame(struct hub *h, enum ws_opcode opcode, const char *text, size_t n);
void hub_unref(struct hub *h, struct frame *f);
void hub_message(struct hub *h, struct client *c, const char *text, size_t n); /* a client's message */
bool hub_wants(struct hub *h, struct client *c, struct frame *f, struct sub **sub, struct json **parsed);
void hub_free_subs(struct hub *h, struct client *c);

/* hub_loop.c */
void *hub_run(void *hub);
bool hub_enqueue(struct hub *h, struct client *c, struct frame *f); /* takes no reference of the caller's; false: no room */
void hub_close(struct hub *h, struct client *c, int status, const char *reason);
void hub_destroy_client(struct hub *h, struct client *c);

#endif
