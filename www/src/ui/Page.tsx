/*
 * <PageHead title="Users" sub="…"><Button …/></PageHead>
 * <Panel title="…" status="unhealthy" actions={…}>…</Panel>
 * <Facts of={[['Target', x], …]} /> · <Banner kind="warn">…</Banner> · <CopyText text={key} /> · <Tabs …/> · <Search …/>
 */
import { Check, CircleCheck, Copy, Info, Search as SearchIcon, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Button } from './Button';

export { PageHead } from './PageHead';

export function Panel({ title, status, actions, children, flush, label }: { title?: string; status?: string; actions?: ReactNode; children: ReactNode; flush?: boolean; label?: string }) {
    const id = useId();
    return (
        <section className={`panel${status ? ` st-${status}` : ''}`} aria-labelledby={title ? id : undefined} aria-label={title ? undefined : label}>
            {title && (
                <header>
                    <h2 id={id}>{title}</h2>
                    {actions}
                </header>
            )}
            {flush ? children : <div className="body">{children}</div>}
        </section>
    );
}

export function Facts({ of }: { of: ([string, ReactNode] | false | null | undefined | '')[] }) {
    return (
        <dl className="facts">
            {of.map(
                (f) =>
                    f && (
                        <div key={f[0]} style={{ display: 'contents' }}>
                            <dt>{f[0]}</dt>
                            <dd>{f[1]}</dd>
                        </div>
                    ),
            )}
        </dl>
    );
}

export function Banner({ kind = 'info', icon, children }: { kind?: 'ok' | 'info' | 'warn' | 'critical'; icon?: ReactNode; children: ReactNode }) {
    const Icon = kind === 'ok' ? CircleCheck : kind === 'info' ? Info : TriangleAlert;
    return (
        <div className={`banner st-${kind}`} role={kind === 'critical' ? 'alert' : 'status'}>
            {icon ?? <Icon size={16} aria-hidden="true" />}
            <div className="grow">{children}</div>
        </div>
    );
}

/** A value to take away, such as a key that is shown once. */
export function CopyText({ text, label }: { text: string; label: string }) {
    const [done, set] = useState(false);
    const ref = useRef<HTMLElement>(null);
    const copy = async () => {
        try {
            await navigator.clipboard.writeText(text);
            set(true);
            setTimeout(() => set(false), 2000);
        } catch {
            /* Without TLS there is no clipboard: select it for Ctrl C. */
            if (ref.current) getSelection()?.selectAllChildren(ref.current);
        }
    };
    return (
        <div className="copy">
            <code ref={ref}>{text}</code>
            <Button small icon={done ? <Check size={14} /> : <Copy size={14} />} label={`Copy ${label}`} onClick={() => void copy()}>
                {done ? 'Copied' : 'Copy'}
            </Button>
        </div>
    );
}

/** Tabs whose selection the page keeps in the URL: <Tabs label="…" value={tab} onChange={setTab} of={[['a', 'A'], …]} /> */
export function Tabs({ label, value, onChange, of }: { label: string; value: string; onChange: (v: string) => void; of: [string, ReactNode][] }) {
    const step = (d: number) => {
        const i = of.findIndex(([v]) => v === value);
        const next = of[(i + d + of.length) % of.length];
        if (next) onChange(next[0]);
    };
    return (
        <div
            className="tabs"
            role="tablist"
            aria-label={label}
            onKeyDown={(e) => {
                if (e.key === 'ArrowRight' || e.key === 'ArrowLeft') {
                    e.preventDefault();
                    step(e.key === 'ArrowRight' ? 1 : -1);
                    const list = e.currentTarget;
                    requestAnimationFrame(() => list.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
                }
            }}
        >
            {of.map(([v, text]) => (
                <button key={v} type="button" role="tab" aria-selected={v === value} tabIndex={v === value ? 0 : -1} onClick={() => onChange(v)}>
                    {text}
                </button>
            ))}
        </div>
    );
}

/** Waits a moment after the last key before it reports. */
export function Search({ value, onChange, label, placeholder, className }: { value: string; onChange: (v: string) => void; label: string; placeholder?: string; className?: string }) {
    const [text, setText] = useState(value);
    const sent = useRef(value);
    const timer = useRef(0);
    useEffect(() => {
        if (value !== sent.current) {
            sent.current = value;
            setText(value);
        }
    }, [value]);
    useEffect(() => () => clearTimeout(timer.current), []);
    return (
        <div className={className ? `search ${className}` : 'search'}>
            <SearchIcon size={14} aria-hidden="true" />
            <input
                className="input"
                type="search"
                aria-label={label}
                placeholder={placeholder ?? label}
                value={text}
                onChange={(e) => {
                    const v = e.target.value;
                    setText(v);
                    clearTimeout(timer.current);
                    timer.current = window.setTimeout(() => {
                        sent.current = v.trim();
                        onChange(v.trim());
                    }, 180);
                }}
            />
        </div>
    );
}
