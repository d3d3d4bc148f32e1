/* Queues and types: how deep each is, how fast and how well it goes, who paused it, and the types that workers outside of the box do. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pause, Pencil, Play, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { del, encode, get, post } from '@/api/client';
import { useLiveInvalidate } from '@/api/hooks';
import type { JobQueue, JobType } from '@/api/types';
import { toast } from '@/app/toasts';
import { duration, ms, number, percent } from '@/lib/format';
import { later } from '@/lib/later';
import { useUrlState } from '@/lib/url';
import { Async, Skeleton, errorText } from '@/ui/Async';
import { Button, Link, LinkButton } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/Dialog';
import { HistoryLink } from '@/ui/History';
import { PageHead, Panel } from '@/ui/Page';
import { StatusMark, Tag } from '@/ui/Status';
import { Table } from '@/ui/Table';
import { Since } from '@/ui/Time';
import { failureShare } from './data';
import { TYPES, useNo, useTypes } from './parts';
import './jobs.css';

const useTypeDialog = later(() => import('./TypeDialog'));
const QUEUES = ['jobs', 'queues'] as const;
const LISTENED = [QUEUES, TYPES];
const REFRESH_MS = 10_000;

type Kind = 'types' | 'queues';
interface Paused {
    paused: boolean;
    paused_at: string | null;
    paused_by: string | null;
}

export default function QueuesPage() {
    const no = useNo();
    const client = useQueryClient();
    const [editing, setEditing] = useUrlState('edit');
    const [deleting, ask] = useState<JobType | null>(null);
    const queues = useQuery({ queryKey: QUEUES, queryFn: ({ signal }) => get<{ items: JobQueue[] }>('/jobs/queues', { signal, quiet: true }), refetchInterval: REFRESH_MS });
    const types = useTypes(REFRESH_MS);
    useLiveInvalidate('jobs', LISTENED, 2000);
    const TypeDialog = useTypeDialog(Boolean(editing));
    const refresh = () => void client.invalidateQueries({ queryKey: ['jobs'] });
    const pause = useMutation({
        mutationFn: ({ kind, name, on }: { kind: Kind; name: string; on: boolean }) => post(`/jobs/${kind}/${encode(name)}/${on ? 'pause' : 'resume'}`, undefined, { quiet: true }),
        onSuccess: (_r, v) =>
            toast(v.on ? { kind: 'info', title: `${v.name} is paused`, text: 'What runs goes on; nothing more begins.', action: { label: 'Undo', run: () => pause.mutate({ ...v, on: false }) } } : { kind: 'ok', title: `${v.name} goes on` }),
        onError: (e) => toast({ kind: 'warn', title: 'That did not work', text: errorText(e) }),
        onSettled: refresh,
    });
    const remove = useMutation({
        mutationFn: (t: JobType) => del(`/jobs/types/${encode(t.name)}`, { quiet: true }),
        onSuccess: (_r, t) => {
            toast({ kind: 'ok', title: `The type ${t.name} is deleted` });
            ask(null);
            refresh();
        },
    });
    const all = types.data?.items ?? [];
    const sum = (queue: string, k: 'completed_last_hour' | 'failed_last_hour') => all.filter((t) => t.queue === queue).reduce((n, t) => n + t[k], 0);
    const toggle = (kind: Kind, name: string, paused: boolean) => (
        <Button
            small
            icon={paused ? <Play size={14} aria-hidden="true" /> : <Pause size={14} aria-hidden="true" />}
            label={`${paused ? 'Resume' : 'Pause'} ${name}`}
            reason={no.admin}
            busy={pause.isPending && pause.variables.kind === kind && pause.variables.name === name}
            onClick={() => pause.mutate({ kind, name, on: !paused })}
        >
            {paused ? 'Resume' : 'Pause'}
        </Button>
    );
    const edited = all.find((t) => t.name === editing && t.external);
    return (
        <div className="stack jobs-queues">
            <PageHead title="Queues" sub="What is paused begins nothing more; what runs goes on.">
                <LinkButton to="/admin/jobs">Jobs</LinkButton>
                <Button look="primary" icon={<Plus size={14} aria-hidden="true" />} reason={no.admin} onClick={() => setEditing('new', { push: true })}>
                    Define a type
                </Button>
            </PageHead>
            <Panel title="Queues" flush>
                <Async query={queues} what="The queues" skeleton={<Skeleton rows={4} />}>
                    {(q) => (
                        <Table
                            label="Queues"
                            rows={q.items}
                            id={(r) => r.name}
                            columns={[
                                { head: 'Queue', cell: (r) => <Link className="jobs-name" to={`/admin/jobs?queue=${encode(r.name)}`}>{r.name}</Link> },
                                { head: 'State', cell: (r) => <PauseState of={r} /> },
                                { head: 'Pending', num: true, cell: (r) => <Depth n={r.pending} what="pending" to={`queue=${encode(r.name)}&state=PENDING`} /> },
                                { head: 'Scheduled', num: true, cell: (r) => <Depth n={r.scheduled} what="scheduled" to={`queue=${encode(r.name)}&state=SCHEDULED`} /> },
                                { head: 'Running', num: true, cell: (r) => <Depth n={r.running} what="running" to={`queue=${encode(r.name)}&state=RUNNING`} /> },
                                { head: 'Ended, 1 h', num: true, cell: (r) => number(sum(r.name, 'completed_last_hour') + sum(r.name, 'failed_last_hour')) },
                                { head: 'Failed, 1 h', num: true, cell: (r) => <Share completed={sum(r.name, 'completed_last_hour')} failed={sum(r.name, 'failed_last_hour')} to={`queue=${encode(r.name)}&state=FAILED`} /> },
                                { head: 'Types', cell: (r) => <span className="secondary">{all.filter((t) => t.queue === r.name).map((t) => t.title).join(', ')}</span> },
                                {
                                    head: 'Actions',
                                    actions: true,
                                    cell: (r) => (
                                        <>
                                            <HistoryLink type="job_queue" id={r.name} name={r.name} /> {toggle('queues', r.name, r.paused)}
                                        </>
                                    ),
                                },
                            ]}
                        />
                    )}
                </Async>
            </Panel>
            <Panel title="Types" flush>
                <Async query={types} what="The types" skeleton={<Skeleton rows={8} />}>
                    {(t) => (
                        <Table
                            label="Types"
                            rows={t.items}
                            id={(r) => r.name}
                            columns={[
                                {
                                    head: 'Type',
                                    cell: (r) => (
                                        <span className="row tight jobs-line" title={r.doc}>
                                            <Link className="jobs-name" to={`/admin/jobs?type=${encode(r.name)}`}>
                                                {r.title} <code className="muted">{r.name}</code>
                                            </Link>
                                            {r.external && <Tag>Outside workers</Tag>}
                                            {r.box_wide && <Tag>Whole box</Tag>}
                                        </span>
                                    ),
                                },
                                { head: 'Queue', cell: (r) => r.queue },
                                { head: 'State', cell: (r) => <PauseState of={r} /> },
                                { head: 'Pending', num: true, cell: (r) => <Depth n={r.pending} what="pending" to={`type=${encode(r.name)}&state=PENDING`} /> },
                                { head: 'Scheduled', num: true, cell: (r) => <Depth n={r.scheduled} what="scheduled" to={`type=${encode(r.name)}&state=SCHEDULED`} /> },
                                {
                                    head: 'Running',
                                    num: true,
                                    cell: (r) => (
                                        <>
                                            <Depth n={r.running} what="running" to={`type=${encode(r.name)}&state=RUNNING`} /> <span className="muted">of {number(r.concurrency)}</span>
                                        </>
                                    ),
                                },
                                { head: 'Ended, 1 h', num: true, cell: (r) => number(r.completed_last_hour + r.failed_last_hour) },
                                { head: 'Failed, 1 h', num: true, cell: (r) => <Share completed={r.completed_last_hour} failed={r.failed_last_hour} to={`type=${encode(r.name)}&state=FAILED`} /> },
                                { head: 'Takes', num: true, cell: (r) => <span className="nowrap">{ms(r.mean_ms)}</span> },
                                { head: 'Attempts', cell: (r) => <span className="secondary nowrap" title="The wait doubles from attempt to attempt">{number(r.max_attempts)}, from {duration(r.backoff_seconds)}</span> },
                                {
                                    head: 'Actions',
                                    actions: true,
                                    cell: (r) => (
                                        <>
                                            {r.external && (
                                                <>
                                                    <Button small look="quiet" icon={<Pencil size={14} />} label={`Edit the type ${r.name}`} reason={no.admin} onClick={() => setEditing(r.name, { push: true })} />
                                                    <Button small look="quiet" icon={<Trash2 size={14} />} label={`Delete the type ${r.name}`} reason={no.admin || (r.scheduled + r.pending + r.running > 0 && 'Jobs of it are open')} onClick={() => ask(r)} />
                                                </>
                                            )}
                                            {toggle('types', r.name, r.paused)}
                                        </>
                                    ),
                                },
                            ]}
                        />
                    )}
                </Async>
            </Panel>
            {editing && TypeDialog && types.data && (editing === 'new' || edited) && <TypeDialog stored={edited} taken={all.map((t) => t.name)} onClose={() => setEditing('')} />}
            <ConfirmDialog open={deleting !== null} title={`Delete the type ${deleting?.name ?? ''}`} verb="Delete" busy={remove.isPending} error={remove.error && errorText(remove.error)} onConfirm={() => deleting && remove.mutate(deleting)} onClose={() => ask(null)}>
                No more jobs of it can be entered, and its workers get none. Jobs that are over stay to be read; schedules of it enter nothing more.
            </ConfirmDialog>
        </div>
    );
}

function PauseState({ of: p }: { of: Paused }) {
    if (!p.paused) return <StatusMark status="ok" word="Goes on" />;
    return (
        <span className="row tight jobs-line">
            <StatusMark status="paused" />
            <span className="secondary nowrap">
                by {p.paused_by || 'the box'} for <Since at={p.paused_at} />
            </span>
        </span>
    );
}

function Depth({ n, what, to }: { n: number; what: string; to: string }) {
    return n ? (
        <Link className="underlined" to={`/admin/jobs?${to}`} label={`${number(n)} ${what}`}>
            {number(n)}
        </Link>
    ) : (
        <span className="muted">0</span>
    );
}

function Share({ completed, failed, to }: { completed: number; failed: number; to: string }) {
    if (!failed) return <span className="muted">{completed ? '0 %' : '–'}</span>;
    return (
        <Link className="jobs-error underlined nowrap" to={`/admin/jobs?${to}`}>
            {percent(failureShare(completed, failed), 1)} <span className="sr-only">failed: </span>({number(failed)})
        </Link>
    );
}
