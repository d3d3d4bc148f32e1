/* Ctrl K: pages, services (asked of the server while typing) and actions. */
import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { Bell, Building2, Compass, Keyboard, LogOut, Moon, Rows3, SlidersHorizontal, Sun } from 'lucide-react';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { get } from '@/api/client';
import type { Health, List } from '@/api/types';
import { routes } from '@/routes';
import { StatusMark } from '@/ui/Status';
import { prefs, setPrefs } from './look';
import { beginTour, openHelp, openInbox } from './acts';
import { SECTIONS } from './sections';
import { goTo, usePlaces } from './places';
import { signOut, useMay } from './session';

export default function PaletteDialog({ onClose }: { onClose: () => void }) {
    const ref = useRef<HTMLDialogElement>(null);
    const [, navigate] = useLocation();
    const may = useMay();
    const [text, setText] = useState('');
    const q = useDeferredValue(text.trim());
    useEffect(() => {
        const d = ref.current;
        const before = document.activeElement;
        if (d && !d.open) d.showModal();
        d?.querySelector('input')?.focus();
        return () => {
            d?.close();
            if (before instanceof HTMLElement && before.isConnected) before.focus();
        };
    }, []);
    const services = useQuery({
        queryKey: ['health', 'palette', q],
        queryFn: ({ signal }) => get<List<Health>>('/admin/health/services', { query: { q, limit: 8 }, signal, quiet: true }),
        enabled: q.length > 0 && may('service.read'),
        placeholderData: (old) => old,
    });
    const places = usePlaces().filter((p) => !p.current && !p.suspended);
    const go = (fn: () => void) => () => {
        onClose();
        fn();
    };
    const pages = routes.filter((r) => !r.open && !r.path.includes(':') && may(r.permission));
    const { theme, density } = prefs.get().theme;
    return (
        <dialog
            ref={ref}
            className="dialog palette"
            aria-label="Command palette"
            onCancel={(e) => {
                e.preventDefault();
                onClose();
            }}
            onMouseDown={(e) => e.target === ref.current && onClose()}
        >
            <Command label="Command palette" loop>
                <Command.Input value={text} onValueChange={setText} placeholder="A page, a service, an action…" />
                <Command.List>
                    <Command.Empty>Nothing matches.</Command.Empty>
                    {q && services.data && services.data.items.length > 0 && (
                        <Command.Group heading="Services">
                            {services.data.items.map((s) => (
                                <Command.Item key={s.id} value={`service ${s.name} ${s.id}`} keywords={[q, s.target ?? '', ...s.tags]} onSelect={go(() => navigate(`/admin/health?service=${s.id}`))}>
                                    <StatusMark status={s.status} bare />
                                    <span className="grow truncate">{s.name}</span>
                                    <span className="muted truncate">{s.target}</span>
                                </Command.Item>
                            ))}
                        </Command.Group>
                    )}
                    <Command.Group heading="Pages">
                        {pages.map((r) => (
                            <Command.Item key={r.path} value={`${r.label} ${r.path}`} keywords={[r.words ?? '']} onSelect={go(() => navigate(r.path))}>
                                <r.icon size={16} aria-hidden="true" />
                                <span className="grow">{r.label}</span>
                                {r.shortcut && (
                                    <span>
                                        <kbd className="kbd">g</kbd> <kbd className="kbd">{r.shortcut}</kbd>
                                    </span>
                                )}
                            </Command.Item>
                        ))}
                    </Command.Group>
                    <Command.Group heading="Actions">
                        {places.map((p) => (
                            <Command.Item key={p.id} value={`tenant ${p.name} ${p.id}`} keywords={['switch']} onSelect={go(() => goTo(p))}>
                                <Building2 size={16} aria-hidden="true" />
                                Go to the tenant {p.name}
                            </Command.Item>
                        ))}
                        <Command.Item value="theme switch dark light" onSelect={go(() => void setPrefs({ theme: { theme: theme === 'light' ? 'dark' : 'light' } }))}>
                            {theme === 'light' ? <Moon size={16} aria-hidden="true" /> : <Sun size={16} aria-hidden="true" />}
                            Switch to the {theme === 'light' ? 'dark' : 'light'} theme
                        </Command.Item>
                        <Command.Item value="density dense rows" onSelect={go(() => void setPrefs({ theme: { density: density === 'dense' ? 'normal' : 'dense' } }))}>
                            <Rows3 size={16} aria-hidden="true" />
                            {density === 'dense' ? 'Normal' : 'Dense'} rows
                        </Command.Item>
                        {SECTIONS.map(([id, title, words]) => (
                            <Command.Item key={id} value={`preferences ${title}`} keywords={[words, 'settings']} onSelect={go(() => navigate(`/account/preferences?section=${id}`))}>
                                <SlidersHorizontal size={16} aria-hidden="true" />
                                Preferences: {title}
                            </Command.Item>
                        ))}
                        <Command.Item value="notices inbox bell" onSelect={go(openInbox)}>
                            <Bell size={16} aria-hidden="true" />
                            Notices
                        </Command.Item>
                        <Command.Item value="keyboard shortcuts help" onSelect={go(openHelp)}>
                            <Keyboard size={16} aria-hidden="true" />
                            Keyboard shortcuts
                        </Command.Item>
                        <Command.Item value="guided tour help introduction" onSelect={go(() => beginTour(navigate, may, true))}>
                            <Compass size={16} aria-hidden="true" />
                            Guided tour
                        </Command.Item>
                        <Command.Item value="sign out log out" onSelect={go(() => void signOut())}>
                            <LogOut size={16} aria-hidden="true" />
                            Sign out
                        </Command.Item>
                    </Command.Group>
                </Command.List>
            </Command>
        </dialog>
    );
}
