/* How deep each queue is, and its brake. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { encode, post } from '@/api/client';
import type { AdminStats } from '@/api/types';
import { useMay } from '@/app/session';
import { toast } from '@/app/toasts';
import { duration, number } from '@/lib/format';
import { errorText } from '@/ui/Async';
import { Button, Link } from '@/ui/Button';
import { ConfirmDialog } from '@/ui/Dialog';
import { Panel } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { KEY } from './data';

type Queue = NonNullable<AdminStats['queues']>[number];

export function Queues({ queues, jobs }: { queues: Queue[]; jobs: AdminStats['jobs'] }) {
    const may = useMay();
    const client = useQueryClient();
    const [asking, ask] = useState<string | null>(null);
    const turn = useMutation({
        mutationFn: ({ name, pause }: { name: string; pause: boolean }) => post(`/jobs/queues/${encode(name)}/${pause ? 'pause' : 'resume'}`, undefined, { quiet: true }),
        onSuccess: (_, { name, pause }) => {
            ask(null);
            toast({ kind: 'ok', title: pause ? `The queue ${name} is paused` : `The queue ${name} goes on`, text: pause ? 'What runs goes on; what waits stays.' : undefined });
        },
        onError: (e, { pause }) => pause || toast({ kind: 'warn', title: 'The queue was not resumed', text: errorText(e) }),
        onSettled: () => client.invalidateQueries({ queryKey: KEY }),
    });
    const most = Math.max(1, ...queues.map((q) => q.pending + q.running + q.scheduled));
    const no = !may('job.admin') && 'Needs the permission job.admin';
    return (
        <Panel title="Queue depth" status={queues.some((q) => q.paused) ? 'warn' : undefined} actions={<Link to="/admin/jobs/queues">Queues</Link>}>
            <ul className="queues" aria-label="Queues">
                {queues.map((q) => (
                    <li key={q.name} data-testid={`queue-${q.name}`}>
                        <span className="queue-name">
                            {q.name} {q.paused && <StatusMark status="paused" />}
                        </span>
                        <span className="queue-figures">
                            <b>{number(q.pending)}</b> waiting · {number(q.running)} running{q.scheduled > 0 && ` · ${number(q.scheduled)} scheduled`}
                        </span>
                        {q.paused ? (
                            <Button small icon={<Play size={14} />} label={`Resume ${q.name}`} reason={no} busy={turn.isPending && turn.variables.name === q.name} onClick={() => turn.mutate({ name: q.name, pause: false })} />
                        ) : (
                            <Button small icon={<Pause size={14} />} label={`Pause ${q.name}`} reason={no} onClick={() => ask(q.name)} />
                        )}
                        <div className="queue-bar" aria-hidden="true">
                            <i className="st-info" style={{ width: `${(100 * q.running) / most}%` }} />
                            <i className={q.paused ? 'st-warn' : 'st-ok'} style={{ width: `${(100 * q.pending) / most}%` }} />
                            <i className="st-unknown" style={{ width: `${(100 * q.scheduled) / most}%` }} />
                        </div>
                    </li>
                ))}
            </ul>
            {jobs && (
                <dl className="job-facts">
                    {(
                        [
                            ['Last hour', `${number(jobs.completed_last_hour)} completed`],
                            ['Failed', number(jobs.failed_last_hour)],
                            ['Per minute', number(jobs.per_minute, 1)],
                            ['Oldest waits', jobs.oldest_pending_seconds ? duration(jobs.oldest_pending_seconds) : '–'],
                        ] as const
                    ).map(([k, v]) => (
                        <div key={k}>
                            <dt>{k}</dt>
                            <dd>{v}</dd>
                        </div>
                    ))}
                </dl>
            )}
            <ConfirmDialog
                open={asking !== null}
                title={`Pause the queue ${asking ?? ''}`}
                verb="Pause"
                busy={turn.isPending}
                error={turn.isError ? errorText(turn.error) : null}
                onClose={() => {
                    ask(null);
                    turn.reset();
                }}
                onConfirm={() => asking && turn.mutate({ name: asking, pause: true })}
            >
                <p>No more jobs of this queue begin until somebody resumes it. Jobs that run go on; new ones are taken and wait.</p>
            </ConfirmDialog>
        </Panel>
    );
}
