/* What the three pages of jobs share: the mark of a state, the panel at the side, text to read and take away, the types. */
import { useQuery } from '@tanstack/react-query';
import { Check, Copy, X } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { get } from '@/api/client';
import type { JobState, JobType } from '@/api/types';
import { useMay } from '@/app/session';
import { dateFormat, exact, number } from '@/lib/format';
import { Button } from '@/ui/Button';
import { useSide } from '@/ui/side';
import { StatusShape } from '@/ui/Status';
import { Countdown } from '@/ui/Time';
import { LOOK } from './data';

export const TYPES = ['jobs', 'types'] as const;
export const useTypes = (refetchInterval?: number) => useQuery({ queryKey: TYPES, queryFn: ({ signal }) => get<{ items: JobType[] }>('/jobs/types', { signal, quiet: true }), staleTime: 30_000, refetchInterval });

/** Why something may not be done: false when it may. */
export function useNo() {
    const may = useMay();
    return {
        run: !may('job.run') && 'Needs the permission to enter jobs',
        control: !may('job.control') && 'Needs the permission to control jobs',
        admin: !may('job.admin') && 'Needs the permission to administer jobs',
        box: !may('job.box') && 'Needs the permission for jobs of the whole box',
    };
}

export function StateMark({ state, bare }: { state: JobState; bare?: boolean }) {
    const l = LOOK[state];
    return (
        <span className={`status st-${l.colour}`}>
            <StatusShape status={l.shape} />
            <span className={bare ? 'sr-only' : undefined}>{l.word}</span>
        </span>
    );
}

/** Beside the list on a desk, over it on a phone; Escape closes. `wide` gives it two thirds of the page. */
export function Side({ label, title, status, mark, tools, wide, onClose, children }: { label: string; title: string; status?: string; mark?: ReactNode; tools?: ReactNode; wide?: boolean; onClose: () => void; children: ReactNode }) {
    const panel = useSide(onClose);
    return (
        <aside ref={panel} tabIndex={-1} className={`panel jobs-side${wide ? ' wide' : ''} st-${status ?? 'unknown'}`} aria-label={label}>
            <header>
                {mark}
                <h2 className="truncate" title={title}>
                    {title}
                </h2>
                {tools}
                <Button look="quiet" icon={<X size={16} />} label="Close the panel" onClick={onClose} />
            </header>
            <div className="body stack">{children}</div>
        </aside>
    );
}

const CUT = 20_000;

/** Text as it is, with a heading and a button to take it away; long text is cut first. */
export function Block({ title, text, level = 3, note }: { title: string; text: string; level?: 3 | 4; note?: ReactNode }) {
    const [done, set] = useState(false);
    const [all, show] = useState(false);
    const pre = useRef<HTMLPreElement>(null);
    const Heading = `h${level}` as 'h3' | 'h4';
    const copy = async () => {
        try {
            await navigator.clipboard.writeText(text);
            set(true);
            setTimeout(() => set(false), 2000);
        } catch {
            /* Without TLS there is no clipboard: select it for Ctrl C. */
            if (pre.current) getSelection()?.selectAllChildren(pre.current);
        }
    };
    return (
        <section className="stack jobs-block" aria-label={title}>
            <div className="row">
                <Heading className="grow">{title}</Heading>
                {note}
                <Button small look="quiet" icon={done ? <Check size={14} /> : <Copy size={14} />} label={`Copy: ${title}`} onClick={() => void copy()} />
            </div>
            <pre ref={pre} className="jobs-text" tabIndex={0}>
                {all || text.length <= CUT ? text : `${text.slice(0, CUT)}…`}
            </pre>
            {!all && text.length > CUT && (
                <div>
                    <Button small onClick={() => show(true)}>
                        Load all ({number(text.length)} characters)
                    </Button>
                </div>
            )}
        </section>
    );
}

export const pretty = (v: unknown) => (typeof v === 'string' ? v : JSON.stringify(v, null, 2));

/** Times as the reader writes them, and in the schedule's own zone where that is another. */
export function Times({ of, zone }: { of: string[]; zone?: string }) {
    if (!of.length) return <p className="muted">None within sight.</p>;
    const here = dateFormat({}).resolvedOptions().timeZone;
    const there = zone && zone !== here ? new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' }) : null;
    return (
        <ol className="jobs-times">
            {of.map((t) => (
                <li key={t}>
                    <Countdown at={t} past="now" />
                    <span>{exact(t)}</span>
                    {there && <span className="muted">{there.format(new Date(t))}</span>}
                </li>
            ))}
        </ol>
    );
}
