/*
 * Parts of the overview pages: <Updated query={q} every={15_000} /> · <Meter label="CPU" value={v} of={100} text="…" /> · <AlertLines of={alerts} /> ·
 * <ActivityFeed items={activity} />
 */
import { Activity as ActivityIcon, RefreshCw } from 'lucide-react';
import { useConnection } from '@/api/hooks';
import type { Activity, Alert } from '@/api/types';
import { useNow } from '@/lib/clock';
import { exact, relative } from '@/lib/format';
import { Empty } from './Async';
import { Button, Link } from './Button';
import { StatusMark } from './Status';
import { Ago } from './Time';

/** How old what is shown is, and a button that asks again. `every`: milliseconds between two askings; with a socket it is live. */
export function Updated({ query, every }: { every: number; query: { dataUpdatedAt: number; isFetching: boolean; refetch: () => unknown } }) {
    const now = useNow();
    const connection = useConnection();
    const at = query.dataUpdatedAt ? new Date(query.dataUpdatedAt).toISOString() : null;
    return (
        <span className="row tight muted" data-testid="updated">
            {connection === 'connected' ? 'Live' : `Every ${every / 1000} s`}
            {at && (
                <span>
                    · updated <time title={exact(at)}>{relative(at, now)}</time>
                </span>
            )}
            <Button small look="quiet" icon={<RefreshCw size={14} />} label="Refresh" busy={query.isFetching} onClick={() => void query.refetch()} />
        </span>
    );
}

/** A bar of what is used, with the words above it. */
export function Meter({ label, value, of, text, warnAt = 0.85 }: { label: string; value: number | null; of: number | null; text: string; warnAt?: number }) {
    const part = value !== null && of ? Math.min(1, value / of) : null;
    return (
        <div className="meter-row">
            <span className="secondary">{label}</span>
            <span>{text}</span>
            <div className={`meter${part === null ? '' : part >= 0.95 ? ' st-critical' : part >= warnAt ? ' st-warn' : ''}`} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round((part ?? 0) * 100)} aria-valuetext={text}>
                <i style={{ width: `${(part ?? 0) * 100}%` }} />
            </div>
        </div>
    );
}

/** Alerts, one a line. */
export function AlertLines({ of }: { of: Alert[] }) {
    return of.length === 0 ? (
        <p className="muted pad">No alert has been raised.</p>
    ) : (
        <ul className="lines">
            {of.map((a) => (
                <li key={a.id}>
                    <Link to={`/ops/alerts?alert=${a.id}`} className="line">
                        <StatusMark status={a.status === 'resolved' ? 'resolved' : a.severity} bare />
                        <span className="grow truncate">{a.title}</span>
                        <span className="muted">
                            <Ago at={a.opened_at} />
                        </span>
                    </Link>
                </li>
            ))}
        </ul>
    );
}

const severityStatus = { info: 'info', warning: 'warning', critical: 'critical' } as const;

function hrefOf(a: Activity): string | null {
    if (!a.object_id) return null;
    switch (a.object_type) {
        case 'service':
        case 'worker':
            return `/admin/health?service=${a.object_id}`;
        case 'alert':
            return `/ops/alerts?alert=${a.object_id}`;
        case 'backup':
            return '/admin/backup';
        default:
            return null;
    }
}

/** What happened, newest first. */
export function ActivityFeed({ items }: { items: Activity[] }) {
    return items.length === 0 ? (
        <Empty title="Quiet" icon={<ActivityIcon size={24} aria-hidden="true" />}>
            State changes, alerts and backups are listed here as they happen.
        </Empty>
    ) : (
        <ul className="lines feed" tabIndex={0} aria-label="Activity, newest first">
            {items.map((a, i) => {
                const to = hrefOf(a);
                const body = (
                    <>
                        <StatusMark status={severityStatus[a.severity ?? 'info']} bare size={8} />
                        <span className="grow truncate" title={a.title}>
                            {a.title}
                        </span>
                        <span className="muted">
                            <Ago at={a.at} />
                        </span>
                    </>
                );
                return (
                    <li key={`${a.at}${a.title}${i}`}>
                        {to ? (
                            <Link to={to} className="line">
                                {body}
                            </Link>
                        ) : (
                            <span className="line">{body}</span>
                        )}
                    </li>
                );
            })}
        </ul>
    );
}
