/*
 * The preferences: what the server says, with a local copy for the first paint. A change holds at once, is saved behind it, and is taken back when
 * it cannot be saved. Other tabs and devices follow by the live topic (or, without a socket, by the local copy).
 */
import { ApiError, get, patch } from '@/api/client';
import type { Preferences } from '@/api/types';
import { setRegional } from '@/lib/format';
import { Store } from '@/lib/store';
import { stay, toast } from './toasts';

export type { Preferences };
export type Change = { [S in keyof Preferences]?: Partial<Preferences[S]> };

const KEY = 'binnacle.preferences';
const apply = (window as unknown as { binnacleLook: (p: object) => void }).binnacleLook;
const DEFAULTS = {
    theme: { theme: 'dark', density: 'normal' },
    accessibility: { motion: 'system', contrast: 'system', text_size: 'normal', underline_links: false, status_emphasis: 'normal', announcements: 'normal', shortcuts: true, toast_seconds: 6 },
    regional: { locale: 'system', time_zone: 'system', time_format: '24h', date_format: 'locale', first_day_of_week: 'locale', number_format: 'locale' },
    dashboard: { landing_page: '/ops', time_range: '24h' },
    notifications: { toasts: 'important', desktop: false, sound: false, muted: [] },
    tour: { state: 'done', step: '' },
    changed: [],
    version: -1,
    updated_at: null,
} as Preferences;

const SECTIONS = ['theme', 'accessibility', 'regional', 'dashboard', 'notifications', 'tour'] as const;
function merged(p: Preferences, change: Change): Preferences {
    const out = { ...p };
    for (const s of SECTIONS) if (change[s]) Object.assign(out, { [s]: { ...p[s], ...change[s] } });
    return out;
}

function stored(): Preferences {
    try {
        return merged(DEFAULTS, JSON.parse(localStorage.getItem(KEY) ?? '{}') as Change);
    } catch {
        return DEFAULTS;
    }
}

export const prefs = new Store<Preferences>(stored());
/** Is there a copy of an earlier visit, so that the first paint can be right? */
export const hadCopy = (() => {
    try {
        return localStorage.getItem(KEY) !== null;
    } catch {
        return false;
    }
})();
setRegional(prefs.get().regional);
stay.seconds = prefs.get().accessibility.toast_seconds;

/** The theme that is shown, whoever set it, and all that a canvas has to be drawn again for. */
const root = document.documentElement.dataset;
const drawn = () => `${root.theme} ${root.contrast} ${JSON.stringify(prefs.get().regional)}`;
export const shownTheme = new Store(root.theme ?? 'dark');
export const drawing = new Store(drawn());
function redraw(): void {
    shownTheme.set(root.theme ?? 'dark');
    drawing.set(drawn());
}
new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'data-contrast'] });

function show(p: Preferences, keep = true): void {
    setRegional(p.regional);
    prefs.set(p);
    apply(p);
    redraw();
    stay.seconds = p.accessibility.toast_seconds;
    if (!keep) return;
    try {
        localStorage.setItem(KEY, JSON.stringify(p));
    } catch {
        /* storage denied: it holds for this page */
    }
}

let waiting = 0;
let queue: Promise<unknown> = Promise.resolve();

/** What the server says, unless a change of ours is still on its way to it. */
export function arrived(p: Preferences): void {
    if (!waiting) show(p);
}
export const loadPrefs = () => get<Preferences>('/preferences', { quiet: true, anonymous: true }).then(arrived);

/** Sent one after the other: the last one chosen is the last one stored. `send` may be another request that answers with all preferences. */
export function save(send: () => Promise<Preferences>, optimistic: Change = {}): Promise<boolean> {
    const before = prefs.get();
    show(merged(before, optimistic));
    waiting++;
    const done = queue.then(send).then(
        (p) => {
            if (!--waiting) show(p);
            return true;
        },
        (e: unknown) => {
            if (!--waiting) {
                show(before);
                loadPrefs().catch(() => {});
            }
            toast({ kind: 'critical', title: 'The preference was not saved', text: e instanceof Error ? e.message : String(e), requestId: e instanceof ApiError ? e.requestId : undefined });
            return false;
        },
    );
    queue = done;
    return done;
}
export const setPrefs = (change: Change) => save(() => patch<Preferences>('/preferences', change, { quiet: true }), change);

for (const q of ['(prefers-color-scheme: light)', '(prefers-reduced-motion: reduce)', '(prefers-contrast: more)']) matchMedia(q).addEventListener('change', () => apply(prefs.get()));
addEventListener('storage', (e) => {
    if (e.key === KEY && !waiting) show(stored(), false);
});
