/* Decides what is shown: the page of the address, inside the shell or alone, or the way to the login page. */
import { type ComponentType, useEffect, useState } from 'react';
import { Redirect, useLocation } from 'wouter';
import { type Match, type PageModule, type PageProps, findRoute } from '@/routes';
import { Failure } from '@/ui/Async';
import { later } from '@/lib/later';
import { useStore } from '@/lib/store';
import { drawing } from './look';
import { cached, load } from './pages';
import { landing, load as loadSession, useMay, useSession } from './session';
import { Shell } from './Shell';
import { toasts } from './toasts';
import './shell.css';

interface Shown {
    match: Match | null;
    Page: ComponentType<PageProps>;
}

/** The page of a match; the one before it stays until the chunk is here. */
function usePage(match: Match | null): { shown: Shown | null; pending: boolean; failed: unknown; retry: () => void } {
    const [, arrived] = useState(0);
    const [failure, fail] = useState<{ route: Match['route']; error: unknown } | null>(null);
    const [last, keep] = useState<Shown | null>(null);
    const module: PageModule | undefined = match ? cached(match.route) : undefined;
    const failed = failure && failure.route === match?.route ? failure.error : null;
    useEffect(() => {
        if (!match || module || failed) return;
        let stopped = false;
        load(match.route).then(
            () => !stopped && arrived((n) => n + 1),
            (error: unknown) => !stopped && fail({ route: match.route, error }),
        );
        return () => {
            stopped = true;
        };
    }, [match, module, failed]);
    const now = module && match ? { match, Page: module.default } : null;
    if (now && (last?.Page !== now.Page || last.match !== now.match)) keep(now);
    return { shown: now ?? last, pending: !now && !failed, failed, retry: () => fail(null) };
}

export function App() {
    return (
        <>
            <Frame />
            <Notes />
        </>
    );
}

const useToasts = later(() => import('@/ui/Toasts'));
function Notes() {
    const Toasts = useToasts(useStore(toasts).length > 0);
    return Toasts ? <Toasts /> : null;
}

const useErrors = later(() => import('./errors'));
function Frame() {
    const session = useSession();
    useStore(drawing); /* another region: every time and number is written anew */
    const may = useMay();
    const [path] = useLocation();
    const [match, setMatch] = useState<{ path: string; match: Match | null }>(() => ({ path, match: findRoute(path) }));
    if (match.path !== path) setMatch({ path, match: findRoute(path) });
    const { shown, pending, failed, retry } = usePage(match.match);
    const Errors = useErrors(match.match === null || !may(match.match.route.permission));

    if (session.state === 'loading' && !match.match?.route.open) return <Shell pending waiting />;
    if (session.state === 'failed') {
        return (
            <main className="alone">
                <Failure error={session.error} retry={() => void loadSession()} />
            </main>
        );
    }
    if (match.match?.route.open) {
        if (failed) return <Failure error={failed} what="The page" retry={retry} />;
        return shown?.match?.route.open ? <shown.Page params={shown.match.params} /> : null;
    }
    if (session.state === 'none') {
        const back = path + location.search;
        return <Redirect to={`/login${back === '/' ? '' : `?next=${encodeURIComponent(back)}`}`} replace />;
    }
    /* The box wants a second factor first. */
    if (session.state === 'in' && session.me.session?.second_factor_missing && match.match?.route.path !== '/account') return <Redirect to="/account" replace />;
    if (path === '/' && session.state === 'in' && landing(session.me) !== '/ops') return <Redirect to={landing(session.me)} replace />;
    return (
        <Shell pending={pending && match.match !== null} route={match.match?.route}>
            {!match.match ? (
                Errors && <Errors />
            ) : !may(match.match.route.permission) ? (
                Errors && <Errors permission={match.match.route.permission} />
            ) : failed ? (
                <Failure error={failed} what="The page" retry={retry} />
            ) : shown?.match && !shown.match.route.open && may(shown.match.route.permission) ? (
                <shown.Page key={`${session.state === 'in' && session.me.user.tenant_id} ${shown.match.route.path}`} params={shown.match.params} />
            ) : null}
        </Shell>
    );
}
