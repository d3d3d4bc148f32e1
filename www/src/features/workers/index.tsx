/* Workers: a card for each type, a table of instances, and where instances are discovered. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Boxes, Plus, Radar, RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { del, encode, get, post } from '@/api/client';
import { useLiveInvalidate } from '@/api/hooks';
import type { Discovery, List, Status, WorkerHealth, WorkersHealth } from '@/api/types';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { useNow } from '@/lib/clock';
import { duration, exact, ms, number, plural, relative } from '@/lib/format';
import { useUrlState } from '@/lib/url';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button, Link } from '@/ui/Button';
import { ConfirmDialog, Dialog, DialogFoot } from '@/ui/Dialog';
import { FormError, NumberField, SelectField, TextField, useFieldErrors } from '@/ui/Form';
import { PageHead, Panel, Search } from '@/ui/Page';
import { StatusMark, StatusShape, statusWord } from '@/ui/Status';
import { Table } from '@/ui/Table';
import { Ago } from '@/ui/Time';
import './workers.css';

const KEY = ['workers', 'health'] as const;
const LISTENED = [KEY];
const RANK: Status[] = ['unhealthy', 'degraded', 'unknown', 'maintenance', 'paused', 'healthy'];
const SHOWN = 300;

export default function WorkersPage() {
    const may = useMay();
    const now = useNow();
    const client = useQueryClient();
    const [, navigate] = useLocation();
    const [type, setType] = useUrlState('type');
    const [status, setStatus] = useUrlState('status');
    const [q, setQ] = useUrlState('q');
    const [all, showAll] = useState(false);
    const workers = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<WorkersHealth>('/ops/workers/health', { signal, quiet: true }), refetchInterval: 15_000 });
    useLiveInvalidate('services.state', LISTENED);
    useLiveInvalidate('services.config', LISTENED);
    const template = useMutation({
        mutationFn: () => post<{ created: number; unchanged: number }>('/services/templates/workers'),
        onSuccess: (r) => {
            toast({ kind: 'ok', title: 'Default workers', text: `${r.created} added, ${r.unchanged} were there already` });
            void client.invalidateQueries({ queryKey: ['workers'] });
        },
    });
    const at = workers.data?.generated_at;
    const filter = (w: WorkerHealth) => (!type || w.worker_type === type) && (!status || w.status === status) && (!q || `${w.name} ${w.target} ${w.instance_id ?? ''}`.toLowerCase().includes(q.toLowerCase()));
    return (
        <>
            <PageHead title="Workers">
                <span className="row tight muted">
                    {at && (
                        <>
                            as of <time title={exact(at)}>{relative(at, now)}</time>
                        </>
                    )}
                    {workers.data && ` · kept ${workers.data.cache_ttl_seconds} s`}
                    <Button small look="quiet" icon={<RefreshCw size={14} />} label="Refresh" busy={workers.isFetching} onClick={() => void workers.refetch()} />
                </span>
                <Button icon={<Boxes size={14} aria-hidden="true" />} reason={!may('service.write') && 'Needs the permission to configure services'} busy={template.isPending} onClick={() => template.mutate()}>
                    Add the default workers
                </Button>
            </PageHead>
            <Async
                query={workers}
                what="The workers"
                skeleton={<WorkersSkeleton />}
                empty={
                    workers.data?.items.length === 0 && (
                        <Empty
                            title="No workers yet"
                            icon={<Boxes size={28} aria-hidden="true" />}
                            actions={
                                <Button look="primary" reason={!may('service.write') && 'Needs the permission to configure services'} busy={template.isPending} onClick={() => template.mutate()}>
                                    Add the seven default workers
                                </Button>
                            }
                        >
                            A worker is a service that answers <code>/healthz</code> and <code>/readyz</code>. Add the default ones (ports 9001 to 9007), add single ones as services, or let them be discovered below.
                        </Empty>
                    )
                }
            >
                {(w) => {
                    const rows = w.items.filter(filter).sort((a, b) => RANK.indexOf(a.status as Status) - RANK.indexOf(b.status as Status) || a.worker_type.localeCompare(b.worker_type) || a.name.localeCompare(b.name));
                    const shown = all ? rows : rows.slice(0, SHOWN);
                    return (
                        <div className="stack">
                            <ul className="worker-types" aria-label="Worker types">
                                {w.types.map((t) => {
                                    const worst = RANK.find((s) => (t[s] ?? 0) > 0) ?? 'unknown';
                                    return (
                                        <li key={t.worker_type}>
                                            <button type="button" className={`panel worker-type st-${worst}`} aria-pressed={type === t.worker_type} onClick={() => setType(type === t.worker_type ? '' : t.worker_type)}>
                                                <span className="worker-name truncate">{t.worker_type || 'No type'}</span>
                                                <span className="row tight">
                                                    {RANK.filter((s) => (t[s] ?? 0) > 0).map((s) => (
                                                        <span key={s} className={`status st-${s}`}>
                                                            <StatusShape status={s} size={8} />
                                                            {t[s]} {statusWord(s)}
                                                        </span>
                                                    ))}
                                                </span>
                                                <span className="muted">{plural(t.total, 'instance')}</span>
                                            </button>
                                        </li>
                                    );
                                })}
                            </ul>
                            <Panel
                                title="Instances"
                                flush
                                actions={
                                    <>
                                        <Search label="Search instances" placeholder="Name or target" value={q} onChange={setQ} />
                                        <select className="select auto" aria-label="Filter by status" value={status} onChange={(e) => setStatus(e.target.value)}>
                                            <option value="">All states</option>
                                            {RANK.map((s) => (
                                                <option key={s} value={s}>
                                                    {statusWord(s)}
                                                </option>
                                            ))}
                                        </select>
                                    </>
                                }
                            >
                                {rows.length === 0 ? (
                                    <Empty
                                        title="No instance matches"
                                        actions={
                                            <Button
                                                onClick={() => {
                                                    setType('');
                                                    setStatus('');
                                                    setQ('');
                                                }}
                                            >
                                                Clear the filters
                                            </Button>
                                        }
                                    />
                                ) : (
                                    <Table
                                        label="Worker instances"
                                        rows={shown}
                                        id={(r) => r.service_id}
                                        onOpen={(r) => navigate(`/admin/health?service=${encode(r.service_id)}`)}
                                        columns={[
                                            { head: 'State', cell: (r) => <StatusMark status={r.status} /> },
                                            { head: 'Instance', cell: (r) => <Link to={`/admin/health?service=${encode(r.service_id)}`}>{r.instance_id || r.name}</Link> },
                                            { head: 'Type', cell: (r) => r.worker_type },
                                            { head: 'Target', cell: (r) => <span className="mono">{r.target}</span> },
                                            { head: '/healthz', cell: (r) => <Probe value={r.healthz} /> },
                                            { head: '/readyz', cell: (r) => <Probe value={r.readyz} /> },
                                            { head: 'Response', num: true, cell: (r) => ms(r.response_time) },
                                            {
                                                head: 'Last check',
                                                cell: (r) => (
                                                    <>
                                                        <Ago at={r.last_check} /> {r.stale && <StatusMark status="warn" word="stale" size={8} />}
                                                    </>
                                                ),
                                            },
                                            { head: 'Message', className: 'wrap', cell: (r) => <span className="secondary">{r.message}</span> },
                                        ]}
                                    />
                                )}
                                {rows.length > shown.length && (
                                    <div className="pad">
                                        <Button small onClick={() => showAll(true)}>
                                            Show all {number(rows.length)}
                                        </Button>
                                    </div>
                                )}
                            </Panel>
                        </div>
                    );
                }}
            </Async>
            {/* After the rest, so that nothing moves below it. */}
            {(workers.data || workers.isError) && <DiscoverySection />}
        </>
    );
}

function Probe({ value }: { value: string | null }) {
    if (!value) return <span className="muted">–</span>;
    return /^(ok|pass|healthy|up|200)/i.test(value) ? <StatusMark status="healthy" word="OK" size={8} /> : <StatusMark status={value in { healthy: 1, degraded: 1, unhealthy: 1, unknown: 1 } ? value : 'unhealthy'} word={statusWord(value)} size={8} />;
}

function DiscoverySection() {
    const may = useMay();
    const client = useQueryClient();
    const list = useQuery({ queryKey: ['workers', 'discovery'], queryFn: ({ signal }) => get<List<Discovery>>('/ops/workers/discovery', { signal, quiet: true }), refetchInterval: 30_000 });
    const [adding, add] = useState(false);
    const [removing, ask] = useState<Discovery | null>(null);
    const remove = useMutation({
        mutationFn: (id: string) => del(`/ops/workers/discovery/${encode(id)}`),
        onSuccess: () => {
            ask(null);
            void client.invalidateQueries({ queryKey: ['workers'] });
        },
    });
    const no = !may('service.write') && 'Needs the permission to configure services';
    return (
        <div className="discovery">
            <Panel
                title="Discovery"
                flush
                actions={
                    <Button small icon={<Plus size={14} aria-hidden="true" />} reason={no} onClick={() => add(true)}>
                        Add a source
                    </Button>
                }
            >
                <Async
                    query={list}
                    what="The sources"
                    skeleton={<Skeleton rows={2} />}
                    empty={
                        list.data?.items.length === 0 && (
                            <Empty title="Nothing is discovered" icon={<Radar size={24} aria-hidden="true" />}>
                                A registry URL or a DNS SRV name lists the instances; new ones are added as workers, and those that are gone are removed after a grace period.
                            </Empty>
                        )
                    }
                >
                    {(l) => (
                        <Table
                            label="Discovery sources"
                            rows={l.items}
                            id={(d) => d.id}
                            columns={[
                                { head: 'State', cell: (d) => (d.last_error ? <StatusMark status="failed" /> : d.last_run_at ? <StatusMark status="ok" /> : <StatusMark status="unknown" word="Not run yet" />) },
                                { head: 'Name', cell: (d) => d.name },
                                { head: 'Source', cell: (d) => <span className="mono">{d.url ?? d.srv_name}</span> },
                                { head: 'Worker type', cell: (d) => d.worker_type || <span className="muted">as found</span> },
                                { head: 'Found', num: true, cell: (d) => number(d.found) },
                                { head: 'Every', num: true, cell: (d) => duration(d.interval_seconds) },
                                { head: 'Grace', num: true, cell: (d) => duration(d.grace_seconds) },
                                { head: 'Last run', cell: (d) => <Ago at={d.last_run_at} /> },
                                { head: 'Error', className: 'wrap', cell: (d) => <span className="secondary">{d.last_error}</span> },
                                { head: 'Actions', actions: true, cell: (d) => <Button small look="quiet" icon={<Trash2 size={14} />} label={`Remove ${d.name}`} reason={no} onClick={() => ask(d)} /> },
                            ]}
                        />
                    )}
                </Async>
            </Panel>
            {adding && <AddDiscovery onClose={() => add(false)} />}
            <ConfirmDialog open={removing !== null} title="Remove the source" verb="Remove" busy={remove.isPending} error={remove.error && errorText(remove.error)} onConfirm={() => removing && remove.mutate(removing.id)} onClose={() => ask(null)}>
                Stops looking at <b>{removing?.name}</b>. The {plural(removing?.found ?? 0, 'worker')} that it found {removing?.found === 1 ? 'is' : 'are'} no longer kept up to date by it.
            </ConfirmDialog>
        </div>
    );
}

function AddDiscovery({ onClose }: { onClose: () => void }) {
    const client = useQueryClient();
    const [name, setName] = useState('');
    const [kind, setKind] = useState<'registry' | 'dns_srv'>('registry');
    const [where, setWhere] = useState('');
    const [type, setType] = useState('');
    const [interval, setInterval] = useState<number | null>(60);
    const [grace, setGrace] = useState<number | null>(300);
    const add = useMutation({
        mutationFn: () =>
            post<Discovery>(
                '/ops/workers/discovery',
                { name: name.trim(), kind, ...(kind === 'registry' ? { url: where.trim() } : { srv_name: where.trim() }), ...(interval ? { interval_seconds: interval } : {}), ...(grace !== null ? { grace_seconds: grace } : {}), ...(type.trim() ? { worker_type: type.trim() } : {}) },
                { quiet: true },
            ),
        onSuccess: () => {
            void client.invalidateQueries({ queryKey: ['workers'] });
            onClose();
        },
    });
    const error = useFieldErrors(add.error);
    return (
        <Dialog open title="Add a discovery source" onClose={onClose}>
            <form
                className="stack"
                noValidate
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!add.isPending) add.mutate();
                }}
            >
                <TextField label="Name" value={name} onChange={setName} required autoFocus error={error('name')} />
                <SelectField
                    label="Kind"
                    value={kind}
                    onChange={(v) => setKind(v as 'registry' | 'dns_srv')}
                    options={[
                        ['registry', 'Registry URL'],
                        ['dns_srv', 'DNS SRV name'],
                    ]}
                    error={error('kind')}
                />
                <TextField label={kind === 'registry' ? 'URL' : 'SRV name'} mono value={where} onChange={setWhere} required placeholder={kind === 'registry' ? 'http://127.0.0.1:8500/workers' : '_worker._tcp.example.test'} error={error(kind === 'registry' ? 'url' : 'srv_name')} />
                <div className="form-grid">
                    <TextField label="Worker type" value={type} onChange={setType} required={false} error={error('worker_type')} help="For instances that do not say it themselves." />
                    <NumberField label="Interval" unit="s" value={interval} onChange={setInterval} error={error('interval_seconds')} />
                    <NumberField label="Grace" unit="s" value={grace} onChange={setGrace} error={error('grace_seconds')} help="How long one may be missing before it is removed." />
                </div>
                <FormError error={add.error} known={['name', 'kind', 'url', 'srv_name', 'worker_type', 'interval_seconds', 'grace_seconds']} />
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="primary" busy={add.isPending}>
                        Add
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}

function WorkersSkeleton() {
    return (
        <div className="stack">
            <div className="worker-types">
                {Array.from({ length: 7 }, (_, i) => (
                    <div key={i} className="skeleton" style={{ height: 84 }} />
                ))}
            </div>
            <div className="skeleton" style={{ height: 260 }} />
        </div>
    );
}
