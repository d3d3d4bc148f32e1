/*
 * monitor_graph.c - the dependency graph's algorithms, linear in nodes and edges. Pure; any thread.
 */
#include "monitor/monitor_graph.h"

enum { WHITE, GREY, BLACK };

bool graph_order(const struct graph *g, uint32_t *order, uint32_t *work, uint32_t *on_circle)
{
    /* Depth first without recursion. work[i] holds the colour in its low two bits and the next edge to follow above them; the path is kept
     * in the unused tail of order, which fills from the front as the path empties. */
    size_t placed = 0, path = g->n;
    for (size_t i = 0; i < g->n; i++)
        work[i] = WHITE;
    for (size_t root = 0; root < g->n; root++) {
        if ((work[root] & 3U) != WHITE)
            continue;
        order[--path] = (uint32_t)root;
        work[root] = GREY;
        while (path < g->n) {
            uint32_t node = order[path];
            uint32_t edge = work[node] >> 2;
            if (g->first[node] + edge < g->first[node + 1]) {
                uint32_t next = g->to[g->first[node] + edge];
                work[node] += 4;
                if ((work[next] & 3U) == GREY) {
                    *on_circle = next;
                    return false;
                }
                if ((work[next] & 3U) == WHITE) {
                    order[--path] = next;
                    work[next] = GREY;
                }
            } else {
                work[node] = (work[node] & ~3U) | BLACK;
                path++;
                order[placed++] = node;
            }
        }
    }
    return true;
}

static void add_cause(struct graph_causes *c, uint32_t node)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (c->node[i] == node)
            return;
    if (c->count < GRAPH_MAX_CAUSES)
        c->node[c->count++] = node;
}

void graph_find_causes(const struct graph *g, const uint32_t *order, const bool *down, struct graph_causes *causes)
{
    for (size_t i = 0; i < g->n; i++) {
        uint32_t node = order[i];
        struct graph_causes *mine = &causes[node];
        mine->count = 0;
        for (uint32_t e = g->first[node]; e < g->first[node + 1]; e++) {
            uint32_t need = g->to[e];
            const struct graph_causes *theirs = &causes[need];
            for (uint32_t k = 0; k < theirs->count; k++)
                add_cause(mine, theirs->node[k]);
            if (theirs->count == 0 && down[need])
                add_cause(mine, need);
        }
    }
}

size_t graph_find_dependants(const struct graph *g, const uint32_t *order, uint32_t node, bool *seen)
{
    size_t count = 0;
    for (size_t i = 0; i < g->n; i++) {
        uint32_t at = order[i];
        if (at == node)
            continue;
        for (uint32_t e = g->first[at]; e < g->first[at + 1]; e++) {
            uint32_t need = g->to[e];
            if (need != node && !seen[need])
                continue;
            seen[at] = true;
            count++;
            break;
        }
    }
    return count;
}
