/*
 * <Dialog open title="…" onClose={…}>…<DialogFoot>…</DialogFoot></Dialog>: a native modal dialog; Escape closes, focus returns.
 * <ConfirmDialog open title verb="Delete" typed={name} busy error onConfirm onClose>what will happen</ConfirmDialog>:
 * for destructive actions; with `typed` the object's name must be typed first.
 */
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Button } from './Button';

interface Props {
    open: boolean;
    title: string;
    onClose: () => void;
    children: ReactNode;
    /** small 400 px, normal 560 px, wide 860 px, full: the window. */
    size?: 'small' | 'wide' | 'full';
    wide?: boolean;
    hazard?: boolean;
}

export function Dialog(p: Props) {
    return p.open ? <OpenDialog {...p} /> : null;
}

function OpenDialog({ title, onClose, children, size, wide, hazard }: Props) {
    const ref = useRef<HTMLDialogElement>(null);
    const id = useId();
    useEffect(() => {
        const d = ref.current;
        const before = document.activeElement;
        if (d && !d.open) d.showModal();
        document.documentElement.classList.add('modal');
        /* The browser would focus the close button, which comes first: the first field, or the answer that is meant, or the first one. */
        const field = '.body :is(input, select, textarea):not(:disabled)';
        [field, '.foot .btn.primary', '.foot .btn'].map((s) => d?.querySelector<HTMLElement>(s)).find((e) => e)?.focus({ preventScroll: true });
        return () => {
            d?.close();
            if (!document.querySelector('dialog[open]')) document.documentElement.classList.remove('modal');
            if (before instanceof HTMLElement && before.isConnected) before.focus();
        };
    }, []);
    return (
        <dialog
            ref={ref}
            className={['dialog', size ?? (wide && 'wide')].filter(Boolean).join(' ')}
            aria-labelledby={id}
            onCancel={(e) => {
                e.preventDefault();
                onClose();
            }}
            onMouseDown={(e) => {
                if (e.target === ref.current) onClose();
            }}
        >
            {hazard && <div className="hazard" />}
            <div className="head">
                <h2 id={id}>{title}</h2>
                <Button look="quiet" icon={<X size={16} />} label="Close" onClick={onClose} />
            </div>
            <div className="body">{children}</div>
        </dialog>
    );
}

export function DialogFoot({ children }: { children: ReactNode }) {
    return <div className="foot">{children}</div>;
}

interface ConfirmProps {
    open: boolean;
    title: string;
    verb: string;
    typed?: string;
    busy?: boolean;
    error?: string | null;
    onConfirm: () => void;
    onClose: () => void;
    children: ReactNode;
}

export function ConfirmDialog(p: ConfirmProps) {
    return p.open ? <OpenConfirm {...p} /> : null;
}

function OpenConfirm({ title, verb, typed, busy, error, onConfirm, onClose, children }: ConfirmProps) {
    const [text, setText] = useState('');
    const id = useId();
    const ready = typed === undefined || text === typed;
    return (
        <Dialog open title={title} onClose={busy ? () => {} : onClose} hazard>
            <form
                className="stack"
                onSubmit={(e) => {
                    e.preventDefault();
                    if (ready && !busy) onConfirm();
                }}
            >
                <div>{children}</div>
                {typed !== undefined && (
                    <div className="field">
                        <label htmlFor={id}>
                            Type <code>{typed}</code> to confirm
                        </label>
                        <input id={id} className="input" autoComplete="off" autoFocus value={text} onChange={(e) => setText(e.target.value)} />
                    </div>
                )}
                {error && (
                    <p className="form-error" role="alert">
                        {error}
                    </p>
                )}
                <DialogFoot>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" look="danger" busy={busy} reason={!ready && 'Type the name first'}>
                        {verb}
                    </Button>
                </DialogFoot>
            </form>
        </Dialog>
    );
}
