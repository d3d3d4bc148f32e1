/* The cards, drawn only where they are seen: 2,000 services cost what 30 do. */
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Health } from '@/api/types';
import { plural } from '@/lib/format';
import { StatusMark } from '@/ui/Status';
import { Card } from './Card';
import { groupByTag, rowsOf } from './order';

interface Props {
    items: Health[];
    total: number;
    grouped: boolean;
    dense: boolean;
    selected: string;
    onOpen: (id: string) => void;
    onEnd: () => void;
}

const GAP = 8;

export function Grid({ items, total, grouped, dense, selected, onOpen, onEnd }: Props) {
    const box = useRef<HTMLDivElement>(null);
    const [width, setWidth] = useState(0);
    const [top, setTop] = useState(0);
    const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
    useLayoutEffect(() => {
        const el = box.current!;
        const measure = () => {
            setWidth(el.clientWidth);
            setTop(el.getBoundingClientRect().top + scrollY);
        };
        measure();
        const seen = new ResizeObserver(measure);
        seen.observe(el);
        seen.observe(document.body);
        return () => seen.disconnect();
    }, []);
    const min = dense ? 218 : 262;
    const columns = Math.max(1, Math.floor((width + GAP) / (min + GAP)));
    const height = dense ? 66 : 112;
    const groups = useMemo(() => (grouped ? groupByTag(items) : null), [grouped, items]);
    const rows = useMemo(() => rowsOf(items, columns, groups, closed), [items, columns, groups, closed]);
    const cards = rows.reduce((n, r) => n + (r.kind === 'cards' ? r.items.length : 0), 0);
    const virtual = useWindowVirtualizer({
        count: width ? rows.length : 0,
        estimateSize: (i) => (rows[i]?.kind === 'group' ? 34 : height) + GAP,
        getItemKey: (i) => rows[i]!.key,
        overscan: 3,
        scrollMargin: top,
    });
    useEffect(() => virtual.measure(), [virtual, height, columns, rows.length]);
    const shown = virtual.getVirtualItems();
    const last = shown[shown.length - 1]?.index ?? 0;
    useEffect(() => {
        if (rows.length && last >= rows.length - 4) onEnd();
    }, [last, rows.length, onEnd]);

    /* Arrow keys walk over the cards; the one to come may have to be drawn first. */
    const onKeyDown = (e: KeyboardEvent) => {
        const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[e.key];
        const at = (e.target as HTMLElement).dataset?.card;
        if (!step || at === undefined) return;
        const next = Math.min(cards - 1, Math.max(0, Number(at) + step));
        const row = rows.findIndex((r) => r.kind === 'cards' && next >= r.from && next < r.from + r.items.length);
        if (row < 0) return;
        e.preventDefault();
        virtual.scrollToIndex(row, { align: 'auto' });
        const focus = (tries: number) => {
            const el = box.current?.querySelector<HTMLElement>(`[data-card="${next}"]`);
            if (el) el.focus();
            else if (tries) requestAnimationFrame(() => focus(tries - 1));
        };
        focus(10);
    };

    return (
        <div ref={box} className="grid-box" role="list" aria-label="Services" style={{ height: virtual.getTotalSize() }} onKeyDown={onKeyDown}>
            {shown.map((v) => {
                const row = rows[v.index];
                if (!row) return null;
                const style = { transform: `translateY(${v.start - top}px)`, height: v.size - GAP };
                if (row.kind === 'group') {
                    const { group } = row;
                    const open = !closed.has(group.tag);
                    return (
                        <div key={row.key} className="grid-row group-row" role="listitem" style={style}>
                            <button
                                type="button"
                                aria-expanded={open}
                                onClick={() => {
                                    const next = new Set(closed);
                                    if (open) next.add(group.tag);
                                    else next.delete(group.tag);
                                    setClosed(next);
                                }}
                            >
                                {open ? <ChevronDown size={16} aria-hidden="true" /> : <ChevronRight size={16} aria-hidden="true" />}
                                <span>{group.tag || 'No tag'}</span>
                                <span className="muted">{plural(group.items.length, 'service')}</span>
                                {group.failed > 0 && <StatusMark status="unhealthy" word={`${group.failed} failing`} />}
                            </button>
                        </div>
                    );
                }
                return (
                    <div key={row.key} className="grid-row" role="presentation" style={{ ...style, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
                        {row.items.map((s, i) => (
                            <Card key={s.id} service={s} index={row.from + i} total={grouped ? cards : total} selected={s.id === selected} dense={dense} onOpen={onOpen} />
                        ))}
                    </div>
                );
            })}
        </div>
    );
}
