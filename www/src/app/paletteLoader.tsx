/* The palette's code comes when it is first opened. */
import { type ComponentType, useEffect, useState } from 'react';
import { Store, useStore } from '@/lib/store';

const open = new Store(false);
export const openPalette = () => open.set(true);

let Loaded: ComponentType<{ onClose: () => void }> | undefined;

export function Palette() {
    const shown = useStore(open);
    const [, arrived] = useState(false);
    useEffect(() => {
        if (shown && !Loaded) {
            void import('./PaletteDialog').then((m) => {
                Loaded = m.default;
                arrived(true);
            });
        }
    }, [shown]);
    return shown && Loaded ? <Loaded onClose={() => open.set(false)} /> : null;
}
