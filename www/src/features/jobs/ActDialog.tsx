/*
 * Asks before something is done to jobs, and says how many it touches. All that match are frozen before it asks, so that exactly the ones that were counted
 * are touched.
 */
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { post } from '@/api/client';
import type { Job, JobPreview, JobRow } from '@/api/types';
import { number, plural } from '@/lib/format';
import { errorText } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { Dialog, DialogFoot } from '@/ui/Dialog';
import type { Ask, Acting } from './act';
import { ACTS, type Act, allowed, inWords, shortId } from './data';

/** So many and more are confirmed by typing how many. */
const TYPED = 100;

export default function ActDialog({ ask, acting: { one, many }, onClose }: { ask: Ask; acting: Acting; onClose: () => void }) {
    const { act } = ask;
    const [text, setText] = useState('');
    const [nonce] = useState(() => String(Math.random()));
    const id = useId();
    const all = 'all' in ask ? ask.all : null;
    const preview = useQuery({ queryKey: ['preview', nonce], queryFn: () => post<JobPreview>('/jobs/bulk/preview', { action: act, filter: all }, { quiet: true }), enabled: all !== null, staleTime: Infinity, gcTime: 0, retry: false, refetchOnWindowFocus: false });

    const can = 'some' in ask ? ask.some.filter((j) => allowed(act, j.state)) : [];
    const count = 'one' in ask ? 1 : all ? (preview.data?.count ?? 0) : can.length;
    const rest = 'some' in ask ? ask.some.length - can.length : 0;
    const verb = ACTS[act].verb;
    const typed = count >= TYPED ? String(count) : undefined;
    const asked = all && !preview.data;
    const busy = one.isPending || many.isPending;
    const error = one.error ?? many.error ?? preview.error;
    const ready = count > 0 && !asked && (typed === undefined || text.trim() === typed);
    const title = 'one' in ask ? `${verb}: one job` : asked ? `${verb}: all that match` : `${verb}: ${plural(count, 'job')}`;
    return (
        <Dialog open title={title} onClose={busy ? () => {} : onClose} hazard={act === 'cancel'}>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (!ready || busy) return;
                    if ('one' in ask) one.mutate({ job: ask.one, act });
                    else if ('some' in ask) many.mutate({ action: act, ids: can.map((j) => j.id) });
                    else many.mutate({ action: act, selection_id: preview.data!.selection_id });
                }}
            >
                {'one' in ask && (
                    <>
                        <p>
                            <b>{ask.one.type}</b> <code>{shortId(ask.one.id)}</code>
                        </p>
                        <OneWords act={act} job={ask.one} />
                    </>
                )}
                {'some' in ask && (
                    <>
                        <p>
                            {plural(can.length, 'chosen job')} {effect(act, can.length)}
                        </p>
                        <Kinds of={can} />
                        {rest > 0 && (
                            <p className="muted">
                                {plural(rest, 'other chosen job')} {rest === 1 ? 'is' : 'are'} not {words(act)} and {rest === 1 ? 'stays as it is' : 'stay as they are'}.
                            </p>
                        )}
                    </>
                )}
                {all && asked && !preview.isError && (
                    <p role="status" aria-busy="true">
                        Counting what matches…
                    </p>
                )}
                {all && preview.data && (
                    <>
                        <p>
                            <b>{plural(count, 'job')}</b> {inWords(all) ? `${inWords(all)}: ` : ''}
                            {count ? effect(act, count) : `nothing that matches is ${words(act)}.`}
                        </p>
                        {!inWords(all) && count > 0 && <p className="form-error">No filter narrows this: it is every job of the tenant that is {words(act)}.</p>}
                        {count > 0 && <p className="muted">They are frozen as they were counted: a job that is entered now is not touched.</p>}
                        {preview.data.more && <p className="muted">There are more; one action takes 10,000.</p>}
                    </>
                )}
                {typed !== undefined && (
                    <div className="field">
                        <label htmlFor={id}>
                            Type <code>{typed}</code> to confirm
                        </label>
                        <input id={id} className="input" inputMode="numeric" autoComplete="off" value={text} onChange={(e) => setText(e.target.value)} />
                    </div>
                )}
                {error && (
                    <p className="form-error" role="alert">
                        {errorText(error)}
                    </p>
                )}
                <DialogFoot>
                    <Button onClick={onClose}>Leave as it is</Button>
                    <Button type="submit" look={act === 'cancel' ? 'danger' : 'primary'} busy={busy} reason={!ready && (asked ? 'Still counting' : count ? 'Type how many first' : `None of these is ${words(act)}`)}>
                        {verb} {'one' in ask ? 'it' : number(count)}
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}

const words = (act: Act) => (act === 'retry' ? 'failed' : act === 'cancel' ? 'scheduled, pending or running' : 'scheduled or pending');
const effect = (act: Act, n: number) =>
    act === 'retry'
        ? `${n === 1 ? 'is' : 'are'} put back in the queue. What the attempts before did may be done again.`
        : act === 'cancel'
          ? `${n === 1 ? 'ends' : 'end'} as cancelled. What runs is asked to stop; the history stays.`
          : `${n === 1 ? 'begins' : 'begin'} as soon as there is room, before ${n === 1 ? 'its' : 'their'} time.`;

function OneWords({ act, job }: { act: Act; job: JobRow | Job }) {
    if (act === 'retry')
        return (
            <>
                <p>
                    It is put back in the queue with the same input and counts its attempts from 0 again. {job.attempts > 0 && `It was begun ${plural(job.attempts, 'time')}; what that did may be done again.`} The attempts stay in its history.
                </p>
                {job.error && <p className="jobs-error">{job.error}</p>}
            </>
        );
    return (
        <p>
            {job.state === 'RUNNING' ? 'It runs now: it is asked to stop, and what it did so far stays done.' : 'It has not begun and will not.'} Jobs that wait for it are cancelled too. Its history stays.
        </p>
    );
}

function Kinds({ of }: { of: JobRow[] }) {
    const counts = new Map<string, number>();
    for (const j of of) counts.set(j.type, (counts.get(j.type) ?? 0) + 1);
    if (of.length < 2) return null;
    return (
        <ul className="row tight" aria-label="Of these types">
            {[...counts].map(([type, n]) => (
                <li key={type} className="tag">
                    {number(n)} {type}
                </li>
            ))}
        </ul>
    );
}
