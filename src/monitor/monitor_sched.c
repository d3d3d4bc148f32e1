/*
 * monitor_sched.c - a binary heap of timers. Always: heap[i]->pos == i + 1, and no parent is due after its children.
 */
#include "monitor/monitor_sched.h"
#include "core/mem.h"

static void place(struct sched *s, size_t i, struct sched_item *item)
{
    s->heap[i] = item;
    item->pos = i + 1;
}

static void sift_up(struct sched *s, size_t i, struct sched_item *item)
{
    while (i > 0) {
        size_t parent = (i - 1) / 2;
        if (s->heap[parent]->due <= item->due)
            break;
        place(s, i, s->heap[parent]);
        i = parent;
    }
    place(s, i, item);
}

static void sift_down(struct sched *s, size_t i, struct sched_item *item)
{
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= s->count)
            break;
        if (child + 1 < s->count && s->heap[child + 1]->due < s->heap[child]->due)
            child++;
        if (s->heap[child]->due >= item->due)
            break;
        place(s, i, s->heap[child]);
        i = child;
    }
    place(s, i, item);
}

void sched_free(struct sched *s)
{
    mem_free(s->heap);
    *s = (struct sched){ 0 };
}

void sched_set(struct sched *s, struct sched_item *item, int64_t due)
{
    if (item->pos) {
        int64_t before = item->due;
        item->due = due;
        if (due < before)
            sift_up(s, item->pos - 1, item);
        else
            sift_down(s, item->pos - 1, item);
        return;
    }
    if (s->count == s->cap) {
        s->cap = s->cap ? s->cap * 2 : 64;
        s->heap = mem_resize(s->heap, s->cap * sizeof *s->heap);
    }
    item->due = due;
    s->count++;
    sift_up(s, s->count - 1, item);
}

void sched_remove(struct sched *s, struct sched_item *item)
{
    if (!item->pos)
        return;
    size_t hole = item->pos - 1;
    item->pos = 0;
    struct sched_item *last = s->heap[--s->count];
    if (last == item)
        return;
    if (hole > 0 && s->heap[(hole - 1) / 2]->due > last->due)
        sift_up(s, hole, last);
    else
        sift_down(s, hole, last);
}

struct sched_item *sched_first(const struct sched *s)
{
    return s->count ? s->heap[0] : NULL;
}

int64_t sched_next_tick(int64_t due, int64_t interval, int64_t now, int64_t *missed)
{
    int64_t next = due + interval;
    *missed = 0;
    if (next > now)
        return next;
    *missed = (now - due) / interval;
    return due + (*missed + 1) * interval;
}
