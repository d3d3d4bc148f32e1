/* A value outside React that components watch with useSyncExternalStore. */
import { useSyncExternalStore } from 'react';

export class Store<T> {
    private readonly watchers = new Set<() => void>();
    constructor(private value: T) {}

    get = () => this.value;
    set = (next: T) => {
        if (Object.is(next, this.value)) return;
        this.value = next;
        for (const w of [...this.watchers]) w();
    };
    watch = (fn: () => void) => {
        this.watchers.add(fn);
        return () => void this.watchers.delete(fn);
    };
}

export function useStore<T>(store: Store<T>): T {
    return useSyncExternalStore(store.watch, store.get);
}
