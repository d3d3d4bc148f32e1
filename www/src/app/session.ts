/* Who is signed in. Held in memory only; the cookie is the server's. */
import { queryClient } from '@/api/hooks';
import { ApiError, get, post, setCsrf, setHooks } from '@/api/client';
import { live } from '@/api/live';
import type { Me } from '@/api/types';
import { Store, useStore } from '@/lib/store';
import { type Route, findRoute, routes } from '@/routes';
import { hadCopy, loadPrefs, prefs } from './look';
import { toast } from './toasts';

export type Session = { state: 'loading' } | { state: 'none'; expired: boolean } | { state: 'failed'; error: ApiError } | { state: 'in'; me: Me };

const store = new Store<Session>({ state: 'loading' });
export const useSession = () => useStore(store);

export function useMe(): Me | null {
    const s = useStore(store);
    return s.state === 'in' ? s.me : null;
}

/** May the user do this? Only hides and disables: the server decides. */
export function useMay(): (permission: string) => boolean {
    const me = useMe();
    return (p) => p === 'any' || (me?.user.permissions.includes(p) ?? false);
}

export function enter(me: Me): void {
    setCsrf(me.csrf_token ?? '');
    store.set({ state: 'in', me });
    live.start();
    stopHearing ??= live.on('me.preferences', { data: again, gap: again });
}

let stopHearing: (() => void) | undefined;
const again = () => void loadPrefs().catch(() => {});

function leave(expired: boolean): void {
    stopHearing?.();
    stopHearing = undefined;
    live.stop();
    setCsrf('');
    queryClient.clear();
    store.set({ state: 'none', expired });
}

export async function load(): Promise<void> {
    try {
        /* Both at once. A browser that has a copy of the preferences does not wait for them. */
        const own = loadPrefs().catch(() => {});
        const me = await get<Me>('/auth/me', { anonymous: true, quiet: true });
        if (!hadCopy) await own;
        enter(me);
    } catch (e) {
        if (e instanceof ApiError && e.status === 401) store.set({ state: 'none', expired: false });
        else store.set({ state: 'failed', error: e instanceof ApiError ? e : new ApiError({ title: String(e), status: 0 }) });
    }
}

/** Login answers with less than `me`; one more request brings the permissions. */
export async function signedIn(csrfToken: string): Promise<void> {
    setCsrf(csrfToken);
    let me = await get<Me>('/auth/me', { anonymous: true });
    const then = last(me);
    if (then && then !== me.user.tenant_id) {
        /* Where that is no more, the sign-in's own tenant is as good. */
        me = await post<Me>('/auth/tenant', { tenant_id: then }, { anonymous: true, quiet: true }).catch(() => me);
        remember(me);
    }
    await loadPrefs().catch(() => {});
    enter(me);
}

/** Goes on in another tenant: nothing of the old one stays on the page, the address does. */
export async function switchTenant(id: string): Promise<void> {
    const me = await post<Me>('/auth/tenant', { tenant_id: id });
    live.stop();
    queryClient.clear();
    remember(me);
    await loadPrefs().catch(() => {});
    enter(me);
}

/* The tenant that a person was in last on this browser. */
const lastKey = (me: Me) => `binnacle.tenant.${me.user.id}`;
function remember(me: Me): void {
    try {
        localStorage.setItem(lastKey(me), me.user.tenant_id);
    } catch {
        /* a browser that keeps nothing */
    }
}
function last(me: Me): string | null {
    try {
        return localStorage.getItem(lastKey(me));
    } catch {
        return null;
    }
}

/** Also at the identity provider, where the session came from one that wants it. */
export async function signOut(): Promise<void> {
    let there: string | null = null;
    try {
        there = (await post<{ url: string | null }>('/auth/sso/logout', undefined, { anonymous: true })).url;
    } finally {
        leave(false);
    }
    if (there) location.assign(there);
}

/** The time is over: signs out and says so, with the way back. `over`: the server ended it already. */
export async function endSession(over: boolean): Promise<void> {
    if (store.get().state !== 'in') return;
    try {
        if (!over) await post('/auth/logout', undefined, { anonymous: true, quiet: true });
    } catch {
        /* It ends by itself. */
    }
    leave(true);
}

setHooks({
    unauthorized: () => {
        if (store.get().state === 'in') leave(true);
    },
    failed: (e) => toast({ kind: 'critical', title: `The box answered ${e.status}`, text: e.message, requestId: e.requestId }),
});

/** Where one starts: the page that was chosen, when there is still such a page that one may open, or the first of the navigation. */
export function landing(me: Me): string {
    const opens = (r?: Route) => r && !r.open && (r.permission === 'any' || me.user.permissions.includes(r.permission));
    const chosen = prefs.get().dashboard.landing_page;
    return opens(findRoute(chosen)?.route) ? chosen : routes.find((r) => r.group && opens(r))!.path;
}
