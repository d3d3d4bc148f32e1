/*
 * A component whose code comes later, without Suspense: const useDetail = later(() => import('./Detail'));
 * const Detail = useDetail(open) is undefined until the code is here; it is fetched when `wanted`, or when the browser is idle.
 */
import { type ComponentType, useEffect, useState } from 'react';

export function later<P>(load: () => Promise<{ default: ComponentType<P> }>): (wanted: boolean) => ComponentType<P> | undefined {
    let loaded: ComponentType<P> | undefined;
    let loading: Promise<void> | undefined;
    const start = () =>
        (loading ??= load().then(
            (m) => void (loaded = m.default),
            () => void (loading = undefined),
        ));
    return function useLater(wanted) {
        const [, arrived] = useState(0);
        useEffect(() => {
            if (loaded) return;
            let stopped = false;
            const go = () => void start().then(() => !stopped && arrived((n) => n + 1));
            if (wanted) go();
            else (window.requestIdleCallback ?? ((fn: () => void) => setTimeout(fn, 300)))(go);
            return () => {
                stopped = true;
            };
        }, [wanted]);
        return loaded;
    };
}
