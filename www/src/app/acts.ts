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

/** The sections of /account/preferences: id, title, words that find it in the palette. */
export const SECTIONS: [string, string, string][] = [
    ['theme', 'Theme', 'dark light density colours look'],
    ['accessibility', 'Accessibility', 'motion contrast text size zoom screen reader shortcuts links a11y'],
    ['regional', 'Region', 'language locale time zone clock date number format'],
    ['dashboard', 'Pages', 'landing start page time range'],
    ['notifications', 'Notices', 'toasts desktop sound mute notifications'],
    ['more', 'More', 'tour export import reset defaults'],
];
