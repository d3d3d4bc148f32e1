/*
 * <LineChart label="…" times={epoch seconds} values={numbers or null} failures={times} format={ms} />: uPlot in the theme's colours, redrawn when the
 * theme changes. `more` are further lines, in the colours of statuses. Load it with later(() => import('@/ui/Chart')): it is the heaviest part of a page, and the text need not wait for it.
 */
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { drawing } from '@/app/look';
import { dateFormat, timeZone } from '@/lib/format';
import { useStore } from '@/lib/store';

interface Props {
    label: string;
    times: number[];
    values: (number | null)[];
    /** Times at which a check failed: drawn as marks on the baseline. */
    failures?: number[];
    format: (v: number) => string;
    height?: number;
    /** Further lines; `colour` is a token. */
    more?: { values: (number | null)[]; colour: string }[];
    /** The top of the scale, when it has one. */
    max?: number;
    /** Steps between the lines of the grid, when they are not decimal. */
    steps?: number[];
    onValue?: (text: string, index: number | null) => void;
}

const NO_LINES: NonNullable<Props['more']> = [];

/* A value between two gaps is no line: it is drawn as a point. */
const lonely: uPlot.Series.Points = {
    size: 4,
    filter: (u, series) => {
        const v = u.data[series] as (number | null)[];
        return v.flatMap((x, i) => (x != null && v[i - 1] == null && v[i + 1] == null ? [i] : []));
    },
};

export default function LineChart({ label, times, values, failures, format, height = 150, more = NO_LINES, max, steps, onValue }: Props) {
    const box = useRef<HTMLDivElement>(null);
    const theme = useStore(drawing);
    const data = [times, values, ...more.map((m) => m.values)] as uPlot.AlignedData;
    const latest = useRef({ format, onValue, failures, data });
    const drawn = useRef<uPlot>(null);
    useEffect(() => {
        latest.current = { format, onValue, failures, data };
    });
    const colours = more.map((m) => m.colour).join(' ');
    useEffect(() => {
        const el = box.current!;
        const css = getComputedStyle(document.documentElement);
        const colour = (name: string) => css.getPropertyValue(name).trim();
        const axis = { stroke: colour('--muted'), font: '11px "IBM Plex Sans"', grid: { stroke: colour('--divider'), width: 1 }, ticks: { stroke: colour('--divider'), size: 4 } };
        const clock = dateFormat({ hour: '2-digit', minute: '2-digit' });
        const date = dateFormat({ month: 'short', day: 'numeric' });
        const critical = colour('--critical');
        const chart = new uPlot(
            {
                width: Math.max(120, el.clientWidth),
                height,
                /* Ticks fall on whole hours and days of the reader's zone. */
                tzDate: (ts) => (timeZone() ? uPlot.tzDate(new Date(ts * 1000), timeZone()!) : new Date(ts * 1000)),
                legend: { show: false },
                padding: [8, 20, 0, 0],
                cursor: { y: false, drag: { setScale: false } },
                scales: { y: { range: (_u, _min, high) => [0, max ?? Math.max(1, (high ?? 0) * 1.1)] } },
                axes: [
                    { ...axis, size: 24, space: 64, values: (_u, splits, _a, _s, step) => splits.map((t) => (step >= 86_400 ? date : clock).format(t * 1000)) },
                    { ...axis, size: 58, space: 32, incrs: steps, values: (_u, splits) => splits.map((v) => latest.current.format(v)) },
                ],
                series: [
                    {},
                    { stroke: colour('--accent'), width: 1.25, points: lonely, fill: `${colour('--accent')}22` },
                    ...(colours ? colours.split(' ') : []).map((c) => ({ stroke: colour(c), width: 1.25, points: lonely })),
                ],
                hooks: {
                    draw: [
                        (u) => {
                            const failed = latest.current.failures;
                            if (!failed?.length) return;
                            u.ctx.fillStyle = critical;
                            const size = 5 * devicePixelRatio;
                            for (const t of failed) u.ctx.fillRect(u.valToPos(t, 'x', true) - size / 2, u.bbox.top + u.bbox.height - size, size, size);
                        },
                    ],
                    setCursor: [
                        (u) => {
                            const i = u.cursor.idx;
                            const t = i === null || i === undefined ? undefined : u.data[0][i];
                            if (t === undefined) return latest.current.onValue?.('', null);
                            const v = u.data[1]?.[i!];
                            latest.current.onValue?.(`${clock.format(t * 1000)} · ${v === null || v === undefined ? 'no answer' : latest.current.format(v)}`, i!);
                        },
                    ],
                },
            },
            latest.current.data,
            el,
        );
        drawn.current = chart;
        const seen = new ResizeObserver(() => chart.setSize({ width: Math.max(120, el.clientWidth), height }));
        seen.observe(el);
        return () => {
            seen.disconnect();
            chart.destroy();
        };
    }, [colours, max, steps, height, theme]);
    useEffect(() => drawn.current?.setData(latest.current.data), [times, values, more, failures]);
    return <div ref={box} role="img" aria-label={label} style={{ height, minWidth: 0, overflow: 'hidden' }} />;
}
