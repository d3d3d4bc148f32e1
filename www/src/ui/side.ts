/* A panel beside a list: const panel = useSide(onClose); <aside ref={panel} tabIndex={-1} …>. It takes the focus, gives it back, and Escape closes it. */
import { type RefObject, useEffect, useRef } from 'react';

export function useSide(onClose: () => void): RefObject<HTMLElement | null> {
    const panel = useRef<HTMLElement>(null);
    const closer = useRef(onClose);
    useEffect(() => {
        closer.current = onClose;
    });
    useEffect(() => {
        const before = document.activeElement;
        panel.current?.focus({ preventScroll: true });
        const key = (e: KeyboardEvent) => {
            if (e.key === 'Escape' && !e.defaultPrevented && !document.querySelector('dialog[open], [role="menu"]')) closer.current();
        };
        addEventListener('keydown', key);
        return () => {
            removeEventListener('keydown', key);
            if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
        };
    }, []);
    return panel;
}
