/* What the parts of the dashboard share. */
export const REFRESH_MS = 10_000;
/** Lines of the activity feed. */
export const FEED = 30;
export const KEY = ['admin', 'stats'] as const;
