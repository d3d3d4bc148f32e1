/* The audit trail: who did what, to what, when, with what result; and whether the chain of it is unbroken. */
import { useQuery } from '@tanstack/react-query';
import { Download, ScrollText, ShieldAlert, ShieldCheck, ShieldQuestion, X } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { get } from '@/api/client';
import { queryClient, useLive } from '@/api/hooks';
import type { AuditEntry, AuditIntegrity } from '@/api/types';
import { useMay } from '@/app/session';
import { useNow } from '@/lib/clock';
import { number, plural } from '@/lib/format';
import { useUrlState } from '@/lib/url';
import { Async, Empty, Skeleton } from '@/ui/Async';
import { Button, Link } from '@/ui/Button';
import { ChangesLine } from '@/ui/Changes';
import { PageHead, Panel, Search, Tabs } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { Table, usePaged } from '@/ui/Table';
import { Ago } from '@/ui/Time';
import { type Filters, GROUPS, PRESETS, queryOf } from './data';
import { Integrity } from './Integrity';
import { Row } from './Row';
import './audit.css';

const KEYS = ['q', 'action', 'actor', 'object_type', 'object', 'request', 'result', 'time', 'from', 'to', 'scope'] as const;

function useFilters(): [Filters, (k: keyof Filters, v: string) => void, () => void] {
    const states = {
        q: useUrlState('q'),
        action: useUrlState('action'),
        actor: useUrlState('actor'),
        object_type: useUrlState('object_type'),
        object: useUrlState('object'),
        request: useUrlState('request'),
        result: useUrlState('result'),
        time: useUrlState('time'),
        from: useUrlState('from'),
        to: useUrlState('to'),
        scope: useUrlState('scope'),
    };
    const f = Object.fromEntries(KEYS.map((k) => [k, states[k][0]])) as unknown as Filters;
    const set = (k: keyof Filters, v: string) => states[k][1](v);
    const clear = () => KEYS.forEach((k) => states[k][1](''));
    return [f, set, clear];
}

export default function AuditPage() {
    const [tab, setTab] = useUrlState('tab');
    return (
        <>
            <PageHead title="Audit" sub="Who did what, to what, when and from where. Each row is chained to the one before, so that what is altered later shows." />
            <div className="stack">
                <Tabs
                    label="Audit"
                    value={tab || 'trail'}
                    onChange={(v) => setTab(v === 'trail' ? '' : v)}
                    of={[
                        ['trail', 'Trail'],
                        ['integrity', 'Integrity'],
                    ]}
                />
                {tab === 'integrity' ? <Integrity /> : <Trail openIntegrity={() => setTab('integrity', { push: true })} />}
            </div>
        </>
    );
}

/** One line: is what is read below to be believed? */
function Believed({ onOpen }: { onOpen: () => void }) {
    const q = useQuery({ queryKey: ['audit', 'integrity'], queryFn: ({ signal }) => get<AuditIntegrity>('/audit/integrity', { signal, quiet: true }), refetchInterval: 60_000 });
    const i = q.data;
    if (!i) return <div className="audit-believed" aria-busy="true" />;
    const Icon = i.status === 'broken' ? ShieldAlert : i.status === 'unbroken' ? ShieldCheck : ShieldQuestion;
    return (
        <div className={`audit-believed st-${i.status === 'broken' ? 'critical' : i.status === 'unbroken' ? 'ok' : 'unknown'}`} role="status">
            <Icon size={16} aria-hidden="true" />
            <span className="grow">
                {i.status === 'broken' ? (
                    <b>The chain is broken: {i.finding}</b>
                ) : i.status === 'unbroken' ? (
                    <>
                        Unbroken up to row {number(i.verified_to)}, verified <Ago at={i.verified_at} />
                    </>
                ) : (
                    'The chain was not verified yet'
                )}
            </span>
            <Button small look="quiet" onClick={onOpen}>
                Integrity
            </Button>
        </div>
    );
}

function Trail({ openIntegrity }: { openIntegrity: () => void }) {
    const may = useMay();
    const now = useNow();
    const [f, set, clear] = useFilters();
    const [open, setOpen] = useUrlState('row');
    const [fresh, setFresh] = useState(0);
    const minute = Math.floor(now / 60_000);
    /* eslint-disable-next-line react-hooks/exhaustive-deps -- the filters by their values */
    const query = useMemo(() => queryOf(f, f.time && f.time !== 'custom' ? minute * 60_000 : 0), [JSON.stringify(f), f.time && f.time !== 'custom' ? Math.floor(minute / 5) : 0]);
    const rows = usePaged<AuditEntry>(['audit', 'list'], '/audit', { ...query, limit: 100 });
    const filtered = KEYS.some((k) => k !== 'scope' && f[k]);
    const { hasNextPage, isFetchingNextPage, fetchNextPage } = rows;

    useLive<{ id?: number }>('audit', (items) => setFresh((n) => n + items.filter((x) => x.id).length));
    const renew = useCallback(() => {
        setFresh(0);
        void queryClient.resetQueries({ queryKey: ['audit', 'list'] });
    }, []);

    /* The list goes on by itself when its end comes near; a search that found nothing yet goes on as well. */
    const end = useRef<HTMLDivElement>(null);
    useEffect(() => {
        const el = end.current;
        if (!el || !hasNextPage) return;
        const o = new IntersectionObserver((e) => e.some((x) => x.isIntersecting) && !isFetchingNextPage && void fetchNextPage(), { rootMargin: '600px' });
        o.observe(el);
        return () => o.disconnect();
    }, [hasNextPage, isFetchingNextPage, fetchNextPage, rows.rows.length]);

    const exportUrl = (format: string) => `/api/v1/audit/export?${new URLSearchParams({ ...(Object.fromEntries(Object.entries(query).filter(([, v]) => v)) as Record<string, string>), format })}`;
    return (
        <>
            <Believed onOpen={openIntegrity} />
            <Panel
                title="Trail"
                flush
                actions={
                    <div className="row tight">
                        <a className="btn small" href={exportUrl('csv')} download="audit.csv">
                            <Download size={14} aria-hidden="true" /> CSV
                        </a>
                        <a className="btn small" href={exportUrl('json')} download="audit.json">
                            <Download size={14} aria-hidden="true" /> JSON
                        </a>
                    </div>
                }
            >
                <div className="audit-filters" role="search" aria-label="Filter the trail">
                    <Search label="Object's name or who" placeholder="Object or who" value={f.q} onChange={(v) => set('q', v)} />
                    <select className="select" aria-label="Actions" value={GROUPS.some(([g]) => g === f.action) ? f.action : f.action ? 'exact' : ''} onChange={(e) => set('action', e.target.value === 'exact' ? f.action : e.target.value)}>
                        <option value="">All actions</option>
                        {f.action && !GROUPS.some(([g]) => g === f.action) && <option value="exact">{f.action}</option>}
                        {GROUPS.map(([g, word]) => (
                            <option key={g} value={g}>
                                {word}
                            </option>
                        ))}
                    </select>
                    <select className="select" aria-label="Result" value={f.result} onChange={(e) => set('result', e.target.value)}>
                        <option value="">Any result</option>
                        <option value="ok">Done</option>
                        <option value="refused">Refused</option>
                        <option value="failed">Failed</option>
                    </select>
                    <select className="select" aria-label="Time" value={f.time} onChange={(e) => set('time', e.target.value)}>
                        <option value="">Any time</option>
                        {PRESETS.map(([k, word]) => (
                            <option key={k} value={k}>
                                {word}
                            </option>
                        ))}
                        <option value="custom">From … to …</option>
                    </select>
                    {f.time === 'custom' && (
                        <>
                            <input className="input" type="datetime-local" aria-label="From" value={f.from} onChange={(e) => set('from', e.target.value)} />
                            <input className="input" type="datetime-local" aria-label="To" value={f.to} onChange={(e) => set('to', e.target.value)} />
                        </>
                    )}
                    {may('audit.manage') && (
                        <select className="select" aria-label="Whose" value={f.scope} onChange={(e) => set('scope', e.target.value)}>
                            <option value="">This tenant</option>
                            <option value="box">The whole box</option>
                        </select>
                    )}
                    {filtered && (
                        <Button small look="quiet" onClick={clear}>
                            Clear
                        </Button>
                    )}
                </div>
                <Chips f={f} set={set} />
                {fresh > 0 && (
                    <button type="button" className="audit-fresh" onClick={renew}>
                        {plural(fresh, 'new row')}: show
                    </button>
                )}
                <Async
                    query={rows}
                    what="The audit trail"
                    skeleton={<Skeleton rows={14} />}
                    empty={
                        rows.data &&
                        rows.rows.length === 0 &&
                        !rows.hasNextPage &&
                        (filtered ? (
                            <Empty title="Nothing matches" actions={<Button onClick={clear}>Clear the filters</Button>} />
                        ) : (
                            <Empty title="Nothing happened yet" icon={<ScrollText size={28} aria-hidden="true" />} />
                        ))
                    }
                >
                    {() => (
                        <>
                            <Table
                                label="Audit trail"
                                rows={rows.rows}
                                id={(r) => String(r.id)}
                                selected={open}
                                onOpen={(r) => setOpen(String(r.id), { push: true })}
                                columns={[
                                    { head: 'When', cell: (r) => <Ago at={r.at} /> },
                                    { head: 'Who', className: 'audit-who', cell: (r) => <Who row={r} onPick={(v) => set('actor', v)} /> },
                                    {
                                        head: 'What',
                                        className: 'nowrap',
                                        cell: (r) => (
                                            <Link to={`?${withRow(r.id)}`} className="audit-action">
                                                {r.action}
                                            </Link>
                                        ),
                                    },
                                    { head: 'On', className: 'audit-on', cell: (r) => <On row={r} /> },
                                    { head: 'Changed', className: 'audit-changed', cell: (r) => <What row={r} /> },
                                    { head: 'Result', cell: (r) => <Result status={r.status} /> },
                                    { head: 'From', className: 'nowrap', cell: (r) => <code>{r.remote}</code> },
                                ]}
                            />
                            <div ref={end} className="row audit-end">
                                <span className="muted">{plural(rows.rows.length, 'row')}</span>
                                {rows.isFetchingNextPage ? (
                                    <span className="muted" role="status">
                                        Looking further back…
                                    </span>
                                ) : rows.hasNextPage ? (
                                    <Button small onClick={() => void fetchNextPage()}>
                                        Older rows
                                    </Button>
                                ) : (
                                    <span className="muted">That is the beginning.</span>
                                )}
                            </div>
                        </>
                    )}
                </Async>
            </Panel>
            {open && <Row id={open} onClose={() => setOpen('')} />}
        </>
    );
}

function withRow(id: number): string {
    const q = new URLSearchParams(location.search);
    q.set('row', String(id));
    return q.toString();
}

function Chips({ f, set }: { f: Filters; set: (k: keyof Filters, v: string) => void }) {
    const chips: [keyof Filters, string][] = [
        ['actor', 'by'],
        ['object_type', 'kind'],
        ['object', 'object'],
        ['request', 'request'],
    ];
    const shown = chips.filter(([k]) => f[k]);
    if (!shown.length) return null;
    return (
        <div className="row audit-chips">
            {shown.map(([k, word]) => (
                <span key={k} className="filter-chip">
                    {word} <code>{f[k]}</code>
                    <Button small look="quiet" icon={<X size={12} />} label={`Any ${word === 'by' ? 'actor' : word}`} onClick={() => set(k, '')} />
                </span>
            ))}
        </div>
    );
}

export function Who({ row: r, onPick }: { row: AuditEntry; onPick?: (actor: string) => void }) {
    const system = r.credential.startsWith('system:');
    const name = r.user_email || (system ? r.credential.slice(7) : r.credential) || 'nobody';
    const via = system ? 'the box' : r.credential.startsWith('key:') ? 'by key' : r.credential === 'console' ? '' : '';
    return (
        <>
            {onPick && name !== 'nobody' ? (
                <button type="button" className="audit-pick truncate" title={`Only by ${name}`} onClick={() => onPick(r.user_email && r.user_email !== 'console' ? r.user_email : r.credential)}>
                    {name}
                </button>
            ) : (
                <span className={name === 'nobody' ? 'muted' : 'truncate'}>{name}</span>
            )}
            {via && <span className="muted"> {via}</span>}
        </>
    );
}

function On({ row: r }: { row: AuditEntry }) {
    if (!r.object_type) return null;
    return (
        <span className="truncate" title={r.object_id}>
            <span className="muted">{r.object_type.replace(/_/g, ' ')}</span> {r.object_name || (r.object_id && <code>{r.object_id.slice(-12)}</code>)}
        </span>
    );
}

function What({ row: r }: { row: AuditEntry }) {
    const repeated = (r.after as { repeated?: number } | null)?.repeated;
    if (repeated) return <span className="secondary">{plural(repeated, 'more time')}</span>;
    if (r.changes.length) return <ChangesLine of={r.changes} />;
    if (r.before && !r.after) return <span className="muted">deleted</span>;
    if (r.after && !r.before && r.object_id) return <span className="muted">new</span>;
    return null;
}

export function Result({ status }: { status: number }) {
    if (status < 400) return <StatusMark status="ok" word="Done" />;
    if (status === 401 || status === 403 || status === 429) return <StatusMark status="warn" word={`Refused ${status}`} />;
    return <StatusMark status="failed" word={`Failed ${status}`} />;
}
