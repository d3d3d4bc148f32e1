/*
 * <Menu label="More" icon={<Ellipsis size={16} />} entries={[{ label: 'Edit', run }, '-', { label: 'Delete', danger: true, run }]} />
 * `label` names the button and the menu, also where the text beside the icon is hidden; it holds that text.
 * The menu's code arrives when the button is pointed at, focused or pressed; until then it is a plain button.
 */
import { type ComponentProps, type ReactNode, useEffect, useRef, useState } from 'react';
import type MenuParts from './menuParts';

export type MenuEntry = '-' | { heading: ReactNode } | { label: ReactNode; run: () => void; icon?: ReactNode; danger?: boolean; checked?: boolean; reason?: string | false };

let Parts: typeof MenuParts | undefined;
const loadParts = () => import('./menuParts').then((m) => (Parts = m.default));

interface Props {
    label: string;
    icon?: ReactNode;
    children?: ReactNode;
    entries: MenuEntry[];
    align?: 'start' | 'end';
    small?: boolean;
    look?: 'quiet';
}

export function Menu({ label, icon, children, entries, align = 'end', small, look = 'quiet' }: Props) {
    const [open, setOpen] = useState(false);
    const [ready, setReady] = useState(Boolean(Parts));
    const ref = useRef<HTMLButtonElement>(null);
    const hadFocus = useRef(false);
    const warm = () => {
        if (ready) return;
        void loadParts().then(() => {
            hadFocus.current = document.activeElement === ref.current;
            setReady(true);
        });
    };
    useEffect(() => {
        if (ready && hadFocus.current) ref.current?.focus();
        hadFocus.current = false;
    }, [ready]);
    const button: ComponentProps<'button'> = {
        ref,
        type: 'button',
        className: ['btn', look, small && 'small', !children && 'icon'].filter(Boolean).join(' '),
        'aria-label': label,
        title: children ? undefined : label,
    };
    const face = (
        <>
            {icon}
            {children}
        </>
    );
    if (ready && Parts) return <Parts open={open} onOpenChange={setOpen} trigger={<button {...button}>{face}</button>} entries={entries} label={label} align={align} />;
    return (
        <button
            {...button}
            aria-haspopup="menu"
            aria-expanded={false}
            onPointerEnter={warm}
            onFocus={warm}
            onClick={() => {
                setOpen(true);
                warm();
            }}
        >
            {face}
        </button>
    );
}
