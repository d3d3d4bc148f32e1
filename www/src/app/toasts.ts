/* What happened, said once, in a corner; at most five wait. */
import { Store } from '@/lib/store';

export interface Toast {
    id: number;
    kind: 'ok' | 'info' | 'warn' | 'critical';
    title: string;
    text?: string;
    requestId?: string;
    action?: { label: string; run: () => void };
}

export const toasts = new Store<Toast[]>([]);
let next = 1;

export function dismiss(id: number): void {
    toasts.set(toasts.get().filter((t) => t.id !== id));
}

export function toast(t: Omit<Toast, 'id'>): void {
    const same = toasts.get().find((o) => o.title === t.title && o.text === t.text);
    if (same) dismiss(same.id);
    const id = next++;
    toasts.set([...toasts.get().slice(-4), { ...t, id }]);
    /* A failure stays until it is read. */
    if (t.kind !== 'critical') setTimeout(() => dismiss(id), t.action ? 10_000 : 6_000);
}
