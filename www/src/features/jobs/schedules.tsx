/* Schedules: what enters jobs by the clock, when it does so next, and what came of the last times. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CalendarClock, Pencil, Play, Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ApiError, del, encode, get, post } from '@/api/client';
import { useLiveInvalidate } from '@/api/hooks';
import type { JobSchedule } from '@/api/types';
import { usePageKeys } from '@/app/shortcuts';
import { toast } from '@/app/toasts';
import { exact, number } from '@/lib/format';
import { later } from '@/lib/later';
import { useUrlState } from '@/lib/url';
import { findRoute } from '@/routes';
import { Async, Empty, Skeleton, errorText } from '@/ui/Async';
import { Button, Link, LinkButton } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/Dialog';
import { History } from '@/ui/History';
import { Facts, PageHead, Panel } from '@/ui/Page';
import { StatusShape, Tag } from '@/ui/Status';
import { More, Table, usePaged } from '@/ui/Table';
import { Ago, Countdown } from '@/ui/Time';
import { LOOK, cronWords, everyWords, later as laterOf, shortId } from './data';
import { Block, Side, StateMark, Times, pretty, useNo, useTypes } from './parts';
import './jobs.css';

const useEditor = later(() => import('./ScheduleDialog'));
const KEY = ['jobs', 'schedules'] as const;
const LISTENED = [KEY];
/** The name of the page that sets it. */
const placeOf = (s: JobSchedule) => findRoute(s.managed_at ?? '')?.route.label ?? s.managed_at;
const whenOf = (s: Pick<JobSchedule, 'cron' | 'interval_seconds'>) => (s.cron ? (cronWords(s.cron) ?? s.cron) : everyWords(s.interval_seconds ?? 0));

export default function SchedulesPage() {
    const no = useNo();
    const client = useQueryClient();
    const [open, setOpen] = useUrlState('schedule');
    const [editing, setEditing] = useUrlState('edit');
    const [deleting, ask] = useState<JobSchedule | null>(null);
    const types = useTypes();
    const list = usePaged<JobSchedule>(KEY, '/schedules', { limit: 100 }, { refetchInterval: 15_000 });
    useLiveInvalidate('jobs', LISTENED, 2000);
    const Editor = useEditor(Boolean(editing));
    usePageKeys(no.admin ? {} : { n: () => setEditing('new', { push: true }) });
    const refresh = () => void client.invalidateQueries({ queryKey: ['jobs'] });
    const enable = useMutation({
        mutationFn: ({ s, on }: { s: JobSchedule; on: boolean }) => post<JobSchedule>(`/schedules/${encode(s.id)}/${on ? 'resume' : 'pause'}`, undefined, { quiet: true }),
        onSuccess: (_r, { s, on }) =>
            toast(
                on
                    ? { kind: 'ok', title: `${s.name} runs again`, text: 'What it missed meanwhile is not caught up.' }
                    : { kind: 'info', title: `${s.name} is paused`, text: 'Its jobs that are open go on.', action: { label: 'Undo', run: () => enable.mutate({ s, on: true }) } },
            ),
        onError: (e) => toast({ kind: 'warn', title: 'That did not work', text: errorText(e) }),
        onSettled: refresh,
    });
    const run = useMutation({
        mutationFn: (s: JobSchedule) => post<{ job_id: string }>(`/schedules/${encode(s.id)}/run`, undefined, { quiet: true }),
        onSuccess: (r, s) => toast({ kind: 'ok', title: `${s.name}: job ${shortId(r.job_id)} is entered`, text: 'Beside its times, which stay.' }),
        onError: (e, s) => toast({ kind: 'warn', title: `${s.name} was not run`, text: errorText(e) }),
        onSettled: refresh,
    });
    const remove = useMutation({
        mutationFn: (s: JobSchedule) => del(`/schedules/${encode(s.id)}`, { quiet: true }),
        onSuccess: (_r, s) => {
            toast({ kind: 'ok', title: `${s.name} is deleted`, text: 'Its jobs stay.' });
            ask(null);
            if (open === s.id) setOpen('');
            refresh();
        },
    });
    const titles = new Map((types.data?.items ?? []).map((t) => [t.name, t.title]));
    const whole = new Set((types.data?.items ?? []).filter((t) => t.box_wide).map((t) => t.name));
    const noEdit = (s: JobSchedule) => no.admin || (whole.has(s.type) && no.box) || (s.managed_at ? `It is set at ${placeOf(s)}` : false);
    const shown = list.rows.find((s) => s.id === open);
    const actions = (s: JobSchedule, small: boolean) => (
        <>
            <Button small={small} icon={<Play size={14} aria-hidden="true" />} label={`Run ${s.name} now`} reason={no.admin} busy={run.isPending && run.variables.id === s.id} onClick={() => run.mutate(s)}>
                Run now
            </Button>
            <Button small={small} look={small ? 'quiet' : undefined} icon={<Pencil size={14} aria-hidden="true" />} label={`Edit ${s.name}`} reason={noEdit(s)} onClick={() => setEditing(s.id, { push: true })}>
                {small ? undefined : 'Edit'}
            </Button>
            <Button small={small} look={small ? 'quiet' : 'danger'} icon={<Trash2 size={14} aria-hidden="true" />} label={`Delete ${s.name}`} reason={no.admin || (s.built_in && 'The box’s own schedules are paused, not deleted')} onClick={() => ask(s)}>
                {small ? undefined : 'Delete'}
            </Button>
        </>
    );
    return (
        <div className={`jobs${open ? ' with-side' : ''}`}>
            <div className="jobs-main stack">
                <PageHead title="Schedules" sub="What enters jobs by the clock.">
                    <LinkButton to="/admin/jobs">Jobs</LinkButton>
                    <Button look="primary" icon={<Plus size={14} aria-hidden="true" />} reason={no.admin} onClick={() => setEditing('new', { push: true })}>
                        Add a schedule
                    </Button>
                </PageHead>
                <Panel label="Schedules" flush>
                    <Async
                        query={list}
                        what="The schedules"
                        skeleton={<Skeleton rows={8} />}
                        empty={
                            list.data &&
                            list.rows.length === 0 && (
                                <Empty
                                    title="No schedules yet"
                                    icon={<CalendarClock size={28} aria-hidden="true" />}
                                    actions={
                                        <Button reason={no.admin} onClick={() => setEditing('new', { push: true })}>
                                            Add the first one
                                        </Button>
                                    }
                                >
                                    A schedule enters a job by cron or by interval, in any time zone, and catches up what was missed as it says.
                                </Empty>
                            )
                        }
                    >
                        {() => (
                            <>
                                <Table
                                    label="Schedules"
                                    rows={list.rows}
                                    id={(s) => s.id}
                                    selected={open}
                                    onOpen={(s) => setOpen(s.id, { push: true })}
                                    columns={[
                                        { head: 'On', cell: (s) => <Switch of={s} reason={no.admin || (s.managed_at ? `It is set at ${placeOf(s)}` : false)} onChange={(on) => enable.mutate({ s, on })} /> },
                                        {
                                            head: 'Name',
                                            cell: (s) => (
                                                <span className="row tight jobs-line">
                                                    <Link to={`?schedule=${encode(s.id)}`} className="jobs-name">
                                                        {s.name}
                                                    </Link>
                                                    {s.built_in && <Tag>Built in</Tag>}
                                                    {s.managed_at && (
                                                        <Link to={s.managed_at} className="underlined">
                                                            Set at {placeOf(s)}
                                                        </Link>
                                                    )}
                                                </span>
                                            ),
                                        },
                                        { head: 'Type', cell: (s) => titles.get(s.type) ?? s.type },
                                        {
                                            head: 'When',
                                            cell: (s) => (
                                                <span title={s.cron ?? undefined}>
                                                    {whenOf(s)} {s.cron && <span className="muted">{s.time_zone}</span>}
                                                </span>
                                            ),
                                        },
                                        { head: 'Next', cell: (s) => (s.enabled ? <Countdown at={s.next_runs[0]} past="now" /> : <span className="muted">paused</span>) },
                                        { head: 'Last', cell: (s) => <Ago at={laterOf(s.last_at ?? undefined, s.last_results[0]?.started_at ?? undefined)} /> },
                                        { head: 'Results', cell: (s) => <Results of={s} /> },
                                        { head: 'Actions', actions: true, cell: (s) => actions(s, true) },
                                    ]}
                                />
                                <More of={list} noun="schedule" />
                            </>
                        )}
                    </Async>
                </Panel>
            </div>
            {open && <Detail key={open} id={open} known={shown} onClose={() => setOpen('')} actions={(s) => actions(s, false)} title={(t) => titles.get(t) ?? t} />}
            {editing && Editor && types.data && <Editor id={editing === 'new' ? null : editing} types={types.data.items.filter((t) => !t.box_wide || !no.box)} onClose={() => setEditing('')} onDone={() => setEditing('')} />}
            <ConfirmDialog open={deleting !== null} title={`Delete ${deleting?.name ?? ''}`} verb="Delete" busy={remove.isPending} error={remove.error && errorText(remove.error)} onConfirm={() => deleting && remove.mutate(deleting)} onClose={() => ask(null)}>
                It enters no more jobs. The jobs that it entered stay, and those that are open go on.
            </ConfirmDialog>
        </div>
    );
}

function Switch({ of: s, reason, onChange }: { of: JobSchedule; reason: string | false; onChange: (on: boolean) => void }) {
    return (
        <button type="button" role="switch" className="jobs-switch" aria-checked={s.enabled} aria-label={`${s.name} is on`} aria-disabled={Boolean(reason) || undefined} title={reason || (s.enabled ? 'Pause it' : 'Let it run again')} onClick={() => !reason && onChange(!s.enabled)}>
            <i />
        </button>
    );
}

/** The last ten, oldest first, as marks that lead to their jobs; the newest in words. */
function Results({ of: s }: { of: JobSchedule }) {
    const newest = s.last_results[0];
    if (!newest) return <span className="muted">never ran</span>;
    return (
        <span className="jobs-results">
            {s.last_results
                .slice()
                .reverse()
                .map((r) => (
                    <Link key={r.id} to={`/admin/jobs?job=${encode(r.id)}`} className={`status st-${LOOK[r.state].colour}`} label={`${LOOK[r.state].word}: job ${shortId(r.id)}`} title={`${LOOK[r.state].word}${r.started_at ? `, ${exact(r.started_at)}` : ''}${r.error ? `: ${r.error}` : ''}`}>
                        <StatusShape status={LOOK[r.state].shape} size={8} />
                    </Link>
                ))}
            <StateMark state={newest.state} />
            {s.skipped > 0 && (
                <span className="muted" title="Times at which the job before was still open">
                    {number(s.skipped)} left out
                </span>
            )}
        </span>
    );
}

function Detail({ id, known, onClose, actions, title }: { id: string; known?: JobSchedule; onClose: () => void; actions: (s: JobSchedule) => ReactNode; title: (type: string) => string }) {
    const q = useQuery({ queryKey: ['jobs', 'schedules', 'one', id], queryFn: ({ signal }) => get<JobSchedule>(`/schedules/${encode(id)}`, { signal, quiet: true }), initialData: known, refetchInterval: 15_000 });
    const s = q.data;
    return (
        <Side label={s ? `Schedule ${s.name}` : 'Schedule'} title={s?.name ?? 'Schedule'} status={s ? (s.enabled ? 'ok' : 'paused') : undefined} onClose={onClose}>
            {q.error instanceof ApiError && [400, 404, 422].includes(q.error.status) ? (
                <Empty title="No such schedule" actions={<Button onClick={onClose}>Close</Button>}>
                    It was deleted, or it belongs to another tenant.
                </Empty>
            ) : (
                <Async query={q} what="The schedule" skeleton={<Skeleton rows={12} />}>
                    {(d) => (
                        <>
                            <div className="row">{actions(d)}</div>
                            <Facts
                                of={[
                                    ['Type', title(d.type)],
                                    ['When', whenOf(d)],
                                    d.cron && ['Cron', <code key="c">{`${d.cron}  ${d.time_zone}`}</code>],
                                    ['Missed times', { skip: 'are left out', once: 'are caught up by one run', all: 'are caught up, 100 at most' }[d.catch_up]],
                                    ['Still open', d.overlap === 'skip' ? `then a time is left out (${number(d.skipped)} so far)` : 'then the next one waits in the queue'],
                                    ['Priority', String(d.priority)],
                                    d.managed_at && ['Set at', <Link key="m" className="underlined" to={d.managed_at}>{placeOf(d)}</Link>],
                                    ['Made', <span key="w"><Ago at={d.created_at} /> {d.created_by ? `by ${d.created_by}` : 'by the box'}</span>],
                                ]}
                            />
                            <section className="stack" aria-label="Next times">
                                <h3>Next times</h3>
                                {d.enabled ? <Times of={d.next_runs} zone={d.cron ? d.time_zone : undefined} /> : <p className="muted">It is paused.</p>}
                            </section>
                            <section className="stack" aria-label="Last results">
                                <div className="row">
                                    <h3 className="grow">Last results</h3>
                                    <Link className="underlined" to={`/admin/jobs?schedule=${encode(d.id)}`}>
                                        All its jobs
                                    </Link>
                                </div>
                                {d.last_results.length === 0 && <p className="muted">It did not run yet.</p>}
                                <ul>
                                    {d.last_results.map((r) => (
                                        <li key={r.id} className="row">
                                            <StateMark state={r.state} />
                                            <Link className="underlined" to={`/admin/jobs?job=${encode(r.id)}`}>
                                                job {shortId(r.id)}
                                            </Link>
                                            <span className="muted">
                                                <Ago at={r.started_at} never="not begun" />
                                            </span>
                                            {r.error && <span className="jobs-error">{r.error}</span>}
                                        </li>
                                    ))}
                                </ul>
                            </section>
                            {Object.keys(d.input).length > 0 && <Block title="Input" text={pretty(d.input)} />}
                            <History type="job_schedule" id={d.id} />
                        </>
                    )}
                </Async>
            )}
        </Side>
    );
}
