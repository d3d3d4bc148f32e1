/* The sections of /account/preferences, for the page and the palette: not part of what every visit loads first. */
/** The sections of /account/preferences: id, title, words that find it in the palette. */
export const SECTIONS: [string, string, string][] = [
    ['theme', 'Theme', 'dark light density colours look'],
    ['accessibility', 'Accessibility', 'motion contrast text size zoom screen reader shortcuts links a11y'],
    ['regional', 'Region', 'language locale time zone clock date number format'],
    ['dashboard', 'Pages', 'landing start page time range'],
    ['notifications', 'Notices', 'toasts desktop sound mute notifications'],
    ['more', 'More', 'tour export import reset defaults'],
];
