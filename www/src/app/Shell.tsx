/* The frame of every page: header, navigation, shortcuts, palette. */
import { useQuery } from '@tanstack/react-query';
import { Menu as MenuIcon, Search, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { get } from '@/api/client';
import { useConnection, useLiveInvalidate } from '@/api/hooks';
import type { HealthSummary, List, Alert } from '@/api/types';
import { later } from '@/lib/later';
import { useStore } from '@/lib/store';
import { type Route, routes } from '@/routes';
import { Button, Link } from '@/ui/Button';
import { Menu } from '@/ui/Menu';
import { StatusShape } from '@/ui/Status';
import { look, setLook } from './look';
import { preloadWhenIdle } from './pages';
import { signOut, useMay, useMe } from './session';
import { useShortcuts } from './shortcuts';
import { openPalette, Palette } from './paletteLoader';

const useShortcutsHelp = later(() => import('./ShortcutsHelp'));
const groups = ['Operate', 'Configure', 'Administer'] as const;

interface Props {
    children?: ReactNode;
    pending?: boolean;
    /** The session is still being looked up. */
    waiting?: boolean;
    route?: Route;
}

export function Shell({ children, pending, waiting, route }: Props) {
    const may = useMay();
    const [path] = useLocation();
    const [navOpen, setNavOpen] = useState(false);
    const [help, setHelp] = useState(false);
    const ShortcutsHelp = useShortcutsHelp(help);
    const main = useRef<HTMLElement>(null);
    const first = useRef(true);
    useShortcuts({ help: () => setHelp(true) }, !waiting);

    useEffect(() => setNavOpen(false), [path]);
    useEffect(() => {
        if (waiting) return;
        preloadWhenIdle(routes.filter((r) => !r.open && may(r.permission)));
        // eslint-disable-next-line react-hooks/exhaustive-deps
    }, [waiting]);
    /* A new page is announced and starts at its top; the first one leaves the focus where the browser put it. */
    useEffect(() => {
        if (first.current) {
            first.current = false;
            return;
        }
        scrollTo(0, 0);
        main.current?.focus({ preventScroll: true });
    }, [route]);

    return (
        <div className="shell">
            <a className="skip" href="#main">
                Skip to content
            </a>
            <header className="bar">
                <Button look="quiet" className="nav-toggle" icon={navOpen ? <X size={18} /> : <MenuIcon size={18} />} label={navOpen ? 'Close navigation' : 'Open navigation'} aria-expanded={navOpen} onClick={() => setNavOpen(!navOpen)} />
                <Link to="/ops" className="brand" label="Binnacle, to the Ops home">
                    <img src="/favicon.svg" width="22" height="22" alt="" />
                    <span>Binnacle</span>
                </Link>
                <button type="button" className="palette-open" onClick={openPalette} aria-label="Search pages, services and actions" aria-keyshortcuts="Control+K">
                    <Search size={14} aria-hidden="true" />
                    <span>Search or jump to…</span>
                    <kbd className="kbd">Ctrl K</kbd>
                </button>
                <ConnectionState />
                {!waiting && <UserMenu onHelp={() => setHelp(true)} />}
                <div className={`progress${pending ? ' on' : ''}`} role="presentation" />
            </header>
            <nav className={`nav${navOpen ? ' open' : ''}`} aria-label="Main">
                {groups.map((g) => {
                    const items = routes.filter((r) => r.group === g && (waiting ? g === 'Operate' : may(r.permission)));
                    if (!items.length) return null;
                    return (
                        <div key={g}>
                            <h2 className="nav-group">{g}</h2>
                            <ul>
                                {items.map((r) => (
                                    <li key={r.path}>
                                        <Link to={r.path} className="nav-item" current={r === route || (r.path !== '/ops' && !route?.group && route?.path.startsWith(`${r.path}/`))}>
                                            <r.icon size={16} aria-hidden="true" />
                                            <span className="grow">{r.label}</span>
                                            {!waiting && r.path === '/admin/health' && <HealthCount />}
                                            {!waiting && r.path === '/ops/alerts' && <AlertCount />}
                                        </Link>
                                    </li>
                                ))}
                            </ul>
                        </div>
                    );
                })}
            </nav>
            {navOpen && <div className="nav-shade" onClick={() => setNavOpen(false)} />}
            <main id="main" ref={main} tabIndex={-1} aria-busy={pending || undefined}>
                {children}
            </main>
            {!waiting && <Palette />}
            {help && ShortcutsHelp && <ShortcutsHelp onClose={() => setHelp(false)} />}
        </div>
    );
}

const words = { connected: ['healthy', 'Connected', 'Live updates arrive as they happen'], reconnecting: ['degraded', 'Reconnecting', 'Live updates paused; pages still refresh by themselves'], offline: ['unhealthy', 'Offline', 'No live updates; what you see may be old'] } as const;

function ConnectionState() {
    const state = useConnection();
    const [status, word, title] = words[state];
    return (
        <span className={`connection status st-${status}`} role="status" title={title} data-testid="connection">
            <StatusShape status={status} />
            <span>{word}</span>
        </span>
    );
}

function UserMenu({ onHelp }: { onHelp: () => void }) {
    const me = useMe();
    const { theme, density } = useStore(look);
    const [, navigate] = useLocation();
    if (!me) return null;
    const { user } = me;
    return (
        <Menu
            label={`Account: ${user.name || user.email}, ${user.tenant_name}`}
            entries={[
                {
                    heading: (
                        <>
                            <b>{user.name || user.email}</b>
                            <br />
                            {user.role} · tenant {user.tenant_name}
                        </>
                    ),
                },
                '-',
                { heading: 'Theme' },
                { label: 'Dark', checked: theme === 'dark', run: () => setLook({ theme: 'dark' }) },
                { label: 'Light', checked: theme === 'light', run: () => setLook({ theme: 'light' }) },
                { label: 'As the system', checked: theme === 'system', run: () => setLook({ theme: 'system' }) },
                '-',
                { label: 'Dense rows', checked: density === 'dense', run: () => setLook({ density: density === 'dense' ? 'normal' : 'dense' }) },
                '-',
                { label: 'Change password', run: () => navigate('/reset') },
                { label: 'Keyboard shortcuts', run: onHelp },
                { label: 'Sign out', run: () => void signOut() },
            ]}
        >
            <span className="avatar" aria-hidden="true">
                {(user.name || user.email).slice(0, 1).toUpperCase()}
            </span>
            <span className="who truncate">{user.name || user.email}</span>
            <span className="tenant truncate">{user.tenant_name}</span>
        </Menu>
    );
}

function HealthCount() {
    const q = useQuery({ queryKey: ['health', 'summary'], queryFn: ({ signal }) => get<HealthSummary>('/admin/health/summary', { signal, quiet: true }), refetchInterval: 30_000, staleTime: 10_000 });
    useLiveInvalidate('services.state', [['health', 'summary']]);
    const down = q.data?.counts.unhealthy ?? 0;
    const degraded = q.data?.counts.degraded ?? 0;
    if (!down && !degraded) return null;
    const status = down ? 'unhealthy' : 'degraded';
    return (
        <span className={`count status st-${status}`} title={`${down} unhealthy, ${degraded} degraded`}>
            <StatusShape status={status} size={8} />
            {down || degraded}
            <span className="sr-only">{status}</span>
        </span>
    );
}

function AlertCount() {
    const q = useQuery({
        queryKey: ['alerts', 'firing-count'],
        queryFn: ({ signal }) => get<List<Alert>>('/alerts/history', { query: { status: 'firing', limit: 1 }, signal, quiet: true }),
        refetchInterval: 30_000,
        staleTime: 10_000,
    });
    useLiveInvalidate('alerts', [['alerts', 'firing-count']]);
    const n = q.data?.total ?? q.data?.items.length ?? 0;
    if (!n) return null;
    return (
        <span className="count status st-critical">
            <StatusShape status="critical" size={8} />
            {n}
            <span className="sr-only">firing</span>
        </span>
    );
}
