/* <Changes of={row.changes} />: what a change changed, before beside after. <Value of={x} />: any JSON as it is read best. */
import { ArrowRight } from 'lucide-react';
import type { AuditChange } from '@/api/types';

export function Value({ of: v }: { of: unknown }) {
    if (v === null || v === undefined) return <span className="muted">–</span>;
    if (v === '') return <span className="muted">empty</span>;
    if (typeof v === 'object' && !Array.isArray(v) && Object.keys(v).length === 1 && 'set' in v) return <span className="muted">{v.set ? 'a secret, not shown' : 'no secret'}</span>;
    const line = typeof v === 'string' ? v : JSON.stringify(v);
    return <code className="change-value">{typeof v === 'object' && line.length > 60 ? JSON.stringify(v, null, 1) : line}</code>;
}

const WORDS: Record<string, string> = { added: '+ added', removed: '− removed', changed: '~ changed' };

export function Changes({ of: changes, label = 'Changes' }: { of: AuditChange[]; label?: string }) {
    return (
        <div className="table-box" tabIndex={0} role="region" aria-label={`${label}, table`}>
            <table className="table changes">
                <thead>
                    <tr>
                        <th scope="col">Member</th>
                        <th scope="col">Before</th>
                        <th scope="col">After</th>
                    </tr>
                </thead>
                <tbody>
                    {changes.map((c) => (
                        <tr key={c.field} className={`change-${c.kind}`}>
                            <th scope="row">
                                <code>{c.field}</code>
                                <span className="change-kind">{WORDS[c.kind] ?? c.kind}</span>
                            </th>
                            <td>
                                <Value of={c.before} />
                            </td>
                            <td>
                                <Value of={c.after} />
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

/** In a line: "interval_seconds 60 → 90, 2 more". */
export function ChangesLine({ of: changes }: { of: AuditChange[] }) {
    const first = changes[0];
    if (!first) return null;
    const short = (v: unknown) => {
        const s = v === null || v === undefined ? '–' : typeof v === 'string' ? v : JSON.stringify(v);
        return s.length > 24 ? `${s.slice(0, 23)}…` : s;
    };
    return (
        <span className="changes-line">
            <code>{first.field}</code> {short(first.before)} <ArrowRight size={12} aria-label="to" /> {short(first.after)}
            {changes.length > 1 && <span className="muted"> and {changes.length - 1} more</span>}
        </span>
    );
}
