/* The administrators' dashboard: what runs, what waits, what is wrong, and what is done about it most often. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get } from '@/api/client';
import { useConnection, useLive, useLiveInvalidate } from '@/api/hooks';
import type { Activity, AdminStats, Alert, DetailedHealth, FiguresNow, List, SystemHistory } from '@/api/types';
import { useMay } from '@/app/session';
import { duration, ms, number, percent } from '@/lib/format';
import { Async, Skeleton } from '@/ui/Async';
import { ActivityFeed, AlertLines, Updated } from '@/ui/Board';
import { Link } from '@/ui/Button';
import { PageHead, Panel } from '@/ui/Page';
import { Spark } from '@/ui/Spark';
import { StatusMark } from '@/ui/Status';
import { Actions } from './Actions';
import { Queues } from './Queues';
import { FEED, KEY, REFRESH_MS } from './data';
import './admin.css';

const ALERTS = ['alerts', 'newest'] as const;
const FEED_KEY = ['ops', 'activity', 'newest'] as const;
const HEALTH = ['admin', 'detailed'] as const;
const OF_ALERTS = [KEY, ALERTS];
const OF_SERVICES = [KEY, HEALTH];
const OF_JOBS = [KEY];

export default function AdminDashboard() {
    const may = useMay();
    const stats = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<AdminStats>('/admin/stats', { signal, quiet: true }), refetchInterval: REFRESH_MS });
    return (
        <>
            <PageHead title="Dashboard">
                <Updated query={stats} every={REFRESH_MS} />
            </PageHead>
            {may('job.read') && <Listen topic="jobs" keys={OF_JOBS} />}
            {may('alert.read') && <Listen topic="alerts" keys={OF_ALERTS} />}
            {may('service.read') && <Listen topic="services.state" keys={OF_SERVICES} />}
            {may('system.read') && <Indicators />}
            <Async query={stats} what="The dashboard" skeleton={<BoardSkeleton />}>
                {(s) => (
                    <div className="dash">
                        <Tiles s={s} />
                        <div className="dash-grid">
                            <div className="dash-col">
                                {s.queues && <Queues queues={s.queues} jobs={s.jobs} />}
                                <Actions />
                            </div>
                            <div className="dash-col">
                                {may('alert.read') && <Alerts alerts={s.alerts} />}
                                {may('ops.read') && <Feed />}
                            </div>
                        </div>
                    </div>
                )}
            </Async>
        </>
    );
}

/** A topic speaks, and what it is about is asked for again. */
function Listen({ topic, keys }: { topic: string; keys: readonly (readonly unknown[])[] }) {
    useLiveInvalidate(topic, keys);
    return null;
}

/* ---- status indicators ---- */

const CHECKS: Record<string, [string, string]> = {
    database: ['Database', '/admin/system'],
    storage: ['Storage', '/admin/system'],
    queue: ['Job queue', '/admin/jobs/queues'],
    notifications: ['Notifications', '/admin/channels'],
    mail: ['Mail', '/admin/mail'],
    live: ['Live updates', '/admin/system'],
    audit: ['Audit trail', '/admin/audit'],
};

function Indicators() {
    const connection = useConnection();
    const health = useQuery({ queryKey: HEALTH, queryFn: ({ signal }) => get<DetailedHealth>('/admin/health/detailed', { signal, quiet: true }), refetchInterval: REFRESH_MS });
    return (
        <Async query={health} what="The status of the box" skeleton={<div className="skeleton indicators-wait" />}>
            {(h) => (
                <ul className="indicators" aria-label="Status of the box">
                    {h.checks.map((c) => {
                        const [title, to] = CHECKS[c.name] ?? [c.name, '/admin/system'];
                        /* Live updates that do not reach this browser are not healthy for who looks. */
                        const status = c.name === 'live' && connection !== 'connected' ? 'degraded' : c.status;
                        const reason = c.name === 'live' && connection !== 'connected' ? `This page is ${connection}` : c.reason;
                        return (
                            <li key={c.name} className={`st-${status}`} title={reason}>
                                <Link to={to} className="indicator">
                                    <StatusMark status={status} word={status === 'healthy' ? 'OK' : undefined} />
                                    <span>{title}</span>
                                </Link>
                                {status !== 'healthy' && <span className="muted truncate">{reason}</span>}
                            </li>
                        );
                    })}
                </ul>
            )}
        </Async>
    );
}

/* ---- live figures ---- */

function Tiles({ s }: { s: AdminStats }) {
    const bad = s.services ? s.services.counts.unhealthy + s.services.counts.degraded : 0;
    const badWorkers = s.workers ? s.workers.counts.unhealthy + s.workers.counts.degraded : 0;
    return (
        <ul className="tiles">
            {s.services && <Tile title="Services" to="/admin/health" value={number(s.services.total)} note={bad ? `${number(bad)} in trouble` : 'none in trouble'} status={s.services.counts.unhealthy ? 'unhealthy' : bad ? 'degraded' : 'healthy'} />}
            {s.workers && <Tile title="Workers" to="/ops/workers" value={number(s.workers.total)} note={badWorkers ? `${number(badWorkers)} in trouble` : 'none in trouble'} status={badWorkers ? 'degraded' : s.workers.total ? 'healthy' : 'unknown'} />}
            {s.alerts && <Tile title="Alerts firing" to="/ops/alerts?status=open" value={number(s.alerts.firing)} note={`${number(s.alerts.acknowledged)} acknowledged`} status={s.alerts.firing ? 'firing' : 'ok'} />}
            {s.jobs && <Tile title="Jobs waiting" to="/admin/jobs" value={number(s.jobs.pending)} note={`${number(s.jobs.running)} running · ${number(s.jobs.failed)} failed`} status={s.jobs.failed ? 'warn' : 'ok'} />}
            {s.box && <BoxTiles box={s.box} />}
        </ul>
    );
}

/** What the socket says, beside the last ten minutes. */
function BoxTiles({ box }: { box: NonNullable<AdminStats['box']> }) {
    const client = useQueryClient();
    const key = ['admin', 'system', 'now'] as const;
    const { data: now } = useQuery<FiguresNow | null>({ queryKey: key, queryFn: () => null, staleTime: Infinity, initialData: null });
    useLive<FiguresNow>('system', (items) => client.setQueryData(key, items[items.length - 1]));
    const history = useQuery({ queryKey: ['admin', 'system', 'history', '10m'], queryFn: ({ signal }) => get<SystemHistory>('/admin/system/history', { query: { range: '10m' }, signal, quiet: true }), refetchInterval: 30_000 });
    const recent = useMemo(() => (name: keyof SystemHistory['figures']) => since(history.data?.figures[name] ?? []), [history.data]);
    const f = now ?? box.figures;
    return (
        <>
            <Tile title="Requests" to="/admin/system" value={number(f.requests_per_second, 1)} unit="/s" note={`${number(box.answers.requests)} in ${duration(box.uptime_seconds)}`} points={recent('requests_per_second')} />
            <Tile title="Errors" to="/admin/system?errors=error" value={f.error_pct === null ? '0 %' : percent(f.error_pct, 1)} note={`${number(box.answers.server_errors)} failed · ${number(box.answers.client_errors)} refused`} status={(f.error_pct ?? 0) >= 1 ? 'critical' : 'ok'} points={recent('server_errors_per_second')} />
            <Tile title="CPU" to="/admin/system" value={percent(f.cpu_pct, 0)} note={`load ${number(f.load1, 2)}`} points={recent('cpu_pct')} />
            <Tile title="Commit p99" to="/admin/system" value={ms(f.commit_p99_ms ?? box.figures.commit_p99_ms)} note={box.writable ? `${number(f.writes_per_second, 1)} writes/s` : 'not writable'} status={box.writable ? undefined : 'critical'} points={recent('commit_p99_ms')} />
        </>
    );
}

/** From where something is known. */
function since(points: (number | null)[]): (number | null)[] {
    const i = points.findIndex((p) => p !== null);
    return i < 0 ? [] : points.slice(i);
}

function Tile({ title, to, value, unit, note, status, points }: { title: string; to: string; value: string; unit?: string; note: string; status?: string; points?: (number | null)[] }) {
    return (
        <li className={`tile${status ? ` st-${status}` : ''}`}>
            <Link to={to}>{title}</Link>
            <b>
                {value}
                {unit && <small> {unit}</small>}
            </b>
            <span className="muted truncate">{note}</span>
            {points && points.length > 2 && <Spark points={points} width={52} height={16} label={`${title}, the last ten minutes`} />}
        </li>
    );
}

/* ---- what is wrong, and what happened ---- */

function Alerts({ alerts }: { alerts: AdminStats['alerts'] }) {
    const newest = useQuery({ queryKey: ALERTS, queryFn: ({ signal }) => get<List<Alert>>('/alerts/history', { query: { status: 'open', limit: 8 }, signal, quiet: true }), refetchInterval: REFRESH_MS });
    return (
        <Panel title="System alerts" status={alerts?.firing ? 'critical' : alerts?.acknowledged ? 'warn' : 'ok'} actions={<Link to="/ops/alerts">All alerts</Link>} flush>
            <Async query={newest} what="The alerts" skeleton={<Skeleton rows={4} />} empty={newest.data?.items.length === 0 && <p className="muted pad">No alert is open.</p>}>
                {(d) => <AlertLines of={d.items} />}
            </Async>
        </Panel>
    );
}

function Feed() {
    const client = useQueryClient();
    const feed = useQuery({ queryKey: FEED_KEY, queryFn: ({ signal }) => get<List<Activity>>('/ops/activity', { query: { limit: FEED }, signal, quiet: true }), refetchInterval: REFRESH_MS });
    useLive<Activity>('ops.activity', (items) => {
        client.setQueryData<List<Activity>>(FEED_KEY, (old) => old && { ...old, items: [...items.slice().reverse(), ...old.items].slice(0, FEED) });
    });
    return (
        <Panel title="Recent activity" flush>
            <Async query={feed} what="The activity" skeleton={<Skeleton rows={8} />}>
                {(d) => <ActivityFeed items={d.items} />}
            </Async>
        </Panel>
    );
}

function BoardSkeleton() {
    return (
        <div className="dash">
            <div className="skeleton tiles-wait" />
            <div className="dash-grid">
                {Array.from({ length: 4 }, (_, i) => (
                    <div key={i} className="skeleton" style={{ height: 240 }} />
                ))}
            </div>
        </div>
    );
}
