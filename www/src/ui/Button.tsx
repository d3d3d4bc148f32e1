/*
 * <Button onClick busy={mutation.isPending} reason={may('x') ? undefined : 'Needs …'}>Save</Button>
 * A button never lies: with `reason` it is disabled and says why (still reachable by keyboard); with `busy` it shows progress.
 */
import { LoaderCircle } from 'lucide-react';
import type { MouseEvent, ReactNode, Ref } from 'react';
import { Link as WouterLink } from 'wouter';
import { preload } from '@/app/pages';
import { useMay, useMe } from '@/app/session';
import { findRoute } from '@/routes';

export type Look = 'primary' | 'danger' | 'quiet';

interface Props {
    children?: ReactNode;
    /** An icon alone needs a label. */
    icon?: ReactNode;
    label?: string;
    look?: Look;
    small?: boolean;
    type?: 'button' | 'submit';
    busy?: boolean;
    reason?: string | false | null;
    pressed?: boolean;
    onClick?: (e: MouseEvent<HTMLButtonElement>) => void;
    className?: string;
    ref?: Ref<HTMLButtonElement>;
    autoFocus?: boolean;
    'aria-expanded'?: boolean;
    'aria-haspopup'?: 'menu' | 'dialog';
    'data-testid'?: string;
}

export function Button({ children, icon, label, look, small, type = 'button', busy, reason, pressed, onClick, className, ref, ...rest }: Props) {
    const off = Boolean(reason) || busy;
    return (
        <button
            ref={ref}
            type={type}
            className={['btn', look, small && 'small', !children && 'icon', className].filter(Boolean).join(' ')}
            aria-label={label}
            title={reason || (children ? undefined : label)}
            aria-disabled={off || undefined}
            aria-busy={busy || undefined}
            aria-pressed={pressed}
            onClick={(e) => {
                if (off) return e.preventDefault();
                onClick?.(e);
            }}
            {...rest}
        >
            {busy ? <LoaderCircle size={14} className="spin" aria-hidden="true" /> : icon}
            {children}
        </button>
    );
}

interface LinkProps {
    to: string;
    children?: ReactNode;
    className?: string;
    label?: string;
    title?: string;
    current?: boolean;
    replace?: boolean;
    onClick?: (e: MouseEvent<HTMLAnchorElement>) => void;
}

/** May whoever is signed in open the page? The start is always somewhere. */
function useOpens(to: string) {
    const signedIn = useMe();
    const may = useMay();
    const path = to.split('?')[0] ?? to;
    const route = findRoute(path)?.route;
    return { route, opens: !route || route.open || path === '/' || !signedIn || may(route.permission) };
}

/** A link inside the app; its page is loaded when it is pointed at or focused. To a page that one may not open it is plain text. */
export function Link({ to, children, className, label, title, current, replace, onClick }: LinkProps) {
    const { route, opens } = useOpens(to);
    const warm = () => route && preload(route);
    if (!opens) return <span className={className}>{children}</span>;
    return (
        <WouterLink href={to} replace={replace} className={className} aria-label={label} title={title} aria-current={current ? 'page' : undefined} onPointerEnter={warm} onFocus={warm} onClick={onClick}>
            {children}
        </WouterLink>
    );
}

/** A link that looks like a button; not there for who may not open the page. */
export function LinkButton({ to, children, look, icon, small }: { to: string; children: ReactNode; look?: Look; icon?: ReactNode; small?: boolean }) {
    if (!useOpens(to).opens) return null;
    return (
        <Link to={to} className={['btn', look, small && 'small'].filter(Boolean).join(' ')}>
            {icon}
            {children}
        </Link>
    );
}
