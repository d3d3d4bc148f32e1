/* The menu of whoever is signed in: tenants, theme, the own account. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { get } from '@/api/client';
import type { Me, Place } from '@/api/types';
import { useStore } from '@/lib/store';
import { Menu } from '@/ui/Menu';
import { beginTour, openHelp } from './acts';
import { prefs, setPrefs } from './look';
import { signOut, switchTenant, useMay } from './session';
import { toast } from './toasts';

const themes = [['dark', 'Dark'], ['light', 'Light'], ['system', 'As the system']] as const;

export default function UserMenu({ me, children }: { me: Me; children: ReactNode }) {
    const may = useMay();
    const { theme, tour } = useStore(prefs);
    const [, navigate] = useLocation();
    const places = useQuery({ queryKey: ['places'], queryFn: ({ signal }) => get<{ items: Place[] }>('/auth/tenants', { signal, quiet: true }), staleTime: 300_000 });
    const others = places.data && places.data.items.length > 1 ? places.data.items : [];
    const go = (p: Place) => void switchTenant(p.id).then(() => toast({ kind: 'ok', title: `Now in ${p.name}`, text: `as ${p.role}` }), (e: unknown) => toast({ kind: 'warn', title: `Not switched to ${p.name}`, text: e instanceof Error ? e.message : String(e) }));
    const { user } = me;
    return (
        <Menu
            label={`Account: ${user.name || user.email}, ${user.tenant_name}`}
            entries={[
                {
                    heading: (
                        <>
                            <b>{user.name || user.email}</b>
                            <br />
                            {user.role} · tenant {user.tenant_name}
                        </>
                    ),
                },
                '-',
                ...(others.length ? [{ heading: 'Tenant' }, ...others.map((p) => ({ label: p.suspended ? `${p.name} (suspended)` : p.name, checked: p.current, reason: p.suspended && 'Suspended', run: () => !p.current && go(p) })), '-' as const] : []),
                { heading: 'Theme' },
                ...themes.map(([id, label]) => ({ label, checked: theme.theme === id, run: () => void setPrefs({ theme: { theme: id } }) })),
                '-',
                { label: 'Dense rows', checked: theme.density === 'dense', run: () => void setPrefs({ theme: { density: theme.density === 'dense' ? 'normal' : 'dense' } }) },
                '-',
                { label: 'Your account', run: () => navigate('/account') },
                { label: 'Preferences', run: () => navigate('/account/preferences') },
                { label: 'Keyboard shortcuts', run: openHelp },
                { label: tour.step ? 'Go on with the tour' : 'Guided tour', run: () => beginTour(navigate, may, !tour.step) },
                { label: 'Sign out', run: () => void signOut() },
            ]}
        >
            {children}
        </Menu>
    );
}
