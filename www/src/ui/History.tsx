/* <History type="service" id={s.id} />: who did what to an object, newest first; nothing for who may not read the trail. */
import { useQuery } from '@tanstack/react-query';
import { History as Clock } from 'lucide-react';
import { get } from '@/api/client';
import { useLiveInvalidate } from '@/api/hooks';
import type { AuditEntry, List } from '@/api/types';
import { useMay } from '@/app/session';
import { Async, Skeleton } from './Async';
import { Link } from './Button';
import { ChangesLine } from './Changes';
import { StatusMark } from './Status';
import { Ago } from './Time';

const SHOWN = 8;

export function History({ type, id, title = 'Who changed it' }: { type: string; id: string; title?: string }) {
    return useMay()('audit.read') ? <Shown type={type} id={id} title={title} /> : null;
}

/** In a row's actions: the trail of that object; nothing for who may not read it. */
export function HistoryLink({ type, id, name }: { type: string; id: string; name: string }) {
    if (!useMay()('audit.read')) return null;
    return (
        <Link to={`/admin/audit?${new URLSearchParams({ object_type: type, object: id })}`} className="btn quiet small icon" label={`History of ${name}`} title={`History of ${name}`}>
            <Clock size={14} aria-hidden="true" />
        </Link>
    );
}

function Shown({ type, id, title }: { type: string; id: string; title: string }) {
    const key = ['audit', 'of', type, id] as const;
    const q = useQuery({ queryKey: key, queryFn: ({ signal }) => get<List<AuditEntry>>('/audit', { query: { object_type: type, object_id: id, limit: SHOWN }, signal, quiet: true }) });
    useLiveInvalidate('audit', [key], 2000);
    const all = `/admin/audit?${new URLSearchParams({ object_type: type, object: id })}`;
    return (
        <section className="stack" data-testid="who-changed-it">
            <div className="row">
                <h3 className="grow">{title}</h3>
                <Link to={all} className="history-link">All of it</Link>
            </div>
            <Async query={q} what="What was done to it" skeleton={<Skeleton rows={3} />} empty={q.data?.items.length === 0 && <p className="muted">Nothing is recorded of it.</p>}>
                {(d) => (
                    <ol className="history">
                        {d.items.map((r) => (
                            <li key={r.id}>
                                <Ago at={r.at} />
                                <span>
                                    <Link to={`${all}&row=${r.id}`} className="history-link">{r.action}</Link> by {r.user_email || r.credential || 'nobody signed in'}
                                    {r.status >= 400 && (
                                        <>
                                            {' '}
                                            <StatusMark status="failed" word={String(r.status)} size={8} />
                                        </>
                                    )}
                                    {r.changes.length > 0 && (
                                        <span className="secondary">
                                            <br />
                                            <ChangesLine of={r.changes} />
                                        </span>
                                    )}
                                </span>
                            </li>
                        ))}
                    </ol>
                )}
            </Async>
        </section>
    );
}
