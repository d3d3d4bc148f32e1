/* Decides what is shown: the page of the address, inside the shell or alone, or the way to the login page. */
import { type ComponentType, useEffect, useState } from 'react';
import { Redirect, useLocation } from 'wouter';
import { type Match, type PageModule, type PageProps, findRoute } from '@/routes';
import { Failure } from '@/ui/Async';
import { Toasts } from '@/ui/Toasts';
import { cached, load } from './pages';
import { load as loadSession, useMay, useSession } from './session';
import { Shell } from './Shell';
import { Forbidden, NotFound } from './errors';
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
            <Toasts />
        </>
    );
}

function Frame() {
    const session = useSession();
    const may = useMay();
    const [path] = useLocation();
    const [match, setMatch] = useState<{ path: string; match: Match | null }>(() => ({ path, match: findRoute(path) }));
    if (match.path !== path) setMatch({ path, match: findRoute(path) });
    const { shown, pending, failed, retry } = usePage(match.match);

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
    return (
        <Shell pending={pending && match.match !== null} route={match.match?.route}>
            {!match.match ? (
                <NotFound />
            ) : !may(match.match.route.permission) ? (
                <Forbidden permission={match.match.route.permission} />
            ) : failed ? (
                <Failure error={failed} what="The page" retry={retry} />
            ) : shown && !shown.match?.route.open ? (
                <shown.Page key={shown.match?.route.path} params={shown.match?.params ?? {}} />
            ) : null}
        </Shell>
    );
}
