/* The tenants that whoever is signed in may act in, for the account menu and the palette. */
import { useQuery } from '@tanstack/react-query';
import { get } from '@/api/client';
import type { Place } from '@/api/types';
import { switchTenant } from './session';
import { toast } from './toasts';

/** All of them, the present one too; none where there is nothing to choose. */
export function usePlaces(): Place[] {
    const places = useQuery({ queryKey: ['places'], queryFn: ({ signal }) => get<{ items: Place[] }>('/auth/tenants', { signal, quiet: true }), staleTime: 300_000 });
    return places.data && places.data.items.length > 1 ? places.data.items : [];
}

export function goTo(p: Place): void {
    if (p.current) return;
    switchTenant(p.id).then(
        () => toast({ kind: 'ok', title: `Now in ${p.name}`, text: `as ${p.role}` }),
        (e: unknown) => toast({ kind: 'warn', title: `Not switched to ${p.name}`, text: e instanceof Error ? e.message : String(e) }),
    );
}
