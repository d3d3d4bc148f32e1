/* <Ago at={x} />: relative, exact on hover. <Countdown at={x} />: until then. */
import { useNow } from '@/lib/clock';
import { duration, exact, relative } from '@/lib/format';

export function Ago({ at, never = 'never' }: { at: string | null | undefined; never?: string }) {
    const now = useNow();
    if (!at) return <span className="muted">{never}</span>;
    return (
        <time dateTime={at} title={exact(at)} className="nowrap">
            {relative(at, now)}
        </time>
    );
}

export function Countdown({ at, past = 'due' }: { at: string | null | undefined; past?: string }) {
    const now = useNow();
    if (!at) return <span className="muted">–</span>;
    const left = Math.ceil((Date.parse(at) - now) / 1000);
    return (
        <time dateTime={at} title={exact(at)} className="nowrap">
            {left > 0 ? `in ${duration(left)}` : past}
        </time>
    );
}

/** How long something has been so. */
export function Since({ at }: { at: string | null | undefined }) {
    const now = useNow();
    if (!at) return <span className="muted">–</span>;
    return (
        <time dateTime={at} title={`since ${exact(at)}`} className="nowrap">
            {duration((now - Date.parse(at)) / 1000)}
        </time>
    );
}
