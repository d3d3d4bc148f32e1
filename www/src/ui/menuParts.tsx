/* The heavy half of Menu.tsx, in a chunk of its own. Not modal: the modal mode writes a <style>, which the policy forbids. */
import * as M from '@radix-ui/react-dropdown-menu';
import { Check } from 'lucide-react';
import type { ReactElement } from 'react';
import type { MenuEntry } from './Menu';

export default function MenuParts({ open, onOpenChange, trigger, entries, label, align }: { open: boolean; onOpenChange: (o: boolean) => void; trigger: ReactElement; entries: MenuEntry[]; label: string; align: 'start' | 'end' }) {
    return (
        <M.Root open={open} onOpenChange={onOpenChange} modal={false}>
            <M.Trigger asChild>{trigger}</M.Trigger>
            <M.Portal>
                <M.Content className="menu" align={align} sideOffset={4} collisionPadding={8} aria-label={label}>
                    {entries.map((e, i) =>
                        e === '-' ? (
                            <M.Separator key={i} className="menu-line" />
                        ) : 'heading' in e ? (
                            <M.Label key={i} className="menu-label">
                                {e.heading}
                            </M.Label>
                        ) : e.checked !== undefined ? (
                            <M.CheckboxItem key={i} className="menu-item" checked={e.checked} disabled={Boolean(e.reason)} title={e.reason || undefined} onSelect={e.run}>
                                <span className="mark">{e.checked && <Check size={14} />}</span>
                                {e.label}
                            </M.CheckboxItem>
                        ) : (
                            <M.Item key={i} className={`menu-item${e.danger ? ' danger' : ''}`} disabled={Boolean(e.reason)} title={e.reason || undefined} onSelect={e.run}>
                                {e.icon}
                                {e.label}
                            </M.Item>
                        ),
                    )}
                </M.Content>
            </M.Portal>
        </M.Root>
    );
}
