/* `?` lists them (ShortcutsHelp.tsx), Ctrl K opens the palette, `g` and a letter goes to a page. */
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { routes } from '@/routes';
import { openPalette } from './paletteLoader';
import { useMay } from './session';

const typing = (t: EventTarget | null) => t instanceof HTMLElement && (t.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName));

export function useShortcuts(actions: { help: () => void }, on: boolean): void {
    const [, navigate] = useLocation();
    const may = useMay();
    const latest = useRef({ actions, navigate, may });
    useEffect(() => {
        latest.current = { actions, navigate, may };
    });
    useEffect(() => {
        if (!on) return;
        let g = 0;
        const key = (e: KeyboardEvent) => {
            if ((e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey && e.key.toLowerCase() === 'k') {
                e.preventDefault();
                openPalette();
                return;
            }
            if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || document.querySelector('dialog[open]')) return;
            if (e.key === '?') {
                e.preventDefault();
                latest.current.actions.help();
            } else if (e.key === '/') {
                const box = document.querySelector<HTMLInputElement>('main input[type="search"]');
                if (box) {
                    e.preventDefault();
                    box.focus();
                }
            } else if (e.key === 'g') g = Date.now();
            else if (g && Date.now() - g < 1500) {
                g = 0;
                const r = routes.find((o) => o.shortcut === e.key && latest.current.may(o.permission));
                if (r) {
                    e.preventDefault();
                    latest.current.navigate(r.path);
                }
            } else g = 0;
        };
        addEventListener('keydown', key);
        return () => removeEventListener('keydown', key);
    }, [on]);
}
