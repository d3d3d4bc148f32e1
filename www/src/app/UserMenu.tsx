/* The menu of whoever is signed in: tenants, theme, the own account. */
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { Me } from '@/api/types';
import { useStore } from '@/lib/store';
import { Menu } from '@/ui/Menu';
import { beginTour, openHelp } from './acts';
import { prefs, setPrefs } from './look';
import { goTo, usePlaces } from './places';
import { signOut, useMay } from './session';

const themes = [['dark', 'Dark'], ['light', 'Light'], ['system', 'As the system']] as const;

export default function UserMenu({ me, children }: { me: Me; children: ReactNode }) {
    const may = useMay();
    const { theme, tour } = useStore(prefs);
    const [, navigate] = useLocation();
    const places = usePlaces();
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
                ...(places.length ? [{ heading: 'Tenant' }, ...places.map((p) => ({ label: p.suspended ? `${p.name} (suspended)` : p.name, checked: p.current, reason: p.suspended && 'Suspended', run: () => goTo(p) })), '-' as const] : []),
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
