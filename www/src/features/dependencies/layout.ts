/* Columns by depth, causes on the left; inside a column, near to what one hangs on. Pure. */

export interface Place {
    column: number;
    row: number;
}

/** Edges lead from a cause to what needs it. Circles (the server refuses them) would not hang this. */
export function layout(ids: string[], edges: [string, string][]): Map<string, Place> {
    const column = new Map(ids.map((id) => [id, 0]));
    const into = new Map<string, string[]>(ids.map((id) => [id, []]));
    for (const [from, to] of edges) into.get(to)?.push(from);
    /* The longest way from a cause; at most one round for each node. */
    for (let round = 0; round < ids.length; round++) {
        let moved = false;
        for (const [from, to] of edges) {
            const want = (column.get(from) ?? 0) + 1;
            if ((column.get(to) ?? 0) < want && want < ids.length) {
                column.set(to, want);
                moved = true;
            }
        }
        if (!moved) break;
    }
    const columns: string[][] = [];
    for (const id of ids) (columns[column.get(id)!] ??= []).push(id);
    const place = new Map<string, Place>();
    columns.forEach((list, c) => {
        const weight = (id: string) => {
            const rows = into.get(id)!.map((f) => place.get(f)?.row ?? 0);
            return rows.length ? rows.reduce((a, b) => a + b, 0) / rows.length : 0;
        };
        const order = list.map((id, i) => ({ id, w: weight(id), i })).sort((a, b) => a.w - b.w || a.i - b.i);
        let next = 0;
        for (const { id, w } of order) {
            const row = c === 0 ? next : Math.max(next, Math.floor(w));
            place.set(id, { column: c, row });
            next = row + 1;
        }
    });
    return place;
}
