/*
 * The one way to show a query:
 *   <Async query={q} skeleton={<Skeleton rows={8} />} empty={q.data?.items.length === 0 && <Empty …/>}>{(data) => …}</Async>
 * First load: a skeleton of fixed size. Failure without data: what went wrong, and Retry. Failure with data: the data stay, under "stale since".
 */
import { CircleAlert, Clock3, Inbox, ServerCrash } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError } from '@/api/client';
import { useNow } from '@/lib/clock';
import { exact, relative } from '@/lib/format';
import { Button } from './Button';

export interface QueryLike<T> {
    data: T | undefined;
    error: unknown;
    isError: boolean;
    isFetching: boolean;
    dataUpdatedAt: number;
    refetch: () => unknown;
}

interface Props<T> {
    query: QueryLike<T>;
    skeleton?: ReactNode;
    /** Shown instead of the children when it is a node. */
    empty?: ReactNode | false;
    /** What failed, for the error's heading: "The services". */
    what?: string;
    children: (data: T) => ReactNode;
}

export function Async<T>({ query, skeleton, empty, what, children }: Props<T>) {
    if (query.data !== undefined) {
        return (
            <>
                {query.isError && <Stale query={query} />}
                {empty || children(query.data)}
            </>
        );
    }
    if (query.isError) return <Failure error={query.error} what={what} retry={() => void query.refetch()} busy={query.isFetching} />;
    return (
        <div role="status" aria-busy="true">
            <span className="sr-only">Loading</span>
            {skeleton ?? <Skeleton rows={6} />}
        </div>
    );
}

function Stale({ query }: { query: QueryLike<unknown> }) {
    const now = useNow();
    const at = new Date(query.dataUpdatedAt).toISOString();
    return (
        <div className="banner st-warn" role="status">
            <Clock3 size={16} aria-hidden="true" />
            <span className="grow">
                <b>Stale</b>: last updated <time title={exact(at)}>{relative(at, now)}</time>. {errorText(query.error)}
            </span>
            <Button small busy={query.isFetching} onClick={() => void query.refetch()}>
                Retry
            </Button>
        </div>
    );
}

export function errorText(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

export function Failure({ error, what, retry, busy }: { error: unknown; what?: string; retry?: () => void; busy?: boolean }) {
    const api = error instanceof ApiError ? error : null;
    const down = api?.status === 503 || api?.status === 0;
    const title = api?.status === 403 ? 'Not allowed' : api?.status === 404 ? 'Not found' : down ? 'Not available' : `${what ?? 'This'} could not be loaded`;
    return (
        <div className="failure" role="alert">
            {down ? <ServerCrash size={28} aria-hidden="true" /> : <CircleAlert size={28} aria-hidden="true" />}
            <h2>{title}</h2>
            <p>{errorText(error)}</p>
            {api?.requestId && (
                <p className="muted">
                    Request <code>{api.requestId}</code>
                </p>
            )}
            {retry && (
                <Button onClick={retry} busy={busy}>
                    Retry
                </Button>
            )}
        </div>
    );
}

/** Nothing here yet: says why, and what to do next. */
export function Empty({ title, children, icon, actions }: { title: string; children?: ReactNode; icon?: ReactNode; actions?: ReactNode }) {
    return (
        <div className="empty">
            {icon ?? <Inbox size={28} aria-hidden="true" />}
            <h2>{title}</h2>
            {children && <p>{children}</p>}
            {actions && <div className="row">{actions}</div>}
        </div>
    );
}

/** Grey rows of a fixed height, so that nothing moves when the data come. */
export function Skeleton({ rows = 6, height = 20, gap = 8 }: { rows?: number; height?: number; gap?: number }) {
    return (
        <div style={{ display: 'grid', gap, padding: 12 }}>
            {Array.from({ length: rows }, (_, i) => (
                <div key={i} className="skeleton" style={{ height, width: `${100 - ((i * 37) % 40)}%` }} />
            ))}
        </div>
    );
}
