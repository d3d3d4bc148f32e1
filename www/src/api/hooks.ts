/* React's side of the API: the query client, and hooks for the live socket. */
import { QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { ApiError } from './client';
import { type Connection, live } from './live';

export const queryClient = new QueryClient({
    defaultOptions: {
        queries: {
            staleTime: 5_000,
            gcTime: 5 * 60_000,
            refetchOnWindowFocus: true,
            /* What the server said is final; a box that did not answer, or was busy, is asked again. */
            retry: (count, e) => count < 2 && (!(e instanceof ApiError) || e.status === 0 || e.status === 502 || e.status === 504),
            retryDelay: (n) => Math.min(4000, 500 * 2 ** n),
            networkMode: 'always',
        },
        mutations: { networkMode: 'always' },
    },
});

export function useConnection(): Connection {
    return useSyncExternalStore(live.watch, live.snapshot);
}

/** Calls `data` with what came on a topic, once per frame; `gap` when something may have been missed; `sure` once it is subscribed, for what must not be missed before. */
export function useLive<T>(topic: string, data: (items: T[]) => void, gap?: () => void, sure?: () => void): void {
    const latest = useRef({ data, gap, sure });
    useEffect(() => {
        latest.current = { data, gap, sure };
    });
    const must = Boolean(sure);
    useEffect(() => live.on(topic, { data: (items) => latest.current.data(items as T[]), gap: () => latest.current.gap?.(), sure: must ? () => latest.current.sure?.() : undefined }), [topic, must]);
}

/** Marks queries stale. One that is being fetched for the first time may bring what was before, and is fetched once more then. */
export function invalidate(client: QueryClient, queryKey: readonly unknown[]): void {
    const first = client.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching', predicate: (q) => q.state.data === undefined });
    void client.invalidateQueries({ queryKey });
    for (const q of first) void q.promise?.then(() => client.invalidateQueries({ queryKey: q.queryKey, exact: true }), () => {});
}

/** Marks queries stale when a topic speaks, at most once in `everyMs`. */
export function useLiveInvalidate(topic: string, keys: readonly (readonly unknown[])[], everyMs = 1000): void {
    const client = useQueryClient();
    const timer = useRef(0);
    useEffect(() => () => clearTimeout(timer.current), []);
    const soon = () => {
        if (timer.current) return;
        timer.current = window.setTimeout(() => {
            timer.current = 0;
            for (const queryKey of keys) invalidate(client, queryKey);
        }, everyMs);
    };
    useLive(topic, soon, soon);
}
