/* What stands beside a page's name in the navigation: how many services are down, how many alerts fire. */
import { useQuery } from '@tanstack/react-query';
import { get } from '@/api/client';
import { useLiveInvalidate } from '@/api/hooks';
import type { Alert, HealthSummary, List } from '@/api/types';
import { StatusShape } from '@/ui/Status';

export default function Counts({ path }: { path: string }) {
    return path === '/admin/health' ? <HealthCount /> : path === '/ops/alerts' ? <AlertCount /> : null;
}

function HealthCount() {
    const q = useQuery({ queryKey: ['health', 'summary'], queryFn: ({ signal }) => get<HealthSummary>('/admin/health/summary', { signal, quiet: true }), refetchInterval: 30_000, staleTime: 10_000 });
    useLiveInvalidate('services.state', [['health', 'summary']]);
    const down = q.data?.counts.unhealthy ?? 0;
    const degraded = q.data?.counts.degraded ?? 0;
    if (!down && !degraded) return null;
    const status = down ? 'unhealthy' : 'degraded';
    return (
        <span className={`count status st-${status}`} title={`${down} unhealthy, ${degraded} degraded`}>
            <StatusShape status={status} size={8} />
            {down || degraded}
            <span className="sr-only">{status}</span>
        </span>
    );
}

function AlertCount() {
    const q = useQuery({
        queryKey: ['alerts', 'firing-count'],
        queryFn: ({ signal }) => get<List<Alert>>('/alerts/history', { query: { status: 'firing', limit: 1 }, signal, quiet: true }),
        refetchInterval: 30_000,
        staleTime: 10_000,
    });
    useLiveInvalidate('alerts', [['alerts', 'firing-count']]);
    const n = q.data?.total ?? q.data?.items.length ?? 0;
    if (!n) return null;
    return (
        <span className="count status st-critical">
            <StatusShape status="critical" size={8} />
            {n}
            <span className="sr-only">firing</span>
        </span>
    );
}
