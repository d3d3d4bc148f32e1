/* What a check said: in the detail panel after "Check now", and in the editor after "Test". */
import type { CheckResult } from '@/api/types';
import { ms } from '@/lib/format';
import { Evidence } from './Evidence';
import { StatusMark } from './Status';
import { Ago } from './Time';

export function CheckResultView({ result }: { result: CheckResult }) {
    const parts = result.components ?? [];
    return (
        <section className={`panel check-result st-${result.status}`} aria-label="Result of the check" role="status">
            <div className="body stack">
                <div className="row">
                    <StatusMark status={result.status} />
                    <span className="grow">{result.message}</span>
                    <span className="secondary">{ms(result.latency_ms)}</span>
                    <span className="muted">
                        <Ago at={result.checked_at} />
                    </span>
                </div>
                {parts.length > 0 && <Components of={parts} />}
                <details>
                    <summary>Evidence</summary>
                    <Evidence of={result.evidence} />
                </details>
            </div>
        </section>
    );
}

export function Components({ of }: { of: { name: string; status: string; message?: string | null }[] }) {
    return (
        <ul className="components">
            {of.map((c) => (
                <li key={c.name} className="row">
                    <StatusMark status={c.status} />
                    <b>{c.name}</b>
                    <span className="secondary grow">{c.message}</span>
                </li>
            ))}
        </ul>
    );
}
