/* One timer for every relative time and countdown on the page. */
import { useEffect, useState } from 'react';

const ticks = new Set<() => void>();
let timer = 0;

function run(): void {
    for (const t of ticks) t();
}

/** The time, again each second while the component is shown. `every` in seconds thins that out. */
export function useNow(every = 1): number {
    const [now, set] = useState(Date.now);
    useEffect(() => {
        let n = 0;
        const tick = () => {
            if (++n % every === 0) set(Date.now());
        };
        ticks.add(tick);
        if (!timer) timer = window.setInterval(run, 1000);
        return () => {
            ticks.delete(tick);
            if (ticks.size === 0) {
                clearInterval(timer);
                timer = 0;
            }
        };
    }, [every]);
    return now;
}
