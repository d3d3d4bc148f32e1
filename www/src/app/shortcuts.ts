/*
 * Every shortcut is a row: of the shell (below), of going to a page (`shortcut` in routes.ts, after g), or of the page that is shown (`keys` in its row,
 * whose acts the page gives with usePageKeys). `?` lists them from the same rows; test/shortcuts.test.ts fails on a key that means two things.
 */
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { type Route, routes } from '@/routes';
import { prefs } from './look';
import { openPalette } from './paletteLoader';
import { useMay } from './session';

interface Acts {
    help: () => void;
    inbox: () => void;
}
interface Shortcut {
    keys: string[];
    label: string;
    run: (acts: Acts) => void;
}

export const shellKeys: Shortcut[] = [
    { keys: ['Ctrl', 'K'], label: 'Search pages, services and actions', run: openPalette },
    { keys: ['/'], label: 'To the search field of the page', run: () => document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus() },
    { keys: ['b'], label: 'Notices', run: (a) => a.inbox() },
    { keys: ['?'], label: 'This list', run: (a) => a.help() },
];

const typing = (t: EventTarget | null) => t instanceof HTMLElement && (t.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName));

/* What the page that is shown does on its keys. */
let pageActs: Record<string, () => void> = {};

/** Does the key do something now? A page leaves out what its user may not do. */
export const hasPageKey = (key: string) => key in pageActs;

/** In a page: usePageKeys({ n: () => … }) for the keys that its row in routes.ts names. */
export function usePageKeys(acts: Record<string, () => void>): void {
    useEffect(() => {
        pageActs = acts;
        return () => {
            if (pageActs === acts) pageActs = {};
        };
    });
}

export function useShortcuts(acts: Acts, route: Route | undefined, on: boolean): void {
    const [, navigate] = useLocation();
    const may = useMay();
    const latest = useRef({ acts, navigate, may, route });
    useEffect(() => {
        latest.current = { acts, navigate, may, route };
    });
    useEffect(() => {
        if (!on) return;
        let g = 0;
        const key = (e: KeyboardEvent) => {
            const now = latest.current;
            if ((e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey && e.key.toLowerCase() === 'k') {
                e.preventDefault();
                openPalette();
                return;
            }
            if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || document.querySelector('dialog[open]') || !prefs.get().accessibility.shortcuts) return;
            const run = (fn: (() => void) | undefined) => {
                if (!fn) return;
                e.preventDefault();
                fn();
            };
            if (g && Date.now() - g < 1500) {
                g = 0;
                const r = routes.find((o) => o.shortcut === e.key && now.may(o.permission));
                return run(r && (() => now.navigate(r.path)));
            }
            g = e.key === 'g' ? Date.now() : 0;
            const shell = shellKeys.find((s) => s.keys.length === 1 && s.keys[0] === e.key);
            if (shell) return run(() => shell.run(now.acts));
            if (now.route?.keys?.[e.key]) run(pageActs[e.key]);
        };
        addEventListener('keydown', key);
        return () => removeEventListener('keydown', key);
    }, [on]);
}
