/* Filters, selection and open panels live in the URL's query, so that a view can be shared and Back works. */
import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';

/** [value, set]: set('') removes it. Typing replaces the history entry; opening something (`push`) adds one. */
export function useUrlState(key: string, fallback = ''): [string, (v: string, o?: { push?: boolean }) => void] {
    const search = useSearch();
    const [, navigate] = useLocation();
    const value = useMemo(() => new URLSearchParams(search).get(key) ?? fallback, [search, key, fallback]);
    const set = useCallback(
        (v: string, o?: { push?: boolean }) => {
            const q = new URLSearchParams(location.search);
            if (v === '' || v === fallback) q.delete(key);
            else q.set(key, v);
            const s = q.toString();
            navigate(location.pathname + (s ? `?${s}` : ''), { replace: !o?.push });
        },
        [key, fallback, navigate],
    );
    return [value, set];
}
