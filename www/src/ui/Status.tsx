/* <StatusMark status="healthy" />: a status as colour, shape and word. `bare` hides the word from sight, not from a screen reader. */

type Shape = 'circle' | 'triangle' | 'square' | 'diamond' | 'half' | 'ring' | 'pause';

const shapes: Record<string, [Shape, string]> = {
    healthy: ['circle', 'Healthy'],
    ok: ['circle', 'OK'],
    delivered: ['circle', 'Delivered'],
    resolved: ['circle', 'Resolved'],
    degraded: ['triangle', 'Degraded'],
    warning: ['triangle', 'Warning'],
    warn: ['triangle', 'Warning'],
    acknowledged: ['triangle', 'Acknowledged'],
    pending: ['triangle', 'Pending'],
    unhealthy: ['square', 'Unhealthy'],
    critical: ['square', 'Critical'],
    firing: ['square', 'Firing'],
    failed: ['square', 'Failed'],
    dead: ['square', 'Dead letter'],
    info: ['diamond', 'Info'],
    running: ['diamond', 'Running'],
    maintenance: ['half', 'Maintenance'],
    unknown: ['ring', 'Unknown'],
    off: ['ring', 'Off'],
    paused: ['pause', 'Paused'],
};

export const statusWord = (status: string) => shapes[status]?.[1] ?? status;

export function StatusShape({ status, size = 10 }: { status: string; size?: number }) {
    const shape = shapes[status]?.[0] ?? 'ring';
    return (
        <svg width={size} height={size} viewBox="0 0 10 10" aria-hidden="true" strokeWidth={0}>
            {shape === 'circle' && <circle cx="5" cy="5" r="4.5" />}
            {shape === 'triangle' && <path d="M5 .5 10 9.5H0z" />}
            {shape === 'square' && <path d="M.5.5h9v9h-9z" />}
            {shape === 'diamond' && <path d="M5 0l5 5-5 5-5-5z" />}
            {shape === 'half' && <path fillRule="evenodd" d="M0 0h10v10H0zM5 1.5h3.5v7H5z" />}
            {shape === 'ring' && <circle cx="5" cy="5" r="3.75" fill="none" strokeWidth={1.8} />}
            {shape === 'pause' && <path d="M1 .5h3v9H1zM6 .5h3v9H6z" />}
        </svg>
    );
}

export function StatusMark({ status, word, bare, size }: { status: string; word?: string; bare?: boolean; size?: number }) {
    return (
        <span className={`status st-${status}`}>
            <StatusShape status={status} size={size} />
            <span className={bare ? 'sr-only' : undefined}>{word ?? statusWord(status)}</span>
        </span>
    );
}

export function Tag({ children }: { children: string }) {
    return <span className="tag">{children}</span>;
}
