/* Queries of the page, and what the live socket changes in them. */
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { get } from '@/api/client';
import { useLive } from '@/api/hooks';
import type { Health, HealthDetail, List } from '@/api/types';
import { type Patch, applyPatches } from './order';

export interface Filters {
    q: string;
    status: string;
    type: string;
    tag: string;
    sort: string;
}

export const REFRESH_MS = 30_000;
const LIST = ['health', 'list'];

/** `everything` pages with the largest pages and to the end: groups need all of it. */
export function useServices(filters: Filters, everything: boolean) {
    const limit = everything ? 1000 : 120;
    const q = useInfiniteQuery({
        queryKey: [...LIST, filters, limit],
        queryFn: ({ pageParam, signal }) =>
            get<List<Health>>('/admin/health/services', { query: { ...filters, sort: filters.sort === 'failed_first' ? '' : filters.sort, limit, cursor: pageParam }, signal, quiet: true }),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (last) => last.next_cursor ?? undefined,
        refetchInterval: REFRESH_MS,
        placeholderData: (old, query) => (query && query.queryKey[3] === limit ? old : undefined),
    });
    const { hasNextPage, isFetching, isError, fetchNextPage } = q;
    useEffect(() => {
        if (everything && hasNextPage && !isFetching && !isError) void fetchNextPage();
    }, [everything, hasNextPage, isFetching, isError, fetchNextPage]);
    return q;
}

/** Puts live messages into the lists and the open detail; answers when the last one came. */
export function useHealthLive(): number {
    const client = useQueryClient();
    const pending = useRef(new Map<string, Patch>());
    const timer = useRef(0);
    const refetch = useRef(0);
    const [at, setAt] = useState(0);

    const apply = () => {
        timer.current = 0;
        const patches = pending.current;
        pending.current = new Map();
        client.setQueriesData<InfiniteData<List<Health>>>({ queryKey: LIST }, (old) => {
            if (!old?.pages) return old;
            let changed = false;
            const pages = old.pages.map((p) => {
                const items = applyPatches(p.items, patches);
                if (items === p.items) return p;
                changed = true;
                return { ...p, items };
            });
            return changed ? { ...old, pages } : old;
        });
        for (const [id, patch] of patches) client.setQueryData<HealthDetail>(['health', 'one', id], (old) => old && { ...old, ...patch });
        setAt(Date.now());
    };
    /* Twice a second is live enough for figures, and cheap with thousands of services; the bound is one patch a service. */
    const soon = (patches: Patch[], ms: number) => {
        for (const p of patches) pending.current.set(p.id, { ...pending.current.get(p.id), ...p });
        if (timer.current && ms === 0) {
            clearTimeout(timer.current);
            timer.current = 0;
        }
        timer.current ||= window.setTimeout(() => requestAnimationFrame(apply), ms);
    };
    const refresh = () => {
        refetch.current ||= window.setTimeout(() => {
            refetch.current = 0;
            void client.invalidateQueries({ queryKey: ['health'] });
        }, 1500);
    };
    useEffect(
        () => () => {
            clearTimeout(timer.current);
            clearTimeout(refetch.current);
        },
        [],
    );

    useLive<{ items: Patch[] }>('services.result', (messages) => soon(messages.flatMap((m) => m.items.map(({ id, latency_ms, last_check, next_check, status }) => ({ id, latency_ms, last_check, next_check, status }))), 500), refresh);
    useLive<Patch & { previous?: string }>(
        'services.state',
        (changes) => {
            soon(
                changes.map(({ id, status, since, message, latency_ms, last_check }) => ({ id, status, since, message, latency_ms, last_check })),
                0,
            );
            refresh();
        },
        refresh,
    );
    useLive('services.config', refresh, refresh);
    return at;
}
