/*
 * <Table label="Users" rows={items} id={(u) => u.id} columns={[{ head: 'Email', cell: (u) => u.email }, { head: 'Size', num: true, cell: … }]} onOpen={…} />
 * The table scrolls sideways in its own box. With onOpen a row opens by click; put a link or button in its first cell for the keyboard.
 */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { get } from '@/api/client';
import type { List } from '@/api/types';
import { plural } from '@/lib/format';
import { Button } from './Button';

export interface Column<T> {
    head: ReactNode;
    cell: (row: T) => ReactNode;
    num?: boolean;
    /** The last column, with buttons. */
    actions?: boolean;
    className?: string;
}

interface Props<T> {
    label: string;
    rows: T[];
    id: (row: T) => string;
    columns: Column<T>[];
    onOpen?: (row: T) => void;
    selected?: string;
}

export function Table<T>({ label, rows, id, columns, onOpen, selected }: Props<T>) {
    return (
        <div className="table-box" tabIndex={0} role="region" aria-label={`${label}, table`}>
            <table className="table">
                <thead>
                    <tr>
                        {columns.map((c, i) => (
                            <th key={i} scope="col" className={c.num ? 'num' : undefined}>
                                {c.actions ? <span className="sr-only">{c.head}</span> : c.head}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {rows.map((row) => {
                        const key = id(row);
                        return (
                            <tr
                                key={key}
                                className={onOpen ? 'clickable' : undefined}
                                aria-selected={selected === undefined ? undefined : selected === key}
                                onClick={
                                    onOpen &&
                                    ((e) => {
                                        if (!(e.target as Element).closest('a,button,input,label')) onOpen(row);
                                    })
                                }
                            >
                                {columns.map((c, i) => (
                                    <td key={i} className={[c.num && 'num', c.actions && 'actions', c.className].filter(Boolean).join(' ') || undefined}>
                                        {c.cell(row)}
                                    </td>
                                ))}
                            </tr>
                        );
                    })}
                </tbody>
            </table>
        </div>
    );
}

/** A list of the API, page by page: const q = usePaged<User>(['users'], '/users', { limit: 50 }); q.rows, q.total, <More of={q} /> */
export function usePaged<T>(key: readonly unknown[], path: string, query: Record<string, string | number | undefined> = {}, options: { refetchInterval?: number; enabled?: boolean } = {}) {
    const q = useInfiniteQuery({
        queryKey: [...key, query],
        queryFn: ({ pageParam, signal }) => get<List<T>>(path, { query: { ...query, cursor: pageParam }, signal, quiet: true }),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (last) => last.next_cursor ?? undefined,
        ...options,
    });
    return { ...q, rows: q.data?.pages.flatMap((p) => p.items) ?? [], total: q.data?.pages[0]?.total };
}

interface Pager {
    rows: unknown[];
    total?: number;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
}

export function More({ of: q, noun, many }: { of: Pager; noun: string; many?: string }) {
    return (
        <div className="row" style={{ padding: '8px 12px' }}>
            <span className="muted">{q.total !== undefined ? `${q.rows.length} of ${plural(q.total, noun, many)}` : plural(q.rows.length, noun, many)}</span>
            {q.hasNextPage && (
                <Button small busy={q.isFetchingNextPage} onClick={() => void q.fetchNextPage()}>
                    Load more
                </Button>
            )}
        </div>
    );
}
