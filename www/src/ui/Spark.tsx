/* <UptimeBars days={30 numbers or null, oldest first} /> and <Spark points={numbers or null} />: own small SVG. */
import { dateFormat, percent } from '@/lib/format';

function shade(pct: number | null): string {
    if (pct === null) return 'unknown';
    return pct >= 99.9 ? 'healthy' : pct >= 98 ? 'degraded' : 'unhealthy';
}

/** Colour says how bad a day was, and so does the bar's height. A day without data is a dot. */
export function UptimeBars({ days, height = 22, end, label = '30-day uptime' }: { days: (number | null)[]; height?: number; end?: number; label?: string }) {
    const known = days.filter((d): d is number => d !== null);
    const mean = known.length ? known.reduce((a, b) => a + b, 0) / known.length : null;
    const n = Math.max(1, days.length);
    return (
        <svg className="bars" role="img" aria-label={`${label}: ${percent(mean)}, ${known.length} of ${n} days with data`} width="100%" height={height} viewBox={`0 0 ${n * 6} ${height}`} preserveAspectRatio="none">
            {days.map((d, i) => {
                const h = d === null ? 2 : d >= 99.9 ? height : Math.max(4, height * (0.25 + 0.65 * Math.max(0, (d - 80) / 20)));
                return (
                    <rect key={i} className={`st-${shade(d)}`} x={i * 6} y={height - h} width={4.5} height={h}>
                        {end !== undefined && <title>{`${dateFormat({ month: 'short', day: 'numeric', timeZone: 'UTC' }).format(end - (n - 1 - i) * 86_400_000)}: ${d === null ? 'no data' : percent(d)}`}</title>}
                    </rect>
                );
            })}
        </svg>
    );
}

/** A line from zero to the highest value; gaps stay gaps. */
export function Spark({ points, width = 90, height = 22, label }: { points: (number | null)[]; width?: number; height?: number; label: string }) {
    const max = Math.max(1, ...points.map((p) => p ?? 0));
    const step = points.length > 1 ? width / (points.length - 1) : width;
    let d = '';
    let pen = false;
    points.forEach((p, i) => {
        if (p === null) {
            pen = false;
            return;
        }
        d += `${pen ? 'L' : 'M'}${(i * step).toFixed(1)} ${(height - 2 - (p / max) * (height - 4)).toFixed(1)}`;
        pen = true;
    });
    return (
        <svg role="img" aria-label={label} width={width} height={height} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none">
            <path className="spark" d={d} />
        </svg>
    );
}
