/* What happened, said once, in a corner. At most five are shown; more wait for their turn. While one is pointed at or focused none goes. */
import { Store } from '@/lib/store';

export interface Toast {
    id: number;
    kind: 'ok' | 'info' | 'warn' | 'critical';
    title: string;
    text?: string;
    requestId?: string;
    action?: { label: string; run: () => void };
}

const SHOWN = 5;
const WAITING = 50;
export const toasts = new Store<Toast[]>([]);
let queue: Toast[] = [];
let next = 1;
let held = false;
/** Seconds that one stays; set from the preferences. */
export const stay = { seconds: 6 };
const left = new Map<number, number>();
let timer: ReturnType<typeof setInterval> | undefined;

const STEP = 250;
function tick(): void {
    if (held) return;
    for (const [id, ms] of [...left]) {
        if (ms <= STEP) dismiss(id);
        else left.set(id, ms - STEP);
    }
}

function fill(): void {
    const shown = toasts.get();
    const more = queue.slice(0, Math.max(0, SHOWN - shown.length));
    if (more.length) {
        queue = queue.slice(more.length);
        /* A failure stays until it is read; something to be done about it stays longer. */
        for (const t of more) if (t.kind !== 'critical') left.set(t.id, stay.seconds * 1000 * (t.action ? 2 : 1));
        toasts.set([...shown, ...more]);
    }
    if (left.size && timer === undefined) timer = setInterval(tick, STEP);
    if (!left.size && timer !== undefined) {
        clearInterval(timer);
        timer = undefined;
    }
}

export function dismiss(id: number): void {
    left.delete(id);
    toasts.set(toasts.get().filter((o) => o.id !== id));
    fill();
}

/** Pointed at, or focused: none goes meanwhile. */
export function hold(on: boolean): void {
    held = on;
}

export function toast(t: Omit<Toast, 'id'>): number {
    const same = [...toasts.get(), ...queue].find((o) => o.title === t.title && o.text === t.text);
    if (same) {
        queue = queue.filter((o) => o.id !== same.id);
        left.delete(same.id);
        toasts.set(toasts.get().filter((o) => o.id !== same.id));
    }
    const id = next++;
    queue = [...queue, { ...t, id }].slice(-WAITING);
    fill();
    return id;
}
