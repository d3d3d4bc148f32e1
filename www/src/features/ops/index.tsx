/* Ops home: how things stand, in one look. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Activity as ActivityIcon, Archive, Bell, Compass, Cpu, Network, Plus, Webhook } from 'lucide-react';
import { useLocation } from 'wouter';
import { get } from '@/api/client';
import { useLive, useLiveInvalidate } from '@/api/hooks';
import type { Activity, Counts, Overview, Status } from '@/api/types';
import { beginTour } from '@/app/acts';
import { prefs, setPrefs } from '@/app/look';
import { useMay } from '@/app/session';
import { useStore } from '@/lib/store';
import { bytes, duration, ms, number } from '@/lib/format';
import { Async } from '@/ui/Async';
import { ActivityFeed, AlertLines, Meter, Updated } from '@/ui/Board';
import { Button, Link, LinkButton } from '@/ui/Button';
import { Banner, PageHead, Panel } from '@/ui/Page';
import { StatusMark, StatusShape, statusWord } from '@/ui/Status';
import { Ago } from '@/ui/Time';
import './ops.css';

const REFRESH_MS = 15_000;
const FEED = 40;
const ORDER: Status[] = ['unhealthy', 'degraded', 'unknown', 'maintenance', 'paused', 'healthy'];
const KEY = ['ops', 'overview'] as const;
const LISTENED = [KEY];

export default function OpsHome() {
    const client = useQueryClient();
    const overview = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<Overview>('/ops/overview', { signal, quiet: true }), refetchInterval: REFRESH_MS });
    useLiveInvalidate('services.state', LISTENED);
    useLiveInvalidate('alerts', LISTENED);
    useLive<Activity>('ops.activity', (items) => {
        client.setQueryData<Overview>(KEY, (old) => old && { ...old, activity: [...items.slice().reverse(), ...old.activity].slice(0, FEED) });
    });
    return (
        <>
            <PageHead title="Ops home">
                <Updated query={overview} every={REFRESH_MS} />
            </PageHead>
            <TourOffer />
            <Async query={overview} what="The overview" skeleton={<OpsSkeleton />}>
                {(o) => (
                    <div className="ops">
                        <CountPanel title="Services" counts={o.services.counts} to="/admin/health" empty="No services yet" />
                        <CountPanel title="Workers" counts={o.workers.counts} to="/ops/workers" empty="No workers yet" />
                        <AlertsPanel alerts={o.alerts} />
                        <VitalsPanel o={o} />
                        <Panel title="Activity" flush>
                            <ActivityFeed items={o.activity} />
                        </Panel>
                        <LinksPanel />
                    </div>
                )}
            </Async>
        </>
    );
}

/** To who never took the tour, until it is taken or declined. */
function TourOffer() {
    const [, navigate] = useLocation();
    const may = useMay();
    if (useStore(prefs).tour.state !== 'new') return null;
    return (
        <Banner icon={<Compass size={16} aria-hidden="true" />}>
            <div className="row">
                <span className="grow">
                    <b>New here?</b> A short tour shows the main pages.
                </span>
                <Button small look="primary" onClick={() => beginTour(navigate, may, true)}>
                    Take the tour
                </Button>
                <Button small look="quiet" onClick={() => void setPrefs({ tour: { state: 'dismissed' } })}>
                    No, thanks
                </Button>
            </div>
        </Banner>
    );
}

function worst(counts: Counts): Status {
    return ORDER.find((s) => s !== 'paused' && s !== 'maintenance' && (counts[s] ?? 0) > 0) ?? 'unknown';
}

function CountPanel({ title, counts, to, empty }: { title: string; counts: Counts; to: string; empty: string }) {
    const total = ORDER.reduce((n, s) => n + (counts[s] ?? 0), 0);
    return (
        <Panel title={title} status={total ? worst(counts) : undefined} actions={<Link to={to}>All {number(total)}</Link>}>
            {total === 0 ? (
                <p className="muted count-empty">{empty}</p>
            ) : (
                <>
                    <div className="count-bar" role="img" aria-label={ORDER.map((s) => `${counts[s] ?? 0} ${statusWord(s)}`).join(', ')}>
                        {ORDER.map((s) => (counts[s] ?? 0) > 0 && <i key={s} className={`st-${s}`} style={{ flexGrow: counts[s] }} />)}
                    </div>
                    <ul className="counts">
                        {ORDER.map((s) => {
                            const n = counts[s] ?? 0;
                            return (
                                <li key={s}>
                                    <Link to={`${to}?status=${s}`} className={`count-cell st-${s}${n ? '' : ' none'}`}>
                                        <b>{number(n)}</b>
                                        <span className="status">
                                            <StatusShape status={s} size={8} />
                                            {statusWord(s)}
                                        </span>
                                    </Link>
                                </li>
                            );
                        })}
                    </ul>
                </>
            )}
        </Panel>
    );
}

function AlertsPanel({ alerts }: { alerts: Overview['alerts'] }) {
    return (
        <Panel title="Alerts" status={alerts.firing ? 'critical' : alerts.acknowledged ? 'warn' : 'ok'} actions={<Link to="/ops/alerts">All alerts</Link>} flush>
            <div className="alert-head">
                <StatusMark status={alerts.firing ? 'firing' : 'ok'} word={`${number(alerts.firing)} firing`} />
                <span className="secondary">{number(alerts.acknowledged)} acknowledged</span>
            </div>
            <AlertLines of={alerts.recent} />
        </Panel>
    );
}

function VitalsPanel({ o }: { o: Overview }) {
    const v = o.vitals;
    const diskUsed = v.disk_total_bytes !== null && v.disk_free_bytes !== null ? v.disk_total_bytes - v.disk_free_bytes : null;
    const may = useMay();
    return (
        <Panel title="This box">
            <div className="vitals">
                <Meter label="CPU" value={v.cpu_pct} of={100} text={v.cpu_pct === null ? '–' : `${number(v.cpu_pct)} % · load ${number(v.load1, 2)}`} />
                <Meter label="Memory" value={v.memory_used_bytes} of={v.memory_total_bytes} text={`${bytes(v.memory_used_bytes)} of ${bytes(v.memory_total_bytes)}`} />
                <Meter label="Disk" value={diskUsed} of={v.disk_total_bytes} text={`${bytes(v.disk_free_bytes)} free of ${bytes(v.disk_total_bytes)}`} />
                <dl className="vital-facts">
                    {(
                        [
                            ['Binnacle', `${bytes(v.rss_bytes)} resident`],
                            ['Up for', duration(v.uptime_seconds)],
                            ['Database', `${bytes(v.db_bytes)} · WAL ${bytes(v.wal_bytes)}`],
                            ['Telemetry', bytes(v.telemetry_bytes)],
                            ['Commit p99', ms(v.commit_p99_ms)],
                            ['Live sockets', number(v.sockets)],
                        ] as [string, string][]
                    ).map(([k, t]) => (
                        <div key={k}>
                            <dt>{k}</dt>
                            <dd>{t}</dd>
                        </div>
                    ))}
                    <div>
                        <dt>Backup proven</dt>
                        <dd>
                            {may('backup.read') ? (
                                <Link to="/admin/backup">{o.backup?.proven_at ? <Ago at={o.backup.proven_at} /> : 'never'}</Link>
                            ) : o.backup?.proven_at ? (
                                <Ago at={o.backup.proven_at} />
                            ) : (
                                'never'
                            )}
                            {o.backup && o.backup.last_ok === false && <StatusMark status="failed" word="last one failed" />}
                        </dd>
                    </div>
                </dl>
            </div>
        </Panel>
    );
}

function LinksPanel() {
    return (
        <Panel title="Quick links">
            <div className="quick">
                <LinkButton to="/admin/health/new" icon={<Plus size={14} aria-hidden="true" />}>
                    Add a service
                </LinkButton>
                <LinkButton to="/admin/health?status=unhealthy" icon={<ActivityIcon size={14} aria-hidden="true" />}>
                    What is down
                </LinkButton>
                <LinkButton to="/ops/alerts?status=open" icon={<Bell size={14} aria-hidden="true" />}>
                    Open alerts
                </LinkButton>
                <LinkButton to="/ops/workers" icon={<Cpu size={14} aria-hidden="true" />}>
                    Workers
                </LinkButton>
                <LinkButton to="/admin/health/dependencies" icon={<Network size={14} aria-hidden="true" />}>
                    Dependency map
                </LinkButton>
                <LinkButton to="/admin/channels" icon={<Webhook size={14} aria-hidden="true" />}>
                    Channels
                </LinkButton>
                <LinkButton to="/admin/backup" icon={<Archive size={14} aria-hidden="true" />}>
                    Backup
                </LinkButton>
            </div>
        </Panel>
    );
}

function OpsSkeleton() {
    return (
        <div className="ops">
            {Array.from({ length: 6 }, (_, i) => (
                <div key={i} className="skeleton" style={{ height: i < 3 ? 178 : 300 }} />
            ))}
        </div>
    );
}
