/* One row of the trail in full: who, from where, what changed, and what else the same request did. */
import { useQuery } from '@tanstack/react-query';
import { encode, get } from '@/api/client';
import type { AuditRow } from '@/api/types';
import { exact, number } from '@/lib/format';
import { pageOf } from '@/lib/objects';
import { Async, Skeleton } from '@/ui/Async';
import { Link } from '@/ui/Button';
import { Changes, Value } from '@/ui/Changes';
import { Dialog } from '@/ui/Dialog';
import { Facts } from '@/ui/Page';
import { Ago } from '@/ui/Time';
import { Result, Who } from './index';

export function Row({ id, onClose }: { id: string; onClose: () => void }) {
    const q = useQuery({ queryKey: ['audit', 'one', id], queryFn: ({ signal }) => get<AuditRow>(`/audit/${encode(id)}`, { signal, quiet: true }), staleTime: Infinity });
    return (
        <Dialog open title={q.data?.action ?? `Row ${id}`} onClose={onClose} wide>
            <Async query={q} what="The row" skeleton={<Skeleton rows={10} />}>
                {(r) => <Content row={r} />}
            </Async>
        </Dialog>
    );
}

function Content({ row: r }: { row: AuditRow }) {
    const page = pageOf(r.object_type, r.object_id);
    const object = r.object_name || r.object_id;
    return (
        <div className="stack" data-testid="audit-row">
            <Facts
                of={[
                    ['Who', <Who key="w" row={r} />],
                    [
                        'When',
                        <span key="t">
                            {exact(r.at)} (<Ago at={r.at} />)
                        </span>,
                    ],
                    r.object_type && [
                        'On',
                        <span key="o">
                            {r.object_type.replace(/_/g, ' ')} {object && (page ? <Link className="audit-link" to={page}>{object}</Link> : object)}{' '}
                            {r.object_id && <Link className="audit-link" to={`/admin/audit?${new URLSearchParams({ object_type: r.object_type, object: r.object_id })}`}>all that was done to it</Link>}
                        </span>,
                    ],
                    ['Result', <Result key="s" status={r.status} />],
                    r.remote && ['From', <code key="f">{r.remote}</code>],
                    r.user_agent && ['With', <span key="u">{r.user_agent}</span>],
                    r.credential && ['Credential', <code key="c">{r.credential}</code>],
                    r.request_id && [
                        'Request',
                        <span key="r">
                            <code>{r.request_id}</code> <Link className="audit-link" to={`/admin/audit?request=${encodeURIComponent(r.request_id)}`}>all that it did</Link>
                        </span>,
                    ],
                    ['Row', <span key="n">{number(r.id)}</span>],
                ]}
            />
            <What row={r} />
        </div>
    );
}

function What({ row: r }: { row: AuditRow }) {
    if (r.changes.length) return <Changes of={r.changes} />;
    const one = r.after ?? r.before;
    if (!one) return <p className="muted">The row says no more.</p>;
    const members = typeof one === 'object' && !Array.isArray(one) ? Object.entries(one as Record<string, unknown>) : null;
    if (r.before && r.after) return <p className="muted">Nothing that is shown of it changed.</p>;
    return (
        <section className="stack">
            <h3>{!r.before ? (r.object_id ? 'As it was made' : 'With') : 'As it was'}</h3>
            {members ? <Facts of={members.map(([k, v]) => [k, <Value key={k} of={v} />])} /> : <Value of={one} />}
        </section>
    );
}
