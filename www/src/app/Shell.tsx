/* The frame of every page: header, navigation, shortcuts, palette. */
import { Menu as MenuIcon, Search, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useConnection } from '@/api/hooks';
import { later } from '@/lib/later';
import { useStore } from '@/lib/store';
import { type Route, routes } from '@/routes';
import { Button, Link } from '@/ui/Button';
import { StatusShape } from '@/ui/Status';
import { helpOpen, inboxOpen, openHelp } from './acts';
import { preloadWhenIdle } from './pages';
import { useMay, useMe } from './session';
import { useShortcuts } from './shortcuts';
import { openPalette, Palette } from './paletteLoader';

const useShortcutsHelp = later(() => import('./ShortcutsHelp'));
const useUserMenu = later(() => import('./UserMenu'));
const useCounts = later(() => import('./NavCounts'));
const useInbox = later(() => import('./Inbox'));
const useSessionEnd = later(() => import('./SessionEnd'));
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
    const help = useStore(helpOpen);
    const ShortcutsHelp = useShortcutsHelp(help);
    const SessionEnd = useSessionEnd(!waiting);
    const Counts = useCounts(!waiting);
    const main = useRef<HTMLElement>(null);
    const first = useRef(true);
    useShortcuts({ help: openHelp, inbox: () => inboxOpen.set(!inboxOpen.get()) }, route, !waiting);

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
                <Link to="/" className="brand" label="Binnacle, to the start page">
                    <img src="/favicon.svg" width="22" height="22" alt="" />
                    <span>Binnacle</span>
                </Link>
                <button type="button" className="palette-open" onClick={openPalette} aria-label="Search pages, services and actions" aria-keyshortcuts="Control+K">
                    <Search size={14} aria-hidden="true" />
                    <span>Search or jump to…</span>
                    <kbd className="kbd">Ctrl K</kbd>
                </button>
                <ConnectionState />
                {!waiting && <BellButton />}
                {!waiting && <Account />}
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
                                        <Link to={r.path} className="nav-item" current={r === route || (r.path.lastIndexOf('/') > 0 && !route?.group && route?.path.startsWith(`${r.path}/`))}>
                                            <r.icon size={16} aria-hidden="true" />
                                            <span className="grow">{r.label}</span>
                                            {Counts && <Counts path={r.path} />}
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
            {!waiting && SessionEnd && <SessionEnd />}
            {help && ShortcutsHelp && <ShortcutsHelp route={route} onClose={() => helpOpen.set(false)} />}
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

/** Who is signed in; the menu's code comes behind it. */
function Account() {
    const me = useMe();
    const UserMenu = useUserMenu(true);
    if (!me) return null;
    const { user } = me;
    const face = (
        <>
            <span className="avatar" aria-hidden="true">
                {(user.name || user.email).slice(0, 1).toUpperCase()}
            </span>
            <span className="who truncate">{user.name || user.email}</span>
            <span className="tenant truncate">{user.tenant_name}</span>
        </>
    );
    return UserMenu ? <UserMenu me={me}>{face}</UserMenu> : <span className="btn quiet">{face}</span>;
}

/** Its place is kept until its code is here. */
function BellButton() {
    const open = useStore(inboxOpen);
    const Inbox = useInbox(true);
    return Inbox ? <Inbox open={open} onOpen={inboxOpen.set} /> : <div className="bell-place" />;
}
