/* Pages load through this cache, not through Suspense: the old page stays until the new chunk is here. */
import type { PageModule, Route } from '@/routes';

const loaded = new Map<Route, PageModule>();
const loading = new Map<Route, Promise<PageModule>>();

export const cached = (route: Route) => loaded.get(route);

export function load(route: Route): Promise<PageModule> {
    const have = loaded.get(route);
    if (have) return Promise.resolve(have);
    let p = loading.get(route);
    if (!p) {
        p = route.load().then(
            (m) => {
                loaded.set(route, m);
                return m;
            },
            (e: unknown) => {
                loading.delete(route);
                throw e;
            },
        );
        loading.set(route, p);
    }
    return p;
}

/** On hover, on focus and when idle; a failure is met again when the page is opened. */
export function preload(route: Route): void {
    load(route).catch(() => {});
}

export function preloadWhenIdle(list: Route[]): void {
    const idle = window.requestIdleCallback ?? ((fn: () => void) => window.setTimeout(fn, 200));
    const step = () => {
        const route = list.shift();
        if (!route) return;
        load(route).then(
            () => idle(step),
            () => {},
        );
    };
    idle(step);
}
