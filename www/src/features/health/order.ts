/* Pure parts of the grid: order, live patches, rows for the virtual list. */
import type { Health, Status } from '@/api/types';

/** As the server ranks them: what failed comes first. */
export const RANK: Record<Status, number> = { unhealthy: 0, degraded: 1, unknown: 2, maintenance: 3, paused: 4, healthy: 5 };

export function failedFirst(a: Health, b: Health): number {
    return RANK[a.status] - RANK[b.status] || (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : a.name.toLowerCase() > b.name.toLowerCase() ? 1 : a.id < b.id ? -1 : 1);
}

export type Patch = { id: string } & Partial<Pick<Health, 'status' | 'since' | 'message' | 'latency_ms' | 'last_check' | 'next_check' | 'enabled'>>;

/** The same array when nothing in it changes, so that nothing is drawn again. */
export function applyPatches(items: Health[], patches: Map<string, Patch>): Health[] {
    let out: Health[] | null = null;
    for (let i = 0; i < items.length; i++) {
        const item = items[i]!;
        const p = patches.get(item.id);
        if (!p) continue;
        const next = { ...item, ...p };
        if (p.last_check && p.last_check !== item.last_check && p.latency_ms !== undefined) next.latency_recent = [...item.latency_recent.slice(-29), p.latency_ms];
        out ??= items.slice();
        out[i] = next;
    }
    return out ?? items;
}

export interface Group {
    tag: string;
    items: Health[];
    failed: number;
}

/** A service is in the group of each of its tags. Groups with failures come first; untagged is last. */
export function groupByTag(items: Health[]): Group[] {
    const groups = new Map<string, Health[]>();
    for (const item of items) {
        for (const tag of item.tags.length ? item.tags : ['']) {
            const g = groups.get(tag);
            if (g) g.push(item);
            else groups.set(tag, [item]);
        }
    }
    return [...groups]
        .map(([tag, list]) => ({ tag, items: list, failed: list.filter((i) => RANK[i.status] <= 1).length }))
        .sort((a, b) => Number(a.tag === '') - Number(b.tag === '') || Number(b.failed > 0) - Number(a.failed > 0) || a.tag.localeCompare(b.tag));
}

export type Row = { kind: 'cards'; key: string; items: Health[]; from: number } | { kind: 'group'; key: string; group: Group };

/** Rows of the virtual list: `columns` cards side by side, below a heading per open group. */
export function rowsOf(items: Health[], columns: number, groups: Group[] | null, closed: ReadonlySet<string>): Row[] {
    const rows: Row[] = [];
    let from = 0;
    const cards = (list: Health[], prefix: string) => {
        for (let i = 0; i < list.length; i += columns) {
            const part = list.slice(i, i + columns);
            rows.push({ kind: 'cards', key: `${prefix}${i}`, items: part, from });
            from += part.length;
        }
    };
    if (!groups) cards(items, '');
    for (const group of groups ?? []) {
        rows.push({ kind: 'group', key: `g:${group.tag}`, group });
        if (!closed.has(group.tag)) cards(group.items, `${group.tag}:`);
    }
    return rows;
}
