/*
 * monitor_graph.h - dependencies between services as a directed graph: an order without circles, and who suffers from whom. Pure.
 *
 * Nodes are 0..n-1. The edges of node i are to[first[i]] … to[first[i + 1] - 1]: "i needs to[k]".
 */
#ifndef BINNACLE_MONITOR_GRAPH_H
#define BINNACLE_MONITOR_GRAPH_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GRAPH_MAX_CAUSES 8 /* causes kept for one node; more are not told */

struct graph {
    size_t n;
    const uint32_t *first; /* n + 1 entries */
    const uint32_t *to;
};

/* Fills order (n entries) so that every node comes after all that it needs. False when there is a circle: *on_circle is then one of its
 * nodes. work: n entries. */
bool graph_order(const struct graph *g, uint32_t *order, uint32_t *work, uint32_t *on_circle);

struct graph_causes {
    uint32_t count, node[GRAPH_MAX_CAUSES];
};
/* For each node the nodes at the root of its trouble: those that are down, reachable through what it needs, and have themselves nothing
 * down below them. order as above. */
void graph_find_causes(const struct graph *g, const uint32_t *order, const bool *down, struct graph_causes *causes);

/* Nodes that need `node`, directly or not; order as above, so that one pass is enough. seen: n entries, all false; true for them
 * afterwards. Returns their number. */
size_t graph_find_dependants(const struct graph *g, const uint32_t *order, uint32_t node, bool *seen);

#endif
