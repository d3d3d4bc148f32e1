/* One job whole: what it was given, what came of it, every attempt with its log, what it is about, and who did what to it. */
import { useQuery } from '@tanstack/react-query';
import { Download, Maximize2, Minimize2, Pause, Pencil, RotateCcw, SquareX, Zap } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ApiError, encode, get } from '@/api/client';
import type { HealthDetail, Job, JobAttempt, JobQueue, JobRow, JobType, List } from '@/api/types';
import { useMay } from '@/app/session';
import { useNow } from '@/lib/clock';
import { bytes, exact, ms, number, plural } from '@/lib/format';
import { later } from '@/lib/later';
import { pageOf } from '@/lib/objects';
import { Async, Empty, Skeleton } from '@/ui/Async';
import { Button, Link } from '@/ui/Button';
import { History } from '@/ui/History';
import { Banner, Facts } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { More, usePaged } from '@/ui/Table';
import { Ago, Countdown, Since } from '@/ui/Time';
import { type Act, LOOK, OUTCOMES, actsOf, allowed, shortId, timelineOf, tookMs } from './data';
import { Block, Side, StateMark, pretty, useNo } from './parts';

const useEdit = later(() => import('./EnterDialog'));

interface Props {
    id: string;
    types: JobType[];
    wide: boolean;
    onWide: (on: boolean) => void;
    onClose: () => void;
    onOpen: (id: string) => void;
    /** Asks about an action; run now needs no question. */
    onAct: (act: Act, job: Job) => void;
    busy?: Act;
}

export default function Detail({ id, types, wide, onWide, onClose, onOpen, onAct, busy }: Props) {
    const job = useQuery({ queryKey: ['jobs', 'one', id], queryFn: ({ signal }) => get<Job>(`/jobs/${encode(id)}`, { signal, quiet: true }), refetchInterval: 10_000 });
    const j = job.data;
    const title = j ? (types.find((t) => t.name === j.type)?.title ?? j.type) : 'Job';
    return (
        <Side
            label={j ? `Job ${j.type} ${shortId(j.id)}` : 'Job'}
            title={title}
            status={j && LOOK[j.state].colour}
            mark={j && <StateMark state={j.state} />}
            wide={wide}
            tools={<Button look="quiet" className="jobs-widen" icon={wide ? <Minimize2 size={16} /> : <Maximize2 size={16} />} label={wide ? 'Make the panel narrow' : 'Make the panel wide'} pressed={wide} onClick={() => onWide(!wide)} />}
            onClose={onClose}
        >
            {job.error instanceof ApiError && [400, 404, 422].includes(job.error.status) ? (
                <Empty title="No such job" actions={<Button onClick={onClose}>Close</Button>}>
                    Its time of keeping is over, or it belongs to another tenant.
                </Empty>
            ) : (
                <Async query={job} what="The job" skeleton={<Skeleton rows={16} />}>
                    {(d) => <Content job={d} type={types.find((t) => t.name === d.type)} onAct={(a) => onAct(a, d)} onOpen={onOpen} busy={busy} />}
                </Async>
            )}
        </Side>
    );
}

const ICONS: Record<Act, ReactNode> = { retry: <RotateCcw size={14} aria-hidden="true" />, cancel: <SquareX size={14} aria-hidden="true" />, run: <Zap size={14} aria-hidden="true" /> };
const WHY: Record<Act, string> = { retry: 'Only a failed job can be retried', cancel: 'It is over', run: 'Only a job that waits can be run now' };

function Content({ job: j, type, onAct, onOpen, busy }: { job: Job; type?: JobType; onAct: (a: Act) => void; onOpen: (id: string) => void; busy?: Act }) {
    const no = useNo();
    const [editing, edit] = useState(false);
    const Edit = useEdit(editing);
    const attempts = usePaged<JobAttempt>(['jobs', 'one', j.id, 'attempts'], `/jobs/${encode(j.id)}/attempts`, { limit: 20 }, { refetchInterval: 10_000 });
    const acts = actsOf(j.state);
    const button = (act: Act, name: string) => (
        <Button look={act === 'cancel' ? 'danger' : acts[0] === act ? 'primary' : undefined} icon={ICONS[act]} reason={no.control || (!allowed(act, j.state) && WHY[act])} busy={busy === act} onClick={() => onAct(act)}>
            {name}
        </Button>
    );
    return (
        <>
            <div className="row">
                {acts.includes('run') ? button('run', 'Run now') : button('retry', 'Retry')}
                {(j.state === 'FAILED' || j.state === 'COMPLETED') && (
                    <Button icon={<Pencil size={14} aria-hidden="true" />} reason={no.control || (j.state !== 'FAILED' && WHY.retry) || (!type && 'Its type is gone')} onClick={() => edit(true)}>
                        Edit input and retry
                    </Button>
                )}
                {acts.includes('cancel') && button('cancel', 'Cancel')}
            </div>
            {j.state === 'PENDING' && <WhyNot job={j} type={type} />}
            {j.state === 'RUNNING' && (
                <div className="jobs-progress">
                    <div className="meter" role="progressbar" aria-label="Progress" aria-valuenow={j.progress} aria-valuemin={0} aria-valuemax={100}>
                        <i style={{ width: `${j.progress}%` }} />
                    </div>
                    <span className="secondary">
                        {j.progress} % {j.progress_text}
                    </span>
                </div>
            )}
            {j.error && j.state !== 'CANCELLED' && (
                <p className="jobs-error jobs-message" data-testid="job-error">
                    {j.error}
                </p>
            )}
            <div className="jobs-columns">
                <div className="stack">
                    <Details job={j} onOpen={onOpen} />
                    <Subject job={j} onOpen={onOpen} />
                    <Block title="Input" text={pretty(j.input)} />
                    {j.result !== null && j.result !== undefined && <Block title="Result" text={pretty(j.result)} />}
                    {j.artefacts.length > 0 && (
                        <section className="stack" aria-label="What it left">
                            <h3>What it left</h3>
                            <ul>
                                {j.artefacts.map((a) => (
                                    <li key={a.name} className="row">
                                        <a className="btn small" href={`/api/v1/jobs/${encode(j.id)}/artefacts/${encode(a.name)}`} download={a.name}>
                                            <Download size={14} aria-hidden="true" /> {a.name}
                                        </a>
                                        <span className="muted">
                                            {bytes(a.bytes)}, {a.content_type}
                                        </span>
                                    </li>
                                ))}
                            </ul>
                        </section>
                    )}
                    <Kin title="Children" of={j.children} onOpen={onOpen} />
                </div>
                <div className="stack">
                    <section className="stack" aria-label="Attempts">
                        <h3>
                            Attempts <span className="muted">{number(j.attempts)}</span>
                        </h3>
                        <Async query={attempts} what="The attempts" skeleton={<Skeleton rows={4} />} empty={attempts.data && attempts.rows.length === 0 && <p className="muted">It was not begun yet.</p>}>
                            {() => (
                                <>
                                    <ol className="jobs-attempts">
                                        {attempts.rows.map((a, i) => (
                                            <Attempt key={a.number} of={a} open={i === 0} />
                                        ))}
                                    </ol>
                                    {attempts.hasNextPage && <More of={attempts} noun="attempt" />}
                                </>
                            )}
                        </Async>
                        {j.retry_of && (
                            <p>
                                With another input than <Goto id={j.retry_of} onOpen={onOpen} />, which failed.
                            </p>
                        )}
                        <Kin title="Retried with another input" of={j.retried_as} onOpen={onOpen} />
                    </section>
                    <section className="stack" aria-label="Timeline">
                        <h3>Timeline</h3>
                        <ol className="jobs-timeline">
                            {timelineOf(j, attempts.rows).map((m, i) => (
                                <li key={i}>
                                    <time className="muted" dateTime={m.at} title={exact(m.at)}>
                                        {m.ahead ? <Countdown at={m.at} past="now" /> : <Ago at={m.at} />}
                                    </time>
                                    <span>
                                        <StatusMark status={m.status} word={m.what} size={8} /> {m.note && <span className="secondary">{m.note}</span>}
                                    </span>
                                </li>
                            ))}
                        </ol>
                    </section>
                    <History type="job" id={j.id} title="Who did what" />
                </div>
            </div>
            {editing && type && Edit && (
                <Edit
                    types={[type]}
                    again={j}
                    onClose={() => edit(false)}
                    onDone={(made) => {
                        edit(false);
                        onOpen(made.id);
                    }}
                />
            )}
        </>
    );
}

/** Why does it not begin? */
function WhyNot({ job: j, type }: { job: Job; type?: JobType }) {
    const queues = useQuery({ queryKey: ['jobs', 'queues'], queryFn: ({ signal }) => get<{ items: JobQueue[] }>('/jobs/queues', { signal, quiet: true }) });
    const queue = queues.data?.items.find((q) => q.name === j.queue);
    const paused = type?.paused ? { what: 'Its type', ...type } : queue?.paused ? { what: `The queue ${queue.name}`, ...queue } : null;
    if (paused)
        return (
            <Banner kind="warn" icon={<Pause size={16} aria-hidden="true" />}>
                {paused.what} is paused by {paused.paused_by || 'the box'} for <Since at={paused.paused_at} />: it does not begin.{' '}
                <Link className="underlined" to="/admin/jobs/queues">
                    Queues
                </Link>
            </Banner>
        );
    if (type && type.running >= type.concurrency) return <p className="secondary">All {plural(type.concurrency, 'place')} of its type are taken.</p>;
    return j.external ? <p className="secondary">It waits for a worker outside of the box to take it.</p> : null;
}

function Details({ job: j, onOpen }: { job: Job; onOpen: (id: string) => void }) {
    const now = useNow();
    const took = tookMs(j, now);
    return (
        <Facts
            of={[
                ['Type', <code key="t">{j.type}</code>],
                ['Id', <code key="i">{j.id}</code>],
                ['Queue', `${j.queue}, priority ${j.priority}`],
                [
                    'Entered',
                    <span key="e">
                        <Ago at={j.created_at} /> {j.created_by ? `by ${j.created_by}` : ''}
                    </span>,
                ],
                j.schedule_id && [
                    'Schedule',
                    <Link key="s" className="underlined" to={`/admin/jobs/schedules?schedule=${encode(j.schedule_id)}`}>
                        The schedule that entered it
                    </Link>,
                ],
                j.state === 'SCHEDULED' && !j.after && ['Begins', <Countdown key="b" at={j.run_at} past="now" />],
                j.after && j.state === 'SCHEDULED' && ['Waits for', <Goto key="w" id={j.after} onOpen={onOpen} />],
                ['Attempt', `${number(j.attempt)} of ${number(j.max_attempts)}${j.attempts > j.attempt ? `, ${number(j.attempts)} ever` : ''}`],
                j.worker && ['Worker', j.worker],
                took !== null && [j.state === 'RUNNING' ? 'Runs for' : 'Took', ms(took)],
                j.lease_until && ['Lease ends', <Countdown key="l" at={j.lease_until} />],
                j.finished_at && ['Ended', <Ago key="f" at={j.finished_at} />],
                j.parent_id && ['Parent', <Goto key="p" id={j.parent_id} onOpen={onOpen} />],
                j.unique_key && ['Unique key', <code key="u">{j.unique_key}</code>],
                j.exclusive_key && ['Exclusive key', <code key="x">{j.exclusive_key}</code>],
            ]}
        />
    );
}

function Goto({ id, onOpen }: { id: string; onOpen: (id: string) => void }) {
    return (
        <button type="button" className="jobs-goto" onClick={() => onOpen(id)}>
            job {shortId(id)}
        </button>
    );
}

function Kin({ title, of, onOpen }: { title: string; of: Job['children']; onOpen: (id: string) => void }) {
    if (!of.length) return null;
    return (
        <section className="stack" aria-label={title}>
            <h3>{title}</h3>
            <ul>
                {of.map((k) => (
                    <li key={k.id} className="row">
                        <StateMark state={k.state} /> {k.type} <Goto id={k.id} onOpen={onOpen} />
                        <span className="muted">
                            <Ago at={k.created_at} />
                        </span>
                    </li>
                ))}
            </ul>
        </section>
    );
}

function Attempt({ of: a, open }: { of: JobAttempt; open: boolean }) {
    const [status, word] = OUTCOMES[a.outcome];
    return (
        <li>
            <div className="row">
                <b>{a.number}</b>
                <StatusMark status={status} word={word} />
                <span className="grow secondary">
                    <Ago at={a.started_at} /> at {a.worker}
                </span>
                <span className="nowrap">{ms(a.duration_ms)}</span>
            </div>
            {a.error && <p className="jobs-error">{a.error}</p>}
            {a.log ? (
                <details open={open}>
                    <summary>
                        Log <span className="muted">{plural(a.log.split('\n').filter(Boolean).length, 'line')}{a.log_dropped > 0 && `, ${number(a.log_dropped)} left out`}</span>
                    </summary>
                    <Block level={4} title={`Log of attempt ${a.number}`} text={a.log} />
                </details>
            ) : (
                <p className="muted">It wrote no log.</p>
            )}
        </li>
    );
}

/** The thing that the job works on: what the box knows of it, and the other jobs about it. */
function Subject({ job: j, onOpen }: { job: Job; onOpen: (id: string) => void }) {
    const may = useMay();
    const { subject_type: kind, subject_id: id } = j;
    const own = kind === 'service' && may('service.read');
    const service = useQuery({ queryKey: ['health', 'one', id], queryFn: ({ signal }) => get<HealthDetail>(`/admin/health/services/${encode(id!)}`, { signal, quiet: true }), enabled: own && Boolean(id), retry: false });
    const others = useQuery({ queryKey: ['jobs', 'about', kind, id], queryFn: ({ signal }) => get<List<JobRow>>('/jobs', { query: { subject_type: kind, subject_id: id, limit: 6 }, signal, quiet: true }), enabled: Boolean(id) });
    if (!kind || !id) return null;
    const page = pageOf(kind, id);
    const rest = (others.data?.items ?? []).filter((o) => o.id !== j.id).slice(0, 5);
    const s = service.data;
    return (
        <section className="stack" aria-label="About" data-testid="job-subject">
            <div className="row">
                <h3 className="grow">About</h3>
                <Link className="underlined" to={`/admin/jobs?${new URLSearchParams({ about: kind, thing: id })}`}>
                    All jobs about it
                </Link>
            </div>
            <Facts
                of={[
                    [kind.replace(/_/g, ' '), page ? <Link key="l" className="underlined" to={page}>{s?.name ?? id}</Link> : <code key="c">{id}</code>],
                    s && ['State', <StatusMark key="s" status={s.status} />],
                    s && s.target !== '' && ['Target', <code key="t">{s.target}</code>],
                    own && service.isError && ['State', <span key="g" className="muted">It was deleted.</span>],
                ]}
            />
            {rest.length > 0 && (
                <ul>
                    {rest.map((o) => (
                        <li key={o.id} className="row">
                            <StateMark state={o.state} /> {o.type} <Goto id={o.id} onOpen={onOpen} />
                            <span className="muted">
                                <Ago at={o.created_at} />
                            </span>
                        </li>
                    ))}
                </ul>
            )}
        </section>
    );
}
