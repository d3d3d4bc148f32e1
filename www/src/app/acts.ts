/* What the header, the palette, the shortcuts and pages may ask of the shell. */
import { Store } from '@/lib/store';

export const inboxOpen = new Store(false);
export const helpOpen = new Store(false);
export const openInbox = () => inboxOpen.set(true);
export const openHelp = () => helpOpen.set(true);

/** The tour's code comes when it begins. */
export function beginTour(navigate: (path: string) => void, may: (permission: string) => boolean, fromStart = false): void {
    void import('./tour').then((m) => m.startTour(navigate, may, fromStart));
}
