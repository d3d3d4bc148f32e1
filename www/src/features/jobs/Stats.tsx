/* How the queue stands: depths, rates with the last hour, and what fails, grouped. A figure is also the filter that shows what it counts. */
import { useQuery } from '@tanstack/react-query';
import { get } from '@/api/client';
import { useLiveInvalidate } from '@/api/hooks';
import type { JobState, JobStats } from '@/api/types';
import { useNow } from '@/lib/clock';
import { duration, ms, number, percent } from '@/lib/format';
import { Async } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { Spark } from '@/ui/Spark';
import { StatusShape } from '@/ui/Status';
import { Ago } from '@/ui/Time';
import { type Filter, LOOK, seriesOf } from './data';

const KEY = ['jobs', 'stats'] as const;
const LISTENED = [KEY];
/** The box counts no further. */
const COUNTED = 10_000;

export function Stats({ state, onState, onGroup }: { state: string; onState: (s: string) => void; onGroup: (f: Partial<Record<Filter, string>>) => void }) {
    const q = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<JobStats>('/jobs/stats', { query: { hours: 1 }, signal, quiet: true }), refetchInterval: 10_000 });
    useLiveInvalidate('jobs', LISTENED, 2500);
    const now = useNow(15);
    return (
        <Async query={q} what="The figures" skeleton={<div className="jobs-stats">{Array.from({ length: 6 }, (_, i) => <div key={i} className="skeleton jobs-stat" />)}</div>}>
            {(s) => {
                const series = seriesOf(s, 1, now);
                const tile = (of: JobState, n: number, more?: string) => (
                    <button type="button" className={`panel jobs-stat st-${n ? LOOK[of].colour : 'off'}`} aria-pressed={state === of} onClick={() => onState(state === of ? '' : of)}>
                        <span className="jobs-stat-name status">
                            <StatusShape status={LOOK[of].shape} size={8} />
                            {LOOK[of].word}
                        </span>
                        <b>{of === 'FAILED' && n > COUNTED ? `> ${number(COUNTED)}` : number(n)}</b>
                        <span className="muted">{more}</span>
                    </button>
                );
                return (
                    <>
                        <div className="jobs-stats" role="group" aria-label="Figures">
                            {tile('PENDING', s.pending, s.pending ? `the oldest waits ${duration(s.oldest_pending_seconds)}` : 'nothing waits')}
                            {tile('SCHEDULED', s.scheduled, 'for later, or for another job')}
                            {tile('RUNNING', s.running, s.mean_run_ms === null ? 'none ended this hour' : `${ms(s.mean_run_ms)} on average`)}
                            {tile('FAILED', s.failed, `${number(s.failed_last_hour)} in the last hour`)}
                            <div className="panel jobs-stat">
                                <span className="jobs-stat-name">Ended a minute</span>
                                <b>{number(s.per_minute, s.per_minute < 10 ? 1 : 0)}</b>
                                <Spark width={120} height={20} label={`Ended a minute, last hour: ${number(s.completed_last_hour)} completed, ${number(s.failed_last_hour)} failed`} points={series.completed.map((c, i) => c + series.failed[i]!)} />
                            </div>
                            <div className={`panel jobs-stat${s.error_rate_pct ? ' st-failed' : ''}`}>
                                <span className="jobs-stat-name">Failure share</span>
                                <b>{percent(s.error_rate_pct, 1)}</b>
                                <Spark width={120} height={20} label="Failed a minute, last hour" points={series.failed} />
                            </div>
                        </div>
                        {s.errors.length > 0 && (
                            <details className="panel jobs-groups st-failed">
                                <summary>
                                    What failed within a day, grouped <span className="muted">({number(s.errors.reduce((n, g) => n + g.count, 0))} in {number(s.errors.length)})</span>
                                </summary>
                                <ul>
                                    {s.errors.map((g) => (
                                        <li key={`${g.type} ${g.error}`}>
                                            <b className="num">{number(g.count)}×</b>
                                            <span>{g.type}</span>
                                            <span className="jobs-error truncate" title={g.error}>
                                                {g.error}
                                            </span>
                                            <span className="muted">
                                                <Ago at={g.last_at} />
                                            </span>
                                            <Button small label={`Show the ${g.type} jobs with this error`} onClick={() => onGroup({ type: g.type, state: 'FAILED', q: g.error.slice(0, 100) })}>
                                                Show
                                            </Button>
                                        </li>
                                    ))}
                                </ul>
                            </details>
                        )}
                    </>
                );
            }}
        </Async>
    );
}
