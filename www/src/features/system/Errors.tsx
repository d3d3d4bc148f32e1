/* What went wrong in the box, grouped by what is the same in it. */
import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { get } from '@/api/client';
import type { BoxError } from '@/api/types';
import { number } from '@/lib/format';
import { useUrlState } from '@/lib/url';
import { Async, Empty, Skeleton } from '@/ui/Async';
import { Button } from '@/ui/Button';
import { Facts, Panel } from '@/ui/Page';
import { StatusMark } from '@/ui/Status';
import { Ago } from '@/ui/Time';

const LEVELS: [string, string][] = [
    ['', 'All'],
    ['error', 'Errors'],
    ['warn', 'Warnings'],
];

export function Errors() {
    const [level, setLevel] = useUrlState('errors');
    const errors = useQuery({
        queryKey: ['admin', 'errors', level],
        queryFn: ({ signal }) => get<{ items: BoxError[] }>('/admin/errors', { query: level === 'error' || level === 'warn' ? { level } : {}, signal, quiet: true }),
        refetchInterval: 15_000,
        placeholderData: (old) => old,
    });
    return (
        <Panel
            title="Latest errors"
            status={errors.data?.items.some((e) => e.level === 'error') ? 'critical' : errors.data?.items.length ? 'warn' : 'ok'}
            flush
            actions={
                <div className="row tight" role="group" aria-label="Level">
                    {LEVELS.map(([v, words]) => (
                        <Button key={v} small pressed={level === v} onClick={() => setLevel(v)}>
                            {words}
                        </Button>
                    ))}
                </div>
            }
        >
            <Async
                query={errors}
                what="The errors"
                skeleton={<Skeleton rows={4} />}
                empty={
                    errors.data?.items.length === 0 && (
                        <Empty title="Nothing went wrong" icon={<CircleCheck size={24} aria-hidden="true" />}>
                            Warnings and errors of the box itself are gathered here.
                        </Empty>
                    )
                }
            >
                {(d) => (
                    <ul className="errors">
                        {d.items.map((e) => (
                            <li key={e.shape}>
                                <details>
                                    <summary>
                                        <StatusMark status={e.level === 'error' ? 'critical' : 'warn'} word={e.level === 'error' ? 'Error' : 'Warning'} bare />
                                        <span className="grow truncate">{e.message}</span>
                                        <b>{number(e.count)}×</b>
                                        <span className="muted">
                                            <Ago at={e.last_at} />
                                        </span>
                                    </summary>
                                    <Facts
                                        of={[
                                            ['First', <Ago key="first" at={e.first_at} />],
                                            ['Alike', <code key="shape">{e.shape}</code>],
                                            e.details && ['The last one', <code key="details">{e.details}</code>],
                                            e.request_id && ['Request', <code key="request">{e.request_id}</code>],
                                        ]}
                                    />
                                </details>
                            </li>
                        ))}
                    </ul>
                )}
            </Async>
        </Panel>
    );
}
