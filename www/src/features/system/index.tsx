/* How the box itself is: live figures, their history as charts, its database, its threads, and what went wrong in it. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { get } from '@/api/client';
import { useLive } from '@/api/hooks';
import { live } from '@/api/live';
import type { Figures, FiguresNow, SystemHistory, SystemNow } from '@/api/types';
import { bytes, duration, ms, number, percent } from '@/lib/format';
import { later } from '@/lib/later';
import { useUrlState } from '@/lib/url';
import { Async, Skeleton } from '@/ui/Async';
import { Updated } from '@/ui/Board';
import { Button } from '@/ui/Button';
import { PageHead, Panel } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { Database } from './Database';
import { Errors } from './Errors';
import { CHARTS, type ChartOf, RANGES } from './charts';
import './system.css';

const REFRESH_MS = 15_000;
const INTERVALS = [1, 2, 5, 10, 30, 60];
const useChart = later(() => import('@/ui/Chart'));

export default function SystemPage() {
    const [range, setRange] = useUrlState('range', '10m');
    const [text, setEvery] = useUrlState('every', '2');
    const every = INTERVALS.includes(Number(text)) ? Number(text) : 2;
    const system = useQuery({ queryKey: ['admin', 'system'], queryFn: ({ signal }) => get<SystemNow>('/admin/system', { signal, quiet: true }), refetchInterval: REFRESH_MS });
    return (
        <>
            <PageHead title="System">
                <label className="row tight muted">
                    Figures every
                    <select className="select every" value={every} onChange={(e) => setEvery(e.target.value)}>
                        {INTERVALS.map((n) => (
                            <option key={n} value={n}>
                                {n} s
                            </option>
                        ))}
                    </select>
                </label>
                <Updated query={system} every={REFRESH_MS} />
            </PageHead>
            <div className="stack">
                <Async query={system} what="The system" skeleton={<div className="skeleton" style={{ height: 178 }} />}>
                    {(s) => <Now s={s} every={every} />}
                </Async>
                <Charts range={RANGES.some(([r]) => r === range) ? range : '10m'} setRange={setRange} />
                <div className="system-grid">
                    <Async query={system} what="The database" skeleton={<Skeleton rows={10} />}>
                        {(s) => <Database db={s.database} />}
                    </Async>
                    <div className="stack">
                        <Errors />
                        {system.data && <Threads process={system.data.process} />}
                    </div>
                </div>
            </div>
        </>
    );
}

/* ---- now ---- */

/** What the socket said last, gathered over `every` seconds; before it said something, what the page came with. */
function useFigures(first: Figures, every: number): Figures & { at?: string } {
    const [now, set] = useState<FiguresNow | null>(null);
    useEffect(() => {
        live.every.system = every;
        live.ask('system');
        return () => {
            delete live.every.system;
        };
    }, [every]);
    useLive<FiguresNow>('system', (items) => set(items[items.length - 1]!));
    return now ?? first;
}

function Now({ s, every }: { s: SystemNow; every: number }) {
    const f = useFigures(s.figures, every);
    const { host, process, answers, database } = s;
    const db = database.writable ? undefined : 'critical';
    return (
        <ul className="gauges" data-testid="figures" data-at={f.at}>
            <Gauge title="CPU" value={percent(f.cpu_pct, 0)} part={(f.cpu_pct ?? 0) / 100} status={(f.cpu_pct ?? 0) >= 95 ? 'warn' : 'none'} note={`${number(host.cpus)} cores · load ${number(f.load1, 2)} · ${number(host.load5, 2)} · ${number(host.load15, 2)}`} />
            <Gauge title="Memory" value={bytes(f.memory_used_bytes)} part={(f.memory_used_bytes ?? 0) / host.memory_total_bytes} note={`of ${bytes(host.memory_total_bytes)} · Binnacle ${bytes(f.rss_bytes)}`} />
            <Gauge title="Disk" value={bytes(f.disk_used_bytes)} part={(f.disk_used_bytes ?? 0) / Math.max(1, host.disk_used_bytes + host.disk_free_bytes)} note={`of ${bytes(host.disk_total_bytes)} · ${bytes(host.disk_free_bytes)} free`} />
            <Gauge title="Throughput" value={`${number(f.requests_per_second, 1)}/s`} note={`requests · ${number(f.checks_per_second, 1)} checks/s · ${number(f.jobs_per_second, 1)} jobs/s`} />
            <Gauge title="Error rate" value={percent(f.error_pct ?? 0, 1)} status={(f.error_pct ?? 0) >= 1 ? 'critical' : undefined} note={`${number(answers.server_errors)} failed · ${number(answers.client_errors)} refused of ${number(answers.requests)}`} />
            <Gauge title="Latency p99" value={ms(f.latency_p99_ms)} note={`half within ${ms(f.latency_p50_ms)}`} />
            <Gauge title="Commit p99" value={ms(f.commit_p99_ms ?? database.commit_p99_ms)} status={db} note={database.writable ? `${number(f.writes_per_second, 1)} writes/s · ${number(f.write_queue)} wait` : 'the database takes no writes'} />
            <Gauge title="Readers" value={`${number(f.readers_in_use)} of ${number(f.readers)}`} note={`cache hits ${percent(f.cache_hit_pct ?? database.cache_hit_pct, 1)}`} />
            <Gauge title="Connections" value={number(f.connections)} note={`${number(f.sockets)} live · ${number(answers.workers)} HTTP workers`} />
            <Gauge title="Threads" value={number(f.threads)} note={`${number(f.open_files)} open files · up ${duration(process.uptime_seconds)}`} />
        </ul>
    );
}

function Gauge({ title, value, note, part, status }: { title: string; value: string; note: string; part?: number; status?: string }) {
    /* `none`: full is not bad by itself. */
    const level = status === 'none' ? undefined : (status ?? (part === undefined ? undefined : part >= 0.95 ? 'critical' : part >= 0.85 ? 'warn' : undefined));
    return (
        <li className={`gauge${level ? ` st-${level}` : ''}`}>
            <span className="muted">
                {title} {level && <StatusMark status={level} bare size={8} />}
            </span>
            <b>{value}</b>
            <span className="secondary">{note}</span>
            {part !== undefined && (
                <div className={`meter${level ? ` st-${level}` : ''}`} aria-hidden="true">
                    <i style={{ width: `${Math.min(100, part * 100)}%` }} />
                </div>
            )}
        </li>
    );
}

/* ---- history ---- */

function Charts({ range, setRange }: { range: string; setRange: (r: string) => void }) {
    const step = RANGES.find(([r]) => r === range)![2];
    const history = useQuery({
        queryKey: ['admin', 'system', 'history', range],
        queryFn: ({ signal }) => get<SystemHistory>('/admin/system/history', { query: { range }, signal, quiet: true }),
        refetchInterval: Math.min(60, step) * 1000,
        placeholderData: (old) => old,
    });
    const h = history.data;
    const times = useMemo(() => (h ? h.figures.cpu_pct.map((_, i) => Date.parse(h.from) / 1000 + i * h.step_seconds) : []), [h]);
    return (
        <section aria-labelledby="history-title" className="stack">
            <div className="row">
                <h2 id="history-title" className="grow">
                    History
                </h2>
                <div className="row tight" role="group" aria-label="Time range">
                    {RANGES.map(([r, words]) => (
                        <Button key={r} small pressed={r === range} onClick={() => setRange(r)}>
                            {words}
                        </Button>
                    ))}
                </div>
            </div>
            <Async query={history} what="The history" skeleton={<div className="skeleton" style={{ height: 620 }} />}>
                {(d) => (
                    <div className="charts">
                        {CHARTS.map((c) => (
                            <ChartPanel key={c.title} of={c} history={d} times={times} />
                        ))}
                    </div>
                )}
            </Async>
        </section>
    );
}

const COLOURS = ['--accent', '--warn', '--critical'];

function ChartPanel({ of, history, times }: { of: ChartOf; history: SystemHistory; times: number[] }) {
    const LineChart = useChart(true);
    const [at, setAt] = useState<number | null>(null);
    const lines = useMemo(() => of.lines.map(([figure]) => history.figures[figure]), [of, history]);
    const more = useMemo(() => lines.slice(1).map((values, i) => ({ values, colour: COLOURS[i + 1]! })), [lines]);
    const known = lines[0]!.filter((v) => v !== null).length;
    /* What the cursor is on, or the newest that is known. */
    const last = (values: (number | null)[]) => values.findLast((v) => v !== null) ?? null;
    return (
        <Panel label={of.title}>
            <div className="chart-head">
                <h3>{of.title}</h3>
                <ul>
                    {of.lines.map(([figure, name], i) => (
                        <li key={figure}>
                            <i style={{ background: `var(${COLOURS[i]})` }} aria-hidden="true" />
                            {name} <b>{format(of, at === null ? last(lines[i]!) : (lines[i]![at] ?? null))}</b>
                        </li>
                    ))}
                </ul>
            </div>
            {known < 2 ? (
                <div className="no-history muted">Not enough is known of this range yet.</div>
            ) : !LineChart ? (
                <div className="skeleton" style={{ height: 130 }} />
            ) : (
                <LineChart label={`${of.title}, ${known} of ${times.length} steps known`} times={times} values={lines[0]!} more={more} height={130} max={of.max} steps={of.steps} format={of.format} onValue={(_, i) => setAt(i)} />
            )}
        </Panel>
    );
}

const format = (of: ChartOf, v: number | null) => (v === null ? '–' : of.format(v));

/* ---- threads ---- */

function Threads({ process }: { process: SystemNow['process'] }) {
    return (
        <Panel title="Threads" actions={<span className="muted">{number(process.threads)} in all</span>}>
            <ul className="threads">
                {process.threads_by_name.map((t) => (
                    <li key={t.name}>
                        <code>{t.name}</code>
                        <span>{number(t.count)}</span>
                    </li>
                ))}
            </ul>
        </Panel>
    );
}
