/* What the parts of the dashboard share. */
export const REFRESH_MS = 10_000;
/** Lines of the activity feed. */
export const FEED = 30;
/** Steps of 10 s in a small line. */
export const SPARK = 60;
export const KEY = ['admin', 'stats'] as const;
