/* Alerts: what fires and what did, and one alert with its story and its notifications. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { BellOff, Check, RotateCcw, ShieldCheck, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { encode, get, post } from '@/api/client';
import { useLiveInvalidate } from '@/api/hooks';
import type { Alert, AlertDetail } from '@/api/types';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { duration, exact, ms } from '@/lib/format';
import { useUrlState } from '@/lib/url';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button, Link, LinkButton } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import { FormError, TextField } from '@/ui/Form';
import { Facts, PageHead, Panel } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { More, Table, usePaged } from '@/ui/Table';
import { Ago, Since } from '@/ui/Time';
import './alerts.css';

const LISTENED = [['alerts']];
const STATES: [string, string][] = [
    ['', 'All'],
    ['open', 'Open'],
    ['firing', 'Firing'],
    ['acknowledged', 'Acknowledged'],
    ['resolved', 'Resolved'],
];

export default function AlertsPage() {
    const [status, setStatus] = useUrlState('status');
    const [severity, setSeverity] = useUrlState('severity');
    const [source, setSource] = useUrlState('source');
    const [selected, setSelected] = useUrlState('alert');
    const alerts = usePaged<Alert>(['alerts', 'list'], '/alerts/history', { status, severity, source_id: source, limit: 50 }, { refetchInterval: 30_000 });
    useLiveInvalidate('alerts', LISTENED);
    useLiveInvalidate('deliveries', LISTENED, 2000);
    const filtered = Boolean(status || severity || source);
    return (
        <div className={`alerts${selected ? ' with-detail' : ''}`}>
            <div className="alerts-main">
                <PageHead title="Alerts" />
                <Panel
                    title="History"
                    flush
                    actions={
                        <>
                            {source && (
                                <Button small icon={<X size={12} aria-hidden="true" />} onClick={() => setSource('')}>
                                    One source
                                </Button>
                            )}
                            <select className="select auto" aria-label="Filter by state" value={status} onChange={(e) => setStatus(e.target.value)}>
                                {STATES.map(([v, t]) => (
                                    <option key={v} value={v}>
                                        {v ? t : 'All states'}
                                    </option>
                                ))}
                            </select>
                            <select className="select auto" aria-label="Filter by severity" value={severity} onChange={(e) => setSeverity(e.target.value)}>
                                <option value="">All severities</option>
                                <option value="critical">Critical</option>
                                <option value="warning">Warning</option>
                                <option value="info">Info</option>
                            </select>
                        </>
                    }
                >
                    <Async
                        query={alerts}
                        what="The alerts"
                        skeleton={<Skeleton rows={12} />}
                        empty={
                            alerts.rows.length === 0 &&
                            (filtered ? (
                                <Empty
                                    title="No alert matches"
                                    actions={
                                        <Button
                                            onClick={() => {
                                                setStatus('');
                                                setSeverity('');
                                                setSource('');
                                            }}
                                        >
                                            Clear the filters
                                        </Button>
                                    }
                                />
                            ) : (
                                <Empty title="No alert has been raised" icon={<ShieldCheck size={28} aria-hidden="true" />} actions={<LinkButton to="/admin/channels">Channels</LinkButton>}>
                                    When a service or a worker goes down, an alert opens here and is sent to the channels.
                                </Empty>
                            ))
                        }
                    >
                        {() => (
                            <>
                                <Table
                                    label="Alerts"
                                    rows={alerts.rows}
                                    id={(a) => a.id}
                                    selected={selected}
                                    onOpen={(a) => setSelected(a.id, { push: true })}
                                    columns={[
                                        { head: 'State', cell: (a) => <StatusMark status={a.status} /> },
                                        { head: 'Severity', cell: (a) => <StatusMark status={a.severity} /> },
                                        {
                                            head: 'Alert',
                                            cell: (a) => (
                                                <Link to={`/ops/alerts?${new URLSearchParams({ ...(status && { status }), ...(severity && { severity }), ...(source && { source }), alert: a.id })}`}>{a.title}</Link>
                                            ),
                                        },
                                        { head: 'Source', cell: (a) => a.source_name },
                                        { head: 'Opened', cell: (a) => <Ago at={a.opened_at} /> },
                                        { head: 'Lasted', num: true, cell: (a) => (a.status === 'resolved' ? duration(a.duration_seconds) : <Since at={a.opened_at} />) },
                                        { head: 'Told', num: true, cell: (a) => <Told alert={a} /> },
                                    ]}
                                />
                                <More of={alerts} noun="alert" />
                            </>
                        )}
                    </Async>
                </Panel>
            </div>
            {selected && <Detail key={selected} id={selected} onClose={() => setSelected('')} />}
        </div>
    );
}

function Told({ alert: a }: { alert: Alert }) {
    if (a.notifications_failed) return <StatusMark status="dead" word={`${a.notifications_failed} dead`} size={8} />;
    if (a.explained && !a.notifications_sent) return <span className="muted">by its cause</span>;
    return <>{a.notifications_sent}</>;
}

function Detail({ id, onClose }: { id: string; onClose: () => void }) {
    const panel = useRef<HTMLElement>(null);
    const alert = useQuery({ queryKey: ['alerts', 'one', id], queryFn: ({ signal }) => get<AlertDetail>(`/alerts/history/${encode(id)}`, { signal, quiet: true }), refetchInterval: 30_000 });
    const closer = useRef(onClose);
    useEffect(() => {
        closer.current = onClose;
    });
    useEffect(() => {
        panel.current?.focus({ preventScroll: true });
        const key = (e: KeyboardEvent) => {
            if (e.key === 'Escape' && !document.querySelector('dialog[open], [role="menu"]')) closer.current();
        };
        addEventListener('keydown', key);
        return () => removeEventListener('keydown', key);
    }, []);
    const a = alert.data;
    return (
        <aside ref={panel} tabIndex={-1} className={`panel alert-detail st-${a ? (a.status === 'resolved' ? 'resolved' : a.severity) : 'unknown'}`} aria-label={a ? `Alert ${a.title}` : 'Alert'}>
            <header>
                {a && <StatusMark status={a.status} />}
                <h2 className="truncate">{a?.title ?? 'Alert'}</h2>
                <Button look="quiet" icon={<X size={16} />} label="Close the panel" onClick={onClose} />
            </header>
            <div className="body">
                <Async query={alert} what="The alert" skeleton={<Skeleton rows={12} />}>
                    {(d) => <Content alert={d} />}
                </Async>
            </div>
        </aside>
    );
}

const EVENTS: Record<string, string> = {
    opened: 'Opened',
    escalated: 'Became more severe',
    lowered: 'Became less severe',
    acknowledged: 'Acknowledged',
    unacknowledged: 'Acknowledgement taken back',
    attached: 'Put under its cause',
    detached: 'Stands alone again',
    resolved: 'Resolved',
};

function Content({ alert: a }: { alert: AlertDetail }) {
    const may = useMay();
    const client = useQueryClient();
    const [asking, ask] = useState<'' | 'acknowledge' | 'resolve'>('');
    const act = useMutation({
        mutationFn: ({ verb, note }: { verb: 'acknowledge' | 'unacknowledge' | 'resolve'; note?: string }) => post<Alert>(`/alerts/history/${encode(a.id)}/${verb}`, note ? { note } : {}, { quiet: true }),
        onSuccess: (_r, { verb }) => {
            ask('');
            void client.invalidateQueries({ queryKey: ['alerts'] });
            void client.invalidateQueries({ queryKey: ['ops'] });
            if (verb === 'acknowledge') toast({ kind: 'ok', title: 'Acknowledged', text: a.title, action: { label: 'Undo', run: () => act.mutate({ verb: 'unacknowledge' }) } });
        },
        onError: (e, { verb }) => verb === 'unacknowledge' && toast({ kind: 'critical', title: 'That did not work', text: errorText(e) }),
    });
    const no = !may('alert.ack') && 'Needs the permission to acknowledge alerts';
    return (
        <div className="stack">
            <div className="row">
                {a.status === 'acknowledged' ? (
                    <Button icon={<RotateCcw size={14} aria-hidden="true" />} reason={no} busy={act.isPending && act.variables.verb === 'unacknowledge'} onClick={() => act.mutate({ verb: 'unacknowledge' })}>
                        Take acknowledgement back
                    </Button>
                ) : (
                    <Button look="primary" icon={<BellOff size={14} aria-hidden="true" />} reason={a.status === 'resolved' ? 'It is resolved' : no} onClick={() => ask('acknowledge')}>
                        Acknowledge
                    </Button>
                )}
                <Button icon={<Check size={14} aria-hidden="true" />} reason={a.status === 'resolved' ? 'It is resolved already' : no} onClick={() => ask('resolve')}>
                    Resolve
                </Button>
            </div>
            {a.message && <p>{a.message}</p>}
            <Facts
                of={[
                    ['Severity', <StatusMark status={a.severity} />],
                    ['Source', a.source_type === 'box' ? a.source_name : <Link to={`/admin/health?service=${encode(a.source_id ?? '')}`}>{a.source_name}</Link>],
                    ['Opened', <Ago at={a.opened_at} />],
                    a.acknowledged_at && [
                        'Acknowledged',
                        <>
                            <Ago at={a.acknowledged_at} /> {a.acknowledged_by && `by ${a.acknowledged_by}`}
                        </>,
                    ],
                    a.resolved_at && ['Resolved', <Ago at={a.resolved_at} />],
                    ['Lasted', a.status === 'resolved' ? duration(a.duration_seconds) : <Since at={a.opened_at} />],
                    a.cause_alert_id && ['Cause', <Link to={`/ops/alerts?alert=${a.cause_alert_id}`}>{a.explained ? 'Another alert explains this one' : 'Another alert explained it'}</Link>],
                    a.affected.length > 0 && [
                        'Affects',
                        <ul>
                            {a.affected.map((s) => (
                                <li key={s.id}>
                                    <Link to={`/admin/health?service=${encode(s.id)}`}>{s.name}</Link>
                                </li>
                            ))}
                        </ul>,
                    ],
                    ['Type', <code>{a.alert_type}</code>],
                    ['Correlation', <code>{a.correlation_id}</code>],
                ]}
            />
            <h3>Story</h3>
            <ol className="story">
                {a.events.map((e, i) => (
                    <li key={i}>
                        <time className="muted" dateTime={e.at} title={exact(e.at)}>
                            <Ago at={e.at} />
                        </time>
                        <span>
                            <b>{EVENTS[e.event] ?? e.event}</b> {e.actor ? `by ${e.actor}` : ''}
                            {e.note && <span className="secondary note">{e.note}</span>}
                        </span>
                    </li>
                ))}
            </ol>
            <h3>Notifications</h3>
            {a.notifications.length === 0 ? (
                <p className="muted">{a.explained ? 'None: its cause is told instead.' : 'None was sent. No channel takes alerts of this severity, or none is set up.'}</p>
            ) : (
                <ul className="told">
                    {a.notifications.map((n) => (
                        <li key={n.id}>
                            <div className="row">
                                <StatusMark status={n.status === 'withdrawn' ? 'off' : n.status} word={n.status === 'withdrawn' ? 'Withdrawn' : undefined} />
                                <span className="grow">
                                    {n.channel_name} <span className="muted">{n.event}</span>
                                </span>
                                <Ago at={n.delivered_at ?? n.created_at} />
                            </div>
                            {n.last_error && n.status !== 'delivered' && (
                                <p className="secondary">
                                    {n.attempts} {n.attempts === 1 ? 'attempt' : 'attempts'}: {n.last_error}
                                </p>
                            )}
                            {n.status === 'delivered' && n.last_duration_ms !== null && n.last_duration_ms !== undefined && (
                                <p className="muted">
                                    HTTP {n.last_status_code} in {ms(n.last_duration_ms)}
                                </p>
                            )}
                        </li>
                    ))}
                </ul>
            )}
            {asking && (
                <NoteDialog
                    title={asking === 'acknowledge' ? 'Acknowledge' : 'Resolve by hand'}
                    text={asking === 'acknowledge' ? 'Says that somebody is on it. It stays open until the source recovers.' : 'Closes it now and tells the channels. When the source is still down at its next change, a new alert opens.'}
                    busy={act.isPending}
                    error={act.error}
                    onClose={() => {
                        act.reset();
                        ask('');
                    }}
                    onDone={(note) => act.mutate({ verb: asking, note })}
                />
            )}
        </div>
    );
}

function NoteDialog({ title, text, busy, error, onClose, onDone }: { title: string; text: string; busy: boolean; error: unknown; onClose: () => void; onDone: (note: string) => void }) {
    const [note, setNote] = useState('');
    return (
        <Dialog open title={title} onClose={onClose}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!busy) onDone(note.trim());
                }}
            >
                <p>{text}</p>
                <TextField label="Note" value={note} onChange={setNote} required={false} autoFocus maxLength={1000} />
                <FormError error={error} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={busy}>
                        {title}
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
