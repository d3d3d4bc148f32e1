/* One service: what it says now, its history, the evidence of its last failure, and what can be done about it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, Pause, Pencil, Play, Wrench, Trash2, X, Zap } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { ApiError, del, encode, get, ifMatch, post } from '@/api/client';
import type { CheckResult, HealthDetail, History, LatencyPoint, Service, StateChange } from '@/api/types';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { duration, exact, ms, percent, plural } from '@/lib/format';
import { later } from '@/lib/later';
import { useUrlState } from '@/lib/url';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button, Link, LinkButton } from '@/ui/Button';
import { CheckResultView, Components } from '@/ui/CheckResultView';
import { ConfirmDialog } from '@/ui/Dialog';
import { History as WhoChangedIt } from '@/ui/History';
import { Evidence } from '@/ui/Evidence';
import { Menu } from '@/ui/Menu';
import { CopyText, Facts } from '@/ui/Page';
import { useSide } from '@/ui/side';
import { StatusMark, Tag, statusWord } from '@/ui/Status';
import { UptimeBars } from '@/ui/Spark';
import { Ago, Countdown, Since } from '@/ui/Time';
import { REFRESH_MS } from './data';

const useMaintenance = later(() => import('./MaintenanceDialog'));
const useChart = later(() => import('@/ui/Chart'));

interface Props {
    id: string;
    onClose: () => void;
    onOpen: (id: string) => void;
}

export default function Detail({ id, onClose, onOpen }: Props) {
    const panel = useSide(onClose);
    const one = useQuery({ queryKey: ['health', 'one', id], queryFn: ({ signal }) => get<HealthDetail>(`/admin/health/services/${encode(id)}`, { signal, quiet: true }), refetchInterval: REFRESH_MS });
    const s = one.data;
    return (
        <aside ref={panel} tabIndex={-1} className={`panel detail st-${s?.status ?? 'unknown'}`} aria-label={s ? `Service ${s.name}` : 'Service'}>
            <header>
                {s && <StatusMark status={s.status} />}
                <h2 className="truncate" title={s?.name}>
                    {s?.name ?? 'Service'}
                </h2>
                <Button look="quiet" icon={<X size={16} />} label="Close the panel" onClick={onClose} />
            </header>
            <div className="body stack">
                {one.isError && one.error instanceof ApiError && one.error.status === 404 ? (
                    <Empty title="No such service" actions={<Button onClick={onClose}>Close</Button>}>
                        It was deleted, or it belongs to another tenant.
                    </Empty>
                ) : (
                    <Async query={one} what="The service" skeleton={<Skeleton rows={14} />}>
                        {(d) => <Content service={d} onClose={onClose} onOpen={onOpen} />}
                    </Async>
                )}
            </div>
        </aside>
    );
}

function Content({ service: s, onClose, onOpen }: { service: HealthDetail; onClose: () => void; onOpen: (id: string) => void }) {
    const may = useMay();
    const client = useQueryClient();
    const [, navigate] = useLocation();
    const [asking, ask] = useState<'' | 'delete' | 'maintenance'>('');
    const MaintenanceDialog = useMaintenance(asking === 'maintenance');
    const path = `/services/${encode(s.id)}`;
    const refresh = () => void client.invalidateQueries({ queryKey: ['health'] });

    const check = useMutation({ mutationFn: () => post<CheckResult>(`/admin/health/services/${encode(s.id)}/check`, undefined, { quiet: true }), onSettled: refresh });
    const pause = useMutation({
        mutationFn: (on: boolean) => post<Service>(`${path}/${on ? 'pause' : 'resume'}`),
        onSuccess: (_r, on) => {
            refresh();
            if (on) toast({ kind: 'info', title: `${s.name} is paused`, text: 'It is not checked, and raises no alert.', action: { label: 'Undo', run: () => pause.mutate(false) } });
        },
        onError: (e) => toast({ kind: 'critical', title: 'That did not work', text: errorText(e) }),
    });
    const remove = useMutation({
        mutationFn: () => del(path, { headers: ifMatch(s.version) }),
        onSuccess: () => {
            toast({ kind: 'ok', title: `${s.name} is deleted` });
            onClose();
            /* Once the panel is gone: nothing asks for the deleted service any more. */
            setTimeout(refresh, 50);
        },
    });
    const push = useQuery({ queryKey: ['services', s.id], queryFn: () => get<Service>(path, { quiet: true }), enabled: s.type === 'push' });
    const polled = s.type !== 'push';
    const own = s.type === 'self';
    const noWrite = !may('service.write') ? 'Needs the permission to configure services' : own ? 'The box always watches itself' : false;

    return (
        <>
            <div className="row">
                <Button
                    look="primary"
                    icon={<Zap size={14} aria-hidden="true" />}
                    busy={check.isPending}
                    reason={!may('service.check') ? 'Needs the permission to run checks' : !polled ? 'It reports by itself' : false}
                    onClick={() => check.mutate()}
                >
                    Check now
                </Button>
                <Button
                    icon={s.enabled ? <Pause size={14} aria-hidden="true" /> : <Play size={14} aria-hidden="true" />}
                    busy={pause.isPending}
                    reason={!may('service.pause') ? 'Needs the permission to pause services' : own ? 'The box always watches itself' : false}
                    onClick={() => pause.mutate(s.enabled)}
                >
                    {s.enabled ? 'Pause' : 'Resume'}
                </Button>
                {noWrite ? (
                    <Button icon={<Pencil size={14} aria-hidden="true" />} reason={noWrite}>
                        Edit
                    </Button>
                ) : (
                    <LinkButton to={`/admin/health/${encode(s.id)}/edit`} icon={<Pencil size={14} aria-hidden="true" />}>
                        Edit
                    </LinkButton>
                )}
                <Menu
                    label="More actions"
                    icon={<Ellipsis size={16} aria-hidden="true" />}
                    entries={[
                        { label: 'Maintenance window…', icon: <Wrench size={14} aria-hidden="true" />, reason: !may('service.pause') && 'Needs the permission to pause services', run: () => ask('maintenance') },
                        { label: 'Its alerts', run: () => navigate(`/ops/alerts?source=${encode(s.id)}`) },
                        '-',
                        { label: 'Delete…', icon: <Trash2 size={14} aria-hidden="true" />, danger: true, reason: noWrite, run: () => ask('delete') },
                    ]}
                />
            </div>
            {check.data && <CheckResultView result={check.data} />}
            {check.isError && (
                <p className="form-error" role="alert">
                    The check could not be run: {errorText(check.error)}
                </p>
            )}

            <section aria-label="State" className="stack">
                {s.message && <p className="message">{s.message}</p>}
                {s.affected_by.length > 0 && (
                    <p className="affected">
                        <StatusMark status="degraded" word="Affected" /> by{' '}
                        {s.affected_by.map((d, i) => (
                            <span key={d.id}>
                                {i > 0 && ', '}
                                <button type="button" className="linkish" onClick={() => onOpen(d.id)}>
                                    {d.name}
                                </button>
                            </span>
                        ))}
                        , which is down. The alert is raised for the cause.
                    </p>
                )}
                {s.components.length > 0 && <Components of={s.components} />}
                <Facts
                    of={[
                        ['State', <>{statusWord(s.status)} for <Since at={s.since} /></>],
                        ['Latency', ms(s.latency_ms)],
                        ['Last check', <Ago at={s.last_check} />],
                        polled && ['Next check', s.enabled ? <Countdown at={s.next_check} past="now" /> : <span className="muted">paused</span>],
                        ['Interval', duration(s.interval_seconds)],
                        s.consecutive_failures > 0 && ['In a row', plural(s.consecutive_failures, 'failure')],
                        ['Type', <span title={s.type_doc}>{s.type_title || s.type}</span>],
                        s.target ? ['Target', <span className="mono">{s.target}</span>] : null,
                        s.tags.length > 0 && [
                            'Tags',
                            <span className="row tight">
                                {s.tags.map((t) => (
                                    <Link key={t} to={`/admin/health?tag=${encode(t)}`}>
                                        <Tag>{t}</Tag>
                                    </Link>
                                ))}
                            </span>,
                        ],
                        s.dependencies.length > 0 && [
                            'Depends on',
                            <ul>
                                {s.dependencies.map((d) => (
                                    <li key={d.id} className="row tight">
                                        <StatusMark status={d.status} bare />
                                        <button type="button" className="linkish" onClick={() => onOpen(d.id)}>
                                            {d.name}
                                        </button>
                                    </li>
                                ))}
                            </ul>,
                        ],
                    ]}
                />
                {push.data?.push_url && <CopyText label="heartbeat address" text={`${location.origin}${push.data.push_url}`} />}
            </section>

            <HistorySection service={s} />
            <LatencySection id={s.id} interval={s.interval_seconds} />

            <section className="stack">
                <h3>Last failure</h3>
                {s.last_failure ? (
                    <>
                        <p>
                            <Ago at={s.last_failure.at} />: {s.last_failure.message}
                        </p>
                        <Evidence of={s.last_failure.evidence} />
                    </>
                ) : (
                    <p className="muted">None on record.</p>
                )}
            </section>
            <details>
                <summary>What the last check saw</summary>
                <Evidence of={s.evidence} />
            </details>
            <WhoChangedIt type="service" id={s.id} />

            <ConfirmDialog open={asking === 'delete'} title="Delete service" verb="Delete" typed={s.name} busy={remove.isPending} error={remove.error && errorText(remove.error)} onConfirm={() => remove.mutate()} onClose={() => ask('')}>
                Deletes <b>{s.name}</b> with its 30 days of history and state changes. Its open alerts are resolved; services that depend on it no longer do. This cannot be undone.
            </ConfirmDialog>
            {asking === 'maintenance' && MaintenanceDialog && <MaintenanceDialog service={s} onClose={() => ask('')} />}
        </>
    );
}

function HistorySection({ service: s }: { service: HealthDetail }) {
    const history = useQuery({ queryKey: ['health', 'history', s.id], queryFn: ({ signal }) => get<History>(`/admin/health/services/${encode(s.id)}/history`, { query: { days: 30 }, signal, quiet: true }), refetchInterval: 60_000 });
    const [all, showAll] = useState(false);
    return (
        <section className="stack" data-testid="history">
            <h3>
                30 days <span className="muted">· {percent(s.uptime_pct)} up</span>
            </h3>
            <Async query={history} what="The history" skeleton={<div className="skeleton" style={{ height: 120 }} />}>
                {(h) => {
                    const days = h.days.map((d) => d.uptime_pct);
                    const lastDay = h.days[h.days.length - 1];
                    const sum = h.days.reduce((t, d) => ({ checks: t.checks + d.checks, failures: t.failures + d.failures, down: t.down + d.unhealthy_seconds }), { checks: 0, failures: 0, down: 0 });
                    const shown = all ? h.changes : h.changes.slice(0, 8);
                    return (
                        <>
                            <UptimeBars days={days} height={36} end={lastDay ? Date.parse(`${lastDay.date.slice(0, 10)}T00:00:00Z`) : undefined} label={`${s.name}, uptime of the last 30 days`} />
                            <div className="row bars-scale muted">
                                <span className="grow">30 days ago</span>
                                <span>today</span>
                            </div>
                            <p className="secondary">
                                {plural(sum.checks, 'check')}, {plural(sum.failures, 'failure')}, {sum.down > 0 ? `${duration(sum.down)} down` : 'never down'}
                            </p>
                            <h3>State changes</h3>
                            {shown.length === 0 ? (
                                <p className="muted">None in 30 days.</p>
                            ) : (
                                <ul className="changes">
                                    {shown.map((c) => (
                                        <Change key={c.id} change={c} />
                                    ))}
                                </ul>
                            )}
                            {h.changes.length > shown.length && (
                                <div>
                                    <Button small onClick={() => showAll(true)}>
                                        All {h.changes.length}
                                    </Button>
                                </div>
                            )}
                        </>
                    );
                }}
            </Async>
        </section>
    );
}

function Change({ change: c }: { change: StateChange }) {
    return (
        <li>
            <details>
                <summary>
                    <StatusMark status={c.to} />
                    <time className="muted" dateTime={c.at} title={exact(c.at)}>
                        <Ago at={c.at} />
                    </time>
                    <span className="secondary nowrap">{c.ongoing ? <>for <Since at={c.at} /></> : duration(c.duration_seconds)}</span>
                </summary>
                <p>{c.message || <span className="muted">no message</span>}</p>
                <Evidence of={c.evidence} />
            </details>
            {c.message && <p className="muted truncate">{c.message}</p>}
        </li>
    );
}

const RANGES: [string, string, number][] = [
    ['1h', '1 h', 3_600_000],
    ['24h', '24 h', 86_400_000],
    ['7d', '7 d', 7 * 86_400_000],
];

function LatencySection({ id, interval }: { id: string; interval: number }) {
    const [range, setRange] = useUrlState('range', '24h');
    const [cursor, setCursor] = useState('');
    const LineChart = useChart(true);
    const span = RANGES.find((r) => r[0] === range)?.[2] ?? 86_400_000;
    const latency = useQuery({
        queryKey: ['health', 'latency', id, range],
        queryFn: ({ signal }) => {
            const to = Date.now();
            return get<{ points: LatencyPoint[] }>(`/admin/health/services/${encode(id)}/latency`, { query: { from: new Date(to - span).toISOString(), to: new Date(to).toISOString() }, signal, quiet: true });
        },
        refetchInterval: Math.max(10_000, Math.min(60_000, interval * 1000)),
        placeholderData: (old, q) => (q?.queryKey[2] === id ? old : undefined),
    });
    const points = latency.data?.points;
    const chart = useMemo(() => {
        const times = (points ?? []).map((p) => Date.parse(p.at) / 1000);
        return { times, values: (points ?? []).map((p) => p.ms), failures: times.filter((_, i) => points![i]!.status === 'unhealthy') };
    }, [points]);
    return (
        <section className="stack">
            <div className="row">
                <h3 className="grow">
                    Latency <span className="muted">{cursor}</span>
                </h3>
                <div className="row tight" role="group" aria-label="Time range">
                    {RANGES.map(([v, text]) => (
                        <Button key={v} small pressed={range === v} onClick={() => setRange(v)}>
                            {text}
                        </Button>
                    ))}
                </div>
            </div>
            <Async query={latency} what="The latency" skeleton={<div className="skeleton" style={{ height: 150 }} />}>
                {(d) =>
                    d.points.length < 2 ? (
                        <div className="no-chart muted">Not enough checks in this range yet.</div>
                    ) : !LineChart ? (
                        <div className="skeleton" style={{ height: 150 }} />
                    ) : (
                        <LineChart label={`Latency, ${d.points.length} points, ${chart.failures.length} failures`} {...chart} format={(v) => ms(v)} onValue={setCursor} />
                    )
                }
            </Async>
        </section>
    );
}
