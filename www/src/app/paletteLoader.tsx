/* The palette's code comes when it is first opened, or when the browser is idle. */
import { later } from '@/lib/later';
import { Store, useStore } from '@/lib/store';

const open = new Store(false);
export const openPalette = () => open.set(true);
const usePaletteDialog = later(() => import('./PaletteDialog'));

export function Palette() {
    const shown = useStore(open);
    const Dialog = usePaletteDialog(shown);
    return shown && Dialog ? <Dialog onClose={() => open.set(false)} /> : null;
}
