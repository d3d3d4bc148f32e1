import { memo } from 'react';
import type { Health } from '@/api/types';
import { ms, percent } from '@/lib/format';
import { Spark, UptimeBars } from '@/ui/Spark';
import { StatusMark } from '@/ui/Status';

interface Props {
    service: Health;
    index: number;
    total: number;
    selected: boolean;
    dense: boolean;
    onOpen: (id: string) => void;
}

/** What a card says below the name: the affected parts first, then what it hangs on, then the last message. */
export function subline(s: Health): string {
    const parts = s.components.filter((c) => c.status !== 'healthy' && c.status !== 'unknown');
    if (s.status === 'degraded' && parts.length) return `Affected: ${parts.map((c) => c.name).join(', ')}`;
    if (s.affected_by.length) return `Affected by ${s.affected_by.map((d) => d.name).join(', ')}`;
    if (s.status !== 'healthy' && s.message) return s.message;
    if (s.enabled && !s.last_check) return s.type === 'push' ? 'Waits for its first heartbeat' : 'Waits for its first check';
    return s.target || s.message || s.type;
}

export const Card = memo(function Card({ service: s, index, total, selected, dense, onOpen }: Props) {
    return (
        <div role="listitem" aria-setsize={total} aria-posinset={index + 1} className={`panel card st-${s.status}${dense ? ' dense' : ''}${s.affected_by.length ? ' hit' : ''}`} data-status={s.status}>
            <button type="button" className="card-open" data-card={index} aria-pressed={selected} onClick={() => onOpen(s.id)}>
                <span className="card-top">
                    <StatusMark status={s.status} />
                    <span className="card-latency">{s.latency_ms === null ? '' : ms(s.latency_ms)}</span>
                </span>
                <span className="card-name truncate" title={s.name}>
                    {s.name}
                </span>
                {!dense && <span className="card-sub truncate">{subline(s)}</span>}
                <span className="card-bars">
                    <UptimeBars days={s.uptime_days} height={dense ? 12 : 20} label={`${s.name}, 30-day uptime`} />
                    {!dense && <Spark points={s.latency_recent} width={56} height={20} label={`${s.name}, latency of the last checks`} />}
                    <span className="card-up">{percent(s.uptime_pct)}</span>
                </span>
            </button>
        </div>
    );
});
