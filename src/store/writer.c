/*
 * writer.c - the one thread that writes a database file: queues, group commit, checkpoints.
 *
 * Threads: any thread submits; `struct writer` members under "lock" are shared, the rest belongs to the writer's thread. The state
 * database's writer also does the housekeeping of the whole store once a second (cutting readers, leaving disk-full mode).
 * What always holds: an item is answered OK only after the COMMIT that contains it returned, and COMMIT returns after the log was synced.
 * An item runs under a savepoint: its failure takes back itself alone. When SQLite gives up the whole transaction, the innocent items of
 * the batch run again. A failed sync leaves nothing behind that a later commit could rest on: SQLite moves its end-of-log mark only after
 * the sync, so the next commit writes the same frames anew.
 */
#include "core/log.h"
#include "core/mem.h"
#include "core/metrics.h"
#include "core/str.h"
#include "store/internal.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BATCH_ITEMS      512
#define BULK_BUDGET_US   (4 * US_PER_MS)     /* how long bulk items may run in one transaction */
#define BULK_POLITE_US   (3 * US_PER_MS / 2) /* the same while people write: what they wait at most for them */
#define POLITE_FOR_US    US_PER_S            /* after the last interactive item */
#define WAL_POLITE_BYTES (1LL << 20)         /* then checkpoints come early, so that each is short */
#define BULK_STARVED_US  (50 * US_PER_MS)    /* bulk waited that long: let some in beside interactive items */
#define ITEM_MAX_US      (10 * US_PER_S)     /* one item inside SQLite */
#define QUEUE_WAIT_US    (5 * US_PER_S)
#define TICK_US          US_PER_S
#define DETAIL           512

static const char disk_full_text[] = "the disk is full: nothing can be written until there is room";

struct hook {
    void (*fn)(void *arg);
    void *arg;
    struct hook *next;
};

struct item {
    struct item *next;
    store_fn fn;
    void *arg;
    void (*done)(void *arg, enum err e);
    int64_t queued_us;
    struct arena *arena; /* after-commit hooks and tx_arena; NULL until asked for */
    struct hook *hooks, **last_hook;
    enum err result;
    enum lane lane;
    bool essential, waited_for, finished;
    void *actor;     /* of the thread that submitted it */
    char thread[16]; /* its name */
    bool said;       /* tx_change was called */
    enum err unsaid; /* why a change has no row */
    pthread_cond_t answered;
    char detail[DETAIL];
};

struct queue {
    struct item *head, **last;
    int count;
};

struct writer {
    struct store *store;
    struct writer_kind kind;
    struct db db;
    pthread_t thread;

    pthread_mutex_t lock;
    pthread_cond_t work, room;
    struct queue queues[2];
    bool stopping, ended;
    int64_t drain_until_us;

    struct item *batch[BATCH_ITEMS];
    size_t batch_count;
    sqlite3_stmt *begin, *commit, *rollback, *save, *release, *undo;
    sqlite3 *anchor; /* see anchor_take */
    sqlite3_stmt *anchored;
    int64_t wal_frames; /* in the log, as of the last commit */
    int64_t checkpointed_frames, checkpoint_tried_us, busy_us, tick_us, interactive_us;
    bool warned_hold;
    _Atomic int64_t wal_bytes, commits;
    atomic_bool failed;
};

static _Thread_local void *acting_for;
static _Thread_local struct writer *running; /* its transaction is open on this thread, inside a write function */

/* ---- queues ---- */

static void push(struct writer *w, struct item *it)
{
    struct queue *q = &w->queues[it->lane];
    it->next = NULL;
    *q->last = it;
    q->last = &it->next;
    q->count++;
}

static struct item *pop(struct writer *w, enum lane lane)
{
    struct queue *q = &w->queues[lane];
    struct item *it = q->head;
    if (!it)
        return NULL;
    q->head = it->next;
    if (!q->head)
        q->last = &q->head;
    q->count--;
    return it;
}

static enum err refused(const struct writer *w, bool essential)
{
    if (w->stopping || w->ended)
        return err_set(ERR_BUSY, "the store is stopping");
    if (atomic_load(&w->failed))
        return err_set(ERR_CORRUPT, "the database is damaged: run `binnacle check` and restore a backup");
    if (atomic_load(&w->store->disk_full) && !essential)
        return err_set(ERR_DISK_FULL, "%s", disk_full_text);
    return OK;
}

static void name_submitter(struct item *it)
{
    it->actor = acting_for;
    if (pthread_getname_np(pthread_self(), it->thread, sizeof it->thread))
        it->thread[0] = '\0';
}

enum err writer_write(struct writer *w, store_fn fn, void *arg, bool essential)
{
    struct item it = { .fn = fn, .arg = arg, .waited_for = true, .essential = essential, .lane = LANE_INTERACTIVE, .queued_us = mono_us() };
    if (pthread_equal(pthread_self(), w->thread))
        return err_set(ERR_INTERNAL, "store_write on the writer's own thread");
    it.last_hook = &it.hooks;
    name_submitter(&it);
    pthread_cond_init(&it.answered, NULL);
    struct timespec until = clock_deadline(QUEUE_WAIT_US);
    pthread_mutex_lock(&w->lock);
    enum err e = refused(w, essential);
    while (!e && w->queues[LANE_INTERACTIVE].count >= w->store->queue_max) {
        if (pthread_cond_timedwait(&w->room, &w->lock, &until) == ETIMEDOUT)
            e = err_set(ERR_BUSY, "too many writes are waiting");
        else
            e = refused(w, essential);
    }
    if (!e) {
        push(w, &it);
        pthread_cond_signal(&w->work);
        while (!it.finished)
            pthread_cond_wait(&it.answered, &w->lock);
        e = it.result;
    }
    pthread_mutex_unlock(&w->lock);
    pthread_cond_destroy(&it.answered);
    return e && it.finished ? err_set(e, "%s", it.detail) : e;
}

enum err writer_post(struct writer *w, store_fn fn, void *arg, void (*done)(void *arg, enum err e))
{
    pthread_mutex_lock(&w->lock);
    enum err e = refused(w, false);
    if (!e && w->queues[LANE_BULK].count >= w->store->queue_max)
        e = err_set(ERR_BUSY, "too many bulk writes are waiting");
    if (!e) {
        struct item *it = mem_alloc(sizeof *it);
        *it = (struct item){ .fn = fn, .arg = arg, .done = done, .lane = LANE_BULK, .queued_us = mono_us() };
        it->last_hook = &it->hooks;
        name_submitter(it);
        it->actor = NULL; /* it may outlive who asked */
        push(w, it);
        int waiting = w->queues[LANE_BULK].count;
        if (waiting == 1 || waiting == BATCH_ITEMS)
            pthread_cond_signal(&w->work);
    }
    pthread_mutex_unlock(&w->lock);
    return e;
}

/* ---- inside a transaction ---- */

struct db *tx_db(struct tx *tx)
{
    return tx->db;
}

int64_t tx_changes(struct tx *tx)
{
    return sqlite3_changes64(tx->db->sqlite);
}

struct arena *tx_arena(struct tx *tx)
{
    if (!tx->item->arena)
        tx->item->arena = arena_new(0);
    return tx->item->arena;
}

void tx_after_commit(struct tx *tx, void (*fn)(void *arg), void *arg)
{
    struct hook *h = arena_alloc(tx_arena(tx), sizeof *h);
    h->fn = fn;
    h->arg = arg;
    *tx->item->last_hook = h;
    tx->item->last_hook = &h->next;
}

/* ---- changes and their rows ---- */

static void record(struct tx *tx, const struct tx_change *c)
{
    struct item *it = tx->item;
    const struct store *s = running->store;
    it->said = true;
    if (!s->on_change || it->unsaid)
        return;
    it->unsaid = s->on_change(s->on_change_ctx, tx, it->actor, it->thread, c);
}

void tx_change(struct tx *tx, const struct tx_change *c)
{
    if (running && running->kind.state)
        record(tx, c);
}

void store_on_change(struct store *s, store_change_fn fn, void *ctx)
{
    s->on_change_ctx = ctx;
    s->on_change = fn;
}

void store_act_for(void *actor)
{
    acting_for = actor;
}

void *store_actor(void)
{
    return acting_for;
}

struct db *writer_view(const struct store *s)
{
    /* The view is handed out for reading queries only, which sqlgen and query.c hold to. */
    return running && running->store == s && running->kind.state ? &running->db : NULL;
}

/* The write function, and the rows of what it changed. */
static enum err run_function(struct writer *w, struct item *it, struct tx *tx)
{
    it->said = false;
    it->unsaid = OK;
    running = w;
    enum err e = it->fn(tx, it->arg);
    if (!e && !it->said && it->actor && w->kind.state)
        record(tx, NULL);
    running = NULL;
    return e ? e : it->unsaid;
}

static void forget_work(struct item *it)
{
    it->hooks = NULL;
    it->last_hook = &it->hooks;
    if (it->arena)
        arena_reset(it->arena);
}

static void set_result(struct item *it, enum err e)
{
    it->result = e;
    str_copy(it->detail, sizeof it->detail, err_detail());
}

static int run_statement(sqlite3_stmt *st)
{
    int rc = sqlite3_step(st);
    int reset = sqlite3_reset(st);
    return rc == SQLITE_DONE ? SQLITE_OK : reset != SQLITE_OK ? reset : rc;
}

/* One item under its savepoint. *lost: SQLite gave up the transaction with it. */
static void run_item(struct writer *w, struct item *it, bool *lost)
{
    struct tx tx = { .db = &w->db, .item = it };
    err_clear();
    int rc = run_statement(w->save);
    enum err e = rc == SQLITE_OK ? OK : db_error(w->db.sqlite, rc, "savepoint");
    if (!e) {
        atomic_store_explicit(&w->db.deadline_us, mono_us() + ITEM_MAX_US, memory_order_relaxed);
        e = run_function(w, it, &tx);
        atomic_store_explicit(&w->db.deadline_us, 0, memory_order_relaxed);
    }
    *lost = sqlite3_get_autocommit(w->db.sqlite) != 0;
    if (*lost && !e)
        e = err_set(ERR_INTERNAL, "the write ended its own transaction");
    if (e) {
        set_result(it, e);
        forget_work(it);
    } else {
        it->result = OK;
    }
    if (*lost)
        return;
    if (e && (rc = run_statement(w->undo)) != SQLITE_OK)
        *lost = true;
    if (!*lost && (rc = run_statement(w->release)) != SQLITE_OK)
        *lost = true;
    if (*lost && !e)
        set_result(it, db_error(w->db.sqlite, rc, "savepoint"));
}

/* People are writing: bulk work gives way. */
static bool is_polite(const struct writer *w)
{
    return mono_us() - w->interactive_us < POLITE_FOR_US;
}

/* The next item for the transaction at hand, NULL when it is time to commit. */
static struct item *next_item(struct writer *w, int64_t began_us, bool hold_bulk)
{
    pthread_mutex_lock(&w->lock);
    struct item *it = w->batch_count < BATCH_ITEMS ? pop(w, LANE_INTERACTIVE) : NULL;
    if (it)
        w->interactive_us = it->queued_us;
    if (!it && w->batch_count < BATCH_ITEMS && w->queues[LANE_BULK].head && !hold_bulk) {
        int64_t now = mono_us();
        bool first = w->batch_count == 0, bulk_only = !first && w->batch[0]->lane == LANE_BULK;
        bool starved = now - w->queues[LANE_BULK].head->queued_us > BULK_STARVED_US;
        if (first || ((bulk_only || starved) && now - began_us < (is_polite(w) ? BULK_POLITE_US : BULK_BUDGET_US)))
            it = pop(w, LANE_BULK);
    }
    if (it)
        pthread_cond_signal(&w->room);
    pthread_mutex_unlock(&w->lock);
    return it;
}

static void rollback(struct writer *w)
{
    if (w->db.sqlite && !sqlite3_get_autocommit(w->db.sqlite)) {
        int rc = run_statement(w->rollback);
        if (rc != SQLITE_OK)
            log_error("rollback failed", "database", w->kind.name, "why", sqlite3_errstr(rc), NULL);
    }
}

/* Everything in the batch that has not failed by itself fails with the error of this thread's detail. */
static void fail_batch(struct writer *w, enum err e, bool keep_essential)
{
    for (size_t i = 0; i < w->batch_count; i++) {
        struct item *it = w->batch[i];
        if (it->result != OK || (keep_essential && it->essential))
            continue;
        set_result(it, e);
        forget_work(it);
    }
}

static void note_damage(struct writer *w, enum err e)
{
    if (e == ERR_CORRUPT && !atomic_exchange(&w->failed, true))
        log_error("the database is damaged; it is read-only from now on", "database", w->kind.name, "why", err_detail(), NULL);
}

/* Runs and commits what is in the batch and, when `pull`, what comes along. OK: durable. Else the reason why the transaction as a whole
 * failed; ERR_BUSY with culprit set means: that item broke the transaction, the others may run again. */
static enum err run_batch(struct writer *w, bool pull, bool hold_bulk, struct item **culprit)
{
    bool lost = false;
    *culprit = NULL;
    int64_t began = mono_us();
    int rc = run_statement(w->begin);
    if (rc != SQLITE_OK)
        return db_error(w->db.sqlite, rc, "begin");
    for (size_t i = 0;; i++) {
        if (i == w->batch_count) {
            struct item *it = pull ? next_item(w, began, hold_bulk) : NULL;
            if (!it)
                break;
            w->batch[w->batch_count++] = it;
        }
        struct item *it = w->batch[i];
        if (it->result != OK)
            continue; /* failed in an earlier try */
        run_item(w, it, &lost);
        if (lost) {
            *culprit = it;
            return err_set(it->result, "%s", it->detail);
        }
    }
    rc = run_statement(w->commit);
    if (rc != SQLITE_OK)
        return db_error(w->db.sqlite, rc, "commit");
    return OK;
}

/* Hooks first, since their arguments may lie on the stack of whoever waits; then the waiting threads; the callbacks of bulk items last. */
static void finish_batch(struct writer *w)
{
    const struct store_metrics *m = store_metrics();
    int64_t now = mono_us();
    for (size_t i = 0; i < w->batch_count; i++) {
        struct item *it = w->batch[i];
        if (it->result == OK)
            for (struct hook *h = it->hooks; h; h = h->next)
                h->fn(h->arg);
        arena_free(it->arena);
        it->arena = NULL;
        if (w->kind.state && it->lane == LANE_INTERACTIVE && it->result == OK)
            metric_observe_us(m->commit_seconds, now - it->queued_us);
    }
    metric_add(m->items, (int64_t)w->batch_count);
    pthread_mutex_lock(&w->lock);
    for (size_t i = 0; i < w->batch_count; i++) {
        struct item *it = w->batch[i];
        if (!it->waited_for)
            continue;
        it->finished = true;
        pthread_cond_signal(&it->answered);
        w->batch[i] = NULL; /* its memory is the caller's stack, gone after the unlock */
    }
    pthread_mutex_unlock(&w->lock);
    for (size_t i = 0; i < w->batch_count; i++) {
        struct item *it = w->batch[i];
        if (!it)
            continue;
        if (it->result)
            (void)!err_set(it->result, "%s", it->detail);
        if (it->done)
            it->done(it->arg, it->result);
        mem_free(it);
        w->batch[i] = NULL;
    }
    w->batch_count = 0;
}

static enum err open_database(struct writer *w);

static void commit_waiting(struct writer *w, bool hold_bulk)
{
    struct item *culprit = NULL;
    bool pull = true, retried_full = false;
    enum err e = open_database(w);
    if (e) { /* nothing can run: answer what waits */
        struct item *it;
        while ((it = next_item(w, mono_us(), false)))
            w->batch[w->batch_count++] = it;
    }
    while (!e) {
        e = run_batch(w, pull, hold_bulk, &culprit);
        if (!e)
            break;
        rollback(w);
        for (size_t i = 0; i < w->batch_count; i++)
            forget_work(w->batch[i]);
        note_damage(w, e);
        pull = false;
        if (e == ERR_DISK_FULL) {
            store_disk_full_enter(w->store);
            e = err_set(ERR_DISK_FULL, "%s", disk_full_text);
            if (culprit && culprit->essential && !retried_full)
                culprit->result = OK;
            fail_batch(w, e, !retried_full); /* the essential ones get one try in the room of the ballast */
            bool again = false;
            for (size_t i = 0; i < w->batch_count; i++)
                again = again || w->batch[i]->result == OK;
            if (!again)
                break;
            retried_full = true;
            e = OK;
        } else if (culprit && e != ERR_CORRUPT) {
            e = OK; /* without it, the others again */
        }
    }
    if (e) {
        fail_batch(w, e, false);
    } else {
        atomic_fetch_add(&w->commits, 1);
        metric_add(store_metrics()->commits, 1);
    }
    finish_batch(w);
}

/* ---- the log ---- */

static int on_commit(void *arg, sqlite3 *sqlite, const char *name, int frames)
{
    struct writer *w = arg;
    (void)sqlite;
    (void)name;
    w->wal_frames = frames;
    return SQLITE_OK;
}

static void measure_log(struct writer *w)
{
    char path[STORE_PATH];
    path_put(path, "%s-wal", w->db.path);
    atomic_store(&w->wal_bytes, disk_size(path));
    if (w->kind.state)
        metric_set(store_metrics()->wal_bytes, atomic_load(&w->wal_bytes));
}

/*
 * The anchor: a connection of the writer's thread that always reads the newest commit. Readers that begin share its place in the log's
 * lock table, so that SQLite only counts them: without it the first one to come and the last one to go each make a system call, which is
 * a tenth of the cost of a short read. It is renewed after every commit and let go before a checkpoint, so it stands in nobody's way.
 * Without it everything works, only slower.
 */
static void anchor_drop(struct writer *w)
{
    sqlite3_reset(w->anchored);
}

static void anchor_close(struct writer *w)
{
    sqlite3_finalize(w->anchored);
    sqlite3_close_v2(w->anchor);
    w->anchored = NULL;
    w->anchor = NULL;
}

static void anchor_take(struct writer *w)
{
    if (!w->kind.state || !w->db.sqlite)
        return;
    if (!w->anchored && (db_connect(w->db.path, DB_READER, &w->anchor) != OK ||
                         sqlite3_prepare_v3(w->anchor, "SELECT 1 FROM sqlite_schema", -1, SQLITE_PREPARE_PERSISTENT, &w->anchored, NULL)))
        anchor_close(w);
    sqlite3_reset(w->anchored);
    if (w->anchored && sqlite3_step(w->anchored) != SQLITE_ROW) /* a statement between rows holds its snapshot */
        anchor_close(w);
}

/* True when the whole log is in the database file. */
static bool checkpoint(struct writer *w, int mode, int wait_ms)
{
    int in_log = 0, done = 0;
    anchor_drop(w);
    sqlite3_busy_timeout(w->db.sqlite, wait_ms);
    int rc = sqlite3_wal_checkpoint_v2(w->db.sqlite, "main", mode, &in_log, &done);
    sqlite3_busy_timeout(w->db.sqlite, 5000);
    w->checkpoint_tried_us = mono_us();
    w->checkpointed_frames = done;
    metric_add(store_metrics()->checkpoints, 1);
    if ((rc & 0xff) == SQLITE_FULL)
        store_disk_full_enter(w->store);
    else if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY)
        log_warn("checkpoint failed", "database", w->kind.name, "why", sqlite3_errmsg(w->db.sqlite), NULL);
    if (rc == SQLITE_OK && mode != SQLITE_CHECKPOINT_PASSIVE)
        w->wal_frames = 0;
    measure_log(w);
    return rc == SQLITE_OK && in_log == done;
}

static bool interactive_waits(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    bool waits = w->queues[LANE_INTERACTIVE].head != NULL;
    pthread_mutex_unlock(&w->lock);
    return waits;
}

/* Keeps the log small. Sets *hold_bulk while bulk items must wait for readers that stand in the way. */
static void tend_log(struct writer *w, bool *hold_bulk)
{
    int64_t used = w->wal_frames * (STORE_PAGE + 24);
    *hold_bulk = false;
    int64_t due = is_polite(w) ? WAL_POLITE_BYTES : WAL_CHECKPOINT_BYTES;
    if (!w->db.sqlite || used < due)
        return;
    /* A log that a reader keeps from being finished is tried again only when it grew or time went by. */
    bool stuck = w->checkpointed_frames > 0 && w->wal_frames - w->checkpointed_frames < 250;
    if (used < WAL_LARGE_BYTES) {
        if (interactive_waits(w) && used < 4 * due)
            return;
        if (stuck && mono_us() - w->checkpoint_tried_us < 200 * US_PER_MS)
            return;
        checkpoint(w, SQLITE_CHECKPOINT_PASSIVE, 0);
        return;
    }
    readers_cut(w->store);
    /* A backup reads for as long as it takes, and a reader of another process cannot be cut: people do not wait for those. */
    if (used < WAL_HOLD_ALL_BYTES || w->warned_hold || backup_is_reading()) {
        if (mono_us() - w->checkpoint_tried_us > 200 * US_PER_MS)
            checkpoint(w, SQLITE_CHECKPOINT_RESTART, 20);
        *hold_bulk = w->wal_frames * (STORE_PAGE + 24) >= WAL_HOLD_BULK_BYTES;
        if (!*hold_bulk)
            w->warned_hold = false;
        return;
    }
    int64_t until = mono_us() + w->store->reader_max_us + US_PER_S;
    while (mono_us() < until && !checkpoint(w, SQLITE_CHECKPOINT_TRUNCATE, 200))
        readers_cut(w->store);
    if (w->wal_frames && !w->warned_hold)
        log_error("a reader outside of this process keeps the write-ahead log growing", "database", w->kind.name, NULL);
    w->warned_hold = w->wal_frames != 0;
}

/* ---- the thread ---- */

static enum err prepare_own(struct writer *w)
{
    static const char *const texts[] = { "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK", "SAVEPOINT item", "RELEASE item", "ROLLBACK TO item" };
    sqlite3_stmt **const own[] = { &w->begin, &w->commit, &w->rollback, &w->save, &w->release, &w->undo };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        int rc = sqlite3_prepare_v3(w->db.sqlite, texts[i], -1, SQLITE_PREPARE_PERSISTENT, own[i], NULL);
        if (rc != SQLITE_OK)
            return db_error(w->db.sqlite, rc, texts[i]);
    }
    sqlite3_wal_hook(w->db.sqlite, on_commit, w);
    return OK;
}

static void close_database(struct writer *w)
{
    sqlite3_stmt **const own[] = { &w->begin, &w->commit, &w->rollback, &w->save, &w->release, &w->undo };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        sqlite3_finalize(*own[i]);
        *own[i] = NULL;
    }
    anchor_close(w);
    db_close(&w->db);
}

/* Made under another name, in WAL mode already, so that nobody ever finds a day without tables or with a rollback journal. */
static enum err make_database(struct writer *w)
{
    static const char *const tails[] = { "-wal", "-shm", "-journal", "" };
    char fresh[STORE_PATH], file[STORE_PATH];
    sqlite3 *sqlite = NULL;
    path_put(fresh, "%s.new", w->db.path);
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        path_put(file, "%s%s", fresh, tails[i]);
        unlink(file); /* of an attempt that failed */
    }
    enum err e = db_connect(fresh, DB_WRITER, &sqlite);
    if (!e)
        e = migrate_apply(sqlite, w->kind.migrations, w->store->clock);
    if (!e) {
        int rc = sqlite3_wal_checkpoint_v2(sqlite, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
        if (rc != SQLITE_OK)
            e = db_error(sqlite, rc, "checkpoint");
    }
    sqlite3_close_v2(sqlite);
    for (size_t i = 0; i < 3; i++) {
        path_put(file, "%s%s", fresh, tails[i]);
        unlink(file);
    }
    if (!e)
        e = disk_rename(fresh, w->db.path);
    if (e)
        unlink(fresh);
    return e;
}

/* Telemetry days are opened by their own thread, at the first item. */
static enum err open_database(struct writer *w)
{
    if (w->db.sqlite)
        return OK;
    enum err e = disk_size(w->db.path) > 0 ? OK : make_database(w);
    if (!e)
        e = db_open(&w->db, w->store->no_sync);
    if (!e)
        e = migrate_apply(w->db.sqlite, w->kind.migrations, w->store->clock);
    if (!e)
        e = prepare_own(w);
    if (!e)
        return OK;
    note_damage(w, e);
    if (e == ERR_DISK_FULL)
        store_disk_full_enter(w->store);
    close_database(w);
    return e;
}

/* Waits for work. False when the thread is to end. */
static bool wait_for_work(struct writer *w, bool *held)
{
    bool go_on = true;
    pthread_mutex_lock(&w->lock);
    for (;;) {
        bool hold_bulk = *held && !w->stopping;
        *held = hold_bulk;
        bool bulk = w->queues[LANE_BULK].head != NULL;
        int64_t now = mono_us(), wait = w->kind.state ? w->tick_us + TICK_US - now : TICK_US;
        if (w->stopping) {
            go_on = (w->queues[LANE_INTERACTIVE].head || bulk) && now < w->drain_until_us;
            break;
        }
        if (w->queues[LANE_INTERACTIVE].head)
            break;
        if (bulk && !hold_bulk) {
            int64_t due = w->queues[LANE_BULK].head->queued_us + w->kind.linger_us - now;
            if (due <= 0 || w->queues[LANE_BULK].count >= BATCH_ITEMS)
                break;
            wait = due < wait ? due : wait;
        } else if (bulk) {
            wait = wait < 100 * US_PER_MS ? wait : 100 * US_PER_MS;
        }
        if (!bulk && w->kind.idle_stop_us && now - w->busy_us > w->kind.idle_stop_us) {
            w->ended = true;
            go_on = false;
            break;
        }
        if (wait <= 0)
            break; /* the tick */
        struct timespec until = clock_deadline(wait);
        if (pthread_cond_timedwait(&w->work, &w->lock, &until) == ETIMEDOUT && hold_bulk)
            break;
    }
    pthread_mutex_unlock(&w->lock);
    return go_on;
}

static void tick(struct writer *w)
{
    struct store *s = w->store;
    w->tick_us = mono_us();
    readers_cut(s);
    if (atomic_load(&s->disk_full)) {
        checkpoint(w, SQLITE_CHECKPOINT_TRUNCATE, 100);
        if (store_disk_full_leave(s, w->db.sqlite))
            log_info("there is room on the disk again: writing goes on", NULL);
    } else if (w->wal_frames && w->tick_us - w->busy_us > 2 * US_PER_S && atomic_load(&w->wal_bytes) > WAL_CHECKPOINT_BYTES) {
        checkpoint(w, SQLITE_CHECKPOINT_TRUNCATE, 20); /* idle: give the room back */
    }
    metric_set(store_metrics()->queue_interactive, writer_queued(w, LANE_INTERACTIVE));
    metric_set(store_metrics()->queue_bulk, writer_queued(w, LANE_BULK));
}

static void *writer_main(void *arg)
{
    struct writer *w = arg;
    bool hold_bulk = false;
    pthread_setname_np(pthread_self(), w->kind.name);
    w->busy_us = w->tick_us = mono_us();
    w->interactive_us = w->busy_us - POLITE_FOR_US;
    while (wait_for_work(w, &hold_bulk)) {
        int64_t before = atomic_load(&w->commits);
        if (writer_queued(w, LANE_INTERACTIVE) || (writer_queued(w, LANE_BULK) && !hold_bulk))
            commit_waiting(w, hold_bulk);
        if (atomic_load(&w->commits) != before) {
            w->busy_us = mono_us();
            if (w->wal_frames < w->checkpointed_frames)
                w->checkpointed_frames = 0; /* the log started over */
            measure_log(w);
        }
        tend_log(w, &hold_bulk);
        if (w->kind.state && mono_us() - w->tick_us >= TICK_US)
            tick(w);
        if (w->kind.state && (atomic_load(&w->commits) != before || !sqlite3_stmt_busy(w->anchored)))
            anchor_take(w);
    }
    struct item *it;
    while ((it = next_item(w, 0, false))) { /* not drained in time */
        w->batch[w->batch_count++] = it;
        set_result(it, err_set(ERR_BUSY, "the store is stopping"));
        finish_batch(w);
    }
    if (w->db.sqlite)
        checkpoint(w, SQLITE_CHECKPOINT_TRUNCATE, 1000);
    close_database(w);
    pthread_mutex_lock(&w->lock);
    w->ended = true;
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

static void free_writer(struct writer *w)
{
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->work);
    pthread_cond_destroy(&w->room);
    pthread_mutex_destroy(&w->db.lock);
    mem_free(w);
}

enum err writer_start(struct store *s, const struct writer_kind *kind, const char *path, sqlite3 *ready, struct writer **out)
{
    pthread_condattr_t mono;
    struct writer *w = mem_alloc(sizeof *w);
    *out = NULL;
    w->store = s;
    w->kind = *kind;
    db_init(&w->db, path, true, ITEM_MAX_US);
    pthread_mutex_init(&w->lock, NULL);
    pthread_condattr_init(&mono);
    pthread_condattr_setclock(&mono, CLOCK_MONOTONIC);
    pthread_cond_init(&w->work, &mono);
    pthread_cond_init(&w->room, &mono);
    pthread_condattr_destroy(&mono);
    for (int i = 0; i < 2; i++)
        w->queues[i].last = &w->queues[i].head;
    enum err e = OK;
    if (ready) {
        db_adopt(&w->db, ready);
        e = prepare_own(w);
    }
    if (!e) {
        int rc = pthread_create(&w->thread, NULL, writer_main, w);
        errno = rc;
        if (rc)
            e = err_errno(ERR_IO, "cannot start the writer");
    }
    if (e) {
        close_database(w);
        free_writer(w);
        return e;
    }
    *out = w;
    return OK;
}

void writer_stop(struct writer *w, int64_t drain_us)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    w->drain_until_us = mono_us() + drain_us;
    pthread_cond_broadcast(&w->work);
    pthread_cond_broadcast(&w->room);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    free_writer(w);
}

bool writer_finished(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    bool ended = w->ended;
    pthread_mutex_unlock(&w->lock);
    return ended;
}

int64_t writer_wal_bytes(const struct writer *w)
{
    return atomic_load(&w->wal_bytes);
}

int64_t writer_queued(struct writer *w, enum lane lane)
{
    pthread_mutex_lock(&w->lock);
    int64_t n = w->queues[lane].count;
    pthread_mutex_unlock(&w->lock);
    return n;
}

int64_t writer_commits(const struct writer *w)
{
    return atomic_load(&w->commits);
}

bool writer_failed(const struct writer *w)
{
    return atomic_load(&w->failed);
}
