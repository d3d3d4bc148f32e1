/* Who is signed in. Held in memory only; the cookie is the server's. */
import { queryClient } from '@/api/hooks';
import { ApiError, get, post, setCsrf, setHooks } from '@/api/client';
import { live } from '@/api/live';
import type { Me } from '@/api/types';
import { Store, useStore } from '@/lib/store';
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
}

function leave(expired: boolean): void {
    live.stop();
    setCsrf('');
    queryClient.clear();
    store.set({ state: 'none', expired });
}

export async function load(): Promise<void> {
    try {
        enter(await get<Me>('/auth/me', { anonymous: true, quiet: true }));
    } catch (e) {
        if (e instanceof ApiError && e.status === 401) store.set({ state: 'none', expired: false });
        else store.set({ state: 'failed', error: e instanceof ApiError ? e : new ApiError({ title: String(e), status: 0 }) });
    }
}

/** Login answers with less than `me`; one more request brings the permissions. */
export async function signedIn(csrfToken: string): Promise<void> {
    setCsrf(csrfToken);
    enter(await get<Me>('/auth/me', { anonymous: true }));
}

export async function signOut(): Promise<void> {
    try {
        await post('/auth/logout', undefined, { anonymous: true });
    } finally {
        leave(false);
    }
}

setHooks({
    unauthorized: () => {
        if (store.get().state === 'in') leave(true);
    },
    failed: (e) => toast({ kind: 'critical', title: `The box answered ${e.status}`, text: e.message, requestId: e.requestId }),
});
