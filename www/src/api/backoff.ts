/** Exponential, with full jitter in its upper half, so that many browsers do not come back at once. Attempt counts from 0. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
    const ceiling = Math.min(30_000, 500 * 2 ** Math.min(attempt, 16));
    return Math.round(ceiling / 2 + (ceiling / 2) * random());
}
