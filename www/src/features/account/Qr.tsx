/* A QR code as one SVG path, with the quiet zone that readers want. */
import { generate } from 'lean-qr';
import { useMemo } from 'react';

const QUIET = 4;

export function Qr({ text, label }: { text: string; label: string }) {
    const { size, path } = useMemo(() => {
        const code = generate(text);
        let d = '';
        for (let y = 0; y < code.size; y++) for (let x = 0; x < code.size; x++) if (code.get(x, y)) d += `M${x} ${y}h1v1h-1z`;
        return { size: code.size, path: d };
    }, [text]);
    return (
        <svg className="qr" role="img" aria-label={label} viewBox={`${-QUIET} ${-QUIET} ${size + 2 * QUIET} ${size + 2 * QUIET}`} shapeRendering="crispEdges">
            <rect x={-QUIET} y={-QUIET} width="100%" height="100%" fill="#fff" />
            <path d={path} fill="#000" />
        </svg>
    );
}
