/* <Evidence of={result.evidence} />: exactly what a check saw, as names and values; long texts are cut, with "load all". */
import { useState } from 'react';
import { number } from '@/lib/format';
import { labelOf } from './schema';
import { Button } from './Button';

const CUT = 2_000;

function Value({ value }: { value: unknown }) {
    const [all, show] = useState(false);
    if (value === null || value === undefined) return <span className="muted">none</span>;
    if (typeof value === 'boolean') return <>{value ? 'yes' : 'no'}</>;
    if (typeof value === 'number') return <>{number(value, Number.isInteger(value) ? 0 : 3)}</>;
    const simple = Array.isArray(value) && value.every((v) => typeof v !== 'object' || v === null);
    const text = typeof value === 'string' ? value : simple ? value.join(', ') : JSON.stringify(value, null, 2);
    const cut = !all && text.length > CUT;
    const block = text.includes('\n') || text.length > 120;
    const body = cut ? `${text.slice(0, CUT)}…` : text;
    return (
        <>
            {block ? <pre className="evidence-text">{body}</pre> : <span className="mono">{body}</span>}
            {cut && (
                <Button small look="quiet" onClick={() => show(true)}>
                    Load all ({number(text.length)} characters)
                </Button>
            )}
        </>
    );
}

export function Evidence({ of }: { of: Record<string, unknown> | null | undefined }) {
    const entries = Object.entries(of ?? {});
    if (!entries.length) return <p className="muted">Nothing more was recorded.</p>;
    return (
        <dl className="facts">
            {entries.map(([k, v]) => (
                <div key={k} style={{ display: 'contents' }}>
                    <dt>{labelOf(k, {})}</dt>
                    <dd>
                        <Value value={v} />
                        {/_ms$/.test(k) && typeof v === 'number' && ' ms'}
                    </dd>
                </div>
            ))}
        </dl>
    );
}
